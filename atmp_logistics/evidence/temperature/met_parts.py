"""MetParts: all that each container met in a span, of whatever logger: log segments, and what held at its ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.temperature.crossings import Crossings
from atmp_logistics.evidence.temperature.edge_readings import EdgeReadings
from atmp_logistics.evidence.temperature.log_segments import LogSegments


@dataclass(frozen=True, slots=True, repr=False)
class MetParts(ShortRepr):
    """Pieces and flats of so many containers."""

    pieces: LogSegments
    flats: EdgeReadings
    count: int

    def extremes(self) -> tuple[Column, Column]:
        """Return the coldest and the warmest temperature of each container; ±inf where it has none."""
        cold, warm = np.full(self.count, np.inf), np.full(self.count, -np.inf)
        if len(self.pieces):
            low, high = self.pieces.extremes()
            np.minimum.at(cold, self.pieces.container, low)
            np.maximum.at(warm, self.pieces.container, high)
        if len(self.flats):
            np.minimum.at(cold, self.flats.container, self.flats.value)
            np.maximum.at(warm, self.flats.container, self.flats.value)
        return cold, warm

    def monitored_us(self) -> Column:
        """Return for how long each container was looked after."""
        out, held = np.zeros(self.count), self.flats.watched
        if len(self.pieces):
            np.add.at(out, self.pieces.container, self.pieces.monitored_us())
        np.add.at(out, held.container, held.close - held.begin)
        return out

    def time_beyond_us(self, runs: Crossings) -> Column:
        """Return the time of each container beyond an edge, at most where it is not known what held."""
        out = np.zeros(self.count)
        if len(self.pieces):
            np.add.at(out, self.pieces.container, self.pieces.time_beyond_us(runs))
        if len(self.flats):
            np.add.at(out, self.flats.container, self.flats.time_beyond_us(runs.side))
        return out

    def excursions(self, every: Iterable[Crossings]) -> IntervalSet:
        """Return the stretches of each container beyond some edges; they may touch."""
        found = IntervalSet.none()
        for runs in every:
            found |= self.pieces.excursions(runs)
            found |= self.flats.beyond(runs.side)
        return found

    def near(self, limits: TemperatureRange, within_degC: float) -> Column:
        """Return how many temperatures of each container lie so near to a limit."""
        out = np.zeros(self.count)
        if len(self.pieces):
            np.add.at(out, self.pieces.container, self.pieces.near(limits, within_degC))
        return out

    def gaps(self, start: Column, end: Column) -> IntervalSet:
        """Return the stretches in which nobody looked, of each container's span from `start` to `end`."""
        held = self.flats.watched
        return self.pieces.gaps(start, end, IntervalSet(held.container, held.begin, held.close))

    def crowd(self, ends: Iterable[tuple[Index, Index]]) -> Index:
        """Return how many stretches of the logs, of which first and last readings are given, each container has."""
        out, pieces = np.bincount(self.flats.container, minlength=self.count), self.pieces
        for first, last in ends:
            some = np.searchsorted(first, pieces.stop) - np.searchsorted(last, pieces.first)
            np.add.at(out, pieces.container, np.maximum(some, 0))
        return np.asarray(out, np.int64)
