"""A cohort as columns: for every container, when each event happened (as bounds), and which logger stood for it when.

One consignment is a cohort of one. An event that was not logged is bounded by facts alone: by the order of nature and
by what the site states. A container whose record contradicts a fact decides nothing: all its events are unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import CELLS, Column, Index, Mask, blocks
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement, When
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.contradictions import Contradictions
from atmp_logistics.evidence.events.event_rows import EventRows
from atmp_logistics.evidence.events.known_order import node
from atmp_logistics.evidence.events.phase import Bounded, Ends, Order, Phase, Sides
from atmp_logistics.evidence.events.record_rows import BOTH_DOUBTS_US, WrittenMinutes
from atmp_logistics.evidence.events.recurrences import Recurrence
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.network import Network

#: Which containers' records hold an event, with its time or without.
Known = Mapping[str, Mask]
#: All containers; what is asked of them can also be asked of some that stand together.
ALL = slice(None)
#: Whether a conditional limit holds for a container.
NO, YES, MAYBE = 0, 1, 2


@dataclass(frozen=True, slots=True, repr=False)
class Evidence(ShortRepr):
    """What is known of each container of one product; columns are as long as `container`.

    `lo` and `hi` have a row for each node of `network` and hold instants in microseconds. `sound` says which records
    do not contradict themselves, `contradictions` which times of the others to check, `mentioned` which containers some
    event's row names. `event_rows` are the rows behind the bounds, `minutes` their written minutes where those say more
    of their order than the bounds do, and `untimed_rows` those whose written times are not taken for the events': a
    form that was saved at once.
    """

    product: Product
    site: Site
    tz: tzinfo | None
    therapy: NDArray[np.object_]
    container: NDArray[np.object_]
    group: NDArray[np.int64]
    network: Network
    lo: Column
    hi: Column
    logged: Mask
    sound: Mask
    contradictions: Contradictions
    expiry_lower: Column
    expiry_upper: Column
    conditions: Mapping[str, NDArray[np.object_]]
    instances: Mapping[str, Recurrence]
    recorded: Known
    event_rows: EventRows
    mentioned: Mask
    minutes: WrittenMinutes | None = None
    untimed_rows: Index = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.container)

    def who(self, row: int) -> str:
        """Return a container as a reader names it: its therapy, and its own name where it has one."""
        return " / ".join(filter(None, (str(self.therapy[row]), str(self.container[row]))))

    def bounds(self, name: str, side: str = "first", part: slice = ALL) -> tuple[Column, Column]:
        """Return bounds on an event's instant; a stage without its end spans from its start to its end.

        Parameters
        ----------
        name : str
            An event, or a stage such as ``administration``.
        side : {'first', 'last'}
            Which instance of an event that recurs.
        part : slice
            Which containers; whole therapies.

        Returns
        -------
        pair of ndarray of float64, shape (n,)
            The earliest and the latest, in microseconds since 1970 in UTC; infinite where nothing bounds it.
        """
        early, late = ends_of(name)
        return self.lo[self.row(early, side), part], self.hi[self.row(late, side), part]

    def written_minutes(self, name: str, side: str = "first", part: slice = ALL) -> tuple[Column, Column]:
        """Return bounds on the minute in which an event is written, if its record does not contradict itself."""
        early, late = ends_of(name)
        assert self.minutes is not None  # noqa: S101  nobody asks otherwise
        sound = self.sound[part]
        first, last = self.minutes.of(early, side, part)[0], self.minutes.of(late, side, part)[1]
        return np.where(sound, first, -np.inf), np.where(sound, last, np.inf)

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

    def is_logged(self, name: str) -> Mask:
        """Say for each container whether an event, or both ends of a stage, were logged with their time.

        Parameters
        ----------
        name : str
            An event, or a stage such as ``administration``.

        Returns
        -------
        ndarray of bool, shape (n,)
            One for each container.
        """
        rows = [self.logged[self.row(end, side)] for end in ends_of(name) for side in ("first", "last")]
        return np.asarray(np.logical_and.reduce(rows), bool)

    def has(self, name: str, row: int) -> bool:
        """Say whether one container's record holds an event, or both ends of a stage, with their time."""
        places = (self.row(end, side) for end in ends_of(name) for side in ("first", "last"))
        return all(bool(self.logged[place, row]) for place in places)

    def applies(self, limit: Requirement) -> NDArray[np.int8]:
        """Say for each container whether a conditional limit holds: NO, YES, or MAYBE where nobody stated it."""
        return self.belongs(limit.when)

    def belongs(self, when: When) -> NDArray[np.int8]:
        """Say for each container whether it is one of those that a condition names: NO, YES or MAYBE."""
        out = np.full(len(self), YES, np.int8)
        for key, values in when.items():
            stated = self.conditions[key]
            fits = np.where(stated == "", MAYBE, np.where(np.isin(stated.astype(str), values), YES, NO))
            out = np.where((out == NO) | (fits == NO), NO, np.maximum(out, fits)).astype(np.int8)
        return out

    def row(self, event: str, side: str) -> int:
        """Return the row of `lo` and `hi` that an event's first or last instance has."""
        return self.network.index(node(event, side))

    def _reach(self, one: str, one_side: str, other: str, other_side: str) -> float:
        return float(self.network.reach[self.row(one, one_side), self.row(other, other_side)])

    def over_therapy(self, column: Column, fold: np.ufunc, part: slice = ALL) -> Column:
        """Fold a column over each therapy's containers, and give every container its therapy's result."""
        group = self.group[part]
        firsts = np.nonzero(np.diff(group, prepend=-1))[0]
        return np.asarray(fold.reduceat(column, firsts)[group - group[0]]) if len(column) else column

    def parts(self) -> Iterator[slice]:
        """Yield blocks of containers that stay in a processor's cache while they are judged; whole therapies."""
        first = 0
        for part in blocks(len(self), CELLS):
            stop = int(np.searchsorted(self.group, self.group[part.stop - 1], side="right"))
            if stop > first:
                yield slice(first, stop)
            first = max(first, stop)
