"""A printed expiry to the last instant it allows: a day is allowed to its end, a month to the end of its last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.errors import Fault, UnreadableTime
from atmp_logistics.ingest._times import YEARS, is_iso, iso_times
from atmp_logistics.timeline import end_of_day

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


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
    moments, faults = list(cells), list[Fault]()
    for i, cell in enumerate(cells):
        match = _DAY.fullmatch(cell)
        if match or (cell and not is_iso(cell)):
            moments[i] = ""
            try:
                lower[i], upper[i] = end_of_day(_last_day(match), tz)
            except (ValueError, OverflowError):
                fix = "write it as on the label: 2027-03, 2027-03-14, or 2027-03-14T12:00 with its offset"
                faults.append(Fault(where(i), repr(cell), "an expiry of the calendar", fix, UnreadableTime))
    exact, more = iso_times(moments, tz, where)
    return np.where(np.isnan(lower), exact, lower), np.where(np.isnan(upper), exact, upper), faults + more


def _last_day(match: re.Match[str] | None) -> date:
    if match is None or int(match[1]) not in YEARS:
        raise ValueError("no year of a label")
    year, month = int(match[1]), int(match[2])
    day = int(match[3]) if match[3] else monthrange(year, month)[1] if 1 <= month <= 12 else 0
    return date(year, month, day)
