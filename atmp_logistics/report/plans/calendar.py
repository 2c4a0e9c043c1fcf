"""A plan as an iCalendar file (RFC 5545): what a person has to do, in UTC, which any calendar shows in its own zone.

Instants in UTC need no zone table and stay right in the nights in which the clocks change. The same call gives the
same bytes: the stamp is the time that the caller states, else the first of the plan. A calendar tells the newer of two
entries of one identifier by sequence and stamp: both grow with the time that the caller states, and without it no two
plans share an identifier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite

import icalendar

from atmp_logistics.core.arguments import refused
from atmp_logistics.core.errors import Fault, NaiveTime, refuse
from atmp_logistics.core.instants import DAY, moment
from atmp_logistics.core.iso_times import iso_times
from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.units import duration_s
from atmp_logistics.core.version import __version__
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import REMINDER, Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.calendar_entries import entry_of_clock, entry_of_event
from atmp_logistics.report.plans.calendar_plan import CalendarClock, CalendarFile, CalendarPlan
from atmp_logistics.report.plans.clock_words import local
from atmp_logistics.timing.constraints import Kind

#: A clock is an entry where its limit is no longer than this; days-long limits would hide the day's own entries.
_LONGEST_CLOCK_US = 2 * DAY


def render_ics(
    plan: Plan,
    *,
    now: str | datetime | None = None,
    reference: str = "",
    reminder: object = REMINDER,
    language: str | None = None,
) -> bytes:
    """Return a plan as the bytes of an iCalendar file: an entry for each event a person decides, and for each clock.

    An entry lasts from the planned time to the time by which it holds whatever happens; one that is expected lasts over
    the time in which it is expected. With `now`, entries of the same reference take the place of those of an earlier
    file; without, the entries of another plan are other entries. Identifiers and times are those of every language.

    Raises
    ------
    NaiveTime
        For a `now` without its offset.
    """
    return render_calendar([CalendarPlan(plan, reference)], stamp=_stamp(plan, now), is_stated=now is not None,
                           reminder=reminder, language=language or plan.language)  # fmt: skip


def render_calendar(
    plans: Sequence[CalendarPlan],
    *,
    stamp: str | datetime,
    is_stated: bool = True,
    reminder: object = REMINDER,
    language: str = ENGLISH,
) -> bytes:
    """Return plans as the bytes of one iCalendar file."""
    at = datetime.fromisoformat(stamp) if isinstance(stamp, str) else stamp
    file = CalendarFile(at, is_stated, timedelta(seconds=duration_s(reminder, "reminder")), language)
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//atmp_logistics//{__version__}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", ", ".join(dict.fromkeys(in_one_line(one.name) for one in plans)))
    for one in plans:
        for branch in one.plan.branches:
            for event in _decided_events(branch):
                calendar.add_component(entry_of_event(one, branch, event, file))
            for clock in _clocks(branch) if one.clocks is None else one.clocks:
                calendar.add_component(entry_of_clock(one, branch, clock, file))
    return bytes(calendar.to_ical())


def _decided_events(branch: PlanBranch) -> Iterator[PlannedEvent]:
    for event in branch.events:
        if event.is_planned and event.is_decided:
            yield event


def _clocks(branch: PlanBranch) -> Iterator[CalendarClock]:
    """Yield the binding limits of minutes and hours whose start is planned."""
    planned = {event.node: event for event in branch.events if event.is_planned}
    for statement in branch.template.statements if branch.template else ():
        binds = statement.kind is Kind.REQUIREMENT and statement.obligation == "shall"
        if binds and statement.at_most_us <= _LONGEST_CLOCK_US and statement.earlier in planned:
            since_us = planned[statement.earlier].planned_us
            yield CalendarClock(statement, since_us, since_us + statement.at_most_us + statement.kept_us)


def _stamp(plan: Plan, now: str | datetime | None) -> datetime:
    if now is None:
        times = [event.planned_us for branch in plan.branches for event in branch.events if event.is_planned]
        return local(min(times, default=0.0), UTC)
    if not isinstance(now, (str, datetime)) or now != now:  # noqa: PLR0124  NaT is no time
        refused(now, "now", "a time", "write it as 2026-11-24 09:00")
    text = now.isoformat() if isinstance(now, datetime) else now
    times_us, faults = iso_times([text], plan.zone, lambda _: "now")
    if not faults and not isfinite(times_us[0]):
        faults = [Fault("now", repr(text), "a time", "write it as 2026-11-24 09:00", NaiveTime)]
    refuse(faults)
    return moment(times_us[0]).replace(microsecond=0)
