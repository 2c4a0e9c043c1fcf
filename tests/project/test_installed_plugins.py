"""Packages of other people: one made from docs/plugins.md alone, and those that `plugin new` writes, installed and used."""

import os
import subprocess
import sys
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import pytest
from how_many import spread
from invented_label import PRODUCT
from places import ROOT
from typer.testing import CliRunner

import atmp_logistics
from atmp_logistics import plugins, rules
from atmp_logistics.cli.app import app
from atmp_logistics.rules import our_rules

WARD = ROOT / "tests" / "data" / "plugins" / "ward-checks"
KINDS = ("rule", "logger", "messages", "products")
EVENTS = """therapy_id,container_id,event,time,performed_by,witnessed_by
T-1,BAG-1,thaw_start,2031-10-14T03:05:00Z,{},{}
T-1,BAG-1,thaw_end,2031-10-14T03:10:00Z,,
T-1,BAG-1,administration_end,2031-10-14T03:25:00Z,,
"""
LABEL = """
[[window]]
code = "post-thaw"
starts = "thaw_end"
ends = "administration_end"
at_most = "30 min"
[[x.second-person]]
code = "two-people"
at = "thaw_start"
section = "5.1"
"""


def run(*words, site=None, cwd=ROOT):
    """Run Python with this library and what was installed beside it."""
    path = os.pathsep.join(map(str, filter(None, [site, Path(atmp_logistics.__file__).parent.parent])))
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def installed(site, *packages):
    """Install packages into a folder, without the network."""
    offline = ("--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check")
    done = run("-m", "pip", "install", "--quiet", *offline, "--target", site, *packages)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder into which the package of docs/plugins.md is installed."""
    place = tmp_path_factory.mktemp("site-packages")
    installed(place, WARD)
    return place


@pytest.fixture(scope="module")
def label(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels")
    (folder / "example-eu.toml").write_text(PRODUCT.partition("[[")[0] + LABEL, "utf-8")
    return folder


def record(tmp_path, did, saw):
    path = tmp_path / "events.csv"
    path.write_text(EVENTS.format(did, saw), "utf-8")
    return path


@pytest.mark.parametrize(("did", "saw", "code"), spread([("Ada", "Bo", 0), ("Ada", "Ada", 1), ("Ada", "", 3)], 3))
def test_the_package_works_on_the_command_line(site, label, tmp_path, did, saw, code):
    log = WARD / "tests" / "frostline.txt"
    call = (
        "-m",
        "atmp_logistics",
        "validate",
        record(tmp_path, did, saw),
        "--readings",
        log,
        "--product",
        "example-eu",
        "--catalogue",
        label,
    )
    judged = run(*call, site=site)
    assert judged.returncode == code, judged.stdout + judged.stderr
    said = " ".join(judged.stdout.split())
    assert "plug-in rule WARD101 of the package ward-checks 2.1.0, SHA-256" in said
    assert "read by the plug-in logger family Frostline of the package ward-checks 2.1.0" in said


def test_the_package_works_in_python(site, label, tmp_path):
    script = (
        "import sys, atmp_logistics as atmp\n"
        "known = atmp.load_catalogue(sys.argv[1])\n"
        "result = atmp.assess(atmp.read_events(sys.argv[2]), atmp.read_readings(sys.argv[3]), 'example-eu', catalogue=known)\n"
        "print(result.verdict.value, *(one.name for one in result.plugins))\n"
    )
    done = run("-c", script, label, record(tmp_path, "Ada", "Bo"), WARD / "tests" / "frostline.txt", site=site)
    assert done.stdout.split() == ["conforms", "WARD101"], done.stderr


def test_without_the_package_its_product_and_its_file_are_refused(label, tmp_path):
    refused = run(
        "-m",
        "atmp_logistics",
        "validate",
        record(tmp_path, "Ada", "Bo"),
        "--product",
        "example-eu",
        "--catalogue",
        label,
    )
    assert refused.returncode == 2
    assert "[[x.second-person]]" in refused.stderr
    assert run("-m", "atmp_logistics", "inspect", WARD / "tests" / "frostline.txt").returncode == 2


@pytest.mark.nightly
def test_the_package_passes_its_own_tests(site):
    alone = ["-c", os.devnull, f"--rootdir={WARD}", f"--confcutdir={WARD}"]
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *alone, WARD / "tests", site=site)
    assert done.returncode == 0, done.stdout


def test_the_package_imports_nothing_but_what_plug_ins_may():
    for path in WARD.rglob("*.py"):
        imported = [
            line for line in path.read_text("utf-8").splitlines() if line.startswith(("from atmp", "import atmp"))
        ]
        assert all(
            line.split()[1].startswith(("atmp_logistics.plugins.", "atmp_logistics.testing")) for line in imported
        )


@pytest.mark.nightly
def test_each_package_that_plugin_new_writes_passes_its_tests(tmp_path):
    folders = [tmp_path / kind for kind in KINDS]
    for kind, folder in zip(KINDS, folders, strict=True):
        made = CliRunner().invoke(app, ["plugin", "new", kind, f"made-{kind}", str(folder)])
        assert made.exit_code == 0, made.output
    site = tmp_path / "site-packages"
    installed(site, *folders)
    for folder in folders:
        done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--doctest-modules", folder, site=site, cwd=folder)
        assert done.returncode == 0, done.stdout
    again = CliRunner().invoke(app, ["plugin", "new", "rule", "made-rule", str(folders[0])])
    assert again.exit_code == 2
    assert "nothing is replaced" in again.output


@pytest.mark.parametrize("name", ["rules", "loggers", "messages"])
def test_every_name_that_plug_ins_may_import_is_documented(name):
    module = import_module(f"{plugins.__name__}.{name}")
    for public in module.__all__:
        value = getattr(module, public)
        if callable(value):
            assert getdoc(value), public
        assert public in module.__doc__ or f"`{public}`" in (ROOT / "docs" / "plugins.md").read_text("utf-8"), public


def test_our_own_rules_answer_as_plug_ins_do():
    assert rules.findings.finding_table is import_module("atmp_logistics.plugins.rules").finding_table
    for code, rule in our_rules().items():
        assert "FindingTable(" not in Path(rule.__file__).read_text("utf-8"), code


def test_what_starts_fast_looks_for_no_plug_in():
    loads = "import sys, atmp_logistics; print('importlib.metadata' in sys.modules, 'atmp_logistics.core.plugins' in sys.modules)"
    assert run("-c", loads).stdout.split() == ["False", "False"]
