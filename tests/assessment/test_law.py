"""The law: whoever loses a record can only end up knowing less; and what else must not change a verdict.

The examples at the end are the places where the core once broke it, or is known to, each as small as it gets.
"""

import tempfile
from dataclasses import replace
from itertools import pairwise
from math import isnan, nan
from pathlib import Path

import pytest
from agreement import KNOWN, near
from how_many import draws
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shape_strategies import SHAPES, shape_cases
from strategies import Case, Event, Series, answers, cases, contradictions, drawn_cases, is_a_label, verdicts

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import _HEAD, try_rule
from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import Bounds, Limit, compare_one
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.records.logger_places import CALL, EVERYWHERE, LoggerPlace
from atmp_logistics.records.site_profile import BandFact, Site
from atmp_logistics.records.spacing_facts import SpacingFact
from atmp_logistics.report.assessment.json import render_json

QUICK = settings(
    max_examples=draws(100),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
LONG = settings(QUICK, max_examples=3000, derandomize=False)
C, I, D = "conforms", "indeterminate", "deviates"


# ---------------------------------------------------------------- the law


@st.composite
def weakened(draw):
    """A case, and the same with less known: times or readings lost, times or temperatures less exact."""
    case = draw(drawn_cases())
    how = (_lose_times, _lose_times, _lose_readings, _lose_readings, _blur_times, _blur_temperatures, _part, _doubt)
    return case, draw(st.sampled_from(how))(draw, case)


@st.composite
def weakened_of(draw, shapes):
    """As `weakened`, of the shapes that only some labels use; most have no readings to lose."""
    case = draw(shapes)
    how = [_lose_times, _lose_times, _blur_times, _doubt]
    how += [_unstate, _unstate] * any(one.stated for one in case.events)
    how += [_lose_readings, _blur_temperatures, _part] * bool(case.series)
    return case, draw(st.sampled_from(how))(draw, case)


def _unstate(draw, case):
    """No longer say of a container what its component, dose, volume or weight is."""
    lost = set()
    for therapy in sorted({one.therapy for one in case.events if one.stated}):
        told = {(one.therapy, one.container, key) for one in case.events for key, _ in one.stated}
        lost.add(draw(st.sampled_from(sorted(one for one in told if one[0] == therapy))))

    def rest(one):
        return tuple(pair for pair in one.stated if (one.therapy, one.container, pair[0]) not in lost)

    return replace(case, events=tuple(replace(one, stated=rest(one)) for one in case.events))


def _lose_times(draw, case):
    events = list(case.events)
    for therapy in sorted({one.therapy for one in events}):
        known = [i for i, one in enumerate(events) if one.therapy == therapy and one.minute is not None]
        if known:
            i = draw(st.sampled_from(known))
            events[i] = replace(events[i], minute=None)
    return replace(case, events=tuple(events))


def _lose_readings(draw, case):
    """Delete a reading, or its temperature; not where the log's rhythm is not to be seen without it.

    A log denser than its declared or stated interval is joined over a reading that it lost, by that statement.
    """
    series = list(case.series)
    for i, one in enumerate(series):
        steps = {b[0] - a[0] for a, b in pairwise(one.readings)}
        joined_s = case.site.max_gap_s or (one.declared_min or 0) * 90.0
        stated = joined_s > 0 and all(2 * 60.0 * step > joined_s for step in steps)
        rhythm = stated or (not joined_s and len(one.readings) >= 4 and len(steps) == 1)
        if rhythm and sum(not isnan(value) for _, value in one.readings) > 1:
            k = draw(st.integers(0, len(one.readings) - 1))
            minute = one.readings[k][0]
            rest = ((minute, nan),) if draw(st.booleans()) else ()
            series[i] = replace(one, readings=(*one.readings[:k], *rest, *one.readings[k + 1 :]))
    return replace(case, series=tuple(series))


def _blur_times(draw, case):
    more = draw(st.sampled_from([60.0, 300.0, 900.0]))
    return replace(
        case,
        site=replace(
            case.site, resolution_s=(60.0 if case.site.resolution_s is None else case.site.resolution_s) + more
        ),
    )


def _blur_temperatures(draw, case):
    accuracy = case.site.guard_degC + draw(st.sampled_from([0.5, 3.0]))
    return replace(case, site=replace(case.site, accuracy_degC=accuracy, decision_rule="guarded"))


def _part(draw, case):
    """Join readings no longer that were joined."""
    return replace(case, site=replace(case.site, max_gap_s=draw(st.sampled_from([0.0, 299.0]))))


def _doubt(_, case):
    """Take back what the site states as facts."""
    return replace(case, site=replace(case.site, spacing=(), bands=(), tolerance_degC=None))


def obeys(case, weaker):
    """Assert that nothing known less well became another answer, but for what is open or contradicts itself."""
    full, less = case.assess(), weaker.assess()
    before, after = answers(full), answers(less)
    contradicting = {therapy for therapy, _ in contradictions(full)}
    slow = [*case.reference(), *weaker.reference()]
    open_ = {(one.therapy, one.rule, one.code) for one in slow if one.open & {*KNOWN, "against"}}
    for key in {*before, *after}:
        if key[0] in contradicting or (key[0], key[2], key[3]) in open_:
            continue
        if key in before and key in after:
            was, now = before[key].verdict, after[key].verdict
            assert now in {was, I}, f"{key} was {was} and became {now}\n {before[key]}\n {after[key]}"
        else:
            # Of a container that may be the first nothing is asked where nothing is wrong.
            gone = key not in after and key[2] != "W203"
            assert not gone or before[key].verdict == C, f"{key} is no longer found: {before[key]}"
            assert key in before or after[key].verdict != D, f"{key} appears: {after[key]}"
    asked = {key[:2] for key, one in before.items() if one.binding and not one.of_record}
    now = verdicts(less)
    for who, was in verdicts(full).items():
        if who in asked and who[0] not in contradicting | {therapy for therapy, _, _ in open_}:
            assert now[who] in {was, I}, f"{who} was {was} and became {now[who]}"


@settings(QUICK, max_examples=draws(160))
@given(weakened())
def test_losing_evidence_never_changes_an_answer_but_to_indeterminate(pair):
    assume(is_a_label(pair[0]))
    obeys(*pair)


@settings(QUICK, max_examples=draws(70))
@given(weakened_of(shape_cases()))
def test_losing_evidence_of_a_rarer_shape_never_changes_an_answer_but_to_indeterminate(pair):
    assume(is_a_label(pair[0]))
    obeys(*pair)


@pytest.mark.nightly
@pytest.mark.parametrize("shape", SHAPES)
def test_losing_evidence_of_each_shape_all_night(shape):
    @LONG
    @given(weakened_of(SHAPES[shape]()))
    def law(pair):
        assume(is_a_label(pair[0]))
        obeys(*pair)

    law()


@pytest.mark.nightly
@LONG
@given(weakened())
def test_losing_evidence_never_changes_an_answer_all_night(pair):
    assume(is_a_label(pair[0]))
    obeys(*pair)


# ---------------------------------------------------------------- what holds of every answer


def is_sound(case):
    """Assert that every finding can be put into words and that its verdict is what its bounds say."""
    result = case.assess()
    assert str(result)
    assert render_json(result)
    assert len(result.findings) == len(answers(result))
    assert len(list(result)) == len(answers(result))
    open_ = {one.key: one.open for one in case.reference()}
    contradicting = contradictions(result)
    for key, one in answers(result).items():
        questions = open_.get(key, frozenset())
        assert one.lower <= one.upper or questions & {*KNOWN, "against"}, f"{key} is measured backwards: {one}"
        unsettled = any(name not in dict(case.when) for name, _ in key[5])
        if one.limit and key[:2] not in contradicting and not unsettled and not questions & {*KNOWN, "against"}:
            said = compare_one(Bounds(one.lower, one.upper), one.limit)
            # No clock may run backwards, whatever its limit.
            said = (said & compare_one(Bounds(one.lower, one.upper), Limit(0.0)) if key[2] == "W201" else said).value
            # Of several that may have come before, the bounds are over all, and none of them may have.
            several = {said, one.verdict} == {D, I} and ("next container" in case.limits or "next dose" in case.limits)
            # A limit that was not read in the label itself leaves open what its bounds would decide.
            elsewhere = one.verdict == I and "evidence = '" in case.limits
            assert said == one.verdict or several or elsewhere, f"{key}: {one}, and its bounds say {said}"
        assert key[:2] not in contradicting or one.verdict == I or one.of_record or "therapy" in case.limits, (
            f"{key}: {one}"
        )


@QUICK
@given(drawn_cases())
def test_every_answer_is_what_its_bounds_say_and_can_be_said(case):
    assume(is_a_label(case))
    is_sound(case)


@settings(QUICK, max_examples=draws(50))
@given(shape_cases())
def test_every_answer_to_a_rarer_shape_is_what_its_bounds_say_and_can_be_said(case):
    assume(is_a_label(case))
    is_sound(case)


@pytest.mark.nightly
@LONG
@given(st.one_of(drawn_cases(), shape_cases()))
def test_every_answer_is_what_its_bounds_say_all_night(case):
    assume(is_a_label(case))
    is_sound(case)


# ---------------------------------------------------------------- what changes nothing


def same(one, other):
    """Assert that two sets of answers are the same."""
    for key in {*one, *other}:
        assert key in one, f"{key} is found only then: {other[key]}"
        assert key in other, f"{key} is found only now: {one[key]}"
        a, b = one[key], other[key]
        alike = a.verdict == b.verdict and near(a.lower, b.lower) and near(a.upper, b.upper)
        assert alike, f"{key}\n {a}\n {b}"


def shifted(case, minutes):
    events = [one if one.minute is None else replace(one, minute=one.minute + minutes) for one in case.events]
    series = [replace(one, readings=tuple((at + minutes, value) for at, value in one.readings)) for one in case.series]
    return replace(case, events=tuple(events), series=tuple(series))


@settings(QUICK, max_examples=draws(80))
@given(st.one_of(drawn_cases(), drawn_cases(), shape_cases()), st.integers(-3000, 3000), st.integers(-40, 40))
def test_another_day_and_hour_change_no_verdict(case, minutes, days):
    assume(is_a_label(case))
    calendar = any(word in case.limits for word in ("months", "days = ", "day_numbers")) or any(
        one.expiry for one in case.events
    )
    assume(not calendar or "shelf_life" not in case.limits)
    moved = [replace(one, expiry="") for one in case.events]
    case = replace(case, events=tuple(moved), site=replace(case.site, tz="UTC"))
    same(answers(case.assess()), answers(shifted(case, days * 1440 if calendar else minutes).assess()))


@settings(QUICK, max_examples=draws(80))
@given(st.one_of(drawn_cases(), drawn_cases(), shape_cases()), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_of_loggers_changes_nothing(case, chance):
    assume(is_a_label(case))
    events, series = list(case.events), list(case.series)
    chance.shuffle(events)
    chance.shuffle(series)
    other = replace(case, events=tuple(events), series=tuple(series))
    same(answers(case.assess()), answers(other.assess()))


def written(case, folder, name, readings):
    """Write the readings of every logger as a file in canonical form and return its path."""
    lines = ["time,temperature [°C],logger_id"]
    for one in case.series:
        for minute, value in readings(one.readings):
            lines.append(f"{case.text(minute)},{'' if isnan(value) else value},{one.name or 'L'}")
    path = Path(folder, name)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@settings(QUICK, max_examples=draws(40))
@given(cases(most_therapies=2), st.integers(1, 24), st.integers(0, 2))
def test_a_log_in_two_files_or_with_a_reading_twice_is_the_same_log(case, cut, overlap):
    assume(is_a_label(case) and case.series and all(len(one.readings) > cut for one in case.series))
    with tempfile.TemporaryDirectory() as folder:
        whole = read_readings(written(case, folder, "whole.csv", lambda all_: all_))
        first = written(case, folder, "first.csv", lambda all_: all_[: cut + overlap])
        second = written(case, folder, "second.csv", lambda all_: all_[cut:])
        twice = written(case, folder, "twice.csv", lambda all_: (*all_[:cut], *all_[cut - 1 :]))
        logs = [read_readings([first, second]), read_readings([second, first]), read_readings(twice)]
    for log in logs:
        assert _rows(log) == _rows(whole)


def _rows(log):
    """A log's readings, whatever the order of its loggers."""
    read = log.to_frame()[["logger_id", "time", "temperature_degC"]].dropna(subset=["time"])
    frame = read.sort_values(["logger_id", "time"]).fillna({"temperature_degC": -999.0})
    return [tuple(row) for row in frame.itertuples(index=False)]


@settings(QUICK, max_examples=draws(40))
@given(cases(most_therapies=4))
def test_many_therapies_together_are_judged_as_each_alone(case):
    # Whether seconds of 0 were written as such, the whole column says.
    assume(is_a_label(case) and (case.site.resolution_s is not None or not any(one.second for one in case.events)))
    together = answers(case.assess())
    naming = {one.therapy for one in case.events if one.logger}
    for therapy in {one.therapy for one in case.events}:
        if not naming or therapy in naming:
            alone = replace(case, events=tuple(one for one in case.events if one.therapy == therapy))
            same({key: one for key, one in together.items() if key[0] == therapy}, answers(alone.assess()))


# ---------------------------------------------------------------- examples: where the core once broke it, or still does


def open_question(name):
    """Expect an example to fail for as long as `KNOWN` names its question."""
    return pytest.mark.xfail(name in KNOWN, strict=True, reason=f"open: {name}")


def example(limits, events, readings="", **site):
    """Return a case from lines such as "B1 thaw_start 30, B1 thaw_end ?" and "A: 30 5.0, 35 5.0; B: 30 22.0".

    Minutes count from 06:00 UTC; a question mark is a time that nobody wrote; a fourth word names the logger. `along`
    says what the loggers of the readings stand for.
    """
    rows = []
    for line in events.split(","):
        container, event, minute, *logger = line.split()
        at = None if minute == "?" else int(minute)
        rows.append(Event("T", container.strip("-"), event, at, *logger))
    series = []
    for part in filter(None, readings.split(";")):
        name, _, pairs = part.rpartition(":")
        values = [pair.split() for pair in pairs.split(",")]
        points = tuple((int(minute), float(value)) for minute, value in values)
        series.append(Series(name.strip(), points, points[1][0] - points[0][0] if len(points) > 1 else None))
    day, along = site.pop("day", "2026-11-10"), site.pop("along", "")
    places = tuple(LoggerPlace.of(one.name, [along], CALL) for one in series) if along else ()
    profile = Site(**{"tz": "UTC", "resolution_s": 0.0, **site})
    return Case(limits, tuple(rows), tuple(series), profile, day, places=places)


def found(case, rule, container="B1", unit=None):
    """Return what one rule finds of one container, if anything: the verdict."""
    mine = [
        one.verdict
        for key, one in answers(case.assess()).items()
        if key[1] == container and key[2] == rule and unit in {None, key[4]}
    ]
    return mine[0] if mine else None


def store(starts, ends, limits="upper = '8 degC'"):
    return f"[[storage]]\ncode = 'store'\nfrom = '{starts}'\nuntil = '{ends}'\n{limits}\n"


def allowance(limits):
    return f"[[allowance]]\ncode = 'allowed'\nstorage = 'store'\nupper = '25 degC'\n{limits}\n"


def next_order(before, after="thaw_start"):
    return f"[[precondition]]\ncode = 'order'\nbefore = '{before}'\nafter = '{after}'\nscope = 'next container'\n"


COLD = "0 5, 10 5, 20 5, 30 5, 40 5"
FROM_STORAGE = store("storage_in", "thaw_start")
STORED = "B1 storage_in 10, B1 thaw_start 30"


@pytest.mark.parametrize("out", ["9", "?", "10"])
def test_a_closing_whose_opening_is_lost_leaves_the_first_opening_unknown(out):
    """Out of a store before (it seems) into it: the first time in was never logged."""
    events = f"B1 storage_out {out}, {STORED}"
    assert found(example(FROM_STORAGE, f"B1 storage_out 9, {STORED}", COLD), "T101") == I
    resolution = 0.0 if out == "?" else 60.0
    assert found(example(FROM_STORAGE, events, COLD, resolution_s=resolution), "T101") == I


UNTIL_THAWED = store("storage_in", "thaw_end")
BACKWARDS = "B1 thaw_start 5, B1 thaw_end {}, B1 storage_in 11, B1 administration_start 20"


@pytest.mark.parametrize(("end", "resolution"), [("10", 60.0), ("?", 0.0)])
def test_a_phase_that_may_end_before_it_starts_was_not_shown_to_conform(end, resolution):
    """Exactly known it is indeterminate (it ran backwards); known less well it must not conform."""
    assert found(example(UNTIL_THAWED, BACKWARDS.format(10), COLD), "T101") == I
    assert found(example(UNTIL_THAWED, BACKWARDS.format(end), COLD, resolution_s=resolution), "T101") == I
    assert found(example(UNTIL_THAWED, BACKWARDS.format(end), COLD, resolution_s=resolution), "D501") == I


@pytest.mark.parametrize("readings", ["", COLD])
def test_a_budget_or_an_allowance_over_a_phase_that_ran_backwards_does_not_conform(readings):
    budget = (
        "[[budget]]\ncode='b'\nband=['8 degC','25 degC']\nfrom='storage_out'\nuntil='administration_end'\nat_most='1 h'"
    )
    assert found(example(budget, "B1 storage_out 30, B1 administration_end 10", readings), "T104") == I
    limits = store("storage_out", "administration_end") + allowance("times = 1")
    assert found(example(limits, "B1 storage_out 30, B1 administration_end 10", readings), "T103") == I


def test_the_edge_of_a_strict_range_is_an_excursion():
    """8.0 °C for an hour is outside "< 8 °C": one excursion of an hour, where ten minutes are permitted."""
    limits = store("product_received", "storage_out", "upper = '8 degC'\nstrict = true") + allowance(
        "at_most = '10 min'"
    )
    case = example(limits, "B1 product_received 0, B1 storage_out 60", "0 8, 30 8, 60 8")
    assert found(case, "T103") == D


RECEIVED = "B1 product_received 0, B1 storage_out 40"


def test_less_accurate_readings_do_not_make_two_excursions_one():
    """8.4, 7.8, 8.4: two excursions; at ± 0.5 °C perhaps one, perhaps none, perhaps two."""
    limits = store("product_received", "storage_out") + allowance("times = 1")
    readings = "0 5, 10 8.4, 20 7.8, 30 8.4, 40 5"
    assert found(example(limits, RECEIVED, readings), "T103") == D
    assert found(example(limits, RECEIVED, readings, accuracy_degC=0.5, decision_rule="guarded"), "T103") == I


def test_less_accurate_readings_do_not_make_one_excursion_two():
    """9, 8.3, 9: one excursion and no more of it known than that; at ± 0.5 °C still at least one, perhaps two."""
    limits = store("product_received", "storage_out") + allowance("times = 1")
    case = example(limits, RECEIVED, "0 9, 10 8.3, 20 9, 30 5, 40 5", accuracy_degC=0.5, decision_rule="guarded")
    assert found(case, "T103") == I
    (one,) = [one for key, one in answers(case.assess()).items() if key[2] == "T103"]
    assert one.lower <= one.upper


def test_which_of_two_containers_thawed_at_once_is_the_later_does_not_hang_on_the_order_of_rows():
    limits = next_order("administration_end")
    events = "B1 thaw_start 10, B1 administration_end 20, B2 thaw_start 10, B2 administration_end 20"
    one = example(limits, events)
    other = replace(one, events=tuple(sorted(one.events, key=lambda event: event.container, reverse=True)))
    assert [found(one, "W202", name) for name in ("B1", "B2")] == [found(other, "W202", name) for name in ("B1", "B2")]


def test_losing_the_third_thaw_start_does_not_make_the_first_container_deviate():
    limits = next_order("administration_end")
    events = (
        "B1 thaw_start 10, B1 administration_end 20, B2 thaw_start 10, B2 administration_end 20, "
        "B3 thaw_start {}, B3 administration_end 60"
    )
    before, after = (found(example(limits, events.format(third)), "W202") for third in ("30", "?"))
    assert after in {before, I}


def test_losing_the_second_thaw_start_does_not_make_the_first_container_conform():
    """Nothing is asked of the first container of a product with this one limit, so that it is indeterminate."""
    limits = next_order("product_received")
    events = "B1 product_received 0, B1 thaw_start 10, B2 product_received 0, B2 thaw_start {}"
    before, after = (verdicts(example(limits, events.format(at)).assess())["T", "B1"] for at in ("30", "?"))
    assert after in {before, I}


def test_the_next_container_waits_for_the_last_of_what_must_come_first():
    """The first bag was carried twice, the second thawed between: it did not wait for the last arrival."""
    events = "B1 transport_end 0, B1 thaw_start 5, B1 transport_end 60, B2 thaw_start 30"
    assert found(example(next_order("transport_end"), events), "W202", "B2") == D


def test_days_between_containers_are_days():
    limits = "[[window]]\ncode='w'\nstarts='thaw_start'\nends='thaw_start'\nat_least_days=2\nscope='next container'"
    assert found(example(limits, "B1 thaw_start 0, B2 thaw_start 60"), "W201", "B2") == D


@pytest.mark.parametrize(("start", "end", "resolution"), [("20", "?", 0.0), ("20", "19", 60.0)])
def test_losing_the_end_of_a_clock_that_ran_backwards_does_not_make_the_therapy_conform(start, end, resolution):
    """The second container's own clock ran backwards; known less well, it may have done so."""
    limits = "[[window]]\ncode='w'\nstarts='storage_in'\nends='thaw_start'\nat_least='10 min'\nscope='therapy'"
    events = "B1 storage_in 0, B1 thaw_start 30, B2 storage_in {}, B2 thaw_start {}"
    assert found(example(limits, events.format(20, 19)), "W201") == I
    assert found(example(limits, events.format(start, end), resolution_s=resolution), "W201") == I


THAWED = "[[window]]\ncode='w'\nstarts='thaw_end'\nends='administration_end'\nwithin=['2 degC', '8 degC']"
GIVEN = "B1 thaw_end 0, B1 administration_end 20, B1 discarded {}"


def test_losing_a_reading_does_not_bring_the_only_logger_back_to_the_product():
    """A reading of -25 °C after the thaw says that the logger stayed behind; without it the logger must not return."""
    seen = example(THAWED, GIVEN.format(40), "0 5, 10 5, 20 5, 30 -25, 40 5")
    lost = replace(seen, series=(Series("", tuple(one for one in seen.series[0].readings if one[0] != 30), 10),))
    assert found(seen, "T102") == found(lost, "T102") == I


def test_losing_the_end_of_the_thaw_does_not_bring_the_only_logger_back_to_the_product():
    """Cold at minute 60, when the thaw ended: it stayed in the store; unlogged, the thaw may have ended at 80."""
    limits = store("product_received", "thaw_start", "upper = '-120 degC'")
    events = "B1 product_received 0, B1 storage_out 40, B1 thaw_start 50, B1 thaw_end {}, B1 administration_start 80"
    readings = ", ".join(f"{minute} -160" for minute in range(0, 80, 10))
    assert found(example(limits, events.format(60), readings), "T101") == I
    assert found(example(limits, events.format("?"), readings), "T101") == I


def test_losing_the_last_event_does_not_bring_the_only_logger_back_to_the_product():
    readings = "0 5, 10 5, 20 5, 30 -25, 40 5"
    assert found(example(THAWED, GIVEN.format(40), readings), "T102") == I
    assert found(example(THAWED, GIVEN.format("?"), readings), "T102") == I


def test_losing_the_way_out_of_the_store_does_not_keep_the_only_logger_longer_with_the_product():
    limits = store("product_received", "thaw_start", "upper = '-120 degC'")
    events = "B1 product_received 0, B1 storage_out {}, B1 thaw_start 40, B1 thaw_end 45, B1 administration_end 70"
    readings = ", ".join(f"{minute} -160" for minute in range(0, 80, 10))
    assert found(example(limits, events.format(20), readings), "T101") == I
    assert found(example(limits, events.format("?"), readings), "T101") == I


def test_losing_when_the_second_logger_took_over_does_not_keep_the_first():
    """Logger A stays in the first store and is cold; B goes with the bag and is warm."""
    limits = store("product_received", "thaw_start")
    events = "B1 storage_in -10 A, B1 product_received 0, B1 storage_in 20 B, B1 thaw_start 40"
    readings = "A: -10 5, 0 5, 10 5, 20 5, 30 5, 40 5; B: 0 30, 10 30, 20 30, 30 30, 40 30"
    assert found(example(limits, events, readings), "T101") == D
    assert found(example(limits, events.replace("20 B", "? B"), readings), "T101") == I


def test_of_two_loggers_named_at_one_instant_neither_is_known_to_stand():
    limits = store("product_received", "storage_out")
    events = "B1 product_received 0 A, B1 receipt_checked 0 B, B1 storage_out 20"
    case = example(limits, events, "A: 0 30, 10 30, 20 30; B: 0 5, 10 5, 20 5")
    assert found(case, "T101") == I


@pytest.mark.parametrize(("made", "resolution"), [("-40620", 3 * 3600.0), ("?", 0.0)])
def test_a_month_after_the_thirtieth_at_night_is_not_later_than_one_after_the_thirty_first(made, resolution):
    """Made on 31 January at 01:00, or known only to be from 30 January 23:00 on: both end on 28 February."""
    limits = store("product_received", "administration_end", "upper = '25 degC'\nshelf_life = { months = 1 }")
    events = (
        "- manufacturing_start -40740, - manufacturing_end {}, B1 product_received -40380, B1 administration_end -240"
    )
    assert found(example(limits, events.format(-40620), day="2026-02-28"), "S301") == I
    assert found(example(limits, events.format(made), resolution_s=resolution, day="2026-02-28"), "S301") == I


@pytest.mark.parametrize(
    ("fact", "events"),
    [
        (
            ("thaw_end", "administration_start", None, 0.0),
            "B1 thaw_end 5, B1 administration_start 5, B1 administration_end 1",
        ),
        (("thaw_start", "thaw_end", 300.0, 300.0), "B1 thaw_start 60, B1 thaw_end 65, B1 administration_start 0"),
    ],
)
def test_a_record_that_contradicts_a_fact_is_named_where_the_fact_is_exact(fact, events):
    """The filter of shorter pairs leaves none where two events are tied to each other exactly."""
    case = example("", events, spacing=(SpacingFact(*fact, "SOP"),))
    assert contradictions(case.assess())
    assert found(case, "W203") == I


def test_a_range_of_two_sides_that_conforms_says_between_what():
    """Written to a quarter of an hour, so that no stretch is certain: the warmest is no colder than the coldest."""
    limits = store("thaw_end", "administration_start", "lower = '2 degC'\nupper = '8 degC'")
    case = example(limits, "B1 thaw_end 20, B1 administration_start 20", COLD, resolution_s=900.0)
    (one,) = [one for key, one in answers(case.assess()).items() if key[2] == "T101"]
    assert one.verdict == compare_one(Bounds(one.lower, one.upper), one.limit).value


def test_a_band_holds_for_as_long_as_its_clock_runs():
    limits = (
        "[[window]]\ncode='w'\nstarts='thaw_end'\nends='administration_end'\nat_most='1 h'\nscope='therapy'\n"
        "until_first=true\nwithin=['2 degC','8 degC']"
    )
    events = "B1 thaw_end 0, B1 administration_end 10, B2 thaw_end 0, B2 administration_end 40"
    assert found(example(limits, events, "0 5, 10 5, 20 30, 30 30, 40 30", along=EVERYWHERE), "T102") == C


def test_a_log_of_fault_codes_only_is_no_evidence_and_no_crash():
    case = example(store("product_received", "storage_out"), RECEIVED, "0 nan, 10 nan")
    assert found(case, "T101") == I


def test_an_allowance_that_does_not_hold_does_not_widen_the_limit_shown():
    limits = (
        store("product_received", "storage_out") + allowance("times = 1\nwhen = { indication = 'A' }")
        + "[[prohibition]]\ncode = 'irradiate'\nwhen = { indication = 'B' }"
    )  # fmt: skip
    case = replace(example(limits, RECEIVED, "0 10, 10 10, 20 10, 30 10, 40 10"), when=(("indication", "B"),))
    (one,) = [one for key, one in answers(case.assess()).items() if key[2] == "T101"]
    assert one.verdict == compare_one(Bounds(one.lower, one.upper), one.limit).value == D


def test_readings_that_contradict_a_stated_band_are_not_measured_backwards():
    fact = BandFact("w", TemperatureRange(20.0, 25.0), "room")
    case = example(THAWED, "B1 thaw_end 0, B1 administration_end 20", COLD, bands=(fact,), along=EVERYWHERE)
    (one,) = [one for key, one in answers(case.assess()).items() if key[2] == "T102"]
    assert one.verdict == C
    assert one.lower <= one.upper


def test_one_bags_logger_does_not_switch_off_the_rest(tmp_path):
    """It is named for one container; for the other nothing is stated, and it is the only one that was read."""
    for slug in ("one", "two"):
        text = _HEAD.replace('slug = "trial"', f'slug = "{slug}"') + store("product_received", "storage_out")
        (tmp_path / f"{slug}.toml").write_text(text, "utf-8")
    case = example(
        "", "B1 product_received 0 L, B1 storage_out 20, B2 product_received 0, B2 storage_out 20", f"L: {COLD}"
    )
    frame = case.frame().assign(product=["one", "one", "two", "two"])
    result = assess(
        read_events(frame, resolution="0 s"), case.log(), catalogue=load_catalogue(tmp_path), rules=["T101"]
    )
    assert verdicts(result) == {("T", "B1"): C, ("T", "B2"): C}


def test_excursions_that_the_limit_parts_for_an_instant_are_counted_one_way():
    """9, 8, 9 °C with nothing in doubt: whether that is one excursion or two, both bounds say the same."""
    limits = store("product_received", "storage_out") + allowance("times = 1")
    case = example(limits, RECEIVED, "0 5, 10 9, 20 8, 30 9, 40 5")
    (one,) = [one for key, one in answers(case.assess()).items() if key[2] == "T103"]
    assert one.lower == one.upper


# ---------------------------------------------------------------- examples of the shapes that only some labels use


def one_limit(kind, lines):
    return f"[[{kind}]]\ncode='x'\n{lines}\n"


def said(rule, limits, events, **site):
    """Return what a rule finds, as `try_rule` writes it: a verdict and its bounds, each once."""
    lines = try_rule(rule, limits, events, site=Site(**site)).splitlines()
    return sorted({line.removeprefix("x ").rpartition(" ")[0] for line in lines})


def test_losing_when_a_dose_had_its_own_regimen_does_not_leave_the_one_for_all():
    """At 08:00 for all and at 09:30 for this one; where the second time is lost, nobody knows that it was two hours."""
    limits = one_limit("window", "starts='immunomodulation_start'\nends='administration_start'\nat_least='1 h'")
    events = "- immunomodulation_start 0, B1 immunomodulation_start {}, B1 administration_start 120"
    assert found(example(limits, events.format(90)), "W201") == I
    assert found(example(limits, events.format("?")), "W201") == I


GROUPS = "starts='administration_end'\nends='administration_start'\nscope='therapy'\nstarts_of={component='CF'}\nends_of={component='NF'}\n"


@pytest.mark.parametrize("least", ["at_least='0 min'", "at_least_days=0", "day_numbers=[1, 1]"])
def test_at_least_no_time_is_a_limit_too(least):
    """The other component was given first: where only `at_least = '0 min'` was asked, nothing was."""
    events = "B1: administration_end 10:30 component=CF; B2: administration_start 09:00 component=NF"
    assert said("W201", one_limit("window", GROUPS + least), events, tz="UTC")[0].startswith(D)


CYCLES = "starts='mobilisation_start'\nends='mobilisation_start'\nscope='next instance'\n"


@pytest.mark.parametrize(("resolution", "verdict"), [(0.0, C), (1800.0, I)])
def test_without_a_zone_days_between_instances_are_as_exact_as_their_times(resolution, verdict):
    """25 hours apart are a day apart in every zone; 24 hours perhaps, where the clocks change."""
    events = "B1 mobilisation_start 0, B1 mobilisation_start 1500"
    limits = one_limit("window", CYCLES + "at_least_days=1")
    assert found(example(limits, events, tz=None, resolution_s=resolution), "W201") == verdict


def test_an_instance_does_not_come_before_the_one_before_it():
    """Twice at one time, written to the minute: at most two minutes apart, and not less than none."""
    events = "B1 mobilisation_start 0, B1 mobilisation_start 0, B1 mobilisation_start 1"
    limits = one_limit("window", CYCLES + "at_least='10 min'")
    (one,) = [
        one for key, one in answers(example(limits, events, resolution_s=60.0).assess()).items() if key[2] == "W201"
    ]
    assert (one.lower, one.upper) == (0.0, 120.0)


def test_a_cycle_written_once_for_each_container_is_one_cycle():
    rows = "B1 mobilisation_start 0, B2 mobilisation_start {}, B1 mobilisation_start 60, B2 mobilisation_start 60"
    limits = one_limit("window", CYCLES + "at_least='1 h'")
    assert found(example(limits, rows.format(0)), "W201") == C
    assert found(example(limits, rows.format(1)), "W201") == D
    assert found(example(limits, rows.format("?")), "W201") == I


@pytest.mark.parametrize(
    ("end", "found_"),
    [("11:00", "deviates [36, 36]"), ("11:01", "indeterminate [18, 36]"), ("12:00", "indeterminate [18, 36]"),
     ("12:01", "indeterminate [12, 36]")],
)  # fmt: skip
def test_what_was_given_over_an_hour_and_a_minute_may_be_half_in_each(end, found_):
    limits = one_limit("rate", "at_most='20 mL/h'\nover='1 h'")
    assert said("W204", limits, f"administration_start 10:00 volume=36mL, administration_end {end}") == [found_]


BACK = "from='transport_end'\nuntil='storage_out'\n"


@pytest.mark.parametrize("resolution", [0.0, 60.0])
def test_a_volume_given_over_a_stretch_that_ran_backwards_is_not_given_too_fast(resolution):
    events = "transport_end 10:01 volume=60mL, storage_out 10:00"
    limits = one_limit("rate", BACK + "at_most='22 mL/h'")
    assert said("W204", limits, events, resolution_s=resolution) == ["indeterminate [0, None]"]


def test_a_volume_that_nobody_stated_does_not_vanish_where_its_stretch_ran_backwards():
    events = "B1: transport_end 12:00, storage_out 10:00; B2: transport_end 10:00 volume=10mL, storage_out 10:30"
    limits = one_limit("rate", BACK + "at_most='22 mL/h'\nover='1 h'")
    assert said("W204", limits, events) == ["indeterminate [10, None]"]


@pytest.mark.parametrize(
    ("most", "over", "volume", "weight"), [("0.3", "20 min", "1", "10"), ("4", "45 min", "9.9", "3.3")]
)
def test_as_fast_as_allowed_is_not_too_fast(most, over, volume, weight):
    limits = one_limit("rate", f"at_most='{most} mL/kg/h'\nover='{over}'")
    events = f"administration_start 10:00 volume={volume}mL body_weight={weight}kg, administration_end 10:05"
    assert said("W204", limits, events) == [f"conforms [{most}, {most}]"]


def test_a_band_holds_until_the_instance_at_which_its_clock_stops():
    limits = one_limit(
        "window", "starts='handover'\nends='storage_in'\nscope='therapy'\nuntil_first=true\nends_instance='first'\n"
        "within=['2 degC', '8 degC']",
    )  # fmt: skip
    events = "B1 handover 0, B1 storage_in 20, B1 storage_in 40"
    assert found(example(limits, events, "0 5, 10 5, 20 5, 30 30, 40 30", along=EVERYWHERE), "T102") == C


def test_readings_too_warm_wherever_the_window_was_contradict_a_stated_band():
    """Begun and ended at one minute, give or take one: no instant is certain, and all that it may be are too warm.

    The logger was assigned, so that the stated band decides nothing.
    """
    limits = one_limit("window", "starts='administration_start'\nends='administration_end'\nwithin=['', '8 degC']")
    events = "B1 administration_start 20, B1 administration_end 20"
    fact = BandFact("x", TemperatureRange(None, 8.0), "room")
    case = example(limits, events, "0 30, 10 30, 20 30, 30 30", resolution_s=60.0, bands=(fact,), along="x")
    assert found(case, "T102") == I


def test_a_container_whose_record_contradicts_itself_leaves_the_rate_of_all_open():
    limits = one_limit("rate", "at_most='26 mL/h'\nover='1 h'")
    events = (
        "B1: administration_start 10:00 volume=60mL, administration_end 10:10; "
        "B2: administration_start 11:00 volume=60mL, administration_end 10:50"
    )
    assert said("W204", limits, events) == ["indeterminate [0, None]"]
