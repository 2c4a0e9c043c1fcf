"""What streaming meets rarely: files that go, tables that hold nothing, pieces cut short, loggers too long, no Dask."""

import io
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import atmp_logistics as atmp
from atmp_logistics.assessment.streaming import join, spill
from atmp_logistics.assessment.streaming.assess_files import are_many
from atmp_logistics.assessment.streaming.assess_shard import LabelFindings
from atmp_logistics.assessment.streaming.batches import batches_of
from atmp_logistics.assessment.streaming.first_pass import _not_plain, _unreadable
from atmp_logistics.assessment.streaming.resources import ShardLimits
from atmp_logistics.assessment.streaming.shards import _too_long
from atmp_logistics.assessment.streaming.workers import dask_workers
from atmp_logistics.core.errors import UsageError
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.readings.folders import ReadingsFile
from atmp_logistics.records.site_profile import Site

PLAIN = "time,temperature [°C]\n" + "".join(f"2026-03-01T00:{minute:02}:00Z,5.0\n" for minute in range(20))


def source_of(path):
    return ReadingsFile(path, path.name)


def test_a_call_that_reads_nothing_is_not_a_large_one(tmp_path):
    answers = dict.fromkeys(("date_order", "decimal", "channel", "dialect"))
    assert not are_many(tmp_path / "nowhere.csv", **answers)


def test_a_table_under_a_hospitals_own_headings_is_not_cut(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(PLAIN, "utf-8")
    assert batches_of(source_of(path), Answers(), Site(columns={"Tid": "time"}), 100) is None
    assert len(batches_of(source_of(path), Answers(), Site(), 100)) > 1


def test_text_is_cut_after_whole_lines_alone(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(PLAIN.rstrip("\n"), "utf-8")
    batches = batches_of(
        source_of(path), Answers(), Site(), path.stat().st_size - len("time,temperature [°C]\n".encode()) - 5
    )
    assert [batch.stop for batch in batches] == [path.stat().st_size]


def test_parquet_that_is_damaged_or_empty_is_not_cut(tmp_path):
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    assert batches_of(source_of(path), Answers(), Site(), 100) is None
    nothing = {"time": pa.array([], pa.timestamp("us", "UTC")), "temperature [°C]": pa.array([], pa.float64())}
    pq.write_table(pa.table(nothing), path)
    assert batches_of(source_of(path), Answers(), Site(), 100) is None


def test_parquet_that_is_gone_when_its_turn_comes_is_not_called_damaged(tmp_path):
    path = tmp_path / "log.parquet"
    times = pa.array([0, 60_000_000], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"time": times, "temperature [°C]": [5.0, 5.1]}), path)
    (batch,) = batches_of(source_of(path), Answers(), Site(), 100)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        list(batch.logs())


def test_what_cannot_be_read_is_named(tmp_path):
    (gone,) = _unreadable(source_of(tmp_path / "gone.csv"))
    assert "gone.csv" in gone.where
    path = tmp_path / "back.csv"
    path.write_text(PLAIN, "utf-8")
    (back,) = _unreadable(source_of(path))
    assert (back.found, back.expected) == ("a file that cannot be read", "a file")


def test_a_large_file_of_another_form_is_told_how_to_become_plain(tmp_path):
    path = tmp_path / "log.xlsx"
    fault = _not_plain(source_of(path), None, ())
    assert (fault.where, fault.found) == ("log.xlsx", "another form")
    assert f"atmp-logistics convert {path} --out plain.csv" in fault.fix


def test_a_shard_that_judged_others_than_it_was_given_is_an_error_of_ours():
    names = np.array(["T"], object)
    containers = pd.MultiIndex.from_arrays([names, np.array(["C1"], object)])
    strange = LabelFindings(("p", "1"), names, np.array(["C2"], object), ())
    with pytest.raises(RuntimeError, match="containers that the record has not"):
        join._placed(strange, containers)


def test_a_piece_that_was_cut_short_is_not_read_as_nothing():
    with pytest.raises(OSError, match="cut short"):
        spill._fill(io.BytesIO(b"\0" * 8), 0, np.empty(2, np.float64))


def test_a_logger_with_more_readings_than_memory_is_named():
    one = np.array([0])
    runs = spill.SpilledRuns(("p",), ("TANK",), one, one, one, one, np.array([9]), np.array([9]))
    (fault,) = _too_long(runs, [0], np.array([1234]), ShardLimits(10, 10, 1000))
    assert (fault.where, fault.found) == ("logger TANK", "1,234 readings")
    assert "at most 1,000" in fault.expected


def test_a_cluster_without_dask_is_refused_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"atmp-logistics\[dask\]"), dask_workers("tcp://x:1"):
        pass


def test_progress_is_told_rule_by_rule():
    rows = {
        "therapy_id": ["T", "T"],
        "event": ["thaw_start", "thaw_end"],
        "time": ["2026-03-01T10:00Z", "2026-03-01T10:04Z"],
    }
    seen = []
    atmp.assess(
        atmp.read_events(pd.DataFrame(rows)),
        None,
        "kymriah-eu",
        progress=lambda done, steps: seen.append((done, steps)),
    )
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert seen[-1][0] == seen[-1][1]
