"""Berlinger Fridge-tags (2, 2 L, 2 E, Ultra Low): the lowest and highest of each day, and in some models a log.

What it looks like
    Line 1 is ``Device: Q-tag Fridge-tag ...``; then ``key: value`` lines, one space a level, often several on a line.
    ``Hist:`` has a section for each day, the newest first: ``Date``, ``Min T``, ``Max T``, ``Avrg T``, the minutes
    outside each alarm's limit. Some models add ``Data:`` with a tab before each cell, as a Q-tag does. Last stand
    ``Cert:``, ``Sig Cert:`` and ``Sig:``.

What proves a file whole
    Days are numbered from 1 and their dates fall; a mean lies between its extremes. The signature must fit the text:
    where it does not, the file was changed, and a note says so. Readings without a signature are refused.

Traps
    Without ``Data:`` there are no readings, and an excursion has no length. The newest day ends with the report.
    ``Zone: 0.00`` stands in files of loggers that never ran on UTC. The limits are the device's and no label's. A
    measurement each minute finds extremes beyond every logged row. ``---`` and ``--.-`` stand for no measurement. A
    logger that is set so writes ``03/17/2031``: the days of the history, which fall one by one, prove the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.ingest.loggers._berlinger import (
    DATA_HEADING,
    EXPORT_AGAIN,
    MISSING,
    DataRow,
    Section,
    data_rows,
    read_sections,
    second_file_faults,
)
from atmp_logistics.ingest.loggers._fridgetag_words import (
    ROW_FORM,
    assumptions,
    date_of,
    day_extremes,
    day_notes,
    details,
    moment_of,
    number_of,
    printed,
    row_notes,
)
from atmp_logistics.ingest.loggers._row_checks import serial_number_faults
from atmp_logistics.ingest.loggers._signature import signature_fits
from atmp_logistics.ingest.loggers._slashed_dates import with_iso_dates
from atmp_logistics.ingest.raw_logs import RawLog, RawSummary

NAME = "Berlinger Fridge-tag"
_SIGN = re.compile(r"Device: (?:Q-tag )?Fridge-tag\b")
_DAY_FORM = "%Y-%m-%d"
_TEMPERATURE = re.compile(r"[+-]?\d{1,3}\.\d+")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHAPES = {
    "Date": (_DATE, "a date, year first"),
    "Min T": (_TEMPERATURE, "a temperature"),
    "TS Min T": (_CLOCK, "hours:minutes"),
    "Max T": (_TEMPERATURE, "a temperature"),
    "TS Max T": (_CLOCK, "hours:minutes"),
    "Avrg T": (_TEMPERATURE, "a temperature"),
}
#: What a printed mean, cut to a tenth, can lie outside its printed extremes.
_TENTH = 0.1001


@dataclass(frozen=True, slots=True)
class FridgetagParts:
    """A file's lines by their part: keys and the rows of `Data:`; whether the signature fits; notes on its dates."""

    keys: list[str]
    data: list[tuple[int, str]] | None
    fits: bool | None
    said: tuple[str, ...] = ()


def recognises(text: str) -> bool:
    r"""Say whether a text is a Fridge-tag's; a Q-tag's is not.

    Examples
    --------
    >>> recognises("Device: Q-tag Fridge-tag 2 L\nVers: 0.5\n"), recognises("Device: Q-tag CLm doc LR\n")
    (True, False)
    """
    return bool(_SIGN.match(text))


def read(text: str, name: str) -> list[RawLog] | list[RawSummary]:
    """Take a Fridge-tag's file apart: its log where it has one, else its days.

    Returns
    -------
    list[RawLog] | list[RawSummary]

    Raises
    ------
    InputError
        For a file that is cut or edited.
    """
    refuse(second_file_faults(text.splitlines(), name))
    plain, said, faults = with_iso_dates(text, name)
    refuse(faults)
    parts = _parts(plain, text, said)
    keys, faults = read_sections(parts.keys, name)
    refuse(faults)
    days = _days(keys)
    refuse([*_head_faults(keys, name), *_day_faults(keys, days, name)])
    rows, faults = _rows(parts.data, name)
    refuse([*faults, *_data_faults(keys, rows, parts.fits, name)])
    return [_log(keys, days, rows, parts)] if rows else [_summary(keys, days, parts)]


