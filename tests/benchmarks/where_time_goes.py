"""Where our own time goes: each of our functions' share, what it calls of others counted as its own.

python tests/benchmarks/where_time_goes.py              # some minutes' work in half a minute
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_data import make_log, make_therapies
from bench_ours import judge_log, judge_therapies, product, ready_events, ready_readings, stored
from bench_readings import LogCase
from bench_therapies import EventCase

from atmp_logistics import read_events, read_readings

PACKAGE = "atmp_logistics"
SHOWN = 8
#: A function as the profiler names it: file, line and name.
Key = tuple[str, int, str]


def shares(run: Callable[[], object]) -> tuple[float, list[tuple[str, float]]]:
    """Return how long a call took under the profiler, and our functions' shares of it, the greatest first."""
    run()
    profile = cProfile.Profile()
    profile.runcall(run)
    stats = pstats.Stats(profile)
    entries: dict[Key, Any] = stats.stats  # type: ignore[attr-defined]
    own = {key: entry[3] for key, entry in entries.items() if _is_ours(key)}
    for key in list(own):
        for caller, (*_, spent) in entries[key][4].items():
            around = _around(caller, entries)
            if around in own and around != key:
                own[around] -= spent
    total = stats.total_tt  # type: ignore[attr-defined]
    named: dict[str, float] = {}
    for (file, _, name), spent in own.items():
        place = f"{'/'.join(_below(file))}: {name}"
        named[place] = named.get(place, 0.0) + spent / total
    return total, sorted(named.items(), key=lambda item: -item[1])


def _is_ours(key: Key) -> bool:
    """Say whether this is a function of ours; a comprehension counts as a part of the function around it."""
    return PACKAGE in Path(key[0]).parts and not key[2].startswith("<")


def _around(key: Key, entries: dict[Key, Any]) -> Key:
    """Return the function around a comprehension."""
    while key[2].startswith("<") and len(entries[key][4]) == 1:
        key = next(iter(entries[key][4]))
    return key


def _below(file: str) -> tuple[str, ...]:
    """Return the parts of a path below the package."""
    parts = Path(file).parts
    return parts[len(parts) - parts[::-1].index(PACKAGE) :]


def pieces(folder: Path) -> dict[str, Callable[[], object]]:
    """Return what is looked at, by name."""
    log, therapies = make_log(5_000_000), make_therapies(100_000)
    events, readings, many = stored(log), ready_readings(log), ready_events(therapies)
    (folder / "log").mkdir()
    file = LogCase(make_log(100_000), folder / "log").csv
    table = EventCase(make_therapies(5_000), folder).csv
    return {
        "assess, 5e6 readings, a range alone": lambda: judge_log(events, readings, product("bench-plain")),
        "assess, 5e6 readings, excursions and a budget": lambda: judge_log(events, readings, product("bench-cold")),
        "assess, 1e5 therapies x 14 events": lambda: judge_therapies(many),
        "read_readings, 1e5 readings": lambda: read_readings(file),
        "read_events, 5e3 therapies x 14 events": lambda: read_events(table),
    }


def main() -> int:
    """Print a table for each piece."""
    with tempfile.TemporaryDirectory() as folder:
        for name, run in pieces(Path(folder)).items():
            total, found = shares(run)
            print(f"\n**{name}** ({total:.3g} s under the profiler)\n\n| share | where |\n|--:|---|")
            print("\n".join(f"| {share:.0%} | `{place}` |" for place, share in found[:SHOWN]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
