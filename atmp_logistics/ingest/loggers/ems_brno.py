"""EMS Brno loggers (Minikin and others): the semicolon-separated export of their software.

What it looks like
    The headings ``DATE TIME;1. Temperature [oC];2. Humidity [%];``, then rows from year to second, each line with a
    last semicolon.

What proves its shape
    The last semicolon of every line: a row that was cut has lost it. Units stand in brackets.

Traps
    The decimal sign is the computer's, mostly a comma. ``NA`` is no reading. Nothing says which clock the times are
    of, which logger it was, or how many readings there should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import Fault, MissingUnit, UnknownColumn, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._row_checks import EMPTY, EXPORT_AGAIN, notes_on_columns_left_out, other_shape_faults
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "EMS Brno"
_FIRST = "DATE TIME"
_SIGN = re.compile(r"DATE TIME;1\. [^;\r\n]*\[")
_HEADING = re.compile(r"\d+\. (.*?)\s*\[([^\]]*)\](.*)")
_COMPUTED = re.compile(r"dew|wet[ -]?bulb|heat index", re.IGNORECASE)
_STATISTIC = re.compile(r"\b(?:max|min|avg|average|mean)\b", re.IGNORECASE)
_FORM = "%Y-%m-%d %H:%M:%S"
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class EmsColumn:
    """A heading taken apart: its place, what it measures and in which unit."""

    place: int
    heading: str
    name: str
    unit: str

    @property
    def is_temperature(self) -> bool:
        """Say whether a sensor measured this temperature; a dew point is computed."""
        return not _COMPUTED.search(self.name) and (
            "temp" in self.name.casefold() or temperature_unit(self.unit) is not None
        )


def recognises(text: str) -> bool:
    r"""Say whether a text is an EMS Brno logger's.

    Examples
    --------
    >>> recognises("DATE TIME;1. Temperature [oC];\n"), recognises("DATE TIME;temperature\n")
    (True, False)
    """
    return _SIGN.match(text[:500]) is not None


def read(text: str, name: str) -> list[RawLog]:
    """Take an EMS Brno logger's file apart, a channel for each temperature column.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a line without its last semicolon, unknown columns, and a file without a temperature.
    """
    (number, headings), *rows = rows_of(text, name, ";")
    columns = [_column(place, heading) for place, heading in enumerate(headings[1:-1], start=1)]
    wrong = [row for row in rows if len(row[1]) != len(headings) or row[1][-1]]
    expected = "as many cells as headings, and a semicolon after the last"
    refuse([*_heading_faults(headings, columns, f"{name}, row {number}"), *other_shape_faults(wrong, name, expected)])
    temperatures = [column for column in columns if column.is_temperature]
    notes = tuple(_assumptions(columns, rows))
    return [_raw(column, rows, notes) for column in temperatures]


def _column(place: int, heading: str) -> EmsColumn:
    match = _HEADING.fullmatch(heading)
    return EmsColumn(place, heading, f"{match[1]} {match[3]}".strip() if match else heading, match[2] if match else "")


def _heading_faults(headings: Sequence[str], columns: Sequence[EmsColumn], where: str) -> Iterator[Fault]:
    temperatures = [column for column in columns if column.is_temperature]
    if headings[-1]:
        yield Fault(where, f"{headings[-1]!r} at the end", "a semicolon after the last heading", EXPORT_AGAIN)
    for column in columns:
        found = f"the heading {column.heading!r}"
        if not column.unit:
            expected = "a heading such as '1. Temperature [oC]'"
            yield Fault(where, found, expected, EXPORT_AGAIN, UnknownColumn)
        elif column.is_temperature and temperature_unit(column.unit) is None:
            yield Fault(where, found, "a temperature with its unit, oC", EXPORT_AGAIN, MissingUnit)
        elif column.is_temperature and _STATISTIC.search(column.name):
            yield Fault(where, found, "readings and not a statistic of them", EXPORT_AGAIN, UnknownColumn)
    if not temperatures:
        yield Fault(where, "no temperature column", "a heading with [oC]", EXPORT_AGAIN, UnknownColumn)


def _raw(column: EmsColumn, rows: Sequence[Row], notes: tuple[str, ...]) -> RawLog:
    return RawLog(
        logger="",
        times=[cells[0] for _, cells in rows],
        values=[cells[column.place] for _, cells in rows],
        rows=[number for number, _ in rows],
        unit=column.unit,
        date_forms=(_FORM,),
        decimal=None,
        missing=frozenset({"", "NA"}),
        channel=column.heading,
        assumptions=notes,
    )


def _assumptions(columns: Sequence[EmsColumn], rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        yield EMPTY
    yield from notes_on_columns_left_out([column.heading for column in columns if not column.is_temperature])
    yield "the file does not say how many readings there are: whether it holds them all is not known"
