"""Elitech RC loggers: the ElitechLog `Data Report`, written out as text, or the sheet of its .xls.

What it looks like
    Cell A1 is ``Data Report``; above the readings stand pairs of key and value in the columns A-B and D-E;
    the readings follow the headings ``No.``, ``Time``, ``Temperature°C``. Between commas, semicolons or tabs.

What proves a file whole
    The report states its first reading, which must be the first row, and how many readings it took. Its
    ``Time Zone`` is a fixed offset, its times run from year to second, its heading names the unit.

Traps
    The summary is in the language of the computer (``26,7°C``) while the readings have a point. Printed means
    are truncated, not rounded. ElitechLog itself writes a binary .xls, its readings numbers and not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import (
    Fault,
    InputError,
    MissingUnit,
    NotATable,
    QuantityError,
    UnknownColumn,
    refuse,
)
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.core.units import temperature_degC
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._elitech_alarms import over_limits, unread_limits
from atmp_logistics.ingest.loggers._row_checks import notes_on_decimals, notes_on_row_numbers, serial_number_faults
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Elitech"
_TITLE = re.compile(r'"?Data Report"?[,;\t]*')
_MODEL = re.compile(r'"?Device Model"?[,;\t]')
_HEADINGS = ["No.", "Time"]
_HEAD = re.compile(r'^"?No\."?([,;\t])"?Time"?\1', re.MULTILINE)
_TEMPERATURE = re.compile(r"Temperature\s*(.*)")
_INTERVAL = re.compile(r"\d{1,4}:\d{1,2}:\d{1,2}")
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})(?:\s*\((.*)\))?")
_OFFSET = re.compile(r"(?:UTC ([+-]\d{2}:\d{2}))?")
_FORMS = {
    "Logging Interval": (_INTERVAL, "hours:minutes:seconds"),
    "Time Zone": (_OFFSET, "an offset such as UTC +02:00"),
    "Current Readings": (re.compile(r"\d{0,9}"), "a number"),
}
_FORM = "%Y-%m-%d %H:%M:%S"
_EXPORT_AGAIN = "export the report again, save it as CSV, and change nothing in it"
_PRINTED = {
    "highest_degC": "Maximum",
    "lowest_degC": "Minimum",
    "mean_degC": "Average",
    "mkt_degC": "Mean Kinetic Temperature (MKT)",
}
Cells = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text is an ElitechLog report.

    Examples
    --------
    >>> recognises("Data Report,,\nFile created on:2026-01-02 03:04:05,,\nDevice Model,RC-5+,\n")
    True
    """
    lines = text[:2000].splitlines()[:8]
    return bool(lines and _TITLE.fullmatch(lines[0]) and any(map(_MODEL.match, lines)))


def read(text: str, name: str) -> list[RawLog]:
    """Take an ElitechLog report apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a report that has other columns, or does not begin where it says.
    """
    sign = _HEAD.search(text)
    rows = rows_of(text, name, sign[1] if sign else ",")
    head = _head(rows, name)
    keys = _keys([cells for _, cells in rows[:head]])
    number, headings = rows[head]
    body = rows[head + 1 :]
    refuse([*_heading_faults(headings, f"{name}, row {number}"), *_width_faults(headings, body, name)])
    refuse([*_key_faults(keys, name), *_first_faults(keys, body, name)])
    above = [cells for _, cells in rows[:head]]
    return [_raw(keys, above, headings, body, place) for place in _temperatures(headings)]


def _head(rows: Sequence[Cells], name: str) -> int:
    """Return where the headings of the readings stand."""
    for i, (_, cells) in enumerate(rows):
        if cells[:2] == _HEADINGS:
            return i
    expected = "the headings 'No.', 'Time' and 'Temperature°C', between commas, semicolons or tabs"
    raise InputError([Fault(name, "an ElitechLog report without headings", expected, _EXPORT_AGAIN)])


def _keys(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the pairs of the columns A-B and D-E; of a key that stands twice, the first that has a value."""
    found: dict[str, str] = {}
    for cells in rows:
        for key, value in (pair for pair in (cells[:2], cells[3:5]) if len(pair) == 2):
            if key and value:
                found.setdefault(key, value)
    return found


def _temperatures(headings: Sequence[str]) -> list[int]:
    return [i for i, heading in enumerate(headings) if _TEMPERATURE.fullmatch(heading)]


def _unit(heading: str) -> str:
    match = _TEMPERATURE.fullmatch(heading)
    return match[1] if match else ""


def _heading_faults(headings: Sequence[str], where: str) -> Iterator[Fault]:
    """Refuse unknown columns, and a report without a temperature."""
    places = _temperatures(headings)
    for i, heading in enumerate(headings[2:], start=2):
        if heading and i not in places and not heading.startswith("Humidity"):
            expected = "No., Time, Temperature and Humidity"
            yield Fault(where, f"the column {heading!r}", expected, _EXPORT_AGAIN, UnknownColumn)
    if not places:
        yield Fault(where, "no temperature column", "a temperature column", _EXPORT_AGAIN, UnknownColumn)
    for i in places:
        if _unit(headings[i]) and temperature_unit(_unit(headings[i])) is None:
            expected = "a temperature with its unit, °C or °F"
            yield Fault(where, f"the heading {headings[i]!r}", expected, _EXPORT_AGAIN, MissingUnit)


def _width_faults(headings: Sequence[str], body: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse rows of another width, or with a cell where no heading stands: a decimal comma looks like that."""
    unnamed = [i for i, heading in enumerate(headings) if not heading]
    wrong = [row for row in body if len(row[1]) != len(headings) or any(row[1][i] for i in unnamed)]
    if wrong:
        number, cells = wrong[0]
        found = f"{','.join(cells)!r}, and {len(wrong)} such rows"
        expected = "one cell under each heading and as many as headings; decimal commas add cells"
        yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, NotATable)


