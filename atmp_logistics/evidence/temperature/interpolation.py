"""A log as straight lines: which neighbouring readings are near enough to be joined, and where no line leads on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.temperature.interval_notes import interval_notes, notes_of_all
from atmp_logistics.evidence.temperature.logging_interval import LoggingIntervals, rows_joined_to_next
from atmp_logistics.records.temperature_log import TemperatureLog


@dataclass(frozen=True, slots=True, repr=False)
class Readings(ShortRepr):
    """Readings that are temperatures, grouped by logger; `joined[i]` says that i and i + 1 are one straight line.

    `value` are the temperatures in °C. `ended` are the readings from which no line leads on, and `lost_us` the time
    lost up to and with each of them, to the next reading, over all loggers: nearly every reading is joined, so that
    these are few. `rhythm` is that of all rows of the log, and `row` the row of each reading where some rows hold no
    temperature.
    """

    time: Column
    value: Column
    joined: Mask
    first: Index
    stop: Index
    ended: Index
    lost_us: Index
    rhythm: LoggingIntervals
    row: Index | None = None

    def interval_us(self, place: Index, way: int) -> Column:
        """Return the logging interval before (`way` -1) or after (1) some readings, by their places; NaN if unknown."""
        return self.rhythm.interval_us(place if self.row is None else self.row[place], way)

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

    def value_at(self, logger: Index, at: Column, left: Index) -> Column:
        """Return the temperature at instants by the line between two readings; NaN where none leads there.

        Parameters
        ----------
        logger, at : ndarray
            Whose, and the instants.
        left : ndarray of int
            The last reading up to each instant; before the logger's first one there is none.
        """
        if not len(self.time):
            return np.full(len(at), np.nan)
        on_line = (left >= self.first[logger]) & self.joined[np.maximum(left, 0)]
        left = np.where(on_line, left, 0)
        right = np.where(on_line, left + 1, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (at - self.time[left]) / (self.time[right] - self.time[left])
            value = self.value[left] + share * (self.value[right] - self.value[left])
        return np.where(on_line, np.round(value, 6), np.nan)


def joined_readings_with_notes(
    log: TemperatureLog, max_gap_s: float | None, tz: tzinfo | None = None
) -> tuple[Readings, list[str]]:
    """Leave out what is no temperature, and say which neighbours are near enough to be joined.

    Returns
    -------
    readings : Readings
    notes : list of str
        How far readings are joined and where that comes from, and which loggers never change, for the provenance.
    """
    readings = joined_readings(log, max_gap_s)
    said = interval_notes(log, readings.rhythm, (readings.time, readings.value, readings.joined), readings.row)
    return readings, notes_of_all(log.loggers, said, tz)


def joined_readings(log: TemperatureLog, max_gap_s: float | None) -> Readings:
    """Return the readings that are temperatures, and which neighbours are joined."""
    bounds = np.searchsorted(log.logger, np.arange(len(log.loggers) + 1))
    rhythm = LoggingIntervals.of(log, max_gap_s)
    joined = rows_joined_to_next(rhythm, bounds[1:][np.diff(bounds) > 0] - 1)
    time, value, missing, row = log.time_us, log.temperature_degC, np.isnan(log.temperature_degC), None
    lost = np.nonzero(missing)[0]
    if len(lost):
        bounds = bounds - np.searchsorted(lost, bounds)
        kept = ~missing
        row = np.nonzero(kept)[0]
        before = lost - np.arange(len(lost)) - 1
        joined = _over_missing(rhythm, joined[kept], row, before, bounds)
        joined[before[_off_scale(log)[lost] & (before >= 0)]] = False
        time, value = time[kept], value[kept]
    ended = np.nonzero(~joined)[0]
    return Readings(time, value, joined, bounds[:-1], bounds[1:], ended, _lost_us(time, ended, bounds), rhythm, row)


def _off_scale(log: TemperatureLog) -> Mask:
    """Say of each row whether its logger says that the temperature was beyond its scale, warmer or colder."""
    out = np.zeros(len(log), bool)
    for i, name in enumerate(log.loggers):
        if name in log.devices and log.devices[name].off_scale_us:
            rows = slice(*np.searchsorted(log.logger, [i, i + 1]).tolist())
            out[rows] = np.isin(log.time_us[rows], log.devices[name].off_scale_us)
    return out


def _over_missing(rhythm: LoggingIntervals, joined: Mask, row: Index, before: Index, bounds: Index) -> Mask:
    """Say of each reading whether the next one that is a temperature is the same logger's and near enough.

    `joined` says it of the next row, `row` are the readings' rows, and `before` the readings before those without a
    temperature, -1 where there is none.
    """
    over = np.unique(before)
    over = over[(over >= 0) & (over < len(row) - 1)]
    joined[over] = rhythm.joins(row[over], row[over + 1])
    if len(joined):
        joined[bounds[1:] - 1] = False
    return joined


def _lost_us(time: Column, ended: Index, bounds: Index) -> Index:
    """Return the running total, exact in whole microseconds, of the time from readings to the next of their logger."""
    lost = np.zeros(len(ended), np.int64)
    inner = np.ones(len(ended), bool)
    inner[np.searchsorted(ended, bounds[1:][np.diff(bounds) > 0] - 1)] = False
    lost[inner] = (time[ended[inner] + 1] - time[ended[inner]]).astype(np.int64)
    return np.cumsum(lost)
