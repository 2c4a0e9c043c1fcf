"""What the product met: extremes, time in a band, excursions, and how long nobody looked.

Between two readings no further apart than `max_gap` the temperature runs along a straight line; over anything longer,
and before the first and after the last reading of a phase, it is not known. All of it is columns: a phase of every
container against the readings of the logger that stood for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.limits import Requirement
from atmp_logistics.evidence.events.evidence import Evidence, Phase
from atmp_logistics.evidence.temperature.crossings import Crossings, OneSidedLimit, crossings_of
from atmp_logistics.evidence.temperature.edge_readings import EdgeReadings, LoggerPresence, cut
from atmp_logistics.evidence.temperature.interpolation import Readings, joined_readings_with_notes
from atmp_logistics.evidence.temperature.log_segments import LogSegments
from atmp_logistics.evidence.temperature.logger_assignment import LoggerAssignment
from atmp_logistics.evidence.temperature.logger_notes import loggers_for_nothing, notes_of, notes_on_unassigned_loggers
from atmp_logistics.evidence.temperature.logger_periods import LoggerPeriods, without_overlaps
from atmp_logistics.evidence.temperature.met_parts import MetParts
from atmp_logistics.evidence.temperature.stated_loggers import StatedLoggers
from atmp_logistics.records.devices import Device
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.logs import TemperatureLog

#: Times, temperatures, and which of them are joined to the next.
Series = tuple[Column, Column, Mask]
#: For each container the time monitored in a span, the coldest and the warmest it met there.
Met = tuple[Column, Column, Column]
_NO_LOG = TemperatureLog(np.empty(0, np.int64), np.empty(0), np.empty(0), (), {}, ())


@dataclass(frozen=True, slots=True)
class Exposure:
    """Readings, and for each container, in order, the stretches during which a logger stood for it.

    `logger` are places in `loggers`; `devices` is what those say of themselves. `stand` are the stretches of `travels`
    as far as they are known. Of a limit's own phase, ask `during` it: which logger counts depends on the phase.
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
    read: tuple[str, ...] = ()
    travels: Mask | None = None
    stand: LoggerPresence | None = None
    doubtful: Mask | None = None
    standing: LoggerAssignment | None = None
    _views: dict[int | bytes, Exposure] = field(default_factory=dict, repr=False, compare=False)
    _met_before: dict[bytes, Met] = field(default_factory=dict, repr=False, compare=False)
    _pieces_before: dict[bytes, MetParts] = field(default_factory=dict, repr=False, compare=False)
    _runs_before: dict[OneSidedLimit, Crossings] = field(default_factory=dict, repr=False, compare=False)
    _last_series: dict[tuple[int, float, float, bool], Series] = field(default_factory=dict, repr=False, compare=False)

    def during(self, requirement: Requirement) -> Exposure:
        """Return the same of the loggers that count for a limit, in its phase."""
        if self.standing is None:
            return self
        key = id(requirement)
        if key not in self._views:
            self._views[key] = self._view(self.standing, requirement)
        return self._views[key]

    def _view(self, standing: LoggerAssignment, requirement: Requirement) -> Exposure:
        own = standing.during(requirement)
        opens, closes, apart = standing.outside(own, requirement)
        since, until = np.where(opens, -np.inf, own.begin.hi), np.where(closes, np.inf, own.end.lo)
        vague = (~opens & (own.begin.lo < own.begin.hi)) | (~closes & (own.end.lo < own.end.hi))
        doubtful = standing.unsure.copy()
        doubtful[own.container[vague & ~apart]] = True
        kept, since, until = without_overlaps(own.container, since, until, ~apart & (since <= until))
        own = own.take(kept)
        travels = own.travels if own.travels.any() else None
        stand = None if travels is None else _stand(own.take(travels))
        mark = own.mark() + since.tobytes() + until.tobytes() + doubtful.tobytes()
        if mark in self._views:  # what two limits ask alike is measured once
            return self._views[mark]
        self._views[mark] = replace(
            self, container=own.container, logger=own.logger, since=since, until=until, travels=travels, stand=stand,
            doubtful=doubtful if doubtful.any() else None,
            _met_before={}, _pieces_before={}, _last_series={}, _views={}, standing=None,
        )  # fmt: skip
        return self._views[mark]

    def assigned(self, limit: Requirement, phase: Phase) -> Mask:
        """Say in which containers a logger that somebody assigned can have stood in a limit's phase."""
        return np.zeros(self.count, bool) if self.standing is None else self.standing.assigned(limit, phase)

    def extremes(self, phase: Phase) -> tuple[Column, Column, Column, Column]:
        """Return bounds on the coldest and the warmest temperature of a phase, in °C.

        Returns
        -------
        cold_lower, cold_upper, warm_lower, warm_upper : ndarray of float64
            Unbounded on the far side wherever any part of the possible extent was not monitored.
        """
        _, known_cold, known_warm = self._met(phase.start_hi, phase.end_lo, surely=True)
        seen, cold, warm = self._met(phase.start_lo, phase.end_hi)
        whole = (_left_of(phase, seen) <= 0) & (warm > -np.inf) & ~phase.may_reverse
        cold_lower, warm_upper = np.where(whole, cold, -np.inf), np.where(whole, warm, np.inf)
        guard = self.guard_degC
        met = cold_lower - guard, known_cold + guard, known_warm - guard, warm_upper + guard
        cold_lower, known_cold, known_warm, warm_upper = (np.round(one, 6) for one in met)
        return cold_lower, known_cold, known_warm, warm_upper

    def unmonitored_s(self, phase: Phase) -> tuple[Column, Column]:
        """Return bounds on the time of a phase without readings, in seconds; unbounded if it may run backwards."""
        certain = np.maximum(phase.end_lo - phase.start_hi, 0.0)
        certain = np.where(np.isfinite(certain), certain, 0.0)
        least = certain - self._met(phase.start_hi, phase.end_lo, surely=True)[0]
        most = _left_of(phase, self._met(phase.start_lo, phase.end_hi)[0])
        most = np.where(phase.may_reverse, np.inf, most)
        most = np.maximum(most, 0.0)
        if self.doubtful is not None:  # a logger that may have stood may have looked the whole time
            least = np.where(self.doubtful, 0.0, least)
        return np.minimum(np.maximum(least, 0.0), most) / SECOND, most / SECOND

    def time_above_s(self, phase: Phase, limit_degC: float, *, inclusive: bool, guard: int) -> tuple[Column, Column]:
        """Return the time above a temperature in the certain and in the possible extent, in seconds.

        `guard` shifts the temperature by the loggers' accuracy: +1 counts what is surely above, -1 what may be.
        """
        side = OneSidedLimit(round(limit_degC + guard * self.guard_degC, 6), at_edge=inclusive)
        runs = self.runs(side)
        certain = self.pieces(phase.start_hi, phase.end_lo, surely=True).time_beyond_us(runs)
        possible = self.pieces(phase.start_lo, phase.end_hi).time_beyond_us(runs)
        return certain / SECOND, possible / SECOND

    def pieces(self, start: Column, end: Column, *, surely: bool = False) -> MetParts:
        """Return what each container met in its span: all that it may have met, or only what it did for sure.

        At the instant at which one logger takes over from another, a span that ends or begins there has only its own.
        Several rules ask of the same phase, so that the last two spans, its certain and its possible one, are kept.
        """
        key = start.tobytes() + end.tobytes() + bytes([surely and not self.is_exact])
        if key not in self._pieces_before:
            while len(self._pieces_before) > 1:
                del self._pieces_before[next(iter(self._pieces_before))]
            self._pieces_before[key] = self._cut(slice(None), start, end, surely=surely)
        return self._pieces_before[key]

    @property
    def is_exact(self) -> bool:
        """Whether it is known from when to when each logger that went along was there."""
        return self.stand is None or self.stand.is_exact

    def _cut(self, own: slice, start: Column, end: Column, *, surely: bool) -> MetParts:
        container, logger = self.container[own], self.logger[own]
        begin, close = np.maximum(self.since[own], start[container]), np.minimum(self.until[own], end[container])
        moment = (start == end)[container]
        inside = moment & (begin == close) & (self.since[own] < begin) & (close < self.until[own])
        some = ((begin < close) | inside) & (len(self.readings.time) > 0)
        flats = EdgeReadings.none()
        if self.stand is not None and self.travels is not None:
            along = np.nonzero(some & self.travels[own])[0]
            number = np.cumsum(self.travels) - 1
            stand, extent = self.stand.take(number[own][along]), (begin[along], close[along])
            begin[along], close[along], flats = cut(self.readings, container[along], stand, *extent, surely=surely)
            some[along] &= (begin < close)[along] | (inside & (begin == close))[along]
        some = np.nonzero(some)[0]
        found = LogSegments.cut(self.readings, container[some], logger[some], begin[some], close[some])
        return MetParts(found, flats, self.count)

    def readings_of(self, row: int, since: float, until: float) -> Column:
        """Return the temperatures that a container's loggers read between two instants, without any line, in °C."""
        values = [np.empty(0)]
        for part in range(*np.searchsorted(self.container, [row, row + 1])):
            own = np.array([self.logger[part]])
            first = self.readings.place(own, np.array([max(since, self.since[part])]), "left")
            stop = self.readings.place(own, np.array([min(until, self.until[part])]), "right")
            values.append(self.readings.value[int(first[0]) : int(stop[0])])
        return np.concatenate(values)

    def runs(self, side: OneSidedLimit) -> Crossings:
        """Return every stretch of the logs beyond an edge; found once, however many rules and containers ask."""
        if side not in self._runs_before:
            self._runs_before[side] = crossings_of(self.readings, side)
        return self._runs_before[side]

    def series(self, row: int, since: float, until: float, *, surely: bool = False) -> Series:
        """Return one container's readings between two instants, ends interpolated, and which of them are joined on.

        A rule asks for the same stretch several times in a row, so that the last answer is kept.
        """
        key = (row, since, until, surely)
        if key not in self._last_series:
            self._last_series.clear()
            self._last_series[key] = self._series(*key)
        return self._last_series[key]

    def _series(self, row: int, since: float, until: float, surely: bool) -> Series:
        start, end = np.full(self.count, since), np.full(self.count, until)
        met = self._cut(slice(*np.searchsorted(self.container, [row, row + 1])), start, end, surely=surely)
        ends = zip(met.pieces.logger.tolist(), met.pieces.begin.tolist(), met.pieces.close.tolist(), strict=True)
        parts = [self._piece(*one) for one in ends]
        held = met.flats.watched
        for begin, close, value in zip(held.begin, held.close, held.value, strict=True):
            parts.append((np.array([begin, close]), np.full(2, value), np.array([True, False])))
        times, values, joined = (np.concatenate([np.empty(0), *(part[i] for part in parts)]) for i in range(3))
        order = np.lexsort((joined, times)) if len(held) else np.argsort(times, kind="stable")
        times, values, joined = times[order], values[order], joined[order].astype(bool)
        if len(held):
            again = (times[:-1] == times[1:]) & (values[:-1] == values[1:]) & ~joined[:-1]
            kept = np.append(~again, [True])
            times, values, joined = times[kept], values[kept], joined[kept]
        return times, values, joined

    def _met(self, start: Column, end: Column, *, surely: bool = False) -> Met:
        """Return for each container the time monitored in a span, the coldest and the warmest it met there.

        Where the ends of a phase are exact, its certain extent is its possible one.
        """
        key = start.tobytes() + end.tobytes() + bytes([surely and not self.is_exact])
        if key not in self._met_before:
            met = self.pieces(start, end, surely=surely)
            self._met_before[key] = (met.monitored_us(), *met.extremes())
        return self._met_before[key]

    def _piece(self, logger: int, begin: float, close: float) -> tuple[Column, Column, Mask]:
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


