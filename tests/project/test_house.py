"""The house keeps its order: layers, names found without registration, docs that say what the code says."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from atmp_logistics.core.event_kinds import EVENTS, NAMES
from atmp_logistics.core.event_words import EVENT_WORDS
from atmp_logistics.rules import all_rules, explain

FORBIDDEN = ("safe to use", "GxP compliant", "is released")


def test_layers_hold():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("code", all_rules())
def test_every_rule_explains_itself(code):
    text = explain(code)
    assert text.splitlines()[0].endswith("?")
    for section in ("Why it matters", "Sources", "Common causes", "What to do"):
        assert f"\n{section}\n{'-' * len(section)}\n" in text
    doc = all_rules()[code].__doc__
    for verdict in ("conforms", "indeterminate"):
        assert verdict in doc.partition("Examples")[2]


def test_the_manual_lists_every_rule_with_its_question():
    rows = re.findall(
        r"^\| \[([A-Z]\d{3})\]\(\S+\) \| (.+\?) \|", (ROOT / "docs/manual/README.md").read_text("utf-8"), re.MULTILINE
    )
    assert dict(rows) == {code: explain(code).splitlines()[0] for code in all_rules()}


def test_no_two_events_share_a_name():
    listed = [name for kind in EVENTS.values() for name in (kind.name, *kind.synonyms)]
    assert len(listed) == len(set(listed))
    assert len(NAMES) == len({*listed, *EVENT_WORDS})


def test_nothing_promises_what_only_a_person_decides():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("atmp_logistics/**/*.py")]:
        text = path.read_text("utf-8")
        assert not [word for word in FORBIDDEN if word in text], path


def test_import_is_light():
    loads = "import sys, atmp_logistics; print(sorted({'pandas', 'numpy', 'pint', 'matplotlib'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_rules_page_is_current():
    for name in ("rules", "vocabulary", "command_line"):
        page = runpy.run_path(str(ROOT / "docs" / f"make_{name}.py"))["render"]()
        assert (ROOT / "docs" / f"{name}.md").read_text("utf-8") == page, f"run: python docs/make_{name}.py"
