"""The status of one therapy by its half-filled record: what has happened, what is to come, what is not in it.

To come is an event whose row has no time yet, and one that has no row and follows from what has happened or is to come.
An event that nature puts before a recorded one is past, even where its row is empty: its clock counts from the earliest
that it can have been. Of any other event without a row nothing is known, and no limit that names it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column
from atmp_logistics.core.event_kinds import EVENTS, ends_of
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.record_rows import Logged, Record, minute_of
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.timing.closure import Closure
from atmp_logistics.timing.constraints import CLOCK, PHASE, CalendarRule, Kind, Statement, Template
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import Naming, container_of, event_of, nature_before
from atmp_logistics.timing.scopes import numbering_event

#: What ends a container's way other than being given.
_GIVEN_UP = ("discarded", "returned", "receipt_rejected")
#: What shows that a container is in use.
_USES = ("thaw_start", "thaw_end", "preparation_start", "preparation_end", "administration_start", "administration_end")


@dataclass(frozen=True, slots=True)
class TherapyRecord:
    """One therapy's record.

    Attributes
    ----------
    therapy_id : str
    containers : tuple of str
        The identifiers of its containers, in the order of their use.
    times : mapping of (str, int) to tuple of float
        For each event and container the instant of every instance in microseconds; NaN for a row without a time.
    numbered : frozenset of str
        The events of doses that are told apart by their container.
    """

    therapy_id: str
    containers: tuple[str, ...]
    times: Mapping[tuple[str, int], tuple[float, ...]]
    numbered: frozenset[str] = frozenset()

    @property
    def repeated(self) -> frozenset[str]:
        """The recurring events that have more than one row for a container."""
        return frozenset(event for (event, _), times in self.times.items() if EVENTS[event].recurs and len(times) > 1)

    @property
    def events(self) -> frozenset[str]:
        """Every event that has a row."""
        return frozenset(event for event, _ in self.times)

    def naming(self) -> Naming:
        """Return how its events become nodes."""
        return Naming(len(self.containers), self.numbered, self.repeated)


def therapy_records(table: pd.DataFrame, roster: Roster, product: Product) -> Iterator[tuple[TherapyRecord, list[int]]]:
    """Yield each therapy of a record, with the places in `roster` of its containers, in the order of their use."""
    record = Record(roster, table["time"].to_numpy(np.float64))
    rows = {event: record.rows(event) for event in record.events}
    numbered = _numbered_doses(table, rows, product)
    first = _first_times(rows.get(numbering_event(product)), len(roster))
    by_place = _times_by_place(rows)
    for begin, end in pairwise([*np.nonzero(np.diff(roster.group, prepend=-1))[0].tolist(), len(roster)]):
        places = sorted(range(begin, end), key=lambda place: (first[place], place))
        times = {
            (event, number): tuple(times_of)
            for number, place in enumerate(places, 1)
            for event, times_of in by_place.get(place, {}).items()
        }
        names = tuple(str(roster.container_id[place]) for place in places)
        yield TherapyRecord(str(roster.therapy_id[begin]), names, times, numbered), places


def _numbered_doses(table: pd.DataFrame, rows: Mapping[str, Logged], product: Product) -> frozenset[str]:
    """Return the events of doses that the record, or a limit, tells apart by their container."""
    named = table["container_id"].to_numpy(object) != ""
    logged = {event for event, (_, _, row) in rows.items() if _is_dose(event) and bool(named[row].any())}
    limits = (limit for limit in product.windows if limit.scope == "container")
    return frozenset(logged | {name for limit in limits for name in limit.moments if _is_dose(name)})


def _times_by_place(rows: Mapping[str, Logged]) -> dict[int, dict[str, list[float]]]:
    """Return the times of each event by the place of its container."""
    by_place: dict[int, dict[str, list[float]]] = {}
    for event, (at, time, _) in rows.items():
        for place, us in zip(at.tolist(), time.tolist(), strict=True):
            by_place.setdefault(place, {}).setdefault(event, []).append(us)
    return by_place


def _is_dose(name: str) -> bool:
    return EVENTS[ends_of(name)[0]].scope == "dose"


def _first_times(rows: Logged | None, count: int) -> Column:
    first = np.full(count, np.inf)
    if rows is not None:
        np.fmin.at(first, rows[0], rows[1])
    return first


@dataclass(slots=True)
class TherapyStatus:
    """Which nodes of a therapy are recorded, which are to come, and which are neither.

    Attributes
    ----------
    recorded : dict of str to float
        The instants of what has happened.
    ahead : set of str
        What is to come.
    absent : set of str
        What is neither recorded nor to come.
    past : dict of str to (float, float)
        Between which instants an event without a time lies that must have happened, by facts alone.
    unlogged : tuple of str
        What has a row without a time, and must have happened before something that is recorded.
    """

    recorded: dict[str, float] = field(default_factory=dict)
    ahead: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    past: dict[str, tuple[float, float]] = field(default_factory=dict)
    unlogged: tuple[str, ...] = ()


def status_of(therapy: TherapyRecord, template: Template) -> TherapyStatus:
    """Return the status of a therapy.

    Parameters
    ----------
    therapy : TherapyRecord
    template : Template
        With all events of the record.

    Returns
    -------
    TherapyStatus
    """
    found = TherapyStatus()
    empty_rows = _add_recorded(therapy, found)
    given_up = {
        number for (event, number), times in therapy.times.items() if event in _GIVEN_UP and _known_times(times)
    }
    _add_past_events(template, facts_of(template), found)
    found.ahead = {
        node
        for node in _to_come(template, set(found.recorded), empty_rows)
        if node not in {*found.recorded, *found.past}
        and container_of(node) not in given_up
        and event_of(node) not in _GIVEN_UP
    }
    gone = _gone_before(template, {*found.recorded, *found.past})
    found.ahead -= gone
    found.unlogged = tuple(node for node in template.nodes if node in empty_rows and node in {*gone, *found.past})
    found.absent = set(template.nodes) - set(found.recorded) - found.ahead
    return found


def _gone_before(template: Template, happened: set[str]) -> set[str]:
    """Return the events that come before what has happened in the order of a label's storage: none is to come."""
    order = [(one.earlier, one.later) for one in template.statements if one.kind is Kind.ORDER and one.code == PHASE]
    gone, waiting = set[str](), set(happened)
    while waiting:
        waiting = {earlier for earlier, later in order if later in waiting} - gone - happened
        gone |= waiting
    return gone


