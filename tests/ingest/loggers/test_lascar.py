"""Lascar's EasyLog text: golden files in °C and °F, broken ones, mutants."""

import pytest
from logger_kit import MADE_UP, check_mutants, edited, read_text, recognised_by, refused, said_of, seen_in, text_of

from atmp_logistics.core.errors import AmbiguousDateOrder, InputError, MissingUnit, NaiveTime, NotATable, UnknownColumn
from atmp_logistics.ingest.loggers import lascar
from atmp_logistics.ingest.readings.read_readings import read_readings

BOTH, ALONE = MADE_UP / "lascar_made_up.txt", MADE_UP / "lascar_made_up_alone.txt"
FAHRENHEIT = MADE_UP / "lascar_made_up_fahrenheit.txt"
UNKNOWN_COUNT = "the file does not say how many readings there are: whether it holds them all is not known"
PROVISIONAL = "provisional in °F: the genuine exports that this reader was held against are in °C"


def test_golden():
    log = read_readings(BOTH, tz="+01:00")
    assert (log.loggers, log.interval_s) == (("070000421",), {})
    assert seen_in(log) == (9, "2031-02-13T21:00:30Z", "2031-02-13T23:00:30Z", 3.5, 8.5)
    assert log.provenance[0].assumptions == (
        "encoding read as cp1252",
        UNKNOWN_COUNT,
        "columns that are no temperature of the product are left out: 'Humidity(%rh)'",
        "columns that are computed and not measured are left out: 'Dew Point(°C)'",
        "dates read as %d/%m/%Y %H:%M:%S: the only order in which every row is a date; local times read in UTC+01:00",
    )
    assert log.provenance[0].details == {"name": "Tray 4", "serial": "070000421"}


def test_golden_with_alarms_and_without_humidity():
    log = read_readings(ALONE, tz="UTC")
    assert log.loggers == ("070000517",)
    assert seen_in(log) == (6, "2031-08-02T22:05:00Z", "2031-08-03T08:05:00Z", -72.5, -68.5)
    assert "the unit stands as 'Celsius(?C)', its degree sign lost: read as °C" in said_of(log)
    assert "left out: 'High Alarm', 'Low Alarm'" in said_of(log)
    assert "%Y-%m-%d %H:%M:%S: the format's own order" in said_of(log)


def test_golden_in_fahrenheit():
    log = read_readings(FAHRENHEIT, tz="UTC")
    assert log.loggers == ("070000733",)
    assert seen_in(log) == (7, "2031-01-30T22:40:00Z", "2031-01-31T01:40:00Z", 2.5, 9.166667)
    assert log.provenance[0].assumptions == (
        "encoding read as cp1252",
        PROVISIONAL,
        UNKNOWN_COUNT,
        "columns that are no temperature of the product are left out: 'Humidity(%rh)'",
        "columns that are computed and not measured are left out: 'Dew Point(°F)'",
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; local times read in UTC",
    )


@pytest.mark.parametrize("unit", ["Celsius(°C)", "Celsius(C)", "Celsius(deg C)", "Celsius(\ufffdC)", "Celsius (°C)"])
def test_headings_that_others_show(unit):
    text = edited(BOTH, "Celsius(°C)", unit).replace("Dew Point(°C)", "dew point(deg C)")
    log = read_text(text)
    assert seen_in(log)[3:] == (3.5, 8.5)
    assert ("degree sign lost" in said_of(log)) == ("°" not in unit)


def test_it_is_this_familys_alone():
    assert [recognised_by(text_of(path)) for path in (BOTH, ALONE, FAHRENHEIT)] == [["Lascar EasyLog"]] * 3
    assert recognised_by("Site,Date_time,Temp,RH,Dewpoint\n5,2031-01-19 00:00:00 -0800,9,98.5,8.8\n") == []
    assert recognised_by("Tray 4,Time,Celsius(°C)\n1,2031-01-19 00:00:00,4.5\n") == []


def test_the_zone_is_a_persons_to_state():
    with pytest.raises(NaiveTime):
        read_text(text_of(BOTH), None)


def test_what_lacks_is_said():
    lines = text_of(BOTH).splitlines(keepends=True)
    later = read_text("".join([lines[0], *lines[3:]]))
    assert (later.loggers, len(later)) == (("",), 7)
    assert "the first row is number 3, without a serial number: rows are lacking" in said_of(later)
    assert "do not count on by one" in said_of(read_text("".join(lines[:4] + lines[5:])))
    assert "do not count on by one" in said_of(read_text("".join(lines[:4] + lines[3:])))
    assert "decimals" in said_of(read_text(edited(BOTH, ",3.5,52.5", ",3.50,52.5")))
    empty = read_text(lines[0])
    assert len(empty) == 0
    assert "the file holds no reading" in said_of(empty)
    spreadsheet = read_text("".join([*lines[:2], *(line.replace("\r\n", ",\r\n") for line in lines[2:])]))
    assert seen_in(spreadsheet)[0] == 9


