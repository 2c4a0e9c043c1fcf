"""A table that a call gives in memory: columns, each row's label, units of quantities, and a hash over its content.

It is a copy: what its owner changes afterwards changes nothing here, and nothing here changes what its owner has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.temperature_units import shortest_decimals
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.frames import cells_of, marks_of
from atmp_logistics.ingest.files.row_labels import RowLabel
from atmp_logistics.ingest.files.table import CellTable

#: How messages call the row that holds the names of the columns.
_HEADINGS = RowLabel.of(0, "headings")


@dataclass(frozen=True)
class MemoryTable:
    """A table in memory, its columns as they are stored.

    Attributes
    ----------
    name : str
        What it goes by: its kind, or as the call states.
    kind : str
        What it is: DataFrame, Series, Table.
    frame : DataFrame
        Columns of different names, all texts; its own index means nothing.
    numbers : sequence of int
        What its rows are called.
    units : mapping of str to str
        The unit of each column of quantities.
    attrs : mapping
        What `to_frame` says of the whole log.
    """

    name: str
    kind: str
    frame: pd.DataFrame
    numbers: Sequence[int]
    units: Mapping[str, str] = field(default_factory=dict)
    attrs: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)

    def column(self, heading: str) -> list[str]:
        """Return one column's cells as text."""
        if heading not in self._cells:
            self._cells[heading] = cells_of(self.frame[heading])
        return self._cells[heading]

    def without(self, headings: Iterable[str]) -> MemoryTable:
        """Return it without some columns."""
        return self._part(self.frame.drop(columns=[*headings]), self.numbers)

    def rows(self, places: Sequence[int]) -> MemoryTable:
        """Return some rows of it, by their places."""
        return self._part(self.frame.iloc[[*places]], [self.numbers[i] for i in places])

    def _part(self, frame: pd.DataFrame, numbers: Sequence[int]) -> MemoryTable:
        out = replace(self, frame=frame, numbers=numbers)
        out.__dict__["sha256"] = self.sha256  # the hash is of the whole that the call gave
        return out

    @cached_property
    def _cells(self) -> dict[str, list[str]]:
        """The columns that were asked for as text."""
        return {}

    @cached_property
    def sha256(self) -> str:
        """A hash over names, units and content: the same table gives the same hash, whatever its labels are."""
        out = sha256()
        for heading in self.frame.columns:
            out.update(repr((heading, self.units.get(heading, ""), len(self))).encode())
            out.update(
                _bytes_of(self.frame[heading]) or "\x1f".join(self.column(heading)).encode("utf-8", "surrogatepass")
            )
        return out.hexdigest()

    def cell_table(self) -> CellTable:
        """Return it as a table of text."""
        headings = tuple(map(str, self.frame.columns))
        rows = [list(row) for row in zip(*map(self.column, headings), strict=True)]

        def marks(heading: str) -> Mapping[int, CellMark]:
            return marks_of(self.frame[heading])

        return CellTable(self.name, headings, rows, self.numbers, self.kind, marks=marks, heading_row=_HEADINGS)


def _bytes_of(column: pd.Series[Any]) -> bytes:
    """Return the bytes of a column of instants or of floats, equal for equal values; b"" for any other column."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        clock = column.dt.tz_localize(None)
        return b"aware" + _ticks(column.dt.tz_convert(None)) + _ticks(clock)
    if not isinstance(column.dtype, np.dtype):
        return b""
    if column.dtype.kind == "M":
        return b"local" + _ticks(column)
    if column.dtype.kind != "f":
        return b""
    values = column.to_numpy()
    if values.dtype.itemsize < np.dtype(np.float64).itemsize:
        values = shortest_decimals(values)
    return b"float" + np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()


def _ticks(column: pd.Series[Any]) -> bytes:
    """Return local instants as microseconds, and what is left of each below that."""
    stored = column.to_numpy()
    micro = stored.astype("datetime64[us]")
    left = stored.astype("datetime64[ns]") - micro if stored.dtype == np.dtype("datetime64[ns]") else stored[:0]
    rest = left.astype(np.int64)
    return micro.astype("<i8").tobytes() + (rest.astype("<i8").tobytes() if (rest > 0).any() else b"")
