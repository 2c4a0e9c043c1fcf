"""A second, small reading of logger files and event tables, which the tests hold the package's own against.

It is a regular expression for a row, `strptime` and fractions: it shares nothing with the package. Each class is what
must come out of a file; `check` holds it.
"""

import csv
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from math import exp, floor
from math import log as ln
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from atmp_logistics.core.errors import AmbiguousChannel, AtmpError, InputError, NoReadings
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.detect import take_apart
from atmp_logistics.ingest.readings.read_summary import read_summary
from atmp_logistics.records.provenance import span_of
from atmp_logistics.records.site_profile import Site

ISO, MINUTE = "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"
NUMBER, COMMA = r"(?P<value>-?\d+(?:\.\d+)?)", r"(?P<value>-?\d+(?:,\d+)?)"
CUT = "the last line has no line end: taken as whole"
#: Rows of a Q-tag or a Fridge-tag that logs.
TAG_ROW = rf"^\t(?P<at>\d{{4}}-\d\d-\d\d \d\d:\d\d)\t{NUMBER}\t?x?\r?$"
#: Rows of a T&D logger.
TANDD_ROW = r'^"(?P<at>[\d-]{10} [\d:]{8})","[\d.]*","[^"]*","[^"]*","(?P<value>[\d.]+)"'
EXPORT_OF = "or an export of Berlinger Fridge-tag, Berlinger Q-tag"


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
    rows = zip(names, map(int, log.time_us), log.temperature_degC.tolist(), strict=True)
    return {row for row in rows if not np.isnan(row[2])}


