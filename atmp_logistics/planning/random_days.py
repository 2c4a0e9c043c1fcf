"""Many days of one plan: how long every step takes in each, what happens then, and which limits are met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from math import isfinite

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import AtmpError, UsageError, refuse
from atmp_logistics.core.instants import SECOND
from atmp_logistics.planning.choose_times import PLANNED, execution_of
from atmp_logistics.planning.risk_request import RiskRequest
from atmp_logistics.planning.run_forward import PlanExecution
from atmp_logistics.timing.constraints import CalendarRule, Kind, Link, Statement
from atmp_logistics.timing.durations.shape import Shape
from atmp_logistics.timing.durations.straight import Uniform

#: A limit is met to the microsecond.
_ROUNDING_US = 0.5


@dataclass(frozen=True)
class StartOutcome:
    """One start: in how many days every binding limit was met, and how often each limit was missed."""

    start_us: float
    met: int
    missed: Sequence[tuple[Statement | CalendarRule, int]]


@dataclass(frozen=True)
class RandomDays:
    """Days drawn for one branch of a plan: the same durations for every start."""

    request: RiskRequest

    @cached_property
    def execution(self) -> PlanExecution:
        """How the plan runs."""
        return execution_of(self.request.solved)

    @cached_property
    def places(self) -> dict[str, int]:
        """Each node's place."""
        return {node: i for i, node in enumerate(self.execution.nodes)}

    def each_step(self) -> Iterator[Link]:
        """Yield one instance of every step that is drawn."""
        seen = set[str]()
        for link in self.links:
            if link.step.name not in seen and link.ends not in self.request.known_us:
                seen.add(link.step.name)
                yield link

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every step's instances, in the template's order."""
        return self.request.solved.template.links

    @cached_property
    def durations_us(self) -> dict[str, Column]:
        """How long each step takes in each day, in microseconds, by the node that it ends."""
        drawn = dict[str, Column]()
        for number, link in enumerate(self.links):
            begun = self.request.known_us.get(link.starts)
            elapsed_s = max(self.request.now_us - begun, 0.0) / SECOND if begun is not None else 0.0
            shape = (
                distribution_of(link) if link.step.is_stated else Uniform(link.step.shortest_s, link.step.shortest_s)
            )
            if link.ends in self.request.known_us:
                drawn[link.ends] = np.zeros(self.request.n)
                continue
            try:
                seconds = shape.sample(
                    np.random.default_rng([self.request.seed, number]), self.request.n, elapsed_s=elapsed_s
                )
            except AtmpError as error:
                fix = "log its end, or plan with a longer step"
                refuse(
                    [
                        UsageError.fault(f"steps.{link.step.name}", fault.found, fault.expected, fix)
                        for fault in error.faults
                    ]
                )
            drawn[link.ends] = seconds * SECOND
        return drawn

    def outcome(self, node: str, start_us: float) -> StartOutcome:
        """Run every day with one start."""
        fixed = {one: us for one, us in self.request.branch.set_us.items() if self._own(one) or us == -np.inf}
        assert self.request.solved.compiled is not None  # noqa: S101  a branch with events has it
        reach = self.request.solved.compiled.possible.at_most
        before = [one for one in fixed if reach[self.places[node], self.places[one]] <= 0.0]
        fixed |= {one: min(fixed[one], start_us) for one in before}
        # What is done together with what is started, such as taking the bag out of its store, moves with it.
        place = self.places[node]
        fixed |= {one: start_us for one in before if reach[self.places[one], place] <= 0.0 and isfinite(fixed[one])}
        times = self.execution.run(
            self.durations_us, {**fixed, **self.request.known_us, node: start_us}, self.request.n, self.request.now_us
        )
        self._refuse_unstated(times)
        met, missed = np.ones(self.request.n, bool), list[tuple[Statement | CalendarRule, int]]()
        for limit in self.counted:
            kept = self._kept(limit, times)
            if kept is None:
                continue
            missed.append((limit, self.request.n - int(kept.sum())))
            if limit.obligation == "shall":
                met &= kept
        return StartOutcome(start_us, int(met.sum()), missed)

    def _refuse_unstated(self, times: Column) -> None:
        """Refuse to run a step of which nobody stated how long it can take."""
        ahead = [link for link in self.links if link.ends not in self.request.known_us and not link.step.is_stated]
        begun = [link.step.name for link in ahead if np.isfinite(times[self.places[link.starts]]).any()]
        fix = "plan with steps={{{!r}: '2 to 4 min'}}"
        refuse(
            UsageError.fault(f"steps.{name}", "a step that nobody stated", "how long it can take", fix.format(name))
            for name in dict.fromkeys(begun)
        )

    def _own(self, node: str) -> bool:
        """Say whether an event has a time of its own, whenever the others are."""
        assert self.request.solved.compiled is not None  # noqa: S101  a branch with events has it
        reach, place = self.request.solved.compiled.possible.at_most, self.places[node]
        return not any(reach[place, self.places[end]] <= 0.0 for end in self.request.solved.template.uncontrolled)

    @cached_property
    def counted(self) -> tuple[Statement | CalendarRule, ...]:
        """The limits that a day can miss: what the label, an order and the caller ask."""
        kinds = (Kind.REQUIREMENT, Kind.ORDER, Kind.ANCHOR)
        statements = [
            statement
            for statement in self.request.solved.template.statements
            if statement.kind in kinds and not statement.only_safe and statement.source != PLANNED
        ]
        return (*statements, *self.request.solved.template.calendar)

    def _kept(self, limit: Statement | CalendarRule, times: Column) -> Mask | None:
        """Say in which days a limit was kept; None where one of its events is not planned, or both are known."""
        ends = limit.earlier, limit.later
        if all(end in self.request.known_us for end in ends):
            return None
        earlier, later = (times[self.places[end]] for end in ends)
        if not (np.isfinite(earlier).all() and np.isfinite(later).all()):
            return None
        if isinstance(limit, CalendarRule):
            return _kept_in_days(limit, earlier, later, self.request.plan.zone)
        apart = later - earlier
        inside = (apart <= limit.at_most_us + _ROUNDING_US) & (apart >= limit.at_least_us - _ROUNDING_US)
        return np.asarray(inside, bool)


def distribution_of(link: Link) -> Shape:
    """Return how a step's durations are distributed: as stated, else every one of its range as likely."""
    return link.step.shape or Uniform(link.step.shortest_s, link.step.longest_s, link.step.source)


def _kept_in_days(rule: CalendarRule, earlier: Column, later: Column, tz: tzinfo) -> Mask:
    """Compare the calendar days between two events, in the plan's zone, with a rule."""
    days = _days(later, tz) - _days(earlier, tz)
    kept = np.ones(len(days), bool)
    if rule.at_most_days is not None:
        kept &= days <= rule.at_most_days - rule.strict
    if rule.at_least_days is not None:
        kept &= days >= rule.at_least_days + rule.strict
    return kept


def _days(times_us: Column, tz: tzinfo) -> NDArray[np.int64]:
    instants = pd.DatetimeIndex(times_us.astype(np.int64).astype("datetime64[us]")).tz_localize("UTC").tz_convert(tz)
    return np.asarray(instants.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64))
