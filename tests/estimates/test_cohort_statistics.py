"""Quantiles of censored durations against numpy, closed forms, plain implementations and lifelines itself."""

import sys
import warnings
from math import exp, log, sqrt

import numpy as np
import pandas as pd
import pytest
from cohort_tables import cohort, days
from cohort_tables import log as events_of
from how_many import draws
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from atmp_logistics.core.errors import UsageError
from atmp_logistics.estimates.cohort import cohort_of, interval_statistics, vein_to_vein_time
from atmp_logistics.estimates.cohort import turnbull as turnbull_module
from atmp_logistics.estimates.cohort.survival import estimate_durations, kaplan_meier
from atmp_logistics.estimates.cohort.turnbull import turnbull

INF = float("inf")
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
WHOLE = st.integers(1, 40).map(float)
CENSORED = st.lists(st.tuples(WHOLE, st.booleans()), min_size=1, max_size=30)


#: Shrinking a case that takes lifelines long would take hours.
LIGHT = settings(max_examples=draws(60), derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])


def plain_kaplan_meier(pairs, confidence=0.95):
    """Yield (time, share, lower, upper) at each end, one factor after another; Greenwood's sum, log-log band."""
    z, alpha = norm.ppf(0.5 + confidence / 2), 1 - confidence
    share, greenwood, band = 1.0, 0.0, [(-1.0, 1.0)]
    censored = max([t for t, ended in pairs if not ended], default=-1.0)
    for time in sorted({t for t, ended in pairs if ended}):
        at_risk = sum(t >= time for t, _ in pairs)
        ends = sum(t == time and ended for t, ended in pairs)
        share *= 1 - ends / at_risk
        if share > 0:
            greenwood += ends / (at_risk * (at_risk - ends))
            turn = z * sqrt(greenwood) / log(share)
            band.append((time, share ** exp(turn)))
            yield time, share, share ** exp(-turn), share ** exp(turn)
        else:
            then = [most for at, most in band if at <= censored][-1] if censored > 0 else 1.0
            none_left = then * (1 - (alpha / 2) ** (1 / sum(t > censored for t, _ in pairs)))
            yield time, 0.0, 0.0, min(none_left, *(most for _, most in band))


def arrays(pairs):
    lower = np.array([t for t, _ in pairs])
    return lower, np.where([ended for _, ended in pairs], lower, INF)


@LIGHT
@given(st.lists(WHOLE, min_size=1, max_size=30))
def test_without_censoring_quantiles_are_numpys(durations):
    own = np.array(durations)
    found = estimate_durations(own, own, LEVELS)
    assert found.method == "Kaplan-Meier"
    for quantile in found.quantiles:
        expected = np.quantile(own, quantile.level, method="averaged_inverted_cdf")
        assert quantile.least_s == quantile.most_s == pytest.approx(expected)
        assert quantile.lower_s <= quantile.most_s <= quantile.upper_s
    assert found.quantiles[2].most_s == pytest.approx(np.median(own))


@LIGHT
@given(CENSORED)
def test_the_curve_and_its_band_are_those_of_the_plain_formula(pairs):
    durations, upper = arrays(pairs)
    if not any(ended for _, ended in pairs):
        assert not len(kaplan_meier(durations, np.isfinite(upper), 0.95)[0].time_s)
        return
    curve, low, high = kaplan_meier(durations, np.isfinite(upper), 0.95)
    for time, share, least, most in plain_kaplan_meier(pairs):
        place = curve.time_s.tolist().index(time)
        assert curve.share[place] == pytest.approx(share, abs=1e-9)
        assert low.share[place] == pytest.approx(least, abs=1e-6)
        assert high.share[place] == pytest.approx(most, abs=1e-6)


@LIGHT
@given(CENSORED, st.sampled_from(LEVELS))
def test_a_quantile_is_where_the_plain_curve_crosses(pairs, level):
    found = estimate_durations(*arrays(pairs), (level,)).quantiles[0].most_s
    curve = [(time, share) for time, share, *_ in plain_kaplan_meier(pairs)]
    at = [time for time, share in curve if share <= 1 - level + 1e-9]
    below = [time for time, share in curve if share < 1 - level - 1e-9]
    expected = INF if not at else at[0] if not below else (at[0] + below[0]) / 2
    assert found == pytest.approx(expected)


def test_the_remission_times_of_the_textbooks():
    # Freireich 1963, the treated arm: 21 patients, 12 of them censored (+); the product-limit curve by hand.
    text = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
    pairs = [(float(word.strip("+")), not word.endswith("+")) for word in text.split()]
    found = estimate_durations(*arrays(pairs))
    shares = dict(zip(found.latest.time_s.tolist(), found.latest.share.tolist(), strict=True))
    by_hand = {6: 18 / 21, 7: 18 / 21 * 16 / 17, 10: 18 / 21 * 16 / 17 * 14 / 15}
    assert {time: shares[time] for time in by_hand} == pytest.approx(by_hand)
    assert found.quantiles[1].most_s == 23.0
    assert found.quantiles[1].upper_s == INF
    assert found.quantiles[2].most_s == INF


