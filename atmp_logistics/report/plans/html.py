"""A plan as a table in a notebook, and as a page that prints."""

from __future__ import annotations

from html import escape

from atmp_logistics.core.label_notes import when_read
from atmp_logistics.planning.plan_result import Plan, PlanBranch
from atmp_logistics.report.plans.clock_words import day_of, event_name, with_container_word
from atmp_logistics.report.plans.text import TIMES, day_heading, four_times, notes_on_plan, with_evidence
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.report.shared.what_judged import files_in_html


def render_fragment(plan: Plan) -> str:
    """Return a plan as a table of HTML, for a notebook."""
    parts = [f"<p><b>{escape(plan.product.name)}</b> ({plan.product.slug}), {escape(plan.tz)}</p>"]
    cited = plan.product.citation
    parts.append(f"<p>{escape(f'Label: {cited}, revision {cited.revision}, {when_read(plan.product)}')}</p>")
    parts += [f"<p><b>{escape(note)}</b></p>" for note in notes_on_plan(plan)]
    for branch in plan.branches:
        if branch.mode:
            parts.append(f"<p>If {escape(branch.mode_text)}:</p>")
        if branch.shortfall is not None:
            parts.append(f"<pre>{escape(with_container_word(str(branch.shortfall), plan.product))}</pre>")
        if branch.events:
            parts.append(_html_table(plan, branch))
    made = f"<p>atmp_logistics {plan.library}, catalogue {plan.catalogue}</p>"
    foot = f"<small>{''.join(files_in_html(plan.files, plan.profile))}{made}<p>{A_PERSON_DECIDES}</p></small>"
    return f"<div>{''.join(parts)}{foot}</div>"


def _html_table(plan: Plan, branch: PlanBranch) -> str:
    heads = "".join(f"<th style='text-align:left'>{heading}</th>" for heading in ("event", *TIMES, "because"))
    rows, day = [], None
    for event in branch.events:
        if not event.is_bounded:
            continue
        if (on := day_of(event, plan.zone)) != day and on is not None:
            day = on
            rows.append(f"<tr><th colspan=6 style='text-align:left'>{escape(day_heading(plan, event, day))}</th></tr>")
        name = escape(event_name(event, plan.product, plan.containers))
        cells = [
            name if event.is_decided else f"<i>{name}</i>",
            *(escape(cell.plain) for cell in four_times(event, plan, day)),
        ]
        why = "<br>".join(escape(with_evidence(statement, plan)) for statement in event.because)
        tds = "".join(f"<td style='text-align:left;white-space:nowrap'>{cell}</td>" for cell in cells)
        rows.append(f"<tr>{tds}<td style='text-align:left'>{why}</td></tr>")
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def render_html(plan: Plan) -> str:
    """Return a plan as one page of HTML."""
    title = escape(f"Plan: {plan.product.name}")
    body = render_fragment(plan)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:11pt/1.4 system-ui,sans-serif;margin:2em}td,th{padding:3px 8px;vertical-align:top}"
        "table{border-collapse:collapse}tr{border-bottom:1px solid #ccc}</style></head>"
        f"<body>{body}</body></html>\n"
    )
