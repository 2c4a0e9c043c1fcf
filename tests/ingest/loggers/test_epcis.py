"""EPCIS 2.0 sensor reports: readings, statistics, alarms, errors declared, and faults by their JSON path."""

import json

import numpy as np
import pytest
from logger_kit import (
    MADE_UP,
    REAL,
    edited,
    extremes,
    read_text,
    readings_of,
    real,
    recognised_by,
    said_of,
    text_of,
    untold,
)

from atmp_logistics.core.errors import (
    ConflictingReadings,
    InputError,
    MissingUnit,
    NaiveTime,
    NoReadings,
    TimesOutOfOrder,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import epcis
from atmp_logistics.ingest.raw_logs import RawSummary
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

READINGS, STATISTICS = MADE_UP / "epcis_made_up.json", MADE_UP / "epcis_made_up_statistics.json"
DEVICE, EPC = "urn:epc:id:giai:9999999.A1", "urn:epc:id:sgtin:9999999.000001.7"
AT = "$.epcisBody.eventList"


def document(change=None, path=READINGS):
    """Return a made-up document as text, changed by a function of its list of events."""
    made = json.loads(text_of(path))
    if change:
        change(made["epcisBody"]["eventList"])
    return json.dumps(made, indent=1)


def test_readings_golden():
    log = read_readings(READINGS)
    assert (len(log), log.loggers, log.interval_s) == (6, (DEVICE, EPC), {})
    assert span_of(log.time_us) == ("2031-06-01T07:30:00Z", "2031-06-01T10:00:00Z")
    values = log.temperature_degC.tolist()
    assert np.isnan(values.pop(4)), "a report without its value"
    assert values == [4.5, 4.75, 5.25, 8.125, 4.5], "the last of them in kelvin, and the event declared an error gone"
    assert log.provenance[0].dialect == epcis.NAME
    assert log.provenance[0].assumptions == (
        "times of readings are the sensor element's (2), the report's own (3), the event's (1)",
        "loggers are named by the device (6), the EPC (1)",
        f"events that declare an error, or are declared one, are left out: 1 ({AT}[5])",
        "extremes and means of a span are no readings, kept in the details: 1",
        "reports of an alarm or an error, kept in the details: 2",
        "reports that are no temperature are left out: RelativeHumidity (1)",
        "temperatures missing: 1, rows that hold a time alone",
    )


def test_details():
    device, package = (raw.details for raw in epcis.read(text_of(READINGS), "x"))
    assert (device["alarms"], package["statistics"]) == ([], [])
    assert [alarm["starts"] for alarm in package["alarms"]] == [[], ["2031-06-01T12:30:00.000+02:00"]]
    assert package["alarms"][1]["path"] == f"{AT}[3].sensorElementList[0].sensorReport[1]"
    assert package["alarms"][1]["report"] == {"exception": "gs1:ALARM_CONDITION", "booleanValue": "True"}
    assert device["statistics"] == [
        {
            "path": f"{AT}[4].sensorElementList[0].sensorReport[0]",
            "logger": DEVICE,
            "channel": "",
            "unit": "CEL",
            "begins": "2031-06-01T09:00:00.000+02:00",
            "ends": "2031-06-01T13:00:00.000+02:00",
            "minValue": "4.1",
            "maxValue": "8.3",
            "meanValue": "5.6",
        }
    ]
    assert (device["epcs"], device["error_events"]) == ([EPC], [f"{AT}[5]"])


def test_a_document_of_statistics_alone_is_a_summary():
    (raw,) = epcis.read(text_of(STATISTICS), "x")
    assert isinstance(raw, RawSummary)
    assert (raw.logger, raw.kind, raw.unit) == ("urn:epc:id:sgln:9999999.00001.0", "interval", "FAH")
    assert raw.begins == ["2031-06-01T08:00:00.000+02:00", "2031-06-01T12:00:00.000+02:00"]
    assert raw.ends == ["2031-06-01T12:00:00.000+02:00", "2031-06-01T16:00:00.000+02:00"]
    assert (raw.lowest, raw.highest, raw.mean) == (["35.6", "36.5"], ["46.4", "44.6"], ["", "41"])
    with pytest.raises(NoReadings):
        read_readings(STATISTICS)


def test_values_stand_as_written_and_each_has_its_line():
    (raw, _) = epcis.read(document(), "x")
    lines = document().splitlines()
    assert raw.values == ["4.5", "4.75", "5.25", "8.125", ""]
    assert all('"type"' in lines[row] for row in raw.rows), "a report begins on the line above its type"


def test_sensors_of_one_device_are_told_apart():
    def two(events):
        report = events[0]["sensorElementList"][0]["sensorReport"]
        report[1] = {"type": "Temperature", "value": 20.5, "uom": "CEL", "component": "madeup:air"}

    assert [raw.channel for raw in epcis.read(document(two), "x")] == ["", "madeup:air", ""]
    with pytest.raises(InputError, match="2 temperature channels"):
        read_text(document(two))

    def features(events):
        events[0]["sensorElementList"][0]["sensorReport"][0]["madeup:feature"] = "madeup:lid"
        events[0]["sensorElementList"][1]["sensorReport"][0]["madeup:battery"] = "3.6"

    assert [raw.channel for raw in epcis.read(document(features), "x")] == ["madeup:feature=madeup:lid", "", ""]


def test_a_document_of_alarms_alone_holds_no_reading():
    log = read_text(document(lambda events: events.__setitem__(slice(None), events[3:4])))
    assert (len(log), log.loggers) == (0, (EPC,))
    assert len(log.provenance[0].details["alarms"]) == 2
    assert "the file holds no reading" in said_of(log)


def test_a_value_with_an_error_is_missing():
    def broken(events):
        events[0]["sensorElementList"][0]["sensorReport"][0]["exception"] = "ERROR_CONDITION"

    log = read_text(document(broken))
    assert np.isnan(log.temperature_degC[0])
    assert "temperatures that a sensor reported with an error, kept as missing: 1" in said_of(log)


@pytest.mark.parametrize("named", [True, False])
def test_an_event_that_is_declared_an_error_is_left_out_with_its_declaration(named):
    def declared(events):
        again = {key: value for key, value in events[5].items() if key != "errorDeclaration"}
        again["sensorElementList"] = json.loads(json.dumps(again["sensorElementList"]))
        if named:
            again["sensorElementList"][0]["sensorReport"][0]["value"] = 99.5
        else:
            again.pop("eventID")
        events.insert(0, again)

    log = read_text(document(declared))
    assert readings_of(log) == readings_of(read_text(document()))
    assert f"left out: 2 ({AT}[0], {AT}[6])" in said_of(log)


def test_a_query_document_is_read_alike():
    made = json.loads(text_of(READINGS))
    made["type"] = "EPCISQueryDocument"
    made["epcisBody"] = {"queryResults": {"queryName": "SimpleEventQuery", "resultsBody": made["epcisBody"]}}
    assert readings_of(read_text(json.dumps(made))) == readings_of(read_text(document()))


def report(i, j=0, k=0):
    return lambda events: events[i]["sensorElementList"][j]["sensorReport"][k]


def put(where, **keys):
    return lambda events: where(events).update(keys)


def drop(where, key):
    return lambda events: where(events).pop(key)


def event(i):
    return lambda events: events[i]


def metadata(i, j=0):
    return lambda events: events[i]["sensorElementList"][j]["sensorMetadata"]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (put(event(1), eventTime="22-07-2031"), UnreadableTime, f"{AT}[1].eventTime: found '22-07-2031'"),
        (put(event(1), eventTime="2031-02-30T10:00:00Z"), UnreadableTime, f"{AT}[1].eventTime"),
        (put(event(1), eventTime="2031-06-01T10:00:00"), NaiveTime, "without an offset"),
        (put(event(1), eventTime=7), InputError, "found the number 7, expected a text"),
        (drop(event(2), "eventTime"), UnreadableTime, f"{AT}[2].eventTime: found no time"),
        (put(event(2), type="Event"), InputError, f"{AT}[2].type: found 'Event'"),
        (drop(event(2), "eventTimeZoneOffset"), InputError, f"{AT}[2].eventTimeZoneOffset: found nothing"),
        (
            put(event(2), eventTimeZoneOffset="-02:00"),
            InputError,
            f"{AT}[2].eventTimeZoneOffset: found '-02:00' beside",
        ),
        (put(event(2), sensorElementList={}), InputError, f"{AT}[2].sensorElementList: found an object of 0"),
        (put(event(2), sensorElementList=[7]), InputError, "sensorElementList[0]: found the number 7"),
        (put(event(2), epcList="x"), InputError, f"{AT}[2].epcList"),
        (put(event(2), readPoint="x"), InputError, f"{AT}[2].readPoint"),
        (drop(event(2), "sensorElementList"), None, ""),
        (lambda events: events.append("x"), InputError, f"{AT}[6]: found 'x', expected an object"),
        (put(report(0), value="4.5"), UnreadableNumber, "sensorReport[0].value: found '4.5', expected a number"),
        (put(report(0), value=True), UnreadableNumber, "found true"),
        (put(report(0), value=None), UnreadableNumber, "found null"),
        (put(report(0), value=[4.5]), UnreadableNumber, "found a list of 1"),
        (put(report(0), minValue=4.1), InputError, "a temperature with minValue"),
        (put(report(0), stringValue="warm"), UnreadableNumber, "a temperature with stringValue"),
        (put(report(0), Value=4.5), UnknownColumn, "the key 'Value'"),
        (put(report(0), exception="ALARM"), InputError, "'ALARM', expected ALARM_CONDITION"),
        (put(report(0), type="AirTemperature"), UnknownColumn, "'AirTemperature'"),
        (drop(report(0), "type"), UnknownColumn, "no type"),
        (put(report(0), uom="celsius"), MissingUnit, "sensorReport[0].uom: found 'celsius'"),
        (drop(report(0), "uom"), MissingUnit, "sensorReport[0].uom: found nothing"),
        (put(report(0), uom="FAH"), MissingUnit, "in CEL and FAH"),
        (put(metadata(0), Time="x"), UnknownColumn, "sensorMetadata.Time: found the key 'Time'"),
        (put(metadata(0), time="soon"), UnreadableTime, "sensorMetadata.time: found 'soon'"),
        (put(metadata(0), deviceID=7), InputError, "sensorMetadata.deviceID"),
        (drop(metadata(4), "endTime"), UnreadableTime, "extremes without the span"),
        (
            put(metadata(4), endTime="2031-06-01T08:00:00Z", startTime="2031-06-01T09:00:00Z"),
            InputError,
            "an end after",
        ),
        (put(metadata(1), startTime="2031-06-01T08:00:00Z"), None, ""),
        (
            lambda events: events[2]["sensorElementList"][0].update(
                sensorMetadata={"startTime": "2031-06-01T08:00:00Z", "endTime": "2031-06-01T09:00:00Z"}
            ),
            UnreadableTime,
            "one value for a span of time",
        ),
        (lambda events: events[2]["sensorElementList"][0].update(sensorMetaData={}), UnknownColumn, "'sensorMetaData'"),
        (lambda events: events[2]["sensorElementList"][0].update(sensorMetadata=[]), InputError, "a list of 0"),
        (lambda events: events.reverse(), TimesOutOfOrder, "after"),
        (put(metadata(0, 1), time="2031-06-01T09:30:00.000+02:00"), ConflictingReadings, "4.5 and 4.75"),
        (lambda events: events.clear(), InputError, "no temperature (no sensor reports)"),
        (lambda events: events.__setitem__(slice(None), events[5:]), InputError, "1 events declared errors"),
    ],
)
def test_refused_with_its_path(change, error, words):
    text = document(change)
    assert recognised_by(text) == [epcis.NAME]
    if error is None:
        read_text(text)
        return
    with pytest.raises(error) as refusal:
        read_text(text)
    assert words in str(refusal.value)


