"""What a distribution of durations is: named, in seconds, from a seeded generator.

Every shape is sampled by inverting its survival function: one number between 0 and 1 gives one duration. So a step
that already runs is sampled exactly, from what is left of its distribution, and the same seed gives the same
durations. A hospital states the shape and its source, or passes the durations that it has measured.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import UsageError, refuse
from atmp_logistics.core.wording import duration


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

    @property
    @abstractmethod
    def words(self) -> str:
        """The shape in words, without its source."""

    def __str__(self) -> str:
        return f"{self.words} ({self.source})" if self.source else self.words

    def quantile(self, share: ArrayLike) -> Column:
        """Return the duration, in seconds, that each of these shares of durations does not exceed.

        Examples
        --------
        >>> from atmp_logistics.timing.durations.straight import Uniform
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

        Returns
        -------
        ndarray of float64, shape (size,)

        Raises
        ------
        UsageError
            When the step has lasted longer than the shape allows.

        Examples
        --------
        >>> from atmp_logistics.timing.durations.straight import Uniform
        >>> drawn = Uniform(120.0, 240.0).sample(np.random.default_rng(1), 1000, elapsed_s=200.0)
        >>> bool(drawn.min() >= 200.0), round(drawn.mean() / 10)
        (True, 22)
        """
        if elapsed_s > self.longest_s:
            found = f"a step that has lasted {duration(elapsed_s, exact=True)}"
            fix = "state a longer duration, or log the step's end"
            refuse_shape(found, f"at most {duration(self.longest_s, exact=True)}, as stated", fix)
        left = float(self.survival(elapsed_s)) if elapsed_s > self.shortest_s else 1.0
        drawn = self.at_survival((1.0 - generator.random(size)) * left)
        return np.clip(drawn, max(elapsed_s, self.shortest_s), self.longest_s)


def check_rising(*durations_s: float) -> None:
    """Refuse durations that are negative, reversed or no number."""
    rising = all(one <= later for one, later in pairwise(durations_s))
    if not rising or not 0.0 <= durations_s[0] < inf:
        found = " then ".join(duration(one, exact=True) for one in durations_s)
        refuse_shape(found, "durations from zero up, the shortest first", "exchange them, or check their signs")


def refuse_shape(found: str, expected: str, fix: str) -> None:
    """Raise that durations, or a shape of them, cannot be what they are stated as."""
    refuse([UsageError.fault("shape", found, expected, fix)])
