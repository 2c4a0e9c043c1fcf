"""Completions: what a hospital read in its label closes our gaps and confirms what we read at second hand, by number."""

import json
import re
import shutil
import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from atmp_logistics import load_catalogue, load_product
from atmp_logistics.catalogue.apply_completion import completed
from atmp_logistics.catalogue.completion import parse_completion
from atmp_logistics.catalogue.completion_template import template_of
from atmp_logistics.catalogue.confirmed_numbers import confirmable, repeated
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import CatalogueError
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.timing.label_consistency import contradictions

CATALOGUE = load_catalogue()
#: Made-up products: of one, numbers were not read; of the other, some were read at second hand.
BASES = Path(__file__).parents[1] / "data" / "completions"
MADE_UP_PRODUCTS = load_catalogue(BASES)
EVERY = [product for slug in sorted(CATALOGUE) for product in CATALOGUE.versions(slug)]
IN_USE = {"closes": "in-use", "starts": "thaw_end", "ends": "administration", "at_most": "2.5 h", "section": "6.3"}
LIFE = {"closes": "shelf-life", "storage": "frozen", "life": {"months": 9}, "section": "6.3"}
NONE = {"closes": "lymphodepletion-to-infusion", "section": "4.2"}
SECONDCEL_LIFE = {"code": "frozen", "shelf_life": {"months": 12}, "section": "6.3"}
SECONDCEL_BAND = {"code": "post-thaw", "starts": "thaw_end", "ends": "administration", "within": ["20 degC", "25 degC"]}
SECONDCEL_BAND |= {"section": "6.3"}
#: What stands in a made-up label, by the key of a template's blank.
MADE_UP = {
    "upper": '"-120 degC"', "at_most": '"1000 h"', "within": '["-200 degC", "40 degC"]', "at_least_days": "0",
    "at_most_days": "30", "life": "{ months = 12 }", "section": '"6.3"', "title": '"Made-up SmPC"', "revision": '"7"',
    "by": '"A. Berg"', "again_by": '"B. Dahl"', "on": "2026-11-22",
}  # fmt: skip


def made(slug="madecel-eu", *, revision=None, again="", read=None, **tables):
    product = load_product(slug, MADE_UP_PRODUCTS)
    table = {
        "extends": slug,
        "base_revision": revision or product.citation.revision,
        "label": {"title": "Made-up SmPC", "revision": "7", "url": ""},
        "read": {"by": "A. Berg", "again_by": again, "on": date(2026, 11, 22)} | (read or {}),
    }
    return table | tables


def apply(slug="madecel-eu", **tables):
    return completed(load_product(slug, MADE_UP_PRODUCTS), [parse_completion(made(slug, **tables), "mine.toml")])


def refused(slug="madecel-eu", **tables):
    with pytest.raises(CatalogueError) as error:
        apply(slug, **tables)
    return str(error.value)


def written(folder, slug="madecel-eu", name=None, **tables):
    shutil.copytree(BASES, folder, dirs_exist_ok=True)
    lines, text = made(slug, **tables), ""
    for key, value in sorted(lines.items(), key=lambda item: isinstance(item[1], (dict, list))):
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                text += f"{key} = {json.dumps(one, ensure_ascii=False)}\n"
                continue
            text += f"[[{key}]]\n" if isinstance(value, list) else f"[{key}]\n"
            text += "".join(f"{inner} = {_toml(part)}\n" for inner, part in one.items())
    path = folder / (name or f"{slug}.completion.toml")
    path.write_text(text, "utf-8")
    return path


def _toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def test_a_gap_is_closed_by_a_limit_a_shelf_life_or_the_statement_that_there_is_none():
    product = apply(window=[IN_USE], shelf_life=[LIFE], none=[NONE])
    assert product.unread_limits == ()
    assert (product.windows[-1].code, product.windows[-1].at_most_s) == ("in-use", 9000.0)
    assert product.storage[0].shelf_life.months == 9
    stated = product.instructions[-1]
    assert (stated.code, stated.note) == ("lymphodepletion-to-infusion", "The label states none")


def test_a_completed_limit_says_which_label_was_read_by_whom():
    cited = apply(window=[IN_USE], again="B. Dahl").windows[-1].citation
    assert (cited.label, cited.section, cited.revision, cited.evidence) == ("Made-up SmPC", "6.3", "7", "local")
    assert (cited.read_by, cited.read_on) == (("A. Berg", "B. Dahl"), date(2026, 11, 22))
    assert apply(window=[IN_USE]).windows[-1].citation.read_by == ("A. Berg",)


