"""Onset HOBO loggers: what HOBOware and HOBOconnect export as text or workbook, in whatever rendering.

What it looks like
    Mostly a line ``"Plot Title: ..."``; then the headings ``"#"``, ``"Date Time, GMT+02:00"``,
    ``"Temp, °C (LGR S/N: 1234, SEN S/N: 1234)"``, other channels, and a column for each mark that a logger
    sets (``Host Connected``, ``End Of File``), its cells empty or ``Logged``. Commas, semicolons or tabs;
    ``Date`` and ``Time`` can stand apart; headings can be short: ``Temp (°C)  #1234``, ``Temp (°C) c:1``.
    HOBOconnect writes ``Date-Time (CEST)`` and ``Ch:1 - Temperature   (°C)``; its workbook has the readings in a sheet
    ``Data``, the marks in ``Events``, and ``Details`` with the serial number, the interval, and each series' samples,
    extremes, mean, first and last.

What a file proves
    The heading's ``GMT+02:00`` is a fixed offset: a HOBO does not change its clock in spring and autumn. A zone
    in words is none: under ``PST/PDT`` the times move with the zone, and the record numbers order the hour that stands
    twice. The order of dates, separators, 12 or 24 hours, unit and decimal sign are settings of the
    computer; of the orders that its dates can have, a file must prove one. A details block can stand beside the
    rows as a last column: it states the interval, how many samples were taken, and the first one's offset.

Traps
    The same readings come out in some thirty renderings. Refused are those in which a number is not what it
    seems: a decimal comma between commas, no decimal sign at all (``20865`` for 20.865), a space for it, negative
    numbers as ``(4.682)`` or ``4.682-``. Two channels can have the same heading: each is read, and its place told.
    A row with a mark and no measurement is no reading, and can end at its mark.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import Fault, InputError, MissingUnit, UnknownColumn, UnreadableNumber, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.loggers._date_orders import date_forms
from atmp_logistics.ingest.loggers._hobo_columns import LABEL, MARK, SENSOR, SERIAL, HoboColumn
from atmp_logistics.ingest.loggers._hobo_details import SeriesDetails
from atmp_logistics.ingest.loggers._hobo_notes import notes_on_column, notes_on_table, sample_offsets
from atmp_logistics.ingest.loggers._hobo_sheets import is_workbook, table_of_sheets
from atmp_logistics.ingest.loggers._hobo_table import EXPORT_AGAIN, HoboRow, HoboTable, opening, table_of
from atmp_logistics.ingest.loggers._hobo_times import HEADING, offset_of
from atmp_logistics.ingest.raw_logs import ExtremesColumn, RawLog, Sheets

NAME = "Onset HOBOware"
_TIMES = re.compile(r'(?:"?#"?[,;\t])?"?(?:Date[ -]Time\b|Date"?[,;\t]"?Time\b)')
_SIGN = re.compile(r"LGR S/N: |Time, GMT[+-]\d|\) {1,2}#\d|\) c:\d|Ch:\d+ - |Date-Time \(")
_WHOLE = re.compile(r'(?:"?#"?[,;\t])?"?Date[ -]Time\b')
_DETAILS = re.compile(r"Details\r?\nSeries: .*\r?\n\s*Devices\b")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_NO_NUMBERS = {
    "a negative number in parentheses": re.compile(r"\(.*\)"),
    "a number with its minus behind it": re.compile(r"[\d.,]+-"),
    "a number with a space in it": re.compile(r"-?\d+ \d+"),
}


def recognises(text: str) -> bool:
    r"""Say whether a text is an export of HOBOware or HOBOconnect, of whatever rendering.

    Examples
    --------
    >>> recognises('"#","Date Time, GMT+02:00","Temp, °C (LGR S/N: 1, SEN S/N: 1)"\n')
    True
    >>> recognises("time,temperature [°C]\n"), recognises("Date Time,Temp\n")
    (False, False)
    """
    title, heading = opening(text)
    if not _TIMES.match(heading):
        return bool(_DETAILS.match(text[:400]))
    return bool(_SIGN.search(heading) or (title and _WHOLE.match(heading)))


def read(text: str, name: str) -> list[RawLog]:
    """Take an export of HOBOware or HOBOconnect apart, one log for each temperature channel.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For columns or cells that are not what they seem.
    """
    if _DETAILS.match(text):
        found = "the details of a HOBO logger and no readings"
        raise InputError([Fault(name, found, "its readings", "export the readings, and give that file")])
    return _logs(table_of(text, name), name)


def edited_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Yield the line of headings under a plot's title, where it is not HOBOware's.

    Examples
    --------
    >>> [fault.where for fault in edited_faults('"Plot Title: Box 7"\nNo,When,Temp\n', "log.csv")]
    ['log.csv, row 2']
    """
    title, heading = opening(text)
    if title:
        expected = "headings such as '#', 'Date Time, GMT+00:00', 'Temp, °C (LGR S/N: ...)'"
        yield Fault(f"{name}, row 2", f"the headings {heading!r}", expected, EXPORT_AGAIN, UnknownColumn)


