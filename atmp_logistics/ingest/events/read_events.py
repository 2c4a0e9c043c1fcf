"""Event tables and messages to an EventLog: a row an event, an activity or a container; process mining; FHIR and EPCIS.

Every heading and every event must be known, by the vocabulary or by the site's profile; a name that is not known is
refused with the nearest that is. An event that happens once and stands twice is refused with both rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import ConflictingRecord, DuplicateEvent, Fault, refuse
from atmp_logistics.core.event_kinds import CONDITIONS, EVENTS
from atmp_logistics.core.exactness import DOUBT, read_resolution
from atmp_logistics.core.instants import zone
from atmp_logistics.core.reading_times import iso_times
from atmp_logistics.ingest.events.event_times import doubts_us
from atmp_logistics.ingest.events.expiry import expiry_bounds, open_expiries
from atmp_logistics.ingest.events.fast_events import read_plain_events
from atmp_logistics.ingest.events.headings import COLUMNS, OPTIONAL, Headings, read_headings
from atmp_logistics.ingest.events.ids import lookalikes, odd_ids
from atmp_logistics.ingest.events.lifecycle import Half, Word, meaning, moments
from atmp_logistics.ingest.events.rows import Rows, rows_of
from atmp_logistics.ingest.files.fast_cells import assumed_of
from atmp_logistics.ingest.files.frames import table_of
from atmp_logistics.ingest.files.table import File, Mark, Table, open_file, read_table
from atmp_logistics.ingest.files.zoned_rows import bind_zones
from atmp_logistics.ingest.messages import Message, is_message, read_message
from atmp_logistics.records.logs import EventLog, Provenance, span_of
from atmp_logistics.records.site_profile import IGNORE, Site

#: The length of a date and a clock time to the minute.
_TO_MINUTES = len("2026-11-10 10:04")
_NAMES = ("therapy_id", "container_id", "logger_id", "product", "identity")
#: What a row assigns to its container besides an event.
_ASSIGNED = ("product", "logger_id", "identity", "expiry")


@being_read()
def read_events(
    source: str | Path | pd.DataFrame,
    *,
    tz: str | None = None,
    site: Site | None = None,
    conditions: Iterable[str] = (),
    resolution: object = None,
) -> EventLog:
    """Read logged events.

    Parameters
    ----------
    source : path or DataFrame
        CSV (comma or semicolon, UTF-8 or Windows-1252), .xlsx or Parquet: one row an event with therapy_id, event
        and time; one row an activity with its start and end; one row a container and one column an event; or
        process-mining column names. JSON: FHIR products and their dispense, or EPCIS events.
    tz : str, optional
        The zone of local times; the site's where not given.
    site : Site, optional
        The site's profile, with the hospital's own headings and words.
    conditions : iterable of str, optional
        Further columns that hold a condition of your own products' limits.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        How finely the times are written, such as ``"1 min"``; ``"0 s"`` is exact. It goes before the site's. Where
        neither states it, each time is as exact as it is written.

    Raises
    ------
    InputError
        With every fault of the table: each says file, row, column, what was found, and how to fix it.

    Examples
    --------
    >>> table = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw complete"], "time": ["2026-11-10T10:04+01:00"]})
    >>> read_events(table).table["event"].tolist()
    ['thaw_end']
    """
    profile, named = site or Site(), (*CONDITIONS, *conditions)
    name, resolution_s = profile.zone_name(tz), read_resolution(resolution)
    file = None if isinstance(source, pd.DataFrame) else open_file(source)
    plain = read_plain_events(file, profile) if file is not None and file.is_text else None
    if file is not None and plain is not None:
        events, digest = plain
        span = span_of(events["time"].to_numpy(np.float64))
        notes = (*assumed_of(file.data), *lookalikes(events))
        provenance = Provenance(file.name, digest, "csv, comma", len(events), *span, notes)
        return EventLog(events, provenance, name, resolution_s=resolution_s)
    table, digest = _table(source if file is None else file, profile)
    own = Site() if isinstance(table, Message) else profile
    headings = read_headings(table, own, (*COLUMNS, *named))
    refuse([] if headings.complete else headings.faults)
    rows = rows_of(table, headings)
    bind_zones(table, headings, rows, own, tz)
    read = _Reader(table, rows, headings, zone(name) if name else None, own).read(named)
    refuse(headings.faults + rows.faults + read.faults)
    span = span_of(read.frame["time"].to_numpy(np.float64))
    notes = (*table.assumptions, *headings.assumptions, *rows.assumptions, *read.assumptions)
    provenance = Provenance(table.name, digest, table.dialect, len(table.rows), *span, notes)
    found = tuple(column for column in headings.columns if column in named)
    without = table.without if isinstance(table, Message) else rows.without_events
    return EventLog(read.frame, provenance, name, found, (*without, *read.without_events), resolution_s)


def _table(source: File | str | Path | pd.DataFrame, site: Site) -> tuple[Table, str]:
    """Return a source as a table of text, and the hash of its bytes where it is a file."""
    if isinstance(source, pd.DataFrame):
        return table_of(source), ""
    file = source if isinstance(source, File) else open_file(source)
    return read_message(file, site) if is_message(file) else read_table(file), file.sha256


@dataclass(frozen=True, slots=True)
class _Read:
    """The events with their instants, what was wrong with them, and what was taken for granted."""

    frame: pd.DataFrame
    faults: list[Fault]
    assumptions: list[str]
    without_events: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rows of a table: what its cells mean, and every cell that is not what its column asks for."""

    table: Table
    rows: Rows
    headings: Headings
    tz: tzinfo | None
    site: Site

    def read(self, conditions: Sequence[str]) -> _Read:
        """Return the events with their instants."""
        # The headings of a table of one row a container are read as events already.
        words = self._words(Site() if self.headings.wide else self.site)
        frame, faults = self._frame(words, conditions)
        again, notes, twice = self._moments(frame, words)
        ignored = any(word.event == IGNORE for word in words)
        kept = frame[frame["event"] != IGNORE].drop(index=again) if ignored or again else frame
        faults += twice + self._reversed(frame)
        faults += _lost(frame, kept, conditions, self.table) if ignored else []
        faults += _twice(kept[kept["event"] != ""], self.table)
        notes += [*_ignored(self.rows, words), *_timeless(kept), *_repeated(kept), *lookalikes(kept)]
        notes += open_expiries(frame, self._marks("expiry")) if "expiry" in self.rows.cells else []
        return _Read(kept.reset_index(drop=True), faults, notes, _bare(frame, kept) if ignored else ())

    def _words(self, site: Site) -> list[Word]:
        halves: list[Half] = self.rows.halves
        pairs = list(zip(self.rows.cells["event"], halves, strict=True))
        meant = {pair: meaning(*pair, site) for pair in set(pairs)}
        return [meant[pair] for pair in pairs]

    def _at(self, row: int, column: str) -> str:
        return self.table.at(self.rows.place[row], self.headings.columns.get(column, column))

    def _when(self, row: int) -> str:
        return self.table.at(self.rows.place[row], self.rows.headings[row])

    def _doubts_us(self) -> NDArray[np.float64]:
        """Return each time's doubt: by its column; in a message by the element that holds it."""
        columns = self.rows.headings
        if isinstance(self.table, Message):
            columns = [self.table.paths[i].rpartition(".")[2] for i in self.rows.place]
        marks = {heading: self.table.marks(heading) for heading in set(self.rows.headings)}
        each = zip(self.rows.cells["time"], self.rows.headings, self.rows.place, strict=True)
        # A cell of a workbook whose format shows no seconds is read as it is shown, whatever it holds.
        shown = [
            cell and cell[:_TO_MINUTES] if marks[heading].get(i) is Mark.MINUTES else cell for cell, heading, i in each
        ]
        return doubts_us(shown, columns)

    def _frame(self, words: list[Word], conditions: Sequence[str]) -> tuple[pd.DataFrame, list[Fault]]:
        cells = self.rows.cells
        times, bad = iso_times(cells["time"], self.tz, self._when)
        frame = pd.DataFrame({name: np.array(column, object) for name, column in cells.items()})
        frame["event"] = np.array([word.event for word in words], object)
        frame["time"], frame["row"] = times, [self.table.numbers[i] for i in self.rows.place]
        frame[DOUBT] = self._doubts_us()
        for name in OPTIONAL:
            frame[name] = frame.get(name, "")
        expiries = cells.get("expiry", [])
        marks = self._marks("expiry") if expiries else {}
        lower, upper, worse = expiry_bounds(expiries, self.tz, lambda i: self._at(i, "expiry"), marks)
        frame["expiry_lower"], frame["expiry_upper"] = (lower, upper) if expiries else (np.nan, np.nan)
        unknown = self._unknown(words)
        names = [_no_name(self._at(i, "therapy_id")) for i, cell in enumerate(cells["therapy_id"]) if not cell]
        odd = [fault for column in (*_NAMES, *conditions) if column in cells for fault in self._odd(column)]
        return frame, [*unknown, *bad, *worse, *names, *odd]

    def _odd(self, column: str) -> Iterator[Fault]:
        # A condition's value may be a number or a date; a sign that nobody sees makes it another value.
        marks = self._marks(column) if column in _NAMES else {}
        return odd_ids(self.rows.cells[column], marks, lambda i: self._at(i, column))

    def _marks(self, column: str) -> dict[int, Mark]:
        """Return what the cells of a column are beyond their text, by their place among the events."""
        found = self.table.marks(self.headings.columns[column])
        return {i: found[row] for i, row in enumerate(self.rows.place) if row in found} if found else {}

    def _unknown(self, words: list[Word]) -> list[Fault]:
        """Return a fault for each word that is no event, at its first row, with how many more rows it stands in."""
        rows: dict[Word, list[int]] = {}
        for i, word in enumerate(words):
            if word.found:
                rows.setdefault(word, []).append(i)
        more = {word: f" and {len(own) - 1} more rows" if len(own) > 1 else "" for word, own in rows.items()}
        return [word.fault(self._at(own[0], "event") + more[word]) for word, own in rows.items()]

    def _moments(self, frame: pd.DataFrame, words: list[Word]) -> tuple[list[int], list[str], list[Fault]]:
        halves: list[Half] = self.rows.halves
        lone = [i for i, word in enumerate(words) if word.moment and halves[i]]
        return moments(frame.loc[lone], halves, self._when)

    def _reversed(self, frame: pd.DataFrame) -> list[Fault]:
        """Refuse a row whose end is before its start."""
        times = frame["time"].to_numpy(np.float64)
        ends = [i for i, start in enumerate(self.rows.partner) if start >= 0 and times[i] < times[start]]
        fix = "check which is which: the two may stand in each other's column"
        return [
            Fault(self._when(i), "an end before its start", "the start first", fix, ConflictingRecord) for i in ends
        ]


