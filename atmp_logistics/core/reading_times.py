"""Columns of written times to instants: one format for the whole column, proven or stated, never guessed row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    Fault,
    UnreadableTime,
)
from atmp_logistics.core.instants import HOUR, instant
from atmp_logistics.core.iso_times import YEARS, Where, clock_reading, unreadable_time
from atmp_logistics.core.times_in_columns import times_in_columns

_FIRST, _END = (instant(datetime(year, 1, 1, tzinfo=UTC)) for year in (YEARS.start, YEARS.stop))
DateOrder = Literal["dmy", "mdy", "ymd"]


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
        return nothing, best, [unreadable_time(cells[i], where(i), best) for i in bad]
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
    both = " or ".join(f"{clock_reading(times[row])[:10]} ({order_of(form)})" for form, times in whole.items())
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
