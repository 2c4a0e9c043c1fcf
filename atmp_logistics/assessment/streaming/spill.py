"""Readings set down in pieces: each batch in a file of its own, its loggers apart, and how to take a few back up.

A piece is two columns of float64, first all instants and then all temperatures, grouped by logger. Whatever of a logger
is wanted is found by where it begins and how long it is; nothing else of the piece is read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import RawIOBase
from pathlib import Path

import numpy as np

from atmp_logistics.core.checks import being_read
from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.errors import Fault, InputError
from atmp_logistics.ingest.readings.fault_codes import FaultCodes
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.records.devices import Device
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.temperature_log import TemperatureLog, Trips

_WIDTH = 8


@dataclass(frozen=True, slots=True)
class SpilledPiece:
    """A batch that was set down: where, and of each of its loggers how many readings, from when to when, how many lost.

    `loggers` are named as their file names them, in the order in which it does. `may_hold_codes` says that some
    readings may be fault codes, which only the whole file can tell.
    """

    path: str
    loggers: tuple[str, ...]
    count: Index
    first: Column
    last: Column
    missing: Index
    may_hold_codes: bool = False

    def __len__(self) -> int:
        return int(self.count.sum())


def spill(log: TemperatureLog, path: Path, codes: FaultCodes | None = None) -> SpilledPiece:
    """Write a batch as a piece; written twice, it is the same piece. `codes` are looked for, and left as they are.

    Examples
    --------
    >>> import tempfile
    >>> log = TemperatureLog(np.zeros(2, np.int64), np.array([0.0, 60e6]), np.array([4.0, np.nan]), ("A",), {}, ())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     piece = spill(log, Path(folder, "0"))
    >>> len(piece), piece.missing.tolist()
    (2, [1])
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.{id(log)}")
    with beside.open("wb") as file:
        file.write(np.ascontiguousarray(log.time_us, np.float64).data)
        file.write(np.ascontiguousarray(log.temperature_degC, np.float64).data)
    beside.replace(path)
    bounds = np.searchsorted(log.logger, np.arange(len(log.loggers) + 1))
    count = np.diff(bounds)
    edges = np.append(log.time_us, np.nan)
    first = np.where(count, edges[np.minimum(bounds[:-1], len(log))], np.nan)
    last = np.where(count, edges[bounds[1:] - 1], np.nan)
    missing = np.bincount(log.logger[np.isnan(log.temperature_degC)], minlength=len(log.loggers))
    doubtful = codes is not None and codes.may_be_in(log)
    return SpilledPiece(str(path), log.loggers, count, first, last, missing.astype(np.int64), doubtful)


@dataclass(frozen=True, slots=True)
class SpilledRuns:
    """Stretches of pieces, each one logger's, in the order in which its readings are to stand.

    `logger` is a place in `names`, `piece` one in `paths`, `source` the number of the file that a stretch is from,
    `start` and `count` where it lies in its piece, and `size` how long that piece is. `interval_s` is what each file
    declares, by its logger and its number. `places` is what the call states that loggers stand for; `is_part` says
    that there are other loggers, which these are not all, and `read` names all of the loggers; `named_at` are the
    events at which the record names the only one.
    """

    paths: tuple[str, ...]
    names: tuple[str, ...]
    logger: Index
    source: Index
    piece: Index
    start: Index
    count: Index
    size: Index
    interval_s: Mapping[tuple[str, int], float] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    places: tuple[LoggerPlace, ...] = ()
    is_part: bool = False
    read: tuple[str, ...] = ()
    named_at: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return int(self.count.sum())

    def of(self, loggers: Sequence[int]) -> SpilledRuns:
        """Return the stretches of some loggers, given by their places in `names`, in rising order."""
        keep = np.nonzero(np.isin(self.logger, loggers))[0]
        pieces, piece = np.unique(self.piece[keep], return_inverse=True)
        names = tuple(self.names[i] for i in loggers)
        return SpilledRuns(
            tuple(self.paths[i] for i in pieces),
            names,
            np.searchsorted(loggers, self.logger[keep]),
            self.source[keep],
            piece,
            self.start[keep],
            self.count[keep],
            self.size[keep],
            {key: seconds for key, seconds in self.interval_s.items() if key[0] in names},
            {name: self.devices[name] for name in names if name in self.devices},
            self.places,
            self.is_part or len(names) < len(self.names),
            self.read or self.names,
            self.named_at,
        )


@being_read()
def read_back(runs: SpilledRuns) -> tuple[TemperatureLog, tuple[Fault, ...]]:
    """Read stretches back as a log; and where two files differ at the same instant of the same logger."""
    time, value = np.empty(len(runs)), np.empty(len(runs))
    stops = np.cumsum(runs.count)
    order = np.argsort(runs.piece, kind="stable")
    bounds = np.searchsorted(runs.piece[order], np.arange(len(runs.paths) + 1))
    for number, path in enumerate(runs.paths):
        with Path(path).open("rb", buffering=0) as file:
            for run in order[bounds[number] : bounds[number + 1]].tolist():
                start, count, stop = int(runs.start[run]), int(runs.count[run]), int(stops[run])
                _fill(file, start, time[stop - count : stop])
                _fill(file, int(runs.size[run]) + start, value[stop - count : stop])
    codes, source = np.repeat(runs.logger, runs.count), np.repeat(runs.source, runs.count)
    stated = runs.devices, runs.places, runs.is_part, runs.read
    log = TemperatureLog(codes, time, value, runs.names, {}, (), *stated, named_at=runs.named_at)
    if not ((np.diff(time) <= 0) & (np.diff(codes) == 0)).any():
        return _with_trips(log, runs), ()
    try:
        merged = _merged(log, source, runs)
        return replace(merged, is_part=runs.is_part, read=runs.read, named_at=runs.named_at), ()
    except InputError as error:
        return log, error.faults


def _with_trips(log: TemperatureLog, runs: SpilledRuns) -> TemperatureLog:
    """Return a log, in which no two files overlap, with where each file's readings begin, and what it declares."""
    fresh = (np.diff(runs.logger, prepend=-1) != 0) | (np.diff(runs.source, prepend=-1) != 0)
    keys = [(runs.names[logger], source) for logger, source in zip(*_pairs(runs, fresh), strict=True)]
    interval = np.array([runs.interval_s.get(key, np.nan) for key in keys], np.float64)
    return replace(log, trips=Trips((np.cumsum(runs.count) - runs.count)[fresh], interval))


def _pairs(runs: SpilledRuns, fresh: Mask) -> tuple[list[int], list[int]]:
    return runs.logger[fresh].tolist(), runs.source[fresh].tolist()


def _fill(file: RawIOBase, start: int, column: Column) -> None:
    """Read a column from a file, from so many numbers on."""
    view = column.data.cast("B")
    file.seek(start * _WIDTH)
    while len(view):
        read = file.readinto(view)
        if not read:
            raise OSError("a piece of the readings has been cut short in the temporary folder")
        view = view[read:]


def _merged(log: TemperatureLog, source: Index, runs: SpilledRuns) -> TemperatureLog:
    """Put one logger's readings from several files into one order, as reading the files together does."""
    return joined_logs(_of_file(log, source == number, int(number), runs) for number in np.unique(source))


def _of_file(log: TemperatureLog, chosen: Mask, number: int, runs: SpilledRuns) -> TemperatureLog:
    declared = {name: runs.interval_s[name, number] for name in log.loggers if (name, number) in runs.interval_s}
    columns = {name: getattr(log, name)[chosen] for name in ("logger", "time_us", "temperature_degC")}
    return replace(log, interval_s=declared, **columns)
