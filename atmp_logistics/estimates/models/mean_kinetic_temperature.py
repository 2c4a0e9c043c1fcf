"""What steady temperature would have aged a refrigerated or room-temperature medicine as much?

What it is
----------
The mean kinetic temperature: the temperature of the mean Arrhenius rate, by trapezoids over uneven times, by holding
each reading until the next, by stated durations, or of equally spaced readings. It depends on an activation energy that
nobody knows for a given product; the interval runs over a band of energies, 60 to 100 kJ/mol unless you state another.
It is an annex: it never cancels an excursion, and nothing in this library is judged by it.

Source
------
USP 29 <1160>: 83.144 kJ/mol unless measured, with the gas constant that makes the usual ratio 10 000 K. Rules for
uneven times: Tong and Lock 2015.

Where it holds
--------------
Chemistry between 0 and some 40 °C. Refused for a range or a reading below 0 °C: thirty days at -150 °C with ten minutes
at -60 °C would give -92 °C, which means nothing, since what harms a frozen cell is no Arrhenius reaction. Readings
below the range are flagged: a warm mean says nothing of cold. A reading that is missing is refused and a gap is
flagged, as neither can be averaged over. A long window hides an excursion; the window is yours to choose and to state.

How badly it misses
-------------------
Published answers come out to their last printed digit. The choice of energy moves it by degrees where temperatures
swing: 20 h at 5 °C and 4 h at 25 °C give 10.1 °C at 40 kJ/mol, 12.9 at 83.144, and 18.6 at 200.

Examples
--------
>>> print(mean_kinetic_temperature([2, 2, 5, 8, 8, 8, 8], ("2 degC", "8 degC")))  # doctest: +ELLIPSIS
mean kinetic temperature of 7 readings: 6.25 °C, from 6.141 to 6.325 °C (60 to 100 kJ/mol)...
>>> mean_kinetic_temperature([-151, -150], ("-196 degC", "-120 degC"))
Traceback (most recent call last):
atmp_logistics.core.errors.OutsideModel: mean kinetic temperature: found a range from -196 to -120 °C, \
expected a range above 0 °C. Fix: judge a frozen product by its extremes and its time outside; it has no \
mean kinetic temperature.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.units import measure
from atmp_logistics.core.units import temperature_degC as degC
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.estimates.fitting import measured
from atmp_logistics.records.device_summary import GAS_CONSTANT

RULES = ("trapezoid", "hold")
_GAP = 1.5
_USP = Citation("USP 29", section="<1160>", evidence="pharmacopoeia")
_TONG = Citation("Tong and Lock 2015, JSM 2065-2070", evidence="paper")


def mean_kinetic_temperature(
    temperature_degC: Sequence[float] | Column,
    storage: tuple[object | None, object],
    *,
    time_s: Sequence[float] | Column | None = None,
    duration_s: Sequence[float] | Column | None = None,
    rule: str = "trapezoid",
    energy: object = "83.144 kJ/mol",
    band: tuple[object, object] = ("60 kJ/mol", "100 kJ/mol"),
) -> Estimate:
    """Return the mean kinetic temperature, in °C, and how far a band of activation energies moves it.

    Parameters
    ----------
    temperature_degC : sequence of float, shape (n,)
        Readings [°C], none missing.
    storage : tuple of two
        The label's range, such as ``("2 degC", "8 degC")``; None where it has no lower end.
    time_s : sequence of float, shape (n,), optional
        When each was read [s], in order, such as a log's `time_us / 1e6`; readings of one time are averaged first.
    duration_s : sequence of float, shape (n,), optional
        How long each temperature lasted [s]. Without times and durations, readings count alike.
    rule : {'trapezoid', 'hold'}
        Over `time_s`: rates joined by straight lines, or each held until the next reading.
    energy : str or pint.Quantity
        The activation energy.
    band : tuple of two
        The least and the greatest energy of the interval.

    Raises
    ------
    OutsideModel
        For a range or a reading below 0 °C, a missing reading, or times that step back.

    Examples
    --------
    >>> day = mean_kinetic_temperature([5, 14], ("2 degC", "8 degC"), duration_s=[18 * 3600, 6 * 3600])
    >>> round(day.central, 2)
    8.29
    """
    lower, upper = _range(storage)
    columns = {"temperature_degC": temperature_degC}
    columns |= {} if time_s is None else {"time_s": time_s}
    columns |= {} if duration_s is None else {"duration_s": duration_s}
    value, *given = measured("mean kinetic temperature", columns, least=1)
    _refuse_frozen(value)
    _refuse_weights(given, time_s is not None)
    if time_s is not None:
        value, weight = weights_of(value, given[0], rule)
    else:
        weight = given[0] if given else np.ones_like(value)
    low, central, high = (_kJ_per_mol(one) for one in (band[0], energy, band[1]))
    means = [kinetic_mean(value, weight, one / GAS_CONSTANT) for one in sorted((low, central, high))]
    what = f"mean kinetic temperature of {len(value)} readings"
    own = kinetic_mean(value, weight, central / GAS_CONSTANT)
    interval = f"{min(low, central):g} to {max(high, central):g} kJ/mol"
    sources = (_USP, *(() if time_s is None else (_TONG,)))
    doubts = (*_doubts(value, lower, upper), *(() if time_s is None else _gaps(given[0])))
    return Estimate(what, min(means[0], own), own, max(means[-1], own), "degC", interval, sources, doubts=doubts)


def kinetic_mean(temperature_degC: Column, weight: Column, ratio_K: float) -> float:
    """Return the temperature of the mean Arrhenius rate, in °C, without asking whether it means anything.

    Parameters
    ----------
    temperature_degC, weight : ndarray of float64, shape (n,)
        Temperatures, and how much each counts.
    ratio_K : float
        Activation energy over gas constant, in K.

    Notes
    -----
    Rates are taken relative to the fastest one, so that none of them vanishes in a float.

    Examples
    --------
    >>> round(kinetic_mean(np.array([20.0, 30.0]), np.ones(2), 10_000.0), 6)
    26.259887
    """
    kelvin = temperature_degC + 273.15
    warmest = float(kelvin.max())
    rates = np.exp(ratio_K / warmest - ratio_K / kelvin)
    mean = float(np.average(rates, weights=weight))
    return float(1 / (1 / warmest - np.log(mean) / ratio_K)) - 273.15


def weights_of(temperature_degC: Column, time_s: Column, rule: str) -> tuple[Column, Column]:
    """Return readings, one a time, and how much each counts by a rule for uneven times.

    Raises
    ------
    OutsideModel
        For times that step back, all readings at one time, or a rule not listed.

    Examples
    --------
    >>> weights_of(np.array([5.0, 6.0, 12.0]), np.array([0.0, 10.0, 30.0]), "hold")[1].tolist()
    [10.0, 20.0, 0.0]
    """
    where = "mean kinetic temperature"
    if rule not in RULES:
        fix = f"name one{nearest(rule, RULES)}"
        refuse([Fault(where, f"the rule {rule!r}", " or ".join(RULES), fix, OutsideModel)])
    time, row, count = np.unique(time_s, return_inverse=True, return_counts=True)
    if (np.diff(time_s) < 0).any() or len(time) < 2:
        expected = "times in order, at least two of them"
        refuse([Fault(where, "times that are not", expected, "sort the readings by time", OutsideModel)])
    value = np.bincount(row, temperature_degC) / count
    step = np.diff(time)
    if rule == "hold":
        return value, np.append(step, 0.0)
    return value, (np.append(step, 0.0) + np.append(0.0, step)) / 2


def misfit() -> tuple[Miss, ...]:
    """Return the published worked examples beside what comes out here."""
    ratio = 83.14472 / 0.008314472
    seven, year = np.array([2.0, 2, 5, 8, 8, 8, 8]), np.full(52, 25.0)
    return (
        Miss("2, 2, 5, 8, 8, 8, 8 °C (zelti/mkt)", 6.25, kinetic_mean(seven, np.ones(7), ratio), "degC"),
        Miss("52 weeks at 25 °C (USP's example)", 25.0, kinetic_mean(year, np.ones(52), ratio), "degC"),
    )


def _kJ_per_mol(energy: object) -> float:
    value = measure(energy, "kJ/mol", "energy", "an activation energy", "83.144 kJ/mol")
    if value <= 0:
        refuse([Fault("energy", f"{value:g} kJ/mol", "one above zero", "the usual one is 83.144 kJ/mol", OutsideModel)])
    return value


def _range(storage: tuple[object | None, object]) -> tuple[float | None, float]:
    """Return the label's range, or refuse one that is frozen or reversed."""
    lower = None if storage[0] is None else degC(storage[0], "storage")
    upper = degC(storage[1], "storage")
    if upper < 0 or (lower is not None and not 0 <= lower <= upper):
        found = f"a range from {'-' if lower is None else f'{lower:g}'} to {upper:g} °C"
        fix = "judge a frozen product by its extremes and its time outside; it has no mean kinetic temperature"
        refuse([Fault("mean kinetic temperature", found, "a range above 0 °C", fix, OutsideModel)])
    return lower, upper


