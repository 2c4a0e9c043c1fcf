"""miniClima files: a made-up one, broken ones, and a real one."""

import pytest
from logger_kit import MADE_UP, check_mutants, edited, read_text, refused, said_of, seen_in, text_of

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    MissingUnit,
    NotATable,
    TimesOutOfOrder,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.readings.read_readings import read_readings

FILE = MADE_UP / "miniclima_made_up.csv"


def test_golden():
    log = read_readings(FILE, tz="Europe/Stockholm")
    assert seen_in(log) == (4, "2031-10-11T21:00:00Z", "2031-10-11T22:30:00Z", 4.0, 9.0)
    assert (log.loggers, log.interval_s, log.provenance[0].dialect) == ((FILE.name,), {}, "miniClima")
    assert log.provenance[0].assumptions == (
        f"the file does not name its logger; it goes by the name {FILE.name}",
        "columns that are no temperature of the product are left out: 'RH/%', 'set/%', 'alarmMin/%', 'alarmMax/%'",
        "temperatures are whole degrees",
        "dates read as %d.%m.%y,%H:%M:%S: the format's own order; local times read in Europe/Stockholm",
    )


def test_rows_taken_out_are_said():
    lines = text_of(FILE).splitlines(keepends=True)
    said = said_of(read_text("".join(lines[:2] + lines[3:])))
    assert "not as far from the row before as their column timediffernce says: 1, the first is row 3" in said
    assert "the first row steps 1800 s from a reading that the file does not hold" in said_of(
        read_text("".join(lines[:1] + lines[2:]))
    )
    assert "the file holds no reading" in said_of(read_text(lines[0]))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(FILE, ";", ","), NotATable, "no semicolons"),
        (edited(FILE, ";timediffernce", ""), NotATable, "no column 'timediffernce'"),
        (edited(FILE, "54;56;51;61;0;", "54;56;51;61;0"), NotATable, "7 cells under 8 headings"),
        (edited(FILE, "54;56;51;61;0;", "54;56;51;61;0;x"), NotATable, "whole seconds and a semicolon"),
        (edited(FILE, "54;56;51;61;0;", "54;56;51;61;-5;"), NotATable, "whole seconds and a semicolon"),
        (edited(FILE, "T/°C", "T/°X"), MissingUnit, "the unit '°X'"),
        (edited(FILE, "set/%", "set"), UnknownColumn, "the column 'set'"),
        (edited(FILE, "11.10.31", "10.11.31").replace("12.10.31", "10.12.31"), AmbiguousDateOrder, "%m.%d.%y"),
        (edited(FILE, "11.10.31", "31.10.11").replace("12.10.31", "31.10.12"), AmbiguousDateOrder, "%y.%m.%d"),
        (edited(FILE, "12.10.31,00:00", "12.13.31,00:00"), UnreadableTime, "12.13.31"),
        (edited(FILE, "12.10.31,00:30", "12.10.30,00:30"), TimesOutOfOrder, "2030-10-12"),
        (edited(FILE, ";9;", ";9 C;"), UnreadableNumber, "'9 C'"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words)


def test_mutants():
    check_mutants(text_of(FILE))
