"""RBR loggers (XR-420): the text file of RBR's software, a header and columns of fixed width.

What it looks like
    Line 1 is ``RBR XR-420``, firmware and serial number; then the clocks of computer and logger, ``Logging start``,
    ``Sample period``, the numbers of channels and samples, the row's format, a calibration for each channel with its
    unit, ``COMMENT``, ``Memory type``; then a heading for each channel and the rows.

What proves a file whole
    The number of samples; four decimals in every cell. ``E08%9.4f`` stands above rows that carry their time,
    ``N08%9.4f`` above rows that carry none: those are counted from the start, so that one lost row would move all
    after it, and such a file is refused unless it holds as many rows as samples.

Traps
    RbrHeader dates run from year to day, of two digits. Below -100 °C the channel's circuit is open. The logger's clock
    can be far from the computer's; both stand in the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnknownColumn, UnreadableTime, refuse
from atmp_logistics.ingest.loggers._row_checks import (
    EMPTY,
    EXPORT_AGAIN,
    lines_of,
    notes_on_columns_left_out,
    other_shape_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "RBR"
#: The channel's circuit is open: no thermistor measures this cold.
OPEN_CIRCUIT_DEGC = -100.0
_SIGN = re.compile(r"RBR (\S+) +(\d+\.\d+) +(\d+) \(.*\)")
_STAMP = r"(\d\d/\d\d/\d\d \d\d:\d\d:\d\d)"
_PATTERNS = {
    "host": re.compile(rf"Host time +{_STAMP}"),
    "logger": re.compile(rf"Logger time +{_STAMP}"),
    "start": re.compile(rf"Logging start +{_STAMP}"),
    "end": re.compile(rf"Logging end +{_STAMP}"),
    "period": re.compile(r"Sample period +(\d{1,4}:\d\d:\d\d)"),
    "counts": re.compile(r"Number of channels = +(\d{1,3}), number of samples = +(\d{1,9}), mode: (.*)"),
    "form": re.compile(r"([NE])(\d\d)%\d+\.(\d)f"),
}
_CALIBRATION = re.compile(r"Calibration +(\d+):((?: +-?\d+\.\d+)+)( +\S+)?")
_COEFFICIENT = re.compile(r"-?\d+\.\d+(?: +([A-Za-z%]\S*))?")
_COMMENTS = re.compile(r"(COMMENT|Memory type|Logger start): ?(.*)")
_UNITS = {"Degrees_C": "°C"}
_COMPUTED_FORM, _WRITTEN_FORM = "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S"
Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class RbrHeader:
    """What stands above the headings: keys by name, the unit of each channel, and comments."""

    name: str
    first: list[str]
    keys: dict[str, re.Match[str]]
    units: list[str]
    comments: dict[str, str]

    def time(self, key: str) -> datetime:
        """Return one of the header's four times."""
        return datetime.strptime(self.keys[key][1], "%y/%m/%d %H:%M:%S")  # noqa: DTZ007  the logger's local clock

    @property
    def period(self) -> timedelta:
        """The declared interval between two samples."""
        hours, minutes, seconds = map(int, self.keys["period"][1].split(":"))
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)

    @property
    def channels(self) -> int:
        """The declared number of channels."""
        return int(self.keys["counts"][1])

    @property
    def samples(self) -> int:
        """The declared number of samples."""
        return int(self.keys["counts"][2])

    @property
    def due(self) -> int:
        """How many samples the logger can have taken from its start to its read-out or its end."""
        return (min(self.time("logger"), self.time("end")) - self.time("start")) // self.period + 1

    @property
    def timed(self) -> bool:
        """Say whether each row carries its time."""
        return self.keys["form"][1] == "E"


def recognises(text: str) -> bool:
    r"""Say whether a text is an RBR logger's.

    Examples
    --------
    >>> recognises("RBR XR-420  5.40 000001 (Windows: 6.13)\nHost time     31/01/02 03:04:05\n"), recognises("RBR\n")
    (True, False)
    """
    first, _, rest = text[:2000].partition("\n")
    return _SIGN.fullmatch(first.strip()) is not None and rest.startswith("Host time ")


