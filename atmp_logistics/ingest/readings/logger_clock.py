"""A logger's clock: whether it moved with the zone in spring and autumn, and whether it ever stepped back.

Most loggers keep one offset the year round, and a person who says "Europe/Stockholm" means the place. So where a log
crosses a change of the clocks, its own rhythm is asked: readings that run on evenly straight through the change, in
local time, prove that the clock did not move, and reading them by the zone would put half of them an hour wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import (
    AmbiguousLocalTime,
    DisprovedAnswer,
    Fault,
    NaiveTime,
    NonexistentLocalTime,
    TimesOutOfOrder,
)
from atmp_logistics.core.instants import SECOND, iso, moment, readings_of, to_utc, zone
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.repeated_hour import ordered_by_numbers

Places = NDArray[np.int64]
Where = Callable[[int], str]
#: A step counts as so many intervals when it is nearer to them than this, and than a quarter of the interval.
_JITTER_US = 120 * SECOND
#: Beyond so many intervals a gap says nothing of the rhythm: clocks drift.
_LONGEST_GAP = 50


@dataclass(frozen=True, slots=True)
class LoggerClock:
    """Local clock times in the order of their file, and the zone in which a person says that they were read."""

    local: Column
    tz: tzinfo
    declared_s: float | None
    where: Where
    numbers: Column | None = None

    def instants(self, faults: list[Fault]) -> tuple[Column, list[str]]:
        """Return the instants and what was assumed of the clock; a fault for each kind of doubt, with its count."""
        instants, doubtful = to_utc(self.local, self.tz)
        settled = self._by_numbers(instants, doubtful)
        if settled is not None:
            told = self._numbers_note(np.nonzero(doubtful)[0])
            instants, doubtful = settled, np.isnan(settled)
        if doubtful.any():
            faults += self._doubts(np.nonzero(doubtful)[0])
            return instants, []
        order = self._order()
        local, at = self.local[order], instants[order]
        changes = np.nonzero(np.abs(np.diff(local) - np.diff(at)) > SECOND)[0]
        rhythm = self._rhythm(np.delete(np.diff(local), changes))
        steps = [(int(i), local[i + 1] - local[i], at[i + 1] - at[i]) for i in changes]
        unmoved = [i for i, shown, real in steps if _proves(shown, real, rhythm)]
        if unmoved:
            faults.append(self._bent(int(order[unmoved[0]]), int(order[unmoved[0] + 1]), len(unmoved), rhythm))
            return instants, []
        notes = [self._note(at[i + 1], proven=_proves(real, shown, rhythm)) for i, shown, real in steps]
        return instants, [*notes, *([told] if settled is not None else [])]

    def _by_numbers(self, instants: Column, doubtful: Mask) -> Column | None:
        """Return the instants where the record numbers settle an hour that stands twice, else None."""
        places = np.nonzero(doubtful)[0]
        twice = len(places) and all(readings_of(_naive(at), self.tz) for at in self.local[places])
        if self.numbers is None or not twice or (np.diff(self.numbers) == 0).any():
            return None
        rhythm = self._rhythm(np.diff(self.local) / np.diff(self.numbers))
        if rhythm is None:
            return None
        return ordered_by_numbers(self.local, instants, doubtful, self.numbers, self.tz, rhythm, _tolerance(rhythm))

    def _numbers_note(self, places: Places) -> str:
        first, last = places[0], places[-1]
        times = f"{_written(self.local[first])} to {_written(self.local[last])}{_more(places)}"
        return (
            f"{times}, which occurred twice in {self.tz}: the file's record numbers say which reading came first, and "
            "readings stay even only so"
        )

    def _order(self) -> Places:
        """Return the places from the oldest to the newest, for a file whose rows run either way."""
        steps = np.diff(self.local)
        places = np.arange(len(self.local))
        return places[::-1] if (steps < 0).sum() > (steps > 0).sum() else places

    def _rhythm(self, steps: Column) -> float | None:
        """Return the interval that most steps have, else the one declared; None where there is neither."""
        if len(steps) >= 2:
            middle = float(np.median(steps))
            if middle > 0 and (np.abs(steps - middle) <= _tolerance(middle)).sum() * 2 > len(steps):
                return middle
        return self.declared_s * SECOND if self.declared_s else None

    def _doubts(self, places: Places) -> list[Fault]:
        """Return a fault for the times that never were, and one for those that were twice."""
        never = np.array([not readings_of(_naive(t), self.tz) for t in self.local[places]])
        out = [self._never(places[never])] if never.any() else []
        return out + ([self._twice(places[~never])] if not never.all() else [])

    def _never(self, places: Places) -> Fault:
        first = int(places[0])
        found = f"{_written(self.local[first])}{_more(places)}, which never occurred in {self.tz}"
        expected = "times that occur; a clock that shows these did not go forward with the zone"
        return Fault(self.where(first), found, expected, _state(self._offsets(first)), NonexistentLocalTime)

    def _twice(self, places: Places) -> Fault:
        first = int(places[0])
        shown, offsets = _written(self.local[first]), self._offsets(first)
        found = f"{shown}{_more(places)}, which occurred twice in {self.tz}"
        fix = _state(offsets)
        if self._stands_twice(places):
            found += "; the hour stands twice in the file: the clock was put back"
            fix = "export the log in UTC, or write each of these times with its offset"
        elif self._runs_through(places):
            found += "; the readings run on evenly straight through it: the logger's clock did not move"
        expected = f"{shown}{offsets[0]} or {shown}{offsets[1]}"
        return Fault(self.where(first), found, expected, fix, AmbiguousLocalTime)

    def _offsets(self, place: int) -> tuple[str, str]:
        """Return the offsets before and after the change in which a doubtful local time lies."""
        return _offset(self.local[place], self.tz, 0), _offset(self.local[place], self.tz, 1)

    def _stands_twice(self, places: Places) -> bool:
        """Say whether a doubtful hour begins again within the file."""
        order = self._order()
        doubtful = np.isin(order, places)
        return bool((np.diff(self.local[order])[doubtful[1:] & doubtful[:-1]] <= 0).any())

    def _runs_through(self, places: Places) -> bool:
        """Say whether the readings keep their interval from before the first doubtful hour to after it."""
        order = self._order()
        local, doubtful = self.local[order], np.isin(order, places)
        first = int(np.argmax(doubtful))
        beyond = np.nonzero(~doubtful[first:])[0]
        rhythm = self._rhythm(np.diff(local))
        if first == 0 or not len(beyond) or rhythm is None:
            return False
        steps = np.diff(local[first - 1 : first + int(beyond[0]) + 1])
        return bool((np.abs(steps - rhythm) <= _tolerance(rhythm)).all())

    def _bent(self, before: int, after: int, count: int, rhythm: float | None) -> Fault:
        """Refuse a log that keeps its rhythm straight through a change of the clocks."""
        offsets = _offset(self.local[before], self.tz), _offset(self.local[after], self.tz)
        more = f" and {count - 1} more" if count > 1 else ""
        found = (
            f"{_written(self.local[before])} and then {_written(self.local[after])}, evenly every "
            f"{(rhythm or 0) / SECOND / 60:g} min straight through a change of the clocks in {self.tz}{more}: "
            "the logger's clock did not move"
        )
        forward = self.local[after] - self.local[before] > 0 and offsets[1] > offsets[0]
        kind = NonexistentLocalTime if forward else AmbiguousLocalTime
        return Fault(self.where(after), found, "the offset that the clock kept", _state(offsets), kind)

    def _note(self, after: float, *, proven: bool) -> str:
        day = moment(after).astimezone(self.tz).date()
        if proven:
            return f"the logger's clock changed with {self.tz} by {day}: its readings stay even only so"
        return f"that the logger's clock changed with {self.tz} by {day} is the caller's word: no reading shows it"


def _state(offsets: tuple[str, str]) -> str:
    one, other = offsets
    stated = f"state it, --tz {one} or --tz {other} (in `validate`: --logger-tz)"
    return f"a clock that never moves has a fixed offset: {stated}; or export in UTC"


def _offset(local_us: float, tz: tzinfo, fold: int = 0) -> str:
    return _naive(local_us).replace(tzinfo=tz, fold=fold).isoformat()[-6:]


def _more(places: Places) -> str:
    return f" and {len(places) - 1} more such times" if len(places) > 1 else ""


def _tolerance(rhythm: float) -> float:
    return min(rhythm / 4, _JITTER_US)


def _even(step: float, rhythm: float) -> bool:
    count = round(step / rhythm)
    return 1 <= count <= _LONGEST_GAP and abs(step - count * rhythm) <= _tolerance(rhythm)


def _proves(step: float, otherwise: float, rhythm: float | None) -> bool:
    """Say whether a step keeps the rhythm, and would not if the clock were taken the other way.

    Examples
    --------
    >>> two_hours = 7200 * SECOND
    >>> _proves(two_hours, 1.5 * two_hours, two_hours), _proves(1.5 * two_hours, two_hours, two_hours)
    (True, False)
    >>> _proves(7.0, 13.0, 1.0)
    False
    """
    if rhythm is None or not _even(step, rhythm):
        return False
    single = abs(step - rhythm) <= _tolerance(rhythm) < abs(otherwise - rhythm)
    return single or not _even(otherwise, rhythm)


def without_zone(local: Column, where: Where) -> Fault:
    """Return one fault for local times without a stated zone."""
    places = np.nonzero(~np.isnan(local))[0]
    found = f"{_written(local[places[0]])} without a zone{_more(places)}"
    fix = "add an offset such as +01:00, or state the zone: --tz Europe/Stockholm"
    return Fault(where(int(places[0])), found, "a time with its offset, or a zone", fix, NaiveTime)


def unsettled_offset_faults(raw: RawLog, answers: Answers, where: Where) -> Iterator[Fault]:
    """Refuse times of which a file names an offset and not whether they are in it, until a fixed one is stated."""
    possible = [zone(offset) for offset in raw.possible_offsets]
    if not raw.times or not possible or answers.tz in possible:
        return
    stated = " or ".join(f"--tz {offset}" for offset in raw.possible_offsets)
    found = f"{raw.times[0]}{_more(np.arange(len(raw.times)))}, and a header that names the offset "
    found += f"{raw.possible_offsets[0]} and does not say whether times are in it or in UTC"
    found += f"; stated is {answers.tz}" if answers.tz else ""
    fix = f"compare the first time with when the logger was started, and state {stated} (in `validate`: --logger-tz)"
    kind = DisprovedAnswer if answers.tz else NaiveTime
    yield Fault(where(0), found, f"one of {' and '.join(raw.possible_offsets)}, stated", fix, kind)


def steps_back(times: Column, where: Where) -> tuple[list[int], list[Fault]]:
    """Return the places after which a clock steps back, and a fault for each."""
    places = [int(i) for i in np.nonzero(np.diff(times) < 0)[0]]
    fix = "check the logger's clock; put the rows right, or read the pieces apart: --on-clock-jump split"
    return places, [
        Fault(where(i + 1), f"{iso(times[i + 1])} after {iso(times[i])}", "times in order", fix, TimesOutOfOrder)
        for i in places
    ]


def _naive(local_us: float) -> datetime:
    return moment(local_us).replace(tzinfo=None)


def _written(local_us: float) -> str:
    naive = _naive(local_us)
    return naive.isoformat(" ", "auto" if naive.second or naive.microsecond else "minutes")
