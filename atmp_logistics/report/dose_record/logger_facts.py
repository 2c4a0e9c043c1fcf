"""The loggers that stood for a container: serial number, model, family, interval, accuracy, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.wording import degrees, duration
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.report.dose_record.record_parts import Cell, Table
from atmp_logistics.report.dose_record.record_source import RecordSource

_COLUMNS = ("logger", "serial", "model", "family", "interval", "accuracy", "calibration")
#: What files call the day on which a logger has to be calibrated again.
_CALIBRATION = ("calibration_due", "calibration", "calibrated")


def logger_table(source: RecordSource, exposure: Exposure, loggers: Sequence[int]) -> Table:
    """Return what the files and the site say of some loggers, by their places."""
    return Table(_COLUMNS, tuple(_row(source, exposure, logger) for logger in loggers))


def _row(source: RecordSource, exposure: Exposure, logger: int) -> tuple[Cell, ...]:
    name = exposure.loggers[logger]
    details: Any = exposure.devices[name].details if name in exposure.devices else {}
    accuracy = source.containers[0].part.evidence.site.accuracy_degC
    said = {key: str(details.get(key) or "") for key in ("serial", "model")}
    return (
        Cell(name),
        Cell(said["serial"]),
        Cell(said["model"]),
        Cell(_family(source, name, details)),
        Cell(_interval(exposure, logger)),
        Cell(source.words.say("text.plus_minus", doubt=degrees(accuracy)) if accuracy else ""),
        Cell(next((str(details[key]) for key in _CALIBRATION if details.get(key)), "")),
    )


def _family(source: RecordSource, name: str, details: Any) -> str:
    """Return the format of the files that are this logger's: by their details, their name, or their loggers."""
    own = [
        one.dialect
        for one in source.result.inputs
        if one.details
        and (one.details == details or one.details.get("serial") == name or name in one.details.get("loggers", {}))
    ]
    return "; ".join(dict.fromkeys(own))


def _interval(exposure: Exposure, logger: int) -> str:
    """Return the interval of a logger's readings: the middle one, where they differ."""
    first, stop = int(exposure.readings.first[logger]), int(exposure.readings.stop[logger])
    steps = np.diff(exposure.readings.time[first:stop])
    return duration(float(np.median(steps)) / SECOND) if len(steps) else ""