def test_limits_at_second_hand_are_confirmed_by_repeating_their_numbers():
    product = apply("secondcel-eu", confirm=[SECONDCEL_LIFE, SECONDCEL_BAND])
    store = product.storage[0]
    assert (store.citation.evidence, store.shelf_life_citation.evidence) == ("regulator", "local")
    assert next(one for one in product.windows if one.code == "post-thaw").citation.evidence == "local"


def test_a_check_of_identity_and_a_prohibition_at_second_hand_are_confirmed():
    text = (BASES / "secondcel-eu.toml").read_text("utf-8")
    (source,) = set(re.findall(r"(?m)^source = .*$", text))
    text += (
        f'{source}\n\n[[check]]\ncode = "identity"\nat = "thaw_start"\nidentifiers = ["patient identity"]\n{source}\n'
    )
    product = parse_product(tomllib.loads(text), "checked.toml")
    forbidden = {"code": "refreeze", "forbids": ["refrozen"], "section": "6"}
    table = made("secondcel-eu", confirm=[forbidden, {"code": "identity", "section": "6"}])
    found = completed(product, [parse_completion(table, "mine.toml")])
    assert {one.citation.evidence for one in (*found.checks, *found.prohibitions)} == {"local"}
    table = made("secondcel-eu", confirm=[forbidden | {"forbids": ["storage_in"]}])
    with pytest.raises(CatalogueError, match=r"confirm\[0\]\.forbids"):
        completed(product, [parse_completion(table, "mine.toml")])


def test_a_limit_at_second_hand_is_replaced_where_the_label_differs():
    band = {
        "replaces": "post-thaw",
        "starts": "thaw_end",
        "ends": "administration_end",
        "within": ["2 degC", "25 degC"],
    }
    found = apply("secondcel-eu", window=[band | {"section": "6.3"}])
    (mine,) = [one for one in found.windows if one.code == "post-thaw"]
    assert (mine.within.lower_degC, mine.ends) == (2.0, "administration_end")
    life = {"replaces": "frozen", "life": {"months": 18}, "section": "6.3"}
    assert apply("secondcel-eu", shelf_life=[life]).storage[0].shelf_life.months == 18


