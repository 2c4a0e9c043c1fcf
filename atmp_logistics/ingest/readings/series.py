"""One logger's cells to its series: instants, temperatures, in order, and each thing that was assumed on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import pairwise

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import ConflictingReadings, Fault, TimesOutOfOrder
from atmp_logistics.core.instants import SECOND, iso, zone
from atmp_logistics.core.iso_times import iso_cells
from atmp_logistics.core.reading_times import proven_times
from atmp_logistics.core.translatable import said
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.named_zones import NamedZone, contradicting_offsets, zone_named
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.logger_clock import (
    LoggerClock,
    Where,
    steps_back,
    unsettled_offset_faults,
    without_zone,
)
from atmp_logistics.ingest.readings.numbers import numbers_of, temperatures_of, unit_of

#: So much longer than the steps of its readings, and of so many steps, an interval is not theirs.
_LONGER, _FEW_STEPS = 1.5, 3


@dataclass(frozen=True, slots=True)
class LoggerSeries:
    """Readings of one logger, or of a stretch of it between two jumps of its clock."""

    name: str
    times: Column
    values: Column
    rows: Sequence[int]
    raw: RawLog


def read_series(
    raw: RawLog, name: str, file: str, answers: Answers, notes: list[str], faults: list[Fault]
) -> list[LoggerSeries]:
    """Return a logger's series, in several pieces where its clock stepped back and the caller says to split.

    Parameters
    ----------
    raw : RawLog
    name : str
        What the logger goes by.
    file : str
        The file's name, for messages.
    answers : Answers
    notes, faults : list
        What was assumed, and what is wrong, are added to them.

    Returns
    -------
    list[LoggerSeries]
    """
    faults_here: list[Fault] = []
    times, how = _times(raw, file, answers, faults_here)
    values = _temperatures(raw, file, answers, notes, faults_here)
    faults += faults_here
    if faults_here:
        return []
    notes += how
    whole = _oldest_first(LoggerSeries(name, times, values, raw.rows, raw), notes)
    faults += _interval_faults(whole, file)
    pieces = _pieces(whole, file, answers, notes, faults)
    return [_without_repeats(piece, file, notes, faults) for piece in pieces]


def _where(file: str, rows: Sequence[int], column: str) -> Where:
    return lambda i: f"{file}, row {rows[i]}, column {column}"


def _times(raw: RawLog, file: str, answers: Answers, faults: list[Fault]) -> tuple[Column, list[str]]:
    """Return the instants of the rows, and how they were read."""
    where = _where(file, raw.rows, "time")
    named = zone_named(raw.heading, file) if raw.heading else None
    unsettled = list(unsettled_offset_faults(raw, answers, where))
    if unsettled:
        faults += unsettled
        return np.full(len(raw.times), np.nan), []
    cells = raw.times, raw.date_forms
    numbers, first_at = raw.record_numbers, raw.first_at
    times, how = instants_of_cells(
        *cells, raw.offset, raw.interval_s, first_at, where, answers, faults, named, numbers=numbers
    )
    if named and not faults:
        faults += contradicting_offsets(raw.times, times, named, where)
    first = zone_named(f"first reading ({raw.first_zone})", file) if raw.first_zone else None
    if first and answers.tz is not None and first.contradicts(times[:1], answers.tz) is not None:
        how.append(f"the header writes {raw.first_zone} with the first reading's time, which {answers.tz} is not then")
    return times, how


def instants_of_cells(
    cells: Sequence[str],
    forms: tuple[str, ...],
    offset: str | None,
    interval_s: float | None,
    first_at: str | None,
    where: Where,
    answers: Answers,
    faults: list[Fault],
    named: NamedZone | None = None,
    numbers: Sequence[int] = (),
) -> tuple[Column, list[str]]:
    """Return a column's instants, and how they were read; without forms its cells are ISO 8601. See `RawLog`.

    `named` is the zone that the heading names: it is the file's, and what is stated must agree. `numbers` are the
    record numbers of the rows, none where the file has none.
    """
    nothing = np.full(len(cells), np.nan)
    fix = "write it, or delete the row"
    empty = [Fault(where(i), "no time", "a time", fix) for i, cell in enumerate(cells) if not cell]
    if empty:
        faults += empty
        return nothing, []
    how = ""
    if forms:
        local, how, bad = proven_times(
            cells, forms, where, interval_s, first_at, answers.date_order, answers.usual_order
        )
        out = nothing
    else:
        out, local, bad = iso_cells(cells, where)
    fixed = zone(offset) if offset else named.fixed if named else None
    tz = fixed or answers.tz
    faults += bad
    if bad or np.isnan(local).all():
        return out, []
    if tz is None:
        faults.append(without_zone(local, where))
        return nothing, []
    known = np.nonzero(~np.isnan(local))[0]
    counted = np.array(numbers, np.float64)[known] if len(numbers) else None
    clock = LoggerClock(local[known], tz, interval_s, lambda i: where(int(known[i])), counted)
    out[known], doubts = clock.instants(faults)
    faults += _contradicted(out[known], tz, named, answers, lambda i: where(int(known[i])))
    basis = _basis(tz, offset, named, answers)
    return out, [f"{how}; {basis}" if how else basis, *doubts]


def _contradicted(
    instants: Column, tz: tzinfo, named: NamedZone | None, answers: Answers, where: Where
) -> Iterator[Fault]:
    """Refuse a zone stated of these files that their heading contradicts, and abbreviations that cannot mean it."""
    if named is None:
        return
    if named.doubtful and tz is not None:
        yield from named.doubtful.refused(instants, tz, where, "as stated")
    if named.fixed is not None and answers.tz_stated and answers.tz is not None:
        yield from named.refused(instants, answers.tz, where, "as stated by the caller")


def _basis(tz: tzinfo, offset: str | None, named: NamedZone | None, answers: Answers) -> str:
    """Return, in words, where the zone of local times comes from."""
    if offset:
        return f"the file states the fixed offset {offset}"
    if named and named.fixed is not None:
        instead = f", and not in {answers.tz}" if answers.tz is not None and str(answers.tz) != named.wording else ""
        return f"the heading {named.heading!r} states the zone: local times read in {named.wording}{instead}"
    return said("records", "read.local_times", zone=tz)


def _temperatures(raw: RawLog, file: str, answers: Answers, notes: list[str], faults: list[Fault]) -> Column:
    """Return the temperatures of the rows in °C, NaN where the logger had no reading."""
    if not raw.values:
        return np.empty(0)
    where = _where(file, raw.rows, "temperature")
    unit = unit_of(raw.unit, answers, where(0), notes, faults)
    if unit is None:
        return np.full(len(raw.values), np.nan)
    place = (file, raw.rows, "temperature")
    numbers = numbers_of(raw.values, raw.missing, raw.decimal, answers, place, notes, faults)
    return temperatures_of(raw.values, numbers, unit, raw.missing, notes)


def _oldest_first(series: LoggerSeries, notes: list[str]) -> LoggerSeries:
    """Turn round a log that is newest-first throughout."""
    steps = np.diff(series.times)
    if not len(steps) or (steps > 0).any() or not (steps < 0).any():
        return series
    notes.append("newest first throughout: read from the end")
    return replace(series, times=series.times[::-1], values=series.values[::-1], rows=series.rows[::-1])


def _interval_faults(series: LoggerSeries, file: str) -> Iterator[Fault]:
    """Refuse a declared interval that is longer than most steps: a lost reading would be joined over by it."""
    declared, steps = series.raw.interval_s, np.abs(np.diff(series.times)) / SECOND
    shorter = steps[(steps > 0) & (steps * _LONGER < (declared or 0.0))]
    if declared and len(steps) >= _FEW_STEPS and len(shorter) * 2 > len(steps):
        found = f"an interval of {declared:g} s, and readings {float(np.median(shorter)):g} s apart"
        fix = "export the log again, and change nothing in it"
        yield Fault(file, found, "the interval that the readings have", fix, TimesOutOfOrder)


def _pieces(
    series: LoggerSeries, file: str, answers: Answers, notes: list[str], faults: list[Fault]
) -> list[LoggerSeries]:
    """Cut a log where its clock steps back, if the caller says so; refuse it otherwise."""
    places, found = steps_back(series.times, _where(file, series.rows, "time"))
    if not places:
        return [series]
    if answers.on_clock_jump != "split":
        faults += found
        return []
    if len(places) * 2 > len(series.times) - 1:
        fix = "export the log again in the order in which it was logged"
        steps = f"{len(places)} steps back in {len(series.times)} rows"
        faults.append(Fault(file, steps, "a log whose clock stepped back now and then", fix, TimesOutOfOrder))
        return []
    ends = [0, *(i + 1 for i in places), len(series.times)]
    base = series.name or file
    pieces = [
        replace(
            series,
            name=f"{base}/{number}",
            times=series.times[start:stop],
            values=series.values[start:stop],
            rows=series.rows[start:stop],
        )
        for number, (start, stop) in enumerate(pairwise(ends), start=1)
    ]
    notes += [_cut(one, other, base) for one, other in pairwise(pieces)]
    notes.append(f"no piece of {base} stands for a container unless the events name it, as {pieces[0].name}")
    return pieces


def _cut(before: LoggerSeries, after: LoggerSeries, base: str) -> str:
    return (
        f"the clock of {base} steps back at row {after.rows[0]}, from {iso(before.times[-1])} to "
        f"{iso(after.times[0])}: cut there, as the caller states, into {before.name} and {after.name}"
    )


def _without_repeats(series: LoggerSeries, file: str, notes: list[str], faults: list[Fault]) -> LoggerSeries:
    """Keep one of several equal readings of one instant; refuse two that differ."""
    times, values, rows = series.times, series.values, series.rows
    again = np.nonzero(np.diff(times) == 0)[0]
    for i in map(int, again):
        if not (values[i] == values[i + 1] or np.isnan(values[i : i + 2]).all()):
            found = f"{values[i]:g} and {values[i + 1]:g} °C at {iso(times[i])}"
            fix = "find out which is right; two loggers need two names in logger_id"
            where = f"{file}, rows {min(rows[i : i + 2])} and {max(rows[i : i + 2])}"
            expected = "one temperature for one instant of one logger"
            faults.append(Fault(where, found, expected, fix, ConflictingReadings))
    if len(again):
        notes.append(f"readings that stand twice with the same value: {len(again)}, read once")
    keep = np.ones(len(times), bool)
    keep[again + 1] = False
    return replace(
        series, times=times[keep], values=values[keep], rows=[row for row, kept in zip(rows, keep, strict=True) if kept]
    )
