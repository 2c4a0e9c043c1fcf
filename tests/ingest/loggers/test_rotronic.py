"""Rotronic files, with commas and with tabs: made-up ones, broken ones, and real ones."""

import pytest
from logger_kit import MADE_UP, check_mutants, edited, read_text, refused, said_of, seen_in, text_of

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    InputError,
    MissingUnit,
    NotATable,
    TimesOutOfOrder,
    UnknownColumn,
    UnreadableNumber,
)
from atmp_logistics.ingest.loggers import rotronic
from atmp_logistics.ingest.readings.read_readings import read_readings

COMMA, TAB = MADE_UP / "rotronic_made_up.csv", MADE_UP / "rotronic_made_up_tab.txt"
SEEN = (5, "2031-06-17T21:20:11Z", "2031-06-17T22:40:11Z", 4.6, 8.3)


def test_golden():
    log = read_readings(COMMA, tz="Europe/Stockholm")
    assert seen_in(log) == SEEN
    assert (log.loggers, log.interval_s, log.provenance[0].dialect) == (
        ("X70000001",),
        {"X70000001": 1200.0},
        "Rotronic",
    )
    order = "dates read as %d/%m/%Y %H:%M:%S: the only order in which every row is a date"
    assert log.provenance[0].assumptions == (
        "columns that are no temperature of the product are left out: 'Humidity'",
        f"{order}; local times read in Europe/Stockholm",
    )
    assert log.provenance[0].details == {
        "description": "Shelf 2",
        "serial": "X70000001",
        "firmware": "V0.0-1",
        "file_name": "X70000001_Shelf 2.xls",
        "thresholds": {"Low Alarm Threshold": "2 °C", "High Alarm Threshold": "8 °C"},
    }


def test_golden_between_tabs_whose_order_only_the_interval_can_prove():
    text = text_of(TAB)
    with pytest.raises(AmbiguousDateOrder):
        read_text("".join(text.splitlines(keepends=True)[:25]))
    log = read_text(text, date_order="dmy")
    assert seen_in(log) == (5, "2031-06-07T23:20:11Z", "2031-06-08T00:40:11Z", 4.6, 8.3)
    assert "the unit stands as '∞C', its degree sign lost: read as °C" in said_of(log)


def test_a_dew_point_is_computed_and_a_second_temperature_a_channel():
    text = edited(COMMA, "Humidity", "Dew Point").replace("%rh", "°C")
    assert "computed and not measured are left out: 'Dew Point'" in said_of(read_text(text))
    text = edited(COMMA, "Humidity", "Temperature").replace("%rh", "°F")
    assert [(raw.channel, raw.unit, raw.values[0]) for raw in rotronic.read(text, "")] == [
        ("Temperature (column 3)", "°F", "41.2"),
        ("Temperature (column 4)", "°C", "5"),
    ]


def test_without_a_reading():
    assert "the file holds no reading" in said_of(read_text(text_of(COMMA).partition("17/06")[0]))


def test_a_number_that_can_be_cut_is_said():
    text = text_of(COMMA).rstrip()
    assert "the last row, 28, has no line end: its temperature is read as 7.9" in said_of(read_text(text))
    assert "its temperature is read as 7" in said_of(read_text(text[:-2]))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(COMMA, ",", ";"), NotATable, "semicolons between its cells"),
        (edited(COMMA, "[#H]", "[#X]"), InputError, "the file was cut or edited"),
        (edited(COMMA, "[#2]", "[#1]"), InputError, "'[#1]' twice"),
        (edited(COMMA, "[#2]", "[#3]"), InputError, "[#I] [#S] [#1] ... [#H] [#D]"),
        (text_of(COMMA).partition("[#D]")[0], InputError, "the file was cut or edited"),
        (edited(COMMA, "Temperature =", "Temperature :"), InputError, "key = value, as all of [#2]"),
        (edited(COMMA, "Humidity = %rh,", "Humidity = %rh,x"), InputError, "key = value, as all of [#1]"),
        (edited(COMMA, "Temperature = °C,,,\r\n", ""), InputError, "no quantity"),
        (edited(COMMA, "Time,Humidity,Temperature", "Time,Temperature,Humidity"), InputError, "as the sections name"),
        (edited(COMMA, "Date,Time", "Time,Date"), InputError, "the headings Time, Date"),
        (edited(COMMA, "Date,Time,Humidity,Temperature\r\n", ""), InputError, "one row of headings"),
        (edited(COMMA, "Serial Number = X70000001,,,\r\n", ""), InputError, "no Serial Number"),
        (edited(COMMA, "00:20:00", "20 min"), InputError, "hours:minutes:seconds"),
        (edited(COMMA, "Temperature = °C", "Temperature = X"), MissingUnit, "the unit 'X'"),
        (edited(COMMA, "Temperature = °C", "Temperature ="), MissingUnit, "no unit"),
        (edited(COMMA, "Temperature", "Pressure").replace("°C", "hPa"), UnknownColumn, "no temperature column"),
        (edited(COMMA, "40.7,4.6", "40,7,4,6"), NotATable, "6 cells under 4 headings"),
        (edited(COMMA, "40.7,4.6", '40.7,"4,6"'), UnreadableNumber, "'4,6'"),
        (edited(COMMA, "40.7,4.6", "40.7,---"), UnreadableNumber, "'---'"),
        (edited(COMMA, "18/06/2031,00:40", "18/06/2013,00:40"), TimesOutOfOrder, "2013-06-18"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words)


@pytest.mark.parametrize(("path", "answers"), [(COMMA, {}), (TAB, {"date_order": "dmy"})])
def test_mutants(path, answers):
    check_mutants(text_of(path), **answers)
