"""The statistics of a cohort as pictures: quantiles, legs, published figures, the control chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.instants import DAY
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.wording import event
from atmp_logistics.estimates.cohort.censored_statistics import IntervalStatistics
from atmp_logistics.estimates.cohort.control_charts import ControlChart
from atmp_logistics.estimates.cohort.legs import Legs
from atmp_logistics.estimates.cohort.published import DIFFER, PublishedComparison
from atmp_logistics.estimates.cohort.survival import Curve, DurationEstimate
from atmp_logistics.estimates.cohort.therapy_intervals import UNITS
from atmp_logistics.report.cohort.text import number
from atmp_logistics.report.shared.style import BEYOND, INK, INSIDE, LINE, MUTED, OPEN, PALETTE, axes_in_style
from atmp_logistics.report.shared.time_series import draw_clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Lines differ in their style as well as in their colour.
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 1, 1, 1)), (0, (8, 2)), (0, (2, 2)))


def plot_statistics(statistics: IntervalStatistics, ax: Axes | None = None) -> Axes:
    """Draw for each group the share whose interval has not ended, with its confidence band.

    The picture ends soon after the last interval that is known to have ended.

    Raises
    ------
    UsageError
        For more groups than one picture can distinguish.
    """
    drawn = [pair for pair in zip(statistics.groups, statistics.estimates, strict=True) if len(pair[1].latest.time_s)]
    if len(drawn) > len(PALETTE):
        fix = "take fewer groups, or group by one property less"
        raise UsageError([Fault("plot", f"{len(drawn)} groups", f"at most {len(PALETTE)}", fix, UsageError)])
    last, size = 0.0, UNITS[statistics.unit]
    with axes_in_style(ax, 6.5, 3.6) as axes:
        for (group, estimate), colour, dashes in zip(drawn, PALETTE, _DASHES, strict=False):
            label = in_one_line(", ".join(group)) or "all"
            _curve(axes, estimate, size, label=label, color=colour, linestyle=dashes)
            last = max(last, _last_end(estimate.latest))
        axes.axhline(0.5, color=MUTED, linewidth=0.6)
        axes.annotate("median", (1.0, 0.5), xycoords=("axes fraction", "data"), ha="right", va="bottom", color=MUTED)
        axes.set_ylim(0, 1.02)
        axes.set_xlim(0, 1.2 * last / size or None)
        axes.set_xlabel(f"time since {event(statistics.intervals.starts)} [{statistics.unit}]")
        axes.set_ylabel(f"share before {event(statistics.intervals.ends)} [1]")
        axes.set_title(f"{event(statistics.intervals.name)}; bands: {statistics.confidence:.0%} limits")
        if statistics.by:
            axes.legend(frameon=False, title=", ".join(statistics.by), alignment="left")
    return axes


def _curve(axes: Axes, estimate: DurationEstimate, size: float, **style: Any) -> None:
    """Draw a curve with its band; where bounds leave the curve open, the latest possible one."""
    time = np.unique(
        np.concatenate([[0.0], *(curve.time_s for curve in (estimate.latest, estimate.lower, estimate.upper))])
    )
    low, high = _at(estimate.lower, time), _at(estimate.upper, time)
    axes.fill_between(time / size, low, high, step="post", color=style["color"], alpha=0.15, linewidth=0)
    axes.step(time / size, _at(estimate.latest, time), where="post", linewidth=1.4, **style)


def _last_end(curve: Curve) -> float:
    """Return the last time at which the share falls, in seconds."""
    return float(curve.time_s[np.diff(curve.share, prepend=1.0) < 0].max(initial=0.0))


def _at(curve: Curve, time: Any) -> Any:
    """Return a curve's share at some durations."""
    place = np.searchsorted(curve.time_s, time, "right")
    return np.concatenate([[1.0], curve.share])[place]


def plot_legs(legs: Legs, ax: Axes | None = None) -> Axes:
    """Draw the mean legs of the complete therapies end to end, one below the other."""
    table = legs.table
    means = table[f"mean_{legs.unit}"].to_numpy(float)[:-1]
    with axes_in_style(ax, 7.2, 0.42 * len(legs.legs) + 1.3) as axes:
        since = np.concatenate([[0.0], np.cumsum(means)[:-1]])
        place = np.arange(len(means))
        axes.barh(place, means, left=since, color=LINE, height=0.62)
        for i, (start, mean, share) in enumerate(zip(since, means, table["share"], strict=False)):
            axes.annotate(
                f"{number(mean)} {legs.unit}, {share:.0%}",
                (start + mean, i),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
            )
        axes.set_yticks(place, [f"{event(leg.starts)} →\n{event(leg.ends)}" for leg in legs.legs], fontsize=7.5)
        axes.invert_yaxis()
        axes.set_xlim(0, max(float(np.nansum(means)) * 1.28, 1e-9))
        axes.set_xlabel(f"mean time since {event(legs.moments[0])} [{legs.unit}]")
        axes.set_title(
            f"{int(legs.complete.sum())} therapies, every moment logged, {legs.whole.container[0]} container"
        )
    return axes


