"""Fridge-tag files: days, days with readings, signatures, broken ones, and real ones."""

import re
import sys

import pytest
from logger_kit import (
    MADE_UP,
    check_mutants,
    edited,
    mutants,
    read_text,
    recognised_by,
    refused,
    said_of,
    seen_in,
    text_of,
)

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    AtmpError,
    InputError,
    MissingUnit,
    NoReadings,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import _signature, fridgetag
from atmp_logistics.ingest.loggers._signature import signature_fits
from atmp_logistics.ingest.raw_logs import RawSummary
from atmp_logistics.ingest.readings.read_readings import read_readings

DAYS, LOG = MADE_UP / "fridgetag_made_up.txt", MADE_UP / "fridgetag_made_up_2l.txt"
US = MADE_UP / "fridgetag_made_up_us.txt"
CHANGED = "the signature at the end does not fit the text: the file was changed after the logger wrote it"
UNSIGNED = "the file ends without the device's signature"


def days_of(text):
    (raw,) = fridgetag.read(text, "log.txt")
    assert isinstance(raw, RawSummary)
    return raw


def unsigned(path):
    return text_of(path).partition("Cert:")[0]


# What the made-up files hold


def test_golden_days():
    raw = days_of(text_of(DAYS))
    assert (raw.logger, raw.kind, raw.unit, raw.date_forms) == ("900100000017", "day", "C", ("%Y-%m-%d",))
    assert raw.begins == raw.ends == ["2031-03-04", "2031-03-03", "2031-03-02", "2031-03-01"]
    assert raw.lowest == ["+3.7", "---", "-1.2", "+4.1"]
    assert raw.highest == ["+6.9", "---", "+9.4", "+21.6"]
    assert raw.mean == ["+4.8", "---", "+4.4", "+7.0"]
    assert raw.rows == [34, 49, 62, 75]
    assert raw.assumptions == (
        "times are the logger's own clock; its 'Zone: 0.00' is not taken for an offset from UTC",
        "the device recorded errors of its own: 4",
        "days on which the sensor gave nothing for some minutes: 2031-03-03, 2031-03-02",
        "the newest day, 2031-03-04, ends with the report at 09:26: it is no whole day",
        "the oldest day, 2031-03-01, begins with the activation at 15:42: it is no whole day",
    )
    assert raw.details == {
        "model": "Q-tag Fridge-tag 2",
        "serial": "900100000017",
        "firmware": "9.9p9x",
        "activated": "2031-03-01 15:42",
        "report_created": "2031-03-04 09:26",
        "alarms": [
            {
                "type": "low",
                "limit_degC": -0.5,
                "delay_min": 45,
                "minutes_beyond": 61,
                "starts": [{"day": "2031-03-02", "minutes": 61, "triggered_at": "04:51"}],
            },
            {
                "type": "high",
                "limit_degC": 8.0,
                "delay_min": 90,
                "minutes_beyond": 192,
                "starts": [{"day": "2031-03-02", "minutes": 118, "triggered_at": "14:20"}],
            },
        ],
        "sensor_timeouts_min": {"2031-03-03": 1440, "2031-03-02": 37},
        "signature": "fits the text, by the key in the file",
    }


def test_days_are_no_readings():
    with pytest.raises(NoReadings):
        read_readings(DAYS, tz="UTC")


def test_golden_readings():
    log = read_readings(LOG, tz="Europe/Stockholm")
    assert seen_in(log) == (10, "2031-05-05T08:03:00Z", "2031-05-06T06:48:00Z", 1.9, 8.3)
    assert (log.loggers, log.interval_s) == (("900500000023",), {"900500000023": 900.0})
    assert log.provenance[0].assumptions == (
        "times are the logger's own clock; its 'Zone: 0.00' is not taken for an offset from UTC",
        "from the first to the last reading 92 were due and the file holds 10",
        "dates read as %Y-%m-%d %H:%M: the format's own order; local times read in Europe/Stockholm",
    )
    details = log.provenance[0].details
    assert details["day_extremes_degC"] == {"2031-05-06": [1.8, 5.1], "2031-05-05": [4.2, 8.4]}
    assert (details["readings_out_of_limits"], details["signature"][:4]) == (3, "fits")


# Signatures


@pytest.fixture(params=["the library", "our own sums"])
def who_checks(request, monkeypatch):
    """Check signatures with and without `cryptography`, which must say the same."""
    if request.param == "our own sums":
        monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    _signature._library.cache_clear()
    assert (_signature._library() is None) == (request.param == "our own sums")
    yield
    _signature._library.cache_clear()