@pytest.mark.parametrize(
    ("slug", "tables", "words"),
    [
        ("secondcel-eu", {"confirm": [SECONDCEL_LIFE | {"shelf_life": {"months": 21}}]}, "replaces = 'frozen'"),
        ("secondcel-eu", {"confirm": [SECONDCEL_BAND | {"within": ["20 degC", "52 degC"]}]}, "confirm[0].within"),
        ("secondcel-eu", {"confirm": [{k: v for k, v in SECONDCEL_BAND.items() if k != "within"}]}, "confirm[0].within: found nothing"),
        ("secondcel-eu", {"confirm": [{k: v for k, v in SECONDCEL_BAND.items() if k != "starts"}]}, "confirm[0].starts: found nothing"),
        ("secondcel-eu", {"confirm": [SECONDCEL_BAND | {"starts": "thaw_start"}]}, "starts: found thaw_start, expected what our file has"),
        ("secondcel-eu", {"confirm": [SECONDCEL_BAND | {"ends": "administration_start"}]}, "(administration), which is to be"),
        ("secondcel-eu", {"confirm": [{"code": "thaw-to-infusion", "at_most": "1 h", "section": "6"}]}, "catalogue copy"),
        ("secondcel-eu", {"confirm": [{"code": "frozen", "upper": "-130 degC", "section": "6"}]}, "upper: found an unknown"),
        ("secondcel-eu", {"confirm": [{"code": "nothing", "section": "6"}]}, "a limit read at second hand (frozen, post-thaw)"),
        ("madecel-eu", {"window": [IN_USE | {"closes": "in-us"}]}, "did you mean 'in-use'?"),
        ("madecel-eu", {"window": [IN_USE | {"closes": "shelf-life"}]}, "what S301 asks"),
        ("madecel-eu", {"window": [IN_USE | {"at_most": "2.5"}]}, "window[0].at_most"),
        ("madecel-eu", {"window": [IN_USE | {"at_least": "3 h"}]}, "exchange the two"),
        ("madecel-eu", {"window": [{"closes": "in-use"}]}, "window[0].section: found nothing"),
        ("madecel-eu", {"window": [IN_USE | {"source": {"title": "x"}}]}, "window[0].source"),
        ("madecel-eu", {"window": [{k: v for k, v in IN_USE.items() if k != "closes"}]}, "one of closes and replaces"),
        ("madecel-eu", {"window": [IN_USE | {"when": {"indication": "ALL"}}]}, "what the label says in every case"),
        ("madecel-eu", {"window": [IN_USE, IN_USE]}, "the code 'in-use' twice"),
        ("madecel-eu", {"shelf_life": [LIFE | {"storage": "fridge"}]}, "the storage that it belongs to (frozen)"),
        ("madecel-eu", {"storage": [{"closes": "shelf-life"}]}, "storage[0]: found no temperature limit"),
        ("madecel-eu", {"none": [{"replaces": "refreeze", "section": "6"}]}, "corrected, not removed"),
        ("madecel-eu", {"window": "x"}, "write each as [[window]]"),
        ("madecel-eu", {"read": {"by": " "}}, "read.by"),
        ("madecel-eu", {"read": {"on": ""}}, "read.on"),
        ("madecel-eu", {"read": {"again_by": 3}}, "read.again_by"),
        ("madecel-eu", {"again": "a.  BERG".replace("  ", " ")}, "another person"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(slug, tables, words):
    assert words in refused(slug, **tables)


def test_two_conditions_of_a_gap_close_it_together():
    by = [IN_USE | {"when": {"indication": name}} for name in ("ALL", "DLBCL")]
    assert len(apply(window=by).unread_limits) == 2


@pytest.mark.parametrize("product", EVERY, ids=lambda product: product.source)
def test_every_gap_and_every_limit_at_second_hand_is_completed_by_filling_in_the_template(product):
    lines = []
    limits = [one for one in product.requirements() for _ in confirmable(one)]
    text = template_of(product)
    head, *blocks = re.split(r"(?m)^(?=# -- )", text)
    gaps, confirms = blocks[: len(product.unread_limits)], blocks[len(product.unread_limits) :]
    assert len(confirms) == len(limits)
    lines += [_filled(line) for line in head.splitlines()]
    for block in gaps:
        lines += [_filled(line[2:]) for line in block.splitlines() if not line.startswith(("# --", "# #"))]
    table = tomllib.loads("\n".join(lines))
    table["confirm"] = []
    for block, limit in zip(confirms, limits, strict=True):
        keys = [line[2:].split(" =")[0] for line in block.splitlines() if " = " in line]
        (whole,) = tomllib.loads("\n".join(line[2:] for line in block.splitlines()[2:]))["confirm"]
        days = {key: getattr(limit, key, None) for key in ("at_least_days", "at_most_days")}
        raw = days | _raw(product, limit)
        table["confirm"].append(
            whole | {key: raw[key] for key in keys if key in raw and key != "when"} | {"section": "6"}
        )
    found = completed(product, [parse_completion(table, "filled.toml")])
    assert found.unread_limits == ()
    assert not [one.code for one in found.requirements() if confirmable(one)]
    assert not list(contradictions(found))


def _filled(line):
    key = line.split(" =")[0]
    if "mL/kg/h" in line:
        return f'{key} = "2.6 mL/kg/h"'
    return f"{key} = {MADE_UP[key]}" if (key in MADE_UP and '""' in line) or key == "life" else line


def _raw(product, limit):
    (path,) = [path for path in CATALOGUE[product.slug] if path.name == product.source]
    table = tomllib.loads(path.read_text("utf-8"))
    every = [one for value in table.values() if isinstance(value, list) for one in value] + [
        table.get("expiry", {}) | {"code": "expiry"}
    ]
    return next(
        one for one in every
        if one["code"] == limit.code
        and {k: tuple([v] if isinstance(v, str) else v) for k, v in one.get("when", {}).items()} == dict(limit.when)
    )  # fmt: skip


TABLES = {"window": IN_USE, "shelf_life": LIFE, "none": NONE}


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(TABLES))), st.booleans())
def test_completing_changes_nothing_that_it_does_not_name(chosen, stale):
    before = load_product("madecel-eu", MADE_UP_PRODUCTS)
    tables = {name: [TABLES[name]] for name in chosen}
    after = apply(revision="another" if stale else None, **tables)
    closed = set() if stale else {TABLES[name]["closes"] for name in chosen}
    assert {one.code for one in after.unread_limits} == {one.code for one in before.unread_limits} - closed
    mine = {one.code: one for one in after.requirements()}
    life = "shelf_life" in chosen and not stale
    for one in before.requirements():
        assert one.code in closed or mine[one.code] == one or (life and one.code == "frozen")
    assert mine["frozen"].range == before.storage[0].range
    assert (after == before) or not stale