def recognises_sheets(sheets: Sheets) -> bool:
    """Say whether sheets are a workbook of HOBOconnect: its data, and details beside them.

    Examples
    --------
    >>> recognises_sheets({"Data": [["#", "Date-Time (CET)"]], "Details": [["Details"]]})
    True
    """
    return is_workbook(sheets)


def read_sheets(sheets: Sheets, name: str) -> list[RawLog]:
    """Take a workbook of HOBOconnect apart, one log for each temperature channel.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For columns or cells that are not what they seem, and for details that the data contradict.
    """
    return _logs(table_of_sheets(sheets, name), name)


def _logs(table: HoboTable, name: str) -> list[RawLog]:
    refuse([*_column_faults(table, name), *_number_faults(table, name)])
    return [_raw(table, column, name) for column in table.temperatures if not column.is_statistic]


def _column_faults(table: HoboTable, name: str) -> Iterator[Fault]:
    """Refuse times of an unknown zone, unknown columns, and a file without a measured temperature."""
    where = f"{name}, row {table.head.number}"
    if not HEADING.fullmatch(table.zone):
        expected = "'Date Time', alone or with 'GMT+02:00'"
        yield Fault(where, f"the heading {table.zone!r}", expected, EXPORT_AGAIN)
    for column in table.unknown:
        expected = f"a unit in its heading, or nothing but '{MARK}' in its cells"
        yield Fault(where, f"the column {column.heading!r}", expected, EXPORT_AGAIN, UnknownColumn)
    for column in table.temperatures:
        if column.unit and temperature_unit(column.unit) is None:
            expected = "a temperature with its unit, °C or °F"
            yield Fault(where, f"the heading {column.heading!r}", expected, EXPORT_AGAIN, MissingUnit)
        elif other := _other_unit(table, column):
            found = f"the heading {column.heading!r}, and {other!r} among the details"
            yield Fault(where, found, "one unit in both: one of them was edited", EXPORT_AGAIN, MissingUnit)
    if all(column.is_statistic for column in table.temperatures):
        found = ", ".join(repr(column.heading) for column in table.temperatures) or "no temperature column"
        expected = "a column of measured temperatures, and not a statistic of them"
        yield Fault(where, found, expected, EXPORT_AGAIN, UnknownColumn)


def _other_unit(table: HoboTable, column: HoboColumn) -> str:
    """Return the unit that the details give a series of a column's name where none of them has the column's own."""
    named = [series.name.rpartition(", ") for series in table.series]
    units = {unit for name, _, unit in named if name == column.name and temperature_unit(unit)}
    return min(units, default="") if column.unit and column.unit not in units else ""


def _number_faults(table: HoboTable, name: str) -> Iterator[Fault]:
    """Refuse numbers in a form that can be taken for another number: 20865 can be 20.865."""
    for column in table.temperatures:
        cells = [(row.number, row[column.place]) for row in table.rows if row[column.place]]
        for reason, bad in _odd(cells, typed=table.typed).items():
            number, cell = bad[0]
            where = f"{name}, row {number}, column {column.heading!r}"
            found = f"{cell!r}, {reason}; {len(bad)} such cells"
            expected = "one decimal sign throughout and a minus before negative numbers"
            yield Fault(where, found, expected, EXPORT_AGAIN, UnreadableNumber)


