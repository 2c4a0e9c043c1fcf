"""Where the ticks of an axis of time stand, and their words: on the local clock, in no machine's language.

A local time that occurs twice has both its ticks, each with its offset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import NamedTuple

from atmp_logistics.core.instants import DAY, HOUR, MINUTE, SECOND, instant, moment, readings_of
from atmp_logistics.report.plans.clock_words import clock, day_name, offset

#: How far ticks may be apart: on the clock, in days, and in months, each with its length in microseconds.
_CLOCK = [(int(SECOND), (1, 2, 5, 10, 15, 30)), (int(MINUTE), (1, 2, 5, 10, 15, 30)), (int(HOUR), (1, 2, 3, 6, 12))]
_MONTH = 30.4 * DAY
_STEPS = (
    *((float(count * unit), "clock", count * unit) for unit, counts in _CLOCK for count in counts),
    *((days * DAY, "days", days) for days in (1, 2, 4, 7, 14)),
    *((months * _MONTH, "months", months) for months in (1, 2, 3, 6, 12, 24, 60, 120)),
)
#: So many steps are tried, the shortest that has room first.
_TRIED = 5
#: How wide a letter is and how far words stay apart, in sizes of the font.
_LETTER, _APART = 0.6, 0.9


class Tick(NamedTuple):
    """A tick: the instant in microseconds, and its words."""

    at_us: float
    words: str


def placed_ticks(stretches: Sequence[tuple[float, float]], place: Callable[[float], float], tz: tzinfo) -> list[Tick]:
    r"""Return the ticks of an axis whose words keep apart.

    Parameters
    ----------
    stretches : sequence of (float, float)
        What the axis shows, in microseconds since 1970: one stretch, or those between its cuts.
    place : callable
        From an instant to its place on the axis, in sizes of the font.
    tz : tzinfo

    Returns
    -------
    list of Tick

    Examples
    --------
    >>> from datetime import UTC
    >>> day = (1767225600e6, 1767312000e6)
    >>> [tick.words for tick in placed_ticks([day], lambda us: (us - day[0]) / DAY * 30, UTC)]
    ['00:00\nThu 2026-01-01', '06:00', '12:00', '18:00', '00:00\nFri 01-02']
    """
    longest = max(stretches, key=lambda one: one[1] - one[0])
    of_one = (longest[1] - longest[0]) / max(place(longest[1]) - place(longest[0]), 1e-9)
    least = (5 * _LETTER + _APART) * of_one
    first = next((i for i, step in enumerate(_STEPS) if step[0] >= least), len(_STEPS) - 1)
    tried = [_kept(stretches, kind, step, place, tz) for _, kind, step in _STEPS[first : first + _TRIED]]
    ticks = min(tried, key=lambda one: one[1])[0]
    return [Tick(at, words) for at, words in zip(ticks, words_of(ticks, tz), strict=True)]


def _kept(
    stretches: Sequence[tuple[float, float]], kind: str, step: int, place: Callable[[float], float], tz: tzinfo
) -> tuple[list[float], int]:
    """Return the ticks of one step that keep apart, and how many did not."""
    inside = [list(_ON[kind](begin, end, step, tz)) or [_whole_minute(begin, end)] for begin, end in stretches]
    firsts, ticks = {times[0] for times in inside}, list[float]()
    for at in (at for times in inside for at in times):
        ticks = _with(ticks, at, firsts, place, tz)
    return ticks, sum(map(len, inside)) - len(ticks)


def _with(
    ticks: list[float], at: float, firsts: set[float], place: Callable[[float], float], tz: tzinfo
) -> list[float]:
    """Return ticks and one more, if it keeps apart; the first of a stretch takes the place of one that is not."""
    while True:
        *_, before, words = ["", *words_of([*ticks, at], tz)]
        if not ticks or place(at) - place(ticks[-1]) >= (_width(before) + _width(words)) / 2 + _APART:
            return [*ticks, at]
        if at not in firsts or ticks[-1] in firsts:
            return ticks
        ticks = ticks[:-1]


def _width(words: str) -> float:
    return _LETTER * max(map(len, words.split("\n")))


def _whole_minute(begin: float, end: float) -> float:
    """Return the first whole minute of a stretch, or its beginning where it has none."""
    minute = -(-begin // MINUTE) * MINUTE
    return minute if minute <= end else begin


def _on_the_clock(begin: float, end: float, step: int, tz: tzinfo) -> Iterator[float]:
    """Yield the instants at which the local clock shows whole steps, in their order."""
    offsets = [_wall(us, tz) - moment(us).replace(tzinfo=None) for us in (begin, end)]
    first, last = (moment(us).replace(tzinfo=None) for us in (begin, end))
    first, last = first + min(offsets), last + max(offsets)
    midnight = datetime.combine(first, datetime.min.time())
    at = midnight + (first - midnight) // timedelta(microseconds=step) * timedelta(microseconds=step)
    found = set[float]()
    while at <= last:
        found |= {instant(reading) for reading in readings_of(at, tz)}
        at += timedelta(microseconds=step)
    yield from sorted(us for us in found if begin <= us <= end)


def _by_days(begin: float, end: float, days: int, tz: tzinfo) -> Iterator[float]:
    """Yield the beginnings of every so many days; of whole weeks, of Mondays."""
    first, last = _wall(begin, tz).toordinal(), _wall(end, tz).toordinal()
    numbers = range(first // days * days + (days % 7 == 0), last + 1, days)
    yield from _midnights(map(date.fromordinal, numbers), begin, end, tz)


def _by_months(begin: float, end: float, months: int, tz: tzinfo) -> Iterator[float]:
    """Yield the beginnings of every so many months, counted from a January."""
    first, last = _wall(begin, tz), _wall(end, tz)
    numbers = range(first.year * 12 // months * months, last.year * 12 + last.month, months)
    yield from _midnights((date(month // 12, month % 12 + 1, 1) for month in numbers), begin, end, tz)


def _midnights(days: Iterable[date], begin: float, end: float, tz: tzinfo) -> Iterator[float]:
    for day in days:
        midnights = readings_of(datetime.combine(day, datetime.min.time()), tz)
        yield from (us for us in map(instant, midnights[:1]) if begin <= us <= end)


_ON: dict[str, Callable[[float, float, int, tzinfo], Iterator[float]]] = {
    "clock": _on_the_clock, "days": _by_days, "months": _by_months,
}  # fmt: skip


def _wall(us: float, tz: tzinfo) -> datetime:
    return moment(us).astimezone(tz).replace(tzinfo=None)


def words_of(instants_us: Sequence[float], tz: tzinfo) -> list[str]:
    r"""Return the words of ticks: clock times, days or months, by how far apart they are.

    Examples
    --------
    >>> from datetime import UTC
    >>> words_of([0.0, 6 * HOUR], UTC), words_of([0.0, DAY], UTC), words_of([0.0, 31 * DAY], UTC)
    (['00:00\nThu 1970-01-01', '06:00'], ['01-01\n1970', '01-02'], ['1970-01', '1970-02'])
    """
    at = [moment(us).astimezone(tz) for us in instants_us]
    apart = min((b - a for a, b in pairwise(instants_us)), default=0.0)
    if len(at) < 2 or apart < 20 * HOUR or any(one.hour or one.minute for one in at):
        return [_clock_words(one, before) for one, before in zip(at, [None, *at[:-1]], strict=True)]
    if apart >= 27 * DAY and all(one.day == 1 for one in at):
        return [f"{one:%Y-%m}" for one in at]
    years = [None, *(one.year for one in at[:-1])]
    return [f"{one:%m-%d}" + f"\n{one.year}" * (one.year != year) for one, year in zip(at, years, strict=True)]


def _clock_words(at: datetime, before: datetime | None) -> str:
    """Return a clock time, under it the offset where it occurs twice, and the day where it is the day's first."""
    time = clock(at)
    twice = time.endswith(offset(at))
    lines = [time.removesuffix(offset(at)), offset(at)] if twice else [time]
    if before is None or before.date() != at.date():
        name = day_name(at.date())
        lines.append(name if before is None or before.year != at.year else f"{name[:4]}{at:%m-%d}")
    return "\n".join(lines)
