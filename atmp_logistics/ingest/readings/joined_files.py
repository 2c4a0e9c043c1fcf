"""Several files' readings put together: what two files both cover they must both hold, reading for reading.

The order of the files changes nothing. Files that overlap and agree are one record, and the interval of its stretches
is sought in all of it; files that do not touch are apart, and no interval is taken from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.errors import ConflictingReadings, Fault, refuse
from atmp_logistics.core.instants import iso
from atmp_logistics.ingest.readings.device_extremes import device_of_files
from atmp_logistics.records.devices import Device
from atmp_logistics.records.temperature_log import TemperatureLog, Trips


def joined_logs(parts: Iterable[TemperatureLog]) -> TemperatureLog:
    """Put several files' readings together; one logger's readings in two files become one series.

    Returns
    -------
    TemperatureLog

    Raises
    ------
    ConflictingReadings
        Where two files of one logger cover the same time and do not hold the same readings.

    Examples
    --------
    >>> one, two = np.array([0.0, 60e6, 120e6]), np.array([120e6, 180e6])
    >>> logs = [TemperatureLog(np.zeros(len(t), np.int64), t, 0 * t + 5, ("A",), {}, ()) for t in (two, one)]
    >>> joined_logs(logs).time_us.tolist(), joined_logs(logs).each_trip().first.tolist()
    ([0.0, 60000000.0, 120000000.0, 180000000.0], [0])
    """
    logs = list(parts)
    if len(logs) == 1:
        return logs[0]
    names = tuple(dict.fromkeys(name for log in logs for name in log.loggers))
    files = _FilesOfLoggers.of(logs, {name: i for i, name in enumerate(names)})
    times, values = (_stacked([getattr(log, name) for log in logs]) for name in ("time_us", "temperature_degC"))
    codes, file = (np.repeat(of, files.stop - files.first) for of in (files.logger, np.arange(len(files.first))))
    order = np.lexsort((np.nan_to_num(files.interval_s, nan=np.inf)[file], times, codes))
    codes, times_, values, file = codes[order], times[order], values[order], file[order]
    same = (np.diff(codes) == 0) & (np.diff(times_) == 0)
    refuse(_contradictions(names, codes, times_, values, same))
    record, faults = files.records(times, names)
    refuse(faults)
    keep = np.append(np.ones(min(len(times), 1), bool), ~same)
    codes, times_, values, record = codes[keep], times_[keep], values[keep], record[file[keep]]
    first = np.nonzero((np.diff(codes, prepend=-1) != 0) | (np.diff(record, prepend=-1) != 0))[0]
    return TemperatureLog(
        codes,
        times_,
        values,
        names,
        files.declared(names),
        tuple(source for log in logs for source in log.provenance),
        _devices(logs),
        tuple(dict.fromkeys(place for log in logs for place in log.places)),
        trips=Trips(first, files.interval_s[record[first]]),
    )


def _devices(logs: Sequence[TemperatureLog]) -> dict[str, Device]:
    """Return what all files say of each logger."""
    found: dict[str, list[Device]] = {}
    for log in logs:
        for name, device in log.devices.items():
            found.setdefault(name, []).append(device)
    return {name: device_of_files(devices) for name, devices in found.items()}


@dataclass(frozen=True, slots=True)
class _FilesOfLoggers:
    """Each file's readings of one logger: their place among all, their logger, and the interval that they declare."""

    first: Index
    stop: Index
    logger: Index
    interval_s: Column

    @classmethod
    def of(cls, logs: Sequence[TemperatureLog], places: dict[str, int]) -> _FilesOfLoggers:
        """Take them from the logs as they stand, one after another."""
        trips = [log.each_trip() for log in logs]
        size = np.array([len(log) for log in logs])
        before = np.cumsum(size) - size
        first = _stacked([trip.first + begin for trip, begin in zip(trips, before, strict=True)]).astype(np.int64)
        owner = [
            np.array([places[name] for name in log.loggers], np.int64)[log.logger[trip.first]]
            for log, trip in zip(logs, trips, strict=True)
        ]
        interval = _stacked([trip.interval_s for trip in trips])
        return cls(first, np.append(first[1:], size.sum())[: len(first)], _stacked(owner).astype(np.int64), interval)

    def declared(self, names: Sequence[str]) -> dict[str, float]:
        """Return the interval of each logger whose files all declare one and the same."""
        found: dict[int, set[float]] = {}
        for logger, interval in zip(self.logger.tolist(), self.interval_s.tolist(), strict=True):
            found.setdefault(logger, set()).add(interval)
        return {names[i]: one for i, (one, *more) in found.items() if not more and not np.isnan(one)}

    def records(self, times: Column, names: Sequence[str]) -> tuple[Index, list[Fault]]:
        """Return for each file the first of those that are one record with it; and what two files disagree on."""
        record, faults = np.arange(len(self.first)), list[Fault]()
        for one, other in self._overlapping(times):
            agree, shared, where = _agree(self._of(times, one), self._of(times, other))
            if not agree:
                faults.append(_disagreement(names[self.logger[one]], *where))
            elif shared and _alike(self.interval_s[one], self.interval_s[other]):
                record[record == record[other]] = record[one]
        return record, faults

    def _of(self, times: Column, file: int) -> Column:
        return times[self.first[file] : self.stop[file]]

    def _overlapping(self, times: Column) -> Iterator[tuple[int, int]]:
        """Yield the pairs of files of one logger that cover a time together; a copy stands beside its first alone."""
        begin, end = times[self.first], times[self.stop - 1]
        active: list[int] = []
        for file in np.lexsort((begin, self.logger)).tolist():
            active = [one for one in active if self.logger[one] == self.logger[file] and end[one] >= begin[file]]
            copied = next((one for one in active if self._are_copies(times, one, file)), None)
            if copied is not None:
                yield copied, file
            else:
                yield from ((one, file) for one in active)
                active.append(file)

    def _are_copies(self, times: Column, one: int, other: int) -> bool:
        """Say whether two files hold the same instants and declare the same interval."""
        return (
            self.stop[one] - self.first[one] == self.stop[other] - self.first[other]
            and _alike(self.interval_s[one], self.interval_s[other])
            and bool((self._of(times, one) == self._of(times, other)).all())
        )


