"""A file to a table of cells: CSV, a workbook's only filled sheet, or Parquet."""

from __future__ import annotations

from atmp_logistics.ingest.files.file import File, assumptions_of_text
from atmp_logistics.ingest.files.table import CellTable, rows_of, table_of_numbered_rows

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


def read_table(file: File) -> CellTable:
    """Take a CSV (comma, semicolon or tab), a workbook's first sheet, or Parquet apart into cells.

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
        return table_of_sheet(file, workbook_sheet(file))
    return _table_of_csv(file)


def _table_of_csv(file: File) -> CellTable:
    text, encoding = file.text()
    delimiter = _delimiter(text)
    rows, dialect = rows_of(text, file.name, delimiter), f"csv, {_DELIMITERS[delimiter]}"
    return table_of_numbered_rows(file.name, rows, dialect, assumptions_of_text(text, encoding))


def _delimiter(text: str) -> str:
    """Return the separator of the heading: the one it holds most of; later rows must agree with it."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=heading.count)
