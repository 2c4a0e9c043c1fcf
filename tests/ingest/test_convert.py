"""Logger files to plain tables and back: the same log, the same bytes, and nothing that a table cannot say is lost."""

import csv
import io
import json
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from how_many import draws
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import MADE_UP
from typer.testing import CliRunner

from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import InputError, NoReadings
from atmp_logistics.core.identifiers import odd
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.devices import Device
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.records.conversion import SHEET_ROWS, render_provenance, render_readings, render_workbook

DATA = MADE_UP
QTAG = DATA / "qtag_made_up.txt"
REFUSED = 2


def call(*parts):
    done = CliRunner().invoke(app, [str(part) for part in parts])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def log_of(times, values, loggers=("A",), codes=None, interval=None, devices=None):
    codes = np.zeros(len(times), np.int64) if codes is None else np.array(codes, np.int64)
    arrays = (np.array(times, np.float64), np.array(values, np.float64))
    return TemperatureLog(codes, *arrays, loggers, interval or {}, (), devices or {})


def same(one, other):
    assert one.loggers == other.loggers
    assert one.logger.tolist() == other.logger.tolist()
    assert one.time_us.tolist() == other.time_us.tolist()
    assert np.array_equal(one.temperature_degC, other.temperature_degC, equal_nan=True)
    assert one.interval_s == other.interval_s


def read_back(text):
    return read_log(File("readings.csv", text.encode()), None, Site())


# The command


def test_a_logger_file_becomes_a_table_and_its_provenance(tmp_path):
    out = tmp_path / "readings.csv"
    done = call("convert", QTAG, "--out", out, "--tz", "+01:00", "--readings-alone")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.split() == ["wrote", str(out), "wrote", f"{out}.provenance.json"]
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8"))))
    assert rows[0] == ["logger_id", "time", "temperature [°C]", "interval_s"]
    assert rows[1] == ["TEST00042", "2031-03-04T05:12:00Z", "5.1", "300"]
    assert len(rows) == 31
    told = json.loads(Path(f"{out}.provenance.json").read_text("utf-8"))
    assert told["schema"] == "atmp-logistics/conversion/1"
    assert told["table_sha256"] == sha256(out.read_bytes()).hexdigest()
    (source,) = told["sources"]
    assert source["name"] == QTAG.name
    assert source["sha256"] == sha256(QTAG.read_bytes()).hexdigest()
    assert (source["dialect"], source["rows"]) == ("Berlinger Q-tag", 30)
    assert (source["first"], source["last"]) == ("2031-03-04T05:12:00Z", "2031-03-04T07:37:00Z")
    assert any("local times read in UTC+01:00" in said for said in source["assumptions"])
    assert source["details"]["serial"] == "TEST00042"
    assert told["library"]
    same(read_readings(out), read_readings(QTAG, tz="+01:00"))


def test_what_a_device_measured_between_its_readings_is_not_lost_in_silence(tmp_path):
    """The device printed 10.4 °C, its readings reach 10.2: of the table alone nobody would know it."""
    done = call("convert", QTAG, "--out", tmp_path / "readings.csv", "--tz", "+01:00")
    assert done.exit_code == REFUSED
    for word in ("highest 10.4 °C", "which no reading shows", "--readings-alone"):
        assert word in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_same_input_gives_the_same_bytes(tmp_path):
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        out = tmp_path / name / "readings.csv"
        assert call("convert", QTAG, "--out", out, "--tz", "+01:00", "--readings-alone").exit_code == 0
        written.append((out.read_bytes(), Path(f"{out}.provenance.json").read_bytes()))
    assert written[0] == written[1]


def test_an_output_never_takes_the_place_of_an_input(tmp_path):
    table = tmp_path / "log.csv"
    table.write_text("time,temperature [°C]\n2031-05-06T10:00Z,4.5\n", "utf-8")
    before = table.read_bytes()
    done = call("convert", table, "--out", table)
    assert (done.exit_code, done.stdout) == (REFUSED, "")
    assert "an input of this call" in done.stderr
    beside = tmp_path / "x.provenance.json"
    beside.write_bytes(before)
    assert call("convert", beside, "--out", tmp_path / "x").exit_code == REFUSED
    assert table.read_bytes() == beside.read_bytes() == before
    assert call("convert", table, "--out", tmp_path / "nowhere" / "x.csv").exit_code == REFUSED


