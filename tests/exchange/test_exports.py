"""An export reads back to the same record, is judged alike, and says what it left out."""

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from exported import ALL, BOTH, LOGS, MADE, ROWS, events_of, readings_of, written
from hypothesis import given, settings
from hypothesis import strategies as st
from shape_strategies import shape_cases
from strategies import answers, drawn_cases, is_a_label

import atmp_logistics as atmp
from atmp_logistics import export, read_events, read_readings
from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, TimesOutOfOrder, UsageError
from atmp_logistics.core.event_columns import FILED
from atmp_logistics.records.logger_places import CALL, LoggerPlace


def same_events(again, events):
    assert (again.tz, again.conditions, again.resolution_s) == (events.tz, events.conditions, events.resolution_s)
    assert again.containers == events.containers
    left = ["row", "file"] + ["doubt_us"] * (events.resolution_s is not None)
    one, other = (log.table.drop(columns=left, errors="ignore") for log in (again, events))
    pd.testing.assert_frame_equal(one[[*other]], other, check_dtype=False)


def parts_of(log):
    trips = log.each_trip()
    return (
        log.loggers, log.logger.tolist(), log.time_us.tolist(), np.nan_to_num(log.temperature_degC, nan=-999).tolist(),
        dict(log.interval_s), log.places, repr(dict(log.devices)), trips.first.tolist(), np.nan_to_num(trips.interval_s, nan=-1).tolist(),
    )  # fmt: skip


@pytest.mark.parametrize("to", ALL)
@pytest.mark.parametrize("kind", ROWS)
def test_events_read_back(kind, to, tmp_path):
    events = events_of(ROWS[kind])
    found = written(tmp_path, to, events)
    assert found.events == len(events)
    same_events(read_events(found.paths[0]), events)


@pytest.mark.parametrize("to", ALL)
def test_a_stated_resolution_a_condition_and_several_files_read_back(to, tmp_path):
    clock = events_of(ROWS["minutes and seconds"], resolution="5 min")
    arm = events_of([{"event": "thaw_end", "time": "2026-11-10 10:04", "arm": "high"}], conditions=["arm"])
    for i, events in enumerate((clock, arm)):
        same_events(read_events(written(tmp_path, to, events, name=f"x{i}").paths[0]), events)
    for name, text in {"a": "thaw_start,2026-11-10T10:04Z", "b": "thaw_end,2026-11-10T10:05Z"}.items():
        (tmp_path / f"{name}.csv").write_text(f"therapy_id,container_id,event,time\nT1,B1,{text}\n", "utf-8")
    several = read_events([tmp_path / "a.csv", tmp_path / "b.csv"])
    again = read_events(written(tmp_path, to, several, name="several").paths[0])
    assert len(again.sources) == 2
    same_events(again, several)


@pytest.mark.parametrize("to", BOTH)
@pytest.mark.parametrize("kind", LOGS)
def test_readings_read_back(kind, to, tmp_path):
    found = written(tmp_path, to, events_of(ROWS["dispensed"]), LOGS[kind])
    assert found.readings == len(LOGS[kind])
    assert parts_of(read_readings(found.paths[-1])) == parts_of(LOGS[kind])
    same_events(read_events(found.paths[0]), events_of(ROWS["dispensed"]))


@pytest.mark.parametrize("to", ["process-mining", "xes"])
def test_readings_that_a_format_cannot_hold_are_counted(to, tmp_path):
    found = written(tmp_path, to, events_of(ROWS["dispensed"]), LOGS["plain"])
    assert found.readings == 0
    assert {"reading of a logger": 6, "logger": 2}.items() <= {one.what: one.count for one in found.left_out}.items()
    assert "left out: 6 × reading of a logger" in str(found)


def test_what_is_no_evidence_and_left_out_is_said(tmp_path):
    rows = [
        {"therapy_id": name, "event": event, "time": "2026-11-10T10:04Z"}
        for name, event in (("T1", "opened"), ("T2", "odd"))
    ]
    log = read_events(pd.DataFrame(rows), errors="collect")
    found = written(tmp_path, "epcis", log)
    said = {one.what: one.count for one in found.left_out}
    assert said["therapy that was set aside: what was wrong with it"] == 1
    assert said["row number in the file that an event was read from"] == 1
    assert read_events(found.paths[0]).containers == (("T2", ""),)


STORE = "[[storage]]\ncode = 'frozen'\nfrom = 'product_received'\nuntil = 'storage_out'\nupper = '8 degC'\n"
CASES = st.one_of(drawn_cases(), drawn_cases(), shape_cases())


@settings(deadline=None, max_examples=24, derandomize=True, database=None)
@given(CASES, st.sampled_from(ALL))
def test_an_export_is_judged_as_the_record(tmp_path_factory, case, to):
    an_export_is_judged_as_the_record(tmp_path_factory.mktemp("x"), case, to)


