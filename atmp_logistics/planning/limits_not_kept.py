"""Binding limits that the recorded times have broken: nothing to come mends them, and `deadlines` names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

from atmp_logistics.core.instants import MINUTE, SECOND
from atmp_logistics.core.wording import duration
from atmp_logistics.planning.instant_bounds import TherapyContext, day_rule_as_instant, printed_expiry_bounds
from atmp_logistics.timing.constraints import Kind, Statement
from atmp_logistics.timing.node_names import named


def limits_not_kept(context: TherapyContext) -> tuple[str, ...]:
    """Return the binding limits that recorded times have surely broken, in words; of one limit and end the worst.

    Parameters
    ----------
    context : TherapyContext

    Returns
    -------
    tuple of str
    """
    worst: dict[tuple[str, str], tuple[float, str]] = {}
    for statement, over_us, words in _broken(context):
        key = statement.code, statement.later
        if over_us > worst.get(key, (0.0, ""))[0]:
            worst[key] = over_us, words
    return tuple(words for _, words in worst.values())


def _broken(context: TherapyContext) -> Iterator[tuple[Statement, float, str]]:
    """Yield each broken limit, by how much at least, and its words."""
    for statement in context.template.statements:
        if statement.kind is Kind.REQUIREMENT and statement.obligation == "shall" and not statement.only_safe:
            yield from _between_two_times(statement, context)
    for statement in _on_the_clock(context):
        at = context.status.recorded[statement.later]
        over = max(at - statement.at_most_us, statement.at_least_us - at)
        if over > 0:
            yield statement, over, f"{statement}: recorded {context.say(at)}"


def _between_two_times(statement: Statement, context: TherapyContext) -> Iterator[tuple[Statement, float, str]]:
    """Yield a limit between two recorded times that is broken, however exactly they were written."""
    recorded = context.status.recorded
    if statement.earlier not in recorded or statement.later not in recorded:
        return
    first, last = recorded[statement.earlier], recorded[statement.later]
    doubt = 2 * context.resolution_us
    # Two different written minutes are in their true order, whatever the doubt of each.
    if statement.at_least_us >= 0 and doubt <= 2 * MINUTE and last // MINUTE < first // MINUTE:
        doubt = 0.0
    took = last - first
    most, least = statement.at_most_us + statement.kept_us, statement.at_least_us - statement.kept_us
    over = max(took - most, least - took) - doubt
    if over > 0:
        length = f", {duration(took / SECOND, exact=True)}" if isfinite(most) or least > 0 else ""
        times = f"{named(statement.earlier)} {context.say(first)}, {named(statement.later)} {context.say(last)}"
        yield statement, over, f"{statement}: recorded {times}{length}"


def _on_the_clock(context: TherapyContext) -> Iterator[Statement]:
    """Yield rules in days and printed expiries as instants of recorded events, as late, or early, as they can mean."""
    recorded = context.status.recorded
    loosest = replace(context, resolution_us=-context.resolution_us)
    for rule in context.template.calendar:
        if (
            rule.obligation == "shall"
            and rule.later in recorded
            and rule.earlier in recorded
            and context.tz is not None
        ):
            yield day_rule_as_instant(rule, recorded[rule.earlier], loosest, context.tz)
    for number, (_, last) in context.expiry.items():
        yield from printed_expiry_bounds(number, last, set(recorded), loosest)
