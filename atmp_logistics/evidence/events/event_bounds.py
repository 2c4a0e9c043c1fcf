"""From logged times to bounds: every event of every container, as logged, and as the facts leave it.

The containers are taken in blocks that stay in a processor's cache, and all that is done to a block is done at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from atmp_logistics.core.columns import CELLS, Column, Index, Mask, blocks
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.evidence.events.contradictions import (
    Contradictions,
    Ends,
    ends_of_containers,
    is_used_after_its_end,
)
from atmp_logistics.evidence.events.known_events import Known
from atmp_logistics.evidence.events.record_rows import Record, WrittenMinutes, minute_of
from atmp_logistics.evidence.events.row_bounds import (
    Block,
    Nodes,
    bounds_of_several,
    fill_bounds,
    nodes_of,
    written_times_of,
)
from atmp_logistics.evidence.events.saved_at_once import rows_saved_at_once
from atmp_logistics.timing.network import Network
from atmp_logistics.timing.propagation import Tightening


@dataclass(frozen=True, slots=True)
class EventTimes:
    """Bounds of every node in every container by what was logged and by the facts; unknown where they contradict.

    `known` says for every event of the vocabulary which containers have it, with its time or without; `minutes` in
    which minutes events are written, where that says more of their order than the bounds do. `record` is the record as
    it was taken: without the times of `untimed_rows`, which are those of forms saved at once.
    """

    low: Column
    high: Column
    logged: Mask
    known: Known
    contradictions: Contradictions
    minutes: WrittenMinutes | None
    record: Record
    untimed_rows: Index


def bounds_of(
    record: Record, events: list[str], network: Network, clocked: Collection[str] | None = None
) -> EventTimes:
    """Return the bounds of every node of a network.

    Parameters
    ----------
    record : Record
    events : list of str
        Those of its events, all of which have nodes.
    network : Network
    clocked : collection of str, optional
        The events that binding clocks and orders name; None: no form is taken as saved at once.
    """
    work = _Work.of(record, events, network)
    untimed = np.empty(0, np.int64)
    if clocked is not None:
        time_of = {name: work.low[rows[0]] for name, rows in work.rows.items()}
        untimed = rows_saved_at_once(record, time_of, work.once, clocked)
    if len(untimed):
        work = _Work.of(record.without_times(untimed), events, network)
    step = Tightening.of(network)
    kept = np.empty((2, len(work.low), min(CELLS, work.low.shape[1])))
    for part in blocks(work.low.shape[1], CELLS):
        block = work.low[:, part], work.high[:, part], work.logged[:, part]
        work.fill(part, block)
        work.open_pairs(part, block)
        lo, hi = block[:2]
        written = kept[:, :, : lo.shape[1]]
        written[0], written[1] = lo, hi
        step.tighten(lo, hi)
        wrong = work.wrong(part, lo, hi, written)
        if len(wrong):
            lo[:, wrong], hi[:, wrong] = -np.inf, np.inf
            work.found.append((wrong + part.start, *written[:, :, wrong]))
    return EventTimes(
        work.low, work.high, work.logged, work.known, work.contradictions(), work.minutes,
        work.record, untimed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Work:
    """The bounds while they are made: `low` and `high` have a row for each node and a column for each container.

    `once` are the events that no container has twice or without a time, `several` the bounds of the nodes of all
    others, `spread` the doubt of each time where they differ, `found` the containers that contradict a fact.
    """

    network: Network
    record: Record
    low: Column
    high: Column
    logged: Mask
    spread: Column | None
    known: Known
    rows: Mapping[str, tuple[int, ...]]
    once: list[str]
    several: Mapping[str, Nodes]
    minutes: WrittenMinutes | None
    opened: dict[tuple[str, str], Mask]
    ends: Ends
    found: list[tuple[Index, Column, Column]] = field(default_factory=list)

    @classmethod
    def of(cls, record: Record, events: list[str], network: Network) -> _Work:
        """Put every written time into the row of its event."""
        shape, exact = (len(network.nodes), len(record.roll)), record.exactness
        low, high, logged = np.full(shape, np.nan), np.empty(shape), np.zeros(shape, bool)
        spread = None if isinstance(exact.doubt_us, float) else np.zeros(shape)
        rows = {name: nodes_of(network, name) for name in events}
        known, once = written_times_of(record, {name: own[0] for name, own in rows.items()}, low, spread)
        several = {name: bounds_of_several(record, name) for name in events if name not in once}
        opened: dict[tuple[str, str], Mask] = {}
        minutes = None
        if exact.keeps_order:
            alone = once if record.apart is None else []
            of_once = {name: minute_of(low[rows[name][0]]) for name in alone}
            minutes = WrittenMinutes(record, of_once, frozenset(events) - set(alone), opened)
        ends = ends_of_containers(network)
        return cls(network, record, low, high, logged, spread, known, rows, once, several, minutes, opened, ends)

    def fill(self, part: slice, block: Block) -> None:
        """Make bounds of the times of some containers, and leave all other events unbounded."""
        doubt = self.record.exactness.doubt_us if self.spread is None else self.spread[:, part]
        fill_bounds({self.rows[name]: self.known[name][part] for name in self.once}, doubt, block)
        for name, nodes in self.several.items():
            for i, columns in zip(self.rows[name], nodes, strict=True):
                block[0][i], block[1][i], block[2][i] = (column[part] for column in columns)

    def open_pairs(self, part: slice, block: Block) -> None:
        """Widen an outer end that a half-logged pair leaves open: out, perhaps, before the first in, or in after it."""
        lo, hi, logged = block
        for kind in EVENTS.values():
            opens, closes = kind.closes, kind.name
            if not (kind.recurs and opens) or not (both := (self.known[opens] & self.known[closes])[part]).any():
                continue
            (first_in, last_in), (first_out, last_out) = (nodes_of(self.network, name) for name in (opens, closes))
            early, late = both & (lo[first_out] < hi[first_in]), both & (hi[last_in] > lo[last_out])
            early = self._unless_in_order(early, (opens, "first"), (closes, "first"), part)
            late = self._unless_in_order(late, (opens, "last"), (closes, "last"), part)
            lo[first_in, early], hi[last_out, late] = -np.inf, np.inf
            logged[first_in] &= ~early
            logged[last_out] &= ~late
            self._note((opens, "first"), early, part)
            self._note((closes, "last"), late, part)

    def _unless_in_order(self, mask: Mask, one: tuple[str, str], then: tuple[str, str], part: slice) -> Mask:
        """Take from a mask the containers in which one instance is written in an earlier minute than another."""
        if self.minutes is None or not mask.any():
            return mask
        return mask & ~(self.minutes.written(*one, part)[1] < self.minutes.written(*then, part)[0])

    def _note(self, instance: tuple[str, str], mask: Mask, part: slice) -> None:
        if self.minutes is not None and mask.any():
            self.opened.setdefault(instance, np.zeros(self.low.shape[1], bool))[part] = mask

    def wrong(self, part: slice, lo: Column, hi: Column, written: Column) -> Index:
        """Return which of some containers contradict a fact, by their bounds or by the order of written minutes.

        Parameters
        ----------
        part : slice
        lo, hi : ndarray of float64, shape (nodes, cases)
            Bounds as the facts leave them.
        written : ndarray of float64, shape (2, nodes, cases)
            Bounds as logged.
        """
        broken = is_used_after_its_end(self.ends, *written)
        if self.minutes is None:
            return np.nonzero((lo > hi).any(axis=0) | broken)[0]
        # Two events in the wrong order narrow each other to less than their own doubt.
        doubtful = (hi - lo < 2 * self.record.exactness.largest_us).any(axis=0) | broken
        for i, j in self.ends:
            doubtful |= (written[1, j] > written[1, i]) & np.isfinite(written[1, j])
        places = np.nonzero(doubtful)[0]
        if not len(places):
            return places
        wrong = (lo[:, places] > hi[:, places]).any(axis=0) | broken[places]
        early, late = self.minutes_of(places + part.start)
        for i, j in (*zip(*np.nonzero(self.network.reach <= 0), strict=True), *self.ends):
            wrong |= early[j] > late[i]
        return places[wrong]

    def minutes_of(self, containers: Index) -> tuple[Column, Column]:
        """Return bounds on the minute in which each node is written in some containers."""
        early, late = (np.full((len(self.network.nodes), len(containers)), bound) for bound in (-np.inf, np.inf))
        assert self.minutes is not None  # noqa: S101  nobody asks otherwise
        for name, rows in self.rows.items():
            for side, i in zip(("first", "last"), rows, strict=False):
                early[i], late[i] = self.minutes.of(name, side, containers)
        return early, late

    def contradictions(self) -> Contradictions:
        """Return the containers whose records contradict a fact, with what was written."""
        none = np.empty(0, np.int64), *(np.empty((len(self.low), 0)),) * 2
        places, lo, hi = (np.concatenate(parts, axis=-1) for parts in zip(*self.found, none, strict=True))
        minutes = self.minutes_of(places) if self.minutes is not None else (None, None)
        return Contradictions(self.network, places, lo, hi, self.ends, *minutes)