def test_a_refusal_writes_nothing(tmp_path):
    out = tmp_path / "readings.csv"
    done = call("convert", QTAG, "--out", out)
    assert done.exit_code == REFUSED
    assert "without a zone" in done.stderr
    assert "--tz" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_answers_reach_every_command(tmp_path):
    table = tmp_path / "log.csv"
    table.write_text("time;temperature\n03.04.2031 10:00;45,5\n03.04.2031 10:10;45,6\n", "utf-8")
    stated = ["--dialect", "table", "--unit", "F", "--date-order", "dmy", "--decimal", ",", "--tz", "+02:00"]
    done = call("inspect", table, *stated)
    assert done.exit_code == 0
    assert "the unit °F is stated by the caller" in done.stdout
    assert call("convert", table, "--out", tmp_path / "out.csv", *stated).exit_code == 0
    assert read_readings(tmp_path / "out.csv").temperature_degC.tolist() == [7.5, 7.555556]
    events = tmp_path / "events.csv"
    events.write_text("therapy_id,event,time\nT1,product_received,2031-04-03T10:00+02:00\n", "utf-8")
    done = call("validate", events, "--readings", table, "--product", "kymriah-eu", *stated)
    assert done.exit_code != REFUSED, done.stderr
    for option in stated[::2]:
        short = [part for pair in zip(stated[::2], stated[1::2], strict=True) if pair[0] != option for part in pair]
        done = call("convert", table, "--out", tmp_path / f"without{option}.csv", *short)
        if option == "--decimal":  # the cells prove it
            assert done.exit_code == 0
        else:
            assert (done.exit_code, done.stdout) == (REFUSED, ""), option


def test_a_logger_can_keep_another_clock_than_the_ward(tmp_path):
    table, events = tmp_path / "log.csv", tmp_path / "events.csv"
    table.write_text("time,temperature [°C]\n2031-06-03T10:00,4.5\n", "utf-8")
    events.write_text("therapy_id,event,time\nT1,product_received,2031-06-03T10:00\n", "utf-8")
    call_ = ["validate", events, "--readings", table, "--product", "kymriah-eu", "--tz", "Europe/Stockholm"]
    for extra, first in (((), "08:00"), (("--logger-tz", "+01:00"), "09:00")):
        assert call(*call_, *extra, "--json", tmp_path / "r.json").exit_code != REFUSED
        inputs = json.loads((tmp_path / "r.json").read_text("utf-8"))["inputs"]
        assert [one["first"][11:16] for one in inputs] == ["08:00", first]


def test_a_jump_of_the_clock_is_split_by_the_command(tmp_path):
    table = tmp_path / "log.csv"
    rows = ("2031-05-06T10:00Z,4.1", "2031-05-06T10:10Z,4.2", "2013-01-01T00:00Z,5.1", "2013-01-01T00:10Z,5.2")
    table.write_text("\n".join(["logger_id,time,temperature [°C]", *(f"SN,{row}" for row in rows), ""]), "utf-8")
    done = call("convert", table, "--out", tmp_path / "out.csv")
    assert "--on-clock-jump split" in done.stderr
    assert call("convert", table, "--out", tmp_path / "out.csv", "--on-clock-jump", "split").exit_code == 0
    assert read_readings(tmp_path / "out.csv").loggers == ("SN/1", "SN/2")
    assert call("inspect", table, "--on-clock-jump", "sort").exit_code == REFUSED


@pytest.mark.parametrize("name", ["fridgetag_made_up.txt", "epcis_made_up_statistics.json"])
def test_a_summary_is_refused_with_words_and_inspected(name, tmp_path):
    path = DATA / name
    done = call("convert", path, "--out", tmp_path / "out.csv")
    assert done.exit_code == REFUSED
    assert "no readings" in done.stderr
    done = call("inspect", path)
    assert done.exit_code == 0
    assert "no readings: excursions have no length here" in done.stdout


# What a table cannot say is refused


def test_a_log_without_a_reading_is_refused():
    with pytest.raises(NoReadings, match="nothing to convert"):
        render_readings(log_of([], []))
    with pytest.raises(NoReadings, match="logger B"):
        render_readings(log_of([0.0], [4.5], loggers=("A", "B")))


def test_a_name_that_a_cell_cannot_hold_is_refused():
    with pytest.raises(InputError, match="names of visible signs"):
        render_readings(log_of([0.0], [4.5], loggers=("A ",)))