def test_an_order_that_nothing_proves_is_refused_until_it_is_stated():
    ambiguous = text_of(BOTH).replace("13/02/", "05/02/").replace("14/02/2031 00:00:30", "05/02/2031 23:59:30")
    refused(ambiguous, AmbiguousDateOrder, "2031-05-02")
    assert "dates read as %d/%m/%Y" in said_of(read_text(ambiguous, date_order="dmy"))


ROW = "3,13/02/2031 22:30:30,3.5,52.5,-5.3"


@pytest.mark.parametrize(
    ("path", "old", "new", "error", "words"),
    [
        (BOTH, ROW, "3,13/02/2031 22:30:30,3,5,52,5,-5,3", NotATable, "a number, a date, a time and 3 numbers"),
        (BOTH, ROW, ROW.removesuffix("-5.3") + "-5", NotATable, "with a decimal point"),
        (BOTH, ROW, ROW.removesuffix(",-5.3"), NotATable, "and 1 such rows"),
        (BOTH, ROW, f"{ROW},070000421", NotATable, "the serial number in the first row alone"),
        (BOTH, ROW, ROW.replace("3.5", ""), NotATable, "3 numbers"),
        (BOTH, ROW, ROW.replace("3.5", "35"), NotATable, "3 numbers"),
        (BOTH, ROW, ROW.replace("13/02/2031", "13.02.2031"), NotATable, "a date"),
        (BOTH, ROW, ROW.replace("22:30:30", "10:30:30 PM"), NotATable, "a time"),
        (BOTH, ",070000421", ",12", NotATable, "the serial number"),
        (BOTH, "Celsius(°C)", "Fahrenheit(°F)", MissingUnit, "one unit in both: one of them was edited"),
        (FAHRENHEIT, "Fahrenheit(°F)", "Celsius(°C)", MissingUnit, "'Dew Point(°F)' beside 'Celsius(°C)'"),
        (BOTH, "Celsius(°C)", "Celsius(°F)", MissingUnit, "'Celsius(°F)'"),
        (BOTH, "Humidity(%rh)", "Pressure(hPa)", UnknownColumn, "'Pressure(hPa)'"),
        (BOTH, "Humidity(%rh)", "Max Celsius(°C)", UnknownColumn, "'Max Celsius(°C)'"),
        (ALONE, "2031-08-02 22:05:00,-71.5", "2031-08-02 22:05:00,-71,5", NotATable, "the serial number"),
    ],
)
def test_refused(path, old, new, error, words):
    refused(edited(path, old, new), error, words)


def test_a_decimal_comma_is_refused_where_it_makes_a_row_as_wide_as_the_headings():
    rows = "".join(f"{i},2031-08-02 {i:02d}:05:00,-71,{i}\n" for i in range(2, 6))
    text = f"Crate A,Time,Celsius(°C),Serial Number\n1,2031-08-02 01:05:00,-71.5,070000517\n{rows}"
    refused(text, NotATable, "4 such rows")
    first = text.replace("-71.5,070000517", "-71,070000")
    refused(first, InputError, "and 5 such rows")


def test_a_word_for_a_side_of_the_scale_is_a_gap_that_names_it():
    log = read_text(edited(BOTH, ROW, ROW.replace("3.5,52.5", "HI,LO")))
    assert "warmer than the logger's scale (HI): 1 reading kept as missing" in said_of(log)
    assert len(log) == 9


def test_an_edited_heading_line_is_named_and_can_be_stated_as_a_table(tmp_path):
    (tmp_path / "log.csv").write_text(edited(ALONE, "Celsius(?C)", "temp"), "utf-8")
    with pytest.raises(UnknownColumn, match=r"row 1: found the headings 'temp' of an EasyLog export") as refusal:
        read_readings(tmp_path / "log.csv", tz="UTC")
    assert "--column HEADING=temperature" in str(refusal.value)
    # As a spreadsheet saves it again: each row as wide as the headings.
    saved = edited(ALONE, "Celsius(?C)", "temp").replace(",-80.0\n", ",-80.0,\n")
    (tmp_path / "log.csv").write_text(saved, "utf-8")
    stated = {"Time": "time", "temp": "temperature", "*": "ignore"}
    log = read_readings(tmp_path / "log.csv", tz="UTC", unit="C", columns=stated)
    assert seen_in(log) == (6, "2031-08-02T22:05:00Z", "2031-08-03T08:05:00Z", -72.5, -68.5)
    assert not list(lascar.edited_faults(text_of(ALONE), "log.csv")), "nothing was edited"
    for other in ("id,Time,temp,Serial Number\n1,2031-01-02 03:04,4.5,A\n2,2031-01-02 03:14,4.5,B\n", "time,a\n", ""):
        assert not list(lascar.edited_faults(other, "log.csv"))


@pytest.mark.parametrize("path", [BOTH, ALONE, FAHRENHEIT])
def test_mutants(path):
    check_mutants(text_of(path))
