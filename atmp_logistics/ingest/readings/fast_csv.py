"""The plainest readings table, as fast as it can be read: nothing to prove, and nothing missing but temperatures.

What `canonical` reads cell by cell is read here column by column, for files that leave no question open: commas, ISO
times of one length with their offset, a unit in the heading, numbers with a point, each logger's times rising. A file
that differs in anything is not read here at all: `canonical` reads it, or says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.identifiers import odd
from atmp_logistics.core.temperature_units import COLDEST_DEGC, HOTTEST_DEGC, temperature_unit, temperatures_degC
from atmp_logistics.ingest.files.fast_cells import (
    Numbered,
    WrittenInstants,
    assumptions_of_columns,
    assumptions_of_fast_text,
    bytes_of_cells,
    converted_pieces,
    ends_of_cells,
    headings_of,
    instants_of,
    joined_instants,
    joined_names,
)
from atmp_logistics.ingest.files.file import File
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.temperature_log import TemperatureLog

_HEADING = re.compile(r"temperature \[([^\],]+)\]")


def read_plain_csv(file: File, label: str = "") -> TemperatureLog | None:
    """Read a file of the plainest kind; return None for any other, whatever is different about it.

    Parameters
    ----------
    file : File
    label : str
        What a logger goes by that the file does not name.

    Returns
    -------
    TemperatureLog | None

    Examples
    --------
    >>> read_plain_csv(File("log.csv", b"time,temperature [K]\\n2026-11-10T08:00Z,277.15\\n")).temperature_degC.tolist()
    [4.0]
    >>> read_plain_csv(File("log.csv", b"time,temperature [K]\\n2026-11-10T08:00,277.15\\n")) is None
    True
    """
    names, unit = _names(headings_of(file.data))
    found = converted_pieces(file, names, ("time", "temperature"), partial(_piece, unit)) if unit else None
    if found is None or not found[0]:
        return None
    pieces, digest = found
    time = joined_instants([piece.time for piece in pieces])
    if time is None:
        return None
    value = np.concatenate([piece.value for piece in pieces])
    named = joined_names([piece.names for piece in pieces]) if "logger_id" in names else None
    grouped = _grouped(named, time, value)
    return None if grouped is None else _log(file, digest, label, *grouped)


def has_own_headings(data: bytes) -> bool:
    """Say whether a file's first line is that of our readings table, which no logger family writes.

    Examples
    --------
    >>> has_own_headings(b"time,temperature [K]\\n2026-11-10T08:00,277.15\\n")
    True
    >>> has_own_headings(b"Date,Time,Celsius\\n2026-11-10,08:00,4.1\\n")
    False
    """
    return bool(_names(headings_of(data))[1])


@dataclass(frozen=True, slots=True)
class _ReadingPiece:
    """Some rows: their instants, their temperatures in °C, and their loggers as an Arrow dictionary."""

    time: WrittenInstants
    value: Column
    names: Any


def _piece(unit: str, cells: dict[str, Any]) -> _ReadingPiece | None:
    """Return some rows; None where anything in them asks for a second look."""
    time, value = instants_of(cells["time"]), _numbers(cells["temperature"])
    if time is None or value is None:
        return None
    value = temperatures_degC(value, unit)
    with np.errstate(invalid="ignore"):
        if ((value < COLDEST_DEGC) | (value > HOTTEST_DEGC)).any():
            return None
    return _ReadingPiece(time, value, cells.get("logger_id"))


def _log(
    file: File, digest: str, label: str, loggers: tuple[str, ...], codes: Index, time: Column, value: Column
) -> TemperatureLog:
    named = tuple(name or label for name in loggers)
    missing = np.bincount(codes[np.isnan(value)], minlength=len(loggers)).tolist()
    notes = assumptions_of_columns(assumptions_of_fast_text(file.data), label, loggers, missing)
    source = Provenance(file.name, digest, "csv, comma", len(time), *span_of(time), notes)
    return TemperatureLog(codes, time, value, named, {}, (source,))


def _names(headings: Sequence[str]) -> tuple[list[str], str]:
    """Return the columns in their order and the unit; no unit unless they are a time, a temperature, and a logger."""
    names = ["temperature" if _HEADING.fullmatch(heading) else heading for heading in headings]
    written = [match[1] for heading in headings if (match := _HEADING.fullmatch(heading))]
    known = sorted(names) in (["temperature", "time"], ["logger_id", "temperature", "time"])
    return names, (temperature_unit(written[0]) or "") if known and written else ""


def _grouped(
    names: Numbered | None, time: Column, value: Column
) -> tuple[tuple[str, ...], Index, Column, Column] | None:
    """Put each logger's readings together, if they are in order there."""
    if names is None:
        loggers, codes = ("",), np.zeros(len(time), np.int64)
    else:
        codes, loggers = names[0].astype(np.int64), tuple(names[1].tolist())
        if codes.min() < 0 or any(name != name.strip() or odd(name) for name in loggers):
            return None
    if (np.diff(codes) < 0).any():
        order = np.argsort(codes, kind="stable")
        codes, time, value = codes[order], time[order], value[order]
    if ((np.diff(time) <= 0) & (np.diff(codes) == 0)).any():
        return None
    return loggers, codes, time, value


def _numbers(cells: Any) -> Column | None:
    """Return numbers with a point as their sign, NaN for an empty cell; None where any cell holds something else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text, ends = bytes_of_cells(cells), ends_of_cells(cells) - ends_of_cells(cells)[0]
    point, minus = text == ord("."), text == ord("-")
    filled = ends[1:] > ends[:-1]
    bare = point[ends[:-1][filled]].any() or point[ends[1:][filled] - 1].any() or (minus[:-1] & point[1:]).any()
    if bare or (len(text) and (text.min() < ord("-") or text.max() > ord("9"))):
        return None
    try:
        numbers = pc.cast(cells, pa.float64())
    except pa.ArrowInvalid:
        return None
    return np.asarray(numbers.to_numpy(zero_copy_only=False), np.float64)
