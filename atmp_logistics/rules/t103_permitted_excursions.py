"""Did the excursions stay within what the label permits?

Why it matters
--------------
A few labels permit short excursions from a storage range: so far, so long, so many. They are part of the label and
no tolerance of the hospital's; what goes beyond them is an excursion like any other.

Sources
-------
The product's own label; each finding names its section. An excursion begins and ends where the line between two
readings crosses the range. Readings on both sides of a gap may belong to one excursion or to several; both are
reckoned with.

Common causes
-------------
Racks lifted for a stock count; many short openings that add up; a shipment opened for a check.

What to do
----------
Deviates: quarantine and inform the marketing authorisation holder. Indeterminate: find the readings of the gap.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> limits = (
...     "[[storage]]\\ncode='frozen'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='-150 degC'\\n"
...     "[[allowance]]\\ncode='short-warm'\\nstorage='frozen'\\nupper='-80 degC'\\ntimes=1"
... )
>>> events = "product_received 08:00, storage_out 08:40"
>>> try_rule("T103", limits, events, "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -160, 08:40 -160")
'short-warm conforms [1, 1] times'
>>> try_rule("T103", limits, events, "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -100, 08:40 -160")
'short-warm deviates [2, 2] times'
>>> try_rule("T103", limits, events, "08:00 -160, 08:10 -100, 08:20 -160, 08:40 -160")
'short-warm indeterminate [1, None] times'
>>> used = limits.replace("times=1", "at_most='20 min'\\nuntil_end=true")
>>> try_rule("T103", used, events, "08:00 -160, 08:10 -160, 08:20 -160, 08:30 -100, 08:40 -100")
'short-warm conforms [1100, 1100] s'
>>> try_rule("T103", used, events, "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -160, 08:40 -160")
'short-warm deviates [2300, 2300] s'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.condition_values import both
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.limits import Allowance, StorageCondition
from atmp_logistics.core.requirement import When
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import INDETERMINATE, Limit, compare
from atmp_logistics.core.wording import between, bounds_in_words, duration, number
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.excursions import every_excursion, excursion_counts
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Ground, Words, finding_table, ground_of
from atmp_logistics.rules.limit_numbers import numbers_of
from atmp_logistics.rules.rule_phrases import say

CODE = "T103"
#: So many excursions and gaps are put together at a time: some hundred megabytes, however crowded a log is.
MANY = 1 << 20


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Count each storage phase's excursions and measure the longest, against what the label permits of them."""
    for allowance in evidence.product.allowances:
        for store in evidence.product.storage:
            when = both(allowance.when, store.when)
            if store.code == allowance.storage and when is not None:
                yield from _in_store(evidence, exposure, allowance, when, store)


def _in_store(
    evidence: Evidence, exposure: Exposure, allowance: Allowance, when: When, store: StorageCondition
) -> Iterator[FindingTable]:
    """Judge the excursions from one storage's range, where both that storage and the allowance hold."""
    phase = evidence.phase(store.starts, store.ends)
    counts, longest = measured_excursions(exposure.during(store), phase, store, allowance)
    for limit, measured in (
        (Limit(upper=allowance.times, unit="times"), counts),
        (Limit(upper=allowance.at_most_s, unit="s"), longest),
    ):
        if limit.upper is None:
            continue
        words = partial(_words, evidence, allowance, limit, measured)
        table = finding_table(
            CODE, replace(allowance, when=when), limit, measured, compare(*measured, limit), evidence=evidence,
            unit=limit.unit, extent=(phase.start_lo, phase.end_hi), events=(store.starts, store.ends), words=words,
        )  # fmt: skip
        yield replace(table, citation=allowance.citation, rests_on=_grounds(allowance, store, table))


def _grounds(allowance: Allowance, store: StorageCondition, table: FindingTable) -> tuple[Ground, ...]:
    """Return what decides: the storage's range, and what is permitted wherever there may have been an excursion."""
    permitted = ground_of(allowance, numbers_of(allowance), table.upper > 0)
    return permitted, ground_of(store, numbers_of(store))


def _sides(store: TemperatureRange, allowed: TemperatureRange) -> TemperatureRange:
    """Return the storage range on the sides that the allowance speaks of."""
    lower = store.lower_degC if allowed.lower_degC is not None else None
    upper = store.upper_degC if allowed.upper_degC is not None else None
    return TemperatureRange(lower, upper, store.inclusive)


def measured_excursions(
    exposure: Exposure, phase: Phase, store: StorageCondition, allowance: Allowance
) -> tuple[tuple[Column, Column], tuple[Column, Column]]:
    """Return bounds on the number of excursions and on the longest one's duration, for every container.

    Where the label counts it so, each of them lasts until the phase ends.
    """
    limits, until_end = _sides(store.range, allowance.range), allowance.until_end
    cold_lower, _, _, warm_upper = exposure.extremes(phase)
    asked = phase.may_reverse | ~np.isfinite(phase.end_hi - phase.start_lo)
    if limits.upper_degC is not None:
        asked |= warm_upper >= limits.upper_degC
    if limits.lower_degC is not None:
        asked |= cold_lower <= limits.lower_degC
    out = np.zeros((4, exposure.count))
    for own, part in _parts(exposure, phase, limits, asked):
        out[:, own] = _bounds(exposure, part, limits, until_end=until_end)[:, own]
    fewest, most, shortest, longest = out
    return (fewest, most), (shortest, longest)


