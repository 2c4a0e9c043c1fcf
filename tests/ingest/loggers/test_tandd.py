"""T&D exports: made-up ones as the program and as a spreadsheet writes them, broken ones, and real ones."""

import re

import pytest
from logger_kit import MADE_UP, check_mutants, edited, read_text, refused, said_of, seen_in, text_of

from atmp_logistics.core.errors import (
    InputError,
    MissingUnit,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import tandd
from atmp_logistics.ingest.readings.read_readings import read_readings

PLAIN, SAVED = MADE_UP / "tandd_made_up.csv", MADE_UP / "tandd_made_up_spreadsheet.csv"
SEEN = (5, "2031-07-08T19:30:00Z", "2031-07-08T22:30:00Z", 4.4, 8.2)


def test_golden():
    log = read_readings(PLAIN, tz="Europe/Stockholm")
    assert seen_in(log) == SEEN
    assert (log.loggers, log.interval_s, log.provenance[0].dialect) == ((PLAIN.name,), {}, "T&D")
    assert log.provenance[0].assumptions == (
        "encoding read as cp1252",
        f"the file does not name its logger; it goes by the name {PLAIN.name}",
        "columns that are no temperature of the product are left out: 'ch2', 'Cumulative Illuminance'",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in Europe/Stockholm",
    )
    assert log.provenance[0].details == {"channels": {"ch1": "°C", "ch2": "%", "Cumulative Illuminance": "lxh"}}


def test_golden_saved_again_from_a_spreadsheet():
    log = read_readings(SAVED, tz="Europe/Stockholm")
    assert seen_in(log) == SEEN
    assert "the unit stands as '\ufffdC', its degree sign lost: read as °C" in said_of(log)
    assert "the two times of a row are up to 16 s apart: the one written as text is read" in said_of(log)


def test_an_empty_column_before_the_first_is_no_column():
    shifted = "".join("," + line for line in text_of(PLAIN).splitlines(keepends=True))
    assert seen_in(read_text(shifted, "+02:00")) == SEEN


def test_two_temperatures_are_two_channels():
    text = edited(PLAIN, '"%"', '"°F"')
    assert [(raw.channel, raw.unit) for raw in tandd.read(text, "")] == [("ch1", "°C"), ("ch2", "°F")]


def test_without_a_reading():
    assert "the file holds no reading" in said_of(read_text(text_of(PLAIN).partition('"2031')[0]))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(PLAIN, ",", ";"), NotATable, "between semicolons"),
        (edited(PLAIN, ",", "\t"), NotATable, "between tabs"),
        (edited(PLAIN, "4.6", "4,6").replace('"', ""), NotATable, "6 cells under 5 headings"),
        (edited(PLAIN, '"4.6"', '"4,6"'), UnreadableNumber, "4,6"),
        ("".join(text_of(PLAIN).splitlines(keepends=True)[:2]), InputError, "three rows of headings"),
        (edited(PLAIN, "No.2", "No.3"), InputError, "the channels No.1, No.2, ..."),
        (edited(PLAIN, '"","",', '"","s",'), UnknownColumn, "a unit under each channel's name"),
        (edited(PLAIN, '"%"', '""'), UnknownColumn, "the column 'ch2'"),
        (edited(PLAIN, '"°C"', '"°X"'), UnknownColumn, "no temperature column"),
        (edited(PLAIN, '"ch1"', '"Temp 1"').replace("°C", "°X"), MissingUnit, "the unit '°X'"),
        (edited(PLAIN, "2031-07-08 22:15:00", "2031-07-08 22:16:00"), UnreadableTime, "the same time twice"),
        (edited(PLAIN, "2031-07-08 22:15:00", "2031-08-07 22:15:00"), UnreadableTime, "the same time twice"),
        (edited(PLAIN, "48037.9270833333", "22:15"), UnreadableTime, "beside '22:15'"),
        (edited(PLAIN, "2031-07-08 22:15:00", "08/07/2031 22:15"), UnreadableTime, "08/07/2031"),
        (edited(SAVED, ".92689", ".92589"), UnreadableTime, "the same time twice"),
        (re.sub(r'"(\d)\.(\d)"', r'"\1\2"', text_of(PLAIN)), UnreadableNumber, "no decimal sign in any row"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words)


@pytest.mark.parametrize("path", [PLAIN, SAVED], ids=lambda path: path.name)
def test_mutants(path):
    check_mutants(text_of(path))
