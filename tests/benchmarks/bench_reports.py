"""How long a result of many therapies takes to be written: JSON of 200,000 therapies, a page of 10,000 containers.

python tests/benchmarks/bench_reports.py                 # a minute or two
python tests/benchmarks/bench_reports.py --therapies 20000

The label of twelve clocks gives fourteen findings a therapy; the label of one clock, four. Times are of the processor,
so that a busy machine counts for less.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench_data import make_therapies
from bench_ours import load_catalogue_once, product, ready_events

from atmp_logistics import Assessment, EventLog, assess


def judged(events: EventLog, clocks: int) -> Assessment:
    """Judge therapies by the first clocks of the invented label."""
    label = product("bench-chain")
    return assess(events, product=replace(label, windows=label.windows[-clocks:]), catalogue=load_catalogue_once())


def written(write: Callable[[Path], object], folder: Path) -> tuple[float, int]:
    """Return how long a file took, in seconds, and how many bytes it has."""
    path, begin = folder / "result", time.process_time()
    write(path)
    return time.process_time() - begin, path.stat().st_size


def main() -> None:
    """Print a line for each kind of file and size."""
    call = argparse.ArgumentParser(description=__doc__)
    call.add_argument("--therapies", type=int, default=200_000)
    call.add_argument("--containers", type=int, default=10_000)
    sizes = call.parse_args()
    many, fewer = ready_events(make_therapies(sizes.therapies)), ready_events(make_therapies(sizes.containers))
    with tempfile.TemporaryDirectory() as folder:
        for kind, events, clocks in (("json", many, 1), ("json", many, 12), ("html", fewer, 12)):
            result = judged(events, clocks)
            took, size = written(getattr(result, f"to_{kind}"), Path(folder))
            count = sum(result.counts.values())
            print(f"{kind}, {count:,} containers, {len(result):,} findings: {took:.1f} s, {size / 2**20:,.0f} MiB")


if __name__ == "__main__":
    main()
