"""Logs of a Trend system's points: made-up ones, broken ones, and real ones."""

import pytest
from logger_kit import MADE_UP, check_mutants, edited, read_text, refused, said_of, seen_in, text_of

from atmp_logistics.core.errors import MissingUnit, NotATable, UnknownColumn, UnreadableNumber, UnreadableTime
from atmp_logistics.ingest.readings.read_readings import read_readings

FILE, HUMIDITY = MADE_UP / "trend_made_up.csv", MADE_UP / "trend_made_up_humidity.csv"


def test_golden_over_midnight_on_a_clock_of_twelve_hours():
    log = read_readings(FILE, tz="Europe/Stockholm")
    assert seen_in(log) == (5, "2031-11-30T22:45:00Z", "2031-12-01T00:00:00Z", 4.5, 8.4)
    assert (log.loggers, log.interval_s, log.provenance[0].dialect) == (("P0071",), {"P0071": 900.0}, "Trend BMS")
    assert log.provenance[0].assumptions == (
        "the interval of 900 s is taken from '[Synchronized@900]' in the heading",
        "dates read as %d-%m-%y %I:%M:%S %p: the format's own order; local times read in Europe/Stockholm",
    )


def test_a_point_without_an_interval_and_one_without_a_reading():
    assert read_text(edited(FILE, " [Synchronized@900]", "")).interval_s == {}
    assert "the file holds no reading" in said_of(read_text(text_of(FILE).partition("30-Nov")[0]))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (text_of(HUMIDITY), UnknownColumn, "no temperature column"),
        (edited(FILE, "Store Temp 1", "Store Dew Point 1"), UnknownColumn, "no temperature column"),
        (edited(FILE, ",", ";"), NotATable, "between semicolons"),
        (edited(FILE, ",", "\t"), NotATable, "between tabs"),
        (edited(FILE, "(°C)", ""), MissingUnit, "with its unit at the end"),
        (edited(FILE, "(°C)", "()"), UnknownColumn, "another quantity"),
        (edited(FILE, ",8.4", ",8,4"), NotATable, "3 cells under 2 headings"),
        (edited(FILE, ",8.4", ',"8,4"'), UnreadableNumber, "'8,4'"),
        (edited(FILE, ",8.4", ",No Data"), UnreadableNumber, "'No Data'"),
        (edited(FILE, ".", ""), UnreadableNumber, "no decimal sign"),
        (edited(FILE, "01-Dec-31 12:15:00 am", "01-Dez-31 12:15:00 am"), UnreadableTime, "01-Dez-31"),
        (edited(FILE, "01-Dec-31 12:15:00 am", "01-Dec-31 00:15:00"), UnreadableTime, "00:15:00"),
        (edited(FILE, "01-Dec-31 12:15:00 am", "31-Feb-31 12:15:00 am"), UnreadableTime, "31-02-31"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words)


def test_mutants():
    check_mutants(text_of(FILE))
