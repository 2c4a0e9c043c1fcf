"""Medians and quantiles of an interval over a cohort and its groups, with confidence limits, censored cases counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.columns import Mask, Names
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.typed_table import COUNT, NUMBER, TEXT, table_of_rows
from atmp_logistics.estimates.cohort.survival import DurationEstimate, Quantile, estimate_durations
from atmp_logistics.estimates.cohort.therapy_intervals import NOT_LOGGED, STATUSES, UNITS, Intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: By what a cohort can be told apart.
GROUPS = ("product", "centre", "month")
_BOUNDS = ("least", "most", "ci_lower", "ci_upper")


@dataclass(frozen=True, eq=False, repr=False)
class IntervalStatistics(Described, ShownAsText, SameContent):
    """Quantiles of one interval, for each group of therapies; made by `interval_statistics`.

    Attributes
    ----------
    intervals : Intervals
        What the statistics are of.
    by : tuple of str
        By what therapies are told apart; empty for the whole cohort.
    levels : tuple of float
        The quantiles, between 0 and 1.
    confidence : float
        The level of the limits.
    unit : {'d', 'h', 'min'}
        In which durations are shown.
    groups : tuple of tuple of str
        The names of each group, as many as `by`.
    members : tuple of bool array
        Which therapies of the cohort belong to each group.
    estimates : tuple of DurationEstimate
        The distribution of each group.
    """

    _readers: ClassVar[str] = "cohort"
    intervals: Intervals
    by: tuple[str, ...]
    levels: tuple[float, ...]
    confidence: float
    unit: str
    groups: tuple[tuple[str, ...], ...]
    members: tuple[Mask, ...]
    estimates: tuple[DurationEstimate, ...]

    def _described(self) -> str:
        return f"{self.intervals.name}, {counted(self.groups, 'group')}"

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row a group: how many therapies of each status, the method, and each quantile.

        A quantile ``p50`` has four columns, in the unit they end with: ``least`` and ``most`` are what the estimate is
        at least and at most (equal unless the bounds of the cases leave it open), ``ci_lower`` and ``ci_upper`` its
        confidence limits; infinite is "not reached".
        """
        rows = [self._row(*group) for group in zip(self.groups, self.members, self.estimates, strict=True)]
        counts = ("therapies", "used", *(name.replace(" ", "_") for name in STATUSES))
        levels = (f"{level_name(level)}_{name}_{self.unit}" for level in self.levels for name in _BOUNDS)
        types = dict.fromkeys(self.by, TEXT) | dict.fromkeys(counts, COUNT) | {"method": TEXT}
        return table_of_rows(types | dict.fromkeys(levels, NUMBER), rows)

    def _row(self, group: tuple[str, ...], members: Mask, found: DurationEstimate) -> dict[str, Any]:
        status = self.intervals.status[members]
        row: dict[str, Any] = dict(zip(self.by, group, strict=True))
        row["therapies"] = len(status)
        row["used"] = int((status <= NOT_LOGGED).sum())
        counts = np.bincount(status, minlength=len(STATUSES)).tolist()
        row |= {name.replace(" ", "_"): count for name, count in zip(STATUSES, counts, strict=True)}
        row["method"] = found.method
        for quantile in found.quantiles:
            row |= self._cells(quantile)
        return row

    def _cells(self, quantile: Quantile) -> dict[str, float]:
        size = UNITS[self.unit]
        values = (quantile.least_s, quantile.most_s, quantile.lower_s, quantile.upper_s)
        return {
            f"{level_name(quantile.level)}_{name}_{self.unit}": value / size
            for name, value in zip(_BOUNDS, values, strict=True)
        }

    def notes(self) -> Iterator[str]:
        """Say what the numbers rest on.

        Yields
        ------
        str
            A sentence for each.
        """
        methods = " and ".join(dict.fromkeys(found.method for found in self.estimates)) or "no method"
        yield f"{methods}; in brackets the {self.confidence:.0%} confidence limits of each quantile by itself"
        yield from list(self.intervals.lines())[1:]
        if "month" in self.by:
            zone = self.intervals.cohort.tz or "UTC"
            yield f"month: the calendar month of {self.intervals.starts}, in {zone}"
        if "centre" in self.by:
            yield f"centre: {self.intervals.cohort.centre_basis}"
        yield from dict.fromkeys(found.note for found in self.estimates if found.note)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the share of each group still waiting, with its confidence band; return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        axes: Axes = self._reader("plot").plot_statistics(self, ax)
        return axes


