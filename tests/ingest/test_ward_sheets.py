"""Sheets as wards keep them: national dates, clocks with points, one column of dates, merged cells, several sheets."""

import io
import json
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
import xlwt
from test_fhir import R5

from atmp_logistics.core.errors import AmbiguousDateOrder, AtmpError, NotATable, UsageError
from atmp_logistics.core.instants import iso
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.merged_cells import MergedCells

ZONE = "Europe/Stockholm"


@pytest.fixture
def read(tmp_path):
    """Read a text, or a workbook's sheets, as events in Stockholm."""

    def run(source, **stated):
        path = tmp_path / ("events.csv" if isinstance(source, str) else "events.xlsx")
        path.write_bytes(source.encode() if isinstance(source, str) else book(source))
        return read_events(path, **{"tz": ZONE, **stated})

    return run


def book(sheets, merged=(), hidden=()):
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    for name in merged:
        made.worksheets[0].merge_cells(name)
    made.save(out)
    return out.getvalue()


def events(log):
    return {(row.container_id, row.event): iso(row.time) for row in log.table.itertuples()}


def times(log):
    return [iso(at) for at in log.table["time"]]


def said(log):
    return "\n".join(log.provenance.assumptions)


HEAD = "therapy_id;container_id;event;time\n"


def long(*cells):
    kinds = ("product_received", "thaw_start", "thaw_end", "administration_start")
    return HEAD + "".join(f"T1;B1;{kind};{cell}\n" for kind, cell in zip(kinds, cells, strict=False))


# ---------------------------------------------------------------- dates of numbers and clocks


@pytest.mark.parametrize(
    "cell",
    [
        "24.11.2026 10.32",
        "24.11.2026 10:32",
        "24/11/2026 10:32",
        "24-11-2026 10.32",
        "24.11.2026 kl 10.32",
        "24.11.2026 kl. 10:32",
        "24.11.2026, 10:32 Uhr",
        "24.11.2026 10:32 uur",
        "11/24/2026 10:32 AM",
        "2026-11-24 10.32",
        "2026-11-24 kl 10.32",
        "2026/11/24 10:32",
        "24.11.2026 10.32+01:00",
        "2026-11-24T10:32:00.0000000+01:00",
        "2026-11-24T10:32:00.000000000+01:00",
    ],
)
def test_a_time_that_can_mean_one_instant_is_read(read, cell):
    assert times(read(long(cell))) == ["2026-11-24T09:32:00Z"]


@pytest.mark.parametrize(
    ("cells", "order"),
    [(("3.4.2026 10:00",), None), (("3.4.2026 10:00", "3.5.2026 10:00"), None), (("24.11.26 10:00",), None)],
)
def test_a_column_that_does_not_prove_its_order_is_refused_until_it_is_stated(read, cells, order):
    with pytest.raises(AmbiguousDateOrder, match="--date-order"):
        read(long(*cells), date_order=order)
    assert read(long(*cells), date_order="dmy").table["time"].notna().all()


def test_a_row_that_can_be_exchanged_is_not_proven_by_another(read):
    cells = ("3.4.2026 10:00", "24.4.2026 10:00")
    with pytest.raises(
        AmbiguousDateOrder, match=r"2026-04-03 \(dmy\) or 2026-03-04 \(mdy\).*--date-order dmy, or date_order"
    ):
        read(long(*cells))
    assert times(read(long(*cells), date_order="dmy")) == ["2026-04-03T08:00:00Z", "2026-04-24T08:00:00Z"]


def test_rows_that_are_dates_in_one_order_alone_need_no_statement(read):
    log = read(long("4.4.2026 10:00", "24.4.2026 10:00"))
    assert times(log) == ["2026-04-04T08:00:00Z", "2026-04-24T08:00:00Z"]
    assert "dates read as dmy: each row is a date in no other order" in said(log)


def test_a_stated_order_is_used_and_said(read):
    assert times(read(long("3.4.2026 10:00"), date_order="mdy")) == ["2026-03-04T09:00:00Z"]
    assert "dates read as dmy: the order stated" in said(read(long("3.4.2026 10:00"), date_order="dmy"))


def test_a_stated_order_that_a_row_disproves_is_refused_there(read):
    with pytest.raises(
        AmbiguousDateOrder, match=r"row 3.*with the order mdy stated, expected dmy, as the column proves"
    ):
        read(long("3.4.2026 10:00", "24.4.2026 10:00"), date_order="mdy")


