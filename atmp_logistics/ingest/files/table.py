"""A table: headings, and rows of cells, every cell a text as it stands in the file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.cell_marks import MarksByHeading, MergedByHeadings, unmarked, unmerged

#: Tables of events and readings have some ten columns, those of a data base some hundred.
MOST_COLUMNS = 1000


#: A row's number in the file, and its cells.
NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table stands among the rows of a sheet that are not empty.

    `heading` is the place of its heading row, `end` the place after its last row, None for the sheet's end. `notes` say
    what is left out; `is_certain` is False where no row proves to be the headings.
    """

    heading: int = 0
    end: int | None = None
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_certain: bool = True


#: Finds the table among the rows of a file of this name.
FindTable = Callable[[str, Sequence[NumberedRow]], TablePlace]


@dataclass(frozen=True, slots=True)
class CellTable:
    """Headings and rows of text, the file's row number of each, and what was assumed in taking them apart.

    `heading_row` is the number of the row of headings. `marks` tells what the cells under a heading are beyond their
    text, `merged` what is wrong where cells under some headings are merged. `doubts_us` are how far each row's time may
    lie from the true one, and `written` the text of each row's time, where a log as a frame says so.
    """

    name: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    dialect: str
    assumptions: tuple[str, ...] = ()
    marks: MarksByHeading = field(default=unmarked, kw_only=True)
    merged: MergedByHeadings = field(default=unmerged, kw_only=True)
    heading_row: int = field(default=1, kw_only=True)
    doubts_us: Column | None = field(default=None, kw_only=True)
    written: Sequence[str] | None = field(default=None, kw_only=True)

    def column(self, heading: str) -> list[str]:
        """Return one column's cells."""
        place = self.headings.index(heading)
        return [row[place] for row in self.rows]

    def at(self, row: int, heading: str) -> str:
        """Say where a cell stands, for a message."""
        return f"{self.name}, row {self.numbers[row]}, column {heading}"


def rows_of(text: str, name: str, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """Return the rows of a text that are not empty, each with the line on which it ends.

    Returns
    -------
    list[tuple[int, list[str]]]

    Raises
    ------
    NotATable
        For quotes that never close, and cells that are no cells.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        where, fix = f"{name}, row {reader.line_num}", "check the quotes, or export the record again"
        raise NotATable([Fault(where, f"text that is no CSV ({error})", "rows of cells", fix, NotATable)]) from error
    return [(number, cells) for number, cells in rows if any(cells)]


def table_of_rows(name: str, rows: Sequence[Sequence[str]], dialect: str, find: FindTable | None = None) -> CellTable:
    """Take rows of cells for a table, of which the first that is not empty heads the others, or the one found."""
    stripped = [(i, [cell.strip() for cell in row]) for i, row in enumerate(rows, start=1)]
    numbered = [(i, row) for i, row in stripped if any(row)]
    return table_of_numbered_rows(name, numbered, dialect, (), find(name, numbered) if find else TablePlace())


def table_of_numbered_rows(
    name: str,
    rows: Sequence[NumberedRow],
    dialect: str,
    assumptions: tuple[str, ...],
    place: TablePlace = TablePlace(),
) -> CellTable:
    """Return numbered rows of cells as a table; where no other place is stated, the first row heads the others.

    Returns
    -------
    CellTable

    Raises
    ------
    NotATable
        For no rows, a heading that is no heading of a table or stands twice, and rows of another width.
    """
    if not rows:
        raise NotATable([Fault(name, "no rows", "a heading and rows", "export the record again", NotATable)])
    refuse(place.faults)
    (heading_row, heading), body = rows[place.heading], rows[place.heading + 1 : place.end]
    faults = []
    for number, row in body:
        if len(row) != len(heading):
            found = f"{len(row)} cells under {len(heading)} headings"
            fix = "put cells that hold the separator in quotes, or export with another separator"
            faults.append(Fault(f"{name}, row {number}", found, "as many cells as headings", fix, NotATable))
    refuse(_heading_faults(f"{name}, row {heading_row}", [cell for cell in heading if cell]) + faults)
    used = [i for i, cell in enumerate(heading) if cell or any(row[i] for _, row in body)]
    every = len(used) == len(heading)
    cells = [row if every else [row[i] for i in used] for _, row in body]
    headings, numbers = tuple(heading[i] for i in used), [number for number, _ in body]
    notes = (*assumptions, *place.notes)
    return CellTable(name, headings, cells, numbers, dialect, notes, heading_row=heading_row)


def _heading_faults(where: str, headings: Sequence[str]) -> list[Fault]:
    if len(headings) > MOST_COLUMNS:
        fix = "keep the columns that say something of this record"
        return [Fault(where, f"{len(headings)} headings", f"at most {MOST_COLUMNS}", fix, NotATable)]
    if len(headings) == 1 and not headings[0].replace("_", "").isalnum():
        fix = "export the record as CSV with a heading row"
        return [Fault(where, repr(headings[0][:40]), "a heading row of a table", fix, NotATable)]
    twice = {heading for heading, count in Counter(headings).items() if count > 1}
    fix = "rename one of the columns"
    return [
        Fault(where, f"the heading {heading!r} twice", "each heading once", fix, NotATable) for heading in sorted(twice)
    ]
