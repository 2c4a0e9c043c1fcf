"""A template made ready for cases of one kind: those whose records hold the same events.

What is recorded is fixed, so that nothing is asked of the time between two recorded events: that is for `assess`. What
is neither recorded nor to come takes its statements with it. A limit that asks the impossible, or more than anybody can
promise, is set aside and named; one that binds leaves no safe moment for what lies before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf

import numpy as np

from atmp_logistics.core.columns import Mask
from atmp_logistics.timing.closure import Closure, Why, smallest_contradiction
from atmp_logistics.timing.constraints import CalendarRule, Kind, Link, Statement, Template
from atmp_logistics.timing.controllability import control
from atmp_logistics.timing.label_constraints import in_any_zone
from atmp_logistics.timing.steps import lengths

#: A statement told from all others: its code, and the two nodes that it is about.
Key = tuple[str, str, str]
#: The least binding first.
_SOFTNESS = ("information", "should", "shall")
#: What may be set aside: never nature, records or how long a step takes. Where steps that were stated contradict a fact
#: by themselves, the fact alone is left out of what is safe, and nothing before it is.
_MAY_GO = (Kind.REQUIREMENT, Kind.ORDER)


@dataclass(frozen=True)
class Compiled:
    """Bounds between all events of a template, for the cases whose records hold just `recorded`.

    `possible` is what can still work with every step at its fastest; `kept` what every safe way of acting keeps, `by`
    the same with every step at its longest, for what must come by a time, and `since` with every step at its shortest,
    for what must not come before one. `set_aside` are limits that contradict the others even at best, each with the
    others; `unpromised` those that nobody can promise. `contradiction` are binding statements that cannot all be true.
    `links` are the steps still to end, `unstated` those of them whose longest duration nobody stated.
    """

    template: Template
    statements: tuple[Statement, ...]
    recorded: frozenset[str]
    possible: Closure
    kept: Closure
    by: Closure
    since: Closure
    links: tuple[Link, ...]
    unstated: tuple[Link, ...]
    in_flight: tuple[int, ...]
    unknown: Mask
    never: Mask
    set_aside: tuple[tuple[Statement, ...], ...] = ()
    unpromised: tuple[tuple[Statement, ...], ...] = ()
    contradiction: tuple[Statement, ...] = ()

    def because(self, closure: Closure, i: int, j: int) -> tuple[Statement, ...]:
        """Return the statements on which a closure's bound between two nodes rests, in order."""
        return tuple(self._said(why, what) for why, what in closure.path(i, j))

    def _said(self, why: Why, what: int) -> Statement:
        if why is Why.STATEMENT:
            return self.statements[what]
        return length_of(self.links[what], longest=why is Why.LONGEST)


@dataclass(slots=True)
class _Work:
    """What is still in play while a template is being compiled."""

    template: Template
    statements: tuple[Statement, ...]
    loose: frozenset[int]
    links: tuple[Link, ...]
    out: set[int] = field(default_factory=set)
    out_of_safe: set[int] = field(default_factory=set)

    def possible(self) -> list[tuple[int, Statement]]:
        return [(i, one) for i, one in enumerate(self.statements) if i not in self.out and not one.only_safe]

    def safe(self) -> list[tuple[int, Statement]]:
        gone = self.out | self.out_of_safe | self.loose
        return [(i, one) for i, one in enumerate(self.statements) if i not in gone]

    def stated(self) -> list[Link]:
        return [link for link in self.links if link.step.is_stated]

    def ends(self, links: Iterable[Link]) -> tuple[tuple[int, int], ...]:
        places = self.template.places
        return tuple((places[link.starts], places[link.ends]) for link in links)


