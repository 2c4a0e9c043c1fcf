"""Run sheets: what stands on them and where, what is printed, and that a filled one reads back."""

import random
import re
from html import unescape

import pandas as pd
import pytest
from browser import BROWSER, measured
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from planned_samples import by_hand

from atmp_logistics import assess, deadlines, load_catalogue, load_product, plan, read_events
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, UsageError
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.report.plans.run_sheet import HEADINGS
from atmp_logistics.report.plans.run_sheet_page import render_run_sheet_html
from atmp_logistics.report.plans.sheet_parts import OF_THE_FACTORY

TZ = "Europe/Stockholm"
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
SLOT = {"administration_end": "by 2026-11-24 11:30"}
MORE = {"thaw": "5 to 15 min", "administration": "30 to 60 min"}


def two_bags(**more):
    return plan("kymriah-eu", SLOT, tz=TZ, steps=STEPS, **{"containers": ["B7", "B3"], **more})


def given_at(slug, **more):
    return plan(slug, {"administration_start": "2026-11-24 13:00"}, tz=TZ, **{"steps": MORE, **more})


def printed(made, *arguments, **more):
    return " ".join(render_run_sheet_html(made, *arguments, **more).split())


def section(page, number):
    return page.split("<section>")[number]


def order_of(page, *words):
    places = [page.index(word) for word in words]
    assert places == sorted(places), dict(zip(words, places, strict=True))


def test_bag_two_leaves_its_store_before_it_is_thawed_and_given():
    rows = two_bags().run_sheet("T1")
    own = rows.loc[rows["container_id"] == "B3", "event"].tolist()
    assert own == [
        "product_received", "storage_out", "thaw_start", "thaw_end", "administration_start", "administration_end",
    ]  # fmt: skip
    nodes = [event.node for event in two_bags().branch.events]
    order = ["product_received[2]", "storage_out[2]", "thaw_start[2]", "administration_end[2]"]
    assert [node for node in nodes if node in order] == order


def test_nothing_of_the_factory_stands_on_the_day():
    page = printed(two_bags(), "T1")
    assert "manufacturing_end" not in set(two_bags().run_sheet("T1")["event"])
    assert "Not on this sheet, the manufacturer&#x27;s and the courier&#x27;s: manufacturing end." in page
    order_of(
        page, "Until the day of use", "lymphodepletion end</b>", "At receipt, by the pharmacy", "premedication</b>"
    )
    assert "product received" not in section(page, 2)
    fresh = given_at("strimvelis-eu", steps={})
    assert "collection_end" in set(fresh.run_sheet("T1")["event"]), "a limit counts from there"


def test_a_short_shelf_life_counts_from_a_row_unless_an_expiry_is_stated():
    store = "[[storage]]\ncode = 'cold'\nfrom = 'product_received'\nuntil = 'storage_out'\nlower = '2 degC'\n"
    cases = (("'24 h'", None, 1), ("{ days = 2 }", None, 1), ("{ months = 2 }", None, 0), ("'24 h'", "2026-11-24", 0))
    for life, expiry, count in cases:
        fresh = sandbox_product(f"{store}upper = '8 degC'\nshelf_life = {life}\n")
        rows = plan(fresh, {"administration_start": "2026-11-24 13:00"}, tz=TZ, expiry=expiry).run_sheet("T1")
        assert (rows["event"] == "manufacturing_end").sum() == count, life


def test_the_factory_is_all_before_the_dispatch_of_the_product():
    assert {"collection_start", "manufacturing_end", "product_released", "product_dispatched"} <= OF_THE_FACTORY
    assert not {"product_received", "thaw_start", "lymphodepletion_end", "premedication"} & OF_THE_FACTORY
    assert list(EVENTS).index("product_received") == len(OF_THE_FACTORY)


def test_the_head_says_what_when_and_for_whom():
    page = printed(two_bags(expiry={"B7": "2027-01-31", "B3": "2027-02"}), "KYM-1", batch={"B7": "88A", "B3": "88B"})
    head = section(page, 1)
    for name, value in (
        ("Therapy", "KYM-1"),
        ("Product", "Kymriah (kymriah-eu)"),
        ("Planned start of administration", "2026-11-24 10:37+01:00 to 10:46"),
        ("Condition", "indication: ALL or DLBCL or FL"),
    ):
        assert f"<dt>{name}</dt><dd><bdi>{value}</bdi></dd>" in head
    assert "<dt>Ward&#x27;s telephone</dt><dd><i></i></dd>" in head
    assert "of every container by 2026-11-24 11:30+01:00 (each of the 2, so the whole therapy)" in head
    own = {"container": "bag 2 of 2", "identifier": "<bdi>B3</bdi>", "batch": "<bdi>88B</bdi>"}
    cells = "".join(f'<td data-is="{name}">{cell}</td>' for name, cell in own.items())
    assert f'{cells}<td data-is="expiry as printed"><bdi>2027-02</bdi></td>' in head
    assert "<dt>Batch</dt><dd><bdi>88B</bdi></dd>" in section(page, 3)
    assert "<dt>Expiry as printed</dt><dd><bdi>2027-02</bdi></dd>" in section(page, 3)


