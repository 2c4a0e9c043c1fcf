"""The command line: exit codes, what is written and what is not, and what a terminal or a file gets to see."""

import csv
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from invented_label import PRODUCT
from places import MADE_UP, MADE_UP_EVENTS, ROOT
from typer.testing import CliRunner

from atmp_logistics import __version__
from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.cli.app import app
from atmp_logistics.rules import all_rules, explain

SAMPLE = ROOT / "notebooks" / "data"
SAMPLE_CALL = ("validate", "events.csv", "--readings", "nitrogen_log.csv", "--site", "site.toml")
WIDTH = 80
ANSI = re.compile(r"\x1b")
DAY = "2026-11-10T"
EVENTS = f"""therapy_id,container_id,event,time
T1,B1,product_received,{DAY}08:00Z
T1,B1,preparation_start,{DAY}09:00Z
T1,B1,preparation_end,{DAY}09:30Z
T1,B1,administration_start,{DAY}10:00Z
T1,B1,administration_end,{DAY}10:30Z
"""
HEAD = "time,temperature [°C]"
READINGS = "\n".join([HEAD, *(f"{DAY}{m // 60:02d}:{m % 60:02d}Z,5.0" for m in range(470, 560, 5)), ""])
CONFORM, DEVIATE, UNDECIDED, REFUSED = 0, 1, 3, 2


