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
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.typed_table import NUMBER, TEXT, typed_table
from atmp_logistics.estimates.cohort.cohort import NOT_STATED, Cohort

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