def test_both_bags_deadlines_stand_on_the_first_page():
    head = section(printed(two_bags(), "T1"), 1)
    for name, safe, last in (("B7", "10:32", "11:10"), ("B3", "11:01", "11:20")):
        cell = f'<td data-is="storage out"><b>{safe}</b><br><small>last possible {last}</small></td>'
        assert f'<td data-is=""><bdi>bag {name}</bdi></td>{cell}' in head
    alone = printed(two_bags(containers=1), "T1")
    assert "of each container" not in alone


def test_a_clock_starts_and_ends_in_words_and_checks_stand_before_their_event():
    page = printed(two_bags(), "T1")
    assert "<li>at most 30 min from thaw end to administration end (6.3, 6.6)</li>" in page
    order_of(page, "from thaw end to administration end", "<li>at most 14 calendar days from lymphodepletion end")
    bag = section(page, 3)
    assert "CLOCK starts: 30 min from thaw end to administration end; ends at <i></i>" in bag
    assert "within 30 min of thaw end" in bag
    assert "only after administration end of bag B7" in bag
    assert "patient and bag compared" in bag


def test_minutes_kept_free_are_said_on_the_sheet():
    page = printed(two_bags(site=_site()), "T1")
    assert "at most 30 min, of which 2 min are kept free because times are written to the minute from thaw end" in page


def _site():
    return parse_site({"tz": TZ, "resolution": "1 min"})


def _with_checks():
    for product in map(load_product, load_catalogue()):
        ats = {check.at for check in product.checks}
        if {"thaw_start", "administration_start"} <= ats and not product.conditions:
            return product
    raise AssertionError


def test_checks_of_the_label_stand_at_the_event_that_waits_for_them():
    product = _with_checks()
    page = printed(given_at(product), "T1")
    own = section(page, 2)
    [first, *_] = [check for check in product.checks if check.at == "thaw_start"]
    said = f"BEFORE IT: compare {', '.join(first.identifiers)}"
    order_of(own, "<b>storage out</b>" if "<b>storage out</b>" in own else "<h1>", said, "<b>thaw start</b>")
    elsewhere = [check for check in product.checks if check.at not in {"thaw_start", "administration_start"}]
    for check in elsewhere:
        assert f"compare {', '.join(check.identifiers)}" in page


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("kymriah-eu", ("bath or device", "no ice", "tank or store", "volume given")),
        ("carvykti-eu", ("bath or device", "CLOCK starts: 2 h 30 min from thaw end to administration end")),
        ("zolgensma-eu", ("<u></u>whole", "until then at 2 to 8 °C", "volume given")),
        ("spherox-eu", ("<u></u>whole", "until then at 1 to 10 °C", "This syringe was:")),
    ],
)
def test_what_is_written_down_fits_the_product(slug, says):
    steps = MORE if slug in {"kymriah-eu", "carvykti-eu"} else {"administration": "60 min"}
    page = printed(given_at(slug, steps=steps, when={"indication": "ALL"} if slug == "kymriah-eu" else None), "T1")
    assert [words for words in says if words not in section(page, 2)] == []
    assert "discarded" in page
    assert "Filled in by" in page


def test_a_sheet_is_of_one_plan():
    made = plan(
        "kymriah-eu",
        {"lymphodepletion_end": "2026-11-20 09:00", "administration_start": {"latest": "2026-12-10 12:00"}},
        tz=TZ,
    )
    assert len(made.branches) > 1
    for call in (made.run_sheet, made.to_run_sheet, lambda: render_run_sheet_html(made)):
        with pytest.raises(UsageError, match="state the indication with --when"):
            call()


def test_what_nobody_can_promise_says_so_at_the_top():
    slow = {**STEPS, "administration": "5 to 40 min"}
    page = printed(plan("kymriah-eu", SLOT, tz=TZ, steps=slow), "T1")
    assert "NOBODY CAN PROMISE THIS PLAN" in page
    unstated = printed(plan("kymriah-eu", SLOT, tz=TZ, when={"indication": "ALL"}), "T1")
    assert "a step's duration was not stated" in unstated


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: by_hand().run_sheet("T1\u202e"), "invisible sign U\\+202E"),
        (lambda: by_hand().run_sheet("T1", ("B1", "B\u200b2")), "container_ids 2: found the invisible sign"),
        (lambda: by_hand().run_sheet("T1", batch={"9": "88A"}), "batch 9: found '9', expected a container: 1, 2"),
        (lambda: by_hand().run_sheet("T1", batch="8\u200b8"), "invisible sign"),
        (lambda: render_run_sheet_html(by_hand(), "T1\u2066"), "invisible sign"),
    ],
)
def test_names_that_no_record_can_hold_are_refused(call, words):
    with pytest.raises(AtmpError, match=words):
        call()


