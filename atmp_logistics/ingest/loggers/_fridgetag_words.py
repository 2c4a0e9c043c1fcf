"""What a Fridge-tag's file says besides its numbers: what was taken for granted, alarms, and how whole it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from atmp_logistics.ingest.loggers._berlinger import MISSING, DataRow, Section, printed_degC
from atmp_logistics.ingest.loggers._signature import SAID
from atmp_logistics.ingest.raw_logs import PrintedExtreme

ROW_FORM = "%Y-%m-%d %H:%M"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_SLOTS = {"0": "low", "1": "high"}


def date_of(text: str) -> date | None:
    """Return a day, None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """Return a minute of the logger's own clock, None for what is none."""
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def number_of(text: str) -> float | None:
    """Return a number, None for what is none."""
    return float(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) else None


def assumptions(keys: Section, days: Sequence[Section], fits: bool | None) -> Iterator[str]:
    """Say what holds of days and readings alike: the clock, the signature, and what the device could not do."""
    zone = keys.value("Conf", "Zone")
    yield f"times are the logger's own clock; its 'Zone: {zone}' is not taken for an offset from UTC"
    if fits is None:
        yield "the file ends without the device's signature: it was cut or put together, and its end is not known"
    elif not fits:
        yield "the signature at the end does not fit the text: the file was changed after the logger wrote it"
    errors = keys.at("Errors")
    if errors and errors.below:
        yield f"the device recorded errors of its own: {', '.join(errors.below)}"
    timeouts = [day.pairs["Date"] for day in days if _timeout(day)]
    if timeouts:
        yield f"days on which the sensor gave nothing for some minutes: {', '.join(timeouts)}"


def day_notes(keys: Section, dates: Sequence[str]) -> Iterator[str]:
    """Say which days are not whole, and how many are missing."""
    created, start = keys.value("Hist", "TS Report Creation"), keys.value("Hist", "TS Actv")
    if dates[0] == created[:10]:
        yield f"the newest day, {dates[0]}, ends with the report at {created[11:]}: it is no whole day"
    if dates[-1] == start[:10]:
        yield f"the oldest day, {dates[-1]}, begins with the activation at {start[11:]}: it is no whole day"
    kept, activated = number_of(keys.value("Conf", "Report history length")), date_of(start[:10])
    first, last = date.fromisoformat(created[:10]), date.fromisoformat(dates[-1])
    if kept is not None and activated:
        due = int(min(kept, (first - activated).days + 1))
        if due != len(dates):
            yield f"{due} days were due and the file holds {len(dates)}"
    gaps = (first - last).days + 1 - len(dates)
    if gaps:
        yield f"days between the oldest and the report that the file does not hold: {gaps}"


def row_notes(keys: Section, days: Sequence[Section], rows: Sequence[DataRow], minutes: int) -> Iterator[str]:
    """Say how far the readings fill their span, and where they disagree with the days' extremes or the limits."""
    seen = {row.time[:10] for row in rows}
    if len(seen) < len(days):
        yield f"the history names {len(days)} days, and readings stand for {len(seen)} of them"
    first, last = moment_of(rows[0].time), moment_of(rows[-1].time)
    due = abs(last - first) // timedelta(minutes=minutes) + 1 if first and last else len(rows)
    if due != len(rows):
        yield f"from the first to the last reading {due} were due and the file holds {len(rows)}"
    beyond = [row for row in rows if _is_beyond(row, days)]
    if beyond:
        yield f"readings beyond their own day's extremes: {len(beyond)}, the first in row {beyond[0].number}"
    limits = [number_of(keys.value("Conf", "Alarm", slot, "T AL")) for slot in _SLOTS]
    wrong = [row for row in rows if _flagged_wrongly(row, limits)]
    if wrong:
        first_row = wrong[0].number
        yield f"readings whose mark disagrees with the device's limits: {len(wrong)}, the first in row {first_row}"


