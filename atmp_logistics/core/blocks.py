"""Long columns in pieces that stay in a processor's cache while they are worked on."""

from __future__ import annotations

from collections.abc import Iterator

#: So many containers, and so many rows of a table, at once: what a step leaves is still at hand for the next.
CELLS, ROWS = 16384, 65536


def blocks(count: int, size: int) -> Iterator[slice]:
    """Yield slices that together are a column of a length.

    Examples
    --------
    >>> list(blocks(5, 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    for first in range(0, count, size):
        yield slice(first, min(first + size, count))
