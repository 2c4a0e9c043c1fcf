"""What became of every container that was received?

Why it matters
--------------
A bag of one patient's cells that is in no list was given to somebody, or thawed and thrown away, or stands in a tank
under another name. Whoever cannot say what became of each container cannot say which one the patient had.

Sources
-------
The record alone: its receipts, administrations, discards and returns, and what was decided at receipt. No label asks
it. It is asked of the containers of a therapy whose record holds what was decided at a receipt, a discard or a return,
and where the site's profile states `[reconciliation] required = true`, of all. A container is accounted for where it
was given, discarded or returned with a `reason`, or by the statement of a caller (`--now`) was still in store. A
discard after the administration is of its remains. Whether it was given after it was rejected, or before it was
accepted or released, is asked whatever rules are chosen (*receipt*): it deviates where both rows surely say so. A
quarantine that no row ends may have been lifted, and is open. A `quantity` beside `product_received` that counts
containers, such as `2 bags`, is held against the containers received.

Where the site's profile states that its container ids are unique (`[identity] unique_containers = true`), each
container with an id is held against those of all other therapies of the record (*unique-container*). One id in rows of
two therapies deviates, in both. Ids that differ by capitals, blanks, noughts in front or signs that look alike are
undecided; so is an id that the other therapy's starting material has, that rows set aside have, or that is only
expected; and so is one id in two therapies whose own names differ in such a way.

Common causes
-------------
A bag that went back with the courier; a discard written in another list; a receipt list copied before the ward's rows
were in it; an acceptance that was signed the day after; a label printed twice.

What to do
----------
Deviates: tell the responsible pharmacist which rows say so. Indeterminate: log what became of the container, with its
reason, or state the moment at which it was still in store.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> try_rule("C403", "", "receipt_accepted 08:00, administration_end 10:34")
'outcome conforms [0, 0] containers'
>>> try_rule("C403", "", "receipt_accepted 08:00, storage_in 08:10")
'outcome indeterminate [1, 1] containers'
>>> print(try_rule("C403", "", "receipt_rejected 08:00, administration_end 10:34"))
receipt deviates [1, 1] events
outcome conforms [0, 0] containers
>>> try_rule("C403", "", "product_received 08:00, administration_end 10:34")
''
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, INDETERMINATE
from atmp_logistics.core.wording import event, listed
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.roster import KINDS
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import lines_of_events
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say

CODE = "C403"
GIVEN = ("administration_start", "administration_end")
_ENDED = ("discarded", "returned")
_DECIDED = ("receipt_accepted", "receipt_quarantined", "receipt_rejected")
_OUTCOME = Requirement(code="outcome", citation=Citation("what the record says became of each container"))
_NUMBER = Requirement(code="number-received", citation=Citation("the quantity that the receipt states"))
#: A number of containers, in English, Swedish and Dutch; any other quantity is none.
_COUNT = re.compile(
    r"(\d{1,4})\s*(?:(?:infusion )?bags?|containers?|vials?|syringes?|påsar?|påse|sprutor|spruta|zak(?:ken)?|flacons?"
    r"|spuit(?:en)?|stuks?|st)\.?",
    re.IGNORECASE,
)


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Hold the number of containers that a receipt states against those that the record has received."""
    del exposure
    stated = _stated_numbers(evidence)
    received = evidence.recorded["product_received"].astype(np.float64)
    number = evidence.over_therapy(received, np.add) if len(evidence) else received
    rows = np.nonzero(np.isfinite(stated[0]))[0]
    if not len(rows):
        return
    least, most = stated[0][rows], stated[1][rows]
    surplus = (number[rows] - most, number[rows] - least)
    same, once = (least == most) & (number[rows] == least), _at_one_time(evidence)[rows]
    verdict = np.where(once & (surplus[0] > 0), DEVIATES, np.where(once & same, CONFORMS, INDETERMINATE)).astype(
        np.int8
    )
    yield finding_table(
        CODE, _NUMBER, None, surplus, verdict, evidence=evidence, events=("product_received",), unit="containers",
        words=partial(_words_on_number, evidence, stated, number), of_record=True, rows=rows,
    )  # fmt: skip


def _stated_numbers(evidence: Evidence) -> tuple[Column, Column]:
    """Return the least and the greatest number of containers that a therapy's receipts state, infinite where none."""
    table, roll, count = evidence.event_rows.table, evidence.event_rows.roll, len(evidence)
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    if "quantity" in table:
        stated = stated_values(table, roll, "quantity")
        counts = np.array([_count(str(name)) for name in stated.names], np.float64)
        number = counts[stated.code]
        # One container beside its own receipt says nothing of the others.
        own = (roll.kind[stated.row] == KINDS.index("product_received")) & (number > 1)
        np.minimum.at(least, stated.place[own], number[own])
        np.maximum.at(most, stated.place[own], number[own])
        least, most = evidence.over_therapy(least, np.minimum), evidence.over_therapy(most, np.maximum)
    return least, most


