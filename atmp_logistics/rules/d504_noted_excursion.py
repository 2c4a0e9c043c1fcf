"""Do the readings show the excursions that somebody noted?

Why it matters
--------------
Somebody wrote into the record that the range was left. A log that runs on evenly at that time does not show that
nothing happened: the logger may have been elsewhere, slower than the excursion, or another one. One of the two is
wrong, and nobody can tell which from here.

Sources
-------
The events `excursion_start` and `excursion_end` of the record. Where a reading between the two, in a storage phase or
a window with a binding range, lies outside that range, the readings show the excursion, and the rules on temperature
judge it. One that a label permits for so long stays open where the record notes a longer one than that. A note without
its time, or with one of its two ends alone, cannot be held against readings. What is written in the column `note`
decides nothing; it is printed beside its event.

Common causes
-------------
An alarm of the store whose log is not in the files; a door left open, too short for the logger; a note about another
container, or at another time; a logger that stayed elsewhere.

What to do
----------
Add the log of the alarm, or of the logger that was with the container, and correct a note that is wrong with a reason.
If neither can be had, ask the manufacturer.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> store = "[[storage]]\\ncode='fridge'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='8 degC'"
>>> events = "product_received 08:00, excursion_start 08:20, excursion_end 08:40, storage_out 09:00"
>>> try_rule("D504", store, events, "08:00 4.0, 08:30 12.0, 09:00 4.5")
'noted-excursion conforms [0, 0] excursions'
>>> try_rule("D504", store, events, "08:00 4.0, 08:30 5.0, 09:00 4.5")
'noted-excursion indeterminate [1, 1] excursions'
>>> try_rule("D504", store, "product_received 08:00, storage_out 09:00", "08:00 4.0, 08:30 5.0, 09:00 4.5")
''
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import inf, nan

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.core.wording import clock
from atmp_logistics.evidence.events.event_rows import RowNote
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import YES
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.range_check import is_outside
from atmp_logistics.rules.rule_phrases import say
from atmp_logistics.rules.t102_window_temperature import band_phase

CODE = "D504"
#: A row's instant and its place in the table.
Row = tuple[float, int]
_START, _END = "excursion_start", "excursion_end"
_NOTED = Requirement(code="noted-excursion", citation=Citation("the excursions that the record notes"))


@dataclass(frozen=True, slots=True)
class NotedExcursion:
    """An excursion as the record notes it: its two ends as written, NaN where one is not, and the rows' places.

    `partly` says that readings show it, and not as long as the label permits one.
    """

    since: float
    until: float
    rows: tuple[int, ...]
    partly: bool = False

    @property
    def whole(self) -> bool:
        """Say whether both ends have their time."""
        return self.since <= self.until


@dataclass(frozen=True, slots=True)
class RangeInPhase:
    """A binding range, the phase in which it binds whom, and the longest that an allowance lets it be left."""

    phase: Phase
    range: TemperatureRange
    holds: Mask
    permitted_us: float


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Count for each container whose record notes excursions those that no reading shows."""
    rows = np.nonzero(evidence.recorded[_START] | evidence.recorded[_END])[0]
    if not len(rows):
        return
    ranges = list(_ranges(evidence))
    hidden = {row: list(_hidden(evidence, exposure, ranges, row)) for row in rows.tolist()}
    count = np.array([float(len(found)) for found in hidden.values()])
    verdict = np.where((count > 0) | ~evidence.sound[rows], INDETERMINATE, CONFORMS).astype(np.int8)
    ends = [(found[0].since, found[0].until) if found else (nan, nan) for found in hidden.values()]
    since, until = (np.array(column) for column in zip(*ends, strict=True))
    yield finding_table(
        CODE, _NOTED, None, (count, count), verdict, evidence=evidence, extent=(since, until), events=(_START, _END),
        words=partial(_words, evidence, hidden), unit="excursions", of_record=True, rows=rows,
    )  # fmt: skip


def _hidden(evidence: Evidence, exposure: Exposure, ranges: list[RangeInPhase], row: int) -> Iterator[NotedExcursion]:
    """Yield the excursions that one container's record notes and that its readings do not show, or not as long."""
    for one in _noted(evidence, row):
        shown = [limit for limit in ranges if _shown(evidence, exposure, limit, row, one)]
        if not shown:
            yield one
        elif any(_outlasts(evidence, limit, row, one) for limit in shown):
            yield replace(one, partly=True)


def _noted(evidence: Evidence, row: int) -> Iterator[NotedExcursion]:
    """Yield the excursions that one container's record notes: each start with the end that follows it."""
    rows = (evidence.event_rows.rows(name).of(row) for name in (_START, _END))
    each = [sorted(zip(own.time_us.tolist(), own.row.tolist(), strict=True)) for own in rows]
    yield from (NotedExcursion(nan, nan, (line,)) for own in each for time, line in own if not time < inf)
    yield from noted_excursions(*([one for one in own if one[0] < inf] for own in each))


