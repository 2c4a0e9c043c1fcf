"""A simple temporal network: facts about the order and the spacing of events, and what they say of missing ones.

Times are nodes and a fact "b is at most so much after a" is an edge. Compiled once by Floyd-Warshall, the network
bounds every event of every case by one min-plus product: ``latest[j] = min_i(latest[i] + reach[i, j])`` and
``earliest[j] = max_i(earliest[i] - reach[j, i])``. Only facts are edges here; a label's limit never is, because a
limit used as evidence would prove itself. After Dechter, Meiri and Pearl, Artificial Intelligence 49 (1991) 61-95.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.short_repr import ShortRepr


@dataclass(frozen=True, slots=True)
class Edge:
    """A fact: `later` happens at most `at_most` microseconds after `earlier` (negative: at least that much before).

    "a is never after b" is ``Edge(earlier=b, later=a, at_most=0)``.
    """

    earlier: str
    later: str
    at_most: float
    basis: str = "natural order"


@dataclass(frozen=True, slots=True, repr=False)
class Network(ShortRepr):
    """A compiled network of events.

    Attributes
    ----------
    nodes : tuple of str
    reach : ndarray of float64, shape (nodes, nodes)
        How far after node i node j can be at most, in microseconds.
    places : dict of str to int
        The place of each node.

    Examples
    --------
    >>> thaw = compile_network(["thaw_start", "thaw_end"], [never_after("thaw_start", "thaw_end")])
    >>> float(thaw.reach[thaw.index("thaw_end"), thaw.index("thaw_start")])
    0.0
    """

    nodes: tuple[str, ...]
    reach: NDArray[np.float64]
    places: dict[str, int]

    def index(self, node: str) -> int:
        """Return the row of a node."""
        return self.places[node]

    def restricted(self, nodes: Sequence[str]) -> Network:
        """Return the network of some of its nodes; what the others say of these is in their `reach` already."""
        kept = [self.places[node] for node in nodes]
        return Network(tuple(nodes), self.reach[np.ix_(kept, kept)], {node: i for i, node in enumerate(nodes)})

    def conflicts(self, lo: Column, hi: Column, later: Mask | None = None) -> list[tuple[int, int]]:
        """Return the pairs (i, j) of one case in which j is logged later after i than the facts allow.

        A pair that only follows from two shorter ones through an event between them is left out.

        Parameters
        ----------
        lo, hi : ndarray of float64, shape (nodes,)
            Bounds as logged.
        later : ndarray of bool, shape (nodes, nodes), optional
            Whether j is surely after i, whatever the bounds: written in a later minute.

        Returns
        -------
        list of (int, int)
        """
        late = lo[None, :] - hi[:, None] > self.reach
        if later is not None:
            late |= (self.reach <= 0) & later
        pairs = [(int(i), int(j)) for i, j in zip(*np.nonzero(late), strict=True)]
        return [pair for pair in pairs if not any(self._between(*pair, k, late) for k in range(len(lo)))] or pairs

    def _between(self, i: int, j: int, k: int, late: Mask) -> bool:
        on_the_way = k not in (i, j) and self.reach[i, k] + self.reach[k, j] <= self.reach[i, j]
        return bool(on_the_way and (late[i, k] or late[k, j]))


def never_after(first: str, then: str, basis: str = "natural order") -> Edge:
    """Return the fact that one event is never after another."""
    return Edge(then, first, 0.0, basis)


def compile_network(nodes: Sequence[str], edges: Iterable[Edge]) -> Network:
    """Compile facts into a network.

    Raises
    ------
    ValueError
        When the facts contradict each other whatever the times.

    Examples
    --------
    >>> compile_network("ab", [Edge("a", "b", 5.0), Edge("b", "a", -9.0)])
    Traceback (most recent call last):
    ValueError: the facts about a, b contradict each other
    """
    place = {node: i for i, node in enumerate(nodes)}
    reach = np.full((len(nodes), len(nodes)), np.inf)
    np.fill_diagonal(reach, 0.0)
    for edge in edges:
        i, j = place[edge.earlier], place[edge.later]
        reach[i, j] = min(reach[i, j], edge.at_most)
    for k in range(len(nodes)):
        np.minimum(reach, reach[:, k, None] + reach[None, k, :], out=reach)
    if (np.diagonal(reach) < 0).any():
        names = ", ".join(node for node, own in zip(nodes, np.diagonal(reach), strict=True) if own < 0)
        raise ValueError(f"the facts about {names} contradict each other")
    return Network(tuple(nodes), reach, place)
