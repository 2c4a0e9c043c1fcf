"""A browser shows a dose record on a screen, on a telephone and on paper: nothing runs off, nothing is asked for."""

from functools import cache

import matplotlib as mpl
import pytest
from browser import BROWSER, framed, printed
from recorded_cases import NAMES, RECORDED

from atmp_logistics.core.record_id import record_id_of

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(BROWSER is None, reason="no chromium or Chrome is installed"),
]
#: The least contrast of text, WCAG 2.2, level AA.
LEAST = 4.5
#: A telephone, a tablet, a screen: their width and height in pixels.
WINDOWS = {"telephone": (390, 844), "tablet": (700, 900), "screen": (1280, 900)}


@pytest.fixture(scope="module")
def made():
    mpl.use("Agg")
    results = cache(lambda name: RECORDED[name]())

    @cache
    def page_of(name, therapy=None):
        result = results(name)
        return result.record(therapy or result.consignments["therapy_id"][0], made_at="2026-12-01 08:00Z", made_by="A.")

    return page_of


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", RECORDED)
def test_a_window_shows_it_whole(name, window, made, tmp_path):
    width, height = WINDOWS[window]
    found = framed(made(name), tmp_path, width, height)
    assert found["width"] == width
    assert (found["scrolls"], found["requests"], found["told"]) == (False, [], [])
    assert 0 < found["verdict"] <= height
    assert [text for text in found["texts"] if text["contrast"] < LEAST] == []
    assert len(found["texts"]) > 100
    assert bool(found["pictures"]) == (name != "names")
    for picture in found["pictures"]:
        assert picture["drawn"]
        assert picture["below"]
        assert 200 < picture["width"] <= width
        therapy = picture["alt"].removeprefix("Readings of therapy ").partition(",")[0]
        assert therapy in picture["heading"]


@pytest.mark.parametrize("therapy", NAMES.values(), ids=list(NAMES))
def test_a_name_of_any_kind_runs_nothing_and_off_nothing(therapy, made, tmp_path):
    found = framed(made("names", therapy), tmp_path, 390)
    assert (found["scrolls"], found["requests"], found["told"]) == (False, [], [])
    assert found["verdict"] <= 844


@pytest.mark.parametrize("name", RECORDED)
def test_each_printed_page_has_its_number_its_therapy_and_the_record_id(name, made, tmp_path):
    page = made(name)
    pages = printed(page, tmp_path)
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"page {number}/{len(pages)}" in text
        assert record_id_of(page) in text.replace("\n", "")
        assert "Dose record, therapy " in text


def test_the_browser_tells_what_is_wrong(tmp_path):
    page = (
        '<body><h1>x</h1><div class="verdict"><p class="word">V</p></div><p style="color: #999">faint</p>'
        '<p style="width: 2000px">wide</p><script>console.error("broken")</script>'
        '<article><h3>H</h3><img src="http://127.0.0.1:9/missing.png" alt="m" style="width: 9px; height: 9px"></article></body>'
    )
    found = framed(page, tmp_path, 390)
    assert found["scrolls"]
    assert found["requests"]
    assert "broken" in found["told"][0]
    assert [text["text"] for text in found["texts"] if text["contrast"] < LEAST] == ["faint"]
    assert [picture["drawn"] for picture in found["pictures"]] == [False]
