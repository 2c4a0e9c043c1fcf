"""Hostile inputs through the command line: what is refused, what stays undecided, and what must never conform.

The first table is that of a survey of six quality-control tools, each row of which ends right here where at least one of
them fails: an empty log that passes, a gap that nobody sees, a reading that a duplicate hides.
"""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from atmp_logistics.cli.app import app

TOP = """schema = 1
slug = "{slug}"
name = "Invented"
inn = "examplecel"
jurisdiction = "EU"
atmp_class = "gene therapy"
origin = "autologous"
container = "infusion bag"
[label]
title = "Invented label"
revision = "1"
retrieved = 2026-11-22
url = "https://example.org/invented"
evidence = "local"
"""
FRIDGE = """[[storage]]
code = "fridge"
from = "product_received"
until = "preparation_start"
lower = "2 degC"
upper = "8 degC"
"""
FROZEN = """[[storage]]
code = "frozen"
from = "product_received"
until = "storage_out"
upper = "-120 degC"
"""
SHORT_WARM = """[[allowance]]
code = "short-warm"
storage = "frozen"
upper = "-80 degC"
at_most = "10 min"
"""
POST_THAW = """[[window]]
code = "post-thaw"
starts = "thaw_end"
ends = "administration_end"
at_most = "30 min"
"""
ROOM = """[[budget]]
code = "room"
band = ["8 degC", "25 degC"]
from = "storage_out"
until = "administration_end"
at_most = "30 min"
"""
HOT = ROOM.replace('"room"', '"hot"').replace('["8 degC", "25 degC"]', '["25 degC", "40 degC"]')
NEXT = """[[window]]
code = "pause-between"
starts = "administration_end"
ends = "administration_start"
at_least_days = 2
scope = "next container"
"""

HEADING = "therapy_id,container_id,event,time"
RECEIVED = "T1,B1,product_received,2026-11-10T08:30+01:00"
PREPARED = "T1,B1,preparation_start,2026-11-10T12:00+01:00"


def table(*rows, extra=""):
    return "\n".join([HEADING + extra, *rows, ""])


def at(container, **events):
    """One container's events of one day: at("B1", thaw_end="10:00")."""
    return [f"T1,{container},{name},2026-11-10T{clock}+01:00" for name, clock in events.items()]


KEPT = table(RECEIVED, PREPARED)
HEAD = "time,temperature [°C]"


def log(value="5.0", *, since=480, until=780, step=10, other=None, head=HEAD, offset="+01:00", sign=","):
    """A logger's table, one row each `step` minutes of the day; `other` is what stands at some of them instead."""
    found = dict.fromkeys(range(since, until + 1, step), value) | (other or {})
    rows = [
        f"2026-11-10T{minute // 60:02d}:{minute % 60:02d}:00{offset}{sign}{cell}"
        for minute, cell in sorted(found.items())
        if cell is not None
    ]
    return "\n".join([head, *rows, ""])


def newest_first(text):
    heading, *rows = text.splitlines()
    return "\n".join([heading, *rows[::-1], ""])


def in_order(text, *places):
    """The rows of a table, some of them changed places or repeated; the heading is row 0."""
    rows = text.splitlines()
    return "\n".join([rows[place] for place in places] + [""])


@dataclass
class Outcome:
    code: int
    out: str
    err: str
    folder: Path
    result: dict | None

    @property
    def verdict(self):
        return self.result and self.result["verdict"]

    def finding(self, code, rule=None):
        found = [one for who in self.result["consignments"] for one in who["findings"]]
        return next(one for one in found if one["code"] == code and rule in (None, one["rule"]))

    def container(self, name):
        return next(who["verdict"] for who in self.result["consignments"] if who["container_id"] == name)


