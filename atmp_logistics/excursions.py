"""Excursions of one container: each stretch outside a range, from where the line crosses it to where it comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.evidence import Column
from atmp_logistics.exposure import Exposure
from atmp_logistics.product import TemperatureRange

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Excursion:
    """A stretch outside a range, as far as readings show it; instants in microseconds."""

    start_us: float
    end_us: float
    extreme_degC: float
    beyond_degC: float
    warm: bool


def excursions(
    exposure: Exposure, row: int, since: float, until: float, limits: TemperatureRange, guard_degC: float = 0.0
) -> list[Excursion]:
    """Return one container's excursions between two instants, in time order.

    Parameters
    ----------
    guard_degC : float
        How far beyond the range a reading must be to count; negative counts what may be beyond.
    """
    time, value, joined = exposure.series(row, since, until)
    found = []
    for warm, edge in ((True, limits.upper_degC), (False, limits.lower_degC)):
        if edge is not None and len(time):
            sign = 1.0 if warm else -1.0
            beyond = sign * (value - edge) - guard_degC
            found += [
                _excursion(*run, time, value, beyond, joined, warm=warm)
                for run in _runs(beyond, joined, limits.inclusive)
            ]
    return sorted(found, key=lambda one: one.start_us)


def _runs(beyond: Column, joined: NDArray[np.bool_], inclusive: bool) -> list[tuple[int, int]]:
    """Return (first, last) of each run of readings outside that lines join together."""
    out = beyond > 0 if inclusive else beyond >= 0
    linked = out[:-1] & out[1:] & joined[:-1]
    begins = np.nonzero(out & np.concatenate([[True], ~linked]))[0]
    ends = np.nonzero(out & np.concatenate([~linked, [True]]))[0]
    return [(int(i), int(j)) for i, j in zip(begins, ends, strict=True)]


def _excursion(
    i: int, j: int, time: Column, value: Column, beyond: Column, joined: NDArray[np.bool_], *, warm: bool
) -> Excursion:
    start, end = float(time[i]), float(time[j])
    if i > 0 and joined[i - 1]:
        start -= (time[i] - time[i - 1]) * beyond[i] / (beyond[i] - beyond[i - 1])
    if j + 1 < len(time) and joined[j]:
        end += (time[j + 1] - time[j]) * beyond[j] / (beyond[j] - beyond[j + 1])
    worst = i + int(np.argmax(beyond[i : j + 1]))
    return Excursion(round(start), round(end), float(value[worst]), float(beyond[worst]), warm)


def unmonitored(exposure: Exposure, row: int, since: float, until: float) -> list[Span]:
    """Return the stretches of a span in which nobody looked."""
    time, _, joined = exposure.series(row, since, until)
    lines = np.nonzero(joined)[0]
    begins = np.append(time[lines], until)
    reached = np.maximum.accumulate(np.append(since, time[lines + 1]))
    gaps = np.nonzero(begins > reached)[0]
    return [(float(reached[i]), float(begins[i])) for i in gaps]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans put together where they touch, in order.

    Examples
    --------
    >>> merged([(5, 7), (0, 2), (2, 3)])
    [(0, 3), (5, 7)]
    """
    out: list[Span] = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out
