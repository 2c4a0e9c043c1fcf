"""Limits that contradict each other or that nobody can promise: found, named and left out, the least binding first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from atmp_logistics.core.columns import Mask
from atmp_logistics.timing.closure import Closure, smallest_contradiction
from atmp_logistics.timing.constraints import Kind, Link, Statement, Template
from atmp_logistics.timing.controllability import control

#: Statements that cannot all be kept, the one that is left out first.
Core = tuple[Statement, ...]
#: The least binding first.
_SOFTNESS = ("information", "should", "shall")
#: What may be left out: never nature, records or how long a step takes. Where stated steps contradict a fact by
#: themselves, the fact is left out of what is safe, and nothing before it is safe.
_MAY_GO = (Kind.REQUIREMENT, Kind.ORDER)


@dataclass(slots=True)
class InPlay:
    """The statements and steps that still count while a template is compiled.

    Attributes
    ----------
    template : Template
    statements : tuple of Statement
    loose : frozenset of int
        Places of statements that count for what is possible and not for what is safe.
    links : tuple of Link
        The steps still to end.
    out, out_of_safe : set of int
        Places of statements that are left out: of everything, or of what is safe.
    """

    template: Template
    statements: tuple[Statement, ...]
    loose: frozenset[int]
    links: tuple[Link, ...]
    out: set[int] = field(default_factory=set)
    out_of_safe: set[int] = field(default_factory=set)

    @property
    def stated(self) -> tuple[Link, ...]:
        """The steps with a stated longest duration."""
        return tuple(link for link in self.links if link.step.is_stated)

    def possible(self) -> list[tuple[int, Statement]]:
        """Return the statements that count for what is possible, each with its place."""
        return [(i, one) for i, one in enumerate(self.statements) if i not in self.out and not one.only_safe]

    def safe(self) -> list[tuple[int, Statement]]:
        """Return the statements that count for what is safe, each with its place."""
        gone = self.out | self.out_of_safe | self.loose
        return [(i, one) for i, one in enumerate(self.statements) if i not in gone]

    def ends(self) -> tuple[tuple[int, int], ...]:
        """Return the places of the two nodes of each step with a stated longest duration."""
        places = self.template.places
        return tuple((places[link.starts], places[link.ends]) for link in self.stated)

    def possible_bounds(self) -> Closure:
        """Return the bounds of what is possible, not yet closed."""
        return Closure.of(self.template.places, self.possible())

    def promised_bounds(self) -> Closure | None:
        """Return the bounds that every safe way of acting keeps; None where nobody can promise them."""
        bounds, stated = Closure.of(self.template.places, self.safe(), self.ends()), self.stated
        can = control(bounds, [link.shortest_us for link in stated], [link.longest_us for link in stated])
        return bounds if can else None


def limits_set_aside(play: InPlay) -> tuple[list[Core], Core]:
    """Take out limits that contradict the others even at best, the least binding first, until nothing contradicts.

    Returns
    -------
    set_aside : list of tuple of Statement
        Each limit that was taken out, with the statements that it contradicts.
    contradiction : tuple of Statement
        Binding statements that contradict each other; () where there are none.
    """
    found: list[Core] = []
    while True:
        own = play.possible()
        smallest = (
            None
            if play.possible_bounds().close()
            else smallest_contradiction(play.template.nodes, [one for _, one in own])
        )
        if smallest is None:
            return found, ()
        softest = _softest(smallest[0])
        if softest.obligation == "shall":
            return found, smallest[0]
        found.append((softest, *(one for one in smallest[0] if one is not softest)))
        play.out |= {i for i, one in enumerate(play.statements) if one is softest or _alike(one, softest)}


def limits_not_promised(play: InPlay) -> tuple[Closure, list[Core], Mask]:
    """Leave out of what is safe the limits that nobody can promise, the least binding first.

    Returns
    -------
    kept : Closure
        The bounds that every safe way of acting keeps.
    unpromised : list of tuple of Statement
        The limits that together nobody can promise.
    never : ndarray of bool, one for each node
        The events that have no safe moment: they lie before a binding limit that was left out.
    """
    cores: list[Core] = []
    never = np.zeros(len(play.template.nodes), bool)
    while (kept := play.promised_bounds()) is None:
        core = _core(play)
        cores.append(core)
        softest = _softest(core)
        play.out_of_safe |= {i for i, one in play.safe() if one is softest or _alike(one, softest)}
        if softest.obligation == "shall":
            never |= _before(softest, play)
    return kept, cores, never


def _before(limit: Statement, play: InPlay) -> Mask:
    """Return the events that lie before the end of a limit."""
    reach = play.possible_bounds()
    reach.close()
    return np.asarray(reach.at_most[play.template.places[limit.later]] <= 0.0, bool)


def _softest(statements: Iterable[Statement]) -> Statement:
    """Return the least binding of some limits, or of other statements where no limit is among them."""
    limits = [one for one in statements if one.kind is Kind.REQUIREMENT]
    return min(limits or list(statements), key=lambda one: _SOFTNESS.index(one.obligation))


def _alike(one: Statement, other: Statement) -> bool:
    """Say whether two statements are forms of the same limit between the same events."""
    return (one.code, one.earlier, one.later, one.kind) == (other.code, other.earlier, other.later, other.kind)


def _core(play: InPlay) -> Core:
    """Return limits that together nobody can promise, and of which none can be left out."""
    kept = set(play.out_of_safe)

    def cannot(without: set[int]) -> bool:
        play.out_of_safe = kept | without
        try:
            return play.promised_bounds() is None
        finally:
            play.out_of_safe = kept

    for kinds in (_MAY_GO, (*_MAY_GO, Kind.FACT)):
        may_go = [i for i, one in play.safe() if one.kind in kinds]
        if not cannot(set(may_go)):
            return tuple(play.statements[i] for i in irreducible(may_go, cannot))
    return ()


def irreducible(members: Sequence[int], contradict: Callable[[set[int]], bool]) -> list[int]:
    """Return members that still contradict each other when all the others are left out, and none of which can be.

    Parameters
    ----------
    members : sequence of int
        What may be left out.
    contradict : callable
        Says of the members left out whether the others still contradict each other.

    Returns
    -------
    list of int

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
