"""FHIR products and their dispense, and EPCIS events, as a table of events: what is read, and every refusal's path."""

import copy
import json
import random
from pathlib import Path

import pytest
from how_many import spread
from places import MADE_UP, MADE_UP_EVENTS, SHARED

from atmp_logistics.core.errors import (
    AtmpError,
    ConflictingRecord,
    DuplicateEvent,
    InputError,
    NaiveTime,
    NotATable,
    UnknownEvent,
    UnreadableTime,
)
from atmp_logistics.core.instants import iso
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import Site

R5 = json.loads((MADE_UP_EVENTS / "fhir_r5_made_up.json").read_text("utf-8"))
R4 = json.loads((MADE_UP_EVENTS / "fhir_r4_made_up.json").read_text("utf-8"))
EPCIS = json.loads((MADE_UP_EVENTS / "epcis_made_up.json").read_text("utf-8"))
R4_SITE = Site(
    events={
        "collection.collectedDateTime": "collection_end",
        "Controlled-rate freezing": "material_cryopreserved",
        "manufacture": "manufacturing",
    }
)
EPCIS_SITE = Site(
    events={
        "shipping/in_transit": "product_dispatched",
        "receiving": "product_received",
        "sensor_reporting": "ignore",
    }
)
REAL_EPCIS = Path(SHARED, "loggers", "epcis_json")
SITES = {"R5": (R5, None), "R4": (R4, R4_SITE), "EPCIS": (EPCIS, EPCIS_SITE)}


@pytest.fixture
def read(tmp_path):
    def run(message, site=None, tz=None):
        path = tmp_path / "m.json"
        path.write_text(message if isinstance(message, str) else json.dumps(message), "utf-8")
        return read_events(path, site=site, tz=tz)

    return run


def rows(log):
    frame = log.table
    keys = zip(frame["therapy_id"], frame["container_id"], frame["event"], frame["time"], strict=True)
    return [(*who, iso(at)) for *who, at in keys]


def changed(message, path, value=None):
    """Return a message with one value of it changed, or taken out where `value` is None."""
    out = copy.deepcopy(message)
    *way, last = path
    place = out
    for key in way:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return out


def test_a_bundle_of_products_and_their_dispense(read):
    log = read(R5)
    assert rows(log) == [
        ("Patient/p-1", "B-0001", "collection_start", "2026-09-01T06:10:00Z"),
        ("Patient/p-1", "B-0001", "collection_end", "2026-09-01T10:40:00Z"),
        ("Patient/p-1", "B-0001", "dispensed", "2026-11-10T08:50:00Z"),
    ]
    assert log.containers == (("Patient/p-1", "B-0002"),)
    assert log.table["expiry"].tolist() == ["2027-03-14"] * 3
    assert (log.provenance.dialect, log.provenance.rows) == ("FHIR R5", 3)
    assert log.provenance.assumptions == (
        "of several identifiers the official one names the container",
        "therapy_id is the patient of the dispense: what one message sends for a patient is one therapy",
        "whenHandedOver, when the product was dispatched for clinical use: taken as dispensed",
        "left out: 1 × dispense that was entered in error",
        "left out: 1 × productCode, which names no product and no label here",
        "left out: 1 × resource Patient",
    )


def test_a_product_of_r4_by_the_words_of_the_site(read):
    log = read(R4, R4_SITE)
    assert rows(log) == [
        ("ServiceRequest/order-5", "B-0001", "collection_end", "2026-09-01T10:40:00Z"),
        ("ServiceRequest/order-5", "B-0001", "material_cryopreserved", "2026-09-01T14:05:00Z"),
        ("ServiceRequest/order-5", "B-0001", "manufacturing_start", "2026-09-04T05:00:00Z"),
        ("ServiceRequest/order-5", "B-0001", "manufacturing_end", "2026-09-15T13:30:00Z"),
    ]
    assert log.provenance.dialect == "FHIR R4"
    span = "2026-09-15T16:00:00+02:00 to 2026-11-02"
    assert log.provenance.assumptions == (
        "therapy_id is the product's request",
        f"$.storage[0]: stored vapour tank 2 -151.5 celsius, {span}: a statement of the sender's, and no reading",
        "left out: 1 × processing without a time",
    )


def test_a_list_of_resources_is_read_like_its_bundle(read):
    message = changed(R5, ["entry", 2, "resource", "product", "reference"], "BiologicallyDerivedProduct/bag-1")
    assert rows(read([entry["resource"] for entry in message["entry"]])) == rows(read(R5))


