"""A log's rhythm: how far apart two of a logger's readings may lie and still be joined by a line.

A step between two readings is held against the steps around it, of the same file: the lower median of the 20 before
and of the 20 after, and the smaller of the two. The medians themselves are not needed: a median is long enough when
few enough of its steps are too short, so that steps are counted, and only around the steps that are longer than
something near them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.instants import HOUR, SECOND
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.records.temperature_log import TemperatureLog

#: A lost reading doubles the interval, so that at this multiple one lost reading is already a gap.
GAP_FACTOR = 1.5
#: So many steps on each side show the interval of a stretch.
NEAR = 20
#: Nothing longer is joined unless a person states how far apart readings may lie.
CEILING_US = 2 * HOUR
#: So many readings are worked on at a time: they stay near the processor. A multiple of `_FEW`.
BLOCK = 1 << 16
#: The shortest step of so many in a row, at least `NEAR`, bounds the medians of those beside them from below.
_FEW = 64


@dataclass(frozen=True, slots=True, repr=False)
class LoggingIntervals(ShortRepr):
    """The times of all rows of a log, those without a temperature too: they show the interval as others do.

    `first` and `stop` are where the rows of each file begin and end, logger by logger; `declared_us` the interval that
    the file declares, NaN where it declares none; `stated_us` what a person states for all, None where nobody does.
    """

    time: Column
    first: Index
    stop: Index
    declared_us: Column
    stated_us: float | None

    @classmethod
    def of(cls, log: TemperatureLog, stated_s: float | None) -> LoggingIntervals:
        """Take the rhythm from a log; `stated_s` is what the site states, in seconds."""
        trips = log.each_trip()
        stop = np.append(trips.first[1:], len(log))[: len(trips.first)]
        stated = None if stated_s is None else stated_s * SECOND
        return cls(log.time_us, trips.first, stop, trips.interval_s * SECOND, stated)

    def joins(self, left: Index, right: Index) -> Mask:
        """Say of pairs of rows, each of one logger, whether they are near enough to be joined.

        Between the rows of a pair may stand others that hold no temperature.
        """
        parts = [slice(begin, begin + BLOCK) for begin in range(0, len(left), BLOCK)]
        return np.concatenate([np.zeros(0, bool), *(self._joins(left[part], right[part]) for part in parts)])

    def _joins(self, left: Index, right: Index) -> Mask:
        step = self.time[right] - self.time[left]
        if self.stated_us is not None:
            return np.asarray(step <= self.stated_us)
        before, after = self._trip(left), self._trip(right)
        by_before, known_before = self._near_enough(step, left, before, -1)
        by_after, known_after = self._near_enough(step, right, after, 1)
        # Inside a file a side without a step says nothing; between two files each must show its interval.
        inside = before == after
        says_before, says_after = by_before | (inside & ~known_before), by_after | (inside & ~known_after)
        near = (step <= CEILING_US) & says_before & says_after
        return np.asarray(near & (known_before | known_after))

    def _near_enough(self, step: Column, row: Index, trip: Index, way: int) -> tuple[Mask, Mask]:
        """Say whether the interval on one side of some steps allows them, and whether that side shows one at all."""
        declared = self.declared_us[trip]
        count = self._count(row, trip, way)
        shorter = self._shorter(step, row, trip, way) - (NEAR - count)
        stated = ~np.isnan(declared)
        return np.where(stated, step <= GAP_FACTOR * declared, shorter <= (count - 1) // 2), stated | (count > 0)

    def _shorter(self, step: Column, row: Index, trip: Index, way: int) -> Index:
        """Count the steps on one side that are too short for some steps; one beyond the file's end is counted too."""
        found, edge = np.zeros(len(row), np.int64), self._edge(trip, way)
        one = self.time[row]
        for far in range(1, NEAR + 1):
            next_one = self.time[(np.maximum if way < 0 else np.minimum)(row + way * far, edge)]
            found += GAP_FACTOR * np.abs(next_one - one) < step
            one = next_one
        return found

    def interval_us(self, row: Index, way: int) -> Column:
        """Return the interval of the stretch before some rows (`way` -1), or after them (1), for what holds at an edge.

        Declared by their file, else the smaller of the lower medians of the steps on its two sides: the stretch itself
        says nothing of its own interval, or the loss of a reading in it would lengthen that. NaN where the file shows
        none. No longer than a person states, or 2 h, for nothing longer is joined; but what is stated is no interval.
        """
        trip = self._trip(row)
        beyond = np.clip(row + way, self._edge(trip, -1), self._edge(trip, 1))
        sides = [self._lower_median(beyond, trip, way), self._lower_median(row, trip, -way)]
        shown = np.where(np.isnan(self.declared_us[trip]), np.fmin(*sides), self.declared_us[trip])
        return np.minimum(shown, CEILING_US if self.stated_us is None else self.stated_us)

    def _lower_median(self, row: Index, trip: Index, way: int) -> Column:
        far = np.arange(NEAR + 1)
        rows = row[:, None] + way * far
        edge = self._edge(trip, way)[:, None]
        times = self.time[np.maximum(rows, edge) if way < 0 else np.minimum(rows, edge)]
        count = self._count(row, trip, way)
        steps = np.where(far[1:] <= count[:, None], np.abs(np.diff(times, axis=1)), np.inf)
        middle = np.take_along_axis(np.sort(steps, axis=1), np.maximum(count - 1, 0)[:, None] // 2, axis=1)[:, 0]
        return np.where(count > 0, middle, np.nan)

    def _trip(self, row: Index) -> Index:
        return np.asarray(np.searchsorted(self.first, row, "right") - 1, np.int64)

    def _edge(self, trip: Index, way: int) -> Index:
        return self.first[trip] if way < 0 else self.stop[trip] - 1

    def _count(self, row: Index, trip: Index, way: int) -> Index:
        return np.asarray(np.minimum(np.abs(row - self._edge(trip, way)), NEAR), np.int64)


def rows_joined_to_next(rhythm: LoggingIntervals, last: Index) -> Mask:
    """Say of each row whether the next one is the same logger's and near enough.

    Parameters
    ----------
    rhythm : LoggingIntervals
    last : ndarray of int
        The last row of each logger that has any.

    Returns
    -------
    ndarray of bool, shape (rows,)

    Examples
    --------
    >>> time = np.array([0.0, 1.0, 2.0, 3.0, 5.0, 6.0]) * 60e6
    >>> log = TemperatureLog(np.zeros(6, np.int64), time, np.zeros(6), ("A",), {}, ())
    >>> rows_joined_to_next(LoggingIntervals.of(log, None), np.array([5])).tolist()
    [True, True, True, False, True, False]
    """
    if not len(rhythm.time):
        return np.zeros(0, bool)
    step = np.empty(len(rhythm.time))
    np.subtract(rhythm.time[1:], rhythm.time[:-1], out=step[:-1])
    step[rhythm.stop - 1] = np.inf
    joined = _surely(rhythm, step)
    joined[last] = False
    if rhythm.stated_us is None:
        doubtful = _doubtful(rhythm, joined, last)
        joined[doubtful] = rhythm.joins(doubtful, doubtful + 1)
    else:
        between = np.setdiff1d(rhythm.stop - 1, last)
        joined[between] = rhythm.joins(between, between + 1)
    return joined


def _surely(rhythm: LoggingIntervals, step: Column) -> Mask:
    """Say which steps are joined at the first look: by what is stated or declared, or no median near is shorter."""
    joined = np.zeros(len(step), bool)
    each, near = _limits(rhythm), _shortest_near(step) if _undeclared(rhythm).any() else np.zeros(0)
    for begin in range(0, len(step), BLOCK):
        own = step[begin : begin + BLOCK]
        limit: Column | float = each[0] if len(each) == 1 else _of_rows(each, rhythm, begin, begin + len(own))
        if len(near):
            beside = np.repeat(near[begin // _FEW : (begin + BLOCK) // _FEW], _FEW)[: len(own)]
            limit = np.fmin(np.where(np.isnan(limit), beside, limit), CEILING_US)
        np.less_equal(own, limit, out=joined[begin : begin + BLOCK])
    return joined


def _undeclared(rhythm: LoggingIntervals) -> Mask:
    return np.isnan(rhythm.declared_us) & (rhythm.stated_us is None)


def _limits(rhythm: LoggingIntervals) -> Column:
    """Return how far apart readings of each file are joined, one number where it is the same for all.

    NaN where the steps around must show it; negative where there are too few of them.
    """
    if rhythm.stated_us is not None:
        return np.array([rhythm.stated_us])
    limit = np.minimum(GAP_FACTOR * rhythm.declared_us, CEILING_US)
    limit = np.where(np.isnan(limit) & (rhythm.stop - rhythm.first < 3), -1.0, limit)
    alike = (limit == limit[0]).all() or np.isnan(limit).all()
    return limit[:1] if alike else limit


def _of_rows(each: Column, rhythm: LoggingIntervals, begin: int, end: int) -> Column:
    """Return each row's own limit, by its file."""
    first, stop = int(np.searchsorted(rhythm.first, begin, "right")) - 1, int(np.searchsorted(rhythm.first, end))
    sizes = np.minimum(rhythm.stop[first:stop], end) - np.maximum(rhythm.first[first:stop], begin)
    return np.repeat(each[first:stop], sizes)


def _shortest_near(step: Column) -> Column:
    """Return for each few steps 1.5 x the shortest of them and of those beside them."""
    least = np.minimum.reduceat(step, np.arange(0, len(step), _FEW))
    beside = np.minimum(np.append(least[1:], np.inf), np.append(np.inf, least[:-1]))
    return np.asarray(GAP_FACTOR * np.minimum(least, beside))


def _doubtful(rhythm: LoggingIntervals, joined: Mask, last: Index) -> Index:
    """Return the rows whose step the steps around must decide: longer than one near it, or between two files."""
    rest = np.nonzero(~joined)[0]
    trip = np.searchsorted(rhythm.first, rest, "right") - 1
    open_ = np.isnan(rhythm.declared_us[trip]) | (rest == rhythm.stop[trip] - 1)
    return np.setdiff1d(rest[open_], last, assume_unique=True)
