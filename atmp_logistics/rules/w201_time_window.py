"""Was each step finished within its time?

Why it matters
--------------
Thawed cells die by the minute and viral vectors lose titre by the hour; a label's window is the time over which the
product was shown to keep its quality. Lymphodepletion that is too early or too late lets the infused cells be
rejected.

Sources
-------
The product's own label; each finding names its section. "Within 30 minutes" includes the thirtieth. A label that
does not say whether the start or the end of the administration stops the clock is judged on both.

Common causes
-------------
The ward was not ready when the bag was thawed; a slow or interrupted infusion; bags thawed together; a clock
written to the nearest five minutes; an event that nobody wrote down.

What to do
----------
Deviates: hold what is left, inform the prescriber and the marketing authorisation holder, record the decision.
Indeterminate: add the missing or more exact times that the finding asks for.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
>>> try_rule("W201", window, "thaw_end 10:04, administration_end 10:34")
'post-thaw conforms [1800, 1800] s'
>>> try_rule("W201", window, "thaw_end 10:04, administration_end 10:38")
'post-thaw deviates [2040, 2040] s'
>>> try_rule("W201", window, "thaw_start 10:00, administration_start 10:50, administration_end 11:00")
'post-thaw indeterminate [600, 3600] s'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY, HOUR, SECOND, local_dates
from atmp_logistics.core.limits import TimeWindow
from atmp_logistics.core.verdict import Limit, compare
from atmp_logistics.evidence.events.evidence import Evidence, Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.between_containers import longest_between, shortest_between
from atmp_logistics.rules.container_order import steps_between_containers, steps_between_doses
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.time_window_words import words_on_window

CODE = "W201"


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare the time between each window's two events with its limits."""
    del exposure
    everyone, parts = np.arange(len(evidence)), list(evidence.parts())
    # One stretch of memory for all of them: a machine hands out few large pieces sooner than many small ones.
    room = np.empty((len(evidence.product.windows), 2, len(evidence)))
    for number, window in enumerate(evidence.product.windows):
        if window.at_least_s == window.at_most_s == window.at_least_days == window.at_most_days is None:
            continue
        if window.scope == "next container":
            yield _next(evidence, window, _limit(window))
        elif window.scope == "next dose":
            for limit, shortest in _least_and_most(window, _limit(window)):
                yield _next(evidence, window, limit, whole=not shortest)
        elif window.scope == "next instance":
            yield from _instances(evidence, window)
        elif window.starts_of or window.ends_of:
            yield from _between_groups(evidence, window)
        else:
            yield _window(evidence, window, everyone, parts, room[number])


def _limit(window: TimeWindow) -> Limit:
    """Return the window's limit; a clock that may run at most so long may not run backwards either."""
    in_days = window.at_least_days is not None or window.at_most_days is not None
    least, most = (window.at_least_days, window.at_most_days) if in_days else (window.at_least_s, window.at_most_s)
    floor = None if window.strict else 0.0
    return Limit(floor if least is None else float(least), most, "d" if in_days else "s", not window.strict)


def _verdicts(lower: Column, upper: Column, limit: Limit) -> NDArray[np.int8]:
    """Compare a stretch with a limit, and in any case with nought: a clock may not run backwards."""
    found = compare(lower, upper, limit)
    if limit.lower is not None and limit.lower >= 0:
        return found
    return np.maximum(found, compare(lower, upper, Limit(0.0, unit=limit.unit))).astype(np.int8)


def _window(
    evidence: Evidence, window: TimeWindow, rows: NDArray[np.int64], parts: Iterable[slice], room: Column
) -> FindingTable:
    limit, (lower, upper), verdict = _limit(window), room, np.empty(len(evidence), np.int8)
    for part in parts:
        lower[part], upper[part] = _measured_in(evidence, window, limit, part)
        verdict[part] = _verdicts(lower[part], upper[part], limit)

    def words(row: int) -> Words:
        return words_on_window(evidence, window, limit, lower[row], upper[row], int(verdict[row]), row)

    start, _, _, end = evidence.ends(window.starts, window.ends, window.scope, **_how(window))
    return finding_table(
        CODE, window, limit, (lower, upper), verdict, evidence=evidence, extent=(start, end), rows=rows,
        events=(window.starts, window.ends), words=words, unit=limit.unit,
    )  # fmt: skip


def _how(window: TimeWindow) -> Any:
    """Return which instances and which of several containers a window is about."""
    return {"until_first": window.until_first, "sides": (window.starts_instance, window.ends_instance)}


def _measured_in(evidence: Evidence, window: TimeWindow, limit: Limit, part: slice) -> tuple[Column, Column]:
    """Return bounds on a window's stretch in some containers, in the limit's unit."""
    names, how = (window.starts, window.ends, window.scope), _how(window)
    elapsed = evidence.elapsed_us(*names, **how, part=part)
    if limit.unit == "d":
        return _days(evidence, evidence.phase(*names, **how, part=part), elapsed)
    return elapsed[0] / SECOND, elapsed[1] / SECOND


