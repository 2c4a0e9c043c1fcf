"""A plan as a Gantt chart: when each event may happen, distinguished by colour and hatching, in local time.

The long empty stretches of a plan of several weeks are cut out of its axis, each cut marked, so that the minutes of the
day of infusion keep their room.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from math import isfinite
from typing import TYPE_CHECKING

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.planning.plan_result import Plan, PlanBranch
from atmp_logistics.planning.planned_event import PlannedEvent, Policy
from atmp_logistics.report.plans.clock_words import clock, container_word, event_name, local, offset
from atmp_logistics.report.plans.time_axis import Axis, tick_marks
from atmp_logistics.report.shared.style import INK, LINE, PALETTE, detached_figure, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 10.0
SAFE, POSSIBLE, PAPER = LINE, PALETTE[4], "#F4F4F1"


def draw_gantt(plan: Plan, ax: Axes | None = None, mode: int = 0, now_us: float | None = None) -> Axes:
    """Draw one branch of a plan.

    Parameters
    ----------
    plan : Plan
    ax : matplotlib Axes, optional
        A new figure where not given.
    mode : int
        Which branch, counted from 0 over those that have events.
    now_us : float, optional
        The moment at which the deadlines are calculated, marked where it is given.

    Returns
    -------
    Axes

    Raises
    ------
    UsageError
        For a branch that the plan does not have.
    """
    working = [branch for branch in plan.branches if branch.events]
    if not 0 <= mode < len(working):
        fix = "count from 0"
        refuse([Fault("mode", str(mode), f"one of {len(working)} branches that have events", fix, UsageError)])
    branch = working[mode]
    events = _shown(branch)
    if ax is None:
        ax = _new_axes(len(events))
    axis = Axis.of([*([] if now_us is None else [now_us]), *(us for event in events for us in _times(event))])
    margin = axis.width * 0.05
    ax.set_xlim(axis.places[0] - margin, axis.places[-1] + margin)
    ax.set_ylim(len(events) - 0.4, -0.6)
    _bands(ax, events)
    for row, event in enumerate(events):
        _bar(ax, axis, row, event)
        _planned(ax, axis, row, event, plan.zone)
    _label(ax, axis, plan, branch, events)
    if now_us is not None:
        _mark_now(ax, axis.place(now_us), clock(local(now_us, plan.zone)))
    return ax


def figure_of(plan: Plan, mode: int = 0) -> Figure:
    """Return a picture of one branch of a plan for a page: no window shows it."""
    branch = [branch for branch in plan.branches if branch.events][mode]
    height = _height(len(_shown(branch)))
    return detached_figure(_WIDTH, height, lambda figure: draw_gantt(plan, figure.add_subplot(), mode))


def _shown(branch: PlanBranch) -> list[PlannedEvent]:
    """Return the events that are planned; of a branch that cannot work those that are not left open."""
    planned = [event for event in branch.events if event.is_planned]
    return planned or [event for event in branch.events if event.policy is not Policy.OPEN]


def _mark_now(ax: Axes, place: float, at: str) -> None:
    ax.axvline(place, color=INK, lw=1.2, ls=":", zorder=5)
    ax.annotate(
        f"now {at}",
        (place, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=8.5,
    )


def _new_axes(rows: int) -> Axes:
    """Return new axes of a figure that a notebook shows by itself."""
    return new_figure(_WIDTH, _height(rows)).add_subplot()


def _height(rows: int) -> float:
    return 1.9 + 0.36 * max(rows, 3)


def _times(event: PlannedEvent) -> tuple[float, ...]:
    return (event.not_before_us, event.planned_us, event.planned_until_us, event.safe_by_us, event.last_possible_us)


def _bar(ax: Axes, axis: Axis, row: int, event: PlannedEvent) -> None:
    """Draw an event's window: the part that holds whatever happens, and behind it the part that is only possible."""
    left, right = ax.get_xlim()
    begin = max(axis.place(event.not_before_us), left) if isfinite(event.not_before_us) else left
    safe = axis.place(event.safe_by_us) if isfinite(event.safe_by_us) else None
    last = axis.place(event.last_possible_us) if isfinite(event.last_possible_us) else right
    open_ended = safe is None and not isfinite(event.last_possible_us)
    thin = 0.30 if event.is_decided else 0.16
    if last > (begin if safe is None else safe) and not open_ended:
        start = begin if safe is None else max(safe, begin)
        ax.barh(
            row,
            last - start,
            2 * thin * 0.62,
            start,
            color="white",
            edgecolor=POSSIBLE,
            hatch="/////",
            lw=0.9,
            zorder=2,
        )
    if safe is not None and safe > begin:
        ax.barh(
            row, safe - begin, 2 * thin, begin, color=SAFE, alpha=0.85 if event.is_decided else 0.45, lw=0, zorder=3
        )
    if safe is not None:
        ax.plot([safe, safe], [row - 0.36, row + 0.36], color=SAFE, lw=2.2, solid_capstyle="butt", zorder=4)


