"""Deadlines of many therapies under way: of every event to come, beside the read of the file that says what has been.

Each therapy's record stops somewhere; the events up to there are known, and the moments of all the others are asked for:
not before, safe by, last possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from bench_clock import in_turns
from bench_data import EVENTS, Therapies, make_therapies
from bench_ours import product
from bench_therapies import EventCase
from bench_therapies import read_anchor as read_therapies

from atmp_logistics.timing.constraints import Template
from atmp_logistics.timing.steps import read_steps
from atmp_logistics.timing.template import template
from atmp_logistics.timing.windows import Windows
from atmp_logistics.timing.windows_of_many import windows_of

STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 20 min"}


def label() -> Template:
    """Return the template of the invented label with its twelve clocks."""
    return template(product("bench-chain"), 1, {}, read_steps(STEPS))


class OpenCase:
    """Therapies that have come some way: their file, and the times as columns of the template."""

    def __init__(self, count: int, folder: Path) -> None:
        whole = make_therapies(count)
        reached = np.random.default_rng([7, count]).integers(1, len(EVENTS), count)
        kept = whole.event < reached[whole.case]
        self.therapies = Therapies(whole.case[kept], whole.event[kept], whole.time_s[kept], count)
        self.events = EventCase(self.therapies, folder)
        self.plan = label()
        self.reached = reached

    @cached_property
    def times(self) -> np.ndarray:
        """Each event's instant in each therapy, NaN where it is to come; one lost on the way has its neighbour's."""
        wide = np.full((len(EVENTS), self.therapies.count), np.nan)
        wide[self.therapies.event, self.therapies.case] = self.therapies.time_s * 1e6
        for row in range(len(EVENTS)):
            lost = np.isnan(wide[row]) & (row < self.reached)
            before = wide[row - 1] if row else np.nanmin(wide, axis=0, initial=2e15)
            wide[row, lost] = before[lost]
        wide = np.maximum.accumulate(wide, axis=0)
        columns = np.full((len(self.plan.nodes), self.therapies.count), np.nan)
        for row, event in enumerate(EVENTS):
            columns[self.plan.places.get(f"{event}[1]", self.plan.places.get(event, 0))] = wide[row]
        return columns

    @cached_property
    def out(self) -> Windows:
        """Where the answer is written."""
        three = [np.zeros_like(self.times) for _ in range(3)]
        return Windows(three[0], three[1], three[2], np.zeros(self.therapies.count, bool))

    @cached_property
    def now(self) -> np.ndarray:
        """A minute after the last event of each."""
        return np.nanmax(self.times, axis=0) + 60e6


def moments(case: OpenCase) -> Windows:
    """Work out every moment of every event to come, into the same memory each time."""
    return windows_of(case.plan, case.times, case.now, out=case.out)


def deadlines(row: Callable[..., Any], sizes: Any) -> Iterator[Any]:
    """Yield the rows of the table of targets: many cases beside the read, and one case by itself."""
    with TemporaryDirectory() as place:
        case = OpenCase(sizes.therapies, Path(place))
        _ = case.times, case.now, case.out
        one = case.times[:, [0]], case.now[[0]]
        calls = (
            lambda: read_therapies(case.events),
            lambda: moments(case),
            lambda: windows_of(case.plan, *one),
        )
        moments(case)
        read, worked, single = in_turns(calls, sizes.repeat)
    ratio, note = worked / read, f"{worked:.3g} s beside {read:.3g} s"
    what = f"{sizes.therapies:,} open therapies of 14 events, ready columns: three moments of each event to come"
    yield row("deadlines", f"{what} beside the read", ratio, 0.5, "x", ratio, note)
    alone = "one open therapy: three moments of each event to come"
    yield row("deadlines-one", alone, single * 1e3, 5, "ms", single / read)