def test_a_log_that_its_own_device_contradicts_is_refused():
    devices = {"A": Device({}, True, ("it prints 8 °C as its highest, its readings give 9 °C",))}
    with pytest.raises(InputError, match="would no longer say"):
        render_readings(log_of([0.0], [9.0], devices=devices))


def test_what_a_device_says_is_written_whatever_it_is():
    from atmp_logistics.records.provenance import Provenance

    details = {"a": np.float64("nan"), "b": (1, {2: None}), "c": Path("x"), "d": float("inf"), "e": True}
    log = TemperatureLog(
        *(np.zeros(1, t) for t in (np.int64, float, float)), ("",), {}, (Provenance("x", details=details),)
    )
    told = json.loads(render_provenance(log, render_readings(log).encode()))
    assert told["sources"][0]["details"] == {"a": None, "b": [1, {"2": None}], "c": "x", "d": None, "e": True}


# The way back

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=0, max_size=8
).filter(lambda name: not odd(name))
VALUES = st.one_of(
    st.floats(-198.9, 199.9).map(lambda v: round(v, 6) + 0.0),
    st.just(float("nan")),
    st.just(0.1 + 0.2).map(lambda v: round(v, 6)),
)


@st.composite
def logs(draw):
    loggers = tuple(draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)))
    codes, times, values, interval = [], [], [], {}
    for code, name in enumerate(loggers):
        seconds = draw(st.sampled_from([None, 10.0, 0.5, 300.0, 1 / 3, 86400.0]))
        apart_us = round(seconds * 1e6) if seconds else 1  # an interval longer than most steps is refused
        steps = draw(st.lists(st.integers(0, 3_000_000_000_000_000 // apart_us), min_size=1, max_size=12, unique=True))
        own = [1_000_000_000_000_000 + step * apart_us for step in sorted(steps)]
        codes += [code] * len(own)
        times += own
        values += draw(st.lists(VALUES, min_size=len(own), max_size=len(own)))
        interval |= {name: seconds} if seconds else {}
    return log_of(times, values, loggers, codes, interval)


@settings(
    max_examples=draws(300), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(logs())
def test_the_way_back_gives_the_same_log(log):
    text = render_readings(log)
    same(read_back(text), log)
    assert render_readings(read_back(text)) == text


@settings(
    max_examples=draws(60), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(logs())
def test_the_way_back_from_a_workbook_gives_the_same_log(log):
    data = render_workbook(log)
    back = read_log(File("readings.xlsx", data), None, Site())
    same(back, log)
    assert render_workbook(back) == data


#: What a spreadsheet would run, or a workbook's own way to write a sign.
TRAPS = [
    "=1+1",
    "+46 8 123",
    "-80 freezer",
    "@SUM(A1)",
    "'=1+1",
    "'",
    "=",
    "_x0041_",
    "A\nB",
    "\uff1d1",
    '=HYPERLINK("x";"y")',
]


@pytest.mark.parametrize("name", TRAPS)
@pytest.mark.parametrize("others", [(), ("A",), ("", "'A")])
def test_a_name_that_a_spreadsheet_would_run_is_harmless_and_comes_back(name, others):
    names = (name, *others)
    log = log_of([0.0] * len(names), [-4.5] * len(names), names, range(len(names)))
    text = render_readings(log)
    cells = [row[0] for row in csv.reader(io.StringIO(text))]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d")) for cell in cells)
    same(read_back(text), log)
    assert ",-4.5\n" in text
    same(read_log(File("readings.xlsx", render_workbook(log)), None, Site()), log)


def test_what_is_marked_as_text_is_said_and_what_is_half_marked_is_read_as_written():
    whole = read_back("'logger_id,time,temperature [°C]\n'=1,2026-11-10T08:00Z,4\n")
    assert any("marked as text" in note for source in whole.provenance for note in source.assumptions)
    with pytest.raises(InputError, match="logger_id"):
        read_back("'logger_id,time,temperature [°C]\n'=1,2026-11-10T08:00Z,4\nB,2026-11-10T08:00Z,4\n")
    assert read_back("logger_id,time,temperature [°C]\n'=1,2026-11-10T08:00Z,4\n").loggers == ("'=1",)


def test_a_sheet_holds_so_many_rows():
    log = log_of(np.arange(SHEET_ROWS) * 1e6, np.zeros(SHEET_ROWS))
    with pytest.raises(InputError, match=r"write it as \.csv"):
        render_workbook(log)


@pytest.mark.parametrize("name", ["x.parquet", "x.CSV.txt", "x.json", "x.xls", "x.xlsm"])
def test_an_output_of_another_format_is_refused_by_its_ending(name, tmp_path):
    done = call("convert", QTAG, "--out", tmp_path / name, "--tz", "+01:00")
    assert done.exit_code == REFUSED
    assert "a name that ends in .csv or .xlsx" in done.stderr
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["x.xlsx", "X.XLSX", "x.csv", "x"])
def test_an_output_is_what_its_ending_says(name, tmp_path):
    answers = ("--tz", "+01:00", "--readings-alone")
    assert call("convert", QTAG, "--out", tmp_path / name, *answers).exit_code == 0
    data = (tmp_path / name).read_bytes()
    assert data.startswith(b"PK") == name.casefold().endswith(".xlsx")
    told = json.loads((tmp_path / f"{name}.provenance.json").read_text("utf-8"))
    assert told["table_sha256"] == sha256(data).hexdigest()
    again = tmp_path / "again.csv"
    assert call("convert", tmp_path / name, "--out", again).exit_code == 0
    assert call("convert", QTAG, "--out", tmp_path / "first.csv", *answers).exit_code == 0
    assert again.read_bytes() == (tmp_path / "first.csv").read_bytes()


ANSWERS = [
    {},
    {"channel": "1"},
    {"unit": "C"},
    {"date_order": "dmy"},
    {"date_order": "mdy"},
    {"unit": "C", "date_order": "dmy"},
    {"channel": "1", "date_order": "dmy"},
    {"channel": "1", "unit": "C"},
    {"channel": "1", "unit": "C", "date_order": "dmy"},
    {"on_clock_jump": "split"},
]


def read_somehow(path):
    for answers, tz in product(ANSWERS, ("+01:00", None, "+02:00", "Europe/Berlin")):
        try:
            return read_readings(path, tz=tz, **answers)
        except InputError:
            continue
    return None


#: Made-up files that hold no reading, or that are refused whatever is stated of them.
NO_READINGS = {
    "epcis_made_up_interval.json",
    "epcis_made_up_statistics.json",
    "fridgetag_made_up.txt",
    "fridgetag_made_up_us.txt",
    "hobo_made_up_no_decimal_sign.csv",
    "meaco_made_up_light.csv",
    "trend_made_up_humidity.csv",
}


@pytest.mark.parametrize("name", sorted(NO_READINGS))
def test_a_made_up_file_without_readings_is_read_with_no_answers(name):
    assert read_somehow(DATA / name) is None


@pytest.mark.parametrize(
    "path", [path for path in sorted(DATA.glob("*.*")) if path.name not in NO_READINGS], ids=lambda path: path.name
)
def test_every_made_up_file_that_is_read_comes_back(path):
    log = read_somehow(path)
    assert log is not None
    empty = not all((log.logger == i).any() for i in range(len(log.loggers)))
    if empty or any(device.disagreements for device in log.devices.values()):
        with pytest.raises(InputError):
            render_readings(log)
    else:
        same(read_back(render_readings(log, readings_alone=True)), log)


# The declared interval is part of the log: gaps are measured by it


@pytest.mark.parametrize(
    ("cells", "words"),
    [(("300", "600"), "'600'"), (("300", ""), "''"), (("0", "0"), "'0'"), (("x", "x"), "'x'"), (("-5", "-5"), "'-5'")],
)
def test_an_interval_that_is_none_is_refused(cells, words):
    rows = [f"2031-05-06T10:0{i}Z,4.5,{cell}" for i, cell in enumerate(cells)]
    with pytest.raises(InputError, match="one number throughout") as found:
        read_back("\n".join(["time,temperature [°C],interval_s", *rows, ""]))
    assert words in str(found.value)


def test_a_table_of_two_loggers_where_one_declares_its_interval():
    log = log_of([0.0, 0.0], [4.5, 5.5], ("A", "B"), [0, 1], {"B": 60.0})
    text = render_readings(log)
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["A", "1970-01-01T00:00:00Z", "4.5", ""],
        ["B", "1970-01-01T00:00:00Z", "5.5", "60"],
    ]
    same(read_back(text), log)
