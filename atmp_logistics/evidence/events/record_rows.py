"""The rows of an event table as a record: whose each is, when it was written, and how exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from atmp_logistics.core.columns import ROWS, Codes, Column, Index, Mask, blocks
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.exactness import EXACT, Exactness
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.roster import KINDS, Roster
from atmp_logistics.evidence.events.unclear_storage_out import StorageOuts

#: Two times that keep the order of their minutes are off by at most a minute each.
BOTH_DOUBTS_US = 2 * MINUTE
#: One event's rows: whose each is, when, and its place in the table.
Logged = tuple[Codes, Column, Index]
#: Bounds of an event's first and last instance in every container.
Ends = tuple[tuple[Column, Column], tuple[Column, Column]]


@dataclass(frozen=True, slots=True, repr=False)
class Record(ShortRepr):
    """The rows of a table's events: whose each is, when it happened, and how exactly that is written.

    `at_most_us` are the latest instants of rows whose written time is not taken as the event's: each happened by then.
    It is +inf for any other row, and None where there are none; the time of such a row is NaN. `apart` are the rows of
    a therapy that stand in another file than most of it: different minutes keep their order in one file alone. It is
    None where all rows are from one file.
    """

    roll: Roster
    time: Column
    exactness: Exactness = EXACT
    at_most_us: Column | None = None
    apart: Mask | None = None
    _rows: dict[str, Logged] = field(default_factory=dict, repr=False, compare=False)

    @property
    def events(self) -> list[str]:
        """The events of the table."""
        count = np.zeros(len(KINDS), np.int64)
        for part in blocks(len(self.time), ROWS):
            count += np.bincount(self.roll.kind[part].astype(np.int64), minlength=len(count))
        return [KINDS[i] for i in np.nonzero(count)[0]]

    def rows(self, event: str) -> Logged:
        """Return the rows of one event; found once, however many ask."""
        if event not in self._rows:
            own = np.nonzero(self.roll.kind == KINDS.index(event))[0]
            rows, at = self.roll.of_events(own)
            self._rows[event] = at, self.time[rows], np.asarray(rows, np.int64)
        return self._rows[event]

    def outs(self) -> StorageOuts:
        """Return which ways out of a store follow each other without one in between: unknown which is the true one."""
        return StorageOuts.of(self.rows("storage_out")[:2], self.rows("storage_in")[:2], len(self.roll))

    def without_times(self, rows: Index) -> Record:
        """Return the record with the written times of some rows taken as the latest that each can have happened."""
        time, latest = self.time.copy(), np.full(len(self.time), np.inf)
        latest[rows] = time[rows] + self.exactness.of(rows)
        time[rows] = np.nan
        return Record(self.roll, time, self.exactness, latest, self.apart)

    def instances(self, event: str, early: Column, late: Column, latest: Column | None) -> tuple[Ends, Mask]:
        """Return bounds of an event's first and last instance, from bounds of each of its rows, and who has its time.

        Parameters
        ----------
        event : str
        early, late : ndarray of float64
            Of each row of the event, in the order of `rows`; NaN where it has no time.
        latest : ndarray of float64 or None
            Of each row without its time, the latest it can have happened; None: any is unbounded.
        """
        at, _, _ = self.rows(event)
        count, kind = len(self.roll), EVENTS[event]
        first, first_late, last_early, last = (np.full(count, bound) for bound in (np.inf, np.inf, -np.inf, -np.inf))
        for out, fold, side in (
            (first, np.fmin, early), (first_late, np.fmin, late), (last_early, np.fmax, early), (last, np.fmax, late),
        ):  # fmt: skip
            fold.at(out, at, side)
        some, lost = np.isfinite(first), np.zeros(count, bool)
        untimed = np.isnan(early)
        lost[at[untimed]] = True
        bound = np.full(count, -np.inf)
        np.fmax.at(bound, at[untimed], np.inf if latest is None else latest[untimed])
        bound_first = np.full(count, np.inf)
        np.fmin.at(bound_first, at[untimed], np.inf if latest is None else latest[untimed])
        known = some & ~lost
        unlogged = ~some & ~lost
        start = np.where(known, first, -np.inf)
        end = np.where(unlogged, np.inf, np.maximum(np.where(some, last, -np.inf), bound))
        if kind.recurs:
            front = start, np.minimum(first_late, bound_first)
            ends = front, (np.where(some, last_early, -np.inf), end)
            return (self.outs().bounds(at, early, late, ends) if event == "storage_out" else ends), known
        if kind.scope not in {"material", "dose"}:
            # Rows of a therapy's event repeat its one time: one of them without it takes nothing away.
            start, end = np.where(some, first, -np.inf), np.where(some, last, end)
        return ((start, end), (start, end)), known


@dataclass(frozen=True, slots=True, repr=False)
class WrittenMinutes(ShortRepr):
    """The minutes in which events are written, as bounds in every container: different ones are in their true order.

    An event without a time is in any minute. `once` holds the minute of each event that no container has twice, NaN
    where it has none; the columns of any other are made when they are first asked for, of those in `several`. `opened`
    are the containers in which the first, or last, instance of an event may be one that nobody logged.
    """

    record: Record
    once: Mapping[str, Column] = field(default_factory=dict)
    several: frozenset[str] = frozenset()
    opened: Mapping[tuple[str, str], Mask] = field(default_factory=dict)
    _found: dict[str, Ends] = field(default_factory=dict)

    def of(self, event: str, side: str, part: slice | Index) -> tuple[Column, Column]:
        """Return bounds on the minute in which an event's first or last instance is written, in some containers."""
        early, late = self.written(event, side, part)
        if (own := self.opened.get((event, side))) is None:
            return early, late
        if side == "first":
            return np.where(own[part], -np.inf, early), late
        return early, np.where(own[part], np.inf, late)

    def written(self, event: str, side: str, part: slice | Index) -> tuple[Column, Column]:
        """Return the same by the rows alone, whether or not an instance may be missing beside them."""
        if event in self.once:
            minute = self.once[event][part]
            return np.fmax(minute, -np.inf), np.fmin(minute, np.inf)
        if event in self.several and event not in self._found:
            self._found[event] = self._columns(event)
        if event in self._found:
            early, late = self._found[event][side == "last"]
            return early[part], late[part]
        count = len(np.empty(len(self.record.roll), bool)[part])
        return np.full(count, -np.inf), np.full(count, np.inf)

    def _columns(self, event: str) -> Ends:
        _, time, rows = self.record.rows(event)
        latest, apart = self.record.at_most_us, self.record.apart
        if latest is not None:
            latest = minute_of(latest[rows] - self.record.exactness.of(rows))
        # Two files may be written by two clocks: then minutes that differ by one say nothing of the order.
        doubt = 0.0 if apart is None else np.where(apart[rows], MINUTE, 0.0)
        return self.record.instances(event, minute_of(time - doubt), minute_of(time + doubt), latest)[0]


def minute_of(time_us: Column) -> Column:
    """Return the minute in which each instant lies, counted from 1970."""
    return np.floor(time_us / MINUTE)
