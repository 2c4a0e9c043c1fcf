"""Is the record complete?

Why it matters
--------------
A verdict rests on what was written down. An event that is missing may still be bounded by its neighbours, and the
limit decided all the same; but whoever reads the report should see what was not logged, and a container that is
expected and nowhere mentioned is not a container that conforms.

Sources
-------
The events that the product's binding limits name; the containers that the caller states; the loggers that the
events name.

Common causes
-------------
A hurried ward; a step recorded on paper only; a bag left out of the export; a logger's file forgotten.

What to do
----------
Add what is missing from the paper record. Whether it changes a verdict, the other findings say.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
>>> try_rule("D502", window, "thaw_end 10:04, administration_end 10:34")
'record conforms [0, 0] events'
>>> try_rule("D502", window, "thaw_start 10:00, administration_end 10:34")
'record indeterminate [1, 1] events'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say

CODE, RECORD = "D502", "record"
_CITED = Citation("the events that the label's limits name")
_RECORD = Requirement(code=RECORD, citation=_CITED, obligation="information")
_EXPECTED = Requirement(
    code="expected-container", citation=Citation("the containers that the caller or the record names")
)


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Count the events that binding limits name and the record does not hold."""
    needed = _needed(evidence.product)
    have = [evidence.is_logged(name) for name in needed]
    absent = np.zeros(len(evidence))
    for logged in have:
        absent += ~logged
    verdict = np.where((absent == 0) & (len(exposure.lacking) == 0), CONFORMS, INDETERMINATE).astype(np.int8)
    nowhere = np.broadcast_to(np.nan, len(evidence))
    yield finding_table(
        CODE, _RECORD, None, (absent, absent), verdict, evidence=evidence, extent=(nowhere, nowhere), events=needed,
        words=partial(_words, evidence, exposure, needed, absent), unit="events", of_record=True,
        rows=np.arange(len(evidence)),
    )  # fmt: skip


def findings_on_unmentioned_containers(evidence: Evidence) -> Iterator[FindingTable]:
    """Find the containers of which no event is in the record; asked whatever rules a caller chooses.

    An event of the whole therapy is none of a container that nobody named, and a fact that the site states is no event.
    """
    rows = np.nonzero(~(evidence.mentioned & evidence.logged.any(axis=0)))[0]
    if len(rows):
        none, ends = np.full(len(rows), INDETERMINATE, np.int8), np.full(len(rows), np.nan)
        yield finding_table(
            CODE, _EXPECTED, None, (ends, ends), none, evidence=evidence, extent=(ends, ends), events=(), words=_unseen,
            unit="events", of_record=True, rows=rows,
        )  # fmt: skip


def _needed(product: Product) -> tuple[str, ...]:
    """Return the events that the product's binding limits name."""
    binding = [limit for limit in product.requirements() if limit.obligation == "shall"]
    return tuple(dict.fromkeys(end for limit in binding for name in limit.moments for end in ends_of(name)))


def _words(evidence: Evidence, exposure: Exposure, needed: tuple[str, ...], absent: Column, row: int) -> Words:
    lost = [event(name) for name in needed if not evidence.has(name, row)] if absent[row] else []
    said = [say("complete.not_logged", events=joined(", ", lost))] if lost else []
    said += [say("complete.no_readings", names=", ".join(exposure.lacking))] if exposure.lacking else []
    return (joined("; ", said), say("log.what_is_missing")) if said else (say("complete.whole"), None)


def _unseen(row: int) -> Words:
    del row
    return say("complete.unseen"), say("complete.add_events")
