"""How long one named moment was after another: which therapies' interval is known, bounded, running or given up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import SECOND
from atmp_logistics.estimates.cohort.cohort import Cohort
from atmp_logistics.estimates.cohort.moments import MomentBounds, moment_name
from atmp_logistics.estimates.cohort.therapy_intervals import (
    BACKWARDS,
    BOUNDED,
    CONTRADICTS,
    EXACT,
    GIVEN_UP,
    NOT_BEGUN,
    NOT_LOGGED,
    PENDING,
    UNKNOWN,
    Intervals,
)


def interval_between(cohort: Cohort, starts: str, ends: str, *, container: str | tuple[str, str]) -> Intervals:
    """Return how long one moment was after another in each therapy.

    Parameters
    ----------
    cohort : Cohort
        From `cohort_of`.
    starts, ends : str
        Events of the vocabulary, or stages, such as ``administration``, where which end is meant is left open.
    container : {'first', 'last'} or a pair of them
        Which moment counts, at the start and at the end, where a therapy has several containers, or an event recurs.

    Returns
    -------
    Intervals
        A therapy whose record contradicts itself, whose interval has not begun or comes out backwards has its status
        and is used by no statistic. An interval that may have run backwards is taken to be no shorter than nothing.

    Raises
    ------
    UsageError
        For a word that names no event, and a container that is neither.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> from atmp_logistics.estimates.cohort import cohort_of
    >>> rows = [("T1", "collection_end", "2026-01-05T10:00Z"), ("T1", "administration_start", "2026-02-10T10:00Z")]
    >>> events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    >>> interval = interval_between(cohort_of(events), "collection_end", "administration_start", container="first")
    >>> interval.table["status"].tolist(), interval.lower_s.tolist()
    (['exact'], [3110400.0])
    """
    names, which = _asked(starts, ends, container)
    start, end = (cohort.moments(name, side) for name, side in zip(names, which, strict=True))
    with np.errstate(invalid="ignore"):
        lower, upper = _length(cohort, names, which, start, end)
        until_given_up = cohort.given_up() - start.hi
    status = _status(cohort, start, end, (lower, upper), until_given_up)
    lower, upper = _counted(status, lower, upper, until_given_up)
    return Intervals(
        cohort=cohort,
        starts=names[0],
        ends=names[1],
        container=which,
        lower_s=lower / SECOND,
        upper_s=upper / SECOND,
        status=status,
        begun_us=start.lo,
        begun_by_us=start.hi,
    )


def vein_to_vein_time(
    cohort: Cohort,
    *,
    container: str | tuple[str, str],
    starts: str = "collection_end",
    ends: str = "administration_start",
) -> Intervals:
    """Return each therapy's vein-to-vein time: from the collection of the starting material to its administration.

    Parameters
    ----------
    cohort : Cohort
        From `cohort_of`.
    container : {'first', 'last'} or a pair of them
        As for `interval_between`.
    starts : {'collection_end', 'collection_start', 'collection'}
        Which end of the collection.
    ends : {'administration_start', 'administration_end', 'administration'}
        Which end of the administration.

    Returns
    -------
    Intervals
        As of `interval_between`, in seconds, one for each therapy.

    Raises
    ------
    UsageError
        For any other end: that is another interval, and `interval_between` names it.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> from atmp_logistics.estimates.cohort import cohort_of
    >>> rows = [(f"T{i}", "collection_end", f"2026-01-0{i}T10:00Z") for i in range(1, 4)]
    >>> rows += [(f"T{i}", "administration_start", f"2026-02-1{i}T10:00Z") for i in range(1, 4)]
    >>> cohort = cohort_of(read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"])))
    >>> vein_to_vein_time(cohort, container="first").lower_s.tolist()
    [3542400.0, 3542400.0, 3542400.0]
    """
    names = moment_name(starts), moment_name(ends)
    refuse(
        Fault(f"vein-to-vein time, {side}", name, f"an end of {stage}", "use interval_between", UsageError)
        for side, name, stage in zip(("starts", "ends"), names, ("collection", "administration"), strict=True)
        if name not in {stage, f"{stage}_start", f"{stage}_end"}
    )
    return interval_between(cohort, *names, container=container)


def _asked(starts: str, ends: str, container: str | tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    which = (container, container) if isinstance(container, str) else tuple(container)
    if len(which) != 2 or any(side not in {"first", "last"} for side in which):
        fix = "say which counts where there are several: container='first'"
        raise UsageError([Fault("container", repr(container), "'first', 'last' or a pair of them", fix, UsageError)])
    names = moment_name(starts), moment_name(ends)
    if names[0] == names[1] and which[0] == which[1]:
        raise UsageError([Fault("interval", f"{names[0]} twice", "two moments", "name both ends", UsageError)])
    return names, which


def _length(
    cohort: Cohort, names: tuple[str, str], which: tuple[str, str], start: MomentBounds, end: MomentBounds
) -> tuple[Column, Column]:
    """Return bounds on the length in microseconds; of one container alone, facts may say more than its ends do."""
    lower, upper = end.lo - start.hi, end.hi - start.lo
    try:
        least, most = (cohort.over(side, np.minimum) for side in cohort.evidence.elapsed_us(*names, sides=which))
    except KeyError:
        return lower, upper
    alone = cohort.single & ~end.never
    lower = np.where(alone, np.fmax(lower, least), lower)
    return lower, np.where(alone, np.fmin(upper, most), upper)


def _counted(status: NDArray[np.int8], lower: Column, upper: Column, until_given_up: Column) -> tuple[Column, Column]:
    """Return bounds as a statistic counts them; what runs backwards shows how far, of the rest nothing is known."""
    open_above = np.isin(status, (PENDING, GIVEN_UP, NOT_LOGGED))
    least = np.maximum(np.where(status == GIVEN_UP, until_given_up, lower), 0.0)
    kept = [status <= NOT_LOGGED, status == BACKWARDS]
    return (
        np.select(kept, [least, lower], np.nan),
        np.select(kept, [np.where(open_above, np.inf, upper), upper], np.nan),
    )


def _status(
    cohort: Cohort, start: MomentBounds, end: MomentBounds, length: tuple[Column, Column], until_given_up: Column
) -> NDArray[np.int8]:
    lower, upper = length
    known = np.isfinite(upper)
    out = np.select(
        [
            ~cohort.sound | (lower > upper),
            start.pending,
            end.never & (until_given_up >= 0) & np.isfinite(until_given_up),
            end.never,
            upper < 0,
            known & (lower == upper),
            known,
            end.pending & np.isfinite(lower),
            lower > 0,
        ],
        [CONTRADICTS, NOT_BEGUN, GIVEN_UP, UNKNOWN, BACKWARDS, EXACT, BOUNDED, PENDING, NOT_LOGGED],
        UNKNOWN,
    )
    return out.astype(np.int8)
