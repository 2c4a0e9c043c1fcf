"""Exports are what their standards ask for, and a message that was changed is refused with the place."""

import json
import os
import re
from pathlib import Path

import pytest
from exported import LOGS, ROWS, events_of, readings_of, written
from fhir.resources.bundle import Bundle

from atmp_logistics import read_events, read_readings
from atmp_logistics.core.errors import AtmpError

#: The schema of GS1 (EPCISDocument.schema.json, definitions.json), where the folder of shared files has it.
SCHEMA = Path(os.environ.get("ATMP_SHARED", "none"), "standards", "epcis2")
URI = re.compile(r"(?:urn:[A-Za-z0-9][A-Za-z0-9-]*:|https?://)(?:%[0-9A-F]{2}|[A-Za-z0-9._~:/?#@!$&'()*+,;=-])+")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
OFFSET = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)")
#: The names and words of the standard that our events use.
OF_EVENT = {
    "type", "eventID", "eventTime", "eventTimeZoneOffset", "epcList", "action", "bizStep", "bizTransactionList", "readPoint",
    "sensorElementList",
}  # fmt: skip
STEPS = {"shipping", "receiving", "inspecting", "accepting", "storing", "dispensing", "sensor_reporting"}
PAIRS = [(kind, log) for kind in ROWS for log in LOGS if kind == "dispensed" or log == "devices"]


def document_of(folder, to, kind="dispensed", log="plain"):
    path = written(folder, to, events_of(ROWS[kind]), LOGS[log]).paths[0]
    return path, json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(("kind", "log"), PAIRS)
def test_fhir_is_what_the_models_of_its_standard_take(kind, log, tmp_path):
    path, document = document_of(tmp_path, "fhir", kind, log)
    bundle = Bundle.model_validate_json(path.read_text("utf-8"))
    assert len(bundle.entry) == len(document["entry"])
    assert bundle.get_resource_type() == "Bundle"


@pytest.mark.parametrize(("kind", "log"), PAIRS)
def test_epcis_is_what_its_schema_asks_of_what_we_use(kind, log, tmp_path):
    _, document = document_of(tmp_path, "epcis", kind, log)
    assert (document["type"], document["schemaVersion"]) == ("EPCISDocument", "2.0")
    assert DATE_TIME.fullmatch(document["creationDate"])
    assert {key for key in document if ":" not in key} == {
        "@context",
        "type",
        "schemaVersion",
        "creationDate",
        "epcisBody",
    }
    names = [check_event(event) for event in document["epcisBody"]["eventList"]]
    assert len(set(names)) == len(names)


def check_event(event):
    assert {key for key in event if ":" not in key} <= OF_EVENT
    assert (event["type"], event["action"]) == ("ObjectEvent", "OBSERVE")
    assert DATE_TIME.fullmatch(event["eventTime"])
    assert OFFSET.fullmatch(event["eventTimeZoneOffset"])
    assert event["eventTime"].endswith(event["eventTimeZoneOffset"])
    assert event.get("bizStep", "storing") in STEPS
    assert "epcList" in event or {"readPoint", "sensorElementList"} <= set(event)
    uris = [*event.get("epcList", []), *(one["bizTransaction"] for one in event.get("bizTransactionList", []))]
    for element in event.get("sensorElementList", []):
        uris += [element["sensorMetadata"]["deviceID"], event["readPoint"]["id"]]
        assert element["sensorReport"]
        for report in element["sensorReport"]:
            assert report["type"] == "Temperature"
            assert DATE_TIME.fullmatch(report["time"])
            assert set(report) in ({"type", "time", "value", "uom"}, {"type", "time", "exception"})
    assert all(map(URI.fullmatch, [*uris, event["eventID"]]))
    return event["eventID"]


@pytest.mark.skipif(not SCHEMA.is_dir(), reason="no folder with the schema of GS1 (ATMP_SHARED)")
@pytest.mark.parametrize(("kind", "log"), PAIRS)
def test_epcis_is_valid_by_the_official_schema(kind, log, tmp_path):
    import jsonschema

    whole, parts = (
        json.loads((SCHEMA / name).read_text("utf-8")) for name in ("EPCISDocument.schema.json", "definitions.json")
    )
    schema = whole | {"definitions": parts | whole.get("definitions", {})}
    _, document = document_of(tmp_path, "epcis", kind, log)
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)


def leaves(value, path=()):
    """Return the path of every text, number and truth of a document."""
    if isinstance(value, dict):
        return [one for key in value for one in leaves(value[key], (*path, key))]
    if isinstance(value, list):
        return [one for i, item in enumerate(value) for one in leaves(item, (*path, i))]
    return [path]


def changed(document, path, value):
    copy = json.loads(json.dumps(document))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return json.dumps(copy)


def is_hashed(path):
    """Say whether a value stands in an event or a resource, whose name is a hash of what it says."""
    return "epcisBody" in path or path[0] == "entry"


