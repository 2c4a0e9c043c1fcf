"""Which logger stood for which container when: as the events name it, or the only one there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from atmp_logistics.attribution import statements_of
from atmp_logistics.evidence import Evidence
from atmp_logistics.exactness import exactness_of
from atmp_logistics.lines import Column, Index, Mask, Readings

#: What an event writes as its logger_id where from then on no logger stands for the container.
NO_LOGGER = "none"
#: Colder than this after the thaw, an unassigned logger cannot have been with the product.
STILL_FROZEN_DEGC = -20.0


@dataclass(frozen=True, slots=True)
class Standing:
    """The stretches during which a logger stood for a container, a container's together and in time order.

    `logger` are places in the log's loggers; `lacking` the loggers that events name and the log does not hold.
    """

    container: Index
    logger: Index
    since: Column
    until: Column
    notes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def standing(evidence: Evidence, table: pd.DataFrame, readings: Readings, loggers: tuple[str, ...]) -> Standing:
    """Say which logger stood for which container when.

    A logger stands from the event that names it until the next event that names another. Where the events name none
    and there is one logger, it stands for all, but no longer than it can have been with a thawed product.
    """
    who = pd.DataFrame({"therapy_id": evidence.therapy, "container_id": evidence.container}, dtype=object)
    said = statements_of(table, who, "logger_id")
    if len(said) or not (table["logger_id"] == "").all():
        return _as_named(evidence, said, loggers)
    if len(loggers) == 1:
        return _the_only_one(evidence, readings)
    nobody = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0)
    note = f"the readings hold {len(loggers)} loggers and the events name none: they stand for no container"
    return Standing(*nobody, notes=(note,) * (len(loggers) > 1))


def _as_named(evidence: Evidence, said: pd.DataFrame, loggers: tuple[str, ...]) -> Standing:
    """Return the stretches that the rows of an event table state, and the loggers among them that nobody has read."""
    codes, index = pd.factorize(said["logger_id"])
    names = np.asarray(index, object)
    doubt = exactness_of(evidence.event_rows.table, evidence.site.resolution_s).largest_us
    at, time = said["at"].to_numpy(np.int64), said["time"].to_numpy(np.float64)
    container, code, since, until = sure(at, time, codes.astype(np.int64), doubt)
    place = pd.Index(np.array(loggers, object)).get_indexer(names).astype(np.int64)
    logger = place[code]
    read = logger >= 0
    lacking = tuple(sorted({*names[place < 0].tolist()} - {NO_LOGGER}))
    return Standing(container[read], logger[read], since[read], until[read], lacking=lacking)


def sure(at: Index, time: Column, logger: Index, doubt: float) -> tuple[Index, Index, Column, Column]:
    """Return the stretches during which a logger surely stood: whose, which, since when and until when.

    Rows that name one logger with none between that names another are one stretch, from the first of them that surely
    came after the one before, and until the next can have come. A row without its time may have come at any: then only
    its own logger can surely stand.

    Parameters
    ----------
    at, time, logger : ndarray
        Of each row that names a logger: its container, its instant (NaN where unknown) and the logger.
    doubt : float
        How far a written time may lie from the true one, in microseconds.

    Examples
    --------
    >>> rows = np.array([0, 0, 0]), np.array([1.0, 9.0, 30.0]), np.array([5, 5, 7])
    >>> [column.tolist() for column in sure(*rows, 2.0)]
    [[0, 0], [5, 7], [3.0, 32.0], [28.0, inf]]
    """
    timed = np.isfinite(time)
    only = _only(at[~timed], logger[~timed], at.max(initial=0) + 1)
    order = np.lexsort((logger, time, at))
    order = order[timed[order]]
    at, time, logger = at[order], time[order], logger[order]
    first = np.nonzero((np.diff(at, prepend=-1) != 0) | (np.diff(logger, prepend=-1) != 0))[0]
    if not len(first):
        return at, logger, time, time
    begin, until = _surely(at, time, first, doubt)
    at, logger = at[first], logger[first]
    stands = (begin >= 0) & ((only[at] == _ANY) | (only[at] == logger))
    return at[stands], logger[stands], time[begin[stands]] + doubt, until[stands]


def _surely(at: Index, time: Column, first: Index, doubt: float) -> tuple[Index, Column]:
    """Return for each run of rows that name one logger, in time order, which row surely begins it, and its end.

    -1 where another logger may have been named since. `first` are the places where the runs begin.
    """
    stop = np.append(first[1:], len(at))
    before, after = np.maximum(first - 1, 0), np.minimum(stop, len(at) - 1)
    follows, followed = (first > 0) & (at[before] == at[first]), (stop < len(at)) & (at[after] == at[first])
    run = np.repeat(np.arange(len(first)), stop - first)
    later = ~follows[run] | ((time[before[run]] + doubt <= time - doubt) & (time[before[run]] != time))
    begin = np.minimum.reduceat(np.where(later, np.arange(len(at)), len(at)), first)
    row = np.minimum(begin, len(at) - 1)
    until = np.where(followed, time[after] - doubt, np.inf)
    sooner = ~followed | ((time[row] + doubt <= until) & (time[row] != time[after]))
    return np.where((begin < len(at)) & sooner, begin, -1), until


#: Whether rows without their time leave any logger, or none, to stand for a container.
_ANY, _NONE = -1, -2


def _only(at: Index, logger: Index, count: int) -> Index:
    """Return for each container the one logger that rows without their time name; any where there is no such row."""
    least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, _ANY)
    np.minimum.at(least, at, logger)
    np.maximum.at(most, at, logger)
    return np.where((most == _ANY) | (least == most), most, _NONE)


def _the_only_one(evidence: Evidence, readings: Readings) -> Standing:
    """Return from when to when the only logger can stand for each container."""
    count = len(evidence)
    here, since, until = np.zeros(count, np.int64), np.full(count, -np.inf), np.full(count, np.inf)
    notes = ["the events name no logger: the only one stands for every container"]
    stayed = _stayed_cold(evidence, readings)
    if stayed.any():
        thawed, out = evidence.bounds("thaw_end")[1], evidence.bounds("storage_out", "last")[1]
        left = np.where(np.isfinite(out), np.minimum(out, thawed), -np.inf)
        until = np.where(stayed, left, until)
        notes.append(f"it still read below {STILL_FROZEN_DEGC:g} °C after the thaw: until then only")
    return Standing(np.arange(count), here, since, until, tuple(notes))


def _stayed_cold(evidence: Evidence, readings: Readings) -> Mask:
    """Say of which containers the only logger still read what no thawed product can have met, while they lasted."""
    thawed = evidence.bounds("thaw_end")[1]
    if not (np.isfinite(thawed).any() and len(readings.time)):
        return np.zeros(len(evidence), bool)
    cold = readings.time[readings.value < STILL_FROZEN_DEGC]
    over = np.max(np.where(np.isfinite(evidence.hi), evidence.hi, -np.inf), axis=0)
    next_cold = np.append(cold, np.inf)[np.searchsorted(cold, thawed)]
    zero = np.zeros(len(evidence), np.int64)
    at_thaw = readings.value_at(zero, thawed, readings.place(zero, thawed, "right") - 1) < STILL_FROZEN_DEGC
    return np.asarray(np.isfinite(thawed) & ((next_cold <= over) | at_thaw))
