"""What became of every container (C403): outcomes, reasons, the number received; receipts are in test_receipts."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.ingest import read_events
from atmp_logistics.records.custody_terms import CustodyTerms
from atmp_logistics.records.site_profile import Site

C, I, D = "conforms", "indeterminate", "deviates"
FEW = settings(max_examples=10, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
STORE = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'"


def of(events, code="outcome", site=None, product="", **options):
    result = assess_sandbox(sandbox_product(product), events, site=site, rules=("C403",), **options)
    return {one.container_id: one for one in result if one.code == code}


def verdicts(events, code="outcome", site=None):
    return {name: one.verdict.value for name, one in of(events, code, site).items()}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("product_received 08:00, receipt_accepted 08:00, administration_end 10:30", C),
        ("receipt_accepted 08:00, administration_start 10:30", C),
        ("receipt_accepted 08:00, administration_end 10:30, discarded 11:00", C),
        ("receipt_accepted 08:00, discarded 11:00 reason=expired", C),
        ("receipt_accepted 08:00, discarded 11:00", I),
        ("receipt_accepted 08:00, returned 11:00", I),
        ("receipt_rejected 08:00 reason=leak, returned 11:00", C),
        ("receipt_rejected 08:00 reason=leak", I),
        ("receipt_quarantined 08:00, storage_in 08:10", I),
        ("product_received 08:00, returned 11:00 reason=patient", C),
    ],
)
def test_what_became_of_it(events, expected):
    assert verdicts(f"B1: {events}") == {"B1": expected}


@pytest.mark.parametrize("events", ["product_received 08:00", "product_received 08:00, administration_end 10:30"])
def test_a_plain_record_is_asked_only_where_the_site_asks(events):
    assert verdicts(f"B1: {events}") == {}
    asked = Site(terms=CustodyTerms(outcomes=True))
    assert verdicts(f"B1: {events}", site=asked) == {"B1": C if "administration" in events else I}
    assert "what became of it is asked of every container" in asked.statements()


def test_a_bag_unaccounted_for_is_named_beside_the_one_that_was_given():
    found = of(
        "B1: product_received 08:00, receipt_accepted 08:00, administration_end 10:30; B2: product_received 08:00"
    )
    assert [one.verdict.value for one in found.values()] == [C, I]
    assert found["B2"].why == (
        "the record does not say what became of the container; product received: row 5, 2026-11-10 08:00Z"
    )
    assert "--now" in found["B2"].decide_by
    assert "the container was given; administration end" in found["B1"].why


def test_a_reason_is_asked_for():
    found = of("B1: receipt_accepted 08:00, discarded 11:00")["B1"]
    assert found.why == "the container was discarded; discarded: row 3, 2026-11-10 11:00Z, without a reason"
    assert found.decide_by == "log the reason in the column reason"
    assert "without a reason" not in of("B1: receipt_accepted 08:00, discarded 11:00 reason=expired")["B1"].why


HEAD = ["therapy_id", "container_id", "event", "time", "quantity"]


def judged(*rows, **options):
    log = read_events(pd.DataFrame([*rows], columns=HEAD), resolution="0 s")
    return assess(log, None, sandbox_product(STORE), rules=["C403"], **options)


def test_still_in_store_by_statement():
    rows = [("T1", "B1", name, "2026-11-10T08:00Z", "") for name in ("product_received", "receipt_accepted")]
    for now, expected in ((None, I), ("2026-11-11T08:00Z", C)):
        (found,) = [one for one in judged(*rows, now=now) if one.code == "outcome"]
        assert found.verdict.value == expected
    assert found.why == "the container was still in store, as stated"


def received(*quantities, on=""):
    rows = [("T1", f"B{i}", "product_received", "2026-11-10T08:00Z", text) for i, text in enumerate(quantities)]
    rows += [("T1", "", "product_received", "2026-11-10T08:00Z", on)] if on else []
    return sorted(
        {
            (one.verdict.value, one.measured.lower, one.measured.upper)
            for one in judged(*rows)
            if one.code == "number-received"
        }
    )


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [
        (("2 bags", "2 bags"), [(C, 0.0, 0.0)]),
        (("2 påsar", ""), [(C, 0.0, 0.0)]),
        (("3 zakken", ""), [(I, -1.0, -1.0)]),
        (("2 bags", "", ""), [(D, 1.0, 1.0)]),
        (("2 bags", "3 bags"), [(I, -1.0, 0.0)]),
        (("1 bag", "1 bag"), []),
        (("50 mL", "2"), []),
        (("", ""), []),
    ],
)
def test_the_number_received_is_held_against_the_one_stated(quantities, expected):
    assert received(*quantities) == expected


@pytest.mark.parametrize("again", ["2026-11-11T08:00Z", ""])
@pytest.mark.parametrize("second", ["1 bag", "2 bags"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_of_several_deliveries_nobody_knows_which_one_a_number_counts(again, second, count):
    rows = [("T1", f"B{i}", "product_received", "2026-11-10T08:00Z", "2 bags") for i in range(count)]
    rows.append(("T1", "LATER", "product_received", again, second))
    assert {one.verdict.value for one in judged(*rows) if one.code == "number-received"} == {I}


def test_both_numbers_and_the_rows_are_named():
    rows = [("T1", f"B{i}", "product_received", "2026-11-10T08:00Z", "2 bags") for i in range(3)]
    found = next(one for one in judged(*rows) if one.code == "number-received")
    assert found.why.startswith("the receipt states 2 containers, and the record has received 3; product received: row")


@pytest.mark.parametrize(
    ("events", "expected", "why"),
    [
        ("receipt_rejected 08:00, administration_start 10:00", D, "given after it was rejected"),
        ("receipt_accepted 11:00, administration_start 10:00", D, "given before it was accepted or released"),
        ("product_released 11:00, administration_start 10:00", D, "given before it was accepted or released"),
        ("receipt_rejected 08:00, thaw_start 10:00", I, "rejected at receipt"),
        ("receipt_rejected 08:00, thaw_end 10:00, administration_start 09:00", I, "rejected at receipt"),
    ],
)
def test_given_against_what_was_decided_names_both_rows(events, expected, why):
    found = of(f"B1: {events}", "receipt")["B1"]
    assert (found.verdict.value, found.rule) == (expected, "C403")
    assert why in found.why
    assert "row 2" in found.why
    assert "row 3" in found.why


def test_an_acceptance_without_its_time_leaves_it_open():
    rows = [("T1", "B1", "receipt_accepted", "", ""), ("T1", "B1", "administration_end", "2026-11-10T08:00Z", "")]
    (found,) = [one for one in judged(*rows) if one.code == "receipt"]
    assert found.verdict.value == I
    assert "does not show that it was accepted or released before administration end" in found.why
    assert "log the time of its acceptance" in found.decide_by


def test_minutes_keep_their_order_within_one_file():
    minutes = Site(resolution_s=60.0)
    late = "B1: receipt_accepted 10:01, administration_start 10:00"
    assert verdicts(late, "receipt", minutes) == {"B1": D}
    assert verdicts(late.replace("10:01", "10:00"), "receipt", minutes) == {"B1": I}
    assert try_rule("C403", "", "receipt_accepted 09:59, administration_start 10:00", site=minutes) == (
        "outcome conforms [0, 0] containers"
    )


# ---------------------------------------------------------------- corruptions and the law

CLEAN = [("product_received", "08:00", "2 bags", ""), ("receipt_accepted", "08:05", "", ""), ("administration_start", "10:00", "", ""),
         ("administration_end", "10:30", "", "")]  # fmt: skip
DISCARDED = [CLEAN[0], CLEAN[1], ("discarded", "11:00", "", "leak")]


def worst(first, second):
    rows = [
        ("T1", bag, event, f"2026-11-10T{at}Z" if at else "", quantity, reason)
        for bag, own in (("B1", first), ("B2", second)) for event, at, quantity, reason in own
    ]  # fmt: skip
    log = read_events(pd.DataFrame(rows, columns=[*HEAD, "reason"]), resolution="0 s")
    result = assess(log, None, sandbox_product(""), rules=["C403"], site=Site(terms=CustodyTerms(outcomes=True)))
    return max(one.verdict for one in result if one.rule == "C403").value


@st.composite
def corrupted(draw):
    """The clean record with one cell about an outcome changed, or one row of it lost."""
    first, second = list(CLEAN), list(DISCARDED)
    how = draw(st.sampled_from(["rejected", "quarantined", "late", "no reason", "lost end", "number", "no time"]))
    if how in {"rejected", "quarantined"}:
        first[1] = (f"receipt_{how}", *first[1][1:])
    elif how == "late":
        first[1] = (first[1][0], f"{draw(st.integers(11, 23))}:{draw(st.integers(10, 59))}", "", "")
    elif how == "no time":
        first[1] = (first[1][0], "", "", "")
    elif how == "number":
        number = draw(st.integers(3, 99))
        first[0] = (*first[0][:2], f"{number} bags", "")
    elif how == "no reason":
        second[2] = (*second[2][:3], "")
    else:
        del second[2]
    return first, second


def test_the_clean_record_conforms():
    assert worst(CLEAN, DISCARDED) == C


@FEW
@given(corrupted())
def test_no_corruption_of_a_clean_record_conforms(case):
    assert worst(*case) != C


@pytest.mark.nightly
@settings(FEW, max_examples=2000, derandomize=False)
@given(corrupted())
def test_no_corruption_of_a_clean_record_conforms_at_length(case):
    assert worst(*case) != C


@FEW
@given(corrupted(), st.integers(0, 3), st.booleans())
def test_the_law(case, lost, of_first):
    own = list(case[0] if of_first else case[1])
    lost %= len(own)
    own[lost] = (own[lost][0], "", *own[lost][2:])
    assert worst(*((own, case[1]) if of_first else (case[0], own))) in {worst(*case), I}
