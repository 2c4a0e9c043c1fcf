"""Any table as a person states it: in the call, on the command line and in the profile, with the same words."""

from datetime import date, time

import numpy as np
import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from test_plain import same_log
from test_workbooks import xls, xlsx
from typer.testing import CliRunner

from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.assessment.streaming.batches import batches_of
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AtmpError,
    DisprovedAnswer,
    MissingUnit,
    NotATable,
    SiteError,
    UnknownColumn,
    UnknownDialect,
    UnreadableTime,
    UsageError,
)
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.stated_tables import StatedTable

WARD = """Temperaturlogg kylskåp 7
Avdelning;Klinik 12

Datum;Kl;Sond 1;Sond 2;Batteri
åååå-mm-dd;tt.mm;°C;°C;V
24.11.2026;10.32;4,5;5,5;3,1
24.11.2026;10.42;4,6;HI;3,1
24.11.2026;10.52;;5,7;3,1

Signatur: AB
"""
COLUMNS = {"Datum": "date", "Kl": "time", "Sond 1": "temperature"}
FORM = {"time_format": "dd.mm.yyyy hh.mm", "tz": "+01:00"}
PROFILE = {"heading_row": 4, "time_format": "dd.mm.yyyy hh.mm", "columns": COLUMNS | {"*": "ignore"}}


