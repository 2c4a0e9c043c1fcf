"""Containers of which nothing may be asked: in a case of a condition, or by a version of the label, that can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import INDETERMINATE
from atmp_logistics.core.wording import listed
from atmp_logistics.evidence.events.condition_cases import containers_stated_alike, holds, possible_conditions
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import YES
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import how_to_state, say

_ASKED = Requirement(code="asked", citation=Citation("the conditions under which the label's limits hold"))


def containers_asked(found: Iterable[FindingTable], evidence: Evidence) -> tuple[Mask, Mask]:
    """Say of which containers a binding limit is surely asked, and of which one may be."""
    surely, maybe = np.zeros(len(evidence), bool), np.zeros(len(evidence), bool)
    unclear = list[FindingTable]()
    for one in found:
        if one.obligation != "shall" or one.of_record:
            continue
        maybe[one.rows] = True
        if one.requirement is None or not one.requirement.when:
            surely[one.rows] = True
        else:
            surely[one.rows[evidence.applies(one.requirement)[one.rows] == YES]] = True
            unclear.append(one)
    rows = np.nonzero(maybe & ~surely)[0]
    if len(rows):
        surely[rows] = _in_every_case(unclear, rows, evidence)
    return surely, maybe


def _in_every_case(unclear: list[FindingTable], rows: Index, evidence: Evidence) -> Mask:
    """Say for some containers whether in every case of what nobody stated some limit is asked."""
    keys = sorted({key for one in unclear if one.requirement for key in one.requirement.when})
    asked = np.ones(len(evidence), bool)
    for alike, stated in containers_stated_alike(evidence, keys):
        own = alike[np.isin(alike, rows)]
        for case in possible_conditions(evidence, stated, {}) if len(own) else ():
            held = [one.rows for one in unclear if one.requirement and holds(one.requirement.when, case)]
            asked[own] &= np.isin(own, np.concatenate([np.empty(0, np.int64), *held]))
    return asked[rows]


def findings_on_half_asked(found: list[FindingTable], evidence: Evidence) -> Iterator[FindingTable]:
    """Find the containers of which, in some case of what nobody stated, nothing is asked: they do not conform."""
    surely, maybe = containers_asked(found, evidence)
    rows = np.nonzero(maybe & ~surely)[0]
    if not len(rows):
        return
    keys = dict.fromkeys(key for one in found if one.requirement for key in one.requirement.when)

    def words(row: int) -> Words:
        open_keys = [key for key in keys if not evidence.conditions[key][row]]
        return say("branch.none_asked", keys=listed(open_keys)), how_to_state(open_keys)

    yield finding_of_nothing_asked(evidence, rows, words)


def finding_of_nothing_asked(evidence: Evidence, rows: Index, words: Callable[[int], Words]) -> FindingTable:
    """Return an indeterminate finding for containers of which perhaps nothing is asked."""
    nothing = np.full(len(rows), np.nan)
    return finding_table(
        "D502", _ASKED, None, (nothing, nothing), np.full(len(rows), INDETERMINATE, np.int8), evidence=evidence,
        extent=(nothing, nothing), events=(), words=words, unit="limits", of_record=True, rows=rows,
    )  # fmt: skip
