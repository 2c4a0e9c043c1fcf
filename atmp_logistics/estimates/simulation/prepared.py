"""A request made ready to run: the path, how each step is drawn, and the limits that every run is checked against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.estimates.simulation.delays import Delay
from atmp_logistics.estimates.simulation.label_checks import label_checks
from atmp_logistics.estimates.simulation.limit_checks import LimitCheck, deadline
from atmp_logistics.estimates.simulation.path import EventPath, draw_of, path_of
from atmp_logistics.estimates.simulation.path_events import PathEvent
from atmp_logistics.estimates.simulation.request import SimulationRequest
from atmp_logistics.estimates.simulation.sampling import Copula
from atmp_logistics.estimates.simulation.site_facts import facts_left, step_of
from atmp_logistics.timing.constraints import Link
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import container_of, event_of
from atmp_logistics.timing.numbered_containers import NumberedContainers
from atmp_logistics.timing.template import template

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DrawnDelay:
    """One delay of one stop, by the name of its draw."""

    draw: str
    delay: Delay


@dataclass(frozen=True, repr=False)
class PreparedSimulation(ShortRepr):
    """A simulation ready to run.

    Attributes
    ----------
    request : SimulationRequest
    path : EventPath
        The events, each with what it waits for.
    checks : tuple of LimitCheck
        The limits, one for each container that is asked.
    counted : tuple of bool
        Which checks decide whether a run keeps its limits.
    not_judged : tuple of str
        In words, the limits that the runs cannot be checked against.
    copula : Copula or None
        How the durations of steps hang together.
    late : dict of str to tuple of DrawnDelay
        The delays of each node.
    """

    request: SimulationRequest
    path: EventPath
    checks: tuple[LimitCheck, ...]
    counted: tuple[bool, ...]
    not_judged: tuple[str, ...]
    copula: Copula | None
    late: dict[str, tuple[DrawnDelay, ...]]


def prepare(request: SimulationRequest) -> PreparedSimulation:
    """Make a request ready to run.

    Raises
    ------
    AtmpError
        With every fault: unknown delays, correlations that cannot be, conditions to state, nothing to judge.
    """
    path = _path(request)
    containers = NumberedContainers(request.naming, request.conditions)
    found = label_checks(request.product, containers, path, dated=request.is_dated)
    faults = [
        *_unsettled(found.unstated),
        *_apart(request, path),
        *_planned(request, path),
        *_delayed(request, path),
    ]
    copula, more = _copula(request, path)
    by = list(_deadlines(request, path, faults))
    checks = tuple(dict.fromkeys([*found.checks, *by]))
    faults += more
    if not checks and not faults:
        faults.append(_nothing(found.not_judged))
    refuse(faults)
    binding = any(check.obligation == "shall" for check in checks)
    return PreparedSimulation(
        request=request,
        path=path,
        checks=checks,
        counted=tuple(check.obligation == "shall" or not binding for check in checks),
        not_judged=(*found.not_judged, *facts_left(request, path)),
        copula=copula,
        late={stop.node: tuple(_lates(stop, request.delays)) for stop in path.stops},
    )


def _path(request: SimulationRequest) -> EventPath:
    stated = [end for step in request.steps for end in (step.starts, step.ends)]
    planned = [event_of(node) for node in request.start.at_us if node]
    site = replace(request.site, resolution_s=0.0)
    plan = template(
        request.product, request.containers, request.when, request.steps, site=site, events=[*stated, *planned],
        conditions=request.conditions,
    )  # fmt: skip
    links = tuple(replace(link, step=step_of(link, request)) for link in plan.links)
    plan = replace(plan, links=links)
    not_before = {key: us for key, us in request.start.at_us.items() if key}
    return path_of(plan, [*stated, *planned], not_before)


def _apart(request: SimulationRequest, path: EventPath) -> list[Fault]:
    """Return a fault for each step of one container that the runs do not have by itself."""
    known = {(link.step.starts, link.step.ends, container_of(link.ends)) for link in path.links if "[" in draw_of(link)}
    expected = "a stated step of a container from the store on"
    return [
        Fault(f"steps.{step.name}[{ends[2]}]", str(step), expected, "state it for all containers first", UsageError)
        for ends, step in request.own.items()
        if ends not in known
    ]


def _unsettled(unsettled: dict[str, tuple[str, ...]]) -> list[Fault]:
    faults = []
    for key, values in unsettled.items():
        first = values[0] if values else "1"
        each = key in {"dose", "component"}
        fix = f"conditions=[{{{key!r}: {first!r}}}, ...], one a container" if each else f"when={{{key!r}: {first!r}}}"
        expected = f"one of {', '.join(values)}" if values else f"the {key} of each container"
        faults.append(Fault("when", f"no {key}", expected, f"state it: {fix}", UsageError))
    return faults


def _planned(request: SimulationRequest, path: EventPath) -> list[Fault]:
    """Return a fault for each start that is none, and for each stop that nothing says when it happens."""
    nodes = {stop.node for stop in path.stops}
    faults = [_no_container(key, path) for key in request.start.at_us if container_of(key) and key not in nodes]
    for stop in path.stops:
        if stop.not_before_us is not None and stop.link and not stop.waits:
            found, fix = "a time for what comes when it comes", "state when its step starts"
            faults.append(Fault(f"start.{stop.event}", found, "an event that people start", fix, UsageError))
    if request.start.at_us and "" not in request.start.at_us:
        firsts = _firsts(path)
        missing = [named(stop.node) for stop in firsts if stop.not_before_us is None]
        if missing:
            fix = f"add it to start: {{'{firsts[0].event}': '2026-11-24 10:44'}}"
            faults.append(Fault("start", f"no time of {', '.join(missing)}", "when the path begins", fix, UsageError))
    return list(dict.fromkeys(faults))


def _no_container(key: str, path: EventPath) -> Fault:
    if event_of(key) in {stop.node for stop in path.stops}:
        return Fault(f"start.{key}", "a container", "an event of the therapy", "write it without a number", UsageError)
    return Fault(
        f"start.{key}", f"container {container_of(key)}", f"1 to {path.containers}", "name another", UsageError
    )


def _firsts(path: EventPath) -> list[PathEvent]:
    """Return the stops that wait for no other."""
    return [stop for stop in path.stops if not (stop.link or stop.after or stop.days_after)]


def _delayed(request: SimulationRequest, path: EventPath) -> list[Fault]:
    known = {stop.link.step.name if stop.link else stop.event for stop in path.stops}
    events = path.events
    steps = {link.step.ends: link.step.name for link in path.links}
    return [
        Fault(f"delays.{delay.name}", "a delay of what the runs do not have", f"one of {', '.join(sorted(known))}",
              "state the step in steps, or name another", UsageError)
        for delay in request.delays
        if delay.event not in events
        or (delay.name != delay.event.replace("_", " ") and steps.get(delay.event) != delay.name)
    ]  # fmt: skip


def _lates(stop: PathEvent, delays: Sequence[Delay]) -> Iterator[DrawnDelay]:
    own = [delay for delay in delays if delay.event == stop.event]
    for i, delay in enumerate(own, 1):
        base = draw_of(stop.link) if stop.link else stop.node
        yield DrawnDelay(f"delay {i} of {base}", delay)


def _copula(request: SimulationRequest, path: EventPath) -> tuple[Copula | None, list[Fault]]:
    """Return how draws hang together: two steps of one container, or one step over all containers."""
    by_ends: dict[Ends, list[Link]] = {}
    for link in path.links:
        by_ends.setdefault((link.step.starts, link.step.ends), []).append(link)
    faults, pairs = list[Fault](), dict[tuple[str, str], float]()
    for (one, other), rank in request.correlation.items():
        unknown = [ends for ends in dict.fromkeys((one, other)) if ends not in by_ends]
        faults += [
            Fault(f"correlation.{' -> '.join(ends)}", "a step that is not stated",
                  ", ".join(link[0].step.name for link in by_ends.values()), "name stated steps", UsageError)
            for ends in unknown
        ]  # fmt: skip
        own = [] if unknown else list(_pairs(by_ends[one], by_ends[other]))
        if not unknown and not own:
            found = "one duration with itself"
            fix = "name two steps, or one step of several containers from the store on"
            where = f"correlation.{by_ends[one][0].step.name}"
            faults.append(Fault(where, found, "two durations that are drawn apart", fix, UsageError))
        pairs |= dict.fromkeys(own, rank)
    if faults or not pairs:
        return None, faults
    names = list(dict.fromkeys(draw_of(link) for link in path.links))
    copula = Copula.of(names, pairs)
    if copula is None:
        found = "correlations that no durations can have together"
        expected = "correlations whose matrix is positive definite"
        fix = "bring the largest nearer to nought, or state all pairs of these steps"
        faults.append(Fault("correlation", found, expected, fix, UsageError))
    return copula, faults


def _pairs(ones: Iterable[Link], others: Iterable[Link]) -> Iterator[tuple[str, str]]:
    """Yield the draws of two steps that hang together: of the same container, or of one step in any two."""
    others = list(others)
    for one in ones:
        for other in others:
            draws = draw_of(one), draw_of(other)
            same_step = one.step.ends == other.step.ends
            numbers = container_of(one.ends), container_of(other.ends)
            together = same_step or numbers[0] == numbers[1] or None in numbers or "[" not in "".join(draws)
            if draws[0] != draws[1] and (together or any("[" not in draw for draw in draws)):
                yield min(draws), max(draws)


def _deadlines(request: SimulationRequest, path: EventPath, faults: list[Fault]) -> Iterator[LimitCheck]:
    if request.by.at_us and not request.is_dated:
        fix = "state start, such as start='2026-11-24 10:44'"
        faults.append(Fault("by", "a time of day in runs without dates", "runs that start at a time", fix, UsageError))
        return
    nodes = {stop.node for stop in path.stops}
    for key, us in request.by.at_us.items():
        own = [key] if container_of(key) else request.naming.nodes(event_of(key))
        if not set(own) <= nodes:
            expected = ", ".join(dict.fromkeys(stop.event for stop in path.stops))
            faults.append(
                Fault(f"by.{key}", "an event that the runs do not have", expected, "name another", UsageError)
            )
            continue
        yield from (deadline(node, us, request.by.texts[key], several=path.containers > 1) for node in own)


def _nothing(not_judged: Sequence[str]) -> Fault:
    found = f"no limit on times between the events of these steps ({'; '.join(not_judged)})"
    fix = "state the steps between the events that a limit names, or a time by which an event has to have happened"
    return Fault("steps", found, "at least one limit to judge", fix, UsageError)
