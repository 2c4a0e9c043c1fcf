"""What a step that takes longer costs: how many fewer runs keep every limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Mask
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S, SECOND
from atmp_logistics.core.typed_table import NUMBER, TEXT, table_of_rows
from atmp_logistics.estimates.simulation.delays import Delay
from atmp_logistics.estimates.simulation.prepared import PreparedSimulation, prepare
from atmp_logistics.estimates.simulation.runs import blocks, run
from atmp_logistics.estimates.simulation.sample_statistics import Share, difference
from atmp_logistics.timing.durations.straight import Fixed

#: Runs that last longer are measured with an hour more of each step, others with a minute more.
_LONG_S = 2 * DAY_S
_NUMBERS = (
    "with_one_more_hour", "lower", "upper", "per_hour", "per_hour_lower", "per_hour_upper", "further_s",
)  # fmt: skip


def cost_table(prepared: PreparedSimulation, kept: Mask) -> pd.DataFrame:
    """Return one row a step: what a little more of it costs, and the probability with one more hour.

    Parameters
    ----------
    prepared : PreparedSimulation
    kept : ndarray of bool
        Which of the first runs keep every limit that counts.

    Returns
    -------
    DataFrame
        `per_hour` is the change of the probability by the hour, measured with `further_s` more of the step.
    """
    further_s = MINUTE_S if _length_s(prepared) < _LONG_S else HOUR_S
    rows = []
    for name, ends in dict.fromkeys((link.step.name, link.step.ends) for link in prepared.path.links):
        little, hour = (_kept_if_longer(prepared, len(kept), Delay(name, ends, Fixed(s))) for s in (further_s, HOUR_S))
        change = [size * HOUR_S / further_s for size in difference(kept, little)]
        whole = Share(int(hour.sum()), len(hour))
        rows.append((name, whole.value, whole.lower, whole.upper, *change, further_s))
    return table_of_rows({"step": TEXT, **dict.fromkeys(_NUMBERS, NUMBER)}, rows)


def _length_s(prepared: PreparedSimulation) -> float:
    """Return how long the middle run lasts, from its first event to its last."""
    _, columns, _ = next(blocks(prepared, min(prepared.request.n, 1001)))
    times = np.array(list(columns.values()))
    return float(np.median(times.max(axis=0) - times.min(axis=0))) / SECOND


def _kept_if_longer(prepared: PreparedSimulation, n: int, delay: Delay) -> Mask:
    """Return which of the first n runs keep every limit with one delay more."""
    request = prepared.request
    return run(prepare(replace(request, n=n, delays=(*request.delays, delay)))).kept
