"""A temperature log as a picture, with a range where one is given."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.temperature.interpolation import joined_readings_with_notes
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.shared.contrast import ink_on, series_colours
from atmp_logistics.report.shared.style import DASHES, PALETTE, axes_in_style, detached_figure, drawn
from atmp_logistics.report.shared.time_series import draw_limits, draw_lines, legend_above, name_axes

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: How many loggers one picture can distinguish.
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
        The logger to draw, where there are many.
    tz : str, optional
        The zone of the time axis; UTC by default.
    max_gap_s : float, optional
        How far apart two readings may be joined; by default as in an assessment.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    UsageError
        For a logger that the log does not hold, and for more loggers than one picture can distinguish.
    """
    names = list(log.loggers) if logger is None else [logger]
    known = ", ".join(log.loggers[:5])
    if logger is not None and logger not in log.loggers:
        refuse([Fault("logger", repr(logger), known, "name one of the log's loggers", UsageError)])
    if len(names) > LOGGERS:
        fix = "name one: logger=..."
        refuse([Fault("logger", f"{len(names)} loggers", f"at most {LOGGERS} in a picture", fix, UsageError)])
    with axes_in_style(ax, 8.0, 3.0) as axes:
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
    ink = ink_on(axes)
    handles: list[Artist] = []
    for colour, dashes, name in zip(series_colours(len(names), ink.ground), DASHES, names, strict=False):
        i = log.loggers.index(name)
        rows = slice(readings.first[i], readings.stop[i])
        time, value, joined = readings.time[rows], readings.value[rows], readings.joined[rows]
        line = draw_lines(axes, time, value, joined, colour, drawn(name) or None, dashes)
        handles += [line] if len(names) > 1 else []
    if limits is not None and len(readings.value):
        handles += draw_limits(axes, limits, readings.value, ink)
    name_axes(axes, tz)
    legend_above(axes, handles, names[0] if len(names) == 1 else "")


def figure_of(log: TemperatureLog) -> Figure:
    """Return a log's picture alone, for a page; at most `LOGGERS` loggers."""
    return detached_figure(6.4, 2.4, lambda figure: _draw_log(figure.subplots(), log, list(log.loggers), None, None))
