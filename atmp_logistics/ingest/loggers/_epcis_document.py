"""What an EPCIS 2.0 document may hold, how a value is taken out of it, and how a place in it is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atmp_logistics.core.errors import (
    AtmpError,
    Fault,
    InputError,
    NaiveTime,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.core.iso_times import YEARS, is_iso
from atmp_logistics.ingest.files.strict_json import JsonNumber, JsonObject, is_text, shown_value

FIX = "correct the program that writes the document, and let it write the document again"
EVENT_TYPES = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
_PREFIX = r"(?:gs1:|https?://(?:www\.)?gs1\.org/voc/)?"
TEMPERATURE_TYPE = re.compile(_PREFIX + "(?:MT-)?Temperature")
EXCEPTION = re.compile(_PREFIX + "(ALARM|ERROR)_CONDITION")
OFFSET = re.compile(r"[+-]\d\d:\d\d")
ZONED = re.compile(r".*(?:Z|[+-]\d\d:\d\d)")
UNITS = ("CEL", "FAH", "KEL")
_TIMES = ("time", "startTime", "endTime")
_TEXTS = ("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules")
SPAN_NUMBERS = ("minValue", "maxValue", "meanValue", "percRank", "percValue")
OTHER_VALUES = ("stringValue", "booleanValue", "hexBinaryValue", "uriValue")
METADATA_KEYS = frozenset({*_TIMES, *_TEXTS})
REPORT_KEYS = frozenset(
    {
        *("type", "exception", "time", "value", "uom", "sDev", "component", "microorganism", "chemicalSubstance"),
        *("coordinateReferenceSystem", *_TEXTS, *SPAN_NUMBERS, *OTHER_VALUES),
    }
)


@dataclass(frozen=True, slots=True)
class TemperatureReport:
    """One temperature report: a reading, or the extremes and the mean of a span.

    `basis` says where its time comes from, `namer` what names the logger, `exception` whether the sensor had an error.
    """

    path: str
    line: int
    logger: str
    namer: str
    channel: str
    unit: str | None
    time: str
    basis: str
    ends: str
    numbers: dict[str, str]
    exception: str

    @property
    def is_span(self) -> bool:
        """Say whether this is a statistic of a span of time, and no reading."""
        return self.basis == "span"


@dataclass(slots=True)
class SensorReports:
    """The temperature reports and alarms of a document, counts of what is left out, and faults."""

    name: str
    reports: list[TemperatureReport] = field(default_factory=list)
    alarms: list[dict[str, Any]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    excluded: list[str] = field(default_factory=list)
    epcs: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen: set[Fault] = field(default_factory=set)

    def fault(self, path: str, found: str, expected: str, error: type[AtmpError] = InputError) -> None:
        """Note a fault at a JSON path, once."""
        fault = Fault(f"{self.name}, {path}", found, expected, FIX, error)
        self.faults += [fault] if fault not in self.seen else []
        self.seen.add(fault)

    def each(self, parent: JsonObject, key: str, path: str) -> Iterator[tuple[str, JsonObject]]:
        """Yield each object of a list of objects with its path; anything else is a fault."""
        values = parent.get(key)
        if not isinstance(values, list):
            self.fault(f"{path}.{key}", shown_at(parent, key), "a list of objects")
            return
        for i, value in enumerate(values):
            if isinstance(value, JsonObject):
                yield f"{path}.{key}[{i}]", value
            else:
                self.fault(f"{path}.{key}[{i}]", shown_value(value), "an object")

    def text(self, parent: JsonObject, key: str, path: str) -> str:
        """Return a key's text, "" where it does not stand; anything but a text is a fault."""
        if key not in parent:
            return ""
        value = parent[key]
        if is_text(value) and value.strip():
            return value.strip()
        self.fault(f"{path}.{key}", shown_value(value), "a text")
        return ""

    def instant(self, parent: JsonObject, key: str, path: str) -> str:
        """Return a key's time, "" where it does not stand; one that is not exactly one instant is a fault."""
        cell = self.text(parent, key, path)
        if cell and not (is_iso(cell) and is_moment(cell)):
            self.fault(f"{path}.{key}", repr(cell), "a time such as 2031-01-02T03:04:05.000+01:00", UnreadableTime)
        elif cell and not ZONED.fullmatch(cell):
            self.fault(f"{path}.{key}", f"{cell!r} without an offset", "a time with its offset from UTC", NaiveTime)
        return cell

    def number(self, parent: JsonObject, key: str, path: str) -> str:
        """Return a key's number as written, "" where it does not stand; anything but a number is a fault."""
        value = parent.get(key, "")
        if key in parent and not isinstance(value, JsonNumber):
            self.fault(f"{path}.{key}", shown_value(value), "a number, not in quotes", UnreadableNumber)
        return str(value) if isinstance(value, JsonNumber) else ""

    def only(self, parent: JsonObject, known: frozenset[str], path: str) -> None:
        """Refuse keys that are neither of EPCIS nor of a vocabulary that the document names: likely misspelt."""
        for key in parent:
            if key not in known and ":" not in key and not key.startswith("@"):
                self.fault(f"{path}.{key}", f"the key {key!r}", f"one of {', '.join(sorted(known))}", UnknownColumn)


def moment_of(cell: str) -> datetime:
    return datetime.fromisoformat(cell.replace(" ", "T", 1).replace(",", ".").upper())


def is_moment(cell: str) -> bool:
    try:
        return moment_of(cell).year in YEARS
    except ValueError:
        return False


def shown_at(parent: JsonObject, key: str) -> str:
    return shown_value(parent[key]) if key in parent else "nothing"
