"""A printed expiry to the last instant it allows: a day is allowed to its end, a month to the end of its last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.errors import Fault, UnreadableTime
from atmp_logistics.ingest._times import iso_times
from atmp_logistics.timeline import end_of_day

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ]00:00:00)?")


def expiry_bounds(
    cells: Sequence[str], tz: tzinfo | None, where: Callable[[int], str]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[Fault]]:
    """Return bounds on the last instant that each printed expiry allows; NaN where none is printed.

    Examples
    --------
    >>> from atmp_logistics.timeline import iso, zone
    >>> lower, upper, _ = expiry_bounds(["2027-03"], zone("Europe/Stockholm"), str)
    >>> iso(upper[0])
    '2027-03-31T21:59:59.999999Z'
    """
    lower, upper = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    faults: list[Fault] = []
    days = {i: _DAY.fullmatch(cell) for i, cell in enumerate(cells)}
    moments = [cell if not days[i] else "" for i, cell in enumerate(cells)]
    exact, faults = iso_times(moments, tz, where)
    for i, match in days.items():
        if match:
            try:
                lower[i], upper[i] = end_of_day(_last_day(match), tz)
            except ValueError:
                fix = "write it as on the label: 2027-03 or 2027-03-14"
                faults.append(Fault(where(i), repr(cells[i]), "a date of the calendar", fix, UnreadableTime))
    return np.where(np.isnan(lower), exact, lower), np.where(np.isnan(upper), exact, upper), faults


def _last_day(match: re.Match[str]) -> date:
    year, month = int(match[1]), int(match[2])
    day = int(match[3]) if match[3] else monthrange(year, month)[1] if 1 <= month <= 12 else 0
    return date(year, month, day)
