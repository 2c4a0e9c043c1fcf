"""SensorPush's CSV: golden files in °C and °F, a calibration in the heading, what was edited, mutants."""

import pytest
from logger_kit import (
    MADE_UP,
    check_mutants,
    edited,
    read_text,
    readings_of,
    recognised_by,
    refused,
    said_of,
    seen_in,
    text_of,
    untold,
)

from atmp_logistics.core.errors import MissingUnit, NaiveTime, NotATable, TimesOutOfOrder, UnknownColumn
from atmp_logistics.ingest.readings.read_readings import read_readings

PATH, FAHRENHEIT = MADE_UP / "sensorpush_made_up.csv", MADE_UP / "sensorpush_made_up_fahrenheit.csv"
NAMELESS = "the export names neither its sensor nor a zone, and not how many readings it has; times are the telephone's"

CALIBRATED = "Temperature (°C) (calibrated +0.3°C)"
LEFT_OUT = (
    "columns that are no temperature of the product are left out: 'Relative Humidity (%)', 'Barometric Pressure (mb)'"
)


def test_golden():
    log = read_readings(PATH, tz="+01:00")
    assert (log.loggers, log.interval_s) == (("sensorpush_made_up.csv",), {"sensorpush_made_up.csv": 600.0})
    assert seen_in(log) == (10, "2031-03-04T21:50:00Z", "2031-03-04T23:40:00Z", 3.4125, 5.235)
    assert log.provenance[0].assumptions == (
        "the file does not name its logger; it goes by the name sensorpush_made_up.csv",
        NAMELESS,
        LEFT_OUT,
        f"the readings of {CALIBRATED!r} hold that calibration: the sensor itself measured without it",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in UTC+01:00",
    )


def test_golden_in_fahrenheit():
    log = read_readings(FAHRENHEIT, tz="UTC")
    assert seen_in(log) == (6, "2031-06-07T08:09:00Z", "2031-06-07T08:14:00Z", 3.402500, 4.137500)
    assert list(log.interval_s.values()) == [60.0]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Temperature (°C)", ""),
        ("Temperature (°C) (calibrated +0.0°C)", ""),
        ("Temperature (°C) (calibrated -1.25 °C)", "hold that calibration"),
    ],
)
def test_a_calibration_is_said_and_not_undone(heading, words):
    log = read_text(edited(PATH, "Temperature (°C) (calibrated +0.3°C)", heading))
    assert readings_of(log) == readings_of(read_text(text_of(PATH)))
    assert ("hold that calibration" in said_of(log)) == bool(words)


def test_other_columns_and_times_to_the_minute():
    heading = "Relative Humidity (%) (calibrated -2.0%),Dew Point (°C)"
    log = read_text(edited(PATH, "Relative Humidity (%),Barometric Pressure (mb)", heading))
    assert "computed and not measured are left out: 'Dew Point (°C)'" in said_of(log)
    minutes = read_text(text_of(FAHRENHEIT).replace(":00,", ","))
    assert readings_of(minutes) == readings_of(read_text(text_of(FAHRENHEIT)))
    two = read_text(
        edited(PATH, "Barometric Pressure (mb)", "Thermocouple Temperature (°C)").replace(",1003.", ",-21."),
        channel="Thermocouple Temperature (°C)",
    )
    assert seen_in(two)[3:] == (-21.75, -21.12)


def test_hours_and_seconds_between_rows_and_rows_that_lack():
    hours = "Timestamp for sample frequency every 1 hour,Temperature (°C)\n2031-03-04 22:00:00,4.0000\n"
    assert list(read_text(hours).interval_s.values()) == [3600.0]
    seconds = hours.replace("1 hour", "30 sec") + "2031-03-04 22:02:00,4.0000\n2031-03-04 22:03:30,4.0000\n"
    assert len(read_text(seconds)) == 3, "rows a whole number of steps apart were lost, and leave gaps"
    empty = read_text(hours.partition("\n")[0] + "\n")
    assert "the file holds no reading" in said_of(empty)


def test_a_number_that_was_cut_is_said_and_an_empty_one_is_missing():
    assert "have 2 and 4 decimals" in said_of(read_text(text_of(FAHRENHEIT)[:-3] + "\n"))
    assert seen_in(read_text(edited(PATH, ",3.4125,", ",,")))[3] == 3.505


def test_it_is_this_familys_alone():
    assert [recognised_by(text_of(path)) for path in (PATH, FAHRENHEIT)] == [["SensorPush"]] * 2
    assert recognised_by("Timestamp,Temperature (°C)\n2031-03-04 22:00:00,4.0000\n") == []


def test_the_zone_is_a_persons_to_state():
    with pytest.raises(NaiveTime):
        read_text(text_of(PATH), None)


@pytest.mark.parametrize(
    ("path", "old", "new", "error", "words"),
    [
        (FAHRENHEIT, "every 1 min", "every 15 min", TimesOutOfOrder, "row 1: found rows 60 s apart under a heading"),
        (PATH, "every 10 min", "every 4 min", TimesOutOfOrder, "every 240 s"),
        (PATH, "calibrated +0.3°C", "calibrated +0.5°F", MissingUnit, "a calibration in '°F'"),
        (PATH, "Temperature (°C)", "Temperature (x)", MissingUnit, "the unit 'x'"),
        (PATH, "Relative Humidity (%)", "Door", UnknownColumn, "the column 'Door'"),
        (PATH, "Temperature (°C)", "Max Temperature (°C)", UnknownColumn, "a statistic of them"),
        (FAHRENHEIT, "Temperature (°F)", "Relative Humidity (%)", UnknownColumn, "no temperature column"),
        (FAHRENHEIT, "38.1245", "38,1245", NotATable, "3 cells under 2 headings, and 1 such rows"),
        (FAHRENHEIT, "38.1245", "381245", NotATable, "numbers as the app writes them"),
        (FAHRENHEIT, "2031-06-07 08:10", "07/06/2031 08:10", NotATable, "row 3: found '07/06/2031 08:10:00 38.2100'"),
        (FAHRENHEIT, "08:10:00", "08:10", NotATable, "a time from year to second"),
        (FAHRENHEIT, ",", ";", NotATable, "headings between semicolons: the export was saved again"),
        (FAHRENHEIT, ",", "\t", NotATable, "headings between tabs"),
    ],
)
def test_refused(path, old, new, error, words):
    refused(edited(path, old, new), error, words)


def test_a_day_that_is_none_is_refused_where_times_are_read():
    text = edited(FAHRENHEIT, "2031-06-07 08:10:00", "2031-02-30 08:10:00")
    with pytest.raises(Exception, match="'2031-02-30 08:10:00'"):
        read_text(text)


@pytest.mark.parametrize("path", [PATH, FAHRENHEIT])
def test_mutants(path):
    check_mutants(text_of(path))
    # Without its end the last line of a file can be cut in a number, and every file's reader says so.
    assert all(not mutant.endswith("\n") for mutant in untold(text_of(path)))
