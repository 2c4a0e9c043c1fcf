"""Times that a caller states by event: when runs start, for when events are planned, by when they have to happen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from math import isfinite
from typing import Any

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import event_name, suggestion
from atmp_logistics.core.instants import instant
from atmp_logistics.core.reading_times import iso_times

#: An event, or one of a container, such as ``thaw_start[2]``.
NODE = re.compile(r"\s*([^\[\]]+?)\s*(?:\[(\d+)\])?\s*")


@dataclass(frozen=True, slots=True)
class StatedTimes:
    """Times that a caller states, by event or node, "" for the first event of all; `texts` as they were written."""

    at_us: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def read_start(start: object, place: tzinfo | None) -> StatedTimes:
    """Read when a simulation starts: one time, or times by event."""
    faults: list[Fault] = []
    found = start_of(start, place, faults)
    refuse(faults)
    return found


def start_of(start: object, place: tzinfo | None, faults: list[Fault]) -> StatedTimes:
    """Read when runs start: nothing, one time, or times by event."""
    if start is None:
        return StatedTimes()
    if isinstance(start, Mapping):
        return moments_of(start, "start", place, faults)
    us = _instant(start, "start", place, faults)
    return StatedTimes() if us is None else StatedTimes({"": us}, {"": str(start)})


def moments_of(stated: Mapping[Any, Any], where: str, place: tzinfo | None, faults: list[Fault]) -> StatedTimes:
    """Read times by event, or by an event of one container such as ``thaw_start[2]``."""
    found: dict[str, float] = {}
    texts: dict[str, str] = {}
    for key, value in stated.items():
        match = NODE.fullmatch(key) if isinstance(key, str) else None
        event = event_name(match[1]) if match else None
        if match is None or event is None:
            fix = f"use one of the vocabulary's names{suggestion(str(key))}"
            faults.append(Fault(f"{where}.{key}", repr(key), "an event", fix, UsageError))
            continue
        us = _instant(value, f"{where}.{key}", place, faults)
        node = f"{event}[{match[2]}]" if match[2] else event
        if us is not None:
            found[node], texts[node] = us, str(value)
    return StatedTimes(found, texts)


def _instant(value: object, where: str, place: tzinfo | None, faults: list[Fault]) -> float | None:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return instant(value)
    text = value.isoformat(sep=" ") if isinstance(value, datetime) else value
    if not isinstance(text, str) or not text.strip():
        fix = "write it as '2026-11-24 10:44'"
        faults.append(Fault(where, repr(value), "a date and a time", fix, UsageError))
        return None
    times, more = iso_times([text.strip()], place, lambda _: where)
    faults += more
    return float(times[0]) if isfinite(times[0]) else None