def test_numbers_are_compared_as_quantities():
    product, faults = load_product("kymriah-eu"), []
    stated = {"from": "product received", "until": "storage_out", "upper": "153.15 K"}
    repeated(product.storage[0], TomlTable(stated, "x", faults), "citation")
    assert not faults


# ---- what asks less closes nothing ------------------------------------------------------------------------------------

BAND = {"replaces": "post-thaw", "starts": "thaw_end", "ends": "administration_end", "within": ["2 degC", "25 degC"]}
BAND |= {"section": "6.3"}
TWO = {"indication": "ALL", "dose": "1"}, {"indication": "DLBCL", "dose": "2"}


@pytest.mark.parametrize(
    ("slug", "tables", "words"),
    [
        ("madecel-eu", {"window": [IN_USE | {"obligation": "should"}]}, "obligation: found 'should', expected 'shall'"),
        ("madecel-eu", {"window": [IN_USE | {"obligation": "information"}]}, "expected 'shall', as the gap has it"),
        ("madecel-eu", {"shelf_life": [LIFE | {"obligation": "should"}]}, "expected no obligation here"),
        ("madecel-eu", {"none": [NONE | {"obligation": "information"}]}, "expected no obligation here"),
        ("madecel-eu", {"instruction": [{"closes": "in-use", "section": "6.3"}]}, "what W201 asks: [[window]]"),
        ("madecel-eu", {"storage": [{"closes": "in-use", "section": "6", "from": "thaw_end", "until": "administration_end",
                                     "upper": "25 degC"}]}, "what W201 asks: [[window]]"),
        ("madecel-eu", {"window": [{k: v for k, v in IN_USE.items() if k != "at_most"} | {"at_least": "0 s"}]}, "W201 asks"),
        ("madecel-eu", {"window": [{k: v for k, v in IN_USE.items() if k != "at_most"} | {"within": ["2 degC", "8 degC"]}]},
         "what W201 asks"),
        ("madecel-eu", {"window": [IN_USE | {"when": TWO[0]}, IN_USE | {"when": TWO[1]}]}, "nothing said of dose 1, indication DLBCL"),
        ("madecel-eu", {"window": [IN_USE | {"when": {"indication": "never"}}]}, "nothing said of indication otherwise"),
        ("madecel-eu", {"window": [IN_USE | {"code": "x"}], "none": [NONE | {"closes": "in-use"}]}, "keep the one that the label says"),
        ("madecel-eu", {"window": [IN_USE | {"at_most": "-1 h"}]}, "window[0].at_most"),
        ("madecel-eu", {"window": [IN_USE | {"at_most": "30 kg"}]}, "window[0].at_most"),
        ("madecel-eu", {"window": [IN_USE | {"starts": "administration_end", "ends": "thaw_end"}]}, "window[0].ends"),
        ("madecel-eu", {"read": {"on": "2026-11-22"}}, "read.on"),
        ("secondcel-eu", {"instruction": [{"replaces": "post-thaw", "section": "6"}]}, "expected a limit of the same kind"),
        ("secondcel-eu", {"window": [BAND | {"obligation": "information"}]}, "expected 'shall', as the limit has it"),
        ("secondcel-eu", {"window": [BAND | {"when": {"indication": "ALL"}}]}, "or nothing, as the limit has it"),
        ("secondcel-eu", {"window": [{k: v for k, v in BAND.items() if k != "within"} | {"at_most": "9 h"}]}, "within: found nothing"),
        ("secondcel-eu", {"confirm": [{"code": "post-thaw", "within": ["68 degF", "79 degF"], "section": "6"}]}, "within"),
        ("secondcel-eu", {"confirm": [{"code": "frozen", "shelf_life": {"days": 12}, "section": "6"}]}, "shelf_life"),
    ],
)  # fmt: skip
def test_what_asks_less_than_a_gap_or_a_limit_closes_and_replaces_nothing(slug, tables, words):
    assert words in refused(slug, **tables)


