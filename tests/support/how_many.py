"""How many cases a run tries: few at every change, and all of them in `make long`, which continuous integration calls.

`make test` has to be over in minutes. Where a test draws its cases, or asks the same of many files, the first run takes a
share that is always the same one; `ATMP_MANY=1` with `-m "long or hypothesis"` takes the whole.
"""

import os
from collections.abc import Iterable

import pytest

MANY = bool(os.environ.get("ATMP_MANY"))
#: What a run at every change draws of a hundred.
SHARE = 20


def draws(many: int, fewest: int = 15) -> int:
    """Return how many examples Hypothesis draws where a long run draws so many."""
    return many if MANY else max(min(many, fewest), many * SHARE // 100)


def spread(cases: Iterable, every: int, *, one: bool = False) -> list:
    """Return the cases as parameters: one of so many at every change; the others are long.

    A tuple has a value for each parameter, except where it is the value of `one`.
    """
    return [case if number % every == 0 else _long(case, one) for number, case in enumerate(cases)]


def _long(case, one):
    values = case if isinstance(case, tuple) and not one else (case,)
    return pytest.param(*values, marks=pytest.mark.long)
