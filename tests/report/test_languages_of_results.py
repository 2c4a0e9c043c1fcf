"""A result in Swedish, in a terminal and as a page, holds the facts of the one in English; English bytes stay."""

import re
from collections import Counter
from html import unescape

import pandas as pd
import pytest
from recorded_cases import RECORDED

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.event_columns import FILED
from atmp_logistics.core.translatable import phrase_table, prose
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment import html, quiet_lines, text

HEADINGS = ["therapy_id", "container_id", "event", "time", "location"]
WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
OTHER = WINDOW.replace("post-thaw", "after-thaw").replace("30 min", "20 min")


def of_wards():
    """Three therapies of two wards, one in each verdict, and one that is set aside."""
    rows = [
        ("T1", "A", "product_dispatched", "2026-11-09T10:00Z", "Basel"),
        ("T1", "A", "product_received", "2026-11-10T08:00Z", "Lund"),
        ("T1", "A", "thaw_end", "2026-11-10T10:00Z", "Lund"),
        ("T1", "A", "administration_end", "2026-11-10T10:10Z", "Lund"),
        ("T2", "A", "thaw_end", "2026-11-10T10:00Z", "Lund"),
        ("T2", "A", "administration_end", "2026-11-10T11:00Z", "Lund"),
        ("T3", "A", "thaw_end", "2026-11-10T10:00Z", "Kiruna"),
        ("T9", "A", "thaw_end", "soon", "Lund"),
    ]
    events = atmp.read_events(pd.DataFrame(rows, columns=HEADINGS), errors="collect")
    return atmp.assess(events, product=sandbox_product(WINDOW + OTHER), errors="collect")


def sandbox_now(store, readings):
    """A container that is stated to be in its store still, at 09:00."""
    day = "2026-11-10T"
    events = pd.DataFrame([("T1", "A", "product_received", f"{day}08:00Z", "")], columns=HEADINGS)
    rows = [one.split() for one in readings.split(", ")]
    log = pd.DataFrame(
        {"time": [f"{day}{at}Z" for at, _ in rows], "temperature [°C]": [float(value) for _, value in rows]}
    )
    product, now = sandbox_product(store), f"{day}09:00Z"
    return atmp.assess(atmp.read_events(events), atmp.read_readings(log), product, now=now)


RESULTS = RECORDED | {"wards": of_wards}


def facts(said):
    """Every number, with a decimal point."""
    return Counter(number.replace(",", ".") for number in re.findall(r"\d+(?:[.,]\d+)?", said))


def test_quiet_lines_are_in_swedish():
    first, counts, *lines = quiet_lines.render_text(of_wards(), 200, language="sv").splitlines()
    assert first == "AVVIKER: avviker från en gräns"
    assert counts.startswith("4 behållare: 1 avviker, 2 går inte att avgöra, 1 överensstämmer; 1 behandling av dessa")
    assert lines == [
        "avviker              T2 / A  W201 after-thaw och 1 till",
        "går inte att avgöra  behandling T9  lagd åt sidan, inte bedömd",
        "går inte att avgöra  T3 / A  W201 after-thaw och 1 till",
        "överensstämmer       T1 / A  2 gränser hållna",
    ]


def test_the_overview_of_a_terminal_is_in_swedish():
    said = text.render_text(of_wards(), 200, {Verdict.DEVIATES}, language="sv")
    assert "Utelämnat här, genom --only deviates: 2 går inte att avgöra, 1 överensstämmer. Utfallet," in said
    assert "Per enhet (platsen för administrering slut, annars för upptining slut)" in said
    assert "Per sträcka (från platsen för produkt avsänd till den för produkt mottagen)" in said
    assert "Basel till Lund" in said
    assert "  avviker             T2 / A W201 after-thaw och 1 till: 58 min till 1 h 2 min från upptining" in said


@pytest.mark.parametrize("name", sorted(RESULTS))
@pytest.mark.parametrize("reader", [quiet_lines, text])
def test_both_languages_print_the_same_facts(reader, name):
    result = RESULTS[name]()
    english, swedish = (reader.render_text(result, 10_000, language=one) for one in ("en", "sv"))
    assert facts(english) == facts(swedish)
    assert english != swedish
    assert english == reader.render_text(result, 10_000)


