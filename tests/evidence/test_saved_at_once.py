"""A form that gives all its fields the time at which it was saved says only that they happened by then."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from atmp_logistics import assess, read_events
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.spacing_facts import SpacingFact

EXACT, MINUTES = Site(resolution_s=0.0), Site(resolution_s=60.0)
WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration'\nat_most='30 min'\n"
OUT = "[[window]]\ncode='out'\nstarts='storage_out'\nends='administration_end'\nat_most='2 h'\n"
REST = "[[window]]\ncode='rest'\nstarts='storage_out'\nends='thaw_end'\nat_least='5 min'\n"


def found(limits, events, site=EXACT):
    return {
        one.code: one.verdict.value
        for one in assess_sandbox(sandbox_product(limits), events, site=site)
        if one.rule == "W201"
    }


@pytest.mark.parametrize("site", [EXACT, MINUTES])
def test_three_events_that_clocks_name_at_one_time_are_not_logged(site):
    form = "thaw_end 12:40, administration_start 12:40, administration_end 12:40"
    assert found(WINDOW, form, site) == {"post-thaw": "indeterminate"}
    assert found(WINDOW, form.replace("administration_end 12:40", "administration_end 12:50"), site) == {
        "post-thaw": "conforms"
    }


def test_both_ends_of_a_stage_among_three_are_not_logged_whatever_clocks_name():
    form = "storage_out 11:00, thaw_start 12:40, thaw_end 12:40, handover 12:40, administration_end 13:30"
    assert found(OUT, form) == {"out": "deviates"}, "the rest of the record is judged"
    assert found(OUT + WINDOW, form) == {"out": "deviates", "post-thaw": "indeterminate"}
    ended = WINDOW.replace("ends='administration'", "ends='administration_end'")
    assert found(ended, form) == {"post-thaw": "deviates"}, "the thaw ended by 12:40"
    soon = form.replace("13:30", "12:55")
    assert found(ended, soon) == {"post-thaw": "indeterminate"}
    assert found(ended, soon.replace(", handover 12:40", "")) == {"post-thaw": "conforms"}


def test_a_form_happened_at_or_before_its_time():
    form = "product_received 11:00, thaw_start 12:40, thaw_end 12:40, administration_end 12:40"
    given = OUT.replace("storage_out", "product_received")
    assert try_rule("W201", given, form, site=EXACT) == "out conforms [0, 6000] s"
    assert try_rule("W201", given, form, site=MINUTES) == "out conforms [0, 6120] s"
    assert try_rule("W201", given.replace("2 h", "90 min"), form, site=EXACT) == "out indeterminate [0, 6000] s"


@pytest.mark.parametrize(
    "events",
    [
        "product_received 09:20, receipt_checked 09:20, storage_in 09:20, thaw_end 12:40, administration_end 13:00",
        (
            "product_received 09:20, receipt_checked 09:20, storage_in 09:20, handover 09:20, storage_out 12:30, "
            "thaw_end 12:40, administration_end 13:00"
        ),
        "storage_out 12:40, transport_start 12:40, handover 12:40, thaw_end 12:45, administration_end 13:00",
        "storage_out 12:40, thaw_end 12:40, administration_end 13:00",
    ],
)
def test_a_receipt_checked_and_stored_in_one_minute_is_ordinary(events):
    for site in (EXACT, MINUTES):
        result = assess_sandbox(sandbox_product(WINDOW), events, site=site)
        assert not any("saved at once" in said for said in result.statements)
        assert found(WINDOW, events, site) == {"post-thaw": "conforms"}


@pytest.mark.parametrize("site", [EXACT, Site()])
def test_seconds_within_one_minute_are_a_form_and_two_minutes_are_none(site):
    """A form that stamps its fields one by one needs a second or two for all of them."""
    events = "thaw_end 12:40:10, administration_start 12:40:10.6, administration_end 12:40:12"
    assert found(WINDOW, events, site) == {"post-thaw": "indeterminate"}
    assert found(WINDOW, events.replace("12:40:10.6", "12:40"), site) == {"post-thaw": "indeterminate"}
    assert found(WINDOW, events.replace("12:40:12", "12:41:05"), site) == {"post-thaw": "conforms"}
    two = "thaw_end 12:40:10, administration_start 12:40:30, administration_end 12:55:00"
    assert found(WINDOW, two, site) == {"post-thaw": "conforms"}


def test_the_result_names_the_events_the_rows_and_the_time():
    form = "B1: thaw_end 12:40, administration_start 12:40, administration_end 12:40; B2: thaw_end 12:00"
    result = assess_sandbox(sandbox_product(WINDOW), form, site=EXACT)
    said = next(one for one in result.statements if "saved at once" in one)
    assert said == (
        "T1 / B1: thaw end, administration start, administration end (rows 2, 3 and 4) bear one minute, "
        "2026-11-10 12:40+00:00, as of a form saved at once: taken as not logged, each at or before it"
    )
    one = next(one for one in result if one.rule == "W201" and one.container_id == "B1")
    assert one.decide_by == "log thaw end and administration"


def test_only_the_container_of_the_form_loses_its_times():
    form = (
        "B1: thaw_end 12:40, administration_start 12:40, administration_end 12:40; "
        "B2: thaw_end 12:40, administration_start 12:50, administration_end 12:55"
    )
    result = assess_sandbox(sandbox_product(WINDOW), form, site=EXACT)
    own = {one.container_id: one.verdict.value for one in result if one.rule == "W201"}
    assert own == {"B1": "indeterminate", "B2": "conforms"}


def test_what_a_label_only_advises_makes_no_form():
    advised = WINDOW.replace("'administration'", "'preparation_end'")
    more = "[[window]]\ncode='more'\nstarts='thaw_end'\nends='administration_start'\nat_most='30 min'\n"
    form = "thaw_end 12:40, administration_start 12:40, preparation_end 12:40"
    assert set(found(advised + more, form).values()) == {"indeterminate"}
    assert set(found(advised + more + "obligation='should'\n", form).values()) == {"conforms"}


def test_losing_one_time_of_a_form_makes_nothing_conform_or_deviate():
    fact = SpacingFact("thaw_start", "thaw_end", None, 900.0, "SOP 12")
    site = Site(resolution_s=0.0, spacing=(fact,))
    form = [
        "storage_out 11:00",
        "thaw_start 12:40",
        "thaw_end 12:40",
        "administration_start 12:40",
        "administration_end 12:40",
    ]
    before = table(form)
    whole = verdicts(before, site)
    for lost in range(1, len(form)):
        again = verdicts(before.assign(time=before["time"].where(before.index != lost, "")), site)
        for code, verdict in again.items():
            assert verdict in {whole[code], "indeterminate"}, (lost, code, whole[code], verdict)
    for two in combinations(range(1, len(form)), 2):
        again = verdicts(before.assign(time=before["time"].where(~before.index.isin(two), "")), site)
        for code, verdict in again.items():
            assert verdict in {whole[code], "indeterminate"}, (two, code, whole[code], verdict)


def table(events):
    rows = [("T1", *event.split()) for event in events]
    frame = pd.DataFrame(rows, columns=["therapy_id", "event", "time"])
    return frame.assign(time="2026-11-10T" + frame["time"] + "Z")


def verdicts(frame, site):
    result = assess(read_events(frame), product=sandbox_product(WINDOW + OUT + REST), site=site, rules=["W201"])
    return dict(zip(result.findings["code"], result.findings["verdict"], strict=True))


def test_many_containers_are_looked_at_at_once():
    count = 5000
    names = np.char.add("T", np.arange(count).astype(str))
    rows = [
        pd.DataFrame({"therapy_id": names, "event": event, "time": np.where(np.arange(count) % 7 == 0, "2026-11-10T12:40Z", at)})
        for event, at in (
            ("thaw_end", "2026-11-10T12:40Z"), ("administration_start", "2026-11-10T12:45Z"),
            ("administration_end", "2026-11-10T12:55Z"),
        )
    ]  # fmt: skip
    result = assess(read_events(pd.concat(rows)), product=sandbox_product(WINDOW), rules=["W201"])
    own = result.findings[result.findings["rule"] == "W201"]
    assert (own["verdict"] == "indeterminate").sum() == len(range(0, count, 7))
    assert "710 more forms saved at once: their times are taken as not logged" in result.statements


def test_a_row_of_the_therapy_that_is_of_a_form_in_one_container_has_no_time_in_any():
    rows = [
        ("", "collection_end", "2026-11-10T10:30Z"),
        ("", "manufacturing_end", ""),
        ("B1", "storage_in", "2026-11-10T10:50Z"),
        ("B2", "storage_in", "2026-11-10T10:30Z"),
    ]
    table = pd.DataFrame([("T1", *row) for row in rows], columns=["therapy_id", "container_id", "event", "time"])
    clock = "[[window]]\ncode='{}'\nstarts='collection_end'\nends='{}'\nat_most='{}'\n"
    product = sandbox_product(
        clock.format("made", "manufacturing_end", "9 h") + clock.format("in", "storage_in", "1 h")
    )
    result = assess(read_events(table), product=product, site=EXACT, rules=["W201"])
    found = result.findings.set_index(["container_id", "code"])["verdict"]
    assert found["B1", "in"] == found["B2", "in"] == "indeterminate", "collected at or before 10:30, in both"
