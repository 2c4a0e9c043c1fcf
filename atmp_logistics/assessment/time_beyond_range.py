"""The time beyond a range in a phase: by the readings, or by what the site states where no logger says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from atmp_logistics.assessment.excursions_table import edges_of, range_of
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.crossings import OneSidedLimit
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.temperature_facts import facts_on_limit, has_fact, narrowed_by_facts, site_may_state


@dataclass(frozen=True, slots=True)
class TimeBeyondRange:
    """How long containers may have been beyond a limit's range, measured as rules T101 and T102 judge it.

    `stated` says for which containers the site's word stands in the place of readings; by that word some of them
    `may_be` beyond the range in their whole phase, and some `surely` are.
    """

    exposure: Exposure
    kept: TemperatureRange
    stated: Mask
    may_be: Mask
    surely: Mask

    @classmethod
    def of(
        cls, evidence: Evidence, exposure: Exposure, limit: StorageCondition | TimeWindow, phase: Phase
    ) -> TimeBeyondRange:
        """Find for which containers the site states the band of a limit's phase, and where that band lies."""
        facts, kept = facts_on_limit(evidence, limit), range_of(limit, evidence)
        where = has_fact(facts, len(evidence)) & evidence.sound & site_may_state(exposure, limit, phase)
        unknown = np.full(len(evidence), -np.inf), np.full(len(evidence), np.inf)
        low, _, _, high = narrowed_by_facts((*unknown, *unknown), facts, where)
        sides = [_beyond(edge, low, high, warm=warm) for edge, warm in edges_of(kept)]
        may_be, surely = (np.logical_or.reduce([side[i] for side in sides]) for i in (0, 1))
        return cls(exposure, kept, where, where & may_be, where & surely)

    def in_phase(self, phase: Phase) -> tuple[Column, Column]:
        """Return the least and the most time beyond the range in a phase or a part of it, in seconds."""
        least, most = self._by_readings(phase)
        shortest, longest = _length_s(phase)
        by_word = np.where(self.surely, shortest, 0.0), np.where(self.may_be, longest, 0.0)
        return np.where(self.stated, by_word[0], least), np.where(self.stated, by_word[1], most)

    def _by_readings(self, phase: Phase) -> tuple[Column, Column]:
        """Return the time by readings: a gap counts on the one side alone."""
        least, most = np.zeros(self.exposure.count), np.zeros(self.exposure.count)
        for sure, maybe in self._each_side(phase):
            least, most = least + sure, most + maybe
        gap = self.exposure.unmonitored_s(phase)[1]
        return np.nan_to_num(least).round(6), np.where(np.isfinite(gap), (most + gap).round(6), np.inf)

    def _each_side(self, phase: Phase) -> Iterator[tuple[Column, Column]]:
        """Yield for each end of the range the time surely beyond it, and the time that may be."""
        for edge, warm in edges_of(self.kept):
            limit = edge.upper_degC if warm else edge.lower_degC
            assert limit is not None  # noqa: S101  each edge has its end
            surely, maybe = (
                self.exposure.time_beyond_s(phase, limit, inclusive=not self.kept.inclusive, guard=guard, warm=warm)
                for guard in (1, -1)
            )
            yield surely[0], maybe[1]


def _beyond(edge: TemperatureRange, low: Column, high: Column, *, warm: bool) -> tuple[Mask, Mask]:
    """Say where a stated band may lie beyond an end of a range, and where it surely does."""
    end = edge.upper_degC if warm else edge.lower_degC
    side = OneSidedLimit(float(end or 0.0), warm, at_edge=not edge.inclusive)
    far, near = side.of_readings(high if warm else low), side.of_readings(low if warm else high)
    return far | near, near


def _length_s(phase: Phase) -> tuple[Column, Column]:
    """Return the least and the most that a phase can have lasted, in seconds."""
    sure, may = phase.end_lo - phase.start_hi, phase.end_hi - phase.start_lo
    shortest = np.where(np.isfinite(sure), np.maximum(sure, 0.0), 0.0) / SECOND
    return shortest, np.where(np.isfinite(may) & ~phase.may_reverse, may, np.inf) / SECOND
