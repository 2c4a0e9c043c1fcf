"""A HOBO's table taken apart: its columns by what they hold, its rows, and the details block beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._hobo_columns import MARK, HoboColumn, column_of
from atmp_logistics.ingest.loggers._hobo_details import SeriesDetails, line_faults, series_of
from atmp_logistics.ingest.loggers._hobo_times import in_english

TITLE = re.compile(r'"?Plot Title:')
EXPORT_AGAIN = "export again from HOBOware or HOBOconnect, with a point and minus signs, and change nothing in it"


@dataclass(frozen=True, slots=True)
class HoboRow:
    """A row's line in the file, and its cells."""

    number: int
    cells: Sequence[str]

    def __getitem__(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class HoboTable:
    """The columns of a file by what they hold, its rows, and the details block that stood beside them.

    `temperatures` are measured by a sensor, `others` state another unit or are computed, `marks` hold nothing but
    marks, and what `unknown` holds is not known. `events` counts the marks that a sheet of their own holds, None where
    there is no such sheet; the cells of a workbook are `typed` as numbers and dates.
    """

    title: str
    head: HoboRow
    times: tuple[int, ...]
    temperatures: list[HoboColumn]
    others: list[HoboColumn]
    marks: list[HoboColumn]
    unknown: list[HoboColumn]
    rows: list[HoboRow]
    series: list[SeriesDetails]
    events: dict[str, int] | None = None
    typed: bool = False

    @property
    def status_marks(self) -> dict[str, int]:
        """How often each mark was set."""
        counts = {mark.name: sum(bool(row[mark.place]) for row in self.rows) for mark in self.marks}
        return {name: count for name, count in {**counts, **(self.events or {})}.items() if count}

    @property
    def zone(self) -> str:
        """The heading that can name an offset."""
        return self.head[self.times[-1]]

    def is_mark(self, row: HoboRow) -> bool:
        """Say whether a row holds a mark and no measurement."""
        measured = (row[column.place] for column in (*self.temperatures, *self.others))
        return not any(measured) and any(row[column.place] == MARK for column in self.marks)

    def time(self, row: HoboRow) -> str:
        """Return a row's date and time in one text."""
        return in_english(" ".join(" ".join(row[place] for place in self.times).split()))

    def series_of(self, column: HoboColumn) -> SeriesDetails | None:
        """Return what the details block says of a column: of several series with one name, the one in its place."""
        same = [series for series in self.series if series.name == f"{column.name}, {column.unit}"]
        alike = [other for other in self.temperatures if (other.name, other.unit) == (column.name, column.unit)]
        return same[alike.index(column)] if len(same) == len(alike) else None


def opening(text: str) -> tuple[bool, str]:
    """Say whether a text begins with a title, and return its line of headings."""
    lines = [*text[:8192].splitlines()[:2], "", ""]
    titled = bool(TITLE.match(lines[0]))
    return titled, lines[titled]


def table_of(text: str, name: str) -> HoboTable:
    """Take a text apart; its separator is the one that its headings have outside of quotes.

    A details block can be longer than the log: rows at the end that hold a line of it alone are no rows.

    Returns
    -------
    HoboTable

    Raises
    ------
    NotATable
        For rows of another width that are neither a details block nor marks.
    """
    titled, heading = opening(text)
    unquoted = re.sub(r'"[^"]*"', "", heading)
    delimiter = next((sign for sign in "\t;" if sign in unquoted), ",")
    rows = [HoboRow(number, cells) for number, cells in rows_of(text, name, delimiter)]
    head, body = rows[titled], rows[titled + 1 :]
    width = len(head.cells)
    lines = [(row.number, ", ".join(row.cells[width:])) for row in body if any(row.cells[width:])]
    while body and lines and not any(body[-1].cells[:width]):
        body.pop()
    title = rows[0][0].partition(":")[2].strip() if titled else ""
    table = sorted_columns(title, head, body, series_of([line for _, line in lines]), name)
    refuse(_width_faults(table, lines, name))
    return table


def sorted_columns(title: str, head: HoboRow, rows: list[HoboRow], series: list[SeriesDetails], name: str) -> HoboTable:
    """Return a table with its columns sorted by their headings; date and time can stand apart.

    Returns
    -------
    HoboTable

    Raises
    ------
    NotATable
        For headings without a time.
    """
    first = next((i for i, cell in enumerate(head.cells) if cell.startswith("Date")), None)
    if first is None:
        expected = "headings between commas, semicolons or tabs, and one sign throughout"
        raise NotATable([Fault(f"{name}, row {head.number}", f"{head.cells}", expected, EXPORT_AGAIN, NotATable)])
    times = (first, first + 1) if head[first] == "Date" else (first,)
    numbers = {i for i, cell in enumerate(head.cells) if cell == "#"}
    columns = [column_of(i, head[i]) for i in range(len(head.cells)) if i not in {*times, *numbers}]
    marks = [column for column in columns if not column.unit and _is_marks(column, rows)]
    temperatures = [column for column in columns if column.is_temperature and column not in marks]
    others = [column for column in columns if column.unit and column not in temperatures]
    known = (*marks, *temperatures, *others)
    unknown = [column for column in columns if column not in known]
    return HoboTable(title, head, times, temperatures, others, marks, unknown, rows, series)


def _is_marks(column: HoboColumn, rows: Sequence[HoboRow]) -> bool:
    cells = {row[column.place] for row in rows}
    return cells <= {"", MARK} and (MARK in cells or not column.is_temperature)


def _width_faults(table: HoboTable, lines: list[tuple[int, str]], name: str) -> Iterator[Fault]:
    """Refuse rows of another width: a decimal comma looks like that. A row that ends with its mark is whole."""
    width = len(table.head.cells)
    detailed = {number for number, _ in lines} if lines and lines[0][1] == "Details" else set()
    wrong = [row for row in table.rows if len(row.cells) > width and row.number not in detailed]
    wrong += [row for row in table.rows if len(row.cells) < width and not table.is_mark(row)]
    if wrong:
        row = min(wrong, key=lambda row: row.number)
        found = f"{len(row.cells)} cells under {width} headings, and {len(wrong)} such rows"
        expected = "as many cells as headings; decimal commas and a details block add cells"
        yield Fault(f"{name}, row {row.number}", found, expected, EXPORT_AGAIN, NotATable)
    elif lines:
        first = table.rows[0].number if table.rows else lines[0][0]
        yield from line_faults(lines, first, name, EXPORT_AGAIN)
