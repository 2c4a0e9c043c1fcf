"""Calendars in Swedish: the same entries at the same times as in English, and names as they are."""

import random
import re

import icalendar
import pandas as pd
import pytest
from planned_samples import by_hand

from atmp_logistics import deadlines, parse_site, plan, read_events
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.phrases_by_key import languages, phrases_of
from atmp_logistics.planning.planned_event import Policy
from atmp_logistics.report.deadlines.files import render_deadlines_ics
from atmp_logistics.report.plans.run_sheet_words import SheetWords
from atmp_logistics.report.plans.statement_words import reason_in_words
from atmp_logistics.timing.constraints import CLOCK, Kind, Link, Statement, Step
from atmp_logistics.timing.steps import lengths

TZ = "Europe/Stockholm"
STEPS = {"thaw": "5 to 10 min", "administration": "20 to 30 min"}
SOME = ("kymriah-eu", "yescarta-eu", "zolgensma-eu", "spherox-eu", "carvykti-eu")
STARTS = ("2026-11-24 13:00", "2026-10-25 02:30+01:00", "2026-12-31 23:50")
#: What a language changes of a file.
SAID = re.compile(r"^(SUMMARY|DESCRIPTION|PRODID)[:;].*\r\n", re.MULTILINE)
NUMBERS = re.compile(r"\d[\d.:+-]*\d|\d")
#: What every Swedish entry would hold of English if a phrase were lacking.
ENGLISH = (
    r"\b(safe|until|clock|planned|not before|last possible|because|says|taken|times|within|least|start of|bag|vial)\b"
)


def unfolded(data):
    return data.decode().replace("\r\n ", "")


def entries(data):
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def lines_of(entry):
    return [str(entry["summary"]), *str(entry["description"]).split("\n")]


def assert_the_same(english, swedish):
    """Assert that two files differ in their sentences alone, and these not in a time."""
    assert SAID.sub("", unfolded(swedish)) == SAID.sub("", unfolded(english))
    for one, other in zip(entries(english), entries(swedish), strict=True):
        ours, theirs = lines_of(one), lines_of(other)
        assert len(theirs) == len(ours)
        for line, said in zip(ours, theirs, strict=True):
            known = NUMBERS.findall(line)
            assert set(NUMBERS.findall(said)) <= set(known)
            if not said.startswith("Eftersom: "):
                assert sorted(NUMBERS.findall(said)) == sorted(known)
            if not said.startswith(("Källa: ", "Eftersom: [på engelska] ")):
                assert not re.search(ENGLISH, said.casefold()), said


def made_of(slug, start=STARTS[0], **options):
    given = {"indication": "ALL"} if slug.startswith("kymriah") else None
    return plan(slug, {"administration_start": start}, **{"tz": TZ, "steps": STEPS, "when": given} | options)


@pytest.mark.parametrize("slug", SOME)
@pytest.mark.parametrize("options", [{}, {"now": "2026-11-20 12:00", "reference": "T1"}], ids=["no time", "a time"])
def test_a_swedish_calendar_has_the_entries_of_the_english_one(slug, options):
    made = made_of(slug, containers=2 if slug == "kymriah-eu" else 1)
    english, swedish = (made.to_ics(language=language, **options) for language in ("en", "sv"))
    assert english == made.to_ics(**options)
    assert_the_same(english, swedish)
    assert b"PRODID:-//atmp_logistics//0.1.0//SV" in swedish
    assert swedish.count(b"SUMMARY;LANGUAGE=sv:") == english.count(b"SUMMARY:") > 0


@pytest.mark.parametrize("seed", range(5))
def test_calendars_of_drawn_plans_have_the_same_entries(seed):
    chance = random.Random(seed)  # noqa: S311
    low = chance.randint(1, 20)
    steps = {"thaw": f"{low} to {low + chance.randint(0, 40)} min", "administration": "30 to 60 min"}
    made = made_of("kymriah-eu", chance.choice(STARTS), steps=steps, containers=1 + seed % 2)
    assert_the_same(made.to_ics(language="en"), made.to_ics(language="sv"))


def test_what_a_swedish_entry_says():
    found = {str(one["summary"]): str(one["description"]) for one in entries(by_hand().to_ics(language="sv"))}
    assert list(found) == [
        "Kymriah: lymfodepletion slut, senast 10:00",
        "Kymriah: upptining start, påse 1, senast 10:32",
        "Kymriah: administrering start, påse 1, senast 10:46",
        "Kymriah: upptining start, påse 2, senast 11:01",
        "Kymriah: administrering start, påse 2, senast 11:15",
        "Kymriah: klocka till 11:04: [på engelska] infused within 30 min of the end of thaw",
    ]
    assert found["Kymriah: upptining start, påse 1, senast 10:32"].split("\n") == [
        "Planerad: 2026-11-24 10:32+01:00, så sent som det långsammaste fallet tillåter",
        "Senast: 2026-11-24 10:32+01:00",
        "Allra senast: 2026-11-24 11:10+01:00",
        "Eftersom: [på engelska] the slot ends 11:30 (stated)",
        "Eftersom: [på engelska] infused within 30 min of the end of thaw",
        "Källa: Kymriah SmPC (EMA), third-party copy 6.3, 6.6 (regulator)",
        "Antaget: indication är ALL",
        "Lokala tider i Europe/Stockholm. Det räknar och förklarar; en människa beslutar.",
    ]


