"""A browser shows a deviation form on a screen, on a telephone and on paper: nothing runs off, nothing is asked for."""

import pandas as pd
import pytest
from browser import BROWSER, framed, printed
from recorded_cases import NAMES, RECORDED

import atmp_logistics as atmp

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(BROWSER is None, reason="no chromium or Chrome is installed"),
]
LEAST = 4.5


def form_of(therapy, container="B1"):
    rows = [
        (therapy, container, "thaw_end", "2026-11-24 10:10"),
        (therapy, container, "administration_end", "2026-11-24 10:59"),
    ]
    table = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"])
    result = atmp.assess(atmp.read_events(table, tz="Europe/Stockholm"), None, "kymriah-eu")
    return result.deviations(opened_at="2026-11-25 08:00", opened_by="A. Ward")[0]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
@pytest.mark.parametrize("therapy", ["T1", NAMES["long"], NAMES["markup"]], ids=["plain", "long", "markup"])
def test_a_window_shows_it_whole(width, height, therapy, tmp_path):
    found = framed(form_of(therapy, therapy).to_html(), tmp_path, width, height)
    assert (found["scrolls"], found["requests"], found["told"]) == (False, [], [])
    assert 0 < found["verdict"] <= height
    assert [text for text in found["texts"] if text["contrast"] < LEAST] == []
    assert len(found["texts"]) > 50


def test_each_printed_page_has_its_number_and_its_form(tmp_path):
    form = form_of("T1")
    pages = printed(form.to_html(), tmp_path)
    assert len(pages) > 1
    for number, text in enumerate(pages, 1):
        assert f"page {number}/{len(pages)}" in text
        assert f"deviation form {form.id}" in text


def test_a_form_with_excursions_is_shown_whole(tmp_path):
    form = RECORDED["two bags"]().deviations(indeterminate=True)[0]
    found = framed(form.to_html(), tmp_path, 390)
    assert (found["scrolls"], found["requests"], found["told"]) == (False, [], [])
