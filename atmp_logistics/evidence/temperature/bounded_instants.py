"""BoundedInstants: instants known within bounds, and the events before or after which each one surely is.

Two moments that begin with the same row of a record share its doubt: which of them comes first is asked of the events
that they are, and only then of their bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.evidence import Evidence

#: Stands for no event: nothing is known but the bounds.
NO_EVENT = -1
#: Stands for the first, or the last, of all events that the record of a container holds.
ANY_EVENT = -2
#: How far each node of the network can be after another, in microseconds.
Reach = NDArray[np.float64]


@dataclass(frozen=True, slots=True, repr=False)
class BoundedInstants(ShortRepr):
    """Instants, one entry each.

    Parameters
    ----------
    lo, hi : ndarray of float64
        Bounds in microseconds.
    latest : ndarray of int
        An event (a row of the evidence) that the moment is never after.
    earliest : ndarray of int
        An event that the moment is never before.
    """

    lo: Column
    hi: Column
    latest: Index
    earliest: Index

    @classmethod
    def at(cls, instant: float, count: int) -> BoundedInstants:
        """Return the same instant so many times; -inf is before everything, inf after."""
        same, nothing = np.full(count, instant), np.full(count, NO_EVENT, np.int64)
        return cls(same, same, nothing, nothing)

    @classmethod
    def of_event(cls, evidence: Evidence, name: str, side: str) -> BoundedInstants:
        """Return when an event, or a stage without its end, happened to each container."""
        lo, hi = evidence.bounds(name, side)
        early, late = ends_of(name)
        earliest, latest = (np.full(len(lo), evidence.row(end, side), np.int64) for end in (early, late))
        # Where the record holds an event no more than once, its first instance is its last.
        earliest[_once(evidence, early)] = evidence.row(early, "last")
        latest[_once(evidence, late)] = evidence.row(late, "first")
        return cls(lo, hi, latest, earliest)

    def __len__(self) -> int:
        return len(self.lo)

    def take(self, places: Index | Mask) -> BoundedInstants:
        """Return some of the moments."""
        return BoundedInstants(self.lo[places], self.hi[places], self.latest[places], self.earliest[places])

    def or_else(self, own: Mask, other: BoundedInstants) -> BoundedInstants:
        """Return these moments where `own` says so, and the others elsewhere."""
        pairs = ((self.lo, other.lo), (self.hi, other.hi), (self.latest, other.latest), (self.earliest, other.earliest))
        return BoundedInstants(*(np.where(own, one, another) for one, another in pairs))

    def never_after(self, other: BoundedInstants, reach: Reach) -> Mask:
        """Say which moments are surely not after others, by the events that they are or by their bounds."""
        return not_after(self.latest, other.earliest, reach) | (self.hi <= other.lo)

    def first_of(self, other: BoundedInstants, reach: Reach) -> BoundedInstants:
        """Return whichever comes first; where nobody knows, bounds on it."""
        latest = np.where(other.latest >= 0, other.latest, self.latest)
        nothing = np.full(len(self), NO_EVENT, np.int64)
        either = BoundedInstants(np.minimum(self.lo, other.lo), np.minimum(self.hi, other.hi), latest, nothing)
        either = other.or_else(other.never_after(self, reach), either)
        # Of one instant, the one comes first that facts put first.
        return self.or_else(self.never_after(other, reach) & ~not_after(other.latest, self.earliest, reach), either)

    def last_of(self, other: BoundedInstants, reach: Reach) -> BoundedInstants:
        """Return whichever comes last; where nobody knows, bounds on it."""
        earliest = np.where(other.earliest >= 0, other.earliest, self.earliest)
        nothing = np.full(len(self), NO_EVENT, np.int64)
        either = BoundedInstants(np.maximum(self.lo, other.lo), np.maximum(self.hi, other.hi), nothing, earliest)
        either = other.or_else(self.never_after(other, reach), either)
        return self.or_else(other.never_after(self, reach) & ~not_after(self.latest, other.earliest, reach), either)


def written_before(evidence: Evidence, first: Index | int, then: Index | int, container: Index) -> Mask:
    """Say where one event of a container is written in an earlier minute than another; not where either is no event.

    Two different minutes of one record are in their true order, as if facts put the one before the other.
    """
    if evidence.minutes is None or not len(container):
        return np.zeros(len(container), bool)
    rows = (np.broadcast_to(np.asarray(row), len(container)) for row in (first, then))
    late, early = (_minutes(evidence, row, container)[side] for row, side in zip(rows, (1, 0), strict=True))
    return np.asarray(late < early, bool)


def _minutes(evidence: Evidence, rows: Index, container: Index) -> tuple[Column, Column]:
    """Return bounds on the minute in which each event, a row of the evidence, is written; unbounded for none."""
    early, late = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for row in np.unique(rows[rows >= 0]).tolist():
        name, _, side = evidence.network.nodes[row].partition(":")
        own = rows == row
        early[own], late[own] = (column[container[own]] for column in evidence.written_minutes(name, side or "first"))
    return early, late


def _once(evidence: Evidence, event: str) -> Mask:
    """Say of which containers the record holds an event no more than once."""
    return np.asarray(np.bincount(evidence.event_rows.rows(event).place, minlength=len(evidence)) <= 1, bool)


def concatenated(parts: list[BoundedInstants]) -> BoundedInstants:
    """Return the moments of several columns one after the other."""
    columns = (np.concatenate([getattr(one, name) for one in parts]) for name in ("lo", "hi", "latest", "earliest"))
    return BoundedInstants(*columns)


def not_after(first: Index | int, then: Index | int, reach: Reach) -> Mask:
    """Say whether facts alone put one event no later than another; not where either is `NO_EVENT`.

    Examples
    --------
    >>> reach = np.array([[0.0, 5.0], [0.0, 0.0]])
    >>> not_after(np.array([0, 1, NO_EVENT]), np.array([1, 0, 0]), reach).tolist()
    [True, False, False]
    """
    first, then = np.asarray(first), np.asarray(then)
    if not reach.size:
        return np.zeros(np.broadcast(first, then).shape, bool)
    return np.asarray((first >= 0) & (then >= 0) & (reach[then, first] <= 0), bool)


def first_and_last_event(evidence: Evidence) -> tuple[BoundedInstants, BoundedInstants]:
    """Return the first and the last event that the record of each container holds."""
    names = [name.partition(":")[0] for name in evidence.network.nodes]
    there = np.array([evidence.recorded[name] for name in names]).reshape(len(names), len(evidence))
    any_event = np.full(len(evidence), ANY_EVENT, np.int64)
    lo, hi = (np.where(there, column, far) for column, far in ((evidence.lo, np.inf), (evidence.hi, np.inf)))
    first = BoundedInstants(lo.min(axis=0), hi.min(axis=0), any_event, np.full(len(evidence), NO_EVENT, np.int64))
    lo, hi = (np.where(there, column, -np.inf) for column in (evidence.lo, evidence.hi))
    return first, BoundedInstants(lo.max(axis=0), hi.max(axis=0), np.full(len(evidence), NO_EVENT, np.int64), any_event)
