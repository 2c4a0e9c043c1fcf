"""Every result shows itself in each of the ways that its class offers, and its readers stand in the folder it names."""

import json
from importlib import import_module
from pkgutil import walk_packages

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from shown_results import results_of_every_kind

import atmp_logistics as atmp
from atmp_logistics.core.shown import Shown, ShownAsText, WrittenAsCsv, WrittenAsHtml, WrittenAsJson


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    mpl.use("Agg")
    yield results_of_every_kind(tmp_path_factory.mktemp("results"))
    plt.close("all")


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
    assert len(asked) == 15
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
    assert len(asked) == 3
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
    assert len(asked) == 14
    for one in asked:
        drawn = one.plot()
        axes = drawn if isinstance(drawn, list) else [drawn]
        assert all(each.has_data() or each.texts for each in axes), type(one)
