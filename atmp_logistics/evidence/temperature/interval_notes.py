"""What the result says of each logger's rhythm: how far readings were joined and who says so, and what never changed.

What is said of a logger rests on its readings alone, so that it can be said of each by itself and put together after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import NamedTuple

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.translatable import Number, joined, said
from atmp_logistics.core.wording import clock, number
from atmp_logistics.evidence.temperature.logging_interval import CEILING_US, GAP_FACTOR, LoggingIntervals
from atmp_logistics.evidence.temperature.unchanging import Unchanged, longest_unchanging
from atmp_logistics.records.temperature_log import TemperatureLog

#: Times and temperatures of readings, and which are joined to the next.
Readings = tuple[Column, Column, Mask]
#: Where the distance comes from up to which readings are joined.
BASES = ("stated", "declared", "ceiling", "around", "none")
STATED, DECLARED, CEILING, AROUND, NONE = range(5)


class IntervalNote(NamedTuple):
    """What is said of a logger: where the distance comes from, the distance, and where its value never changed."""

    basis: str
    distance_us: float
    unchanged: Unchanged | None = None


@dataclass(frozen=True, slots=True)
class IntervalNotes:
    """What is said of all loggers of a log, as columns: `has` says which of them have readings."""

    has: Mask
    basis: Index
    distance_us: Column
    unchanged: Mapping[int, Unchanged]

    def each(self, loggers: Sequence[str]) -> dict[str, IntervalNote]:
        """Return the same of each logger that has readings, by its name."""
        columns = self.basis.tolist(), self.distance_us.tolist()
        return {
            loggers[i]: IntervalNote(BASES[columns[0][i]], columns[1][i], self.unchanged.get(i))
            for i in np.nonzero(self.has)[0].tolist()
        }


def interval_notes(
    log: TemperatureLog, rhythm: LoggingIntervals, readings: Readings, row: Index | None
) -> IntervalNotes:
    """Return what is to be said of each logger.

    Parameters
    ----------
    log : TemperatureLog
    rhythm : LoggingIntervals
    readings : tuple of ndarray
        Times, temperatures, and which are joined to the next, of each reading that is a temperature.
    row : ndarray of int or None
        The row of each such reading; None where every row is one.
    """
    time, value, joined = readings
    bounds = np.searchsorted(log.logger, np.arange(len(log.loggers) + 1))
    kept = bounds if row is None else np.searchsorted(row, bounds)
    has = np.diff(bounds) > 0
    some = np.nonzero(has)[0]
    stated = rhythm.stated_us is not None
    basis = np.full(len(has), STATED if stated else NONE)
    distance = np.full(len(has), rhythm.stated_us if stated else 0.0)
    basis[some], distance[some] = _bases(rhythm, (time, joined, kept), bounds[some], some)
    return IntervalNotes(has, basis, distance, longest_unchanging(time, value, kept[:-1], kept[1:]))


def _longest(time: Column, joined: Mask, bounds: Index) -> Column:
    """Return the longest step that is joined of each logger; 0 where there is none."""
    out, some = np.zeros(len(bounds) - 1), np.nonzero(np.diff(bounds))[0]
    if len(some):
        step = np.zeros(len(time))
        np.subtract(time[1:], time[:-1], out=step[:-1])
        np.multiply(step, joined, out=step)
        out[some] = np.maximum.reduceat(step, bounds[some])
    return out


def _bases(
    rhythm: LoggingIntervals, lines: tuple[Column, Mask, Index], first: Index, some: Index
) -> tuple[Index, Column]:
    """Return for some loggers, by their first rows, where the distance comes from, and the distance."""
    if rhythm.stated_us is not None:
        return np.full(len(first), STATED), np.full(len(first), rhythm.stated_us)
    if not len(first):
        return np.zeros(0, np.int64), np.zeros(0)
    longest_us, trip = _longest(*lines)[some], np.searchsorted(rhythm.first, first)
    least, most = (of.reduceat(rhythm.declared_us, trip) for of in (np.minimum, np.maximum))
    limit = GAP_FACTOR * most
    basis = np.where(least == most, np.where(limit > CEILING_US, CEILING, DECLARED), np.where(longest_us, AROUND, NONE))
    return basis, np.where(least == most, np.minimum(limit, CEILING_US), longest_us)


def declared(interval_us: float) -> tuple[str, float]:
    """Return what is said of a logger that declares one interval throughout.

    Examples
    --------
    >>> declared(600e6)
    ('declared', 900000000.0)
    """
    limit = GAP_FACTOR * interval_us
    return ("declared", limit) if limit <= CEILING_US else ("ceiling", CEILING_US)


def notes_of(
    loggers: Sequence[str],
    said: Mapping[str, IntervalNote],
    stated_s: float | None = None,
    tz: tzinfo | None = None,
) -> list[str]:
    """Say once what holds of whom, in the order of the loggers; `stated_s` is what holds of those not in `said`.

    Examples
    --------
    >>> notes_of(["A", "B"], {"A": IntervalNote("around", 600e6), "B": IntervalNote("around", 300e6)})
    ['loggers A, B: readings up to 10 min apart are joined: each no further than 1.5 x the interval around it']
    """
    rest = IntervalNote("none", 0.0) if stated_s is None else IntervalNote("stated", stated_s * SECOND)
    each = [said.get(name, rest) for name in loggers]
    basis = np.array([BASES.index(one.basis) for one in each], np.int64)
    still = {i: one.unchanged for i, one in enumerate(each) if one.unchanged}
    return notes_of_all(
        loggers, IntervalNotes(basis >= 0, basis, np.array([one.distance_us for one in each]), still), tz
    )


def notes_of_all(loggers: Sequence[str], said: IntervalNotes, tz: tzinfo | None = None) -> list[str]:
    """Say once what holds of whom, in the order of the loggers, as `notes_of` does, from columns."""
    kinds = np.stack([said.basis, np.where(said.basis == AROUND, 0.0, said.distance_us)])
    _, first, group = np.unique(kinds, axis=1, return_index=True, return_inverse=True)
    members = [np.nonzero(group.reshape(-1) == number)[0] for number in np.argsort(first)]
    notes = [
        _note(loggers_in_words(loggers, own), BASES[said.basis[own[0]]], float(said.distance_us[own].max()))
        for own in members
    ]
    return notes + _unchanging(loggers, said.unchanged, tz)


def _note(names: str, basis: str, distance_us: float) -> str:
    if basis == "none":
        return joined("", [names, said("records", "joined.none")])
    minutes = said("core", "unit.min", count=Number(f"{distance_us / SECOND / 60:.4g}"))
    own = {"factor": number(GAP_FACTOR)} if basis in ("declared", "around") else {}
    distance = said("records", "joined.up_to", distance=minutes)
    return joined("", [names, said("records", f"joined.{basis}", joined=distance, **own)])


def _unchanging(loggers: Sequence[str], still: Mapping[int, Unchanged], tz: tzinfo | None) -> list[str]:
    """Say which loggers repeat one value; of one alone, where and how long."""
    if not still:
        return []
    names = loggers_in_words(loggers, np.array(sorted(still)))
    if len(still) > 1:
        least = min(one.readings for one in still.values())
        return [f"{names}the temperature never changed over {least} readings in a row or more, {_DOUBT}"]
    (one,) = still.values()
    where = "" if one.throughout else " in a row"
    when = f"from {clock(one.begin_us, tz)} to {clock(one.end_us, tz)}"
    said = f"the temperature never changed in {one.readings} readings{where}, {one.value_degC:g} °C {when}"
    return [f"{names}{said}, {_DOUBT}"]


_DOUBT = "as when a sensor, or what asks it, stands still; no verdict rests on that"


def loggers_in_words(loggers: Sequence[str], places: Index) -> str:
    """Say whom a note is about, by their places; the first few stand for many."""
    shown = list(islice((name for i in places.tolist() if (name := loggers[i])), 5))
    more = said("records", "logger.more", count=len(places) - len(shown)) if len(places) > len(shown) else ""
    key = "logger.of_one" if len(places) == 1 else "logger.of_several"
    return said("records", key, names=", ".join(shown), more=more) if shown else ""
