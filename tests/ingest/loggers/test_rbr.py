"""RBR XR-420: rows with their time, rows whose times are counted, open circuits, two clocks."""

import numpy as np
import pytest
from logger_kit import MADE_UP, REAL, SHARED, edited, extremes, read_text, recognised_by, said_of, text_of, untold

from atmp_logistics.core.errors import InputError, MissingUnit, NotATable, UnknownColumn, UnreadableTime
from atmp_logistics.ingest.loggers import rbr
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

TIMED, COUNTED = MADE_UP / "rbr_made_up.txt", MADE_UP / "rbr_made_up_untimed.txt"


def test_rows_with_their_time():
    log = read_readings(TIMED, tz="+00:00", channel="Temp 2")
    assert (len(log), log.loggers, log.interval_s) == (5, ("099123",), {"099123": 28800.0})
    assert span_of(log.time_us) == ("2031-08-09T06:00:00Z", "2031-08-10T14:00:00Z")
    assert extremes(log) == (3.25, 8.0625)
    assert np.isnan(log.temperature_degC).tolist() == [False, False, True, False, False]
    assert log.provenance[0].assumptions == (
        "the logger's clock was 200 s ahead of the computer's at read-out; times are the logger's",
        "columns that are no temperature of the product are left out: 'Pres 3'",
        "channel 2: below -100 °C the circuit is open, no reading: 1",
        "the channel 'Temp 2' is stated by the caller; left out: 'Temp 1'",
        "temperatures missing: 1, rows that hold a time alone",
        "dates read as %Y/%m/%d %H:%M:%S: the format's own order; local times read in UTC",
    )


def test_rows_whose_times_are_counted():
    log = read_readings(COUNTED, tz="+00:00", channel="1")
    assert (len(log), log.interval_s, extremes(log)) == (5, {"099123": 600.0}, (4.0625, 4.5))
    assert span_of(log.time_us) == ("2031-08-09T06:00:00Z", "2031-08-09T06:40:00Z")
    assert "times are computed from start and period (2031-08-09 06:00:00, 0:10:00)" in said_of(log)
    assert "52 s behind the computer's" in said_of(log)


def test_details():
    raw, _ = rbr.read(text_of(TIMED), "x")
    assert raw.details == {
        "model": "XR-420",
        "firmware": "9.99",
        "serial": "099123",
        "host_time": "2031-08-10 15:00:00",
        "logger_time": "2031-08-10 15:03:20",
        "logging_start": "2031-08-09 06:00:00",
        "logging_end": "2038-01-01 00:00:00",
        "logger_clock_ahead_s": 200,
        "readings_declared": 5,
        "mode": "Logging Stopped by User",
        "comment": "Made up",
    }
    assert raw.unit == "°C"


def test_what_the_header_and_the_rows_tell():
    lines = text_of(TIMED).splitlines(keepends=True)
    assert "declares 5 samples and the file holds 4" in said_of(read_text("".join(lines[:-1]), channel="1"))
    later = "".join(lines[:-5] + lines[-4:])
    assert "states 2031-08-09 06:00:00 as its start and the rows begin at 2031/08/09 14:00:00" in said_of(
        read_text(later, channel="1")
    )
    sooner = edited(COUNTED, "Logger time   31/08/09 06:41:08", "Logger time   31/08/09 06:51:08")
    assert "6 samples were due and the header declares 5" in said_of(read_text(sooner, channel="1"))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(COUNTED, "   4.2500    3.4375 \n", ""), NotATable, "4 rows without times"),
        (edited(COUNTED, "samples =      5", "samples =      6"), NotATable, "5 rows without times"),
        (edited(COUNTED, "00:10:00", "00:20:00"), InputError, "3 were due from the start to the read-out"),
        (edited(COUNTED, "start 31/08/09 06:00:00", "start 31/08/09 06:40:00"), InputError, "1 were due"),
        (edited(COUNTED, "8.0625", "8.06"), NotATable, "2 numbers with 4 decimals"),
        (edited(TIMED, "2031/08/10 06:00:00 ", ""), NotATable, "a time and 3 numbers with 4 decimals"),
        (edited(TIMED, "Sample period ", "Sample rate "), InputError, "'period'"),
        (edited(TIMED, "2031/08/09 06", "2031/08/32 06"), UnreadableTime, "'2031/08/32 06:00:00'"),
        (edited(TIMED, "start 31/08/09", "start 31/13/09"), UnreadableTime, "a time that does not exist"),
        (edited(TIMED, "period          08:00", "period          00:00"), InputError, "a sample period of 0 s"),
        (edited(TIMED, "COMMENT: Made up", "Made"), NotATable, "1 headings"),
        (edited(TIMED, "channels =  3", "channels =  4"), NotATable, "4 of each, as declared"),
        (edited(TIMED, "dBar", "Degrees_C"), MissingUnit, "channel 3, 'Pres' in 'Degrees_C'"),
        (edited(TIMED, "Degrees_C", "Degrees_F"), InputError, "'Temp' in 'Degrees_F'"),
        (
            text_of(TIMED).replace("Temp", "Pres").replace("Degrees_C", "dBar"),
            UnknownColumn,
            "no temperature channel",
        ),
    ],
)
def test_refused(text, error, words):
    assert recognised_by(text) == [rbr.NAME]
    with pytest.raises(error) as refusal:
        read_text(text, channel="1")
    assert words in str(refusal.value)


def test_no_mutant_reads_as_something_else_in_silence():
    assert untold(text_of(TIMED), channel="2") == []


def test_of_counted_rows_only_exchanged_ones_cannot_be_seen():
    text = text_of(COUNTED)
    for mutant in untold(text, channel="2"):
        assert sorted(mutant.splitlines()) == sorted(text.splitlines())
    assert "rows that were exchanged or copied over one another would not be seen" in said_of(
        read_text(text, channel="2")
    )


@pytest.mark.parametrize("text", ["", "RBR\n", "RBR XR-420  5.40 012056 (W)\ntime,temperature\n"])
def test_nothing_else_is_recognised(text):
    assert not rbr.recognises(text)


HEADERS = [(TIMED, (5, 5, 3), 200), *([(REAL / "rbr" / "RBR_01.dat", (1001, 1001, 8), 88)] if SHARED else [])]


@pytest.mark.parametrize(("path", "counts", "ahead_s"), HEADERS)
def test_a_header_that_agrees_with_itself(path, counts, ahead_s):
    head, faults = rbr._header(rbr.lines_of(text_of(path)), "x")
    assert not faults
    assert (head.samples, head.due, head.channels) == counts
    assert (head.time("logger") - head.time("host")).total_seconds() == ahead_s


def test_no_rows_is_said():
    text = text_of(TIMED).partition("2031/08/09 06:00:00 ")[0]
    log = read_text(text, channel="1")
    assert len(log) == 0
    for said in ("the file holds no reading", "declares 5 samples and the file holds 0"):
        assert said in said_of(log)
