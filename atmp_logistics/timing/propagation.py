"""Bounds of many cases tightened in place by what a network says, with the least work.

Most facts are orders: one event is never after another, and the bound of the one is handed on to the next alone. Only
what is some time apart is asked pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.timing.network import Network


@dataclass(frozen=True, slots=True)
class Tightening:
    """The steps that tighten bounds by a network.

    `apart` are pairs (i, j, reach): j is at most so much after i. `orders` are pairs (i, j): j is never after i, those
    left out that follow from two others; latest bounds are handed on in this order, earliest in that of `back`.

    Examples
    --------
    >>> from atmp_logistics.timing.network import compile_network, never_after
    >>> thaw = Tightening.of(compile_network("abc", [never_after("a", "b"), never_after("b", "c")]))
    >>> lo, hi = np.array([[5.0], [-np.inf], [-np.inf]]), np.array([[5.0], [np.inf], [9.0]])
    >>> thaw.tighten(lo, hi)
    >>> lo.ravel().tolist(), hi.ravel().tolist()
    ([5.0, 5.0, 5.0], [5.0, 9.0, 9.0])
    """

    apart: tuple[tuple[int, int, float], ...]
    orders: tuple[tuple[int, int], ...]
    back: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, network: Network) -> Tightening:
        """Return the steps for a network."""
        others = ~np.eye(len(network.nodes), dtype=bool)
        linked, never = np.isfinite(network.reach) & others, (network.reach == 0) & others
        # Two events of one instant have no order: they are asked as a pair.
        never &= ~never.T
        direct = never & ~(never.astype(np.int64) @ never.astype(np.int64) > 0)
        rank = (network.reach <= 0).sum(axis=0).tolist()
        pairs = [(int(i), int(j)) for i, j in zip(*np.nonzero(direct), strict=True)]
        apart = zip(*np.nonzero(linked & ~never), strict=True)
        return cls(
            tuple((int(i), int(j), float(network.reach[i, j])) for i, j in apart),
            tuple(sorted(pairs, key=lambda pair: rank[pair[0]])),
            tuple(sorted(pairs, key=lambda pair: -rank[pair[1]])),
        )

    def tighten(self, low: Column, high: Column) -> None:
        """Tighten the bounds of every node in every case, in place.

        Parameters
        ----------
        low, high : ndarray of float64, shape (nodes, cases)
            Bounds as logged; ±inf where nothing was.
        """
        lo, hi = (low.copy(), high.copy()) if self.apart else (low, high)
        for i, j, reach in self.apart:
            np.minimum(high[j], hi[i] + reach, out=high[j])
            np.maximum(low[i], lo[j] - reach, out=low[i])
        for i, j in self.orders:
            np.minimum(high[j], high[i], out=high[j])
        for i, j in self.back:
            np.maximum(low[i], low[j], out=low[i])
