"""Whole therapies, put together into shards: the rows that speak of them, and the loggers that stand for them.

A therapy is never split: all its containers, and all the readings that can speak of them, are in one shard. A logger
that stands for therapies of several shards is in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from atmp_logistics.assessment.streaming.resources import ShardLimits
from atmp_logistics.assessment.streaming.spill import SpilledRuns
from atmp_logistics.core.columns import Index
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.evidence.temperature.logger_rows import NAMED_ASIDE, events_naming
from atmp_logistics.records.event_log import EventLog


@dataclass(frozen=True, slots=True)
class Shard:
    """Therapies to be judged together: their events, the containers expected of them, and the readings.

    `tells` are the loggers of which this shard, and no other, says how far their readings are joined. One without
    events only tells.
    """

    events: EventLog | None
    expected: tuple[tuple[str, str], ...]
    readings: SpilledRuns | None
    tells: tuple[str, ...] = ()


def shards_of(
    events: EventLog,
    expected: Sequence[tuple[str, str]],
    readings: SpilledRuns | None,
    ask: Sequence[int],
    room: ShardLimits,
    placed: Sequence[int] = (),
) -> Iterator[Shard]:
    """Return the shards of a record.

    Parameters
    ----------
    events : EventLog
    expected : sequence of (therapy_id, container_id)
        Containers that the caller states.
    readings : SpilledRuns or None
    ask : sequence of int
        The loggers, by their places, of which a shard must tell how far their readings are joined.
    room : ShardLimits
    placed : sequence of int
        The loggers, by their places, that the call or the profile states to stand for a phase of every therapy.

    Raises
    ------
    UsageError
        Where one therapy's readings alone are more than there is room for.
    """
    readings = _told_of_names(readings, events)
    therapies, codes = _therapies(events, expected)
    loggers = _loggers(events, codes, len(therapies), readings, placed)
    sizes = np.zeros(0, np.int64) if readings is None else _sizes(readings)
    refuse(_too_large(therapies, loggers, sizes, room))
    refuse(_too_long(readings, ask, sizes, room) if readings else ())
    packed = _packed(loggers, sizes, np.bincount(codes, minlength=len(therapies)), room)
    tables = _tables(events.table, codes, packed, len(therapies))
    still = set(ask)
    for members, table in zip(packed, tables, strict=True):
        names = {therapies[i] for i in members}
        used = sorted({logger for i in members for logger in loggers[i]})
        log = replace(events, table=table, containers=_of(names, events.containers))
        tells = tuple(readings.names[i] for i in used if i in still) if readings else ()
        still.difference_update(used)
        yield Shard(log, _of(names, expected), readings.of(used) if readings is not None else None, tells)
    if readings is not None:
        yield from _unheard(readings, sorted(still), sizes, room)


def _told_of_names(readings: SpilledRuns | None, events: EventLog) -> SpilledRuns | None:
    """Return readings that say at which events the record names their only logger, which no shard can see by itself."""
    if readings is None or len(readings.names) != 1:
        return readings
    (only,) = readings.names
    aside = {NAMED_ASIDE} if only in events.loggers_aside else set[str]()
    return replace(readings, named_at=events_naming(only, events.table) | aside)


def loggers_to_read(runs: SpilledRuns | None, max_gap_s: float | None, room: ShardLimits) -> list[int]:
    """Return the loggers whose readings must be looked at, whoever they stand for: how they are joined must be told.

    With a stated `max_gap` it is known how they are joined: then one that is too long for the memory, and in one file,
    is left out.
    """
    if runs is None:
        return []
    pairs = np.unique(np.stack([runs.logger, runs.source]), axis=1)
    files = np.bincount(pairs[0], minlength=len(runs.names))
    held = np.bincount(runs.logger, runs.count, len(runs.names))
    return np.nonzero((max_gap_s is None) | (files > 1) | (held <= room.most))[0].tolist()


def _therapies(events: EventLog, expected: Sequence[tuple[str, str]]) -> tuple[list[str], Index]:
    """Return the therapies in the record's order, and the therapy of each row."""
    codes, named = pd.factorize(events.table["therapy_id"])
    more = [therapy for therapy, _ in (*events.containers, *expected)]
    return list(dict.fromkeys([*map(str, named), *more])), codes.astype(np.int64)


