"""Turnbull's estimate: the distribution of durations that are known only as bounds.

The nonparametric maximum likelihood lies on the innermost intervals of the bounds (Turnbull, Journal of the Royal
Statistical Society B 38 (1976) 290-295) and is found by self-consistency: each therapy is spread over its own bounds
as the others lie there. Each therapy covers neighbouring innermost intervals, so that one step is two cumulative
sums, and a hundred thousand therapies are no obstacle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column

#: Most steps of self-consistency.
_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Innermost:
    """Where the durations lie: `mass` in each stretch from `since` to `until`, its ends included.

    `slope` is how much the likelihood can still rise (0 at its maximum), relative to the number of therapies.
    """

    since: Column
    until: Column
    mass: Column
    slope: float


def turnbull(lower: Column, upper: Column) -> Innermost:
    """Return the maximum likelihood estimate from closed bounds.

    Parameters
    ----------
    lower, upper : ndarray of float64, shape (n,)
        Bounds of each duration, equal where it is exact; `upper` infinite where nothing bounds it: such a one took
        longer than `lower`, as Kaplan and Meier count it.

    Examples
    --------
    >>> found = turnbull(np.array([1.0, 2.0, 0.0]), np.array([1.0, 2.0, 9.0]))
    >>> found.since.tolist(), found.mass.round(3).tolist()
    ([1.0, 2.0], [0.5, 0.5])
    """
    lower = np.where(np.isinf(upper), np.nextafter(lower, np.inf), lower)
    since, until = _innermost(lower, upper)
    first, stop = np.searchsorted(since, lower, "left"), np.searchsorted(until, upper, "right")
    pairs, weight = np.unique(np.stack([first, stop]), axis=1, return_counts=True)
    first, stop = pairs
    mass = np.full(len(since), 1.0 / max(len(since), 1))
    slope, settled = np.inf, min(max(1e-9 * len(lower), 1e-6), 1e-4)
    for _ in range(_STEPS):
        rise = _rise(mass, first, stop, weight) / weight.sum()
        slope = float(rise.max(initial=1.0)) - 1.0
        if slope < settled:
            break
        mass = mass * rise
    return Innermost(since, until, mass / mass.sum(), slope)


def _innermost(lower: Column, upper: Column) -> tuple[Column, Column]:
    """Return the stretches from a lower bound to an upper one with no other bound between them."""
    ends = np.concatenate([np.unique(lower), np.unique(upper)])
    closes = np.repeat([False, True], [len(np.unique(lower)), len(np.unique(upper))])
    order = np.lexsort((closes, ends))
    ends, closes = ends[order], closes[order]
    here = ~closes[:-1] & closes[1:]
    return ends[:-1][here], ends[1:][here]


def _rise(mass: Column, first: NDArray[np.int64], stop: NDArray[np.int64], weight: NDArray[np.int64]) -> Column:
    """Return the slope of the likelihood in the mass of each stretch."""
    total = np.concatenate([[0.0], np.cumsum(mass)])
    share = weight / (total[stop] - total[first])
    change = np.bincount(first, share, len(mass) + 1) - np.bincount(stop, share, len(mass) + 1)
    return np.asarray(np.cumsum(change)[:-1], np.float64)
