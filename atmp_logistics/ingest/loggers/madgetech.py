"""MadgeTech loggers: the data file that the 2.x program writes as CSV.

What it looks like
    ``%DATA MadgeTech Data File`` and further lines with a percent sign; sections such as ``"[Device]"`` to
    ``"[End Device]"`` of quoted ``"key","value"``; ``"[Reading]"``, headings between number signs
    (``# ID #,# DateTime #,# Temperature (°C) #,# StatusByte #,# Annotation #``), and a reading a row, all in quotes.

What a file proves
    Each time is a spreadsheet's day number, so that no date has an order. ``StartDate`` and ``EndDate`` are the first
    and the last, ``ReadingRate`` the interval (``R30M``), ``Readings`` the count. A reading is numbered from 0, and its
    time is the start and so many intervals: nothing can be lost or exchanged unseen.

Traps
    ``TZUTC-100000|STANDARD|HST`` names the offset -10:00, and nothing in the file says whether the day numbers are in
    it or in UTC: readings outdoors of the genuine file are warmest in the afternoon only as UTC. A person states it.
    The mark of the degree is one byte. A number has its plus (``+20.2``) and loses its last zero. A status byte
    other than 0 was not seen, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnreadableTime, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    column_of,
    count_note,
    temperatures,
    width_faults,
)
from atmp_logistics.ingest.loggers._row_checks import lines_of, notes_on_row_numbers, serial_number_faults
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "MadgeTech"
_SIGN = re.compile(r'"?%DATA MadgeTech Data File\b')
_SECTION = re.compile(r"\[(End )?(\w+)\]")
_HEADING = re.compile(r"#\s*(.*?)\s*#")
_MARKS = {"StatusByte": "0", "Annotation": None, "Status": None, "Selections": None}
_DAY = re.compile(r"\d{4,6}(?:[.,]\d+)?")
_RATE = re.compile(r"R([1-9]\d{0,5})([HMSZ])")
_UNIT = re.compile(r"UNITDEGREES([CFK])")
_SECONDS = {"H": 3600.0, "M": 60.0, "S": 1.0}
_ZONE = re.compile(r"TZUTC([+-])(\d\d)([0-5]\d)\d\d(?:\|(\w*)\|.*)?")
_COUNT = re.compile(r"\d{1,9}")
_FORM = "%Y-%m-%d %H:%M:%S.%f"
_EPOCH = datetime.fromisoformat("1899-12-30")
_EXPORT_AGAIN = "export the data file again from the MadgeTech program, and change nothing in it"
#: A day number has ten decimals, some ten microseconds; one that is off by more is of another start or interval.
_EXACT_S = 1.0


@dataclass(frozen=True, slots=True)
class MadgeTechFile:
    """A file taken apart: the keys of each section, the headings with their line, and the rows of readings."""

    keys: dict[str, dict[str, str]]
    head: Row
    body: list[Row]

    def key(self, name: str) -> str:
        """Return the value of a key: the data set's, else the device's."""
        return self.keys.get("Dataset", {}).get(name) or self.keys.get("Device", {}).get(name, "")

    def day(self, name: str) -> datetime | None:
        """Return a key that is a day number as a moment, None where it is none."""
        return moment_of(self.key(name)) if _DAY.fullmatch(self.key(name)) else None

    @property
    def interval_s(self) -> float | None:
        """The seconds between readings."""
        match = _RATE.fullmatch(self.key("ReadingRate"))
        if not match:
            return None
        return 1 / int(match[1]) if match[2] == "Z" else int(match[1]) * _SECONDS[match[2]]

    @property
    def count(self) -> int | None:
        """How many readings the file declares."""
        return int(self.key("Readings")) if _COUNT.fullmatch(self.key("Readings")) else None

    @property
    def offsets(self) -> tuple[str, ...]:
        """The offsets that the times can be in: the header's, an hour more under summer time, and UTC."""
        match = _ZONE.fullmatch(self.key("TimeZone"))
        if not match:
            return ()
        sign, hours, minutes, season = match.groups("STANDARD")
        later = int(hours) + (1 if sign == "+" else -1)
        summer = f"{sign if later >= 0 else '+'}{abs(later):02}:{minutes}"
        named = f"{sign}{hours}:{minutes}"
        return tuple(dict.fromkeys([named, *([] if season == "STANDARD" else [summer]), "+00:00"]))


