"""Files that `export` wrote, read back to the frames that `read_events` and `read_readings` take.

A table is known by its columns, a message by the namespace or the mark that the library writes. What is read of a
message is written again, and compared with the message: whatever no export holds is refused, by its path.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import pandas as pd

from atmp_logistics.core.errors import Fault, InputError, NotATable, refuse
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.frames import table_of_parquet
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.parquet_file import open_parquet
from atmp_logistics.ingest.files.read_table import read_table
from atmp_logistics.ingest.files.strict_json import JsonNumber, read_json
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.xes_table import xes_table
from atmp_logistics.records.exchange import epcis_export, fhir_export
from atmp_logistics.records.exchange.differences import Misread, at, first_difference
from atmp_logistics.records.exchange.flat_tables import (
    OF_EVENTS,
    OF_READINGS,
    PROCESS_MINING,
    record_of_events,
    trips_of,
)
from atmp_logistics.records.exchange.portable import (
    NAMESPACE,
    OF_RECORD,
    Cells,
    PortableRecord,
    event_frame_of,
    reading_frame_of,
)
from atmp_logistics.records.exchange.xes import PLACE, in_order
from atmp_logistics.records.frame_columns import ATTRS

_FORMATS = (epcis_export, fhir_export)
_OURS = {name: ours for ours, name in PROCESS_MINING.items()}
_FIX = "export the record again, or read the file without what was changed in it"
_EVENTS, _READINGS = "events, exported", "readings, exported"


def exported_events(file: File) -> MemoryTable | None:
    """Return the events of a file that `export` wrote; None for any other file.

    Raises
    ------
    InputError
        For an export in which something else stands than `export` writes.
    """
    if (record := _message_of(file)) is not None:
        return _memory_table(file, event_frame_of(record.events, record.about), range(len(record.events)), _EVENTS)
    table = _table_of(file, OF_EVENTS, _OURS)
    return None if table is None else _events_of_table(file, table)


def events_of_xes(file: File) -> MemoryTable | CellTable:
    """Return the events of a XES log: those of an export with all that it says, of any other log as a table.

    Raises
    ------
    InputError
        For what is no log, and for an export in which something else stands than `export` writes.
    """
    table = xes_table(file)
    ours = _under_our_names(table, _OURS)
    if not set(ours.headings) >= OF_EVENTS - {"time"}:
        return table
    try:
        rows = in_order(_cells(ours))
    except ValueError as error:
        found, expected = "numbers that are not those of each event of one record", "0, 1, 2, each once"
        refuse([Fault(f"{file.name}, attribute {error}", found, expected, _FIX, InputError)])
    headings = tuple(name for name in ours.headings if name != PLACE)
    cells = [[row.get(name, "") for name in headings] for row in rows]
    return _events_of_table(file, replace(ours, headings=headings, rows=cells))


def _events_of_table(file: File, table: CellTable) -> MemoryTable:
    """Return the events of an export's table.

    Raises
    ------
    InputError
        Where two rows say two things of the whole record.
    """
    try:
        rows, about = record_of_events(_cells(table))
    except ValueError as error:
        found, expected = "another cell than in the first row, or one that says nothing", "what `export` wrote"
        refuse([Fault(f"{file.name}, column {error}", found, expected, _FIX, InputError)])
    return _memory_table(file, event_frame_of(rows, about), table.numbers, _EVENTS)


def exported_readings(file: File) -> MemoryTable | None:
    """Return the readings of a file that `export` wrote; None for any other file.

    Raises
    ------
    InputError
        For an export in which something else stands than `export` writes.
    """
    if (record := _message_of(file)) is not None:
        frame = reading_frame_of(record.trips)
        return _memory_table(file, frame, range(len(frame)), _READINGS)
    table = _table_of(file, OF_READINGS, {})
    if table is None:
        return None
    rows = _cells(table)
    try:
        frame = reading_frame_of(trips_of(rows))
    except ValueError as error:
        place, column = error.args
        where = f"{file.name}, row {table.numbers[place]}, column {column}"
        found = repr(rows[place].get(column, ""))[:60]
        refuse([Fault(where, found, "a cell as `export` writes it", _FIX, InputError)])
    return _memory_table(file, frame, range(len(frame)), _READINGS)


def _memory_table(file: File, frame: pd.DataFrame, numbers: Sequence[int], kind: str) -> MemoryTable:
    attrs = frame.attrs.get(ATTRS, {})
    frame.attrs = {}
    table = MemoryTable(file.name, kind, frame, numbers, {}, attrs)
    table.__dict__["sha256"] = file.sha256
    return table


def _table_of(file: File, needed: frozenset[str], names: Mapping[str, str]) -> CellTable | None:
    """Return a file's table under our own headings where it has the columns that are needed, else None."""
    if not needed <= {names.get(name, name) for name in _headings(file)}:
        return None
    table = table_of_parquet(file) if file.kind == "parquet" else read_table(file)
    return _under_our_names(table, names)


