"""Every file read once, its readings set down in pieces, and what is known of them all: who, and from when to when.

A file that no plain reader takes is read whole where it is small, as `read_readings` reads it; a large one is refused,
with the first line that is not plain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from atmp_logistics.assessment.streaming.batches import (
    Batch,
    ParquetBatch,
    SpilledBatch,
    TextBatch,
    batches_of,
    sha256_of,
    size_and_time,
    spill_batch,
)
from atmp_logistics.assessment.streaming.resources import BatchSizes
from atmp_logistics.assessment.streaming.spill import SpilledPiece, SpilledRuns, spill
from atmp_logistics.assessment.streaming.with_plugins import with_plugins
from atmp_logistics.assessment.streaming.workers import Workers
from atmp_logistics.core.errors import Fault, InputError, NotATable, TimesOutOfOrder, UsageError, refuse
from atmp_logistics.core.instants import iso
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.fast_cells import assumptions_of_columns, assumptions_of_fast_text
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.readings.fast_csv import read_plain_csv
from atmp_logistics.ingest.readings.fault_codes import FaultCodes
from atmp_logistics.ingest.readings.folders import ReadingsFile, other_logger_faults
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.ingest.readings.placed_files import log_with_place
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog

_NOBODY, _NOTHING = np.empty(0, np.int64), np.empty(0)
_PLAIN = (
    "a file so large in the plain form: time,temperature [°C],logger_id, times with their offset that rise within each "
    "logger, numbers with a point"
)


@dataclass(frozen=True, slots=True)
class SpilledFile:
    """One file: its pieces in order, and its log without the readings: loggers, provenance, what devices say."""

    source: ReadingsFile
    pieces: tuple[SpilledPiece, ...]
    log: TemperatureLog


@dataclass(frozen=True, slots=True)
class ReadJob:
    """One thing that a worker does of the files: set a batch down, or hash a whole file."""

    source: int
    what: Batch | Path
    place: Path
    codes: FaultCodes

    def run(self) -> SpilledBatch | str:
        """Do it."""
        return sha256_of(self.what) if isinstance(self.what, Path) else spill_batch(self.what, self.place, self.codes)


def run_job(job: ReadJob) -> SpilledBatch | str:
    """Do a worker's job."""
    return job.run()


def spill_files(
    sources: Sequence[ReadingsFile], answers: Answers, site: Site, folder: Path, sizes: BatchSizes, workers: Workers
) -> tuple[SpilledRuns, tuple[Provenance, ...]]:
    """Read files, and set their readings down in a folder.

    Raises
    ------
    InputError
        With every fault of the files.
    """
    codes = FaultCodes.of(site, is_table=True)
    before, faults, jobs = list[tuple[int, int] | None](), list[Fault](), list[ReadJob]()
    for number, source in enumerate(sources):
        try:
            before.append(size_and_time(source.path))
            batches = batches_of(source, answers, site, sizes.text, sizes.rows)
        except OSError:
            before.append(None)
            faults += _unreadable(source)
            continue
        own = [ReadJob(number, batch, folder / f"{number}-{i}", codes) for i, batch in enumerate(batches or [])]
        jobs += [ReadJob(number, source.path, folder, codes), *own] if own else []
    done = dict(workers.run(with_plugins(run_job), jobs))
    of_source: dict[int, list[tuple[ReadJob, SpilledBatch | str]]] = {}
    for i, job in enumerate(jobs):
        of_source.setdefault(job.source, []).append((job, done[i]))
    found = []
    for number, source in enumerate(sources):
        if before[number] is None:
            continue
        try:
            one = _one(source, of_source.get(number, []), answers, site, folder / f"{number}", sizes)
            found.append(replace(one, log=log_with_place(one.log, source.codes, source.name)))
            faults += other_logger_faults(source, found[-1].log.loggers)
            faults += _changed(source, before[number])
        except (InputError, UsageError) as error:
            faults += error.faults
    refuse(faults)
    bare = joined_logs(one.log for one in found)
    return _runs(found, bare), bare.provenance


def _unreadable(source: ReadingsFile) -> tuple[Fault, ...]:
    try:
        open_file(source.path)
    except InputError as error:
        return error.faults
    return (Fault(str(source.path), "a file that cannot be read", "a file", "check the path", InputError),)


def _changed(source: ReadingsFile, before: tuple[int, int] | None) -> Iterator[Fault]:
    if size_and_time(source.path) != before:
        expected, fix = "the same file from beginning to end", "wait until it is written, and ask again"
        yield Fault(source.name, "a file that was changed while it was read", expected, fix, InputError)


def _one(
    source: ReadingsFile,
    done: Sequence[tuple[ReadJob, SpilledBatch | str]],
    answers: Answers,
    site: Site,
    place: Path,
    sizes: BatchSizes,
) -> SpilledFile:
    """Put together what is known of one file; one that is not plain is read whole, if it is small."""
    kept = [(job.what, what) for job, what in done if isinstance(what, SpilledBatch) and not isinstance(job.what, Path)]
    refuse(dict.fromkeys(fault for _, what in kept for fault in what.faults))
    pieces = tuple(piece for _, what in kept for piece in what.pieces)
    wrong = [*_backwards(source, pieces), *_may_be_codes(source, pieces)]
    if kept and all(what.plain for _, what in kept) and not wrong:
        hashed = next(what for _, what in done if isinstance(what, str))
        return _plain(source, kept[0][0], pieces, hashed)
    if source.path.stat().st_size > sizes.whole:
        first = next((batch for batch, what in kept if not what.plain), None)
        refuse([_not_plain(source, first, kept)] if first or not kept else wrong)
    return _whole(source, answers, site, place)


