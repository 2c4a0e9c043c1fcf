"""Many days of one plan: how long every step takes in each, what happens then, and which limits are met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from math import ceil, floor, isfinite

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import AtmpError, Fault, UsageError, nearest, refuse
from atmp_logistics.core.instants import MINUTE, SECOND, moment
from atmp_logistics.evidence.events.consignments import products, roster_of
from atmp_logistics.planning.choose_times import PLANNED, forward_of
from atmp_logistics.planning.fixed_times import read_anchors
from atmp_logistics.planning.now import read_now
from atmp_logistics.planning.plan_result import Plan, PlanBranch
from atmp_logistics.planning.run_forward import Forward
from atmp_logistics.planning.solve_plan import SolvedPlan
from atmp_logistics.planning.therapy_status import standing, therapies
from atmp_logistics.records.logs import EventLog
from atmp_logistics.timing.constraints import CalendarRule, Kind, Link, Statement
from atmp_logistics.timing.durations.shape import Shape
from atmp_logistics.timing.durations.straight import Uniform

#: A limit is met to the microsecond.
_ROUNDING_US = 0.5
_MOST_STARTS = 60
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)


@dataclass(frozen=True)
class Chance:
    """One start: in how many days every binding limit was met, and how often each limit was missed."""

    start_us: float
    met: int
    missed: Sequence[tuple[Statement | CalendarRule, int]]


@dataclass(frozen=True)
class RandomDays:
    """Days drawn for one branch of a plan."""

    plan: Plan
    branch: PlanBranch
    solved: SolvedPlan
    n: int
    seed: int
    known_us: Mapping[str, float]
    now_us: float

    @classmethod
    def of(
        cls,
        plan: Plan,
        mode: int,
        n: int,
        seed: int,
        recorded: EventLog | Mapping[str, object] | None,
        now: str | datetime | None,
    ) -> RandomDays:
        """Return what days are drawn from, every fault of the call at once."""
        faults = list[Fault]()
        usable = [branch for branch in plan.branches if branch.solved is not None]
        if not 0 <= mode < len(usable):
            faults.append(UsageError.fault("mode", str(mode), f"one of {len(usable)} branches", "count from 0"))
        if not isinstance(n, int) or n < 1:
            faults.append(UsageError.fault("n", repr(n), "a whole number of days, from 1", "write n=100_000"))
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            faults.append(UsageError.fault("seed", repr(seed), "a whole number from 0", "write seed=1"))
        refuse(faults)
        branch = usable[mode]
        assert branch.solved is not None  # noqa: S101  chosen so
        known = _recorded(plan, branch, recorded, faults)
        now_us = _now(plan, known, now, faults)
        refuse(dict.fromkeys(faults))
        return cls(plan, branch, branch.solved, n, seed, known, now_us)

    @cached_property
    def forward(self) -> Forward:
        """How the plan runs."""
        return forward_of(self.solved)

    @cached_property
    def places(self) -> dict[str, int]:
        """Each node's place."""
        return {node: i for i, node in enumerate(self.forward.nodes)}

    def each_step(self) -> Iterator[Link]:
        """Yield one instance of every step that is drawn."""
        seen = set[str]()
        for link in self.links:
            if link.step.name not in seen and link.ends not in self.known_us:
                seen.add(link.step.name)
                yield link

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every step's instances, in the template's order."""
        return self.solved.template.links

    @cached_property
    def durations_us(self) -> dict[str, Column]:
        """How long each step takes in each day, in microseconds, by the node that it ends."""
        drawn = dict[str, Column]()
        for number, link in enumerate(self.links):
            begun = self.known_us.get(link.starts)
            elapsed_s = max(self.now_us - begun, 0.0) / SECOND if begun is not None else 0.0
            shape = shape_of(link) if link.step.is_stated else Uniform(link.step.shortest_s, link.step.shortest_s)
            if link.ends in self.known_us:
                drawn[link.ends] = np.zeros(self.n)
                continue
            try:
                seconds = shape.sample(np.random.default_rng([self.seed, number]), self.n, elapsed_s=elapsed_s)
            except AtmpError as error:
                fix = "log its end, or plan with a longer step"
                refuse(
                    [UsageError.fault(f"steps.{link.step.name}", one.found, one.expected, fix) for one in error.faults]
                )
            drawn[link.ends] = seconds * SECOND
        return drawn

    def start_node(self, event: str | None) -> str:
        """Return the node that is started."""
        starting = {link.starts for link in self.links if link.step.is_stated}
        planned = [one.node for one in self.branch.events if one.is_planned and one.is_decided]
        open_ = [node for node in planned if node not in self.known_us]
        if event is None:
            first = next((node for node in open_ if node in starting), None)
            if first is None:
                expected, fix = "an event to come that starts a step", "name one: event='administration_start[1]'"
                refuse([UsageError.fault("event", "none", expected, fix)])
            return str(first)
        node = event.replace(" ", "")
        node = f"{node}[1]" if node not in self.places and f"{node}[1]" in self.places else node
        if node not in self.places or node in self.known_us or node in self.solved.template.uncontrolled:
            expected = f"an event to come that a person decides{nearest(node, open_)}"
            refuse([UsageError.fault("event", repr(event), expected, f"name one of {', '.join(open_)}")])
        return node

    def starts(self, node: str, start: str | datetime | None, starts: Sequence[str | datetime] | None) -> list[float]:
        """Return the moments of starting, in microseconds."""
        asked = [start] if start is not None else list(starts) if starts is not None else None
        if asked is None:
            return self._usual_starts(node)
        moments = [read_now(one, self.plan.zone) for one in asked]
        before = [us for us in moments if us < self.now_us]
        fix = "start later"
        refuse(
            UsageError.fault("start", str(moment(us)), f"not before now, {moment(self.now_us)}", fix) for us in before
        )
        if not moments:
            refuse([UsageError.fault("starts", "none", "at least one moment", "leave it out for the usual ones")])
        return moments

    def _usual_starts(self, node: str) -> list[float]:
        """Return moments from safe by to last possible, on whole minutes."""
        found = self.branch[node]
        first, last = found.safe_by_us, found.last_possible_us
        if not isfinite(last):
            expected, fix = "a moment by which it must have happened", "state starts="
            refuse([UsageError.fault("starts", f"{node}, which nothing bounds", expected, fix)])
        first = first if isfinite(first) else last - 60 * MINUTE
        first, last = max(floor(first / MINUTE) * MINUTE, self.now_us), ceil(last / MINUTE) * MINUTE
        step = next((m for m in _STEPS_MIN if (last - first) / (m * MINUTE) <= _MOST_STARTS), 1440) * MINUTE
        return [first + i * step for i in range(int(max(last - first, 0.0) // step) + 1)]

    def chance(self, node: str, start_us: float) -> Chance:
        """Run every day with one start."""
        fixed = {one: us for one, us in self.branch.set_us.items() if self._own(one) or us == -np.inf}
        assert self.solved.compiled is not None  # noqa: S101  a branch with events has it
        reach = self.solved.compiled.possible.at_most
        before = [one for one in fixed if reach[self.places[node], self.places[one]] <= 0.0]
        fixed |= {one: min(fixed[one], start_us) for one in before}
        # What is done together with what is started, such as taking the bag out of its store, moves with it.
        place = self.places[node]
        fixed |= {one: start_us for one in before if reach[self.places[one], place] <= 0.0 and isfinite(fixed[one])}
        times = self.forward.run(self.durations_us, {**fixed, **self.known_us, node: start_us}, self.n, self.now_us)
        self._refuse_unstated(times)
        met, missed = np.ones(self.n, bool), list[tuple[Statement | CalendarRule, int]]()
        for limit in self.counted:
            kept = self._kept(limit, times)
            if kept is None:
                continue
            missed.append((limit, self.n - int(kept.sum())))
            if limit.obligation == "shall":
                met &= kept
        return Chance(start_us, int(met.sum()), missed)

    def _refuse_unstated(self, times: Column) -> None:
        """Refuse to run a step of which nobody stated how long it can take."""
        ahead = [link for link in self.links if link.ends not in self.known_us and not link.step.is_stated]
        begun = [link.step.name for link in ahead if np.isfinite(times[self.places[link.starts]]).any()]
        fix = "plan with steps={{{!r}: '2 to 4 min'}}"
        refuse(
            UsageError.fault(f"steps.{name}", "a step that nobody stated", "how long it can take", fix.format(name))
            for name in dict.fromkeys(begun)
        )

    def _own(self, node: str) -> bool:
        """Say whether an event has a time of its own, whenever the others are."""
        assert self.solved.compiled is not None  # noqa: S101  a branch with events has it
        reach, place = self.solved.compiled.possible.at_most, self.places[node]
        return not any(reach[place, self.places[end]] <= 0.0 for end in self.solved.template.uncontrolled)

    @cached_property
    def counted(self) -> tuple[Statement | CalendarRule, ...]:
        """The limits that a day can miss: what the label, an order and the caller ask."""
        asked = (Kind.REQUIREMENT, Kind.ORDER, Kind.ANCHOR)
        own = [
            one
            for one in self.solved.template.statements
            if one.kind in asked and not one.only_safe and one.source != PLANNED
        ]
        return (*own, *self.solved.template.calendar)

    def _kept(self, limit: Statement | CalendarRule, times: Column) -> Mask | None:
        """Say in which days a limit was kept; None where one of its events is not planned, or both are known."""
        ends = limit.earlier, limit.later
        if all(end in self.known_us for end in ends):
            return None
        earlier, later = (times[self.places[end]] for end in ends)
        if not (np.isfinite(earlier).all() and np.isfinite(later).all()):
            return None
        if isinstance(limit, CalendarRule):
            return _kept_in_days(limit, earlier, later, self.plan.zone)
        apart = later - earlier
        inside = (apart <= limit.at_most_us + _ROUNDING_US) & (apart >= limit.at_least_us - _ROUNDING_US)
        return np.asarray(inside, bool)


def shape_of(link: Link) -> Shape:
    """Return how a step's durations are distributed: as stated, else every one of its range as likely."""
    return link.step.shape or Uniform(link.step.shortest_s, link.step.longest_s, link.step.source)


