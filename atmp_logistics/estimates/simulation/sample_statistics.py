"""What a sample of runs says of a share, a quantile or a difference, with its interval; and which input matters most.

The intervals are for the runs' number alone: how far the stated steps are from the truth, no simulation can say.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, nan, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask

#: Every interval is one of 95 %.
CONFIDENCE = 0.95
_DEVIATIONS = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the runs, and the interval in which the true share lies (Wilson's, 95 %).

    Examples
    --------
    >>> print(Share(914, 1000))
    91.4 of 100 (89.5 to 93.0)
    >>> Share(1000, 1000).upper, round(Share(1000, 1000).lower, 4)
    (1.0, 0.9962)
    """

    count: int
    n: int

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.n

    @property
    def lower(self) -> float:
        """The interval's lower end."""
        return self._middle - self._half if self.count else 0.0

    @property
    def upper(self) -> float:
        """The interval's upper end."""
        return self._middle + self._half if self.count < self.n else 1.0

    @property
    def _middle(self) -> float:
        return (self.count + _DEVIATIONS**2 / 2) / (self.n + _DEVIATIONS**2)

    @property
    def _half(self) -> float:
        spread = self.value * (1 - self.value) + _DEVIATIONS**2 / (4 * self.n)
        return _DEVIATIONS * sqrt(self.n * spread) / (self.n + _DEVIATIONS**2)

    def __str__(self) -> str:
        return f"{of_100(self.value)} of 100 ({of_100(self.lower)} to {of_100(self.upper)})"


def of_100(share: float) -> str:
    """Return a share as so many of 100; what is neither none nor all is never rounded to it.

    Examples
    --------
    >>> of_100(0.914), of_100(1.0), of_100(0.99996), of_100(0.00001), of_100(0.0)
    ('91.4', '100', '99.996', '0.001', '0')
    """
    if share <= 0 or share >= 1:
        return "100" if share >= 1 else "0"
    texts = (f"{100 * share:.{digits}f}" for digits in range(1, 5))
    told = next((text for text in texts if 0 < float(text) < 100), "")
    return told or ("more than 99.9999" if share > 0.5 else "less than 0.0001")


def quantile(values: Column, share: float) -> tuple[float, float, float]:
    """Return a quantile and its interval, from the sample's own order, whatever the distribution.

    Examples
    --------
    >>> quantile(np.arange(1000.0), 0.5)
    (499.0, 468.0, 530.0)
    """
    n, half = len(values), _DEVIATIONS * sqrt(len(values) * share * (1 - share))
    places = ceil(n * share) - 1, floor(n * share - half) - 1, ceil(n * share + half) - 1
    at = [min(max(place, 0), n - 1) for place in places]
    found = np.partition(values, sorted(set(at)))
    middle, low, high = (float(found[place]) for place in at)
    return middle, low if places[1] >= 0 else nan, high if places[2] < n else nan


def difference(one: Mask, other: Mask) -> tuple[float, float, float]:
    """Return how much larger the share of `other` is, run against run, and the interval (Agresti and Min, 95 %).

    Examples
    --------
    >>> one = np.arange(100) < 90
    >>> [round(x, 3) for x in difference(one, one & (np.arange(100) >= 5))]
    [-0.05, -0.095, -0.003]
    """
    n = len(one)
    gained, lost = int((other & ~one).sum()), int((one & ~other).sum())
    middle, total = (gained - lost) / (n + 2), gained + lost + 1
    half = _DEVIATIONS * sqrt(max(total - (gained - lost) ** 2 / (n + 2), 0.0)) / (n + 2)
    return (gained - lost) / n, max(middle - half, -1.0), min(middle + half, 1.0)


def rank_correlation(one: Column, other: Column) -> float:
    """Return Spearman's rank correlation; nought where one does not vary.

    Examples
    --------
    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([1.0, 10.0, 100.0]))
    1.0
    """
    ranks = [pd.Series(column).rank().to_numpy() for column in (one, other)]
    if any(rank.min() == rank.max() for rank in ranks):
        return 0.0
    return float(np.clip(np.corrcoef(ranks[0], ranks[1])[0, 1], -1.0, 1.0))


def variance_share(of: Column, by: Column) -> float:
    """Return the share of the variance of `of` that `by` alone explains: the first-order index, over equal groups.

    It is what would be gone if `by` were known: the variance of the groups' means, corrected for their number.

    Examples
    --------
    >>> x, y = np.random.default_rng(1).random((2, 10_000))
    >>> round(variance_share(3.0 * x + y, x), 2), round(variance_share(y, x), 2)
    (0.9, 0.0)
    """
    total = float(((of - of.mean()) ** 2).sum())
    group = _groups(by)
    count = np.bincount(group)
    used = count > 0
    between = float((count[used] * (np.bincount(group, of)[used] / count[used] - of.mean()) ** 2).sum())
    free = len(of) - int(used.sum())
    if total <= 0 or free <= 0 or used.sum() < 2:
        return 0.0
    within = (total - between) / free
    return float(np.clip((between - (int(used.sum()) - 1) * within) / total, 0.0, 1.0))


def _groups(by: Column) -> NDArray[np.int64]:
    """Return groups of equal size by value; runs that share a value share a group."""
    edges = np.unique(np.quantile(by, np.linspace(0.0, 1.0, _GROUPS + 1)[1:-1]))
    return np.searchsorted(edges, by, side="left").astype(np.int64)
