"""C401, of checks: whether each that a label or a site demands was logged, by whom, and what it compared."""

import json

import pandas as pd
import pytest
from rule_words import sentences, words

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.identity_asked import checks_not_assessed
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.core.errors import ConflictingRecord, SiteError
from atmp_logistics.core.identity_check import Check
from atmp_logistics.evidence.events.identity_checks import GOOD, OPEN, are_two, independent
from atmp_logistics.ingest import read_events
from atmp_logistics.records.read_site import load_site, parse_site
from atmp_logistics.records.site_identity import BY_SITE
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.assessment.text import render_text

BEDSIDE = """
[[check]]
code = 'bedside'
at = 'administration_start'
identifiers = ['patient identity', 'product label']
persons = 2
"""
LOT = BEDSIDE.replace("'product label'", "'lot number'").replace("persons = 2", "persons = 1")
FREE = BEDSIDE.replace("persons = 2", "")
TWICE = f"{BEDSIDE}[[check]]\ncode='before-thaw'\nat='thaw_start'\nidentifiers=['patient identity']\n"
RECEIVED = "product_received 08:00 batch=L7 patient_pseudonym=P-1 product_code=S1"
CHECKED = "identity_check 09:55 batch=L7 patient_pseudonym=P-1 outcome=match performed_by=AB witnessed_by=CD"
GIVEN = "administration_start 10:00"
C, I, D = "conforms", "indeterminate", "deviates"


def found(limits, checked, site=None, received=RECEIVED, given=GIVEN):
    """Return what is found of the check at the bedside alone, and nothing where it is not asked for."""
    lines = try_rule("C401", limits, ", ".join(filter(None, (received, checked, given))), site=site).splitlines()
    return next((line.split()[1] for line in lines if line.startswith("bedside")), "")


@pytest.mark.parametrize(
    ("checked", "verdict"),
    [
        (CHECKED, C),
        (CHECKED.replace("CD", "AB"), D),
        (CHECKED.replace("CD", "ab"), I),
        (CHECKED.replace(" witnessed_by=CD", ""), I),
        (CHECKED.replace("=match", "=mismatch"), D),
        (CHECKED.replace("=match", "=perhaps"), I),
        (CHECKED.replace(" outcome=match", ""), I),
        (CHECKED.replace(" batch=L7", ""), I),
        (CHECKED.replace(" batch=L7", " product_code=S1"), I),
        (CHECKED.replace("batch=L7", "batch=L8"), D),
        (CHECKED.replace("batch=L7", "batch=l7"), I),
        (CHECKED.replace("09:55", "10:05"), I),
        (CHECKED.replace("09:55", "09:30") + f", {CHECKED.replace('=match', '=mismatch')}", C),
    ],
)
def test_c401_a_check_that_a_label_demands(checked, verdict):
    assert found(BEDSIDE, checked) == verdict


@pytest.mark.parametrize("seen", ["-", "?", "none", "ditto", "samma", "Ja", "n.v.t.", "A.B.", "Anna-Berg", "a"])
def test_c401_a_witness_who_may_be_nobody_or_the_same_person(seen):
    """A dash, a word for nobody, initials or a part of a name do not make two persons."""
    assert found(BEDSIDE, CHECKED.replace("witnessed_by=CD", f"witnessed_by={seen}")) == I


@pytest.mark.parametrize(
    ("done", "seen"), [("A. Berg", "Berg, Anna"), ("Anna B (RN)", "Anna B"), ("Anna B, Carl D", "Carl D / Anna B")]
)
def test_c401_names_that_may_be_of_one_person(done, seen):
    assert are_two(done, seen) == are_two(seen, done) == OPEN


@pytest.mark.parametrize(("done", "seen"), [("Anna Berg", "Carl Berg"), ("AB", "ABC"), ("nurse 1", "nurse 12")])
def test_c401_names_of_two_persons(done, seen):
    assert are_two(done, seen) == are_two(seen, done) == GOOD


@pytest.mark.parametrize("outcome", ["rejected", "Ej OK", "ej godkänd", "niet ok"])
def test_c401_a_check_that_was_not_passed(outcome):
    """A word for a receipt that was turned down says of a check that something did not match."""
    row = dict.fromkeys(("patient_pseudonym", "batch"), "P-1") | {"container_id": "B1", "therapy_id": "T1"}
    rows = [row | {"event": "identity_check", "time": "2026-11-10T09:55Z", "outcome": outcome}]
    log = read_events(pd.DataFrame([*rows, row | {"event": "thaw_start", "time": "2026-11-10T10:00Z", "outcome": ""}]))
    (finding,) = [one for one in assess(log, None, sandbox_product("")) if one.code == "logged-checks"]
    assert finding.verdict.value == D