@pytest.fixture
def judge(tmp_path, monkeypatch):
    """Judge a record by invented limits, in a folder of its own; a refusal must leave no file behind."""

    def run(events, readings=None, limits=FRIDGE, *options, product="invented", files=None, name="events.csv"):
        inputs = {
            name: events,
            "own/invented.toml": limits if "schema" in limits else TOP.format(slug="invented") + limits,
        }
        inputs |= {} if readings is None else {"log.csv": readings}
        for path, content in (inputs | (files or {})).items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        monkeypatch.chdir(tmp_path)
        before = contents(tmp_path)
        call = ["validate", name, "--catalogue", str(tmp_path / "own"), "--resolution", "0 s", *options]
        call += ["--product", product] if product else []
        call += [] if readings is None else ["--readings", "log.csv"]
        done = CliRunner().invoke(app, [*call, "--json", "result.json"])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        if done.exit_code == 2:
            assert contents(tmp_path) == before, "a refusal wrote or changed a file"
            assert "REFUSED" in done.stderr
            return Outcome(2, done.stdout, done.stderr, tmp_path, None)
        result = json.loads(Path("result.json").read_text("utf-8"))
        assert {"conforms": 0, "deviates": 1, "indeterminate": 3}[result["verdict"]] == done.exit_code
        return Outcome(done.exit_code, done.stdout, done.stderr, tmp_path, result)

    return run


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The table of the survey. Readings each five minutes, limits 2 to 8 °C; a row is: readings, exit code, words.
FIVE = {"step": 5}
EXCURSION_AND_GAP = {
    **dict.fromkeys((550, 555), "12.0"),
    **dict.fromkeys(range(560, 740, 5)),
    740: "12.0",
}
SURVEY = {
    "all readings missing": (log("", **FIVE), 3, ["missing: 61"]),
    "all readings NaN": (log("NaN", **FIVE), 3, ["missing: 61"]),
    "fine values and a gap of two hours": (log(**FIVE, other=dict.fromkeys(range(545, 660, 5))), 3, ["2 h"]),
    "an excursion on both sides of a gap": (log(**FIVE, other=EXCURSION_AND_GAP), 1, ["12 °C", "without readings"]),
    "an empty log": (HEAD + "\n", 3, ["log.csv", "no reading"]),
    "no log": (None, 3, ["no reading"]),
    "unsorted": (in_order(log(**FIVE), 0, 1, 3, 2, *range(4, 62)), 2, ["row 4", "times in order"]),
    "a duplicate that hides 30 °C": (
        in_order(log(**FIVE, other={600: "5.0\n2026-11-10T10:00:00+01:00,30.0"}), *range(63)),
        2,
        ["rows 26 and 27", "5 and 30 °C", "logger_id"],
    ),
    "a duplicate that says the same": (in_order(log(**FIVE), *range(30), 29, *range(30, 62)), 0, ["twice"]),
    "one reading, out of range": (f"{HEAD}\n2026-11-10T10:00+01:00,12.0\n", 1, ["12 °C"]),
    "one reading, in range": (f"{HEAD}\n2026-11-10T10:00+01:00,5.0\n", 3, ["without readings"]),
    "two readings, in range": (log(step=300), 3, ["too few readings"]),
    "a misspelt column, 50 °C": (log("50", head="time,temprature [°C]"), 2, ["temprature", "temperature"]),
    "a misspelt column beside the right one": (
        log("5,4", head=f"{HEAD},loger_id"),
        2,
        ["loger_id", "did you mean 'logger_id'"],
    ),
    "41 that are Fahrenheit, said": (log("41", head="time,temperature [°F]"), 0, ["5 °C"]),
    "41 that are Fahrenheit, unsaid": (log("41", head="time,temperature"), 2, ["no unit", "[°C]"]),
    "41 in a column of °C": (log("41"), 1, ["41 °C"]),
    "the fault code -999": (log(other={600: "-999"}), 3, ["fault code", "-999"]),
    "the fault code 9999": (log(other={600: "9999"}), 3, ["fault code", "9999"]),
    "nothing but the fault code -999": (log("-999"), 3, ["fault code", "-999"]),
    "a reading inf": (log(other={600: "inf"}), 3, ["warmer", "1"]),
    "exactly 8.0": (log("8.0"), 0, ["2 to 8 °C"]),
    "exactly 2.0": (log("2.0"), 0, ["2 to 8 °C"]),
    "just above 8.0": (log("8.01"), 1, ["8.01 °C"]),
    "six hours of the same 5.00": (log("5.00", since=420), 0, ["without", "2 to 8 °C"][1:]),
    "starts late": (log(since=600), 3, ["1 h 30 min without readings"]),
    "stops early": (log(until=660), 3, ["1 h without readings"]),
    "only before the phase": (log(since=300, until=500), 3, ["without readings"]),
    "only after the phase": (log(since=730, until=900), 3, ["without readings"]),
    "newest first throughout": (newest_first(log()), 0, ["newest first"]),
}


@pytest.mark.parametrize("row", SURVEY)
def test_the_survey_of_hostile_readings(judge, row):
    readings, code, words = SURVEY[row]
    done = judge(KEPT, readings)
    assert done.code == code
    for word in words:
        assert word in " ".join((done.err if code == 2 else done.out).split())


def test_swapped_limits_are_refused(judge):
    done = judge(KEPT, log(), FRIDGE.replace('"2 degC"', '"8 degC"', 1).replace('upper = "8 degC"', 'upper = "2 degC"'))
    assert (done.code, "8 to 2 °C" in done.err) == (2, True)


@pytest.mark.parametrize(
    "limits", ["", '[[prohibition]]\ncode = "refreeze"\n', POST_THAW + 'obligation = "information"\n']
)
def test_without_a_binding_limit_nothing_conforms(judge, limits):
    assert judge(KEPT, log("50"), limits).code == 3


def test_the_hour_that_occurs_twice_does_not_swallow_an_excursion(judge):
    rows = [(zone, minute) for zone in ("+02:00", "+01:00") for minute in range(0, 60, 10)]
    cells = [f"2026-10-25T02:{m:02d}{z},{15 if z == '+01:00' and m < 40 else 5}" for z, m in rows]
    events = table("T1,B1,product_received,2026-10-25T02:00+02:00", "T1,B1,preparation_start,2026-10-25T02:50+01:00")
    done = judge(events, "\n".join([HEAD, *cells, ""]))
    assert (done.code, done.finding("fridge")["measured"]["upper"]) == (1, 15.0)
    naive = "\n".join([HEAD, *(re.sub(r"\+0\d:00", "", cell) for cell in cells), ""])
    done = judge(events, naive, FRIDGE, "--tz", "Europe/Stockholm")
    assert done.code == 2
    assert "02:00+02:00 or 2026-10-25 02:00+01:00" in done.err


