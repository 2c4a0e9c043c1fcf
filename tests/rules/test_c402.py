"""Custody (C402): gaps, overlaps, missing sides, and the slow reference beside the columns."""

import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.custody import custody

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.core.errors import SiteError
from atmp_logistics.ingest import read_events
from atmp_logistics.records.custody_terms import CustodyTerms
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.json import render_json

C, I, D = "conforms", "indeterminate", "deviates"
QUICK = settings(
    max_examples=40, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
FEW = settings(QUICK, max_examples=10)
NIGHTLY = settings(QUICK, max_examples=2000, derandomize=False)


def found(events, site=None):
    (finding,) = assess_sandbox(sandbox_product(""), events, site=site, rules=("C402",))
    return finding


def verdict(events, site=None):
    return found(events, site).verdict.value


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # one custodian throughout, whoever works
        ("product_received 08:00 custodian=P, thaw_start 10:00 custodian=P, thaw_end 10:04 custodian=P", C),
        # both sides of a hand-over
        ("handover_released 10:00 custodian=L, handover_received 10:00 custodian=P", C),
        ("storage_in 09:00 custodian=L, handover_released 10:00 custodian=L, handover_received 11:00 custodian=P", D),
        ("storage_in 09:00 custodian=L, handover_received 10:00 custodian=P, handover_released 10:30 custodian=L", D),
        ("handover_released 10:00 custodian=L, handover_released 10:00 custodian=L", I),
        # both sides in one row
        ("storage_in 09:00 custodian=L, handover 10:00 custodian=P from_custodian=L, thaw_start 11:00 custodian=P", C),
        ("storage_in 09:00 custodian=L, handover 10:00 custodian=P, thaw_start 11:00 custodian=P", I),
        ("handover 10:00 custodian=P from_custodian=L", C),
        ("storage_in 09:00 custodian=L, dispensed 10:00 custodian=W", I),
        ("handover_released 09:00 custodian=L, dispensed 09:00 custodian=W", C),
        ("handover_released 09:00 custodian=L, dispensed 10:00 custodian=W", I),
        ("storage_in 09:00 custodian=L, dispensed 10:00 custodian=L", C),
        ("product_dispatched 07:00 custodian=K, product_received 09:00 custodian=P from_custodian=K", C),
        ("storage_in 09:00 custodian=X, handover 10:00 custodian=P from_custodian=L", I),
        ("handover_released 10:00 custodian=L, handover 10:30 custodian=P", D),
        ("handover_released 10:00 custodian=L, handover 10:00 custodian=P from_custodian=L", C),
        # one side missing
        ("storage_in 09:00 custodian=L, storage_out 10:00 custodian=P", I),
        ("storage_in 09:00 custodian=L, handover_received 10:00 custodian=P", I),
        ("handover_received 10:00 custodian=P, thaw_start 11:00 custodian=P", I),
        ("storage_in 09:00 custodian=L, handover_released 10:00 custodian=L", I),
        ("handover_released 10:00 custodian=L, storage_out 10:00 custodian=P", I),
        ("storage_in 09:00 custodian=L, handover 10:00", I),
        ("handover 10:00 custodian=P", I),
        ("storage_in 09:00 custodian=L, handover 10:00 custodian=L", I),
        ("handover_received 10:00", I),
        ("handover_released 10:00", I),
        # custody that runs backwards
        ("handover_received 10:00 custodian=P, handover_released 09:00 custodian=P", I),
        ("storage_in 08:00 custodian=L, handover_released 09:00 custodian=P, handover_received 10:00 custodian=P", I),
        ("storage_in 08:00 custodian=L, handover_released 09:00 custodian=P, handover_received 10:00 custodian=W", I),
        ("handover_released 09:00 custodian=L, storage_in 10:00 custodian=L", I),
        ("storage_in 08:00 custodian=L, handover_released 09:00 custodian=L, handover_received 10:00 custodian=L", D),
        # said twice
        ("handover_released 09:00 custodian=L, handover_received 09:00 custodian=P, handover_received 10:00 custodian=P", I),
        ("handover_released 09:00 custodian=L, handover_received 09:00 custodian=P, product_received 10:00 custodian=P", C),
        # a third one takes it while the first is still waiting for its release
        ("storage_in 08:00 custodian=L, handover_received 09:00 custodian=P, handover_received 10:00 custodian=W", I),
        (("storage_in 08:00 custodian=L, handover_received 09:00 custodian=P, handover_released 10:00 custodian=P, "
         "handover_received 11:00 custodian=W"), I),
        # a transport covers the time between
        (("handover_released 10:00 custodian=L, transport_start 10:00 custodian=K, transport_end 11:00 custodian=K, "
         "handover_received 11:00 custodian=P"), C),
        (("handover_released 10:00 custodian=L, transport_start 10:30 custodian=K, transport_end 11:00 custodian=K, "
         "handover_received 11:00 custodian=P"), I),
        ("handover_released 10:00 custodian=L, transport_start 10:10, transport_end 10:50, handover_received 11:00 custodian=P", I),
        ("transport_start 09:50, handover_released 10:00 custodian=L, handover_received 11:00 custodian=P", I),
        ("transport_start 09:40, transport_end 09:50, handover_released 10:00 custodian=L, handover_received 11:00 custodian=P", D),
        ("handover_released 10:00 custodian=L, received_at_bedside 11:00 custodian=W", I),
    ],
)  # fmt: skip
def test_custody(events, expected):
    assert verdict(events) == expected


