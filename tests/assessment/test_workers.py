"""Workers here and on a cluster come to the same bytes; one that is killed, and a task done twice, change nothing."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from how_many import spread
from places import TESTS

import atmp_logistics as atmp
from atmp_logistics.assessment.streaming import processes, resources, workers
from atmp_logistics.assessment.streaming.assess_shard import assess_shard
from atmp_logistics.assessment.streaming.first_pass import run_job
from atmp_logistics.assessment.streaming.processes import Processes
from atmp_logistics.assessment.streaming.resources import BatchSizes, Resources, ShardLimits
from atmp_logistics.assessment.streaming.workers import Dask, Threads
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


def slow(kind):
    """Return workers of a kind that take their time, so that there is a middle to kill one in."""

    class Slow(kind):
        def run(self, work, items):
            del work
            yield from kind.run(self, slowly, items)

    return Slow


def progress_that_kills(begun, killed):
    """Return a progress that kills the first process of those begun, after some shards."""

    def progress(done, total):
        assert total >= LOGGERS
        if done == 3:
            killed.append(begun()[0])
            os.kill(killed[-1], signal.SIGKILL)

    return progress


@pytest.mark.long
@pytest.mark.usefixtures("small")
def test_processes_killed_on_the_way_lose_nothing(record, whole, monkeypatch):
    killed, before = [], {*multiprocessing.active_children()}
    monkeypatch.setattr(processes, "Processes", slow(Processes))

    def begun():
        return [process.pid for process in multiprocessing.active_children() if process not in before]

    timer = threading.Timer(2.5, lambda: killed.append(os.kill(begun()[0], signal.SIGKILL)))
    timer.start()
    assert render_json(streamed(record, workers=2, progress=progress_that_kills(begun, killed))) == whole
    timer.join()
    assert len(killed) == 2
    assert not begun()


@pytest.mark.usefixtures("small")
def test_a_worker_of_a_cluster_killed_on_the_way_loses_nothing(record, whole, monkeypatch):
    killed, real = [], resources.dask_workers

    @contextmanager
    def watched(address):
        with real(address) as found:
            yield slow(Dask)(found.client)

    monkeypatch.setattr(resources, "dask_workers", watched)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL", local_directory=str(record)
    ) as cluster:

        def begun():
            return [worker.pid for worker in cluster.workers.values() if worker.pid]

        progress = progress_that_kills(begun, killed)
        assert render_json(streamed(record, cluster=cluster.scheduler_address, progress=progress)) == whole
    assert killed


def kill_myself(_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_processes_that_are_lost_again_and_again_are_refused(monkeypatch):
    monkeypatch.setattr(processes, "TRIES", 1)
    with processes.processes(1) as here, pytest.raises(UsageError, match="lost again and again"):
        list(here.run(kill_myself, [1]))
    assert not multiprocessing.active_children()


def listens(item):
    """Return the ports at which a process listens, once it works."""
    import psutil

    del item
    return [one.laddr for one in psutil.Process().net_connections() if one.status == psutil.CONN_LISTEN]


def test_processes_take_work_from_nobody_else():
    """No process of the call listens at a port: neither those that work, nor their parent, nor what helps them."""
    import psutil

    before = {one.laddr for one in psutil.Process().net_connections() if one.status == psutil.CONN_LISTEN}
    with processes.processes(2) as here:
        found = here.run(listens, range(6))
        assert next(found)[1] == []
        family = [psutil.Process(), *psutil.Process().children(recursive=True)]
        ports = {
            connection.laddr
            for process in family
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
        assert ports <= before
        assert [ports for _, ports in found] == [[]] * 5
    here.end()


def wait_long(item):
    time.sleep(60 * item)


def test_processes_end_with_the_block_whatever_they_are_at():
    begun, others = time.monotonic(), {child.pid for child in multiprocessing.active_children()}
    with processes.processes(2) as here:
        assert next(here.run(wait_long, [0, 1, 1, 1])) == (0, None)
        ours = {child.pid for child in multiprocessing.active_children()} - others
    assert len(ours) == 2
    assert time.monotonic() - begun < 30
    assert not ours & {child.pid for child in multiprocessing.active_children()}


@pytest.mark.parametrize(
    "address", ["nowhere", "tcp://", "nonsense://127.0.0.1:1", "127.0.0.1", "tcp://127.0.0.1:1", "HTTP", "SILENT", ""]
)
def test_what_is_no_scheduler_is_refused_within_seconds(address, monkeypatch):
    monkeypatch.setattr(workers, "ANSWER_S", 1)
    begun = time.monotonic()
    with (
        a_server(address) as where,
        pytest.raises(UsageError, match="address of a Dask scheduler"),
        workers.dask_workers(where),
    ):
        pass
    assert time.monotonic() - begun < 10


def test_a_worker_of_a_cluster_is_no_scheduler():
    with (
        distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=None, protocol="tcp") as cluster,
        pytest.raises(UsageError, match="a worker of Dask"),
        workers.dask_workers(cluster.workers[0].address),
    ):
        pass


@pytest.mark.long
def test_what_is_no_scheduler_is_refused_in_a_sentence(record, tmp_path):
    words = ["validate", record / "events.csv", "--readings", record / "log0.parquet", "--product", "kymriah-eu"]
    with a_server("SILENT") as where:
        call = [sys.executable, "-m", "atmp_logistics", *map(str, words), "--cluster", where]
        done = subprocess.run(call, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60)
    assert done.returncode == 2, done.stderr
    first, second = done.stderr.splitlines()
    assert "1 fault" in first
    assert "the address of a Dask scheduler that answers within 5 s" in second


#: A call of the command line whose shards take longer than anybody waits; the readings have been spilled by then.
SLOW = """
import signal, sys, time
from pathlib import Path
from atmp_logistics.__main__ import main
from atmp_logistics.assessment.streaming import assess_files, files_call
from atmp_logistics.cli import validate

