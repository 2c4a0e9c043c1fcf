"""The hospital's own products: a file to fill in, the check, versions of a label, and the pages made of it all."""

import runpy
import tomllib
from datetime import date

import pandas as pd
import pytest
from places import ROOT
from typer.testing import CliRunner

from atmp_logistics import assess, load_catalogue, load_product
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.catalogue.schema import CLASSES
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import CatalogueError, UnknownProduct
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.ingest import read_events

FILLED = {
    'name = ""': 'name = "Ourcel"', 'inn = ""': 'inn = "ourcel"', 'jurisdiction = ""': 'jurisdiction = "SE"',
    'atmp_class = ""': 'atmp_class = "somatic cell therapy"', 'pathway = ""': 'pathway = "hospital exemption"',
    'origin = ""': 'origin = "autologous"', 'container = ""': 'container = "syringe"', 'title = ""': 'title = "Protocol 7"',
    'revision = ""': 'revision = "2"', 'retrieved = ""': "retrieved = 2026-11-22", 'url = ""': 'url = "https://example.org"',
    'upper = ""': 'upper = "25 degC"', 'at_most = ""': 'at_most = "2 h"', 'section = ""': 'section = "4"',
}  # fmt: skip
EXAMPLE = """
[[example]]
name = "two hours"
product = "ourcel-se"
verdict = "{verdict}"
events = '''
therapy_id,event,time
T1,product_received,2026-11-10T09:00Z
T1,storage_out,2026-11-10T09:20Z
T1,preparation_end,2026-11-10T10:00Z
T1,administration_end,2026-11-10T12:0{late}Z
'''
readings = '''
time,temperature [°C]
2026-11-10T09:00Z,21
2026-11-10T09:10Z,21
2026-11-10T09:20Z,21
'''
"""


def call(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def filled(folder):
    assert call("catalogue", "new", "ourcel-se", "--in", folder).exit_code == 0
    file = folder / "ourcel-se.toml"
    text = file.read_text("utf-8")
    for blank, value in FILLED.items():
        assert blank in text
        text = text.replace(blank, value)
    file.write_text(text, "utf-8")
    return file


def test_a_new_file_names_each_blank_until_it_is_filled(tmp_path):
    assert call("catalogue", "new", "ourcel-se", "--in", tmp_path).exit_code == 0
    blank = call("catalogue", "check", tmp_path)
    assert blank.exit_code == 2
    for path in ("ourcel-se.toml.name", "ourcel-se.toml.label.retrieved", "storage[0].upper", "window[0].at_most"):
        assert path in blank.stderr
    again = call("catalogue", "new", "ourcel-se", "--in", tmp_path)
    assert (again.exit_code, "there already" in again.stderr) == (2, True)


@pytest.mark.parametrize("slug", ["Ourcel", "our cel", "", "../x"])
def test_slugs_are_names_of_files(tmp_path, slug):
    assert call("catalogue", "new", slug, "--in", tmp_path).exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("late", "verdict", "code"), [(0, "conforms", 0), (1, "deviates", 0), (1, "conforms", 1)])
def test_the_check_judges_the_examples_beside_the_file(tmp_path, late, verdict, code):
    filled(tmp_path)
    (tmp_path / "ourcel-se.examples.toml").write_text(EXAMPLE.format(late=late, verdict=verdict), "utf-8")
    run = call("catalogue", "check", tmp_path)
    assert run.exit_code == code, run.output
    assert ("FALLS SHORT: deviates" in run.output) == (code == 1)


