"""Can the record be true?

Why it matters
--------------
An infusion that ends before the bag was thawed did not happen: a time is wrong, and nobody can say which. Whatever
is computed from it is wrong too, and a negative duration would keep every upper limit. So a record that contradicts
nature, or a fact that the site states, decides nothing, and no limit is judged by it. What was destroyed or sent back
was not given afterwards: whoever reads both in one record does not know which bag the patient had.

Sources
-------
The order of nature in the vocabulary, and the facts of the site profile with their basis. Never a label: a broken
requirement is a deviation (W201, W202), not a contradiction. After an event that ends a container (`discarded`,
`returned`, `receipt_rejected`, `administration_end`) no thaw, preparation or administration of it comes; an empty bag
that is discarded, a box that is sent back, and a follow-up of the patient are ordinary. Where one of the two has no
time and may have come after the other, the record does not show it. What was decided at receipt is a question of its
own (C403).

Common causes
-------------
A typing error; two clocks; a date kept from the row above; a time zone or the night of the clock change; the row of
one bag written under the name of another.

What to do
----------
Check the times that the finding names against the paper record, correct them with a reason, and assess again.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> try_rule("W203", "", "thaw_start 10:00, thaw_end 10:04")
'natural-order conforms [0, 0] contradictions'
>>> try_rule("W203", "", "thaw_end 10:04, administration_end 09:34")
'natural-order indeterminate [1, 1] contradictions'
>>> try_rule("W203", "", "thaw_end 10:04")
''
>>> try_rule("W203", "", "administration_end 10:34, discarded 10:40")
'natural-order conforms [0, 0] contradictions'
>>> try_rule("W203", "", "discarded 10:01, thaw_start 10:03, thaw_end 10:07")
'natural-order indeterminate [1, 1] contradictions'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import lines_of_events, words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say

CODE = "W203"
_NATURE = Requirement(code="natural-order", citation=Citation("the order of nature, and the site's facts"))


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Say for each container in whose record two events have an order whether its times can all be true."""
    del exposure
    untimed = _untimed(evidence)
    rows = np.nonzero(_comparable(evidence))[0]
    counted = np.zeros(len(evidence))
    counted[evidence.contradictions.rows] = evidence.contradictions.counts()
    counted, most = (each if len(rows) == len(each) else each[rows] for each in (counted, counted + untimed))
    verdict = np.where(most == 0, CONFORMS, INDETERMINATE).astype(np.int8)
    nowhere = np.broadcast_to(np.nan, len(rows))
    yield finding_table(
        CODE, _NATURE, None, (counted, most), verdict, evidence=evidence, extent=(nowhere, nowhere), events=(),
        words=partial(_words, evidence), unit="contradictions", of_record=True, rows=rows,
    )  # fmt: skip


def _comparable(evidence: Evidence) -> Mask:
    """Say for each container whether any two logged events have an order."""
    linked = np.isfinite(evidence.network.reach) & ~np.eye(len(evidence.network.nodes), dtype=bool)
    names = np.array(_names(evidence))
    linked &= names[:, None] != names[None, :]
    out, logged = np.zeros(len(evidence), bool), evidence.logged
    for i in np.nonzero(logged.any(axis=1) & linked.any(axis=1))[0]:
        out |= logged[i] & np.logical_or.reduce(logged[linked[i]])
    for end, use in evidence.contradictions.ends:
        out |= evidence.recorded[names[end]] & evidence.recorded[names[use]]
    return out


def _untimed(evidence: Evidence) -> Column:
    """Count for each container the pairs of an end and a use, one without its time, that may be the wrong way round."""
    counted = np.zeros(len(evidence))
    for pair in evidence.contradictions.ends:
        counted += _may_follow(evidence, *pair)
    return counted


def _may_follow(evidence: Evidence, end: int, use: int) -> Mask:
    """Say of which containers a use that is recorded may have come after a recorded end, one of them without a time."""
    names, logged = _names(evidence), evidence.logged
    both = evidence.recorded[names[end]] & evidence.recorded[names[use]] & evidence.sound
    return np.asarray(both & ~(logged[end] & logged[use]) & (evidence.hi[use] > evidence.lo[end]))


def _names(evidence: Evidence) -> list[str]:
    """Return the event of each node."""
    return [node.partition(":")[0] for node in evidence.network.nodes]


def _words(evidence: Evidence, row: int) -> Words:
    if broken := words_on_contradiction(evidence, row):
        pairs = evidence.contradictions.of(row)
        lines = lines_of_events(evidence, row, [name for pair in pairs for name in pair])
        return joined("; ", [broken[0], lines]), broken[1]
    open_ = _open(evidence, row)
    if not open_:
        return say("contradiction.none"), None
    said = joined("; ", [say("contradiction.came_before", use=event(use), end=event(end)) for end, use in open_])
    lines = lines_of_events(evidence, row, [name for pair in open_ for name in pair])
    return say("contradiction.unknown", said=said, lines=lines), say("contradiction.log_rows")


def _open(evidence: Evidence, row: int) -> list[tuple[str, str]]:
    """Return the ends and uses of one container of which nobody knows which came first; of several uses the last."""
    names, reach = _names(evidence), evidence.network.reach
    found = [pair for pair in evidence.contradictions.ends if _may_follow(evidence, *pair)[row]]
    last = [(end, use) for end, use in found if not any(e == end and u != use and reach[u, use] <= 0 for e, u in found)]
    return list(dict.fromkeys((names[end], names[use]) for end, use in last))
