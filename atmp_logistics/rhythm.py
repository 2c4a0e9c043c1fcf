"""A log's rhythm: how far apart two of a logger's readings may lie and still be joined by a line, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.records import TemperatureLog
from atmp_logistics.timeline import SECOND

Column = NDArray[np.float64]
Index = NDArray[np.int64]
#: A lost reading doubles the interval, so that at this multiple one lost reading is already a gap.
GAP_FACTOR = 1.5
#: So many readings are worked on at a time: they stay near the processor, and many small loggers are one step.
BLOCK = 1 << 16
_TOO_FEW = -1.0


def gaps_us(log: TemperatureLog, bounds: Index, stated_s: float | None) -> tuple[Column, list[str]]:
    """Return how far apart each logger's readings may be joined: as stated, declared, or by its median.

    Parameters
    ----------
    log : TemperatureLog
    bounds : ndarray of int, shape (loggers + 1,)
        Where each logger's readings begin, and the end of the last one's.
    stated_s : float or None
        What the site states for all, in seconds.

    Returns
    -------
    gaps : ndarray of float64, shape (loggers,)
        In microseconds; negative where a logger has too few readings to show their interval, so that none are joined.
    notes : list of str
        What was taken for whom and where it comes from, for the provenance.
    """
    count = len(log.loggers)
    if stated_s is not None:
        said = f"readings up to {stated_s / 60:g} min apart are joined, as stated"
        return np.full(count, stated_s * SECOND), [f"{_whose(log.loggers)}{said}"] if count else []
    declared = np.array(list(map(log.interval_s.get, log.loggers)), np.float64)
    median = np.full(count, np.nan)
    if np.isnan(declared).any():
        median = np.concatenate([median[:0], *(_medians(log.time_us, own) for own in _blocks(bounds))])
    gaps = np.where(np.isnan(declared), GAP_FACTOR * median, GAP_FACTOR * declared * SECOND)
    gaps = np.where(np.isnan(gaps), _TOO_FEW, gaps)
    return gaps, _notes(log.loggers, gaps, ~np.isnan(declared))


def _blocks(bounds: Index) -> Iterator[Index]:
    """Yield the bounds of loggers that follow each other and together fill about a block; a large one has its own."""
    begins = np.nonzero(np.diff(bounds[:-1] // BLOCK, prepend=-1))[0]
    for first, stop in zip(begins, np.append(begins[1:], len(bounds) - 1), strict=True):
        yield bounds[first : stop + 1]


def _medians(time: Column, bounds: Index) -> Column:
    """Return the lower median step of each of some loggers, in microseconds; NaN where there are fewer than two steps.

    Of an even number of steps the lower middle one counts, and two are the least that show a rhythm: so a reading lost
    from a regular log always leaves a gap.
    """
    size = np.diff(bounds)
    own = time[bounds[0] : bounds[-1]]
    if len(size) == 1 and size[0] > 2:
        return np.array([_lower_median(np.diff(own))])
    found, some = np.full(len(size), np.nan), np.nonzero(size > 2)[0]
    if len(some):
        # After a logger's last reading stands no step: one without end, which is the greatest and never the median.
        steps = np.diff(own, append=np.inf)
        steps[bounds[1:] - bounds[0] - 1] = np.inf
        found[some] = _lower_medians(steps, size, some)
    return found


def _lower_medians(steps: Column, size: Index, some: Index) -> Column:
    """Return the same of some loggers side by side, each with as many steps as readings: its last is without end."""
    first, count = (np.cumsum(size) - size)[some], size[some] - 1
    middle, guess = (count - 1) // 2, steps[first + count // 2]
    each, pairs = np.full(len(size), np.nan), np.column_stack([first, first + count]).ravel()
    each[some] = guess
    each = np.repeat(each, size)
    below, upto = (np.add.reduceat(less, pairs, dtype=np.int64)[::2] for less in (steps < each, steps <= each))
    if ((below <= middle) & (middle < upto)).all():
        return np.asarray(guess)
    order = np.lexsort((steps, np.repeat(np.arange(len(size)), size)))
    return np.asarray(steps[order][first + middle])


def _lower_median(steps: Column) -> float:
    """Return the lower median; of a regular log nearly any step is it, which two counts prove without sorting.

    Examples
    --------
    >>> _lower_median(np.array([4.0, 1.0, 3.0, 2.0])), _lower_median(np.array([60.0, 60.0, 90.0]))
    (2.0, 60.0)
    """
    middle, guess = (len(steps) - 1) // 2, steps[len(steps) // 2]
    if np.count_nonzero(steps < guess) <= middle < np.count_nonzero(steps <= guess):
        return float(guess)
    return float(np.partition(steps, middle)[middle])


def _notes(loggers: tuple[str, ...], gaps: Column, declared: NDArray[np.bool_]) -> list[str]:
    """Say once what was taken for whom."""
    kinds, kind = np.unique(gaps + 1j * declared, return_inverse=True)
    texts = [_note(float(one.real), declared=bool(one.imag)) for one in kinds]
    same = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    text_of = np.array([same[text] for text in texts], np.int64)[kind]
    _, first = np.unique(text_of, return_index=True)
    said = list(same)
    return [
        f"{_whose([loggers[i] for i in np.nonzero(text_of == number)[0]])}{said[number]}"
        for number in np.argsort(first)
    ]


def _note(gap_us: float, *, declared: bool) -> str:
    if gap_us < 0:
        return "too few readings to show their interval: none are joined; state readings.max_gap in the site profile"
    which = "declared interval" if declared else "median interval"
    return f"readings up to {gap_us / SECOND / 60:g} min apart are joined: {GAP_FACTOR:g} x the {which}"


def _whose(loggers: Sequence[str]) -> str:
    """Say whom a note is about; the first few stand for many."""
    shown = [name for name in loggers if name][:5]
    more = f" and {len(loggers) - len(shown)} more" if len(loggers) > len(shown) else ""
    return f"logger{'s' * (len(loggers) != 1)} {', '.join(shown)}{more}: " if shown else ""
