"""Event tables to an EventLog: one row an event, one row a container, or the column names of process mining.

Every heading and every event must be known, by the vocabulary or by the site's profile; a name that is not known is
refused with the nearest that is. An event that happens once and stands twice is refused with both rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from pathlib import Path

import numpy as np
import pandas as pd

from atmp_logistics.errors import (
    ConflictingRecord,
    DuplicateEvent,
    Fault,
    UnknownColumn,
    UnknownEvent,
    nearest,
    refuse,
)
from atmp_logistics.ingest._expiry import expiry_bounds
from atmp_logistics.ingest._file import Table, open_file, read_table, table_of
from atmp_logistics.ingest._times import iso_times
from atmp_logistics.records import EventLog, Provenance, span_of
from atmp_logistics.site import IGNORE, Site
from atmp_logistics.timeline import zone
from atmp_logistics.vocabulary import CONDITIONS, EVENTS, NAMES, event_name, suggestion

OPTIONAL = ("container_id", "product", "logger_id", "location", "custodian", "identity", "expiry", "note")
COLUMNS = ("therapy_id", "event", "time", *OPTIONAL)
_PROCESS_MINING = {
    "case:concept:name": "therapy_id",
    "concept:name": "event",
    "time:timestamp": "time",
    "org:resource": "custodian",
}
_NOT_YET = frozenset({"lifecycle:transition", "start_timestamp"})


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
    place = zone(name) if name else None
    if isinstance(source, pd.DataFrame):
        table, digest = table_of(source), ""
    else:
        file = open_file(source)
        table, digest = read_table(file), file.sha256
    known = (*COLUMNS, *CONDITIONS, *conditions)
    columns, faults = _columns(table, profile, known)
    refuse(faults)
    found = tuple(key for key in columns.values() if key in {*CONDITIONS, *conditions})
    frame, assumed = _frame(table, columns, profile, place, faults)
    refuse(faults)
    faults += _who(frame, table) + _twice(frame, table)
    refuse(faults)
    notes = (*table.assumptions, *assumed)
    span = span_of(frame["time"].to_numpy(np.float64))
    provenance = Provenance(table.name, digest, table.dialect, len(table.rows), *span, notes)
    return EventLog(frame, provenance, name, found)


def _columns(table: Table, site: Site, known: tuple[str, ...]) -> tuple[dict[str, str], list[Fault]]:
    """Return what each heading means: a column's name, or an event's in a table of one row a container."""
    meant: dict[str, str] = {}
    faults: list[Fault] = []
    for heading in table.headings:
        name = _meaning(heading, site, known)
        if name is None:
            faults.append(_unknown(table, heading, known))
        elif name in meant.values():
            fix = "remove one of them"
            faults.append(Fault(f"{table.name}, row 1", f"two columns for {name}", "one", fix, UnknownColumn))
        elif name != IGNORE:
            meant[heading] = name
    wide = any(name in EVENTS for name in meant.values()) and "event" not in meant.values()
    needed = ("therapy_id",) if wide else ("therapy_id", "event", "time")
    for column in needed:
        if column not in meant.values():
            close = nearest(column, table.headings)
            fix = f"add or rename it, or state it in the site profile's [columns]{close}"
            faults.append(Fault(f"{table.name}, row 1", f"no column {column}", ", ".join(needed), fix, UnknownColumn))
    for heading, name in meant.items():
        if name in EVENTS and not wide:
            fix = "keep the events in the column event, or make every event a column"
            faults.append(
                Fault(
                    f"{table.name}, row 1",
                    f"the event column {heading!r} beside a column event",
                    "one shape",
                    fix,
                    UnknownColumn,
                )
            )
    return meant, faults


def _meaning(heading: str, site: Site, known: tuple[str, ...]) -> str | None:
    stated = site.columns.get(heading, _PROCESS_MINING.get(heading, heading))
    name = "_".join(stated.strip().casefold().replace("_", " ").split())
    if stated in known or stated == IGNORE:
        return stated
    return name if name in known else _event(heading, site) or event_name(stated)


def _event(text: str, site: Site) -> str | None:
    """Return the vocabulary's name for a word of the hospital's or of the vocabulary."""
    own = {word.strip().casefold(): ours for word, ours in site.events.items()}
    return own.get(text.strip().casefold()) or event_name(text)


def _unknown(table: Table, heading: str, known: tuple[str, ...]) -> Fault:
    if heading in _NOT_YET:
        fix = "give each start and each end a row of its own; lifecycles are not read yet"
    else:
        close = nearest(heading.replace(" ", "_"), (*known, *NAMES))
        fix = f"rename it, or state it in the site profile's [columns] (as {IGNORE!r} if nothing needs it){close}"
    return Fault(f"{table.name}, row 1", f"the column {heading!r}", "a known column or event", fix, UnknownColumn)


def _frame(
    table: Table, columns: Mapping[str, str], site: Site, tz: tzinfo | None, faults: list[Fault]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the events as rows, whatever the table's shape, and what was assumed."""
    heading = {name: head for head, name in columns.items()}
    if "event" in heading:
        data = {name: table.column(head) for name, head in heading.items()}
        place, time_heading = list(range(len(table.rows))), [heading["time"]] * len(table.rows)
        meant = {cell: _event(cell, site) for cell in set(data["event"])}
        faults += [
            _no_event(cell, table.at(i, heading["event"])) for i, cell in enumerate(data["event"]) if not meant[cell]
        ]
        data["event"] = [meant[cell] or "" for cell in data["event"]]
    else:
        data, place, time_heading = _one_row_a_container(table, columns)
    times, bad = iso_times(data["time"], tz, lambda i: table.at(place[i], time_heading[i]))
    faults += bad
    frame = pd.DataFrame({name: np.array(cells, object) for name, cells in data.items() if name != "time"})
    frame["time"], frame["row"] = times, [table.numbers[i] for i in place]
    for name in OPTIONAL:
        frame[name] = frame.get(name, "")
    lower, upper, bad = expiry_bounds(list(frame["expiry"]), tz, lambda i: table.at(place[i], "expiry"))
    faults += bad
    frame["expiry_lower"], frame["expiry_upper"] = lower, upper
    for i in np.nonzero((frame["therapy_id"] == "").to_numpy())[0]:
        where = table.at(place[i], heading["therapy_id"])
        faults.append(Fault(where, "nothing", "the therapy's identifier", "fill it in", ConflictingRecord))
    empty = int(np.isnan(times).sum()) - len(bad)
    return frame, [
        f"{empty} events stand without their time: they happened, nobody knows when"
    ] if empty and not faults else []


