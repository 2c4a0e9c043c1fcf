"""The sensor reports of an EPCIS 2.0 document, each with its place, its time, its sensor; every fault by its JSON path.

Not a dialect: modules whose name begins with an underscore are none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import MissingUnit, UnknownColumn, UnreadableNumber, UnreadableTime
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.strict_json import JsonObject, is_text, shown_value
from atmp_logistics.ingest.files.two_offsets import OFFSET_KEY, disagreeing_offsets
from atmp_logistics.ingest.loggers._epcis_document import (
    EVENT_TYPES,
    EXCEPTION,
    METADATA_KEYS,
    OFFSET,
    OTHER_VALUES,
    REPORT_KEYS,
    SPAN_NUMBERS,
    TEMPERATURE_TYPE,
    UNITS,
    ZONED,
    SensorReports,
    TemperatureReport,
    is_moment,
    moment_of,
    shown_at,
)


def sensor_reports(events: JsonObject, path: str, name: str) -> SensorReports:
    """Walk over the events of a document; `events` is the object that holds the list `eventList`."""
    found = SensorReports(name)
    listed = [*found.each(events, "eventList", path)]
    for at, event in listed:
        _check_event(found, event, at)
    found.excluded += _taken_back(listed)
    _two_offsets(found, [(at, event) for at, event in listed if at not in found.excluded])
    for at, event in listed:
        if at not in found.excluded:
            _walk_event(found, event, at)
    return found


def _two_offsets(found: SensorReports, listed: Sequence[tuple[str, JsonObject]]) -> None:
    """Note the first event whose time and whose eventTimeZoneOffset state two offsets."""
    if wrong := disagreeing_offsets([event for _, event in listed]):
        place, seen, expected = wrong
        found.fault(f"{listed[place][0]}.{OFFSET_KEY}", seen, expected)


def _taken_back(listed: Sequence[tuple[str, JsonObject]]) -> list[str]:
    """Return the paths of the events that declare an error, and of those that they declare one."""
    wrong = [event for _, event in listed if "errorDeclaration" in event]
    names = {str(event["eventID"]) for event in wrong if "eventID" in event}
    same = {_content(event) for event in wrong}
    return [at for at, event in listed if str(event.get("eventID")) in names or (same and _content(event) in same)]


def _content(event: JsonObject) -> str:
    """Return what an event states, without what tells a declaration from the event that it takes back."""
    stated = {key: value for key, value in event.items() if key not in ("errorDeclaration", "recordTime", "eventID")}
    return json.dumps(stated, sort_keys=True)


def _check_event(found: SensorReports, event: JsonObject, path: str) -> None:
    """Hold an event against what every event has: its type, its time, the offset of its place."""
    if event.get("type") not in EVENT_TYPES:
        found.fault(f"{path}.type", shown_at(event, "type"), f"one of {', '.join(EVENT_TYPES)}")
    if not found.instant(event, "eventTime", path) and "eventTime" not in event:
        found.fault(f"{path}.eventTime", "no time", "the event's time", UnreadableTime)
    found.text(event, "eventID", path)
    offset = found.text(event, "eventTimeZoneOffset", path)
    if not OFFSET.fullmatch(offset):
        found.fault(f"{path}.eventTimeZoneOffset", shown_at(event, "eventTimeZoneOffset"), "an offset such as +01:00")


def _walk_event(found: SensorReports, event: JsonObject, path: str) -> None:
    if "sensorElementList" not in event:
        return
    named = _named_by_event(found, event, path)
    for at, element in found.each(event, "sensorElementList", path):
        metadata = element.get("sensorMetadata", JsonObject())
        if not isinstance(metadata, JsonObject):
            found.fault(f"{at}.sensorMetadata", shown_value(metadata), "an object")
            metadata = JsonObject()
        found.only(element, frozenset({"sensorMetadata", "sensorReport"}), at)
        found.only(metadata, METADATA_KEYS, f"{at}.sensorMetadata")
        for place, report in found.each(element, "sensorReport", at):
            _walk_report(found, _ReportContext(event, metadata, named, f"{at}.sensorMetadata", path), report, place)


@dataclass(frozen=True, slots=True)
class _ReportContext:
    """What stands around a report: its event, its element's metadata, and what the event names a logger by."""

    event: JsonObject
    metadata: JsonObject
    named: tuple[str, str]
    metadata_path: str
    event_path: str


def _named_by_event(found: SensorReports, event: JsonObject, path: str) -> tuple[str, str]:
    """Return an event's only EPC, or else where it was read; and which of them it is."""
    epcs = event.get("epcList", [])
    if not isinstance(epcs, list) or not all(is_text(epc) for epc in epcs):
        found.fault(f"{path}.epcList", shown_at(event, "epcList"), "a list of texts")
        epcs = []
    epcs = epcs or [epc for epc in [found.text(event, "parentID", path)] if epc]
    found.epcs += [epc for epc in epcs if epc not in found.epcs]
    point = event.get("readPoint", JsonObject())
    if not isinstance(point, JsonObject):
        found.fault(f"{path}.readPoint", shown_value(point), "an object")
        point = JsonObject()
    read_at = found.text(point, "id", f"{path}.readPoint")
    if len(epcs) == 1:
        return epcs[0], "the EPC"
    return (read_at, "the read point") if read_at else ("", "nothing")


