"""The manual of the rules: a limit, a small record, and what is found. Read each group as a chapter."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from atmp_logistics import Verdict, assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import BandFact, Site
from atmp_logistics.records.spacing_facts import SpacingFact


def limits(kind, code="x", **keys):
    return f"[[{kind}]]\ncode='{code}'\n" + "\n".join(f"{key} = {value}" for key, value in keys.items()) + "\n"


# --- T101: the extreme of a phase against its range -------------------------------------------------------------------
FROZEN = limits("storage", "frozen", **{"from": "'product_received'", "until": "'storage_out'", "upper": "'-120 degC'"})
FRIDGE = limits(
    "storage",
    "fridge",
    **{"from": "'product_received'", "until": "'storage_out'", "lower": "'2 degC'", "upper": "'8 degC'"},
)
HOUR = "product_received 08:00, storage_out 09:00"


@pytest.mark.parametrize(
    ("store", "readings", "found"),
    [
        (FROZEN, "08:00 -160, 08:30 -120, 09:00 -160", "frozen conforms [-120, -120] degC"),
        (FROZEN, "08:00 -196, 08:30 -196, 09:00 -196", "frozen conforms [-196, -196] degC"),
        (FROZEN, "08:00 -160, 08:30 -119.9, 09:00 -160", "frozen deviates [-119.9, -119.9] degC"),
        (FROZEN, "07:45 -160, 08:15 -160, 08:45 -160, 09:15 -160", "frozen conforms [-160, -160] degC"),
        (
            FROZEN,
            "07:45 -100, 08:15 -160, 08:45 -160, 09:15 -160",
            "frozen conforms [-130, -130] degC",
        ),
        (FROZEN, "08:10 -160, 08:30 -160, 08:50 -160", "frozen indeterminate [-160, None] degC"),
        (FROZEN, "08:00 -160, 08:10 -160, 08:20 -160, 08:50 -160, 09:00 -100", "frozen deviates [-100, None] degC"),
        (FRIDGE, "08:00 2, 08:30 8, 09:00 5", "fridge conforms [8, 8] degC"),
        (FRIDGE, "08:00 2, 08:30 8.1, 09:00 5", "fridge deviates [8.1, 8.1] degC"),
        (FRIDGE, "08:00 1.9, 08:30 8, 09:00 5", "fridge deviates [1.9, 1.9] degC"),
        (FRIDGE, "06:00 5, 06:30 5, 07:00 5", "fridge indeterminate [None, None] degC"),
    ],
)
def test_t101(store, readings, found):
    assert try_rule("T101", store, HOUR, readings) == found


def test_t101_before_and_after_the_phase_nothing_counts():
    assert try_rule("T101", FROZEN, HOUR, "07:30 20, 08:00 -160, 08:30 -160, 09:00 -160, 09:30 20").startswith(
        "frozen conforms"
    )


def test_t101_an_unknown_end_leaves_the_far_side_open():
    assert try_rule("T101", FROZEN, "product_received 08:00", "08:00 -160, 08:30 -160, 09:00 -160") == (
        "frozen indeterminate [None, None] degC"
    )


def test_t101_guarded_rule_takes_the_accuracy_off_the_range():
    site = Site(accuracy_degC=0.5, decision_rule="guarded")
    assert try_rule("T101", FRIDGE, HOUR, "08:00 5, 08:30 7.5, 09:00 5", site) == "fridge conforms [7, 8] degC"
    assert try_rule("T101", FRIDGE, HOUR, "08:00 5, 08:30 7.6, 09:00 5", site) == "fridge indeterminate [7.1, 8.1] degC"
    assert try_rule("T101", FRIDGE, HOUR, "08:00 5, 08:30 8.6, 09:00 5", site) == "fridge deviates [8.1, 9.1] degC"


def test_t101_a_phase_runs_from_its_first_start_to_its_last_end():
    store = FROZEN.replace("'product_received'", "'storage_in'")
    events = "storage_in 08:00, storage_out 08:20, storage_in 08:30, storage_out 09:00"
    assert try_rule("T101", store, events, "08:00 -160, 08:25 -90, 08:50 -160, 09:10 -160").startswith(
        "frozen deviates [-90"
    )


def test_t101_in_without_an_out_leaves_the_end_open():
    store = FROZEN.replace("'product_received'", "'storage_in'")
    events = "storage_in 08:00, storage_out 08:20, storage_in 08:30"
    assert (
        try_rule("T101", store, events, "08:00 -160, 08:30 -160, 09:00 -160")
        == "frozen indeterminate [-160, None] degC"
    )


# --- T102: the temperature while a clock runs --------------------------------------------------------------------------
WARM = limits(
    "window",
    "rest",
    starts="'thaw_end'",
    ends="'administration_end'",
    at_most="'30 min'",
    within="['20 degC', '25 degC']",
)
REST = "thaw_start 09:50, thaw_end 10:00, administration_end 10:20"


def test_t102_what_nobody_logged_is_indeterminate_until_the_site_states_it():
    assert try_rule("T102", WARM, REST) == "rest indeterminate [None, None] degC"
    fact = BandFact("rest", TemperatureRange(20.0, 25.0), "room log")
    assert try_rule("T102", WARM, REST, site=Site(bands=(fact,))).startswith("rest conforms")


def test_t102_a_wider_fact_decides_nothing():
    fact = BandFact("rest", TemperatureRange(18.0, 25.0), "room log")
    assert try_rule("T102", WARM, REST, site=Site(bands=(fact,))).startswith("rest indeterminate")


@pytest.mark.parametrize(
    ("readings", "verdict"),
    [
        ("10:00 22, 10:10 31, 10:20 22", "rest deviates"),
        ("10:00 22, 10:10 22, 10:20 22", "rest conforms [22, 22]"),
        ("10:00 22, 10:20 22", "rest indeterminate"),
        ("08:00 22, 08:10 22", "rest indeterminate"),
    ],
)
def test_t102_a_fact_gives_way_to_a_logger_that_was_assigned(readings, verdict):
    """Whatever its readings show, and where it has none: to lose them must not bring the fact back."""
    fact = BandFact("rest", TemperatureRange(20.0, 25.0), "room log")
    assert try_rule("T102", WARM, REST, readings, Site(bands=(fact,))).startswith(verdict)


def test_t102_a_band_may_begin_after_its_clock():
    late = WARM.replace("'thaw_end'", "'thaw_start'") + "within_from = 'thaw_end'"
    assert try_rule("T102", late, REST, "09:50 -5, 10:00 21, 10:10 21, 10:20 21") == "rest conforms [21, 21] degC"


# --- T103: permitted excursions ----------------------------------------------------------------------------------------
ALLOWED = FROZEN.replace("-120", "-150") + limits(
    "allowance", "warm", storage="'frozen'", upper="'-80 degC'", times="2", at_most="'20 min'"
)


@pytest.mark.parametrize(
    ("readings", "found"),
    [
        ("08:00 -160, 08:20 -160, 08:40 -160, 09:00 -160", ["warm conforms [0, 0] times", "warm conforms [0, 0] s"]),
        (
            "08:00 -160, 08:20 -140, 08:40 -160, 09:00 -160",
            ["warm conforms [1, 1] times", "warm conforms [1200, 1200] s"],
        ),
        (
            "08:00 -160, 08:20 -130, 08:40 -160, 09:00 -160",
            ["warm conforms [1, 1] times", "warm deviates [1600, 1600] s"],
        ),
        (
            "08:00 -160, 08:20 -140, 08:40 -160",
            ["warm indeterminate [1, None] times", "warm conforms [1200, 1200] s"],
        ),
    ],
)
def test_t103(readings, found):
    said = try_rule("T103", ALLOWED, HOUR, readings).splitlines()
    assert sorted(said) == sorted(found)


def test_t103_beyond_what_is_permitted_is_the_storages_deviation():
    readings = "08:00 -160, 08:20 -79, 08:40 -160, 09:00 -160"
    assert "frozen deviates [-79, -79] degC" in try_rule("T101", ALLOWED, HOUR, readings)
    assert "frozen conforms [-100, -100] degC" in try_rule("T101", ALLOWED, HOUR, readings.replace("-79", "-100"))


def test_t101_is_never_judged_without_the_excursions_that_widen_it():
    readings = "08:00 -160, 08:20 -130, 08:40 -160, 09:00 -160"
    assert "warm deviates [1600, 1600] s" in try_rule("T101", ALLOWED, HOUR, readings)


# --- T104: budgets -------------------------------------------------------------------------------------------------------
BANDS = "".join(
    limits("budget", code, **{"from": "'thaw_end'", "until": "'administration_end'", "band": band, "at_most": most})
    for code, band, most in (
        ("cold", "['2 degC', '8 degC']", "'40 min'"),
        ("room", "['8 degC', '25 degC']", "'10 min'"),
    )
)


def test_t104_neighbouring_bands_share_their_boundary_to_the_colder():
    events = "thaw_end 10:00, administration_end 10:40"
    said = try_rule("T104", BANDS, events, "10:00 8, 10:10 8, 10:20 8, 10:30 8, 10:40 8").splitlines()
    assert sorted(said) == ["cold conforms [2400, 2400] s", "room conforms [0, 0] s"]


def test_t104_heat_beyond_the_bands_counts_into_the_hottest():
    events = "thaw_end 10:00, administration_end 10:20"
    said = try_rule("T104", BANDS, events, "10:00 30, 10:10 30, 10:20 30").splitlines()
    assert "room deviates [1200, 1200] s" in said


def test_t104_without_readings_the_phase_itself_is_the_bound():
    said = try_rule("T104", BANDS, "thaw_end 10:00, administration_end 10:09").splitlines()
    assert said == ["cold conforms [0, 540] s", "room conforms [0, 540] s"]
    said = try_rule("T104", BANDS, "thaw_end 10:00, administration_end 10:30").splitlines()
    assert sorted(said) == ["cold conforms [0, 1800] s", "room indeterminate [0, 1800] s"]


# --- W201: windows ---------------------------------------------------------------------------------------------------------
def window(**keys):
    return limits("window", "w", **({"starts": "'thaw_end'", "ends": "'administration_end'"} | keys))


@pytest.mark.parametrize(
    ("keys", "events", "found"),
    [
        ({"at_most": "'30 min'"}, "thaw_end 10:00, administration_end 10:30", "w conforms [1800, 1800] s"),
        ({"at_most": "'30 min'", "strict": "true"}, "thaw_end 10:00, administration_end 10:30", "w deviates [1800, 1800] s"),
        ({"at_least": "'30 min'"}, "thaw_end 10:00, administration_end 10:29", "w deviates [1740, 1740] s"),
        ({"at_most": "'30 min'"}, "thaw_end 10:00", "w indeterminate [0, None] s"),
        ({"at_most": "'30 min'"}, "thaw_end 10:00, administration_start 10:31", "w deviates [1860, None] s"),
        ({"at_most": "'30 min'", "ends": "'administration'"}, "thaw_end 10:00, administration_start 10:20, administration_end 10:40", "w indeterminate [1200, 2400] s"),
        ({"at_most": "'30 min'", "ends": "'administration'"}, "thaw_end 10:00, administration_start 10:31, administration_end 10:40", "w deviates [1860, 2400] s"),
        ({"at_most": "'1 h'", "starts": "'thaw_start'"}, "product_received 09:00, administration_end 10:00", "w conforms [0, 3600] s"),
    ],
)  # fmt: skip
def test_w201(keys, events, found):
    assert try_rule("W201", window(**keys), events) == found


def test_w201_times_written_to_the_minute_are_plus_or_minus_that():
    site = Site(resolution_s=60.0)
    assert try_rule("W201", window(at_most="'30 min'"), "thaw_end 10:00, administration_end 10:28", site=site) == (
        "w conforms [1560, 1800] s"
    )
    assert "indeterminate" in try_rule(
        "W201", window(at_most="'30 min'"), "thaw_end 10:00, administration_end 10:30", site=site
    )
    assert "deviates" in try_rule(
        "W201", window(at_most="'30 min'"), "thaw_end 10:00, administration_end 10:33", site=site
    )


def test_w201_a_fact_bounds_a_missing_event_and_a_limit_never_does():
    events = "thaw_start 10:00, administration_start 10:50, administration_end 11:00"
    fact = SpacingFact("thaw_start", "thaw_end", None, 900.0, "SOP 12")
    limit = window(at_most="'30 min'") + limits(
        "window", "thaw", starts="'thaw_start'", ends="'thaw_end'", at_most="'15 min'"
    )
    assert "w indeterminate [600, 3600] s" in try_rule("W201", limit, events)
    assert "w deviates [2700, 3600] s" in try_rule("W201", limit, events, site=Site(spacing=(fact,)))


def test_w201_over_a_therapy_the_clock_runs_from_the_first_start_to_the_last_end():
    two = "B1: thaw_end 10:00, administration_end 10:20; B2: thaw_end 10:15, administration_end 10:40"
    assert try_rule("W201", window(at_most="'30 min'", scope="'therapy'"), two) == "\n".join(
        ["w deviates [2400, 2400] s"] * 2
    )
    first = window(at_most="'30 min'", scope="'therapy'", until_first="true")
    assert try_rule("W201", first, two) == "\n".join(["w conforms [1200, 1200] s"] * 2)


def days(zone):
    rows = [
        ("T", "lymphodepletion_end", "2026-11-17T23:30+01:00"),
        ("T", "administration_start", "2026-11-19T00:30+01:00"),
    ]
    rows.append(("T", "administration_end", "2026-11-19T01:00+01:00"))
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]), tz=zone, resolution="0 s")
    product = sandbox_product(
        window(starts="'lymphodepletion_end'", ends="'administration'", at_least_days="2", at_most_days="14")
    )
    return next(iter(assess(events, product=product, rules=["W201"])))


@pytest.mark.parametrize(
    ("zone", "verdict", "lower", "upper"),
    [("Europe/Stockholm", "conforms", 2, 2), ("UTC", "indeterminate", 1, 2), (None, "indeterminate", 1, 2)],
)
def test_w201_calendar_days_are_counted_in_the_sites_zone(zone, verdict, lower, upper):
    found = days(zone)
    assert (found.verdict.value, found.measured.lower, found.measured.upper, found.unit) == (verdict, lower, upper, "d")


# --- W202: what must come first ----------------------------------------------------------------------------------------------
def order(scope, before="'administration_end'", after="'thaw_start'"):
    return limits("precondition", "o", before=before, after=after, scope=f"'{scope}'")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ("B1: thaw_start 10:00, administration_end 10:30", ""),
        ("B1: thaw_start 10:00, administration_end 10:30; B2: thaw_start 10:30, administration_end 11:00", "o conforms [0, 0] s"),
        ("B2: thaw_start 10:30, administration_end 11:00; B1: thaw_start 10:00, administration_end 10:31", "o deviates [-60, -60] s"),
        ("B1: thaw_start 10:00, administration_end 10:30; B2: thaw_start 10:00, administration_end 10:40", "o indeterminate [-2400, -1800] s\no indeterminate [-2400, -1800] s"),
        ("B1: thaw_start 10:00, administration_end 10:30; B2: administration_end 11:00", "o indeterminate [None, 1800] s\no indeterminate [None, 1800] s"),
    ],
)  # fmt: skip
def test_w202_one_after_the_other(events, found):
    said = try_rule("W202", order("next container"), events)
    assert [line.split(" [")[0] for line in said.splitlines()] == [line.split(" [")[0] for line in found.splitlines()]
    if "indeterminate" not in found:
        assert said == found


def test_w202_over_a_therapy_every_before_comes_before_any_after():
    both = "B1: product_received 08:00, thaw_start 10:00; B2: product_received {at}, thaw_start 11:00"
    product = order("therapy", "'product_received'", "'thaw_start'")
    assert try_rule("W202", product, both.format(at="09:00")) == "o conforms [3600, 3600] s\no conforms [3600, 3600] s"
    assert "deviates" in try_rule("W202", product, both.format(at="10:30"))


def test_w202_labels_without_a_thaw_follow_the_event_that_waits():
    product = order("next container", "'administration_end'", "'preparation_start'")
    two = "B1: preparation_start 10:00, administration_end 10:30; B2: preparation_start 10:40, administration_end 11:00"
    assert try_rule("W202", product, two) == "o conforms [600, 600] s"


# --- W203: a record that cannot be true decides nothing ------------------------------------------------------------------------
def test_w203_a_contradiction_takes_every_verdict_of_its_container_and_names_the_times():
    product = sandbox_product(FROZEN + window(at_most="'30 min'"))
    events = (
        f"B1: {HOUR}, thaw_end 10:45, administration_end 10:00; B2: {HOUR}, thaw_end 10:00, administration_end 10:10"
    )
    result = assess_sandbox(product, events, "08:00 -160, 08:30 -100, 09:00 -160")
    verdicts = dict(zip(result.consignments["container_id"], result.consignments["verdict"], strict=True))
    assert verdicts == {"B1": "indeterminate", "B2": "deviates"}
    said = result.findings.query("container_id == 'B1' and rule == 'W203'").iloc[0]
    assert "thaw end" in said.decide_by
    assert "administration end" in said.decide_by


def test_w203_a_stated_fact_can_be_contradicted_too():
    fact = SpacingFact("thaw_start", "thaw_end", None, 900.0, "SOP 12")
    assert try_rule("W203", "", "thaw_start 10:00, thaw_end 10:16", site=Site(spacing=(fact,))) == (
        "natural-order indeterminate [1, 1] contradictions"
    )


# --- S301: shelf life --------------------------------------------------------------------------------------------------------------
def shelf(events, expiry="", life="{ months = 9 }", tz="Europe/Stockholm"):
    rows = [{"therapy_id": "T", "event": name, "time": time, "expiry": expiry} for name, time in events.items()]
    product = sandbox_product(FROZEN + (f"shelf_life = {life}" if life else ""))
    found = assess(read_events(pd.DataFrame(rows), tz=tz, resolution="0 s"), product=product, rules=["S301"])
    return [(one.code, one.verdict.value) for one in found]


@pytest.mark.parametrize(
    ("out", "expiry", "verdict"),
    [
        ("2027-03-31T23:59", "2027-03", "conforms"),
        ("2027-04-01T00:00", "2027-03", "deviates"),
        ("2027-03-14T23:59", "2027-03-14", "conforms"),
        ("2027-03-14T12:01", "2027-03-14T12:00", "deviates"),
        ("2027-03-14T12:00", "2027-03-14T12:00", "conforms"),
    ],
)
def test_s301_a_printed_expiry_is_allowed_to_its_last_moment(out, expiry, verdict):
    assert shelf({"storage_out": out}, expiry) == [("frozen", verdict)]
    assert shelf({"storage_out": out}, expiry, life="") == [("expiry", verdict)]


@pytest.mark.parametrize(
    ("out", "verdict"),
    [("2027-02-28T09:00", "conforms"), ("2027-02-28T21:00", "indeterminate"), ("2027-03-01T00:00", "deviates")],
)
def test_s301_months_run_on_the_calendar(out, verdict):
    assert shelf({"manufacturing_end": "2026-05-31T10:00", "storage_out": out}) == [("frozen", verdict)]


def test_s301_without_a_zone_a_day_ends_anywhere():
    assert shelf({"storage_out": "2027-03-31T23:59Z"}, "2027-03", tz=None) == [("frozen", "indeterminate")]
    assert shelf({"storage_out": "2027-03-31T08:00Z"}, "2027-03", tz=None) == [("frozen", "conforms")]


# --- conditions --------------------------------------------------------------------------------------------------------------------
def branches(*values):
    return "".join(
        limits("window", "w", starts="'thaw_end'", ends="'administration_end'", at_most=f"'{most} min'", when=when)
        for most, when in values
    )


def judged(product, minutes, **when):
    rows = [("T", "thaw_end", "2026-11-10T10:00Z"), ("T", "administration_end", f"2026-11-10T10:{minutes}Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    result = assess(events, product=sandbox_product(product), when=when, rules=["W201"])
    return result.verdict.value


TWO = branches((20, "{ indication = 'ALL' }"), (40, "{ indication = ['FL', 'DLBCL'] }"))


@pytest.mark.parametrize(
    ("minutes", "when", "verdict"),
    [
        (30, {"indication": "ALL"}, "deviates"),
        (30, {"indication": "FL"}, "conforms"),
        (30, {}, "indeterminate"),
        (10, {}, "conforms"),
        (50, {}, "deviates"),
    ],
)
def test_conditions_that_nobody_stated_are_judged_each_way(minutes, when, verdict):
    assert judged(TWO, minutes, **when) == verdict


def test_a_limit_of_one_value_alone_does_not_decide_the_others():
    one = branches((20, "{ strength = 'high' }")) + branches((90, "{ strength = 'low' }")).replace("'w'", "'other'")
    assert judged(one, 30) == "indeterminate"
    assert judged(one, 10) == "conforms"


# --- the cohort ----------------------------------------------------------------------------------------------------------------------
def test_an_expected_container_that_nobody_mentions_does_not_conform():
    product = sandbox_product(window(at_most="'30 min'"))
    events = read_events(
        pd.DataFrame(
            [("T", "B1", "thaw_end", "2026-11-10T10:00Z"), ("T", "B1", "administration_end", "2026-11-10T10:10Z")],
            columns=["therapy_id", "container_id", "event", "time"],
        )
    )
    assert assess(events, product=product).verdict is Verdict.CONFORMS
    result = assess(events, product=product, containers=[("T", "B1"), ("T", "B2")])
    assert result.consignments["verdict"].tolist() == ["conforms", "indeterminate"]


def test_a_table_without_events_is_about_no_container_and_decides_nothing():
    events = read_events(pd.DataFrame(columns=["therapy_id", "event", "time"]))
    result = assess(events, product=sandbox_product(window(at_most="'30 min'")))
    assert result.verdict is Verdict.INDETERMINATE
    assert (len(result.consignments), len(result.findings)) == (0, 0)


def test_loggers_stand_for_containers_from_the_event_that_names_them():
    rows = [
        ("T", "B1", "product_received", "2026-11-10T08:00Z", "A"),
        ("T", "B1", "storage_in", "2026-11-10T08:30Z", "B"),
        ("T", "B1", "storage_out", "2026-11-10T09:00Z", ""),
    ]
    events = read_events(
        pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time", "logger_id"]), resolution="0 s"
    )
    readings = two_loggers()
    found = next(iter(assess(events, readings, sandbox_product(FROZEN), rules=["T101"])))
    assert (found.verdict, found.measured.upper) == (Verdict.CONFORMS, -150.0)
    swapped = replace(readings, loggers=("B", "A"))
    assert next(iter(assess(events, swapped, sandbox_product(FROZEN), rules=["T101"]))).verdict is Verdict.DEVIATES


def two_loggers():
    from atmp_logistics.core.instants import instant
    from atmp_logistics.records.provenance import Provenance
    from atmp_logistics.records.temperature_log import TemperatureLog

    start = instant(pd.Timestamp("2026-11-10T08:00Z").to_pydatetime())
    times = start + np.arange(7) * 600e6
    cold = np.array([-160, -160, -155, -160, 0, 0, 0.0])
    late = np.array([0, 0, 0, -150, -152, -153, -154.0])
    codes = np.repeat([0, 1], 7)
    source = (Provenance("two"),)
    return TemperatureLog(
        codes, np.tile(times, 2), np.concatenate([cold, late]), ("A", "B"), {"A": 600.0, "B": 600.0}, source
    )
