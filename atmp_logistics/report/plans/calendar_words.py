"""What an entry of a calendar says: its title first, then its lines, by the phrases of a language."""

from __future__ import annotations

from collections.abc import Iterator

from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.calendar_plan import CalendarClock, CalendarPlan
from atmp_logistics.report.plans.clock_words import full_time
from atmp_logistics.report.plans.run_sheet_words import SheetWords
from atmp_logistics.report.plans.statement_words import limit_in_words, reason_in_words
from atmp_logistics.timing.constraints import CalendarRule


def said_of_event(one: CalendarPlan, branch: PlanBranch, event: PlannedEvent, words: SheetWords) -> Iterator[str]:
    """Yield what the entry of an event says."""
    tz = one.plan.zone
    name = words.node(event.node) if one.plan.containers == 1 else words.numbered(event.node)
    by = full_time(event.safe_by_us, tz)[11:16]
    yield f"{_heading(one, branch)}: {words('calendar.safe_by', name=name, time=by) if by else name}"
    first, last = full_time(event.planned_us, tz), full_time(event.planned_until_us, tz, up=True)
    times = first if first == last else words("text.to", first=first, last=last)
    yield words("calendar.planned", times=times, policy=words(f"policy.{event.policy.name}"))
    for key, time in (
        ("calendar.not_before", full_time(event.not_before_us, tz, up=True)),
        ("calendar.safe", full_time(event.safe_by_us, tz)),
        ("calendar.last", full_time(event.last_possible_us, tz)),
    ):
        if time:
            yield words(key, time=time)
    for statement in event.because:
        yield words("calendar.because", text=reason_in_words(statement, _rules(branch), words))
    yield from (words("calendar.says", source=cited) for cited in event.citations)
    yield from (words("calendar.taken", condition=condition, value=value) for condition, value in branch.mode.items())
    yield _last_line(words)


def said_of_clock(one: CalendarPlan, branch: PlanBranch, clock: CalendarClock, words: SheetWords) -> Iterator[str]:
    """Yield what the entry of a clock says."""
    ends = full_time(clock.until_us, one.plan.zone)
    statement = clock.statement
    limit = limit_in_words(statement, _rules(branch), words)
    yield f"{_heading(one, branch)}: {words('calendar.clock', time=ends[11:16], limit=limit)}"
    yield words("calendar.runs_out", time=ends)
    yield words("calendar.says", source=statement.source)
    yield _last_line(words)


def _heading(one: CalendarPlan, branch: PlanBranch) -> str:
    """Return the therapy and the product, and the mode where there are several."""
    several = sum(other.works for other in one.plan.branches) > 1
    return f"{one.name} ({', '.join(branch.mode.values())})" if several else one.name


def _rules(branch: PlanBranch) -> tuple[CalendarRule, ...]:
    """Return the limits in calendar days."""
    return branch.template.calendar if branch.template else ()


def _last_line(words: SheetWords) -> str:
    return words("calendar.times", tz=words.plan.tz, person=words("foot.person"))
