"""Was the product no longer in a temperature band than its budget allows, all times together?

Why it matters
--------------
Some products may leave the refrigerator several times, but only so long in all: what is lost at each time adds up,
and no single step shows it.

Sources
-------
The product's own label; each finding names its section. A budget counts the time from the foot of its band up to
where the next hotter budget takes over, and without end where none does, so that heat never saves time; whether such
heat is permitted at all is the storage's question (T101). Neighbouring bands share their boundary: it belongs to the
colder one, and to a storage range that holds it. A neighbour counts only where it holds for the container; a hotter
budget takes over what it binds as much and runs as long for, and where it may run for a part of the time alone, both
are reckoned with.

Common causes
-------------
Each hand-over takes its few minutes; a delivery is checked twice; the preparation waits for the ward.

What to do
----------
Deviates: treat as any excursion. Indeterminate: find the readings of the gaps; a gap counts fully on the one side
and not at all on the other.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> budget = (
...     "[[budget]]\\ncode='room'\\nband=['8 degC', '25 degC']\\nfrom='storage_out'\\nuntil='administration_end'\\n"
...     "at_most='30 min'"
... )
>>> events = "storage_out 08:00, administration_end 09:00"
>>> try_rule("T104", budget, events, "08:00 5, 08:15 5, 08:30 20, 08:45 5, 09:00 5")
'room conforms [1440, 1440] s'
>>> try_rule("T104", budget, events, "08:00 20, 08:15 20, 08:30 20, 08:45 20, 09:00 5")
'room deviates [3420, 3420] s'
>>> try_rule("T104", budget, events, "08:00 5, 08:15 20, 08:30 5, 09:00 5")
'room indeterminate [1440, 3240] s'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from atmp_logistics.core.columns import Column
from atmp_logistics.core.limits import Budget
from atmp_logistics.core.verdict import INDETERMINATE, Limit, compare
from atmp_logistics.core.wording import between, duration
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.budget_bands import neighbours, time_spent
from atmp_logistics.rules.finding_words import missing_events, words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Ground, Words, finding_table, ground_of
from atmp_logistics.rules.how_to_assign_loggers import how_to_assign_logger
from atmp_logistics.rules.limit_numbers import numbers_of
from atmp_logistics.rules.rule_phrases import log, say

CODE = "T104"


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Add up the time in each budget's band and compare the sum with the budget."""
    for budget in evidence.product.budgets:
        phase = evidence.phase(budget.starts, budget.ends)
        own_loggers = exposure.during(budget)
        measured, gap = time_spent(evidence, own_loggers, phase, budget)
        limit = Limit(upper=budget.at_most_s, unit="s")
        verdict = compare(*measured, limit)
        words = partial(_words, evidence, own_loggers, budget, measured, gap)
        table = finding_table(
            CODE, budget, limit, measured, verdict, evidence=evidence, extent=(phase.start_lo, phase.end_hi),
            events=(budget.starts, budget.ends), words=words,
        )  # fmt: skip
        yield replace(table, rests_on=tuple(_grounds(evidence, budget, table)))


def _grounds(evidence: Evidence, budget: Budget, table: FindingTable) -> Iterator[Ground]:
    """Yield what decides: the budget, and each neighbour that ends the band or holds its boundary, for conforming."""
    yield ground_of(budget, numbers_of(budget))
    for other in neighbours(evidence.product, budget):
        holds = evidence.applies(other)[table.rows] != NO
        yield ground_of(other, numbers_of(other), holds, may_deviate=False)


def _words(
    evidence: Evidence,
    exposure: Exposure,
    budget: Budget,
    measured: tuple[Column, Column],
    gap: Column,
    row: int,
) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    lower, upper = float(measured[0][row]), float(measured[1][row])
    named = {"band": budget.band.in_words, "budget": duration(budget.at_most_s)}
    why = say("budget.spent", size=between(lower, upper), **named)
    if compare([lower], [upper], Limit(upper=budget.at_most_s))[0] != INDETERMINATE:
        return why, None
    missing = missing_events(evidence, row, (budget.starts, budget.ends))
    if missing:
        return why, log(missing)
    readings = say("coverage.readings_for", how_long=duration(float(gap[row])))
    return why, how_to_assign_logger(exposure, budget, row) or readings
