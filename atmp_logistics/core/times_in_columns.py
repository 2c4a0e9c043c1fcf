"""Columns of times that are all written with all their digits, in one length: read digit by digit, all rows at once.

What is written in any other way, or is no time of the calendar, is not read here at all: `reading_times` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY, HOUR, MINUTE, SECOND

#: How many digits each part of a format has.
_DIGITS = {"Y": 4, "y": 2, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
#: Years of two digits from this one on are of the last century, as `strptime` has it.
_LAST_CENTURY = 69
_ZERO = ord("0")


def times_in_columns(cells: Sequence[str], form: str) -> Column | None:
    """Return a column's local times in microseconds, as if they were UTC; None for any that is not so written.

    Parameters
    ----------
    cells : sequence of str
        Without blanks at their ends.
    form : str
        As for `strptime`.

    Examples
    --------
    >>> times_in_columns(["01.01.1970 00:01", "02.01.1970 00:00"], "%d.%m.%Y %H:%M").tolist()
    [60000000.0, 86400000000.0]
    >>> times_in_columns(["1.1.1970 00:01"], "%d.%m.%Y %H:%M") is None
    True
    """
    layout = _layout(form)
    text = "".join(cells)
    if layout is None or not text.isascii() or {*map(len, cells)} != {len(layout[0])}:
        return None
    letters = np.frombuffer(text.encode(), np.uint8).reshape(len(cells), -1)
    pattern, places = layout
    between = np.frombuffer(pattern.encode(), np.uint8)
    digits = letters - np.uint8(_ZERO)
    if (np.where(between == _ZERO, digits > 9, letters != between)).any():
        return None
    return _instants({name: _number(digits[:, place]) for name, place in places.items()})


@cache
def _layout(form: str) -> tuple[str, dict[str, slice]] | None:
    """Return how a format is written, with zeros for its digits, and where each part is; None for other formats."""
    pattern, places = "", dict[str, slice]()
    for part, between in re.findall("%(.)|([^%])", form):
        if part in places or (part and part not in _DIGITS) or between == "0":
            return None
        if part:
            places[part] = slice(len(pattern), len(pattern) + _DIGITS[part])
        pattern += between or "0" * _DIGITS[part]
    whole = {"m", "d"} <= places.keys() and len({"Y", "y"} & places.keys()) == 1
    return (pattern, places) if whole else None


def _number(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    return digits @ (10 ** np.arange(digits.shape[1])[::-1])


def _instants(parts: dict[str, NDArray[np.int64]]) -> Column | None:
    """Return the times of years, months and so on; None where any is no time of the calendar."""
    year, month, day = parts.get("Y", parts.get("y")), parts["m"], parts["d"]
    assert year is not None  # noqa: S101  one of the two is there
    if "y" in parts:
        year = year + np.where(year < _LAST_CENTURY, 2000, 1900)
    clock = [(parts[name], most, unit) for name, most, unit in _CLOCK if name in parts]
    if ((month < 1) | (month > 12) | (day < 1)).any() or any((part > most).any() for part, most, _ in clock):
        return None
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    if (days.astype("datetime64[M]") != months).any():
        return None
    return days.astype(np.int64) * DAY + sum(part * unit for part, _, unit in clock)


#: The parts of a time of day, the most that each can be, and its unit in microseconds.
_CLOCK = (("H", 23, HOUR), ("M", 59, MINUTE), ("S", 59, SECOND))
