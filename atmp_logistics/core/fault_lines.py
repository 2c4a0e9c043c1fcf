"""Faults as lines: those of one kind in one column are one line, with their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from atmp_logistics.core.printable import in_one_line


class Error(Protocol):
    """What is asked of the class of a fault's error."""

    each_word: bool


class Fault(Protocol):
    """What is asked of a fault; see `core.errors.Fault`."""

    @property
    def where(self) -> str:
        """The place."""
        ...

    @property
    def found(self) -> str:
        """What stands there."""
        ...

    @property
    def fix(self) -> str:
        """How to correct it."""
        ...

    @property
    def error(self) -> Error:
        """The class of error that it is raised as."""
        ...


def summary(faults: Iterable[Fault], most: int = 50) -> Iterable[str]:
    """Return faults in words: of one kind in one column, the first, how many more there are, and their first rows.

    Faults whose places are no rows stand each by themselves, at most `most` of a kind.

    Returns
    -------
    iterable of str

    Examples
    --------
    >>> from atmp_logistics.core.errors import Fault
    >>> several = [Fault(f"e.csv, row {i}, column time", "'x'", "a time", "write it") for i in range(2, 5)]
    >>> list(summary(several))
    ["e.csv, row 2, column time: found 'x', expected a time. Fix: write it. And 2 more of this kind: row 3, row 4."]
    """
    kinds: dict[tuple[object, ...], list[list[Fault]]] = {}
    places: dict[tuple[object, ...], list[Fault]] = {}
    for fault in faults:
        kind, place = (fault.error, fault.fix), _place(fault)
        if (*kind, *place) not in places:
            kinds.setdefault(kind, []).append(places.setdefault((*kind, *place), []))
        places[*kind, *place].append(fault)
    for columns in kinds.values():
        yield from map(_line, columns[:most])
        if left := [fault for column in columns[most:] for fault in column]:
            yield f"and {len(left)} more faults of this kind, the last at {in_one_line(left[-1].where)}"


#: The row of a fault, or the rows, by number or by label; in a message, the places in its lists; else its container.
_NUMBER = r"(?:-?\d+|'[^']*')"
_ROW = re.compile(rf"\brows? {_NUMBER}(?: (?:and|to) {_NUMBER})*|\[\d+\]|(?<=, )(?:container [^,]+ of )?therapy [^,]+$")
#: How many further rows a sentence names, and how long a cell is that stands with its row.
_ROWS, _CELL = 5, 30


def _place(fault: Fault) -> tuple[str, str]:
    """Return what faults of a kind share that differ only by their row; of a word, or of a whole row, what it holds."""
    column = _ROW.sub("#", fault.where)
    alone = fault.error.each_word or column == fault.where or column.endswith("#")
    return column, fault.found if alone else ""


def _line(faults: list[Fault]) -> str:
    return f"{faults[0]} {_others(faults)}" if len(faults) > 1 else str(faults[0])


def _others(faults: list[Fault]) -> str:
    """Return how many faults follow the first, and the rows of the first ones, with what stands there instead."""
    first, *others = faults
    if others[-1].where == first.where:
        return f"And {len(others)} more of this kind there."
    named = [_row(fault, first) for fault in others[:_ROWS]]
    more = f" and {len(others) - _ROWS} more, the last {_row(others[-1], first)}" if len(others) > _ROWS else ""
    return f"And {len(others)} more of this kind: {', '.join(named)}{more}."


def _row(fault: Fault, first: Fault) -> str:
    row = " ".join(match[0] for match in _ROW.finditer(fault.where))
    return row if fault.found == first.found or len(fault.found) > _CELL else f"{row} ({in_one_line(fault.found)})"
