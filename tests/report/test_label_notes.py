"""What became of a label since it was read stands with every verdict and plan, and judges nothing."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.label_notes import notes_on_label
from atmp_logistics.core.product import Product
from atmp_logistics.report.assessment import html as page
from atmp_logistics.report.assessment import json as document
from atmp_logistics.report.assessment.text import render_text
from atmp_logistics.report.plans import html as plan_page
from atmp_logistics.report.plans import json as plan_document
from atmp_logistics.report.plans import text as plan_text
from atmp_logistics.report.products.text import render_text as product_text
from atmp_logistics.report.shared.encoder import citation_record

WINDOW = "[[window]]\ncode='rest'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
RECORD = "thaw_end 10:00, administration_end 10:20"
PLAIN = sandbox_product(WINDOW)
ENDED = replace(
    PLAIN,
    authorisation_ended=date(2024, 12, 13),
    authorisation_source=Citation("Register", "notice 7", url="https://example.org/register", evidence="regulator"),
    later_revision=Citation("Invented label", revision="2", url="https://example.org/2"),
)
NOTES = (
    "authorisation ended 2024-12-13 (Register notice 7, https://example.org/register)",
    "a later revision of the label is known, 2 (https://example.org/2); the one read is 1",
)
AGE = "the label was read on 2026-11-01, 9 d before the last event of the record; a later revision may apply"
AFTER = "the label was read on 2026-11-22, 12 d after the last event of the record"


def test_a_result_says_how_old_the_text_was_at_the_last_event_of_the_record():
    result = assess_sandbox(replace(PLAIN, retrieved=date(2026, 11, 1)), RECORD)
    assert AGE in render_text(result, 400)
    assert AGE in page.render_html(result)


def test_of_a_label_that_nobody_read_it_is_not_said_that_it_was_read():
    unread = replace(PLAIN, retrieved=date(2026, 11, 1), citation=replace(PLAIN.citation, revision="not read"))
    text = render_text(assess_sandbox(unread, RECORD), 400)
    assert "the label itself was not read; it was looked for on 2026-11-01" in text
    assert "the label was read on" not in text
    plan = atmp.plan(unread, {"thaw_end": "2026-11-24 13:00"}, tz="Europe/Stockholm")
    for text in (plan_text.render_text(plan, 400), plan_page.render_html(plan), product_text(unread, 400)):
        assert "looked for 2026-11-01" in text
        assert ", read 2026" not in text


def test_a_long_address_stays_inside_the_page_of_a_telephone():
    rule = re.search(r"^\.atmp \{([^}]*)\}", page.render_html(assess_sandbox(ENDED, RECORD)), re.MULTILINE)[1]
    assert "overflow-wrap: anywhere" in rule


def test_a_plan_without_reasons_has_no_heading_for_them():
    plan = atmp.plan(PLAIN, {"administration_end": "by 2026-11-24 13:00"}, tz="UTC")
    assert "Because" not in plan_text.render_text(plan, 400)
    reasoned = atmp.plan(PLAIN, {"thaw_end": "2026-11-24 13:00"}, tz="UTC")
    assert "Because" in plan_text.render_text(reasoned, 400)


def test_a_result_says_what_became_of_the_label():
    result = assess_sandbox(ENDED, RECORD)
    text, html = " ".join(render_text(result, 400).split()), page.render_html(result)
    for note in NOTES:
        assert note in text
        assert note in html
    (product,) = json.loads(document.render_json(result))["products"]
    assert (product["retrieved"], product["authorisation_ended"]) == ("2026-11-22", "2024-12-13")
    assert (product["later_revision"]["revision"], product["authorisation_source"]["label"]) == ("2", "Register")


def test_it_judges_nothing():
    assert assess_sandbox(ENDED, RECORD).verdict is assess_sandbox(PLAIN, RECORD).verdict


def test_a_label_that_was_read_after_the_record_may_have_changed_before():
    text = render_text(assess_sandbox(PLAIN, RECORD), 400)
    assert f"{AFTER}; an earlier revision may apply" in text
    assert "authorisation" not in text


def test_a_label_that_was_read_on_the_day_of_the_record_says_nothing():
    assert "was read" not in render_text(assess_sandbox(replace(PLAIN, retrieved=date(2026, 11, 10)), RECORD), 400)


@pytest.mark.parametrize(
    ("versions", "day", "words"),
    [
        ({"in_force_from": date(2026, 11, 1)}, 10, "12 d after it"),
        ({"in_force_from": date(2026, 11, 11)}, 10, "12 d after it; an earlier revision may apply"),
        ({"in_force_until": date(2026, 11, 30)}, 30, "8 d before it"),
        ({"in_force_until": date(2026, 11, 29)}, 30, "8 d before it; a later revision may apply"),
    ],
)
def test_a_label_in_force_on_the_day_did_not_change_between(versions, day, words):
    table = tomllib.loads(PLAIN.to_toml())
    label = Product.from_dict({**table, "label": {**table["label"], **versions}})
    notes = notes_on_label(label, date(2026, 11, day), "it")
    assert notes == (f"the label was read on 2026-11-22, {words}",)


def test_a_plan_and_a_deadline_say_when_the_label_was_read():
    plan = atmp.plan(PLAIN, {"thaw_end": "2026-11-24 13:00"}, tz="Europe/Stockholm")
    for text in (plan_text.render_text(plan, 400), plan_page.render_html(plan)):
        assert "Label: Invented label (local), revision 1, read 2026-11-22" in text
        assert "2 d before the last day of the plan; a later revision may apply" in text
    events = atmp.read_events(pd.DataFrame({"therapy_id": ["T"], "event": ["thaw_end"], "time": ["2026-11-23T10:00Z"]}))
    due = str(atmp.deadlines(events, PLAIN, now="2026-11-23T10:10Z", tz="UTC"))
    assert "label's revision 1, read 2026-11-22" in " ".join(due.split())
    assert "1 d before now; a later revision may apply" in " ".join(due.split())


def test_a_plan_and_the_catalogue_say_it_too():
    plan = atmp.plan(ENDED, {"thaw_end": "2026-11-24 13:00"}, tz="Europe/Stockholm")
    label = json.loads(plan_document.render_json(plan))["label"]
    assert label["authorisation_ended"] == "2024-12-13"
    for text in (plan_text.render_text(plan, 400), plan_page.render_html(plan), product_text(ENDED, 400)):
        assert all(note in text for note in NOTES)


@pytest.mark.parametrize(
    ("names", "words"), [((), ""), (("A",), "read by one"), (("A", "B"), "read by two"), (("A", "B", "C"), "read by 3")]
)
def test_a_citation_says_by_how_many_it_was_read(names, words):
    cited = Citation("Label", "6.3", evidence="regulator", read_by=names, read_on=date(2026, 11, 22))
    assert str(cited) == f"Label 6.3 (regulator{', ' * bool(words)}{words})"
    assert citation_record(cited).get("read", "") == words


def test_json_says_who_read_a_limit_and_when():
    cited = Citation("Label", read_by=("A. Reader",), read_on=date(2026, 11, 22))
    found = citation_record(cited)
    assert (found["read_by"], found["read_on"]) == (["A. Reader"], "2026-11-22")
    assert citation_record(Citation("Label", read_by=("A",)))["read_on"] is None


def test_a_label_that_nobody_read_is_not_called_read() -> None:
    product = atmp.load_product("abecma-uk")
    text = product_text(product, 400)
    assert "revision not read; secondary; looked for 2026-11-28" in text
    assert "; read 2026" not in text
    assert notes_on_label(product, date(2026, 12, 1)) == (
        "the label itself was not read; it was looked for on 2026-11-28",
    )
