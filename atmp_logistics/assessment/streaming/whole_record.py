"""What only the whole record knows and no shard: the loggers without readings, and the notes on assigned loggers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from atmp_logistics.assessment.product_result import Label, ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.spill import SpilledRuns
from atmp_logistics.evidence.events.written_times import table_as_taken
from atmp_logistics.evidence.temperature.build_exposure import standing_of
from atmp_logistics.evidence.temperature.logger_notes import (
    loggers_for_nothing,
    notes_of,
    notes_on_unassigned_loggers,
)
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.temperature_log import TemperatureLog


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """What is known before the first shard is judged.

    Attributes
    ----------
    bare : Assessment
        The assessment without a finding; it lacks the loggers that no file holds.
    lacking : mapping of Label to tuple of str
        The loggers that rows of a label's containers name and no file holds.
    notes : mapping of Label to tuple of str
        What is noted of the loggers that stand for a label's containers.
    unassigned : tuple of str
        What is noted of the loggers that stand for no container.
    """

    bare: Assessment
    lacking: Mapping[Label, tuple[str, ...]]
    notes: Mapping[Label, tuple[str, ...]]
    unassigned: tuple[str, ...] = ()

    @classmethod
    def of(cls, bare: Assessment, events: EventLog, runs: SpilledRuns | None) -> WholeRecord:
        """Return what the record as a whole tells; `bare` holds no readings, so that it lacks every logger named."""
        names = set(runs.names) if runs is not None else set()
        lacking = {part.label: _without_readings(part, names) for part in bare.parts}
        parts = [replace(part, exposure=replace(part.exposure, lacking=lacking[part.label])) for part in bare.parts]
        bare = replace(bare, parts=tuple(parts))
        if runs is None:
            return cls(bare, lacking, {})
        log, notes, assigned = log_without_readings(runs), dict[Label, tuple[str, ...]](), set[str]()
        for part in parts:
            standing = standing_of(part.evidence, table_as_taken(events.table, part.evidence), log)
            notes[part.label] = notes_of(standing)
            assigned |= {runs.names[i] for i in np.unique(standing.every.logger).tolist()}
            assigned |= loggers_for_nothing(standing)
        return cls(bare, lacking, notes, notes_on_unassigned_loggers(runs.names, assigned) if parts else ())


def _without_readings(part: ProductResult, names: set[str]) -> tuple[str, ...]:
    """Return the loggers that the rows of a label's containers name, and that are not among those read."""
    return tuple(name for name in part.exposure.lacking if name not in names)


def log_without_readings(runs: SpilledRuns) -> TemperatureLog:
    """Return a log of the loggers that were spilled, with what the call states of them and without a reading."""
    nothing = np.empty(0)
    return TemperatureLog(nothing.astype(np.int64), nothing, nothing, runs.names, {}, (), places=runs.places)
