"""Did the product stay in its storage range?

Why it matters
--------------
Below the range of a label the product was shown to keep its quality, above it nobody knows: cells in the vapour
phase of nitrogen lose viability each time they warm, and vectors lose titre. A storage range tolerates nothing, so
the extreme decides and not the time.

Sources
-------
The product's own label; each finding names its section. Both ends of a range belong to it: 2.0 and 8.0 °C are in 2
to 8. Between two readings the temperature runs along a straight line; over a gap it is not known.

Common causes
-------------
An open lid or door, a tank refilled late, a shipper on its side, a probe lying in the air, a logger left behind
when the product was moved, an export that was cut.

What to do
----------
Deviates: quarantine, inform the marketing authorisation holder, keep the log. Indeterminate: find the readings of
the time that the finding names, or a second probe's; a gap is not a pass.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> store = "[[storage]]\\ncode='frozen'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='-120 degC'"
>>> events = "product_received 08:00, storage_out 09:00"
>>> try_rule("T101", store, events, "08:00 -160, 08:30 -155, 09:00 -158")
'frozen conforms [-155, -155] degC'
>>> try_rule("T101", store, events, "08:00 -160, 08:30 -110, 09:00 -158")
'frozen deviates [-110, -110] degC'
>>> try_rule("T101", store, events, "08:00 -160, 08:10 -160, 08:20 -160, 09:00 -158")
'frozen indeterminate [-158, None] degC'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.limits import Allowance, StorageCondition
from atmp_logistics.core.product import Product
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import DEVIATES, INDETERMINATE
from atmp_logistics.core.wording import listed
from atmp_logistics.evidence.events.condition_cases import limits_that_hold
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.evidence_counts import how_to_confirm, numbers_as_read
from atmp_logistics.rules.finding_words import missing_events, words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, agreed_verdicts, finding_table
from atmp_logistics.rules.how_to_assign_loggers import has_readings, how_to_assign_logger
from atmp_logistics.rules.limit_numbers import numbers_of
from atmp_logistics.rules.range_check import PhaseCoverage, deciding_extreme, limit_of, words_on_range
from atmp_logistics.rules.rule_phrases import log, say
from atmp_logistics.rules.temperature_facts import (
    Stated,
    facts_in_words,
    facts_on_limit,
    narrowed_by_facts,
    site_may_state,
    words_on_undecided_facts,
)

CODE = "T101"


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare the extremes of each storage phase with its range, widened by what the label itself permits there."""
    for store in evidence.product.storage:
        phase = evidence.phase(store.starts, store.ends)
        own_loggers = exposure.during(store)
        facts, met = facts_on_limit(evidence, store), own_loggers.extremes(phase)
        where = evidence.sound & site_may_state(exposure, store, phase) if facts else np.zeros(len(evidence), bool)
        met = narrowed_by_facts(met, facts, where)
        plain = store.range.with_tolerance(evidence.site.tolerance_degC)
        for rows, permitted, firm in sets_of_allowances(evidence, store):
            asked = partial(_judged, evidence, own_loggers, store, phase, met, rows, partial(_said, facts, where))
            table = asked(ranges_with_allowances(plain, [*permitted, *firm]))
            own = allowances_of(evidence, store)
            weak = [one for one in own if not one.citation.lets_conform and any(one in held for held in permitted)]
            firm_ranges = ranges_with_allowances(plain, firm)
            yield _left_open(table, asked(firm_ranges), weak, evidence.product) if weak else table


def allowances_of(evidence: Evidence, store: StorageCondition) -> list[Allowance]:
    """Return the binding allowances of a storage."""
    return [one for one in evidence.product.allowances if one.storage == store.code and one.obligation == "shall"]


def sets_of_allowances(
    evidence: Evidence, store: StorageCondition
) -> Iterator[tuple[NDArray[np.int64], list[list[Allowance]], list[list[Allowance]]]]:
    """Yield containers with each set of allowances that may hold for them, and with those of it that let conform."""
    own = allowances_of(evidence, store)
    for rows, sets in limits_that_hold(evidence, own, store.when):
        permitted = [[own[i] for i in held] for held in sets]
        yield rows, permitted, [[one for one in held if one.citation.lets_conform] for held in permitted]


def ranges_with_allowances(plain: TemperatureRange, permitted: Iterable[Iterable[Allowance]]) -> list[TemperatureRange]:
    """Return each range that a container may have to keep: with what is permitted in each case."""
    return list(dict.fromkeys(widened(plain, [one.range for one in held]) for held in permitted))


