"""A plan as a Gantt chart: when each event may happen, distinguished by colour and hatching, in local time.

The long empty stretches of a plan of several weeks are cut out of its axis, each cut marked, so that the minutes of the
day of infusion keep their room. What was stated and what is not planned stands below.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, tzinfo
from math import inf, isfinite, isnan
from typing import TYPE_CHECKING, Any

from atmp_logistics.core.arguments import place_in
from atmp_logistics.core.instants import DAY
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent, Policy
from atmp_logistics.report.plans.clock_words import (
    clock,
    container_word,
    day_of,
    event_name,
    local,
    planned_on_day,
    time_on_day,
    with_container_word,
)
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.report.shared.clock_axis import draw_clock, offsets_of
from atmp_logistics.report.shared.contrast import Ink, ink_on, legible
from atmp_logistics.report.shared.named_rows import name_rows
from atmp_logistics.report.shared.style import (
    PALETTE,
    axes_in_style,
    detached_figure,
    drawn,
    height_of_rows,
    is_wide,
    is_wide_figure,
    page_style,
)
from atmp_logistics.report.shared.time_series import legend_above

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 10.0
#: So many statements of a kind are named under a chart; the others are counted.
_NAMED = 12
#: So many letters of a note stand in one line, in a wide chart and in a narrow one.
_LETTERS, _NARROW = 118, 30


def draw_gantt(
    plan: Plan,
    ax: Axes | None = None,
    mode: int = 0,
    now_us: float | None = None,
    *,
    title: str | None = None,
    named: Callable[[PlannedEvent], str] | None = None,
    notes: Sequence[str] | None = None,
) -> Axes:
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
    title : str, optional
        What stands above; the product and its containers where not given.
    named : callable, optional
        From an event to its name; numbered containers where not given.
    notes : sequence of str, optional
        What stands below; what was stated and is not planned where not given.

    Returns
    -------
    Axes

    Raises
    ------
    UsageError
        For a branch that the plan does not have.
    """
    working = [branch for branch in plan.branches if branch.events]
    branch = working[place_in(len(working), "branches that have events")(mode, "mode")]
    events = _shown(branch)
    below = list(_notes(plan, branch) if notes is None else notes)
    names = [event_name(one, plan.product, plan.containers) if named is None else named(one) for one in events]
    with axes_in_style(ax, _WIDTH, _height(events, below)) as axes:
        handles = _draw(axes, plan, events, names, now_us)
        _say_below(axes, below)
        legend_above(axes, handles, _title(plan, branch) if title is None else title)
    return axes


def figure_of(plan: Plan, mode: int = 0) -> Figure:
    """Return a picture of one branch of a plan for a page, which says itself what was stated and is not planned."""
    branch = [branch for branch in plan.branches if branch.events][mode]
    with page_style():
        height = _height(_shown(branch), ())
    return detached_figure(_WIDTH, height, lambda figure: draw_gantt(plan, figure.add_subplot(), mode, notes=()))


def _shown(branch: PlanBranch) -> list[PlannedEvent]:
    """Return the events that are planned; of a branch that cannot work those that are not left open."""
    planned = [event for event in branch.events if event.is_planned]
    return planned or [event for event in branch.events if event.policy is not Policy.OPEN]


