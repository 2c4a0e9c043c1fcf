"""A file to a readings table: text, a workbook's sheet or Parquet, its headings where they are stated or found."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from atmp_logistics.core.errors import Fault, MissingUnit, UsageError, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.file import File, assumptions_of_text
from atmp_logistics.ingest.files.frames import table_of_parquet
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.read_table import without_marks
from atmp_logistics.ingest.files.table import CellTable, rows_of, table_of_numbered_rows
from atmp_logistics.ingest.readings.reading_words import ReadingWords
from atmp_logistics.ingest.readings.table_rows import HEAD_ROWS, Row, TableRows, heading_place, table_rows

if TYPE_CHECKING:
    from atmp_logistics.ingest.files.workbooks import WorkbookSheet

#: The headings stand within so many signs of a text.
_HEAD_SIGNS = 1 << 20
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass(frozen=True, slots=True)
class ReadingsTable:
    """A table of cells, and what the file says around it: see `TableRows`."""

    table: CellTable
    units: Mapping[str, str] = field(default_factory=dict)
    around: Sequence[Row] = ()


def readings_table(file: File, words: ReadingWords) -> ReadingsTable:
    """Return a file of text or Parquet as a table of readings.

    Returns
    -------
    ReadingsTable

    Raises
    ------
    InputError
        For a file that is no table.
    """
    if file.kind == "parquet":
        _no_heading_row(file.name, "Parquet", words)
        return ReadingsTable(table_of_parquet(file))
    text, encoding = file.text()
    delimiter = _delimiter(text, words)
    found = table_rows(file.name, rows_of(text, file.name, delimiter), words)
    return _table(file.name, found, f"csv, {_DELIMITERS[delimiter]}", assumptions_of_text(text, encoding))


def readings_table_of_memory(table: MemoryTable, words: ReadingWords) -> ReadingsTable:
    """Return a table in memory as a table of readings, with the units of its quantities; see `readings_table`."""
    _no_heading_row(table.name, "a table in memory", words)
    refuse(
        Fault(
            f"{table.name}, column {heading}", f"quantities in {unit}", "°C, °F or K", "give temperatures", MissingUnit
        )
        for heading, unit in table.units.items()
        if words.meaning(heading).column == "temperature" and temperature_unit(unit) is None
    )
    return ReadingsTable(table.cell_table(), table.units)


def _no_heading_row(name: str, kind: str, words: ReadingWords) -> None:
    """Refuse a heading row that the call states of what names its columns itself."""
    if words.answers.heading_row is not None and "heading_row" not in words.answers.by_profile:
        fix = f"leave it out: {kind} names its columns itself"
        refuse([Fault(name, f"a heading row stated of {kind}", "the columns' own names", fix, UsageError)])


def readings_table_of_sheet(file: File, sheet: WorkbookSheet, words: ReadingWords) -> ReadingsTable:
    """Return a workbook's sheet as a table of readings, its cells marked; see `readings_table`."""
    from atmp_logistics.ingest.files.workbooks import marked_table

    rows = [(i, [cell.strip() for cell in row]) for i, row in enumerate(sheet.rows, start=1)]
    found = table_rows(file.name, [(i, row) for i, row in rows if any(row)], words)
    out = _table(file.name, found, file.kind, ())
    return replace(out, table=marked_table(file, sheet, out.table, found.heading[1]))


def _table(name: str, found: TableRows, dialect: str, assumptions: tuple[str, ...]) -> ReadingsTable:
    said = (*assumptions, *found.notes)
    table = table_of_numbered_rows(name, [found.heading, *found.rows] if found.heading[1] else [], dialect, said)
    return ReadingsTable(without_marks(table), found.units, found.around)


def _delimiter(text: str, words: ReadingWords) -> str:
    """Return the separator of the heading row: the one it holds most of, or by which it names the readings."""
    lines = text[:_HEAD_SIGNS].splitlines()
    stated = words.answers.heading_row
    if stated:
        heading = lines[stated - 1] if stated <= len(lines) else ""
        return max(_DELIMITERS, key=heading.count)
    filled = [line for line in lines if line.strip()][:HEAD_ROWS]
    first = max(_DELIMITERS, key=filled[0].count) if filled else ","
    if stated == 0:
        return first
    if filled and first not in filled[0]:
        first = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in filled))
    found = {sign: heading_place(_head(filled, sign), words) for sign in (first, *_DELIMITERS)}
    return min(found, key=lambda sign: HEAD_ROWS if (place := found[sign]) is None else place)


def _head(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the first rows by one separator; none of what is no CSV, which is refused when the whole is read."""
    try:
        rows = [*csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return []
    return [(i, [cell.strip() for cell in row]) for i, row in enumerate(rows)]
