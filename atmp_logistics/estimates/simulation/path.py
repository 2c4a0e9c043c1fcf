"""Which events a simulation runs through, in which order, and what each of them waits for.

A step's end follows its start by the step's duration. Everything else is done by people, and they go on as soon as they
may: after what comes before it in the order of a therapy, not before the label, the site's facts and the plan allow.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.estimates.simulation.path_events import PathEvent, comes_by_itself, in_time, waiting_for
from atmp_logistics.timing.constraints import Kind, Link, Statement, Template
from atmp_logistics.timing.label_constraints import BY_NUMBER
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import container_of, event_of

#: Up to here containers travel together, and a step takes as long for one as for all.
TOGETHER_UNTIL = "storage_in"
_PLACES = {name: i for i, name in enumerate(EVENTS)}


@dataclass(frozen=True, slots=True, repr=False)
class EventPath(ShortRepr):
    """The stops of a simulation in an order in which each can be computed from those before it."""

    stops: tuple[PathEvent, ...]
    containers: int

    @property
    def events(self) -> frozenset[str]:
        """The events that the simulation runs through."""
        return frozenset(stop.event for stop in self.stops)

    @property
    def links(self) -> tuple[Link, ...]:
        """The steps, each container's apart."""
        return tuple(stop.link for stop in self.stops if stop.link)

    def comes_after(self, earlier: str, later: str) -> bool:
        """Say whether one node, given second, waits for another, directly or not."""
        return earlier == later or later in waiting_for(earlier, self.stops)


def draw_of(link: Link) -> str:
    """Return the name of a step's draw: one for all containers as long as they travel together.

    Examples
    --------
    >>> from atmp_logistics.timing.constraints import Step
    >>> draw_of(Link(Step("thaw", "thaw_start", "thaw_end"), "thaw_start[2]", "thaw_end[2]"))
    'thaw_start -> thaw_end [2]'
    """
    number = container_of(link.ends)
    apart = number is not None and _PLACES[link.step.ends] > _PLACES[TOGETHER_UNTIL]
    return f"{link.step.starts} -> {link.step.ends}{f' [{number}]' if apart else ''}"


def path_of(plan: Template, events: Iterable[str], not_before_us: Mapping[str, float]) -> EventPath:
    """Return the path through some events of a plan.

    Parameters
    ----------
    plan : Template
    events : iterable of str
        Those to run through.
    not_before_us : mapping of str to float
        For nodes, or for events of every container, the instants for which they are planned.

    Raises
    ------
    UsageError
        For a step of which nobody stated how long it takes, and for events that would wait for each other.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> from atmp_logistics.timing.steps import read_steps
    >>> from atmp_logistics.timing.template import template
    >>> steps = read_steps({"thaw": "2 to 4 min", "administration": "5 to 15 min"})
    >>> plan = template(load_product("kymriah-eu"), 2, {}, steps)
    >>> path = path_of(plan, ["thaw_start", "thaw_end", "administration_start", "administration_end"], {})
    >>> [stop.node for stop in path.stops][3:5], path.stops[4].after
    (['administration_end[1]', 'thaw_start[2]'], (('administration_end[1]', 0.0),))
    """
    chosen = frozenset(events)
    nodes = [node for node in plan.nodes if event_of(node) in chosen]
    links = {link.ends: link for link in plan.links if link.ends in nodes and link.starts in nodes}
    refuse(_unstated(links.values()))
    least = _least_after(plan, nodes)
    order = _in_turn(nodes, links, least)
    stops: list[PathEvent] = []
    before: dict[str, frozenset[str]] = {}
    for node in order:
        stop = _stop(node, links.get(node), least, plan, before, not_before_us)
        before[node] = frozenset(stop.sources).union(*(before[one] for one in stop.sources))
        stops.append(stop)
    return EventPath(in_time(stops), plan.containers)


