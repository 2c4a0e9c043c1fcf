"""The rows of an event table that name a logger: of which container, when, and which of its events each row is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.name_codes import numbered
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_order import node
from atmp_logistics.evidence.events.roster import KINDS, Roster
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.evidence.temperature.bounded_instants import NO_EVENT, BoundedInstants

#: Stands for the event at which a row of a therapy that is set aside names a logger: it is not known.
NAMED_ASIDE = ""


@dataclass(frozen=True, slots=True, repr=False)
class LoggerRows(ShortRepr):
    """Rows that name a logger, one entry for each container that a row is about.

    `code` is the place of the logger's name in `names`; `time` is NaN where the row has none; `doubt` says how far a
    written time may lie from the true one, in microseconds; `when` are the rows' instants as the record bounds them.
    """

    container: Index
    code: Index
    names: tuple[str, ...]
    time: Column
    doubt: Column
    when: BoundedInstants

    def __len__(self) -> int:
        return len(self.container)

    def take(self, places: Index | Mask) -> LoggerRows:
        """Return some of the rows."""
        columns = (self.container[places], self.code[places], self.names, self.time[places], self.doubt[places])
        return LoggerRows(*columns, self.when.take(places))


def events_naming(logger: str, table: pd.DataFrame) -> frozenset[str]:
    """Return the events of the rows that name a logger, whatever container each row is about.

    Examples
    --------
    >>> sorted(events_naming("TANK-3", pd.DataFrame({"logger_id": ["", "TANK-3"], "event": ["a", "product_received"]})))
    ['product_received']
    """
    codes, names = numbered(table["logger_id"])
    place = np.nonzero(np.equal(names, logger))[0]
    if not logger or not len(place):
        return frozenset()
    return frozenset(map(str, table["event"].iloc[np.nonzero(np.isin(codes, place))[0]].unique()))


def logger_rows(table: pd.DataFrame, evidence: Evidence) -> LoggerRows:
    """Return the rows of a table that name a logger, or `none`, of the containers of the evidence."""
    if (table["logger_id"] == "").all():
        nobody, nothing = np.empty(0, np.int64), np.empty(0)
        return LoggerRows(nobody, nobody, (), nothing, nothing, BoundedInstants.at(0.0, 0))
    roll = evidence.event_rows.roll
    found = stated_values(table, roll, "logger_id")
    # By name and not by the order of rows: names of one instant stand alike in every part of a record.
    codes, names = pd.factorize(np.asarray(found.value, object), sort=True)
    time, doubt = table["time"].to_numpy(np.float64), doubts(table, evidence)
    container = np.asarray(found.place, np.int64)
    when = _moments(evidence, roll, found.row, container, time, doubt)
    own = tuple(map(str, names))
    return LoggerRows(container, codes.astype(np.int64), own, time[found.row], doubt[found.row], when)


def doubts(table: pd.DataFrame, evidence: Evidence) -> Column:
    """Return how far the written time of each row of a table may lie from the true one, in microseconds."""
    return np.broadcast_to(exactness_of(table, evidence.site.resolution_s).doubt_us, len(table))


def _moments(
    evidence: Evidence, roll: Roster, row: Index, container: Index, time: Column, doubt: Column
) -> BoundedInstants:
    """Return when each row was: its own time, or what is known of its event where that stands in the record once."""
    one = _Instances.of(roll, row, container, time, doubt)
    first, last = (_nodes(evidence, roll.kind[row].astype(np.int64), side) for side in ("first", "last"))
    known = one.happened & (first >= 0)
    lo = np.where(known, evidence.lo[np.maximum(first, 0), container], -np.inf)
    hi = np.where(known, evidence.hi[np.maximum(last, 0), container], np.inf)
    at = time[row]
    lo, hi = np.fmax(lo, at - doubt[row]), np.fmin(hi, at + doubt[row])
    latest = np.where(one.only | one.first, first, last)
    earliest = np.where(one.only | one.last, last, first)
    return BoundedInstants(lo, hi, np.where(known, latest, NO_EVENT), np.where(known, earliest, NO_EVENT))


def _nodes(evidence: Evidence, kind: Index, side: str) -> Index:
    """Return the row of the evidence that the first or the last instance of each event has."""
    places = [evidence.network.places.get(node(name, side), NO_EVENT) for name in KINDS]
    return np.array([*places, NO_EVENT], np.int64)[kind]


@dataclass(frozen=True, slots=True)
class _Instances:
    """Of each row, whether its event happened to the container, and whether it is the only, first or last one."""

    happened: Mask
    only: Mask
    first: Mask
    last: Mask

    @classmethod
    def of(cls, roll: Roster, row: Index, place: Index, time: Column, doubt: Column) -> _Instances:
        rows, places = roll.of_events(np.nonzero(np.isin(roll.kind, np.unique(roll.kind[row])))[0])
        rows, places = np.asarray(rows, np.int64), np.asarray(places, np.int64)
        order = np.lexsort((time[rows], roll.kind[rows], places))
        rows, places = rows[order], places[order]
        key = places * (len(KINDS) + 1) + roll.kind[rows]
        if not len(key):
            none = np.zeros(len(row), bool)
            return cls(none, none, none, none)
        begin = np.nonzero(np.diff(key, prepend=-1))[0]
        stop = np.append(begin[1:], len(key))
        timed = ~np.isnan(time[rows[stop - 1]])
        front, back = rows[begin], rows[stop - 1]
        clear = surely_before(time, doubt, front, rows[np.minimum(begin + 1, stop - 1)])
        clear_back = surely_before(time, doubt, rows[np.maximum(stop - 2, begin)], back)
        group = np.searchsorted(key[begin], place * (len(KINDS) + 1) + roll.kind[row])
        group = np.minimum(group, len(begin) - 1)
        pair = places * len(time) + rows
        happened = np.isin(place * len(time) + row, pair)
        only = happened & (stop - begin == 1)[group]
        first = happened & (timed & clear)[group] & (row == front[group])
        return cls(happened, only, first, happened & (timed & clear_back)[group] & (row == back[group]))


def surely_before(time: Column, doubt: Column, first: Index, then: Index) -> Mask:
    """Say whether one row surely came before another, by what was written.

    Examples
    --------
    >>> minutes = np.array([0.0, 1.0, 1.0, 9.0]) * MINUTE
    >>> pairs = np.array([0, 1, 0]), np.array([1, 2, 3])
    >>> surely_before(minutes, np.full(4, MINUTE), *pairs).tolist()
    [True, False, True]
    >>> surely_before(minutes, np.full(4, 5 * MINUTE), *pairs).tolist()
    [False, False, False]
    """
    apart = (time[first] + doubt[first] <= time[then] - doubt[then]) & (time[first] != time[then])
    fine = (doubt[first] <= MINUTE) & (doubt[then] <= MINUTE)
    return np.asarray(apart | (fine & (time[first] // MINUTE < time[then] // MINUTE)), bool)