LONG = "Łódź & <script>alert(1)</script> שלום 患者七号 " + "X" * 280


def test_a_name_of_any_signs_is_shown_whole_and_is_no_markup(tmp_path):
    made = two_bags(containers=["患" * 100, "<b>ב</b>"])
    page = render_run_sheet_html(made, LONG)
    assert "<script>" not in page
    assert page.count(LONG.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == 4
    made.to_run_sheet(tmp_path / "s.csv", LONG)
    sheet = pd.read_csv(tmp_path / "s.csv", dtype=str, keep_default_na=False)
    assert set(read_events(sheet, tz=TZ).table["therapy_id"]) == {LONG}


@pytest.mark.skipif(BROWSER is None, reason="no browser")
@pytest.mark.parametrize("width", [1200, 500])
def test_a_page_runs_off_nowhere_and_every_text_can_be_read(tmp_path, width):
    page = render_run_sheet_html(two_bags(containers=["患" * 100, "<b>ב</b>"]), LONG, batch="B" * 300)
    page = page.replace("<body>", '<body class="cell" id="all">').replace("<section>", '<section class="cell" id="s">')
    found = measured(page, tmp_path, width)
    assert found["wide"] == []
    assert min(text["contrast"] for text in found["texts"]) >= 4.5


def test_the_sheet_has_the_columns_of_a_record():
    sheet = two_bags(expiry="2027-01-31", when={"indication": "ALL"}).run_sheet("T1", batch="88A")
    assert list(sheet.columns) == [*HEADINGS[:-1], "indication", "note"]
    bag = sheet[sheet["container_id"] == "B3"].iloc[0]
    assert bag[["batch", "expiry", "indication"]].tolist() == ["88A", "2027-01-31", "ALL"]
    therapy = sheet[sheet["container_id"] == ""].iloc[0]
    assert therapy[["batch", "expiry", "indication"]].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("2026-11-24 25:10", "row 4"),
        ("2026-11-31 10:00", "row 4"),
        ("10:35", "row 4"),
        ("2026-03-29 02:30", "row 4"),
        ("2026-10-25 02:30", "row 4"),
    ],
)
def test_an_impossible_time_is_refused_with_its_row(tmp_path, time, says):
    sheet = two_bags().run_sheet("T1")
    sheet.loc[2, "time"] = time
    sheet.to_csv(tmp_path / "sheet.csv", index=False)
    with pytest.raises(AtmpError, match=says) as refused:
        read_events(tmp_path / "sheet.csv", tz=TZ)
    assert "column time" in str(refused.value)


def test_times_in_an_impossible_order_decide_nothing_and_name_the_times():
    sheet = two_bags(when={"indication": "ALL"}).run_sheet("T1")
    times = {"thaw_start": "10:40", "thaw_end": "10:30", "administration_end": "10:50"}
    sheet["time"] = [f"2026-11-24 {times[event]}" if event in times else "" for event in sheet["event"]]
    sheet = sheet[sheet["container_id"] != "B3"]
    log = read_events(sheet, tz=TZ)
    [therapy] = deadlines(log, now="2026-11-24 11:00", tz=TZ)
    assert "thaw end of container 1 recorded 10:30" in str(therapy.contradiction)
    assert assess(log).verdict.value == "indeterminate"


