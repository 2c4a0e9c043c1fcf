"""What the record notes: excursions (D504), what ends a container (W203), notes, and what no rule judges."""

import json

import pandas as pd
import pytest
from how_many import draws, spread
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.html import render_html
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.rules import select, with_needed

C, I, D, NONE = "conforms", "indeterminate", "deviates", ""
STORE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
ALLOWED = STORE + "[[allowance]]\ncode='short'\nstorage='fridge'\nupper='25 degC'\nat_most='1 h'\n"
WINDOW = "[[window]]\ncode='use'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\nwithin=['18 degC','25 degC']\n"
EVEN = "08:00 4.0, 08:30 5.0, 09:00 5.0"
WARM = "08:00 4.0, 08:30 12.0, 09:00 5.0"
PHASE = "product_received 08:00, {}, storage_out 09:00"

#: What is noted, the readings, and what D504 finds of it.
NOTED = [
    ("handover 08:20", EVEN, NONE),
    ("excursion_start 08:20, excursion_end 08:40", EVEN, f"{I} [1, 1]"),
    ("excursion_start 08:20, excursion_end 08:40", WARM, f"{C} [0, 0]"),
    ("excursion_start 08:30, excursion_end 08:30", WARM, f"{C} [0, 0]"),
    ("excursion_start 08:32, excursion_end 08:40", WARM, f"{I} [1, 1]"),  # the warm reading came before it
    ("excursion_start 08:20", WARM, f"{I} [1, 1]"),  # without its end
    ("excursion_end 08:40", WARM, f"{I} [1, 1]"),
    ("excursion_start 08:40, excursion_end 08:20", WARM, f"{I} [2, 2]"),
    ("excursion_start 08:05, excursion_end 08:10, excursion_start 08:20, excursion_end 08:40", WARM, f"{I} [1, 1]"),
    ("excursion_start 08:20, excursion_start 08:25, excursion_end 08:40", WARM, f"{I} [1, 1]"),
    (  # the second begins as the first ends
        "excursion_start 08:20, excursion_end 08:30, excursion_start 08:30, excursion_end 08:40",
        WARM,
        f"{C} [0, 0]",
    ),
    ("excursion_start 07:00, excursion_end 07:10", WARM, f"{I} [1, 1]"),  # no limit judges that time
]


@pytest.mark.parametrize(("noted", "readings", "expected"), NOTED)
def test_a_noted_excursion_is_shown_by_a_reading_of_its_time(noted, readings, expected):
    found = try_rule("D504", STORE, PHASE.format(noted), readings)
    assert found == (f"noted-excursion {expected} excursions" if expected else "")


@pytest.mark.parametrize(
    ("limits", "noted", "readings", "verdict"),
    [
        (STORE, "handover 08:20", EVEN, C),
        (STORE, "excursion_start 08:20, excursion_end 08:40", EVEN, I),
        (STORE, "excursion_start 08:20, excursion_end 08:40", WARM, D),
        (STORE, "excursion_start 08:05, excursion_end 08:06", WARM, D),
        (ALLOWED, "handover 08:20", WARM, C),
        (ALLOWED, "excursion_start 08:20, excursion_end 08:40", WARM, C),  # shown, and the label permits it
        (ALLOWED, "excursion_start 08:05, excursion_end 08:06", WARM, I),
        (ALLOWED, "excursion_start 08:20", WARM, I),
    ],
)
def test_nothing_conforms_over_a_noted_excursion_that_the_readings_do_not_show(limits, noted, readings, verdict):
    assert assess_sandbox(sandbox_product(limits), PHASE.format(noted), readings).verdict.value == verdict


def test_a_window_s_band_is_a_range_too():
    events = "thaw_end 10:00, excursion_start 10:05, excursion_end 10:15, administration_end 10:20"
    assert (
        try_rule("D504", WINDOW, events, "10:00 20, 10:10 30, 10:20 20") == "noted-excursion conforms [0, 0] excursions"
    )
    assert try_rule("D504", WINDOW, events, "10:00 20, 10:10 21, 10:20 20") == (
        "noted-excursion indeterminate [1, 1] excursions"
    )


def judged(rows, limits=ALLOWED, readings=WARM, **options):
    table = pd.DataFrame([{"therapy_id": "T1", "container_id": "B1", "note": ""} | row for row in rows])
    table.index += 2
    from atmp_logistics.assessment.sandbox import _readings

    log = _readings(readings, "") if readings else None
    return assess(read_events(table, tz="UTC"), log, sandbox_product(limits), **options)


