"""Durations of steps: exact quantiles, sampling from what is left of a step that runs, the same seed the same bytes."""

from math import comb, erf, exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.errors import UsageError
from atmp_logistics.timing.durations.lognormal import LogNormal
from atmp_logistics.timing.durations.measured import Empirical
from atmp_logistics.timing.durations.pert import Pert
from atmp_logistics.timing.durations.straight import Fixed, Triangular, Uniform

MIN = 60.0
SHAPES = [
    Fixed(5 * MIN),
    Uniform(2 * MIN, 4 * MIN),
    Uniform(3 * MIN, 3 * MIN),
    Triangular(2 * MIN, 3 * MIN, 7 * MIN),
    Triangular(2 * MIN, 2 * MIN, 7 * MIN),
    Triangular(2 * MIN, 7 * MIN, 7 * MIN),
    Triangular(2 * MIN, 2 * MIN, 2 * MIN),
    Pert(5 * MIN, 8 * MIN, 15 * MIN),
    Pert(5 * MIN, 5 * MIN, 15 * MIN),
    Pert(5 * MIN, 15 * MIN, 15 * MIN),
    Pert(5 * MIN, 5 * MIN, 5 * MIN),
    LogNormal(10 * MIN, (8 * MIN, 13 * MIN)),
    LogNormal(10 * MIN, (8 * MIN, 13 * MIN), 5 * MIN, 20 * MIN),
    Empirical.of([200.0, 150.0, 150.0, 221.0]),
]
shapes = pytest.mark.parametrize("shape", SHAPES, ids=str)
shares = st.floats(0.0, 1.0)


def beta_cdf(x, first, second):
    """The incomplete beta function of whole exponents: a binomial tail, term by term."""
    n = first + second - 1
    return sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(first, n + 1))


@pytest.mark.parametrize(
    ("mode", "first", "second"), [(0.0, 1, 5), (0.25, 2, 4), (0.5, 3, 3), (0.75, 4, 2), (1.0, 5, 1)]
)
def test_a_pert_is_the_beta_distribution_that_it_is_defined_as(mode, first, second):
    shape = Pert(100.0, 100.0 + 800.0 * mode, 900.0)
    at = np.linspace(0.0, 1.0, 101)
    assert np.allclose(shape.survival(100.0 + 800.0 * at), [1 - beta_cdf(x, first, second) for x in at], atol=1e-13)


@given(share=shares, mode=st.floats(0.0, 1.0))
def test_a_perts_quantile_turns_its_survival_round(share, mode):
    shape = Pert(100.0, 100.0 + 800.0 * mode, 900.0)
    at = shape.quantile(share)
    assert 100.0 <= at <= 900.0
    assert float(shape.survival(at)) == pytest.approx(1.0 - share, abs=1e-10)


def test_a_perts_mean_is_the_techniques_own():
    shape = Pert(5 * MIN, 8 * MIN, 15 * MIN)
    drawn = shape.quantile((np.arange(20_000) + 0.5) / 20_000)
    assert drawn.mean() == pytest.approx((5 + 4 * 8 + 15) / 6 * MIN, rel=1e-6)


@given(share=shares)
def test_a_uniform_is_a_straight_line(share):
    assert float(Uniform(120.0, 240.0).quantile(share)) == pytest.approx(120.0 + 120.0 * share)


@given(share=shares)
def test_a_triangle_is_two_square_roots(share):
    low, mode, high = 120.0, 180.0, 420.0
    turn = (mode - low) / (high - low)
    rising = low + sqrt(share * (high - low) * (mode - low))
    falling = high - sqrt((1 - share) * (high - low) * (high - mode))
    assert float(Triangular(low, mode, high).quantile(share)) == pytest.approx(rising if share < turn else falling)


@pytest.mark.parametrize("deviations", [-3.0, -1.0, 0.0, 0.5, 4.0])
def test_a_lognormal_is_a_normal_of_the_logarithm(deviations):
    shape, width = LogNormal(600.0, (480.0, 750.0)), log(750 / 480) / (2 * 0.6744897501960817)
    at = 600.0 * exp(width * deviations)
    assert float(shape.survival(at)) == pytest.approx(0.5 * (1 - erf(deviations / sqrt(2))), abs=1e-15)
    assert float(shape.at_survival(shape.survival(at))) == pytest.approx(at)


def test_a_lognormals_quartiles_are_those_stated():
    shape = LogNormal(600.0, (480.0, 750.0))
    assert shape.quantile([0.25, 0.5, 0.75]) == pytest.approx([480.0, 600.0, 750.0])


