"""How long one named moment was after another, in every therapy of a cohort: known, bounded, or still running.

An interval always says both of its ends, and which container counts where there are several. An interval known only as
bounds keeps them. What cannot be counted is counted out, by its reason, and never left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask, Names
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S, SECOND
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.typed_table import NUMBER, TEXT, typed_table
from atmp_logistics.estimates.cohort.cohort import NOT_STATED, Cohort
from atmp_logistics.estimates.cohort.moments import MomentBounds, moment_name

#: What is known of one therapy's interval; the statistics use the first five, and count the others out.
STATUSES = (
    "exact",
    "bounded",
    "pending",
    "given up",
    "not logged",
    "unknown",
    "not begun",
    "contradicts",
    "runs backwards",
)
EXACT, BOUNDED, PENDING, GIVEN_UP, NOT_LOGGED, UNKNOWN, NOT_BEGUN, CONTRADICTS, BACKWARDS = range(9)
#: Each status in words, for a report.
MEANS = {
    "exact": "both ends were logged",
    "bounded": "an end was not logged, or not to the instant; known between bounds",
    "pending": "begun, and by the record not ended by now: at least as long as so far",
    "given up": "every container was discarded or returned first: at least as long as until then",
    "not logged": "an end that was not logged leaves it without an upper bound: at least as long as the record shows",
    "unknown": "the record says nothing of its length",
    "not begun": "its start had not happened by now",
    "contradicts": "the record contradicts a fact: its times are to be checked",
    "runs backwards": "its end lies before its start",
}
_TYPES = {
    **dict.fromkeys(("therapy_id", "product", "centre", "month", "status"), TEXT),
    **dict.fromkeys(("lower_s", "upper_s"), NUMBER),
}
#: Seconds in a unit of time.
UNITS = {"d": DAY_S, "h": HOUR_S, "min": MINUTE_S}


@dataclass(frozen=True, eq=False, repr=False)
class Intervals(Described, ShownAsText, SameContent):
    """An interval of every therapy of a cohort, in seconds, an entry a therapy; made by `interval_between`.

    Attributes
    ----------
    cohort : Cohort
        Whose therapies they are.
    starts, ends : str
        The two events or stages.
    container : pair of {'first', 'last'}
        Which moment counts, at the start and at the end.
    lower_s, upper_s : float array
        What bounds it; `upper_s` is infinite where nothing does, both NaN where the record is left out.
    status : int8 array
        A place in `STATUSES`.
    begun_us, begun_by_us : float array
        What bounds the instant of its start, in microseconds since 1970 in UTC; NaN where nothing is known.
    """

    _readers: ClassVar[str] = "cohort"
    cohort: Cohort
    starts: str
    ends: str
    container: tuple[str, str]
    lower_s: Column
    upper_s: Column
    status: NDArray[np.int8]
    begun_us: Column
    begun_by_us: Column

    def __len__(self) -> int:
        return len(self.status)

    @property
    def name(self) -> str:
        """Both ends, and which container counts, in words."""
        one, other = self.container
        which = f"{one} container" if one == other else f"{one} container to {other} container"
        return f"{self.starts} to {self.ends}, {which}"

    @property
    def used(self) -> Mask:
        """Which therapies a statistic uses."""
        return self.status <= NOT_LOGGED

    @property
    def counts(self) -> pd.Series:
        """How many therapies have each status."""
        return pd.Series(np.bincount(self.status, minlength=len(STATUSES)), index=pd.Index(STATUSES), name="therapies")

    @property
    def table(self) -> pd.DataFrame:
        """One row a therapy: therapy_id, product, centre, month, status, lower_s, upper_s."""
        return typed_table(
            _TYPES,
            {
                "therapy_id": self.cohort.therapy,
                "product": self.cohort.product,
                "centre": self.cohort.centre,
                "month": self.months(),
                "status": np.array(STATUSES, object)[self.status],
                "lower_s": self.lower_s,
                "upper_s": self.upper_s,
            },
        )

    def months(self) -> Names:
        """Return the calendar month of each start, in the cohort's zone (UTC without one), as ``2026-03``.

        Returns
        -------
        Names
            One for each therapy.
        """
        early, late = (self._month(column) for column in (self.begun_us, self.begun_by_us))
        known = (early == late) & (early >= 0)
        codes, place = np.unique(np.where(known, early, -1), return_inverse=True)
        names = [NOT_STATED if code < 0 else f"{code // 12:04d}-{code % 12 + 1:02d}" for code in codes.tolist()]
        return np.array(names, object)[place]

    def _month(self, instants: Column) -> NDArray[np.int64]:
        """Return the number of each instant's month, -1 where it is not known."""
        known = np.isfinite(instants)
        local = pd.to_datetime(np.where(known, instants, 0.0).astype(np.int64), unit="us", utc=True)
        if self.cohort.tz is not None:
            local = local.tz_convert(self.cohort.tz)
        return np.where(known, local.year * 12 + local.month - 1, -1).astype(np.int64)

    def lines(self) -> Iterable[str]:
        """Say the interval and what is known of it, line by line.

        Yields
        ------
        str
            A line.
        """
        yield self.name
        for status, count in self.counts.items():
            if count:
                yield f"{count} {status}: {MEANS[str(status)]}"
        yield from self.cohort.statements()

    def _described(self) -> str:
        return f"{self.name}, {len(self)} therapies, {int(self.used.sum())} used"


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
