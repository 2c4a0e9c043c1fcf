"""A plan in a terminal, in a notebook, as a table and as JSON: the clock time first, then why, then who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from math import isfinite
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from atmp_logistics.core.instants import SECOND, iso, moment
from atmp_logistics.planning.plan_result import Plan, PlanBranch, PlannedEvent
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
from atmp_logistics.report.shared.json_text import json_text
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.timing.constraints import Kind, Shortfall, Statement

SCHEMA = "atmp-logistics/plan/1"
_COLUMNS = ("not before", "planned", "safe by", "last possible")


def render_plan(plan: Plan, width: int = 80) -> str:
    """Return a plan as plain text."""
    return plain_text(plan_of(plan), width)


def plan_of(plan: Plan) -> Iterator[RenderableType]:
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
        yield Text(f"If {branch.mode_said}:", "bold")
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
    for heading in _COLUMNS:
        table.add_column(heading, overflow="fold", min_width=5)
    day: date | None = None
    for event in branch.events:
        if not event.is_bounded:
            continue
        if (on := day_of(event, plan.zone)) != day and on is not None:
            day = on
            table.add_row(Text(_heading(plan, event, day), "bold"))
        name = Text(f"  {name_of(event, plan.product, plan.containers)}", "" if event.is_decided else "italic")
        table.add_row(name, *_four(event, plan, day))
    return table


def _heading(plan: Plan, event: PlannedEvent, day: date) -> str:
    times = (event.planned_us, event.safe_by_us, event.last_possible_us, event.not_before_us)
    first = next(us for us in times if isfinite(us))
    return f"{day_name(day)} ({offset(moment(first).astimezone(plan.zone))})"


def _four(event: PlannedEvent, plan: Plan, day: date | None) -> tuple[Text, ...]:
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
    yield from (_hanging(Text(f"({number}) {_weighed(one, plan)}"), 2) for one, number in numbers.items())


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


def _weighed(one: Statement, plan: Plan) -> str:
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


def render_plan_html(plan: Plan) -> str:
    """Return a plan as a table of HTML, for a notebook."""
    parts = [f"<p><b>{escape(plan.product.name)}</b> ({plan.product.slug}), {escape(plan.tz)}</p>"]
    for branch in plan.branches:
        if branch.mode:
            parts.append(f"<p>If {escape(branch.mode_said)}:</p>")
        if branch.shortfall is not None:
            parts.append(f"<pre>{escape(in_words(str(branch.shortfall), plan.product))}</pre>")
        if branch.events:
            parts.append(_html_table(plan, branch))
    return f"<div>{''.join(parts)}<p><small>It calculates and explains; a person decides.</small></p></div>"


def _html_table(plan: Plan, branch: PlanBranch) -> str:
    heads = "".join(f"<th style='text-align:left'>{one}</th>" for one in ("event", *_COLUMNS, "because"))
    rows, day = [], None
    for event in branch.events:
        if not event.is_bounded:
            continue
        if (on := day_of(event, plan.zone)) != day and on is not None:
            day = on
            rows.append(f"<tr><th colspan=6 style='text-align:left'>{escape(_heading(plan, event, day))}</th></tr>")
        name = escape(name_of(event, plan.product, plan.containers))
        cells = [
            name if event.is_decided else f"<i>{name}</i>",
            *(escape(one.plain) for one in _four(event, plan, day)),
        ]
        why = "<br>".join(escape(_weighed(one, plan)) for one in event.because)
        tds = "".join(f"<td style='text-align:left;white-space:nowrap'>{one}</td>" for one in cells)
        rows.append(f"<tr>{tds}<td style='text-align:left'>{why}</td></tr>")
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def render_plan_page(plan: Plan) -> str:
    """Return a plan as one page of HTML."""
    title = escape(f"Plan: {plan.product.name}")
    body = render_plan_html(plan)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:11pt/1.4 system-ui,sans-serif;margin:2em}td,th{padding:3px 8px;vertical-align:top}"
        "table{border-collapse:collapse}tr{border-bottom:1px solid #ccc}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def plan_frame(plan: Plan) -> pd.DataFrame:
    """Return a plan as a DataFrame, one row an event and branch, times in the plan's zone, NaT where nothing bounds."""
    rows = [
        {
            "mode": branch.mode_said,
            "event": event.event,
            "instance": event.side,
            "container": event.container,
            "not_before": event.not_before_us,
            "planned": event.planned_us,
            "planned_until": event.planned_until_us,
            "safe_by": event.safe_by_us,
            "last_possible": event.last_possible_us,
            "policy": event.policy.value,
            "because": "; ".join(map(str, event.because)),
            "citation": "; ".join(event.citations),
        }
        for branch in plan.branches
        for event in branch.events
    ]
    frame = pd.DataFrame(rows, columns=list(_FRAME))
    frame["container"] = frame["container"].astype("Int64")
    for name in ("not_before", "planned", "planned_until", "safe_by", "last_possible"):
        frame[name] = _times_column(frame[name], plan)
    return frame


