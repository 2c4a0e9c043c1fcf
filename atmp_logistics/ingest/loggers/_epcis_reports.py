"""The sensor reports of an EPCIS 2.0 document, each with its place, its time, its sensor; every fault by its JSON path.

Not a dialect: modules whose name begins with an underscore are none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atmp_logistics.core.errors import (
    AtmpError,
    Fault,
    InputError,
    MissingUnit,
    NaiveTime,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.core.reading_times import YEARS, is_iso
from atmp_logistics.core.units import temperature_unit
from atmp_logistics.ingest.files.json_lines import Number, Object

FIX = "correct the program that writes the document, and let it write the document again"
_EVENTS = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
_PREFIX = r"(?:gs1:|https?://(?:www\.)?gs1\.org/voc/)?"
_TEMPERATURE = re.compile(_PREFIX + "(?:MT-)?Temperature")
_EXCEPTION = re.compile(_PREFIX + "(ALARM|ERROR)_CONDITION")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_ZONED = re.compile(r".*(?:Z|[+-]\d\d:\d\d)")
_UNITS = ("CEL", "FAH", "KEL")
_TIMES = ("time", "startTime", "endTime")
_TEXTS = ("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules")
_SPAN_NUMBERS = ("minValue", "maxValue", "meanValue", "percRank", "percValue")
_OTHER_VALUES = ("stringValue", "booleanValue", "hexBinaryValue", "uriValue")
_METADATA_KEYS = frozenset({*_TIMES, *_TEXTS})
_REPORT_KEYS = frozenset(
    {
        *("type", "exception", "time", "value", "uom", "sDev", "component", "microorganism", "chemicalSubstance"),
        *("coordinateReferenceSystem", *_TEXTS, *_SPAN_NUMBERS, *_OTHER_VALUES),
    }
)


@dataclass(frozen=True, slots=True)
class Report:
    """One temperature report: a reading, or the extremes and the mean of a span.

    `basis` says whose time it is, `namer` what names the logger, `exception` whether the sensor reported an error.
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
class Walk:
    """What a walk over a document finds: reports, alarms, what is left out, and faults."""

    name: str
    reports: list[Report] = field(default_factory=list)
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

    def each(self, parent: Object, key: str, path: str) -> Iterator[tuple[str, Object]]:
        """Yield each object of a list of objects with its path; anything else is a fault."""
        values = parent.get(key)
        if not isinstance(values, list):
            self.fault(f"{path}.{key}", _shown(parent, key), "a list of objects")
            return
        for i, value in enumerate(values):
            if isinstance(value, Object):
                yield f"{path}.{key}[{i}]", value
            else:
                self.fault(f"{path}.{key}[{i}]", _kind(value), "an object")

    def text(self, parent: Object, key: str, path: str) -> str:
        """Return a key's text, "" where it does not stand; anything but a text is a fault."""
        if key not in parent:
            return ""
        value = parent[key]
        if isinstance(value, str) and not isinstance(value, Number) and value.strip():
            return value.strip()
        self.fault(f"{path}.{key}", _kind(value), "a text")
        return ""

    def instant(self, parent: Object, key: str, path: str) -> str:
        """Return a key's time, "" where it does not stand; one that is not exactly one instant is a fault."""
        cell = self.text(parent, key, path)
        if cell and not (is_iso(cell) and _exists(cell)):
            self.fault(f"{path}.{key}", repr(cell), "a time such as 2031-01-02T03:04:05.000+01:00", UnreadableTime)
        elif cell and not _ZONED.fullmatch(cell):
            self.fault(f"{path}.{key}", f"{cell!r} without an offset", "a time with its offset from UTC", NaiveTime)
        return cell

    def number(self, parent: Object, key: str, path: str) -> str:
        """Return a key's number as written, "" where it does not stand; anything but a number is a fault."""
        value = parent.get(key, "")
        if key in parent and not isinstance(value, Number):
            self.fault(f"{path}.{key}", _kind(value), "a number, not in quotes", UnreadableNumber)
        return str(value) if isinstance(value, Number) else ""


def walk(events: Object, path: str, name: str) -> Walk:
    """Walk over the events of a document; `events` is the object that holds the list `eventList`."""
    found = Walk(name)
    listed = [*found.each(events, "eventList", path)]
    for at, event in listed:
        _check_event(found, event, at)
    found.excluded += _taken_back(listed)
    for at, event in listed:
        if at not in found.excluded:
            _walk_event(found, event, at)
    return found


