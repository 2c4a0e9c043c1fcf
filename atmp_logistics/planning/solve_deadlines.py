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
from atmp_logistics.planning.instant_bounds import Case, Fixed, fixed_by, key_of, not_before_now
from atmp_logistics.planning.therapy_status import contradicting_doubt_us, record_of, recorded
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


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs: the limit, the event that it is for, since when it runs, and until when."""

    statement: Statement
    since_us: float | None
    until_us: float
    left_us: float

    @property
    def is_over(self) -> bool:
        """Whether it has run out."""
        return self.left_us < 0


@dataclass(frozen=True, slots=True)
class EventDeadline:
    """One event to come: its moments in microseconds since 1970, and what binds them.

    `safe_by_us` is NaN where it is not known and -inf where no moment is safe; ``inf`` is "nothing bounds it".
    """

    node: str
    decided: bool
    not_before_us: float
    safe_by_us: float
    last_possible_us: float
    because: tuple[Statement, ...]
    possible_because: tuple[Statement, ...]
    after: tuple[Statement, ...]


@dataclass(slots=True)
class SolvedDeadlines:
    """One therapy's deadlines; `cannot` cannot be kept any more, `unpromised` cannot be promised."""

    moments: list[EventDeadline] = field(default_factory=list)
    running: list[Running] = field(default_factory=list)
    contradiction: Shortfall | None = None
    cannot: list[Shortfall] = field(default_factory=list)
    unpromised: list[Shortfall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def solve_deadlines(case: Case, now_us: float, stated: Sequence[Statement] = ()) -> SolvedDeadlines:
    """Return the deadlines of one therapy as it stands.

    Parameters
    ----------
    case : Case
    now_us : float
    stated : sequence of Statement
        What the caller states of instants to come.
    """
    out = SolvedDeadlines()
    nodes = (CLOCK, *case.template.nodes)
    doubt_us = contradicting_doubt_us(case.template, case.standing, case.resolution_us)
    if doubt_us is not None:
        record = record_of(case.standing, doubt_us, case.say)
        facts = [one for one in case.template.statements if one.kind is Kind.FACT]
        out.contradiction = contradiction(nodes, [*record, *facts], case.say)
        return out
    fixed = fixed_by(case)
    out.notes += fixed.notes
    out.running = _running(case, fixed, now_us)
    without = fixed.replaced | _overdue(case, now_us, out.remarks)
    without |= {key_of(one.statement) for one in out.running if one.is_over}
    own = [
        one for one in (*fixed.statements, *stated) if key_of(one) not in without and one.later in case.standing.ahead
    ]
    for _ in range(_MOST):
        plan = compile_template(
            case.template, case.standing.recorded, absent=case.standing.absent, without=frozenset(without)
        )
        found = windows(plan, _known(case, own, now_us))
        if found.possible[0]:
            break
        short = _why(plan, case, own, now_us)
        gone = _softest(short.statements)
        out.cannot.append(short)
        without.add(key_of(gone))
        own = [one for one in own if one is not gone]
    out.cannot += [_aside(one, case) for one in plan.set_aside]
    days = {key_of(rule) for rule in case.template.calendar}
    undated = [core for core in plan.unpromised if days >= {key_of(one) for one in core}]
    out.notes += [f"{code}: as days, once one of its dates is known" for core in undated for code in _codes(core)]
    out.unpromised = [_unpromised(plan, core) for core in plan.unpromised if core not in undated]
    out.moments = [
        _moments(plan, found, case, own, node, now_us) for node in case.template.nodes if node in case.standing.ahead
    ]
    return out


def _running(case: Case, fixed: Fixed, now_us: float) -> list[Running]:
    """Return the clocks that run: of limits whose start has happened and whose end is to come."""
    found = []
    for one in case.template.statements:
        start = case.standing.recorded.get(one.earlier)
        is_clock = one.kind is Kind.REQUIREMENT and isfinite(one.at_most_us) and not one.only_safe
        if start is not None and is_clock and one.later in case.standing.ahead:
            until = start + one.at_most_us
            found.append(Running(one, start, until, until - now_us))
    bounds = [one for one in fixed.statements if isfinite(one.at_most_us)]
    found += [Running(one, None, one.at_most_us, one.at_most_us - now_us) for one in bounds]
    return sorted(found, key=lambda clock: (clock.until_us, clock.statement.later))


def _overdue(case: Case, now_us: float, remarks: list[str]) -> set[Key]:
    """Return the steps under way that have outlasted what was stated: how long they take is not known any more."""
    found = set[Key]()
    for link in case.template.links:
        start = case.standing.recorded.get(link.starts)
        if start is None or link.ends not in case.standing.ahead or now_us - start <= link.longest_us:
            continue
        found.add((link.step.name, link.starts, link.ends))
        stated = step_length(link.step.shortest_s, link.step.longest_s)
        since = duration((now_us - start) / SECOND, exact=True)
        remarks.append(
            f"{named(link.ends)}: under way for {since}, longer than stated ({stated}): when it ends is not known"
        )
    return found


def _known(case: Case, own: Sequence[Statement], now_us: float) -> Known:
    """Return what is known of every event's instant."""
    places = case.template.places
    lo, hi = np.full((len(places), 1), -np.inf), np.full((len(places), 1), np.inf)
    for node, at in case.standing.recorded.items():
        hi[places[node]] = lo[places[node]] = at
    for node in case.standing.ahead:
        lo[places[node]] = now_us
    for one in own:
        place = places[one.later]
        hi[place], lo[place] = min(hi[place, 0], one.at_most_us), max(lo[place, 0], one.at_least_us)
    return Known(lo, hi)


def _why(plan: Compiled, case: Case, own: Sequence[Statement], now_us: float) -> Shortfall:
    """Return the smallest set of statements for which the record, and now, leave no time."""
    record = record_of(case.standing, 0.0, case.say)
    now = not_before_now(now_us, _next(plan, case), case.say)
    relative = [one for one in plan.statements if not one.only_safe]
    found = contradiction((CLOCK, *case.template.nodes), [*record, *now, *own, *relative], case.say)
    assert found is not None  # noqa: S101  the windows found one
    return found


def _next(plan: Compiled, case: Case) -> list[str]:
    """Return the events to come that follow no other that is to come; the others follow from these."""
    places, reach = case.template.places, plan.possible.at_most
    ahead = [node for node in case.template.nodes if node in case.standing.ahead]

    def follows(node: str, other: str) -> bool:
        i, j = places[node], places[other]
        return bool(i != j and reach[i, j] <= 0 and (reach[j, i] > 0 or j < i))

    return [node for node in ahead if not any(follows(node, other) for other in ahead)]


def _softest(statements: Sequence[Statement]) -> Statement:
    """Return what gives way: the least binding limit, else an order, else what the caller stated, else an estimate."""
    kinds = (Kind.REQUIREMENT, Kind.ORDER, Kind.ANCHOR, Kind.ESTIMATE)
    may_go = [one for one in statements if one.kind in kinds and one.code != "now"]
    return min(may_go, key=lambda one: (kinds.index(one.kind), _SOFTNESS.index(one.obligation)))


def _codes(statements: Iterable[Statement]) -> list[str]:
    return list(dict.fromkeys(one.code for one in statements))


def _aside(statements: tuple[Statement, ...], case: Case) -> Shortfall:
    found = contradiction(case.template.nodes, statements, case.say)
    assert found is not None  # noqa: S101  they were set aside because they contradict each other
    return found


def _unpromised(plan: Compiled, core: tuple[Statement, ...]) -> Shortfall:
    kept = [one for one in plan.statements if one.kind not in (Kind.ESTIMATE, Kind.REQUIREMENT, Kind.ORDER)]
    return unpromised(plan.template.nodes, kept, [link for link in plan.links if link.step.is_stated], core)


def _moments(
    plan: Compiled, found: Windows, case: Case, own: Sequence[Statement], node: str, now_us: float
) -> EventDeadline:
    place = plan.template.places[node]
    known = _known(case, own, now_us)
    hi = known.hi[:, 0]
    safe, last = float(found.safe_by[place, 0]), float(found.last_possible[place, 0])
    by = hi + plan.by.at_most[:, place]
    return EventDeadline(
        node=node,
        decided=node not in plan.template.uncontrolled,
        not_before_us=float(found.not_before[place, 0]),
        safe_by_us=NOT_KNOWN if isnan(safe) else safe,
        last_possible_us=last,
        because=_because(plan, "by", int(np.argmin(by)), place, case, own) if isfinite(safe) else (),
        possible_because=_because(
            plan, "possible", int(np.argmin(hi + plan.possible.at_most[:, place])), place, case, own
        )
        if isfinite(last)
        else (),
        after=_after(plan, place, case, own, now_us) if float(found.not_before[place, 0]) > now_us else (),
    )


def _because(
    plan: Compiled, closure: str, source: int, place: int, case: Case, own: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Return what binds a latest moment: what is known of one event, and what lies between."""
    return (*_ends(plan, source, case, own, late=True), *plan.because(getattr(plan, closure), source, place))


def _ends(plan: Compiled, place: int, case: Case, own: Sequence[Statement], *, late: bool) -> list[Statement]:
    """Return what is known of one event's instant, as a statement."""
    node = plan.template.nodes[place]
    if node in case.standing.recorded:
        at = case.standing.recorded[node]
        return [recorded(node, at_most_us=at, words=f"{named(node)} recorded {case.say(at)}")]
    bounds = [one for one in own if one.later == node and isfinite(one.at_most_us if late else one.at_least_us)]
    if not bounds:
        return []
    return [min(bounds, key=lambda one: one.at_most_us) if late else max(bounds, key=lambda one: one.at_least_us)]


def _after(plan: Compiled, place: int, case: Case, own: Sequence[Statement], now_us: float) -> tuple[Statement, ...]:
    """Return what an event must wait for."""
    lo = _known(case, own, now_us).lo[:, 0]
    soon, since = lo - plan.possible.at_most[place], lo - plan.since.at_most[place]
    closure, own_lo = (plan.possible, soon) if soon.max() >= since.max() else (plan.since, since)
    source = int(np.argmax(own_lo))
    return (*_ends(plan, source, case, own, late=False), *reversed(plan.because(closure, place, source)))
