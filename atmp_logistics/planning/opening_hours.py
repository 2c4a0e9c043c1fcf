"""Opening hours, in local time: the stretches of a calendar in which an event may happen.

Hours recur by the week, with dates that differ: ``"Mon-Fri 08:00-16:00; Sat 09:00-12:00; 2026-12-24 closed"``. They
are turned into instants in the site's zone, so that the nights in which the clocks change are as long as they are.
Where a clock time of the hours occurs twice or never, the shorter opening is taken: what counts as open surely is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import instant, moment, readings_of

#: Two instants, in microseconds since 1970 in UTC; both belong to the stretch.
Stretch = tuple[float, float]
#: Two clock times of one day, in minutes since its midnight; the later may lie in the next day.
ClockSpan = tuple[int, int]
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = {name: i for i, short in enumerate(_DAYS) for name in (short, date(2024, 1, 1 + i).strftime("%A").casefold())}
_TIMES = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_WHEN = re.compile(r"\s*(\d{4}-\d{2}-\d{2}|[A-Za-z]+(?:\s*[-–]\s*[A-Za-z]+)?)\s*(?:,|(?=\s))")
_MIDNIGHT = 24 * 60
#: Hours are spread over no more days than this around a plan.
_MOST_DAYS = 800


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Opening hours, by weekday and by date; a date stands instead of its weekday.

    Examples
    --------
    >>> from atmp_logistics.core.instants import iso, zone
    >>> ward = read_hours("Mon-Fri 08:00-16:00; 2026-12-24 closed")
    >>> day = instant(datetime(2026, 12, 23, tzinfo=UTC))
    >>> [(iso(a), iso(b)) for a, b in ward.stretches(day, day + 4 * 86400e6, zone("Europe/Stockholm"))]
    [('2026-12-23T07:00:00Z', '2026-12-23T15:00:00Z'), ('2026-12-25T07:00:00Z', '2026-12-25T15:00:00Z')]
    """

    weekly: Mapping[int, tuple[ClockSpan, ...]]
    dates: Mapping[date, tuple[ClockSpan, ...]]
    text: str

    def stretches(self, first_us: float, last_us: float, tz: tzinfo) -> tuple[Stretch, ...]:
        """Return every opening that meets the time between two instants, in order; those that touch are one."""
        begin, end = (moment(us).astimezone(tz).date() for us in (first_us, last_us))
        days = min((end - begin).days + 3, _MOST_DAYS)
        found = [stretch for i in range(days) for stretch in self._of(begin + timedelta(days=i - 1), tz)]
        return tuple(stretch for stretch in _joined(found) if stretch[1] >= first_us and stretch[0] <= last_us)

    def _of(self, day: date, tz: tzinfo) -> Iterator[Stretch]:
        for opens, closes in self.dates.get(day, self.weekly.get(day.weekday(), ())):
            stretch = _surely_after(_local(day, opens), tz), _surely_before(_local(day, closes), tz)
            if stretch[0] <= stretch[1]:
                yield stretch

    def __str__(self) -> str:
        return self.text


