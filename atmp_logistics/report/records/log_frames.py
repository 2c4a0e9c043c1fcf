"""Logs as tidy DataFrames that read back.

What a verdict rests on stands in columns, so that it outlives whatever is done to a frame; `attrs` hold the zone and
the answers of the call alone, and a frame that lost them is read as less sure, or refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import UsageError, refuse
from atmp_logistics.core.exactness import DOUBT, doubts_of
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.typed_table import times_of
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.frame_columns import ATTRS, DEVICE_RECORD, STANDS_FOR, TRIP, text_of_device
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.row_names import FILE
from atmp_logistics.records.temperature_log import TemperatureLog

_BOUNDS = ("expiry_lower", "expiry_upper")


def frame_of_readings(log: TemperatureLog) -> pd.DataFrame:
    """Return a log's readings as a DataFrame; see `TemperatureLog.to_frame`."""
    if log.is_part:
        fix = "take the log that read_readings returned"
        refuse([UsageError.fault("to_frame", "a part of the readings of a call", "all of them", fix)])
    names = np.array(log.loggers, object)
    frame = pd.DataFrame(
        {
            "logger_id": pd.Series(names[log.logger], dtype="str"),
            "time": times_of(log.time_us),
            "temperature_degC": np.array(log.temperature_degC),
        }
    )
    for name, column in _more(log).items():
        frame[name] = column
    bare = sorted(set(range(len(names))) - set(np.unique(log.logger).tolist()))
    return _with_bare_loggers(frame, log, bare) if bare else frame


def _with_bare_loggers(frame: pd.DataFrame, log: TemperatureLog, bare: list[int]) -> pd.DataFrame:
    """Return a frame of readings with a row more for each logger that has none."""
    names, codes = np.array(log.loggers, object), np.concatenate([log.logger, bare]).astype(np.int64)
    frame = frame.reindex(range(len(codes)))
    frame["logger_id"] = pd.Series(names[codes], dtype="str")
    for name, of_logger in _of_loggers(log).items():
        frame[name] = pd.Series(of_logger[codes], dtype="str")
    if TRIP in frame:
        frame[TRIP] = frame[TRIP].ffill().fillna(0).astype(np.int64)
    return frame


def _more(log: TemperatureLog) -> dict[str, Any]:
    """Return the further columns that a log needs, a value a reading."""
    out: dict[str, Any] = {}
    trips = log.each_trip()
    trip = np.repeat(np.arange(len(trips.first)), np.diff(np.append(trips.first, len(log))))
    if not np.isnan(trips.interval_s).all():
        out["interval_s"] = trips.interval_s[trip]
    if len(np.unique(log.logger[trips.first])) < len(trips.first):
        out[TRIP] = trip.astype(np.int64)
    return out | {name: pd.Series(column[log.logger], dtype="str") for name, column in _of_loggers(log).items()}


def _of_loggers(log: TemperatureLog) -> dict[str, Any]:
    """Return what is said of each logger as a whole, where anything is."""
    places: dict[str, list[LoggerPlace]] = {}
    for place in log.places:
        places.setdefault(place.logger, []).append(place)
    stands = [_stands_for(places[name]) if name in places else None for name in log.loggers]
    devices = [log.devices.get(name) for name in log.loggers]
    said = [None if one is None else text_of_device(one) for one in devices]
    found = {STANDS_FOR: stands, DEVICE_RECORD: said}
    return {name: np.array(column, object) for name, column in found.items() if any(column)}


def _stands_for(places: list[LoggerPlace]) -> str:
    codes = [code for place in places for code in (*place.codes, *(["everywhere"] if place.everywhere else []))]
    return ", ".join(dict.fromkeys(codes)) or "none"


def frame_of_events(log: EventLog) -> pd.DataFrame:
    """Return a log's events as a DataFrame; see `EventLog.to_frame`."""
    table = log.table
    frame = pd.DataFrame(_columns_of_events(log), index=range(len(table)))
    bare = _bare_rows(log)
    frame = _with_bare_rows(frame, bare) if bare else frame
    frame.index = pd.Index([*table["row"].tolist(), *range(-len(bare), 0)], name="row", dtype=np.int64)
    stated = {"tz": log.tz, "conditions": list(log.conditions), "resolution_s": log.resolution_s}
    frame.attrs[ATTRS] = {key: value for key, value in stated.items() if value not in (None, [])}
    return frame


def _columns_of_events(log: EventLog) -> dict[str, Any]:
    """Return the columns of a frame of events, a value an event."""
    table, columns = log.table, dict[str, Any]()
    for name in table.columns:
        if name == "time":
            columns[name] = times_of(table["time"].to_numpy(np.float64))
        elif name not in {"row", DOUBT, *_BOUNDS}:
            columns[name] = table[name].astype("str") if name == "container_id" else _texts(table[name])
    if "expiry" in table:
        columns["expiry"] = _expiries(table)
    columns[DOUBT] = np.array(_doubt_us(log))
    if FILE not in table:
        columns[FILE] = pd.Series([_file_of(log)] * len(table), dtype="str")
    return columns


def _bare_rows(log: EventLog) -> list[tuple[str, str, str | None]]:
    """Return the container, and the logger, of each row that a frame has besides: of what has no event."""
    held = [*zip(log.table["therapy_id"], log.table["container_id"], strict=True)]
    nothing_known = dict.fromkeys((*log.containers, *((one.therapy_id, "") for one in log.set_aside)))
    owner = next(iter(nothing_known), held[0] if held else ("", ""))
    bare = [(*pair, None) for pair in nothing_known if pair not in set(held)]
    return [*bare, *((*owner, logger) for logger in log.loggers_aside)]


def _with_bare_rows(frame: pd.DataFrame, bare: Sequence[tuple[str, str, str | None]]) -> pd.DataFrame:
    """Return a frame of events with a row more for each container, or logger, that has none."""
    count = len(frame)
    frame = frame.reindex(range(count + len(bare)))
    last = range(count, len(frame))
    for i, name in enumerate(("therapy_id", "container_id", "logger_id")):
        frame.loc[last, name] = [row[i] for row in bare]
    frame.loc[last, DOUBT] = 0.0
    return frame


def _file_of(log: EventLog) -> str:
    """Return what tells a log's only file from any other, where frames are put together: its name, and of its hash."""
    hashed = f" ({log.provenance.sha256[:8]})" if log.provenance.sha256 else ""
    return f"{log.provenance.name}{hashed}"


def _texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of texts, missing where a cell was left empty."""
    cells = column.astype(object).to_numpy()
    return pd.Series([None if cell != cell or cell == "" else str(cell) for cell in cells], dtype="str")  # noqa: PLR0124


def _expiries(table: pd.DataFrame) -> pd.Series[Any]:
    """Return expiries as they are printed; an instant at 00:00 of which it is open what it means, as an instant."""
    cells = _texts(table["expiry"]).astype(object)
    lower, upper = (table[name].to_numpy(np.float64) for name in _BOUNDS)
    open_ = [i for i in np.nonzero(lower < upper)[0].tolist() if ":" in str(cells.iloc[i])]
    for i in open_:
        cells.iloc[i] = pd.Timestamp(cells.iloc[i])
    return cells if open_ else cells.astype("str")


def _doubt_us(log: EventLog) -> Column:
    """Return how far each time may lie from the true one, as the call states or as it is written."""
    if log.resolution_s is None:
        return doubts_of(log.table)
    return np.full(len(log), log.resolution_s * SECOND)
