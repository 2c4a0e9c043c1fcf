"""A temperature log as a picture, with a range where one is given."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.temperature.interpolation import joined_readings_with_notes
from atmp_logistics.records.logs import TemperatureLog
from atmp_logistics.report.assessment.temperature_plot import draw_limits, draw_lines, name_axes
from atmp_logistics.report.shared.style import PALETTE, RC, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: How many loggers one picture can tell apart.
LOGGERS = len(PALETTE)


def plot_log(
    log: TemperatureLog,
    limits: TemperatureRange | None = None,
    *,
    logger: str | None = None,
    tz: str | None = None,
    max_gap_s: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a log: lines where readings are near enough to be joined, gaps left open.

    Parameters
    ----------
    log : TemperatureLog
    limits : TemperatureRange, optional
        A range to draw, such as ``product.storage[0].range``.
    logger : str, optional
        The one to draw, where there are many.
    tz : str, optional
        The zone of the time axis; UTC by default.
    max_gap_s : float, optional
        How far apart two readings may be joined; by default as in an assessment.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Raises
    ------
    UsageError
        For a logger that the log does not hold, and for more loggers than one picture can tell apart.
    """
    from matplotlib import rc_context

    names = list(log.loggers) if logger is None else [logger]
    known = ", ".join(log.loggers[:5])
    if logger is not None and logger not in log.loggers:
        refuse([Fault("logger", repr(logger), known, "name one of the log's loggers", UsageError)])
    if len(names) > LOGGERS:
        fix = "name one: logger=..."
        refuse([Fault("logger", f"{len(names)} loggers", f"at most {LOGGERS} in a picture", fix, UsageError)])
    figure = new_figure(8.0, 3.0) if ax is None else None
    with rc_context(RC):
        axes = figure.subplots() if figure else ax
        assert axes is not None  # noqa: S101  one of the two is there
        _draw_log(axes, log, names, limits, zone(tz) if tz else None, max_gap_s)
    return axes


def _draw_log(
    axes: Axes,
    log: TemperatureLog,
    names: list[str],
    limits: TemperatureRange | None,
    tz: tzinfo | None,
    max_gap_s: float | None = None,
) -> None:
    readings = joined_readings_with_notes(log, max_gap_s)[0]
    for colour, name in zip(PALETTE, names, strict=False):
        i = log.loggers.index(name)
        own = slice(readings.first[i], readings.stop[i])
        draw_lines(axes, readings.time[own], readings.value[own], readings.joined[own], colour, name or None)
    if limits is not None and len(readings.value):
        draw_limits(axes, limits, readings.value)
    if len(names) > 1:
        axes.legend(frameon=False, fontsize=8)
    name_axes(axes, tz)


def figure_of(log: TemperatureLog) -> Figure:
    """Return a log's picture alone, for a page; at most `LOGGERS` loggers."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(RC):
        figure = Figure(figsize=(7.5, 2.4), layout="constrained")
        _draw_log(figure.subplots(), log, list(log.loggers), None, None)
    return figure
