"""Maxim iButton loggers: the mission results that the 1-Wire Viewer writes as text.

What it looks like
    Line 1 is ``1-Wire/iButton Part Number: ...``; a dozen lines of keys follow, ended by a colon or a question
    mark; then a blank line, the headings ``Date/Time,Unit,Value``, and a reading a row.

What a file proves
    ``Mission Start:  Thu Oct 11 12:11:00 CST 2012`` spells the month out: where every sample of the mission is
    there, the first row has that time, which proves the order of the dates. ``Sample Rate`` is the interval, and
    ``Number of Mission Samples`` says how many rows there were.

Traps
    The order of day and month is a setting of the computer, and dates up to the twelfth read both ways. ``CST`` is
    several zones' abbreviation and no offset. The unit stands in each row and must be one. Header and rows can have
    different line ends. A mission that rolled over has lost its first samples: no such export was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnknownColumn, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.core.units import temperature_degC
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._date_orders import date_forms
from atmp_logistics.ingest.loggers._row_checks import serial_number_faults
from atmp_logistics.ingest.raw_logs import PrintedExtreme, RawLog

NAME = "Maxim iButton"
_TITLE = "1-Wire/iButton Part Number:"
_SERIAL = "1-Wire/iButton Registration Number"
_HEADINGS = ["Date/Time", "Unit", "Value"]
_KEY = re.compile(r"([^:?]+)[:?]\s*(.*)")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_START = re.compile(rf"({'|'.join(_DAYS)}) ({'|'.join(_MONTHS)}) (\d\d) (\d\d:\d\d:\d\d) (\S+) (\d{{4}})")
_RATE = re.compile(r"Every ([1-9]\d{0,4}) minute\(s\)")
_COUNT = re.compile(r"\d{1,7}")
_NO_ALARM = "None fired"
_LIMIT = re.compile(r"(-?\d+(?:\.\d+)?)\s*\W?\s*([CF])")
_NOT_ROLLED = "Roll over has NOT occurred"
_EXPORT_AGAIN = "export the mission's results again from the 1-Wire Viewer, and change nothing in them"
Cells = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text is the 1-Wire Viewer's.

    Examples
    --------
    >>> recognises("1-Wire/iButton Part Number: DS1921G-F5\n"), recognises("Date/Time,Unit,Value\n")
    (True, False)
    """
    return text.startswith(_TITLE)


def read(text: str, name: str) -> list[RawLog]:
    """Take a mission's results apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a mission that rolled over, a header that is cut or says something unknown, and rows of another shape.
    """
    rows = rows_of(text, name)
    head = next((i for i, (_, cells) in enumerate(rows) if cells == _HEADINGS), None)
    if head is None:
        expected = f"the headings {','.join(_HEADINGS)} and a reading a row"
        raise NotATable([Fault(name, "a mission without readings", expected, _EXPORT_AGAIN, NotATable)])
    keys = _keys(rows[:head])
    body = rows[head + 1 :]
    refuse([*_key_faults(keys, name), *_row_faults(body, name)])
    return [_raw(keys, body, name)]


def _keys(rows: Sequence[Cells]) -> dict[str, str]:
    """Return the header's keys; of one that stands twice, the first."""
    found: dict[str, str] = {}
    for _, cells in rows:
        match = _KEY.fullmatch(",".join(cells))
        if match:
            found.setdefault(match[1].strip(), match[2].strip())
    return found


def _key_faults(keys: dict[str, str], name: str) -> Iterator[Fault]:
    """Refuse a header that is cut, contradicts itself, or says what no export has shown."""
    asked = {
        "Mission Start": (_started(keys) is not None, "a day of the week, a date and a time, as in Thu Oct 11"),
        "Sample Rate": (bool(_RATE.fullmatch(keys.get("Sample Rate", ""))), "'Every N minute(s)'"),
        "Number of Mission Samples": (bool(_COUNT.fullmatch(keys.get("Number of Mission Samples", ""))), "a number"),
        "Roll Over Occurred": (keys.get("Roll Over Occurred") == _NOT_ROLLED, f"'{_NOT_ROLLED}'"),
    }
    for key, (good, expected) in asked.items():
        if not good:
            yield Fault(f"{name}, {key}", repr(keys.get(key, "")), expected, _EXPORT_AGAIN)
    yield from serial_number_faults(keys.get(_SERIAL, ""), f"{name}, {_SERIAL}")