def test_a_dispense_alone_is_named_by_its_reference(read):
    log = read(R5["entry"][2]["resource"])
    assert rows(log)[0][1:] == (
        "https://blood.example/fhir/BiologicallyDerivedProduct/bag-1",
        "dispensed",
        "2026-11-10T08:50:00Z",
    )
    assert "its reference names the container" in log.provenance.assumptions[0]


def test_a_lone_container_is_its_own_therapy_and_that_is_said(read):
    log = read(changed(R4, ["request"]), R4_SITE)
    assert {row[:2] for row in rows(log)} == {("B-0001", "B-0001")}
    assert "the container's own identifier" in log.provenance.assumptions[0]


def test_a_local_time_needs_the_zone(read):
    message = changed(R4, ["collection", "collectedDateTime"], "2026-09-01T12:40:00")
    assert rows(read(message, R4_SITE, "Europe/Stockholm")) == rows(read(R4, R4_SITE))
    with pytest.raises(NaiveTime, match=r"\$\.collection\.collectedDateTime"):
        read(message, R4_SITE)


def test_the_site_may_state_more_and_other(read):
    message = changed(R5, ["entry", 2, "resource", "preparedDate"], "2026-11-10T08:00:00Z")
    with pytest.raises(UnknownEvent, match="'preparedDate'") as refusal:
        read(message)
    assert "$.entry[2].resource.preparedDate" in str(refusal.value)
    log = read(message, Site(events={"preparedDate": "ignore", "whenHandedOver": "handover"}))
    assert [row[2] for row in rows(log)] == ["collection_start", "collection_end", "handover"]
    assert "left out: 1 × preparedDate, as the site's profile states" in log.provenance.assumptions


