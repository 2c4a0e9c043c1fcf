"""One entry of a calendar: an event of a plan, or a clock of the label, with its identifier, times and reminder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import isfinite

import icalendar

from atmp_logistics.core.printable import in_one_line
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import event_name, full_time, local, with_container_word
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.timing.constraints import Statement

#: Calendar entries are told apart by the minute at which their file was made, from here on.
_FIRST_SEQUENCE = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CalendarClock:
    """A label's limit whose clock runs from one instant to another."""

    statement: Statement
    since_us: float
    until_us: float


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """A plan in a calendar, with the therapy's identifier; `clocks` are those that run, else those that it plans."""

    plan: Plan
    reference: str = ""
    clocks: tuple[CalendarClock, ...] | None = None

    @property
    def name(self) -> str:
        """The therapy and the product."""
        return f"{self.reference} {self.plan.product.name}".strip()


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """When a calendar is made, whether the caller stated that, and how long before an entry it reminds."""

    at: datetime
    is_stated: bool
    reminder: timedelta

    @property
    def sequence(self) -> int:
        """The number by which a later file's entry takes the place of an earlier one's: minutes since 2020."""
        return max(0, (self.at - _FIRST_SEQUENCE) // _MINUTE) if self.is_stated else 0


def entry_of_event(one: CalendarPlan, branch: PlanBranch, event: PlannedEvent, file: CalendarFile) -> icalendar.Event:
    """Return the entry of an event: from its planned time to the time by which it holds whatever happens."""
    end = max(event.planned_until_us, event.safe_by_us if isfinite(event.safe_by_us) else event.planned_until_us)
    summary = f"{one.name}{_mode(one.plan, branch)}: {_summary(one.plan, event)}"
    times = local(event.planned_us, UTC), local(end, UTC)
    return _entry(one, branch, event.node, (summary, *_lines(one.plan, branch, event)), times, file)


def entry_of_clock(one: CalendarPlan, branch: PlanBranch, clock: CalendarClock, file: CalendarFile) -> icalendar.Event:
    """Return the entry of a clock: from its start until it runs out."""
    words, ends = with_container_word(clock.statement.words, one.plan.product), full_time(clock.until_us, one.plan.zone)
    lines = (
        f"{one.name}{_mode(one.plan, branch)}: clock until {ends[11:16]}: {words}",
        f"Runs out: {ends}",
        f"Says: {clock.statement.source}",
        _last_line(one.plan),
    )
    times = local(clock.since_us, UTC), local(clock.until_us, UTC)
    node = f"{clock.statement.code}|{clock.statement.earlier}|{clock.statement.later}"
    return _entry(one, branch, node, lines, times, file)


def _entry(
    one: CalendarPlan,
    branch: PlanBranch,
    node: str,
    lines: Sequence[str],
    times: tuple[datetime, datetime],
    file: CalendarFile,
) -> icalendar.Event:
    """Return an entry; the first of its lines is its title."""
    (starts, ends), (summary, *said) = times, map(in_one_line, lines)
    version = "" if file.is_stated else "|".join((summary, f"{starts}", f"{ends}", *said))
    entry = icalendar.Event()
    entry.add("uid", _identifier(one, branch, node, version))
    entry.add("dtstamp", file.at)
    entry.add("sequence", file.sequence)
    entry.add("dtstart", starts)
    entry.add("dtend", max(ends, starts + _MINUTE))
    entry.add("summary", summary)
    entry.add("description", "\n".join(said))
    entry.add("transp", "OPAQUE")
    if file.reminder:
        entry.add_component(_reminder(summary, file.reminder))
    return entry


def _reminder(summary: str, before: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -before)
    return alarm


def _mode(plan: Plan, branch: PlanBranch) -> str:
    several = sum(other.works for other in plan.branches) > 1
    return f" ({', '.join(branch.mode.values())})" if several else ""


def _summary(plan: Plan, event: PlannedEvent) -> str:
    by = full_time(event.safe_by_us, plan.zone)[11:16]
    name = event_name(event, plan.product, plan.containers)
    return f"{name}{f', safe by {by}' if by else ''}"


def _last_line(plan: Plan) -> str:
    return f"Local times of {plan.tz}. {A_PERSON_DECIDES}"


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
    yield _last_line(plan)


def _identifier(one: CalendarPlan, branch: PlanBranch, node: str, version: str) -> str:
    """Return the identifier of an entry: a hash of what it is about, and of all that it says where `version` does."""
    mode = ";".join(f"{key}={value}" for key, value in sorted(branch.mode.items()))
    about = one.reference or "|".join((*one.plan.anchors, one.plan.tz))
    text = f"{one.plan.product.slug}|{about}|{mode}|{node}{f'|{version}' if version else ''}"
    return f"{sha256(text.encode()).hexdigest()[:32]}@atmp-logistics"
