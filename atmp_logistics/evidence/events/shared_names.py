"""Which container ids two therapies of a record name: the same id, or two that are easily taken for each other.

One therapy's rows cannot show it, so that this looks at all of them at once. A container without an id is none. Rows
of the starting material name other things than containers of the product, rows of a therapy that is set aside are at
fault, and a container that is only expected stands in no row: with these an id may be shared, and is not surely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Codes, Column, Index, Mask, Names
from atmp_logistics.core.look_alikes import as_typed_alike
from atmp_logistics.core.name_codes import numbered
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.parents import INHERITED
from atmp_logistics.evidence.events.roster import OF_MATERIAL, ContainerName

#: What stands for the row of an id that no row of the table names.
NO_ROW = -1
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclass(frozen=True, slots=True, repr=False)
class SharedNames(ShortRepr):
    """The container ids of a record, each once for each therapy that names it, and in how many others it is too.

    `row` is the first row that names it, by its place in the table, or `NO_ROW`; `surely` and `possibly` bound the
    number of other therapies. Equal ids have one `code`, and those that are easily taken for each other one number in
    `alike`; `order` sorts by both.
    """

    therapy: Names
    name: Names
    row: Index
    surely: Column
    possibly: Column
    code: Codes
    alike: Codes
    order: Index

    @classmethod
    def of(
        cls, table: pd.DataFrame, kind: NDArray[np.int8], judged: tuple[Names, Names], aside: Iterable[ContainerName]
    ) -> SharedNames:
        """Gather them.

        Parameters
        ----------
        table : DataFrame
            `EventLog.table`.
        kind : ndarray of int8
            `Roster.kind` of its rows.
        judged : pair of ndarray of str
            The therapy and the id of each container that is judged, whether or not a row names it.
        aside : iterable of (therapy_id, container_id)
            Those that rows of the therapies set aside name.
        """
        rows = _naming_rows(table, OF_MATERIAL[kind])
        pairs = np.array([*aside], object).reshape(-1, 2)
        therapy, name = (
            np.concatenate([_cells(table[column], rows), own, others])
            for column, own, others in zip(("therapy_id", "container_id"), judged, pairs.T, strict=True)
        )
        row = np.append(rows, np.full(len(name) - len(rows), NO_ROW))
        is_surely = np.append(~OF_MATERIAL[kind[rows]], np.zeros(len(name) - len(rows), bool))
        once = _once(therapy, name)
        return cls._counted(therapy[once], name[once], row[once], is_surely[once])

    @classmethod
    def _counted(cls, therapy: Names, name: Names, row: Index, is_surely: Mask) -> SharedNames:
        code, alike = _numbers(name)
        possibly = _others(alike, pd.factorize(therapy)[0])
        surely, shared = np.zeros(len(name)), np.nonzero((possibly > 0) & is_surely)[0]
        surely[shared] = _others(code[shared], _numbers(therapy[shared])[1])
        order = np.lexsort((~is_surely, code))
        return cls(therapy, name, row, surely, possibly, code, alike, order)

    def places(self, therapy: Names, name: Names) -> Index:
        """Return where each of some containers stands here."""
        known = pd.MultiIndex.from_arrays([self.therapy, self.name])
        return np.asarray(known.get_indexer(pd.MultiIndex.from_arrays([therapy, name])), np.int64)

    def elsewhere(self, place: int, most: int) -> list[int]:
        """Return the first entries of other therapies with the same id, then those with one that is alike."""
        found = dict.fromkeys((*self._of_number(self.code, place, most), *self._of_number(self.alike, place, most)))
        return list(found)[:most]

    def _of_number(self, number: Codes, place: int, most: int) -> Iterator[int]:
        """Yield the first entries of other therapies that have the same number as one."""
        low, high = (np.searchsorted(number, number[place], side, sorter=self.order) for side in _SIDES)
        own = self.therapy[place]
        members = map(int, (self.order[at] for at in range(int(low), int(high))))
        return islice((one for one in members if self.therapy[one] != own), most)


def _naming_rows(table: pd.DataFrame, of_material: Mask) -> Index:
    """Return the first row with which each therapy names each id, a row of a container before one of the material."""
    therapy, _ = numbered(table["therapy_id"])
    container, names = numbered(table["container_id"])
    named = ~np.equal(names, "")[container]
    if INHERITED in table:
        named &= ~table[INHERITED].to_numpy(bool)
    rows = np.nonzero(named)[0]
    rows = rows[np.argsort(of_material[rows], kind="stable")]
    return np.sort(rows[_first_of_each(therapy[rows], container[rows])])


def _cells(column: pd.Series, rows: Index) -> Names:
    codes, names = numbered(column)
    return names[codes[rows]]


def _once(therapy: Names, name: Names) -> Index:
    """Return the place of the first entry of each therapy and id, in their order; without an id there is none."""
    named = np.nonzero(name != "")[0]
    return named[np.sort(_first_of_each(pd.factorize(therapy[named])[0], pd.factorize(name[named])[0]))]


def _first_of_each(one: Codes, other: Codes) -> Index:
    """Return the place of the first of each pair of numbers."""
    pairs = one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other
    return np.asarray(np.unique(pairs, return_index=True)[1], np.int64)


def _numbers(names: Names) -> tuple[Codes, Codes]:
    """Return a number for each name, and one for all that are alike; sorted by the first, the second is sorted too."""
    each, texts = pd.factorize(names)
    alike = pd.factorize(np.array([as_typed_alike(str(text)) for text in texts], object))[0].astype(np.int64)[each]
    _, code = np.unique(alike * len(texts) + each, return_inverse=True)
    return code, alike


def _others(number: Codes, therapy: Codes) -> Column:
    """Return of each entry in how many therapies but its own its number is."""
    pairs = _first_of_each(number, therapy)
    held = np.bincount(number[pairs], minlength=1)
    return held[number].astype(np.float64) - 1.0
