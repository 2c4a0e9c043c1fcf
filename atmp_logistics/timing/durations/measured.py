"""Durations as they were measured, each as likely as any other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column
from atmp_logistics.core.wording import durations
from atmp_logistics.timing.durations.shape import Shape, check_rising, refuse_shape


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
            refuse_shape("no duration", "at least one that was measured", "hand over the durations")
        for duration in self.durations_s:
            check_rising(duration, duration)
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

    @property
    def words(self) -> str:
        """The shape in words, without its source."""
        return f"{len(self.durations_s)} measured, {durations(self.shortest_s, self.longest_s)}"
