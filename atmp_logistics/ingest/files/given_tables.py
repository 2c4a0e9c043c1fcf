"""What a call gives in place of a file's path: tables in memory and open files, for events and readings alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from numbers import Number
from os import PathLike
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import numpy as np
import pandas as pd

from atmp_logistics.core.arguments import is_unicode
from atmp_logistics.core.errors import Fault, InputError, NotATable, UsageError, refuse
from atmp_logistics.core.wording import and_more
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.open_files import is_open_file, read_open_file
from atmp_logistics.ingest.files.quantity_columns import numbers_of_array, without_unit
from atmp_logistics.ingest.files.row_labels import row_numbers
from atmp_logistics.ingest.files.table import MOST_COLUMNS
from atmp_logistics.records.frame_columns import ATTRS

#: What a cell can be.
_CELLS = (str, Number, np.generic, date, datetime, time, Decimal, Fraction, UUID)
#: Columns of which one says when, so that an index of instants does not.
_WHEN = {"time", "time_start", "time_end", "date", "time_of_day"}
_HALF_SIGN = "a text with half a sign (a surrogate, as a wrong encoding leaves it)"
_KINDS = (
    "a path, a table (DataFrame, Series, Arrow or polars table, mapping of columns), an open file, or a list of them"
)


class OpenFile(Protocol):
    """What is read as an open file: `open(path, "rb")`, `io.BytesIO`, `io.StringIO`."""

    def read(self, size: int = ..., /) -> bytes | str:
        """Return what comes next."""
        ...


class ArrowTable(Protocol):
    """What gives its columns as Arrow does: a pyarrow Table or RecordBatch, a polars DataFrame."""

    def __arrow_c_stream__(self, requested_schema: object = ...) -> object:
        """Return the columns."""
        ...


if TYPE_CHECKING:
    #: What a call may give in place of a path.
    GivenTable = pd.DataFrame | pd.Series[Any] | ArrowTable | Mapping[str, Any] | OpenFile
#: From a heading to the column that it means, "" for none.
Meaning = Callable[[str], str]


def is_path(value: object) -> bool:
    """Say whether a value is the path of a file."""
    return isinstance(value, (str, PathLike)) and not is_open_file(value)


def held_source(value: object, name: str, means: Meaning) -> File | MemoryTable:
    """Return an open file's bytes, or a table in memory as one.

    Parameters
    ----------
    value : object
    name : str
        What it goes by; "" for its kind, or the open file's own name.
    means : callable
        From a heading to the column that it means, "" for none: by it an index is told from labels.

    Returns
    -------
    File or MemoryTable

    Raises
    ------
    InputError
        For a table that is none, with all that is wrong with its columns.
    UsageError
        For anything else.

    Examples
    --------
    >>> table = held_source({"time": ["2026-11-10T08:00Z"], "temperature [°C]": [4.5]}, "", str)
    >>> table.name, table.column("temperature [°C]"), held_source(pd.Series([1.0]), "", str)
    Traceback (most recent call last):
    atmp_logistics.core.errors.NotATable: Series: found a Series whose index holds no times, expected one temperature \
