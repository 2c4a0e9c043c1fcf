"""A control chart of a centre's own process: one point a therapy, in the order in which they began.

The individuals chart: the centre line is the mean of the baseline, its limits lie three sigma away, and sigma is the
mean moving range divided by d2 = 1.128. Durations are skewed to the right; on the scale "log" the same is done with
their logarithms, and the centre line is then a geometric mean. Two signals are looked for, Western Electric's first
and fourth: a point beyond a limit, and eight in a row on one side of the centre line. A signal asks a question of the
process; it judges no therapy.

A duration known as bounds signals only where all of its bounds do. One that is still running signals once it has taken
longer than the upper limit. Neither makes limits, and one whose side of the centre line is not known ends a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, ShortRepr
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.typed_table import NUMBER, TEXT, TIME, YES_OR_NO, times_of, typed_table
from atmp_logistics.estimates.cohort.therapy_intervals import EXACT, STATUSES, UNITS, Intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Where the method was read.
_MOVING_RANGE = (
    "https://jmp.com/support/help/en/16.0/jmp/control-limits-for-individual-measurement-and-moving-range-charts.shtml"
)
SOURCES = (
    f"individuals chart, limits from the mean moving range: {_MOVING_RANGE}",
    "Western Electric's rules: https://www.qimacros.com/control-chart/western-electric-rules/",
)
RUN = 8
#: With fewer in the baseline the limits themselves are little known.
ENOUGH = 20


@dataclass(frozen=True, slots=True, repr=False)
class Signal(ShortRepr):
    """What the chart points at: the rule, the therapies from the first to the last, and why, in words."""

    rule: str
    therapies: tuple[str, ...]
    why: str


@dataclass(frozen=True, eq=False, repr=False)
class ControlChart(Described, ShownAsText, SameContent):
    """An interval's therapies in order, with limits from a named baseline; made by `control_chart`.

    Attributes
    ----------
    intervals : Intervals
        What is charted.
    place : int array
        The therapies' places in the cohort, in the order of their starts.
    in_baseline : bool array
        Whether each of them, in that order, makes the limits.
    baseline : pair of str
        The first and the last day of the baseline, ISO 8601.
    span_us : pair of float
        The baseline's first instant and the first after it, in microseconds since 1970 in UTC.
    scale : {'log', 'linear'}
        On which the limits were worked out.
    unit : {'d', 'h', 'min'}
        In which durations are shown.
    centre_s, lower_limit_s, upper_limit_s : float
        In seconds; `lower_limit_s` is 0 where the limit would lie below.
    """

    _readers: ClassVar[str] = "cohort"
    intervals: Intervals
    place: NDArray[np.int64]
    in_baseline: Mask
    baseline: tuple[str, str]
    span_us: tuple[float, float]
    scale: str
    unit: str
    centre_s: float
    lower_limit_s: float
    upper_limit_s: float

    def _described(self) -> str:
        return f"{self.intervals.name}, {len(self.place)} therapies, baseline {' to '.join(self.baseline)}"

    @property
    def lower_s(self) -> Column:
        """The least that each therapy's interval can have been, in order."""
        return self.intervals.lower_s[self.place]

    @property
    def upper_s(self) -> Column:
        """The most that each therapy's interval can have been, in order; infinite where it is open."""
        return self.intervals.upper_s[self.place]

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row a therapy on the chart, in order: who, when it began, its bounds, and the signals it is part of."""
        own, size = self.intervals, UNITS[self.unit]
        part: dict[str, list[str]] = {}
        for signal in self.signals:
            for therapy in signal.therapies:
                part.setdefault(therapy, []).append(signal.rule)
        names = own.cohort.therapy[self.place]
        types = {
            "therapy_id": TEXT, "began": TIME, f"lower_{self.unit}": NUMBER, f"upper_{self.unit}": NUMBER,
            "status": TEXT, "baseline": YES_OR_NO, "signals": TEXT,
        }  # fmt: skip
        return typed_table(
            types,
            {
                "therapy_id": names,
                "began": times_of(own.begun_us[self.place]),
                f"lower_{self.unit}": self.lower_s / size,
                f"upper_{self.unit}": self.upper_s / size,
                "status": np.array(STATUSES, object)[own.status[self.place]],
                "baseline": self.in_baseline,
                "signals": ["; ".join(part.get(name, [])) for name in names],
            },
        )

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """Every signal, points beyond a limit first, each explained."""
        return (*self._beyond(), *self._runs())

    def _beyond(self) -> Iterator[Signal]:
        lower, upper = self.lower_s, self.upper_s
        for i in np.nonzero((lower > self.upper_limit_s) | (upper < self.lower_limit_s))[0].tolist():
            above = bool(lower[i] > self.upper_limit_s)
            took = self.said(lower[i]) if lower[i] == upper[i] else f"at least {self.said(lower[i])}"
            took = took if above or lower[i] == upper[i] else f"at most {self.said(upper[i])}"
            limit = f"above the upper limit {self.said(self.upper_limit_s)}"
            limit = limit if above else f"below the lower limit {self.said(self.lower_limit_s)}"
            yield Signal("beyond a limit", (self._who(i),), f"{self._who(i)}, begun {self._when(i)}: {took}, {limit}")

    def _runs(self) -> Iterator[Signal]:
        for first, stop, side in runs(self.sides, RUN):
            words = "above" if side > 0 else "below"
            why = (
                f"{stop - first} in a row {words} the centre line {self.said(self.centre_s)}: "
                f"{self._who(first)}, begun {self._when(first)}, to {self._who(stop - 1)}, begun {self._when(stop - 1)}"
            )
            yield Signal(f"{RUN} in a row", tuple(self._who(i) for i in range(first, stop)), why)

    @property
    def sides(self) -> NDArray[np.int8]:
        """On which side of the centre line each point surely lies: 1 above, -1 below, 0 on it or not known."""
        return np.where(self.lower_s > self.centre_s, 1, np.where(self.upper_s < self.centre_s, -1, 0)).astype(np.int8)

    def _who(self, i: int) -> str:
        return str(self.intervals.cohort.therapy[self.place[i]])

    def _when(self, i: int) -> str:
        at = pd.Timestamp(int(self.intervals.begun_us[self.place[i]]), unit="us", tz="UTC")
        return str(at.tz_convert(self.intervals.cohort.tz or UTC).date())

    def said(self, seconds: float) -> str:
        """Return a duration in the chart's unit, in words.

        Parameters
        ----------
        seconds : float
            A duration.

        Returns
        -------
        str
            Such as ``"7.8 d"``.
        """
        return f"{seconds / UNITS[self.unit]:.1f} {self.unit}"

    def notes(self) -> Iterator[str]:
        """Say what the chart rests on.

        Yields
        ------
        str
            A sentence for each.
        """
        own = self.intervals
        count = int((self.in_baseline & (own.status[self.place] == EXACT)).sum())
        open_in = int(self.in_baseline.sum()) - count
        yield (
            f"baseline, as named in the call: begun {self.baseline[0]} to {self.baseline[1]}, {count} therapies known "
            f"exactly" + (f"; {open_in} more, not known exactly, make no limits" if open_in else "")
        )
        if count < ENOUGH:
            yield f"limits from {count} are little known themselves; {ENOUGH} or more are better"
        yield f"limits on the {self.scale} scale, three sigma, sigma from the mean moving range"
        doubtful = int(
            (
                (self.lower_s <= self.upper_limit_s) & (self.upper_s > self.upper_limit_s) & np.isfinite(self.upper_s)
            ).sum()
        )
        if doubtful:
            yield f"{doubtful} may lie beyond the upper limit and may not: known only as bounds"
        if len(self.place) < int(own.used.sum()):
            yield f"{int(own.used.sum()) - len(self.place)} not on the chart: nobody knows when they began"
        yield "the latest to begin that are done are the quick ones; the slow are still running"
        yield from list(own.lines())[1:]
        yield from SOURCES

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the chart; return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        axes: Axes = self._reader("plot").plot_chart(self, ax)
        return axes


def runs(sides: NDArray[np.int8], least: int) -> Iterator[tuple[int, int, int]]:
    """Yield (first, one past the last, side) of every stretch of at least so many on one side.

    Examples
    --------
    >>> list(runs(np.array([1, 1, 0, -1, -1, -1], np.int8), 3))
    [(3, 6, -1)]
    """
    edges = np.nonzero(np.diff(sides, prepend=0, append=0))[0]
    for first, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if sides[first] and stop - first >= least:
            yield first, stop, int(sides[first])