def read(text: str, name: str) -> list[RawLog]:
    """Take an RBR file apart, a channel for each temperature.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a header that lacks a key, rows that were cut, and rows without times that are not as many as the samples.
    """
    lines = lines_of(text)
    head, faults = _header(lines, name)
    refuse(faults)
    refuse(_clock_faults(head))
    place = next((i for i, (_, line) in enumerate(lines) if _is_headings(line)), len(lines))
    names = lines[place][1].split() if place < len(lines) else []
    rows = [(number, line.split()) for number, line in lines[place + 1 :]]
    refuse(_heading_faults(head, names))
    refuse([*_row_faults(head, rows), *_count_faults(head, rows)])
    shared_notes, details = tuple(_assumptions(head, names, rows)), _details(head)
    return [_raw(head, names, rows, i, shared_notes, details) for i in _temperatures(head)]


def _is_headings(line: str) -> bool:
    return re.fullmatch(r"[A-Z][A-Za-z]{1,7}( +[A-Z][A-Za-z]{1,7})*", line) is not None


def _header(lines: Sequence[Line], name: str) -> tuple[RbrHeader, list[Fault]]:
    """Take the header apart; every line of it is known, or refused."""
    keys, units, comments, faults = dict[str, re.Match[str]](), list[str](), dict[str, str](), list[Fault]()
    for number, line in lines[1:]:
        if _is_headings(line):
            break
        key, match = _key(line)
        if match and key not in keys:
            keys[key] = match
        elif calibration := _CALIBRATION.fullmatch(line):
            units.append((calibration[3] or "").strip())
        elif units and (coefficient := _COEFFICIENT.fullmatch(line)):
            units[-1] = coefficient[1] or units[-1]
        elif comment := _COMMENTS.fullmatch(line):
            comments[comment[1]] = comment[2].strip()
        else:
            faults.append(Fault(f"{name}, row {number}", repr(line), "a line of an RBR header", EXPORT_AGAIN))
    faults += [
        Fault(name, f"a header without a readable line {key!r}", "all of its lines", EXPORT_AGAIN)
        for key in _PATTERNS
        if key not in keys
    ]
    return RbrHeader(name, lines[0][1].split(), keys, units, comments), faults


def _key(line: str) -> tuple[str, re.Match[str] | None]:
    return next(((key, match) for key, form in _PATTERNS.items() if (match := form.fullmatch(line))), ("", None))


def _clock_faults(head: RbrHeader) -> Iterator[Fault]:
    """Refuse header times that do not exist, and a period of nothing."""
    for key in ("host", "logger", "start", "end"):
        try:
            head.time(key)
        except ValueError:
            where = f"{head.name}, line {head.keys[key].string!r}"
            yield Fault(where, "a time that does not exist", "year/month/day", EXPORT_AGAIN, UnreadableTime)
    if head.period <= timedelta():
        yield Fault(head.name, "a sample period of 0 s", "an interval", EXPORT_AGAIN)


def _temperatures(head: RbrHeader) -> list[int]:
    return [i for i, unit in enumerate(head.units) if unit in _UNITS]


def _heading_faults(head: RbrHeader, names: Sequence[str]) -> Iterator[Fault]:
    """Refuse channels, calibrations and headings that are not as many, and temperatures of an unknown unit."""
    counts = (len(names), len(head.units), int(head.keys["form"][2]))
    if any(count != head.channels for count in counts):
        found = f"{counts[0]} headings, {counts[1]} calibrations and a format for {counts[2]} channels"
        yield Fault(head.name, found, f"{head.channels} of each, as declared", EXPORT_AGAIN, NotATable)
        return
    for i, channel in enumerate(names):
        if (channel == "Temp") != (head.units[i] in _UNITS):
            found = f"channel {i + 1}, {channel!r} in {head.units[i]!r}"
            yield Fault(head.name, found, "'Temp' in Degrees_C, or neither", EXPORT_AGAIN, MissingUnit)
    if not _temperatures(head):
        yield Fault(head.name, "no temperature channel", "a channel in Degrees_C", EXPORT_AGAIN, UnknownColumn)