def _refuse_frozen(value: Column) -> None:
    if value.min() < 0:
        fix = "judge it by its extremes: what was frozen has no mean kinetic temperature"
        found = f"a reading of {value.min():g} °C"
        refuse([Fault("mean kinetic temperature", found, "readings of 0 °C and above", fix, OutsideModel)])


def _refuse_weights(given: Sequence[Column], timed: bool) -> None:
    where, fix = "mean kinetic temperature", "give time_s for readings, or duration_s for spans"
    if len(given) > 1:
        refuse([Fault(where, "time_s and duration_s", "one of them", fix, OutsideModel)])
    if given and not timed and not (given[0].min() >= 0 and given[0].sum() > 0):
        refuse([Fault(where, "a duration that is not", "durations above zero", fix, OutsideModel)])


def _doubts(value: Column, lower: float | None, upper: float) -> Iterator[str]:
    if lower is not None and value.min() < lower:
        yield f"a reading of {value.min():g} °C lies below the range, of which a kinetic mean says nothing"
    if value.max() > upper:
        yield f"a reading of {value.max():g} °C lies above the range: the excursion stands, whatever the mean"


def _gaps(time_s: Column) -> Iterator[str]:
    """Say the longest gap: as everywhere, a step of more than one and a half times the log's own interval."""
    step = np.diff(time_s)
    if step.max() > _GAP * np.median(step):
        yield f"{step.max():g} s without a reading: nobody knows the mean over a gap"
