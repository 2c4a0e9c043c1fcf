"""A record as tables of texts: a row an event, a row a reading, under our own headings or those of process mining.

What holds of the whole record stands in each row, so that a table that is cut or put together still says it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from atmp_logistics.core.exactness import DOUBT
from atmp_logistics.core.instants import iso
from atmp_logistics.records.exchange.portable import (
    INTERVAL,
    OF_RECORD,
    OF_TRIP,
    Cells,
    PortableRecord,
    PortableTrip,
    instant_us,
    number_text,
)
from atmp_logistics.records.frame_columns import TRIP

#: What process mining calls our columns.
PROCESS_MINING = {
    "therapy_id": "case:concept:name",
    "event": "concept:name",
    "time": "time:timestamp",
    "performed_by": "org:resource",
}
#: The columns by which a table of events, or of readings, is known to be an export.
OF_EVENTS = frozenset({"therapy_id", "event", "time", DOUBT})
OF_READINGS = frozenset({"logger_id", "time", "temperature_degC", TRIP})
Table = tuple[list[str], list[list[str]]]


def event_rows(record: PortableRecord) -> list[Cells]:
    """Return a record's events, each row with what holds of the whole record."""
    whole = {column: _text(record.about[key]) for column, key in OF_RECORD.items() if key in record.about}
    return [{**row, **whole} for row in record.events]


def event_table(record: PortableRecord, names: Mapping[str, str] | None = None) -> Table:
    """Return a record's events as headings and rows.

    Examples
    --------
    >>> record = PortableRecord([{"therapy_id": "T1", "event": "thaw_end", "doubt_us": "0"}], (), {"tz": "Europe/Oslo"})
    >>> event_table(record, PROCESS_MINING)
    (['case:concept:name', 'concept:name', 'time:timestamp', 'doubt_us', 'record_tz'], \
[['T1', 'thaw_end', '', '0', 'Europe/Oslo']])
    """
    rows = event_rows(record)
    columns = [*dict.fromkeys(("therapy_id", *(("container_id",) * _holds(rows, "container_id")), "event", "time"))]
    columns += [name for name in dict.fromkeys(name for row in rows for name in row) if name not in columns]
    return [(names or {}).get(name, name) for name in columns], [
        [row.get(name, "") for name in columns] for row in rows
    ]


def reading_table(record: PortableRecord) -> Table:
    """Return a record's readings as headings and rows; a logger without readings has a row with its name alone.

    Where the readings are all that there is to say, this is the plain table that every reader of readings takes; else
    the number of each reading's file stands beside it, by which the table is known for an export.
    """
    more = [name for name in OF_TRIP if any(name in trip.about for trip in record.trips)]
    numbered = not _is_plain(record.trips)
    rows = [
        [trip.logger_id, time, value, *([str(i)] if numbered else []), *(trip.about.get(name, "") for name in more)]
        for i, trip in enumerate(record.trips)
        for time, value in _cells(trip)
    ]
    return ["logger_id", "time", "temperature_degC", *([TRIP] if numbered else []), *more], rows


def _is_plain(trips: Sequence[PortableTrip]) -> bool:
    """Say whether readings are of one file for each logger, which has a name, and nothing is said of a logger."""
    names = [trip.logger_id for trip in trips]
    bare = any(not len(trip.times_us) for trip in trips)
    silent = all({*trip.about} <= {INTERVAL} for trip in trips)
    return all(names) and len(set(names)) == len(names) and not bare and silent


def record_of_events(rows: Sequence[Cells]) -> tuple[list[Cells], dict[str, Any]]:
    """Return rows of events without what they say of the whole record, and that.

    Raises
    ------
    ValueError
        Where two rows say two things of the whole record, or one says what is none; its text is the column.
    """
    about: dict[str, Any] = {}
    for column, key in OF_RECORD.items():
        said = {row.get(column, "") for row in rows}
        if len(said) > 1:
            raise ValueError(column)
        if text := "".join(said):
            about[key] = _value(key, text, column)
    return [{name: cell for name, cell in row.items() if name not in OF_RECORD} for row in rows], about


def trips_of(rows: Sequence[Cells]) -> list[PortableTrip]:
    """Return rows of readings by file and logger.

    Raises
    ------
    ValueError
        For a time or a temperature that is none, and rows of one file that say two things of it; its first argument
        is the row's place, its second the column.
    """
    parts: dict[tuple[str, str], list[tuple[int, Cells]]] = {}
    for place, row in enumerate(rows):
        parts.setdefault((row.get(TRIP, ""), row.get("logger_id", "")), []).append((place, row))
    return [_trip(logger, own) for (_, logger), own in parts.items()]


def _trip(logger: str, rows: Sequence[tuple[int, Cells]]) -> PortableTrip:
    about = {name: rows[0][1][name] for name in OF_TRIP if name in rows[0][1]}
    times, values = list[int](), list[float | None]()
    for place, row in rows:
        for name in OF_TRIP:
            if row.get(name, "") != about.get(name, ""):
                raise ValueError(place, name)
        if len(rows) == 1 and "time" not in row and "temperature_degC" not in row:
            continue
        times.append(_read(instant_us, row.get("time", ""), place, "time"))
        text = row.get("temperature_degC", "")
        values.append(_read(_number, text, place, "temperature_degC") if text else None)
    return PortableTrip(logger, times, values, about)


def _read(how: Any, text: str, place: int, column: str) -> Any:
    try:
        return how(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(place, column) from error


def _number(text: str) -> float:
    """Return a number that is written as `number_text` writes it."""
    value = float(text)
    if number_text(value) != text:
        raise ValueError(text)
    return value


def _cells(trip: PortableTrip) -> Iterator[tuple[str, str]]:
    for us, value in trip.readings():
        yield iso(us) or "", "" if value is None else number_text(value)
    if not len(trip.times_us):
        yield "", ""


def _holds(rows: Sequence[Cells], name: str) -> bool:
    return any(name in row for row in rows)


def _text(value: Any) -> str:
    """Return what holds of the whole record as a cell."""
    if isinstance(value, float):
        return number_text(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(key: str, text: str, column: str) -> Any:
    try:
        found = text if key == "tz" else float(text) if key == "resolution_s" else json.loads(text)
    except ValueError as error:
        raise ValueError(column) from error
    if _text(found) != text or (key == "conditions" and not _are_texts(found)):
        raise ValueError(column)
    return found


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
