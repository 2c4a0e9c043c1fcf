"""T&D loggers (RTR, TR-7): a table with three rows of headings and its times twice.

What it looks like
    Row 1 is ``Date/Time``, ``Date/Time``, ``No.1``, ...; row 2 ``Date/Time``, ``Date/Time`` and the channels' names;
    row 3 has two empty cells and the channels' units. The first column holds each time as text, the second the same
    time as a spreadsheet counts it, in days.

What a file proves
    Each time stands twice, and the two must agree. Times run from year to second. Every channel states its unit.

Traps
    The degree sign is lost in some files (U+FFFD stands in the file itself). Saved again from a spreadsheet, the first
    heading is empty, a column without a heading stands at an edge, numbers lose their last zeros, and the times as text
    are rounded to the minute, up to half a minute from those in days. Cumulative columns are filled in the last rows
    alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from atmp_logistics.core.errors import Fault, NotATable, UnknownColumn, UnreadableTime, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    row_notes,
    temperatures,
    unsigned_faults,
    width_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "T&D"
_SIGN = re.compile(
    r'"?(?:,"?)?(?:Date/Time)?"?([,;\t])"?Date/Time"?\1"?No\.1"?(?:\1.*)?\r?\n"?(?:,"?)?(?:Date/Time)?"?\1'
)
_FORM = "%Y-%m-%d %H:%M:%S"
_SERIAL = re.compile(r"\d{5}(?:[.,](\d+))?")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a local clock's day 0
_EXPORT_AGAIN = "export the readings again from the logger's program, and change nothing in them"


def recognises(text: str) -> bool:
    r"""Say whether a text is an export of a T&D logger.

    Examples
    --------
    >>> recognises('"Date/Time","Date/Time","No.1"\n"Date/Time","Date/Time","ch1"\n'), recognises("Date/Time,No.1\n")
    (True, False)
    """
    return bool(_SIGN.match(text[:4096]))


def read(text: str, name: str) -> list[RawLog]:
    """Take an export apart: a channel for each temperature.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For other headings, and where the two times of a row do not agree.
    """
    refuse(_separator_faults(text, name))
    rows = rows_of(text, name)
    refuse(_cut_faults(rows, name))
    refuse(width_faults(len(rows[0][1]), rows, name, _EXPORT_AGAIN))
    rows = _without_edges(rows)
    refuse(_head_faults(rows, name))
    (_, _), (_, names), (where, units), *body = rows
    columns = [SensorColumn(i, names[i], names[i], units[i]) for i in range(2, len(names))]
    found = temperatures(columns)
    faults = [fault for column in found for fault in unsigned_faults(column, body, name, _EXPORT_AGAIN)]
    refuse([*column_faults(columns, f"{name}, row {where}", _EXPORT_AGAIN), *faults, *_clock_faults(body, name)])
    channels = channel_names(found)
    return [_raw(column, channels[column.place], columns, body) for column in found]


def _separator_faults(text: str, name: str) -> Iterator[Fault]:
    match = _SIGN.match(text[:4096])
    if match and match[1] != ",":
        found = f"a T&D export between {'semicolons' if match[1] == ';' else 'tabs'}"
        yield Fault(name, found, "its cells between commas", _EXPORT_AGAIN, NotATable)


def _cut_faults(rows: Sequence[Row], name: str) -> Iterator[Fault]:
    if len(rows) < 3:
        yield Fault(name, f"{len(rows)} rows", "three rows of headings: the file was cut", _EXPORT_AGAIN)


def _without_edges(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without a first or last column that is empty throughout."""
    width = len(rows[0][1])
    used = [i for i in range(width) if any(cells[i] for _, cells in rows)]
    return [(number, cells[used[0] : used[-1] + 1]) for number, cells in rows]


def _head_faults(rows: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse other headings than the three rows; the first cell can be empty where the times stand."""
    (one, numbers), (two, names), (three, units) = rows[:3]
    numbered = [f"No.{i}" for i in range(1, len(numbers) - 1)]
    for number, cells in ((one, numbers), (two, names)):
        if cells[0] not in ("", "Date/Time") or cells[1:2] != ["Date/Time"]:
            found = repr(",".join(cells))
            yield Fault(f"{name}, row {number}", found, "'Date/Time' over the first two columns", _EXPORT_AGAIN)
    if numbers[2:] != numbered:
        found = ", ".join(map(repr, numbers[2:])) or "no channel"
        yield Fault(f"{name}, row {one}", found, "the channels No.1, No.2, ...", _EXPORT_AGAIN)
    if any(units[:2]) or not all(names[2:]):
        found = repr(",".join(units))
        yield Fault(f"{name}, row {three}", found, "a unit under each channel's name", _EXPORT_AGAIN, UnknownColumn)


def _clock_faults(body: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse rows whose two times are not one: text to the minute can be half a minute from the days beside it."""
    for number, cells in body:
        apart = _apart_s(cells)
        if apart is None or apart > 31:
            found = f"{cells[0]!r} beside {cells[1]!r}"
            expected = "the same time twice, as text and in days since 1899-12-30"
            yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, UnreadableTime)


def _apart_s(cells: Sequence[str]) -> float | None:
    """Return how far a row's two times are apart, beyond what its days can tell; None where they are no times.

    Examples
    --------
    >>> _apart_s(["2021-11-12 18:00:00", "44512.75"]), _apart_s(["2021-11-12 18:01:00", "44512.7500"])
    (0.0, 55.68)
    """
    match = _SERIAL.fullmatch(cells[1])
    try:
        written = datetime.strptime(cells[0], _FORM)  # noqa: DTZ007  a local clock, compared with itself
    except ValueError:
        return None
    if not match:
        return None
    counted = _EPOCH + timedelta(days=float(cells[1].replace(",", ".")))
    least = float(43200 * Decimal(10) ** -len(match[1] or "")) if match[1] else 0.5
    return max(0.0, round(abs((written - counted).total_seconds()) - least, 3))


def _raw(column: SensorColumn, channel: str, columns: Sequence[SensorColumn], body: Sequence[Row]) -> RawLog:
    return RawLog(
        logger="",
        times=[cells[0] for _, cells in body],
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit,
        date_forms=(_FORM,),
        decimal=None,
        channel=channel,
        assumptions=(*column_notes(columns), *_clock_notes(body), *row_notes(column, body)),
        details={"channels": {c.heading: c.unit for c in columns}},
    )


def _clock_notes(body: Sequence[Row]) -> Iterator[str]:
    most = max((_apart_s(cells) or 0.0 for _, cells in body), default=0.0)
    if most > 1:
        yield f"the two times of a row are up to {round(most)} s apart: the one written as text is read"
