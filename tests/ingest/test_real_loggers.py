"""What each real file is read to: one table over all of them, held against the bytes by a second, small reading.

The second reading is a regular expression for a row, `strptime` and fractions: it shares nothing with the package.
The files stand outside the repository; without ATMP_SHARED all of this is skipped.
"""

import csv
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from logger_kit import REAL
from places import real

from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AmbiguousDateOrder,
    AtmpError,
    ConflictingReadings,
    InputError,
    MissingUnit,
    NaiveTime,
    NoReadings,
    NotATable,
    TimesOutOfOrder,
    UnknownColumn,
    UnknownDialect,
    UnknownEvent,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.loggers import all_dialects
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.detect import take_apart
from atmp_logistics.ingest.readings.read_summary import read_summary
from atmp_logistics.records.logs import span_of
from atmp_logistics.records.site_profile import Site

pytestmark = real
ISO, MINUTE = "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"
NUMBER, COMMA = r"(?P<value>-?\d+(?:\.\d+)?)", r"(?P<value>-?\d+(?:,\d+)?)"
CUT = "the last line has no line end: taken as whole"


# The second reading


def text_of(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def micro(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def utc(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return micro((moment - moment.utcoffset()).replace(tzinfo=None))


def degC(cell: str, unit: str) -> float:
    number = Fraction(cell.replace(",", "."))
    return round(float((number - 32) * 5 / 9 if "F" in unit else number), 6)


def readings_of(log) -> set[tuple[str, int, float]]:
    names = [log.loggers[code] for code in log.logger]
    return set(zip(names, map(int, log.time_us), log.temperature_degC.tolist(), strict=True))


@dataclass(frozen=True)
class Log:
    """A file that is read to readings: how a row is written, and what must come out.

    `line` finds a row's time (`at`), its temperature (`value`) and, of several loggers, its `logger`; SKIP stands for
    the cells of the channels before. `spans` are the lowest and the highest of each channel, in the file's own unit.
    """

    line: str
    form: str
    rows: int
    first: str
    last: str
    spans: tuple[tuple[str, str], ...]
    unit: str | None
    offset: str = "+00:00"
    answers: dict[str, Any] = field(default_factory=lambda: {"tz": "UTC"})
    loggers: int = 1
    separator: str = ","
    said: tuple[str, ...] = ()
    repeats: int = 0

    def check(self, path: Path) -> None:
        channels = range(1, len(self.spans) + 1)
        for channel, (lowest, highest) in zip(channels, self.spans, strict=True):
            rows = self.written(path, channel)
            values = [Fraction(cell.replace(",", ".")) for _, _, cell in rows]
            assert (len(rows), len({logger for logger, _, _ in rows})) == (self.rows, self.loggers)
            assert [min(values), max(values)] == [Fraction(cell.replace(",", ".")) for cell in (lowest, highest)]
            log = read_readings(path, **self.answers, **({"channel": channel} if len(channels) > 1 else {}))
            unit = self.unit or self.answers["unit"]
            expected = {(logger, at, degC(cell, unit)) for logger, at, cell in rows}
            assert len(expected) == self.rows - self.repeats == len(log)
            own = {(name if self.loggers > 1 else "", at, value) for name, at, value in readings_of(log)}
            assert own == expected
            assert span_of(log.time_us) == (self.first, self.last)
            assert len(log.loggers) == self.loggers
            assert set(self.said) <= set(log.provenance[0].assumptions)
        self.check_units(path)
        if len(channels) > 1:
            with pytest.raises(AmbiguousChannel, match=f"{len(channels)} temperature channels"):
                read_readings(path, **self.answers)

    def check_units(self, path: Path) -> None:
        keys = {key: value for key, value in self.answers.items() if key != "tz"}
        raws = take_apart(open_file(path), Site(), Answers(**keys)).raws
        assert {raw.unit for raw in raws if isinstance(raw, RawLog)} == {self.unit}

    def written(self, path: Path, channel: int) -> list[tuple[str, int, str]]:
        skip = f"(?:[^{self.separator}\n]*{self.separator}){{{channel - 1}}}"
        offset = datetime.strptime(self.offset, "%z").utcoffset()
        found = re.finditer(self.line.replace("SKIP", skip), text_of(path), re.MULTILINE)
        return [
            (row.groupdict().get("logger", ""), micro(datetime.strptime(row["at"], self.form) - offset), row["value"])
            for row in found
        ]


@dataclass(frozen=True)
class Pieces(Log):
    """A log whose clock stepped back, cut there: its pieces are loggers, and the second reading knows none."""

    def check(self, path: Path) -> None:
        log = read_readings(path, **self.answers)
        expected = sorted((at, degC(cell, self.unit)) for _, at, cell in self.written(path, 1))
        assert sorted((at, value) for _, at, value in readings_of(log)) == expected
        assert (len(expected), len(log.loggers)) == (self.rows, self.loggers)
        assert span_of(log.time_us) == (self.first, self.last)


@dataclass(frozen=True)
class Days:
    """A file that holds the lowest and highest of days, and no readings."""

    rows: int
    first: str
    last: str
    lowest: float
    highest: float

    def check(self, path: Path) -> None:
        form = r"^  Date: (\S+)\r?\n  Min T: (\S+),.*\r?\n  Max T: (\S+),"
        cells = [match.groups() for match in re.finditer(form, text_of(path), re.MULTILINE)]
        number = {"---": np.nan, "--.-": np.nan}
        days = [(day, number.get(low) or float(low), number.get(high) or float(high)) for day, low, high in cells][::-1]
        frame = read_summary(path, tz="UTC").frame
        found = zip(frame["begins"].dt.strftime("%Y-%m-%d"), frame["lowest_degC"], frame["highest_degC"], strict=True)
        assert [day for day, _, _ in days] == frame["ends"].dt.strftime("%Y-%m-%d").tolist()
        np.testing.assert_equal(list(found), days)
        assert (len(days), days[0][0], days[-1][0]) == (self.rows, self.first, self.last)
        assert np.nanmin([low for _, low, _ in days]) == self.lowest
        assert np.nanmax([high for _, _, high in days]) == self.highest
        with pytest.raises(NoReadings, match=f"{self.rows} days' lowest and highest, no readings"):
            read_readings(path, tz="UTC")


def reports(path: Path):
    """Yield each temperature report of an EPCIS document, with what its sensor element says of it."""
    for event in json.loads(path.read_text("utf-8"))["epcisBody"]["eventList"]:
        for element in event.get("sensorElementList", ()):
            for report in element["sensorReport"]:
                if report.get("type") == "Temperature":
                    assert report["uom"] == "CEL" if "uom" in report else True
                    yield {**element.get("sensorMetadata", {}), **report}


@dataclass(frozen=True)
class Reports:
    """An EPCIS document with readings of one sensor."""

    rows: int
    first: str | None = None
    last: str | None = None
    lowest: float | None = None
    highest: float | None = None
    logger: str = "urn:epc:id:giai:4000001.111"
    said: tuple[str, ...] = ()

    def check(self, path: Path) -> None:
        log = read_readings(path)
        rows = {(self.logger, utc(one["time"]), float(one["value"])) for one in reports(path) if "value" in one}
        assert readings_of(log) == rows
        assert (len(log), log.loggers) == (self.rows, (self.logger,))
        assert span_of(log.time_us) == (self.first, self.last)
        values = [value for _, _, value in rows]
        assert (min(values, default=None), max(values, default=None)) == (self.lowest, self.highest)
        assert set(self.said) <= set(log.provenance[0].assumptions)


@dataclass(frozen=True)
class Intervals:
    """An EPCIS document with the lowest and highest of an interval, and no readings."""

    begins: str
    ends: str
    lowest: float
    highest: float

    def check(self, path: Path) -> None:
        (one,) = reports(path)
        ((logger, begins, ends, lowest, highest, mean),) = read_summary(path).frame.itertuples(index=False)
        assert (one["minValue"], one["maxValue"], one["meanValue"]) == (lowest, highest, mean)
        assert (utc(one["startTime"]), utc(one["endTime"])) == (begins.value // 1000, ends.value // 1000)
        assert (begins.isoformat(), ends.isoformat()) == (self.begins, self.ends)
        assert (lowest, highest) == (self.lowest, self.highest)
        assert logger.startswith("urn:epc:id:")
        with pytest.raises(NoReadings, match="lowest and highest, no readings"):
            read_readings(path)


@dataclass(frozen=True)
class Empty:
    """A file of a logger that took no reading: it must be read to nothing, and say so."""

    answers: dict[str, Any] = field(default_factory=dict)

    def check(self, path: Path) -> None:
        log = read_readings(path, **self.answers)
        assert (len(log), span_of(log.time_us)) == (0, (None, None))
        assert "the file holds no reading" in log.provenance[0].assumptions


@dataclass(frozen=True)
class Refused:
    """A file that is refused as it stands, or with these answers."""

    error: type[AtmpError]
    words: str
    answers: dict[str, Any] = field(default_factory=lambda: {"tz": "UTC"})
    events: bool = False

    def check(self, path: Path) -> None:
        with pytest.raises(self.error, match=re.escape(self.words)) as refusal:
            (read_events if self.events else read_readings)(path, **self.answers)
        assert type(refusal.value) is self.error
        assert all(fault.where and fault.found and fault.expected and fault.fix for fault in refusal.value.faults)


@dataclass(frozen=True)
class Events:
    """An event table of people: with a site's profile for its words it is read, each row one event or two."""

    therapy: str
    activity: str
    times: tuple[str, ...]
    rows: int
    therapies: int
    first: str
    last: str
    columns: dict[str, str]
    words: dict[str, str] | str

    def check(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row[self.therapy], row[self.activity], *map(row.get, self.times)) for row in csv.DictReader(file)]
        words = self.words if isinstance(self.words, dict) else dict.fromkeys((row[1] for row in rows), self.words)
        log = read_events(path, site=Site(columns=self.columns, events=words))
        frame = log.table
        found = list(zip(frame["therapy_id"], map(int, frame["time"]), strict=True))
        assert found == [(therapy, utc(at)) for therapy, _, *times in rows for at in times]
        assert (len(log), frame["therapy_id"].nunique()) == (self.rows, self.therapies)
        assert (log.provenance.first, log.provenance.last) == (self.first, self.last)


# The table

ROW = rf"^\t(?P<at>\d{{4}}-\d\d-\d\d \d\d:\d\d)\t{NUMBER}\t?x?\r?$"
HOBO_2 = {
    "rows": 399,
    "first": "2010-08-18T21:00:00Z",
    "last": "2010-09-04T11:00:00Z",
    "offset": "-07:00",
    "answers": {},
}
HOBO_1 = {**HOBO_2, "rows": 398, "last": "2010-09-04T10:00:00Z"}
AB_C, AB_F = (("1.344", "20.865"), ("0.632", "20.984")), (("34.419", "69.557"), ("33.138", "69.771"))
U23 = {"first": "2021-04-08T21:00:00Z", "spans": (("7.469", "20.222"),), "unit": "°C", "offset": "+02:00"}
U23_48 = {**U23, "rows": 48, "last": "2021-04-09T08:45:00Z"}
YMD = rf"(?P<at>\d\d\.\d\d\.\d\d \d\d:\d\d:\d\d),{NUMBER},"
TANDD = r'^"(?P<at>[\d-]{10} [\d:]{8})","[\d.]*","[^"]*","[^"]*","(?P<value>[\d.]+)"'
EXPORT_OF = "or an export of Berlinger Fridge-tag, Berlinger Q-tag"
UNIT = Refused(MissingUnit, "found no unit, expected °C, °F or K. Fix: state it: --unit C|F|K")
NO_TEMPERATURE = "no temperature column"
IN_C: dict[str, Any] = {"tz": "UTC", "unit": "C"}
TABLE: dict[str, tuple[Any, ...]] = {
    "berlinger_fridgetag/fridgetag2E_160400343949_202503171012.txt": (Days(5, "2025-03-13", "2025-03-17", 4.9, 13.2),),
    "berlinger_fridgetag/fridgetag2E_160400343951_202506111034_20250611T083422Z.txt": (
        Days(60, "2025-04-13", "2025-06-11", -3.3, 30.2),
    ),
    "berlinger_fridgetag/fridgetag2L_test.txt": (
        Log(
            ROW,
            MINUTE,
            53,
            "2022-05-02T04:44:00Z",
            "2022-06-08T10:11:00Z",
            (("4.3", "27.5"),),
            "C",
            said=("the signature at the end does not fit the text: the file was changed after the logger wrote it",),
        ),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "berlinger_fridgetag/fridgetag2_130400191542.txt": (Days(60, "2022-12-17", "2023-02-14", 14.7, 19.5),),
    "berlinger_fridgetag/v2fixture_alarm_breaches.txt": (Days(2, "2025-04-02", "2025-04-03", -2.0, 12.0),),
    "berlinger_fridgetag/v2fixture_invalid_bad_indent.txt": (Refused(InputError, "'Conf' with nothing in it"),),
    "berlinger_fridgetag/v2fixture_invalid_malformed_temp.txt": (
        Refused(InputError, "row 8, day 1, Min T: found 'abc', expected a temperature"),
    ),
    "berlinger_fridgetag/v2fixture_invalid_truncated.txt": (
        Refused(InputError, "no Min T, expected a temperature: the file was cut or edited"),
    ),
    "berlinger_fridgetag/v2fixture_missing_temps.txt": (Days(3, "2025-03-02", "2025-03-04", 3.5, 6.0),),
    "berlinger_fridgetag/v2fixture_negative_temps.txt": (Days(2, "2025-02-02", "2025-02-03", -23.0, -17.5),),
    "berlinger_qtag/qtag_CLm_doc_LR_RCPJ00010_02.txt": (
        Log(ROW, MINUTE, 124, "2022-11-08T04:49:00Z", "2022-11-09T01:19:00Z", (("0.9", "24.3"),), "°C"),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "elitech/RC5plus_EFI234105840_Ext_Temp_first700rows_converted.csv": (
        Log(
            rf"^\d+,(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER},,",
            ISO,
            673,
            "2023-10-04T13:20:18Z",
            "2023-10-04T15:12:18Z",
            (("24.2", "26.7"),),
            "°C",
            "+02:00",
            {},
            said=("the report declares 16063 readings and holds 673: the file was cut or filtered",),
        ),
    ),
    "ems_brno/00_2025_11_05.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}});(?:NA|[\d,]+);{COMMA};",
            ISO,
            100,
            "2025-05-18T22:00:00Z",
            "2025-05-21T00:00:00Z",
            (("8,605", "21,8654"),),
            "oC",
            said=("decimal comma throughout",),
        ),
    ),
    "epcis_json/gs1_SensorDataExample1.jsonld": (
        Reports(3, "2019-04-02T13:05:00Z", "2019-04-02T13:55:00Z", 26.0, 26.2),
        Refused(UnknownEvent, "'inspecting', which the vocabulary does not know", {}, events=True),
    ),
    "epcis_json/gs1_SensorDataExample2.jsonld": (
        Intervals("2019-04-02T12:55:01+00:00", "2019-04-02T13:55:00+00:00", 26.0, 26.2),
    ),
    "epcis_json/gs1_SensorDataExample4.jsonld": (
        Reports(1, "2019-04-02T13:55:00Z", "2019-04-02T13:55:00Z", 26.0, 26.0),
    ),
    "epcis_json/gs1_SensorDataExample6.jsonld": (
        Intervals("2019-04-01T14:00:00+00:00", "2019-04-02T13:59:59.999000+00:00", 12.4, 13.8),
    ),
    "epcis_json/gs1_SensorDataExample9.jsonld": (
        Reports(
            0,
            logger="urn:epc:id:sgtin:4012345.011111.9876",
            said=("reports of an alarm or an error, kept in the details: 2", "the file holds no reading"),
        ),
    ),
    "epcis_json/openepcis_ObjectEvent_with_invalid_eventTime_format.json": (
        Refused(UnreadableTime, "$.epcisBody.eventList[0].eventTime: found '22-07-2026'", {}),
        Refused(UnreadableTime, "$.epcisBody.eventList[0].eventTime: found '22-07-2026'", {}, events=True),
    ),
    "epcis_json/openepcis_ObjectEvent_with_sensorData.json": (
        Reports(3, "2019-04-02T13:05:00Z", "2019-04-02T13:55:00Z", 26.0, 26.2, said=(CUT,)),
    ),
    "epcis_json/openepcis_SensorData_with_combined_events.json": (
        Refused(TimesOutOfOrder, "found 2019-04-02T13:05:00Z after 2019-04-02T13:55:00Z", {}),
        Refused(ConflictingReadings, "26.2 and 26 °C at 2019-04-02T13:55:00Z", {"on_clock_jump": "split"}),
    ),
    "eventlog/eventdatar_patients.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Events(
            "patient",
            "handling",
            ("time",),
            1199,
            500,
            "2017-01-02T11:41:53Z",
            "2018-05-04T23:53:27Z",
            {
                "patient": "therapy_id",
                "handling": "event",
                "employee": "custodian",
                "registration_type": "lifecycle",
                "handling_id": "ignore",
            },
            {"Registration": "storage", "Triage and Assessment": "excursion", "Blood test": "antibody_test"},
        ),
    ),
    "eventlog/pm4py_interval_event_log.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Refused(UnknownEvent, "'place order', expected an activity or an event", {}, events=True),
        Events(
            "case:concept:name",
            "concept:name",
            ("start_timestamp", "time:timestamp"),
            1598,
            199,
            "2015-01-05T09:00:07Z",
            "2015-02-06T16:22:22Z",
            {},
            "transport",
        ),
    ),
    "eventlog/pm4py_running-example-transformed.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Events(
            "CaseID",
            "Activity",
            ("Timestamp",),
            42,
            6,
            "2010-12-30T10:02:00Z",
            "2011-01-24T13:56:00Z",
            {"CaseID": "therapy_id", "Activity": "event", "Timestamp": "time", "Resource": "custodian"},
            "handover",
        ),
    ),
    "eventlog/pm4py_running-example.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Events(
            "case:concept:name",
            "concept:name",
            ("time:timestamp",),
            42,
            6,
            "2010-12-30T10:02:00Z",
            "2011-01-24T13:56:00Z",
            dict.fromkeys(("Activity", "Resource", "Costs", "case:creator"), "ignore"),
            "handover",
        ),
    ),
    "geoprecision/FG2_399.csv": (
        Log(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),SKIP{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            589,
            "2018-09-05T15:29:18Z",
            "2018-09-30T03:00:00Z",
            (
                ("18.445", "23.2381"),
                ("18.4922", "25.0865"),
                ("18.657", "23.2932"),
                ("18.2723", "23.2696"),
                ("18.5785", "24.9527"),
            ),
            "oC",
            said=("the trailer 'Decode OK, n Lines' is missing: the file was cut",),
        ),
    ),
    "geoprecision/GP5W.csv": (
        Refused(TimesOutOfOrder, "row 1118, column time: found 2015-06-15T22:57:03Z after 2015-06-16T00:00:00Z"),
        Pieces(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            1118,
            "2015-04-30T15:36:51Z",
            "2015-06-16T00:00:00Z",
            (("17.7377", "24.7774"),),
            "oC",
            answers={"tz": "UTC", "on_clock_jump": "split"},
            loggers=2,
        ),
    ),
    "hanwell/Hanwell_1.csv": (
        Log(
            rf"^(?P<at>[\d:]{{8}} \d\d/\w+/\d{{4}}),{NUMBER},",
            "%H:%M:%S %d/%b/%Y",
            10,
            "2025-11-21T00:00:00Z",
            "2025-11-21T04:30:00Z",
            (("18.3", "18.5"),),
            "C",
            said=(CUT,),
        ),
    ),
    "ibutton/ibuttonr_10a.csv": (
        Log(
            rf"^(?P<at>\d+/\d+/\d\d \d+:\d\d:\d\d [AP]M),C,{NUMBER}",
            "%d/%m/%y %I:%M:%S %p",
            1577,
            "2012-10-11T12:11:00Z",
            "2012-12-16T04:11:00Z",
            (("16", "24.5"),),
            "C",
        ),
    ),
    "lascar_elusb/bio46_RH_Winter2018.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Log(
            rf'^"5","(?P<at>[\d-]{{10}} [\d:]{{8}}) -0800",{NUMBER},',
            ISO,
            1499,
            "2018-01-19T08:00:00Z",
            "2018-01-29T17:40:00Z",
            (("3", "19"),),
            None,
            "-08:00",
            {"dialect": "table", "columns": {"time": "Date_time", "temperature": "Temp"}, "unit": "C"},
            said=("columns left out: 'Site', 'RH', 'Dewpoint'",),
        ),
    ),
    "logr/LogR_v1.csv": (
        Refused(AmbiguousChannel, "11 temperature channels, expected one channel; there are 1: 'p0' [no unit]"),
        Refused(MissingUnit, "found no unit", {"tz": "UTC", "channel": 4}),
        Log(
            rf"^(?P<at>[\d-]{{10}} \d+:\d\d),SKIP{NUMBER}",
            MINUTE,
            99,
            "2019-05-17T00:00:00Z",
            "2019-05-21T02:00:00Z",
            (
                ("-2.817", "28.283"),
                ("0.244", "21.395"),
                ("2.779", "4.589"),
                ("-0.503", "-0.418"),
                ("-0.22", "-0.211"),
                ("-0.116", "-0.106"),
                ("0", "0.005"),
                ("-0.033", "-0.025"),
                ("-0.074", "-0.063"),
                ("-0.057", "-0.048"),
                ("0.272", "0.281"),
            ),
            None,
            answers=IN_C,
        ),
    ),
    "meaco/Meaco_1.csv": (
        UNIT,
        Log(
            rf'^"[^"]*","Archive 1","(?P<at>[^"]+)",{NUMBER},',
            MINUTE,
            10,
            "2025-11-06T15:59:00Z",
            "2025-11-06T18:09:00Z",
            (("21.21", "23.06"),),
            None,
            answers=IN_C,
        ),
    ),
    "meaco/Meaco_2.csv": (Refused(UnknownColumn, f"{NO_TEMPERATURE} ('LUX', 'UV')"),),
    "meaco/Meaco_3.csv": (
        UNIT,
        Log(
            rf'^"(?P<at>\d\d/[^"]+)",{NUMBER},',
            "%d/%m/%Y %H:%M",
            10,
            "2025-12-31T00:04:00Z",
            "2025-12-31T01:33:00Z",
            (("17.24", "17.26"),),
            None,
            answers=IN_C,
        ),
        Refused(AmbiguousDateOrder, "dmy, as the file proves", {**IN_C, "date_order": "mdy"}),
    ),
    "miniclima/miniClima_1.csv": (
        Log(
            rf"^(?P<at>[\d.]{{8}},[\d:]{{8}});{NUMBER};",
            "%d.%m.%y,%H:%M:%S",
            10,
            "2025-08-07T00:00:00Z",
            "2025-08-07T03:00:00Z",
            (("22", "22"),),
            "°C",
            said=("temperatures are whole degrees",),
        ),
    ),
    "onset_hobo/lr_H08-030-08_HOBOware.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}} [\d:]{{8}} [AP]M),{NUMBER},",
            "%m/%d/%y %I:%M:%S %p",
            997,
            "2000-05-25T17:52:42Z",
            "2000-06-05T19:28:42Z",
            (("36.43", "37.20"),),
            "°F",
            "-07:00",
            {},
        ),
    ),
    "onset_hobo/lr_hobo-positive-number-1.txt": (
        Log(
            rf"^(?P<at>[\d/]{{8}} [\d:]{{8}});SKIP{NUMBER};",
            "%y/%m/%d %H:%M:%S",
            spans=AB_F,
            unit="°F",
            separator=";",
            **HOBO_2,
        ),
    ),
    "onset_hobo/lr_hobo2.csv": (
        Refused(UnknownDialect, "the headings 'Date', 'Time', 'cm_0'"),
        Refused(
            AmbiguousDateOrder,
            "'19/08/2016'",
            {**IN_C, "dialect": "table", "columns": {"time": "Date", "temperature": "cm_0"}},
        ),
    ),
    "onset_hobo/lr_hobo_1_AB.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}},[\d:]{{8}} [AP]M),SKIP{NUMBER},",
            "%m/%d/%y,%I:%M:%S %p",
            spans=AB_C,
            unit="°C",
            **HOBO_1,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_Details.txt": (Refused(InputError, "the details of a HOBO logger and no readings"),),
    "onset_hobo/lr_hobo_1_AB_classic.csv": (
        Log(
            rf"^(?P<at>[\d/]{{8}} [\d:]{{8}}\.0)\tSKIP{NUMBER}\t",
            "%m/%d/%y %H:%M:%S.%f",
            spans=AB_C,
            unit="°C",
            separator="\t",
            said=("the details declare 21723 samples and the file holds 399: it was cut or filtered",),
            **HOBO_2,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_defaults.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}} [\d:]{{8}}  [AP]M),SKIP{NUMBER},",
            "%m/%d/%y %I:%M:%S  %p",
            spans=AB_F,
            unit="°F",
            **HOBO_1,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_minimal.txt": (
        Log(
            rf"^(?P<at>[\d-]{{8}} [\d:]{{8}});SKIP{COMMA};",
            "%d-%m-%y %H:%M:%S",
            spans=tuple((low.replace(".", ","), high.replace(".", ",")) for low, high in AB_F),
            unit="°F",
            separator=";",
            **HOBO_2,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_var3.csv": (
        Refused(UnreadableNumber, "'20865', and no decimal sign in any row: the size of a number is not known"),
    ),
    "onset_hobo/myclim_20024354.txt": (
        Log(
            rf"^(?P<at>[\d.]{{10}} [\d:]{{8}});{NUMBER};",
            "%d.%m.%Y %H:%M:%S",
            49,
            last="2021-04-09T09:00:00Z",
            said=("3 rows are status marks (Coupler Attached, Host Connected, Stopped, End Of File), not readings",),
            **{**U23, "offset": "+00:00"},
        ),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "onset_hobo/myclim_20024354_comma.csv": (Log(rf"^\d+,{YMD}", "%y.%m.%d %H:%M:%S", answers={}, **U23_48),),
    "onset_hobo/myclim_20024354_fahrenheit.csv": (
        Log(
            rf"^\d+,{YMD}",
            "%m.%d.%y %H:%M:%S",
            49,
            "2021-04-08T21:00:00Z",
            "2021-04-09T09:00:00Z",
            (("45.444", "68.400"),),
            "°F",
            answers={},
        ),
    ),
    "onset_hobo/myclim_20024354_minimal.csv": (
        Log(
            rf"^{YMD}",
            "%y.%m.%d %H:%M:%S",
            49,
            last="2021-04-09T09:00:00Z",
            answers={"tz": "+02:00"},
            **U23,
        ),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "onset_hobo/myclim_20024354_minimal_title.csv": (
        Log(rf"^{YMD}", "%y.%m.%d %H:%M:%S", answers={"tz": "+02:00"}, **U23_48),
    ),
    "onset_hobo/myclim_20024354_semicolon.txt": (
        Log(rf"^\d+;{YMD.replace(',', ';')}", "%y.%m.%d %H:%M:%S", answers={}, **U23_48),
    ),
    "onset_hobo/myclim_20847126_empty.txt": (Empty(),),
    "onset_hobo/user_21498648.csv": (Refused(NotATable, "10 cells under 7 headings, and 57 such rows"),),
    "rbr/RBR_01.dat": (Refused(NotATable, "355 rows without times, where the header declares 1001 samples"),),
    "rotronic/Rotronic_1.csv": (
        Log(
            rf"^(?P<at>\d\d/\d\d/\d{{4}},[\d:]{{8}}),[\d.]+,{NUMBER}",
            "%d/%m/%Y,%H:%M:%S",
            10,
            "2020-01-24T13:37:22Z",
            "2020-01-29T01:37:22Z",
            (("20", "20.6"),),
            "°C",
            said=(CUT, "the last row, 33, has no line end: its temperature is read as 20.3"),
        ),
    ),
    "rotronic/Rotronic_2.xls": (
        Log(
            rf"^(?P<at>\d\d/\d\d/\d{{4}}\t[\d:]{{8}})\t[\d.]+\t{NUMBER}",
            "%d/%m/%Y\t%H:%M:%S",
            10,
            "2020-01-24T13:08:35Z",
            "2020-01-29T01:08:35Z",
            (("22.2", "23.2"),),
            "°C",
            said=(CUT, "encoding read as cp1252"),
        ),
    ),
    "tandd/Case_1_A0000000.csv": (
        Log(
            TANDD,
            ISO,
            10,
            "2021-08-21T08:06:00Z",
            "2021-08-21T10:21:00Z",
            (("22.7", "23.0"),),
            "C",
            said=("the unit stands as '\ufffdC', its degree sign lost: read as °C",),
        ),
    ),
    "tandd/TandD_1.csv": (
        Log(TANDD, ISO, 10, "2021-08-21T08:06:00Z", "2021-08-21T10:21:00Z", (("22.7", "23.0"),), "°C"),
    ),
    "tandd/TandD_2.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),[\d.]+,[\d.]+,[\d.]+,{NUMBER},",
            ISO,
            10,
            "2021-11-12T15:51:00Z",
            "2021-11-12T18:06:00Z",
            (("20.5", "20.6"),),
            "°C",
        ),
    ),
    "testo_saveris/Saveris_Data_head.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}}T[\d:]{{8}})Z,(?P<logger>[^,]+),{NUMBER},",
            "%Y-%m-%dT%H:%M:%S",
            25,
            "2026-04-03T03:00:00Z",
            "2026-04-03T11:00:00Z",
            (("20.5", "25.7"),),
            "℃",
            loggers=7,
            repeats=7,
            answers={},
        ),
    ),
    "tinytag/TinyTag_1.csv": (
        UNIT,
        Log(
            rf"^\d+,(?P<at>[^,]+),{NUMBER},",
            ISO,
            10,
            "2021-07-26T14:26:00Z",
            "2021-07-26T18:56:00Z",
            (("20.873", "20.887"),),
            None,
            answers=IN_C,
        ),
    ),
    "tinytag/TinyTag_2.csv": (
        Log(
            rf"^\d+,(?P<at>[^,]+),{NUMBER},",
            ISO,
            10,
            "2021-09-01T08:58:00Z",
            "2021-09-01T13:28:00Z",
            (("19.9", "20.2"),),
            "°C",
            said=("the unit °C is taken from the logger's type, 'Tinytag Ultra H°C/%RH'",),
        ),
    ),
    "tomst/tomst_94184102.csv": (
        Refused(AmbiguousChannel, "3 temperature channels, expected one channel; there are 1: 'T1' [no unit]"),
        Log(
            rf"^\d+;(?P<at>[\d.]{{10}} [\d:]{{5}});4;SKIP{NUMBER};",
            "%Y.%m.%d %H:%M",
            49,
            "2020-10-16T00:00:00Z",
            "2020-10-16T12:00:00Z",
            (("9.75", "10"), ("8.875", "9.5"), ("8.25", "9.25")),
            None,
            answers={"unit": "C"},
            separator=";",
        ),
    ),
    "tomst/tomst_conflict_92201076.csv": (
        UNIT,
        Refused(ConflictingReadings, "rows 159 and 160: found 3.6875 and 3.7875 °C", {"unit": "C"}),
    ),
    "trend_bms/Trend_1.csv": (
        Log(
            rf"^(?P<at>\d\d-\w+-\d\d [\d:]+ [ap]m),{NUMBER}",
            "%d-%b-%y %I:%M:%S %p",
            10,
            "2021-09-01T00:30:00Z",
            "2021-09-01T05:00:00Z",
            (("20.5", "20.7"),),
            "°C",
            said=(CUT,),
        ),
    ),
    "trend_bms/Trend_2.csv": (Refused(UnknownColumn, NO_TEMPERATURE),),
}


