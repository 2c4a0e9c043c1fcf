"""How long may a frozen bag or cassette stand in the air?

What it is
----------
A lumped capacitance: one temperature for the whole bag, which nears that of the air at a rate in proportion to what is
left, T(t) = Ta - (Ta - T0) exp(-t/tau). `fit` finds T0 and tau from the curve of your own dummy bag, by scipy's least
squares. The interval of a time takes the 95 % interval of tau and the worst reading's miss together; it does not hold
what differs between bags, fills and rooms. Fit several curves and ask `several` for that.

Source
------
Your own curve. No published curve of a bag in air was found, so that `predicted`, from numbers that you state, is never
valid, and only shows the order of magnitude: tens of seconds for a bare bag below -130 °C.

Where it holds
--------------
Between the warmest and the coldest reading of the fitted curve, for that bag, fill, cassette and room. Frost,
radiation, wind and the melting of the contents are not in it: the curve's own misfit shows where it stops being true.

How badly it misses
-------------------
As badly as the fit to your curve says: each estimate holds the readings missed worst.

Examples
--------
>>> import numpy as np
>>> time_s = np.arange(0.0, 121.0, 10.0)
>>> curve = fit(time_s, 22.0 - 172.0 * np.exp(-time_s / 300.0), ambient="22 degC")
>>> print(curve.time_to("-130 degC"))  # doctest: +ELLIPSIS
time from -150 to -130 °C in air of 22 °C: 37.08 s, from 37.08 to 37.08 s (95 % of the fit and its worst miss)...
>>> curve.time_to("-20 degC").doubts
('the curve covers -150 to -93.3 °C only',)
>>> transfer = ("10 W/m²/K", "30 W/m²/K")
>>> wide = predicted("71 J/K", "240 cm²", transfer, ambient="22 degC", start="-150 degC", limit="-130 degC")
>>> round(wide.lower), round(wide.upper), wide.valid
(12, 37, False)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from warnings import catch_warnings

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.core.units import duration_s, measure
from atmp_logistics.core.units import temperature_degC as degC
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.estimates.fitting import measured, scipy_part, student_quantile

#: Of a curve's readings those missed worst are kept.
_WORST = 5
_OWN = Citation("your dummy bag's curve")
_CALCULATED = Citation("a calculation from your numbers; no published curve was found")


@dataclass(frozen=True, slots=True)
class Warming:
    """A fitted warming curve; made by `fit`. The time constant's bounds hold 95 %."""

    ambient_degC: float
    start_degC: float
    start_error_degC: float
    time_constant_s: float
    time_constant_lower_s: float
    time_constant_upper_s: float
    worst_degC: float
    span_degC: tuple[float, float]
    misfit: tuple[Miss, ...]

    def time_to(self, limit: object, start: object | None = None) -> Estimate:
        """Return the seconds from one temperature to a warmer one.

        Parameters
        ----------
        limit, start : str or pint.Quantity
            Such as ``"-130 degC"``; without a start, that of the curve.

        Raises
        ------
        OutsideModel
            When the limit does not lie between the start and the air.
        """
        high = degC(limit, "limit")
        low = self.start_degC if start is None else degC(start, "start")
        _between(low, high, self.ambient_degC)
        spread = self.worst_degC + (self.start_error_degC if start is None else 0.0)
        soonest = self.time_constant_lower_s * _spans(low, high - spread, self.ambient_degC)
        latest = self.time_constant_upper_s * _spans(low, high + spread, self.ambient_degC)
        central = self.time_constant_s * _spans(low, high, self.ambient_degC)
        what = f"time from {low:.4g} to {high:.4g} °C in air of {self.ambient_degC:g} °C"
        interval = "95 % of the fit and its worst miss"
        estimate = Estimate(what, soonest, central, latest, "s", interval, (_OWN,), self.misfit)
        return estimate.doubted(self._doubts(low, high))

    def temperature_after(self, time: object, start: object | None = None) -> Estimate:
        """Return the temperature after a time in the air, such as ``"30 s"``."""
        seconds = duration_s(time, "time")
        low = self.start_degC if start is None else degC(start, "start")
        _between(low, low, self.ambient_degC)
        spread = self.worst_degC + (self.start_error_degC if start is None else 0.0)
        taus = (self.time_constant_upper_s, self.time_constant_s, self.time_constant_lower_s)
        cool, central, warm = (self.ambient_degC - (self.ambient_degC - low) * exp(-seconds / tau) for tau in taus)
        what = f"temperature after {seconds:g} s from {low:.4g} °C in air of {self.ambient_degC:g} °C"
        bounds = (cool - spread, central, warm + spread)
        estimate = Estimate(what, *bounds, "degC", "95 % of the fit and its worst miss", (_OWN,), self.misfit)
        return estimate.doubted(self._doubts(low, central), lowest=low - spread, highest=self.ambient_degC + spread)

    def _doubts(self, low: float, high: float) -> Iterator[str]:
        coldest, warmest = self.span_degC
        if low < coldest - self.worst_degC or high > warmest + self.worst_degC:
            yield f"the curve covers {coldest:.4g} to {warmest:.3g} °C only"


