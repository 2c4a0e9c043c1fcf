"""A log in a few numbers, beside those that its device printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.instants import SECOND, iso
from atmp_logistics.records.device_summary import computed_of, differs, printed_of
from atmp_logistics.records.devices import Extreme, is_shown
from atmp_logistics.records.temperature_log import TemperatureLog

#: How many extremes that no reading shows are named; the others are counted.
_SHOWN = 5
#: A moment that is printed to the minute is no longer than this.
_MOMENT_US = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Summary:
    """One logger's readings in numbers.

    Attributes
    ----------
    logger : str
    readings, missing : int
        How many there are, and how many of them are without a value.
    first, last : str or None
        The first and the last instant, in UTC.
    computed : mapping of str to float
        Lowest, highest and mean, in °C.
    printed : mapping of str to float
        What the device prints of the same.
    alarms : int
        How many the device recorded.
    unseen : tuple of Extreme
        What the device measured and no reading shows.
    """

    logger: str
    readings: int
    missing: int
    first: str | None
    last: str | None
    computed: Mapping[str, float]
    printed: Mapping[str, float]
    alarms: int
    unseen: tuple[Extreme, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the numbers line by line, each beside the one that the device prints."""
        yield f"{self.readings} readings, {self.missing} missing" + (
            f", {self.first} to {self.last}" if self.first else ""
        )
        for key, value in self.computed.items():
            yield f"{key.removesuffix('_degC')}: {value:.3f} °C{self._beside(key, value)}"
        if self.computed and self.alarms:
            yield f"the device recorded {self.alarms} alarms; its limits are its own and no label's"
        yield from (f"the device itself: {said}" for said in self.not_shown())

    def not_shown(self) -> Iterator[str]:
        """Yield in words what the device measured and no reading shows: the first few, and how many more."""
        yield from (f"{_said(one)}, which no reading shows" for one in self.unseen[:_SHOWN])
        if len(self.unseen) > _SHOWN:
            yield f"{len(self.unseen) - _SHOWN} more that no reading shows"

    def _beside(self, key: str, value: float) -> str:
        if key not in self.printed:
            return ""
        printed = self.printed[key]
        return f" (the device prints {printed:g}{': DIFFERS' if differs(key, printed, value) else ''})"


def _said(one: Extreme) -> str:
    """Say what a device measured or counted, and when."""
    side = ("highest", "above") if one.highest else ("lowest", "below")
    value = f"{one.temperature_degC:g} °C"
    what = f"{side[0]} {value}" if one.minutes is None else f"{one.minutes:g} min {side[1]} {value}"
    since, until = iso(one.since_us), iso(one.until_us + 1)
    if not one.is_timed:
        return what
    return f"{what} at {since}" if one.until_us - one.since_us < _MOMENT_US else f"{what}, {since} to {until}"


def _is_beyond(one: Extreme, values: NDArray[np.float64]) -> bool:
    """Say whether a device measured more than any reading of the log shows, or counted what its day does not show."""
    farthest = replace(one, logged_degC=float((values.max if one.highest else values.min)())) if len(values) else one
    return one.minutes is not None or not is_shown(farthest)


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
        extremes = log.devices[name].extremes if name in log.devices else ()
        unseen = tuple(one for one in extremes if not is_shown(one) and _is_beyond(one, valid))
        yield Summary(name, len(value), missing, first, last, computed, printed_of(details), alarms, unseen)