def interval_statistics(
    intervals: Intervals,
    *,
    by: str | Sequence[str] = (),
    quantiles: Sequence[float] = (0.25, 0.5, 0.75),
    confidence: float = 0.95,
    unit: str = "d",
) -> IntervalStatistics:
    """Return quantiles of an interval with confidence limits, over the cohort or each group of it.

    Parameters
    ----------
    intervals : Intervals
        From `interval_between` or `vein_to_vein_time`.
    by : {'product', 'centre', 'month'} or several of them
        By what to tell therapies apart; `month` is that of the interval's start.
    quantiles : sequence of float
        Each between 0 and 1; 0.5 is the median.
    confidence : float
        The level of the limits.
    unit : {'d', 'h', 'min'}
        A day is 24 hours.

    Returns
    -------
    IntervalStatistics
        A row a group: how many therapies, how many are censored, and the quantiles with their limits.

    Raises
    ------
    UsageError
        For a group, quantile, level or unit that is none, all at once.

    Examples
    --------
    >>> from atmp_logistics import read_events
    >>> from atmp_logistics.estimates.cohort import cohort_of, vein_to_vein_time
    >>> rows = [(f"T{i}", "collection_end", "2026-01-05T10:00Z") for i in range(3)]
    >>> rows += [(f"T{i}", "administration_start", f"2026-02-1{i}T10:00Z") for i in range(3)]
    >>> events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    >>> statistics = interval_statistics(vein_to_vein_time(cohort_of(events), container="first"))
    >>> statistics.table[["method", "p50_least_d"]].to_numpy().tolist()
    [['Kaplan-Meier', 37.0]]
    """
    groups = (by,) if isinstance(by, str) else tuple(by)
    refuse(_faults(groups, quantiles, confidence, unit))
    columns = {"product": intervals.cohort.product, "centre": intervals.cohort.centre}
    names, members = _split([intervals.months() if key == "month" else columns[key] for key in groups], len(intervals))
    estimates = []
    for own in members:
        used = own & intervals.used
        estimates.append(estimate_durations(intervals.lower_s[used], intervals.upper_s[used], quantiles, confidence))
    return IntervalStatistics(intervals, groups, tuple(quantiles), confidence, unit, names, members, tuple(estimates))


def level_name(level: float) -> str:
    """Return a quantile's name.

    Examples
    --------
    >>> level_name(0.5), level_name(0.025)
    ('p50', 'p2.5')
    """
    return f"p{100 * level:.10g}"


def _split(columns: Sequence[Names], count: int) -> tuple[tuple[tuple[str, ...], ...], tuple[Mask, ...]]:
    """Return the groups that occur, in the order of their names, and each group's therapies."""
    if not columns:
        return ((),), (np.ones(count, bool),)
    frame = pd.DataFrame(dict(enumerate(columns))).astype(str)
    rows: Mapping[Any, Any] = frame.groupby(list(frame.columns), sort=True).indices
    names, members = [], []
    for name, own in rows.items():
        mask = np.zeros(count, bool)
        mask[own] = True
        names.append(name if isinstance(name, tuple) else (name,))
        members.append(mask)
    return tuple(names), tuple(members)


def _faults(by: Sequence[str], quantiles: Sequence[float], confidence: float, unit: str) -> Iterator[Fault]:
    for key in by:
        if key not in GROUPS:
            fix = f"name one of them{nearest(key, GROUPS)}"
            yield Fault("by", repr(key), ", ".join(GROUPS), fix, UsageError)
    for level in (*quantiles, confidence):
        if not 0 < level < 1:
            yield Fault("level", repr(level), "a number between 0 and 1", "write the median as 0.5", UsageError)
    if unit not in UNITS:
        yield Fault("unit", repr(unit), ", ".join(UNITS), "name one of them", UsageError)
