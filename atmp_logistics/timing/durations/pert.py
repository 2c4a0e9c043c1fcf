"""The PERT distribution of a duration, and the regularised incomplete beta function that it is made of.

The beta function is written out here because scipy, which has it, would add 113 MB to an installation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column
from atmp_logistics.core.wording import durations
from atmp_logistics.timing.durations.shape import Shape, check_rising
from atmp_logistics.timing.durations.straight import Fixed

#: Steps that the continued fraction and Newton's method may take; for the exponents of a PERT a dozen suffice.
_MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class Pert(Shape):
    """The shortest, the usual and the longest duration, smoothly joined: a beta distribution whose mean is
    (shortest + 4 usual + longest) / 6, as the Program Evaluation and Review Technique has it.

    Examples
    --------
    >>> print(Pert(300.0, 480.0, 900.0))
    5 to 15 min, usually 8 min (PERT)
    """  # noqa: D205

    shortest_s: float
    mode_s: float
    longest_s: float
    source: str = ""

    def __post_init__(self) -> None:
        check_rising(self.shortest_s, self.mode_s, self.longest_s)

    @property
    def _exponents(self) -> tuple[float, float]:
        share = (self.mode_s - self.shortest_s) / (self.longest_s - self.shortest_s)
        return 1.0 + 4.0 * share, 5.0 - 4.0 * share

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share above: a regularised incomplete beta function."""
        width = self.longest_s - self.shortest_s
        if not width:
            return Fixed(self.shortest_s).survival(duration_s)
        first, second = self._exponents
        at = np.clip((self.longest_s - np.asarray(duration_s, np.float64)) / width, 0.0, 1.0)
        return incomplete_beta(at, second, first)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration, by Newton's method between ends that close in."""
        width, above = self.longest_s - self.shortest_s, np.asarray(share, np.float64)
        if not width:
            return np.full(above.shape, self.shortest_s)
        first, second = self._exponents
        return self.longest_s - width * incomplete_beta_inverse(above, second, first)

    @property
    def words(self) -> str:
        """The shape in words, without its source."""
        return f"{durations(self.shortest_s, self.longest_s)}, usually {durations(self.mode_s)} (PERT)"


def incomplete_beta(at: Column, first: float, second: float) -> Column:
    """Return the regularised incomplete beta function, for exponents of at least one.

    The continued fraction converges quickly on the near side of the mean; the far side is one less the mirrored one.

    Examples
    --------
    >>> incomplete_beta(np.array([0.0, 0.5, 1.0]), 3.0, 3.0).round(12).tolist()
    [0.0, 0.5, 1.0]
    """
    far = at > first / (first + second)
    near, one, other = np.where(far, 1.0 - at, at), np.where(far, second, first), np.where(far, first, second)
    with np.errstate(divide="ignore"):
        front = one * np.log(near) + other * np.log1p(-near) - _log_beta(first, second)
    share = np.exp(front) / one * _fraction(near, one, other)
    return np.asarray(np.clip(np.where(far, 1.0 - share, share), 0.0, 1.0), np.float64)


def _log_beta(first: float, second: float) -> float:
    return lgamma(first) + lgamma(second) - lgamma(first + second)


def _fraction(at: Column, first: Column, second: Column) -> Column:
    """Return the continued fraction of the incomplete beta function, term by term from the front (Lentz)."""
    upper, lower = np.ones_like(at), 1.0 / (1.0 - (first + second) * at / (first + 1.0))
    value: Column = lower
    for m in range(1, _MOST_STEPS):
        before = value
        even = m * (second - m) * at / ((first + 2 * m - 1) * (first + 2 * m))
        odd = -(first + m) * (first + second + m) * at / ((first + 2 * m) * (first + 2 * m + 1))
        for term in (even, odd):
            lower, upper = 1.0 / (1.0 + term * lower), 1.0 + term / upper
            value = value * lower * upper
        if np.max(np.abs(value - before), initial=0.0) < 1e-14 * np.max(np.abs(value), initial=1.0):
            break
    return value


def incomplete_beta_inverse(share: Column, first: float, second: float) -> Column:
    """Return where the incomplete beta function has a value: from a table's guess, by Newton's method, safeguarded.

    Examples
    --------
    >>> incomplete_beta_inverse(np.array([0.5]), 3.0, 3.0).round(12).tolist()
    [0.5]
    """
    grid = np.linspace(0.0, 1.0, 257)
    table = incomplete_beta(grid, first, second)
    place = np.clip(np.searchsorted(table, share, side="right"), 1, 256)
    low, high = grid[place - 1], grid[place]
    at = np.interp(share, table, grid)
    for _ in range(_MOST_STEPS):
        over = incomplete_beta(at, first, second) - share
        low, high = np.where(over <= 0.0, at, low), np.where(over >= 0.0, at, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.exp((first - 1) * np.log(at) + (second - 1) * np.log1p(-at) - _log_beta(first, second))
            step = at - over / slope
        ahead = np.where((step >= low) & (step <= high), step, (low + high) / 2.0)
        moved, at = np.max(np.abs(ahead - at), initial=0.0), ahead
        if moved < 1e-14:
            break
    return at
