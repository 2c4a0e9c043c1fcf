"""How fast a temperature moves at present, and when it would cross a limit at that slope: an estimate, and no verdict.

Nobody controls how a store warms or cools, and no straight line lasts. The slope is that of the line of least squares
through the readings of the last hour that are joined to each other; it says nothing of how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import HOUR_S, SECOND

#: The readings of so long a time are taken, and no fewer than so many.
SPAN_S, FEWEST = HOUR_S, 3
#: A slope flatter than this is none: no logger shows a thousandth of a degree.
FLAT_DEGC_PER_H = 1e-3


@dataclass(frozen=True, slots=True)
class PresentSlope:
    """The slope of a log at its last reading.

    Attributes
    ----------
    degC_per_h : float
    readings : int
        How many readings it is taken from.
    since_us, until_us : float
        The first and the last of them, in microseconds since 1970.
    last_degC : float
    """

    degC_per_h: float
    readings: int
    since_us: float
    until_us: float
    last_degC: float

    def seconds_to(self, limit_degC: float) -> float:
        """Return how long after the last reading a temperature would be reached, in seconds; NaN where it never is.

        Examples
        --------
        >>> warming = PresentSlope(0.5, 7, 0.0, 3600e6, 5.0)
        >>> warming.seconds_to(8.0), warming.seconds_to(2.0)
        (21600.0, nan)
        """
        away = limit_degC - self.last_degC
        if abs(self.degC_per_h) < FLAT_DEGC_PER_H or away * self.degC_per_h <= 0:
            return float("nan")
        return away / self.degC_per_h * HOUR_S


def present_slope(time_us: Column, value_degC: Column, joined: Mask) -> PresentSlope | None:
    """Return the slope of a log at its last reading; None where fewer than three readings of the last hour are joined.

    Parameters
    ----------
    time_us : ndarray of float64
        Instants in rising order, in microseconds since 1970.
    value_degC : ndarray of float64
        The temperatures.
    joined : ndarray of bool
        Which readings are joined to the next.

    Returns
    -------
    PresentSlope or None

    Examples
    --------
    >>> minutes = np.array([0.0, 10.0, 20.0, 30.0])
    >>> present_slope(minutes * 60e6, 5.0 + minutes / 60.0, np.ones(3, bool)).degC_per_h
    1.0
    >>> present_slope(minutes * 60e6, 5.0 + minutes / 60.0, np.array([True, False, True])) is None
    True
    >>> present_slope(np.empty(0), np.empty(0), np.empty(0, bool)) is None
    True
    """
    if not len(time_us):
        return None
    first = int(np.searchsorted(time_us, time_us[-1] - SPAN_S * SECOND))
    parted = np.nonzero(~joined[first : len(time_us) - 1])[0]
    first += int(parted[-1]) + 1 if len(parted) else 0
    own, value = (time_us[first:] - time_us[-1]) / SECOND / HOUR_S, value_degC[first:]
    if len(own) < FEWEST:
        return None
    away = own - own.mean()
    slope = round(float((away * (value - value.mean())).sum() / (away * away).sum()), 6)
    return PresentSlope(slope, len(own), float(time_us[first]), float(time_us[-1]), float(value[-1]))
