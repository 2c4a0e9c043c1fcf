"""The deadlines of one therapy, solved; where limits cannot be kept any more, solved without them.

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

#: A single "not known", so that two results in which the same is not known are equal.
NOT_KNOWN = float("nan")
_SOFTNESS = ("information", "should", "shall")
#: More limits than this no label has.
_MOST = 500


@dataclass(slots=True)
class SolvedDeadlines:
    """One therapy's deadlines while they are worked out; its fields are those of `TherapyDeadlines`."""

    moments: list[EventDeadline] = field(default_factory=list)
    running: list[RunningClock] = field(default_factory=list)
    contradiction: Shortfall | None = None
    cannot: list[Shortfall] = field(default_factory=list)
    unpromised: list[Shortfall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def solve_deadlines(context: TherapyContext, now_us: float, stated: Sequence[Statement] = ()) -> SolvedDeadlines:
    """Return the deadlines of one therapy.

    Parameters
    ----------
    context : TherapyContext
    now_us : float
    stated : sequence of Statement
        The bounds that the caller states on events to come.

    Returns
    -------
    SolvedDeadlines
    """
    out = SolvedDeadlines()
    nodes = (CLOCK, *context.template.nodes)
    doubt_us = contradicting_doubt_us(context.template, context.status, context.resolution_us)
    if doubt_us is not None:
        record = recorded_statements(context.status, doubt_us, context.say)
        facts = [statement for statement in context.template.statements if statement.kind is Kind.FACT]
        out.contradiction = contradiction(nodes, [*record, *facts], context.say)
        return out
    fixed = instant_bounds_of(context)
    out.notes += fixed.notes
    out.running = _running_clocks(context, fixed, now_us)
    without = fixed.replaced | _overdue_steps(context, now_us, out.remarks)
    without |= {statement_key(clock.statement) for clock in out.running if clock.is_over}
    bounds = [
        statement
        for statement in (*fixed.statements, *stated)
        if statement_key(statement) not in without and statement.later in context.status.ahead
    ]
    for _ in range(_MOST):
        plan = compile_template(
            context.template, context.status.recorded, absent=context.status.absent, without=frozenset(without)
        )
        found = windows(plan, _known_instants(context, bounds, now_us))
        if found.possible[0]:
            break
        short = _contradiction_with_now(plan, context, bounds, now_us)
        gone = _least_binding(short.statements)
        out.cannot.append(short)
        without.add(statement_key(gone))
        bounds = [statement for statement in bounds if statement is not gone]
    out.cannot += [_shortfall_of(statements, context) for statements in plan.set_aside]
    days = {statement_key(rule) for rule in context.template.calendar}
    undated = [core for core in plan.unpromised if days >= {statement_key(statement) for statement in core}]
    out.notes += [f"{code}: as days, once one of its dates is known" for core in undated for code in _codes(core)]
    out.unpromised = [_unpromised_shortfall(plan, core) for core in plan.unpromised if core not in undated]
    out.moments = [
        _event_deadline(plan, found, context, bounds, node, now_us)
        for node in context.template.nodes
        if node in context.status.ahead
    ]
    return out


def _running_clocks(context: TherapyContext, fixed: InstantBounds, now_us: float) -> list[RunningClock]:
    """Return the clocks that run: of limits whose start has happened and whose end is to come."""
    found = []
    for statement in context.template.statements:
        start = context.status.recorded.get(statement.earlier)
        is_clock = statement.kind is Kind.REQUIREMENT and isfinite(statement.at_most_us) and not statement.only_safe
        if start is not None and is_clock and statement.later in context.status.ahead:
            until = start + statement.at_most_us
            found.append(RunningClock(statement, start, until, until - now_us))
    bounds = [statement for statement in fixed.statements if isfinite(statement.at_most_us)]
    found += [
        RunningClock(statement, None, statement.at_most_us, statement.at_most_us - now_us) for statement in bounds
    ]
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


def _known_instants(context: TherapyContext, bounds: Sequence[Statement], now_us: float) -> Known:
    """Return what is known of every event's instant."""
    places = context.template.places
    lo, hi = np.full((len(places), 1), -np.inf), np.full((len(places), 1), np.inf)
    for node, at in context.status.recorded.items():
        hi[places[node]] = lo[places[node]] = at
    for node in context.status.ahead:
        lo[places[node]] = now_us
    for statement in bounds:
        place = places[statement.later]
        hi[place], lo[place] = min(hi[place, 0], statement.at_most_us), max(lo[place, 0], statement.at_least_us)
    return Known(lo, hi)


def _contradiction_with_now(
    plan: Compiled, context: TherapyContext, bounds: Sequence[Statement], now_us: float
) -> Shortfall:
    """Return the smallest set of statements for which the record, and now, leave no time."""
    record = recorded_statements(context.status, 0.0, context.say)
    now = not_before_now(now_us, _first_events_to_come(plan, context), context.say)
    relative = [statement for statement in plan.statements if not statement.only_safe]
    found = contradiction((CLOCK, *context.template.nodes), [*record, *now, *bounds, *relative], context.say)
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
    may_go = [statement for statement in statements if statement.kind in kinds and statement.code != "now"]
    return min(may_go, key=lambda statement: (kinds.index(statement.kind), _SOFTNESS.index(statement.obligation)))


def _codes(statements: Iterable[Statement]) -> list[str]:
    return list(dict.fromkeys(statement.code for statement in statements))


def _shortfall_of(statements: tuple[Statement, ...], context: TherapyContext) -> Shortfall:
    found = contradiction(context.template.nodes, statements, context.say)
    assert found is not None  # noqa: S101  they were set aside because they contradict each other
    return found


def _unpromised_shortfall(plan: Compiled, core: tuple[Statement, ...]) -> Shortfall:
    kept = [
        statement
        for statement in plan.statements
        if statement.kind not in (Kind.ESTIMATE, Kind.REQUIREMENT, Kind.ORDER)
    ]
    return unpromised(plan.template.nodes, kept, [link for link in plan.links if link.step.is_stated], core)


def _event_deadline(
    plan: Compiled, found: Windows, context: TherapyContext, bounds: Sequence[Statement], node: str, now_us: float
) -> EventDeadline:
    place = plan.template.places[node]
    known = _known_instants(context, bounds, now_us)
    hi = known.hi[:, 0]
    safe, last = float(found.safe_by[place, 0]), float(found.last_possible[place, 0])
    by = hi + plan.by.at_most[:, place]
    return EventDeadline(
        node=node,
        decided=node not in plan.template.uncontrolled,
        not_before_us=float(found.not_before[place, 0]),
        safe_by_us=NOT_KNOWN if isnan(safe) else safe,
        last_possible_us=last,
        because=_because(plan, "by", int(np.argmin(by)), place, context, bounds) if isfinite(safe) else (),
        possible_because=_because(
            plan, "possible", int(np.argmin(hi + plan.possible.at_most[:, place])), place, context, bounds
        )
        if isfinite(last)
        else (),
        after=_statements_awaited(plan, place, context, bounds, now_us)
        if float(found.not_before[place, 0]) > now_us
        else (),
    )


def _because(
    plan: Compiled, closure: str, source: int, place: int, context: TherapyContext, bounds: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Return what binds a latest moment: what is known of one event, and what lies between."""
    return (
        *_bounding_statements(plan, source, context, bounds, late=True),
        *plan.because(getattr(plan, closure), source, place),
    )


def _bounding_statements(
    plan: Compiled, place: int, context: TherapyContext, bounds: Sequence[Statement], *, late: bool
) -> list[Statement]:
    """Return what is known of one event's instant, as a statement."""
    node = plan.template.nodes[place]
    if node in context.status.recorded:
        at = context.status.recorded[node]
        return [recorded_statement(node, at_most_us=at, words=f"{named(node)} recorded {context.say(at)}")]
    on_node = [
        statement
        for statement in bounds
        if statement.later == node and isfinite(statement.at_most_us if late else statement.at_least_us)
    ]
    if not on_node:
        return []
    return [
        min(on_node, key=lambda statement: statement.at_most_us)
        if late
        else max(on_node, key=lambda statement: statement.at_least_us)
    ]


def _statements_awaited(
    plan: Compiled, place: int, context: TherapyContext, bounds: Sequence[Statement], now_us: float
) -> tuple[Statement, ...]:
    """Return what an event must wait for."""
    lo = _known_instants(context, bounds, now_us).lo[:, 0]
    soon, since = lo - plan.possible.at_most[place], lo - plan.since.at_most[place]
    closure, earliest = (plan.possible, soon) if soon.max() >= since.max() else (plan.since, since)
    source = int(np.argmax(earliest))
    return (
        *_bounding_statements(plan, source, context, bounds, late=False),
        *reversed(plan.because(closure, place, source)),
    )
