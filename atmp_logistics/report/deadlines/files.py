"""Deadlines as a calendar and as a chart: those of a plan, with nothing planned and the windows as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite
from typing import TYPE_CHECKING

from atmp_logistics.core.arguments import place_in
from atmp_logistics.core.instants import iso
from atmp_logistics.planning.deadlines_result import Deadlines, TherapyDeadlines
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import REMINDER, Plan
from atmp_logistics.planning.planned_event import PlannedEvent, Policy
from atmp_logistics.report.deadlines.therapy_words import renamed
from atmp_logistics.report.plans.calendar import render_calendar
from atmp_logistics.report.plans.calendar_plan import CalendarClock, CalendarPlan
from atmp_logistics.report.plans.gantt import draw_gantt
from atmp_logistics.timing.constraints import Shortfall
from atmp_logistics.timing.node_names import named as node_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def render_deadlines_ics(deadlines: Deadlines, reminder: object = REMINDER, *, language: str | None = None) -> bytes:
    """Return the deadlines as an iCalendar file: an entry from when an event may happen until when it is safe.

    Each clock that runs is an entry too.
    """
    plans = [
        CalendarPlan(_plan(deadlines, therapy, in_calendar=True), therapy.therapy_id, tuple(_clocks(therapy)))
        for therapy in deadlines.therapies
    ]
    used = language or deadlines.language
    return render_calendar(plans, stamp=iso(deadlines.now_us) or "", reminder=reminder, language=used)


def _clocks(therapy: TherapyDeadlines) -> Iterator[CalendarClock]:
    """Yield the binding clocks that run and have not run out."""
    for clock in therapy.running:
        if clock.since_us is not None and not clock.is_over and clock.statement.obligation == "shall":
            yield CalendarClock(clock.statement, clock.since_us, clock.until_us)


def draw_deadlines(deadlines: Deadlines, ax: Axes | None = None, therapy: int = 0) -> Axes:
    """Draw the windows of a therapy as they are now.

    Raises
    ------
    UsageError
        For a therapy that the deadlines do not have.
    """
    one = deadlines.therapies[place_in(len(deadlines.therapies), "therapies")(therapy, "therapy")]
    return draw_gantt(
        _plan(deadlines, one, in_calendar=False), ax, now_us=deadlines.now_us,
        title=f"{one.therapy_id}: {one.product.name}, deadlines",
        named=lambda event: renamed(node_name(event.node), one),
        notes=_notes(one),
    )  # fmt: skip


def _notes(therapy: TherapyDeadlines) -> tuple[str, ...]:
    """Return what cannot be kept, and what does not count."""
    broken = [] if therapy.contradiction is None else [f"CONTRADICTS ITSELF: {_first(therapy.contradiction)}"]
    cannot = [f"CANNOT BE KEPT: {_first(one)}" for one in therapy.cannot]
    open_ = [f"NOBODY CAN PROMISE: {_first(one)}" for one in therapy.unpromised]
    lost = [f"NOT KEPT: {line}" for line in therapy.not_kept]
    return (*broken, *lost, *cannot, *open_, *(f"Does not count: {note}" for note in therapy.notes), *therapy.remarks)


def _first(shortfall: Shortfall) -> str:
    return str(shortfall).splitlines()[0]


def _plan(deadlines: Deadlines, therapy: TherapyDeadlines, *, in_calendar: bool) -> Plan:
    """Return the deadlines of a therapy in the form of a plan, so that they are drawn as plans are."""
    events = []
    for moments in therapy.events:
        begins = max(moments.not_before_us, deadlines.now_us)
        planned = in_calendar and moments.decided and isfinite(moments.safe_by_us)
        events.append(
            PlannedEvent(
                node=moments.node,
                policy=Policy.SOON if moments.decided else Policy.EXPECTED,
                not_before_us=begins,
                planned_us=min(begins, moments.safe_by_us) if planned else -inf,
                planned_until_us=moments.safe_by_us if planned else inf,
                safe_by_us=moments.safe_by_us,
                last_possible_us=moments.last_possible_us,
                because=moments.because,
                possible_because=moments.possible_because,
            )
        )
    keys = list(therapy.mode)
    mode = {key: " or ".join(therapy.mode[key]) for key in keys}
    branch = PlanBranch(None, (mode,), tuple(events))
    return Plan(therapy.product, len(therapy.containers), deadlines.tz, (branch,), (), profile=deadlines.profile)
