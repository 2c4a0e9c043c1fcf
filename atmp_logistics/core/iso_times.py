"""Times written as ISO 8601 to instants, with an offset each or local in a zone that is stated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.digits_of_a_second import is_finer, too_fine
from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    AmbiguousLocalTime,
    Fault,
    NaiveTime,
    NonexistentLocalTime,
    UnreadableTime,
)
from atmp_logistics.core.instants import instant, iso, readings_of, to_utc

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(Z|z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
)
#: The years in which an event or a reading can lie; another is a slip of the keyboard or a clock that was never set.
YEARS = range(1950, 2200)
Where = Callable[[int], str]


def iso_times(cells: Sequence[str], tz: tzinfo | None, where: Where) -> tuple[NDArray[np.float64], list[Fault]]:
    """Read ISO 8601 times, with an offset each or local in the zone stated; an empty cell is NaN.

    Parameters
    ----------
    cells : sequence of str
    tz : tzinfo or None
        The zone of times without an offset.
    where : callable
        From the place in `cells` to the place in the file.

    Returns
    -------
    instants : ndarray of float64
        Microseconds since 1970 in UTC.
    faults : list of Fault
        One for every cell that is not one instant.
    """
    out, local, faults = iso_cells(cells, where)
    resolved, more = localised(local, tz, where)
    return np.where(np.isnan(out), resolved, out), faults + more


def iso_cells(cells: Sequence[str], where: Where) -> tuple[NDArray[np.float64], NDArray[np.float64], list[Fault]]:
    """Read ISO 8601 times apart: instants where a cell has its offset, local clock times where it has none.

    Returns
    -------
    instants, local : ndarray of float64
        Microseconds; each cell is in one of them, NaN in the other, and an empty cell is NaN in both.
    faults : list of Fault
        One for every cell that is no ISO 8601 time, or that has digits below the microsecond which are not 0.
    """
    out, faults = np.full(len(cells), np.nan), list[Fault]()
    local = np.full(len(cells), np.nan)
    for i, cell in enumerate(cells):
        match = _ISO.fullmatch(cell)
        if match and int(cell[:4]) not in YEARS:
            match = None
        if match and is_finer(cell):
            faults.append(too_fine(cell, where(i)))
            continue
        try:
            if match and match[2]:
                out[i] = instant(
                    datetime.fromisoformat(cell.replace(" ", "T", 1).replace(" ", "").replace(",", ".").upper())
                )
            elif match:
                local[i] = instant(datetime.fromisoformat(match[1].replace(",", ".")).replace(tzinfo=UTC))
            elif cell:
                faults.append(unreadable_time(cell, where(i)))
        except ValueError:
            faults.append(unreadable_time(cell, where(i)))
    return out, local, faults


def is_iso(cell: str) -> bool:
    """Say whether a cell is written as an ISO 8601 time.

    Examples
    --------
    >>> is_iso("2026-11-10T10:00+01:00"), is_iso("10.11.2026 10:00")
    (True, False)
    """
    return _ISO.fullmatch(cell) is not None


def localised(local: NDArray[np.float64], tz: tzinfo | None, where: Where) -> tuple[NDArray[np.float64], list[Fault]]:
    """Turn local clock times into instants; a time that is not exactly one instant is a fault."""
    if tz is None:
        fix = "add an offset such as +01:00, or state the zone: --tz Europe/Stockholm"
        expected = "a time with its offset, or a zone"
        found = [i for i in range(len(local)) if not np.isnan(local[i])]
        return np.full(len(local), np.nan), [
            Fault(where(i), f"{clock_reading(local[i])} without a zone", expected, fix, NaiveTime) for i in found
        ]
    instants, doubtful = to_utc(local, tz)
    return instants, [_not_one(local[i], tz, where(int(i))) for i in np.nonzero(doubtful)[0]]


def _not_one(local_us: float, tz: tzinfo, where: str) -> Fault:
    """Say which instants a local time can mean, or that it never occurs."""
    naive = datetime.fromisoformat(clock_reading(local_us))
    found = readings_of(naive, tz)
    if not found:
        expected = "a time that occurs; the clocks went forward over it"
        fix = "check the time, or write it with its offset"
        return Fault(
            where, f"{clock_reading(local_us)}, which never occurred in {tz}", expected, fix, NonexistentLocalTime
        )
    both = " or ".join(at.astimezone(tz).isoformat(sep=" ", timespec="minutes") for at in found)
    fix = "write the one that is meant, with its offset"
    return Fault(where, f"{clock_reading(local_us)}, which occurred twice in {tz}", both, fix, AmbiguousLocalTime)


def unreadable_time(cell: str, where: str, form: str = "ISO 8601") -> Fault:
    """Return the fault of a cell that no time of a form can be read from."""
    if cell.startswith("--"):
        fix = "format the column in the workbook as yyyy-mm-dd hh:mm:ss, and check the year"
        return Fault(where, f"{cell!r}, a date shown without its year", "a time with its year", fix, UnreadableTime)
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*", cell) and form == "ISO 8601":
        expected = "a date whose day and month cannot be exchanged"
        return Fault(where, repr(cell), expected, "write it as 2026-04-03T10:00+02:00", AmbiguousDateOrder)
    if form != "ISO 8601":
        fix = "export the log again; do not edit it by hand"
        return Fault(where, repr(cell), f"a time as {form}", fix, UnreadableTime)
    return Fault(where, repr(cell), *_as_iso(cell), UnreadableTime)


def _as_iso(cell: str) -> tuple[str, str]:
    """Return what is expected of a time, and how to write it: a day alone and a clock alone lack their other half."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return "a time as ISO 8601, a day with its clock", f"write the clock too, such as {cell} 10:00"
    if re.fullmatch(r"\d{1,2}[:.]\d{2}([:.]\d{2})?", cell):
        return "a time as ISO 8601, a clock with its day", "write the day too, such as 2026-04-03 10:00"
    return "a time as ISO 8601", "write it as 2026-04-03T10:00:00+02:00"


def clock_reading(local_us: float) -> str:
    """Return a local time in microseconds as a clock shows it: ``2026-11-24 10:44:00``."""
    return (iso(local_us) or "").removesuffix("Z").replace("T", " ")
