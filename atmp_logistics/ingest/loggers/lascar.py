"""Lascar EL-USB loggers: the text that EasyLog writes.

What it looks like
    The headings ``Shelf 3,Time,Celsius(°C),Humidity(%rh),Dew Point(°C),Serial Number``, of which the first is the
    logger's own name, then rows of a number, a date, a time, and a value each. Without a humidity sensor the columns
    of humidity and dew point are not there; ``High Alarm`` and ``Low Alarm`` can be. In °F it is ``Fahrenheit(°F)``.

What a file proves
    Its unit stands in the heading, and again in that of the dew point, which must agree. The rows' own numbers count
    on by one from 1, and the first row alone ends with the serial number: where it does not, the file begins later.
    Dates run from year to day, or of two orders one must be proven.

Traps
    The degree sign is lost in some files (``Celsius(?C)``). With temperature alone a decimal comma would make a row as
    wide as the headings, its digits under ``Serial Number``: nothing may stand there but the number of the first row.
    No interval, no offset from UTC and no count of readings is in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import Fault, MissingUnit, UnknownColumn, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._date_orders import date_forms
from atmp_logistics.ingest.loggers._row_checks import (
    EDITED,
    EMPTY,
    EXPORT_AGAIN,
    cells_of,
    lines_of,
    notes_on_columns_left_out,
    notes_on_decimals,
    notes_on_row_numbers,
    other_shape_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.off_scale import off_scale

NAME = "Lascar EasyLog"
PROVISIONAL = "provisional in °F: the genuine exports that this reader was held against are in °C"
_SIGN = re.compile(r"[^\",;\t\r\n]*,Time,(?:Celsius|Fahrenheit) ?\([^\"\r\n]*,Serial Number[ \t]*(?:\r?\n|\r|\Z)")
_UNIT = re.compile(r"(?:Celsius ?\((°|º|deg ?|\?|\ufffd|)C|Fahrenheit ?\((°|º|deg ?|\?|\ufffd|)F)\)")
_OTHERS = re.compile(r"High Alarm|Low Alarm|Humidity ?\(%rh\)", re.IGNORECASE)
_DEW = re.compile(r"Dew Point ?\([^()]*([CF])\)", re.IGNORECASE)
_TIME = r"(?:\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}) \d{2}:\d{2}:\d{2}"
_VALUE = r"-?\d{1,3}\.\d+"
_SERIAL = r"\d{6,12}"
Cells = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class LascarTable:
    """The headings, their line in the file, and the rows; the serial number stands in the first row alone."""

    line: int
    headings: list[str]
    rows: list[Cells]

    @property
    def serial(self) -> str:
        """The logger's number, "" where the first row does not state it."""
        first = self.rows[0][1] if self.rows else []
        return first[-1] if len(first) == len(self.headings) else ""

    @property
    def letter(self) -> str:
        """C or F, as the heading of the temperatures says; "" where it names no unit of this family."""
        match = _UNIT.fullmatch(self.headings[2])
        return self.headings[2][-2] if match else ""


def recognises(text: str) -> bool:
    r"""Say whether a text begins with EasyLog's headings.

    Examples
    --------
    >>> recognises("Shelf 3,Time,Celsius(°C),Humidity(%rh),Dew Point(°C),Serial Number\n")
    True
    >>> recognises("Shelf 3,Time,Celsius(°C)\n"), recognises("id,Time,Temperature,Serial Number\n")
    (False, False)
    """
    return _SIGN.match(text[:500]) is not None