@pytest.mark.parametrize(
    "events", ["storage_in 10:00, storage_out 11:00", "storage_in 09:00, handover 10:00", "thaw_end 10:00"]
)
def test_a_record_that_names_nobody_is_not_asked_and_says_so(events):
    result = assess_sandbox(sandbox_product(""), events)
    assert not [one for one in result if one.rule == "C402"]
    assert "custody" in result.not_assessed
    named = assess_sandbox(sandbox_product(""), f"{events}, discarded 12:00 custodian=P")
    assert "custody" not in named.not_assessed
    assert [one.verdict.value for one in named if one.rule == "C402"] == [I]


def test_custody_lets_nothing_conform():
    assert (
        assess_sandbox(sandbox_product(""), "storage_in 10:00 custodian=P, storage_out 11:00 custodian=P").verdict.value
        == I
    )


def test_a_site_asks_it_of_every_container_from_its_first_row_on():
    asked = Site(terms=CustodyTerms(custody=True))
    assert verdict("storage_in 10:00, storage_out 11:00", asked) == I
    assert verdict("storage_in 10:00, storage_out 11:00 custodian=P", asked) == I
    assert verdict("storage_in 10:00 custodian=P, storage_out 11:00", asked) == C
    assert verdict("premedication 07:00, storage_in 10:00 custodian=P, storage_out 11:00", asked) == C
    finding = found("storage_in 10:00, storage_out 11:00 custodian=P", asked)
    assert finding.why == "no custodian is named at storage in by nobody named, 2026-11-10 10:00Z (row 2)"
    assert finding.decide_by == "name the custodian in the column custodian, from the collection or the receipt on"
    assert assess_sandbox(sandbox_product(""), "storage_in 10:00", site=asked).not_assessed == ("identity",)


def test_a_site_states_how_far_apart_the_two_sides_may_be_logged():
    gap = "handover_released 10:00 custodian=L, handover_received 10:15 custodian=P"
    site = parse_site({"custody": {"at_most": "15 min"}, "resolution": "0 s"})
    assert "the two sides of a hand-over may be logged up to 15 min apart" in site.statements()
    assert verdict(gap, site) == C
    assert verdict(gap.replace("10:15", "10:16"), site) == D
    overlap = "storage_in 09:00 custodian=L, handover_received 10:00 custodian=P, handover_released {} custodian=L"
    assert [verdict(overlap.format(at), site) for at in ("10:15", "10:16")] == [C, D]
    by_minute = replace(site, resolution_s=60.0)
    assert [verdict(gap.replace("10:15", at), by_minute) for at in ("10:13", "10:14", "10:17", "10:18")] == [C, I, I, D]


def test_profiles_state_everything_or_are_refused():
    site = parse_site({"custody": {"required": True}, "reconciliation": {"required": True}})
    assert site.terms == CustodyTerms(custody=True, outcomes=True)
    assert len(site.terms.statements()) == 2
    with pytest.raises(SiteError, match="at_most: found '-5 min'"):
        parse_site({"custody": {"at_most": "-5 min"}})
    with pytest.raises(SiteError, match="custody"):
        parse_site({"custody": {"atmost": "5 min"}})


def test_two_sides_in_one_minute_are_open_and_in_one_row_are_one_time():
    minutes = Site(resolution_s=60.0)
    assert verdict("handover_released 10:00 custodian=L, handover_received 10:00 custodian=P", minutes) == I
    assert verdict("storage_in 09:00 custodian=L, handover 10:00 custodian=P from_custodian=L", minutes) == C
    finding = found("handover_released 10:00 custodian=L, handover_received 10:01 custodian=P", minutes)
    assert (finding.verdict.value, finding.measured.lower, finding.measured.upper) == (I, 0.0, 180.0)
    assert (
        finding.decide_by
        == "state [custody] at_most in the site's profile, log the hand-over in one row, or to the second"
    )


