"""A template made ready for cases of one kind: those with records of the same events.

What is recorded is fixed, so that nothing is asked of the time between two recorded events: that is for `assess`. What
is neither recorded nor to come takes its statements with it. A limit that asks the impossible, or more than anybody can
promise, is set aside and named; one that binds leaves no safe moment for what lies before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from atmp_logistics.core.columns import Mask
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.timing.closure import Closure, Why
from atmp_logistics.timing.conflicts import Core, InPlay, limits_not_promised, limits_set_aside
from atmp_logistics.timing.constraints import CalendarRule, Link, Statement, Template
from atmp_logistics.timing.label_constraints import in_any_zone
from atmp_logistics.timing.steps import lengths

#: A statement told from all others: its code, and the two nodes that it is about.
Key = tuple[str, str, str]


@dataclass(frozen=True, repr=False)
class Compiled(ShortRepr):
    """Bounds between all events of a template, for the cases with a record of just `recorded`.

    Attributes
    ----------
    template : Template
    statements : tuple of Statement
        All that count.
    recorded : frozenset of str
        The nodes whose time is known.
    possible : Closure
        What can still work with every step at its fastest.
    kept : Closure
        What every safe way of acting keeps.
    by, since : Closure
        The same with every step at its longest, for what must come by a time, and with every step at its shortest, for
        what must not come before one.
    links, unstated : tuple of Link
        The steps still to end: those with a stated longest duration, and the others.
    in_flight : tuple of int
        Places of the events that come by themselves: the ends of steps that run, and of steps that follow them.
    unknown : ndarray of bool
        The events of which no safe moment is known.
    never : ndarray of bool
        The events that have no safe moment.
    set_aside : tuple of tuple of Statement
        Limits that contradict others even at best, each with the others.
    unpromised : tuple of tuple of Statement
        Limits that together nobody can promise.
    contradiction : tuple of Statement
        Binding statements that cannot all be true.
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
    set_aside: tuple[Core, ...] = ()
    unpromised: tuple[Core, ...] = ()
    contradiction: Core = ()

    def because(self, closure: Closure, i: int, j: int) -> tuple[Statement, ...]:
        """Return the statements on which a closure's bound between two nodes rests, in order.

        Returns
        -------
        tuple of Statement
        """
        return tuple(self._statement(why, what) for why, what in closure.path(i, j))

    def _statement(self, why: Why, what: int) -> Statement:
        if why is Why.STATEMENT:
            return self.statements[what]
        return length_of(self.links[what], longest=why is Why.LONGEST)


def compile_template(
    template: Template,
    recorded: Iterable[str] = (),
    *,
    absent: Iterable[str] = (),
    without: Iterable[Key] = (),
) -> Compiled:
    """Return a template compiled for cases with a record of some of its events.

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

    Returns
    -------
    Compiled

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
    """Return a statement as one that counts only for what is safe.

    Returns
    -------
    Statement
    """
    return replace(statement, only_safe=True)


def length_of(link: Link, *, longest: bool) -> Statement:
    """Return a step's longest or shortest duration as a statement.

    Returns
    -------
    Statement
    """
    sides = list(lengths(link))
    return sides[-1] if longest else sides[0]


@lru_cache(maxsize=4096)
def _compiled(
    template: Template, recorded: frozenset[str], absent: frozenset[str], without: frozenset[Key]
) -> Compiled:
    play = _in_play(template, recorded, absent, without)
    set_aside, contradiction = limits_set_aside(play)
    possible = play.possible_bounds()
    if contradiction:
        kept = Closure.of(template.places, [], play.ends())
        unpromised, never = list[Core](), np.zeros(len(template.nodes), bool)
    else:
        possible.close()
        kept, unpromised, never = limits_not_promised(play)
    return Compiled(
        template=template,
        statements=play.statements,
        recorded=recorded,
        possible=possible,
        kept=kept,
        by=_by(kept, play),
        since=_since(kept, play),
        links=play.stated,
        unstated=tuple(link for link in play.links if not link.step.is_stated),
        in_flight=_in_flight(template, play.links, recorded, absent),
        unknown=_unknown(kept, play.links, template, recorded),
        never=never,
        set_aside=tuple(set_aside),
        unpromised=tuple(unpromised),
        contradiction=contradiction,
    )


def _in_play(template: Template, recorded: frozenset[str], absent: frozenset[str], without: frozenset[Key]) -> InPlay:
    """Return the statements and steps that count for a record; days are kept in any zone, and possible in some."""

    def plays(one: Statement | CalendarRule) -> bool:
        ends = {one.earlier, one.later}
        return not ends & absent and not ends <= recorded and (one.code, one.earlier, one.later) not in without

    rules = [rule for rule in template.calendar if plays(rule)]
    firm = [one for one in template.statements if plays(one)]
    firm += [only_safe(in_any_zone(rule, surely=True)) for rule in rules]
    statements = (*firm, *(in_any_zone(rule, surely=False) for rule in rules))
    loose = frozenset(range(len(firm), len(statements)))
    links = (one for one in template.links if not {one.starts, one.ends} & absent and one.ends not in recorded)
    return InPlay(template, statements, loose, tuple(links))


def _by(kept: Closure, play: InPlay) -> Closure:
    """Return the bounds for what must come by a time: every step takes its longest."""
    by = kept.above(play.ends())
    for number, (link, (start, end)) in enumerate(zip(play.stated, by.steps, strict=True)):
        by.lower(end, start, -link.longest_us, Why.LONGEST, number)
    by.close()
    return by


def _since(kept: Closure, play: InPlay) -> Closure:
    """Return the bounds for what must not come before a time: every step takes its shortest."""
    since = kept.above(play.ends())
    for number, (link, (start, end)) in enumerate(zip(play.stated, since.steps, strict=True)):
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
