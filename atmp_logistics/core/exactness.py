"""How exactly the times of a record are written: each by itself, unless the call or the site states it.

A time written without seconds, or in a column whose seconds are all 0, is to the minute: the true one lies at most a
minute before or after it. Two different minutes keep their order whatever their doubt, except under a stated resolution
wider than a minute, which is a clock's doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import MINUTE, MINUTE_S, SECOND
from atmp_logistics.core.translatable import said
from atmp_logistics.core.units import duration_s
from atmp_logistics.core.wording import duration

#: The column of `EventLog.table` that holds how far each true time may lie from the written one, in microseconds.
DOUBT = "doubt_us"
#: The column of `EventLog.table` that holds the text of each time as it stands in its cell, or cells.
AS_WRITTEN = "time_as_written"
#: How many rows are looked at first, in a table that does not say how exact its times are.
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Exactness:
    """How far true times may lie from written ones.

    Attributes
    ----------
    doubt_us : float or ndarray of float64
        In microseconds: one number for all rows, or one for each.
    keeps_order : bool
        Whether two different written minutes are in their true order, whatever the doubt.
    """

    doubt_us: float | Column
    keeps_order: bool

    @property
    def largest_us(self) -> float:
        """The largest doubt of any row."""
        return float(np.max(self.doubt_us, initial=0.0))

    def of(self, rows: NDArray[np.int64] | slice) -> float | Column:
        """Return the doubt of some rows."""
        return self.doubt_us if isinstance(self.doubt_us, float) else self.doubt_us[rows]


#: Times that are what is written.
EXACT = Exactness(0.0, keeps_order=False)


def exactness_of(table: pd.DataFrame, resolution_s: float | None) -> Exactness:
    """Return how exact the times of an event table are.

    Parameters
    ----------
    table : DataFrame
        `EventLog.table`.
    resolution_s : float or None
        How finely the times are written as the call or the site states it; None: as written.

    Returns
    -------
    Exactness

    Examples
    --------
    >>> table = pd.DataFrame({"time": [600e6, 660e6], "doubt_us": [60e6, 0.0]})
    >>> exactness_of(table, None).doubt_us.tolist(), exactness_of(table, 300.0)
    ([60000000.0, 0.0], Exactness(doubt_us=300000000.0, keeps_order=False))
    """
    if resolution_s is not None:
        return Exactness(resolution_s * SECOND, 0 < resolution_s <= MINUTE_S)
    doubt = doubts_of(table)
    if not len(doubt):
        return EXACT
    first = float(doubt[0])
    if doubt.strides == (0,) or bool((doubt == first).all()):
        return Exactness(first, keeps_order=first > 0)
    return Exactness(doubt, keeps_order=True)


def doubts_of(table: pd.DataFrame) -> Column:
    """Return each row's doubt as written, in microseconds; of a table without such a column by its seconds alone."""
    if DOUBT in table:
        return table[DOUBT].to_numpy(np.float64)
    return uniform(doubt_by_seconds(table["time"].to_numpy(np.float64)), len(table))


def doubt_by_seconds(time_us: Column) -> float:
    """Return the doubt of a column of instants: a minute where the seconds of all are 0, else none.

    Examples
    --------
    >>> doubt_by_seconds(np.array([600e6, np.nan])), doubt_by_seconds(np.array([600e6, 661e6]))
    (60000000.0, 0.0)
    """
    for part in (time_us[:_HEAD], time_us[_HEAD:]):
        minutes = part / MINUTE
        if (np.rint(minutes) != minutes)[~np.isnan(minutes)].any():
            return 0.0
    return MINUTE


def widest_us(resolution_s: float | None) -> float:
    """Return the most that any event's true time can lie from the written one, in microseconds, whatever is written.

    Examples
    --------
    >>> widest_us(None), widest_us(0.0)
    (60000000.0, 0.0)
    """
    return MINUTE if resolution_s is None else resolution_s * SECOND


def uniform(doubt_us: float, count: int) -> Column:
    """Return a column that holds one doubt throughout, and takes no room."""
    return np.broadcast_to(np.float64(doubt_us), (count,))


def read_resolution(value: object, where: str = "resolution") -> float | None:
    """Return how finely times are written, in seconds, as a caller states it; None where the caller does not.

    Parameters
    ----------
    value : str, datetime.timedelta, pint.Quantity or None
        Such as ``"1 min"``; ``"0 s"`` is exact.
    where : str
        How the refusal names the place.

    Returns
    -------
    float or None

    Raises
    ------
    QuantityError
        For what is no exact duration.

    Examples
    --------
    >>> read_resolution("1 min"), read_resolution("0 s"), read_resolution(None)
    (60.0, 0.0, None)
    """
    return None if value is None else duration_s(value, where)


def said_of_resolution(resolution_s: float) -> str:
    """Return how event times are taken where a caller or a site states how finely they are written.

    Examples
    --------
    >>> said_of_resolution(60.0), said_of_resolution(0.0)
    ('event times are written to 1 min, and taken as ± that', 'event times are taken as exact, as stated')
    """
    if not resolution_s:
        return said("core", "exactness.exact")
    return said("core", "exactness.stated", resolution=duration(resolution_s, exact=True))


def said_as_written(table: pd.DataFrame) -> str:
    """Return how event times are taken where nothing states how finely they are written; "" where there is none.

    Examples
    --------
    >>> said_as_written(pd.DataFrame({"time": [600e6, 661e6], "doubt_us": [60e6, 0.0]}))
    'event times as written: 1 to the minute, taken as ± 1 min, and 1 with seconds, taken as exact'
    """
    known = ~np.isnan(table["time"].to_numpy(np.float64))
    count, coarse = int(known.sum()), int(((doubts_of(table) > 0) & known).sum())
    if not count:
        return ""
    if coarse == count:
        return said("core", "exactness.minutes")
    if not coarse:
        return said("core", "exactness.seconds")
    return said("core", "exactness.both", coarse=coarse, exact=count - coarse)
