"""GeoPrecision loggers read out by the GP5W shell.

What it looks like
    Line 1 is ``Logger: #E5...`` with the sensor string and the shell's version; at times ``Delta Time: n secs``; then
    the headings ``No,Time,#1:oC,#HK-Bat:V`` and numbered rows. ``(Parameter changed (...))`` can stand among them.

What proves its shape
    Most rows lack the housekeeping at their end, and all of it: a row with a part of it was cut. Dates run from day to
    year. Nothing counts the readings.

Traps
    ``Delta Time`` is how far the logger's clock was off at read-out; the rows are not corrected by it. The logger's
    own temperature (``#HK-Temp``) is not a sensor's, and a sensor can measure humidity (``#2:%rH``). Lines can end in
    two carriage returns, or in commas up to one width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.ingest.loggers._geoprecision import GeoPrecisionTable, faults_of, raw_logs
from atmp_logistics.ingest.loggers._row_checks import EXPORT_AGAIN, cells_of, lines_of, unended_line_faults
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "GeoPrecision GP5W"
_FIRST = re.compile(r"Logger: #([0-9A-F]{6}) '.*\(V.*\)")
_HEADINGS = re.compile(r"^No,Time,#1[:(]", re.MULTILINE)
_DELTA = re.compile(r"Delta Time: (-?\d{1,9}) secs")
_CHANGED = re.compile(r"\(Parameter changed \(.*\)\)")
Line = tuple[int, str]


def recognises(text: str) -> bool:
    r"""Say whether a text is the GP5W shell's.

    Examples
    --------
    >>> recognises("Logger: #E50000 'PT1000TEMP' - GP5W - (V2.7)\nNo,Time,#1:oC,#HK-Bat:V\n")
    True
    >>> recognises("Logger: 7\n")
    False
    """
    return text.startswith("Logger: #") and _HEADINGS.search(text[:2000]) is not None


def read(text: str, name: str) -> list[RawLog]:
    """Take a GP5W file apart, a channel for each sensor.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a line that is neither known nor a row, rows that were cut, and a last line without its end.
    """
    lines = [(number, line) for number, line in map(_without_commas, lines_of(text)) if line]
    heads = [(number, line) for number, line in lines if _is_heading(line)]
    width = len(cells_of(heads[0][1]))
    rows = [(number, _row(line, width)) for number, line in lines if line[0].isdigit()]
    notes = [(number, line) for number, line in lines[1:] if not (_is_heading(line) or line[0].isdigit())]
    table = GeoPrecisionTable(name, heads[0][0], cells_of(heads[0][1]), rows)
    refuse([*unended_line_faults(text, name), *_frame_faults(lines[0][1], heads, table), *_note_faults(notes, name)])
    refuse(faults_of(table))
    return raw_logs(table, _serial(lines[0][1]), None, [*_notes(notes)], _details(lines[0][1], notes))


def _without_commas(line: Line) -> Line:
    """Return a line that is no row without the commas that give it the width of the rows."""
    number, text = line
    return number, text if text[0].isdigit() else text.rstrip(", ")


def _row(line: str, width: int) -> list[str]:
    """Return a row's cells, without the empty ones that commas add beyond the headings."""
    cells = cells_of(line)
    return cells[:width] if not any(cells[width:]) else cells


def _is_heading(line: str) -> bool:
    return line.startswith("No,Time,")


def _frame_faults(first: str, heads: Sequence[Line], table: GeoPrecisionTable) -> Iterator[Fault]:
    """Refuse another first line, a second heading, which a second read-out leaves, and rows above the heading."""
    if not _FIRST.fullmatch(first):
        expected = "the logger's line, as in Logger: #E50000 'PT1000TEMP' - GP5W - (V2.7)"
        yield Fault(f"{table.name}, row 1", repr(first), expected, EXPORT_AGAIN)
    if len(heads) != 1:
        found = f"{len(heads)} lines of headings, the second {heads[1][1]!r}"
        yield Fault(f"{table.name}, row {heads[1][0]}", found, "one line of headings, then rows", EXPORT_AGAIN)
    early = [number for number, _ in table.rows if number < table.line]
    if early:
        found = f"rows above the headings: {len(early)}"
        yield Fault(f"{table.name}, row {early[0]}", found, "the headings, then rows", EXPORT_AGAIN)


def _note_faults(notes: Sequence[Line], name: str) -> Iterator[Fault]:
    """Refuse every line that is neither a row nor one of the shell's known notes."""
    for number, line in notes:
        if not (_DELTA.fullmatch(line) or _CHANGED.fullmatch(line)):
            expected = "a row, 'Delta Time: n secs' or '(Parameter changed (...))'"
            yield Fault(f"{name}, row {number}", repr(line), expected, EXPORT_AGAIN)


def _serial(first: str) -> str:
    match = _FIRST.fullmatch(first)
    return match[1] if match else ""


def _deltas(notes: Sequence[Line]) -> list[int]:
    return [int(match[1]) for _, line in notes if (match := _DELTA.fullmatch(line))]


def _changes(notes: Sequence[Line]) -> list[int]:
    return [number for number, line in notes if _CHANGED.fullmatch(line)]


def _notes(notes: Sequence[Line]) -> Iterator[str]:
    yield "the file does not say how many readings there are: whether it holds them all is not known"
    for delta in _deltas(notes):
        yield f"the logger's clock was off by {delta} s at read-out; times are its own, not corrected"
    if changes := _changes(notes):
        yield f"lines that say that a parameter of the logger was changed are not readings: {len(changes)}"


def _details(first: str, notes: Sequence[Line]) -> dict[str, object]:
    deltas = _deltas(notes)
    return {
        "serial": _serial(first),
        "logger_line": first,
        "clock_delta_s": deltas[0] if deltas else None,
        "parameters_changed_rows": _changes(notes),
    }
