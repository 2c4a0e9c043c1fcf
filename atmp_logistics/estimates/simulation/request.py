"""What a simulation is asked: steps, delays, correlations, starts and deadlines as a caller states them.

All faults are shown at once, each with what was expected and how to mend it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from math import isfinite
from typing import Any

from atmp_logistics.core.arguments import Arguments, text
from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.core.product import Product
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.estimates.simulation.delays import Delay, delays_of
from atmp_logistics.estimates.simulation.measured_steps import measured
from atmp_logistics.estimates.simulation.stated_times import NODE, StatedTimes, moments_of, start_of
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.call_arguments import (
    condition_faults,
    mapping_argument,
    one_fault_for_no_zone,
    site_argument,
    whole_number,
    zone_argument,
)
from atmp_logistics.timing.constraints import Step
from atmp_logistics.timing.nodes import Naming
from atmp_logistics.timing.steps import read_steps
from atmp_logistics.timing.template import MOST_CONTAINERS

#: More runs than this say nothing more, and fill the memory.
MOST_RUNS = 10_000_000


@dataclass(frozen=True, slots=True, repr=False)
class SimulationRequest(ShortRepr):
    """Everything that decides a simulation: the same request has the same answer, to the byte."""

    product: Product
    steps: tuple[Step, ...]
    n: int
    seed: int
    containers: int
    start: StatedTimes
    by: StatedTimes
    when: Mapping[str, str]
    conditions: tuple[Mapping[str, str], ...]
    site: Site
    tz: str | None
    delays: tuple[Delay, ...]
    correlation: Mapping[tuple[tuple[str, str], tuple[str, str]], float]
    name: str = ""
    own: Mapping[tuple[str, str, int], Step] = field(default_factory=dict)

    @property
    def is_dated(self) -> bool:
        """Whether the runs have dates."""
        return bool(self.start.at_us)

    @property
    def naming(self) -> Naming:
        """How events become nodes."""
        return Naming(self.containers)

    @property
    def place(self) -> tzinfo | None:
        """The zone of local times and calendar days."""
        return zone(self.tz) if self.tz else None


def read_request(
    product: Product | None,
    steps: object,
    n: object,
    seed: object,
    containers: object,
    start: object,
    by: object,
    when: object,
    conditions: object,
    site: object,
    tz: object,
    delays: object,
    correlation: object,
    name: object,
    faults: list[Fault],
) -> SimulationRequest | None:
    """Read everything that a caller states of a simulation; None without a product or without any step.

    What is refused is added to `faults`; something plain stands in its place, so that the rest can be looked at too.
    """
    profile = site_argument(site, faults)
    zone_name, place = zone_argument(tz, profile, faults)
    n_runs, seeded, several = (
        whole_number(n, "n", 1, MOST_RUNS, faults), whole_number(seed, "seed", 0, 2**63, faults),
        whole_number(containers, "containers", 1, MOST_CONTAINERS, faults),
    )  # fmt: skip
    whole, own = _parted(mapping_argument(steps, "steps", "{'thaw': '2 to 4 min'}", faults), faults)
    read, apart = _steps(whole, faults), _own_steps(own, faults)
    if steps is None or (isinstance(steps, Mapping) and not steps):
        fix = "state them, such as steps={'thaw': '2 to 4 min'}"
        faults.append(UsageError.fault("steps", "no step", "the steps of the path and how long each takes", fix))
    of_times, most = list[Fault](), several or MOST_CONTAINERS
    begin = start_of(start, place, most, of_times)
    by_event = mapping_argument(by, "by", "{'administration_end': '2026-11-24 11:30'}", faults)
    until = moments_of(by_event, "by", place, most, of_times)
    faults += one_fault_for_no_zone(of_times, zone_name)
    shared = mapping_argument(when, "when", "{'indication': 'ALL'}", faults)
    each = [mapping_argument(one, "conditions", "[{'dose': '1'}, {'dose': '2'}]", faults) for one in _each(conditions)]
    stated = _conditions(product, shared, each, several, faults) if product else ()
    late = delays_of(mapping_argument(delays, "delays", "{'thaw': ('10%', '14 min')}", faults), faults)
    pairs = _correlation(
        mapping_argument(correlation, "correlation", "{('thaw', 'administration'): 0.5}", faults), faults
    )
    texts = {key: value for key, value in shared.items() if isinstance(key, str)}
    named = Arguments(faults)(text, name, "name")
    if product is None or not read:
        return None
    return SimulationRequest(
        product, read, n_runs or 1, 0 if seeded is None else seeded, several or 1, begin, until, texts, stated,
        profile, zone_name, late, pairs, named or "", apart,
    )  # fmt: skip


def _each(conditions: object) -> list[object]:
    """Return what is stated of each container; what is no list stays one thing, to be refused."""
    return list(conditions) if isinstance(conditions, (list, tuple)) else [] if conditions is None else [[conditions]]


def _parted(steps: Mapping[Any, Any], faults: list[Fault]) -> tuple[dict[Any, Any], dict[tuple[Any, int], Any]]:
    """Return the steps of all containers, and those of one, such as ``thaw[2]``."""
    whole: dict[Any, Any] = {}
    own: dict[tuple[Any, int], Any] = {}
    for key, value in steps.items():
        match = NODE.fullmatch(key) if isinstance(key, str) and "]" in key else None
        if match and match[2]:
            own[match[1], int(match[2])] = value
        elif isinstance(key, str) and "]" in key:
            fix = "write it as 'thaw[2]' or 'thaw_end -> administration_start[2]'"
            faults.append(UsageError.fault(f"steps.{key}", repr(key), "a step of one container", fix))
        else:
            whole[key] = value
    return whole, own


def _own_steps(own: Mapping[tuple[Any, int], Any], faults: list[Fault]) -> dict[tuple[str, str, int], Step]:
    found: dict[tuple[str, str, int], Step] = {}
    for (key, number), value in own.items():
        for step in _steps({key: value}, faults):
            found[step.starts, step.ends, number] = step
    return found


def _steps(steps: Mapping[Any, Any] | None, faults: list[Fault]) -> tuple[Step, ...]:
    """Read steps; one that is a cohort's own log takes what was measured there."""
    plain: dict[Any, Any] = {}
    for key, value in (steps or {}).items():
        try:
            plain[key] = measured(value, key) if isinstance(value, EventLog) else value
        except AtmpError as error:
            faults += error.faults
    try:
        return read_steps(plain)
    except AtmpError as error:
        faults += error.faults
        return ()


