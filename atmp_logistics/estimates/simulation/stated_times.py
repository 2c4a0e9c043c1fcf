"""Times that a caller states by event: when runs start, for when events are planned, by when they have to happen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.timing.call_arguments import event_argument, one_fault_for_no_zone, time_argument

#: An event, or one of a container, such as ``thaw_start[2]``.
NODE = re.compile(r"\s*([^\[\]]+?)\s*(?:\[(\d+)\])?\s*")


@dataclass(frozen=True, slots=True)
class StatedTimes:
    """Times that a caller states, by event or node, "" for the first event of all; `texts` as they were written."""

    at_us: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def read_start(start: object, place: tzinfo | None, zone_name: str | None, containers: int) -> StatedTimes:
    """Read when a simulation starts: one time, or times by event."""
    faults: list[Fault] = []
    found = start_of(start, place, containers, faults)
    refuse(one_fault_for_no_zone(faults, zone_name))
    return found


def start_of(start: object, place: tzinfo | None, containers: int, faults: list[Fault]) -> StatedTimes:
    """Read when runs start: nothing, one time, or times by event."""
    if start is None:
        return StatedTimes()
    if isinstance(start, Mapping):
        return moments_of(start, "start", place, containers, faults)
    us = time_argument(start, place, "start", faults)
    return StatedTimes() if us is None else StatedTimes({"": us}, {"": str(start)})


def moments_of(
    stated: Mapping[Any, Any], where: str, place: tzinfo | None, containers: int, faults: list[Fault]
) -> StatedTimes:
    """Read times by event, or by an event of one container such as ``thaw_start[2]``."""
    found: dict[str, float] = {}
    texts: dict[str, str] = {}
    for key, value in stated.items():
        event = event_argument(key, where, containers, faults)
        us = time_argument(value, place, f"{where}.{key}", faults)
        if event is None or us is None:
            continue
        name, number = event
        node = f"{name}[{number}]" if number else name
        if node in found:
            faults.append(UsageError.fault(f"{where}.{name}", "two times for one event", "one", "keep the right one"))
        found[node], texts[node] = us, str(value)
    return StatedTimes(found, texts)
