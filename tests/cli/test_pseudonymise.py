"""The command `pseudonymise`: a key is made once, and a record is written that is read back."""

from typer.testing import CliRunner

from atmp_logistics import read_events
from atmp_logistics.cli.app import app

RECORD = "therapy_id,container_id,event,time,note\nanna,B1,thaw_end,2026-11-10T10:00Z,\nanna,B1,administration_end,2026-11-10T10:20Z,{}\n"


def run(*words):
    return CliRunner().invoke(app, ["pseudonymise", *map(str, words)])


def test_a_record_is_written_and_read_back(tmp_path):
    source, key, out = tmp_path / "ward.csv", tmp_path / "key", tmp_path / "out.csv"
    source.write_text(RECORD.format(""), "utf-8")
    found = run(source, "--key", key, "--out", out, "--new-key")
    assert (found.exit_code, "pseudonyms stand in the columns therapy_id" in found.output) == (0, True), found.output
    log = read_events(out)
    assert log.table["therapy_id"].str.startswith("PSN-").all()
    assert "anna" not in out.read_text("utf-8")
    again = run(source, "--key", key, "--out", tmp_path / "second.csv")
    assert again.exit_code == 0
    assert (tmp_path / "second.csv").read_bytes() == out.read_bytes()
    assert run(source, "--key", key, "--out", tmp_path / "third.csv", "--new-key").exit_code == 2
    assert run(source, "--key", key, "--out", out).exit_code == 2


def test_free_text_needs_a_word(tmp_path):
    source, key = tmp_path / "ward.csv", tmp_path / "key"
    source.write_text(RECORD.format("ring anna"), "utf-8")
    found = run(source, "--key", key, "--out", tmp_path / "out.csv", "--new-key")
    assert found.exit_code == 2
    assert not (tmp_path / "out.csv").exists()
    assert run(source, "--key", key, "--out", tmp_path / "out.csv", "--free-text", "drop").exit_code == 0
    assert "anna" not in (tmp_path / "out.csv").read_text("utf-8")
