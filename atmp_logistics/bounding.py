"""From logged times to bounds: every event of every container, as logged, and as the facts leave it.

The containers are taken in blocks that stay in a processor's cache, and all that is done to a block is done at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.attribution import KINDS, Roll
from atmp_logistics.blocks import ROWS, blocks
from atmp_logistics.contradictions import Contradictions
from atmp_logistics.evidence import Column, Known, node
from atmp_logistics.names import Codes, Index
from atmp_logistics.network import Network
from atmp_logistics.tightening import Tightening
from atmp_logistics.vocabulary import EVENTS, EventKind

#: One event's rows: whose each is, when, and its place in the table.
Logged = tuple[Codes, Column, Index]


@dataclass(frozen=True, slots=True)
class Record:
    """The logged events of some containers.

    `cells` has, for each event that no container has twice and that none has without its time, the time in every
    container, NaN where it was not logged. `known` says for every event of the vocabulary which containers have it.
    """

    roll: Roll
    time: Column
    cells: Mapping[str, Column]
    known: Known

    @classmethod
    def of(cls, table: pd.DataFrame, roll: Roll) -> Record:
        """Put the times of a table's events into columns."""
        time, present = table["time"].to_numpy(np.float64), _present(roll.kind)
        row = np.zeros(len(KINDS), np.int64)
        row[present] = np.arange(len(present))
        cells, count = np.full((len(present), len(roll)), np.nan), np.zeros(len(KINDS), np.int64)
        flat = cells.reshape(-1)
        for part in blocks(len(time), ROWS):
            rows, at = roll.of_events(part)
            kind = roll.kind[rows]
            if len(kind) and kind.min() < 0:
                own = kind >= 0
                flat[row[kind[own]] * len(roll) + at[own]] = time[rows][own]
                kind = kind[own]
            else:
                flat[row[kind] * len(roll) + at] = time[rows]
            count += np.bincount(kind, minlength=len(KINDS))
        once, known = dict[str, Column](), dict.fromkeys(KINDS, np.zeros(len(roll), bool))
        for name, cell in zip((KINDS[k] for k in present), cells, strict=True):
            known[name] = ~np.isnan(cell)
            if np.count_nonzero(known[name]) == count[KINDS.index(name)]:
                once[name] = cell
        record = cls(roll, time, once, known)
        for name in (KINDS[k] for k in present if count[k] and KINDS[k] not in once):
            known[name] = np.zeros(len(roll), bool)
            known[name][record.rows(name)[0]] = True
        return record

    @property
    def events(self) -> list[str]:
        """The events that any of the containers has."""
        return [name for name in KINDS if self.known[name].any()]

    def rows(self, event: str) -> Logged:
        """Return the rows of one event."""
        own = np.nonzero(self.roll.kind == KINDS.index(event))[0]
        rows, at = self.roll.of_events(own)
        return at, self.time[rows], np.asarray(rows, np.int64)


def _present(kind: NDArray[np.int8]) -> list[int]:
    """Return the events that a table has."""
    count = np.zeros(len(KINDS) + 1, np.int64)
    for part in blocks(len(kind), ROWS):
        count += np.bincount(kind[part].astype(np.int64) + 1, minlength=len(count))
    return np.nonzero(count[1:])[0].tolist()


@dataclass(frozen=True, slots=True)
class Times:
    """Bounds of every node in every container by what was logged and by the facts; unknown where they contradict."""

    low: Column
    high: Column
    logged: NDArray[np.bool_]
    contradictions: Contradictions


def bounds_of(record: Record, network: Network, doubt: float) -> Times:
    """Return the bounds of every node of a network; `doubt` is what each logged time may be off by, in microseconds."""
    shape = (len(network.nodes), len(record.roll))
    low, high, logged = np.empty(shape), np.empty(shape), np.zeros(shape, bool)
    several = {name: _several(record, name, doubt) for name in record.events if name not in record.cells}
    step, bad = Tightening.of(network), list[tuple[Index, Column, Column]]()
    for part in blocks(shape[1]):
        lo, hi = low[:, part], high[:, part]
        _fill(record, network, doubt, several, part, (lo, hi, logged[:, part]))
        written = lo.copy(), hi.copy()
        step.tighten(lo, hi)
        wrong = np.nonzero((lo > hi).any(axis=0))[0]
        if len(wrong):
            lo[:, wrong], hi[:, wrong] = -np.inf, np.inf
            bad.append((wrong + part.start, *(one[:, wrong] for one in written)))
    bad.append((np.empty(0, np.int64), *(np.empty((shape[0], 0)),) * 2))
    rows, *written_there = (np.concatenate(parts, axis=-1) for parts in zip(*bad, strict=True))
    return Times(low, high, logged, Contradictions(network, rows, *written_there))


#: The bounds of an event's nodes and whether each was logged: the first instance's and, of one that recurs, the last's.
Nodes = list[tuple[Column, Column, NDArray[np.bool_]]]
_Block = tuple[Column, Column, NDArray[np.bool_]]


def _fill(
    record: Record, network: Network, doubt: float, several: Mapping[str, Nodes], part: slice, block: _Block
) -> None:
    """Write what was logged of a block of containers into its bounds."""
    lo, hi, logged = block
    lo[:], hi[:] = -np.inf, np.inf
    for name, cell in record.cells.items():
        own, known = cell[part], record.known[name][part]
        for i in _rows(network, name):
            np.fmax(own - doubt, -np.inf, out=lo[i])
            np.fmin(own + doubt, np.inf, out=hi[i])
            logged[i] = known
    for name, nodes in several.items():
        for i, (lower, upper, known) in zip(_rows(network, name), nodes, strict=True):
            lo[i], hi[i], logged[i] = lower[part], upper[part], known[part]
    for kind in EVENTS.values():
        if (
            kind.recurs
            and kind.closes
            and (both := record.known[kind.closes][part] & record.known[kind.name][part]).any()
        ):
            _pair(kind, network, both, block)


def _rows(network: Network, name: str) -> list[int]:
    """Return the rows of an event's nodes."""
    return [network.index(one) for one in dict.fromkeys(node(name, side) for side in ("first", "last"))]


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


def _pair(kind: EventKind, network: Network, both: NDArray[np.bool_], block: _Block) -> None:
    """Widen an outer end that a half-logged pair leaves open: out, perhaps, before the first in, or in after it."""
    lo, hi, logged = block
    opens = kind.closes or kind.name
    first_in, last_in = (network.index(node(opens, side)) for side in ("first", "last"))
    first_out, last_out = (network.index(node(kind.name, side)) for side in ("first", "last"))
    early, late = both & (lo[first_out] < hi[first_in]), both & (hi[last_in] > lo[last_out])
    lo[first_in, early], hi[last_out, late] = -np.inf, np.inf
    logged[first_in] &= ~early
    logged[last_out] &= ~late
