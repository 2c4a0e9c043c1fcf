"""`validate --errors collect`: the therapies at fault are named, the others judged, and the whole is not conforming."""

from __future__ import annotations

from pathlib import Path

from test_cli import call

_EVENTS = """therapy_id,event,time,product
T1,thaw_end,2026-11-10T10:04Z,kymriah-eu
T1,administration_end,2026-11-10T10:30Z,kymriah-eu
T2,thaw_end,soon,kymriah-eu
T2,administration_end,2026-11-10T10:30Z,kymriah-eu
"""


def test_a_therapy_at_fault_is_named_and_the_others_are_judged(tmp_path: Path) -> None:
    events = tmp_path / "events.csv"
    events.write_text(_EVENTS, "utf-8")
    refused = call("validate", str(events), "--rules", "W201")
    assert refused.exit_code == 2
    judged = call("validate", str(events), "--rules", "W201", "--errors", "collect")
    assert judged.exit_code == 3
    assert "Set aside, not judged" in judged.output
    assert "therapy T2" in judged.output
    assert "T1: CONFORMS" in judged.output


def test_another_word_is_refused(tmp_path: Path) -> None:
    events = tmp_path / "events.csv"
    events.write_text(_EVENTS, "utf-8")
    refused = call("validate", str(events), "--errors", "ignore")
    assert refused.exit_code == 2
    assert "collect" in refused.output
