"""One logger file, or one table in memory, to its readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import Fault, NoReadings, refuse
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.exported import exported_readings
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.ids import notes_on_similar_loggers, unclear_logger_faults
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.raw_logs import RawLog, RawSummary
from atmp_logistics.ingest.readings.channels import chosen_channels
from atmp_logistics.ingest.readings.detect import DialectRead, take_apart
from atmp_logistics.ingest.readings.device_extremes import (
    device_against_readings,
    extremes_faults,
    notes_on_disagreements,
    off_scale_instants,
)
from atmp_logistics.ingest.readings.fast_csv import read_plain_csv
from atmp_logistics.ingest.readings.fault_codes import FaultCodes, without_codes
from atmp_logistics.ingest.readings.own_frames import read_own_frame
from atmp_logistics.ingest.readings.series import LoggerSeries, read_series
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog


@being_read()
def read_log(
    file: File | MemoryTable, tz: tzinfo | None, site: Site, answers: Answers | None = None, *, label: str = ""
) -> TemperatureLog:
    """Read one file's readings; `label` stands for a logger that the file does not name. See `read_readings`."""
    table = exported_readings(file) if isinstance(file, File) else None
    if table is not None:
        return read_own_frame(table, lambda part: read_log(part, tz, site, answers, label=label))
    log, is_table = _read(file, tz, site, answers, label)
    return without_codes(log, FaultCodes.of(site, is_table=is_table))


def _read(
    file: File | MemoryTable, tz: tzinfo | None, site: Site, answers: Answers | None, label: str
) -> tuple[TemperatureLog, bool]:
    """Return a file's readings as it writes them, fault codes among them, and whether the file is a plain table."""
    stated = replace(answers or Answers(), tz=tz)
    as_ours = isinstance(file, File) and file.is_text
    plain = None if site.columns or (site.table.is_stated and not as_ours) else _plain(file, label, stated)
    if plain is not None:
        return plain, True
    taken = take_apart(file, site, stated)
    stated = taken.answers
    faults: list[Fault] = []
    raws, picked = chosen_channels(_logs(taken, file.name), stated.channel, file.name, faults)
    refuse(faults)
    notes = list(taken.notes)
    if label and any(not raw.logger for raw in raws):
        notes.append(f"the file does not name its logger; it goes by the name {label}")
    series: list[LoggerSeries] = []
    for i, raw in enumerate(raws):
        notes += [*raw.assumptions, *([picked[i]] if i in picked else [])]
        series += read_series(raw, raw.logger or label, file.name, stated, notes, faults)
        faults += extremes_faults(raw, file.name, stated)
    faults += unclear_logger_faults([one.name for one in series], file.name)
    refuse(faults)
    notes += notes_on_similar_loggers([raw.logger for raw in raws])
    return _log(file, taken.dialect, raws, series, notes, stated), taken.is_table


def _plain(file: File | MemoryTable, label: str, stated: Answers) -> TemperatureLog | None:
    """Return the readings of a file or a table of the plainest kind, column by column; None for any other."""
    if isinstance(file, MemoryTable):
        from atmp_logistics.ingest.readings.fast_parquet import read_plain_frame

        return read_plain_frame(file, label, stated)
    if file.is_text and stated.is_silent:
        return read_plain_csv(file, label)
    if file.kind != "parquet":
        return None
    from atmp_logistics.ingest.readings.fast_parquet import read_parquet

    return read_parquet(file, label, stated)


def _logs(taken: DialectRead, name: str) -> list[RawLog]:
    """Return the series of a file; one that holds nothing but the extremes of whole spans is refused."""
    logs = [raw for raw in taken.raws if isinstance(raw, RawLog)]
    if not logs:
        refuse(_no_readings(raw, name) for raw in taken.raws if isinstance(raw, RawSummary))
    return logs


def _no_readings(raw: RawSummary, name: str) -> Fault:
    spans = f"1 {raw.kind}'s" if len(raw.rows) == 1 else f"{len(raw.rows)} {raw.kind}s'"
    found = f"{spans} lowest and highest, no readings: between them nobody knows what was"
    fix = "export the logger's full series, which excursions need; `inspect` shows what the file holds"
    return Fault(name, found, "readings, each with its time", fix, NoReadings)


def _log(
    file: File | MemoryTable,
    dialect: str,
    raws: Sequence[RawLog],
    series: Sequence[LoggerSeries],
    notes: list[str],
    answers: Answers,
) -> TemperatureLog:
    instants = _stacked([one.times for one in series])
    rows = sum(len(raw.times) for raw in raws)
    devices = {
        one.name: device_against_readings(one, series, answers)
        for one in series
        if one.raw.details or one.raw.printed or off_scale_instants(one)
    }
    notes += [
        notes_on_disagreements(name, device.disagreements) for name, device in devices.items() if device.disagreements
    ]
    several = {raw.logger: raw.details for raw in raws if raw.details}
    details = raws[0].details if len(raws) == 1 else {"loggers": several} if several else {}
    noted = tuple(dict.fromkeys(notes))
    provenance = Provenance(file.name, file.sha256, dialect, rows, *span_of(instants), noted, details)
    return TemperatureLog(
        np.repeat(np.arange(len(series)), [len(one.times) for one in series]),
        instants,
        _stacked([one.values for one in series]),
        tuple(one.name for one in series),
        {one.name: one.raw.interval_s for one in series if one.raw.interval_s},
        (provenance,),
        devices,
    )


def _stacked(columns: Sequence[NDArray[np.float64]] | Sequence[NDArray[np.int64]]) -> NDArray[np.float64]:
    return np.concatenate([np.empty(0), *columns]).astype(np.float64)
