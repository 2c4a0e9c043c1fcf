"""What runs assume, in words: how people act in them, and what the caller stated."""

from __future__ import annotations

from collections.abc import Iterator

from atmp_logistics.estimates.simulation.delays import shape_of
from atmp_logistics.estimates.simulation.prepared import PreparedSimulation
from atmp_logistics.timing.constraints import Link, Step
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import container_of


def policy_of(prepared: PreparedSimulation) -> Iterator[str]:
    """Yield how people act in the runs, and what else is assumed."""
    planned = any(prepared.request.start.at_us)
    yield (
        "every event happens as soon as it may: after what comes before it in the order of a therapy, and not before "
        f"the label and the site's facts allow{', nor before the time for which it is planned' if planned else ''}"
    )
    yield "nothing is taken out or thawed earlier than what it leads to may happen, were every step at its fastest"
    if prepared.request.containers > 1:
        yield (
            "containers travel together until they are in store; then each step of each container is drawn by itself, "
            "and containers wait for each other only where the label says so"
        )
    place = f" ({prepared.request.tz})" if prepared.request.tz else ""
    for node, text in prepared.request.start.texts.items():
        yield f"{named(node) if node else 'the first event'}: {text}{place}"
    if not prepared.request.is_dated:
        yield "the runs have no dates: calendar days are counted so that they hold whatever the date"
    elif not prepared.request.tz:
        yield "no zone is stated: calendar days are counted so that they hold in any"


def stated_of(prepared: PreparedSimulation) -> Iterator[str]:
    """Yield the steps, delays, correlations and facts that a caller stated, each with its source."""
    request = prepared.request
    links: dict[Step, Link] = {}
    for link in prepared.path.links:
        links.setdefault(link.step, link)
    for step, link in links.items():
        number = container_of(link.ends)
        whose = f" of container {number}" if (step.starts, step.ends, number) in request.own else ""
        yield f"{step.name}{whose}: {shape_of(step)}{'' if step.source else ' (no source stated)'}"
    yield from map(str, request.delays)
    names = {(link.step.starts, link.step.ends): link.step.name for link in prepared.path.links}
    for (one, other), rank in request.correlation.items():
        whose = f"{names[one]} of one container and of the next" if one == other else f"{names[one]} and {names[other]}"
        yield f"{whose}: rank correlation {rank:g}"
    yield from (f"fact: {fact}" for fact in request.site.spacing)
