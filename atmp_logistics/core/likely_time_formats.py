"""How a column of times seems to be written, by a spreadsheet's letters: what a person is to state, no reading."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from atmp_logistics.core.time_formats import time_format

_CELL = re.compile(
    r"(?P<first>\d{1,4})(?P<sign>[./-])\d{1,2}(?P=sign)(?P<last>\d{1,4})"
    r"(?P<between> |, |T)\d{1,2}(?P<colon>[:.])\d{2}(?P<seconds>(?P=colon)\d{2})?(?P<half> [AP]M)?",
    re.IGNORECASE,
)
_YEARS = {2: "yy", 4: "yyyy"}


def likely_time_formats(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the ways of writing a date of numbers and a clock time that fit every cell; none for anything else.

    Parameters
    ----------
    cells : sequence of str

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> likely_time_formats(["2026-11-16 12.00", "2026-11-16 12.10"])
    ('yyyy-mm-dd hh.mm',)
    >>> likely_time_formats(["3.11.2026 11:00:05"]), likely_time_formats(["3.11.2026 11:00", "24.11.2026 11:00"])
    (('dd.mm.yyyy hh:mm:ss', 'mm.dd.yyyy hh:mm:ss'), ('dd.mm.yyyy hh:mm',))
    >>> likely_time_formats(["on Monday"]), likely_time_formats([])
    ((), ())
    """
    tidy = [" ".join(cell.split()) for cell in cells]
    match = _CELL.fullmatch(tidy[0]) if tidy else None
    return tuple(one for one in _formats(match) if _fits(one, tidy)) if match else ()


def _formats(match: re.Match[str]) -> list[str]:
    sign, colon = match["sign"], match["colon"]
    first, last = _YEARS.get(len(match["first"])), _YEARS.get(len(match["last"]))
    orders = [("dd", "mm", last), ("mm", "dd", last)] if last and len(match["first"]) <= 2 else []
    orders += [(first, "mm", "dd")] if first and len(match["last"]) <= 2 else []
    clock = f"hh{colon}mm{f'{colon}ss' * bool(match['seconds'])}{' AM/PM' * bool(match['half'])}"
    return [f"{sign.join(order)}{match['between']}{clock}" for order in orders]


def _fits(stated: str, cells: Sequence[str]) -> bool:
    return not np.isnan(time_format(stated).times(cells)).any()
