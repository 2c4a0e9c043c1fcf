"""The details block of HOBOware: what it says of each series, where an export carries it as a last column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from atmp_logistics.core.errors import Fault, NotATable, QuantityError
from atmp_logistics.core.units import temperature_degC

_KNOWN = re.compile(r"Details|Devices|Device Info|Deployment Info|Series Statistics|[A-Z][^:,;\t]{1,40}:.+")
_OPENS = re.compile(r"(Series|Event Type): (.*)")
_INTERVAL = re.compile(r"(\d{1,3}) (?:Hr|hours?) (\d{1,2}) (?:Min|minutes?) (\d{1,2}) (?:Sec|seconds?)")
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})*|\d{1,9}")
_DECIMAL = re.compile(r"-?\d*\.\d+")
_PRINTED = {"highest_degC": "Max", "lowest_degC": "Min", "mean_degC": "Avg"}


@dataclass(frozen=True, slots=True)
class SeriesDetails:
    """What the block says of one series or one kind of mark."""

    kind: str
    name: str
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def samples(self) -> int | None:
        """The number of samples that the block declares."""
        text = self.keys.get("Samples", "")
        return int(text.replace(",", "")) if _COUNT.fullmatch(text) else None

    @property
    def interval_s(self) -> float | None:
        """The logging interval, None where the block states none, or a mode in which it is not always kept."""
        if not self.keys.get("Logging Mode", "Fixed").startswith("Fixed"):
            return None
        match = _INTERVAL.fullmatch(self.keys.get("Logging Interval", ""))
        return float(3600 * int(match[1]) + 60 * int(match[2]) + int(match[3])) or None if match else None

    def details(self, unit: str) -> dict[str, Any]:
        """Return what the block prints of a series, its extremes and mean in °C."""
        printed = {key: _degC(self.keys.get(name, ""), unit) for key, name in _PRINTED.items()}
        return {
            "model": self.keys.get("Product", ""),
            "launch_name": self.keys.get("Launch Name", ""),
            "launch_time": self.keys.get("Launch Time", ""),
            "first_sample_time": self.keys.get("First Sample Time", ""),
            "last_sample_time": self.keys.get("Last Sample Time", ""),
            "readings_declared": self.samples,
            **{key: value for key, value in printed.items() if value is not None},
        }


def line_faults(lines: Sequence[tuple[int, str]], first: int, name: str, fix: str) -> Iterator[Fault]:
    """Refuse cells beyond the headings that are no details block, line by line from the first row on."""
    expected = "as many cells as headings, or HOBOware's details block from the first row on"
    if lines and (lines[0] != (first, "Details")):
        yield Fault(f"{name}, row {lines[0][0]}", f"the further cells {lines[0][1]!r}", expected, fix, NotATable)
    for number, line in lines[1:]:
        if not _KNOWN.fullmatch(line):
            yield Fault(f"{name}, row {number}", f"the further cells {line!r}", expected, fix, NotATable)


def series_of(lines: Sequence[str]) -> list[SeriesDetails]:
    """Return the sections of a details block.

    Examples
    --------
    >>> block = ["Details", "Series: Temp, °C", "Devices", "Samples: 1,200", "Logging Interval: 00 Hr 15 Min 00 Sec"]
    >>> (series,) = series_of(block)
    >>> series.name, series.samples, series.interval_s
    ('Temp, °C', 1200, 900.0)
    """
    found = list[SeriesDetails]()
    for line in lines:
        match = _OPENS.fullmatch(line)
        key, _, value = (part.strip() for part in line.partition(":"))
        if match:
            found.append(SeriesDetails(match[1], re.sub(r",\s*", ", ", match[2])))
        elif found and value:
            found[-1].keys.setdefault(key, value)
    return found


def _degC(text: str, unit: str) -> float | None:
    """Return a printed temperature in °C, None where it is not printed with a point."""
    try:
        return temperature_degC(f"{float(text)} {unit}") if _DECIMAL.fullmatch(text) else None
    except QuantityError:
        return None
