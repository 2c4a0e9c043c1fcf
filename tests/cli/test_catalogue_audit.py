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


def test_complete_puts_the_numbers_of_a_label_beside_each_gap_as_comments(tmp_path):
    label, out = tmp_path / "label.txt", tmp_path / "mine.toml"
    label.write_text(SMPC.replace("Tecartus", "Carvykti"), "utf-8")
    run = CliRunner().invoke(app, ["catalogue", "complete", "carvykti-eu", "--label", str(label), "--out", str(out)])
    assert run.exit_code == 0, run.output
    lines = [line for line in out.read_text("utf-8").splitlines() if "candidate:" in line]
    assert any("1 year -> 12 months; section 6.3, line 25" in line for line in lines)
    assert all(line.startswith("#") for line in lines)