ENTRY = ["entry", 0, "resource"]
GIVEN = ["entry", 2, "resource"]
#: What is refused: the message, the path to change, the value (None takes it out), the error, words of the message.
REFUSED_FHIR = {
    "a month": (
        R5,
        [*GIVEN, "whenHandedOver"],
        "2026-11",
        UnreadableTime,
        ["$.entry[2].resource.whenHandedOver", "'2026-11'"],
    ),
    "a day": (
        R5,
        [*ENTRY, "collection", "collectedPeriod", "end"],
        "2026-09-01",
        UnreadableTime,
        ["collectedPeriod.end"],
    ),
    "an end before its start": (
        R5,
        [*ENTRY, "collection", "collectedPeriod", "end"],
        "2026-09-01T06:00:00Z",
        UnreadableTime,
        ["$.entry[0].resource.collection.collectedPeriod", "the start first"],
    ),
    "an empty period": (
        R5,
        [*ENTRY, "collection", "collectedPeriod"],
        {},
        ConflictingRecord,
        ["neither a start nor an end"],
    ),
    "two kinds of time": (
        R5,
        [*ENTRY, "collection", "collectedDateTime"],
        "2026-09-01T06:10:00Z",
        InputError,
        ["collectedDateTime and collectedPeriod"],
    ),
    "a name that is not there": (
        R5,
        [*ENTRY, "colection"],
        {},
        InputError,
        ["$.entry[0].resource.colection", "'collection'"],
    ),
    "a modifier": (R5, [*ENTRY, "modifierExtension"], [{}], ConflictingRecord, ["modifierExtension", "change what"]),
    "a modifier inside": (
        R4,
        ["collection", "modifierExtension"],
        [{}],
        InputError,
        ["$.collection.modifierExtension"],
    ),
    "other rules": (R5, [*GIVEN, "implicitRules"], "http://x", ConflictingRecord, ["implicitRules"]),
    "an unknown status": (R5, [*GIVEN, "status"], "isued", ConflictingRecord, ["resource.status", "'issued'"]),
    "no status": (R5, [*GIVEN, "status"], None, ConflictingRecord, ["status", "nothing"]),
    "handed over, and only allocated": (
        R5,
        [*GIVEN, "status"],
        "allocated",
        ConflictingRecord,
        ["handing over", "'allocated'"],
    ),
    "no patient": (R5, [*GIVEN, "patient"], None, ConflictingRecord, ["the patient of the dispense"]),
    "no product": (R5, [*GIVEN, "product"], None, ConflictingRecord, ["the product of the dispense"]),
    "a product elsewhere": (
        R5,
        [*GIVEN, "product", "reference"],
        "BiologicallyDerivedProduct/bag-3",
        ConflictingRecord,
        ["bag-3", "send the product"],
    ),
    "two patients of one container": (
        R5,
        ["entry", 3, "resource", "product", "reference"],
        "BiologicallyDerivedProduct/bag-1",
        ConflictingRecord,
        ["not stated alike"],
    ),
    "a patient written in two ways": (
        R5,
        ["entry", 3, "resource", "patient", "reference"],
        "https://blood.example/fhir/Patient/p-1",
        ConflictingRecord,
        ["may be the same"],
    ),
    "a reference inside": (
        R5,
        [*GIVEN, "patient", "reference"],
        "#p",
        ConflictingRecord,
        ["'#p'", "out of this resource"],
    ),
    "no identifier": (
        R5,
        [*ENTRY, "identifier"],
        None,
        ConflictingRecord,
        ["$.entry[0].resource.identifier", "no identifier"],
    ),
    "two identifiers": (
        R5,
        ["entry", 1, "resource", "identifier", 0, "use"],
        "official",
        ConflictingRecord,
        ["2 identifiers"],
    ),
    "one identifier for two bags": (
        R5,
        ["entry", 1, "resource", "identifier"],
        [{"value": "B-0001"}],
        ConflictingRecord,
        ["'B-0001' again"],
    ),
    "one resource twice": (R5, ["entry", 1, "resource", "id"], "bag-1", ConflictingRecord, ["bag-1 again"]),
    "an entry without a resource": (
        R5,
        ["entry", 5, "resource"],
        None,
        ConflictingRecord,
        ["$.entry[5]", "no resource"],
    ),
    "history": (R5, ["type"], "history", NotATable, ["$.type", "history"]),
    "no product at all": (R5, ["entry"], [], NotATable, ["no BiologicallyDerivedProduct"]),
    "a period that is a text": (
        R5,
        [*ENTRY, "collection", "collectedPeriod"],
        "2026",
        ConflictingRecord,
        ["an object"],
    ),
    "a time that is a number": (
        R5,
        [*GIVEN, "whenHandedOver"],
        46336.4,
        ConflictingRecord,
        ["a text that is not empty"],
    ),
    "R4 and R5 in one": (R5, [*ENTRY, "storage"], [], ConflictingRecord, ["R4 and of R5"]),
    "a scale spelt right": (
        R4,
        ["storage", 0, "scale"],
        "fahrenheit",
        ConflictingRecord,
        ["$.storage[0].scale", "'farenheit'"],
    ),
    "no scale": (R4, ["storage", 0, "scale"], None, ConflictingRecord, ["$.storage[0].scale", "no scale"]),
    "a temperature in words": (R4, ["storage", 0, "temperature"], "-151", ConflictingRecord, ["a number"]),
    "an expiry that is none": (R5, [*ENTRY, "expirationDate"], "soon", UnreadableTime, ["'soon'"]),
    "a year as an expiry": (
        R5,
        [*ENTRY, "expirationDate"],
        "2027",
        UnreadableTime,
        ["$.entry[0].resource.expirationDate:"],
    ),
    "a patient with a sign that nobody sees": (
        R5,
        [*GIVEN, "patient", "reference"],
        "Patient/p-\u200b1",
        ConflictingRecord,
        [".resource.patient:"],
    ),
    "an identifier with a sign that nobody sees": (
        R5,
        [*ENTRY, "identifier", 0, "value"],
        "B-\u200b0001",
        ConflictingRecord,
        ["$.entry[0].resource.identifier:"],
    ),
}


@pytest.mark.parametrize("case", REFUSED_FHIR)
def test_refusals_of_fhir(read, case):
    message, path, value, error, words = REFUSED_FHIR[case]
    with pytest.raises(error) as refusal:
        read(changed(message, path, value), R4_SITE if message is R4 else None)
    assert all(word in str(refusal.value) for word in words), refusal.value
    assert all(fault.fix and fault.expected for fault in refusal.value.faults)
    places = [fault.where for fault in refusal.value.faults]
    assert len(set(places)) == len(places), "one thing that is wrong stands at one place, once"


def test_a_container_dispensed_for_two_patients_is_refused(read):
    message = changed(R5, ["entry", 3, "resource", "patient", "reference"], "Patient/p-2")
    message = changed(message, ["entry", 3, "resource", "product", "reference"], "BiologicallyDerivedProduct/bag-1")
    with pytest.raises(ConflictingRecord, match=r"'B-0001' dispensed for Patient/p-1 and Patient/p-2"):
        read(message)


