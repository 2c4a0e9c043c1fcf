"""The page: everything the result holds, nothing that the input could smuggle in, and the same bytes each time."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics import assess, read_events
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.report.assessment.html import SHOWN, render_fragment, render_html
from atmp_logistics.report.assessment.temperature_plot import pictures_of
from atmp_logistics.report.shared.time_series import thinned

STORE = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\nsection='6.4'\n"
WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\nsection='6.3'\n"
RECORD = "product_received 08:00, storage_out 09:00"
CONFORM = "08:00 -160, 08:30 -155, 09:00 -158"
WARM = "08:00 -160, 08:30 -110, 09:00 -158"
GAP = "08:00 -160, 08:10 -160, 08:20 -160, 09:00 -158"


class Text(HTMLParser):
    """Collects what a reader sees, and which tags are there."""

    def __init__(self, page):
        super().__init__()
        self.said, self.tags, self.links = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.said.append(data)


def _page(readings, limits=STORE):
    return render_html(assess_sandbox(sandbox_product(limits), RECORD, readings))


@pytest.mark.parametrize(("readings", "verdict"), [(CONFORM, "CONFORMS"), (WARM, "DEVIATES"), (GAP, "INDETERMINATE")])
def test_the_verdict_is_the_heading(readings, verdict):
    page = _page(readings)
    assert re.search(r"<h1[^>]*>([A-Z]+)</h1>", page)[1] == verdict
    assert page.count("<img ") == 1
    assert "a person decides" in page


def test_every_finding_stands_there_with_why_what_decides_and_its_source():
    result = assess_sandbox(sandbox_product(STORE + WINDOW), RECORD + ", thaw_end 09:05, administration_end 09:50", GAP)
    seen = Text(render_html(result))
    said = "".join(seen.said).replace("\u00a0", " ")
    for finding in result:
        assert f"{finding.rule} {finding.code}" in said
        assert finding.why in said
        assert finding.decide_by is None or finding.decide_by in said
        assert str(finding.citation) in said
    assert "https://example.org/trial" in seen.links


def test_what_binds_comes_before_what_is_only_shown():
    page = _page(CONFORM, STORE + WINDOW.replace("at_most", "obligation='should'\nat_most"))
    rows = re.findall(r"<tr><td><span[^>]*>([^<]*)</span>", page)
    asides = [row.startswith(("advice", "note")) for row in rows]
    assert asides == sorted(asides)
    assert any(asides)


def test_names_of_the_record_are_words_and_never_markup():
    nasty = '<script>alert("x")</script>&'
    rows = [(nasty, nasty, "thaw_end", "2026-11-10T10:04Z"), (nasty, nasty, "administration_end", "2026-11-10T10:20Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"]))
    page = render_html(assess(events, product=sandbox_product(WINDOW)))
    seen = Text(page)
    assert "script" not in seen.tags
    assert f"{nasty} / {nasty}: " in seen.said


def test_an_address_that_is_no_web_address_is_no_link():
    product = sandbox_product(WINDOW)
    own = [replace(limit, citation=replace(limit.citation, url="javascript:alert(1)")) for limit in product.windows]
    cited = replace(product.citation, url="data:text/html,x")
    page = render_html(assess_sandbox(replace(product, windows=tuple(own), citation=cited), "thaw_end 10:04"))
    assert Text(page).links == []


def test_a_cohort_is_shown_as_far_as_a_person_reads_and_the_rest_is_counted():
    count = SHOWN + 7
    rows = [
        (f"T{i}", name, f"2026-11-10T10:{m}Z")
        for i in range(count)
        for name, m in (("thaw_end", "04"), ("administration_end", "50"))
    ]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    page = render_html(assess(events, product=sandbox_product(WINDOW)))
    assert page.count("<h3>") == SHOWN
    assert "and 7 more that are deviates" in page


def test_the_same_input_gives_the_same_bytes():
    assert _page(WARM) == _page(WARM)


def test_a_notebook_shows_the_result_without_pictures():
    result = assess_sandbox(sandbox_product(STORE), RECORD, WARM)
    assert result._repr_html_() == render_fragment(result)
    assert "<img" not in render_fragment(result)


def _figure(readings, events=RECORD):
    part = assess_sandbox(sandbox_product(STORE), events, readings).parts[0]
    return next((picture.figure() for picture in pictures_of(part, 0)), None)


def test_the_picture_marks_excursions_gaps_and_the_extreme():
    def marked(readings):
        axes = _figure(readings).axes[0]
        named = [text.get_text() for text in axes.get_legend().get_texts()]
        paths = [len(kind.get_paths()) for kind in axes.collections]
        return dict(zip(named[1:], paths, strict=True))

    assert marked(CONFORM) == {}
    assert marked(WARM) == {"outside the range": 1}
    assert marked(GAP) == {"no readings": 1}
    assert [text.get_text() for text in _figure(WARM).axes[0].texts] == ["-110 °C"]


def test_axes_name_unit_and_zone():
    axes = _figure(CONFORM).axes[0]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("temperature [°C]", "time in UTC")


def test_a_phase_without_an_end_or_a_reading_has_no_picture():
    assert _figure(CONFORM, "product_received 08:00") is None
    assert _figure("20:00 -160, 20:30 -160, 21:00 -160") is None


@given(
    st.lists(st.tuples(st.integers(1, 50), st.floats(-200, 40), st.booleans()), min_size=1, max_size=300),
    st.integers(1, 12),
)
def test_thinning_keeps_order_extremes_and_gaps(rows, columns):
    time = np.cumsum([step for step, _, _ in rows]).astype(float)
    value, joined = np.array([v for _, v, _ in rows]), np.array([j for _, _, j in rows])
    joined[-1] = False
    fewer, kept, on = thinned(time, value, joined, columns)
    assert np.isin(fewer, time).all()
    assert (np.diff(fewer) > 0).all()
    assert (kept.min(), kept.max()) == (value.min(), value.max())
    places = [*np.searchsorted(time, fewer).tolist(), len(time)]
    assert on.tolist() == [bool(joined[a:b].all()) for a, b in pairwise(places)]


def test_a_container_of_which_nothing_was_asked_is_named_and_open():
    result = assess_sandbox(sandbox_product(STORE), RECORD, CONFORM, rules=("W201",))
    assert (result.verdict.value, list(result)) == ("indeterminate", [])
    assert "nothing was judged" in render_html(result)
    assert "nothing was judged" in str(result)
