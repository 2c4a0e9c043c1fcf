"""The deadlines of one therapy, solved; where limits cannot be kept any more, solved without them.

A limit whose clock has run out, or that the others leave no time for, is named with what contradicts it and by how
much; the deadlines of everything else are then worked out as if it were not there. Nature, records and now are never
left out: a record that contradicts itself gives no deadline at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf, isfinite

from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.wording import duration, step_length
from atmp_logistics.planning.deadlines_result import EventDeadline, RunningClock
from atmp_logistics.planning.event_deadlines import TherapyWindows
from atmp_logistics.planning.instant_bounds import (
    InstantBounds,
    TherapyContext,
    instant_bounds_of,
    not_before_now,
    statement_key,
)
from atmp_logistics.planning.limits_not_kept import limits_not_kept
from atmp_logistics.planning.therapy_status import contradicting_doubt_us, facts_of, recorded_statements
from atmp_logistics.timing.compiled import Compiled, Key, compile_template
from atmp_logistics.timing.constraints import CLOCK, Kind, Shortfall, Statement
from atmp_logistics.timing.explanation import contradiction, unpromised
from atmp_logistics.timing.node_names import named

_SOFTNESS = ("information", "should", "shall")
#: More limits than this no label has.
_MOST = 500


@dataclass(slots=True)
class SolvedDeadlines:
    """One therapy's deadlines while they are worked out; its fields are those of `TherapyDeadlines`."""

    events: list[EventDeadline] = field(default_factory=list)
    running: list[RunningClock] = field(default_factory=list)
    contradiction: Shortfall | None = None
    cannot: list[Shortfall] = field(default_factory=list)
    unpromised: list[Shortfall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    not_kept: tuple[str, ...] = ()


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
    doubt_us = contradicting_doubt_us(context.template, context.status, context.resolution_us)
    if doubt_us is not None:
        return SolvedDeadlines(contradiction=_contradicting_record(context, doubt_us))
    fixed = instant_bounds_of(context)
    running = _running_clocks(context, fixed, now_us)
    out = SolvedDeadlines(notes=fixed.notes, running=running, not_kept=limits_not_kept(context))
    unlogged = ", ".join(map(named, context.status.unlogged))
    out.remarks += [f"not logged, and before what is: {unlogged}"] if unlogged else []
    without = fixed.replaced | _overdue_steps(context, now_us, out.remarks)
    without |= {statement_key(clock.statement) for clock in out.running if clock.is_over}
    bounds = [
        bound
        for bound in (*fixed.statements, *stated)
        if statement_key(bound) not in without and bound.later in context.status.ahead
    ]
    solved = _possible_windows(context, bounds, without, now_us, out.cannot)
    out.cannot += [_shortfall_of(statements, context) for statements in solved.compiled.set_aside]
    _add_unpromised(solved, out)
    late = _too_late(context, [clock.statement for clock in out.running if clock.is_over], out.cannot)
    out.events = [
        _without_a_moment(solved.event_deadline(node), late.get(node, []))
        for node in context.template.nodes
        if node in context.status.ahead
    ]
    return out


def _too_late(
    context: TherapyContext, overrun: Sequence[Statement], cannot: Sequence[Shortfall]
) -> dict[str, list[Statement]]:
    """Return the events to come that no moment saves: the end of a binding limit that is lost, and what precedes it."""
    lost = [*overrun, *(_least_binding(shortfall.statements) for shortfall in cannot)]
    binding = [one for one in lost if one.kind is Kind.REQUIREMENT and one.obligation == "shall"]
    places, facts = context.template.places, facts_of(context.template)
    late: dict[str, list[Statement]] = {}
    for statement in binding:
        for node in context.status.ahead:
            if node == statement.later or facts.at_most[places[statement.later], places[node]] <= 0:
                late.setdefault(node, []).append(statement)
    return late


def _without_a_moment(event: EventDeadline, late: Sequence[Statement]) -> EventDeadline:
    """Return an event to come, which has no moment where a binding limit is lost whenever it happens."""
    if not late:
        return event
    why = tuple(late)
    return replace(event, safe_by_us=-inf, last_possible_us=-inf, because=why, possible_because=why)


def _contradicting_record(context: TherapyContext, doubt_us: float) -> Shortfall | None:
    """Return which recorded times contradict each other, and by how much."""
    record = recorded_statements(context.status, doubt_us, context.say)
    facts = [statement for statement in context.template.statements if statement.kind is Kind.FACT]
    return contradiction((CLOCK, *context.template.nodes), [*record, *facts], context.say)


def _possible_windows(
    context: TherapyContext, bounds: list[Statement], without: set[Key], now_us: float, cannot: list[Shortfall]
) -> TherapyWindows:
    """Return the windows without the limits that cannot be kept any more; each of those is added to `cannot`."""
    template, status = context.template, context.status
    for _ in range(_MOST):
        compiled = compile_template(template, status.recorded, absent=status.absent, without=frozenset(without))
        found = TherapyWindows(context, compiled, bounds, now_us)
        if found.are_possible:
            break
        shortfall = _contradiction_with_now(found)
        gone = _least_binding(shortfall.statements)
        cannot.append(shortfall)
        without.add(statement_key(gone))
        bounds = [bound for bound in bounds if bound is not gone]
    return found


def _add_unpromised(solved: TherapyWindows, out: SolvedDeadlines) -> None:
    """Add the limits that nobody can promise; those in days are notes, as their dates are not known."""
    compiled = solved.compiled
    days = {statement_key(rule) for rule in solved.context.template.calendar}
    undated = [core for core in compiled.unpromised if days >= {statement_key(statement) for statement in core}]
    codes = (code for core in undated for code in dict.fromkeys(statement.code for statement in core))
    out.notes += [f"{code}: as days, once one of its dates is known" for code in codes]
    out.unpromised = [_unpromised_shortfall(compiled, core) for core in compiled.unpromised if core not in undated]


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


def _contradiction_with_now(found: TherapyWindows) -> Shortfall:
    """Return the smallest set of statements for which the record, and now, leave no time."""
    context = found.context
    record = recorded_statements(context.status, 0.0, context.say)
    now = not_before_now(found.now_us, _first_events_to_come(found.compiled, context), context.say)
    relative = [statement for statement in found.compiled.statements if not statement.only_safe]
    shortfall = contradiction((CLOCK, *context.template.nodes), [*record, *now, *found.bounds, *relative], context.say)
    assert shortfall is not None  # noqa: S101  the windows found one
    return shortfall


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
