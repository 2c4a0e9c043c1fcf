"""Which times of a record contradict each other: counted for all, named for the containers that somebody reads of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.network import Column, Network

#: Two events whose times cannot both be true, each by its name.
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Contradictions(Mapping[int, Pairs]):
    """The pairs of events that contradict each other, by the place of the container whose record holds them.

    Parameters
    ----------
    network : Network
    rows : ndarray of int, shape (cases,)
        The containers whose records contradict a fact, in rising order.
    lo, hi : ndarray of float64, shape (nodes, cases)
        Bounds of each as logged.
    """

    network: Network
    rows: NDArray[np.int64]
    lo: Column
    hi: Column

    def __getitem__(self, row: int) -> Pairs:
        at = int(np.searchsorted(self.rows, row))
        if at == len(self.rows) or self.rows[at] != row:
            raise KeyError(row)
        pairs = self.network.conflicts(self.lo[:, at], self.hi[:, at])
        names = self._names
        return tuple(dict.fromkeys((names[i], names[j]) for i, j in pairs))

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows.tolist())

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def _names(self) -> list[str]:
        return [node.partition(":")[0] for node in self.network.nodes]

    def counts(self) -> NDArray[np.int64]:
        """Return of each of `rows` how many pairs of events contradict each other."""
        late = self._late()
        shown = {pair: own & ~self._follows(pair, late) for pair, own in late.items()}
        # Where every pair follows from others, all of them are meant.
        none = ~np.logical_or.reduce([*shown.values(), np.zeros(len(self.rows), bool)])
        names, named = self._names, dict[tuple[str, str], NDArray[np.bool_]]()
        for (i, j), own in late.items():
            pair = (names[i], names[j])
            meant = shown[i, j] | (none & own)
            named[pair] = named[pair] | meant if pair in named else meant
        return np.asarray(np.sum([np.zeros(len(self.rows), bool), *named.values()], axis=0, dtype=np.int64))

    def _late(self) -> dict[tuple[int, int], NDArray[np.bool_]]:
        """Return for each pair (i, j) in which cases j is logged later after i than the facts allow."""
        reach, out = self.network.reach, {}
        for i, j in zip(*map(np.ndarray.tolist, np.nonzero(np.isfinite(reach))), strict=True):
            own = self.lo[j] - self.hi[i] > reach[i, j]
            if own.any():
                out[i, j] = own
        return out

    def _follows(self, pair: tuple[int, int], late: Mapping[tuple[int, int], NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """Say in which cases a pair follows from a shorter one, through an event between the two."""
        (i, j), reach = pair, self.network.reach
        between = np.nonzero(reach[i] + reach[:, j] <= reach[i, j])[0].tolist()
        parts = [part for k in between if k not in pair for part in ((i, k), (k, j)) if part in late]
        none = np.zeros(len(self.rows), bool)
        return np.asarray(np.logical_or.reduce([none, *(late[part] for part in parts)]), bool)
