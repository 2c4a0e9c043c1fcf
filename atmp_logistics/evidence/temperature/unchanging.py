"""Where a logger repeats one value: readings that do not change say little, and that is said; no rule judges it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.instants import HOUR

#: So many readings in a row that are the same to the last digit, for so long, are worth saying.
READINGS, LONG_US = 24, 2 * HOUR
#: Of so many readings in a row, two that are half as far apart are looked at first.
_HALF = READINGS // 2


class Unchanged(NamedTuple):
    """A logger's longest stretch of one value: how many readings, from when to when, and whether it is all there is."""

    readings: int
    begin_us: float
    end_us: float
    value_degC: float
    throughout: bool


def longest_unchanging(time: Column, value: Column, first: Index, stop: Index) -> dict[int, Unchanged]:
    """Return the longest stretch without a change of each logger that has one worth saying.

    Parameters
    ----------
    time, value : ndarray of float64
        Readings that are temperatures, grouped by logger.
    first, stop : ndarray of int
        Where each logger's begin and end.

    Examples
    --------
    >>> time, value = np.arange(30.0) * 600e6, np.full(30, 5.0)
    >>> longest_unchanging(time, value, np.array([0]), np.array([30]))[0].readings
    30
    >>> longest_unchanging(time, value + (time > 0) * 0.1, np.array([0]), np.array([30]))[0].throughout
    False
    """
    begin, end = _stretches(value)
    logger, begin, end = _by_logger(begin, end, first, stop)
    keep = (end - begin + 1 >= READINGS) & (time[end] - time[begin] >= LONG_US)
    logger, begin, end = logger[keep], begin[keep], end[keep]
    order = np.lexsort((begin, begin - end, logger))
    _, longest = np.unique(logger[order], return_index=True)
    return {
        int(logger[i]): Unchanged(
            int(end[i] - begin[i] + 1),
            float(time[begin[i]]),
            float(time[end[i]]),
            float(value[begin[i]]),
            bool(begin[i] == first[logger[i]] and end[i] == stop[logger[i]] - 1),
        )
        for i in order[longest].tolist()
    }


def _stretches(value: Column) -> tuple[Index, Index]:
    """Return the first and last of readings in a row that are alike, where they are many, whoever's they are."""
    some = value[::_HALF]
    at = np.nonzero(some[1:] == some[:-1])[0] * _HALF
    for far in range(1, _HALF):
        at = at[value[at] == value[at + far]]
    fresh = np.diff(at, prepend=-READINGS) > _HALF
    begin, end = at[fresh], at[np.append(fresh[1:], True)[: len(at)]] + _HALF
    for _ in range(_HALF):
        begin = begin - ((begin > 0) & (value[np.maximum(begin - 1, 0)] == value[begin]))
        after = np.minimum(end + 1, len(value) - 1)
        end = np.where(value[after] == value[end], after, end)
    return begin, end


def _by_logger(begin: Index, end: Index, first: Index, stop: Index) -> tuple[Index, Index, Index]:
    """Cut stretches where one logger's readings end and another's begin."""
    owner = np.searchsorted(stop, begin, "right")
    many = np.searchsorted(stop, end, "right") - owner + 1
    logger = np.repeat(owner, many) + np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    begin, end = np.maximum(np.repeat(begin, many), first[logger]), np.minimum(np.repeat(end, many), stop[logger] - 1)
    some = begin <= end
    return logger[some], begin[some], end[some]
