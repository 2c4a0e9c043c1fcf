"""The events of some containers of one therapy as rows: when each happened, or between which times it may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from math import isfinite
from typing import TYPE_CHECKING, Any

from atmp_logistics.core.event_kinds import EVENTS, ends_of
from atmp_logistics.core.instants import DAY, MINUTE
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_order import node
from atmp_logistics.report.plans.clock_words import clock, local
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.report.shared.clock_axis import draw_clock
from atmp_logistics.report.shared.contrast import Ink, series_colours
from atmp_logistics.report.shared.named_rows import name_rows
from atmp_logistics.report.shared.style import MARKERS, drawn

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Moment:
    """An event of the journey in words, and bounds on when it happened, in microseconds; ±inf where nothing bounds it.

    `container` is empty where the event is one of all containers that are drawn.
    """

    words: str
    earliest: float
    latest: float
    logged: bool
    container: str = ""

    @property
    def order(self) -> tuple[bool, float]:
        """Where it stands among others: by its earliest time, else by its latest; without either, last."""
        known = [time for time in (self.earliest, self.latest) if isfinite(time)]
        return not known, known[0] if known else 0.0


def moments_of(evidence: Evidence, row: int) -> list[Moment]:
    """Return the events of one container that are logged, or that a limit names, as they happened."""
    named = {end for limit in evidence.product.requirements() for name in limit.moments for end in ends_of(name)}
    moments = []
    for name, kind in EVENTS.items():
        sides = [_moment(evidence, row, name, side) for side in (("first", "last") if kind.recurs else ("first",))]
        known = [side for side in sides if side is not None and (side.logged or name in named)]
        once = len(known) == 2 and known[0].earliest == known[1].earliest and known[0].latest == known[1].latest
        moments += [replace(known[0], words=event(name))] if once else known
    return sorted(moments, key=lambda moment: moment.order)


def _moment(evidence: Evidence, row: int, name: str, side: str) -> Moment | None:
    """Return what is known of an event of one container; None where the record has no such event."""
    place = evidence.network.places.get(node(name, side))
    if place is None:
        return None
    low, high = float(evidence.lo[place, row]), float(evidence.hi[place, row])
    words = event(name) + (f" ({side})" if EVENTS[name].recurs else "")
    return Moment(words, low, high, bool(evidence.logged[place, row]))


def moments_of_several(evidence: Evidence, rows: Sequence[int]) -> list[Moment]:
    """Return the events of several containers of one therapy; one that is the same in all stands once."""
    found = dict[Moment, list[int]]()
    for row in rows:
        for moment in moments_of(evidence, row):
            found.setdefault(moment, []).append(row)
    named = [
        moment if len(of) == len(rows) else replace(moment, container=container_name(evidence, row))
        for moment, of in found.items()
        for row in (of[:1] if len(of) == len(rows) else of)
    ]
    return sorted(named, key=lambda moment: moment.order)


def container_name(evidence: Evidence, row: int) -> str:
    """Return a container's identifier, or its therapy's where it has none."""
    return str(evidence.container[row] or evidence.therapy[row])


def draw_moments(axes: Axes, moments: Sequence[Moment], tz: tzinfo | None, ink: Ink) -> list[Artist]:
    """Draw each event in a row: a marker where it was logged, a bar from its earliest to its latest where it was not.

    Long stretches in which nothing happens are cut out of the axis. Returned is what a legend names.
    """
    known = [time for moment in moments for time in (moment.earliest, moment.latest) if isfinite(time)] or [0.0]
    broken = BrokenTime.of([*known, max(known) + MINUTE] if len(set(known)) == 1 else known)
    axes.set_xlim(*broken.limits_in_days())
    containers = list(dict.fromkeys(moment.container for moment in moments if moment.container))
    colours = dict(zip(containers, series_colours(len(containers), ink.ground), strict=True)) | {"": ink.line}
    markers = dict(zip(["", *containers], "o" + MARKERS[1:], strict=False)) if len(containers) > 1 else {}
    for y, moment in enumerate(moments):
        _draw_moment(axes, y, moment, colours[moment.container], markers.get(moment.container, "o"), ink)
    names = [moment.words + (f", {moment.container}" if moment.container else "") for moment in moments]
    name_rows(axes, names, ink, [when(moment, tz or UTC) for moment in moments])
    axes.grid(axis="y", color=ink.grid, linewidth=0.6)
    axes.grid(visible=False, axis="x")
    axes.set_axisbelow(True)
    draw_clock(axes, tz, broken)
    return _legend(moments, containers, colours, markers, ink)


def _draw_moment(axes: Axes, y: int, moment: Moment, colour: str, marker: str, ink: Ink) -> None:
    left, right = axes.get_xlim()
    low, high = max(moment.earliest / DAY, left), min(moment.latest / DAY, right)
    if moment.logged:
        axes.plot((moment.earliest + moment.latest) / 2 / DAY, y, marker, color=colour, markersize=6, zorder=3)
        return
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": ink.open, "hatch": "////", "linewidth": 0.9}
    axes.barh(y, max(high - low, 0.0), left=low, height=0.5, zorder=2, **look)


def when(moment: Moment, tz: tzinfo) -> str:
    """Return when an event happened, or between which times, in words.

    Examples
    --------
    >>> end = float("inf")
    >>> when(Moment("thaw end", 0.0, 60e6, logged=False), UTC), when(Moment("x", 0.0, end, logged=False), UTC)
    ('not logged: 1970-01-01 00:00 to 00:01', 'not logged: 1970-01-01 00:00 or later')
    """
    low, high = moment.earliest, moment.latest
    if moment.logged:
        return _on_day((low + high) / 2, tz)
    if isfinite(low) and isfinite(high):
        same = local(low, tz).date() == local(high, tz).date()
        return f"not logged: {_on_day(low, tz)} to {clock(local(high, tz)) if same else _on_day(high, tz)}"
    if isfinite(low):
        return f"not logged: {_on_day(low, tz)} or later"
    return f"not logged: {_on_day(high, tz)} or earlier" if isfinite(high) else "not logged: at no known time"


def _on_day(us: float, tz: tzinfo) -> str:
    at = local(us, tz)
    return f"{at:%Y-%m-%d} {clock(at)}"


def _legend(
    moments: Sequence[Moment], containers: Sequence[str], colours: dict[str, str], markers: dict[str, str], ink: Ink
) -> list[Artist]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Artist] = []
    if len(containers) > 1:
        handles += [
            Line2D([], [], ls="", marker=markers[name], color=colours[name], label=drawn(name)) for name in containers
        ]
    if not all(moment.logged for moment in moments):
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": ink.open, "hatch": "////"}
        handles.append(Patch(**look, label="not logged: may have happened here"))
    return handles
