"""Hanwell exports: a made-up one, broken ones, and a real one."""

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
from atmp_logistics.ingest.readings.read_readings import read_readings

FILE = MADE_UP / "hanwell_made_up.csv"


def test_golden():
    log = read_readings(FILE, tz="Europe/Stockholm")
    assert seen_in(log) == (6, "2031-09-30T20:30:00Z", "2031-09-30T23:00:00Z", 4.4, 8.2)
    assert (log.loggers, log.interval_s, log.provenance[0].dialect) == (("0007-00031",), {}, "Hanwell")
    assert log.provenance[0].assumptions == (
        "columns that are no temperature of the product are left out: 'Humidity (RH(%))'",
        "dates read as %H:%M:%S %d/%m/%Y: the format's own order; local times read in Europe/Stockholm",
    )
    assert log.provenance[0].details == {
        "model": "Made Up",
        "sensor": "Thermistor/RH",
        "serial": "0007-00031",
        "start": "22:30 30/Sep/2031",
        "stop": "01:00 01/Oct/2031",
        "readings_declared": 6,
    }


def test_a_cut_file_is_said():
    lines = text_of(FILE).splitlines(keepends=True)
    said = said_of(read_text("".join(lines[:-2])))
    assert "the file declares 6 readings and holds 4: it was cut or filtered" in said
    assert "its readings end at 01:00 01/Oct/2031, and they end at 00:00:00 01/Oct/2031" in said
    assert "its readings begin at 22:30 30/Sep/2031, and they begin" in said_of(
        read_text("".join(lines[:13] + lines[14:]))
    )
    empty = said_of(read_text("".join(lines[:13])))
    assert "the file declares 6 readings and holds 0" in empty
    assert "the file holds no reading" in empty


def test_what_the_file_does_not_state_is_said():
    text = edited(FILE, "  No. of Readings:,6\n", "").replace("  Data Ends:,01:00 01/Oct/2031\n", "")
    said = said_of(read_text(text))
    assert "does not say how many readings it has" in said
    assert "the file does not state when its readings end" in said


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(FILE, "Database Valid", "Database Invalid"), InputError, "'Database Valid'"),
        (edited(FILE, ",", ";"), NotATable, "no row of headings"),
        (edited(FILE, "Time, Temp", "Zeit, Temp"), NotATable, "no row of headings"),
        (edited(FILE, "Style:", "Stil:"), InputError, "one of Sensor, Style"),
        (
            edited(FILE, "  Style:,Made Up\n", "  Style:,Made Up\n  Style:,Made Up\n"),
            InputError,
            "once, with its value",
        ),
        (edited(FILE, "Readings:,6", "Readings:,six"), InputError, "a number"),
        (edited(FILE, "(C)", "(X)"), MissingUnit, "the unit 'X'"),
        (edited(FILE, " (C)", ""), MissingUnit, "--unit"),
        (edited(FILE, "Humidity (RH(%))", "Door"), UnknownColumn, "the column 'Door'"),
        (edited(FILE, "Temperature (C)", "Dew Point (C)"), UnknownColumn, "no temperature column"),
        (edited(FILE, "8.2,41.3,", "8,2,41.3,"), NotATable, "5 cells under 4 headings"),
        (edited(FILE, "8.2,41.3,", "8.2,41.3,x"), NotATable, "no cell without a heading"),
        (edited(FILE, "8.2,41.3,", "8.2,41."), NotATable, "3 cells under 4 headings"),
        (edited(FILE, "8.2,", "-,"), UnreadableNumber, "'-'"),
        (edited(FILE, "01/Oct/2031,7.9", "02/Oct/2031,7.9"), InputError, "as the file states"),
        (edited(FILE, "01/Oct/2031,7.9", "01/Okt/2031,7.9"), UnreadableTime, "Okt"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words)


def test_mutants():
    check_mutants(text_of(FILE))
