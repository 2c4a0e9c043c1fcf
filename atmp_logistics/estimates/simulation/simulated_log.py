"""Simulated runs as a log of events, so that the rules that judge records can judge them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from atmp_logistics.estimates.simulation.prepared import PreparedSimulation
from atmp_logistics.estimates.simulation.runs import blocks
from atmp_logistics.ingest import read_events
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.timing.nodes import container_of, event_of


def log_of(prepared: PreparedSimulation, k: int) -> EventLog:
    """Return the first k runs of a simulation as logged events: therapies ``run 1`` to ``run k``."""
    frames = []
    for place, columns, _ in blocks(prepared, k):
        runs = np.arange(place.start, place.stop) + 1
        frames += [_rows(prepared, node, runs, column) for node, column in columns.items()]
    table = pd.concat(frames, ignore_index=True).sort_values(["run", "time"], kind="stable", ignore_index=True)
    table["therapy_id"] = "run " + table.pop("run").astype(str)
    log = read_events(table, tz=prepared.request.tz, resolution="0 s")
    name = f"simulated runs 1 to {k} of {prepared.request.product.slug}, seed {prepared.request.seed}"
    told = ("simulated, and not logged by anyone",)
    return replace(log, provenance=replace(log.provenance, name=name, dialect="simulation", assumptions=told))


def _rows(prepared: PreparedSimulation, node: str, runs: np.ndarray, column: np.ndarray) -> pd.DataFrame:
    """Return one node's rows; what was stated of a container stands on all of its rows."""
    number = container_of(node)
    stated = {} if number is None else prepared.request.conditions[number - 1]
    times = np.datetime_as_string(column.astype(np.int64).view("datetime64[us]"), unit="us")
    return pd.DataFrame(
        {
            "run": runs,
            "container_id": "" if number is None else str(number),
            "event": event_of(node),
            "time": np.char.add(times, "Z"),
            "product": prepared.request.product.slug,
            **{key: stated.get(key, "") for key in _conditions(prepared)},
        }
    )


def _conditions(prepared: PreparedSimulation) -> list[str]:
    return list(dict.fromkeys(key for own in prepared.request.conditions for key in own))
