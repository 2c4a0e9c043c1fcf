"""The stability ledger: what is allowed, spent and left; its legs; and that it says what T103 and T104 judged."""

import numpy as np
import pandas as pd
import pytest
from how_many import draws
from hypothesis import assume, given, settings
from strategies import drawn_cases, is_a_label
from test_law import LONG, QUICK

from atmp_logistics import assess, read_events
from atmp_logistics.assessment.sandbox import assess_sandbox, records_of_text, sandbox_product
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import Limit, compare
from atmp_logistics.records.band_facts import BandFact
from atmp_logistics.records.site_profile import Site

COLD = "[[storage]]\ncode='cold'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
ROOM = "[[budget]]\ncode='room'\nband=['8 degC','25 degC']\nfrom='product_received'\nuntil='storage_out'\nat_most='30 min'\n"
HOT = "[[budget]]\ncode='hot'\nband=['25 degC','']\nfrom='product_received'\nuntil='storage_out'\nat_most='5 min'\n"
PERMITS = "[[allowance]]\ncode='short'\nstorage='cold'\nupper='15 degC'\nat_most='12 min'\ntimes=2\n"
FROZEN = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='thaw_start'\nupper='-120 degC'\n"
WINDOW = "[[window]]\ncode='rest'\nstarts='thaw_end'\nends='administration_end'\nat_most='2 h'\nwithin=['15 degC','25 degC']\n"
RECORD = "product_received 08:00, storage_out 09:00"
ONCE = "08:00 5, 08:10 5, 08:20 11, 08:30 5, 08:40 5, 08:50 5, 09:00 5"


def account(result, kind, unit="s", code=None):
    table = result.ledger
    own = table[(table["kind"] == kind) & (table["unit"] == unit) & ((code is None) | (table["code"] == code))]
    (row,) = own.itertuples()
    return row


def test_a_budget_is_spent_by_the_time_in_its_band_and_says_its_source():
    row = account(assess_sandbox(sandbox_product(COLD + ROOM), RECORD, ONCE), "budget")
    assert (row.allowed, row.spent_lower, row.spent_upper) == (1800.0, 600.0, 600.0)
    assert (row.left_lower, row.left_upper) == (1200.0, 1200.0)
    assert (row.band, row.from_event, row.until_event, row.judged_by) == (
        "8 to 25 °C",
        "product_received",
        "storage_out",
        "T104",
    )
    assert row.label


def test_a_gap_is_spent_on_the_one_side_and_not_on_the_other():
    row = account(
        assess_sandbox(sandbox_product(COLD + ROOM), RECORD, ONCE.replace("08:40 5, 08:50 5, ", "")), "budget"
    )
    assert (row.spent_lower, row.spent_upper, row.left_lower) == (600.0, 2400.0, -600.0)


@pytest.mark.parametrize(("limits", "allowed"), [(COLD, 0.0), (COLD + PERMITS, np.nan)])
def test_a_storage_allows_no_time_beyond_its_range_unless_the_label_permits_excursions(limits, allowed):
    row = account(assess_sandbox(sandbox_product(limits), RECORD, ONCE.replace("08:40 5", "08:40 -1")), "storage")
    assert row.allowed == pytest.approx(allowed, nan_ok=True)
    assert row.spent_lower == row.spent_upper == pytest.approx(600.0 + 600.0)


def test_an_allowance_is_counted_and_its_longest_excursion_measured():
    result = assess_sandbox(sandbox_product(COLD + PERMITS), RECORD, ONCE)
    times, longest = account(result, "allowance", "times"), account(result, "allowance")
    assert (times.allowed, times.spent_lower, times.left_upper) == (2.0, 1.0, 1.0)
    assert (longest.allowed, longest.spent_upper, longest.left_lower) == (720.0, 600.0, 120.0)
    assert "allowance" not in set(result.ledger_legs["kind"])


def test_legs_say_who_had_the_container_and_where_and_add_up():
    rows, log = records_of_text(
        "product_received 08:00, handover 08:15, handover 08:20, storage_in 08:20, storage_out 09:00", ONCE, None
    )
    told = {"custodian": ["courier", "pharmacy", "ward", "", "x"], "location": ["van", "", "room 2", "", "y"]}
    events = read_events(
        pd.DataFrame([row | {key: each[i] for key, each in told.items()} for i, row in enumerate(rows)]),
        resolution="0 s",
    )
    result = assess(events, log, sandbox_product(COLD + ROOM))
    legs = result.ledger_legs[result.ledger_legs["kind"] == "storage"]
    assert legs[["from_event", "until_event", "custodian", "location"]].to_numpy().tolist() == [
        ["product_received", "handover", "courier", "van"],
        ["handover", "handover, storage_in", "pharmacy", "van"],
        ["handover, storage_in", "storage_out", "ward", "room 2"],
    ]
    assert legs["spent_lower"].tolist() == legs["spent_upper"].tolist() == [0.0, 300.0, 300.0]
    assert legs["spent_lower"].sum() == account(result, "storage").spent_lower


