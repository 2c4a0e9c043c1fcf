"""Was the product's temperature known the whole time?

Why it matters
--------------
An excursion hides in a gap. A log that starts late, stops early or skips an hour says nothing of that time, and a
phase without a log was not shown to keep its range.

Sources
-------
The storage phases and the windows with a temperature of the product's label. Two readings further apart than the
log's own rhythm allows (1.5 x its interval, or as the site states) leave a gap; so does the time before the first
and after the last.

Common causes
-------------
The logger was started after receipt; its battery or its memory ended; readings deleted from an export; a logger
changed and not named in the events.

What to do
----------
Find the readings: a second probe, the tank's own recorder, the courier's log. Name each logger on the event from
which it stood for the container.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> store = "[[storage]]\\ncode='frozen'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='-120 degC'"
>>> events = "product_received 08:00, storage_out 09:00"
>>> try_rule("D501", store, events, "08:00 -160, 08:30 -155, 09:00 -158")
'frozen conforms [0, 0] s'
>>> try_rule("D501", store, events, "08:00 -160, 08:10 -160, 08:20 -160, 09:00 -158")
'frozen indeterminate [2400, 2400] s'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.core.wording import between, clock, duration
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.how_to_assign_loggers import how_to_assign_logger
from atmp_logistics.rules.monitored_phases import monitored_phases
from atmp_logistics.rules.range_check import first_gap
from atmp_logistics.rules.rule_phrases import say
from atmp_logistics.rules.temperature_facts import facts_on_limit, has_fact, site_may_state

CODE = "D501"


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Measure for each monitored phase how long nobody looked."""
    for requirement, phase, events in monitored_phases(evidence):
        facts = has_fact(facts_on_limit(evidence, requirement), len(evidence))
        asked = ~evidence.sound | ~site_may_state(exposure, requirement, phase) if facts.any() else True
        rows = np.nonzero(~facts | asked)[0]
        own_loggers = exposure.during(requirement)
        measured = own_loggers.unmonitored_s(phase)
        looked = own_loggers.extremes(phase)[3] < np.inf
        verdict = np.where((measured[1] <= 0) & looked, CONFORMS, INDETERMINATE).astype(np.int8)
        words = partial(_words, evidence, own_loggers, requirement, phase, measured, verdict)
        yield finding_table(
            CODE, requirement, None, (measured[0][rows], measured[1][rows]), verdict[rows], evidence=evidence,
            extent=(phase.start_lo[rows], phase.end_hi[rows]), events=events, words=words, of_record=True, rows=rows,
        )  # fmt: skip


def _words(
    evidence: Evidence,
    exposure: Exposure,
    requirement: Requirement,
    phase: Phase,
    measured: tuple[Column, Column],
    verdict: NDArray[np.int8],
    row: int,
) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    if verdict[row] == CONFORMS:
        return say("coverage.whole"), None
    lower, upper = float(measured[0][row]), float(measured[1][row])
    since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
    if not np.isfinite(upper):
        return say("coverage.no_ends"), say("log.both_of_its_ends")
    where = clock(first_gap(exposure, row, since, until), evidence.tz)
    readings = say("coverage.readings_for", how_long=duration(upper))
    decide_by = how_to_assign_logger(exposure, requirement, row) or readings
    return say("coverage.gap", size=between(lower, upper), at=where), decide_by
