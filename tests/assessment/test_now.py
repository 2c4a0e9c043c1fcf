"""What the statement "still in store at NOW" may do to a verdict, beside a slow twin; and what it can never do."""

import tempfile
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from how_many import draws
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference.still import TAKES_OUT, Written, still_in
from strategies import Event, answers, contradictions, drawn_cases, is_a_label, verdicts
from test_law import LONG, QUICK, C, D, I, obeys, weakened

from atmp_logistics import assess, assess_files, read_events, read_readings
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, UsageError
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.spacing_facts import SpacingFact

FEW = settings(QUICK, max_examples=draws(40))
DAY = "2026-11-10T"
FRIDGE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='{}'\nlower='2 degC'\nupper='8 degC'\n"


@st.composite
def running(draw, timed=False):
    """A case that ends at some minute, with what the record holds until then, and a moment not before it."""
    case = draw(drawn_cases())
    minutes = sorted({one.minute for one in case.events if one.minute is not None})
    assume(minutes)
    last = draw(st.sampled_from(minutes))
    kept = [one for one in case.events if (one.minute is None and not timed) or (one.minute or 0) <= last]
    kept = [one for one in kept if one.minute is not None or not timed]
    if draw(st.booleans()):  # a container that nothing has taken out of its store yet
        kept = [one for one in kept if one.event not in TAKES_OUT]
    site = replace(case.site, resolution_s=0.0) if timed else case.site
    now = last + 1 + draw(st.sampled_from([0, 10, 45, 400]))
    kept = [replace(one, second=0) for one in kept] if timed else kept
    return replace(case, events=tuple(kept), site=site, now=now)


def rows_of(case):
    """The written rows of each container, with those of its whole therapy; the containers as the record has them."""
    result = replace(case, now=None).assess(rules=())
    for part in result.parts:
        evidence = part.evidence
        for i, who in enumerate(zip(evidence.therapy.tolist(), evidence.container.tolist(), strict=True)):
            own = []
            for name in {one.event for one in case.events}:
                rows = evidence.event_rows.rows(name)
                own += [Written(name, round((at - case.zero) / 60e6)) for at in rows.time_us[rows.place == i]]
            yield i, who, own, bool(evidence.sound[i])


@FEW
@given(running(timed=True))
def test_who_is_in_a_store_is_what_the_slow_twin_says(case):
    assume(is_a_label(case))
    still = case.assess(rules=()).parts[0].evidence.still
    for store in sandbox_product(case.limits).storage:
        for i, who, rows, sound in rows_of(case):
            said = sound and still_in(rows, store.starts, store.ends, case.now)
            assert still.of(store)[i] == (said and not still.against[i]), (who, store.code)


def ended(case, after):
    """The same case without the statement, with the end of each storage logged that it says had not come."""
    still, more = case.assess(rules=()).parts[0].evidence, []
    for store in sandbox_product(case.limits).storage:
        for i in np.nonzero(still.still.of(store))[0]:
            who = str(still.therapy[i]), str(still.container[i])
            more.append(Event(*who, ends_of(store.ends)[0], case.now + after))
    once = [next(rows) for _, rows in groupby(sorted(more, key=repr), key=repr)]
    return replace(case, events=(*case.events, *once), now=None)


@FEW
@given(running(timed=True), st.sampled_from([0, 0, 1, 30, 2000]))
def test_what_deviates_by_the_statement_deviates_whenever_the_end_was(case, after):
    assume(is_a_label(case))
    by_now, before = answers(case.assess()), answers(replace(case, now=None).assess())
    later = ended(case, after)
    logged, wrong = answers(later.assess()), contradictions(later.assess())
    for key, one in by_now.items():
        if one.verdict == D and before[key].verdict != D and key[:2] not in wrong:
            assert logged[key].verdict == D, f"{key}: {one}, and {logged[key]} where the end is logged"
        if after == 0 and key[2] == "T101" and key in logged and key[:2] not in wrong:
            assert one.verdict == D or logged[key].verdict != D, f"{key}: {one} is not found, {logged[key]}"


