"""Kestrel meters and loggers: what the LiNK program exports.

What it looks like
    Three lines ``Device Name``, ``Device Model``, ``Serial Number`` with their values; the headings
    ``FORMATTED DATE-TIME`` (or ``DATE_TIME``), ``Temperature`` and many others; under them a row of units, whose first
    cell is the form of the times, ``YYYY-MM-DD HH:MM:SS``; a reading a row. Commas, semicolons or tabs.

What a file proves
    The unit stands in its row, the serial number above. As the program writes them, times run from year to second.

Traps
    A spreadsheet that saved the file again writes times in its own way (``10/6/2020 0:00``): their order is then
    proven by the file or stated, and that they are not written as the row of units says is told. A degree sign can be
    damaged (``¬ΑC``). The headings of what is written of the place (``Data Type`` to ``Notes``) can stand at the end of
    the row of units instead, and rows can end before them. Beside the air's temperature stand a globe's, and a dozen
    that are computed: wet bulb, wind chill, dew point, heat stress. A whole number can lose its decimals. Nothing says
    how many readings there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnknownColumn, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import Row, width_faults
from atmp_logistics.ingest.loggers._date_orders import date_forms
from atmp_logistics.ingest.loggers._row_checks import (
    EDITED,
    lines_of,
    notes_on_columns_left_out,
    serial_number_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Kestrel LiNK"
_KEYS = ("Device Name", "Device Model", "Serial Number")
_SIGN = re.compile(r'"?Device Name"?([,;\t]).*\r?\n"?Device Model"?\1.*\r?\n"?Serial Number"?\1')
_TIME = re.compile(r"FORMATTED DATE[-_ ]TIME")
#: Temperatures of the air's own sensor, and those that another sensor has or that are computed.
_AIR = "Temperature"
_OTHERS = re.compile(r"globe|wet bulb|wbgt|wind ?chill|heat|dew|\bnwb\b|\btwl\b", re.IGNORECASE)
_DAMAGED = re.compile(r"[^\x00-\x7f]{1,3}([CF])")
_OWN_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}(?: [AP]M)?")
#: What is written of where the device was: its headings can stand in the row of units, and rows end before it.
_TEXTS = [
    *("Data Type", "Record name", "Start time", "Duration (H:M:S)"),
    *("Location description", "Location address", "Location coordinates", "Notes"),
]
_MISSING = frozenset({"", "--", "***"})
_EXPORT_AGAIN = "export the log again from Kestrel LiNK, and change nothing in it"


def recognises(text: str) -> bool:
    r"""Say whether a text is an export of Kestrel LiNK.

    Examples
    --------
    >>> recognises("Device Name,D2\nDevice Model,D2AG\nSerial Number,7\nFORMATTED DATE_TIME,Temperature\n")
    True
    """
    return bool(_SIGN.match(text))


def edited_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Yield the lines above the headings that were edited or taken away.

    Examples
    --------
    >>> text = "Device Name,D2\nDevice Model,D2AG\nmoved on Monday\nFORMATTED DATE_TIME,Temperature\n"
    >>> [fault.where for fault in edited_faults(text, "log.csv")]
    ['log.csv, row 3']
    """
    lines = lines_of(text[:2000])[: len(_KEYS) + 1]
    if any(_TIME.match(line.strip('"')) for _, line in lines):
        for (number, line), key in zip(lines, _KEYS, strict=False):
            if not line.strip('"').startswith(key):
                yield Fault(f"{name}, row {number}", repr(line), f"{key!r} and its value", EDITED, NotATable)


def read(text: str, name: str) -> list[RawLog]:
    """Take an export of Kestrel LiNK apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For headings that are cut, a table without the air's temperature, and rows of another width.
    """
    sign = _SIGN.match(text)
    rows = rows_of(text, name, sign[1] if sign else ",")
    if len(rows) < 5 or not _TIME.fullmatch(rows[3][1][0]):
        expected = f"{', '.join(_KEYS)}; the headings, from FORMATTED DATE-TIME on; and a row of units"
        raise NotATable([Fault(name, "a Kestrel export whose first lines are cut", expected, _EXPORT_AGAIN, NotATable)])
    rows = _with_texts(rows)
    (number, headings), (_, units), body = rows[3], rows[4], rows[5:]
    refuse([*_head_faults(rows, name), *width_faults(len(headings), body, name, _EXPORT_AGAIN)])
    refuse(_column_faults(headings, units, f"{name}, row {number}"))
    return [_raw(rows, body, name)]


