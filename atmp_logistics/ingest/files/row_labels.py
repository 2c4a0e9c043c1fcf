"""The rows of a table in memory, called as the table itself labels them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import pandas as pd


class RowLabel(int):
    """A row's place, which prints as the label that the row has in its table.

    Examples
    --------
    >>> f"row {RowLabel.of(3, 'bag 7')}", RowLabel.of(3, "bag 7") + 0
    ("row 'bag 7'", 3)
    """

    label: str

    @classmethod
    def of(cls, place: int, label: object) -> RowLabel:
        """Return a place with its label; a text stands in quotes."""
        one = cls(place)
        one.label = repr(str(label)).replace('"', "'")
        return one

    def __str__(self) -> str:
        return self.label


class RowLabels(Sequence[int]):
    """The places of rows from 0, each with its label; a label is made where it is asked for."""

    def __init__(self, labels: pd.Index) -> None:
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...
    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        """Return the place with its label."""
        if isinstance(place, slice):
            return [self[i] for i in range(len(self))[place]]
        return RowLabel.of(range(len(self))[place], self.labels[place])


def row_numbers(index: pd.Index) -> Sequence[int]:
    """Return the numbers by which a table's rows are called: its labels where they are whole numbers, else its places.

    Examples
    --------
    >>> row_numbers(pd.RangeIndex(2, 8, 3)), row_numbers(pd.Index([7, 7])), str(row_numbers(pd.Index(["a", "b"]))[1])
    (range(2, 8, 3), [7, 7], "'b'")
    """
    if isinstance(index, pd.RangeIndex):
        return range(index.start, index.stop, index.step)
    if index.dtype.kind in "iu" and not index.hasnans:
        return [int(label) for label in index]
    return RowLabels(index)