def test_containers_of_unknown_therapy_are_refused_and_not_split(read):
    bags = [R5["entry"][i]["resource"] for i in (0, 1)]
    with pytest.raises(ConflictingRecord, match="2 containers whose therapy is not stated alike"):
        read(bags)
    requests = [bag | {"request": [{"reference": f"ServiceRequest/{i}"}]} for i, bag in enumerate(bags)]
    assert {row[0] for row in rows(read(requests))} == {"ServiceRequest/0"}
    bundle = changed(R5, ["entry", 0, "resource", "request"], requests[0]["request"])
    bundle = changed(bundle, ["entry", 1, "resource", "request"], requests[1]["request"])
    with pytest.raises(
        ConflictingRecord, match=r"the patient 'Patient/p-1' with ServiceRequest/0 and ServiceRequest/1"
    ):
        read(bundle)


def test_an_event_stated_twice_is_refused_with_both_paths(read):
    message = changed(R4, ["processing", 1], R4["processing"][0])
    with pytest.raises(DuplicateEvent) as refusal:
        read(message, R4_SITE)
    assert "$.processing[0].timePeriod.end and $.processing[1].timePeriod.end" in str(refusal.value)


def test_a_moment_given_as_a_period_is_refused(read):
    message = changed(R4, ["processing", 0, "timePeriod", "start"], "2026-09-01T15:00:00+02:00")
    with pytest.raises(ConflictingRecord, match="material_cryopreserved with a start and an end that differ"):
        read(message, R4_SITE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"resourceType": "Bundle", "resourceType": "List"}', ["'resourceType' twice"]),
        ('{"resourceType": "Bundle"', ["no JSON"]),
        ('{"resourceType": "Bundle", "total": NaN}', ["NaN"]),
        ('[{"a":' * 100_000, ["nested 200000 deep"]),
        ('{"resourceType": 7}', ["$.resourceType"]),
        ('{"resourceType": "Observation"}', ["no BiologicallyDerivedProduct"]),
        ('[{"resourceType": "Bundle"}, 3]', ["$[1]"]),
        ("{}", ["row 1", "FHIR"]),
        ("[]", ["row 1", "FHIR"]),
    ],
)
def test_json_that_is_no_message(read, text, words):
    with pytest.raises(InputError) as refusal:
        read(text)
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_epcis_events_by_the_words_of_the_site(read):
    log = read(EPCIS, EPCIS_SITE)
    bag = "urn:epc:id:sgtin:9999999.000001."
    assert rows(log) == [
        ("urn:example:order:5", f"{bag}1", "product_dispatched", "2026-11-02T15:20:00Z"),
        ("urn:example:order:5", f"{bag}2", "product_dispatched", "2026-11-02T15:20:00Z"),
        ("urn:example:order:5", f"{bag}1", "product_received", "2026-11-03T13:20:00Z"),
    ]
    assert log.provenance.dialect == "EPCIS 2.0"
    assert log.provenance.assumptions == (
        "therapy_id is the object's business transaction",
        "left out: 1 × error declaration",
        "left out: 1 × event of 'sensor_reporting', as the site's profile states",
        "left out: 1 × event that an error declaration takes back",
        "left out: 1 × list of sensor reports, which are readings and no events",
    )


def test_an_error_declaration_without_an_identifier_takes_its_like_back(read):
    message = changed(EPCIS, ["epcisBody", "eventList", 2, "eventID"])
    message = changed(message, ["epcisBody", "eventList", 3, "eventID"])
    assert rows(read(message, EPCIS_SITE)) == rows(read(EPCIS, EPCIS_SITE))