def files() -> list[str]:
    every = (path for path in REAL.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(REAL)) for path in every if path.name != "MANIFEST.csv")


def test_every_file_is_in_the_table():
    assert sorted(TABLE) == files()


OUTCOMES = [(name, outcome) for name, outcomes in TABLE.items() for outcome in outcomes]


@pytest.mark.parametrize(
    ("name", "outcome"), OUTCOMES, ids=[f"{name.rpartition('/')[2]}-{type(one).__name__}" for name, one in OUTCOMES]
)
def test_outcome(name, outcome):
    outcome.check(REAL / name)


def test_no_file_has_two_readers():
    for name in files():
        text = open_file(REAL / name).text()[0]
        assert sum(dialect.recognises(text) for dialect in all_dialects()) <= 1, name


# The same readings in several files


def series(name: str, **answers) -> dict[int, float]:
    log = read_readings(REAL / name, **answers)
    return dict(zip(log.time_us.tolist(), log.temperature_degC.tolist(), strict=True))


def apart(one: dict[int, float], other: dict[int, float]) -> float:
    return max(abs(one[at] - other[at]) for at in one.keys() & other.keys())


@pytest.mark.parametrize("channel", [1, 2])
def test_one_hobo_in_five_renderings_three_orders_of_dates_two_units_two_decimal_signs(channel):
    names = ["_1_AB.csv", "_1_AB_defaults.csv", "_1_AB_classic.csv", "-positive-number-1.txt", "_1_AB_minimal.txt"]
    logs = [series(f"onset_hobo/lr_hobo{name}", channel=channel) for name in names]
    assert [len(log) for log in logs] == [398, 398, 399, 399, 399]
    assert len(set.intersection(*map(set, logs))) == 398
    assert max(apart(one, other) for one in logs for other in logs) <= 0.001