@LIGHT
@given(CENSORED)
def test_turnbull_is_kaplan_meier_where_nothing_is_between_bounds(pairs):
    found = turnbull(*arrays(pairs))
    share = {time: 1.0 for time, _ in pairs} | {time: left for time, left, *_ in plain_kaplan_meier(pairs)}
    ends = np.isfinite(found.until)
    for time, left in zip(found.until[ends], (1 - np.cumsum(found.mass))[ends], strict=True):
        assert left == pytest.approx(share[time], abs=1e-3)


BOUNDS = st.lists(st.tuples(WHOLE, st.sampled_from([0.0, 0.0, 1.0, 3.0, 10.0, INF])), min_size=1, max_size=25)


def likelihood(lower, upper, since, until, mass):
    inside = (since[None, :] >= lower[:, None]) & (until[None, :] <= upper[:, None])
    return float(np.log(inside @ mass).sum())


@LIGHT
@given(BOUNDS)
def test_turnbull_is_as_likely_as_lifelines_finds(pairs):
    from lifelines.fitters.npmle import npmle

    lower = np.array([t for t, _ in pairs])
    upper = lower + np.array([width for _, width in pairs])
    lower = np.where(np.isinf(upper), lower + 0.5, lower)
    found = turnbull(lower, upper)
    lower = np.where(np.isinf(upper), np.nextafter(lower, INF), lower)
    assert found.mass.sum() == pytest.approx(1.0)
    assert found.slope < 1e-4
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where lifelines does not settle, it must still not be the more likely
        theirs, stretches = npmle(lower, upper, max_iter=300)
    since, until = (np.array(side, float) for side in zip(*stretches, strict=True))
    assert np.array_equal(since, found.since)
    assert np.array_equal(until, found.until)
    ours = likelihood(lower, upper, found.since, found.until, found.mass)
    assert ours >= likelihood(lower, upper, since, until, theirs) - 1e-4 * len(lower)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([(0, 2), (1, 3)], [(1, 2, 1.0)]),
        ([(0, 1), (2, 3), (2, 3), (4, 5)], [(0, 1, 0.25), (2, 3, 0.5), (4, 5, 0.25)]),
        ([(1, 1), (2, 2), (0, INF)], [(1, 1, 0.5), (2, 2, 0.5)]),
        ([(1, 1), (3, INF)], [(1, 1, 0.5), (3, INF, 0.5)]),
        # Two exact ones, and one that may be either: it is spread as they are.
        ([(1, 1), (2, 2), (2, 2), (1, 2)], [(1, 1, 1 / 3), (2, 2, 2 / 3)]),
    ],
)
def test_turnbull_in_closed_form(bounds, expected):
    found = turnbull(*np.array(bounds, float).T)
    assert found.since == pytest.approx([since for since, _, _ in expected])
    assert found.until.tolist() == [until for _, until, _ in expected]
    assert found.mass == pytest.approx([mass for *_, mass in expected], abs=1e-3)


@LIGHT
@given(st.lists(st.tuples(WHOLE, st.integers(0, 6)), min_size=2, max_size=25), st.integers(0, 24))
def test_without_open_cases_a_wider_doubt_never_narrows_the_limits(pairs, which):
    lower = np.array([t for t, _ in pairs]) + 10
    upper = lower + np.array([width for _, width in pairs])
    wider_lower, wider_upper = lower.copy(), upper.copy()
    wider_lower[which % len(lower)] -= 5
    wider_upper[which % len(lower)] += 5
    one, other = (
        estimate_durations(*both, (0.5,)).quantiles[0] for both in ((lower, upper), (wider_lower, wider_upper))
    )
    assert other.lower_s <= one.lower_s
    assert other.upper_s >= one.upper_s
    assert one.lower_s <= one.least_s <= one.most_s <= one.upper_s


@pytest.mark.long
def test_limits_cover_what_they_say():
    # 200 samples of 40 with a fifth censored; 95 % limits miss 10 of 200, give or take what chance does (3.1).
    rng, missed = np.random.default_rng(7), 0
    for _ in range(200):
        durations, until = rng.lognormal(3.5, 0.3, 40), rng.uniform(20, 120, 40)
        upper = np.where(durations <= until, durations, INF)
        found = estimate_durations(np.minimum(durations, until), upper, (0.5,)).quantiles[0]
        missed += not found.lower_s <= exp(3.5) <= found.upper_s
    assert 2 <= missed <= 19


