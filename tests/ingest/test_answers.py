"""What a person states of a logger's file: used where the file is silent, printed, and refused where it is disproved."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from places import MADE_UP

from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AmbiguousDateOrder,
    AmbiguousDialect,
    AtmpError,
    ConflictingReadings,
    DisprovedAnswer,
    InputError,
    MissingUnit,
    NoReadings,
    NotATable,
    TimesOutOfOrder,
    UnknownColumn,
    UnknownDialect,
    UnreadableNumber,
    UsageError,
)
from atmp_logistics.ingest import loggers as dialects
from atmp_logistics.ingest import read_readings, read_summary
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.raw_logs import RawLog, RawSummary
from atmp_logistics.records.provenance import span_of
from atmp_logistics.records.read_site import parse_site

TIMES = ("2031-05-06T10:00", "2031-05-06T10:10", "2031-05-06T10:20")


def raw(*values, times=TIMES, **other):
    n = len(values)
    fields = {"logger": "SN", "unit": "°C", "decimal": None, "date_forms": ()} | other
    return RawLog(times=times[:n], values=values, rows=range(2, n + 2), **fields)


@pytest.fixture
def reads(monkeypatch, tmp_path):
    """Read a made-up logger file whose dialect hands over just these raw logs."""

    def run(*raws, file=None, **answers):
        def own(text):
            return text.startswith("MADE UP")

        fake = SimpleNamespace(NAME="Made Up", recognises=own, read=lambda _text, _name: list(raws))
        monkeypatch.setattr(dialects, "all_dialects", lambda: (fake,))
        path = tmp_path / (file or "log.txt")
        path.write_text("MADE UP\n", "utf-8")
        return read_readings(path, tz=answers.pop("tz", "+00:00"), **answers)

    return run


@pytest.fixture
def table(tmp_path):
    """Read a table of readings."""

    def run(text, name="log.csv", **answers):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return read_readings(path, **answers)

    return run


def said_of(log):
    return " | ".join(log.provenance[0].assumptions)


def refusal(error, call, *args, **answers):
    with pytest.raises(error) as found:
        call(*args, **answers)
    assert type(found.value) is error
    assert all(fault.where and fault.found and fault.expected and fault.fix for fault in found.value.faults)
    return str(found.value)


# Units


def test_a_file_without_a_unit_needs_one(reads):
    said = refusal(MissingUnit, reads, raw("4.5", unit=None))
    assert "--unit C|F|K" in said
    assert "row 2" in said


@pytest.mark.parametrize(
    ("unit", "degC", "named"),
    [("C", 50.0, "°C"), ("°F", 10.0, "°F"), ("fahrenheit", 10.0, "°F"), ("K", -223.15, "K"), ("degC", 50.0, "°C")],
)
def test_a_stated_unit_is_used_and_said(reads, unit, degC, named):
    log = reads(raw("50.0", unit=None), unit=unit)
    missing = degC < -210  # colder than nitrogen can be: a fault code
    assert np.isnan(log.temperature_degC[0]) if missing else log.temperature_degC[0] == degC
    assert f"the unit {named} is stated by the caller" in said_of(log)


def test_a_unit_that_the_file_writes_is_not_said_to_be_stated(reads):
    log = reads(raw("50.0", unit="°F"), unit="F")
    assert log.temperature_degC.tolist() == [10.0]
    assert "stated" not in said_of(log)


@pytest.mark.parametrize(("written", "stated"), [("°F", "C"), ("°C", "F"), ("K", "C")])
def test_a_unit_that_the_file_disproves_is_refused(reads, written, stated):
    assert "as the file writes it" in refusal(DisprovedAnswer, reads, raw("50.0", unit=written), unit=stated)


def test_a_unit_that_nobody_knows_is_not_overruled(reads):
    assert "'*C'" in refusal(MissingUnit, reads, raw("50.0", unit="*C"), unit="C")


def test_a_table_without_a_unit(table):
    text = "time,temperature\n2031-05-06T10:00Z,4.5\n"
    assert "--unit" in refusal(MissingUnit, table, text)
    assert table(text, unit="C").temperature_degC.tolist() == [4.5]
    said = refusal(DisprovedAnswer, table, text.replace("temperature", "temperature [°F]"), unit="C")
    assert "°F, as the file writes it" in said


# Decimal signs

DECIMALS = [
    (("4.5", "5", ""), None, [4.5, 5.0, None]),
    (("4,5", "5", ""), None, [4.5, 5.0, None]),
    (("4", "-5", "+6"), None, [4.0, -5.0, 6.0]),
    (("4", "-5", "+6"), ",", [4.0, -5.0, 6.0]),
    (("4,5", "5,0", "-0,5"), ",", [4.5, 5.0, -0.5]),
    (("1,234", "2", "3"), None, [1.234, 2.0, 3.0]),
]


@pytest.mark.parametrize(("cells", "stated", "expected"), DECIMALS)
def test_the_cells_prove_their_decimal_sign(reads, cells, stated, expected):
    log = reads(raw(*cells), decimal=stated)
    assert [None if np.isnan(v) else v for v in log.temperature_degC] == expected
    comma = any("," in cell for cell in cells)
    assert ("decimal comma" in said_of(log)) == (comma or stated == ",")
    assert ("is stated by the caller" in said_of(log)) == (stated is not None)


@pytest.mark.parametrize(
    ("cells", "sign", "stated", "error", "words"),
    [
        (("4.5", "4,5"), None, None, UnreadableNumber, "'4,5'"),
        (("4.5", "1.234,5"), None, None, UnreadableNumber, "'1.234,5'"),
        (("1,234.5",), None, None, UnreadableNumber, "'1,234.5'"),
        (("1 234",), None, None, UnreadableNumber, "'1 234'"),
        (("(4.5)",), None, None, UnreadableNumber, "'(4.5)'"),
        (("4.5", "5.5"), None, ",", DisprovedAnswer, "'4.5' with a comma stated as the decimal sign, and 2 such cells"),
        (("4,5", "5,5"), None, ".", DisprovedAnswer, "a comma, as the cells have it"),
        (("4,5", "x"), None, ".", UnreadableNumber, "'x'"),
        (("4.5",), ".", ",", DisprovedAnswer, "which this kind of file writes"),
        (("4,5",), ".", None, UnreadableNumber, "'4,5'"),
    ],
)
def test_decimal_signs_refused(reads, cells, sign, stated, error, words):
    assert words in refusal(error, reads, raw(*cells, decimal=sign), decimal=stated)


def test_a_decimal_comma_in_quotes_between_commas_must_be_stated(table):
    text = 'time,temperature [°C]\n2031-05-06T10:00Z,"4,5"\n'
    assert "'4,5'" in refusal(UnreadableNumber, table, text)
    log = table(text, decimal=",")
    assert log.temperature_degC.tolist() == [4.5]
    assert "the decimal comma is stated by the caller" in said_of(log)


# Channels

TWO = (
    raw("4.5", channel="Temp 1, °C"),
    raw("20.5", channel="Temp 2, °C", details={"sensor": "2"}),
)


def test_several_channels_need_a_choice(reads):
    said = refusal(AmbiguousChannel, reads, *TWO)
    assert "1: 'Temp 1, °C' [°C]; 2: 'Temp 2, °C' [°C]" in said
    assert "--channel" in said


@pytest.mark.parametrize("channel", ["2", 2, "Temp 2, °C", "  temp 2,  °c "])
def test_a_channel_is_chosen_by_number_or_heading(reads, channel):
    log = reads(*TWO, channel=channel)
    assert (log.temperature_degC.tolist(), log.loggers) == ([20.5], ("SN",))
    assert "the channel 'Temp 2, °C' is stated by the caller; left out: 'Temp 1, °C'" in said_of(log)
    assert log.provenance[0].details == {"sensor": "2"}
    assert log.provenance[0].rows == 1


@pytest.mark.parametrize("channel", ["3", "0", "-1", "Temp", "1.0"])
def test_a_channel_that_is_not_there_is_refused_with_the_list(reads, channel):
    said = refusal(AmbiguousChannel, reads, *TWO, channel=channel)
    assert f"no channel {channel!r}, expected 1: 'Temp 1, °C'" in said


def test_two_channels_of_one_heading_are_told_apart_by_number_only(reads):
    twins = (raw("4.5", channel="Temp"), raw("20.5", channel="Temp"))
    assert "which 2 channels can be" in refusal(AmbiguousChannel, reads, *twins, channel="Temp")
    assert reads(*twins, channel="1").temperature_degC.tolist() == [4.5]


def test_a_heading_that_is_a_number_of_another(reads):
    crossed = (raw("4.5", channel="2"), raw("20.5", channel="1"))
    assert "which 2 channels can be" in refusal(AmbiguousChannel, reads, *crossed, channel="2")


def test_each_logger_needs_the_channel(reads):
    a, b = (raw("4.5", channel="air"), raw("5.5", channel="air", logger="SN2"))
    log = reads(a, b)
    assert (log.loggers, log.temperature_degC.tolist()) == (("SN", "SN2"), [4.5, 5.5])
    assert len(reads(a, b, channel="air").loggers) == 2
    assert "logger SN" in refusal(AmbiguousChannel, reads, a, b, raw("1.5", channel="soil"))
    said = refusal(AmbiguousChannel, reads, a, b, raw("1.5", channel="soil"), channel="soil")
    assert "logger SN2" in said


def test_a_channel_of_a_file_that_names_none(reads):
    assert "leave --channel out" in refusal(AmbiguousChannel, reads, raw("4.5"), channel="Temp")
    assert reads(raw("4.5"), channel=1).temperature_degC.tolist() == [4.5]


# Dialects


def test_a_stated_dialect_must_recognise_the_file(reads, table):
    assert reads(raw("4.5"), dialect="made up").provenance[0].dialect == "Made Up"
    dialect = dialects.all_dialects()[0].NAME
    said = refusal(UnknownDialect, table, "time,temperature [°C]\n", dialect=dialect)
    assert f"no family's signs, expected an export of {dialect}" in said


def test_a_stated_dialect_names_the_one_that_the_file_is(monkeypatch, tmp_path):
    def made(name, sign):
        return SimpleNamespace(NAME=name, recognises=lambda t: sign in t, read=lambda _t, _n: [raw("4.5")])

    both = (made("One", "1"), made("Two", "2"))
    monkeypatch.setattr(dialects, "all_dialects", lambda: both)
    path = tmp_path / "log.txt"
    path.write_text("1\n", "utf-8")
    said = refusal(UnknownDialect, read_readings, path, tz="UTC", dialect="two")
    assert "the signs of One, expected an export of Two" in said
    path.write_text("1 2\n", "utf-8")
    assert "--dialect NAME" in refusal(AmbiguousDialect, read_readings, path, tz="UTC")
    assert read_readings(path, tz="UTC", dialect="TWO").provenance[0].dialect == "Two"


def test_an_unknown_dialect_is_a_wrong_call(table):
    said = refusal(UsageError, table, "time,temperature [°C]\n", dialect="Elitec")
    assert "did you mean 'Elitech'?" in said
    assert "table" in said


def test_a_family_stated_of_parquet(tmp_path):
    path = tmp_path / "log.parquet"
    pd.DataFrame({"time": ["2026-11-10T08:00Z"], "temperature [°C]": [4.5]}).to_parquet(path)
    assert "no family's signs" in refusal(UnknownDialect, read_readings, path, dialect="Elitech")


def test_a_call_whose_answers_mean_nothing(table):
    text = "time,temperature [°C]\n2031-05-06T10:00Z,4.5\n"
    for answers, words in (
        ({"unit": "mm"}, "C, F or K"),
        ({"decimal": ";"}, "decimal"),
        ({"date_order": "ydm"}, "dmy, mdy or ymd"),
        ({"on_clock_jump": "sort"}, "refuse or split"),
        ({"channel": " "}, "heading or number"),
        ({"columns": {"a": "time"}, "dialect": "Elitech"}, "'table' with columns, heading_row or time_format"),
        ({"columns": {"time": "a", "temperature": "b"}}, "the file's heading stands on the left: 'a' = 'time'"),
        ({"columns": {"a": "time", "b": "temperatur"}}, "did you mean 'temperature'?"),
        ({"columns": {"a": "time", "A": "temperature"}}, "one meaning for one word"),
        ({"columns": {"*": "time"}}, "expected ignore"),
        ({"columns": {"a": "unit of x"}}, "'unit of x'"),
        ({"heading_row": -1}, "up to 1000"),
        ({"time_format": "hh.mm"}, "leaves out the year"),
    ):
        assert words in refusal(UsageError, table, text, **answers)


# Any table, everything stated

OTHER = "Nr;Stamp;Temp;RH\n1;03.04.2031 10:00;4,5;55\n2;03.04.2031 10:10;4,6;54\n3;03.04.2031 10:20;;54\n"
NAMED = {"Stamp": "time", "Temp": "temperature"}


def test_any_table_whose_columns_are_named(table):
    asked = {"dialect": "table", "columns": NAMED, "unit": "C", "tz": "+02:00", "date_order": "dmy"}
    log = table(OTHER, **asked)
    assert span_of(log.time_us) == ("2031-04-03T08:00:00Z", "2031-04-03T08:20:00Z")
    assert log.temperature_degC[:2].tolist() == [4.5, 4.6]
    assert np.isnan(log.temperature_degC[2])
    said = said_of(log)
    for words in (
        "columns left out: 'Nr', 'RH'",
        "'Stamp' is the time, as stated by the caller",
        "the unit °C is stated by the caller",
        "decimal comma throughout",
        "dates read as %d.%m.%Y %H:%M: the order stated by the caller; local times read in UTC+02:00",
    ):
        assert words in said
    assert log.provenance[0].dialect == "csv, semicolon"


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_any_table_between_any_separator(table, sign):
    text = "Stamp;Temp\n2031-04-03 10:00:00;4.5\n".replace(";", sign)
    log = table(text, dialect="table", columns=NAMED, unit="F", tz="UTC")
    assert log.temperature_degC.tolist() == [-15.277778]


@pytest.mark.parametrize(
    ("times", "order", "first"),
    [
        (("13.04.2031 10:00", "13.04.2031 10:10"), None, "2031-04-13T10:00:00Z"),
        (("4/13/31 1:00 PM", "4/13/31 1:10 PM"), None, "2031-04-13T13:00:00Z"),
        (("31-04-13 10:00:00.5", "31-04-13 10:10:00.5"), None, "2031-04-13T10:00:00.500000Z"),
        (("2031/04/03, 10:00", "2031/04/03, 10:10"), None, "2031-04-03T10:00:00Z"),
        (("03/04/2031 10:00", "03/04/2031 10:10"), "mdy", "2031-03-04T10:00:00Z"),
        (("03/04/2031 10:00", "03/04/2031 10:10"), "dmy", "2031-04-03T10:00:00Z"),
    ],
)
def test_numeric_dates_are_read_only_of_a_stated_table(table, times, order, first):
    text = "time;temperature [°C]\n" + "".join(f"{at};4.5\n" for at in times)
    assert table(text, dialect="table", tz="UTC", date_order=order).provenance[0].first == first
    with pytest.raises(InputError):
        table(text, tz="UTC", date_order=order)


@pytest.mark.parametrize(
    ("change", "answers", "error", "words"),
    [
        ((), {"date_order": None}, AmbiguousDateOrder, "--date-order dmy|mdy"),
        (("03.04.2031 10:20", "13.04.2031 10:20"), {"date_order": "mdy"}, AmbiguousDateOrder, "as the file proves"),
        (("03.04.2031 10:10", "2031-04-03 10:10"), {}, AtmpError, "'2031-04-03 10:10'"),
        (("4,6", "4.6"), {}, UnreadableNumber, "'4,5'"),
        (("Temp", "Temp (°F)"), {"columns": {"Stamp": "time", "Temp (°F)": "temperature"}}, DisprovedAnswer, "°F"),
        (("Temp", "Temp_F"), {"columns": {"Stamp": "time", "Temp_F": "temperature"}}, DisprovedAnswer, "°F"),
        ((), {"columns": {"Stamp": "time", "Tmp": "temperature"}}, UnknownColumn, "did you mean 'Temp'?"),
        ((), {"unit": None}, MissingUnit, "--unit"),
        ((), {"decimal": "."}, DisprovedAnswer, "a comma, as the cells have it"),
        (("55\n2", "55;7\n2"), {}, NotATable, "5 cells under 4 headings"),
    ],
)
def test_any_table_refused(table, change, answers, error, words):
    text = OTHER.replace(*change) if change else OTHER
    asked = {"dialect": "table", "columns": NAMED, "unit": "C", "tz": "+02:00", "date_order": "dmy"} | answers
    with pytest.raises(error) as found:
        table(text, **asked)
    assert words in str(found.value)


def test_a_profile_names_the_columns_for_the_command_line(table):
    site = parse_site({"columns": {"Stamp": "time", "Temp": "temperature", "RH": "ignore", "Nr": "ignore"}})
    log = table(OTHER, dialect="table", unit="C", tz="UTC", date_order="dmy", site=site)
    assert len(log) == 3


def test_a_table_is_not_recognised_as_another_family(reads, table):
    reads(raw("4.5"))
    with pytest.raises(AtmpError):
        table("MADE UP\n", dialect="table")


# A clock that steps back

JUMP = (
    "2031-05-06T10:00",
    "2031-05-06T10:10",
    "2013-01-01T00:00",
    "2013-01-01T00:10",
    "2013-01-01T00:20",
    "2013-01-01T00:05",
)
JUMPED = raw("4.1", "4.2", "5.1", "5.2", "5.3", "6.1", times=JUMP, interval_s=600.0)


def test_a_clock_that_steps_back_is_refused_and_the_answer_named(reads):
    said = refusal(TimesOutOfOrder, reads, JUMPED)
    assert "row 4" in said
    assert "row 7" in said
    assert "--on-clock-jump split" in said


def test_a_split_log_is_cut_where_its_clock_steps_back(reads):
    log = reads(JUMPED, on_clock_jump="split")
    assert log.loggers == ("SN/1", "SN/2", "SN/3")
    assert log.temperature_degC.tolist() == [4.1, 4.2, 5.1, 5.2, 5.3, 6.1], "nothing is sorted"
    assert log.interval_s == {"SN/1": 600.0, "SN/2": 600.0, "SN/3": 600.0}
    said = said_of(log)
    assert "steps back at row 4, from 2031-05-06T10:10:00Z to 2013-01-01T00:00:00Z: cut there" in said
    assert "no piece of SN stands for a container unless the events name it, as SN/1" in said


def test_a_log_without_a_step_is_not_split(reads):
    assert reads(raw("4.1", "4.2"), on_clock_jump="split").loggers == ("SN",)


def test_the_pieces_of_an_unnamed_logger_bear_the_files_name(reads):
    nameless = raw("4.1", "4.2", "5.1", times=(*TIMES[:2], TIMES[0]), logger="")
    assert reads(nameless, on_clock_jump="split").loggers == ("log.txt/1", "log.txt/2")


def test_a_shuffled_log_is_not_split(reads):
    backwards = raw("4.1", "4.2", "5.1", "5.2", times=(TIMES[2], TIMES[1], TIMES[0], TIMES[1]))
    assert "now and then" in refusal(TimesOutOfOrder, reads, backwards, on_clock_jump="split")


def test_equal_times_within_a_piece_still_conflict(reads):
    twice = raw("4.1", "4.2", "5.1", times=(TIMES[1], TIMES[0], TIMES[0]))
    refusal(ConflictingReadings, reads, twice, on_clock_jump="split")


def test_pieces_of_one_logger_in_two_files_are_refused(reads, tmp_path):
    reads(JUMPED, on_clock_jump="split")
    other = tmp_path / "other.txt"
    other.write_text("MADE UP\n", "utf-8")
    both = [tmp_path / "log.txt", other]
    said = refusal(ConflictingReadings, read_readings, both, tz="UTC", on_clock_jump="split")
    assert "logger SN/1" in said


STORE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'"


@pytest.mark.parametrize(("named", "verdict"), [("", "indeterminate"), ("SN", "indeterminate"), ("SN/1", "conforms")])
def test_no_piece_stands_for_a_container_unless_named(reads, named, verdict):
    import pandas as pd

    from atmp_logistics.assessment.assess import assess
    from atmp_logistics.ingest import read_events

    log = reads(JUMPED, on_clock_jump="split")
    rows = [("T1", "product_received", "2031-05-06T10:00Z", named), ("T1", "storage_out", "2031-05-06T10:10Z", "")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time", "logger_id"]))
    assert assess(events, log, sandbox_product(STORE), resolution="0 s").verdict.value == verdict


# Days and intervals are no readings

DAYS = RawSummary(
    logger="SN",
    kind="day",
    begins=("2031-05-07", "2031-05-06"),
    ends=("2031-05-07", "2031-05-06"),
    lowest=("3,5", "---"),
    highest=("6,5", "---"),
    mean=("4,9", ""),
    rows=(10, 14),
    unit="C",
    date_forms=("%Y-%m-%d",),
    decimal=None,
    missing=frozenset({"---"}),
    assumptions=("made up",),
    details={"model": "X"},
)


def changed(summary, **other):
    from dataclasses import replace

    return replace(summary, **other)


def test_days_are_no_readings(reads):
    said = refusal(NoReadings, reads, DAYS)
    assert "2 days' lowest and highest, no readings: between them nobody knows what was" in said
    assert "full series" in said
    assert "inspect" in said


def test_a_summary_is_read_by_the_same_rules(reads, tmp_path):
    with pytest.raises(NoReadings):
        reads(DAYS)
    summary = read_summary(tmp_path / "log.txt")
    assert (len(summary), summary.kind) == (2, "day")
    frame = summary.frame
    assert frame["begins"].dt.strftime("%Y-%m-%d").tolist() == ["2031-05-06", "2031-05-07"], "the oldest first"
    assert frame["begins"].dt.tz is None
    assert frame["lowest_degC"].isna().tolist() == [True, False]
    assert frame.iloc[1][["lowest_degC", "highest_degC", "mean_degC"]].tolist() == [3.5, 6.5, 4.9]
    source = summary.provenance[0]
    assert (source.first, source.last, source.rows, source.details) == ("2031-05-06", "2031-05-07", 2, {"model": "X"})
    assert "decimal comma throughout" in source.assumptions
    assert "newest first throughout: read from the end" in source.assumptions


def test_an_interval_is_read_in_utc(reads, tmp_path):
    begins, ends = ("2031-05-06T10:00", "2031-05-06T11:00"), ("2031-05-06T11:00", "2031-05-06T12:00")
    spans = changed(DAYS, kind="interval", begins=begins, ends=ends, date_forms=(), rows=(1, 2), decimal=",")
    with pytest.raises(NoReadings):
        reads(spans)
    frame = read_summary(tmp_path / "log.txt", tz="+02:00").frame
    assert str(frame["begins"].iloc[0]) == "2031-05-06 08:00:00+00:00"
    assert str(frame["ends"].iloc[1]) == "2031-05-06 10:00:00+00:00"
    with pytest.raises(AtmpError, match="without a zone"):
        read_summary(tmp_path / "log.txt")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"lowest": ("7,5", "---")}, "a lowest above the highest"),
        ({"mean": ("9,9", "")}, "a mean outside"),
        ({"begins": ("2031-05-07",) * 2, "ends": ("2031-05-07",) * 2}, "each span once"),
        ({"begins": ("x", "y"), "ends": ("x", "y")}, "'x'"),
        ({"ends": ("2031-05-08", "2031-05-06")}, "whole days"),
        ({"unit": None}, "--unit"),
        ({"mean": ("4.9", "")}, "'4.9'"),
    ],
)
def test_summaries_refused(reads, tmp_path, other, words):
    with pytest.raises(NoReadings):
        reads(changed(DAYS, **other))
    with pytest.raises(InputError) as found:
        read_summary(tmp_path / "log.txt")
    assert words in str(found.value)


def test_a_file_with_readings_is_no_summary(reads, tmp_path):
    assert len(reads(raw("4.5"), DAYS)) == 1
    assert "read_readings" in refusal(InputError, read_summary, tmp_path / "log.txt", tz="UTC")


# Recognition is quick


def test_recognising_a_file_takes_no_time():
    from time import perf_counter

    every, slowest = dialects.all_dialects(), 0.0
    for path in sorted(MADE_UP.glob("*.*")):
        if open_file(path).is_text:
            text = open_file(path).text()[0]
            text += "\n" + text.splitlines()[-1] * 10_000
            times = []
            for _ in range(5):
                start = perf_counter()
                _ = [dialect.recognises(text) for dialect in every]
                times.append(perf_counter() - start)
            slowest = max(slowest, min(times))
    assert slowest < 0.005


def test_inspect_shows_every_channel_and_events(tmp_path):
    from typer.testing import CliRunner

    from atmp_logistics.cli.app import app

    events = tmp_path / "events.csv"
    events.write_text("therapy_id,event,time\nT1,thaw_end,2026-11-10T10:04Z\nT2,thaw_end,\n", "utf-8")
    shown = CliRunner().invoke(app, ["inspect", str(events)])
    assert shown.exit_code == 0
    assert "2 therapies, 2 events" in shown.output
    assert "events that stand without their time: 1" in shown.output
    assert "2026-11-10T10:04:00Z" in shown.output
    log = MADE_UP / "tomst_made_up.txt"
    both = CliRunner().invoke(app, ["inspect", str(log), "--unit", "C"])
    assert both.exit_code == 0, both.output
    assert both.output.count("is stated by the caller; left out") == 3
    neither = tmp_path / "neither.csv"
    neither.write_text("a,b\n1,2\n", "utf-8")
    refused = CliRunner().invoke(app, ["inspect", str(neither)])
    assert refused.exit_code == 2
    assert "expected the columns time and temperature" in refused.output


def test_any_table_with_its_date_in_a_column_of_its_own(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text(
        "Day,Clock,Soil\n19/08/2031,12:00:00,4.5\n19/08/2031,14:00:00,-11111\n20/08/2031,12:00:00,5.0\n", "utf-8"
    )
    columns = {"Day": "date", "Clock": "time", "Soil": "temperature"}
    found = read_readings(log, dialect="table", columns=columns, unit="C", tz="+01:00")
    assert found.provenance[0].first == "2031-08-19T11:00:00Z"
    assert found.temperature_degC[[0, 2]].tolist() == [4.5, 5.0]
    assert "fault codes, values that no product can have (-11111): 1" in " | ".join(found.provenance[0].assumptions)
    log.write_text("Day,Clock,Soil\n19/08/2031,,4.5\n", "utf-8")
    with pytest.raises(InputError, match="no time"):
        read_readings(log, dialect="table", columns=columns, unit="C", tz="+01:00")
