"""What `TemperatureLog.to_frame` says beside the readings, read back: files, places, what devices measured.

`trip` tells the readings of one file from those of another, `stands_for` what the call stated of the logger, and
`device_record` what the device says of itself. They are read in tables in memory alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, InputError, refuse
from atmp_logistics.core.instants import MINUTE, SECOND
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.ingest.readings.placed_files import codes_in
from atmp_logistics.records.devices import Device, Extreme
from atmp_logistics.records.frame_columns import DEVICE_RECORD, STANDS_FOR, TRIP, device_of_text
from atmp_logistics.records.logger_places import CALL, LoggerPlace
from atmp_logistics.records.temperature_log import TemperatureLog

ReadTable = Callable[[MemoryTable], TemperatureLog]
_LOGGER = "logger_id"


def read_own_frame(table: MemoryTable, read: ReadTable) -> TemperatureLog:
    """Read a table that may have the columns of `TemperatureLog.to_frame`.

    Parameters
    ----------
    table : MemoryTable
    read : callable
        Reads a table that has none of them.

    Returns
    -------
    TemperatureLog

    Raises
    ------
    InputError
        With all that is wrong with those columns.
    """
    held = [name for name in (TRIP, STANDS_FOR, DEVICE_RECORD) if name in table.frame]
    if not held and _LOGGER not in table.frame:
        return read(table)
    stated = {name: _of_loggers(table, name) for name in held if name != TRIP}
    plain, bare = _without_bare_loggers(table.without([name for name in held if name != TRIP]))
    log = _of_trips(plain, read)
    if bare:
        log = replace(log, loggers=(*(log.loggers if len(log) else ()), *bare))
    refuse(_pieces(log, table, [name for each in stated.values() for name in each]))
    log = _with_places(log, stated.get(STANDS_FOR, {}), table)
    return _with_devices(log, stated.get(DEVICE_RECORD, {}), table)


def _of_loggers(table: MemoryTable, heading: str) -> dict[str, str]:
    """Return what a column says of each logger, one thing throughout."""
    names = table.column(_LOGGER) if _LOGGER in table.frame else [""] * len(table)
    found, faults = dict[str, str](), list[Fault]()
    for i, (name, cell) in enumerate(zip(names, table.column(heading), strict=True)):
        if found.setdefault(name, cell) != cell and not faults:
            where = f"{table.name}, row {table.numbers[i]}, column {heading}"
            expected = f"what the first row of logger {name!r} says"
            faults.append(Fault(where, "another cell", expected, "give the logger one throughout", InputError))
    refuse(faults)
    return {name: cell for name, cell in found.items() if cell}


def _without_bare_loggers(table: MemoryTable) -> tuple[MemoryTable, tuple[str, ...]]:
    """Return a table without the rows that name a logger and neither a time nor a temperature, and those loggers."""
    values = [name for name in table.frame if str(name).startswith("temperature")]
    if _LOGGER not in table.frame or "time" not in table.frame or len(values) != 1:
        return table, ()
    nothing = table.frame["time"].isna() & table.frame[values[0]].isna()
    if not nothing.any():
        return table, ()
    names = np.array(table.column(_LOGGER), object)
    bare = nothing.to_numpy(bool) & ~np.isin(names, names[~nothing.to_numpy(bool)])
    if not bare.any():
        return table, ()
    return table.rows(np.nonzero(~bare)[0].tolist()), tuple(dict.fromkeys(names[bare].tolist()))


def _of_trips(table: MemoryTable, read: ReadTable) -> TemperatureLog:
    """Read the rows of each file by themselves, and put them together."""
    if TRIP not in table.frame:
        return read(table)
    cells, places = table.column(TRIP), dict[str, list[int]]()
    for i, cell in enumerate(cells):
        places.setdefault(cell, []).append(i)
    if "" in places:
        where = f"{table.name}, row {table.numbers[places[''][0]]}, column {TRIP}"
        fix = "number the file that each row is of"
        refuse([Fault(where, f"no number, and so in {len(places[''])} rows", "a number in each row", fix, InputError)])
    rest = table.without([TRIP])
    parts = [rest.rows(own) for own in places.values()]
    return joined_logs(read(part) for part in parts) if len(parts) > 1 else read(rest)


def _with_places(log: TemperatureLog, stated: Mapping[str, str], table: MemoryTable) -> TemperatureLog:
    places = tuple(LoggerPlace.of(_called(name, log, table), codes_in(cell), CALL) for name, cell in stated.items())
    return replace(log, places=(*log.places, *places)) if places else log


def _pieces(log: TemperatureLog, table: MemoryTable, names: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for a logger that is no more one: what its frame says of it holds for none of its pieces."""
    for name in dict.fromkeys(names):
        if _called(name, log, table) not in log.loggers:
            fix = f"drop the columns {STANDS_FOR} and {DEVICE_RECORD}, or do not cut the log"
            found = f"logger {name!r}, which is cut into pieces"
            yield Fault(table.name, found, "one logger, of which the table says more", fix, InputError)


def stated_twice(log: TemperatureLog, codes: Sequence[str], name: str) -> Iterator[Fault]:
    """Yield a fault where the call states that a logger stands for something else than its frame does."""
    for place in log.places if codes else ():
        if LoggerPlace.of(place.logger, codes, CALL) != place:
            found = f"{', '.join(codes)}, as called"
            fix = f"leave it out of the call, or drop the column {STANDS_FOR}"
            yield Fault(name, found, f"what its column {STANDS_FOR} says: {place}", fix, InputError)


def _called(name: str, log: TemperatureLog, table: MemoryTable) -> str:
    """Return what a logger goes by in a log, where its rows may not name it."""
    return name if name in log.loggers else table.name


def _with_devices(log: TemperatureLog, stated: Mapping[str, str], table: MemoryTable) -> TemperatureLog:
    devices, faults = dict(log.devices), list[Fault]()
    for name, cell in stated.items():
        called = _called(name, log, table)
        try:
            device = device_of_text(cell)
        except (ValueError, TypeError, KeyError, AttributeError):
            fix = "leave the column as to_frame() made it, or drop it"
            where = f"{table.name}, column {DEVICE_RECORD}"
            faults.append(Fault(where, f"{cell[:40]!r}", f"what to_frame() says of logger {name}", fix, InputError))
            continue
        place = log.loggers.index(called)
        own = log.logger == place
        devices[called] = _against(device, log.time_us[own], log.temperature_degC[own], log.interval_s.get(called))
    refuse(faults)
    return replace(log, devices=devices) if stated else log


def _against(device: Device, times: Column, values: Column, interval_s: float | None) -> Device:
    """Return a device of which no reading that is gone shows what it measured."""
    known = ~np.isnan(values)
    times, values = times[known], values[known]
    step = interval_s * SECOND if interval_s else float(np.diff(times).max(initial=0.0))
    return replace(device, extremes=tuple(_shown(one, times, values, step) for one in device.extremes))


def _shown(one: Extreme, times: Column, values: Column, step_us: float) -> Extreme:
    """Return an extreme with the readings that show it, as far as they are still there."""

    def still(shown_degC: float, slack_us: float) -> float:
        near = values[(times >= one.since_us - slack_us) & (times <= one.until_us + slack_us)]
        if np.isnan(shown_degC) or shown_degC in near:
            return shown_degC
        near = values[(times >= one.since_us) & (times <= one.until_us)]
        if one.minutes is not None or not len(near):
            return float("nan")
        return float(near.max() if one.highest else near.min())

    return replace(
        one, logged_degC=still(one.logged_degC, MINUTE), around_degC=still(one.around_degC, MINUTE + step_us)
    )
