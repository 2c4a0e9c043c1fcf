"""A plan as an iCalendar file (RFC 5545): what a person has to do, in UTC, which any calendar shows in its own zone.

Instants in UTC need no zone table and stay right in the nights in which the clocks change. The same plan gives the same
bytes: identifiers come from the content, and the stamp is the time that the caller states, else the first of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import isfinite

import icalendar

from atmp_logistics.core.errors import Fault, NaiveTime, refuse
from atmp_logistics.core.instants import moment
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.reading_times import iso_times
from atmp_logistics.core.version import __version__
from atmp_logistics.planning.plan_result import Plan, PlanBranch
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import event_name, full_time, local, with_container_word
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES


def render_ics(plan: Plan, *, now: str | datetime | None = None, reference: str = "") -> bytes:
    """Return a plan as the bytes of an iCalendar file: an entry for each event a person decides.

    An entry lasts from the planned time to the time by which it holds whatever happens; one that is expected lasts over
    the time in which it is expected.

    Raises
    ------
    NaiveTime
        For a `now` without its offset.
    """
    return render_calendar([(plan, reference)], stamp=_stamp(plan, now))


def render_calendar(plans: Sequence[tuple[Plan, str]], *, stamp: str | datetime) -> bytes:
    """Return plans, each with its therapy's identifier, as the bytes of one iCalendar file."""
    at = datetime.fromisoformat(stamp) if isinstance(stamp, str) else stamp
    names = dict.fromkeys(in_one_line(f"{plan.product.name} {reference}".strip()) for plan, reference in plans)
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//atmp_logistics//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", ", ".join(names))
    for plan, reference in plans:
        for branch in plan.branches:
            for event in _decided_events(branch):
                calendar.add_component(_entry(plan, branch, event, at, reference))
    return bytes(calendar.to_ical())


def _decided_events(branch: PlanBranch) -> Iterator[PlannedEvent]:
    for event in branch.events:
        if event.is_planned and event.is_decided:
            yield event


def _entry(plan: Plan, branch: PlanBranch, event: PlannedEvent, stamp: datetime, reference: str) -> icalendar.Event:
    end = max(event.planned_until_us, event.safe_by_us if isfinite(event.safe_by_us) else event.planned_until_us)
    starts, ends = local(event.planned_us, UTC), local(end, UTC)
    entry = icalendar.Event()
    entry.add("uid", _identifier(plan, branch, event, reference))
    entry.add("dtstamp", stamp)
    entry.add("dtstart", starts)
    entry.add("dtend", max(ends, starts + timedelta(minutes=1)))
    entry.add("summary", in_one_line(_summary(plan, branch, event)))
    entry.add("description", "\n".join(map(in_one_line, _lines(plan, branch, event))))
    entry.add("transp", "OPAQUE")
    return entry


def _summary(plan: Plan, branch: PlanBranch, event: PlannedEvent) -> str:
    several = sum(branch.works for branch in plan.branches) > 1
    mode = f" ({', '.join(branch.mode.values())})" if several else ""
    by = full_time(event.safe_by_us, plan.zone)[11:16]
    name = event_name(event, plan.product, plan.containers)
    return f"{plan.product.name}{mode}: {name}{f', safe by {by}' if by else ''}"


def _lines(plan: Plan, branch: PlanBranch, event: PlannedEvent) -> Iterator[str]:
    tz = plan.zone
    first, last = full_time(event.planned_us, tz), full_time(event.planned_until_us, tz, up=True)
    yield f"Planned: {first if first == last else f'{first} to {last}'}, {event.policy.value}"
    for word, text in (
        ("Not before", full_time(event.not_before_us, tz, up=True)),
        ("Safe by", full_time(event.safe_by_us, tz)),
        ("Last possible", full_time(event.last_possible_us, tz)),
    ):
        if text:
            yield f"{word}: {text}"
    yield from (f"Because: {with_container_word(str(statement), plan.product)}" for statement in event.because)
    yield from (f"Says: {cited}" for cited in event.citations)
    yield from (f"Taken: {key} is {value}" for key, value in branch.mode.items())
    yield f"Local times of {plan.tz}. {A_PERSON_DECIDES}"


def _identifier(plan: Plan, branch: PlanBranch, event: PlannedEvent, reference: str) -> str:
    """Return the identifier of an entry: a hash of what it is about, so that the same plan gives the same one."""
    mode = ";".join(f"{key}={value}" for key, value in sorted(branch.mode.items()))
    about = reference or "|".join((*plan.anchors, plan.tz))
    digest = sha256(f"{plan.product.slug}|{about}|{mode}|{event.node}".encode()).hexdigest()[:32]
    return f"{digest}@atmp-logistics"


def _stamp(plan: Plan, now: str | datetime | None) -> datetime:
    if now is None:
        times = [event.planned_us for branch in plan.branches for event in branch.events if event.is_planned]
        return local(min(times, default=0.0), UTC)
    text = now.isoformat() if isinstance(now, datetime) else now
    times_us, faults = iso_times([text], plan.zone, lambda _: "now")
    if not faults and not isfinite(times_us[0]):
        faults = [Fault("now", repr(text), "a time", "write it as 2026-11-24 09:00", NaiveTime)]
    refuse(faults)
    return moment(times_us[0]).replace(microsecond=0)
