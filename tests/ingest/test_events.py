"""Event tables of every shape, and every way they are refused."""

import pandas as pd
import pytest

from atmp_logistics.core.errors import (
    AmbiguousLocalTime,
    ConflictingRecord,
    DuplicateEvent,
    InputError,
    NaiveTime,
    NonexistentLocalTime,
    NotATable,
    UnknownColumn,
    UnknownEvent,
    UnreadableTime,
)
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import Site

LONG = "therapy_id,container_id,event,time\nT1,B1,thaw_start,2026-11-10T10:00+01:00\nT1,B1,thaw_end,2026-11-10T10:04+01:00\n"
WIDE = "Therapy ID;Container ID;thaw start;thaw complete\nT1;B1;2026-11-10 10:00;2026-11-10 10:04\nT1;B2;2026-11-10 11:00;\n"
MINED = "case:concept:name,concept:name,time:timestamp\nT1,thaw_start,2026-11-10T10:00+01:00\nT1,thaw_end,2026-11-10T09:04Z\n"


def write(tmp_path, text, name="events.csv", encoding="utf-8"):
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def pairs(log):
    return list(log.table[["event", "time"]].itertuples(index=False, name=None))


def test_one_row_an_event(tmp_path):
    log = read_events(write(tmp_path, LONG))
    assert log.table["event"].tolist() == ["thaw_start", "thaw_end"]
    assert (log.provenance.first, log.provenance.last) == ("2026-11-10T09:00:00Z", "2026-11-10T09:04:00Z")
    assert len(log.provenance.sha256) == 64


def test_one_row_a_container(tmp_path):
    log = read_events(write(tmp_path, WIDE), tz="Europe/Stockholm")
    assert pairs(log)[:2] == pairs(read_events(write(tmp_path, LONG)))
    assert log.table["container_id"].tolist() == ["B1", "B1", "B2"]


