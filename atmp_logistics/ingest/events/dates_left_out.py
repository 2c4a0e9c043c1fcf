"""Columns of days that a profile leaves out, and that may be the days of clock times beside them.

A clock is joined with the day of its row. Where a column that is left out seems to hold the day of that clock, and it
is another one, nobody can say which of them is true, and the row is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from atmp_logistics.core.errors import ConflictingRecord, Fault
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.ingest.events.event_times import iso_dates
from atmp_logistics.ingest.files.table import CellTable

_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T]00:00(?::00)?)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
#: What a heading says of a day or a clock, and not of the event.
_OF_TIMES = frozenset({"datum", "date", "dag", "day", "kl", "kl.", "klockan", "tid", "tijd", "time", "uhrzeit"})
_OF_TIMES |= {"start", "slut", "end", "einde", "ende"}
#: A day further away is no day of the therapy, such as the patient's birthday.
_FURTHEST = 366


@dataclass(frozen=True, slots=True)
class DatesLeftOut:
    """The columns of days that are left out, each by the heading of a clock that it may belong to."""

    beside: dict[str, str]
    days: dict[str, list[str]]

    def faults(self, table: CellTable, row: int, clocks: Sequence[str], day: str) -> Iterator[Fault]:
        """Yield a fault for each clock of a row whose own day may be another than the row's."""
        for clock in clocks:
            heading = self.beside.get(clock, "")
            written = table.column(heading)[row] if heading else ""
            if written and _may_be_another(self.days[heading][row], day):
                found = f"{table.column(clock)[row]!r}, which would be of {day}, beside {written!r} in the column "
                found += f"{heading!r}, which is left out"
                fix = "write its own date beside the clock, as 2026-11-23 15:00; where that date is of something else, "
                fix += "move its column away from the clock"
                yield Fault(table.at(row, clock), found, "a clock time of one day", fix, ConflictingRecord)


def dates_left_out(
    table: CellTable, left_out: Sequence[str], clocks: Sequence[str], order: DateOrder | None
) -> DatesLeftOut:
    """Return the columns of days that stand to the left of a clock, or share a word of their heading with it.

    Parameters
    ----------
    table : CellTable
    left_out : sequence of str
        The headings that are left out.
    clocks : sequence of str
        The headings of the times.
    order : {'dmy', 'mdy', 'ymd'} or None

    Returns
    -------
    DatesLeftOut
    """
    of_days = [heading for heading in left_out if _is_of_days(table.column(heading))]
    beside = {clock: heading for heading in of_days for clock in clocks if _belongs(table, heading, clock)}
    days = {heading: iso_dates(table.column(heading), str, order).cells for heading in beside.values()}
    return DatesLeftOut(beside, days)


def _is_of_days(cells: Sequence[str]) -> bool:
    return any(cells) and all(_DAY.fullmatch(cell) for cell in cells if cell)


def _belongs(table: CellTable, heading: str, clock: str) -> bool:
    places = [table.headings.index(one) for one in (heading, clock)]
    return places[1] - places[0] == 1 or bool(_words(heading) & _words(clock))


def _words(heading: str) -> set[str]:
    return {*plain_word(heading).split("_")} - _OF_TIMES


def _may_be_another(theirs: str, day: str) -> bool:
    """Say whether a day that was read, or could not be, is another day of the same therapy."""
    if not _ISO.fullmatch(theirs):
        return bool(day)
    return bool(day) and 0 < abs((date.fromisoformat(theirs) - date.fromisoformat(day)).days) <= _FURTHEST
