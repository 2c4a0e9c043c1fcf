"""The rows of a sheet that nobody has described yet, and which of them heads the others.

Only a profile to fill in is made from what is found here; nothing is read as a record by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.foreign_files import refuse_foreign
from atmp_logistics.ingest.files.table import rows_of

#: A row with its number in the file.
SheetRow = tuple[int, list[str]]
#: What stands in a cell that is no heading: a time, a date, a number.
_VALUE = re.compile(
    r"\d{1,2}[:.]\d{2}\b.*|\d{4}[-/.]\d{1,2}.*|\d{1,2}[./-]\d{1,2}.*|[-+−]?\d+(?:[.,]\d+)?\s*(?:°?[CFK])?", re.DOTALL
)
#: What stands in a cell that says when.
_WHEN = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?!\d|[./]\d)")
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_NUMBERED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}\b")
_MONTHS = 12
#: So many rows are looked at for the headings.
_HEAD_ROWS = 40
#: So many headings at most are of a sheet that somebody keeps; what each may mean takes some time.
MOST_HEADINGS = 200


@dataclass(frozen=True, slots=True)
class RoughTable:
    """A heading row, by its number, and the rows below it: those that say when, and how many are as wide as it."""

    name: str
    number: int
    headings: tuple[str, ...]
    timed: tuple[tuple[str, ...], ...]
    as_wide: int

    def cells(self, heading: str) -> list[str]:
        """Return the cells under a heading that hold something, of rows that say when."""
        place = self.headings.index(heading)
        return [row[place] for row in self.timed if place < len(row) and row[place]]


def rough_table(file: File, is_known: Callable[[str], bool], worksheets: Sequence[str] = ()) -> RoughTable:
    """Return the table of a sheet: the row with the most headings that are known, or else with the most words.

    Parameters
    ----------
    file : File
        CSV, a workbook or Parquet.
    is_known : callable
        Says whether a heading is one that is known.
    worksheets : sequence of str
        The sheet of a workbook, where it has several.

    Returns
    -------
    RoughTable

    Raises
    ------
    NotATable
        Where no row looks like headings.

    Examples
    --------
    >>> sheet = File("ward.csv", b"Ward 7;;\\n\\nBag;Step;When\\nB1;thawed;10:04\\n")
    >>> table = rough_table(sheet, str.istitle)
    >>> table.number, table.headings, table.cells("Step")
    (3, ('Bag', 'Step', 'When'), ['thawed'])
    """
    refuse_foreign(file)
    renderings = _renderings(file, worksheets)
    found = [table for rows in renderings if (table := _table(file.name, rows, is_known))]
    if not found:
        refuse(_too_wide(file.name, renderings))
        fix = "export the sheet with a row of headings over its columns"
        fault = Fault(file.name, "no row that looks like headings", "headings over rows of cells", fix, NotATable)
        raise NotATable([fault])
    # A comma in a title, or in a number, cuts a sheet that stands between semicolons: known headings go first.
    return max(
        found,
        key=lambda table: (
            sum(map(is_known, table.headings)),
            table.as_wide,
        ),
    )


def has_day_and_clock(cell: str) -> bool:
    """Say whether a cell holds a date and a clock time.

    Examples
    --------
    >>> has_day_and_clock("2026-11-24 10:06"), has_day_and_clock("24.11.2026"), has_day_and_clock("10.06")
    (True, False, False)
    """
    day = _DAY.search(cell)
    return day is not None and _CLOCK.search(cell[: day.start()] + " " + cell[day.end() :]) is not None


def says_when(cell: str) -> bool:
    """Say whether a cell holds a date or a clock time.

    Examples
    --------
    >>> says_when("10.06"), says_when("24.11.2026"), says_when("B1")
    (True, True, False)
    """
    return _WHEN.match(cell) is not None


def is_day(cell: str) -> bool:
    """Say whether a cell holds a date alone.

    Examples
    --------
    >>> is_day("24.11.2026"), is_day("24.11.2026 10.06"), is_day("10.06")
    (True, False, False)
    """
    return _DAY.fullmatch(cell) is not None


def unclear_date(cells: Sequence[str]) -> str:
    """Return the first date of a column that does not say whether its day or its month stands first; "" for none.

    What another row says proves nothing of it: people type such sheets.

    Examples
    --------
    >>> unclear_date(["24.11.2026 10:05", "04.11.2026"]), unclear_date(["11.11.2026", "24.11.2026"])
    ('04.11.2026', '')
    """
    found = [(cell, match) for cell in cells if (match := _NUMBERED.match(cell))]
    both = ((cell, {int(number) for number in match.groups()}) for cell, match in found)
    return next((cell for cell, numbers in both if len(numbers) > 1 and max(numbers) <= _MONTHS), "")


def _renderings(file: File, worksheets: Sequence[str]) -> list[list[SheetRow]]:
    """Return the rows of a file; of a text, as each separator cuts it."""
    if file.is_workbook:
        from atmp_logistics.ingest.files.workbooks import workbook_sheet

        return [[(i, row) for i, row in enumerate(workbook_sheet(file, worksheets).rows, start=1) if any(row)]]
    if file.kind == "parquet":
        from atmp_logistics.ingest.files.frames import table_of_parquet

        table = table_of_parquet(file)
        return [[(1, [*table.headings]), *((n, [*row]) for n, row in zip(table.numbers, table.rows, strict=True))]]
    text, _ = file.text()
    found, faults = [], list[Fault]()
    for separator in ";,\t":
        try:
            found.append(rows_of(text, file.name, separator))
        except NotATable as error:
            faults += error.faults
    refuse([] if found else faults[:1])
    return found


def _table(name: str, rows: Sequence[SheetRow], is_known: Callable[[str], bool]) -> RoughTable | None:
    places = [i for i, (_, cells) in enumerate(rows[:_HEAD_ROWS]) if _looks_like_headings(cells)]
    if not places:
        return None
    weights = {i: (sum(map(is_known, rows[i][1])), sum(map(bool, rows[i][1])), -i) for i in places}
    place = max(places, key=weights.__getitem__)
    number, cells = rows[place]
    below = [row for _, row in rows[place + 1 :]]
    timed = tuple(tuple(row) for row in below if any(map(_WHEN.search, row)))
    return RoughTable(name, number, tuple(cells), timed, sum(len(row) == len(cells) for row in below))


def _looks_like_headings(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    some = 1 < len(filled) <= MOST_HEADINGS
    return some and len(filled) < 2 * len({*filled}) and not any(map(_VALUE.fullmatch, filled))


def _too_wide(name: str, renderings: Sequence[Sequence[SheetRow]]) -> Iterator[Fault]:
    """Yield a fault for the widest of the first rows, if none so wide is looked at for headings."""
    wide = [(sum(map(bool, cells)), number) for rows in renderings for number, cells in rows[:_HEAD_ROWS]]
    width, row = max(wide, default=(0, 0))
    if width > MOST_HEADINGS:
        fix = "keep the columns that say something of this record"
        yield Fault(f"{name}, row {row}", f"{width:,} headings", f"at most {MOST_HEADINGS:,}", fix, NotATable)