def _not_plain(source: ReadingsFile, batch: Batch | None, kept: Sequence[tuple[Batch, SpilledBatch]]) -> Fault:
    """Return the fault of a large file: where it ceases to be plain, and how to make it so."""
    fix = f"correct it there, or write it anew: atmp-logistics convert {source.path} --out plain.csv"
    if not isinstance(batch, TextBatch):
        found = "a column or a value that leaves a question open" if batch else "another form"
        return Fault(source.name, found, _PLAIN, fix, NotATable)
    before = sum(len(piece) for other, what in kept for piece in what.pieces if other.start < batch.start)
    whole = all(what.plain for other, what in kept if other.start < batch.start)
    row, line = _first_line(batch)
    where = f"{source.name}, row {before + row}" if whole else source.name
    return Fault(where, repr(line), _PLAIN, fix, NotATable)


def _first_line(batch: TextBatch) -> tuple[int, str]:
    """Return the first line with which a batch is no longer plain, and its number where the heading is row 1."""
    lines = batch.text().splitlines(keepends=True)
    good, bad = 1, len(lines)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if read_plain_csv(File("", b"".join(lines[:middle]))) is None else (middle, bad)
    return bad, lines[bad - 1].decode("utf-8", "backslashreplace").rstrip("\r\n")[:80]


def _may_be_codes(source: ReadingsFile, pieces: Sequence[SpilledPiece]) -> Iterator[Fault]:
    """Yield a fault where a file may hold fault codes: only the whole file tells which values are."""
    if any(piece.may_hold_codes for piece in pieces):
        expected = "a file so large without values that may be fault codes, such as -127, 85 or -40 °C again and again"
        fix = "if they are temperatures, state readings.fault_codes = [] in the site profile; else write the file anew:"
        fix += f" atmp-logistics convert {source.path} --out plain.csv"
        yield Fault(source.name, "values that may be fault codes", expected, fix, InputError)


def _whole(source: ReadingsFile, answers: Answers, site: Site, place: Path) -> SpilledFile:
    file = replace(open_file(source.path), name=source.name)
    log = read_log(file, answers.tz, site, answers, label=source.label)
    if log.trips is not None:
        found, expected = "one logger's readings of several files", "a file of its own for each"
        fix = "judge it without workers, in a call of its own (assess)"
        refuse([Fault(source.name, found, expected, fix, InputError)])
    piece = spill(log, place)
    return SpilledFile(source, (piece,), replace(log, logger=_NOBODY, time_us=_NOTHING, temperature_degC=_NOTHING))


def _plain(source: ReadingsFile, batch: Batch, pieces: tuple[SpilledPiece, ...], hashed: str) -> SpilledFile:
    names = tuple(dict.fromkeys(name for piece in pieces for name in piece.loggers))
    missing = dict.fromkeys(names, 0)
    for piece in pieces:
        for name, count in zip(piece.loggers, piece.missing.tolist(), strict=True):
            missing[name] += count
    first, last = (np.concatenate([getattr(piece, end) for piece in pieces]) for end in ("first", "last"))
    counts = list(missing.values())
    if isinstance(batch, ParquetBatch):
        unit, clock = batch.shape.said_of_unit, batch.shape.said_of_clock
        kind, notes = "parquet", assumptions_of_columns((), source.label, names, counts, unit=unit, clock=clock)
    else:
        of_file = assumptions_of_fast_text(_last_byte(source.path))
        kind, notes = "csv, comma", assumptions_of_columns(of_file, source.label, names, counts)
    rows = sum(map(len, pieces))
    span = span_of(np.append(first, last))
    provenance = Provenance(source.name, hashed, kind, rows, *span, notes)
    called = tuple(name or source.label for name in names)
    return SpilledFile(source, pieces, TemperatureLog(_NOBODY, _NOTHING, _NOTHING, called, {}, (provenance,)))


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read()


def _backwards(source: ReadingsFile, pieces: Sequence[SpilledPiece]) -> list[Fault]:
    """Return a fault for the first reading of a batch that is not later than its logger's last one before."""
    last: dict[str, float] = {}
    for piece in pieces:
        for name, first, end in zip(piece.loggers, piece.first.tolist(), piece.last.tolist(), strict=True):
            if name in last and first <= last[name]:
                where = f"{source.name}, logger {name}" if name else source.name
                fix = "sort the rows by time within each logger"
                found = f"{iso(first)} after {iso(last[name])}"
                return [Fault(where, found, "times that rise within a logger", fix, TimesOutOfOrder)]
            last[name] = end
    return []


def _runs(files: Sequence[SpilledFile], log: TemperatureLog) -> SpilledRuns:
    """Return where every logger's readings are, each logger's in the order of the files and of the rows."""
    places = {name: i for i, name in enumerate(log.loggers)}
    paths, columns = list[str](), [np.empty((6, 0), np.int64)]
    for number, one in enumerate(files):
        for piece in one.pieces:
            some = np.nonzero(piece.count)[0]
            logger = np.array([places[name or one.source.label] for name in piece.loggers], np.int64)[some]
            start = (np.cumsum(piece.count) - piece.count)[some]
            same = (np.full(len(some), value) for value in (number, len(paths), len(piece)))
            file, here, size = same
            columns.append(np.stack([logger, file, here, start, piece.count[some], size]))
            paths.append(piece.path)
    table = np.concatenate(columns, axis=1)
    table = table[:, np.lexsort((table[2], table[1], table[0]))]
    logger, of_file, of_piece, start, count, size = table
    return SpilledRuns(
        tuple(paths),
        log.loggers,
        logger,
        of_file,
        of_piece,
        start,
        count,
        size,
        {(name, number): seconds for number, one in enumerate(files) for name, seconds in one.log.interval_s.items()},
        log.devices,
        log.places,
    )
