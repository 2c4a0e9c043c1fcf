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
from atmp_logistics.records.logs import span_of

FILE = MADE_UP / "ibutton_made_up.txt"
TEXT = text_of(FILE)
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
    (TEXT.replace("Every 30 minute(s)", "Every 1800 second(s)"), InputError, "'Every N minute(s)'"),
    (TEXT.replace("Mission Samples:  8", "Mission Samples:  "), InputError, "a number"),
    (TEXT.replace("C,6.5", "C,6,5"), NotATable, "decimal commas add cells"),
    (TEXT.replace("C,6.5", "F,6.5"), InputError, "one unit throughout"),
    (TEXT.replace(",C,", ",%RH,"), MissingUnit, "'%RH'"),
    (TEXT.replace("C,6.5", "C,six"), UnreadableNumber, "'six'"),
    (TEXT.replace(FIRST, FIRST + "\r\nDate/Time,Unit,Value\r\n"), InputError, "'Unit'"),
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