def test_a_gap_names_both_rows_and_where_it_was():
    inside = "handover_released 10:00 custodian=L, handover_received 11:00 custodian=P"
    assert found(inside).why == (
        "without a custodian for 1 h inside a site: handover released by 'L', 2026-11-10 10:00Z (row 2), and handover "
        "received by 'P', 2026-11-10 11:00Z (row 3)"
    )
    between = (
        "handover_released 10:00 custodian=L, product_dispatched 09:00 custodian=L, handover_received 11:00 custodian=P"
    )
    assert "without a custodian for 1 h in the transport between sites" in found(between).why
    both = "storage_in 09:00 custodian=L, handover_received 10:00 custodian=P, handover_released 10:30 custodian=L"
    assert "two custodians at once for 30 min inside a site" in found(both).why


@pytest.mark.parametrize(
    ("events", "why", "decide"),
    [
        ("storage_in 09:00 custodian=L, storage_out 10:00 custodian=P", "changes between storage in by 'L'", "log both sides"),
        ("storage_in 09:00 custodian=L, handover_received 10:00 custodian=P", "no release by the custodian before is logged; before: storage in by 'L'", "log handover_released"),
        ("handover_received 10:00 custodian=P", "no release by the custodian before is logged", "log handover_released"),
        ("handover_released 10:00 custodian=P", "nobody is logged as taking it", "log handover_received"),
        ("handover_released 10:00 custodian=P, handover_released 11:00 custodian=P", "twice", "log what lies between"),
        ("handover 10:00 custodian=P", "one side is not named", "in from_custodian"),
        ("handover_released 10:00 custodian=P, storage_in 11:00 custodian=P", "without having taken it again", "check the time"),
        ("storage_in 08:00 custodian=L, handover_released 10:00 custodian=P", "custody runs backwards", "check the custodian"),
    ],
)  # fmt: skip
def test_what_is_open_names_its_rows_and_what_to_log(events, why, decide):
    finding = found(events)
    assert finding.verdict.value == I
    assert why in finding.why
    assert "(row 2)" in finding.why
    assert decide in finding.decide_by


def test_a_record_that_contradicts_itself_decides_nothing():
    gap = "handover_released 10:00 custodian=L, handover_received 11:00 custodian=P"
    finding = found(f"{gap}, thaw_end 10:00, administration_end 09:00")
    assert finding.verdict.value == I
    assert "contradicts itself" in finding.why


HEAD = "therapy_id,container_id,event,time,custodian,from_custodian\n"


def read(text, **options):
    return read_events(io.StringIO(HEAD + text), resolution="0 s", **options)


def of(log, site=None):
    result = assess(log, None, sandbox_product(""), rules=["C402"], site=site)
    return {one.container_id: one.verdict.value for one in result if one.rule == "C402"}


def test_a_lost_time_leaves_it_open_and_says_which():
    rows = "T1,B1,handover_released,2026-11-10T10:00Z,L,\nT1,B1,handover_received,{},P,\n"
    assert of(read(rows.format("2026-11-10T11:00Z"))) == {"B1": D}
    (finding,) = assess(read(rows.format("")), None, sandbox_product(""), rules=["C402"])
    assert finding.verdict.value == I
    assert "has no time, so the order of custodians is not known" in finding.why
    assert of(read("T1,B1,storage_in,2026-11-10T10:00Z,L,\nT1,B1,storage_out,,L,\n")) == {"B1": C}
    carried = rows.format("2026-11-10T11:00Z") + "T1,B1,transport_start,,,\n"
    assert of(read(carried)) == {"B1": I}


def test_rows_of_the_material_and_of_the_therapy_are_about_each_container():
    start = "T1,,collection_end,2026-11-01T10:00Z,Clinic,\nT1,,material_dispatched,2026-11-01T11:00Z,Courier,Clinic\n"
    bags = "".join(
        f"T1,{bag},storage_in,2026-11-10T10:00Z,{who},\n" for bag, who in (("B1", "Courier"), ("B2", "Pharmacy"))
    )
    assert of(read(start + bags)) == {"B1": C, "B2": I}


def test_names_are_compared_as_they_are_written():
    assert verdict("storage_in 09:00 custodian=Pharmacy, storage_out 10:00 custodian=pharmacy") == I


