"""Crossings: the stretches of a whole log beyond an edge, found once for every container that its loggers stood for.

A run begins and ends where the line between two readings crosses the edge; where no line leads on, with its reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.evidence.temperature.interpolation import Readings

#: Into how many parts a microsecond is divided where time is added up in whole numbers.
SHARES = 1024


@dataclass(frozen=True, slots=True)
class OneSidedLimit:
    """What lies beyond an edge, on its warm side or on its cold one.

    `guard_degC` is how far beyond the edge a temperature must be to count; negative counts what may be beyond. With
    `at_edge` a temperature just there counts as well.
    """

    edge_degC: float
    warm: bool = True
    guard_degC: float = 0.0
    at_edge: bool = False

    def beyond(self, value: Column) -> Column:
        """Return how far temperatures lie beyond, in °C, rounded once, as temperatures are."""
        far = value - self.edge_degC if self.warm else -1.0 * (value - self.edge_degC)
        return np.round(far - self.guard_degC, 6)

    def holds(self, beyond: Column) -> Mask:
        """Say which of such distances count."""
        return beyond >= 0 if self.at_edge else beyond > 0

    def of_readings(self, value: Column) -> Mask:
        """Say which temperatures are beyond; without a guard, one comparison for each."""
        if self.guard_degC:
            return self.holds(self.beyond(value))
        if self.warm:
            return value >= self.edge_degC if self.at_edge else value > self.edge_degC
        return value <= self.edge_degC if self.at_edge else value < self.edge_degC


@dataclass(frozen=True, slots=True)
class Crossings:
    """The runs of a log beyond an edge, in the order of the readings.

    `first` and `last` are places of readings. `lead_us` and `trail_us` are the time beyond the edge before the first
    and after the last of them, on the lines that lead in and out. `whole_us` and `rest_us` are running totals: of the
    time between readings, exact in whole microseconds, and of that on those lines.
    """

    readings: Readings
    side: OneSidedLimit
    first: Index
    last: Index
    lead_us: Column
    trail_us: Column
    whole_us: Index
    rest_us: Column

    @property
    def start(self) -> Column:
        """When each run begins, in microseconds, not rounded."""
        return self.readings.time[self.first] - self.lead_us

    @property
    def end(self) -> Column:
        """When each run ends, in microseconds, not rounded."""
        return self.readings.time[self.last] + self.trail_us

    def up_to(self, logger: Index, left: Index, at: Column) -> tuple[Index, Column]:
        """Return how many runs began up to instants, and how much of the last of them comes after.

        `left` is the logger's last reading up to each instant; a run may begin on the line that leads on from it.
        """
        data = self.readings
        count = np.searchsorted(self.first, np.minimum(left + 1, data.stop[logger] - 1), "right")
        if not len(self.first):
            return count, np.zeros(len(at))
        run = count - 1
        after = data.time[self.last[run]] - at + self.trail_us[run]
        took = data.time[self.last[run]] - data.time[self.first[run]] + self.lead_us[run] + self.trail_us[run]
        own = count > np.searchsorted(self.first, data.first[logger])
        return count, np.where(own, np.clip(after, 0.0, took), 0.0)


def crossings_of(readings: Readings, side: OneSidedLimit) -> Crossings:
    """Return the runs of a log beyond an edge."""
    out = side.of_readings(readings.value)
    linked = out[:-1] & out[1:] & readings.joined[:-1]
    first, last = _places(out[1:] > linked, out[:1], 1), _places(out[:-1] > linked, out[-1:], 0)
    lead, trail = -_to_crossing(readings, side, first, -1), _to_crossing(readings, side, last, 1)
    whole = (readings.time[last] - readings.time[first]).astype(np.int64)
    rest = np.round((lead + trail) * SHARES).astype(np.int64)
    totals = (np.concatenate([np.zeros(1, column.dtype), np.cumsum(column)]) for column in (whole, rest))
    return Crossings(readings, side, first, last, lead, trail, *totals)


def _places(inner: Mask, outer: Mask, shift: int) -> Index:
    """Return where runs begin (or end): among all readings but the first (or the last), and there."""
    found = np.nonzero(inner)[0] + shift
    if not outer.any():
        return found
    return np.append(0, found) if shift else np.append(found, len(inner))


def _to_crossing(readings: Readings, side: OneSidedLimit, inner: Index, step: int) -> Column:
    """Return how far the line from a reading beyond an edge to the one before (-1) or after (1) it stays beyond."""
    time, value = readings.time, readings.value
    outer = inner + step
    on_line = readings.joined[np.minimum(inner, outer)]
    outer = np.where(on_line, outer, inner)
    found = to_crossing(time[outer] - time[inner], side.beyond(value[inner]), side.beyond(value[outer]))
    return np.where(on_line, found, 0.0)


def to_crossing(span_us: Column, beyond: Column, less: Column) -> Column:
    """Return how far along a line the edge is crossed, by how far its two ends lie beyond it.

    Examples
    --------
    >>> to_crossing(np.array([60.0, -60.0]), np.array([1.0, 2.0]), np.array([-2.0, -2.0])).tolist()
    [20.0, -30.0]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(span_us * beyond / (beyond - less))
