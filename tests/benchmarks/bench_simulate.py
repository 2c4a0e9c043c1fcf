"""A million runs of a path of ten steps, with every kind of step, beside drawing and adding up ten columns by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from atmp_logistics import load_product
from atmp_logistics.estimates.simulation.prepared import PreparedSimulation, prepare
from atmp_logistics.estimates.simulation.request import read_request
from atmp_logistics.estimates.simulation.runs import run
from atmp_logistics.timing.durations.measured import Empirical

STEPS = {
    "collection": "4 to 5 h",
    "collection_end -> material_received": "1 to 3 d",
    "manufacturing": {"median": "20 d", "iqr": ("17 d", "24 d")},
    "manufacturing_end -> product_dispatched": {"shortest": "3 d", "mode": "4 d", "longest": "7 d"},
    "product_dispatched -> product_received": "1 to 2 d",
    "product_received -> storage_in": Empirical.of(np.linspace(1200.0, 7200.0, 400)),
    "lymphodepletion": "3 d",
    "thaw": {"shortest": "2 min", "mode": "3 min", "longest": "5 min", "shape": "triangular"},
    "thaw_end -> administration_start": {"median": "6 min", "iqr": ("5 min", "8 min")},
    "administration": {"shortest": "5 min", "mode": "8 min", "longest": "20 min"},
}


def ready(count: int) -> PreparedSimulation:
    """Return the request made ready, its tables made."""
    faults: list[object] = []
    request = read_request(
        load_product("kymriah-eu"), STEPS, count, 1, 1, "2026-09-01 09:00", None, {"indication": "DLBCL"}, (), None,
        "Europe/Stockholm", None, None, "", faults,
    )  # fmt: skip
    if request is None or faults:
        raise RuntimeError(str(faults))
    prepared = prepare(request)
    run(prepare(replace(request, n=1000)))
    return prepared


def by_hand(count: int) -> np.ndarray:
    """Draw ten columns and add them up: the least that any simulation has to do."""
    generator = np.random.default_rng(1)
    total = np.zeros(count)
    for _ in range(10):
        total += generator.random(count)
    return total


def cpu_s(call: Callable[[], object], times: int) -> float:
    """Return the least processor time of several calls: the machine does other work too."""
    took = []
    for _ in range(times):
        begin = time.process_time()
        call()
        took.append(time.process_time() - begin)
    return min(took)
