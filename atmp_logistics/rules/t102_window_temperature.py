"""Was the product at its temperature while each clock ran?

Why it matters
--------------
"Within 30 minutes at 20 to 25 °C" is one limit and not two: the time was shown at that temperature alone. A bag on
a warm window sill or back in a cold pack has another window, which nobody has measured.

Sources
-------
The product's own label; each finding names its section. Some bands begin later than the clock: a thawed bag is kept
at room temperature, but the clock ran from the start of the thaw, when it was frozen.

Common causes
-------------
No logger goes with the bag on its last hundred metres; the ward's room is monitored and nobody stated so; the
logger stayed behind in the tank.

What to do
----------
Indeterminate is the rule here: state the room's temperature once, as a fact with its basis, in the site profile, or
send a logger along. Deviates: treat as any excursion.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> window = (
...     "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'\\n"
...     "within=['20 degC', '25 degC']"
... )
>>> events = "thaw_end 10:00, administration_end 10:20"
>>> try_rule("T102", window, events, "10:00 22.0, 10:10 22.5, 10:20 22.0")
'post-thaw conforms [22, 22] degC'
>>> try_rule("T102", window, events, "10:00 22.0, 10:10 27.5, 10:20 22.0")
'post-thaw deviates [27.5, 27.5] degC'
>>> try_rule("T102", window, events)
'post-thaw indeterminate [None, None] degC'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Mask
from atmp_logistics.core.limits import TimeWindow
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import INDETERMINATE
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import missing_events, words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.how_to_assign_loggers import how_to_assign_logger
from atmp_logistics.rules.range_check import PhaseCoverage, deciding_extreme, limit_of, words_on_range
from atmp_logistics.rules.rule_phrases import log, say
from atmp_logistics.rules.temperature_facts import (
    Stated,
    facts_in_words,
    facts_on_limit,
    narrowed_by_facts,
    site_may_state,
    words_on_undecided_facts,
)

CODE = "T102"


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare the extremes during each window with its range: by readings, and by what the site states."""
    for window in evidence.product.windows:
        if window.within is None:
            continue
        phase = band_phase(evidence, window)
        facts, own_loggers = facts_on_limit(evidence, window), exposure.during(window)
        where = evidence.sound & site_may_state(exposure, window, phase)
        met = narrowed_by_facts(own_loggers.extremes(phase), facts, where)
        limits = window.within.with_tolerance(evidence.site.tolerance_degC)
        found = deciding_extreme(met, limits)
        monitored = PhaseCoverage.of(own_loggers, phase)
        words = partial(_words, evidence, own_loggers, window, limits, monitored, facts, where, found.verdict)
        yield finding_table(
            CODE, window, limit_of(limits), (found.lower, found.upper), found.verdict, evidence=evidence,
            extent=(phase.start_lo, phase.end_hi), events=(window.within_from or window.starts, window.ends),
            words=words, unit="degC", other_side=found.other_side,
        )  # fmt: skip


def band_phase(evidence: Evidence, window: TimeWindow) -> Phase:
    """Return the stretch during which a window's band holds: each container's own, whatever the scope of the clock."""
    sides = "first" if window.within_from else window.starts_instance, window.ends_instance
    own = evidence.phase(window.within_from or window.starts, window.ends, sides=sides)
    if not window.until_first:
        return own
    first = evidence.phase(window.starts, window.ends, "therapy", until_first=True, sides=sides)
    return Phase(own.start_lo, own.start_hi, first.end_lo, first.end_hi, ~(first.end_lo >= own.start_hi))


def _words(
    evidence: Evidence,
    exposure: Exposure,
    window: TimeWindow,
    limits: TemperatureRange,
    monitored: PhaseCoverage,
    facts: list[Stated],
    where: Mask,
    verdict: NDArray[np.int8],
    row: int,
) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    why, decide_by = words_on_range(evidence, exposure, monitored, limits, row, int(verdict[row]))
    stated = facts_in_words(facts, row)
    if stated and where[row] and verdict[row] != INDETERMINATE:
        return say("range.stated", facts=stated, limits=limits.in_words), None
    if stated and not where[row]:
        why = say("range.not_beside_logger", why=why)
    if limits.nominal_degC is not None:
        return say("range.printed", why=why, limits=limits.in_words), say("range.nominal")
    judged = say("range.judged", why=why, limits=limits.in_words, beyond="")
    missing = missing_events(evidence, row, (window.within_from or window.starts, window.ends))
    if missing and verdict[row] == INDETERMINATE:
        return judged, log(missing)
    if verdict[row] == INDETERMINATE:
        fact = f"window = '{window.code}', within = [...], basis = '...'"
        readings = how_to_assign_logger(exposure, window, row) or say("range.log_of_time", code=window.code)
        decide_by = words_on_undecided_facts(evidence, window) or say("range.or_fact", log=readings, fact=fact)
    return judged, decide_by
