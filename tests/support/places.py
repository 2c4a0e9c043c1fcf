"""Where the tests find their files: the repository, made-up files, and the real ones, which stand outside of it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
DATA = TESTS / "data"
MADE_UP = DATA / "loggers"
MADE_UP_EVENTS = DATA / "events"
#: The folder of real exports, label files and facts, where it is at hand.
SHARED = os.environ.get("ATMP_SHARED", "")
real = pytest.mark.skipif(not SHARED, reason="the real files are not in the repository: set ATMP_SHARED")
