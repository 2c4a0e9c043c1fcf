"""`validate --only` and `--quiet`: less is shown, what is left out is said, and the exit code is that of the whole."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from atmp_logistics.cli.app import app

EVENTS = """therapy_id,container_id,event,time
T1,A,thaw_end,2026-11-10 10:00
T1,A,administration_end,2026-11-10 10:20
T2,A,thaw_end,2026-11-10 10:00
T2,A,administration_end,2026-11-10 11:00
T3,A,thaw_end,2026-11-10 10:00
"""
LIMIT = """schema = 1
slug = "trial"
name = "Trial"
inn = "trialcel"
jurisdiction = "EU"
atmp_class = "gene therapy"
origin = "autologous"
container = "infusion bag"
[label]
title = "Invented label"
revision = "1"
retrieved = 2026-11-01
url = "https://example.org/trial"
evidence = "local"
[[window]]
code = "post-thaw"
starts = "thaw_end"
ends = "administration_end"
at_most = "30 min"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("own").mkdir()
    Path("own/trial.toml").write_text(LIMIT, "utf-8")
    Path("events.csv").write_text(EVENTS, "utf-8")


def _call(*more):
    words = ["validate", "events.csv", "--product", "trial", "--catalogue", "own", "--tz", "Europe/Stockholm", *more]
    return CliRunner().invoke(app, words)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "lines", "left"),
    [
        ([], ["deviates       T2 / A", "indeterminate  T3 / A", "conforms       T1 / A"], ""),
        (["--only", "deviates"], ["deviates       T2 / A"], "1 indeterminate, 1 conforms"),
        (["--only", "Conforms"], ["conforms       T1 / A"], "1 deviates, 1 indeterminate"),
        (["--only", "conforms", "--only", "indeterminate"], ["indeterminate  T3 / A", "conforms       T1 / A"],
         "1 deviates"),
    ],
)  # fmt: skip
def test_quiet_prints_a_line_a_container_and_the_exit_code_is_of_all(options, lines, left):
    done = _call("--quiet", *options)
    assert done.exit_code == 1
    shown = done.stdout.splitlines()
    assert shown[:2] == ["DEVIATES: deviates from a limit", "3 containers: 1 deviates, 1 indeterminate, 1 conforms"]
    assert [line[:21] for line in shown if " / A" in line] == lines
    assert ("Left out here" in done.stdout) == bool(left)
    assert left in " ".join(done.stdout.split())


@pytest.mark.usefixtures("folder")
def test_files_hold_all_and_the_page_those_that_were_chosen():
    done = _call("--only", "deviates", "--html", "a.html", "--json", "a.json", "--csv", "a.csv")
    assert done.exit_code == 1
    page = Path("a.html").read_text("utf-8")
    assert "T2 / A" in page
    assert "T1 / A" not in page + done.stdout
    assert "Left out here, by --only deviates: 1 indeterminate, 1 conforms." in page
    assert len(json.loads(Path("a.json").read_text("utf-8"))["consignments"]) == 3
    assert {line.split(",")[0] for line in Path("a.csv").read_text("utf-8").splitlines()[1:]} == {"T1", "T2", "T3"}


@pytest.mark.usefixtures("folder")
def test_a_word_that_is_no_verdict_is_refused_with_the_nearest():
    done = _call("--only", "deviate", "--only", "ok")
    assert done.exit_code == 2
    assert "--only: found 'deviate', expected conforms or indeterminate or deviates." in done.stderr
    assert "did you mean 'deviates'?" in done.stderr
    assert "found 'ok'" in done.stderr


@pytest.mark.usefixtures("folder")
def test_the_style_of_excel_is_for_the_csv_alone():
    _call("--csv", "plain.csv", "--json", "plain.json")
    done = _call("--csv", "excel.csv", "--csv-style", "excel", "--json", "excel.json")
    assert done.exit_code == 1
    assert Path("plain.json").read_bytes() == Path("excel.json").read_bytes()
    head = Path("excel.csv").read_bytes().splitlines()[0].decode("utf-8")
    assert head.startswith("\ufefftherapy_id;container_id;")
    assert "start [Europe/Stockholm, UTC+01:00]" in head
    assert ";2026-11-10 09:59:00;" in Path("excel.csv").read_text("utf-8")
    assert Path("plain.csv").read_text("utf-8").startswith("therapy_id,container_id,")
    assert _call("--csv-style", "calc").exit_code == 2


@pytest.mark.parametrize(
    ("words", "head"),
    [
        (["plan", "kymriah-eu", "--at", "administration_start=2026-11-24 13:00", "--tz", "Europe/Stockholm",
             "--when", "indication=ALL"],
         "\ufefftherapy_id;container_id;event;time;performed_by;"),
        (["deadlines", "half.csv", "--product", "kymriah-eu", "--tz", "Europe/Stockholm", "--now", "2026-11-24 10:44"],
         "[Europe/Stockholm, UTC+01:00]"),
    ],
)  # fmt: skip
def test_run_sheets_and_deadlines_have_the_style_too(tmp_path, monkeypatch, words, head):
    monkeypatch.chdir(tmp_path)
    Path("half.csv").write_text("therapy_id,container_id,event,time\nT1,B1,thaw_start,2026-11-24 10:40\n", "utf-8")
    done = CliRunner().invoke(app, [*words, "--csv", "a.csv", "--csv-style", "excel"])
    assert done.exit_code in {0, 1, 3}, done.output
    assert head in Path("a.csv").read_bytes().splitlines()[0].decode("utf-8")
