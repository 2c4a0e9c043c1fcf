"""A log as a frame reads back to a log that is judged alike; what is lost or edited makes nothing conform unseen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from shape_strategies import shape_cases
from strategies import answers, drawn_cases, is_a_label, verdicts

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, TimesOutOfOrder, UsageError
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.records.devices import Device, Extreme
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.frame_columns import ATTRS
from atmp_logistics.records.logger_places import CALL, LoggerPlace
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog, Trips

MINUTE = 60e6
TIMES = np.arange(6) * MINUTE
NAN = float("nan")


def log_of(**more):
    codes, values = np.array([0, 0, 0, 1, 1, 1]), np.array([4.0, NAN, 5.0, -80.0, -81.0, -82.0])
    return replace(TemperatureLog(codes, TIMES, values, ("A", "B"), {}, (Provenance("drawn"),)), **more)


def parts_of(log):
    """All that a log says, but for where it came from."""
    trips = log.each_trip()
    return (
        log.loggers,
        log.logger.tolist(),
        log.time_us.tolist(),
        np.nan_to_num(log.temperature_degC, nan=-999).tolist(),
        dict(log.interval_s),
        log.places,
        repr(dict(log.devices)),
        trips.first.tolist(),
        np.nan_to_num(trips.interval_s, nan=-1).tolist(),
    )


DEVICE = Device(
    {"serial": "7", "lowest_degC": 1.0},
    True,
    ("it prints 9 °C as its highest, its readings give 12 °C",),
    (Extreme(4.0, False, -MINUTE, 3 * MINUTE, 4.0, False, None, 4.0), Extreme(9.0, True, 0.0, MINUTE, NAN, True, 5.0)),
    (MINUTE,),
)
LOGS = {
    "plain": log_of(),
    "declared": log_of(interval_s={"B": 60.0}),
    "places": log_of(places=(LoggerPlace("A", ("frozen", "post-thaw"), False, CALL), LoggerPlace("B", (), True, CALL))),
    "nowhere": log_of(places=(LoggerPlace("B", (), False, CALL),)),
    "devices": log_of(devices={"A": DEVICE}),
    "trips": log_of(trips=Trips(np.array([0, 2, 3, 4]), np.array([60.0, NAN, 60.0, 60.0])), interval_s={"B": 60.0}),
    "a logger without readings": log_of(loggers=("A", "B", "C"), interval_s={"A": 60.0}),
    "all of it": log_of(
        loggers=("A", "B", "C"),
        devices={"A": DEVICE, "C": Device({"serial": "9"})},
        places=(LoggerPlace("C", ("frozen",), False, CALL),),
        trips=Trips(np.array([0, 2, 3]), np.array([60.0, NAN, NAN])),
    ),
    "no readings": TemperatureLog(np.empty(0, np.int64), np.empty(0), np.empty(0), ("A",), {}, ()),
    "no loggers": TemperatureLog(np.empty(0, np.int64), np.empty(0), np.empty(0), (), {}, ()),
}


@pytest.mark.parametrize("kind", LOGS)
def test_readings_read_back(kind):
    log = LOGS[kind]
    if kind == "no loggers":
        assert len(read_readings(log.to_frame())) == 0
        return
    frame = log.to_frame()
    assert parts_of(read_readings(frame)) == parts_of(log)
    assert parts_of(read_readings(frame.sample(frac=1, random_state=1).sort_values(["logger_id", "time"]))) == parts_of(
        log
    )
    frame["temperature_degC"] = 0.0
    assert parts_of(read_readings(log.to_frame())) == parts_of(log)
    assert {name: str(dtype) for name, dtype in log.to_frame().dtypes.items() if name in DTYPES} == {
        name: DTYPES[name] for name in log.to_frame() if name in DTYPES
    }


DTYPES = {
    "logger_id": "str",
    "time": "datetime64[us, UTC]",
    "temperature_degC": "float64",
    "interval_s": "float64",
    "trip": "int64",
    "stands_for": "str",
    "device_record": "str",
}


def test_a_frame_through_parquet_reads_back(tmp_path):
    log = LOGS["all of it"]
    log.to_frame().to_parquet(tmp_path / "log.parquet")
    assert parts_of(read_readings(pd.read_parquet(tmp_path / "log.parquet"))) == parts_of(log)


def test_a_part_of_a_call_is_no_frame():
    with pytest.raises(UsageError, match="a part of the readings"):
        log_of(is_part=True).to_frame()


def test_a_reading_that_is_gone_shows_no_extreme():
    frame = LOGS["devices"].to_frame()
    shown, counted = read_readings(frame.drop(index=0)).devices["A"].extremes
    assert (shown.logged_degC, shown.around_degC, np.isnan(counted.logged_degC)) == (5.0, 5.0, True)
    hidden, _ = read_readings(frame.drop(index=[0, 2])).devices["A"].extremes
    assert np.isnan(hidden.logged_degC)
    counted = Extreme(4.5, True, 0.0, MINUTE, 5.0, True, 1.0, 5.0)
    log = log_of(devices={"A": Device({}, True, (), (counted,))}, interval_s={"A": 60.0})
    assert read_readings(log.to_frame()).devices["A"].extremes == (counted,)
    assert np.isnan(read_readings(log.to_frame().drop(index=2)).devices["A"].extremes[0].logged_degC)


def refused(frame, read=read_readings, **options):
    with pytest.raises(AtmpError) as error:
        read(frame, **options)
    return str(error.value)


@pytest.mark.parametrize(
    ("kind", "edit", "words"),
    [
        ("places", {"stands_for": ["frozen", "x", "", "", "", ""]}, "row 1, column stands_for: found another cell"),
        ("devices", {"device_record": ["{}"] * 6}, "column device_record: found '{}'"),
        ("devices", {"device_record": ["[" * 9] * 6}, "what to_frame() says of logger A"),
        ("trips", {"trip": [0, 0, None, 1, 1, 1]}, "row 2, column trip: found no number, and so in 1 rows"),
        ("declared", {"interval_s": [60.0, 30.0, 60.0, 60.0, 60.0, 60.0]}, "column interval_s"),
        (
            "plain",
            {"time": [pd.NaT, *pd.date_range("2026-11-10T08:00Z", periods=5)], "temperature_degC": [NAN, *[4.0] * 5]},
            "row 0, column time: found no time",
        ),
        (
            "plain",
            {"time": [pd.NaT, *pd.date_range("2026-11-10T08:00Z", periods=5)]},
            "row 0, column time: found no time",
        ),
    ],
)
def test_an_edit_that_is_none_is_refused(kind, edit, words):
    assert words in refused(LOGS[kind].to_frame().assign(**edit))


def test_a_log_cut_into_pieces_keeps_nothing_that_holds_of_the_whole():
    frame = LOGS["devices"].to_frame().iloc[[0, 1, 2, 0]].reset_index(drop=True)
    frame.loc[3, "time"] += pd.Timedelta("30s")
    frame["time"] += pd.Timedelta("20000D")
    assert "which is cut into pieces" in refused(frame, on_clock_jump="split")


def test_what_a_logger_stands_for_is_stated_once():
    log = read_readings({"frozen": LOGS["plain"].to_frame().query("logger_id == 'A'")})
    again = read_readings({"frozen": log.to_frame()})
    assert again.places == log.places == (LoggerPlace("A", ("frozen",), False, CALL),)
    with pytest.raises(AtmpError, match="found post-thaw, as called, expected what its column stands_for says"):
        read_readings({"post-thaw": log.to_frame()})


CASES = st.one_of(drawn_cases(), drawn_cases(), shape_cases())
MADE_UP = sorted(path for path in (Path(__file__).parents[1] / "data" / "loggers").iterdir() if path.is_file())


@pytest.mark.parametrize("path", MADE_UP, ids=lambda path: path.name)
def test_logger_files_read_back_from_their_frames(path):
    try:
        log = read_readings(path, tz="UTC")
    except AtmpError:
        return
    assert parts_of(read_readings(log.to_frame())) == parts_of(log)


@settings(deadline=None, max_examples=draws(60), derandomize=True, database=None)
@given(CASES)
def test_a_frame_that_lost_its_attributes_is_less_sure_or_refused(case):
    if not is_a_label(case):
        return
    events, label = read_events(case.frame(), site=case.site), sandbox_product(case.limits)
    frame = events.to_frame()
    frame.attrs.clear()
    try:
        again = read_events(frame, site=case.site)
    except AtmpError:
        return
    judged = [verdicts(assess(one, case.log(), label, when=dict(case.when), site=case.site)) for one in (events, again)]
    for key, verdict in judged[1].items():
        assert verdict in (judged[0][key], "indeterminate", Verdict.INDETERMINATE)


def test_edits_are_read_as_they_are():
    frame = LOGS["plain"].to_frame()
    frame.loc[0, "temperature_degC"] = 9.0
    assert read_readings(frame).temperature_degC[0] == 9.0
    assert read_readings(frame[frame["logger_id"] == "B"]).loggers == ("B",)


@settings(deadline=None, max_examples=draws(120), derandomize=True, database=None)
@given(CASES)
def test_what_is_read_back_is_judged_alike(case):
    if not is_a_label(case):
        return
    events, log, label = read_events(case.frame(), site=case.site), case.log(), sandbox_product(case.limits)
    again = read_events(events.to_frame(), site=case.site)
    try:
        back = None if log is None else read_readings(log.to_frame(), site=case.site)
    except TimesOutOfOrder as error:  # a log by hand that declares an interval which no file may declare
        assert "and readings" in str(error)  # noqa: PT017
        assert any(one.declared_min for one in case.series)
        return
    judged = [
        assess(one, two, label, when=dict(case.when), site=case.site) for one, two in ((events, log), (again, back))
    ]
    assert answers(judged[0]) == answers(judged[1])
    assert again.containers == events.containers
    pd.testing.assert_frame_equal(again.table[[*events.table]], events.table, check_dtype=False)


def events_of(rows, **options):
    return read_events(pd.DataFrame(rows), **options)


RECORDS = {
    "a time that nobody knows": (
        [{"event": "thaw_start", "time": None}, {"event": "thaw_end", "time": "2026-11-10 10:04"}],
        {},
    ),
    "seconds": (
        [{"event": "thaw_start", "time": "2026-11-10 10:00:07"}, {"event": "thaw_end", "time": "2026-11-10 10:04"}],
        {},
    ),
    "exact": ([{"event": "thaw_end", "time": "2026-11-10 10:04"}], {"resolution": "0 s"}),
    "a clock's doubt": ([{"event": "thaw_end", "time": "2026-11-10 10:04"}], {"resolution": "5 min"}),
    "a month": ([{"event": "thaw_end", "time": "2026-11-10 10:04", "expiry": "2027-03"}], {}),
    "an instant": ([{"event": "thaw_end", "time": "2026-11-10 10:04", "expiry": "2027-03-31T10:00"}], {}),
    "an open day": ([{"event": "thaw_end", "time": "2026-11-10 10:04", "expiry": pd.Timestamp("2027-03-31")}], {}),
    "an outcome": (
        [
            {"event": "product_received", "time": "2026-11-10 09:00", "outcome": "accepted", "note": "cold"},
            {"event": "receipt_checked", "time": "2026-11-10 09:05", "outcome": "rejected"},
        ],
        {},
    ),
    "filed": ([{"event": "thaw_end", "time": "2026-11-10 10:04", "batch": "007", "performed_by": "CD"}], {}),
    "a condition": ([{"event": "thaw_end", "time": "2026-11-10 10:04", "arm": "high"}], {"conditions": ["arm"]}),
    "no events": (
        [{"thaw_end": "2026-11-10 10:04", "opened": ""}, {"container_id": "B2", "thaw_end": "", "opened": ""}],
        {},
    ),
}


def same_record(one, other):
    for name in ("tz", "conditions", "resolution_s", "containers"):
        assert getattr(one, name) == getattr(other, name)
    assert {*one.table} == {*other.table}
    pd.testing.assert_frame_equal(
        one.table.drop(columns="doubt_us"), other.table[[*one.table]].drop(columns="doubt_us"), check_dtype=False
    )


@pytest.mark.parametrize("kind", RECORDS)
def test_events_read_back(kind):
    rows, options = RECORDS[kind]
    rows = [{"therapy_id": "T1", "container_id": "B1", **row} for row in rows]
    log = events_of(rows, tz="Europe/Stockholm", **options)
    frame = log.to_frame()
    again = read_events(frame)
    same_record(log, again)
    if log.resolution_s is None:
        assert again.table["doubt_us"].tolist() == log.table["doubt_us"].tolist()
    frame.loc[:, "note"] = "edited"
    same_record(log, read_events(log.to_frame()))
    assert str(frame["time"].dtype) == "datetime64[us, UTC]"
    assert str(frame["event"].dtype) == "str"


def test_a_frame_without_attributes_is_less_sure_or_refused():
    rows = [{"therapy_id": "T1", "event": "thaw_end", "time": "2026-11-10 10:04", "expiry": "2027-03"}]
    log = events_of(rows, tz="Europe/Stockholm", resolution="5 min")
    frame = log.to_frame()
    frame.attrs.clear()
    bare = read_events(frame)
    assert (bare.tz, bare.resolution_s) == (None, 300.0)
    assert bare.table["expiry_lower"][0] <= log.table["expiry_lower"][0]
    assert bare.table["expiry_upper"][0] >= log.table["expiry_upper"][0]
    arm = events_of([rows[0] | {"arm": "high"}], tz="UTC", conditions=["arm"]).to_frame()
    arm.attrs = {ATTRS: "odd"}
    assert "the column 'arm'" in refused(arm, read_events)
    assert read_events(arm, conditions=["arm"], tz="UTC").conditions == ("arm",)


def test_events_of_several_files_read_back(tmp_path):
    for name, text in {
        "ward.csv": "therapy_id,container_id,event,time\nT1,B1,thaw_end,2026-11-10T10:04Z\nT1,B2,opened,2026-11-10T11:00Z\n",
        "pharmacy.csv": "container_id,product_received,thaw_start,batch\nB1,2026-11-10T08:00Z,,x7\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    log = read_events([tmp_path / "ward.csv", tmp_path / "pharmacy.csv"])
    again = read_events(log.to_frame())
    assert [source.name for source in again.sources] == ["pharmacy.csv", "ward.csv"]
    pd.testing.assert_frame_equal(again.table[[*log.table]], log.table, check_dtype=False, check_categorical=False)
    assert again.containers == log.containers


@pytest.mark.parametrize(
    ("doubts", "words"),
    [
        ([-1.0, 0.0], "row 0, column doubt_us"),
        ([np.nan, np.nan], "and 1 more"),
        ([np.inf, 0.0], "microseconds of at least 0"),
        ([300e6, 60e6], "state the resolution of the whole record"),
    ],
)
def test_doubts_that_are_none(doubts, words):
    rows = [{"therapy_id": "T1", "event": name, "time": "2026-11-10T10:04Z"} for name in ("thaw_start", "thaw_end")]
    frame = events_of(rows).to_frame().reset_index(drop=True).assign(doubt_us=doubts)
    assert words in refused(frame, read_events)
    texts = frame.assign(doubt_us=["x", "0"])
    assert "found 'x'" in refused(texts, read_events)


def test_every_fault_of_several_files_in_a_frame():
    rows = [{"therapy_id": "T1", "event": name, "time": "2026-11-10T10:04Z"} for name in ("thaw_start", "thaw_end")]
    frame = events_of(rows).to_frame().assign(file=["a.csv", "b.csv"], event=["odd", "even"])
    message = refused(frame, read_events)
    assert "a.csv, row 0" in message
    assert "b.csv, row 1" in message


def test_a_doubt_without_events_and_a_stated_resolution():
    log = events_of([{"therapy_id": "T1", "event": "thaw_end", "time": "2026-11-10T10:04Z"}])
    frame = log.to_frame()
    assert read_events(frame, resolution="10 min").resolution_s == 600.0
    assert read_events(frame.assign(doubt_us=1e6)).table["doubt_us"].tolist() == [1e6]
    hand = EventLog(log.table.drop(columns="doubt_us"), Provenance("by hand"))
    assert hand.to_frame()["doubt_us"].tolist() == [60e6]
    site = Site(tz="Europe/Oslo")
    assert (
        read_events(
            events_of([{"therapy_id": "T1", "event": "thaw_end", "time": "2026-11-10 10:04"}], tz="UTC").to_frame(),
            site=site,
        ).tz
        == "UTC"
    )


def test_what_was_set_aside_is_not_lost_in_a_frame():
    rows = [
        {"therapy_id": therapy, "event": event, "time": "2026-11-10T10:04Z"}
        for therapy, event in (("T1", "opened"), ("T2", "odd"))
    ]
    for index in ([0, 1], ["a", "b"], [-2, -1]):
        log = read_events(pd.DataFrame(rows, index), errors="collect")
        assert [one.therapy_id for one in log.set_aside] == ["T2"]
        back = read_events(log.to_frame())
        assert (back.containers, back.set_aside) == ((("T2", ""),), ())
        result = assess(
            back, None, sandbox_product("[[window]]\ncode='w'\nstarts='opened'\nends='thaw_end'\nat_most='1 h'")
        )
        assert {
            name: str(verdict)
            for name, verdict in zip(*(result.consignments[one] for one in ("therapy_id", "verdict")), strict=True)
        }["T2"] == "indeterminate"


def test_a_frame_with_a_fault_is_read_without_its_therapy():
    rows = [{"therapy_id": therapy, "event": "opened", "time": "2026-11-10 10:04"} for therapy in ("T1", "T2")]
    frame = events_of(rows, tz="UTC").to_frame().assign(event=["opened", "odd"])
    log = read_events(frame, errors="collect")
    assert ([one.therapy_id for one in log.set_aside], log.table["doubt_us"].tolist()) == (["T2"], [60e6])
    several = frame.assign(file=["a.csv", "b.csv"]).loc[[0, 1, 0]].assign(file=["a.csv", "b.csv", "b.csv"])
    several["event"] = ["opened", "odd", "thaw_end"]
    joined = read_events(several, errors="collect")
    assert ([one.therapy_id for one in joined.set_aside], len(joined)) == (["T2"], 2)


def test_the_attributes_of_a_frame_state_no_zone_of_local_times_that_somebody_wrote_into_it():
    frame = events_of([{"therapy_id": "T1", "event": "thaw_end", "time": "2026-11-10 10:04"}], tz="Europe/Oslo")
    frame = frame.to_frame()
    assert read_events(frame).tz == "Europe/Oslo"
    assert read_events(frame.convert_dtypes(dtype_backend="pyarrow")).tz == "Europe/Oslo"
    bare = frame.assign(time=frame["time"].dt.tz_localize(None))
    written = frame.assign(time="2026-11-10 10:04")
    for each in (bare, written, written.drop(columns="doubt_us"), bare.rename(columns={"time": "thaw_end"})):
        with pytest.raises(AtmpError):
            read_events(each)
    assert read_events(bare, tz="UTC").table["time"].equals(read_events(frame).table["time"])


@pytest.mark.parametrize("name", [None, "ward"])
def test_frames_put_together_are_of_several_files_so_that_their_minutes_have_no_order(name):
    rows = [
        {"therapy_id": "T1", "event": "thaw_end", "time": "2026-11-10T10:04Z"},
        {"therapy_id": "T1", "event": "administration_end", "time": "2026-11-10T10:05Z"},
    ]
    logs = [read_events(pd.DataFrame([row]), name=name) for row in rows]
    together = read_events(pd.concat([log.to_frame() for log in logs]))
    assert len(together.sources) == 2
    order = sandbox_product("[[precondition]]\ncode='o'\nbefore='thaw_end'\nafter='administration_end'\n")
    assert assess(together, product=order).verdict is Verdict.INDETERMINATE
    one = read_events(pd.DataFrame(rows))
    assert assess(one, product=order).verdict is assess(read_events(one.to_frame()), product=order).verdict
    assert assess(one, product=order).verdict is Verdict.CONFORMS
