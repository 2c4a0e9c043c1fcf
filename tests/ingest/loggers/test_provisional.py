"""Provisional dialects, built from descriptions: strict, and saying that no genuine export was seen."""

import numpy as np
import pytest
from logger_kit import MADE_UP, check_mutants, read_text, recognised_by, refused, said_of, seen_in, text_of, untold

from atmp_logistics.core.errors import InputError, MissingUnit, UnknownColumn
from atmp_logistics.ingest.loggers import chart_mve, elitech_text, logtag
from atmp_logistics.records.provenance import span_of

LOGTAG = text_of(MADE_UP / "logtag_made_up.csv")
LOGTAG_RH = text_of(MADE_UP / "logtag_made_up_humidity.csv")
RC51 = text_of(MADE_UP / "elitech_text_made_up.txt")
MARKS = text_of(MADE_UP / "elitech_text_made_up_marks.txt")
MVE = text_of(MADE_UP / "chart_mve_made_up.csv")


def test_logtag_golden():
    log = read_text(LOGTAG, "+02:00")
    assert (len(log), log.loggers) == (7, ("MADEUP0000000007",))
    assert log.interval_s == {"MADEUP0000000007": 600.0}
    assert span_of(log.time_us) == ("2031-06-07T06:00:00Z", "2031-06-07T07:00:00Z")
    assert (log.temperature_degC.min(), log.temperature_degC.max()) == (5.1, 8.4)
    assert log.provenance[0].details == {
        "serial": "MADEUP0000000007",
        "description": "Box 7",
        "last_reading": "2031-06-07 09:00:00",
        "range_without_alarm": "2.0  to  8.0 °C",
    }
    assert "no genuine export was seen" in said_of(log)
    assert "may have been cut" not in said_of(log)


def test_logtag_says_that_it_was_cut():
    lines = LOGTAG.splitlines(keepends=True)
    assert "ends with '2031-06-07 08:50:00': it may have been cut" in said_of(read_text("".join(lines[:-1])))
    assert "do not count on by one" in said_of(read_text("".join(lines[:9] + lines[10:])))
    empty = read_text("".join(lines[:7]))
    assert len(empty) == 0
    assert "the file holds no reading" in said_of(empty)


def test_logtag_in_fahrenheit():
    log = read_text(LOGTAG.replace("2.0  to  8.0 °C", "35.6  to  46.4 °F"))
    assert log.temperature_degC.max() == pytest.approx((8.4 - 32) / 1.8, abs=1e-6)


def test_logtag_with_further_cells():
    log, plain = read_text(LOGTAG_RH, "+02:00"), read_text(LOGTAG, "+02:00")
    assert log.time_us.tolist() == plain.time_us.tolist()
    assert log.temperature_degC[:5].tolist() == plain.temperature_degC[:5].tolist()
    assert np.isnan(log.temperature_degC[5]), "the words behind it speak of an error"
    assert np.isnan(log.temperature_degC[6]), "beyond the logger's scale"
    assert "'Humidity'" in said_of(log)
    words = "kept unless they speak of an error: Pause (1), Alert (1), Sensor error (1)"
    assert words in said_of(log)
    assert "warmer than the logger's scale (HI): 1 reading kept as missing" in said_of(log)
    assert seen_in(read_text(LOGTAG.replace(",5.3\n", ",5.3,*\n")))[0] == 7


def test_logtag_mutants():
    assert untold(LOGTAG_RH) == []


def test_elitech_text_golden():
    log = read_text(RC51, None)
    assert (len(log), log.loggers) == (5, ("MADEUP51",))
    assert span_of(log.time_us) == ("2031-07-01T06:00:00Z", "2031-07-01T07:00:00Z")
    assert (np.nanmin(log.temperature_degC), np.nanmax(log.temperature_degC)) == (4.2, 5.9)
    assert int(np.isnan(log.temperature_degC).sum()) == 1
    assert "no genuine export was seen" in said_of(log)
    (raw,) = elitech_text.read(RC51, "log.txt")
    assert raw.rows[0] == RC51.splitlines().index(next(x for x in RC51.splitlines() if x.startswith("1\t"))) + 1
    assert raw.details == {
        "model": "RC-51H",
        "serial": "MADEUP51",
        "firmware": "V9,9",
        "readings_declared": 5,
        "highest_degC": 5.9,
    }


def test_elitech_text_says_that_it_was_cut():
    lines = RC51.splitlines(keepends=True)
    assert "declares 5 readings and the file holds 4" in said_of(read_text("".join(lines[:-1])))
    empty = read_text("".join(lines[:-5]))
    assert len(empty) == 0
    assert "the file holds no reading" in said_of(empty)


def test_elitech_text_with_marks_and_timed_extremes():
    log = read_text(MARKS, None)
    assert (len(log), log.loggers) == (6, ("MADEUP52",))
    assert log.temperature_degC[:5].tolist() == pytest.approx(
        read_text(RC51, None).temperature_degC.tolist(), nan_ok=True
    )
    said = said_of(log)
    assert "rows that were marked, which are readings like the others: Mark (1), * (1)" in said
    assert "the header lists as marks: 2031-07-01 06:15:07, 2031-07-01 06:45:00" in said
    assert "colder than the logger's scale (LO): 1 reading kept as missing" in said
    (raw,) = elitech_text.read(MARKS, "log.txt")
    assert [(one.temperature_degC, one.highest, one.since) for one in raw.printed] == [
        (6.3, True, "2031-07-01 06:44:10"),
        (4.2, False, "2031-07-01 06:00:00"),
    ]
    (device,) = log.devices.values()
    unseen = [extreme for extreme in device.extremes if extreme.highest]
    assert [extreme.temperature_degC for extreme in unseen] == [6.3]