def moment_of(day: str) -> datetime:
    """Return a spreadsheet's day number as a moment, to the millisecond.

    Examples
    --------
    >>> moment_of("41394.7757407407")
    datetime.datetime(2013, 4, 30, 18, 37, 4)
    """
    return _EPOCH + timedelta(milliseconds=round(float(day.replace(",", ".")) * 86_400_000))


def recognises(text: str) -> bool:
    r"""Say whether a text is a MadgeTech data file.

    Examples
    --------
    >>> recognises("%DATA MadgeTech Data File   \n%FORMAT CSV\n")
    True
    """
    return bool(_SIGN.match(text))


def edited_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Yield the first line of a data file, where it is not the one that says so.

    Examples
    --------
    >>> text = '"[Reading]"\n# ID #,# DateTime #,# Temperature (°C) #\n'
    >>> [fault.where for fault in edited_faults(text, "log.csv")]
    ['log.csv, row 1']
    """
    if "# ID #,# DateTime #" in text[:20_000]:
        number, line = lines_of(text[:20_000])[0]
        yield Fault(f"{name}, row {number}", repr(line), "'%DATA MadgeTech Data File'", _EXPORT_AGAIN, NotATable)


def read(text: str, name: str) -> list[RawLog]:
    """Take a MadgeTech data file apart, one log for each temperature channel.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a header that is cut, columns of another kind, and readings that are not at their start and interval.
    """
    file = _taken_apart(rows_of(text, name), name)
    number, headings = file.head
    names = [match[1] if (match := _HEADING.fullmatch(heading)) else "" for heading in headings]
    columns = [column_of(i, names[i]) for i in range(2, len(names)) if names[i] not in _MARKS]
    where = f"{name}, row {number}"
    refuse(_heading_faults(names, headings, where))
    refuse(
        [*column_faults(columns, where, _EXPORT_AGAIN), *_key_faults(file, name), *_unit_faults(file, columns, where)]
    )
    refuse(width_faults(len(headings), file.body, name, _EXPORT_AGAIN))
    refuse(_row_faults(file, names, name))
    channels = channel_names(temperatures(columns))
    return [_raw(column, channels[column.place], columns, file) for column in temperatures(columns)]


def _taken_apart(rows: Sequence[Row], name: str) -> MadgeTechFile:
    """Sort the lines by their sections; of a key that stands twice in one, the first."""
    keys, section, head, body, wrong = dict[str, dict[str, str]](), "", (0, list[str]()), list[Row](), list[Row]()
    for number, cells in rows:
        match = _SECTION.fullmatch(cells[0]) if not any(cells[1:]) else None
        if match:
            section = "" if match[1] else match[2]
        elif section == "Reading" and not head[0]:
            head = (number, cells)
        elif section == "Reading":
            body.append((number, cells))
        elif section and len(cells) == 2:
            keys.setdefault(section, {}).setdefault(cells[0], cells[1])
        elif not cells[0].startswith("%"):
            wrong.append((number, cells))
    for number, cells in wrong[:1]:
        found = f"{','.join(cells)!r}, and {len(wrong)} such lines"
        expected = "a section, a key with its value, or a reading"
        raise NotATable([Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, NotATable)])
    if not head[0]:
        expected = "a section [Reading] with headings"
        raise NotATable([Fault(name, "a MadgeTech file without readings", expected, _EXPORT_AGAIN, NotATable)])
    return MadgeTechFile(keys, head, body)


def _heading_faults(names: Sequence[str], headings: Sequence[str], where: str) -> Iterator[Fault]:
    """Refuse headings that do not begin with the number and the time, or stand without their number signs."""
    if list(names[:2]) != ["ID", "DateTime"] or not all(names):
        found = f"the headings {', '.join(headings)}"
        yield Fault(where, found, "# ID #, # DateTime #, and each between number signs", _EXPORT_AGAIN, NotATable)


def _key_faults(file: MadgeTechFile, name: str) -> Iterator[Fault]:
    """Refuse a header that is cut, or says what no export has shown."""
    asked = {
        "StartDate": (file.day("StartDate") is not None, "a day number such as 41394.7757407407"),
        "ReadingRate": (file.interval_s is not None, "an interval such as R30M"),
        "Readings": (file.count is not None, "a number"),
        "TimeZone": (bool(file.offsets), "an offset such as TZUTC+010000"),
    }
    for key, (good, expected) in asked.items():
        if not good:
            yield Fault(f"{name}, {key}", repr(file.key(key)), expected, _EXPORT_AGAIN)
        for section in ("Device", "Display"):
            other = file.keys.get(section, {}).get(key, file.key(key))
            if good and other != file.key(key):
                found = f"{other!r} in [{section}] and {file.key(key)!r} in [Dataset]"
                yield Fault(f"{name}, {key}", found, "one value", _EXPORT_AGAIN)
    yield from serial_number_faults(file.key("SerialNumber"), f"{name}, SerialNumber")


def _unit_faults(file: MadgeTechFile, columns: Sequence[SensorColumn], where: str) -> Iterator[Fault]:
    """Refuse a temperature whose heading has another unit than the file shows its channels in."""
    shown = file.keys.get("Display", {})
    keys = shown if "Unit(0)" in shown else file.keys.get("Device", {})
    units = {temperature_unit(match[1]) for value in keys.values() if (match := _UNIT.fullmatch(value))}
    for column in temperatures(columns):
        unit = temperature_unit(column.plain_unit)
        if units and unit is not None and unit not in units:
            found, expected = f"the heading {column.heading!r}", "the unit that the file names for its channels"
            yield Fault(where, found, expected, _EXPORT_AGAIN, MissingUnit)


def _row_faults(file: MadgeTechFile, names: Sequence[str], name: str) -> Iterator[Fault]:
    """Refuse rows that are not at the start and so many intervals, and a status that was never seen."""
    strange = [row for row in file.body if not (_COUNT.fullmatch(row[1][0]) and _DAY.fullmatch(row[1][1]))]
    for number, cells in strange[:1]:
        found = f"{cells[0]!r} and {cells[1]!r}, and {len(strange)} such rows"
        expected = "a number and a day number such as 41394.7757407407"
        yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, UnreadableTime)
    if strange:
        return
    off = [row for row in file.body if abs((moment_of(row[1][1]) - _due(file, row)).total_seconds()) > _EXACT_S]
    for number, cells in off[:1]:
        found = f"reading {cells[0]} at {moment_of(cells[1])}, and {len(off)} such rows"
        expected = f"{_due(file, (number, cells))}: StartDate and {cells[0]} intervals of {file.key('ReadingRate')}"
        yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, UnreadableTime)
    for i, heading in enumerate(names):
        seen = _MARKS.get(heading)
        for number, cells in [row for row in file.body if seen is not None and row[1][i] != seen][:1]:
            where = f"{name}, row {number}, column {heading}"
            yield Fault(where, repr(cells[i]), f"{seen}: what another means is not known", _EXPORT_AGAIN)


def _due(file: MadgeTechFile, row: Row) -> datetime:
    return (file.day("StartDate") or _EPOCH) + timedelta(seconds=int(row[1][0]) * (file.interval_s or 0.0))


def _raw(column: SensorColumn, channel: str, columns: Sequence[SensorColumn], file: MadgeTechFile) -> RawLog:
    body = file.body
    return RawLog(
        logger=file.key("SerialNumber"),
        times=[moment_of(cells[1]).strftime(_FORM) for _, cells in body],
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit or None,
        date_forms=(_FORM,) if body else (),
        decimal=None,
        possible_offsets=file.offsets,
        interval_s=file.interval_s,
        channel=channel,
        assumptions=(*column_notes(columns), *_assumptions(file)),
        details=_details(file),
        record_numbers=[int(cells[0]) for _, cells in body],
    )


def _assumptions(file: MadgeTechFile) -> Iterator[str]:
    if not file.body:
        yield "the file holds no reading"
    yield from count_note(file.count, len(file.body))
    yield from notes_on_row_numbers([cells[0] for _, cells in file.body])
    places = [i for i, heading in enumerate(file.head[1]) if heading.strip("# ") == "Annotation"]
    remarks = [(number, cells[i]) for number, cells in file.body for i in places if cells[i]]
    if remarks:
        shown = ", ".join(f"{remark!r} in row {number}" for number, remark in remarks[:3])
        yield f"annotations that are not judged: {len(remarks)}, {shown}"
    last = file.day("EndDate")
    if last and file.body and len(file.body) == file.count and last != moment_of(file.body[-1][1][1]):
        yield f"the header names {last} as the last reading and the file ends at {moment_of(file.body[-1][1][1])}"


def _details(file: MadgeTechFile) -> dict[str, Any]:
    return {
        "model": file.key("DeviceName"),
        "serial": file.key("SerialNumber"),
        "name": file.key("UserID"),
        "time_zone": file.key("TimeZone"),
        "readings_declared": file.count,
    }
