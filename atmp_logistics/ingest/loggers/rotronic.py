"""Rotronic HygroLog and HW4 loggers: sections between marks, written with commas or with tabs.

What it looks like
    ``[#I]Device Description``, ``[#S]Device Information`` with ``key = value`` lines, a section ``[#1]``, ``[#2]``, ...
    for each channel (``Temperature = °C`` and its alarm thresholds), ``[#H]`` with the headings ``Date``, ``Time`` and
    the channels, ``[#D]`` with the readings. A file named .xls is the same as text between tabs.

What a file proves
    The headings under ``[#H]`` are the channels' names in their order, each with its unit. ``Log Interval`` is
    declared. Dates are written with slashes: which of day and month comes first, a file must prove.

Traps
    The degree sign can be lost (``∞C``). A whole number is written without decimals (``20`` beside ``20.5``). The clock
    can be reset, and readings can jitter by a second. The interval declared is the one set when the file was written,
    and rows can stand further apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    row_notes,
    temperatures,
    unnamed_faults,
    width_faults,
)
from atmp_logistics.ingest.loggers._row_checks import serial_number_faults
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Rotronic"
_SIGN = re.compile(r'"?\[#I\]Device Description"?[,;\t\r\n]')
_MARK = re.compile(r"\[#([ISHD]|[1-9]\d?)\](.*)")
_PAIR = re.compile(r"([^=]+?)\s*=\s*(.*)")
_INTERVAL = re.compile(r"(\d{2}):([0-5]\d):([0-5]\d)")
_FORMS = ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S")
_EXPORT_AGAIN = "export the file again from the logger, and change nothing in it"


@dataclass(slots=True)
class RotronicSections:
    """A file by its marks: description, information, channels by number, headings, and readings."""

    marks: list[str] = field(default_factory=list)
    lines: dict[str, list[Row]] = field(default_factory=dict)

    def pairs(self, mark: str) -> list[tuple[str, str]]:
        """Return the pairs of key and value of a section."""
        found = (_PAIR.fullmatch(cells[0]) for _, cells in self.lines.get(mark, ()))
        return [(match[1], match[2]) for match in found if match]

    @property
    def channels(self) -> list[str]:
        """The marks of the channels, in the order of the file."""
        return [mark for mark in self.marks if mark.isdigit()]


def recognises(text: str) -> bool:
    r"""Say whether a text is a Rotronic logger's.

    Examples
    --------
    >>> recognises("[#I]Device Description,,,\n"), recognises("[#I]Description\n")
    (True, False)
    """
    return bool(_SIGN.match(text[:4096]))


def read(text: str, name: str) -> list[RawLog]:
    """Take a Rotronic file apart: a channel for each temperature.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For sections, headings or rows other than this family is known to write.
    """
    first = text.partition("\n")[0]
    found = "semicolons between its cells"
    if ";" in first:
        refuse([Fault(name, found, "commas or tabs between its cells", _EXPORT_AGAIN, NotATable)])
    delimiter = "\t" if "\t" in first else ","
    sections, faults = _sections(rows_of(text, name, delimiter), name)
    refuse([*faults, *_section_faults(sections, name)])
    number, head = sections.lines["H"][0]
    body = sections.lines["D"]
    columns = [SensorColumn(i, *_channel(sections, mark)) for i, mark in enumerate(sections.channels, start=2)]
    refuse(_heading_faults(columns, head, f"{name}, row {number}"))
    refuse([*column_faults(columns, f"{name}, row {number}", _EXPORT_AGAIN)])
    refuse(width_faults(len(head), body, name, _EXPORT_AGAIN))
    refuse(unnamed_faults(head, body, name, _EXPORT_AGAIN))
    names = channel_names(temperatures(columns))
    ends = text.endswith(("\n", "\r"))
    return [_raw(column, names[column.place], columns, sections, ends) for column in temperatures(columns)]


def _sections(rows: Sequence[Row], name: str) -> tuple[RotronicSections, list[Fault]]:
    """Return the rows by their marks; a row before the first mark or a mark that stands twice is a fault."""
    sections, faults = RotronicSections(), list[Fault]()
    for number, cells in rows:
        match = _MARK.fullmatch(cells[0])
        if match and match[1] in sections.marks:
            faults.append(Fault(f"{name}, row {number}", f"{cells[0]!r} twice", "each section once", _EXPORT_AGAIN))
        elif match:
            sections.marks.append(match[1])
            sections.lines[match[1]] = []
        elif sections.marks:
            sections.lines[sections.marks[-1]].append((number, cells))
    return sections, faults


def _section_faults(sections: RotronicSections, name: str) -> Iterator[Fault]:
    """Refuse sections that are missing, in another order, or hold what they are not known to hold."""
    expected = ["I", "S", *map(str, range(1, len(sections.channels) + 1)), "H", "D"]
    if sections.marks != expected or not sections.channels:
        found = "the sections " + " ".join(f"[#{mark}]" for mark in sections.marks)
        yield Fault(name, found, "[#I] [#S] [#1] ... [#H] [#D]: the file was cut or edited", _EXPORT_AGAIN)
        return
    if len(sections.lines["H"]) != 1:
        yield Fault(f"{name}, [#H]", f"{len(sections.lines['H'])} rows", "one row of headings", _EXPORT_AGAIN)
    for mark in ("S", *sections.channels):
        for number, cells in sections.lines[mark]:
            if any(cells[1:]) or not _PAIR.fullmatch(cells[0]):
                found, where = repr(" ".join(filter(None, cells))), f"{name}, row {number}"
                yield Fault(where, found, f"key = value, as all of [#{mark}]", _EXPORT_AGAIN)
    for mark in sections.channels:
        quantities = [key for key, _ in sections.pairs(mark) if not key.endswith("Threshold")]
        if len(quantities) != 1:
            found = ", ".join(map(repr, quantities)) or "no quantity"
            yield Fault(f"{name}, [#{mark}]", found, "one quantity with its unit", _EXPORT_AGAIN)
    keys = dict(sections.pairs("S"))
    if not keys.get("Serial Number"):
        yield Fault(f"{name}, [#S]", "no Serial Number", "the logger's serial number", _EXPORT_AGAIN)
    yield from serial_number_faults(keys.get("Serial Number", ""), f"{name}, [#S], Serial Number")
    interval = keys.get("Log Interval", "")
    if interval and not _INTERVAL.fullmatch(interval):
        yield Fault(f"{name}, Log Interval", repr(interval), "hours:minutes:seconds", _EXPORT_AGAIN)


def _channel(sections: RotronicSections, mark: str) -> tuple[str, str, str]:
    """Return a channel's heading, name and unit."""
    name, unit = next((key, value) for key, value in sections.pairs(mark) if not key.endswith("Threshold"))
    return name, name, unit


