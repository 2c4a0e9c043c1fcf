"""How the benchmarks measure: candidates in turn in one process, medians, whole processes with their memory.

On a machine that does other work too, a time says little and a ratio says much: whatever slows one candidate slows the
next one as well. So candidates take turns, and what is compared is what was measured in the same run.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
#: A candidate that took so long in all is not asked again.
ENOUGH_S = 2.0
PACKAGES = (
    "atmp-logistics", "numpy", "pandas", "pyarrow", "pint", "polars", "duckdb", "pecos", "ioos-qc", "saqc", "pandera",
    "timeseries-qc", "coldchain-mcp", "pm4py",
)  # fmt: skip

#: What a candidate found: counts by name, or a number for each limit.
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to do the work.

    `does` says in letters what it delivers; `needs` the module without which it is skipped; `differs` why a count of
    its is not the reference's. `ready` is done before the clock starts, and `found` counts after it has stopped.
    """

    task: str
    name: str
    run: Callable[[Any], Any]
    does: str = ""
    needs: str = ""
    differs: dict[str, str] = field(default_factory=dict)
    ready: Callable[[Any], object] | None = None
    found: Callable[[Any, Any], Found] | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Task and name, which tell it apart."""
        return self.task, self.name


@dataclass
class Row:
    """What was measured of one candidate at one size; without a time, `why` says why."""

    task: str
    name: str
    does: str
    size: int
    median_s: float | None = None
    runs: int = 0
    found: Found = field(default_factory=dict)
    why: str = ""
    x_read: float | None = None
    x_copy: float | None = None


class Turns:
    """Candidates that take turns; what one took at two smaller sizes says whether it is tried at a larger one."""

    def __init__(self, candidates: Sequence[Candidate], repeat: int, cap_s: float) -> None:
        self.candidates, self.repeat, self.cap_s = candidates, repeat, cap_s
        self.took: dict[tuple[str, str], list[tuple[int, float]]] = {one.key: [] for one in candidates}
        self.absent = {one.key: why for one in candidates if (why := absent(one.needs))}

    def run(self, case: Any, size: int, repeat: int | None = None) -> list[Row]:
        """Measure every candidate on one case, one after the other and round again."""
        rows = {one.key: Row(one.task, one.name, one.does, size) for one in self.candidates}
        times: dict[tuple[str, str], list[float]] = {key: [] for key in rows}
        for turn in range(repeat or self.repeat):
            for one in self.candidates:
                row = rows[one.key]
                row.why = row.why or self._reason_to_skip(one, size)
                if not row.why and not (turn and sum(times[one.key]) > ENOUGH_S):
                    self._once(one, case, row, times[one.key])
                    _tell(f"{size:,} readings or therapies, turn {turn + 1}, {one.task}: {one.name}")
        for key, row in rows.items():
            if times[key]:
                row.median_s, row.runs = statistics.median(times[key]), len(times[key])
                self.took[key].append((size, row.median_s))
        _tell("")
        return list(rows.values())

    def _reason_to_skip(self, one: Candidate, size: int) -> str:
        if one.key in self.absent:
            return self.absent[one.key]
        known = [point for point in self.took[one.key] if point[0] < size]
        if not known:
            return ""
        last, took = known[-1]
        before, less = known[-2] if len(known) > 1 else (last, took)
        each = (took - less) / (last - before) if last > before else 0.0
        ahead = took + max(each, 0.0) * (size - last)
        return "" if ahead <= self.cap_s else f"left out: would take {ahead:.0f} s, by its {took:.2g} s at {last:,}"

    def _once(self, one: Candidate, case: Any, row: Row, times: list[float]) -> None:
        try:
            with quiet():
                if one.ready:
                    one.ready(case)
                gc.collect()
                begin = time.perf_counter()
                answer = one.run(case)
                times.append(time.perf_counter() - begin)
            if not row.found:
                row.found = _found(one, case, answer)
        except Exception as error:  # noqa: BLE001  a peer may fail on a version of its own; the others go on
            row.why = f"failed: {type(error).__name__}: {str(error)[:100]}"


def _tell(done: str) -> None:
    """Say how far it is, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r{done:<120}\r", end="", file=sys.stderr)


