"""A log in a few numbers, beside those that its own device printed.

Mean kinetic temperature is shown where the device printed one, by the device's own activation energy. It is an
annex, never a verdict, and means nothing for a frozen product. Devices cut their numbers to a tenth and do not
round them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

import numpy as np

from atmp_logistics.evidence import Column
from atmp_logistics.records import TemperatureLog
from atmp_logistics.timeline import iso

#: The gas constant as USP <1160> writes it, in kJ/(mol K), and its usual activation energy, in kJ/mol.
GAS_CONSTANT, USP_ENERGY = 8.3144e-3, 83.144


@dataclass(frozen=True, slots=True)
class Summary:
    """One logger's readings in numbers, temperatures in °C; `printed` holds what the device says of the same."""

    logger: str
    readings: int
    missing: int
    first: str | None
    last: str | None
    lowest_degC: float
    highest_degC: float
    mean_degC: float
    mkt_degC: float | None
    printed: Mapping[str, float]
    alarms: int

    def lines(self) -> Iterator[str]:
        """Say it line by line, each number beside the device's own."""
        yield f"{self.readings} readings, {self.missing} missing" + (
            f", {self.first} to {self.last}" if self.first else ""
        )
        if np.isnan(self.mean_degC):
            return
        names = (
            ("lowest", self.lowest_degC),
            ("highest", self.highest_degC),
            ("mean", self.mean_degC),
            ("mkt", self.mkt_degC),
        )
        for name, value in names:
            if value is not None:
                yield f"{name}: {value:.3f} °C{self._beside(f'{name}_degC', value)}"
        if self.alarms:
            yield f"the device recorded {self.alarms} alarms; its limits are its own and no label's"

    def _beside(self, key: str, value: float) -> str:
        if key not in self.printed:
            return ""
        printed = self.printed[key]
        same = agrees(printed, value)
        return f" (the device prints {printed:g}{'' if same else ': DIFFERS'})"


def agrees(printed: float, computed: float) -> bool:
    """Say whether a printed tenth is the computed number cut, or rounded, to a tenth.

    Examples
    --------
    >>> agrees(10.5, 10.584), agrees(24.0, 24.087), agrees(10.6, 10.584), agrees(10.4, 10.584)
    (True, True, True, False)
    """
    cut = floor(abs(computed) * 10 + 1e-6) / 10
    return any(abs(abs(printed) - tenth) < 1e-9 for tenth in (cut, round(abs(computed), 1)))


def mean_kinetic_temperature(temperature_degC: Column, energy_kJ_per_mol: float = USP_ENERGY) -> float:
    """Return the mean kinetic temperature of equally spaced readings, in °C.

    Parameters
    ----------
    temperature_degC : ndarray of float64
        Readings; NaN is left out.
    energy_kJ_per_mol : float
        The activation energy.

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


def summaries(log: TemperatureLog, details: Mapping[str, Any]) -> Iterator[Summary]:
    """Yield the summary of each logger; `details` is what the device says of itself."""
    for i, name in enumerate(log.loggers):
        value, time = log.temperature_degC[log.logger == i], log.time_us[log.logger == i]
        valid = value[~np.isnan(value)]
        low, high, mean = (valid.min(), valid.max(), valid.mean()) if len(valid) else (np.nan,) * 3
        energy = details.get("mkt_activation_energy_kJ_per_mol", USP_ENERGY)
        mkt = mean_kinetic_temperature(valid, energy) if "mkt_degC" in details and len(valid) else None
        printed = {
            key: float(found)
            for key, found in details.items()
            if key.endswith("_degC") and isinstance(found, (int, float))
        }
        alarms = sum(len(alarm.get("starts", ())) for alarm in details.get("alarms", ()) if isinstance(alarm, dict))
        first, last = (iso(time[0]), iso(time[-1])) if len(time) else (None, None)
        yield Summary(name, len(value), len(value) - len(valid), first, last, low, high, mean, mkt, printed, alarms)