def _at_one_time(evidence: Evidence) -> Mask:
    """Say of which containers all receipts of their therapy are logged at one time: they are one delivery."""
    own = evidence.event_rows.rows("product_received")
    first, last = np.full(len(evidence), np.inf), np.full(len(evidence), -np.inf)
    timed = np.isfinite(own.time_us)
    np.minimum.at(first, own.place[timed], own.time_us[timed])
    np.maximum.at(last, own.place[timed], own.time_us[timed])
    lost = np.zeros(len(evidence))
    lost[own.place[~timed]] = 1.0
    first, last = evidence.over_therapy(first, np.minimum), evidence.over_therapy(last, np.maximum)
    return np.asarray((first == last) & (evidence.over_therapy(lost, np.maximum) == 0), bool)


def _count(text: str) -> float:
    found = _COUNT.fullmatch(text.strip())
    return float(found[1]) if found else np.nan


def _words_on_number(evidence: Evidence, stated: tuple[Column, Column], number: Column, row: int) -> Words:
    least, most = (f"{side[row]:g}" for side in stated)
    lines = lines_of_events(evidence, row, ["product_received"])
    named = {"stated": listed(dict.fromkeys((least, most))), "received": f"{number[row]:g}", "lines": lines}
    return say("outcome.number", **named), say("outcome.log_receipts")


def findings_on_outcomes(evidence: Evidence) -> Iterator[FindingTable]:
    """Say for each container that was received whether the record says what became of it."""
    recorded = evidence.recorded
    rows = np.nonzero(_asked(evidence))[0]
    if not len(rows):
        return
    given, ended = (np.logical_or.reduce([recorded[name] for name in names]) for names in (GIVEN, _ENDED))
    still = evidence.still.containers if evidence.still is not None else np.zeros(len(evidence), bool)
    known = given | (ended & _with_reason(evidence)) | (still & ~ended)
    open_ = (~known)[rows].astype(np.float64)
    verdict = np.where(open_ == 0, CONFORMS, INDETERMINATE).astype(np.int8)
    yield finding_table(
        CODE, _OUTCOME, None, (open_, open_), verdict, evidence=evidence, events=(*GIVEN, *_ENDED), unit="containers",
        words=partial(_words_on_outcome, evidence, given, still), of_record=True, rows=rows,
    )  # fmt: skip


def _asked(evidence: Evidence) -> Mask:
    """Say of which containers it is asked what became of them."""
    recorded, none = evidence.recorded, np.zeros(len(evidence), bool)
    decided = np.logical_or.reduce([none, *(recorded[name] for name in (*_DECIDED, *_ENDED))])
    if evidence.site.terms.outcomes:
        return np.asarray(evidence.mentioned, bool)
    asks = evidence.over_therapy(decided.astype(np.float64), np.maximum) > 0 if decided.any() else none
    return np.asarray(asks & (decided | recorded["product_received"]), bool)


def _with_reason(evidence: Evidence) -> Mask:
    """Say which containers have a reason beside their discard, return or rejection."""
    table, roll, found = evidence.event_rows.table, evidence.event_rows.roll, np.zeros(len(evidence), bool)
    if "reason" in table:
        stated = stated_values(table, roll, "reason")
        kinds = [KINDS.index(name) for name in (*_ENDED, "receipt_rejected")]
        found[stated.place[np.isin(roll.kind[stated.row], kinds)]] = True
    return found


def _words_on_outcome(evidence: Evidence, given: Mask, still: Mask, row: int) -> Words:
    recorded = evidence.recorded
    ended = [name for name in _ENDED if recorded[name][row]]
    lines = lines_of_events(evidence, row, [name for name in (*GIVEN, *_ENDED) if recorded[name][row]])
    if given[row]:
        return say("outcome.given", lines=lines), None
    if ended:
        how = "outcome.ended" if _with_reason(evidence)[row] else "outcome.without_reason"
        return say(how, event=event(ended[0]), lines=lines), say("outcome.log_reason")
    if still[row]:
        return say("outcome.still"), None
    lines = lines_of_events(evidence, row, ["product_received", *_DECIDED])
    return say("outcome.unknown", lines=lines), say("outcome.log")
