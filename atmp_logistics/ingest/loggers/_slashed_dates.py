"""Dates that a Fridge-tag set for the United States writes with slashes: their order, and the same dates year first.

Not a dialect: modules whose name begins with an underscore are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from atmp_logistics.core.errors import AmbiguousDateOrder, Fault, UnreadableTime

PROVISIONAL = "provisional with such dates: no genuine export that has them was seen"
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DAY = re.compile(r"^ *Date: (\d{1,2})/(\d{1,2})/(\d{4})", re.MULTILINE)
#: What a person wrote into the logger: a date in it has any order.
_FREE = re.compile(r"^ *User String.*$", re.MULTILINE)
_CLOCK = re.compile(r"\b(0?[1-9]|1[0-2]):([0-5]\d) ?([AP])M\b")
_HEADINGS = {"mdy": "MM/dd/yyyy hh:mm", "dmy": "dd/MM/yyyy hh:mm"}
_ISO_HEADING = "yyyy-MM-dd hh:mm"
_SAID = {"mdy": "month/day/year", "dmy": "day/month/year"}


def with_iso_dates(text: str, name: str) -> tuple[str, tuple[str, ...], list[Fault]]:
    """Return a text with its slashed dates year first and its clock in 24 hours, what is said of it, and faults.

    The order is that in which every date is one and the days under `Hist` fall: one after the other, where every date
    is one in both orders.

    Examples
    --------
    >>> text = " TS Report Creation: 03/04/2031 09:26 PM\\n  Date: 03/04/2031\\n  Date: 03/03/2031\\n"
    >>> with_iso_dates(text, "log.txt")[0].split("\\n")[0]
    ' TS Report Creation: 2031-03-04 21:26'
    """
    days = [match.groups() for match in _DAY.finditer(text)]
    if not days:
        return text, (), []
    every = [match.groups() for match in _DATE.finditer(_FREE.sub("", text))]
    possible = [order for order in _HEADINGS if _all_dates(every, order)]
    orders = [order for order in possible if _falls(days, order)]
    proven = [order for order in orders if len(possible) == 1 or _one_by_one(days, order)]
    where = f"{name}, row {text[: text.find('/'.join(every[0]))].count(chr(10)) + 1}"
    if len(proven) != 1:
        fit, error = ("both", AmbiguousDateOrder) if len(orders) > 1 else ("neither", UnreadableTime)
        found = f"{'/'.join(every[0])!r}, and {fit} of month/day and day/month fit the days"
        expected = "days that fall, one after the other in one order alone"
        return text, (), [Fault(where, found, expected, "set the logger to dates year first, and export again", error)]
    order = proven[0]
    plain = _DATE.sub(lambda match: _iso(match.groups(), order), text).replace(_HEADINGS[order], _ISO_HEADING)
    said = f"dates stand as {_SAID[order]}: the only order in which the days of the history follow each other"
    return _CLOCK.sub(_hours, plain), (said, PROVISIONAL), []


def _iso(parts: Sequence[str], order: str) -> str:
    month, day = (parts[0], parts[1]) if order == "mdy" else (parts[1], parts[0])
    return f"{parts[2]}-{int(month):02d}-{int(day):02d}"


def _dates(every: Sequence[Sequence[str]], order: str) -> list[date]:
    return [date.fromisoformat(_iso(parts, order)) for parts in every]


def _all_dates(every: Sequence[Sequence[str]], order: str) -> bool:
    try:
        return bool(_dates(every, order))
    except ValueError:
        return False


def _falls(days: Sequence[Sequence[str]], order: str) -> bool:
    return all(later > earlier for later, earlier in pairwise(_dates(days, order)))


def _one_by_one(days: Sequence[Sequence[str]], order: str) -> bool:
    steps = {(later - earlier).days for later, earlier in pairwise(_dates(days, order))}
    return steps == {1}


def _hours(match: re.Match[str]) -> str:
    return f"{int(match[1]) % 12 + 12 * (match[3] == 'P'):02d}:{match[2]}"