def _stand(travelling: LoggerPeriods) -> LoggerPresence:
    """Return when loggers that went along can have come and gone."""
    begin, end = travelling.begin, travelling.end
    return LoggerPresence(travelling.logger, begin.lo, begin.hi, end.lo, end.hi)


def notes_on_loggers(exposures: Sequence[Exposure], log: TemperatureLog) -> dict[str, None]:
    """Return what is to be said of how readings are joined, and of which logger stands for what or for nothing."""
    notes = dict.fromkeys(note for one in exposures for note in one.notes)
    heard = {one.loggers[i] for one in exposures for i in np.unique(one.logger).tolist()}
    heard |= {name for one in exposures for name in loggers_for_nothing(one.standing)}
    return notes | dict.fromkeys(notes_on_unassigned_loggers(log.loggers, heard) if exposures else ())


def standing_of(
    evidence: Evidence, table: pd.DataFrame, log: TemperatureLog, places: tuple[LoggerPlace, ...] = ()
) -> LoggerAssignment:
    """Return who stands for whom, by the names of a log's loggers alone."""
    placed = StatedLoggers.of(log.loggers, (*places, *log.places, *evidence.site.loggers))
    return LoggerAssignment.of(evidence, table, placed, is_whole=not log.is_part, named_at=log.named_at)


