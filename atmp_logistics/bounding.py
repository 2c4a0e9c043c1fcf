"""From logged times to bounds: every event of every container, as logged, and as the facts leave it.

The containers are taken in blocks that stay in a processor's cache, and all that is done to a block is done at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.attribution import KINDS, Roll
from atmp_logistics.blocks import CELLS, ROWS, blocks
from atmp_logistics.contradictions import Contradictions, ends_of_containers, used_after_its_end
from atmp_logistics.evidence import Column, Known, node
from atmp_logistics.names import Codes, Index
from atmp_logistics.network import Network
from atmp_logistics.tightening import Tightening
from atmp_logistics.vocabulary import EVENTS

#: One event's rows: whose each is, when, and its place in the table.
Logged = tuple[Codes, Column, Index]


@dataclass(frozen=True, slots=True)
class Record:
    """The rows of a table's events: whose each is, and when it happened."""

    roll: Roll
    time: Column

    @property
    def events(self) -> list[str]:
        """The events of the table."""
        count = np.zeros(len(KINDS) + 1, np.int64)
        for part in blocks(len(self.time), ROWS):
            count += np.bincount(self.roll.kind[part].astype(np.int64) + 1, minlength=len(count))
        return [KINDS[i] for i in np.nonzero(count[1:])[0]]

    def rows(self, event: str) -> Logged:
        """Return the rows of one event."""
        own = np.nonzero(self.roll.kind == KINDS.index(event))[0]
        rows, at = self.roll.of_events(own)
        return at, self.time[rows], np.asarray(rows, np.int64)


@dataclass(frozen=True, slots=True)
class Times:
    """Bounds of every node in every container by what was logged and by the facts; unknown where they contradict.

    `known` says for every event of the vocabulary which containers have it, with its time or without.
    """

    low: Column
    high: Column
    logged: NDArray[np.bool_]
    known: Known
    contradictions: Contradictions


def bounds_of(record: Record, events: list[str], network: Network, doubt: float) -> Times:
    """Return the bounds of every node of a network.

    Parameters
    ----------
    record : Record
    events : list of str
        Those of its events, all of which have nodes.
    network : Network
    doubt : float
        What each logged time may be off by, in microseconds.
    """
    shape = (len(network.nodes), len(record.roll))
    low, high, logged = np.full(shape, np.nan), np.empty(shape), np.zeros(shape, bool)
    rows = {name: _nodes(network, name) for name in events}
    known, once = _written(record, {name: own[0] for name, own in rows.items()}, low)
    several = {name: _several(record, name, doubt) for name in events if name not in once}
    step, bad = Tightening.of(network), list[tuple[Index, Column, Column]]()
    ends = ends_of_containers(network)
    kept = np.empty((2, shape[0], min(CELLS, shape[1])))
    for part in blocks(shape[1], CELLS):
        block = low[:, part], high[:, part], logged[:, part]
        _fill({rows[name]: known[name][part] for name in once}, doubt, block)
        for name, nodes in several.items():
            for i, columns in zip(rows[name], nodes, strict=True):
                block[0][i], block[1][i], block[2][i] = (column[part] for column in columns)
        _pairs(network, {name: own[part] for name, own in known.items()}, block)
        lo, hi = block[:2]
        written = kept[:, :, : lo.shape[1]]
        written[0], written[1] = lo, hi
        ended = used_after_its_end(ends, lo, hi)
        step.tighten(lo, hi)
        wrong = np.nonzero((lo > hi).any(axis=0) | ended)[0]
        if len(wrong):
            lo[:, wrong], hi[:, wrong] = -np.inf, np.inf
            bad.append((wrong + part.start, *written[:, :, wrong]))
    bad.append((np.empty(0, np.int64), *(np.empty((shape[0], 0)),) * 2))
    places, *as_written = (np.concatenate(parts, axis=-1) for parts in zip(*bad, strict=True))
    contradictions = Contradictions(network, places, as_written[0], as_written[1], ends)
    return Times(low, high, logged, known, contradictions)


