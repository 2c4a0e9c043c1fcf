"""Where two documents differ first, and where a document could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Misread(ValueError):
    """A place of a document in which something else stands than an export of ours holds; its text is the path."""


@contextmanager
def at(path: str) -> Iterator[None]:
    """Say at which path of a document something could not be read.

    Raises
    ------
    Misread
    """
    try:
        yield
    except Misread:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise Misread(path) from error


def first_difference(one: Any, other: Any, added: frozenset[str], path: str = "$") -> str | None:
    """Return the path at which two values of JSON differ first, None where they are the same.

    Parameters
    ----------
    one, other : object
    added : frozenset of str
        The keys that `one` may have besides.
    path : str
        Where both stand.

    Examples
    --------
    >>> first_difference({"a": [1, 2]}, {"a": [1.0, 3]}, frozenset()), first_difference({"b": 1}, {}, frozenset({"b"}))
    ('$.a[1]', None)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [key for key in dict.fromkeys((*one, *other)) if key in other or key not in added]
        missing = (f"{path}.{key}" for key in keys if key not in one or key not in other)
        deeper = (
            first_difference(one[key], other[key], added, f"{path}.{key}")
            for key in keys
            if key in one and key in other
        )
        return next(missing, None) or next(filter(None, deeper), None)
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        deeper = (first_difference(*pair, added, f"{path}[{i}]") for i, pair in enumerate(pairs))
        unequal = None if len(one) == len(other) else f"{path}[{min(len(one), len(other))}]"
        return next(filter(None, deeper), None) or unequal
    same = type(one) is type(other) or (_is_number(one) and _is_number(other))
    return None if same and one == other else path


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
