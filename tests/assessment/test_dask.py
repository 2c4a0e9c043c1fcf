"""Dask's workers come to the same bytes; a worker that is killed, and a task that is done twice, change nothing."""

import os
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from places import TESTS

import atmp_logistics as atmp
from atmp_logistics.assessment.streaming import resources, workers
from atmp_logistics.assessment.streaming.assess_shard import assess_shard
from atmp_logistics.assessment.streaming.first_pass import run_job
from atmp_logistics.assessment.streaming.resources import BatchSizes, Resources, ShardLimits
from atmp_logistics.assessment.streaming.workers import Dask, Threads, dask_workers
from atmp_logistics.core.errors import UsageError
from atmp_logistics.report.assessment.json import render_json

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("default")

LABELS = TESTS / "benchmarks" / "products"
COUNT, LOGGERS = 600, 12


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Twelve stored bags and their loggers' readings, interleaved by time, one file a third of the loggers."""
    folder = tmp_path_factory.mktemp("record")
    start, random = pd.Timestamp("2026-03-01T00:00Z"), np.random.default_rng(5)
    rows = []
    for number in range(LOGGERS):
        ends = (start + pd.Timedelta(minutes=3)).isoformat(), (start + pd.Timedelta(minutes=COUNT - 9)).isoformat()
        rows += [
            (f"T{number}", event, at, f"L{number}")
            for event, at in zip(("product_received", "storage_out"), ends, strict=True)
        ]
    pd.DataFrame(rows, columns=["therapy_id", "event", "time", "logger_id"]).to_csv(folder / "events.csv", index=False)
    for part in range(3):
        numbers = np.tile(np.arange(part, LOGGERS, 3), COUNT)
        minutes = np.repeat(np.arange(COUNT), LOGGERS // 3)
        values = np.round(5 + random.normal(0, 1.2, len(numbers)), 2)
        times = start.value // 1000 + minutes * 60_000_000
        table = {
            "time": pa.array(times, pa.timestamp("us", "UTC")),
            "temperature [°C]": values,
            "logger_id": [f"L{n}" for n in numbers],
        }
        pq.write_table(pa.table(table), folder / f"log{part}.parquet", row_group_size=500)
    return folder


@pytest.fixture(scope="module")
def whole(record):
    logs = sorted(record.glob("log*.parquet"))
    result = atmp.assess(
        atmp.read_events(record / "events.csv"),
        atmp.read_readings(logs),
        "bench-cold",
        catalogue=atmp.load_catalogue(LABELS),
    )
    assert {one.value for one in atmp.Verdict} >= set(result.consignments["verdict"])
    return render_json(result)


@pytest.fixture
def small(monkeypatch):
    """Make every batch and every shard small, so that there are many."""
    within = Resources.within

    def cut(*given):
        means = within(*given)
        return replace(means, sizes=BatchSizes(2000, 400, means.sizes.whole), limits=ShardLimits(COUNT, 100, 10**6))

    monkeypatch.setattr(Resources, "within", cut)


def streamed(record, **more):
    logs = sorted(record.glob("log*.parquet"))
    return atmp.assess_files(record / "events.csv", logs, "bench-cold", catalogue=atmp.load_catalogue(LABELS), **more)


@pytest.mark.usefixtures("small")
def test_here_alone(record, whole):
    assert render_json(streamed(record)) == whole


@pytest.mark.usefixtures("small")
def test_a_task_done_twice_changes_nothing(record, whole, monkeypatch):
    class Twice(Threads):
        def run(self, work, items):
            for i, item in enumerate(items):
                yield i, work(item)
                yield i, work(item)

    monkeypatch.setattr(resources, "Threads", Twice)
    assert render_json(streamed(record)) == whole


def slowly(task):
    time.sleep(0.15)
    return assess_shard(task) if isinstance(task, tuple) else run_job(task)


class Slow(Dask):
    """Workers that take their time, so that there is a middle to kill one in."""

    def run(self, work, items):
        del work
        yield from super().run(slowly, items)


def kill_one(cluster):
    """Kill the first of a cluster's processes that has begun."""
    begun = [worker.pid for worker in cluster.workers.values() if worker.pid]
    os.kill(begun[0], signal.SIGKILL)
    return begun[0]


@pytest.mark.usefixtures("small")
def test_workers_killed_on_the_way_lose_nothing_here_or_by_their_address(record, whole, monkeypatch):
    clusters, killed, again = [], [], []
    real = resources.dask_workers

    @contextmanager
    def watched(count, address, place):
        with real(count, address, place) as found:
            if address is not None:
                yield found
                return
            clusters.append(found.client.cluster)
            timer = threading.Timer(0.4, lambda: killed.append(kill_one(clusters[0])))
            timer.start()
            yield Slow(found.client)
            timer.join()
            again.append(render_json(streamed(record, cluster=clusters[0].scheduler_address)))

    def progress(done, total):
        assert total >= LOGGERS
        if done == 3:
            killed.append(kill_one(clusters[0]))

    monkeypatch.setattr(resources, "dask_workers", watched)
    assert render_json(streamed(record, workers=2, progress=progress)) == whole
    assert len(killed) == 2
    assert again == [whole]


def test_a_scheduler_that_does_not_answer_is_refused(record, monkeypatch):
    monkeypatch.setattr(workers, "ANSWER_S", 1)
    with pytest.raises(UsageError, match="address of a scheduler"), dask_workers(None, "nowhere", record):
        pass


class Blind:
    """A client whose workers do not see the folder."""

    def scheduler_info(self, **_):
        return {"workers": {}}


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (FileNotFoundError("no such folder"), "see the readings"),
        (distributed.KilledWorker("task", None, None), "that last"),
    ],
)
def test_workers_that_cannot_work_are_refused(monkeypatch, raised, said):
    class Completed:
        def __iter__(self):
            raise raised

    monkeypatch.setattr(distributed, "as_completed", lambda **_: Completed())
    with pytest.raises(UsageError, match=said):
        list(Dask(Blind()).run(assess_shard, []))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"workers": 0}, "one worker"),
        ({"workers": 1, "cluster": "tcp://x:1"}, "one of them"),
        ({"memory": 1000}, "half a GiB"),
        ({"folder": "no/such/folder"}, "a folder that is there"),
    ],
)
def test_calls_that_mean_nothing_are_refused(record, more, said):
    with pytest.raises(UsageError, match=said):
        streamed(record, **more)
