"""The time of every event when people act as soon as they may, for given durations of the steps.

A decided event waits for what must come before it, for its own earliest moment, and, where a limit looks ahead, for a
step's end or for the last moment at which that end could still come. Everything else follows. Durations are columns, so
that a hundred thousand days run at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.timing.closure import Closure
from atmp_logistics.timing.constraints import CLOCK, Link, Statement


@dataclass(frozen=True)
class PlanExecution:
    """How a plan runs: for each event what it waits for.

    `after` are bounds (event, other, at least so long after it), `waits` (event, step, longest wait after its start),
    `needs` (event, end of a container's step without which it has no time), all by their places in `nodes`; `order` is
    one in which every event comes after all that it waits for.
    """

    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    after: tuple[tuple[int, int, float], ...]
    waits: tuple[tuple[int, int, float], ...]
    needs: tuple[tuple[int, int], ...]
    order: tuple[int, ...]

    @classmethod
    def of(
        cls, nodes: Sequence[str], statements: Iterable[Statement], links: Sequence[Link], kept: Closure, raw: Closure
    ) -> PlanExecution:
        """Return how a plan runs.

        Parameters
        ----------
        nodes : sequence of str
        statements : iterable of Statement
        links : sequence of Link
        kept : Closure
            The bounds that every safe way of acting keeps.
        raw : Closure
            What the statements say by themselves.
        """
        places = {node: i for i, node in enumerate(nodes)}
        ends = {places[link.ends] for link in links}
        least, needs = dict[tuple[int, int], float](), dict[tuple[int, int], None]()
        for statement in statements:
            start, end, most = statement.edge
            later, earlier = places[start], places[end]
            if most <= 0.0 and later not in ends:
                least[later, earlier] = max(least.get((later, earlier), 0.0), -most)
                needs |= {(later, earlier): None} if earlier in ends and "[" in nodes[earlier] else {}
        for later, earlier in zip(*np.nonzero(_ordered(kept, raw, places.get(CLOCK))), strict=True):
            if later not in ends:
                bound = -float(kept.at_most[later, earlier])
                least[later, earlier] = max(least.get((later, earlier), 0.0), bound)
        waits = _waits(places, links, kept, ends)
        after = tuple((i, j, us) for (i, j), us in least.items())
        return cls(tuple(nodes), tuple(links), after, waits, tuple(needs), _order(places, links, least, waits))

    def run(
        self,
        durations_us: Mapping[str, ArrayLike],
        fixed_us: Mapping[str, ArrayLike],
        cases: int = 1,
        now_us: float = -np.inf,
    ) -> Column:
        """Return when every event happens.

        Parameters
        ----------
        durations_us : mapping of node to array_like, shape (cases,) or ()
            How long the step takes that ends at each node.
        fixed_us : mapping of node to array_like
            Events whose time is given, whatever they should wait for.
        cases : int
            How many cases there are.
        now_us : float
            Nothing that a person decides comes before.

        Returns
        -------
        ndarray of float64, shape (nodes, cases)
            Microseconds since 1970; -inf for an event that waits for nothing.
        """
        times = np.full((len(self.nodes), cases), -np.inf)
        places = {node: i for i, node in enumerate(self.nodes)}
        given = {places[node]: np.asarray(us, np.float64) for node, us in fixed_us.items()}
        if CLOCK in places:
            given[places[CLOCK]] = np.zeros(())
        ending = {places[link.ends]: (places[link.starts], durations_us[link.ends]) for link in self.links}
        for _ in range(len(self.nodes) + 1):
            before = times.copy() if self._may_turn else None
            for i in self.order:
                if i in given:
                    times[i] = given[i]
                elif i in ending:
                    begun = times[ending[i][0]]
                    lasts = np.broadcast_to(np.asarray(ending[i][1], np.float64), begun.shape)
                    times[i] = np.add(begun, lasts, out=begun.copy(), where=np.isfinite(begun))
                else:
                    self._act(times, i, now_us)
            if before is None or np.array_equal(before, times):
                break
        return times

    def _act(self, times: Column, i: int, now_us: float) -> None:
        """Set a decided event's time: as soon as all that it waits for is over; none where a step it needs has none."""
        after, waits, needs = self._of(i)
        for j, us in after:
            np.maximum(times[i], times[j] + us, out=times[i])
        for start, end, us in waits:
            np.maximum(times[i], np.minimum(times[end], times[start] + us), out=times[i])
        times[i] = np.where(np.isfinite(times[i]), np.maximum(times[i], now_us), times[i])
        for j in needs:
            times[i] = np.where(np.isfinite(times[j]), times[i], -np.inf)

    def _of(self, i: int) -> tuple[list[tuple[int, float]], list[tuple[int, int, float]], list[int]]:
        """Return what one event waits for and needs."""
        return self._tables.get(i, ([], [], []))

    @cached_property
    def _tables(self) -> dict[int, tuple[list[tuple[int, float]], list[tuple[int, int, float]], list[int]]]:
        places = {node: i for i, node in enumerate(self.nodes)}
        ends = [(places[link.starts], places[link.ends]) for link in self.links]
        events = (
            {bound[0] for bound in self.after} | {bound[0] for bound in self.waits} | {bound[0] for bound in self.needs}
        )
        return {
            i: (
                [(j, us) for k, j, us in self.after if k == i],
                [(*ends[number], us) for k, number, us in self.waits if k == i],
                [j for k, j in self.needs if k == i],
            )
            for i in events
        }

    @property
    def _may_turn(self) -> bool:
        """Whether some events wait for each other, so that one pass is not enough."""
        rank = {place: i for i, place in enumerate(self.order)}
        return any(rank[j] > rank[i] for i, j, _ in self.after)


def _ordered(kept: Closure, raw: Closure, clock: int | None) -> Mask:
    """Say of which pairs (later, earlier) the bounds that safe ways of acting keep put the one after the other.

    Also where only a step of a known length lies between. Of the clock, which nothing waits for, only what is stricter
    than the statements themselves.
    """
    bound = kept.at_most
    found = (bound < 0.0) | ((bound == 0.0) & (bound.T > 0.0))
    if clock is not None:
        found[:, clock] = bound[:, clock] < np.minimum(raw.at_most[:, clock], 0.0)
    np.fill_diagonal(found, val=False)
    return np.asarray(found, bool)


def _waits(
    places: Mapping[str, int], links: Sequence[Link], kept: Closure, ends: set[int]
) -> tuple[tuple[int, int, float], ...]:
    """Return where a limit looks ahead: an event at most so long before a step's end waits till that is sure."""
    found = []
    for number, link in enumerate(links):
        end = places[link.ends]
        for i in np.nonzero(np.isfinite(kept.at_most[:, end]))[0].tolist():
            wait = link.longest_us - float(kept.at_most[i, end])
            waits = kept.at_most[i, end] > 0.0 and link.shortest_us < wait and isfinite(wait)
            if waits and i not in ends and i not in {end, places[link.starts], places.get(CLOCK, -1)}:
                found.append((i, number, wait))
    return tuple(found)


def _order(
    places: Mapping[str, int],
    links: Sequence[Link],
    least: Mapping[tuple[int, int], float],
    waits: Iterable[tuple[int, int, float]],
) -> tuple[int, ...]:
    """Return an order in which each event comes after all it waits for; those that wait for each other stay near."""
    behind: dict[int, set[int]] = {i: set() for i in range(len(places))}
    for later, earlier in least:
        behind[later].add(earlier)
    for link in links:
        behind[places[link.ends]].add(places[link.starts])
    for i, number, _ in waits:
        behind[i] |= {places[links[number].starts], places[links[number].ends]}
    ways = {i: _reached(i, behind) for i in behind}
    return tuple(sorted(behind, key=lambda i: (len(ways[i]), i)))


def _reached(place: int, behind: Mapping[int, set[int]]) -> set[int]:
    """Return all that an event waits for, near and far."""
    found, waiting = set[int](), [place]
    while waiting:
        waiting += (more := behind[waiting.pop()] - found)
        found |= more
    return found
