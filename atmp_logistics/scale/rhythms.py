"""How far readings are joined, said of all loggers although no shard has seen them all.

What is said of a logger rests on the rhythm of its readings alone. So three instants that keep that rhythm stand for
all of a logger's, and what is said of them is what would be said of the whole log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.lines import prepare
from atmp_logistics.records import TemperatureLog

Column = NDArray[np.float64]
#: Some instants, in microseconds.
Rhythm = tuple[float, ...]


def rhythms_of(log: TemperatureLog) -> dict[str, Rhythm]:
    """Return for each logger a few instants whose lower median step is that of all its readings.

    Examples
    --------
    >>> time = np.array([0.0, 60e6, 120e6, 300e6, 5.0])
    >>> log = TemperatureLog(np.array([0, 0, 0, 0, 1]), time, time, ("A", "B"), {}, ())
    >>> rhythms_of(log)
    {'A': (0.0, 60000000.0, 120000000.0), 'B': (0.0,)}
    """
    bounds = np.searchsorted(log.logger, np.arange(len(log.loggers) + 1))
    return {name: _rhythm(log.time_us[bounds[i] : bounds[i + 1]]) for i, name in enumerate(log.loggers)}


def _rhythm(time: Column) -> Rhythm:
    steps = np.diff(time)
    if len(steps) < 2:
        return tuple(map(float, range(len(time))))
    middle, guess = (len(steps) - 1) // 2, float(steps[len(steps) // 2])
    if not np.count_nonzero(steps < guess) <= middle < np.count_nonzero(steps <= guess):
        guess = float(np.partition(steps, middle)[middle])
    return 0.0, guess, 2 * guess


def gap_notes(
    loggers: Sequence[str], rhythms: Mapping[str, Rhythm], interval_s: Mapping[str, float], max_gap_s: float | None
) -> list[str]:
    """Return what is said of how far readings are joined, logger by logger, as `prepare` says it of a whole log.

    Parameters
    ----------
    loggers : sequence of str
        In the order of the files.
    rhythms : mapping of str to Rhythm
        May lack a logger whose rhythm is stated or declared.
    interval_s, max_gap_s
        What is declared and stated, as for `prepare`.

    Examples
    --------
    >>> gap_notes(["A"], {"A": (0.0, 60e6, 120e6)}, {}, None)
    ['logger A: readings up to 1.5 min apart are joined: 1.5 x the median interval']
    """
    times = [rhythms.get(name, ()) for name in loggers]
    whose = np.repeat(np.arange(len(loggers)), [len(own) for own in times])
    time = np.array([at for own in times for at in own], np.float64)
    return prepare(TemperatureLog(whose, time, time, tuple(loggers), dict(interval_s), ()), max_gap_s)[1]
