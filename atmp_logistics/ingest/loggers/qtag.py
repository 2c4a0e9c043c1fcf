"""Berlinger Q-tag CLm transport loggers: one text of keys, alarms, readings and a signature.

What it looks like
    KeyLine 1 is ``Device: Q-tag CLm ...``; then ``key: value`` lines, one space a level, often several on a line
    (``T AL: 8.0, t AL: 30``); then ``Data:`` with a tab before each cell; last ``Cert:``, ``Sig Cert:`` and
    ``Sig:``. It is not YAML: ``TS E:,`` and ``Start: 00:00`` are values here.

What proves a file whole
    The signature block stands last and both signatures are of one length; the first row is ``TS Start``, and
    no row is later than ``TS Stop``. Whether the signature fits the text is noted (see `_signature`).

Traps
    ``Zone: 0.00`` stands in files of loggers that never ran on UTC. PrintedExtreme mean and mean kinetic temperature
    are truncated, not rounded. Alarms come from a measurement each minute, the rows from one each logging
    interval: an alarm's extreme can lie beyond every row. Fridge-tags begin alike and are another family.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.ingest.loggers._berlinger import (
    DATA_HEADING,
    EXPORT_AGAIN,
    MISSING,
    PAIRS,
    DataRow,
    data_rows,
    printed_degC,
    second_file_faults,
)
from atmp_logistics.ingest.loggers._row_checks import serial_number_faults
from atmp_logistics.ingest.loggers._signature import SAID, signature_fits
from atmp_logistics.ingest.raw_logs import PrintedExtreme, RawLog

NAME = "Berlinger Q-tag"
_FORM = "%Y-%m-%d %H:%M"
#: Whether an alarm's type is one of the high limit: single and cumulative, low and high.
_HIGH_BY_TYPE = {"1": False, "2": True, "3": False, "4": True}
_SIGNATURES = re.compile(r"^Sig Cert: ([0-9A-Fa-f]+)\nSig: ([0-9A-Fa-f]+)\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of keys: the sections it stands in, and its pairs."""

    sections: tuple[str, ...]
    pairs: dict[str, str]


def recognises(text: str) -> bool:
    r"""Say whether a text is a Q-tag CLm's; a Fridge-tag's is not.

    Examples
    --------
    >>> recognises("Device: Q-tag CLm doc LR\nVers: 1.9\n"), recognises("Device: Q-tag Fridge-tag 2 L\n")
    (True, False)
    """
    return text.startswith("Device: Q-tag CLm")


def read(text: str, name: str) -> list[RawLog]:
    """Take a Q-tag's file apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For a file that is cut or edited, or that holds no readings by their time.
    """
    lines = text.splitlines()
    refuse([*_uncut(lines, name), *second_file_faults(lines, name)])
    data = lines.index("Data:")
    end = next(i for i in range(data + 1, len(lines)) if lines[i].startswith("Cert:"))
    keys = _keys(lines[:data])
    rows, faults = _rows(lines, data + 1, end, name)
    refuse(faults)
    minutes = _value(keys, "Logging Interval")
    serial = _value(keys, "Serial", ("Conf",))
    refuse(
        [
            *serial_number_faults(serial, f"{name}, Serial"),
            *_interval_fault(minutes, name),
            *_span_faults(keys, rows, name),
        ]
    )
    return [_raw(keys, rows, int(minutes), fits=signature_fits(text))]


def _uncut(lines: Sequence[str], name: str) -> list[Fault]:
    """Refuse a file without its `Data:` block, or without the signatures that end it."""
    if "Data:" not in lines:
        expected = "a block 'Data:' with a reading a row"
        return [Fault(name, "no readings", expected, f"{EXPORT_AGAIN}; daily extremes are no readings")]
    certified = any(line.startswith("Cert:") for line in lines[lines.index("Data:") :])
    end = _SIGNATURES.search("\n".join(lines).rstrip())
    if certified and end and len(end[1]) == len(end[2]):
        return []
    found = "the signature block at the end is missing: the file was cut or edited"
    return [Fault(f"{name}, row {len(lines)}", found, "Cert, Sig Cert and Sig after the data", EXPORT_AGAIN)]


