"""One container's journey as a picture: its events with their bounds, its clocks against their limits, its readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import EVENTS, ends_of
from atmp_logistics.core.instants import DAY, DAY_S
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.core.wording import between, clock, event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_order import node
from atmp_logistics.report.assessment.temperature_plot import pictures_of
from atmp_logistics.report.shared.style import COLOURS, INK, LINE, MUTED, RC, new_figure
from atmp_logistics.report.shared.time_series import draw_clock
from atmp_logistics.rules.findings import FindingTable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: How far beyond its limit a clock is drawn; what ran longer ends in an arrow.
_FARTHEST = 2.0


@dataclass(frozen=True, slots=True)
class Moment:
    """An event of the journey in words, and bounds on when it happened, in microseconds."""

    words: str
    earliest: float
    latest: float
    logged: bool


def plot_assessment(result: Assessment, therapy_id: str | None = None, container_id: str | None = None) -> list[Axes]:
    """Draw one container: its events, its clocks and its readings, one below the other.

    Parameters
    ----------
    result : Assessment
    therapy_id, container_id : str, optional
        Which container; the first of those with the gravest verdict by default.

    Returns
    -------
    list of Axes

    Raises
    ------
    UsageError
        When the result holds no such container.
    """
    from matplotlib import rc_context

    part, row = _chosen(result, therapy_id, container_id)
    moments, clocks, pictures = (
        moments_of(part.evidence, row),
        list(clocks_of(part, row)),
        list(pictures_of(part, row)),
    )
    heights = [0.6 + 0.26 * len(moments), *([0.9 + 0.3 * len(clocks)] if clocks else []), *([2.2] * len(pictures))]
    figure = new_figure(8.0, sum(heights))
    with rc_context(RC):
        panels = figure.subplots(len(heights), height_ratios=heights, squeeze=False)
        axes: list[Axes] = list(panels.ravel())
        draw_moments(axes[0], moments, part.evidence)
        axes[0].set_title(f"{in_one_line(part.evidence.who(row))}: {Verdict.of(part.verdicts[row]).value}")
        if clocks:
            draw_clocks(axes[1], clocks)
        for picture, place in zip(pictures, axes[len(axes) - len(pictures) :], strict=True):
            picture.draw(place)
    return axes


def _chosen(result: Assessment, therapy_id: str | None, container_id: str | None) -> tuple[ProductResult, int]:
    """Return the container to draw: of those that the call names the one with the gravest verdict."""
    candidates = [
        (int(part.verdicts[row]), part, row)
        for part in result.parts
        for row in part.places.tolist()
        if therapy_id in (None, part.evidence.therapy[row]) and container_id in (None, part.evidence.container[row])
    ]
    named = " / ".join(filter(None, (therapy_id, container_id))) or "any container"
    fix = "choose one of result.consignments"
    refuse([] if candidates else [Fault("plot", named, "a container of the result", fix, UsageError)])
    _, part, row = max(candidates, key=lambda candidate: candidate[0])
    return part, row


def moments_of(evidence: Evidence, row: int) -> list[Moment]:
    """Return the events that are logged, or named by a limit and bounded on both sides, as they happened."""
    named = {end for limit in evidence.product.requirements() for name in limit.moments for end in ends_of(name)}
    moments = []
    for name, kind in EVENTS.items():
        sides = [_moment(evidence, row, name, side) for side in (("first", "last") if kind.recurs else ("first",))]
        known = [side for side in sides if side is not None and (side.logged or name in named)]
        once = len(known) == 2 and known[0].earliest == known[1].earliest and known[0].latest == known[1].latest
        moments += [replace(known[0], words=event(name))] if once else known
    return sorted(moments, key=lambda moment: moment.earliest)


def _moment(evidence: Evidence, row: int, name: str, side: str) -> Moment | None:
    """Return what is known of an event of one container; None where it has no bounds on both sides."""
    place = evidence.network.places.get(node(name, side))
    if place is None:
        return None
    low, high = float(evidence.lo[place, row]), float(evidence.hi[place, row])
    if not np.isfinite(high - low):
        return None
    words = event(name) + (f" ({side})" if EVENTS[name].recurs else "")
    return Moment(words, low, high, bool(evidence.logged[place, row]))


def draw_moments(axes: Axes, moments: list[Moment], evidence: Evidence) -> None:
    """Draw each event in a row: a point where it was logged, a bar from its earliest to its latest where it was not."""
    first = min((moment.earliest for moment in moments), default=0.0)
    last = max((moment.latest for moment in moments), default=1.0)
    room = max(last - first, 60e6) * 0.03
    for y, moment in enumerate(moments):
        low, high = moment.earliest, moment.latest
        if moment.logged:
            axes.plot((low + high) / 2 / DAY, y, "o", color=LINE, markersize=5)
        else:
            axes.barh(
                y, (high - low) / DAY, left=low / DAY, height=0.5, facecolor="none", hatch="////", edgecolor=MUTED
            )
        axes.annotate(_when(moment, evidence), (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_yticks(range(len(moments)), [moment.words for moment in moments])
    axes.set_ylim(len(moments) - 0.4, -0.6)
    axes.set_xlim((first - 2 * room) / DAY, (last + 2 * room) / DAY)
    axes.grid(axis="y", color=MUTED, alpha=0.2)
    draw_clock(axes, evidence.tz)


def _when(moment: Moment, evidence: Evidence) -> str:
    """Return when an event happened, or between which times, in words."""
    if moment.logged:
        return clock((moment.earliest + moment.latest) / 2, evidence.tz)
    return f"not logged, {clock(moment.earliest, evidence.tz)} to {clock(moment.latest, evidence.tz)}"


def clocks_of(part: ProductResult, row: int) -> Iterator[tuple[FindingTable, int]]:
    """Yield each time window that was judged of a container, and its row there."""
    for table in part.judged:
        places = np.nonzero(table.rows == row)[0]
        if table.rule == "W201" and table.limit is not None and len(places):
            yield table, int(places[0])


def draw_clocks(axes: Axes, clocks: list[tuple[FindingTable, int]]) -> None:
    """Draw each clock as a share of its limit: from the least to the most that it can have run."""
    for y, (table, i) in enumerate(clocks):
        limit = table.limit
        assert limit is not None  # noqa: S101  clocks_of() yields only those
        whole = limit.upper or limit.lower or 1.0
        low, high = max(table.lower[i] / whole, 0.0), min(table.upper[i] / whole, _FARTHEST)
        colour = COLOURS[Verdict.of(table.verdict[i])]
        axes.barh(y, max(high - low, 0.012), left=min(low, _FARTHEST), height=0.5, color=colour)
        axes.barh(y, min(low, _FARTHEST), height=0.5, color=colour, alpha=0.25)
        unit_s = DAY_S if limit.unit == "d" else 1.0
        took = between(float(table.lower[i]) * unit_s, float(table.upper[i]) * unit_s)
        text = f"{took}: {Verdict.of(table.verdict[i]).value}"
        axes.annotate(text, (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=8)
        if limit.lower and limit.upper:
            axes.plot([limit.lower / whole] * 2, [y - 0.4, y + 0.4], color=INK, linewidth=1.2)
    axes.axvline(1.0, color=INK, linewidth=1.2, linestyle=(0, (5, 2)))
    axes.set_yticks(range(len(clocks)), [table.code for table, _ in clocks])
    axes.set_ylim(len(clocks) - 0.4, -0.6)
    axes.set_xlim(0.0, _FARTHEST)
    axes.set_xlabel("share of the limit (pale: surely run; solid: may have run)")
