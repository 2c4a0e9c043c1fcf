"""Each hostile file through each command that reads it: refused with exit code 2, by its name, and nothing else."""

import pytest
from hostile_files import EVENTS, EVERY, call
from typer.testing import CliRunner

from atmp_logistics.cli.app import app

#: By day each file through one command, and TOML through all that read it.
QUICK = [
    (name, command)
    for name, one in EVERY.items()
    if not one.nightly
    for command in one.commands[: 3 if one.file.endswith(".toml") else 1]
]


@pytest.mark.parametrize(("name", "command"), QUICK)
def test_a_hostile_file_is_refused(tmp_path, monkeypatch, name, command):
    monkeypatch.chdir(tmp_path)
    one = EVERY[name]
    (tmp_path / one.file).write_bytes(one.made())
    (tmp_path / "events.csv").write_text(EVENTS, "utf-8")
    run = CliRunner().invoke(app, call(command, one.file))
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    assert run.exit_code in one.exits, run.output
    if run.exit_code == 2:
        assert "REFUSED" in run.stderr
        assert one.words in run.stderr
        # Of a step the place in the file is named: a call has one such file.
        assert one.file in run.stderr or command == "steps"
