"""What records made by hand may hold: what the readers of files let pass, asked of whole columns at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.errors import Fault, InputError, TimesOutOfOrder, UnknownEvent, nearest
from atmp_logistics.timeline import SECOND, iso
from atmp_logistics.units import ABSOLUTE_ZERO_DEGC
from atmp_logistics.vocabulary import EVENTS

Column = NDArray[np.float64]
#: The instants at which an event or a reading can lie: the years 1950 to 2199.
_FIRST, _LAST = (float(np.datetime64(day, "us").astype(np.int64)) for day in ("1950-01-01", "2200-01-01"))
#: The years from 1990 on as seconds and as milliseconds since 1970, which as microseconds lie in the spring of 1970.
_OTHER_UNITS = {"seconds": (6.3e8, 7.3e9), "milliseconds": (6.3e11, 7.3e12)}
#: What every table of events has.
_COLUMNS = ("therapy_id", "container_id", "event", "time", "row")
_FIX_TIME = "give microseconds since 1970 in UTC, as pandas.Timestamp(...).value // 1000 does"


def frozen_column(column: Any, kind: type) -> NDArray[Any]:
    """Return a column that nobody can change: a copy of one that somebody else still can."""
    array: NDArray[Any] = np.asarray(column, kind)
    if array.flags.writeable:
        array = np.array(array, kind)
        array.flags.writeable = False
    return array


def locked(column: NDArray[Any], kind: type) -> NDArray[Any]:
    """Return a column, which a reader has made and keeps no more, so that nobody can change it."""
    view: NDArray[Any] = np.asarray(column, kind).view()
    view.flags.writeable = False
    return view


def faults_of_log(logger: NDArray[np.int64], time_us: Column, value_degC: Column, loggers: int) -> Iterator[Fault]:
    """Yield what columns of readings cannot hold: each kind once, with the first reading that shows it."""
    sizes = {len(logger), len(time_us), len(value_degC)}
    if len(sizes) > 1 or logger.ndim != 1:
        yield _fault(f"columns of {sorted(sizes)} entries", "columns of one length", "give one entry a reading")
        return
    if len(logger) and (logger.min() < 0 or logger.max() >= loggers or bool((np.diff(logger) < 0).any())):
        yield _fault("places in loggers in another order", "places that rise", "group the readings by logger")
        return
    yield from _faults_of_times(time_us, "TemperatureLog", known=True)
    steps = np.diff(time_us)
    back = np.nonzero(~(steps > 0) & (np.diff(logger) == 0))[0]
    if len(back):
        found = f"{_at(time_us[back[0] + 1])} after {_at(time_us[back[0]])}"
        more = f", and {len(back) - 1} more" if len(back) > 1 else ""
        fix = "sort each logger's readings by time"
        yield Fault("TemperatureLog", found + more, "times that rise within a logger", fix, TimesOutOfOrder)
    yield from _faults_of_values(value_degC)


def _faults_of_values(value_degC: Column) -> Iterator[Fault]:
    bad = np.nonzero((value_degC < ABSOLUTE_ZERO_DEGC) | np.isinf(value_degC))[0]
    if len(bad):
        more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        found = f"{value_degC[bad[0]]:g} °C{more}"
        yield _fault(found, "temperatures above absolute zero, NaN for none", "check the unit, and what is no reading")


def _faults_of_times(time_us: Column, where: str, *, known: bool) -> Iterator[Fault]:
    """Yield what instants cannot be: outside the years of records, or so close that they are no microseconds."""
    some = time_us if known else time_us[~np.isnan(time_us)]
    bad = np.nonzero(~((some >= _FIRST) & (some < _LAST)))[0]
    if len(bad):
        found = f"the time {some[bad[0]]:g}" + (f", and {len(bad) - 1} more" if len(bad) > 1 else "")
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


def _fault(found: str, expected: str, fix: str) -> Fault:
    return Fault("TemperatureLog", found, expected, fix, InputError)


def _at(time_us: float) -> str:
    return str(iso(time_us)) if _FIRST <= time_us < _LAST else f"{time_us:g}"
