"""The rows of the record behind the evidence: where an event stands in its table, and what is noted beside it.

Columns of bounds forget their rows. The few findings that name a row, and the notes that a report prints beside their
events, ask here; nothing is looked up before somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.event_columns import FILED
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.roster import KINDS, Roster
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.records.row_names import count_of_rows, rows_in_words


@dataclass(frozen=True, slots=True, repr=False)
class RowsOfEvent(ShortRepr):
    """Rows of one kind of event, once for each container that they are about.

    Parameters
    ----------
    place : ndarray of int
        The container, as its place in the evidence.
    time_us : ndarray of float64
        The instant as written, NaN where the row has none.
    row : ndarray of int
        The row, by its place in the table.
    """

    place: Index
    time_us: Column
    row: Index

    def of(self, container: int) -> RowsOfEvent:
        """Return the rows about one container, in the order of the table."""
        own = self.place == container
        return RowsOfEvent(self.place[own], self.time_us[own], self.row[own])


@dataclass(frozen=True, slots=True)
class RowNote:
    """What somebody wrote beside an event: it is shown and decides nothing. The row is its place in the table."""

    event: str
    time_us: float
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class FiledRow:
    """What a row files beside its event, by column: who did it, with what, which batch."""

    event: str
    time_us: float
    row: int
    filed: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class EventRows(ShortRepr):
    """The rows of an event table, by their event and by the container that they are about."""

    table: pd.DataFrame
    roll: Roster
    _rows: dict[str, RowsOfEvent] = field(default_factory=dict, repr=False, compare=False)
    _stated: dict[str, dict[int, list[int]]] = field(default_factory=dict, repr=False, compare=False)

    def rows(self, event: str) -> RowsOfEvent:
        """Return the rows of one kind of event."""
        if event not in self._rows:
            own = np.nonzero(self.roll.kind == KINDS.index(event))[0]
            row, place = self.roll.of_events(own)
            times = self.table["time"].to_numpy(np.float64)[row]
            self._rows[event] = RowsOfEvent(np.asarray(place, np.int64), times, np.asarray(row, np.int64))
        return self._rows[event]

    def stated(self, column: str) -> Mapping[int, list[int]]:
        """Return the rows that state something of a container in a column, by the container's place."""
        if column not in self._stated:
            found = self._stated.setdefault(column, {})
            if column in self.table:
                own = stated_values(self.table, self.roll, column)
                for row, place in sorted(zip(own.row.tolist(), own.place.tolist(), strict=True)):
                    found.setdefault(place, []).append(row)
        return self._stated[column]

    def said(self, rows: Iterable[int]) -> str:
        """Return where some rows stand, in words."""
        return rows_in_words(self.table, rows)

    def are_one(self, rows: Iterable[int]) -> bool:
        """Say whether some rows are one row of one file, which may hold several events."""
        return count_of_rows(self.table, rows) == 1

    def doubt_us(self, rows: Iterable[int], resolution_s: float | None) -> float:
        """Return how far the times of some rows, by their places in the table, may lie from the true ones."""
        exact = exactness_of(self.table, resolution_s)
        if isinstance(exact.doubt_us, float):
            return exact.doubt_us
        return float(np.max(exact.doubt_us[list(rows)], initial=0.0))

    def notes(self, container: int) -> Iterator[RowNote]:
        """Yield what is noted beside the events of one container, and of its therapy, in the order of the table."""
        rows = self._noted.get(container, [])
        if rows:
            columns = (self.table[name].iloc[rows].tolist() for name in ("event", "time", "note"))
            yield from (
                RowNote(str(event), time, row, str(text)) for row, event, time, text in zip(rows, *columns, strict=True)
            )

    def filed(self, container: int) -> Iterator[FiledRow]:
        """Yield what is filed beside the events of one container, and of its therapy, in the order of the table."""
        for row in self._filed.get(container, []):
            cells = self.table.iloc[row]
            filed = {name: str(cells[name]) for name in self.columns if cells[name] != ""}
            yield FiledRow(str(cells["event"]), float(cells["time"]), row, filed)

    @property
    def columns(self) -> list[str]:
        """The columns of the table that a pharmacy files beside an event."""
        return [name for name in FILED if name in self.table]

    @cached_property
    def _filed(self) -> dict[int, list[int]]:
        """The places of the rows with any such column filled, by container."""
        found: dict[int, list[int]] = {}
        filled = np.zeros(len(self.table), bool)
        for name in self.columns:
            filled |= (self.table[name] != "").to_numpy(bool)
        row, place = self.roll.of_statements(np.nonzero(filled)[0])
        for one, container in sorted(zip(row.tolist(), place.tolist(), strict=True)):
            found.setdefault(container, []).append(one)
        return found

    @cached_property
    def _noted(self) -> dict[int, list[int]]:
        """The places of the rows with a note, by container."""
        found: dict[int, list[int]] = {}
        if "note" in self.table:
            own = stated_values(self.table, self.roll, "note")
            for row, place in sorted(zip(own.row.tolist(), own.place.tolist(), strict=True)):
                found.setdefault(place, []).append(row)
        return found