def test_every_fault_is_told_at_once():
    def both(events):
        events[0]["eventTime"] = "soon"
        events[1]["sensorElementList"][0]["sensorReport"][0]["value"] = "warm"

    with pytest.raises(InputError) as refusal:
        read_text(document(both))
    assert [fault.where.partition(", ")[2] for fault in refusal.value.faults] == [
        f"{AT}[0].eventTime",
        f"{AT}[1].sensorElementList[0].sensorReport[0].value",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (edited(READINGS, '"type": "EPCISDocument"', '"isA": "EPCISDocument"'), "a draft of EPCIS 2.0"),
        (edited(READINGS, '"EPCISDocument"', '["EPCISDocument"]'), "$.type: found ['EPCISDocument']"),
        ('{"epcisBody": []}', "$.type: found None"),
        (edited(READINGS, '"EPCISDocument"', '"EPCIS"'), "$.type: found 'EPCIS'"),
        (edited(READINGS, '"2.0"', "2.0"), "$.schemaVersion"),
        (edited(READINGS, '"2.0"', '"1.2"'), "found '1.2'"),
        (edited(READINGS, '"@context"', '"context"'), "$['@context']"),
        (edited(READINGS, '"epcisBody": {', '"epcisBody": [{').rstrip()[:-1] + "]}", "$.epcisBody: found no object"),
        (edited(READINGS, '"eventList"', '"events"'), "eventList: found nothing"),
        (edited(READINGS, '"value": 4.75', '"value": 4.75, "value": 4.5'), "the key 'value' twice"),
        (edited(READINGS, '"value": 4.75', '"value": NaN'), "found NaN"),
        (edited(READINGS, '"value": 4.75', '"value": 4,75'), "no JSON"),
        (edited(READINGS, "999.A1", "999.\\ud800"), "half of a character"),
        (edited(READINGS, '"value": 4.75', '"x:y": ' + "[" * 99 + "]" * 99 + ', "value": 4.75'), "nested 10"),
        ('{"epcisBody": ' + "[" * 100_000, "nested 100001 deep"),
        ('{"type": "EPCISDocument"', "no JSON"),
    ],
)
def test_no_document_is_refused_and_never_a_traceback(text, words):
    assert recognised_by(text) == [epcis.NAME]
    with pytest.raises(InputError) as refusal:
        read_text(text)
    assert words in str(refusal.value)