@pytest.mark.parametrize("stated", [None, "dmy"])
def test_two_orders_in_one_column_are_refused_at_the_row_that_breaks_it(read, stated):
    with pytest.raises(AmbiguousDateOrder, match=r"row 4"):
        read(long("3.4.2026 10:00", "24.4.2026 10:00", "4.25.2026 10:00"), date_order=stated)


def test_an_order_says_nothing_of_iso_times(read):
    assert times(read(long("2026-11-24 10:32"), date_order="mdy")) == ["2026-11-24T09:32:00Z"]


def test_no_order_is_refused_before_a_file_is_opened():
    with pytest.raises(UsageError, match="date_order"):
        read_events("nowhere.csv", date_order="ydm")


@pytest.mark.parametrize(
    "cell",
    [
        "31.2.2026 10:00",
        "24.11.2026 9.05",
        "24.11.2026 10.3",
        "24.11.2026 24:00",
        "24.11.2026",
        "10.32",
        "2026/1/04 10:00",
        "24.11.2026 13:00 PM",
        "24.11.126 10:00",
    ],
)
def test_a_time_that_leaves_a_question_is_refused(read, cell):
    with pytest.raises(AtmpError, match="row 2, column time"):
        read(long(cell))


def test_an_hour_after_noon_proves_a_clock_of_24_hours_for_its_column(read):
    assert times(read(long("24.11.2026 9.05", "24.11.2026 13.10"))) == ["2026-11-24T08:05:00Z", "2026-11-24T12:10:00Z"]


@pytest.mark.parametrize("cell", ["2026-11-24T10:32:00.1234567+01:00", "2026-11-24 10:32:00.000000001"])
def test_digits_below_the_microsecond_are_refused_by_name(read, cell):
    with pytest.raises(AtmpError, match="at most six digits of a second, or zeros after them"):
        read(long(cell))


def test_readings_take_seven_digits_of_a_second_where_the_seventh_is_0(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        "time,temperature [°C]\n2026-11-10T08:00:00.2500000Z,5.0\n2026-11-10T08:10:00.2500000Z,5.0\n", "utf-8"
    )
    assert [iso(at) for at in read_readings(path).time_us] == [
        "2026-11-10T08:00:00.250000Z",
        "2026-11-10T08:10:00.250000Z",
    ]
    path.write_text("time,temperature [°C]\n2026-11-10T08:00:00.2500001Z,5.0\n", "utf-8")
    with pytest.raises(AtmpError, match="at most six digits"):
        read_readings(path)


# ---------------------------------------------------------------- nobody knows


@pytest.mark.parametrize("word", ["saknas", "-", "okänt", "?", "Unknown", "—"])
@pytest.mark.parametrize("column", ["container_id", "time", "expiry", "logger_id"])
def test_a_word_for_nobody_knows_is_refused_with_the_advice(read, word, column):
    row = {"therapy_id": "T1", "container_id": "B1", "event": "thaw_end", "time": "2026-11-24 10:32", column: word}
    with pytest.raises(AtmpError, match="leave it empty if nobody knows"):
        read(";".join(row) + "\n" + ";".join(row.values()) + "\n")


@pytest.mark.parametrize("word", ["NaT", "null", "n/a", "NaN"])
def test_a_programs_word_for_no_time_is_refused_as_one(read, word):
    with pytest.raises(AtmpError, match="leave it empty if nobody knows"):
        read(long(word))
    table = "therapy_id;event;date;time of day\n"
    with pytest.raises(AtmpError, match="leave it empty if nobody knows"):
        read(f"{table}T1;thaw_end;2026-11-24;{word}\n")


