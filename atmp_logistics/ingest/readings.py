"""Logger files to readings: which dialect, which unit, which zone, and what is no reading at all.

Nothing is dropped, sorted or repaired in silence. A row without a temperature is kept as missing, a fault code too;
a file that runs backwards throughout is turned round and says so; anything else out of order is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.errors import (
    AmbiguousDialect,
    ConflictingReadings,
    Fault,
    InputError,
    MissingUnit,
    TimesOutOfOrder,
    UnreadableNumber,
    UsageError,
    refuse,
)
from atmp_logistics.ingest import dialects
from atmp_logistics.ingest._file import File, assumed, open_file
from atmp_logistics.ingest._raw import RawLog
from atmp_logistics.ingest._times import DateOrder, iso_times, localised, proven_times
from atmp_logistics.ingest.canonical import read_canonical
from atmp_logistics.records import Provenance, TemperatureLog, span_of
from atmp_logistics.site import Site
from atmp_logistics.timeline import iso, zone
from atmp_logistics.units import temperature_unit, temperatures_degC

#: Hotter than any store, shipper or bath, and colder than nitrogen can be before it freezes: fault codes such as 850,
#: 9999 or -250, and no temperatures.
HOTTEST_DEGC, COLDEST_DEGC = 200.0, -210.0
_NUMBER = {sign: re.compile(rf"[+-]?\d+(?:{re.escape(sign)}\d+)?(?:[eE][+-]?\d+)?") for sign in ".,"}


def read_readings(
    source: str | Path | Sequence[str | Path],
    *,
    tz: str | None = None,
    site: Site | None = None,
    date_order: DateOrder | None = None,
) -> TemperatureLog:
    """Read the readings of one or more logger files.

    Parameters
    ----------
    source : path or sequence of paths
        CSV, workbook or Parquet with the columns time and temperature (and logger_id, unit), or any known logger's
        own export.
    tz : str, optional
        The zone of local times; the site's where not given.
    site : Site, optional
        The site's profile.
    date_order : {'dmy', 'mdy', 'ymd'}, optional
        The order of a logger's dates where its file does not prove it; one that the file disproves is refused.

    Raises
    ------
    InputError
        With every fault of the files: each says where, what was found, what was expected, and how to fix it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "log.csv")
    ...     _ = file.write_text("time,temperature [°F]\\n2026-11-10T08:00Z,46.4\\n", "utf-8")
    ...     read_readings(file).temperature_degC.tolist()
    [8.0]
    """
    profile = site or Site()
    name = profile.zone_name(tz)
    place = zone(name) if name else None
    paths = [source] if isinstance(source, (str, Path)) else list(source)
    parts: list[TemperatureLog] = []
    faults: list[Fault] = []
    labels = _labels([str(path) for path in paths])
    for path, label in zip(paths, labels, strict=True):
        try:
            parts.append(read_log(open_file(path), place, profile, date_order, label=label))
        except InputError as error:
            faults += error.faults
    refuse(faults)
    return _joined(parts)


def _labels(paths: list[str]) -> list[str]:
    """Return a name for each file's unnamed logger: none for one file, else the file's, whole where two share it."""
    names = [Path(path).name for path in paths]
    if len(set(paths)) < len(paths):
        again = sorted({path for path in paths if paths.count(path) > 1})
        refuse(Fault(path, "the same file twice", "each file once", "name it once", UsageError) for path in again)
    return (
        [""] if len(paths) == 1 else [n if names.count(n) == 1 else path for n, path in zip(names, paths, strict=True)]
    )


def read_log(
    file: File, tz: tzinfo | None, site: Site, date_order: DateOrder | None = None, *, label: str = ""
) -> TemperatureLog:
    """Read one file's readings; `label` stands for a logger that the file does not name. See `read_readings`."""
    dialect, raws, assumed = _take_apart(file, site)
    faults: list[Fault] = []
    series = [_series(file, raw, tz, date_order, faults) for raw in raws]
    refuse(faults)
    names = [raw.logger or label for raw in raws]
    if label and any(not raw.logger for raw in raws):
        assumed = (*assumed, f"the file does not name its logger; it goes by the name {label}")
    said = tuple(dict.fromkeys([*assumed, *(note for _, _, notes in series for note in notes)]))
    details = {key: value for raw in raws for key, value in raw.details.items()}
    instants = _stacked([times for times, _, _ in series])
    rows = sum(len(raw.times) for raw in raws)
    provenance = Provenance(file.name, file.sha256, dialect, rows, *span_of(instants), said, details)
    interval = {name: raw.interval_s for name, raw in zip(names, raws, strict=True) if raw.interval_s}
    return TemperatureLog(
        np.repeat(np.arange(len(raws)), [len(times) for times, _, _ in series]),
        instants,
        _stacked([values for _, values, _ in series]),
        tuple(names),
        interval,
        (provenance,),
    )


