"""Several event files of one call: read each by itself, then joined by therapy and container, whatever their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.exactness import DOUBT
from atmp_logistics.core.instants import SECOND
from atmp_logistics.ingest.events.faulty_therapies import join_collecting
from atmp_logistics.ingest.events.same_events import joined_rows
from atmp_logistics.ingest.events.shared_containers import with_therapies
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.files.given_tables import held_source, is_path
from atmp_logistics.ingest.files.ids import notes_on_similar_ids
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.source_names import numbered_names
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.row_names import FILE
from atmp_logistics.records.therapies_left import loggers_in

if TYPE_CHECKING:
    from atmp_logistics.ingest.files.given_tables import GivenTable

    #: What events are read from.
    EventSource = str | PathLike[str] | GivenTable


class ReadOne(Protocol):
    """Reads the events of one file or table."""

    def __call__(self, source: File | MemoryTable, *, alone: bool = ...) -> EventLog:
        """Return them; beside others it may leave the therapy to its containers."""


def read_several(
    given: object,
    read: ReadOne,
    resolution_s: float | None,
    means: Callable[[str], str],
    name: str | None = None,
    *,
    collects: bool = False,
) -> EventLog:
    """Read one file or table, or several of which the events are joined.

    Parameters
    ----------
    given : path, table, open file, or list of them
    read : callable
    resolution_s : float or None
        How finely times are written as the call or the site states it; None: as written.
    means : callable
        From a heading to the column or event that it means, "" for none.
    name : str, optional
        What tables in memory and open files go by.
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
    several = isinstance(given, (list, tuple))
    opened = _opened([*given] if isinstance(given, (list, tuple)) else [given], name, means, several=several)
    if len(opened) == 1:
        return read(opened[0])
    logs, faults = list[EventLog](), list[Fault]()
    for source in opened:
        try:
            logs.append(read(source, alone=False))
        except AtmpError as error:
            faults += error.faults
    refuse(faults)
    ordered = sorted(logs, key=lambda log: (log.provenance.name, log.provenance.sha256))
    join = partial(joined_logs, resolution_s=resolution_s)
    return join_collecting(ordered, join) if collects else join(ordered)


def _opened(
    sources: Sequence[Any], name: str | None, means: Callable[[str], str], *, several: bool
) -> list[File | MemoryTable]:
    """Return each source under a name of its own: the file's, with as much of its folder as tells it from others."""
    held = [source for source in sources if not is_path(source)]
    real = [Path(file_path(source, "events")).resolve() for source in sources if is_path(source)]
    refuse(_faults_of_call(sources, held, name))
    paths = [_short(path, real) for path in real]
    names = iter(numbered_names(held, name or "", paths))
    files, faults = list[File | MemoryTable](), list[Fault]()
    for source in sources:
        try:
            if is_path(source):
                file = open_file(source)
                files.append(replace(file, name=_short(Path(source).resolve(), real)) if several else file)
            else:
                files.append(held_source(source, next(names), means))
        except AtmpError as error:
            faults += error.faults
    refuse(faults)
    return files


def _faults_of_call(sources: Sequence[Any], held: Sequence[Any], name: str | None) -> Iterator[Fault]:
    """Yield what a call cannot give: nothing, or the same thing twice."""
    paths = [Path(source) for source in sources if is_path(source)]
    real = [path.resolve() for path in paths]
    again = [str(path) for path, own in zip(paths, real, strict=True) if real.count(own) > 1]
    if not sources:
        yield UsageError.fault("events", "no file", "one file or more", "name a file of events")
    if again:
        yield UsageError.fault("events", f"{again[0]} {len(again)} times", "it once", "name each file once")
    if len({id(one) for one in held}) < len(held):
        yield UsageError.fault("events", "the same table twice", "each once", "name it once")
    for one in held:
        if isinstance(one, (pd.Series, list, tuple)):
            fix = "give a DataFrame; a list holds tables and files, and no lists"
            yield UsageError.fault("events", f"a {type(one).__name__}", "a table of events", fix)
    if name is not None and not (isinstance(name, str) and name.strip() and held):
        fix = "leave it out: a file goes by its own name" if not held else "give a text"
        yield UsageError.fault("name", repr(name), "the name of a table in memory", fix)


def _short(path: Path, others: Sequence[Path]) -> str:
    """Return the end of a path that is the end of no other path."""
    ends = (path.parts[-count:] for count in range(1, len(path.parts) + 1))
    return "/".join(next(end for end in ends if sum(other.parts[-len(end) :] == end for other in others) == 1))


def joined_logs(logs: Sequence[EventLog], resolution_s: float | None) -> EventLog:
    """Return the events of several files as one log, the rows of each under its file's name."""
    conditions = tuple(dict.fromkeys(name for log in logs for name in log.conditions))
    pairs = [*(log.containers for log in logs), *(log.containers_aside for log in logs)]
    table, containers, of_therapies = with_therapies(_one_table(logs), pairs)
    aside = {one.therapy_id for log in logs for one in log.set_aside}
    gone = table["therapy_id"].isin(aside).to_numpy(bool)
    loggers_aside = loggers_in(*(log.loggers_aside for log in logs), table["logger_id"][gone])
    table = table[~gone].reset_index(drop=True)
    doubt_us = table[DOUBT].to_numpy(np.float64) if resolution_s is None else np.full(len(table), resolution_s * SECOND)
    table, of_events, faults = joined_rows(table, doubt_us, conditions)
    refuse(faults)
    sources = tuple(log.provenance for log in logs)
    notes = [*of_therapies, *of_events, *notes_on_similar_ids(table)]
    span = span_of(table["time"].to_numpy(np.float64))
    name = " and ".join(source.name for source in sources)
    provenance = Provenance(name, "", "several files", sum(each.rows for each in sources), *span, tuple(notes))
    return EventLog(
        table,
        provenance,
        logs[0].tz,
        conditions,
        tuple(pair for pair in containers if pair[0] not in aside),
        logs[0].resolution_s,
        sources,
        loggers_aside=loggers_aside,
        containers_aside=tuple(dict.fromkeys(pair for log in logs for pair in log.containers_aside)),
    )


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