def test_the_fast_reader_takes_no_word_for_an_identifier(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("therapy_id,container_id,event,time\nT1,-,thaw_end,2026-11-10T10:04Z\n", "utf-8")
    with pytest.raises(AtmpError, match="leave it empty if nobody knows"):
        read_events(path)


def test_fifty_rows_of_one_fault_are_one_line(read):
    rows = "".join(f"T{i};B1;thaw_end;saknas\n" for i in range(50))
    with pytest.raises(AtmpError) as refused:
        read(HEAD + rows)
    assert len(str(refused.value).splitlines()) == 1
    assert "And 49 more of this kind: row 3, row 4" in str(refused.value)


# ---------------------------------------------------------------- one column of dates


def test_a_date_and_a_clock_with_a_point_are_one_time(read):
    table = "therapy_id;container_id;event;date;time of day\nT1;B1;thaw_start;24.11.2026;10.32\nT1;B1;thaw_end;24.11.2026;kl 10.36\n"
    assert times(read(table)) == ["2026-11-24T09:32:00Z", "2026-11-24T09:36:00Z"]


WIDE = "therapy_id;container_id;date;thaw_start;thaw_end;administration_start\n"


def test_clocks_under_one_column_of_dates_are_of_that_day(read):
    log = read(WIDE + "T1;B1;24.11.2026;10.32;10.36;\nT1;B2;25.11.2026;11.00;11.04;11.20\n")
    assert events(log) == {
        ("B1", "thaw_start"): "2026-11-24T09:32:00Z",
        ("B1", "thaw_end"): "2026-11-24T09:36:00Z",
        ("B2", "thaw_start"): "2026-11-25T10:00:00Z",
        ("B2", "thaw_end"): "2026-11-25T10:04:00Z",
        ("B2", "administration_start"): "2026-11-25T10:20:00Z",
    }
    assert "clock times under 'thaw_start', 'thaw_end', 'administration_start' are of the day in 'date'" in said(log)


def test_a_clock_that_may_be_of_the_next_day_is_refused(read):
    with pytest.raises(AtmpError, match=r"row 2, column thaw_end: found 00:04, after 23:58 in the column 'thaw_start'"):
        read(WIDE + "T1;B1;2026-11-24;23:58;00:04;00:20\n")


def test_a_clock_of_the_next_day_with_its_date_is_read_and_the_next_one_needs_its_own(read):
    log = read(WIDE + "T1;B1;2026-11-24;23:58;2026-11-25 00:04;2026-11-25 00:20\n")
    assert times(log)[1] == "2026-11-24T23:04:00Z"
    with pytest.raises(AtmpError, match="column administration_start"):
        read(WIDE + "T1;B1;2026-11-24;23:58;2026-11-25 00:04;00:20\n")


@pytest.mark.parametrize("date", ["", "tisdag", "31.2.2026", "saknas"])
def test_clocks_beside_no_date_are_refused_once_a_row(read, date):
    with pytest.raises(AtmpError, match="row 2, column date") as refused:
        read(WIDE + f"T1;B1;{date};10:32;10:36;10:40\n")
    assert len(refused.value.faults) == 1


def test_a_column_of_dates_that_no_clock_needs_is_refused(read):
    with pytest.raises(AtmpError, match="no clock time that it is the day of"):
        read(WIDE + "T1;B1;2026-11-24;2026-11-24 10:32;;\n")


def test_a_table_of_dates_alone_is_a_table_without_events(read):
    assert read(WIDE + "T1;B1;2026-11-24;;;\n").containers == (("T1", "B1"),)


def test_a_container_whose_clocks_are_all_empty_stands_without_events(read):
    log = read(WIDE + "T1;B1;2026-11-24;10:32;;\nT1;B2;2026-11-24;;;\n")
    assert log.containers == (("T1", "B2"),)


def test_a_start_and_an_end_under_one_column_of_dates(read):
    head = "therapy_id;container_id;event;date;start;end\n"
    assert times(read(head + "T1;B1;thaw;24.11.2026;10.32;10.36\n")) == ["2026-11-24T09:32:00Z", "2026-11-24T09:36:00Z"]
    with pytest.raises(AtmpError, match="next day"):
        read(head + "T1;B1;thaw;24.11.2026;23.58;00.04\n")


@pytest.mark.parametrize(
    ("cell", "end"),
    [("31.03.2027", "2027-03-31"), ("03/2027", "2027-03-31"), ("03.2027", "2027-03-31"), ("2027-03", "2027-03-31")],
)
def test_an_expiry_of_numbers_is_good_to_the_end_of_its_day(read, cell, end):
    log = read(f"therapy_id;event;time;expiry\nT1;thaw_end;2026-11-24 10:32;{cell}\n")
    assert iso(log.table["expiry_upper"][0])[:10] == end


# ---------------------------------------------------------------- workbooks

ROWS = [["therapy_id", "container_id", "event", "time"], ["T1", "B1", "thaw_end", "2026-11-24 10:32"]]


def test_a_workbook_with_several_filled_sheets_is_refused_with_their_names(read):
    with pytest.raises(NotATable, match=r"2 filled sheets \(Ward, Lists\).*--worksheet NAME"):
        read({"Ward": ROWS, "Lists": [["a"]], "Empty": []})


@pytest.mark.parametrize("stated", ["Ward", ["Ward"], ["Ward", "Log"]])
def test_the_sheet_that_is_stated_is_read_and_the_others_are_named(tmp_path, stated):
    path = tmp_path / "events.xlsx"
    path.write_bytes(book({"Ward": ROWS, "Lists": [["a"]]}, hidden=["Lists"]))
    log = read_events(path, tz=ZONE, worksheet=stated)
    assert "the workbook's sheet Ward is read, as stated; filled sheets left out: Lists, which is hidden" in said(log)


@pytest.mark.parametrize("stated", ["ward", ["Ward", "Lists"]])
def test_a_sheet_that_is_not_there_or_two_of_them_are_refused(read, stated):
    with pytest.raises(NotATable, match="expected one of them named as stated"):
        read({"Ward": ROWS, "Lists": [["a"]]}, worksheet=stated)


@pytest.mark.parametrize("stated", ["", [" "], [7]])
def test_a_sheet_without_a_name_is_refused(stated):
    with pytest.raises(UsageError, match="the name of a sheet"):
        read_events("nowhere.xlsx", worksheet=stated)


def test_readings_take_the_sheet_that_is_stated(tmp_path):
    path = tmp_path / "log.xlsx"
    path.write_bytes(book({"Log": [["time", "temperature [°C]"], ["2026-11-10T08:00Z", 5.0]], "Lists": [["a"]]}))
    with pytest.raises(NotATable, match="2 filled sheets"):
        read_readings(path)
    assert read_readings(path, worksheet="Log").temperature_degC.tolist() == [5.0]


@pytest.mark.parametrize(
    ("ref", "column", "rows"),
    [("B2:B3", "container_id", "row 3"), ("A2:A4", "therapy_id", "row 3 to 4"), ("B3:C3", "event", "row 3")],
)
def test_merged_cells_are_named_and_never_filled_down(tmp_path, ref, column, rows):
    path = tmp_path / "events.xlsx"
    more = [["T1", "B1", "thaw_end", "2026-11-24 10:32"], ["T1", "B2", "thaw_end", "2026-11-24 10:40"]]
    path.write_bytes(book({"Ward": [*ROWS[:1], ["T1", "B1", "thaw_start", "2026-11-24 10:30"], *more]}, merged=[ref]))
    with pytest.raises(AtmpError) as refused:
        read_events(path, tz=ZONE)
    assert f"row 3, column {column}: found nothing of its own in {rows}: merged with row" in str(refused.value)
    assert f"({ref})" in str(refused.value)


def test_merged_cells_of_an_old_workbook_are_named_too(tmp_path):
    made, path = xlwt.Workbook(), tmp_path / "events.xls"
    sheet = made.add_sheet("Ward")
    for i, row in enumerate([*ROWS, ["T1", None, "thaw_start", "2026-11-24 10:30"]]):
        for j, cell in enumerate(row):
            if (i, j) not in {(1, 1), (2, 1)}:
                sheet.write(i, j, cell)
    sheet.write_merge(1, 2, 1, 1, "B1")
    made.save(str(path))
    with pytest.raises(AtmpError, match=r"merged with row 2 \(B2:B3\)"):
        read_events(path, tz=ZONE)


def test_merged_cells_outside_the_columns_that_are_read_say_nothing(tmp_path):
    path = tmp_path / "events.xlsx"
    rows = [[*row, None] for row in ROWS]
    rows[0][4], rows[1][4] = "note", "see below"
    path.write_bytes(book({"Ward": [*rows, ["T1", "B1", "thaw_start", "2026-11-24 10:30", None]]}, merged=["F1:G9"]))
    assert len(read_events(path, tz=ZONE).table) == 2


def test_a_readings_workbook_with_merged_cells_is_refused(tmp_path):
    path = tmp_path / "log.xlsx"
    rows = [["time", "temperature [°C]"], ["2026-11-10T08:00Z", 5.0], ["2026-11-10T08:10Z", None]]
    path.write_bytes(book({"Log": rows}, merged=["B2:B3"]))
    with pytest.raises(AtmpError, match=r"merged with row 2 \(B2:B3\)"):
        read_readings(path)


def test_a_frame_with_nanoseconds_is_read_where_they_are_0():
    frame = pd.DataFrame(
        {"therapy_id": ["T1"], "event": ["thaw_end"], "time": [pd.Timestamp("2026-11-24T10:32", tz="UTC")]}
    )
    assert times(read_events(frame)) == ["2026-11-24T10:32:00Z"]
    frame["time"] += pd.Timedelta(1, "ns")
    with pytest.raises(AtmpError, match="at most six digits"):
        read_events(frame)


def test_a_workbook_date_and_a_workbook_clock_are_one_time(read):
    rows = [["therapy_id", "event", "date", "time of day"], ["T1", "thaw_end", datetime(2026, 11, 24), "10.32"]]
    assert times(read({"Ward": rows})) == ["2026-11-24T09:32:00Z"]


# ---------------------------------------------------------------- ranges that look like offsets


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-24 10:30-11:00",
        "24.11.2026 10:30-11:00",
        "24.11.2026 10.30-11:00",
        "2026-11-24 10:30-11",
        "2026-11-24 10:30-10",
    ],
)
def test_what_may_be_a_range_is_no_offset(read, cell):
    with pytest.raises(AtmpError, match="which may be a range"):
        read(long(cell))


