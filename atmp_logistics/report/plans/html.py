"""A plan in a notebook, and as a page that prints: its chart, its times, what is not planned, what was stated."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from atmp_logistics.core.label_notes import when_read
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import event_name, heading_day, names_of_containers, with_container_word
from atmp_logistics.report.plans.gantt import figure_of
from atmp_logistics.report.plans.text import (
    SAFE_AND_POSSIBLE,
    TIMES,
    day_heading,
    four_times,
    notes_on_plan,
    with_evidence,
)
from atmp_logistics.report.shared.html_table import html_table
from atmp_logistics.report.shared.page import block, list_of_items, page
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.report.shared.style import data_uri, svg_of
from atmp_logistics.report.shared.what_judged import files_in_html


def render_fragment(plan: Plan) -> str:
    """Return a plan for a notebook: each branch with its chart, its times, what is not planned; what was stated."""
    return block(*_parts(plan))


def render_html(plan: Plan) -> str:
    """Return a plan as one page of HTML."""
    return page(f"Plan: {plan.product.name}", block(*_parts(plan)))


def _parts(plan: Plan) -> Iterator[str]:
    name = f"<b>{escape(plan.product.name)}</b> ({escape(plan.product.slug)})"
    containers = f"{plan.containers} container{'s' * (plan.containers != 1)}"
    yield f"<p>{name}, {containers}, times in {escape(plan.tz)}</p>\n"
    names = names_of_containers(plan.container_ids, plan.product)
    yield f"<p>{escape(names)}</p>\n" if names else ""
    yield list_of_items(f"from: {with_container_word(anchor, plan.product)}" for anchor in plan.anchors)
    yield from (f"<p><b>{escape(note)}</b></p>\n" for note in notes_on_plan(plan))
    drawn = 0
    for branch in plan.branches:
        yield from _branch(plan, branch, drawn)
        drawn += bool(branch.events)
    yield (
        f"<h4>Stated</h4>\n{list_of_items(with_container_word(line, plan.product) for line in plan.stated)}"
        if plan.stated
        else ""
    )
    yield from _basis(plan)


def _branch(plan: Plan, branch: PlanBranch, drawn: int) -> Iterator[str]:
    """Yield one branch; `drawn` is its place among those that have events."""
    yield f"<h3>If {escape(branch.mode_text)}</h3>\n" if branch.mode else ""
    if branch.shortfall is not None:
        yield f'<pre class="lines">{escape(with_container_word(str(branch.shortfall), plan.product))}</pre>\n'
    if branch.events:
        yield f'<img alt="when each event may happen" src="{data_uri(svg_of(figure_of(plan, drawn)))}">\n'
        yield html_table(["event", *TIMES, "because"], list(_rows(plan, branch)), kind="time")
    yield f"<h4>Not planned</h4>\n{list_of_items(branch.notes)}" if branch.notes else ""


def _rows(plan: Plan, branch: PlanBranch) -> Iterator[list[str]]:
    """Yield the four times of every event that has a time and what binds it, under a heading for each day."""
    day = None
    for event in branch.events:
        if not event.is_bounded:
            continue
        if (on := heading_day(event, plan.zone)) != day and on is not None:
            day = on
            yield [escape(day_heading(plan, event, day))]
        name = escape(event_name(event, plan.product, plan.containers))
        why = _because(event, plan)
        times = (escape(cell.plain) for cell in four_times(event, plan, day))
        yield [name if event.is_decided else f"<i>{name}</i>", *times, f'<span class="why">{why}</span>']


def _because(event: PlannedEvent, plan: Plan) -> str:
    """Return what binds an event, limits of days and months apart from those of minutes."""
    short = [escape(with_evidence(statement, plan)) for statement in event.because if not statement.is_of_days]
    long = [escape(with_evidence(statement, plan)) for statement in event.because if statement.is_of_days]
    return "<br>".join([*short, *(["<i>days and months:</i>", *long] if long else [])])


def _basis(plan: Plan) -> Iterator[str]:
    """Yield which label and files planned."""
    cited = plan.product.citation
    yield f'<p class="said">{escape(f"Label: {cited}, revision {cited.revision}, {when_read(plan.product)}")}</p>\n'
    yield f'<p class="said">{SAFE_AND_POSSIBLE}</p>\n'
    yield from files_in_html(plan.files, plan.profile)
    yield f'<p class="said">atmp_logistics {plan.library}, catalogue {plan.catalogue}<br>{A_PERSON_DECIDES}</p>\n'