@lru_cache(maxsize=4096)
def _compiled(
    template: Template, recorded: frozenset[str], absent: frozenset[str], without: frozenset[Key]
) -> Compiled:
    def plays(one: Statement | CalendarRule) -> bool:
        ends = {one.earlier, one.later}
        return not ends & absent and not ends <= recorded and (one.code, one.earlier, one.later) not in without

    rules = [rule for rule in template.calendar if plays(rule)]
    own = [one for one in template.statements if plays(one)]
    strict, loose = ([in_any_zone(rule, surely=yes) for rule in rules] for yes in (True, False))
    strict = [only_safe(one) for one in strict]
    statements = (*own, *strict, *loose)
    links = tuple(
        link for link in template.links if not {link.starts, link.ends} & absent and link.ends not in recorded
    )
    work = _Work(template, statements, frozenset(range(len(own) + len(strict), len(statements))), links)
    set_aside, contradiction = _set_aside(work)
    possible = Closure.of(template.places, work.possible())
    unpromised: list[tuple[Statement, ...]] = []
    never = np.zeros(len(template.nodes), bool)
    if not contradiction:
        possible.close()
        kept = _promised(work)
        while kept is None:
            core = _core(work)
            unpromised.append(core)
            kept = _without_one_of(core, work, never)
    else:
        kept = Closure.of(template.places, [], work.ends(work.stated()))
    stated = tuple(work.stated())
    by, since = _by(kept, work, stated), _since(kept, work, stated)
    return Compiled(
        template=template,
        statements=statements,
        recorded=recorded,
        possible=possible,
        kept=kept,
        by=by,
        since=since,
        links=stated,
        unstated=tuple(link for link in links if not link.step.is_stated),
        in_flight=_in_flight(template, links, recorded, absent),
        unknown=_unknown(kept, links, template, recorded),
        never=never,
        set_aside=tuple(set_aside),
        unpromised=tuple(unpromised),
        contradiction=contradiction,
    )


def _links(
    template: Template, recorded: frozenset[str], absent: frozenset[str], without: frozenset[Key]
) -> Iterator[Link]:
    """Yield the steps still to end; of one that has outlasted its stated duration, no longest is known any more."""
    for link in template.links:
        if {link.starts, link.ends} & absent or link.ends in recorded:
            continue
        if (link.step.name, link.starts, link.ends) in without:
            step = replace(link.step, shortest_s=0.0, longest_s=inf)
            yield Link(step, link.starts, link.ends)
        else:
            yield link


def compile_template(
    template: Template,
    recorded: Iterable[str] = (),
    *,
    absent: Iterable[str] = (),
    without: Iterable[Key] = (),
) -> Compiled:
    """Compile a template for cases whose records hold some of its events.

    Parameters
    ----------
    template : Template
    recorded : iterable of str
        Nodes whose time is known.
    absent : iterable of str
        Nodes that are neither recorded nor to come: nothing that is said of them counts.
    without : iterable of (code, earlier, later)
        Statements that do not count, such as limits that are overrun already, or steps that have outlasted their
        stated duration.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> from atmp_logistics.timing.steps import read_steps
    >>> from atmp_logistics.timing.template import template
    >>> steps = read_steps({"thaw": "2 to 4 min", "administration": "5 to 15 min"})
    >>> plan = compile_template(template(load_product("kymriah-eu"), 1, {"indication": "ALL"}, steps))
    >>> thawed, infused = plan.template.places["thaw_end[1]"], plan.template.places["administration_end[1]"]
    >>> float(plan.possible.at_most[thawed, infused]) / 60e6
    30.0
    >>> [one.words for one in plan.because(plan.possible, thawed, infused)]
    ['administration end of container 1 within 30 min of thaw end of container 1']
    """
    return _compiled(template, frozenset(recorded), frozenset(absent), frozenset(without))


def only_safe(statement: Statement) -> Statement:
    """Return a statement that counts only for what is safe."""
    return replace(statement, only_safe=True)


def length_of(link: Link, *, longest: bool) -> Statement:
    """Return what a step's longest or shortest duration says, as a statement."""
    sides = list(lengths(link))
    return sides[-1] if longest else sides[0]


def _set_aside(work: _Work) -> tuple[list[tuple[Statement, ...]], tuple[Statement, ...]]:
    """Take out limits that contradict the others even at best, the least binding first, until nothing does.

    Where only what binds contradicts itself, return that instead.
    """
    found: list[tuple[Statement, ...]] = []
    while True:
        own = work.possible()
        if Closure.of(work.template.places, own).close():
            return found, ()
        smallest = smallest_contradiction(work.template.nodes, [one for _, one in own])
        assert smallest is not None  # noqa: S101  the closure found one
        softest = _softest(smallest[0])
        if softest.obligation == "shall":
            return found, smallest[0]
        found.append((softest, *(one for one in smallest[0] if one is not softest)))
        work.out |= {i for i, one in own if one is softest}
        work.out |= {i for i, one in enumerate(work.statements) if _alike(one, softest)}


def _softest(statements: Iterable[Statement]) -> Statement:
    limits = [one for one in statements if one.kind is Kind.REQUIREMENT]
    return min(limits or list(statements), key=lambda one: _SOFTNESS.index(one.obligation))


def _alike(one: Statement, other: Statement) -> bool:
    """Say whether two statements are forms of the same limit between the same events."""
    return (one.code, one.earlier, one.later, one.kind) == (other.code, other.earlier, other.later, other.kind)


