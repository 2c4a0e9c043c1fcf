"""The expiry that an identifier holds: the last eight digits of a Single European Code."""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column
from atmp_logistics.core.identifier_reading import read_identifier
from atmp_logistics.core.instants import end_of_day
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.row_statements import stated_values

#: The column of an event table whose identifiers are Single European Codes, and their scheme.
SEC = "sec"
PSEUDONYM = "pseudonym"
Bounds = tuple[Column, Column]


def with_coded_expiry(printed: Bounds, table: pd.DataFrame, roll: Roster, tz: tzinfo | None) -> Bounds:
    """Return bounds on the last instant that each container's expiry allows: as printed, else that of its code.

    A code that is not sound, or holds no expiry, says nothing.
    """
    if SEC not in table:
        return printed
    stated, (lower, upper) = stated_values(table, roll, SEC), printed
    ends = np.array([_end(str(text), tz) for text in stated.names], np.float64).reshape(-1, 2)[stated.code]
    fresh = np.isnan(upper[stated.place])
    lower[stated.place[fresh]], upper[stated.place[fresh]] = ends[fresh, 0], ends[fresh, 1]
    return lower, upper


def _end(text: str, tz: tzinfo | None) -> tuple[float, float]:
    own = read_identifier(text)
    found = own if own.scheme == PSEUDONYM else read_identifier(text, scheme=SEC)
    if found.wrong or not found.expiry:
        return np.nan, np.nan
    return end_of_day(date.fromisoformat(found.expiry), tz)


def is_another_expiry(day: str, printed: tuple[float, float], tz: tzinfo | None) -> bool:
    """Say whether a printed expiry, as bounds on its last instant, is surely not of the day that a code holds.

    Examples
    --------
    >>> from atmp_logistics.core.instants import zone
    >>> utc, ends_of_day = zone("UTC"), lambda text: end_of_day(date.fromisoformat(text), zone("UTC"))
    >>> is_another_expiry("2027-03-31", ends_of_day("2027-03-31"), utc)
    False
    >>> is_another_expiry("2027-03-31", ends_of_day("2027-04-01"), utc)
    True
    >>> is_another_expiry("2027-03-31", end_of_day(date(2027, 4, 1), None), None)
    True
    """
    own = date.fromisoformat(day)
    before, end = end_of_day(own - timedelta(days=1), tz), end_of_day(own, tz)
    if end[0] < end[1] and np.isclose(printed[1] - printed[0], end[1] - end[0]):
        return bool(printed != end)  # a day too, of a zone that nobody states
    return bool(printed[1] <= before[0] or printed[0] > end[1])
