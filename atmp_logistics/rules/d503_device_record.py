"""Do the loggers' own records bear out their readings?

Why it matters
--------------
A logger that prints its highest temperature as 8.4 °C cannot have logged 10.2 °C. Where its summary and its readings
contradict each other, one of them was changed, mixed up or misread, and nobody can tell which from here. And a logger
that measures each minute and logs each tenth knows of an excursion that its readings do not show.

Sources
-------
What the device prints of its own measuring: lowest, highest, mean, mean kinetic temperature; the lowest and highest of
each day or interval, and of each alarm; the minutes that it counted beyond its limits. It measures more often than it
logs, so that its extremes may lie beyond its readings; no reading may lie beyond its extremes by more than 0.1 °C.

An extreme is shown by a reading within 0.1 °C of it, beyond the same limit, at its printed time or day, or anywhere in
the file where none is printed. One that leaves a binding range and that no reading shows decides nothing, while it
can have lain in the phase: a warm desk of 21 °C before the receipt does not show 35 °C. The time of a budget is
another than its readings give where the device measured beyond the foot of the band and no reading of that time, nor
one logging interval before or after it, does. Minutes counted beyond a limit are shown by readings beyond it of that
day, as long as their number allows. Means are printed cut or rounded to a
tenth. A device's limits are its own, and no label's: what was met beyond them was met.

Common causes
-------------
An excursion shorter than the logging interval; a cell edited in the export; rows of another logger pasted in; readings
taken out; a summary of another trip; a unit or a channel that is not the one that the device summed up.

What to do
----------
Read the logger out again and judge the untouched file. If it still contradicts itself, keep the logger and ask its
maker: its readings decide nothing until then. An extreme that no reading shows: read the logger's own alarm record,
or ask its maker when it was met; the manufacturer of the product says what it means.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> store = "[[storage]]\\ncode='fridge'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='8 degC'"
>>> events = "product_received 08:00, storage_out 09:00"
>>> try_rule("D503", store, events, "08:00 4.0, 08:30 5.0, 09:00 4.5", prints="highest 5.4, mean 4.5")
'device-record conforms [0, 0] contradictions'
>>> try_rule("D503", store, events, "08:00 4.0, 08:30 7.9, 09:00 4.5", prints="highest 5.4")
'device-record indeterminate [1, 1] contradictions'
>>> try_rule("D503", store, events, "08:00 4.0, 08:30 5.0, 09:00 4.5", prints="highest 12.4@08:10")
'device-record indeterminate [1, 1] contradictions'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.exactness import widest_us
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.limits import Allowance, StorageCondition
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.translatable import joined, prose
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.core.wording import clock, degrees, number
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.records.devices import Extreme, is_shown
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say
from atmp_logistics.rules.t102_window_temperature import band_phase

CODE = "D503"
_RECORD = Requirement(code="device-record", citation=Citation("what the logger prints of its own readings"))


@dataclass(frozen=True, slots=True)
class LimitInPhase:
    """A stretch in every container in which the label binds a range, and to which containers it may apply.

    `counts_time` says of a range that it is the foot of a budget's band, which may be left for a time.
    """

    phase: Phase
    limits: TemperatureRange
    applies: Mask
    counts_time: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One contradiction, in words, and the containers that it is about, in rising order."""

    words: str
    rows: Index


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Count, for each container, the contradictions in the records of the loggers that stood for it."""
    prints = {name for name, device in exposure.devices.items() if device.prints}
    printing = [i for i, name in enumerate(exposure.loggers) if name in prints]
    stood = np.isin(exposure.logger, printing)
    if not stood.any():
        return
    said = [one for logger in printing for one in _said(evidence, exposure, logger)]
    rows = np.unique(exposure.container[stood])
    count = np.zeros(exposure.count)
    for one in said:
        count[one.rows] += 1
    found = count[rows]
    verdict = np.where(found > 0, INDETERMINATE, CONFORMS).astype(np.int8)
    nowhere = np.full(len(rows), np.nan)
    yield finding_table(
        CODE, _RECORD, None, (found, found), verdict, evidence=evidence, extent=(nowhere, nowhere), events=(),
        words=partial(_words, said), unit="contradictions", of_record=True, rows=rows,
    )  # fmt: skip


def _said(evidence: Evidence, exposure: Exposure, logger: int) -> Iterator[Contradiction]:
    """Yield the contradictions in one logger's record, each with the containers that it is about."""
    name = exposure.loggers[logger]
    device = exposure.devices[name]
    own = exposure.logger == logger
    rows = np.unique(exposure.container[own])
    yield from (Contradiction(_of_logger(name, prose(words)), rows) for words in device.disagreements if len(rows))
    spans = list(_spans(evidence)) if device.extremes and len(rows) else []
    for extreme in device.extremes:
        left = [span for span in spans if _is_unseen(extreme, span, exposure.guard_degC)]
        about = np.zeros(exposure.count, bool)
        for span in left:
            about |= _met(exposure, own, span, extreme, evidence)
        if about.any():
            yield Contradiction(_of_logger(name, _unseen(evidence, extreme)), np.nonzero(about)[0])


