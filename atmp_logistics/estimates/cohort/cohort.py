"""A cohort: one row a therapy, with the bounds of its events, its product, its centre, and how far its record goes.

What a record does not hold may not have happened yet, or may not have been logged. Nothing here guesses: a caller who
states `now` states that the record is complete up to then. What it does not hold by then, and nothing later in the
order of a therapy shows, had not happened. Everything else that is missing is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask, Names
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.exactness import said_of_resolution
from atmp_logistics.core.instants import iso
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.estimates.cohort.moments import ANY_TIME, PLACE_IN_ORDER, MomentBounds
from atmp_logistics.evidence.events.evidence import Evidence

#: What stands where nobody said.
NOT_STATED = "not stated"


@dataclass(frozen=True, eq=False, repr=False)
class Cohort(Described, SameContent):
    """Many therapies as columns; made by `cohort_of`.

    Attributes
    ----------
    evidence : Evidence
        What is known of every event of every container, as bounds.
    now_us : float or None
        Up to when the record is complete, in microseconds since 1970 in UTC; None where nobody stated it.
    tz : tzinfo or None
        The zone of calendar days; None shows UTC.
    therapy, product, centre : Names
        One of each for each therapy.
    contradictions : mapping of str to tuple
        The therapies whose records contradict a fact, with the times to check: no statistic uses them, and each says
        how many they are.
    source : str
        What was read.
    centre_basis : str
        Where the centres come from, in words.
    """

    evidence: Evidence
    now_us: float | None
    tz: tzinfo | None
    therapy: Names
    product: Names
    centre: Names
    contradictions: Mapping[str, tuple[tuple[str, str], ...]]
    source: str
    centre_basis: str

    def __len__(self) -> int:
        return len(self.therapy)

    def _described(self) -> str:
        count = f"{len(self)} therap{'y' if len(self) == 1 else 'ies'}"
        return f"{count}, {f'record complete up to {self.now}' if self.now else 'no now stated'}"

    @property
    def sound(self) -> Mask:
        """Which therapies' records do not contradict themselves."""
        return self.all_of(self.evidence.sound)

    @property
    def now(self) -> str | None:
        """The moment up to which the record is complete, ISO 8601 in UTC; None where nobody stated one."""
        return iso(self.now_us)

    def statements(self) -> Iterator[str]:
        """Say what the caller and the site stated, which the bounds rest on.

        Yields
        ------
        str
            A sentence for each.
        """
        if self.now:
            yield f"the record is complete up to {self.now}, as stated in the call"
        site = self.evidence.site
        if site.resolution_s:
            yield said_of_resolution(site.resolution_s)
        yield from (f"fact: {fact}" for fact in site.spacing)

    def over(self, column: Column, fold: np.ufunc) -> Column:
        """Fold a column over each therapy's containers.

        Parameters
        ----------
        column : float array
            One for each container.
        fold : numpy ufunc
            Such as ``np.minimum``.

        Returns
        -------
        float array
            One for each therapy.
        """
        return np.asarray(fold.reduceat(column, self._firsts), np.float64) if len(column) else column

    def all_of(self, mask: Mask) -> Mask:
        """Say for each therapy whether something holds of all its containers.

        Parameters
        ----------
        mask : bool array
            One for each container.

        Returns
        -------
        bool array
            One for each therapy.
        """
        return np.asarray(np.logical_and.reduceat(mask, self._firsts), bool) if len(mask) else mask

    def any_of(self, mask: Mask) -> Mask:
        """Say for each therapy whether something holds of any of its containers.

        Parameters
        ----------
        mask : bool array
            One for each container.

        Returns
        -------
        bool array
            One for each therapy.
        """
        return ~self.all_of(~mask)

    @property
    def _firsts(self) -> NDArray[np.int64]:
        return np.nonzero(np.diff(self.evidence.group, prepend=-1))[0]

    @property
    def single(self) -> Mask:
        """Which therapies are one container."""
        return np.asarray(np.diff(np.append(self._firsts, len(self.evidence))) == 1, bool)

    def moments(self, name: str, which: str) -> MomentBounds:
        """Return a moment of every therapy.

        Parameters
        ----------
        name : str
            An event or a stage of the vocabulary; one that nobody's record holds is unbounded.
        which : {'first', 'last'}
            Of several containers, and of several instances of an event that recurs.

        Returns
        -------
        MomentBounds
            The earliest and the latest that it can have been, one for each therapy.
        """
        lo, hi = self._bounds(name, which)
        recorded = self._holds(*ends_of(name))
        out = self._holds("discarded", "returned") & ~recorded & name.startswith("administration")
        waiting = ~recorded & (self._progress < PLACE_IN_ORDER[ends_of(name)[0]]) & ~out
        if self.now_us is not None:
            waiting &= hi >= self.now_us
            lo = np.where(waiting, np.maximum(lo, self.now_us), lo)
            hi = np.where(recorded, np.maximum(lo, np.minimum(hi, self.now_us)), hi)
        first = which == "first"
        fold, gone = (np.minimum, np.inf) if first else (np.maximum, -np.inf)
        low, high = (self.over(np.where(out, gone, side), fold) for side in (lo, hi))
        never = self.all_of(out)
        late = self.any_of(waiting) & (self.now_us is not None)
        if first:
            late &= self.all_of(waiting | out)
        return MomentBounds(low, high, self.all_of(self._timed(name) | out) & ~never, late, never)

    def given_up(self) -> Column:
        """Return the earliest that each therapy's last container can have been discarded or returned; -inf if none.

        Returns
        -------
        float array
            Microseconds since 1970 in UTC, one for each therapy.
        """
        ends = [
            np.where(self._holds(name), self._bounds(name, "first")[0], -np.inf) for name in ("discarded", "returned")
        ]
        return self.over(np.maximum(*ends), np.maximum)

    def _timed(self, name: str) -> Mask:
        try:
            return self.evidence.is_logged(name)
        except KeyError:
            return np.zeros(len(self.evidence), bool)

    def _holds(self, *events: str) -> Mask:
        none = np.zeros(len(self.evidence), bool)
        return np.asarray(np.logical_or.reduce([self.evidence.recorded.get(event, none) for event in events]), bool)

    @property
    def _progress(self) -> NDArray[np.int64]:
        """How far each container has come: the place of the latest event of its record in the order of a therapy."""
        far = np.full(len(self.evidence), -1, np.int64)
        for name, place in PLACE_IN_ORDER.items():
            if name not in ANY_TIME:
                far[self._holds(name)] = place
        return far

    def _bounds(self, name: str, which: str) -> tuple[Column, Column]:
        try:
            return self.evidence.bounds(name, which)
        except KeyError:
            return np.full(len(self.evidence), -np.inf), np.full(len(self.evidence), np.inf)
