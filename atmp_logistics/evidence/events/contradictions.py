"""Which times of a record contradict each other: counted for all, named for the containers that somebody reads of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.event_kinds import ENDS_CONTAINER, USES_CONTAINER
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.timing.network import Network

#: Two events whose times cannot both be true, each by its name.
EventPairs = tuple[tuple[str, str], ...]
#: Pairs of nodes (i, j): where i ended the container, j cannot come after it. They bound nothing: a container that was
#: discarded need never have been thawed.
Ends = tuple[tuple[int, int], ...]


def ends_of_containers(network: Network) -> Ends:
    """Return the pairs of what ends a container and what is not done after it, as far as a network knows both."""
    names = [node.partition(":")[0] for node in network.nodes]
    ends, uses = ([i for i, name in enumerate(names) if name in kinds] for kinds in (ENDS_CONTAINER, USES_CONTAINER))
    return tuple((i, j) for i in ends for j in uses if network.reach[i, j] > 0)


def is_used_after_its_end(ends: Ends, lo: Column, hi: Column) -> Mask:
    """Say in which cases something is logged after what ended its container."""
    none = np.zeros(lo.shape[1], bool)
    return np.asarray(np.logical_or.reduce([none, *(lo[j] > hi[i] for i, j in ends)]), bool)


@dataclass(frozen=True, slots=True, repr=False)
class Contradictions(ShortRepr):
    """The pairs of events that contradict each other, by the place of the container whose record holds them.

    Parameters
    ----------
    network : Network
    rows : ndarray of int, shape (cases,)
        The containers whose records contradict a fact, in rising order.
    lo, hi : ndarray of float64, shape (nodes, cases)
        Bounds of each as logged.
    ends : tuple of (int, int)
        EventPairs of nodes: what ends a container, and what is not done to it after that.
    early, late : ndarray of float64, shape (nodes, cases)
        Bounds of the minute in which each is written, where different minutes are in their true order.
    """

    network: Network
    rows: NDArray[np.int64]
    lo: Column
    hi: Column
    ends: Ends = ()
    early: Column | None = None
    late: Column | None = None

    def of(self, row: int) -> EventPairs:
        """Return the pairs of one container, by its place; none where its record contradicts nothing."""
        at = int(self.rows.searchsorted(row))
        if at == len(self.rows) or self.rows[at] != row:
            return ()
        pairs = self.network.conflicts(self.lo[:, at], self.hi[:, at], self._out_of_order(at))
        pairs += [pair for pair, own in self._after_the_end().items() if own[at]]
        names = self._names
        return tuple(dict.fromkeys((names[i], names[j]) for i, j in pairs))

    def _is_later(self, i: int, j: int) -> Mask:
        """Say in which cases one event is written in a later minute than another."""
        if self.early is None or self.late is None:
            return np.zeros(len(self.rows), bool)
        return np.asarray(self.early[j] > self.late[i])

    def _out_of_order(self, at: int) -> Mask | None:
        """Return for each pair (i, j) of one case whether j is written in a later minute than i."""
        if self.early is None or self.late is None:
            return None
        return np.asarray(self.early[None, :, at] > self.late[:, None, at])

    @property
    def _names(self) -> list[str]:
        return [node.partition(":")[0] for node in self.network.nodes]

    def counts(self) -> NDArray[np.int64]:
        """Return of each of `rows` how many pairs of events contradict each other."""
        late = self._late()
        shown = {pair: own & ~self._follows(pair, late) for pair, own in late.items()}
        # Where every pair follows from others, all of them are meant.
        none = ~np.logical_or.reduce([*shown.values(), np.zeros(len(self.rows), bool)])
        names, named = self._names, dict[tuple[str, str], Mask]()
        for (i, j), own in late.items():
            pair = (names[i], names[j])
            meant = shown[i, j] | (none & own)
            named[pair] = named[pair] | meant if pair in named else meant
        for (i, j), own in self._after_the_end().items():
            pair = (names[i], names[j])
            named[pair] = named[pair] | own if pair in named else own
        return np.asarray(np.sum([np.zeros(len(self.rows), bool), *named.values()], axis=0, dtype=np.int64))

    def _after_the_end(self) -> dict[tuple[int, int], Mask]:
        """Return for each pair of `ends` in which cases the second is logged after the first.

        A pair is left out where something that nature puts before its second is after the end as well.
        """
        late = {(i, j): (self.lo[j] > self.hi[i]) | self._is_later(i, j) for i, j in self.ends}
        none, found = np.zeros(len(self.rows), bool), {}
        for (i, j), own in late.items():
            before = np.nonzero(self.network.reach[j] <= 0)[0].tolist()
            found[i, j] = own & ~np.logical_or.reduce(
                [none, *(late[i, k] for k in before if k != j and (i, k) in late)]
            )
        return found

    def _late(self) -> dict[tuple[int, int], Mask]:
        """Return for each pair (i, j) in which cases j is logged later after i than the facts allow."""
        reach, out = self.network.reach, {}
        for i, j in zip(*map(np.ndarray.tolist, np.nonzero(np.isfinite(reach))), strict=True):
            own = self.lo[j] - self.hi[i] > reach[i, j]
            if reach[i, j] <= 0:
                own |= self._is_later(i, j)
            if own.any():
                out[i, j] = own
        return out

    def _follows(self, pair: tuple[int, int], late: Mapping[tuple[int, int], Mask]) -> Mask:
        """Say in which cases a pair follows from a shorter one, through an event between the two."""
        (i, j), reach = pair, self.network.reach
        between = np.nonzero(reach[i] + reach[:, j] <= reach[i, j])[0].tolist()
        parts = [part for k in between if k not in pair for part in ((i, k), (k, j)) if part in late]
        none = np.zeros(len(self.rows), bool)
        return np.asarray(np.logical_or.reduce([none, *(late[part] for part in parts)]), bool)