@pytest.mark.parametrize("cell", ["10:30-11:00", "10.30-11.00", "10:30 - 11:00", "10:30–11:00"])
@pytest.mark.parametrize("head", ["therapy_id;event;date;time of day\nT1;thaw_end;", "therapy_id;date;thaw_end\nT1;"])
def test_a_range_of_clocks_is_refused(read, cell, head):
    with pytest.raises(AtmpError, match=r"row 2, column (time of day|thaw_end)"):
        read(f"{head}24.11.2026;{cell}\n")


@pytest.mark.parametrize("cell", ["2026-11-24T04:30-05:00", "2026-11-24 10:30-05:00", "2026-11-24 04:30:00-05:00"])
def test_an_offset_that_cannot_be_an_end_is_one(read, cell):
    assert len(read(long(cell)).table) == 1


def test_the_fast_reader_takes_no_range_for_an_offset(tmp_path):
    path = tmp_path / "events.csv"
    for cell in ("2026-11-24 10:30-11:00", "2026-11-24 10:30-11"):
        path.write_text(f"therapy_id,event,time\nT1,thaw_end,{cell}\n", "utf-8")
        with pytest.raises(AtmpError, match="which may be a range"):
            read_events(path)
    path.write_text("therapy_id,event,time\nT1,thaw_end,2026-11-24 10:30-05:00\n", "utf-8")
    assert times(read_events(path)) == ["2026-11-24T15:30:00Z"]