@settings(max_examples=draws(25), deadline=None)
@given(st.data())
def test_a_filled_sheet_reads_back_and_is_refused_by_nothing(data):
    slug = data.draw(st.sampled_from(["kymriah-eu", "carvykti-eu", "zolgensma-eu", "spherox-eu"]))
    count = data.draw(st.integers(1, 3))
    made = plan(
        slug, {"administration_end": "by 2026-11-24 18:30"}, tz=TZ, steps=MORE if slug != "kymriah-eu" else STEPS,
        containers=[f"B{i}" for i in range(count)], expiry=data.draw(st.sampled_from([None, "2027-01-31", "2027-03"])),
        when={"indication": "ALL"} if slug == "kymriah-eu" else None,
    )  # fmt: skip
    sheet = made.run_sheet("T1", batch=data.draw(st.sampled_from(["", "88A"])))
    minutes = sorted(data.draw(st.lists(st.integers(0, 900), min_size=len(sheet), max_size=len(sheet))))
    known = data.draw(st.lists(st.booleans(), min_size=len(sheet), max_size=len(sheet)))
    clocks = [f"2026-11-24 {minute // 60:02d}:{minute % 60:02d}" for minute in minutes]
    sheet["time"] = [clock if there else "" for clock, there in zip(clocks, known, strict=True)]
    for column, words in (
        ("performed_by", "AK"),
        ("witnessed_by", "PE"),
        ("device", "bath 2"),
        ("temperature_read", "37 °C"),
    ):
        sheet[column] = data.draw(st.sampled_from(["", words]))
    log = read_events(sheet, tz=TZ)
    assert log.table["event"].tolist() == sheet["event"].tolist()
    assert len(assess(log).consignments) == count
    found = deadlines(log, now="2026-11-24 18:00", tz=TZ, steps=MORE)
    assert [therapy.therapy_id for therapy in found]


def test_the_same_plan_gives_the_same_page():
    assert render_run_sheet_html(two_bags(), "T1") == render_run_sheet_html(two_bags(), "T1")


# ---------------------------------------------------------------- Swedish


NUMBERS = re.compile(r"[A-Z]+\d[\w-]*|\d[\d.,:+-]*\d|\d")


def facts_of(page):
    """Return what no language changes of a page: its tags and their classes, and in each text its numbers and names."""
    plain = re.sub(r'<span lang="en">(.*?)</span>', r"\1", page.partition("<body>")[2], flags=re.DOTALL)
    parts = re.split(r"(<[^>]*>)", plain)
    texts = [sorted(NUMBERS.findall(re.sub(r"(?<=\d),(?=\d)", ".", unescape(part)))) for part in parts[::2]]
    return [re.sub(r' data-is="[^"]*"', "", part) for part in parts[1::2]], [text for text in texts if text]


SOME = ("kymriah-eu", "yescarta-eu", "zolgensma-eu", "spherox-eu", "luxturna-eu", "kymriah-us")
STARTS = ("2026-11-24 13:00", "2026-10-25 02:30+01:00", "2026-12-31 23:50")


@pytest.mark.parametrize("slug", SOME)
def test_a_swedish_sheet_holds_the_facts_of_the_english_one(slug):
    when = {"indication": "ALL"} if slug.startswith("kymriah") else None
    made = given_at(slug, when=when, containers=2 if slug == "kymriah-eu" else 1)
    english, swedish = (render_run_sheet_html(made, "T-1", language=language) for language in ("en", "sv"))
    assert facts_of(swedish) == facts_of(english)
    assert '<html lang="sv">' in swedish
    assert {"Körschema ", "senast", "Ifylld av "} <= set(re.findall(r"[\wåäö ]+", swedish))
    left = re.sub(r'<span lang="en">.*?</span>', "", swedish.partition("<body>")[2], flags=re.DOTALL)
    words = set(re.findall(r"(?<![\w-])[a-z]+(?![\w-])", re.sub(r"<[^>]*>", " ", left.casefold())))
    assert not words & {"thaw", "not", "before", "witness", "until", "safe", "within", "least", "whole"}


@pytest.mark.parametrize("seed", range(6))
def test_swedish_and_english_sheets_of_drawn_plans_hold_the_same(seed):
    chance = random.Random(seed)  # noqa: S311
    low = chance.randint(1, 20)
    steps = {"thaw": f"{low} to {low + chance.randint(0, 40)} min", "administration": "30 to 60 min"}
    given = {"administration_start": chance.choice(STARTS)}
    made = plan("kymriah-eu", given, tz=TZ, steps=steps, containers=1 + seed % 2, when={"indication": "ALL"})
    english, swedish = (render_run_sheet_html(made, "T-1", language=language) for language in ("en", "sv"))
    assert facts_of(swedish) == facts_of(english)


def test_the_language_is_the_profiles_unless_the_call_states_one():
    site = parse_site('language = "sv"')
    made = given_at("kymriah-eu", site=site, when={"indication": "ALL"})
    assert made.language == "sv"
    assert "Körschema" in printed(made)
    assert "Run sheet" in printed(made, language="en")
    with pytest.raises(UsageError, match="language: found 'fi', expected one of 'en', 'sv'"):
        made.to_run_sheet("a.html", language="fi")


def test_the_csv_keeps_its_columns_in_every_language():
    made = given_at("kymriah-eu", site=parse_site('language = "sv"'), when={"indication": "ALL"})
    assert made.to_run_sheet() == given_at("kymriah-eu", when={"indication": "ALL"}).to_run_sheet()
