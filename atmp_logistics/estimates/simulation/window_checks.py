"""The clocks of a label, asked of simulated runs: between two events of a container, of all, or from one to the next.

It reads a window as the rule W201 does, and the tests hold it to that run by run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import inf
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import DAY, SECOND
from atmp_logistics.core.limits import TimeWindow
from atmp_logistics.core.product_checks import part_of
from atmp_logistics.core.wording import duration
from atmp_logistics.estimates.simulation.limit_checks import (
    LimitCheck,
    Measure,
    SimulatedTherapy,
    called,
    limit_check,
    plain,
    who,
)
from atmp_logistics.estimates.simulation.run_times import RunTimes


def _sides(window: TimeWindow) -> dict[str, Any]:
    """Return the least and the most of a clock, in its unit."""
    strict = int(window.strict)
    if _in_days(window):
        least, most = window.at_least_days, window.at_most_days
        sides = -inf if least is None else least + strict, inf if most is None else most - strict
        return {"least": float(sides[0]), "most": float(sides[1]), "unit": "d"}
    least_us = -inf if window.at_least_s is None else window.at_least_s * SECOND + strict
    most_us = inf if window.at_most_s is None else window.at_most_s * SECOND - strict
    return {"least": least_us, "most": most_us, "unit": "s"}


def _words(window: TimeWindow, start: str, end: str) -> tuple[str, str]:
    """Return what a clock asks, and what happened where it was not kept."""

    def say(days: int | None, seconds: float | None) -> str:
        if days is None and seconds is None:
            return ""
        return duration(seconds, exact=True) if seconds is not None else f"{days} calendar days"

    least, most = say(window.at_least_days, window.at_least_s), say(window.at_most_days, window.at_most_s)
    if least and most:
        return f"{end} {least} to {most} after {start}", f"{end} less than {least} or more than {most} after {start}"
    if most:
        return f"{end} within {most} of {start}", f"{end} later than {most} after {start}"
    return f"{end} at least {least} after {start}", f"{end} earlier than {least} after {start}"


def window_asks(window: TimeWindow, ward: SimulatedTherapy) -> Iterator[LimitCheck]:
    """Yield what a clock of a label asks: of each container, or of the therapy."""
    for asked, container, words, measure in _measures(window, ward):
        yield limit_check(asked, "W201", container, words, measure, **_sides(asked))


def _measures(window: TimeWindow, ward: SimulatedTherapy) -> Iterator[tuple[TimeWindow, int, tuple[str, str], Measure]]:
    """Yield a clock, or one side of it, each container of which it is asked, in which words, and how it is measured."""
    own = ward.belong(window.when)
    if window.scope == "container" and not (window.starts_of or window.ends_of):
        for number in own:
            words = _words(window, called(window.starts, number, ward), called(window.ends, number, ward))
            yield window, number, words, partial(_own, window, number)
    elif window.scope == "next container":
        for number in own:
            if number > 1:
                words = _words(window, called(window.starts, number - 1, ward), called(window.ends, number, ward))
                yield window, number, words, partial(_next, window, [number - 1], number)
    elif window.scope == "next dose":
        for number in own:
            if before := _dose_before(number, ward):
                words = _words(window, f"{plain(window.starts)} of the dose before", called(window.ends, number, ward))
                yield window, number, words, partial(_next, window, before, number)
    elif own:
        yield from _over_therapy(window, ward)


def _over_therapy(
    window: TimeWindow, ward: SimulatedTherapy
) -> Iterator[tuple[TimeWindow, int, tuple[str, str], Measure]]:
    if not (window.starts_of or window.ends_of):
        which = "the first" if window.until_first else "the last"
        several = len(ward.numbers) > 1 and ward.naming.is_numbered(ends_of(window.ends)[1])
        words = _words(window, plain(window.starts), f"{plain(window.ends)}{f' of {which} container' * several}")
        yield window, 0, words, partial(_therapy, window, list(ward.numbers))
        return
    starts, ends = ward.belong(window.starts_of), ward.belong(window.ends_of)
    if not starts or not ends:
        return
    whose = f"{plain(window.starts)} of {who(window.starts_of)}", f"{plain(window.ends)} of {who(window.ends_of)}"
    if (window.at_least_s, window.at_least_days) != (None, None):
        least = part_of(window, at_most_s=None, at_most_days=None)
        yield least, 0, _words(least, *whose), partial(_groups, least, starts, ends, (np.maximum, np.minimum))
    if (window.at_most_s, window.at_most_days) != (None, None):
        most = part_of(window, at_least_s=None, at_least_days=None)
        yield most, 0, _words(most, *whose), partial(_groups, most, starts, ends, (np.minimum, np.maximum))


def _dose_before(number: int, ward: SimulatedTherapy) -> list[int]:
    doses = {one: int(ward.conditions[one - 1]["dose"]) for one in ward.numbers}
    earlier = [dose for dose in doses.values() if dose < doses[number]]
    return [one for one, dose in doses.items() if earlier and dose == max(earlier)]


def _length(
    window: TimeWindow, times: RunTimes, start: tuple[Column, Column], end: tuple[Column, Column]
) -> tuple[Column, Column]:
    return (times.days_between if _in_days(window) else times.between)(start, end)


def _in_days(window: TimeWindow) -> bool:
    return window.at_least_days is not None or window.at_most_days is not None


def _own(window: TimeWindow, number: int, times: RunTimes) -> tuple[Column, Column]:
    start = times.ends(window.starts, number, window.starts_instance)
    return _length(window, times, start, times.ends(window.ends, number, window.ends_instance))


def _next(window: TimeWindow, before: list[int], number: int, times: RunTimes) -> tuple[Column, Column]:
    start = times.over(window.starts, before, np.maximum)
    return _length(window, times, start, times.ends(window.ends, number, window.ends_instance))


def _therapy(window: TimeWindow, numbers: list[int], times: RunTimes) -> tuple[Column, Column]:
    """Return the stretch from the first start to the last end, or the first; a container's that ran backwards shows."""
    start = times.over(window.starts, numbers, np.minimum)
    end = times.over(window.ends, numbers, np.minimum if window.until_first else np.maximum)
    lower, upper = _length(window, times, start, end)
    for number in numbers:
        own = times.between(times.ends(window.starts, number), times.ends(window.ends, number))[0]
        if own.min() < 0:
            size = own / DAY if _in_days(window) else own
            lower = np.where(own < 0, np.minimum(lower, size), lower)
    return lower, upper


def _groups(
    window: TimeWindow, starts: list[int], ends: list[int], folds: tuple[np.ufunc, np.ufunc], times: RunTimes
) -> tuple[Column, Column]:
    return _length(window, times, times.over(window.starts, starts, folds[0]), times.over(window.ends, ends, folds[1]))
