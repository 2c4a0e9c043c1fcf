"""A record judged by a completed label: it conforms and deviates by the hospital's numbers, and says who read them."""

import json
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from atmp_logistics import Verdict, assess, load_catalogue, read_events, read_readings
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.core.errors import CatalogueError
from atmp_logistics.report.assessment.html import render_html
from atmp_logistics.report.assessment.json import render_json

BASES = Path(__file__).parents[1] / "data" / "completions"
HEAD = """\
extends = "madecel-eu"
base_revision = "{revision}"
[label]
title = "Made-up SmPC"
revision = "7"
[read]
by = "A. Berg"
again_by = "{again}"
on = 2026-11-08
"""
IN_USE = """
[[window]]
closes = "in-use"
starts = "thaw_end"
ends = "administration_end"
at_most = "{at_most}"
section = "6.3"
"""
REST = """
[[shelf_life]]
closes = "shelf-life"
storage = "frozen"
life = { months = 9 }
section = "6.3"
[[window]]
closes = "lymphodepletion-to-infusion"
starts = "lymphodepletion_end"
ends = "administration"
scope = "therapy"
at_least_days = 2
at_most_days = 9
section = "4.2"
"""
EVENTS = [
    ("manufacturing_end", "2026-09-01T12:00Z"), ("lymphodepletion_end", "2026-11-06T10:00Z"),
    ("product_received", "2026-11-10T06:00Z"), ("storage_out", "2026-11-10T09:50Z"),
    ("thaw_start", "2026-11-10T10:00Z"), ("thaw_end", "2026-11-10T10:10Z"),
    ("administration_start", "2026-11-10T10:15Z"), ("administration_end", "2026-11-10T10:40Z"),
]  # fmt: skip


@pytest.fixture
def files(tmp_path):
    rows = "".join(f"T1,{event},{time},madecel-eu\n" for event, time in EVENTS)
    (tmp_path / "events.csv").write_text(f"therapy_id,event,time,product\n{rows}", "utf-8")
    first = datetime(2026, 11, 10, 5, 50)
    times = [(first + timedelta(minutes=5 * i)).strftime("%Y-%m-%dT%H:%MZ") for i in range(50)]
    readings = "".join(f"{time},-150.0\n" for time in times)
    (tmp_path / "tank.csv").write_text(f"time,temperature [°C]\n{readings}", "utf-8")
    return tmp_path


def ward(folder, text, *, revision="leaflet 1", again=""):
    own = folder / "ward"
    shutil.copytree(BASES, own, dirs_exist_ok=True)
    (own / "mine.toml").write_text(HEAD.format(revision=revision, again=again) + text, "utf-8")
    return load_catalogue(own)


def judged(files, catalogue, **options):
    log, readings = read_events(files / "events.csv", tz="UTC"), read_readings(files / "tank.csv", tz="UTC")
    return assess(log, readings, catalogue=catalogue, **options)


def streamed(files, catalogue, **options):
    return assess_files(files / "events.csv", files / "tank.csv", tz="UTC", catalogue=catalogue, **options)


@pytest.mark.parametrize(("at_most", "verdict"), [("45 min", Verdict.CONFORMS), ("15 min", Verdict.DEVIATES)])
def test_a_record_conforms_and_deviates_by_the_hospitals_number(files, at_most, verdict):
    assert judged(files, load_catalogue(BASES)).verdict is Verdict.INDETERMINATE
    result = judged(files, ward(files, IN_USE.format(at_most=at_most) + REST))
    assert result.verdict is verdict
    finding = next(one for one in result if one.code == "in-use")
    assert finding.verdict is verdict
    assert str(finding.citation) == "Made-up SmPC 6.3 (local, read by one)"
    said = " ".join(str(result).split())
    by_whom = "from Made-up SmPC, revision 7, read by one (A. Berg on 2026-11-08)"
    assert f"Completed by the hospital {by_whom}: shelf life of frozen, in-use" in said
    assert ("says: Made-up SmPC 6.3 (local, read by one)" in said) == (verdict is Verdict.DEVIATES)


def test_two_readers_are_said(files):
    result = judged(files, ward(files, IN_USE.format(at_most="45 min") + REST, again="B. Dahl"))
    assert {one.citation.readers for one in result if one.code == "in-use"} == {"read by two"}


def test_what_is_still_open_lets_nothing_conform(files):
    assert judged(files, ward(files, IN_USE.format(at_most="45 min"))).verdict is Verdict.INDETERMINATE


