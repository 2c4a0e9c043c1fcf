"""From the written times of rows to bounds of events: the first and the last instance of each, in some containers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from atmp_logistics.core.columns import ROWS, Column, Mask, blocks
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.evidence.events.known_events import Known
from atmp_logistics.evidence.events.known_order import node
from atmp_logistics.evidence.events.record_rows import Record
from atmp_logistics.evidence.events.roster import KINDS
from atmp_logistics.timing.network import Network

#: The bounds of an event's nodes and whether each was logged: the first instance's and, of one that recurs, the last's.
Nodes = list[tuple[Column, Column, Mask]]
Block = tuple[Column, Column, Mask]


def written_times_of(
    record: Record, row: Mapping[str, int], low: Column, spread: Column | None
) -> tuple[Known, list[str]]:
    """Write the time of each event into its row, and say whose it is, and which no container has twice or untimed."""
    base, count = np.zeros(len(KINDS), np.int64), np.zeros(len(KINDS), np.int64)
    base[[KINDS.index(name) for name in row]] = [own * low.shape[1] for own in row.values()]
    flat, time = low.reshape(-1), record.time
    for part in blocks(len(time), ROWS):
        rows, at = record.roll.of_events(part)
        kind = record.roll.kind[rows]
        flat[base[kind] + at] = time[rows]
        if spread is not None:
            spread.reshape(-1)[base[kind] + at] = record.exactness.of(rows)
        count += np.bincount(kind, minlength=len(KINDS))
    known, once = dict.fromkeys(KINDS, np.zeros(low.shape[1], bool)), []
    for name, place in row.items():
        known[name] = ~np.isnan(low[place])
        if np.count_nonzero(known[name]) == count[KINDS.index(name)]:
            once.append(name)
        else:
            known[name][record.rows(name)[0]] = True
    return known, once


def nodes_of(network: Network, name: str) -> tuple[int, ...]:
    """Return the rows of an event's nodes: of its first instance and, of one that recurs, of its last."""
    return tuple(network.index(one) for one in dict.fromkeys(node(name, side) for side in ("first", "last")))


def fill_bounds(once: Mapping[tuple[int, ...], Mask], doubt: float | Column, block: Block) -> None:
    """Make bounds of the times that stand in the rows of events, and leave all others unbounded."""
    lo, hi, logged = block
    hi[:] = np.inf
    for (row, *more), known in once.items():
        own = doubt if isinstance(doubt, float) else doubt[row]
        np.fmin(lo[row] + own, np.inf, out=hi[row])
        np.fmax(lo[row] - own, -np.inf, out=lo[row])
        for i in (row, *more):
            lo[i], hi[i], logged[i] = lo[row], hi[row], known
    written = {i for rows in once for i in rows}
    lo[[i for i in range(len(lo)) if i not in written]] = -np.inf


def bounds_of_several(record: Record, name: str) -> Nodes:
    """Return the bounds of an event of which a container can have several rows: the first's and the last's."""
    _, time, rows = record.rows(name)
    doubt, latest = record.exactness.of(rows), record.at_most_us
    (first, last), known = record.instances(name, time - doubt, time + doubt, None if latest is None else latest[rows])
    if name == "storage_out":
        unclear = record.outs().unclear
        return [(*first, known & ~unclear[0]), (*last, known & ~unclear[1])]
    return [(*first, known), (*last, known)] if EVENTS[name].recurs else [(*first, known)]