def never(task):
    Path("begun").touch()
    time.sleep(600)

if __name__ == "__main__":
    # As a terminal starts it: a job in the background is deaf to some of these, and coverage has a handler of its own.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    validate._FEW_BYTES = assess_files.MANY_BYTES = 0
    files_call.assess_shard = never
    main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
@pytest.mark.parametrize(
    ("number", "more"),
    spread([(signal.SIGTERM, ()), (signal.SIGINT, ()), (signal.SIGHUP, ()), (signal.SIGTERM, ("--workers", "2"))], 4),
)
def test_a_run_that_is_terminated_leaves_no_readings(record, tmp_path, number, more):
    import psutil

    (tmp_path / "slow.py").write_text(SLOW, "utf-8")
    (tmp_path / "held").mkdir()
    log = ["--readings", record / "log0.parquet", "--catalogue", LABELS, "--product", "bench-cold", "--json", "a.json"]
    call = [sys.executable, "slow.py", *map(str, ["validate", record / "events.csv", *log, *more])]
    env = {**os.environ, "TMPDIR": str(tmp_path / "held")}
    with subprocess.Popen(call, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True) as run:
        while not (tmp_path / "begun").exists():
            assert run.poll() is None, run.stderr.read()
            time.sleep(0.05)
        assert [path for path in (tmp_path / "held").rglob("*") if path.is_file()]
        children = psutil.Process(run.pid).children(recursive=True)
        run.send_signal(number)
        told = run.communicate(timeout=60)[1]
    assert run.returncode == 128 + number
    assert "STOPPED before the end: no verdict." in told
    assert "Traceback" not in told
    assert not [*(tmp_path / "held").iterdir()]
    assert not (tmp_path / "a.json").exists()
    assert not psutil.wait_procs(children, timeout=20)[1]


@contextmanager
def a_server(kind):
    """Yield an address: of something that answers as the web does, that never answers, or as it is given."""
    if kind not in {"HTTP", "SILENT"}:
        yield kind
        return
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                if kind == "HTTP":
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4)
                    connection.close()
                else:
                    held.append(connection)

        held = []
        threading.Thread(target=answer, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.close()
        for connection in held:
            connection.close()


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
