"""Product files that installed packages offer, and files that take the place of others: said, and broken ones too.

Each package here is made up: a folder on `sys.path` with the metadata that an installation leaves.
"""

import json
import sys
from zipfile import ZipFile

import pandas as pd
import pytest
from invented_label import PRODUCT
from typer.testing import CliRunner

import atmp_logistics as atmp
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import CatalogueError, UnknownProduct
from atmp_logistics.report.assessment.json import render_json

OTHER = PRODUCT.replace('slug = "example-eu"', 'slug = "other-eu"')
OURS = PRODUCT.replace('slug = "example-eu"', 'slug = "kymriah-eu"')


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return what installs a package: its files by name, and the value of its entry point."""
    place = tmp_path / "installed"
    place.mkdir()
    monkeypatch.syspath_prepend(place)
    before = set(sys.modules)

    def make(name, files=None, *, value="", points=None):
        module = name.replace("-", "_")
        for path, text in {"__init__.py": "", **(files or {})}.items():
            file = place / module / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        info = place / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
        written = f"[atmp_logistics.products]\nlabels = {value or module}\n" if points is None else points
        (info / "entry_points.txt").write_text(written, "utf-8")

    yield make
    for module in set(sys.modules) - before:
        if module.partition(".")[0].endswith("_labels"):
            del sys.modules[module]


@pytest.fixture
def ward(tmp_path):
    """Return what writes a hospital's folder with one product file."""

    def write(text, file="x.toml", name="ward-catalogue"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / file).write_text(text, "utf-8")
        return tmp_path / name

    return write


def events(slug="kymriah-eu"):
    rows = [("T1", slug, "thaw_end", "2026-11-10T10:00Z"), ("T1", slug, "administration_end", "2026-11-10T10:10Z")]
    return atmp.read_events(pd.DataFrame(rows, columns=["therapy_id", "product", "event", "time"]))