def _add_recorded(therapy: TherapyRecord, found: TherapyStatus) -> set[str]:
    """Add the recorded times, and return the nodes whose row has no time yet."""
    naming, empty_rows = therapy.naming(), set[str]()
    for (event, number), times in therapy.times.items():
        known = _known_times(times)
        for side in ("first", "last") if event in naming.repeated else ("first",):
            node = naming.node(event, number, side)
            open_end = side == "last" and len(known) < len(times)
            if known and not open_end:
                found.recorded[node] = known[-1] if side == "last" or event.endswith("_end") else known[0]
            elif len(known) < len(times):
                empty_rows.add(node)
    return empty_rows


def _to_come(template: Template, recorded: set[str], empty_rows: set[str]) -> set[str]:
    """Return what follows from what has happened.

    Once a container is in use, the events of the therapy itself follow from that use alone: a lymphodepletion
    without a row, say, does not follow from the receipt any more once a bag is thawed.
    """
    used = {node for node in recorded if event_of(node) in _USES}
    follows = _followers(template, recorded | empty_rows)
    if used:
        follows = _followers(template, used | empty_rows) | {node for node in follows if container_of(node) is not None}
    return follows | {node for later in follows for node in _uses_before(template, later)}


def _uses_before(template: Template, later: str) -> Iterator[str]:
    """Yield the uses of the same container that nature puts before an event to come: they are to come as well."""
    number = container_of(later)
    for event in _USES:
        node = f"{event}[{number}]"
        if number is not None and node in template.places and event in nature_before(event_of(later)):
            yield node


def _known_times(times: Iterable[float]) -> list[float]:
    return sorted(us for us in times if not isnan(us))


@lru_cache(maxsize=256)
def facts_of(template: Template) -> Closure:
    """Return what facts alone say of the time between every two events."""
    statements = [statement for statement in template.statements if statement.kind is Kind.FACT]
    facts = Closure.of(template.places, enumerate(statements))
    facts.close()
    return facts


def _add_past_events(template: Template, facts: Closure, found: TherapyStatus) -> None:
    """Add the events that nature puts before a recorded one, and between which instants they lie."""
    recorded = [(template.places[node], at) for node, at in found.recorded.items()]
    for place, node in enumerate(template.nodes):
        if node in found.recorded:
            continue
        after = [(at + facts.at_most[i, place], facts.at_most[i, place]) for i, at in recorded]
        if not any(most <= 0 for _, most in after):
            continue
        since = max((at - facts.at_most[place, i] for i, at in recorded), default=-np.inf)
        found.past[node] = float(since), float(min(until for until, _ in after))


def _followers(template: Template, nodes: Iterable[str]) -> set[str]:
    """Return nodes and all that follow from them, by nature, by a limit, by an order or by a step."""
    follows: dict[str, set[str]] = {}
    limits: list[Statement | CalendarRule] = [*template.statements, *template.calendar]
    for limit in limits:
        follows.setdefault(limit.earlier, set()).add(limit.later)
    found, waiting = set(nodes), list(nodes)
    while waiting:
        more = follows.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return found


def recorded_statements(found: TherapyStatus, resolution_us: float, say: Callable[[float], str]) -> list[Statement]:
    """Return recorded times as statements, as finely as they are written; `say` puts an instant in words."""
    return [
        side
        for node, at in found.recorded.items()
        for side in (
            recorded_statement(node, at_most_us=at + resolution_us, words=f"{named(node)} recorded {say(at)}"),
            recorded_statement(node, at_least_us=at - resolution_us, words=f"{named(node)} recorded {say(at)}"),
        )
    ]


def contradicting_doubt_us(template: Template, found: TherapyStatus, resolution_us: float) -> float | None:
    """Return the doubt with which recorded times contradict each other; None where all of them can be true.

    Two different written minutes are in their true order, unless the times are written less finely than to the minute:
    those in the wrong order contradict each other as they are written.
    """
    places = [template.places[node] for node in found.recorded]
    at = np.array(list(found.recorded.values()), np.float64)
    most = facts_of(template).at_most[np.ix_(places, places)]
    if (at[None, :] - at[:, None] - 2 * resolution_us > most).any():
        return resolution_us
    minute = minute_of(at)
    late = (minute[None, :] > minute[:, None]) & (most <= 0)
    return 0.0 if resolution_us <= MINUTE and late.any() else None


def recorded_statement(node: str, **bound: Any) -> Statement:
    """Return one side of a recorded time as a statement."""
    return Statement(earlier=CLOCK, later=node, kind=Kind.RECORD, code="record", **bound)
