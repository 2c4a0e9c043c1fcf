"""HOBOconnect: the hour that stands twice by its record numbers, and the workbook whose details prove its data."""

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import openpyxl
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from logger_kit import MADE_UP, said_of, text_of

from atmp_logistics.core.errors import AmbiguousLocalTime, AtmpError, InputError, NotATable
from atmp_logistics.core.instants import instant, moment, zone
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.provenance import span_of
from atmp_logistics.records.site_profile import Site

STOCKHOLM = zone("Europe/Stockholm")
AUTUMN = text_of(MADE_UP / "hobo_made_up_connect_autumn.csv")


def read_text(text, tz=STOCKHOLM):
    return read_log(File("log.csv", text.encode()), tz, Site(), Answers(tz))


# The hour that stands twice


def test_record_numbers_order_the_hour_that_stands_twice():
    log = read_text(AUTUMN)
    assert (len(log), span_of(log.time_us)) == (20, ("2031-10-25T22:07:23Z", "2031-10-26T02:52:23Z"))
    assert set(np.diff(log.time_us)) == {900e6}
    assert log.temperature_degC[8:16].tolist() == [5.02, 5.07, 5.11, 5.08, 4.99, 4.90, 4.82, 4.76]
    assert "record numbers say which reading came first" in said_of(log)
    assert "clock changed with Europe/Stockholm by 2031-10-26: its readings stay even only so" in said_of(log)


def test_newest_first_they_order_it_too():
    head, *rows = AUTUMN.splitlines(keepends=True)
    log, turned = read_text(AUTUMN), read_text("".join([head, *rows[::-1]]))
    assert sorted(turned.time_us) == log.time_us.tolist()
    assert "newest first throughout" in said_of(turned)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#,", "No,"),
        ("54,10/26", "x,10/26"),
        ("54,10/26", "53,10/26"),
        ("54,10/26", "90,10/26"),
        ("02:37:23,4.82", "02:41:59,4.82"),
    ],
)
def test_numbers_that_prove_nothing_leave_it_refused(old, new):
    assert old in AUTUMN
    with pytest.raises(AtmpError):
        read_text(AUTUMN.replace(old, new, 1))


def test_readings_of_that_hour_alone_are_refused():
    head, *rows = AUTUMN.splitlines(keepends=True)
    for some in (rows[8:11], rows[8:9], rows[13:17]):
        with pytest.raises(AmbiguousLocalTime):
            read_text("".join([head, *some]))


#: In autumn 2026 the clocks of Stockholm go back at 01:00 UTC.
CHANGE = datetime(2026, 10, 25, 1, tzinfo=UTC)


@settings(deadline=None, max_examples=draws(60))
@given(
    minutes=st.sampled_from([1, 5, 7, 10, 15, 20, 30, 45, 60, 90]),
    before=st.integers(0, 200),
    shift=st.integers(0, 3599),
    lost=st.sets(st.integers(0, 59)),
    count=st.integers(2, 60),
)
def test_what_numbers_settle_is_the_truth(minutes, before, shift, lost, count):
    start = CHANGE - timedelta(minutes=before, seconds=shift)
    kept = [i for i in range(count) if i not in lost]
    real = [start + timedelta(minutes=minutes * i) for i in kept]
    rows = "".join(
        f"{i + 1},{at.astimezone(STOCKHOLM):%m/%d/%Y %H:%M:%S},{i / 8:.3f}\n" for i, at in zip(kept, real, strict=True)
    )
    try:
        log = read_text(f"#,Date-Time (CET/CEST),Ch:1 - Temperature   (°C)\n{rows}")
    except AtmpError:
        return
    assert log.time_us.tolist() == [instant(at) for at in real]


def test_an_even_log_of_a_clock_that_did_not_move_stays_refused():
    start = CHANGE - timedelta(hours=5)
    local = [start.astimezone(zone("+02:00")) + timedelta(minutes=10 * i) for i in range(60)]
    rows = "".join(f"{i + 1},{at:%m/%d/%Y %H:%M:%S},{i / 8:.3f}\n" for i, at in enumerate(local))
    with pytest.raises(AmbiguousLocalTime, match="did not move"):
        read_text(f"#,Date-Time (CET/CEST),Ch:1 - Temperature   (°C)\n{rows}")


# The workbook

START = datetime(2031, 5, 13, 8, 7, 23)
VALUES = [5.21, 5.18, 5.0, 5.44, 6.31, 7.02]
HEADS = ["#", "Date-Time (CEST)", "Ch:1 - Temperature   (°C)", "Ch:2 - RH   (%)", "Dew Point   (°C)"]
DETAILS = [
    ["Details"],
    ["", "Devices"],
    ["", "Device Info"],
    ["", "", "Product", "MX0000"],
    ["", "", "Serial Number", "90000061"],
    ["", "Deployment Info"],
    ["", "", "Name", "Box 61"],
    ["", "", "Logging Interval", "0 hour 15 minutes 0 seconds"],
    ["", "", "Logging Mode", "Fixed - Normal"],
    ["Series : Ch:1 - Temperature , °C "],
    ["", "Series Statistics"],
    ["", "", "Samples", "6"],
    ["", "", "Max", "7.02"],
    ["", "", "Min", "5.00"],
    ["", "", "Avg", "5.69"],
    ["", "", "First Sample Time", "2031/05/13 08:07:23 CEST"],
    ["", "", "Last Sample Time", "2031/05/13 09:22:23 CEST"],
    ["Series : Ch:2 - RH , %"],
    ["", "", "Samples", "6"],
]
EVENTS = [
    ["#", HEADS[1], "Host Connected", "End of File"],
    [1, datetime(2031, 5, 13, 8, 40, 51), "Logged"],
    [2, datetime(2031, 5, 13, 9, 30, 2), "Logged", "Logged"],
]


