"""Instants, exact durations against calendar periods, zones and the nights when the clocks change.

An instant is a number of microseconds since 1970 in UTC, held as float64: exact until the year 2255, and ±inf is
"not known". An exact duration is a number of seconds. A calendar period (months, days) has no length of its own: it
is added to a local date. Nothing here reads the machine's clock or zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from math import inf
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Mask
from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.translatable import Joined, joined, said

#: Seconds.
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0
#: Microseconds.
SECOND, MINUTE, HOUR, DAY = 1e6, 60e6, 3600e6, 86_400e6
#: Clocks are asked once for each quarter of an hour; one in which they change is asked instant by instant.
_QUARTER_HOUR = 900 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")


def zone(name: str, where: str = "tz") -> tzinfo:
    """Return a zone by its IANA name, or a fixed offset such as ``+01:00``.

    Raises
    ------
    UsageError
        For a name that is neither.

    Examples
    --------
    >>> zone("Europe/Stockholm").key
    'Europe/Stockholm'
    >>> zone("+02:00").utcoffset(None)
    datetime.timedelta(seconds=7200)
    """
    match = _OFFSET.fullmatch(name.strip())
    if match and int(match[2]) <= 14 and int(match[3] or 0) < 60:
        size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-size if match[1] == "-" else size)
    if name.strip().upper() in {"UTC", "Z", "GMT"}:
        return UTC
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        expected = "an IANA zone or a fixed offset"
        fix = "write it as Europe/Stockholm or +01:00"
        raise UsageError([Fault(where, repr(name), expected, fix, UsageError)]) from error


def instant(moment: datetime) -> float:
    """Return an aware datetime as microseconds since 1970 in UTC.

    Examples
    --------
    >>> instant(datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))))
    0.0
    """
    return float((moment - _EPOCH) // timedelta(microseconds=1))


def moment(instant_us: float) -> datetime:
    """Return microseconds since 1970 as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=int(instant_us))


def iso(instant_us: float | None) -> str | None:
    """Return an instant as ISO 8601 in UTC, None where it is not known.

    Examples
    --------
    >>> iso(0.0), iso(float("inf"))
    ('1970-01-01T00:00:00Z', None)
    """
    if instant_us is None or not np.isfinite(instant_us):
        return None
    return moment(instant_us).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """Months and days on the calendar, which differ in length: 9 months is no number of hours.

    Examples
    --------
    >>> CalendarPeriod(months=1).after(date(2027, 1, 31))
    datetime.date(2027, 2, 28)
    """

    months: int = 0
    days: int = 0

    def after(self, start: date) -> date:
        """Return the date this much later; a day that the month lacks becomes the month's last."""
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        day = min(start.day, monthrange(year, month)[1])
        return date(year, month, day) + timedelta(days=self.days)

    def __str__(self) -> str:
        return str(self.in_words)

    @property
    def in_words(self) -> Joined:
        """The period in words that can be said in other languages."""
        parts = ((self.months, "month"), (self.days, "day"))
        each = [(n, f"unit.one_{unit}" if n == 1 else f"unit.{unit}s") for n, unit in parts if n]
        return joined(" ", [said("core", key, count=n) for n, key in each])


def readings_of(local: datetime, tz: tzinfo) -> tuple[datetime, ...]:
    """Return every instant that a local clock time can mean in a zone: one, two in autumn, none in spring.

    Examples
    --------
    >>> stockholm = zone("Europe/Stockholm")
    >>> [len(readings_of(datetime(2026, m, d, 2, 30), stockholm)) for m, d in ((3, 29), (6, 1), (10, 25))]
    [0, 1, 2]
    """
    candidates = dict.fromkeys(local.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))
    return tuple(at for at in candidates if at.astimezone(tz).replace(tzinfo=None) == local)


