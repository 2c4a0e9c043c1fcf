"""Which of the site's statements about a temperature count for which containers."""

from __future__ import annotations

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.wording import listed
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.records.band_facts import BandFact
from atmp_logistics.rules.rule_phrases import say

#: A statement, and the containers for which it counts.
Stated = tuple[BandFact, Mask]
#: Bounds on the coldest, then on the warmest temperature of each container.
Met = tuple[Column, Column, Column, Column]


def facts_on_limit(evidence: Evidence, limit: StorageCondition | TimeWindow) -> list[Stated]:
    """Return the site's statements about a limit's phase, each with the containers for which it counts."""
    found = [fact for fact in evidence.site.bands if fact.is_about(evidence.product, limit)]
    return [(fact, _counts(evidence, fact, limit)) for fact in found]


def _counts(evidence: Evidence, fact: BandFact, limit: StorageCondition | TimeWindow) -> Mask:
    """Say for which containers a fact holds wherever the limit does: a fact of another branch says nothing of it."""
    holds = np.full(len(evidence), not fact.is_open(evidence.product, limit), bool)
    for key, values in fact.when.items():
        if not (key in limit.when and set(limit.when[key]) <= set(values)):
            stated = evidence.conditions.get(key)
            holds = holds & (np.isin(stated.astype(str), values) if stated is not None else False)
    return np.asarray(holds, bool)


def site_may_state(exposure: Exposure, limit: StorageCondition | TimeWindow, phase: Phase) -> Mask:
    """Say for which containers the site may speak of a phase: no logger that stands there says it.

    For a window that is any logger that somebody assigned. The only logger that nobody assigned stands for a storage
    alone, and there goes before the site's word too: a reading of it that is lost must not bring that word back.
    """
    free = ~exposure.assigned(limit, phase)
    if isinstance(limit, StorageCondition) and exposure.standing is not None:
        free = free & ~exposure.standing.unassigned_in(limit)
    return np.asarray(free)


def narrowed_by_facts(met: Met, facts: list[Stated], where: Mask) -> Met:
    """Narrow extremes by what the site states, for the containers for which it may."""
    cold_lower, cold_upper, warm_lower, warm_upper = met
    for fact, counts in facts:
        low, high, stated = fact.range.lower_degC, fact.range.upper_degC, counts & where
        if low is not None:
            cold_lower, warm_lower = (np.where(stated, np.maximum(x, low), x) for x in (cold_lower, warm_lower))
        if high is not None:
            cold_upper, warm_upper = (np.where(stated, np.minimum(x, high), x) for x in (cold_upper, warm_upper))
    return cold_lower, cold_upper, warm_lower, warm_upper


def has_fact(facts: list[Stated], count: int) -> Mask:
    """Say of which containers some statement counts."""
    return np.asarray(np.any([np.zeros(count, bool), *(counts for _, counts in facts)], axis=0))


def facts_in_words(facts: list[Stated], row: int) -> str:
    """Return in words the statements that count for one container."""
    return joined("; ", [fact.in_words for fact, counts in facts if counts[row]])


def words_on_undecided_facts(evidence: Evidence, limit: StorageCondition | TimeWindow) -> str:
    """Say which statements decide nothing, since conditional limits share the code and they name no condition."""
    facts = [fact for fact in evidence.site.bands if fact.is_about(evidence.product, limit)]
    vague = [fact.in_words for fact in facts if fact.is_open(evidence.product, limit)]
    return say("range.vague_facts", facts=joined("; ", vague), keys=listed(limit.when)) if vague else ""