for each time of its index. Fix: give it a DatetimeIndex, or give a DataFrame.
    """
    if not is_unicode(name):
        refuse([UsageError.fault("name", f"{name!r}, {_HALF_SIGN}", "whole signs", "give another name")])
    if is_open_file(value):
        return read_open_file(value, name)
    if isinstance(value, type):
        refuse([UsageError.fault(name or "source", f"the class {value.__name__}", _KINDS, "give the table itself")])
    kind = "columns" if isinstance(value, Mapping) else type(value).__name__
    where = name or kind
    frame, units, attrs = _frame_of(value, where, means)
    return _table_of(frame, units, attrs, where, kind, means)


def _frame_of(value: Any, where: str, means: Meaning) -> tuple[pd.DataFrame, dict[str, str], Mapping[Any, Any]]:
    """Return any table as a DataFrame, with the units of columns that are one quantity, and its attributes."""
    if isinstance(value, pd.DataFrame):
        return value, {}, value.attrs
    if isinstance(value, pd.Series):
        return _of_series(value, where, means), {}, value.attrs
    if isinstance(value, Mapping):
        return *_of_columns(value, where), {}
    if hasattr(value, "__arrow_c_stream__") or hasattr(value, "__arrow_c_array__"):
        return _of_arrow(value, where), {}, {}
    lazy = next((word for word in ("collect", "compute") if callable(getattr(value, word, None))), "")
    fix = f"give what .{lazy}() returns" if lazy else "give the table itself, such as a DataFrame"
    found = f"{_of_type(type(value).__name__)}" + (f" ({value!r})"[:60] if isinstance(value, (int, float)) else "")
    raise UsageError([UsageError.fault(where, found, _KINDS, fix)])


def _of_type(kind: str) -> str:
    return "None" if kind == "NoneType" else f"a value of type {kind}"


def _of_series(series: pd.Series[Any], where: str, means: Meaning) -> pd.DataFrame:
    """Return a Series of temperatures by their times as a table."""
    index = series.index
    if isinstance(index, pd.MultiIndex) or index.dtype.kind in "iufbc" or not len(index):
        found = "a Series without a value" if not len(index) else "a Series whose index holds no times"
        fix = "give it a DatetimeIndex, or give a DataFrame"
        raise NotATable([Fault(where, found, "one temperature for each time of its index", fix, NotATable)])
    heading = "temperature" if series.name is None else str(series.name)
    times = "time" if index.name is None or means(str(index.name)) != "time" else str(index.name)
    columns = [pd.Series(index.array, index), series]
    frame = pd.concat(columns, axis=1, ignore_index=True) if index.is_unique else _beside(columns)
    return frame.set_axis([times, heading], axis=1)


def _beside(columns: Sequence[pd.Series[Any]]) -> pd.DataFrame:
    """Return columns of one length beside each other, whatever their labels."""
    if not columns:
        return pd.DataFrame()
    labels = columns[0].index
    plain = [column.reset_index(drop=True) for column in columns]
    return pd.concat(plain, axis=1, ignore_index=True).set_axis(labels, axis=0)


def _of_columns(given: Mapping[Any, Any], where: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a mapping of columns as a table, row by row as they stand, and the unit of each that is a quantity."""
    units, columns, faults = dict[str, str](), dict[str, Any](), list[Fault]()
    for name, value in given.items():
        whole = numbers_of_array(value)
        if whole is not None:
            units[str(name)] = whole[1]
        held = value if whole is None else whole[0]
        if _is_column(held):
            columns[str(name)] = held
        else:
            fix = "give each column as a list, an array or a Series"
            faults.append(Fault(f"{where}, column {name}", _of_type(type(value).__name__), "a column", fix, NotATable))
    refuse(faults)
    labels = _common_labels(columns, where)
    frame = _beside([_as_series(held) for held in columns.values()])
    return frame.set_axis([*columns], axis=1).set_axis(frame.index if labels is None else labels, axis=0), units


def _common_labels(columns: Mapping[str, Any], where: str) -> pd.Index | None:
    """Return the labels that columns of one length share, None where they have none."""
    lengths = {len(held) for held in columns.values()}
    if len(lengths) > 1:
        found = f"columns of {' and '.join(map(str, sorted(lengths)))} rows"
        raise NotATable([Fault(where, found, "one value a row in each", "give columns of one length", NotATable)])
    labels = [held.index for held in columns.values() if isinstance(held, pd.Series)]
    if any(not one.equals(labels[0]) for one in labels):
        fix = "give one DataFrame, or plain lists"
        raise NotATable([Fault(where, "Series of different labels", "rows that belong together", fix, NotATable)])
    return labels[0] if labels else None


def _is_column(value: object) -> bool:
    if isinstance(value, (list, tuple, pd.Series, pd.Index)):
        return True
    return (hasattr(value, "__array__") or hasattr(value, "__arrow_array__")) and np.ndim(value) == 1  # type: ignore[arg-type]


def _as_series(held: Any) -> pd.Series[Any]:
    if hasattr(held, "to_pylist"):  # a column of Arrow
        return pd.Series(held.to_pylist(), dtype=object)
    if isinstance(held, (list, tuple)):
        return pd.Series([*held], dtype=object)
    return pd.Series(held)


