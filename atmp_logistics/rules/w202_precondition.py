"""Did each step wait for what must come first?

Why it matters
--------------
Some orders are required though nature does not force them: the next bag is thawed only when the one before is in,
so that a reaction or a delay costs one bag and not all; lymphodepletion starts only when the product is in the
house.

Sources
-------
The product's own label or the hospital's procedure; each finding names it. An order that is broken deviates; an
order that nature forces and the record breaks is another question (W203).

Common causes
-------------
Bags thawed together to save time; two bags on two clocks; a time written down afterwards from memory.

What to do
----------
Deviates: treat the waiting bag by its own window, and record who decided to go on. Indeterminate: add the missing
times; they decide which bag came first.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> order = (
...     "[[precondition]]\\ncode='one-at-a-time'\\nbefore='administration_end'\\nafter='thaw_start'\\n"
...     "scope='next container'"
... )
>>> try_rule("W202", order, "B1: thaw_start 10:00, administration_end 10:30; B2: thaw_start 10:31")
'one-at-a-time conforms [60, 60] s'
>>> try_rule("W202", order, "B1: thaw_start 10:00, administration_end 10:30; B2: thaw_start 10:20")
'one-at-a-time deviates [-600, -600] s'
>>> try_rule("W202", order, "B1: thaw_start 10:00; B2: thaw_start 10:20")
'one-at-a-time indeterminate [None, 1200] s'
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.limits import Precondition
from atmp_logistics.core.translatable import Message
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, Limit, compare
from atmp_logistics.core.wording import between, duration, event, listed, named_containers
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.between_containers import phase_between
from atmp_logistics.rules.container_order import container_steps
from atmp_logistics.rules.finding_words import missing_events, words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import log, say
from atmp_logistics.timing.scopes import order_event, stretches_of

CODE = "W202"
_NOT_BEFORE = Limit(lower=0.0, unit="s")


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare the time from what must come first to what must wait with zero."""
    del exposure
    for order in evidence.product.preconditions:
        for stretch in stretches_of(order):
            if stretch.start.of == "container before":
                steps = container_steps(evidence, order, stretch)
                each = steps.phase.length_us()
                rows, lower, upper, verdict = steps.by_container(each, compare(*each, _NOT_BEFORE))
            else:
                rows = np.arange(len(evidence))
                lower, upper = phase_between(evidence, stretch).length_us()
                verdict = compare(lower, upper, _NOT_BEFORE)
            yield _judged(evidence, order, rows, (lower / SECOND, upper / SECOND), verdict)


def _judged(
    evidence: Evidence, order: Precondition, rows: np.ndarray, measured: tuple[Column, Column], verdict: np.ndarray
) -> FindingTable:
    place, rule = {int(row): i for i, row in enumerate(rows)}, _rule(order)

    def words(row: int) -> Words:
        i = place[row]
        return _words(evidence, order, rule, (measured[0][i], measured[1][i]), int(verdict[i]), row)

    extent = (np.full(len(rows), np.nan), evidence.bounds(order.after, "first")[1][rows])
    events = (order.before, order.after)
    return finding_table(
        CODE,
        order,
        _NOT_BEFORE,
        measured,
        verdict,
        evidence=evidence,
        extent=extent,
        events=events,
        words=words,
        rows=rows,
    )


def _words(
    evidence: Evidence, order: Precondition, rule: str, measured: tuple[float, float], verdict: int, row: int
) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    if verdict == CONFORMS:
        return say("order.later", rule=rule, by=between(*measured)), None
    if verdict == DEVIATES:
        return say("order.early", rule=rule, by=duration(-measured[1])), None
    missing = missing_events(evidence, row, (order.before, order.after))
    if unstated := [key for key in {**order.before_of, **order.after_of} if not evidence.conditions[key][row]]:
        return say("order.which_unknown", rule=rule), say("state.of_each", keys=listed(unstated))
    second = order_event(evidence.product, order) if order.scope == "next container" else order.after
    both = say("order.both_of_every", before=event(order.before), after=event(second))
    return say("order.first_unknown", rule=rule), log(missing or [both])


def _rule(order: Precondition) -> Message:
    """Return in words which event has to wait for which."""
    whose: str = {"next container": say("order.of_container_before"), "therapy": say("order.of_every_container")}.get(
        order.scope, ""
    )
    if order.before_of or order.after_of:
        whose = say("order.of_named", which=named_containers(order.before_of))
    first = say("order.of_named", which=named_containers(order.after_of)) if order.after_of else ""
    return say("order.rule", after=event(order.after), first=first, before=event(order.before), whose=whose)