def test_one_hobo_in_celsius_and_fahrenheit_in_six_renderings_and_three_zones():
    names = ["_comma.csv", "_fahrenheit.csv", "_semicolon.txt", ".txt", "_minimal.csv", "_minimal_title.csv"]
    zones = [None, None, None, "UTC", "+02:00", "+02:00"]
    logs = [series(f"onset_hobo/myclim_20024354{name}", tz=tz) for name, tz in zip(names, zones, strict=True)]
    assert len(set.intersection(*map(set, logs))) == 48
    assert set(map(len, logs)) == {48, 49}
    assert max(apart(one, other) for one in logs for other in logs) < 0.001


def test_one_tandd_with_its_degree_sign_and_without():
    with_sign, without = (series(f"tandd/{name}", tz="UTC") for name in ("TandD_1.csv", "Case_1_A0000000.csv"))
    assert with_sign == without


def test_one_gs1_example_in_two_hands():
    names = ("gs1_SensorDataExample1.jsonld", "openepcis_ObjectEvent_with_sensorData.json")
    one, other = (series(f"epcis_json/{name}") for name in names)
    assert one == other


# What a device computed itself


def test_elitech_begins_where_it_says_and_keeps_its_spacing():
    path = REAL / "elitech" / "RC5plus_EFI234105840_Ext_Temp_first700rows_converted.csv"
    text, log = text_of(path), read_readings(path)
    first = re.search(r"First Reading,([\d-]{10} [\d:]{8})", text)[1]
    last = re.search(r"Last Reading,([\d-]{10} [\d:]{8})", text)[1]
    assert micro(datetime.fromisoformat(first)) - 7200 * 10**6 == log.time_us[0]
    assert set(np.diff(log.time_us)) == {10 * 10**6}
    declared = int(re.search(r"Current Readings,(\d+)", text)[1])
    whole = datetime.fromisoformat(last) - datetime.fromisoformat(first)
    assert whole / timedelta(seconds=10) + 1 == declared, "the readings that were cut away fill the span to the end"
    assert log.provenance[0].details["readings_declared"] == declared


