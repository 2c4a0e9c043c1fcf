"""From uniform numbers to durations, for a million runs at once, and correlated where a caller says so.

Every duration comes from one number between nought and one, of a stream that is named after the step and seeded by the
caller: a step keeps its draws whatever is changed elsewhere, and run 17 is the same run among a hundred and among a
million. Shapes whose quantiles take long are read from a table; its error is far below what a simulation can show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import asin, erfc, inf, isfinite, nextafter, pi, sin, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.timing.durations.lognormal import LogNormal
from atmp_logistics.timing.durations.pert import Pert
from atmp_logistics.timing.durations.shape import Shape
from atmp_logistics.timing.durations.straight import Fixed

#: A table's even part has so many cells; beyond its ends the cells shrink with the share.
_CELLS, _TAIL, _TAIL_CELLS, _LEAST = 4096, 2.0**-8, 1440, 2.0**-53
#: Beyond this many standard deviations no uniform number reaches.
_FAR, _PER_DEVIATION = 8.5, 512


@dataclass(frozen=True, slots=True)
class FallingTable:
    """A falling function of a share between nought and one, as numbers to interpolate between."""

    even: Column
    slopes: Column
    tails: tuple[Column, Column]

    @classmethod
    def of(cls, function: Callable[[Column], Column]) -> FallingTable:
        """Tabulate a function of a share."""
        low = np.geomspace(_LEAST, _TAIL, _TAIL_CELLS)
        shares = np.concatenate([low, 1.0 - low[::-1]])
        even = function(np.clip(np.arange(_CELLS + 1) / _CELLS, _LEAST, 1.0 - _LEAST))
        return cls(even, np.diff(even), (shares, function(shares)))

    def __call__(self, share: Column) -> Column:
        """Return the function at each share."""
        at = share * _CELLS
        cell = np.minimum(at.astype(np.int32), _CELLS - 1)
        at -= cell
        at *= self.slopes[cell]
        at += self.even[cell]
        far = np.nonzero((share < _TAIL) | (share > 1.0 - _TAIL))[0]
        at[far] = np.interp(share[far], *self.tails)
        return at


@lru_cache(maxsize=64)
def _table_of(shape: Shape) -> FallingTable:
    return FallingTable.of(shape.at_survival)


@lru_cache(maxsize=1)
def _deviations() -> FallingTable:
    normal = NormalDist()
    return FallingTable.of(lambda shares: np.array([0.0 - normal.inv_cdf(one) for one in shares.tolist()]))


@lru_cache(maxsize=1)
def _shares_above() -> Column:
    count = int(2 * _FAR * _PER_DEVIATION)
    return np.array([0.5 * erfc((i / _PER_DEVIATION - _FAR) / sqrt(2.0)) for i in range(count + 2)])


def deviations_of(share: Column) -> Column:
    """Return how many standard deviations above its middle a normal distribution has these shares above.

    Examples
    --------
    >>> deviations_of(np.array([0.5, 0.025])).round(3).tolist()
    [0.0, 1.96]
    """
    return _deviations()(share)


def shares_above(deviations: Column) -> Column:
    """Return the share of a normal distribution above so many standard deviations.

    Examples
    --------
    >>> shares_above(np.array([0.0, 1.96])).round(4).tolist()
    [0.5, 0.025]
    """
    table = _shares_above()
    at = np.clip(deviations + _FAR, 0.0, 2 * _FAR) * _PER_DEVIATION
    cell = at.astype(np.int32)
    at -= cell
    return np.asarray(table[cell] + at * (table[cell + 1] - table[cell]))


def durations_of(shape: Shape, shortest_s: float = 0.0, longest_s: float = inf) -> Callable[[Column], Column]:
    """Return the way from shares above to durations in seconds, within what the site's facts allow.

    Examples
    --------
    >>> from atmp_logistics.timing.durations.straight import Uniform
    >>> durations_of(Uniform(120.0, 240.0), 180.0)(np.array([0.0, 0.5, 1.0])).tolist()
    [240.0, 210.0, 180.0]
    """
    if isinstance(shape, Fixed):
        return shape.at_survival
    quantile = _table_of(shape) if isinstance(shape, (LogNormal, Pert)) else shape.at_survival
    low, high = max(shortest_s, shape.shortest_s), min(longest_s, shape.longest_s)
    if (low, high) == (shape.shortest_s, shape.longest_s):
        return quantile
    most = 1.0 if low <= shape.shortest_s else float(shape.survival(nextafter(low, -inf)))
    least = 0.0 if high >= shape.longest_s or not isfinite(high) else float(shape.survival(high))
    return partial(_within, quantile, (least, most), (low, high))


def _within(
    quantile: Callable[[Column], Column], shares: tuple[float, float], ends: tuple[float, float], share: Column
) -> Column:
    return np.clip(quantile(shares[0] + share * (shares[1] - shares[0])), *ends)


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers of one step, named, so that no other step's draws depend on it.

    Examples
    --------
    >>> bool(stream(1, "thaw").random() == stream(1, "thaw").random() != stream(1, "move").random())
    True
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=tuple(name.encode()))))


def normal_correlation(rank_correlation: float) -> float:
    """Return the correlation of two normal numbers whose ranks have this one (Spearman's).

    Examples
    --------
    >>> round(normal_correlation(0.5), 4), normal_correlation(0.0)
    (0.5176, 0.0)
    """
    return 2.0 * sin(pi * rank_correlation / 6.0)


def rank_correlation(normal: float) -> float:
    """Return the rank correlation of two normal numbers that have this correlation."""
    return 6.0 / pi * asin(normal / 2.0)


@dataclass(frozen=True, slots=True)
class Copula:
    """How the draws of some steps hang together: their names, and the root of their normal correlation matrix."""

    names: tuple[str, ...]
    root: NDArray[np.float64]

    @classmethod
    def of(cls, names: Sequence[str], pairs: Mapping[tuple[str, str], float]) -> Copula | None:
        """Return the copula of rank correlations by pairs of names; None where no such steps can be.

        Examples
        --------
        >>> Copula.of(["a", "b"], {("a", "b"): 0.9}).names
        ('a', 'b')
        >>> print(Copula.of(["a", "b", "c"], {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}))
        None
        """
        used = [name for name in names if any(name in pair for pair in pairs)]
        matrix = np.eye(len(used))
        for (one, other), rank in pairs.items():
            i, j = used.index(one), used.index(other)
            matrix[i, j] = matrix[j, i] = normal_correlation(rank)
        if used and np.linalg.eigvalsh(matrix)[0] < 1e-9:
            return None
        return cls(tuple(used), np.asarray(np.linalg.cholesky(matrix), np.float64))

    def mixed(self, shares: Mapping[str, Column]) -> dict[str, Column]:
        """Return independent shares as shares that hang together; each by itself is as even as it was."""
        own = [deviations_of(shares[name]) for name in self.names]
        found = {}
        for row, name in zip(self.root, self.names, strict=True):
            parts = [part * weight for part, weight in zip(own, row, strict=True) if weight]
            found[name] = shares_above(sum(parts[1:], start=parts[0]))
        return found
