"""One mode of a plan, solved: its events bounded on the clock, rules in days as instants where they can be, windows.

Whether it works at all is checked first: with every step at its fastest, and then whatever the steps do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from math import inf, isfinite, isnan, nan

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.instants import SECOND, end_of_day, instant, moment
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.timing.closure import Closure
from atmp_logistics.timing.compiled import Compiled, compile_template
from atmp_logistics.timing.constraints import CLOCK, CalendarRule, Kind, Shortfall, Statement, Template
from atmp_logistics.timing.controllability import control
from atmp_logistics.timing.explanation import contradiction, unpromised
from atmp_logistics.timing.steps import lengths
from atmp_logistics.timing.windows import Known, Windows, windows

InstantWords = Callable[[float], str]


@dataclass(frozen=True, repr=False)
class SolvedPlan(ShortRepr):
    """A template on the clock, and its windows.

    Attributes
    ----------
    template : Template
        With the clock among its nodes.
    compiled : Compiled or None
        The bounds between every two events.
    windows : Windows or None
        None where the plan cannot work at all, or where times that people set cannot be promised.
    shortfall : Shortfall or None
        Why the plan cannot work, or why nobody can promise it.
    """

    template: Template
    compiled: Compiled | None = None
    windows: Windows | None = None
    shortfall: Shortfall | None = None

    @property
    def works(self) -> bool:
        """Whether every limit can be kept whatever the steps do, as far as those are stated."""
        return self.shortfall is None

    @cached_property
    def places(self) -> dict[str, int]:
        """Each node's place; the clock is one of them."""
        return self.template.places

    def time(self, name: str, node: str) -> float:
        """Return one of a node's moments, such as its ``safe_by``; NaN where it is not known."""
        return float(getattr(self.windows, name)[self.places[node], 0]) if self.windows else nan

    def because(self, node: str, *, possible: bool = False) -> tuple[Statement, ...]:
        """Return the fewest statements that bind by when an event must have happened, the clock's first."""
        if self.compiled is None:
            return ()
        closure = self.compiled.possible if possible else self.compiled.by
        statements = [statement for statement in self.compiled.statements if not (possible and statement.only_safe)]
        edges = [(*statement.edge, statement) for statement in statements]
        links = [] if possible else [link for link in self.compiled.links if link.step.is_stated]
        # A safe moment takes every step as over no sooner than its longest duration after its start.
        edges += [(link.ends, link.starts, -link.longest_us, list(lengths(link))[-1]) for link in links]
        clock, place = self.places[CLOCK], self.places[node]
        found = _shortest(edges, closure.at_most[clock], self.places, node)
        kept = self.compiled.kept
        if not found and not possible and isfinite(kept.at_most[clock, place]):
            found = tuple(dict.fromkeys(self.compiled.because(kept, clock, place)))
        return found


def _shortest(
    edges: Iterable[tuple[str, str, float, Statement]],
    bounds_us: NDArray[np.float64],
    places: Mapping[str, int],
    node: str,
) -> tuple[Statement, ...]:
    """Return the shortest chain of statements that gives a node's bound; none where no chain does."""
    tight = dict[str, list[tuple[str, Statement]]]()
    for start, end, most, statement in edges:
        if isfinite(bounds_us[places[start]]) and bounds_us[places[start]] + most == bounds_us[places[end]]:
            tight.setdefault(start, []).append((end, statement))
    ways: dict[str, tuple[Statement, ...]] = {CLOCK: ()}
    waiting = [CLOCK]
    for start in waiting:
        for end, statement in tight.get(start, ()):
            if end not in ways:
                ways[end] = (*ways[start], statement)
                waiting.append(end)
    return tuple(dict.fromkeys(ways.get(node, ())))


#: What turns a rule in calendar days and one end's date into bounds on the other end.
Turn = Callable[[CalendarRule, date, tzinfo], Iterable[Statement]]