def test_c401_an_outcome_of_a_check_that_is_none():
    row = {"container_id": "B1", "therapy_id": "T1", "event": "identity_check", "time": "2026-11-10T09:55Z"}
    with pytest.raises(ConflictingRecord) as refused:
        read_events(pd.DataFrame([row | {"outcome": "rejected: wrong bag"}]))
    assert "expected the outcome of a check: match or mismatch. Fix: write match or mismatch" in str(refused.value)


def test_c401_one_person_must_be_somebody():
    assert (
        found(LOT, CHECKED.replace("performed_by=AB", "performed_by=-"), received=f"{RECEIVED} donation_number=D1") == I
    )


def test_c401_a_word_for_nobody_is_repeated():
    said = words("C401", BEDSIDE, f"B1: {RECEIVED}, {CHECKED.replace('=CD', '=ditto')}, {GIVEN}")
    assert "names not everybody who did it ('ditto' names nobody)" in " ".join(said.split())


@pytest.mark.parametrize(
    ("limits", "checked", "verdict"),
    [
        (FREE, CHECKED.replace(" performed_by=AB witnessed_by=CD", ""), C),
        (LOT, CHECKED.replace(" performed_by=AB witnessed_by=CD", ""), I),
        (LOT, CHECKED.replace(" witnessed_by=CD", ""), C),
        (LOT, CHECKED.replace("batch=L7", "donation_number=D1"), I),
        (TWICE, CHECKED, I),
        (TWICE, "thaw_start 09:50, " + CHECKED, C),
        (TWICE, CHECKED + ", thaw_start 09:57", I),
        (BEDSIDE.replace("'product label'", "'number of containers'"), CHECKED, ""),
    ],
)
def test_c401_what_a_check_must_be(limits, checked, verdict):
    assert found(limits, checked, received=RECEIVED.replace(" product_code=S1", " donation_number=D1")) == verdict


def test_c401_a_check_logged_without_its_time_may_have_come_too_late():
    record = f"B1: {RECEIVED}, {CHECKED.replace('09:55', '-')}, {GIVEN}"
    said = " ".join(words("C401", BEDSIDE, record).split())
    assert "the check of row 3 may not have come before administration start of row 4" in said


def test_a_record_that_logs_no_check_is_judged_as_before():
    result = assess_sandbox(sandbox_product(BEDSIDE), f"{RECEIVED}, {GIVEN}", rules=("C401",))
    assert [one for one in result if one.rule == "C401"] == []
    assert "identity" in result.not_assessed
    (check,) = json.loads(render_json(result))["products"][0]["checks_not_assessed"]
    assert check["code"] == "bedside"


def test_what_was_judged_of_some_containers_is_said():
    other = RECEIVED.replace("L7", "L8")
    text = f"A: {RECEIVED}, {CHECKED}, {GIVEN}; B: {other}, {CHECKED.replace('L7', 'L8')}"
    result = assess_sandbox(sandbox_product(BEDSIDE), text, rules=("C401",))
    assert list(checks_not_assessed(result.parts[0]).values()) == [1]
    assert "Not assessed, checks of identity that the label demands, of 1 of 2 containers: bedside" in render_text(
        result, 200
    )
    assert json.loads(render_json(result))["products"][0]["checks_not_assessed"] == []


def test_one_logged_check_asks_for_the_others_of_its_therapy():
    text = f"A: {RECEIVED}, {CHECKED}, {GIVEN}; B: {GIVEN}"
    lines = try_rule("C401", BEDSIDE, text).splitlines()
    assert [line for line in lines if line.startswith("bedside")] == [
        "bedside conforms [0, 0] checks",
        "bedside indeterminate [0, 1] checks",
    ]


def test_an_event_that_others_show_waits_for_its_check():
    assert found(BEDSIDE, CHECKED, given="administration_end 10:30") == I
    assert found(BEDSIDE, CHECKED, given="") == ""


