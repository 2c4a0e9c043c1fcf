"""The centre line and the limits of a control chart, by a baseline that the caller names."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import pi, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import instant
from atmp_logistics.estimates.cohort.control_charts import ControlChart
from atmp_logistics.estimates.cohort.therapy_intervals import EXACT, UNITS, Intervals

#: Mean range of two independent normal values, in standard deviations.
_D2 = 2 / sqrt(pi)


def control_chart(
    intervals: Intervals,
    *,
    baseline: tuple[str | date, str | date],
    scale: Literal["log", "linear"] = "log",
    unit: str = "d",
) -> ControlChart:
    """Return a control chart of one interval.

    Parameters
    ----------
    intervals : Intervals
        From `interval_between` or `vein_to_vein_time`.
    baseline : pair of date, or of ISO 8601 text
        The first and the last day, in the cohort's zone, on which the therapies began that make the limits.
    scale : {'log', 'linear'}
        On which the limits are worked out; durations are skewed, which the logarithm mends.
    unit : {'d', 'h', 'min'}
        A day is 24 hours.

    Returns
    -------
    ControlChart
        The therapies in the order of their start, the centre line, the limits, and what is beyond them.

    Raises
    ------
    UsageError
        When the baseline is no two days in order, or holds fewer than two therapies known exactly.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> from atmp_logistics.estimates.cohort import cohort_of, vein_to_vein_time
    >>> rows = [(f"T{i}", "collection_end", f"2026-01-0{i}T10:00Z") for i in range(1, 4)]
    >>> rows += [(f"T{i}", "administration_start", f"2026-02-1{i}T10:00Z") for i in range(1, 4)]
    >>> cohort = cohort_of(read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"])))
    >>> chart = control_chart(vein_to_vein_time(cohort, container="first"), baseline=("2026-01-01", "2026-01-31"))
    >>> round(chart.centre_s / 86400, 6)
    41.0
    """
    since, until = (_day(day) for day in baseline)
    faults = []
    if since > until:
        faults.append(Fault("baseline", f"{since} to {until}", "the earlier day first", "exchange them", UsageError))
    if scale not in ("log", "linear"):
        faults.append(Fault("scale", repr(scale), "'log' or 'linear'", "name one of them", UsageError))
    if unit not in UNITS:
        faults.append(Fault("unit", repr(unit), ", ".join(UNITS), "name one of them", UsageError))
    refuse(faults)
    place = _in_order(intervals)
    begun, by = intervals.begun_us[place], intervals.begun_by_us[place]
    tz = intervals.cohort.tz or UTC
    span = (_midnight(since, tz), _midnight(until + timedelta(1), tz))
    inside = (begun >= span[0]) & (by < span[1])
    centre, low, high = limits_of(intervals.lower_s[place[inside & (intervals.status[place] == EXACT)]], scale)
    return ControlChart(intervals, place, inside, (str(since), str(until)), span, scale, unit, centre, low, high)


def limits_of(durations_s: Column, scale: str) -> tuple[float, float, float]:
    """Return the centre line and the limits that a baseline gives, in seconds.

    Examples
    --------
    >>> [round(value, 2) for value in limits_of(np.array([10.0, 12.0, 11.0]), "linear")]
    [11.0, 7.01, 14.99]
    """
    if len(durations_s) < 2 or (scale == "log" and durations_s.min() <= 0):
        found = f"{len(durations_s)} exact durations" if len(durations_s) < 2 else "a duration of zero"
        fix = "name a longer baseline" if len(durations_s) < 2 else "use scale='linear'"
        raise UsageError([Fault("baseline", found, "two or more above zero", fix, UsageError)])
    values = np.log(durations_s) if scale == "log" else durations_s
    centre, reach = float(values.mean()), 3 * float(np.abs(np.diff(values)).mean()) / _D2
    lines = np.array([centre, centre - reach, centre + reach])
    back = np.exp(lines) if scale == "log" else np.maximum(lines, 0.0)
    return float(back[0]), float(back[1]), float(back[2])


def _in_order(intervals: Intervals) -> NDArray[np.int64]:
    """Return the places of the therapies that are used and whose start is known, by it, then by their names."""
    place = np.nonzero(intervals.used & np.isfinite(intervals.begun_us) & np.isfinite(intervals.begun_by_us))[0]
    names = intervals.cohort.therapy[place].astype(str)
    return place[np.lexsort((names, intervals.begun_by_us[place], intervals.begun_us[place]))]


def _midnight(day: date, tz: tzinfo) -> float:
    """Return the instant at which a local day begins."""
    return instant(datetime.combine(day, time(), tz).astimezone(UTC))


def _day(day: str | date) -> date:
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise UsageError([Fault("baseline", repr(day), "a day", "write it as 2026-01-31", UsageError)]) from error