def test_every_case_of_two_conditions_closes_a_gap():
    cases = [{"indication": one, "dose": other} for one in ("ALL", "DLBCL") for other in ("1", "2")]
    assert len(apply(window=[IN_USE | {"when": case} for case in cases]).unread_limits) == 2


def test_gaps_under_different_conditions_are_closed_apart():
    base = (BASES / "madecel-eu.toml").read_text("utf-8")
    split = base.replace(
        'rule = "W201"\nsection = "SmPC 6.3"', 'rule = "W201"\nwhen = { component = "A" }\nsection = "6.3"'
    )
    product = parse_product(tomllib.loads(split), "split.toml")
    both = made(window=[IN_USE | {"closes": ["in-use", "lymphodepletion-to-infusion"], "code": "both"}])
    with pytest.raises(CatalogueError, match="expected gaps under one condition"):
        completed(product, [parse_completion(both, "mine.toml")])


def test_a_shelf_life_of_a_storage_under_a_condition_leaves_the_other_cases_open():
    base = (BASES / "madecel-eu.toml").read_text("utf-8")
    split = base.replace('upper = "-120 degC"', 'upper = "-120 degC"\nwhen = { component = "A" }')
    product = parse_product(tomllib.loads(split), "split.toml")
    with pytest.raises(CatalogueError, match="nothing said of component otherwise"):
        completed(product, [parse_completion(made(shelf_life=[LIFE]), "mine.toml")])
    weak = parse_product(
        tomllib.loads(base.replace('upper = "-120', 'obligation = "should"\nupper = "-120')), "weak.toml"
    )
    with pytest.raises(CatalogueError, match="a storage that binds as the gap does"):
        completed(weak, [parse_completion(made(shelf_life=[LIFE]), "mine.toml")])


def test_a_corrected_storage_keeps_a_shelf_life_that_was_read_in_the_label():
    base = (BASES / "secondcel-eu.toml").read_text("utf-8")
    source = re.search(r"shelf_life_source = (.*)", base)[1]
    swapped = base.replace("shelf_life_source", "source").replace(
        'section = "5"\n\n[[window]]\ncode = "thaw-to', 'section = "5"\nshelf_life_source = { title = "Label", revision = "1", '
        'url = "https://example.org", evidence = "regulator" }\n\n[[window]]\ncode = "thaw-to', 1,
    )  # fmt: skip
    assert source in swapped
    product = parse_product(tomllib.loads(swapped), "swapped.toml")
    colder = {
        "replaces": "frozen",
        "from": "product_received",
        "until": "storage_out",
        "upper": "-140 degC",
        "section": "6",
    }
    table = made("secondcel-eu", storage=[colder])
    (store,) = completed(product, [parse_completion(table, "mine.toml")]).storage
    assert (store.range.upper_degC, store.shelf_life.months) == (-140.0, 12)
    table = made("secondcel-eu", storage=[colder | {"shelf_life": {"months": 99}}])
    with pytest.raises(CatalogueError, match="none, as ours was read in the label"):
        completed(product, [parse_completion(table, "mine.toml")])


def test_a_folder_named_twice_holds_each_completion_once(tmp_path):
    written(tmp_path, window=[IN_USE])
    assert len(load_product("madecel-eu", load_catalogue(tmp_path, tmp_path)).unread_limits) == 2


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_a_mark_at_the_begin_and_the_line_ends_of_windows_change_nothing(tmp_path, change):
    path = written(tmp_path, window=[IN_USE])
    path.write_bytes(change(path.read_text("utf-8")).encode())
    assert len(load_product("madecel-eu", load_catalogue(tmp_path)).unread_limits) == 2


def test_quotes_of_a_word_processor_are_named(tmp_path):
    path = written(tmp_path, window=[IN_USE])
    path.write_text(path.read_text("utf-8").replace('"2.5 h"', "\u201c2.5 h\u201d"), "utf-8")
    run = call("catalogue", "check", tmp_path)
    assert run.exit_code == 2
    assert "\u201c2.5 h\u201d" in run.stderr
    assert "straight quotes" in run.stderr


# ---- a storage temperature --------------------------------------------------------------------------------------------

