"""How long a step lasts that nobody controls: distributions of durations, named, in seconds, from a seeded generator.

Every shape is sampled by turning its survival function round: one number between nought and one gives one duration. So
a step that already runs is sampled exactly, from what is left of its distribution, and the same seed gives the same
durations. A hospital states the shape and its source, or hands over the durations that it has measured.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import erfc, inf, isfinite, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.timing.durations.beta import incomplete_beta, incomplete_beta_inverse

_NORMAL = NormalDist()
#: A normal distribution's quartiles are this many standard deviations from its middle.
_QUARTILE = _NORMAL.inv_cdf(0.75)


class Shape(ABC):
    """A distribution of durations, from `shortest_s` to `longest_s`.

    A shape says how much of it lies above a duration, and which duration has a given share above it; everything else
    follows from the two.
    """

    __slots__ = ()
    shortest_s: float
    longest_s: float
    source: str

    @abstractmethod
    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share of durations longer than each of these, in seconds."""

    @abstractmethod
    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration, in seconds, that each of these shares of durations is longer than."""

    def quantile(self, share: ArrayLike) -> Column:
        """Return the duration, in seconds, that each of these shares of durations does not exceed.

        Examples
        --------
        >>> Uniform(120.0, 240.0).quantile([0.0, 0.5, 1.0]).tolist()
        [120.0, 180.0, 240.0]
        """
        return self.at_survival(1.0 - np.asarray(share, np.float64))

    def sample(self, generator: np.random.Generator, size: int, *, elapsed_s: float = 0.0) -> Column:
        """Return durations drawn at random, in seconds.

        Parameters
        ----------
        generator : numpy.random.Generator
            Seeded by the caller, as in ``np.random.default_rng(1)``.
        size : int
            How many.
        elapsed_s : float
            How long the step has lasted already: only durations of at least that are drawn.

        Raises
        ------
        UsageError
            When the step has lasted longer than the shape allows.

        Examples
        --------
        >>> drawn = Uniform(120.0, 240.0).sample(np.random.default_rng(1), 1000, elapsed_s=200.0)
        >>> bool(drawn.min() >= 200.0), round(drawn.mean() / 10)
        (True, 22)
        """
        if elapsed_s > self.longest_s:
            found = f"a step that has lasted {elapsed_s / 60:g} min"
            fix = "state a longer duration, or log the step's end"
            refuse([Fault("shape", found, f"at most {self.longest_s / 60:g} min, as stated", fix, UsageError)])
        left = float(self.survival(elapsed_s)) if elapsed_s > self.shortest_s else 1.0
        drawn = self.at_survival((1.0 - generator.random(size)) * left)
        return np.clip(drawn, max(elapsed_s, self.shortest_s), self.longest_s)


@dataclass(frozen=True, slots=True)
class Fixed(Shape):
    """A step that always takes the same time.

    Examples
    --------
    >>> print(Fixed(300.0))
    always 5 min
    """

    duration_s: float
    source: str = ""

    def __post_init__(self) -> None:
        _in_order(self.duration_s, self.duration_s)

    @property
    def shortest_s(self) -> float:  # type: ignore[override]
        """The duration, in seconds."""
        return self.duration_s

    @property
    def longest_s(self) -> float:  # type: ignore[override]
        """The duration, in seconds."""
        return self.duration_s

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return one below the duration, and nought from it on."""
        return np.where(np.asarray(duration_s, np.float64) < self.duration_s, 1.0, 0.0)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration."""
        return np.full(np.shape(share), self.duration_s)

    def __str__(self) -> str:
        return f"always {_say(self.duration_s)}{_of(self.source)}"


@dataclass(frozen=True, slots=True)
class Uniform(Shape):
    """Any duration between two, each as likely as any other: what "2 to 4 min" is taken as.

    Examples
    --------
    >>> print(Uniform(120.0, 240.0, "SOP 12"))
    2 to 4 min, each as likely (SOP 12)
    """

    shortest_s: float
    longest_s: float
    source: str = ""

    def __post_init__(self) -> None:
        _in_order(self.shortest_s, self.longest_s)

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share above, which falls in a straight line."""
        width = self.longest_s - self.shortest_s
        if not width:
            return Fixed(self.shortest_s).survival(duration_s)
        return np.clip((self.longest_s - np.asarray(duration_s, np.float64)) / width, 0.0, 1.0)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration."""
        return self.longest_s - np.asarray(share, np.float64) * (self.longest_s - self.shortest_s)

    def __str__(self) -> str:
        return f"{_say(self.shortest_s, self.longest_s)}, each as likely{_of(self.source)}"


@dataclass(frozen=True, slots=True)
class Triangular(Shape):
    """The shortest, the usual and the longest duration, joined by straight lines.

    Examples
    --------
    >>> print(Triangular(120.0, 150.0, 240.0))
    2 to 4 min, usually 2.5 min (triangular)
    """

    shortest_s: float
    mode_s: float
    longest_s: float
    source: str = ""

    def __post_init__(self) -> None:
        _in_order(self.shortest_s, self.mode_s, self.longest_s)

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share above."""
        at, (low, mode, high) = np.asarray(duration_s, np.float64), (self.shortest_s, self.mode_s, self.longest_s)
        if low == high:
            return Fixed(low).survival(at)
        at = np.clip(at, low, high)
        rising = 1.0 - (at - low) ** 2 / ((high - low) * ((mode - low) or 1.0))
        falling = (high - at) ** 2 / ((high - low) * ((high - mode) or 1.0))
        return np.where(at < mode, rising, falling)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration."""
        above, (low, mode, high) = np.asarray(share, np.float64), (self.shortest_s, self.mode_s, self.longest_s)
        rising = low + np.sqrt(np.maximum(1.0 - above, 0.0) * (high - low) * (mode - low))
        falling = high - np.sqrt(above * (high - low) * (high - mode))
        return np.where(above * (high - low) > high - mode, rising, falling)

    def __str__(self) -> str:
        usual = f"usually {_say(self.mode_s)} (triangular)"
        return f"{_say(self.shortest_s, self.longest_s)}, {usual}{_of(self.source)}"


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
        _in_order(self.shortest_s, self.mode_s, self.longest_s)

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

    def __str__(self) -> str:
        return f"{_say(self.shortest_s, self.longest_s)}, usually {_say(self.mode_s)} (PERT){_of(self.source)}"


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
        _in_order(self.shortest_s, self.longest_s)
        _in_order(self.iqr_s[0], self.median_s, self.iqr_s[1])
        if not 0.0 < self.iqr_s[0] < self.iqr_s[1] < inf:
            _wrong(f"quartiles {_say(*self.iqr_s)}", "two that differ, above zero", "check the two quartiles")
        if not self._ends[0] - self._ends[1] > 0.0:
            found = f"{_say(self.shortest_s, self.longest_s)}, where this lognormal has nothing"
            _wrong(found, "a shortest and a longest around the median", "check shortest, longest and median")

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

    def __str__(self) -> str:
        ends = "" if not isfinite(self.longest_s) else f", at most {_say(self.longest_s)}"
        return f"about {_say(self.median_s)}, half of them {_say(*self.iqr_s)} (lognormal){ends}{_of(self.source)}"


@dataclass(frozen=True, slots=True)
class Empirical(Shape):
    """The durations that were measured, each as likely as any other.

    Examples
    --------
    >>> thaws = Empirical.of([190.0, 150.0, 221.0], "our log of 2026")
    >>> print(thaws)
    3 measured, 2.5 to 3.68 min (our log of 2026)
    >>> thaws.quantile([0.0, 0.5, 1.0]).tolist()
    [150.0, 190.0, 221.0]
    """

    durations_s: tuple[float, ...]
    source: str = ""
    _sorted: Any = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, durations_s: Iterable[float], source: str = "") -> Empirical:
        """Return the shape of some measured durations, in seconds."""
        return cls(tuple(sorted(map(float, durations_s))), source)

    def __post_init__(self) -> None:
        if not self.durations_s:
            _wrong("no duration", "at least one that was measured", "hand over the durations")
        for duration in self.durations_s:
            _in_order(duration, duration)
        object.__setattr__(self, "_sorted", np.sort(np.array(self.durations_s, np.float64)))

    @property
    def shortest_s(self) -> float:  # type: ignore[override]
        """The shortest measured, in seconds."""
        return float(self._sorted[0])

    @property
    def longest_s(self) -> float:  # type: ignore[override]
        """The longest measured, in seconds."""
        return float(self._sorted[-1])

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share above."""
        count = len(self._sorted)
        return (count - np.searchsorted(self._sorted, np.asarray(duration_s, np.float64), side="right")) / count

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration: always one that was measured."""
        count = len(self._sorted)
        place = count - np.ceil(np.asarray(share, np.float64) * count - 1e-9).astype(np.int64)
        return np.asarray(self._sorted[np.clip(place, 0, count - 1)], np.float64)

    def __str__(self) -> str:
        return f"{len(self.durations_s)} measured, {_say(self.shortest_s, self.longest_s)}{_of(self.source)}"


def _deviation(share_above: float) -> float:
    """Return how many standard deviations from its middle a normal distribution has this share above."""
    if share_above <= 0.0:
        return inf
    return -_NORMAL.inv_cdf(share_above) if share_above < 1.0 else -inf


def _in_order(*durations_s: float) -> None:
    """Refuse durations that are negative, reversed or no number."""
    rising = all(one <= later for one, later in pairwise(durations_s))
    if not rising or not 0.0 <= durations_s[0] < inf:
        found = " then ".join(f"{one / 60:g} min" for one in durations_s)
        _wrong(found, "durations from zero up, the shortest first", "exchange them, or check their signs")


def _wrong(found: str, expected: str, fix: str) -> None:
    refuse([Fault("shape", found, expected, fix, UsageError)])


def _say(*durations_s: float) -> str:
    """Return one duration, or two as a range, in the largest unit that the longest fills once."""
    sizes = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
    longest = max(durations_s)
    size, unit = next(((size, unit) for size, unit in sizes if longest >= size), sizes[2])
    return f"{' to '.join(f'{round(one / size, 2):g}' for one in durations_s)} {unit}"


def _of(source: str) -> str:
    return f" ({source})" if source else ""
