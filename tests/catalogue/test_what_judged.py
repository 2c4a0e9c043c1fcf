"""What judged is in the record: each product file by name, origin and hash, and the site's profile."""

import io
import json
import tomllib
from dataclasses import replace
from hashlib import sha256

import pandas as pd
import pytest
from invented_label import PRODUCT
from typer.testing import CliRunner

import atmp_logistics as atmp
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import CatalogueError
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.report.assessment.html import render_html
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.deadlines.json import render_json as deadlines_json
from atmp_logistics.report.plans.html import render_html as plan_html
from atmp_logistics.report.plans.json import render_json as plan_json
from atmp_logistics.report.plans.run_sheet_page import render_run_sheet_html

RECORD = """therapy_id,container_id,event,time,product
T1,B1,product_received,2026-11-10T08:00Z,example-eu
T1,B1,preparation_start,2026-11-10T09:00Z,example-eu
T1,B1,preparation_end,2026-11-10T09:20Z,example-eu
T1,B1,administration_start,2026-11-10T10:00Z,example-eu
T1,B1,administration_end,2026-11-10T10:10Z,example-eu
"""
READINGS = "time,temperature [°C]\n" + "".join(f"2026-11-10T08:{minute:02}Z,5\n" for minute in range(0, 60, 10))
PROFILE = 'name = "Ward 3"\ntz = "Europe/Stockholm"\n'


def hash_of(path):
    return sha256(path.read_bytes()).hexdigest()


def ward(folder, text=PRODUCT, name="ward-catalogue"):
    """Write a hospital's folder with one product file."""
    (folder / name).mkdir(parents=True)
    (folder / name / "x.toml").write_text(text, "utf-8")
    return folder / name


def events():
    return atmp.read_events(pd.read_csv(io.StringIO(RECORD)))


def judged(folder, **options):
    return atmp.assess(events(), catalogue=atmp.load_catalogue(folder), **options)


def file_of(product):
    (file,) = product.files
    return file


def test_a_file_of_ours_is_of_the_library_with_the_hash_of_its_bytes():
    known = atmp.load_catalogue()
    file = file_of(atmp.load_product("kymriah-eu", known))
    assert (file.name, file.origin, file.role) == ("kymriah-eu.toml", "library", "product")
    assert file.sha256 == hash_of(known["kymriah-eu"][0])


def test_a_file_of_a_hospital_is_of_its_folder_by_the_folders_own_name(tmp_path, monkeypatch):
    folder = ward(tmp_path)
    (folder / "inner").mkdir()
    (folder / "x.toml").rename(folder / "inner" / "x.toml")
    monkeypatch.chdir(folder)
    for named in (folder, ".", "../ward-catalogue"):
        file = file_of(atmp.load_product("example-eu", atmp.load_catalogue(named)))
        assert (str(file), file.sha256) == ("x.toml of the folder ward-catalogue", hash_of(folder / "inner" / "x.toml"))


def test_a_table_read_in_python_has_the_hash_of_its_content():
    one, other = (parse_product(tomllib.loads(text), "x.toml") for text in (PRODUCT, "# a remark\n" + PRODUCT))
    warmer = parse_product(tomllib.loads(PRODUCT.replace('"8 degC"', '"9 degC"')), "x.toml")
    assert str(file_of(one)) == "x.toml, made or changed in Python"
    assert file_of(one) == file_of(other) != file_of(warmer)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Other"},
        {"windows": ()},
        {"source": "kymriah-us.toml"},
        {"files": (ProductFile("kymriah-eu.toml", "library", "00"),)},
        {"files": ()},
    ],
)
def test_a_product_that_is_changed_is_pythons_whatever_it_says_of_its_files(change):
    assert file_of(replace(atmp.load_product("kymriah-eu"), **change)).origin == "python"


def test_a_change_of_where_a_number_was_read_makes_the_product_pythons():
    product = atmp.load_product("kymriah-eu")
    assert replace(product).files == product.files
    assert file_of(replace(product, citation=replace(product.citation, evidence="local"))).origin == "python"


def test_what_is_no_file_is_refused_among_the_files():
    with pytest.raises(CatalogueError, match="expected ProductFile values"):
        replace(atmp.load_product("kymriah-eu"), files=("x.toml",))


def test_text_json_and_page_name_the_file_its_origin_and_its_hash(tmp_path):
    folder = ward(tmp_path)
    result, whole = judged(folder), hash_of(folder / "x.toml")
    record = {"name": "x.toml", "origin": "folder ward-catalogue", "sha256": whole, "role": "product"}
    document = json.loads(render_json(result))
    assert document["products"][0]["files"] == [record]
    assert document["profile"] is None
    assert f"x.toml of the folder ward-catalogue, SHA-256 {whole[:12]}" in str(result)
    assert "x.toml of the folder ward-catalogue" in render_html(result)
    assert whole in render_html(result)
    assert str(tmp_path) not in render_json(result) + render_html(result) + str(result)


def test_the_profile_is_named_with_its_hash_unless_python_made_or_changed_it(tmp_path):
    folder, file = ward(tmp_path), tmp_path / "site.toml"
    file.write_text(PROFILE, "utf-8")
    site = atmp.load_site(file)
    read, changed, made = (
        json.loads(render_json(judged(folder, site=one)))["profile"]
        for one in (site, replace(site, tz="UTC"), atmp.Site(tz="UTC", sha256="00"))
    )
    assert read == {"name": "site.toml", "sha256": hash_of(file)}
    assert changed == {"name": "site.toml", "sha256": None}
    assert made == {"name": "site", "sha256": None}
    assert f"site profile site.toml, SHA-256 {hash_of(file)[:12]}" in str(judged(folder, site=site))
    assert judged(folder, site=atmp.Site()).profile is None