def test_the_words_of_a_check():
    record = f"B1: {RECEIVED}, {CHECKED}, {GIVEN}"
    assert sentences("""
        bedside conforms: checked as demanded: patient identity with product label, before administration start, by
            two people
        """) in words("C401", BEDSIDE, record)
    assert sentences("""
        bedside deviates: demanded patient identity with product label, before administration start, by two people;
            before administration start of row 4: the check of row 3 names 'AB' twice
        """) in words("C401", BEDSIDE, record.replace("CD", "AB"))
    late = record.replace("09:55", "10:05")
    assert "no check is logged before administration start of row 4" in " ".join(words("C401", BEDSIDE, late).split())
    one_person = words(
        "C401", LOT, record.replace("batch=L7 patient_pseudonym=P-1 outcome=match performed_by=AB", "outcome=no")
    )
    assert "names not everybody who did it, has 0 of two identifiers in common" in " ".join(one_person.split())
    assert "names no lot number" in words(
        "C401", LOT, record.replace("batch=L7", "donation_number=D1").replace("CD", "EF")
    )


def test_a_record_that_contradicts_itself_proves_no_check():
    record = f"B1: {RECEIVED}, thaw_end 09:00, thaw_start 09:10, {CHECKED}, {GIVEN}"
    said = " ".join(words("C401", BEDSIDE, record).split())
    assert "bedside indeterminate: the record contradicts itself (thaw end and thaw start)" in said


def test_times_to_the_minute_keep_their_order():
    site = Site(tz="UTC", resolution_s=60.0)
    assert found(BEDSIDE, CHECKED.replace("09:55", "09:59"), site=site) == C
    assert found(BEDSIDE, CHECKED.replace("09:55", "10:00"), site=site) == I


HANDOVER = "[[check]]\ncode = 'hand-over'\nat = 'handover'\npersons = 2"


@pytest.mark.parametrize(
    ("events", "line"),
    [
        (f"{RECEIVED}, {CHECKED}, handover 09:57", "hand-over conforms [0, 0] checks"),
        (f"{RECEIVED}, {CHECKED}, handover 09:57, handover 09:58", "hand-over indeterminate [0, 1] checks"),
        (f"{RECEIVED}, handover 09:57", "hand-over indeterminate [0, 1] checks"),
        (f"{RECEIVED}, {CHECKED.replace('CD', 'AB')}, handover 09:57", "hand-over deviates [1, 1] checks"),
    ],
)
def test_c401_a_check_that_a_site_demands(events, line):
    assert line in try_rule("C401", "", events, site=parse_site(HANDOVER)).splitlines()


def test_a_site_may_demand_identity():
    site = parse_site("[identity]\nrequired = true")
    lines = try_rule("C401", BEDSIDE, f"{RECEIVED}, {GIVEN}", site=site).splitlines()
    assert lines == ["bedside indeterminate [0, 1] checks", "identifiers indeterminate [0, None] mismatches"]
    assert "no two rows say one identifier, and the site demands it" in words("C401", "", f"B1: {GIVEN}", site=site)
    assert lines != try_rule("C401", BEDSIDE, f"{RECEIVED}, {CHECKED}, {GIVEN}", site=site).splitlines()


def test_a_profile_states_its_checks(tmp_path):
    (tmp_path / "site.toml").write_text(f"tz = 'UTC'\n[identity]\nrequired = true\n{HANDOVER}", "utf-8")
    site = load_site(tmp_path / "site.toml")
    assert site.checks == (
        Check(code="hand-over", citation=BY_SITE, at="handover", identifiers=("patient identity",), persons=2),
    )
    assert site.statements()[-2:] == (
        "identity is demanded of every record, and the label's checks with it",
        "a check of identity is demanded (hand-over): patient identity, before handover, by two people",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HANDOVER.replace("= 2", "= 3"), "1 or 2"),
        (f"{HANDOVER}\n{HANDOVER}", "each code once"),
        (HANDOVER.replace("'handover'", "'tea'"), "check[0].at"),
        (HANDOVER.replace("code = 'hand-over'", ""), "check[0].code"),
        (f"{HANDOVER}\nidentifiers = ['room']", "identifiers"),
        (f"{HANDOVER}\nwitness = true", "witness"),
        ("[identity]\nrequired = 'yes'", "required"),
    ],
)
def test_a_profile_with_another_check_is_refused(text, says):
    with pytest.raises(SiteError) as refused:
        parse_site(text)
    assert says in str(refused.value)


