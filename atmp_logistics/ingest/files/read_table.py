"""A file to a table of cells: CSV, a workbook's only filled sheet, or Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from atmp_logistics.core.errors import NotATable
from atmp_logistics.core.text_marks import MARK, is_marked
from atmp_logistics.ingest.files.file import File, assumptions_of_text
from atmp_logistics.ingest.files.table import (
    CellTable,
    FindTable,
    NumberedRow,
    TablePlace,
    rows_of,
    table_of_numbered_rows,
)

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


def read_table(file: File, worksheets: Sequence[str] = (), find: FindTable | None = None) -> CellTable:
    """Take a CSV (comma, semicolon or tab), a workbook's only sheet or that of a name, or Parquet apart into cells.

    `find` tells where the table stands in a sheet or a text that has more rows than the table.

    Returns
    -------
    CellTable
        Every cell as text, with what was assumed of the file.

    Raises
    ------
    NotATable
        When the file is none of these, has no heading, or has rows of another width than its heading.
    """
    from atmp_logistics.ingest.files.frames import table_of_parquet
    from atmp_logistics.ingest.files.workbooks import table_of_sheet, workbook_sheet

    if file.kind == "parquet":
        return table_of_parquet(file)
    if file.is_workbook:
        return table_of_sheet(file, workbook_sheet(file, worksheets), find)
    return _table_of_csv(file, find)


def _table_of_csv(file: File, find: FindTable | None) -> CellTable:
    text, encoding = file.text()
    delimiter = _delimiter(text)
    rows = rows_of(text, file.name, delimiter)
    place = find(file.name, rows) if find else TablePlace()
    if find and not place.is_certain:
        delimiter, rows, place = _certain(text, file.name, find) or (delimiter, rows, place)
    notes = assumptions_of_text(text, encoding)
    return without_marks(table_of_numbered_rows(file.name, rows, f"csv, {_DELIMITERS[delimiter]}", notes, place))


def _certain(text: str, name: str, find: FindTable) -> tuple[str, list[NumberedRow], TablePlace] | None:
    """Return the separator under which a row proves to be the headings, since a title may hold another or none."""
    for delimiter in _DELIMITERS:
        try:
            rows = rows_of(text, name, delimiter)
        except NotATable:
            continue
        if rows and (place := find(name, rows)).is_certain:
            return delimiter, rows, place
    return None


def without_marks(table: CellTable) -> CellTable:
    """Return a table whose columns that are marked as text have lost their apostrophes, with a note on each."""
    if not any(heading.startswith(MARK) for heading in table.headings):
        return table
    marked = [is_marked(heading, table.column(heading)) for heading in table.headings]
    rows = [[cell[len(MARK) * is_so :] for cell, is_so in zip(row, marked, strict=True)] for row in table.rows]
    headings = tuple(heading[len(MARK) * is_so :] for heading, is_so in zip(table.headings, marked, strict=True))
    notes = (
        f"the column {heading!r} is marked as text: the apostrophe before its heading and each cell is no part of it"
        for heading, is_so in zip(headings, marked, strict=True)
        if is_so
    )
    return replace(table, headings=headings, rows=rows, assumptions=(*table.assumptions, *notes))


def _delimiter(text: str) -> str:
    """Return the separator of the heading: the one it holds most of; later rows must agree with it."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=heading.count)
