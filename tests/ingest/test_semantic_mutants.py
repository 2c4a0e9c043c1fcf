"""Files in which one fact was changed that they hold twice: a unit, a day, an interval, an extreme, a sensor.

Each ends in a refusal, in a note that the whole file has not, or in a record that its readings disagree with: none is
read as another file would be, in silence.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from logger_kit import MADE_UP, refused, said_of, text_of

from atmp_logistics.core.errors import AtmpError, NotATable
from atmp_logistics.ingest import read_readings, read_summary
from atmp_logistics.ingest.loggers import hobo

UTC = {"tz": "UTC"}


@dataclass(frozen=True)
class Changed:
    """A file, what was written over, the answers that it needs, and words of the refusal or of the further note."""

    name: str
    changes: tuple[tuple[str, str], ...]
    words: str
    answers: dict[str, Any] = field(default_factory=lambda: UTC)


DAYS_OF_A_MISSION = (("08-03-31", "13-03-31"), ("09-03-31", "14-03-31"))
CHANGED = [
    Changed("ibutton_made_up_ds1923.txt", DAYS_OF_A_MISSION, "which the header names as the first reading's time"),
    Changed("ibutton_made_up_ds1923.txt", ((",C,", ",F,"),), "the header writes the limit of an alarm as '8 °C"),
    Changed(
        "ibutton_made_up_ds1923.txt", (("600 second", "3600 second"),), "an interval of 3600 s, and readings 600 s"
    ),
    Changed(
        "ibutton_made_up_ds1923.txt",
        (("Mission Samples:  10", "Mission Samples:  12"),),
        "the Mission Sample Count, 10",
    ),
    Changed(
        "elitech_text_made_up.txt",
        (("07:00:00\r\nCurrent", "08:00:00\r\nCurrent"),),
        "the file ends with '2031-07-01 07:00:00'",
    ),
    Changed("madgetech_made_up.csv", (('CET"\r\n"StartTime', 'EET"\r\n"StartTime'),), "EET' in [Display]"),
    Changed("logtag_made_up.csv", (("10 minutes", "1 hours"),), "an interval of 3600 s, and readings 600 s apart"),
    Changed("logtag_made_up.csv", (("2031-06-07,0", "2031-06-06,0"),), "ends with '2031-06-06 09:00:00'"),
    Changed("madgetech_made_up.csv", (("Temperature (°C)", "Temperature (°F)"),), "the unit that the file names for"),
    Changed("kestrel_made_up.csv", (("HH:MM:SS,°C", "HH:MM:SS,°F"),), "the units '°F' and '°C'"),
    Changed(
        "campbell_made_up.dat", (('"Deg C","Deg C","Deg C",""', '"Deg F","Deg C","Deg C",""'),), "beyond the lowest"
    ),
    Changed("campbell_made_up.dat", ((",4.498,", ",9.498,"),), "1 of its readings lie beyond the highest beside them"),
    Changed(
        "campbell_made_up.dat", (('"Smp","Max","Min","Smp"', '"Max","Smp","Min","Smp"'),), "samples (Smp), or means"
    ),
]


def read_text(name, text, answers, folder):
    path = folder / name
    path.write_text(text, "utf-8")
    return read_readings(path, **answers)


@pytest.mark.parametrize("one", CHANGED, ids=lambda one: f"{one.name}: {one.changes[0][1]}")
def test_what_a_file_holds_twice_is_compared(one, tmp_path):
    text = text_of(MADE_UP / one.name)
    whole = said_of(read_text(one.name, text, one.answers, tmp_path))
    assert one.words not in whole
    for old, new in one.changes:
        assert old in text
        text = text.replace(old, new)
    try:
        said = said_of(read_text(one.name, text, one.answers, tmp_path))
    except AtmpError as error:
        said = str(error)
    assert one.words in said


# Kestrel: what is written of a place stands in the row of units, or is not written at all

PLACE = (
    "Data Type,Record name,Start time,Duration (H:M:S),Location description,Location address,Location coordinates,Notes"
)
TOP = "Device Name,BOX - 9000031\nDevice Model,D2AG\nSerial Number,9000031\n"
UNITS = "yyyy-MM-dd hh:mm:ss a,°C,%,°C"
HEADINGS = "FORMATTED DATE_TIME,Temperature,Relative Humidity,Wet Bulb Temp"
ROWS = [f"2031-06-09 10:{minute}:05 PM,4.6,60.0,3.9,point" for minute in (10, 20, 30)]


@pytest.mark.parametrize(
    ("head", "end"),
    [
        (f"{HEADINGS}\n{UNITS},{PLACE}", ',,,,HOSPITAL,"Way 1, Town",,'),
        (f"{HEADINGS},{PLACE}\n{UNITS}", ""),
        (f"{HEADINGS},{PLACE}\n{UNITS}", ",,,,,,,,,"),
        (f"{HEADINGS},Data Type\n{UNITS},", ""),
    ],
)
def test_what_kestrel_writes_of_a_place_is_left_out(head, end, tmp_path):
    text = f"{TOP}{head}\n" + "".join(f"{row}{end}\n" for row in ROWS)
    log = read_text("log.csv", text, UTC, tmp_path)
    assert log.temperature_degC.tolist() == [4.6] * 3
    assert "'Wet Bulb Temp', 'Data Type'" in said_of(log)
    assert log.loggers == ("9000031",)


@pytest.mark.parametrize(
    "row", ["2031-06-09 10:40:05 PM,4.6", ROWS[0] + ",,,,,,,,a", ROWS[0].replace("4.6", "4,6") + ",,,,,,,,x"]
)
def test_a_row_of_kestrel_that_is_cut_or_too_long_is_refused(row):
    text = f"{TOP}{HEADINGS}\n{UNITS},{PLACE}\n{ROWS[0]}\n{row}\n"
    refused(text, NotATable, "cells under 12 headings", tz="UTC")


def test_a_kestrel_row_of_units_that_is_cut_is_refused():
    text = f"{TOP}{HEADINGS},{PLACE}\nyyyy-MM-dd hh:mm:ss a,°C\n{ROWS[0]}\n"
    refused(text, NotATable, "a unit under each heading", tz="UTC")


# Columns of a table that nobody reads

TABLE = {"columns": {"Time": "time", "Temp": "temperature"}, "unit": "C", "tz": "UTC"}


def table(heading, cells, sign=","):
    rows = [f"2031-03-13 1{i}:00{sign}4.{i}{sign}{cell}\n" for i, cell in enumerate(cells)]
    return f"Time{sign}Temp{sign}{heading}\n" + "".join(rows)


@pytest.mark.parametrize(
    ("heading", "cells", "words"),
    [
        ("AM/PM", ["AM", "PM", "PM"], "write time and half of the day into one column"),
        ("Half", ["p.m.", "p.m."], "write time and half of the day into one column"),
        ("", ["PM", "PM"], "write time and half of the day into one column"),
        ("Enhet", ["F", "F"], "state it: --column 'Enhet=unit'"),
        ("Sensor", ["A", "B", "A", "B"], "state it: --column 'Sensor=logger_id'"),
        ("Serial Number", ["100", "101", "100", "101"], "state it: --column 'Serial Number=logger_id'"),
        ("Quantity", ["Temperature", "Humidity"], "one series of readings in the rows"),
        ("Kylskåp", ["K1", "K2"], "one series of readings in the rows"),
        ("ID", ["A", "B"], "one series of readings in the rows"),
        ("Zone", ["CET", "CET"], "write the offset behind each time"),
        ("Offset", ["UTC+1", "UTC+2"], "write the offset behind each time"),
        ("Offset", ["+01:00", "+02:00"], "write the offset behind each time"),
        ("Note", ["AB", "CD"], None),
        ("Sensor", ["A", "A"], None),
        ("Freezer", ["-18", "-19", "-18", "-18"], None),
        ("Tank", ["-150", "-151", "-150", "-151"], None),
        ("Room temperature", ["21", "22", "21", "22"], None),
        ("ID", ["1", "2", "3"], None),
        ("Sensor 2", ["5.5", "6.5"], None),
        ("Alarm", ["no", "yes"], None),
        ("Note", ["", ""], None),
        ("Device message", list("abcdefgh"), None),
    ],
)
def test_a_column_without_which_the_others_say_something_else_is_not_left_out(heading, cells, words, tmp_path):
    text = table(heading, cells)
    try:
        said = said_of(read_text("log.csv", text, TABLE, tmp_path))
    except AtmpError as error:
        said = str(error)
    if words is None:
        assert "Fix" not in said
    else:
        assert words in said


def test_a_column_that_somebody_names_is_left_out_as_stated_but_no_half_of_the_day(tmp_path):
    for heading, cells in (("Sensor", ["A", "B"]), ("Enhet", ["F", "F"])):
        answers = {**TABLE, "columns": {**TABLE["columns"], heading: "ignore"}}
        assert len(read_text("log.csv", table(heading, cells), answers, tmp_path)) == 2
    answers = {**TABLE, "columns": {**TABLE["columns"], "AM/PM": "ignore"}}
    with pytest.raises(AtmpError, match="half of the day"):
        read_text("log.csv", table("AM/PM", ["AM", "PM"]), answers, tmp_path)


def test_a_table_above_the_stated_heading_row_is_refused(tmp_path):
    head = "time,temperature [°C]\n"
    text = f"{head}2031-03-13T11:00Z,14.5\n{head}2031-03-13T12:00Z,4.5\n"
    with pytest.raises(NotATable, match="row 1: found the headings of row 3 again"):
        read_text("log.csv", text, {"heading_row": 3}, tmp_path)


def test_a_unit_above_the_table_is_held_against_each_column_whose_unit_is_stated(tmp_path):
    text = "Unit: °F\nTime,A (°C),B\n2031-03-13 11:00,4.5,40\n"
    columns = {"Time": "time", "A (°C)": "temperature of A", "B": "temperature of B"}
    with pytest.raises(AtmpError, match="'Unit: °F', expected the unit C"):
        read_text("log.csv", text, {**UTC, "unit": "C", "columns": columns}, tmp_path)


# Intervals that files declare


@pytest.mark.parametrize(
    ("declared", "good"), [("600", True), ("900", True), ("300", True), ("901", False), ("3600", False)]
)
def test_a_declared_interval_that_is_longer_than_the_steps_is_refused(declared, good, tmp_path):
    rows = "".join(f"2031-03-13T{8 + i // 6:02}:{i % 6}0Z,4.5,{declared}\n" for i in range(12))
    text = f"time,temperature [°C],interval_s\n{rows}"
    if good:
        assert np.isfinite(read_text("log.csv", text, {}, tmp_path).temperature_degC).all()
    else:
        with pytest.raises(AtmpError, match=f"an interval of {declared} s, and readings 600 s apart"):
            read_text("log.csv", text, {}, tmp_path)


# HOBOconnect: the sheet Details names the unit too

HEAD = ["#", "Date-Time (UTC)", "Ch:1 - Temperature   (°C)"]
DATA = [HEAD, *([str(i), f"2031-03-13 10:{i}0:00", f"4.{i}"] for i in range(1, 4))]


@pytest.mark.parametrize(("unit", "good"), [("°C", True), ("°F", False)])
def test_hobo_s_details_and_data_have_one_unit(unit, good):
    details = [["Details"], [f"Series : Ch:1 - Temperature , {unit} "], ["", "Samples", "3"]]
    sheets = {"Data": DATA, "Details": details}
    if good:
        (raw,) = hobo.read_sheets(sheets, "log.xlsx")
        assert raw.unit == "°C"
        assert not any("not taken for an offset" in note for note in raw.assumptions)
    else:
        with pytest.raises(AtmpError, match="'°F' among the details"):
            hobo.read_sheets(sheets, "log.xlsx")


@pytest.mark.parametrize(
    ("tz", "said"), [("UTC", True), ("Europe/London", True), ("Europe/Stockholm", False), ("+01:00", False)]
)
def test_a_zone_that_the_abbreviation_of_a_mission_s_start_cannot_mean_is_said(tz, said):
    log = read_readings(MADE_UP / "ibutton_made_up_ds1923.txt", tz=tz)
    words = f"the header writes CET with the first reading's time, which {tz} is not then"
    assert (words in said_of(log)) is said


def test_one_day_of_a_fridge_tag_that_was_written_over_proves_no_other_order(tmp_path):
    text, path = text_of(MADE_UP / "fridgetag_made_up_us.txt"), tmp_path / "log.txt"
    path.write_text(text.replace("Date: 03/02/2031", "Date: 02/03/2031"), "utf-8")
    with pytest.raises(AtmpError, match="one after the other in one order alone"):
        read_summary(path, **UTC)
