"""Agilent and Keysight BenchLink Data Logger: the scans of a 34970 or 34972 data acquisition unit, exported as CSV.

What it looks like
    The headings ``Sweep #,Time,Chan 101 (C)``, or ``Scan,Time,101 (C),Alarm 101``, a column for each channel and, in
    some, one for its alarm behind it; a scan a row. The later program writes a block of keys above, with the
    ``Acquisition Date``.

What a file proves
    Scans are numbered from 1: the numbers prove their order, and that none is missing between two. The unit stands in
    the heading. The order of dates is the computer's setting, which a file must prove.

Traps
    Milliseconds stand behind a colon (``23:44:40:402``). Channels of volts and ohms stand beside temperatures. An open
    thermocouple reads as 9.9E+37. A unit whose clock was never set counts from 2000. There is no serial number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, NotATable, UnreadableTime, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    column_of,
    row_notes,
    temperatures,
    width_faults,
)
from atmp_logistics.ingest.loggers._date_orders import date_forms
from atmp_logistics.ingest.loggers._row_checks import (
    EDITED,
    lines_of,
    notes_on_columns_left_out,
    notes_on_row_numbers,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Keysight BenchLink"
_HEAD = re.compile(r'^"?(?:Sweep #|Scan)"?([,;\t])"?Time"?\1"?(?:Chan )?\d{3,4}\b', re.MULTILINE)
_EDITED_HEAD = re.compile(r'"?(?:Sweep|Scan)\b[^,;\t]*[,;\t]"?Time"?[,;\t]')
_SCAN = re.compile(r'"?\d+"?[,;\t]"?\S+ \d{1,2}:\d{2}:\d{2}:\d{3}\b')
_BLOCK = re.compile(r'^"?Acquisition Date:?"?[,;\t]', re.MULTILINE)
_ALARM = re.compile(r"Alarm (\d{3,4})")
_TIME = re.compile(r"(.* \d{1,2}:\d{2}:\d{2}):(\d{3})( [AP]M)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")
_UNSET = re.compile(r"\D2000\b|^2000\D")
_EXPORT_AGAIN = "export the scans again from BenchLink Data Logger as CSV, and change nothing in them"
#: So many characters of a text are enough to find the headings under a block of keys.
_OPENING = 20_000


def recognises(text: str) -> bool:
    r"""Say whether a text is an export of BenchLink Data Logger.

    Examples
    --------
    >>> recognises("Sweep #,Time,Chan 101 (C)\n"), recognises("Scan,Time,101 (C),Alarm 101\n")
    (True, True)
    >>> recognises("Scan,Time,Temperature\n")
    False
    """
    return _head(text) is not None


def edited_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Yield the line of headings in which the channels were written over.

    Examples
    --------
    >>> [fault.found for fault in edited_faults("Sweep #,Time,Fridge\n1,02/02/2031 08:15:10:402,4.50\n", "log.csv")]
    ["the headings 'Sweep #,Time,Fridge', whose channels were written over"]
    """
    lines = lines_of(text[:2000])[:2]
    if len(lines) == 2 and _EDITED_HEAD.match(lines[0][1]) and _SCAN.match(lines[1][1]):
        found = f"the headings {lines[0][1]!r}, whose channels were written over"
        yield Fault(f"{name}, row 1", found, "channels as in 'Chan 101 (C)' or '101 (C)'", EDITED, NotATable)


def _head(text: str) -> re.Match[str] | None:
    """Return the headings: the first line, or a line below a block with the acquisition's date."""
    head = _HEAD.search(text[:_OPENING])
    return head if head and (head.start() == 0 or _BLOCK.search(text[: head.start()])) else None


def read(text: str, name: str) -> list[RawLog]:
    """Take an export of BenchLink Data Logger apart, one log for each temperature channel.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For columns of another kind, rows of another width, and scans without their number or their time.
    """
    head = _head(text)
    start, separator = (head.start(), head[1]) if head else (0, ",")
    above = text[:start].count("\n")
    rows = [(number + above, cells) for number, cells in rows_of(text[start:], name, separator)]
    (number, headings), body = rows[0], rows[1:]
    columns = [column_of(i, headings[i]) for i in range(2, len(headings)) if not _ALARM.fullmatch(headings[i])]
    refuse([*column_faults(columns, f"{name}, row {number}", _EXPORT_AGAIN), *_alarm_faults(headings, name, number)])
    refuse(width_faults(len(headings), body, name, _EXPORT_AGAIN))
    refuse(_scan_faults(body, name))
    channels = channel_names(temperatures(columns))
    notes = [*column_notes(columns), *_notes(headings, body, under_block=bool(above))]
    return [_raw(column, channels[column.place], body, notes, name) for column in temperatures(columns)]


def _alarm_faults(headings: Sequence[str], name: str, number: int) -> Iterator[Fault]:
    """Refuse an alarm's column that does not stand behind the channel of its number."""
    for i, heading in enumerate(headings):
        match = _ALARM.fullmatch(heading)
        if match and not re.search(rf"\b{match[1]}\b", headings[i - 1]):
            expected = f"the channel {match[1]} before it"
            yield Fault(f"{name}, row {number}", f"the column {heading!r}", expected, _EXPORT_AGAIN, NotATable)


def _scan_faults(body: Sequence[Row], name: str) -> Iterator[Fault]:
    wrong = [row for row in body if not (_NUMBER.fullmatch(row[1][0]) and _TIME.fullmatch(row[1][1]))]
    for number, cells in wrong[:1]:
        found = f"{cells[0]!r} and {cells[1]!r}, and {len(wrong)} such rows"
        expected = "a number, and a date and a time with milliseconds behind a colon"
        yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, UnreadableTime)


def _raw(column: SensorColumn, channel: str, body: Sequence[Row], notes: Sequence[str], name: str) -> RawLog:
    times = [_TIME.sub(r"\1.\2\3", cells[1]) for _, cells in body]
    return RawLog(
        logger="",
        times=times,
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit or None,
        date_forms=date_forms(times[0], f"{name}, row {body[0][0]}", _EXPORT_AGAIN) if body else (),
        decimal=None,
        channel=channel,
        assumptions=(*notes, *row_notes(column, body)),
        record_numbers=[int(cells[0]) for _, cells in body],
    )


def _notes(headings: Sequence[str], body: Sequence[Row], *, under_block: bool) -> Iterator[str]:
    yield from notes_on_columns_left_out([heading for heading in headings if _ALARM.fullmatch(heading)])
    yield from notes_on_row_numbers([cells[0] for _, cells in body])
    if under_block:
        yield "provisional: no genuine export with a block of keys above its headings was seen"
    if body and body[0][1][0] != "1":
        yield f"the first scan is number {body[0][1][0]}: the file was cut, or is a part of its acquisition"
    if body and _UNSET.search(body[0][1][1].split()[0]):
        yield "times are in the year 2000: the unit's clock may never have been set"
