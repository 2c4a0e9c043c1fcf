"""Are the identifiers on the containers of the form that they claim?

Why it matters
--------------
A donation number with one digit wrong leads to another donor, or to nobody. A check character shows such a slip the
moment it is written, and an expiry inside a code that is not the printed one shows that the two are not of one label.

Sources
-------
The columns `donation_number`, `sec` and `product_code`, and any other for which the site's profile states a scheme
(`[identifiers]`). ISBT 128 donation identification numbers (ISO 7064 mod 37-2), Single European Codes (Directive
2006/86/EC, annex VII), keys and element strings of GS1 (modulo 10). Structure and check characters are all that is
asked: whether a facility or a product of that number exists is not known here. A text deviates only where the profile
or its own unmistakable structure (`=` before a donation number, `SEC:`, application identifiers in parentheses) states
the scheme. What stands in `sec` and is no such code stays open; a number that may be of a scheme is shown, and decides
nothing. An expiry inside a code that is surely not the printed one stays open, and both are named, and so
does a batch inside an element string that is not the one in `batch`; whether the product
was used in time is asked by S301.

Common causes
-------------
A number copied by hand; a scanner that dropped its last characters; a letter O for a zero; a label of another bag.

What to do
----------
Read the number again on the container, not on a copy of it, and correct the record with a reason. Where the container
itself bears the wrong number, ask who labelled it before anything else is done with it.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> try_rule("C404", "", "product_received 08:00 donation_number==G12349865432177")
'donation-number conforms [0, 0] faults'
>>> try_rule("C404", "", "product_received 08:00 donation_number==G12349865432178")
'donation-number deviates [1, 1] faults'
>>> try_rule("C404", "", "product_received 08:00 sec=SE000123")
'sec indeterminate [1, 1] faults'
>>> try_rule("C404", "", "product_received 08:00 donation_number=2026-0815")
''
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.core.wording import clock
from atmp_logistics.evidence.events.coded_expiry import is_another_expiry
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.coded_batch import findings_on_batches
from atmp_logistics.rules.filed_identifiers import COLUMNS, Filed, FiledIdentifier, filed_identifiers
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import column_in_words, say

CODE = "C404"
_CITED = Citation("the scheme of the identifier")


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Take apart what the record files of each container, and hold the expiry inside a code against the printed one."""
    del exposure
    for column in dict.fromkeys((*COLUMNS, *evidence.site.identifiers)):
        filed = filed_identifiers(evidence, column)
        for binds in (True, False):
            own = {place: tuple(one for one in each if one.binds is binds) for place, each in filed.items()}
            if kept := {place: each for place, each in own.items() if each}:
                yield _of_structure(evidence, column, kept, binds=binds)
        if printed := _with_two_expiries(evidence, filed):
            yield _of_expiry(evidence, column, printed)
        yield from findings_on_batches(evidence, column, filed)


def _of_structure(evidence: Evidence, column: str, filed: Filed, *, binds: bool) -> FindingTable:
    """Return how many faults the identifiers of each container have."""
    rows = np.array(sorted(filed), np.int64)
    verdict = np.array([max(one.verdict for one in filed[place]) for place in rows.tolist()], np.int8)
    faults = np.array([sum(bool(one.read.wrong) for one in filed[place]) for place in rows.tolist()], np.float64)
    asked = Requirement(code=_code(column), citation=_CITED, obligation="shall" if binds else "information")
    return finding_table(
        CODE, asked, None, (faults, faults), verdict, evidence=evidence, events=(), unit="faults", of_record=True,
        rows=rows, words=partial(_words, evidence, column, filed),
    )  # fmt: skip


def _code(column: str) -> str:
    return column.replace("_", "-")


def _words(evidence: Evidence, column: str, filed: Filed, place: int) -> Words:
    said = joined("; ", (_said(evidence, column, one) for one in filed[place]))
    return said, say("structure.read_again") if any(one.read.wrong for one in filed[place]) else None


def _said(evidence: Evidence, column: str, one: FiledIdentifier) -> str:
    rows = evidence.event_rows.said(one.rows)
    where = say("identity.value", column=column_in_words(column), value=repr(one.read.text), rows=rows)
    an = "structure.as_an" if one.read.name[0] == "I" else "structure.as_a"
    of_scheme = say(an, scheme=one.read.name)
    if one.read.wrong:
        return say("structure.wrong", where=where, of_scheme=of_scheme, wrong=joined("; ", one.read.wrong))
    sound = say("structure.nothing_wrong", where=where, of_scheme=of_scheme)
    return joined("; ", (sound, *one.read.notes))


def _with_two_expiries(evidence: Evidence, filed: Filed) -> dict[int, FiledIdentifier]:
    """Return the sound identifier of each container that holds an expiry, where another is printed beside it."""
    printed = evidence.event_rows.stated("expiry")
    sound = ((place, one) for place, each in filed.items() for one in each if one.is_stated and not one.read.wrong)
    return {place: one for place, one in sound if one.read.expiry and place in printed}


def _of_expiry(evidence: Evidence, column: str, filed: dict[int, FiledIdentifier]) -> FindingTable:
    """Return of each container whether the expiry inside its code is surely not the printed one."""
    rows = np.array(sorted(filed), np.int64)
    bounds = zip(evidence.expiry_lower[rows].tolist(), evidence.expiry_upper[rows].tolist(), strict=True)
    days = (filed[place].read.expiry for place in rows.tolist())
    differs = np.array(
        [is_another_expiry(day, own, evidence.tz) for day, own in zip(days, bounds, strict=True)], np.float64
    )
    verdict = np.where(differs == 0, CONFORMS, INDETERMINATE).astype(np.int8)
    asked = Requirement(code=f"{_code(column)}-expiry", citation=_CITED)
    words = partial(_words_on_expiry, evidence, column, filed, dict(zip(rows.tolist(), differs.tolist(), strict=True)))
    return finding_table(
        CODE, asked, None, (differs, differs), verdict, evidence=evidence, events=(), unit="differences", words=words,
        of_record=True, rows=rows,
    )  # fmt: skip


def _words_on_expiry(
    evidence: Evidence, column: str, filed: dict[int, FiledIdentifier], differs: dict[int, float], place: int
) -> Words:
    one, rows = filed[place], evidence.event_rows
    named = {
        "column": column_in_words(column),
        "rows": rows.said(one.rows),
        "day": one.read.expiry,
        "printed": rows.said(rows.stated("expiry")[place]),
        "until": clock(float(evidence.expiry_upper[place]), evidence.tz),
    }
    if not differs[place]:
        return say("structure.same_expiry", **named), None
    return say("structure.another_expiry", **named), say("structure.read_both")
