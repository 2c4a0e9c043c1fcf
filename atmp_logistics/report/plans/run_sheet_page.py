"""The run sheet to be printed: a part for the whole therapy, one for each container; A4, or a telephone's width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from atmp_logistics.core.errors import refuse
from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.core.wording import event as event_words
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import (
    container_word,
    day_name,
    day_of,
    full_time,
    time_on_day,
    with_container_word,
)
from atmp_logistics.report.plans.run_sheet_rows import LINE, events_part, field_in_html, list_row, table_of, times_of
from atmp_logistics.report.plans.run_sheet_style import FRAME
from atmp_logistics.report.plans.sheet_clocks import check_words, clocks_of
from atmp_logistics.report.plans.sheet_parts import (
    SheetParts,
    batches_of,
    checks_at,
    container_names,
    name_faults,
    sheet_parts,
)
from atmp_logistics.report.plans.text import SAFE_AND_POSSIBLE, notes_on_plan
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.report.shared.what_judged import files_in_words

#: The events of a container that its line in the table of deadlines has.
_KEY_EVENTS = ("storage_out", "thaw_start", "thaw_end", "administration_start", "administration_end")


def render_run_sheet_html(
    plan: Plan,
    therapy_id: str = "",
    container_ids: Sequence[str] = (),
    *,
    batch: str | Mapping[str, str] | None = None,
) -> str:
    """Return the run sheet as HTML to print: a part for the whole therapy, then a page for each container."""
    refuse(name_faults({"therapy_id": therapy_id}))
    names = container_names(plan, container_ids)
    batches, parts = batches_of(batch, names), sheet_parts(plan)
    pages = [_therapy_page(plan, parts, therapy_id, names, batches)]
    pages += [_container_page(plan, parts, i, therapy_id, names, batches) for i in range(plan.containers)]
    title = escape(f"Run sheet: {plan.product.name}{f', {therapy_id}' if therapy_id else ''}")
    return FRAME.format(title=title, body="".join(pages))


def _therapy_page(plan: Plan, parts: SheetParts, therapy_id: str, names: Sequence[str], batches: Sequence[str]) -> str:
    """Return the part of the whole therapy: its head, all deadlines, the label's clocks, and what is done before."""
    listed = [
        (f"{container_word(plan.product)} {i + 1} of {plan.containers}", [name, batches[i], _expiry(plan, i)])
        for i, name in enumerate(names)
    ]
    heads = ("container", "identifier", "batch", "expiry as printed")
    rows = "".join(list_row([escape(what), *map(_text, cells)], heads) for what, cells in listed)
    containers = table_of(heads, rows, "list")
    body = [
        _head(plan, therapy_id, "whole therapy", _at_the_top(plan)),
        *_warnings(plan),
        containers,
        _deadlines(plan, parts, names),
        _list("Clocks of the label", clocks_of(plan)),
        _list("Checks of identity that have no row below", _checks_without_row(plan, parts)),
        events_part("Until the day of use", parts.before, plan, names),
        events_part("At receipt, by the pharmacy", parts.receipt, plan, names),
        events_part("The patient, from the day of use", parts.therapy, plan, names),
        _foot(plan, parts),
    ]
    return f"<section>{''.join(body)}</section>"


def _container_page(
    plan: Plan, parts: SheetParts, place: int, therapy_id: str, names: Sequence[str], batches: Sequence[str]
) -> str:
    """Return the page of one container: its head, its events in the order of time, what became of it."""
    word = container_word(plan.product)
    what = f"{word} {names[place]}" + (f", {place + 1} of {plan.containers}" if plan.containers > 1 else "")
    fields = (("Batch", batches[place]), ("Expiry as printed", _expiry(plan, place)), ("Logger", ""))
    body = [
        _head(plan, therapy_id, what, fields),
        _identity(plan),
        events_part("", parts.containers[place], plan, [], f"event of {word} {names[place]}"),
        _what_became(word),
        _signatures(),
        _foot(plan, None),
    ]
    return f"<section>{''.join(body)}</section>"


def _head(plan: Plan, therapy_id: str, what: str, fields: Sequence[tuple[str, str]]) -> str:
    given = [("Therapy", therapy_id), ("Product", f"{plan.product.name} ({plan.product.slug})"), *fields]
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{_text(value)}</dd></div>" for name, value in given)
    return f"<h1>Run sheet <bdi>{escape(what)}</bdi></h1><dl>{cells}</dl>"


def _at_the_top(plan: Plan) -> list[tuple[str, str]]:
    """Return when it is planned, what is set, and the fields of the head."""
    given = [event for event in plan.branch.events if event.event == "administration_start" and event.is_planned]
    first = min(given, key=lambda event: event.planned_us, default=None)
    planned = full_time(first.planned_us, plan.zone) if first else ""
    if first and first.planned_until_us > first.planned_us:
        planned += f" to {time_on_day(first.planned_until_us, plan.zone, day_of(first, plan.zone), up=True)}"
    mode = "; ".join(f"{key}: {value}" for key, value in plan.branch.mode.items())
    told = [
        ("Planned start of administration", planned),
        ("Set", with_container_word("; ".join(plan.anchors), plan.product)),
    ]
    told += [("Condition", mode)] if mode else []
    return [*told, ("Ward's telephone", ""), ("Prepared by", "")]


