"""Written dates and times whose order is the computer's setting: every format that a column of them can have."""

from __future__ import annotations

import re

from atmp_logistics.core.errors import Fault, UnreadableTime

_STAMP = re.compile(r"(\d+)([/.-])\d+\2(\d+) \d{1,2}:\d{2}(:\d{2})?(\.\d+)?( [AP]M)?", re.IGNORECASE)


def date_forms(time: str, where: str, fix: str) -> tuple[str, ...]:
    """Return every format that a time of this shape can have.

    Returns
    -------
    tuple[str, ...]

    Raises
    ------
    UnreadableTime
        For a cell that is no date and time of day.

    Examples
    --------
    >>> date_forms("08/18/2010 02:00:00 PM", "row 2", "")
    ('%m/%d/%Y %I:%M:%S %p', '%d/%m/%Y %I:%M:%S %p')
    """
    match = _STAMP.fullmatch(time)
    if not match:
        expected = "a date and a time of day"
        raise UnreadableTime([Fault(where, repr(time), expected, fix, UnreadableTime)])
    first, sign, last, seconds, fraction, half = match.groups("")
    clock = f"%H:%M{':%S' * bool(seconds)}{'.%f' * bool(fraction)}"
    clock = clock.replace("%H", "%I") + " %p" if half else clock
    orders = [("%m", "%d", _year(last)), ("%d", "%m", _year(last))] if _year(last) and len(first) < 3 else []
    orders += [(_year(first), "%m", "%d")] if _year(first) and len(last) < 3 else []
    return tuple(f"{sign.join(order)} {clock}" for order in orders)


def _year(digits: str) -> str:
    return {2: "%y", 4: "%Y"}.get(len(digits), "")
