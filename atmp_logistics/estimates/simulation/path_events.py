"""The stops of a path, and acts in time: nobody thaws a bag days before it may be given.

A wait that lies later on a container's way, for the therapy, for another container or for a planned time, holds for the
acts that lead there from the store on, less what the way takes at the least.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from atmp_logistics.core.event_kinds import EVENTS, STAGES
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.timing.constraints import Link
from atmp_logistics.timing.nodes import container_of, event_of

_PLACES = {name: i for i, name in enumerate(EVENTS)}
#: What comes when it comes, as the end of a stage does; every other end of a step is an act, and can wait.
_ARRIVALS = frozenset({"material_received", "product_received", "received_at_bedside"})
#: Acts of the therapy that belong to the day on which a container is used.
_OF_THE_DAY = frozenset({"premedication", "clinical_go"})


@dataclass(frozen=True, slots=True, repr=False)
class PathEvent(ShortRepr):
    """One event of the path, and what it waits for.

    `link` is the step that ends with it. `after` names the stops that it waits for and how long after them it may come,
    in microseconds; `days_after` the same in calendar days, less so many microseconds. `not_before_us` is the instant
    for which it is planned.
    """

    node: str
    link: Link | None = None
    after: tuple[tuple[str, float], ...] = ()
    days_after: tuple[tuple[str, int, float], ...] = ()
    not_before_us: float | None = None

    @property
    def event(self) -> str:
        """The event's name."""
        return event_of(self.node)

    @property
    def waits(self) -> bool:
        """Whether it is a person's act, which can wait; what nature or a courier brings comes when it comes."""
        return self.link is None or not comes_by_itself(self.event)

    @property
    def container(self) -> int:
        """The container's number, 0 for an event of the therapy."""
        return container_of(self.node) or 0

    @property
    def sources(self) -> dict[str, float]:
        """The stops that must have happened before, and how long before at the least, in microseconds."""
        found = {node: 0.0 for node, _, _ in self.days_after} | dict(self.after)
        return found | ({self.link.starts: self.link.shortest_us} if self.link else {})


def comes_by_itself(event: str) -> bool:
    """Say whether nature or a courier brings an event, and no act of people that could wait."""
    return event.removesuffix("_end") in STAGES or event in _ARRIVALS


def in_time(stops: Sequence[PathEvent]) -> tuple[PathEvent, ...]:
    """Return the stops with the waits that acts from the store on share with what they lead to.

    Examples
    --------
    >>> out, go = PathEvent("storage_out[1]"), PathEvent("lymphodepletion_end")
    >>> thaw = PathEvent("thaw_start[1]", after=(("lymphodepletion_end", 3.0), ("storage_out[1]", 0.0)))
    >>> [(stop.node, stop.after) for stop in in_time([out, go, thaw])][1]
    ('storage_out[1]', (('lymphodepletion_end', 3.0),))
    """
    shared = {stop.node: stop for stop in stops}
    acts = [stop for stop in stops if stop.link is None and _is_of_the_day(stop)]
    for stop in stops:
        if stop.container and _is_of_the_day(stop) and _has_to_share(stop):
            ways = _ways_to(stop, stops)
            for act in acts:
                if act.node in ways and act is not stop and act.container in {0, stop.container}:
                    free = frozenset(shared) - waiting_for(act.node, shared.values())
                    shared[act.node] = _sharing(shared[act.node], stop, ways[act.node], free)
    return tuple(_in_order(list(shared.values())))


def _is_of_the_day(stop: PathEvent) -> bool:
    return _PLACES[stop.event] >= _PLACES["storage_out"] if stop.container else stop.event in _OF_THE_DAY


def _has_to_share(stop: PathEvent) -> bool:
    elsewhere = any((container_of(one) or 0) != stop.container for one in stop.sources)
    return elsewhere or stop.not_before_us is not None


def waiting_for(node: str, stops: Collection[PathEvent]) -> frozenset[str]:
    """Return a stop and those that wait for it, directly or not."""
    found, before = {node}, 0
    while before < len(found):
        before = len(found)
        found |= {stop.node for stop in stops if not found.isdisjoint(stop.sources)}
    return frozenset(found)


def _ways_to(stop: PathEvent, stops: Sequence[PathEvent]) -> dict[str, float]:
    """Return how long the way to a stop takes at the least, in microseconds, from each stop that leads there."""
    ways = {stop.node: 0.0}
    for one in reversed(stops):
        if one.node in ways:
            for source, size in one.sources.items():
                ways[source] = max(ways.get(source, 0.0), ways[one.node] + size)
    return ways


def _sharing(act: PathEvent, stop: PathEvent, way_us: float, free: frozenset[str]) -> PathEvent:
    """Return an act that waits as well for what a later stop waits for elsewhere, less the way between them."""
    elsewhere = frozenset(one for one in free if (container_of(one) or 0) != stop.container)
    after = [(one, size - way_us) for one, size in stop.after if one in elsewhere and size >= 0]
    days = [(one, count, less + way_us) for one, count, less in stop.days_after if one in elsewhere]
    planned = act.not_before_us
    if planned is None and stop.not_before_us is not None:
        planned = stop.not_before_us - way_us
    return replace(
        act,
        after=tuple(dict.fromkeys([*act.after, *after])),
        days_after=tuple(dict.fromkeys([*act.days_after, *days])),
        not_before_us=planned,
    )


def _in_order(stops: Sequence[PathEvent]) -> Iterator[PathEvent]:
    """Yield stops so that each comes after all that it waits for, and else in the order in which they are."""
    left, done = list(stops), set[str]()
    while left:
        stop = next(one for one in left if set(one.sources) <= done)
        left.remove(stop)
        done.add(stop.node)
        yield stop