def edited_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Yield the heading line of an export whose headings were written over.

    Examples
    --------
    >>> text = "Shelf 3,Time,temp,Serial Number\n1,2031-01-02 03:04,4.5,070000421\n2,2031-01-02 03:14,4.5,\n"
    >>> [fault.found for fault in edited_faults(text, "log.txt")]
    ["the headings 'temp' of an EasyLog export, which were edited"]
    """
    lines = [cells_of(line.rstrip(",")) for _, line in lines_of(text[:2000])[:3]]
    if len(lines) < 3 or (lines[0][1:2], lines[0][-1]) != (["Time"], "Serial Number"):
        return
    serials = [re.fullmatch(_SERIAL, cells[-1]) is not None for cells in lines[1:]]
    others = [one for one in lines[0][2:-1] if not any(form.fullmatch(one) for form in (_UNIT, _OTHERS, _DEW))]
    if serials == [True, False] and others:
        found = f"the headings {', '.join(map(repr, others))} of an EasyLog export, which were edited"
        expected = "'Celsius(°C)' or 'Fahrenheit(°F)', then 'Humidity(%rh)' and 'Dew Point(°C)' if there"
        yield Fault(f"{name}, row 1", found, expected, EDITED, UnknownColumn)


def read(text: str, name: str) -> list[RawLog]:
    """Take EasyLog's text apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For headings and rows of another shape than is known.
    """
    (line, headings), *rows = rows_of(text, name)
    table = LascarTable(line, headings, rows)
    refuse([*_heading_faults(table, name), *other_shape_faults(_misshapen(table), name, _expected(table))])
    return [_raw(table, name)]


def _heading_faults(table: LascarTable, name: str) -> Iterator[Fault]:
    """Refuse a unit that EasyLog does not write, two units, and unknown columns."""
    where, letter = f"{name}, row {table.line}", table.letter
    if not letter:
        expected = "'Celsius(°C)' or 'Fahrenheit(°F)'"
        yield Fault(where, f"the heading {table.headings[2]!r}", expected, EXPORT_AGAIN, MissingUnit)
    for heading in table.headings[3:-1]:
        dew = _DEW.fullmatch(heading)
        if dew and letter and dew[1].upper() != letter:
            found = f"the heading {heading!r} beside {table.headings[2]!r}"
            yield Fault(where, found, "one unit in both: one of them was edited", EXPORT_AGAIN, MissingUnit)
        elif not dew and not _OTHERS.fullmatch(heading):
            expected = "High Alarm, Low Alarm, Humidity(%rh), or Dew Point in the unit of the temperatures"
            yield Fault(where, f"the heading {heading!r}", expected, EXPORT_AGAIN, UnknownColumn)


def _expected(table: LascarTable) -> str:
    count = len(table.headings) - 3
    values = f"{count} numbers with a decimal point" if count > 1 else "one number with a decimal point"
    return f"a number, a date, a time and {values}; the serial number in the first row alone"


def _misshapen(table: LascarTable) -> list[Cells]:
    """Return the rows that are not a number, a time and the values; a spreadsheet leaves an empty cell at the end."""
    shapes = [r"\d{1,9}", _TIME, *[_VALUE] * (len(table.headings) - 3)]
    whole, first = re.compile("\0".join(shapes) + "\0?"), re.compile("\0".join([*shapes, _SERIAL]))
    fits = [whole] * len(table.rows)
    fits[:1] = [re.compile(f"{whole.pattern}|{first.pattern}")]
    return [row for row, form in zip(table.rows, fits, strict=False) if not _has_shape(row[1], form)]


def _has_shape(cells: Sequence[str], form: re.Pattern[str]) -> bool:
    """Say whether a row has a shape; a word for a side of the scale can stand for a number."""
    numbers = ("0.0" if off_scale(cell) else cell for cell in cells)
    return form.fullmatch("\0".join(cells)) is not None or form.fullmatch("\0".join(numbers)) is not None


def _raw(table: LascarTable, name: str) -> RawLog:
    times = [cells[1] for _, cells in table.rows]
    return RawLog(
        logger=table.serial,
        times=times,
        values=[cells[2] for _, cells in table.rows],
        rows=[number for number, _ in table.rows],
        unit=f"°{table.letter}",
        date_forms=date_forms(times[0], f"{name}, row {table.rows[0][0]}", EXPORT_AGAIN) if times else (),
        assumptions=tuple(_assumptions(table)),
        details={"name": table.headings[0], "serial": table.serial},
    )


def _assumptions(table: LascarTable) -> Iterator[str]:
    if table.letter == "F":
        yield PROVISIONAL
    yield from _about_rows(table.rows, table.serial)
    match = _UNIT.fullmatch(table.headings[2])
    if match and {"°", "º"}.isdisjoint(match.groups()):
        yield f"the unit stands as {table.headings[2]!r}, its degree sign lost: read as °{table.letter}"
    others = table.headings[3:-1]
    yield from notes_on_columns_left_out([heading for heading in others if not heading.casefold().startswith("dew")])
    computed = [repr(heading) for heading in others if heading.casefold().startswith("dew")]
    if computed:
        yield f"columns that are computed and not measured are left out: {', '.join(computed)}"
    yield from notes_on_decimals(table.headings[2], [cells[2] for _, cells in table.rows])


def _about_rows(rows: Sequence[Cells], serial: str) -> Iterator[str]:
    """Say what is not known of the rows: whether all are there, and which were taken out."""
    if not rows:
        yield EMPTY
        return
    yield "the file does not say how many readings there are: whether it holds them all is not known"
    if rows[0][1][0] != "1" or not serial:
        held = "with" if serial else "without"
        yield f"the first row is number {rows[0][1][0]}, {held} a serial number: rows are lacking"
    yield from notes_on_row_numbers([cells[0] for _, cells in rows])
