"""Findings as JSON text, straight from their columns: what all rows of a table share is encoded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from operator import itemgetter
from typing import Any

import numpy as np

from atmp_logistics.assessment.finding_ids import TableIds, container_key, ids_of_tables
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.instants import SECOND, iso
from atmp_logistics.core.verdict import DEVIATES, INDETERMINATE, Limit, Verdict
from atmp_logistics.report.shared.encoder import ENCODER, citation_record
from atmp_logistics.rules.findings import FindingTable

#: So many containers are written at a time.
_BLOCK = 4096
#: What stands before the fields of a finding: it lies in the list of a container, which lies in that of the document.
_INDENT = "\n     "
_VERDICTS = [f'{_INDENT}"verdict": "{verdict.value}",' for verdict in Verdict]


def findings_of_containers(part: ProductResult, read: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each container's place, and its findings as JSON text: the gravest first, then by rule and code.

    `read` is the hash over the files that were read, of which the findings' ids are made.
    """
    named = sorted(
        zip(part.judged, ids_of_tables(part, read), strict=True), key=lambda pair: (pair[0].rule, pair[0].code)
    )
    tables = [_Table.of(one, ids) for one, ids in named]
    for start in range(0, len(part.places), _BLOCK):
        places = part.places[start : start + _BLOCK]
        found: list[list[tuple[int, str]]] = [[] for _ in places]
        names = [container_key(part.evidence, place) for place in places.tolist()]
        for table in tables:
            table.write(places, names, found)
        for place, own in zip(places.tolist(), found, strict=True):
            own.sort(key=itemgetter(0))
            yield place, [text for _, text in own]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of findings in the order of its containers, with the text that all of its rows share."""

    one: FindingTable
    ids: TableIds
    rows: Index
    order: Index
    head: str
    shared: str
    unit: str
    events: str
    tail: str

    @classmethod
    def of(cls, one: FindingTable, ids: TableIds) -> _Table:
        order = np.argsort(one.rows, kind="stable")
        return cls(
            one,
            ids,
            one.rows[order],
            order,
            _fields({"rule": one.rule, "code": one.code}),
            _fields({"obligation": one.obligation, "limit": _limit(one.limit)}),
            f'{_INDENT} "unit": {_text(one.unit)}{_INDENT}}},',
            _fields({"events": list(one.events)}),
            f"{_fields({'citation': citation_record(one.citation)})[:-1]}\n    }}",
        )

    def write(self, places: Index, names: list[bytes], found: list[list[tuple[int, str]]]) -> None:
        """Add to each container's findings that of this table: its verdict, negative, and its text."""
        low, high = np.searchsorted(self.rows, [places[0], places[-1] + 1])
        at = np.searchsorted(places, self.rows[low:high])
        own = places[at] == self.rows[low:high]
        for slot, verdict, text in self._texts(at[own], names, self.order[low:high][own]):
            found[slot].append((-verdict, text))

    def _texts(self, slots: Index, names: list[bytes], rows: Index) -> Iterator[tuple[int, int, str]]:
        one, words = self.one, self.one.words
        lower, upper = (map(_number, column[rows].tolist()) for column in (one.lower, one.upper))
        starts, ends = (_instants(column[rows]) for column in (one.start, one.end))
        columns = zip(
            slots.tolist(), rows.tolist(), one.verdict[rows].tolist(), lower, upper, starts, ends, strict=True
        )
        for slot, row, verdict, least, most, start, end in columns:
            why, decide_by = words(row)
            decide = _text(decide_by) if verdict == INDETERMINATE and decide_by is not None else "null"
            other = self._other_side(row) if verdict == DEVIATES else ""
            text = (
                f'{{{_INDENT}"id": "{self.ids.of(row, names[slot])}",'
                f'{self.head}{_VERDICTS[verdict]}{self.shared}{_INDENT}"measured": {{{_INDENT} "lower": {least},'
                f'{_INDENT} "upper": {most},{self.unit}{other}{_INDENT}"start": {start},{_INDENT}"end": {end},'
                f'{self.events}{_INDENT}"why": {_text(why)},{_INDENT}"decide_by": {decide},{self.tail}'
            )
            yield slot, verdict, text

    def _other_side(self, row: int) -> str:
        bounds = self.one.other_side
        if bounds is None or np.isnan(bounds[0][row]):
            return ""
        least, most = (_number(float(column[row])) for column in bounds)
        return f'{_INDENT}"other_side": {{{_INDENT} "lower": {least},{_INDENT} "upper": {most},{self.unit}'


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    if not limit:
        return None
    return {"lower": limit.lower, "upper": limit.upper, "unit": limit.unit, "inclusive": limit.inclusive}


def _fields(record: dict[str, Any]) -> str:
    """Return fields of a finding as text, each with its comma."""
    return "".join(
        f"{_INDENT}{_text(key)}: {ENCODER.encode(value).replace(chr(10), _INDENT)}," for key, value in record.items()
    )


def _text(value: str) -> str:
    return ENCODER.encode(value)


def _number(value: float) -> str:
    return repr(value) if isfinite(value) else "null"


def _instants(column: Column) -> list[str]:
    """Return instants as JSON has them; whole seconds, as most are, are made all at once."""
    known = np.isfinite(column)
    at_us = np.where(known, column, 0.0).astype(np.int64)
    if (at_us % int(SECOND)).any():
        return ["null" if (text := iso(value)) is None else f'"{text}"' for value in column.tolist()]
    texts = np.datetime_as_string((at_us // int(SECOND)).astype("datetime64[s]")).tolist()
    return [f'"{text}Z"' if is_known else "null" for text, is_known in zip(texts, known.tolist(), strict=True)]