def read_hours(text: str, where: str = "hours") -> OpeningHours:
    """Return opening hours from text.

    Parameters
    ----------
    text : str
        Rules parted by semicolons. Each names weekdays (``Mon-Fri``, ``Sat``, ``daily``) or dates (``2026-12-24``) and
        then openings (``08:00-12:00, 13:00-16:00``), or ``closed``. ``22:00-06:00`` ends on the next day.
    where : str
        How a refusal names the place.

    Raises
    ------
    UsageError
        With every rule that is none, and every weekday or date that two rules name.

    Examples
    --------
    >>> read_hours("Mon-Fri 08:00-16:00").weekly[4]
    ((480, 960),)
    >>> read_hours("Mon-Fri 8 to 16")
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: hours: found 'Mon-Fri 8 to 16', expected days and times. Fix: write it as \
'Mon-Fri 08:00-16:00; 2026-12-24 closed'.
    """
    faults: list[Fault] = []
    weekly: dict[int, tuple[ClockSpan, ...]] = {}
    dates: dict[date, tuple[ClockSpan, ...]] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        rule = _rule(part)
        if rule is None:
            faults.append(_no_rule(where, part))
            continue
        days, openings = rule
        for day in days:
            if day in weekly or day in dates:
                named = day.isoformat() if isinstance(day, date) else _DAYS[day].capitalize()
                fix = "join the two rules: 'Mon 08:00-12:00, 13:00-16:00'"
                faults.append(Fault(where, f"{named} in two rules", "each day once", fix, UsageError))
            elif isinstance(day, date):
                dates[day] = openings
            else:
                weekly[day] = openings
    if not faults and not (weekly or dates):
        faults.append(_no_rule(where, text))
    refuse(faults)
    return OpeningHours(weekly, dates, text)


def _no_rule(where: str, part: str) -> Fault:
    fix = "write it as 'Mon-Fri 08:00-16:00; 2026-12-24 closed'"
    return Fault(where, repr(part), "days and times", fix, UsageError)


def _rule(part: str) -> tuple[list[int | date], tuple[ClockSpan, ...]] | None:
    """Return the days that a rule names and when they are open; None for what is no rule."""
    days, rest = list[int | date](), f"{part} "
    while match := _WHEN.match(rest):
        if match[1].casefold() == "closed":
            break
        named = _days(match[1])
        if named is None:
            return None
        days, rest = [*days, *named], rest[match.end() :]
    openings = () if rest.strip().casefold() == "closed" else _openings(rest)
    return None if openings is None or not days else (days, openings)


def _days(text: str) -> list[int | date] | None:
    if text[0].isdigit():
        try:
            return [date.fromisoformat(text)]
        except ValueError:
            return None
    if text.casefold() in {"daily", "every day"}:
        return list(range(7))
    ends = [_NAMES.get(word.strip().casefold()) for word in re.split("[-–]", text)]
    if ends[0] is None or ends[-1] is None:
        return None
    return [(ends[0] + i) % 7 for i in range((ends[-1] - ends[0]) % 7 + 1)]


def _openings(text: str) -> tuple[ClockSpan, ...] | None:
    """Return the openings of one day, in order; None where two overlap or one is no pair of clock times."""
    found = []
    for part in text.split(","):
        match = _TIMES.fullmatch(part.strip())
        if match is None:
            return None
        opens, closes = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
        if opens >= _MIDNIGHT or closes > _MIDNIGHT or int(match[2]) > 59 or int(match[4]) > 59 or opens == closes:
            return None
        found.append((opens, closes if closes > opens else closes + _MIDNIGHT))
    found.sort()
    return tuple(found) if all(opening[1] <= next_one[0] for opening, next_one in pairwise(found)) else None


def _local(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _surely_after(local: datetime, tz: tzinfo) -> float:
    """Return the first instant from which a local clock has surely reached a time."""
    found = readings_of(local, tz)
    return instant(found[-1]) if found else _after_the_gap(local, tz)


def _surely_before(local: datetime, tz: tzinfo) -> float:
    """Return the last instant at which a local clock has surely not passed a time."""
    found = readings_of(local, tz)
    return instant(found[0]) if found else _after_the_gap(local, tz)


def _after_the_gap(local: datetime, tz: tzinfo) -> float:
    """Return the instant at which the clocks jump over a local time that never occurs."""
    before, after = (local.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (1, 0))
    ends = instant(before), instant(after)
    low, high = min(ends), max(ends)
    while high - low > 1:
        middle = (low + high) // 2
        there = moment(middle).astimezone(tz).replace(tzinfo=None)
        low, high = (middle, high) if there < local else (low, middle)
    return high


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for opens, closes in sorted(stretches):
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(closes, joined[-1][1])
        else:
            joined.append((opens, closes))
    return joined
