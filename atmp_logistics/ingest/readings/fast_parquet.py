"""The plainest Parquet of readings, column by column: times that are instants, numbers, a logger's name beside them.

What `canonical` reads cell by cell is read here as it is stored, for files that leave no question open: a column of
timestamps with a zone, or without one and a fixed offset stated; floating numbers whose unit the heading or the caller
names; loggers' names as they are; each logger's times rising. A file that differs in anything is not read here at all:
`canonical` reads it, or says what is wrong with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault
from atmp_logistics.core.identifiers import odd
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.iso_times import YEARS
from atmp_logistics.core.temperature_units import COLDEST_DEGC, HOTTEST_DEGC, temperature_unit, temperatures_degC
from atmp_logistics.core.translatable import said
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.fast_cells import assumptions_of_columns
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.parquet_file import AS_STORED, letters_of, open_parquet, parquet_faults
from atmp_logistics.ingest.readings.numbers import unit_of
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.temperature_log import TemperatureLog

_TEMPERATURE = re.compile(r"temperature(?: \[([^\],]+)\]|_(degC|degF|K|C|F))?")
_FIRST_US, _LAST_US = (
    int(np.datetime64(f"{year}-01-02", "us").astype(np.int64)) for year in (YEARS.start, YEARS.stop - 1)
)


@dataclass(frozen=True, slots=True)
class ParquetLayout:
    """How a file's columns are read: their headings, the unit, what local times are shifted by, what is said of it."""

    time: str
    temperature: str
    logger: str | None
    unit: str
    shift_us: float = 0.0
    said_of_unit: tuple[str, ...] = ()
    said_of_clock: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The headings, in the order in which batches hold them."""
        return [self.time, self.temperature, *([self.logger] if self.logger else [])]

    @property
    def names(self) -> list[str]:
        """The column whose text is read as a dictionary."""
        return [self.logger] if self.logger else []


def parquet_layout(schema: Any, answers: Answers) -> ParquetLayout | None:
    """Return how a schema's columns are read; None where any of them leaves a question open.

    Examples
    --------
    >>> import pyarrow as pa
    >>> columns = [("time", pa.timestamp("us", "UTC")), ("temperature [°C]", pa.float64())]
    >>> parquet_layout(pa.schema(columns), Answers()).unit
    'degC'
    >>> parquet_layout(pa.schema([("time", pa.timestamp("us")), *columns[1:]]), Answers()) is None
    True
    """
    if not replace(answers, unit=None).is_silent:
        return None
    found = {_meaning(name): name for name in schema.names}
    if len(found) < len(schema.names) or set(found) | {"logger_id"} != {"time", "temperature", "logger_id"}:
        return None
    match = _TEMPERATURE.fullmatch(found["temperature"])
    notes, faults = list[str](), list[Fault]()
    unit = unit_of(match and (match[1] or match[2]), answers, "", notes, faults)
    time, value = schema.field(found["time"]).type, schema.field(found["temperature"]).type
    logger = found.get("logger_id")
    clock = _clock(time, answers.tz)
    if unit is None or faults or clock is None or not _is_number(value):
        return None
    if logger is not None and not _is_name(schema.field(logger).type):
        return None
    return ParquetLayout(found["time"], found["temperature"], logger, unit, clock[0], tuple(notes), clock[1])


def _meaning(heading: str) -> str:
    return "temperature" if _TEMPERATURE.fullmatch(heading) else heading


def _clock(kind: Any, tz: tzinfo | None) -> tuple[float, tuple[str, ...]] | None:
    """Return what a time's column is shifted by to be in UTC, and what is said of it; None for other columns."""
    import pyarrow as pa

    if not pa.types.is_timestamp(kind):
        return None
    if kind.tz is not None:
        return 0.0, ()
    offset = tz.utcoffset(None) if tz is not None else None
    return (
        None
        if offset is None
        else (-(offset / timedelta(seconds=1)) * SECOND, (said("records", "read.local_times", zone=tz),))
    )


def _is_number(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_float32(kind) or pa.types.is_float64(kind))


def _is_name(kind: Any) -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def log_of_batch(batch: Any, shape: ParquetLayout) -> TemperatureLog | None:
    """Return a batch's readings, each logger's together; None where a cell is no plain one, or times do not rise.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        With the columns of the shape.
    shape : ParquetLayout

    Returns
    -------
    TemperatureLog | None
    """
    time = _instants(batch.column(0), shape.shift_us)
    value = _temperatures(batch.column(1), shape.unit)
    if time is None or value is None or not len(time):
        return None
    if shape.logger is None:
        return _rising(("",), np.zeros(len(time), np.int64), time, value)
    named = _names(batch.column(2))
    return None if named is None else _rising(*named, time, value)


