"""Product files: what is read, and thirty ways in which one is refused, each with its path and its fix."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from atmp_logistics.catalogue.catalogue import load_catalogue, load_product
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.catalogue.product_list import list_products
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import CatalogueError, UnknownProduct
from atmp_logistics.timing.label_consistency import contradictions

GOOD = """
schema = 1
slug = "x"
name = "X"
inn = "examplecel"
jurisdiction = "EU"
atmp_class = "gene therapy"
origin = "autologous"
container = "infusion bag"
[label]
title = "Invented label"
revision = "1"
retrieved = 2026-11-22
url = "https://example.org/x"
evidence = "local"
[[storage]]
code = "frozen"
from = "product_received"
until = "storage_out"
upper = "-120 degC"
shelf_life = { months = 9 }
section = "6.4"
[[window]]
code = "post-thaw"
starts = "thaw_end"
ends = "administration_end"
at_most = "30 min"
within = ["20 degC", "25 degC"]
section = "6.3"
[[precondition]]
code = "one"
before = "administration_end"
after = "thaw_start"
scope = "next container"
[[allowance]]
code = "warm"
storage = "frozen"
upper = "-80 degC"
times = 3
[[budget]]
code = "room"
band = ["8 degC", "25 degC"]
from = "storage_out"
until = "administration_end"
at_most = "24 h"
[[prohibition]]
code = "refreeze"
[[gap]]
code = "refrigerated"
rule = "T101"
"""

FAULTS = [
    ("schema = 1", "schema = 2", ["x.toml.schema", "2"]),
    ('slug = "x"', "", ["x.toml.slug", "nothing"]),
    ('name = "X"', 'name = ""', ["x.toml.name", "not empty"]),
    ('name = "X"', 'name = "X"\ncolour = "red"', ["x.toml.colour", "unknown key"]),
    ('title = "Invented label"', "", ["x.toml.label.title"]),
    ("retrieved = 2026-11-22", 'retrieved = "2026-11-22"', ["x.toml.label.retrieved", "a date"]),
    ('evidence = "local"', 'evidence = "regulatr"', ["x.toml.label.evidence", "'regulator'"]),
    (
        'evidence = "local"',
        'evidence = "local"\nauthorisation_source = { title = "Register" }',
        ["x.toml.label.authorisation_source", "authorisation_ended beside it"],
    ),
    ('evidence = "local"', 'evidence = "local"\nauthorisation_ended = "2024"', ["x.toml.label.authorisation_ended"]),
    (
        'evidence = "local"',
        'evidence = "local"\nlater_revision = { title = "Label" }',
        ["x.toml.label.later_revision.revision", "x.toml.label.later_revision.url"],
    ),
    (
        'evidence = "local"',
        'evidence = "local"\nlater_revision = { revision = "1", url = "https://example.org/1" }',
        ["x.toml.label.later_revision.revision", "another revision than the one read"],
    ),
    (
        'evidence = "local"',
        'evidence = "local"\nlater_revision = { revision = "2", url = "https://example.org/2", when = 2027 }',
        ["x.toml.label.later_revision.when", "unknown key"],
    ),
    ("[label]", "[lable]", ["x.toml.label", "x.toml.lable", "did you mean 'label'"]),
    ('upper = "-120 degC"\n', "", ["storage[0]", "no temperature limit"]),
    ('"-120 degC"', "-120", ["storage[0].upper", "-120 without a unit"]),
    ('"-120 degC"', '"-120"', ["storage[0].upper", "without a unit"]),
    ('"-120 degC"', '"-120 delta_degC"', ["storage[0].upper"]),
    ('"-120 degC"', '"-300 degC"', ["storage[0].upper", "absolute zero"]),
    ('"-120 degC"', '"5 kg"', ["storage[0].upper", "a temperature with its unit"]),
    ('upper = "-120 degC"', 'upper = "2 degC"\nlower = "8 degC"', ["storage[0].lower", "8 to 2 °C"]),
    ('from = "product_received"', 'from = "product_recieved"', ["storage[0].from", "'product_received'"]),
    ('from = "product_received"\n', "", ["storage[0].from", "nothing"]),
    ("{ months = 9 }", '"9 months"', ["storage[0].shelf_life", "months differ in length"]),
    ("{ months = 9 }", "{ monhts = 9 }", ["storage[0].shelf_life.monhts", "did you mean 'months'"]),
    ("{ months = 9 }", "{ months = -9 }", ["storage[0].shelf_life.months", "at least 0"]),
    ('code = "post-thaw"', 'code = "frozen"', ["'frozen' twice"]),
    ('at_most = "30 min"', "at_most = 30", ["window[0].at_most", "30 without a unit"]),
    ('at_most = "30 min"', 'at_most = "1 month"', ["window[0].at_most", "months differ"]),
    ('at_most = "30 min"', 'at_most = "30 min"\nat_least = "1 h"', ["window[0].at_least", "exchange"]),
    ('at_most = "30 min"', 'at_most = "30 min"\nat_most_days = 2', ["window[0]", "make two windows"]),
    ('starts = "thaw_end"\nends = "administration_end"', 'starts = "administration_end"\nends = "thaw_end"', ["window[0].ends", "an end that comes after its start"]),
    ('["20 degC", "25 degC"]', '["25 degC", "20 degC"]', ["window[0].within", "25 to 20 °C"]),
    ('["20 degC", "25 degC"]', '"20 to 25 degC"', ["window[0].within", "a pair"]),
    ('scope = "next container"', 'scope = "next bag"', ["precondition[0].scope", "next container"]),
    ('storage = "frozen"', 'storage = "frosen"', ["allowance[0].storage", "'frosen'"]),
    ('upper = "-80 degC"', 'upper = "-130 degC"', ["allowance[0]", "already holds"]),
    ("times = 3", "times = 0", ["allowance[0].times", "at least 1"]),
    ("times = 3\n", "", ["allowance[0]", "neither at_most nor times"]),
    ("times = 3\n", "times = 3\nuntil_end = true\n", ["allowance[0].until_end", "how long until the end"]),
    ('at_most = "24 h"\n', "", ["budget[0].at_most", "nothing"]),
    ('rule = "T101"', 'rule = "T999"', ["gap[0].rule", "T101"]),
    ('section = "6.3"', 'section = "6.3"\nwhen = { indication = 3 }', ["window[0].when.indication", "in quotes"]),
    ('section = "6.3"', 'section = "6.3"\nsource = { evidence = "hearsay" }', ["window[0].source.evidence"]),
    ('section = "6.3"', 'section = "6.3"\nsource = { title = "A compendium" }', ["window[0].source.evidence", "another text than the label"]),
    ('section = "6.4"', 'section = "6.4"\nshelf_life_source = { title = "A compendium" }', ["storage[0].shelf_life_source.evidence"]),
    (
        'evidence = "local"\n[[storage]]',
        'evidence = "secondary"\n[[storage]]\nsource = { evidence = "regulator" }',
        ["storage[0].source.title", "the text that is regulator"],
    ),
    (
        'evidence = "local"\n[[storage]]',
        'evidence = "other-jurisdiction"\n[[storage]]\nsource = { evidence = "secondary" }',
        ["storage[0].source.title", "the text that is secondary"],
    ),
]  # fmt: skip


def test_a_good_file_is_read_whole():
    product = parse_product(tomllib.loads(GOOD), "x.toml")
    assert len(list(product.requirements())) == 7
    assert product.windows[0].citation.section == "6.3"


@pytest.mark.parametrize(("old", "new", "words"), FAULTS, ids=range(len(FAULTS)))
def test_a_bad_file_is_refused_with_path_and_fix(old, new, words):
    assert old in GOOD
    with pytest.raises(CatalogueError) as refusal:
        parse_product(tomllib.loads(GOOD.replace(old, new, 1)), "x.toml")
    message = str(refusal.value)
    assert all(word in message for word in words), message
    assert all(fault.fix for fault in refusal.value.faults)


def test_all_faults_of_a_file_at_once():
    text = GOOD.replace("-120 degC", "-120").replace("30 min", "30").replace("schema = 1", "schema = 7")
    with pytest.raises(CatalogueError) as refusal:
        parse_product(tomllib.loads(text), "x.toml")
    assert len(refusal.value.faults) == 3


def test_own_folders_add_to_ours_and_take_their_place(tmp_path):
    (tmp_path / "mine.toml").write_text(GOOD.replace('slug = "x"', 'slug = "kymriah-eu"'), "utf-8")
    known = load_catalogue(tmp_path)
    assert load_product("kymriah-eu", known).source == "mine.toml"
    assert load_product("kymriah-eu").source == "kymriah-eu.toml"
    assert set(load_catalogue()) <= set(known)


def test_two_files_of_one_slug_are_refused(tmp_path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD, "utf-8")
    with pytest.raises(
        CatalogueError, match=r"b\.toml\.slug: found 'x', expected one file for it on any day, as a\.toml"
    ):
        load_catalogue(tmp_path)


@pytest.mark.parametrize("text", ["not toml at all [", "\xff"])
def test_a_file_that_is_no_toml(tmp_path, text):
    (tmp_path / "a.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(CatalogueError, match="a TOML file in UTF-8"):
        load_catalogue(tmp_path)


def test_unknown_products_suggest_the_nearest():
    with pytest.raises(UnknownProduct, match="did you mean 'kymriah-eu'"):
        load_product("kymriaheu")


def test_the_list_names_every_product_with_its_evidence():
    table = list_products()
    assert len(table) >= 12
    assert set(table["evidence"]) <= {"regulator", "manufacturer", "secondary", "other-jurisdiction"}


TOO_LONG = """
[[window]]
code = "rest"
starts = "thaw_end"
ends = "administration_start"
at_least = "40 min"
section = "6.6"
"""


def test_limits_that_cannot_all_be_kept_are_refused_as_the_file_is_read(tmp_path):
    (tmp_path / "x.toml").write_text(GOOD + TOO_LONG, "utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(tmp_path)
    said = str(refused.value)
    assert "x.toml" in said
    for words in ("30 min", "40 min", "10 min"):
        assert words in said


@pytest.mark.parametrize("slug", sorted(set(list_products()["slug"])))
def test_our_own_labels_limits_can_all_be_kept(slug):
    for product in load_catalogue().versions(slug):
        assert list(contradictions(product)) == []


def test_what_became_of_a_label_is_read_with_its_sources():
    became = """evidence = "local"
