"""MadgeTech data files: a made-up export, what its header proves, and broken ones."""

import pytest
from logger_kit import MADE_UP, recognised_by, refused, said_of, text_of
from logger_kit import read_text as read_at

from atmp_logistics.core.errors import InputError, NotATable, UnknownColumn, UnreadableTime
from atmp_logistics.ingest.loggers import madgetech
from atmp_logistics.records.provenance import span_of

TEXT = text_of(MADE_UP / "madgetech_made_up.csv")
LINES = TEXT.splitlines(keepends=True)
ROWS = [line for line in LINES if line[1:2].isdigit()]


def read_text(text, tz="+01:00", **answers):
    return read_at(text, tz, **answers)


def test_golden():
    log = read_text(TEXT)
    assert (len(log), log.loggers, log.interval_s) == (12, ("M00031",), {"M00031": 600.0})
    assert span_of(log.time_us) == ("2031-07-02T07:15:30Z", "2031-07-02T09:05:30Z")
    assert log.temperature_degC.tolist() == [4.6, 4.5, 4.5, 5, 6.2, 7.9, 8.3, 7.4, 6.1, 5.2, 4.8, 4.6]
    assert log.provenance[0].assumptions == (
        "columns that are no temperature of the product are left out: 'Humidity (%RH)'",
        "dates read as %Y-%m-%d %H:%M:%S.%f: the format's own order; local times read in UTC+01:00",
    )
    assert log.provenance[0].details == {
        "model": "MADEUP100",
        "serial": "M00031",
        "name": "Box 31",
        "time_zone": "TZUTC+010000|STANDARD|CET",
        "readings_declared": 12,
    }


def test_either_offset_can_be_stated():
    assert span_of(read_text(TEXT, "+00:00").time_us)[0] == "2031-07-02T08:15:30Z"


@pytest.mark.parametrize(
    ("zone", "offsets"),
    [
        ("TZUTC-100000|STANDARD|HST", ("-10:00", "+00:00")),
        ("TZUTC-053000", ("-05:30", "+00:00")),
        ("TZUTC+010000|DAYLIGHT|CEST", ("+01:00", "+02:00", "+00:00")),
        ("TZUTC-080000|DAYLIGHT|PDT", ("-08:00", "-07:00", "+00:00")),
        ("TZUTC-000000|DAYLIGHT|BST", ("-00:00", "+01:00", "+00:00")),
        ("TZUTC+000000|STANDARD|GMT", ("+00:00",)),
    ],
)
def test_offsets(zone, offsets):
    (raw,) = madgetech.read(TEXT.replace("TZUTC+010000|STANDARD|CET", zone), "log.txt")
    assert raw.possible_offsets == offsets


def test_a_decimal_comma():
    rows = [row.replace(".", ",") for row in ROWS]
    text = TEXT.replace("".join(ROWS), "".join(rows))
    assert read_text(text).temperature_degC.tolist() == read_text(TEXT).temperature_degC.tolist()


def test_hertz_and_hours():
    for rate, seconds in (("R10Z", 0.1), ("R2H", 7200.0), ("R30S", 30.0)):
        (raw,) = madgetech.read(TEXT.replace("R10M", rate).replace("".join(ROWS[1:]), ""), "log.txt")
        assert raw.interval_s == seconds


def test_annotations_are_said():
    text = TEXT.replace('"+4.8","0",""', '"+4.8","0","door open"')
    assert "annotations that are not judged: 1, 'door open' in row 56" in said_of(read_text(text))


def test_lost_rows_are_said():
    said = said_of(read_text(TEXT.replace("".join(ROWS[-2:]), "")))
    assert "the file declares 12 readings and holds 10: it was cut or filtered" in said
    assert "do not count on by one" in said_of(read_text(TEXT.replace(ROWS[4], "")))
    assert "the file holds no reading" in said_of(read_text(TEXT.replace("".join(ROWS), ""), None))
    moved = TEXT.replace('"EndDate","4', '"EndDate","5')
    assert "as the last reading and the file ends at 2031-07-02 10:05:30" in said_of(read_text(moved))


REFUSED = [
    (TEXT.replace("# Temperature (°C) #", "Temperature (°C)"), NotATable, "each between number signs"),
    (TEXT.replace("# ID #", "# No #"), NotATable, "# ID #, # DateTime #"),
    (TEXT.replace("# Humidity (%RH) #", "# Door #"), UnknownColumn, "'Door'"),
    (TEXT.partition('"[Reading]"')[0], NotATable, "without readings"),
    (TEXT.replace('"[Device]"\r\n', ""), NotATable, "a section, a key with its value, or a reading"),
    (TEXT.replace("R10M", "R10D"), InputError, "ReadingRate: found 'R10D'"),
    (TEXT.replace("TZUTC+0", "UTC+0"), InputError, "TimeZone: found 'UTC+0"),
    (TEXT.replace('"StartDate","48031', '"StartDate","x'), InputError, "StartDate"),
    (TEXT.replace('"Readings","12"', '"Readings","few"'), InputError, "Readings: found 'few'"),
    (TEXT.replace('"Readings","12"', '"Readings","13"', 1), InputError, "'13' in [Device] and '12' in [Dataset]"),
    (TEXT.replace('"M00031"', '"M00031 x"'), InputError, "letters, digits and hyphens"),
    (TEXT.replace(ROWS[2], ROWS[2].replace('"2","48031', '"2","48032')), UnreadableTime, "StartDate and 2 intervals"),
    (TEXT.replace(ROWS[2], ROWS[2].replace('"2","48031', '"2","x')), UnreadableTime, "a day number such as"),
    (TEXT.replace(ROWS[2], ROWS[2].replace('"0",""', '"4",""', 1)), InputError, "column StatusByte: found '4'"),
    (TEXT.replace(ROWS[2], ROWS[2].replace('"+4.5"', '"+4","5"')), NotATable, "decimal commas add cells"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, error, words):
    assert recognised_by(text) == [madgetech.NAME]
    refused(text, error, words, tz="+01:00")
