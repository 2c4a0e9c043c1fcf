"""Our JSON is the standard library's, to the byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.report.shared.json_text import json_text

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda own: st.lists(own, max_size=4) | st.dictionaries(st.text(), own, max_size=4))


@given(VALUES)
def test_it_is_what_the_standard_library_writes(value):
    assert json_text(value) == json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_a_number_that_json_does_not_know_is_refused(value):
    with pytest.raises(ValueError, match="no number"):
        json_text(value)


def test_anything_else_is_refused():
    with pytest.raises(TypeError, match="set"):
        json_text({"a": {1}})
