"""The page on planning shows what the library says today."""

import runpy

from places import ROOT


def test_the_planning_page_is_current(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    page = runpy.run_path(str(ROOT / "docs" / "make_planning.py"))["render"]()
    assert (ROOT / "docs" / "planning.md").read_text("utf-8") == page, "run: python docs/make_planning.py"


def test_the_page_gives_the_measured_example():
    page = (ROOT / "docs" / "planning.md").read_text("utf-8")
    for said in ("thaw start, bag 1           -          10:32          10:32   11:10", "10:44                 0.912"):
        assert said in page
