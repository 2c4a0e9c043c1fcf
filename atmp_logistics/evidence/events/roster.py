"""Which container each row of an event table speaks of: its event, and what else the row states.

An event of the therapy or of its material is about every container of the therapy; one that each dose can have anew is
about the container that its row names, where it names one. What a row states beside its event (product, expiry,
logger, conditions) is about the container that it names, or, where it names none, about all of the therapy's. What
stands on a row of the starting material is the material's: only the product's name counts, and its note is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Codes, Index, Mask, Names
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.name_codes import in_order, joined, numbered
from atmp_logistics.core.short_repr import ShortRepr

#: A therapy's and a container's name.
ContainerName = tuple[str, str]

#: Every event by the number that stands for it.
KINDS = tuple(EVENTS)
_UNKNOWN = -1
_PLACES = {name: i for i, name in enumerate(KINDS)}
#: Whether each event is a container's, a dose's or the material's.
_SCOPES = np.array([kind.scope for kind in EVENTS.values()], object)
OF_CONTAINER, _OF_DOSE, OF_MATERIAL = (np.equal(_SCOPES, scope) for scope in ("container", "dose", "material"))
#: What stands for the container of a row that names none, and of one whose container is not looked at.
UNNAMED, NOT_LOOKED_AT = -1, -2


@dataclass(frozen=True, slots=True, repr=False)
class Roster(ShortRepr):
    """The containers of a record, and which of them each row of its table is about: names made numbers, once.

    Parameters
    ----------
    kind : ndarray of int8, shape (rows,)
        Each row's event, as its place in `KINDS`.
    therapy : ndarray of int, shape (rows,)
        Each row's therapy, counted in the order in which they come.
    own : ndarray of int, shape (rows,), or None
        The place of the container that each row names: `UNNAMED` where it names none or its material,
        `NOT_LOOKED_AT` where it is none of these. None where no row names any.
    first : ndarray of int, shape (therapies + 1,)
        The place of each therapy's first container: one therapy's stand together.
    nameless : ndarray of bool, shape (therapies,)
        Which therapies have no container with a name; each stands for one without.
    therapy_id, container_id : ndarray of str, shape (containers,)
        The containers' names.
    alone : bool
        Whether each therapy is one container without a name, so that its number is its container's place.
    """

    kind: NDArray[np.int8]
    therapy: Codes
    own: Index | None
    first: Index
    nameless: Mask
    therapy_id: Names
    container_id: Names
    alone: bool

    @classmethod
    def of(cls, table: pd.DataFrame, more: Iterable[ContainerName] = ()) -> Roster:
        """Return the containers that a table names, and more that are there whether or not it mentions them.

        Parameters
        ----------
        table : DataFrame
            `EventLog.table`.
        more : iterable of (therapy_id, container_id)
        """
        expected, kind = list(more), _kinds(table["event"])
        therapy, therapies = in_order(*numbered(table["therapy_id"]))
        container, containers = numbered(table["container_id"])
        whose, therapies = joined(therapies, [therapy_name for therapy_name, _ in expected])
        which, containers = joined(containers, [container_name for _, container_name in expected])
        empty = np.equal(containers, "")
        named = np.empty(0, np.int64) if empty.all() else np.nonzero(~(empty[container] | OF_MATERIAL[kind]))[0]
        pairs = _Pairs.of(therapy[named], container[named], len(therapies))
        pairs = pairs.joined(whose[~empty[which]], which[~empty[which]])
        nameless = np.ones(len(therapies), bool)
        nameless[pairs.therapy] = False
        group = np.concatenate([pairs.therapy, np.nonzero(nameless)[0]])
        order = np.argsort(group, kind="stable")
        own = None
        if len(named):
            place = np.empty(len(order), np.int64)
            place[order] = np.arange(len(order))
            own = np.full(len(table), UNNAMED, np.int64)
            own[named] = place[pairs.row]
        first = np.searchsorted(group[order], np.arange(len(therapies) + 1))
        names = np.concatenate([containers[pairs.container], np.full(int(nameless.sum()), "", object)])
        alone = bool(nameless.all())
        return cls(kind, therapy, own, first, nameless, therapies[group[order]], names[order], alone)

    def __len__(self) -> int:
        return len(self.therapy_id)

    def among(self, rows: Index) -> Roster:
        """Return the roll of some of its containers, by their places in rising order."""
        if len(rows) == len(self):
            return self
        place = np.full(len(self), NOT_LOOKED_AT, np.int64)
        place[rows] = np.arange(len(rows))
        own = None if self.own is None else np.where(self.own >= 0, place[self.own], self.own)
        names = self.therapy_id[rows], self.container_id[rows]
        return Roster(
            self.kind, self.therapy, own, np.searchsorted(rows, self.first), self.nameless, *names, alone=False
        )

    @property
    def group(self) -> Index:
        """Each container's therapy, counted from nought."""
        if self.alone:
            return np.arange(len(self))
        count = np.diff(self.first)
        return np.repeat(np.arange(np.count_nonzero(count)), count[count > 0])

    def of_events(self, rows: Index | slice) -> tuple[Index | slice, Codes]:
        """Return (row, place) of every container to which the event of each of some rows happened."""
        if self.alone:
            return rows, self.therapy[rows]
        one = OF_CONTAINER[self.kind[rows]]
        if self.own is not None:
            one = one | (_OF_DOSE[self.kind[rows]] & (self.own[rows] != UNNAMED))
        return self._spread(rows, one)

    def of_statements(self, rows: Index) -> tuple[Index, Index]:
        """Return (row, place) of every container of which each of some rows states what stands beside its event.

        Rows that name their container come first.
        """
        if self.own is None:
            return self._spread(rows, np.zeros(len(rows), bool))
        rows = rows[np.argsort(self.own[rows] == UNNAMED, kind="stable")]
        return self._spread(rows, self.own[rows] != UNNAMED)

    def of_therapies(self, rows: Index) -> tuple[Index, Index]:
        """Return (row, place) of every container of the therapy that each of some rows is about, whomever it names."""
        therapy = self.therapy[rows]
        start = self.first[therapy]
        count = self.first[therapy + 1] - start
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(rows, count), np.repeat(start, count) + within

    def _spread(self, rows: Index | slice, one: Mask) -> tuple[Index, Index]:
        """Return (row, place) of every container that each row is about: its own where `one`, or all its therapy's."""
        therapy = self.therapy[rows]
        numbers = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
        start, count = self.first[therapy], self.first[1:][therapy]
        count -= start
        if self.own is not None:
            own = self.own[rows]
            named = one & (own != UNNAMED)
            start, count = np.where(named, own, start), np.where(named, own >= 0, count)
        if not self.nameless.all():
            # What happened to a container that is not named happened to nobody, where there are some with names.
            nobodys = one & ~self.nameless[therapy]
            nobodys &= True if self.own is None else self.own[rows] == UNNAMED
            count = np.where(nobodys, 0, count)
        if (count == 1).all():
            return numbers, start
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(numbers, count), np.repeat(start, count) + within


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Named containers, each once, one therapy's in the order in which they come; and which of them each row names."""

    therapy: Index
    container: Index
    row: Index

    @classmethod
    def of(cls, therapy: Codes, container: Codes, therapies: int) -> _Pairs:
        """Count the pairs: a therapy's first container needs no search, any other is sought by both its numbers."""
        guess = np.full(therapies, -1, np.int64)
        guess[therapy[::-1]] = container[::-1]
        firsts = np.nonzero(guess >= 0)[0]
        row = (np.cumsum(guess >= 0) - 1)[therapy]
        other = np.nonzero(guess[therapy] != container)[0]
        whose, which = therapy[other].astype(np.int64), container[other].astype(np.int64)
        base = int(which.max(initial=0)) + 1
        codes, keys = pd.factorize(whose * base + which)
        row[other] = len(firsts) + codes
        return cls(np.concatenate([firsts, keys // base]), np.concatenate([guess[firsts], keys % base]), row)

    def joined(self, therapy: Index, container: Index) -> _Pairs:
        """Return these pairs and those of some more that are not among them."""
        if not len(therapy):
            return self
        base = max(int(self.container.max(initial=0)), int(container.max())) + 1
        keys, more = self.therapy * base + self.container, therapy * base + container
        new = pd.unique(more[~np.isin(more, keys)])
        return replace(
            self,
            therapy=np.concatenate([self.therapy, new // base]),
            container=np.concatenate([self.container, new % base]),
        )


def _kinds(events: pd.Series) -> NDArray[np.int8]:
    """Return each row's event as its place in `KINDS`."""
    codes, names = numbered(events)
    places = np.array([_PLACES.get(str(name), _UNKNOWN) for name in names], np.int8)
    if (places == _UNKNOWN).any() and (unknown := places[codes] == _UNKNOWN).any():
        raise KeyError(str(names[codes[unknown][0]]))
    if len(places) == len(KINDS) and (places == np.arange(len(places))).all():
        return codes.astype(np.int8, copy=False)
    return places[codes]