@pytest.mark.parametrize(
    "events",
    ["storage_out 09:00", "product_received 10:00, storage_out 09:00, thaw_start 08:00", "product_received 08:00"],
)
def test_a_phase_without_its_start_is_one_leg(events):
    legs = assess_sandbox(sandbox_product(COLD), events, ONCE).ledger_legs
    assert len(legs) == 1


@pytest.mark.parametrize(
    ("readings", "lower", "upper"),
    [
        ("08:00 -150, 08:10 -150, 08:20 -100, 08:30 -150, 08:40 -100, 08:50 -150, 09:00 -150", 2, 2),
        ("08:00 -150, 08:10 -150, 08:20 -150, 08:30 -150, 08:40 -150, 08:50 -150, 09:00 -100", 0, 1),
        ("08:00 -150, 08:10 -150, 08:20 -100, 08:30 -150, 08:50 -150, 09:00 -150", 1, np.inf),
    ],
)
def test_how_often_a_frozen_store_was_left_upwards_and_met_again(readings, lower, upper):
    row = account(
        assess_sandbox(sandbox_product(FROZEN), "product_received 08:00, thaw_start 09:00", readings),
        "crossings",
        "times",
    )
    assert (row.spent_lower, row.spent_upper) == (lower, upper)
    assert (row.judged_by, np.isnan(row.allowed)) == ("", True)


@pytest.mark.parametrize(
    ("events", "thaws"),
    [
        ("product_received 08:00", 0),
        ("thaw_start 09:00", 1),
        ("thaw_end 09:00", 1),
        ("thaw_start 09:00, thaw_end 09:02", 1),
    ],
)
def test_logged_thaws_are_counted(events, thaws):
    row = account(assess_sandbox(sandbox_product(FROZEN), events), "thaws", "times")
    assert row.spent_lower == row.spent_upper == thaws


def test_a_band_of_a_window_has_its_account():
    events = "thaw_end 08:00, administration_end 08:20"
    row = account(assess_sandbox(sandbox_product(WINDOW), events, "08:00 20, 08:10 30, 08:20 20"), "window")
    assert (row.allowed, row.spent_lower, row.judged_by) == (0.0, 600.0, "T102")


def test_what_is_written_is_the_ledger_with_its_legs(tmp_path):
    result = assess_sandbox(sandbox_product(COLD + ROOM), RECORD, ONCE)
    table = result.to_ledger()
    assert table["leg"].tolist() == [0, 1, 0, 1]
    result.to_ledger(tmp_path / "a.csv")
    result.to_ledger(tmp_path / "a.XLSX")
    back = pd.read_csv(tmp_path / "a.csv")
    assert back["spent_lower"].tolist() == table["spent_lower"].tolist()
    sheets = pd.read_excel(tmp_path / "a.XLSX", sheet_name=None)
    assert {name: len(each) for name, each in sheets.items()} == {"ledger": 2, "legs": 2}


def test_an_event_without_its_time_parts_no_leg():
    rows, log = records_of_text(
        "product_received 08:00, handover 08:15, storage_out 09:00", ONCE, sandbox_product(COLD)
    )
    rows[1]["time"] = ""
    result = assess(read_events(pd.DataFrame(rows), resolution="0 s"), log, sandbox_product(COLD))
    assert result.ledger_legs["leg"].tolist() == [1]


def test_a_view_shows_its_own_accounts():
    result = assess_sandbox(sandbox_product(COLD), f"A: {RECORD}; B: {RECORD}", ONCE)
    assert result["T1", "A"].ledger["container_id"].tolist() == ["A"]
    assert result["T1", "A"].ledger_legs["container_id"].tolist() == ["A"]


@settings(QUICK, max_examples=draws(60))
@given(drawn_cases())
def test_the_ledger_is_what_t103_and_t104_judged(case):
    assume(is_a_label(case) and ("[[budget]]" in case.limits or "[[allowance]]" in case.limits))
    result = case.assess(rules=["T103", "T104"])
    agree(result)


