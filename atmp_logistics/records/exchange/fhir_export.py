"""FHIR R5 as a Bundle: a product for each container, its dispense, an Observation for each event and for each logger.

An Observation of an event has the product as its subject, the therapy as the request that it is based on, the event as
its code, and its time as the effective one. Readings are sampled data in °C with their offsets in microseconds from the
first one; E is a reading that the logger lacks. What else a row says stands in extensions, named by its column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from atmp_logistics.core.instants import iso
from atmp_logistics.records.exchange.differences import at
from atmp_logistics.records.exchange.portable import NAMESPACE, Cells, PortableRecord, PortableTrip, instant_us

NAME = "FHIR R5"
#: What a server adds to a resource that it stores.
ADDED = frozenset({"meta"})
_COLUMN, _RECORD, _EVENT, _LOGGER = (f"{NAMESPACE}{name}" for name in ("column:", "record:", "event", "logger"))
_MARK = {"url": f"{NAMESPACE}export", "valueString": "1"}
_NOTHING = "no-event"
#: The columns of a row that an Observation has a place of its own for.
_OWN_PLACE = frozenset({"therapy_id", "container_id", "event", "time", "note", "performed_by", "device"})
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_ABSENT = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
_ZERO = {"value": 0, "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel"}
_PRODUCT, _DISPENSE = "BiologicallyDerivedProduct", "BiologicallyDerivedProductDispense"
_Pair = tuple[str, str]


def is_ours(document: Any) -> bool:
    """Say whether a document is an export of this library: by the mark in its meta."""
    meta = document.get("meta") if isinstance(document, dict) else None
    extensions = meta.get("extension") if isinstance(meta, dict) else None
    return isinstance(extensions, list) and _MARK in extensions


def made_at_of(document: Mapping[str, Any]) -> Any:
    """Return when a document says that it was made, None where it does not."""
    return document.get("timestamp")


def document_of(record: PortableRecord, made_at: str | None) -> dict[str, Any]:
    """Return a record as a Bundle.

    Examples
    --------
    >>> record = PortableRecord([{"therapy_id": "T1", "event": "thaw_end", "time": "2026-11-10T10:04:00Z"}])
    >>> (entry,) = document_of(record, None)["entry"]
    >>> entry["resource"]["code"]["text"], entry["resource"]["effectiveDateTime"]
    ('thaw_end', '2026-11-10T10:04:00Z')
    """
    products = {pair: _product(pair, expiries) for pair, expiries in _containers(record.events).items()}
    urls = {pair: product["fullUrl"] for pair, product in products.items()}
    dispenses = [
        _dispense(row, i, urls[_pair(row)])
        for i, row in enumerate(record.events)
        if row.get("event") == "dispensed" and "time" in row and _pair(row) in urls
    ]
    observed = [_event(row, i, urls.get(_pair(row))) for i, row in enumerate(record.events)]
    observed += [_readings(trip, i) for i, trip in enumerate(record.trips)]
    about = [{"url": _RECORD + key, "valueString": _json(value)} for key, value in record.about.items()]
    return {
        "resourceType": "Bundle",
        "meta": {"extension": [_MARK, *about]},
        "type": "collection",
        **({"timestamp": made_at} if made_at else {}),
        "entry": [*products.values(), *dispenses, *observed],
    }


def record_of(document: Mapping[str, Any]) -> PortableRecord:
    """Return what a document of ours holds.

    Raises
    ------
    Misread
        For what no export of ours holds; not for all of it: what is read is written again and compared.
    """
    rows, trips, containers = list[Cells](), list[PortableTrip](), dict[str, str]()
    for i, entry in enumerate(document["entry"]):
        with at(f"$.entry[{i}]"):
            resource = entry["resource"]
            if resource["resourceType"] == _PRODUCT:
                containers[entry["fullUrl"]] = resource["identifier"][0]["value"]
            elif resource["resourceType"] == "Observation" and _code(resource)["system"] == _LOGGER:
                trips.append(_trip_of(resource))
            elif resource["resourceType"] == "Observation":
                rows.append(_row_of(resource, containers))
    with at("$.meta"):
        said = [one for one in document["meta"]["extension"] if one != _MARK]
        about = {one["url"].removeprefix(_RECORD): json.loads(one["valueString"]) for one in said}
        return PortableRecord(rows, trips, about)


def _pair(row: Cells) -> _Pair:
    return row.get("therapy_id", ""), row.get("container_id", "")


def _containers(rows: Sequence[Cells]) -> dict[_Pair, set[str]]:
    """Return the expiries that rows state of each container."""
    found: dict[_Pair, set[str]] = {}
    for row in rows:
        if "container_id" in row:
            found.setdefault(_pair(row), set()).update(filter(None, [row.get("expiry")]))
    return found


def _product(pair: _Pair, expiries: set[str]) -> dict[str, Any]:
    """Return a container as a product, with its expiry where the record states one date that the format can write."""
    expiry = next(iter(expiries)) if len(expiries) == 1 else ""
    body = {
        "resourceType": _PRODUCT,
        "identifier": [{"value": pair[1]}],
        **({"request": [{"identifier": {"value": pair[0]}}]} if pair[0] else {}),
        **({"expirationDate": expiry} if _DATE.fullmatch(expiry) else {}),
    }
    return _entry(body, 0)


def _dispense(row: Cells, place: int, product: str) -> dict[str, Any]:
    name = row.get("patient_pseudonym")
    body = {
        "resourceType": _DISPENSE,
        "status": "issued",
        "product": {"reference": product},
        "patient": {"identifier": {"value": name}} if name else _ABSENT,
        "whenHandedOver": row["time"],
    }
    return _entry(body, place)


def _event(row: Cells, place: int, product: str | None) -> dict[str, Any]:
    event = row.get("event", _NOTHING)
    body = {
        "resourceType": "Observation",
        "extension": _extensions({key: cell for key, cell in row.items() if key not in _OWN_PLACE}),
        "basedOn": [{"identifier": {"value": row["therapy_id"]}}] if "therapy_id" in row else [],
        "status": "final" if "event" in row else "registered",
        "code": {"coding": [{"system": _EVENT, "code": event}], "text": event},
        **({"subject": {"reference": product}} if product else {}),
        **({"effectiveDateTime": row["time"]} if "time" in row else {}),
        "performer": [{"display": row["performed_by"]}] if "performed_by" in row else [],
        "note": [{"text": row["note"]}] if "note" in row else [],
        **({"device": {"display": row["device"]}} if "device" in row else {}),
    }
    return _entry(body, place)


def _row_of(resource: Mapping[str, Any], containers: Mapping[str, str]) -> Cells:
    cells = _cells_of(resource)
    for key, value in (
        ("therapy_id", [one["identifier"]["value"] for one in resource.get("basedOn", [])]),
        ("container_id", [containers[resource["subject"]["reference"]]] if "subject" in resource else []),
        ("event", [code] if (code := _code(resource)["code"]) != _NOTHING else []),
        ("time", [resource["effectiveDateTime"]] if "effectiveDateTime" in resource else []),
        ("performed_by", [one["display"] for one in resource.get("performer", [])]),
        ("note", [one["text"] for one in resource.get("note", [])]),
        ("device", [resource["device"]["display"]] if "device" in resource else []),
    ):
        cells.update((key, one) for one in value)
    if "time" in cells:
        instant_us(cells["time"])
    return cells


def _readings(trip: PortableTrip, place: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        "resourceType": "Observation",
        "extension": _extensions(trip.about),
        "status": "final" if len(trip.times_us) else "registered",
        "code": {"coding": [{"system": _LOGGER, "code": "temperature"}], "text": "temperature of a logger"},
    }
    if len(trip.times_us):
        first = trip.times_us[0]
        body["effectivePeriod"] = {"start": iso(first), "end": iso(trip.times_us[-1])}
        body["valueSampledData"] = {
            "origin": _ZERO,
            "intervalUnit": "us",
            "dimensions": 1,
            "offsets": " ".join(str(us - first) for us in trip.times_us),
            "data": " ".join(map(_sample, trip.temperatures_degC)),
        }
    named = {"device": {"identifier": {"value": trip.logger_id}}} if trip.logger_id else {}
    return _entry(body | named, place)


def _trip_of(resource: Mapping[str, Any]) -> PortableTrip:
    name = resource["device"]["identifier"]["value"] if "device" in resource else ""
    times, values = list[int](), list[float | None]()
    if "valueSampledData" in resource:
        data, first = resource["valueSampledData"], instant_us(resource["effectivePeriod"]["start"])
        times = [first + int(offset) for offset in data["offsets"].split(" ")]
        values = [None if word == "E" else float(word) for word in data["data"].split(" ")]
    if len(times) != len(values):
        raise ValueError(name)
    return PortableTrip(name, times, values, _cells_of(resource))


def _sample(value: float | None) -> str:
    return "E" if value is None else np.format_float_positional(value, trim="-")


def _code(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = resource["code"]["coding"][0]
    return found


def _extensions(cells: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"url": _COLUMN + key, "valueString": cell} for key, cell in cells.items()]


def _cells_of(resource: Mapping[str, Any]) -> Cells:
    return {one["url"].removeprefix(_COLUMN): one["valueString"] for one in resource.get("extension", [])}


def _entry(body: dict[str, Any], place: int) -> dict[str, Any]:
    """Return a resource with a name that its content and its place alone give; empty lists are no FHIR and left out."""
    body = {key: value for key, value in body.items() if value != []}
    name = uuid5(NAMESPACE_URL, f"{NAMESPACE}{place} {_json(body)}")
    kind = body.pop("resourceType")
    return {"fullUrl": name.urn, "resource": {"resourceType": kind, "id": str(name), **body}}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
