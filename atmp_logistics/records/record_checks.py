"""What records made by hand may hold: what the readers of files let pass, asked of whole columns at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, InputError, TimesOutOfOrder, UnknownEvent, refuse
from atmp_logistics.core.event_columns import IDENTIFIERS
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.identifiers import odd
from atmp_logistics.core.instants import SECOND, iso, zone
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.temperature_units import COLDEST_DEGC, HOTTEST_DEGC, shortest_decimals
from atmp_logistics.core.wording import and_more

#: The instants at which an event or a reading can lie: the years 1950 to 2199.
_FIRST, _LAST = (float(np.datetime64(day, "us").astype(np.int64)) for day in ("1950-01-01", "2200-01-01"))
#: The years from 1990 on as seconds and as milliseconds since 1970, which as microseconds lie in the spring of 1970.
_OTHER_UNITS = {"seconds": (6.3e8, 7.3e9), "milliseconds": (6.3e11, 7.3e12)}
_NARROW = (np.float32, np.float16)
#: What a declared interval can be, in seconds: more than nothing, and at most seven digits.
_LONGEST_S = 1e7
#: What every table of events has.
_COLUMNS = ("therapy_id", "container_id", "event", "time", "row")
_FIX_TIME = "give microseconds since 1970 in UTC, as pandas.Timestamp(...).value // 1000 does"
_log_fault = partial(InputError.fault, "TemperatureLog")


def frozen_column(column: Any, kind: type) -> NDArray[Any]:
    """Return a read-only column: a copy of one that a caller can still change; narrow floats as decimals."""
    given = np.asarray(column)
    array: NDArray[Any] = shortest_decimals(given) if given.dtype in _NARROW else np.asarray(given, kind)
    if array.flags.writeable:
        array = np.array(array, kind)
        array.flags.writeable = False
    return array


def locked(column: NDArray[Any], kind: type) -> NDArray[Any]:
    """Return a column, which a reader has made and keeps no more, so that nobody can change it."""
    view: NDArray[Any] = np.asarray(column, kind).view()
    view.flags.writeable = False
    return view


def check_events(table: Any, tz: str | None, conditions: tuple[str, ...], resolution_s: float | None) -> None:
    """Refuse a record of events that no reader could have read."""
    refuse([*faults_of_events(table), *faults_of_statement(table, tz, conditions, resolution_s)])


def check_readings(
    columns: tuple[NDArray[np.int64], Column, Column], loggers: tuple[str, ...], interval_s: Mapping[str, float]
) -> None:
    """Refuse readings that no reader could have read; the columns are logger, time and temperature."""
    refuse([*faults_of_log(*columns, len(loggers)), *faults_of_loggers(loggers, interval_s)])


def faults_of_log(logger: NDArray[np.int64], time_us: Column, value_degC: Column, loggers: int) -> Iterator[Fault]:
    """Yield what columns of readings cannot hold: each kind once, with the first reading that shows it."""
    sizes = {len(logger), len(time_us), len(value_degC)}
    if len(sizes) > 1 or logger.ndim != 1:
        yield InputError.fault(
            "TemperatureLog", f"columns of {sorted(sizes)} entries", "columns of one length", "give one entry a reading"
        )
        return
    if len(logger) and (logger.min() < 0 or logger.max() >= loggers or bool((np.diff(logger) < 0).any())):
        yield InputError.fault(
            "TemperatureLog", "places in loggers in another order", "places that rise", "group the readings by logger"
        )
        return
    yield from _faults_of_times(time_us, "TemperatureLog", known=True)
    steps = np.diff(time_us)
    back = np.nonzero(~(steps > 0) & (np.diff(logger) == 0))[0]
    if len(back):
        found = f"{_at(time_us[back[0] + 1])} after {_at(time_us[back[0]])}"
        fix = "sort each logger's readings by time"
        yield Fault("TemperatureLog", found + and_more(back), "times that rise within a logger", fix, TimesOutOfOrder)
    yield from _faults_of_values(value_degC)


def _faults_of_values(value_degC: Column) -> Iterator[Fault]:
    bad = np.nonzero((value_degC < COLDEST_DEGC) | (value_degC > HOTTEST_DEGC))[0]
    if len(bad):
        found = f"{value_degC[bad[0]]:g} °C{and_more(bad)}"
        expected = f"temperatures from {COLDEST_DEGC:g} to {HOTTEST_DEGC:g} °C, NaN for none"
        yield _log_fault(found, expected, "check the unit, and what is no reading")


def faults_of_loggers(loggers: tuple[str, ...], interval_s: Mapping[str, float]) -> Iterator[Fault]:
    """Yield what the loggers' names and declared intervals cannot be."""
    if len(set(loggers)) < len(loggers):
        yield InputError.fault(
            "TemperatureLog", "a logger's name twice", "each logger once", "put its readings together"
        )
    if wrong := next(((name, found) for name in loggers if (found := _hidden(name))), None):
        yield InputError.fault(
            "TemperatureLog", f"the logger {wrong[0]!r}, {wrong[1]}", "names of visible signs", "write it again by hand"
        )
    bad = {name: each for name, each in interval_s.items() if not 0 < each < _LONGEST_S}
    if bad:
        name, each = next(iter(bad.items()))
        yield InputError.fault(
            "TemperatureLog",
            f"the interval {each:g} s of {name!r}",
            "seconds above 0",
            "give it, or leave the logger out",
        )


