"""What is equal: everything that a value holds, through arrays and tables; equal values have one hash."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from atmp_logistics.core.frozen_dict import FrozenDict
from atmp_logistics.core.same_content import SameContent, content_hash, same_content


@dataclass(frozen=True, eq=False)
class Held(SameContent):
    value: object
    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Plain:
    value: object


_EQUAL = [
    (1, 1),
    ("a", "a"),
    (np.nan, float("nan")),
    (np.array([1.0, np.nan]), np.array([1.0, np.nan])),
    (np.array(["a", None], object), np.array(["a", None], object)),
    (np.array(["2026-01-01", "NaT"], "datetime64[us]"), np.array(["2026-01-01", "NaT"], "datetime64[us]")),
    (pd.DataFrame({"a": [1.0, np.nan]}), pd.DataFrame({"a": [1.0, np.nan]})),
    ([1, (np.nan,)], [1, (np.nan,)]),
    ({"a": np.array([1])}, {"a": np.array([1])}),
    (FrozenDict({"a": [1]}), FrozenDict({"a": [1]})),
    (Plain(np.array([1.0])), Plain(np.array([1.0]))),
    (Held(np.array([np.nan]), "one"), Held(np.array([np.nan]), "other")),
    (Held, Held),
]
_DIFFERENT = [
    (1, 2),
    (1, 1.0),
    (np.array([1.0]), np.array([1])),
    (np.array([1.0]), np.array([[1.0]])),
    (np.array([1.0]), np.array([2.0])),
    (np.array(["a"], object), np.array(["b"], object)),
    (pd.DataFrame({"a": [1.0]}), pd.DataFrame({"b": [1.0]})),
    ([1], [1, 2]),
    ([1], (1,)),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({"a": 1}, {"a": 2}),
    (Plain(np.array([1.0])), Plain(np.array([2.0]))),
    (Held(1), Held(2)),
]


@pytest.mark.parametrize(("one", "other"), _EQUAL)
def test_equal_content_is_equal_and_has_one_hash(one: object, other: object) -> None:
    assert same_content(one, other)
    assert content_hash(one) == content_hash(other)
    assert Held(one) == Held(other)
    assert len({Held(one), Held(other)}) == 1


@pytest.mark.parametrize(("one", "other"), _DIFFERENT)
def test_other_content_differs(one: object, other: object) -> None:
    assert not same_content(one, other)
    assert Held(one) != Held(other)


def test_a_value_of_another_class_is_another_value() -> None:
    assert Held(1) != 1
    assert Held(1) != Plain(1)


def test_the_order_of_keys_is_no_part_of_a_hash() -> None:
    one, other = FrozenDict({"a": 1, "b": {"c": 1, "d": 2}}), FrozenDict({"b": {"d": 2, "c": 1}, "a": 1})
    assert one == other
    assert hash(one) == hash(other)


def test_what_has_no_hash_is_hashed_by_its_kind() -> None:
    assert content_hash({1}) == content_hash({2})