def _is_beyond(row: DataRow, days: Sequence[Section]) -> bool:
    value = number_of(row.value)
    same_day = [day for day in days if day.pairs["Date"] == row.time[:10]]
    low, high = (number_of(same_day[0].pairs[key]) for key in ("Min T", "Max T")) if same_day else (None, None)
    return value is not None and ((low is not None and value < low) or (high is not None and value > high))


def _flagged_wrongly(row: DataRow, limits: Sequence[float | None]) -> bool:
    """Say whether a row is marked inside the limits, which belong to them, or not marked outside."""
    low, high = limits
    value = number_of(row.value)
    return None not in (low, high, value) and (row.flag == "x") == (low <= value <= high)  # type: ignore[operator]


def _timeout(day: Section) -> int:
    """Return the minutes of a day in which a sensor, whichever, gave nothing."""
    found = (section.pairs.get("t AccST", "") for key, section in day.below.items() if key.endswith("timeout"))
    return sum(map(_minutes, found))


def _minutes(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 0


def details(keys: Section, days: Sequence[Section], fits: bool | None) -> dict[str, Any]:
    """Return what the device says of itself; its limits are its own and no label's."""
    unit = keys.value("Conf", "Temp unit")
    return {
        "model": keys.value("Device"),
        "serial": keys.value("Conf", "Serial"),
        "firmware": keys.value("Fw Vers"),
        "activated": keys.value("Hist", "TS Actv"),
        "report_created": keys.value("Hist", "TS Report Creation"),
        "alarms": [_alarm(keys, days, slot, unit) for slot in _slots(keys)],
        "sensor_timeouts_min": {day.pairs["Date"]: _timeout(day) for day in days if _timeout(day)},
        "signature": SAID[fits],
    }


def _slots(keys: Section) -> list[str]:
    alarms = keys.at("Conf", "Alarm")
    return [slot for slot in alarms.below if "T AL" in alarms.below[slot].pairs] if alarms else []


def day_extremes(keys: Section, days: Sequence[Section]) -> dict[str, list[float | None]]:
    """Return each day's lowest and highest in °C, for a file whose readings stand beside them."""
    unit = keys.value("Conf", "Temp unit")
    return {day.pairs["Date"]: [printed_degC(day.pairs[key], unit) for key in ("Min T", "Max T")] for day in days}


def printed(keys: Section, days: Sequence[Section]) -> Iterator[PrintedExtreme]:
    """Yield each day's lowest and highest with their time, and the minutes counted beyond the device's limits."""
    unit = keys.value("Conf", "Temp unit")
    for day in days:
        date = day.pairs["Date"]
        for key, highest in (("Min T", False), ("Max T", True)):
            value, at = printed_degC(day.pairs[key], unit), day.pairs.get(f"TS {key}", "")
            if value is not None:
                yield PrintedExtreme(value, highest, "" if at in MISSING else f"{date} {at}", day=date)
        for slot in _slots(keys):
            limit, section = printed_degC(keys.value("Conf", "Alarm", slot, "T AL"), unit), day.at("Alarm", slot)
            minutes = _minutes(section.pairs.get("t Acc", "")) if section else 0
            if limit is not None and minutes and slot in _SLOTS:
                yield PrintedExtreme(limit, _SLOTS[slot] == "high", day=date, minutes=float(minutes))


def _alarm(keys: Section, days: Sequence[Section], slot: str, unit: str) -> dict[str, Any]:
    """Return an alarm as it was set, and the days on which it went off."""
    held = [(day.pairs["Date"], section.pairs) for day in days if (section := day.at("Alarm", slot))]
    return {
        "type": _SLOTS.get(slot, slot),
        "limit_degC": printed_degC(keys.value("Conf", "Alarm", slot, "T AL"), unit),
        "delay_min": _minutes(keys.value("Conf", "Alarm", slot, "t AL")),
        "minutes_beyond": sum(_minutes(pairs.get("t Acc", "")) for _, pairs in held),
        "starts": [
            {"day": at, "minutes": _minutes(pairs.get("t Acc", "")), "triggered_at": pairs["TS A"]}
            for at, pairs in held
            if pairs.get("TS A", "") not in MISSING
        ],
    }