def _least_and_most(window: TimeWindow, limit: Limit) -> Iterator[tuple[Limit, bool]]:
    """Yield a limit's two sides: the least that the shortest of several may take, and the most that the longest may."""
    if (window.at_least_s, window.at_least_days) != (None, None):
        yield replace(limit, upper=None), True
    if limit.upper is not None:
        yield replace(limit, lower=None if not limit.inclusive else 0.0), False


def _between_groups(evidence: Evidence, window: TimeWindow) -> Iterator[FindingTable]:
    """Judge the time between the containers of one kind and those of another: the shortest, and the longest."""
    ends = (window.starts, window.starts_of, window.ends, window.ends_of)
    for limit, shortest in _least_and_most(window, _limit(window)):
        sides = window.starts_instance, window.ends_instance
        phase = (shortest_between if shortest else longest_between)(evidence, *ends, sides)
        measured = _measured(evidence, limit, phase, phase.length_us())
        yield _stretch(evidence, window, limit, measured, np.arange(len(evidence)))


def _instances(evidence: Evidence, window: TimeWindow) -> Iterator[FindingTable]:
    """Judge the time from each instance of a recurring event to the next: the shortest, and the longest.

    One instance has no next, and nothing is asked; a record without any does not say how many there were.
    """
    apart = evidence.instances[window.starts]
    asked = ~np.isnan(apart.shortest[0]) | ~evidence.recorded[window.starts]
    rows = np.nonzero(asked)[0]
    for limit, shortest in _least_and_most(window, _limit(window)):
        if limit.unit == "d":
            lower, upper = apart.shortest_days if shortest else apart.longest_days
        else:
            lower, upper = (apart.shortest if shortest else apart.longest) / SECOND
        known = evidence.sound & evidence.recorded[window.starts]
        measured = np.where(known, lower, -np.inf)[rows], np.where(known, upper, np.inf)[rows]
        yield _stretch(evidence, window, limit, measured, rows)


def _stretch(
    evidence: Evidence, window: TimeWindow, limit: Limit, measured: tuple[Column, Column], rows: NDArray[np.int64]
) -> FindingTable:
    verdict = _verdicts(*measured, limit)
    place = {int(row): i for i, row in enumerate(rows)}

    def words(row: int) -> Words:
        i = place[row]
        return words_on_window(evidence, window, limit, measured[0][i], measured[1][i], int(verdict[i]), row)

    nowhere = np.full(len(rows), np.nan)
    return finding_table(
        CODE, window, limit, measured, verdict, evidence=evidence, extent=(nowhere, nowhere),
        events=(window.starts, window.ends), words=words, rows=rows, unit=limit.unit,
    )  # fmt: skip


def _days(evidence: Evidence, phase: Phase, elapsed_us: tuple[Column, Column]) -> tuple[Column, Column]:
    """Return bounds on the calendar days of a stretch, in the site's zone; without one, in any zone.

    A clock that ran backwards within one day counts less than no day.
    """
    if evidence.tz is not None:
        dates = [local_dates(c, evidence.tz) for c in (phase.start_lo, phase.start_hi, phase.end_lo, phase.end_hi)]
        days = dates[2] - dates[1], dates[3] - dates[0]
    else:
        days = np.floor((elapsed_us[0] - HOUR) / DAY), np.ceil((elapsed_us[1] + HOUR) / DAY)
    lower, upper = (np.where(us < 0, np.minimum(d, us / DAY), d) for d, us in zip(days, elapsed_us, strict=True))
    return lower, upper


def _measured(
    evidence: Evidence, limit: Limit, phase: Phase, elapsed_us: tuple[Column, Column]
) -> tuple[Column, Column]:
    """Return bounds on a stretch in the limit's unit."""
    if limit.unit == "d":
        return _days(evidence, phase, elapsed_us)
    return elapsed_us[0] / SECOND, elapsed_us[1] / SECOND


def _next(evidence: Evidence, window: TimeWindow, limit: Limit, *, whole: bool = False) -> FindingTable:
    """Judge the time from one container's or dose's start to the next one's end; the finding is the later one's.

    The most that may pass is measured on the `whole` of both doses, the least on the containers that are nearest.
    """
    sides, by_dose = (window.starts_instance, window.ends_instance), window.scope == "next dose"
    steps = steps_between_containers(evidence, window.starts, window.ends, sides, by_dose=by_dose)
    steps = steps_between_doses(evidence, steps, window.starts, window.ends, sides) if whole else steps
    each = _measured(evidence, limit, steps.phase, steps.phase.length_us())
    rows, lower, upper, verdict = steps.by_container(each, _verdicts(*each, limit))
    place = {int(row): i for i, row in enumerate(rows)}

    def words(row: int) -> Words:
        i = place[row]
        return words_on_window(evidence, window, limit, lower[i], upper[i], int(verdict[i]), row)

    extent = (np.full(len(rows), np.nan), evidence.bounds(window.ends, "last")[1][rows])
    return finding_table(
        CODE, window, limit, (lower, upper), verdict, evidence=evidence, extent=extent,
        events=(window.starts, window.ends), words=words, rows=rows, unit=limit.unit,
    )  # fmt: skip