@pytest.mark.parametrize("key", ["Max", "Max. temperature", "Maximum", "Highest temp", "maximum Temperature"])
def test_elitech_text_has_its_statistics_by_several_names(key):
    (raw,) = elitech_text.read(RC51.replace("Maximum", key), "log.txt")
    assert raw.details["highest_degC"] == 5.9
    assert not raw.printed, "no time stands with it"
    unread = said_of(read_text(RC51.replace("Maximum : 5,9", f"{key} : about 5,9"), None))
    assert f"the header's {key!r} is 'about 5,9°C / 60,1%RH', no temperature" in unread


def test_elitech_text_mutants():
    check_mutants(MARKS)


def test_chart_mve_golden():
    top, bottom = (read_text(MVE, "Pacific/Auckland", channel=probe) for probe in ("Temp A", "Temp B"))
    assert (len(top), top.loggers) == (4, ("",))
    assert span_of(top.time_us) == ("2031-08-22T18:00:00Z", "2031-08-22T21:00:00Z")
    assert (top.temperature_degC.min(), top.temperature_degC.max()) == (-188.4, -186.9)
    assert (bottom.temperature_degC.min(), bottom.temperature_degC.max()) == (-194.9, -194.7)
    assert "newest first throughout" in said_of(top)
    assert "1 row without a level or a temperature, kept out: changes of the settings" in said_of(top)
    assert "no genuine export was seen" in said_of(top)


def test_chart_mve_with_a_lost_degree_sign_and_seconds():
    text = MVE.replace("°C", "\ufffdC").replace(":00,-", ":00:30,-")
    log = read_text(text, channel="Temp A")
    assert (len(log), log.temperature_degC.min()) == (4, -188.4)
    assert "the degree sign was lost" in said_of(log)


def test_chart_mve_without_a_reading():
    empty = read_text(MVE.splitlines()[0] + "\n", channel="Temp A")
    assert len(empty) == 0
    assert "the file holds no reading" in said_of(empty)


REFUSED = [
    (LOGTAG, "10 minutes", "ten minutes", InputError, "a number of seconds, minutes or hours"),
    (LOGTAG, "2.0  to  8.0 °C", "2.0  to  8.0", MissingUnit, "two temperatures and their unit"),
    (LOGTAG, ",5.3\n", ",5.3,40\n", InputError, "'2 2031-06-07 08:10:00 5.3 40', and 1 such rows"),
    (LOGTAG, ",5.3\n", ",5.3,40.0\n", InputError, "numbers that a heading names"),
    (LOGTAG, ",Temperature", ",Humidity", UnknownColumn, "row 7: found the heading 'Humidity'"),
    (LOGTAG, ",Temperature", ",Dew Point (°C)", UnknownColumn, "a measured temperature"),
    (LOGTAG, ",Temperature", ",Max Temperature", UnknownColumn, "a measured temperature"),
    (LOGTAG, ",Temperature", ",Temperature (°F)", MissingUnit, "'Temperature (°F)', and a range in °C"),
    (LOGTAG_RH, ",5.3,", ",5,", InputError, "numbers that a heading names"),
    (LOGTAG_RH, "Humidity", "Temperature 2", InputError, "and 6 such rows"),
    (LOGTAG, ",5.3\n", ",5,3\n", InputError, "a number, a date, a time and a temperature"),
    (LOGTAG, ",5.3\n", ",---\n", InputError, "a number, a date, a time and a temperature"),
    (LOGTAG, "2,2031-06-07", "2,07/06/2031", InputError, "a number, a date, a time and a temperature"),
    (LOGTAG, "Index,Date,Time,Temperature\n", "", InputError, "no headings above the readings"),
    (MARKS, "Mark Time\r\n", "", InputError, "a key and its value above the headings"),
    (MARKS, "\tMark\t4,6", "\t7,1\t4,6", InputError, "a temperature and a humidity"),
    (RC51, "UTC +00:00", "Paris", InputError, "an offset such as UTC +00:00"),
    (RC51, "First Reading : 2031", "First Reading : 2030", InputError, "as the first reading"),
    (RC51, "Readings : 5", "Readings : five", InputError, "a number"),
    (RC51, "\t4,6\t55,4", "\t4,6", InputError, "a temperature and a humidity"),
    (RC51, "\t4,6\t", "\t4.6\t", InputError, "'4.6'"),
    (RC51, "2031-07-01 06:15:00", "7/1/2031 6:15:00 AM", InputError, "a temperature and a humidity"),
    (MVE, "-188.1°C", "-188.1", InputError, "temperatures with their unit"),
    (MVE, "-188.1°C", "-188,1°C", InputError, "temperatures with their unit"),
    (MVE, "-188.1°C", "-188.1°F", MissingUnit, "one unit throughout"),
    (MVE, "214 mm", "214", InputError, "a level in mm"),
    (MVE, "214 mm", "", InputError, "without a level no temperature either"),
    (MVE, "Status\n", "Status,Door\n", UnknownColumn, "the heading 'Door'"),
]


@pytest.mark.parametrize(("text", "old", "new", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, old, new, error, words):
    assert old in text
    text = text.replace(old, new, 1)
    refused(text, error, words, channel="Temp A" if "Temp A" in text else None)


def test_each_is_its_own_dialects():
    names = [recognised_by(text) for text in (LOGTAG, LOGTAG_RH, RC51, MARKS, MVE)]
    assert names == [[logtag.NAME], [logtag.NAME], [elitech_text.NAME], [elitech_text.NAME], [chart_mve.NAME]]
