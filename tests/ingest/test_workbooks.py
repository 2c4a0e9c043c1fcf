"""Workbooks, .xlsx and .xls, read cell by cell as a person sees them: as a logger's own export, or as a plain table."""

import csv
import io
from datetime import date, datetime, time
from unittest.mock import Mock

import openpyxl
import pytest
import xlwt
from logger_kit import ELITECH

from atmp_logistics.core.errors import AtmpError, NotATable, UnknownDialect, UnreadableNumber
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files import workbooks
from atmp_logistics.ingest.files.cell_formats import number_text
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.files.workbooks import workbook_sheet

DAY_TIME, DAY, POINT = "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd", "0.0"


def xls(sheets, styles=None):
    book = xlwt.Workbook()
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell is not None:
                    style = xlwt.easyxf(num_format_str=(styles or {}).get(type(cell), "General"))
                    sheet.write(i, j, cell, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(sheets, styles=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.number_format = (styles or {}).get(type(cell.value), "General")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BOTH = pytest.mark.parametrize("made", [xls, xlsx])
FORMATS = {datetime: DAY_TIME, date: DAY, float: POINT}


@pytest.fixture
def saved(tmp_path):
    def run(data, name="log.xls"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return run


def report():
    """Return the made-up ElitechLog report as its cells, the readings as numbers."""
    rows = list(csv.reader(io.StringIO(ELITECH.read_text("utf-8"))))
    return [[float(row[0]), row[1], float(row[2]), *row[3:]] if row[0].isdecimal() else row for row in rows]


@BOTH
def test_an_elitech_workbook_is_read_as_its_text_is(made, saved):
    path = saved(made({"List": report(), "Graph": []}))
    book, text = read_readings(path), read_readings(ELITECH)
    assert book.provenance[0].dialect == "Elitech"
    assert book.time_us.tolist() == text.time_us.tolist()
    assert book.temperature_degC.tolist() == text.temperature_degC.tolist()
    assert (book.loggers, book.interval_s) == (text.loggers, text.interval_s)
    assert "the workbook's sheet 'List' read as comma-separated text" in book.provenance[0].assumptions
    assert not [note for note in book.provenance[0].assumptions if "decimals" in note], (
        "numbers lose zeros, no cell was cut"
    )


@BOTH
def test_a_plain_table(made, saved):
    rows = [["time", "temperature [°C]"], [datetime(2031, 5, 6, 10), 4.0], [datetime(2031, 5, 6, 10, 10), 4.25]]
    log = read_readings(saved(made({"A": rows, "B": []}, FORMATS)), tz="UTC")
    assert log.temperature_degC.tolist() == [4.0, 4.25]
    assert log.provenance[0].first == "2031-05-06T10:00:00Z"
    assert log.provenance[0].dialect == made.__name__


@BOTH
def test_cells_are_what_a_person_sees(made):
    moments = [datetime(2031, 5, 6), datetime(2031, 5, 6, 23, 59, 59)]
    row = [5.0, 26.7, -0.1, 1e-3, 1234567.0, "5.0", "", None, True, *moments, date(2031, 5, 6)]
    rows = workbook_sheet(File("x", made({"A": [row]}, FORMATS))).rows
    seen = ["5", "26.7", "-0.1", "0.001", "1234567", "5.0", "", "", "True"]
    assert rows == [[*seen, "2031-05-06 00:00:00", "2031-05-06 23:59:59", "2031-05-06"]]


@BOTH
def test_times_keep_their_seconds(made):
    """A day number is a fraction: every minute and second must come back as it was typed."""
    times = [datetime(2031, 5, 6, 10, minute, second) for minute in range(0, 60, 7) for second in (0, 1, 29, 59)]
    rows = workbook_sheet(File("x", made({"A": [[at] for at in times]}, FORMATS))).rows
    assert [row[0] for row in rows] == [at.isoformat(" ") for at in times]


@BOTH
def test_two_filled_sheets_are_refused(made, saved):
    rows = [["time", "temperature [°C]"], ["2031-05-06T10:00Z", 4.0]]
    with pytest.raises(NotATable, match=r"2 filled sheets \(A, B\)"):
        read_readings(saved(made({"A": rows, "B": rows})))


@BOTH
def test_an_empty_workbook_is_refused(made, saved):
    with pytest.raises(NotATable, match="no rows"):
        read_readings(saved(made({"A": []})))


@BOTH
def test_a_workbook_that_is_neither(made, saved):
    with pytest.raises(UnknownDialect, match="time and temperature"):
        read_readings(saved(made({"A": [["a", "b"], [1, 2]]})))


def test_an_error_in_a_cell_is_no_number(saved):
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for i, cells in enumerate([("time", "temperature [°C]"), ("2031-05-06T10:00Z", None)]):
        for j, cell in enumerate(cells):
            sheet.write(i, j, cell) if cell else sheet.row(i).set_cell_error(j, 42)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(UnreadableNumber, match="'#N/A'"):
        read_readings(saved(out.getvalue()))


def test_a_workbook_of_either_kind_may_bear_any_name(saved):
    rows = [["time", "temperature [°C]"], ["2031-05-06T10:00Z", 4.0]]
    assert len(read_readings(saved(xls({"A": rows}), "log.csv"))) == 1
    assert len(read_readings(saved(xlsx({"A": rows}), "log.xls"))) == 1


def test_events_in_an_old_workbook(saved):
    rows = [["therapy_id", "event", "time"], ["T1", "thaw_end", datetime(2031, 5, 6, 10, 4)]]
    log = read_events(saved(xls({"A": rows}, FORMATS), "events.xls"), tz="UTC")
    assert log.provenance.first == "2031-05-06T10:04:00Z"


@pytest.mark.parametrize("keep", [8, 512, 2000, 4000])
def test_a_cut_workbook_is_refused(saved, keep):
    data = xls({"List": report()})
    assert len(data) > 4000
    with pytest.raises(AtmpError):
        read_readings(saved(data[:keep]))


def test_a_clock_time_alone_stays_one():
    rows = workbook_sheet(File("x", xlsx({"A": [[time(10, 4)]]}, {time: "hh:mm"}))).rows
    assert rows == [["10:04:00"]]


def test_kinds_are_known_by_their_bytes(saved):
    assert [open_file(saved(data)).kind for data in (xls({"A": []}), xlsx({"A": []}), b"PAR1", b"time\n")] == [
        "xls",
        "xlsx",
        "parquet",
        "text",
    ]


# What the libraries raise is the file's fault, what raises of our own is not


@BOTH
def test_a_fault_of_our_own_is_not_said_to_be_the_workbooks(made, monkeypatch):
    def wrong(*_):
        raise ValueError("a fault of our own")

    monkeypatch.setattr(workbooks, "number_text", wrong)
    with pytest.raises(ValueError, match="a fault of our own"):
        workbook_sheet(File("log", made({"List": [["a"], [1.5]]})))


@BOTH
def test_what_a_library_raises_within_a_sheet_is_the_workbooks(made, monkeypatch):
    def wrong(*_):
        raise IndexError("a row that is not there")

    monkeypatch.setattr("openpyxl.worksheet._read_only.ReadOnlyWorksheet.iter_rows", wrong)
    monkeypatch.setattr("xlrd.sheet.Sheet.row", wrong)
    with pytest.raises(NotATable, match=r"cannot be opened \(IndexError: a row that is not there\)"):
        workbook_sheet(File("log", made({"List": [["a"], [1.5]]})))


def test_a_number_beyond_every_float_is_read_by_its_digits():
    text, mark = number_text(10**400, "General")
    assert text == "1" + "0" * 400
    assert mark is CellMark.LONG


def test_merged_cells_beyond_an_old_workbook_are_cut_at_its_end():
    sheet = Mock(merged_cells=[(0, 1, 1, 65_536), (0, 1, 300, 400)], nrows=1, ncols=3, rowinfo_map={}, visibility=0)
    sheet.name = "List"
    sheet.row.return_value = []
    assert [one.name for one in workbooks._xls_sheet(sheet, Mock(xf_list=[]), File("log", b"")).merged] == ["B1:IV1"]


def test_merged_cells_of_an_old_workbook_that_overlap_are_refused():
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    sheet.write(1, 1, "x")
    sheet.merged_ranges.extend([(0, 1, 0, 1)] * 2)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(NotATable, match="sheet List: found merged cells that overlap"):
        workbook_sheet(File("log", out.getvalue()))


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_cell_that_is_struck_through_is_not_read_as_one_that_holds(saved, kind):
    rows = [
        ["therapy_id", "event", "time"],
        ["T1", "thaw_end", "2026-04-03T10:00Z"],
        ["T1", "opened", "2026-04-03T10:02Z"],
    ]
    fault = r"sheet Ward: found 1 cell struck through \(C2\), expected cells that hold what they say"
    with pytest.raises(NotATable, match=fault):
        read_events(saved(_with_a_strike(kind, rows, (1, 2)), f"ward.{kind}"))
    assert len(read_events(saved(_with_a_strike(kind, rows, (7, 7)), f"ward.{kind}")).table) == 2


def _with_a_strike(kind, rows, struck):
    """Return a workbook with a style that strikes through, of a filled cell or of an empty one."""
    out = io.BytesIO()
    if kind == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("Ward")
        line = xlwt.easyxf("font: struck_out on")
        filled = {(i, j): cell for i, row in enumerate(rows) for j, cell in enumerate(row)} | {(7, 7): None}
        for place, cell in filled.items():
            sheet.write(*place, cell, *([line] if place == struck else []))
        book.save(out)
        return out.getvalue()
    book = openpyxl.Workbook()
    book.active.title = "Ward"
    for row in rows:
        book.active.append(row)
    book.active.cell(struck[0] + 1, struck[1] + 1).font = openpyxl.styles.Font(strike=True)
    book.save(out)
    return out.getvalue()
