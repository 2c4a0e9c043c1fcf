"""What a logger prints of its readings, beside what they give: lowest, highest, mean, mean kinetic temperature.

A device measures more often than it logs, so that its extremes may lie beyond its readings, but no reading beyond its
extremes. Devices cut their numbers to a tenth, or round them. Mean kinetic temperature is computed where the device
prints one, by the device's own activation energy; it is an annex and never a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column

#: The gas constant as USP <1160> writes it, in kJ/(mol K), and its usual activation energy, in kJ/mol.
GAS_CONSTANT, USP_ENERGY = 8.3144e-3, 83.144
#: What cutting a number to a tenth can take from it, and what rounding can add.
CUT_DEGC, ROUNDED_DEGC = 0.1, 0.05
_EXACT = 1e-6
#: What a device prints of its readings; each is compared where a file states it.
PRINTED = {
    "lowest_degC": "lowest",
    "highest_degC": "highest",
    "mean_degC": "mean",
    "mkt_degC": "mean kinetic temperature",
}


def agrees(printed: float, computed: float) -> bool:
    """Say whether a printed mean is the computed one, cut or rounded to a tenth or to something finer.

    Examples
    --------
    >>> agrees(10.5, 10.584), agrees(-24.0, -24.087), agrees(10.6, 10.584), agrees(10.4, 10.584), agrees(4.87, 4.873)
    (True, True, True, False, True)
    """
    short = (computed - printed) * (1 if computed >= 0 else -1)
    return -ROUNDED_DEGC - _EXACT <= short <= CUT_DEGC + _EXACT


def contains(printed: float, computed: float, *, highest: bool) -> bool:
    """Say whether a printed extreme leaves room for the one among the readings; it may lie beyond it.

    Examples
    --------
    >>> contains(24.5, 24.3, highest=True), contains(8.0, 8.05, highest=True), contains(8.0, 10.2, highest=True)
    (True, True, False)
    """
    beyond = computed - printed if highest else printed - computed
    return beyond <= CUT_DEGC + _EXACT


def mean_kinetic_temperature(temperature_degC: Column, energy_kJ_per_mol: float = USP_ENERGY) -> float:
    """Return the mean kinetic temperature of equally spaced readings, in °C.

    Parameters
    ----------
    temperature_degC : ndarray of float64
        Readings; NaN is left out.
    energy_kJ_per_mol : float
        The activation energy.

    Returns
    -------
    float

    Notes
    -----
    USP 29 <1160>, with the gas constant that makes the usual ratio exactly 10 000 K.

    Examples
    --------
    >>> round(mean_kinetic_temperature(np.array([4.0, 4, 4, 4, 16])), 6)
    8.108857
    """
    kelvin = temperature_degC[~np.isnan(temperature_degC)] + 273.15
    ratio = energy_kJ_per_mol / GAS_CONSTANT
    return float(ratio / -np.log(np.mean(np.exp(-ratio / kelvin))) - 273.15)


def printed_of(details: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers that a device prints of its readings, by their name in `details`.

    Examples
    --------
    >>> printed_of({"highest_degC": 8.4, "mkt_degC": None, "serial": "1"})
    {'highest_degC': 8.4}
    """
    found = {key: details.get(key) for key in PRINTED}
    return {key: float(value) for key, value in found.items() if isinstance(value, (int, float))}


def summary_extremes(details: Mapping[str, Any]) -> Iterator[tuple[float, bool]]:
    """Yield the lowest and the highest temperature of a device's summary, and whether it is the highest.

    Examples
    --------
    >>> list(summary_extremes({"lowest_degC": 2.1, "highest_degC": 8.4, "mean_degC": None}))
    [(2.1, False), (8.4, True)]
    """
    printed = printed_of(details)
    for key, highest in (("lowest_degC", False), ("highest_degC", True)):
        if key in printed:
            yield printed[key], highest


def says_something(details: Mapping[str, Any]) -> bool:
    """Say whether a device states any number that its readings can be compared with."""
    return bool(printed_of(details))


def computed_of(key: str, readings: Column, details: Mapping[str, Any]) -> float:
    """Return what the readings, none of them missing, give for one of the numbers that a device prints."""
    if key == "mkt_degC":
        energy = details.get("mkt_activation_energy_kJ_per_mol")
        return mean_kinetic_temperature(readings, energy if isinstance(energy, (int, float)) else USP_ENERGY)
    values = {"lowest_degC": readings.min(), "highest_degC": readings.max(), "mean_degC": readings.mean()}
    return float(values[key])


def differs(key: str, printed: float, computed: float) -> bool:
    """Say whether a number that a device prints cannot be that of its readings."""
    if key in ("lowest_degC", "highest_degC"):
        return not contains(printed, computed, highest=key == "highest_degC")
    return not agrees(printed, computed)


def disagreements(details: Mapping[str, Any], temperature_degC: Column) -> Iterator[str]:
    """Yield in words each number that a device prints and that its readings contradict.

    A mean is that of all readings: it is not compared where the file says that it does not hold them all.

    Examples
    --------
    >>> list(disagreements({"highest_degC": 8.4, "mean_degC": 7.1}, np.array([4.0, 10.2])))
    ['it prints 8.4 °C as its highest, its readings give 10.2 °C']
    """
    readings = temperature_degC[~np.isnan(temperature_degC)]
    declared = details.get("readings_declared")
    whole = declared is None or declared == len(temperature_degC)
    for key, printed in printed_of(details).items():
        if not len(readings) or (not whole and key in ("mean_degC", "mkt_degC")):
            continue
        computed = computed_of(key, readings, details)
        if differs(key, printed, computed):
            yield f"it prints {printed:g} °C as its {PRINTED[key]}, its readings give {computed:.5g} °C"