def solve_plan(template: Template, anchors: Iterable[Statement], tz: tzinfo, say: InstantWords) -> SolvedPlan:
    """Return the windows of a template whose events are bounded on the clock.

    Parameters
    ----------
    template : Template
    anchors : iterable of Statement
        What bounds instants, after `CLOCK`.
    tz : tzinfo
        The zone in which days are counted.
    say : callable
        Puts an instant in words, for what would remedy a contradiction.

    Returns
    -------
    SolvedPlan
    """
    timed = replace(template, nodes=(CLOCK, *template.nodes), statements=(*template.statements, *anchors))
    timed = _without_cached_places(timed)
    for _ in range(3 * len(timed.calendar) + 1):
        found = _solved_once(timed, say)
        dated = _rules_as_instants(found, tz)
        sides = [side for on in dated.values() for side in on] or list(_narrowed(found, tz))
        if not sides:
            return found
        rules = tuple(rule for rule in timed.calendar if rule not in dated)
        timed = _without_cached_places(replace(timed, calendar=rules, statements=(*timed.statements, *sides)))
    return found


def _without_cached_places(template: Template) -> Template:
    """Return the template without what it remembers of another."""
    return replace(template)


def _solved_once(timed: Template, say: InstantWords) -> SolvedPlan:
    if short := _binding_contradiction(timed, say):
        return SolvedPlan(timed, shortfall=short)
    compiled = compile_template(timed, [CLOCK])
    if compiled.contradiction:
        statements = [statement for statement in compiled.statements if not statement.only_safe]
        return SolvedPlan(timed, shortfall=contradiction(timed.nodes, statements, say))
    lo, hi = np.full((len(timed.nodes), 1), -np.inf), np.full((len(timed.nodes), 1), np.inf)
    lo[timed.places[CLOCK]] = hi[timed.places[CLOCK]] = 0.0
    return SolvedPlan(timed, compiled, windows(compiled, Known(lo, hi)), _unpromised_shortfall(compiled))


def _binding_contradiction(timed: Template, say: InstantWords) -> Shortfall | None:
    """Return why it cannot work at all, or why the times that people set cannot be promised; None where they can."""
    binding = [
        statement for statement in timed.statements if statement.obligation == "shall" and not statement.only_safe
    ]
    if short := contradiction(timed.nodes, binding, say):
        return short
    hard = [statement for statement in timed.statements if statement.kind not in {Kind.REQUIREMENT, Kind.ORDER}]
    links = [link for link in timed.links if link.step.is_stated]
    ends = tuple((timed.places[link.starts], timed.places[link.ends]) for link in links)
    bounds = Closure.of(timed.places, enumerate(hard), ends)
    if control(bounds, [link.shortest_us for link in links], [link.longest_us for link in links]):
        return None
    others = [
        statement for statement in hard if statement.kind is not Kind.ANCHOR and statement.kind is not Kind.ESTIMATE
    ]
    return unpromised(timed.nodes, others, links, [statement for statement in hard if statement.kind is Kind.ANCHOR])


def _unpromised_shortfall(compiled: Compiled) -> Shortfall | None:
    """Return the first binding limits that nobody can promise together, None where all can be."""
    for core in compiled.unpromised:
        if any(statement.obligation == "shall" for statement in core):
            others = [
                statement
                for statement in compiled.statements
                if statement.kind not in {Kind.ESTIMATE, Kind.REQUIREMENT, Kind.ORDER}
            ]
            links = [link for link in compiled.links if link.step.is_stated]
            return unpromised(compiled.template.nodes, others, links, core)
    return None


def _rules_as_instants(found: SolvedPlan, tz: tzinfo) -> dict[CalendarRule, tuple[Statement, ...]]:
    """Return the rules in calendar days of which one end's date is known by now, as bounds on the other's instant."""
    dated = dict[CalendarRule, tuple[Statement, ...]]()
    if found.windows is None:
        return dated
    for rule in found.template.calendar:
        earlier, later = (_day(found, node, tz) for node in (rule.earlier, rule.later))
        if later is not None:
            dated[rule] = tuple(_by_later(rule, later, tz))
        elif earlier is not None:
            dated[rule] = tuple(_by_earlier(rule, earlier, tz))
    return dated


