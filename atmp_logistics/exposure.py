"""What the product met: extremes, time in a band, excursions, and how long nobody looked.

Between two readings no further apart than `max_gap` the temperature runs along a straight line; over anything longer,
and before the first and after the last reading of a phase, it is not known. All of it is columns: a phase of every
container against the readings of the logger that stood for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.evidence import Column, Evidence, Phase
from atmp_logistics.lines import Index, Readings, prepare
from atmp_logistics.pieces import Pieces
from atmp_logistics.records import Device, TemperatureLog
from atmp_logistics.runs import Runs, Side, runs_of
from atmp_logistics.standing import standing
from atmp_logistics.timeline import SECOND

#: Times, temperatures, and which of them are joined to the next.
Series = tuple[Column, Column, NDArray[np.bool_]]
#: For each container the time monitored in a span, the coldest and the warmest it met there.
Met = tuple[Column, Column, Column]
_NO_LOG = TemperatureLog(np.empty(0, np.int64), np.empty(0), np.empty(0), (), {}, ())


@dataclass(frozen=True, slots=True)
class Exposure:
    """Readings, and for each container, in order, the stretches during which a logger stood for it.

    `logger` are places in `loggers`; `devices` is what those say of themselves.
    """

    readings: Readings
    container: Index
    logger: Index
    since: Column
    until: Column
    count: int
    guard_degC: float
    notes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    loggers: tuple[str, ...] = ()
    devices: Mapping[str, Device] = field(default_factory=dict)
    _met_before: dict[bytes, Met] = field(default_factory=dict, repr=False, compare=False)
    _pieces_before: dict[bytes, Pieces] = field(default_factory=dict, repr=False, compare=False)
    _runs_before: dict[Side, Runs] = field(default_factory=dict, repr=False, compare=False)
    _last_series: dict[tuple[int, float, float], Series] = field(default_factory=dict, repr=False, compare=False)

    def extremes(self, phase: Phase) -> tuple[Column, Column, Column, Column]:
        """Return bounds on the coldest and the warmest temperature of a phase, in °C.

        Returns
        -------
        cold_lower, cold_upper, warm_lower, warm_upper : ndarray of float64
            Unbounded on the far side wherever any part of the possible extent was not monitored.
        """
        _, known_cold, known_warm = self._met(phase.start_hi, phase.end_lo)
        seen, cold, warm = self._met(phase.start_lo, phase.end_hi)
        whole = (self._span(phase) - seen <= 0) & (warm > -np.inf) & ~phase.may_reverse
        cold_lower, warm_upper = np.where(whole, cold, -np.inf), np.where(whole, warm, np.inf)
        guard = self.guard_degC
        met = cold_lower - guard, known_cold + guard, known_warm - guard, warm_upper + guard
        cold_lower, known_cold, known_warm, warm_upper = (np.round(one, 6) for one in met)
        return cold_lower, known_cold, known_warm, warm_upper

    def unmonitored_s(self, phase: Phase) -> tuple[Column, Column]:
        """Return bounds on the time of a phase without readings, in seconds; unbounded if it may run backwards."""
        certain = np.maximum(phase.end_lo - phase.start_hi, 0.0)
        certain = np.where(np.isfinite(certain), certain, 0.0)
        least = certain - self._met(phase.start_hi, phase.end_lo)[0]
        most = self._span(phase) - self._met(phase.start_lo, phase.end_hi)[0]
        most = np.where(phase.may_reverse, np.inf, most)
        return np.maximum(least, 0.0) / SECOND, np.maximum(most, 0.0) / SECOND

    def time_above_s(self, phase: Phase, limit_degC: float, *, inclusive: bool, guard: int) -> tuple[Column, Column]:
        """Return the time above a temperature in the certain and in the possible extent, in seconds.

        `guard` shifts the temperature by the loggers' accuracy: +1 counts what is surely above, -1 what may be.
        """
        side = Side(round(limit_degC + guard * self.guard_degC, 6), at_edge=inclusive)
        certain = self._time_above(phase.start_hi, phase.end_lo, side)
        possible = self._time_above(phase.start_lo, phase.end_hi, side)
        return certain / SECOND, possible / SECOND

    def pieces(self, start: Column, end: Column) -> Pieces:
        """Return the parts of the logs that each container met in its span, one's together and in time order.

        At the instant at which one logger takes over from another, a span that ends or begins there has only its own.
        Several rules ask of the same phase, so that the last two spans, its certain and its possible one, are kept.
        """
        key = start.tobytes() + end.tobytes()
        if key not in self._pieces_before:
            while len(self._pieces_before) > 1:
                del self._pieces_before[next(iter(self._pieces_before))]
            self._pieces_before[key] = self._cut(start, end)
        return self._pieces_before[key]

    def _cut(self, start: Column, end: Column) -> Pieces:
        begin = np.maximum(self.since, start[self.container])
        close = np.minimum(self.until, end[self.container])
        moment = (start == end)[self.container]
        some = np.nonzero(((begin < close) | (moment & (begin == close))) & (len(self.readings.time) > 0))[0]
        return Pieces.cut(self.readings, self.container[some], self.logger[some], begin[some], close[some])

    def readings_of(self, row: int, since: float, until: float) -> Column:
        """Return the temperatures that a container's loggers read between two instants, without any line, in °C."""
        values = [np.empty(0)]
        for part in range(*np.searchsorted(self.container, [row, row + 1])):
            own = np.array([self.logger[part]])
            first = self.readings.place(own, np.array([max(since, self.since[part])]), "left")
            stop = self.readings.place(own, np.array([min(until, self.until[part])]), "right")
            values.append(self.readings.value[int(first[0]) : int(stop[0])])
        return np.concatenate(values)

    def runs(self, side: Side) -> Runs:
        """Return every stretch of the logs beyond an edge; found once, however many rules and containers ask."""
        if side not in self._runs_before:
            self._runs_before[side] = runs_of(self.readings, side)
        return self._runs_before[side]

    def series(self, row: int, since: float, until: float) -> Series:
        """Return one container's readings between two instants, ends interpolated, and which of them are joined on.

        A rule asks for the same stretch several times in a row, so that the last answer is kept.
        """
        key = (row, since, until)
        if key not in self._last_series:
            self._last_series.clear()
            self._last_series[key] = self._series(*key)
        return self._last_series[key]

    def _series(self, row: int, since: float, until: float) -> Series:
        times, values, joined = [np.empty(0)], [np.empty(0)], [np.empty(0, bool)]
        for part in range(*np.searchsorted(self.container, [row, row + 1])):
            begin, end = max(since, self.since[part]), min(until, self.until[part])
            if (begin < end or since == until) and begin <= end and len(self.readings.time):
                t, v, j = self._piece(int(self.logger[part]), begin, end)
                times, values, joined = [*times, t], [*values, v], [*joined, j]
        order = np.argsort(np.concatenate(times), kind="stable")
        return np.concatenate(times)[order], np.concatenate(values)[order], np.concatenate(joined)[order]

    def _span(self, phase: Phase) -> Column:
        return np.asarray(phase.end_hi - phase.start_lo)

    def _met(self, start: Column, end: Column) -> Met:
        """Return for each container the time monitored in a span, the coldest and the warmest it met there.

        Where the ends of a phase are exact, its certain extent is its possible one.
        """
        key = start.tobytes() + end.tobytes()
        if key not in self._met_before:
            self._met_before[key] = self._measure(start, end)
        return self._met_before[key]

    def _measure(self, start: Column, end: Column) -> Met:
        monitored, cold, warm = np.zeros(self.count), np.full(self.count, np.inf), np.full(self.count, -np.inf)
        pieces = self.pieces(start, end)
        if len(pieces):
            low, high = pieces.extremes()
            np.minimum.at(cold, pieces.container, low)
            np.maximum.at(warm, pieces.container, high)
            np.add.at(monitored, pieces.container, pieces.monitored_us())
        return monitored, cold, warm

    def _time_above(self, start: Column, end: Column, side: Side) -> Column:
        out, pieces = np.zeros(self.count), self.pieces(start, end)
        if len(pieces):
            np.add.at(out, pieces.container, pieces.time_beyond_us(self.runs(side)))
        return out

    def _piece(self, logger: int, begin: float, close: float) -> tuple[Column, Column, NDArray[np.bool_]]:
        data, own, extent = self.readings, np.array([logger, logger]), np.array([begin, close])
        left = data.place(own, extent, "right") - 1
        i, j = int(data.place(own[:1], extent[:1], "left")[0]), int(left[1]) + 1
        time, value, joined = data.time[i:j], data.value[i:j], data.joined[i:j].copy()
        ends = data.value_at(own, extent, left)
        if len(joined):
            joined[-1] = joined[-1] and not np.isnan(ends[1]) and time[-1] < close
        if not np.isnan(ends[1]) and (not len(time) or time[-1] < close):
            time, value, joined = np.append(time, close), np.append(value, ends[1]), np.append(joined, False)
        if not np.isnan(ends[0]) and (not len(time) or time[0] > begin):
            time, value, joined = np.append(begin, time), np.append(ends[0], value), np.append(len(time) > 0, joined)
        return time, value, joined.astype(bool)


def expose(evidence: Evidence, table: pd.DataFrame, log: TemperatureLog | None) -> Exposure:
    """Say which logger stood for which container when, as the events name it, or the only one there is."""
    own = log or _NO_LOG
    readings, notes = prepare(own, evidence.site.max_gap_s)
    stands = standing(evidence, table, readings, own.loggers)
    return Exposure(
        readings, stands.container, stands.logger, stands.since, stands.until, len(evidence), evidence.site.guard_degC,
        (*notes, *stands.notes), stands.lacking, own.loggers, own.devices,
    )  # fmt: skip
