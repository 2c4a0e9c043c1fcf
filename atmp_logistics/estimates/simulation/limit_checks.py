"""What is asked of simulated runs: one limit of one container, by how much each run keeps it, and in which words.

A word such as "administered", which may mean the start or the end, is measured both ways: a limit is kept where it is
kept either way, broken where it is broken either way, and open in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf, isfinite
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.limits import Requirement, When
from atmp_logistics.estimates.simulation.run_times import RunTimes
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import Naming, container_of, event_of, fits

#: Bounds on what is measured in each run: the same array twice where it is exact.
Measure = Callable[[RunTimes], tuple[Column, Column]]


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """One limit asked of one container, or, with container 0, of the whole therapy.

    What `measure` returns, in microseconds or in days, must lie between `least` and `most`. `broken` says in a
    pharmacist's words what happened where it does not. `code` is the limit's own, `rule` the rule that judges records
    by it, "" for what a caller stated.
    """

    code: str
    rule: str
    container: int
    asks: str
    broken: str
    measure: Measure = field(repr=False, compare=False)
    least: float = -inf
    most: float = inf
    unit: str = "s"
    obligation: str = "shall"
    source: str = ""
    at_least_nought: bool = True

    @property
    def name(self) -> str:
        """The limit's code, and the container where there is one."""
        return f"{self.code} [{self.container}]" if self.container else self.code

    @property
    def is_waited_for(self) -> bool:
        """Whether it is a least time or an order of a label, for which people in the runs wait."""
        return self.rule in {"W201", "W202"} and not isfinite(self.most)

    def answer(self, times: RunTimes) -> tuple[Column, Mask | None]:
        """Return by how much each run keeps the limit, below nought where it may not; and which runs surely break it.

        The second is None where every run either surely keeps or surely breaks it.
        """
        lower, upper = self.measure(times)
        margin = self._margin(lower, upper)
        if lower is upper:
            return margin, None
        beyond = (lower > self.most) | (upper < self.least)
        return margin, beyond | (upper < 0) if self.at_least_nought else beyond

    def _margin(self, lower: Column, upper: Column) -> Column:
        sides = [self.most - upper] if isfinite(self.most) else []
        sides += [lower - self.least] if isfinite(self.least) else []
        margin = sides[0] if len(sides) == 1 else np.minimum(*sides)
        if self.at_least_nought and self.least < 0 and lower.min() < 0:
            margin = np.where(lower < 0, np.minimum(margin, lower), margin)
        return margin


@dataclass(frozen=True, slots=True)
class SimulatedTherapy:
    """What limits are asked of: the containers with what is stated of each, and the events run through."""

    naming: Naming
    conditions: Sequence[Mapping[str, str]]
    events: frozenset[str]
    dated: bool = True

    @property
    def numbers(self) -> range:
        """The containers' numbers."""
        return range(1, self.naming.containers + 1)

    def belong(self, which: When) -> list[int]:
        """Return the containers that a condition names."""
        return [number for number in self.numbers if fits(which, self.conditions[number - 1])]

    def unsettled(self, limit: Requirement) -> set[str]:
        """Return the conditions of a limit that decide whether it holds and that nobody stated."""
        keys = set[str]()
        for which in limit.conditions:
            for own in self.conditions:
                if fits(which, own) is None:
                    keys |= {key for key in which if key not in own}
        return keys


def limit_check(
    limit: Requirement, rule: str, container: int, words: tuple[str, str], measure: Measure, **sides: Any
) -> LimitCheck:
    """Return what a limit of a label asks of a container, in words and as it is measured."""
    section = f" {limit.citation.section}" if limit.citation.section else ""
    return LimitCheck(
        code=limit.code,
        rule=rule,
        container=container,
        asks=words[0],
        broken=words[1],
        measure=measure,
        obligation=limit.obligation,
        source=f"{limit.citation.label}{section}",
        **sides,
    )


def plain(name: str) -> str:
    """Return an event or a stage in words."""
    return name.replace("_", " ")


def who(which: When) -> str:
    """Return the containers that a condition names, in words."""
    return " and ".join(" or ".join(values) for values in which.values()) or "any container"


def called(name: str, number: int, ward: SimulatedTherapy) -> str:
    """Return a moment in words, with its container's number where there are several."""
    numbered = len(ward.numbers) > 1 and ward.naming.is_numbered(ends_of(name)[0])
    return f"{plain(name)} of container {number}" if numbered else plain(name)


def deadline(node: str, by_us: float, when: str, *, several: bool = True) -> LimitCheck:
    """Return a moment by which an event has to have happened, as the caller states it.

    Examples
    --------
    >>> deadline("administration_end[2]", 0.0, "2026-11-24 11:30").broken
    'administration end of container 2 past 2026-11-24 11:30'
    """
    words = named(node if several else event_of(node))
    return LimitCheck(
        code=f"{event_of(node)}-by",
        rule="",
        container=container_of(node) or 0,
        asks=f"{words} by {when}",
        broken=f"{words} past {when}",
        measure=partial(_time_until, node, by_us),
        least=0.0,
        source="stated in the call",
        at_least_nought=False,
    )


def _time_until(node: str, by_us: float, times: RunTimes) -> tuple[Column, Column]:
    left = by_us - times.columns[node]
    return left, left