@pytest.fixture
def saved(tmp_path):
    def run(text, name="log.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return run


def said_of(log):
    return " | ".join(log.provenance[0].assumptions)


def refusal(error, *args, **answers):
    with pytest.raises(error) as found:
        read_readings(*args, **answers)
    return str(found.value)


@pytest.mark.parametrize("word", ["Sensor error", "ERR", "fault 3", "Givarfel", "Invalid"])
def test_a_column_that_says_that_a_temperature_is_none_is_not_left_out_unasked(saved, word):
    stated = {"columns": {"Stamp": "time", "Temp": "temperature"}, "unit": "C", "tz": "UTC"}
    head = "Stamp;Temp;Status\n2026-11-10 10:00;4,5;OK\n2026-11-10 10:10;"
    said = refusal(UnknownColumn, saved(f"{head}4,5;{word}\n"), **stated)
    assert f"row 3: found {word!r} under 'Status'" in said
    for fine in (f"{head};{word}\n", f"{head}4,5;no error\n"):
        assert read_readings(saved(fine), **stated).temperature_degC[0] == 4.5
    stated["columns"]["Status"] = "ignore"
    assert len(read_readings(saved(f"{head}4,5;{word}\n"), **stated)) == 2


def test_a_heading_of_any_length_that_is_stated_heads_its_table(saved):
    heading = f"Temperature of the tank {'in the cellar ' * 20}".strip()
    stated = {"columns": {"Stamp": "time", heading: "temperature"}, "unit": "C", "tz": "UTC"}
    table = f"Ward 7\nStamp;{heading}\n2026-11-10 10:00;4,5\n2026-11-10 10:10;4,5"
    log = read_readings(saved(f"{table}\nSigned: AB\n"), **stated)
    assert (len(log), "below the readings" in said_of(log)) == (2, True)
    assert "row 4" in refusal(AtmpError, saved(f"{table};9\n"), **stated)
    assert "missing: temperature" in refusal(AtmpError, saved(f"time;temperature [{'x' * 300}]\n1;2\n"))


def test_a_date_without_its_year_is_refused_as_that(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("time,temperature [°C]\n--03-25 10:00,4.0\n", "utf-8")
    assert "a date shown without its year" in refusal(AtmpError, path, tz="UTC")


def test_a_wards_table_as_the_call_states_it(saved):
    log = read_readings(saved(WARD), columns=COLUMNS, **FORM)
    assert log.provenance[0].first == "2026-11-24T09:32:00Z"
    np.testing.assert_array_equal(log.temperature_degC, [4.5, 4.6, np.nan])
    for words in (
        "2 rows above the headings: 'Temperaturlogg kylskåp 7' | 'Avdelning Klinik 12'",
        "1 row under the headings, taken as one of units: 'åååå-mm-dd tt.mm °C °C V'",
        "1 row below the readings, without a time and a temperature, left out: 'Signatur: AB'",
        "'Kl' is the time, as stated by the caller",
        "columns left out: 'Sond 2', 'Batteri'",
        "decimal comma throughout",
    ):
        assert words in said_of(log)


def test_without_a_word_the_refusal_names_the_row_that_is_likely_to_head_the_table(saved):
    said = refusal(UnknownDialect, saved(WARD))
    assert "row 4: found the headings 'Datum', 'Kl', 'Sond 1', 'Sond 2', 'Batteri'" in said
    assert "(missing: temperature)" in said
    assert "--column 'HEADING=temperature'" in said
    assert len(read_readings(saved(WARD), columns={"Sond 1": "temperature"}, **FORM)) == 3


def test_the_command_line_and_the_profile_say_the_same(saved, tmp_path):
    path, whole = saved(WARD), read_readings(saved(WARD), columns=COLUMNS, heading_row=4, **FORM)
    site = parse_site({"readings": {"table": PROFILE}})
    of_profile = read_readings(path, site=site, tz="+01:00")
    np.testing.assert_array_equal(of_profile.time_us, whole.time_us)
    np.testing.assert_array_equal(of_profile.temperature_degC, whole.temperature_degC)
    assert "'Kl' is the time, as stated by the site profile" in said_of(of_profile)
    columns = [word for theirs, ours in COLUMNS.items() for word in ("--column", f"{theirs}={ours}")]
    out = tmp_path / "out.csv"
    call = ["convert", str(path), "--out", str(out), *columns, "--time-format", FORM["time_format"], "--tz", "+01:00"]
    done = CliRunner().invoke(app, [*call, "--heading-row", "4"])
    assert done.exit_code == 0, done.output
    again = read_readings(out)
    np.testing.assert_array_equal(again.time_us, whole.time_us)
    np.testing.assert_array_equal(again.temperature_degC, whole.temperature_degC)


def test_what_a_profile_states_of_tables_prints_and_is_checked():
    table = {**PROFILE, "unit": "C", "decimal": ","}
    said = parse_site({"readings": {"table": table}}).statements()[-1]
    assert said.startswith("tables of readings: row 4 heads them; 'Datum' is the date; 'Kl' is the time")
    assert said.endswith("the other columns are left out; times are written as dd.mm.yyyy hh.mm; unit C; decimal ,")
    wrong = {"heading_row": 2000, "unit": "mm", "decimal": ".", "time_format": "hh", "columns": {"Tid": "tme"}, "x": 1}
    with pytest.raises(SiteError) as refused:
        parse_site({"readings": {"table": wrong}})
    for words in ("heading_row", "C, F or K", "leaves out the year", "site.readings.table.columns.Tid", "unknown key"):
        assert words in str(refused.value)
    for made in (
        lambda: StatedTable({"time": "Stamp"}),
        lambda: StatedTable({"": "time"}),
        lambda: StatedTable(unit="mm"),
        lambda: StatedTable(time_format="hh"),
        lambda: StatedTable(decimal=";"),
        lambda: StatedTable(heading_row=-1),
        lambda: Site(table={}),
    ):
        with pytest.raises(SiteError):
            made()
    assert StatedTable({"Nr": "ignore"}, 0).is_stated
    assert [*StatedTable({"Nr": "ignore"}, 0).statements()] == [
        "tables of readings: no row heads them; 'Nr' is left out"
    ]
    assert [*StatedTable().statements()] == []


def test_a_profile_fills_only_what_a_table_of_no_family_leaves_open(saved):
    site = parse_site({"readings": {"table": {"unit": "F", "decimal": ",", "heading_row": 3}}})
    ours = saved("time,temperature [°C]\n2026-11-10T08:00Z,5.0\n2026-11-10T08:10Z,HI\n")
    assert read_readings(ours, site=site).temperature_degC[0] == 5.0
    theirs = saved("x\ny\nTid;Temp\n2026-11-10T08:00Z;46,4\n", "theirs.csv")
    log = read_readings(theirs, site=site)
    assert log.temperature_degC.tolist() == [8.0]
    assert "the unit °F is stated by the site profile" in said_of(log)
    assert "the decimal comma is stated by the site profile" in said_of(log)
    assert "°C stated by the caller" in refusal(
        DisprovedAnswer, saved("Tid;Temp [F]\n2026-11-10T08:00Z;46,4\n"), unit="C"
    )


def test_a_date_order_stated_for_events_must_only_agree_with_the_format(saved):
    site = parse_site({"readings": {"table": PROFILE}})
    for how in ({"site": site, "tz": "+01:00"}, {"columns": COLUMNS, **FORM}):
        assert len(read_readings(saved(WARD), date_order="dmy", **how)) == 3
        assert "mdy stated" in refusal(AtmpError, saved(WARD), date_order="mdy", **how)


def test_a_large_parquet_is_not_streamed_past_what_the_profile_states(saved):
    pd.DataFrame({"time": pd.to_datetime(["2026-11-10T08:00Z"]), "temperature [°F]": [46.4]}).to_parquet(
        path := saved("", "log.parquet")
    )
    (source,) = readings_files(path)
    assert batches_of(source, Answers(), Site(), 100)
    assert batches_of(source, Answers(), Site(table=StatedTable(unit="C")), 100) is None
    assert read_readings(path).temperature_degC.tolist() == [8.0]
    assert "stated by the site profile" in refusal(DisprovedAnswer, path, site=Site(table=StatedTable(unit="C")))
    assert read_readings(path, site=Site(table=StatedTable(heading_row=3))).temperature_degC.tolist() == [8.0]
    assert "Parquet names its columns itself" in refusal(UsageError, path, heading_row=2)


def test_several_temperatures_are_channels_or_loggers(saved):
    path = saved(WARD)
    channels = {**COLUMNS, "Sond 2": "temperature"}
    said = refusal(AmbiguousChannel, path, columns=channels, **FORM)
    assert "1: 'Sond 1' [°C]; 2: 'Sond 2' [°C]" in said
    log = read_readings(path, columns=channels, channel=2, **FORM)
    np.testing.assert_array_equal(log.temperature_degC, [5.5, np.nan, 5.7])
    assert "warmer than the logger's scale (HI): 1 reading" in said_of(log)
    loggers = {**COLUMNS, "Sond 1": "temperature of TANK-3", "Sond 2": "temperature of TANK-4"}
    both = read_readings(path, columns=loggers, **FORM)
    assert both.loggers == ("TANK-3", "TANK-4")
    np.testing.assert_array_equal(both.temperature_degC, [4.5, 4.6, np.nan, 5.5, np.nan, 5.7])
    assert "'Sond 2' is the temperature of TANK-4, as stated by the caller" in said_of(both)
    for wrong in (channels | {"Sond 1": "temperature of A"}, loggers | {"Sond 2": "temperature of TANK-3"}):
        assert "a logger of its own" in refusal(UnknownColumn, path, columns=wrong, **FORM)
    assert "loggers in a column" in refusal(
        UnknownColumn, path, columns={**loggers, "Sond 2": "ignore", "Batteri": "logger_id"}, **FORM
    )
    shown = CliRunner().invoke(
        app,
        ["inspect", str(path), "--tz", "+01:00", "--time-format", "d.m.yyyy h.m"]
        + [word for theirs, ours in channels.items() for word in ("--column", f"{theirs}={ours}")],
    )
    assert shown.exit_code == 0, shown.output
    assert shown.output.count("is stated by the caller; left out") == 2


def test_two_columns_of_one_meaning_are_channels_only_where_both_are_stated(saved):
    text = "time,temperature [°C],Probe\n2026-11-10T08:00Z,5.0,6.0\n"
    assert "beside another of its meaning" in refusal(UnknownColumn, saved(text), columns={"Probe": "temperature"})
    assert "beside another of its meaning" in refusal(UnknownColumn, saved(text), columns={"Probe": "time"})
    log = read_readings(saved(text), columns={"Probe": "temperature", "temperature [°C]": "ignore"}, unit="C")
    assert log.temperature_degC.tolist() == [6.0]
    assert "columns left out: 'temperature [°C]'" in said_of(log)


@pytest.mark.parametrize("made", [xls, xlsx])
def test_a_workbook_with_titles_a_date_beside_a_clock_and_units(saved, made):
    rows = [["Fridge 7"], [], ["Day", "Clock", "Probe"], ["", "", "°F"]]
    rows += [["2026-11-10", "08:00", 46.4], ["2026-11-10", "08:10", 35.6], ["Signed: AB"]]
    path = saved(made({"A": rows}), "log.xlsx")
    columns = {"Day": "date", "Clock": "time", "Probe": "temperature"}
    log = read_readings(path, columns=columns, tz="UTC")
    assert log.temperature_degC.tolist() == [8.0, 2.0]
    assert "1 row above the headings: 'Fridge 7'" in said_of(log)
    assert "'Signed: AB'" in said_of(log)


def test_a_table_without_headings(saved):
    path = saved("7;24.11.2026;10:32;4,5\n8;24.11.2026;10:42;4,6\n")
    columns = {"2": "date", "3": "time", "4": "temperature"}
    log = read_readings(path, columns=columns, heading_row=0, unit="C", tz="UTC")
    assert log.temperature_degC.tolist() == [4.5, 4.6]
    assert "no row heads the table, as stated" in said_of(log)
    assert "--heading-row 0 --column '1=time'" in refusal(UnknownDialect, path)
    assert "no rows" in refusal(NotATable, saved(""), heading_row=0)


def test_a_stated_heading_row_that_is_none(saved):
    assert "no filled row 3" in refusal(UsageError, saved(WARD), heading_row=3, columns=COLUMNS)
    assert "no filled row 99" in refusal(UsageError, saved(WARD), heading_row=99, columns=COLUMNS)
    assert "5 cells under 2 headings" in refusal(NotATable, saved(WARD), heading_row=2, columns=COLUMNS)
    assert "no CSV" in refusal(NotATable, saved("a" * 200_000 + ";b\n1;2\n"))


@pytest.mark.parametrize(
    ("cells", "form", "words"),
    [
        (("24.11.2026 10.32", "24.11.2026 10:42"), "dd.mm.yyyy hh.mm", "'24.11.2026 10:42', expected a time as dd.mm"),
        (("24.11.2026 10.32", "31.11.2026 10.42"), "%d.%m.%Y %H.%M", "'31.11.2026 10.42'"),
        (("24.11.2026 10.32",) * 3, "mm.dd.yyyy hh.mm", "'24.11.2026 10.32' and 2 more such cells"),
        (("2026 258 930",), "%Y %j %H%M", "'2026 258 930'"),
        (("24.11.2026 10.32", "24.11.2026 10.42"), None, "--time-format 'dd.mm.yyyy hh.mm'"),
    ],
)
def test_one_format_for_the_whole_column(saved, cells, form, words):
    rows = "".join(f"{cell};4,5\n" for cell in cells)
    path = saved(f"Stamp;Temp\n{rows}")
    said = refusal(
        UnreadableTime, path, columns={"Stamp": "time", "Temp": "temperature"}, unit="C", tz="UTC", time_format=form
    )
    assert words in said


def test_an_empty_time_is_refused_as_ever(saved):
    path = saved("Stamp;Temp\n24.11.2026 10.32;4,5\n;4,6\n24.11.2026 10.52;4,7\n")
    stated = {"columns": {"Stamp": "time", "Temp": "temperature"}, "unit": "C"}
    with pytest.raises(AtmpError, match="no time"):
        read_readings(path, **stated, **FORM)
    none = saved("Stamp;Temp\n;4,6\n")
    with pytest.raises(AtmpError, match="no time"):
        read_readings(none, **stated, **FORM)


@pytest.mark.parametrize(
    ("above", "answers", "error", "words"),
    [
        ("All values in °F", {"unit": "C", "tz": "UTC"}, DisprovedAnswer, "'All values in °F', expected the unit C"),
        (
            "Times in UTC",
            {"unit": "C", "site": Site(tz="Europe/Stockholm")},
            DisprovedAnswer,
            "Europe/Stockholm unasked",
        ),
        ("All values in °C", {"unit": "C", "tz": "UTC"}, None, ""),
        ("Times in UTC", {"unit": "C", "tz": "UTC"}, None, ""),
        ("UTC or not", {"unit": "C", "site": Site(tz="Europe/Stockholm")}, DisprovedAnswer, "UTC or not"),
        ("Page 1, ward 7", {"unit": "C", "site": Site(tz="Europe/Stockholm")}, None, ""),
    ],
)
def test_what_stands_above_the_headings_must_not_contradict(saved, above, answers, error, words):
    path = saved(f"{above}\nStamp;Temp\n2026-11-10 10:00;4,5\n")
    stated = {"columns": {"Stamp": "time", "Temp": "temperature"}, **answers}
    if error:
        assert words in refusal(error, path, **stated)
    else:
        assert read_readings(path, **stated).temperature_degC.tolist() == [4.5]


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ("Max temperature: 12,4 °C", True),
        ("Lägsta -3.5, 2026-11-10 08:00", True),
        ("Highest;12.4", True),
        ("MaxTemp: 12,4", True),
        ("Tmax = 12,4 °C", True),
        ("Maxvärde 12,4", True),
        ("Max 12,4 (larmgräns 8)", True),
        ("Channel 2 high limit 8", False),
        ("Min intervall 10", False),
        ("Max 4,5 Min 4,4", False),
        ("Max; 4,6", False),
        ("Intervall (min): 10", False),
        ("Larmgräns max 8", False),
        ("Högsbo sjukhus 4", False),
        ("Maximilian 7", False),
        ("Max 90 % RH, 12 min, 2026-11-10 08:00", False),
        ("Page 12", False),
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_an_extreme_that_no_reading_shows_is_not_left_out(saved, row, refused, place):
    rows = "Stamp;Temp\n2026-11-10 10:00;4,5\n2026-11-10 10:10;HI\n"
    path = saved(f"{row}\n{rows}" if place == "above" else f"{rows}{row}\n")
    stated = {"columns": {"Stamp": "time", "Temp": "temperature"}, "unit": "C", "tz": "UTC"}
    if place == "below" and ";" in row:
        refusal(AtmpError, path, **stated)
    elif refused:
        assert "no lowest or highest beyond the readings" in refusal(DisprovedAnswer, path, **stated)
        seen = read_readings(path, **stated, heading_row=1 if place == "below" else 2)
        assert row.replace(";", " ") in said_of(seen)
    else:
        assert read_readings(path, **stated).temperature_degC[0] == 4.5


def test_a_table_of_remarks_alone_is_refused(saved):
    for rows in ("foo;bar\nbaz;qux\n", "foo;bar\n", "Signatur: AB;\n"):
        with pytest.raises(AtmpError):
            read_readings(saved(f"time;temperature [°C]\n{rows}"))


def test_a_profiles_words_for_tables_do_not_touch_a_table_headed_as_ours():
    data = b"time,temperature [\xc2\xb0C]\n2026-11-10T08:00Z,5.0\n2026-11-10T08:10Z,HI\n"
    site = Site(table=StatedTable({"temperature [°C]": "ignore"}))
    assert read_log(File("log.csv", data), None, site).temperature_degC[0] == 5.0


def test_headings_are_sought_in_bounded_time(saved):
    wide = ";".join(f"Time {i} °C" for i in range(50_000))
    with pytest.raises(NotATable, match="at most 1000"):
        read_readings(saved(f"{wide}\n{wide.replace('Time', '1')}\n"))


def test_a_workbooks_dates_and_clocks_in_two_columns(saved):
    rows = [["Datum", "Kl", "Temp"], [date(2026, 11, 10), time(8, 0), 4.5], [date(2026, 11, 10), time(8, 10), 4.6]]
    data = xlsx({"A": rows}, {date: "yyyy-mm-dd", time: "hh:mm"})
    log = read_readings(saved(data, "log.xlsx"), unit="C", tz="UTC")
    assert log.provenance[0].last == "2026-11-10T08:10:00Z"


def test_titles_of_a_table_whose_times_have_their_offset(saved):
    path = saved("Times in UTC\ntime;temperature [°C]\n2026-11-10T10:00+01:00;4,5\n")
    assert len(read_readings(path, site=Site(tz="Europe/Stockholm"))) == 1


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("time;temperature [°C]\n;°F\n2026-11-10T10:00Z;4,5\n", MissingUnit, "°C and °F"),
        ("time;temperature [°C]\n2026-11-10T10:00Z;4,5\nMax;4,5\n", AtmpError, "'Max'"),
        ("time;temperature [°C]\n2026-11-10T10:00Z;4,5\n2026-11-10T1\n", NotATable, "1 cells under 2 headings"),
        ("time;temperature [°C]\n2026-11-10T10:00Z;4,5\nEnd;NA\n", AtmpError, "'End'"),
        ("time;temperature [°C]\nfoo;HI\n2026-11-10T10:00Z;4,5\n", AtmpError, "'foo'"),
        ("time;temperature [°C]\n2026-11-10T10:00Z;4,5\ntime;temperature [°C]\n", NotATable, "row 1 again"),
        ("time;temperature [°C]\n2026-11-10T10:00Z;4,5;x\n", NotATable, "3 cells under 2 headings"),
        ('"time;temperature [°C]\n2026-11-10T10:00Z;4,5\n', NotATable, ""),
    ],
)
def test_what_no_row_proves_is_still_refused(saved, text, error, words):
    assert words in refusal(error, saved(text))