# Refused: events, readings, limits, options, words that the message must hold.
BAD_EVENTS = {
    "an unknown column": (table(RECEIVED + ",x", PREPARED + ",x", extra=",contaner"), ["contaner", "row 1"]),
    "an unknown event": (table(RECEIVED, PREPARED.replace("tion_start", "tion_stat")), ["row 3", "preparation_start"]),
    "a naive time": (table(RECEIVED, PREPARED.replace("+01:00", "")), ["row 3", "column time", "--tz"]),
    "a date alone": (table(RECEIVED, PREPARED.replace("T12:00+01:00", "")), ["row 3", "2026-11-10"]),
    "an Excel serial number": (table(RECEIVED, "T1,B1,preparation_start,46336.5"), ["row 3", "46336.5"]),
    "a date day first": (table(RECEIVED, "T1,B1,preparation_start,10/11/2026 12:00"), ["10/11/2026", "--date-order"]),
    "24:00": (table(RECEIVED, PREPARED.replace("12:00", "24:00")), ["24:00", "row 3"]),
    "the year 0": (table(RECEIVED, PREPARED.replace("2026", "0000")), ["row 3", "0000-"]),
    "the first instant of the calendar": (table(RECEIVED, "T1,B1,preparation_start,0001-01-01T00:00+01:00"), ["row 3"]),
    "the last instant of the calendar": (table(RECEIVED, "T1,B1,preparation_start,9999-12-31T23:59-05:00"), ["row 3"]),
    "an offset of 60 minutes": (table(RECEIVED, PREPARED.replace("+01:00", "+01:60")), ["row 3"]),
    "an event twice": (table(RECEIVED, PREPARED, PREPARED), ["rows 3 and 4"]),
    "an event at two times": (table(RECEIVED, PREPARED, PREPARED.replace("12:00", "13:00")), ["rows 3 and 4"]),
    "a container on some rows only": (table(RECEIVED, PREPARED.replace("B1", "")), ["row 3", "container_id"]),
    "no therapy": (table(RECEIVED, PREPARED.replace("T1,B1", ",B1")), ["row 3", "therapy_id"]),
    "a therapy's event at two times": (
        table(RECEIVED, PREPARED, *at("B1", premedication="11:00"), *at("B2", premedication="11:05")),
        ["premedication", "rows 4 and 5"],
    ),
    "two values of an expiry": (
        table(RECEIVED + ",2027-03", PREPARED + ",2027-04", extra=",expiry"),
        ["2027-03", "2027-04"],
    ),
    "an expiry of month 13": (table(RECEIVED + ",2027-13", PREPARED + ",", extra=",expiry"), ["row 2", "2027-13"]),
    "an expiry beyond the calendar": (
        table(RECEIVED + ",9999-12-31", PREPARED + ",", extra=",expiry"),
        ["row 2", "9999"],
    ),
    "two headings alike": (KEPT.replace("container_id", "therapy_id"), ["therapy_id", "twice"]),
    "two headings of one meaning": (KEPT.replace("container_id", "Therapy ID"), ["therapy_id"]),
    "rows wider than the heading": (KEPT.replace("+01:00\n", "+01:00,\n"), ["row 2", "5 cells"]),
    "a quote that never closes": (table(RECEIVED + ',"tube 5', PREPARED + ",", extra=",note"), ["CSV"]),
    "a very long quote that never closes": (
        table(RECEIVED + ',"tube 5', *[PREPARED + ","] * 4000, extra=",note"),
        ["CSV"],
    ),
    "two columns for one event": (KEPT.replace("container_id", "event "), ["event"]),
    "an event column beside the events": (table(RECEIVED + ",", PREPARED + ",", extra=",thaw_end"), ["thaw_end"]),
    "a wide table with a word": ("therapy_id,product_received\nT1,done\n", ["row 2", "'done'"]),
    "lifecycles of process mining": ("case:concept:name,lifecycle:transition\nT1,complete\n", ["lifecycle"]),
    "a readings table": (log(), ["therapy_id", "event"]),
    "nothing": ("", ["events.csv", "no rows"]),
    "white space": ("\n \n\t\n", ["events.csv"]),
    "HTML": ("<!DOCTYPE html><html><body>thaw_end</body></html>", ["a web page"]),
    "JSON": ('[{"therapy_id": "T1", "event": "thaw_end"}]', ["events.csv, row 1"]),
    "PDF": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", ["events.csv"]),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ["a picture (PNG)"]),
    "UTF-16 without its mark": (KEPT.encode("utf-16-le"), ["no text"]),
    "UTF-16 cut inside a letter": (KEPT.encode("utf-16")[:-1], ["utf-16"]),
    "a byte that no encoding has": (KEPT.replace("T1", "T\x81").encode("latin-1"), ["cp1252"]),
    "a zip that is no workbook": (b"PK\x03\x04 and no more", ["workbook"]),
    "Parquet that was cut": (b"PAR1 and no more", ["Parquet"]),
}


@pytest.mark.parametrize("row", BAD_EVENTS)
def test_bad_events_are_refused(judge, row):
    events, words = BAD_EVENTS[row]
    done = judge(events, log())
    assert done.code == 2
    for word in words:
        assert word in done.err


BAD_READINGS = {
    "no unit": (log(head="time,temperature"), ["no unit", "temperature [°C]"]),
    "a unit of humidity": (log(head="time,temperature [%RH]"), ["%RH", "°C"]),
    "units that differ": (log("5,degC", head="time,temperature,unit", other={600: "41,degF"}), ["row 14"]),
    "a blank unit": (log("5,degC", head="time,temperature,unit", other={600: "5,"}), ["row 14"]),
    "two columns of temperature": (log("5,41", head=f"{HEAD},temperature [°F]"), ["[°F]"]),
    "a decimal comma between commas": (log("5,0"), ["row 2", "3 cells"]),
    "a decimal comma in quotes": (log('"5,0"'), ["row 2", "'5,0'"]),
    "points among decimal commas": (
        log("5,0", head=HEAD.replace(",", ";"), sign=";", other={600: "5.0"}),
        ["row 14", "'5.0'"],
    ),
    "thousands": (log("1.005,0", head=HEAD.replace(",", ";"), sign=";"), ["1.005,0"]),
    "a word": (log(other={600: "error"}), ["row 14", "'error'"]),
    "a unit in the cell": (log(other={600: "5 °C"}), ["row 14", "'5 °C'"]),
    "no time": (log() + ",5.0\n", ["row 33", "no time"]),
    "naive times": (log(offset=""), ["row 2", "--tz"]),
    "the last instant of the calendar": (f"{HEAD}\n9999-12-31T23:59-05:00,5\n", ["row 2"]),
    "two temperatures at once, newest first": (
        newest_first(log(other={600: "5.0\n2026-11-10T10:00:00+01:00,30.0"})),
        ["rows 20 and 21"],
    ),
    "a temperature and none at once": (log(other={600: "5.0\n2026-11-10T10:00:00+01:00,"}), ["rows 14 and 15"]),
    "an events table": (KEPT, ["time and temperature"]),
    "nothing": ("", ["log.csv", "no rows"]),
}


@pytest.mark.parametrize("row", BAD_READINGS)
def test_bad_readings_are_refused(judge, row):
    readings, words = BAD_READINGS[row]
    done = judge(KEPT, readings)
    assert done.code == 2
    for word in words:
        assert word in done.err


def window(change, to):
    assert change in POST_THAW
    return POST_THAW.replace(change, to)