authorisation_ended = 2024-12-13
authorisation_source = { title = "Register", url = "https://example.org/register", evidence = "regulator" }
later_revision = { revision = "2", url = "https://example.org/2" }"""
    product = parse_product(tomllib.loads(GOOD.replace('evidence = "local"', became, 1)), "x.toml")
    assert product.authorisation_ended == date(2024, 12, 13)
    assert str(product.authorisation_source) == "Register (regulator)"
    assert (product.later_revision.label, product.later_revision.revision) == ("Invented label", "2")


def test_a_label_is_cited_as_before_when_a_caller_adds_what_became_of_it():
    product = parse_product(tomllib.loads(GOOD), "x.toml")
    assert product.later_revision is product.authorisation_ended is None
    assert replace(product, authorisation_ended=date(2026, 1, 1)).citation == product.citation
    assert replace(product, retrieved=date(2026, 1, 1)).citation == product.citation


def test_what_became_of_a_label_is_of_its_kind():
    product = parse_product(tomllib.loads(GOOD), "x.toml")
    for wrong in ({"authorisation_ended": "2024"}, {"authorisation_source": "a register"}, {"later_revision": "2"}):
        with pytest.raises(CatalogueError, match=next(iter(wrong))):
            replace(product, **wrong)


def test_citations_that_other_people_read_are_not_one():
    assert Citation("Label") != Citation("Label", read_by=("A. Reader",), read_on=date(2026, 11, 22))
