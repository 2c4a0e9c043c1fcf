"""HOBO exports in every rendering: the same made-up readings must come out, or the reason why not; and real exports."""

from datetime import datetime, timedelta
from itertools import product

import numpy as np
import pytest
from logger_kit import MADE_UP, recognised_by, refused, said_of, text_of
from logger_kit import read_text as read_at

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    InputError,
    MissingUnit,
    NaiveTime,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import hobo
from atmp_logistics.records.provenance import span_of

CLASSIC, MINIMAL = MADE_UP / "hobo_made_up_classic.txt", MADE_UP / "hobo_made_up_minimal.txt"
CONNECT = MADE_UP / "hobo_made_up_connect.csv"

START = datetime(2031, 4, 8, 21, 0)
VALUES = [4.5 + 0.731 * i - 0.094 * i * i for i in range(14)]
ORDERS = {"mdy": ("m", "d", "y"), "dmy": ("d", "m", "y"), "ymd": ("y", "m", "d")}


def read_text(text, tz=None, **answers):
    return read_at(text, tz, **answers)


def rendered(
    delimiter=",",
    decimal=".",
    order="mdy",
    sign="/",
    *,
    half=False,
    title=True,
    numbered=True,
    apart=False,
    fahrenheit=False,
    zone_="GMT+02:00",
    fraction="",
):
    """Write the made-up readings as a computer with these settings would."""
    clock = f"%I:%M:%S{fraction} %p" if half else f"%H:%M:%S{fraction}"
    dates = sign.join(f"%{letter}" for letter in ORDERS[order])
    name = "Date Time" + (f", {zone_}" if zone_ else "")
    times = ["Date", name.removeprefix("Date ")] if apart else [name]
    unit = "°F" if fahrenheit else "°C"
    heads = [*(["#"] if numbered else []), *times, f"Temp, {unit} (LGR S/N: 90000051, SEN S/N: 1)", "End Of File"]
    lines = ['"Plot Title: made up"'] if title else []
    lines.append(delimiter.join(f'"{head}"' for head in heads))
    for i, value in enumerate(VALUES):
        at = START + timedelta(minutes=30 * i)
        written = [at.strftime(dates), at.strftime(clock)] if apart else [at.strftime(f"{dates} {clock}")]
        number = f"{value * 9 / 5 + 32 if fahrenheit else value:.3f}".replace(".", decimal)
        cell = f'"{number}"' if decimal == delimiter else number
        last = "Logged" if i == len(VALUES) - 1 else ""
        lines.append(delimiter.join([*([str(i + 1)] if numbered else []), *written, cell, last]))
    return "\n".join(lines) + "\n"


# One series, many renderings


@pytest.mark.parametrize(("delimiter", "decimal"), list(product(",;\t", ".,")))
@pytest.mark.parametrize(("order", "sign"), [("mdy", "/"), ("dmy", "."), ("ymd", "-")])
@pytest.mark.parametrize("half", [False, True])
def test_every_rendering_holds_the_same_readings(delimiter, decimal, order, sign, half):
    for title, numbered, apart in product((True, False), repeat=3):
        text = rendered(delimiter, decimal, order, sign, half=half, title=title, numbered=numbered, apart=apart)
        log = read_text(text)
        assert log.loggers == ("90000051",)
        assert span_of(log.time_us) == ("2031-04-08T19:00:00Z", "2031-04-09T01:30:00Z")
        assert log.temperature_degC == pytest.approx(VALUES, abs=0.0006)
        assert ("over midnight" if order != "ymd" else "only order in which every row is a date") in said_of(log)


def test_fahrenheit_holds_the_same_readings_within_its_rounding():
    log = read_text(rendered(";", ",", "dmy", "-", fahrenheit=True))
    assert log.temperature_degC == pytest.approx(VALUES, abs=0.0006)