def at(event, time, **more):
    return {"event": event, "time": f"2026-11-10T{time}:00" if time else ""} | more


RECORD = [at("product_received", "08:00"), at("storage_out", "09:00")]


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
@pytest.mark.parametrize("readings", [EVEN, WARM])
def test_losing_the_time_of_an_excursion_makes_nothing_conform(lost, readings):
    """The pairs of a record, each of whose times is lost in turn: the row is heard without it."""
    noted = [at("excursion_start", "08:05"), at("excursion_end", "08:06"),
             at("excursion_start", "08:20"), at("excursion_end", "08:40")]  # fmt: skip
    assert judged([*RECORD, *noted], readings=readings).verdict.value == I
    less = [{**row, "time": "" if i == lost else row["time"]} for i, row in enumerate(noted)]
    assert judged([*RECORD, *less], readings=readings).verdict.value == I
    one = [{**row, "time": "" if i == lost % 2 else row["time"]} for i, row in enumerate(noted[2:])]
    assert judged([*RECORD, *one], readings=readings).verdict.value == I


def test_a_coarser_clock_makes_nothing_conform():
    noted = [at("excursion_start", "08:29"), at("excursion_end", "08:31")]
    verdicts = [
        judged([*RECORD, *noted], site=Site(resolution_s=seconds), rules=["D504"]).findings.verdict[0]
        for seconds in (0.0, 60.0, 61.0, 300.0)
    ]
    assert verdicts == [C, C, I, I]


def test_an_accuracy_that_guards_must_show_it_surely():
    site = Site(accuracy_degC=0.5, decision_rule="guarded")
    noted = PHASE.format("excursion_start 08:20, excursion_end 08:40")
    for value, verdict in ((8.6, C), (8.4, I)):
        found = try_rule("D504", STORE, noted, f"08:00 4.0, 08:30 {value}, 09:00 4.0", site=site)
        assert found.split()[1] == verdict


def test_a_row_that_names_no_container_is_about_all_of_its_therapy():
    rows = [row | {"container_id": bag} for bag in ("B1", "B2") for row in RECORD]
    noted = [at("excursion_start", "08:05", container_id=""), at("excursion_end", "08:06", container_id="")]
    found = judged([*rows, *noted], readings="", rules=["D504"])
    assert [(one.container_id, one.verdict.value) for one in found] == [("B1", I), ("B2", I)]
    only = [at("excursion_start", "08:05", container_id="B2")]
    assert [one.container_id for one in judged([*rows, *only], readings="", rules=["D504"])] == ["B2"]


def test_it_names_the_rows_and_what_is_written_beside_them():
    noted = [at("excursion_start", "08:05", note="door ajar"), at("excursion_end", "08:06")]
    (found,) = [one for one in judged([*RECORD, *noted], readings=EVEN) if one.rule == "D504"]
    said = "rows 4 and 5 note an excursion from 2026-11-10 08:05Z to 2026-11-10 08:06Z ('door ajar')"
    assert found.why == f"{said}, and no reading of that time shows it"


def test_a_wide_row_holds_both_ends():
    row = {"therapy_id": "T1", "product_received": "2026-11-10T08:00Z", "excursion_start": "2026-11-10T08:05Z",
           "excursion_end": "2026-11-10T08:06Z", "storage_out": "2026-11-10T09:00Z"}  # fmt: skip
    (found,) = assess(read_events(pd.DataFrame([row], index=[2])), None, sandbox_product(STORE), rules=["D504"])
    assert found.why.startswith("row 2 notes an excursion from 2026-11-10 08:05Z to 2026-11-10 08:06Z, and")


def test_what_is_known_of_excursions_goes_along_with_every_rule_about_temperature():
    for code in ("T101", "T102", "T103", "T104"):
        assert {"D503", "D504"} <= set(with_needed(select([code]), []))
    assert not {"D503", "D504"} & set(with_needed(select(["W2", "S301"]), []))
    noted = PHASE.format("excursion_start 08:20, excursion_end 08:40")
    assert assess_sandbox(sandbox_product(STORE), noted, EVEN, rules=("T101",)).verdict.value == I


