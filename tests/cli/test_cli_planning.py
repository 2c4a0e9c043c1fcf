"""`plan` and `deadlines` on the command line: exit codes, files, what a terminal gets to see, what is refused."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import icalendar
import pytest
from how_many import spread
from test_cli import call, too_wide

from atmp_logistics.ingest import read_events

TZ = ("--tz", "Europe/Stockholm")
STEPS = (
    "--step",
    "thaw=2 to 4 min",
    "--step",
    "thaw_end -> administration_start=3 to 10 min",
    "--step",
    "administration=5 to 15 min",
)
SLOT = ("--at", "administration_end=by 2026-11-24 11:30")
TWO = ("plan", "kymriah-eu", *SLOT, *TZ, "--containers", "2", *STEPS)
HOLDS, LOST, REFUSED, UNKNOWN = 0, 1, 2, 3


@pytest.fixture
def ward(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


pytestmark = pytest.mark.usefixtures("ward")


def row(text, event):
    (line,) = [line for line in text.splitlines() if line.startswith(f"  {event} ")]
    return line.split()


def test_the_two_bag_example_in_a_terminal():
    done = call(*TWO)
    assert done.exit_code == HOLDS, done.output
    assert row(done.output, "thaw start, bag 1")[-4:] == ["-", "10:32", "10:32", "11:10"]
    assert too_wide(done.output) == []
    assert done.output.endswith("It calculates and explains; a person decides.\n")


def test_the_real_entry_point_says_the_same(ward):
    run = subprocess.run(
        [sys.executable, "-m", "atmp_logistics", *TWO], capture_output=True, text=True, check=False, cwd=ward
    )
    assert (run.returncode, run.stderr) == (HOLDS, "")
    assert run.stdout == call(*TWO).output


def test_everything_is_written_and_twice_the_same(ward):
    names = ("plan.ics", "plan.json", "sheet.csv", "sheet.html", "plan.png")
    options = [
        part
        for option, name in zip(("--ics", "--json", "--csv", "--sheet", "--plot"), names, strict=True)
        for part in (option, name)
    ]
    contents = []
    for _ in range(2):
        assert call(*TWO, "--therapy", "T1", *options).exit_code == HOLDS
        contents.append([(ward / name).read_bytes() for name in names])
    assert contents[0] == contents[1]
    assert contents[0][4].startswith(b"\x89PNG")
    assert json.loads(contents[0][1])["schema"] == "atmp-logistics/plan/1"
    assert (
        len(icalendar.Calendar.from_ical(contents[0][0]).walk("VEVENT")) == 9
    )  # seven events, and the clock of each bag


@pytest.mark.parametrize("kind", spread(["svg", "pdf"], 2))
def test_other_pictures_are_the_same_bytes_too(ward, kind):
    pictures = []
    for _ in range(2):
        assert call(*TWO, "--plot", f"plan.{kind}").exit_code == HOLDS
        pictures.append((ward / f"plan.{kind}").read_bytes())
    assert pictures[0] == pictures[1]


def test_a_run_sheet_of_a_therapy_that_a_spreadsheet_would_run_is_read_back():
    assert call(*TWO, "--therapy", "=1+1", "--csv", "sheet.csv", "--when", "indication=ALL").exit_code == HOLDS
    text = Path("sheet.csv").read_text("utf-8")
    assert "'therapy_id,container_id," in text
    assert "\n'=1+1," in text
    Path("sheet.csv").write_text(text.replace(",thaw_end,,", ",thaw_end,2026-11-24T10:35Z,"), "utf-8")
    assert set(read_events("sheet.csv").table["therapy_id"]) == {"=1+1"}


def test_a_half_filled_run_sheet_gives_live_deadlines_and_is_validated():
    assert call(*TWO, "--therapy", "T1", "--csv", "sheet.csv", "--when", "indication=ALL").exit_code == HOLDS
    known = {
        ("product_received", "1"): "2026-11-02 10:00", ("product_received", "2"): "2026-11-02 10:00", ("lymphodepletion_start", ""): "2026-11-17 09:00",
        ("availability_confirmed", ""): "2026-11-13 10:30",
        ("lymphodepletion_end", ""): "2026-11-20 09:00", ("premedication", ""): "2026-11-24 10:05", ("storage_out", "1"): "2026-11-24 10:31",
        ("thaw_start", "1"): "2026-11-24 10:32", ("thaw_end", "1"): "2026-11-24 10:35", ("manufacturing_end", ""): "2026-10-25 10:00",
    }  # fmt: skip
    with Path("sheet.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for one in rows:
        one["time"] = known.get((one["event"], one["container_id"]), "")
    with Path("sheet.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    ask = ("deadlines", "sheet.csv", "--now", "2026-11-24 10:38", *TZ, *STEPS, *SLOT, "--when", "indication=ALL",
           "--resolution", "0 s")  # fmt: skip
    done = call(*ask, "--json", "d.json", "--csv", "d.csv", "--ics", "d.ics", "--plot", "d.png")
    assert done.exit_code == HOLDS, done.output
    assert "Thaw end of bag 1 10:35." in done.output
    assert "27 min left" in done.output
    assert too_wide(done.output) == []
    assert json.loads(Path("d.json").read_text("utf-8"))["schema"] == "atmp-logistics/deadlines/1"
    assert Path("d.csv").read_text("utf-8").startswith("therapy_id,container_id,")
    found = [str(one["summary"]) for one in icalendar.Calendar.from_ical(Path("d.ics").read_bytes()).walk("VEVENT")]
    assert "T1 Kymriah: thaw start, bag 2, safe by 11:01" in found
    assert Path("d.png").read_bytes().startswith(b"\x89PNG")
    assert call("validate", "sheet.csv", *TZ, "--when", "indication=ALL").exit_code == 3


def test_a_plan_that_cannot_work_says_why_and_writes_nothing():
    done = call(
        "plan",
        "kymriah-eu",
        *SLOT,
        "--at",
        "thaw_start=from 2026-11-24 11:11",
        *TZ,
        "--containers",
        "2",
        *STEPS,
        "--json",
        "plan.json",
    )
    assert done.exit_code == LOST
    assert "THIS PLAN CANNOT WORK" in done.output
    assert "1 min short even if every step is at its fastest" in " ".join(done.output.split())
    assert not Path("plan.json").exists()
    assert too_wide(done.output) == []


def test_what_nobody_can_promise_exits_one_and_what_nobody_stated_three():
    slow = [one.replace("5 to 15 min", "5 to 40 min") for one in STEPS]
    assert call("plan", "kymriah-eu", *SLOT, *TZ, *slow).exit_code == LOST
    done = call("plan", "kymriah-eu", *SLOT, *TZ)
    assert done.exit_code == UNKNOWN
    assert "how long thaw takes was not stated" in done.output


def test_deadlines_without_steps_exit_three_and_a_lost_limit_one():
    record = "therapy_id,container_id,event,time\nT1,B1,thaw_start,2026-11-24 10:32\nT1,B1,thaw_end,2026-11-24 10:36\n"
    Path("events.csv").write_text(record, "utf-8")
    ask = ("deadlines", "events.csv", "--product", "kymriah-eu", *TZ)
    assert call(*ask, "--now", "2026-11-24 10:44").exit_code == UNKNOWN
    assert call(*ask, "--now", "2026-11-24 10:44", "--step", "administration=5 to 15 min").exit_code == HOLDS
    assert call(*ask, "--now", "2026-11-24 11:07", "--step", "administration=5 to 15 min").exit_code == LOST
    assert call(*ask, "--now", "2026-11-24 10:55", "--step", "administration=5 to 15 min").exit_code == LOST


def test_steps_come_from_a_file_hours_and_slots_from_options():
    Path("steps.toml").write_text(
        'thaw = "2 to 4 min"\n"thaw_end -> administration_start" = "3 to 10 min"\n'
        '[administration]\nshortest = "5 min"\nmode = "8 min"\nlongest = "15 min"\nshape = "pert"\nsource = "our log"\n',
        "utf-8",
    )
    done = call("plan", "kymriah-eu", "--slot", "administration=2026-11-24 10:00 to 11:30", *TZ, "--containers", "2", "--steps", "steps.toml",
                "--hours", "thaw_start=Mon-Fri 07:00-12:00", "--when", "indication=ALL", "--risk", "1")  # fmt: skip
    assert done.exit_code == HOLDS, done.output
    assert row(done.output, "thaw start, bag 1")[-1] == "11:10"
    assert "PERT" in done.output
    assert "All limits are met in at least 95 of 100 simulated days" in " ".join(done.output.split())
    assert too_wide(done.output) == []
    again = call("plan", "kymriah-eu", *SLOT, *TZ, "--steps", "steps.toml", "--step", "thaw=3 min")
    assert again.exit_code == REFUSED
    assert "state it once" in again.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan", "kymriah-eu", *TZ), "at least one event with its time"),
        (("plan", "kymriah-eu", "--at", "thaw_start 11:30", *TZ), "--at 'administration_start=2026-11-24 10:44'"),
        (("plan", "kymriah-eu", "--at", "thaw_start=2026-11-24 13:00"), "the zone of local times"),
        (("plan", "kymriah-eu", "--at", "thaw_start=2026-10-25 02:30", *TZ), "twice"),
        (("plan", "kymria-eu", "--at", "thaw_start=2026-11-24 13:00", *TZ), "did you mean 'kymriah-eu'"),
        (("plan", "kymriah-eu", *SLOT, *TZ, "--containers", "0"), "containers: found 0"),
        (("plan", "kymriah-eu", *SLOT, *TZ, "--step", "thaw=4 to 2 min"), "the shortest first"),
        (("plan", "kymriah-eu", *SLOT, *TZ, "--plot", "plan.bmp"), ".png, .svg, .pdf"),
        (("plan", "kymriah-eu", *SLOT, *TZ, "--json", "a", "--ics", "a"), "a file for each output"),
        (("plan", "kymriah-eu", *SLOT, *TZ, "--steps", "none.toml"), "a TOML file"),
        (("plan", "kymriah-eu", *SLOT, *TZ, "--slot", "administration"), "administration=2026-11-24 10:00 to 11:30"),
        (("plan", "kymriah-eu", *SLOT, *TZ, "--when", "indication=AML"), "ALL, DLBCL, FL"),
        (("deadlines", "none.csv", "--now", "2026-11-24 10:44", *TZ), "none.csv"),
        (("deadlines", "events.csv", "--now", "10.4", "--product", "kymriah-eu", *TZ), "now: found"),
        (("deadlines", "events.csv", "--now", "2026-11-24 09:00", "--product", "kymriah-eu", *TZ), "not after now"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_without_a_traceback(arguments, words):
    Path("events.csv").write_text("therapy_id,event,time\nT1,thaw_start,2026-11-24 10:32\n", "utf-8")
    done = call(*arguments)
    assert done.exit_code == REFUSED
    assert words in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_there_is_no_hidden_clock():
    Path("events.csv").write_text("therapy_id,event,time\nT1,thaw_start,2026-11-24 10:32\n", "utf-8")
    done = call("deadlines", "events.csv", "--product", "kymriah-eu", *TZ)
    assert done.exit_code == REFUSED
    assert "--now" in done.output


def test_the_help_says_what_each_exit_code_means():
    for command in ("plan", "deadlines"):
        text = " ".join(call(command, "--help").output.split())
        for code in ("Exit 0:", "1:", "3:", "2:"):
            assert code in text


def test_a_calendar_made_by_the_clock_takes_the_place_of_an_earlier_one():
    for name in ("first", "second"):
        assert call("plan", "kymriah-eu", *SLOT, *TZ, "--when", "indication=ALL", "--therapy", "T9", "--now", "clock",
                    "--remind", "0 min", "--ics", f"{name}.ics").exit_code == UNKNOWN  # fmt: skip
    entries = [
        icalendar.Calendar.from_ical(Path(f"{name}.ics").read_bytes()).walk("VEVENT") for name in ("first", "second")
    ]
    assert [one["uid"] for one in entries[0]] == [one["uid"] for one in entries[1]]
    assert all(one["sequence"] > 3_000_000 for one in entries[0])


def test_single_containers_are_named_on_the_command_line():
    named = ("plan", "kymriah-eu", *SLOT, *TZ, *STEPS, "--container", "B7", "--container", "B3", "--therapy", "T1")
    done = call(*named, "--expiry", "B7=2027-01-31", "--when", "indication=ALL", "--batch", "B7=88A", "--batch", "B3=88B",
                "--csv", "sheet.csv", "--sheet", "sheet.html")  # fmt: skip
    assert done.exit_code == HOLDS, done.output
    with Path("sheet.csv").open(encoding="utf-8", newline="") as file:
        rows = {(one["container_id"], one["batch"], one["expiry"], one["indication"]) for one in csv.DictReader(file)}
    assert rows == {("", "", "", ""), ("B7", "88A", "2027-01-31", "ALL"), ("B3", "88B", "", "ALL")}
    assert "<bdi>88B</bdi>" in Path("sheet.html").read_text("utf-8")
    assert "as many as are named" in call(*named, "--containers", "3").output
    record = "therapy_id,container_id,event,time\nT1,B7,thaw_start,2026-11-24 10:32\nT1,B3,storage_out,\n"
    Path("events.csv").write_text(record, "utf-8")
    ask = ("deadlines", "events.csv", "--product", "kymriah-eu", *TZ, *STEPS, "--now", "10:33")
    done = call(*ask, "--expiry", "2027-01-31", "--when", "T1/B3:indication=FL", "--when", "T1/B7:indication=FL")
    assert done.exit_code == HOLDS, done.output
    assert "expiry of T1/B3 is 2027-01-31" in done.output
    assert "indication of T1/B7 is FL" in done.output
    assert "expected what" not in call(*ask, "--expiry", "2027").output
    assert call(*ask, "--expiry", "2027", "--expiry", "B3=2027-01").exit_code == REFUSED
