"""Readings by the hundred million, written and judged without ever being held: files for streaming, and their events.

    python tests/benchmarks/bench_streams.py                     # 1e7 readings: CSV and Parquet, grouped and interleaved
    python tests/benchmarks/bench_streams.py --n 100000000       # 1e8
    python tests/benchmarks/bench_streams.py --workers 2         # the same by workers, beside one process

Each is `validate` as a whole process with `--json`: its time, processor time and the most memory it held.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from bench_clock import ROOT
from bench_data import Log, _iso, make_log, storage_events
from bench_ours import PRODUCTS, SITE_FILE

FOUR = 4
ROWS = 1 << 20


@dataclass(frozen=True, slots=True)
class Stream:
    """A file of many readings, the events of one container a logger, and a site."""

    readings: Path
    events: Path
    site: Path
    count: int

    def validate(self, slug: str = "bench-cold", *more: str) -> list[str]:
        """Return the arguments of our command on these files."""
        files = [str(self.events), "--readings", str(self.readings), "--site", str(self.site)]
        return ["-m", "atmp_logistics", "validate", *files, "--product", slug, "--catalogue", str(PRODUCTS), *more]


def write_stream(folder: Path, count: int, loggers: int, kind: str, *, interleaved: bool) -> Stream:
    """Write about `count` readings, logger after logger or all loggers by time, as CSV or Parquet."""
    path, total = folder / f"log-{count}-{'mixed' if interleaved else 'grouped'}.{kind}", 0
    with Tables(path) as tables:
        for log in _mixed(list(_logs(count, loggers))) if interleaved else _logs(count, loggers):
            total += len(log)
            for start in range(0, len(log), ROWS):
                tables.write(_table(log, start, text=path.suffix == ".csv"))
    events = pd.concat([_stored(log, 4 * i) for i, log in enumerate(_logs(count, loggers))])
    events.to_csv(folder / "events.csv", index=False)
    (folder / "site.toml").write_text(SITE_FILE, "utf-8")
    return Stream(path, folder / "events.csv", folder / "site.toml", total)


def _logs(count: int, loggers: int) -> Iterator[Log]:
    """Yield four loggers at a time, one of each kind."""
    for first in range(0, loggers, FOUR):
        log = make_log(count // loggers * FOUR, FOUR, seed=first)
        yield Log(log.logger, log.time_us, log.value, tuple(f"LOG{first + i:05d}" for i in range(FOUR)))


def _stored(log: Log, first: int) -> pd.DataFrame:
    """Return the events of one container a logger, each named after its logger's number."""
    events = storage_events(log)
    number = (events["therapy_id"].str[1:].astype(int) + first).astype(str).str.zfill(5)
    return events.assign(therapy_id="T" + number, container_id="BAG" + number)


def _mixed(logs: list[Log]) -> Iterator[Log]:
    """Yield all loggers' readings by time, some of them at once."""
    names = tuple(name for log in logs for name in log.names)
    logger = np.concatenate([(log.logger + i * FOUR).astype(np.int32) for i, log in enumerate(logs)])
    times, values = np.concatenate([log.time_us for log in logs]), np.concatenate([log.value for log in logs])
    order = np.argsort(times, kind="stable").astype(np.int32)
    for start in range(0, len(order), ROWS):
        own = order[start : start + ROWS]
        yield Log(logger[own].astype(np.int64), times[own], values[own], names)


def _table(log: Log, start: int, *, text: bool) -> pa.Table:
    own = slice(start, start + ROWS)
    codes = pa.DictionaryArray.from_arrays(pa.array(log.logger[own].astype(np.int32)), pa.array(log.names))
    times = _iso(log.time_us[own]) if text else pa.array(log.time_us[own], pa.timestamp("us", "UTC"))
    names = codes.cast(pa.string())
    return pa.table({"logger_id": names, "time": times, "temperature [°C]": pa.array(log.value[own], from_pandas=True)})


class Tables:
    """A CSV or Parquet file that tables are appended to."""

    def __init__(self, path: Path) -> None:
        self.path, self.inner = path, None

    def write(self, table: pa.Table) -> None:
        if self.inner is None and self.path.suffix == ".csv":
            self.inner = pacsv.CSVWriter(
                self.path, table.schema, write_options=pacsv.WriteOptions(quoting_style="none")
            )
        elif self.inner is None:
            self.inner = pq.ParquetWriter(self.path, table.schema)
        self.inner.write_table(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.inner.close()


@dataclass(frozen=True, slots=True)
class Took:
    """What a process took: seconds by the clock, seconds of processors, the most memory that it held, its exit code."""

    seconds: float
    busy_s: float
    peak_bytes: int
    code: int
    said: str


_RUN = (
    "import resource, runpy, sys, time\n"
    "sys.argv = ['atmp-logistics', *sys.argv[1:]]\n"
    "begin = time.perf_counter()\n"
    "try:\n    runpy.run_module('atmp_logistics', run_name='__main__')\n"
    "except SystemExit as end:\n    code = end.code\n"
    "mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
    "busy = sum(one.ru_utime + one.ru_stime for one in (mine, theirs))\n"
    "most = mine.ru_maxrss\n"
    # What getrusage says of a process begins with what its parent held; Linux's own count begins with the program.
    "try:\n    most = int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])\n"
    "except OSError:\n    pass\n"
    "print(f'\\nTOOK {time.perf_counter() - begin} {busy} {most * 1024} {code}')\n"
)


def took(arguments: list[str]) -> Took:
    """Run our command as a process that measures itself."""
    run = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments[2:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    line = next((one for one in reversed(run.stdout.splitlines()) if one.startswith("TOOK ")), "")
    if not line:
        raise RuntimeError(run.stderr[-2000:])
    seconds, busy, peak, code = line.split()[1:]
    return Took(float(seconds), float(busy), int(float(peak)), int(code), run.stderr[-500:])


def main() -> None:
    """Measure and print a table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--n", type=int, default=10_000_000)
    asked.add_argument("--loggers", type=int, default=200)
    asked.add_argument("--label", default="bench-plain")
    asked.add_argument("--kinds", default="parquet,csv")
    asked.add_argument("--orders", default="grouped,mixed")
    asked.add_argument("--workers", type=int)
    asked.add_argument("--folder", type=Path, help="where the files are, and stay")
    given = asked.parse_args()
    print("| readings | file | order | time | processors | readings/s | most memory |\n|--:|---|---|--:|--:|--:|--:|")
    for kind in given.kinds.split(","):
        for order in given.orders.split(","):
            with tempfile.TemporaryDirectory(dir=given.folder) as name:
                stream = write_stream(Path(name), given.n, given.loggers, kind, interleaved=order == "mixed")
                more = ["--json", str(Path(name, "out.json"))]
                more += ["--workers", str(given.workers)] if given.workers else []
                ended = took(stream.validate(given.label, *more))
                each = f"{stream.count / ended.seconds / 1e6:.2f} M"
                print(
                    f"| {stream.count:,} | {kind} | {order} | {ended.seconds:.1f} s | {ended.busy_s:.1f} s | {each} | "
                    f"{ended.peak_bytes / 2**20:.0f} MiB |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
