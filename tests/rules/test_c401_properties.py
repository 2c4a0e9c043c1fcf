"""C401 against a slow reference, under corruption of any one identifier, and under the law."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.identity import PATIENT, PRINTED, bedside, identifiers

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.look_alikes import as_typed_alike, difference_in_words
from atmp_logistics.ingest import read_events

BEDSIDE = sandbox_product(
    "[[check]]\ncode='bedside'\nat='administration_start'\nidentifiers=['patient identity']\npersons=2\n"
)
QUICK = settings(
    max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
LONG = settings(QUICK, max_examples=10_000, derandomize=False)
COLUMNS = (*PATIENT, *PRINTED)
EVENTS = (
    "collection_end",
    "lymphodepletion_end",
    "product_received",
    "handover",
    "identity_check",
    "identity_check",
    "administration_start",
)
BARE = ("collection_end", "lymphodepletion_end")
TEXTS = st.sampled_from(["", "", "AB-1", "AB-1", "ab-1", "A\u0412-1", "CD-27", "0CD-27", "EF3"])
C, I, D = "conforms", "indeterminate", "deviates"


@st.composite
def records(draw):
    """Rows of one therapy: at most one collection, receipt and administration of a container."""
    rows, once = [], set()
    for _ in range(draw(st.integers(2, 6))):
        event = draw(st.sampled_from(EVENTS))
        container = "" if event in BARE else draw(st.sampled_from(["B1", "B2"]))
        if event not in ("handover", "identity_check") and (event, container) in once:
            continue
        once.add((event, container))
        cells = {column: draw(TEXTS) for column in COLUMNS if draw(st.booleans())}
        if event == "identity_check":
            cells["outcome"] = draw(st.sampled_from(["match", "match", "mismatch", "", "noted"]))
            cells["performed_by"] = draw(st.sampled_from(["KL", "kl", "MN", ""]))
            cells["witnessed_by"] = draw(st.sampled_from(["KL", "MN", "MN", ""]))
        minute = draw(st.sampled_from([None, 1, 5, 9])) if event not in BARE else 0
        if event == "administration_start":
            minute = draw(st.sampled_from([5, 9, 10, None]))
        elif event == "product_received":
            minute = 0
        rows.append({"container_id": container, "event": event, "minute": minute, **cells})
    return rows


def judged(rows):
    """The worst verdict of C401 by container and code."""
    table = [
        {
            "therapy_id": "T1",
            **{key: text for key, text in row.items() if key != "minute"},
            "time": "" if row["minute"] is None else f"2026-11-10T10:{row['minute']:02d}:00Z",
        }
        for row in rows
    ]
    frame = pd.DataFrame(table).fillna("")
    result = assess(read_events(frame), None, BEDSIDE, rules=["C401"], resolution="0 s")
    return {(one.container_id, one.code): one.verdict.value for one in result if one.rule == "C401"}


def agrees(rows):
    found = judged(rows)
    for container in {row["container_id"] for row in rows} - {""}:
        assert found.get((container, "identifiers")) == identifiers(rows, container)
        assert found.get((container, "bedside")) == bedside(rows, container)


@given(records())
@QUICK
def test_the_rule_and_the_reference_agree(rows):
    agrees(rows)


@pytest.mark.nightly
@given(records())
@LONG
def test_the_rule_and_the_reference_agree_at_length(rows):
    agrees(rows)


CLEAN = [
    {"container_id": "", "event": "collection_end", "minute": 0, "identity": "COI-7", "patient_pseudonym": "P-4"},
    *(
        {"container_id": "B1", "event": event, "minute": minute, "outcome": outcome, "performed_by": "KL",
         "witnessed_by": "MN", "identity": "COI-7", "patient_pseudonym": "P-4", "donation_number": "D-90",
         "product_code": "S-1", "batch": "L-55"}
        for event, minute, outcome in (
            ("product_received", 1, ""), ("identity_check", 9, "match"), ("administration_start", 10, ""),
        )
    ),
]  # fmt: skip
KINDS = {
    "another": lambda text: f"{text[:-1]}{'3' if text[-1] != '3' else '2'}",
    "of another patient": lambda text: f"X{text}9",
    "capitals": str.swapcase,
    "a nought in front": lambda text: f"0{text}",
    "a blank": lambda text: f"{text[:1]} {text[1:]}",
    "another dash": lambda text: text.replace("-", "\u2013"),
    "cut": lambda text: text[:-1],
    "twice": lambda text: text * 2,
    "turned": lambda text: text[::-1],
}
CELLS = [(i, column) for i, row in enumerate(CLEAN) for column in COLUMNS if row.get(column)]


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [*(("another", *cell) for cell in CELLS), *((kind, *cell) for kind in KINDS for cell in CELLS[2::7])],
)
def test_no_corruption_of_one_identifier_conforms(kind, row, column):
    rows = [dict(one) for one in CLEAN]
    rows[row][column] = KINDS[kind](rows[row][column])
    assert judged(rows)["B1", "identifiers"] != C


def test_the_clean_record_conforms():
    assert set(judged(CLEAN).values()) == {C}


def corrupted(row, column, text):
    rows = [dict(one) for one in CLEAN]
    was, rows[row][column] = rows[row][column], text
    found = judged(rows)
    expected = C if text == was else I if as_typed_alike(text) == as_typed_alike(was) else D
    assert found["B1", "identifiers"] == expected
    assert bool(difference_in_words(was, text)) == (expected == I)


SIGNS = st.text(st.sampled_from("AaBOo0IiLl1-\u0412\u0410\u2013CDP97 "), min_size=1, max_size=7).map(str.strip)
NAMES = SIGNS.filter(lambda text: any(sign.isalnum() for sign in text))


@given(st.sampled_from(CELLS), NAMES)
@QUICK
def test_a_random_corruption_is_found(cell, text):
    corrupted(*cell, text)


@pytest.mark.nightly
@given(st.sampled_from(CELLS), NAMES)
@LONG
def test_a_random_corruption_is_found_at_length(cell, text):
    corrupted(*cell, text)


@given(records(), st.data())
@QUICK
def test_losing_a_time_decides_nothing_new(rows, data):
    timed = [i for i, row in enumerate(rows) if row["minute"] is not None and row["event"] != "collection_end"]
    if timed:
        less = [dict(row) for row in rows]
        less[data.draw(st.sampled_from(timed))]["minute"] = None
        before, after = judged(rows), judged(less)
        assert before.keys() == after.keys()
        assert all(after[key] in (was, I) for key, was in before.items())


@pytest.mark.parametrize("column", [*COLUMNS, "outcome", "performed_by", "witnessed_by"])
def test_an_emptied_cell_of_a_check_never_makes_it_conform(column):
    for wrong in ({"outcome": "mismatch"}, {"witnessed_by": "KL"}, {"batch": "L-56", "identity": "COI-8"}):
        rows = [dict(one) for one in CLEAN]
        rows[2] |= wrong
        rows[2][column] = ""
        assert judged(rows)["B1", "bedside"] != C
