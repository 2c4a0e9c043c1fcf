"""Whether what a container was filled from is one container of its own therapy, and when it was filled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.translatable import prose
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, INDETERMINATE, Limit
from atmp_logistics.core.wording import listed
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.identifier_rows import identifier_rows
from atmp_logistics.evidence.events.identity_checks import spans_of
from atmp_logistics.evidence.events.parents import DRAWN, HELD, KNOWN, LOOP, NOBODYS, NOWHERE, PARENT
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say

CODE = "C401"
_NONE = Limit(upper=0.0, unit="parents")
_PARENT = Requirement(code="parent", citation=Citation("what the record says that the container was filled from"))
#: What is found of one container: the verdict, why, and what would decide it.
_Answer = tuple[int, str, str | None]


def findings_on_parents(evidence: Evidence, *, conforming: bool = True) -> Iterator[FindingTable]:
    """Find the containers that name a parent, or those with a wrong one, and say whether it is one of their therapy."""
    table, roll = evidence.event_rows.table, evidence.event_rows.roll
    found = [] if KNOWN not in table else identifier_rows(table, roll, (PARENT,), autologous=False)
    said = {place: found[0].rows_of(place) for place in np.unique(found[0].place).tolist()} if found else {}
    answers = {place: _answer(evidence, parents, place) for place, parents in said.items()}
    answers = {place: each for place, each in answers.items() if conforming or each[0] != CONFORMS}
    if not answers:
        return
    places = np.array(list(answers), np.int64)
    verdict = np.array([how for how, _, _ in answers.values()], np.int8)
    bad, other = (verdict == DEVIATES).astype(np.float64), (verdict != CONFORMS).astype(np.float64)
    nowhere = np.full(len(places), np.nan)

    def words(place: int) -> Words:
        return answers[place][1:]

    yield finding_table(
        CODE, _PARENT, _NONE, (bad, other), verdict, evidence=evidence, extent=(nowhere, nowhere), events=(DRAWN,),
        words=words, unit=_NONE.unit, of_record=True, rows=places,
    )  # fmt: skip


def _answer(evidence: Evidence, parents: dict[str, list[int]], place: int) -> _Answer:
    """Say of one container what is known of its parent."""
    rows_said = evidence.event_rows.said
    whole = listed(say("identity.at", value=repr(name), where=rows_said(rows)) for name, rows in parents.items())
    if len(parents) > 1:
        return INDETERMINATE, say("parent.several", parents=whole), say("parent.correct")
    ((name, rows),) = parents.items()
    known, where = evidence.event_rows.table[KNOWN].iloc[rows[0]], rows_said(rows)
    open_by = {
        NOBODYS: (say("parent.nobodys", parents=whole), say("parent.name_container", rows=where)),
        LOOP: (say("parent.loop", parents=whole), say("parent.correct")),
        NOWHERE: (say("parent.nowhere", parents=whole), say("parent.log_it", name=repr(name), rows=where)),
    }
    if known in open_by:
        return INDETERMINATE, *open_by[known]
    if known != HELD:
        return DEVIATES, say("parent.of_another", parents=whole, known=prose(known)), None
    drawn = spans_of(evidence, DRAWN, place)
    if not drawn or not all(np.isfinite(span.earliest) for span in drawn):
        return INDETERMINATE, say("parent.undrawn", parents=whole), say("parent.log_drawn")
    return CONFORMS, say("parent.conforms", parents=whole), None