def _alike(one: float, other: float) -> bool:
    return one == other or bool(np.isnan(one) and np.isnan(other))


def _agree(one: Column, other: Column) -> tuple[bool, int, tuple[float, float, int]]:
    """Say whether two files hold the same instants in the time that both cover, or one of them holds none of it.

    Returns
    -------
    agree : bool
    shared : int
        How many instants both hold.
    where : (float, float, int)
        The time that both cover, and how many readings of it only one holds.
    """
    since, until = max(one[0], other[0]), min(one[-1], other[-1])
    inside = [times[np.searchsorted(times, since) : np.searchsorted(times, until, "right")] for times in (one, other)]
    shared = int(np.isin(inside[0], inside[1], assume_unique=True).sum())
    alone = len(inside[0]) + len(inside[1]) - 2 * shared
    return not alone or not all(map(len, inside)), shared, (since, until, alone)


def _disagreement(name: str, since: float, until: float, count: int) -> Fault:
    found = f"two files that both cover {iso(since)} to {iso(until)}; {count} readings of that time are in one alone"
    fix = "leave out the file that is wrong; two loggers, or two clocks, need two names in logger_id"
    expected = "the same readings wherever two files of one logger overlap"
    return Fault(f"logger {name}", found, expected, fix, ConflictingReadings)


def _contradictions(names: Sequence[str], codes: Index, times: Column, values: Column, same: Mask) -> list[Fault]:
    """Return a fault for each logger with two temperatures at one instant: the first of them, and how many more."""
    equal = (values[:-1] == values[1:]) | (np.isnan(values[:-1]) & np.isnan(values[1:]))
    wrong = np.nonzero(same & ~equal)[0]
    loggers, first, count = np.unique(codes[wrong], return_index=True, return_counts=True)
    return [
        _conflict(names[logger], times[i], sorted(values[i : i + 2].tolist()), more - 1)
        for logger, i, more in zip(loggers, wrong[first], count, strict=True)
    ]


def _conflict(name: str, time: float, both: Sequence[float], more: int) -> Fault:
    found = f"{both[0]:g} and {both[1]:g} °C at {iso(time)} in two files"
    found += f", and so at {more} more instants" if more else ""
    fix = "leave out the file that is wrong"
    return Fault(f"logger {name}", found, "one temperature for one instant of one logger", fix, ConflictingReadings)


def _stacked(columns: Sequence[Column] | Sequence[Index]) -> Column:
    return np.concatenate([np.empty(0), *columns]).astype(np.float64)
