"""What was decided at receipt: read from the column outcome, and nothing conforms over a container used against it."""

import io
import re

import pandas as pd
import pytest

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.core.errors import ConflictingRecord, InputError
from atmp_logistics.core.event_kinds import EVENTS, OUTCOMES
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.json import render_json

C, I, D = "conforms", "indeterminate", "deviates"
WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
GIVEN = "thaw_start 10:00, thaw_end 10:04, administration_start 10:08, administration_end 10:30"
LATE = GIVEN.replace("10:30", "10:40")
HEAD = ["therapy_id", "container_id", "event", "time", "outcome"]
DAY = "2026-11-10T{}Z"


def read(*rows, columns=HEAD, **options):
    return read_events(pd.DataFrame([*rows], columns=columns, index=range(2, len(rows) + 2)), **options)


def verdict(decided, used=GIVEN, rules=None, site=None):
    return assess_sandbox(sandbox_product(WINDOW), f"B1: {decided}{used}", site=site, rules=rules).verdict.value


@pytest.mark.parametrize("rules", [None, ("W201",)])
@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ("", C),
        ("receipt_checked 08:00, ", C),
        ("receipt_accepted 08:00, ", C),
        ("receipt_quarantined 08:00, receipt_accepted 09:00, ", C),
        ("receipt_quarantined 08:00, receipt_accepted 08:30, receipt_quarantined 08:40, receipt_accepted 09:00, ", C),
        ("receipt_rejected 08:00, ", D),
        ("receipt_rejected 08:00, receipt_accepted 09:00, ", I),
        ("receipt_rejected 11:00, ", I),  # what was rejected once it had been given
        ("receipt_quarantined 08:00, ", I),
        ("receipt_quarantined 08:00, receipt_checked 09:00, ", I),
        ("receipt_accepted 08:00, receipt_quarantined 09:00, ", I),
        ("receipt_quarantined 08:00, receipt_accepted 10:02, ", I),
        ("receipt_quarantined 08:00, receipt_accepted 11:00, ", D),
        ("receipt_accepted 11:00, ", D),
        ("product_released 11:00, ", D),
        ("product_released 11:00, conditional_release 07:00, ", C),
        ("receipt_quarantined 11:00, receipt_accepted 09:00, ", I),
        ("receipt_quarantined 08:00, receipt_accepted 08:30, receipt_quarantined 08:40, ", I),
    ],
)  # fmt: skip
def test_nothing_conforms_over_a_container_that_was_used_against_what_was_decided(decided, expected, rules):
    assert verdict(decided, rules=rules) == expected


@pytest.mark.parametrize("decided", ["receipt_quarantined 08:00, ", "receipt_rejected 11:00, "])
def test_a_deviation_still_deviates(decided):
    assert verdict(decided, LATE) == D


@pytest.mark.parametrize("decided", ["receipt_quarantined 08:00, ", "receipt_rejected 08:00, "])
def test_what_was_not_used_is_not_asked_about(decided):
    storage = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'"
    found = assess_sandbox(sandbox_product(storage), f"B1: product_received 08:00, {decided}returned 12:00")
    assert not [one for one in found if one.code == "receipt"]


@pytest.mark.parametrize("name", [name for name in EVENTS if name.startswith(("thaw_", "preparation_", "syringe_"))])
def test_every_use_is_against_it(name):
    found = assess_sandbox(sandbox_product(WINDOW), f"B1: receipt_quarantined 08:00, {name} 10:00")
    (receipt,) = [one for one in found if one.code == "receipt"]
    assert (receipt.rule, receipt.verdict.value) == ("C403", I)
    assert f"before {name.replace('_', ' ')}; receipt quarantined: row 2" in receipt.why


@pytest.mark.parametrize("lost", ["receipt_quarantined", "receipt_accepted", "thaw_start"])
def test_a_lost_time_leaves_it_open(lost):
    times = {"receipt_quarantined": "08:00", "receipt_accepted": "09:00", "thaw_start": "10:00", "thaw_end": "10:04",
             "administration_end": "10:30"}  # fmt: skip
    rows = [("T1", "B1", name, "" if name == lost else DAY.format(at)) for name, at in times.items()]
    log = read(*rows, columns=HEAD[:4], resolution="0 s")
    result = assess(log, None, sandbox_product(WINDOW))
    assert result.verdict.value == I
    (receipt,) = [one for one in result if one.code == "receipt"]
    assert "without its time" in receipt.why
    assert "log when it was accepted" in receipt.decide_by


