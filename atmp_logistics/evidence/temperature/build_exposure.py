"""From readings to exposure: which logger stood for which container when, and what is to be said of the loggers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.interpolation import joined_readings_with_notes
from atmp_logistics.evidence.temperature.logger_assignment import LoggerAssignment
from atmp_logistics.evidence.temperature.logger_notes import loggers_for_nothing, notes_of, notes_on_unassigned_loggers
from atmp_logistics.evidence.temperature.stated_loggers import StatedLoggers
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.temperature_log import TemperatureLog

_NO_LOG = TemperatureLog(np.empty(0, np.int64), np.empty(0), np.empty(0), (), {}, ())


def notes_on_loggers(exposures: Sequence[Exposure], log: TemperatureLog) -> dict[str, None]:
    """Return what is to be said of how readings are joined, and of which logger stands for what or for nothing."""
    notes = dict.fromkeys(note for one in exposures for note in one.notes)
    heard = {one.loggers[i] for one in exposures for i in np.unique(one.logger).tolist()}
    heard |= {name for one in exposures for name in loggers_for_nothing(one.standing)}
    return notes | dict.fromkeys(notes_on_unassigned_loggers(log.loggers, heard) if exposures else ())


def standing_of(
    evidence: Evidence, table: pd.DataFrame, log: TemperatureLog, places: tuple[LoggerPlace, ...] = ()
) -> LoggerAssignment:
    """Return who stands for whom, by the names of a log's loggers alone."""
    placed = StatedLoggers.of(log.loggers, (*places, *log.places, *evidence.site.loggers))
    return LoggerAssignment.of(evidence, table, placed, is_whole=not log.is_part, named_at=log.named_at)


def expose(
    evidence: Evidence, table: pd.DataFrame, log: TemperatureLog | None, places: tuple[LoggerPlace, ...] = ()
) -> Exposure:
    """Say what readings there are, and which logger stood for which container when.

    Parameters
    ----------
    evidence : Evidence
    table : DataFrame
        `EventLog.table`, whose rows may name loggers.
    log : TemperatureLog or None
    places : tuple of LoggerPlace, optional
        What the call and the site's profile state that loggers stand for.
    """
    own = log or _NO_LOG
    readings, notes = joined_readings_with_notes(own, evidence.site.max_gap_s, evidence.tz)
    standing = standing_of(evidence, table, own, places)
    every = standing.every
    return Exposure(
        readings, every.container, every.logger, every.begin.hi, every.end.lo, len(evidence), evidence.site.guard_degC,
        (*notes, *notes_of(standing)), standing.lacking, own.loggers, own.devices, standing=standing,
        read=own.read or own.loggers,
    )  # fmt: skip
