"""A record in Swedish holds the facts of the one in English, and marks what is said in English alone."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorded_cases import RECORDED
from rule_words import rows_of
from text_on_pictures import texts_of

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.translatable import phrase_table
from atmp_logistics.ingest import read_events
from atmp_logistics.records.logger_places import CALL, LoggerPlace
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.temperature_plot import pictures_of

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


#: Records with columns of identity and custody, and of what became of each container.
FILED = {
    "identity": "product_received 08:00 batch=L7 patient_pseudonym=P-1 donation_number=D1 identity=C1,"
    " identity_check 09:55 batch=l7 outcome=mismatch performed_by=AB witnessed_by=ab, thaw_start 09:58 batch=L7,"
    " administration_start 10:00 batch=007 patient_pseudonym=P-2 donation_number=D1 identity=c1",
    "checks": "product_received 08:00 batch=L7 patient_pseudonym=P-1, administration_start 10:00,"
    " identity_check 10:05 batch=L7 patient_pseudonym=P-1 outcome=match performed_by=AB witnessed_by=AB",
    "no check": "identity_check 09:00 outcome=match witnessed_by=-, handover 09:30, thaw_start 10:00, administration_start 10:10",
    "parents": "B1: syringe_drawn - parent_container=V1; B2: syringe_drawn 10:00 parent_container=B1, thaw_start 10:00;"
    " B3: thaw_start 10:01 parent_container=V1, thaw_end 10:05 parent_container=V2",
    "custody": "storage_in 09:00 custodian=L, handover_released 10:00 custodian=L, handover_received 11:00 custodian=P,"
    " dispensed 11:30 custodian=W, handover_released 11:40 custodian=W, handover_released 11:45 custodian=W",
    "custody, sides": "handover_received 09:00 custodian=P, handover 10:00 custodian=L, storage_in - custodian=M",
    "custody, again": "product_received 08:00, handover_released 10:00 custodian=L, storage_in 10:30 custodian=L,"
    " handover_released 11:00 custodian=K",
    "one custodian": "product_received 08:00 custodian=P, handover 09:00 custodian=W from_custodian=P",
    "receipt": "B1: product_received 08:00 quantity=3_bags, receipt_accepted 08:10, discarded 09:00;"
    " B2: product_received 08:00, receipt_accepted 08:10; B3: receipt_accepted 08:00, administration_end 10:00;"
    " B4: returned 11:00 reason=expired",
    "structure": "product_received 08:00 donation_number==G12349865432178 expiry=2027-04-30"
    " sec=SEC:SE000123G123498654321A000123400120270331, thaw_start 09:00 donation_number=G12349865432177",
    "faults": "product_received 08:00 donation_number==O1234A8 sec=SEC:SE0001 product_code=(01)0629104150021(99)",
    "pseudonyms": "product_received 08:00 sec=SE000123G123498654321A000123400120270230 donation_number==G12340065432161",
}
SITE = """
[identity]
required = true
[custody]
required = true
[reconciliation]
required = true
[identifiers]
product_code = "gs1-element-string"
batch = "pseudonym"
seal = "grai"
device = "sscc"
"""
CHECK = """
[[check]]
code = 'bedside'
at = 'administration_start'
identifiers = ['patient identity', 'lot number']
persons = 2
"""


@pytest.mark.parametrize("site", [None, SITE])
@pytest.mark.parametrize("name", FILED)
def test_identity_and_custody_hold_the_same_facts_and_no_english_sentence_of_a_rule(name, site):
    events = FILED[name].replace("batch=", "seal=7 device=x batch=", 1) if site else FILED[name]
    site = parse_site('tz = "UTC"' + (site or ""))
    result = assess(read_events(rows_of(events), site=site), None, sandbox_product(CHECK), site=site)
    english, swedish = both(result, "T1")
    assert facts(english.text) == facts(swedish.text)
    for finding in result:
        for sentence in filter(None, (finding.why, finding.decide_by)):
            assert sentence.in_language("sv"), sentence
            assert facts(sentence) == facts(sentence.in_language("sv"))
            assert sentence not in swedish.english


def test_identity_and_custody_in_swedish():
    _, swedish = both(assess_sandbox(sandbox_product(""), FILED["custody"]), "T1")
    assert "utan ansvarig i 1 h inom en enhet: överlämning: lämnad, 'L'," in swedish.text
    rows = "product_received 08:00 batch=ab-7, thaw_start 09:00 batch=AB-7"
    _, swedish = both(assess_sandbox(sandbox_product(""), rows), "T1")
    assert "sats skiljer sig enbart genom stora och små bokstäver: 'ab-7' (rad" in swedish.text
    _, swedish = both(assess_sandbox(sandbox_product(""), FILED["structure"]), "T1")
    assert "är ett annat" in swedish.text
    assert "som donationsidentifieringsnummer enligt ISBT 128: flaggtecknen 78" in swedish.text


STATED = """
tz = "Europe/Stockholm"
resolution = "1 min"
language = "sv"
[readings]
max_gap = "5 min"
[loggers]
"" = ["frozen"]
[identity]
required = true
[custody]
required = true
at_most = "5 min"
[reconciliation]
required = true
"""


def test_what_a_site_states_is_said_in_both_languages():
    site = parse_site(STATED)
    told = site.statements()
    assert all(one.in_language("sv") and facts(one) == facts(one.in_language("sv")) for one in told)
    assert "identitet krävs i varje dokumentation, och märkningens kontroller med den" in [
        one.in_language("sv") for one in told
    ]
    for accurate in (
        Site(accuracy_degC=0.5, decision_rule="guarded"),
        Site(accuracy_degC=0.5),
        Site(tolerance_degC=2.0),
    ):
        (one,) = accurate.statements()
        assert facts(one) == facts(one.in_language("sv")) != Counter()
    places = [LoggerPlace.of(name, codes, CALL) for name in ("", "L7") for codes in (["a", "b"], ["everywhere"], [])]
    assert {str(one) == one.in_words.in_language("en") for one in places} == {True}
    assert places[-1].in_words.in_language("sv") == "logger L7 gäller inte för någon behållare (anropet)"


def test_what_is_not_assessed_is_said_in_both_languages():
    label = LABEL + (
        "[[prohibition]]\ncode = 'wash'\n[[prohibition]]\ncode = 'refreeze'\nforbids = ['refrozen']\n" + CHECK
    )
    events = "B1: thaw_end 10:00 batch=L1, identity_check 10:01 batch=L1; B2: thaw_end 10:00"
    result = assess_sandbox(sandbox_product(label), events, rules=["C401", "T101"])
    english, swedish = both(result, "T1")
    assert facts(english.text) == facts(swedish.text)
    assert not any("ssessed" in text or "Forbidden" in text for text in swedish.english)
    assert "Inte bedömt, enligt ert val av regler: " in swedish.text
    assert "Förbjudet enligt märkningen, vilket ingen dokumentation visar: wash" in swedish.text


def test_the_words_on_pictures_are_of_the_language():
    label = LABEL.replace("shelf_life = { months = 9 }", "") + (
        "[[allowance]]\ncode = 'brief'\nstorage = 'frozen'\nupper = '-110.5 degC'\nat_most = '1 h'\n"
    )
    readings = "08:00 -150, 08:10 -115.25, 08:40 -150.5, 09:50 -150"
    result = assess_sandbox(sandbox_product(label), "product_received 08:00, storage_out 10:00", readings)
    (picture,) = pictures_of(result.parts[0], 0)
    said = {name: _words_of(picture.figure(7.2, name)) for name in ("en", "sv")}
    assert {"temperature [°C]", "time in UTC", "no readings"} <= said["en"]
    assert {"temperatur [°C]", "tid i UTC", "inga mätvärden", "gräns ≤ -120 °C"} <= said["sv"]
    assert "-115,25 °C" in said["sv"]
    assert not any(re.search(r"\d\.\d|permitted|limit|reading|temperature|outside", text) for text in said["sv"])
    wanted = {text.replace(",", ".") for text in said["sv"] if re.fullmatch(r"[\W\d]*", text)}
    assert wanted == {text for text in said["en"] if re.fullmatch(r"[\W\d]*", text)}


def _words_of(figure):
    return {text.get_text() for text, _ in texts_of(figure)}


def test_a_sentence_in_english_alone_is_marked_and_swedish_is_not():
    result = assess_sandbox(sandbox_product(LABEL), "thaw_end 10:00, administration_end 10:40")
    english, swedish = both(result, "T1")
    assert english.english == []
    assert "avviker" in swedish.text.lower()
    assert "40 min från upptining slut till administrering slut, gräns högst 30 min: 10 min över" in swedish.text
    assert any("beyond" in text for text in swedish.english)
    assert "Inte bedömt, eftersom dokumentationen inte anger någon ansvarig: " in swedish.text
    assert not any("tining" in text for text in swedish.english)


def test_every_phrase_of_the_rules_is_asked_for():
    from pathlib import Path

    from atmp_logistics import rules

    code = "".join(path.read_text("utf-8") for path in Path(rules.__file__).parent.glob("*.py"))
    by_value = (
        "unassessed.",
        "column.",
        "custody.",
        "log_custody.",
        "window.",
        "device.",
        "noted.",
        "read.secondary",
        "read.other_jurisdiction",
    )
    assert [key for key in phrase_table("rules", "en") if f'"{key}"' not in code and not key.startswith(by_value)] == []
