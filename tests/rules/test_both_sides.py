"""A range that was left on both its sides says both: in words, in the table, in JSON; one extreme decides."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.verdict import Bounds, Limit, compare_one
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.csv import render_csv
from atmp_logistics.report.assessment.json import render_json

STORE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'"
WINDOW = "[[window]]\ncode='fridge'\nstarts='product_received'\nends='storage_out'\nat_most='9 h'\nwithin=['2 degC', '8 degC']"
EVENTS = "product_received 08:00, storage_out 12:00"
STEPS = [f"{8 + i // 2:02d}:{30 * (i % 2):02d}" for i in range(9)]


def finding(limits, values, site=None):
    readings = ", ".join(f"{at} {value:g}" for at, value in zip(STEPS, values, strict=True))
    result = assess_sandbox(sandbox_product(limits), EVENTS, readings, site or Site())
    rule = "T101" if limits is STORE else "T102"
    return result, next(one for one in result if one.rule == rule)


BOTH = [5, -5, -5, 5, 5, 20, 20, 5, 5]


@pytest.mark.parametrize("limits", [STORE, WINDOW])
def test_an_hour_of_frost_stays_visible_beside_a_warm_one(limits):
    result, one = finding(limits, BOTH)
    assert (one.measured, one.other_side) == (Bounds(20, 20), Bounds(-5, -5))
    assert "too warm, 20 °C" in one.why
    assert "too cold, -5 °C" in one.why
    row = result.findings.query("rule == @one.rule").iloc[0]
    assert (row["measured_upper"], row["other_side_lower"], row["other_side_upper"]) == (20, -5, -5)
    assert "other_side_lower,other_side_upper" in render_csv(result)
    found = json.loads(render_json(result))["consignments"][0]["findings"]
    said = next(each for each in found if each["rule"] == one.rule)
    assert said["other_side"] == {"lower": -5, "upper": -5, "unit": "degC"}


@pytest.mark.parametrize("values", [[5] * 9, [5, 5, 20, 5, 5, 5, 5, 5, 5], [5, 5, -5, 5, 5, 5, 5, 5, 5]])
def test_a_range_that_was_left_on_one_side_has_no_other(values):
    result, one = finding(STORE, values)
    assert one.other_side is None
    assert "other_side" not in render_json(result)
    assert result.findings["other_side_lower"].isna().all()


@given(st.lists(st.sampled_from([-5, 1.9, 2, 5, 8, 8.1, 20]), min_size=9, max_size=9), st.sampled_from([0.0, 0.5]))
def test_what_is_measured_decides_and_the_other_side_deviates_too(values, accuracy):
    site = Site(accuracy_degC=accuracy, decision_rule="guarded" if accuracy else "simple")
    _, one = finding(STORE, values, site)
    limit = Limit(2.0, 8.0, "degC")
    assert compare_one(one.measured, limit) is one.verdict
    both = min(values) + accuracy < 2 and max(values) - accuracy > 8
    assert (one.other_side is not None) == both
    if both:
        assert compare_one(one.other_side, limit) is one.verdict
        assert "warm" in one.why
        assert "cold" in one.why


def test_what_is_changed_in_a_table_changes_nothing_in_the_result():
    result, _ = finding(STORE, BOTH)
    before = render_csv(result), render_json(result), str(result)
    for table in (result.findings, result.consignments):
        table["verdict"] = "conforms"
    result.counts.clear()
    assert (render_csv(result), render_json(result), str(result)) == before
    assert set(result.consignments["verdict"]) == {"deviates"}
