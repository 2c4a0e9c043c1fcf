"""Which leg of its way spent how much of an account: from event to event, with who had the container, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.ledger_table import Account, accounts, containers_of
from atmp_logistics.assessment.limit_columns import versions_of
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.event_kinds import EVENTS, ends_of
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.core.typed_table import COUNT, NUMBER, TEXT, TIME, times_of, typed_table
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase

_KEYS = ("therapy_id", "container_id", "product", "revision", "kind", "code")
_TIMES = ("start_earliest", "start_latest", "end_earliest", "end_latest")
TYPES = {
    **dict.fromkeys(_KEYS, TEXT),
    "leg": COUNT,
    **dict.fromkeys(("from_event", "until_event", "custodian", "location"), TEXT),
    **dict.fromkeys(_TIMES, TIME),
    **dict.fromkeys(("spent_lower", "spent_upper"), NUMBER),
    "unit": TEXT,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A moment between two legs: the events of it, its bounds, and who has the container from then on, and where."""

    events: str
    lo: float
    hi: float
    custodian: str
    location: str


def ledger_legs(parts: Iterable[ProductResult]) -> pd.DataFrame:
    """Return one row a leg of an account that adds up; see `Assessment.ledger_legs`."""
    found = [typed_table(TYPES, columns) for part in parts for columns in _of_part(part)]
    whole = pd.concat([typed_table(TYPES, {name: [] for name in TYPES}), *found], ignore_index=True)
    return whole.drop_duplicates().sort_values([*_KEYS, "leg"], kind="stable", ignore_index=True)


def _of_part(part: ProductResult) -> Iterator[dict[str, Any]]:
    for evidence in versions_of(part):
        logged = _logged(evidence)
        for account in accounts(evidence, part.exposure):
            if account.adds_up:
                yield from _of_account(evidence, account, logged)


def _logged(evidence: Evidence) -> dict[int, list[Stop]]:
    """Return the timed events of each container in time order, with the custodian and the place known by then."""
    table = evidence.event_rows.table
    exact, untimed = exactness_of(table, evidence.site.resolution_s), set(evidence.untimed_rows.tolist())
    rows: dict[int, list[tuple[float, float, str, int]]] = {}
    for name in EVENTS:
        own = evidence.event_rows.rows(name)
        doubt = np.broadcast_to(exact.of(own.row), own.row.shape)
        columns = (own.place, own.time_us, doubt, own.row)
        for place, time, by, row in zip(*(column.tolist() for column in columns), strict=True):
            if not np.isnan(time) and row not in untimed:
                rows.setdefault(place, []).append((time, by, name, row))
    who, where = (table[name].tolist() if name in table else [""] * len(table) for name in ("custodian", "location"))
    return {place: _stops(sorted(each), who, where) for place, each in rows.items()}


def _stops(rows: list[tuple[float, float, str, int]], who: list[str], where: list[str]) -> list[Stop]:
    out, custodian, location = list[Stop](), "", ""
    for time, doubt, name, row in rows:
        custodian, location = str(who[row] or "") or custodian, str(where[row] or "") or location
        if out and out[-1].lo <= time <= out[-1].hi and (out[-1].lo, out[-1].hi) == (time - doubt, time + doubt):
            out[-1] = Stop(f"{out[-1].events}, {name}", time - doubt, time + doubt, custodian, location)
        else:
            out.append(Stop(name, time - doubt, time + doubt, custodian, location))
    return out


def _of_account(evidence: Evidence, account: Account, logged: dict[int, list[Stop]]) -> Iterator[dict[str, Any]]:
    at = containers_of(evidence, account)
    every = {place: _legs(account, place, logged.get(place, []), evidence) for place in at.tolist()}
    for number in range(max(map(len, every.values()), default=1) - 1):
        places = np.array([place for place, stops in every.items() if number + 1 < len(stops)], np.int64)
        begins, ends = ([every[place][number + side] for place in places.tolist()] for side in (0, 1))
        spent = account.spent(_phase(len(evidence), places, begins, ends))
        columns = [
            np.array([getattr(stop, side) for stop in stops]) for stops in (begins, ends) for side in ("lo", "hi")
        ]
        yield {
            "therapy_id": evidence.therapy[places],
            "container_id": evidence.container[places],
            **{
                name: np.full(len(places), text, object)
                for name, text in (
                    ("product", evidence.product.slug),
                    ("revision", evidence.product.citation.revision),
                    ("kind", account.kind),
                    ("code", account.limit.code),
                    ("unit", account.unit),
                )
            },
            "leg": np.full(len(places), number + 1),
            "from_event": [stop.events for stop in begins],
            "until_event": [stop.events for stop in ends],
            "custodian": [stop.custodian for stop in begins],
            "location": [stop.location for stop in begins],
            **{name: times_of(column) for name, column in zip(_TIMES, columns, strict=True)},
            "spent_lower": spent[0][places],
            "spent_upper": spent[1][places],
        }


def _legs(account: Account, place: int, stops: list[Stop], evidence: Evidence) -> list[Stop]:
    """Return the moments that part an account's phase of one container: its two ends, and what is logged between."""
    phase, (starts, ends) = account.phase, account.ends
    start_lo, start_hi, end_lo, end_hi = (
        float(column[place]) for column in (phase.start_lo, phase.start_hi, phase.end_lo, phase.end_hi)
    )
    if phase.may_reverse[place] or not (np.isfinite(start_lo) and np.isfinite(start_hi)):
        return [Stop(starts, start_lo, start_hi, "", ""), Stop(ends, end_lo, end_hi, "", "")]
    last = end_lo if evidence.has(ends_of(ends)[0], place) else end_hi
    before = [stop for stop in stops if stop.lo <= start_hi]
    between = [stop for stop in stops if start_hi < stop.lo and stop.hi < last]
    held = before[-1] if before else Stop("", 0.0, 0.0, "", "")
    first = Stop(starts, start_lo, start_hi, held.custodian, held.location)
    known = [first.hi, *(stop.hi for stop in between)]
    return [first, *between, Stop(ends, max(end_lo, known[-1]), end_hi, "", "")]


def _phase(count: int, places: Any, begins: list[Stop], ends: list[Stop]) -> Phase:
    """Return a stretch of some containers; that of any other is an instant long gone."""
    columns = np.zeros((4, count))
    for column, stops, side in zip(columns, (begins, begins, ends, ends), ("lo", "hi", "lo", "hi"), strict=True):
        column[places] = [getattr(stop, side) for stop in stops]
    start_lo, start_hi, end_lo, end_hi = columns
    return Phase(start_lo, start_hi, end_lo, end_hi, end_lo < start_hi)