@pytest.fixture
def ward(tmp_path, monkeypatch):
    """A folder with a record that conforms, and the working directory in it."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "example-eu.toml").write_text(PRODUCT, "utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, "utf-8")
    (tmp_path / "log.csv").write_text(READINGS, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def call(*arguments):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def validate(ward, *options, readings="log.csv"):
    logs = ["--readings", readings] if readings else []
    return call("validate", "events.csv", "--catalogue", ward / "own", "--product", "example-eu",
                "--resolution", "0 s", *logs, *options)  # fmt: skip


#: The same call, from the ward's folder.
CALL_OF_THE_WARD = (
    "validate", "events.csv", "--catalogue", "own", "--product", "example-eu", "--resolution", "0 s", "--readings", "log.csv",
)  # fmt: skip


def rewrite(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def too_wide(text):
    """Lines wider than a terminal; an address is never broken."""
    return [line for line in text.splitlines() if len(line) > WIDTH and "https://" not in line]


def change_nothing(ward):
    del ward


def warm(ward):
    rewrite(ward / "log.csv", "08:30Z,5.0", "08:30Z,9.0")


def cut(ward):
    rewrite(ward / "log.csv", "T08:30Z,5.0\n", "T08:30Z,\n")


def warm_and_late_start(ward):
    rewrite(ward / "log.csv", "08:30Z,5.0", "08:30Z,9.0")
    rewrite(ward / "log.csv", f"{DAY}08:00Z,5.0\n", "")


def no_zone(ward):
    rewrite(ward / "events.csv", "09:00Z", "09:00")


@pytest.mark.parametrize(
    ("change", "code", "verdict"),
    [
        (change_nothing, CONFORM, "conforms"),
        (warm, DEVIATE, "deviates"),
        (cut, UNDECIDED, "indeterminate"),
        (warm_and_late_start, DEVIATE, "deviates"),
        (no_zone, REFUSED, None),
    ],
)
def test_exit_codes(ward, change, code, verdict):
    change(ward)
    done = validate(ward, "--json", "result.json")
    assert done.exit_code == code
    if verdict is None:
        assert done.stdout == ""
        assert done.stderr.startswith(
            "REFUSED: 1 fault. Nothing was judged or written.\n- events.csv, row 3, column time"
        )
        assert not Path("result.json").exists()
    else:
        assert done.stdout.startswith(verdict.upper())
        assert done.stderr == ""
        assert json.loads(Path("result.json").read_text("utf-8"))["verdict"] == verdict


def test_one_that_deviates_outweighs_all_others(ward):
    late = EVENTS.replace("T1,", "T2,").replace("10:00Z", "18:00Z").replace("10:30Z", "18:30Z").partition("\n")[2]
    open_end = "T3,B1,product_received,2026-11-10T08:00Z\n"
    (ward / "events.csv").write_text(EVENTS + late + open_end, "utf-8")
    done = validate(ward, "--json", "result.json")
    assert done.exit_code == DEVIATE
    verdicts = {
        one["therapy_id"]: one["verdict"] for one in json.loads(Path("result.json").read_text("utf-8"))["consignments"]
    }
    assert verdicts == {"T1": "conforms", "T2": "deviates", "T3": "indeterminate"}
    assert "3 containers: 1 deviates, 1 indeterminate, 1 conforms" in done.stdout


def test_without_readings_a_storage_is_undecided(ward):
    done = validate(ward, readings=None)
    assert done.exit_code == UNDECIDED
    assert "would decide it" in done.stdout


@pytest.mark.parametrize(
    "outputs", [("--json", "a.json", "--csv", "no/b.csv"), ("--json", "no/a.json", "--csv", "b.csv")]
)
def test_nothing_is_written_where_not_all_can_be(ward, outputs):
    before = files(ward)
    done = validate(ward, *outputs)
    assert (done.exit_code, done.stdout) == (REFUSED, "")
    assert "no/" in done.stderr
    assert files(ward) == before


@pytest.mark.parametrize("option", ["--html", "--json", "--csv"])
@pytest.mark.parametrize("target", ["events.csv", "log.csv", "./events.csv", "own/example-eu.toml"])
def test_no_output_overwrites_an_input(ward, option, target):
    before = files(ward)
    done = validate(ward, option, target)
    assert done.exit_code == REFUSED
    assert files(ward) == before


def test_two_outputs_of_one_name_are_refused(ward):
    assert validate(ward, "--json", "out", "--csv", "out").exit_code == REFUSED
    assert not Path("out").exists()


def test_the_faults_of_every_input_stand_in_one_message(ward):
    no_zone(ward)
    rewrite(ward / "log.csv", HEAD, "time,temperature")
    done = validate(ward)
    assert done.exit_code == REFUSED
    assert "2 faults" in done.stderr
    assert "events.csv, row 3, column time: found 2026-11-10 09:00:00 without a zone" in done.stderr
    assert "log.csv, row 2, column temperature: found no unit" in done.stderr
    assert done.stderr.count("Fix: ") == 2


def test_a_refusal_is_one_line_a_kind_of_fault_with_the_rows(ward):
    rewrite(ward / "events.csv", "Z\n", "\n")
    lines = validate(ward).stderr.splitlines()
    assert lines[0].startswith("REFUSED: 5 faults")
    assert len(lines) == 2
    assert lines[1].endswith("And 4 more of this kind: row 3, row 4, row 5, row 6.")
    assert all(line.startswith("- events.csv, row ") and "Fix: " in line for line in lines[1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["validate", "events.csv", "--no-such-option"],
        ["no-such-command"],
        ["catalogue", "no-such-command"],
        ["inspect"],
        ["explain"],
    ],
)
def test_a_call_that_cannot_be_understood_is_code_2(ward, arguments):
    before = files(ward)
    assert call(*arguments).exit_code == REFUSED
    assert files(ward) == before


TOP_KEYS = {
    "schema",
    "verdict",
    "library",
    "catalogue",
    "inputs",
    "statements",
    "not_assessed",
    "products",
    "consignments",
}
INPUT_KEYS = {"name", "sha256", "dialect", "rows", "first", "last", "assumptions"}
CONSIGNMENT_KEYS = {"therapy_id", "container_id", "product", "verdict", "notes", "findings"}
FINDING_KEYS = {
    "rule",
    "code",
    "verdict",
    "obligation",
    "limit",
    "measured",
    "start",
    "end",
    "events",
    "why",
    "decide_by",
    "citation",
}
CITATION_KEYS = {"label", "section", "revision", "url", "evidence"}


def result_of(ward, *options):
    validate(ward, "--json", "result.json", *options)
    return json.loads(Path("result.json").read_text("utf-8"), parse_constant=pytest.fail)


def test_json_has_the_keys_of_its_schema(ward):
    result = result_of(ward)
    assert result["schema"] == "atmp-logistics/assessment/1"
    assert result["library"] == __version__
    assert set(result) >= TOP_KEYS
    assert [(one["name"], one["rows"]) for one in result["inputs"]] == [("events.csv", 5), ("log.csv", 18)]
    for one in result["inputs"]:
        assert set(one) >= INPUT_KEYS
        assert re.fullmatch(r"[0-9a-f]{64}", one["sha256"])
    (container,) = result["consignments"]
    assert set(container) >= CONSIGNMENT_KEYS
    assert (container["therapy_id"], container["container_id"], container["product"]) == ("T1", "B1", "example-eu")
    for finding in container["findings"]:
        assert set(finding) >= FINDING_KEYS
        assert set(finding["citation"]) >= CITATION_KEYS
        assert set(finding["measured"]) == {"lower", "upper", "unit"}
        assert finding["limit"] is None or set(finding["limit"]) == {"lower", "upper", "unit", "inclusive"}
        assert finding["verdict"] in {"conforms", "deviates", "indeterminate"}
        assert (finding["decide_by"] is not None) == (finding["verdict"] == "indeterminate")


def test_json_holds_numbers_in_their_units_and_times_in_utc(ward):
    findings = {(one["rule"], one["code"]): one for one in result_of(ward)["consignments"][0]["findings"]}
    store, clock = findings["T101", "fridge"], findings["W201", "in-use"]
    assert store["limit"] == {"lower": 2.0, "upper": 8.0, "unit": "degC", "inclusive": True}
    assert store["measured"] == {"lower": 5.0, "upper": 5.0, "unit": "degC"}
    assert (store["start"], store["end"]) == ("2026-11-10T08:00:00Z", "2026-11-10T09:00:00Z")
    assert clock["limit"]["upper"] == 8 * 3600
    assert clock["measured"] == {"lower": 1800.0, "upper": 3600.0, "unit": "s"}
    assert clock["citation"]["section"] == "6.3"


def test_json_writes_what_is_not_bounded_as_null(ward):
    rewrite(ward / "events.csv", f"T1,B1,product_received,{DAY}08:00Z\n", "")
    result = result_of(ward)
    store = next(
        one for one in result["consignments"][0]["findings"] if (one["rule"], one["code"]) == ("T101", "fridge")
    )
    assert result["verdict"] == "indeterminate"
    assert None in store["measured"].values()
    assert store["start"] is None


def test_the_rules_left_out_are_named(ward):
    result = result_of(ward, "--rules", "t101,W2")
    assert result["verdict"] == "conforms"
    asked = {"T101", "D503", "D504"}
    left_out = [code for code in all_rules() if code not in asked and not code.startswith("W2")]
    assert result["not_assessed"] == [*left_out, "custody"]
    assert "Not assessed" in validate(ward, "--rules", "T101").stdout


def test_the_same_input_gives_the_same_bytes(ward):
    for name in ("one", "two"):
        validate(ward, "--html", f"{name}.html", "--json", f"{name}.json", "--csv", f"{name}.csv")
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()
    assert b"\r" not in Path("one.json").read_bytes()
    assert str(ward).encode() not in Path("one.json").read_bytes()


def test_another_process_gives_the_same_bytes(ward):
    validate(ward, "--json", "here.json", "--html", "here.html")
    code = [sys.executable, "-m", "atmp_logistics", "validate", "events.csv", "--readings", "log.csv"]
    run = subprocess.run(
        [
            *code,
            "--catalogue",
            "own",
            "--product",
            "example-eu",
            "--resolution",
            "0 s",
            "--json",
            "there.json",
            "--html",
            "there.html",
        ],
        env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, run.stderr) == (CONFORM, "")
    assert Path("here.json").read_bytes() == Path("there.json").read_bytes()
    assert Path("here.html").read_bytes() == Path("there.html").read_bytes()
    assert str(ward) not in Path("here.html").read_text("utf-8")
    assert not ANSI.search(run.stdout)
    assert not too_wide(run.stdout)


@pytest.mark.parametrize("name", ["=1+1", "-1", "@x", "+1"])
def test_no_cell_of_the_findings_begins_a_formula(ward, name):
    rewrite(ward / "events.csv", "T1,", f"{name},")
    assert validate(ward, "--csv", "findings.csv").exit_code == CONFORM
    table = pd.read_csv("findings.csv", dtype=str, keep_default_na=False)
    assert set(table["'therapy_id"]) == {f"'{name}"}
    assert (
        not table.drop(columns=["measured_lower"])
        .map(lambda cell: cell.startswith(("=", "+", "-", "@")))
        .any(axis=None)
    )


def test_csv_has_a_row_a_finding_and_its_columns(ward):
    cut(ward)
    result = result_of(ward, "--csv", "findings.csv")
    with Path("findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = {
        "therapy_id",
        "container_id",
        "product",
        "rule",
        "code",
        "verdict",
        "obligation",
        "unit",
        "why",
        "decide_by",
    }
    wanted |= {"measured_lower", "measured_upper", "limit_lower", "limit_upper", "start", "end"} | CITATION_KEYS
    assert set(rows[0]) >= wanted
    findings = result["consignments"][0]["findings"]
    assert [(row["rule"], row["code"], row["verdict"]) for row in rows] == [
        (one["rule"], one["code"], one["verdict"]) for one in findings
    ]
    store = next(row for row in rows if row["rule"] == "T101")
    assert (store["limit_lower"], store["limit_upper"], store["measured_upper"]) == ("2.0", "8.0", "")
    assert datetime.fromisoformat(store["start"]) == datetime.fromisoformat("2026-11-10T08:00:00Z")


@pytest.mark.parametrize("site", [True, False])
def test_the_sample_case_fits_a_terminal_of_80_columns(monkeypatch, site):
    monkeypatch.chdir(SAMPLE)
    monkeypatch.delenv("COLUMNS", raising=False)
    done = call(*(SAMPLE_CALL if site else (*SAMPLE_CALL[:4], "--tz", "Europe/Stockholm")))
    assert done.exit_code == (CONFORM if site else UNDECIDED)
    assert not too_wide(done.stdout)
    assert not ANSI.search(done.stdout)
    assert done.stderr == ""
    assert "a person decides" in " ".join(done.stdout.split())


def test_an_address_is_not_broken(ward):
    shown = call("catalogue", "show", "example-eu", "--catalogue", ward / "own").stdout
    address = "https://example.org/an-address-that-is-longer-than-a-line-of-a-terminal-and-must-still-be-whole"
    assert address in shown.replace("\n", "").replace(" ", "")


def test_as_wide_as_the_user_says(ward, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, validate(ward).stdout.splitlines())) <= 60


def test_inspect_shows_what_a_file_is(ward):
    before = files(ward)
    done = call("inspect", "log.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    for word in ("log.csv", "18 readings, 0 missing", "5.000 °C", "temperature [°C]", "1.5 x the interval around it"):
        assert word in " ".join(done.stdout.split())
    assert not too_wide(done.stdout)
    assert not ANSI.search(done.stdout)
    assert files(ward) == before


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        (f"{HEAD}\n", 0, "the file holds no reading"),
        (f"{HEAD}\n{DAY}08:00Z,\n{DAY}08:05Z,\n", 0, "2 readings, 2 missing"),
        (f"{HEAD}\n{DAY}08:00Z,-999\n{DAY}08:05Z,5\n", 0, "-999"),
        (f"{HEAD}\n{DAY}08:00Z,5\n", 0, "1 readings"),
        (f"{HEAD}\n{DAY}08:00,5\n", 0, "to be stated"),
        (f"{HEAD}\n{DAY}08:00,\n", 0, "1 readings, 1 missing, as written"),
        (f"{HEAD}\n{DAY}08:00,5\n{DAY}08:05,warm\n", REFUSED, "'warm'"),
        (f"{HEAD}\n{DAY}08:00Z,warm\n", REFUSED, "'warm'"),
        (EVENTS, 0, "events"),
        ("", REFUSED, "no rows"),
    ],
)
def test_inspect_of_odd_files(ward, text, code, word):
    (ward / "odd.csv").write_text(text, "utf-8")
    done = call("inspect", "odd.csv")
    assert done.exit_code == code
    assert word in (done.stderr if code else done.stdout)


def test_inspect_shows_what_it_can_before_anything_is_stated():
    file = MADE_UP / "meaco_made_up_one.csv"
    done = call("inspect", file)
    assert (done.exit_code, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    for word in (
        "to be stated: ",
        "--tz Europe/Stockholm",
        "--unit C|F|K",
        "as written from",
        "lowest: ",
        "which it does not",
    ):
        assert word in said
    assert "to be stated: " not in call("inspect", file, "--tz", "UTC", "--unit", "C", "--date-order", "dmy").stdout
    assert "nope" in call("inspect", file, "--channel", "nope").stderr


def test_inspect_shows_each_channel_before_its_zone_is_stated():
    done = call("inspect", MADE_UP / "gp5w_made_up.txt")
    assert done.exit_code == 0
    assert done.stdout.count("logger E5F00D, #") == 2
    assert done.stdout.count("to be stated: ") == 1
    assert "declares a reading each 600 s" in call("inspect", MADE_UP / "sensorpush_made_up.csv").stdout
    one = call("inspect", MADE_UP / "gp5w_made_up.txt", "--channel", "2")
    assert one.stdout.count("logger E5F00D, #") == 1


def test_inspect_of_events_without_a_zone_is_refused_for_it(ward):
    (ward / "events.csv").write_text("therapy_id,event,time\nT1,thaw_start,2026-11-10 08:00\n", "utf-8")
    done = call("inspect", "events.csv")
    assert (done.exit_code, "without a zone" in done.stderr) == (REFUSED, True)


def test_inspect_of_messages(ward):
    fhir = call("inspect", MADE_UP_EVENTS / "fhir_r5_made_up.json")
    assert (fhir.exit_code, fhir.stderr) == (0, "")
    assert "events, FHIR R5" in fhir.stdout
    (ward / "other.json").write_text('{"resource": 1}', "utf-8")
    assert "1 fault" in call("inspect", "other.json").stderr


def test_inspect_of_a_message_shows_readings_and_events_or_says_why_not(ward):
    steps = ("shipping", "receiving", "sensor_reporting")
    words = "".join(f'"{step}" = "ignore"\n' for step in steps).replace("ignore", "product_dispatched", 1)
    (ward / "site.toml").write_text(f"[events]\n{words}", "utf-8")
    file = MADE_UP_EVENTS / "epcis_made_up.json"
    both = call("inspect", file, "--site", "site.toml").stdout
    assert all(word in both for word in ("EPCIS 2.0 sensor reports, 1 rows", "events, EPCIS 2.0, 2 rows"))
    alone = call("inspect", file)
    assert (alone.exit_code, "not shown as events" in alone.stdout, "'receiving'" in alone.stdout) == (0, True, True)
    (ward / "humid.json").write_text(file.read_text("utf-8").replace('"Temperature"', '"RelativeHumidity"'), "utf-8")
    humid = call("inspect", "humid.json", "--site", "site.toml")
    assert (humid.exit_code, "not shown as readings" in humid.stdout) == (0, True)
    assert call("inspect", "humid.json").exit_code == REFUSED


@pytest.mark.parametrize("code", all_rules())
def test_explain(code):
    done = call("explain", code.lower())
    assert done.exit_code == 0
    assert done.stdout.split() == explain(code).split()
    assert "What to do" in done.stdout
    assert ">>>" not in done.stdout


@pytest.mark.parametrize("code", ["X999", "", "W2O1"])
def test_explain_of_no_rule(code):
    done = call("explain", code)
    assert (done.exit_code, done.stdout) == (REFUSED, "")
    assert "W201" in done.stderr


def test_catalogue_list_holds_every_product_once(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    done = call("catalogue", "list")
    words = done.stdout.split()
    assert done.exit_code == 0
    assert {slug: words.count(slug) for slug in load_catalogue()} == dict.fromkeys(load_catalogue(), 1)
    assert not too_wide(done.stdout)


def test_catalogue_list_and_show_with_a_hospitals_own(ward):
    assert "example-eu" in call("catalogue", "list", "--catalogue", ward / "own").stdout
    shown = call("catalogue", "show", "example-eu", "--catalogue", ward / "own")
    assert shown.exit_code == 0
    for word in ("2 to 8 °C", "at most 8 h", "section 6.4", "information", "Invented label"):
        assert word in shown.stdout


def test_every_product_can_be_shown(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    for slug in load_catalogue():
        done = call("catalogue", "show", slug)
        assert (done.exit_code, done.stderr, too_wide(done.stdout)) == (0, "", []), slug
        assert not re.search(r"\bNone (°C|days|times)|\b(nan|inf)\b", done.stdout), slug


def test_catalogue_show_of_an_unknown_product(ward):
    done = call("catalogue", "show", "exampel-eu", "--catalogue", ward / "own")
    assert (done.exit_code, done.stdout) == (REFUSED, "")
    assert "'example-eu'" in done.stderr


def test_catalogue_check(ward):
    done = call("catalogue", "check", ward / "own")
    assert done.exit_code == 0
    assert re.fullmatch(r"example-eu\b.*: 3 limits, no faults\n", done.stdout)
    rewrite(ward / "own" / "example-eu.toml", "upper =", "uper =")
    rewrite(ward / "own" / "example-eu.toml", '"8 h"', '"8"')
    (ward / "own" / "second.toml").write_text("schema = 2\n", "utf-8")
    done = call("catalogue", "check", ward / "own")
    assert (done.exit_code, done.stdout) == (REFUSED, "")
    for word in ("storage[0].uper", "'upper'", "window[0].at_most", "second.toml.schema"):
        assert word in done.stderr


def test_catalogue_check_of_no_folder(ward):
    assert call("catalogue", "check", ward / "nowhere").exit_code == REFUSED
    assert call("catalogue", "check", ward / "events.csv").exit_code == REFUSED


def test_help_names_every_exit_code():
    done = call("validate", "--help")
    assert done.exit_code == 0
    for word in ("all conform", "deviates", "indeterminate", "refused"):
        assert word in " ".join(done.stdout.split())


def test_the_version_is_answered():
    run = subprocess.run(
        [sys.executable, "-m", "atmp_logistics", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout == f"atmp-logistics {__version__}\n"


def test_the_label_of_another_day_is_said(ward):
    """A record of November judged by June's label: the result must say that the caller chose the day."""
    product = ward / "own" / "example-eu.toml"
    old = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2026-06-30')
    new = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_from = 2026-07-01').replace(
        '"8 degC"', '"4 degC"'
    )
    product.write_text(old, "utf-8")
    (ward / "own" / "since-july.toml").write_text(new, "utf-8")
    assert validate(ward).exit_code == DEVIATE
    done = validate(ward, "--on", "2026-06-01", "--json", "result.json")
    assert "2026-06-01" in done.stdout
    assert any("2026-06-01" in said for said in json.loads(Path("result.json").read_text("utf-8"))["statements"])


def test_a_new_product_file_needs_its_folder(ward):
    assert call("catalogue", "new", "our-se", "--in", ward / "own").exit_code == 0
    assert call("catalogue", "new", "our-se", "--in", ward / "own").exit_code == REFUSED
    assert call("catalogue", "new", "our-se", "--in", ward / "nowhere").exit_code == REFUSED
