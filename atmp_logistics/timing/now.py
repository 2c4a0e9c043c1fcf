"""The moment from which a caller looks, and instants as clock times near it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from math import isfinite

import numpy as np

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import moment, readings_of
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.row_names import place_of_rows
from atmp_logistics.timing.call_arguments import time_argument

#: A moment as a caller states it.
Moment = str | datetime | np.datetime64
#: The event whose time is printed beforehand: it may lie after now.
_PRINTED = "shipper_expires"
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def read_now(value: object, tz: tzinfo | None, where: str = "now") -> float:
    """Return a stated moment as microseconds since 1970.

    Raises
    ------
    UnreadableTime
        For what is no time, a local time without a zone, and one that occurs twice or never.

    Examples
    --------
    >>> read_now("1970-01-01T00:01Z", None)
    60000000.0
    >>> read_now("2026-11-24 10:44", None)
    Traceback (most recent call last):
    atmp_logistics.core.errors.NaiveTime: now: found 2026-11-24 10:44:00 without a zone, \
expected a time with its offset, or a zone. Fix: add an offset such as +01:00, or state the zone: --tz Europe/Stockholm.
    """
    faults: list[Fault] = []
    at_us = time_argument(value, tz, where, faults)
    refuse(faults)
    assert at_us is not None  # noqa: S101  refuse() has raised otherwise
    return at_us


def clock_text(at_us: float, tz: tzinfo | None, near_us: float = float("nan")) -> str:
    """Return an instant on the local clock: the time alone on the day of another, with its date on any other.

    A local time that occurs twice has its offset.

    Examples
    --------
    >>> clock_text(0.0, None), clock_text(0.0, None, 60e6), clock_text(0.5e6, None, 60e6)
    ('1970-01-01 00:00Z', '00:00', '00:00:00.5')
    """
    at = moment(at_us).astimezone(tz or UTC)
    text = f"{at:%H:%M}"
    if at.second or at.microsecond:
        text = f"{at:%H:%M:%S}" + f".{at.microsecond:06d}".rstrip("0").rstrip(".")
    if tz is not None and len(readings_of(at.replace(tzinfo=None), tz)) > 1:
        text += f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:5]
    if isfinite(near_us) and moment(near_us).astimezone(tz or UTC).date() == at.date():
        return text
    return f"{at:%Y-%m-%d} {text}{'Z' if tz is None else ''}"


def now_on_day(now: object, events: EventLog, tz: tzinfo | None) -> tuple[object, tuple[str, ...]]:
    """Return a clock time with the day of the last event that a record holds, and what is taken for granted.

    Anything else is returned as it is, and so is a clock time for a record without a time.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> row = {"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-24T10:36Z"]}
    >>> now_on_day("11:25", read_events(pd.DataFrame(row)), UTC)
    ('2026-11-24 11:25', ('now is 2026-11-24 11:25, on the day of the last event of the record',))
    """
    clock = _CLOCK.fullmatch(now.strip()) if isinstance(now, str) else None
    times = events.table["time"].to_numpy(np.float64) if clock else np.empty(0)
    if clock is None or not isfinite(last := np.nanmax(times, initial=-np.inf)):
        return now, ()
    day = moment(last).astimezone(tz or UTC).date()
    written = f"{day} {int(clock[1]):02d}:{clock[2]}"
    return written, (f"now is {written}, on the day of the last event of the record",)


def refuse_events_after(events: EventLog, now_us: float, slack_us: float) -> None:
    """Refuse events that are recorded after now, by more than their times may be off.

    Raises
    ------
    UsageError
        With a fault for each such row.
    """
    table, name = events.table, events.provenance.name
    late = table[(table["time"].to_numpy(np.float64) > now_us + slack_us) & (table["event"] != _PRINTED).to_numpy()]
    expected = f"a time that is not after now, {clock_text(now_us, None)}"
    fix = "correct the time, leave it empty for an event to come, or look from a later now"
    refuse(
        UsageError.fault(place_of_rows(late, name, [i], "time"), f"{event} at {clock_text(time, None)}", expected, fix)
        for i, (event, time) in enumerate(zip(late["event"], late["time"], strict=True))
    )
