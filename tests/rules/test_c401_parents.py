"""C401, of parents: a syringe names what it was filled from, and what happened to that before is its own."""

import pandas as pd
import pytest

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.ingest import read_events
from atmp_logistics.report.assessment.json import render_json

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
VIAL = "VIAL: thaw_start 09:55 batch=L7, thaw_end 10:00, administration_end 10:20"
C, I, D = "conforms", "indeterminate", "deviates"


@pytest.mark.parametrize(
    ("syringe", "parent"),
    [
        ("syringe_drawn 10:10 parent_container=VIAL, administration_end 10:25", C),
        ("syringe_drawn 10:10 parent_container=OTHER, administration_end 10:25", I),
        ("syringe_drawn 10:10 parent_container=SYR, administration_end 10:25", I),
        ("administration_end 10:25 parent_container=VIAL", I),
        ("syringe_drawn 10:10 parent_container=VIAL, administration_end 10:25 parent_container=SYR", I),
        ("syringe_drawn 10:10, administration_end 10:25", ""),
    ],
)
def test_c401_a_parent_is_one_container_of_the_therapy(syringe, parent):
    lines = try_rule("C401", WINDOW, f"{VIAL}; SYR: {syringe}").splitlines()
    assert [line.split()[1] for line in lines if line.startswith("parent")] == [parent] * bool(parent)


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ("syringe_drawn 10:10 parent_container=VIAL, administration_end 10:25", C),
        ("syringe_drawn 10:10 parent_container=VIAL, administration_end 10:35", D),
        ("syringe_drawn 10:10 parent_container=VIAL batch=L7, administration_end 10:25", C),
        ("syringe_drawn 10:10 parent_container=VIAL batch=L8, administration_end 10:25", D),
        ("administration_end 10:25 parent_container=VIAL", I),
        ("thaw_end 10:09, syringe_drawn 10:10 parent_container=VIAL, administration_end 10:35", I),
        ("syringe_drawn 09:50 parent_container=VIAL, administration_end 10:25", I),
    ],
)
@pytest.mark.parametrize("rules", [None, ("W201",)])
def test_a_syringe_has_the_clock_of_its_vial(events, verdict, rules):
    result = assess_sandbox(sandbox_product(WINDOW), f"{VIAL}; SYR: {events}", rules=rules)
    assert dict(zip(result.consignments["container_id"], result.consignments["verdict"], strict=True))["SYR"] == verdict


def test_what_happens_to_the_rest_is_not_the_syringes():
    forbids = "[[prohibition]]\ncode='refreeze'\nforbids=['refrozen']\nafter='thaw_start'\n"
    text = (
        "VIAL: thaw_start 09:55, refrozen {}; SYR: syringe_drawn 10:10 parent_container=VIAL, administration_end 10:25"
    )
    assert try_rule("P401", forbids, text.format("10:15")) == "refreeze deviates [1, 1] times"
    assert try_rule("P401", forbids, text.format("10:05")).splitlines() == ["refreeze deviates [1, 1] times"] * 2


def test_a_dose_of_a_dose_has_the_clock_of_the_first():
    doses = "MID: syringe_drawn 10:05 parent_container=VIAL; SYR: syringe_drawn 10:10 parent_container=MID, {} 10:35"
    lines = try_rule("W201", WINDOW, f"{VIAL}; {doses.format('administration_end')}").splitlines()
    assert lines[-1] == "post-thaw deviates [2100, 2100] s"
    loop = "A: syringe_drawn 10:05 parent_container=B; B: syringe_drawn 10:10 parent_container=A"
    assert try_rule("C401", "", loop) == "\n".join(["parent indeterminate [0, 1] parents"] * 2)


