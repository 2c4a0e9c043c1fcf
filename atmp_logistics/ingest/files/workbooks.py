"""Workbooks, .xlsx and .xls: the only filled sheet as rows of text, each cell as a person reads it."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.cell_formats import clock_mark, moment_text, number_text
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.foreign_files import PASSWORD
from atmp_logistics.ingest.files.merged_cells import MergedCells, merged_faults, overlap
from atmp_logistics.ingest.files.sheet_xml import MOST_ROWS, SheetXml, read_sheet_xml
from atmp_logistics.ingest.files.struck_cells import struck_faults, xls_struck, xlsx_strikes
from atmp_logistics.ingest.files.table import CellTable, FindTable, table_of_rows
from atmp_logistics.ingest.files.unpacked_size import check_area, check_unpacked

Rows = list[list[str]]
#: Marks by the row's number in the sheet and the column's place.
Marked = dict[tuple[int, int], CellMark]
#: A cell's value and its format, as the library tells them.
Cell = tuple[Any, str]
#: An old workbook's sheet has so many columns.
_COLUMNS = 256


@dataclass(slots=True)
class WorkbookSheet:
    """A sheet's rows of text, what its cells are beyond that, and what is wrong with it or to be said of it."""

    title: str
    rows: Rows
    marks: Marked = field(default_factory=dict)
    hidden: bool = False
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    merged: list[MergedCells] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its title, and whether it is hidden."""
        return f"{self.title}, which is hidden" if self.hidden else self.title


def workbook_sheet(file: File, worksheets: Sequence[str] = ()) -> WorkbookSheet:
    """Return the only filled sheet, or the one of the names stated; two are refused, for one would be left out.

    Returns
    -------
    WorkbookSheet

    Raises
    ------
    NotATable
        For a workbook that cannot be opened, that has several filled sheets, or one whose cells cannot be trusted.
    """
    return only_sheet(file, filled_sheets(file), worksheets)


def filled_sheets(file: File) -> list[WorkbookSheet]:
    """Return the sheets of a workbook that hold anything.

    Returns
    -------
    list[WorkbookSheet]

    Raises
    ------
    NotATable
        For a workbook that cannot be opened.
    """
    sheets = _xls(file) if file.kind == "xls" else _xlsx(file)
    return [sheet for sheet in sheets if sheet.faults or any(any(row) for row in sheet.rows)]


def only_sheet(file: File, filled: Sequence[WorkbookSheet], worksheets: Sequence[str] = ()) -> WorkbookSheet:
    """Return the only one of a workbook's filled sheets, or of those whose names are stated. See `workbook_sheet`."""
    asked = [sheet for sheet in filled if sheet.title.strip() in worksheets] if worksheets else filled
    if len(asked) > 1 or (worksheets and not asked):
        names = ", ".join(sheet.name for sheet in filled)
        found = f"{len(filled)} filled sheet{'s' * (len(filled) != 1)} ({names})"
        expected = f"one of them named as stated ({', '.join(worksheets)})" if worksheets else "one filled sheet"
        fix = "state the sheet to read, --worksheet NAME (worksheet= in Python), or keep one table to a workbook"
        if len(asked) > 1 and worksheets:
            fix = (
                "state one of them; to judge both, save the other as a file of its own and name both files in the call"
            )
        raise NotATable([Fault(file.name, found, expected, fix, NotATable)])
    sheet = asked[0] if asked else WorkbookSheet("", [])
    refuse(sheet.faults)
    if worksheets:
        left = ", ".join(other.name for other in filled if other is not sheet)
        rest = f"; filled sheets left out: {left}" if left else ""
        sheet.notes.append(f"the workbook's sheet {sheet.name} is read, as stated{rest}")
    elif sheet.hidden:
        sheet.notes.append(f"the workbook's sheet {sheet.title!r} is hidden: it is the only filled one, and read")
    width = max(map(len, sheet.rows), default=0)
    sheet.rows = [row + [""] * (width - len(row)) for row in sheet.rows]
    return sheet


