"""Cells that say when, before they are read as instants: two columns joined, day numbers and unknown times refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.errors import Fault, UnreadableTime
from atmp_logistics.core.event_kinds import names_an_end
from atmp_logistics.core.identifiers import LEAVE_EMPTY, is_not_known
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.ingest.events.written_dates import (
    WrittenColumn,
    is_range,
    iso_clocks,
    iso_days,
    iso_moments,
    range_fault,
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?")
_CLOCK = re.compile(
    r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?\s*(?:Z|z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
)
#: A date of numbers whose rest could not be read.
_NATIONAL = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:[eE]-?\d+)?")
_SECONDS = re.compile(r"[T ]\d{1,2}:\d{2}:(\d{2}(?:[.,]\d+)?)")
#: The day numbers of a workbook in the years in which an event can lie.
_DAYS = range(18264, 109575)
#: What programs write for a time that is not there; as an identifier it may be one.
_NO_TIME = frozenset(("na", "n/a", "n.a.", "nan", "nat", "none", "null", "nil"))
Where = Callable[[int, str], str]


def joined_dates_and_times(
    dates: Sequence[str], clocks: Sequence[str], where: Where, order: DateOrder | None = None
) -> tuple[list[str], list[str], list[Fault]]:
    """Join a column of dates and one of clock times; where both are empty, the time is not known.

    Parameters
    ----------
    dates, clocks : sequence of str
    where : callable
        From the row's place, and "date" or "time_of_day", to the place in the file.
    order : {'dmy', 'mdy', 'ymd'}, optional
        The order of the dates as the caller states it.

    Returns
    -------
    times : list of str
        ISO 8601, "" where there is none or where a cell is at fault.
    assumptions : list of str
    faults : list of Fault

    Examples
    --------
    >>> joined_dates_and_times(["2026-11-10"], ["10.04"], lambda i, column: column)[0]
    ['2026-11-10T10:04']
    """
    days = iso_dates(dates, lambda i: where(i, "date"), order)
    of_day = iso_clocks(clocks, lambda i: where(i, "time_of_day"))
    refused = {fault.where for fault in days.faults + of_day.faults}
    times, faults = [""] * len(dates), days.faults + of_day.faults
    for i, (day, clock) in enumerate(zip(days.cells, of_day.cells, strict=True)):
        if refused & {where(i, "date"), where(i, "time_of_day")} or (dates[i] and not day):
            continue
        bad = date_faults(i, day, clock, where) + _clock_faults(i, day, clock, where)
        faults += bad
        if day and not bad:
            times[i] = f"{day}T{clock}"
    return times, days.notes + of_day.notes, faults


def iso_dates(dates: Sequence[str], where: Callable[[int], str], order: DateOrder | None) -> WrittenColumn:
    """Return a column of days as ISO 8601; where midnight stands beside all of them, it is left out and said."""
    out = iso_moments(dates, where, order)
    out.cells, notes = _days(out.cells)
    days = iso_days(out.cells, where, order)
    return WrittenColumn(days.cells, out.notes + notes + days.notes, out.faults + days.faults)


def _days(dates: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return dates, and say so where each was written with midnight beside it."""
    checked_times = [_MIDNIGHT.fullmatch(cell) for cell in dates]
    filled = [cell for cell in dates if cell]
    if filled and all(match for match, cell in zip(checked_times, dates, strict=True) if cell):
        note = "dates written with midnight beside them: read as dates; the clock time is a column of its own"
        return [match[1] if match else "" for match in checked_times], [note]
    return list(dates), []


def date_faults(i: int, day: str, clock: str, where: Where) -> list[Fault]:
    """Return a fault for a date that is none, or that is not there beside a clock time."""
    if is_no_time(day):
        return [Fault(where(i, "date"), repr(day), "a date, or an empty cell", LEAVE_EMPTY, UnreadableTime)]
    if _DATE.fullmatch(day) or (not day and not clock):
        return []
    found = repr(day) if day else f"no date beside {clock!r}"
    fix = _as_cells("yyyy-mm-dd") if _NUMBER.fullmatch(day) else "write it as 2026-04-03"
    return [Fault(where(i, "date"), found, "a date as ISO 8601", fix, UnreadableTime)]


def _clock_faults(i: int, day: str, clock: str, where: Where) -> list[Fault]:
    if is_no_time(clock):
        fix = f"{LEAVE_EMPTY}, and its date too"
        return [Fault(where(i, "time_of_day"), repr(clock), "a clock time, or an empty cell", fix, UnreadableTime)]
    if _CLOCK.fullmatch(clock) or (not day and not clock):
        return []
    found = repr(clock) if clock else f"no clock time beside {day!r}"
    fix = "write it as 09:05; where nobody knows it, leave date and time empty"
    fix = _as_cells("hh:mm:ss") if _NUMBER.fullmatch(clock) else fix
    return [Fault(where(i, "time_of_day"), found, "a clock time of 24 hours", fix, UnreadableTime)]


