"""Straight lines through measured points, and the checks that every fit makes of what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import inf, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, OutsideModel, UsageError, refuse

#: What is smaller than any instrument's last digit is zero; nothing measured is greater than the other.
_SMALLEST, _GREATEST = 1e-9, 1e12
#: Intervals hold 95 %: this many standard deviations when these are known.
NORMAL_QUANTILE = NormalDist().inv_cdf(0.975)


def scipy_part(name: str) -> Any:
    """Return a part of scipy, or say how to get it.

    Raises
    ------
    UsageError
        Where scipy is not installed.
    """
    try:
        return import_module(f"scipy.{name}")
    except ImportError:
        fix = "install it: pip install 'atmp-logistics[scenarios]'"
        refuse([Fault("a fit to your own data", "no scipy", "the package scipy", fix, UsageError)])
        raise


def student_quantile(freedom: int) -> float:
    """Return how many standard errors hold 95 % when the spread itself was estimated.

    Examples
    --------
    >>> round(student_quantile(2), 3)
    4.303
    """
    return float(scipy_part("special").stdtrit(freedom, 0.975))


def measured(where: str, columns: Mapping[str, Sequence[float] | Column], least: int) -> list[Column]:
    """Return columns of equal length, finite throughout, with at least so many rows.

    Raises
    ------
    OutsideModel
        With every fault found.

    Examples
    --------
    >>> measured("thaw", {"fill_mL": [30.0, 40.0], "time_s": [155.0, 221.0, 240.0]}, least=2)
    Traceback (most recent call last):
    atmp_logistics.core.errors.OutsideModel: thaw: found columns of 2 and 3 rows (fill_mL, time_s), expected columns \
of one length. Fix: give one value of each a row.
    """
    arrays = {name: np.asarray(values, np.float64).ravel() for name, values in columns.items()}
    lengths = [len(array) for array in arrays.values()]
    faults = []
    if len(set(lengths)) > 1:
        found = f"columns of {' and '.join(map(str, lengths))} rows ({', '.join(arrays)})"
        faults.append(Fault(where, found, "columns of one length", "give one value of each a row", OutsideModel))
    if min(lengths) < least:
        found, expected = f"{min(lengths)} rows", f"at least {least}"
        faults.append(Fault(where, found, expected, "measure more points: fewer show no misfit", OutsideModel))
    faults += [
        Fault(
            f"{where}, {name}",
            "a value that no instrument gives",
            "numbers",
            "measure again, or leave that row out",
            OutsideModel,
        )
        for name, array in arrays.items()
        if not (np.abs(array) <= _GREATEST).all()
    ]
    refuse(faults)
    return [np.where(np.abs(array) < _SMALLEST, 0.0, array) for array in arrays.values()]


@dataclass(frozen=True, slots=True)
class Line:
    """A fitted straight line; `quantile` standard errors either way hold 95 %.

    `variances` are those of intercept and slope, and their covariance.
    """

    intercept: float
    slope: float
    variances: tuple[float, float, float]
    quantile: float

    def at(self, x: float) -> float:
        """Return the line's height."""
        return self.intercept + self.slope * x

    def error(self, x: float) -> float:
        """Return the half width of the 95 % interval of the line's height."""
        own, slope, both = self.variances
        return self.quantile * sqrt(max(own + 2 * x * both + x * x * slope, 0.0))

    @property
    def slope_error(self) -> float:
        """The half width of the 95 % interval of the slope."""
        return self.quantile * sqrt(self.variances[1])

    def crossing(self, y: float) -> tuple[float, float]:
        """Return between which `x` the line's 95 % band crosses a height (Fieller); open where the slope may be 0.

        Examples
        --------
        >>> Line(10.0, -2.0, (0.0, 0.0, 0.0), 2.0).crossing(4.0)
        (3.0, 3.0)
        >>> Line(10.0, -2.0, (0.0, 4.0, 0.0), 2.0).crossing(4.0)
        (-inf, inf)
        """
        own, slope, both = (self.quantile**2 * value for value in self.variances)
        above = self.intercept - y
        a, b, c = self.slope**2 - slope, self.slope * above - both, above**2 - own
        if a <= 0:
            return -inf, inf
        root = sqrt(max(b * b - a * c, 0.0))
        return (-b - root) / a, (-b + root) / a


def fit_line(x: Column, y: Column, sd: Column | None = None) -> Line:
    """Fit a straight line by least squares, weighted by each point's standard deviation where that is known.

    Examples
    --------
    >>> line = fit_line(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]), np.array([0.1, 0.1, 0.1]))
    >>> round(line.intercept, 9), round(line.slope, 9)
    (1.0, 2.0)
    """
    weight = np.ones_like(x) if sd is None else 1 / sd**2
    mean = float(np.average(x, weights=weight))
    total, spread = float(weight.sum()), float((weight * (x - mean) ** 2).sum())
    slope = float((weight * (x - mean) * y).sum()) / spread
    intercept = float(np.average(y, weights=weight)) - slope * mean
    scale, quantile = 1.0, NORMAL_QUANTILE
    if sd is None:
        freedom = len(x) - 2
        scale, quantile = float(((y - intercept - slope * x) ** 2).sum()) / freedom, student_quantile(freedom)
    variances = (scale * (1 / total + mean**2 / spread), scale / spread, -scale * mean / spread)
    return Line(intercept, slope, variances, quantile)
