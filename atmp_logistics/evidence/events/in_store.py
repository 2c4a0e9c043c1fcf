"""Which containers are in a store by the record, and what a person states who says that they still were at a moment.

The statement is of events alone: of each container that the record shows in a storage phase, the end of that phase had
not happened by then, and its start had. It says nothing of a container whose record holds anything that takes it out of
a store, with its time or without; so nobody who loses a time makes the statement reach further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from atmp_logistics.core.columns import Mask
from atmp_logistics.core.event_kinds import ENDS_CONTAINER, EVENTS, USES_CONTAINER, ends_of
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_order import node
from atmp_logistics.evidence.events.still_in_store import StillInStore
from atmp_logistics.timing.propagation import Tightening

#: What takes a container out of a store, or out of the care of those who store it.
LEAVES_STORE: frozenset[str] = frozenset(
    {*USES_CONTAINER, *ENDS_CONTAINER, "product_dispatched", "storage_out", "transport_start", "opened", "refrigerated"}
    | {"transport_end", "dispensed", "received_at_bedside"}
)


def in_store(evidence: Evidence, store: StorageCondition, by_us: float = np.inf) -> Mask:
    """Say which containers the record shows in a storage phase that has begun by an instant and has not ended.

    The start is in the record, with its time or without, and neither the end nor anything else that takes a container
    out of a store; but what surely came before that start, or before the container was surely put back into a store.
    """
    start, end = _start(evidence, store.starts), _end(evidence, store.ends)
    begun = evidence.recorded[ends_of(store.starts)[1]] & (evidence.lo[start] <= by_us)
    back = _put_back(evidence, by_us)
    ended = np.zeros(len(evidence), bool)
    for name in dict.fromkeys(ends_of(store.ends)):
        again = back.get(name, ended & False) & (evidence.hi[end] == np.inf)
        ended = ended | (evidence.recorded[name] & ~again)
    for name in _leaving(evidence, store):
        before = (evidence.hi[_end(evidence, name)] <= evidence.lo[start]) | (
            evidence.network.reach[start, _end(evidence, name)] <= 0
        )
        ended = ended | (evidence.recorded[name] & ~before & ~back.get(name, ended & False))
    return np.asarray(begun & ~ended & evidence.sound, bool)


def _leaving(evidence: Evidence, store: StorageCondition) -> Iterator[str]:
    """Yield the events of the record that take a container out of a store, but for the two ends of a phase."""
    own = {*ends_of(store.starts), *ends_of(store.ends)}
    yield from (
        name for name in EVENTS
        if name in LEAVES_STORE and name not in own and node(name, "last") in evidence.network.places
    )  # fmt: skip


def _put_back(evidence: Evidence, by_us: float) -> dict[str, Mask]:
    """Say of each event that can recur which containers surely came into a store after all its rows, by an instant."""
    table = evidence.event_rows.table
    exact, count = exactness_of(table, evidence.site.resolution_s), len(evidence)
    ins = evidence.event_rows.rows("storage_in")
    doubt = exact.of(ins.row)
    known = (ins.time_us + doubt <= by_us) & ~np.isin(ins.row, evidence.untimed_rows)
    last_in = np.full(count, -np.inf)
    np.maximum.at(last_in, ins.place[known], (ins.time_us - doubt)[known])
    found = {}
    for name in ("storage_out", "transport_start", "transport_end"):
        rows = evidence.event_rows.rows(name)
        at = np.where(np.isnan(rows.time_us), np.inf, rows.time_us + exact.of(rows.row))
        last = np.full(count, -np.inf)
        np.maximum.at(last, rows.place, at)
        found[name] = last < last_in
    return found


def _start(evidence: Evidence, name: str) -> int:
    return evidence.row(ends_of(name)[1], "first")


def _end(evidence: Evidence, name: str) -> int:
    return evidence.row(ends_of(name)[0], "last")


def with_now(evidence: Evidence, now_us: float, labels: Sequence[Product]) -> Evidence:
    """Return the evidence with the statement that what was in store by the record was so at a moment.

    Parameters
    ----------
    evidence : Evidence
        What is known without it.
    now_us : float
        The moment, in microseconds.
    labels : sequence of Product
        The versions of the label whose storage phases are meant.

    Returns
    -------
    Evidence
        The start of each such phase is no later than the moment, and its end no earlier. Where facts contradict that,
        the container's events are as they were.
    """
    stores = _stores(labels)
    phases = {(one.starts, one.ends): in_store(evidence, one, now_us) for one in stores}
    low, high = evidence.lo.copy(), evidence.hi.copy()
    for (starts, ends), own in phases.items():
        start, end = _start(evidence, starts), _end(evidence, ends)
        high[start] = np.where(own, np.minimum(high[start], now_us), high[start])
        low[end] = np.where(own, np.maximum(low[end], now_us), low[end])
    Tightening.of(evidence.network).tighten(low, high)
    against = (low > high).any(axis=0)
    low[:, against], high[:, against] = evidence.lo[:, against], evidence.hi[:, against]
    kept = {ends: own & ~against for ends, own in phases.items()}
    still = StillInStore(now_us, kept, np.asarray(against, bool), evidence.lo, evidence.hi)
    return replace(evidence, lo=low, hi=high, still=still)


def _stores(labels: Iterable[Product]) -> list[StorageCondition]:
    return list({(store.starts, store.ends): store for label in labels for store in label.storage}.values())


def without_now(evidence: Evidence) -> Evidence:
    """Return what is known without the statement."""
    still = evidence.still
    return evidence if still is None else replace(evidence, lo=still.low, hi=still.high, still=None)
