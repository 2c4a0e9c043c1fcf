"""A container that was used against what was decided at receipt: asked whatever rules a caller chooses (C403).

No label says what was decided at receipt, and no order of nature forbids it. A container that was given after it was
rejected, or before it was accepted or released, deviates where the record surely shows it. A quarantine may have been
lifted without a row, and one of two rows that contradict each other is wrong: these are open, and nothing conforms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.event_kinds import USES_CONTAINER
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, INDETERMINATE
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.rows_in_order import earliest_surely_before, surely_all_before
from atmp_logistics.rules.c403_reconciliation import CODE, GIVEN
from atmp_logistics.rules.finding_words import lines_of_events
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say

REJECTED, QUARANTINED, ACCEPTED = "receipt_rejected", "receipt_quarantined", "receipt_accepted"
#: What a container waits for before it is given: either acceptance or release counts by itself.
_WAITS_FOR = ((ACCEPTED,), ("product_released", "conditional_release"))
_RECEIPT = Requirement(code="receipt", citation=Citation("what the record says was decided at receipt"))


def findings_on_receipts(evidence: Evidence) -> Iterator[FindingTable]:
    """Find the containers that were used though the record rejects them, or before they were accepted or released."""
    recorded, none = evidence.recorded, np.zeros(len(evidence), bool)
    refused = recorded[REJECTED] | recorded[QUARANTINED]
    against = {name: _against(evidence, name) for name in USES_CONTAINER if (recorded[name] & refused).any()}
    counted = np.sum([none, *against.values()], axis=0, dtype=np.float64)
    deviates, open_ = _given_after_rejection(evidence), counted > 0
    for names in _WAITS_FOR:
        late, perhaps = _given_before(evidence, names)
        deviates, open_ = deviates | late, open_ | perhaps
    used = np.logical_or.reduce([none, *(recorded[name] for name in against)])
    rows = np.nonzero((refused & used) | deviates | open_)[0]
    if not len(rows):
        return
    verdict = np.where(deviates, DEVIATES, np.where(open_, INDETERMINATE, CONFORMS)).astype(np.int8)[rows]
    counted = np.maximum(counted, deviates | open_)[rows]
    nowhere = np.full(len(rows), np.nan)
    yield finding_table(
        CODE, _RECEIPT, None, (counted, counted), verdict, evidence=evidence, extent=(nowhere, nowhere),
        events=(REJECTED, QUARANTINED, ACCEPTED), words=partial(_words, evidence, against, deviates), unit="events",
        of_record=True, rows=rows,
    )  # fmt: skip


def _given(evidence: Evidence, before: Sequence[str], *, after: bool) -> Mask:
    """Say which containers were surely given after all rows of some events, or before all of them."""
    start, end = GIVEN
    sides = []
    for name in GIVEN:
        order = (before, (name,)) if after else ((name,), before)
        sides.append(surely_all_before(evidence, *order))
    return np.asarray(np.where(evidence.recorded[start], sides[0], sides[1] & evidence.recorded[end]), bool)


def _given_after_rejection(evidence: Evidence) -> Mask:
    """Say which containers were surely given after they were rejected, and never accepted."""
    found = evidence.recorded[REJECTED] & ~evidence.recorded[ACCEPTED]
    found &= _given(evidence, (REJECTED,), after=True) if found.any() else False
    for row in np.nonzero(found & ~evidence.sound)[0].tolist():
        found[row] = all(REJECTED in pair for pair in evidence.contradictions.of(row))
    return np.asarray(found, bool)


def _given_before(evidence: Evidence, names: Sequence[str]) -> tuple[Mask, Mask]:
    """Say which containers were surely, and which were perhaps, given before the first of some events."""
    recorded = evidence.recorded
    asked = np.logical_or.reduce([recorded[name] for name in names]) & (recorded[GIVEN[0]] | recorded[GIVEN[1]])
    if not asked.any():
        return asked, asked
    in_time = np.where(
        recorded[GIVEN[0]],
        earliest_surely_before(evidence, names, GIVEN[:1]),
        earliest_surely_before(evidence, names, GIVEN[1:]),
    )
    late = asked & evidence.sound & _given(evidence, names, after=False)
    return np.asarray(late, bool), np.asarray(asked & ~in_time & ~late, bool)


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


def _words(evidence: Evidence, against: dict[str, Mask], deviates: Mask, row: int) -> Words:
    recorded, uses = evidence.recorded, [name for name, own in against.items() if own[row]]
    decided = [name for name in (REJECTED, QUARANTINED, *_WAITS_FOR[0], *_WAITS_FOR[1]) if recorded[name][row]]
    given = [name for name in GIVEN if recorded[name][row]][:1]
    if deviates[row]:
        how = "receipt.given_after" if REJECTED in decided else "receipt.given_before"
        return say(how, lines=lines_of_events(evidence, row, [*decided, *given])), None
    if not uses and not (given and not (recorded[REJECTED] | recorded[QUARANTINED])[row]):
        return say("receipt.ended", lines=lines_of_events(evidence, row, (QUARANTINED, ACCEPTED))), None
    used = uses or given
    use = say("receipt.more", event=event(used[0])) if len(used) > 1 else event(used[0])
    lines = lines_of_events(evidence, row, [*decided, used[0]])
    if recorded[REJECTED][row]:
        return say("receipt.rejected", use=use, lines=lines), say("receipt.which")
    if not uses:
        return say("receipt.not_shown", use=use, lines=lines), say("receipt.log_both")
    return say("receipt.unknown", use=use, lines=lines), say("receipt.log")