def test_the_order_of_rows_changes_nothing():
    rows = ["handover_released 10:00 custodian=L", "handover_received 10:00 custodian=P", "storage_in 10:00 custodian=P",
            "storage_out 10:00 custodian=L"]  # fmt: skip
    assert {verdict(", ".join(rows[i:] + rows[:i])) for i in range(4)} == {C}


def test_two_files_do_not_keep_the_order_of_minutes():
    def file(text):
        return pd.read_csv(io.StringIO(HEAD + text), dtype=str, keep_default_na=False)

    one = file("T1,B1,handover_released,2026-11-10T10:00Z,L,\nT1,B1,storage_in,2026-11-10T09:00Z,L,\n")
    other = file("T1,B1,handover_received,2026-11-10T10:01Z,P,\n")
    (finding,) = assess(read_events([one, other]), None, sandbox_product(""), rules=["C402"])
    assert (finding.measured.lower, finding.measured.upper) == (0.0, 180.0)
    site = Site(terms=CustodyTerms(at_most_s=170.0))
    assert of(read_events([one, other]), site) == {"B1": I}


def test_streaming_says_the_same():
    text = "".join(
        f"T{i},B{i},handover_released,2026-11-10T10:00Z,L,\nT{i},B{i},handover_received,2026-11-10T1{i % 2}:00Z,P,\n"
        for i in range(6)
    )
    log, product = read(text), sandbox_product("")
    assert render_json(assess_files(log, None, product)) == render_json(assess(log, None, product))


# ---------------------------------------------------------------- beside the slow reference

NAMES = ("", "L", "P", "K")
KINDS = (
    "handover", "handover_released", "handover_released", "handover_received", "handover_received", "storage_in", "storage_out",
    "transport_start", "transport_end", "dispensed", "product_received", "product_dispatched", "received_at_bedside", "discarded",
)  # fmt: skip
ONCE = ("dispensed", "product_received", "product_dispatched", "received_at_bedside", "discarded")
MINUTES = st.integers(600, 612) | st.sampled_from([None, 600, 660, 720])
ROWS = st.lists(
    st.tuples(MINUTES, st.sampled_from(KINDS), st.sampled_from(NAMES), st.sampled_from(("", "", "", *NAMES[1:]))), min_size=1, max_size=7,
    unique_by=lambda row: row[1] if row[1] in ONCE else row,
)  # fmt: skip


def written(therapy, rows):
    def at(minute):
        return "" if minute is None else f"2026-11-10T{minute // 60:02}:{minute % 60:02}Z"

    return "".join(f"{therapy},B,{event},{at(minute)},{who},{before}\n" for minute, event, who, before in rows)


def judged(records, site=None, resolution="0 s"):
    text = "".join(written(f"T{i}", rows) for i, rows in enumerate(records))
    log = read_events(io.StringIO(HEAD + text), resolution=resolution)
    found = [one for one in assess(log, None, sandbox_product(""), rules=["C402"], site=site) if one.rule == "C402"]
    said = {one.therapy_id: one.verdict.value for one in found if "contradicts itself" not in one.why}
    return {i: said.get(f"T{i}") for i in range(len(records))}, {
        int(one.therapy_id[1:]) for one in found if "contradicts" in one.why
    }


def agrees(records, at_most):
    site = Site(terms=CustodyTerms(at_most_s=at_most))
    core, contradicts = judged(records, site)
    slow = {i: custody(rows, at_most=at_most) for i, rows in enumerate(records)}
    assert {i: one for i, one in core.items() if i not in contradicts} == {
        i: one for i, one in slow.items() if i not in contradicts
    }


@FEW
@given(st.lists(ROWS, min_size=1, max_size=12), st.sampled_from([0.0, 120.0]))
def test_the_columns_and_the_slow_reference_agree(records, at_most):
    agrees(records, at_most)


@pytest.mark.nightly
@settings(NIGHTLY, max_examples=3000)
@given(st.lists(ROWS, min_size=1, max_size=20), st.sampled_from([0.0, 120.0]))
def test_the_columns_and_the_slow_reference_agree_at_length(records, at_most):
    agrees(records, at_most)


# ---------------------------------------------------------------- the law, and corruptions


def law(records, lost, resolution):
    """Losing a time, or knowing all times less exactly, leaves a verdict or opens it."""
    before, _ = judged(records)
    less = [[(None, *row[1:]) if i in lost else row for i, row in enumerate(rows)] for rows in records]
    after, _ = judged(less, resolution=resolution)
    assert not [i for i, one in after.items() if before[i] is not None and one not in {before[i], I, None}]


