"""The hour that stands twice when clocks are put back: which of its readings came first, by the file's record numbers.

A record number says how many intervals lie between two readings. Of the two instants that a local time can mean, one
keeps that count from the readings before and after; where none does, or both do, nothing is proven.
"""

from __future__ import annotations

from datetime import tzinfo

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import instant, moment


def ordered_by_numbers(
    local: Column, instants: Column, doubtful: Mask, numbers: Column, tz: tzinfo, rhythm: float, tolerance: float
) -> Column | None:
    """Return the instants, those of the repeated hour settled by the record numbers; None where these do not prove it.

    Parameters
    ----------
    local, instants : ndarray of float64
        Local clock times in the file's order, and what each means; NaN where that is doubtful.
    doubtful : ndarray of bool
        The times that occur twice.
    numbers : ndarray of float64
        The record number of each reading.
    tz : tzinfo
    rhythm, tolerance : float
        The microseconds from one record to the next, and by how much a reading may be off.

    Returns
    -------
    ndarray of float64 or None
    """
    counts = np.diff(numbers)
    if not ((counts > 0).all() or (counts < 0).all()):
        return None
    forward = slice(None, None, 1 if counts.sum() > 0 else -1)
    out, twice, due = instants[forward].copy(), doubtful[forward], np.abs(counts[forward]) * rhythm
    first, second = (_meant(local[forward], out, twice, tz, fold) for fold in (0, 1))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], twice, [False]])))
    for start, stop in edges.reshape(-1, 2):
        split = _second_begins(first, second, due, tolerance, int(start), int(stop))
        if split is None:
            return None
        out[start:split], out[split:stop] = first[start:split], second[split:stop]
    return out[forward]


def _meant(local: Column, instants: Column, twice: Mask, tz: tzinfo, fold: int) -> Column:
    """Return what each time means in one pass of the repeated hour."""
    out = instants.copy()
    out[twice] = [instant(moment(at).replace(tzinfo=tz, fold=fold)) for at in local[twice]]
    return out


def _second_begins(first: Column, second: Column, due: Column, tolerance: float, start: int, stop: int) -> int | None:
    """Return the place in a stretch at which its second pass begins: the only one that keeps the count throughout."""
    uneven = np.flatnonzero(np.abs(np.diff(first[start:stop]) - due[start : stop - 1]) > tolerance)
    places = {start, stop} if not len(uneven) else {start + int(uneven[0]) + 1}
    low, high = max(start - 1, 0), min(stop + 1, len(first))
    fits = []
    for place in places:
        passes = np.concatenate([first[low:place], second[place:high]])
        if high - low > 1 and (np.abs(np.diff(passes) - due[low : high - 1]) <= tolerance).all():
            fits.append(place)
    return fits[0] if len(fits) == 1 else None
