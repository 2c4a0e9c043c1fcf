"""Logged events as a picture: of few containers a row an event, of many a row a container."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import DAY, zone
from atmp_logistics.core.wording import event
from atmp_logistics.records.logs import EventLog
from atmp_logistics.report.assessment.temperature_plot import draw_clock
from atmp_logistics.report.shared.style import PALETTE, RC, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: How many containers one picture holds.
CONTAINERS = 60


@dataclass(frozen=True, slots=True)
class _Points:
    """Events with their times: when, what, and whose each is."""

    time: NDArray[np.float64]
    what: Sequence[str]
    whose: Sequence[str]

    @property
    def owners(self) -> list[str]:
        return list(dict.fromkeys(self.whose))


def plot_events(log: EventLog, *, tz: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw events over time: a row an event and a colour a container, or, of many containers, a row each.

    What concerns a whole therapy counts as a container of its own. Events without a time are left out.

    Parameters
    ----------
    log : EventLog
    tz : str, optional
        The zone of the time axis; the log's own where none is stated, else UTC.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Raises
    ------
    UsageError
        For more containers than one picture can hold.
    """
    from matplotlib import rc_context

    points, place = _points(log), tz or log.tz
    count, fix = len(points.owners), "choose some: EventLog.table holds the rows"
    found = Fault("plot", f"{count} containers", f"at most {CONTAINERS} in a picture", fix, UsageError)
    refuse([found] if count > CONTAINERS else [])
    by_event = count <= len(PALETTE)
    rows = list(dict.fromkeys(points.what)) if by_event else points.owners
    figure = new_figure(8.0, 1.0 + 0.28 * len(rows)) if ax is None else None
    with rc_context(RC):
        axes = figure.subplots() if figure else ax
        assert axes is not None  # noqa: S101  one of the two is there
        _draw(axes, points, rows, by_event=by_event)
        draw_clock(axes, zone(place) if place else None)
    return axes


def _points(log: EventLog) -> _Points:
    """Return the events that have a time, in its order."""
    table = log.table[log.table["time"].notna()].sort_values("time", kind="stable")
    pairs = zip(table["therapy_id"], table["container_id"], strict=True)
    whose = [" / ".join(filter(None, map(str, pair))) for pair in pairs]
    return _Points(table["time"].to_numpy(np.float64), [event(str(name)) for name in table["event"]], whose)


def _draw(axes: Axes, points: _Points, rows: list[str], *, by_event: bool) -> None:
    place = {name: y for y, name in enumerate(rows)}
    for i, owner in enumerate(points.owners):
        own = [k for k, one in enumerate(points.whose) if one == owner]
        heights = [place[points.what[k] if by_event else owner] for k in own]
        colour, look = PALETTE[i % len(PALETTE) if by_event else 0], "o" if by_event else "o-"
        axes.plot(points.time[own] / DAY, heights, look, color=colour, markersize=6, linewidth=0.8, label=owner)
    axes.set_yticks(range(len(rows)), rows)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="y", color=PALETTE[0], alpha=0.15)
    if by_event and len(points.owners) > 1:
        axes.legend(frameon=False, fontsize=8)
