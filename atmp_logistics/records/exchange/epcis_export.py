"""EPCIS 2.0 in JSON-LD: an ObjectEvent for each event that has a time, and one for the readings of each logger.

The standard's own fields hold what they are for: the time with its offset, the container in ``epcList``, the therapy as
a business transaction, the temperatures as sensor reports in °C. The business step is stated where the standard's own
definition of one is what happened; which event it was, and every other column, stands in a field of ours. An event
without a time, and a container without an event, are no events of EPCIS: they stand beside the list, in the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from atmp_logistics.core.instants import iso, moment, zone
from atmp_logistics.records.exchange.differences import at
from atmp_logistics.records.exchange.portable import NAMESPACE, Cells, PortableRecord, PortableTrip, instant_us

NAME = "EPCIS 2.0"
#: What a repository that captured a document adds to its events.
ADDED = frozenset({"recordTime"})
#: Fields of ours.
_CELLS, _TRIP, _RECORD, _BESIDE, _BARE = (
    "atmp:cells",
    "atmp:logger",
    "atmp:record",
    "atmp:withoutTime",
    "atmp:loggersWithoutReadings",
)
_OWN = (_CELLS, _TRIP, _RECORD, _BESIDE, _BARE)
_TERMS = {name: {"@id": NAMESPACE + name.partition(":")[2], "@type": "@json"} for name in _OWN}
_CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"atmp": NAMESPACE, **_TERMS}]
#: The business steps of the standard's core vocabulary whose definition is what happened.
_STEPS = {
    "material_dispatched": "shipping",
    "material_received": "receiving",
    "product_dispatched": "shipping",
    "product_received": "receiving",
    "receipt_checked": "inspecting",
    "receipt_accepted": "accepting",
    "storage_in": "storing",
    "storage_out": "storing",
    "dispensed": "dispensing",
}
_OWN_PLACE = frozenset({"therapy_id", "container_id", "time"})
_URI = re.compile(r"(?:urn:[A-Za-z0-9][A-Za-z0-9-]+:|https?://)(?:%[0-9A-F]{2}|[A-Za-z0-9._~:/?#@!$&'()*+,;=-])+")


def is_ours(document: Any) -> bool:
    """Say whether a document is an export of this library: by the namespace in its context."""
    return isinstance(document, dict) and document.get("@context") == _CONTEXT


def made_at_of(document: Mapping[str, Any]) -> Any:
    """Return when a document says that it was made."""
    return document.get("creationDate")


def document_of(record: PortableRecord, made_at: str | None) -> dict[str, Any]:
    """Return a record as an EPCIS document.

    Examples
    --------
    >>> record = PortableRecord([{"therapy_id": "T 1", "event": "thaw_end", "time": "2026-11-10T10:04:00Z"}])
    >>> event = document_of(record, "2026-11-11T00:00:00Z")["epcisBody"]["eventList"][0]
    >>> event["eventTime"], event["bizTransactionList"][0]["bizTransaction"]
    ('2026-11-10T10:04:00+00:00', 'urn:x-atmp-logistics:therapy:T%201')
    """
    place = zone(record.about["tz"]) if "tz" in record.about else None
    timed = [(i, row) for i, row in enumerate(record.events) if _is_event(row)]
    events = [_event(row, i, place) for i, row in timed]
    events += [_report(trip, i) for i, trip in enumerate(record.trips) if len(trip.times_us)]
    beside = [{"place": i, **row} for i, row in enumerate(record.events) if not _is_event(row)]
    bare = [_about(trip, i) for i, trip in enumerate(record.trips) if not len(trip.times_us)]
    more = {_RECORD: dict(record.about), _BESIDE: beside, _BARE: bare}
    return {
        "@context": _CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": made_at,
        **{key: value for key, value in more.items() if value},
        "epcisBody": {"eventList": events},
    }


def record_of(document: Mapping[str, Any]) -> PortableRecord:
    """Return what a document of ours holds.

    Raises
    ------
    Misread
        For what no export of ours holds; not for all of it: what is read is written again and compared.
    """
    rows, trips = list[tuple[int, Cells]](), list[tuple[int, PortableTrip]]()
    for i, event in enumerate(document["epcisBody"]["eventList"]):
        with at(f"$.epcisBody.eventList[{i}]"):
            if _TRIP in event:
                trips.append(_trip_of(event))
            else:
                rows.append(_row_of(event))
    for i, cells in enumerate(document.get(_BESIDE, [])):
        with at(f"$['{_BESIDE}'][{i}]"):
            rows.append((round(cells["place"]), {key: cell for key, cell in cells.items() if key != "place"}))
    for i, about in enumerate(document.get(_BARE, [])):
        with at(f"$['{_BARE}'][{i}]"):
            trips.append(_trip_about(about, [], []))
    with at("$"):
        by_place = [cells for _, cells in sorted(rows, key=lambda one: one[0])]
        return PortableRecord(
            by_place, [trip for _, trip in sorted(trips, key=lambda one: one[0])], dict(document.get(_RECORD, {}))
        )


def _is_event(row: Cells) -> bool:
    return "time" in row and "event" in row


def _event(row: Cells, place: int, of_place: Any) -> dict[str, Any]:
    step = _STEPS.get(row["event"])
    body = {
        **_moment(instant_us(row["time"]), of_place),
        "epcList": [_uri("container", row["container_id"])] if "container_id" in row else [],
        "action": "OBSERVE",
        **({"bizStep": step} if step else {}),
        **_therapy(row),
        _CELLS: {"place": place, **{key: cell for key, cell in row.items() if key not in _OWN_PLACE}},
    }
    return _named(body)


def _therapy(row: Cells) -> dict[str, Any]:
    if "therapy_id" not in row:
        return {}
    return {"bizTransactionList": [{"bizTransaction": _uri("therapy", row["therapy_id"])}]}


def _row_of(event: Mapping[str, Any]) -> tuple[int, Cells]:
    cells = dict(event[_CELLS])
    place = round(cells.pop("place"))
    for transaction in event.get("bizTransactionList", []):
        cells["therapy_id"] = _text_of("therapy", transaction["bizTransaction"])
    for epc in event["epcList"]:
        cells["container_id"] = _text_of("container", epc)
    return place, {**cells, "time": _iso_of(event["eventTime"])}


def _report(trip: PortableTrip, place: int) -> dict[str, Any]:
    logger = _uri("logger", trip.logger_id)
    body = {
        **_moment(trip.times_us[-1], None),
        "action": "OBSERVE",
        "bizStep": "sensor_reporting",
        "readPoint": {"id": logger},
        "sensorElementList": [
            {
                "sensorMetadata": {"deviceID": logger},
                "sensorReport": [_reading(us, value) for us, value in trip.readings()],
            }
        ],
        _TRIP: _about(trip, place),
    }
    return _named(body)


def _reading(us: int, value: float | None) -> dict[str, Any]:
    report = {"type": "Temperature", "time": iso(us)}
    return report | ({"exception": "ERROR_CONDITION"} if value is None else {"value": value, "uom": "CEL"})


def _trip_of(event: Mapping[str, Any]) -> tuple[int, PortableTrip]:
    (element,) = event["sensorElementList"]
    reports = element["sensorReport"]
    times = [instant_us(report["time"]) for report in reports]
    return _trip_about(event[_TRIP], times, [_value_of(report) for report in reports])


def _value_of(report: Mapping[str, Any]) -> float | None:
    return float(report["value"]) if "value" in report else None


def _about(trip: PortableTrip, place: int) -> dict[str, Any]:
    return {"place": place, "logger_id": trip.logger_id, **trip.about}


def _trip_about(about: Mapping[str, Any], times: list[int], values: list[float | None]) -> tuple[int, PortableTrip]:
    more = {key: cell for key, cell in about.items() if key not in ("place", "logger_id")}
    return round(about["place"]), PortableTrip(about["logger_id"], times, values, more)


def _moment(us: int, of_place: Any) -> dict[str, str]:
    """Return an event's time and its offset: that of the record's zone, where it is one that the standard can write."""
    at_utc = moment(us)
    offset = (at_utc.astimezone(of_place).utcoffset() if of_place else None) or timedelta()
    minutes, rest = divmod(offset, timedelta(minutes=1))
    local = at_utc.astimezone(timezone(offset if not rest else timedelta()))
    sign, shown = ("-", -minutes) if minutes < 0 else ("+", minutes)
    text = "+00:00" if rest else f"{sign}{shown // 60:02d}:{shown % 60:02d}"
    return {"type": "ObjectEvent", "eventTime": local.isoformat(), "eventTimeZoneOffset": text}


def _iso_of(text: str) -> str:
    from datetime import datetime

    from atmp_logistics.core.instants import instant

    return iso(instant(datetime.fromisoformat(text))) or ""


def _named(body: dict[str, Any]) -> dict[str, Any]:
    """Return an event with an identifier that its content alone gives: the same event, the same identifier."""
    content = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return {"type": body.pop("type"), "eventID": uuid5(NAMESPACE_URL, NAMESPACE + content).urn, **body}


def _uri(kind: str, text: str) -> str:
    """Return an identifier as a URI: as it is where it is one, else under our own namespace."""
    own = f"{NAMESPACE}{kind}:"
    return text if _URI.fullmatch(text) and not text.startswith(NAMESPACE) else own + quote(text, safe="")


def _text_of(kind: str, uri: str) -> str:
    own = f"{NAMESPACE}{kind}:"
    return unquote(uri.removeprefix(own), errors="strict") if uri.startswith(own) else uri
