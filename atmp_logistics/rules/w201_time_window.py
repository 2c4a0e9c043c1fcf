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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY, HOUR, SECOND, local_dates
from atmp_logistics.core.limits import TimeWindow
from atmp_logistics.core.verdict import Limit, compare
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.between_containers import phase_between
from atmp_logistics.rules.container_order import container_steps
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.time_window_words import WindowWords
from atmp_logistics.timing.scopes import Stretch, stretches_of

CODE = "W201"


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare the time between each window's two events with its limits."""
    del exposure
    everyone, parts = np.arange(len(evidence)), list(evidence.parts())
    # One stretch of memory for all of them: a machine hands out few large pieces sooner than many small ones.
    room = np.empty((len(evidence.product.windows), 2, len(evidence)))
    for number, window in enumerate(evidence.product.windows):
        for stretch in stretches_of(window):
            if stretch.start.of in {"container before", "dose before"}:
                yield _next(evidence, window, stretch)
            elif stretch.start.of == "instance before":
                yield _instances(evidence, window, stretch)
            elif stretch.start.of == "named":
                phase = phase_between(evidence, stretch)
                yield _stretch(evidence, window, stretch, _measured(evidence, stretch, phase), everyone)
            else:
                yield _window(evidence, window, stretch, everyone, parts, room[number])


def _verdicts(lower: Column, upper: Column, limit: Limit) -> NDArray[np.int8]:
    """Compare a stretch with a limit, and in any case with nought: a clock may not run backwards."""
    found = compare(lower, upper, limit)
    if limit.lower is not None and limit.lower >= 0:
        return found
    return np.maximum(found, compare(lower, upper, Limit(0.0, unit=limit.unit))).astype(np.int8)


def _window(
    evidence: Evidence,
    window: TimeWindow,
    stretch: Stretch,
    rows: NDArray[np.int64],
    parts: Iterable[slice],
    room: Column,
) -> FindingTable:
    limit, (lower, upper), verdict = stretch.limit, room, np.empty(len(evidence), np.int8)
    for part in parts:
        lower[part], upper[part] = _measured_in(evidence, stretch, part)
        verdict[part] = _verdicts(lower[part], upper[part], limit)

    said = WindowWords(evidence, window, limit)

    def words(row: int) -> Words:
        return said(float(lower[row]), float(upper[row]), int(verdict[row]), row)

    start, _, _, end = evidence.ends(window.starts, window.ends, window.scope, **_how(stretch))
    return finding_table(
        CODE, window, limit, (lower, upper), verdict, evidence=evidence, extent=(start, end), rows=rows,
        events=(window.starts, window.ends), words=words, unit=limit.unit,
    )  # fmt: skip


def _how(stretch: Stretch) -> Any:
    """Return which instances and which of several containers a stretch is about."""
    until_first = stretch.is_over_therapy and stretch.end.pick == "first"
    return {"until_first": until_first, "sides": (stretch.start.instance, stretch.end.instance)}


def _measured_in(evidence: Evidence, stretch: Stretch, part: slice) -> tuple[Column, Column]:
    """Return bounds on a stretch in some containers, in the limit's unit."""
    scope = "therapy" if stretch.is_over_therapy else "container"
    names, how = (stretch.start.event, stretch.end.event, scope), _how(stretch)
    elapsed = evidence.elapsed_us(*names, **how, part=part)
    if stretch.unit == "d":
        return _days(evidence, evidence.phase(*names, **how, part=part), elapsed)
    return elapsed[0] / SECOND, elapsed[1] / SECOND


def _instances(evidence: Evidence, window: TimeWindow, stretch: Stretch) -> FindingTable:
    """Judge the time from each instance of a recurring event to the next: the shortest, or the longest.

    One instance has no next, and nothing is asked; a record without any does not say how many there were.
    """
    apart, recorded = evidence.instances[window.starts], evidence.recorded[window.starts]
    rows = np.nonzero(~np.isnan(apart.shortest[0]) | ~recorded)[0]
    is_shortest = stretch.start.pick == "last"
    if stretch.unit == "d":
        lower, upper = apart.shortest_days if is_shortest else apart.longest_days
    else:
        lower, upper = (apart.shortest if is_shortest else apart.longest) / SECOND
    known = evidence.sound & recorded
    measured = np.where(known, lower, -np.inf)[rows], np.where(known, upper, np.inf)[rows]
    return _stretch(evidence, window, stretch, measured, rows)


def _stretch(
    evidence: Evidence,
    window: TimeWindow,
    stretch: Stretch,
    measured: tuple[Column, Column],
    rows: NDArray[np.int64],
) -> FindingTable:
    limit, nowhere = stretch.limit, np.full(len(rows), np.nan)
    return _judged(evidence, window, limit, rows, measured, _verdicts(*measured, limit), (nowhere, nowhere))


def _judged(
    evidence: Evidence,
    window: TimeWindow,
    limit: Limit,
    rows: NDArray[np.int64],
    measured: tuple[Column, Column],
    verdict: NDArray[np.int8],
    extent: tuple[Column, Column],
) -> FindingTable:
    place, said = {int(row): i for i, row in enumerate(rows)}, WindowWords(evidence, window, limit)

    def words(row: int) -> Words:
        i = place[row]
        return said(float(measured[0][i]), float(measured[1][i]), int(verdict[i]), row)

    return finding_table(
        CODE, window, limit, measured, verdict, evidence=evidence, extent=extent,
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


def _measured(evidence: Evidence, stretch: Stretch, phase: Phase) -> tuple[Column, Column]:
    """Return bounds on the length of a phase in the limit's unit."""
    elapsed_us = phase.length_us()
    if stretch.unit == "d":
        return _days(evidence, phase, elapsed_us)
    return elapsed_us[0] / SECOND, elapsed_us[1] / SECOND


def _next(evidence: Evidence, window: TimeWindow, stretch: Stretch) -> FindingTable:
    """Judge the time from one container's or dose's start to the next one's end; the finding is the later one's."""
    steps, limit = container_steps(evidence, window, stretch), stretch.limit
    each = _measured(evidence, stretch, steps.phase)
    rows, lower, upper, verdict = steps.by_container(each, _verdicts(*each, limit))
    extent = (np.full(len(rows), np.nan), evidence.bounds(window.ends, "last")[1][rows])
    return _judged(evidence, window, limit, rows, (lower, upper), verdict, extent)