BAD_LIMITS = {
    "a bare number": (FRIDGE.replace('"8 degC"', "8"), ["storage[0].upper", "without a unit"]),
    "a bare number as text": (FRIDGE.replace('"8 degC"', '"8"'), ["storage[0].upper", "without a unit"]),
    "an unknown key": (FRIDGE + 'uper = "8 degC"\n', ["storage[0].uper", "'upper'"]),
    "an unknown table": (FRIDGE + '[[windo]]\ncode = "x"\n', ["windo", "window"]),
    "a difference of temperatures": (FRIDGE.replace("8 degC", "8 delta_degC"), ["delta_degC"]),
    "colder than cold": (FRIDGE.replace("2 degC", "-300 degC"), ["absolute zero"]),
    "a temperature beyond floats": (FRIDGE.replace("8 degC", f"1{'0' * 400} degC"), ["storage[0].upper"]),
    "months as an exact duration": (window("30 min", "9 months"), ["at_most", "{ months = 9 }"]),
    "a negative duration": (window("30 min", "-30 min"), ["-30 min"]),
    "a duration beyond floats": (window("30 min", f"1{'0' * 400} min"), ["at_most"]),
    "a unit that may be months": (window("30 min", "30 M"), ["30 M"]),
    "days beyond floats": (window('at_most = "30 min"', f"at_most_days = 1{'0' * 400}"), ["at_most_days"]),
    "an unknown event": (window("thaw_end", "thaw_edn"), ["window[0].starts", "thaw_end"]),
    "an end before its start": (
        window('starts = "thaw_end"\nends = "administration_end"', 'starts = "administration_end"\nends = "thaw_end"'),
        ["window[0].ends"],
    ),
    "a clock from an event to itself": (window("administration_end", "thaw_end"), ["window[0]"]),
    "an order of an event before itself": (
        '[[precondition]]\ncode = "x"\nbefore = "thaw_end"\nafter = "thaw_end"\n',
        ["precondition[0]"],
    ),
    "a storage that ends before it starts": (
        FROZEN.replace("product_received", "administration_end").replace("storage_out", "thaw_start"),
        ["storage[0]"],
    ),
    "a storage without length": (FRIDGE.replace("preparation_start", "product_received"), ["storage[0]"]),
    "a budget that ends before it starts": (
        ROOM.replace('"administration_end"', '"thaw_start"').replace('"storage_out"', '"administration_end"'),
        ["budget[0]"],
    ),
    "a budget without a band": (ROOM.replace('["8 degC", "25 degC"]', '["", ""]'), ["budget[0]"]),
    "at least above at most": (POST_THAW + 'at_least = "1 h"\n', ["window[0].at_least"]),
    "days and a duration": (POST_THAW + "at_most_days = 3\n", ["window[0]"]),
    "the same code twice": (POST_THAW + POST_THAW, ["post-thaw", "twice"]),
    "an allowance of no storage": (FRIDGE + SHORT_WARM, ["allowance[0].storage", "frozen"]),
    "an allowance that permits nothing": (FROZEN + SHORT_WARM.replace("-80", "-150"), ["allowance[0]"]),
    "an obligation misspelt": (POST_THAW + 'obligation = "shal"\n', ["'shall'"]),
    "a shelf life beyond the calendar": (FRIDGE + "shelf_life = { months = 200000 }\n", ["shelf_life"]),
    "a shelf life of nothing": (FRIDGE + "shelf_life = { months = 0 }\n", ["shelf_life"]),
    "a condition without a value": (POST_THAW + "when = { indication = [] }\n", ["when.indication"]),
    "a condition that is a column already": (POST_THAW + 'when = { time = "x" }\n', ["when.time"]),
    "another schema": (TOP.format(slug="invented").replace("schema = 1", "schema = 2") + FRIDGE, ["schema", "2"]),
    "no TOML": ("schema = = 1", ["invented.toml"]),
}
RECORD = table(
    "T1,,manufacturing_end,2026-11-01T08:00+01:00",
    RECEIVED,
    PREPARED,
    *at("B1", storage_out="12:00", thaw_start="12:05", thaw_end="12:10", administration_start="12:15"),
    *at("B1", administration_end="12:20"),
)


@pytest.mark.parametrize("row", BAD_LIMITS)
def test_bad_product_files_are_refused(judge, row):
    limits, words = BAD_LIMITS[row]
    done = judge(RECORD, log(), limits)
    assert done.code == 2
    for word in words:
        assert word in done.err


BAD_SITES = {
    "an unknown key": ('tzz = "UTC"', ["tzz", "'tz'"]),
    "an unknown zone": ('tz = "Mars/Olympus"', ["Mars/Olympus"]),
    "a bare number": ("[readings]\nmax_gap = 15", ["max_gap", "without a unit"]),
    "an unknown event": ('[events]\n"tinad" = "thaw_endd"', ["thaw_endd", "did you mean 'thaw_end"]),
    "guarded without the accuracy": ('[readings]\ndecision_rule = "guarded"', ["accuracy"]),
    "a negative accuracy": ('[readings]\ndecision_rule = "guarded"\naccuracy = "-0.5 degC"', ["accuracy"]),
    "a fact without its basis": ('[[fact]]\nstarts = "thaw_start"\nends = "thaw_end"\nat_most = "9 min"', ["basis"]),
    "a fact against nature": (
        '[[fact]]\nstarts = "administration_start"\nends = "thaw_end"\nat_least = "5 min"\nbasis = "x"',
        ["fact", "nature"],
    ),
    "a band reversed": ('[[fact]]\nwindow = "w"\nwithin = ["25 degC", "20 degC"]\nbasis = "x"', ["25 to 20 °C"]),
}


@pytest.mark.parametrize("row", BAD_SITES)
def test_bad_site_profiles_are_refused(judge, row):
    site, words = BAD_SITES[row]
    done = judge(KEPT, log(), FRIDGE, "--site", "site.toml", files={"site.toml": site})
    assert done.code == 2
    for word in words:
        assert word in done.err


