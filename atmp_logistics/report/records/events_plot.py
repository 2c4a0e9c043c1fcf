"""Logged events as a picture: of few containers a row an event, of many a row a container."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import DAY, zone
from atmp_logistics.core.wording import event
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.report.shared.clock_axis import draw_clock
from atmp_logistics.report.shared.contrast import ink_on, series_colours
from atmp_logistics.report.shared.named_rows import name_rows
from atmp_logistics.report.shared.style import MARKERS, PALETTE, axes_in_style, drawn, height_of_rows
from atmp_logistics.report.shared.time_series import legend_above

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

#: How many containers one picture holds.
CONTAINERS = 60


@dataclass(frozen=True, slots=True)
class _Points:
    """Events with their times: when, which event, and of which container."""

    time: NDArray[np.float64]
    event: Sequence[str]
    container: Sequence[str]

    @property
    def containers(self) -> list[str]:
        return list(dict.fromkeys(self.container))


def plot_events(log: EventLog, *, tz: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw events over time: a row an event and a colour a container, or, of many containers, a row each.

    Events of a whole therapy count as those of a further container. Events without a time are left out.

    Parameters
    ----------
    log : EventLog
    tz : str, optional
        The zone of the time axis; the log's own where none is stated, else UTC.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    UsageError
        For more containers than one picture can hold.
    """
    points, place = _points(log), tz or log.tz
    count, fix = len(points.containers), "choose some: EventLog.table holds the rows"
    fault = Fault("plot", f"{count} containers", f"at most {CONTAINERS} in a picture", fix, UsageError)
    refuse([fault] if count > CONTAINERS else [])
    by_event = count <= len(PALETTE)
    rows = list(dict.fromkeys(points.event)) if by_event else points.containers
    with axes_in_style(ax, 8.0, height_of_rows(len(rows), 0.28, 1.0)) as axes:
        _draw(axes, points, rows, zone(place) if place else None, by_event=by_event)
    return axes


def _points(log: EventLog) -> _Points:
    """Return the events that have a time, in its order."""
    table = log.table[log.table["time"].notna()].sort_values("time", kind="stable")
    pairs = zip(table["therapy_id"], table["container_id"], strict=True)
    container = [" / ".join(filter(None, map(str, pair))) for pair in pairs]
    return _Points(table["time"].to_numpy(np.float64), [event(str(name)) for name in table["event"]], container)


def _draw(axes: Axes, points: _Points, rows: list[str], tz: tzinfo | None, *, by_event: bool) -> None:
    ink, height = ink_on(axes), {row: y for y, row in enumerate(rows)}
    colours = series_colours(len(PALETTE), ink.ground)
    broken = BrokenTime.of(points.time.tolist())
    axes.set_xlim(*broken.limits_in_days())
    handles: list[Artist] = []
    for i, name in enumerate(points.containers):
        places = [k for k, container in enumerate(points.container) if container == name]
        heights = [height[points.event[k] if by_event else name] for k in places]
        colour, look = (colours[i], MARKERS[i]) if by_event else (ink.line, "o-")
        size: dict[str, Any] = {"markersize": 6, "linewidth": 0.8}
        handles += axes.plot(points.time[places] / DAY, heights, look, color=colour, label=drawn(name), **size)
    name_rows(axes, rows, ink)
    axes.grid(visible=False, axis="x")
    axes.grid(axis="y", color=ink.grid, linewidth=0.6)
    draw_clock(axes, tz, broken)
    legend_above(axes, handles if by_event and len(points.containers) > 1 else [], "")