def _with_texts(rows: list[Row]) -> list[Row]:
    """Return the rows in one width: what is written of a place has its headings in either row, and cells if filled."""
    (number, headings), (below, units) = rows[3], rows[4]
    measured = next((i for i, heading in enumerate(headings) if heading in _TEXTS), len(headings))
    named = [heading for heading in [*headings[measured:], *units[measured:]] if heading]
    if not named or named != _TEXTS[: len(named)] or len(units) < measured:
        return rows
    width = measured + len(named)
    lacking = [""] * len(named)
    body = [(row, [*cells, *lacking][:width] if measured <= len(cells) < width else cells) for row, cells in rows[5:]]
    body = [(row, cells[:width] if not any(cells[width:]) else cells) for row, cells in body]
    return [*rows[:3], (number, [*headings[:measured], *named]), (below, [*units[:measured], *lacking]), *body]


def _head_faults(rows: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse a row of units that is cut, and a serial number into which another line has run."""
    (_, headings), (number, units) = rows[3], rows[4]
    if len(units) != len(headings) or not units[0].upper().startswith("YYYY-MM-DD"):
        found = f"{len(units)} cells under {len(headings)} headings, from {units[0]!r} on"
        expected = "a unit under each heading, from YYYY-MM-DD HH:MM:SS on"
        yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, NotATable)
    yield from serial_number_faults(_key(rows, 2), f"{name}, Serial Number")


def _column_faults(headings: Sequence[str], units: Sequence[str], where: str) -> Iterator[Fault]:
    """Refuse a table without one temperature of the air, a unit that is none, and a temperature that is not known."""
    if headings.count(_AIR) != 1:
        found = f"{headings.count(_AIR)} columns {_AIR!r} among {', '.join(map(repr, headings))}"
        yield Fault(where, found, f"one column {_AIR!r}", _EXPORT_AGAIN, UnknownColumn)
        return
    for heading, written in zip(headings[1:], units[1:], strict=True):
        unit = temperature_unit(_unit(written))
        if heading == _AIR and written and unit is None:
            yield Fault(where, f"the unit {written!r} of {heading!r}", "°C or °F", _EXPORT_AGAIN, MissingUnit)
        elif heading != _AIR and unit is not None and not _OTHERS.search(heading):
            expected = f"{_AIR!r}, and temperatures that are known to be computed"
            yield Fault(where, f"the column {heading!r} in {written!r}", expected, _EXPORT_AGAIN, UnknownColumn)
    named = {unit: written for written in units[1:] if (unit := temperature_unit(_unit(written)))}
    if len(named) > 1:
        found = f"the units {' and '.join(map(repr, named.values()))}"
        yield Fault(where, found, "one unit for all temperatures", _EXPORT_AGAIN, MissingUnit)


def _unit(written: str) -> str:
    """Return a unit without a damaged degree sign."""
    match = None if temperature_unit(written) else _DAMAGED.fullmatch(written)
    return match[1] if match else written


def _key(rows: Sequence[Row], place: int) -> str:
    return rows[place][1][1] if len(rows[place][1]) > 1 else ""


def _raw(rows: Sequence[Row], body: Sequence[Row], name: str) -> RawLog:
    headings, units = rows[3][1], rows[4][1]
    place = headings.index(_AIR)
    times = [" ".join(cells[0].split()) for _, cells in body]
    return RawLog(
        logger=_key(rows, 2),
        times=times,
        values=[cells[place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=_unit(units[place]) or None,
        date_forms=date_forms(times[0], f"{name}, row {body[0][0]}", _EXPORT_AGAIN) if body else (),
        decimal=None,
        missing=_MISSING,
        assumptions=tuple(_notes(headings, units, place, times)),
        details=_details(rows),
    )


def _notes(headings: Sequence[str], units: Sequence[str], place: int, times: Sequence[str]) -> Iterator[str]:
    yield from notes_on_columns_left_out([heading for heading in headings[1:] if heading != _AIR])
    if _unit(units[place]) != units[place]:
        yield f"the unit stands as {units[place]!r}, its degree sign damaged: read as °{_unit(units[place])}"
    if not times:
        yield "the file holds no reading"
    elif not all(map(_OWN_TIME.fullmatch, times)):
        yield (
            f"times are written as {times[0]!r}, and not as the row of units says, {units[0]}: the file was saved "
            "again by another program, which may have cut seconds and decimals"
        )
    yield "the file does not say how many readings it has: whether it holds them all is not known"


def _details(rows: Sequence[Row]) -> dict[str, Any]:
    return {"name": _key(rows, 0), "model": _key(rows, 1), "serial": _key(rows, 2)}