@dataclass(frozen=True)
class Log:
    """A file that is read to readings: how a row is written, and what must come out.

    `line` finds a row's time (`at`), its temperature (`value`) and, of several loggers, its `logger`; SKIP stands for
    the cells of the channels before. `spans` are the lowest and the highest of each channel, in the file's own unit,
    `missing` how many rows of each channel hold a time alone, `repeats` how many rows stand twice.
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
    missing: tuple[int, ...] = ()

    def check(self, path: Path) -> None:
        channels = range(1, len(self.spans) + 1)
        for channel, (lowest, highest) in zip(channels, self.spans, strict=True):
            rows, lost = self.written(path, channel), (self.missing or (0,) * len(channels))[channel - 1]
            values = [Fraction(cell.replace(",", ".")) for _, _, cell in rows]
            assert (len(rows), len({logger for logger, _, _ in rows})) == (self.rows - lost, self.loggers)
            assert [min(values), max(values)] == [Fraction(cell.replace(",", ".")) for cell in (lowest, highest)]
            log = read_readings(path, **self.answers, **({"channel": channel} if len(channels) > 1 else {}))
            unit = self.unit or self.answers["unit"]
            expected = {(logger, at, degC(cell, unit)) for logger, at, cell in rows}
            assert len(expected) == self.rows - self.repeats - lost
            assert len(log) == self.rows - self.repeats
            own = {(name if self.loggers > 1 else "", *reading) for name, *reading in readings_of(log)}
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
    signature: str = "fits"

    def check(self, path: Path) -> None:
        form = r"^  Date: (\S+)\r?\n  Min T: (\S+),.*\r?\n  Max T: (\S+),"
        cells = [match.groups() for match in re.finditer(form, text_of(path), re.MULTILINE)]
        number = {"---": np.nan, "--.-": np.nan}
        cells = [(re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\1-\2", day), low, high) for day, low, high in cells]
        days = [(day, number.get(low) or float(low), number.get(high) or float(high)) for day, low, high in cells][::-1]
        frame = read_summary(path, tz="UTC").frame
        found = zip(frame["begins"].dt.strftime("%Y-%m-%d"), frame["lowest_degC"], frame["highest_degC"], strict=True)
        assert [day for day, _, _ in days] == frame["ends"].dt.strftime("%Y-%m-%d").tolist()
        np.testing.assert_equal(list(found), days)
        assert (len(days), days[0][0], days[-1][0]) == (self.rows, self.first, self.last)
        assert np.nanmin([low for _, low, _ in days]) == self.lowest
        assert np.nanmax([high for _, _, high in days]) == self.highest
        (source,) = read_summary(path, tz="UTC").provenance
        assert source.details["signature"].startswith(self.signature)
        assert (self.signature == "none") == any(
            "without the device's signature" in note for note in source.assumptions
        )
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
class Told:
    """What a file tells of its loggers beside the readings: names, intervals, details, and words among what is noted."""

    answers: dict[str, Any] = field(default_factory=lambda: {"tz": "UTC"})
    loggers: tuple[str, ...] | None = None
    interval_s: float | None = None
    details: dict[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()

    def check(self, path: Path) -> None:
        log = read_readings(path, **self.answers)
        noted, details = " | ".join(log.provenance[0].assumptions), log.provenance[0].details
        assert self.loggers in {None, log.loggers}, log.loggers
        assert log.interval_s == (dict.fromkeys(log.loggers, self.interval_s) if self.interval_s else {})
        assert {key: details[key] for key in self.details} == self.details
        assert not [words for words in self.words if words not in noted], noted
        assert not [words for words in self.no_words if words in noted], noted


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
        assert self.error is InputError or type(refusal.value) is self.error
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
    said: tuple[str, ...] = ()
    events: frozenset[str] | None = None

    def check(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row[self.therapy], row[self.activity], *map(row.get, self.times)) for row in csv.DictReader(file)]
        assert rows
        words = self.words if isinstance(self.words, dict) else dict.fromkeys((row[1] for row in rows), self.words)
        log = read_events(path, site=Site(columns=self.columns, events=words))
        frame = log.table
        found = list(zip(frame["therapy_id"], map(int, frame["time"]), strict=True))
        assert found == [(therapy, utc(at)) for therapy, _, *times in rows for at in times if at]
        assert (len(log), frame["therapy_id"].nunique()) == (self.rows, self.therapies)
        assert (log.provenance.first, log.provenance.last) == (self.first, self.last)
        assert set(self.said) <= set(log.provenance.assumptions)
        assert self.events in {None, frozenset(frame["event"])}


def series(path: Path, **answers: Any) -> dict[int, float]:
    log = read_readings(path, **answers)
    return dict(zip(log.time_us.tolist(), log.temperature_degC.tolist(), strict=True))


def apart(one: dict[int, float], other: dict[int, float]) -> float:
    return max(abs(one[at] - other[at]) for at in one.keys() & other.keys())


@dataclass(frozen=True)
class ElitechSpan:
    """An Elitech report whose readings begin where it says and keep its spacing, as many as it declares or fewer."""

    offset_s: int
    step_s: int
    kept: int

    def check(self, path: Path) -> None:
        text, log = text_of(path), read_readings(path)
        first, last = (re.search(rf"{name} Reading[,;]([\d-]{{10}} [\d:]{{8}})", text)[1] for name in ("First", "Last"))
        assert micro(datetime.fromisoformat(first)) - self.offset_s * 10**6 == log.time_us[0]
        assert set(np.diff(log.time_us)) == {self.step_s * 10**6}
        declared = int(re.search(r"Current Readings[,;](\d+)", text)[1])
        whole = datetime.fromisoformat(last) - datetime.fromisoformat(first)
        assert whole / timedelta(seconds=self.step_s) + 1 == declared, "what was cut away fills the span to the end"
        assert log.provenance[0].details["readings_declared"] == declared
        assert len(log) == self.kept <= declared


def cut(value: float) -> float:
    return floor(10 * value) / 10


def mean_kinetic_degC(values: list[float], energy_kJ_per_mol: float) -> float:
    over_R = energy_kJ_per_mol / 8.3144e-3
    return over_R / -ln(sum(exp(-over_R / (value + 273.15)) for value in values) / len(values)) - 273.15


@dataclass(frozen=True)
class QtagAlarms:
    """A Q-tag whose own alarms bracket the readings beyond a limit: it measures each minute and logs less often.

    `limits` are the temperature of each alarm type that is compared, and whether it is an upper one.
    """

    interval_s: int
    limits: dict[int, tuple[float, bool]]

    def check(self, path: Path) -> None:
        log = read_readings(path, tz="UTC")
        readings = dict(zip(log.time_us.tolist(), log.temperature_degC.tolist(), strict=True))
        details = log.provenance[0].details
        assert details["signature"] == "fits the text, by the key in the file"
        energy, values = details["mkt_activation_energy_kJ_per_mol"], list(readings.values())
        assert cut(sum(values) / len(values)) == details["mean_degC"], "means are cut, not rounded"
        assert cut(mean_kinetic_degC(values, energy)) == details["mkt_degC"]
        beyond = sum(
            not all((v <= limit) if up else (v >= limit) for limit, up in self.limits.values()) for v in values
        )
        assert beyond == details["readings_out_of_limits"], "the logger's limits are inclusive"
        compared = [alarm for alarm in details["alarms"] if alarm["type"] in self.limits]
        assert {alarm["type"] for alarm in compared} == self.limits.keys()
        for alarm in compared:
            limit, upper = self.limits[alarm["type"]]
            outside = [at for at, value in readings.items() if (value > limit if upper else value < limit)]
            for start in alarm["starts"]:
                begins = micro(datetime.fromisoformat(start["start"]))
                run = [at for at in outside if begins <= at < begins + start["minutes"] * 60e6]
                assert run, start
                assert min(run) - begins <= self.interval_s * 1e6
                assert set(np.diff([at for at in readings if min(run) <= at <= max(run)])) <= {self.interval_s * 1e6}
        written = qtag_alarms(text_of(path).replace("\r", ""))
        found = {len(alarm["starts"]) for alarm in details["alarms"]}
        assert found == {len(starts) for starts in written.values() if starts}


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
