"""Several event files of one call: read each by itself, then joined by therapy and container, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.exactness import DOUBT
from atmp_logistics.core.instants import SECOND
from atmp_logistics.ingest.events.faulty_therapies import join_collecting
from atmp_logistics.ingest.events.same_events import joined_rows
from atmp_logistics.ingest.events.shared_containers import with_therapies
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.files.ids import notes_on_similar_ids
from atmp_logistics.records.logs import EventLog, Provenance, span_of
from atmp_logistics.records.row_names import FILE

#: What events are read from.
EventSource = str | Path | pd.DataFrame


class ReadOne(Protocol):
    """Reads the events of one file or frame."""

    def __call__(self, source: File | pd.DataFrame, name: str = ..., *, alone: bool = ...) -> EventLog:
        """Return them; beside others it may leave the therapy to its containers."""


def read_several(
    sources: Sequence[EventSource], read: ReadOne, resolution_s: float | None, *, collects: bool = False
) -> EventLog:
    """Read several files and join their events.

    Parameters
    ----------
    sources : sequence of path or DataFrame
    read : callable
    resolution_s : float or None
        How finely times are written as the call or the site states it; None: as written.
    collects : bool
        Whether therapies that contradict themselves between the files are set aside.

    Returns
    -------
    EventLog

    Raises
    ------
    AtmpError
        With the faults of all files, and with what contradicts between them.
    """
    named = _named(list(sources))
    if len(named) == 1:
        ((_, source),) = named
        return read(source)
    logs, faults = list[EventLog](), list[Fault]()
    for name, source in named:
        try:
            logs.append(read(source, name, alone=False))
        except AtmpError as error:
            faults += error.faults
    refuse(faults)
    ordered = sorted(logs, key=lambda log: (log.provenance.name, log.provenance.sha256))
    join = partial(joined_logs, resolution_s=resolution_s)
    return join_collecting(ordered, join) if collects else join(ordered)


def _named(sources: Sequence[EventSource]) -> list[tuple[str, File | pd.DataFrame]]:
    """Return each source under a name of its own: the file's, with as much of its folder as tells it from others."""
    paths = [Path(source) for source in sources if not isinstance(source, pd.DataFrame)]
    real = [path.resolve() for path in paths]
    again = [str(path) for path, own in zip(paths, real, strict=True) if real.count(own) > 1]
    fix = "name each file once"
    refuse([] if sources else [UsageError.fault("events", "no file", "one file or more", "name a file of events")])
    refuse([UsageError.fault("events", f"{again[0]} {len(again)} times", "it once", fix)] if again else [])
    files, faults, number = list[tuple[str, File | pd.DataFrame]](), list[Fault](), 0
    for source in sources:
        if isinstance(source, pd.DataFrame):
            number += 1
            files.append((f"DataFrame {number}", source))
            continue
        try:
            file = open_file(source)
        except AtmpError as error:
            faults += error.faults
            continue
        name = _short(Path(source).resolve(), real)
        files.append((name, replace(file, name=name)))
    refuse(faults)
    return files


def _short(path: Path, others: Sequence[Path]) -> str:
    """Return the end of a path that is the end of no other path."""
    ends = (path.parts[-count:] for count in range(1, len(path.parts) + 1))
    return "/".join(next(end for end in ends if sum(other.parts[-len(end) :] == end for other in others) == 1))


def joined_logs(logs: Sequence[EventLog], resolution_s: float | None) -> EventLog:
    """Return the events of several files as one log, the rows of each under its file's name."""
    conditions = tuple(dict.fromkeys(name for log in logs for name in log.conditions))
    table, containers, of_therapies = with_therapies(_one_table(logs), [log.containers for log in logs])
    doubt_us = table[DOUBT].to_numpy(np.float64) if resolution_s is None else np.full(len(table), resolution_s * SECOND)
    table, of_events, faults = joined_rows(table, doubt_us, conditions)
    refuse(faults)
    sources = tuple(log.provenance for log in logs)
    notes = [*of_therapies, *of_events, *notes_on_similar_ids(table)]
    span = span_of(table["time"].to_numpy(np.float64))
    name = " and ".join(source.name for source in sources)
    provenance = Provenance(name, "", "several files", sum(each.rows for each in sources), *span, tuple(notes))
    return EventLog(table, provenance, logs[0].tz, conditions, containers, logs[0].resolution_s, sources)


def _one_table(logs: Sequence[EventLog]) -> pd.DataFrame:
    """Return the rows of all files in one table; a column that a file has not is empty there."""
    names = [log.provenance.name for log in logs]
    tables = [_plain(log.table).assign(**{FILE: log.provenance.name}) for log in logs]
    table = pd.concat(tables, ignore_index=True)
    for name in table.columns:
        if table[name].dtype.kind == "O":
            table[name] = table[name].where(table[name].notna(), "")
    return table.assign(**{FILE: pd.Categorical(table[FILE], names)})


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without categories, which differ from file to file."""
    return pd.DataFrame({name: _column(table[name]) for name in table.columns}, index=table.index)


def _column(column: pd.Series) -> np.ndarray:
    return column.to_numpy(object) if isinstance(column.dtype, pd.CategoricalDtype) else column.to_numpy()
