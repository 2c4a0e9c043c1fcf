"""Which container each row of an event table speaks of: its event, and what else the row states.

An event of the therapy or of its material is about every container of the therapy; one that each dose can have anew is
about the container that its row names, where it names one. What a row states beside its event (product, expiry,
logger, conditions) is about the container that it names, or, where it names none, about all of the therapy's. What
stands on a row of the starting material is the material's: only the product's name counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.vocabulary import EVENTS

Index = NDArray[np.int64]


def scopes(table: pd.DataFrame) -> NDArray[np.object_]:
    """Return each row's scope: therapy, material or container; a dose's row is its container's if it names one."""
    codes, names = pd.factorize(table["event"])
    found = np.array([*(EVENTS[str(name)].scope for name in names), ""], object)[codes]
    doses = found == "dose"
    if doses.any():
        found[doses] = np.where(table["container_id"].to_numpy(object)[doses] == "", "therapy", "container")
    return found


def events_of(table: pd.DataFrame, who: pd.DataFrame) -> dict[str, tuple[Index, NDArray[np.float64]]]:
    """Return the instants of each event, NaN where one was logged without, and `at`: whose they are.

    Returns
    -------
    dict of str to (at, time_us)
        For each event of the record: the place in `who` of each container that it happened to, and when.
    """
    rows, at = _placed(table, who, scopes(table) == "container")
    time = table["time"].to_numpy(np.float64)[rows]
    codes, names = pd.factorize(table["event"])
    kinds = codes[rows]
    order = np.argsort(kinds.astype(np.int16), kind="stable")
    bounds = np.searchsorted(kinds[order], np.arange(len(names) + 1))
    at, time = at[order], time[order]
    return {
        str(name): (at[first:stop], time[first:stop])
        for name, first, stop in zip(names, bounds[:-1], bounds[1:], strict=True)
        if stop > first
    }


def statements_of(table: pd.DataFrame, who: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows that state something in a column, each with `at`: the container that it is stated of."""
    stated = table[(table[column].notna() & (table[column] != "")).to_numpy(bool)]
    if stated.empty:
        return stated.assign(at=np.empty(0, np.int64))
    scope = scopes(stated)
    if column != "product":
        stated, scope = stated[scope != "material"], scope[scope != "material"]
    one = (stated["container_id"].to_numpy(object) != "") & (scope != "material")
    rows, at = _placed(stated, who, one)
    return stated.iloc[rows].assign(at=at)


def _placed(table: pd.DataFrame, who: pd.DataFrame, one: NDArray[np.bool_]) -> tuple[Index, Index]:
    """Return (row, place in `who`) of every container that each row is about: one's own, or all of its therapy's."""
    therapies, names = pd.factorize(table["therapy_id"])
    group = pd.Index(names).get_indexer(who["therapy_id"])
    first = np.searchsorted(group[order := np.argsort(group, kind="stable")], np.arange(len(names) + 1))
    own = np.nonzero(one)[0]
    place = _named(table["container_id"], therapies, who["container_id"], group)[own]
    many = np.nonzero(~one)[0]
    count = (first[1:] - first[:-1])[therapies[many]]
    start = np.repeat(first[therapies[many]], count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    rows = np.concatenate([own[place >= 0], np.repeat(many, count)])
    return rows, np.concatenate([place[place >= 0], order[start + within]]).astype(np.int64)


def _named(named: pd.Series, therapies: Index, container: pd.Series, group: Index) -> Index:
    """Return the place of each row's own container, -1 where it is none of them."""
    codes, names = pd.factorize(named)
    theirs = pd.Index(names).get_indexer(container)
    pairs = np.where(theirs < 0, -1, group * (len(names) + 1) + theirs)
    order = np.argsort(pairs, kind="stable")
    asked = therapies * (len(names) + 1) + codes
    found = np.minimum(np.searchsorted(pairs[order], asked), max(len(pairs) - 1, 0))
    if not len(pairs):
        return np.full(len(asked), -1, np.int64)
    return np.asarray(np.where(pairs[order][found] == asked, order[found], -1), np.int64)
