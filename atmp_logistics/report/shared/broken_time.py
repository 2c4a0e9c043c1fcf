"""An axis of time from which long empty stretches are cut out: where each instant stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY, HOUR

#: A stretch longer than this in which nothing begins or ends is cut out of a broken axis.
_CUT = 3 * HOUR
#: How much of the rest of the axis a cut takes: each, and all together.
_CUT_SHARE, _ALL_CUTS = 0.13, 0.7
_FAR = 100 * 366 * DAY


@dataclass(frozen=True)
class BrokenTime:
    """Where each instant stands on an axis: straight between knots, the cut stretches shortened."""

    knots_us: tuple[float, ...]
    places: tuple[float, ...]
    cuts_us: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, times_us: Sequence[float]) -> BrokenTime:
        """Return the axis on which these instants stand.

        Examples
        --------
        >>> axis = BrokenTime.of([0.0, 60e6, 120e6, 90000e6, 90060e6])
        >>> len(axis.cuts_us), [round(axis.place(us), 2) for us in (0.0, 120e6, 90000e6, 90060e6)]
        (1, [0.0, 120000000.0, 143400000.0, 203400000.0])
        """
        knots = sorted({us for us in times_us if isfinite(us)}) or [0.0]
        gaps = np.diff(knots)
        kept = float(gaps[gaps <= _CUT].sum())
        is_cut = (gaps > _CUT) & (kept > 0.0)
        share = min(_CUT_SHARE, _ALL_CUTS / max(int(is_cut.sum()), 1))
        places = np.concatenate([[0.0], np.cumsum(np.where(is_cut, kept * share, gaps))])
        cuts = [(a, b) for a, b, cut in zip(knots, knots[1:], is_cut, strict=False) if cut]
        return cls(tuple(knots), tuple(places.tolist()), tuple(cuts))

    def place(self, instant_us: float) -> float:
        """Return the place of an instant; before the first knot and after the last the axis goes on straight."""
        return float(self.places_of(np.array([instant_us]))[0])

    def places_of(self, instants_us: Column) -> Column:
        """Return the places of instants."""
        knots, places = self._far_ends()
        found: Column = np.interp(instants_us, knots, places)
        return found

    def instants_of(self, places: Column) -> Column:
        """Return the instants that stand at some places, in microseconds."""
        knots, known = self._far_ends()
        found: Column = np.interp(places, known, knots)
        return found

    def _far_ends(self) -> tuple[Column, Column]:
        knots = np.array([self.knots_us[0] - _FAR, *self.knots_us, self.knots_us[-1] + _FAR])
        return knots, np.array([self.places[0] - _FAR, *self.places, self.places[-1] + _FAR])

    def days_to_places(self, days: Column) -> Column:
        """Return the places of instants, both in days: how matplotlib scales the axis."""
        return self.places_of(np.asarray(days, np.float64) * DAY) / DAY

    def places_to_days(self, places: Column) -> Column:
        """Return the instants that stand at some places, both in days."""
        return self.instants_of(np.asarray(places, np.float64) * DAY) / DAY

    def limits_in_days(self, room: float = 0.04) -> tuple[float, float]:
        """Return the ends of what is to be shown, in days: all knots, and a share of the axis on either side."""
        ends = np.array([self.places[0] - room * self.width, self.places[-1] + room * self.width])
        left, right = (self.instants_of(ends) / DAY).tolist()
        return left, right

    @property
    def width(self) -> float:
        """How long the axis is."""
        return self.places[-1] - self.places[0] or HOUR

    def stretches(self, begin_us: float, end_us: float) -> list[tuple[float, float]]:
        """Return what is shown between two instants of the stretches between the cuts; at least one."""
        ends = [self.knots_us[0], *(us for cut in self.cuts_us for us in cut), self.knots_us[-1]]
        shown = [(max(a, begin_us), min(b, end_us)) for a, b in zip(ends[::2], ends[1::2], strict=True)]
        return [(a, b) for a, b in shown if a <= b] or [(begin_us, end_us)]
