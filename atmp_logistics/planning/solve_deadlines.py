"""The deadlines of one therapy as it stands: solved, and where limits cannot be kept any more, solved without them.

A limit whose clock has run out, or that the others leave no time for, is named with what contradicts it and by how
much; the deadlines of everything else are then worked out as if it were not there. Nature, records and now are never
left out: a record that contradicts itself gives no deadline at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isfinite, isnan

import numpy as np

from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.wording import duration, step_length
from atmp_logistics.planning.deadlines_result import EventDeadline, RunningClock
from atmp_logistics.planning.instant_bounds import (
    InstantBounds,
    TherapyContext,
    instant_bounds_of,
    not_before_now,
    statement_key,
)
from atmp_logistics.planning.therapy_status import contradicting_doubt_us, recorded_statement, recorded_statements
from atmp_logistics.timing.compiled import Compiled, Key, compile_template
from atmp_logistics.timing.constraints import CLOCK, Kind, Shortfall, Statement
from atmp_logistics.timing.explanation import contradiction, unpromised
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.windows import Known, Windows, windows

#: The one "not known", so that two results that know as little are equal.
NOT_KNOWN = float("nan")
_SOFTNESS = ("information", "should", "shall")
#: More limits than this no label has.
_MOST = 500


@dataclass(slots=True)
class SolvedDeadlines:
    """One therapy's deadlines; `cannot` cannot be kept any more, `unpromised` cannot be promised."""

    moments: list[EventDeadline] = field(default_factory=list)
    running: list[RunningClock] = field(default_factory=list)
    contradiction: Shortfall | None = None
    cannot: list[Shortfall] = field(default_factory=list)
    unpromised: list[Shortfall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def solve_deadlines(context: TherapyContext, now_us: float, stated: Sequence[Statement] = ()) -> SolvedDeadlines:
    """Return the deadlines of one therapy as it stands.

    Parameters
    ----------
    context : TherapyContext
    now_us : float
    stated : sequence of Statement
        What the caller states of instants to come.
    """
    out = SolvedDeadlines()
    nodes = (CLOCK, *context.template.nodes)
    doubt_us = contradicting_doubt_us(context.template, context.status, context.resolution_us)
    if doubt_us is not None:
        record = recorded_statements(context.status, doubt_us, context.say)
        facts = [one for one in context.template.statements if one.kind is Kind.FACT]
        out.contradiction = contradiction(nodes, [*record, *facts], context.say)
        return out
    fixed = instant_bounds_of(context)
    out.notes += fixed.notes
    out.running = _running_clocks(context, fixed, now_us)
    without = fixed.replaced | _overdue_steps(context, now_us, out.remarks)
    without |= {statement_key(one.statement) for one in out.running if one.is_over}
    own = [
        one
        for one in (*fixed.statements, *stated)
        if statement_key(one) not in without and one.later in context.status.ahead
    ]
    for _ in range(_MOST):
        plan = compile_template(
            context.template, context.status.recorded, absent=context.status.absent, without=frozenset(without)
        )
        found = windows(plan, _known_instants(context, own, now_us))
        if found.possible[0]:
            break
        short = _contradiction_with_now(plan, context, own, now_us)
        gone = _least_binding(short.statements)
        out.cannot.append(short)
        without.add(statement_key(gone))
        own = [one for one in own if one is not gone]
    out.cannot += [_shortfall_of(one, context) for one in plan.set_aside]
    days = {statement_key(rule) for rule in context.template.calendar}
    undated = [core for core in plan.unpromised if days >= {statement_key(one) for one in core}]
    out.notes += [f"{code}: as days, once one of its dates is known" for core in undated for code in _codes(core)]
    out.unpromised = [_unpromised_shortfall(plan, core) for core in plan.unpromised if core not in undated]
    out.moments = [
        _event_deadline(plan, found, context, own, node, now_us)
        for node in context.template.nodes
        if node in context.status.ahead
    ]
    return out


def _running_clocks(context: TherapyContext, fixed: InstantBounds, now_us: float) -> list[RunningClock]:
    """Return the clocks that run: of limits whose start has happened and whose end is to come."""
    found = []
    for one in context.template.statements:
        start = context.status.recorded.get(one.earlier)
        is_clock = one.kind is Kind.REQUIREMENT and isfinite(one.at_most_us) and not one.only_safe
        if start is not None and is_clock and one.later in context.status.ahead:
            until = start + one.at_most_us
            found.append(RunningClock(one, start, until, until - now_us))
    bounds = [one for one in fixed.statements if isfinite(one.at_most_us)]
    found += [RunningClock(one, None, one.at_most_us, one.at_most_us - now_us) for one in bounds]
    return sorted(found, key=lambda clock: (clock.until_us, clock.statement.later))


def _overdue_steps(context: TherapyContext, now_us: float, remarks: list[str]) -> set[Key]:
    """Return the steps under way that have outlasted what was stated: how long they take is not known any more."""
    found = set[Key]()
    for link in context.template.links:
        start = context.status.recorded.get(link.starts)
        if start is None or link.ends not in context.status.ahead or now_us - start <= link.longest_us:
            continue
        found.add((link.step.name, link.starts, link.ends))
        stated = step_length(link.step.shortest_s, link.step.longest_s)
        since = duration((now_us - start) / SECOND, exact=True)
        remarks.append(
            f"{named(link.ends)}: under way for {since}, longer than stated ({stated}): when it ends is not known"
        )
    return found


def _known_instants(context: TherapyContext, own: Sequence[Statement], now_us: float) -> Known:
    """Return what is known of every event's instant."""
    places = context.template.places
    lo, hi = np.full((len(places), 1), -np.inf), np.full((len(places), 1), np.inf)
    for node, at in context.status.recorded.items():
        hi[places[node]] = lo[places[node]] = at
    for node in context.status.ahead:
        lo[places[node]] = now_us
    for one in own:
        place = places[one.later]
        hi[place], lo[place] = min(hi[place, 0], one.at_most_us), max(lo[place, 0], one.at_least_us)
    return Known(lo, hi)


def _contradiction_with_now(
    plan: Compiled, context: TherapyContext, own: Sequence[Statement], now_us: float
) -> Shortfall:
    """Return the smallest set of statements for which the record, and now, leave no time."""
    record = recorded_statements(context.status, 0.0, context.say)
    now = not_before_now(now_us, _first_events_to_come(plan, context), context.say)
    relative = [one for one in plan.statements if not one.only_safe]
    found = contradiction((CLOCK, *context.template.nodes), [*record, *now, *own, *relative], context.say)
    assert found is not None  # noqa: S101  the windows found one
    return found


def _first_events_to_come(plan: Compiled, context: TherapyContext) -> list[str]:
    """Return the events to come that follow no other that is to come; the others follow from these."""
    places, reach = context.template.places, plan.possible.at_most
    ahead = [node for node in context.template.nodes if node in context.status.ahead]

    def follows(node: str, other: str) -> bool:
        i, j = places[node], places[other]
        return bool(i != j and reach[i, j] <= 0 and (reach[j, i] > 0 or j < i))

    return [node for node in ahead if not any(follows(node, other) for other in ahead)]


def _least_binding(statements: Sequence[Statement]) -> Statement:
    """Return what gives way: the least binding limit, else an order, else what the caller stated, else an estimate."""
    kinds = (Kind.REQUIREMENT, Kind.ORDER, Kind.ANCHOR, Kind.ESTIMATE)
    may_go = [one for one in statements if one.kind in kinds and one.code != "now"]
    return min(may_go, key=lambda one: (kinds.index(one.kind), _SOFTNESS.index(one.obligation)))


def _codes(statements: Iterable[Statement]) -> list[str]:
    return list(dict.fromkeys(one.code for one in statements))


def _shortfall_of(statements: tuple[Statement, ...], context: TherapyContext) -> Shortfall:
    found = contradiction(context.template.nodes, statements, context.say)
    assert found is not None  # noqa: S101  they were set aside because they contradict each other
    return found


def _unpromised_shortfall(plan: Compiled, core: tuple[Statement, ...]) -> Shortfall:
    kept = [one for one in plan.statements if one.kind not in (Kind.ESTIMATE, Kind.REQUIREMENT, Kind.ORDER)]
    return unpromised(plan.template.nodes, kept, [link for link in plan.links if link.step.is_stated], core)


def _event_deadline(
    plan: Compiled, found: Windows, context: TherapyContext, own: Sequence[Statement], node: str, now_us: float
) -> EventDeadline:
    place = plan.template.places[node]
    known = _known_instants(context, own, now_us)
    hi = known.hi[:, 0]
    safe, last = float(found.safe_by[place, 0]), float(found.last_possible[place, 0])
    by = hi + plan.by.at_most[:, place]
    return EventDeadline(
        node=node,
        decided=node not in plan.template.uncontrolled,
        not_before_us=float(found.not_before[place, 0]),
        safe_by_us=NOT_KNOWN if isnan(safe) else safe,
        last_possible_us=last,
        because=_because(plan, "by", int(np.argmin(by)), place, context, own) if isfinite(safe) else (),
        possible_because=_because(
            plan, "possible", int(np.argmin(hi + plan.possible.at_most[:, place])), place, context, own
        )
        if isfinite(last)
        else (),
        after=_statements_awaited(plan, place, context, own, now_us)
        if float(found.not_before[place, 0]) > now_us
        else (),
    )


def _because(
    plan: Compiled, closure: str, source: int, place: int, context: TherapyContext, own: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Return what binds a latest moment: what is known of one event, and what lies between."""
    return (
        *_bounding_statements(plan, source, context, own, late=True),
        *plan.because(getattr(plan, closure), source, place),
    )


def _bounding_statements(
    plan: Compiled, place: int, context: TherapyContext, own: Sequence[Statement], *, late: bool
) -> list[Statement]:
    """Return what is known of one event's instant, as a statement."""
    node = plan.template.nodes[place]
    if node in context.status.recorded:
        at = context.status.recorded[node]
        return [recorded_statement(node, at_most_us=at, words=f"{named(node)} recorded {context.say(at)}")]
    bounds = [one for one in own if one.later == node and isfinite(one.at_most_us if late else one.at_least_us)]
    if not bounds:
        return []
    return [min(bounds, key=lambda one: one.at_most_us) if late else max(bounds, key=lambda one: one.at_least_us)]


def _statements_awaited(
    plan: Compiled, place: int, context: TherapyContext, own: Sequence[Statement], now_us: float
) -> tuple[Statement, ...]:
    """Return what an event must wait for."""
    lo = _known_instants(context, own, now_us).lo[:, 0]
    soon, since = lo - plan.possible.at_most[place], lo - plan.since.at_most[place]
    closure, own_lo = (plan.possible, soon) if soon.max() >= since.max() else (plan.since, since)
    source = int(np.argmax(own_lo))
    return (
        *_bounding_statements(plan, source, context, own, late=False),
        *reversed(plan.because(closure, place, source)),
    )
