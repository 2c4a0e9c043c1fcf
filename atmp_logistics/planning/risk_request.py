"""The arguments of `risk`, read: the branch, the days, what is recorded, and what is started when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor, inf, isfinite
from typing import Any

import pandas as pd

from atmp_logistics.core.arguments import refused, text
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import MINUTE, moment
from atmp_logistics.core.likeness import nearest
from atmp_logistics.evidence.events.consignments import products, refuse_two_identities, roster_of
from atmp_logistics.planning.fixed_times import FixedTime, read_fixed_times
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.solve_plan import SolvedPlan
from atmp_logistics.planning.therapy_status import status_of, therapy_records
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.timing.call_arguments import mapping_argument, whole_number
from atmp_logistics.timing.constraints import Template
from atmp_logistics.timing.now import read_now

#: More starts than this no curve has by itself.
_MOST_STARTS = 60
#: How far apart in minutes the starts of a curve may lie.
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)


@dataclass(frozen=True)
class RiskRequest:
    """What a call of `risk` asks.

    Attributes
    ----------
    plan : Plan
    branch : PlanBranch
        The branch of which days are drawn.
    solved : SolvedPlan
        What the branch was decided from.
    n, seed : int
        How many days, and what they are drawn from.
    known_us : mapping of str to float
        The nodes that have happened, with their instants.
    now_us : float
        The moment from which to look; -inf where none is stated.
    """

    plan: Plan
    branch: PlanBranch
    solved: SolvedPlan
    n: int
    seed: int
    known_us: Mapping[str, float]
    now_us: float

    def start_node(self, event: str | None) -> str:
        """Return the node that is started: the one asked for, else the first to come that starts a step."""
        text(event, "event")
        planned = [event.node for event in self.branch.events if event.is_planned and event.is_decided]
        to_come = [node for node in planned if node not in self.known_us]
        return self._first_start(to_come) if event is None else self._named_start(event, to_come)

    def _first_start(self, to_come: Sequence[str]) -> str:
        starting = {link.starts for link in self.solved.template.links if link.step.is_stated}
        for node in to_come:
            if node in starting:
                return node
        expected, fix = "an event to come that starts a step", "name one: event='administration_start[1]'"
        raise UsageError([UsageError.fault("event", "none", expected, fix)])

    def _named_start(self, event: str, to_come: Sequence[str]) -> str:
        places, node = self.solved.places, event.replace(" ", "")
        node = f"{node}[1]" if node not in places and f"{node}[1]" in places else node
        if node not in places or node in self.known_us or node in self.solved.template.uncontrolled:
            expected = f"an event to come that a person decides{nearest(node, to_come)}"
            refuse([UsageError.fault("event", repr(event), expected, f"name one of {', '.join(to_come)}")])
        return node

    def start_times(
        self, node: str, start: str | datetime | None, starts: Sequence[str | datetime] | None
    ) -> list[float]:
        """Return the moments of starting, in microseconds since 1970."""
        if start is None and starts is None:
            return self._usual_starts(node)
        stated = [start] if start is not None else _several(starts)
        moments = [read_now(time, self.plan.zone, "start") for time in stated]
        expected = f"not before now, {moment(self.now_us)}" if isfinite(self.now_us) else ""
        refuse(
            UsageError.fault("start", str(moment(us)), expected, "start later") for us in moments if us < self.now_us
        )
        if not moments:
            refuse([UsageError.fault("starts", "none", "at least one moment", "leave it out for the usual ones")])
        return moments

    def _usual_starts(self, node: str) -> list[float]:
        """Return moments from safe by to last possible, on whole minutes."""
        event = self.branch[node]
        first, last = event.safe_by_us, event.last_possible_us
        if not isfinite(last):
            expected, fix = "a moment by which it must have happened", "state starts="
            refuse([UsageError.fault("starts", f"{node}, which nothing bounds", expected, fix)])
        first = first if isfinite(first) else last - 60 * MINUTE
        first, last = max(floor(first / MINUTE) * MINUTE, self.now_us), ceil(last / MINUTE) * MINUTE
        step = next((m for m in _STEPS_MIN if (last - first) / (m * MINUTE) <= _MOST_STARTS), 1440) * MINUTE
        return [first + i * step for i in range(int(max(last - first, 0.0) // step) + 1)]


def _several(starts: object) -> list[Any]:
    """Return the moments of a list or a column; one by itself is start."""
    if not isinstance(starts, Iterable) or isinstance(starts, (str, bytes, type, Mapping, pd.DataFrame)):
        refused(starts, "starts", "a list of moments", "write it as in ['2026-11-24 11:00', '2026-11-24 11:10']")
    return list(starts)


def read_risk_request(
    plan: Plan,
    mode: int,
    n: object,
    seed: object,
    recorded: EventLog | Mapping[str, object] | None,
    now: str | datetime | None,
) -> RiskRequest:
    """Return what a call asks.

    Returns
    -------
    RiskRequest

    Raises
    ------
    AtmpError
        With every fault of these arguments.
    """
    faults = list[Fault]()
    if not isinstance(plan, Plan):
        refused(plan, "plan", "a plan", "hand over what plan returns")
    solved = [(branch, branch.solved) for branch in plan.branches if branch.solved is not None]
    place = whole_number(mode, "mode", 0, len(solved) - 1, faults)
    days, seeded = whole_number(n, "n", 1, 2**63, faults), whole_number(seed, "seed", 0, 2**63, faults)
    refuse(faults)
    assert days is not None and seeded is not None and place is not None  # noqa: S101, PT018  refuse() has raised
    branch, solution = solved[place]
    known = _recorded_us(plan, branch.template, recorded, faults) if branch.template else {}
    now_us = _now_us(plan, known, now, faults)
    refuse(dict.fromkeys(faults))
    return RiskRequest(plan, branch, solution, days, seeded, known, now_us)


def _recorded_us(
    plan: Plan, template: Template, recorded: EventLog | Mapping[str, object] | None, faults: list[Fault]
) -> dict[str, float]:
    """Return the nodes that have happened, with their instants."""
    if isinstance(recorded, EventLog):
        return _logged_us(plan, template, recorded, faults)
    stated = mapping_argument(recorded, "recorded", "{'thaw_start[1]': '2026-11-24 10:32'}", faults)
    times, found = read_fixed_times(stated, plan.zone, plan.containers, "recorded") if stated else ([], [])
    faults += found
    known = dict[str, float]()
    for time in times:
        for node in _recorded_nodes(time, plan, template, faults):
            known[node] = time.lo_us
    return known


def _recorded_nodes(time: FixedTime, plan: Plan, template: Template, faults: list[Fault]) -> list[str]:
    """Return the nodes of one recorded time that the plan has."""
    if not time.is_moment:
        where, expected = f"recorded.{time.event}", "the moment at which it happened"
        faults.append(UsageError.fault(where, "a window", expected, "write one"))
    nodes = [f"{time.event}[{number}]" if number else time.event for number in time.containers(plan.containers)]
    faults += [
        UsageError.fault(f"recorded.{node}", "an event that the plan has not", "one it has", "leave it out")
        for node in nodes
        if node not in template.places
    ]
    return [node for node in nodes if node in template.places]


def _logged_us(plan: Plan, template: Template, log: EventLog, faults: list[Fault]) -> dict[str, float]:
    """Return the nodes that have happened by the record of one therapy."""
    roster = roster_of(log)
    products(log, roster, plan.product.slug)
    refuse_two_identities(log, roster)
    found = list(therapy_records(log.table, roster, plan.product))
    if len(found) != 1:
        fix = "hand over the rows of one therapy"
        faults.append(UsageError.fault("recorded", f"{len(found)} therapies", "one therapy's record", fix))
        return {}
    recorded = status_of(found[0][0], template).recorded
    return {node: us for node, us in recorded.items() if node in template.places}


def _now_us(plan: Plan, known: Mapping[str, float], now: str | datetime | None, faults: list[Fault]) -> float:
    if now is None:
        if known:
            expected, fix = "the moment from which to look", "state now='2026-11-24 10:44'"
            faults.append(UsageError.fault("now", "nothing", expected, fix))
        return -inf
    now_us = read_now(now, plan.zone)
    for node, us in known.items():
        if us > now_us:
            expected, fix = f"a time that is not after now, {moment(now_us)}", "correct the time, or look from later"
            faults.append(UsageError.fault("recorded", f"{node} at {moment(us)}", expected, fix))
    return now_us