@FEW
@given(running())
def test_the_statement_only_makes_open_findings_deviate(case):
    assume(is_a_label(case))
    before, after = replace(case, now=None).assess(), case.assess()
    one, other = answers(before), answers(after)
    assert one.keys() == other.keys()
    for key, was in one.items():
        now = other[key]
        assert now.verdict == was.verdict or (was.verdict, now.verdict) == (I, D), f"{key}: {was} became {now}"
    assert all(
        now in {was, D} and (was, now) != (C, D)
        for was, now in zip(verdicts(before).values(), verdicts(after).values(), strict=True)
    )
    assert str(after)
    assert after.running["stated"].all()


@FEW
@given(weakened(), st.sampled_from([0, 10, 45, 400]))
def test_losing_evidence_beside_the_statement_never_changes_an_answer_but_to_indeterminate(pair, after):
    assume(is_a_label(pair[0]))
    obeys(*stated(pair, after))


def stated(pair, after):
    last = max((one.minute for one in pair[0].events if one.minute is not None), default=0)
    return tuple(replace(case, now=last + 1 + after) for case in pair)


@pytest.mark.nightly
@LONG
@given(weakened(), st.sampled_from([0, 10, 45, 400]))
def test_losing_evidence_beside_the_statement_all_night(pair, after):
    assume(is_a_label(pair[0]))
    obeys(*stated(pair, after))


# ---------------------------------------------------------------- by hand


def read(rows, **site):
    """Events such as "B1 product_received 08:30, B1 storage_out ?" of one day, exact."""
    parts = [row.split() for row in rows.split(",")]
    frame = pd.DataFrame(
        {
            "therapy_id": ["T"] * len(parts),
            "container_id": [one[0].strip("-") for one in parts],
            "event": [one[1] for one in parts],
            "time": ["" if one[2] == "?" else f"{DAY}{one[2]}Z" for one in parts],
        }
    )
    return read_events(frame, site=Site(resolution_s=0.0, **site))


def log_of(text):
    pairs = [one.split() for one in text.split(",")]
    frame = pd.DataFrame({"time": [f"{DAY}{at}Z" for at, _ in pairs], "temperature [°C]": [float(v) for _, v in pairs]})
    return read_readings(frame)


WARM = "08:30 5, 08:40 5, 08:50 5, 09:00 5, 09:10 12, 09:20 12, 09:30 12, 09:40 12"


def found(rows, now, until="storage_out", readings=WARM, limits=None, **site):
    product = sandbox_product(FRIDGE.format(until) if limits is None else limits)
    profile = Site(resolution_s=0.0, **site)
    return assess(
        read(rows, **site), log_of(readings), product, site=profile, rules=["T101"], now=now and f"{DAY}{now}Z"
    )


@pytest.mark.parametrize(
    ("rows", "until", "verdict"),
    [
        ("B product_received 08:30", "storage_out", D),
        ("B product_received 08:30", "preparation_start", D),
        ("B product_received ?", "storage_out", D),  # it was in store at 09:40, whenever it came
        ("B product_received 08:30, B storage_out 08:35", "storage_out", C),
        ("B product_received 08:30, B storage_out ?", "storage_out", I),
        ("B product_received 08:30, B storage_out 08:35", "preparation_start", I),
        ("B product_received 08:30, B storage_out ?", "preparation_start", I),
        ("B product_received 08:30, B thaw_start 09:00", "storage_out", I),
        ("B product_received 08:30, B thaw_end ?", "storage_out", I),
        ("B product_received 08:30, B discarded 09:00", "storage_out", I),
        ("B product_received 08:30, B transport_start 08:50", "storage_out", I),
        ("B product_received 08:30, B transport_end 08:50", "storage_out", I),
        (
            "B product_received 08:30, B transport_start 08:40, B transport_end 08:45, B storage_in 08:50",
            "storage_out",
            D,
        ),
        ("B product_received 08:30, B receipt_checked 09:00, B handover 09:01", "storage_out", D),
        ("B product_dispatched 08:00, B product_received 08:30", "storage_out", D),
        ("B product_dispatched 08:00", "storage_out", I),
        ("B storage_in 08:30", "storage_out", I),
        ("B product_received 08:30, B thaw_start 08:00", "preparation_start", I),  # contradicts nature
    ],
)
def test_of_which_records_the_statement_says_anything(rows, until, verdict):
    assert found(rows, "09:40", until).verdict.value == verdict


BACK = "B product_received 08:30, B storage_in 08:31, B storage_out {}, B storage_in {}"


