"""Rows of an event table that are refused together: an event that stands twice, a statement that would be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from atmp_logistics.core.errors import ConflictingRecord, DuplicateEvent, Fault
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.core.event_kinds import EVENTS, names_an_end
from atmp_logistics.ingest.events.headings import EventHeadings
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.messages import Message
from atmp_logistics.records.site_words import IGNORE

#: What a row assigns to its container besides an event.
_ASSIGNED = ("product", "logger_id", "identity", "expiry", *CONTAINER_COLUMNS)


def assignments_left_out(
    frame: pd.DataFrame, kept: pd.DataFrame, conditions: Sequence[str], table: CellTable
) -> list[Fault]:
    """Return a fault for each row left out that assigns something to its container which no other row assigns."""
    faults = []
    for name in dict.fromkeys((*_ASSIGNED, "outcome", *conditions)):
        if name not in frame:
            continue
        stated = set(zip(kept["therapy_id"], kept["container_id"], kept[name], strict=True))
        for row in frame[(frame["event"] == IGNORE) & (frame[name] != "")].itertuples():
            cell = getattr(row, name)
            if name == "outcome" and not names_an_end(cell):
                continue
            if name == "logger_id" or (row.therapy_id, row.container_id, cell) not in stated:
                fix = "put it on a row of an event, or do not state the row's event as 'ignore'"
                where = _rows_at(table, [int(str(row.row))])
                found = f"{name} {cell!r} on a row that the site's profile leaves out"
                faults.append(Fault(where, found, "it on a row that is read", fix, ConflictingRecord))
    return faults


def assignments_without_events(
    table: CellTable, headings: EventHeadings, places: Iterable[int], conditions: Sequence[str], *, alone: bool
) -> list[Fault]:
    """Return a fault for what rows without an event assign to a container, where no row with an event assigns it.

    Of a container without any event nothing is known, and what is assigned to it decides nothing; but a table that is
    read beside others may have its events there.
    """
    columns = {name: table.column(heading) for name, heading in headings.columns.items()}
    nothing = [""] * len(table.rows)
    whose = list(zip(columns.get("therapy_id", nothing), columns.get("container_id", nothing), strict=True))
    with_events = set(places)
    known = {whose[i] for i in with_events} | {(whose[i][0], "") for i in with_events}
    faults = []
    for name in dict.fromkeys((*_ASSIGNED, *conditions)):
        cells = columns.get(name, nothing)
        stated = {(whose[i], cells[i]) for i in with_events}
        for i in (i for i, cell in enumerate(cells) if cell and i not in with_events):
            if (whose[i], cells[i]) not in stated and (not alone or whose[i] in known):
                fix = "fill in the time of one of its events, or state it on a row that has one"
                found, expected = f"{name} {cells[i]!r} on a row without an event", "it on a row of an event"
                where = table.at(i, headings.columns[name])
                faults.append(Fault(where, found, expected, fix, ConflictingRecord))
    return faults


def no_therapy_id(where: str) -> Fault:
    """Return the fault of a row that names no therapy."""
    return Fault(where, "nothing", "the therapy's identifier", "fill it in", ConflictingRecord)


def repeated_events(frame: pd.DataFrame, table: CellTable) -> list[Fault]:
    """Return a fault for each event that happens once and stands twice; a therapy's may stand once a container."""
    recurs = {name: kind.recurs for name, kind in EVENTS.items()}
    once = frame[~frame["event"].map(recurs).astype(bool)]
    of_therapy = once["event"].map({name: kind.scope == "therapy" for name, kind in EVENTS.items()}).astype(bool)
    # In a file that leaves the therapy to its containers, each container stands for its own.
    once = once.assign(owner=once["container_id"].where(~of_therapy | (once["therapy_id"] == ""), ""))
    key = ["therapy_id", "owner", "event"]
    faults = []
    for (therapy, container, event), rows in once[once.duplicated(key, keep=False)].groupby(key, sort=False):
        shared = EVENTS[str(event)].scope == "therapy" and len(set(rows["time"])) == 1
        if not (shared and rows["container_id"].is_unique):
            owner = f"container {container}" if container else f"therapy {therapy}"
            fix = "keep the row that is right; it happens once"
            found = f"{event} {len(rows)} times for {owner}"
            faults.append(Fault(_rows_at(table, rows["row"]), found, "it once", fix, DuplicateEvent))
    return faults


def _rows_at(table: CellTable, rows: Iterable[int]) -> str:
    """Say where some rows stand, by their numbers in the file; in a message, by their paths."""
    numbers = list(rows)
    if isinstance(table, Message):
        return f"{table.name}, {' and '.join(table.paths[i - 1] for i in numbers)}"
    many = f"{table.name}, row{'s' * (len(numbers) > 1)} "
    return many + " and ".join(map(str, numbers))
