"""A frozen distribution of scipy as a step's durations: its parameters bound, its unit stated beside it.

It is recognised by what it can do, so that scipy need not be there. It is never asked for random numbers: the same seed
gives the same durations.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isnan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from atmp_logistics.core.columns import Column
from atmp_logistics.core.units import duration_s, parts_of_quantity
from atmp_logistics.core.wording import durations
from atmp_logistics.timing.durations.shape import Shape, refuse_shape

_CAN = ("support", "sf", "isf", "cdf", "rvs")


def is_frozen(value: object) -> bool:
    """Say whether a value is a frozen distribution."""
    return not isinstance(value, (type, Shape)) and all(callable(getattr(value, name, None)) for name in _CAN)


def frozen_shape(value: object, source: str = "", where: str = "shape") -> Shape | None:
    """Return the shape of a frozen distribution with its unit: ``(dist, "min")``, or a Quantity of it; None of others.

    Raises
    ------
    AtmpError
        For a distribution without its parameters or its unit, and one of which a duration may be negative.

    Examples
    --------
    >>> from scipy.stats import triang
    >>> shape = frozen_shape((triang(0.5, loc=2, scale=2), "min"))
    >>> print(shape), shape.quantile([0.0, 0.5, 1.0]).tolist()
    triang(0.5, loc=2, scale=2) in min, 2 to 4 min
    (None, [120.0, 180.0, 240.0])
    """
    pair = parts_of_quantity(value) if not isinstance(value, (tuple, list)) else value
    _refuse_unfrozen(value if pair is None else next(iter(pair), None))
    if is_frozen(value):
        fix = "state its unit beside it, as in (dist, 'min')"
        refuse_shape("a distribution without a unit", "a pair of a frozen distribution and its unit", fix)
    if pair is None or len(pair) != 2 or not is_frozen(pair[0]):
        return None
    unit = pair[1]
    unit_s = duration_s(f"1 {unit}" if isinstance(unit, str) else unit, where)
    return FrozenDistribution(pair[0], unit_s, unit if isinstance(unit, str) else durations(unit_s), source)


def _refuse_unfrozen(value: object) -> None:
    """Refuse a family of distributions whose parameters are not bound: nobody said how long the step takes."""
    if is_frozen(value) and callable(getattr(value, "freeze", None)):
        name = getattr(value, "name", type(value).__name__)
        fix = "bind its parameters, as in (lognorm(0.4, scale=12), 'min')"
        refuse_shape(f"{name} without its parameters", "a frozen distribution", fix)


@dataclass(frozen=True, slots=True, init=False)
class FrozenDistribution(Shape):
    """A frozen distribution of scipy, in a unit of time.

    A distribution that reaches below zero is refused: a duration is never negative. One without a longest duration has
    none here either, which planning needs.
    """

    distribution: Any
    unit_s: float
    unit: str
    source: str
    shortest_s: float
    longest_s: float

    def __init__(self, distribution: Any, unit_s: float, unit: str, source: str = "") -> None:
        low, high = (float(end) * unit_s for end in distribution.support())
        if isnan(low) or isnan(high) or low < 0 or unit_s <= 0:
            fix = "use one from zero up, such as lognorm, or cut it off there, as truncnorm does"
            refuse_shape(f"{_name(distribution)} from {low:g} s", "a distribution of durations from zero up", fix)
        held = (distribution, unit_s, unit, source, low, high)
        for name, value in zip(self.__slots__, held, strict=True):
            object.__setattr__(self, name, value)

    def survival(self, duration_s: ArrayLike) -> Column:
        """Return the share above."""
        return np.asarray(self.distribution.sf(np.asarray(duration_s, np.float64) / self.unit_s), np.float64)

    def at_survival(self, share: ArrayLike) -> Column:
        """Return the duration."""
        found = np.asarray(self.distribution.isf(np.asarray(share, np.float64)), np.float64) * self.unit_s
        return np.clip(found, self.shortest_s, self.longest_s)

    @property
    def words(self) -> str:
        """The shape in words, without its source."""
        ends = durations(self.shortest_s, self.longest_s) if isfinite(self.longest_s) else "without a longest"
        return f"{_name(self.distribution)} in {self.unit}, {ends}"


def _name(distribution: Any) -> str:
    """Return a distribution as its caller made it, such as ``lognorm(0.4, scale=12)``."""
    kind = getattr(getattr(distribution, "dist", None), "name", type(distribution).__name__)
    stated = [f"{one:g}" for one in getattr(distribution, "args", ())]
    stated += [f"{key}={one:g}" for key, one in getattr(distribution, "kwds", {}).items()]
    return f"{kind}({', '.join(stated)})"