@pytest.mark.parametrize(
    ("out", "back", "in_store"),
    [
        ("08:40", "08:50", True),
        ("08:50", "08:50", False),
        ("08:50", "08:40", False),
        ("?", "08:50", False),
        ("08:40", "?", False),
    ],
)
@pytest.mark.parametrize("until", ["storage_out", "preparation_start"])
def test_a_container_that_was_surely_put_back_is_in_store_again(out, back, in_store, until):
    evidence = found(BACK.format(out, back), "09:40", until).parts[0].evidence
    assert evidence.still.containers.tolist() == [in_store]


def test_without_the_statement_nothing_changes_and_the_excursion_is_shown_as_running():
    result = found("B product_received 08:30", None)
    assert result.verdict.value == I
    (row,) = result.running.itertuples()
    assert (row.stated, row.going_on, row.side, row.last_degC, row.margin_degC) == (False, "yes", "warmer", 12.0, -4.0)
    assert row.beyond_for_lower_s == row.beyond_for_upper_s == pytest.approx(35 * 60 + 43, abs=1)
    assert "if it was still in store at 2026-11-10 09:40Z, the last reading: too warm, 12 °C" in flat(result)


def flat(result):
    return " ".join(str(result).split())


def test_what_deviates_by_the_statement_says_so_in_its_finding_and_among_what_is_stated():
    result = found("B product_received 08:30", "09:40")
    (one,) = [each for each in result if each.rule == "T101"]
    assert one.why.endswith("; still in store at 2026-11-10 09:40Z, as stated")
    assert one.decide_by is None
    assert any("still in store at 2026-11-10 09:40Z, 1 container" in text for text in result.statements)
    assert result.now_us == pd.Timestamp(f"{DAY}09:40Z").timestamp() * 1e6


def test_the_statement_is_told_of_how_many_containers_it_says_nothing():
    result = found("A product_received 08:30, B thaw_end 08:30", "09:40")
    assert any("says nothing of 1 container, which" in text for text in result.statements)
    gone = found("A product_received 08:30, A thaw_end 08:40", "09:40")
    assert "stated in the call: still in store at 2026-11-10 09:40Z, which is taken of no container" in gone.statements


def test_a_fact_that_the_statement_contradicts_leaves_the_record_as_it_is():
    fact = SpacingFact("product_received", "storage_out", None, 600.0, "SOP 1")
    result = found("B product_received 08:30", "09:40", spacing=(fact,))
    assert found("B product_received 08:30", None, spacing=(fact,)).findings.equals(result.findings)
    assert any("contradicts a fact that the site states of 1 container" in text for text in result.statements)


def test_a_record_of_no_container_states_nothing():
    empty = read_events(pd.DataFrame({"therapy_id": [], "event": [], "time": []}, dtype=str))
    result = assess(empty, None, sandbox_product(FRIDGE.format("storage_out")), now=f"{DAY}09:40Z")
    assert result.running.empty


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (f"{DAY}08:00Z", "expected a time that is not after now, 2026-11-10 08:00Z"),
        ("2026-11-10 09:40", "without a zone"),
        ("soon", "now: found 'soon'"),
        (5, "now: found 5"),
    ],
)
def test_a_moment_that_cannot_be_meant_is_refused(now, words):
    with pytest.raises(AtmpError, match=words):
        assess(read("B product_received 08:30"), None, sandbox_product(FRIDGE.format("storage_out")), now=now)


def test_a_printed_time_to_come_is_no_event_after_now():
    rows = "B shipper_expires 20:00, B product_received 08:30"
    assert found(rows, "09:40").verdict.value == D


def test_a_clock_time_is_of_the_day_of_the_last_event():
    events, product = read("B product_received 08:30", tz="UTC"), sandbox_product(FRIDGE.format("storage_out"))
    result = assess(events, log_of(WARM), product, site=Site(resolution_s=0.0, tz="UTC"), now="09:40")
    assert "now is 2026-11-10 09:40, on the day of the last event of the record" in result.statements


def test_both_sides_of_a_range_left_before_now():
    cold = WARM.replace("08:40 5", "08:40 -3")
    (one,) = [each for each in found("B product_received 08:30", "09:40", readings=cold) if each.rule == "T101"]
    assert "too cold, -3 °C" in one.why
    assert one.other_side is not None