NO_STORAGE = {"closes": "storage", "section": "6.4"}
THAWED = {"closes": "thawed", "from": "thaw_end", "until": "administration_start", "upper": "25 degC", "section": "6.4"}


def with_storage_gaps(obligation=""):
    """Return the made-up product whose storage temperatures were not read; one is there of an obligation."""
    text = (BASES / "madecel-eu.toml").read_text("utf-8")
    text = text.replace('upper = "-120 degC"', f'upper = "-120 degC"\nobligation = "{obligation}"')
    if not obligation:
        text = text[: text.index("[[storage]]")] + text[text.index("[[window]]") :]
    gap = '\n[[gap]]\ncode = "{}"\nrule = "T101"\nsection = "6.4"\nnote = "the storage temperature"\n'
    return parse_product(tomllib.loads(text + gap.format("storage") + gap.format("thawed")), "gaps.toml")


@pytest.mark.parametrize(
    ("obligation", "tables"),
    [("", {}), ("should", {}), ("", {"storage": [THAWED | {"when": {"component": "A"}}]})],
)
def test_a_product_without_any_storage_temperature_leaves_the_gap_of_it_open(obligation, tables):
    table = made(none=[NO_STORAGE], **tables)
    with pytest.raises(CatalogueError) as error:
        completed(with_storage_gaps(obligation), [parse_completion(table, "mine.toml")])
    assert "none[0].closes: found 'storage' by [[none]], and no other storage temperature" in str(error.value)


@pytest.mark.parametrize(("obligation", "tables"), [("shall", {}), ("", {"storage": [THAWED]})])
def test_beside_another_storage_temperature_the_label_may_state_none(obligation, tables):
    table = made(none=[NO_STORAGE], **tables)
    product = completed(with_storage_gaps(obligation), [parse_completion(table, "mine.toml")])
    assert [one.states_none_of for one in product.stated_none] == ["T101"]


def test_another_completion_may_state_the_storage_temperature():
    one, other = (parse_completion(made(**each), f"{name}.toml") for name, each in (
        ("none", {"none": [NO_STORAGE]}), ("thawed", {"storage": [THAWED]}),
    ))  # fmt: skip
    assert len(completed(with_storage_gaps(), [one, other]).storage) == 1


# ---- in a folder and at the command line -----------------------------------------------------------------------------


