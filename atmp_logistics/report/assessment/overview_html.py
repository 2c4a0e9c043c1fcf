"""Many containers at the head of a page: counts by centre and lane, then a row each, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.phrases_by_key import Phrases
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.overview import OverviewRow, overview_rows
from atmp_logistics.report.assessment.places import counts_by_place
from atmp_logistics.report.assessment.result_phrases import verdict_word
from atmp_logistics.report.shared.page import escaped, verdict_mark
from atmp_logistics.report.shared.sentences import sentence

#: So many containers have a row in a page, and in a notebook.
ROWS, ROWS_IN_NOTEBOOK = 10_000, 40


def anchor(part: int, place: int) -> str:
    """Return the name of a container's place in the page.

    Examples
    --------
    >>> anchor(0, 3)
    'container-0-3'
    """
    return f"container-{part}-{place}"


def overview(
    result: Assessment, only: Collection[Verdict], linked: int, most: int, rest: str, say: Phrases
) -> Iterator[str]:
    """Yield the counts by place and the rows of containers; the first of each verdict lead to their part of the page.

    Parameters
    ----------
    result : Assessment
    only : collection of Verdict
        Of which verdicts containers are shown.
    linked : int
        So many containers of each product and verdict stand further down in the page.
    most : int
        So many rows are shown.
    rest : str
        Where all containers stand, in words.
    say : Phrases
        The phrases of the page's language.
    """
    for places in counts_by_place(result):
        headings = [say.said(heading) for heading in places.headings]
        yield f'<h2>{escape(say.said(places.title))}</h2>\n<p class="said">{escape(say.said(places.basis))}</p>\n'
        yield _table("counts", headings, (_counts(row, headings, say) for row in places.rows))
    rows = list(overview_rows(result, only, most))
    if rows:
        below = [set(part.first_of_each(linked, only).tolist()) for part in result.parts]
        yield f"<h2>{escape(say('overview.title'))}</h2>\n"
        headings = [say(f"column.{name}") for name in ("verdict", "container", "decided")]
        yield _table("overview", headings, (_cells(row, below, say) for row in rows))
    more = sum(count for verdict, count in result.counts.items() if verdict in only) - len(rows)
    if more > 0:
        yield f"<p>… {escape(say('part.more_rows', count=more, where=rest))}.</p>\n"


def _table(kind: str, headings: Sequence[str], rows: Iterable[str]) -> str:
    sides = ["", *[' class="number"'] * (len(headings) - 1)] if kind == "counts" else [""] * len(headings)
    head = "".join(f"<th{side}>{escape(heading)}</th>" for side, heading in zip(sides, headings, strict=True))
    return f'<table class="{kind} cards"><thead><tr>{head}</tr></thead><tbody>\n{"".join(rows)}</tbody></table>\n'


def _counts(row: tuple[str, int, int, int, int], headings: Sequence[str], say: Phrases) -> str:
    name, *counts = row
    cells = (
        f'<td class="number" data-label="{escape(heading)}">{count}</td>'
        for heading, count in zip(headings[1:], counts, strict=True)
    )
    return f"<tr><td><b>{escape(in_one_line(say.said(name)))}</b></td>{''.join(cells)}</tr>\n"


def _cells(row: OverviewRow, below: Sequence[Collection[int]], say: Phrases) -> str:
    name = escaped(say.said(row.container))
    if row.part >= 0 and row.place in below[row.part]:
        name = f'<a href="#{anchor(row.part, row.place)}">{name}</a>'
    why = f": {sentence(say, reason, escaped)}" if (reason := row.why) else ""
    mark = verdict_mark(row.verdict, say.said(verdict_word(row.verdict)))
    cells = mark, name, f"<b>{escaped(say.said(row.decided))}</b>{why}"
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