@pytest.mark.parametrize(("am", "pm"), [("dop.", "odp."), ("fm", "em")])
def test_halves_of_the_day_in_czech_and_swedish(am, pm):
    text = rendered(half=True, apart=True).replace(" AM", f" {am}").replace(" PM", f" {pm}")
    log = read_text(text)
    assert span_of(log.time_us) == ("2031-04-08T19:00:00Z", "2031-04-09T01:30:00Z")
    assert f"{pm!r} behind a time is read as PM" in said_of(log)


def test_seconds_with_a_fraction():
    assert len(read_text(rendered(fraction=".0", half=False))) == len(VALUES)


def test_without_a_zone_one_must_be_stated():
    text = rendered(zone_="")
    with pytest.raises(NaiveTime):
        read_text(text)
    log = read_text(text, "Europe/Prague")
    assert span_of(log.time_us)[0] == "2031-04-08T19:00:00Z"
    assert "the file states no offset from UTC" in said_of(log)


def test_what_nothing_proves_is_asked():
    lines = rendered().splitlines(keepends=True)
    with pytest.raises(AmbiguousDateOrder):
        read_text("".join(lines[:6]))
    assert len(read_text("".join(lines[:6]), date_order="mdy")) == 4


# Made-up files of each shape


def test_classic_golden():
    (one, two) = hobo.read(text_of(CLASSIC), "classic.txt")
    assert (one.channel, two.channel) == ("Temp (°C)  #90000044 (column 2)", "Temp (°C)  #90000044 (column 3)")
    assert (one.logger, one.unit, one.offset, one.interval_s) == ("90000044", "°C", "+01:00", 1800.0)
    assert one.assumptions == (
        "1 row is a status mark (Host Connected, End Of File), not a reading",
        "the offset is the one that the details block states for the first row: GMT+01:00",
    )
    assert one.details == {
        "plot_title": "",
        "serial": "90000044",
        "sensor_serial": "",
        "label": "",
        "status_marks": {"Coupler Detached": 1, "Host Connected": 1, "End Of File": 1},
        "model": "HOBO Made-Up Temp/Temp",
        "launch_name": "",
        "launch_time": "",
        "first_sample_time": "04/21/31 09:00:00 GMT+01:00 PM",
        "last_sample_time": "",
        "readings_declared": 12,
        "highest_degC": 4.112,
        "lowest_degC": -1.784,
    }
    assert (two.details["highest_degC"], two.details["lowest_degC"]) == (5.018, 4.69)
    log = read_text(text_of(CLASSIC), channel="1")
    assert span_of(log.time_us) == ("2031-04-21T20:00:00Z", "2031-04-22T01:30:00Z")
    assert (len(log), log.temperature_degC.min(), log.temperature_degC.max()) == (12, -1.784, 4.112)


def test_minimal_golden_holds_the_classic_readings():
    for channel in ("1", "2"):
        one, other = (read_text(text_of(path), channel=channel) for path in (CLASSIC, MINIMAL))
        assert one.time_us.tolist() == other.time_us.tolist()
        assert np.abs(one.temperature_degC - other.temperature_degC).max() < 0.001
    (raw, _) = hobo.read(text_of(MINIMAL), "minimal.txt")
    assert (raw.unit, raw.decimal, raw.offset, raw.interval_s, raw.logger) == ("°F", ",", "+01:00", None, "")


def test_connect_golden():
    (raw,) = hobo.read(text_of(CONNECT), "connect.csv")
    assert (raw.channel, raw.unit, raw.offset, len(raw.times)) == ("Ch:1 - Temperature   (°C)", "°C", None, 6)
    assert raw.assumptions == (
        "2 rows are status marks (Host Connected, End of File), not readings",
        "columns that are no temperature of the product are left out: 'Ch:2 - RH   (%)', 'Dew Point   (°C)'",
        "the heading names the zone 'CEST', which is not taken for an offset from UTC",
    )
    with pytest.raises(NaiveTime):
        read_text(text_of(CONNECT))
    log = read_text(text_of(CONNECT), "Europe/Stockholm")
    assert span_of(log.time_us) == ("2031-05-13T06:07:23Z", "2031-05-13T07:22:23Z")
    assert (log.temperature_degC.min(), log.temperature_degC.max()) == (5.09, 7.02)