def fit(time_s: Sequence[float] | Column, temperature_degC: Sequence[float] | Column, ambient: object) -> Warming:
    """Fit the curve of a dummy bag that was taken out of the cold into air; needs scipy.

    Parameters
    ----------
    time_s, temperature_degC : sequence of float
        Rising times [s] and the bag's own temperatures [°C], at least five.
    ambient : str or pint.Quantity
        The air's temperature, such as ``"22 degC"``.

    Raises
    ------
    OutsideModel
        For a curve that does not warm towards the air.
    """
    air = degC(ambient, "ambient")
    columns = {"time_s": time_s, "temperature_degC": temperature_degC}
    time, value = measured("warming", columns, least=5)
    _refuse_no_warming(time, value, air)
    (start, log_tau), errors = _least_squares(time - time[0], value, air)
    model = air - (air - start) * np.exp(-(time - time[0]) / exp(log_tau))
    miss = np.abs(model - value)
    readings = zip(time.tolist(), value.tolist(), model.tolist(), strict=True)
    each = [Miss(f"{seconds:g} s", own, said, "degC") for seconds, own, said in readings]
    return Warming(
        ambient_degC=air,
        start_degC=start,
        start_error_degC=errors[0],
        time_constant_s=exp(log_tau),
        time_constant_lower_s=exp(log_tau - errors[1]),
        time_constant_upper_s=exp(log_tau + errors[1]),
        worst_degC=float(miss.max()),
        span_degC=(float(value.min()), float(value.max())),
        misfit=tuple(each[i] for i in np.argsort(-miss, kind="stable")[:_WORST]),
    )


def several(curves: Sequence[Warming], limit: object, start: object) -> Estimate:
    """Return the seconds from `start` to `limit` over several fitted curves: from the soonest of all to the latest.

    Parameters
    ----------
    curves : sequence of Warming
        At least two, of bags that differ as yours do.
    limit, start : str or pint.Quantity
        Such as ``"-130 degC"`` and ``"-150 degC"``.

    Raises
    ------
    OutsideModel
        For fewer than two curves.
    """
    if len(curves) < 2:
        fix = "repeat the curve with another bag, or ask the one curve"
        refuse([Fault("several curves", f"{len(curves)}", "at least two", fix, OutsideModel)])
    each = [curve.time_to(limit, start) for curve in curves]
    lower, upper = min(one.lower for one in each), max(one.upper for one in each)
    central = min(max(float(np.mean([one.central for one in each])), lower), upper)
    what = f"{each[0].what.partition(' in air')[0]}, {len(curves)} curves"
    doubts = tuple(dict.fromkeys(doubt for one in each for doubt in one.doubts))
    misses = tuple(miss for one in each for miss in one.misfit)
    return Estimate(what, lower, central, upper, "s", "from the soonest to the latest", (_OWN,), misses, doubts)