def _parts(plain: str, text: str, said: tuple[str, ...]) -> FridgetagParts:
    """Return a file's parts: `Data:` and `Cert:` each open one; the text as the logger wrote it is what is signed."""
    lines = plain.rstrip().splitlines()
    end = next((i for i, line in enumerate(lines) if line.startswith(("Cert:", "Sig"))), len(lines))
    data = lines.index("Data:") if "Data:" in lines[:end] else None
    block = None if data is None else list(enumerate(lines[data + 1 : end], start=data + 2))
    fits = signature_fits(text) if end < len(lines) else None
    return FridgetagParts(lines[: end if data is None else data], block, fits, said)


def _days(keys: Section) -> dict[str, Section]:
    """Return the days' sections by their number, as the file has them."""
    history = keys.at("Hist")
    return {key: section for key, section in history.below.items() if key.isdecimal()} if history else {}


def _head_faults(keys: Section, name: str) -> Iterator[Fault]:
    """Refuse sections with nothing in them, and a device without its number."""
    for key in ("Conf", "Hist"):
        section = keys.at(key)
        if section and not (section.pairs or section.below):
            expected = "its keys under it, each a space further right"
            yield Fault(f"{name}, row {section.row}", f"{key!r} with nothing in it", expected, EXPORT_AGAIN)
    if not keys.value("Conf", "Serial"):
        yield Fault(f"{name}, Conf", "no Serial", "the device's serial number", EXPORT_AGAIN)
    yield from serial_number_faults(keys.value("Conf", "Serial"), f"{name}, Conf, Serial")


def _day_faults(keys: Section, days: dict[str, Section], name: str) -> Iterator[Fault]:
    """Refuse a history without days, days out of their order, and values that are none."""
    if not days:
        found, expected = "no day under Hist", "a section for each day: the file was cut or edited"
        yield Fault(name, found, expected, EXPORT_AGAIN)
    if list(days) != [str(i) for i in range(1, len(days) + 1)]:
        found = "days numbered " + ", ".join(list(days)[:5])
        yield Fault(f"{name}, Hist", found, "1, 2, 3, ... without a gap", EXPORT_AGAIN)
    for number, day in days.items():
        yield from _value_faults(number, day, name)
    known = [(day.row, day.pairs["Date"]) for day in days.values() if date_of(day.pairs.get("Date", ""))]
    for (_, one), (row, two) in pairwise(known):
        if two >= one:
            yield Fault(f"{name}, row {row}", f"{two} under {one}", "the newest day first", EXPORT_AGAIN)
    created = keys.value("Hist", "TS Report Creation")
    if not moment_of(created):
        yield Fault(f"{name}, TS Report Creation", repr(created), "a date and a time", EXPORT_AGAIN)
    elif known and known[0][1] > created[:10]:
        expected = f"none after the report of {created}"
        yield Fault(f"{name}, row {known[0][0]}", f"a day {known[0][1]}", expected, EXPORT_AGAIN)


def _value_faults(number: str, day: Section, name: str) -> Iterator[Fault]:
    """Refuse a day without its values, with values of another shape, or with a mean outside its extremes."""
    where = f"{name}, row {day.row}, day {number}"
    for key, (shape, expected) in _SHAPES.items():
        value = day.pairs.get(key)
        if value is None:
            yield Fault(where, f"no {key}", f"{expected}: the file was cut or edited", EXPORT_AGAIN)
        elif not (shape.fullmatch(value) or (key != "Date" and value in MISSING)):
            yield Fault(f"{where}, {key}", repr(value), expected, EXPORT_AGAIN)
        elif key == "Date" and not date_of(value):
            yield Fault(f"{where}, {key}", repr(value), "a day that exists", EXPORT_AGAIN)
    low, mean, high = (number_of(day.pairs.get(key, "")) for key in ("Min T", "Avrg T", "Max T"))
    known = [value for value in (low, mean, high) if value is not None]
    if any(two < one - _TENTH for one, two in pairwise(known)) or (low is not None and high is not None and low > high):
        found = f"lowest {low}, mean {mean}, highest {high}"
        yield Fault(where, found, "a mean between its extremes: the file was edited", EXPORT_AGAIN)


