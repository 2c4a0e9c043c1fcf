"""The table of targets: what was aimed at, what was measured, the ratio, and pass or miss.

    python tests/benchmarks/targets.py                        # full sizes, as far as a process ends within --cap
    python tests/benchmarks/targets.py --quick                # a fifth of the readings, a fiftieth of the therapies
    python tests/benchmarks/targets.py --quick --out tests/benchmarks/recorded.json
    python tests/benchmarks/targets.py --quick --check tests/benchmarks/recorded.json

The exit code is 0 whatever is missed; with `--check` it is 1 when a ratio is more than twice the recorded one, in two
measurements. Only ratios are compared: each to something measured in turn with it, so that a slow machine is no miss.
Processes are tried on a 64th, a 16th and a quarter of their size first; one that would take longer than the cap at the
next is judged by the largest it was tried at, and the row says which.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import math
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from bench_clock import READS, ROOT, in_turns, machine, middle, process, processes_in_turns
from bench_data import make_log, make_therapies
from bench_deadlines import deadlines
from bench_ours import judge_log, judge_therapies, product, ready_events, ready_readings, stored
from bench_readings import LogCase
from bench_readings import read_anchor as read_log
from bench_simulate import by_hand, cpu_s, ready
from bench_streams import took, write_stream
from bench_therapies import EventCase
from bench_therapies import read_anchor as read_therapies

from atmp_logistics.estimates.simulation.runs import run

SAMPLE = ROOT / "notebooks" / "data"
WORSE, STEEPER, COARSE_S = 2.0, 1.3, 0.1
GIB, MILLION = 2**30, 1_000_000
LABELS = {"bench-plain": "a range alone", "bench-cold": "a range, permitted excursions and a budget"}


@dataclass(frozen=True, slots=True)
class Row:
    """One target: `measured` may be `at_most` so much; `ratio` is what a later run is compared with."""

    key: str
    target: str
    measured: float | None
    at_most: float
    unit: str
    ratio: float | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Pass, miss, or that there is nothing to measure yet."""
        if self.measured is None:
            return "not built"
        return "pass" if self.measured <= self.at_most else "MISS"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything, and how long a process may take."""

    readings: int
    therapies: int
    loggers: int
    repeat: int
    cap_s: float
    streamed: int

    @property
    def ladder(self) -> tuple[float, ...]:
        """The shares of a size that are tried, one after the other."""
        return (1 / 64, 1 / 16, 1 / 4, 1)


@contextmanager
def folder() -> Iterator[Path]:
    """Return a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def core(sizes: Sizes) -> Iterator[Row]:
    """`assess` on ready readings: by the reading, beside the read, and its fixed cost."""
    with folder() as place:
        case = LogCase(make_log(sizes.readings, sizes.loggers), place)
        small = make_log(100 * sizes.loggers, sizes.loggers)
        few = stored(small), ready_readings(small)
        for slug, words in LABELS.items():
            label = product(slug)
            calls = (
                lambda: read_log(case),
                lambda label=label: judge_log(*case.ours, label),
                lambda label=label: judge_log(*few, label),
            )
            calls[1]()
            read, judged, fixed = in_turns(calls, sizes.repeat)
            what = f"assess, {sizes.readings:,} ready readings, {sizes.loggers} loggers ({words})"
            each = judged / len(case) * 1e9
            yield Row(f"assess-ns {slug}", f"{what}: time a reading", each, 25, "ns", judged / read)
            yield Row(f"assess-read {slug}", f"{what}: beside the read", judged / read, 0.25, "x", judged / read)
            share = f"{fixed / read:.2g} of the read"
            yield Row(f"assess-fixed {slug}", f"{what}: fixed cost", fixed * 1e3, 15, "ms", fixed / read, share)


def whole_log(sizes: Sizes) -> Iterator[Row]:
    """`validate` as a process beside one that only reads."""

    def calls(count: int, place: Path) -> tuple[list[str], list[str]]:
        case = LogCase(make_log(count, sizes.loggers), place)
        return ["-c", READS, str(case.csv)], case.validate("bench-plain")

    ratio, _, note = _climb(sizes, sizes.readings, calls, "readings")
    target = f"validate, whole process, {sizes.readings:,} readings: beside a process that only reads"
    yield Row("validate-log", target, ratio, 2.0, "x", ratio, note)