def test_process_mining_names_and_mixed_offsets(tmp_path):
    assert pairs(read_events(write(tmp_path, MINED))) == pairs(read_events(write(tmp_path, LONG)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    log = read_events(write(tmp_path, LONG.replace("B1", "påse 1"), encoding=encoding))
    assert set(log.table["container_id"]) == {"påse 1"}


def test_workbooks_and_parquet_are_read_like_the_table(tmp_path):
    frame = pd.DataFrame({"therapy_id": ["T1", "T1"], "event": ["thaw_start", "thaw_end"]})
    naive = frame.assign(time=pd.to_datetime(["2026-11-10 10:00", "2026-11-10 10:04"]))
    naive.to_excel(tmp_path / "events.xlsx", index=False)
    naive.assign(time=naive["time"].dt.tz_localize("Europe/Stockholm")).to_parquet(tmp_path / "events.parquet")
    expected = pairs(read_events(write(tmp_path, LONG)))
    assert pairs(read_events(tmp_path / "events.xlsx", tz="Europe/Stockholm")) == expected
    assert pairs(read_events(tmp_path / "events.parquet")) == expected


def test_the_sites_own_words(tmp_path):
    site = Site(
        tz="Europe/Stockholm",
        events={"Tinad": "thaw_end"},
        columns={"Fall": "therapy_id", "Påse": "container_id", "Händelse": "event", "Tid": "time", "Sign": "ignore"},
    )
    log = read_events(
        write(tmp_path, "Fall;Påse;Händelse;Tid;Sign\nT1;B1;tinad;2026-11-10 10:04;AB\n", encoding="cp1252"), site=site
    )
    assert log.table["event"].tolist() == ["thaw_end"]
    assert "encoding read as cp1252" in log.provenance.assumptions


def test_an_event_without_its_time_happened_all_the_same(tmp_path):
    log = read_events(write(tmp_path, LONG + "T1,B1,administration_end,\n"))
    assert log.table["time"].isna().tolist() == [False, False, True]
    assert log.provenance.assumptions == ("events that stand without their time: 1; they happened, nobody knows when",)


HEAD = "therapy_id,container_id,event,time\n"


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", NotATable, ["no rows"]),
        ("\x00\x01\x02", NotATable, ["no text"]),
        ("therapy_id,event\nT1,thaw_end\n", UnknownColumn, ["no column time"]),
        ("therapy_ix,event,time\nT1,thaw_end,2026-11-10T10:00Z\n", UnknownColumn, ["'therapy_ix'", "therapy_id"]),
        (HEAD.replace("\n", ",nurse\n") + "T1,B1,thaw_end,2026-11-10T10:00Z,x\n", UnknownColumn, ["'nurse'", "ignore"]),
        (HEAD + "T1,B1,thaw_stat,2026-11-10T10:00Z\n", UnknownEvent, ["row 2", "'thaw_stat'", "thaw_start"]),
        (HEAD + "T1,B1,thaw_end,2026-11-10T10:00\n", NaiveTime, ["row 2", "--tz"]),
        (HEAD + "T1,B1,thaw_end,soon\n", UnreadableTime, ["'soon'"]),
        (HEAD + "T1,B1,thaw_end,2026-13-10T10:00Z\n", UnreadableTime, ["2026-13-10"]),
        (HEAD + "T1,B1,thaw_end\n", NotATable, ["3 cells under 4 headings"]),
        (HEAD + ",B1,thaw_end,2026-11-10T10:00Z\n", ConflictingRecord, ["therapy_id", "nothing"]),
        (
            HEAD + "T1,B1,thaw_end,2026-11-10T10:00Z\nT1,B1,thaw_end,2026-11-10T10:00Z\n",
            DuplicateEvent,
            ["rows 2 and 3"],
        ),
        ("event,event,therapy_id,time\nthaw_end,a,T1,2026-11-10T10:00Z\n", NotATable, ["'event' twice"]),
        (
            "therapy_id,concept:name,event,time\nT1,thaw_end,thaw_end,2026-11-10T10:00Z\n",
            UnknownColumn,
            ["two columns for event"],
        ),
        ('therapy_id,event,time\n"T1,thaw_end,2026-11-10T10:00Z\n', NotATable, ["no CSV"]),
    ],
)
def test_refusals(tmp_path, text, error, words):
    with pytest.raises(error) as refusal:
        read_events(write(tmp_path, text))
    assert all(word in str(refusal.value) for word in words), refusal.value
    assert all(fault.fix and fault.expected for fault in refusal.value.faults)


@pytest.mark.parametrize(
    ("time", "error", "words"),
    [
        ("2026-10-25T02:30", AmbiguousLocalTime, ["2026-10-25 02:30+02:00 or 2026-10-25 02:30+01:00"]),
        ("2026-03-29T02:30", NonexistentLocalTime, ["never occurred"]),
    ],
)
def test_the_nights_when_the_clocks_change(tmp_path, time, error, words):
    with pytest.raises(error) as refusal:
        read_events(write(tmp_path, f"{HEAD}T1,B1,thaw_end,{time}\n"), tz="Europe/Stockholm")
    assert all(word in str(refusal.value) for word in words)


def test_every_fault_at_once(tmp_path):
    rows = "T1,B1,thawed_up,2026-11-10T10:00\nT1,B1,thaw_end,yesterday\n,B1,thaw_start,2026-11-10T10:00Z\n"
    with pytest.raises(InputError) as refusal:
        read_events(write(tmp_path, HEAD + rows))
    assert len(refusal.value.faults) == 4


def test_recurring_events_are_instances_and_a_therapys_event_may_stand_on_each_container(tmp_path):
    rows = "".join(
        f"T1,B1,storage_{way},2026-11-10T{hour}:00Z\n"
        for way, hour in (("in", 10), ("out", 11), ("in", 12), ("out", 13))
    )
    same = "T1,B1,lymphodepletion_end,2026-11-01T10:00Z\nT1,B2,lymphodepletion_end,2026-11-01T10:00Z\n"
    assert len(read_events(write(tmp_path, HEAD + rows + same))) == 6
    with pytest.raises(DuplicateEvent, match="therapy T1"):
        read_events(write(tmp_path, HEAD + same.replace("01T10:00Z\n", "01T11:00Z\n", 1)))