def _of_arrow(value: Any, where: str) -> pd.DataFrame:
    """Return what gives its columns as Arrow does as a table."""
    import pyarrow as pa

    try:
        table = value if isinstance(value, pa.Table) else pa.table(value)
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    except Exception as error:
        said = " ".join(str(error).split())[:100]
        fault = Fault(where, f"no table of Arrow ({said})", "columns by their names", "give a table", NotATable)
        raise NotATable([fault]) from error
    return frame


def _table_of(
    frame: pd.DataFrame, units: Mapping[str, str], attrs: Mapping[Any, Any], where: str, kind: str, means: Meaning
) -> MemoryTable:
    """Return a DataFrame as a table of its own."""
    refuse(_frame_faults(frame, where))
    numbers = row_numbers(frame.index)
    names = [str(name).strip() for name in frame.columns]
    columns = {name: frame.iloc[:, i] for i, name in enumerate(names)}
    columns = _with_index(frame.index, columns, means)
    faults, found = list[Fault](), dict(units)
    plain: dict[str, pd.Series[Any]] = {}
    for name, column in columns.items():
        bare, unit = without_unit(column, name, where, faults)
        found |= {name: unit} if unit else {}
        faults += _cell_faults(bare, name, where)
        plain[name] = bare.reset_index(drop=True).copy()
    refuse(faults)
    attached = attrs.get(ATTRS)
    stated = dict(attached) if isinstance(attached, Mapping) else {}
    return MemoryTable(where, kind, pd.DataFrame(plain), numbers, found, stated)


def _frame_faults(frame: pd.DataFrame, where: str) -> Iterator[Fault]:
    """Yield what the labels of a table cannot be."""
    for labels, what in ((frame.index, "rows"), (frame.columns, "columns")):
        if isinstance(labels, pd.MultiIndex):
            fix = "call reset_index()" if what == "rows" else "give each column one name"
            yield Fault(
                where, f"{what} that are labelled in several levels (MultiIndex)", "one label each", fix, NotATable
            )
    if frame.shape[1] > MOST_COLUMNS:
        fix = "keep the columns that say something of this record"
        yield Fault(where, f"{frame.shape[1]} columns", f"at most {MOST_COLUMNS}", fix, NotATable)
        return
    if not frame.shape[1] and not isinstance(frame.index, pd.DatetimeIndex):
        yield Fault(where, "no columns", "columns and rows", "give the table that holds the record", NotATable)
    names = [str(name).strip() for name in frame.columns]
    for name in (name for name in names if not is_unicode(name)):
        fix = "read the table again with the encoding that it has"
        yield Fault(where, f"the column {name!r}, {_HALF_SIGN}", "whole signs", fix, NotATable)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(where, f"the column {name!r} twice", "each name once", "rename one of the columns", NotATable)


def _with_index(index: pd.Index, columns: dict[str, pd.Series[Any]], means: Meaning) -> dict[str, pd.Series[Any]]:
    """Return the columns, and the index before them where it holds one that they lack: times, or what its name says."""
    held = {means(name) for name in columns}
    heading = "" if index.name is None else str(index.name).strip()
    column = means(heading) if heading else ""
    if not column and isinstance(index, pd.DatetimeIndex) and not held & _WHEN:
        heading, column = "time", "time"
    if not column or column in held or heading in columns:
        return columns
    return {heading: pd.Series(index.array, index), **columns}


def _cell_faults(column: pd.Series[Any], heading: str, where: str) -> Iterator[Fault]:
    """Yield a fault for the cells of a column that are neither a text, a number nor a time."""
    if column.dtype.kind in "biufM" or getattr(column.dtype, "storage", "") == "pyarrow":
        return
    labels, bad = row_numbers(column.index), dict[str, list[int]]()
    for i, cell in enumerate(column):
        if cell is not None and cell is not pd.NA and cell is not pd.NaT and (words := _no_cell(cell)):
            bad.setdefault(words, []).append(i)
    for words, places in bad.items():
        place, found = f"{where}, row {labels[places[0]]}, column {heading}", words + and_more(places)
        yield Fault(place, found, "a text, a number or a time", "write it as one of them", InputError)


def _no_cell(cell: object) -> str:
    """Return what a cell is that is neither a text, a number nor a time; "" for one that is."""
    if isinstance(cell, _CELLS) and not isinstance(cell, (bytes, np.timedelta64, np.void)):
        return _HALF_SIGN if isinstance(cell, str) and not is_unicode(cell) else ""
    return _of_type(type(cell).__name__)