_FRAME = (
    "mode", "event", "instance", "container", "not_before", "planned", "planned_until", "safe_by", "last_possible",
    "policy", "because", "citation",
)  # fmt: skip


def _times_column(column: pd.Series, plan: Plan) -> pd.Series:
    whole = [int(us) if isfinite(us) else None for us in column.astype(float)]
    return pd.Series(pd.to_datetime(pd.Series(whole, dtype="Int64"), unit="us", utc=True)).dt.tz_convert(plan.zone)


def render_plan_json(plan: Plan) -> str:
    """Return the whole plan as JSON text, times in UTC, null where nothing bounds one."""
    cited = plan.product.citation
    document = {
        "schema": SCHEMA,
        "product": plan.product.slug,
        "label": {"label": cited.label, "revision": cited.revision, "url": cited.url, "evidence": cited.evidence},
        "library": plan.library,
        "catalogue": plan.catalogue,
        "containers": plan.containers,
        "tz": plan.tz,
        "anchors": list(plan.anchors),
        "stated": list(plan.stated),
        "branches": [_branch_json(branch) for branch in plan.branches],
    }
    return json_text(document) + "\n"


def _branch_json(branch: PlanBranch) -> dict[str, Any]:
    return {
        "modes": [dict(mode) for mode in branch.modes],
        "works": branch.works,
        "shortfall": _shortfall_json(branch.shortfall) if branch.shortfall else None,
        "notes": list(branch.notes),
        "events": [_event_json(event) for event in branch.events],
    }


def _event_json(event: PlannedEvent) -> dict[str, Any]:
    return {
        "event": event.event,
        "instance": event.side or None,
        "container": event.container,
        "decided": event.is_decided,
        "policy": event.policy.value,
        "not_before": iso(event.not_before_us),
        "planned": iso(event.planned_us),
        "planned_until": iso(event.planned_until_us),
        "safe_by": iso(event.safe_by_us),
        "last_possible": iso(event.last_possible_us),
        "because": list(statements_json(event.because)),
        "possible_because": list(statements_json(event.possible_because)),
        "opens": [iso(event.opens[0]), iso(event.opens[1])] if event.opens else None,
    }


def statements_json(statements: Iterable[Statement]) -> Iterator[dict[str, Any]]:
    """Yield statements as JSON has them."""
    for one in statements:
        cited = one.citation
        yield {
            "kind": one.kind.value,
            "code": one.code or None,
            "words": one.words,
            "source": one.source or None,
            "obligation": one.obligation,
            "earlier": one.earlier,
            "later": one.later,
            "at_least_s": one.at_least_us / SECOND if isfinite(one.at_least_us) else None,
            "at_most_s": one.at_most_us / SECOND if isfinite(one.at_most_us) else None,
            "citation": None
            if cited is None
            else {
                "label": cited.label,
                "section": cited.section,
                "revision": cited.revision,
                "url": cited.url,
                "evidence": cited.evidence,
            },
        }


def _shortfall_json(short: Shortfall) -> dict[str, Any]:
    return {
        "short_s": short.short_us / SECOND,
        "possible_at_fastest": short.possible,
        "statements": list(statements_json(short.statements)),
        "remedies": list(short.remedies),
    }