def _loggers(
    events: EventLog, codes: Index, count: int, readings: SpilledRuns | None, placed: Sequence[int]
) -> list[list[int]]:
    """Return the places of the loggers that can stand for each therapy: those its rows name, those placed, the only."""
    if readings is None:
        return [[] for _ in range(count)]
    for_all = [0] if len(readings.names) == 1 else sorted(placed)
    by_therapy = [[*for_all] for _ in range(count)]
    column = events.table["logger_id"].astype(object)
    named = (column != "").to_numpy(bool) & column.notna().to_numpy(bool)
    places = {name: i for i, name in enumerate(readings.names)}
    pairs = pd.DataFrame({"therapy": codes[named], "logger": column[named].map(places)}).dropna().drop_duplicates()
    for therapy, logger in zip(pairs["therapy"].tolist(), pairs["logger"].astype(int).tolist(), strict=True):
        by_therapy[therapy].append(logger)
    return [sorted(set(loggers)) for loggers in by_therapy]


def loggers_of(
    events: EventLog, therapies: set[str], readings: SpilledRuns, most: int, placed: Sequence[int] = ()
) -> list[int]:
    """Return the places of the loggers that can stand for some therapies, while they hold no more than so many."""
    names, codes = _therapies(events, ())
    loggers, sizes = _loggers(events, codes, len(names), readings, placed), _sizes(readings)
    kept, held = set[int](), 0
    for therapy, needed in zip(names, loggers, strict=True):
        more = [logger for logger in needed if logger not in kept] if therapy in therapies else []
        if more and held + int(sizes[more].sum()) <= most:
            kept.update(more)
            held += int(sizes[more].sum())
    return sorted(kept)


def _sizes(readings: SpilledRuns) -> Index:
    out = np.zeros(len(readings.names), np.int64)
    np.add.at(out, readings.logger, readings.count)
    return out


def _too_large(
    therapies: Sequence[str], loggers: Sequence[list[int]], sizes: Index, room: ShardLimits
) -> Iterator[Fault]:
    for therapy, needed in zip(therapies, loggers, strict=True):
        if needed and (held := int(sizes[needed].sum())) > room.most:
            found = f"{held:,} readings of the loggers that stand for it"
            fix = "give more memory; or divide the log, so that each piece has a logger's name of its own"
            expected = f"at most {room.most:,} in the memory given"
            yield Fault(f"therapy {therapy}", found, expected, fix, UsageError)


def _too_long(readings: SpilledRuns, ask: Sequence[int], sizes: Index, room: ShardLimits) -> Iterator[Fault]:
    for logger in ask:
        if sizes[logger] > room.most:
            expected = f"at most {room.most:,} in the memory given"
            fix = "give more memory, or state readings.max_gap in the site profile"
            yield Fault(f"logger {readings.names[logger]}", f"{sizes[logger]:,} readings", expected, fix, UsageError)


def _packed(loggers: Sequence[list[int]], sizes: Index, rows: Index, room: ShardLimits) -> list[list[int]]:
    """Return which therapies share a shard: those whose loggers stand near each other in the files."""
    order = sorted(range(len(loggers)), key=lambda i: (loggers[i][0] if loggers[i] else -1, i))
    packed: list[list[int]] = []
    held, count, amount = set[int](), 0, 0
    for i in order:
        more = [logger for logger in loggers[i] if logger not in held]
        added = int(sizes[more].sum()) if more else 0
        full = amount + added > room.readings or count + int(rows[i]) > room.rows
        if not packed or (full and packed[-1]):
            packed.append([])
            held, count, amount, added = set(), 0, 0, int(sizes[loggers[i]].sum()) if loggers[i] else 0
        packed[-1].append(i)
        held.update(loggers[i])
        count, amount = count + int(rows[i]), amount + added
    return [sorted(members) for members in packed]


def _tables(table: pd.DataFrame, codes: Index, packed: Sequence[Sequence[int]], count: int) -> Iterator[pd.DataFrame]:
    """Return each shard's rows, in the order of the record."""
    shard = np.zeros(count, np.int64)
    for number, members in enumerate(packed):
        shard[list(members)] = number
    order = np.argsort(shard[codes], kind="stable")
    bounds = np.searchsorted(shard[codes][order], np.arange(len(packed) + 1))
    for number in range(len(packed)):
        yield table.iloc[order[bounds[number] : bounds[number + 1]]].reset_index(drop=True)


def _of(therapies: set[str], pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in pairs if pair[0] in therapies)


def _unheard(readings: SpilledRuns, loggers: Sequence[int], sizes: Index, room: ShardLimits) -> Iterator[Shard]:
    """Return shards without therapies, for the loggers that stand for nobody."""
    batch, held = list[int](), 0
    for logger in loggers:
        if batch and held + int(sizes[logger]) > room.readings:
            yield Shard(None, (), readings.of(batch), tuple(readings.names[i] for i in batch))
            batch, held = [], 0
        batch.append(logger)
        held += int(sizes[logger])
    if batch:
        yield Shard(None, (), readings.of(batch), tuple(readings.names[i] for i in batch))