def test_the_headings_again_are_counted(saved):
    head = "time;temperature [°C]\n"
    text = head + "2026-11-10T10:00Z;4,5\n" + head + "2026-11-10T10:10Z;4,5\n" + head
    assert "row 3: found the headings of row 1 again, and in 1 more rows" in refusal(NotATable, saved(text))


@pytest.mark.parametrize(
    "text",
    [
        "time;temperature [°C];\n2026-11-10T10:00Z;4,5\n2026-11-10T10:10Z;4,6;\n",
        "time;temperature [°C]\n2026-11-10T10:00Z;4,5;;\n2026-11-10T10:10Z;4,6\n",
        "Log\n\ntime;temperature [°C]\n2026-11-10T10:00Z;4,5\n2026-11-10T10:10Z;4,6\nEnd of data\nPage 1\n",
        "Log, of fridge, seven\ntime;temperature [°C]\nISO;°C\n2026-11-10T10:00Z;4,5\n2026-11-10T10:10Z;4,6\n",
        "UTC\nTime offset UTC +1;x\ntime;temperature [°C]\n2026-11-10T10:00Z;4,5\n2026-11-10T10:10Z;4,6\n",
    ],
)
def test_what_holds_nothing_is_left_out(saved, text):
    assert read_readings(saved(text)).temperature_degC.tolist() == [4.5, 4.6]


