"""A record between programs: rows of texts by column, readings by file, and what holds of the whole record.

It holds what `EventLog.to_frame` and `TemperatureLog.to_frame` hold, without types that a format may lack.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.exactness import DOUBT
from atmp_logistics.core.instants import instant, iso, moment
from atmp_logistics.records.frame_columns import ATTRS, DEVICE_RECORD, STANDS_FOR, TRIP

#: The filled cells of a row, by their columns.
Cells = dict[str, str]
#: The namespace of what the library adds to a format: a name, no address.
NAMESPACE = "urn:x-atmp-logistics:"
#: The column that says of an expiry at 00:00 that it may mean its whole day.
OPEN_EXPIRY = "expiry_open"
#: What a reading's file says besides: its interval, and what is stated of its logger.
INTERVAL = "interval_s"
OF_TRIP = (INTERVAL, STANDS_FOR, DEVICE_RECORD)
#: What holds of the whole record, as the columns of a table say it in each row.
OF_RECORD = {"record_tz": "tz", "record_conditions": "conditions", "record_resolution_s": "resolution_s"}
_IDS = ("therapy_id", "container_id", "event", "time")


@dataclass(frozen=True, slots=True)
class PortableTrip:
    """Readings of one logger from one file: whole microseconds, °C, None where there was no reading."""

    logger_id: str
    times_us: Sequence[int]
    temperatures_degC: Sequence[float | None]
    about: Cells = field(default_factory=dict)

    def readings(self) -> Iterator[tuple[int, float | None]]:
        """Yield each reading's time and temperature."""
        yield from zip(self.times_us, self.temperatures_degC, strict=True)


@dataclass(frozen=True, slots=True)
class PortableRecord:
    """Events in order, readings by file, and what holds of the whole record."""

    events: Sequence[Cells] = ()
    trips: Sequence[PortableTrip] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def portable_record(events: pd.DataFrame, readings: pd.DataFrame | None) -> PortableRecord:
    """Return the frames of a record as texts.

    Parameters
    ----------
    events, readings : DataFrame
        As `to_frame` makes them.

    Examples
    --------
    >>> time = pd.to_datetime(["2026-11-10T10:04Z"])
    >>> frame = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": time, "doubt_us": [6e7]})
    >>> portable_record(frame, None).events
    ({'therapy_id': 'T1', 'event': 'thaw_end', 'time': '2026-11-10T10:04:00Z', 'doubt_us': '60000000'},)
    """
    columns = {str(name): [_text(cell) for cell in events[name]] for name in events.columns}
    if "expiry" in events:
        columns[OPEN_EXPIRY] = ["yes" if isinstance(cell, pd.Timestamp) else "" for cell in events["expiry"]]
    names = [*(name for name in _IDS if name in columns), *(name for name in columns if name not in _IDS)]
    rows = zip(*(columns[name] for name in names), strict=True)
    cells = tuple({name: cell for name, cell in zip(names, row, strict=True) if cell} for row in rows)
    trips = () if readings is None else tuple(_trips(readings))
    return PortableRecord(cells, trips, dict(events.attrs.get(ATTRS, {})))


def event_frame_of(rows: Sequence[Cells], about: Mapping[str, Any]) -> pd.DataFrame:
    """Return rows of events as the frame that `read_events` reads back; a time in another form stays a text."""
    names = dict.fromkeys(name for row in rows for name in row if name != OPEN_EXPIRY)
    frame = pd.DataFrame({name: [row.get(name) for row in rows] for name in (*_IDS, DOUBT, *names)}, dtype=object)
    if "expiry" in frame:
        frame["expiry"] = [_expiry(row) for row in rows]
    frame["time"] = _instants([row.get("time", "") for row in rows])
    frame.attrs[ATTRS] = dict(about)
    return frame


def reading_frame_of(trips: Sequence[PortableTrip]) -> pd.DataFrame:
    """Return readings as the frame that `read_readings` reads back."""
    nothing: list[tuple[int | None, float | None]] = [(None, None)]
    each = [
        (number, trip, *reading)
        for number, trip in enumerate(trips)
        for reading in ([*trip.readings()] if len(trip.times_us) else nothing)
    ]
    frame = pd.DataFrame(
        {
            "logger_id": pd.Series([trip.logger_id for _, trip, _, _ in each], dtype="str"),
            "time": _times([us for _, _, us, _ in each]),
            "temperature_degC": np.array([math.nan if value is None else value for *_, value in each], np.float64),
        }
    )
    for name in OF_TRIP:
        cells = [trip.about.get(name) for _, trip, _, _ in each]
        if any(cells):
            frame[name] = pd.to_numeric(pd.Series(cells)) if name == INTERVAL else pd.Series(cells, dtype="str")
    filled = [trip.logger_id for trip in trips if len(trip.times_us)]
    if len(set(filled)) < len(filled):
        frame[TRIP] = np.array([number for number, *_ in each], np.int64)
    return frame


def number_text(value: float) -> str:
    """Return a number's shortest decimal, a whole one without a point.

    Examples
    --------
    >>> number_text(60e6), number_text(4.5)
    ('60000000', '4.5')
    """
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def instant_us(text: str) -> int:
    """Return an instant in whole microseconds.

    Raises
    ------
    ValueError
        For a text that `iso` does not write.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or iso(instant(found)) != text:
        raise ValueError(text)
    return round(instant(found))


def _text(cell: Any) -> str:
    """Return a cell of a frame as text."""
    if cell is None or cell is pd.NaT or cell is pd.NA or cell != cell:  # noqa: PLR0124  NaN differs from itself
        return ""
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat().replace("+00:00", "Z")
    return number_text(float(cell)) if isinstance(cell, (float, np.floating)) else str(cell)


def _trips(frame: pd.DataFrame) -> Iterator[PortableTrip]:
    """Yield the readings of each file of each logger; a logger without readings has one without any."""
    keys = [frame["logger_id"].to_numpy(object), *([frame[TRIP].to_numpy()] if TRIP in frame else [])]
    starts = [i for i in range(len(frame)) if i == 0 or any(key[i] != key[i - 1] for key in keys)]
    times = frame["time"].astype("datetime64[us, UTC]")
    instants, known = times.astype(np.int64).to_numpy(), times.notna().to_numpy(bool)
    values = frame["temperature_degC"].to_numpy(np.float64)
    for first, last in zip(starts, [*starts[1:], len(frame)], strict=True):
        own = [i for i in range(first, last) if known[i]]
        about = {name: _text(frame[name].iloc[first]) for name in OF_TRIP if name in frame}
        yield PortableTrip(
            str(frame["logger_id"].iloc[first]),
            [int(instants[i]) for i in own],
            [None if np.isnan(values[i]) else float(values[i]) for i in own],
            {name: cell for name, cell in about.items() if cell},
        )


def _expiry(row: Cells) -> Any:
    """Return an expiry as a frame holds it: as an instant where it may mean its whole day."""
    text = row.get("expiry")
    if OPEN_EXPIRY not in row or not text:
        return text
    try:
        return pd.Timestamp(text)
    except ValueError:
        return text


def _instants(cells: Sequence[str]) -> Any:
    """Return times as instants, or as the texts that they are where one is written in another way."""
    try:
        return _times([instant_us(cell) if cell else None for cell in cells])
    except (ValueError, OverflowError):
        return [cell or None for cell in cells]


def _times(instants_us: Iterable[int | None]) -> pd.Series[Any]:
    stored = [None if us is None else moment(us) for us in instants_us]
    return pd.Series(stored, dtype="datetime64[us, UTC]")
