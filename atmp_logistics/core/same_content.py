"""Values that are equal where all that they hold is equal, arrays and tables included, and their hash."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd


class SameContent:
    """A frozen dataclass, made with ``eq=False``, that equals another of its class with the same content.

    Fields with ``compare=False`` are left out. NaN equals NaN: it is the same unknown value in the same place.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, eq=False)
    ... class Readings(SameContent):
    ...     temperature_degC: np.ndarray
    >>> one, other = Readings(np.array([-150.0, np.nan])), Readings(np.array([-150.0, np.nan]))
    >>> one == other, hash(one) == hash(other), one == Readings(np.array([-150.0]))
    (True, True, False)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return same_content(self, other)

    def __hash__(self) -> int:
        return content_hash(self)


def same_content(one: Any, other: Any) -> bool:
    """Say whether two values hold the same, through arrays, tables, mappings, sequences and dataclasses.

    Examples
    --------
    >>> same_content({"T1": np.array([1.0, np.nan])}, {"T1": np.array([1.0, np.nan])})
    True
    >>> same_content(np.array([1.0]), np.array([1]))
    False
    """
    if type(one) is not type(other):
        return False
    compare = next((same for kind, same in _SAME.items() if isinstance(one, kind)), None)
    if compare is None:
        compare = _same_fields if is_dataclass(one) and not isinstance(one, type) else _same_value
    return one is other or compare(one, other)


def _same_array(one: np.ndarray, other: np.ndarray) -> bool:
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    if one.dtype.kind == "O":
        return all(map(same_content, one.ravel().tolist(), other.ravel().tolist()))
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind in "fcmM"))


def _same_items(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    return list(one) == list(other) and all(same_content(one[key], other[key]) for key in one)


def _same_sequence(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(one) == len(other) and all(map(same_content, one, other))


def _same_fields(one: Any, other: Any) -> bool:
    return all(same_content(getattr(one, name), getattr(other, name)) for name in _compared(one))


def _same_value(one: Any, other: Any) -> bool:
    return bool(one == other or (one != one and other != other))  # noqa: PLR0124  NaN differs from itself


def _same_table(one: Any, other: Any) -> bool:
    return bool(one.equals(other))


def _compared(value: Any) -> list[str]:
    return [field.name for field in fields(value) if field.compare]


_SAME: Mapping[Any, Callable[[Any, Any], bool]] = {
    np.ndarray: _same_array,
    (pd.DataFrame, pd.Series, pd.Index): _same_table,
    Mapping: _same_items,
    (tuple, list): _same_sequence,
}


def content_hash(value: Any) -> int:
    """Return a hash that is the same for all values of the same content; of arrays and tables it takes the shape alone.

    Examples
    --------
    >>> content_hash({"ALL": ["a"]}) == content_hash({"ALL": ["a"]})
    True
    """
    if isinstance(value, (np.ndarray, pd.DataFrame, pd.Series, pd.Index)):
        return hash(value.shape)
    if isinstance(value, Mapping):
        return hash(frozenset((key, content_hash(one)) for key, one in value.items()))
    if isinstance(value, (tuple, list)):
        return hash(tuple(map(content_hash, value)))
    if is_dataclass(value) and not isinstance(value, type):
        return hash((type(value).__name__, *(content_hash(getattr(value, name)) for name in _compared(value))))
    if isinstance(value, float) and value != value:  # noqa: PLR0124  NaN
        return hash("NaN")
    return hash(value if isinstance(value, Hashable) else type(value).__name__)
