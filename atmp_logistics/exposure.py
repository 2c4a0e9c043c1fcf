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

from atmp_logistics.attribution import statements_of
from atmp_logistics.evidence import Column, Evidence, Phase
from atmp_logistics.lines import Index, Readings, prepare, share_above
from atmp_logistics.records import Device, TemperatureLog
from atmp_logistics.timeline import SECOND

_NO_DEVICE = Device({})
#: What an event writes as its logger_id where from then on no logger stands for the container.
NO_LOGGER = "none"
#: Colder than this after the thaw, an unassigned logger cannot have been with the product.
STILL_FROZEN_DEGC = -20.0
#: Into how many parts a microsecond is divided where time is added up in whole numbers.
_SHARES = 1024


#: Times, temperatures, and which of them are joined to the next.
Series = tuple[Column, Column, NDArray[np.bool_]]


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
    _met_before: dict[bytes, tuple[Column, Column, Column]] = field(default_factory=dict, repr=False, compare=False)
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
        return cold_lower - guard, known_cold + guard, known_warm - guard, warm_upper + guard

    def of_device(self, device: Device) -> Column:
        """Return a logger's temperatures, those of all its pieces where its log was cut."""
        pieces = [
            i for i, name in enumerate(self.loggers) if self.devices.get(name, _NO_DEVICE).details is device.details
        ]
        parts = [self.readings.value[self.readings.first[i] : self.readings.stop[i]] for i in pieces]
        return np.concatenate([np.empty(0), *parts])

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
        edge = limit_degC + guard * self.guard_degC
        certain = self._time_above(phase.start_hi, phase.end_lo, edge, inclusive)
        possible = self._time_above(phase.start_lo, phase.end_hi, edge, inclusive)
        return certain / SECOND, possible / SECOND

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

    def _cut(self, start: Column, end: Column) -> tuple[Index, Column, Column]:
        """Return which stretches meet a span of their container, and the part of them inside it.

        At the instant at which one logger takes over from another, a span that ends or begins there has only its own.
        """
        begin = np.maximum(self.since, start[self.container])
        close = np.minimum(self.until, end[self.container])
        moment = (start == end)[self.container]
        some = np.nonzero(((begin < close) | (moment & (begin == close))) & (len(self.readings.time) > 0))[0]
        return some, begin[some], close[some]

    def _met(self, start: Column, end: Column) -> tuple[Column, Column, Column]:
        """Return for each container the time monitored in a span, the coldest and the warmest it met there.

        Several rules ask of the same phase, and where its ends are exact, its certain extent is its possible one.
        """
        key = start.tobytes() + end.tobytes()
        if key not in self._met_before:
            self._met_before[key] = self._measure(start, end)
        return self._met_before[key]

    def _measure(self, start: Column, end: Column) -> tuple[Column, Column, Column]:
        monitored, cold, warm = np.zeros(self.count), np.full(self.count, np.inf), np.full(self.count, -np.inf)
        part, begin, close = self._cut(start, end)
        if not len(part):
            return monitored, cold, warm
        low, high, time = self._extremes_of(self.logger[part], begin, close)
        np.minimum.at(cold, self.container[part], low)
        np.maximum.at(warm, self.container[part], high)
        np.add.at(monitored, self.container[part], time)
        return monitored, cold, warm

    def _extremes_of(self, logger: Index, begin: Column, close: Column) -> tuple[Column, Column, Column]:
        data = self.readings
        i, j = data.place(logger, begin, "left"), data.place(logger, close, "right")
        pairs = np.column_stack([i, np.maximum(i, j)]).ravel()
        low, high = np.minimum.reduceat(data.padded, pairs)[::2], np.maximum.reduceat(data.padded, pairs)[::2]
        low, high = np.where(i < j, low, np.inf), np.where(i < j, high, -np.inf)
        for edge in (begin, close):
            value = self.value_at(logger, edge)
            low, high = np.fmin(low, value), np.fmax(high, value)
        return low, high, self._covered(logger, close) - self._covered(logger, begin)

    def _left(self, logger: Index, at: Column) -> tuple[Index, NDArray[np.bool_]]:
        """Return the reading before each instant, and whether a line leads on from it."""
        data = self.readings
        left = data.place(logger, at, "right") - 1
        inside = left >= data.first[logger]
        return left, inside & data.joined[np.maximum(left, 0)]

    def value_at(self, logger: Index, at: Column) -> Column:
        """Return the temperature at instants by the line between two readings; NaN where none leads there."""
        data = self.readings
        if not len(data.time):
            return np.full(len(at), np.nan)
        left, on_line = self._left(logger, at)
        left = np.where(on_line, left, 0)
        right = np.where(on_line, left + 1, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (at - data.time[left]) / (data.time[right] - data.time[left])
            value = data.value[left] + share * (data.value[right] - data.value[left])
        return np.where(on_line, np.round(value, 6), np.nan)

    def _covered(self, logger: Index, at: Column) -> Column:
        """Return the monitored time of a logger up to each instant: what passed, less what no line covers."""
        data = self.readings
        left, on_line = self._left(logger, at)
        first = data.first[logger]
        inside = left >= first
        left = np.maximum(left, 0)
        lost = np.concatenate([[0], data.lost_us])
        gaps = lost[np.searchsorted(data.ended, left)] - lost[np.searchsorted(data.ended, first)]
        whole = np.where(inside, data.time[left] - data.time[np.minimum(first, len(data.time) - 1)] - gaps, 0.0)
        return np.asarray(whole + np.where(on_line, at - data.time[left], 0.0))

    def _time_above(self, start: Column, end: Column, edge: float, inclusive: bool) -> Column:
        out = np.zeros(self.count)
        part, begin, close = self._cut(start, end)
        if len(part):
            logger = self.logger[part]
            time = self._above_up_to(logger, close, edge, inclusive) - self._above_up_to(logger, begin, edge, inclusive)
            np.add.at(out, self.container[part], time)
        return out

    def _above_up_to(self, logger: Index, at: Column, edge: float, inclusive: bool) -> Column:
        """Return the time above an edge up to each instant: of whole lines, and of the part of the last."""
        data = self.readings
        lines, total = self._lines_above(edge, inclusive=inclusive)
        left, on_line = self._left(logger, at)
        first = data.first[logger]
        upto = np.searchsorted(lines, np.maximum(left, first))
        done = np.where(left >= first, total[upto] - total[np.searchsorted(lines, first)], 0) / _SHARES
        safe = np.where(on_line, left, 0)
        after = np.minimum(safe + 1, len(data.time) - 1)
        since = np.where(on_line, at - data.time[safe], 0.0)
        span = np.where(data.time[after] > data.time[safe], data.time[after] - data.time[safe], 1.0)
        reached = data.value[safe] + since / span * (data.value[after] - data.value[safe])
        return np.asarray(done + since * share_above(data.value[safe], reached, edge, inclusive))

    def _lines_above(self, edge: float, *, inclusive: bool) -> tuple[Index, Index]:
        """Return the lines of which a part lies above an edge, and the running total of the time they do.

        In whole shares of a microsecond: what one logger adds up to must not depend on those that come before it.
        """
        data = self.readings
        warm = data.value >= edge if inclusive else data.value > edge
        some = data.joined.copy()
        some[:-1] &= warm[:-1] | warm[1:]
        lines = np.nonzero(some)[0]
        share = share_above(data.value[lines], data.value[lines + 1], edge, inclusive)
        whole = np.round((data.time[lines + 1] - data.time[lines]) * share * _SHARES).astype(np.int64)
        return lines, np.concatenate([[0], np.cumsum(whole)])

    def _piece(self, logger: int, begin: float, close: float) -> tuple[Column, Column, NDArray[np.bool_]]:
        data, one = self.readings, np.array([logger])
        i, j = (
            int(data.place(one, np.array([begin]), "left")[0]),
            int(data.place(one, np.array([close]), "right")[0]),
        )
        time, value, joined = data.time[i:j], data.value[i:j], data.joined[i:j].copy()
        ends = self.value_at(np.array([logger, logger]), np.array([begin, close]))
        if len(joined):
            joined[-1] = joined[-1] and not np.isnan(ends[1]) and time[-1] < close
        if not np.isnan(ends[1]) and (not len(time) or time[-1] < close):
            time, value, joined = np.append(time, close), np.append(value, ends[1]), np.append(joined, False)
        if not np.isnan(ends[0]) and (not len(time) or time[0] > begin):
            time, value, joined = np.append(begin, time), np.append(ends[0], value), np.append(len(time) > 0, joined)
        return time, value, joined.astype(bool)


def expose(evidence: Evidence, table: pd.DataFrame, log: TemperatureLog | None) -> Exposure:
    """Say which logger stood for which container when, as the events name it, or the only one there is.

    A logger stands from the event that names it until the next event that names another. Where the events name none
    and there is one logger, it stands for all, but no longer than it can have been with a thawed product.
    """
    empty = TemperatureLog(np.empty(0, np.int64), np.empty(0), np.empty(0), (), {}, ())
    readings, notes = prepare(log or empty, evidence.site.max_gap_s)
    names = (log or empty).loggers
    named = _named(evidence, table)
    rows = [(i, *stretch) for i, own in sorted(named.items()) for stretch in _stretches(own)]
    nobody = bool((table["logger_id"] == "").all())
    if nobody and len(names) == 1:
        since, until, left = _only_logger(evidence, readings)
        parts = (np.arange(len(evidence)), np.zeros(len(evidence), np.int64), since, until)
        notes.append("the events name no logger: the only one stands for every container")
        if left.any():
            notes.append(f"it still read below {STILL_FROZEN_DEGC:g} °C after the thaw: until then only")
        return Exposure(
            readings, *parts, len(evidence), evidence.site.guard_degC, tuple(notes), (), names, (log or empty).devices
        )
    if nobody and len(names) > 1:
        notes.append(f"the readings hold {len(names)} loggers and the events name none: they stand for no container")
    lacking = sorted({name for own in named.values() for _, _, name in own} - {*names, NO_LOGGER})
    known = [(at, names.index(name), lo, hi) for at, name, lo, hi in rows if name in names]
    columns = [np.array(column) for column in zip(*known, strict=True)] or [np.empty(0)] * 4
    at, logger = columns[0].astype(np.int64), columns[1].astype(np.int64)
    guard = evidence.site.guard_degC
    said, absent, devices = tuple(notes), tuple(lacking), (log or empty).devices
    return Exposure(readings, at, logger, columns[2], columns[3], len(evidence), guard, said, absent, names, devices)


def _only_logger(evidence: Evidence, readings: Readings) -> tuple[Column, Column, NDArray[np.bool_]]:
    """Return from when to when the only logger can stand for each container."""
    since, until = np.full(len(evidence), -np.inf), np.full(len(evidence), np.inf)
    cold = readings.time[readings.value < STILL_FROZEN_DEGC]
    thawed = evidence.bounds("thaw_end")[1]
    over = np.max(np.where(np.isfinite(evidence.hi), evidence.hi, -np.inf), axis=0)
    next_cold = np.append(cold, np.inf)[np.searchsorted(cold, thawed)]
    one = Exposure(readings, *(np.empty(0, np.int64),) * 2, *(np.empty(0),) * 2, 0, 0.0)
    with np.errstate(invalid="ignore"):
        at_thaw = one.value_at(np.zeros(len(evidence), np.int64), thawed) < STILL_FROZEN_DEGC
    stayed = np.isfinite(thawed) & ((next_cold <= over) | at_thaw)
    out = evidence.bounds("storage_out", "last")[1]
    left = np.where(np.isfinite(out), np.minimum(out, thawed), -np.inf)
    return since, np.where(stayed, left, until), stayed


def _named(evidence: Evidence, table: pd.DataFrame) -> dict[int, list[tuple[float, float, str]]]:
    """Return for each container bounds on when each logger that its rows name began to stand for it."""
    who = pd.DataFrame({"therapy_id": evidence.therapy, "container_id": evidence.container})
    doubt = evidence.site.resolution_s * SECOND
    found: dict[int, list[tuple[float, float, str]]] = {}
    for row in statements_of(table, who, "logger_id").itertuples(index=False):
        at, time = int(row.at), float(row.time)  # type: ignore[arg-type]
        known = np.isfinite(time)
        lo, hi = (time - doubt, time + doubt) if known else (-np.inf, np.inf)
        found.setdefault(at, []).append((lo, hi, str(row.logger_id)))
    return found


def _stretches(rows: list[tuple[float, float, str]]) -> list[tuple[str, float, float]]:
    """Return each logger's sure stretches, those of one logger that touch put together."""
    out: list[tuple[str, float, float]] = []
    for lo, hi, logger in sorted(rows):
        later = [other[0] for other in rows if other[2] != logger and not (other[1] <= lo and other[:2] != (lo, hi))]
        until = min(later, default=np.inf)
        if hi > until:
            continue
        if out and out[-1][0] == logger and hi <= out[-1][2]:
            out[-1] = (logger, out[-1][1], max(out[-1][2], until))
        else:
            out.append((logger, hi, until))
    return out
