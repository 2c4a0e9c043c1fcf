"""Spans of time of many containers, as columns: joined where they touch, measured, and looked up in each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index


@dataclass(frozen=True, slots=True)
class IntervalSet:
    """Spans of time, one entry for each.

    Attributes
    ----------
    container : ndarray of int64
        The place of the container that each span belongs to.
    begin, end : ndarray of float64
        The two ends, both included, in microseconds since 1970 in UTC.
    """

    container: Index
    begin: Column
    end: Column

    @classmethod
    def none(cls) -> IntervalSet:
        """Return no span."""
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0))

    def __len__(self) -> int:
        return len(self.container)

    def __or__(self, other: IntervalSet) -> IntervalSet:
        return IntervalSet(
            np.concatenate([self.container, other.container]),
            np.concatenate([self.begin, other.begin]),
            np.concatenate([self.end, other.end]),
        )

    def merged(self) -> IntervalSet:
        """Return the spans joined where they touch, each container's in time order.

        Examples
        --------
        >>> one = IntervalSet(np.array([0, 0, 0, 1]), np.array([5.0, 0.0, 2.0, 3.0]), np.array([7.0, 2.0, 3.0, 4.0]))
        >>> found = one.merged()
        >>> list(zip(found.container.tolist(), found.begin.tolist(), found.end.tolist()))
        [(0, 0.0, 3.0), (0, 5.0, 7.0), (1, 3.0, 4.0)]
        """
        if not len(self):
            return self
        order = np.lexsort((self.begin, self.container))
        container, begin, end = self.container[order], self.begin[order], self.end[order]
        reached = _reached(container, end)
        apart = (container[1:] != container[:-1]) | (begin[1:] > reached[:-1])
        first = np.concatenate([[0], np.nonzero(apart)[0] + 1])
        return IntervalSet(container[first], begin[first], reached[np.append(first[1:], len(container)) - 1])

    def counts(self, containers: int) -> Column:
        """Return how many spans each container has."""
        return np.bincount(self.container, minlength=containers).astype(np.float64)

    def longest(self, containers: int) -> Column:
        """Return how long each container's longest span is, in microseconds; 0 where it has none."""
        out = np.zeros(containers)
        np.maximum.at(out, self.container, self.end - self.begin)
        return out

    def lasting_until(self, ends: Column) -> IntervalSet:
        """Return the spans with another end: one for each container."""
        return IntervalSet(self.container, self.begin, ends[self.container])

    def holding(self, others: IntervalSet) -> IntervalSet:
        """Return those of these merged spans that contain a whole span of the others."""
        places = self.places_of(others)
        some = np.unique(places[places >= 0])
        return IntervalSet(self.container[some], self.begin[some], self.end[some])

    def places_of(self, others: IntervalSet) -> Index:
        """Return which of these merged spans contains each of the others whole; -1 where none does.

        Examples
        --------
        >>> spans = IntervalSet(np.array([0, 0, 1]), np.array([0.0, 5.0, 0.0]), np.array([2.0, 7.0, 9.0]))
        >>> others = IntervalSet(np.array([0, 0, 1]), np.array([5.0, 1.0, 3.0]), np.array([6.0, 3.0, 9.0]))
        >>> spans.places_of(others).tolist()
        [1, -1, 2]
        """
        if not len(self):
            return np.full(len(others), -1, np.int64)
        starts, asked = _ranks(self.begin, others.begin)
        size = len(self) + len(others) + 1
        place = np.searchsorted(self.container * size + starts, others.container * size + asked, "right") - 1
        at = np.maximum(place, 0)
        inside = (place >= 0) & (self.container[at] == others.container) & (others.end <= self.end[at])
        return np.asarray(np.where(inside, place, -1), np.int64)


def _reached(container: Index, end: Column) -> Column:
    """Return the latest end of each container's spans so far; by the rank of the ends, which rounds nothing."""
    ordered, rank = np.unique(end, return_inverse=True)
    return np.asarray(ordered[np.maximum.accumulate(container * len(ordered) + rank) % len(ordered)])


def _ranks(one: Column, other: Column) -> tuple[Index, Index]:
    """Return whole numbers in the order of the instants of two columns."""
    rank = np.unique(np.concatenate([one, other]), return_inverse=True)[1]
    return rank[: len(one)], rank[len(one) :]
