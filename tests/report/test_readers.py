"""Every result shows itself in each of the ways that its class offers, and its readers stand in the folder it names."""

import json
from importlib import import_module
from pkgutil import walk_packages

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from made_up_label import SMPC
from places import ROOT

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.shown import Shown, ShownAsText, WrittenAsCsv, WrittenAsHtml, WrittenAsJson
from atmp_logistics.estimates import cohort as cohorts
from atmp_logistics.estimates.models.thaw import EVA_50_mL
from atmp_logistics.labels.audit import audit_label

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "20 min"}


def events_of(rows):
    return atmp.read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))


def events_of_cohort():
    days = {"collection_end": 1, "product_received": 20, "administration_start": 30}
    start = pd.Timestamp("2026-01-01T10:00Z")
    return events_of(
        (f"T{i}", event, (start + pd.Timedelta(days=7 * i + day + i % 3)).isoformat())
        for i in range(12)
        for event, day in days.items()
    )


def cohort_results():
    cohort = cohorts.cohort_of(events_of_cohort())
    legs = cohorts.find_legs(cohort, ("collection_end", "product_received", "administration_start"), container="first")
    statistics = cohorts.interval_statistics(legs.whole)
    chart = cohorts.control_chart(legs.whole, baseline=("2026-01-01", "2026-03-01"))
    return [legs, legs.whole, statistics, cohorts.compare_with_published(statistics), chart]


def planned():
    plan = atmp.plan("kymriah-eu", {"thaw_start": "2026-11-24 10:00"}, tz="Europe/Stockholm", steps=STEPS)
    thawed = events_of([("T1", "thaw_end", "2026-11-24T09:30Z"), ("T1", "administration_end", "")])
    due = atmp.deadlines(thawed, "kymriah-eu", now="2026-11-24T09:40Z", tz="Europe/Stockholm", steps=STEPS)
    return [plan, atmp.risk(plan, seed=1, n=100), due]


def simulated():
    scenario = atmp.simulate("kymriah-eu", steps=STEPS, n=100)
    return [scenario, atmp.compare([scenario, scenario.named("other")])]


def recorded(folder):
    (folder / "readings.csv").write_text("time,temperature_degC\n2026-11-10T10:00Z,5.0\n2026-11-10T10:05Z,5.5\n")
    return [events_of_cohort(), atmp.read_readings(folder / "readings.csv")]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    mpl.use("Agg")
    assessment = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:04, administration_end 10:34")
    label = atmp.read_label(ROOT / "tests" / "data" / "labels" / "made_up_spl.xml")
    of_labels = [assessment, next(iter(assessment)), atmp.load_product("kymriah-eu"), label, EVA_50_mL.predict("20 mL")]
    of_labels.append(audited(tmp_path_factory.mktemp("labels")))
    yield [*of_labels, *planned(), *simulated(), *recorded(tmp_path_factory.mktemp("records")), *cohort_results()]
    plt.close("all")


def audited(folder):
    (folder / "label.txt").write_text(SMPC, "utf-8")
    return audit_label(atmp.load_product("tecartus-uk"), atmp.read_label(folder / "label.txt"))


def shown_classes():
    """Return every class of the package that names its readers."""
    for module in walk_packages(atmp.__path__, "atmp_logistics."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    left, found = [Shown], set()
    while left:
        below = left.pop().__subclasses__()
        left += below
        found |= {one for one in below if hasattr(one, "_readers") and one.__module__.startswith("atmp_logistics.")}
    # A dataclass with slots is made twice; the first is no attribute of its module.
    return {one for one in found if getattr(import_module(one.__module__), one.__name__) is one}


def of_kind(results, kind):
    return [one for one in results if isinstance(one, kind)]


def test_every_class_that_names_its_readers_is_asked_here(results):
    assert {type(one) for one in results} == shown_classes()


def test_every_result_shows_itself_in_a_notebook(results):
    for one in results:
        page = one._repr_html_()
        assert page.startswith("<"), type(one)
        assert page.rstrip().endswith(">"), type(one)


def test_what_a_terminal_shows_fits_into_80_columns(results):
    asked = of_kind(results, ShownAsText)
    assert len(asked) == 14
    for one in asked:
        lines = str(one).splitlines()
        assert len(lines) > 1, type(one)
        assert max(map(len, lines)) <= 80, type(one)


def test_a_json_file_names_its_schema_first(results, tmp_path):
    asked = of_kind(results, WrittenAsJson)
    schemas = set()
    for one in asked:
        one.to_json(tmp_path / "result.json")
        schemas.add(next(iter(json.loads((tmp_path / "result.json").read_text("utf-8")).items())))
    kinds = ("assessment", "label", "plan", "risk", "deadlines", "scenario")
    assert schemas == {("schema", f"atmp-logistics/{kind}/1") for kind in kinds}
    assert len(asked) == len(kinds)


def test_a_page_needs_no_other_file(results, tmp_path):
    asked = of_kind(results, WrittenAsHtml)
    assert len(asked) == 2
    for one in asked:
        one.to_html(tmp_path / "page.html")
        page = (tmp_path / "page.html").read_text("utf-8")
        assert page.casefold().startswith("<!doctype html>")
        assert 'src="http' not in page


def test_a_csv_file_holds_the_findings(results, tmp_path):
    (assessment,) = of_kind(results, WrittenAsCsv)
    assessment.to_csv(tmp_path / "findings.csv")
    assert len(pd.read_csv(tmp_path / "findings.csv")) == len(assessment.findings)


def test_every_result_that_offers_a_plot_draws_it(results):
    asked = [one for one in results if hasattr(one, "plot")]
    assert len(asked) == 13
    for one in asked:
        drawn = one.plot()
        axes = drawn if isinstance(drawn, list) else [drawn]
        assert all(each.has_data() or each.texts for each in axes), type(one)