def test_a_familys_export_that_is_stated_to_be_a_table_says_so(saved):
    rows = "2031-09-09 0:00,5.012,4.75\n".replace("0:00", "00:00")
    path = saved("time,p0.5,m0.25\n" + rows)
    log = read_readings(path, columns={"p0.5": "temperature", "*": "ignore"}, unit="C", tz="UTC")
    assert log.temperature_degC.tolist() == [5.012]
    assert "the file bears the signs of LogR; read as a table, as stated" in said_of(log)


def test_streams_answer_as_reading_at_once(saved):
    path = saved(WARD)
    events = saved("therapy_id,event,time\nT1,product_received,2026-11-24T10:30+01:00\n", "events.csv")
    result = assess_files(
        read_events(events), path, "kymriah-eu", logger_tz="+01:00", columns=COLUMNS, time_format=FORM["time_format"]
    )
    assert "'Kl' is the time, as stated by the caller" in str(result)


def test_inspect_shows_a_stated_table_before_its_zone_is_stated(saved):
    columns = [word for theirs, ours in COLUMNS.items() for word in ("--column", f"{theirs}={ours}")]
    shown = CliRunner().invoke(app, ["inspect", str(saved(WARD)), *columns, "--time-format", FORM["time_format"]])
    assert shown.exit_code == 0, shown.output
    assert "24.11.2026 10.32" in shown.output
    assert "4.6" in shown.output


