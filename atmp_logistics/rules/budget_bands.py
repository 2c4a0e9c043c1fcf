"""The time in a budget's band: from the foot of the band up to where the next hotter budget takes over.

Neighbours are those that hold for the container; a hotter one takes over what it binds as much. One that may run for a
part of the time alone takes its time away from the least that was surely met, not from the most that may have been.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.limits import Budget, StorageCondition
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.condition_cases import limits_that_hold
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure

#: The time beyond a temperature, that itself included or not: what surely was, and what may have been.
Beyond = Callable[[float, bool, int], tuple[Column, Column]]


def time_spent(
    evidence: Evidence, exposure: Exposure, phase: Phase, budget: Budget
) -> tuple[tuple[Column, Column], Column]:
    """Return the least and the most time spent of a budget in a phase, and how long nobody looked, in seconds.

    A gap counts not at all on the one side, and fully on the other.
    """
    sure, may = time_in_band(evidence, exposure, phase, budget)
    gap = exposure.unmonitored_s(phase)[1]
    return (np.where(np.isnan(sure), 0.0, sure), np.where(np.isfinite(gap), may + gap, np.inf)), gap


def time_in_band(evidence: Evidence, exposure: Exposure, phase: Phase, budget: Budget) -> tuple[Column, Column]:
    """Return the least and the most time in a budget's band, in seconds, over every case that may hold."""

    @cache
    def beyond(limit_degC: float, inclusive: bool, guard: int) -> tuple[Column, Column]:
        return exposure.time_beyond_s(phase, limit_degC, inclusive=inclusive, guard=guard)

    others = neighbours(evidence.product, budget)
    sure, may = np.empty(len(evidence)), np.empty(len(evidence))
    for rows, sets in limits_that_hold(evidence, others, budget.when):
        at = slice(None) if len(rows) == len(evidence) else rows
        cases = [_in_case(evidence, beyond, budget, [others[i] for i in held]) for held in sets]
        sure[at] = np.minimum.reduce([case[0] for case in cases])[at]
        may[at] = np.maximum.reduce([case[1] for case in cases])[at]
    return np.maximum(sure, 0.0).round(6), np.maximum(may, 0.0).round(6)


def neighbours(product: Product, budget: Budget) -> list[StorageCondition | Budget]:
    """Return the storages and other budgets that end a budget's band, or hold its boundary."""
    every: tuple[StorageCondition | Budget, ...] = (*product.storage, *product.budgets)
    return [one for one in every if _meets(one, budget)]


def has_colder_neighbour(product: Product, budget: Budget) -> bool:
    """Say whether a range ends, itself included, where a budget's band begins: then the boundary is not its own."""
    return any(_is_below(one, budget) for one in neighbours(product, budget))


def _meets(one: StorageCondition | Budget, budget: Budget) -> bool:
    """Say whether a storage or another budget ends where a budget's band begins, or begins where it ends, or hotter."""
    return one is not budget and (_is_below(one, budget) or _is_above(one, budget))


def _is_below(one: StorageCondition | Budget, budget: Budget) -> bool:
    """Say whether a range ends, itself included, where the band begins: then the boundary is its own."""
    limits = one.range if isinstance(one, StorageCondition) else one.band
    return limits.inclusive and limits.upper_degC is not None and limits.upper_degC == budget.band.lower_degC


def _is_above(one: StorageCondition | Budget, budget: Budget) -> bool:
    """Say whether another budget that binds as much begins where this one's band ends, or hotter."""
    top = budget.band.upper_degC
    if isinstance(one, StorageCondition) or top is None or one.band.lower_degC is None:
        return False
    if one.obligation != "shall" and budget.obligation == "shall":
        return False
    return one.band.lower_degC >= top


def _in_case(
    evidence: Evidence, beyond: Beyond, budget: Budget, others: Sequence[StorageCondition | Budget]
) -> tuple[Column, Column]:
    """Return the least and the most time in the band where these neighbours hold."""
    low, high = budget.band.lower_degC, budget.band.upper_degC
    floor, own = -np.inf if low is None else low, not any(_is_below(one, budget) for one in others)
    sure, may = beyond(floor, own, 1)[0], beyond(floor, own, -1)[1]
    above = [one for one in others if isinstance(one, Budget) and _is_above(one, budget)]
    taken_surely, taken_maybe = np.zeros(len(evidence), bool), np.zeros(len(evidence), bool)
    for one in sorted(above, key=lambda other: other.band.lower_degC or 0.0):
        edge = one.band.lower_degC or 0.0
        surely, maybe = _runs_along(evidence, one, budget)
        sure = sure - np.where(maybe & ~taken_maybe, beyond(edge, edge != high, -1)[0], 0.0)
        # Of a time without bound as much is left, however much of it is another's.
        may = may - np.where(surely & ~taken_surely & np.isfinite(may), beyond(edge, edge != high, 1)[1], 0.0)
        taken_surely, taken_maybe = taken_surely | surely, taken_maybe | maybe
    return sure, may


def _runs_along(evidence: Evidence, one: Budget, budget: Budget) -> tuple[Mask, Mask]:
    """Say for each container whether another budget surely runs all the time of this one, and whether it may at all."""
    everyone = np.ones(len(evidence), bool)
    if (one.starts, one.ends) == (budget.starts, budget.ends):
        return everyone, everyone
    before = one.starts == budget.starts or ~evidence.phase(one.starts, budget.starts, sides=_FIRSTS).may_reverse
    after = one.ends == budget.ends or ~evidence.phase(budget.ends, one.ends, sides=_LASTS).may_reverse
    own, other = evidence.phase(budget.starts, budget.ends), evidence.phase(one.starts, one.ends)
    apart = (other.end_hi <= own.start_lo) | (other.start_lo >= own.end_hi)
    return np.asarray(everyone & before & after), ~apart


_FIRSTS, _LASTS = ("first", "first"), ("last", "last")