def _faults_of_times(time_us: Column, where: str, *, known: bool) -> Iterator[Fault]:
    """Yield what instants cannot be: outside the years of records, or so close that they are no microseconds."""
    some = time_us if known else time_us[~np.isnan(time_us)]
    bad = np.nonzero(~((some >= _FIRST) & (some < _LAST)))[0]
    if len(bad):
        found = f"the time {some[bad[0]]:g}{and_more(bad)}"
        yield Fault(where, found, "instants in the years 1950 to 2199", _FIX_TIME, InputError)
        return
    for unit, (first, last) in _OTHER_UNITS.items():
        if len(some) > 1 and first <= some.min() and some.max() < last and np.median(np.diff(np.sort(some))) < SECOND:
            found = f"instants in 1970, {_at(some[0])}, less than a second apart: {unit} taken for microseconds"
            yield Fault(where, found, "microseconds since 1970", _FIX_TIME, InputError)


def faults_of_events(table: Any) -> Iterator[Fault]:
    """Yield what a table of events cannot hold."""
    if not isinstance(table, pd.DataFrame):
        yield Fault("EventLog", type(table).__name__, "a DataFrame", "use read_events(...)", InputError)
        return
    lacking = [name for name in _COLUMNS if name not in table]
    if lacking:
        fix = "use read_events(table), which makes them"
        yield Fault("EventLog", f"no column {', '.join(lacking)}", ", ".join(_COLUMNS), fix, InputError)
        return
    words = table["event"]
    for word in words.cat.categories[np.unique(words.cat.codes)] if hasattr(words, "cat") else words.unique():
        if word not in EVENTS:
            fix = f"name an event of the vocabulary{nearest(str(word), EVENTS)}"
            yield Fault("EventLog, event", repr(word), "an event", fix, UnknownEvent)
    if table["time"].dtype.kind not in "fi":
        yield Fault("EventLog, time", str(table["time"].dtype), "microseconds as numbers", _FIX_TIME, InputError)
        return
    yield from _faults_of_times(table["time"].to_numpy(np.float64), "EventLog", known=False)
    yield from _faults_of_names(table)
    yield from _faults_of_doubts(table)


def _faults_of_names(table: pd.DataFrame) -> Iterator[Fault]:
    """Yield identifiers that no reader lets pass, and therapies without a name."""
    for column in ("therapy_id", "container_id", "product", "logger_id", *IDENTIFIERS):
        for name in table[column].unique() if column in table else ():
            empty = not isinstance(name, str) or (column == "therapy_id" and not name)
            found = "" if empty else _hidden(name)
            if empty or found:
                fix = "use read_events(table), or write it as text without them"
                told = f"{name!r}{', ' if found else ''}{found}"
                yield Fault(f"EventLog, {column}", told, "a name of visible signs, as text", fix, InputError)
                break


def _faults_of_doubts(table: pd.DataFrame) -> Iterator[Fault]:
    """Yield a fault for doubts that are no numbers, and for expiries without their bounds."""
    fix = "use read_events(table), which makes them"
    if "doubt_us" in table and not bool((table["doubt_us"] >= 0).all()):
        yield Fault("EventLog, doubt_us", "a doubt that is no number of at least 0", "microseconds", fix, InputError)
    if "expiry" in table and not {"expiry_lower", "expiry_upper"} <= set(table):
        lacks = _is_written(table["expiry"])
    elif "expiry" in table:
        lacks = _is_written(table["expiry"]) & table[["expiry_lower", "expiry_upper"]].isna().any(axis=1)
    else:
        return
    if bool(lacks.any()):
        expected = "expiry_lower and expiry_upper, its bounds"
        yield Fault("EventLog, expiry", "an expiry without its bounds", expected, fix, InputError)


def _hidden(name: str) -> str:
    """Return what is invisible in a name, in words; "" where nothing is."""
    return odd(name) or ("blanks around it" if name != name.strip() else "")


def _is_written(cells: pd.Series[Any]) -> pd.Series[bool]:
    """Say which cells hold something."""
    return cells.notna() & (cells.astype(object) != "")


def faults_of_statement(
    table: Any, tz: str | None, conditions: tuple[str, ...], doubt_s: float | None
) -> Iterator[Fault]:
    """Yield what else a record of events cannot state: its zone, its conditions, how finely its times are written."""
    if tz is not None:
        zone(tz)
    lacking = [name for name in conditions if isinstance(table, pd.DataFrame) and name not in table]
    if lacking:
        fix = "leave it out, or give its column"
        yield Fault("EventLog, conditions", f"no column {lacking[0]!r}", "a column for each", fix, InputError)
    if doubt_s is not None and not 0 <= doubt_s < np.inf:
        yield Fault("EventLog, resolution_s", f"{doubt_s}", "a number of at least 0", "correct it", InputError)


def _at(time_us: float) -> str:
    return str(iso(time_us)) if _FIRST <= time_us < _LAST else f"{time_us:g}"