def test_a_lognormal_cut_off_is_what_is_left_in_proportion():
    whole, cut = LogNormal(600.0, (480.0, 750.0)), LogNormal(600.0, (480.0, 750.0), 300.0, 1200.0)
    share = (whole.survival(700.0) - whole.survival(1200.0)) / (whole.survival(300.0) - whole.survival(1200.0))
    assert float(cut.survival(700.0)) == pytest.approx(float(share))
    assert cut.at_survival([1.0, 0.0]) == pytest.approx([300.0, 1200.0])


@shapes
def test_no_duration_lies_outside(shape):
    drawn = shape.sample(np.random.default_rng(1), 10_000)
    assert drawn.min() >= shape.shortest_s
    assert drawn.max() <= shape.longest_s


@shapes
def test_the_same_seed_gives_the_same_bytes(shape):
    one, other = (shape.sample(np.random.default_rng(7), 1000).tobytes() for _ in range(2))
    assert one == other


@shapes
def test_samples_follow_the_survival_function(shape):
    drawn = np.sort(shape.sample(np.random.default_rng(3), 40_000))
    for at in shape.quantile([0.1, 0.4, 0.8]):
        found = (drawn > at + 1e-6).mean()
        assert found == pytest.approx(float(shape.survival(at + 1e-6)), abs=0.01)


@shapes
def test_a_step_that_runs_is_sampled_from_what_is_left_of_it(shape):
    elapsed = float(shape.quantile(0.6))
    drawn = shape.sample(np.random.default_rng(5), 20_000, elapsed_s=elapsed)
    assert drawn.min() >= elapsed
    left = float(shape.survival(elapsed))
    if left:
        later = float(shape.quantile(0.85))
        assert (drawn > later).mean() == pytest.approx(float(shape.survival(later)) / left, abs=0.015)
    else:
        assert drawn.max() == elapsed


def test_what_is_left_of_a_lognormal_far_out_is_still_exact():
    shape = LogNormal(600.0, (480.0, 750.0))
    elapsed = 600.0 * exp(shape._width * 6.0)
    drawn = shape.sample(np.random.default_rng(5), 20_000, elapsed_s=elapsed)
    half = np.median(drawn)
    assert float(shape.survival(half) / shape.survival(elapsed)) == pytest.approx(0.5, abs=0.01)


def test_a_step_that_has_lasted_too_long_is_refused():
    with pytest.raises(UsageError, match=r"found a step that has lasted 5 min, expected at most 4 min, as stated"):
        Uniform(120.0, 240.0).sample(np.random.default_rng(1), 3, elapsed_s=300.0)
    assert Uniform(120.0, 240.0).sample(np.random.default_rng(1), 3, elapsed_s=240.0).tolist() == [240.0] * 3


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fixed(-1.0),
        lambda: Fixed(float("nan")),
        lambda: Fixed(float("inf")),
        lambda: Uniform(240.0, 120.0),
        lambda: Triangular(120.0, 300.0, 240.0),
        lambda: Pert(120.0, 60.0, 240.0),
        lambda: LogNormal(600.0, (0.0, 750.0)),
        lambda: LogNormal(600.0, (650.0, 750.0)),
        lambda: LogNormal(600.0, (480.0, 750.0), 700.0, 500.0),
        lambda: LogNormal(600.0, (600.0, 600.0)),
        lambda: LogNormal(600.0, (599.9, 600.1), 700.0, 800.0),
        lambda: Empirical.of([]),
        lambda: Empirical.of([60.0, -1.0]),
    ],
)
def test_negative_reversed_and_empty_shapes_are_refused(make):
    with pytest.raises(UsageError, match="Fix: "):
        make()


def test_measured_durations_are_drawn_as_often_as_they_were_measured():
    drawn = Empirical.of([150.0, 150.0, 200.0, 221.0]).sample(np.random.default_rng(2), 40_000)
    assert set(drawn) == {150.0, 200.0, 221.0}
    assert (drawn == 150.0).mean() == pytest.approx(0.5, abs=0.01)


def test_one_uniform_number_makes_one_duration():
    """So that two shapes, or two starts, can be compared on the same draws."""
    one = Uniform(0.0, 100.0).sample(np.random.default_rng(9), 500)
    other = Pert(0.0, 50.0, 100.0).sample(np.random.default_rng(9), 500)
    assert (np.argsort(one) == np.argsort(other)).all()
