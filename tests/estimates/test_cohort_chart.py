"""A control chart by hand: limits from a named baseline, signals that explain themselves, and nothing judged."""

from datetime import date
from math import exp, log, sqrt

import numpy as np
import pytest
from cohort_tables import cohort
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import UsageError
from atmp_logistics.estimates.cohort import control_chart, vein_to_vein_time
from atmp_logistics.estimates.cohort.control_charts import runs
from atmp_logistics.estimates.cohort.control_limits import limits_of

DAY = 86400.0
BASE = [30, 34, 29, 33, 31, 35, 28, 32, 30, 33]


def text(days, first=0):
    return "\n".join(
        f"T{i + first:02d}: collected {i + first}, infused {i + first + day}" for i, day in enumerate(days)
    )


def chart(lines, now=None, **asked):
    asked = {"baseline": ("2026-01-01", "2026-01-10"), "scale": "linear"} | asked
    return control_chart(vein_to_vein_time(cohort(lines, now), container="first"), **asked)


def test_the_limits_are_the_mean_and_three_sigma_of_the_moving_range():
    found = chart(text(BASE))
    sigma = np.abs(np.diff(BASE)).mean() / (2 / sqrt(np.pi))
    assert found.centre_s / DAY == pytest.approx(31.5)
    assert found.upper_limit_s / DAY == pytest.approx(31.5 + 3 * sigma)
    assert found.lower_limit_s / DAY == pytest.approx(31.5 - 3 * sigma)


def test_on_the_log_scale_they_are_those_of_the_logarithms():
    found = chart(text(BASE), scale="log")
    values = np.log(BASE)
    reach = 3 * np.abs(np.diff(values)).mean() * sqrt(np.pi) / 2
    assert found.centre_s / DAY == pytest.approx(exp(values.mean()))
    assert found.upper_limit_s / DAY == pytest.approx(exp(values.mean() + reach))
    assert found.lower_limit_s > 0
    assert log(found.upper_limit_s / found.centre_s) == pytest.approx(log(found.centre_s / found.lower_limit_s))


@settings(max_examples=draws(100), derandomize=True, deadline=None)
@given(st.lists(st.integers(1, 100), min_size=2, max_size=30), st.sampled_from(["log", "linear"]))
def test_limits_hold_the_centre_between_them(days, scale):
    centre, low, high = limits_of(np.array(days, float), scale)
    assert 0 <= low <= centre * (1 + 1e-12)
    assert centre <= high * (1 + 1e-12)


def test_a_point_beyond_a_limit_is_a_signal_that_says_why():
    found = chart(text([*BASE, 60]))
    assert [(signal.rule, signal.therapies) for signal in found.signals] == [("beyond a limit", ("T10",))]
    assert found.signals[0].why == "T10, begun 2026-01-11: 60.0 d, above the upper limit 41.8 d"
    assert found.table.set_index("therapy_id").loc["T10", "signals"] == "beyond a limit"


def test_one_still_running_signals_once_it_has_taken_longer_than_the_limit():
    lines = text(BASE) + "\nT90: collected 11\nT91: collected 50"
    assert [signal.therapies for signal in chart(lines, now=60).signals] == [("T90",)]
    assert "at least 49.0 d" in chart(lines, now=60).signals[0].why
    assert not chart(lines, now=52).signals


def test_one_known_as_bounds_signals_only_where_all_of_them_do():
    doubtful = chart(text(BASE) + "\nT90: collected 11, thawed 50, administration_end 60")
    assert not doubtful.signals
    assert "1 may lie beyond the upper limit and may not: known only as bounds" in " ".join(str(doubtful).split())
    sure = chart(text(BASE) + "\nT90: collected 11, thawed 60, administration_end 61")
    assert [signal.therapies for signal in sure.signals] == [("T90",)]


def test_eight_in_a_row_on_one_side_are_a_signal():
    seven = chart(text([*BASE, 30, *[33] * 7, 30]))
    assert not seven.signals
    eight = chart(text([*BASE, 30, *[33] * 8, 30]))
    assert [signal.rule for signal in eight.signals] == ["8 in a row"]
    assert eight.signals[0].therapies == tuple(f"T{i}" for i in range(11, 19))
    assert eight.signals[0].why.startswith("8 in a row above the centre line 31.5 d: T11, begun 2026-01-12, to T18")


def test_one_whose_side_nobody_knows_ends_a_run():
    lines = (
        text([*BASE, 30, *[33] * 4])
        + "\nT15: collected 15, thawed 40, administration_end 55\n"
        + text([33] * 4, first=16)
    )
    assert not chart(lines).signals


@settings(max_examples=draws(100), derandomize=True, deadline=None)
@given(st.lists(st.sampled_from([-1, 0, 1]), max_size=40))
def test_runs_are_those_that_counting_finds(sides):
    expected, first = [], 0
    for stop in range(1, len(sides) + 1):
        if stop == len(sides) or sides[stop] != sides[first]:
            expected += [(first, stop, sides[first])] if sides[first] and stop - first >= 3 else []
            first = stop
    assert list(runs(np.array(sides, np.int8), 3)) == expected


def test_the_baseline_is_the_callers_and_is_said():
    found = chart(text(BASE), baseline=(date(2026, 1, 1), "2026-01-05"))
    assert found.in_baseline.sum() == 5
    words = " ".join(str(found).split())
    assert "baseline, as named in the call: begun 2026-01-01 to 2026-01-05, 5 therapies known exactly" in words
    assert "limits from 5 are little known themselves" in words
    assert "jmp.com" in words
    with pytest.raises(TypeError):
        control_chart(vein_to_vein_time(cohort(text(BASE)), container="first"))


def test_what_is_not_known_exactly_makes_no_limits_and_is_said():
    lines = text(BASE) + "\nT90: collected 5.5"
    assert chart(lines, now=60).upper_limit_s == chart(text(BASE)).upper_limit_s
    assert "1 more, not known exactly, make no limits" in " ".join(str(chart(lines, now=60)).split())


def test_a_contradiction_is_not_on_the_chart_and_is_counted():
    found = chart(text(BASE) + "\nT90: collected 3, thawed 30, infused 29\nT91: thawed 30, administration_end 31")
    assert len(found.table) == len(BASE)
    assert "1 contradicts: the record contradicts a fact" in " ".join(str(found).split())


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"baseline": ("2026-01-10", "2026-01-01")}, "the earlier day first"),
        ({"baseline": ("2025-01-01", "2025-12-31")}, "0 exact durations"),
        ({"baseline": ("January", "2026-01-01")}, "found 'January'"),
        ({"scale": "cube"}, "'log' or 'linear'"),
        ({"unit": "weeks"}, "'weeks'"),
    ],
)
def test_a_chart_that_means_nothing_is_refused(asked, words):
    with pytest.raises(UsageError, match=words):
        chart(text(BASE), **asked)


def test_no_logarithm_of_nothing():
    with pytest.raises(UsageError, match="use scale='linear'"):
        chart(text([0, *BASE[1:]]), scale="log")


def test_it_shows_itself_in_eighty_columns():
    found = chart(text([*BASE, 60]))
    assert max(map(len, str(found).splitlines())) <= 80
    assert "signal: T10, begun 2026-01-11" in found._repr_html_()
    assert "no signal" in str(chart(text(BASE)))
