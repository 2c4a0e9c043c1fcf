"""One limit that simulated runs are checked against: of which container, by how much each run keeps it, in which words.

A word such as "administered", which may mean the start or the end, is measured both ways: a limit is kept where it is
kept either way, broken where it is broken either way, and open in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import inf, isfinite
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.estimates.simulation.run_times import RunTimes
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import container_of, event_of

#: Returns bounds on what is measured in each run: the same array twice where it is exact.
Measure = Callable[[RunTimes], tuple[Column, Column]]


@dataclass(frozen=True, slots=True, repr=False)
class LimitCheck(ShortRepr):
    """One limit, checked of one container or of the whole therapy; what is measured may not be below 0 either.

    Attributes
    ----------
    code : str
        The limit's code.
    rule : str
        The rule that judges records by it, "" for what a caller stated.
    container : int
        The container's number, 0 for the whole therapy.
    required, broken : str
        In words, what the limit requires, and what happened in a run that does not keep it.
    measure : callable
        From the times of some runs to bounds on what is measured, in microseconds or in days.
    least, most : float
        Between these it must lie.
    unit : {'s', 'd'}
        Of the margin that is shown.
    obligation : {'shall', 'should', 'information'}
    source : str
    """

    code: str
    rule: str
    container: int
    required: str
    broken: str
    measure: Measure = field(repr=False, compare=False)
    least: float = -inf
    most: float = inf
    unit: str = "s"
    obligation: str = "shall"
    source: str = ""

    @property
    def name(self) -> str:
        """The limit's code, and the container where there is one."""
        return f"{self.code} [{self.container}]" if self.container else self.code

    @property
    def is_waited_for(self) -> bool:
        """Whether it is a least time or an order of a label, for which people in the runs wait."""
        return self.rule in {"W201", "W202"} and not isfinite(self.most)

    def margin(self, times: RunTimes) -> tuple[Column, Mask | None]:
        """Return by how much each run keeps the limit, and which runs surely break it.

        Returns
        -------
        margin : ndarray of float
            Below 0 where a run may break the limit.
        broken : ndarray of bool, or None
            None where every run either surely keeps or surely breaks it: then the margin says which.
        """
        lower, upper = self.measure(times)
        margin = self._margin(lower, upper)
        if lower is upper:
            return margin, None
        return margin, (lower > self.most) | (upper < self.least) | (upper < 0)

    def _margin(self, lower: Column, upper: Column) -> Column:
        sides = [self.most - upper] if isfinite(self.most) else []
        sides += [lower - self.least] if isfinite(self.least) else []
        margin = sides[0] if len(sides) == 1 else np.minimum(*sides)
        if self.least < 0 and lower.min() < 0:
            margin = np.where(lower < 0, np.minimum(margin, lower), margin)
        return margin


def limit_check(
    limit: Requirement, rule: str, container: int, words: tuple[str, str], measure: Measure, **bounds: Any
) -> LimitCheck:
    """Return the check of a label's limit, by what it requires in words and how it is measured."""
    section = f" {limit.citation.section}" if limit.citation.section else ""
    return LimitCheck(
        code=limit.code,
        rule=rule,
        container=container,
        required=words[0],
        broken=words[1],
        measure=measure,
        obligation=limit.obligation,
        source=f"{limit.citation.label}{section}",
        **bounds,
    )


def deadline(node: str, by_us: float, when: str, *, several: bool = True) -> LimitCheck:
    """Return the check of a time by which an event has to have happened, as the caller states it.

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
        required=f"{words} by {when}",
        broken=f"{words} past {when}",
        measure=partial(_time_until, node, by_us),
        least=0.0,
        source="stated in the call",
    )


def _time_until(node: str, by_us: float, times: RunTimes) -> tuple[Column, Column]:
    left = by_us - times.columns[node]
    return left, left
