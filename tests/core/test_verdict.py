"""How verdicts combine, and how bounds meet limits."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.verdict import Bounds, Limit, Verdict, compare, compare_one, fold

C, I, D = Verdict.CONFORMS, Verdict.INDETERMINATE, Verdict.DEVIATES
NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [(C, C, C), (C, I, I), (C, D, D), (I, C, I), (I, I, I), (I, D, D), (D, C, D), (D, I, D), (D, D, D)],
)
def test_strong_kleene_and(one, other, both):
    assert one & other is both
    assert fold([one, other]) is both


def test_nothing_to_check_is_indeterminate():
    assert fold([]) is I
    assert compare_one(Bounds(1, 2), Limit()) is I


@pytest.mark.parametrize(
    ("bounds", "limit", "verdict"),
    [
        ((30, 30), Limit(upper=30), C),
        ((30, 30), Limit(upper=30, inclusive=False), D),
        ((29, 31), Limit(upper=30), I),
        ((31, 40), Limit(upper=30), D),
        ((1, 1), Limit(lower=2, upper=8), D),
        ((2, 8), Limit(lower=2, upper=8), C),
        ((2, np.inf), Limit(lower=2, upper=8), I),
        ((9, np.inf), Limit(lower=2, upper=8), D),
        ((-np.inf, np.inf), Limit(lower=2), I),
        ((9, 3), Limit(lower=2, upper=8), I),
    ],
)
def test_bounds_against_limits(bounds, limit, verdict):
    assert compare_one(Bounds(*bounds), limit) is verdict


@given(NUMBERS, NUMBERS, st.floats(0, 100), st.floats(0, 100), NUMBERS, NUMBERS)
def test_widening_bounds_never_decides(a, b, left, right, c, d):
    low, high = sorted((a, b))
    limit = Limit(*sorted((c, d)))
    narrow, wide = compare_one(Bounds(low, high), limit), compare_one(Bounds(low - left, high + right), limit)
    assert wide in (narrow, I)


def test_columns_agree_with_one_at_a_time():
    values = [-np.inf, 1.0, 2.0, 5.0, 8.0, 9.0, np.inf, np.nan]
    pairs = list(product(values, values))
    limit = Limit(2.0, 8.0)
    columns = compare([low for low, _ in pairs], [high for _, high in pairs], limit)
    assert [Verdict.of(code) for code in columns] == [compare_one(Bounds(*pair), limit) for pair in pairs]


def test_reversed_limits_are_refused():
    with pytest.raises(ValueError, match="reversed"):
        Limit(8, 2)