def _started(keys: dict[str, str]) -> datetime | None:
    """Return the mission's start; None where it is not written as known, or its weekday is another date's."""
    match = _START.fullmatch(keys.get("Mission Start", ""))
    if not match:
        return None
    weekday, month, day, clock, _, year = match.groups()
    try:
        start = datetime.fromisoformat(f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{clock}")
    except ValueError:
        return None
    return start if _DAYS[start.weekday()] == weekday else None


def _row_faults(body: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse rows of another width: a decimal comma looks like that. Refuse a unit that is none, and two of them."""
    wrong = [(number, cells) for number, cells in body if len(cells) != len(_HEADINGS)]
    if wrong:
        number, cells = wrong[0]
        found = f"{','.join(cells)!r}, and {len(wrong)} such rows"
        expected = "a time, a unit and a value; decimal commas add cells"
        yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, NotATable)
        return
    units = {cells[1]: number for number, cells in reversed(body)}
    for unit, number in units.items():
        if temperature_unit(unit) is None:
            yield Fault(f"{name}, row {number}, column Unit", repr(unit), "C or F", _EXPORT_AGAIN, MissingUnit)
    if len(units) > 1:
        found = f"the units {' and '.join(map(repr, sorted(units)))}"
        yield Fault(f"{name}, column Unit", found, "one unit throughout", _EXPORT_AGAIN, UnknownColumn)


def _raw(keys: dict[str, str], body: Sequence[Cells], name: str) -> RawLog:
    start = _started(keys)
    whole = len(body) == int(keys["Number of Mission Samples"])
    match = _RATE.fullmatch(keys["Sample Rate"])
    return RawLog(
        logger=keys.get(_SERIAL, ""),
        times=[cells[0] for _, cells in body],
        values=[cells[2] for _, cells in body],
        rows=[number for number, _ in body],
        unit=body[0][1][1] if body else "C",
        date_forms=date_forms(body[0][1][0], f"{name}, row {body[0][0]}", _EXPORT_AGAIN) if body else (),
        interval_s=60.0 * int(match[1]) if match else None,
        first_at=start.isoformat() if start and whole else None,
        assumptions=tuple(_assumptions(keys, body)),
        details=_details(keys),
        printed=tuple(_alarmed(keys)),
    )


def _alarmed(keys: dict[str, str]) -> Iterator[PrintedExtreme]:
    """Yield the limits beyond which the logger's alarms were fired."""
    fired = keys.get("Active Alarms", "").casefold()
    for word, highest in (("High", True), ("Low", False)):
        limit = _degC(keys.get(f"{word} Temperature Alarm", ""))
        if word.casefold() in fired and limit is not None:
            yield PrintedExtreme(limit, highest, minutes=0.0)


def _degC(text: str) -> float | None:
    """Return a limit in °C, its degree sign perhaps lost; None where there is none."""
    match = _LIMIT.fullmatch(text)
    return temperature_degC(f"{match[1]} deg{match[2]}") if match else None


def _assumptions(keys: dict[str, str], body: Sequence[Cells]) -> Iterator[str]:
    declared, start = int(keys["Number of Mission Samples"]), _START.fullmatch(keys["Mission Start"])
    if start:
        yield f"times are the clock of the computer that read the logger; its {start[5]!r} is not taken for an offset"
    yield from _about_alarms(keys)
    if not body:
        yield "the file holds no reading"
    if declared != len(body):
        yield f"the header declares {declared} samples and the file holds {len(body)}: it was cut or filtered"
    elif start and body and not re.search(rf"\b{_clock(start[4])}\b", body[0][1][0]):
        yield f"the first row is not at the header's Mission Start, {keys['Mission Start']}"


def _about_alarms(keys: dict[str, str]) -> Iterator[str]:
    """Say where alarms were fired and the limit is not known."""
    fired = keys.get("Active Alarms", "")
    if fired and fired != _NO_ALARM and not list(_alarmed(keys)):
        yield f"the header names active alarms, {fired!r}, and no limit that they passed is known"


def _clock(time: str) -> str:
    """Return a form that finds a time of 24 hours in either way of writing it."""
    hours, rest = time.split(":", 1)
    return rf"0?(?:{int(hours)}|{int(hours) % 12 or 12}):{rest}"


def _details(keys: dict[str, str]) -> dict[str, Any]:
    return {
        "model": keys.get(_TITLE.rstrip(":"), ""),
        "serial": keys.get(_SERIAL, ""),
        "mission_start": keys["Mission Start"],
        "readings_declared": int(keys["Number of Mission Samples"]),
        "alarms": keys.get("Active Alarms", ""),
        "alarm_above": keys.get("High Temperature Alarm", ""),
        "alarm_below": keys.get("Low Temperature Alarm", ""),
    }
