"""From when to when each logger stood for a container, as the events name it: surely, and at the most."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.temperature.bounded_instants import NO_EVENT, BoundedInstants, Reach, concatenated
from atmp_logistics.evidence.temperature.logger_rows import LoggerRows


@dataclass(frozen=True, slots=True, repr=False)
class NamedPeriods(ShortRepr):
    """Runs of rows of one container that name one logger, with none between them that names another.

    Parameters
    ----------
    container, code : ndarray of int
        Whose, and the place of the logger's name in the rows' names.
    begin, end : BoundedInstants
        The event that names the logger, and the next one that names another.
    sure : ndarray of bool
        Whether the logger surely stood from `begin` to `end`: no other can have been named meanwhile.
    may_begin, may_end : BoundedInstants
        The earliest and the latest that it can have stood.
    """

    container: Index
    code: Index
    begin: BoundedInstants
    end: BoundedInstants
    sure: Mask
    may_begin: BoundedInstants
    may_end: BoundedInstants


def named_periods(rows: LoggerRows, reach: Reach) -> NamedPeriods:
    """Return the runs that rows make; a row without its time begins none, and may end any other logger's."""
    timed = ~np.isnan(rows.time)
    order = np.lexsort((rows.code, rows.time, rows.container))
    runs, lost = _runs(rows.take(order[timed[order]])), rows.take(~timed)
    for one in _one_of_each(lost):
        runs = _cut(runs, one, reach)
    return _with(runs, lost)


def first_named_times(rows: LoggerRows, count: int) -> tuple[Mask, BoundedInstants]:
    """Return which of so many containers have a row that names a logger or `none`, and when the first of them was."""
    have, lo, hi = np.zeros(count, bool), np.full(count, np.inf), np.full(count, np.inf)
    have[rows.container] = True
    np.minimum.at(lo, rows.container, rows.when.lo)
    np.minimum.at(hi, rows.container, rows.when.hi)
    latest, earliest = np.full(count, NO_EVENT, np.int64), np.full(count, NO_EVENT, np.int64)
    order = np.lexsort((rows.time, rows.container))
    own = rows.take(order)
    front = np.nonzero(np.diff(own.container, prepend=-1))[0]
    at = own.container[front]
    latest[at] = own.when.latest[front]
    lost = np.bincount(own.container[np.isnan(own.time)], minlength=count) > 0
    single = np.bincount(own.container, minlength=count) == 1
    sure = single[at] | (_Neighbours.of(own).clear_of_after(front, front + 1) & ~lost[at])
    earliest[at] = np.where(sure, own.when.earliest[front], NO_EVENT)
    return have, BoundedInstants(lo, hi, latest, earliest)


def _runs(rows: LoggerRows) -> NamedPeriods:
    """Return the runs of rows in time order; the first row of each that surely came after the run before begins it."""
    at, code, count = rows.container, rows.code, len(rows)
    first = np.nonzero((np.diff(at, prepend=-1) != 0) | (np.diff(code, prepend=-1) != 0))[0]
    stop, near = np.append(first[1:], count)[: len(first)], _Neighbours.of(rows)
    begins = _begins(near, first, stop)
    begun, row = begins >= 0, np.where(begins >= 0, begins, first)
    lowest = np.minimum.reduceat(rows.when.lo, first) if count else rows.when.lo
    whole = (row == first) & near.clear_of_after(first, first + 1)
    begin = replace(rows.when.take(row), lo=lowest, earliest=np.where(whole, rows.when.earliest[row], NO_EVENT))
    may_begin = replace(begin, latest=np.full(len(first), NO_EVENT), earliest=np.where(
        near.clear_of_after(first, first + 1), rows.when.earliest[first], NO_EVENT))  # fmt: skip
    never, followed = BoundedInstants.at(np.inf, len(first)), near.same(first, stop)
    after = np.minimum(stop, max(count - 1, 0))
    alone = near.clear_of_after(after, after + 1)
    end = replace(rows.when.take(after), lo=near.lowest[after], earliest=np.where(
        alone, rows.when.earliest[after], NO_EVENT)).or_else(followed, never)  # fmt: skip
    then = np.append(begins[1:], -1)[: len(first)]
    may_end = rows.when.take(np.maximum(then, 0)).or_else(followed & (then >= 0), never)
    return NamedPeriods(at[first], code[first], begin, end, begun & near.clear_of_after(row, stop), may_begin, may_end)


