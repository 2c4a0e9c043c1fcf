"""A table as a workbook: the same rows, the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: What a file in a workbook is dated, and the workbook itself.
_DATED = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def workbook(title: str, rows: Iterable[Sequence[str | float]]) -> bytes:
    """Return a workbook of one sheet: a text stays a text, whatever it begins with, and a number is a number.

    Examples
    --------
    >>> workbook("a", [["=1+1", 2.5, ""]]) == workbook("a", [["=1+1", 2.5, ""]])
    True
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _cell(sheet: Any, value: str | float) -> Any:
    """Return what a row of a sheet holds of a value; a text that begins a formula is said to be none."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    if not value.startswith("="):
        return value or None
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def _undated(data: bytes) -> bytes:
    """Return a workbook without the time at which it was made."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as made, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = _STAMP.sub(f"{datetime(*_DATED, tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}".encode(), part)
            kept.writestr(ZipInfo(name, _DATED), part, ZIP_DEFLATED)
    return out.getvalue()
