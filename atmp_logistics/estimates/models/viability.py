"""How long after thawing are the cells above a viability?

What it is
----------
First-order loss, V(t) = V0 exp(-k t): a straight line through the logarithms of measured viabilities, weighted by
their standard deviations. The interval of a viability is the line's 95 % band; that of a time is where the band
crosses the specification (Fieller). It speaks of the mean of such preparations, not of one bag.

Source
------
Mesenchymal stromal cells from fat (ADSC) and cord (UC-MSC), thawed, in 500 mL lactated Ringer at room temperature,
after 0, 90 and 385 min, mean and standard deviation: Biomedical Research and Therapy, article 917.

Where it holds
--------------
Those cells, that medium, room temperature, 0 to 385 min. In saline with 5 % albumin the same source has more than 90 %
alive after 385 min, so that the medium decides. No such numbers were found for CAR-T cells: `fit` your own data.

How badly it misses
-------------------
ADSC give 0.0966 per hour over 90 min and 0.1023 per hour over 385 min: one rate fits both. UC-MSC give 0.101 and
0.072 per hour: the loss slows down, and one rate misses the last point by 8 points, within its standard deviation of
14.5.

Examples
--------
>>> print(ADSC.time_to("80 %"))  # doctest: +ELLIPSIS
time until ADSC in lactated Ringer at room temperature fall to 80 %: 92.54 min, from 69.88 to 136 min (95 % of...
>>> round(ADSC.rate_between("0 min", "90 min"), 4), round(ADSC.rate_between("0 min", "385 min"), 4)
(0.0966, 0.1023)
>>> ADSC.time_to("20 %").valid
False
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.core.instants import HOUR_S, MINUTE_S
from atmp_logistics.core.units import duration_s, measure
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.estimates.fitting import Line, fit_line, measured

_BMRAT = Citation(
    "Biomedical Research and Therapy, article 917",
    url="http://bmrat.com/index.php/BMRAT/article/view/917",
    evidence="paper",
)
_INTERVAL = "95 % of the fitted line"


@dataclass(frozen=True, slots=True)
class FirstOrderLoss:
    """Measured viabilities and the line through their logarithms, by the hour; made by `fit`."""

    what: str
    time_min: tuple[float, ...]
    viability_percent: tuple[float, ...]
    sd_percent: tuple[float, ...] | None
    line: Line
    source: Citation

    @property
    def rate(self) -> Estimate:
        """The rate of loss, per hour."""
        k, half = -self.line.slope, self.line.slope_error
        what = f"rate of loss of {self.what}"
        return Estimate(what, k - half, k, k + half, "1/h", _INTERVAL, (self.source,), self.misfit())

    def rate_between(self, first: object, last: object) -> float:
        """Return the rate per hour between two measured times alone, such as ``"0 min"`` and ``"90 min"``.

        Raises
        ------
        OutsideModel
            For a time that was not measured.
        """
        start, end = (self._index(time) for time in (first, last))
        drop = log(self.viability_percent[start] / self.viability_percent[end])
        return drop / ((self.time_min[end] - self.time_min[start]) / 60)

    def after(self, time: object) -> Estimate:
        """Return the viability, in %, a time after the first measurement, such as ``"90 min"``."""
        hours = duration_s(time, "time") / HOUR_S
        height, half = self.line.at(hours), self.line.error(hours)
        low, central, high = (exp(height + sign * half) for sign in (-1, 0, 1))
        what = f"viability of {self.what} after {60 * hours:g} min"
        estimate = Estimate(what, low, central, high, "%", _INTERVAL, (self.source,), self.misfit())
        return estimate.doubted(self._doubts(60 * hours), highest=max(100.0, central))

    def time_to(self, specification: object) -> Estimate:
        """Return after how many minutes viability falls to a specification, such as ``"80 %"``.

        Raises
        ------
        OutsideModel
            For one that is not below the viability at the start, or when the cells do not die.
        """
        height = log(self._share(specification))
        central = (height - self.line.intercept) / self.line.slope
        low, high = self.line.crossing(height)
        what = f"time until {self.what} fall to {exp(height):g} %"
        bounds = (60 * max(min(low, central), 0.0), 60 * central, 60 * max(high, central))
        return Estimate(what, *bounds, "min", _INTERVAL, (self.source,), self.misfit()).doubted(
            self._doubts(60 * central)
        )

    def misfit(self) -> tuple[Miss, ...]:
        """Return the line beside every measured point."""
        sds = self.sd_percent or (None,) * len(self.time_min)
        points = zip(self.time_min, self.viability_percent, sds, strict=True)
        return tuple(
            Miss(f"{self.what}, {time:g} min", value, exp(self.line.at(time / 60)), "%", sd)
            for time, value, sd in points
        )

    def _share(self, specification: object) -> float:
        percent = measure(specification, "percent", "specification", "a viability", "80 %")
        start = exp(self.line.intercept)
        if not 0 < percent < start or self.line.slope >= 0:
            found, fix = f"a specification of {percent:g} %", "ask for less, or measure for longer"
            expected = f"one below the {start:.4g} % at the start, of cells that die"
            refuse([Fault(self.what, found, expected, fix, OutsideModel)])
        return percent

    def _index(self, time: object) -> int:
        minutes = duration_s(time, "time") / MINUTE_S
        if minutes not in self.time_min:
            known = ", ".join(f"{one:g}" for one in self.time_min)
            refuse(
                [Fault(self.what, f"{minutes:g} min", f"one of {known} min", "ask for a measured time", OutsideModel)]
            )
        return self.time_min.index(minutes)

    def _doubts(self, minutes: float) -> Iterator[str]:
        if not min(self.time_min) <= minutes <= max(self.time_min):
            yield f"measured from {min(self.time_min):g} to {max(self.time_min):g} min only"


def fit(
    what: str,
    time_min: Sequence[float],
    viability_percent: Sequence[float],
    sd_percent: Sequence[float] | None = None,
    source: Citation | None = None,
) -> FirstOrderLoss:
    """Fit your own viabilities after thawing, in one medium at one temperature.

    Parameters
    ----------
    what : str
        Cells, medium and temperature, as estimates will say it.
    time_min, viability_percent : sequence of float
        Times [min] and viabilities [%], at least three points.
    sd_percent : sequence of float, optional
        Standard deviations [percentage points] of points that are means. Without them the scatter about the line
        stands for them, which needs scipy.
    source : Citation, optional
        Where they were measured.

    Raises
    ------
    OutsideModel
        For fewer than three points or two times, viabilities outside 0 to 100 %, or a standard deviation of zero.

    Examples
    --------
    >>> own = fit("our cells in saline", [0.0, 60.0, 120.0, 180.0], [95.0, 86.2, 77.4, 70.6])
    >>> round(own.rate.central, 3), own.rate.lower < 0.1 < own.rate.upper
    (0.1, True)
    """
    columns = {"time_min": time_min, "viability_percent": viability_percent}
    times, values, *sds = measured(what, columns | ({} if sd_percent is None else {"sd_percent": sd_percent}), least=3)
    sane = ((values > 0) & (values <= 100)).all() and len(np.unique(times)) > 1 and (times >= 0).all()
    if not sane or any((sd <= 0).any() for sd in sds):
        expected = "viabilities above 0 and up to 100 %, at several times, standard deviations above zero"
        refuse([Fault(what, "a value that is none of these", expected, "correct or leave out that row", OutsideModel)])
    line = fit_line(times / 60, np.log(values), sds[0] / values if sds else None)
    spread = tuple(sds[0].tolist()) if sds else None
    return FirstOrderLoss(
        what, tuple(times.tolist()), tuple(values.tolist()), spread, line, source or Citation("your data")
    )


ADSC = fit(
    "ADSC in lactated Ringer at room temperature",
    [0.0, 90.0, 385.0],
    [92.95, 80.41, 48.22],
    [1.33, 2.02, 14.08],
    _BMRAT,
)
UC_MSC = fit(
    "UC-MSC in lactated Ringer at room temperature",
    [0.0, 90.0, 385.0],
    [94.44, 81.12, 59.39],
    [1.69, 2.26, 14.54],
    _BMRAT,
)


def misfit() -> tuple[Miss, ...]:
    """Return both lines beside every published point."""
    return (*ADSC.misfit(), *UC_MSC.misfit())