def _begins(near: _Neighbours, first: Index, stop: Index) -> Index:
    """Return the row that surely begins each run: the first that came after all rows before the run; -1 for none."""
    count = len(near.rows)
    each = np.repeat(first, stop - first)
    clear = near.clear_of_before(np.arange(count), each - 1)
    places = np.where(clear, np.arange(count), count)
    found = np.minimum.reduceat(places, first) if count else places
    return np.where(found < count, found, -1)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Rows in time order, and how late any row up to each, and how early any from each on, can have been.

    Those written to a minute or finer keep the order of their minutes, and are told apart from the others.
    """

    rows: LoggerRows
    fine_before: Column
    wide_before: Column
    fine_after: Column
    wide_after: Column

    @classmethod
    def of(cls, rows: LoggerRows) -> _Neighbours:
        fine, hi, lo = rows.doubt <= MINUTE, rows.when.hi, rows.when.lo
        before = (_running(np.where(own, hi, -np.inf), rows.container) for own in (fine, ~fine))
        after = (-_running(np.where(own, -lo, -np.inf)[::-1], rows.container[::-1])[::-1] for own in (fine, ~fine))
        return cls(rows, *before, *after)

    @property
    def lowest(self) -> Column:
        """The earliest that each row, or any after it, can have been."""
        return np.minimum(self.fine_after, self.wide_after)

    def same(self, one: Index, other: Index) -> Mask:
        """Say whether two rows are there and of one container."""
        at, last = self.rows.container, max(len(self.rows) - 1, 0)
        there = (one >= 0) & (other >= 0) & (one <= last) & (other <= last) & (len(at) > 0)
        return there & (at[np.clip(one, 0, last)] == at[np.clip(other, 0, last)]) if len(at) else there

    def clear_of_before(self, row: Index, before: Index) -> Mask:
        """Say which rows surely came after another and all before it; where there is none, all did."""
        some, last = self.same(row, before), np.maximum(before, 0)
        lo = self.rows.when.lo[row]
        apart = self.wide_before[last] <= lo
        apart &= (self.fine_before[last] <= lo) | self._minutes_apart(last, row)
        return np.asarray(~some | (apart & (self.rows.time[last] != self.rows.time[row])), bool)

    def clear_of_after(self, row: Index, after: Index) -> Mask:
        """Say which rows surely came before another and all after it; where there is none, all did."""
        some, then = self.same(row, after), np.minimum(after, max(len(self.rows) - 1, 0))
        hi = self.rows.when.hi[row]
        apart = self.wide_after[then] >= hi
        apart &= (self.fine_after[then] >= hi) | self._minutes_apart(row, then)
        return np.asarray(~some | (apart & (self.rows.time[then] != self.rows.time[row])), bool)

    def _minutes_apart(self, first: Index, then: Index) -> Mask:
        """Say which rows, written to a minute or finer, bear an earlier minute than others."""
        minute, fine = self.rows.time // MINUTE, self.rows.doubt <= MINUTE
        return np.asarray(fine[first] & (minute[first] < minute[then]), bool)


def _running(value: Column, group: Index) -> Column:
    """Return the greatest value up to each place among those of its group, which stand together.

    Examples
    --------
    >>> _running(np.array([3.0, 1.0, 0.0, 2.0]), np.array([0, 0, 4, 4])).tolist()
    [3.0, 3.0, 0.0, 2.0]
    """
    if not len(value):
        return value
    ordered, rank = np.unique(value, return_inverse=True)
    number = np.cumsum(np.diff(group, prepend=group[0]) != 0)
    return np.asarray(ordered[np.maximum.accumulate(number * len(ordered) + rank) % len(ordered)])


def _one_of_each(rows: LoggerRows) -> list[LoggerRows]:
    """Return rows in turns, at most one of each container in a turn."""
    order = np.argsort(rows.container, kind="stable")
    own = rows.take(order)
    begin = np.searchsorted(own.container, own.container)
    turn = np.arange(len(own)) - begin
    return [own.take(turn == number) for number in range(int(turn.max(initial=-1)) + 1)]


def _cut(runs: NamedPeriods, rows: LoggerRows, reach: Reach) -> NamedPeriods:
    """Return runs ended by rows without their time, of which each container has one at most.

    One that can be of the very instant at which a run begins leaves it open which of the two stood from there on, as
    two rows do that bear one time.
    """
    place = np.minimum(np.searchsorted(rows.container, runs.container), len(rows) - 1)
    row = rows.take(place)
    earlier = row.when.never_after(runs.begin, reach) & (row.when.hi < runs.begin.lo)
    ends = (row.container == runs.container) & (row.code != runs.code) & ~earlier
    end = runs.end.first_of(row.when, reach).or_else(ends, runs.end)
    return replace(runs, end=end, sure=runs.sure & (~ends | (end.lo >= runs.begin.hi)))


def _with(runs: NamedPeriods, lost: LoggerRows) -> NamedPeriods:
    """Return runs and, beside them, what rows without their time name: it stood nowhere for sure."""
    if not len(lost):
        return runs
    never, opened = BoundedInstants.at(np.inf, len(lost)), replace(lost.when, latest=np.full(len(lost), NO_EVENT))
    moments = zip((runs.begin, runs.end, runs.may_begin, runs.may_end), (lost.when, never, opened, never), strict=True)
    begin, end, may_begin, may_end = (concatenated([one, more]) for one, more in moments)
    return NamedPeriods(
        np.concatenate([runs.container, lost.container]),
        np.concatenate([runs.code, lost.code]),
        begin,
        end,
        np.concatenate([runs.sure, np.zeros(len(lost), bool)]),
        may_begin,
        may_end,
    )
