"""Every result can be read in light and dark notebooks: a browser measures it, and the stylesheet cannot do otherwise."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from browser import BROWSER, HOSTS, host_page, measured
from shown_results import results_of_every_kind

from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.report.shared.page import GROUNDS, PAGE_STYLE, STYLE
from atmp_logistics.report.shared.style import INK

#: The least contrast of text, WCAG 2.2, level AA.
LEAST = 4.5
_LIMITS = (
    "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
    "[[window]]\ncode='rest'\nstarts='thaw_end'\nends='administration_start'\nat_most='5 min'\nobligation='should'\n"
)
_RECORD = (
    "B1: thaw_end 10:04, administration_end 10:20; B2: thaw_end 10:30, administration_end 11:50; B3: thaw_end 12:00"
)


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    mpl.use("Agg")
    results = results_of_every_kind(tmp_path_factory.mktemp("results"))
    every = assess_sandbox(sandbox_product(_LIMITS), _RECORD)
    shown = {type(one).__name__: one._repr_html_() for one in results}
    shown |= {f"{finding.verdict.value}_{i}": finding._repr_html_() for i, finding in enumerate(every)}
    yield shown | {"three_verdicts": every._repr_html_()}
    plt.close("all")


@pytest.mark.long
@pytest.mark.skipif(BROWSER is None, reason="no chromium or Chrome is installed")
@pytest.mark.parametrize("width", [860, 420])
@pytest.mark.parametrize("host", HOSTS)
def test_every_text_stands_out_from_its_ground_and_nothing_runs_off(host, width, cells, tmp_path):
    found = measured(host_page(HOSTS[host], cells, width), tmp_path, width + 60)
    assert {text["cell"] for text in found["texts"]} == set(cells)
    assert [text for text in found["texts"] if text["contrast"] < LEAST] == []
    assert found["wide"] == []


@pytest.mark.skipif(BROWSER is None, reason="no chromium or Chrome is installed")
def test_the_browser_finds_text_without_contrast(tmp_path):
    cells = {"faint": '<p style="color: #777; background: #888">faint</p>', "wide": '<p style="width: 2000px">wide</p>'}
    found = measured(host_page("", cells, 600), tmp_path)
    assert [text["text"] for text in found["texts"] if text["contrast"] < LEAST] == ["faint"]
    assert found["wide"] == ["wide"]


def contrast(one, other):
    """Return the contrast of two colours such as ``#00664b``."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("verdict", GROUNDS)
def test_a_verdict_has_ink_and_ground_of_its_own(verdict):
    (rule,) = re.findall(rf"^\.atmp \.{verdict.value} \{{(.*?)\}}", STYLE, re.MULTILINE)
    assert "color: white" in rule
    assert f"background: {GROUNDS[verdict]}" in rule
    assert contrast("#ffffff", GROUNDS[verdict]) >= LEAST
    assert contrast("#ffffff", INK) >= LEAST


def test_no_other_rule_sets_an_ink_without_its_ground():
    for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE.split("@media print")[0]):
        inks = re.findall(r"(?<![-\w])color: ([^;}]+)", rule)
        if not any(verdict.value in selector for verdict in GROUNDS):
            assert all(ink.strip() == "inherit" or "currentColor" in ink for ink in inks), selector
            assert re.findall(r"background: (?!transparent)", rule) == [] or "img" in selector, selector


def test_a_page_of_its_own_has_ink_and_ground_of_its_own():
    assert f"body {{ color: {INK}; background: white" in PAGE_STYLE


@pytest.mark.long
def test_no_result_sets_a_colour_beside_the_style(cells):
    for name, html in cells.items():
        body = re.sub(r"<style>.*?</style>|src=\"[^\"]*\"", "", html, flags=re.DOTALL)
        assert "color" not in " ".join(re.findall(r"<[^>]*>", body)), name
        assert html.startswith("<style>"), name
