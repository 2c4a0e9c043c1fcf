"""One phase of one container as a picture: readings, the label's range, excursions, gaps, and the extreme."""

from __future__ import annotations

from datetime import UTC, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.evidence import Column, Evidence, Phase
from atmp_logistics.excursions import excursions, unmonitored
from atmp_logistics.exposure import Exposure
from atmp_logistics.product import TemperatureRange
from atmp_logistics.report.style import BEYOND, INK, INSIDE, LINE, MUTED, RC
from atmp_logistics.rules.words import degrees
from atmp_logistics.timeline import SECOND

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DAY_US = 86400 * SECOND
#: A picture has no more columns than this; of the readings of one column the coldest and the warmest are drawn.
_COLUMNS = 1500


def phase_figure(
    evidence: Evidence, exposure: Exposure, row: int, phase: Phase, limits: TemperatureRange, title: str
) -> Figure | None:
    """Return the picture of what one container met in a phase; None where no reading or no end of it is known.

    Parameters
    ----------
    evidence, exposure
        As the rules had them.
    row : int
        The container's place in the evidence.
    phase : Phase
        Its possible extent is drawn.
    limits : TemperatureRange
        The label's range.
    title : str
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
    if not since < until or not np.isfinite(until - since):
        return None
    time, value, joined = exposure.series(row, since, until)
    if not len(time):
        return None
    with rc_context(RC):
        figure = Figure(figsize=(7.5, 2.4), layout="constrained")
        axes = figure.subplots()
        _readings(axes, *thinned(time, value, joined))
        _limits(axes, limits, value)
        outside = excursions(exposure, row, since, until, limits)
        _stretches(axes, [(one.start_us, one.end_us) for one in outside], BEYOND)
        _stretches(axes, unmonitored(exposure, row, since, until), "none", hatch="////", edgecolor=MUTED, linewidth=0.0)
        _extreme(axes, time, value, limits)
        axes.set_xlim(since / _DAY_US, until / _DAY_US)
        axes.set_title(title)
        axes.set_ylabel("temperature [°C]")
        _clock(axes, evidence.tz)
    return figure


def thinned(
    time: Column, value: Column, joined: NDArray[np.bool_], columns: int = _COLUMNS
) -> tuple[Column, Column, NDArray[np.bool_]]:
    """Return no more readings than can be seen, and none of the extremes lost.

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


def _readings(axes: Axes, time: Column, value: Column, joined: NDArray[np.bool_]) -> None:
    """Draw the lines between readings that are joined, and a point for one that stands alone."""
    places = np.nonzero(~joined[:-1])[0] + 1
    axes.plot(np.insert(time, places, np.nan) / _DAY_US, np.insert(value, places, np.nan), color=LINE, linewidth=1.1)
    lonely = ~joined & ~np.concatenate([[False], joined[:-1]])
    axes.plot(time[lonely] / _DAY_US, value[lonely], ".", color=LINE, markersize=4)


def _limits(axes: Axes, limits: TemperatureRange, value: Column) -> None:
    """Shade the label's range and draw its ends; leave room beyond them, so that near is told from far."""
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


def _stretches(axes: Axes, spans: list[tuple[float, float]], colour: str, **style: Any) -> None:
    """Mark stretches of time from the bottom of the picture to its top."""
    bottom, top = axes.get_ylim()
    bars = [(start / _DAY_US, (end - start) / _DAY_US) for start, end in spans]
    look = style or {"alpha": 0.25, "linewidth": 0.8, "edgecolor": colour}
    axes.broken_barh(bars, (bottom, top - bottom), facecolor=colour, **look)


def _extreme(axes: Axes, time: Column, value: Column, limits: TemperatureRange) -> None:
    """Mark the reading that comes nearest to leaving the range, or leaves it farthest."""
    above = -np.inf if limits.upper_degC is None else value.max() - limits.upper_degC
    below = -np.inf if limits.lower_degC is None else limits.lower_degC - value.min()
    worst = int(value.argmax() if above >= below else value.argmin())
    axes.plot(time[worst] / _DAY_US, value[worst], "o", color=INK, markersize=4, zorder=5)
    left = (time[worst] - time[0]) > 0.75 * (time[-1] - time[0])
    axes.annotate(
        degrees(float(value[worst])),
        (time[worst] / _DAY_US, value[worst]),
        xytext=(-6 if left else 6, 3),
        textcoords="offset points",
        ha="right" if left else "left",
    )


def _clock(axes: Axes, tz: tzinfo | None) -> None:
    """Write the time axis in the site's zone, and say which."""
    import matplotlib.dates

    dates: Any = matplotlib.dates
    place = tz or UTC
    locator = dates.AutoDateLocator(tz=place, minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, tz=place))
    axes.set_xlabel(f"time in {place}")
