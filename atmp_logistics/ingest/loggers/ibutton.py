"""Maxim iButton loggers: the mission results that the 1-Wire Viewer writes as text.

What it looks like
    Line 1 is ``1-Wire/iButton Part Number: ...``; a dozen lines of keys follow, ended by a colon or a question
    mark; then a blank line, the headings ``Date/Time,Unit,Value``, and a reading a row. A DS1921 and a DS1922 or DS1923
    have other keys: ``Mission Start`` or ``Mission Start Time``, ``Number of Mission Samples`` or ``Mission Sample
    Count``, minutes or seconds.

What a file proves
    ``Mission Start:  Thu Oct 11 12:11:00 CST 2012`` spells the month out: where every sample of the mission is
    there, the first row has that time, which proves the order of the dates. ``Sample Rate`` is the interval, and
    the count of samples says how many rows there were; both together order the hour that stands twice in autumn.

Traps
    The order of day and month is a setting of the computer, and dates up to the twelfth read both ways. ``CST`` is
    several zones' abbreviation and no offset. The unit stands in each row and must be one; the humidity of a DS1923 is
    a file of its own. A decimal comma between commas makes a fourth cell (``C,20,765``), which is read only where no
    row has a point. Counts can have a sign between thousands. Header and rows can have different line ends. A mission
    that rolled over has lost its first samples: no such export was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnknownColumn, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._date_orders import date_forms
from atmp_logistics.ingest.loggers._ibutton_header import (
    EXPORT_AGAIN,
    SERIAL,
    TITLE,
    IButtonHeader,
    limit_unit,
    started,
)
from atmp_logistics.ingest.loggers._row_checks import lines_of
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Maxim iButton"
_HEADINGS = ["Date/Time", "Unit", "Value"]
_KEY = re.compile(r"([^:?]+)[:?]\s*(.*)")
Cells = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text is the 1-Wire Viewer's.

    Examples
    --------
    >>> recognises("1-Wire/iButton Part Number: DS1921G-F5\n"), recognises("Date/Time,Unit,Value\n")
    (True, False)
    """
    return text.startswith(f"{TITLE}:")


def edited_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Yield the first line of a mission, where it is not the part number.

    Examples
    --------
    >>> text = "Fridge 3\nMission Start Time:  Wed Jul 23 10:24:01 PDT 2031\nDate/Time,Unit,Value\n"
    >>> [fault.where for fault in edited_faults(text, "log.csv")]
    ['log.csv, row 1']
    """
    lines = lines_of(text[:3000])
    of_mission = any(line.startswith("Mission Start") for _, line in lines)
    if of_mission and any(line == ",".join(_HEADINGS) for _, line in lines):
        number, line = lines[0]
        yield Fault(f"{name}, row {number}", repr(line), f"'{TITLE}: ...'", EXPORT_AGAIN, NotATable)


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
        raise NotATable([Fault(name, "a mission without readings", expected, EXPORT_AGAIN, NotATable)])
    header = IButtonHeader(_keys(rows[:head]))
    body = _with_decimal_commas(rows[head + 1 :])
    refuse([*header.faults(name), *_row_faults(body, name)])
    return [_raw(header, body, name)]


def _keys(rows: Sequence[Cells]) -> dict[str, str]:
    """Return the header's keys; of one that stands twice, the first."""
    found: dict[str, str] = {}
    for _, cells in rows:
        match = _KEY.fullmatch(",".join(cells))
        if match:
            found.setdefault(match[1].strip(), match[2].strip())
    return found


def _with_decimal_commas(body: Sequence[Cells]) -> Sequence[Cells]:
    """Return the rows, the decimals of a comma put to their number; as they are where a point stands too."""
    if any("." in cell for _, cells in body for cell in cells[2:]):
        return body
    return [
        (number, [*cells[:2], ",".join(cells[2:])])
        if len(cells) == 4 and re.fullmatch(r"-?\d+", cells[2]) and re.fullmatch(r"\d+", cells[3])
        else (number, cells)
        for number, cells in body
    ]