def test_what_a_syringe_says_of_itself_goes_before_what_its_vial_says():
    limit = "[[rate]]\ncode='slow'\nat_most='2 mL/min'\n"
    text = (
        "VIAL: thaw_start 09:55 expiry=2027-01 strength=low volume=90mL; "
        "SYR: syringe_drawn 10:10 parent_container=VIAL expiry=2026-12 strength=low, administration_start 10:15, "
        "administration_end 10:25"
    )
    events = assess_sandbox(sandbox_product(limit + WINDOW), text)
    evidence = events.parts[0].evidence
    assert evidence.expiry_upper[1] < evidence.expiry_upper[0]
    assert evidence.conditions["volume"].tolist() == ["90mL", ""]


HEAD = ["therapy_id", "container_id", "event", "time", "parent_container"]
AT = "2026-11-10T10:{:02d}Z"
OTHERS = [
    ("T1", "V1", "thaw_end", AT.format(0), ""),
    ("T1", "S1", "syringe_drawn", AT.format(5), "V2"),
    ("T1", "S1", "administration_end", AT.format(9), ""),
    ("T2", "V2", "thaw_end", AT.format(0), ""),
    ("T2", "S2", "syringe_drawn", AT.format(5), "V2"),
    ("T2", "S2", "administration_end", AT.format(9), ""),
]


def read(rows):
    return read_events(pd.DataFrame(rows, columns=HEAD, index=range(2, len(rows) + 2)))


def parents_of(result):
    return {one.container_id: (one.verdict.value, one.why) for one in result if one.code == "parent"}


@pytest.mark.parametrize("rules", [None, ["W201"]])
def test_a_dose_of_another_therapy_s_vial_deviates_with_both_rows(rules):
    found = parents_of(assess(read(OTHERS), None, sandbox_product(WINDOW), rules=rules))
    assert found["S1"] == (D, "filled from 'V2' (row 3), which is a container of therapy T2 (row 5)")
    assert found.get("S2", (C, ""))[0] == C


def test_a_name_that_several_therapies_have_is_no_one_s():
    found = parents_of(
        assess(read([*OTHERS, ("T3", "V2", "thaw_end", AT.format(1), "")]), None, sandbox_product(WINDOW))
    )
    assert found["S1"] == (I, "filled from 'V2' (row 3), which the therapy does not hold")


def test_a_row_without_a_container_was_filled_from_nothing():
    rows = [("T1", "V1", "thaw_end", AT.format(0), ""), ("T1", "", "order_placed", AT.format(0), "V1")]
    assert (
        "a row without a container names 'V1' (row 3)"
        in parents_of(assess(read(rows), None, sandbox_product("")))["V1"][1]
    )


def test_streaming_finds_the_same_of_other_therapies(tmp_path):
    path = tmp_path / "events.csv"
    pd.DataFrame(OTHERS, columns=HEAD).to_csv(path, index=False)
    log, product = read_events(path), sandbox_product(WINDOW)
    assert render_json(assess_files(log, None, product)) == render_json(assess(log, None, product))


def test_a_container_that_is_only_expected_may_be_a_parent():
    lines = "therapy_id,container_id,thaw_end,syringe_drawn,parent_container\nT1,V1,,,\nT1,S1,,2026-11-10T10:05Z,V1\n"
    frame = pd.DataFrame([row.split(",") for row in lines.splitlines()[1:]], columns=lines.splitlines()[0].split(","))
    assert parents_of(assess(read_events(frame), None, sandbox_product(WINDOW)))["S1"][0] == C


def test_a_container_that_is_only_expected_in_another_therapy_is_its_own():
    lines = "therapy_id,container_id,thaw_end,syringe_drawn,parent_container\nT2,V9,,,\nT1,S1,,2026-11-10T10:05Z,V9\n"
    frame = pd.DataFrame([row.split(",") for row in lines.splitlines()[1:]], columns=lines.splitlines()[0].split(","))
    verdict, why = parents_of(assess(read_events(frame), None, sandbox_product(WINDOW)))["S1"]
    assert verdict == D
    assert "T2" in why
