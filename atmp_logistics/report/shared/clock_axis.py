"""An axis of time on a picture: in one zone, which it names, and, where long stretches are empty, with these cut out.

Its data are days since 1970 in UTC, as matplotlib's dates are: what a reader draws beside ours stands at its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.core.instants import DAY
from atmp_logistics.report.plans.clock_words import local, offset
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.report.shared.named_rows import name_x

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_clock(axes: Axes, tz: tzinfo | None, broken: BrokenTime | None = None) -> None:
    """Draw the axis of time in a zone, UTC where none is stated, and name the zone.

    Parameters
    ----------
    axes : Axes
        Its limits are set already, in days.
    tz : tzinfo or None
    broken : BrokenTime, optional
        The axis from which empty stretches are cut out; they are marked.
    """
    from atmp_logistics.report.shared.clock_locator import ClockFormatter, ClockLocator

    place = tz or UTC
    if broken is not None and broken.cuts_us:
        _break(axes, broken)
    axes.xaxis.set_major_locator(ClockLocator(place, broken if broken and broken.cuts_us else None))
    axes.xaxis.set_major_formatter(ClockFormatter(place))
    axes.minorticks_off()
    name_x(axes, f"time in {place}" + ("; //: a stretch is left out" if broken and broken.cuts_us else ""))


def offsets_of(times_us: Sequence[float], tz: tzinfo) -> str:
    """Return the offsets from UTC that a zone has at some instants."""
    return " and ".join(dict.fromkeys(offset(local(us, tz)) for us in times_us))


def _break(axes: Axes, broken: BrokenTime) -> None:
    """Scale the axis, and draw two strokes across it at each cut."""
    from matplotlib.path import Path

    shown = axes.get_xlim()
    axes.set_xscale("function", functions=(broken.days_to_places, broken.places_to_days))
    axes.set_xlim(shown)
    strokes: Any = Path(np.array([(-0.9, -1), (0.1, 1), (-0.1, -1), (0.9, 1)]), [Path.MOVETO, Path.LINETO] * 2)
    middles = [(begin + end) / 2 / DAY for begin, end in broken.cuts_us]
    spine = axes.spines["bottom"].get_edgecolor()
    axes.plot(
        middles, [0.0] * len(middles), ls="", marker=strokes, ms=9, color=spine, mew=1.0, clip_on=False,
        transform=axes.get_xaxis_transform(), zorder=7,
    )  # fmt: skip
