"""Elitech RC-51H loggers: the text they write for themselves. Provisional: no export was seen.

What it looks like
    As one program that reads it shows: lines ``Key : value`` (``S/N``, ``Timezone``, ``First Reading``, ``Current
    Readings``), then the headings ``No.``, ``Time``, ``°C`` and ``%RH`` with two tabs before ``°C``, then rows. Between
    the tabs a row can have a mark, a word or a sign; below ``Mark Time`` stand the times of the marks.

What a file proves
    ``First Reading`` is the first row, ``Current Readings`` their number, ``UTC +00:00`` a fixed offset. Printed
    extremes, with their time where one stands behind them, are held against the readings.

Traps
    The decimal sign is the computer's. ``NC`` stands for no reading. Another text of the family, that of the RC-4,
    has dates of an unknown order and no described header: it is not read.
"""

from __future__ import annotations

import re
from collections import Counter
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
from atmp_logistics.ingest.raw_logs import PrintedExtreme, RawLog
from atmp_logistics.ingest.readings.off_scale import off_scale

NAME = "Elitech text"
PROVISIONAL = "provisional: no genuine export was seen; this reader was built from another program's"
_HEAD = re.compile(r"^No\.\tTime\t\t°([CF])\t%RH[ \t]*\r?$", re.MULTILINE)
_KEY = re.compile(r"\s*([^:\t]+?)\s*:\s*(.*?)\s*")
_LINE = re.compile(r"\s*[^\W\d][^:,;\t]*(?::.*)?")
_OFFSET = re.compile(r"UTC ([+-]\d{2}:\d{2})")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?|NC")
_WITH_MARK = 5
_FORM = "%Y-%m-%d %H:%M:%S"
_MARK = re.compile(r"[^\d\s.,+-][^\t]{0,20}")
_MARK_TIME = re.compile(r"\s*(?:\d{1,3}[.:)]?\s+)?(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s*")
_STATISTIC = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*[°º]?\s*([CF])?(?=\s*(?:/|\(|@|$))")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?")
_OF_TEMPERATURE = r"\.?(?: temp(?:erature|\.)?)?"
_STATISTICS = {
    "highest_degC": re.compile(rf"(?:max(?:imum)?|highest){_OF_TEMPERATURE}", re.IGNORECASE),
    "lowest_degC": re.compile(rf"(?:min(?:imum)?|lowest){_OF_TEMPERATURE}", re.IGNORECASE),
    "mean_degC": re.compile(rf"(?:average|avg|mean){_OF_TEMPERATURE}", re.IGNORECASE),
    "mkt_degC": re.compile(r"MKT|Mean Kinetic Temperature(?: \(MKT\))?", re.IGNORECASE),
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
    readings = [(number - 1, _without_mark(cells)) for number, cells in body]
    refuse([*_key_faults(keys, name), *_row_faults(keys, readings, name)])
    marks = [cells[2] for _, cells in body if len(cells) == _WITH_MARK and cells[2]]
    return [_raw(keys, readings, unit, [*_marks(marks, above)])]


def _without_mark(cells: Sequence[str]) -> list[str]:
    """Return a row without the mark between its time and its temperature, and without empty cells."""
    marked = len(cells) == _WITH_MARK and _MARK.fullmatch(cells[2])
    return [cell for place, cell in enumerate(cells) if cell and not (marked and place == 2)]


def _marks(words: Sequence[str], above: str) -> Iterator[str]:
    """Say which rows a person marked, and at what times."""
    if words:
        shown = ", ".join(f"{word} ({count})" for word, count in Counter(words).most_common(8))
        yield f"rows that were marked, which are readings like the others: {shown}"
    times = [match[1] for line in above.splitlines() if (match := _MARK_TIME.fullmatch(line))]
    if times:
        yield f"times that the header lists as marks: {', '.join(times[:8])}{' and more' if len(times) > 8 else ''}"


def _line_faults(above: Sequence[str], name: str) -> Iterator[Fault]:
    """Refuse lines above the headings that are no keys, titles, or times of marks: two files were put together."""
    of_marks = False
    for number, line in enumerate(above, start=1):
        if not line.strip() or (of_marks and _MARK_TIME.fullmatch(line)):
            continue
        of_marks = line.strip().casefold().startswith("mark")
        if not _LINE.fullmatch(line):
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
        if len(cells) != len(forms)
        or not all(
            form.fullmatch(cell) or (i > 1 and off_scale(cell))
            for i, (form, cell) in enumerate(zip(forms, cells, strict=True))
        )
    ]
    yield from other_shape_faults(wrong, name, "a number, a time, a temperature and a humidity")
    if not wrong and body and body[0][1][1] != keys.get("First Reading"):
        found, expected = f"{body[0][1][1]!r} as the first reading", f"{keys.get('First Reading')!r}, the header's"
        yield Fault(f"{name}, row {body[0][0]}", found, expected, EXPORT_AGAIN)


def _raw(keys: dict[str, str], body: Sequence[Cells], unit: str, marks: Sequence[str]) -> RawLog:
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
        assumptions=(*_assumptions(keys, body), *marks),
        details={
            "model": keys.get("Model", ""),
            "serial": keys.get("S/N", ""),
            "firmware": keys.get("Firmware Version", ""),
            "readings_declared": int(keys["Current Readings"]),
            **{name: value for name, (value, _) in _printed(keys, unit).items()},
        },
        printed=tuple(_timed(keys, unit)),
    )


def _printed(keys: dict[str, str], unit: str) -> dict[str, tuple[float, str]]:
    """Return the statistics of temperature of the header in °C, with their time; humidity stands behind a slash."""
    found = {}
    for name, form in _STATISTICS.items():
        text = next((value for key, value in keys.items() if form.fullmatch(key)), "")
        match = _STATISTIC.match(text)
        if match:
            degC = temperature_degC(f"{match[1].replace(',', '.')} deg{match[2] or unit}")
            at = _MOMENT.search(text)
            found[name] = (degC, at[0] if at else "")
    return found


def _timed(keys: dict[str, str], unit: str) -> Iterator[PrintedExtreme]:
    """Yield the extremes that stand above the headings with their time."""
    for name, (value, at) in _printed(keys, unit).items():
        if at and name in ("highest_degC", "lowest_degC"):
            yield PrintedExtreme(value, name == "highest_degC", at)


def _unread(keys: dict[str, str]) -> Iterator[str]:
    """Say which statistics of the header are not written as known."""
    for key, value in keys.items():
        if any(form.fullmatch(key) for form in _STATISTICS.values()) and not _STATISTIC.match(value):
            yield f"the header's {key!r} is {value!r}, no temperature: it is not held against the readings"


def _assumptions(keys: dict[str, str], body: Sequence[Cells]) -> Iterator[str]:
    yield PROVISIONAL
    yield "the column '%RH' is no temperature: left out"
    if not body:
        yield EMPTY
    if int(keys["Current Readings"]) != len(body):
        declared = keys["Current Readings"]
        yield f"the header declares {declared} readings and the file holds {len(body)}: it was cut or filtered"
    last = keys.get("Last Reading", "")
    if last and body and body[-1][1][1] != last:
        yield f"the header names {last!r} as its last reading and the file ends with {body[-1][1][1]!r}"
    yield from _unread(keys)
    yield from notes_on_row_numbers([cells[0] for _, cells in body])
    yield from notes_on_decimals("temperature", [cells[2] for _, cells in body])
