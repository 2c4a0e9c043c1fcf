"""A plain call is read to the values that typer would read, without what typer loads for it; any other call typer reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperCommand

from atmp_logistics.cli.app import CommandsByName, app
from atmp_logistics.cli.plain_calls import plain_values

DATA = Path(__file__).parents[2] / "notebooks" / "data"
SAMPLE = ["validate", "events.csv", "--readings", "nitrogen_log.csv", "--site", "site.toml"]
PLAIN = [
    SAMPLE,
    ["validate", "a.csv"],
    ["validate", "a.csv", "--tz", "UTC", "b.csv"],
    [
        "validate",
        "--readings",
        "one",
        "--readings",
        "CODE=two",
        "a b.csv",
        "--when",
        "state=frozen",
        "--tz",
        "Europe/Rome",
    ],
    ["validate", "a.csv", "--catalogue", "own", "--catalogue", "others", "--html", "out.html", "--expect", "T/B"],
    ["plan", "kymriah-eu", "--at", "administration_start=2026-11-24 10:44", "--tz", "UTC", "--json", "plan.json"],
    ["deadlines", "events.csv", "--now", "2026-11-24 10:44", "--site", "site.toml"],
    ["simulate", "kymriah-eu", "--step", "thaw=2 to 4 min"],
    ["explain", "W201"],
]
#: By what typer alone reads: choices, numbers, dates, an option written with a sign, empty or twice, an argument too few.
OF_TYPER = [
    [],
    ["--help"],
    ["a.csv", "--help"],
    ["a.csv", "--nope", "x"],
    ["a.csv", "--tz"],
    ["a.csv", "--tz", "-05:00"],
    ["a.csv", "--tz=UTC"],
    ["a.csv", "--tz", ""],
    ["a.csv", "--tz", "UTC", "--tz", "Europe/Rome"],
    ["a.csv", "--date-order", "dmy"],
    ["a.csv", "--workers", "2"],
    ["a.csv", "--on", "2026-11-24"],
    ["--", "a.csv"],
]


def _command(name: str) -> Any:
    group = typer.main.get_command(app)
    assert isinstance(group, CommandsByName)
    return group.get_command(None, name)


def _read_by_typer(command: Any, words: list[str]) -> dict[str, Any]:
    context = command.context_class(command, info_name=command.name)
    TyperCommand.parse_args(command, context, list(words))
    return dict(context.params)


@pytest.mark.parametrize("call", PLAIN, ids=" ".join)
def test_a_plain_call_has_the_values_that_typer_reads(call: list[str]) -> None:
    command = _command(call[0])
    values = plain_values(command.params, call[1:])
    assert values is not None
    assert values == _read_by_typer(command, call[1:])


def test_an_argument_too_many_is_typers() -> None:
    assert plain_values(_command("explain").params, ["W201", "W202"]) is None


def test_a_call_that_lacks_an_option_is_typers() -> None:
    assert plain_values(_command("deadlines").params, ["events.csv", "--site", "site.toml"]) is None


@pytest.mark.parametrize("words", OF_TYPER, ids=" ".join)
def test_any_other_call_is_typers(words: list[str]) -> None:
    assert plain_values(_command("validate").params, words) is None


def test_a_file_that_must_not_be_read_is_refused_by_typer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "events.csv"
    record.write_text("therapy_id,event\n", encoding="utf-8")
    params = _command("validate").params
    assert plain_values(params, [str(record)]) is not None
    monkeypatch.setattr("atmp_logistics.cli.plain_calls.os.access", lambda _, mode: mode == os.F_OK)
    assert plain_values(params, [str(record)]) is None


def test_a_version_of_typer_that_keeps_no_types_reads_every_call_itself() -> None:
    class Bare:
        name, opts, multiple, default, param_type_name = "events", ["events"], False, None, "argument"

    assert plain_values([Bare()], ["a.csv"]) is None


def test_the_sample_is_judged_without_what_it_does_not_need() -> None:
    code = (
        f"import sys; sys.argv[1:] = {SAMPLE!r}\n"
        "from atmp_logistics.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        "print(*sorted(sys.modules))\nsys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=DATA, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.splitlines()[-1].split())
    assert {"pandas", "pyarrow", "atmp_logistics.ingest.readings.canonical"} <= loaded
    others = {
        "pydantic",
        "matplotlib",
        "pint",
        "openpyxl",
        "icalendar",
        "scipy",
        "dask",
        "rich.progress",
        "rich.markdown",
    }
    assert loaded & others == set()
    families = {name for name in loaded if name.startswith("atmp_logistics.ingest.loggers.")}
    assert families == set()
    commands = {
        name for name in loaded if name in {f"atmp_logistics.cli.{one}" for one in ("plan", "simulate", "catalogue")}
    }
    assert commands == set()
