"""Delays: what comes later than it would, how much later, and in what share of runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import event_name
from atmp_logistics.timing.constraints import Step
from atmp_logistics.timing.durations.shape import Shape
from atmp_logistics.timing.durations.straight import Fixed, Uniform
from atmp_logistics.timing.steps import read_steps

_SHARE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*%\s*")


@dataclass(frozen=True, slots=True)
class Delay:
    """A step, or an event, that comes later than it would, with a probability.

    Examples
    --------
    >>> print(Delay("transport", "transport_end", Fixed(14400.0), 0.1))
    in 10 of 100 runs transport is delayed: always 4 h
    """

    name: str
    event: str
    shape: Shape
    probability: float = 1.0

    def __str__(self) -> str:
        often = "" if self.probability >= 1 else f"in {100 * self.probability:g} of 100 runs "
        return f"{often}{self.name} is delayed: {self.shape}"


def delays_of(delays: Mapping[Any, Any], faults: list[Fault]) -> tuple[Delay, ...]:
    """Read the delays that a caller states."""
    found: list[Delay] = []
    for key, value in delays.items():
        try:
            found.append(read_delay(key, *_probability(key, value)))
        except AtmpError as error:
            faults += error.faults
    return tuple(found)


def _probability(key: object, value: object) -> tuple[object, object]:
    """Return how long a delay is, and how likely: ``"4 h"``, ``("10%", "4 h")`` or a mapping of both."""
    if isinstance(value, Mapping) and {"probability", "lasts"} >= set(value) and "lasts" in value:
        return value["lasts"], value.get("probability", 1.0)
    if isinstance(value, tuple) and len(value) == 2 and _share(value[0]) is not None:
        return value[1], value[0]
    if isinstance(value, Mapping):
        fix = "write {'probability': '10%', 'lasts': '2 to 4 h'}"
        refuse([Fault(f"delays.{key}", ", ".join(map(str, value)), "probability and lasts", fix, UsageError)])
    return value, 1.0


def _share(value: object) -> float | None:
    """Return a share such as ``"10%"`` or 0.1; None for what is none."""
    if isinstance(value, str):
        match = _SHARE.fullmatch(value)
        return float(match[1].replace(",", ".")) / 100 if match else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def read_delay(key: object, lasts: object, probability: object = 1.0) -> Delay:
    """Read one delay: of a step, or of an event that people start.

    Examples
    --------
    >>> print(read_delay("thaw_end -> administration_start", "14 min", "25%"))
    in 25 of 100 runs thaw end to administration start is delayed: always 14 min
    """
    faults: list[Fault] = []
    where = f"delays.{key}"
    share = _share(probability)
    if share is None or not 0 < share <= 1:
        fix = "write a share such as '10%' or 0.1"
        faults.append(Fault(where, f"probability {probability!r}", "above 0 and at most 1", fix, UsageError))
    event = event_name(key) if isinstance(key, str) else None
    try:
        step = read_steps({"thaw" if event else key: lasts})[0]
    except AtmpError as error:
        told = [replace(fault, where=where) for fault in error.faults]
        refuse([*faults, *told])
        raise
    shape = shape_of(step)
    if shape is None:
        faults.append(Fault(where, repr(lasts), "how long it lasts at the most", "write it as '2 to 4 h'", UsageError))
    refuse(faults)
    assert shape is not None and share is not None  # noqa: S101, PT018  refused above
    return Delay(event.replace("_", " ") if event else step.name, event or step.ends, shape, share)


def shape_of(step: Step) -> Shape | None:
    """Return how a step's durations are distributed: a range without a shape as each duration as likely.

    Examples
    --------
    >>> print(shape_of(read_steps({"thaw": "2 to 4 min"})[0]))
    2 to 4 min, each as likely
    """
    if step.shape is not None:
        return step.shape
    if not step.is_stated:
        return None
    if step.shortest_s == step.longest_s:
        return Fixed(step.shortest_s, step.source)
    return Uniform(step.shortest_s, step.longest_s, step.source)