def _key_faults(keys: dict[str, str], name: str) -> Iterator[Fault]:
    """Refuse an interval, an offset or a number of readings that is written in another way than is known."""
    for key, (form, expected) in _FORMS.items():
        if not form.fullmatch(keys.get(key, "")):
            yield Fault(f"{name}, {key}", repr(keys.get(key, "")), expected, _EXPORT_AGAIN)
    yield from serial_number_faults(keys.get("Serial Number", ""), f"{name}, Serial Number")


def _stamp(keys: dict[str, str], key: str) -> str:
    match = _STAMP.fullmatch(keys.get(key, ""))
    return match[1] if match else ""


def _first_faults(keys: dict[str, str], body: Sequence[Cells], name: str) -> Iterator[Fault]:
    first = _stamp(keys, "First Reading")
    for number, cells in body[:1]:
        if cells[1] != first:
            found, expected = f"{cells[1]!r} as the first reading", f"{first!r}, the report's First Reading"
            yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN)


def _raw(
    keys: dict[str, str], above: Sequence[Sequence[str]], headings: Sequence[str], body: Sequence[Cells], place: int
) -> RawLog:
    places = _temperatures(headings)
    again = [i for i in places if headings[i] == headings[place]]
    values = [cells[place] for _, cells in body]
    offset = _OFFSET.fullmatch(keys.get("Time Zone", ""))
    return RawLog(
        logger=keys.get("Serial Number", ""),
        times=[cells[1] for _, cells in body],
        values=values,
        rows=[number for number, _ in body],
        unit=_unit(headings[place]) or None,
        date_forms=(_FORM,) if body else (),
        offset=offset[1] if offset else None,
        interval_s=_seconds(keys["Logging Interval"]),
        first_at=_stamp(keys, "First Reading") or None,
        decimal=_decimal(values),
        channel=headings[place] if len(again) == 1 else f"{headings[place]} (column {place + 1})",
        assumptions=(
            *_assumptions(keys, headings, body),
            *notes_on_decimals(headings[place], values),
            *unread_limits(above),
        ),
        details=_details(keys, printed=len(places) == 1),
        printed=tuple(over_limits(above)) if len(places) == 1 else (),
    )


def _decimal(values: Sequence[str]) -> str | None:
    """Return the decimal sign that the readings have, None where they have both."""
    points, commas = (any(sign in value for value in values) for sign in ".,")
    return None if points and commas else "," if commas else "."


def _seconds(interval: str) -> float | None:
    hours, minutes, seconds = map(int, interval.split(":"))
    return float(3600 * hours + 60 * minutes + seconds) or None


def _assumptions(keys: dict[str, str], headings: Sequence[str], body: Sequence[Cells]) -> Iterator[str]:
    declared, last = keys.get("Current Readings", ""), _stamp(keys, "Last Reading")
    if "Time Zone" not in keys:
        yield "the report states no time zone: its times are local"
    if not body:
        yield "the file holds no reading"
    if not declared:
        yield "the report does not say how many readings it took: whether it holds them all is not known"
    elif int(declared) != len(body):
        yield f"the report declares {declared} readings and holds {len(body)}: the file was cut or filtered"
    elif body and body[-1][1][1] != last:
        yield f"the report names {last!r} as its last reading and ends with {body[-1][1][1]!r}"
    yield from notes_on_row_numbers([cells[0] for _, cells in body])
    for heading in headings:
        if heading.startswith("Humidity"):
            yield f"the column {heading!r} is no temperature: left out"


def _details(keys: dict[str, str], *, printed: bool) -> dict[str, Any]:
    """Return what the report says; of several channels its summary does not say which one it sums up."""
    declared = keys.get("Current Readings", "")
    return {
        "model": keys.get("Device Model", ""),
        "serial": keys.get("Serial Number", ""),
        "sensor": keys.get("Sensor Type", ""),
        "firmware": keys.get("Firmware Version", ""),
        "first_reading": _stamp(keys, "First Reading"),
        "last_reading": _stamp(keys, "Last Reading"),
        "readings_declared": int(declared) if declared else None,
        **({key: _degC(keys.get(label, "")) for key, label in _PRINTED.items()} if printed else {}),
    }


def _degC(text: str) -> float | None:
    """Return a printed temperature in °C, None where the report prints none."""
    try:
        return temperature_degC(text)
    except QuantityError:
        return None
