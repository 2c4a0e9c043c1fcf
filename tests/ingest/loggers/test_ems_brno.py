"""EMS Brno: semicolons, a decimal comma, NA, and a last semicolon that proves each row whole."""

import numpy as np
import pytest
from logger_kit import MADE_UP, edited, extremes, read_text, recognised_by, said_of, text_of, untold

from atmp_logistics.core.errors import InputError, MissingUnit, NotATable, UnknownColumn, UnreadableNumber
from atmp_logistics.ingest.loggers import ems_brno
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

PATH = MADE_UP / "ems_brno_made_up.csv"


def test_golden():
    log = read_readings(PATH, tz="+01:00")
    assert (len(log), log.loggers, extremes(log)) == (6, (PATH.name,), (-0.41, 5.13))
    assert np.isnan(log.temperature_degC).sum() == 1, "NA"
    assert span_of(log.time_us) == ("2031-07-01T21:00:00Z", "2031-07-01T23:30:00Z")
    assert log.provenance[0].assumptions == (
        f"the file does not name its logger; it goes by the name {PATH.name}",
        "columns that are no temperature of the product are left out: '2. Humidity [%]'",
        "the file does not say how many readings there are: whether it holds them all is not known",
        "decimal comma throughout",
        "temperatures missing: 1, rows that hold a time alone",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in UTC+01:00",
    )


def test_two_temperatures_are_two_channels_and_a_dew_point_is_none():
    text = edited(PATH, "2. Humidity [%]", "2. Temperature [oC] Probe")
    assert [raw.channel for raw in ems_brno.read(text, "x")] == ["1. Temperature [oC]", "2. Temperature [oC] Probe"]
    text = edited(PATH, "2. Humidity [%]", "2. Dew point [oC]")
    assert [raw.channel for raw in ems_brno.read(text, "x")] == ["1. Temperature [oC]"]


def test_no_reading_is_said():
    log = read_text(text_of(PATH).splitlines(keepends=True)[0])
    assert len(log) == 0
    assert "the file holds no reading" in said_of(log)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(PATH, "4,82;61,5;", "4,82;61,5"), NotATable, "a semicolon after the last"),
        (edited(PATH, "[%];", "[%]"), InputError, "a semicolon after the last heading"),
        (edited(PATH, "4,82;", "4,82;9;"), NotATable, "as many cells as headings"),
        (edited(PATH, "2. Humidity [%]", "Door"), UnknownColumn, "the heading 'Door'"),
        (edited(PATH, "1. Temperature [oC]", "1. Light [lx]"), UnknownColumn, "no temperature column"),
        (edited(PATH, "1. Temperature [oC]", "1. Temperature [?]"), MissingUnit, "a temperature with its unit"),
        (edited(PATH, "1. Temperature [oC]", "1. Max Temperature [oC]"), UnknownColumn, "not a statistic"),
        (edited(PATH, ";4,79;", ";4.79;"), UnreadableNumber, "a comma as its decimal sign"),
    ],
)
def test_refused(text, error, words):
    assert recognised_by(text) == [ems_brno.NAME]
    with pytest.raises(error) as refusal:
        read_text(text)
    assert words in str(refusal.value)


def test_no_mutant_reads_as_something_else_in_silence():
    assert untold(text_of(PATH)) == []


@pytest.mark.parametrize("text", ["", "DATE TIME;temperature\n", "DATE TIME,1. Temperature [oC]\n"])
def test_nothing_else_is_recognised(text):
    assert not ems_brno.recognises(text)
