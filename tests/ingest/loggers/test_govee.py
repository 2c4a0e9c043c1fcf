"""Govee's CSV: golden files with a first column that is no temperature, both wordings of the times, mutants."""

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
)

from atmp_logistics.core.errors import NaiveTime, NotATable, TimesOutOfOrder, UnknownColumn
from atmp_logistics.ingest.readings.read_readings import read_readings

PATH, CELSIUS = MADE_UP / "govee_made_up.csv", MADE_UP / "govee_made_up_celsius.csv"


def test_golden():
    log = read_readings(PATH, tz="Europe/Stockholm")
    assert (log.loggers, log.interval_s) == (("govee_made_up.csv",), {})
    assert seen_in(log) == (8, "2031-09-10T21:57:00Z", "2031-09-10T22:04:00Z", 2.5, 3.4)
    assert log.provenance[0].assumptions == (
        "the file does not name its logger; it goes by the name govee_made_up.csv",
        "the export names neither its sensor nor a zone, and not how many readings it has; times are the telephone's",
        "the export does not say how often it has a reading",
        "columns that are no temperature of the product are left out: 'PM2.5(µg/m³)', 'Relative_Humidity'",
        "the unit is that of the app on the day of the export, as the heading 'Temperature_Fahrenheit' says",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in Europe/Stockholm",
    )


def test_golden_with_an_interval():
    log = read_readings(CELSIUS, tz="UTC")
    assert list(log.interval_s.values()) == [900.0]
    assert seen_in(log) == (6, "2031-09-11T06:30:00Z", "2031-09-11T07:45:00Z", -18.2, -16.9)


@pytest.mark.parametrize(
    "heading", ["Temperature_Fahrenheit(℉)", "Temperature_Fahrenheit (°F)", '"Temperature_Fahrenheit"']
)
def test_headings_with_a_sign_beside_the_word(heading):
    assert readings_of(read_text(edited(PATH, "Temperature_Fahrenheit", heading))) == readings_of(
        read_text(text_of(PATH))
    )


def test_no_break_spaces_in_headings():
    text = edited(CELSIUS, "every 15 min min, Temp", "every 15 min\u00a0min,\u00a0Temp")
    assert readings_of(read_text(text)) == readings_of(read_text(text_of(CELSIUS)))
    assert list(read_text(text).interval_s.values()) == [900.0]


def test_it_is_this_familys_alone():
    assert [recognised_by(text_of(path)) for path in (PATH, CELSIUS)] == [["Govee"]] * 2
    assert recognised_by("Timestamp,Relative_Humidity\n2031-01-02 03:04:05,50\n") == []


def test_the_zone_is_a_persons_to_state():
    with pytest.raises(NaiveTime):
        read_text(text_of(PATH), None)


@pytest.mark.parametrize(
    ("path", "old", "new", "error", "words"),
    [
        (
            CELSIUS,
            "every 15 min",
            "every 10 min",
            TimesOutOfOrder,
            "rows 900 s apart under a heading that says every 600",
        ),
        (PATH, "Relative_Humidity", "Noise", UnknownColumn, "the column 'Noise'"),
        (PATH, ",36.68,", ",36,68,", NotATable, "5 cells under 4 headings"),
        (PATH, ",36.68,", ",warm,", NotATable, "'2031-09-10 23:58:00 1 warm 54.8', and 1 such rows"),
        (PATH, "2031-09-10 23:58", "10.09.2031 23:58", NotATable, "a time from year to second"),
        (PATH, ",", ";", NotATable, "headings between semicolons"),
    ],
)
def test_refused(path, old, new, error, words):
    refused(edited(path, old, new), error, words)


def test_a_word_for_a_side_of_the_scale_is_a_gap_that_names_it():
    assert "colder than the logger's scale (Lo): 1 reading kept as missing" in said_of(
        read_text(edited(PATH, ",36.5,", ",Lo,"))
    )


def test_an_empty_cell_is_missing_and_a_file_without_rows_says_so():
    assert seen_in(read_text(edited(PATH, ",36.5,", ",,")))[3] == 2.6
    assert "the file holds no reading" in said_of(read_text(text_of(PATH).partition("\n")[0] + "\n"))


@pytest.mark.parametrize("path", [PATH, CELSIUS])
def test_mutants(path):
    check_mutants(text_of(path))