LIST = ["epcisBody", "eventList"]
FIRST = [*LIST, 0]
REFUSED_EPCIS = {
    "a step that nobody stated": (
        [*FIRST, "bizStep"],
        "departing",
        UnknownEvent,
        ["$.epcisBody.eventList[0].bizStep", "'departing'"],
    ),
    "a time that is none": (
        [*FIRST, "eventTime"],
        "02-11-2026",
        UnreadableTime,
        ["eventList[0].eventTime", "'02-11-2026'"],
    ),
    "a time without its offset": ([*FIRST, "eventTime"], "2026-11-02T16:20:00", NaiveTime, ["eventList[0].eventTime"]),
    "no time": ([*FIRST, "eventTime"], None, ConflictingRecord, ["eventList[0].eventTime", "nothing"]),
    "an offset that is none": ([*FIRST, "eventTimeZoneOffset"], "CET", UnreadableTime, ["eventTimeZoneOffset"]),
    "the sign of an offset turned round": (
        [*FIRST, "eventTimeZoneOffset"],
        "-01:00",
        ConflictingRecord,
        ["$.epcisBody.eventList[0].eventTimeZoneOffset", "'-01:00' beside the eventTime"],
    ),
    "the sign of a time's offset turned round": (
        [*FIRST, "eventTime"],
        "2026-11-02T16:20:00-0100",
        ConflictingRecord,
        ["eventList[0].eventTimeZoneOffset", "beside the eventTime '2026-11-02T16:20:00-0100'"],
    ),
    "no offset": ([*FIRST, "eventTimeZoneOffset"], None, ConflictingRecord, ["eventTimeZoneOffset"]),
    "an unknown type": ([*FIRST, "type"], "Event", ConflictingRecord, ["eventList[0].type"]),
    "a pallet": ([*FIRST, "type"], "AggregationEvent", ConflictingRecord, ["AggregationEvent of 'shipping'"]),
    "no object": ([*FIRST, "epcList"], [], ConflictingRecord, ["eventList[0].epcList", "no object"]),
    "an object twice": ([*FIRST, "epcList"], ["urn:x", "urn:x"], ConflictingRecord, ["stands twice"]),
    "an object that is a number": ([*FIRST, "epcList"], [7], ConflictingRecord, ["no text"]),
    "no transaction": ([*FIRST, "bizTransactionList"], None, ConflictingRecord, ["2 objects whose therapy"]),
    "a transaction with a sign that nobody sees": (
        [*FIRST, "bizTransactionList", 0, "bizTransaction"],
        "urn:example:order:\u200b5",
        ConflictingRecord,
        ["2 objects whose therapy"],
    ),
    "an object with a sign that nobody sees": (
        [*FIRST, "epcList"],
        ["urn:epc:id:sgtin:9999999.000001.1", "urn:epc:id:sgtin:9999999.\u200b000001.2"],
        ConflictingRecord,
        [],
    ),
    "two transactions": (
        [*FIRST, "bizTransactionList", 0, "bizTransaction"],
        "urn:example:order:6",
        ConflictingRecord,
        ["2 objects whose therapy"],
    ),
    "one identifier for two events": (
        [*LIST, 1, "eventID"],
        EPCIS["epcisBody"]["eventList"][0]["eventID"],
        ConflictingRecord,
        ["again"],
    ),
    "no list": (LIST, None, NotATable, ["eventList"]),
    "an event that is a text": ([*LIST, 1], "event", ConflictingRecord, ["eventList[1]", "an object"]),
    "an event twice": (
        [*LIST, 4],
        EPCIS["epcisBody"]["eventList"][1],
        DuplicateEvent,
        ["eventList[1].eventTime and", "eventList[4]"],
    ),
}


@pytest.mark.parametrize("case", REFUSED_EPCIS)
def test_refusals_of_epcis(read, case):
    path, value, error, words = REFUSED_EPCIS[case]
    with pytest.raises(error) as refusal:
        read(changed(EPCIS, path, value), EPCIS_SITE, "Europe/Stockholm")
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_a_time_in_utc_agrees_with_every_offset_and_two_spellings_of_an_offset_agree(read):
    local = rows(read(EPCIS, EPCIS_SITE))
    for time in ("2026-11-02T15:20:00Z", "2026-11-02T15:20:00+00:00", "2026-11-02T16:20:00+01"):
        assert rows(read(changed(EPCIS, [*FIRST, "eventTime"], time), EPCIS_SITE)) == local


def test_of_many_events_with_two_offsets_the_first_is_named_with_their_count(read):
    message = copy.deepcopy(EPCIS)
    for event in message["epcisBody"]["eventList"]:
        event["eventTime"] = event["eventTime"].replace("Z", "+01:00")
        event["eventTimeZoneOffset"] = "-01:00"
    with pytest.raises(ConflictingRecord) as refusal:
        read(message, EPCIS_SITE)
    (fault,) = refusal.value.faults
    assert "eventList[0].eventTimeZoneOffset" in fault.where
    assert "and 3 such events" in fault.found, "the declared error and what it takes back are left out"


def test_a_fault_in_the_name_of_a_lone_object_stands_at_its_list_once(read):
    message = copy.deepcopy(EPCIS)
    events = message["epcisBody"]["eventList"] = message["epcisBody"]["eventList"][:2]
    for event in events:
        del event["bizTransactionList"]
        event["epcList"] = ["urn:epc:id:sgtin:9999999.\u200b000001.1"]
    with pytest.raises(ConflictingRecord) as refusal:
        read(message, EPCIS_SITE)
    (fault,) = refusal.value.faults
    assert fault.where.endswith("$.epcisBody.eventList[0].epcList")