def table_of_sheet(file: File, sheet: WorkbookSheet, find: FindTable | None = None) -> CellTable:
    """Return a sheet as a table, its cells marked."""
    found = table_of_rows(file.name, sheet.rows, file.kind, find)
    return marked_table(file, sheet, found, sheet.rows[found.heading_row - 1])


def marked_table(file: File, sheet: WorkbookSheet, found: CellTable, head: Sequence[str]) -> CellTable:
    """Return a table of a sheet, of which the headings stand in one row, with what its cells are beyond their text."""
    places = {cell.strip(): place for place, cell in reversed([*enumerate(head)])}

    def marks(heading: str) -> Mapping[int, CellMark]:
        place = places.get(heading, -1)
        every = ((i, sheet.marks.get((number, place))) for i, number in enumerate(found.numbers))
        return {i: mark for i, mark in every if mark is not None}

    def merged(headings: Collection[str]) -> Iterable[Fault]:
        columns = {places[heading]: heading for heading in headings if heading in places}
        return merged_faults(file.name, sheet.merged, columns, found.numbers)

    return replace(found, marks=marks, merged=merged, assumptions=(*found.assumptions, *sheet.notes))


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


@contextmanager
def _as_the_library_reads(file: File) -> Iterator[None]:
    """Refuse, as a file that cannot be opened, whatever openpyxl or xlrd raises: within stands no work of our own."""
    try:
        yield
    except Exception as error:
        raise _unopened(file, error) from error


def _xlsx(file: File) -> list[WorkbookSheet]:
    import openpyxl

    check_unpacked(file)
    with _as_the_library_reads(file), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(file.data), read_only=True, data_only=True, keep_links=False)
        sheets = list(book.worksheets)
    return [_xlsx_sheet(sheet, file) for sheet in sheets]


def _xlsx_sheet(sheet: Any, file: File) -> WorkbookSheet:
    """Return a sheet; one whose XML is out of order is not read on."""
    with _as_the_library_reads(file):
        strikes = xlsx_strikes(sheet.parent)
    xml = read_sheet_xml(_xlsx_elements(sheet, file), strikes)
    out = WorkbookSheet(str(sheet.title), [], hidden=sheet.sheet_state != "visible")
    out.faults, out.notes = _xml_faults(xml, file, out.title), _xml_notes(xml)
    out.merged = [found for name in xml.merged if (found := MergedCells.of(name))]
    out.faults += [*check_area(file, out.title, xml.rows, xml.columns), *_overlaps(out, file, xml.rows, xml.columns)]
    if not out.faults:
        _take_rows(out, _xlsx_rows(sheet, file))
    return out


def _xlsx_elements(sheet: Any, file: File) -> Iterator[tuple[str, Any]]:
    from openpyxl.xml.functions import iterparse

    with _as_the_library_reads(file), sheet.parent._archive.open(sheet._worksheet_path) as stream:  # noqa: SLF001  what openpyxl does not tell
        yield from iterparse(stream, events=("start", "end"))


def _xlsx_rows(sheet: Any, file: File) -> Iterator[list[Cell]]:
    with _as_the_library_reads(file):
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            yield [(cell.value, "" if cell.value is None else str(cell.number_format)) for cell in row]


def _take_rows(out: WorkbookSheet, rows: Iterable[Sequence[Cell]]) -> None:
    """Put the rows of a sheet into it as text, and the marks of their cells."""
    for number, row in enumerate(rows, start=1):
        cells = [_cell_text(*cell) for cell in row]
        out.rows.append([text for text, _ in cells])
        out.marks.update({(number, place): mark for place, (_, mark) in enumerate(cells) if mark is not None})


def _overlaps(out: WorkbookSheet, file: File, rows: int, columns: int) -> list[Fault]:
    if not overlap(out.merged, rows, columns):
        return []
    where, fix = f"{file.name}, sheet {out.title}", "open it in a spreadsheet program and save it again"
    return [Fault(where, "merged cells that overlap", "each cell merged once", fix, NotATable)]


