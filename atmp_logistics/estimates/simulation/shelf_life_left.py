"""The time left of a shelf life at the end of its phase, in simulated runs: exact hours, or months on the calendar."""

from __future__ import annotations

from datetime import UTC, date

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY, HOUR, SECOND, CalendarPeriod, instant, moment, to_utc
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.estimates.simulation.run_times import Calendar, RunTimes

Days = NDArray[np.int64]
_EPOCH = date(1970, 1, 1).toordinal()


def time_left(store: StorageCondition, container: int, times: RunTimes) -> tuple[Column, Column]:
    """Return bounds on the time from the end of a storage phase to the end of the shelf life, in microseconds.

    Months and days end surely at the same clock time, and possibly at the end of that day, as the rule S301 has it.
    """
    made, used = times.ends("manufacturing_end", container)[0], times.ends(store.ends, container, "last")
    life = store.shelf_life
    if not isinstance(life, CalendarPeriod):
        last = made + (life or 0.0) * SECOND
        return times.between(used, (last, last))
    return times.between(used, _on_the_calendar(life, made, times.calendar))


def _on_the_calendar(life: CalendarPeriod, made: Column, calendar: Calendar | None) -> tuple[Column, Column]:
    """Return the same clock time a calendar period later, and the end of that day; without a zone, in any zone."""
    slack, anywhere = (0.0, 0.0) if calendar else (26 * HOUR, 12 * HOUR)
    own = calendar or Calendar(UTC)
    days = own.days(made)
    clock = made - own.begins(days)
    first = int(days.min())
    table = np.array([life.after(date.fromordinal(day)).toordinal() for day in range(first, int(days.max()) + 1)])
    ends = table[days - first]
    same = _at_clock_time(ends, made, days, clock, own)
    return same - slack, np.maximum(own.begins(ends + 1) - 1 + anywhere, same) + slack


def _at_clock_time(ends: Days, made: Column, days: Days, clock: Column, own: Calendar) -> Column:
    """Return the instants at which the clock shows on the last day what it showed when the product was made."""
    shown = _shown(made, days, clock, own)
    local = (ends - _EPOCH) * DAY + shown
    instants, doubtful = to_utc(local, own.tz)
    if not doubtful.any():
        return instants
    early, _ = to_utc(local - HOUR, own.tz)
    return np.where(doubtful, early + HOUR, instants)


def _shown(made: Column, days: Days, clock: Column, own: Calendar) -> Column:
    """Return what the clock shows at each instant: the time since midnight, but for the days when it changes."""
    lengths = own.begins(days + 1) - own.begins(days)
    if (lengths == DAY).all():
        return clock
    out = clock.copy()
    for i in np.nonzero(lengths != DAY)[0].tolist():
        at = moment(made[i]).astimezone(own.tz)
        out[i] = instant(at.replace(tzinfo=UTC)) - (days[i] - _EPOCH) * DAY
    return out