def agree(result):
    """Assert that each finding of T103 and T104 measured what the ledger says, and that the bounds give its verdict."""
    ledger = result.ledger
    for one in result.findings[result.findings["rule"].isin(["T103", "T104"])].itertuples():
        who = (one.therapy_id, one.container_id, one.rule, one.code, one.unit, one.limit_upper)
        columns = [ledger[name] for name in ("therapy_id", "container_id", "judged_by", "code", "unit", "allowed")]
        own = ledger[np.logical_and.reduce([column == value for column, value in zip(columns, who, strict=True)])]
        spent = own[["spent_lower", "spent_upper"]].to_numpy().tolist()
        assert [one.measured_lower, one.measured_upper] in spent, (one, spent)
        said = compare(own["spent_lower"], own["spent_upper"], Limit(upper=one.limit_upper, unit=one.unit))
        assert one.verdict in {"indeterminate", *(["conforms", "indeterminate", "deviates"][code] for code in said)}
    assert (ledger["spent_lower"] <= ledger["spent_upper"]).all()
    whole = ledger[ledger["kind"] != "thaws"]
    assert (whole["applies"] != "no").all()


# ---------------------------------------------------------------- excursions of budgets, and of bands that a site states


def test_each_stretch_of_a_budgets_time_is_an_excursion():
    result = assess_sandbox(sandbox_product(COLD + ROOM + HOT), RECORD, ONCE.replace("08:40 5", "08:40 30"))
    table = result.excursions
    assert table.groupby("phase").size().to_dict() == {"budget": 3, "storage": 2}
    room = table[table["code"] == "room"]
    assert room["permitted"].tolist() == ["yes", "yes"]
    assert room["duration_lower_s"].tolist() == pytest.approx([600.0, 1056.0])
    assert table[table["code"] == "hot"][["limit_degC", "permitted"]].to_numpy().tolist() == [[25.0, "yes"]]


@pytest.mark.parametrize(
    ("limits", "rules", "permitted"),
    [(ROOM, None, "yes"), (ROOM.replace("30 min", "5 min"), None, "no"), (ROOM, ("T101",), "not known")],
)
def test_a_budgets_excursions_are_permitted_where_all_together_keep_it(limits, rules, permitted):
    table = assess_sandbox(sandbox_product(COLD + limits), RECORD, ONCE, rules=rules).excursions
    assert table[table["phase"] == "budget"]["permitted"].tolist() == [permitted]


def test_a_budget_of_cold_has_no_foot_and_no_row():
    cold = (
        "[[budget]]\ncode='chill'\nband=['','2 degC']\nfrom='product_received'\nuntil='storage_out'\nat_most='30 min'\n"
    )
    assert assess_sandbox(sandbox_product(cold), RECORD, ONCE).excursions.empty


@pytest.mark.parametrize(
    ("stated", "rows"),
    [
        (("20", "25"), []),
        (("26", "30"), [("warmer", True, 26.0, 30.0, 1200.0, 1200.0)]),
        (("24", "30"), [("warmer", False, 24.0, 30.0, 0.0, 1200.0)]),
        (("5", "10"), [("colder", True, 5.0, 10.0, 1200.0, 1200.0)]),
        (("", "10"), [("colder", True, -np.inf, 10.0, 1200.0, 1200.0)]),
        (("10", ""), [("colder", False, 10.0, np.inf, 0.0, 1200.0), ("warmer", False, 10.0, np.inf, 0.0, 1200.0)]),
    ],
)
def test_a_band_that_the_site_states_beyond_the_range_is_an_excursion_of_the_whole_phase(stated, rows):
    low, high = (float(text) if text else None for text in stated)
    site = Site(bands=(BandFact("rest", TemperatureRange(low, high), "ward"),))
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 08:00, administration_end 08:20", site=site)
    columns = ["side", "certain", "extreme_lower_degC", "extreme_upper_degC", "duration_lower_s", "duration_upper_s"]
    table = result.excursions
    assert [tuple(row) for row in table[columns].sort_values("side").to_numpy().tolist()] == rows
    assert set(table["logger_id"]) <= {""}
    deviates = result.findings[result.findings["rule"] == "T102"]["verdict"].tolist() == ["deviates"]
    assert deviates == any(row[1] for row in rows)


def test_a_stated_band_gives_way_to_a_logger_that_somebody_assigned():
    site = Site(bands=(BandFact("rest", TemperatureRange(26.0, 30.0), "ward"),))
    events, readings = "thaw_end 08:00, administration_end 08:20", "08:00 20, 08:10 20, 08:20 20"
    assert assess_sandbox(sandbox_product(WINDOW), events, readings, site=site).excursions.empty