def _under_our_names(table: CellTable, names: Mapping[str, str]) -> CellTable:
    headings = tuple(names.get(name, name) for name in table.headings)
    if len(set(headings)) < len(headings):
        found = "a column under its own name and under that of process mining"
        refuse([Fault(table.name, found, "one of them", "remove one of the two", NotATable)])
    return replace(table, headings=headings)


def _headings(file: File) -> list[str]:
    """Return the headings of what may be an export's table, without reading the rest."""
    if file.kind == "parquet":
        return [str(name) for name in open_parquet(file, 0).schema_arrow.names]
    if file.kind != "text":
        return []
    first = file.data.lstrip(b"\xef\xbb\xbf").partition(b"\n")[0][:100_000]
    return [cell.strip("'\" \r") for cell in first.decode("utf-8", "replace").split(",")]


def _cells(table: CellTable) -> list[Cells]:
    return [
        {name: _as_written(cell, name) for name, cell in zip(table.headings, row, strict=True) if cell}
        for row in table.rows
    ]


def _as_written(cell: str, column: str) -> str:
    """Return a cell as `export` writes it: Parquet has instants, numbers and truths of its own."""
    if column == "time" and cell.endswith("+00:00"):
        return cell.removesuffix("+00:00") + "Z"
    return cell.removesuffix(".0") if column in {"temperature_degC", "interval_s", "doubt_us"} else cell


def _message_of(file: File) -> PortableRecord | None:
    """Return what a message of ours holds; None for any other file."""
    if not file.is_text or NAMESPACE.encode() not in file.data or file.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    document = _plain(read_json(file.text()[0], file.name))
    known = next((one for one in _FORMATS if one.is_ours(document)), None)
    return None if known is None else _checked(document, known, file.name)


def _checked(document: Any, known: ModuleType, name: str) -> PortableRecord:
    """Return what a message holds, if an export of the same is the same message."""
    path: str | None
    try:
        with at("$"):
            record: PortableRecord = known.record_of(document)
            _check_kinds(record)
            again = known.document_of(record, known.made_at_of(document))
        path = first_difference(document, again, known.ADDED)
    except Misread as error:
        path = str(error)
    if path is not None:
        expected = f"what an export of the record as {known.NAME} holds there"
        refuse([Fault(f"{name}, {path}", "something else", expected, _FIX, NotATable)])
    return record


def _check_kinds(record: PortableRecord) -> None:
    """Refuse what stands in the place of a text or a number and is none.

    Raises
    ------
    TypeError
    """
    about = {key: value if isinstance(value, str) else "" for key, value in record.about.items() if key == "tz"}
    cells = [cell for row in record.events for cell in row.values()]
    cells += [cell for trip in record.trips for cell in (trip.logger_id, *trip.about.values())]
    numbers = [value for trip in record.trips for value in trip.temperatures_degC if value is not None]
    if not all(isinstance(cell, str) for cell in cells) or "" in about.values():
        raise TypeError
    if not all(map(math.isfinite, numbers)) or not set(record.about) <= set(OF_RECORD.values()):
        raise TypeError


def _plain(value: Any) -> Any:
    """Return JSON with its numbers as numbers."""
    if isinstance(value, JsonNumber):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
