"""LogR: depths as headings, no unit, and a last cell that is a temperature."""

import os
from pathlib import Path

import numpy as np
import pytest

from atmp_logistics.errors import AtmpError, MissingUnit, NotATable
from atmp_logistics.ingest._file import File, open_file
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.dialects import all_dialects, logr
from atmp_logistics.ingest.readings import read_log, read_readings
from atmp_logistics.records import span_of
from atmp_logistics.site import Site
from atmp_logistics.timeline import zone

MADE_UP = Path(__file__).parents[1] / "data" / "loggers"
SHARED = os.environ.get("ATMP_SHARED")
REAL = Path(SHARED or "nowhere", "loggers", "logr")
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


PATH = MADE_UP / "logr_made_up.csv"


@pytest.mark.parametrize(("channel", "low", "high", "missing"), [("p0.5", 4.871, 8.375, 0), ("m0.25", 4.25, 4.75, 1)])
def test_golden(channel, low, high, missing):
    log = read_readings(PATH, tz="+00:00", unit="C", channel=channel)
    assert (len(log), log.loggers, extremes(log)) == (4, ("",), (low, high))
    assert np.isnan(log.temperature_degC).sum() == missing
    assert span_of(log.time_us) == ("2031-09-09T00:00:00Z", "2031-09-09T03:00:00Z")
    assert log.provenance[0].assumptions[:2] == (
        "this table was put together from loggers and is no logger's own export",
        "rows end in a temperature: a row that was cut inside its last cell would read as another one",
    )


def test_a_table_without_rows():
    log = read_text(text_of(PATH).splitlines(keepends=True)[0], channel="m10", unit="C")
    assert len(log) == 0
    assert "the file holds no reading" in said_of(log)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (text_of(PATH), MissingUnit, "state it: --unit"),
        (text_of(PATH).rstrip(), NotATable, "the file was cut inside it"),
        (edited(PATH, "5.012,4.75,", "5,012,4,75,"), NotATable, "a number under each heading"),
        (edited(PATH, "4.871", "4.87l"), NotATable, "with decimal points"),
        (edited(PATH, ",4.75,-0.01", ",4.75"), NotATable, "and 1 such rows"),
        (edited(PATH, "2031-09-09 0:00", "09/09/2031 0:00"), NotATable, "a time"),
    ],
)
def test_refused(text, error, words):
    assert recognised_by(text) == [logr.NAME]
    with pytest.raises(error) as refusal:
        read_text(text, channel="1", unit=None if error is MissingUnit else "C")
    assert words in str(refusal.value)


def test_no_mutant_reads_as_something_else_in_silence():
    assert untold(text_of(PATH), channel="m10", unit="C") == []


@pytest.mark.parametrize("text", ["", "time,temperature\n", "time,m1\n", "time,m1,x2\n", "time;m1;m2\n"])
def test_nothing_else_is_recognised(text):
    assert not logr.recognises(text)


@real
def test_real():
    raws = logr.read(text_of(REAL / "LogR_v1.csv"), "x")
    assert [raw.channel for raw in raws] == ["p0", "m0.25", "m0.5", "m1", "m2", "m3", "m5", "m8", "m10", "m15", "m18.8"]
    log = read_readings(REAL / "LogR_v1.csv", tz="+00:00", unit="C", channel="p0")
    assert len(log) == 99
    assert span_of(log.time_us) == ("2019-05-17T00:00:00Z", "2019-05-21T02:00:00Z")
    assert extremes(log) == (-2.817, 28.283)
    assert (log.temperature_degC[0], log.temperature_degC[-1]) == (5.097, 4.038)
