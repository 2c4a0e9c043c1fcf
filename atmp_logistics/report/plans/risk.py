"""The risk of a start in words, as a curve, as a plot and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from atmp_logistics.core.instants import iso, moment
from atmp_logistics.planning.plan_result import PlannedEvent
from atmp_logistics.planning.risk import Risk
from atmp_logistics.report.plans.clock_words import clock, day_name, in_words, name_of, offset
from atmp_logistics.report.shared.json_text import json_text
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.report.shared.style import INK, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCHEMA = "atmp-logistics/risk/1"
#: More starts than this a terminal does not show.
_SHOWN = 24


def render_risk(found: Risk, width: int = 80) -> str:
    """Return a risk as plain text."""
    return plain_text(risk_of(found), width)


def risk_of(found: Risk) -> Iterator[RenderableType]:
    """Yield a risk as rich renderables."""
    yield Text(f"{found.plan.product.name}: {_name(found)}, {found.n} simulated days, seed {found.seed}", "bold")
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("start", "all met", "95 % interval"):
        table.add_column(heading)
    table.add_column("most frequent failure", overflow="fold")
    every = -(-len(found.curve) // _SHOWN)
    day = None
    for _, row in found.curve.iloc[::every].iterrows():
        at = _local(row["start"])
        if at.date() != day:
            day = at.date()
            table.add_row(Text(f"{day_name(day)} ({offset(at)})", "bold"))
        interval = f"{row['lower']:.3f} to {row['upper']:.3f}"
        table.add_row(f"  {clock(at)}", f"{row['probability']:.3f}", interval, _failure(found, row))
    yield table
    yield Text(_sentence(found))
    yield Text(f"Drawn: {'; '.join(found.drawn)}", "dim")
    yield Text("Everybody acts as soon as they may. It calculates and explains; a person decides.", "dim")


def _name(found: Risk) -> str:
    return name_of(_event(found), found.plan.product, found.plan.containers)


def _event(found: Risk) -> PlannedEvent:
    return found.branch[found.node]


def _local(at: object) -> datetime:
    stamp = pd.Timestamp(at)  # type: ignore[arg-type]
    return stamp.to_pydatetime()


def _sentence(found: Risk) -> str:
    """Say of one start how many of a hundred days it leaves, of several until when a start leaves how many."""
    curve = found.curve
    if len(curve) == 1:
        row = curve.iloc[0]
        days = f"{row['probability'] * 100:.0f} of 100 simulated days stay within all limits"
        worst = f" Most frequent failure: {_failure(found, row)}." if row["most_frequent_failure"] else ""
        return f"Starting {clock(_local(row['start']))}: {days}.{worst}"
    said = []
    for share, words in ((0.95, "95 of 100 simulated days"), (0.5, "half of them")):
        enough = curve[curve["probability"] >= share]
        if len(enough):
            said.append(f"{words} when started by {clock(_local(enough.iloc[-1]['start']))}")
    return (
        f"All limits are met in at least {', and in at least '.join(said)}." if said else "No start meets all limits."
    )


def _failure(found: Risk, row: pd.Series) -> str:
    return in_words(str(row["most_frequent_failure"]), found.plan.product)


def render_risk_html(found: Risk) -> str:
    """Return a risk as HTML, for a notebook."""
    shown = found.curve.copy()
    shown["start"] = [clock(_local(at)) for at in shown["start"]]
    table = shown.to_html(index=False, float_format=lambda value: f"{value:.4f}", border=0)
    return f"<div><p><b>{escape(_name(found))}</b>: {escape(_sentence(found))}</p>{table}</div>"


def render_risk_json(found: Risk) -> str:
    """Return a risk as JSON text, times in UTC."""
    document = {
        "schema": SCHEMA,
        "product": found.plan.product.slug,
        "library": found.plan.library,
        "catalogue": found.plan.catalogue,
        "event": found.node,
        "modes": [dict(mode) for mode in found.branch.modes],
        "n": found.n,
        "seed": found.seed,
        "interval": "Wilson, 95 %",
        "drawn": list(found.drawn),
        "curve": _records(found.curve),
        "limits": _records(found.limits),
    }
    return json_text(document) + "\n"


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    plain = frame.copy()
    plain["start"] = [iso(pd.Timestamp(at).value // 1000) for at in plain["start"]]
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def draw_risk(found: Risk, ax: Axes | None = None) -> Axes:
    """Draw the probability against the moment of starting, with its interval, safe by and last possible."""
    from matplotlib.ticker import PercentFormatter

    from atmp_logistics.report.plans.gantt import POSSIBLE, SAFE, Axis, tick_marks

    ax = new_figure(8.5, 4.4).add_subplot() if ax is None else ax
    event, tz = _event(found), found.plan.zone
    starts = [float(pd.Timestamp(at).value // 1000) for at in found.curve["start"]]
    marks = [us for us in (event.safe_by_us, event.last_possible_us) if isfinite(us)]
    axis = Axis.of([*starts, *marks])
    places = [axis.place(us) for us in starts]
    ax.fill_between(places, found.curve["lower"], found.curve["upper"], color=SAFE, alpha=0.22, lw=0)
    ax.plot(places, found.curve["probability"], color=SAFE, lw=2.2, marker="o" if len(places) < 16 else "", ms=4)
    for us, word, colour, style in (
        (event.safe_by_us, "safe by", SAFE, "-"),
        (event.last_possible_us, "last possible", POSSIBLE, "--"),
    ):
        if isfinite(us):
            ax.axvline(axis.place(us), color=colour, lw=1.4, ls=style)
            text = f"{word} {clock(moment(us).astimezone(tz))}"
            ax.annotate(
                text, (axis.place(us), 1.0), xycoords=("data", "axes fraction"), xytext=(0, 4),
                textcoords="offset points", ha="center", fontsize=9, color=INK, annotation_clip=False,
            )  # fmt: skip
    ticks = list(tick_marks(axis, tz))
    ax.set_xticks([place for place, _, _ in ticks], [text or day for _, text, day in ticks], fontsize=9)
    ax.set_ylim(-0.02, 1.04)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.grid(color="#DDDDDD", lw=0.6)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    day = day_name(moment(starts[0]).astimezone(tz).date())
    ax.set_xlabel(f"{_name(found)}: local time, {found.plan.tz}, {day}", fontsize=9)
    ax.set_ylabel("simulated days within all limits", fontsize=9)
    ax.set_title(f"{found.plan.product.name}: when to start", loc="left", fontsize=12, fontweight="bold", pad=22)
    return ax