def _height(events: Sequence[PlannedEvent], below: Sequence[str]) -> float:
    letters = _LETTERS if is_wide_figure(_WIDTH) else _NARROW
    lines = sum(1 + len(note) // letters for note in below)
    return height_of_rows(max(len(events), 3), 0.34, 1.5 + 0.16 * lines, _WIDTH)


def _draw(
    axes: Axes, plan: Plan, events: Sequence[PlannedEvent], names: Sequence[str], now_us: float | None
) -> list[Artist]:
    """Draw the rows and the axis of time; return what the legend names."""
    ink = ink_on(axes)
    times = [*([] if now_us is None else [now_us]), *(us for event in events for us in _times(event))]
    broken = BrokenTime.of(times)
    axes.set_xlim(*broken.limits_in_days())
    _shade_containers(axes, events, ink)
    for row, event in enumerate(events):
        _draw_window(axes, row, event, ink)
        _draw_planned(axes, row, event, ink)
    day = _main_day(events, plan.zone)
    apart = _rule_below(events, plan.zone, day)
    if apart is not None:
        axes.axhline(apart - 0.5, color=ink.ink, lw=0.9, ls=(0, (6, 3)), zorder=1)
    name_rows(axes, names, ink, [_words(event, plan.zone, day) for event in events])
    for tick, event in zip(axes.get_yticklabels(), events, strict=True):
        tick.set_fontstyle("normal" if event.is_decided else "italic")
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color=ink.grid, lw=0.6)
    axes.set_axisbelow(True)
    draw_clock(axes, plan.zone, broken)
    cut = "; //: a stretch is left out" if broken.cuts_us else ""
    rule = "" if apart is None else "; above the dashed line: limits of days and months"
    axes.set_xlabel(f"local time, {plan.tz} ({offsets_of(broken.knots_us, plan.zone)}){cut}{rule}")
    handles = list(_handles(events, ink))
    if now_us is not None:
        label = f"now {clock(local(now_us, plan.zone))}"
        handles.append(axes.axvline(now_us / DAY, color=ink.ink, lw=1.4, ls=":", zorder=5, label=label))
    return handles


def _times(event: PlannedEvent) -> tuple[float, ...]:
    return (event.not_before_us, event.planned_us, event.planned_until_us, event.safe_by_us, event.last_possible_us)


def _possible(ink: Ink) -> str:
    """Return the colour of what is only possible."""
    return legible(PALETTE[4], ink.ground)


def _draw_window(axes: Axes, row: int, event: PlannedEvent, ink: Ink) -> None:
    """Draw an event's window: the part that holds whatever happens, and behind it the part that is only possible."""
    left, right = axes.get_xlim()
    begin = max(event.not_before_us / DAY, left) if isfinite(event.not_before_us) else left
    safe = event.safe_by_us / DAY if isfinite(event.safe_by_us) else None
    last = event.last_possible_us / DAY if isfinite(event.last_possible_us) else right
    open_ended = safe is None and not isfinite(event.last_possible_us)
    thin = 0.30 if event.is_decided else 0.16
    start = begin if safe is None else max(safe, begin)
    if last > start and not open_ended:
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": _possible(ink), "hatch": "/////", "lw": 0.9}
        axes.barh(row, last - start, 2 * thin * 0.62, start, zorder=2, **look)
    if safe is not None and safe > begin:
        alpha = 0.85 if event.is_decided else 0.45
        axes.barh(row, safe - begin, 2 * thin, begin, color=ink.line, alpha=alpha, lw=0, zorder=3)
    if safe is not None:
        axes.plot([safe, safe], [row - 0.36, row + 0.36], color=ink.line, lw=2.2, solid_capstyle="butt", zorder=4)


def _draw_planned(axes: Axes, row: int, event: PlannedEvent, ink: Ink) -> None:
    """Draw the planned time, or the two between which it is expected; a time that was stated as a star."""
    if not event.is_planned:
        return
    first, last = event.planned_us / DAY, event.planned_until_us / DAY
    if first == last:
        look: dict[str, Any] = (
            {"marker": "*", "ms": 13} if event.policy is Policy.STATED else {"marker": "D", "ms": 6.5}
        )
        axes.plot([first], [row], ls="", color=ink.ink, mec=ink.ground, mew=0.7, zorder=6, **look)
    else:
        axes.plot([first, last], [row, row], color=ink.ink, lw=1.6, zorder=5, solid_capstyle="butt")
        axes.plot([first, last], [row, row], ls="", marker="|", ms=7, mew=1.6, color=ink.ink, zorder=6)


def _shade_containers(axes: Axes, events: Sequence[PlannedEvent], ink: Ink) -> None:
    """Shade every other container's rows."""
    several = len({event.container for event in events if event.container is not None}) > 1
    for row, event in enumerate(events):
        if several and event.container is not None and event.container % 2 == 1:
            axes.axhspan(row - 0.5, row + 0.5, color=ink.band, zorder=0, lw=0)