def predicted(
    heat_capacity: object,
    area: object,
    coefficients: tuple[object, object],
    *,
    ambient: object,
    start: object,
    limit: object,
) -> Estimate:
    """Return the seconds from `start` to `limit` for numbers that you state; an order of magnitude, and never valid.

    Parameters
    ----------
    heat_capacity : str or pint.Quantity
        Of contents, bag and cassette, such as ``"71 J/K"``.
    area : str or pint.Quantity
        Of both faces, such as ``"240 cm²"``.
    coefficients : tuple of two
        The slowest and the fastest heat transfer, such as ``("10 W/m²/K", "30 W/m²/K")``; still air is near the first.
    ambient, start, limit : str or pint.Quantity
        Temperatures.

    Raises
    ------
    OutsideModel
        For a limit that does not lie between the start and the air, or a number that is not above zero.
    """
    air, low, high = degC(ambient, "ambient"), degC(start, "start"), degC(limit, "limit")
    _between(low, high, air)
    capacity = measure(heat_capacity, "J/K", "heat_capacity", "a heat capacity", "71 J/K")
    metres2 = measure(area, "m**2", "area", "an area", "240 cm²")
    rates = (measure(one, "W/m**2/K", "coefficients", "a heat transfer", "10 W/m²/K") for one in coefficients)
    slow, fast = rates
    if not (capacity > 0 and metres2 > 0 and 0 < slow <= fast):
        found = f"{capacity:g} J/K, {metres2:g} m², {slow:g} to {fast:g} W/m²/K"
        refuse([Fault("predicted", found, "numbers above zero, the slowest first", "correct them", OutsideModel)])
    seconds = capacity / metres2 * _spans(low, high, air)
    what = f"time from {low:g} to {high:g} °C in air of {air:g} °C, predicted"
    bounds = (seconds / fast, seconds / sqrt(slow * fast), seconds / slow)
    doubts = ("a prediction without any published curve: fit the curve of your own dummy bag",)
    return Estimate(what, *bounds, "s", "the heat transfers stated", (_CALCULATED,), doubts=doubts)


def misfit() -> tuple[Miss, ...]:
    """Return nothing: no curve is published, and each of your own shows its misfit."""
    return ()


def _spans(low: float, high: float, air: float) -> float:
    """Return how many time constants lie between two temperatures; never before the start, never past the air."""
    if high >= air:
        return inf
    return max(log((air - low) / (air - high)), 0.0)


def _between(low: float, high: float, air: float) -> None:
    if not low <= high < air:
        found, expected = f"{low:.4g} to {high:.4g} °C", f"a limit between the start and the air of {air:g} °C"
        refuse([Fault("warming", found, expected, "ask for a temperature on the way", OutsideModel)])


def _refuse_no_warming(time: Column, value: Column, air: float) -> None:
    faults = []
    if not (np.diff(time) > 0).all():
        faults.append(Fault("warming, time_s", "times that step back", "rising times", "sort the rows", OutsideModel))
    if not value.max() < air:
        found, fix = f"a reading of {value.max():g} °C", "give the curve up to there, or the air's true temperature"
        faults.append(Fault("warming", found, f"readings colder than the air of {air:g} °C", fix, OutsideModel))
    if not value[-1] > value[0]:
        found, fix = f"{value[0]:g} °C first and {value[-1]:g} °C last", "give the stretch in the air alone"
        faults.append(Fault("warming", found, "a curve that warms", fix, OutsideModel))
    refuse(faults)


def _least_squares(time: Column, value: Column, air: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return start and log time constant, and the half widths of their 95 % intervals."""

    def curve(elapsed: Column, start: float, log_tau: float) -> Column:
        return np.asarray(air - (air - start) * np.exp(-elapsed / np.exp(log_tau)))

    guess = log(float(time[-1]) / log(float((air - value[0]) / (air - value[-1]))))
    optimize = scipy_part("optimize")
    try:
        with np.errstate(all="ignore"), catch_warnings(action="error", category=optimize.OptimizeWarning):
            best, covariance = optimize.curve_fit(curve, time, value, p0=(float(value[0]), guess))
    except (RuntimeError, optimize.OptimizeWarning):
        fix = "give the stretch in the air alone, with more readings"
        refuse(
            [
                Fault(
                    "warming", "a curve that the model cannot be fitted to", "one that nears the air", fix, OutsideModel
                )
            ]
        )
        raise
    half = student_quantile(len(time) - 2) * np.sqrt(np.diag(covariance))
    return (float(best[0]), float(best[1])), (float(half[0]), float(half[1]))
