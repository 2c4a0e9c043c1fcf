"""Many containers at the head of a page: counts by centre and lane, then a row each, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.overview import OverviewRow, overview_rows
from atmp_logistics.report.assessment.places import counts_by_place
from atmp_logistics.report.shared.page import escaped, verdict_mark

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


def overview(result: Assessment, only: Collection[Verdict], linked: int, most: int, rest: str) -> Iterator[str]:
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
    """
    for places in counts_by_place(result):
        yield f'<h2>{places.title}</h2>\n<p class="said">{escape(places.basis)}</p>\n'
        yield _table("counts", places.headings, (_counts(row, places.headings) for row in places.rows))
    rows = list(overview_rows(result, only, most))
    if rows:
        below = [set(part.first_of_each(linked, only).tolist()) for part in result.parts]
        yield "<h2>Containers, the gravest first</h2>\n"
        yield _table("overview", ("verdict", "container", "what decided"), (_cells(row, below) for row in rows))
    more = sum(count for verdict, count in result.counts.items() if verdict in only) - len(rows)
    if more > 0:
        yield f"<p>… and {more} more: {rest}.</p>\n"


def _table(kind: str, headings: Sequence[str], rows: Iterable[str]) -> str:
    sides = ["", *[' class="number"'] * (len(headings) - 1)] if kind == "counts" else [""] * len(headings)
    head = "".join(f"<th{side}>{escape(heading)}</th>" for side, heading in zip(sides, headings, strict=True))
    return f'<table class="{kind} cards"><thead><tr>{head}</tr></thead><tbody>\n{"".join(rows)}</tbody></table>\n'


def _counts(row: Sequence[object], headings: Sequence[str]) -> str:
    name, *counts = map(str, row)
    cells = (
        f'<td class="number" data-label="{escape(heading)}">{count}</td>'
        for heading, count in zip(headings[1:], counts, strict=True)
    )
    return f"<tr><td><b>{escape(in_one_line(name))}</b></td>{''.join(cells)}</tr>\n"


def _cells(row: OverviewRow, below: Sequence[Collection[int]]) -> str:
    name = escaped(row.container)
    if row.part >= 0 and row.place in below[row.part]:
        name = f'<a href="#{anchor(row.part, row.place)}">{name}</a>'
    why = f": {escaped(row.why)}" if row.why else ""
    cells = verdict_mark(row.verdict), name, f"<b>{escaped(row.decided)}</b>{why}"
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
