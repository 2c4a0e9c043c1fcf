"""Many containers in a terminal: counts by centre and lane, then a row each, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.phrases_by_key import Phrases
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.overview import OverviewRow, overview_rows
from atmp_logistics.report.assessment.places import PlaceCounts, counts_by_place
from atmp_logistics.report.assessment.result_phrases import verdict_word
from atmp_logistics.report.shared.terminal import Text

STYLES = {Verdict.CONFORMS: "bold green", Verdict.DEVIATES: "bold red", Verdict.INDETERMINATE: "bold yellow"}
#: So many containers have a row, and so many centres or lanes.
_ROWS, _PLACES = 40, 10
#: How wide the column of containers is at most.
_CONTAINER = 26


def verdict_width(say: Phrases) -> int:
    """Return how wide the longest word of a verdict is.

    Examples
    --------
    >>> from atmp_logistics.core.phrases_by_key import phrases_of
    >>> verdict_width(phrases_of("core")), verdict_width(phrases_of("core", "sv"))
    (13, 19)
    """
    return max(cell_len(say.said(verdict_word(verdict))) for verdict in Verdict)


def overview(result: Assessment, only: Collection[Verdict], say: Phrases) -> Iterable[RenderableType]:
    """Yield the counts by place and a line for each container, its reason cut where the line ends: it follows whole."""
    yield from counted_places(result, say)
    rows = list(overview_rows(result, only, _ROWS))
    if not rows:
        return
    yield Text()
    yield Text(say("overview.title"), "bold")
    yield from _lines(rows, say)
    more = sum(count for verdict, count in result.counts.items() if verdict in only) - len(rows)
    if more > 0:
        yield Text(say("overview.more_rows", count=more), "italic")


def counted_places(result: Assessment, say: Phrases) -> Iterator[RenderableType]:
    """Yield the counts of verdicts by centre and by lane; nothing where the record names no place."""
    for places in counts_by_place(result):
        yield Text()
        yield Text.assemble((say.said(places.title), "bold"), f" ({say.said(places.basis)})")
        yield _counts(places, say)
        more = len(places.rows) - _PLACES
        if more > 0:
            yield Text(say("overview.more_places", count=more), "italic")


def _counts(places: PlaceCounts, say: Phrases) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for i, heading in enumerate(map(say.said, places.headings)):
        table.add_column(f"  {heading}" if not i else heading, justify="right" if i else "left", overflow="fold")
    for name, *counts in places.rows[:_PLACES]:
        table.add_row(Text(f"  {say.said(name)}"), *map(str, counts))
    return table


def _lines(rows: Sequence[OverviewRow], say: Phrases) -> Iterator[RenderableType]:
    """Yield a line for each container; the name of one that is wider than its column has a line to itself."""
    names, verdicts = [in_one_line(say.said(row.container)) for row in rows], verdict_width(say)
    widest = max((size for name in names if (size := cell_len(name)) <= _CONTAINER), default=0)
    for row, name in zip(rows, names, strict=True):
        head = Text.assemble("  ", (f"{say.said(verdict_word(row.verdict)):<{verdicts}}", STYLES[row.verdict]))
        blanks = widest - cell_len(name)
        head.append(f" {name}{' ' * max(blanks, 0)}")
        if blanks < 0:
            yield head
        line = head if blanks >= 0 else Text(" " * (verdicts + 2))
        line.append(f" {say.said(row.decided)}", "bold")
        line.append(f": {say.said(why)}" if (why := row.why) else "")
        line.no_wrap, line.overflow = True, "ellipsis"
        yield Group(line)
