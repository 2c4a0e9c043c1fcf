"""Whether each check of identity that a label or a site demands was logged, with what it must compare and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.identity_check_words import check_of_identity, compared_identifier
from atmp_logistics.core.person_names import names_nobody
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import Limit, compare
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.identifier_rows import OF_PATIENT, IdentifierRows
from atmp_logistics.evidence.events.identity_checks import (
    BAD,
    CHECK,
    GOOD,
    OPEN,
    RowSpan,
    are_two,
    compared,
    containers_with_checks,
    independent,
    outcome_of,
    persons_of,
    serving,
    spans_of,
    waiting_for,
)
from atmp_logistics.rules.finding_words import words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table, ground_of
from atmp_logistics.rules.rule_phrases import say

CODE = "C401"
_NONE = Limit(upper=0.0, unit="checks")
_LOGGED = Requirement(code="logged-checks", citation=Citation("the outcomes that the record states"))
#: Which columns hold what a label asks for by its word; a label or a document is named by no column.
_COLUMNS = {
    **dict.fromkeys(("patient identity", "patient name", "date of birth", "patient number"), OF_PATIENT),
    "lot number": ("batch",),
    "donor number": ("donation_number", "sec"),
}
#: What counts containers, and compares no identifier.
_COUNTS = "number of containers"


def demanded(evidence: Evidence, *, by_label: bool) -> list[Check]:
    """Return the checks that a site demands, and that a label does, but for those that count containers."""
    label = evidence.product.checks if by_label else ()
    return [check for check in (*evidence.site.checks, *label) if _COUNTS not in check.identifiers]


def findings_on_checks(evidence: Evidence, found: Sequence[IdentifierRows]) -> Iterator[FindingTable]:
    """Judge the checks that are logged, and those demanded: by a label where a therapy logs any, by a site always."""
    logging = containers_with_checks(evidence)
    yield from _on_outcomes(evidence, logging)
    everyone = np.arange(len(evidence))
    rows = everyone if evidence.site.identity_required else logging
    for check in demanded(evidence, by_label=True):
        asked = everyone if check in evidence.site.checks else rows
        if len(asked):
            yield from _on_demand(evidence, found, check, asked)


def findings_on_failed_checks(evidence: Evidence) -> Iterator[FindingTable]:
    """Find the containers of which a logged check says that something did not match."""
    yield from _on_outcomes(evidence, containers_with_checks(evidence), failed_only=True)


def _on_outcomes(evidence: Evidence, places: Index, *, failed_only: bool = False) -> Iterator[FindingTable]:
    """Count the checks that are logged with an outcome other than that everything matched."""
    said = {place: _outcomes(evidence, place) for place in places.tolist()}
    said = {place: each for place, each in said.items() if any(how == BAD or not failed_only for how, _ in each)}
    if not said:
        return
    count = [[sum(how == BAD for how, _ in each), sum(how != GOOD for how, _ in each)] for each in said.values()]
    bad, other = np.array(count, np.float64).T

    def words(place: int) -> Words:
        unlike = [words for how, words in said[place] if how != GOOD]
        if not unlike:
            return say("checked.all_match"), None
        return joined("; ", unlike), say("checked.write_outcome")

    yield _finding(evidence, _LOGGED, np.array([*said]), (bad, other), (CHECK,), words)


def _outcomes(evidence: Evidence, place: int) -> list[tuple[str, str]]:
    found = list[tuple[str, str]]()
    for row in evidence.event_rows.rows(CHECK).of(place).row.tolist():
        how, text = outcome_of(evidence, row)
        found.append((how, say("checked.check", rows=evidence.event_rows.said([row]), lacks=_outcome_in_words(text))))
    return found


def _outcome_in_words(text: str) -> str:
    return say("checked.has_outcome", outcome=repr(text)) if text else say("checked.no_outcome")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is found of one event that waits for a check, and in words why; nothing where all is as demanded."""

    how: str
    why: str


def _on_demand(
    evidence: Evidence, found: Sequence[IdentifierRows], check: Check, asked: Index
) -> Iterator[FindingTable]:
    """Judge one check that is demanded, at each event that waits for it."""
    answers = {place: _answers(evidence, found, check, place) for place in asked.tolist()}
    answers = {place: each for place, each in answers.items() if each}
    if not answers:
        return
    count = [[sum(one.how == BAD for one in each), sum(one.how != GOOD for one in each)] for each in answers.values()]
    bad, other = np.array(count, np.float64).T
    rows = np.array(list(answers), np.int64)
    bad = np.where(evidence.sound[rows], bad, 0.0)
    other = np.where(evidence.sound[rows], other, np.maximum(other, 1.0))
    events = CHECK, *ends_of(check.at)[:1]
    table = _finding(evidence, check, rows, (bad, other), events, partial(_words, evidence, check, answers))
    yield replace(table, rests_on=(ground_of(check, check_of_identity(check)),))


