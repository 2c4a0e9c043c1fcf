"""Readings over time on axes: lines, a range, and the time in a zone."""

from __future__ import annotations

from datetime import UTC, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import DAY
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.report.shared.style import INSIDE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A picture has no more columns than this; of the readings of one column the coldest and the warmest are drawn.
_COLUMNS = 1500


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
    kept |= ~joined
    kept[1:] |= ~joined[:-1]
    return time[kept], value[kept], joined[kept]


def draw_lines(axes: Axes, time: Column, value: Column, joined: Mask, colour: str, label: str | None = None) -> None:
    """Draw the lines between readings that are joined, and a point for one that stands alone."""
    time, value, joined = thinned(time, value, joined)
    places = np.nonzero(~joined[:-1])[0] + 1
    days, degC = np.insert(time, places, np.nan) / DAY, np.insert(value, places, np.nan)
    axes.plot(days, degC, color=colour, linewidth=1.1, label=label)
    single = ~joined & ~np.concatenate([[False], joined[:-1]])
    axes.plot(time[single] / DAY, value[single], ".", color=colour, markersize=4)


def draw_limits(axes: Axes, limits: TemperatureRange, value: Column) -> None:
    """Shade the label's range and draw its ends, with room beyond them."""
    ends = [end for end in (limits.lower_degC, limits.upper_degC) if end is not None]
    low, high = min([*ends, float(value.min())]), max([*ends, float(value.max())])
    room = 0.12 * max(high - low, 1.0)
    axes.set_ylim(low - room, high + room)
    bottom, top = axes.get_ylim()
    floor = bottom if limits.lower_degC is None else limits.lower_degC
    ceiling = top if limits.upper_degC is None else limits.upper_degC
    axes.axhspan(floor, ceiling, color=INSIDE, alpha=0.10, linewidth=0)
    for end in ends:
        axes.axhline(end, color=INSIDE, linewidth=1.2, linestyle=(0, (5, 2)))
    axes.annotate(
        f"limit {limits}", (1.0, 1.0), xycoords="axes fraction", ha="right", va="bottom", color=INSIDE, fontsize=8
    )


def name_axes(axes: Axes, tz: tzinfo | None) -> None:
    """Name the axis of temperature with its unit, and draw the axis of time in a zone."""
    axes.set_ylabel("temperature [°C]")
    draw_clock(axes, tz)


def draw_clock(axes: Axes, tz: tzinfo | None) -> None:
    """Draw the axis of time in a zone, UTC where none is stated, and name the zone."""
    import matplotlib.dates

    dates: Any = matplotlib.dates
    place = tz or UTC
    locator = dates.AutoDateLocator(tz=place, minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, tz=place))
    axes.set_xlabel(f"time in {place}")