def _climb(
    sizes: Sizes, full: int, calls: Callable[[int, Path], tuple[list[str], list[str]]], what: str
) -> tuple[float, list[tuple[int, float]], str]:
    """Return the ratio of two processes at the largest size within the cap, the memory at each size, and a note."""
    ratio, peaks, note = math.nan, list[tuple[int, float]](), ""
    for share in sizes.ladder:
        count = int(full * share)
        with folder() as place:
            read, judged = processes_in_turns(calls(count, place), 3)
        if any(one.code not in {0, 1, 3} for one in judged):
            raise RuntimeError(judged[0].said[-500:])
        took, ratio = middle(judged), middle(judged) / middle(read)
        peaks.append((count, max(one.peak_bytes or 0 for one in judged)))
        note = f"{took:.3g} s beside {middle(read):.3g} s"
        if share < 1 and len(peaks) > 1 and took * 4 > sizes.cap_s:
            note += f" at {count:,} {what}; the full size would take {took / share:.0f} s"
            break
    return ratio, peaks, note


def chain(sizes: Sizes) -> Iterator[Row]:
    """Clocks of many therapies: the check beside the read, the process beside a reading one, and its memory."""
    with folder() as place:
        case = EventCase(make_therapies(sizes.therapies), place)
        runs = partial(read_therapies, case), partial(judge_therapies, case.ours)
        read, judged = in_turns(runs, 2 if sizes.therapies > 300_000 else sizes.repeat)
        del case, runs
    what = f"{sizes.therapies:,} therapies x 14 events"
    note = f"{judged:.3g} s beside {read:.3g} s"
    yield Row("events-check", f"{what}: check beside the read", judged / read, 0.6, "x", judged / read, note)

    def calls(count: int, place: Path) -> tuple[list[str], list[str]]:
        case = EventCase(make_therapies(count), place)
        return ["-c", READS, str(case.csv)], case.validate()

    ratio, peaks, note = _climb(sizes, sizes.therapies, calls, "therapies")
    yield Row("events-process", f"{what}: whole process beside one that only reads", ratio, 2.0, "x", ratio, note)
    (before, less), (last, most) = peaks[-2:]
    memory = (most + max(MILLION - last, 0) * (most - less) / (last - before)) / GIB
    seen = "" if last == MILLION else f"carried on from {most / GIB:.3g} GiB at {last:,}"
    yield Row("events-memory", f"{MILLION:,} therapies x 14 events: memory", memory, 4.0, "GiB", memory / 4.0, seen)


def start(sizes: Sizes) -> Iterator[Row]:
    """Yield how soon something answers: the version, the import, and the sample beside importing pandas and pyarrow."""
    del sizes
    files = [str(SAMPLE / name) for name in ("events.csv", "nitrogen_log.csv", "site.toml")]
    sample = ["-m", "atmp_logistics", "validate", files[0], "--readings", files[1], "--site", files[2]]
    light = (["-c", "pass"], ["-m", "atmp_logistics", "--version"], ["-c", "import atmp_logistics"])
    ended = [*processes_in_turns(light, 15), *processes_in_turns((["-c", "import pandas, pyarrow.csv"], sample), 11)]
    if any(one.code for own in ended for one in own):
        raise RuntimeError("a process did not end well")
    bare, version, ours, heavy, judged = map(middle, ended)
    yield Row("version", "--version, whole process", version, 0.2, "s", version / bare, f"bare Python {bare:.3g} s")
    beyond = (ours - bare) * 1e3
    yield Row("import", "import atmp_logistics beyond a bare interpreter", beyond, 30, "ms", ours / bare)
    ratio, note = judged / heavy, f"{judged:.3g} s beside {heavy:.3g} s"
    target = "validate the sample case, whole process: beside one that only imports pandas and pyarrow"
    yield Row("sample", target, ratio, 1.7, "x", ratio, note)


