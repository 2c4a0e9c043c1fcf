"""Bounds between all events at once, each with what it rests on; and the smallest set of statements that contradict.

The closure is Floyd and Warshall's, over a matrix of "at most so long after", with the way to each bound kept. A
contradiction is a round of statements that together leave less time than none: the shortest round is found by their
number, so that nothing in it can be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.timing.constraints import Kind, Statement

Matrix = NDArray[np.float64]


#: The places of the nodes at which a step starts and ends.
Ends = tuple[int, int]


class Why(IntEnum):
    """What a bound in a closure rests on."""

    NOTHING = 0
    STATEMENT = 1
    THROUGH = 2
    LONGEST = 3
    SHORTEST = 4
    THEN_LONGEST = 5
    THEN_SHORTEST = 6
    SHORTEST_THEN = 7
    BELOW = 8


@dataclass(slots=True, repr=False)
class Closure(ShortRepr):
    """The least "at most so long after" between every two nodes, in microseconds, with what each rests on.

    Attributes
    ----------
    at_most : ndarray of float64, shape (nodes, nodes)
    why, what : ndarray of int, shape (nodes, nodes)
        What each bound rests on: a statement by its place, a node between, or a step by its place in `steps`, before
        or after the bound that it was added to, or the closure `below`.
    steps : tuple of (int, int)
        The places of each step's two nodes.
    below : Closure or None
        The closure that this one began with.
    """

    at_most: Matrix
    why: NDArray[np.int8]
    what: NDArray[np.int32]
    steps: tuple[Ends, ...] = ()
    below: Closure | None = None

    @classmethod
    def of(
        cls, places: Mapping[str, int], edges: Iterable[tuple[int, Statement]], steps: tuple[Ends, ...] = ()
    ) -> Closure:
        """Return the bounds of numbered statements, not yet closed."""
        size = len(places)
        found = cls(
            np.full((size, size), np.inf), np.zeros((size, size), np.int8), np.zeros((size, size), np.int32), steps
        )
        np.fill_diagonal(found.at_most, 0.0)
        for number, statement in edges:
            start, end, most = statement.edge
            found.lower(places[start], places[end], most, Why.STATEMENT, number)
        return found

    def above(self, steps: tuple[Ends, ...]) -> Closure:
        """Return a closure that begins with these bounds and can be lowered, while these stay."""
        why = np.where(np.isfinite(self.at_most), Why.BELOW, Why.NOTHING).astype(np.int8)
        return Closure(self.at_most.copy(), why, np.zeros_like(self.what), steps, self)

    def lower(self, i: int, j: int, most: float, why: Why, what: int) -> bool:
        """Lower one bound, and say whether it was higher."""
        if not most < self.at_most[i, j]:
            return False
        self.at_most[i, j], self.why[i, j], self.what[i, j] = most, why, what
        return True

    def close(self) -> bool:
        """Lower every bound to what two others say; False where statements contradict each other."""
        bounds, why, what = self.at_most, self.why, self.what
        for k in range(len(bounds)):
            by_k = bounds[:, k, None] + bounds[None, k, :]
            less = by_k < bounds
            if less.any():
                bounds[less], why[less], what[less] = by_k[less], Why.THROUGH, k
        return not bool((np.diagonal(bounds) < 0).any())

    def path(self, i: int, j: int) -> list[tuple[Why, int]]:
        """Return what a bound rests on, in order: statements, and steps at their longest or shortest."""
        why, what = Why(int(self.why[i, j])), int(self.what[i, j])
        if i == j or why is Why.NOTHING:
            return []
        if why is Why.BELOW and self.below is not None:
            return self.below.path(i, j)
        if why is Why.THROUGH:
            return [*self.path(i, what), *self.path(what, j)]
        if why in (Why.THEN_LONGEST, Why.THEN_SHORTEST):
            last = Why.LONGEST if why is Why.THEN_LONGEST else Why.SHORTEST
            return [*self.path(i, self.steps[what][1]), (last, what)]
        if why is Why.SHORTEST_THEN:
            return [(Why.SHORTEST, what), *self.path(self.steps[what][1], j)]
        return [(why, what)]


def smallest_contradiction(
    nodes: Sequence[str], statements: Iterable[Statement]
) -> tuple[tuple[Statement, ...], float] | None:
    """Return the fewest statements that contradict each other, and by how many microseconds; None where none do.

    Of several with as few statements, that with the fewest requirements. The set is a round from one node back to
    itself that passes no node twice: without any one of its members, nothing is left of the contradiction.

    Examples
    --------
    >>> from atmp_logistics.timing.constraints import Kind, Statement
    >>> def bound(one, other, **bounds):
    ...     return Statement(earlier=one, later=other, kind=Kind.FACT, words=f"{one}{other}", **bounds)
    >>> at_least, at_most = bound("a", "b", at_least_us=9.0), bound("a", "b", at_most_us=5.0)
    >>> found, short = smallest_contradiction("abc", [bound("b", "c", at_most_us=1.0), at_least, at_most])
    >>> [one.words for one in found], short
    (['ab', 'ab'], 4.0)
    >>> smallest_contradiction("ab", [at_least]) is None
    True
    """
    edges = _least(nodes, statements)
    size = len(nodes)
    direct = np.full((size, size), np.inf)
    asks = np.zeros((size, size), np.int64)
    for (i, j), statement in edges.items():
        direct[i, j] = statement.edge[2]
        asks[i, j] = statement.kind is Kind.REQUIREMENT
    bounds, before, asked = direct.copy(), [np.zeros((0, 0), np.int64)], asks.copy()
    for _ in range(size):
        own = np.nonzero(np.diagonal(bounds) < 0)[0]
        if len(own):
            at = min(own.tolist(), key=lambda i: (asked[i, i], bounds[i, i], i))
            return _round(at, before, edges), -float(bounds[at, at])
        through = bounds[:, :, None] + direct[None, :, :]
        best = through.argmin(axis=1)
        before.append(best)
        bounds = np.take_along_axis(through, best[:, None, :], axis=1)[:, 0, :]
        asked = np.take_along_axis(asked[:, :, None] + asks[None, :, :], best[:, None, :], axis=1)[:, 0, :]
    return None


def _least(nodes: Sequence[str], statements: Iterable[Statement]) -> dict[tuple[int, int], Statement]:
    """Return the tightest statement between every two nodes; of two alike, the one that is no requirement."""
    places = {node: i for i, node in enumerate(nodes)}
    found: dict[tuple[int, int], Statement] = {}
    for statement in statements:
        start, end, most = statement.edge
        key = places[start], places[end]
        other = found.get(key)
        alike = other is not None and most == other.edge[2] and statement.kind is not Kind.REQUIREMENT
        if other is None or most < other.edge[2] or (alike and other.kind is Kind.REQUIREMENT):
            found[key] = statement
    return found


def _round(
    at: int, before: Sequence[NDArray[np.int64]], edges: dict[tuple[int, int], Statement]
) -> tuple[Statement, ...]:
    """Follow a round backwards, and return its statements in order."""
    found: list[Statement] = []
    node = at
    for step in reversed(before[1:]):
        earlier = int(step[at, node])
        found.append(edges[earlier, node])
        node = earlier
    found.append(edges[at, node])
    return tuple(reversed(found))
