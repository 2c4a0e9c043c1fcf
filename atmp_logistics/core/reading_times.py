"""Columns of written times to instants: one format for the whole column, proven or stated, never guessed row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
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
from atmp_logistics.core.instants import HOUR, instant, iso, readings_of, to_utc
from atmp_logistics.core.times_in_columns import times_in_columns

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(Z|z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
)
#: The years in which an event or a reading can lie; another is a slip of the keyboard or a clock that was never set.
YEARS = range(1950, 2200)
_FIRST, _END = (instant(datetime(year, 1, 1, tzinfo=UTC)) for year in (YEARS.start, YEARS.stop))
Where = Callable[[int], str]
DateOrder = Literal["dmy", "mdy", "ymd"]


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
                faults.append(_unreadable(cell, where(i)))
        except ValueError:
            faults.append(_unreadable(cell, where(i)))
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
            Fault(where(i), f"{_clock(local[i])} without a zone", expected, fix, NaiveTime) for i in found
        ]
    instants, doubtful = to_utc(local, tz)
    return instants, [_not_one(local[i], tz, where(int(i))) for i in np.nonzero(doubtful)[0]]


def _not_one(local_us: float, tz: tzinfo, where: str) -> Fault:
    """Say which instants a local time can mean, or that it never occurs."""
    naive = datetime.fromisoformat(_clock(local_us))
    found = readings_of(naive, tz)
    if not found:
        expected = "a time that occurs; the clocks went forward over it"
        fix = "check the time, or write it with its offset"
        return Fault(where, f"{_clock(local_us)}, which never occurred in {tz}", expected, fix, NonexistentLocalTime)
    both = " or ".join(at.astimezone(tz).isoformat(sep=" ", timespec="minutes") for at in found)
    fix = "write the one that is meant, with its offset"
    return Fault(where, f"{_clock(local_us)}, which occurred twice in {tz}", both, fix, AmbiguousLocalTime)


def strict_times(cells: Sequence[str], form: str) -> NDArray[np.float64]:
    """Read a whole column by one strict format; NaN where a cell does not fit it, or is empty."""
    if not len(cells):
        return np.empty(0)
    tidy = [" ".join(cell.split()) for cell in cells]
    alike = times_in_columns(tidy, form)
    if alike is not None:
        return np.where((alike >= _FIRST) & (alike < _END), alike, np.nan)
    parsed = pd.to_datetime(np.array(tidy, object), format=form, errors="coerce", exact=True, cache=False)
    micro = parsed.to_numpy().astype("datetime64[us]")
    year = micro.astype("datetime64[Y]").astype(np.int64) + 1970
    known = ~np.isnat(micro) & (YEARS.start <= year) & (year < YEARS.stop)
    return np.where(known, micro.astype(np.int64).astype(np.float64), np.nan)


#: A header can have another zone than its rows: by so much, and less than a day, may they differ.
_OTHER_ZONE_US = 20 * HOUR


def proven_times(
    cells: Sequence[str],
    forms: Sequence[str],
    where: Where,
    spacing_s: float | None = None,
    anchor: str | None = None,
    stated: DateOrder | None = None,
    usual: DateOrder | None = None,
) -> tuple[NDArray[np.float64], str, list[Fault]]:
    """Read a column by the one format that fits every cell; of several that fit, by the one that is proven or stated.

    Parameters
    ----------
    cells : sequence of str
    forms : sequence of str
        Candidate formats, as for `strptime`.
    where : callable
        From the place in `cells` to the place in the file.
    spacing_s : float, optional
        The interval the file declares: proof, when exactly one format gives it throughout.
    anchor : str, optional
        ISO 8601 local time of the first row as the file's header states it: proof, when one format gives it.
    stated : {'dmy', 'mdy', 'ymd'}, optional
        The order that the caller states; it must not contradict the file.
    usual : {'dmy', 'mdy', 'ymd'}, optional
        The order of the site's profile: it counts where the file proves none and the caller states none.

    Returns
    -------
    local : ndarray of float64
        Local clock times in microseconds, as if they were UTC.
    how : str
        The format and its proof, for the provenance.
    faults : list of Fault
    """
    fits = {form: strict_times(cells, form) for form in forms}
    best = min(forms, key=lambda form: int(np.isnan(fits[form]).sum()), default="")
    whole = {form: times for form, times in fits.items() if not np.isnan(times).any()}
    nothing = np.full(len(cells), np.nan)
    if not whole:
        bad = [int(i) for i in np.nonzero(np.isnan(fits[best]))[0]]
        return nothing, best, [_unreadable(cells[i], where(i), best) for i in bad]
    form, proof = _proof(cells, whole, len(forms), spacing_s, anchor)
    said = [form for form in whole if order_of(form) == stated]
    if stated and (not said or (form and form not in said)):
        return nothing, "", [_disproved(cells, stated, list(whole) if not form else [form], where)]
    if not form and not stated:
        said = [form for form in whole if order_of(form) == usual]
    if not form and said:
        form, proof = said[0], f"the order stated by {'the caller' if stated else 'the site profile'}"
    if not form:
        return nothing, "", [_ambiguous(cells, whole, where)]
    other = [*_other_day(cells, whole[form], where, anchor)]
    return whole[form], f"dates read as {form}: {proof}", other


def _other_day(cells: Sequence[str], times: NDArray[np.float64], where: Where, anchor: str | None) -> Iterator[Fault]:
    """Refuse a column that begins and ends on other days than the header says: its dates were changed."""
    if anchor is not None and len(times):
        first = instant(datetime.fromisoformat(anchor).replace(tzinfo=UTC))
        if min(abs(times[0] - first), abs(times[-1] - first)) > _OTHER_ZONE_US:
            fix = "export the log again; do not edit it by hand"
            expected = f"{anchor.replace('T', ' ')}, which the header names as the first reading's time"
            yield Fault(where(0), f"{cells[0]!r} as the first time", expected, fix, UnreadableTime)


def order_of(form: str) -> str:
    """Return the order of day, month and year in a format.

    Examples
    --------
    >>> order_of("%d.%m.%y %H:%M:%S")
    'dmy'
    """
    return "".join(letter.lower() for letter in re.findall("%([dmyY])", form))


def _proof(
    cells: Sequence[str], whole: dict[str, NDArray[np.float64]], tried: int, spacing_s: float | None, anchor: str | None
) -> tuple[str, str]:
    """Return the format that the file proves, and how; empty where it proves none."""
    if len({times.tobytes() for times in whole.values()}) == 1:
        return next(
            iter(whole)
        ), "the only order in which every row is a date" if tried > 1 else "the format's own order"
    if anchor is not None:
        first = instant(datetime.fromisoformat(anchor).replace(tzinfo=UTC))
        hits = [form for form, times in whole.items() if abs(times[0] - first) < 60e6]
        if len(hits) == 1:
            return hits[0], "the header names the first reading's time"
    if spacing_s is not None:
        step = spacing_s * 1e6
        hits = [form for form, times in whole.items() if len(times) > 2 and (np.abs(np.diff(times) - step) < 1e6).all()]
        if len(hits) == 1:
            return hits[0], "only this order has the declared interval throughout"
    hits = _even(cells, whole)
    return (hits[0], "only this order keeps the readings' interval over midnight") if len(hits) == 1 else ("", "")


def _even(cells: Sequence[str], whole: dict[str, NDArray[np.float64]]) -> list[str]:
    """Return the formats under which readings that are evenly spaced within each day stay so from day to day.

    Within one written date every format gives the same steps, so that those need no order to be known. Clocks jitter:
    steps may differ by a second, and by no more than a quarter of a step.
    """
    days = [cell.split()[0] for cell in cells]
    within = np.array([one == other for one, other in pairwise(days)], bool)
    steps = np.diff(next(iter(whole.values())))[within]
    if within.all() or not len(steps) or steps.min() <= 0:
        return []
    low, high, slack = steps.min(), steps.max(), min(1e6, steps.min() / 4)
    if high - low > slack:
        return []
    over = {form: np.diff(times)[~within] for form, times in whole.items()}
    return [form for form, days in over.items() if ((days >= low - slack) & (days <= high + slack)).all()]


def _ambiguous(cells: Sequence[str], whole: dict[str, NDArray[np.float64]], where: Where) -> Fault:
    row = next(i for i in range(len(cells)) if len({times[i] for times in whole.values()}) > 1)
    both = " or ".join(f"{_clock(times[row])[:10]} ({order_of(form)})" for form, times in whole.items())
    orders = "|".join(dict.fromkeys(map(order_of, whole)))
    options = f"--date-order {orders}, or date_order in the site profile"
    fix = f"nothing in the file proves the order: state it ({options}), or export four-digit years first"
    return Fault(where(row), repr(cells[row]), both, fix, AmbiguousDateOrder)


def _disproved(cells: Sequence[str], stated: str, fits: list[str], where: Where) -> Fault:
    orders = " or ".join(dict.fromkeys(map(order_of, fits)))
    fix = "leave --date-order out, or state the order that the file has"
    return Fault(
        where(0),
        f"{cells[0]!r} with the order {stated} stated",
        f"{orders}, as the file proves",
        fix,
        AmbiguousDateOrder,
    )


def _unreadable(cell: str, where: str, form: str = "ISO 8601") -> Fault:
    if cell.startswith("--"):
        fix = "format the column in the workbook as yyyy-mm-dd hh:mm:ss, and check the year"
        return Fault(where, f"{cell!r}, a date shown without its year", "a time with its year", fix, UnreadableTime)
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*", cell) and form == "ISO 8601":
        expected = "a date whose day and month cannot be exchanged"
        return Fault(where, repr(cell), expected, "write it as 2026-04-03T10:00+02:00", AmbiguousDateOrder)
    fix = (
        "write it as 2026-04-03T10:00:00+02:00"
        if form == "ISO 8601"
        else "export the log again; do not edit it by hand"
    )
    return Fault(where, repr(cell), f"a time as {form}", fix, UnreadableTime)


def _clock(local_us: float) -> str:
    return (iso(local_us) or "").removesuffix("Z").replace("T", " ")
