"""The core beside the slow reference: the same verdicts and the same bounds, for every rule, on anything drawn."""

import pytest
from agreement import compare
from how_many import draws
from hypothesis import HealthCheck, given, settings
from shape_strategies import SHAPES, shape_cases
from strategies import drawn_cases

QUICK = settings(
    max_examples=draws(250), derandomize=True, database=None, deadline=None, report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip
LONG = settings(QUICK, max_examples=5000, derandomize=False)


@QUICK
@given(drawn_cases())
def test_the_core_finds_what_the_reference_finds(case):
    compare(case)


@settings(QUICK, max_examples=draws(120))
@given(shape_cases())
def test_the_core_finds_what_the_reference_finds_of_rarer_shapes(case):
    compare(case)


@pytest.mark.nightly
@pytest.mark.parametrize("shape", SHAPES)
def test_the_core_finds_what_the_reference_finds_of_each_shape_all_night(shape):
    LONG(given(SHAPES[shape]())(compare))()


@pytest.mark.nightly
@LONG
@given(drawn_cases())
def test_the_core_finds_what_the_reference_finds_all_night(case):
    compare(case)
