"""Tinytag exports: made-up ones of each shape, broken ones, and real ones."""

import numpy as np
import pytest
from logger_kit import MADE_UP, check_mutants, edited, read_text, refused, said_of, seen_in, text_of

from atmp_logistics.core.errors import (
    AmbiguousChannel,
    DisprovedAnswer,
    InputError,
    MissingUnit,
    NotATable,
    TimesOutOfOrder,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import tinytag
from atmp_logistics.ingest.readings.read_readings import read_readings

CELLS, TYPE, TWO = (MADE_UP / f"tinytag_made_up{end}.csv" for end in ("", "_type", "_two"))


def test_golden_unit_in_every_cell():
    log = read_readings(CELLS, tz="Europe/Stockholm")
    assert seen_in(log) == (5, "2031-04-02T06:05:00Z", "2031-04-02T06:45:00Z", 4.1, 8.2)
    assert (log.loggers, log.interval_s, log.provenance[0].dialect) == (("700031",), {}, "Tinytag")
    assert log.provenance[0].assumptions == (
        "encoding read as cp1252",
        "columns that are no temperature of the product are left out: 'Humidity'",
        "columns that are computed and not measured are left out: 'Dew Point'",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in Europe/Stockholm",
    )
    assert log.provenance[0].details == {"model": "TGX-0001", "serial": "700031", "description": "Shelf 3"}


def test_golden_unit_in_the_type():
    log = read_readings(TYPE, tz="UTC")
    assert seen_in(log) == (3, "2031-04-02T08:05:00Z", "2031-04-02T08:35:00Z", -81.125, -79.875)
    assert "the unit °C is taken from the logger's type, 'Made Up °C/%RH'" in said_of(log)
    with pytest.raises(DisprovedAnswer):
        read_readings(TYPE, tz="UTC", unit="F")


def test_two_channels_are_a_persons_to_choose():
    raws = tinytag.read(text_of(TWO), "two.csv")
    assert [(raw.channel, raw.unit, raw.values[0]) for raw in raws] == [
        ("Temperature (column 3)", None, "4.1"),
        ("Temperature (column 4)", None, "-20.5"),
    ]
    with pytest.raises(AmbiguousChannel):
        read_readings(TWO, tz="UTC", unit="C")
    assert read_readings(TWO, tz="UTC", unit="C", channel=2).temperature_degC.tolist() == [-20.5, -20.1]


def test_a_unit_that_stands_nowhere_is_asked_for():
    with pytest.raises(MissingUnit, match="--unit"):
        read_readings(TWO, tz="UTC", channel=1)
    log = read_readings(TWO, tz="UTC", channel=1, unit="F")
    assert log.temperature_degC[0] == pytest.approx((4.1 - 32) / 1.8, abs=1e-6)


def test_an_empty_cell_is_missing_and_a_lost_degree_sign_is_said():
    log = read_text(edited(CELLS, "5.0 °C", ""))
    assert int(np.isnan(log.temperature_degC).sum()) == 1
    log = read_text(edited(CELLS, " °C", " \ufffdC"))
    assert "the unit stands as '\ufffdC', its degree sign lost: read as °C" in said_of(log)


def test_rows_taken_out_and_cut_numbers_are_said():
    lines = text_of(CELLS).splitlines(keepends=True)
    assert "do not count on by one" in said_of(read_text("".join(lines[:6] + lines[7:])))
    cut = text_of(TYPE).replace("-79.875", "-79.8")
    assert "not all temperatures have 3 decimals (row 8: -79.8)" in said_of(read_text(cut))
    assert "the file holds no reading" in said_of(read_text("".join(text_of(TYPE).splitlines(keepends=True)[:5])))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(CELLS, ",", ";"), NotATable, "between semicolons"),
        (edited(CELLS, ",", "\t"), NotATable, "between tabs"),
        (edited(CELLS, "Type,", "Typ,"), InputError, "the row 'Type'"),
        (edited(CELLS, "Description,,", "Description,x,"), InputError, "the row 'Description'"),
        (edited(CELLS, ",Time,1,2,3", ",Time,1,3,2"), InputError, "channels 1, 2, ..."),
        ("".join(text_of(CELLS).splitlines(keepends=True)[:4]), InputError, "five rows of headings"),
        (edited(CELLS, "8.2 °C", "8.2"), MissingUnit, "the units '', '°C'"),
        (edited(CELLS, "8.2 °C", "8.2 °F"), MissingUnit, "the units '°C', '°F'"),
        (edited(CELLS, "TGX-0001", "Made Up °F"), MissingUnit, "'°F' in the logger's type"),
        (edited(CELLS, "8.2 °C", "8,2 °C"), NotATable, "6 cells"),
        (edited(CELLS, "8.2 °C", '"8,2 °C"'), UnreadableNumber, "8,2"),
        (edited(CELLS, "°C,55", "°X,55"), MissingUnit, "the units"),
        (edited(CELLS, "Temperature,", "Probe Max Temperature,"), UnknownColumn, "statistic"),
        (edited(CELLS, "Humidity", "Door").replace(" %RH", ""), UnknownColumn, "the column 'Door'"),
        (edited(CELLS, "Temperature,", "Humidity,").replace(" °C", " %RH"), UnknownColumn, "no temperature column"),
        (edited(CELLS, "3,2031", "x,2031"), InputError, "a whole number"),
        (edited(CELLS, "4,2031", "2,2031"), TimesOutOfOrder, "in the order of their numbers"),
        (edited(CELLS, "3,2031-04-02", "3,02/04/2031"), UnreadableTime, "02/04/2031"),
        (edited(CELLS, ".", "", 12).replace(".", ""), UnreadableNumber, "no decimal sign"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words)


@pytest.mark.parametrize("path", [CELLS, TYPE], ids=lambda path: path.name)
def test_mutants(path):
    check_mutants(text_of(path))