def _warnings(plan: Plan) -> Iterator[str]:
    """Yield what stands in the way of the plan, in front of all else."""
    if plan.branch.shortfall is not None:
        short = with_container_word(str(plan.branch.shortfall), plan.product)
        yield f"<div class=warn><b>NOBODY CAN PROMISE THIS PLAN.</b><pre>{escape(short)}</pre></div>"
    unknown = [event for event in plan.branch.events if event.safe_by_us != event.safe_by_us and event.is_decided]
    if unknown:
        yield "<p class=warn><b>?</b>: until when it is safe is not known, since a step's duration was not stated.</p>"
    yield from (f"<p class=warn><b>{escape(note)}</b></p>" for note in filter(None, [what_if_note(plan.product)]))


def _deadlines(plan: Plan, parts: SheetParts, names: Sequence[str]) -> str:
    """Return the deadlines of every container in one table, where there are several."""
    if plan.containers == 1:
        return ""
    found = [{event.event: event for event in own} for own in parts.containers]
    keys = [name for name in _KEY_EVENTS if any(name in own for own in found)]
    heads = ("", *map(event_words, keys))
    rows = ""
    for name, own in zip(names, found, strict=True):
        cells = (_safe_and_last(own.get(key), plan, parts.day) for key in keys)
        rows += list_row([_text(f"{container_word(plan.product)} {name}"), *cells], heads)
    on = f", {day_name(parts.day)}" if parts.day else ""
    return f"<h2>Safe by, and last possible, of each container{on}</h2>{table_of(heads, rows, 'list')}"


def _safe_and_last(event: PlannedEvent | None, plan: Plan, day: date | None) -> str:
    if event is None:
        return ""
    safe, last = times_of(event, plan, day)[1:]
    return f"<b>{escape(safe)}</b><br><small>last possible {escape(last)}</small>"


def _checks_without_row(plan: Plan, parts: SheetParts) -> list[str]:
    shown = {event.event for event in parts.events}
    rest = [check for check in plan.product.checks if not any(check in checks_at(name, [check]) for name in shown)]
    return [f"before {event_words(check.at)}: {check_words(check)}" for check in rest]


def _identity(plan: Plan) -> str:
    """Return the place of the check of identity, where the label names none."""
    if plan.product.checks:
        return ""
    what = f"patient and {container_word(plan.product)} compared"
    return (
        f"<p class=fields>{what} {LINE} by {LINE} witness {LINE} "
        "<small>(the label's file holds no check of identity; the hospital's rule holds)</small></p>"
    )


def _what_became(word: str) -> str:
    """Return the place for whether a container was given, and what else became of it."""
    given = "".join(map(field_in_html, ("[] given whole", "[] given in part", "[] not given")))
    became = "".join(
        map(field_in_html, ("[] discarded", "[] returned", "[] kept in quarantine", "at", "by", "witness"))
    )
    why = f"<p>This {word} was: {given}{field_in_html('because')}</p>"
    return f"<div class=became>{why}<p>If not given whole, it was: {became}</p></div>"


def _signatures() -> str:
    fields = "".join(map(field_in_html, ("Remarks", "Filled in by", "Checked by", "Date")))
    return f"<p class=fields>{fields}</p>"


def _foot(plan: Plan, parts: SheetParts | None) -> str:
    """Return what the sheet rests on."""
    cited, product = plan.product.citation, plan.product
    lines = [f"Times are local, {plan.tz}. {SAFE_AND_POSSIBLE}", f"{cited.label}, revision {cited.revision}."]
    if parts is not None:
        asks = [limit.code for limit in (*product.prohibitions, *product.instructions)]
        lines += [f"The label also forbids or asks: {', '.join(asks)}."] if asks else []
        lines += [f"The label's file holds no number for: {', '.join(one.code for one in product.unread_limits)}."
                  ] if product.unread_limits else []  # fmt: skip
        left = ", ".join(map(event_words, parts.left_out))
        lines += [f"Not on this sheet, the manufacturer's and the courier's: {left}."] if left else []
        lines += [f"Stated: {with_container_word('; '.join(plan.stated), product)}."] if plan.stated else []
        lines += [f"{note}." for note in notes_on_plan(plan)]
    lines += [f"By {'; '.join(files_in_words(plan.files, plan.profile))}.", A_PERSON_DECIDES]
    lines += [f"atmp_logistics {plan.library}, catalogue {plan.catalogue}."]
    return f"<p class=foot>{escape(' '.join(lines))}</p>"


def _expiry(plan: Plan, place: int) -> str:
    return plan.expiries[place] if plan.expiries else ""


def _text(value: str) -> str:
    """Return a text that keeps its own direction, or a line to write on."""
    return f"<bdi>{escape(value)}</bdi>" if value else LINE


def _list(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{title}</h2><ul>{items}</ul>" if lines else ""