def _timeless(frame: pd.DataFrame) -> list[str]:
    count = int(frame["time"].isna().sum())
    return [f"events that stand without their time: {count}; they happened, nobody knows when"] if count else []


def _repeated(frame: pd.DataFrame) -> list[str]:
    """Say where an event that recurs stands twice, cell for cell: one of them may be a copy."""
    recurs = frame["event"].map({name: kind.recurs for name, kind in EVENTS.items()}).eq(True)
    own = frame[recurs].drop(columns=["row", "expiry_lower", "expiry_upper", DOUBT])
    count = int(own.duplicated().sum())
    return [f"rows that say again what another says, cell for cell: {count}, each kept as an event"] if count else []


def _ignored(rows: Rows, words: list[Word]) -> list[str]:
    """Say which rows the site's profile leaves out."""
    pairs = zip(rows.cells["event"], words, strict=True)
    counts = Counter(cell for cell, word in pairs if word.event == IGNORE)
    said = ", ".join(f"{cell!r} {count}" for cell, count in sorted(counts.items()))
    return [f"rows left out, as the site's profile states: {said}"] if counts else []


def _bare(frame: pd.DataFrame, kept: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the containers whose rows were all left out: they are there, and nothing is known of them."""
    who, left = (zip(part["therapy_id"], part["container_id"], strict=True) for part in (frame, kept))
    known = set(left)
    return tuple(pair for pair in dict.fromkeys(who) if pair not in known)


def _lost(frame: pd.DataFrame, kept: pd.DataFrame, conditions: Sequence[str], table: Table) -> list[Fault]:
    """Refuse to leave out a row that assigns something to its container which no other row of it does."""
    faults = []
    for name in (*_ASSIGNED, *conditions):
        if name not in frame:
            continue
        said = set(zip(kept["therapy_id"], kept["container_id"], kept[name], strict=True))
        for row in frame[(frame["event"] == IGNORE) & (frame[name] != "")].itertuples():
            cell = getattr(row, name)
            if name == "logger_id" or (row.therapy_id, row.container_id, cell) not in said:
                fix = "put it on a row of an event, or do not state the row's event as 'ignore'"
                where = _rows_at(table, [int(str(row.row))])
                found = f"{name} {cell!r} on a row that the site's profile leaves out"
                faults.append(Fault(where, found, "it on a row that is read", fix, ConflictingRecord))
    return faults


def _no_name(where: str) -> Fault:
    return Fault(where, "nothing", "the therapy's identifier", "fill it in", ConflictingRecord)


def _twice(frame: pd.DataFrame, table: Table) -> list[Fault]:
    """Refuse an event that happens once and stands twice; a therapy's event may repeat its one time a container."""
    recurs = {name: kind.recurs for name, kind in EVENTS.items()}
    once = frame[~frame["event"].map(recurs).astype(bool)]
    of_therapy = once["event"].map({name: kind.scope == "therapy" for name, kind in EVENTS.items()}).astype(bool)
    once = once.assign(owner=once["container_id"].where(~of_therapy, ""))
    key = ["therapy_id", "owner", "event"]
    faults = []
    for (therapy, container, event), rows in once[once.duplicated(key, keep=False)].groupby(key, sort=False):
        shared = EVENTS[str(event)].scope == "therapy" and len(set(rows["time"])) == 1
        if not (shared and rows["container_id"].is_unique):
            who = f"container {container}" if container else f"therapy {therapy}"
            fix = "keep the row that is right; it happens once"
            found = f"{event} {len(rows)} times for {who}"
            faults.append(Fault(_rows_at(table, rows["row"]), found, "it once", fix, DuplicateEvent))
    return faults


def _rows_at(table: Table, rows: Iterable[int]) -> str:
    """Say where some rows stand, by their numbers in the file; in a message, by their paths."""
    numbers = list(rows)
    if isinstance(table, Message):
        return f"{table.name}, {' and '.join(table.paths[i - 1] for i in numbers)}"
    many = f"{table.name}, row{'s' * (len(numbers) > 1)} "
    return many + " and ".join(map(str, numbers))
