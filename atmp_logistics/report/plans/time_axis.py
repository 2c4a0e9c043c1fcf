"""The axis of a plan's times: long empty stretches cut out of it, and where its ticks stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from math import isfinite

import numpy as np

from atmp_logistics.core.instants import HOUR, MINUTE, SECOND
from atmp_logistics.report.plans.clock_words import clock, day_name, local

#: A stretch longer than this in which nothing begins or ends is cut out of the axis.
_CUT = 3 * HOUR
#: How much of the rest of the axis a cut takes.
_CUT_SHARE = 0.13
_TICKS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120)


@dataclass(frozen=True)
class Axis:
    """Where each instant stands: straight between knots, the cut stretches shortened."""

    knots_us: tuple[float, ...]
    places: tuple[float, ...]
    cuts: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, times_us: Sequence[float]) -> Axis:
        """Return the axis on which these instants stand.

        Examples
        --------
        >>> axis = Axis.of([0.0, 60e6, 120e6, 90000e6, 90060e6])
        >>> len(axis.cuts), [round(axis.place(us), 2) for us in (0.0, 120e6, 90000e6, 90060e6)]
        (1, [0.0, 120000000.0, 143400000.0, 203400000.0])
        """
        knots = sorted({us for us in times_us if isfinite(us)}) or [0.0]
        gaps = np.diff(knots)
        kept = float(gaps[gaps <= _CUT].sum())
        shown = np.where((gaps > _CUT) & (kept > 0.0), kept * _CUT_SHARE, gaps)
        places = np.concatenate([[0.0], np.cumsum(shown)])
        cuts = [
            (float(a), float(b)) for a, b, gap in zip(places, places[1:], gaps, strict=False) if gap > _CUT and kept
        ]
        return cls(tuple(knots), tuple(places.tolist()), tuple(cuts))

    def place(self, instant_us: float) -> float:
        """Return the place of an instant; before the first knot and after the last the axis goes on straight."""
        first, last = self.knots_us[0], self.knots_us[-1]
        if instant_us < first:
            return self.places[0] - (first - instant_us)
        if instant_us > last:
            return self.places[-1] + (instant_us - last)
        return float(np.interp(instant_us, self.knots_us, self.places))

    @property
    def width(self) -> float:
        """How long the axis is."""
        return self.places[-1] - self.places[0] or HOUR


def tick_marks(axis: Axis, tz: tzinfo) -> Iterator[tuple[float, str, str]]:
    """Yield the axis' ticks: place, clock time, and the day where it is the day's first."""
    day = None
    for us in _tick_times(axis, tz):
        at = local(us, tz)
        new = at.date() != day
        day = at.date()
        yield (
            axis.place(us),
            clock(at) if not _whole_days(axis) else "",
            f"{day_name(day)[:4]}{day:%m-%d}" if new else "",
        )


def _whole_days(axis: Axis) -> bool:
    return not axis.cuts and axis.knots_us[-1] - axis.knots_us[0] > 72 * HOUR


def _tick_times(axis: Axis, tz: tzinfo) -> list[float]:
    if _whole_days(axis):
        return _day_ticks(axis, tz)
    step = next((m for m in _TICKS_MIN if axis.width / (m * MINUTE) <= 11), 240) * MINUTE
    times = list[float]()
    for first, last in _clusters(axis):
        inside = _on_the_clock(first, last, step, tz)
        times += inside or ([first] if not local(first, tz).second else [])
    return times


def _clusters(axis: Axis) -> Iterator[tuple[float, float]]:
    """Yield the stretches of the axis between its cuts."""
    begin = axis.knots_us[0]
    for a, b, place in zip(axis.knots_us, axis.knots_us[1:], axis.places, strict=False):
        if any(place == cut[0] for cut in axis.cuts):
            yield begin, a
            begin = b
    yield begin, axis.knots_us[-1]


def _on_the_clock(first: float, last: float, step: float, tz: tzinfo) -> list[float]:
    """Return the instants between two at which the local clock shows whole steps."""
    shift = (local(first, tz).utcoffset() or timedelta()).total_seconds() * SECOND
    begin = -(-(first + shift) // step) * step - shift
    return [begin + i * step for i in range(int((last - begin) // step) + 1)] if begin <= last else []


def _day_ticks(axis: Axis, tz: tzinfo) -> list[float]:
    days = [local(us, tz).date() for us in (axis.knots_us[0], axis.knots_us[-1])]
    every = max(1, (days[1] - days[0]).days // 6)
    first = axis.knots_us[0]
    return [first + i * every * 24 * HOUR for i in range((days[1] - days[0]).days // every + 1)]
