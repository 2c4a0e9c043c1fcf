"""Bounds against limits: the three verdicts, the single comparison, and how verdicts combine.

Everything measured is an interval, because nothing in a hospital log is exact. A verdict compares the interval with
a limit: surely inside conforms, surely outside deviates, and anything else is indeterminate. `compare` is the only
place where that is written. Unknown is never good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite, isnan
from numbers import Real
from typing import Never, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atmp_logistics.core.errors import Fault, LimitError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.lookup_errors import UnknownVerdict

#: Verdicts as columns: the larger number wins when verdicts combine.
CONFORMS, INDETERMINATE, DEVIATES = 0, 1, 2


class Verdict(StrEnum):
    """What the evidence given says about a limit; it has no truth value, and a person decides what follows.

    A verdict equals its word, hashes like it, and is ordered by gravity: conforms < indeterminate < deviates. So tables
    and texts that hold the words compare with it, and `max` is the gravest.

    Examples
    --------
    >>> Verdict.CONFORMS & Verdict.INDETERMINATE
    <Verdict.INDETERMINATE: 'indeterminate'>
    >>> max(Verdict), Verdict("deviates") is Verdict.DEVIATES, Verdict.DEVIATES == "deviates", "conforms" in {*Verdict}
    (<Verdict.DEVIATES: 'deviates'>, True, True, True)
    >>> bool(Verdict.CONFORMS)
    Traceback (most recent call last):
    TypeError: a verdict is neither true nor false: compare it, as in `verdict == Verdict.CONFORMS`
    """

    CONFORMS = "conforms"
    INDETERMINATE = "indeterminate"
    DEVIATES = "deviates"

    @property
    def code(self) -> int:
        """The verdict as the small number that columns hold."""
        return list(Verdict).index(self)

    @classmethod
    def of(cls, code: int | np.integer) -> Verdict:
        """Return the verdict of a column's small number."""
        return list(cls)[int(code)]

    @classmethod
    def _missing_(cls, value: object) -> Never:
        close = nearest(value.casefold(), [one.value for one in cls]) if isinstance(value, str) else ""
        known = " or ".join(repr(one.value) for one in cls)
        raise UnknownVerdict([Fault("Verdict", repr(value), known, f"write one of them{close}", UnknownVerdict)])

    def __and__(self, other: Verdict) -> Verdict:
        return max(self, other)

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is neither true nor false: compare it, as in `verdict == Verdict.CONFORMS`")

    def __lt__(self, other: object) -> bool:
        return self.code < Verdict(other).code if isinstance(other, str) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.code <= Verdict(other).code if isinstance(other, str) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.code > Verdict(other).code if isinstance(other, str) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.code >= Verdict(other).code if isinstance(other, str) else NotImplemented


def fold(verdicts: Iterable[Verdict]) -> Verdict:
    """Return several verdicts combined by strong Kleene logic; no verdict at all is indeterminate.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> fold([Verdict.CONFORMS, Verdict.DEVIATES, Verdict.INDETERMINATE]).value
    'deviates'
    >>> fold([]).value
    'indeterminate'
    """
    return max(verdicts, default=Verdict.INDETERMINATE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A quantity known to lie between two values.

    Attributes
    ----------
    lower, upper : float
        The two bounds; ±inf where nothing bounds it. NaN is read as no bound.

    Examples
    --------
    >>> Bounds(600.0, float("nan"))
    Bounds(lower=600.0, upper=inf)
    """

    lower: float = -inf
    upper: float = inf

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "lower", -inf if isnan(self.lower) else float(self.lower))
            object.__setattr__(self, "upper", inf if isnan(self.upper) else float(self.upper))
        except (TypeError, ValueError):
            found = f"{self.lower!r} and {self.upper!r}"
            raise LimitError([Fault("Bounds", found, "two numbers", "give numbers", LimitError)]) from None


@dataclass(frozen=True, slots=True)
class Limit:
    """What a label allows, from `lower` to `upper`.

    Attributes
    ----------
    lower, upper : float or None
        The two ends, None where there is none.
    unit : str
    inclusive : bool
        Whether both ends are allowed.

    Examples
    --------
    >>> Limit(lower=2.0, upper=8.0, unit="degC")
    Limit(lower=2.0, upper=8.0, unit='degC', inclusive=True)
    >>> Limit(lower=8.0, upper=2.0)
    Traceback (most recent call last):
    atmp_logistics.core.errors.LimitError: Limit: found 8.0 to 2.0, reversed, expected the lower first. \
Fix: exchange them.
    """

    lower: float | None = None
    upper: float | None = None
    unit: str = "s"
    inclusive: bool = True

    def __post_init__(self) -> None:
        ends = [end for end in (self.lower, self.upper) if end is not None]
        if not all(map(_is_number, ends)):
            found = " and ".join(map(repr, ends))
            refuse([Fault("Limit", found, "numbers, None where there is none", "give numbers", LimitError)])
        if self.inclusive not in (True, False):
            refuse([Fault("Limit, inclusive", repr(self.inclusive), "True or False", "give one of them", LimitError)])
        if len(ends) > 1 and ends[0] > ends[1]:
            found = f"{self.lower} to {self.upper}, reversed"
            refuse([Fault("Limit", found, "the lower first", "exchange them", LimitError)])


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real) and isfinite(value)


def compare(lower: ArrayLike, upper: ArrayLike, limit: Limit) -> NDArray[np.int8]:
    """Compare columns of bounds with a limit: the one place where a measured value meets a number of a label.

    Parameters
    ----------
    lower, upper : array_like of float, shape (n,)
        Bounds on what was measured, in the limit's unit; NaN is unbounded.
    limit : Limit
        A limit without any number conforms to nothing: it is indeterminate.

    Returns
    -------
    ndarray of int8, shape (n,)
        `CONFORMS` where surely inside, `DEVIATES` where surely outside, else `INDETERMINATE`.

    Examples
    --------
    >>> compare([7.0, 7.0, 9.0, float("nan")], [8.0, 9.0, 9.0, 5.0], Limit(2.0, 8.0, "degC")).tolist()
    [0, 1, 2, 1]
    """
    low, high = np.asarray(lower, np.float64), np.asarray(upper, np.float64)
    floor = -inf if limit.lower is None else limit.lower
    ceiling = inf if limit.upper is None else limit.upper
    # A NaN is greater than nothing and less than nothing: so it is unbounded wherever there is a number to be beyond.
    if limit.inclusive:
        outside, inside = (low > ceiling) | (high < floor), np.ones(low.shape, bool)
        inside = inside & (low >= floor) if floor > -inf else inside
        inside = inside & (high <= ceiling) if ceiling < inf else inside
    else:
        outside, inside = (low >= ceiling) | (high <= floor), (low > floor) & (high < ceiling)
    if limit.lower is None and limit.upper is None:
        return np.full(low.shape, INDETERMINATE, np.int8)
    decidable = ~(low > high)
    return np.asarray(INDETERMINATE + (outside.astype(np.int8) - inside) * decidable, np.int8)


def compare_one(measured: Bounds, limit: Limit) -> Verdict:
    """Return the verdict of one measured quantity beside a limit.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> compare_one(Bounds(28200, 30000), Limit(upper=28800)).value
    'indeterminate'
    """
    return Verdict.of(compare([measured.lower], [measured.upper], limit)[0])
