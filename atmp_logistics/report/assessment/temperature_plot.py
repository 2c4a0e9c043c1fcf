"""One phase of one container as a picture: readings, the label's range, excursions, gaps, and the extreme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.assessment.parts import Part
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import DAY
from atmp_logistics.core.limits import Requirement
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.wording import degrees
from atmp_logistics.evidence.events.evidence import Evidence, Phase
from atmp_logistics.evidence.temperature.excursions import excursions
from atmp_logistics.evidence.temperature.exposure import Exposure, Series
from atmp_logistics.report.shared.style import BEYOND, INK, INSIDE, LINE, MUTED, RC
from atmp_logistics.rules.t102_window_temperature import band_phase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: A picture has no more columns than this; of the readings of one column the coldest and the warmest are drawn.
_COLUMNS = 1500


@dataclass(frozen=True, slots=True)
class PhasePicture:
    """What one container met in a phase, ready to be drawn."""

    title: str
    since: float
    until: float
    readings: Series
    limits: TemperatureRange
    outside: list[tuple[float, float]]
    gaps: list[tuple[float, float]]
    tz: tzinfo | None

    def draw(self, axes: Axes) -> None:
        """Draw readings, the label's range, excursions shaded, gaps hatched, the extreme marked."""
        time, value, joined = self.readings
        draw_lines(axes, time, value, joined, LINE)
        draw_limits(axes, self.limits, value)
        _stretches(axes, self.outside, facecolor=BEYOND, alpha=0.25, linewidth=0.8, edgecolor=BEYOND)
        _stretches(axes, self.gaps, facecolor="none", hatch="////", edgecolor=MUTED, linewidth=0.0)
        _extreme(axes, time, value, self.limits)
        axes.set_xlim(self.since / DAY, self.until / DAY)
        axes.set_title(self.title)
        name_axes(axes, self.tz)

    def figure(self) -> Figure:
        """Return the picture alone, for a page."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        with rc_context(RC):
            figure = Figure(figsize=(7.5, 2.4), layout="constrained")
            self.draw(figure.subplots())
        return figure


def pictures_of(part: Part, row: int) -> Iterator[PhasePicture]:
    """Yield a picture of each phase for which the label asks a temperature, and a reading and both ends are known."""
    evidence = part.evidence
    for requirement, limits, phase in _monitored(evidence):
        exposure = part.exposure.during(requirement)
        since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
        if not since < until or not np.isfinite(until - since):
            continue
        readings = exposure.series(row, since, until)
        if len(readings[0]):
            found = excursions(exposure, row, since, until, limits)
            outside, gaps = [(one.start_us, one.end_us) for one in found], _gaps(exposure, phase, row)
            title = f"{evidence.container[row] or evidence.therapy[row]}: {requirement.code}"
            yield PhasePicture(title, since, until, readings, limits, outside, gaps, evidence.tz)


def _gaps(exposure: Exposure, phase: Phase, row: int) -> list[tuple[float, float]]:
    """Return the stretches of one container's phase in which nobody looked."""
    every = exposure.pieces(phase.start_lo, phase.end_hi).gaps(phase.start_lo, phase.end_hi).merged()
    own = every.whose == row
    return list(zip(every.begin[own].tolist(), every.end[own].tolist(), strict=True))


def _monitored(evidence: Evidence) -> Iterator[tuple[Requirement, TemperatureRange, Phase]]:
    """Yield each phase in which the label asks for a temperature, with its range."""
    for store in evidence.product.storage:
        yield store, store.range, evidence.phase(store.starts, store.ends)
    for window in evidence.product.windows:
        if window.within is not None:
            yield window, window.within, band_phase(evidence, window)


def thinned(time: Column, value: Column, joined: Mask, columns: int = _COLUMNS) -> tuple[Column, Column, Mask]:
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


def draw_lines(axes: Axes, time: Column, value: Column, joined: Mask, colour: str, label: str | None = None) -> None:
    """Draw the lines between readings that are joined, and a point for one that stands alone."""
    time, value, joined = thinned(time, value, joined)
    places = np.nonzero(~joined[:-1])[0] + 1
    days, degC = np.insert(time, places, np.nan) / DAY, np.insert(value, places, np.nan)
    axes.plot(days, degC, color=colour, linewidth=1.1, label=label)
    lonely = ~joined & ~np.concatenate([[False], joined[:-1]])
    axes.plot(time[lonely] / DAY, value[lonely], ".", color=colour, markersize=4)


def draw_limits(axes: Axes, limits: TemperatureRange, value: Column) -> None:
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


def _stretches(axes: Axes, spans: list[tuple[float, float]], **look: Any) -> None:
    """Mark stretches of time from the bottom of the picture to its top."""
    bottom, top = axes.get_ylim()
    bars = [(start / DAY, (end - start) / DAY) for start, end in spans]
    axes.broken_barh(bars, (bottom, top - bottom), **look)


def _extreme(axes: Axes, time: Column, value: Column, limits: TemperatureRange) -> None:
    """Mark the reading that comes nearest to leaving the range, or leaves it farthest."""
    above = -np.inf if limits.upper_degC is None else value.max() - limits.upper_degC
    below = -np.inf if limits.lower_degC is None else limits.lower_degC - value.min()
    worst = int(value.argmax() if above >= below else value.argmin())
    axes.plot(time[worst] / DAY, value[worst], "o", color=INK, markersize=4, zorder=5)
    left = (time[worst] - time[0]) > 0.75 * (time[-1] - time[0])
    axes.annotate(
        degrees(float(value[worst])),
        (time[worst] / DAY, value[worst]),
        xytext=(-6 if left else 6, 3),
        textcoords="offset points",
        ha="right" if left else "left",
    )


def name_axes(axes: Axes, tz: tzinfo | None) -> None:
    """Say the unit, and write the time axis in the site's zone."""
    axes.set_ylabel("temperature [°C]")
    draw_clock(axes, tz)


def draw_clock(axes: Axes, tz: tzinfo | None) -> None:
    """Write the time axis in a zone, UTC where none is stated, and say which."""
    import matplotlib.dates

    dates: Any = matplotlib.dates
    place = tz or UTC
    locator = dates.AutoDateLocator(tz=place, minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, tz=place))
    axes.set_xlabel(f"time in {place}")
