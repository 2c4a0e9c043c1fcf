"""A phase of a container as a picture: readings, the label's range, excursions, gaps, and the extreme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY
from atmp_logistics.core.limits import Requirement
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.wording import degrees
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.container_series import Series
from atmp_logistics.evidence.temperature.excursions import excursions
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.report.shared.style import BEYOND, INK, LINE, MUTED, detached_figure
from atmp_logistics.report.shared.time_series import draw_limits, draw_lines, name_axes
from atmp_logistics.rules.t102_window_temperature import band_phase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class PhasePicture:
    """What a container was exposed to in a phase, ready to be drawn."""

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
        axes.set_title(in_one_line(self.title))
        name_axes(axes, self.tz)

    def figure(self) -> Figure:
        """Return the picture alone, for a page."""
        return detached_figure(7.5, 2.4, lambda figure: self.draw(figure.subplots()))


def pictures_of(part: ProductResult, row: int) -> Iterator[PhasePicture]:
    """Yield a picture of each phase for which the label has a range, and a reading and both ends are known."""
    evidence = part.evidence
    for requirement, limits, phase in _monitored(evidence):
        exposure = part.exposure.during(requirement)
        since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
        if not since < until or not np.isfinite(until - since):
            continue
        readings = exposure.series(row, since, until)
        if len(readings[0]):
            outside = [(each.start_us, each.end_us) for each in excursions(exposure, row, since, until, limits)]
            gaps = _gaps(exposure, phase, row)
            title = f"{evidence.container[row] or evidence.therapy[row]}: {requirement.code}"
            yield PhasePicture(title, since, until, readings, limits, outside, gaps, evidence.tz)


def _gaps(exposure: Exposure, phase: Phase, row: int) -> list[tuple[float, float]]:
    """Return the stretches of one container's phase without readings."""
    every = exposure.pieces(phase.start_lo, phase.end_hi).gaps(phase.start_lo, phase.end_hi).merged()
    of_row = every.container == row
    return list(zip(every.begin[of_row].tolist(), every.end[of_row].tolist(), strict=True))


def _monitored(evidence: Evidence) -> Iterator[tuple[Requirement, TemperatureRange, Phase]]:
    """Yield each phase for which the label has a temperature range, with the range."""
    for store in evidence.product.storage:
        yield store, store.range, evidence.phase(store.starts, store.ends)
    for window in evidence.product.windows:
        if window.within is not None:
            yield window, window.within, band_phase(evidence, window)


def _stretches(axes: Axes, spans: list[tuple[float, float]], **look: Any) -> None:
    """Mark stretches of time from the bottom of the picture to its top."""
    bottom, top = axes.get_ylim()
    bars = [(start / DAY, (end - start) / DAY) for start, end in spans]
    axes.broken_barh(bars, (bottom, top - bottom), **look)


def _extreme(axes: Axes, time: Column, value: Column, limits: TemperatureRange) -> None:
    """Mark the reading that is nearest to the limit inside the range, or farthest beyond it."""
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
