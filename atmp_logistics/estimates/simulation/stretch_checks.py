"""A label's windows and preconditions, checked on simulated runs.

Which stretch of time each of them bounds says `atmp_logistics.timing.scopes`, by which the rules W201 and W202 judge as
well; the tests hold simulated runs to those rules run by run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import inf
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY, SECOND
from atmp_logistics.core.limits import Precondition
from atmp_logistics.core.wording import duration, event, named_containers
from atmp_logistics.estimates.simulation.limit_checks import LimitCheck, limit_check
from atmp_logistics.estimates.simulation.run_times import RunTimes
from atmp_logistics.timing.numbered_containers import NumberedContainers, PlacedStretch, placed
from atmp_logistics.timing.scopes import Scoped, Stretch, StretchEnd, stretches_of

_PICKED = {"first": np.minimum, "last": np.maximum}


def stretch_checks(limit: Scoped, containers: NumberedContainers) -> Iterator[LimitCheck]:
    """Yield the checks of a window or a precondition: of each container, or of the therapy.

    Parameters
    ----------
    limit : TimeWindow or Precondition
    containers : NumberedContainers
        With what decides which of them the limit is about.

    Yields
    ------
    LimitCheck
    """
    rule = "W202" if isinstance(limit, Precondition) else "W201"
    for stretch in stretches_of(limit):
        for one in placed(limit, stretch, containers):
            start = event_words(stretch.start, one.starts, containers)
            end = event_words(stretch.end, one.ends, containers)
            words = _order_words(start, end) if rule == "W202" else _words(stretch, start, end)
            yield limit_check(limit, rule, one.container, words, partial(_length, one), **_bounds(stretch))


def _bounds(stretch: Stretch) -> dict[str, Any]:
    """Return the least and the most of a stretch as both are measured: whole days, or microseconds."""
    scale = 1.0 if stretch.unit == "d" else SECOND
    least = -inf if stretch.least is None else stretch.least * scale + stretch.strict
    most = inf if stretch.most is None else stretch.most * scale - stretch.strict
    return {"least": least, "most": most, "unit": stretch.unit}


def _words(stretch: Stretch, start: str, end: str) -> tuple[str, str]:
    """Return what a window requires, and what happened where it was not kept."""

    def say(size: float | None) -> str:
        return "" if size is None else f"{size} calendar days" if stretch.unit == "d" else duration(size, exact=True)

    least, most = say(stretch.least), say(stretch.most)
    if least and most:
        return f"{end} {least} to {most} after {start}", f"{end} less than {least} or more than {most} after {start}"
    if most:
        return f"{end} within {most} of {start}", f"{end} later than {most} after {start}"
    return f"{end} at least {least} after {start}", f"{end} earlier than {least} after {start}"


def _order_words(before: str, after: str) -> tuple[str, str]:
    return f"{after} only after {before}", f"{after} before {before}"


def event_words(end: StretchEnd, numbers: tuple[int, ...], containers: NumberedContainers) -> str:
    """Return one end of a stretch in words, with its container's number where there are several."""
    words = event(end.event)
    if end.of == "named":
        return f"{words} of {named_containers(end.named)}"
    if end.of in {"dose before", "own dose"}:
        return f"{words} of dose {containers.conditions[numbers[0] - 1]['dose']}"
    called = containers.called(end.event, numbers[0])
    return f"{words} of the {end.pick} container" if end.of == "every" and called != words else called


def _length(one: PlacedStretch, times: RunTimes) -> tuple[Column, Column]:
    """Return how long a stretch lasts in each run, in microseconds or days; a container's that ran backwards shows."""
    stretch = one.stretch
    start = times.over(stretch.start.event, one.starts, _PICKED[stretch.start.pick])
    end = times.over(stretch.end.event, one.ends, _PICKED[stretch.end.pick])
    lower, upper = (times.days_between if stretch.unit == "d" else times.between)(start, end)
    for number in one.ends if stretch.is_over_therapy else ():
        own = times.between(times.ends(stretch.start.event, number), times.ends(stretch.end.event, number))[0]
        if own.min() < 0:
            size = own / DAY if stretch.unit == "d" else own
            lower = np.where(own < 0, np.minimum(lower, size), lower)
    return lower, upper