@pytest.mark.parametrize("path", [DAYS, LOG])
@pytest.mark.usefixtures("who_checks")
def test_a_signature_fits_whatever_the_line_ends_and_nothing_else(path):
    text = text_of(path)
    assert signature_fits(text) is True
    assert signature_fits(text.replace("\r\n", "\n")) is True
    assert signature_fits(text.replace("+4.2", "+4.3").replace("+3.7", "+3.6")) is False
    assert signature_fits(text.replace("Sensor: 1", "Sensor: 2")) is False
    key = text.partition("Public Key: ")[2][:128]
    assert signature_fits(text.replace(key, key[::-1])) is False
    for no_point in ("0" * 128, "f" * 128, "0" * 64 + key[64:]):
        assert signature_fits(text.replace(key, no_point)) is False
    signature = text.rstrip()[-128:]
    assert signature_fits(text.replace(signature, "0" * 128)) is False
    assert signature_fits(text.replace(signature, "f" * 128)) is False
    assert signature_fits(text.replace(signature, signature[:-2])) is None


def test_a_changed_file_says_so():
    text = edited(LOG, "\t8.3\tx", "\t8.2\tx")
    assert CHANGED in said_of(read_text(text))
    assert CHANGED in days_of(edited(DAYS, "+9.4", "+7.4")).assumptions
    assert any(UNSIGNED in said for said in days_of(unsigned(DAYS)).assumptions)


# What is said and not refused


def test_readings_that_the_days_or_the_limits_contradict_are_said():
    said = said_of(read_text(edited(LOG, "\t7.9\r", "\t9.9\r")))
    assert "readings beyond their own day's extremes: 1, the first in row 61" in said
    assert "readings whose mark disagrees with the device's limits: 1, the first in row 61" in said


def test_readings_of_fewer_days_than_the_history_are_said():
    lines = [line for line in text_of(LOG).splitlines(keepends=True) if not line.startswith("\t2031-05-06")]
    assert "the history names 2 days, and readings stand for 1 of them" in said_of(read_text("".join(lines)))


def test_a_block_without_readings_leaves_the_days():
    lines = [line for line in text_of(LOG).splitlines(keepends=True) if not line.startswith("\t2031")]
    raw = days_of("".join(lines))
    assert (len(raw.rows), raw.assumptions[-1]) == (2, "its block of readings holds none")


def test_days_that_are_missing_are_said():
    text = unsigned(DAYS).partition(" 4:\r\n  Date")[0]
    assert "4 days were due and the file holds 3" in days_of(text).assumptions
    said = days_of(edited(DAYS, "2031-03-01\r", "2031-02-27\r")).assumptions
    assert "days between the oldest and the report that the file does not hold: 2" in said


def test_the_unit_is_asked_for_where_the_file_does_not_state_it():
    text = edited(LOG, " Temp unit: C\r\n", "")
    with pytest.raises(MissingUnit):
        read_text(text)
    assert read_text(edited(LOG, "unit: C", "unit: F")).temperature_degC.max() == pytest.approx(-13.166667)


def test_missing_readings():
    log = read_text(edited(LOG, "\t7.9\r", "\t--.-\r"))
    assert "temperatures missing: 1" in said_of(log)


# What is refused


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (edited(DAYS, "Min T: +3.7", "Min T: abc"), InputError, "row 34, day 1, Min T"),
        (edited(DAYS, "Min T: +3.7", "Min T: 3,7"), InputError, "'3,7'"),
        (edited(DAYS, "TS Min T: 02:14", "TS Min T: 24:14"), InputError, "hours:minutes"),
        (edited(DAYS, "  Avrg T: +4.8\r\n", ""), InputError, "no Avrg T"),
        (edited(DAYS, "Avrg T: +4.8", "Avrg T: +7.8"), InputError, "a mean between its extremes"),
        (edited(DAYS, "Max T: +6.9", "Max T: +3.6"), InputError, "a mean between its extremes"),
        (edited(DAYS, "Date: 2031-03-03", "Date: 2031-02-30"), InputError, "a day that exists"),
        (edited(DAYS, "Date: 2031-03-03", "Date: 03.03.2031"), InputError, "a date, year first"),
        (edited(DAYS, "Date: 2031-03-03", "Date: 2031-03-04"), InputError, "the newest day first"),
        (edited(DAYS, "Date: 2031-03-04", "Date: 2031-03-05"), InputError, "none after the report"),
        (edited(DAYS, " 3:\r\n  Date", " 5:\r\n  Date"), InputError, "days numbered 1, 2, 5, 4"),
        (edited(DAYS, "  Date: 2031-03-03", "    Date: 2031-03-03"), InputError, "at most 2 spaces"),
        (edited(DAYS, " Serial:", "Serial:"), InputError, "at most 0 spaces before its key"),
        (edited(DAYS, "  Avrg T: +4.8", "  Avrg T +4.8"), InputError, "a key and its value"),
        (edited(DAYS, "  Avrg T: +4.8", "  Min T: +4.8"), InputError, "the key 'Min T' twice"),
        (edited(DAYS, " TS Report Creation: 2031-03-04 09:26\r\n", ""), InputError, "TS Report Creation"),
        (edited(DAYS, " Serial: 900100000017\r\n", ""), InputError, "no Serial"),
        (
            "Device: Fridge-tag 2\nConf:\nSerial: 1\nHist:\nTS Actv: 2031-01-01 00:00\n",
            InputError,
            "row 2: found 'Conf'",
        ),
        (text_of(DAYS).partition(" 1:\r\n  Date")[0], InputError, "no day under Hist"),
        (text_of(DAYS).partition("  Max T")[0], InputError, "no Max T"),
        (unsigned(LOG), InputError, "readings without the signature"),
        (edited(LOG, " Logging Interval: 15\r\n", ""), InputError, "a number of minutes"),
        (edited(LOG, "\tT\tOut", "\tF\tOut"), InputError, "the headings"),
        (edited(LOG, "\t7.9\r", "\t7.9\ty\r"), InputError, "at most an 'x'"),
        (edited(LOG, "\t7.9\r", "\t7,9\r"), UnreadableNumber, "'7,9'"),
        (edited(LOG, "2031-05-06 08:48", "2031-05-06 09:48"), InputError, "readings from the activation"),
        (edited(LOG, "2031-05-05 10:18", "2031-05-05 10.18"), UnreadableTime, "10.18"),
    ],
)
def test_refused(text, error, words):
    refused(text, error, words)


