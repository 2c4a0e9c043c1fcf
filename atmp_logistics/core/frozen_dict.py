"""Mappings inside frozen values, which nobody changes behind a result's back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from atmp_logistics.core.same_content import content_hash

Key = TypeVar("Key")
Value = TypeVar("Value")


class FrozenDict(dict[Key, Value]):
    """A dictionary that stays as it was made; it can be pickled, copied and written as JSON.

    Examples
    --------
    >>> FrozenDict({"indication": ("ALL",)})["indication"] = ("DLBCL",)
    Traceback (most recent call last):
    TypeError: this mapping belongs to a frozen value: make a new one, as in {**old, 'key': 'value'}
    """

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this mapping belongs to a frozen value: make a new one, as in {**old, 'key': 'value'}")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset((key, content_hash(value)) for key, value in self.items()))

    def __reduce__(self) -> tuple[type, tuple[dict[Key, Value]]]:
        return type(self), (dict(self),)


def frozen(value: Any, *, tuples: bool = False) -> Any:
    """Return a value with every mapping in it frozen, and where asked its lists as tuples.

    Examples
    --------
    >>> frozen({"indication": ["ALL"]}, tuples=True)
    {'indication': ('ALL',)}
    """
    if isinstance(value, FrozenDict) and not tuples:
        return value
    if isinstance(value, Mapping):
        return FrozenDict({key: frozen(one, tuples=tuples) for key, one in value.items()})
    return tuple(value) if tuples and isinstance(value, list) else value
