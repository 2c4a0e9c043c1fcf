"""Tables of HTML that scroll inside their cell of a notebook, and say how many rows they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

#: So many rows are shown; the others are counted.
ROWS = 40
#: A cell that is longer is no number and no time: it may break into lines.
_NUMBER = 60


def html_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, words: int | None = None, whole: str = "", kind: str = ""
) -> str:
    """Return rows as a table that scrolls sideways where it is wider than its place.

    Parameters
    ----------
    headings : sequence of str
        Text.
    rows : sequence of sequence of str
        Cells as HTML; a row of one cell is a heading over the whole width.
    words : int, optional
        The first so many columns hold words, the others numbers, to the right; without it, all hold words.
    whole : str
        Where all rows stand, in words; a table of more than `ROWS` rows is cut where it is given.
    kind : str
        The class of the cells behind the first column, such as ``time``.

    Examples
    --------
    >>> print(html_table(["limit", "h"], [["frozen", "4.0"]], words=1))
    <div class="wide"><table><thead><tr><th>limit</th><th class="number">h</th></tr></thead><tbody>
    <tr><td>frozen</td><td class="number">4.0</td></tr>
    </tbody></table></div>
    >>> html_table(["n"], [[str(n)] for n in range(50)], whole="log.table").count("<td>")
    40
    """
    shown = rows[:ROWS] if whole else rows
    side = [_class(i, words, kind) for i in range(len(headings))]
    head = "".join(f"<th{of}>{escape(word)}</th>" for of, word in zip(side, headings, strict=True))
    body = "\n".join(_row(row, side) for row in shown)
    table = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>'
    return table + left_out(len(rows) - len(shown), "rows", whole)


def left_out(count: int, things: str, whole: str) -> str:
    """Return how many things are not shown, and where all stand; nothing where all are shown.

    Examples
    --------
    >>> left_out(2, "rows", "log.table")
    '<p class="said">2 rows are not shown here: <code>log.table</code> holds all.</p>'
    """
    if count <= 0:
        return ""
    are = f"{count} {things} are" if count > 1 else f"1 {things.removesuffix('s')} is"
    return f'<p class="said">{are} not shown here: <code>{escape(whole)}</code> holds all.</p>'


def _class(i: int, words: int | None, kind: str) -> str:
    name = "number" if words is not None and i >= words else kind if i else ""
    return f' class="{name}"' if name else ""


def _row(row: Sequence[str], side: Sequence[str]) -> str:
    if len(row) == 1 < len(side):
        return f'<tr><th colspan="{len(side)}">{row[0]}</th></tr>'
    sides = [of if len(cell) <= _NUMBER else "" for of, cell in zip(side, row, strict=True)]
    cells = "".join(f"<td{of}>{cell}</td>" for of, cell in zip(sides, row, strict=True))
    return f"<tr>{cells}</tr>"
