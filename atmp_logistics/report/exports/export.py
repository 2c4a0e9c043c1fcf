"""Write a record for other programs: one format a call, never over a file that is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, get_args

import numpy as np

from atmp_logistics.core.arguments import Arguments, file_path
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import iso, zone
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.whole_files import whole_file
from atmp_logistics.core.written_out import bytes_into
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.exchange.portable import PortableRecord, portable_record
from atmp_logistics.records.exchange.xes import NO_XML
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.exports.export_result import Export, ExportFormat, LeftOut
from atmp_logistics.report.exports.formats import READINGS_WRITERS, WITHOUT_READINGS, WRITERS
from atmp_logistics.timing.now import read_now

MadeAt = str | datetime | np.datetime64 | None


def export(
    events: EventLog,
    readings: TemperatureLog | None = None,
    *,
    to: ExportFormat,
    path: str | os.PathLike[str] | IO[bytes],
    made_at: MadeAt = None,
) -> Export:
    """Write a record for other programs, in a form that `read_events` and `read_readings` read back.

    Parameters
    ----------
    events : EventLog
        What `read_events` returned.
    readings : TemperatureLog, optional
        What `read_readings` returned.
    to : {'csv', 'parquet', 'process-mining', 'xes', 'epcis', 'fhir'}
        What each holds and loses: docs/exports.md.
    path : path, or binary file object
        A file that is there is not replaced. Readings of 'csv' and 'parquet' stand in a second file, whose name has
        ``.readings`` before its ending.
    made_at : str or datetime, optional
        When the export is made. EPCIS demands it, FHIR may say it, and the other formats have no place for it.

    Returns
    -------
    Export
        What was written, and what the format cannot hold, with counts.

    Raises
    ------
    UsageError
        For a file that is there already, and whatever else of the call cannot be done.

    Examples
    --------
    >>> import tempfile
    >>> from atmp_logistics import read_events
    >>> table = {"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T10:04+01:00"]}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(export(read_events(table), to="xes", path=f"{folder}/T1.xes"))
    ...     read_events(f"{folder}/T1.xes").to_frame()["doubt_us"].tolist()
    xes: 1 event, 0 readings
    left out: 1 × file that the record was read from: its hash
    left out: 1 × row number in the file that an event was read from
    [60000000.0]
    """
    made_us = _check(events, readings, to, path, made_at)
    record = _portable(events, readings)
    paths = _paths(to, path, readings)
    refuse([*_file_faults(to, path, paths, readings), *_cell_faults(record, to)])
    data = [WRITERS[to](record, iso(made_us))]
    data += [READINGS_WRITERS[to](record)] if to in READINGS_WRITERS and readings is not None else []
    _write(path, paths, data)
    count = 0 if readings is None or to in WITHOUT_READINGS else len(readings)
    return Export(to, paths, len(events), count, tuple(_left_out(events, readings, to)))


def readings_path(path: Path) -> Path:
    """Return the name of the file beside a table of events that holds the readings.

    Examples
    --------
    >>> str(readings_path(Path("T1.csv")))
    'T1.readings.csv'
    """
    return path.with_name(f"{path.stem}.readings{path.suffix}")


def _check(events: Any, readings: Any, to: Any, path: Any, made_at: MadeAt) -> float | None:
    """Refuse what is wrong with a call; return when the export is made, in microseconds since 1970."""
    call = Arguments()
    if not isinstance(events, EventLog):
        fix = "read them first: read_events(...)"
        call.faults.append(UsageError.fault("events", repr(events)[:60], "an EventLog", fix))
    if readings is not None and not isinstance(readings, TemperatureLog):
        fix = "read them first: read_readings(...)"
        call.faults.append(UsageError.fault("readings", repr(readings)[:60], "a TemperatureLog, or None", fix))
    if not isinstance(to, str) or to not in get_args(ExportFormat):
        known = get_args(ExportFormat)
        close = nearest(to, known) if isinstance(to, str) else ""
        call.faults.append(UsageError.fault("to", repr(to)[:60], f"one of {', '.join(known)}", f"write one{close}"))
    if not hasattr(path, "write"):
        call(file_path, path, "path")
    tz = zone(events.tz) if isinstance(events, EventLog) and events.tz else None
    made_us = None if made_at is None else call(lambda value, where: read_now(value, tz, where), made_at, "made_at")
    if isinstance(to, str) and to == "epcis" and made_at is None:
        fix = "state it: made_at='2026-11-25 08:00', or --made-at"
        call.faults.append(UsageError.fault("made_at", "nothing", "when the export is made, which EPCIS demands", fix))
    call.refuse()
    return made_us


def _portable(events: EventLog, readings: TemperatureLog | None) -> PortableRecord:
    try:
        record = portable_record(events.to_frame(), None if readings is None else readings.to_frame())
    except UnicodeEncodeError as error:
        found, fix = f"half of a character ({error.object[:40]!a})", "correct it where it was written"
        raise UsageError([UsageError.fault("events", found, "whole characters", fix)]) from error
    if not record.events:
        fix = "export a record that names a therapy"
        refuse([UsageError.fault("events", "no event and no container", "something to export", fix)])
    return record


def _paths(to: str, path: Any, readings: TemperatureLog | None) -> tuple[Path, ...]:
    if hasattr(path, "write"):
        return ()
    first = Path(path)
    return (first, readings_path(first)) if to in READINGS_WRITERS and readings is not None else (first,)


def _file_faults(to: str, path: Any, paths: tuple[Path, ...], readings: TemperatureLog | None) -> Iterator[Fault]:
    for one in paths:
        if os.path.lexists(one):
            yield UsageError.fault(str(one), "a file that is there already", "no file of this name", "name another")
    if hasattr(path, "write") and to in READINGS_WRITERS and readings is not None:
        found = f"an open file, for events and readings as {to}"
        yield UsageError.fault("path", found, "a path: they are two files", "give a path, or write the events alone")


def _cell_faults(record: PortableRecord, to: str) -> Iterator[Fault]:
    """Yield a fault for each cell that the format cannot write."""
    for place, row in enumerate(record.events):
        for name, cell in row.items():
            if to == "xes" and NO_XML.search(cell):
                found, fix = f"{cell[:40]!a}, with a sign that {to} cannot hold", "correct it where it was written"
                yield UsageError.fault(f"event {place + 1}, column {name}", found, "signs of text", fix)


def _write(path: Any, paths: tuple[Path, ...], data: list[bytes]) -> None:
    """Write every file whole, or none of them."""
    if not paths:
        bytes_into(path, data[0])
        return
    with whole_file(paths[0]) as first:
        first.write(data[0])
        for other, more in zip(paths[1:], data[1:], strict=True):
            with whole_file(other) as file:
                file.write(more)


def _left_out(events: EventLog, readings: TemperatureLog | None, to: str) -> Iterator[LeftOut]:
    """Yield what of a record is in no file, where it has any."""
    sources = [*events.inputs, *(readings.provenance if readings is not None and to not in WITHOUT_READINGS else ())]
    counts = {
        "file that the record was read from: its hash": sum(bool(one.sha256) for one in sources),
        "what was assumed in reading it": sum(len(one.assumptions) for one in sources),
        "row number in the file that an event was read from": len(events),
        "therapy that was set aside: what was wrong with it": len(events.set_aside),
    }
    if readings is not None and to in WITHOUT_READINGS:
        counts["reading of a logger"] = len(readings)
        counts["logger"] = len(readings.loggers)
    yield from (LeftOut(what, count) for what, count in counts.items() if count)
