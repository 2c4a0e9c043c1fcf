"""EdgeReadings: the time at the two ends of a travelling logger's stand for which its nearest own reading holds.

No line is drawn to a reading from before or after the stand, since that is of another place. Instead the nearest own
reading holds, for less than one logging interval, and that from each instant at which the stand can have begun or
ended: where one of these would leave more, all of it is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.temperature.crossings import OneSidedLimit, to_crossing
from atmp_logistics.evidence.temperature.interpolation import Readings

#: Over more readings than this nobody says what held where a stand began or ended within them: it is unknown.
MANY = 1024


@dataclass(frozen=True, slots=True, repr=False)
class EdgeReadings(ShortRepr):
    """Stretches of one temperature, one entry each.

    `extra` marks those that lie beside a line, where it is not known whether the stand had begun, or ended: they may
    have been met instead. `lead` and `trail` are that line's temperatures at their two ends.
    """

    container: Index
    begin: Column
    close: Column
    value: Column
    extra: Mask
    lead: Column
    trail: Column

    @classmethod
    def none(cls) -> EdgeReadings:
        """Return no stretch."""
        nothing = np.empty(0)
        return cls(np.empty(0, np.int64), nothing, nothing, nothing, np.empty(0, bool), nothing, nothing)

    def __len__(self) -> int:
        return len(self.container)

    def __or__(self, other: EdgeReadings) -> EdgeReadings:
        return EdgeReadings(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__slots__))

    def take(self, places: Index | Mask) -> EdgeReadings:
        """Return some of the stretches."""
        return EdgeReadings(*(getattr(self, name)[places] for name in self.__slots__))

    @property
    def watched(self) -> EdgeReadings:
        """Those beside which no line leads."""
        return self.take(~self.extra)

    def time_beyond_us(self, side: OneSidedLimit) -> Column:
        """Return for how long each is beyond an edge, less what the line beside it is already."""
        beyond = side.holds(side.beyond(self.value))
        lead, trail = side.beyond(self.lead), side.beyond(self.trail)
        span = self.close - self.begin
        first, last = side.holds(lead), side.holds(trail)
        with np.errstate(invalid="ignore"):
            crossing = np.where(first, to_crossing(span, lead, trail), span - to_crossing(span, lead, trail))
        line = np.where(first & last, span, np.where(first | last, crossing, 0.0))
        return np.where(beyond, span - np.where(self.extra, line, 0.0), 0.0)

    def beyond(self, side: OneSidedLimit) -> IntervalSet:
        """Return those that are beyond an edge."""
        own = side.holds(side.beyond(self.value))
        return IntervalSet(self.container[own], self.begin[own], self.close[own])


@dataclass(frozen=True, slots=True)
class LoggerPresence:
    """Stands of travelling loggers: when each can have begun and ended, in microseconds."""

    logger: Index
    begin_lo: Column
    begin_hi: Column
    end_lo: Column
    end_hi: Column

    def take(self, places: Index | Mask) -> LoggerPresence:
        """Return some of the stands."""
        return LoggerPresence(*(getattr(self, name)[places] for name in self.__slots__))

    @property
    def is_exact(self) -> bool:
        """Whether all begin and end at known instants."""
        return bool((self.begin_lo == self.begin_hi).all() and (self.end_lo == self.end_hi).all())


def cut(
    readings: Readings, container: Index, stand: LoggerPresence, begin: Column, close: Column, *, surely: bool
) -> tuple[Column, Column, EdgeReadings]:
    """Return from where to where own readings and their lines lead in parts of stands, and what holds at their ends.

    Parameters
    ----------
    container : ndarray of int
        Whose each stand is.
    begin, close : ndarray of float64
        The part of each that is asked for. Where the part returned closes before it begins, no line leads in it.
    surely : bool
        Whether what was met for sure is wanted, or all that may have been met.
    """
    begin, close = np.maximum(begin, stand.begin_lo), np.minimum(close, stand.end_hi)
    first = readings.place(stand.logger, stand.begin_hi, "left")
    last = readings.place(stand.logger, stand.end_lo, "right") - 1
    some = (first <= last) & (len(readings.time) > 0)
    if not some.any():
        return np.full(len(begin), np.inf), np.full(len(begin), -np.inf), EdgeReadings.none()
    last = np.where(some, last, first)
    head = _Edge.at_begin(readings, stand, begin, first, surely=surely)
    tail = _Edge.at_end(readings, stand, close, last, surely=surely)
    starts, stops = np.where(some, head.reached, np.inf), np.where(some, tail.reached, -np.inf)
    flats = [one.flats(readings, container, begin, close, some) for one in (head, tail)]
    return starts, stops, flats[0] | flats[1]


@dataclass(frozen=True, slots=True)
class _Edge:
    """One end of each part: the steps between readings over which the stand may not have begun, or may have ended.

    Each entry of `part` is such a step, from `since` to `until`; `place` is the reading before it. `own` says that both
    its readings may be the stand's, so that a line leads over it, and `value` is the temperature that holds if not.
    `holds` says of each part whether all of its steps are short enough, `reached` from or to where lines lead in it.
    """

    logger: Index
    part: Index
    place: Index
    own: Mask
    since: Column
    until: Column
    value: Column
    holds: Mask
    reached: Column

    @classmethod
    def at_begin(cls, readings: Readings, stand: LoggerPresence, begin: Column, first: Index, *, surely: bool) -> _Edge:
        """Return where parts begin; `first` is the first reading that is surely the stand's own."""
        may = readings.place(stand.logger, stand.begin_lo, "left")
        left = np.maximum(readings.place(stand.logger, begin, "right") - 1, may - 1)
        count = np.maximum(first - left, 0)
        part, place = _expanded(left, np.where(count > MANY, 0, count))
        own, since, until = place >= may[part], _time(readings, place), _time(readings, place + 1)
        holds = _all_hold(readings, (first, -1), part, place, own, until - np.where(own, since, stand.begin_lo[part]))
        holds &= count <= MANY
        near = np.where(left >= may, begin, _time(readings, left + 1))
        reached = np.where(holds & (not surely), near, _time(readings, first))
        reached = np.maximum(np.where(left < first, reached, begin), begin)
        holds &= (may == first) | (not surely)
        since = np.where(own, since, -np.inf)
        return cls(stand.logger, part, place, own, since, until, _value(readings, place + 1), holds, reached)

    @classmethod
    def at_end(cls, readings: Readings, stand: LoggerPresence, close: Column, last: Index, *, surely: bool) -> _Edge:
        """Return where parts close; `last` is the last reading that is surely the stand's own."""
        may = readings.place(stand.logger, stand.end_hi, "right") - 1
        right = np.minimum(readings.place(stand.logger, close, "left"), may + 1)
        count = np.maximum(right - last, 0)
        part, place = _expanded(last, np.where(count > MANY, 0, count))
        own, since, until = place + 1 <= may[part], _time(readings, place), _time(readings, place + 1)
        holds = _all_hold(readings, (last, 1), part, place, own, np.where(own, until, stand.end_hi[part]) - since)
        holds &= count <= MANY
        near = np.where(right <= may, close, _time(readings, right - 1))
        reached = np.where(holds & (not surely), near, _time(readings, last))
        reached = np.minimum(np.where(right > last, reached, close), close)
        holds &= (may == last) | (not surely)
        until = np.where(own, until, np.inf)
        return cls(stand.logger, part, place, own, since, until, _value(readings, place), holds, reached)

    def flats(self, readings: Readings, container: Index, begin: Column, close: Column, some: Mask) -> EdgeReadings:
        """Return what holds over the steps, inside the parts asked for."""
        part = self.part
        since, until = np.maximum(begin[part], self.since), np.minimum(close[part], self.until)
        logger = self.logger[part]
        lead, trail = (np.where(self.own, readings.value_at(logger, at, self.place), np.nan) for at in (since, until))
        moment = (begin == close)[part] & (since == until)
        kept = some[part] & self.holds[part] & ((since < until) | moment)
        return EdgeReadings(container[part], since, until, self.value, self.own, lead, trail).take(kept)


def _all_hold(
    readings: Readings, beside: tuple[Index, int], part: Index, place: Index, own: Mask, step: Column
) -> Mask:
    """Say of each part whether all its steps are short enough: less than an interval; between own readings no more.

    `beside` is a reading of each part, and on which side of it the stretch lies whose interval counts.
    """
    near, way = beside
    interval, last = np.full(len(near), np.nan), len(readings.time) - 1
    asked = np.unique(part)
    interval[asked] = readings.interval_us(np.clip(near[asked], 0, last), way)
    line = readings.joined[np.clip(place, 0, last)]
    short = np.where(own, (step <= interval[part]) & line, step < interval[part])
    return np.asarray(np.bincount(part[~short], minlength=len(near)) == 0)


def _time(readings: Readings, place: Index) -> Column:
    return readings.time[np.clip(place, 0, len(readings.time) - 1)]


def _value(readings: Readings, place: Index) -> Column:
    return readings.value[np.clip(place, 0, len(readings.time) - 1)]


def _expanded(first: Index, count: Index) -> tuple[Index, Index]:
    """Return each place repeated as often as it counts, and beside it `first` and what follows."""
    whose = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(whose)) - np.repeat(np.cumsum(count) - count, count)
    return whose, first[whose] + within
