"""GeoPrecision loggers read out by the FG2 shell.

What it looks like
    Line 1 begins ``<FG2 'FG2-SHELL ...``; then lines ``<KEY: value>``, the headings ``NO,TIME,#1(oC),...,HK-BAT(V)``
    and numbered rows. Lines in angle brackets (``<TIME: ...>``) stand between rows too.

What proves a file whole
    The last line, ``<INFO: Decode OK, n Lines>``, counts the rows. Its ``PERIOD`` is the interval. Dates run from day
    to year.

Traps
    Most rows lack the housekeeping at their end, and all of it: a row with a part of it was cut. The logger's own
    temperature (``HK-TEMP``) is not a sensor's. ``NOW(UTC)`` is the computer's clock; which clock the rows are of is
    not stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.ingest.loggers._geoprecision import GeoPrecisionTable, faults_of, raw_logs
from atmp_logistics.ingest.loggers._row_checks import (
    EXPORT_AGAIN,
    cells_of,
    lines_of,
    serial_number_faults,
    unended_line_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "GeoPrecision FG2"
_CONTROL = re.compile(r"<([A-Z0-9_-]+)(?:: ?(.*))?>")
_SHELL = re.compile(r"<FG2 '(.*?)'.*>")
_TRAILER = re.compile(r"Decode OK, (\d{1,9}) Lines")
_PERIOD = re.compile(r"([1-9]\d{0,6}) sec")
Row = tuple[int, list[str]]
Control = tuple[int, str, str]


def recognises(text: str) -> bool:
    r"""Say whether a text is the FG2 shell's.

    Examples
    --------
    >>> recognises("<FG2 'FG2-SHELL V3.99' NOW(UTC):02.01.2031 03:04:05>\n"), recognises("<FILE: x>\n")
    (True, False)
    """
    return text.startswith("<FG2 ")


def read(text: str, name: str) -> list[RawLog]:
    """Take an FG2 file apart, a channel for each sensor.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a line that is neither known nor a row, rows that were cut or stand after the trailer, and a trailer that
        says something other than OK.
    """
    lines = lines_of(text)
    heads = [(number, cells_of(line)) for number, line in lines if _is_heading(line)]
    rows = [(number, cells_of(line)) for number, line in lines if line[0].isdigit()]
    controls = [_control(number, line) for number, line in lines[1:] if line.startswith("<")]
    refuse(
        [*unended_line_faults(text, name), *_frame_faults(lines, heads, rows, name), *_control_faults(controls, name)]
    )
    table = GeoPrecisionTable(name, *heads[0], rows)
    keys = {key: value for number, key, value in controls if number < table.line}
    period = _PERIOD.fullmatch(keys.get("PERIOD", ""))
    serial = keys.get("LOGGER", "").removeprefix("$")
    refuse(
        [*_trailer_faults(controls, rows, name), *serial_number_faults(serial, f"{name}, LOGGER"), *faults_of(table)]
    )
    details = {
        "model": _shell(lines[0][1]),
        "serial": serial,
        "readings_declared": _declared(controls),
        "header": keys,
        "time_lines": [value for number, key, value in controls if key == "TIME" and number > table.line],
    }
    notes = [*_notes(controls, table), *_counted(controls, rows)]
    return raw_logs(table, serial, float(period[1]) if period else None, notes, details)


def _is_heading(line: str) -> bool:
    return line.startswith("NO,TIME,")


def _control(number: int, line: str) -> Control:
    match = _CONTROL.fullmatch(line)
    return (number, match[1], (match[2] or "").strip()) if match else (number, "", line)


def _frame_faults(
    lines: Sequence[tuple[int, str]], heads: Sequence[Row], rows: Sequence[Row], name: str
) -> Iterator[Fault]:
    """Refuse any number of headings but one, rows above it, and lines that are nothing known."""
    if len(heads) != 1 or any(number < heads[0][0] for number, _ in rows):
        expected = "one line of headings 'NO,TIME,#1(oC)', and rows below it alone"
        yield Fault(name, f"{len(heads)} lines of headings", expected, EXPORT_AGAIN)
    for number, line in lines:
        if not (line.startswith("<") or line[0].isdigit() or _is_heading(line)):
            yield Fault(f"{name}, row {number}", repr(line), "a row or <KEY: value>", EXPORT_AGAIN)


def _control_faults(controls: Sequence[Control], name: str) -> Iterator[Fault]:
    for number, key, value in controls:
        if not key:
            yield Fault(f"{name}, row {number}", repr(value), "<KEY: value>", EXPORT_AGAIN)
        if key == "PERIOD" and not _PERIOD.fullmatch(value):
            yield Fault(f"{name}, row {number}", repr(value), "a period such as '3600 sec'", EXPORT_AGAIN)


def _trailer_faults(controls: Sequence[Control], rows: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse a trailer that is not OK, a second one, and rows after it."""
    trailers = [(number, value) for number, key, value in controls if key == "INFO"]
    for number, value in trailers:
        if not _TRAILER.fullmatch(value):
            yield Fault(f"{name}, row {number}", repr(value), "'Decode OK, n Lines'", EXPORT_AGAIN)
    late = [number for number, _ in rows if trailers and number > trailers[0][0]]
    if late or len(trailers) > 1:
        found = f"{len(late)} rows after the trailer, and {len(trailers)} trailers"
        yield Fault(f"{name}, row {trailers[0][0]}", found, "one trailer, after the last row", EXPORT_AGAIN)


def _shell(first: str) -> str:
    match = _SHELL.fullmatch(first)
    return match[1] if match else ""


def _declared(controls: Sequence[Control]) -> int | None:
    return next((int(match[1]) for _, _, value in controls if (match := _TRAILER.fullmatch(value))), None)


def _counted(controls: Sequence[Control], rows: Sequence[Row]) -> Iterator[str]:
    declared = _declared(controls)
    if declared is None:
        yield "the trailer 'Decode OK, n Lines' is missing: the file was cut"
    elif declared != len(rows):
        yield f"the trailer declares {declared} readings and the file holds {len(rows)}: it was cut or filtered"


def _notes(controls: Sequence[Control], table: GeoPrecisionTable) -> Iterator[str]:
    """Say which lines between the rows are not read, and when a time between rows is not the next row's."""
    yield "times are the logger's own clock; the header's NOW(UTC) is the computer's"
    between = [control for control in controls if control[0] > table.line and control[1] != "INFO"]
    if between:
        keys = ", ".join(dict.fromkeys(key for _, key, _ in between))
        yield f"lines in angle brackets between the rows ({keys}) are not readings: {len(between)}"
    at = dict(table.rows)
    odd = [number for number, key, value in between if key == "TIME" and at.get(number + 1, ["", value])[1] != value]
    if odd:
        yield f"lines <TIME> that are not the next row's time: {len(odd)}, the first in row {odd[0]}"