def test_two_channels_must_be_chosen_from():
    with pytest.raises(InputError, match="2 temperature channels"):
        read_text(text_of(CLASSIC))


# What is read, and said


def test_a_mark_can_end_its_row():
    text = rendered(";", numbered=False)
    cut = text.replace('"End Of File"', '"Host Connected";"Stopped";"End Of File"').replace(";\n", ";;;\n")
    cut = cut.replace(";Logged\n", ";;;\n") + "09.04.2031 04:00:00;;;Logged\n"
    assert read_text(cut.replace("09.04.2031", "04/09/31")).temperature_degC == pytest.approx(VALUES, abs=0.0006)
    with pytest.raises(NotATable, match="4 cells under 5 headings"):
        read_text(cut.replace("09.04.2031", "04/09/31").replace(";;;Logged", ";4.100;;"))


def test_it_says_where_a_file_may_not_be_whole():
    assert "no row is marked End Of File" in said_of(read_text(rendered().replace("Logged", "")))
    assert "has no column End Of File" in said_of(read_text(rendered().replace("End Of File", "Stopped")))
    again = rendered() + "15,04/09/31 04:00:00,4.100,\n"
    assert "marked on other rows than the last alone" in said_of(read_text(again))
    gone = rendered().splitlines(keepends=True)
    assert "do not count on by one" in said_of(read_text("".join(gone[:5] + gone[6:]), date_order="mdy"))


def test_it_says_that_a_number_has_fewer_decimals():
    (raw,) = hobo.read(rendered(numbered=False).replace("4.500,", "4.5,"), "log.txt")
    assert "have 1 and 3 decimals" in " ".join(raw.assumptions)


def test_it_says_that_the_details_declare_more():
    lines = text_of(CLASSIC).splitlines(keepends=True)
    (raw, _) = hobo.read("".join(lines[:10] + lines[12:]), "log.txt")
    assert "the details declare 12 samples and the file holds 10: it was cut or filtered" in raw.assumptions


def test_the_details_offset_must_be_the_first_rows():
    text = text_of(CLASSIC).replace("04/21/31 21:00:00.0", "04/21/31 20:30:00.0")
    (raw, _) = hobo.read(text, "log.txt")
    assert raw.offset is None
    assert "the file states no offset from UTC; a HOBO keeps one offset the year round" in raw.assumptions
    (raw, _) = hobo.read(text_of(CLASSIC).replace("09:00:00 GMT+01:00", "09:00:00 GMT+02:00", 1), "log.txt")
    assert raw.offset is None, "two offsets prove none"
    assert "the details block names GMT+01:00 and GMT+02:00" in " ".join(raw.assumptions)


def test_statistics_and_computed_columns_are_left_out():
    text = rendered(numbered=False).replace('"End Of File"', '"Max: Temp, °C","Wet Bulb, °C","End Of File"')
    text = text.replace(",\n", ",9.9,1.1,\n").replace(",Logged", ",9.9,1.1,Logged")
    log = read_text(text)
    assert log.temperature_degC == pytest.approx(VALUES, abs=0.0006)
    assert "left out: 'Max: Temp, °C', 'Wet Bulb, °C'" in said_of(log)


def test_a_file_without_a_reading_reads_as_none():
    text = "Date Time;Temp (°C) LGR S/N: 7,  #7;RH (%) LGR S/N: 7,  #7;End Of File LGR S/N: 7\r\n"
    log = read_text(text + "19.03.2031 15:20:57;;;Logged\r\n")
    assert len(log) == 0
    assert "the file holds no reading" in said_of(log)
    assert "1 row is a status mark (End Of File), not a reading" in said_of(log)


