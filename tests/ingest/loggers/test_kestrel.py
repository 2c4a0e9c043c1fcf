"""Kestrel LiNK: a made-up export, one that a spreadsheet saved again, and broken ones."""

import re

import pytest
from logger_kit import MADE_UP, recognised_by, refused, said_of, text_of
from logger_kit import read_text as read_at

from atmp_logistics.core.errors import AmbiguousDateOrder, InputError, MissingUnit, NaiveTime, NotATable, UnknownColumn
from atmp_logistics.ingest.loggers import kestrel
from atmp_logistics.records.provenance import span_of

TEXT = text_of(MADE_UP / "kestrel_made_up.csv")
LINES = TEXT.splitlines(keepends=True)


def read_text(text, tz="+01:00", **answers):
    return read_at(text, tz, **answers)


def saved_again(text, order=r"\3/\2/\1"):
    """Write times as a spreadsheet does, between semicolons, with three lines filled up."""
    text = re.sub(r"(\d{4})-0?(\d+)-0?(\d+) 0?(\d+:\d\d):\d\d", rf"{order} \4", text).replace(",", ";")
    return text.replace("9000031\n", "9000031;;;\n").replace("D2AG\n", "D2AG;;;\n").replace("°C", "¬ΑC")


def test_golden():
    log = read_text(TEXT)
    assert (len(log), log.loggers) == (12, ("9000031",))
    assert span_of(log.time_us) == ("2031-06-09T21:30:05Z", "2031-06-10T01:10:05Z")
    assert log.temperature_degC.tolist() == [4.6, 4.5, 4.5, 4.7, 5.2, 6, 6.9, 7.3, 6.4, 5.5, 5, 4.8]
    assert log.provenance[0].assumptions == (
        "columns that are no temperature of the product are left out: 'Relative Humidity', 'Heat Index', 'Dew Point'",
        "the file does not say how many readings it has: whether it holds them all is not known",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in UTC+01:00",
    )
    assert log.provenance[0].details == {"name": "BOX - 9000031", "model": "D2AG", "serial": "9000031"}


def test_what_a_spreadsheet_saved_again_is_said_and_its_order_is_proven_or_stated():
    short = saved_again("".join(LINES[:9]))
    with pytest.raises(AmbiguousDateOrder, match=r"2031-09-06 \(mdy\)|2031-06-09 \(dmy\)"):
        read_text(short)
    for order, first in (("dmy", "2031-06-09T21:30:00Z"), ("mdy", "2031-09-06T21:30:00Z")):
        log = read_text(short, date_order=order)
        assert span_of(log.time_us)[0] == first
        assert "the order stated by the caller" in said_of(log)
    late = read_text(saved_again(TEXT.replace("2031-06-09", "2031-06-19").replace("2031-06-10", "2031-06-20")))
    assert "the only order in which every row is a date" in said_of(late)
    assert "the file was saved again by another program" in said_of(late)
    assert "the unit stands as '¬ΑC', its degree sign damaged: read as °C" in said_of(late)


def test_over_midnight_the_interval_proves_the_order():
    log = read_text(saved_again(TEXT, r"\2/\3/\1"))
    assert span_of(log.time_us)[0] == "2031-06-09T21:30:00Z"
    assert "only this order keeps the readings' interval over midnight" in said_of(log)


def test_fahrenheit_halves_and_missing_cells():
    text = TEXT.replace("°C", "°F").replace(",4.6,", ",***,").replace("22:30:05,", "10:30:05 PM,")
    text = "".join(line for line in text.splitlines(keepends=True) if "22:" not in line and "23:" not in line)
    text = "".join([*text.splitlines(keepends=True)[:6], "2031-06-09 10:50:05 PM,41,60,1,1\n"])
    log = read_text(text)
    assert "rows that hold a time alone" in said_of(log)
    assert log.temperature_degC.tolist()[1] == 5.0


def test_without_a_unit_it_is_asked_for():
    text = TEXT.replace("SS,°C", "SS,")
    refused(text, MissingUnit, "--unit C|F|K", tz="+01:00")
    assert len(read_text(text, unit="C")) == 12


def test_without_a_reading():
    assert "the file holds no reading" in said_of(read_text("".join(LINES[:5]), None))


REFUSED = [
    ("".join(LINES[:4]), NotATable, "first lines are cut"),
    (TEXT.replace("FORMATTED DATE_TIME", "Date"), NotATable, "first lines are cut"),
    (TEXT.replace(LINES[4], ""), NotATable, "a unit under each heading"),
    (TEXT.replace("Number,9000031", "Number,9000031 x"), InputError, "letters, digits and hyphens"),
    (TEXT.replace("Temperature,", "Air,"), UnknownColumn, "0 columns 'Temperature'"),
    (TEXT.replace("Heat Index", "Probe"), UnknownColumn, "the column 'Probe' in '°C'"),
    (TEXT.replace("SS,°C", "SS,deg"), MissingUnit, "the unit 'deg'"),
    (TEXT.replace(",4.7,", ",4,7,"), NotATable, "decimal commas add cells"),
    (TEXT.replace(",4.7,", ",x,"), InputError, "'x'"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, error, words):
    assert recognised_by(text) == [kestrel.NAME]
    refused(text, error, words, tz="+01:00")


def test_a_serial_number_alone_on_its_line():
    log = read_text(TEXT.replace("Serial Number,9000031", "Serial Number,"))
    assert log.loggers == ("",)


def test_it_needs_a_zone():
    with pytest.raises(NaiveTime):
        read_text(TEXT, None)
