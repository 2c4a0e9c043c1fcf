"""Is it the same patient and the same container in every row?

Why it matters
--------------
A perfect temperature record of the wrong bag is worthless. An autologous product given to another patient kills, and
nothing in its temperatures shows it; what shows it is an identifier that changed between two rows of the record.

Sources
-------
What the rows of the record say. A container has one batch, one donation number, one product code; a therapy has one
patient, wherever the patient's identity or pseudonym is read, and of an autologous product the starting material has
the same. Identifiers are texts and are compared sign by sign. Two that differ by capitals, blanks, noughts in front, or
signs that look alike, and by nothing else, may be one that was typed in two ways: that is undecided until somebody
looks. Any other difference deviates.

A check of identity is what the record logs as one (`identity_check`), with what was compared, the outcome and who did
it. A label's checks are asked for where a therapy logs any check, a site's always. Each must come before the step that
waits for it and after the step before, with two independent identifiers that other rows hold too, and by two persons
where two are demanded. A check with a mismatch deviates; one that is not logged is undecided.

A container that names its parent (`parent_container`) was filled from it when it was drawn (`syringe_drawn`): the
parent's rows up to then are its own, its thaw and its batch among them, in this rule and in every other. A parent of
another therapy deviates. One that nobody logged, that leads back to its child, or of which there are two, is undecided,
and so is a container of which nobody logged when it was filled.

Nothing is compared, and nothing found, where the record says an identifier in one row alone.

Common causes
-------------
Two bags taken out together; a label printed for the next patient; a row copied from the therapy before; a number
typed by hand; a spreadsheet that dropped noughts.

What to do
----------
Deviates: hold the container, and look at both labels before anything else is done. Indeterminate: look at the label,
and correct the row that is written otherwise.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> try_rule("C401", "", "product_received 08:00 batch=L7, administration_start 10:00 batch=L7")
'identifiers conforms [0, 0] mismatches'
>>> try_rule("C401", "", "product_received 08:00 batch=L7, administration_start 10:00 batch=L8")
'identifiers deviates [1, 1] mismatches'
>>> try_rule("C401", "", "product_received 08:00 batch=L7, administration_start 10:00 batch=l7")
'identifiers indeterminate [0, 1] mismatches'
>>> try_rule("C401", "", "product_received 08:00 batch=L7, administration_start 10:00")
''
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import Limit, compare
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.identifier_rows import IDENTIFYING, IdentifierRows, identifier_rows, mismatches
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.identity_check_findings import findings_on_checks, findings_on_failed_checks
from atmp_logistics.rules.identity_words import words_on_differences, words_on_one_value
from atmp_logistics.rules.parent_findings import findings_on_parents
from atmp_logistics.rules.rule_phrases import say

CODE = "C401"
_NONE = Limit(upper=0.0, unit="mismatches")
_NOTHING = (say("identity.nothing"), say("identity.log_two"))
_IDENTIFIERS = Requirement(code="identifiers", citation=Citation("what the rows of the record say"))


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare what the rows say of each container and its patient."""
    del exposure
    found = _said(evidence)
    yield from _on_identifiers(evidence, found, at_least=0)
    yield from findings_on_checks(evidence, found)
    yield from findings_on_parents(evidence)


def findings_on_mismatches(evidence: Evidence) -> Iterator[FindingTable]:
    """Find the containers of which two rows say two things, or a check says so; asked whatever rules a caller chooses.

    A batch that two rows write in two ways is a contradiction in the record, and nothing conforms over it.
    """
    yield from _on_identifiers(evidence, _said(evidence), at_least=1)
    yield from findings_on_failed_checks(evidence)
    yield from findings_on_parents(evidence, conforming=False)


def _said(evidence: Evidence) -> list[IdentifierRows]:
    """Return what the rows say of each container in every column of an identifier."""
    table, roll = evidence.event_rows.table, evidence.event_rows.roll
    return identifier_rows(table, roll, IDENTIFYING, autologous=evidence.product.origin == "autologous")


def _on_identifiers(evidence: Evidence, found: list[IdentifierRows], at_least: int) -> Iterator[FindingTable]:
    """Find the containers of which anything is said in two rows, and count what may contradict itself."""
    rows, surely, possibly = mismatches(found, len(evidence))
    compared = set(rows.tolist())
    if evidence.site.identity_required:
        rows, (surely, possibly) = np.arange(len(evidence)), _of_every(len(evidence), rows, (surely, possibly))
    asked = possibly >= at_least
    if asked.any():
        words = partial(_words, evidence, found, compared)
        yield _table(evidence, rows[asked], (surely[asked], possibly[asked]), words)


def _of_every(count: int, rows: Index, measured: tuple[Column, Column]) -> tuple[Column, Column]:
    """Return bounds for every container; of one of which nothing is compared any number may be apart."""
    surely, possibly = np.zeros(count), np.full(count, np.inf)
    surely[rows], possibly[rows] = measured
    return surely, possibly


def _table(
    evidence: Evidence, rows: Index, measured: tuple[Column, Column], words: Callable[[int], Words]
) -> FindingTable:
    nowhere = np.full(len(rows), np.nan)
    return finding_table(
        CODE, _IDENTIFIERS, _NONE, measured, compare(*measured, _NONE), evidence=evidence, extent=(nowhere, nowhere),
        events=(), words=words, unit=_NONE.unit, of_record=True, rows=rows,
    )  # fmt: skip


def _words(evidence: Evidence, found: list[IdentifierRows], compared: Collection[int], row: int) -> Words:
    if row not in compared:
        return _NOTHING
    each = {one.column: one.rows_of(row) for one in found}
    apart = {column: values for column, values in each.items() if len(values) > 1}
    if not apart:
        return words_on_one_value(evidence, each), None
    return words_on_differences(evidence, apart)