def _walk_report(found: SensorReports, place: _ReportContext, report: JsonObject, path: str) -> None:
    kind = found.text(report, "type", path)
    exception = _exception(found, report, path)
    device = found.text(report, "deviceID", path) or found.text(place.metadata, "deviceID", place.metadata_path)
    logger, namer = (device, "the device") if device else place.named
    if exception:
        captured = str(place.event.get("eventTime", ""))
        starts = [captured] if exception == "ALARM" else []
        found.alarms.append({"path": path, "logger": logger, "starts": starts, "report": _plain(report)})
    if TEMPERATURE_TYPE.fullmatch(kind):
        _walk_temperature(found, place, report, path, (logger, namer, exception))
    elif "temp" in kind.casefold():
        found.fault(f"{path}.type", repr(kind), "Temperature, or a type that is none", UnknownColumn)
    elif not kind and not exception:
        found.fault(f"{path}.type", "no type", "what the sensor measured", UnknownColumn)
    elif not exception:
        found.left_out[kind] += 1


def _exception(found: SensorReports, report: JsonObject, path: str) -> str:
    cell = found.text(report, "exception", path)
    match = EXCEPTION.fullmatch(cell)
    if cell and not match:
        found.fault(f"{path}.exception", repr(cell), "ALARM_CONDITION or ERROR_CONDITION")
    return match[1] if match else ""


def _walk_temperature(
    found: SensorReports, place: _ReportContext, report: JsonObject, path: str, sensor: tuple[str, str, str]
) -> None:
    logger, namer, exception = sensor
    found.only(report, REPORT_KEYS, path)
    value = found.number(report, "value", path)
    found.number(report, "sDev", path)
    spans = {key: text for key in SPAN_NUMBERS if (text := found.number(report, key, path))}
    others = [key for key in OTHER_VALUES if key in report]
    if exception and "value" not in report and not spans:
        return
    if ("value" in report and spans) or (others and not exception):
        expected = "one value, or the extremes of a span; not both, and nothing beside them"
        found.fault(path, f"a temperature with {', '.join([*spans, *others])}", expected, UnreadableNumber)
    time, basis, ends = _span(found, place) if spans else _moment(found, place, report, path)
    unit = _unit(found, report, path, needed=bool(value or spans))
    numbers = spans or {"value": value}
    channel = _channel(found, report, path, spans=bool(spans))
    found.reports.append(
        TemperatureReport(path, report.line, logger, namer, channel, unit, time, basis, ends, numbers, exception)
    )


def _moment(found: SensorReports, place: _ReportContext, report: JsonObject, path: str) -> tuple[str, str, str]:
    """Return a reading's time: its own, else its element's, else its event's, and which of them it is."""
    of_report = found.instant(report, "time", path)
    of_element = found.instant(place.metadata, "time", place.metadata_path)
    if of_report or of_element:
        return of_report or of_element, "the report's own" if of_report else "the sensor element's", ""
    if {"startTime", "endTime"} & set(place.metadata):
        expected = "a time, or the extremes of the span"
        found.fault(path, "one value for a span of time, and no time of its own", expected, UnreadableTime)
    return str(place.event.get("eventTime", "")), "the event's", ""


def _span(found: SensorReports, place: _ReportContext) -> tuple[str, str, str]:
    """Return the first and the last moment of a statistic's span."""
    begins, ends = (found.instant(place.metadata, key, place.metadata_path) for key in ("startTime", "endTime"))
    if not (begins and ends):
        expected = "startTime and endTime of the span that the extremes are of"
        found.fault(place.metadata_path, "extremes without the span that they are of", expected, UnreadableTime)
    elif all(is_moment(cell) and ZONED.fullmatch(cell) for cell in (begins, ends)) and moment_of(begins) > moment_of(
        ends
    ):
        found.fault(f"{place.metadata_path}.endTime", f"{ends!r} before {begins!r}", "an end after the start")
    return begins, "span", ends


def _unit(found: SensorReports, report: JsonObject, path: str, *, needed: bool) -> str | None:
    cell = found.text(report, "uom", path)
    if not cell and not needed:
        return None
    if cell not in UNITS or temperature_unit(cell) is None:
        found.fault(f"{path}.uom", shown_at(report, "uom"), f"one of {', '.join(UNITS)}", MissingUnit)
    return cell or None


def _channel(found: SensorReports, report: JsonObject, path: str, *, spans: bool) -> str:
    """Return what tells a device's sensors apart: the component, and words of other vocabularies."""
    component = found.text(report, "component", path)
    words = [] if spans else [f"{key}={value}" for key, value in report.items() if ":" in key and _is_word(value)]
    return ", ".join([component] * bool(component) + sorted(words))


def _is_word(value: object) -> bool:
    return is_text(value) and not re.fullmatch(r"[+-]?[\d.,]+", value)


def _plain(report: JsonObject) -> dict[str, str]:
    """Return a report's own texts, for the record."""
    return {key: str(value) for key, value in report.items() if isinstance(value, (str, bool))}


def sensors_of(reports: Sequence[TemperatureReport]) -> dict[tuple[str, str], list[TemperatureReport]]:
    """Return the reports of each sensor of each logger, in the document's order."""
    out: dict[tuple[str, str], list[TemperatureReport]] = {}
    for report in reports:
        out.setdefault((report.logger, report.channel), []).append(report)
    return out
