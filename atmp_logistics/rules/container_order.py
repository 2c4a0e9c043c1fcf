"""Which container, or dose, follows which, and how long after, as far as the record shows it.

By which event they follow each other says `order_event`. Where doses follow each other, the containers of one dose are
one: none of them comes before another.

Where the order is not certain, every container that may have come just before is a candidate, and the candidates must
agree; "none came before" is one of them, and agrees only with conforming.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Bounded, Ends, Phase
from atmp_logistics.timing.scopes import Scoped, Stretch, StretchEnd, order_event


@dataclass(frozen=True, slots=True)
class ContainerSteps:
    """Candidate steps from one container to the next: the stretch of each, and the container that it leads to."""

    later: Index
    phase: Phase
    may_be_first: Mask

    def by_container(
        self, measured: tuple[Column, Column], verdicts: NDArray[np.int8]
    ) -> tuple[Index, Column, Column, NDArray[np.int8]]:
        """Put each container's candidates together: one verdict where they agree, over the hull of their bounds.

        Of a container that may be the first, nothing is asked where nothing is wrong.
        """
        rows, place = np.unique(self.later, return_inverse=True)
        lower, upper = np.full(len(rows), np.inf), np.full(len(rows), -np.inf)
        worst, best = np.full(len(rows), 0, np.int8), np.full(len(rows), 2, np.int8)
        np.minimum.at(lower, place, measured[0])
        np.maximum.at(upper, place, measured[1])
        np.maximum.at(worst, place, verdicts)
        np.minimum.at(best, place, np.where(self.may_be_first, CONFORMS, verdicts).astype(np.int8))
        verdict = np.where(worst == best, worst, INDETERMINATE).astype(np.int8)
        asked = ~(np.isin(rows, self.later[self.may_be_first]) & (verdict == CONFORMS))
        return rows[asked], lower[asked], upper[asked], verdict[asked]


def container_steps(evidence: Evidence, limit: Scoped, stretch: Stretch) -> ContainerSteps:
    """Return every step of a stretch from one container, or one dose, to the one that follows it.

    Parameters
    ----------
    evidence : Evidence
    limit : TimeWindow or Precondition
        One with the scope ``next container`` or ``next dose``.
    stretch : Stretch
        One of `stretches_of` the limit.

    Returns
    -------
    ContainerSteps
    """
    by_dose = stretch.start.of == "dose before"
    previous, following, may_be_first = _candidates(evidence, order_event(evidence.product, limit), by_dose=by_dose)
    fold = _over_doses if by_dose else _of_containers

    def ends(bounds: Bounded) -> Ends:
        start = fold(evidence, bounds, stretch.start, previous, following)
        return *start, *fold(evidence, bounds, stretch.end, following, previous)

    return ContainerSteps(following, evidence.stretch(ends), may_be_first)


def _of_containers(
    evidence: Evidence, bounds: Bounded, end: StretchEnd, own: Index, other: Index
) -> tuple[Column, Column]:
    """Return bounds on one end of each step, of the container `own` itself."""
    del evidence, other
    lower, upper = bounds(end.event, end.instance)
    return lower[own], upper[own]


def _over_doses(
    evidence: Evidence, bounds: Bounded, end: StretchEnd, own: Index, other: Index
) -> tuple[Column, Column]:
    """Return bounds on one end of each step: the first or the last in the dose of `own`, which `other` is not of.

    A container whose dose nobody stated may belong to either.
    """
    if end.of == "own":
        return _of_containers(evidence, bounds, end, own, other)
    lower, upper = bounds(end.event, end.instance)
    found = np.empty((2, len(own)))
    for i, (one, another) in enumerate(zip(own.tolist(), other.tolist(), strict=True)):
        surely, maybe = _of_one_dose(evidence, one, another)
        if end.pick == "first":
            found[:, i] = lower[maybe].min(), upper[surely].min()
        else:
            found[:, i] = lower[surely].max(), upper[maybe].max()
    return found[0], found[1]


def _of_one_dose(evidence: Evidence, one: int, other: int) -> tuple[Index, Index]:
    """Return the containers that surely, and those that may, belong to one container's dose and not to another's."""
    rows, doses = _therapy_of(evidence, evidence.group[one]), evidence.conditions["dose"]
    apart = (rows != other) & ((doses[rows] != doses[other]) | (doses[rows] == ""))
    same = (rows == one) | ((doses[rows] == doses[one]) & (doses[one] != ""))
    unclear = (doses[rows] == "") | (doses[one] == "")
    return rows[apart & same], rows[apart & (same | unclear)]


def _therapy_of(evidence: Evidence, group: int) -> Index:
    """Return the containers of one therapy; they stand together."""
    return np.arange(np.searchsorted(evidence.group, group), np.searchsorted(evidence.group, group, side="right"))


def _candidates(evidence: Evidence, order_event: str, *, by_dose: bool = False) -> tuple[Index, Index, Mask]:
    """Return (previous, following, may the following one be first) for every pair that may be consecutive."""
    moments = _Moments.of(evidence, order_event)
    lo, hi = moments.lo, moments.hi
    doses = evidence.conditions["dose"] if by_dose else np.arange(len(lo)).astype(str).astype(object)
    order = np.lexsort((np.arange(len(lo)), hi, lo, evidence.group))
    same = np.diff(evidence.group[order]) == 0
    certain = moments.before(order[:-1], order[1:])
    unclear = by_dose | np.isin(evidence.group, evidence.group[order[1:]][same & ~certain])
    sure = same & ~unclear[order[1:]]
    previous, following = list(order[:-1][sure]), list(order[1:][sure])
    may_be_first = [False] * len(previous)
    for group in np.unique(evidence.group[unclear]):
        rows = _therapy_of(evidence, group)
        for one, before, first in _unclear(rows, moments, doses):
            previous.append(before)
            following.append(one)
            may_be_first.append(first)
    return np.array(previous, np.int64), np.array(following, np.int64), np.array(may_be_first, bool)


def _unclear(rows: Index, moments: _Moments, doses: NDArray[np.object_]) -> list[tuple[int, int, bool]]:
    """Return the steps that may be; a container whose dose nobody stated may be of any."""
    found, before = [], moments.before
    for one in rows:
        others = [row for row in rows if row != one and (doses[row] != doses[one] or doses[one] == "")]
        surely = [row for row in others if before(row, one) and doses[row] and doses[one]]
        maybe = [row for row in others if not before(one, row)]
        near = [row for row in maybe if not any(before(row, mid) for mid in surely if mid != row)]
        found += [(int(one), int(row), not surely) for row in near]
    return found


@dataclass(frozen=True, slots=True)
class _Moments:
    """When an event happened in each container: bounds on its instant, and on the minute in which it is written."""

    lo: Column
    hi: Column
    early: Column
    late: Column

    @classmethod
    def of(cls, evidence: Evidence, name: str) -> _Moments:
        lo, hi = evidence.bounds(name)
        return cls(lo, hi, *(evidence.written_minutes(name) if evidence.minutes is not None else (lo, hi)))

    def before(self, one: Any, other: Any) -> Any:
        """Say whether the event surely happened to some containers, by their places, before it did to others."""
        return (self.hi[one] < self.lo[other]) | (self.late[one] < self.early[other])
