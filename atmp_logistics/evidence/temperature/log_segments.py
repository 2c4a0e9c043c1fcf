"""LogSegments: the part of a logger's log that one container met in a span, as columns over all containers.

What a piece holds is its readings and, where a line leads on from them or towards them, the temperature at its ends.
Everything that a container met in a span is measured on its pieces: extremes, time beyond an edge, excursions, gaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.temperature.crossings import SHARES, Crossings, OneSidedLimit, to_crossing
from atmp_logistics.evidence.temperature.interpolation import Readings


@dataclass(frozen=True, slots=True, repr=False)
class LogSegments(ShortRepr):
    """Pieces of logs, one entry each, a container's together and in time order.

    Parameters
    ----------
    readings : Readings
    container, logger : ndarray of int
        Whose each is, and from whose log.
    begin, close : ndarray of float64
        Its two ends, in microseconds; they may be one.
    first, stop : ndarray of int
        `readings[first:stop]` lie in it, its ends included.
    at_begin, at_close : ndarray of float64
        The temperature at its ends by the line that leads on from there; NaN where none does.
    before : ndarray of int
        The last reading up to its begin; one less than the logger's first where there is none.
    """

    readings: Readings
    container: Index
    logger: Index
    begin: Column
    close: Column
    first: Index
    stop: Index
    at_begin: Column
    at_close: Column
    before: Index

    @classmethod
    def cut(cls, readings: Readings, container: Index, logger: Index, begin: Column, close: Column) -> LogSegments:
        """Find what lies between the ends of each piece."""
        first, stop = readings.place(logger, begin, "left"), readings.place(logger, close, "right")
        here = (first < stop) & (readings.time[np.minimum(first, len(readings.time) - 1)] == begin)
        before = first - 1 + here
        ends = readings.value_at(logger, begin, before), readings.value_at(logger, close, stop - 1)
        return cls(readings, container, logger, begin, close, first, stop, *ends, before)

    def __len__(self) -> int:
        return len(self.container)

    @property
    def some(self) -> Mask:
        """Which pieces have a reading."""
        return self.first < self.stop

    @property
    def begins_on_line(self) -> Mask:
        """Which pieces begin on a line, where no reading stands."""
        later = np.where(self.some, self._time(self.first), self.close)
        return ~np.isnan(self.at_begin) & (self.begin < later)

    @property
    def closes_on_line(self) -> Mask:
        """Which pieces close on a line, where no reading stands."""
        return ~np.isnan(self.at_close) & (~self.some | (self._time(self.stop - 1) < self.close))

    def _time(self, place: Index) -> Column:
        return self.readings.time[np.clip(place, 0, len(self.readings.time) - 1)]

    def extremes(self) -> tuple[Column, Column]:
        """Return the coldest and the warmest temperature of each piece; ±inf where it has none."""
        value, last = self.readings.value, len(self.readings.value) - 1
        pairs = np.column_stack([self.first, self.stop]).ravel()
        low, high = (fold.reduceat(value, np.minimum(pairs, last))[::2] for fold in (np.minimum, np.maximum))
        # A stop beyond the last reading was taken for that reading, which the fold leaves out.
        least = np.where(self.stop > last, value[last], np.inf), np.where(self.stop > last, value[last], -np.inf)
        low = np.where(self.some, np.minimum(low, least[0]), np.inf)
        high = np.where(self.some, np.maximum(high, least[1]), -np.inf)
        for end in (self.at_begin, self.at_close):
            low, high = np.fmin(low, end), np.fmax(high, end)
        return low, high

    def monitored_us(self) -> Column:
        """Return the time of each piece over which lines lead: what passed, less what none covers."""
        return self._covered(self.stop - 1, self.close) - self._covered(self.before, self.begin)

    def _covered(self, left: Index, at: Column) -> Column:
        """Return the monitored time of each piece's logger up to an instant, whose last reading before is `left`."""
        data, first = self.readings, self.readings.first[self.logger]
        inside = left >= first
        left = np.maximum(left, 0)
        lost = np.concatenate([[0], data.lost_us])
        gaps = lost[np.searchsorted(data.ended, left)] - lost[np.searchsorted(data.ended, first)]
        whole = np.where(inside, data.time[left] - data.time[np.minimum(first, len(data.time) - 1)] - gaps, 0.0)
        return np.asarray(whole + np.where(inside & data.joined[left], at - data.time[left], 0.0))

    def time_beyond_us(self, runs: Crossings) -> Column:
        """Return the time of each piece beyond an edge."""
        begun, after_begin = runs.up_to(self.logger, self.before, self.begin)
        ended, after_close = runs.up_to(self.logger, self.stop - 1, self.close)
        whole = (runs.whole_us[ended] - runs.whole_us[begun]).astype(np.float64)
        return np.asarray(whole + (runs.rest_us[ended] - runs.rest_us[begun]) / SHARES + (after_begin - after_close))

    def excursions(self, runs: Crossings) -> IntervalSet:
        """Return the stretches of each piece beyond an edge, in whole microseconds.

        They are the log's runs, cut at the ends of the piece; where one begins or ends on the line that leads in or
        out, the temperature at the piece's own end says where.
        """
        enters, leaves = _End.begin(self, runs.side), _End.close(self, runs.side)
        first, stop = np.searchsorted(runs.last, self.first), np.searchsorted(runs.first, self.stop - 1, "right")
        piece, run = _expanded(first, np.where(self.some, np.maximum(stop - first, 0), 0))
        start, end = runs.start[run], runs.end[run]
        opens, closes = runs.first[run] <= self.first[piece], runs.last[run] >= self.stop[piece] - 1
        start[opens], end[closes] = enters.reached()[piece[opens]], leaves.reached()[piece[closes]]
        opened, closed = np.zeros(len(self), bool), np.zeros(len(self), bool)
        opened[piece[opens]], closed[piece[closes]] = True, True
        # An end that is out where the nearest reading is not has an excursion of its own; without readings, both ends.
        head = np.nonzero(enters.out & ~opened)[0]
        tail = np.nonzero(leaves.out & ~closed & (self.some | ~enters.out))[0]
        found = (
            IntervalSet(self.container[piece], start, end)
            | IntervalSet(self.container[head], self.begin[head], enters.left(leaves)[head])
            | IntervalSet(self.container[tail], leaves.left(enters)[tail], self.close[tail])
        )
        return IntervalSet(found.container, np.rint(found.begin), np.rint(found.end))

    def near(self, limits: TemperatureRange, within_degC: float) -> Column:
        """Return how many temperatures of each piece, its ends included, lie so near to a limit."""
        edges = [edge for edge in (limits.lower_degC, limits.upper_degC) if edge is not None]
        if not edges:
            return np.zeros(len(self))

        def is_near(value: Column) -> Mask:
            return np.asarray(np.any([np.round(np.abs(value - edge), 6) <= within_degC for edge in edges], axis=0))

        places = np.nonzero(is_near(self.readings.value))[0]
        inside = np.searchsorted(places, self.stop) - np.searchsorted(places, self.first)
        ends = (self.begins_on_line & is_near(self.at_begin)), (self.closes_on_line & is_near(self.at_close))
        return (inside + ends[0] + ends[1]).astype(np.float64)

    def gaps(self, start: Column, end: Column, watched: IntervalSet | None = None) -> IntervalSet:
        """Return the stretches in which nobody looked, of each container's span from `start` to `end`.

        `watched` are others in which somebody did, which lie beside those of the pieces.
        """
        whose, begins, closes = self._watched()
        if watched is not None and len(watched):
            own = IntervalSet(whose, begins, closes) | watched
            order = np.lexsort((own.begin, own.container))
            whose, begins, closes = own.container[order], own.begin[order], own.end[order]
        opens = np.diff(whose, prepend=-1) != 0
        reached = np.where(opens, start[whose], np.roll(closes, 1))
        until = start.copy()
        until[whose] = closes  # of several, the last
        found = IntervalSet(whose, reached, begins) | IntervalSet(np.arange(len(start)), until, end)
        lasts = found.begin < found.end
        return IntervalSet(found.container[lasts], found.begin[lasts], found.end[lasts])

    def _watched(self) -> tuple[Index, Column, Column]:
        """Return whose stretches lie along lines without a break, and their ends, in the order of the pieces."""
        time, ended = self.readings.time, self.readings.ended
        # From one reading that no line leads on from to the next; a lone reading lies along no line.
        begun = np.concatenate([[0], ended + 1])[:-1]
        chain = begun < ended
        begun, ended = begun[chain], ended[chain]
        first = np.searchsorted(ended, self.first + ~self.begins_on_line)
        stop = np.searchsorted(begun, self.stop - 1 + self.closes_on_line)
        piece, place = _expanded(first, np.maximum(stop - first, 0))
        begins = np.maximum(self.begin[piece], time[begun[place]])
        return self.container[piece], begins, np.minimum(self.close[piece], time[ended[place]])