def read_step(key: object, lasts: object) -> tuple[Step, int | None]:
    """Read one step, of all containers or of one.

    Examples
    --------
    >>> step, container = read_step("thaw[2]", "2 to 4 min")
    >>> print(step, container)
    thaw takes 2 to 4 min 2
    """
    faults: list[Fault] = []
    whole, own = _parted({key: lasts}, faults)
    found = [*_steps(whole, faults), *_own_steps(own, faults).values()]
    refuse(faults)
    return found[0], next((number for _, number in own), None)


def _conditions(
    product: Product,
    when: Mapping[str, str],
    conditions: Sequence[Mapping[str, str]],
    containers: int | None,
    faults: list[Fault],
) -> tuple[Mapping[str, str], ...]:
    """Read what is stated of all containers, and of each by itself."""
    if containers is not None and len(conditions) > containers:
        found, fix = f"conditions of {len(conditions)} containers", "state one mapping a container"
        faults.append(UsageError.fault("conditions", found, f"at most {containers}, as called", fix))
    for where, own in [("when", when), *((f"conditions[{i}]", own) for i, own in enumerate(conditions))]:
        faults += condition_faults(own, [product], where)
    count = containers or 1
    texts = [{key: value for key, value in one.items() if isinstance(key, str)} for one in (when, *conditions)]
    return tuple({**texts[0], **(texts[i + 1] if i < len(conditions) else {})} for i in range(count))


def _correlation(
    correlation: Mapping[Any, Any], faults: list[Fault]
) -> dict[tuple[tuple[str, str], tuple[str, str]], float]:
    found: dict[tuple[tuple[str, str], tuple[str, str]], float] = {}
    for key, rank in correlation.items():
        where = f"correlation.{key}"
        if not isinstance(key, tuple) or len(key) != 2:
            fix = "write {('thaw', 'administration'): 0.5}"
            faults.append(UsageError.fault(where, repr(key), "a pair of steps", fix))
            continue
        try:
            ends = [(step.starts, step.ends) for one in key for step in read_steps({one: "1 min"})]
        except AtmpError as error:
            faults += [replace(fault, where=where) for fault in error.faults]
            continue
        number = isinstance(rank, (int, float)) and not isinstance(rank, bool) and isfinite(rank)
        if not number or not -1 < rank < 1:
            fix = "state a rank correlation such as 0.5"
            faults.append(UsageError.fault(where, repr(rank), "a number above -1 and below 1", fix))
            continue
        pair = ends[0], ends[1]
        if found.get(pair[::-1], found.get(pair, rank)) != rank:
            faults.append(UsageError.fault(where, "two correlations", "one for each pair", "state it once"))
        found[min(pair, pair[::-1])] = float(rank)
    return found
