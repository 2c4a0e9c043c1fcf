"""Work on many files that processes share: the same results and the same faults, whoever does it and whoever is lost."""

import os
import shutil
import sys
import time
from dataclasses import dataclass

import numpy as np
import pytest
from places import MADE_UP

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.size_limit import size_limit
from atmp_logistics.ingest import read_readings
from atmp_logistics.ingest.files import shared_work
from atmp_logistics.ingest.files.shared_work import results_of

MB = 1 << 20
ITEMS = list(range(60))
SIZES = [100_000] * len(ITEMS)


@dataclass(frozen=True)
class Work:
    """Say who does it: here slowly, so that another gets something to do; `ends` is how a process is lost."""

    here: int
    ends: bool = False

    def __call__(self, item):
        if os.getpid() == self.here:
            time.sleep(0.05)
        elif self.ends:
            os._exit(3)
        return item, os.getpid()


def drawn(item):
    """Return what no pipe carries."""
    return (each for each in [item])


@pytest.fixture
def begun(monkeypatch):
    """Two processes wherever something is shared; the test sees them."""
    processes, begin = [], shared_work._begun

    def begin_one():
        processes.append(begin())
        return processes[-1]

    monkeypatch.setattr(shared_work, "_begun", begin_one)
    monkeypatch.setattr(shared_work, "_count_of_processes", lambda _: 2)
    return processes


def items_of(results):
    return [item for item, _ in results]


def test_processes_share_the_work_and_end(begun):
    results = results_of(Work(os.getpid()), ITEMS, SIZES)
    assert items_of(results) == ITEMS
    assert len({who for _, who in results}) > 1
    assert len(begun) == 2
    assert all(process.returncode is not None for process in begun)


@pytest.mark.usefixtures("begun")
def test_what_a_lost_process_took_is_done_here():
    results = results_of(Work(os.getpid(), ends=True), ITEMS, SIZES)
    assert results == [(item, os.getpid()) for item in ITEMS]


@pytest.mark.usefixtures("begun")
def test_what_cannot_be_sent_is_done_here():
    assert results_of(lambda item: -item, ITEMS, SIZES) == [-item for item in ITEMS]


@pytest.mark.usefixtures("begun")
def test_what_cannot_be_sent_back_is_done_here():
    assert [list(made) for made in results_of(drawn, ITEMS, SIZES)] == [[item] for item in ITEMS]


@pytest.mark.usefixtures("begun")
def test_where_no_process_begins_all_is_done_here(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python3")
    assert results_of(abs, ITEMS, SIZES) == ITEMS


def test_what_fails_here_fails_and_ends_the_processes(begun):
    with pytest.raises(TypeError):
        results_of(abs, ["a"] * 60, SIZES)
    assert all(process.returncode is not None for process in begun)


@pytest.mark.usefixtures("begun")
def test_a_large_item_is_done_here():
    results = results_of(Work(os.getpid()), ITEMS, [*SIZES[:-1], 20 * MB])
    assert results[-1] == (ITEMS[-1], os.getpid())


@pytest.mark.parametrize(
    ("sizes", "cores", "count"),
    [
        ([], 2, 0),
        ([1000] * 100, 2, 0),
        ([1000] * 10_000, 1, 0),
        ([1000] * 10_000, 2, 1),
        ([1000] * 10_000, 64, 7),
        ([1000] * 2000, 64, 2),
        ([5 * MB], 2, 1),
        ([900 * MB], 2, 0),
    ],
)
def test_how_many_processes_are_begun(monkeypatch, sizes, cores, count):
    monkeypatch.setattr(shared_work, "_cores", lambda: cores)
    assert shared_work._count_of_processes(sizes) == count


@pytest.mark.parametrize("program", ["/usr/bin/uwsgi", "", None])
def test_a_program_that_is_no_python_is_not_begun_again(monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)
    assert shared_work._count_of_processes([1000] * 10_000) == 0


def test_this_machine_has_a_core():
    assert shared_work._cores() >= 1


# Files of loggers


@pytest.fixture
def folder(tmp_path):
    """Every family's made-up file; two files of one logger, which say the same of it."""
    for path in MADE_UP.iterdir():
        shutil.copy(path, tmp_path / path.name)
    shutil.copy(MADE_UP / "qtag_made_up.txt", tmp_path / "qtag_again.txt")
    return tmp_path


def refusal(source, **options):
    with pytest.raises(AtmpError) as error:
        read_readings(source, **options)
    return [str(fault) for fault in error.value.faults]


def kept(folder, **options):
    """Return the files that are read by themselves, one of each logger, and the copy."""
    found, loggers = [], set()
    for path in sorted(folder.iterdir()):
        try:
            log = read_readings(path, **options)
        except AtmpError:
            continue
        if loggers.isdisjoint(log.loggers) or path.name.startswith("qtag"):
            found.append(path)
            loggers.update(log.loggers)
    return found


def test_files_that_processes_read_are_the_same_readings(folder, request):
    files = kept(folder, tz="UTC")
    alone = read_readings(files, tz="UTC")
    processes = request.getfixturevalue("begun")
    shared = read_readings(files, tz="UTC")
    assert processes
    for name in ("logger", "time_us", "temperature_degC"):
        assert getattr(shared, name).tobytes() == getattr(alone, name).tobytes()
    for name in ("loggers", "interval_s", "provenance", "places"):
        assert getattr(shared, name) == getattr(alone, name)
    assert repr(shared.devices) == repr(alone.devices)
    assert np.array_equal(shared.trips.first, alone.trips.first)


def test_faults_stand_in_the_order_of_the_files(folder, request):
    alone = refusal(folder, tz="UTC")
    request.getfixturevalue("begun")
    assert refusal(folder, tz="UTC") == alone
    assert len(alone) > 3


def test_a_stated_size_holds_in_every_process(folder, request):
    files = kept(folder, tz="UTC")
    request.getfixturevalue("begun")
    with size_limit(0.0001):
        assert len(refusal(files, tz="UTC")) == len(files)
