"""Columns of a CSV that are marked as text, since a spreadsheet would run some of their cells as formulas.

A spreadsheet runs a cell that begins with one of a few signs, in quotes or not. Where a cell of a column does, the
column is marked: its heading and each of its cells begin with an apostrophe. Our reader takes it away where all of them
have it, so that the same cells are read back; a column of which some cells alone have it is read as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MARK = "'"
#: What begins a formula, with the wide forms of these signs, and blanks that a spreadsheet skips.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def marked(heading: str, cells: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return a column of a CSV, marked as text where a spreadsheet would run one of its cells.

    Examples
    --------
    >>> marked("logger_id", ["=1+1", "A", ""])
    ("'logger_id", ["'=1+1", "'A", ''])
    >>> marked("logger_id", ["A"])
    ('logger_id', ['A'])
    """
    if not any(cell.startswith(_STARTS) for cell in {*cells}):
        return heading, cells
    return MARK + heading, [MARK + cell if cell else "" for cell in cells]


def is_marked(heading: str, cells: Iterable[str]) -> bool:
    """Say whether a column was marked as text: by its heading and by each cell that holds something.

    Examples
    --------
    >>> is_marked("'logger_id", ["'=1+1", ""]), is_marked("'logger_id", ["'=1+1", "B"])
    (True, False)
    """
    return heading.startswith(MARK) and all(cell.startswith(MARK) for cell in cells if cell)