def _instants(cells: Any, shift_us: float) -> Column | None:
    import pyarrow as pa

    if cells.null_count:
        return None
    try:
        micro = cells.cast(pa.timestamp("us", cells.type.tz)).cast(pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    out = micro.astype(np.float64) + shift_us
    return out if len(out) and out.min() > _FIRST_US and out.max() < _LAST_US else None


def _temperatures(cells: Any, unit: str) -> Column | None:
    value = temperatures_degC(np.asarray(cells.to_numpy(zero_copy_only=False)), unit)
    with np.errstate(invalid="ignore"):
        return None if ((value < COLDEST_DEGC) | (value > HOTTEST_DEGC)).any() else value


def _names(cells: Any) -> tuple[tuple[str, ...], NDArray[np.int64]] | None:
    """Return the loggers in the order in which the rows name them, and each row's."""
    import pyarrow as pa

    coded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
    if coded.null_count:
        return None
    codes = coded.indices.to_numpy(zero_copy_only=False)
    used, first = _first_seen(codes, len(coded.dictionary))
    order = used[np.argsort(first, kind="stable")]
    try:
        names = tuple(str(coded.dictionary[int(code)].as_py()) for code in order)
    except UnicodeDecodeError:
        return None
    if len(set(names)) < len(names) or any(name != name.strip() or odd(name) for name in names):
        return None
    place = np.zeros(len(coded.dictionary), np.int64)
    place[order] = np.arange(len(order))
    return names, place[codes]


def _first_seen(codes: NDArray[np.integer[Any]], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the codes that occur, and where each does for the first time."""
    starts = np.concatenate([[0], np.nonzero(np.diff(codes))[0] + 1]) if len(codes) else np.empty(0, np.int64)
    first = np.full(count, len(codes), np.int64)
    np.minimum.at(first, codes[starts], starts)
    used = np.nonzero(first < len(codes))[0]
    return used, first[used]


def _rising(names: tuple[str, ...], codes: NDArray[np.int64], time: Column, value: Column) -> TemperatureLog | None:
    """Put each logger's readings together, if they are in order there."""
    if (np.diff(codes) < 0).any():
        order = np.argsort(codes, kind="stable")
        codes, time, value = codes[order], time[order], value[order]
    if ((np.diff(time) <= 0) & (np.diff(codes) == 0)).any():
        return None
    return TemperatureLog(codes, time, value, names, {}, ())


def read_parquet(file: File, label: str, answers: Answers) -> TemperatureLog | None:
    """Read a Parquet file of the plainest kind; return None for any other, whatever is different about it.

    Parameters
    ----------
    file : File
    label : str
        What a logger goes by that the file does not name.
    answers : Answers

    Returns
    -------
    TemperatureLog | None
    """
    if file.kind != "parquet":
        return None
    shape = parquet_layout(open_parquet(file, AS_STORED).schema_arrow, answers)
    if shape is None:
        return None
    opened = open_parquet(file, AS_STORED, read_dictionary=shape.names)
    with parquet_faults(file.name):
        table = opened.read(columns=shape.columns).select(shape.columns).combine_chunks()
        sum(map(letters_of, table.columns))  # also looks whether each name that is counted is there
    batches = table.to_batches()
    log = log_of_batch(batches[0], shape) if len(batches) == 1 else None
    return None if log is None else _provenanced(file, "parquet", label, log, shape)


def read_plain_frame(table: MemoryTable, label: str, answers: Answers) -> TemperatureLog | None:
    """Read a table in memory of the plainest kind; return None for any other; see `read_parquet`."""
    import pyarrow as pa

    named = {
        heading: f"temperature [{unit}]" if heading == "temperature" and temperature_unit(unit) else str(heading)
        for heading, unit in ((heading, table.units.get(str(heading), "")) for heading in table.frame)
    }
    if len(table.units) > (0 if named == {one: one for one in named} else 1):
        return None
    try:
        columns = [pa.array(table.frame[heading], from_pandas=True) for heading in named]
    except (pa.ArrowException, TypeError, ValueError, OverflowError, AttributeError):
        return None
    if not all(isinstance(column, pa.Array) for column in columns):
        return None
    batch = pa.record_batch(columns, names=[*named.values()])
    shape = parquet_layout(batch.schema, answers)
    log = log_of_batch(batch.select(shape.columns), shape) if shape is not None else None
    return None if log is None or shape is None else _provenanced(table, table.kind, label, log, shape)


def _provenanced(
    file: File | MemoryTable, dialect: str, label: str, log: TemperatureLog, shape: ParquetLayout
) -> TemperatureLog:
    missing = np.bincount(log.logger[np.isnan(log.temperature_degC)], minlength=len(log.loggers)).tolist()
    notes = assumptions_of_columns((), label, log.loggers, missing, unit=shape.said_of_unit, clock=shape.said_of_clock)
    source = Provenance(file.name, file.sha256, dialect, len(log), *span_of(log.time_us), notes)
    return replace(log, loggers=tuple(name or label for name in log.loggers), provenance=(source,))