def _odd(cells: Sequence[tuple[int, str]], *, typed: bool) -> dict[str, list[tuple[int, str]]]:
    """Return the cells that are no plain number with the column's decimal sign, by the reason."""
    reasons: dict[str, list[tuple[int, str]]] = {}
    points, commas = (sum(sign in cell for _, cell in cells) for sign in ".,")
    if cells and not points and not commas and not typed:
        return {"and no decimal sign in any row: the size of a number is not known": list(cells)}
    other = "." if commas > points else ","
    word = "a point where the rest has commas" if other == "." else "a comma where the rest has points"
    for row in cells:
        known = [reason for reason, form in _NO_NUMBERS.items() if form.fullmatch(row[1])]
        if known or not _NUMBER.fullmatch(row[1]):
            reasons.setdefault(known[0] if known else "which is no number", []).append(row)
        elif points and commas and other in row[1]:
            reasons.setdefault(word, []).append(row)
    return reasons


def _raw(table: HoboTable, column: HoboColumn, name: str) -> RawLog:
    readings = [row for row in table.rows if not table.is_mark(row)]
    times = [table.time(row) for row in readings]
    values = [row[column.place] for row in readings]
    series = table.series_of(column)
    stated = HEADING.fullmatch(table.zone)
    offset = stated[1] if stated and stated[1] else _detailed_offset(table, series, times)
    return RawLog(
        logger=_serial(table, column),
        times=times,
        values=values,
        rows=[row.number for row in readings],
        unit=column.unit or None,
        date_forms=date_forms(times[0], f"{name}, row {readings[0].number}", EXPORT_AGAIN) if readings else (),
        decimal="," if any("," in value for value in values) else ".",
        offset=offset,
        interval_s=series.interval_s if series else None,
        channel=_channel(table, column),
        assumptions=(*notes_on_table(table, readings, offset), *notes_on_column(table, column, values, series)),
        details={**_details(table, column), **(series.details(column.unit) if series else {})},
        statistics=tuple(_statistics(table, column, readings)),
        heading=table.zone,
        record_numbers=_record_numbers(table),
    )


def _record_numbers(table: HoboTable) -> list[int]:
    """Return the numbers of the rows that are readings, rows that are marks counted out; none where one is none."""
    if table.head[0] != "#" or not all(re.fullmatch(r"\d{1,9}", row[0]) for row in table.rows):
        return []
    marks = sorted(int(row[0]) for row in table.rows if table.is_mark(row))
    numbers = [int(row[0]) for row in table.rows if not table.is_mark(row)]
    return [number - bisect(marks, number) for number in numbers]


def _statistics(table: HoboTable, column: HoboColumn, readings: Sequence[HoboRow]) -> Iterator[ExtremesColumn]:
    """Yield the columns of highest and lowest temperatures of a column's sensor; one that names none is of any."""
    for other in table.temperatures:
        sensors = {other.first(SENSOR), column.first(SENSOR)} - {""}
        if other.is_statistic and other.side is not None and len(sensors) < 2:
            values, rows = [row[other.place] for row in readings], [row.number for row in readings]
            yield ExtremesColumn(other.heading, other.side, values, rows, other.unit or column.unit or None)


def _serial(table: HoboTable, column: HoboColumn) -> str:
    """Return the logger's serial number: the heading's, or the only one of the details block."""
    numbers = {series.keys.get("Serial Number", "") for series in table.series}
    return column.first(SERIAL) or (numbers.pop() if len(numbers) == 1 else "")


def _channel(table: HoboTable, column: HoboColumn) -> str:
    """Return the heading; of two columns with one heading, with the number of the column."""
    again = [other for other in table.temperatures if other.heading == column.heading]
    return column.heading if len(again) == 1 else f"{column.heading} (column {column.place + 1})"


def _detailed_offset(table: HoboTable, series: SeriesDetails | None, times: Sequence[str]) -> str | None:
    """Return the offset of the details' first sample, where that is the first row and no series has another."""
    offset = offset_of(series.keys.get("First Sample Time", ""), times[0]) if series and times else None
    return offset if set(sample_offsets(table)) == {f"GMT{offset}"} else None


def _details(table: HoboTable, column: HoboColumn) -> dict[str, Any]:
    return {
        "plot_title": table.title,
        "serial": _serial(table, column),
        "sensor_serial": column.first(SENSOR),
        "label": column.first(LABEL),
        "status_marks": table.status_marks,
    }
