"""The page on cohorts shows what the code prints, to the letter."""

import doctest
import re

from places import ROOT

PAGE = ROOT / "docs" / "cohort.md"
FENCED = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_example_on_the_page_prints_what_it_says(monkeypatch):
    monkeypatch.chdir(PAGE.parents[1])
    text = PAGE.read_text("utf-8")
    examples = [one for block in FENCED.findall(text) for one in doctest.DocTestParser().get_examples(block)]
    assert len(examples) > 10
    runner = doctest.DocTestRunner(verbose=False)
    page = doctest.DocTest(examples, {}, PAGE.name, str(PAGE), 0, text)
    said = []
    runner.run(page, out=said.append, clear_globs=False)
    assert not said, "".join(said)


def test_the_page_names_what_it_uses():
    text = PAGE.read_text("utf-8")
    assert "invented" in text
    assert "turnaround" in text