def _unstated(links: Iterable[Link]) -> list[Fault]:
    fix = "state it in steps, such as '2 to 4 min', or as a fact of the site"
    steps = dict.fromkeys(link.step for link in links if not link.step.is_stated and link.step.shape is None)
    return [
        Fault(f"steps.{step.name}", "a step between two events of the path without a longest duration",
              "how long it takes", fix, UsageError)
        for step in steps
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Least:
    """How long after one node another may come at the earliest; -inf where nothing is said. Facts alone, and all."""

    places: Mapping[str, int]
    by_facts: NDArray[np.float64]
    by_all: NDArray[np.float64]

    def before(self, node: str, *, facts_only: bool) -> dict[str, float]:
        """Return the nodes that come before one, and how long before at the least."""
        column = (self.by_facts if facts_only else self.by_all)[:, self.places[node]]
        return {other: float(column[i]) for other, i in self.places.items() if other != node and isfinite(column[i])}


def _least_after(plan: Template, nodes: list[str]) -> _Least:
    """Compute the lower bounds between nodes, whatever lies between them that is not run through."""
    steps = [(link.starts, link.ends, 0.0) for link in plan.links]
    held = [one for one in plan.statements if isfinite(one.at_least_us) and one.kind is not Kind.ESTIMATE]
    facts = [one for one in held if one.kind is Kind.FACT]
    matrices = [_longest(plan.nodes, [*steps, *map(_edge, which)]) for which in (facts, held)]
    kept = [plan.places[node] for node in nodes]
    by_facts, by_all = (matrix[np.ix_(kept, kept)] for matrix in matrices)
    contrary = [node for i, node in enumerate(nodes) if by_all[i, i] > 0]
    if contrary:
        found = f"limits and facts by which {named(contrary[0])} would have to come after itself"
        refuse([Fault("product", found, "limits that can all be kept", "check the product file and the facts")])
    return _Least({node: i for i, node in enumerate(nodes)}, by_facts, by_all)


def _edge(one: Statement) -> tuple[str, str, float]:
    return one.earlier, one.later, one.at_least_us


def _longest(nodes: tuple[str, ...], edges: Iterable[tuple[str, str, float]]) -> NDArray[np.float64]:
    """Return the longest way between any two nodes."""
    places = {node: i for i, node in enumerate(nodes)}
    least = np.full((len(nodes), len(nodes)), -np.inf)
    np.fill_diagonal(least, 0.0)
    for earlier, later, size in edges:
        i, j = places[earlier], places[later]
        least[i, j] = max(least[i, j], size)
    for k in range(len(nodes)):
        np.maximum(least, least[:, k, None] + least[None, k, :], out=least)
    return least


def _in_turn(nodes: list[str], links: Mapping[str, Link], least: _Least) -> list[str]:
    """Return nodes in an order that keeps every bound; where several may come next, in the order of a therapy."""
    before = {node: set(least.before(node, facts_only=False)) for node in nodes}
    for node, link in links.items():
        before[node] |= {link.starts}
    ready = [(_rank(node), node) for node in nodes if not before[node]]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        node = heapq.heappop(ready)[1]
        order.append(node)
        for other in nodes:
            if node in before[other]:
                before[other].discard(node)
                if not before[other]:
                    heapq.heappush(ready, (_rank(other), other))
    if left := [named(node) for node in nodes if node not in order]:
        found = f"events that would wait for each other: {', '.join(left)}"
        refuse([Fault("steps", found, "an order in which they can happen", "leave out one of the steps", UsageError)])
    return order


def _rank(node: str) -> tuple[int, int]:
    return _PLACES[event_of(node)], container_of(node) or 0


def _stop(
    node: str,
    link: Link | None,
    least: _Least,
    plan: Template,
    before: Mapping[str, frozenset[str]],
    not_before_us: Mapping[str, float],
) -> PathEvent:
    """Return one stop: what comes by itself waits only for what nature puts before it; an act for all it may.

    `before` holds the stops so far with all that comes before each. An act waits for those of its container and of the
    therapy, an act of the therapy for all.
    """
    event, own = event_of(node), container_of(node) or 0
    by_itself = link is not None and comes_by_itself(event)
    wanted = least.before(node, facts_only=by_itself)
    if link is None:
        wanted = {one: 0.0 for one in before if not own or (container_of(one) or 0) in {0, own}} | wanted
    days = [] if by_itself else [rule for rule in plan.calendar if rule.later == node and rule.earlier in before]
    days_after = tuple((rule.earlier, rule.at_least_days + rule.strict, 0.0) for rule in days if rule.at_least_days)
    turn = {one.earlier for one in plan.statements if one.code == BY_NUMBER and one.later == node}
    held = {*wanted, *(one for one, _, _ in days_after), *([link.starts] if link else [])}
    covered = frozenset().union(*(before[one] for one in held)) | ({link.starts} if link else set())
    return PathEvent(
        node=node,
        link=link,
        after=tuple(
            # What is used in turn is so by a microsecond at least, so that a record of the runs shows the order.
            (one, max(size, 1.0) if one in turn else size)
            for one, size in wanted.items()
            if size > 0 or one not in covered
        ),
        days_after=days_after,
        not_before_us=max((not_before_us[key] for key in (node, event) if key in not_before_us), default=None),
    )