def call(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def said(result, words):
    return [line for line in result.statements if words in line]


REPLACED = "kymriah-eu is read from x.toml of the folder ward-catalogue, instead of the library's file"


def test_a_file_that_takes_the_place_of_ours_is_said_in_the_result(ward):
    known = atmp.load_catalogue(ward(OURS))
    assert REPLACED in atmp.assess(events(), catalogue=known).statements
    assert not said(atmp.assess(events("kymriah-us"), catalogue=known), "instead of")
    assert not said(atmp.assess(events()), "instead of")


def test_it_is_said_by_list_show_and_check_by_plans_and_deadlines(ward):
    folder = ward(OURS)
    for words in (["list"], ["show", "kymriah-eu"]):
        assert REPLACED in " ".join(call("catalogue", *words, "--catalogue", folder).output.split())
    assert REPLACED in " ".join(call("catalogue", "check", folder).output.split())
    assert "instead of" not in call("catalogue", "show", "kymriah-us", "--catalogue", folder).output
    known = atmp.load_catalogue(folder)
    plan = atmp.plan("kymriah-eu", {"administration_start": "2026-11-24 13:00"}, tz="UTC", catalogue=known)
    assert REPLACED in plan.stated
    rows = pd.DataFrame([("T1", "kymriah-eu", "preparation_end", "2026-11-10T10:00Z")], columns=["therapy_id", "product", "event", "time"])  # fmt: skip
    found = atmp.deadlines(atmp.read_events(rows), now="2026-11-10 10:30", tz="UTC", catalogue=known)
    assert REPLACED in found.statements


def test_a_file_of_a_package_names_the_package_and_what_it_replaced(install, ward):
    install("acme-labels", {"a.toml": OURS, "notes.txt": "no product file"})
    known = atmp.load_catalogue()
    (file,) = atmp.load_product("kymriah-eu", known).files
    assert str(file) == "a.toml of the package acme-labels 1.0"
    assert known.replaced["kymriah-eu"] == "kymriah-eu is read from a.toml of the package acme-labels 1.0, instead of the library's file"  # fmt: skip
    assert not said(atmp.assess(events(), catalogue=known), "notes.txt")
    again = atmp.load_catalogue(ward(OURS))
    assert again.replaced["kymriah-eu"] == "kymriah-eu is read from x.toml of the folder ward-catalogue, instead of a.toml of the package acme-labels 1.0"  # fmt: skip


def test_versions_of_one_label_take_its_place_together(ward):
    text = OURS.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2026-01-01')
    ward(OURS.replace('evidence = "local"', 'evidence = "local"\nin_force_from = 2026-01-02'), "y.toml")
    known = atmp.load_catalogue(ward(text))
    assert "is read from x.toml and y.toml of the folder" in known.replaced["kymriah-eu"]


def test_two_packages_with_one_product_are_refused_where_it_is_needed(install, ward):
    install("acme-labels", {"a.toml": OURS})
    install("beta-labels", {"b.toml": OURS, "c.toml": OTHER})
    known = atmp.load_catalogue()
    with pytest.raises(CatalogueError, match="'kymriah-eu' in the packages acme-labels and beta-labels, expected one"):
        atmp.assess(events(), catalogue=known)
    assert atmp.load_product("other-eu", known).files[0].origin == "package beta-labels 1.0"
    assert said(atmp.assess(events("kymriah-us"), catalogue=known), "acme-labels and beta-labels")
    assert atmp.load_product("kymriah-eu", atmp.load_catalogue(ward(OURS))).source == "x.toml"


BROKEN = {
    "not there": ({"value": "no_such_package"}, "its entry point no_such_package names no package that is there"),
    "a parent that raises": (
        {"files": {"__init__.py": "1 / 0", "labels/__init__.py": ""}, "value": "acme_labels.labels"},
        "cannot be imported (ZeroDivisionError)",
    ),
    "a parent that ends the program": (
        {"files": {"__init__.py": "raise SystemExit(0)", "labels/__init__.py": ""}, "value": "acme_labels.labels"},
        "cannot be imported (SystemExit)",
    ),
    "a module": ({"files": {"module.py": ""}, "value": "acme_labels.module"}, "names a module"),
    "nothing": ({"points": "[atmp_logistics.products]\nlabels = !\n"}, "its entry point ! is no name of a package"),
    "unreadable": ({"points": "[atmp_logistics.products]\nlabels\n"}, "its entry points cannot be read"),
    "without a file": ({}, "acme_labels: found no product file"),
    "no TOML": ({"files": {"a.toml": "schema ="}}, "acme_labels/a.toml: found "),
    "a fault": ({"files": {"a.toml": PRODUCT.replace("schema = 1", "schema = 7")}}, "a.toml.schema: found 7"),
    "two of a day": ({"files": {"a.toml": PRODUCT, "b.toml": PRODUCT}}, "b.toml.slug: found 'example-eu'"),
}


@pytest.mark.parametrize(("package", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_package_is_named_and_stops_only_what_needs_it(install, tmp_path, package, words):
    install("acme-labels", **package)
    install("beta-labels", {"b.toml": OTHER})
    result = atmp.assess(events())
    (line,) = said(result, "the package acme-labels is broken")
    assert words in line
    assert str(tmp_path) not in render_json(result)
    assert atmp.load_product("other-eu").source == "b.toml"
    assert "the package acme-labels is broken" in call("catalogue", "list").output
    with pytest.raises((UnknownProduct, CatalogueError), match="acme-labels"):
        atmp.load_product("example-eu")


def test_a_package_in_an_archive_has_no_folder_of_files(tmp_path, monkeypatch):
    with ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("zipped_labels/__init__.py", "")
        archive.writestr("zipped_labels/a.toml", PRODUCT)
        archive.writestr("zipped_labels-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped-labels\n")
        entry = "[atmp_logistics.products]\nlabels = zipped_labels\n"
        archive.writestr("zipped_labels-1.0.dist-info/entry_points.txt", entry)
    monkeypatch.syspath_prepend(tmp_path / "archive.zip")
    (line,) = atmp.load_catalogue().broken
    assert line == "the package zipped-labels is broken: its entry point zipped_labels has no folder of files, as in an archive"  # fmt: skip


def test_two_entry_points_of_one_package_are_read_as_one(install):
    points = "[atmp_logistics.products]\none = acme_labels.one\ntwo = acme_labels.two\nagain = acme_labels.one\n"
    older = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2026-01-01')
    later = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_from = 2026-01-02')
    files = {"one/__init__.py": "", "one/a.toml": older, "two/__init__.py": "", "two/b.toml": later}
    install("acme-labels", files, points=points)
    assert [product.source for product in atmp.load_catalogue().versions("example-eu")] == ["a.toml", "b.toml"]
    assert atmp.load_catalogue().broken == ()


def test_a_product_that_no_package_holds_is_refused_without_a_word_of_packages():
    with pytest.raises(UnknownProduct) as refusal:
        atmp.load_product("example-eu")
    assert "package" not in str(refusal.value)


@pytest.mark.parametrize("file", ["kymriah-eu.toml", "kymriah-eu@2026.toml"])
def test_a_file_that_was_meant_to_take_the_place_of_ours_lets_ours_judge_nothing(install, ward, file):
    install("acme-labels", {file: "schema ="})
    with pytest.raises(CatalogueError, match="in the package acme-labels"):
        atmp.assess(events())
    assert atmp.assess(events("kymriah-us")).parts
    assert atmp.load_product("kymriah-eu", atmp.load_catalogue(ward(OURS))).source == "x.toml"


def test_a_folder_that_mends_what_packages_stop_is_said_to_replace_it(install, ward):
    install("acme-labels", {"kymriah-eu.toml": "schema =", "other.toml": OTHER})
    install("beta-labels", {"other.toml": OTHER})
    ward(OTHER, "y.toml")
    replaced = atmp.load_catalogue(ward(OURS)).replaced
    assert replaced["kymriah-eu"] == REPLACED
    assert replaced["other-eu"] == "other-eu is read from y.toml of the folder ward-catalogue, instead of a package's file, which is refused"  # fmt: skip


def test_so_does_one_that_states_our_slug_under_another_name(install):
    install("acme-labels", {"a.toml": OURS.replace("schema = 1", "schema = 7")})
    with pytest.raises(CatalogueError, match="in the package acme-labels"):
        atmp.load_product("kymriah-eu")


def test_one_sound_version_beside_a_faulty_one_judges_nothing(install):
    older = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2026-01-01')
    install("acme-labels", {"a.toml": older, "b.toml": PRODUCT.replace("schema = 1", "schema = 7")})
    with pytest.raises(CatalogueError, match="in the package acme-labels"):
        atmp.load_product("example-eu")


COMPLETION = """extends = "{slug}"
base_revision = "1"
label = {{ title = "Made-up SmPC", revision = "7", url = "" }}
read = {{ by = "A. Berg", again_by = "", on = 2026-11-22 }}
none = [{{ closes = "shelf-life", section = "6.3" }}]
"""
WITH_GAP = PRODUCT + '[[gap]]\ncode = "shelf-life"\nrule = "S301"\n'


def test_a_completion_of_a_package_names_the_package(install):
    install("acme-labels", {"a.toml": WITH_GAP, "mine.toml": COMPLETION.format(slug="example-eu")})
    files = atmp.load_product("example-eu").files
    assert [(str(file), file.role) for file in files] == [
        ("a.toml of the package acme-labels 1.0", "product"),
        ("completion mine.toml of the package acme-labels 1.0", "completion"),
    ]


@pytest.mark.parametrize(
    "completion",
    [
        COMPLETION.format(slug="unknown-eu"),
        COMPLETION.format(slug="example-eu").replace("shelf-life", "other-gap"),
        COMPLETION.format(slug="example-eu").replace("A. Berg", ""),
    ],
)
def test_a_completion_of_a_package_that_cannot_be_applied_is_said_and_closes_nothing(install, tmp_path, completion):
    install("acme-labels", {"a.toml": WITH_GAP, "mine.toml": completion})
    known = atmp.load_catalogue()
    (line,) = known.broken
    assert line.startswith("the package acme-labels is broken: ")
    assert "mine.toml" in line
    assert str(tmp_path) not in line
    product = atmp.load_product("example-eu", known)
    assert [gap.code for gap in product.unread_limits] == ["shelf-life"]
    assert [file.role for file in product.files] == ["product"]


def test_metadata_of_other_packages_that_cannot_be_read_are_not_ours_to_name(install):
    install("acme-labels", {"a.toml": PRODUCT})
    install("beta-tools", points="[console_scripts]\nbroken\n")
    assert atmp.load_product("example-eu").files[0].origin == "package acme-labels 1.0"
    assert atmp.load_catalogue().broken == ()


def test_a_fault_in_a_folder_that_the_call_names_is_a_refusal(ward):
    with pytest.raises(CatalogueError, match=r"x\.toml\.schema"):
        atmp.load_catalogue(ward(PRODUCT.replace("schema = 1", "schema = 7")))


def test_memory_and_stream_say_the_same_of_packages_and_replaced_files(install, ward, tmp_path):
    install("acme-labels", value="no_such_package")
    known, log = atmp.load_catalogue(ward(OURS)), tmp_path / "log.csv"
    log.write_text("time,temperature [°C]\n2026-11-10T10:00Z,5\n", "utf-8")
    whole = atmp.assess(events(), atmp.read_readings(log), catalogue=known)
    parts = assess_files(events(), log, catalogue=known)
    assert render_json(whole) == render_json(parts)
    stated = json.loads(render_json(parts))["statements"]
    assert REPLACED in stated
    assert any("the package acme-labels is broken" in line for line in stated)