@pytest.mark.nightly
@settings(deadline=None, max_examples=2000, database=None)
@given(CASES, st.sampled_from(ALL))
def test_many_exports_are_judged_as_the_record(tmp_path_factory, case, to):
    an_export_is_judged_as_the_record(tmp_path_factory.mktemp("x"), case, to)


def an_export_is_judged_as_the_record(folder, case, to):
    if not is_a_label(case):
        return
    events, log, label = read_events(case.frame(), site=case.site), case.log(), sandbox_product(case.limits)
    options = {"when": dict(case.when), "site": case.site}
    first = answers(assess(events, log, label, **options))
    found = written(folder, to, events, log)
    again, back = read_events(found.paths[0], site=case.site), log
    same_events(again, events)
    if to in BOTH and log is not None:
        try:
            back = read_readings(found.paths[-1], site=case.site)
        except TimesOutOfOrder as error:  # a log by hand that declares an interval which no file may declare
            assert "and readings" in str(error)  # noqa: PT017
            assert any(one.declared_min for one in case.series)
            return
    assert answers(assess(again, back, label, **options)) == first


@pytest.mark.parametrize("to", ALL)
def test_the_same_record_gives_the_same_bytes(to, tmp_path):
    events = events_of(ROWS["what a pharmacy files"])
    first, second = (written(tmp_path, to, events, LOGS["devices"], name=name) for name in "ab")
    assert [path.read_bytes() for path in first.paths] == [path.read_bytes() for path in second.paths]


@pytest.mark.parametrize("to", ["xes", "epcis", "csv", "parquet"])
def test_an_open_file_is_written_into(to):
    out = io.BytesIO()
    found = export(events_of(ROWS["dispensed"]), to=to, path=out, made_at=MADE)
    assert found.paths == ()
    same_events(read_events(io.BytesIO(out.getvalue())), events_of(ROWS["dispensed"]))


def refused(*given, **options):
    with pytest.raises(AtmpError) as error:
        export(*given, **options)
    return str(error.value)


def test_what_a_call_cannot_ask_is_refused(tmp_path):
    events = events_of(ROWS["dispensed"])
    there = tmp_path / "there.csv"
    there.write_text("kept", "utf-8")
    assert "a file that is there already" in refused(events, to="csv", path=there)
    (tmp_path / "x.readings.csv").write_text("kept", "utf-8")
    assert "x.readings.csv: found a file that is there already" in refused(
        events, LOGS["plain"], to="csv", path=tmp_path / "x.csv"
    )
    assert not (tmp_path / "x.csv").exists()
    assert there.read_text("utf-8") == "kept"
    assert "when the export is made, which EPCIS demands" in refused(events, to="epcis", path=tmp_path / "x.json")
    assert "two files" in refused(events, LOGS["plain"], to="csv", path=io.BytesIO())
    message = refused("events.csv", "log.csv", to="xesx", path=3, made_at="soon")
    for words in (
        "expected an EventLog",
        "expected a TemperatureLog",
        "did you mean 'xes'",
        "path: found 3",
        "made_at: found 'soon'",
    ):
        assert words in message
    assert "one of csv, parquet" in refused(events, to=None, path=tmp_path / "x")
    with pytest.raises(UsageError, match="a file that takes bytes"):
        export(events, to="xes", path=io.StringIO())
    nothing = replace(events, table=events.table.iloc[:0])
    assert "something to export" in refused(nothing, to="csv", path=tmp_path / "y.csv")
    half = replace(events, table=events.table.assign(note=pd.Series(["\ud800"], dtype=object)))
    assert "found half of a character" in refused(half, to="csv", path=tmp_path / "y.csv")
    odd = replace(events, table=events.table.assign(note="\x01"))
    assert "event 1, column note: found '\\x01', with a sign that xes cannot hold" in refused(
        odd, to="xes", path=tmp_path / "y.xes"
    )


def test_a_cell_that_a_spreadsheet_would_run_is_marked(tmp_path):
    text = written(tmp_path, "csv", events_of(ROWS["what a pharmacy files"])).paths[0].read_text("utf-8")
    head, cells = text.split("\n", 1)
    assert "'note" in head
    assert "\"'=cold" in cells
    assert "'@3" in cells


def test_epcis_writes_the_moment_with_the_offset_of_its_place(tmp_path):
    path = written(tmp_path, "epcis", events_of(ROWS["the repeated hour"])).paths[0]
    events = json.loads(path.read_text("utf-8"))["epcisBody"]["eventList"]
    assert [(one["eventTime"], one["eventTimeZoneOffset"]) for one in events] == [
        ("2026-10-25T02:30:00+02:00", "+02:00"), ("2026-10-25T02:30:00+01:00", "+01:00"),
    ]  # fmt: skip


