"""Excursions as columns with bounds: what readings show of each, and what gaps and the logger's accuracy leave open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.crossings import OneSidedLimit
from atmp_logistics.evidence.temperature.excursions import every_excursion
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.span_exposure import places_at_once, span_extremes


@dataclass(frozen=True, slots=True)
class BoundedExcursions:
    """Stretches beyond one edge of a range, one entry each, a container's in time order.

    Attributes
    ----------
    shown : IntervalSet
        Each as readings and the lines between them show it, as far as it may have been beyond the edge.
    certain : ndarray of bool
        Whether it was beyond the edge for sure: in the phase for sure, by more than the logger's accuracy, and in a
        record that does not contradict itself.
    start_lo, start_hi, end_lo, end_hi : ndarray of float64
        Bounds on its two ends, in microseconds; ±inf where nothing bounds one. A gap beside it may be part of it.
    shortest_us : ndarray of float64
        How long the longest of its stretches beyond the edge for sure is; 0 where there is none.
    extreme_lower, extreme_upper : ndarray of float64
        Bounds on its extreme, in °C.
    opens, closes : ndarray of bool
        Whether it may have begun before, or lasted beyond, what readings show in the phase.
    """

    shown: IntervalSet
    certain: Mask
    start_lo: Column
    start_hi: Column
    end_lo: Column
    end_hi: Column
    shortest_us: Column
    extreme_lower: Column
    extreme_upper: Column
    opens: Mask
    closes: Mask

    def __len__(self) -> int:
        return len(self.shown)


def bounded_excursions(
    exposure: Exposure, phase: Phase, limits: TemperatureRange, *, warm: bool, sound: Mask
) -> BoundedExcursions:
    """Return the excursions of every container in a phase beyond one edge of a range.

    Parameters
    ----------
    limits : TemperatureRange
        One side of a range: its upper end alone, or its lower one.
    warm : bool
        Whether it is the upper one.
    sound : ndarray of bool
        Which containers' records do not contradict themselves.
    """
    guard = exposure.guard_degC
    sure = every_excursion(exposure, phase.start_hi, phase.end_lo, limits, guard, surely=True).merged()
    own = sound[sure.container]
    sure = IntervalSet(sure.container[own], sure.begin[own], sure.end[own])
    shown = (every_excursion(exposure, phase.start_lo, phase.end_hi, limits, -guard) | sure).merged()
    gaps = exposure.pieces(phase.start_lo, phase.end_hi).gaps(phase.start_lo, phase.end_hi)
    together = (shown | gaps).merged()
    place, count = shown.places_of(sure), len(shown)
    around = together.places_of(shown)
    reverses = phase.may_reverse[shown.container]
    start_lo = np.where(reverses, -np.inf, together.begin[around])
    end_hi = np.where(reverses, np.inf, together.end[around])
    extremes = _extremes(exposure, (shown, sure), (start_lo < shown.begin) | (shown.end < end_hi), warm=warm)
    return BoundedExcursions(
        shown,
        np.bincount(place, minlength=count) > 0,
        start_lo,
        places_at_once(place, sure.begin, np.minimum, np.full(count, np.inf)),
        places_at_once(place, sure.end, np.maximum, np.full(count, -np.inf)),
        end_hi,
        places_at_once(place, sure.end - sure.begin, np.maximum, np.zeros(count)),
        *extremes,
        (start_lo < shown.begin) | (shown.begin <= phase.start_lo[shown.container]),
        (shown.end < end_hi) | (shown.end >= phase.end_hi[shown.container]),
    )


def stated_excursions(
    stated: TemperatureRange, limits: TemperatureRange, phase: Phase, at: Index, *, warm: bool
) -> BoundedExcursions:
    """Return the whole phases of which a person states a band that lies, or may lie, beyond one edge of a range.

    Parameters
    ----------
    stated : TemperatureRange
        The band.
    limits : TemperatureRange
        One side of a range: its upper end alone, or its lower one.
    at : ndarray of int
        The containers of which it is stated, by their places.
    """
    low = -np.inf if stated.lower_degC is None else stated.lower_degC
    high = np.inf if stated.upper_degC is None else stated.upper_degC
    edge = limits.upper_degC if warm else limits.lower_degC
    side = OneSidedLimit(float(edge or 0.0), warm, at_edge=not limits.inclusive)
    far, near = side.of_readings(np.array([high, low] if warm else [low, high])).tolist()
    at = at[~phase.may_reverse[at]] if far else at[:0]
    start_lo, start_hi, end_lo, end_hi = (
        column[at] for column in (phase.start_lo, phase.start_hi, phase.end_lo, phase.end_hi)
    )
    sure = np.full(len(at), near) & np.isfinite(start_hi) & np.isfinite(end_lo) & (start_hi <= end_lo)
    never = np.zeros(len(at), bool)
    return BoundedExcursions(
        IntervalSet(at, start_lo, end_hi),
        sure,
        start_lo,
        np.where(sure, start_hi, np.inf),
        np.where(sure, end_lo, -np.inf),
        end_hi,
        np.where(sure, end_lo - start_hi, 0.0),
        np.full(len(at), low),
        np.full(len(at), high),
        never,
        never,
    )


def _extremes(
    exposure: Exposure, spans: tuple[IntervalSet, IntervalSet], unseen: Mask, *, warm: bool
) -> tuple[Column, Column]:
    """Return bounds on each extreme: as far as its sure part went; and what was shown, or beyond it beside a gap."""
    (shown, sure), guard = spans, exposure.guard_degC
    side, fold, far = (1, np.maximum, np.inf) if warm else (0, np.minimum, -np.inf)
    most = span_extremes(exposure, shown)[side]
    most = np.where(unseen | ~np.isfinite(most), far, most + (guard if warm else -guard))
    least = span_extremes(exposure, sure, surely=True)[side] - (guard if warm else -guard)
    least = places_at_once(shown.places_of(sure), least, fold, np.full(len(shown), -far))
    near, beyond = np.round(least, 6), np.round(most, 6)
    return (near, beyond) if warm else (beyond, near)