def _parts(exposure: Exposure, phase: Phase, limits: TemperatureRange, asked: Mask) -> Iterator[tuple[Mask, Phase]]:
    """Yield containers, with their phase, so many at a time that their excursions can be held at once."""
    if not asked.any():
        return
    each = excursion_counts(exposure, phase.start_lo, phase.end_hi, limits, -exposure.guard_degC)
    block = np.cumsum(np.where(asked, each, 0)) // MANY
    if block[-1] == block[0]:
        yield asked, phase
        return
    for part in np.unique(block):
        own = asked & (block == part)
        start_lo, start_hi = np.where(own, phase.start_lo, np.inf), np.where(own, phase.start_hi, np.inf)
        end_lo, end_hi = np.where(own, phase.end_lo, -np.inf), np.where(own, phase.end_hi, -np.inf)
        yield own, Phase(start_lo, start_hi, end_lo, end_hi, phase.may_reverse)


def _bounds(exposure: Exposure, phase: Phase, limits: TemperatureRange, *, until_end: bool) -> NDArray[np.float64]:
    """Return the fewest and the most excursions, and the shortest and the longest that the longest can have been."""
    certain = _Outside.of(exposure, phase.start_hi, phase.end_lo, limits, surely=True)
    exact = np.array_equal(phase.start_lo, phase.start_hi) and np.array_equal(phase.end_lo, phase.end_hi)
    possible = certain if exact and exposure.is_exact else _Outside.of(exposure, phase.start_lo, phase.end_hi, limits)
    (fewest, shortest), (most, longest) = certain.least(until_end), possible.most(phase.may_reverse, until_end)
    return np.array([fewest, most, shortest, longest])


@dataclass(frozen=True, slots=True)
class _Outside:
    """What of each container's span, from `start` to `end`, lay outside a range: surely, or as far as anyone can say.

    `together` are the stretches that may have been outside, put together with those in which nobody looked.
    """

    exposure: Exposure
    start: Column
    end: Column
    limits: TemperatureRange
    surely: IntervalSet
    gaps: IntervalSet
    together: IntervalSet

    @classmethod
    def of(
        cls, exposure: Exposure, start: Column, end: Column, limits: TemperatureRange, *, surely: bool = False
    ) -> _Outside:
        """Find the excursions of all containers."""
        guard = exposure.guard_degC
        found = every_excursion(exposure, start, end, limits, guard, surely=surely)
        maybe = every_excursion(exposure, start, end, limits, -guard) if guard or surely else found
        gaps = exposure.pieces(start, end, surely=surely).gaps(start, end)
        return cls(exposure, start, end, limits, found, gaps, (maybe | gaps).merged())

    def least(self, until_end: bool) -> tuple[Column, Column]:
        """Return the least number of excursions, and the least the longest can have lasted, in seconds.

        What gaps and doubtful readings may join counts once, where it holds an excursion for sure.
        """
        count, found = self.exposure.count, self.surely.merged()
        return self.together.holding(found).counts(count), self._longest(found, until_end)

    def _longest(self, found: IntervalSet, until_end: bool) -> Column:
        """Return how long the longest of some spans is, in seconds, each until its own end or until the phase's."""
        return (found.lasting_until(self.end) if until_end else found).longest(self.exposure.count) / SECOND

    def most(self, may_reverse: Mask, until_end: bool) -> tuple[Column, Column]:
        """Return the greatest number of excursions, and the most the longest can have lasted, in seconds."""
        count, guard = self.exposure.count, self.exposure.guard_degC
        most, longest = self.together.counts(count), self._longest(self.together, until_end)
        if guard:
            # Each reading that lies so near a limit may part an excursion in two.
            most += self.exposure.pieces(self.start, self.end).near(self.limits, guard)
        unknown = may_reverse | ~np.isfinite(self.end - self.start) | (self.end < self.start)
        most = np.where(unknown | (self.gaps.counts(count) > 0), np.inf, most)
        return most, np.where(unknown, np.inf, longest)


def _words(evidence: Evidence, allowance: Allowance, limit: Limit, measured: tuple[Column, Column], row: int) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    lower, upper = float(measured[0][row]), float(measured[1][row])
    decide_by = say("allowance.readings") if compare([lower], [upper], limit)[0] == INDETERMINATE else None
    if limit.unit == "times":
        size: str = number(lower)
        if lower != upper:
            size = bounds_in_words(number(lower), None if np.isinf(upper) else number(upper))
        key = "allowance.one" if size == "1" else "allowance.several"
        return say(key, count=size, range=allowance.range.in_words, permitted=number(limit.upper or 0.0)), decide_by
    key = "allowance.to_end" if allowance.until_end else "allowance.longest"
    return say(key, size=between(lower, upper), permitted=duration(limit.upper or 0.0)), decide_by
