"""LogTag loggers: the CSV that an alarm logger with USB writes. Provisional: no export was seen.

What it looks like
    As one program that reads it shows: lines of a key and a value (``Serial #``, ``Description``, ``Last reading``,
    ``Reading interval``, ``Non alert range``), one line of headings, then rows of a number, a date, a time and a
    temperature. VaxTag+, UTRID-16 and TRED30-16U are said to share it.

What a file proves
    Dates run from year to day. The interval is declared; the unit is that of the range without alarm
    (``2.0  to  8.0 °C``); ``Last reading`` is the time of the last row.

Traps
    The range says where the logger alarms, not when: delays are not in the file, and neither are its alarms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, refuse
from atmp_logistics.core.instants import HOUR_S, MINUTE_S
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._row_checks import (
    EMPTY,
    EXPORT_AGAIN,
    notes_on_decimals,
    notes_on_row_numbers,
    other_shape_faults,
    serial_number_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "LogTag"
PROVISIONAL = "provisional: this reader was built from another program's, no genuine export was seen"
_SIGNS = (re.compile(r"^Serial #,", re.MULTILINE), re.compile(r"^Reading interval,", re.MULTILINE))
_INTERVAL = re.compile(r"([1-9]\d{0,5}) (seconds|minutes|hours)")
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\s+to\s+(-?\d+(?:\.\d+)?)\s+(\S+)")
_SECONDS = {"seconds": 1.0, "minutes": MINUTE_S, "hours": HOUR_S}
_FORM = "%Y-%m-%d %H:%M:%S"
_SHAPE = (r"\d{1,9}", r"\d{4}-\d{2}-\d{2}", r"\d{2}:\d{2}:\d{2}", r"-?\d+(?:\.\d+)?")
Cells = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text begins with LogTag's keys.

    Examples
    --------
    >>> recognises("Serial #,A1\nReading interval,10 minutes\n"), recognises("Serial #,A1\n")
    (True, False)
    """
    return all(sign.search(text[:4000]) for sign in _SIGNS)


def read(text: str, name: str) -> list[RawLog]:
    """Take LogTag's CSV apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For keys and rows of another shape than is known.
    """
    rows = [(number, _stripped(cells)) for number, cells in rows_of(text, name)]
    head = next((i for i, (_, cells) in enumerate(rows) if len(cells) > 2), len(rows))
    above, table = rows[:head], rows[head:]
    if not table or re.fullmatch(_SHAPE[0], table[0][1][0]):
        found, expected = "no headings above the readings", "a line of headings, then a reading a row"
        refuse([Fault(name, found, expected, EXPORT_AGAIN, NotATable)])
    keys = {cells[0]: cells[-1] for _, cells in above if len(cells) == 2}
    refuse([*_line_faults(above, name), *_key_faults(keys, name), *_row_faults(table[1:], name)])
    return [_raw(keys, table[1:])]


def _stripped(cells: Sequence[str]) -> list[str]:
    """Return a row without the empty cells at its end."""
    out = list(cells)
    while out and not out[-1]:
        out.pop()
    return out


def _line_faults(above: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse lines above the headings that are readings, and keys that stand twice: two files were put together."""
    seen = list[str]()
    for number, cells in above:
        if cells[0][:1].isdigit() or cells[0] in seen:
            found, expected = repr(",".join(cells)), "a key and its value, each key once"
            yield Fault(f"{name}, row {number}", found, expected, EXPORT_AGAIN, NotATable)
        seen.append(cells[0])


def _key_faults(keys: dict[str, str], name: str) -> Iterator[Fault]:
    if not _INTERVAL.fullmatch(keys.get("Reading interval", "")):
        found, expected = repr(keys.get("Reading interval", "")), "a number of seconds, minutes or hours"
        yield Fault(f"{name}, Reading interval", found, expected, EXPORT_AGAIN)
    yield from serial_number_faults(keys.get("Serial #", ""), f"{name}, Serial #")
    if temperature_unit(_unit(keys)) is None:
        found, expected = repr(keys.get("Non alert range", "")), "two temperatures and their unit, as 2.0 to 8.0 °C"
        yield Fault(f"{name}, Non alert range", found, expected, EXPORT_AGAIN, MissingUnit)


def _unit(keys: dict[str, str]) -> str:
    match = _RANGE.fullmatch(keys.get("Non alert range", ""))
    return match[3] if match else ""


def _row_faults(body: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse rows that are not a number, a date, a time and a temperature, and nothing else."""
    wrong = [
        (number, cells)
        for number, cells in body
        if len(cells) != len(_SHAPE)
        or not all(re.fullmatch(form, cell) for form, cell in zip(_SHAPE, cells, strict=True))
    ]
    yield from other_shape_faults(wrong, name, "a number, a date, a time and a temperature")


def _raw(keys: dict[str, str], body: Sequence[Cells]) -> RawLog:
    match = _INTERVAL.fullmatch(keys["Reading interval"])
    return RawLog(
        logger=keys.get("Serial #", ""),
        times=[f"{cells[1]} {cells[2]}" for _, cells in body],
        values=[cells[3] for _, cells in body],
        rows=[number for number, _ in body],
        unit=_unit(keys),
        date_forms=(_FORM,) if body else (),
        interval_s=int(match[1]) * _SECONDS[match[2]] if match else None,
        assumptions=tuple(_assumptions(keys, body)),
        details={
            "serial": keys.get("Serial #", ""),
            "description": keys.get("Description", ""),
            "last_reading": keys.get("Last reading", ""),
            "range_without_alarm": keys.get("Non alert range", ""),
        },
    )


def _assumptions(keys: dict[str, str], body: Sequence[Cells]) -> Iterator[str]:
    yield PROVISIONAL
    yield "the unit is that of the range without alarm; the file states no offset from UTC"
    if not body:
        yield EMPTY
    last = keys.get("Last reading", "")
    held = " ".join(body[-1][1][1:3]) if body else ""
    if held != last:
        yield f"the file names {last!r} as its last reading and ends with {held!r}: it may have been cut"
    yield from notes_on_row_numbers([cells[0] for _, cells in body])
    yield from notes_on_decimals("temperature", [cells[3] for _, cells in body])
