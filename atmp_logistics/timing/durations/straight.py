"""Durations that are always the same, or distributed along straight lines: fixed, uniform, triangular."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column
from atmp_logistics.core.wording import durations
from atmp_logistics.timing.durations.shape import Shape, check_rising


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
        check_rising(self.duration_s, self.duration_s)

    @property
    def shortest_s(self) -> float:  # type: ignore[override]
        """The duration, in seconds."""
        return self.duration_s

    @property
    def longest_s(self) -> float:  # type: ignore[override]
        """The duration, in seconds."""
        return self.duration_s

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return 1 below the duration, and 0 from it on."""
        return np.where(np.asarray(duration_s, np.float64) < self.duration_s, 1.0, 0.0)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration."""
        return np.full(np.shape(share), self.duration_s)

    @property
    def words(self) -> str:
        """The shape in words, without its source."""
        return f"always {durations(self.duration_s)}"


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
        check_rising(self.shortest_s, self.longest_s)

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share above, which falls in a straight line."""
        width = self.longest_s - self.shortest_s
        if not width:
            return Fixed(self.shortest_s).survival(duration_s)
        return np.clip((self.longest_s - np.asarray(duration_s, np.float64)) / width, 0.0, 1.0)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration."""
        return self.longest_s - np.asarray(share, np.float64) * (self.longest_s - self.shortest_s)

    @property
    def words(self) -> str:
        """The shape in words, without its source."""
        return f"{durations(self.shortest_s, self.longest_s)}, each as likely"


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
        check_rising(self.shortest_s, self.mode_s, self.longest_s)

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

    @property
    def words(self) -> str:
        """The shape in words, without its source."""
        usual = f"usually {durations(self.mode_s)} (triangular)"
        return f"{durations(self.shortest_s, self.longest_s)}, {usual}"
