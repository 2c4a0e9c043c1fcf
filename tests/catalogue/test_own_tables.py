"""Tables of product files that a plug-in's rule claims: read by it, kept as written, and refused where nobody claims them."""

import dataclasses
from datetime import date

import pytest
from invented_label import PRODUCT
from made_plugins import folder_of, rule

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import CatalogueError, PluginError, UsageError
from atmp_logistics.core.limits import OwnLimit
from atmp_logistics.core.plugins import plugins_from
from atmp_logistics.report.products.text import render_text

READS = """
TABLE = "seal"
def read_limit(item):
    return {"at": item.moment("at"), "times": item.number("times"), "words": tuple(item.take("words", default=[]))}
"""
TABLES = """
[[x.seal]]
code = "one"
at = "thaw_end"
words = ["broken"]
section = "4.2"
[[x.seal]]
code = "two"
at = "product_received"
obligation = "should"
"""


@pytest.fixture
def reads(tmp_path):
    def load(more=READS):
        return plugins_from(folder_of(tmp_path / "ward", rules__own=rule() + more))

    return load


def refused(limits, error=CatalogueError):
    with pytest.raises(error) as refusal:
        sandbox_product(limits)
    return str(refusal.value)


def test_a_claimed_table_is_read_and_kept_as_written(reads):
    with reads():
        product = sandbox_product(TABLES)
    one, two = product.own_limits
    assert (one.code, one.table, one.citation.section, one.obligation) == ("one", "seal", "4.2", "shall")
    assert one.values == {"at": "thaw_end", "times": None, "words": ("broken",)}
    assert two.obligation == "should"
    assert product.own_tables == {
        "seal": (
            {"code": "one", "at": "thaw_end", "words": ("broken",), "section": "4.2"},
            {"code": "two", "at": "product_received", "obligation": "should"},
        )
    }
    with pytest.raises(TypeError, match="frozen"):
        product.own_tables["seal"] = ()
    assert [limit.code for limit in product.requirements()] == ["one", "two"]


def test_a_product_with_such_a_table_is_written_as_toml_and_read_back(reads):
    with reads(READS.replace("words", "share")):
        product = sandbox_product(TABLES.replace("words = [", "share = [0.5, 1, true, 2031-10-11, "))
        text = product.to_toml()
        assert atmp.parse_product(text) == product
        changed = dataclasses.replace(product.own_limits[0], values={"at": "thaw_start"})
        other = product.with_limit(changed)
        assert other.own_limits[0].citation.evidence == "what-if"
        with pytest.raises(CatalogueError, match="what a product file cannot hold"):
            other.to_toml()
        with pytest.raises(UsageError, match="a limit with numbers"):
            product.with_limit("one", at="thaw_start")


def test_such_a_table_stands_on_the_page_of_its_product(reads):
    with reads():
        said = render_text(sandbox_product(TABLES), 100)
    assert said[said.index("Judged by rules of plug-ins") :].splitlines()[1:6] == [
        "  one  seal, at = thaw_end, words = broken",
        "  section 4.2 (local)",
        "  two  seal, at = product_received",
        "  should; (local)",
        "",
    ]


def test_a_product_without_such_tables_has_none():
    assert sandbox_product("").own_tables == {}
    assert sandbox_product("[x]").own_limits == ()


def test_a_product_file_of_a_folder_holds_such_a_table(reads, tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "x.toml").write_text(PRODUCT + TABLES, "utf-8")
    with reads():
        assert len(atmp.load_catalogue(tmp_path / "labels").versions("example-eu")[0].own_limits) == 2
    (tmp_path / "labels" / "y.toml").write_text(PRODUCT.replace("example-eu", "y-eu") + TABLES, "utf-8")
    with pytest.raises(CatalogueError, match="a table that no plug-in here claims"):
        atmp.load_catalogue(tmp_path / "labels")


def test_a_table_that_no_plug_in_claims_is_refused_and_says_what_may_be_missing(reads):
    said = refused(TABLES)
    assert "trial.toml.x.seal: found a table that no plug-in here claims" in said
    assert "expected a table of a plug-in's rule: none is here" in said
    assert "install the package whose rule claims [[x.seal]], or name its folder of plug-ins (--plugins)" in said
    with reads():
        said = refused(TABLES.replace("x.seal", "x.seals"))
    assert "seal (rule TEST101 of the file rules/own.py of the folder ward)" in said
    assert "did you mean 'seal'?" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('at = "thaw_end"', 'at = "thawed_somehow"', "x.seal[0].at: found 'thawed_somehow'"),
        ('words = ["broken"]', 'word = ["broken"]', "x.seal[0].word: found an unknown key"),
        ('code = "two"', 'code = "one"', "'one' twice"),
        ('[[x.seal]]\ncode = "one"', '[x.seal]\ncode = "one"', "Cannot declare"),
        ('code = "one"', "", "x.seal[0].code: found nothing"),
    ],
)  # fmt: skip
def test_a_fault_in_a_claimed_table_has_its_path(reads, old, new, words):
    with reads():
        if words == "Cannot declare":
            assert "x.seal: found" in refused('[x]\nseal = "whole"')
        else:
            assert words in refused(TABLES.replace(old, new))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("1 / 0", "read_limit raised ZeroDivisionError: division by zero"),
        ("raise SystemExit(0)", "read_limit raised SystemExit: 0"),
        ("return None", "read_limit returned None, expected values by name"),
        ("return {'at': object}", "expected values by name, each one of str, int, float, date"),
        ("return {1: 'x'}", "read_limit returned {1: 'x'}"),
    ],
)
def test_a_reader_that_fails_is_named(reads, body, words):
    with reads(f"\nTABLE = 'seal'\ndef read_limit(item):\n    item.take('at')\n    {body}\n"):
        said = refused("[[x.seal]]\ncode = 'one'\nat = 'thaw_end'", PluginError)
    assert words in said
    assert "trial.toml.x.seal[0], read by the rule TEST101 of the file rules/own.py of the folder ward" in said


def test_a_reader_that_fails_after_a_fault_of_the_file_lets_the_fault_be_said(reads):
    with reads("\nTABLE = 'seal'\ndef read_limit(item):\n    return {'at': {}[item.moment('at')]}\n"):
        assert "x.seal[0].at: found 'never'" in refused("[[x.seal]]\ncode = 'one'\nat = 'never'")


def test_a_limit_of_an_own_table_made_in_python_is_held_to_the_same():
    good = {"code": "own", "citation": Citation("SOP 1"), "table": "seal"}
    assert OwnLimit(**good, values={"until": date(2031, 1, 1), "words": ["a"]}).values["words"] == ("a",)
    for values in ({"at": object}, {1: "x"}, 5):
        with pytest.raises(CatalogueError, match="values by name"):
            OwnLimit(**good, values=values)