@pytest.mark.parametrize("bare", ["2026-11-24 10:36", "24.11.2026 10.36", "2026-11-24 12:06", "24/11/2026 01:36"])
@pytest.mark.parametrize("other", ["2026-11-24 10:32 AM", "24.11.2026 9.05 PM"])
def test_a_clock_that_may_lack_its_half_of_the_day_is_refused(read, bare, other):
    with pytest.raises(AtmpError, match="expected AM or PM, as in other rows of the column"):
        read(f"therapy_id;event;time\nT1;thaw_start;{other}\nT1;thaw_end;{bare}\n")


@pytest.mark.parametrize("bare", ["2026-11-24 13:36", "24.11.2026 00.36", "2026-11-24T10:36+01:00"])
def test_a_clock_of_24_hours_beside_am_and_pm_is_one(read, bare):
    rows = f"T1;thaw_start;23.11.2026 9.05 PM\nT1;thaw_end;{bare}\n"
    assert len(read(f"therapy_id;event;time\n{rows}").table) == 2


def test_a_clock_under_a_column_of_its_own_may_lack_its_half_of_the_day(read):
    rows = "T1;thaw_start;24.11.2026;9:05 AM\nT1;thaw_end;24.11.2026;09:20\n"
    with pytest.raises(AtmpError, match=r"row 3, column time of day: found '09:20', expected AM or PM"):
        read(f"therapy_id;event;date;time of day\n{rows}")


def test_a_date_of_numbers_whose_clock_cannot_be_read_is_refused_with_what_is_missing(read):
    with pytest.raises(AtmpError, match=r"one date with one clock time, such as 24\.11\.2026 10:32"):
        read(long("24.11.2026 about ten"))


@pytest.mark.parametrize("time", ["24.11.2026 10:32", "2026/11/24 10:32", "2026-11-24 kl 10.32"])
def test_a_message_has_iso_times_and_no_others(tmp_path, time):
    text = json.dumps(R5)
    path = tmp_path / "bag.json"
    path.write_text(text.replace("2026-11-10T08:50:00Z", time), "utf-8")
    with pytest.raises(AtmpError, match=r"whenHandedOver: found"):
        read_events(path, tz=ZONE)


@pytest.mark.parametrize("name", ["", "?", "B2", "B:C", "2:3"])
def test_a_range_that_names_no_cells_is_none(name):
    assert MergedCells.of(name) is None


@pytest.mark.parametrize("cell", ["10:33 +1", "10:33 (omfryst)", "10:60"])
def test_a_clock_that_cannot_be_read_has_one_fault(read, cell):
    with pytest.raises(AtmpError) as refused:
        read(f"therapy_id;date;thaw_start;thaw_end\nT1;2026-11-24;10:30;{cell}\n")
    (fault,) = refused.value.faults
    assert cell in fault.found