def test_limits_in_calendar_days_least_times_and_orders_are_said_in_swedish():
    steps = {"thaw": "5 to 10 min", "administration": "10 to 15 min"}
    made = made_of("yescarta-eu", steps=steps, site=parse_site('resolution = "1 min"'))
    text = unfolded(made.to_ics(language="sv")).replace("\\,", ",")
    assert (
        "Eftersom: minst 30 min från premedicinering till administrering start för påse 1, "
        "med tillägg av 2 min eftersom tider skrivs på minuten (leaflet 3\\; rekommendation)"
    ) in text
    assert "Eftersom: administrering start för påse 1 2026-11-24 13:00+01:00 (angett)" in text
    assert "Eftersom: upptining för påse 1 tar högst 10 min" in text
    assert "Eftersom: administrering start för påse 1 aldrig före upptining slut för påse 1" in text
    assert "minst 5 kalenderdagar från lymfodepletion start till administrering start för påse 1" in text
    assert "Eftersom: lymfodepletion start först efter tillgänglighet bekräftad" in text


def swedish(statement):
    return reason_in_words(statement, (), SheetWords.of(by_hand(), "sv"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("thaw end of container 2 by 2026-11-24 13:00", "upptining slut för påse 2 senast 2026-11-24 13:00 (angett)"),
        ("thaw end of container 2 not before 13:00", "upptining slut för påse 2 tidigast 13:00 (angett)"),
        ("thaw end of container 2 by and by", "[på engelska] thaw end of bag 2 by and by (stated)"),
    ],
)
def test_times_that_the_caller_set_are_said_in_swedish(words, said):
    one = Statement(earlier=CLOCK, later="thaw_end[2]", at_most_us=0.0, kind=Kind.ANCHOR, words=words, source="stated")
    assert swedish(one) == said


def test_lengths_of_stages_are_said_in_swedish_and_of_other_steps_in_english():
    thaw = Link(Step("thaw", "thaw_start", "thaw_end", 90.0, 240.0, source="SOP 12"), "thaw_start[1]", "thaw_end[1]")
    assert [swedish(one) for one in lengths(thaw)] == [
        "upptining för påse 1 tar minst 1 min 30 s (SOP 12)",
        "upptining för påse 1 tar högst 4 min (SOP 12)",
    ]
    other = Step("storage out to thaw start", "storage_out", "thaw_start", 0.0, 60.0)
    assert [swedish(one) for one in lengths(Link(other, "storage_out[1]", "thaw_start[1]"))] == [
        "upptining start för påse 1 aldrig före uttag ur förvaring för påse 1",
        "[på engelska] storage out to thaw start of bag 1 takes at most 1 min",
    ]


def test_a_sentence_that_says_more_than_its_size_stays_english():
    budget = "thaw end of container 1 within 30 min of thaw start of container 1, as if all at 2 to 8 °C"
    one = Statement(
        earlier="thaw_start[1]", later="thaw_end[1]", at_most_us=1800e6, kind=Kind.REQUIREMENT, words=budget
    )
    assert swedish(one) == f"[på engelska] {budget.replace('container', 'bag')}"


NAMES = {
    "long": "Åsa Öberg " * 30,
    "one word": "å" * 300,
    "markup": '<b>T1</b>; a,b\\n "x" {name} %s',
    "right to left": "שלום \u202e1T",
    "ends of lines": "T1\r\nATTENDEE:x\nEND:VCALENDAR",
    "Chinese": "患者甲" * 40,
}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_kind_stands_whole_in_folded_lines(name, language):
    data = by_hand().to_ics(reference=name, language=language, now="2026-11-20 12:00")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 and line.decode() is not None and b"\n" not in line for line in lines)
    shown = name.replace("\r", "\\r").replace("\n", "\\n").replace("\u202e", "\\u202e")
    calendar = icalendar.Calendar.from_ical(data)
    assert str(calendar["x-wr-calname"]) == f"{shown} Kymriah"
    found = entries(data)
    assert len(found) == len(entries(by_hand().to_ics()))
    assert all(str(one["summary"]).startswith(f"{shown} Kymriah: ") and "attendee" not in one for one in found)


def test_the_language_is_the_profiles_unless_the_call_states_one():
    made = made_of("kymriah-eu", site=parse_site('language = "sv"'))
    assert made.to_ics() == made.to_ics(language="sv")
    assert made.to_ics(language="en") == made_of("kymriah-eu").to_ics()
    with pytest.raises(UsageError, match="language: found 'fi', expected one of 'en', 'sv'"):
        made.to_ics(language="fi")


def test_deadlines_have_their_calendar_in_swedish_too():
    rows = [("thaw_start", "10:32"), ("thaw_end", "10:36")]
    table = pd.DataFrame(
        [
            {"therapy_id": "T1", "container_id": "B1", "event": event, "time": f"2026-11-24 {time}"}
            for event, time in rows
        ]
    )
    log, steps = read_events(table, tz=TZ), {"thaw": "2 to 4 min", "administration": "5 to 15 min"}
    english, swedish = (
        deadlines(log, "kymriah-eu", now="2026-11-24 10:44", steps=steps, site=site)
        for site in (None, parse_site('language = "sv"'))
    )
    assert_the_same(render_deadlines_ics(english), render_deadlines_ics(swedish))
    assert render_deadlines_ics(english, language="sv") == render_deadlines_ics(swedish)
    said = unfolded(render_deadlines_ics(swedish)).replace("\\,", ",")
    assert (
        "klocka till 11:04: högst 30 min från upptining slut för påse 1 till administrering slut för påse 1, "
        "varav 2 min hålls fria eftersom tider skrivs på minuten"
    ) in said


def test_each_way_to_plan_a_time_has_its_words():
    for language in languages():
        say = phrases_of("report/plans", language)
        assert {key for key in say.table if key.startswith("policy.")} == {f"policy.{one.name}" for one in Policy}
    assert {one: phrases_of("report/plans")(f"policy.{one.name}") for one in Policy} == {
        one: one.value for one in Policy
    }