def to_utc(local_us: NDArray[np.float64], tz: tzinfo) -> tuple[NDArray[np.float64], Mask]:
    """Return local clock times as instants, and which of them are not exactly one instant.

    Parameters
    ----------
    local_us : ndarray of float64, shape (n,)
        Local clock times as if they were UTC; NaN is a missing time and stays one.
    tz : tzinfo
        The zone in which the clock was read.

    Returns
    -------
    instants : ndarray of float64, shape (n,)
    doubtful : ndarray of bool, shape (n,)
        True for a time that occurs twice or never; its instant is NaN.

    Examples
    --------
    >>> noon = np.array([instant(datetime(2026, 7, 1, 12, tzinfo=UTC))])
    >>> to_utc(noon, zone("Europe/Stockholm"))[0].tolist() == [noon[0] - 2 * 3600 * SECOND]
    True
    """
    known = ~np.isnan(local_us)
    clocks = local_us[known]
    quarters, place = np.unique(np.floor(clocks / _QUARTER_HOUR), return_inverse=True)
    shifts = np.array([_shift_of_quarter(quarter * _QUARTER_HOUR, tz) for quarter in quarters], np.float64)[place]
    for i in np.nonzero(np.isnan(shifts))[0]:
        shifts[i] = _shift(np.trunc(clocks[i]), tz)
    out = np.full(local_us.shape, np.nan)
    out[known] = clocks + shifts
    return out, known & np.isnan(out)


@lru_cache(maxsize=1 << 14)
def _shift_of_quarter(quarter_us: float, tz: tzinfo) -> float:
    """Return what to add to all local clock times of a quarter of an hour; NaN where that is not one number."""
    first, last = (_shift(at, tz) for at in (quarter_us, quarter_us + _QUARTER_HOUR - 1))
    return first if first == last else float("nan")


def _shift(local_us: float, tz: tzinfo) -> float:
    """Return what to add to a local clock time to make it an instant; NaN where that is not one number."""
    found = readings_of(moment(local_us).replace(tzinfo=None), tz)
    return instant(found[0]) - local_us if len(found) == 1 else float("nan")


def local_dates(instants_us: NDArray[np.float64], tz: tzinfo) -> NDArray[np.float64]:
    """Return the local calendar day of each instant as a day number; ±inf stays.

    Examples
    --------
    >>> late = np.array([instant(datetime(1970, 1, 1, 23, 30, tzinfo=UTC)), np.inf])
    >>> local_dates(late, zone("Europe/Stockholm")).tolist()
    [1.0, inf]
    """
    out, known = np.array(instants_us, np.float64), np.isfinite(instants_us)
    exact = np.trunc(out[known])
    quarters, place = np.unique(np.floor(exact / _QUARTER_HOUR), return_inverse=True)
    offsets = np.array([_offset_us(quarter * _QUARTER_HOUR, tz) for quarter in quarters], np.float64)[place]
    for i in np.nonzero(np.isnan(offsets))[0]:
        offsets[i] = (moment(exact[i]).astimezone(tz).utcoffset() or timedelta()) / timedelta(microseconds=1)
    out[known] = np.floor((exact + offsets) / DAY)
    return out


def _offset_us(quarter_us: float, tz: tzinfo) -> float:
    """Return how far local clocks are ahead in the quarter of an hour from an instant; NaN if they change in it."""
    first, last = (moment(at).astimezone(tz).utcoffset() for at in (quarter_us, quarter_us + _QUARTER_HOUR - 1))
    return first / timedelta(microseconds=1) if first == last and first is not None else float("nan")


def end_of_day(day: date, tz: tzinfo | None) -> tuple[float, float]:
    """Return bounds on the last instant of a calendar day; where no zone is stated, over every zone there is.

    Examples
    --------
    >>> lower, upper = end_of_day(date(2027, 3, 31), zone("Europe/Stockholm"))
    >>> lower == upper, iso(upper)
    (True, '2027-03-31T21:59:59.999999Z')
    """
    midnight = datetime.combine(day + timedelta(days=1), time())
    if tz is None:
        last = instant(midnight.replace(tzinfo=UTC)) - 1
        return last - 14 * HOUR, last + 12 * HOUR
    last = instant(midnight.replace(tzinfo=tz)) - 1
    return last, last


def is_known(value: float) -> bool:
    """Say whether an instant or a bound is a finite number."""
    return -inf < value < inf
