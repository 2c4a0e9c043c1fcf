"""Trend building management systems: one point's log, its whole address in the heading.

What it looks like
    ``Timestamp,P0025_[Store Temp 1][Store Temp 1] [P25] [S25V] [Synchronized@1800](°C)``, then rows such as
    ``01-Sep-31 12:30:00 am,4.6``.

What a file proves
    The month is a name, so that the order of a date needs no proof; the unit stands at the end of the heading, and the
    interval in seconds after ``Synchronized@``.

Traps
    Years have two digits and the clock twelve hours, am and pm in small letters; half past midnight is ``12:30:00 am``.
    A file holds one point: a humidity's has no temperature. The point is fixed in a building, and where its sensor
    hangs the file does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    named_months,
    row_notes,
    temperatures,
    unsigned_faults,
    width_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Trend BMS"
_SIGN = re.compile(r'"?Timestamp"?([,;\t])"?P\d+_\[')
_POINT = re.compile(r"(P\d+)_(\[.*\])\s*\((.*)\)")
_INTERVAL = re.compile(r"\[Synchronized@([1-9]\d{0,5})\]")
_FORM = "%d-%m-%y %I:%M:%S %p"
_EXPORT_AGAIN = "export the point's log again with commas, and change nothing in it"


def recognises(text: str) -> bool:
    r"""Say whether a text is a point's log from a Trend system.

    Examples
    --------
    >>> recognises("Timestamp,P0025_[Store Temp 1] [P25](°C)\n"), recognises("Timestamp,Temperature\n")
    (True, False)
    """
    return bool(_SIGN.match(text[:4096]))


def read(text: str, name: str) -> list[RawLog]:
    """Take a point's log apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a point that is no temperature, and for headings or rows of another shape.
    """
    match = _SIGN.match(text[:4096])
    if match and match[1] != ",":
        between = f"a Trend log between {'semicolons' if match[1] == ';' else 'tabs'}"
        refuse([Fault(name, between, "its cells between commas", _EXPORT_AGAIN, NotATable)])
    (number, head), *body = rows_of(text, name)
    where = f"{name}, row {number}"
    refuse(_heading_faults(head, where))
    columns = [_column(i, head[i]) for i in range(1, len(head))]
    refuse([*column_faults(columns, where, _EXPORT_AGAIN), *width_faults(len(head), body, name, _EXPORT_AGAIN)])
    found = temperatures(columns)
    refuse(fault for column in found for fault in unsigned_faults(column, body, name, _EXPORT_AGAIN))
    names = channel_names(found)
    return [_raw(column, names[column.place], columns, body) for column in found]


def _heading_faults(head: Sequence[str], where: str) -> Iterator[Fault]:
    """Refuse a point without its unit."""
    for heading in head[1:]:
        if not _POINT.fullmatch(heading):
            expected = "a point such as P0025_[Store Temp 1] [P25](°C), with its unit at the end"
            yield Fault(where, f"the heading {heading!r}", expected, _EXPORT_AGAIN, MissingUnit)


def _column(place: int, heading: str) -> SensorColumn:
    """Return a point: what it measures its unit says, for its name is a person's; but a dew point is computed."""
    match = _POINT.fullmatch(heading)
    name, unit = (match[2], match[3]) if match else ("", "")
    named = SensorColumn(place, heading, name, unit)
    return named if named.kind == "computed" else SensorColumn(place, heading, "", unit)


def _raw(column: SensorColumn, channel: str, columns: Sequence[SensorColumn], body: Sequence[Row]) -> RawLog:
    interval = _INTERVAL.search(column.heading)
    match = _POINT.fullmatch(column.heading)
    return RawLog(
        logger=match[1] if match else "",
        times=[named_months(cells[0]) for _, cells in body],
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit or None,
        date_forms=(_FORM,),
        decimal=None,
        interval_s=float(interval[1]) if interval else None,
        channel=channel,
        assumptions=(*column_notes(columns), *_notes(column), *row_notes(column, body)),
        details={"point": column.heading},
    )


def _notes(column: SensorColumn) -> Iterator[str]:
    interval = _INTERVAL.search(column.heading)
    if interval:
        yield f"the interval of {interval[1]} s is taken from {interval[0]!r} in the heading"