def _xml_faults(xml: SheetXml, file: File, title: str) -> list[Fault]:
    where, again = f"{file.name}, sheet {title}", "open it in a spreadsheet program and save it again"
    faults = []
    if xml.disorder:
        expected = f"rows and columns whose numbers rise, at most {MOST_ROWS:,} rows"
        faults.append(Fault(where, xml.disorder, expected, again, NotATable))
    if xml.unvalued:
        found = f"a formula without a stored value in {', '.join(xml.unvalued[:5])}, and {len(xml.unvalued)} such cells"
        faults.append(Fault(where, found, "the value that a person sees there", again, NotATable))
    return [*faults, *struck_faults(where, xml.struck)]


def _xml_notes(xml: SheetXml) -> list[str]:
    hidden = ((xml.hidden_rows, "rows"), (xml.hidden_columns, "groups of columns"))
    return [_hidden(what, count) for count, what in hidden if count]


def _hidden(what: str, count: int) -> str:
    return f"{what} that are hidden in the workbook, and read all the same: {count}"


def _xls(file: File) -> list[WorkbookSheet]:
    import xlrd

    with _as_the_library_reads(file):
        how: dict[str, Any] = {"formatting_info": True, "ragged_rows": True, "logfile": io.StringIO()}
        book = xlrd.open_workbook(file_contents=file.data, **how)
        sheets = book.sheets()
    return [_xls_sheet(sheet, book, file) for sheet in sheets]


def _xls_sheet(sheet: Any, book: Any, file: File) -> WorkbookSheet:
    out = WorkbookSheet(str(sheet.name), [], hidden=bool(sheet.visibility))
    ranges = [(top, end, left, min(last, _COLUMNS)) for top, end, left, last in sheet.merged_cells]
    out.merged = [MergedCells.at(top + 1, end, left, last - 1) for top, end, left, last in ranges if left < last]
    rows, columns = sheet.nrows, sheet.ncols
    out.faults += [*check_area(file, out.title, rows, columns), *_overlaps(out, file, rows, columns)]
    with _as_the_library_reads(file):
        struck = xls_struck(sheet, book)
    out.faults += struck_faults(f"{file.name}, sheet {out.title}", struck)
    _take_rows(out, _xls_rows(sheet, book, file))
    hidden = sum(bool(info.hidden) for info in sheet.rowinfo_map.values())
    out.notes += [_hidden("rows", hidden)] if hidden else []
    return out


def _xls_rows(sheet: Any, book: Any, file: File) -> Iterator[list[Cell]]:
    with _as_the_library_reads(file):
        for i in range(sheet.nrows):
            yield [_xls_cell(cell, book) for cell in sheet.row(i)]


def _xls_cell(cell: Any, book: Any) -> Cell:
    """Return the value of a cell of an old workbook, an error by its name, and its format, as xlrd knows them."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, book.datemode), _xls_format(cell, book)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR"), ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value), ""
    return cell.value, _xls_format(cell, book) if cell.ctype == xlrd.XL_CELL_NUMBER else ""


def _xls_format(cell: Any, book: Any) -> str:
    return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)


def _unopened(file: File, error: Exception) -> NotATable:
    if file.kind == "xls" and "encrypted" in str(error):
        found, fix = PASSWORD
        return NotATable([Fault(file.name, found, "a workbook that can be opened", fix, NotATable)])
    found = f"a workbook that cannot be opened ({type(error).__name__}: {str(error)[:100]})"
    fix = "save it again as .xlsx or as CSV"
    return NotATable([Fault(file.name, found, f"an .{file.kind} file", fix, NotATable)])


def _cell_text(value: Any, pattern: str) -> tuple[str, CellMark | None]:
    """Return a cell's value as the text that a person reads, by its format, and its mark."""
    if isinstance(value, datetime):
        return moment_text(value, pattern)
    if isinstance(value, time):
        return str(value), clock_mark(pattern)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value, pattern)
    return "" if value is None else str(value), None
