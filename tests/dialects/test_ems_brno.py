"""EMS Brno: semicolons, a decimal comma, NA, and a last semicolon that proves each row whole."""

import os
from pathlib import Path

import numpy as np
import pytest

from atmp_logistics.errors import AtmpError, InputError, MissingUnit, NotATable, UnknownColumn, UnreadableNumber
from atmp_logistics.ingest._file import File, open_file
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.dialects import all_dialects, ems_brno
from atmp_logistics.ingest.readings import read_log, read_readings
from atmp_logistics.records import span_of
from atmp_logistics.site import Site
from atmp_logistics.timeline import zone

MADE_UP = Path(__file__).parents[1] / "data" / "loggers"
SHARED = os.environ.get("ATMP_SHARED")
REAL = Path(SHARED or "nowhere", "loggers", "ems_brno")
real = pytest.mark.skipif(not SHARED, reason="the real exports are not in the repository: set ATMP_SHARED")


def text_of(path):
    return open_file(path).text()[0]


def edited(path, old, new, count=-1):
    text = text_of(path)
    assert old in text
    return text.replace(old, new, count)


def read_text(text, **answers):
    return read_log(File("log.txt", text.encode()), zone("+00:00"), Site(), Answers(**answers))


def said_of(log):
    return " | ".join(log.provenance[0].assumptions)


def extremes(log):
    return float(np.nanmin(log.temperature_degC)), float(np.nanmax(log.temperature_degC))


def readings_of(log):
    rows = zip(log.logger, log.time_us, log.temperature_degC, strict=True)
    return {(log.loggers[int(code)], time, value) for code, time, value in rows if not np.isnan(value)}


def recognised_by(text):
    return [dialect.NAME for dialect in all_dialects() if dialect.recognises(text)]


def mutants(text):
    """Yield a text cut anywhere, and with each line lost, doubled, or exchanged with the next."""
    lines = text.splitlines(keepends=True)
    yield from (text[:end] for end in range(0, len(text), 1 + len(text) // 1500))
    yield from ("".join(lines[:i] + lines[i + 1 :]) for i in range(len(lines)))
    yield from ("".join(lines[: i + 1] + lines[i:]) for i in range(len(lines)))
    yield from ("".join([*lines[:i], *lines[i : i + 2][::-1], *lines[i + 2 :]]) for i in range(len(lines)))


def untold(text, **answers):
    """Return the mutants of a text that read as something else than the text does, and say nothing of it."""
    log = read_text(text, **answers)
    whole, said = readings_of(log), set(log.provenance[0].assumptions)
    out = []
    for mutant in mutants(text):
        try:
            other = read_text(mutant, **answers)
        except AtmpError:
            continue
        if not readings_of(other) <= whole and set(other.provenance[0].assumptions) <= said:
            out.append(mutant)
    return out


PATH = MADE_UP / "ems_brno_made_up.csv"


def test_golden():
    log = read_readings(PATH, tz="+01:00")
    assert (len(log), log.loggers, extremes(log)) == (6, ("",), (-0.41, 5.13))
    assert np.isnan(log.temperature_degC).sum() == 1, "NA"
    assert span_of(log.time_us) == ("2031-07-01T21:00:00Z", "2031-07-01T23:30:00Z")
    assert log.provenance[0].assumptions == (
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


@real
def test_real():
    log = read_readings(REAL / "00_2025_11_05.csv", tz="+00:00")
    assert (len(log), log.loggers) == (100, ("",))
    assert span_of(log.time_us) == ("2025-05-18T22:00:00Z", "2025-05-21T00:00:00Z")
    assert extremes(log) == (8.605, 21.8654)
    assert log.temperature_degC[0] == 20.9963
    assert log.temperature_degC[-1] == 11.5655
    assert "'1. SWP [-bar] GB Delm.'" in said_of(log)
