"""A user's type checker knows every public name and refuses any other: mypy, strict, and pyright, which editors have."""

import json
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from places import ROOT, TESTS

PACKAGES = (
    "atmp_logistics",
    "atmp_logistics.estimates.cohort",
    "atmp_logistics.plugins.loggers",
    "atmp_logistics.plugins.messages",
    "atmp_logistics.plugins.rules",
    "atmp_logistics.testing",
)
SCRIPT = TESTS / "typed" / "script.py"
NONSENSE = "print(atmp_logistics.nonsense)"


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def by_mypy(script):
    """Return the line and the rule of each error that mypy finds."""
    done = run("mypy", "--strict", "--no-error-summary", "--no-pretty", script)
    found = [line.split(":", 2) for line in done.stdout.splitlines() if ": error: " in line]
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [(int(line), text.rpartition("[")[2].rstrip("]")) for _, line, text in found]


def by_pyright(script):
    """Return the line and the rule of each error that pyright finds."""
    settings = {"include": [str(script)], "extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}
    (script.parent / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    where = ("-p", script.parent / "pyrightconfig.json", "--pythonpath", sys.executable, "--outputjson")
    done = json.loads(run("basedpyright", *where).stdout)
    assert done["summary"]["filesAnalyzed"] == 1
    errors = [one for one in done["generalDiagnostics"] if one["severity"] == "error"]
    return [(one["range"]["start"]["line"] + 1, one["rule"]) for one in errors]


CHECKERS = [
    pytest.param(
        check,
        *rules,
        marks=pytest.mark.skipif(find_spec(tool) is None, reason=f"{tool} belongs to the extra dev"),
        id=tool,
    )
    for tool, check, *rules in (
        ("mypy", by_mypy, "attr-defined", "assert-type"),
        ("basedpyright", by_pyright, "reportAttributeAccessIssue", "reportAssertTypeFailure"),
    )
]


def names_of(package):
    return [f"{package}.{name}" for name in import_module(package).__all__]


@pytest.mark.long
@pytest.mark.parametrize(("check", "unknown", "_other"), CHECKERS)
def test_every_public_name_is_known_and_no_other(check, unknown, _other, tmp_path):
    script = Path(tmp_path, "names.py")
    head = [f"import {package}" for package in PACKAGES]
    uses = [f"print({name})" for package in PACKAGES for name in names_of(package)]
    script.write_text("\n".join([*head, *uses, NONSENSE, ""]), "utf-8")
    assert check(script) == [(len(head) + len(uses) + 1, unknown)]


@pytest.mark.long
@pytest.mark.parametrize(("check", "_unknown", "other"), CHECKERS)
def test_the_main_calls_give_what_they_say(check, _unknown, other, tmp_path):
    """One wrong line is added, so that a checker which resolves nothing is seen."""
    text = SCRIPT.read_text("utf-8") + "assert_type(result, atmp.Plan)\n"
    script = Path(tmp_path, "script.py")
    script.write_text(text, "utf-8")
    assert check(script) == [(len(text.splitlines()), other)]