def plot_comparison(comparison: PublishedComparison, ax: Axes | None = None) -> Axes:
    """Draw every published figure that has the same ends, and the median of the cohort with its limits across them."""
    unit, table = comparison.statistics.unit, comparison.table
    same = table[~table["definition"].str.startswith(DIFFER)].drop_duplicates("id").iloc[::-1]
    with axes_in_style(ax, 7.2, 0.3 * len(same) + 1.6) as axes:
        axes.plot(same[f"published_{unit}"], np.arange(len(same)), "D", color=INK, markersize=4.5, label="published")
        names = [f"{row.product}, {row.cohort}" for row in same.itertuples()]
        axes.set_yticks(
            np.arange(len(same)), [name if len(name) < 58 else f"{name[:56]}…" for name in names], fontsize=7.5
        )
        groups = zip(comparison.statistics.groups, comparison.statistics.estimates, PALETTE, _DASHES, strict=False)
        size, level = UNITS[unit], comparison.statistics.levels.index(0.5)
        for group, estimate, colour, dashes in groups:
            ours = estimate.quantiles[level]
            ends = [edge if np.isfinite(edge) else ours.most_s for edge in (ours.lower_s, ours.upper_s)]
            axes.axvspan(ends[0] / size, ends[1] / size, color=colour, alpha=0.15, linewidth=0)
            label = f"ours, {', '.join(group)}" if group else "ours"
            if np.isfinite(ours.most_s):
                axes.axvline(
                    ours.most_s / size, color=colour, linestyle=dashes, linewidth=1.4, label=f"{label}: median"
                )
        axes.set_xlim(left=0)
        intervals = comparison.statistics.intervals
        axes.set_xlabel(f"{event(intervals.starts)} to {event(intervals.ends)} [{unit}]")
        axes.set_title(f"band: {comparison.statistics.confidence:.0%} limits; with the same ends only")
        axes.legend(frameon=False, loc="best", fontsize=8)
    return axes


@dataclass(frozen=True, slots=True)
class _Durations:
    """The durations of a control chart, in its unit: by the day of their start, as bounds, infinite while one runs."""

    began: Column
    lower: Column
    upper: Column
    top: float

    @classmethod
    def of(cls, chart: ControlChart) -> _Durations:
        size = UNITS[chart.unit]
        lower, upper = chart.lower_s / size, chart.upper_s / size
        ended = np.isfinite(upper)
        highest = (lower[ended].max(initial=0.0), upper[ended & (lower != upper)].max(initial=0.0))
        top = 1.2 * max(chart.upper_limit_s / size, *highest)
        return cls(chart.intervals.begun_us[chart.place] / DAY, lower, upper, top)

    @property
    def shown(self) -> Column:
        """Where each duration is drawn, below the top of the picture."""
        return np.minimum(self.lower, 0.97 * self.top)


def plot_chart(chart: ControlChart, ax: Axes | None = None) -> Axes:
    """Draw the control chart: known durations as dots, bounded and running ones as bars, signals ringed."""
    durations = _Durations.of(chart)
    with axes_in_style(ax, 7.5, 3.4) as axes:
        _draw_durations(axes, durations)
        _lines(axes, chart, UNITS[chart.unit])
        _ring_signals(axes, durations, np.array([bool(words) for words in chart.table["signals"]], bool))
        axes.set_ylim(0, durations.top)
        axes.set_ylabel(f"{event(chart.intervals.ends)} after\n{event(chart.intervals.starts)} [{chart.unit}]")
        axes.set_title(f"limits from {chart.baseline[0]} to {chart.baseline[1]} (shaded), {chart.scale} scale")
        axes.legend(frameon=False, fontsize=8, loc="upper left", ncols=4, bbox_to_anchor=(0, -0.2))
        draw_clock(axes, chart.intervals.cohort.tz)
        axes.set_xlabel(f"{event(chart.intervals.starts)}, {axes.get_xlabel()}")
    return axes


def _draw_durations(axes: Axes, durations: _Durations) -> None:
    """Draw a dot where a duration is known, a bar where it has bounds, a triangle where it still runs."""
    began, lower, upper, shown = durations.began, durations.lower, durations.upper, durations.shown
    exact, running = lower == upper, np.isinf(upper)
    between = ~exact & ~running
    axes.plot(began[exact], lower[exact], "o", color=LINE, markersize=3, label="known")
    if between.any():
        axes.vlines(began[between], lower[between], upper[between], color=LINE, linewidth=1.2, label="between bounds")
    if running.any():
        axes.plot(began[running], shown[running], "^", color=OPEN, markersize=4.5, label="at least so long")
    for i in np.nonzero(lower > shown)[0]:
        place: dict[str, Any] = {"xytext": (0, -7), "textcoords": "offset points", "fontsize": 7.5, "color": OPEN}
        axes.annotate(f"≥ {lower[i]:.0f}", (began[i], shown[i]), ha="center", va="top", **place)


def _ring_signals(axes: Axes, durations: _Durations, part: Mask) -> None:
    """Draw a ring around each duration that is part of a signal."""
    if part.any():
        ring: dict[str, Any] = {"color": BEYOND, "markersize": 8, "fillstyle": "none", "label": "part of a signal"}
        axes.plot(durations.began[part], durations.shown[part], "o", **ring)


def _lines(axes: Axes, chart: ControlChart, size: float) -> None:
    """Draw the centre line and the limits, and shade the baseline."""
    since, until = (day / DAY for day in chart.span_us)
    axes.axvspan(since, until, color=MUTED, alpha=0.10, linewidth=0)
    lines = (
        (chart.centre_s, "centre line"),
        (chart.lower_limit_s, "lower limit"),
        (chart.upper_limit_s, "upper limit"),
    )
    for value, word in lines:
        dashes: Any = "-" if word == "centre line" else (0, (5, 2))
        axes.axhline(value / size, color=INSIDE, linewidth=1.1, linestyle=dashes)
        axes.annotate(
            f"{word} {number(value / size)}",
            (1.0, value / size),
            xycoords=("axes fraction", "data"),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=INSIDE,
        )
