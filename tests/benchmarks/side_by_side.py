"""Everyone side by side: ours and the peers on the same seeded data, in one run, in one table of ratios.

    python tests/benchmarks/side_by_side.py                     # everything, some minutes
    python tests/benchmarks/side_by_side.py --quick             # one small size, half a minute
    python tests/benchmarks/side_by_side.py --n 1e6 --therapies 1e5 --out results.json

Every peer is optional: one that is not there is left out, and said so. Candidates take turns in one process, and the
median counts. `x read` is the time beside the bare read of the same file by pyarrow.csv on one thread, `x memcpy`
beside copying the columns once. Counts that differ from the reference's without a known reason: exit code 1.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import bench_readings
import bench_therapies
from bench_clock import Row, Turns, machine
from bench_data import WINDOWS, make_log, make_therapies

#: Whose rows read and whose counts the others of the same work are compared with.
REFERENCES = ("numpy bound (the reference)", "pyarrow.csv, 1 thread")
#: Those that may not fail: ours, and what is written here.
OWN = ("ours", "numpy", "pandas", "pyarrow", "memcpy")
CODES = {window.code for window in WINDOWS}


def measure(sizes: Sequence[int], turns: Turns, make: Callable[[int, Path], Any], module: Any) -> Iterator[Row]:
    """Measure every candidate at every size, smallest first, each beside that size's own read and copy.

    A fifth of the smallest size comes before all: it warms everything up, and shows who is too slow for what.
    """
    few = max(min(sizes, default=0) // 5, 0)
    if few:
        with tempfile.TemporaryDirectory() as folder:
            turns.run(make(few, Path(folder)), few, 1)
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory() as folder:
            rows = turns.run(make(size, Path(folder)), size)
        anchors = {row.name: row.median_s for row in rows}
        for row in rows:
            row.x_read = _ratio(row.median_s, anchors[module.ANCHOR])
            row.x_copy = _ratio(row.median_s, anchors[module.COPIED])
            yield row
        gc.collect()


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def disagreements(rows: Sequence[Row], candidates: Sequence[Any]) -> tuple[list[str], list[str]]:
    """Return what differs from the reference for a known reason, and what differs for none."""
    known, unknown = dict[str, None](), list[str]()
    reasons = {one.key: one.differs for one in candidates}
    references = {(row.task, row.size): row.found for row in rows if row.name in REFERENCES}
    for row in rows:
        if row.why.startswith("failed") and row.name.startswith(OWN):
            unknown.append(f"{row.name} at {row.size:,}: {row.why}")
        for name, count in row.found.items():
            asked = references.get((row.task, row.size), {}).get(name)
            if asked is None or abs(count - asked) <= (0.11 if name == "warm_min" else 0):
                continue
            if why := reasons[row.task, row.name].get(name):
                known[f"{row.name}: {why}"] = None
            else:
                unknown.append(f"{row.name} at {row.size:,}: {name} {count}, the reference {asked}")
    return list(known), unknown


def table(rows: Sequence[Row]) -> str:
    """Return one table in Markdown: a line for each candidate, its ratios from the smallest to the largest size."""
    candidates = {(row.task, row.name): [] for row in rows}
    for row in rows:
        candidates[row.task, row.name].append(row)
    most = max(map(len, candidates.values()))
    heads = [f"x read, size {i} of {most}" for i in range(1, most + 1)]
    heads = ["work", "who", "gives", *heads, "time, the largest it ran", "x memcpy there", "found at the smallest"]
    lines = [heads, ["---"] * 3 + ["--:"] * (most + 2) + ["---"]]
    lines += [_line(own, most) for own in candidates.values()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(own: list[Row], most: int) -> list[str]:
    ran = [row for row in own if row.median_s is not None]
    ratios = [""] * (most - len(own)) + ["-" if row.x_read is None else _number(row.x_read) for row in own]
    head = [own[0].task, own[0].name, own[0].does, *ratios]
    if not ran:
        return [*head, own[0].why, "", ""]
    last = ran[-1]
    copies = "" if last.x_copy is None else _number(last.x_copy)
    said = _said(last) if last.task.startswith("whole") else _said(ran[0])
    return [*head, f"{last.median_s:.3g} s at {last.size:,}", copies, said]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.3g}"


def _said(row: Row) -> str:
    found = {name: count for name, count in row.found.items() if name not in CODES and name != "rows"}
    if set(row.found) >= CODES:
        found = {"clocks broken": sum(row.found[code] for code in CODES)} | found
    return ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in found.items())


def _parsed() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--n", nargs="*", default=["1e5", "1e6", "5e6"], help="numbers of readings")
    asked.add_argument("--therapies", nargs="*", default=["1e3", "1e5", "1e6"], help="numbers of therapies")
    asked.add_argument("--repeat", type=int, default=5, help="turns; one that takes long is not asked again")
    asked.add_argument("--cap", type=float, default=12.0, help="leave out what would take longer, in seconds")
    asked.add_argument("--out", type=Path, help="write everything measured as JSON")
    asked.add_argument("--quick", action="store_true", help="one small size of each, two turns")
    asked.add_argument("--show", type=Path, help="measure nothing: print the table that --out wrote")
    given = asked.parse_args()
    if given.quick:
        given.n, given.therapies, given.repeat = ["1e5"], ["1e3"], 2
    return given


def main() -> int:
    """Measure, print the table, and say whether the counts agree."""
    given = _parsed()
    if given.show:
        print(table([Row(**row) for row in json.loads(given.show.read_text("utf-8"))["rows"]]))
        return 0
    rows: list[Row] = []
    known, unknown = [], []
    parts = (
        (given.n, bench_readings, lambda size, folder: bench_readings.LogCase(make_log(size), folder)),
        (
            given.therapies,
            bench_therapies,
            lambda size, folder: bench_therapies.EventCase(make_therapies(size), folder),
        ),
    )
    for sizes, module, make in parts:
        turns = Turns(module.candidates(), given.repeat, given.cap)
        found = list(measure([int(float(size)) for size in sizes], turns, make, module))
        rows += found
        said = disagreements(found, turns.candidates)
        known, unknown = known + said[0], unknown + said[1]
    about = machine()
    if given.out:
        given.out.write_text(json.dumps({"machine": about, "rows": [asdict(row) for row in rows]}, indent=1), "utf-8")
    print(f"Python {about['python']}, {about['system']}, {about['cores']} cores; " + _versions(about) + "\n")
    print(table(rows))
    _list("Left out or failed", [f"{row.name} at {row.size:,}: {row.why}" for row in rows if row.why])
    _list("Counts that differ, and why", known)
    _list("COUNTS THAT DIFFER FOR NO KNOWN REASON", unknown)
    return 1 if unknown else 0


def _versions(about: dict[str, Any]) -> str:
    return ", ".join(f"{name} {found}" for name, found in about["versions"].items())


def _list(title: str, lines: Sequence[str]) -> None:
    print(f"\n{title}:\n" + ("\n".join(f"- {line}" for line in lines) or "- none"))


if __name__ == "__main__":
    sys.exit(main())