def test_minutes_that_are_written_keep_their_order():
    decided = "receipt_quarantined 09:58, receipt_accepted 09:59, "
    assert verdict(decided, site=Site(resolution_s=60.0)) == C
    assert verdict("receipt_quarantined 09:59, receipt_accepted 09:59, ", site=Site(resolution_s=60.0)) == I


def test_each_container_has_its_own():
    record = f"B1: receipt_quarantined 08:00, {GIVEN}; B2: receipt_quarantined 08:00, receipt_accepted 09:00, {GIVEN}"
    result = assess_sandbox(sandbox_product(WINDOW), f"{record}; B3: {GIVEN}")
    assert [one.verdict.value for one in result if one.code == "receipt"] == [I, C]
    assert {verdict.value: count for verdict, count in result.counts.items() if count} == {C: 2, I: 1}


def test_streaming_says_the_same():
    rows = [("T1", "B1", "receipt_checked", DAY.format("08:00"), "quarantined"), ("T1", "B1", "thaw_end", "", "")]
    log, product = read(*rows), sandbox_product(WINDOW)
    assert render_json(assess_files(log, None, product)) == render_json(assess(log, None, product))


# ---------------------------------------------------------------- the column outcome


@pytest.mark.parametrize("spelt", [str, str.upper, lambda word: f" {word}. ", lambda word: word.replace(" ", "-")])
@pytest.mark.parametrize(("word", "kind"), OUTCOMES.items())
def test_every_word_is_the_event_that_it_is(word, kind, spelt):
    log = read(("T1", "B1", "receipt check", DAY.format("08:00"), spelt(word)))
    assert log.table["event"].tolist() == [kind]
    assert f"receipt_checked read by its outcome: {kind} 1" in log.provenance.assumptions


@pytest.mark.parametrize(("word", "kind"), OUTCOMES.items())
def test_a_receipt_with_an_outcome_is_two_events(word, kind):
    columns = [*HEAD, "note", "expiry", "performed_by"]
    log = read(("T1", "B1", "received", DAY.format("08:00"), word, "n", "2027-03-01", "CD"), columns=columns)
    frame = log.table
    assert frame["event"].tolist() == ["product_received", kind]
    assert frame["row"].tolist() == [2, 2]
    assert frame["time"].duplicated().tolist() == [False, True]
    assert frame["note"].tolist() == ["n", ""]
    assert frame["performed_by"].tolist() == ["CD", ""]
    assert (
        f"product_received read with an outcome, which is an event of its own: {kind} 1" in log.provenance.assumptions
    )


def test_no_word_is_two():
    words = [word for kind in EVENTS.values() for word in kind.outcomes]
    assert len(words) == len(set(words))


def test_a_receipt_without_an_outcome_is_as_it_was_and_said(tmp_path):
    said = "receipt_checked without an outcome: 1; whether the product was accepted is not logged"
    log = read(("T1", "B1", "receipt_checked", DAY.format("08:00"), ""))
    assert log.table["event"].tolist() == ["receipt_checked"]
    assert said in log.provenance.assumptions
    path = tmp_path / "events.csv"
    path.write_text("therapy_id,container_id,event,time\nT1,B1,receipt_checked,2026-11-10T08:00Z\n", "utf-8")
    assert said in read_events(path).provenance.assumptions


def test_a_word_that_may_reject_is_refused_once_with_its_count():
    rows = [("T1", f"B{i}", "receipt_checked", DAY.format("08:00"), "se anteckning") for i in range(3)]
    with pytest.raises(ConflictingRecord) as refused:
        read(*rows)
    (fault,) = refused.value.faults
    assert "row 2, column outcome and 2 more rows: found 'se anteckning', expected the outcome of a receipt" in str(
        fault
    )


@pytest.mark.parametrize("event", ["thaw_end", "administration_start", "storage_in", "product_released"])
@pytest.mark.parametrize(
    "word",
    [
        *("rejected", "karantän", "Rejected: temp. alarm", "was NOT accepted (seal)", "kasserad", "returned, late"),
        *("läckage; kasserat", "Ej accepterat", "ej OK", "niet geaccepteerd", "weggegooid", "entsorgt"),
    ],
)
def test_a_word_that_rejects_is_not_passed_over_beside_another_event(event, word):
    with pytest.raises(
        ConflictingRecord, match=rf"found '{re.escape(word)}' beside {event}.*Fix: write a row of its own"
    ):
        read(("T1", "B1", event, DAY.format("08:00"), word))


