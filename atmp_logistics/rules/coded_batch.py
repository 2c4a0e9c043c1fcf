"""Whether the batch inside a GS1 element string is the one that the record files of the container."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.filed_identifiers import Filed, FiledIdentifier
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import column_in_words, say

CODE = "C404"
BATCH = "batch"
_INSIDE = "(10) BATCH/LOT"
_CITED = Citation("the scheme of the identifier")
#: A code that holds a batch, and the rows of each batch that is filed beside it.
_Pair = tuple[FiledIdentifier, dict[str, list[int]]]


def findings_on_batches(evidence: Evidence, column: str, filed: Filed) -> Iterator[FindingTable]:
    """Find of each container whether the batch inside its code is the one that is filed: another one stays open."""
    pairs = _pairs(evidence, filed) if column != BATCH else {}
    if not pairs:
        return
    rows = np.array(sorted(pairs), np.int64)
    differs = np.array([set(pairs[place][1]) != {_batch(pairs[place][0])} for place in rows.tolist()], np.float64)
    verdict = np.where(differs == 0, CONFORMS, INDETERMINATE).astype(np.int8)
    asked = Requirement(code=f"{column.replace('_', '-')}-batch", citation=_CITED)
    yield finding_table(
        CODE, asked, None, (differs, differs), verdict, evidence=evidence, events=(), unit="differences",
        words=partial(_words, evidence, column, pairs), of_record=True, rows=rows,
    )  # fmt: skip


def _pairs(evidence: Evidence, filed: Filed) -> dict[int, _Pair]:
    """Return the sound code of each container that holds a batch, with the batches that are filed of it."""
    rows = evidence.event_rows
    beside = rows.stated(BATCH)
    sound = ((place, one) for place, each in filed.items() for one in each if one.is_stated and not one.read.wrong)
    found = dict[int, _Pair]()
    for place, one in sound:
        if place not in beside or not _batch(one):
            continue
        said = dict[str, list[int]]()
        for row in beside[place]:
            said.setdefault(str(rows.table[BATCH].iloc[row]), []).append(row)
        if place not in found or set(said) != {_batch(one)}:
            found[place] = (one, said)
    return found


def _batch(one: FiledIdentifier) -> str:
    return one.read.parts.get(_INSIDE, "")


def _words(evidence: Evidence, column: str, pairs: dict[int, _Pair], place: int) -> Words:
    one, said = pairs[place]
    rows = evidence.event_rows
    inside, other = _batch(one), {text: own for text, own in said.items() if text != _batch(one)}
    batch, own = next(iter((other or said).items()))
    named = {
        "column": column_in_words(column), "rows": rows.said(one.rows), "inside": repr(inside), "batch": repr(batch),
        "filed": rows.said(own),
    }  # fmt: skip
    if not other:
        return say("structure.same_batch", **named), None
    return say("structure.another_batch", **named), say("structure.read_both")
