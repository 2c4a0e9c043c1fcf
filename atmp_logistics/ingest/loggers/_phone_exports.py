"""What the exports of two telephone apps have alike: an interval in the heading of the times, then numbers a row.

Not a dialect: modules whose name begins with an underscore are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.errors import Fault, NotATable, TimesOutOfOrder, refuse
from atmp_logistics.core.instants import HOUR_S, MINUTE_S
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    temperatures,
    width_faults,
)
from atmp_logistics.ingest.loggers._row_checks import EDITED, EMPTY, EXPORT_AGAIN, other_shape_faults
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.off_scale import off_scale

#: The heading of the times; the interval behind it is how often the app wrote a row.
TIMES = r"Timestamp(?:\s+for\s+sample\s+frequency\s+every\s+([1-9]\d{0,4})\s+(sec|min|hour)s?(?:\s+min)?)?"
_SECONDS = {"sec": 1.0, "min": MINUTE_S, "hour": HOUR_S}
_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?")
_NAMED = {";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class PhoneExport:
    """An export taken apart: its file, the line of its headings, the columns behind the times, and the rows."""

    name: str
    line: int
    columns: list[SensorColumn]
    rows: list[Row]
    interval_s: float | None

    @property
    def times(self) -> list[str]:
        """The times as written."""
        return [cells[0] for _, cells in self.rows]


def phone_export(text: str, name: str, column_of: Callable[[int, str], SensorColumn], number: str) -> PhoneExport:
    """Take an export apart, its shape checked.

    Parameters
    ----------
    text, name : str
        Of the file.
    column_of : callable
        From the place and the heading of a column to what it holds.
    number : str
        A regular expression for the numbers that the app writes.

    Returns
    -------
    PhoneExport

    Raises
    ------
    InputError
        For unknown columns, rows of another shape, and rows that are not as far apart as the heading says.
    """
    first = text[: text.find("\n") + 1 or len(text)]
    refuse(_separator_faults(first, name))
    (line, headings), *rows = rows_of(text, name)
    columns = [column_of(place, heading) for place, heading in enumerate(headings) if place]
    table = PhoneExport(name, line, columns, rows, _interval_s(headings[0]))
    refuse(
        [*column_faults(columns, f"{name}, row {line}", EDITED), *width_faults(len(headings), rows, name, EXPORT_AGAIN)]
    )
    refuse(_row_faults(table, number))
    refuse(_interval_faults(table))
    return table


def _separator_faults(first: str, name: str) -> Iterator[Fault]:
    sign = re.sub(TIMES, "", first.lstrip(' "'), count=1).lstrip('"')[:1]
    if sign in _NAMED:
        found = f"headings between {_NAMED[sign]}: the export was saved again"
        yield Fault(f"{name}, row 1", found, "cells between commas", EXPORT_AGAIN, NotATable)


def _interval_s(heading: str) -> float | None:
    match = re.fullmatch(TIMES, heading)
    return int(match[1]) * _SECONDS[match[2]] if match and match[1] else None


def _row_faults(table: PhoneExport, number: str) -> Iterator[Fault]:
    """Refuse rows that are not a time of one form and numbers, of which any may be missing."""
    form, cell = _TIME.fullmatch(table.times[0]) if table.rows else None, re.compile(f"(?:{number})?")
    width = len(form[0]) if form else 0
    wrong = [
        (row, cells)
        for row, cells in table.rows
        if not (
            len(cells[0]) == width
            and _TIME.fullmatch(cells[0])
            and all(cell.fullmatch(one) or off_scale(one) for one in cells[1:])
        )
    ]
    yield from other_shape_faults(wrong, table.name, "a time from year to second, and numbers as the app writes them")


def _interval_faults(table: PhoneExport) -> Iterator[Fault]:
    """Refuse rows that are closer together than the heading says, or never a whole number of such steps apart."""
    steps = Counter(_steps_s(table)).most_common(1)
    if table.interval_s and steps and steps[0][0] % table.interval_s:
        found = f"rows {steps[0][0]:g} s apart under a heading that says every {table.interval_s:g} s"
        yield Fault(f"{table.name}, row {table.line}", found, "one interval in both", EXPORT_AGAIN, TimesOutOfOrder)


def _steps_s(table: PhoneExport) -> list[float]:
    """Return the seconds between rows, those that stand twice left out; none where a time is no time."""
    try:
        times = np.array([time.replace(" ", "T") for time in table.times], "datetime64[s]").astype(np.int64)
    except ValueError:
        return []
    steps = np.abs(np.diff(times))
    return [float(step) for step in steps[steps > 0]]


def raw_logs(table: PhoneExport, notes: Callable[[SensorColumn, Sequence[str]], Iterator[str]]) -> list[RawLog]:
    """Return a log for each temperature; `notes` says what an app's numbers and headings show."""
    found = temperatures(table.columns)
    names = channel_names(found)
    logs = []
    for column in found:
        values = [cells[column.place] for _, cells in table.rows]
        logs.append(
            RawLog(
                logger="",
                times=table.times,
                values=values,
                rows=[row for row, _ in table.rows],
                unit=column.plain_unit or None,
                date_forms=(_date_form(table),) if table.rows else (),
                interval_s=table.interval_s,
                channel=names[column.place],
                assumptions=(*_assumptions(table), *column_notes(table.columns), *notes(column, values)),
            )
        )
    return logs


def _date_form(table: PhoneExport) -> str:
    return "%Y-%m-%d %H:%M:%S" if len(table.times[0]) > len("2031-01-02 03:04") else "%Y-%m-%d %H:%M"


def _assumptions(table: PhoneExport) -> Iterator[str]:
    if not table.rows:
        yield EMPTY
    yield "the export names neither its sensor nor a zone, and not how many readings it has; times are the telephone's"
    if table.interval_s is None:
        yield "the export does not say how often it has a reading"
