"""Columns of clock times under one column of dates: each clock is of its row's day, and none may be of the next one.

A row's clocks that step back from one column to the next may have gone over midnight. Nothing says which, so that the
row is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from atmp_logistics.core.errors import ConflictingRecord, Fault, UnknownColumn
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.ingest.events.dates_left_out import dates_left_out
from atmp_logistics.ingest.events.event_times import date_faults, iso_dates
from atmp_logistics.ingest.events.written_dates import iso_clocks, iso_moments
from atmp_logistics.ingest.files.table import CellTable

_CLOCK = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|z|[+-]\d{2}(?::?\d{2})?)?")
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")

#: How much of a time is compared: to the second, or to the minute where one of two has no more.
_SECONDS, _MINUTES = len("2026-11-10 10:04:05"), len("2026-11-10 10:04")


@dataclass(slots=True)
class DatedColumns:
    """Columns of times by their heading, the clocks among them joined with their day."""

    times: dict[str, list[str]]
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def dated_columns(
    table: CellTable, date: str, headings: Sequence[str], order: DateOrder | None, left_out: Sequence[str] = ()
) -> DatedColumns:
    """Return columns of clock times joined with one column of dates.

    Parameters
    ----------
    table : CellTable
    date : str
        The heading of the dates.
    headings : sequence of str
        The headings of the clock times, in the order of the table.
    order : {'dmy', 'mdy', 'ymd'} or None
        The order of the dates as the caller states it.
    left_out : sequence of str
        The headings of the columns that are left out.

    Returns
    -------
    DatedColumns
    """
    days = iso_dates(table.column(date), lambda i: table.at(i, date), order)
    out = DatedColumns({}, [f"column {date!r}: {note}" for note in days.notes], list(days.faults))
    for heading in headings:
        out.times[heading] = _clocks(table, heading, order, out)
    clocked = [
        [name for name, cells in out.times.items() if _CLOCK.fullmatch(cells[i])] for i in range(len(table.rows))
    ]
    if joined := list(dict.fromkeys(heading for row in clocked for heading in row)):
        out.notes.append(f"clock times under {', '.join(map(repr, joined))} are of the day in {date!r}")
    elif any(table.column(date)) and any(map(any, out.times.values())):
        fix = "state the column as 'ignore' in the site profile's [columns], or write clock times beside it"
        found = f"the column {date!r}, and no clock time that it is the day of"
        out.faults.append(
            Fault(f"{table.name}, row {table.heading_row}", found, "one clock time at least", fix, UnknownColumn)
        )
    others = dates_left_out(table, left_out, headings, order)
    for i, row in enumerate(clocked):
        day = days.cells[i]
        if row and (bad := _no_day(table, i, date, day, out.times[row[0]][i])):
            out.faults += bad
            day = ""
        out.faults += others.faults(table, i, row, day)
        for heading in row:
            out.times[heading][i] = f"{day}T{out.times[heading][i]}" if day else ""
        out.faults += _over_midnight(table, i, row, out.times)
    return out


def _no_day(table: CellTable, row: int, date: str, day: str, clock: str) -> list[Fault]:
    """Return a fault where no day stands beside a clock; one that is refused already has its fault."""
    if not day and table.column(date)[row]:
        return []
    return date_faults(row, day, clock, lambda i, _: table.at(i, date))


def _clocks(table: CellTable, heading: str, order: DateOrder | None, out: DatedColumns) -> list[str]:
    """Return a column's cells with their clocks as ISO 8601; cells that hold their own date keep it."""
    moments = iso_moments(table.column(heading), lambda i: table.at(i, heading), order)
    clocks = iso_clocks(moments.cells, lambda i: table.at(i, heading))
    out.notes += [f"column {heading!r}: {note}" for note in moments.notes + clocks.notes]
    out.faults += moments.faults + clocks.faults
    return clocks.cells


def _over_midnight(table: CellTable, row: int, clocked: Sequence[str], times: dict[str, list[str]]) -> list[Fault]:
    """Return a fault where a clock of a row is before the time in a column to the left of it."""
    filled = [
        (heading, cells[row][:_SECONDS].replace("T", " "))
        for heading, cells in times.items()
        if _DATED.match(cells[row])
    ]
    for (before, first), (heading, second) in pairwise(filled):
        if second[:_MINUTES] < first[:_MINUTES] and {before, heading} & {*clocked}:
            found = f"{second[11:]}, after {first[11:]} in the column {before!r} to the left of it"
            expected = "clock times that go on from column to column, since one of the next day is written alike"
            fix = (
                "where it is the next day, write its date beside the clock, as 2026-11-25 00:20; where the columns do "
                "not stand in the order in which things happen, put them in it"
            )
            return [Fault(table.at(row, heading), found, expected, fix, ConflictingRecord)]
    return []
