"""How many containers of each centre and of each lane have which verdict, where the record names places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.translatable import Message, joined
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.core.wording import event
from atmp_logistics.report.assessment.result_phrases import phrase, verdict_word

#: The columns of a record that name a place; the first that names any is taken.
_COLUMNS = ("location", "custodian")
#: The events at whose place a product is used, the nearest to its use first.
_OF_USE = ("administration_start", "administration_end", "thaw_start", "thaw_end", "product_received")
_FROM, _TO = "product_dispatched", "product_received"


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """The counts of verdicts by centre or by lane: `rows` hold a name, all containers, and those of each verdict."""

    kind: str
    basis: Message
    rows: tuple[tuple[str, int, int, int, int], ...]

    @property
    def title(self) -> Message:
        """The heading of the counts."""
        return phrase(f"place.by_{self.kind}")

    @property
    def headings(self) -> tuple[Message, ...]:
        """The headings of the rows."""
        verdicts = map(verdict_word, reversed(Verdict))
        return (phrase(f"place.{self.kind}"), phrase("place.containers"), *verdicts)


def counts_by_place(result: Assessment) -> Iterator[PlaceCounts]:
    """Yield the counts of verdicts by centre, and by lane, where the events name them; those with most faults first.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import assess, read_events
    >>> from atmp_logistics.assessment.sandbox import sandbox_product
    >>> rows = [("T1", "thaw_end", "2026-11-10T10:04Z", "Lund"), ("T2", "thaw_end", "2026-11-10T11:04Z", "Lund")]
    >>> events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time", "location"]))
    >>> one, = counts_by_place(assess(events, product=sandbox_product("")))
    >>> one.rows, one.basis
    ((('Lund', 2, 0, 2, 0),), 'the location of thaw end')
    """
    for column in _COLUMNS:
        centres = [_centres(part, column) for part in result.parts]
        if any((names != "").any() for names, _ in centres):
            used = dict.fromkeys(name for _, events in centres for name in events)
            events = joined(phrase("place.else_of"), map(event, used))
            basis = phrase("place.of_centre", column=phrase(f"place.column_{column}"), events=events)
            yield PlaceCounts("centre", basis, _counted(result, [names for names, _ in centres]))
            break
    for column in _COLUMNS:
        ends = [[_named(part, name, column) for name in (_FROM, _TO)] for part in result.parts]
        if any(((begin != "") & (end != "")).any() for begin, end in ends):
            named = phrase(f"place.column_{column}")
            basis = phrase("place.of_lane", column=named, begin=event(_FROM), end=event(_TO))
            yield PlaceCounts("lane", basis, _counted(result, [_lanes(*pair) for pair in ends]))
            break


def _centres(part: ProductResult, column: str) -> tuple[NDArray[np.object_], list[str]]:
    """Return each container's centre, "" where nobody names one, and the events that name them."""
    found, used = np.full(len(part.evidence), "", object), []
    for name in _OF_USE:
        named = _named(part, name, column)
        new = (found == "") & (named != "")
        if new.any():
            found[new] = named[new]
            used.append(name)
    return found, used


def _lanes(begin: NDArray[np.object_], end: NDArray[np.object_]) -> NDArray[np.object_]:
    pairs = [*zip(begin.tolist(), end.tolist(), strict=True)]
    lanes = {pair: _lane(*pair) if any(pair) else "" for pair in dict.fromkeys(pairs)}
    return np.array([lanes[pair] for pair in pairs], object)


def _lane(begin: str, end: str) -> Message:
    not_named = phrase("place.not_named")
    return phrase("place.from_to", begin=begin or not_named, end=end or not_named)


def _named(part: ProductResult, name: str, column: str) -> NDArray[np.object_]:
    """Return what a column says on the rows of one event, for each container; "" where it says nothing."""
    found, table = np.full(len(part.evidence), "", object), part.evidence.event_rows.table
    rows = part.evidence.event_rows.rows(name)
    if column in table:
        said = table[column].astype(object).fillna("").to_numpy(object)[rows.row]
        found[rows.place] = said
    return found


def _counted(result: Assessment, names: Sequence[NDArray[np.object_]]) -> tuple[tuple[str, int, int, int, int], ...]:
    """Return how many containers of each name have each verdict."""
    count = Counter[tuple[str, int]]()
    for part, own in zip(result.parts, names, strict=True):
        places = part.places
        count.update(zip(own[places].tolist(), part.verdicts[places].tolist(), strict=True))
    if result.set_aside:
        count["", Verdict.INDETERMINATE.code] += len(result.set_aside)
    rows = [_row(name, count) for name in dict.fromkeys(name for name, _ in count)]
    return tuple(sorted(rows, key=lambda row: (-row[2], -row[3], row[0])))


def _row(name: str, count: Counter[tuple[str, int]]) -> tuple[str, int, int, int, int]:
    deviates, indeterminate, conforms = (count[name, verdict.code] for verdict in reversed(Verdict))
    return name or phrase("place.not_named"), deviates + indeterminate + conforms, deviates, indeterminate, conforms
