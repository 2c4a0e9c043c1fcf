"""The header of an iButton's mission, as the 1-Wire Viewer writes it of a DS1921 and of a DS1922 or DS1923."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from atmp_logistics.core.errors import Fault
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.core.units import temperature_degC
from atmp_logistics.ingest.loggers._row_checks import serial_number_faults
from atmp_logistics.ingest.raw_logs import PrintedExtreme

EXPORT_AGAIN = "export the mission's results again from the 1-Wire Viewer, and change nothing in them"
TITLE = "1-Wire/iButton Part Number"
SERIAL = "1-Wire/iButton Registration Number"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_START = re.compile(rf"({'|'.join(_DAYS)}) ({'|'.join(_MONTHS)}) (\d\d) (\d\d:\d\d:\d\d) (\S+) (\d{{4}})")
_RATE = re.compile(r"Every ([1-9]\d{0,6}) (minute|second)\(s\)")
_COUNT = re.compile(r"\d{1,3}(?:[.,' \xa0\u202f]\d{3}){1,2}|\d{1,7}")
_NO_ALARM = ("", "None fired")
_LIMIT = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*\W?\s*([CF])(?: \(ALARMED\))?")
#: What says that a mission overwrote none of its first samples.
_NOT_ROLLED = re.compile(r"Roll over has NOT occurred|(?:true|false)\(no rollover(?: occurred)?\)")


@dataclass(frozen=True, slots=True)
class IButtonHeader:
    """A header's keys, and which of the two ways of writing them it has."""

    keys: dict[str, str]

    @property
    def is_later(self) -> bool:
        """Say whether this is the header of a DS1922 or DS1923."""
        return "Mission Start Time" in self.keys or "Mission Sample Count" in self.keys

    @property
    def start_key(self) -> str:
        """The key of the mission's start."""
        return "Mission Start Time" if self.is_later else "Mission Start"

    @property
    def count_key(self) -> str:
        """The key of the count of samples."""
        return "Mission Sample Count" if self.is_later else "Number of Mission Samples"

    @property
    def rolled_key(self) -> str:
        """The key that says whether the mission rolled over."""
        return "Roll Over Enabled" if self.is_later else "Roll Over Occurred"

    @property
    def start(self) -> str:
        """The start as written."""
        return self.keys.get(self.start_key, "")

    @property
    def clock(self) -> str:
        """The start's time of day, and its zone's abbreviation."""
        match = _START.fullmatch(self.start)
        return match[4] if match else ""

    @property
    def zone(self) -> str:
        """The abbreviation behind the start."""
        match = _START.fullmatch(self.start)
        return match[5] if match else ""

    @property
    def samples(self) -> int | None:
        """The number of samples, None where it is no number."""
        text = self.keys.get(self.count_key, "")
        return int(_digits(text)) if _COUNT.fullmatch(text) else None

    @property
    def interval_s(self) -> float | None:
        """The seconds between samples, None where they are written in another way."""
        match = _RATE.fullmatch(self.keys.get("Sample Rate", ""))
        return float(match[1]) * (60 if match[2] == "minute" else 1) if match else None

    def faults(self, name: str) -> Iterator[Fault]:
        """Refuse a header that is cut, contradicts itself, or says what no export has shown."""
        rolled = "Roll Over Enabled, (no rollover)" if self.is_later else "'Roll over has NOT occurred'"
        first = self.keys.get("First Sample Timestamp", self.start)
        count = self.keys.get(self.count_key, "")
        total = self.keys.get("Total Mission Samples", count)
        asked = {
            self.start_key: (started(self.start) is not None, "a day of the week, a date and a time, as in Thu Oct 11"),
            "Sample Rate": (self.interval_s is not None, "'Every N minute(s)' or 'Every N second(s)'"),
            self.count_key: (self.samples is not None, "a number"),
            self.rolled_key: (bool(_NOT_ROLLED.fullmatch(self.keys.get(self.rolled_key, ""))), rolled),
            "Total Mission Samples": (_digits(total) == _digits(count), f"the {self.count_key}, {count}"),
            "First Sample Timestamp": (first == self.start, f"the start of the mission, {self.start!r}"),
        }
        for key, (good, expected) in asked.items():
            if not good:
                yield Fault(f"{name}, {key}", repr(self.keys.get(key, "")), expected, EXPORT_AGAIN)
        yield from serial_number_faults(self.keys.get(SERIAL, ""), f"{name}, {SERIAL}")

    def alarms(self) -> Iterator[PrintedExtreme]:
        """Yield the limits beyond which the logger's alarms were fired."""
        for word, highest in (("High", True), ("Low", False)):
            limit = _degC(self.limit(word))
            if word.casefold() in self.fired.casefold() and limit is not None:
                yield PrintedExtreme(limit, highest, minutes=0.0)

    @property
    def fired(self) -> str:
        """The alarms that were fired, in words; "" where none was."""
        words = [f"{word} Temp" for word in ("High", "Low") if "(ALARMED)" in self.limit(word)]
        fired = ", ".join(words) if self.is_later else self.keys.get("Active Alarms", "")
        return "" if fired in _NO_ALARM else fired

    def limit(self, word: str) -> str:
        """Return the alarm's limit, High or Low, as written."""
        return self.keys.get(f"Temperature {word} Alarm" if self.is_later else f"{word} Temperature Alarm", "")


def started(text: str) -> datetime | None:
    """Return a mission's start; None where it is not written as known, or its weekday is another date's.

    Examples
    --------
    >>> started("Thu Oct 11 12:11:00 CST 2012")
    datetime.datetime(2012, 10, 11, 12, 11)
    """
    match = _START.fullmatch(text)
    if not match:
        return None
    weekday, month, day, clock, _, year = match.groups()
    try:
        start = datetime.fromisoformat(f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{clock}")
    except ValueError:
        return None
    return start if _DAYS[start.weekday()] == weekday else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def limit_unit(text: str) -> str | None:
    """Return the unit of an alarm's limit, None where there is none.

    Examples
    --------
    >>> limit_unit("8 °C (ALARMED)"), limit_unit("disabled")
    ('degC', None)
    """
    match = _LIMIT.fullmatch(text)
    return temperature_unit(match[2]) if match else None


def _degC(text: str) -> float | None:
    """Return a limit in °C, its degree sign perhaps lost; None where there is none."""
    match = _LIMIT.fullmatch(text)
    return temperature_degC(f"{match[1].replace(',', '.')} deg{match[2]}") if match else None
