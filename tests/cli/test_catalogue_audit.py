"""`catalogue audit`: its exit codes, and what it prints."""

import pytest
from made_up_label import SMPC, label_text
from typer.testing import CliRunner

from atmp_logistics.cli.app import app


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (SMPC, 0, "25 of 25 limits are in the label"),
        (label_text(("within 3 hours", "within 4 hours")), 1, "Numbers of the label that contradict the file"),
        (label_text(("Tecartus", "Kymriah")), 2, "expected the label of Tecartus"),
    ],
)
def test_exit_codes(tmp_path, text, code, words):
    path = tmp_path / "label.txt"
    path.write_text(text, "utf-8")
    run = CliRunner().invoke(app, ["catalogue", "audit", "tecartus-uk", "--label", str(path)])
    assert (run.exit_code, words in " ".join(run.output.split())) == (code, True), run.output
