"""The statistics of a cohort as pictures: quantiles, legs, published figures, the control chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
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
from atmp_logistics.report.shared.clock_axis import draw_clock
from atmp_logistics.report.shared.contrast import Ink, ink_on, series_colours
from atmp_logistics.report.shared.named_rows import name_rows, name_x
from atmp_logistics.report.shared.style import DASHES, PALETTE, axes_in_style, height_of_rows
from atmp_logistics.report.shared.time_series import legend_above

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

#: Bands differ in their hatching as well as in their colour.
_HATCHES = ("///", "\\\\\\", "...", "xx", "--", "||")


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
    with axes_in_style(ax, 6.5, 3.8) as axes:
        ink, handles = ink_on(axes), []
        colours = series_colours(len(drawn), ink.ground)
        for (group, estimate), colour, dashes in zip(drawn, colours, DASHES, strict=False):
            label = in_one_line(", ".join(group)) or "all"
            handles += _curve(axes, estimate, size, label=label, color=colour, linestyle=dashes)
            last = max(last, _last_end(estimate.latest))
        axes.set_ylim(0, 1.02)
        axes.set_xlim(0, 1.2 * last / size or None)
        median = axes.axhline(0.5, color=ink.muted, linewidth=0.9, linestyle=(0, (1, 2)), label="half: the median")
        name_x(axes, f"time since {event(statistics.intervals.starts)} [{statistics.unit}]")
        axes.set_ylabel(f"share before {event(statistics.intervals.ends)} [1]")
        title = f"{event(statistics.intervals.name)}; bands: {statistics.confidence:.0%} limits"
        by = f"\nby {', '.join(statistics.by)}" if statistics.by else ""
        legend_above(axes, [*(handles if statistics.by else []), median], title + by)
    return axes


def _curve(axes: Axes, estimate: DurationEstimate, size: float, **style: Any) -> list[Line2D]:
    """Draw a curve with its band; where bounds leave the curve open, the latest possible one; return the curve."""
    time = np.unique(
        np.concatenate([[0.0], *(curve.time_s for curve in (estimate.latest, estimate.lower, estimate.upper))])
    )
    low, high = _at(estimate.lower, time), _at(estimate.upper, time)
    axes.fill_between(time / size, low, high, step="post", color=style["color"], alpha=0.15, linewidth=0)
    return axes.step(time / size, _at(estimate.latest, time), where="post", linewidth=1.6, **style)


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
    with axes_in_style(ax, 7.2, height_of_rows(len(legs.legs), 0.42, 1.2, 7.2)) as axes:
        ink = ink_on(axes)
        since = np.concatenate([[0.0], np.cumsum(means)[:-1]])
        axes.barh(np.arange(len(means)), means, left=since, color=ink.line, height=0.62)
        names = [f"{event(leg.starts)} →\n{event(leg.ends)}" for leg in legs.legs]
        shares = zip(means, table["share"], strict=False)
        name_rows(axes, names, ink, [f"{number(mean)} {legs.unit}, {share:.0%}" for mean, share in shares])
        axes.grid(visible=False, axis="y")
        axes.set_xlim(0, max(float(np.nansum(means)) * 1.05, 1e-9))
        name_x(axes, f"mean time since {event(legs.moments[0])} [{legs.unit}]")
        count, container = int(legs.complete.sum()), legs.whole.container[0]
        axes.set_title(f"{count} therapies, every moment logged, {container} container", loc="left")
    return axes


def plot_comparison(comparison: PublishedComparison, ax: Axes | None = None) -> Axes:
    """Draw every published figure that has the same ends, and the median of the cohort with its limits across them."""
    unit, table = comparison.statistics.unit, comparison.table
    same = table[~table["definition"].str.startswith(DIFFER)].drop_duplicates("id").iloc[::-1]
    with axes_in_style(ax, 7.2, height_of_rows(len(same), 0.3, 1.7, 7.2)) as axes:
        ink, rows = ink_on(axes), np.arange(len(same))
        look: dict[str, Any] = {"color": ink.ink, "markersize": 5, "label": "published"}
        handles: list[Artist] = [*axes.plot(same[f"published_{unit}"], rows, "D", **look)]
        name_rows(axes, [f"{row.product}, {row.cohort}" for row in same.itertuples()], ink, name=40)
        handles += _draw_ours(axes, comparison, ink)
        axes.set_xlim(left=0)
        intervals = comparison.statistics.intervals
        name_x(axes, f"{event(intervals.starts)} to {event(intervals.ends)} [{unit}]")
        title = f"median, and as a band its {comparison.statistics.confidence:.0%} limits; with the same ends only"
        legend_above(axes, handles, title)
    return axes


def _draw_ours(axes: Axes, comparison: PublishedComparison, ink: Ink) -> list[Artist]:
    """Draw the median of each group as a line and its limits as a band; bands differ in their hatching."""
    statistics, handles = comparison.statistics, list["Artist"]()
    size, level = UNITS[statistics.unit], statistics.levels.index(0.5)
    colours = series_colours(len(PALETTE), ink.ground)
    groups = zip(statistics.groups, statistics.estimates, colours, DASHES, _HATCHES, strict=False)
    for group, estimate, colour, dashes, hatch in groups:
        ours = estimate.quantiles[level]
        ends = [edge if np.isfinite(edge) else ours.most_s for edge in (ours.lower_s, ours.upper_s)]
        band: dict[str, Any] = {"facecolor": (colour, 0.1), "edgecolor": (colour, 0.5), "hatch": hatch}
        axes.axvspan(ends[0] / size, ends[1] / size, linewidth=0, zorder=0.5, **band)
        if np.isfinite(ours.most_s):
            line: dict[str, Any] = {"color": colour, "linestyle": dashes, "linewidth": 1.6}
            label = in_one_line(f"ours, {', '.join(group)}" if group else "ours")
            handles.append(axes.axvline(ours.most_s / size, label=label, **line))
    return handles


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
    with axes_in_style(ax, 7.5, 3.8) as axes:
        ink = ink_on(axes)
        handles = [*_draw_durations(axes, durations, ink), *_lines(axes, chart, UNITS[chart.unit], ink)]
        signals = np.array([bool(words) for words in chart.table["signals"]], bool)
        handles += _ring_signals(axes, durations, signals, ink)
        axes.set_ylim(0, durations.top)
        axes.set_ylabel(f"{event(chart.intervals.ends)} after\n{event(chart.intervals.starts)} [{chart.unit}]")
        draw_clock(axes, chart.intervals.cohort.tz)
        name_x(axes, f"{event(chart.intervals.starts)}, {axes.get_xlabel()}")
        since, until = chart.baseline
        legend_above(axes, handles, f"limits from {since} to {until} (shaded), {chart.scale} scale")
    return axes


def _draw_durations(axes: Axes, durations: _Durations, ink: Ink) -> list[Artist]:
    """Draw a dot where a duration is known, a bar where it has bounds, a triangle where it still runs."""
    began, lower, upper, shown = durations.began, durations.lower, durations.upper, durations.shown
    exact, running = lower == upper, np.isinf(upper)
    between = ~exact & ~running
    handles: list[Artist] = [*axes.plot(began[exact], lower[exact], "o", color=ink.line, markersize=4, label="known")]
    if between.any():
        look: dict[str, Any] = {"color": ink.line, "linewidth": 1.6, "label": "between bounds"}
        handles.append(axes.vlines(began[between], lower[between], upper[between], **look))
    if running.any():
        look = {"color": ink.open, "markersize": 5.5, "label": "at least so long"}
        handles += axes.plot(began[running], shown[running], "^", **look)
    for i in _apart(began, np.nonzero(lower > shown)[0]):
        place: dict[str, Any] = {"xytext": (0, -8), "textcoords": "offset points", "fontsize": "small"}
        words = f"≥ {lower[i]:.0f}"
        axes.annotate(words, (began[i], shown[i]), ha="center", va="top", color=ink.open, zorder=6, **place)
    return handles


def _apart(began: Column, places: Index) -> Iterator[int]:
    """Yield those places whose words keep apart, the first before the others."""
    room, last = 0.08 * float(np.ptp(began)), -np.inf
    for i in places[np.argsort(began[places], kind="stable")].tolist():
        if began[i] - last >= room:
            last = began[i]
            yield i


def _ring_signals(axes: Axes, durations: _Durations, part: Mask, ink: Ink) -> list[Artist]:
    """Draw a ring around each duration that is part of a signal."""
    if not part.any():
        return []
    ring: dict[str, Any] = {"color": ink.beyond, "markersize": 10, "fillstyle": "none", "label": "part of a signal"}
    return [*axes.plot(durations.began[part], durations.shown[part], "o", **ring)]


def _lines(axes: Axes, chart: ControlChart, size: float, ink: Ink) -> list[Artist]:
    """Draw the centre line and the limits, and shade the baseline."""
    since, until = (day / DAY for day in chart.span_us)
    axes.axvspan(since, until, color=ink.band, linewidth=0, zorder=0)
    dashed, dotted = (0, (5, 2)), (0, (1, 1.5))
    lines: tuple[tuple[float, str, Any], ...] = (
        (chart.upper_limit_s, "upper limit", dashed),
        (chart.centre_s, "centre line", "-"),
        (chart.lower_limit_s, "lower limit", dotted),
    )
    return [
        axes.axhline(
            value / size, color=ink.inside, linewidth=1.2, linestyle=dashes, label=f"{word} {number(value / size)}"
        )
        for value, word, dashes in lines
    ]
