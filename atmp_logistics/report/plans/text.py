"""A plan in a terminal: the clock time first, then why, then the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import isfinite

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from atmp_logistics.core.instants import moment
from atmp_logistics.planning.plan_result import Plan, PlanBranch
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import (
    day_name,
    day_of,
    in_words,
    name_of,
    offset,
    planned_of,
    safe_said,
    said,
)
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.timing.constraints import Kind, Statement

TIMES = ("not before", "planned", "safe by", "last possible")


def render_text(plan: Plan, width: int = 80) -> str:
    """Return a plan as plain text."""
    return plain_text(rich_text(plan), width)


def rich_text(plan: Plan) -> Iterator[RenderableType]:
    """Yield a plan as rich renderables, top to bottom."""
    word = "containers" if plan.containers > 1 else "container"
    yield Text.assemble(
        (plan.product.name, "bold"), f" ({plan.product.slug}), {plan.containers} {word}, times in {plan.tz}"
    )
    yield from (_indented(Text.assemble(("from: ", "dim"), in_words(said_, plan.product)), 2) for said_ in plan.anchors)
    for branch in plan.branches:
        yield Text()
        yield from _branch(plan, branch)
    yield from _basis(plan)


def _branch(plan: Plan, branch: PlanBranch) -> Iterator[RenderableType]:
    if branch.mode:
        yield Text(f"If {branch.mode_text}:", "bold")
    if branch.shortfall is not None:
        yield Text(in_words(str(branch.shortfall), plan.product), "red")
    if branch.events:
        yield _times(plan, branch)
        yield Text()
        yield Text("Because", "bold")
        yield from _reasons(plan, branch)
    if branch.notes:
        yield Text("Not planned", "bold")
        yield from (_indented(Text(said_), 2) for said_ in branch.notes)


def _times(plan: Plan, branch: PlanBranch) -> Table:
    """Return the four times of every event that has one, a heading for each day."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("", overflow="fold")
    for heading in TIMES:
        table.add_column(heading, overflow="fold", min_width=5)
    day: date | None = None
    for event in branch.events:
        if not event.is_bounded:
            continue
        if (on := day_of(event, plan.zone)) != day and on is not None:
            day = on
            table.add_row(Text(day_heading(plan, event, day), "bold"))
        name = Text(f"  {name_of(event, plan.product, plan.containers)}", "" if event.is_decided else "italic")
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
        Text(said(event.not_before_us, tz, day, up=True)),
        Text(planned_of(event, tz, day), "bold" if event.is_decided else ""),
        Text(safe_said(event.safe_by_us, tz, day), "green"),
        Text(said(event.last_possible_us, tz, day), "yellow"),
    )


def _reasons(plan: Plan, branch: PlanBranch) -> Iterator[RenderableType]:
    """Yield for each event that a person decides by what it is planned and what binds it, each statement once."""
    numbers = dict[Statement, int]()
    for event in branch.events:
        if not event.is_planned or not event.is_decided:
            continue
        binds = [one for one in event.because if one.kind is not Kind.FACT or one.citation]
        own = [numbers.setdefault(one, len(numbers) + 1) for one in binds]
        why = f" ({', '.join(_runs(own))})" if own else ""
        opens = f"; open {_stretch(event, plan)}" if event.opens else ""
        head = (name_of(event, plan.product, plan.containers), "bold")
        yield _hanging(Text.assemble(head, f": {event.policy.value}{why}{opens}"), 2)
    yield from (_hanging(Text(f"({number}) {with_evidence(one, plan)}"), 2) for one, number in numbers.items())


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    """Yield numbers, those that follow each other as a range.

    Examples
    --------
    >>> list(_runs([1, 2, 3, 7, 5, 6]))
    ['1-3', '7', '5-6']
    """
    start = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1:
            first, last = numbers[start], numbers[i - 1]
            yield f"{first}" if first == last else f"{first}-{last}"
            start = i


def _stretch(event: PlannedEvent, plan: Plan) -> str:
    assert event.opens is not None  # noqa: S101  asked by the caller
    day = day_of(event, plan.zone)
    return f"{said(event.opens[0], plan.zone, day)} to {said(event.opens[1], plan.zone, day)}"


def with_evidence(one: Statement, plan: Plan) -> str:
    """Return a statement with how near its label is to the regulator."""
    said_ = in_words(str(one), plan.product)
    return f"{said_} [{one.citation.evidence}]" if one.citation and one.citation.evidence else said_


def _hanging(text: Text, by: int) -> RenderableType:
    """Return a paragraph whose lines after the first stand further in."""
    grid = Table.grid(padding=0)
    grid.add_column(width=by)
    grid.add_column(overflow="fold")
    grid.add_row("", text)
    return grid


def _indented(text: RenderableType, by: int) -> RenderableType:
    return Padding(text, (0, 0, 0, by), expand=False)


def _basis(plan: Plan) -> Iterator[RenderableType]:
    yield Text()
    if plan.stated:
        yield Text("Stated", "bold")
        yield from (_indented(Text(one), 2) for one in plan.stated)
    cited = plan.product.citation
    yield Text(f"Label: {cited}, revision {cited.revision}", "dim")
    yield Text("Safe by holds whatever the steps do within what is stated of them,", "dim")
    yield Text("last possible only with every step at its fastest.", "dim")
    yield Text(f"atmp_logistics {plan.library}, catalogue {plan.catalogue}", "dim")
    yield Text("It calculates and explains; a person decides.", "dim")
