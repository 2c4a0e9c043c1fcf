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
    OPEN,
    container_word,
    day_name,
    day_of,
    full_time,
    heading_day,
    planned_on_day,
    safe_time_on_day,
    time_on_day,
    with_container_word,
)
from atmp_logistics.report.plans.run_sheet_style import FRAME
from atmp_logistics.report.plans.sheet_clocks import BLANK, check_words, clocks_of, lines_of
from atmp_logistics.report.plans.sheet_parts import (
    AT_RECEIPT,
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

_LINE = "<i></i>"
#: What a person writes beside an event: fields, and boxes to tick.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "product_received": ("temperature read", "seal", "[] accepted", "[] quarantined", "[] rejected"),
    "storage_in": ("tank or store", "temperature read"),
    "storage_out": ("tank or store", "temperature read"),
    "thaw_start": ("bath or device", "temperature read"),
    "thaw_end": ("[] no ice", "[] no clumps", "[] no leak"),
    "preparation_start": ("device", "temperature read"),
    "preparation_end": ("[] no clumps", "[] no leak"),
    "syringe_drawn": ("volume drawn",),
    "administration_end": ("volume given",),
}
#: What is seen before a container is given where it is neither thawed nor prepared.
_SEEN = ("[] whole", "[] no clumps", "[] no leak")
_HEADS = ("event", "planned", "safe by", "last possible", "actual", "by", "witness", "to write down")
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
    rows = "".join(_list_row([escape(what), *map(_text, cells)], heads) for what, cells in listed)
    containers = _table(heads, rows, "list")
    body = [
        _head(plan, therapy_id, "whole therapy", _at_the_top(plan)),
        *_warnings(plan),
        containers,
        _deadlines(plan, parts, names),
        _list("Clocks of the label", clocks_of(plan)),
        _list("Checks of identity that have no row below", _checks_without_row(plan, parts)),
        _events_part("Until the day of use", parts.before, plan, names),
        _events_part("At receipt, by the pharmacy", parts.receipt, plan, names),
        _events_part("The patient, from the day of use", parts.therapy, plan, names),
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
        _events_part("", parts.containers[place], plan, [], f"event of {word} {names[place]}"),
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
        rows += _list_row([_text(f"{container_word(plan.product)} {name}"), *cells], heads)
    on = f", {day_name(parts.day)}" if parts.day else ""
    return f"<h2>Safe by, and last possible, of each container{on}</h2>{_table(heads, rows, 'list')}"


def _safe_and_last(event: PlannedEvent | None, plan: Plan, day: date | None) -> str:
    if event is None:
        return ""
    safe, last = _times(event, plan, day)[1:]
    return f"<b>{escape(safe)}</b><br><small>last possible {escape(last)}</small>"


def _times(event: PlannedEvent, plan: Plan, day: date | None) -> tuple[str, str, str]:
    """Return when an event is planned, by when it is safe, and last possible."""
    tz = plan.zone
    return (
        planned_on_day(event, tz, day),
        safe_time_on_day(event.safe_by_us, tz, day),
        time_on_day(event.last_possible_us, tz, day),
    )


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
        f"<p class=fields>{what} {_LINE} by {_LINE} witness {_LINE} "
        "<small>(the label's file holds no check of identity; the hospital's rule holds)</small></p>"
    )


def _events_part(
    title: str, events: Sequence[PlannedEvent], plan: Plan, names: Sequence[str], what: str = "event"
) -> str:
    """Return a table of events to be filled in, under a heading for each day; nothing where there are none.

    Without `names` the events are of one container, which `what` names at the head of each printed page.
    """
    if not events:
        return ""
    head = f"<h2>{title}</h2>" if title else ""
    return head + _table((what, *_HEADS[1:]), "".join(_rows(events, plan, names)), "events")


def _rows(events: Sequence[PlannedEvent], plan: Plan, names: Sequence[str]) -> Iterator[str]:
    day: date | None = None
    prepared = {event.event for event in events} & {"thaw_end", "preparation_end"}
    for event in events:
        on = None if event.event in AT_RECEIPT else heading_day(event, plan.zone)
        if on != day and on is not None:
            day = on
            yield f"<tr class=day><th colspan={len(_HEADS)}>{day_name(day)}</th></tr>"
        fields = _FIELDS.get(event.event, () if prepared or event.event != "administration_start" else _SEEN)
        cells = [_event_cell(event, plan, names, day), *map(escape, _times(event, plan, day)), "", "", ""]
        cells.append("".join(map(_field, fields)))
        kinds = ("what", "t", "t", "t", "blank time", "blank", "blank", "fields")
        tds = (
            f'<td class="{kind}" data-is="{head}">{cell}</td>'
            for kind, head, cell in zip(kinds, _HEADS, cells, strict=True)
        )
        yield f"<tr>{''.join(tds)}</tr>"


def _event_cell(event: PlannedEvent, plan: Plan, names: Sequence[str], day: date | None) -> str:
    """Return an event in words, with its checks before it and the label's clocks below."""
    checks = [check_words(check) for check in checks_at(event.event, plan.product.checks)]
    name = f"{f'{event.side} ' if event.side else ''}{event_words(event.event)}"
    if event.container is not None and names:
        name += f", {container_word(plan.product)} {names[event.container - 1]}"
    lines = [escape(line).replace(BLANK, _LINE) for line in lines_of(event, plan)]
    first = time_on_day(event.not_before_us, plan.zone, day, up=True)
    waits = [f"not before {first}"] if first != OPEN and event.event not in AT_RECEIPT else []
    shown = f"<b>{escape(name)}</b>" if event.is_decided else f"<b><em>{escape(name)}</em></b>"
    small = [f"<small class=check><u></u>BEFORE IT: {escape(check)}</small>" for check in checks]
    return "".join([*small, f"<bdi>{shown}</bdi>", *(f"<small>{line}</small>" for line in (*waits, *lines))])


def _field(text: str) -> str:
    """Return a field to write in, or a box to tick."""
    if text.startswith("[] "):
        return f"<span><u></u>{escape(text[3:])}</span>"
    return f"<span>{escape(text)} {_LINE}</span>"


def _what_became(word: str) -> str:
    """Return the place for whether a container was given, and what else became of it."""
    given = "".join(map(_field, ("[] given whole", "[] given in part", "[] not given")))
    became = "".join(map(_field, ("[] discarded", "[] returned", "[] kept in quarantine", "at", "by", "witness")))
    why = f"<p>This {word} was: {given}{_field('because')}</p>"
    return f"<div class=became>{why}<p>If not given whole, it was: {became}</p></div>"


def _signatures() -> str:
    fields = "".join(map(_field, ("Remarks", "Filled in by", "Checked by", "Date")))
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
    return f"<bdi>{escape(value)}</bdi>" if value else _LINE


def _list(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{title}</h2><ul>{items}</ul>" if lines else ""


def _list_row(cells: Sequence[str], heads: Sequence[str]) -> str:
    """Return a row of which each cell says on a telephone what it is."""
    tds = (f'<td data-is="{escape(head)}">{cell}</td>' for cell, head in zip(cells, heads, strict=True))
    return f"<tr>{''.join(tds)}</tr>"


def _table(heads: Sequence[str], rows: str, kind: str) -> str:
    titles = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f'<table class="{kind}"><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>'