def expose(
    evidence: Evidence, table: pd.DataFrame, log: TemperatureLog | None, places: tuple[LoggerPlace, ...] = ()
) -> Exposure:
    """Say what readings there are, and which logger stood for which container when.

    Parameters
    ----------
    evidence : Evidence
    table : DataFrame
        `EventLog.table`, whose rows may name loggers.
    log : TemperatureLog or None
    places : tuple of LoggerPlace, optional
        What the call and the site's profile state that loggers stand for.
    """
    own = log or _NO_LOG
    readings, notes = joined_readings_with_notes(own, evidence.site.max_gap_s)
    standing = standing_of(evidence, table, own, places)
    every = standing.every
    return Exposure(
        readings, every.container, every.logger, every.begin.hi, every.end.lo, len(evidence), evidence.site.guard_degC,
        (*notes, *notes_of(standing)), standing.lacking, own.loggers, own.devices, standing=standing,
        read=own.read or own.loggers,
    )  # fmt: skip


def _left_of(phase: Phase, seen_us: Column) -> Column:
    """Return the time of a phase's possible extent that was not seen; unbounded where the extent is."""
    span = np.asarray(phase.end_hi - phase.start_lo)
    out = np.full(len(span), np.inf)
    np.subtract(span, seen_us, out=out, where=np.isfinite(span))
    return out
