"""Which events of a plan are set and which follow, and when each is with every step at its fastest and slowest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil, floor, inf, isfinite

from atmp_logistics.core.instants import DAY, SECOND, instant, moment, readings_of
from atmp_logistics.planning.fixed_times import statements_between
from atmp_logistics.planning.planned_event import Policy
from atmp_logistics.planning.run_forward import PlanExecution
from atmp_logistics.planning.solve_plan import SolvedPlan
from atmp_logistics.timing.constraints import CLOCK, Kind, Statement
from atmp_logistics.timing.node_names import named

#: The source of the times that the plan itself sets.
PLANNED = "planned"
#: Policies that set a time.
_SET = (Policy.LATE, Policy.DAY)
#: Solves a plan with further statements.
Solver = Callable[[Sequence[Statement]], SolvedPlan]


@dataclass(frozen=True)
class ChosenTimes:
    """The times of a plan.

    Attributes
    ----------
    policies : mapping of str to Policy
        How the time of each node was chosen.
    fixed : mapping of str to float
        The times that are set, in microseconds since 1970.
    fast, slow : mapping of str to float
        Every node's time with the steps at their fastest, and at their slowest.
    joined : SolvedPlan
        The plan in which a container leaves its store when its use begins.
    proved : SolvedPlan
        The same with its times set: every limit that could be kept whatever the steps do still can.
    """

    policies: Mapping[str, Policy]
    fixed: Mapping[str, float]
    fast: Mapping[str, float]
    slow: Mapping[str, float]
    joined: SolvedPlan
    proved: SolvedPlan


@dataclass(frozen=True)
class TimeChooser:
    """Chooses the times of a plan.

    Attributes
    ----------
    solved : SolvedPlan
    given : mapping of str to float
        The events that the caller set to a moment.
    before : callable
        Whether a node comes before an event that the caller set.
    attempt : callable
        Solves the plan with further statements.
    tz : tzinfo
    """

    solved: SolvedPlan
    given: Mapping[str, float]
    before: Callable[[str], bool]
    attempt: Solver
    tz: tzinfo

    def chosen_times(self) -> ChosenTimes:
        """Return the times of the plan, proved together."""
        together = self._together()
        joined = self.attempt(together) if together else self.solved
        if joined.windows is None or (self.solved.works and not joined.works):
            together, joined = (), self.solved
        policies, late = self._policies(joined)
        proved = self.attempt((*together, *_planned_statements(late, self.tz))) if late and joined.works else joined
        if joined.works and not proved.works:
            late, proved = self._one_by_one(together, late)
            policies |= {node: Policy.SOON for node in policies if policies[node] in _SET and node not in late}
        left_out = (Policy.OPEN, Policy.BY)
        proved = joined if proved.windows is None else proved
        fixed = {**self.given, **late, **{node: -inf for node, policy in policies.items() if policy in left_out}}
        execution = execution_of(proved)
        corners = []
        for slowest in (False, True):
            lengths = step_durations_us(proved, slowest=slowest, unstated=inf if slowest else 0.0)
            corners.append(dict(zip(execution.nodes, execution.run(lengths, fixed)[:, 0].tolist(), strict=True)))
        return ChosenTimes(policies, fixed, corners[0], corners[1], joined, proved)

    def _together(self) -> tuple[Statement, ...]:
        """Return that a container leaves its store when its use begins, and not hours before."""
        first = dict[str, Statement]()
        for order in self.solved.template.statements:
            if (
                order.kind is not Kind.ORDER
                or not order.earlier.startswith("storage_out[")
                or not self.before(order.later)
            ):
                continue
            other = first.get(order.earlier)
            if other is None or self._safe(order.later) < self._safe(other.later):
                first[order.earlier] = order
        return tuple(
            Statement(
                earlier=order.earlier,
                later=order.later,
                at_most_us=0.0,
                kind=Kind.ORDER,
                words=f"{named(order.earlier)} when {named(order.later)}",
                source=PLANNED,
            )
            for order in first.values()
        )

    def _safe(self, node: str) -> float:
        return self.solved.time("safe_by", node)

    def _policies(self, solved: SolvedPlan) -> tuple[dict[str, Policy], dict[str, float]]:
        """Return how each event is planned, and the times of those that are set by themselves.

        An event before one that is set has a time, as late as the slowest case allows, unless it waits for a step
        that in the slowest case is over no earlier: then it follows at once.
        """
        execution = execution_of(solved)
        policies, late = dict[str, Policy](), dict[str, float]()
        longest = step_durations_us(solved, slowest=True, unstated=0.0)
        for place in execution.order:
            node = execution.nodes[place]
            if node == CLOCK:
                continue
            policy = self._kind_of(solved, node)
            if policy is Policy.LATE:
                safe = solved.time("safe_by", node)
                over = execution.run(longest, {**self.given, **late})[place, 0]
                if self._waits(solved, node) and not over < safe:
                    policy = Policy.SOON
                else:
                    late[node] = self._on_the_day(solved, node, safe)
                    policy = Policy.LATE if late[node] == safe else Policy.DAY
            policies[node] = policy
        return policies, _before_each_other(solved, late)

    def _kind_of(self, solved: SolvedPlan, node: str) -> Policy:
        if node in self.given:
            return Policy.STATED
        if node in solved.template.uncontrolled:
            return Policy.EXPECTED
        if not self.before(node):
            return Policy.SOON if _follows(solved, node) else Policy.OPEN
        if not isfinite(solved.time("safe_by", node)):
            return Policy.OPEN
        binds = solved.because(node)
        return Policy.BY if binds and binds[-1].kind is Kind.FACT else Policy.LATE

    @staticmethod
    def _waits(solved: SolvedPlan, node: str) -> bool:
        """Say whether an event comes after the end of a step."""
        assert solved.compiled is not None  # noqa: S101  asked only of a plan that has windows
        reach, place = solved.compiled.possible.at_most, solved.places[node]
        return any(reach[place, solved.places[end]] <= 0.0 for end in solved.template.uncontrolled)

    def _on_the_day(self, solved: SolvedPlan, node: str, safe_us: float) -> float:
        """Return when to plan an event that a limit in calendar days binds: on that day, at the clock time of the first
        that is set.
        """  # noqa: D205
        binds = solved.because(node)
        in_days = bool(binds) and binds[-1].earlier == CLOCK and binds[-1].kind is Kind.REQUIREMENT
        anchors = [
            statement
            for statement in solved.template.statements
            if statement.kind is Kind.ANCHOR and statement.earlier == CLOCK
        ]
        if not in_days or not anchors:
            return safe_us
        first = anchors[0]
        at = moment(first.at_most_us if isfinite(first.at_most_us) else first.at_least_us).astimezone(self.tz)
        day = moment(safe_us).astimezone(self.tz).date()
        readings = readings_of(datetime.combine(day, at.time().replace(tzinfo=None)), self.tz)
        planned = instant(readings[0]) if readings else safe_us
        return planned if solved.time("not_before", node) <= planned <= safe_us else safe_us

    def _one_by_one(
        self, together: Sequence[Statement], late: Mapping[str, float]
    ) -> tuple[dict[str, float], SolvedPlan]:
        """Set one time after another, the earliest first, each as late as leaves every limit within reach.

        A safe moment may rest on acting at the moment at which a step's end is seen; a time that is set cannot. What no
        time can be set for is left to follow.
        """
        chosen, proved = dict[str, float](), self.attempt(together)
        for node in sorted(late, key=lambda event: (late[event], event)):
            latest = min(late[node], proved.time("safe_by", node))
            at = self._latest_that_works(together, chosen, node, proved.time("not_before", node), latest)
            if at is not None:
                chosen[node] = at
                proved = self.attempt((*together, *_planned_statements(chosen, self.tz)))
        return chosen, proved

    def _latest_that_works(
        self, together: Sequence[Statement], chosen: Mapping[str, float], node: str, first_us: float, last_us: float
    ) -> float | None:
        """Return the last second at which an event can be set; None where it cannot."""

        def works(us: float) -> bool:
            return self.attempt((*together, *_planned_statements({**chosen, node: us}, self.tz))).works

        if works(last_us):
            return last_us
        low, high = floor(max(first_us, last_us - DAY) / SECOND), ceil(last_us / SECOND)
        if not isfinite(low) or not works(low * SECOND):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if works(middle * SECOND) else (low, middle)
        return low * SECOND


def _before_each_other(solved: SolvedPlan, late: Mapping[str, float]) -> dict[str, float]:
    """Return the times that are set, none later than what is set after it on a day at an earlier clock time allows."""
    assert solved.compiled is not None  # noqa: S101  asked only of a plan that has windows
    reach, places = solved.compiled.by.at_most, solved.places
    return {
        node: min([at, *(late[other] + reach[places[other], places[node]] for other in late)])
        for node, at in late.items()
    }


def _follows(solved: SolvedPlan, node: str) -> bool:
    """Say whether something binds an event to the end of a step, or a limit to another event."""
    ends = solved.template.uncontrolled
    for statement in solved.template.statements:
        start, earlier, most = statement.edge
        binds = statement.kind is Kind.REQUIREMENT or earlier in ends
        if start == node and earlier != CLOCK and most <= 0.0 and binds:
            return True
    return False


def _planned_statements(times_us: Mapping[str, float], tz: tzinfo) -> tuple[Statement, ...]:
    return tuple(
        statement
        for node, us in times_us.items()
        for statement in statements_between(node, us, us, tz, source=PLANNED, code="planned")
    )


def execution_of(solved: SolvedPlan) -> PlanExecution:
    """Return what each event of a solved plan waits for."""
    assert solved.compiled is not None  # noqa: S101  asked only of a plan that has windows
    compiled = solved.compiled
    bounds = [statement for statement in compiled.statements if not statement.only_safe]
    return PlanExecution.of(solved.template.nodes, bounds, solved.template.links, compiled.kept, compiled.possible)


def step_durations_us(solved: SolvedPlan, *, slowest: bool, unstated: float) -> dict[str, float]:
    """Return how long each step takes at its fastest or its slowest, in microseconds, by the node that it ends."""
    links = solved.template.links
    if not slowest:
        return {link.ends: link.shortest_us for link in links}
    return {link.ends: link.longest_us if link.step.is_stated else link.shortest_us + unstated for link in links}