# --- what ends a container ----------------------------------------------------------------------------------------------
GIVEN = "thaw_start 10:00, thaw_end 10:04, administration_start 10:10, administration_end 10:30"
ENDS = [
    (f"{GIVEN}, discarded 10:40", C, 0),  # the empty bag
    (f"{GIVEN}, returned 12:00", C, 0),  # the box
    (f"{GIVEN}, discarded 10:30", C, 0),
    (f"{GIVEN}, discarded 10:31, response_assessment 12:00", C, 0),
    ("thaw_start 10:00, discarded 10:02", C, 0),
    ("discarded 10:02, returned 10:05", NONE, 0),
    (f"{GIVEN}, discarded 10:20", I, 1),
    (f"{GIVEN}, discarded 09:50", I, 1),
    (f"{GIVEN}, returned 09:50", I, 1),
    ("returned 09:50, preparation_start 10:00", I, 1),
    ("discarded 09:50, preparation_end 10:00", I, 1),
    ("discarded 09:50, syringe_drawn 10:00", I, 1),
    ("discarded 09:50, administration_resume 10:00", I, 1),
    ("discarded 09:50, returned 09:55, thaw_end 10:00", I, 2),
    ("administration_end 09:50, thaw_start 10:00", I, 1),  # the order of nature
    ("administration_end 09:50, preparation_start 10:00", I, 1),
]


@pytest.mark.parametrize(("events", "verdict", "count"), ENDS)
def test_after_its_end_a_container_is_not_thawed_prepared_or_given(events, verdict, count):
    found = try_rule("W203", "", events)
    assert found == (f"natural-order {verdict} [{count}, {count}] contradictions" if verdict else "")


def test_each_bag_has_its_own_end():
    limit = "[[window]]\ncode='use'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
    result = assess_sandbox(sandbox_product(limit), f"B1: thaw_start 09:00, discarded 09:01; B2: {GIVEN}")
    assert dict(zip(result.consignments.container_id, result.consignments.verdict, strict=True))["B2"] == C


def test_what_was_discarded_decides_nothing_afterwards():
    """Neither verdict: the infusion is late, and nobody knows whether there was one."""
    limit = "[[window]]\ncode='use'\nstarts='thaw_end'\nends='administration_end'\nat_most='10 min'\n"
    assert assess_sandbox(sandbox_product(limit), GIVEN).verdict.value == D
    assert assess_sandbox(sandbox_product(limit), f"{GIVEN}, discarded 09:50").verdict.value == I
    assert assess_sandbox(sandbox_product(limit), f"{GIVEN}, discarded 10:40").verdict.value == D


def test_the_end_bounds_no_event_that_was_not_logged():
    """A bag that was thawed and discarded was not given within its time: it was not given."""
    limit = "[[window]]\ncode='use'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
    assert assess_sandbox(sandbox_product(limit), "thaw_end 10:04, discarded 10:20").verdict.value == I


USED = [at(*one.split()) for one in GIVEN.split(", ")]
USE = "[[window]]\ncode='use'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"


@pytest.mark.parametrize("end", ["discarded", "returned"])
@pytest.mark.parametrize("time", spread(["09:50", "10:05", "10:20", "10:40"], 3))
@pytest.mark.parametrize("lost", [None, 0, 1, 2, 3, 4])
def test_losing_a_time_at_the_end_of_a_container_makes_nothing_conform(end, time, lost):
    rows = [*USED, at(end, time)]
    less = [{**row, "time": "" if i == lost else row["time"]} for i, row in enumerate(rows)]
    before, after = (judged(own, USE, "").verdict.value for own in (rows, less))
    assert before == (C if time == "10:40" else I)
    assert after != C or before == C


def test_an_end_without_its_time_is_open_and_says_so():
    result = judged([*USED, at("discarded", "")], USE, "")
    (found,) = [one for one in result if one.rule == "W203"]
    assert (found.verdict.value, result.verdict.value) == (I, I)
    assert "administration end came before discarded" in found.why
    assert "discarded: row 6, without its time" in found.why
    assert judged([*USED[:3], at("discarded", "")], "", "", rules=["W203"]).verdict.value == I


def test_an_end_for_the_whole_therapy_is_the_end_of_each_container():
    rows = [row | {"container_id": bag} for bag in ("B1", "B2") for row in USED]
    found = judged([*rows, at("discarded", "09:50", container_id="")], USE, "", rules=["W203"])
    assert [one.verdict.value for one in found] == [I, I]


