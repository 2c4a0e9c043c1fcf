"""iButton missions: a made-up export, broken ones, and a real one."""

import pytest
from logger_kit import MADE_UP, recognised_by, refused, said_of, text_of
from logger_kit import read_text as read_at

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    InputError,
    MissingUnit,
    NaiveTime,
    NotATable,
    UnreadableNumber,
)
from atmp_logistics.ingest.loggers import ibutton
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

FILE = MADE_UP / "ibutton_made_up.txt"
TEXT = text_of(FILE)
LATER = text_of(MADE_UP / "ibutton_made_up_ds1923.txt")
FIRST = "05/03/31 10:30:00 PM,C,6.5\n"


def read_text(text, tz="+01:00", **answers):
    return read_at(text, tz, **answers)


def test_golden():
    log = read_readings(FILE, tz="Europe/Stockholm")
    assert (len(log), log.loggers) == (8, ("00000000000MADE1",))
    assert log.interval_s == {"00000000000MADE1": 1800.0}
    assert span_of(log.time_us) == ("2031-03-05T21:30:00Z", "2031-03-06T01:00:00Z")
    assert (log.temperature_degC.min(), log.temperature_degC.max()) == (4.5, 6.5)
    order = "dates read as %d/%m/%y %I:%M:%S %p: the header names the first reading's time"
    assert log.provenance[0].assumptions == (
        "encoding read as cp1252",
        "times are the clock of the computer that read the logger; its 'CET' is not taken for an offset",
        f"{order}; local times read in Europe/Stockholm",
    )
    assert log.provenance[0].details == {
        "model": "DS1921G-F5",
        "serial": "00000000000MADE1",
        "mission_start": "Wed Mar 05 22:30:00 CET 2031",
        "readings_declared": 8,
        "alarms": "None fired",
        "alarm_above": "70 °C",
        "alarm_below": "-20 °C",
    }


def test_the_other_order_of_dates_is_proven_too():
    swapped = TEXT.replace("05/03/31", "03/05/31").replace("06/03/31", "03/06/31")
    log = read_text(swapped)
    assert span_of(log.time_us) == span_of(read_text(TEXT).time_us)
    assert "%m/%d/%y" in said_of(log)


def test_fahrenheit():
    log = read_text(TEXT.replace(",C,", ",F,"))
    assert log.temperature_degC.max() == pytest.approx((6.5 - 32) / 1.8, abs=1e-6)


def test_a_cut_mission_says_so_and_proves_nothing_by_its_start():
    log = read_text(TEXT.replace(FIRST, ""), date_order="dmy")
    assert "the header declares 8 samples and the file holds 7: it was cut or filtered" in said_of(log)
    assert "names the first reading" not in said_of(log)
    (raw,) = ibutton.read(TEXT.replace(FIRST, ""), "log.txt")
    assert raw.first_at is None


def test_a_first_row_that_is_not_the_start_is_said():
    moved = TEXT.replace("Wed Mar 05 22:30:00", "Wed Mar 05 22:45:00")
    assert "the first row is not at the header's Mission Start" in said_of(read_text(moved, date_order="dmy"))


def test_without_a_reading():
    text = TEXT.partition(FIRST)[0]
    log = read_text(text)
    assert len(log) == 0
    assert "the file holds no reading" in said_of(log)


REFUSED = [
    (TEXT.partition("Date/Time")[0], NotATable, "a mission without readings"),
    (TEXT.replace("Date/Time,Unit", "Date/Time,Einheit"), NotATable, "a mission without readings"),
    (TEXT.replace("has NOT occurred", "has occurred"), InputError, "'Roll over has NOT occurred'"),
    (TEXT.replace("Wed Mar", "Thu Mar"), InputError, "a day of the week, a date and a time"),
    (TEXT.replace("Wed Mar 05", "mer. mars 05"), InputError, "a day of the week, a date and a time"),
    (TEXT.replace("Mar 05 22:30", "Feb 30 22:30"), InputError, "a day of the week, a date and a time"),
    (TEXT.replace("Every 30 minute(s)", "Every 1 day(s)"), InputError, "'Every N minute(s)' or"),
    (TEXT.replace("Mission Samples:  8", "Mission Samples:  "), InputError, "a number"),
    (TEXT.replace("C,6.5", "C,6,5"), NotATable, "decimal commas add cells"),
    (TEXT.replace("C,6.5", "F,6.5"), InputError, "one unit throughout"),
    (TEXT.replace(",C,", ",%RH,"), MissingUnit, "'%RH'"),
    (TEXT.replace("C,6.5", "C,six"), UnreadableNumber, "'six'"),
    (TEXT.replace(FIRST, FIRST + "\r\nDate/Time,Unit,Value\r\n"), InputError, "'Unit'"),
]


