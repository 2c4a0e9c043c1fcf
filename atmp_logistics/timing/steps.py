"""The steps that a caller states: a stage's name, or two events, to how long it takes; all faults at once.

``{"thaw": "2 to 4 min", "administration": ("5 min", "15 min"), "thaw_end -> administration_start": "3 to 10 min"}``. A
mapping states more: shortest, longest, mode, median, iqr, shape, source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import EVENTS, STAGES, event_name
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.units import duration_s
from atmp_logistics.core.wording import duration
from atmp_logistics.timing.constraints import Kind, Link, Statement, Step
from atmp_logistics.timing.durations.frozen import frozen_shape
from atmp_logistics.timing.durations.shape import Shape
from atmp_logistics.timing.durations.stated import SHAPES, stated_shape
from atmp_logistics.timing.node_names import named

_TO = re.compile(r"\s+(?:to|and)\s+|\s*[–—]\s*|(?<=\d)\s*-\s*(?=\d)")
_NUMBER = re.compile(r"\s*[+-]?\d+(?:[.,]\d+)?\s*")
_ARROW = re.compile(r"\s*(?:->|→)\s*")
_FIX = "write it as '2 to 4 min'"


def read_steps(steps: Mapping[Any, Any] | None) -> tuple[Step, ...]:
    """Return the steps that a caller states.

    Parameters
    ----------
    steps : mapping
        From a stage such as ``thaw``, a pair of events, or ``"thaw_end -> administration_start"``, to a duration such
        as ``"5 min"``, a range such as ``"2 to 4 min"`` or ``("2 min", "4 min")``, a `Shape`, a frozen distribution of
        scipy with its unit, such as ``(lognorm(0.4, scale=12), "min")``, a `Step`, or a mapping with any of shortest,
        longest, mode, median, iqr, durations, distribution, shape, source.

    Returns
    -------
    tuple of Step

    Raises
    ------
    UsageError
        For steps that are unknown, negative, reversed, stated twice or that end the same event twice: all at once.

    Examples
    --------
    >>> for step in read_steps({"thaw": "2 to 4 min", "thaw_end -> administration_start": ("3 min", "10 min")}):
    ...     print(step)
    thaw takes 2 to 4 min
    thaw end to administration start takes 3 to 10 min
    >>> read_steps({"thaw": "4 to 2 min"})
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: steps.thaw: found 4 min to 2 min, expected the shortest first. \
Fix: exchange the two.
    """
    faults: list[Fault] = []
    found: list[Step] = []
    for key, value in (steps or {}).items():
        ends = _ends(key, faults)
        step = _step(*ends, value, faults) if ends else None
        found += [step] if step else []
    faults += _twice(found)
    refuse(faults)
    return tuple(found)


def lengths(link: Link) -> Iterator[Statement]:
    """Yield the shortest and, where one is stated, the longest duration of a step as statements.

    Examples
    --------
    >>> thaw = Link(Step("thaw", "thaw_start", "thaw_end", 120.0, 240.0), "thaw_start[1]", "thaw_end[1]")
    >>> [str(side) for side in lengths(thaw)]
    ['thaw of container 1 takes at least 2 min', 'thaw of container 1 takes at most 4 min']
    """
    step, number = link.step, link.ends.partition("[")[2].rstrip("]")
    what = f"{step.name}{f' of container {number}' if number else ''}"
    said = {"earlier": link.starts, "later": link.ends, "kind": Kind.ESTIMATE, "source": step.source, "code": step.name}
    least = f"{what} takes at least {duration(step.shortest_s, exact=True)}"
    if not step.shortest_s:
        least = f"{named(link.ends)} never comes before {named(link.starts)}"
    yield Statement(at_least_us=link.shortest_us, words=least, **said)  # type: ignore[arg-type]
    if step.is_stated:
        most = f"{what} takes at most {duration(step.longest_s, exact=True)}"
        yield Statement(at_most_us=link.longest_us, words=most, **said)  # type: ignore[arg-type]


def _ends(key: object, faults: list[Fault]) -> tuple[str, str, str] | None:
    """Return a step's name and its two events."""
    parts = _ARROW.split(key.strip()) if isinstance(key, str) else list(key) if isinstance(key, tuple) else [key]
    where = f"steps.{' -> '.join(map(str, parts))}"
    if len(parts) == 1 and isinstance(parts[0], str):
        stage = "_".join(parts[0].strip().casefold().replace("-", " ").replace("_", " ").split())
        if stage in STAGES:
            return stage.replace("_", " "), f"{stage}_start", f"{stage}_end"
    names = [event_name(part) if isinstance(part, str) else None for part in parts]
    if len(names) == 2 and all(names) and names[0] != names[1]:
        start, end = str(names[0]), str(names[1])
        if _reversed(start, end):
            faults.append(
                UsageError.fault(
                    where, f"a step to {end}, which nature puts first", "the earlier event first", "exchange them"
                )
            )
            return None
        return f"{start} to {end}".replace("_", " "), start, end
    bad = next((str(part) for part, name in zip(parts, names, strict=True) if name is None), str(key))
    known = f"a stage such as {', '.join(sorted(STAGES)[:3])}, or two events joined by '->'"
    close = nearest(bad.strip(), [*sorted(STAGES), *EVENTS], faults)
    faults.append(UsageError.fault(where, repr(bad), known, f"use the vocabulary's names{close}"))
    return None