def test_the_catalogue_of_a_result_is_of_the_files_that_judged(tmp_path):
    first, moved = ward(tmp_path / "1"), ward(tmp_path / "2", name="other-name")
    remark = ward(tmp_path / "3", "# a remark\n" + PRODUCT)
    names = [judged(folder).catalogue for folder in (first, first, moved, remark)]
    assert names[0] == names[1] == names[2] != names[3]
    assert atmp.__catalogue_version__ not in names
    assert len({name.partition("+")[0] for name in [*names, atmp.__catalogue_version__]}) == 1


def test_every_version_of_a_label_that_may_judge_is_named(tmp_path):
    folder = ward(tmp_path, PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2026-11-10'))
    later = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_from = 2026-11-11')
    (folder / "y.toml").write_text(later, "utf-8")
    known = atmp.load_catalogue(folder)
    without_time = atmp.read_events(pd.DataFrame([("T1", "example-eu", "preparation_end", "")], columns=["therapy_id", "product", "event", "time"]))  # fmt: skip
    assert [file.name for file in atmp.assess(without_time, catalogue=known).files] == ["x.toml", "y.toml"]
    in_utc = atmp.assess(events(), catalogue=known, site=atmp.Site(tz="UTC"))
    assert [file.name for file in in_utc.files] == ["x.toml"]


def test_catalogue_show_names_the_file_and_its_hash(tmp_path):
    folder = ward(tmp_path)
    shown = CliRunner().invoke(app, ["catalogue", "show", "example-eu", "--catalogue", str(folder)]).output
    assert shown.splitlines()[-1] == f"x.toml of the folder ward-catalogue, SHA-256 {hash_of(folder / 'x.toml')[:12]}"


def test_memory_and_stream_give_the_same_bytes(tmp_path):
    folder, site = ward(tmp_path), tmp_path / "site.toml"
    site.write_text(PROFILE, "utf-8")
    (tmp_path / "events.csv").write_text(RECORD, "utf-8")
    (tmp_path / "log.csv").write_text(READINGS, "utf-8")
    known, profile = atmp.load_catalogue(folder), atmp.load_site(site)
    log, record = tmp_path / "log.csv", atmp.read_events(tmp_path / "events.csv", site=profile)
    whole = atmp.assess(record, atmp.read_readings(log, site=profile), site=profile, catalogue=known)
    parts = assess_files(record, log, site=profile, catalogue=known)
    assert render_json(whole) == render_json(parts)
    assert render_html(whole) == render_html(parts)
    assert hash_of(folder / "x.toml") in render_json(parts)
    assert hash_of(site) in render_json(parts)


COMPLETION = """extends = "example-eu"
base_revision = "1"
[label]
title = "Made-up SmPC"
revision = "7"
url = ""
[read]
by = "A. Berg"
again_by = ""
on = 2026-11-22
[[none]]
closes = "shelf-life"
section = "6.3"
"""


def test_a_completion_is_a_second_file_in_memory_and_streamed(tmp_path):
    folder = ward(tmp_path, PRODUCT + '[[gap]]\ncode = "shelf-life"\nrule = "S301"\n')
    without = judged(folder).catalogue
    (folder / "mine.toml").write_text(COMPLETION, "utf-8")
    known, log = atmp.load_catalogue(folder), tmp_path / "log.csv"
    log.write_text(READINGS, "utf-8")
    whole = atmp.assess(events(), atmp.read_readings(log), catalogue=known)
    parts = assess_files(events(), log, catalogue=known)
    assert render_json(whole) == render_json(parts)
    product, completion = json.loads(render_json(parts))["products"][0]["files"]
    assert (product["name"], product["role"]) == ("x.toml", "product")
    assert completion == {
        "name": "mine.toml",
        "origin": "folder ward-catalogue",
        "sha256": hash_of(folder / "mine.toml"),
        "role": "completion",
    }
    assert "completion mine.toml of the folder ward-catalogue" in " ".join(str(whole).split())
    assert whole.catalogue != without


def test_plans_and_deadlines_name_the_files_too(tmp_path):
    folder, file = ward(tmp_path), tmp_path / "site.toml"
    file.write_text(PROFILE, "utf-8")
    known, site = atmp.load_catalogue(folder), atmp.load_site(file)
    plan = atmp.plan("example-eu", {"administration_start": "2026-11-24 13:00"}, site=site, catalogue=known)
    found = atmp.deadlines(events(), now="2026-11-10 12:00", site=site, catalogue=known)
    document, therapy = json.loads(plan_json(plan)), json.loads(deadlines_json(found))["therapies"][0]
    assert document["files"] == therapy["files"]
    assert document["files"][0]["sha256"] == hash_of(folder / "x.toml")
    assert document["profile"] == json.loads(deadlines_json(found))["profile"]
    assert document["catalogue"] == json.loads(deadlines_json(found))["catalogue"] == plan.catalogue
    named = f"x.toml of the folder ward-catalogue, SHA-256 {hash_of(folder / 'x.toml')[:12]}"
    assert all(named in text for text in (str(plan), str(found), render_run_sheet_html(plan)))
    assert hash_of(folder / "x.toml") in plan_html(plan)
