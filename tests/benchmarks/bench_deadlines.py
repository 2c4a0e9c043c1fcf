"""Deadlines of a therapy under way: of every event to come, beside the read of a file that says what has been.

The therapy's record stops half way; the events up to there are known, and the moments of all the others are asked for:
not before, safe by, last possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from bench_clock import in_turns
from bench_data import EVENTS, make_therapies
from bench_ours import product
from bench_therapies import EventCase
from bench_therapies import read_anchor as read_therapies

from atmp_logistics.timing.compiled import compile_template
from atmp_logistics.timing.constraints import Template
from atmp_logistics.timing.steps import read_steps
from atmp_logistics.timing.template import template
from atmp_logistics.timing.windows import Known, Windows, windows

STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 20 min"}


def label() -> Template:
    """Return the template of the invented label with its twelve clocks."""
    return template(product("bench-chain"), 1, {}, read_steps(STEPS))


def known(plan: Template) -> tuple[list[str], Known]:
    """Return the events of a therapy that has come half way, an hour apart, and what they bound."""
    recorded = [node for node in plan.nodes if node.partition("[")[0] in EVENTS[: len(EVENTS) // 2]]
    lo, hi = np.full((len(plan.nodes), 1), -np.inf), np.full((len(plan.nodes), 1), np.inf)
    for hour, node in enumerate(recorded):
        lo[plan.places[node]] = hi[plan.places[node]] = 1.8e15 + hour * 3600e6
    return recorded, Known(lo, hi)


def moments(plan: Template) -> Windows:
    """Work out every moment of every event to come."""
    recorded, bounds = known(plan)
    return windows(compile_template(plan, recorded), bounds)


def deadlines(row: Callable[..., Any], sizes: Any) -> Iterator[Any]:
    """Yield the row of the table of targets: one case by itself."""
    with TemporaryDirectory() as place:
        events, plan = EventCase(make_therapies(sizes.therapies), Path(place)), label()
        read, single = in_turns((lambda: read_therapies(events), lambda: moments(plan)), sizes.repeat)
    alone = "one open therapy: three moments of each event to come"
    yield row("deadlines-one", alone, single * 1e3, 5, "ms", single / read)