def noted_excursions(starts: Iterable[Row], ends: Iterable[Row]) -> Iterator[NotedExcursion]:
    """Yield the excursions of some starts and ends in order; of one instant, an end belongs to what has begun.

    Examples
    --------
    >>> [one.rows for one in noted_excursions([(1.0, 2), (3.0, 4)], [(3.0, 3), (5.0, 5)])]
    [(2, 3), (4, 5)]
    >>> [one.rows for one in noted_excursions([(1.0, 2), (2.0, 3)], [(2.0, 4), (9.0, 5)])]
    [(2, 4), (3, 5)]
    >>> list(noted_excursions([], []))
    []
    """
    begun: Row | None = None
    opened, closed = [*starts], [*ends]
    while opened or closed:
        start, end = (rows[0][0] if rows else inf for rows in (opened, closed))
        if end < start or (end == start and begun):
            time, line = closed.pop(0)
            yield NotedExcursion(begun[0], time, (begun[1], line)) if begun else NotedExcursion(nan, time, (line,))
            begun = None
        else:
            if begun:
                yield NotedExcursion(begun[0], nan, (begun[1],))
            begun = opened.pop(0)
    if begun:
        yield NotedExcursion(begun[0], nan, (begun[1],))


def _ranges(evidence: Evidence) -> Iterator[RangeInPhase]:
    """Yield each binding range, its phase, for which containers it surely holds, and how long it may be left."""
    product, tolerance = evidence.product, evidence.site.tolerance_degC
    for store in product.storage:
        if store.obligation == "shall":
            phase, holds = evidence.phase(store.starts, store.ends), evidence.applies(store) == YES
            yield RangeInPhase(phase, store.range.with_tolerance(tolerance), holds, _permitted_us(evidence, store.code))
    for window in product.windows:
        if window.within is not None and window.obligation == "shall":
            phase = band_phase(evidence, window)
            yield RangeInPhase(phase, window.within.with_tolerance(tolerance), evidence.applies(window) == YES, inf)


def _permitted_us(evidence: Evidence, storage: str) -> float:
    """Return the shortest time for which an allowance lets a storage's range be left; infinity where none says."""
    allowed = [one.at_most_s for one in evidence.product.allowances if one.storage == storage]
    return min((one * SECOND for one in allowed if one is not None), default=inf)


def _shown(evidence: Evidence, exposure: Exposure, limit: RangeInPhase, row: int, noted: NotedExcursion) -> bool:
    """Say whether a reading that surely lies within a noted excursion, and within a phase, leaves the phase's range."""
    phase = limit.phase
    if not noted.whole or not limit.holds[row] or phase.may_reverse[row]:
        return False
    doubt = evidence.event_rows.doubt_us(noted.rows, evidence.site.resolution_s)
    since = max(noted.since + doubt, float(phase.start_hi[row]))
    until = min(noted.until - doubt, float(phase.end_lo[row]))
    values = exposure.readings_of(row, since, until) if since <= until else np.empty(0)
    return bool(is_outside(values, limit.range, exposure.guard_degC).any())


def _outlasts(evidence: Evidence, limit: RangeInPhase, row: int, noted: NotedExcursion) -> bool:
    """Say whether a noted excursion may have lasted longer in a phase than the label permits one."""
    doubt = evidence.event_rows.doubt_us(noted.rows, evidence.site.resolution_s)
    since = max(noted.since - doubt, float(limit.phase.start_lo[row]))
    until = min(noted.until + doubt, float(limit.phase.end_hi[row]))
    return until - since > limit.permitted_us


def _words(evidence: Evidence, hidden: dict[int, list[NotedExcursion]], row: int) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    notes = {note.row: note for note in evidence.event_rows.notes(row)}
    found = hidden[row]
    if not found:
        return say("noted.shown"), None
    return joined("; ", [_said(evidence, one, notes) for one in found]), say("noted.decide")


def _said(evidence: Evidence, one: NotedExcursion, notes: dict[int, RowNote]) -> str:
    """Say where an excursion is noted, when, with which words, and why no reading shows it."""
    rows = list(dict.fromkeys(one.rows))
    where, single = evidence.event_rows.said(rows), evidence.event_rows.are_one(rows)
    texts = [f"{notes[row].text!r}" for row in rows if row in notes]
    beside = say("noted.texts", texts=", ".join(texts)) if texts else ""
    note = say("noted.one_row" if single else "noted.rows", rows=where)
    times = {"since": clock(one.since, evidence.tz), "until": clock(one.until, evidence.tz)}
    if one.whole:
        key = "less" if one.partly else "hidden"
    else:
        key = "begun" if one.since < inf else "ended" if one.until < inf else "untimed"
    return say(f"noted.{key}", note=note, beside=beside, **times)
