"""A record in Swedish holds the facts of the one in English, and marks what is said in English alone."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorded_cases import RECORDED

from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.translatable import phrase_table

LABEL = """
[[storage]]
code = 'frozen'
from = 'product_received'
until = 'storage_out'
upper = '-120 degC'
shelf_life = { months = 9 }
[[window]]
code = 'post-thaw'
starts = 'thaw_end'
ends = 'administration_end'
at_most = '30 min'
within = ['20 degC', '25 degC']
[[precondition]]
code = 'premedication-first'
before = 'premedication'
after = 'administration_start'
"""
EVENTS = ("product_received", "storage_out", "premedication", "thaw_end", "administration_start", "administration_end")


class Text(HTMLParser):
    """What a page says: its texts and the texts of its pictures; with what each text in English alone holds."""

    def __init__(self, page):
        super().__init__()
        self.said, self.english, self.open, self.hidden, self.language = [], [], [], 0, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.said += filter(None, [named.get("alt"), named.get("aria-label")])
        self.hidden += tag == "style"
        self.language = named.get("lang", self.language) if tag == "html" else self.language
        if tag == "bdi":
            self.open.append("lang" in named)

    def handle_endtag(self, tag):
        self.hidden -= tag == "style"
        if tag == "bdi":
            self.open.pop()

    def handle_data(self, data):
        if not self.hidden:
            self.said.append(data)
            self.english += [data] * any(self.open)

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())


def facts(text):
    """Every number, with a decimal point, and every hash but that of the record itself."""
    return Counter(number.replace(",", ".") for number in re.findall(r"\d+(?:[.,]\d+)?", text))


def both(result, therapy):
    pages = [Text(result.record(therapy, made_at="2026-12-01 08:00Z", language=one)) for one in ("en", "sv")]
    for page in pages:
        page.said = [re.sub(r"\b[0-9a-f]{64}\b", "", text) for text in page.said]
    return pages


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_both_languages_hold_the_same_facts(name):
    result = RECORDED[name]()
    for therapy in dict.fromkeys(result.consignments["therapy_id"]):
        english, swedish = both(result, therapy)
        assert facts(english.text) == facts(swedish.text)
        assert (english.language, swedish.language) == ("en", "sv")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    minutes=st.lists(st.one_of(st.none(), st.integers(0, 90)), min_size=6, max_size=6),
    values=st.lists(st.sampled_from([-150.0, -110.5, 21.5, 27.25]), max_size=4),
)
def test_drawn_records_hold_the_same_facts_and_no_english_sentence_of_a_rule(minutes, values):
    at = [f"{name} {10 + m // 60}:{m % 60:02}" for name, m in zip(EVENTS, minutes, strict=True) if m is not None]
    readings = ", ".join(f"10:{10 * i:02} {value}" for i, value in enumerate(values))
    result = assess_sandbox(sandbox_product(LABEL), ", ".join(at) or "thaw_end 10:00", readings or None)
    english, swedish = both(result, "T1")
    assert facts(english.text) == facts(swedish.text)
    for finding in result:
        for sentence in filter(None, (finding.why, finding.decide_by)):
            assert sentence.in_language("sv")
            assert sentence not in swedish.english


def test_a_sentence_in_english_alone_is_marked_and_swedish_is_not():
    result = assess_sandbox(sandbox_product(LABEL), "thaw_end 10:00, administration_end 10:40")
    english, swedish = both(result, "T1")
    assert english.english == []
    assert "avviker" in swedish.text.lower()
    assert "40 min från upptining slut till administrering slut, gräns högst 30 min: 10 min över" in swedish.text
    assert any("Not assessed" in text for text in swedish.english)
    assert not any("tining" in text for text in swedish.english)


def test_every_phrase_of_the_rules_is_asked_for():
    from pathlib import Path

    from atmp_logistics import rules

    code = "".join(path.read_text("utf-8") for path in Path(rules.__file__).parent.glob("*.py"))
    by_value = ("window.", "device.", "noted.", "read.secondary", "read.other_jurisdiction")
    assert [key for key in phrase_table("rules", "en") if f'"{key}"' not in code and not key.startswith(by_value)] == []
