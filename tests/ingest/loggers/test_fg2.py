"""GeoPrecision FG2: lines in angle brackets between the rows, and a trailer that counts them."""

import numpy as np
import pytest
from logger_kit import MADE_UP, edited, extremes, read_text, recognised_by, said_of, text_of, untold

from atmp_logistics.core.errors import InputError, MissingUnit, NotATable, UnknownColumn
from atmp_logistics.ingest.loggers import fg2
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

PATH = MADE_UP / "fg2_made_up.txt"


@pytest.mark.parametrize(
    ("channel", "low", "high", "missing"), [("#1(oC)", -61.5, -60.9375, 1), ("2", 3.0625, 3.3125, 0)]
)
def test_golden(channel, low, high, missing):
    log = read_readings(PATH, tz="+00:00", channel=channel)
    assert (len(log), log.loggers, log.interval_s) == (6, ("E5BEEF",), {"E5BEEF": 1800.0})
    assert extremes(log) == (low, high)
    assert np.isnan(log.temperature_degC).sum() == missing
    assert span_of(log.time_us) == ("2031-04-05T08:12:33Z", "2031-04-05T10:30:00Z")
    assert log.provenance[0].assumptions[:4] == (
        "times are the logger's own clock; the header's NOW(UTC) is the computer's",
        "lines in angle brackets between the rows (TIME) are not readings: 1",
        "rows end in a temperature: a row that was cut inside its last cell would read as another one",
        "columns that are no temperature of the product are left out: 'HK-TEMP(oC)', 'HK-BAT(V)'",
    )


def test_details():
    raw, _ = fg2.read(text_of(PATH), "x")
    header = raw.details.pop("header")
    assert raw.details == {
        "model": "FG2-SHELL V9.99",
        "serial": "E5BEEF",
        "readings_declared": 6,
        "time_lines": ["05.04.2031 08:30:00"],
    }
    assert header["FILE"] == "C:\\made\\up.f2b"
    assert raw.rows == [8, 10, 11, 12, 13, 14]


def test_what_the_trailer_and_the_lines_between_tell():
    cut = text_of(PATH).partition("<INFO")[0]
    assert "'Decode OK, n Lines' is missing: the file was cut" in said_of(read_text(cut, channel="2"))
    lost = edited(PATH, "6,05.04.2031 10:30:00,-61.0625,3.0625\n", "")
    assert "declares 6 readings and the file holds 5: it was cut or filtered" in said_of(read_text(lost, channel="2"))
    moved = edited(PATH, "<TIME: 05.04.2031 08:30:00>", "<TIME: 05.04.2031 08:30:09>")
    assert "not the next row's time: 1, the first in row 9" in said_of(read_text(moved, channel="2"))
    unnamed = edited(PATH, "<LOGGER: $E5BEEF>\n", "")
    assert "does not name its logger" in said_of(read_text(unnamed, channel="2"))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (text_of(PATH)[:-1], NotATable, "the file was cut inside it"),
        (edited(PATH, "Decode OK", "Decode FAILED"), InputError, "'Decode FAILED, 6 Lines'"),
        (text_of(PATH) + "7,05.04.2031 11:00:00,-61.5,3.5\n", InputError, "1 rows after the trailer"),
        (text_of(PATH) + "<INFO: Decode OK, 6 Lines>\n", InputError, "2 trailers"),
        (edited(PATH, "NO,TIME", "NO;TIME"), InputError, "0 lines of headings"),
        (edited(PATH, "1800 sec", "1800"), InputError, "a period such as '3600 sec'"),
        (edited(PATH, "<READOUT>", "READOUT"), InputError, "a row or <KEY: value>"),
        (edited(PATH, "<READOUT>", "<read out"), InputError, "'<read out'"),
        (edited(PATH, ",20.5,3.551", ",20.5"), NotATable, "all of the housekeeping or none"),
        (edited(PATH, "#2(oC)", "#2(V)"), MissingUnit, "the heading '#2(V)'"),
        (edited(PATH, "HK-BAT(V)", "DOOR"), UnknownColumn, "nothing but HK-BAT and HK-TEMP"),
    ],
)
def test_refused(text, error, words):
    assert recognised_by(text) == [fg2.NAME]
    with pytest.raises(error) as refusal:
        read_text(text, channel="2")
    assert words in str(refusal.value)


def test_no_mutant_reads_as_something_else_in_silence():
    assert untold(text_of(PATH), channel="2") == []


@pytest.mark.parametrize("text", ["", "<FILE: x>\n", "NO,TIME,#1(oC)\n", "FG2\n"])
def test_nothing_else_is_recognised(text):
    assert not fg2.recognises(text)
