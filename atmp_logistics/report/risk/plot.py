"""The risk of a start as a curve."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from atmp_logistics.core.instants import moment
from atmp_logistics.planning.risk import Risk
from atmp_logistics.report.plans.clock_words import clock, day_name
from atmp_logistics.report.plans.gantt import POSSIBLE, SAFE
from atmp_logistics.report.plans.time_axis import Axis, tick_marks
from atmp_logistics.report.risk.text import start_event, start_name
from atmp_logistics.report.shared.style import INK, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_risk(risk: Risk, ax: Axes | None = None) -> Axes:
    """Draw the probability against the moment of starting, with its interval, safe by and last possible."""
    ax = new_figure(8.5, 4.4).add_subplot() if ax is None else ax
    event = start_event(risk)
    starts = [float(pd.Timestamp(at).value // 1000) for at in risk.curve["start"]]
    marks = [us for us in (event.safe_by_us, event.last_possible_us) if isfinite(us)]
    axis = Axis.of([*starts, *marks])
    _draw_curve(ax, risk, [axis.place(us) for us in starts])
    _mark_time(ax, risk, axis, event.safe_by_us, "safe by", color=SAFE, ls="-")
    _mark_time(ax, risk, axis, event.last_possible_us, "last possible", color=POSSIBLE, ls="--")
    _name_axes(ax, risk, axis, starts[0])
    return ax


def _draw_curve(ax: Axes, risk: Risk, places: list[float]) -> None:
    ax.fill_between(places, risk.curve["lower"], risk.curve["upper"], color=SAFE, alpha=0.22, lw=0)
    ax.plot(places, risk.curve["probability"], color=SAFE, lw=2.2, marker="o" if len(places) < 16 else "", ms=4)


def _mark_time(ax: Axes, risk: Risk, axis: Axis, us: float, word: str, **look: str) -> None:
    """Draw a line at a time, with its clock time above; nothing where the time is not known."""
    if not isfinite(us):
        return
    place = axis.place(us)
    ax.axvline(place, lw=1.4, **look)  # type: ignore[arg-type]
    ax.annotate(
        f"{word} {clock(moment(us).astimezone(risk.plan.zone))}", (place, 1.0), xycoords=("data", "axes fraction"),
        xytext=(0, 4), textcoords="offset points", ha="center", fontsize=9, color=INK, annotation_clip=False,
    )  # fmt: skip


def _name_axes(ax: Axes, risk: Risk, axis: Axis, first_us: float) -> None:
    from matplotlib.ticker import PercentFormatter

    ticks = list(tick_marks(axis, risk.plan.zone))
    ax.set_xticks([place for place, _, _ in ticks], [text or day for _, text, day in ticks], fontsize=9)
    ax.set_ylim(-0.02, 1.04)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.grid(color="#DDDDDD", lw=0.6)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    day = day_name(moment(first_us).astimezone(risk.plan.zone).date())
    ax.set_xlabel(f"{start_name(risk)}: local time, {risk.plan.tz}, {day}", fontsize=9)
    ax.set_ylabel("simulated days within all limits", fontsize=9)
    ax.set_title(f"{risk.plan.product.name}: when to start", loc="left", fontsize=12, fontweight="bold", pad=22)
