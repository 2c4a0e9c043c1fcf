"""Excursions: each stretch outside a range, from where the line crosses it to where it comes back.

`every_excursion` is of all containers, as columns. `excursions` is of one, for the words of its findings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.temperature.crossings import Crossings, OneSidedLimit
from atmp_logistics.evidence.temperature.exposure import Exposure


@dataclass(frozen=True, slots=True)
class Excursion:
    """A stretch outside a range, as far as readings show it; instants in microseconds."""

    start_us: float
    end_us: float
    extreme_degC: float
    beyond_degC: float
    warm: bool


def every_excursion(
    exposure: Exposure,
    start: Column,
    end: Column,
    limits: TemperatureRange,
    guard_degC: float = 0.0,
    *,
    surely: bool = False,
) -> IntervalSet:
    """Return every container's excursions in a span of its own, in whole microseconds; they may touch.

    Parameters
    ----------
    start, end : ndarray of float64
        Each container's span, in microseconds.
    guard_degC : float
        As in `excursions`.
    surely : bool
        Whether only what was met for sure is wanted.
    """
    return exposure.pieces(start, end, surely=surely).excursions(_runs_beyond(exposure, limits, guard_degC))


def excursion_counts(
    exposure: Exposure, start: Column, end: Column, limits: TemperatureRange, guard_degC: float
) -> Index:
    """Return about how many excursions and gaps each container has in its span, without listing them."""
    ended = exposure.readings.ended
    runs = _runs_beyond(exposure, limits, guard_degC)
    return exposure.pieces(start, end).crowd([(ended, ended), *((one.first, one.last) for one in runs)])


def _runs_beyond(exposure: Exposure, limits: TemperatureRange, guard_degC: float) -> list[Crossings]:
    """Return the runs of the whole log beyond each edge of a range."""
    edges = ((limits.upper_degC, True), (limits.lower_degC, False))
    sides = [OneSidedLimit(at, warm, guard_degC, not limits.inclusive) for at, warm in edges if at is not None]
    return [exposure.runs(side) for side in sides if len(exposure.readings.time)]


def excursions(
    exposure: Exposure,
    row: int,
    since: float,
    until: float,
    limits: TemperatureRange,
    guard_degC: float = 0.0,
    *,
    surely: bool = False,
) -> list[Excursion]:
    """Return one container's excursions between two instants, in time order.

    Parameters
    ----------
    guard_degC : float
        How far beyond the range a reading must be to count; negative counts what may be beyond.
    """
    time, value, joined = exposure.series(row, since, until, surely=surely)
    found = []
    for warm, edge in ((True, limits.upper_degC), (False, limits.lower_degC)):
        if edge is not None and len(time):
            sign = 1.0 if warm else -1.0
            beyond = np.round(sign * (value - edge) - guard_degC, 6)
            found += [
                _excursion(*run, time, value, beyond, joined, warm=warm)
                for run in _runs(beyond, joined, limits.inclusive)
            ]
    return sorted(found, key=lambda one: one.start_us)


def _runs(beyond: Column, joined: Mask, inclusive: bool) -> list[tuple[int, int]]:
    """Return (first, last) of each run of readings outside that lines join together."""
    out = beyond > 0 if inclusive else beyond >= 0
    linked = out[:-1] & out[1:] & joined[:-1]
    begins = np.nonzero(out & np.concatenate([[True], ~linked]))[0]
    ends = np.nonzero(out & np.concatenate([~linked, [True]]))[0]
    return [(int(i), int(j)) for i, j in zip(begins, ends, strict=True)]


def _excursion(i: int, j: int, time: Column, value: Column, beyond: Column, joined: Mask, *, warm: bool) -> Excursion:
    start, end = float(time[i]), float(time[j])
    if i > 0 and joined[i - 1]:
        start -= (time[i] - time[i - 1]) * beyond[i] / (beyond[i] - beyond[i - 1])
    if j + 1 < len(time) and joined[j]:
        end += (time[j + 1] - time[j]) * beyond[j] / (beyond[j] - beyond[j + 1])
    worst = i + int(np.argmax(beyond[i : j + 1]))
    return Excursion(round(start), round(end), float(value[worst]), float(beyond[worst]), warm)
