"""TOMST: three sensors or one, no heading, no unit, midnights without a time."""

import numpy as np
import pytest
from logger_kit import MADE_UP, edited, extremes, read_text, recognised_by, said_of, text_of, untold

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    ConflictingReadings,
    InputError,
    MissingUnit,
    NotATable,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import tomst
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

THREE, ONE = MADE_UP / "tomst_made_up.txt", MADE_UP / "tomst_made_up_day_first.txt"


@pytest.mark.parametrize(
    ("channel", "low", "high", "missing"), [("T1", 6.25, 6.5, 0), ("T2", 4.875, 5.25, 2), ("3", 2.125, 4.0, 0)]
)
def test_each_sensor_is_a_channel(channel, low, high, missing):
    log = read_readings(THREE, unit="C", channel=channel)
    assert (len(log), log.loggers, log.interval_s) == (8, (THREE.name,), {})
    assert span_of(log.time_us) == ("2031-03-14T22:45:00Z", "2031-03-15T00:30:00Z"), "UTC, whatever the zone's cell"
    assert extremes(log) == (low, high)
    assert np.isnan(log.temperature_degC).sum() == missing


def test_what_it_takes_for_granted():
    log = read_readings(THREE, unit="C", channel="T2")
    assert log.provenance[0].assumptions == (
        f"the file does not name its logger; it goes by the name {THREE.name}",
        "times are UTC, as this family writes them; the zone's cell (8) is not applied",
        "moisture and shake are no temperatures: left out",
        "no sensor (-200) or no answer (-100) is no reading: -100 2x",
        "rows with an error code other than 0, their temperatures taken as written: 2",
        "the channel 'T2' is stated by the caller; left out: 'T1', 'T3'",
        "the unit °C is stated by the caller",
        "temperatures missing: 2, rows that hold a time alone",
        "dates read as %Y.%m.%d %H:%M: the format's own order; the file states the fixed offset +00:00",
    )
    assert log.provenance[0].details == {"zone_quarter_hours": [8], "error_codes": {"20": 2}}


def test_one_sensor_and_midnight_without_a_time():
    log = read_readings(ONE, unit="C")
    assert (len(log), extremes(log)) == (5, (-71.25, -69.0))
    assert span_of(log.time_us) == ("2031-02-03T23:30:00Z", "2031-02-04T00:30:00Z")
    for said in (
        "T2 and T3 read -200 in every row, no such sensors: left out",
        "rows with a date and no time of day, midnight as this family writes it: 1",
        "decimal comma throughout",
        "only this order keeps the readings' interval over midnight",
    ):
        assert said in said_of(log)


def test_a_lost_row_is_said():
    lines = text_of(ONE).splitlines(keepends=True)
    log = read_text("".join(lines[:1] + lines[2:]), unit="C", date_order="dmy")
    assert "do not count on by one" in said_of(log)


def test_a_sensor_that_never_answered_is_not_left_out():
    text = text_of(ONE).replace("-200;-200", "-200;-100")
    with pytest.raises(InputError, match="3 temperature channels"):
        read_text(text, unit="C")
    dead = text_of(ONE).replace(";-71,25;", ";-200;").replace(";-200;-200;", ";-200;-61,5;")
    with pytest.raises(InputError, match="3 temperature channels"):
        read_text(dead, unit="C", date_order="dmy")


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (text_of(ONE), MissingUnit, "state it: --unit"),
        (edited(THREE, "-100;3.75", "-100;3.7s"), NotATable, "number;time;zone;T1;T2;T3;moisture;shake;error"),
        (edited(THREE, ";8;6.5;", ";6.5;"), NotATable, "and 1 such rows"),
        (edited(THREE, ";1204;203;0;", ";1204;203;0"), NotATable, "and 1 such rows"),
        (edited(THREE, "2031.03.1", "2031/03/1"), UnreadableTime, "a date such as 2031.01.02 03:15"),
        (edited(ONE, "04.02.2031;4", "04.02.2031 00:00;4"), UnreadableTime, "'04.02.2031 00:00'"),
        (text_of(ONE).splitlines(keepends=True)[2], UnreadableTime, "'04.02.2031'"),
        (text_of(ONE).splitlines()[0] + "\n", AmbiguousDateOrder, "2031-02-03 (dmy) or 2031-03-02 (mdy)"),
        (edited(THREE, "711;2031.03.14 22:45;8;6.5", "711;2031.03.14 23:00;8;6.5"), ConflictingReadings, "23:00"),
    ],
)
def test_refused(text, error, words):
    assert recognised_by(text) == [tomst.NAME]
    answers = {} if error is MissingUnit else {"unit": "C", "channel": None if "-200;-200" in text else "T1"}
    with pytest.raises(error) as refusal:
        read_text(text, **answers)
    assert words in str(refusal.value)


@pytest.mark.parametrize("path", [THREE, ONE], ids=lambda path: path.name)
def test_no_mutant_reads_as_something_else_in_silence(path):
    assert untold(text_of(path), unit="C", channel="T1" if path == THREE else None) == []


@pytest.mark.parametrize(
    "text", ["", "\n", "1;2;3\n", "time;temperature\n2031.01.02 03:15;4\n", "0;2031.01.02 03:15;4;5;5;5\n"]
)
def test_nothing_else_is_recognised(text):
    assert not tomst.recognises(text)


def test_each_made_up_file_is_its_own_dialects():
    assert recognised_by(text_of(THREE)) == recognised_by(text_of(ONE)) == [tomst.NAME]