def test_an_estimate_that_has_not_settled_says_so(monkeypatch):
    monkeypatch.setattr(turnbull_module, "_STEPS", 1)
    found = estimate_durations(np.array([1.0, 1.0, 1.0, 2.0, 1.0]), np.array([1.0, 1.0, 1.0, 2.0, 2.0]))
    assert "has not settled" in found.note


TEXT = """
T1: collected 0, infused 30
T2: collected 10, infused 52
T3: collected 20, thawed 58, administration_end 58.5
T4: collected 40, infused 75
T5: collected 60, received 80
T6: collected 0, thawed 30, infused 29
"""
CENTRE = dict.fromkeys(["T1", "T2", "T3"], "Lund") | dict.fromkeys(["T4", "T5"], "Umeå")


def statistics(**asked):
    return interval_statistics(vein_to_vein_time(cohort(TEXT, now=90, centre=CENTRE), container="first"), **asked)


def test_a_cohort_in_numbers():
    row = statistics().table.iloc[0]
    assert row["therapies"] == 6
    assert row["used"] == 5
    assert row[["exact", "bounded", "pending", "contradicts"]].tolist() == [3, 1, 1, 1]
    # 30, 35, 38 to 38.5, 42 and one of more than 30 that is spread over the three above it.
    assert row["method"] == "Turnbull"
    assert (row["p50_least_d"], row["p50_most_d"]) == (38.0, 38.5)
    assert row["p50_ci_lower_d"] <= row["p50_least_d"]
    assert row["p50_most_d"] <= row["p50_ci_upper_d"]


def test_groups_are_told_apart_and_nobody_is_lost():
    table = statistics(by="centre").table
    assert table["centre"].tolist() == ["Lund", "Umeå", "not stated"]
    assert table["therapies"].tolist() == [3, 2, 1]
    assert table["used"].tolist() == [3, 2, 0]
    assert table["method"].tolist()[0] == "Turnbull"
    assert np.isinf(table["p50_most_d"].tolist()[2])


def test_several_groupings_and_months():
    table = statistics(by=("centre", "month")).table
    assert list(zip(table["centre"], table["month"], table["therapies"], strict=True)) == [
        ("Lund", "2026-01", 3),
        ("Umeå", "2026-02", 1),
        ("Umeå", "2026-03", 1),
        ("not stated", "not stated", 1),
    ]


def test_products_are_groups_too():
    events = events_of(TEXT, product={("T1", "collection_end"): "kymriah-eu", ("T2", "collection_end"): "yescarta-eu"})
    found = interval_statistics(vein_to_vein_time(cohort_of(events), container="first"), by="product")
    assert found.table.set_index("product")["therapies"].to_dict() == {
        "kymriah-eu": 1,
        "yescarta-eu": 1,
        "not stated": 4,
    }


def test_quantiles_and_units_are_the_callers():
    found = statistics(quantiles=(0.1, 0.5), unit="h", confidence=0.9).table
    assert [name for name in found if name.startswith("p")][-8:] == [
        f"{level}_{part}_h" for level in ("p10", "p50") for part in ("least", "most", "ci_lower", "ci_upper")
    ]
    assert found["p50_least_h"].tolist() == [38 * 24.0]


def test_the_order_of_the_rows_is_nobodys_help():
    backwards = "\n".join(reversed(TEXT.strip().splitlines()))
    other = interval_statistics(vein_to_vein_time(cohort(backwards, now=90, centre=CENTRE), container="first"))
    pd.testing.assert_frame_equal(statistics().table, other.table)
    assert str(statistics()) == str(statistics())


def test_faults_come_all_at_once():
    with pytest.raises(UsageError) as found:
        statistics(by="center", quantiles=(0, 0.5), unit="weeks", confidence=95)
    words = str(found.value)
    assert all(word in words for word in ("did you mean 'centre'?", "found 0,", "found 95,", "'weeks'"))


def test_it_shows_itself_in_eighty_columns():
    text = str(statistics(by="centre"))
    assert max(map(len, text.splitlines())) <= 80
    folded = " ".join(text.split())
    assert "1 contradicts: the record contradicts a fact" in folded
    assert "95% confidence limits" in folded
    assert "<th" in statistics(by=("centre", "month"))._repr_html_()


def test_nobody_at_all_is_no_traceback():
    nobody = interval_statistics(vein_to_vein_time(cohort("T1: order_placed 0"), container="first"))
    assert nobody.table["used"].tolist() == [0]
    assert "not reached" not in str(nobody)
    assert days([nobody.table["p50_most_d"].iloc[0]]) == [INF]


def test_without_the_extra_the_refusal_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "lifelines", None)
    with pytest.raises(UsageError, match=r'pip install "atmp-logistics\[cohort\]"'):
        statistics()
