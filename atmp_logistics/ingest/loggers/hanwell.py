"""Hanwell loggers: a block of keys, then a table whose time and date stand in one cell.

What it looks like
    After an empty line ``Database Valid``, then indented keys (``Serial No:``, ``Data Starts:``, ``No. of Readings:``),
    then ``Time, Temperature (C),Humidity (RH(%)),`` and rows such as ``00:30:00 21/Nov/2031,4.5,40.4,``: each line
    ends with a comma.

What proves a file whole
    It declares how many readings it holds, and from when to when. The month is a name, so that the order of a date
    needs no proof; the unit stands in the heading.

Traps
    Months are English whatever the computer's language: they are read by a list of their own. The database can be
    other than valid: that is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    column_of,
    count_note,
    named_months,
    row_notes,
    temperatures,
    unnamed_faults,
    unsigned_faults,
    width_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Hanwell"
_SIGN = re.compile(r'\s*"?Database \w+"?[,;\t]*\r?\n')
_KEY = re.compile(r'^\s*"?\s*Serial No:', re.MULTILINE)
_FORM, _STATED = "%H:%M:%S %d/%m/%Y", "%H:%M %d/%m/%Y"
_KEYS = ("Sensor", "Style", "Serial No", "Data Starts", "Data Ends", "No. of Readings")
_EXPORT_AGAIN = "export the readings again from the logger's database, and change nothing in them"


def recognises(text: str) -> bool:
    r"""Say whether a text is a Hanwell database's export.

    Examples
    --------
    >>> recognises("\nDatabase Valid\n  Sensor:,Thermistor\n  Serial No:,0001\n"), recognises("\nDatabase Valid\n")
    (True, False)
    """
    head = text[:2000]
    return bool(_SIGN.match(head) and _KEY.search(head))


def read(text: str, name: str) -> list[RawLog]:
    """Take an export apart: a channel for each temperature.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a database that is not valid, other keys or columns, and readings outside the span that the file states.
    """
    rows = rows_of(text, name)
    head = next((i for i, (_, cells) in enumerate(rows) if cells[0] == "Time"), len(rows))
    refuse(_head_faults(rows, head, name))
    keys = {cells[0].removesuffix(":"): cells[1] for _, cells in rows[1:head]}
    (number, headings), body = rows[head], rows[head + 1 :]
    columns = [column_of(i, headings[i]) for i in range(1, len(headings)) if headings[i]]
    refuse(width_faults(len(headings), body, name, _EXPORT_AGAIN))
    found = temperatures(columns)
    faults = [fault for column in found for fault in unsigned_faults(column, body, name, _EXPORT_AGAIN)]
    refuse([*column_faults(columns, f"{name}, row {number}", _EXPORT_AGAIN), *faults])
    refuse([*unnamed_faults(headings, body, name, _EXPORT_AGAIN), *_span_faults(keys, body, name)])
    names = channel_names(found)
    return [_raw(column, names[column.place], columns, keys, body) for column in found]


def _head_faults(rows: Sequence[Row], head: int, name: str) -> Iterator[Fault]:
    """Refuse a database that is not valid, lines that are no keys, and a file without headings."""
    if rows[0][1][0] != "Database Valid":
        yield Fault(f"{name}, row {rows[0][0]}", repr(rows[0][1][0]), "'Database Valid'", _EXPORT_AGAIN)
    if head == len(rows):
        found = "no row of headings that begins with 'Time'"
        yield Fault(name, found, "headings between commas: the file was cut or edited", _EXPORT_AGAIN, NotATable)
        return
    seen = list[str]()
    for number, cells in rows[1:head]:
        key = cells[0].removesuffix(":")
        if key not in _KEYS or key in seen or len(cells) < 2 or any(cells[2:]):
            found, expected = repr(",".join(cells)), f"one of {', '.join(_KEYS)}, once, with its value"
            yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN)
        seen.append(key)
    declared = dict([*cells, ""][:2] for _, cells in rows[1:head]).get("No. of Readings:", "0")
    if not re.fullmatch(r"\d{1,9}", declared):
        yield Fault(f"{name}, No. of Readings", repr(declared), "a number", _EXPORT_AGAIN)


def _span_faults(keys: dict[str, str], body: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse readings before the stated start, or in a later minute than the stated end."""
    start, end = (_moment(keys.get(key, ""), _STATED) for key in ("Data Starts", "Data Ends"))
    for number, cells in body:
        at = _moment(cells[0], _FORM)
        if at and ((start and at < start) or (end and at.replace(second=0) > end)):
            expected = f"times from {keys.get('Data Starts')} to {keys.get('Data Ends')}, as the file states"
            yield Fault(f"{name}, row {number}", repr(cells[0]), expected, _EXPORT_AGAIN)


def _moment(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(named_months(text), form)  # noqa: DTZ007  a local clock, compared with itself
    except ValueError:
        return None


def _raw(
    column: SensorColumn, channel: str, columns: Sequence[SensorColumn], keys: dict[str, str], body: Sequence[Row]
) -> RawLog:
    return RawLog(
        logger=keys.get("Serial No", ""),
        times=[named_months(cells[0]) for _, cells in body],
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit or None,
        date_forms=(_FORM,),
        decimal=None,
        channel=channel,
        assumptions=(*column_notes(columns), *_notes(keys, body), *row_notes(column, body)),
        details={
            "model": keys.get("Style", ""),
            "sensor": keys.get("Sensor", ""),
            "serial": keys.get("Serial No", ""),
            "start": keys.get("Data Starts", ""),
            "stop": keys.get("Data Ends", ""),
            "readings_declared": int(keys["No. of Readings"]) if "No. of Readings" in keys else None,
        },
    )


def _notes(keys: dict[str, str], body: Sequence[Row]) -> Iterator[str]:
    declared = keys.get("No. of Readings")
    yield from count_note(int(declared) if declared else None, len(body))
    for key, (_, cells), verb in zip(
        ("Data Starts", "Data Ends"), [*body[:1], *body[-1:]], ("begin", "end"), strict=False
    ):
        stated, at = _moment(keys.get(key, ""), _STATED), _moment(cells[0], _FORM)
        if stated is None:
            yield f"the file does not state when its readings {verb}"
        elif at and at.replace(second=0) != stated:
            yield f"the file states that its readings {verb} at {keys[key]}, and they {verb} at {cells[0]}"
