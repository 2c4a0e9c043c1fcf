"""The storage phases that have begun and not ended by the record: how far from the limit, and what is going on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.excursions_table import edges_of, range_of
from atmp_logistics.assessment.limit_columns import LIMIT, limit_columns, versions_of
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.typed_table import NUMBER, TEXT, TIME, YES_OR_NO, times_of, typed_table
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.in_store import in_store
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.bounded_excursions import bounded_excursions
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.span_exposure import span_loggers

_BEYOND = ("beyond_since_earliest", "beyond_since_latest")
_NUMBERS = ("beyond_for_lower_s", "beyond_for_upper_s", "extreme_lower_degC", "extreme_upper_degC")
TYPES = {
    **LIMIT,
    "stated": YES_OR_NO,
    "at": TIME,
    "since_earliest": TIME,
    "since_latest": TIME,
    "logger_id": TEXT,
    "last_reading": TIME,
    **dict.fromkeys(("last_degC", "limit_lower_degC", "limit_upper_degC", "margin_degC"), NUMBER),
    "going_on": TEXT,
    "side": TEXT,
    **dict.fromkeys(_BEYOND, TIME),
    **dict.fromkeys(_NUMBERS, NUMBER),
}


@dataclass(frozen=True, slots=True, eq=False)
class RunningPhase:
    """A storage phase of some containers that has not ended by the record, until a moment or until the last reading.

    Attributes
    ----------
    at : ndarray of int
        The containers, by their places.
    until_us : ndarray of float64
        The stated moment, or the time of the last reading; NaN where there is neither.
    last_us, last_degC : ndarray of float64
        The last reading until then; NaN where there is none.
    """

    evidence: Evidence
    store: StorageCondition
    exposure: Exposure
    phase: Phase
    at: Index
    until_us: Column
    last_us: Column
    last_degC: Column

    @property
    def range(self) -> TemperatureRange:
        """The range that is to be kept."""
        return range_of(self.store, self.evidence)


def running_table(parts: Iterable[ProductResult]) -> pd.DataFrame:
    """Return one row a storage phase that has not ended by the record; see `Assessment.running`."""
    found = [typed_table(TYPES, _columns(one)) for part in parts for one in running_phases(part)]
    whole = pd.concat([typed_table(TYPES, {name: [] for name in TYPES}), *found], ignore_index=True)
    order = ["therapy_id", "container_id", "code"]
    return whole.drop_duplicates().sort_values(order, kind="stable", ignore_index=True)


def running_phases(part: ProductResult) -> Iterator[RunningPhase]:
    """Yield each storage's phase of the containers that are in it by the record; of a view, of those that it shows."""
    shown = np.zeros(len(part.evidence), bool)
    shown[part.places] = True
    for evidence in versions_of(part):
        for store in evidence.product.storage:
            own = _still(evidence, store) & (evidence.applies(store) != NO) & shown
            if own.any():
                yield _running(evidence, store, part.exposure.during(store), own)


def _still(evidence: Evidence, store: StorageCondition) -> Mask:
    """Say which containers are in a storage: as stated at a moment, or by the record alone."""
    return in_store(evidence, store) if evidence.still is None else evidence.still.of(store)


def _running(evidence: Evidence, store: StorageCondition, exposure: Exposure, own: Mask) -> RunningPhase:
    phase, still = evidence.phase(store.starts, store.ends), evidence.still
    now = np.full(len(own), np.inf if still is None else still.now_us)
    last_us, last_degC = _last_readings(exposure, phase.start_lo, now)
    until = last_us if still is None else now
    known = own & ~np.isnan(until)
    start_lo, start_hi = (
        np.where(known, start, np.inf) for start in (phase.start_lo, np.minimum(phase.start_hi, until))
    )
    end = np.where(known, until, -np.inf)
    at = np.nonzero(own)[0]
    cut = Phase(start_lo, start_hi, end, end, np.zeros(len(own), bool))
    return RunningPhase(evidence, store, exposure, cut, at, until[at], last_us[at], last_degC[at])