def _written(record: Record, row: Mapping[str, int], low: Column) -> tuple[Known, list[str]]:
    """Write the time of each event into its row, and say whose it is, and which no container has twice or untimed."""
    base, count = np.zeros(len(KINDS), np.int64), np.zeros(len(KINDS), np.int64)
    base[[KINDS.index(name) for name in row]] = [own * low.shape[1] for own in row.values()]
    flat, time = low.reshape(-1), record.time
    for part in blocks(len(time), ROWS):
        rows, at = record.roll.of_events(part)
        kind = record.roll.kind[rows]
        if len(kind) and kind.min() < 0:
            own = kind >= 0
            flat[base[kind[own]] + at[own]] = time[rows][own]
            kind = kind[own]
        else:
            flat[base[kind] + at] = time[rows]
        count += np.bincount(kind, minlength=len(KINDS))
    known, once = dict.fromkeys(KINDS, np.zeros(low.shape[1], bool)), []
    for name, place in row.items():
        known[name] = ~np.isnan(low[place])
        if np.count_nonzero(known[name]) == count[KINDS.index(name)]:
            once.append(name)
        else:
            known[name][record.rows(name)[0]] = True
    return known, once


def _nodes(network: Network, name: str) -> tuple[int, ...]:
    """Return the rows of an event's nodes: of its first instance and, of one that recurs, of its last."""
    return tuple(network.index(one) for one in dict.fromkeys(node(name, side) for side in ("first", "last")))


#: The bounds of an event's nodes and whether each was logged: the first instance's and, of one that recurs, the last's.
Nodes = list[tuple[Column, Column, NDArray[np.bool_]]]
_Block = tuple[Column, Column, NDArray[np.bool_]]


def _fill(once: Mapping[tuple[int, ...], NDArray[np.bool_]], doubt: float, block: _Block) -> None:
    """Make bounds of the times that stand in the rows of events, and leave all others unbounded."""
    lo, hi, logged = block
    hi[:] = np.inf
    for (row, *more), known in once.items():
        np.fmin(lo[row] + doubt, np.inf, out=hi[row])
        np.fmax(lo[row] - doubt, -np.inf, out=lo[row])
        for i in (row, *more):
            lo[i], hi[i], logged[i] = lo[row], hi[row], known
    written = {i for rows in once for i in rows}
    lo[[i for i in range(len(lo)) if i not in written]] = -np.inf


def _several(record: Record, name: str, doubt: float) -> Nodes:
    """Return the bounds of an event of which a container can have several rows: the first's and the last's."""
    at, time, _ = record.rows(name)
    kind, count = EVENTS[name], len(record.roll)
    first, last = np.full(count, np.inf), np.full(count, -np.inf)
    np.fmin.at(first, at, time)
    np.fmax.at(last, at, time)
    some, lost = np.isfinite(first), np.zeros(count, bool)
    lost[at[np.isnan(time)]] = True
    nothing, ever = np.full(count, -np.inf), np.full(count, np.inf)
    known = some & ~lost
    early, late = np.where(some, first - doubt, nothing), np.where(some, last + doubt, ever)
    if kind.recurs:
        front = np.where(lost, nothing, early), np.where(some, first + doubt, ever), known
        return [front, (np.where(some, last - doubt, nothing), np.where(lost, ever, late), known)]
    if kind.scope in {"material", "dose"}:
        # Several rows can be about one container: several materials, or a dose's event for all and once more for one.
        early, late = np.where(lost, nothing, early), np.where(lost, ever, late)
    return [(early, late, known)]


def _pairs(network: Network, known: Known, block: _Block) -> None:
    """Widen an outer end that a half-logged pair leaves open: out, perhaps, before the first in, or in after it."""
    lo, hi, logged = block
    for kind in EVENTS.values():
        if not (kind.recurs and kind.closes) or not (both := known[kind.closes] & known[kind.name]).any():
            continue
        (first_in, last_in), (first_out, last_out) = _nodes(network, kind.closes), _nodes(network, kind.name)
        early, late = both & (lo[first_out] < hi[first_in]), both & (hi[last_in] > lo[last_out])
        lo[first_in, early], hi[last_out, late] = -np.inf, np.inf
        logged[first_in] &= ~early
        logged[last_out] &= ~late