def _found(one: Candidate, case: Any, answer: Any) -> Found:
    if isinstance(answer, Ended):
        return {"peak MiB": round((answer.peak_bytes or 0) / 2**20)}
    return (one.found(case, answer) if one.found else answer) or {}


def absent(module: str) -> str:
    """Say why a peer is left out, nothing where it is there."""
    if not module:
        return ""
    try:
        with quiet():
            importlib.import_module(module)
    except Exception as error:  # noqa: BLE001  whatever keeps it from being imported
        return f"not there: {type(error).__name__}: {str(error)[:80]}"
    return ""


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what peers print and warn of out of the table."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def median_of(run: Callable[[], object], times: int) -> float:
    """Return the median time of a call, in seconds."""
    return in_turns([run], times)[0]


def in_turns(runs: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Return the median time of each of several calls that take turns, in seconds."""
    took: list[list[float]] = [[] for _ in runs]
    for _ in range(times):
        for run, own in zip(runs, took, strict=True):
            gc.collect()
            begin = time.perf_counter()
            run()
            own.append(time.perf_counter() - begin)
    return [statistics.median(own) for own in took]


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended: how long it took, the most memory it held, its exit code and what it said."""

    seconds: float
    peak_bytes: int | None
    code: int
    said: str


def process(arguments: Sequence[str], limit_s: float = 600.0) -> Ended:
    """Run Python with these arguments as a process of its own, and wait for its end."""
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        peak = _Peak(child.pid)
        try:
            child.wait(limit_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        took = time.perf_counter() - begin
        most = peak.stop()
        said.seek(0)
        return Ended(took, most, child.returncode, said.read().decode("utf-8", "replace"))


#: What a process does that imports pandas and pyarrow and only reads a file.
READS = "import sys, pandas, pyarrow.csv; pyarrow.csv.read_csv(sys.argv[1])"


def reading_process(path: Path) -> Ended:
    """Run a process that imports pandas and pyarrow and only reads a file."""
    return _ended_well(process(["-c", READS, str(path)]), {0})


def judged_by_process(arguments: Sequence[str]) -> Ended:
    """Run our command; whatever the verdict, it must have come to one."""
    return _ended_well(process(arguments), {0, 1, 3})


def _ended_well(ended: Ended, codes: set[int]) -> Ended:
    if ended.code not in codes:
        raise RuntimeError(f"exit code {ended.code}: {ended.said[-300:]}")
    return ended


class _Peak:
    """Looks at a process's own count of the most memory it held, as Linux keeps it; None elsewhere."""

    def __init__(self, pid: int) -> None:
        self.path, self.most, self.over = Path(f"/proc/{pid}/status"), 0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.over.wait(0.02):
            with contextlib.suppress(OSError, StopIteration, ValueError):
                line = next(one for one in self.path.read_text("ascii").splitlines() if one.startswith("VmHWM"))
                self.most = max(self.most, int(line.split()[1]) * 1024)

    def stop(self) -> int | None:
        self.over.set()
        self.thread.join()
        return self.most or None


def processes_in_turns(calls: Sequence[Sequence[str]], times: int) -> list[list[Ended]]:
    """Run each of several processes some times, in turn; one that takes long is run once."""
    ended: list[list[Ended]] = [[] for _ in calls]
    for turn in range(times):
        for call, own in zip(calls, ended, strict=True):
            if not (turn and own[0].seconds > 8.0):
                own.append(process(call))
    return ended


def middle(ended: Iterable[Ended]) -> float:
    """Return the median time of some processes, in seconds."""
    return statistics.median(one.seconds for one in ended)


def machine() -> dict[str, Any]:
    """Say on what and with what was measured."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        if name != "atmp-logistics":
            return ""
        from atmp_logistics import __version__

        return __version__
