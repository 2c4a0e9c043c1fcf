"""What a value made by hand may hold: the same as what a reader accepts, refused in the same words.

A reader collects all faults of a file and tells where in it they stand, so the values that it makes meanwhile are not
checked: `being_read` says so. What was read without a fault is checked once, as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from math import isfinite
from numbers import Real
from typing import Any

from atmp_logistics.core.errors import AtmpError, Fault, refuse
from atmp_logistics.core.frozen_dict import frozen

_READING: ContextVar[bool] = ContextVar("_READING", default=False)
#: What a field may hold: nothing, where it may; else what was expected instead.
Test = Callable[[Any], str]
_WHERE_MADE = "correct it where it is made"


@contextmanager
def being_read() -> Iterator[None]:
    """Make values without checking them, because the reader that makes them does; also as a decorator."""
    before = _READING.set(True)
    try:
        yield
    finally:
        _READING.reset(before)


def is_being_read() -> bool:
    """Say whether values are made by a reader just now."""
    return _READING.get()


def settle(
    value: object,
    tests: Mapping[str, Test],
    error: type[AtmpError],
    more: Iterable[Fault] = (),
    *,
    fix: str = _WHERE_MADE,
) -> None:
    """Freeze the mappings and lists of a value made of fields, and refuse what its fields cannot hold.

    Raises
    ------
    AtmpError
        Of the kind given, with a fault for each field; none while a reader makes the value.
    """
    for one in fields(value):  # type: ignore[arg-type]
        held = getattr(value, one.name)
        if isinstance(held, (Mapping, list)):
            object.__setattr__(value, one.name, frozen(held, tuples=True))
    if not is_being_read():
        refuse([*faults_of(value, tests, error, fix), *more])


def check(value: object, tests: Mapping[str, Test], error: type[AtmpError], more: Iterable[Fault] = ()) -> None:
    """Refuse what the fields of a value cannot hold; see `settle`."""
    refuse([*faults_of(value, tests, error), *more])


def faults_of(
    value: object, tests: Mapping[str, Test], error: type[AtmpError], fix: str = _WHERE_MADE
) -> Iterator[Fault]:
    """Yield a fault for each field that holds what it cannot."""
    named = getattr(value, "code", "") or getattr(value, "slug", "")
    where = f"{type(value).__name__}{f' {named}' if isinstance(named, str) and named else ''}"
    for one in fields(value):  # type: ignore[arg-type]
        held = getattr(value, one.name)
        if one.name in tests and (expected := tests[one.name](held)):
            yield Fault(f"{where}, {one.name}", repr(held)[:60], expected, fix, error)


def reversed_ends(value: object, low: str, high: str, error: type[AtmpError]) -> Iterator[Fault]:
    """Yield a fault where the lower of two fields lies above the higher."""
    lower, higher = getattr(value, low), getattr(value, high)
    try:
        backwards = lower is not None and higher is not None and bool(lower > higher)
    except TypeError:
        return
    if backwards:
        yield Fault(
            type(value).__name__, f"{low} {lower} above {high} {higher}", "the lower first", "exchange them", error
        )


def number(least: float, most: float = 1e10, *, without: bool = True, above: bool = False) -> Test:
    """Return the test of a number, from `least`, or above it, to `most`; None where it may be left out.

    Examples
    --------
    >>> number(0.0)(-5.0), number(0.0)(float("nan")), number(0.0)(None)
    ('a number of at least 0', 'a number of at least 0', '')
    """
    words = f"a number {'above' if above else 'of at least'} {least:g}"

    def test(value: Any) -> str:
        if value is None:
            return "" if without else words
        if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
            return words
        size = float(value)
        return "" if (least < size if above else least <= size) and size <= most else words

    return test


def whole(least: int, most: int, *, without: bool = True) -> Test:
    """Return the test of a whole number."""
    words = f"a whole number from {least} to {most}"

    def test(value: Any) -> str:
        if value is None:
            return "" if without else words
        return "" if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else words

    return test


def one_of(*allowed: str) -> Test:
    """Return the test of a word of a closed list."""
    return lambda value: "" if isinstance(value, str) and value in allowed else f"one of {', '.join(allowed)}"


def of_kind(*kinds: type, words: str) -> Test:
    """Return the test of a value of some kinds."""
    return lambda value: "" if isinstance(value, kinds) else words


def every(test: Test) -> Test:
    """Return the test of a tuple of which each member passes another test."""

    def test_each(value: Any) -> str:
        return next(filter(None, map(test, value)), "") if isinstance(value, tuple) else "several in a tuple"

    return test_each


def every_value(*kinds: type) -> Test:
    """Return the test of a mapping by name of values of some kinds, tuples of them, and None.

    Examples
    --------
    >>> every_value(str)({"at": "thaw_end"}), every_value(str)({"at": [1]})
    ('', 'values by name, each one of str, a tuple of these, or None')
    """
    words = f"values by name, each one of {', '.join(one.__name__ for one in kinds)}, a tuple of these, or None"

    def is_good(value: Any) -> bool:
        return value is None or isinstance(value, kinds) or (isinstance(value, tuple) and all(map(is_good, value)))

    def test(value: Any) -> str:
        good = isinstance(value, Mapping) and all(isinstance(one, str) for one in value)
        return "" if good and all(map(is_good, value.values())) else words

    return test


def text(value: Any) -> str:
    """Test a text that is not empty."""
    return "" if isinstance(value, str) and value.strip() else "a text that is not empty"


def any_text(value: Any) -> str:
    """Test a text, which may be empty."""
    return "" if isinstance(value, str) else "a text"


def flag(value: Any) -> str:
    """Test true or false."""
    return "" if isinstance(value, bool) else "True or False"


def conditions(value: Any) -> str:
    """Test conditions, by the name of each the texts that it may be."""
    good = isinstance(value, dict) and all(
        isinstance(key, str) and key.isidentifier() and isinstance(held, tuple) and held and not any(map(text, held))
        for key, held in value.items()
    )
    return "" if good else "conditions, each a name with the texts it may be: {'indication': ('ALL',)}"