# What is refused, and in which words

PLAIN = rendered(numbered=False)
REFUSED = [
    (rendered(decimal=",").replace('"4,500"', "4,500"), NotATable, "5 cells under 4 headings"),
    (PLAIN.replace("4.500", "(4.500)"), UnreadableNumber, "'(4.500)', a negative number in parentheses; 1 such cells"),
    (PLAIN.replace("4.500", "4.500-"), UnreadableNumber, "'4.500-', a number with its minus behind it"),
    (PLAIN.replace("4.500", "4 500"), UnreadableNumber, "'4 500', a number with a space in it"),
    (PLAIN.replace("4.500", "4.5.0"), UnreadableNumber, "'4.5.0', which is no number"),
    (PLAIN.replace("4.500", "#N/A"), UnreadableNumber, "'#N/A', which is no number"),
    (rendered(";").replace("4.500", "4,500"), UnreadableNumber, "'4,500', a comma where the rest has points"),
    (rendered(";", ",").replace("4,500", "4.500"), UnreadableNumber, "'4.500', a point where the rest has commas"),
    (rendered(";").replace("4.500", "1,234.500"), UnreadableNumber, "'1,234.500'"),
    (rendered(";", "").replace('"', ""), UnreadableNumber, "no decimal sign in any row"),
    (PLAIN.replace("Temp, °C (LGR", "Max: Temp, °C (LGR"), UnknownColumn, "and not a statistic"),
    (PLAIN.replace("Temp, °C (LGR", "DewPt, °C (LGR"), UnknownColumn, "no temperature column"),
    (PLAIN.replace("Temp, °C (LGR", "Temp, mm (LGR"), MissingUnit, "a temperature with its unit"),
    (PLAIN.replace("Temp, °C (LGR", "Temp (LGR"), MissingUnit, "no unit"),
    (PLAIN.replace("Date Time, GMT+02:00", "Date Time, CEST"), InputError, "'Date Time, CEST'"),
    (PLAIN.replace("End Of File", "Door").replace(",Logged", ",open"), UnknownColumn, "the column 'Door'"),
    (rendered(half=True).replace(" AM", " öö").replace(" PM", " öö"), UnreadableTime, "'04/08/31 09:00:00 öö'"),
    (text_of(CLASSIC).replace("\tDetails", "\tNotes"), NotATable, "7 cells under 6 headings"),
    (text_of(CLASSIC).replace("\tDevices\n", "\t4.112\n", 1), NotATable, "the further cells '4.112'"),
    (text_of(CLASSIC).replace("04/21/31 22:00:00.0\t3.775\t4.981", "\t\t"), InputError, "no time"),
    ('"Date Time, GMT+02:00";"Temp, °C (LGR S/N: 1)",x\n', NotATable, "no CSV"),
    ("#,Date Time;Temp (°C)  #1\n1,04/21/31 10:00;4.1\n", InputError, "one sign throughout"),
    ("Details\r\nSeries: Temp, °C\r\n\tDevices\r\n\t\tDevice Info\r\n", InputError, "no readings"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, error, words):
    assert recognised_by(text) == [hobo.NAME]
    refused(text, error, words, tz=None, channel="1" if "#90000044" in text else None)


def test_all_odd_numbers_are_told_at_once():
    text = PLAIN.replace("4.500", "(4.500)").replace("5.137", "5.137-")
    with pytest.raises(UnreadableNumber) as refusal:
        read_text(text)
    assert len(refusal.value.faults) == 2


@pytest.mark.parametrize(
    "text", ["Date,Time,cm_0\n", "Date;Time;Temp\n", "Date Time\tTemp\n", "Date-Time,Temp\n", "Details\nSeries: 4\n"]
)
def test_a_plain_table_is_no_hobo(text):
    assert not hobo.recognises(text)
