"""What is excused from coverage or from mutation says why, so that nobody excuses by habit."""

import re

import pytest
from places import ROOT

EXCUSE = re.compile(r"#\s*pragma:\s*no (?:cover|branch|mutate)(.*)$", re.MULTILINE)
REASON = re.compile(r"^(?: block| start| end)?(?: - | – |: |, )\w[^\n]{9,}$")


def excuses():
    for path in sorted((ROOT / "atmp_logistics").rglob("*.py")):
        yield from ((path, found.group(1).rstrip()) for found in EXCUSE.finditer(path.read_text("utf-8")))


def test_every_excused_line_says_why():
    assert [f"{path.relative_to(ROOT)}: {rest!r}" for path, rest in excuses() if not REASON.match(rest)] == []


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("x()  # pragma: no cover - only on Windows, where files are locked", True),
        ("x()  # pragma: no mutate: a faster form of the same", True),
        ("x()  # pragma: no cover", False),
        ("x()  # pragma: no cover - ok", False),
        ("x()  # pragma: no branch", False),
    ],
)
def test_what_is_a_reason(line, holds):
    (rest,) = EXCUSE.findall(line)
    assert bool(REASON.match(rest.rstrip())) is holds
