"""Workbooks, .xlsx and .xls: the only filled sheet as rows of text, each cell as a person reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from atmp_logistics.errors import Fault, NotATable
from atmp_logistics.ingest._file import File

Rows = list[list[str]]


def workbook_rows(file: File) -> tuple[str, Rows]:
    """Return the only filled sheet's name and its rows; two filled sheets are refused, for one would be left out.

    Raises
    ------
    NotATable
        For a workbook that cannot be opened, or that has several filled sheets.
    """
    sheets = _xls(file) if file.kind == "xls" else _xlsx(file)
    filled = [title for title, rows in sheets.items() if any(any(row) for row in rows)]
    if len(filled) > 1:
        found, fix = f"{len(filled)} filled sheets ({', '.join(filled)})", "keep one table to a workbook"
        raise NotATable([Fault(file.name, found, "one filled sheet", fix, NotATable)])
    rows = sheets[filled[0]] if filled else []
    width = max(map(len, rows), default=0)
    return "".join(filled), [row + [""] * (width - len(row)) for row in rows]


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    r"""Return rows as comma-separated text, as a program would have exported them.

    Examples
    --------
    >>> as_csv([["time", "4,5"], ["", "x"]])
    'time,"4,5"\n,x\n'
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _xlsx(file: File) -> dict[str, Rows]:
    import openpyxl

    try:
        sheets = openpyxl.load_workbook(io.BytesIO(file.data), read_only=True, data_only=True).worksheets
        for sheet in sheets:
            sheet.reset_dimensions()
        return {sheet.title: [[_xlsx_cell(cell) for cell in row] for row in sheet.iter_rows()] for sheet in sheets}
    except Exception as error:
        raise _unopened(file, "save it again as .xlsx or as CSV") from error


def _xls(file: File) -> dict[str, Rows]:
    try:
        import xlrd
    except ImportError as error:
        fix = 'install the reader, pip install "atmp-logistics[xls]", or save the file as .xlsx or CSV'
        fault = Fault(file.name, "an .xls workbook, and no reader for it", "the package xlrd", fix, NotATable)
        raise NotATable([fault]) from error
    try:
        with xlrd.open_workbook(file_contents=file.data, formatting_info=True, logfile=io.StringIO()) as book:
            return {
                sheet.name: [[_xls_cell(cell, book) for cell in sheet.row(i)] for i in range(sheet.nrows)]
                for sheet in book.sheets()
            }
    except Exception as error:
        raise _unopened(file, "save it again as .xlsx or as CSV") from error


def _unopened(file: File, fix: str) -> NotATable:
    return NotATable([Fault(file.name, "a workbook that cannot be opened", f"an .{file.kind} file", fix, NotATable)])


def _xlsx_cell(cell: Any) -> str:
    value = cell.value
    return _moment(value, str(cell.number_format)) if isinstance(value, datetime) else _plain(value)


def _xls_cell(cell: Any, book: Any) -> str:
    """Return a cell of an old workbook as text: dates by its format, error codes by their name."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        pattern = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        return _moment(xlrd.xldate_as_datetime(cell.value, book.datemode), pattern)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value))
    return _plain(cell.value)


def _moment(value: datetime, pattern: str) -> str:
    """Return a moment as ISO 8601; one that its sheet shows without a clock time stays a date."""
    if value.time() == time() and "h" not in pattern.casefold():
        return value.date().isoformat()
    return value.isoformat(" ")


def _plain(value: object) -> str:
    """Return a number without the point that only its storage has, anything else as its text.

    Examples
    --------
    >>> _plain(5.0), _plain(26.7), _plain(None), _plain("x")
    ('5', '26.7', '', 'x')
    """
    if value is None:
        return ""
    return repr(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
