"""The readings of each phase of a container: by which logger, from when to when, how cold and warm, and pictured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.wording import degrees, duration
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.records.device_summary import computed_of, printed_of
from atmp_logistics.report.assessment.temperature_plot import PhasePicture, pictures_of
from atmp_logistics.report.dose_record.logger_facts import logger_table
from atmp_logistics.report.dose_record.record_parts import PROSE, Cell, Facts, Picture, Table
from atmp_logistics.report.dose_record.record_source import OneContainer, RecordSource
from atmp_logistics.report.dose_record.record_words import instants_of
from atmp_logistics.report.shared.style import data_uri, svg_of
from atmp_logistics.rules.monitored_phases import monitored_phases

#: Where a gap lies, as the table of gaps says it, to the phrase of the record.
_WHY = {
    "between readings": "gap.between",
    "from the start of the phase": "gap.start",
    "to the end of the phase": "gap.end",
    "the whole phase": "gap.whole",
    "between readings, beyond the logger's scale": "gap.scale",
}
#: How wide pictures are, in inches, on paper and on a telephone.
_WIDE_IN, _NARROW_IN = 7.2, 3.6


@dataclass(frozen=True, slots=True)
class PhaseOfRecord:
    """A phase of one container as a record shows it."""

    heading: str
    facts: Facts
    loggers: Table
    devices: Table
    disagreements: tuple[str, ...]
    picture: Picture | None
    picture_words: str


@dataclass(frozen=True, slots=True)
class _Read:
    """The readings of a phase: instants in microseconds, temperatures in °C, and the places of its loggers."""

    time: Column
    value: Column
    loggers: tuple[int, ...]

    @classmethod
    def of(cls, exposure: Exposure, row: int, since: float, until: float) -> _Read:
        places = [(logger, own) for logger, own in exposure.places_of(row, since, until) if own.stop > own.start]
        time = np.concatenate([np.empty(0), *(exposure.readings.time[own] for _, own in places)])
        value = np.concatenate([np.empty(0), *(exposure.readings.value[own] for _, own in places)])
        order = np.argsort(time, kind="stable")
        return cls(time[order], value[order], tuple(dict.fromkeys(logger for logger, _ in places)))


def phases_of_record(source: RecordSource) -> Iterator[PhaseOfRecord]:
    """Yield each phase of each container in which the label limits the temperature."""
    for container in source.containers:
        evidence = container.part.evidence
        pictures = {picture.code: picture for picture in pictures_of(container.part, container.row)}
        for limit, phase, _ in monitored_phases(evidence):
            if evidence.applies(limit)[container.row] != NO:
                yield _phase(source, container, limit, phase, pictures.get(limit.code))


def _phase(
    source: RecordSource,
    container: OneContainer,
    limit: StorageCondition | TimeWindow,
    phase: Phase,
    drawn: PhasePicture | None,
) -> PhaseOfRecord:
    row, exposure = container.row, container.part.exposure.during(limit)
    since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
    read = _Read.of(exposure, row, since, until)
    gaps = _gaps(source, container, limit.code)
    heading = source.words.say(
        "picture.caption", therapy=source.therapy_id, container=source.name_of(container), phase=limit.code
    )
    facts = _facts(source, container, limit, phase, read, gaps)
    names = [exposure.loggers[i] for i in read.loggers]
    devices = [exposure.devices[name] for name in names if name in exposure.devices]
    return PhaseOfRecord(
        heading, facts, logger_table(source, exposure, read.loggers), _device_table(source, exposure, read),
        tuple(words for device in devices for words in device.disagreements),
        _picture(source, container, drawn, read, heading) if drawn else None,
        "" if len(read.time) else source.words.say("text.no_readings"),
    )  # fmt: skip


def _facts(
    source: RecordSource, container: OneContainer, limit: StorageCondition | TimeWindow, phase: Phase, read: _Read,
    gaps: tuple[Cell, ...],
) -> Facts:  # fmt: skip
    words, row = source.words, container.row
    limits = limit.range if isinstance(limit, StorageCondition) else limit.within
    return Facts.of(
        phase_range="" if limits is None else limits.in_words,
        phase_start=words.span(float(phase.start_lo[row]), float(phase.start_hi[row])),
        phase_end=words.span(float(phase.end_lo[row]), float(phase.end_hi[row])),
        readings=str(len(read.time)),
        first_reading=_read_at(source, read, 0),
        last_reading=_read_at(source, read, -1),
        lowest=_read_at(source, read, int(read.value.argmin()) if len(read.value) else 0),
        highest=_read_at(source, read, int(read.value.argmax()) if len(read.value) else 0),
        mean=degrees(round(float(read.value.mean()), 2)) if len(read.value) else "",
        gaps=gaps,
        found=_found(source, container, limit.code),
    )


def _found(source: RecordSource, container: OneContainer, code: str) -> list[Cell]:
    """Return what the rules found of the temperature of a phase: also what a site states in the place of readings."""
    own = (one for one in source.findings_of(container) if one.rule in ("T101", "T102") and one.code == code)
    return [Cell(one.why, PROSE) for one in own]


def _read_at(source: RecordSource, read: _Read, i: int) -> str:
    if not len(read.time):
        return ""
    time = source.words.at(float(read.time[i]))
    return source.words.say("text.at", value=degrees(float(read.value[i])), time=time)


def _gaps(source: RecordSource, container: OneContainer, code: str) -> tuple[Cell, ...]:
    """Return the stretches without readings of one phase; what a result without readings cannot say is left out."""
    if not source.result.holds_readings:
        return ()
    table, say = source.result.gaps, source.words.say
    of_container = (table["container_id"] == container.name) & (
        table["product"] == container.part.evidence.product.slug
    )
    own = table[of_container & (table["code"] == code)].drop_duplicates(["start", "end", "why"])
    if own.empty:
        return (Cell(say("text.no_gaps")),)
    times = zip(instants_of(own["start"]), instants_of(own["end"]), own["duration_s"], own["why"], strict=True)
    return tuple(
        Cell(
            say(
                "text.gap", start=source.words.at(start) or say("text.unknown"),
                end=source.words.at(end) or say("text.unknown"), duration=duration(float(length)), why=say(_WHY[why]),
            )
        )
        for start, end, length, why in times
    )  # fmt: skip


def _device_table(source: RecordSource, exposure: Exposure, read: _Read) -> Table:
    """Return what each device prints of its readings, beside what they give: all of them, and those of the phase."""
    rows = []
    for logger in read.loggers:
        name = exposure.loggers[logger]
        details: Any = exposure.devices[name].details if name in exposure.devices else {}
        every = exposure.readings.value[exposure.readings.first[logger] : exposure.readings.stop[logger]]
        for key, printed in printed_of(details).items():
            ours = (computed_of(key, values, details) for values in (every, read.value))
            numbers = [degrees(printed), *(degrees(round(one, 2)) for one in ours)]
            rows.append((Cell(name), Cell(source.words.say(f"summary.{key}")), *map(Cell, numbers)))
    return Table(("logger", "device_summary", "device_prints", "file_gives", "phase_gives"), tuple(rows))


def _picture(source: RecordSource, container: OneContainer, drawn: PhasePicture, read: _Read, caption: str) -> Picture:
    """Return the picture of a phase; no name stands in it, so that every sign of one can be shown beside it."""
    words = source.words
    plain = replace(drawn, title=drawn.code)
    values = read.value if len(read.value) else drawn.readings[1]
    alt = words.say(
        "picture.alt", therapy=source.therapy_id, container=source.name_of(container), phase=drawn.code,
        start=words.at(drawn.since), end=words.at(drawn.until), range=drawn.limits.in_words,
        lowest=degrees(float(values.min())), highest=degrees(float(values.max())),
        excursions=len(drawn.outside) + len(drawn.permitted) + len(drawn.left_open), gaps=len(drawn.gaps),
    )  # fmt: skip
    language = words.say.language
    wide, narrow = (data_uri(svg_of(plain.figure(width, language))) for width in (_WIDE_IN, _NARROW_IN))
    return Picture(wide, narrow, alt, caption)