@dataclass(frozen=True, slots=True)
class _End:
    """One end of each piece beside the reading in it that is nearest, and one side of a range.

    `at` and `nearest_at` are the instants, `beyond` and `nearest` how far each lies beyond the side's edge. `there`
    says which ends lie on a line, and `out` which of those lie beyond; `some` which pieces have a reading.
    """

    at: Column
    nearest_at: Column
    beyond: Column
    nearest: Column
    there: Mask
    out: Mask
    some: Mask

    @classmethod
    def begin(cls, pieces: LogSegments, side: OneSidedLimit) -> _End:
        """Return where pieces begin."""
        return cls._of(pieces, side, pieces.begin, pieces.at_begin, pieces.first, pieces.begins_on_line)

    @classmethod
    def close(cls, pieces: LogSegments, side: OneSidedLimit) -> _End:
        """Return where pieces close."""
        return cls._of(pieces, side, pieces.close, pieces.at_close, pieces.stop - 1, pieces.closes_on_line)

    @classmethod
    def _of(
        cls, pieces: LogSegments, side: OneSidedLimit, at: Column, value: Column, place: Index, there: Mask
    ) -> _End:
        data = pieces.readings
        place = np.clip(place, 0, len(data.time) - 1)
        beyond, nearest = side.beyond(value), side.beyond(data.value[place])
        return cls(at, data.time[place], beyond, nearest, there, there & side.holds(beyond), pieces.some)

    def reached(self) -> Column:
        """Return how far towards this end an excursion of the nearest reading reaches."""
        crossed = self.nearest_at + to_crossing(self.at - self.nearest_at, self.nearest, self.beyond)
        return np.where(self.out, self.at, np.where(self.there, crossed, self.nearest_at))

    def left(self, other: _End) -> Column:
        """Return how far from this end an excursion reaches: towards a reading that is not out, or the other end."""
        to_reading = self.at + to_crossing(self.nearest_at - self.at, self.beyond, self.nearest)
        across = self.at + to_crossing(other.at - self.at, self.beyond, other.beyond)
        across = np.where(other.out, other.at, across)
        return np.where(self.some, to_reading, np.where(other.there, across, self.at))


def _expanded(first: Index, count: Index) -> tuple[Index, Index]:
    """Return each place repeated as often as it counts, and beside it `first` and what follows.

    Examples
    --------
    >>> [column.tolist() for column in _expanded(np.array([7, 0, 4]), np.array([2, 0, 1]))]
    [[0, 0, 2], [7, 8, 4]]
    """
    whose = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(whose)) - np.repeat(np.cumsum(count) - count, count)
    return whose, first[whose] + within