def qtag_alarms(text: str) -> dict[str, list[tuple[str, int]]]:
    """Return each alarm slot's starts as `Res:` writes them, with their minutes."""
    result = text.partition("\nRes:")[2].partition("Marker:")[0]
    slots: dict[str, list[tuple[str, int]]] = {}
    for line in result.splitlines():
        slot = re.fullmatch(r"  (\d):", line)
        start = re.search(r"TS S: ([\d-]+ [\d:]+), t A: (\d+)", line)
        if slot:
            slots[slot[1]] = []
        elif start:
            slots[list(slots)[-1]].append((start[1], int(start[2])))
    return slots


def test_qtag_alarms_bracket_the_readings():
    path = REAL / "berlinger_qtag" / "qtag_CLm_doc_LR_RCPJ00010_02.txt"
    log = read_readings(path, tz="UTC")
    warm = {at: value > 8.0 for at, value in zip(log.time_us.tolist(), log.temperature_degC.tolist(), strict=True)}
    cold = {at: value < 2.0 for at, value in zip(log.time_us.tolist(), log.temperature_degC.tolist(), strict=True)}
    details = log.provenance[0].details
    kinds = {1: cold, 2: warm}
    assert details["signature"] == "fits the text, by the key in the file"
    for alarm in details["alarms"]:
        for start in alarm["starts"] if alarm["type"] in kinds else ():
            begins = micro(datetime.fromisoformat(start["start"]))
            outside = [at for at, out in kinds[alarm["type"]].items() if out]
            run = [at for at in outside if begins <= at < begins + start["minutes"] * 60e6]
            assert run, start
            assert min(run) - begins <= 10 * 60e6, "logged every ten minutes, measured each minute"
            steps = np.diff([at for at in log.time_us if min(run) <= at <= max(run)])
            assert set(steps) <= {600e6}
    written = qtag_alarms(text_of(path).replace("\r", ""))
    found = {len(alarm["starts"]) for alarm in details["alarms"]}
    assert found == {len(starts) for starts in written.values() if starts}