def test_a_list_is_no_document():
    with pytest.raises(InputError, match="an EPCIS document"):
        epcis.read("[]", "x")


@pytest.mark.parametrize("number", ["1e999", "9" * 5000, "-1E400"])
def test_a_number_beyond_any_temperature_is_a_fault_code(number):
    log = read_text(edited(READINGS, '"value": 8.125', f'"value": {number}'))
    assert extremes(log) == (4.5, 5.25)
    assert "fault codes" in said_of(log)


def test_no_mutant_reads_as_something_else_in_silence():
    assert untold(text_of(READINGS)) == []


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"type": "Feature"}', 'time,type\n"EPCISDocument",4\n', "type: EPCISDocument"]
)
def test_nothing_else_is_recognised(text):
    assert not epcis.recognises(text)


GS1 = "urn:epc:id:giai:4000001.111"


@real
def test_real_documents_of_alarms_and_of_many_kinds():
    log = read_readings(REAL / "epcis_json" / "gs1_SensorDataExample9.jsonld")
    assert len(log) == 0
    assert [alarm["report"]["exception"] for alarm in log.provenance[0].details["alarms"]] == [
        "ERROR_CONDITION",
        "ALARM_CONDITION",
    ]

    path = REAL / "epcis_json" / "openepcis_SensorData_with_combined_events.json"
    (raw,) = epcis.read(text_of(path), "x")
    assert (raw.logger, len(raw.times), raw.values.count("")) == (GS1, 12, 1)
    assert (len(raw.details["statistics"]), len(raw.details["statistics_elsewhere"])) == (1, 3)
    assert (len(raw.details["alarms"]), len(raw.details["alarms_elsewhere"])) == (0, 2)
    assert raw.details["error_events"] == ["$.epcisBody.eventList[11]"]
    with pytest.raises(TimesOutOfOrder):
        read_readings(path)
