"""The rows of an event table to events with their instants, and every cell that is not what its column asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.errors import ConflictingRecord, Fault
from atmp_logistics.core.event_columns import IDENTIFIERS
from atmp_logistics.core.exactness import AS_WRITTEN, DOUBT
from atmp_logistics.core.iso_times import iso_times
from atmp_logistics.core.personal_numbers import cells_of_people, notes_on_personal_numbers
from atmp_logistics.ingest.events.event_faults import (
    assignments_left_out,
    assignments_without_events,
    no_therapy_id,
    repeated_events,
)
from atmp_logistics.ingest.events.event_notes import (
    containers_without_rows,
    note_of_copies,
    note_of_ignored_rows,
    note_of_read_words,
    note_of_timeless_events,
)
from atmp_logistics.ingest.events.event_times import doubts_us
from atmp_logistics.ingest.events.expiry import expiry_bounds, notes_on_open_expiries
from atmp_logistics.ingest.events.headings import OPTIONAL, EventHeadings
from atmp_logistics.ingest.events.receipts import notes_on_open_receipts, with_outcomes
from atmp_logistics.ingest.events.rows import EventCells, times_as_written
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.ids import not_known_faults, notes_on_similar_ids, unclear_id_faults
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.lifecycle import EventMeaning, Half, event_meaning, joined_moments
from atmp_logistics.ingest.messages import Message
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

#: The length of a date and a clock time to the minute.
_TO_MINUTES = len("2026-11-10 10:04")
_NAMES = ("therapy_id", "container_id", "logger_id", "product", "identity", *IDENTIFIERS)


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """The events with their instants, what was wrong with them, and what was taken for granted."""

    frame: pd.DataFrame
    faults: list[Fault]
    assumptions: list[str]
    without_events: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EventReader:
    """Reads the rows of a table: what its cells mean, and every cell that is not what its column asks for."""

    table: CellTable
    rows: EventCells
    headings: EventHeadings
    tz: tzinfo | None
    site: Site
    alone: bool = True

    def read(self, conditions: Sequence[str]) -> ReadEvents:
        """Return the events with their instants."""
        # The headings of a table of one row a container are read as events already.
        words = self._words(Site() if self.headings.wide else self.site)
        frame, faults = self._frame(words, conditions)
        again, notes, twice = self._moments(frame, words)
        ignored = any(word.event == IGNORE for word in words)
        kept = frame[frame["event"] != IGNORE].drop(index=again) if ignored or again else frame
        faults += twice + self._reversed(frame)
        faults += assignments_left_out(frame, kept, conditions, self.table) if ignored else []
        if self.headings.wide:
            places = self.rows.place
            faults += assignments_without_events(self.table, self.headings, places, conditions, alone=self.alone)
        receipts = with_outcomes(
            kept, lambda i: self._at(i, "outcome"), wide=self.headings.wide, is_read=self.table.doubts_us is not None
        )
        kept = receipts.frame
        faults, notes = faults + receipts.faults, [*notes, *receipts.notes]
        faults += repeated_events(kept[kept["event"] != ""], self.table)
        notes += [*self._notes(frame, kept, words)]
        bare = containers_without_rows(frame, kept) if ignored else ()
        return ReadEvents(kept.reset_index(drop=True), faults, notes, bare)

    def _notes(self, frame: pd.DataFrame, kept: pd.DataFrame, words: list[EventMeaning]) -> Iterator[str]:
        yield from note_of_ignored_rows(self.rows, words)
        yield from note_of_read_words(self.rows, words, self.site)
        yield from note_of_timeless_events(kept)
        yield from note_of_copies(kept)
        yield from notes_on_open_receipts(kept["event"])
        yield from notes_on_similar_ids(kept)
        yield from notes_on_personal_numbers(cells_of_people(kept), self.table.name)
        if "expiry" in self.rows.cells:
            yield from notes_on_open_expiries(frame, self._marks("expiry"))

    def _words(self, site: Site) -> list[EventMeaning]:
        halves: list[Half] = self.rows.halves
        pairs = list(zip(self.rows.cells["event"], halves, strict=True))
        meant, unknown = dict[tuple[str, Half], EventMeaning](), list[str]()
        for pair in dict.fromkeys(pairs):
            meant[pair] = event_meaning(*pair, site, unknown)
            unknown += [] if meant[pair].event else [pair[0]]
        return [meant[pair] for pair in pairs]

    def _at(self, row: int, column: str) -> str:
        return self.table.at(self.rows.place[row], self.headings.columns.get(column, column))

    def _when(self, row: int) -> str:
        return self.table.at(self.rows.place[row], self.rows.headings[row])

    def _doubts_us(self) -> NDArray[np.float64]:
        """Return each time's doubt: by its column; in a message by the element that holds it."""
        if self.table.doubts_us is not None:
            return self.table.doubts_us[np.array(self.rows.place, np.int64)]
        columns = self.rows.headings
        if isinstance(self.table, Message):
            columns = [self.table.paths[i].rpartition(".")[2] for i in self.rows.place]
        marks = {heading: self.table.marks(heading) for heading in set(self.rows.headings)}
        each = zip(self.rows.cells["time"], self.rows.headings, self.rows.place, strict=True)
        # A cell of a workbook whose format shows no seconds is read as it is shown, whatever it holds.
        shown = [
            cell and cell[:_TO_MINUTES] if marks[heading].get(i) is CellMark.MINUTES else cell
            for cell, heading, i in each
        ]
        return doubts_us(shown, columns)

    def _frame(self, words: list[EventMeaning], conditions: Sequence[str]) -> tuple[pd.DataFrame, list[Fault]]:
        cells = self.rows.cells
        times, bad = iso_times(cells["time"], self.tz, self._when)
        frame = pd.DataFrame({name: np.array(column, object) for name, column in cells.items()})
        frame["event"] = np.array([word.event for word in words], object)
        frame["time"], frame["row"] = times, [self.table.numbers[i] for i in self.rows.place]
        frame[DOUBT] = self._doubts_us()
        frame[AS_WRITTEN] = pd.array(times_as_written(self.table, self.rows, self.headings), "str")
        for name in OPTIONAL:
            frame[name] = frame.get(name, "")
        expiries = cells.get("expiry", [])
        marks = self._marks("expiry") if expiries else {}
        lower, upper, worse = expiry_bounds(expiries, self.tz, lambda i: self._at(i, "expiry"), marks)
        frame["expiry_lower"], frame["expiry_upper"] = (lower, upper) if expiries else (np.nan, np.nan)
        unknown = self._unknown(words)
        names = [no_therapy_id(self._at(i, "therapy_id")) for i, cell in enumerate(cells["therapy_id"]) if not cell]
        names = names if self.alone else []
        odd = [
            fault
            for column in dict.fromkeys((*_NAMES, *conditions))
            if column in self.headings.columns
            for fault in self._odd(column)
        ]
        return frame, [*unknown, *bad, *worse, *names, *odd]

    def _odd(self, column: str) -> Iterator[Fault]:
        # A condition's value may be a number or a date; a sign that nobody sees makes it another value.
        marks = self._marks(column) if column in _NAMES else {}
        yield from unclear_id_faults(self.rows.cells[column], marks, lambda i: self._at(i, column))
        if column in _NAMES:
            yield from not_known_faults(self.rows.cells[column], lambda i: self._at(i, column))

    def _marks(self, column: str) -> dict[int, CellMark]:
        """Return what the cells of a column are beyond their text, by their place among the events."""
        found = self.table.marks(self.headings.columns[column])
        return {i: found[row] for i, row in enumerate(self.rows.place) if row in found} if found else {}

    def _unknown(self, words: list[EventMeaning]) -> list[Fault]:
        """Return a fault for each word that is no event, at its first row, with how many more rows it stands in."""
        rows: dict[EventMeaning, list[int]] = {}
        for i, word in enumerate(words):
            if word.found:
                rows.setdefault(word, []).append(i)
        more = {word: f" and {len(places) - 1} more rows" if len(places) > 1 else "" for word, places in rows.items()}
        return [word.fault(self._at(places[0], "event") + more[word]) for word, places in rows.items()]

    def _moments(self, frame: pd.DataFrame, words: list[EventMeaning]) -> tuple[list[int], list[str], list[Fault]]:
        halves: list[Half] = self.rows.halves
        lone = [i for i, word in enumerate(words) if word.moment and halves[i]]
        return joined_moments(frame.loc[lone], halves, self._when)

    def _reversed(self, frame: pd.DataFrame) -> list[Fault]:
        """Refuse a row whose end is before its start."""
        times = frame["time"].to_numpy(np.float64)
        ends = [i for i, start in enumerate(self.rows.partner) if start >= 0 and times[i] < times[start]]
        fix = "check which is which: the two may stand in each other's column"
        return [
            Fault(self._when(i), "an end before its start", "the start first", fix, ConflictingRecord) for i in ends
        ]