def _keys(lines: Sequence[str]) -> list[KeyLine]:
    """Return the lines of keys; a line belongs to the nearest lines above that stand further left."""
    above, out = list[str](), list[KeyLine]()
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        parts = [line] if line.lstrip().startswith("User String") else PAIRS.split(line)
        pairs = {key.strip(): value.strip() for key, _, value in (part.partition(":") for part in parts)}
        above = above[:depth]
        out.append(KeyLine(tuple(above), pairs))
        above.append(next(iter(pairs)))
    return out


def _value(keys: Sequence[KeyLine], key: str, sections: tuple[str, ...] | None = None) -> str:
    """Return a key's first value, "" where it stands nowhere; alarms have keys of their own."""
    found = (line for line in keys if key in line.pairs and "Alarm" not in line.sections)
    return next((line.pairs[key] for line in found if sections in (None, line.sections)), "")


def _rows(lines: Sequence[str], start: int, end: int, name: str) -> tuple[list[DataRow], list[Fault]]:
    """Return the rows of the `Data:` block; the flag's cell may be left off."""
    if start == end or lines[start].split("\t") != DATA_HEADING:
        expected = "the headings 'yyyy-MM-dd hh:mm', 'T' and 'Out of limits'"
        return [], [Fault(f"{name}, row {start + 1}", repr(lines[start]), expected, EXPORT_AGAIN)]
    return data_rows(enumerate(lines[start + 1 : end], start=start + 2), name)


def _interval_fault(minutes: str, name: str) -> list[Fault]:
    if re.fullmatch(r"[1-9]\d{0,4}", minutes):
        return []
    return [Fault(f"{name}, Logging Interval", repr(minutes), "a number of minutes", EXPORT_AGAIN)]


def _span_faults(keys: Sequence[KeyLine], rows: Sequence[DataRow], name: str) -> list[Fault]:
    """Hold the first and the last row against the start and the stop that the header states."""
    start, stop = _value(keys, "TS Start"), _value(keys, "TS Stop")
    faults = list[Fault]()
    if rows and rows[0].time != start:
        found, expected = f"{rows[0].time!r} as the first reading", f"{start!r}, the header's TS Start"
        faults.append(Fault(f"{name}, row {rows[0].number}", found, expected, EXPORT_AGAIN))
    late = [row for row in rows if stop and row.time > stop]
    if late:
        found = f"{len(late)} readings after the header's TS Stop, the first at {late[0].time}"
        faults.append(Fault(f"{name}, row {late[0].number}", found, f"none after {stop}", EXPORT_AGAIN))
    return faults


def _raw(keys: Sequence[KeyLine], rows: Sequence[DataRow], minutes: int, *, fits: bool | None) -> RawLog:
    stated = _value(keys, "Temp unit")
    unit = stated or "°C"
    return RawLog(
        logger=_value(keys, "Serial", ("Conf",)),
        times=[row.time for row in rows],
        values=[row.value for row in rows],
        rows=[row.number for row in rows],
        unit=unit,
        date_forms=(_FORM,),
        missing=MISSING,
        interval_s=60.0 * minutes,
        assumptions=tuple(_assumptions(keys, rows, minutes, stated, fits=fits)),
        details={**_details(keys, rows, unit), "signature": SAID[fits]},
        printed=tuple(_printed(keys, unit)),
    )


def _assumptions(
    keys: Sequence[KeyLine], rows: Sequence[DataRow], minutes: int, unit: str, *, fits: bool | None
) -> list[str]:
    zone = _value(keys, "Zone", ("Conf",))
    notes = [f"times are the logger's own clock; its 'Zone: {zone}' is not taken for an offset from UTC"]
    if fits is False:
        notes.append("the signature at the end does not fit the text: the file was changed after the logger wrote it")
    if fits is None:
        notes.append("the signature at the end is of another form than is known: whether it fits was not checked")
    if not unit:
        notes.append("the file states no unit: this family writes °C")
    if not rows:
        notes.append("the file holds no reading")
    due = _readings_due(_value(keys, "TS Start"), _value(keys, "TS Stop"), minutes)
    if due is None:
        notes.append("the file states no stop: whether its readings are complete is not known")
    elif due != len(rows):
        notes.append(f"from start to stop {due} readings were due and the file holds {len(rows)}")
    return notes