@pytest.mark.parametrize(
    ("readings", "going_on", "side"),
    [
        (WARM, "yes", "warmer"),
        (WARM.replace("09:40 12", "09:40 5"), "no", ""),
        (WARM.replace(", 09:40 12", ""), "perhaps", "warmer"),
        (WARM.replace(" 12", " -4"), "yes", "colder"),
        ("08:00 5, 08:10 5", "no", ""),
        (WARM.replace("08:40 5", "08:40 -3"), "yes", "warmer"),
        ("08:40 5, 08:50 -4, 09:40 12", "yes", "warmer"),
        ("08:40 -4, 09:00 12", "perhaps", "warmer"),  # nobody knows for how long either went on: the later is told
        ("08:40 5, 08:50 12, 09:40 5", "no", ""),
        (WARM.replace("08:40 5", "08:40 13").replace(" 12", " -4"), "yes", "colder"),
    ],
)
def test_what_goes_on_at_the_moment(readings, going_on, side):
    result = found("B product_received 08:30", "09:40", readings=readings)
    (row,) = result.running.itertuples()
    assert (row.going_on, row.side) == (going_on, side)
    assert "running" in str(result)
    assert "running: fridge, begun 2026-11-10 08:30Z" in result.to_html()


def test_of_a_store_without_a_log_nothing_is_known():
    events, product = read("B product_received ?"), sandbox_product(FRIDGE.format("storage_out"))
    result = assess(events, None, product, now=f"{DAY}09:40Z")
    assert "still in store at 2026-11-10 09:40Z, as stated: no reading" in flat(result)
    assert result.present_slopes.empty
    assert assess(events, None, product).running["last_reading"].isna().all()


RISING = ", ".join(f"{8 + m // 60:02d}:{m % 60:02d} {4 + m / 60:.3f}" for m in range(0, 110, 10))


@pytest.mark.parametrize(
    ("readings", "crossing", "minutes"),
    [
        (RISING, "leaves the range", 140),
        ("08:30 12, 08:40 11, 08:50 10", "comes back into it", 20),
        ("08:30 5, 08:40 4, 08:50 3", "leaves the range", 10),
        ("08:30 5, 08:40 5, 08:50 5", "none", np.nan),
        ("08:30 9, 08:40 10, 08:50 11", "none", np.nan),
    ],
)
def test_when_a_limit_would_be_crossed_is_an_estimate_beside_the_result(readings, crossing, minutes):
    result = found("B product_received 08:00", "10:00", readings=readings)
    (row,) = result.present_slopes.itertuples()
    assert row.crossing == crossing
    assert row.until_limit_s == pytest.approx(minutes * 60, abs=30, nan_ok=True)
    for shown in (str(result), result.to_html()):
        assert ("Estimates, which decide nothing" in shown) == (crossing != "none")


def test_two_readings_have_no_slope():
    assert found("B product_received 08:00", "10:00", readings="08:30 5, 08:40 5").present_slopes.empty


def test_many_estimates_are_counted():
    rows = ", ".join(f"B{i} product_received 08:00" for i in range(25))
    result = found(rows, "10:00", readings=RISING)
    assert "... and 5 more: result.present_slopes holds all" in str(result)


def test_a_stream_says_the_same_but_what_needs_its_readings():
    events, product = (
        read("A product_received 08:30, B product_received 08:30, B storage_out 08:40"),
        FRIDGE.format("storage_out"),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        lines = "".join(f"{DAY}{one.split()[0]}Z,{one.split()[1]}\n" for one in WARM.split(", "))
        path.write_text("time,temperature [°C]\n" + lines, "utf-8")
        asked = {"site": Site(resolution_s=0.0), "now": f"{DAY}09:40Z"}
        whole = assess(events, read_readings(path), sandbox_product(product), **asked)
        parts = assess_files(events, path, sandbox_product(product), **asked)
    assert whole.to_json() == parts.to_json()
    assert whole.verdict.value == D
    assert str(parts).startswith("DEVIATES")
    with pytest.raises(UsageError, match="holds no readings"):
        _ = parts.running


def test_a_view_shows_the_rows_of_its_container():
    result = found("A product_received 08:30, B product_received 08:30", "09:40")
    assert result["T", "B"].running["container_id"].tolist() == ["B"]
    assert len(result.running) == 2
    assert "T / A" not in flat(result["T", "B"])
