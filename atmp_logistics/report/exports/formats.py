"""The bytes of each format that a record is written in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from atmp_logistics.core.text_marks import marked
from atmp_logistics.records.exchange import epcis_export, fhir_export, xes
from atmp_logistics.records.exchange.flat_tables import PROCESS_MINING, Table, event_table, reading_table
from atmp_logistics.records.exchange.portable import PortableRecord
from atmp_logistics.report.shared.encoder import ENCODER

#: The columns that Parquet holds as numbers.
_NUMBERS = ("doubt_us", "temperature_degC", "interval_s")


def csv_bytes(table: Table) -> bytes:
    r"""Return a table as CSV; a column of which a spreadsheet would run a cell is marked as text.

    Examples
    --------
    >>> csv_bytes((["batch", "reason"], [["=1+1", ""], ["B", "x"]]))
    b"'batch,reason\n'=1+1,\n'B,x\n"
    """
    headings, rows = table
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in headings]
    numbers = {place for place, name in enumerate(headings) if name in _NUMBERS}
    both = [
        (name, cells) if i in numbers else marked(name, cells)
        for i, (name, cells) in enumerate(zip(headings, columns, strict=True))
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in both])
    writer.writerows(zip(*(cells for _, cells in both), strict=True))
    return out.getvalue().encode()


def parquet_bytes(table: Table) -> bytes:
    """Return a table as Parquet: times in UTC to the microsecond, numbers as such, all else as text."""
    headings, rows = table
    cells = dict(zip(headings, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(headings, ())
    columns = {name: _typed(name, list(column)) for name, column in cells.items()}
    out = io.BytesIO()
    pd.DataFrame(columns).to_parquet(out, index=False)
    return out.getvalue()


def _typed(name: str, cells: list[str]) -> pd.Series[Any]:
    filled = pd.Series([cell or None for cell in cells], dtype="str")
    if name == "time":
        return pd.to_datetime(filled, format="ISO8601", utc=True).astype("datetime64[us, UTC]")
    return pd.to_numeric(filled).astype("float64") if name in _NUMBERS else filled


def _json_bytes(document: Mapping[str, Any]) -> bytes:
    return (ENCODER.encode(document) + "\n").encode()


Write = Callable[[PortableRecord, str | None], bytes]
#: What writes the events of a record, or all of it.
WRITERS: dict[str, Write] = {
    "csv": lambda record, _: csv_bytes(event_table(record)),
    "parquet": lambda record, _: parquet_bytes(event_table(record)),
    "process-mining": lambda record, _: csv_bytes(event_table(record, PROCESS_MINING)),
    "xes": lambda record, _: "".join(xes.text_of(record)).encode(),
    "epcis": lambda record, made_at: _json_bytes(epcis_export.document_of(record, made_at)),
    "fhir": lambda record, made_at: _json_bytes(fhir_export.document_of(record, made_at)),
}
#: What writes the readings of a record into a file of their own; the other formats hold them beside events, or not.
READINGS_WRITERS: dict[str, Callable[[PortableRecord], bytes]] = {
    "csv": lambda record: csv_bytes(reading_table(record)),
    "parquet": lambda record: parquet_bytes(reading_table(record)),
}
#: The formats that hold events alone.
WITHOUT_READINGS = frozenset({"process-mining", "xes"})
