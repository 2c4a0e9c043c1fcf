"""A result in Swedish, in a terminal and as a page, holds the facts of the one in English; English bytes stay."""

import re
from collections import Counter

import pandas as pd
import pytest
from recorded_cases import RECORDED

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.translatable import phrase_table
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment import quiet_lines, text

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


def test_a_profile_states_the_language_of_what_is_printed():
    events = atmp.read_events(pd.DataFrame([("T1", "A", "thaw_end", "2026-11-10T10:00Z", "")], columns=HEADINGS))
    result = atmp.assess(events, product=sandbox_product(WINDOW), site=atmp.parse_site('language = "sv"'))
    assert str(result).startswith("GÅR INTE ATT AVGÖRA: utifrån")
    assert result.to_json().count("indeterminate")
    assert "avgöra" not in result.to_json() + result.to_csv()


def test_every_phrase_of_a_result_is_asked_for():
    from pathlib import Path

    code = "".join(path.read_text("utf-8") for path in Path(text.__file__).parent.glob("*.py"))
    parts = ("head.", "place.by_", "place.column_", "place.centre", "place.lane")
    asked = [key.removesuffix("_one").removesuffix("_several") for key in phrase_table("report/assessment", "en")]
    assert [key for key in asked if f'"{key}"' not in code and not key.startswith(parts)] == []