def _row_faults(body: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse rows of another width: a decimal comma looks like that. Refuse a unit that is none, and two of them."""
    wrong = [(number, cells) for number, cells in body if len(cells) != len(_HEADINGS)]
    if wrong:
        number, cells = wrong[0]
        found = f"{','.join(cells)!r}, and {len(wrong)} such rows"
        expected = "a time, a unit and a value; decimal commas add cells"
        yield Fault(f"{name}, row {number}", found, expected, EXPORT_AGAIN, NotATable)
        return
    units = {cells[1]: number for number, cells in reversed(body)}
    for unit, number in units.items():
        if temperature_unit(unit) is None:
            fix = "export the temperature of the mission" if unit == "%RH" else EXPORT_AGAIN
            yield Fault(f"{name}, row {number}, column Unit", repr(unit), "C or F", fix, MissingUnit)
    if len(units) > 1:
        found = f"the units {' and '.join(map(repr, sorted(units)))}"
        yield Fault(f"{name}, column Unit", found, "one unit throughout", EXPORT_AGAIN, UnknownColumn)


def _notes_on_unit(header: IButtonHeader, body: Sequence[Cells]) -> Iterator[str]:
    """Say where the rows have another unit than the limits of the header's alarms."""
    for limit in map(header.limit, ("High", "Low")):
        unit = limit_unit(limit)
        if body and unit is not None and unit != temperature_unit(body[0][1][1]):
            yield f"rows are in {body[0][1][1]}, and the header writes the limit of an alarm as {limit!r}"
            return


def _raw(header: IButtonHeader, body: Sequence[Cells], name: str) -> RawLog:
    start, values = started(header.start), [cells[2] for _, cells in body]
    whole = len(body) == header.samples
    return RawLog(
        logger=header.keys.get(SERIAL, ""),
        times=[cells[0] for _, cells in body],
        values=values,
        rows=[number for number, _ in body],
        unit=body[0][1][1] if body else "C",
        date_forms=date_forms(body[0][1][0], f"{name}, row {body[0][0]}", EXPORT_AGAIN) if body else (),
        decimal=None if any("," in value for value in values) else ".",
        interval_s=header.interval_s,
        first_at=start.isoformat() if start and whole else None,
        first_zone=header.zone if whole and body and _is_start(header, body) else "",
        assumptions=tuple(_assumptions(header, body)),
        details=_details(header),
        printed=tuple(header.alarms()),
        record_numbers=range(len(body)) if whole else (),
    )


def _assumptions(header: IButtonHeader, body: Sequence[Cells]) -> Iterator[str]:
    yield f"times are the clock of the computer that read the logger; its {header.zone!r} is not taken for an offset"
    if header.fired and not list(header.alarms()):
        yield f"the header names active alarms, {header.fired!r}, and no limit that they passed is known"
    yield from _notes_on_unit(header, body)
    if not body:
        yield "the file holds no reading"
    if header.samples != len(body):
        yield f"the header declares {header.samples} samples and the file holds {len(body)}: it was cut or filtered"
    elif body and not _is_start(header, body):
        yield f"the first row is not at the header's {header.start_key}, {header.start}"


def _is_start(header: IButtonHeader, body: Sequence[Cells]) -> bool:
    """Say whether the first row has the clock time of the mission's start: it is in the zone that the header names."""
    return re.search(rf"\b{_clock(header.clock)}\b", body[0][1][0]) is not None


def _clock(time: str) -> str:
    """Return a form that finds a time of 24 hours in either way of writing it."""
    hours, rest = time.split(":", 1)
    return rf"0?(?:{int(hours)}|{int(hours) % 12 or 12}):{rest}"


def _details(header: IButtonHeader) -> dict[str, Any]:
    return {
        "model": header.keys.get(TITLE, ""),
        "serial": header.keys.get(SERIAL, ""),
        "mission_start": header.start,
        "readings_declared": header.samples,
        "alarms": header.fired or header.keys.get("Active Alarms", ""),
        "alarm_above": header.limit("High"),
        "alarm_below": header.limit("Low"),
    }