def _take_apart(file: File, site: Site) -> tuple[str, list[RawLog], tuple[str, ...]]:
    """Return the dialect's name, its raw logs and what was assumed about the file as such."""
    if file.is_text:
        text, encoding = file.text()
        known = [module for module in dialects.all_dialects() if module.recognises(text)]
        if len(known) > 1:
            names = ", ".join(module.NAME for module in known)
            fix = "report the file: two readers must never both accept one"
            raise AmbiguousDialect(
                [Fault(file.name, f"the signs of {names}", "one logger family", fix, AmbiguousDialect)]
            )
        if known:
            return known[0].NAME, known[0].read(text, file.name), assumed(text, encoding)
    return read_canonical(file, site)


def _series(
    file: File, raw: RawLog, tz: tzinfo | None, date_order: DateOrder | None, faults: list[Fault]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Return one logger's instants and temperatures, and what was assumed in reading them."""
    notes = list(raw.assumptions)
    times, how, more = _times(file, raw, tz, date_order)
    values, bad = _temperatures(file, raw, notes)
    faults += [*more, *bad]
    if more or bad:
        return times, values, notes
    notes += [how] if how else []
    times, values, rows = _in_order(file, raw, times, values, notes, faults)
    return *_without_repeats(file, rows, times, values, notes, faults), notes


def _times(
    file: File, raw: RawLog, tz: tzinfo | None, date_order: DateOrder | None
) -> tuple[NDArray[np.float64], str, list[Fault]]:
    def where(i: int) -> str:
        return f"{file.name}, row {raw.rows[i]}, column time"

    empty = [
        Fault(where(i), "no time", "a time", "write it, or delete the row")
        for i, cell in enumerate(raw.times)
        if not cell
    ]
    if empty:
        return np.full(len(raw.times), np.nan), "", empty
    stated = zone(raw.offset) if raw.offset else tz
    if not raw.date_forms:
        times, faults = iso_times(raw.times, stated, where)
        return times, "", faults
    local, how, faults = proven_times(raw.times, raw.date_forms, where, raw.interval_s, raw.first_at, date_order)
    if faults:
        return local, how, faults
    times, faults = localised(local, stated, where)
    basis = f"the file states the fixed offset {raw.offset}" if raw.offset else f"local times read in {stated}"
    return times, f"{how}; {basis}", faults


def _temperatures(file: File, raw: RawLog, notes: list[str]) -> tuple[NDArray[np.float64], list[Fault]]:
    """Return temperatures in °C, NaN for what the logger or physics says is no reading."""
    unit = temperature_unit(raw.unit) if raw.unit else None
    if unit is None and len(raw.values):
        found = f"the unit {raw.unit!r}" if raw.unit else "no unit"
        fix = "write it in the heading, as in 'temperature [°C]', or in a column unit"
        fault = Fault(f"{file.name}, row {raw.rows[0]}, column temperature", found, "°C, °F or K", fix, MissingUnit)
        return np.full(len(raw.values), np.nan), [fault]
    missing = np.array([cell in raw.missing for cell in raw.values], bool)
    good = [_NUMBER[raw.decimal].fullmatch(cell) is not None for cell in raw.values]
    faults = [_no_number(file, raw, i) for i in range(len(good)) if not (good[i] or missing[i])]
    if faults:
        return np.full(len(raw.values), np.nan), faults
    numbers = [float(cell.replace(",", ".")) if fine else np.nan for cell, fine in zip(raw.values, good, strict=True)]
    values = temperatures_degC(np.array(numbers, np.float64), unit or "degC")
    return _without_fault_codes(raw, values, missing, notes), []


def _without_fault_codes(
    raw: RawLog, values: NDArray[np.float64], missing: NDArray[np.bool_], notes: list[str]
) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        codes = (values < COLDEST_DEGC) | (values > HOTTEST_DEGC)
    if missing.any():
        notes.append(f"temperatures missing: {int(missing.sum())}, rows that hold a time alone")
    if codes.any():
        seen = ", ".join(sorted({raw.values[i] for i in map(int, np.nonzero(codes)[0])})[:5])
        notes.append(f"fault codes, values that no product can have ({seen}): {int(codes.sum())}, kept as missing")
    return np.where(codes | missing, np.nan, values)


def _no_number(file: File, raw: RawLog, i: int) -> Fault:
    where = f"{file.name}, row {raw.rows[i]}, column temperature"
    expected = f"a number with {'a point' if raw.decimal == '.' else 'a comma'} as its decimal sign, as in the rest"
    return Fault(where, repr(raw.values[i]), expected, "correct the cell, or leave it empty", UnreadableNumber)


def _in_order(
    file: File,
    raw: RawLog,
    times: NDArray[np.float64],
    values: NDArray[np.float64],
    notes: list[str],
    faults: list[Fault],
) -> tuple[NDArray[np.float64], NDArray[np.float64], Sequence[int]]:
    """Turn round a log that is newest-first throughout; refuse one whose clock steps back."""
    steps = np.diff(times)
    if len(steps) and (steps <= 0).all() and (steps < 0).any():
        notes.append("newest first throughout: read from the end")
        return times[::-1], values[::-1], raw.rows[::-1]
    for i in map(int, np.nonzero(steps < 0)[0]):
        where = f"{file.name}, row {raw.rows[i + 1]}, column time"
        found = f"{iso(times[i + 1])} after {iso(times[i])}"
        fix = "check the logger's clock; put the rows right, or cut the file where the clock was set"
        faults.append(Fault(where, found, "times in order", fix, TimesOutOfOrder))
    return times, values, raw.rows


def _without_repeats(
    file: File,
    rows: Sequence[int],
    times: NDArray[np.float64],
    values: NDArray[np.float64],
    notes: list[str],
    faults: list[Fault],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Keep one of several equal readings of one instant; refuse two that differ."""
    again = np.nonzero(np.diff(times) == 0)[0]
    for i in map(int, again):
        if not (values[i] == values[i + 1] or np.isnan(values[i : i + 2]).all()):
            found = f"{values[i]:g} and {values[i + 1]:g} °C at {iso(times[i])}"
            fix = "find out which is right; two loggers need two names in logger_id"
            where = f"{file.name}, rows {min(rows[i : i + 2])} and {max(rows[i : i + 2])}"
            faults.append(
                Fault(where, found, "one temperature for one instant of one logger", fix, ConflictingReadings)
            )
    if len(again):
        notes.append(f"readings that stand twice with the same value: {len(again)}, read once")
    keep = np.ones(len(times), bool)
    keep[again + 1] = False
    return times[keep], values[keep]


def _joined(parts: Iterable[TemperatureLog]) -> TemperatureLog:
    """Put several files' readings together; one logger's readings in two files become one series."""
    logs = list(parts)
    if len(logs) == 1:
        return logs[0]
    names = list(dict.fromkeys(name for log in logs for name in log.loggers))
    codes = _stacked(
        [np.array([names.index(name) for name in log.loggers], np.int64)[log.logger] for log in logs]
    ).astype(np.int64)
    times = _stacked([log.time_us for log in logs])
    values = _stacked([log.temperature_degC for log in logs])
    order = np.lexsort((times, codes))
    codes, times, values = codes[order], times[order], values[order]
    same = (np.diff(codes) == 0) & (np.diff(times) == 0)
    equal = (values[:-1] == values[1:]) | (np.isnan(values[:-1]) & np.isnan(values[1:]))
    refuse(_conflict(names[codes[i]], times[i], values[i], values[i + 1]) for i in np.nonzero(same & ~equal)[0])
    keep = np.concatenate([[True], ~same]) if len(times) else np.ones(0, bool)
    interval = {name: seconds for log in logs for name, seconds in log.interval_s.items()}
    provenance = tuple(source for log in logs for source in log.provenance)
    return TemperatureLog(codes[keep], times[keep], values[keep], tuple(names), interval, provenance)


def _conflict(name: str, time: float, one: float, other: float) -> Fault:
    found = f"{one:g} and {other:g} °C at {iso(time)} in two files"
    fix = "leave out the file that is wrong"
    return Fault(f"logger {name}", found, "one temperature for one instant of one logger", fix, ConflictingReadings)


def _stacked(columns: Sequence[NDArray[np.float64]] | Sequence[NDArray[np.int64]]) -> NDArray[np.float64]:
    return np.concatenate([np.empty(0), *columns]).astype(np.float64)