def _last_readings(exposure: Exposure, since: Column, until: Column) -> tuple[Column, Column]:
    """Return each container's last reading in a span: its instant, and what was read; NaN where there is none."""
    readings, own = exposure.readings, exposure.container
    time, value = np.full(exposure.count, np.nan), np.full(exposure.count, np.nan)
    if not len(readings.time) or not len(own):
        return time, value
    begin, end = np.maximum(exposure.since, since[own]), np.minimum(exposure.until, until[own])
    first = readings.place(exposure.logger, begin, "left")
    last = readings.place(exposure.logger, end, "right") - 1
    some = last >= first
    # A container's loggers are in time order: of several places written to, the last is kept.
    time[own[some]], value[own[some]] = readings.time[last[some]], readings.value[last[some]]
    return time, value


def _columns(one: RunningPhase) -> dict[str, Any]:
    at, limits, evidence = one.at, one.range, one.evidence
    since = evidence.bounds(one.store.starts, "first")
    span = IntervalSet(at, np.where(np.isfinite(since[0][at]), since[0][at], one.last_us), one.last_us)
    seen = ~np.isnan(one.last_us)
    loggers = np.full(len(at), "", object)
    some = IntervalSet(span.container[seen], np.minimum(span.begin, span.end)[seen], span.end[seen])
    loggers[seen] = span_loggers(one.exposure, some)
    lower, upper = limits.lower_degC, limits.upper_degC
    low = np.full(len(at), np.nan if lower is None else lower)
    high = np.full(len(at), np.nan if upper is None else upper)
    return {
        **limit_columns(evidence, one.store, at),
        "stated": np.full(len(at), evidence.still is not None),
        "at": times_of(one.until_us),
        "since_earliest": times_of(since[0][at]),
        "since_latest": times_of(since[1][at]),
        "logger_id": loggers,
        "last_reading": times_of(one.last_us),
        "last_degC": one.last_degC,
        "limit_lower_degC": low,
        "limit_upper_degC": high,
        "margin_degC": np.round(np.fmin(one.last_degC - low, high - one.last_degC), 6),
        **_going_on(one),
    }


def _going_on(one: RunningPhase) -> dict[str, Any]:
    """Return what is said of an excursion that is going on, or may be: of the later where both sides have one."""
    count = len(one.evidence)
    word, side = np.full(count, "no", object), np.full(count, "", object)
    since = np.full((2, count), np.nan)
    lasting, extreme = np.zeros((2, count)), np.full((2, count), np.nan)
    begun = np.full(count, -np.inf)
    until, read = one.phase.end_lo, np.full(count, np.nan)
    read[one.at] = one.last_us
    for edge, warm in edges_of(one.range):
        found = bounded_excursions(one.exposure, one.phase, edge, warm=warm, sound=one.evidence.sound)
        at = found.shown.container
        # Where the last reading is of the moment itself, it says whether anything goes on.
        reaches = np.where(read[at] == until[at], found.shown.end, found.end_hi) >= until[at]
        for i in np.nonzero(reaches)[0]:
            row = int(found.shown.container[i])
            if found.shown.begin[i] < begun[row]:
                continue
            begun[row] = found.shown.begin[i]
            surely = found.certain[i] and found.end_lo[i] >= until[row]
            word[row], side[row] = "yes" if surely else "perhaps", "warmer" if warm else "colder"
            since[:, row] = found.start_lo[i], found.start_hi[i]
            lasting[:, row] = found.shortest_us[i] / SECOND, (until[row] - found.start_lo[i]) / SECOND
            extreme[:, row] = found.extreme_lower[i], found.extreme_upper[i]
    at = one.at
    return {
        "going_on": word[at],
        "side": side[at],
        **{name: times_of(column[at]) for name, column in zip(_BEYOND, since, strict=True)},
        **{name: column[at] for name, column in zip(_NUMBERS, (*lasting, *extreme), strict=True)},
    }
