"""The times of a block of simulated runs, and the calendar days on which they fall."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import DAY, HOUR, instant, moment
from atmp_logistics.timing.nodes import Naming


@dataclass(slots=True)
class Calendar:
    """The local midnights of a zone, as far as they have been asked for."""

    tz: tzinfo
    _known: dict[int, float] = field(default_factory=dict)

    def midnight(self, day: int) -> float:
        """Return the instant at which a day begins, by its ordinal."""
        if day not in self._known:
            local = datetime.combine(date.fromordinal(day), time(), self.tz)
            self._known[day] = instant(local)
        return self._known[day]

    def days(self, instants_us: Column) -> NDArray[np.int64]:
        """Return the local day of each instant, as its ordinal.

        Examples
        --------
        >>> from atmp_logistics.core.instants import zone
        >>> late = np.array([instant(datetime.fromisoformat("2026-10-24T23:30+00:00"))])
        >>> date.fromordinal(int(Calendar(zone("Europe/Stockholm")).days(late)[0]))
        datetime.date(2026, 10, 25)
        """
        first, last = (moment(at).astimezone(self.tz).toordinal() for at in (instants_us.min(), instants_us.max()))
        if first == last:
            return np.full(instants_us.shape, first)
        begins = np.array([self.midnight(day) for day in range(first, last + 2)])
        place = ((instants_us - begins[0]) / DAY).astype(np.int64)
        np.clip(place, 0, last - first, out=place)
        place -= instants_us < begins[place]
        place += instants_us >= begins[place + 1]
        return np.asarray(first + place)

    def begins(self, days: NDArray[np.int64]) -> Column:
        """Return the instant at which each of some days begins."""
        first = int(days.min())
        table = np.array([self.midnight(day) for day in range(first, int(days.max()) + 1)])
        return np.asarray(table[days - first])


@dataclass(frozen=True, slots=True)
class RunTimes:
    """When each node happened, in microseconds, one entry a run; instants where the runs have dates.

    `calendar` is None where they have none, or where nobody stated a zone: then days are bounded in any zone.
    """

    columns: dict[str, Column]
    naming: Naming
    calendar: Calendar | None

    def ends(self, name: str, container: int, side: str = "first") -> tuple[Column, Column]:
        """Return the earliest and the latest time that a label's word can mean."""
        early, late = (self.columns[self.naming.node(end, container, side)] for end in ends_of(name))
        return early, late

    def over(self, name: str, containers: Iterable[int], fold: np.ufunc) -> tuple[Column, Column]:
        """Fold both times that a word can mean over some containers."""
        pairs = [self.ends(name, number) for number in containers]
        early = _folded([pair[0] for pair in pairs], fold)
        if all(pair[0] is pair[1] for pair in pairs):
            return early, early
        return early, _folded([pair[1] for pair in pairs], fold)

    def between(self, start: tuple[Column, Column], end: tuple[Column, Column]) -> tuple[Column, Column]:
        """Return the shortest and the longest that a stretch between two moments can be, in microseconds."""
        lower = end[0] - start[1]
        if start[0] is start[1] and end[0] is end[1]:
            return lower, lower
        return lower, end[1] - start[0]

    def days_between(self, start: tuple[Column, Column], end: tuple[Column, Column]) -> tuple[Column, Column]:
        """Return the same in calendar days; what runs backwards within a day counts less than none."""
        spans = self.between(start, end)
        if self.calendar is None:
            days = np.floor((spans[0] - HOUR) / DAY), np.ceil((spans[1] + HOUR) / DAY)
        else:
            found = {id(one): self.calendar.days(one).astype(np.float64) for one in (*start, *end)}
            days = found[id(end[0])] - found[id(start[1])], found[id(end[1])] - found[id(start[0])]
        lower, upper = (np.where(us < 0, np.minimum(day, us / DAY), day) for day, us in zip(days, spans, strict=True))
        return (lower, lower) if self.calendar and spans[0] is spans[1] else (lower, upper)


def _folded(columns: list[Column], fold: Callable[[Column, Column], Column]) -> Column:
    found = columns[0]
    for column in columns[1:]:
        found = fold(found, column)
    return found