def _taken_back(listed: Sequence[tuple[str, Object]]) -> list[str]:
    """Return the paths of the events that declare an error, and of those that they declare one."""
    wrong = [event for _, event in listed if "errorDeclaration" in event]
    names = {str(event["eventID"]) for event in wrong if "eventID" in event}
    same = {_content(event) for event in wrong}
    return [at for at, event in listed if str(event.get("eventID")) in names or (same and _content(event) in same)]


def _content(event: Object) -> str:
    """Return what an event states, without what tells a declaration from the event that it takes back."""
    own = {key: value for key, value in event.items() if key not in ("errorDeclaration", "recordTime", "eventID")}
    return json.dumps(own, sort_keys=True)


def _check_event(found: Walk, event: Object, path: str) -> None:
    """Hold an event against what every event has: its type, its time, the offset of its place."""
    if event.get("type") not in _EVENTS:
        found.fault(f"{path}.type", _shown(event, "type"), f"one of {', '.join(_EVENTS)}")
    if not found.instant(event, "eventTime", path) and "eventTime" not in event:
        found.fault(f"{path}.eventTime", "no time", "the event's time", UnreadableTime)
    found.text(event, "eventID", path)
    offset = found.text(event, "eventTimeZoneOffset", path)
    if not _OFFSET.fullmatch(offset):
        found.fault(f"{path}.eventTimeZoneOffset", _shown(event, "eventTimeZoneOffset"), "an offset such as +01:00")


def _walk_event(found: Walk, event: Object, path: str) -> None:
    if "sensorElementList" not in event:
        return
    named = _named_by_event(found, event, path)
    for at, element in found.each(event, "sensorElementList", path):
        metadata = element.get("sensorMetadata", Object())
        if not isinstance(metadata, Object):
            found.fault(f"{at}.sensorMetadata", _kind(metadata), "an object")
            metadata = Object()
        _refuse_keys(found, element, frozenset({"sensorMetadata", "sensorReport"}), at)
        _refuse_keys(found, metadata, _METADATA_KEYS, f"{at}.sensorMetadata")
        for place, report in found.each(element, "sensorReport", at):
            _walk_report(found, _Place(event, metadata, named, f"{at}.sensorMetadata", path), report, place)


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around a report: its event, its element's metadata, and what the event names a logger by."""

    event: Object
    metadata: Object
    named: tuple[str, str]
    metadata_path: str
    event_path: str


def _named_by_event(found: Walk, event: Object, path: str) -> tuple[str, str]:
    """Return an event's only EPC, or else where it was read; and which of them it is."""
    epcs = event.get("epcList", [])
    if not isinstance(epcs, list) or not all(isinstance(epc, str) and not isinstance(epc, Number) for epc in epcs):
        found.fault(f"{path}.epcList", _shown(event, "epcList"), "a list of texts")
        epcs = []
    epcs = epcs or [epc for epc in [found.text(event, "parentID", path)] if epc]
    found.epcs += [epc for epc in epcs if epc not in found.epcs]
    point = event.get("readPoint", Object())
    if not isinstance(point, Object):
        found.fault(f"{path}.readPoint", _kind(point), "an object")
        point = Object()
    read_at = found.text(point, "id", f"{path}.readPoint")
    if len(epcs) == 1:
        return epcs[0], "the EPC"
    return (read_at, "the read point") if read_at else ("", "nothing")


def _walk_report(found: Walk, place: _Place, report: Object, path: str) -> None:
    kind = found.text(report, "type", path)
    exception = _exception(found, report, path)
    device = found.text(report, "deviceID", path) or found.text(place.metadata, "deviceID", place.metadata_path)
    logger, namer = (device, "the device") if device else place.named
    if exception:
        captured = str(place.event.get("eventTime", ""))
        starts = [captured] if exception == "ALARM" else []
        found.alarms.append({"path": path, "logger": logger, "starts": starts, "report": _plain(report)})
    if _TEMPERATURE.fullmatch(kind):
        _walk_temperature(found, place, report, path, (logger, namer, exception))
    elif "temp" in kind.casefold():
        found.fault(f"{path}.type", repr(kind), "Temperature, or a type that is none", UnknownColumn)
    elif not kind and not exception:
        found.fault(f"{path}.type", "no type", "what the sensor measured", UnknownColumn)
    elif not exception:
        found.left_out[kind] += 1


def _exception(found: Walk, report: Object, path: str) -> str:
    cell = found.text(report, "exception", path)
    match = _EXCEPTION.fullmatch(cell)
    if cell and not match:
        found.fault(f"{path}.exception", repr(cell), "ALARM_CONDITION or ERROR_CONDITION")
    return match[1] if match else ""


