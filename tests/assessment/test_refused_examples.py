"""Worked examples that cannot be read or judged: each fault with its file, and a refusal as an outcome of its own."""

import pytest

import atmp_logistics as atmp
from atmp_logistics.assessment.examples import read_examples, run_example
from atmp_logistics.core.errors import AtmpError

EXAMPLE = """[[example]]
name = "an infusion in time"
product = "kymriah-eu"
verdict = "conforms"
events = "therapy_id,event,time\\nT,thaw_end,2026-11-10T10:00Z"
"""


def test_every_fault_of_every_file_is_named_at_once(tmp_path):
    (tmp_path / "one.examples.toml").write_text("name = ", "utf-8")
    (tmp_path / "two.examples.toml").write_text(EXAMPLE + 'site = { resolution = "5 kg" }\n', "utf-8")
    with pytest.raises(AtmpError) as refused:
        read_examples(tmp_path)
    text = str(refused.value)
    assert "one.examples.toml" in text
    assert "a TOML file in UTF-8" in text
    assert "two.examples.toml, site" in text


def test_an_example_that_is_refused_says_why(tmp_path):
    path = tmp_path / "one.examples.toml"
    path.write_text(EXAMPLE.replace("10:00Z", "half past ten"), "utf-8")
    (example,) = read_examples(path)
    outcome = run_example(example, atmp.load_catalogue())
    assert (outcome.verdict, outcome.holds) == ("refused", False)
    assert "half past ten" in str(outcome.why)