@pytest.mark.parametrize("text", ["Stamp", "=time", "Stamp=", "Stamp=time Stamp=time"])
def test_a_column_option_that_says_nothing(saved, text):
    words = [word for one in text.split() for word in ("--column", one)]
    refused = CliRunner().invoke(app, ["inspect", str(saved(WARD)), *words])
    assert refused.exit_code == 2
    assert "each heading once" in refused.output


def test_a_heading_may_hold_the_sign_of_the_option(saved):
    path = saved("T=0;Temp\n2026-11-10T10:00Z;4,5\n")
    shown = CliRunner().invoke(
        app, ["inspect", str(path), "--column", "T=0=time", "--column", "Temp=temperature", "--unit", "C"]
    )
    assert shown.exit_code == 0, shown.output
    refused = CliRunner().invoke(app, ["inspect", str(path), "--column", "time=T=0"])
    assert "--column time=T" in refused.output


PLAIN = [
    ("2026-11-10 08:00", "4.5"),
    ("2026-11-10 08:10", ""),
    ("2026-11-10 08:20", "-150.25"),
    ("2026-11-10 08:30", "7"),
]
FORMS = {"dd.mm.yyyy hh.mm": "%d.%m.%Y %H.%M", "%d/%m/%y %H:%M": "%d/%m/%y %H:%M", "yyyymmddhhmm": "%Y%m%d%H%M"}


