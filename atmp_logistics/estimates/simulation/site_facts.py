"""What a site's facts say of a container's own steps, and which facts the runs need not keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.estimates.simulation.path import EventPath
from atmp_logistics.estimates.simulation.request import SimulationRequest
from atmp_logistics.timing.constraints import Link, Step
from atmp_logistics.timing.nodes import container_of


def step_of(link: Link, request: SimulationRequest) -> Step:
    """Return how long a step takes for the container of this link, within what the site's facts allow.

    Raises
    ------
    UsageError
        When a container's own step contradicts a fact.
    """
    step = request.own.get((link.step.starts, link.step.ends, container_of(link.ends) or 0))
    if step is None:
        return link.step
    for fact in request.site.spacing:
        if (fact.starts, fact.ends) == (step.starts, step.ends):
            low = max(step.shortest_s, fact.at_least_s or 0.0)
            high = step.longest_s if fact.at_most_s is None else min(step.longest_s, fact.at_most_s)
            if low > high:
                where, found = f"steps.{step.name}", f"{step}, and the fact {fact}"
                fix = "correct the step or the fact"
                refuse([Fault(where, found, "a step that the fact allows", fix, UsageError)])
            step = replace(step, shortest_s=low, longest_s=high)
    return step


def facts_left(request: SimulationRequest, path: EventPath) -> Iterator[str]:
    """Yield the site's facts between events of the runs that bound no step of theirs."""
    steps = {(link.step.starts, link.step.ends) for link in path.links}
    for fact in request.site.spacing:
        ends = fact.starts, fact.ends
        if fact.at_most_s is not None and set(ends) <= path.events and ends not in steps:
            yield f"a fact about what is no step, which the runs need not keep: {fact}"