def _finding(
    evidence: Evidence, requirement: Requirement, rows: Index, measured: tuple[Column, Column],
    events: tuple[str, ...], words: Callable[[int], Words],
) -> FindingTable:  # fmt: skip
    nowhere = np.full(len(rows), np.nan)
    return finding_table(
        CODE, requirement, _NONE, measured, compare(*measured, _NONE), evidence=evidence, extent=(nowhere, nowhere),
        events=events, words=words, unit=_NONE.unit, of_record=True, rows=rows,
    )  # fmt: skip


def _answers(evidence: Evidence, found: Sequence[IdentifierRows], check: Check, place: int) -> list[_Answer]:
    """Return what is found of each event of one container that waits for a check."""
    waits = waiting_for(evidence, check.at, place)
    if not waits:
        return []
    checks = spans_of(evidence, CHECK, place)
    every = demanded(evidence, by_label=True)
    marks = [mark for at in dict.fromkeys(one.at for one in every) for mark in waiting_for(evidence, at, place)]
    return [_answer(evidence, found, check, place, one, list(serving(checks, one, marks))) for one in waits]


def _answer(
    evidence: Evidence, found: Sequence[IdentifierRows], check: Check, place: int, waits: RowSpan,
    serve: list[tuple[RowSpan, bool]],
) -> _Answer:  # fmt: skip
    where = say("checked.of_row", rows=evidence.event_rows.said([waits.row])) if waits.row >= 0 else ""
    before = say("checked.before", event=event(check.at), where=where)
    if not serve:
        return _Answer(OPEN, say("checked.none", before=before))
    judged = [(_lacks(evidence, found, check, place, one.row), is_sure) for one, is_sure in serve]
    if any(how == GOOD and is_sure for (how, _), is_sure in judged):
        return _Answer(GOOD, "")
    lacks = [
        say("checked.check", rows=evidence.event_rows.said([one.row]), lacks=why or say("checked.late", before=before))
        for (one, _), ((_, why), _) in zip(serve, judged, strict=True)
    ]
    all_bad = all(how == BAD for (how, _), _ in judged) and any(is_sure for _, is_sure in judged)
    return _Answer(BAD if all_bad else OPEN, say("checked.at", before=before, lacks=joined("; ", lacks)))


def _lacks(evidence: Evidence, found: Sequence[IdentifierRows], check: Check, place: int, row: int) -> tuple[str, str]:
    """Return whether a logged check is what is demanded, and in words what it lacks."""
    equal, maybe, surely = compared(found, row, place)
    outcome, text = outcome_of(evidence, row)
    done, seen = persons_of(evidence, row)
    persons = are_two(done, seen) if check.persons == 2 else OPEN if check.persons and names_nobody(done) else GOOD
    asked = {word: _COLUMNS[word] for word in check.identifiers if word in _COLUMNS}
    lacking = [
        compared_identifier(word) for word, columns in asked.items() if not any(name in equal for name in columns)
    ]
    apart = independent(equal)
    said = [
        (BAD if surely else OPEN, say("checked.otherwise")) if maybe else None,
        (outcome, _outcome_in_words(text)) if outcome != GOOD else None,
        (persons, _persons_in_words(done, seen)) if persons != GOOD else None,
        (OPEN, say("checked.in_common", count=len(apart))) if len(apart) < 2 else None,
        (OPEN, say("checked.names_no", words=joined(say("checked.and_no"), lacking)))
        if lacking and len(apart) >= 2
        else None,
    ]
    faults = [one for one in said if one]
    how = BAD if any(one == BAD for one, _ in faults) else OPEN if faults else GOOD
    return how, joined(", ", (why for _, why in faults))


def _persons_in_words(done: str, seen: str) -> str:
    if not names_nobody(done) and not names_nobody(seen):
        if done == seen:
            return say("checked.twice", name=repr(done))
        return say("checked.may_be_one", one=repr(done), other=repr(seen))
    written = [repr(name) for name in (done, seen) if name and names_nobody(name)]
    return say("checked.nobody", name=written[0]) if written else say("checked.not_everybody")


def _words(evidence: Evidence, check: Check, answers: dict[int, list[_Answer]], place: int) -> Words:
    if broken := words_on_contradiction(evidence, place):
        return broken
    said = [one.why for one in answers[place] if one.how != GOOD]
    demand = check_of_identity(check)
    if not said:
        return say("checked.as_demanded", demand=demand), None
    return say("checked.demanded", demand=demand, found=joined("; ", said)), say("checked.log", event=event(check.at))