def _rows(block: Sequence[tuple[int, str]] | None, name: str) -> tuple[list[DataRow], list[Fault]]:
    """Return the rows of a `Data:` block; the flag's cell may be left off."""
    if block is None:
        return [], []
    if not block or block[0][1].split("\t") != DATA_HEADING:
        expected = "the headings 'yyyy-MM-dd hh:mm', 'T' and 'Out of limits'"
        return [], [Fault(f"{name}, Data", repr(block[0][1]) if block else "nothing", expected, EXPORT_AGAIN)]
    return data_rows(block[1:], name)


def _data_faults(keys: Section, rows: Sequence[DataRow], fits: bool | None, name: str) -> Iterator[Fault]:
    """Refuse readings without a signature or an interval, before the activation or after the report."""
    if not rows:
        return
    if fits is None:
        found = "readings without the signature that ends a file: it was cut or edited"
        yield Fault(f"{name}, row {rows[-1].number}", found, "Cert, Sig Cert and Sig after the data", EXPORT_AGAIN)
    minutes = keys.value("Conf", "Logging Interval")
    if not re.fullmatch(r"[1-9]\d{0,4}", minutes):
        yield Fault(f"{name}, Logging Interval", repr(minutes), "a number of minutes", EXPORT_AGAIN)
    start, stop = keys.value("Hist", "TS Actv"), keys.value("Hist", "TS Report Creation")
    outside = [row for row in rows if moment_of(row.time) and not (start <= row.time <= stop)]
    if moment_of(start) and outside:
        found = f"{len(outside)} readings outside, the first at {outside[0].time}"
        expected = f"readings from the activation, {start}, to the report, {stop}"
        yield Fault(f"{name}, row {outside[0].number}", found, expected, EXPORT_AGAIN)


def _summary(keys: Section, days: dict[str, Section], parts: FridgetagParts) -> RawSummary:
    sections = list(days.values())
    dates = [day.pairs["Date"] for day in sections]
    empty = ["its block of readings holds none"] if parts.data is not None else []
    return RawSummary(
        logger=keys.value("Conf", "Serial"),
        kind="day",
        begins=dates,
        ends=dates,
        lowest=[day.pairs["Min T"] for day in sections],
        highest=[day.pairs["Max T"] for day in sections],
        mean=[day.pairs["Avrg T"] for day in sections],
        rows=[day.row for day in sections],
        unit=keys.value("Conf", "Temp unit") or None,
        date_forms=(_DAY_FORM,),
        missing=MISSING,
        assumptions=(*parts.said, *assumptions(keys, sections, parts.fits), *day_notes(keys, dates), *empty),
        details=details(keys, sections, parts.fits),
    )


def _log(keys: Section, days: dict[str, Section], rows: Sequence[DataRow], parts: FridgetagParts) -> RawLog:
    sections = list(days.values())
    minutes = int(keys.value("Conf", "Logging Interval"))
    return RawLog(
        logger=keys.value("Conf", "Serial"),
        times=[row.time for row in rows],
        values=[row.value for row in rows],
        rows=[row.number for row in rows],
        unit=keys.value("Conf", "Temp unit") or None,
        date_forms=(ROW_FORM,),
        missing=MISSING,
        interval_s=60.0 * minutes,
        assumptions=(*parts.said, *assumptions(keys, sections, parts.fits), *row_notes(keys, sections, rows, minutes)),
        details={
            **details(keys, sections, parts.fits),
            "readings_out_of_limits": sum(row.flag == "x" for row in rows),
            "day_extremes_degC": day_extremes(keys, sections),
        },
        printed=tuple(printed(keys, sections)),
    )
