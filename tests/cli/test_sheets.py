"""The sheet of a workbook and the order of its dates, stated to every command that reads tables."""

import io
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from atmp_logistics.cli.app import app

EVENTS = [["therapy_id", "container_id", "event", "time"], ["T1", "B1", "thaw_end", "3.4.2026 10.32"]]
LOG = [["time", "temperature [°C]"], ["2026-04-03T10:00Z", 5.0], ["2026-04-03T10:10Z", 5.0]]
STATED = ["--worksheet", "Ward", "--worksheet", "Log"]


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def ward(tmp_path):
    for name, title, rows in (("events.xlsx", "Ward", EVENTS), ("log.xlsx", "Log", LOG)):
        made, out = openpyxl.Workbook(), io.BytesIO()
        made.active.title = "Lists"
        made.active.append(["a"])
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        made.save(out)
        Path(tmp_path, name).write_bytes(out.getvalue())
    return tmp_path


@pytest.mark.parametrize("command", ["validate", "deadlines", "inspect"])
def test_events_take_a_sheet_and_an_order_of_dates(ward, command):
    call = [command, ward / "events.xlsx", "--tz", "Europe/Stockholm"]
    call += [] if command == "inspect" else ["--product", "kymriah-eu"]
    call += ["--now", "2026-04-03T12:00"] if command == "deadlines" else []
    assert "2 filled sheets (Lists, Ward)" in run(*call).stderr
    assert "--date-order dmy|mdy" in run(*call, *STATED).stderr
    assert run(*call, *STATED, "--date-order", "dmy").exit_code in {0, 1, 3}
    assert run(*call, *STATED, "--date-order", "ymd").exit_code == 2


def test_readings_take_a_sheet_beside_the_events(ward):
    call = ["validate", ward / "events.xlsx", "--readings", ward / "log.xlsx", "--product", "kymriah-eu"]
    done = run(*call, *STATED, "--tz", "Europe/Stockholm", "--date-order", "dmy")
    assert done.exit_code in {0, 1, 3}, done.stderr


def test_inspect_names_the_heading_of_an_event_sheet_that_nobody_knows(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("Thaws\ntherapy_id;event;time;pump\nT1;thaw_end;2026-04-03T10:00Z;1\n", "utf-8")
    assert "row 2: found the column 'pump'" in run("inspect", path).stderr
    path.write_text("pump;time\n1;2026-04-03T10:00Z\n", "utf-8")
    assert "the columns time and temperature" in " ".join(run("inspect", path).stderr.split())


def test_convert_takes_a_sheet(ward):
    call = ["convert", ward / "log.xlsx", "--out", ward / "plain.csv"]
    assert "2 filled sheets" in run(*call).stderr
    assert run(*call, "--worksheet", "Log").exit_code == 0


@pytest.mark.parametrize("command", ["validate", "deadlines", "inspect", "convert", "site new"])
def test_a_sheet_is_refused_where_no_file_of_the_call_has_any(tmp_path, command):
    path = tmp_path / "plain.csv"
    rows = LOG if command in {"inspect", "convert"} else EVENTS
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
    needed = {"convert": ["--out", tmp_path / "out.csv"], "deadlines": ["--now", "2026-04-03T12:00Z"]}
    done = run(*command.split(), path, "--worksheet", "Wrad", *needed.get(command, ()))
    assert done.exit_code == 2
    assert "--worksheet: found 'Wrad', expected a workbook among the files of the call" in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_the_workbook_of_a_sheet_may_stand_in_a_folder_of_readings(ward):
    table, folder = ward / "events.csv", ward / "logs"
    table.write_text("therapy_id,container_id,event,time\nT1,B1,thaw_end,2026-04-03T10:32Z\n", "utf-8")
    folder.mkdir()
    (ward / "log.xlsx").rename(folder / "log.xlsx")
    call = ["validate", table, "--product", "kymriah-eu", "--worksheet", "Log", "--tz", "Europe/Stockholm"]
    assert run(*call, "--readings", folder).exit_code in {0, 1, 3}
    assert "a workbook among the files" in run(*call).stderr
    assert "no such file" in run(*call, "--readings", ward / "none.xlsx").stderr
