"""Reprs of at most 200 characters, in one line: what a terminal shows of a record; `print` shows results whole."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import fields
from typing import Any

from atmp_logistics.core.printable import in_one_line

#: The longest repr, and the longest value in one.
LONGEST, _VALUE, _ITEMS = 200, 48, 3


def cut(text: str, length: int = LONGEST, end: str = "…") -> str:
    """Return a text that is no longer than a length; what is left out is marked.

    Examples
    --------
    >>> cut("minus eighty", 8), cut("cold", 8)
    ('minus e…', 'cold')
    """
    return text if len(text) <= length else text[: length - len(end)] + end


class ShortRepr:
    """A record whose `repr` names its fields that differ from their defaults, long values cut or counted.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(repr=False)
    ... class Bag(ShortRepr):
    ...     code: str
    ...     note: str = ""
    ...     readings: tuple[float, ...] = ()
    >>> Bag("frozen", readings=(1.0, 2.0, 3.0, 4.0)), Bag("x" * 60)
    (Bag(code='frozen', readings=<4 items>), Bag(code='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…))
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the fields that differ from their defaults, in one line of at most 200 characters."""
        own: Any = self
        values = ((one, getattr(self, one.name)) for one in fields(own) if one.repr)
        shown = (f"{one.name}={_brief(value)}" for one, value in values if value is not one.default)
        return cut(in_one_line(f"{type(self).__name__}({', '.join(shown)})"), end="…)")


class Described:
    """A record whose `repr` says in a few words what it is: `_described` returns them."""

    __slots__ = ()

    def _described(self) -> str:
        raise NotImplementedError  # pragma: no cover - each record describes itself

    def __repr__(self) -> str:
        """Return what the record is, in one line of at most 200 characters."""
        return cut(in_one_line(f"<{type(self).__name__}: {self._described()}>"), end="…>")


def _brief(value: object) -> str:
    """Return a value in few characters; of a container with more than three items their count."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"<{type(value).__name__} of {' x '.join(map(str, shape))}>"
    if isinstance(value, (tuple, list, dict, set, frozenset)) and len(value) > _ITEMS:
        return f"<{counted(value, 'item')}>"
    return cut(repr(value), _VALUE)


def counted(items: Sized, noun: str) -> str:
    """Return how many items there are, with their noun.

    Examples
    --------
    >>> counted([1], "limit"), counted((), "event")
    ('1 limit', '0 events')
    """
    return f"{len(items)} {noun}{'s' * (len(items) != 1)}"
