"""A printed expiry to the last instant it allows: a day is allowed to its end, a month to the end of its last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, tzinfo
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.errors import Fault, UnreadableTime
from atmp_logistics.core.identifiers import LEAVE_EMPTY, is_not_known
from atmp_logistics.core.instants import DAY, end_of_day, moment
from atmp_logistics.core.iso_times import YEARS, is_iso, iso_times
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.ingest.events.written_dates import iso_days, iso_moments
from atmp_logistics.ingest.files.cell_marks import CellMark

_MIDNIGHT = time()
_AT_MIDNIGHT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]00:00(?::00(?:[.,]0+)?)?\s*(?:Z|z|[+-][\d:]+)?")
_MONTH = re.compile(r"\A(0[1-9]|1[0-2])[/.](\d{4})\Z")
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def expiry_bounds(
    cells: Sequence[str],
    tz: tzinfo | None,
    where: Callable[[int], str],
    marks: Mapping[int, CellMark] = MappingProxyType({}),
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[Fault]]:
    """Return bounds on the last instant that each printed expiry allows; NaN where none is printed.

    Where a workbook, a frame or Parquet holds an instant at 00:00, as `marks` say, nobody knows whether that instant or
    its day is meant: the bounds run from that instant to the end of the day.

    Examples
    --------
    >>> from atmp_logistics.core.instants import iso, zone
    >>> lower, upper, _ = expiry_bounds(["2027-03"], zone("Europe/Stockholm"), str)
    >>> iso(upper[0])
    '2027-03-31T21:59:59.999999Z'
    """
    lower, upper = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    moments, faults = list(cells), list[Fault]()
    for i, cell in enumerate(cells):
        match = _DAY.fullmatch(cell)
        if match or (cell and not is_iso(cell)):
            moments[i] = ""
            try:
                lower[i], upper[i] = end_of_day(_last_day(match), tz)
            except (ValueError, OverflowError):
                fix = "write it as on the label: 2027-03, 2027-03-14, or 2027-03-14T12:00 with its offset"
                shown = f"{cell!r}, a date shown without its year" if cell.startswith("--") else repr(cell)
                faults.append(Fault(where(i), shown, "an expiry of the calendar", fix, UnreadableTime))
    exact, more = iso_times(moments, tz, where)
    for i in marks:
        if marks[i].is_stamp and not np.isnan(exact[i]) and (day := _at_midnight(cells[i], exact[i], tz)):
            lower[i], upper[i] = exact[i], max(exact[i] + DAY - 1, end_of_day(day, tz)[1])
    return np.where(np.isnan(lower), exact, lower), np.where(np.isnan(upper), exact, upper), faults + more


def iso_expiries(
    cells: Sequence[str], where: Callable[[int], str], order: DateOrder | None
) -> tuple[list[str], list[str], list[Fault]]:
    """Return printed expiries as ISO 8601: a day of numbers by its column's order, a month as 03/2027 or 03.2027.

    Examples
    --------
    >>> iso_expiries(["31.03.2027", "04/2027", "2027-05"], str, None)[0]
    ['2027-03-31', '2027-04', '2027-05']
    """
    months = [_MONTH.sub(r"\2-\1", cell) for cell in cells]
    moments = iso_moments(months, where, order)
    days = iso_days(moments.cells, where, order)
    faults = moments.faults + days.faults
    for i, cell in enumerate(days.cells):
        if is_not_known(cell):
            days.cells[i] = ""
            faults.append(Fault(where(i), repr(cell), "an expiry, or an empty cell", LEAVE_EMPTY, UnreadableTime))
    return days.cells, moments.notes + days.notes, faults


def _at_midnight(cell: str, instant_us: float, tz: tzinfo | None) -> date | None:
    """Return the day that an instant begins, as it is written or in the zone stated; None where it begins none."""
    if _AT_MIDNIGHT.fullmatch(cell):
        return date.fromisoformat(cell[:10])
    local = moment(instant_us).astimezone(tz) if tz is not None else None
    return local.date() if local is not None and local.time() == _MIDNIGHT else None


def notes_on_open_expiries(frame: pd.DataFrame, marks: Mapping[int, CellMark]) -> list[str]:
    """Say how many expiries are held as an instant at 00:00, so that the day or its first instant can be meant."""
    bounds = frame[["expiry_lower", "expiry_upper"]].to_numpy()
    count = sum(bool(bounds[i, 0] < bounds[i, 1]) for i, mark in marks.items() if mark.is_stamp)
    said = f"expiries that stand as a date with the clock at 00:00: {count}; from that instant to the end of the day "
    return [f"{said}it is open whether they are over: hold them as dates, without a clock"] if count else []


def _last_day(match: re.Match[str] | None) -> date:
    if match is None or int(match[1]) not in YEARS:
        raise ValueError("no year of a label")
    year, month = int(match[1]), int(match[2])
    day = int(match[3]) if match[3] else monthrange(year, month)[1] if 1 <= month <= 12 else 0
    return date(year, month, day)
