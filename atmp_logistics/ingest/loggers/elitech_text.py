"""Elitech RC-51H loggers: the text they write for themselves. Provisional: no export was seen.

What it looks like
    As one program that reads it shows: lines ``Key : value`` (``S/N``, ``Timezone``, ``First Reading``, ``Current
    Readings``), then the headings ``No.``, ``Time``, ``°C`` and ``%RH`` with two tabs before ``°C``, then rows.

What a file proves
    ``First Reading`` is the first row, ``Current Readings`` their number, ``UTC +00:00`` a fixed offset.

Traps
    The decimal sign is the computer's. ``NC`` stands for no reading. Another text of the family, that of the RC-4,
    has dates of an unknown order and no described header: it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.core.units import temperature_degC
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

NAME = "Elitech text"
PROVISIONAL = "provisional: this reader was built from another program's, no genuine export was seen"
_HEAD = re.compile(r"^No\.\tTime\t\t°([CF])\t%RH[ \t]*\r?$", re.MULTILINE)
_KEY = re.compile(r"\s*([^:\t]+?)\s*:\s*(.*?)\s*")
_LINE = re.compile(r"\s*[^\W\d][^:,;\t]*(?::.*)?")
_OFFSET = re.compile(r"UTC ([+-]\d{2}:\d{2})")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?|NC")
_FORM = "%Y-%m-%d %H:%M:%S"
_STATISTIC = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*[°º]?\s*([CF])?(?=\s*(?:/|$))")
_STATISTICS = {
    "highest_degC": ("Maximum", "Max"),
    "lowest_degC": ("Minimum", "Min"),
    "mean_degC": ("Average", "Avg"),
    "mkt_degC": ("MKT", "Mean Kinetic Temperature", "Mean Kinetic Temperature (MKT)"),
}
Cells = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text holds the headings of an RC-51H.

    Examples
    --------
    >>> recognises("S/N : A1\n\nNo.\tTime\t\t°C\t%RH\n"), recognises("No.\tTime\t°C\t%RH\n")
    (True, False)
    """
    return _HEAD.search(text[:8000]) is not None


def read(text: str, name: str) -> list[RawLog]:
    """Take an RC-51H's text apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For keys and rows of another shape than is known, and a first row that is not the First Reading.
    """
    head = _HEAD.search(text)
    unit = head[1] if head else ""
    above = text[: head.start()] if head else text
    keys: dict[str, str] = {}
    for match in filter(None, map(_KEY.fullmatch, above.splitlines())):
        keys.setdefault(match[1], match[2])
    first = above.count("\n") + 1
    refuse(_line_faults(above.splitlines(), name))
    body = [(first + number, cells) for number, cells in rows_of(text[head.end() :] if head else "", name, "\t")]
    readings = [(number - 1, [cell for cell in cells if cell]) for number, cells in body]
    refuse([*_key_faults(keys, name), *_row_faults(keys, readings, name)])
    return [_raw(keys, readings, unit)]


def _line_faults(above: Sequence[str], name: str) -> Iterator[Fault]:
    """Refuse lines above the headings that are neither keys nor titles: two files were put together."""
    for number, line in enumerate(above, start=1):
        if line.strip() and not _LINE.fullmatch(line):
            expected = "a key and its value above the headings"
            yield Fault(f"{name}, row {number}", repr(line), expected, EXPORT_AGAIN, NotATable)


def _key_faults(keys: dict[str, str], name: str) -> Iterator[Fault]:
    forms = {
        "Timezone": (_OFFSET, "an offset such as UTC +00:00"),
        "First Reading": (_TIME, "a date from year to day and a time"),
        "Current Readings": (re.compile(r"\d{1,9}"), "a number"),
    }
    for key, (form, expected) in forms.items():
        if not form.fullmatch(keys.get(key, "")):
            yield Fault(f"{name}, {key}", repr(keys.get(key, "")), expected, EXPORT_AGAIN)
    yield from serial_number_faults(keys.get("S/N", ""), f"{name}, S/N")


def _row_faults(keys: dict[str, str], body: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse rows that are not a number, a time, a temperature and a humidity."""
    forms = (re.compile(r"\d{1,9}"), _TIME, _NUMBER, _NUMBER)
    wrong = [
        (number, cells)
        for number, cells in body
        if len(cells) != len(forms) or not all(form.fullmatch(cell) for form, cell in zip(forms, cells, strict=True))
    ]
    yield from other_shape_faults(wrong, name, "a number, a time, a temperature and a humidity")
    if not wrong and body and body[0][1][1] != keys.get("First Reading"):
        found, expected = f"{body[0][1][1]!r} as the first reading", f"{keys.get('First Reading')!r}, the header's"
        yield Fault(f"{name}, row {body[0][0]}", found, expected, EXPORT_AGAIN)


def _raw(keys: dict[str, str], body: Sequence[Cells], unit: str) -> RawLog:
    offset = _OFFSET.fullmatch(keys["Timezone"])
    return RawLog(
        logger=keys.get("S/N", ""),
        times=[cells[1] for _, cells in body],
        values=[cells[2] for _, cells in body],
        rows=[number for number, _ in body],
        unit=unit,
        date_forms=(_FORM,) if body else (),
        decimal=None,
        offset=offset[1] if offset else None,
        missing=frozenset({"", "NC"}),
        first_at=keys["First Reading"],
        assumptions=tuple(_assumptions(keys, body)),
        details={
            "model": keys.get("Model", ""),
            "serial": keys.get("S/N", ""),
            "firmware": keys.get("Firmware Version", ""),
            "readings_declared": int(keys["Current Readings"]),
            **_printed(keys, unit),
        },
    )


def _printed(keys: dict[str, str], unit: str) -> dict[str, float]:
    """Return the statistics of temperature that stand above the headings, in °C; humidity stands behind a slash."""
    found = {}
    for name, labels in _STATISTICS.items():
        text = next((keys[label] for label in labels if label in keys), "")
        match = _STATISTIC.match(text)
        if match:
            found[name] = temperature_degC(f"{match[1].replace(',', '.')} deg{match[2] or unit}")
    return found


def _unread(keys: dict[str, str]) -> Iterator[str]:
    """Say which statistics of the header are not written as known."""
    labels = [label for known in _STATISTICS.values() for label in known if label in keys]
    for label in labels:
        if not _STATISTIC.match(keys[label]):
            yield f"the header's {label!r} is {keys[label]!r}, no temperature: it is not held against the readings"


def _assumptions(keys: dict[str, str], body: Sequence[Cells]) -> Iterator[str]:
    yield PROVISIONAL
    yield "the column '%RH' is no temperature: left out"
    if not body:
        yield EMPTY
    if int(keys["Current Readings"]) != len(body):
        declared = keys["Current Readings"]
        yield f"the header declares {declared} readings and the file holds {len(body)}: it was cut or filtered"
    yield from _unread(keys)
    yield from notes_on_row_numbers([cells[0] for _, cells in body])
    yield from notes_on_decimals("temperature", [cells[2] for _, cells in body])
