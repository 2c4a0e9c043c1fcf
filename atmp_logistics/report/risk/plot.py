"""The risk of a start as a curve."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from atmp_logistics.core.instants import DAY, moment
from atmp_logistics.planning.risk import Risk
from atmp_logistics.report.plans.clock_words import clock
from atmp_logistics.report.risk.text import start_event, start_name
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.report.shared.clock_axis import draw_clock
from atmp_logistics.report.shared.contrast import Ink, ink_on, legible
from atmp_logistics.report.shared.named_rows import name_x
from atmp_logistics.report.shared.style import PALETTE, axes_in_style
from atmp_logistics.report.shared.time_series import legend_above

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


def plot_risk(risk: Risk, ax: Axes | None = None) -> Axes:
    """Draw the probability against the moment of starting, with its interval, safe by and last possible."""
    event = start_event(risk)
    starts = [float(pd.Timestamp(at).value // 1000) for at in risk.curve["start"]]
    marks = [us for us in (event.safe_by_us, event.last_possible_us) if isfinite(us)]
    broken = BrokenTime.of([*starts, *marks])
    with axes_in_style(ax, 8.0, 4.2) as axes:
        ink = ink_on(axes)
        axes.set_xlim(*broken.limits_in_days())
        handles = _draw_curve(axes, risk, [us / DAY for us in starts], ink)
        handles += _mark_time(axes, risk, event.safe_by_us, "safe by", color=ink.line, ls="-")
        possible = legible(PALETTE[4], ink.ground)
        handles += _mark_time(axes, risk, event.last_possible_us, "last possible", color=possible, ls="--")
        _name_axes(axes, risk, broken, ink)
        legend_above(axes, handles, f"{risk.plan.product.name}: when to start {start_name(risk)}")
    return axes


def _draw_curve(axes: Axes, risk: Risk, places: list[float], ink: Ink) -> list[Artist]:
    from matplotlib.patches import Patch

    axes.fill_between(places, risk.curve["lower"], risk.curve["upper"], color=ink.ink, alpha=0.2, lw=0)
    marker = "o" if len(places) < 16 else ""
    axes.plot(places, risk.curve["probability"], color=ink.ink, lw=2.0, marker=marker, ms=4)
    return [Patch(facecolor=ink.ink, alpha=0.2, label="interval of the simulation")]


def _mark_time(axes: Axes, risk: Risk, us: float, word: str, **look: str) -> list[Artist]:
    """Draw a line at a time, and return it for the legend; nothing where the time is not known."""
    if not isfinite(us):
        return []
    label = f"{word} {clock(moment(us).astimezone(risk.plan.zone))}"
    return [axes.axvline(us / DAY, lw=1.8, label=label, **look)]  # type: ignore[arg-type]


def _name_axes(axes: Axes, risk: Risk, broken: BrokenTime, ink: Ink) -> None:
    from matplotlib.ticker import PercentFormatter

    draw_clock(axes, risk.plan.zone, broken)
    axes.set_ylim(-0.02, 1.04)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.grid(color=ink.grid, lw=0.6)
    axes.set_axisbelow(True)
    name_x(axes, f"{start_name(risk)}: local {axes.get_xlabel()}")
    axes.set_ylabel("simulated days within all limits")
