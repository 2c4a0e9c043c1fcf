"""The manual of the rules says what their tests say."""

import subprocess
import sys

import pytest
from places import ROOT


@pytest.mark.long
def test_the_manual_is_current():
    run = subprocess.run(
        [sys.executable, ROOT / "docs" / "make_manual.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-500:]