REFUSED += [
    (LATER.replace("(no rollover)", "(rolled over)"), InputError, "Roll Over Enabled, (no rollover)"),
    (LATER.replace("Count:  10", "Count:  ten"), InputError, "Mission Sample Count: found 'ten'"),
    (
        LATER.replace("Start Time:  Sat Mar 08", "Start Time:  Sun Mar 09"),
        InputError,
        "First Sample Timestamp: found 'Sat",
    ),
    (LATER.replace("Start Time:  Sat", "Start Time:  Sun"), InputError, "Mission Start Time: found 'Sun"),
    (LATER.replace(",C,4,641", ",C,4.641"), NotATable, "decimal commas add cells"),
    (LATER.replace(",C,4,641", ",C,4,6,1"), NotATable, "decimal commas add cells"),
    (LATER.replace(",C,", ",%RH,"), MissingUnit, "export the temperature of the mission"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, error, words):
    assert recognised_by(text) == [ibutton.NAME]
    refused(text, error, words, tz="+01:00")


def test_it_needs_a_zone():
    with pytest.raises(NaiveTime):
        read_text(TEXT, None)


def test_a_stated_order_that_the_start_disproves_is_refused():
    with pytest.raises(AmbiguousDateOrder):
        read_text(TEXT, date_order="mdy")


# A DS1922 or DS1923


def test_golden_of_the_later_header():
    log = read_text(LATER, "Europe/Stockholm")
    assert (len(log), log.loggers, log.interval_s) == (10, ("00000000000MADE2",), {"00000000000MADE2": 600.0})
    assert span_of(log.time_us) == ("2031-03-08T22:10:05Z", "2031-03-08T23:40:05Z")
    assert log.temperature_degC.tolist() == [4.641, 4.579, 4.516, 4.579, 5.204, 6.892, 8.267, 7.454, 6, 5.267]
    assert log.provenance[0].assumptions == (
        "times are the clock of the computer that read the logger; its 'CET' is not taken for an offset",
        "decimal comma throughout",
        "dates read as %d-%m-%y %H:%M:%S: the header names the first reading's time; local times read in Europe/Stockholm",
    )
    assert log.provenance[0].details == {
        "model": "DS1923",
        "serial": "00000000000MADE2",
        "mission_start": "Sat Mar 08 23:10:05 CET 2031",
        "readings_declared": 10,
        "alarms": "High Temp",
        "alarm_above": "8 °C (ALARMED)",
        "alarm_below": "2 °C",
    }
    (extreme,) = log.devices["00000000000MADE2"].extremes
    assert (extreme.temperature_degC, extreme.highest) == (8.0, True)


def test_a_count_can_have_a_sign_between_thousands():
    text = LATER.replace("Count:  10", "Count:  4,096").replace("Mission Samples:  10", "Mission Samples:  4096")
    (raw,) = ibutton.read(text, "log.txt")
    assert raw.details["readings_declared"] == 4096
    assert "the header declares 4096 samples and the file holds 10" in raw.assumptions[-1]
    assert raw.first_at is None


def test_an_alarm_without_its_limit_is_said():
    assert "names active alarms, 'High Temp'" in said_of(read_text(LATER.replace("8 °C (AL", "(AL")))


def test_the_count_orders_the_hour_that_stands_twice():
    moved = LATER.replace("Sat Mar 08 23:10:05 CET 2031", "Sun Oct 26 02:10:05 CEST 2031")
    times = ["2:10", "2:20", "2:30", "2:40", "2:50", "2:00", "2:10", "2:20", "2:30", "2:40"]
    head, _, rows = moved.partition("Value\r\n")
    rows = "".join(
        f"26-10-31 {at}:05,C,{row.split(',', 2)[2]}\n" for at, row in zip(times, rows.splitlines(), strict=True)
    )
    log = read_text(f"{head}Value\r\n{rows}", "Europe/Stockholm")
    assert span_of(log.time_us) == ("2031-10-26T00:10:05Z", "2031-10-26T01:40:05Z")
    assert "say which reading came first" in said_of(log)
