"""Columns of numbers: the types that every room speaks of, and long columns in pieces.

A piece stays in a processor's cache while it is worked on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Temperatures, instants or lengths; NaN is a value that is not there.
Column = NDArray[np.float64]
#: Numbers of rows, containers or loggers.
Index = NDArray[np.int64]
#: True for each row that is meant.
Mask = NDArray[np.bool_]
#: Numbers of names, as narrow as the table has them.
Codes = NDArray[np.integer[Any]]
Names = NDArray[np.object_]
#: The number of containers, and of rows of a table, that are worked on at once.
CELLS, ROWS = 16384, 65536


def blocks(count: int, size: int) -> Iterator[slice]:
    """Yield the slices of `size` rows that together cover a column of `count` rows.

    Examples
    --------
    >>> list(blocks(5, 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    for first in range(0, count, size):
        yield slice(first, min(first + size, count))