def _readings_due(start: str, stop: str, minutes: int) -> int | None:
    """Return how many readings lie between start and stop, None where one of them is not stated."""
    try:
        span = datetime.fromisoformat(stop) - datetime.fromisoformat(start)
    except ValueError:
        return None
    return int(span.total_seconds() // (60 * minutes)) + 1


def _details(keys: Sequence[KeyLine], rows: Sequence[DataRow], unit: str) -> dict[str, Any]:
    printed = {
        "mean_degC": _value(keys, "Avrg T"),
        "mkt_degC": _value(keys, "MKT"),
        "lowest_degC": _value(keys, "Min T"),
        "highest_degC": _value(keys, "Max T"),
    }
    return {
        "model": _value(keys, "Device"),
        "serial": _value(keys, "Serial", ("Conf",)),
        "firmware": _value(keys, "Fw Vers"),
        "start": _value(keys, "TS Start"),
        "stop": _value(keys, "TS Stop"),
        "mkt_activation_energy_kJ_per_mol": _number(_value(keys, "MKT Energy")),
        **{key: printed_degC(text, unit) for key, text in printed.items()},
        "alarms": _alarms(keys, unit),
        "readings_out_of_limits": sum(row.flag == "x" for row in rows),
    }


def _alarms(keys: Sequence[KeyLine], unit: str) -> list[dict[str, Any]]:
    """Return the alarms that were set, each with its starts; type 0 is a slot left empty."""
    slots = [line for line in keys if line.sections[:2] == ("Conf", "Alarm") and "Type" in line.pairs]
    return [_alarm(keys, line.sections[2:], line.pairs, unit) for line in slots if line.pairs["Type"] != "0"]


def _alarm(keys: Sequence[KeyLine], slot: tuple[str, ...], pairs: dict[str, str], unit: str) -> dict[str, Any]:
    results = [line.pairs for line in keys if line.sections == ("Res", "Alarm", *slot)]
    return {
        "type": _number(pairs["Type"]),
        "limit_degC": printed_degC(pairs.get("T AL", ""), unit),
        "delay_min": _number(pairs.get("t AL", "")),
        "starts": [
            {
                "start": start["TS S"],
                "minutes": _number(start.get("t A", "")),
                "triggered_at": start.get("TS A") or None,
                "end": start.get("TS E") or None,
                "extreme_degC": printed_degC(start.get("T M", ""), unit),
            }
            for start in results
            if "TS S" in start
        ],
    }


def _printed(keys: Sequence[KeyLine], unit: str) -> Iterator[PrintedExtreme]:
    """Yield the extremes with their time, of the whole and of each alarm, and the minutes of an alarm without one."""
    for key, highest in (("Min T", False), ("Max T", True)):
        value = printed_degC(_value(keys, key), unit)
        if value is not None:
            yield PrintedExtreme(value, highest, _value(keys, f"TS {key}"))
    for line in keys:
        if line.sections[:2] == ("Conf", "Alarm") and line.pairs.get("Type", "0") in _HIGH_BY_TYPE:
            limit, high = printed_degC(line.pairs.get("T AL", ""), unit), _HIGH_BY_TYPE[line.pairs["Type"]]
            starts = [other.pairs for other in keys if other.sections == ("Res", "Alarm", *line.sections[2:])]
            for start in starts:
                yield from _of_alarm(start, limit, unit, stop=_value(keys, "TS Stop"), high=high)


def _of_alarm(
    start: dict[str, str], limit: float | None, unit: str, *, stop: str, high: bool
) -> Iterator[PrintedExtreme]:
    """Yield what the device measured in an alarm, else that it was beyond the limit for some minutes."""
    extreme, minutes = printed_degC(start.get("T M", ""), unit), _number(start.get("t A", ""))
    if "TS S" in start and extreme is not None:
        at = start.get("TS M")
        yield PrintedExtreme(extreme, high, at or start["TS S"], "" if at else start.get("TS E") or stop)
    elif "TS S" in start and limit is not None and minutes:
        yield PrintedExtreme(limit, high, start["TS S"], start.get("TS E") or stop, minutes=float(minutes))


def _number(text: str) -> float | None:
    """Return a whole number or a decimal one, None where the logger wrote none."""
    if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text):
        return None
    return float(text) if "." in text else int(text)
