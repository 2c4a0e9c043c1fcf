"""The excursions of a therapy as a record shows them, each with its bounds, its extreme and the limit that was left."""

from __future__ import annotations

from typing import Any

import numpy as np

from atmp_logistics.core.wording import degrees, duration
from atmp_logistics.report.dose_record.record_parts import Cell, Table
from atmp_logistics.report.dose_record.record_source import OneContainer, RecordSource
from atmp_logistics.report.dose_record.record_words import instants_of
from atmp_logistics.rules.monitored_phases import monitored_phases

COLUMNS = (
    "number", "container_id", "phase", "logger", "excursion_start", "excursion_end", "duration", "extreme", "band",
    "certain", "permitted",
)  # fmt: skip
_TIMES = ("start", "end", "start_earliest", "start_latest", "end_earliest", "end_latest")


def excursions_table(source: RecordSource) -> Table:
    """Return one row an excursion, numbered over the whole therapy."""
    table = source.result.excursions
    times = list(zip(*(instants_of(table[name]) for name in _TIMES), strict=True))
    every = zip(table.itertuples(index=False), times, strict=True)
    return Table(COLUMNS, tuple(_row(source, i, *each) for i, each in enumerate(every, 1)))


def _row(source: RecordSource, number: int, one: Any, times: tuple[float, ...]) -> tuple[Cell, ...]:
    words, say = source.words, source.words.say
    start, end, start_lo, start_hi, end_lo, end_hi = times
    container = source.container_of(one)
    revision = f" ({one.revision})" if len(container.part.versions) > 1 else ""
    edge = degrees(one.limit_degC)
    return (
        Cell(str(number)),
        Cell(source.name_of(container) if len(source.containers) > 1 else ""),
        Cell(f"{one.code}{revision}"),
        Cell(one.logger_id),
        Cell(words.at(start), more=_bounds(source, start, start_lo, start_hi)),
        Cell(words.at(end), more=_bounds(source, end, end_lo, end_hi)),
        Cell(words.between(one.duration_lower_s, one.duration_upper_s, duration)),
        Cell(_extreme(source, container, one, start, end)),
        Cell(say(f"text.{one.side}", limit=edge)),
        Cell(say("text.yes" if one.certain else "text.no")),
        Cell({"yes": say("text.yes"), "no": say("text.no")}.get(one.permitted, say("text.may_be"))),
    )


def _bounds(source: RecordSource, shown: float, lower: float, upper: float) -> tuple[str, ...]:
    """Return the bounds on an end of an excursion; none where they say no more than the time that is shown."""
    if lower == upper == shown:
        return ()
    low, high = (-np.inf if np.isnan(lower) else lower), (np.inf if np.isnan(upper) else upper)
    return (source.words.span(low, high),)


def _extreme(source: RecordSource, container: OneContainer, one: Any, start: float, end: float) -> str:
    """Return bounds on the extreme of an excursion, and when a reading shows it."""
    words = source.words
    said = words.between(one.extreme_lower_degC, one.extreme_upper_degC, degrees)
    at = _time_of_extreme(container, one, start, end)
    return words.say("text.at", value=said, time=words.at(at)) if at is not None else said


def _time_of_extreme(container: OneContainer, one: Any, start: float, end: float) -> float | None:
    limits = (limit for limit, _, _ in monitored_phases(container.part.evidence) if limit.code == one.code)
    limit = next(limits, None)
    if limit is None:  # pragma: no cover - only where an older version of a label names the limit otherwise
        return None
    exposure = container.part.exposure.during(limit)
    parts = [own for _, own in exposure.places_of(container.row, start, end) if own.stop > own.start]
    if not parts:
        return None
    values = np.concatenate([exposure.readings.value[own] for own in parts])
    worst = values.argmax() if one.side == "warmer" else values.argmin()
    return float(np.concatenate([exposure.readings.time[own] for own in parts])[worst])
