"""The deadline of each event to come, from the windows of its therapy: its times, and the statements that bind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, isnan

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.planning.deadlines_result import EventDeadline
from atmp_logistics.planning.instant_bounds import TherapyContext
from atmp_logistics.planning.therapy_status import recorded_statement
from atmp_logistics.timing.closure import Closure
from atmp_logistics.timing.compiled import Compiled
from atmp_logistics.timing.constraints import Statement
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.windows import Known, Windows, windows

#: A single "not known", so that two results in which the same is not known are equal.
NOT_KNOWN = float("nan")


@dataclass(frozen=True)
class TherapyWindows:
    """When each event of a therapy can happen, from now on.

    Attributes
    ----------
    context : TherapyContext
    compiled : Compiled
        The bounds between every two events.
    bounds : sequence of Statement
        Bounds on the instants of events to come.
    now_us : float
        The moment from which to look, in microseconds since 1970.
    """

    context: TherapyContext
    compiled: Compiled
    bounds: Sequence[Statement]
    now_us: float

    @cached_property
    def known(self) -> Known:
        """What is known of the instant of every event."""
        places, status = self.context.template.places, self.context.status
        lo, hi = np.full((len(places), 1), -np.inf), np.full((len(places), 1), np.inf)
        for node, at in status.recorded.items():
            hi[places[node]] = lo[places[node]] = at
        for node in status.ahead:
            lo[places[node]] = self.now_us
        for bound in self.bounds:
            place = places[bound.later]
            hi[place], lo[place] = min(hi[place, 0], bound.at_most_us), max(lo[place, 0], bound.at_least_us)
        return Known(lo, hi)

    @cached_property
    def windows(self) -> Windows:
        """The windows of every event."""
        return windows(self.compiled, self.known)

    @property
    def are_possible(self) -> bool:
        """Whether every limit can still be kept."""
        return bool(self.windows.possible[0])

    def event_deadline(self, node: str) -> EventDeadline:
        """Return the deadline of one event to come."""
        place = self.compiled.template.places[node]
        safe, last = float(self.windows.safe_by[place, 0]), float(self.windows.last_possible[place, 0])
        not_before = float(self.windows.not_before[place, 0])
        return EventDeadline(
            node=node,
            decided=node not in self.compiled.template.uncontrolled,
            not_before_us=not_before,
            safe_by_us=NOT_KNOWN if isnan(safe) else safe,
            last_possible_us=last,
            because=self._latest_because(self.compiled.by, place) if isfinite(safe) else (),
            possible_because=self._latest_because(self.compiled.possible, place) if isfinite(last) else (),
            after=self._earliest_because(place) if not_before > self.now_us else (),
        )

    def _latest_because(self, closure: Closure, place: int) -> tuple[Statement, ...]:
        """Return what binds a latest moment: what is known of another event, and what lies between."""
        latest: Column = self.known.hi[:, 0] + closure.at_most[:, place]
        source = int(np.argmin(latest))
        return (*self._known_statement(source, late=True), *self.compiled.because(closure, source, place))

    def _earliest_because(self, place: int) -> tuple[Statement, ...]:
        """Return what binds an earliest moment: what is known of another event, and what lies between."""
        lo, possible, since = self.known.lo[:, 0], self.compiled.possible, self.compiled.since
        soon, later = lo - possible.at_most[place], lo - since.at_most[place]
        closure, earliest = (possible, soon) if soon.max() >= later.max() else (since, later)
        source = int(np.argmax(earliest))
        between = reversed(self.compiled.because(closure, place, source))
        return (*self._known_statement(source, late=False), *between)

    def _known_statement(self, place: int, *, late: bool) -> list[Statement]:
        """Return what is known of the instant of one event, as at most one statement."""
        node, status = self.compiled.template.nodes[place], self.context.status
        if node in status.recorded:
            at = status.recorded[node]
            return [recorded_statement(node, at_most_us=at, words=f"{named(node)} recorded {self.context.say(at)}")]
        bounds = [bound for bound in self.bounds if bound.later == node]
        if late:
            ends = [bound for bound in bounds if isfinite(bound.at_most_us)]
            return [min(ends, key=lambda bound: bound.at_most_us)] if ends else []
        begins = [bound for bound in bounds if isfinite(bound.at_least_us)]
        return [max(begins, key=lambda bound: bound.at_least_us)] if begins else []
