"""Which formats a date of numbers with a time of day can have, by the places of its year, month and day."""

from __future__ import annotations

import re

_NUMERIC = re.compile(
    r"(\d{1,4})([/.-])\d{1,2}\2(\d{1,4})(,? |T)\d{1,2}:\d{2}(:\d{2})?(\.\d{1,6})?( ?[AP]M)?", re.IGNORECASE
)


def numeric_forms(cell: str) -> tuple[str, ...]:
    """Return every format that a date of numbers with a time of day can have; none for anything else.

    Examples
    --------
    >>> numeric_forms("3.4.2031 10:00")
    ('%d.%m.%Y %H:%M', '%m.%d.%Y %H:%M')
    >>> numeric_forms("2031/04/03 10:00:05 PM"), numeric_forms("April 3rd")
    (('%Y/%m/%d %I:%M:%S %p',), ())
    """
    match = _NUMERIC.fullmatch(" ".join(cell.split()))
    if not match:
        return ()
    first, sign, last, between, seconds, fraction, half = match.groups("")
    clock = f"%H:%M{':%S' * bool(seconds)}{'.%f' * bool(fraction)}"
    clock = clock.replace("%H", "%I") + half.upper().replace("AM", "%p").replace("PM", "%p") if half else clock
    years = {2: "%y", 4: "%Y"}
    orders = [("%d", "%m", years[len(last)]), ("%m", "%d", years[len(last)])] if len(last) in years else []
    orders = orders if len(first) <= 2 else []
    orders += [(years[len(first)], "%m", "%d")] if len(first) in years and len(last) <= 2 else []
    return tuple(f"{sign.join(order)}{between}{clock}" for order in orders)
