"""The last reading before an excursion and the first one after it: what the logger said when all was well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.temperature.exposure import Exposure


@dataclass(frozen=True, slots=True, repr=False)
class LoggerReading(ShortRepr):
    """One reading: of which logger, when (microseconds since 1970 in UTC), and what, in °C."""

    logger_id: str
    time_us: float
    temperature_degC: float


def readings_beside(
    exposure: Exposure, place: int, begin_us: float, end_us: float
) -> tuple[LoggerReading | None, LoggerReading | None]:
    """Return the last reading before a stretch and the first after it, of the loggers that stood for a container.

    Parameters
    ----------
    exposure : Exposure
        During the limit that was left.
    place : int
        The container's place in the evidence.
    begin_us, end_us : float

    Returns
    -------
    tuple of LoggerReading or None
        None where there is none while a logger stood for the container.
    """
    before, after, readings = list[LoggerReading](), list[LoggerReading](), exposure.readings
    for period in range(*np.searchsorted(exposure.container, [place, place + 1])):
        logger = exposure.logger[period : period + 1]
        since, until = exposure.since[period], exposure.until[period]
        last = int(readings.place(logger, np.array([begin_us]), "left")[0]) - 1
        if last >= readings.first[logger[0]] and readings.time[last] >= since:
            before.append(_reading(exposure, int(logger[0]), last))
        first = int(readings.place(logger, np.array([end_us]), "right")[0])
        if first < readings.stop[logger[0]] and readings.time[first] <= until:
            after.append(_reading(exposure, int(logger[0]), first))
    return max(before, key=_when, default=None), min(after, key=_when, default=None)


def _when(reading: LoggerReading) -> float:
    return reading.time_us


def _reading(exposure: Exposure, logger: int, i: int) -> LoggerReading:
    readings = exposure.readings
    return LoggerReading(exposure.loggers[logger], float(readings.time[i]), float(readings.value[i]))
