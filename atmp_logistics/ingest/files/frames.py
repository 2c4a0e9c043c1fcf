"""Frames and Parquet as tables of text: instants with their offset, narrow floats by their shortest decimal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.errors import Fault, NotATable
from atmp_logistics.core.plain_files import in_words
from atmp_logistics.core.size_limit import TOO_LARGE
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.parquet_file import (
    AS_TEXT,
    letters_of,
    open_parquet,
    parquet_faults,
    texts_as_dictionaries,
)
from atmp_logistics.ingest.files.table import CellTable, table_of_rows


def table_of_parquet(file: File) -> CellTable:
    """Return Parquet as a table of text, its timestamps marked.

    Returns
    -------
    CellTable

    Raises
    ------
    NotATable
        When it cannot be opened.
    """
    import pyarrow as pa

    table = _read(file)
    columns = [_column_cells(table, place, file) for place in range(table.num_columns)]
    rows = [list(table.column_names), *map(list, zip(*columns, strict=True))]
    found = table_of_rows(file.name, rows, file.kind)

    def marks(heading: str) -> Mapping[int, CellMark]:
        place = [name.strip() for name in table.column_names].index(heading)
        if not (pa.types.is_timestamp(kind := table.column(place).type) or pa.types.is_floating(kind)):
            return {}
        values = table.column(place).to_pylist()
        return marks_of([values[number - 2] for number in found.numbers])

    return replace(found, marks=marks)


def _read(file: File) -> Any:
    """Return the columns of a Parquet file, each text once where it can be."""
    names = texts_as_dictionaries(open_parquet(file, AS_TEXT))
    with parquet_faults(file.name):
        table = open_parquet(file, AS_TEXT, read_dictionary=names).read()
        letters = sum(map(letters_of, table.columns))
    if letters <= file.most_bytes:
        return table
    found, expected = f"Parquet whose texts have {letters:,} bytes", f"at most {in_words(file.most_bytes)}"
    raise NotATable([Fault(file.name, found, expected, TOO_LARGE, NotATable)])


def _column_cells(table: Any, place: int, file: File) -> list[str]:
    """Return a column's cells; values that are none, such as an instant of no calendar, are its fault."""
    name = table.column_names[place]
    with parquet_faults(f"{file.name}, column {name}"):
        return _arrow_cells(table.column(place))


def _arrow_cells(column: Any) -> list[str]:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return [cell for chunk in column.chunks for cell in _cells_of_dictionary(chunk)]
    if pa.types.is_float32(column.type) or pa.types.is_float16(column.type):
        return cells_of(pd.Series(column.to_numpy()))
    return [_cell(value) for value in column.to_pylist()]


def _cells_of_dictionary(chunk: Any) -> list[str]:
    texts = _arrow_cells(chunk.dictionary)
    return ["" if code is None else texts[code] for code in chunk.indices.to_pylist()]


def cells_of(column: pd.Series[Any]) -> list[str]:
    """Return a column's values as text: a narrow float by its shortest decimal, an instant as ISO 8601, none as "".

    Examples
    --------
    >>> cells_of(pd.Series([4.4, np.nan], dtype="float32")), cells_of(pd.Series([pd.Timestamp("2026-11-10T10:04Z")]))
    (['4.4', ''], ['2026-11-10T10:04:00+00:00'])
    """
    stored = getattr(column.dtype, "numpy_dtype", column.dtype)
    if stored in (np.float32, np.float16):
        return ["" if value != value else str(value) for value in column.to_numpy(stored, na_value=np.nan)]  # noqa: PLR0124  NaN
    if isinstance(column.dtype, pd.StringDtype):
        codes, texts = pd.factorize(column)
        each = [*map(_cell, texts), ""]
        return [each[code] for code in codes]
    return [_cell(value) for value in column]


def marks_of(values: Iterable[object]) -> dict[int, CellMark]:
    """Return which values are instants, often of a day at 00:00, and which are floating numbers."""
    return {
        i: CellMark.STAMP if isinstance(value, datetime) else CellMark.POINT
        for i, value in enumerate(values)
        if isinstance(value, (datetime, np.datetime64, float, np.floating)) and _cell(value)
    }


def _cell(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124  NaN differs from itself
        return ""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    return value.isoformat() if isinstance(value, datetime) else str(value).strip()
