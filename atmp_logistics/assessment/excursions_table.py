"""Every excursion of a result as a table: from which range, on which side, how far, how long, and whether permitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.assessment.limit_columns import LIMIT, limit_columns, versions_of
from atmp_logistics.assessment.permitted_excursions import permitted, permitted_by_budget
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.limits import Budget, StorageCondition, TimeWindow
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.typed_table import NUMBER, TEXT, TIME, YES_OR_NO, joined_tables, times_of
from atmp_logistics.core.verdict import DEVIATES
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO, YES
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.bounded_excursions import (
    BoundedExcursions,
    bounded_excursions,
    stated_excursions,
)
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.span_exposure import span_loggers
from atmp_logistics.rules.budget_bands import has_colder_neighbour
from atmp_logistics.rules.monitored_phases import monitored_phases
from atmp_logistics.rules.temperature_facts import facts_on_limit, site_may_state

_TIMES = ("start", "end", "start_earliest", "start_latest", "end_earliest", "end_latest")
_NUMBERS = ("duration_lower_s", "duration_upper_s", "extreme_lower_degC", "extreme_upper_degC")
TYPES = {
    **LIMIT,
    "logger_id": TEXT,
    "side": TEXT,
    "limit_degC": NUMBER,
    "certain": YES_OR_NO,
    "applies": TEXT,
    "permitted": TEXT,
    "open": TEXT,
    **dict.fromkeys(_TIMES, TIME),
    **dict.fromkeys(_NUMBERS, NUMBER),
}
_ANSWERS = np.array(["yes", "not known", "no"], object)
#: Whether the limit holds for the container; one read in another jurisdiction's label decides nothing.
_APPLIES = np.array(["yes", "not known", "decides nothing"], object)
_OPEN = np.array(["closed", "at its start", "at its end", "at both ends"], object)


def excursions_table(parts: Iterable[ProductResult]) -> pd.DataFrame:
    """Return one row an excursion; see `Assessment.excursions`."""
    found = (columns for part in parts for columns in _of_part(part))
    whole = joined_tables(TYPES, found, ["therapy_id", "container_id", "start", "code", "side"])
    return whole.drop_duplicates(ignore_index=True)


def _of_part(part: ProductResult) -> Iterator[dict[str, Any]]:
    for evidence in versions_of(part):
        for limit, phase, _ in monitored_phases(evidence):
            exposure = part.exposure.during(limit)
            for edge, warm in edges_of(range_of(limit, evidence)):
                found = bounded_excursions(exposure, phase, edge, warm=warm, sound=evidence.sound)
                yield _columns(part, evidence, exposure, limit, phase, edge, found, warm=warm)
            yield from _stated(part, evidence, limit, phase)
        for budget in evidence.product.budgets:
            yield from _of_budget(part, evidence, budget)


def range_of(limit: StorageCondition | TimeWindow, evidence: Evidence) -> TemperatureRange:
    """Return the range that a limit's phase has to keep, with the site's tolerance about one number."""
    found = limit.range if isinstance(limit, StorageCondition) else limit.within
    assert found is not None  # noqa: S101  windows without a band are not monitored
    return found.with_tolerance(evidence.site.tolerance_degC)


def edges_of(limits: TemperatureRange) -> Iterator[tuple[TemperatureRange, bool]]:
    """Yield each side of a range, with whether it is the warm one."""
    if limits.upper_degC is not None:
        yield TemperatureRange(None, limits.upper_degC, limits.inclusive), True
    if limits.lower_degC is not None:
        yield TemperatureRange(limits.lower_degC, None, limits.inclusive), False


def _columns(
    part: ProductResult,
    evidence: Evidence,
    exposure: Exposure | None,
    limit: StorageCondition | TimeWindow | Budget,
    phase: Phase,
    side: TemperatureRange,
    found: BoundedExcursions,
    *,
    warm: bool,
) -> dict[str, Any]:
    """Return the columns of the excursions from one limit, on one side of it."""
    allowed = np.full(len(found), DEVIATES, np.int8)
    if isinstance(limit, StorageCondition):
        allowed = permitted(evidence, limit, phase, found, part.judged, warm=warm)
    if isinstance(limit, Budget):
        allowed = permitted_by_budget(limit, part.judged, found.shown.container)
    holds, at = evidence.applies(limit), found.shown.container
    columns = {
        **limit_columns(evidence, limit, at),
        "logger_id": _loggers(exposure, found.shown),
        "side": np.full(len(found), "warmer" if warm else "colder", object),
        "limit_degC": np.full(len(found), side.upper_degC if warm else side.lower_degC),
        "applies": _APPLIES[np.where(limit.citation.decides, holds[at] != YES, 2)],
        "permitted": _ANSWERS[allowed],
        **_measured(found),
    }
    return _kept(columns, holds[at] != NO)


def _of_budget(part: ProductResult, evidence: Evidence, budget: Budget) -> Iterator[dict[str, Any]]:
    """Yield the columns of the stretches above the foot of a budget's band: time of that budget, or hotter."""
    if budget.band.lower_degC is None:
        return
    phase, exposure = evidence.phase(budget.starts, budget.ends), part.exposure.during(budget)
    foot = TemperatureRange(None, budget.band.lower_degC, has_colder_neighbour(evidence.product, budget))
    found = bounded_excursions(exposure, phase, foot, warm=True, sound=evidence.sound)
    yield _columns(part, evidence, exposure, budget, phase, foot, found, warm=True)


def _stated(
    part: ProductResult, evidence: Evidence, limit: StorageCondition | TimeWindow, phase: Phase
) -> Iterator[dict[str, Any]]:
    """Yield the columns of whole phases of which the site states a band beyond the range, where no logger says it."""
    facts = facts_on_limit(evidence, limit)
    if not facts:
        return
    where, kept = evidence.sound & site_may_state(part.exposure, limit, phase), range_of(limit, evidence)
    for fact, counts in facts:
        for edge, warm in edges_of(kept):
            found = stated_excursions(fact.range, edge, phase, np.nonzero(counts & where)[0], warm=warm)
            yield _columns(part, evidence, None, limit, phase, edge, found, warm=warm)


def _loggers(exposure: Exposure | None, shown: IntervalSet) -> NDArray[np.object_]:
    """Return the loggers that stood in each stretch; none where a site's word says what it was."""
    return np.array([""] * len(shown) if exposure is None else span_loggers(exposure, shown), object)


def _measured(found: BoundedExcursions) -> dict[str, Any]:
    """Return what was measured of some excursions."""
    return {
        "certain": found.certain,
        "open": _OPEN[found.opens + 2 * found.closes],
        "start": times_of(found.shown.begin),
        "end": times_of(found.shown.end),
        "start_earliest": times_of(found.start_lo),
        "start_latest": times_of(found.start_hi),
        "end_earliest": times_of(found.end_lo),
        "end_latest": times_of(found.end_hi),
        "duration_lower_s": found.shortest_us / SECOND,
        "duration_upper_s": (found.end_hi - found.start_lo) / SECOND,
        "extreme_lower_degC": found.extreme_lower,
        "extreme_upper_degC": found.extreme_upper,
    }


def _kept(columns: dict[str, Any], rows: Mask) -> dict[str, Any]:
    return {name: column[rows] for name, column in columns.items()}
