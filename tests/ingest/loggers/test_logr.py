"""LogR: depths as headings, no unit, and a last cell that is a temperature."""

import numpy as np
import pytest
from logger_kit import MADE_UP, edited, extremes, read_text, recognised_by, said_of, text_of, untold

from atmp_logistics.core.errors import MissingUnit, NotATable
from atmp_logistics.ingest.loggers import logr
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

PATH = MADE_UP / "logr_made_up.csv"


@pytest.mark.parametrize(("channel", "low", "high", "missing"), [("p0.5", 4.871, 8.375, 0), ("m0.25", 4.25, 4.75, 1)])
def test_golden(channel, low, high, missing):
    log = read_readings(PATH, tz="+00:00", unit="C", channel=channel)
    assert (len(log), log.loggers, extremes(log)) == (4, (PATH.name,), (low, high))
    assert np.isnan(log.temperature_degC).sum() == missing
    assert span_of(log.time_us) == ("2031-09-09T00:00:00Z", "2031-09-09T03:00:00Z")
    assert log.provenance[0].assumptions[:3] == (
        f"the file does not name its logger; it goes by the name {PATH.name}",
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