def _planned(ax: Axes, axis: Axis, row: int, event: PlannedEvent, tz: tzinfo) -> None:
    """Draw the planned time, or the two between which it is expected, and write it."""
    if not event.is_planned:
        return
    first, last = axis.place(event.planned_us), axis.place(event.planned_until_us)
    if first == last:
        ax.plot([first], [row], marker="D", ms=6.5, color=INK, mec="white", mew=1.0, zorder=6)
    else:
        ax.plot([first, last], [row, row], color=INK, lw=1.6, zorder=5, solid_capstyle="butt")
        ax.plot([first, last], [row, row], ls="", marker="|", ms=7, mew=1.6, color=INK, zorder=6)
    text = clock(local(event.planned_us, tz))
    if event.planned_until_us > event.planned_us:
        text += f"–{clock(local(event.planned_until_us, tz, up=True))}"
    ax.annotate(
        text,
        (1.008, row),
        xycoords=("axes fraction", "data"),
        va="center",
        ha="left",
        fontsize=8.5,
        color=INK,
        annotation_clip=False,
    )


def _bands(ax: Axes, events: Sequence[PlannedEvent]) -> None:
    """Shade every other container's rows."""
    for row, event in enumerate(events):
        if event.container is not None and event.container % 2 == 1:
            ax.axhspan(row - 0.5, row + 0.5, color=PAPER, zorder=0, lw=0)


def _label(ax: Axes, axis: Axis, plan: Plan, branch: PlanBranch, events: Sequence[PlannedEvent]) -> None:
    _name_rows(ax, plan, events)
    _draw_ticks(ax, axis, plan.zone)
    for begin, end in axis.cuts:
        for shift in (-0.004, 0.004):
            _mark_cut(ax, axis, (begin + end) / 2 + axis.width * shift)
    ax.grid(axis="x", color="#DDDDDD", lw=0.6, zorder=0)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel(f"local time, {plan.tz} ({_offsets(axis, plan.zone)})", fontsize=9)
    ax.set_title(_title(plan, branch), loc="left", fontsize=12, fontweight="bold", pad=26)
    _legend(ax)


def _name_rows(ax: Axes, plan: Plan, events: Sequence[PlannedEvent]) -> None:
    """Name each row by its event, in italics where no person decides it."""
    names = [event_name(event, plan.product, plan.containers) for event in events]
    ax.set_yticks(range(len(events)), names, fontsize=9)
    for tick, event in zip(ax.get_yticklabels(), events, strict=True):
        tick.set_fontstyle("normal" if event.is_decided else "italic")


def _draw_ticks(ax: Axes, axis: Axis, tz: tzinfo) -> None:
    """Draw the ticks of the time axis, and a line at the first of each day."""
    ticks = list(tick_marks(axis, tz))
    ax.set_xticks([place for place, _, _ in ticks], ["\n".join(filter(None, tick[1:])) for tick in ticks], fontsize=8.5)
    for place, _, day in ticks:
        if day and len(ticks) > 1:
            ax.axvline(place, color="#BBBBBB", lw=0.7, zorder=1)


def _mark_cut(ax: Axes, axis: Axis, place: float) -> None:
    """Draw a stroke across the time axis where a stretch is cut out of it."""
    ax.plot(
        [place - axis.width * 0.003, place + axis.width * 0.003], [-0.02, 0.02], transform=ax.get_xaxis_transform(),
        color=INK, lw=1.0, clip_on=False, zorder=7,
    )  # fmt: skip


def _title(plan: Plan, branch: PlanBranch) -> str:
    mode = f", {'; '.join(branch.mode.values())}" if branch.mode else ""
    return f"{plan.product.name}{mode}: {plan.containers} {container_word(plan.product)}{'s' * (plan.containers > 1)}"


def _offsets(axis: Axis, tz: tzinfo) -> str:
    offsets = dict.fromkeys(offset(local(us, tz)) for us in axis.knots_us)
    return " and ".join(offsets)


def _legend(ax: Axes) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Line2D([], [], marker="D", ls="", color=INK, mec="white", ms=7, label="planned"),
        Line2D([], [], marker="|", color=INK, ms=8, lw=1.6, mew=1.6, label="expected between"),
        Patch(facecolor=SAFE, alpha=0.85, label="up to “safe by”, whatever the steps do"),
        Patch(facecolor="white", edgecolor=POSSIBLE, hatch="/////", label="only possible, every step at its fastest"),
    ]
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0, 1.0, 0.1),
        ncols=4,
        frameon=False,
        fontsize=8.5,
        borderaxespad=1.4,
        handlelength=1.8,
        columnspacing=1.4,
        borderpad=0.0,
    )