BY_DISEASE = "".join(
    window("30 min", most) + f'when = {{ indication = "{disease}" }}\n'
    for disease, most in (("ALL", "30 min"), ("FL", "3 h"))
)
HOUR = at("B1", thaw_end="10:00", administration_start="10:30", administration_end="11:00")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--when", "indicaton=ALL"], ["indicaton", "'indication'"]),
        (["--when", "indication=all"], ["ALL, FL"]),
        (["--when", "indication"], ["KEY=VALUE"]),
        (["--when", "indication=ALL", "--when", "indication=FL"], ["indication", "ALL", "FL"]),
        (["--rules", "T9"], ["'T9'", "T101"]),
        (["--rules", ""], ["rules"]),
        (["--expect", "T1"], ["THERAPY/CONTAINER"]),
        (["--tz", "Europe/Stokholm"], ["Europe/Stokholm", "Europe/Stockholm"]),
        (["--tz", "Europe"], ["Europe"]),
        (["--site", "nowhere.toml"], ["nowhere.toml"]),
        (["--catalogue", "nowhere"], ["nowhere"]),
        (["--readings", "nowhere.csv"], ["nowhere.csv", "no such file"]),
        (["--csv", "nowhere/findings.csv"], ["nowhere/findings.csv"]),
    ],
)
def test_bad_calls_are_refused(judge, options, words):
    done = judge(table(*HOUR), None, BY_DISEASE, *options)
    assert done.code == 2
    for word in words:
        assert word in done.err


def test_an_unknown_product_is_refused_with_the_nearest(judge):
    done = judge(KEPT, log(), product="kymria-eu")
    assert (done.code, "'kymriah-eu'" in done.err) == (2, True)
    rows = table(f"{RECEIVED},kymria-eu", f"{RECEIVED.replace('T1', 'T2')},yescata-eu", extra=",product")
    done = judge(rows, log(), product=None)
    assert done.code == 2
    for word in ("events.csv", "row 2", "'kymriah-eu'", "row 3", "'yescarta-eu'"):
        assert word in done.err


def test_one_message_lists_every_fault(judge):
    """Unknown column, unknown event, a naive time; and a log without its unit: four faults, one message."""
    events = table(
        "T1,B1,product_receivd,2026-11-10T08:30+01:00,x", "T1,B1,preparation_start,2026-11-10T12:00,x", extra=",wardd"
    )
    done = judge(events, log(head="time,temperature"))
    assert done.code == 2
    for word in ("wardd", "product_receivd", "without a zone", "no unit"):
        assert word in done.err


def test_a_message_shows_a_value_as_it_stands(judge):
    done = judge(table(RECEIVED, "T1,B1,preparation_start,:bomb: [red]x[/red]"), log())
    assert "':bomb: [red]x[/red]'" in done.err


# Undecided or worse, never conforming. What it is: events, readings, limits, options, exit code.
def both(*rows):
    return [*rows, *(row.replace(",B1,", ",B2,") for row in rows)]


