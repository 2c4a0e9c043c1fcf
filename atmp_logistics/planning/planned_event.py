"""One event of a plan: when it may, should and must happen, and what binds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite

from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.planning.opening_hours import Stretch
from atmp_logistics.timing.constraints import Statement


class Policy(StrEnum):
    """How the planned time of an event was chosen."""

    STATED = "as stated"
    LATE = "as late as the slowest case allows"
    DAY = "on the last day that the slowest case allows"
    BY = "any time before"
    SOON = "as soon as what comes before it is over"
    EXPECTED = "whenever its step ends"
    OPEN = "nothing bounds it"


@dataclass(frozen=True, slots=True, repr=False)
class PlannedEvent(ShortRepr):
    """One event of a plan. Its times are in microseconds since 1970 in UTC; ±inf where nothing bounds one.

    Attributes
    ----------
    node : str
        The event, with the number of its container: ``thaw_start[2]``.
    policy : Policy
        How its planned time was chosen.
    not_before_us : float
        The earliest moment at which it may happen.
    planned_us, planned_until_us : float
        When it is planned: one moment where a person decides it; else from the fastest to the slowest case of the
        steps from which it follows.
    safe_by_us : float
        By when it must have happened so that every limit can be kept whatever the steps do: NaN where that is not
        known, -inf where no moment is safe.
    last_possible_us : float
        By when it must have happened so that every limit can be kept with every step at its fastest.
    because : tuple of Statement
        What binds `safe_by_us`.
    possible_because : tuple of Statement
        What binds `last_possible_us`.
    opens : tuple of float, or None
        The opening or the slot into which it was put: its first and its last instant.
    """

    node: str
    policy: Policy
    not_before_us: float = -inf
    planned_us: float = -inf
    planned_until_us: float = inf
    safe_by_us: float = inf
    last_possible_us: float = inf
    because: tuple[Statement, ...] = ()
    possible_because: tuple[Statement, ...] = ()
    opens: Stretch | None = None

    @property
    def event(self) -> str:
        """The event's name in the vocabulary."""
        return self.node.partition("[")[0].partition(":")[0]

    @property
    def container(self) -> int | None:
        """The container's number, from 1; None for an event of the whole therapy."""
        _, _, number = self.node.partition("[")
        return int(number[:-1]) if number else None

    @property
    def side(self) -> str:
        """Which instance of an event that recurs: "first", "last", or nothing."""
        return self.node.partition("[")[0].partition(":")[2]

    @property
    def is_decided(self) -> bool:
        """Whether a person decides when it happens; the end of a step does not wait for anybody."""
        return self.policy is not Policy.EXPECTED

    @property
    def is_planned(self) -> bool:
        """Whether the plan gives it a time."""
        return isfinite(self.planned_us) and isfinite(self.planned_until_us)

    @property
    def is_bounded(self) -> bool:
        """Whether anything bounds its time."""
        times = (self.not_before_us, self.planned_us, self.safe_by_us, self.last_possible_us)
        return any(map(isfinite, times)) or self.safe_by_us == -inf

    @property
    def citations(self) -> tuple[str, ...]:
        """The sections of labels that bind it."""
        bound = (*self.because, *self.possible_because)
        return tuple(dict.fromkeys(str(statement.citation) for statement in bound if statement.citation))


def ordered_events(events: Iterable[PlannedEvent], orders: Iterable[tuple[str, str]] = ()) -> tuple[PlannedEvent, ...]:
    """Return events in the order of their times; of one moment, the therapy's first, and in the vocabulary's order.

    Parameters
    ----------
    events : iterable of PlannedEvent
    orders : iterable of (str, str)
        Nodes of which the first never comes after the second. What has no planned time stands before all that must
        follow it, whenever it is safe.
    """
    places, events = {name: i for i, name in enumerate(EVENTS)}, list(events)
    first = _first_times(events, list(orders))

    def key(event: PlannedEvent) -> tuple[float, float, int, int]:
        last = event.planned_until_us if event.is_planned else first[event.node]
        return first[event.node], last, event.container or 0, places.get(event.event, len(places))

    return tuple(sorted(events, key=key))


def _first_times(events: Sequence[PlannedEvent], orders: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return the time by which each event stands in the order of all."""
    first = dict[str, float]()
    for event in events:
        times = (event.planned_us, event.safe_by_us, event.last_possible_us, event.not_before_us)
        first[event.node] = next((us for us in times if isfinite(us)), inf)
    alone = {event.node for event in events if first[event.node] == event.not_before_us and not event.is_planned}
    for earlier, later in orders:
        # What only has to wait stands behind what it waits for.
        if later in alone and first.get(earlier, -inf) > first[later]:
            first[later] = first[earlier]
    loose = {event.node for event in events if not event.is_planned}
    moved = True
    while moved:
        sooner = [(a, first[b]) for a, b in orders if a in loose and b in first and first[b] < first[a]]
        moved = bool(sooner)
        for node, us in sooner:
            first[node] = min(first[node], us)
    return first
