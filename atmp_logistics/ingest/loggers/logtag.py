"""LogTag loggers: the CSV that an alarm logger with USB writes. Provisional: no export was seen.

What it looks like
    As one program that reads it shows: lines of a key and a value (``Serial #``, ``Description``, ``Last reading``,
    ``Reading interval``, ``Non alert range``), one line of headings, then rows of a number, a date, a time and a
    temperature. That program takes longer rows too: words behind a temperature (``Pause``) are marks and are said;
    numbers are another quantity and stand under a heading that names one. VaxTag+, UTRID-16 and TRED30-16U are said
    to share it.

What a file proves
    Dates run from year to day. The interval is declared; the unit is that of the range without alarm
    (``2.0  to  8.0 °C``); ``Last reading`` is the time of the last row.

Traps
    The range says where the logger alarms, not when: delays are not in the file, and neither are its alarms. A row
    whose words speak of an error is kept as missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnknownColumn, refuse
from atmp_logistics.core.instants import HOUR_S, MINUTE_S
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import column_of
from atmp_logistics.ingest.loggers._row_checks import (
    EMPTY,
    EXPORT_AGAIN,
    notes_on_columns_left_out,
    notes_on_decimals,
    notes_on_row_numbers,
    other_shape_faults,
    serial_number_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.off_scale import off_scale

NAME = "LogTag"
PROVISIONAL = "provisional: no genuine export was seen; this reader was built from another program's"
_SIGNS = (re.compile(r"^Serial #,", re.MULTILINE), re.compile(r"^Reading interval,", re.MULTILINE))
_INTERVAL = re.compile(r"([1-9]\d{0,5}) (seconds|minutes|hours)")
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\s+to\s+(-?\d+(?:\.\d+)?)\s+(\S+)")
_SECONDS = {"seconds": 1.0, "minutes": MINUTE_S, "hours": HOUR_S}
_FORM = "%Y-%m-%d %H:%M:%S"
_SHAPE = (re.compile(r"\d{1,9}"), re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{2}:\d{2}:\d{2}"))
_TEMPERATURE = re.compile(r"-?\d+(?:\.\d+)?")
_NUMBER = re.compile(r"-?\d+\.\d+")
_ERROR = re.compile(r"err|fault|fail|invalid|disconn|no sensor|not valid|unplug", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_][^,;\t]{0,60}|[*!#x]")
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
    if not table or _SHAPE[0].fullmatch(table[0][1][0]):
        found, expected = "no headings above the readings", "a line of headings, then a reading a row"
        refuse([Fault(name, found, expected, EXPORT_AGAIN, NotATable)])
    keys = {cells[0]: cells[-1] for _, cells in above if len(cells) == 2}
    refuse([*_line_faults(above, name), *_key_faults(keys, name), *_heading_faults(table[0], _unit(keys), name)])
    refuse(_row_faults(table[0][1], table[1:], name))
    return [_raw(keys, table[0][1], table[1:])]


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


def _heading_faults(headings: Cells, unit: str, name: str) -> Iterator[Fault]:
    """Refuse a column of temperatures whose heading names another quantity, or another unit than the range."""
    fourth, where = headings[1][:4][-1], f"{name}, row {headings[0]}"
    column = column_of(3, fourth)
    named = temperature_unit(column.plain_unit)
    if is_other(fourth) or column.kind in {"computed", "statistic"}:
        expected = "a measured temperature behind the number, the date and the time"
        yield Fault(where, f"the heading {fourth!r}", expected, EXPORT_AGAIN, UnknownColumn)
    elif named is not None and named != temperature_unit(unit):
        found, expected = f"the heading {fourth!r}, and a range in {unit}", "one unit in both: one of them was edited"
        yield Fault(where, found, expected, EXPORT_AGAIN, MissingUnit)


def _row_faults(headings: Sequence[str], body: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse rows that are not a number, a date, a time, a temperature, and what else their headings and words say."""
    wrong = [(number, cells) for number, cells in body if not _fits(headings, cells)]
    expected = "a number, a date, a time and a temperature; behind them words, or numbers that a heading names"
    yield from other_shape_faults(wrong, name, expected)


def _fits(headings: Sequence[str], cells: Sequence[str]) -> bool:
    """Say whether a row has the shape of a reading; a comma in a number would make further cells of digits."""
    first, further = cells[:4], cells[4:]
    numbers = [place for place, cell in enumerate(further, start=4) if _NUMBER.fullmatch(cell)]
    known = all(not cell or _NUMBER.fullmatch(cell) or _WORDS.fullmatch(cell) for cell in further)
    named = all(place < len(headings) and is_other(headings[place]) for place in numbers)
    return (
        len(first) == 4
        and all(form.fullmatch(cell) for form, cell in zip(_SHAPE, first, strict=False))
        and (_TEMPERATURE.fullmatch(first[3]) is not None or off_scale(first[3]) is not None)
        and known
        and named
        and not (numbers and "." not in first[3])
    )


def is_other(heading: str) -> bool:
    """Say whether a heading names another quantity than a temperature, such as humidity.

    Examples
    --------
    >>> is_other("Humidity"), is_other("%RH"), is_other("Temperature 2"), is_other("Dew Point")
    (True, True, False, False)
    """
    return "%" in heading or column_of(4, heading).kind == "other"


def _raw(keys: dict[str, str], headings: Sequence[str], body: Sequence[Cells]) -> RawLog:
    match = _INTERVAL.fullmatch(keys["Reading interval"])
    return RawLog(
        logger=keys.get("Serial #", ""),
        times=[f"{cells[1]} {cells[2]}" for _, cells in body],
        values=["" if _is_error(cells) else cells[3] for _, cells in body],
        rows=[number for number, _ in body],
        unit=_unit(keys),
        date_forms=(_FORM,) if body else (),
        interval_s=int(match[1]) * _SECONDS[match[2]] if match else None,
        assumptions=tuple(_assumptions(keys, headings, body)),
        details={
            "serial": keys.get("Serial #", ""),
            "description": keys.get("Description", ""),
            "last_reading": keys.get("Last reading", ""),
            "range_without_alarm": keys.get("Non alert range", ""),
        },
    )


def _assumptions(keys: dict[str, str], headings: Sequence[str], body: Sequence[Cells]) -> Iterator[str]:
    yield PROVISIONAL
    yield "the unit is that of the range without alarm; the file states no offset from UTC"
    if not body:
        yield EMPTY
    last = keys.get("Last reading", "")
    held = " ".join(body[-1][1][1:3]) if body else ""
    if held != last:
        yield f"the file names {last!r} as its last reading and ends with {held!r}: it may have been cut"
    yield from notes_on_columns_left_out([heading for heading in headings[4:] if is_other(heading)])
    yield from _about_words(body)
    yield from notes_on_row_numbers([cells[0] for _, cells in body])
    yield from notes_on_decimals("temperature", [cells[3] for _, cells in body])


def _is_error(cells: Sequence[str]) -> bool:
    """Say whether the words behind a temperature say that it is none."""
    return any(map(_ERROR.search, cells[4:]))


def _about_words(body: Sequence[Cells]) -> Iterator[str]:
    """Say which words stand behind readings, and how often: a pause or a mark, which change no reading."""
    words = Counter(cell for _, cells in body for cell in cells[4:] if cell and not _NUMBER.fullmatch(cell))
    if words:
        shown = ", ".join(f"{word} ({count})" for word, count in words.most_common(8))
        yield f"words behind temperatures, which are kept unless they speak of an error: {shown}"