def call(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def test_a_folder_of_completions_completes_our_products(tmp_path):
    written(tmp_path, window=[IN_USE])
    written(tmp_path, name="more.toml", shelf_life=[LIFE])
    known = load_catalogue(tmp_path)
    assert [one.code for one in load_product("madecel-eu", known).unread_limits] == ["lymphodepletion-to-infusion"]
    assert "madecel-eu" in call("catalogue", "list", "--catalogue", tmp_path).output
    run = call("catalogue", "check", tmp_path)
    assert run.exit_code == 0
    assert "closes in-use" in run.output
    assert "in-use: thaw end to administration: at most 2 h 30 min" in " ".join(run.output.split())
    assert "unread lymphodepletion-to-infusion" in " ".join(run.output.split())
    assert "2 h 30 min" in call("catalogue", "show", "madecel-eu", "--catalogue", tmp_path).output


def test_a_completed_product_names_each_file_with_its_origin_and_hash(tmp_path):
    ward = tmp_path / "ward"
    paths = [written(ward, window=[IN_USE]), written(ward, name="more.toml", shelf_life=[LIFE])]
    base, *completions = load_product("madecel-eu", load_catalogue(ward)).files
    assert (base.name, base.origin, base.role) == ("madecel-eu.toml", "folder ward", "product")
    assert [str(one) for one in completions] == [f"completion {path.name} of the folder ward" for path in paths]
    assert [one.sha256 for one in completions] == [sha256(path.read_bytes()).hexdigest() for path in paths]
    ours = completed(
        load_product("carvykti-eu"),
        [parse_completion(made("carvykti-eu", none=[NONE | {"closes": "shelf-life"}]), "x.toml")],
    )
    assert [one.origin for one in ours.files] == ["python"]


def test_the_page_on_completions_closes_and_confirms_what_is_open_of_carvykti(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "completions.md").read_text("utf-8")
    (tables,) = re.findall(r"(?s)```toml\n(.*?)```", page)
    assert call("catalogue", "complete", "carvykti-eu", "--out", tmp_path / "mine.toml").exit_code == 0
    file = tmp_path / "mine.toml"
    head = "".join(map("{}\n".format, map(_filled, file.read_text("utf-8").split("# --")[0].splitlines())))
    file.write_text(head + tables, "utf-8")
    run = call("catalogue", "check", tmp_path)
    assert run.exit_code == 0
    assert "unread nothing; at second hand nothing" in " ".join(run.output.split())


def test_a_gap_closed_in_two_completions_names_both(tmp_path):
    written(tmp_path, window=[IN_USE])
    written(tmp_path, name="more.toml", window=[IN_USE])
    run = call("catalogue", "check", tmp_path)
    assert run.exit_code == 2
    assert "more.toml" in run.stderr
    assert "madecel-eu.completion.toml" in run.stderr


def test_after_the_label_of_the_product_file_changed_a_completion_closes_nothing_and_says_so(tmp_path):
    written(tmp_path, revision="an older one", window=[IN_USE])
    known = load_catalogue(tmp_path)
    assert load_product("madecel-eu", known) == load_product("madecel-eu", MADE_UP_PRODUCTS)
    (said,) = known.left_out
    assert "closes and confirms nothing" in said
    assert "'an older one'" in said
    assert "closes and confirms nothing" in " ".join(call("catalogue", "check", tmp_path).output.split())


def test_the_check_names_the_versions_of_a_label_that_a_completion_leaves_as_they_are(tmp_path):
    written(tmp_path, window=[IN_USE])
    first = tmp_path / "madecel-eu.toml"
    text = first.read_text("utf-8")
    first.write_text(text.replace("[label]\n", "[label]\nin_force_until = 2026-12-31\n"), "utf-8")
    later = text.replace("[label]\n", "[label]\nin_force_from = 2027-01-01\n").replace("leaflet 1", "leaflet 2")
    (tmp_path / "madecel-eu@2.toml").write_text(later, "utf-8")
    said = " ".join(call("catalogue", "check", tmp_path).output.split())
    assert "madecel-eu.completion.toml changes nothing of madecel-eu@2.toml, of revision 'leaflet 2'" in said
    assert said.count("changes nothing of") == 1


def test_a_completion_of_an_unknown_product_or_with_limits_that_contradict_is_refused(tmp_path):
    path = written(tmp_path, window=[IN_USE])
    path.write_text(path.read_text("utf-8").replace('"madecel-eu"', '"maddecel-eu"'), "utf-8")
    assert "did you mean 'madecel-eu'?" in call("catalogue", "check", tmp_path).stderr
    path.write_text(path.read_text("utf-8").replace("extends =", "extend ="), "utf-8")
    faults = call("catalogue", "check", tmp_path).stderr
    assert "did you mean 'extends'?" in faults
    assert ".slug" not in faults
    late = IN_USE | {"at_least": "2 h", "starts": "administration_start", "ends": "administration_end"}
    short = IN_USE | {"code": "short", "at_most": "1 h", "starts": "administration_start", "ends": "administration_end"}
    written(tmp_path, window=[late, short])
    assert "contradict each other" in call("catalogue", "check", tmp_path).stderr


def test_a_template_is_written_over_nothing_and_refused_until_it_is_filled_in(tmp_path):
    out = tmp_path / "mine.toml"
    assert call("catalogue", "complete", "carvykti-eu", "--out", out).exit_code == 0
    assert "there already" in call("catalogue", "complete", "carvykti-eu", "--out", out).stderr
    assert "no folder" in call("catalogue", "complete", "carvykti-eu", "--out", tmp_path / "x" / "mine.toml").stderr
    run = call("catalogue", "check", tmp_path)
    assert run.exit_code == 2
    for place in ("label.title", "label.revision", "read.by", "read.on"):
        assert f"mine.toml.{place}" in run.stderr


def test_a_product_file_is_copied_whole_and_says_from_what(tmp_path):
    assert call("catalogue", "copy", "carvykti-eu", "--in", tmp_path).exit_code == 0
    assert (
        (tmp_path / "carvykti-eu.toml")
        .read_text("utf-8")
        .startswith("# Copied from carvykti-eu.toml of the catalogue ")
    )
    assert call("catalogue", "check", tmp_path).exit_code == 0
    assert "there already" in call("catalogue", "copy", "carvykti-eu", "--in", tmp_path).stderr