@pytest.mark.parametrize("wrong", [{"checks": ["hand-over"]}, {"identity_required": "yes"}])
def test_a_profile_made_in_python_holds_checks(wrong):
    with pytest.raises(SiteError):
        Site(**wrong)


def test_a_check_that_was_judged_of_every_container_is_not_named():
    result = assess_sandbox(sandbox_product(BEDSIDE), f"{RECEIVED}, {CHECKED}, {GIVEN}")
    assert checks_not_assessed(result.parts[0]) == {}
    assert "checks of identity that the label demands" not in render_text(result, 200)


def test_an_identifier_in_another_is_no_second_one():
    assert independent({"identity": "COI-7", "patient_pseudonym": "7", "batch": "L1", "product_code": "S1"}) == [
        "identity",
        "batch",
    ]


def test_two_files_say_what_they_say_apart(tmp_path):
    head = "therapy_id,container_id,event,time,batch\n"
    for name, row in (("pharmacy", "product_received,2026-11-10T08:00Z,L7"), ("ward", "thaw_end,2026-11-10T10:00Z,L8")):
        (tmp_path / f"{name}.csv").write_text(f"{head}T1,B1,{row}\n", "utf-8")
    log = read_events([tmp_path / "pharmacy.csv", tmp_path / "ward.csv"])
    (found,) = (one for one in assess(log, None, sandbox_product(""), rules=["C401"]) if one.rule == "C401")
    assert "'L7' (row 2 of pharmacy.csv, product received), 'L8' (row 2 of ward.csv, thaw end)" in found.why


def identifiers_of(*rows, rules="C401"):
    """What C401 finds of each container's identifiers, in rows of container, event and batch."""
    frame = pd.DataFrame([("T1", *row) for row in rows], columns=["therapy_id", "container_id", "event", "batch"])
    frame["time"] = [f"2026-11-10T{8 + number:02d}:00Z" for number in range(len(frame))]
    result = assess(read_events(frame), None, sandbox_product(""), rules=rules)
    return {one.container_id: one.verdict.value for one in result if one.code == "identifiers"}


def test_a_batch_on_a_row_without_a_container_may_be_that_of_one_of_several():
    therapy, first, second = ("", "lymphodepletion_end", "L7"), ("B1", "thaw_end", "L7"), ("B2", "thaw_end", "L8")
    assert identifiers_of(therapy, first, second) == {"B1": C, "B2": I}
    assert identifiers_of(therapy, first, second, ("B2", "administration_end", "L9")) == {"B1": C, "B2": D}
    assert identifiers_of(("", "lymphodepletion_end", "L9"), first, second) == {"B1": D, "B2": D}
    assert identifiers_of(therapy, ("B1", "thaw_end", "L8")) == {"B1": D}


def test_a_check_that_says_mismatch_is_found_whatever_rules_are_chosen():
    frame = pd.DataFrame(
        [
            ("T1", container, "identity_check", "2026-11-10T08:00Z", outcome)
            for container, outcome in (("B1", "mismatch"), ("B2", "match"))
        ],
        columns=["therapy_id", "container_id", "event", "time", "outcome"],
    )
    result = assess(read_events(frame), None, sandbox_product(""), rules=["W201"])
    assert [(one.container_id, one.code, one.verdict.value) for one in result] == [("B1", "logged-checks", D)]


def test_a_check_of_one_container_is_not_held_against_another_ones_batch_on_a_row_without_a_container():
    frame = pd.DataFrame(
        [
            ("T1", "", "lymphodepletion_end", "2026-11-08T08:00Z", "L7", "", ""),
            ("T1", "B1", "product_received", "2026-11-10T08:00Z", "L7", "P-1", ""),
            ("T1", "B2", "product_received", "2026-11-10T08:00Z", "L8", "P-1", ""),
            ("T1", "B2", "identity_check", "2026-11-10T09:00Z", "L8", "P-1", "match"),
            ("T1", "B2", "administration_start", "2026-11-10T10:00Z", "", "", ""),
        ],
        columns=["therapy_id", "container_id", "event", "time", "batch", "patient_pseudonym", "outcome"],
    ).assign(performed_by="AB", witnessed_by="CD")
    result = assess(read_events(frame), None, sandbox_product(LOT), rules=["C401"])
    assert {one.code: one.verdict.value for one in result["T1", "B2"]} == {
        "bedside": I,
        "identifiers": I,
        "logged-checks": C,
    }