def said_by(page):
    """What a page says, and what of it is marked as English."""
    body = page[page.index("</style>") :]
    english = re.findall(r'<(span|p) lang="en">(.*?)</\1>', body, re.DOTALL)
    alt = " ".join(re.findall(r'alt="([^"]*)"', body))
    return unescape(re.sub(r"<[^>]*>", " ", body)) + alt, [unescape(re.sub(r"<[^>]*>", " ", one)) for _, one in english]


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_both_pages_hold_the_same_facts_and_mark_what_is_english_alone(name):
    result = RESULTS[name]()
    english, swedish = (result.to_html(language=one) for one in ("en", "sv"))
    assert english == result.to_html() == html.render_html(result)
    assert '<html lang="en">' in english
    assert '<div class="atmp">' in english
    assert '<html lang="sv">' in swedish
    assert '<div class="atmp" lang="sv">' in swedish
    (said_en, marked_en), (said_sv, marked_sv) = said_by(english), said_by(swedish)
    assert facts(said_en) == facts(said_sv)
    assert re.findall(r' (?:id|href|class)="[^"]*"', english) == re.findall(r' (?:id|href|class)="[^"]*"', swedish)
    assert marked_en == []
    for finding in result:
        for sentence in filter(None, (finding.why, finding.decide_by)):
            shown = " ".join(sentence.split())
            marked = any(shown in " ".join(one.split()) for one in marked_sv)
            assert marked == (shown in " ".join(said_sv.split()))
            assert not (marked and prose(sentence).in_language("sv"))


def test_the_page_is_in_swedish_where_words_are_fixed():
    page = of_wards().to_html(language="sv")
    for said in (
        "<h1>4 behållare i 4 behandlingar</h1>", '<span class="deviates">1 avviker</span>', "<h2>Per enhet</h2>",
        "<h2>Behållare, den allvarligaste först</h2>", "<th>vad som avgjorde</th>", "<h2>Lagda åt sidan, inte bedömda</h2>",
        '<span class="deviates">AVVIKER</span>', "<th>utfall</th><th>gräns</th><th>vad som framkom</th><th>källa</th>",
        "<i>skulle avgöra det:</i> logga", "gräns högst 20 min: 38 min över", "<h2>Inläst</h2>", "<h2>Regler</h2>",
 "Programmet räknar och förklarar; en person beslutar.",
    ):  # fmt: skip
        assert said in page
    for left in ("deviates</span>", "would decide it", "Judged by", "what was found", "Left out"):
        assert left not in page


def test_what_is_said_of_a_container_is_in_swedish():
    rows = [("T1", "A", "product_received", "2026-11-10T08:00Z", "Lund", "door open", "A. Ward", "B1")]
    table = pd.DataFrame(rows, columns=[*HEADINGS, "note", "performed_by", "batch"])
    result = atmp.assess(atmp.read_events(table), product=sandbox_product(WINDOW))
    said = text.render_text(result, 200, language="sv")
    said = " ".join(said.split())
    assert " antecknat rad 0, produkt mottagen, 2026-11-10 08:00Z: door open" in said
    assert " dokumenterat sats B1" in said
    assert " dokumenterat rad 0, produkt mottagen, 2026-11-10 08:00Z: utförd av A. Ward" in said
    assert "Inte bedömt, eftersom dokumentationen inte anger någon ansvarig: ansvarskedja" in said
    assert "<li>antecknat vid händelsen: rad 0, produkt mottagen" in result.to_html(language="sv")


def test_every_filed_column_has_its_words():
    table = phrase_table("report/assessment", "en")
    assert {key for key in table if key.startswith("filed.")} == {f"filed.{name}" for name in FILED} | {"filed.value"}
    assert all(table[f"filed.{name}"] == name.replace("_", " ") for name in FILED)


def test_what_runs_is_in_swedish():
    store = "[[storage]]\ncode='cold'\nfrom='product_received'\nuntil='storage_out'\nupper='8 degC'\n"
    for last, expected in (
        ("08:20 12", "hittills i"),
        ("08:20 7.5", "innanför gränsen"),
    ):
        result = sandbox_now(store, f"08:00 4, 08:10 7, {last}")
        english, swedish = (text.render_text(result, 10_000, language=one) for one in ("en", "sv"))
        assert facts(english) == facts(swedish)
        assert "cold, från 2026-" in swedish
        assert expected in swedish
        assert ("Uppskattningar, som inte avgör något" in swedish) == ("Estimates, which decide nothing" in english)


def test_a_profile_states_the_language_of_what_is_printed():
    events = atmp.read_events(pd.DataFrame([("T1", "A", "thaw_end", "2026-11-10T10:00Z", "")], columns=HEADINGS))
    result = atmp.assess(events, product=sandbox_product(WINDOW), site=atmp.parse_site('language = "sv"'))
    assert str(result).startswith("GÅR INTE ATT AVGÖRA: utifrån")
    assert result.to_json().count("indeterminate")
    assert "avgöra" not in result.to_json() + result.to_csv()


def test_every_phrase_of_a_result_is_asked_for():
    from pathlib import Path

    code = "".join(path.read_text("utf-8") for path in Path(text.__file__).parent.glob("*.py"))
    parts = ("head.", "place.", "column.", "finding.", "filed.", "running.", "part.word_", "not_assessed.what_")
    asked = [key.removesuffix("_one").removesuffix("_several") for key in phrase_table("report/assessment", "en")]
    assert [key for key in asked if not re.search(f"""["']{key}["']""", code) and not key.startswith(parts)] == []