def test_the_result_names_the_file_that_judged(tmp_path):
    filled(tmp_path)
    known = load_catalogue(tmp_path)
    rows = [("T1", "preparation_end", "2026-11-10T10:00Z"), ("T1", "administration_end", "2026-11-10T12:30Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    result = assess(events, product="ourcel-se", catalogue=known)
    assert result.parts[0].evidence.product.source == "ourcel-se.toml"
    assert result.verdict.value == "deviates"


def versions(folder):
    text = filled(folder).read_text("utf-8")
    (folder / "ourcel-se.toml").write_text(
        text.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2026-06-30'), "utf-8"
    )
    newer = text.replace('evidence = "local"', 'evidence = "local"\nin_force_from = 2026-07-01').replace(
        '"2 h"', '"1 h"'
    )
    (folder / "ourcel-se@2026-07-01.toml").write_text(newer, "utf-8")
    return load_catalogue(folder)


@pytest.mark.parametrize(("day", "verdict"), [("2026-06-30", "conforms"), ("2026-07-01", "deviates")])
def test_an_old_log_is_judged_by_the_label_of_its_day(tmp_path, day, verdict):
    known = versions(tmp_path)
    rows = [("T1", "preparation_end", f"{day}T10:00Z"), ("T1", "administration_end", f"{day}T11:30Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]), tz="UTC")
    assert assess(events, product="ourcel-se", catalogue=known, rules=["W201"]).verdict.value == verdict
    other = date(2026, 6, 30) if verdict == "deviates" else date(2026, 7, 1)
    assert assess(events, product="ourcel-se", catalogue=known, rules=["W201"], on=other).verdict.value != verdict


def test_a_day_without_a_label_is_refused(tmp_path):
    known = versions(tmp_path)
    assert load_product("ourcel-se", known).windows[0].at_most_s == 3600.0
    assert load_product("ourcel-se", known, on=date(2020, 1, 1)).windows[0].at_most_s == 7200.0
    text = (tmp_path / "ourcel-se.toml").read_text("utf-8")
    (tmp_path / "ourcel-se.toml").write_text(
        text.replace("\nin_force_until", "\nin_force_from = 2026-01-01\nin_force_until"), "utf-8"
    )
    with pytest.raises(UnknownProduct, match="a day on which a version was in force"):
        load_product("ourcel-se", load_catalogue(tmp_path), on=date(2020, 1, 1))


def test_two_versions_of_one_day_are_refused(tmp_path):
    versions(tmp_path)
    file = tmp_path / "ourcel-se.toml"
    file.write_text(file.read_text("utf-8").replace("2026-06-30", "2026-07-01"), "utf-8")
    with pytest.raises(CatalogueError, match="one file for it on any day"):
        load_catalogue(tmp_path)


def test_a_combined_product_names_its_device(tmp_path):
    text = filled(tmp_path).read_text("utf-8").replace("somatic cell therapy", "combined", 1)
    with pytest.raises(CatalogueError, match="device: found nothing"):
        parse_product(tomllib.loads(text), "x.toml")
    with pytest.raises(CatalogueError, match="atmp_class"):
        parse_product(tomllib.loads(text.replace("combined", "vaccine", 1)), "x.toml")
    assert "gene therapy" in CLASSES


def test_our_own_conditions_are_the_vocabularys():
    known = load_catalogue()
    keys = {key for slug in known for product in known.versions(slug) for key in product.conditions}
    assert keys <= set(CONDITIONS)


def test_compare_shows_both_labels():
    run = call("catalogue", "compare", "kymriah-eu", "kymriah-us")
    assert run.exit_code == 0
    assert "kymriah-us" in run.output
    assert max(map(len, run.output.splitlines())) <= 80


def test_the_catalogue_pages_are_current():
    pages = runpy.run_path(str(ROOT / "docs" / "make_catalogue.py"))["pages"]()
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "catalogue").glob("*.md")}
    assert there == pages, "run: python docs/make_catalogue.py"


def test_a_product_shows_itself():
    product = load_product("casgevy-eu")
    text, html = str(product), product._repr_html_()
    for shown in ("█", "at most 20 min", "Prohibitions", "refreeze", "Source"):
        assert shown in text
        assert shown in html
    assert max(map(len, text.splitlines()[:-1])) <= 80
    assert '<pre class="terminal"><b>Casgevy' in html
