"""Runs a simulation: draws, times and margins, in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import DAY, DAY_S, HOUR, SECOND
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.estimates.simulation.delays import shape_of
from atmp_logistics.estimates.simulation.path import draw_of
from atmp_logistics.estimates.simulation.path_events import PathEvent
from atmp_logistics.estimates.simulation.prepared import DrawnDelay, PreparedSimulation
from atmp_logistics.estimates.simulation.run_times import Calendar, RunTimes
from atmp_logistics.estimates.simulation.sampling import durations_of, stream
from atmp_logistics.timing.constraints import Link

#: Runs that are computed at once.
BLOCK = 1 << 15
#: No step of a therapy lasts longer; what does is a slip in its shape.
_LONGEST_S = 100 * 365.25 * DAY_S
Draw = Callable[[int], Column]


@dataclass(frozen=True, slots=True, repr=False)
class SimulatedRuns(ShortRepr):
    """What came of every run.

    Attributes
    ----------
    margins : ndarray of float, shape (checks, runs)
        By how much each check was kept, below 0 where it may not have been.
    broken : dict of int to ndarray of bool
        For checks whose wording leaves runs open, which runs surely break them.
    kept : ndarray of bool
        Which runs keep every check that counts.
    """

    margins: NDArray[np.float64]
    broken: dict[int, Mask]
    kept: Mask


@dataclass
class Streams:
    """The random numbers of a simulation, from its first run on."""

    prepared: PreparedSimulation
    _shares: dict[str, Draw] = field(default_factory=dict)
    _lengths: dict[str, tuple[Link, Callable[[Column], Column]]] = field(default_factory=dict)
    _late: dict[str, Draw] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for link in self.prepared.path.links:
            name = draw_of(link)
            if name not in self._lengths:
                shape = shape_of(link.step)
                assert shape is not None  # noqa: S101  the path refuses steps without
                self._lengths[name] = link, durations_of(shape, link.step.shortest_s, link.step.longest_s)
                self._shares[name] = partial(_shares, stream(self.prepared.request.seed, name))
        for lates in self.prepared.late.values():
            for late in lates:
                if late.draw not in self._late:
                    self._late[late.draw] = self._delay(late)

    def _delay(self, late: DrawnDelay) -> Draw:
        seed, delay = self.prepared.request.seed, late.delay
        happens, lasts = (stream(seed, f"{late.draw}: {what}") for what in ("happens", "lasts"))
        length = durations_of(delay.shape)

        def draw(size: int) -> Column:
            took = length(_shares(lasts, size))
            return took if delay.probability >= 1 else took * (happens.random(size) < delay.probability)

        return draw

    def draw(self, size: int) -> tuple[dict[str, Column], dict[str, Column]]:
        """Return how long each step lasts in the next runs, and each delay, in microseconds."""
        shares = {name: share(size) for name, share in self._shares.items()}
        if self.prepared.copula:
            shares |= self.prepared.copula.mixed(shares)
        steps = {name: _us(length(shares[name]), link.step.name) for name, (link, length) in self._lengths.items()}
        return steps, {name: _us(draw(size), name) for name, draw in self._late.items()}


def _shares(generator: np.random.Generator, size: int) -> Column:
    drawn = generator.random(size)
    return np.subtract(1.0, drawn, out=drawn)


def _us(seconds: Column, name: str) -> Column:
    """Return durations in whole microseconds."""
    if not seconds.max() <= _LONGEST_S:
        fix = "state its longest duration, and check median and iqr"
        found = f"a run in which it lasts {seconds.max() / DAY_S:.3g} days"
        refuse([Fault(f"steps.{name}", found, "durations of less than 100 years", fix, UsageError)])
    return np.rint(seconds * SECOND)


def blocks(prepared: PreparedSimulation, n: int) -> Iterator[tuple[slice, dict[str, Column], dict[str, Column]]]:
    """Yield the times of each node, and the lengths of each step with its delays, block by block."""
    streams = Streams(prepared)
    calendar = calendar_of(prepared)
    for first in range(0, n, BLOCK):
        size = min(BLOCK, n - first)
        steps, late = streams.draw(size)
        columns: dict[str, Column] = {}
        for stop in prepared.path.stops:
            at = _at(stop, columns, steps, prepared, calendar, size)
            for one in prepared.late[stop.node]:
                at = at + late[one.draw]
            columns[stop.node] = at
        yield slice(first, first + size), columns, steps | late


def calendar_of(prepared: PreparedSimulation) -> Calendar | None:
    """Return the calendar of runs that have dates in a zone."""
    place = prepared.request.place
    return Calendar(place) if prepared.request.is_dated and place else None


def _at(
    stop: PathEvent,
    columns: dict[str, Column],
    steps: dict[str, Column],
    prepared: PreparedSimulation,
    calendar: Calendar | None,
    size: int,
) -> Column:
    """Return when a stop happens: as soon as everything that it waits for allows, and not before its planned time."""
    parts = [columns[stop.link.starts] + steps[draw_of(stop.link)]] if stop.link else []
    parts += [columns[node] + wait if wait else columns[node] for node, wait in stop.after]
    parts += [_days_later(columns[node], days, calendar) - less_us for node, days, less_us in stop.days_after]
    if not parts:
        return np.full(
            size, prepared.request.start.at_us.get("", 0.0) if stop.not_before_us is None else stop.not_before_us
        )
    at = parts[0]
    for part in parts[1:]:
        at = np.maximum(at, part)
    return at if stop.not_before_us is None or not stop.waits else np.maximum(at, stop.not_before_us)


def _days_later(at: Column, days: int, calendar: Calendar | None) -> Column:
    """Return the beginning of the day so many days later; without dates, what is so many days later in any zone."""
    if calendar is None:
        return at + days * DAY + HOUR
    return calendar.begins(calendar.days(at) + days)


def run(prepared: PreparedSimulation) -> SimulatedRuns:
    """Run a prepared simulation, and check every run against its limits."""
    n, checks = prepared.request.n, prepared.checks
    margins = np.empty((len(checks), n))
    broken: dict[int, Mask] = {}
    kept = np.ones(n, bool)
    calendar = calendar_of(prepared)
    for place, columns, _ in blocks(prepared, n):
        times = RunTimes(columns, prepared.request.naming, calendar)
        for i, check in enumerate(checks):
            margins[i, place], surely = check.margin(times)
            beyond = margins[i, place] < 0
            if surely is not None and i not in broken:
                broken[i] = margins[i] < 0
            if i in broken:
                broken[i][place] = beyond if surely is None else surely
            if prepared.counted[i]:
                kept[place] &= ~beyond
    return SimulatedRuns(margins, broken, kept)
