"""SensorPush sensors: the CSV that the app on a telephone writes.

What it looks like
    One line of headings, ``Timestamp for sample frequency every 15 min,Temperature (°C),Relative Humidity (%)``, and a
    row for each time; ``Barometric Pressure (mb)`` and others can follow. The interval and the units stand nowhere
    but in the headings. A calibration that somebody set stands there too: ``Temperature (°C) (calibrated +0.5°C)``.

What a file proves
    Its unit, its interval, which must be that of the rows, and that its numbers are whole: each has four decimals.
    Times run from year to second. It names no sensor (its file's name may) and no zone, and counts nothing.

Traps
    The readings hold the calibration already: it is said and not undone. Two calibrations in two units, or one in
    another unit than the readings, were edited. A row that was cut inside its last number lacks a decimal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, MissingUnit, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.loggers._columns import SensorColumn, column_of
from atmp_logistics.ingest.loggers._phone_exports import TIMES, PhoneExport, phone_export, raw_logs
from atmp_logistics.ingest.loggers._row_checks import EDITED, notes_on_decimals
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "SensorPush"
_SIGN = re.compile(rf'"?{TIMES}"?[,;\t]')
_GOVEE = re.compile(r"Temperature_(?:Celsius|Fahrenheit)")
_CALIBRATED = re.compile(r"(.*?)\s*\(calibrated ([+-]?\d+(?:\.\d+)?) ?([^()]*)\)", re.IGNORECASE)
_NUMBER = r"-?\d{1,4}\.\d+"


def recognises(text: str) -> bool:
    r"""Say whether a text begins with the app's headings, an interval in the first of them.

    Examples
    --------
    >>> recognises("Timestamp for sample frequency every 15 min,Temperature (°C)\n")
    True
    >>> recognises("Timestamp,Temperature (°C)\n")
    False
    """
    match = _SIGN.match(text[:500])
    return match is not None and match[1] is not None and not _GOVEE.search(text[:500].partition("\n")[0])


def read(text: str, name: str) -> list[RawLog]:
    """Take an export apart, one log for each temperature.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For headings and rows that the app does not write.
    """
    table = phone_export(text, name, _column, _NUMBER)
    refuse(_calibration_faults(table))
    return raw_logs(table, _notes)


def _column(place: int, heading: str) -> SensorColumn:
    """Return a column by its heading, whose calibration is no part of its unit."""
    match = _CALIBRATED.fullmatch(heading)
    column = column_of(place, match[1] if match else heading)
    return SensorColumn(place, heading, column.name, column.unit)


def _calibration_faults(table: PhoneExport) -> Iterator[Fault]:
    for column in table.columns:
        match = _CALIBRATED.fullmatch(column.heading)
        if match and column.kind == "temperature" and temperature_unit(match[3]) != temperature_unit(column.plain_unit):
            where, found = f"{table.name}, row {table.line}", f"a calibration in {match[3]!r} in {column.heading!r}"
            yield Fault(where, found, "one unit for the readings and their calibration", EDITED, MissingUnit)


def _notes(column: SensorColumn, values: Sequence[str]) -> Iterator[str]:
    match = _CALIBRATED.fullmatch(column.heading)
    if match and float(match[2]):
        yield f"the readings of {column.heading!r} hold that calibration: the sensor itself measured without it"
    yield from notes_on_decimals(column.heading, values)