def _main_day(events: Sequence[PlannedEvent], tz: tzinfo) -> date | None:
    """Return the day on which most of the events are."""
    days = Counter(day for event in events if (day := day_of(event, tz)) is not None)
    return max(days, key=lambda day: (days[day], day), default=None)


def _rule_below(events: Sequence[PlannedEvent], tz: tzinfo, day: date | None) -> int | None:
    """Return the first row of the main day, where rows of earlier days alone stand above it; None else."""
    rows = [row for row, event in enumerate(events) if day_of(event, tz) == day]
    earlier = [row for row, event in enumerate(events) if day and (on := day_of(event, tz)) and on < day]
    return rows[0] if rows and earlier and max(earlier) < rows[0] else None


def _words(event: PlannedEvent, tz: tzinfo, day: date | None) -> str:
    """Return when an event is planned; of one that is not, by when it is safe and last possible."""
    if event.is_planned:
        return planned_on_day(event, tz, day)
    if isnan(event.safe_by_us):
        safe = "safe by: not known, a step is not stated"
    elif event.safe_by_us == -inf:
        safe = "no moment is safe"
    else:
        safe = f"safe by {time_on_day(event.safe_by_us, tz, day)}" if isfinite(event.safe_by_us) else ""
    last = event.last_possible_us
    possible = f"last possible {time_on_day(last, tz, day)}" if isfinite(last) and last != event.safe_by_us else ""
    return ", ".join(filter(None, (safe, possible)))


def _title(plan: Plan, branch: PlanBranch) -> str:
    mode = f", {'; '.join(branch.mode.values())}" if branch.mode else ""
    return f"{plan.product.name}{mode}: {plan.containers} {container_word(plan.product)}{'s' * (plan.containers > 1)}"


def _handles(events: Sequence[PlannedEvent], ink: Ink) -> Iterator[Artist]:
    """Yield what the legend names, of what the chart shows."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    single = [event for event in events if event.is_planned and event.planned_us == event.planned_until_us]
    if any(event.policy is Policy.STATED for event in single):
        yield Line2D([], [], marker="*", ls="", color=ink.ink, ms=10, label="stated")
    if any(event.policy is not Policy.STATED for event in single):
        yield Line2D([], [], marker="D", ls="", color=ink.ink, mec=ink.ground, ms=7, label="planned")
    if any(event.is_planned and event not in single for event in events):
        yield Line2D([], [], marker="|", color=ink.ink, ms=8, lw=1.6, mew=1.6, label="expected between")
    yield Patch(facecolor=ink.line, alpha=0.85, label="up to “safe by”, whatever the steps do")
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": _possible(ink), "hatch": "/////"}
    yield Patch(**look, label="only possible, every step at its fastest")


def _notes(plan: Plan, branch: PlanBranch) -> Iterator[str]:
    """Yield what was stated, and what is not planned."""
    unbounded = [
        f"{event_name(event, plan.product, plan.containers)}: {event.policy.value}"
        for event in branch.events
        if event.policy is Policy.OPEN
    ]
    kinds: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("From", plan.anchors),
        ("Stated", plan.stated),
        ("Not planned", (*branch.notes, *unbounded)),
    )
    if branch.shortfall is not None:
        kinds = (("CANNOT BE PROMISED", (str(branch.shortfall).splitlines()[0],)), *kinds)
    for kind, lines in kinds:
        more = [f"and {len(lines) - _NAMED} more"] if len(lines) > _NAMED else []
        said = "; ".join([*lines[:_NAMED], *more])
        yield from [f"{kind}: {with_container_word(said, plan.product)}"] if said else []


def _say_below(axes: Axes, notes: Sequence[str]) -> None:
    """Write notes under the axis of time, from its left end."""
    letters = _LETTERS if is_wide(axes) else _NARROW
    lines = [line for note in notes for line in textwrap.wrap(drawn(note), letters, subsequent_indent="   ")]
    label = textwrap.fill(axes.get_xlabel(), letters)
    axes.set_xlabel("\n".join([label, *lines]), loc="left", fontsize="small")
