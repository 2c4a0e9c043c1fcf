"""Meaco exports in both layouts: made-up ones, broken ones, and real ones."""

import pytest
from logger_kit import MADE_UP, check_mutants, edited, read_text, refused, said_of, seen_in, text_of

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    MissingUnit,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import meaco
from atmp_logistics.ingest.readings.read_readings import read_readings

MANY, ONE, LIGHT = (MADE_UP / f"meaco_made_up{end}.csv" for end in ("", "_one", "_light"))


def test_golden_many_transmitters():
    log = read_readings(MANY, tz="Europe/Stockholm", unit="C")
    assert seen_in(log) == (5, "2031-08-09T12:59:00Z", "2031-08-09T13:18:00Z", 4.06, 5.21)
    assert log.loggers == ("Fridge 1", "Fridge 2")
    assert log.temperature_degC.tolist() == [4.06, 4.38, 4.32, 5.17, 5.21]
    assert log.provenance[0].dialect == "Meaco"
    assert "columns that are no temperature of the product are left out: 'HUMIDITY'" in said_of(log)
    assert "the unit °C is stated by the caller" in said_of(log)


def test_golden_one_transmitter():
    log = read_readings(ONE, tz="Europe/Stockholm", unit="C")
    assert seen_in(log) == (4, "2031-08-29T21:44:00Z", "2031-08-29T22:13:00Z", 4.25, 8.31)
    assert (log.loggers, log.interval_s) == (("71",), {})
    assert "dates read as %d/%m/%Y %H:%M: the only order in which every row is a date" in said_of(log)
    assert log.provenance[0].details == {"place": "Made Up Ward - Fridge 3", "transmitter": "71"}


@pytest.mark.parametrize("path", [MANY, ONE])
def test_the_unit_is_asked_for(path):
    with pytest.raises(MissingUnit, match="--unit"):
        read_readings(path, tz="UTC")


def test_two_receivers_with_a_transmitter_of_one_name():
    text = edited(MANY, '"Made Up Ward","Fridge 2"', '"Other Ward","Fridge 1"')
    assert [(raw.logger, len(raw.times)) for raw in meaco.read(text, "")] == [
        ("Made Up Ward/Fridge 1", 3),
        ("Other Ward/Fridge 1", 2),
    ]


def test_a_heading_that_states_its_unit():
    assert read_text(edited(MANY, "TEMPERATURE", "TEMPERATURE (C)")).temperature_degC.max() == 5.21


@pytest.mark.parametrize(("path", "lines"), [(MANY, 1), (ONE, 2)])
def test_without_a_reading(path, lines):
    assert "the file holds no reading" in said_of(read_text("".join(text_of(path).splitlines(keepends=True)[:lines])))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (text_of(LIGHT), UnknownColumn, "no temperature column ('LUX', 'UV')"),
        (edited(MANY, ",", ";"), NotATable, "between semicolons"),
        (edited(ONE, ",", "\t"), NotATable, "between tabs"),
        (edited(MANY, "HUMIDITY", "DOOR"), UnknownColumn, "the column 'DOOR'"),
        (edited(MANY, ",HUMIDITY", ","), NotATable, "no cell without a heading"),
        (edited(MANY, "TEMPERATURE", "TEMPERATURE (X)"), MissingUnit, "the unit 'X'"),
        (edited(MANY, "TEMPERATURE", "AVG TEMPERATURE"), UnknownColumn, "statistic"),
        (edited(MANY, "4.38", "4,38"), NotATable, "6 cells under 5 headings"),
        (edited(ONE, "4.26", "n/a"), UnreadableNumber, "'n/a'"),
        (edited(ONE, ".", ""), UnreadableNumber, "no decimal sign in any row"),
        (edited(ONE, "/08/2031 00:13", ".08.2031 00:13"), UnreadableTime, "30.08.2031"),
        (edited(ONE, "29/08", "09/08").replace("30/08", "10/08"), AmbiguousDateOrder, "--date-order"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words, unit="C")


@pytest.mark.parametrize("path", [MANY, ONE], ids=lambda path: path.name)
def test_mutants(path):
    check_mutants(text_of(path), unit="C")