def _row_faults(head: RbrHeader, rows: Sequence[tuple[int, list[str]]]) -> Iterator[Fault]:
    """Refuse rows of another width, and cells with other decimals than the format says: they were cut."""
    number = rf"-?\d+\.\d{{{head.keys['form'][3]}}}"
    time = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d " * head.timed
    shape = re.compile(time + " ".join([number] * head.channels))
    expected = f"{'a time and ' * head.timed}{head.channels} numbers with {head.keys['form'][3]} decimals"
    yield from other_shape_faults([row for row in rows if not shape.fullmatch(" ".join(row[1]))], head.name, expected)


def _count_faults(head: RbrHeader, rows: Sequence[tuple[int, list[str]]]) -> Iterator[Fault]:
    """Refuse rows without times that are not as many as samples, or that reach beyond the read-out."""
    if head.timed:
        return
    if len(rows) != head.samples:
        found = f"{len(rows)} rows without times, where the header declares {head.samples} samples"
        expected = "as many rows as samples: their times are counted, and it is not known which rows are lacking"
        yield Fault(head.name, found, expected, EXPORT_AGAIN, NotATable)
    elif head.samples > head.due:
        found = f"{head.samples} samples, where {head.due} were due from the start to the read-out"
        yield Fault(head.name, found, "a start and a period from which times can be counted", EXPORT_AGAIN)


def _times(head: RbrHeader, rows: Sequence[tuple[int, list[str]]]) -> list[str]:
    """Return the rows' times as written, or counted from the start where none is written."""
    if head.timed:
        return [" ".join(cells[:2]) for _, cells in rows]
    start, period = head.time("start"), head.period
    return [(start + n * period).strftime(_COMPUTED_FORM) for n in range(len(rows))]


def _raw(
    head: RbrHeader,
    names: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    i: int,
    shared_notes: tuple[str, ...],
    details: dict[str, Any],
) -> RawLog:
    values = [cells[2 * head.timed + i] for _, cells in rows]
    open_ = frozenset(value for value in values if float(value) < OPEN_CIRCUIT_DEGC)
    opened = sum(value in open_ for value in values)
    notes = [f"channel {i + 1}: below -100 °C the circuit is open, no reading: {opened}"] if opened else []
    return RawLog(
        logger=head.first[3],
        times=_times(head, rows),
        values=values,
        rows=[number for number, _ in rows],
        unit=_UNITS[head.units[i]],
        date_forms=(_WRITTEN_FORM if head.timed else _COMPUTED_FORM,),
        missing=open_ | {""},
        interval_s=head.period.total_seconds(),
        channel=f"{names[i]} {i + 1}",
        assumptions=(*shared_notes, *notes),
        details=details,
    )


def _assumptions(head: RbrHeader, names: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Iterator[str]:
    if not rows:
        yield EMPTY
    if not head.timed:
        yield (
            f"the rows carry no time: times are computed from start and period ({head.time('start')}, {head.period}),"
            " and rows that were exchanged or copied over one another would not be seen"
        )
    elif len(rows) != head.samples:
        yield f"the header declares {head.samples} samples and the file holds {len(rows)}: it was cut or filtered"
    if head.samples != head.due:
        yield f"from start to read-out {head.due} samples were due and the header declares {head.samples}"
    first = " ".join(rows[0][1][:2]) if rows and head.timed else ""
    if first and first != head.time("start").strftime(_WRITTEN_FORM):
        yield f"the header states {head.time('start')} as its start and the rows begin at {first}"
    drift = int((head.time("logger") - head.time("host")).total_seconds())
    if drift:
        side = "ahead of" if drift > 0 else "behind"
        yield f"the logger's clock was {abs(drift)} s {side} the computer's at read-out; times are the logger's"
    yield from notes_on_columns_left_out(
        [f"{name} {i + 1}" for i, name in enumerate(names) if i not in _temperatures(head)]
    )


def _details(head: RbrHeader) -> dict[str, Any]:
    return {
        "model": head.first[1],
        "firmware": head.first[2],
        "serial": head.first[3],
        "host_time": str(head.time("host")),
        "logger_time": str(head.time("logger")),
        "logging_start": str(head.time("start")),
        "logging_end": str(head.time("end")),
        "logger_clock_ahead_s": int((head.time("logger") - head.time("host")).total_seconds()),
        "readings_declared": head.samples,
        "mode": head.keys["counts"][3],
        "comment": head.comments.get("COMMENT", ""),
    }
