"""Tables as a workbook, the one writer of workbooks: the same rows, the same bytes, and no cell that runs.

A text stays a text, whatever it begins with. A spreadsheet knows no zones, so that a time is written in UTC, or as the
local time that it is given as, and its heading says which. No sheet holds more rows than a spreadsheet opens.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isinf, isnan
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from atmp_logistics.core.errors import Fault, UsageError, refuse

#: How many rows a sheet has, and how many characters a cell.
SHEET_ROWS, CELL_CHARACTERS = 1 << 20, 32_767
#: What is written of a bound that is not known; a cell without anything is no value.
UNBOUNDED = "unbounded"
#: The narrowest and the widest column, in characters.
_WIDTHS = (9, 60)
#: The first year that a spreadsheet's calendar has.
_FIRST_YEAR = 1900
#: What a file in a workbook is dated, and the workbook itself.
_DATED = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

_SURROGATE = re.compile("[\ud800-\udfff]")
#: So much of a text is shown in a refusal.
_SHOWN = 40

#: What a cell can hold: an aware time is written in UTC, a naive one as it is, and None is nothing.
Value = str | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A sheet of a workbook: headings, rows under them, and how wide each column is, in characters."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def workbook(sheets: Iterable[Worksheet]) -> bytes:
    """Return a workbook: headings stay in sight, a text stays a text, a number is a number, a time is in UTC.

    Raises
    ------
    UsageError
        For more rows than a sheet has, and for a text that a cell cannot hold as it is.

    Examples
    --------
    >>> sheet = Worksheet("a", ["name", "size"], [["=1+1", 2.5], ["", None]])
    >>> workbook([sheet]) == workbook([sheet])
    True
    """
    from openpyxl import Workbook

    book, out = Workbook(write_only=True), io.BytesIO()
    try:
        for one in sheets:
            _write(book.create_sheet(one.title), one)
    finally:
        book.save(out)  # also what was refused: saving closes the files in which rows are held until then
    return _undated(out.getvalue())


def _write(sheet: Any, one: Worksheet) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    widths = one.widths or [len(heading) for heading in one.headings]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width + 2, _WIDTHS[0]), _WIDTHS[1])
    sheet.append([_cell(sheet, heading, bold=True) for heading in one.headings])
    for count, row in enumerate(one.rows, 2):
        if count > SHEET_ROWS:
            expected, fix = f"at most {SHEET_ROWS - 1}, the rows of a sheet", "write it as .csv or as JSON"
            refuse([Fault(f"sheet {one.title!r}", f"{count - 1} rows or more", expected, fix, UsageError)])
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    """Return what a row of a sheet holds of a value: nothing that a spreadsheet would run, or take for another kind."""
    if isinstance(value, datetime):
        return _time(sheet, value)
    if not isinstance(value, str):
        return value if value is None or isinstance(value, bool) else _number(value)
    return _text(sheet, value, bold=bold) if value else None


def _number(value: float) -> float | str | None:
    if isnan(value):
        return None
    return UNBOUNDED if isinf(value) else value


def _time(sheet: Any, value: datetime) -> Any:
    from openpyxl.cell import WriteOnlyCell

    is_local = value.tzinfo is None
    at = value if is_local else value.astimezone(UTC).replace(tzinfo=None)
    if at.year < _FIRST_YEAR:
        return f"{at.isoformat(timespec='seconds')}{'' if is_local else 'Z'}"
    cell = WriteOnlyCell(sheet, at)
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
    return cell


def _text(sheet: Any, value: str, *, bold: bool) -> Any:
    """Return a text as a cell; one that begins a formula, or is the word of an error, is said to be a text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if len(value) > CELL_CHARACTERS or not value.isprintable():
        refuse(_faults(sheet.title, value))
    if not bold and not value.startswith(("=", "#")):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    if value.startswith(("=", "#")):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _faults(title: str, text: str) -> Iterator[Fault]:
    """Yield what keeps a text from standing in a cell as it is."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    where, fix = f"sheet {title!r}", "write it as .csv or as JSON"
    if len(text) > CELL_CHARACTERS:
        expected = f"at most {CELL_CHARACTERS}, those of a cell"
        yield UsageError.fault(where, f"a text of {len(text)} characters", expected, fix)
    if ILLEGAL_CHARACTERS_RE.search(text) or _SURROGATE.search(text):
        yield UsageError.fault(where, repr(text[:_SHOWN]), "characters that a workbook can hold", fix)


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