BACKWARDS = table(
    "T1,B1,storage_out,2026-11-11T09:50+01:00", *at("B1", administration_start="10:20", administration_end="10:30")
)
OUT = table(RECEIVED, *at("B1", storage_out="12:00"))
LONG_WARM = log("-160", other=dict.fromkeys(range(540, 670, 10), "-90"))
LOGGER = ",logger_id"
NAMED = log("5,L1", head=f"{HEAD},logger_id")
HALF_HOUR = table(
    f"{RECEIVED},log.csv",
    *[f"{row}," for row in at("B1", storage_out="09:00", administration_start="10:10", administration_end="10:20")],
    extra=",logger_id",
)
EARLY = PREPARED.replace("12:00", "09:00")
EXPIRED = table(f"{RECEIVED},2026-11-01", f"{EARLY},", *[f"{row}," for row in HOUR], extra=",expiry")
STOCKHOLM = ("--tz", "Europe/Stockholm")
NEVER = {
    "a budget whose end is logged before its start": (BACKWARDS, log("20"), ROOM, (), (1, 3)),
    "the same without readings": (BACKWARDS, None, ROOM, (), (1, 3)),
    "a clock in days that runs backwards within a day": (
        table(*at("B1", storage_out="09:50", administration_end="08:30")),
        None,
        window('"thaw_end"', '"storage_out"').replace('at_most = "30 min"', "at_most_days = 2"),
        STOCKHOLM,
        (1, 3),
    ),
    "one container's clock backwards, hidden by another's": (
        table(
            *at("B1", storage_out="07:00", administration_end="08:30"),
            *at("B2", storage_out="08:20", administration_end="07:30"),
        ),
        None,
        window('"thaw_end"', '"storage_out"').replace("30 min", "2 h") + 'scope = "therapy"\n',
        (),
        (1, 3),
    ),
    "excursions beyond an allowance that only informs": (
        OUT,
        LONG_WARM,
        FROZEN + SHORT_WARM + 'obligation = "information"\n',
        (),
        (1, 3),
    ),
    "excursions, their allowance left out of the rules": (
        OUT,
        LONG_WARM,
        FROZEN + SHORT_WARM,
        ("--rules", "T101"),
        (1, 3),
    ),
    "heat that no binding budget counts": (HALF_HOUR, log("30"), ROOM + HOT + 'obligation = "information"\n', (), (1,)),
    "heat in another branch's budget": (
        HALF_HOUR,
        log("30"),
        ROOM
        + HOT
        + 'when = { indication = "ALL" }\n'
        + window("30 min", "9 h").replace("thaw_end", "storage_out")
        + 'when = { indication = "FL" }\n',
        ("--when", "indication=FL"),
        (1,),
    ),
    "a passed expiry, the shelf life only informing": (
        EXPIRED,
        log(),
        FRIDGE + 'shelf_life = { months = 9 }\nobligation = "information"\n' + window("30 min", "3 h"),
        STOCKHOLM,
        (1,),
    ),
    "a passed expiry, the shelf life in another branch": (
        EXPIRED,
        log(),
        FRIDGE
        + 'shelf_life = { months = 9 }\nwhen = { indication = "ALL" }\n'
        + FRIDGE.replace('"fridge"', '"shelf"')
        + 'when = { indication = "FL" }\n',
        (*STOCKHOLM, "--when", "indication=FL"),
        (1,),
    ),
    "a passed expiry, a later one on the therapy's row": (
        table(
            f"{RECEIVED},2026-11-01",
            f"{PREPARED},",
            "T1,,premedication,2026-11-10T11:00+01:00,2027-12",
            extra=",expiry",
        ),
        log(),
        FRIDGE,
        STOCKHOLM,
        (1, 2),
    ),
    "a passed expiry, the material's later": (
        table(
            f"{RECEIVED},2026-11-01",
            f"{PREPARED},",
            "T1,,collection_end,2026-10-01T10:00+02:00,2027-01-01",
            extra=",expiry",
        ),
        log(),
        FRIDGE,
        STOCKHOLM,
        (1, 2),
    ),
    "an expiry at midnight, to the second": (
        table(f"{RECEIVED},2026-11-10T00:00:00", f"{PREPARED},", extra=",expiry"),
        log(),
        FRIDGE,
        STOCKHOLM,
        (1,),
    ),
    "a condition that the therapy's row contradicts": (
        table(*[f"{row},ALL" for row in HOUR], "T1,,premedication,2026-11-10T09:00+01:00,FL", extra=",indication"),
        None,
        BY_DISEASE,
        (),
        (1, 2),
    ),
    "a condition that the call contradicts": (
        table(*[f"{row},FL" for row in HOUR], extra=",indication"),
        None,
        BY_DISEASE,
        ("--when", "indication=ALL"),
        (2,),
    ),
    "a condition that nobody states": (table(*HOUR), None, BY_DISEASE, (), (3,)),
    "a wide table's container without any time": (
        "therapy_id,container_id,product_received,preparation_start\nT1,B1,2026-11-10T08:30+01:00,2026-11-10T12:00+01:00\nT1,B2,,\n",
        log(),
        FRIDGE,
        (),
        (3,),
    ),
    "a wide table's therapy without any time": (
        "therapy_id,product_received,preparation_start\nT1,2026-11-10T08:30+01:00,2026-11-10T12:00+01:00\nT2,,\n",
        log(),
        FRIDGE,
        (),
        (3,),
    ),
    "an expected container that is nowhere": (KEPT, log(), FRIDGE, ("--expect", "T1/B2"), (3,)),
    "a logger named at an unknown time": (
        table(f"{RECEIVED},L1", "T1,B1,handover,,L2", f"{PREPARED},", extra=LOGGER),
        NAMED,
        FRIDGE,
        (),
        (3,),
    ),
    "two loggers named at once": (
        table(f"{RECEIVED},L1", "T1,B1,handover,2026-11-10T08:30+01:00,L2", f"{PREPARED},", extra=LOGGER),
        NAMED,
        FRIDGE,
        (),
        (3,),
    ),
    "a logger that no file holds": (table(f"{RECEIVED},L9", f"{PREPARED},", extra=LOGGER), NAMED, FRIDGE, (), (3,)),
    "a logger taken away": (
        table(f"{RECEIVED},L1", "T1,B1,handover,2026-11-10T10:00+01:00,none", f"{PREPARED},", extra=LOGGER),
        NAMED,
        FRIDGE,
        (),
        (3,),
    ),
    "the material's logger": (
        table("T1,,material_dispatched,2026-11-10T07:00+01:00,L1", f"{RECEIVED},", f"{PREPARED},", extra=LOGGER),
        NAMED,
        FRIDGE,
        (),
        (3,),
    ),
    "a logger of the other container": (
        table("T1,B1,premedication,2026-11-10T07:00+01:00,L1", *both(f"{RECEIVED},", f"{PREPARED},"), extra=LOGGER),
        NAMED,
        FRIDGE,
        (),
        (3,),
    ),
    "a container out of its store and in again": (
        table(*at("B1", storage_in="08:30"), *at("B1", storage_out="09:00"), *at("B1", storage_in="09:10")),
        log(),
        FRIDGE.replace("product_received", "storage_in").replace("preparation_start", "storage_out"),
        (),
        (3,),
    ),
    "a phase without its end": (table(RECEIVED), log(), FRIDGE, (), (3,)),
    "a phase without its start": (table(PREPARED), log(), FRIDGE, (), (3,)),
    "a phase without length and without a reading": (
        table(RECEIVED, PREPARED.replace("12:00", "08:30")),
        None,
        FRIDGE,
        (),
        (3,),
    ),
    "an infusion before its thaw": (
        table(*at("B1", thaw_end="10:00", administration_end="09:00")),
        None,
        POST_THAW,
        (),
        (3,),
    ),
    "only rules about the record": (KEPT, log(), FRIDGE, ("--rules", "D5,W203"), (3,)),
    "a frozen log of nothing but -273.15": (OUT, log("-273.15"), FROZEN, (), (3,)),
    "a frozen log of nothing but -250": (OUT, log("-250"), FROZEN, (), (3,)),
    "no event at all": (HEADING + "\n", log(), FRIDGE, (), (3,)),
}


@pytest.mark.parametrize("row", NEVER)
def test_never_conforms(judge, row):
    events, readings, limits, options, codes = NEVER[row]
    assert judge(events, readings, limits, *options).code in codes


def test_a_value_that_only_another_product_knows_does_not_lift_a_limit(judge):
    """`indication` FL is a word of product B's label; of A's it is none, and A's limit must not fall away with it."""
    a = TOP.format(slug="a") + FRIDGE + POST_THAW + 'when = { indication = "ALL" }\n'
    a += POST_THAW + 'when = { indication = "DLBCL" }\n'
    b = TOP.format(slug="b") + FRIDGE + POST_THAW + 'when = { indication = "FL" }\n'
    rows = []
    for name, end in (("a", "11:00"), ("b", "10:20")):
        own = [RECEIVED, PREPARED, *at("B1", thaw_end="10:00", administration_end=end)]
        rows += [f"{row.replace('T1,', f'{name},', 1)},{name},FL" for row in own]
    events = table(*rows, extra=",product,indication")
    done = judge(events, log(), FRIDGE, product=None, files={"own/a.toml": a, "own/b.toml": b})
    assert done.code == 2
    assert "FL" in done.err


