"""Durations with a long tail: a lognormal distribution, from its median and its quartiles."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, inf, isfinite, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column
from atmp_logistics.core.wording import durations
from atmp_logistics.timing.durations.shape import Shape, check_rising, refuse_shape

_NORMAL = NormalDist()
#: A normal distribution's quartiles are this many standard deviations from its middle.
_QUARTILE = _NORMAL.inv_cdf(0.75)


@dataclass(frozen=True, slots=True)
class LogNormal(Shape):
    """A median with a long tail: what durations of days look like. Its width comes from the middle half's two ends.

    `iqr_s` are the first and the third quartile; the median is taken as stated and their ratio as the width. A
    lognormal has no longest duration of its own: planning needs `longest_s`, and then it is cut off there.

    Examples
    --------
    >>> days = LogNormal(25 * 86400.0, (21 * 86400.0, 30 * 86400.0))
    >>> print(days)
    about 25 d, half of them 21 to 30 d (lognormal)
    >>> round(float(days.quantile(0.5)) / 86400, 6)
    25.0
    """

    median_s: float
    iqr_s: tuple[float, float]
    shortest_s: float = 0.0
    longest_s: float = inf
    source: str = ""

    def __post_init__(self) -> None:
        check_rising(self.shortest_s, self.longest_s)
        check_rising(self.iqr_s[0], self.median_s, self.iqr_s[1])
        if not 0.0 < self.iqr_s[0] < self.iqr_s[1] < inf:
            refuse_shape(
                f"quartiles {durations(*self.iqr_s)}", "two that differ, above zero", "check the two quartiles"
            )
        if not self._ends[0] - self._ends[1] > 0.0:
            found = f"{durations(self.shortest_s, self.longest_s)}, where this lognormal has nothing"
            refuse_shape(found, "a shortest and a longest around the median", "check shortest, longest and median")

    @property
    def _width(self) -> float:
        return log(self.iqr_s[1] / self.iqr_s[0]) / (2.0 * _QUARTILE)

    @property
    def _ends(self) -> tuple[float, float]:
        """The shares above the shortest and above the longest duration before it is cut off there."""
        return self._above(self.shortest_s), self._above(self.longest_s)

    def _above(self, duration_s: float) -> float:
        if duration_s <= 0.0 or not isfinite(duration_s):
            return float(duration_s <= 0.0)
        return 0.5 * erfc(log(duration_s / self.median_s) / (self._width * sqrt(2.0)))

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share above."""
        at, (most, least) = np.asarray(duration_s, np.float64), self._ends
        above = np.array([self._above(float(one)) for one in at.ravel()]).reshape(at.shape)
        return np.clip((above - least) / (most - least), 0.0, 1.0)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration."""
        most, least = self._ends
        above = least + np.asarray(share, np.float64) * (most - least)
        deviations = np.array([_deviation(one) for one in above.ravel().tolist()]).reshape(above.shape)
        with np.errstate(over="ignore"):
            return np.clip(self.median_s * np.exp(self._width * deviations), self.shortest_s, self.longest_s)

    @property
    def words(self) -> str:
        """The shape in words, without its source."""
        ends = "" if not isfinite(self.longest_s) else f", at most {durations(self.longest_s)}"
        return f"about {durations(self.median_s)}, half of them {durations(*self.iqr_s)} (lognormal){ends}"


def _deviation(share_above: float) -> float:
    """Return how many standard deviations from its middle a normal distribution has this share above."""
    if share_above <= 0.0:
        return inf
    return -_NORMAL.inv_cdf(share_above) if share_above < 1.0 else -inf