def test_both_rows_are_named():
    (found,) = judged([*USED, at("discarded", "10:06")], USE, "", rules=["W203"])
    assert "discarded and administration start" in found.why
    assert "discarded: row 6, 2026-11-10 10:06Z; administration start: row 4, 2026-11-10 10:10Z" in found.why


# --- notes, and what no rule judges -------------------------------------------------------------------------------------
def test_a_note_decides_nothing_and_prints_beside_its_event():
    text = "lid <b>stuck</b>\nsaid \x1b[1mNN"
    plain, noted = ([{**RECORD[0], "note": note}, RECORD[1]] for note in ("", text))
    without, with_it = judged(plain, STORE, EVEN), judged(noted, STORE, EVEN)
    assert without.verdict is with_it.verdict
    assert without.findings.drop(columns="id").equals(with_it.findings.drop(columns="id"))
    assert "row 2, product received, 2026-11-10 08:00Z: lid <b>stuck</b> said \\x1b[1mNN" in str(with_it).replace(
        "\n" + " " * 12, " "
    )
    assert "lid &lt;b&gt;stuck&lt;/b&gt; said \\x1b[1mNN" in render_html(with_it)
    (one,) = json.loads(render_json(with_it))["consignments"][0]["notes"]
    assert one == {"row": 2, "event": "product_received", "time": "2026-11-10T08:00:00Z", "note": text}
    assert json.loads(render_json(without))["consignments"][0]["notes"] == []


def test_a_note_of_the_therapy_stands_with_each_of_its_containers():
    rows = [row | {"container_id": bag} for bag in ("B1", "B2") for row in RECORD]
    noted = at("lymphodepletion_end", "07:00", container_id="", note="delayed by a day")
    result = json.loads(render_json(judged([*rows, noted], STORE, EVEN)))
    assert [[note["row"] for note in one["notes"]] for one in result["consignments"]] == [[6], [6]]


def test_each_result_says_that_identity_and_custody_were_not_assessed():
    result = judged(RECORD, STORE, EVEN)
    assert result.not_assessed == ("custody", "identity")
    shown = str(result).replace("\n", " ")
    for line in ("since the record names no custodian: custody", "since no two rows say an identifier: identity"):
        assert f"Not assessed, {line}" in shown
        assert f"Not assessed, {line}" in render_html(result)
    assert json.loads(render_json(result))["not_assessed"] == ["custody", "identity"]


MOMENTS = st.integers(0, 70).map(lambda minute: f"{8 + minute // 60:02}:{minute % 60:02}")
EXCURSION = st.tuples(st.sampled_from(["excursion_start", "excursion_end"]), MOMENTS | st.just(""))


@settings(max_examples=draws(60), derandomize=True, database=None, deadline=None)
@given(st.lists(EXCURSION, max_size=4), st.sampled_from([EVEN, WARM]), st.integers(0, 3))
def test_whatever_is_noted_no_verdict_becomes_better(noted, readings, lost):
    rows = [*RECORD, *(at(*one) for one in noted)]
    verdict = judged(rows, readings=readings).verdict.value
    assert verdict in {judged(RECORD, readings=readings).verdict.value, I}
    less = [*RECORD, *(at(name, "" if i == lost else time) for i, (name, time) in enumerate(noted))]
    assert judged(less, readings=readings).verdict.value in {verdict, I}


# ---------------------------------------------------------------- a longer excursion than a label permits


@pytest.mark.parametrize(
    ("noted", "verdict"),
    [
        ("excursion_start 08:20, excursion_end 08:40", C),
        ("excursion_start 07:20, excursion_end 10:40", C),  # no longer than the phase that it lies in
        ("excursion_start 08:05, excursion_end 08:55", I),
    ],
)
def test_an_excursion_noted_as_longer_than_permitted_is_not_shown_by_a_shorter_one(noted, verdict):
    limits = ALLOWED.replace("1 h", "45 min") if verdict == I else ALLOWED
    found = try_rule("D504", limits, PHASE.format(noted), WARM)
    assert found.split()[1] == verdict


def test_a_wider_doubt_does_not_shorten_a_noted_excursion():
    limits = ALLOWED.replace("1 h", "21 min")
    noted = PHASE.format("excursion_start 08:20, excursion_end 08:40")
    for resolution, verdict in ((0.0, C), (60.0, I)):
        assert try_rule("D504", limits, noted, WARM, Site(resolution_s=resolution)).split()[1] == verdict
