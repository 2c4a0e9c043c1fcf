"""What is known of each container as columns: bounds on every event, what was logged and what is stated of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
from atmp_logistics.evidence.events.record_rows import WrittenMinutes
from atmp_logistics.evidence.events.recurrences import Recurrence
from atmp_logistics.evidence.events.still_in_store import StillInStore
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.network import Network

#: Which containers' records hold an event, with its time or without.
Known = Mapping[str, Mask]
#: All containers; what is asked of them can also be asked of some that stand together.
ALL = slice(None)
#: Whether a conditional limit holds for a container.
NO, YES, MAYBE = 0, 1, 2


@dataclass(frozen=True, slots=True, repr=False)
class KnownEvents(ShortRepr):
    """What is known of the events of each container of one product; columns are as long as `container`.

    `lo` and `hi` have a row for each node of `network` and hold instants in microseconds. `sound` says which records
    do not contradict themselves, `contradictions` which times of the others to check, `mentioned` which containers some
    event's row names. `event_rows` are the rows behind the bounds, `minutes` their written minutes where those say more
    of their order than the bounds do, and `untimed_rows` those whose written times are not taken for the events': a
    form that was saved at once. `still` is the statement that containers were in store at a moment, where a caller
    states one: `lo` and `hi` are then with it.
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
    still: StillInStore | None = None

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