def test_days_between_containers_are_days(judge):
    bags = [*at("B1", thaw_start="08:00", administration_start="08:10", administration_end="08:20")]
    bags += at("B2", thaw_start="09:00", administration_start="09:10", administration_end="09:20")
    done = judge(table(*bags), None, NEXT, "--tz", "Europe/Stockholm")
    assert done.container("B2") == "deviates"
    assert done.finding("pause-between")["measured"] == {"lower": 0.0, "upper": 0.0, "unit": "d"}


def test_two_products_of_one_container_are_refused(judge):
    rows = table(
        f"{RECEIVED},invented",
        f"{PREPARED},invented",
        "T1,,premedication,2026-11-10T11:00+01:00,kymriah-eu",
        extra=",product",
    )
    assert judge(rows, log(), product=None).code == 2


def test_no_row_is_dropped_because_its_container_has_no_name(judge):
    """A therapy's row that names a container, or --expect, must not make the nameless container's rows vanish."""
    nameless = [row.replace(",B1,", ",,") for row in (RECEIVED, PREPARED)]
    assert judge(table(*nameless), log("20")).code == 1
    assert judge(table(*nameless, *at("B1", premedication="11:00")), log("20")).code in (1, 2)
    assert judge(table(*nameless), log("20"), FRIDGE, "--expect", "T1/B2").code in (1, 2)


def test_two_files_of_one_name_are_two_loggers(judge):
    """Neither logger was with the product the whole time; put together under one name they would cover all of it."""
    files = {"a/log.csv": log(until=600), "b/log.csv": log(since=610)}
    one = judge(KEPT, None, FRIDGE, "--readings", "a/log.csv", "--readings", "b/log.csv", files=files)
    other = {"a/log1.csv": files["a/log.csv"], "b/log2.csv": files["b/log.csv"]}
    two = judge(KEPT, None, FRIDGE, "--readings", "a/log1.csv", "--readings", "b/log2.csv", files=other)
    assert (one.code, two.code) == (3, 3)


def test_a_label_that_was_not_in_force_says_so(judge):
    limits = TOP.format(slug="invented") + "in_force_from = 2030-01-01\n" + FRIDGE
    done = judge(KEPT, log(), limits)
    assert done.code != 0 or "in force" in done.out


def test_in_force_reversed_is_refused(judge):
    limits = TOP.format(slug="invented") + "in_force_from = 2025-01-01\nin_force_until = 2024-01-01\n" + FRIDGE
    assert judge(KEPT, log(), limits).code == 2


def test_an_empty_log_is_said(judge):
    done = judge(KEPT, HEAD + "\n")
    assert [source["name"] for source in done.result["inputs"]] == ["events.csv", "log.csv"]
    assert "the file holds no reading" in done.result["inputs"][1]["assumptions"]


def test_the_zone_that_was_used_is_said(judge):
    site = {"site.toml": 'tz = "Europe/Stockholm"'}
    naive = KEPT.replace("+01:00", "")
    for options in (("--tz", "America/New_York"), ("--tz", "America/New_York", "--site", "site.toml")):
        done = judge(naive, None, FRIDGE, *options, files=site)
        assert done.result["inputs"][0]["first"] == "2026-11-10T13:30:00Z"
        assert "America/New_York" in json.dumps(done.result)
        assert "times are in Europe/Stockholm" not in json.dumps(done.result)


def test_a_limit_of_less_than_is_kept_by_nothing_at_all(judge):
    events = table(*at("B1", thaw_end="10:00", administration_end="10:00"))
    assert judge(events, None, POST_THAW + "strict = true\n").code == 0


