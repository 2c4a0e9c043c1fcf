"""What the product met: extremes, time in a band, excursions, and how long nobody looked.

Between two readings no further apart than `max_gap` the temperature runs along a straight line; over anything longer,
and before the first and after the last reading of a phase, it is not known. All of it is columns: a phase of every
container against the readings of the logger that stood for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.container_series import Series, joined_series
from atmp_logistics.evidence.temperature.crossings import Crossings, OneSidedLimit, crossings_of
from atmp_logistics.evidence.temperature.edge_readings import EdgeReadings, LoggerPresence, cut
from atmp_logistics.evidence.temperature.interpolation import Readings
from atmp_logistics.evidence.temperature.limit_phase import beside_phase
from atmp_logistics.evidence.temperature.log_segments import LogSegments
from atmp_logistics.evidence.temperature.logger_assignment import LoggerAssignment
from atmp_logistics.evidence.temperature.logger_periods import LoggerPeriods, without_overlaps
from atmp_logistics.evidence.temperature.met_parts import MetParts
from atmp_logistics.records.devices import Device

#: For each container the time monitored in a span, the coldest and the warmest it met there.
Met = tuple[Column, Column, Column]


@dataclass(frozen=True, slots=True, repr=False)
class Exposure(ShortRepr):
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
        key = id(requirement)
        if key not in self._views:
            assert self.standing is not None  # noqa: S101  what is of one limit's phase is not asked of another
            self._views[key] = self._view(self.standing, requirement)
        return self._views[key]

    def _view(self, standing: LoggerAssignment, requirement: Requirement) -> Exposure:
        own = standing.during(requirement)
        opens, closes, apart = beside_phase(standing.evidence, own, requirement)
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

        Parameters
        ----------
        phase : Phase
            From `evidence.phase`.

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
        """Return bounds on the time of a phase without readings, in seconds; unbounded if it may run backwards.

        Parameters
        ----------
        phase : Phase
            From `evidence.phase`.

        Returns
        -------
        pair of ndarray of float64, shape (n,)
            The least and the most, in seconds.
        """
        certain = np.maximum(phase.end_lo - phase.start_hi, 0.0)
        certain = np.where(np.isfinite(certain), certain, 0.0)
        least = certain - self._met(phase.start_hi, phase.end_lo, surely=True)[0]
        most = _left_of(phase, self._met(phase.start_lo, phase.end_hi)[0])
        most = np.where(phase.may_reverse, np.inf, most)
        most = np.maximum(most, 0.0)
        if self.doubtful is not None:  # a logger that may have stood may have looked the whole time
            least = np.where(self.doubtful, 0.0, least)
        return np.minimum(np.maximum(least, 0.0), most) / SECOND, most / SECOND

    def time_beyond_s(
        self, phase: Phase, limit_degC: float, *, inclusive: bool, guard: int, warm: bool = True
    ) -> tuple[Column, Column]:
        """Return the time above a temperature, or below it, in the certain and in the possible extent, in seconds.

        `guard` shifts the temperature by the loggers' accuracy: +1 counts what is surely beyond, -1 what may be.
        """
        shift = guard * self.guard_degC * (1 if warm else -1)
        side = OneSidedLimit(round(limit_degC + shift, 6), warm, at_edge=inclusive)
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
        values = [self.readings.value[own] for _, own in self.places_of(row, since, until)]
        return np.concatenate([np.empty(0), *values])

    def places_of(self, row: int, since: float, until: float) -> Iterator[tuple[int, slice]]:
        """Yield the loggers that stood for a container, and where their readings between two instants are."""
        for part in range(*np.searchsorted(self.container, [row, row + 1])):
            own = np.array([self.logger[part]])
            first = self.readings.place(own, np.array([max(since, self.since[part])]), "left")
            stop = self.readings.place(own, np.array([min(until, self.until[part])]), "right")
            yield int(own[0]), slice(int(first[0]), int(stop[0]))

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
            own = slice(*np.searchsorted(self.container, [row, row + 1]))
            if own.start == own.stop:
                return np.empty(0), np.empty(0), np.empty(0, bool)
            self._last_series.clear()
            start, end = np.full(self.count, since), np.full(self.count, until)
            self._last_series[key] = joined_series(self.readings, self._cut(own, start, end, surely=surely))
        return self._last_series[key]

    def _met(self, start: Column, end: Column, *, surely: bool = False) -> Met:
        """Return for each container the time monitored in a span, the coldest and the warmest it met there.

        Where the ends of a phase are exact, its certain extent is its possible one.
        """
        key = start.tobytes() + end.tobytes() + bytes([surely and not self.is_exact])
        if key not in self._met_before:
            met = self.pieces(start, end, surely=surely)
            self._met_before[key] = (met.monitored_us(), *met.extremes())
        return self._met_before[key]


def _stand(travelling: LoggerPeriods) -> LoggerPresence:
    """Return when loggers that went along can have come and gone."""
    begin, end = travelling.begin, travelling.end
    return LoggerPresence(travelling.logger, begin.lo, begin.hi, end.lo, end.hi)


def _left_of(phase: Phase, seen_us: Column) -> Column:
    """Return the time of a phase's possible extent that was not seen; unbounded where the extent is."""
    span = np.asarray(phase.end_hi - phase.start_lo)
    out = np.full(len(span), np.inf)
    np.subtract(span, seen_us, out=out, where=np.isfinite(span))
    return out