@settings(max_examples=draws(150), deadline=None, derandomize=True)
@given(st.data())
def test_however_a_table_is_written_it_is_read_as_the_plain_one_or_refused(data):
    form = data.draw(st.sampled_from(sorted(FORMS)))
    sign = data.draw(st.sampled_from(";\t"))
    decimal = data.draw(st.sampled_from(".,"))
    rows = [[pd.Timestamp(at).strftime(FORMS[form]), value.replace(".", decimal), "x"] for at, value in PLAIN]
    order = data.draw(st.permutations([0, 1, 2]))
    heading = ["Stamp", "Temp", "Other"]
    lines = [sign.join(row[i] for i in order) for row in (heading, *rows)]
    above = data.draw(st.lists(st.sampled_from(["Title", f"Name{sign}7", "", "Stamp"]), max_size=3))
    below = data.draw(st.lists(st.sampled_from(["Signatur: AB", "", f"End{sign}{sign}"]), max_size=2))
    units = data.draw(st.booleans()) * [sign.join(["when", "°C", "u"][i] for i in order)]
    tail = data.draw(st.sampled_from(["", sign, sign * 2]))
    text = "\n".join([*above, lines[0], *units, *(line + tail for line in lines[1:]), *below, ""])
    answers = Answers(columns={"Stamp": "time", "Temp": "temperature"}, time_format=form, unit="C")
    found = read_log(File("log.csv", text.encode()), pd.Timestamp("2026-01-01T00:00Z").tz, Site(), answers)
    plain = "time,temperature [°C]\n" + "".join(f"{at}Z,{value}\n" for at, value in PLAIN)
    want = read_log(File("log.csv", plain.encode()), None, Site())
    np.testing.assert_array_equal(found.time_us, want.time_us)
    np.testing.assert_array_equal(found.temperature_degC, want.temperature_degC)


def test_a_stated_table_of_our_own_headings_is_read_as_the_plain_reader_does():
    data = b"time,temperature [\xc2\xb0C]\n2026-11-10T08:00Z,5.0\n2026-11-10T08:10Z,5.5\n"
    site = Site(table=StatedTable({"Tid": "time"}, 7, "dd.mm.yyyy hh.mm", "F", ","))
    same_log(read_log(File("log.csv", data), None, site), read_log(File("log.csv", data), None, Site()))