WEAKENED = (
    st.lists(ROWS, min_size=1, max_size=12),
    st.sets(st.integers(0, 6), max_size=2),
    st.sampled_from(["0 s", "1 min", "5 min"]),
)


@FEW
@given(*WEAKENED)
def test_the_law(records, lost, resolution):
    law(records, lost, resolution)


@pytest.mark.nightly
@NIGHTLY
@given(*WEAKENED)
def test_the_law_at_length(records, lost, resolution):
    law(records, lost, resolution)


#: A clean record: each custodian stands in its hand-overs and in a row between them.
CLEAN = [
    (540, "collection_end", "Clinic", ""), (550, "handover_released", "Clinic", ""), (550, "handover_received", "Courier", ""),
    (560, "material_dispatched", "Courier", ""), (600, "handover_released", "Courier", ""), (600, "handover_received", "Maker", ""),
    (610, "manufacturing_end", "Maker", ""), (620, "handover_released", "Maker", ""), (620, "handover_received", "Laboratory", ""),
    (630, "storage_in", "Laboratory", ""), (650, "storage_out", "Laboratory", ""), (660, "handover_released", "Laboratory", ""),
    (660, "handover_received", "Pharmacy", ""), (670, "thaw_start", "Pharmacy", ""), (680, "handover_released", "Pharmacy", ""),
    (680, "handover_received", "Ward", ""), (690, "administration_end", "Ward", ""),
]  # fmt: skip
ASKED = Site(terms=CustodyTerms(custody=True))
PEOPLE = sorted({row[2] for row in CLEAN})
SIDED = [i for i, row in enumerate(CLEAN) if row[1].startswith("handover_")]


@st.composite
def corrupted(draw):
    """The clean record with one cell about custody changed: a name, an event, a time, or a whole row lost."""
    rows = list(CLEAN)
    how = draw(st.sampled_from(["name", "blank", "event", "time", "no time", "lost", "twice"]))
    i = draw(st.sampled_from(SIDED if how not in {"name", "blank"} else range(len(rows))))
    minute, event, who, _ = rows[i]
    if how == "name":
        rows[i] = (minute, event, draw(st.sampled_from([one for one in [*PEOPLE, "X", who.lower()] if one != who])), "")
    elif how == "blank":
        rows[i] = (minute, event, "", "")
    elif how == "event":
        rows[i] = (minute, SIDED_OTHER[event], who, "")
    elif how == "time":
        rows[i] = (minute + draw(st.integers(1, 300)) * draw(st.sampled_from([-1, 1])), event, who, "")
    elif how == "no time":
        rows[i] = (None, event, who, "")
    elif how == "lost":
        del rows[i]
    else:
        rows.insert(i, (minute + draw(st.integers(1, 9)), event, who, ""))
    return how, rows


SIDED_OTHER = {"handover_released": "handover_received", "handover_received": "handover_released"}


def says_nothing(how, rows):
    """Say whether a name is left out of a row between two hand-overs, which is no fault of the record."""
    return how == "blank" and next(i for i, row in enumerate(rows) if not row[2]) not in {*SIDED, 0}


def never_conform(cases):
    records = [rows for how, rows in cases if not says_nothing(how, rows)]
    found, _ = judged(records, ASKED) if records else ({}, set())
    assert [records[i] for i, one in found.items() if one == C] == []


def test_the_clean_record_conforms():
    assert judged([CLEAN], ASKED)[0][0] == C
    assert try_rule("C402", "", "storage_in 10:00 custodian=L") == "custody conforms [0, 0] s"


@FEW
@given(st.lists(corrupted(), min_size=1, max_size=20))
def test_no_corruption_of_a_clean_record_conforms(cases):
    never_conform(cases)


@pytest.mark.nightly
@settings(NIGHTLY, max_examples=1000)
@given(st.lists(corrupted(), min_size=10, max_size=20))
def test_no_corruption_of_a_clean_record_conforms_at_length(cases):
    never_conform(cases)


def test_the_first_of_several_rows_begins_the_chain():
    stored = "storage_in 08:00 custodian=A, storage_in 09:00 custodian=A, storage_out 10:00 custodian=A"
    assert verdict(stored) == C


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("product_received 08:00, administration_start 10:00 custodian=W", I),
        ("product_received 08:00 custodian=W, administration_start 10:00", C),
        ("collection_end 06:00, product_dispatched 07:00, product_received 08:00 custodian=W, thaw_end 10:00", C),
        ("storage_out 08:00, thaw_end 10:00 custodian=W", I),
    ],
)
def test_a_container_at_the_hospital_before_anybody_is_named_leaves_custody_open(events, expected):
    assert verdict(events) == expected