def _left_open(table: FindingTable, firm: FindingTable, weak: list[Allowance], product: Product) -> FindingTable:
    """Return a finding that says where only an allowance that was not read in the label itself would permit it.

    `firm` is the finding without these: such an excursion is neither permitted nor forbidden.
    """
    undecided = (table.verdict == INDETERMINATE) & (firm.verdict == DEVIATES)
    said = joined("; ", [numbers_as_read(numbers_of(one), one.citation) for one in weak])
    confirm = joined("; ", [how_to_confirm(numbers_of(one), one.citation, product) for one in weak])

    def words(i: int) -> Words:
        return (joined("; ", [firm.words(i)[0], said]), confirm) if undecided[i] else table.words(i)

    return replace(table, words=words) if undecided.any() else table


def _judged(
    evidence: Evidence,
    exposure: Exposure,
    store: StorageCondition,
    phase: Phase,
    met: tuple[Column, Column, Column, Column],
    rows: NDArray[np.int64],
    said: Callable[[int], str],
    limits: list[TemperatureRange],
) -> FindingTable:
    """Judge containers by each of the ranges that they may have to keep: one verdict where all agree."""
    at = slice(None) if len(rows) == len(evidence) else rows
    own = met[0][at], met[1][at], met[2][at], met[3][at]
    shown = widened(limits[0], limits[1:])
    found, verdict = deciding_extreme(own, shown), np.empty(len(evidence), np.int8)
    verdict[at] = agreed_verdicts(
        found.verdict if one == shown else deciding_extreme(own, one).verdict for one in limits
    )
    return finding_table(
        CODE, store, limit_of(shown), (found.lower, found.upper), verdict[at], evidence=evidence,
        extent=(phase.start_lo[at], phase.end_hi[at]), events=(store.starts, store.ends),
        words=partial(_words, evidence, exposure, store, shown, PhaseCoverage.of(exposure, phase), verdict, said),
        unit="degC", rows=rows, other_side=found.other_side,
    )  # fmt: skip


def widened(limits: TemperatureRange, permitted: Iterable[TemperatureRange]) -> TemperatureRange:
    """Return a storage range widened as far as permitted excursions may go.

    Examples
    --------
    >>> print(widened(TemperatureRange(upper_degC=-150.0), [TemperatureRange(upper_degC=-80.0)]))
    ≤ -80 °C
    """
    for one in permitted:
        if one.upper_degC is not None and limits.upper_degC is not None:
            limits = replace(limits, upper_degC=max(one.upper_degC, limits.upper_degC))
        if one.lower_degC is not None and limits.lower_degC is not None:
            limits = replace(limits, lower_degC=min(one.lower_degC, limits.lower_degC))
    return limits


def _said(facts: list[Stated], where: Mask, row: int) -> str:
    """Return what the site states of a container's phase, where no logger says it."""
    return facts_in_words(facts, row) if where[row] else ""


def _words(
    evidence: Evidence,
    exposure: Exposure,
    store: StorageCondition,
    limits: TemperatureRange,
    monitored: PhaseCoverage,
    verdict: NDArray[np.int8],
    said: Callable[[int], str],
    row: int,
) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    if said(row) and verdict[row] != INDETERMINATE:
        return say("range.stated", facts=said(row), limits=limits.in_words), None
    why, decide_by = words_on_range(evidence, exposure, monitored, limits, row, int(verdict[row]))
    if limits.nominal_degC is not None:
        return say("range.printed", why=why, limits=limits.in_words), say("range.nominal")
    missing = missing_events(evidence, row, (store.starts, store.ends))
    if missing and verdict[row] == INDETERMINATE:
        lacks_readings = not has_readings(exposure, row)
        decide_by = say("log.and_readings", events=listed(missing)) if lacks_readings else log(missing)
    elif verdict[row] == INDETERMINATE:
        decide_by = words_on_undecided_facts(evidence, store) or how_to_assign_logger(exposure, store, row) or decide_by
    return say("range.judged", why=why, **_limit_in_words(store, limits)), decide_by


def _limit_in_words(store: StorageCondition, limits: TemperatureRange) -> dict[str, str]:
    """Return the range of a storage in words, and beside it what was judged where the label or the site widens it."""
    printed = store.range.in_words
    if store.range.nominal_degC is not None:
        return {"limits": say("range.of_site", limits=limits.in_words, printed=printed), "beyond": ""}
    permitted = say("range.permitted_beyond", limits=limits.in_words) if limits != store.range else ""
    return {"limits": printed, "beyond": permitted}
