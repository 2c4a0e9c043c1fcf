"""Which excursions a label itself permits: by the same limits, and the same comparison, as rules T101 and T103."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.condition_values import both
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.limits import Allowance, Budget, StorageCondition
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, INDETERMINATE, Limit, compare
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import MAYBE, NO
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.bounded_excursions import BoundedExcursions
from atmp_logistics.rules.findings import FindingTable, agreed_verdicts
from atmp_logistics.rules.t101_storage_temperature import allowances_of, ranges_with_allowances, sets_of_allowances
from atmp_logistics.rules.t103_permitted_excursions import CODE as EXCURSIONS
from atmp_logistics.rules.t104_budget import CODE as BUDGETS

#: A column of verdicts, as numbers: a permitted excursion conforms.
Verdicts = NDArray[np.int8]


def permitted(
    evidence: Evidence,
    store: StorageCondition,
    phase: Phase,
    found: BoundedExcursions,
    judged: Iterable[FindingTable],
    *,
    warm: bool,
) -> Verdicts:
    """Say of each excursion from a storage's range whether what the label allows there permits it.

    Parameters
    ----------
    judged : iterable of FindingTable
        The findings, among which are those on how often an excursion happened.

    Returns
    -------
    ndarray of int8
        `CONFORMS` where it is permitted, `DEVIATES` where it is not, else `INDETERMINATE`.
    """
    own = [one for one in allowances_of(evidence, store) if _edge(one, warm=warm) is not None]
    if not own:
        return np.full(len(found), DEVIATES, np.int8)
    out, at, counted = _by_extreme(evidence, store, found, warm=warm), found.shown.container, list(judged)
    for allowance in own:
        when = both(allowance.when, store.when)
        if when is None:
            continue
        each = np.maximum(_by_duration(allowance, phase, found), _by_count(allowance, store, counted, at))
        each = each if allowance.citation.lets_conform else np.maximum(each, INDETERMINATE)
        holds = evidence.belongs(when)[at]
        each = np.where((holds == MAYBE) & (each != CONFORMS), INDETERMINATE, each)
        out = np.where(holds == NO, out, np.maximum(out, each)).astype(np.int8)
    return out


def permitted_by_budget(budget: Budget, judged: Iterable[FindingTable], at: Index) -> Verdicts:
    """Return what was found of all the time of a budget together, for the container of each stretch of it.

    Parameters
    ----------
    judged : iterable of FindingTable
        The findings; where nobody asked, every stretch is undecided.
    at : ndarray of int
        The containers of the stretches, by their places.
    """
    found = np.full(int(at.max(initial=-1)) + 1, -1, np.int8)
    for table in judged:
        if (table.rule, table.code, table.events) == (BUDGETS, budget.code, (budget.starts, budget.ends)):
            own = table.rows < len(found)
            found[table.rows[own]] = np.maximum(found[table.rows[own]], table.verdict[own])
    return np.where(found[at] < 0, INDETERMINATE, found[at]).astype(np.int8)


def _edge(allowance: Allowance, *, warm: bool) -> float | None:
    return allowance.range.upper_degC if warm else allowance.range.lower_degC


def _by_extreme(evidence: Evidence, store: StorageCondition, found: BoundedExcursions, *, warm: bool) -> Verdicts:
    """Compare each extreme with the range widened by what is permitted, in every case that may hold."""
    out, at = np.full(len(found), INDETERMINATE, np.int8), found.shown.container
    plain = store.range.with_tolerance(evidence.site.tolerance_degC)
    for rows, held, firm in sets_of_allowances(evidence, store):
        own = np.isin(at, rows)
        bounds: tuple[Column, Column] = (found.extreme_lower[own], found.extreme_upper[own])
        ranges = ranges_with_allowances(plain, [*held, *firm])
        edges = [(None, one.upper_degC) if warm else (one.lower_degC, None) for one in ranges]
        limits = [Limit(lower, upper, "degC", store.range.inclusive) for lower, upper in edges]
        out[own] = agreed_verdicts(compare(*bounds, limit) for limit in limits)
    return out


def _by_duration(allowance: Allowance, phase: Phase, found: BoundedExcursions) -> Verdicts:
    """Compare each duration, until the phase ends where the label counts it so, with what is permitted."""
    if allowance.at_most_s is None:
        return np.full(len(found), CONFORMS, np.int8)
    at, least, end = found.shown.container, found.shortest_us, found.end_hi
    if allowance.until_end:
        least = np.where(found.certain, np.maximum(phase.end_lo[at] - found.start_hi, 0.0), 0.0)
        end = np.maximum(phase.end_hi[at], end)
    return compare(least / SECOND, (end - found.start_lo) / SECOND, Limit(upper=allowance.at_most_s))


def _by_count(allowance: Allowance, store: StorageCondition, judged: list[FindingTable], at: Index) -> Verdicts:
    """Return what was found of how often containers left the range; undecided where nobody asked."""
    if allowance.times is None:
        return np.full(len(at), CONFORMS, np.int8)
    asked = (EXCURSIONS, allowance.code, "times", (store.starts, store.ends))
    found = np.full(int(at.max(initial=-1)) + 1, -1, np.int8)
    for table in judged:
        if (table.rule, table.code, table.unit, table.events) == asked:
            own = table.rows < len(found)
            found[table.rows[own]] = np.maximum(found[table.rows[own]], table.verdict[own])
    return np.where(found[at] < 0, INDETERMINATE, found[at]).astype(np.int8)
