"""The last instant of each container's shelf life: as printed, else by its label from the end of manufacturing."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY, HOUR, SECOND, CalendarPeriod, end_of_day, instant, moment
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.evidence.events.evidence import Evidence


def last_instant_of_life(evidence: Evidence, store: StorageCondition | None) -> tuple[Column, Column]:
    """Return bounds on the last instant of each container's shelf life: as printed, else as computed."""
    printed = ~np.isnan(evidence.expiry_upper)
    lower, upper = np.full(len(evidence), -np.inf), np.full(len(evidence), np.inf)
    if store is not None and not printed.all():
        made_lo, made_hi = evidence.bounds("manufacturing_end")
        lower, upper = _computed(store.shelf_life, made_lo, made_hi, evidence)
    return np.where(printed, evidence.expiry_lower, lower), np.where(printed, evidence.expiry_upper, upper)


def _computed(
    life: CalendarPeriod | float | None, made_lo: Column, made_hi: Column, evidence: Evidence
) -> tuple[Column, Column]:
    if not isinstance(life, CalendarPeriod):
        return made_lo + (life or 0.0) * SECOND, made_hi + (life or 0.0) * SECOND
    instants, place = np.unique(np.concatenate([made_lo, made_hi]), return_inverse=True)
    ends = np.array([_after(life, float(made), evidence) for made in instants], np.float64).reshape(-1, 2)[place]
    first, last = ends[: len(made_lo), 0], ends[len(made_lo) :, 1]
    return np.where(made_lo == made_hi, first, first - DAY), last


def _after(life: CalendarPeriod, made: float, evidence: Evidence) -> tuple[float, float]:
    """Return the same clock time a calendar period later, and the end of that day.

    A later start can end earlier on the clock, where its month lacks its day: so a start that is not known to the
    instant is taken a day earlier.
    """
    if not np.isfinite(made):
        return made, made
    local = moment(made).astimezone(evidence.tz or UTC)
    day = life.after(local.date())
    same_clock = instant(datetime.combine(day, local.time(), tzinfo=local.tzinfo))
    slack = 0.0 if evidence.tz else 26 * HOUR
    return same_clock - slack, max(end_of_day(day, evidence.tz)[1], same_clock) + slack
