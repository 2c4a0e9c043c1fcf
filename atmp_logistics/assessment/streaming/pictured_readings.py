"""The readings that the page of a result draws: a streamed result holds none, so that they are read back from disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.shards import loggers_of
from atmp_logistics.assessment.streaming.spill import SpilledRuns, read_back
from atmp_logistics.evidence.events.written_times import table_as_taken
from atmp_logistics.evidence.temperature.build_exposure import expose
from atmp_logistics.records.event_log import EventLog

#: Of how many containers of each verdict a page shows pictures, as `report.assessment.html` has it.
PICTURED = 20


def with_pictured_readings(
    result: Assessment, events: EventLog, runs: SpilledRuns | None, most: int, stated: Sequence[int]
) -> Assessment:
    """Return a result with the readings of the few containers of each verdict that its page draws.

    Parameters
    ----------
    result : Assessment
    events : EventLog
    runs : SpilledRuns or None
    most : int
        Readings that are read back at the most; a container whose loggers hold more may have none.
    stated : sequence of int
        The loggers, by their places, that the call or the profile states to stand for something.

    Returns
    -------
    Assessment
    """
    if runs is None:
        return result
    parts = tuple(_part(part, events, runs, most, stated) for part in result.parts)
    return replace(result, parts=parts, holds_readings=False)


def _part(part: ProductResult, events: EventLog, runs: SpilledRuns, most: int, stated: Sequence[int]) -> ProductResult:
    therapies = set(part.evidence.therapy[part.first_of_each(PICTURED)])
    loggers = loggers_of(events, therapies, runs, most, stated)
    if not loggers:
        return part
    exposure = expose(part.evidence, table_as_taken(events.table, part.evidence), read_back(runs.of(loggers))[0])
    return replace(part, exposure=replace(exposure, lacking=part.exposure.lacking, notes=part.exposure.notes))