def _no_event(cell: str, where: str) -> Fault:
    fix = f"use a name of the vocabulary, or state it in the site profile's [events]{suggestion(cell)}"
    return Fault(where, repr(cell) if cell else "nothing", "an event", fix, UnknownEvent)


def _one_row_a_container(table: Table, columns: Mapping[str, str]) -> tuple[dict[str, list[str]], list[int], list[str]]:
    """Turn a ward's spreadsheet into events: one for each filled cell under an event's heading."""
    events = {head: name for head, name in columns.items() if name in EVENTS}
    cells = {head: table.column(head) for head in columns}
    filled = [(i, head) for i in range(len(table.rows)) for head in events if cells[head][i]]
    data = {name: [cells[head][i] for i, _ in filled] for head, name in columns.items() if head not in events}
    data["event"] = [events[head] for _, head in filled]
    data["time"] = [cells[head][i] for i, head in filled]
    return data, [i for i, _ in filled], [head for _, head in filled]


def _who(frame: pd.DataFrame, table: Table) -> list[Fault]:
    """Refuse a container's event that names no container, where its therapy has named ones."""
    scope = frame["event"].map(lambda name: EVENTS[name].scope)
    own = frame[scope == "container"]
    named = set(own.loc[own["container_id"] != "", "therapy_id"])
    lost = own[(own["container_id"] == "") & own["therapy_id"].isin(named)]
    fix = "fill in the container; repeat the row where it happened to several"
    return [
        Fault(
            f"{table.name}, row {row}, column container_id",
            f"nothing for {event}",
            "the container it happened to",
            fix,
            ConflictingRecord,
        )
        for row, event in zip(lost["row"], lost["event"], strict=True)
    ]


def _twice(frame: pd.DataFrame, table: Table) -> list[Fault]:
    """Refuse an event that happens once and stands twice; a therapy's event may repeat its one time a container."""
    recurs = {name: kind.recurs for name, kind in EVENTS.items()}
    once = frame[~frame["event"].map(recurs).astype(bool)]
    of_therapy = once["event"].map({name: kind.scope == "therapy" for name, kind in EVENTS.items()}).astype(bool)
    once = once.assign(owner=once["container_id"].where(~of_therapy, ""))
    key = ["therapy_id", "owner", "event"]
    faults = []
    for (therapy, container, event), rows in once[once.duplicated(key, keep=False)].groupby(key, sort=False):
        same_time = len(set(rows["time"])) == 1
        if not (EVENTS[str(event)].scope == "therapy" and same_time and rows["container_id"].is_unique):
            who = f"container {container}" if container else f"therapy {therapy}"
            fix = "keep the row that is right; it happens once"
            where = f"{table.name}, rows {' and '.join(str(row) for row in rows['row'])}"
            faults.append(Fault(where, f"{event} {len(rows)} times for {who}", "it once", fix, DuplicateEvent))
    return faults