def _heading_faults(columns: Sequence[SensorColumn], head: Sequence[str], where: str) -> Iterator[Fault]:
    """Refuse headings that are not date, time and the channels' names in their order."""
    expected = ["Date", "Time", *(column.name for column in columns)]
    if head[: len(expected)] != expected or any(head[len(expected) :]):
        found = f"the headings {', '.join(head)}"
        yield Fault(where, found, f"{', '.join(expected)}, as the sections name them", _EXPORT_AGAIN)


def _raw(
    column: SensorColumn, channel: str, columns: Sequence[SensorColumn], sections: RotronicSections, ends: bool
) -> RawLog:
    body, keys = sections.lines["D"], dict(sections.pairs("S"))
    return RawLog(
        logger=keys.get("Serial Number", ""),
        times=[f"{cells[0]} {cells[1]}".strip() for _, cells in body],
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit or None,
        date_forms=_FORMS if body else (),
        decimal=None,
        interval_s=_seconds(keys.get("Log Interval", "")),
        channel=channel,
        assumptions=(*column_notes(columns), *row_notes(column, body, even=False), *_end_notes(column, body, ends)),
        details=_details(column, sections, keys),
    )


def _end_notes(column: SensorColumn, body: Sequence[Row], ends: bool) -> Iterator[str]:
    """Say what a line without an end holds: decimals are left off a whole number, so that a cut one looks whole."""
    if body and not ends:
        yield f"the last row, {body[-1][0]}, has no line end: its temperature is read as {body[-1][1][column.place]}"


def _seconds(interval: str) -> float | None:
    match = _INTERVAL.fullmatch(interval)
    hours, minutes, seconds = map(int, match.groups()) if match else (0, 0, 0)
    return float(3600 * hours + 60 * minutes + seconds) or None


def _details(column: SensorColumn, sections: RotronicSections, keys: dict[str, str]) -> dict[str, Any]:
    of_channel = dict(sections.pairs(sections.channels[column.place - 2]))
    return {
        "description": " ".join(cells[0] for _, cells in sections.lines["I"]),
        "serial": keys.get("Serial Number", ""),
        "firmware": keys.get("Version", ""),
        "file_name": keys.get("File Name", ""),
        "thresholds": {
            key: f"{value} {column.plain_unit}" for key, value in of_channel.items() if key.endswith("Threshold")
        },
    }
