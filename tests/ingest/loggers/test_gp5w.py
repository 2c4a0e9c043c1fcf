"""GeoPrecision GP5W: rows that lack their housekeeping, notes of the shell, a clock that was off."""

import pytest
from logger_kit import (
    MADE_UP,
    edited,
    extremes,
    read_text,
    readings_of,
    recognised_by,
    said_of,
    text_of,
    untold,
)

from atmp_logistics.core.errors import (
    InputError,
    MissingUnit,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
)
from atmp_logistics.ingest.loggers import gp5w
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

PATH, WIDE = MADE_UP / "gp5w_made_up.txt", MADE_UP / "gp5w_made_up_wide.csv"


@pytest.mark.parametrize(("channel", "low", "high"), [("#1:oC", 4.9, 7.8125), ("#2:oC", -18.5, -17.75)])
def test_golden(channel, low, high):
    log = read_readings(PATH, tz="+00:00", channel=channel)
    assert (len(log), log.loggers, log.interval_s) == (6, ("E5F00D",), {})
    assert extremes(log) == (low, high)
    assert span_of(log.time_us) == ("2031-04-05T09:17:42Z", "2031-04-05T14:00:00Z")
    assert log.provenance[0].assumptions[:5] == (
        "the file does not say how many readings there are: whether it holds them all is not known",
        "the logger's clock was off by -75 s at read-out; times are its own, not corrected",
        "lines that say that a parameter of the logger was changed are not readings: 1",
        "rows end in a temperature: a row that was cut inside its last cell would read as another one",
        "columns that are no temperature of the product are left out: '#HK-Bat:V', '#HK-Temp:oC'",
    )


def test_details():
    (raw, _) = gp5w.read(text_of(PATH), "x")
    assert raw.details == {
        "serial": "E5F00D",
        "logger_line": "Logger: #E5F00D 'MADEUP2' - USP_EXP2 - (CGI) Expander for GP5W - (V9.9, Jan 1 2031)",
        "clock_delta_s": -75,
        "parameters_changed_rows": [4],
    }
    assert (raw.unit, raw.date_forms) == ("oC", ("%d.%m.%Y %H:%M:%S",))


def test_lines_that_end_in_two_carriage_returns():
    doubled = read_text(text_of(PATH).replace("\n", "\r\r\n"), channel="2")
    assert readings_of(doubled) == readings_of(read_text(text_of(PATH), channel="2"))


def test_golden_of_the_width_that_commas_give():
    log = read_readings(WIDE, tz="UTC", channel="#3:oC")
    assert (len(log), log.loggers) == (5, ("E5CAFE",))
    assert span_of(log.time_us) == ("2031-10-25T20:30:00Z", "2031-10-26T08:00:01Z")
    assert extremes(log) == (-0.75, 4.0625)
    assert log.provenance[0].assumptions[1:4] == (
        "the logger's clock was off by 4 s at read-out; times are its own, not corrected",
        "lines that say that a parameter of the logger was changed are not readings: 1",
        "columns that are no temperature of the product are left out: '#2:%rH', '#HK-Bat:V', '#HK-Temp:oC'",
    )
    assert "rows end in a temperature" not in said_of(log), "commas stand behind each"


def test_commas_beyond_the_headings_and_empty_lines_change_nothing():
    text = text_of(WIDE)
    wider = "".join(f"{line},,\n" for line in text.splitlines()) + ",,,\n"
    assert readings_of(read_text(wider, channel="1")) == readings_of(read_text(text, channel="1"))


def test_a_lost_row_is_said():
    assert "do not count on by one" in said_of(
        read_text(edited(PATH, "3,05.04.2031 11:00:00,4.9,-18.25\n", ""), channel="1")
    )


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(WIDE, "4.4375,91.5,3.9375,3.64,", "4.4375,91.5,3.9375,3.64"), NotATable, "all of the housekeeping"),
        (edited(WIDE, "3.64,\n", "3.64,,7\n"), NotATable, "all of the housekeeping or none"),
        (edited(WIDE, "#1:oC,#2:%rH,#3:oC", "#1:%,#2:%rH,#3:hPa"), UnknownColumn, "sensors as '#1'"),
        (text_of(PATH)[:-1], NotATable, "the file was cut inside it"),
        (edited(PATH, ",3.611,21.25", ",3.611"), NotATable, "all of the housekeeping or none"),
        (edited(PATH, "5.0625,-18.4375", "5.0625"), NotATable, "a temperature for each sensor"),
        (edited(PATH, "Delta Time: -75 secs", "Delta: -75"), InputError, "'Delta: -75'"),
        (edited(PATH, "(Parameter changed", "(Battery changed"), InputError, "(Battery changed"),
        (edited(PATH, "#1:oC,", "#1:oC,Door,"), UnknownColumn, "nothing but HK-BAT and HK-TEMP"),
        (edited(PATH, "#2:oC", "#2:V"), MissingUnit, "the heading '#2:V'"),
        (edited(PATH, "4,05.04", "x,05.04"), InputError, "'x,05.04.2031 12:00:00,5.3125,-18'"),
        (edited(PATH, "E5F00D 'MADE", "E5F0 'MADE"), InputError, "the logger's line"),
        (text_of(PATH) + text_of(PATH), InputError, "2 lines of headings"),
        (edited(PATH, "4.9,-18.25", "4.9-,-18.25"), UnreadableNumber, "'4.9-'"),
        (
            "Logger: #E5F00D 'MADEUP' - (V1, Jan 1 2031)\nNo,Time,#1:oC,#HK-Bat:V\n1,05.04.2031 09:00:00,5\n",
            UnreadableNumber,
            "no decimal point in any row",
        ),
        (
            "Logger: #E5F00D 'MADEUP' - (V1, Jan 1 2031)\nNo,Time,#1:oC,#HK-Bat:V\n1,05.04.2031 09:00:00,5,0625\n",
            InputError,
            "decimal points",
        ),
    ],
)
def test_refused(text, error, words):
    assert recognised_by(text) == [gp5w.NAME]
    with pytest.raises(error) as refusal:
        read_text(text, channel="1")
    assert words in str(refusal.value)


def test_no_mutant_reads_as_something_else_in_silence():
    assert untold(text_of(PATH), channel="2") == []
    assert untold(text_of(WIDE), channel="2") == []


@pytest.mark.parametrize("text", ["", "Logger: #E5\n", "No,Time,#1:oC\n", "Logger: 7\nNo,Time,#1:oC\n"])
def test_nothing_else_is_recognised(text):
    assert not gp5w.recognises(text)
