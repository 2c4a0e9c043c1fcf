"""Names as numbers: a column of names as codes, in the order in which the names come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import ROWS, Codes, Index, Names, blocks


def numbered(column: pd.Series) -> tuple[Codes, Names]:
    """Return each cell's number and the names by number; a missing cell is one left empty.

    A column of categories has its numbers already; any other is gone through once.

    Examples
    --------
    >>> codes, names = numbered(pd.Series(["b", None, "a", "b"], dtype=object))
    >>> codes.tolist(), names.tolist()
    ([0, 2, 1, 0], ['b', 'a', ''])
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes: Codes = column.cat.codes.to_numpy()
        names: Names = column.cat.categories.to_numpy(object)
    else:
        codes, found = pd.factorize(column)
        names = np.asarray(found, object)
    if len(codes) and codes.min() < 0:
        at, names = joined(names, [""])
        codes = np.where(codes < 0, at[0], codes)
    return codes, names


def in_order(codes: Codes, names: Names) -> tuple[Codes, Names]:
    """Number names in the order in which they come, and leave out those that do not.

    Examples
    --------
    >>> codes, names = in_order(np.array([2, 0, 2]), np.array(["a", "b", "c"], object))
    >>> codes.tolist(), names.tolist()
    ([0, 1, 0], ['c', 'a'])
    """
    size = np.int32 if len(codes) < 2**31 else np.int64
    first: Codes = np.full(len(names), len(codes), size)
    for part in blocks(len(codes), ROWS):
        np.minimum.at(first, codes[part], np.arange(part.start, part.stop, dtype=size))
    if (first < len(codes)).all() and (np.diff(first) > 0).all():
        return codes, names
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(codes))]
    number: Codes = np.zeros(len(names), size)
    number[order] = np.arange(len(order))
    return number[codes], names[order]


def joined(names: Names, more: Sequence[str]) -> tuple[Index, Names]:
    """Return the number of each of some more names, and all names; a new one comes after those that are there.

    Examples
    --------
    >>> at, names = joined(np.array(["a", "b"], object), ["c", "b", "c"])
    >>> at.tolist(), names.tolist()
    ([2, 1, 2], ['a', 'b', 'c'])
    """
    if not more:
        return np.empty(0, np.int64), names
    own = np.array(more, object)
    new = pd.unique(own[_places(names, own) < 0])
    whole = np.concatenate([names, new])
    return _places(whole, own), whole


def _places(names: Names, sought: Names) -> Index:
    """Return the number of each name that is sought, -1 where it is none of them."""
    return np.asarray(pd.Index(names).get_indexer(pd.Index(sought)), np.int64)
