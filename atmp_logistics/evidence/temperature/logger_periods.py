"""LoggerPeriods: from when to when a logger stood for a container, and whether it went along or stayed in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.temperature.bounded_instants import BoundedInstants, Reach, concatenated


@dataclass(frozen=True, slots=True, repr=False)
class LoggerPeriods(ShortRepr):
    """Stretches, one entry each.

    Parameters
    ----------
    container, logger : ndarray of int
        Whose, and the logger's place in the log's loggers.
    begin, end : BoundedInstants
    travels : ndarray of bool
        Whether the logger went along with the product, so that its readings from before and after are of other places.
    """

    container: Index
    logger: Index
    begin: BoundedInstants
    end: BoundedInstants
    travels: Mask

    @classmethod
    def none(cls) -> LoggerPeriods:
        """Return no stretch at all."""
        nobody, never = np.empty(0, np.int64), BoundedInstants.at(0.0, 0)
        return cls(nobody, nobody, never, never, np.empty(0, bool))

    @classmethod
    def of_one(
        cls, container: Index, logger: int, begin: BoundedInstants, end: BoundedInstants, *, travels: bool
    ) -> LoggerPeriods:
        """Return the stretches of one logger; `begin` and `end` have an entry for every container there is."""
        some = np.full(len(container), logger, np.int64), np.full(len(container), travels)
        return cls(container, some[0], begin.take(container), end.take(container), some[1])

    def __len__(self) -> int:
        return len(self.container)

    def take(self, places: Index | Mask) -> LoggerPeriods:
        """Return some of the stretches."""
        return LoggerPeriods(
            self.container[places], self.logger[places], self.begin.take(places), self.end.take(places),
            self.travels[places],
        )  # fmt: skip

    def mark(self) -> bytes:
        """Return what tells these stretches from others; of loggers that stay in their place their ends do not."""
        own = self.travels
        ends = (self.begin.lo[own], self.begin.hi[own], self.end.lo[own], self.end.hi[own])
        return b"".join(column.tobytes() for column in (self.container, self.logger, own, *ends))

    def ordered(self) -> LoggerPeriods:
        """Return the stretches with a container's together, in time order."""
        at = self.container
        if len(at) < 2 or bool((at[1:] > at[:-1]).all()):
            return self
        return self.take(np.lexsort((self.begin.hi, at)))

    def without(self, other: LoggerPeriods, reach: Reach) -> LoggerPeriods:
        """Return what of the stretches lies before and after those of others, which each container has at most once."""
        place = np.full(int(max(self.container.max(initial=-1), other.container.max(initial=-1))) + 1, -1)
        place[other.container] = np.arange(len(other))
        at = place[self.container]
        meets, at = at >= 0, np.maximum(at, 0)
        if not meets.any():
            return self
        front = replace(self, end=self.end.first_of(other.begin.take(at), reach).or_else(meets, self.end))
        back = replace(self, begin=self.begin.last_of(other.end.take(at), reach)).take(meets)
        return merged_periods([one.take(~one.end.never_after(one.begin, reach)) for one in (front, back)])


def merged_periods(parts: list[LoggerPeriods]) -> LoggerPeriods:
    """Return the stretches of several columns, a container's together and in time order."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0].ordered() if parts else LoggerPeriods.none()
    container, logger, travels = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("container", "logger", "travels")
    )
    begin, end = (concatenated([getattr(one, name) for one in parts]) for name in ("begin", "end"))
    return LoggerPeriods(container, logger, begin, end, travels).ordered()


def without_overlaps(container: Index, since: Column, until: Column, kept: Mask) -> tuple[Index, Column, Column]:
    """Return some stretches, a container's together and in time order, without what an earlier one of it covers.

    Returns
    -------
    kept, since, until : ndarray
        Which stretches are left, and from when to when each stands.

    Examples
    --------
    >>> container, since, until = np.zeros(3, int), np.array([0.0, 2.0, 5.0]), np.array([9.0, 4.0, 12.0])
    >>> [column.tolist() for column in without_overlaps(container, since, until, np.ones(3, bool))]
    [[0, 2], [0.0, 9.0], [9.0, 12.0]]
    """
    rows = np.nonzero(kept)[0]
    whose, begin, end = container[rows], since[rows], until[rows]
    again = np.append([False], whose[1:] == whose[:-1]) if len(rows) else np.zeros(0, bool)
    if again.any():
        begin = np.where(again, np.maximum(begin, _latest_before(whose, end)), begin)
    left = begin <= end
    return rows[left], begin[left], end[left]


def _latest_before(whose: Index, end: Column) -> Column:
    """Return the latest end of a container's stretches before each one; of its first, that of another's."""
    values, rank = np.unique(end, return_inverse=True)
    latest = np.maximum.accumulate(whose * len(values) + rank) % len(values)
    return np.append([-np.inf], values[latest[:-1]])
