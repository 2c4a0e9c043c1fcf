"""A cohort as columns: for every container, when each event happened (as bounds), and which logger stood for it when.

One consignment is a cohort of one. An event that was not logged is bounded by facts alone: by the order of nature and
by what the site states. A container whose record contradicts a fact decides nothing: all its events are unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.evidence.events.known_events import ALL, KnownEvents
from atmp_logistics.evidence.events.phase import Bounded, Ends, Order, Phase, Sides
from atmp_logistics.evidence.events.record_rows import BOTH_DOUBTS_US


@dataclass(frozen=True, slots=True, repr=False)
class Evidence(KnownEvents):
    """What is known of each container of one product: its events, and the stretches of time between them."""

    def stretch(self, ends: Callable[[Bounded], Ends]) -> Phase:
        """Return the stretch between two moments, by what `ends` makes of `bounds`, or else of `written_minutes`."""
        columns = ends(self.bounds)
        least = columns[2] - columns[1]
        may_reverse = ~(least >= 0)
        if self.minutes is None or (order := self._order(least, columns[3] - columns[0], ends)) is None:
            return Phase(*columns, may_reverse)
        return Phase(*columns, may_reverse & ~order[0], order[1])

    def _order(self, lower: Column, upper: Column, ends: Callable[[Bounded], Ends]) -> Order | None:
        """Say where a stretch surely does not, and surely does, run backwards by the minutes in which it is written.

        None where the bounds of its length say it all.
        """
        if not (((lower < 0) & (lower > -BOTH_DOUBTS_US)) | ((upper > 0) & (upper < BOTH_DOUBTS_US))).any():
            return None
        _, start, end, _ = minutes = ends(self.written_minutes)
        return end > start, minutes[3] < minutes[0]

    def phase(
        self,
        starts: str,
        ends: str,
        scope: str = "container",
        *,
        until_first: bool = False,
        sides: Sides = ("first", "last"),
        part: slice = ALL,
    ) -> Phase:
        """Return the stretch from the first `starts` to the last `ends`, over all the therapy's containers if asked.

        Parameters
        ----------
        starts : str
            An event, or a stage such as ``administration``.
        ends : str
            The same, of the end.
        scope : {'container', 'therapy'}
            Over each container, or over all of its therapy.
        until_first : bool
            Whether the therapy's stretch ends with the container that comes to its end first.
        sides : pair of {'first', 'last'}
            Which instances count of events that recur, at the start and at the end.
        part : slice
            Which containers; whole therapies.

        Returns
        -------
        Phase
            Bounds on its start and on its end, for `exposure`.
        """
        found = self.stretch(lambda bounds: self._ends(bounds, starts, ends, scope, until_first, sides, part))
        if scope == "container":
            least = self._facts_about(starts, ends, sides, part)[0]
            found = replace(found, may_reverse=found.may_reverse & ~(least >= 0))
        return found

    def ends(
        self,
        starts: str,
        ends: str,
        scope: str = "container",
        *,
        until_first: bool = False,
        sides: Sides = ("first", "last"),
        part: slice = ALL,
    ) -> Ends:
        """Return bounds on the start and on the end of `phase`."""
        return self._ends(self.bounds, starts, ends, scope, until_first, sides, part)

    def _ends(
        self, bounds: Bounded, starts: str, ends: str, scope: str, until_first: bool, sides: Sides, part: slice
    ) -> Ends:
        columns = (*bounds(starts, sides[0], part), *bounds(ends, sides[1], part))
        if scope == "therapy":
            end = np.minimum if until_first else np.maximum
            folds = (np.minimum, np.minimum, end, end)
            columns = tuple(self.over_therapy(c, fold, part) for c, fold in zip(columns, folds, strict=True))  # type: ignore[assignment]
        return columns

    def elapsed_us(
        self,
        starts: str,
        ends: str,
        scope: str = "container",
        *,
        until_first: bool = False,
        sides: Sides = ("first", "last"),
        part: slice = ALL,
    ) -> tuple[Column, Column]:
        """Return bounds on the length of `phase`, in microseconds; a container's that may have run backwards shows.

        Parameters
        ----------
        starts : str
            An event, or a stage such as ``administration``.
        ends : str
            The same, of the end.
        scope : {'container', 'therapy'}
            Over each container, or over all of its therapy.
        until_first : bool
            Whether the therapy's stretch ends with the container that comes to its end first.
        sides : pair of {'first', 'last'}
            Which instances count of events that recur, at the start and at the end.
        part : slice
            Which containers; whole therapies.

        Returns
        -------
        pair of ndarray of float64, shape (n,)
            The least and the most, in microseconds.
        """
        lower, upper = self._length_us(starts, ends, scope, until_first, sides, part)
        least, most = self._facts_about(starts, ends, sides, part)
        if scope == "container":
            return np.maximum(lower, least, out=lower), np.minimum(upper, most, out=upper)
        if not until_first:
            lower = np.maximum(lower, self.over_therapy(least, np.maximum, part))
        own, _ = self._length_us(starts, ends, "container", False, sides, part)
        backwards = self.over_therapy(np.maximum(own, least), np.minimum, part)
        return np.where(backwards < 0, np.minimum(lower, backwards), lower), upper

    def _length_us(
        self, starts: str, ends: str, scope: str, until_first: bool, sides: Sides, part: slice
    ) -> tuple[Column, Column]:
        """Return bounds on the length of a stretch by its two ends and their order."""

        def both(bounds: Bounded) -> Ends:
            return self._ends(bounds, starts, ends, scope, until_first, sides, part)

        columns = both(self.bounds)
        lower, upper = columns[2] - columns[1], columns[3] - columns[0]
        if self.minutes is not None and (order := self._order(lower, upper, both)) is not None:
            np.maximum(lower, 0.0, out=lower, where=order[0])
            np.minimum(upper, 0.0, out=upper, where=order[1])
        return lower, upper

    def _facts_about(self, starts: str, ends: str, sides: Sides, part: slice) -> tuple[Column, Column]:
        """Return the least and the most time that facts alone allow between two moments of each container."""
        (start, start_late), (end_early, end) = ends_of(starts), ends_of(ends)
        least = 0.0 - self._reach(end_early, sides[1], start_late, sides[0])
        most = self._reach(start, sides[0], end, sides[1])
        sound = self.sound[part]
        if sound.all():
            return np.broadcast_to(least, len(sound)), np.broadcast_to(most, len(sound))
        return np.where(sound, least, -np.inf), np.where(sound, most, np.inf)

    def _reach(self, one: str, one_side: str, other: str, other_side: str) -> float:
        return float(self.network.reach[self.row(one, one_side), self.row(other, other_side)])