def _walk_temperature(found: Walk, place: _Place, report: Object, path: str, sensor: tuple[str, str, str]) -> None:
    logger, namer, exception = sensor
    _refuse_keys(found, report, _REPORT_KEYS, path)
    value = found.number(report, "value", path)
    found.number(report, "sDev", path)
    spans = {key: text for key in _SPAN_NUMBERS if (text := found.number(report, key, path))}
    others = [key for key in _OTHER_VALUES if key in report]
    if exception and "value" not in report and not spans:
        return
    if ("value" in report and spans) or (others and not exception):
        expected = "one value, or the extremes of a span; not both, and nothing beside them"
        found.fault(path, f"a temperature with {', '.join([*spans, *others])}", expected, UnreadableNumber)
    time, basis, ends = _span(found, place) if spans else _moment(found, place, report, path)
    unit = _unit(found, report, path, needed=bool(value or spans))
    numbers = spans or {"value": value}
    channel = _channel(found, report, path, spans=bool(spans))
    found.reports.append(Report(path, report.line, logger, namer, channel, unit, time, basis, ends, numbers, exception))


def _moment(found: Walk, place: _Place, report: Object, path: str) -> tuple[str, str, str]:
    """Return a reading's time: its own, else its element's, else its event's, and which of them it is."""
    own = found.instant(report, "time", path)
    shared = found.instant(place.metadata, "time", place.metadata_path)
    if own or shared:
        return own or shared, "the report's own" if own else "the sensor element's", ""
    if {"startTime", "endTime"} & set(place.metadata):
        expected = "a time, or the extremes of the span"
        found.fault(path, "one value for a span of time, and no time of its own", expected, UnreadableTime)
    return str(place.event.get("eventTime", "")), "the event's", ""


def _span(found: Walk, place: _Place) -> tuple[str, str, str]:
    """Return the first and the last moment of a statistic's span."""
    begins, ends = (found.instant(place.metadata, key, place.metadata_path) for key in ("startTime", "endTime"))
    if not (begins and ends):
        expected = "startTime and endTime of the span that the extremes are of"
        found.fault(place.metadata_path, "extremes without the span that they are of", expected, UnreadableTime)
    elif all(_exists(cell) and _ZONED.fullmatch(cell) for cell in (begins, ends)) and _at(begins) > _at(ends):
        found.fault(f"{place.metadata_path}.endTime", f"{ends!r} before {begins!r}", "an end after the start")
    return begins, "span", ends


def _unit(found: Walk, report: Object, path: str, *, needed: bool) -> str | None:
    cell = found.text(report, "uom", path)
    if not cell and not needed:
        return None
    if cell not in _UNITS or temperature_unit(cell) is None:
        found.fault(f"{path}.uom", _shown(report, "uom"), f"one of {', '.join(_UNITS)}", MissingUnit)
    return cell or None


def _channel(found: Walk, report: Object, path: str, *, spans: bool) -> str:
    """Return what tells a device's sensors apart: the component, and words of other vocabularies."""
    component = found.text(report, "component", path)
    words = [] if spans else [f"{key}={value}" for key, value in report.items() if ":" in key and _is_word(value)]
    return ", ".join([component] * bool(component) + sorted(words))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Number) and not re.fullmatch(r"[+-]?[\d.,]+", value)


def _refuse_keys(found: Walk, parent: Object, known: frozenset[str], path: str) -> None:
    """Refuse keys that are neither of EPCIS nor of a vocabulary that the document names: a slip of the pen."""
    for key in parent:
        if key not in known and ":" not in key and not key.startswith("@"):
            found.fault(f"{path}.{key}", f"the key {key!r}", f"one of {', '.join(sorted(known))}", UnknownColumn)


def _plain(report: Object) -> dict[str, str]:
    """Return a report's own texts, for the record."""
    return {key: str(value) for key, value in report.items() if isinstance(value, (str, bool))}


def _at(cell: str) -> datetime:
    return datetime.fromisoformat(cell.replace(" ", "T", 1).replace(",", ".").upper())


def _exists(cell: str) -> bool:
    try:
        return _at(cell).year in YEARS
    except ValueError:
        return False


def _shown(parent: Object, key: str) -> str:
    return _kind(parent[key]) if key in parent else "nothing"


def _kind(value: object) -> str:
    """Say what a JSON value is, shortened, for a message."""
    if isinstance(value, (dict, list)):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"the number {value[:40]}" if isinstance(value, Number) else repr(str(value)[:60])


def sensors_of(reports: Sequence[Report]) -> dict[tuple[str, str], list[Report]]:
    """Return the reports of each sensor of each logger, in the document's order."""
    out: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        out.setdefault((report.logger, report.channel), []).append(report)
    return out
