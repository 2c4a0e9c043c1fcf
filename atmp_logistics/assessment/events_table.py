"""Every event of a result's containers as a table: when each happened, as bounds, and the row that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.core.typed_table import TEXT, TIME, WHOLE, joined_tables, times_of
from atmp_logistics.evidence.events.event_rows import RowsOfEvent
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_order import node
from atmp_logistics.records.row_names import FILE

_KEYS = ("therapy_id", "container_id", "product", "event", "instance", "source")
TYPES = {**dict.fromkeys(_KEYS, TEXT), "earliest": TIME, "latest": TIME, "file": TEXT, "row": WHOLE}
LOGGED, NO_TIME, NOT_TAKEN, INFERRED = "logged", "logged without its time", "logged, its time not taken", "inferred"


def events_table(parts: Iterable[ProductResult]) -> pd.DataFrame:
    """Return one row an event of a container; see `Assessment.events`."""
    found = (columns for part in parts for columns in _of_part(part.evidence))
    return joined_tables(TYPES, found, ["therapy_id", "container_id", "earliest", "latest", "event"])


def _of_part(evidence: Evidence) -> Iterator[dict[str, Any]]:
    for name, kind in EVENTS.items():
        if evidence.network.places.get(node(name, "first")) is not None:
            yield from _recurring(evidence, name) if kind.recurs else [_once(evidence, name)]


def _once(evidence: Evidence, name: str) -> dict[str, Any]:
    return _of_instance(evidence, name, "first", _outer_rows(evidence.event_rows.rows(name), len(evidence))[0], "")


def _recurring(evidence: Evidence, name: str) -> Iterator[dict[str, Any]]:
    """Yield the first and the last instance, as one where they are one, and what is logged between them."""
    rows, count = evidence.event_rows.rows(name), len(evidence)
    first, last = _outer_rows(rows, count)
    apart = (first != last) | (_bounds(evidence, name, "first") != _bounds(evidence, name, "last")).any(axis=0)
    one = _of_instance(evidence, name, "first", first, np.where(apart, "first", ""))
    yield one
    yield _of_instance(evidence, name, "last", last, "last", apart)
    between = ~np.isin(rows.row, np.concatenate([first, last]))
    yield _of_rows(evidence, name, RowsOfEvent(rows.place[between], rows.time_us[between], rows.row[between]))


def _bounds(evidence: Evidence, name: str, side: str) -> Column:
    place = evidence.row(name, side)
    return np.array([evidence.lo[place], evidence.hi[place]])


def _outer_rows(rows: RowsOfEvent, count: int) -> tuple[Index, Index]:
    """Return the row of each container's first and last instance by their written times, -1 where it has none."""
    order = np.lexsort((rows.row, rows.time_us, rows.place))
    first, last = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    first[rows.place[order[::-1]]] = rows.row[order[::-1]]
    timed = order[~np.isnan(rows.time_us[order])]
    last[rows.place[order]] = rows.row[order]
    last[rows.place[timed]] = rows.row[timed]
    return first, last


def _of_instance(
    evidence: Evidence, name: str, side: str, row: Index, instance: Any, wanted: Any = True
) -> dict[str, Any]:
    """Return the columns of one instance, of the containers in which anything is known of it."""
    lower, upper = _bounds(evidence, name, side)
    logged, time = evidence.logged[evidence.row(name, side)], evidence.event_rows.table["time"].to_numpy(np.float64)
    written = np.where(row >= 0, time[row], np.nan) if len(time) else np.full(len(row), np.nan)
    said = np.where(np.isnan(written), NO_TIME, np.where(logged, LOGGED, NOT_TAKEN))
    source = np.where(row < 0, INFERRED, said).astype(object)
    kept = np.nonzero(((row >= 0) | np.isfinite(lower) | np.isfinite(upper)) & wanted)[0]
    instances = np.broadcast_to(np.asarray(instance, object), len(row))[kept]
    return _columns(evidence, name, kept, instances, source[kept], (lower[kept], upper[kept]), row[kept])


def _of_rows(evidence: Evidence, name: str, rows: RowsOfEvent) -> dict[str, Any]:
    """Return the columns of instances between the first and the last, as they are written."""
    doubt = exactness_of(evidence.event_rows.table, evidence.site.resolution_s).of(rows.row)
    source = np.where(np.isnan(rows.time_us), NO_TIME, LOGGED).astype(object)
    bounds = rows.time_us - doubt, rows.time_us + doubt
    between = np.full(len(rows.row), "between", object)
    return _columns(evidence, name, rows.place, between, source, bounds, rows.row)


def _columns(
    evidence: Evidence,
    name: str,
    at: Index,
    instance: NDArray[np.object_],
    source: NDArray[np.object_],
    bounds: tuple[Column, Column],
    row: Index,
) -> dict[str, Any]:
    table, has_row = evidence.event_rows.table, row >= 0
    numbers, files = pd.array([pd.NA] * len(row), dtype=WHOLE), np.full(len(row), "", object)
    numbers[has_row] = table["row"].to_numpy(np.int64)[row[has_row]]
    if FILE in table:
        files[has_row] = table[FILE].to_numpy(object)[row[has_row]]
    return {
        "therapy_id": evidence.therapy[at],
        "container_id": evidence.container[at],
        "product": np.full(len(at), evidence.product.slug, object),
        "event": np.full(len(at), name, object),
        "instance": instance,
        "source": source,
        "earliest": times_of(bounds[0]),
        "latest": times_of(bounds[1]),
        "file": files,
        "row": numbers,
    }
