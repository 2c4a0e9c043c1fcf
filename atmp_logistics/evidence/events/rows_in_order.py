"""Whether all rows of some events surely came before all rows of others, by what is written alone.

Unlike bounds, these are known of a container whose record contradicts itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.record_rows import minute_of
from atmp_logistics.records.row_names import FILE

#: Bounds on the true times of rows, and their minutes: of all rows of a container, the first or the last.
_Ends = tuple[Column, Column]


def surely_all_before(evidence: Evidence, before: Sequence[str], after: Sequence[str]) -> Mask:
    """Say which containers have all rows of some events surely before all rows of others; both are in the record."""
    return _in_order(evidence, _ends(evidence, before, last=True), _ends(evidence, after, last=False))


def earliest_surely_before(evidence: Evidence, before: Sequence[str], after: Sequence[str]) -> Mask:
    """Say which containers have a row of some events surely before all rows of others."""
    return _in_order(evidence, _ends(evidence, before, last=None), _ends(evidence, after, last=False))


def _in_order(evidence: Evidence, one: _Ends, other: _Ends) -> Mask:
    found = one[0] < other[0]
    exact = exactness_of(evidence.event_rows.table, evidence.site.resolution_s)
    if exact.keeps_order and FILE not in evidence.event_rows.table:
        found |= one[1] < other[1]
    return np.asarray(found, bool)


def _ends(evidence: Evidence, names: Sequence[str], *, last: bool | None) -> _Ends:
    """Return the latest bound of all rows, the earliest of all rows, or (None) the latest bound of the earliest row.

    Without a row there is no end: the latest is +inf, the earliest -inf, and so nothing is in order.
    """
    table, count = evidence.event_rows.table, len(evidence)
    exact = exactness_of(table, evidence.site.resolution_s)
    nothing = -np.inf if last is False else np.inf
    fold = np.maximum if last else np.minimum
    end, minute = (np.full(count, -np.inf if last else np.inf) for _ in range(2))
    some, lost = np.zeros(count, bool), np.zeros(count, bool)
    for name in names:
        rows = evidence.event_rows.rows(name)
        time = np.where(np.isin(rows.row, evidence.untimed_rows), np.nan, rows.time_us)
        known = ~np.isnan(time)
        doubt = np.broadcast_to(exact.of(rows.row), time.shape)
        at = (time - doubt) if last is False else (time + doubt)
        fold.at(end, rows.place[known], at[known])
        fold.at(minute, rows.place[known], minute_of(time[known]))
        some[rows.place[known]] = True
        lost[rows.place[~known]] = last is not None
    known_end = some & ~lost
    return np.where(known_end, end, nothing), np.where(known_end, minute, nothing)
