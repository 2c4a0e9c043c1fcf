"""A container that was rejected or quarantined and used all the same: asked whatever rules a caller chooses (W203).

No label says what was decided at receipt, and no order of nature forbids it; a record that holds both says two things
of one container, and nothing conforms over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.event_kinds import USES_CONTAINER
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.finding_words import lines_of_events
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say
from atmp_logistics.rules.w203_natural_order import CODE

REJECTED, QUARANTINED, ACCEPTED = "receipt_rejected", "receipt_quarantined", "receipt_accepted"
_RECEIPT = Requirement(code="receipt", citation=Citation("what the record says was decided at receipt"))


def findings_on_receipts(evidence: Evidence) -> Iterator[FindingTable]:
    """Find the containers that were used though the record rejects them, or does not end their quarantine before."""
    refused = evidence.recorded[REJECTED] | evidence.recorded[QUARANTINED]
    uses = [name for name in USES_CONTAINER if (evidence.recorded[name] & refused).any()]
    if not uses:
        return
    used = np.logical_or.reduce([evidence.recorded[name] for name in uses])
    against = {name: _against(evidence, name) for name in uses}
    rows = np.nonzero(refused & used)[0]
    counted = np.array(list(against.values()), np.float64).sum(axis=0)[rows]
    verdict = np.where(counted == 0, CONFORMS, INDETERMINATE).astype(np.int8)
    nowhere = np.full(len(rows), np.nan)
    yield finding_table(
        CODE, _RECEIPT, None, (counted, counted), verdict, evidence=evidence, extent=(nowhere, nowhere),
        events=(REJECTED, QUARANTINED, ACCEPTED), words=partial(_words, evidence, against), unit="events",
        of_record=True, rows=rows,
    )  # fmt: skip


def _against(evidence: Evidence, use: str) -> Mask:
    """Say which containers are used in one way against what was decided, or may be."""
    held = evidence.recorded[REJECTED] | (evidence.recorded[QUARANTINED] & ~_is_lifted(evidence, use))
    return np.asarray(held & evidence.recorded[use], bool)


def _is_lifted(evidence: Evidence, use: str) -> Mask:
    """Say which containers are surely accepted after every quarantine and before the first use of one kind."""
    recorded = evidence.recorded
    lifted = recorded[QUARANTINED] & recorded[ACCEPTED]
    if not lifted.any():
        return lifted
    ended = evidence.phase(QUARANTINED, ACCEPTED, sides=("last", "last"))
    waited = evidence.phase(ACCEPTED, use, sides=("last", "first"))
    return np.asarray(lifted & ~ended.may_reverse & ~waited.may_reverse)


def _words(evidence: Evidence, against: dict[str, Mask], row: int) -> Words:
    uses = [name for name, own in against.items() if own[row]]
    if not uses:
        return say("receipt.ended", lines=lines_of_events(evidence, row, (QUARANTINED, ACCEPTED))), None
    use = say("receipt.more", event=event(uses[0])) if len(uses) > 1 else event(uses[0])
    lines = lines_of_events(evidence, row, [REJECTED, QUARANTINED, ACCEPTED, uses[0]])
    if evidence.recorded[REJECTED][row]:
        return say("receipt.rejected", use=use, lines=lines), say("receipt.which")
    return say("receipt.unknown", use=use, lines=lines), say("receipt.log")
