"""A log in a few numbers, beside those that its own device printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from atmp_logistics.device_record import computed_of, differs, printed_of
from atmp_logistics.records import TemperatureLog
from atmp_logistics.timeline import iso


@dataclass(frozen=True, slots=True)
class Summary:
    """One logger's readings in numbers, temperatures in °C; `printed` holds what the device says of the same."""

    logger: str
    readings: int
    missing: int
    first: str | None
    last: str | None
    computed: Mapping[str, float]
    printed: Mapping[str, float]
    alarms: int

    def lines(self) -> Iterator[str]:
        """Say it line by line, each number beside the device's own."""
        yield f"{self.readings} readings, {self.missing} missing" + (
            f", {self.first} to {self.last}" if self.first else ""
        )
        for key, value in self.computed.items():
            yield f"{key.removesuffix('_degC')}: {value:.3f} °C{self._beside(key, value)}"
        if self.computed and self.alarms:
            yield f"the device recorded {self.alarms} alarms; its limits are its own and no label's"

    def _beside(self, key: str, value: float) -> str:
        if key not in self.printed:
            return ""
        printed = self.printed[key]
        return f" (the device prints {printed:g}{': DIFFERS' if differs(key, printed, value) else ''})"


def summaries(log: TemperatureLog) -> Iterator[Summary]:
    """Yield the summary of each logger, with what its device says of itself."""
    for i, name in enumerate(log.loggers):
        value, time = log.temperature_degC[log.logger == i], log.time_us[log.logger == i]
        valid = value[~np.isnan(value)]
        details = log.devices[name].details if name in log.devices else {}
        keys = ["lowest_degC", "highest_degC", "mean_degC", *(["mkt_degC"] if "mkt_degC" in details else [])]
        computed = {key: computed_of(key, valid, details) for key in keys} if len(valid) else {}
        alarms = sum(len(alarm.get("starts", ())) for alarm in details.get("alarms", ()) if isinstance(alarm, dict))
        first, last = (iso(time[0]), iso(time[-1])) if len(time) else (None, None)
        missing = len(value) - len(valid)
        yield Summary(name, len(value), missing, first, last, computed, printed_of(details), alarms)