@pytest.mark.parametrize("event", ["receipt_checked", "product_received"])
@pytest.mark.parametrize(
    "word", ["Rejected - temp. alarm", "kasserad", "Godkänd?", "see note", "nej", "approved with deviation"]
)
def test_what_came_of_a_receipt_is_a_word_that_is_known(event, word):
    with pytest.raises(ConflictingRecord, match="expected the outcome of a receipt: accepted, rejected or quarantined"):
        read(("T1", "B1", event, DAY.format("08:00"), word))


@pytest.mark.parametrize("event", ["discarded", "returned"])
def test_what_ends_a_container_may_say_so_twice(event):
    assert read(("T1", "B1", event, DAY.format("08:00"), event)).table["outcome"].tolist() == [event]


@pytest.mark.parametrize(("event", "word"), [("thaw_end", "accepted"), ("thaw_end", "clear"), ("storage_in", "ok")])
def test_any_other_outcome_is_kept_and_shown(event, word):
    log = read(("T1", "B1", event, DAY.format("08:00"), word))
    assert log.table["outcome"].tolist() == [word]
    assert len(log.table) == 1


def test_an_event_and_its_outcome_cannot_say_two_things():
    with pytest.raises(ConflictingRecord, match="found 'rejected' beside receipt_accepted"):
        read(("T1", "B1", "receipt_accepted", DAY.format("08:00"), "rejected"))
    with pytest.raises(ConflictingRecord, match="found 'accepted' beside receipt_rejected"):
        read(("T1", "B1", "receipt_rejected", DAY.format("08:00"), "accepted"))
    log = read(("T1", "B1", "receipt_accepted", DAY.format("08:00"), "ok"))
    assert log.table["event"].tolist() == ["receipt_accepted"]


WIDE = "therapy_id,container_id,{receipt},thaw_end,administration_end,outcome\nT1,B1,{at8},{at10},{at11},{word}\n"


def wide(receipt, word):
    times = {f"at{hour}": DAY.format(f"{hour:02}:00") for hour in (8, 10, 11)}
    frame = pd.read_csv(io.StringIO(WIDE.format(receipt=receipt, word=word, **times)), dtype=str, keep_default_na=False)
    return read_events(frame)


def test_of_a_row_of_a_container_the_outcome_is_its_receipt_s():
    log = wide("receipt_checked", "rejected")
    assert log.table["event"].tolist() == ["receipt_rejected", "thaw_end", "administration_end"]
    assert log.table["outcome"].tolist() == ["rejected", "", ""]
    log = wide("product_received", "quarantined")
    assert log.table["event"].tolist() == ["product_received", "thaw_end", "administration_end", "receipt_quarantined"]
    with pytest.raises(InputError, match="beside storage_in"):
        wide("storage_in", "rejected")
    assert wide("storage_in", "given").table["outcome"].tolist() == ["given"] * 3


def test_an_outcome_on_a_row_without_an_event_is_not_lost():
    frame = pd.DataFrame(
        {"therapy_id": ["T1", "T1"], "container_id": ["B1", "B2"], "receipt_checked": ["", ""]}, [2, 3]
    )
    with pytest.raises(ConflictingRecord, match="row 3, column outcome: found 'rejected' on a row without the time"):
        read_events(frame.assign(outcome=["", "rejected"]))
    assert read_events(frame).containers == (("T1", "B1"), ("T1", "B2"))


@pytest.mark.parametrize(
    ("word", "is_lost"),
    [("rejected", True), ("karantän", True), ("ok", False), ("clear", False)],
)
def test_a_row_that_rejects_is_not_left_out(word, is_lost):
    rows = [
        ("T1", "B1", "thaw_end", DAY.format("10:00"), ""),
        ("T1", "B1", "Mottagning", DAY.format("08:00"), word),
    ]
    site = Site(events={"Mottagning": "ignore"})
    if not is_lost:
        assert len(read(*rows, site=site)) == 1
        return
    with pytest.raises(ConflictingRecord, match=f"outcome '{word}' on a row that the site's profile leaves out"):
        read(*rows, site=site)
    assert len(read(*rows, ("T1", "B1", "receipt_checked", DAY.format("08:00"), word), site=site)) == 2


def test_a_row_that_rejects_in_other_words_is_not_left_out():
    row = ("T1", "B1", "Mottagning", DAY.format("08:00"), "Rejected: late")
    with pytest.raises(ConflictingRecord, match="outcome 'Rejected: late' on a row that the site's profile leaves out"):
        read(row, site=Site(events={"Mottagning": "ignore"}))


def test_a_rejected_container_that_is_told_of_twice_is_refused():
    rows = [("T1", "B1", "receipt_checked", DAY.format("08:00"), "rejected")] * 2
    with pytest.raises(InputError, match="rows 2 and 3: found receipt_rejected 2 times"):
        read(*rows)