def _recorded(
    plan: Plan, branch: PlanBranch, recorded: EventLog | Mapping[str, object] | None, faults: list[Fault]
) -> dict[str, float]:
    """Return the nodes that have happened, with their instants."""
    template = branch.template
    if recorded is None or template is None:
        return {}
    if isinstance(recorded, EventLog):
        roll = roster_of(recorded)
        products(recorded, roll, plan.product.slug)
        found = list(therapies(recorded.table, roll, plan.product))
        if len(found) != 1:
            fix = "hand over the rows of one therapy"
            faults.append(UsageError.fault("recorded", f"{len(found)} therapies", "one therapy's record", fix))
            return {}
        known = standing(found[0][0], template).recorded
        return {node: us for node, us in known.items() if node in template.places}
    anchors, bad = read_anchors(recorded, plan.zone, plan.containers) if recorded else ([], [])
    faults += bad
    known = dict[str, float]()
    for one in anchors:
        if not one.is_moment:
            faults.append(
                UsageError.fault(f"recorded.{one.event}", "a window", "the moment at which it happened", "write one")
            )
        for number in one.containers(plan.containers):
            node = f"{one.event}[{number}]" if number else one.event
            if node in template.places:
                known[node] = one.lo_us
            else:
                faults.append(
                    UsageError.fault(f"recorded.{node}", "an event that the plan has not", "one it has", "leave it out")
                )
    return known


def _now(plan: Plan, known: Mapping[str, float], now: str | datetime | None, faults: list[Fault]) -> float:
    if now is None:
        if known:
            faults.append(
                UsageError.fault("now", "nothing", "the moment from which to look", "state now='2026-11-24 10:44'")
            )
        return -np.inf
    now_us = read_now(now, plan.zone)
    for node, us in known.items():
        if us > now_us:
            found, fix = f"{node} at {moment(us)}", "correct the time, or look from a later now"
            faults.append(UsageError.fault("recorded", found, f"a time that is not after now, {moment(now_us)}", fix))
    return now_us


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
