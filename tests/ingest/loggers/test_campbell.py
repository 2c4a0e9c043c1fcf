"""Campbell tables in the format TOA5: a made-up table, means that are no readings, and broken headings."""

import numpy as np
import pytest
from logger_kit import MADE_UP, recognised_by, refused, said_of, text_of
from logger_kit import read_text as read_at

from atmp_logistics.core.errors import (
    MissingUnit,
    NaiveTime,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import campbell
from atmp_logistics.records.provenance import span_of

TEXT = text_of(MADE_UP / "campbell_made_up.dat")
LINES = TEXT.splitlines(keepends=True)
PROCESSES = '"","","Min","Smp","Smp","Max","Min","Smp"'


def read_text(text, tz="+01:00", **answers):
    return read_at(text, tz, **answers)


def of(names, units, processes, *rows):
    """Write a table of some columns behind the time and the record number."""
    lines = [names, units, processes, *(f'"2031-06-04 21:{50 + i}:00",{i},{row}' for i, row in enumerate(rows))]
    heads = ('"TIMESTAMP","RECORD",', '"TS","RN",', '"","",')
    return LINES[0] + "".join(f"{head}{line}\n" for head, line in zip((*heads, *[""] * len(rows)), lines, strict=True))


def test_golden():
    log = read_text(TEXT)
    assert (len(log), log.loggers, log.interval_s) == (12, ("10001",), {})
    assert span_of(log.time_us) == ("2031-06-04T20:50:00Z", "2031-06-04T22:40:00Z")
    assert np.nanmin(log.temperature_degC) == 4.498
    assert np.nanmax(log.temperature_degC) == 6.33
    assert np.isnan(log.temperature_degC).nonzero()[0].tolist() == [6]
    assert log.provenance[0].assumptions == (
        "the temperature of the logger's own panel is left out: 'PTemp_C'",
        "columns that are no temperature of the product are left out: 'BattV_Min', 'Door'",
        "the file does not say how many records it has: whether it holds them all is not known",
        "temperatures missing: 1, rows that hold a time alone",
        "local times read in UTC+01:00",
    )
    assert {extreme.highest for extreme in log.devices["10001"].extremes} == {True, False}


def test_a_mean_is_read_with_its_extremes_alone():
    means = TEXT.replace('"Smp","Max"', '"Avg","Max"')
    log = read_text(means)
    assert "'Fridge_C' is the mean of each interval; its highest and its lowest beside it are heard" in said_of(log)
    assert len(log.devices["10001"].extremes) == len(read_text(TEXT).devices["10001"].extremes)
    alone = of('"Air_C_Avg","Air_C_Max"', '"Deg C","Deg C"', '"Avg","Max"', "4.5,4.75")
    refused(alone, UnknownColumn, "a mean hides what was between", tz="+01:00")


def bounded(*rows, process="Avg"):
    return of('"A","A_Max","A_Min"', '"C","C","C"', f'"{process}","Max","Min"', *rows)


@pytest.mark.parametrize("extremes", ["NAN,4.25", '4.75,""', "INF,4.25", "4.75,LOW"])
def test_a_mean_whose_highest_or_lowest_is_no_number_is_no_reading(extremes):
    log = read_text(bounded("4.5,4.75,4.25", f"4.5,{extremes}", "4.5,4.75,4.25"))
    assert np.isnan(log.temperature_degC).tolist() == [False, True, False]
    assert "means without a highest and a lowest: 1, the first in row 6, kept as missing" in said_of(log)
    sample = read_text(bounded("4.5,4.75,4.25", f"4.5,{extremes}", process="Smp"))
    assert not np.isnan(sample.temperature_degC).any()


@pytest.mark.parametrize(("cell", "column"), [("ERR", "A_Max"), ('"4,75"', "A_Max")])
def test_one_cell_of_the_extremes_that_is_no_number_does_not_silence_the_others(cell, column):
    text = bounded("4.5,12,4.25", f"4.5,{cell},4.25")
    refused(text, UnreadableNumber, f"row 6, column {column}: found {cell.strip(chr(34))!r}", tz="+01:00")


def test_an_extreme_beyond_the_scale_contradicts_the_readings():
    log = read_text(bounded("4.5,4.75,4.25", '4.5,"HI",4.25', process="Smp"))
    (said,) = log.devices["10001"].disagreements
    assert said == "1 of the cells under 'A_Max' lie beyond its scale, the first in row 6"


def test_the_extremes_of_a_log_that_is_cut_are_heard_in_each_piece():
    text = (
        bounded(*["4.5,4.75,4.25"] * 4, "4.5,12,4.25", "4.5,4.75,4.25")
        .replace("21:53", "21:40")
        .replace("21:54", "21:41")
    )
    log = read_text(text.replace("21:55", "21:42"), on_clock_jump="split")
    highest = [max(one.temperature_degC for one in log.devices[name].extremes) for name in log.loggers]
    assert highest == [4.75, 12]


def test_a_mean_of_an_array_is_held_against_the_extremes_of_its_own_place():
    alone = of('"T_Avg(1)","T_Max(2)","T_Min(2)"', '"C","C","C"', '"Smp","Max","Min"', "4.5,9,4")
    refused(alone, UnknownColumn, "a mean hides what was between", tz="+01:00")
    log = read_text(of('"T_Avg(1)","T_Max(1)","T_Min(1)"', '"C","C","C"', '"Avg","Max","Min"', "4.5,9,4"))
    assert {one.temperature_degC for one in log.devices["10001"].extremes} == {9, 4}


def test_a_sample_goes_before_the_mean_of_its_sensor():
    every = of('"A_Avg","A_Max","A_Min","A"', '"C","C","C","C"', '"Avg","Max","Min","Smp"', "4.5,4.75,4.25,4.625")
    assert read_text(every).temperature_degC.tolist() == [4.625]


def test_several_temperatures_are_channels():
    text = of('"A_Smp","B","T_dew"', '"deg_C","Deg F","C"', '"Smp","Smp","Smp"', "4.5,41,1")
    assert read_text(text, channel="A_Smp").temperature_degC.tolist() == [4.5]
    assert read_text(text, channel="B").temperature_degC.tolist() == [5.0]


def test_a_table_without_numbers_and_one_without_rows():
    text = TEXT.replace('"RECORD"', '"Counter"').replace('"RN"', '""')
    assert "the rows have no numbers" in said_of(read_text(text))
    assert "the file holds no reading" in said_of(read_text("".join(LINES[:4]), None))


def test_lost_records_are_said():
    assert "do not count on by one" in said_of(read_text(TEXT.replace(LINES[7], "")))
    assert "do not count on by one" in said_of(read_text(TEXT.replace(",7012,", ",0,")))
    wide = TEXT.replace(",700", ",429496729").replace(",701", ",429496730")
    assert "count on by one" not in said_of(read_text(wide))


def test_numbers_order_the_hour_that_stands_twice():
    text = TEXT.replace("2031-06-04", "2031-10-26").replace("2031-06-05", "2031-10-26")
    clocks = [
        "01:50",
        "02:00",
        "02:10",
        "02:20",
        "02:30",
        "02:40",
        "02:50",
        "02:00",
        "02:10",
        "02:20",
        "02:30",
        "02:40",
    ]
    head, rows = text.splitlines()[:4], text.splitlines()[4:]
    moved = [f'"2031-10-26 {clock}:00{row[20:]}' for clock, row in zip(clocks, rows, strict=True)]
    log = read_text("\n".join([*head, *moved]), "Europe/Stockholm")
    assert set(np.diff(log.time_us)) == {600e6}
    assert "say which reading came first" in said_of(log)


REFUSED = [
    ("".join(LINES[:2]), NotATable, "four heading lines are cut"),
    ("".join(LINES[:3]), UnknownColumn, "put together in no stated way"),
    (TEXT.replace(',"40001","Fridges"', ""), NotATable, "four heading lines are cut"),
    (TEXT.replace(LINES[2], ""), NotATable, "the units, from TS on"),
    (TEXT.replace('"TIMESTAMP"', '"TMSTAMP"'), NotATable, "TIMESTAMP and names"),
    (TEXT.replace('"Door"', '""'), NotATable, "TIMESTAMP and names"),
    (TEXT.replace(",4.512,", ",4,512,"), NotATable, "decimal commas add cells"),
    (TEXT.replace(",7003,", ",x,"), NotATable, "column RECORD: found 'x'"),
    (TEXT.replace("2031-06-04 22:00:00", "6/4/2031 22:00"), UnreadableTime, "'6/4/2031 22:00'"),
    (of('"Temp_1","B"', '"deg","C"', '"Smp","Smp"', "4.5,5"), MissingUnit, "the unit 'deg' of 'Temp_1'"),
    (TEXT.replace('"Min","Smp"\r', '"Min"\r'), NotATable, "7 cells under 8 names"),
    (of('"PTemp_C"', '"Deg C"', '"Smp"', "22.5"), UnknownColumn, "found 'PTemp_C', expected a column of temperatures"),
    (of('"Air_C"', '"Deg C"', '""', "4.5"), UnknownColumn, "put together in no stated way"),
    (of('"Temp"', '""', '"Smp"', "4.5"), MissingUnit, "state it: --unit"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, error, words):
    assert recognised_by(text) == [campbell.NAME]
    refused(text, error, words, tz="+01:00")


def test_it_needs_a_zone():
    with pytest.raises(NaiveTime):
        read_text(TEXT, None)
