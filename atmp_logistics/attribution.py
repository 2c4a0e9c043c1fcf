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


def events_of(table: pd.DataFrame, who: pd.DataFrame) -> dict[str, tuple[Index, NDArray[np.float64], Index]]:
    """Return the instants of each event, NaN where one was logged without, and `at`: whose they are.

    Returns
    -------
    dict of str to (at, time_us, row)
        For each event of the record: the place in `who` of each container that it happened to, when, and the place in
        `table` of the row that says so.
    """
    rows, at = _placed(table, who, scopes(table) == "container")
    time = table["time"].to_numpy(np.float64)[rows]
    codes, names = pd.factorize(table["event"])
    kinds = codes[rows]
    order = np.argsort(kinds.astype(np.int16), kind="stable")
    bounds = np.searchsorted(kinds[order], np.arange(len(names) + 1))
    at, time, rows = at[order], time[order], rows[order]
    return {
        str(name): (at[first:stop], time[first:stop], rows[first:stop])
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
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], np.arange(len(names) + 1))
    own, many = np.nonzero(one)[0], np.nonzero(~one)[0]
    place = _named(
        table["container_id"], who["container_id"], own, therapies, group, order[first[:-1] % max(len(who), 1)]
    )
    count = (first[1:] - first[:-1])[therapies[many]]
    start = np.repeat(first[therapies[many]], count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    rows = np.concatenate([own[place >= 0], np.repeat(many, count)])
    return rows, np.concatenate([place[place >= 0], order[start + within]]).astype(np.int64)


def _named(named: pd.Series, container: pd.Series, rows: Index, therapies: Index, group: Index, guess: Index) -> Index:
    """Return the place of each row's own container, -1 where it is none of them.

    `guess` is a place for each therapy, its first container's: for a therapy of one container nothing need be sought.
    """
    if not len(container):
        return np.full(len(rows), -1, np.int64)
    codes, names = pd.factorize(named)
    theirs = pd.Index(names).get_indexer(container)
    therapy, code = therapies[rows], codes[rows]
    place = guess[therapy]
    wrong = np.nonzero((group[place] != therapy) | (theirs[place] != code))[0]
    if len(wrong):
        place[wrong] = _sought(group, theirs, therapy[wrong], code[wrong], len(names) + 1)
    return np.asarray(place, np.int64)


def _sought(group: Index, theirs: Index, therapy: Index, code: Index, base: int) -> Index:
    """Return the place of a therapy's container by its code, -1 where there is none."""
    pairs = np.where(theirs < 0, -1, group * base + theirs)
    order = np.argsort(pairs, kind="stable")
    found = np.minimum(np.searchsorted(pairs[order], therapy * base + code), len(pairs) - 1)
    return np.where(pairs[order][found] == therapy * base + code, order[found], -1)
