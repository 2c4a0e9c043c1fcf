"""Provisional dialects, built from descriptions: strict, and saying that no genuine export was seen."""

import numpy as np
import pytest
from logger_kit import MADE_UP, read_text, recognised_by, refused, said_of, text_of

from atmp_logistics.core.errors import InputError, MissingUnit, UnknownColumn
from atmp_logistics.ingest.loggers import chart_mve, elitech_text, logtag
from atmp_logistics.records.logs import span_of

LOGTAG = text_of(MADE_UP / "logtag_made_up.csv")
RC51 = text_of(MADE_UP / "elitech_text_made_up.txt")
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
    (LOGTAG, ",5.3\n", ",5.3,Pause\n", InputError, "'2 2031-06-07 08:10:00 5.3 Pause', and 1 such rows"),
    (LOGTAG, ",5.3\n", ",5,3\n", InputError, "a number, a date, a time and a temperature"),
    (LOGTAG, ",5.3\n", ",---\n", InputError, "a number, a date, a time and a temperature"),
    (LOGTAG, "2,2031-06-07", "2,07/06/2031", InputError, "a number, a date, a time and a temperature"),
    (LOGTAG, "Index,Date,Time,Temperature\n", "", InputError, "no headings above the readings"),
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
    names = [recognised_by(text) for text in (LOGTAG, RC51, MVE)]
    assert names == [[logtag.NAME], [elitech_text.NAME], [chart_mve.NAME]]
