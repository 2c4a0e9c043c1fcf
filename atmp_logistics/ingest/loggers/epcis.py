"""EPCIS 2.0 sensor reports, the JSON by which supply chains tell each other what happened to a package and when.

What it looks like
    An object of the type ``EPCISDocument`` (or ``EPCISQueryDocument``) with a list of events; an event can have a
    ``sensorElementList``, an element of it a time and a device, and in it reports such as ``{"type": "Temperature",
    "value": 4.5, "uom": "CEL"}``.

What a document proves
    Every time carries its offset, every value its unit. A report's time is its own, else its element's, else its
    event's. A device's sensors are told apart by ``component`` and by words of other vocabularies.

Traps
    Extremes and means of a span are no readings. An event can declare another an error: neither is read. The time of
    an event is when it was captured, and need not be when it was measured. Events of one device need not follow each
    other in time. Reports of an alarm or an error mostly measure nothing. Drafts of EPCIS 2.0 (``isA``) look alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, QuantityError, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.core.units import temperature_degC
from atmp_logistics.ingest.files.strict_json import JsonNumber, JsonObject, read_json
from atmp_logistics.ingest.loggers._epcis_document import FIX, SensorReports, TemperatureReport
from atmp_logistics.ingest.loggers._epcis_reports import sensor_reports, sensors_of
from atmp_logistics.ingest.loggers._row_checks import EMPTY
from atmp_logistics.ingest.raw_logs import PrintedExtreme, Raw, RawLog, RawSummary

NAME = "EPCIS 2.0 sensor reports"
_SIGN = re.compile(r'"(?:type|isA)"\s*:\s*"EPCIS(?:Query)?Document"|"epcisBody"\s*:')
_LISTS = {
    "EPCISDocument": ("epcisBody",),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody"),
}


def recognises(text: str) -> bool:
    r"""Say whether a text is an EPCIS document in JSON.

    Examples
    --------
    >>> recognises('{"type": "EPCISDocument", "epcisBody": {}}'), recognises('{"type": "Feature"}')
    (True, False)
    """
    return text[:200].lstrip().startswith("{") and _SIGN.search(text[:8000]) is not None


def read(text: str, name: str) -> list[Raw]:
    """Take an EPCIS document apart: a log for each sensor, or summaries where it holds no reading but their extremes.

    Returns
    -------
    list[Raw]

    Raises
    ------
    InputError
        For every place in which the document is not what EPCIS writes, by its JSON path.
    """
    document = read_json(text, name)
    refuse(_document_faults(document, name))
    path = _LISTS[document["type"]]
    events, faults = _events(document, path, name)
    refuse(faults)
    found = sensor_reports(events, f"$.{'.'.join(path)}", name)
    sensors = sensors_of(found.reports)
    refuse([*found.faults, *_unit_faults(sensors, name), *_empty_faults(found)])
    notes = tuple(_assumptions(found))
    readings = sensors_of([report for report in found.reports if not report.is_span])
    alone = {
        (logger, ""): list[TemperatureReport]() for logger in dict.fromkeys(alarm["logger"] for alarm in found.alarms)
    }
    loggers = {logger for logger, _ in readings or sensors or alone}
    if readings or not sensors:
        notes = notes if readings else (*notes, EMPTY)
        return [
            _log(key, of_sensor, notes, _details(found, key[0], loggers))
            for key, of_sensor in (readings or alone).items()
        ]
    return [_summary(key, of_sensor, notes, _details(found, key[0], loggers)) for key, of_sensor in sensors.items()]


def _document_faults(document: Any, name: str) -> Iterator[Fault]:
    """Refuse drafts, other versions, and documents that do not say which vocabulary they speak."""
    if not isinstance(document, JsonObject):
        yield Fault(f"{name}, $", "no object", "an EPCIS document", FIX)
    elif "isA" in document:
        yield Fault(f"{name}, $.isA", "a draft of EPCIS 2.0", "'type' in the place of 'isA'", FIX)
    elif document.get("type") not in tuple(_LISTS):
        yield Fault(f"{name}, $.type", repr(document.get("type"))[:60], f"one of {', '.join(_LISTS)}", FIX)
    else:
        if document.get("schemaVersion") != "2.0" or isinstance(document["schemaVersion"], JsonNumber):
            yield Fault(f"{name}, $.schemaVersion", repr(document.get("schemaVersion"))[:60], "'2.0', a text", FIX)
        if "@context" not in document:
            yield Fault(f"{name}, $['@context']", "nothing", "the vocabularies that the document uses", FIX)


def _events(document: JsonObject, path: Sequence[str], name: str) -> tuple[JsonObject, list[Fault]]:
    """Return the object that holds the events."""
    at, here = "$", document
    for key in path:
        inner = here.get(key)
        at = f"{at}.{key}"
        if not isinstance(inner, JsonObject):
            return JsonObject(), [Fault(f"{name}, {at}", "no object", f"an object in which {key!r} stands", FIX)]
        here = inner
    return here, []


def _unit_faults(sensors: dict[tuple[str, str], list[TemperatureReport]], name: str) -> Iterator[Fault]:
    """Refuse a sensor that reports in two units; a missing value need not have one."""
    for (logger, channel), reports in sensors.items():
        units = {report.unit: report.path for report in reports if report.unit}
        if len(units) > 1:
            found = f"the sensor {f'{logger} {channel}'.strip()!r} in {' and '.join(sorted(units))}"
            yield Fault(f"{name}, {list(units.values())[-1]}.uom", found, "one unit", FIX, MissingUnit)


def _empty_faults(found: SensorReports) -> Iterator[Fault]:
    if not (found.reports or found.alarms or found.faults):
        other = ", ".join(found.left_out) or "no sensor reports"
        excluded = f", {len(found.excluded)} events declared errors" * bool(found.excluded)
        fix = "export the events that carry the sensor's data"
        yield Fault(found.name, f"no temperature ({other}{excluded})", "reports of the type Temperature", fix)


def _unit(reports: Sequence[TemperatureReport]) -> str | None:
    return next((report.unit for report in reports if report.unit), None)


def _log(
    key: tuple[str, str], reports: Sequence[TemperatureReport], notes: tuple[str, ...], details: dict[str, Any]
) -> RawLog:
    return RawLog(
        logger=key[0],
        times=[report.time for report in reports],
        values=["" if report.exception == "ERROR" else report.numbers["value"] for report in reports],
        rows=[report.line for report in reports],
        unit=_unit(reports),
        date_forms=(),
        channel=key[1],
        assumptions=notes,
        details=details,
        printed=tuple(_printed(key, details["statistics"], _unit(reports))),
    )


def _printed(key: tuple[str, str], statistics: Sequence[dict[str, Any]], unit: str | None) -> Iterator[PrintedExtreme]:
    """Yield the extremes that a logger reports of spans of time, beside the readings of this sensor."""
    for one in statistics:
        if one["channel"] in ("", key[1]) or not key[1]:
            for name, highest in (("minValue", False), ("maxValue", True)):
                value = _degC(one.get(name, ""), one["unit"] or unit or "")
                if value is not None:
                    yield PrintedExtreme(value, highest, one["begins"], one["ends"])


def _degC(number: str, unit: str) -> float | None:
    """Return a reported temperature in °C, None where there is none."""
    try:
        return temperature_degC(f"{number} {temperature_unit(unit)}") if number else None
    except QuantityError:
        return None


def _summary(
    key: tuple[str, str], reports: Sequence[TemperatureReport], notes: tuple[str, ...], details: dict[str, Any]
) -> RawSummary:
    def cells(number: str) -> list[str]:
        return ["" if report.exception == "ERROR" else report.numbers.get(number, "") for report in reports]

    return RawSummary(
        logger=key[0],
        kind="interval",
        begins=[report.time for report in reports],
        ends=[report.ends for report in reports],
        lowest=cells("minValue"),
        highest=cells("maxValue"),
        mean=cells("meanValue"),
        rows=[report.line for report in reports],
        unit=_unit(reports),
        date_forms=(),
        channel=key[1],
        assumptions=notes,
        details=details,
    )


def _assumptions(found: SensorReports) -> Iterator[str]:
    readings = [report for report in found.reports if not report.is_span]
    spans = len(found.reports) - len(readings)
    yield from _counted("times of readings are", Counter(report.basis for report in readings))
    yield from _counted("loggers are named by", Counter(report.namer for report in found.reports))
    if found.excluded:
        paths = ", ".join(found.excluded)
        yield f"events that declare an error, or are declared one, are left out: {len(found.excluded)} ({paths})"
    if spans and readings:
        yield f"extremes and means of a span are no readings, kept in the details: {spans}"
    if found.alarms:
        yield f"reports of an alarm or an error, kept in the details: {len(found.alarms)}"
    errors = sum(report.exception == "ERROR" for report in found.reports)
    if errors:
        yield f"temperatures that a sensor reported with an error, kept as missing: {errors}"
    yield from _counted("reports that are no temperature are left out:", found.left_out)


def _counted(words: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        yield f"{words} {', '.join(f'{what} ({count})' for what, count in counts.items())}"


def _details(found: SensorReports, logger: str, loggers: set[str]) -> dict[str, Any]:
    """Return a logger's own alarms and statistics, and those of loggers that have no readings to stand beside."""
    statistics = [_statistic(report) for report in found.reports if report.is_span]
    return {
        "alarms": [alarm for alarm in found.alarms if alarm["logger"] == logger],
        "statistics": [one for one in statistics if one["logger"] == logger],
        "alarms_elsewhere": [alarm for alarm in found.alarms if alarm["logger"] not in loggers],
        "statistics_elsewhere": [one for one in statistics if one["logger"] not in loggers],
        "epcs": found.epcs,
        "error_events": found.excluded,
    }


def _statistic(report: TemperatureReport) -> dict[str, Any]:
    return {
        "path": report.path,
        "logger": report.logger,
        "channel": report.channel,
        "unit": report.unit,
        "begins": report.time,
        "ends": report.ends,
        **report.numbers,
    }
