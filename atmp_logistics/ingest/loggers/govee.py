"""Govee thermometers: the CSV that the app on a telephone writes.

What it looks like
    A mark of UTF-8, then one line of headings: ``Timestamp,PM2.5(µg/m³),Temperature_Fahrenheit,Relative_Humidity``, or
    ``Timestamp for sample frequency every 15 min min, Temperature_Celsius,Relative_Humidity``, and a row for each time.

What a file proves
    Its unit stands as a word in the heading. An interval, where the heading has one, must be that of the rows. Times
    run from year to second. It names no sensor and no zone, and counts nothing.

Traps
    The unit is the one that the app shows on the day of the export, not the sensor's. The first column behind the
    times need not be a temperature. Numbers lose the zeros at their end (``56``, ``55.4``), so that a number that was
    cut looks like another one; rows end in a humidity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.ingest.loggers._columns import SensorColumn, column_of
from atmp_logistics.ingest.loggers._phone_exports import TIMES, phone_export, raw_logs
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Govee"
_SIGN = re.compile(rf'"?{TIMES}"?[,;\t]([^\r\n]*[,;\t])?[\s"]*Temperature_(?:Celsius|Fahrenheit)')
_UNIT = re.compile(r"(.+)_(Celsius|Fahrenheit)(?: ?\((?:°|º)?[CF℃℉]\))?")
_NUMBER = r"-?\d{1,4}(?:\.\d+)?"


def recognises(text: str) -> bool:
    r"""Say whether a text begins with the app's headings.

    Examples
    --------
    >>> recognises("Timestamp,PM2.5(µg/m³),Temperature_Fahrenheit,Relative_Humidity\n")
    True
    >>> recognises("timestamp,temperature_celsius\n"), recognises("Timestamp,Temperature (°C)\n")
    (False, False)
    """
    return _SIGN.match(text[:500]) is not None


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
    return raw_logs(phone_export(text, name, _column, _NUMBER), _notes)


def _column(place: int, heading: str) -> SensorColumn:
    match = _UNIT.fullmatch(heading)
    return SensorColumn(place, heading, match[1], match[2]) if match else column_of(place, heading)


def _notes(column: SensorColumn, values: Sequence[str]) -> Iterator[str]:
    del values
    yield f"the unit is that of the app on the day of the export, as the heading {column.heading!r} says"
