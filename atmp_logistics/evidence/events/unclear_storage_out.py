"""Containers that came out of a store twice without going in between: which time is the true one, nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Codes, Column, Index, Mask

#: Whose each row is, and when.
Rows = tuple[Codes, Column]
#: Bounds of the first, and of the last, instance in every container.
Ends = tuple[tuple[Column, Column], tuple[Column, Column]]


@dataclass(frozen=True, slots=True)
class StorageOuts:
    """Which rows of coming out follow each other without one of going in between, at either end of a record.

    `first` and `last` say which rows may be the first, and the last, of their container; `unclear` which containers
    have two times for one of them, and `lost` which have several rows, one without its time: that may be any.
    """

    first: Mask
    last: Mask
    unclear: tuple[Mask, Mask]
    lost: Mask

    @classmethod
    def of(cls, outs: Rows, ins: Rows, count: int) -> StorageOuts:
        """Look at the rows of all containers.

        Examples
        --------
        >>> outs, ins = (np.array([0, 0, 1, 1]), np.array([8.0, 10.0, 8.0, 10.0])), (np.array([1]), np.array([9.0]))
        >>> found = StorageOuts.of(outs, ins, 2)
        >>> found.first.tolist(), found.last.tolist()
        ([True, True, True, False], [True, True, False, True])
        """
        at, time = outs[0].astype(np.int64), outs[1]
        order = np.lexsort((time, at))
        order = order[np.isfinite(time[order])]
        parted = _parted(at[order], time[order], ins)
        first, last = np.zeros(len(at), bool), np.zeros(len(at), bool)
        first[order], last[order] = _opening(at[order], parted), _opening(at[order][::-1], parted[::-1])[::-1]
        lost = np.zeros(count, bool)
        lost[at[~np.isfinite(time)]] = True
        several = lost & (np.bincount(at, minlength=count) > 1)
        return cls(first, last, (_differ(at, time, first, count), _differ(at, time, last, count)), several)

    def bounds(self, at: Codes, early: Column, late: Column, ends: Ends) -> Ends:
        """Return bounds of the first and the last instance, widened over the rows that each may be."""
        front = self._over(at, early, late, self.first, self.unclear[0], ends[0])
        back = self._over(at, early, late, self.last, self.unclear[1], ends[1])
        return (front[0], np.where(self.lost, np.inf, front[1])), (np.where(self.lost, -np.inf, back[0]), back[1])

    def _over(
        self, at: Codes, early: Column, late: Column, rows: Mask, unclear: Mask, known: tuple[Column, Column]
    ) -> tuple[Column, Column]:
        low, high = known[0].copy(), known[1].copy()
        own = rows & unclear[at] & ~self.lost[at]
        np.minimum.at(low, at[own], early[own])
        np.maximum.at(high, at[own], late[own])
        return low, high


def _parted(at: Index, time: Column, ins: Rows) -> Mask:
    """Say of each two rows that follow each other whether they are two containers', or a going in lies between."""
    came = np.isfinite(ins[1])
    moments = np.unique(np.concatenate([time, ins[1][came]]))
    key = at * len(moments) + np.searchsorted(moments, time)
    inside = np.sort(ins[0][came].astype(np.int64) * len(moments) + np.searchsorted(moments, ins[1][came]))
    between = np.searchsorted(inside, key[1:], "right") > np.searchsorted(inside, key[:-1], "left")
    return np.asarray((np.diff(at) != 0) | between)


def _opening(at: Index, parted: Mask) -> Mask:
    """Say which rows stand at the head of their container's, before the first that is parted from the one before."""
    begins = np.diff(at, prepend=-1) != 0
    runs = np.cumsum(np.concatenate([[True], parted])[: len(at)])
    heads = np.repeat(runs[begins], np.diff(np.append(np.nonzero(begins)[0], len(at))))
    return np.asarray(runs == heads)


def _differ(at: Index, time: Column, rows: Mask, count: int) -> Mask:
    """Say of which containers some rows bear different times."""
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(least, at[rows], time[rows])
    np.maximum.at(most, at[rows], time[rows])
    return most > least
