"""A plan in a terminal: the clock time first, then why, then the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import isfinite

from rich.console import RenderableType
from rich.table import Table

from atmp_logistics.core.instants import moment
from atmp_logistics.core.label_notes import notes_on_label, what_if_note, when_read
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import (
    day_name,
    day_of,
    event_name,
    heading_day,
    names_of_containers,
    offset,
    planned_on_day,
    safe_time_on_day,
    time_on_day,
    with_container_word,
)
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES, indented, plain_text
from atmp_logistics.report.shared.terminal import Text
from atmp_logistics.report.shared.what_judged import files_in_words
from atmp_logistics.timing.constraints import Kind, Statement

TIMES = ("not before", "planned", "safe by", "last possible")
SAFE_AND_POSSIBLE = (
    "Safe by holds whatever the steps do within what is stated of them, "
    "last possible only with every step at its fastest."
)


def render_text(plan: Plan, width: int = 80) -> str:
    """Return a plan as plain text."""
    return plain_text(rich_text(plan), width)


def rich_text(plan: Plan) -> Iterator[RenderableType]:
    """Yield a plan as rich renderables, top to bottom."""
    word = "containers" if plan.containers > 1 else "container"
    yield Text.assemble(
        (plan.product.name, "bold"), f" ({plan.product.slug}), {plan.containers} {word}, times in {plan.tz}"
    )
    if said := what_if_note(plan.product):
        yield Text(said, "bold yellow")
    if names := names_of_containers(plan.container_ids, plan.product):
        yield indented(Text(names))
    yield from (
        indented(Text.assemble(("from: ", "dim"), with_container_word(anchor, plan.product))) for anchor in plan.anchors
    )
    for branch in plan.branches:
        yield Text()
        yield from _branch(plan, branch)
    yield from _basis(plan)


def _branch(plan: Plan, branch: PlanBranch) -> Iterator[RenderableType]:
    if branch.mode:
        yield Text(f"If {branch.mode_text}:", "bold")
    if branch.shortfall is not None:
        yield from (Text(line, "red") for line in with_container_word(str(branch.shortfall), plan.product).split("\n"))
    if branch.events:
        yield _times(plan, branch)
        yield Text()
        if reasons := tuple(_reasons(plan, branch)):
            yield Text("Because", "bold")
            yield from reasons
    if branch.notes:
        yield Text("Not planned", "bold")
        yield from (indented(Text(note)) for note in branch.notes)


def _times(plan: Plan, branch: PlanBranch) -> Table:
    """Return the four times of every event that has a time, under a heading for each day."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("", overflow="fold")
    for heading in TIMES:
        table.add_column(heading, overflow="fold", min_width=5)
    day: date | None = None
    for event in branch.events:
        if not event.is_bounded:
            continue
        if (on := heading_day(event, plan.zone)) != day and on is not None:
            day = on
            table.add_row(Text(day_heading(plan, event, day), "bold"))
        name = Text(f"  {event_name(event, plan.product, plan.containers)}", "" if event.is_decided else "italic")
        table.add_row(name, *four_times(event, plan, day))
    return table


def day_heading(plan: Plan, event: PlannedEvent, day: date) -> str:
    """Return the heading of a day, with the offset of its local time."""
    times = (event.planned_us, event.safe_by_us, event.last_possible_us, event.not_before_us)
    first = next(us for us in times if isfinite(us))
    return f"{day_name(day)} ({offset(moment(first).astimezone(plan.zone))})"


def four_times(event: PlannedEvent, plan: Plan, day: date | None) -> tuple[Text, ...]:
    """Return an event's four times in words: not before, planned, safe by, last possible."""
    tz = plan.zone
    return (
        Text(time_on_day(event.not_before_us, tz, day, up=True)),
        Text(planned_on_day(event, tz, day), "bold" if event.is_decided else ""),
        Text(safe_time_on_day(event.safe_by_us, tz, day), "green"),
        Text(time_on_day(event.last_possible_us, tz, day), "yellow"),
    )


def _reasons(plan: Plan, branch: PlanBranch) -> Iterator[RenderableType]:
    """Yield, for each event that a person decides, how it is planned and what binds it; each statement stands once."""
    decided = [event for event in branch.events if event.is_planned and event.is_decided]
    numbers = _numbered(statement for event in decided for statement in _binding(event))
    for event in decided:
        reasons = [numbers[statement] for statement in _binding(event)]
        why = f" ({', '.join(_ranges(reasons))})" if reasons else ""
        opens = f"; open {_stretch(event, plan)}" if event.opens else ""
        head = (event_name(event, plan.product, plan.containers), "bold")
        yield indented(Text.assemble(head, f": {event.policy.value}{why}{opens}"))
    were_days = False
    for statement, number in numbers.items():
        if statement.is_of_days and not were_days:
            were_days = True
            yield indented(Text("Limits of days and months", "dim"))
        yield indented(Text(f"({number}) {with_evidence(statement, plan)}"))


def _binding(event: PlannedEvent) -> list[Statement]:
    """Return what binds an event, without the order of nature; limits of days and months stand last."""
    binds = [one for one in event.because if one.kind is not Kind.FACT or one.citation]
    return sorted(binds, key=lambda statement: statement.is_of_days)


def _numbered(statements: Iterable[Statement]) -> dict[Statement, int]:
    """Return the number of each statement, those of minutes and hours before those of days and months."""
    once = sorted(dict.fromkeys(statements), key=lambda statement: statement.is_of_days)
    return {statement: number for number, statement in enumerate(once, 1)}


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Yield numbers, those that follow each other as a range.

    Examples
    --------
    >>> list(_ranges([1, 2, 3, 7, 5, 6]))
    ['1-3', '7', '5-6']
    """
    start = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1:
            first, last = numbers[start], numbers[i - 1]
            yield f"{first}" if first == last else f"{first}-{last}"
            start = i


def _stretch(event: PlannedEvent, plan: Plan) -> str:
    assert event.opens is not None  # noqa: S101  checked by the caller
    day = day_of(event, plan.zone)
    return f"{time_on_day(event.opens[0], plan.zone, day)} to {time_on_day(event.opens[1], plan.zone, day)}"


def with_evidence(statement: Statement, plan: Plan) -> str:
    """Return a statement in words, with the evidence for its label; it names itself what lets nothing conform."""
    text = with_container_word(str(statement), plan.product)
    cited = statement.citation
    return f"{text} [{cited.evidence}]" if cited and cited.evidence and cited.lets_conform else text


def notes_on_plan(plan: Plan) -> tuple[str, ...]:
    """Return what became of the label since it was read, and how far from that day the plan is."""
    days = [day for event in plan if (day := day_of(event, plan.zone))]
    return notes_on_label(plan.product, max(days, default=None), "the last day of the plan")


def _basis(plan: Plan) -> Iterator[RenderableType]:
    yield Text()
    if plan.stated:
        yield Text("Stated", "bold")
        yield from (indented(Text(with_container_word(line, plan.product))) for line in plan.stated)
    cited = plan.product.citation
    yield Text(f"Label: {cited}, revision {cited.revision}, {when_read(plan.product)}", "dim")
    yield from (Text(note, "yellow") for note in notes_on_plan(plan))
    yield Text(SAFE_AND_POSSIBLE, "dim")
    yield from (Text(line, "dim") for line in files_in_words(plan.files, plan.profile))
    yield Text(f"atmp_logistics {plan.library}, catalogue {plan.catalogue}", "dim")
    yield Text(A_PERSON_DECIDES, "dim")