def test_a_log_of_which_nothing_more_is_said_is_the_plain_table_of_readings(tmp_path):
    path = written(tmp_path, "csv", events_of(ROWS["dispensed"]), LOGS["declared"]).paths[1]
    assert path.read_text("utf-8").splitlines()[:2] == [
        "logger_id,time,temperature_degC,interval_s",
        "A,1970-01-01T00:00:00Z,4,",
    ]


@pytest.mark.parametrize("to", BOTH)
def test_what_is_said_of_loggers_is_heard_where_files_are_streamed(to, tmp_path):
    rows = [
        {"event": name, "time": f"1970-01-01T00:0{i}Z"} for i, name in enumerate(("product_received", "storage_out"))
    ]
    events, label = events_of(rows), sandbox_product(STORE)
    log = readings_of(places=(LoggerPlace("A", ("frozen",), False, CALL), LoggerPlace("B b", (), False, CALL)))
    path = written(tmp_path, to, events, log).paths[-1]
    streamed = atmp.assess_files(events, [path], label)
    assert answers(streamed) == answers(assess(events, log, label))
    several = written(tmp_path, to, events, LOGS["trips"], name="several").paths[-1]
    with pytest.raises(AtmpError, match="one logger's readings of several files, expected a file of its own for each"):
        atmp.assess_files(events, [several], label)


@pytest.mark.parametrize("to", ALL)
def test_every_column_that_a_pharmacy_files_is_in_every_format(to, tmp_path):
    cells = {name: f"{name} 7" for name in FILED if name not in ("outcome", "quantity", "temperature_read", "sec")}
    events = events_of([{"event": "thaw_end", "time": "2026-11-10 10:04", **cells}])
    again = read_events(written(tmp_path, to, events).paths[0])
    assert {name: again.table[name][0] for name in cells} == {name: events.table[name][0] for name in cells}


@pytest.mark.parametrize("to", ["csv", "process-mining"])
def test_a_column_under_two_names_is_refused(to, tmp_path):
    path = written(tmp_path, to, events_of(ROWS["dispensed"])).paths[0]
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]},performed_by,org:resource", f"{lines[1]},a,b", ""]), "utf-8")
    with pytest.raises(AtmpError, match="a column under its own name and under that of process mining"):
        read_events(path)


EDITS = {
    "record_tz": (
        "csv",
        ",Europe/Stockholm",
        ",Europe/Oslo",
        "column record_tz: found another cell than in the first row",
    ),
    "record_resolution_s": ("csv", ",300", ",3e2", "column record_resolution_s"),
    "place": ("xes", 'key="place" value="1"', 'key="place" value="7"', "attribute place: found numbers that are not"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_what_holds_of_the_whole_record_is_said_alike_in_every_row(kind, tmp_path):
    to, old, new, words = EDITS[kind]
    options = {"resolution": "5 min"} if kind == "record_resolution_s" else {}
    path = written(tmp_path, to, events_of(ROWS["minutes and seconds"], **options)).paths[0]
    text = path.read_text("utf-8")
    changed = text.replace(old, new) if kind == "record_resolution_s" else text.replace(old, new, 1)
    assert changed != text
    path.write_text(changed, "utf-8")
    with pytest.raises(AtmpError) as error:
        read_events(path)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("A,1970-01-01T00:01:00Z,,0,", "A,soon,,0,", "row 3, column time: found 'soon'"),
        ("A,1970-01-01T00:01:00Z,,0,", "A,1970-01-01T00:01:00Z,warm,0,", "row 3, column temperature_degC: found 'warm'"),
        ('A,1970-01-01T00:02:00Z,5.123456,0,"frozen', 'A,1970-01-01T00:02:00Z,5.123456,0,"thawed', "row 4, column stands_for"),
        ("A,1970-01-01T00:01:00Z,,0,", "A,,,0,", "row 3, column time: found ''"),
    ],
)  # fmt: skip
def test_a_reading_that_export_does_not_write_is_refused(old, new, words, tmp_path):
    path = written(tmp_path, "csv", events_of(ROWS["dispensed"]), LOGS["places"]).paths[1]
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(AtmpError) as error:
        read_readings(path)
    assert words in str(error.value)


def test_an_export_as_a_notebook_shows_it(tmp_path):
    assert "csv: 1 event, 0 readings" in written(tmp_path, "csv", events_of(ROWS["dispensed"]))._repr_html_()


@pytest.mark.parametrize("path", [3, None, b"x", "", "a\x00b", "\ud800", ["x"], True])
def test_a_path_that_is_none_is_refused_and_nothing_is_written(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(events_of(ROWS["dispensed"]), to="xes", path=path)
    assert list(tmp_path.iterdir()) == []