def test_a_q_tag_is_not_a_fridge_tag_and_the_other_way_round():
    assert [recognised_by(text_of(path)) for path in (DAYS, LOG, MADE_UP / "qtag_made_up.txt")] == [
        ["Berlinger Fridge-tag"],
        ["Berlinger Fridge-tag"],
        ["Berlinger Q-tag"],
    ]


def test_mutants():
    check_mutants(text_of(LOG))


def test_mutated_days_are_refused_or_say_that_they_were_changed():
    text, read = text_of(DAYS), 0
    for mutant in mutants(text):
        try:
            raws = fridgetag.read(mutant, "log.txt") if fridgetag.recognises(mutant) else []
        except AtmpError:
            continue
        for raw in raws:
            read += 1
            changed = CHANGED in raw.assumptions or any(UNSIGNED in said for said in raw.assumptions)
            assert changed or mutant.split() == text.split(), mutant
    assert read


# Dates with slashes


def slashed(text, order):
    return re.sub(r"(\d{4})-(\d\d)-(\d\d)", order, text).replace("yyyy-MM-dd", "MM/dd/yyyy")


def test_golden_days_with_the_dates_of_the_united_states():
    raw, same = days_of(text_of(US)), days_of(unsigned(DAYS))
    assert (raw.begins, raw.lowest, raw.highest, raw.rows) == (same.begins, same.lowest, same.highest, same.rows)
    assert raw.details["report_created"] == "2031-03-04 09:26"
    assert raw.assumptions[:2] == (
        "dates stand as month/day/year: the only order in which the days of the history follow each other",
        "provisional with such dates: no genuine export that has them was seen",
    )
    assert list(raw.assumptions[2:]) == list(same.assumptions)


@pytest.mark.parametrize(("order", "said"), [(r"\2/\3/\1", "month/day/year"), (r"\3/\2/\1", "day/month/year")])
def test_readings_with_slashed_dates_are_those_of_dates_year_first(order, said):
    text = slashed(text_of(LOG), order)
    text = text.replace("MM/dd", "dd/MM") if said.startswith("day") else text
    log, same = read_text(text), read_text(text_of(LOG))
    assert log.time_us.tolist() == same.time_us.tolist()
    assert said in said_of(log)
    assert CHANGED in said_of(log), "the text that the logger signed had other dates"


def test_a_date_that_a_person_wrote_into_the_logger_has_any_order():
    for path in (DAYS, US):
        text = text_of(path).replace(" Lot: 0000_00_00", " User String 0: calibrated 31/12/2030")
        assert "User String" in text
        assert days_of(text).begins == days_of(text_of(path)).begins


def test_an_order_that_nothing_proves_is_refused():
    one_day = re.sub(r" 2:\n.*?(?=Cert:)", "", text_of(DAYS).replace("\r\n", "\n"), flags=re.DOTALL)
    refused(slashed(one_day, r"\2/\3/\1"), AmbiguousDateOrder, "both of month/day and day/month fit the days")
    wrong = slashed(text_of(DAYS), r"\2/\3/\1").replace("Date: 03/03/2031", "Date: 03/31/2031")
    refused(wrong, UnreadableTime, "found '02/01/2031', and neither of month/day and day/month")


def test_mutants_with_slashed_dates():
    whole = days_of(text_of(US))
    for mutant in mutants(text_of(US)):
        try:
            (raw,) = fridgetag.read(mutant, "log.txt")
        except AtmpError:
            continue
        new = {*zip(raw.begins, raw.lowest, raw.highest, strict=True)} - {
            *zip(whole.begins, whole.lowest, whole.highest, strict=True)
        }
        assert not new or set(raw.assumptions) - set(whole.assumptions), mutant