def test_a_completion_of_another_revision_decides_nothing_and_is_said(files):
    for at_most in ("45 min", "15 min"):
        stale = ward(files, IN_USE.format(at_most=at_most) + REST, revision="leaflet 0")
        result = judged(files, stale)
        assert result.verdict is Verdict.INDETERMINATE
        assert any("closes and confirms nothing" in said for said in result.statements)
        assert [one.role for one in result.files] == ["product"]


@pytest.mark.parametrize("options", [{}, {"workers": 2}], ids=["here", "workers"])
def test_streamed_and_by_workers_the_result_is_the_same(files, options):
    if options:
        pytest.importorskip("distributed")
    catalogue = ward(files, IN_USE.format(at_most="15 min") + REST)
    whole, parts = judged(files, catalogue), streamed(files, catalogue, **options)
    assert parts.verdict is Verdict.DEVIATES
    assert parts.findings.equals(whole.findings)
    assert json.loads(render_json(parts))["products"] == json.loads(render_json(whole))["products"]


def test_a_completion_belongs_to_the_version_of_the_label_that_it_was_read_beside(files):
    own = files / "ward"
    catalogue = ward(files, IN_USE.format(at_most="15 min") + REST)
    base = (own / "madecel-eu.toml").read_text("utf-8")
    first, later = (base.replace("[label]\n", f"[label]\n{key} = {day}\n") for key, day in DAYS)
    (own / "madecel-eu.toml").write_text(first, "utf-8")
    (own / "madecel-eu@2.toml").write_text(later.replace('"leaflet 1"', '"leaflet 2"'), "utf-8")
    catalogue = load_catalogue(own)
    old, new = catalogue.versions("madecel-eu")
    assert (len(old.unread_limits), len(new.unread_limits)) == (0, 3)
    assert judged(files, catalogue).verdict is Verdict.INDETERMINATE
    assert judged(files, catalogue, on=date(2026, 1, 1)).verdict is Verdict.DEVIATES


DAYS = (("in_force_until", "2026-06-30"), ("in_force_from", "2026-07-01"))
NONE = '\n[[none]]\ncloses = "in-use"\nsection = "6.3"\n'


def test_a_completion_that_was_read_before_the_label_was_in_force_is_refused(files):
    ward(files, REST)
    base = files / "ward" / "madecel-eu.toml"
    base.write_text(base.read_text("utf-8").replace("[label]\n", "[label]\nin_force_from = 2026-11-09\n"), "utf-8")
    with pytest.raises(
        CatalogueError, match=r"mine\.toml\.read\.on: found 2026-11-08, expected a day from 2026-11-09 on"
    ):
        load_catalogue(files / "ward")


def test_what_the_label_states_none_of_is_said_aloud_and_is_no_demand(files):
    result = judged(files, ward(files, NONE + REST))
    said = " ".join(str(result).split())
    assert (
        "NOT ASKED: in-use (W201). The label states none: Made-up SmPC 6.3 (local, read by one), A. Berg on 2026-11-08"
        in said
    )
    assert "Demanded by the label" not in said
    (product,) = json.loads(render_json(result))["products"]
    assert (product["instructions"], product["stated_none"][0]["code"]) == ([], "in-use")


STORAGE_GAP = '\n[[gap]]\ncode = "storage"\nrule = "T101"\nsection = "6.4"\nnote = "the storage"\n'


def test_a_label_without_any_storage_temperature_judges_nothing(files):
    ward(files, REST)
    base = files / "ward" / "madecel-eu.toml"
    text = base.read_text("utf-8")
    base.write_text(text[: text.index("[[storage]]")] + text[text.index("[[window]]") :] + STORAGE_GAP, "utf-8")
    codes = ("in-use", "storage", "shelf-life", "lymphodepletion-to-infusion")
    none = "".join(NONE.replace("in-use", code) for code in codes)
    (files / "ward" / "mine.toml").write_text(HEAD.format(revision="leaflet 1", again="") + none, "utf-8")
    with pytest.raises(CatalogueError, match="leave the gap open"):
        load_catalogue(files / "ward")


def test_what_nothing_is_asked_of_stands_on_the_page(files):
    assert "NOT ASKED: in-use (W201)" in render_html(judged(files, ward(files, NONE + REST)))


def test_a_product_that_python_changed_after_its_completion_is_cited_as_the_callers(files):
    (product,) = ward(files, IN_USE.format(at_most="15 min") + REST).versions("madecel-eu")
    wider = tuple(replace(one, at_most_s=one.at_most_s and 9e5) for one in product.windows)
    result = assess(read_events(files / "events.csv", tz="UTC"), None, replace(product, windows=wider))
    finding = next(one for one in result if one.code == "in-use")
    assert str(finding.citation).startswith("changed by the caller, was Made-up SmPC 6.3")
    assert [one.origin for one in result.files] == ["python"]