@pytest.mark.parametrize("read", [read_events, read_readings])
@pytest.mark.parametrize("to", ["epcis", "fhir"])
def test_no_value_of_a_message_can_be_changed_unseen(to, read, tmp_path):
    path, document = document_of(tmp_path, to, "dispensed", "places")
    known = [one for one in leaves(document) if is_hashed(one)]
    assert len(known) > 40
    for place, one in enumerate(known):
        value = ("other", 7.5, None, [], {})[place % 5]
        path.write_text(changed(document, one, value), "utf-8")
        with pytest.raises(AtmpError):
            read(path)


def refusal(path, document, read=read_events):
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(AtmpError) as error:
        read(path)
    return str(error.value)


def test_a_changed_message_is_refused_with_its_path(tmp_path):
    path, document = document_of(tmp_path, "epcis")
    event = document["epcisBody"]["eventList"][0]
    event["eventTime"] = "2026-11-10T10:09:00+01:00"
    words = "x.json, $.epcisBody.eventList[0].eventID: found something else, expected what an export of the record as EPCIS 2.0"
    assert words in refusal(path, document)
    event["eventTime"] = "soon"
    assert "$.epcisBody.eventList[0]: found something else" in refusal(path, document)
    path, document = fhir_document(tmp_path)
    document["entry"][1]["resource"]["whenHandedOver"] = "2026-11-10T09:05:00Z"
    assert "$.entry[1].resource.whenHandedOver: found something else" in refusal(path, document)
    document["entry"].pop(1)
    assert "$.entry[1].fullUrl: found something else" in refusal(path, document)


def fhir_document(folder):
    (folder / "fhir").mkdir()
    return document_of(folder / "fhir", "fhir")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("schemaVersion", "1.2", "$.schemaVersion: found something else"),
        ("atmp:record", {"tz": 7}, "$: found something else"),
        ("atmp:record", {"tz": "Europe/Stockholm", "colour": "red"}, "$: found something else"),
        ("atmp:record", {"tz": "Mars/Base"}, "'Mars/Base'"),
        ("atmp:withoutTime", [{"event": "opened"}], "$['atmp:withoutTime'][0]: found something else"),
        ("atmp:withoutTime", [{"place": 0, "event": "opened", "time": "2026-11-10T10:00:00Z"}], "found something else"),
        ("atmp:loggersWithoutReadings", [3], "$['atmp:loggersWithoutReadings'][0]: found something else"),
        ("epcisBody", {"eventList": 3}, "$: found something else"),
        ("extra", True, "$.extra: found something else"),
    ],
)
def test_a_document_that_no_export_holds_is_refused(key, value, words, tmp_path):
    path, document = document_of(tmp_path, "epcis")
    assert words in refusal(path, document | {key: value})


def test_what_a_repository_and_a_server_add_may_be_there(tmp_path):
    path, document = document_of(tmp_path, "epcis")
    for event in document["epcisBody"]["eventList"]:
        event["recordTime"] = "2026-11-12T00:00:00Z"
    path.write_text(json.dumps(document), "utf-8")
    assert len(read_events(path)) == 1
    path, document = fhir_document(tmp_path)
    for entry in document["entry"]:
        entry["resource"]["meta"] = {"versionId": "1"}
    path.write_text(json.dumps(document), "utf-8")
    assert (len(read_events(path)), len(read_readings(path))) == (1, 6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '<?xml version="1.0"?><epcis:EPCISDocument schemaVersion="1.2" xmlns:epcis="urn:epcglobal:epcis:xsd:1">',
            "EPCIS in XML",
        ),
        ('<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/></Bundle>', "a FHIR message in XML"),
    ],
)
@pytest.mark.parametrize("read", [read_events, read_readings])
def test_another_version_is_refused_in_words(text, words, read, tmp_path):
    path = tmp_path / "message.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(AtmpError, match=words):
        read(path)


def test_another_version_of_epcis_in_json_is_refused_in_words(tmp_path):
    path = tmp_path / "message.json"
    document = {"type": "EPCISDocument", "schemaVersion": "1.2", "epcisBody": {"eventList": []}}
    assert "$.schemaVersion: found '1.2', expected one of 2.0" in refusal(path, document)
    assert "'1.2'" in refusal(path, document | {"@context": "x"}, read_readings)


def test_an_expiry_is_stated_once_and_as_the_format_can_write_it(tmp_path):
    rows = [{"event": name, "time": "2026-11-10 10:04", "expiry": "2027-03-31"} for name in ("opened", "thaw_end")]
    for i, (events, expected) in enumerate([(rows, "2027-03-31"), ([rows[0] | {"expiry": "2027-03-31T10:00"}], None)]):
        path = written(tmp_path, "fhir", events_of(events), readings_of(), name=f"x{i}").paths[0]
        assert json.loads(path.read_text("utf-8"))["entry"][0]["resource"].get("expirationDate") == expected