def test_a_reading_just_outside_is_not_shown_as_inside(judge):
    done = judge(KEPT, log("8.0001"))
    assert done.code == 1
    assert "8.0001 °C" in " ".join(done.out.split())


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def altered(data, old, new):
    """A workbook with its first sheet's XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, re.sub(old, new, part, flags=re.DOTALL) if name.endswith("sheet1.xml") else part)
    return out.getvalue()


def day(hour, minute=0):
    return datetime(2026, 11, 10, hour, minute)


TOP_ROW = HEADING.split(",")
ONE_BAG = [TOP_ROW, ["T1", "B1", "product_received", day(8, 30)], ["T1", "B1", "preparation_start", day(12)]]
OTHER_BAG = [["T1", "B2", "product_received", day(8, 30)], ["T1", "B2", "preparation_start", day(23)]]


def test_a_workbook_is_read(judge):
    assert judge(workbook(ONE_BAG), log(), FRIDGE, "--tz", "+01:00", name="events.xlsx").code == 0
    assert judge(workbook([*ONE_BAG, *OTHER_BAG]), log(), FRIDGE, "--tz", "+01:00", name="events.xlsx").code == 3


@pytest.mark.parametrize("said", [b'<dimension ref="A1:D3"', b'<dimension ref="A1"'])
def test_a_workbook_that_states_too_few_rows_loses_none(judge, said):
    data = altered(workbook([*ONE_BAG, *OTHER_BAG]), rb'<dimension ref="[^"]*"', said)
    done = judge(data, log(), FRIDGE, "--tz", "+01:00", name="events.xlsx")
    assert done.code == 3
    assert done.container("B2") == "indeterminate"


def test_a_workbook_with_a_broken_sheet_is_refused(judge):
    data = altered(workbook([*ONE_BAG, *OTHER_BAG]), rb'<row r="4".*', b"")
    assert judge(data, log(), FRIDGE, "--tz", "+01:00", name="events.xlsx").code == 2


def test_a_second_filled_sheet_is_not_left_out_in_silence(judge):
    data = workbook(ONE_BAG, bag2=[TOP_ROW, *OTHER_BAG])
    done = judge(data, log(), FRIDGE, "--tz", "+01:00", name="events.xlsx")
    assert done.code == 2 or "bag2" in done.out


def test_a_date_alone_in_a_workbook_is_no_midnight(judge):
    rows = [*ONE_BAG[:2], ["T1", "B1", "preparation_start", date(2026, 11, 11)]]
    whole_day = log(until=1439) + "2026-11-11T00:00:00+01:00,5.0\n"
    assert judge(workbook(rows), whole_day, FRIDGE, "--tz", "+01:00", name="events.xlsx").code == 2


def parquet(times, **columns):
    out = io.BytesIO()
    names = {
        "therapy_id": ["T1", "T1"],
        "container_id": ["B1", "B1"],
        "event": ["product_received", "preparation_start"],
    }
    pq.write_table(pa.table({**names, **columns, "time": times}), out)
    return out.getvalue()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize(("tz", "code"), [("UTC", 0), ("Europe/Stockholm", 0), (None, 2)])
def test_parquet_times(judge, unit, tz, code):
    times = pa.array([day(7, 30), day(11)], pa.timestamp(unit, tz))
    assert judge(parquet(times), log(), name="events.parquet").code == code


def test_parquet_without_rows_is_an_empty_record(judge):
    out = io.BytesIO()
    columns = {"therapy_id": pa.string(), "event": pa.string(), "time": pa.timestamp("us", "UTC")}
    pq.write_table(pa.table({name: pa.array([], kind) for name, kind in columns.items()}), out)
    assert judge(out.getvalue(), log(), name="events.parquet").code == 3


LEGAL = {
    "semicolons": KEPT.replace(",", ";"),
    "tabs": KEPT.replace(",", "\t"),
    "a mark of order": "\ufeff" + KEPT,
    "UTF-16 with its mark": KEPT.encode("utf-16"),
    "lines that end in CR": KEPT.replace("\n", "\r"),
    "lines that end in CRLF": KEPT.replace("\n", "\r\n"),
    "no last line end": KEPT.rstrip("\n"),
    "blank rows": "\n\n" + KEPT.replace("\n", "\n\n,,,\n"),
    "an empty column at the end": KEPT.replace("\n", ",\n"),
    "headings in capitals": KEPT.replace(HEADING, "Therapy ID,Container_ID,EVENT,Time"),
    "events in words": KEPT.replace("product_received", "Delivered").replace("preparation_start", "dilution start"),
    "process mining": "case:concept:name,concept:name,time:timestamp\nT1,received,2026-11-10T07:30Z\nT1,dilution_start,2026-11-10 12:00:00+0100\n",
    "mixed offsets": KEPT.replace("08:30+01:00", "07:30Z").replace("12:00+01:00", "06:00-05:00"),
    "names that look missing": KEPT.replace("B1", "NA").replace("T1,", "null,"),
    "a line end in a quoted name": KEPT.replace("B1", '"B\n1"'),
    "letters of cp1252": KEPT.replace("B1", "påse").encode("cp1252"),
    "markup in a name": KEPT.replace("B1", "[red]:bomb:[/red]"),
    "a very long name": KEPT.replace("B1", "B" * 300),
}


@pytest.mark.parametrize("row", LEGAL)
def test_legal_shapes_are_read(judge, row):
    done = judge(LEGAL[row], log())
    assert (done.code, len(done.result["consignments"])) == (0, 1)


def test_several_products_in_one_file(judge):
    files = {"own/b.toml": TOP.format(slug="b") + FRIDGE.replace("8 degC", "4 degC")}
    rows = [f"{row},invented" for row in (RECEIVED, PREPARED)]
    rows += [f"{row.replace('T1,', 'T2,', 1)},b" for row in (RECEIVED, PREPARED)]
    done = judge(table(*rows, extra=",product"), log(), product=None, files=files)
    assert [(who["product"], who["verdict"]) for who in done.result["consignments"]] == [
        ("invented", "conforms"),
        ("b", "deviates"),
    ]


def test_a_product_file_that_changes_is_read_again(judge):
    """In one session: the limit is made stricter in the file, and the stricter limit judges."""
    assert judge(KEPT, log("7.0"), FRIDGE).code == 0
    assert judge(KEPT, log("7.0"), FRIDGE.replace("8 degC", "6 degC")).code == 1


def test_half_a_million_cells_are_read_in_seconds(judge):
    start = datetime(2026, 11, 10)
    rows = [f"{(start + timedelta(seconds=i)).isoformat()}+01:00,5.{i % 10}" for i in range(86_400)]
    assert judge(KEPT, "\n".join([HEAD, *rows, ""])).code == 0


def test_a_terminal_that_cannot_write_the_signs_does_not_change_the_exit_code(tmp_path):
    """On Windows a redirected output is cp1252, which has no ≤; code 1 would say that the product deviates."""
    (tmp_path / "events.csv").write_text(OUT, "utf-8")
    (tmp_path / "log.csv").write_text(log("-160"), "utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "invented.toml").write_text(TOP.format(slug="invented") + FROZEN, "utf-8")
    call = [sys.executable, "-m", "atmp_logistics", "validate", "events.csv", "--readings", "log.csv"]
    run = subprocess.run(
        [*call, "--catalogue", "own", "--product", "invented"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in run.stderr
    assert run.returncode == 0


def test_the_real_command_refuses_and_writes_nothing(tmp_path):
    (tmp_path / "events.csv").write_text(table(RECEIVED, PREPARED.replace("+01:00", "")), "utf-8")
    call = [
        sys.executable,
        "-m",
        "atmp_logistics",
        "validate",
        "events.csv",
        "--product",
        "kymriah-eu",
        "--json",
        "a.json",
    ]
    run = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("REFUSED: 1 fault.")
    assert "events.csv, row 3, column time" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]
