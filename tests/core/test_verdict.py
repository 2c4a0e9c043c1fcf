"""How verdicts combine, and how bounds meet limits."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import AtmpError, LimitError
from atmp_logistics.core.verdict import (
    CONFORMS,
    DEVIATES,
    INDETERMINATE,
    Bounds,
    Limit,
    Verdict,
    compare,
    compare_one,
    fold,
)

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


NUMBERS_ONLY = "expected numbers, None where there is none. Fix: give numbers."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"lower": "2"}, f"Limit: found '2', {NUMBERS_ONLY}"),
        ({"lower": "2", "upper": True}, f"Limit: found '2' and True, {NUMBERS_ONLY}"),
        ({"upper": np.inf}, f"Limit: found inf, {NUMBERS_ONLY}"),
        ({"lower": np.nan, "upper": 8.0}, f"Limit: found nan and 8.0, {NUMBERS_ONLY}"),
        (
            {"upper": 8.0, "inclusive": "no"},
            "Limit, inclusive: found 'no', expected True or False. Fix: give one of them.",
        ),
        (
            {"lower": 8.0, "upper": 2.0},
            "Limit: found 8.0 to 2.0, reversed, expected the lower first. Fix: exchange them.",
        ),
    ],
)
def test_a_limit_that_is_refused_says_why(arguments, sentence):
    with pytest.raises(AtmpError) as refusal:
        Limit(**arguments)
    assert type(refusal.value) is LimitError
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("arguments", [("wet", 1), (1.0, None), (None, "wet")])
def test_bounds_that_are_no_numbers_are_refused(arguments):
    with pytest.raises(AtmpError) as refusal:
        Bounds(*arguments)
    lower, upper = map(repr, arguments)
    assert type(refusal.value) is LimitError
    assert str(refusal.value) == f"Bounds: found {lower} and {upper}, expected two numbers. Fix: give numbers."


def test_bounds_are_floats_and_unbounded_where_nothing_is_known():
    assert Bounds() == Bounds(np.nan, np.nan) == Bounds(-np.inf, np.inf)
    assert [type(value) for value in (Bounds(1, 2).lower, Bounds(1, 2).upper)] == [float, float]


def test_a_limit_of_a_single_value_stands_and_its_unit_is_the_second():
    assert compare_one(Bounds(2, 2), Limit(2, 2)) is C
    assert (Limit().unit, Limit().inclusive) == ("s", True)


@pytest.mark.parametrize(
    ("bounds", "verdict"),
    [
        ((2, 5), I),
        ((5, 8), I),
        ((2.5, 7.5), C),
        ((1, 2), D),
        ((8, 9), D),
        ((1, 2.5), I),
        ((7.5, 9), I),
        ((np.nan, 5), I),
        ((5, np.nan), I),
        ((9, 7), I),
    ],
)
def test_an_open_limit_does_not_allow_its_ends(bounds, verdict):
    columns = compare([bounds[0]], [bounds[1]], Limit(2, 8, inclusive=False))
    assert Verdict.of(columns[0]) is verdict


@pytest.mark.parametrize("limit", [Limit(), Limit(2), Limit(2, 8), Limit(2, 8, inclusive=False)])
def test_a_column_of_verdicts_has_the_shape_of_the_bounds_and_a_byte_each(limit):
    for shape in (0, 1, 3):
        verdicts = compare(np.full(shape, 3), np.full(shape, 4), limit)
        assert (verdicts.shape, verdicts.dtype) == ((shape,), np.dtype(np.int8))


def test_a_limit_without_a_number_decides_nothing():
    assert compare([1, np.nan], [2, np.nan], Limit(inclusive=False)).tolist() == [INDETERMINATE] * 2


def test_the_numbers_of_verdicts_are_in_order_of_gravity():
    assert [verdict.code for verdict in (C, I, D)] == [CONFORMS, INDETERMINATE, DEVIATES] == [0, 1, 2]
    assert [Verdict.of(np.int8(code)) for code in range(3)] == [C, I, D]


def test_a_verdict_has_no_truth_value():
    with pytest.raises(TypeError) as refusal:
        bool(D)
    sentence = "a verdict is neither true nor false: compare it, as in `verdict == Verdict.CONFORMS`"
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (Citation("Kymriah SmPC"), "Kymriah SmPC"),
        (Citation("Kymriah SmPC", "6.3"), "Kymriah SmPC 6.3"),
        (Citation("Kymriah SmPC", evidence="regulator"), "Kymriah SmPC (regulator)"),
        (Citation("Kymriah SmPC", "6.3", "5", "https://example.org", "regulator"), "Kymriah SmPC 6.3 (regulator)"),
    ],
)
def test_a_citation_names_the_label_its_section_and_its_evidence(citation, text):
    assert str(citation) == text


def test_a_seal_is_not_shown_and_does_not_make_citations_differ():
    assert Citation("label", seal="1") == Citation("label", seal="2")
    assert "seal" not in repr(Citation("label", seal="1"))
