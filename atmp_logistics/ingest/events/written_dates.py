"""Times as wards write them, `24.11.2026 kl 10.32`, to ISO 8601: one order of day and month a column.

A row whose day and month can be exchanged is read only where the order is stated: a sheet is typed by people, and
another row's order proves nothing of it. A year of four digits that stands first needs no proof. A clock of numbers is
one of 24 hours: written with two digits of the hour, or beside an hour after 12 in its column, or with AM or PM. Where
one of a column has AM or PM, so have all that may have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import get_args

from atmp_logistics.core.errors import AmbiguousDateOrder, Fault, UnreadableTime
from atmp_logistics.core.iso_times import YEARS
from atmp_logistics.core.reading_times import DateOrder

_NUMBERS = r"(?P<first>\d{1,4})(?P<sign>[./-])(?P<middle>\d{1,2})(?P=sign)(?P<last>\d{1,4})"
_HOURS = r"(?P<hour>\d{1,2})(?P<colon>[:.])(?P<minute>[0-5]\d)(?:(?P=colon)(?P<second>[0-5]\d(?:[.,]\d{1,9})?))?"
_CLOCK = rf"(?:kl\.?\s*)?{_HOURS}(?:\s*(?P<half>[AP]M)|\s*(?:uhr|uur))?"
_OFFSET = r"\s*(?P<offset>Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
_DATE = re.compile(_NUMBERS)
_TIME = re.compile(_CLOCK + _OFFSET, re.IGNORECASE)
_MOMENT = re.compile(rf"{_NUMBERS}(?:,?\s+|T){_CLOCK}{_OFFSET}", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,2}):(\d{2})\s*-(\d{2})(?::?(\d{2}))?")
_LAST_MINUTE, _HALF_DAY = "60", range(1, 13)
#: An ISO 8601 clock: these cells are left as they are.
_PLAIN = re.compile(r"\d{2}:.*")
_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)
Where = Callable[[int], str]


@dataclass(slots=True)
class WrittenColumn:
    """A column's cells in ISO 8601, as far as they could be read, with what was assumed and what is wrong.

    A cell at fault is empty; one that is written in no way known here is left as it is.
    """

    cells: list[str]
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def iso_moments(cells: Sequence[str], where: Where, order: DateOrder | None) -> WrittenColumn:
    """Return a column of dates with their clock times as ISO 8601.

    Examples
    --------
    >>> iso_moments(["24.11.2026 10.32", "13.12.2026 kl 09:05"], str, None).cells
    ['2026-11-24 10:32', '2026-12-13 09:05']
    """
    every = {i: match for i, cell in enumerate(cells) if cell and (match := _MOMENT.fullmatch(cell))}
    out = WrittenColumn(list(cells))
    found = {i: match for i, match in every.items() if not _is_plain(match)}
    clocks, dates = _clocks(found, out, where), _dates(found, out, where, order)
    found |= _without_half(every, clocks, out, where)
    for i in found:
        out.cells[i] = f"{dates[i]} {clocks[i]}" if dates.get(i) and clocks[i] else ""
    return out


def iso_clocks(cells: Sequence[str], where: Where) -> WrittenColumn:
    """Return a column of clock times as ISO 8601.

    Examples
    --------
    >>> iso_clocks(["10.32", "kl 9.05", "13:40:10"], str).cells
    ['10:32', '09:05', '13:40:10']
    """
    out = WrittenColumn(list(cells))
    found = {i: match for i, cell in enumerate(cells) if cell and (match := _TIME.fullmatch(cell))}
    clocks = _clocks(found, out, where)
    _without_half(found, clocks, out, where)
    for i, clock in clocks.items():
        out.cells[i] = clock
    return out


def iso_days(cells: Sequence[str], where: Where, order: DateOrder | None) -> WrittenColumn:
    """Return a column of days as ISO 8601.

    Examples
    --------
    >>> iso_days(["3.4.2026"], str, "dmy").cells, iso_days(["24/11/2026"], str, None).cells
    (['2026-04-03'], ['2026-11-24'])
    """
    found = {i: match for i, cell in enumerate(cells) if cell and (match := _DATE.fullmatch(cell))}
    out = WrittenColumn(list(cells))
    dates = _dates(found, out, where, order)
    for i in found:
        out.cells[i] = dates.get(i, "")
    return out


def _is_plain(match: re.Match[str]) -> bool:
    """Say whether a moment is ISO 8601 as it stands."""
    is_iso = match["sign"] == "-" and len(match["first"]) == 4 and len(match["middle"]) == len(match["last"]) == 2
    return is_iso and _PLAIN.fullmatch(match[0][11:]) is not None and not match["half"]


def _clocks(found: Mapping[int, re.Match[str]], out: WrittenColumn, where: Where) -> dict[int, str]:
    """Return each clock as ISO 8601, "" where it is none of 24 hours, which is a fault."""
    ranges = [i for i, match in found.items() if is_range(_behind_the_day(match))]
    out.faults += [range_fault(out.cells[i], where(i)) for i in ranges]
    of_24_hours = any(int(match["hour"]) > 12 and not match["half"] for match in found.values())
    clocks = {i: _clock(match, of_24_hours=of_24_hours) for i, match in found.items()}
    fix = "write it as 09:05, with two digits of the hour"
    expected = "a clock time of 24 hours"
    out.faults += [Fault(where(i), repr(out.cells[i]), expected, fix, UnreadableTime) for i in found if not clocks[i]]
    clocks |= dict.fromkeys(ranges, "")
    if halves := [match for match in found.values() if match["half"]]:
        out.notes.append(f"{len(halves)} clock times of 12 hours, with AM or PM")
    if points := [match for i, match in found.items() if match["colon"] == "." and clocks[i]]:
        shown = f"{points[0]['hour']}.{points[0]['minute']}"
        out.notes.append(f"{len(points)} clock times with points, such as {shown}: hours and minutes")
    return clocks


def _without_half(
    every: Mapping[int, re.Match[str]], clocks: dict[int, str], out: WrittenColumn, where: Where
) -> dict[int, re.Match[str]]:
    """Refuse, and return, each clock that may lack the AM or PM that others in its column have."""
    halves = any(match["half"] for match in every.values())
    bare = {
        i: match
        for i, match in every.items()
        if halves and not (match["half"] or match["offset"]) and clocks.get(i) != "" and int(match["hour"]) in _HALF_DAY
    }
    expected, fix = "AM or PM, as in other rows of the column", "write all clock times of the column alike"
    out.faults += [Fault(where(i), repr(out.cells[i]), expected, fix, UnreadableTime) for i in bare]
    clocks |= dict.fromkeys(bare, "")
    return bare


def is_range(clock: str) -> bool:
    """Say whether what looks like a clock with an offset from UTC may be a range: its end is after its start.

    An end without minutes may be of its whole hour.

    Examples
    --------
    >>> is_range("10:30-11:00"), is_range("10:30-05:00"), is_range("10:30+11:00"), is_range("10:30-11")
    (True, False, False, True)
    """
    match = _RANGE.fullmatch(clock)
    return match is not None and (match[3], match[4] or _LAST_MINUTE) > (match[1].zfill(2), match[2])


def range_fault(cell: str, where: str) -> Fault:
    """Return the fault of a cell that may hold two clock times."""
    fix = "write the start and the end each in a column; behind a T it is an offset from UTC, as 2026-11-24T04:30-05:00"
    return Fault(where, f"{cell!r}, which may be a range", "one clock time", fix, UnreadableTime)


def _behind_the_day(match: re.Match[str]) -> str:
    return f"{match['hour']}:{match['minute']}{match['offset'] or ''}" if not match["second"] else ""


def _clock(match: re.Match[str], *, of_24_hours: bool) -> str:
    hour, half = int(match["hour"]), (match["half"] or "").upper()
    if half:
        hour = (hour % 12 + 12 * (half == "PM")) if 1 <= hour <= 12 else 24
    elif len(match["hour"]) == 1 and not of_24_hours:
        return ""
    second = f":{match['second']}" if match["second"] else ""
    return f"{hour:02d}:{match['minute']}{second}{match['offset'] or ''}" if hour < 24 else ""


def _dates(
    found: Mapping[int, re.Match[str]], out: WrittenColumn, where: Where, order: DateOrder | None
) -> dict[int, str]:
    """Return each day as ISO 8601 by the order that each row has or that is stated; none where neither is."""
    read = {i: _days(match) for i, match in found.items()}
    wrong = [i for i in found if not read[i]]
    fix = "write it as 2026-04-03"
    out.faults += [Fault(where(i), repr(out.cells[i]), "a day of the calendar", fix, UnreadableTime) for i in wrong]
    year_first = {i: days["ymd"] for i, days in read.items() if len(found[i]["first"]) == 4 and days}
    asked = {i: days for i, days in read.items() if days and i not in year_first}
    if year_first and (slashed := [i for i in year_first if found[i]["sign"] != "-"]):
        how = {"/": "slashes", ".": "points"}[found[slashed[0]]["sign"]]
        out.notes.append(f"{len(slashed)} dates written with {how}, the year first: read as year/month/day")
    if not asked or wrong:
        return year_first
    fits = [each for each in _ORDERS if all(each in days for days in asked.values())]
    same = all(len({*days.values()}) == 1 for days in asked.values())
    if order and order not in fits:
        out.faults.append(_disproved(asked, order, fits, out, where))
    elif not fits:
        out.faults.append(_two_orders(asked, out, where))
    elif not (same or order):
        out.faults.append(_ambiguous(asked, fits, out, where))
    else:
        used = order or fits[0]
        how = "each row is a date in no other order" if same else "the order stated"
        out.notes.append(f"dates read as {used}: {how}")
        return year_first | {i: days[used] for i, days in asked.items()}
    return year_first


def _days(match: re.Match[str]) -> dict[DateOrder, str]:
    """Return the days that a date of numbers can mean, by their order."""
    first, middle, last = match["first"], match["middle"], match["last"]
    if len(first) > 2 and (len(first), len(middle), len(last)) != (4, 2, 2):
        # A year that stands first is ISO 8601 but for its sign; with a digit less it is a slip of the keyboard.
        return {}
    places = {"dmy": (last, middle, first), "mdy": (last, first, middle), "ymd": (first, middle, last)}
    read = {order: _day(*parts) for order, parts in places.items()}
    return {order: read[order] for order in _ORDERS if read[order]}


def _day(year: str, month: str, day: str) -> str:
    if len(year) not in {2, 4} or len(day) > 2 or len(month) > 2:
        return ""
    whole = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(whole, int(month), int(day)).isoformat() if whole in YEARS else ""
    except ValueError:
        return ""


Asked = Mapping[int, Mapping[DateOrder, str]]


def _ambiguous(asked: Asked, fits: Sequence[DateOrder], out: WrittenColumn, where: Where) -> Fault:
    row = next(i for i, days in asked.items() if len({*days.values()}) > 1)
    both = " or ".join(f"{day} ({order})" for order, day in asked[row].items())
    options = f"--date-order {'|'.join(fits)}, or date_order in the site profile"
    fix = f"state the order in which the column is written ({options}), or write 2026-04-03"
    return Fault(where(row), repr(out.cells[row]), both, fix, AmbiguousDateOrder)


def _disproved(asked: Asked, order: DateOrder, fits: Sequence[DateOrder], out: WrittenColumn, where: Where) -> Fault:
    row = next(i for i, days in asked.items() if order not in days)
    expected = f"{' or '.join(fits)}, as the column proves" if fits else "one order throughout the column"
    fix = "leave the order out (--date-order, date_order in the site profile), or state the one that the column has"
    return Fault(where(row), f"{out.cells[row]!r} with the order {order} stated", expected, fix, AmbiguousDateOrder)


def _two_orders(asked: Asked, out: WrittenColumn, where: Where) -> Fault:
    left: Iterable[set[DateOrder]] = accumulate((set(days) for days in asked.values()), set.intersection)
    row = next(row for row, orders in zip(asked, left, strict=True) if not orders)
    found = f"{out.cells[row]!r} in a column where other rows have another order of day and month"
    fix = "write the dates of the column alike, as 2026-04-03"
    return Fault(where(row), found, "one order throughout the column", fix, AmbiguousDateOrder)