def data(values=VALUES, heads=HEADS):
    rows = [[i + 1, START + timedelta(minutes=15 * i), value, 61.5, -1.5] for i, value in enumerate(values)]
    return [heads, *rows]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in {"Data": data(), "Events": EVENTS, "Details": DETAILS, **sheets}.items():
        sheet = book.create_sheet(title)
        for row in rows or ():
            sheet.append(row)
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.number_format = "mm/dd/yyyy\\ hh:mm:ss" if isinstance(cell.value, datetime) else "#0.00"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(tz="Europe/Stockholm", dialect=None, **sheets):
    place = zone(tz)
    return read_log(File("log.xlsx", workbook(**sheets)), place, Site(), Answers(place, dialect=dialect))


def changed(old, new):
    return [[new if cell == old else cell for cell in row] for row in DETAILS]


def test_workbook_golden():
    log = read()
    assert (len(log), log.loggers, log.interval_s) == (6, ("90000061",), {"90000061": 900.0})
    assert span_of(log.time_us) == ("2031-05-13T06:07:23Z", "2031-05-13T07:22:23Z")
    assert log.temperature_degC.tolist() == VALUES
    assert log.provenance[0].assumptions == (
        "the workbook's sheets 'Data', 'Events', 'Details' read together",
        "columns that are no temperature of the product are left out: 'Ch:2 - RH   (%)', 'Dew Point   (°C)'",
        "the heading names the zone 'CEST', which is not taken for an offset from UTC",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in Europe/Stockholm",
    )
    details = log.provenance[0].details
    assert (details["model"], details["launch_name"], details["serial"]) == ("MX0000", "Box 61", "90000061")
    assert (details["lowest_degC"], details["highest_degC"], details["mean_degC"]) == (5.0, 7.02, 5.69)
    assert details["status_marks"] == {"Host Connected": 2, "End of File": 1}
    assert not log.devices["90000061"].disagreements


def test_marks_can_stand_among_the_data():
    rows = [[*row, None, None] for row in data()]
    marked = [
        [*HEADS, "Host Connected", "End of File"],
        *rows[1:],
        [7, START + timedelta(hours=2), *"   ", "Logged", "Logged"],
    ]
    marked[-1][2:5] = [None] * 3
    log = read(Data=marked, Events=[])
    assert len(log) == 6
    assert "1 row is a status mark (Host Connected, End of File), not a reading" in said_of(log)
    assert "cut" not in said_of(log)


def test_the_family_can_be_stated():
    assert len(read(dialect="Onset HOBOware")) == 6
    with pytest.raises(InputError, match="3 filled sheets"):
        read(dialect="Elitech")
    with pytest.raises(InputError, match="3 filled sheets"):
        read(dialect="table")


def test_details_prove_the_data():
    assert "the details declare 6 samples and the file holds 5" in said_of(read(Data=data(VALUES[:5])))
    assert "no event is End of File" in said_of(read(Events=EVENTS[:2]))
    assert "the file has no column End Of File: whether it was cut is not known" in said_of(read(Events=[]))
    log = read(Details=changed("7.02", "6.02"))
    assert "disagrees with its readings" in said_of(log)
    assert log.devices["90000061"].disagreements
    assert ".41" in str(read(Details=changed("5.00", ".41")).provenance[0].details["lowest_degC"])
    other = changed("Series : Ch:1 - Temperature , °C ", "Series : Air , °C ")
    assert "the sheet Details says nothing of 'Ch:1 - Temperature   (°C)'" in said_of(read(Details=other))


def test_an_interval_of_bursts_is_not_kept():
    assert read(Details=changed("Fixed - Normal", "Burst")).interval_s == {}


def test_a_workbook_of_whole_degrees_has_a_known_size():
    log = read(Data=data([5.0, 5.0, 5.0, 6.0, 6.0, 7.0]), Details=changed("7.02", "7.00"))
    assert log.temperature_degC.tolist() == [5, 5, 5, 6, 6, 7]


REFUSED = [
    ({"Notes": [["moved"]]}, NotATable, "the sheets 'Notes' beside Data and Details"),
    ({"Data": [*data(), [7, START, 5.1, 60, -1, "x"]]}, NotATable, "sheet Data, row 8: found a cell without a heading"),
    ({"Data": data(heads=[*HEADS[:2], "Door", *HEADS[3:]])}, InputError, "'Door'"),
    ({"Events": [["Time"], [1]]}, NotATable, "sheet Events: found the headings Time"),
    ({"Events": [*EVENTS, [3, START, "maybe"]]}, NotATable, "sheet Events, row 4"),
    (
        {"Details": changed("2031/05/13 08:07:23 CEST", "2031/05/13 08:22:23 CEST")},
        InputError,
        "sheet Details: found First Sample Time 2031-05-13 08:22:23, and all 6 samples",
    ),
    (
        {"Details": changed("2031/05/13 09:22:23 CEST", "2031/05/13 09:37:23 CEST")},
        InputError,
        "expected 2031-05-13 09:22:23, the time of row 7 of Data",
    ),
]


@pytest.mark.parametrize(("sheets", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(sheets, error, words):
    with pytest.raises(error) as found:
        read(**sheets)
    assert words in str(found.value)


def test_a_year_of_moments_is_kept_to_the_second():
    assert moment(read().time_us[0]) == datetime(2031, 5, 13, 6, 7, 23, tzinfo=UTC)
