"""A log as straight lines: which neighbouring readings are near enough to be joined, and where no line leads on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.records import TemperatureLog
from atmp_logistics.timeline import SECOND

Column = NDArray[np.float64]
Index = NDArray[np.int64]
#: A lost reading doubles the interval, so that at this multiple one lost reading is already a gap.
GAP_FACTOR = 1.5


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings that are temperatures, grouped by logger; `joined[i]` says that i and i + 1 are one straight line.

    `ended` are the readings from which no line leads on, and `lost_us` the time lost up to and with each of them, to
    the next reading, over all loggers: nearly every reading is joined, so that these are few. `padded` are the values
    and one more.
    """

    time: Column
    padded: Column
    joined: NDArray[np.bool_]
    first: Index
    stop: Index
    ended: Index
    lost_us: Index

    @property
    def value(self) -> Column:
        """The temperatures, in °C."""
        return self.padded[:-1]

    def place(self, logger: Index, at: Column, side: Literal["left", "right"]) -> Index:
        """Return where instants fall among each logger's readings, as `numpy.searchsorted` does."""
        low, high = self.first[logger], self.stop[logger]
        if len(logger) and (logger == logger[0]).all():
            return np.asarray(low[0] + np.searchsorted(self.time[low[0] : high[0]], at, side=side), np.int64)
        while (low < high).any():
            middle = (low + high) // 2
            found = self.time[np.minimum(middle, len(self.time) - 1)]
            onward = (low < high) & ((found < at) if side == "left" else (found <= at))
            low, high = np.where(onward, middle + 1, low), np.where(onward | (low >= high), high, middle)
        return np.asarray(low, np.int64)


def share_above(start: Column, end: Column, edge: float, inclusive: bool) -> Column:
    """Return the share of a straight line from one temperature to another that lies above an edge."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(high > low, (high - edge) / (high - low), 0.0)
    flat = (high == low) & ((low > edge) | (inclusive & (low == edge)))
    return np.where(flat, 1.0, np.clip(share, 0.0, 1.0))


def prepare(log: TemperatureLog, max_gap_s: float | None) -> tuple[Readings, list[str]]:
    """Leave out what is no temperature, and say which neighbours are near enough to be joined.

    Returns
    -------
    readings : Readings
    notes : list of str
        The gap of each logger and where it comes from, for the provenance.
    """
    bounds = np.searchsorted(log.logger, np.arange(len(log.loggers) + 1))
    gaps, said = [], dict[str, list[str]]()
    for i, name in enumerate(log.loggers):
        gap, note = _gap_us(log.time_us[bounds[i] : bounds[i + 1]], log.interval_s.get(name), max_gap_s)
        gaps.append(gap)
        said.setdefault(note, []).append(name)
    notes = [f"{_loggers(names)}{note}" for note, names in said.items()]
    missing = np.isnan(log.temperature_degC)
    kept = ~missing if missing.any() else slice(None)
    time, padded = log.time_us[kept], np.append(log.temperature_degC[kept], 0.0)
    bounds = bounds - np.searchsorted(np.nonzero(missing)[0], bounds)
    joined = np.zeros(len(time), bool)
    for gap, first, stop in zip(gaps, bounds[:-1], bounds[1:], strict=True):
        if stop - first > 1:
            joined[first : stop - 1] = time[first + 1 : stop] - time[first : stop - 1] <= gap
    ended = np.nonzero(~joined)[0]
    return Readings(time, padded, joined, bounds[:-1], bounds[1:], ended, _lost_us(time, ended, bounds[1:])), notes


def _lost_us(time: Column, ended: Index, stop: Index) -> Index:
    """Return the running total, exact in whole microseconds, of the time from readings to the next of their logger."""
    lost = np.zeros(len(ended), np.int64)
    inner = ~np.isin(ended + 1, stop)
    lost[inner] = (time[ended[inner] + 1] - time[ended[inner]]).astype(np.int64)
    return np.cumsum(lost)


def _loggers(names: list[str]) -> str:
    """Say whom a note is about; the first few stand for many."""
    shown = [name for name in names if name][:5]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return f"logger{'s' * (len(names) != 1)} {', '.join(shown)}{more}: " if shown else ""


def _gap_us(times: Column, declared_s: float | None, stated_s: float | None) -> tuple[float, str]:
    """Return how far apart two readings may be joined: stated, else by the interval declared, else by the median.

    Of an even number of intervals the lower middle one counts, and two intervals are the least that show a rhythm:
    so a reading lost from a regular log always leaves a gap.
    """
    if stated_s is not None:
        return stated_s * SECOND, f"readings up to {stated_s / 60:g} min apart are joined, as stated"
    if declared_s is not None:
        gap = GAP_FACTOR * declared_s
        return gap * SECOND, f"readings up to {gap / 60:g} min apart are joined: {GAP_FACTOR:g} x the declared interval"
    steps = np.diff(times)
    if len(steps) < 2:
        return (
            -1.0,
            "too few readings to show their interval: none are joined; state readings.max_gap in the site profile",
        )
    gap = GAP_FACTOR * _lower_median(steps)
    return gap, f"readings up to {gap / SECOND / 60:g} min apart are joined: {GAP_FACTOR:g} x the median interval"


def _lower_median(steps: Column) -> float:
    """Return the lower median; of a regular log nearly any step is it, which two counts prove without sorting.

    Examples
    --------
    >>> _lower_median(np.array([4.0, 1.0, 3.0, 2.0])), _lower_median(np.array([60.0, 60.0, 90.0]))
    (2.0, 60.0)
    """
    middle, guess = (len(steps) - 1) // 2, steps[len(steps) // 2]
    if np.count_nonzero(steps < guess) <= middle < np.count_nonzero(steps <= guess):
        return float(guess)
    return float(np.partition(steps, middle)[middle])
