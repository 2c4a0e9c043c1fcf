"""Readings over time on axes: lines, a range, and the time in a zone."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import DAY
from atmp_logistics.core.phrases_by_key import Phrases, phrases_of
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.report.shared.clock_axis import draw_clock
from atmp_logistics.report.shared.contrast import Ink, ink_on
from atmp_logistics.report.shared.named_rows import name_x
from atmp_logistics.report.shared.style import is_wide

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

#: A picture has no more columns than this; of the readings of one column the coldest and the warmest are drawn.
_COLUMNS = 1500
#: The key of the word before a limit in a legend.
LIMIT = "drawn.limit"
_ENGLISH = phrases_of("report/shared")


def thinned(time: Column, value: Column, joined: Mask, columns: int = _COLUMNS) -> tuple[Column, Column, Mask]:
    """Return no more readings than a picture can show, without losing an extreme.

    Of each of `columns` equal stretches the first, the coldest, the warmest and the last reading stay, and both sides
    of every gap.

    Examples
    --------
    >>> time = np.arange(100_000.0)
    >>> value = np.where(time == 54_321, 9.0, 5.0)
    >>> fewer = thinned(time, value, np.ones(100_000, bool), columns=100)
    >>> len(fewer[0]) <= 400, float(fewer[1].max())
    (True, 9.0)
    """
    if len(time) <= 4 * columns:
        return time, value, joined
    edges = np.linspace(time[0], time[-1], columns + 1)[:-1]
    first = np.unique(np.searchsorted(time, edges))
    bounds = np.append(first, len(time))
    kept = np.zeros(len(time), bool)
    kept[first] = kept[bounds[1:] - 1] = True
    for begin, end in pairwise(bounds.tolist()):
        kept[begin + value[begin:end].argmin()] = kept[begin + value[begin:end].argmax()] = True
    places = np.nonzero(kept)[0]
    # Two readings that stay are joined where all between them are: a gap narrower than a column is no line either.
    return time[places], value[places], np.logical_and.reduceat(joined, places)


def draw_lines(
    axes: Axes, time: Column, value: Column, joined: Mask, colour: str, label: str | None = None, dashes: Any = "-"
) -> Artist:
    """Draw the lines between readings that are joined, and a point for one that stands alone; return the lines."""
    time, value, joined = thinned(time, value, joined)
    places = np.nonzero(~joined[:-1])[0] + 1
    days, degC = np.insert(time, places, np.nan) / DAY, np.insert(value, places, np.nan)
    (line,) = axes.plot(days, degC, color=colour, linewidth=1.1, linestyle=dashes, label=label)
    single = ~joined & ~np.concatenate([[False], joined[:-1]])
    axes.plot(time[single] / DAY, value[single], ".", color=colour, markersize=4)
    return line


def thinned_stretches(stretches: Sequence[tuple[float, float]], whole_us: float) -> list[tuple[float, float]]:
    """Return stretches of time, those nearer to each other than a picture shows as one.

    Examples
    --------
    >>> thinned_stretches([(0.0, 1.0), (2.0, 3.0), (900.0, 950.0)], 3000.0)
    [(0.0, 3.0), (900.0, 950.0)]
    """
    merged = list[tuple[float, float]]()
    for begin, end in sorted(stretches):
        if merged and begin - merged[-1][1] < whole_us / _COLUMNS:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def draw_limits(
    axes: Axes, limits: TemperatureRange, value: Column, ink: Ink, key: str = LIMIT, say: Phrases = _ENGLISH
) -> list[Artist]:
    """Shade the label's range and draw its ends, with room beyond them; return what a legend names, by its key."""
    ends = [end for end in (limits.lower_degC, limits.upper_degC) if end is not None]
    low, high = min([*ends, float(value.min())]), max([*ends, float(value.max())])
    room = 0.12 * max(high - low, 1.0)
    axes.set_ylim(low - room, high + room)
    bottom, top = axes.get_ylim()
    floor = bottom if limits.lower_degC is None else limits.lower_degC
    ceiling = top if limits.upper_degC is None else limits.upper_degC
    axes.axhspan(floor, ceiling, color=ink.inside, alpha=0.10, linewidth=0)
    dashes = (0, (5, 2) if key == LIMIT else (1, 1.5))
    look: dict[str, Any] = {"color": ink.inside, "linewidth": 1.2, "linestyle": dashes}
    lines: list[Artist] = [axes.axhline(end, **look, label=say(key, range=limits.in_words)) for end in ends]
    return lines[:1]


def legend_above(axes: Axes, handles: Sequence[Artist], title: str) -> None:
    """Name what is drawn in a row above the axes, and the title above that; nothing of it covers a reading."""
    handles = list({str(handle.get_label()): handle for handle in handles}.values())
    rows = 0
    if handles:
        letters = 200 if is_wide(axes) else 23
        for handle in handles:
            handle.set_label(textwrap.fill(str(handle.get_label()), letters))
        labels = [str(handle.get_label()) for handle in handles]
        columns = _columns(axes, labels)
        rows = -(-len(handles) // columns) + sum(label.count("\n") for label in labels)
        axes.legend(
            handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, frameon=False,
            fontsize="small", borderaxespad=0.0, borderpad=0.2, columnspacing=1.2, handlelength=1.6,
            labelcolor=ink_on(axes).outer,
        )  # fmt: skip
    size = _points("small")
    lines = [textwrap.fill(in_one_line(line), 100 if is_wide(axes) else 24) for line in title.split("\n")]
    axes.set_title("\n".join(lines), pad=6.0 + 1.62 * size * rows, loc="left")


def _columns(axes: Axes, labels: Sequence[str]) -> int:
    """Return how many labels stand beside each other above axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101  axes stand in a figure
    width = axes.get_window_extent().width / figure.dpi * 72 / _points("small")
    sizes = [0.58 * len(label) + 3.6 for label in labels]
    counts = range(len(labels), 1, -1)
    return next((count for count in counts if _width(sizes, count) <= width), 1)


def _width(sizes: Sequence[float], columns: int) -> float:
    """Return how wide a legend of so many columns is, which is filled column by column."""
    rows = -(-len(sizes) // columns)
    return sum(max(sizes[i : i + rows]) for i in range(0, len(sizes), rows))


def _points(size: str) -> float:
    """Return a size of text in points."""
    from matplotlib.font_manager import FontProperties

    return float(FontProperties(size=size).get_size_in_points())


def name_axes(axes: Axes, tz: tzinfo | None, say: Phrases = _ENGLISH) -> None:
    """Name the axis of temperature with its unit, and draw the axis of time in a zone."""
    axes.set_ylabel(say("drawn.temperature"))
    draw_clock(axes, tz)
    if say.language != _ENGLISH.language:
        name_x(axes, say("drawn.time", zone=tz or UTC))
        _mark_decimals(axes, say("number.decimal"))


def _mark_decimals(axes: Axes, decimal: str) -> None:
    """Write the temperatures on the axis with a decimal sign."""
    from matplotlib.ticker import ScalarFormatter

    class InLanguage(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return super().__call__(x, pos).replace(".", decimal)

    axes.yaxis.set_major_formatter(InLanguage())
