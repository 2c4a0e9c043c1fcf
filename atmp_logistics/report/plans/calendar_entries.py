"""One entry of a calendar: an event of a plan, or a clock of the label, with its identifier, times and reminder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from math import isfinite

import icalendar

from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.calendar_plan import MINUTE, CalendarClock, CalendarFile, CalendarPlan
from atmp_logistics.report.plans.calendar_words import said_of_clock, said_of_event
from atmp_logistics.report.plans.clock_words import local
from atmp_logistics.report.plans.run_sheet_words import SheetWords


def entry_of_event(one: CalendarPlan, branch: PlanBranch, event: PlannedEvent, file: CalendarFile) -> icalendar.Event:
    """Return the entry of an event: from its planned time to the time by which it holds whatever happens."""
    end = max(event.planned_until_us, event.safe_by_us if isfinite(event.safe_by_us) else event.planned_until_us)
    times = local(event.planned_us, UTC), local(end, UTC)
    return _entry(one, branch, event.node, lambda words: said_of_event(one, branch, event, words), times, file)


def entry_of_clock(one: CalendarPlan, branch: PlanBranch, clock: CalendarClock, file: CalendarFile) -> icalendar.Event:
    """Return the entry of a clock: from its start until it runs out."""
    times = local(clock.since_us, UTC), local(clock.until_us, UTC)
    node = f"{clock.statement.code}|{clock.statement.earlier}|{clock.statement.later}"
    return _entry(one, branch, node, lambda words: said_of_clock(one, branch, clock, words), times, file)


def _entry(
    one: CalendarPlan,
    branch: PlanBranch,
    node: str,
    said: Callable[[SheetWords], Iterable[str]],
    times: tuple[datetime, datetime],
    file: CalendarFile,
) -> icalendar.Event:
    """Return an entry; the first of its lines is its title."""
    starts, ends = times
    summary, *lines = (in_one_line(line) for line in said(SheetWords.of(one.plan, file.language)))
    entry = icalendar.Event()
    entry.add("uid", _identifier(one, branch, node, "" if file.is_stated else _version(one, said, times)))
    entry.add("dtstamp", file.at)
    entry.add("sequence", file.sequence)
    entry.add("dtstart", starts)
    entry.add("dtend", max(ends, starts + MINUTE))
    entry.add("summary", summary, _language(file))
    entry.add("description", "\n".join(lines), _language(file))
    entry.add("transp", "OPAQUE")
    if file.reminder:
        entry.add_component(_reminder(summary, file))
    return entry


def _version(one: CalendarPlan, said: Callable[[SheetWords], Iterable[str]], times: tuple[datetime, datetime]) -> str:
    """Return all that an entry says, in English whatever its language: in every language it is the same entry."""
    summary, *lines = (in_one_line(line) for line in said(SheetWords.of(one.plan, ENGLISH)))
    return "|".join((summary, *map(str, times), *lines))


def _language(file: CalendarFile) -> dict[str, str]:
    """Return the parameter that names the language of a text; English has none."""
    return {} if file.language == ENGLISH else {"language": file.language}


def _reminder(summary: str, file: CalendarFile) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary, _language(file))
    alarm.add("trigger", -file.reminder)
    return alarm


def _identifier(one: CalendarPlan, branch: PlanBranch, node: str, version: str) -> str:
    """Return the identifier of an entry: a hash of what it is about, and of all that it says where `version` does."""
    mode = ";".join(f"{key}={value}" for key, value in sorted(branch.mode.items()))
    about = one.reference or "|".join((*one.plan.anchors, one.plan.tz))
    text = f"{one.plan.product.slug}|{about}|{mode}|{node}{f'|{version}' if version else ''}"
    return f"{sha256(text.encode()).hexdigest()[:32]}@atmp-logistics"
