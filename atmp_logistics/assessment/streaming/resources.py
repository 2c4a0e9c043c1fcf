"""Memory, threads and workers: how much is held at a time, and which processes read and judge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from atmp_logistics.assessment.streaming.processes import processes
from atmp_logistics.assessment.streaming.workers import Threads, Workers, dask_workers
from atmp_logistics.core.arguments import Arguments, file_path, text, whole
from atmp_logistics.core.errors import Fault, UsageError, refuse

#: The memory that a process keeps to, and the least that it can do with, in bytes.
MEMORY, LEAST_MEMORY, MOST_MEMORY = 1 << 30, 1 << 29, 1 << 50
#: More processes than any machine has cores for.
MOST_WORKERS = 4096
#: Bytes that Python and the libraries hold before a reading is read, and that a reading holds while judged: of one
#: long log, and in a shard of many containers.
_BYTES_OF_PYTHON, _BYTES_A_READING, _BYTES_IN_A_SHARD = 300 << 20, 70, 100
_ROWS_OF_EVENTS = 50_000


@dataclass(frozen=True, slots=True)
class BatchSizes:
    """How much of the files is held at a time.

    Attributes
    ----------
    text : int
        Bytes of a batch of CSV.
    rows : int
        Rows of a batch of Parquet.
    whole : int
        Bytes of the largest file that is read whole.
    """

    text: int
    rows: int
    whole: int


@dataclass(frozen=True, slots=True)
class ShardLimits:
    """How much a shard may hold.

    Attributes
    ----------
    readings, rows : int
        Readings and rows of events, beyond which another shard begins.
    most : int
        Readings that one therapy may have at the most; it is never divided.
    """

    readings: int
    rows: int
    most: int


@dataclass(frozen=True, slots=True)
class Resources:
    """What a call may use.

    Attributes
    ----------
    sizes : BatchSizes
    limits : ShardLimits
    threads : int
        Threads that read files, where no workers do.
    folder : Path or None
        Where the temporary folder is made.
    workers, cluster : int or None, str or None
        How many processes to start here, or the address of a Dask scheduler.
    """

    sizes: BatchSizes
    limits: ShardLimits
    threads: int = 2
    folder: Path | None = None
    workers: int | None = None
    cluster: str | None = None

    @classmethod
    def within(cls, memory: int, folder: str | Path | None, workers: int | None, cluster: str | None) -> Resources:
        """Return what fits into a number of bytes.

        Raises
        ------
        UsageError
            For less memory than it takes, a folder that is not there, and workers both here and on a cluster.
        """
        call = Arguments()
        memory, workers = call(whole, memory, "memory") or 0, call(whole, workers, "workers")
        cluster = call(text, cluster, "cluster")
        folder = None if folder is None else Path(call(file_path, folder, "folder") or ".")
        call.refuse()
        refuse(_faults(memory, folder, workers, cluster))
        free = memory - _BYTES_OF_PYTHON
        sizes = BatchSizes(memory >> 6, min(1 << 20, memory >> 10), memory >> 4)
        limits = ShardLimits(free // _BYTES_IN_A_SHARD // 3, _ROWS_OF_EVENTS, free // _BYTES_A_READING)
        return cls(sizes, limits, 2, Path(folder) if folder else None, workers, cluster)

    @contextmanager
    def started_workers(self) -> Iterator[tuple[Workers, Workers]]:
        """Yield the workers that read files and those that judge shards; stop what was started."""
        if self.cluster is not None:
            with dask_workers(self.cluster) as dask:
                yield dask, dask
        elif self.workers is not None:
            with processes(self.workers) as here:
                yield here, here
        else:
            yield Threads(self.threads), Threads()


def _faults(memory: int, folder: str | Path | None, workers: int | None, cluster: str | None) -> Iterator[Fault]:
    if not LEAST_MEMORY <= memory <= MOST_MEMORY:
        fix = "give at least half a GiB"
        expected = f"at least {LEAST_MEMORY:,}" if memory < LEAST_MEMORY else f"at most {MOST_MEMORY:,}"
        yield Fault("memory", f"{memory:,} bytes", expected, fix, UsageError)
    if folder and not Path(folder).is_dir():
        fix = "make it, or leave folder out for the system's own"
        yield Fault("folder", repr(str(folder)), "a folder that is there", fix, UsageError)
    if workers is not None and cluster is not None:
        yield Fault("workers", "workers here and a cluster", "one of them", "leave one out", UsageError)
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        expected = f"one worker or more, up to {MOST_WORKERS:,}"
        yield Fault("workers", str(workers), expected, "give their number", UsageError)