def _day(found: SolvedPlan, node: str, tz: tzinfo) -> date | None:
    """Return the local day on which an event surely is; None where that is not one."""
    ends = found.time("earliest", node), found.time("last_possible", node)
    if not all(map(isfinite, ends)):
        return None
    first, last = (moment(us).astimezone(tz).date() for us in ends)
    return first if first == last else None


def _narrowed(found: SolvedPlan, tz: tzinfo) -> Iterator[Statement]:
    """Yield bounds on one end of a rule in calendar days, by the last or the first day on which the other can be."""
    if found.windows is None:
        return
    for rule in found.template.calendar:
        for node, other, by in ((rule.earlier, rule.later, _by_later), (rule.later, rule.earlier, _by_earlier)):
            first, last = found.time("earliest", other), found.time("last_possible", other)
            window = found.time("earliest", node), found.time("last_possible", node)
            # What may be too soon follows from the other's first day, what may be too late from its last.
            ends = [bound for bound in _on_day(by, rule, last, tz) if bound.at_most_us < window[1]]
            begins = [bound for bound in _on_day(by, rule, first, tz) if bound.at_least_us > window[0]]
            yield from (*ends, *begins)


def _on_day(by: Turn, rule: CalendarRule, at_us: float, tz: tzinfo) -> Iterable[Statement]:
    return by(rule, moment(at_us).astimezone(tz).date(), tz) if isfinite(at_us) else ()


def _limits(rule: CalendarRule) -> tuple[int | None, int | None]:
    """Return the least and the most days of a rule, both of them allowed."""
    least = None if rule.at_least_days is None else rule.at_least_days + rule.strict
    return least, None if rule.at_most_days is None else rule.at_most_days - rule.strict


def _by_later(rule: CalendarRule, day: date, tz: tzinfo) -> Iterable[Statement]:
    least, most = _limits(rule)
    begins = -inf if most is None else _begin(day - timedelta(days=most), tz)
    ends = inf if least is None else end_of_day(day - timedelta(days=least), tz)[0]
    yield from _statements_of_sides(rule, rule.earlier, begins, ends)


def _by_earlier(rule: CalendarRule, day: date, tz: tzinfo) -> Iterable[Statement]:
    least, most = _limits(rule)
    begins = -inf if least is None else _begin(day + timedelta(days=least), tz)
    ends = inf if most is None else end_of_day(day + timedelta(days=most), tz)[0]
    yield from _statements_of_sides(rule, rule.later, begins, ends)


def _begin(day: date, tz: tzinfo) -> float:
    return instant(datetime.combine(day, time(), tz))


def _statements_of_sides(rule: CalendarRule, node: str, begins_us: float, ends_us: float) -> Iterable[Statement]:
    common = {
        "earlier": CLOCK, "later": node, "kind": Kind.REQUIREMENT, "words": rule.words, "source": rule.source,
        "citation": rule.citation, "code": rule.code, "obligation": rule.obligation,
    }  # fmt: skip
    if isfinite(begins_us):
        yield Statement(at_least_us=begins_us, **common)  # type: ignore[arg-type]
    if isfinite(ends_us):
        # The last whole second of the day, so that no plan says 23:59:59.999999.
        yield Statement(at_most_us=ends_us // SECOND * SECOND, **common)  # type: ignore[arg-type]


def unstated_steps(found: SolvedPlan) -> tuple[str, ...]:
    """Return the names of the steps whose longest duration is not stated, where a safe moment needs it."""
    if found.compiled is None:
        return ()
    unstated = [link for link in found.template.links if not link.step.is_stated]
    return tuple(dict.fromkeys(link.step.name for link in unstated if isnan(found.time("safe_by", link.starts))))
