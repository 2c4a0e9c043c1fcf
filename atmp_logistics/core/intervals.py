"""Spans of time of many containers, as columns: put together where they touch, measured, and found in one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index


@dataclass(frozen=True, slots=True)
class IntervalSet:
    """Spans of time, one entry each: whose, and from when to when, both ends included; instants in microseconds."""

    whose: Index
    begin: Column
    end: Column

    @classmethod
    def none(cls) -> IntervalSet:
        """Return no span."""
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0))

    def __len__(self) -> int:
        return len(self.whose)

    def __or__(self, other: IntervalSet) -> IntervalSet:
        return IntervalSet(
            np.concatenate([self.whose, other.whose]),
            np.concatenate([self.begin, other.begin]),
            np.concatenate([self.end, other.end]),
        )

    def merged(self) -> IntervalSet:
        """Return the spans put together where they touch, each container's in time order.

        Examples
        --------
        >>> one = IntervalSet(np.array([0, 0, 0, 1]), np.array([5.0, 0.0, 2.0, 3.0]), np.array([7.0, 2.0, 3.0, 4.0]))
        >>> found = one.merged()
        >>> list(zip(found.whose.tolist(), found.begin.tolist(), found.end.tolist()))
        [(0, 0.0, 3.0), (0, 5.0, 7.0), (1, 3.0, 4.0)]
        """
        if not len(self):
            return self
        order = np.lexsort((self.begin, self.whose))
        whose, begin, end = self.whose[order], self.begin[order], self.end[order]
        reached = _reached(whose, end)
        apart = (whose[1:] != whose[:-1]) | (begin[1:] > reached[:-1])
        first = np.concatenate([[0], np.nonzero(apart)[0] + 1])
        return IntervalSet(whose[first], begin[first], reached[np.append(first[1:], len(whose)) - 1])

    def counts(self, containers: int) -> Column:
        """Return how many spans each container has."""
        return np.bincount(self.whose, minlength=containers).astype(np.float64)

    def longest(self, containers: int) -> Column:
        """Return how long each container's longest span is, in microseconds; 0 where it has none."""
        out = np.zeros(containers)
        np.maximum.at(out, self.whose, self.end - self.begin)
        return out

    def holding(self, others: IntervalSet) -> IntervalSet:
        """Return those of these spans, which are merged, that hold a whole one of the others."""
        if not len(self):
            return self
        starts, asked = _ranks(self.begin, others.begin)
        size = len(self) + len(others) + 1
        place = np.searchsorted(self.whose * size + starts, others.whose * size + asked, "right") - 1
        at = np.maximum(place, 0)
        inside = (place >= 0) & (self.whose[at] == others.whose) & (others.end <= self.end[at])
        some = np.unique(place[inside])
        return IntervalSet(self.whose[some], self.begin[some], self.end[some])


def _reached(whose: Index, end: Column) -> Column:
    """Return the latest end of each container's spans up to each, without a rounding: by the rank of the ends."""
    ordered, rank = np.unique(end, return_inverse=True)
    return np.asarray(ordered[np.maximum.accumulate(whose * len(ordered) + rank) % len(ordered)])


def _ranks(one: Column, other: Column) -> tuple[Index, Index]:
    """Return whole numbers in the order of the instants of two columns."""
    rank = np.unique(np.concatenate([one, other]), return_inverse=True)[1]
    return rank[: len(one)], rank[len(one) :]
