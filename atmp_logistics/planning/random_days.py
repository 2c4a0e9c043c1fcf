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
    """What comes of one start.

    Attributes
    ----------
    start_us : float
        The moment of starting, in microseconds since 1970.
    met : int
        In how many days every binding limit was met.
    missed : sequence of (Statement or CalendarRule, int)
        In how many days each limit was missed.
    """

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
        return {link.ends: self._drawn_us(number, link) for number, link in enumerate(self.links)}

    def _drawn_us(self, number: int, link: Link) -> Column:
        """Return how long one step takes in each day; a step under way takes longer than it has lasted until now."""
        request, step = self.request, link.step
        if link.ends in request.known_us:
            return np.zeros(request.n)
        begun = request.known_us.get(link.starts)
        elapsed_s = max(request.now_us - begun, 0.0) / SECOND if begun is not None else 0.0
        shape = distribution_of(link) if step.is_stated else Uniform(step.shortest_s, step.shortest_s)
        try:
            drawn_s = shape.sample(np.random.default_rng([request.seed, number]), request.n, elapsed_s=elapsed_s)
        except AtmpError as error:
            where, fix = f"steps.{step.name}", "log its end, or plan with a longer step"
            refuse([UsageError.fault(where, fault.found, fault.expected, fix) for fault in error.faults])
        return drawn_s * SECOND

    def outcome(self, node: str, start_us: float) -> StartOutcome:
        """Return what comes of one start in every day."""
        request = self.request
        fixed = {**self._fixed_us(node, start_us), **request.known_us, node: start_us}
        times = self.execution.run(self.durations_us, fixed, request.n, request.now_us)
        self._refuse_unstated(times)
        met, missed = np.ones(request.n, bool), list[tuple[Statement | CalendarRule, int]]()
        for limit in self.counted:
            kept = self._kept(limit, times)
            if kept is None:
                continue
            missed.append((limit, request.n - int(kept.sum())))
            if limit.obligation == "shall":
                met &= kept
        return StartOutcome(start_us, int(met.sum()), missed)

    def _fixed_us(self, node: str, start_us: float) -> dict[str, float]:
        """Return the times that are set in every day, where one node is started at a moment."""
        set_us = self.request.branch.set_us
        fixed = {other: us for other, us in set_us.items() if self._is_independent(other) or us == -np.inf}
        before = [other for other in fixed if self._most_after_us(node, other) <= 0.0]
        fixed |= {other: min(fixed[other], start_us) for other in before}
        # What is done together with the start, such as taking the bag out of its store, moves with it.
        together = [other for other in before if self._most_after_us(other, node) <= 0.0 and isfinite(fixed[other])]
        return fixed | dict.fromkeys(together, start_us)

    def _most_after_us(self, node: str, other: str) -> float:
        """Return the most by which another event can come after a node; zero or less puts it before."""
        assert self.request.solved.compiled is not None  # noqa: S101  a branch with events has it
        return float(self.request.solved.compiled.possible.at_most[self.places[node], self.places[other]])

    def _refuse_unstated(self, times: Column) -> None:
        """Refuse to run a step whose longest duration is not stated."""
        ahead = [link for link in self.links if link.ends not in self.request.known_us and not link.step.is_stated]
        begun = [link.step.name for link in ahead if np.isfinite(times[self.places[link.starts]]).any()]
        fix = "plan with steps={{{!r}: '2 to 4 min'}}"
        refuse(
            UsageError.fault(f"steps.{name}", "a step that nobody stated", "how long it can take", fix.format(name))
            for name in dict.fromkeys(begun)
        )

    def _is_independent(self, node: str) -> bool:
        """Say whether an event comes after no step's end, so that its time is the same in every day."""
        return not any(self._most_after_us(node, end) <= 0.0 for end in self.request.solved.template.uncontrolled)

    @cached_property
    def counted(self) -> tuple[Statement | CalendarRule, ...]:
        """The limits that a day can miss: those of the label, of an order and of the caller."""
        kinds = (Kind.REQUIREMENT, Kind.ORDER, Kind.ANCHOR)
        statements = [
            statement
            for statement in self.request.solved.template.statements
            if statement.kind in kinds and not statement.only_safe and statement.source != PLANNED
        ]
        return (*statements, *self.request.solved.template.calendar)

    def _kept(self, limit: Statement | CalendarRule, times: Column) -> Mask | None:
        """Return in which days a limit was kept; None where one of its events is not planned, or both are known."""
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