def checked_times(
    cells: Sequence[str], where: Callable[[int], str], order: DateOrder | None = None
) -> tuple[list[str], list[str], list[Fault]]:
    """Return a column of times as ISO 8601: a workbook's day numbers and words for "nobody knows" are refused.

    Examples
    --------
    >>> checked_times(["2026/11/10 10:04"], str)[:2]
    (['2026-11-10 10:04'], ['1 dates written with slashes, the year first: read as year/month/day'])
    """
    written = iso_moments(cells, where, order)
    out, faults = written.cells, written.faults
    for i, cell in enumerate(out):
        if is_no_time(cell):
            out[i] = ""
            faults.append(Fault(where(i), repr(cell), "a time, or an empty cell", LEAVE_EMPTY, UnreadableTime))
        elif cell[10:11] == " " and is_range(cell[11:]):
            out[i] = ""
            faults.append(range_fault(cell, where(i)))
        elif cell and not any(map(str.isdigit, cell)):
            out[i] = ""
            fix = "write when it happened, as 2026-04-03 10:00; where the column holds something else, state it in the "
            fix += "site profile's [columns], such as 'outcome'" + " or 'ignore'" * (not names_an_end(cell))
            faults.append(Fault(where(i), repr(cell), "a time", fix, UnreadableTime))
        elif _NATIONAL.match(cell):
            out[i] = ""
            expected = "one date with one clock time, such as 24.11.2026 10:32"
            fix = "write both; a range is a start and an end, each in a column; leave it empty if nobody knows"
            faults.append(Fault(where(i), repr(cell), expected, fix, UnreadableTime))
        elif cell[:5].isdigit() and _NUMBER.fullmatch(cell) and float(cell.replace(",", ".")) // 1 in _DAYS:
            out[i] = ""
            fix, expected = _as_cells("yyyy-mm-dd hh:mm:ss"), "a time; this looks like the day number of a workbook"
            faults.append(Fault(where(i), repr(cell), expected, fix, UnreadableTime))
    return out, written.notes, faults


def is_no_time(cell: str) -> bool:
    """Say whether a cell holds a word of people or programs for a time that nobody knows.

    Examples
    --------
    >>> is_no_time("saknas"), is_no_time("NaT"), is_no_time("10:04")
    (True, True, False)
    """
    return is_not_known(cell) or cell.casefold() in _NO_TIME


def notes_on_times(cells: Sequence[str]) -> list[str]:
    """Return in words that local times stand beside times with an offset; nothing where they do not.

    Examples
    --------
    >>> notes_on_times(["2026-11-10 10:04", "2026-11-10T10:05Z"])
    ['times without an offset beside times with one: 1 local beside 1']
    """
    stated = sum(_ends_in_offset(cell) for cell in cells)
    local = sum(map(bool, cells)) - stated
    return [f"times without an offset beside times with one: {local} local beside {stated}"] if local and stated else []


def doubts_us(cells: Sequence[str], columns: Sequence[str]) -> NDArray[np.float64]:
    """Return how far each true time may lie from the written one, in microseconds.

    A minute where the cell holds no seconds, and where the seconds of all cells of its column are 0; else nothing.

    Parameters
    ----------
    cells : sequence of str
        ISO 8601 times, "" where nobody wrote one.
    columns : sequence of str
        The column in which each stands.

    Returns
    -------
    NDArray[np.float64]

    Examples
    --------
    >>> doubts_us(["2026-11-10T10:04", "2026-11-10T10:05:00", "2026-11-10T10:06:01"], ["time"] * 3).tolist()
    [60000000.0, 0.0, 0.0]
    >>> doubts_us(["2026-11-10T10:04:00", "2026-11-10T10:06:01"], ["thaw_start", "thaw_end"]).tolist()
    [60000000.0, 0.0]
    """
    seconds = [match[1] if (match := _SECONDS.search(cell)) else "" for cell in cells]
    fine = {column for column, checked_times in zip(columns, seconds, strict=True) if checked_times.strip("0.,")}
    each = zip(cells, seconds, columns, strict=True)
    exact = [column in fine and bool(checked_times or not cell) for cell, checked_times, column in each]
    return np.where(np.array(exact, bool), 0.0, MINUTE)


def _ends_in_offset(cell: str) -> bool:
    """Say whether a time ends in an offset: after its date, nothing else of it has a sign or a letter Z."""
    rest = cell[10:]
    return rest[-1:] in {"Z", "z"} or "+" in rest or "-" in rest


def _as_cells(form: str) -> str:
    return f"format the column in the workbook as {form}, then save or export it again"