def _of_logger(name: str, words: str) -> str:
    return say("device.of_logger", name=name, words=words) if name else words


def _spans(evidence: Evidence) -> Iterator[LimitInPhase]:
    """Yield every stretch in which the label binds a range, and those in which it permits an excursion up to one."""
    product, tolerance = evidence.product, evidence.site.tolerance_degC
    for store in product.storage:
        phase = evidence.phase(store.starts, store.ends)
        allowed = [one for one in product.allowances if one.storage == store.code]
        limits: list[StorageCondition | Allowance] = [store, *allowed]
        for limit in limits:
            if limit.obligation == "shall":
                yield LimitInPhase(phase, limit.range.with_tolerance(tolerance), evidence.applies(limit) != NO)
    for window in product.windows:
        if window.within is not None and window.obligation == "shall":
            applies = evidence.applies(window) != NO
            yield LimitInPhase(band_phase(evidence, window), window.within.with_tolerance(tolerance), applies)
    for budget in product.budgets:
        if budget.band.lower_degC is not None and budget.obligation == "shall":
            phase, foot = evidence.phase(budget.starts, budget.ends), TemperatureRange(None, budget.band.lower_degC)
            yield LimitInPhase(phase, foot, evidence.applies(budget) != NO, counts_time=True)


def _is_unseen(extreme: Extreme, span: LimitInPhase, guard_degC: float) -> bool:
    """Say whether an extreme leaves a range and no reading shows that it does."""
    limit = span.limits.upper_degC if extreme.highest else span.limits.lower_degC
    if limit is None:
        return False
    edge = partial(_leaves, extreme, limit=limit, guard_degC=guard_degC, inclusive=span.limits.inclusive)
    if span.counts_time and extreme.minutes is None:
        return edge(extreme.temperature_degC) and not edge(extreme.around_degC)
    return edge(extreme.temperature_degC) and not (is_shown(extreme) and edge(extreme.logged_degC))


def _leaves(extreme: Extreme, value: float, *, limit: float, guard_degC: float, inclusive: bool) -> bool:
    """Say whether a temperature leaves a limit on the side of an extreme, by the loggers' accuracy where it guards.

    What a device counted beyond a limit of its own was beyond that limit, not at it.
    """
    beyond = (value - limit) * (1 if extreme.highest else -1) + guard_degC
    at_limit = not inclusive or (extreme.minutes is not None and value == extreme.temperature_degC)
    return beyond > 0 or (at_limit and beyond >= 0)


def _met(exposure: Exposure, own: Mask, span: LimitInPhase, extreme: Extreme, evidence: Evidence) -> Mask:
    """Say for which containers an extreme can have lain in a stretch while its logger stood for them."""
    edge = 2 * widest_us(evidence.site.resolution_s)
    container = exposure.container[own]
    since = np.maximum(np.maximum(exposure.since[own] - edge, span.phase.start_lo[container]), extreme.since_us)
    until = np.minimum(np.minimum(exposure.until[own] + edge, span.phase.end_hi[container]), extreme.until_us)
    met = np.zeros(exposure.count, bool)
    met[container[since <= until]] = True
    return met & span.applies


def _unseen(evidence: Evidence, extreme: Extreme) -> str:
    """Say what a device measured, when, and what its readings show of that time."""
    value, when = degrees(extreme.temperature_degC), _when(evidence, extreme)
    if extreme.minutes is not None:
        key = f"{'counted' if extreme.minutes else 'alarm'}_{'above' if extreme.highest else 'below'}"
        return say(f"device.{key}", minutes=number(extreme.minutes), limit=value, when=when)
    if np.isnan(extreme.logged_degC):
        return say("device.not_logged", value=value, when=when)
    side = "highest" if extreme.highest else "lowest"
    return say(f"device.{side}", value=value, when=when, logged=degrees(extreme.logged_degC))


def _when(evidence: Evidence, extreme: Extreme) -> str:
    """Say when an extreme was, as a clause to which the readings of that time can be added."""
    since, until = (clock(at, evidence.tz) for at in (extreme.since_us, extreme.until_us))
    if not extreme.is_timed:
        return say("device.untimed")
    if extreme.until_us - extreme.since_us <= MINUTE:
        return say("device.at", since=since)
    return say("device.beside", since=since, until=until)


def _words(said: list[Contradiction], row: int) -> Words:
    found = [one.words for one in said if row in one.rows]
    if not found:
        return say("device.agrees"), None
    return joined("; ", dict.fromkeys(found)), say("device.read_again")