# Mutants: no error but ours, and no event at another time without words for it.


def places(value, path=()):
    """Yield the path to every value of a message."""
    if path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*path, key))


JUNK = (None, 7, "x", [], {}, [{}], [1], True, "2026-11-10", {"reference": "Patient/p-1"})


@pytest.mark.parametrize("name", spread(SITES, 3))
def test_values_taken_out_or_replaced(read, name):
    """Of a message with one value changed, what is read has only times that the message had."""
    message, site = SITES[name]
    times = {row[3] for row in rows(read(message, site))} | {"2026-11-03T11:20:00Z"}  # the one that is taken back
    rng = random.Random(5)  # noqa: S311
    readable = 0
    for path in places(message):
        for value in [*rng.sample(JUNK, 3), None]:
            try:
                log = read(changed(message, list(path), value), site)
            except AtmpError as error:
                assert error.faults  # noqa: PT017
                continue
            readable += 1
            assert {row[3] for row in rows(log)} <= times, path
    assert readable > 5


@pytest.mark.parametrize("name", spread(SITES, 3))
def test_messages_cut_and_shuffled(read, name):
    message, site = SITES[name]
    text = json.dumps(message)
    for end in range(1, len(text), 61):
        with pytest.raises(InputError):
            read(text[:end], site)
    lists = {"R5": ["entry"], "R4": ["processing"], "EPCIS": LIST}[name]
    items = message
    for key in lists:
        items = items[key]
    for seed in range(20):
        shuffled = random.Random(seed).sample(items, len(items))  # noqa: S311
        assert sorted(rows(read(changed(message, lists, shuffled), site))) == sorted(rows(read(message, site)))


# EPCIS documents of sensors: they name no therapy, and hold no step of one; a profile makes them readable.

MADE_UP_EPC, REAL_EPC = "urn:epc:id:sgtin:9999999.000001.7", "urn:epc:id:sgtin:4012345.011111.9876"
CHECKED, IGNORED = {"inspecting": "receipt_checked"}, {"sensor_reporting": "ignore"}
DOCUMENTS = [
    (MADE_UP / "epcis_made_up_readings.json", CHECKED, [(MADE_UP_EPC, "2031-06-01T09:00:00Z")]),
    (MADE_UP / "epcis_made_up_alarms.json", IGNORED, []),
]
REAL_DOCUMENTS = [
    (REAL_EPCIS / "openepcis_ObjectEvent_with_sensorData.json", CHECKED, [(REAL_EPC, "2019-04-02T14:00:00Z")]),
    (REAL_EPCIS / "gs1_SensorDataExample1.jsonld", CHECKED, [(REAL_EPC, "2019-04-02T14:00:00Z")]),
    (REAL_EPCIS / "gs1_SensorDataExample9.jsonld", IGNORED, []),
]


@pytest.mark.parametrize(("path", "steps", "expected"), [*DOCUMENTS, *(REAL_DOCUMENTS if SHARED else [])])
def test_a_document_of_a_sensor_is_read_by_the_profiles_steps(path, steps, expected):
    log = read_events(path, site=Site(events=steps))
    assert rows(log) == [(epc, epc, "receipt_checked", at) for epc, at in expected]
    with pytest.raises(UnknownEvent):
        read_events(path)


@pytest.mark.parametrize(
    ("path", "steps", "noted"),
    [
        (
            MADE_UP / "epcis_made_up.json",
            ("sensor_reporting",),
            ("1 × error declaration", "5 × event of 'sensor_reporting'", "5 × list of sensor reports"),
        ),
        *(
            [
                (
                    REAL_EPCIS / "openepcis_SensorData_with_combined_events.json",
                    ("inspecting", "packing", "sensor_reporting"),
                    (
                        "1 × error declaration",
                        "8 × event of 'inspecting'",
                        "3 × event of 'sensor_reporting'",
                        "1 × event of 'packing'",
                    ),
                )
            ]
            if SHARED
            else []
        ),
    ],
)
def test_a_document_of_many_kinds_of_events(path, steps, noted):
    log = read_events(path, site=Site(events=dict.fromkeys(steps, "ignore")))
    assert len(log) == 0
    notes = " | ".join(log.provenance.assumptions)
    assert not [words for words in noted if words not in notes], notes
