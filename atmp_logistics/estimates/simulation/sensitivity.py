"""Which step matters most for a limit: how much of the variance of its margin each step's length explains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column
from atmp_logistics.core.typed_table import NUMBER, TEXT, table_of_rows
from atmp_logistics.estimates.simulation.path import draw_of
from atmp_logistics.estimates.simulation.prepared import PreparedSimulation
from atmp_logistics.estimates.simulation.runs import blocks
from atmp_logistics.estimates.simulation.sample_statistics import rank_correlation, variance_share
from atmp_logistics.timing.node_names import named


def sensitivity_table(prepared: PreparedSimulation, margin: Column) -> pd.DataFrame:
    """Return one row a step whose length varies: how its length and the margin of a limit hang together.

    Parameters
    ----------
    prepared : PreparedSimulation
    margin : ndarray of float
        By how much each of the first runs keeps the limit.

    Returns
    -------
    DataFrame
        `rank_correlation` is Spearman's, `variance_share` the first-order index; the greatest first.
    """
    rows = [
        (name, rank_correlation(length, margin), variance_share(margin, length))
        for name, length in step_lengths(prepared, len(margin)).items()
        if length.min() < length.max()
    ]
    found = table_of_rows({"step": TEXT, "rank_correlation": NUMBER, "variance_share": NUMBER}, rows)
    return found.sort_values("variance_share", ascending=False, kind="stable", ignore_index=True)


def step_lengths(prepared: PreparedSimulation, n: int) -> dict[str, Column]:
    """Return how long each step lasted in the first n runs with its delays, and each delay of an event."""
    draws = _draws_by_name(prepared)
    parts: dict[str, list[Column]] = {name: [] for name in draws}
    for _, _, lengths in blocks(prepared, n):
        for name, own in draws.items():
            parts[name].append(np.sum([lengths[draw] for draw in own], axis=0))
    return {name: np.concatenate(own) for name, own in parts.items()}


def _draws_by_name(prepared: PreparedSimulation) -> dict[str, tuple[str, ...]]:
    """Return the draws that add up to the length of each step, by the step in words."""
    found: dict[str, tuple[str, ...]] = {}
    for event in prepared.path.stops:
        delays = tuple(delay.draw for delay in prepared.late[event.node])
        if event.link:
            several = event.container and prepared.request.containers > 1 and "[" in draw_of(event.link)
            number = f" of container {event.container}" if several else ""
            found[f"{event.link.step.name}{number}"] = (draw_of(event.link), *delays)
        elif delays:
            found[f"delay of {named(event.node)}"] = delays
    return found