def _reversed(start: str, end: str) -> bool:
    """Say whether nature puts a step's end before its start."""
    reached, waiting = set[str](), [start]
    while waiting:
        waiting += (before := set(EVENTS[waiting.pop()].after) - reached)
        reached |= before
    return end in reached


def _step(name: str, starts: str, ends: str, value: object, faults: list[Fault]) -> Step | None:
    where = f"steps.{name}"
    if isinstance(value, Step):
        return _checked(replace(value, name=name, starts=starts, ends=ends), where, faults)
    if isinstance(value, Shape):
        return _checked(_of_shape(name, starts, ends, value), where, faults)
    if isinstance(value, Mapping):
        return _of_mapping(name, starts, ends, value, where, faults)
    try:
        frozen = frozen_shape(value, where=where)
    except AtmpError as error:
        faults += [replace(fault, where=where, error=UsageError) for fault in error.faults]
        return None
    if frozen is not None:
        return _checked(_of_shape(name, starts, ends, frozen), where, faults)
    pair = _pair(value, where, faults)
    return _checked(Step(name, starts, ends, *pair), where, faults) if pair else None


def _of_shape(name: str, starts: str, ends: str, shape: Shape) -> Step:
    return Step(name, starts, ends, shape.shortest_s, shape.longest_s, shape, shape.source)


def _pair(value: object, where: str, faults: list[Fault]) -> tuple[float, float] | None:
    """Read a duration or a range of durations, in seconds; in a text, a unit stated once holds for both ends."""
    parts = _range(value) if isinstance(value, str) else list(value) if isinstance(value, (tuple, list)) else [value]
    if len(parts) not in {1, 2}:
        faults.append(UsageError.fault(where, repr(value), "a shortest and a longest duration", _FIX))
        return None
    try:
        sizes = [duration_s(part, where) for part in parts]
    except AtmpError as error:
        faults += [replace(fault, error=UsageError) for fault in error.faults]
        return None
    return sizes[0], sizes[-1]


def _range(text: str) -> list[object]:
    parts = _TO.split(text.strip())
    if len(parts) == 2 and _NUMBER.fullmatch(parts[0]):
        parts[0] = f"{parts[0]} {_NUMBER.sub('', parts[1])}"
    return list(parts)


def _checked(step: Step, where: str, faults: list[Fault]) -> Step | None:
    low, high = step.shortest_s, step.longest_s
    if not isfinite(low) or high != high or low < 0 or high < 0:  # noqa: PLR0124  NaN
        faults.append(
            UsageError.fault(
                where,
                f"{duration(low, exact=True)} to {duration(high, exact=True)}",
                "durations that are not negative",
                _FIX,
            )
        )
    elif low > high:
        faults.append(
            UsageError.fault(
                where,
                f"{duration(low, exact=True)} to {duration(high, exact=True)}",
                "the shortest first",
                "exchange the two",
            )
        )
    elif isfinite(high) and high >= 1e10:
        faults.append(UsageError.fault(where, f"{high:g} s", "a duration of a therapy", "check the number"))
    else:
        return step
    return None


def _of_mapping(
    name: str, starts: str, ends: str, value: Mapping[str, Any], where: str, faults: list[Fault]
) -> Step | None:
    """Read a step stated in full."""
    before = len(faults)
    table = TomlTable(value, where, faults, UsageError)
    sizes = {key: table.duration(key) for key in ("shortest", "longest", "mode", "median")}
    quartiles, measured, distribution = table.take("iqr"), table.take("durations"), table.take("distribution")
    source, kind = table.text("source"), table.text("shape", one_of=SHAPES)
    table.done()
    iqr = _pair(quartiles, f"{where}.iqr", faults) if quartiles is not None else None
    durations = _measured(measured, f"{where}.durations", faults)
    if len(faults) > before:
        return None
    try:
        shape = frozen_shape(distribution, source, where)
        shape = shape or stated_shape(kind, {**sizes, "iqr": iqr, "durations": durations or None}, source, where)
    except AtmpError as error:
        faults += [replace(fault, where=where, error=UsageError) for fault in error.faults]
        return None
    if shape is not None:
        return _checked(_of_shape(name, starts, ends, shape), where, faults)
    low, high = sizes["shortest"] or 0.0, sizes["longest"]
    return _checked(Step(name, starts, ends, low, inf if high is None else high, None, source), where, faults)


def _measured(value: object, where: str, faults: list[Fault]) -> tuple[float, ...]:
    if value is None:
        return ()
    if not isinstance(value, Iterable) or isinstance(value, str):
        faults.append(
            UsageError.fault(where, repr(value), "a list of durations with their units", "write ['3 min', '4 min']")
        )
        return ()
    pairs = [_pair(one, where, faults) for one in value]
    return tuple(pair[0] for pair in pairs if pair)


def _twice(found: list[Step]) -> list[Fault]:
    """Return a fault for each event that two steps end."""
    faults, seen = [], dict[str, Step]()
    for step in found:
        if other := seen.get(step.ends):
            said = f"{step.ends} ended by {other.name} and by {step.name}"
            faults.append(
                UsageError.fault(f"steps.{step.name}", said, "one step that ends an event", "keep one of the two")
            )
        seen[step.ends] = step
    return faults
