"""Many containers in a terminal: counts by centre and lane, then a row each, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.overview import OverviewRow, overview_rows
from atmp_logistics.report.assessment.places import PlaceCounts, counts_by_place
from atmp_logistics.report.shared.terminal import Text

STYLES = {Verdict.CONFORMS: "bold green", Verdict.DEVIATES: "bold red", Verdict.INDETERMINATE: "bold yellow"}
#: So many containers have a row, and so many centres or lanes.
_ROWS, _PLACES = 40, 10
#: How wide the column of verdicts is, and how wide that of containers at most.
_VERDICT, _CONTAINER = 13, 26


def overview(result: Assessment, only: Collection[Verdict]) -> Iterable[RenderableType]:
    """Yield the counts by place and a line for each container, its reason cut where the line ends: it follows whole."""
    yield from counted_places(result)
    rows = list(overview_rows(result, only, _ROWS))
    if not rows:
        return
    yield Text()
    yield Text("Containers, the gravest first", "bold")
    yield from _lines(rows)
    more = sum(count for verdict, count in result.counts.items() if verdict in only) - len(rows)
    if more > 0:
        yield Text(
            f"  ... and {more} more: --quiet prints a line for each, --html, --json and --csv hold all", "italic"
        )


def counted_places(result: Assessment) -> Iterator[RenderableType]:
    """Yield the counts of verdicts by centre and by lane; nothing where the record names no place."""
    for places in counts_by_place(result):
        yield Text()
        yield Text.assemble((f"By {places.kind}", "bold"), f" ({places.basis})")
        yield _counts(places)
        more = len(places.rows) - _PLACES
        if more > 0:
            yield Text(f"  ... and {more} more: --html shows all", "italic")


def _counts(places: PlaceCounts) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for i, heading in enumerate(places.headings):
        table.add_column(f"  {heading}" if not i else heading, justify="right" if i else "left", overflow="fold")
    for name, *counts in places.rows[:_PLACES]:
        table.add_row(Text(f"  {name}"), *map(str, counts))
    return table


def _lines(rows: Sequence[OverviewRow]) -> Iterator[RenderableType]:
    """Yield a line for each container; the name of one that is wider than its column has a line to itself."""
    widest = max((size for row in rows if (size := cell_len(in_one_line(row.container))) <= _CONTAINER), default=0)
    for row in rows:
        head = Text.assemble("  ", (f"{row.verdict.value:<{_VERDICT}}", STYLES[row.verdict]))
        blanks = widest - cell_len(in_one_line(row.container))
        head.append(f" {row.container}{' ' * max(blanks, 0)}")
        if blanks < 0:
            yield head
        line = head if blanks >= 0 else Text(" " * (_VERDICT + 2))
        line.append(f" {row.decided}", "bold")
        line.append(f": {row.why}" if row.why else "")
        line.no_wrap, line.overflow = True, "ellipsis"
        yield Group(line)
