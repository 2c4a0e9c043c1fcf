"""The rows of the record behind the evidence: where an event stands in its table, and what is noted beside it.

Columns of bounds forget their rows. The few findings that name a row, and the notes that a report prints beside their
events, ask here; nothing is looked up before somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.evidence.events.roster import KINDS, Roster
from atmp_logistics.evidence.events.row_statements import stated_values


@dataclass(frozen=True, slots=True)
class RowsOfEvent:
    """Rows of one kind of event, once for each container that they are about.

    Parameters
    ----------
    place : ndarray of int
        The container, as its place in the evidence.
    time_us : ndarray of float64
        The instant as written, NaN where the row has none.
    line : ndarray of int
        The row's number in its file.
    """

    place: Index
    time_us: Column
    line: Index

    def of(self, container: int) -> RowsOfEvent:
        """Return the rows about one container, in the order of the file."""
        own = self.place == container
        return RowsOfEvent(self.place[own], self.time_us[own], self.line[own])


@dataclass(frozen=True, slots=True)
class RowNote:
    """What somebody wrote beside an event: it is shown and decides nothing."""

    event: str
    time_us: float
    line: int
    text: str


@dataclass(frozen=True)
class EventRows:
    """The rows of an event table, by their event and by the container that they are about."""

    table: pd.DataFrame
    roll: Roster
    _rows: dict[str, RowsOfEvent] = field(default_factory=dict, repr=False, compare=False)

    def rows(self, event: str) -> RowsOfEvent:
        """Return the rows of one kind of event."""
        if event not in self._rows:
            own = np.nonzero(self.roll.kind == KINDS.index(event))[0]
            row, place = self.roll.of_events(own)
            time, line = (self.table[name].to_numpy() for name in ("time", "row"))
            times, lines = time[row].astype(np.float64), line[row].astype(np.int64)
            self._rows[event] = RowsOfEvent(np.asarray(place, np.int64), times, lines)
        return self._rows[event]

    def doubt_us(self, lines: Iterable[int], resolution_s: float | None) -> float:
        """Return how far the times of some rows, by their numbers in the file, may lie from the true ones."""
        exact = exactness_of(self.table, resolution_s)
        if isinstance(exact.doubt_us, float):
            return exact.doubt_us
        return float(np.max(exact.doubt_us[self.table["row"].isin(list(lines)).to_numpy(bool)], initial=0.0))

    def notes(self, container: int) -> Iterator[RowNote]:
        """Yield what is noted beside the events of one container, and of its therapy, in the order of the file."""
        rows = self._noted.get(container, [])
        if rows:
            columns = (self.table[name].iloc[rows].tolist() for name in ("event", "time", "row", "note"))
            yield from (
                RowNote(str(event), time, line, str(text)) for event, time, line, text in zip(*columns, strict=True)
            )

    @cached_property
    def _noted(self) -> dict[int, list[int]]:
        """The places of the rows with a note, by container."""
        found: dict[int, list[int]] = {}
        if "note" in self.table:
            own = stated_values(self.table, self.roll, "note")
            for row, place in sorted(zip(own.row.tolist(), own.place.tolist(), strict=True)):
                found.setdefault(place, []).append(row)
        return found
