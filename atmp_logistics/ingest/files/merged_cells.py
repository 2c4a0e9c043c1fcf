"""Merged cells of a workbook: the value stands in the first of them alone, and is never filled into the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import ConflictingRecord, Fault


@dataclass(frozen=True, slots=True)
class MergedCells:
    """A range of merged cells: its name, such as B2:B3, its rows by number and its columns by place, first and last."""

    name: str
    rows: tuple[int, int]
    columns: tuple[int, int]

    @classmethod
    def of(cls, name: str) -> MergedCells | None:
        """Return the range of a name, None for what is none.

        Examples
        --------
        >>> MergedCells.of("B2:B3")
        MergedCells(name='B2:B3', rows=(2, 3), columns=(1, 1))
        >>> MergedCells.of("B2") is None
        True
        """
        from openpyxl.utils.cell import range_boundaries

        try:
            first, top, last, bottom = range_boundaries(name)
        except (ValueError, TypeError):
            return None
        if None in (first, top, last, bottom) or (first, top) == (last, bottom):
            return None
        return cls(name, (int(top), int(bottom)), (int(first) - 1, int(last) - 1))

    @classmethod
    def at(cls, top: int, bottom: int, first: int, last: int) -> MergedCells:
        """Return the range between rows by number and columns by place, the last of each within.

        Examples
        --------
        >>> MergedCells.at(2, 3, 1, 1).name
        'B2:B3'
        """
        from openpyxl.utils.cell import get_column_letter

        name = f"{get_column_letter(first + 1)}{top}:{get_column_letter(last + 1)}{bottom}"
        return cls(name, (top, bottom), (first, last))


def overlap(merged: Sequence[MergedCells], rows: int, columns: int) -> bool:
    """Say whether ranges cover more cells than a sheet of so many rows and columns has: no program writes such.

    Examples
    --------
    >>> one = MergedCells("A1:B2", (1, 2), (0, 1))
    >>> overlap([one], 2, 2), overlap([one, one], 2, 2)
    (False, True)
    """
    heights = (max(0, min(one.rows[1], rows) - one.rows[0] + 1) for one in merged)
    widths = (max(0, min(one.columns[1] + 1, columns) - one.columns[0]) for one in merged)
    return sum(height * width for height, width in zip(heights, widths, strict=True)) > rows * columns


def merged_faults(
    name: str, merged: Iterable[MergedCells], columns: dict[int, str], numbers: Sequence[int]
) -> Iterator[Fault]:
    """Return a fault for each range of merged cells that leaves a cell of a table's rows empty.

    Parameters
    ----------
    name : str
        The file's name.
    merged : iterable of MergedCells
    columns : dict of int to str
        The headings of the columns that are read, by their place in the sheet.
    numbers : sequence of int
        The numbers of the table's rows in the sheet, rising.

    Yields
    ------
    Fault
    """
    for one in merged:
        top, left = one.rows[0], one.columns[0]
        rows = numbers[bisect_left(numbers, top) : bisect_right(numbers, one.rows[1])]
        within = [place for place in columns if left <= place <= one.columns[1]]
        lost = [(row, columns[place]) for row in rows for place in within if (row, place) != (top, left)]
        if lost:
            row, heading = lost[0]
            last = f" to {lost[-1][0]}" if lost[-1][0] != row else ""
            found = f"nothing of its own in row {row}{last}: merged with row {top} ({one.name})"
            fix = "undo the merge in the spreadsheet program, and write in each row what holds for it"
            where = f"{name}, row {row}, column {heading}"
            yield Fault(where, found, "a cell for each row: nothing is filled down", fix, ConflictingRecord)