def test_a_stated_band_of_a_phase_without_its_end_is_as_certain_as_the_finding():
    site = Site(bands=(BandFact("rest", TemperatureRange(26.0, 30.0), "ward"),))
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 08:00", site=site)
    (row,) = result.excursions.itertuples()
    assert (row.duration_upper_s, row.duration_lower_s) == (np.inf, 0.0)
    assert row.certain == (result.findings[result.findings["rule"] == "T102"]["verdict"].tolist() == ["deviates"])


def test_an_allowance_is_of_its_own_storage_and_of_what_it_limits():
    other = COLD.replace("'cold'", "'other'").replace("upper='8 degC'\n", "")
    limits = COLD + other + "[[allowance]]\ncode='often'\nstorage='cold'\nupper='15 degC'\ntimes=2\n"
    table = assess_sandbox(sandbox_product(limits), RECORD, ONCE).ledger
    assert table[["kind", "code", "unit"]].to_numpy().tolist() == [
        ["allowance", "often", "times"], ["storage", "cold", "s"], ["storage", "other", "s"],
    ]  # fmt: skip
    assert table["band"].tolist()[2] == "beyond ≥ 2 °C"


# ---------------------------------------------------------------- what is left agrees with the verdict


@pytest.mark.parametrize(
    ("stated", "verdict", "left"),
    [
        (("18", "24"), "conforms", (0.0, 0.0)),
        (("26", "30"), "deviates", (-1200.0, -1200.0)),
        (("5", "10"), "deviates", (-1200.0, -1200.0)),
        (("24", "30"), "indeterminate", (-1200.0, 0.0)),
        (("10", ""), "indeterminate", (-1200.0, 0.0)),
        (None, "indeterminate", (-1200.0, 0.0)),
    ],
)
def test_a_stated_band_is_spent_as_its_verdict_says(stated, verdict, left):
    low, high = (float(text) if text else None for text in stated or ("", ""))
    site = Site(bands=(BandFact("rest", TemperatureRange(low, high), "ward"),) if stated else ())
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 08:00, administration_end 08:20", site=site)
    row = account(result, "window")
    assert (row.left_lower, row.left_upper) == left
    assert result.findings[result.findings["rule"] == "T102"]["verdict"].tolist() == [verdict]
    legs = result.ledger_legs
    assert (legs["spent_lower"].sum(), legs["spent_upper"].sum()) == (-left[1], -left[0])
    left_agrees_with_verdicts(result)


def test_a_stated_band_of_a_phase_without_its_end_leaves_what_its_verdict_says():
    site = Site(bands=(BandFact("rest", TemperatureRange(18.0, 24.0), "ward"),))
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 08:00", site=site)
    row = account(result, "window")
    assert (row.left_lower, row.left_upper) == (0.0, 0.0)
    left_agrees_with_verdicts(result)


@settings(QUICK, max_examples=60)
@given(drawn_cases())
def test_what_is_left_agrees_with_the_verdict(case):
    assume(is_a_label(case))
    left_agrees_with_verdicts(case.assess(rules=["T101", "T102", "T103", "T104"]))


@pytest.mark.nightly
@settings(LONG)
@given(drawn_cases())
def test_what_is_left_agrees_with_the_verdict_of_many(case):
    assume(is_a_label(case))
    left_agrees_with_verdicts(case.assess(rules=["T101", "T102", "T103", "T104"]))


def left_agrees_with_verdicts(result):
    """Assert that nothing is overspent where a limit's verdict conforms, and something is where it deviates.

    A range that was left for sure, nobody can tell for how long, has at most nothing left.
    """
    ledger, keys = result.ledger, ["therapy_id", "container_id", "product", "revision", "code"]
    found = result.findings[result.findings["rule"].isin(["T101", "T102", "T103", "T104"])]
    for one in found.itertuples():
        own = ledger[(ledger[keys] == [getattr(one, key) for key in keys]).all(axis=1) & ledger["allowed"].notna()]
        own = own[(own["judged_by"] == one.rule) & ((one.unit == "degC") | (own["allowed"] == one.limit_upper))]
        if one.verdict == "conforms":
            assert (own["left_lower"] >= 0).all(), (one, own)
        elif one.verdict == "deviates":
            assert (own["left_upper"] < 0).any() or (one.unit == "degC" and (own["left_upper"] <= 0).all()), (one, own)