def _promised(work: _Work) -> Closure | None:
    """Return the bounds that every safe way of acting keeps; None where nobody can promise them."""
    stated = work.stated()
    bounds = Closure.of(work.template.places, work.safe(), work.ends(stated))
    can = control(bounds, [link.shortest_us for link in stated], [link.longest_us for link in stated])
    return bounds if can else None


def _core(work: _Work) -> tuple[Statement, ...]:
    """Return limits that together nobody can promise, and of which none can be left out."""
    kept = set(work.out_of_safe)
    core: list[int] = []
    for kinds in (_MAY_GO, (*_MAY_GO, Kind.FACT)):
        may_go = [i for i, one in work.safe() if one.kind in kinds]
        if not _cannot(work, kept | set(may_go)):
            core = irreducible(may_go, lambda without: _cannot(work, kept | without))
            break
        work.out_of_safe = kept
    work.out_of_safe = kept
    return tuple(work.statements[i] for i in core)


def _cannot(work: _Work, without: set[int]) -> bool:
    work.out_of_safe = without
    return _promised(work) is None


def irreducible(members: Sequence[int], contradict: Callable[[set[int]], bool]) -> list[int]:
    """Return members that still contradict each other when all the others are left out, and none of which can be.

    Parameters
    ----------
    members : sequence of int
        Who may be left out.
    contradict : callable
        Says of the members left out whether the others still contradict each other.

    Examples
    --------
    >>> irreducible(range(9), lambda out: not out & {2, 5})
    [2, 5]
    """
    out: set[int] = set()
    for size in (len(members) // 2, len(members) // 4, 1):
        for start in range(0, len(members), size or 1):
            part = {one for one in members[start : start + (size or 1)] if one not in out}
            if part and contradict(out | part):
                out |= part
    return [one for one in members if one not in out]


def _without_one_of(core: Sequence[Statement], work: _Work, never: Mask) -> Closure | None:
    """Leave the softest limit of a core out of what is safe; where it binds, nothing before its end is safe."""
    softest = _softest(core)
    work.out_of_safe |= {i for i, one in work.safe() if one is softest or _alike(one, softest)}
    kept = _promised(work)
    if softest.obligation == "shall":
        reach = Closure.of(work.template.places, work.possible())
        reach.close()
        never |= reach.at_most[work.template.places[softest.later]] <= 0.0
    return kept


def _by(kept: Closure, work: _Work, links: Sequence[Link]) -> Closure:
    """Return the bounds for what must come by a time: every step takes its longest."""
    by = kept.above(work.ends(links))
    for number, (link, (start, end)) in enumerate(zip(links, by.steps, strict=True)):
        by.lower(end, start, -link.longest_us, Why.LONGEST, number)
    by.close()
    return by


def _since(kept: Closure, work: _Work, links: Sequence[Link]) -> Closure:
    """Return the bounds for what must not come before a time: every step takes its shortest."""
    since = kept.above(work.ends(links))
    for number, (link, (start, end)) in enumerate(zip(links, since.steps, strict=True)):
        since.lower(start, end, link.shortest_us, Why.SHORTEST, number)
    since.close()
    return since


def _in_flight(
    template: Template, links: Iterable[Link], recorded: frozenset[str], absent: frozenset[str]
) -> tuple[int, ...]:
    """Return the events that nobody decides any more: the ends of steps that run, and of steps that follow them."""
    flying = set[str]()
    lost = {link.ends for link in template.links if link.starts in absent and link.ends not in recorded | absent}
    while True:
        more = lost | {link.ends for link in links if link.starts in recorded | flying}
        if more <= flying:
            return tuple(sorted(template.places[node] for node in flying))
        flying |= more


def _unknown(kept: Closure, links: Iterable[Link], template: Template, recorded: frozenset[str]) -> Mask:
    """Return the decisions of which no safe moment is known: a limit to come spans a step that nobody stated."""
    unknown = np.zeros(len(template.nodes), bool)
    ahead = np.array([node not in recorded for node in template.nodes])
    decided = np.array([node not in template.uncontrolled for node in template.nodes])
    for link in links:
        start, end = template.places[link.starts], template.places[link.ends]
        if link.step.is_stated or link.starts in recorded:
            continue
        limited = np.isfinite(kept.at_most[:, end]) & ahead
        limited[end] = False
        if limited.any():
            unknown |= (kept.at_most[start] <= 0.0) & ahead & decided
    return unknown
