"""Event tables to an EventLog: one row an event, one row a container, or the column names of process mining.

Every heading and every event must be known, by the vocabulary or by the site's profile; a name that is not known is
refused with the nearest that is. An event that happens once and stands twice is refused with both rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

import numpy as np
import pandas as pd

from atmp_logistics.errors import ConflictingRecord, DuplicateEvent, Fault, UnknownEvent, refuse
from atmp_logistics.ingest._expiry import expiry_bounds
from atmp_logistics.ingest._file import Table, open_file, read_table, table_of
from atmp_logistics.ingest._headings import COLUMNS, OPTIONAL, Headings, own_event, read_headings
from atmp_logistics.ingest._times import iso_times
from atmp_logistics.records import EventLog, Provenance, span_of
from atmp_logistics.site import Site
from atmp_logistics.timeline import zone
from atmp_logistics.vocabulary import CONDITIONS, EVENTS, suggestion

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's events as columns of cells: `place` is the row of each, `headings` the heading of its time."""

    cells: dict[str, list[str]]
    place: list[int]
    headings: list[str]
    without_events: tuple[tuple[str, str], ...] = ()


def read_events(
    source: str | Path | pd.DataFrame,
    *,
    tz: str | None = None,
    site: Site | None = None,
    conditions: Iterable[str] = (),
) -> EventLog:
    """Read logged events.

    Parameters
    ----------
    source : path or DataFrame
        CSV (comma or semicolon, UTF-8 or Windows-1252), .xlsx or Parquet: one row an event with therapy_id, event
        and time; or one row a container and one column an event; or process-mining column names.
    tz : str, optional
        The zone of local times; the site's where not given.
    site : Site, optional
        The site's profile, with the hospital's own headings and words.
    conditions : iterable of str, optional
        Further columns that hold a condition of your own products' limits.

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
    profile = site or Site()
    name = profile.zone_name(tz)
    if isinstance(source, pd.DataFrame):
        table, digest = table_of(source), ""
    else:
        file = open_file(source)
        table, digest = read_table(file), file.sha256
    headings = read_headings(table, profile, (*COLUMNS, *CONDITIONS, *conditions))
    refuse([] if headings.complete else headings.faults)
    rows = _one_row_a_container(table, headings) if headings.wide else _one_row_an_event(table, headings)
    frame, faults = _frame(table, rows, headings, profile, zone(name) if name else None)
    refuse(headings.faults + faults + _twice(frame[frame["event"] != ""], table))
    span = span_of(frame["time"].to_numpy(np.float64))
    notes = (*table.assumptions, *_timeless(frame))
    provenance = Provenance(table.name, digest, table.dialect, len(table.rows), *span, notes)
    found = tuple(column for column in headings.columns if column in {*CONDITIONS, *conditions})
    return EventLog(frame, provenance, name, found, rows.without_events)


def _one_row_an_event(table: Table, headings: Headings) -> Rows:
    cells = {name: table.column(heading) for name, heading in headings.columns.items()}
    return Rows(cells, list(range(len(table.rows))), [headings.columns["time"]] * len(table.rows))


def _one_row_a_container(table: Table, headings: Headings) -> Rows:
    """Turn a ward's spreadsheet into events: one for each filled cell under an event's heading."""
    times = {heading: table.column(heading) for heading in headings.events}
    filled = [(i, heading) for i in range(len(table.rows)) for heading in times if times[heading][i]]
    columns = {name: table.column(heading) for name, heading in headings.columns.items()}
    cells = {name: [column[i] for i, _ in filled] for name, column in columns.items()}
    cells["event"] = [headings.events[heading] for _, heading in filled]
    cells["time"] = [times[heading][i] for i, heading in filled]
    containers = columns.get("container_id", [""] * len(table.rows))
    bare = sorted(set(range(len(table.rows))) - {i for i, _ in filled})
    without = tuple((columns["therapy_id"][i], containers[i]) for i in bare)
    return Rows(cells, [i for i, _ in filled], [heading for _, heading in filled], without)


def _frame(
    table: Table, rows: Rows, headings: Headings, site: Site, tz: tzinfo | None
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the events with their instants, and every cell that is not what its column asks for."""

    def where(column: str) -> list[str]:
        heading = headings.columns.get(column, column)
        return [table.at(i, heading) for i in rows.place]

    meant = {cell: own_event(cell, site) for cell in set(rows.cells["event"])}
    faults = [
        _no_event(cell, table.at(i, headings.columns["event"]))
        for i, cell in zip(rows.place, rows.cells["event"], strict=True)
        if not meant[cell]
    ]
    times, bad = iso_times(rows.cells["time"], tz, lambda i: table.at(rows.place[i], rows.headings[i]))
    frame = pd.DataFrame({name: np.array(cells, object) for name, cells in rows.cells.items()})
    frame["event"] = np.array([meant[cell] or "" for cell in rows.cells["event"]], object)
    frame["time"], frame["row"] = times, [table.numbers[i] for i in rows.place]
    for name in OPTIONAL:
        frame[name] = frame.get(name, "")
    lower, upper, worse = expiry_bounds(list(frame["expiry"]), tz, lambda i: where("expiry")[i])
    frame["expiry_lower"], frame["expiry_upper"] = lower, upper
    names = [_no_name(cell, at) for cell, at in zip(frame["therapy_id"], where("therapy_id"), strict=True) if not cell]
    odd = [
        _odd(cell, table.at(rows.place[i], headings.columns.get(column, column)))
        for column in ("therapy_id", "container_id", "logger_id", "product")
        for i, cell in enumerate(frame[column])
        if _CONTROL.search(cell)
    ]
    return frame, [*faults, *bad, *worse, *names, *odd]


def _timeless(frame: pd.DataFrame) -> list[str]:
    count = int(frame["time"].isna().sum())
    return [f"events that stand without their time: {count}; they happened, nobody knows when"] if count else []


def _no_event(cell: str, where: str) -> Fault:
    fix = f"use a name of the vocabulary, or state it in the site profile's [events]{suggestion(cell)}"
    return Fault(where, repr(cell) if cell else "nothing", "an event", fix, UnknownEvent)


def _no_name(cell: str, where: str) -> Fault:
    del cell
    return Fault(where, "nothing", "the therapy's identifier", "fill it in", ConflictingRecord)


def _odd(cell: str, where: str) -> Fault:
    return Fault(where, repr(cell), "a name without control characters", "write it again by hand", ConflictingRecord)


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
            where = f"{table.name}, rows {' and '.join(str(row) for row in rows['row'])}"
            fix = "keep the row that is right; it happens once"
            faults.append(Fault(where, f"{event} {len(rows)} times for {who}", "it once", fix, DuplicateEvent))
    return faults
