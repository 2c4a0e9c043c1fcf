"""Event tables read without the therapies of which a row is at fault, where the caller asks for that.

What is left is read as a table that holds nothing else; what is set aside is named with its faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from atmp_logistics.core.errors import Fault, InputError, UnknownEvent
from atmp_logistics.core.fault_places import rows_in
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.messages import Message
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.set_aside import SetAside, joined, set_aside_by
from atmp_logistics.records.therapies_left import log_without, loggers_in


def read_collecting(table: CellTable, headings: Mapping[str, str], read: Callable[[CellTable], EventLog]) -> EventLog:
    """Read a table without the therapies of which a row is at fault.

    Parameters
    ----------
    table : CellTable
    headings : mapping of str to str
        By the columns that they mean.
    read : callable
        Reads a table, or refuses it.

    Returns
    -------
    EventLog

    Raises
    ------
    InputError
        For faults that are not of single therapies, for a message, and where no therapy would be left.
    """
    left, aside, heading = table, tuple[SetAside, ...](), headings.get("therapy_id", "")
    while True:
        try:
            log = read(left)
        except InputError as error:
            asked = heading and not isinstance(table, Message)
            found = set_aside_by(error.faults, partial(_therapies_of, left, headings)) if asked else ()
            left = _without(left, heading, found)
            if not found or not left.rows:
                raise
            aside = joined(aside, found)
        else:
            return _naming_rows_aside(replace(log, set_aside=aside), table, headings) if aside else log


def _naming_rows_aside(log: EventLog, table: CellTable, headings: Mapping[str, str]) -> EventLog:
    """Return a log with the loggers and containers that rows of its table name that were set aside."""
    names = {each.therapy_id for each in log.set_aside}
    nothing = [""] * len(table.rows)
    therapies, containers, loggers = (
        table.column(headings[column]) if column in headings else nothing
        for column in ("therapy_id", "container_id", "logger_id")
    )
    gone = [i for i, therapy in enumerate(therapies) if therapy in names]
    pairs = tuple(dict.fromkeys((therapies[i], containers[i]) for i in gone))
    return replace(log, loggers_aside=loggers_in(loggers[i] for i in gone), containers_aside=pairs)


def _therapies_of(table: CellTable, headings: Mapping[str, str], fault: Fault) -> tuple[str, ...]:
    """Return the therapies of the rows that a fault names; of an unknown word, of all rows that hold it.

    None of a fault in the name of a therapy, or of a logger, which may stand for others.
    """
    heading = headings["therapy_id"]
    if fault.column in (heading, headings.get("logger_id", heading)):
        return ()
    therapies, named = table.column(heading), [str(row) for each in rows_in(fault.where) for row in each.rows]
    called = [str(number).strip("'") for number in table.numbers]
    places = [i for i, name in enumerate(called) if name in named]
    if len({called[i] for i in places}) < len(set(named)):
        return ()
    if fault.error is UnknownEvent and fault.column in table.headings:
        words = {table.column(fault.column)[i] for i in places}
        places = [i for i, cell in enumerate(table.column(fault.column)) if cell in words]
    return tuple(dict.fromkeys(therapies[i] for i in places))


def _without(table: CellTable, heading: str, aside: Sequence[SetAside]) -> CellTable:
    """Return a table without the rows of some therapies; the others keep their numbers."""
    names = {each.therapy_id for each in aside}
    kept = [i for i, therapy in enumerate(table.column(heading)) if therapy not in names] if names else []
    new = {old: i for i, old in enumerate(kept)}

    def marks(column: str) -> dict[int, CellMark]:
        return {new[i]: mark for i, mark in table.marks(column).items() if i in new}

    rows, numbers = [table.rows[i] for i in kept], [table.numbers[i] for i in kept]
    doubts = None if table.doubts_us is None else table.doubts_us[kept]
    written = None if table.written is None else [table.written[i] for i in kept]
    return replace(table, rows=rows, numbers=numbers, marks=marks, doubts_us=doubts, written=written)


def join_collecting(logs: Sequence[EventLog], join: Callable[[Sequence[EventLog]], EventLog]) -> EventLog:
    """Join logs without the therapies that any of them set aside, or that contradict themselves between them.

    Returns
    -------
    EventLog

    Raises
    ------
    InputError
        For contradictions that are not of single therapies.
    """
    aside = joined(*(log.set_aside for log in logs))
    while True:
        left = [log_without(log, aside) for log in logs] if aside else logs
        try:
            log = join(left)
        except InputError as error:
            found = set_aside_by(error.faults, partial(_therapies_of_logs, left))
            if not found:
                raise
            aside = joined(aside, found)
        else:
            return replace(log, set_aside=aside)


def _therapies_of_logs(logs: Sequence[EventLog], fault: Fault) -> tuple[str, ...]:
    """Return the therapies of the rows that a fault names, each file's by its own log."""
    found = dict[str, None]()
    for named in rows_in(fault.where):
        own = [log for log in logs if log.provenance.name == named.file]
        rows = own[0].table["row"].isin(named.rows) if own else None
        if rows is None or not rows.any():
            return ()
        found.update(dict.fromkeys(map(str, own[0].table["therapy_id"][rows])))
    return tuple(found)