def growth(sizes: Sizes) -> Iterator[Row]:
    """Cost against size, on four sizes: what one more costs at the end, beside what it cost before."""
    label = product("bench-cold")
    logs = [make_log(int(sizes.readings * share), sizes.loggers) for share in sizes.ladder]
    cases = [(stored(log), ready_readings(log)) for log in logs]
    times = in_turns([lambda case=case: judge_log(*case, label) for case in cases], sizes.repeat)
    yield _growth("readings", [len(log) for log in logs], times)
    del logs, cases
    counts = [int(sizes.therapies * share / 4) for share in sizes.ladder]
    records = [ready_events(make_therapies(count)) for count in counts]
    times = in_turns([lambda record=record: judge_therapies(record) for record in records], 3)
    yield _growth("events", [len(record) for record in records], times)
    del records
    total = sizes.readings
    counts = [total // 10_000 * 4**i for i in range(4)]
    logs = [make_log(total, count) for count in counts]
    cases = [(stored(log), ready_readings(log)) for log in logs]
    times = in_turns([lambda case=case: judge_log(*case, label) for case in cases], 3)
    yield _growth("containers", counts, times)


def _growth(what: str, counts: Sequence[int], times: Sequence[float]) -> Row:
    each = np.diff(times) / np.diff(counts)
    note = ", ".join(f"{took:.3g} s for {count:,}" for count, took in zip(counts, times, strict=True))
    target = f"cost linear in {what}: one more at the largest of four sizes beside one more before"
    more = float(each[-1] / each[-2]) if each[-2] > 0 else math.inf
    # What takes a few milliseconds in all says nothing of how it grows.
    ratio = more if times[-1] > COARSE_S else None
    return Row(f"linear {what}", target, more, STEEPER, "x", ratio, note)


def calls_each(sizes: Sizes) -> Iterator[Row]:
    """How many Python functions are called for one container more: none, where all is columns."""
    del sizes
    for slug, words in LABELS.items():
        label = product(slug)
        many = [_calls_of_log(count, label) for count in (200, 1200)]
        each = (many[1] - many[0]) / 1000
        yield Row(f"calls {slug}", f"Python calls a container more ({words})", each, 1, "", each)
    records = [ready_events(make_therapies(count)) for count in (1000, 3000)]
    each = (_calls(lambda: judge_therapies(records[1])) - _calls(lambda: judge_therapies(records[0]))) / 2000
    yield Row("calls bench-chain", "Python calls a therapy more (twelve clocks)", each, 1, "", each)


def _calls_of_log(count: int, label: object) -> int:
    log = make_log(500 * count, count)
    case = stored(log), ready_readings(log)
    return _calls(lambda: judge_log(*case, label))


def _calls(run: Callable[[], object]) -> int:
    run()
    profile = cProfile.Profile()
    profile.runcall(run)
    return int(pstats.Stats(profile).total_calls)


def simulation(sizes: Sizes) -> Iterator[Row]:
    """Runs of a path of ten steps, in processor time, beside drawing and adding ten columns."""
    count = min(MILLION, sizes.therapies)
    prepared = ready(count)
    took, least = cpu_s(lambda: run(prepared), sizes.repeat), cpu_s(lambda: by_hand(count), sizes.repeat)
    target = f"simulate, {count:,} runs of a path of ten steps: processor time"
    at_most = 0.5 * count / MILLION
    yield Row("simulate", target, took, at_most, "s", took / least, f"ten columns drawn and added: {least:.2g} s")


#: A process that does nothing but read a file's columns, a batch after the other.
STREAMS = {
    "parquet": "import sys, pyarrow.parquet as pq; [len(b) for b in pq.ParquetFile(sys.argv[1]).iter_batches(1 << 20)]",
    "csv": "import sys, pyarrow.csv as csv; [len(b) for b in csv.open_csv(sys.argv[1])]",
}


def streams(sizes: Sizes) -> Iterator[Row]:
    """Many readings through a little memory: the most that a process holds, and its time a reading."""
    for kind, read in STREAMS.items():
        with folder() as place:
            stream = write_stream(place, sizes.streamed, sizes.loggers, kind, interleaved=False)
            bare = process(["-c", read, str(stream.readings)])
            ended = took(stream.validate("bench-plain", "--json", str(place / "out.json")))
        what = f"{stream.count:,} readings stream through, {kind}, whole process"
        held, each = ended.peak_bytes / GIB, ended.seconds / stream.count * 1e9
        busy = f"{ended.busy_s / stream.count * 1e9:.0f} ns of processors"
        yield Row(f"streams {kind}", f"{what}: memory", held, 1.0, "GiB", held)
        yield Row(f"streams-ns {kind}", f"{what}: time a reading", each, 200, "ns", ended.seconds / bare.seconds, busy)


def two_cores(sizes: Sizes) -> Iterator[Row]:
    """Two workers beside one process: the same files, the same bytes."""
    with folder() as place:
        stream = write_stream(place, sizes.streamed, sizes.loggers, "parquet", interleaved=False)
        outputs = [place / "one.json", place / "two.json"]
        one = took(stream.validate("bench-cold", "--json", str(outputs[0])))
        two = took(stream.validate("bench-cold", "--json", str(outputs[1]), "--workers", "2"))
        if outputs[0].read_bytes() != outputs[1].read_bytes():
            raise RuntimeError("the workers came to another result")
    ratio = two.seconds / one.seconds
    target = f"2 workers, {stream.count:,} readings: beside one process"
    note = f"{two.seconds:.3g} s beside {one.seconds:.3g} s; processors {two.busy_s:.3g} s beside {one.busy_s:.3g} s"
    yield Row("dask", target, ratio, 1 / 1.6, "x", ratio, note)


#: Some rows of the table.
Part = Callable[[Sizes], Iterator[Row]]
PARTS: tuple[Part, ...] = (
    core, whole_log, chain, start, growth, calls_each, streams, two_cores, partial(deadlines, Row), simulation,
)  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """Return the table in Markdown."""
    lines = ["| target | at most | measured | ratio | | |", "|---|--:|--:|--:|---|---|"]
    for row in rows:
        limit = f"{row.at_most:.3g} {row.unit}" if row.measured is not None else ""
        measured = "" if row.measured is None else f"{row.measured:.3g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        lines.append(f"| {row.target} | {limit} | {measured} | {ratio} | {row.verdict} | {row.note} |")
    return "\n".join(lines)


def worse(rows: Sequence[Row], recorded: dict[str, float]) -> list[Row]:
    """Return the rows whose ratio is more than twice the recorded one; a count is also allowed what it may be."""
    return [row for row in rows if row.ratio is not None and row.ratio > max(_allowed(row, recorded), 0.0)]


def _allowed(row: Row, recorded: dict[str, float]) -> float:
    return max(WORSE * recorded.get(row.key, math.inf), row.at_most if row.unit == "" else 0.0)


def _worse_twice(measured: dict[Part, list[Row]], sizes: Sizes, recorded: dict[str, float]) -> list[Row]:
    """Measure once more the parts of which a row is worse; what is worse twice is worse."""
    bad = []
    for part, rows in measured.items():
        keys = {row.key for row in worse(rows, recorded)}
        bad += [row for row in worse(list(part(sizes)), recorded) if row.key in keys] if keys else []
    return bad


def _parsed() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true", help="a fifth of the readings, a fiftieth of the therapies")
    asked.add_argument("--cap", type=float, default=40.0, help="the longest a process may take, in seconds")
    asked.add_argument("--out", type=Path, help="write sizes and rows as JSON")
    asked.add_argument("--check", type=Path, help="compare the ratios with those written there")
    return asked.parse_args()


def main() -> int:
    """Measure, print the table, and compare it where asked."""
    given = _parsed()
    full = Sizes(5_000_000, 1_000_000, 200, 5, given.cap, 100_000_000)
    sizes = Sizes(1_000_000, 20_000, 200, 5, min(given.cap, 10.0), 10_000_000) if given.quick else full
    measured = {part: list(part(sizes)) for part in PARTS}
    rows = [row for part in PARTS for row in measured[part]]
    print(", ".join(f"{name} {found}" for name, found in machine()["versions"].items()))
    print(table(rows))
    if given.quick:
        print("\nThese are smaller sizes than the targets': for comparing ratios, not for passing.")
    if given.out:
        written = {"quick": given.quick, "machine": machine(), "rows": [asdict(row) for row in rows]}
        given.out.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    if not given.check:
        return 0
    before = json.loads(given.check.read_text("utf-8"))
    if before["quick"] != given.quick:
        print("the recorded ratios were measured at other sizes: nothing to compare")
        return 1
    recorded = {row["key"]: row["ratio"] for row in before["rows"] if row["ratio"] is not None}
    bad = _worse_twice(measured, sizes, recorded)
    for row in bad:
        print(f"WORSE: {row.target}: ratio {row.ratio:.3g}, recorded {recorded[row.key]:.3g}")
    print(f"{len(bad)} worse than recorded, of {len(recorded)} compared")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
