"""The tables of a printed run sheet: events to be filled in, each with its checks, its clocks and its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from atmp_logistics.core.wording import event as event_words
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import (
    OPEN,
    container_word,
    day_name,
    heading_day,
    planned_on_day,
    safe_time_on_day,
    time_on_day,
)
from atmp_logistics.report.plans.sheet_clocks import BLANK, check_words, lines_of
from atmp_logistics.report.plans.sheet_parts import AT_RECEIPT, checks_at

#: A line on which a person writes.
LINE = "<i></i>"
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


def events_part(
    title: str, events: Sequence[PlannedEvent], plan: Plan, names: Sequence[str], what: str = "event"
) -> str:
    """Return a table of events to be filled in, under a heading for each day; nothing where there are none.

    Without `names` the events are of one container, which `what` names at the head of each printed page.
    """
    if not events:
        return ""
    head = f"<h2>{title}</h2>" if title else ""
    return head + table_of((what, *_HEADS[1:]), "".join(_rows(events, plan, names)), "events")


def _rows(events: Sequence[PlannedEvent], plan: Plan, names: Sequence[str]) -> Iterator[str]:
    day: date | None = None
    prepared = {event.event for event in events} & {"thaw_end", "preparation_end"}
    for event in events:
        on = None if event.event in AT_RECEIPT else heading_day(event, plan.zone)
        if on != day and on is not None:
            day = on
            yield f"<tr class=day><th colspan={len(_HEADS)}>{day_name(day)}</th></tr>"
        fields = _FIELDS.get(event.event, () if prepared or event.event != "administration_start" else _SEEN)
        cells = [_event_cell(event, plan, names, day), *map(escape, times_of(event, plan, day)), "", "", ""]
        cells.append("".join(map(field_in_html, fields)))
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
    lines = [escape(line).replace(BLANK, LINE) for line in lines_of(event, plan)]
    first = time_on_day(event.not_before_us, plan.zone, day, up=True)
    waits = [f"not before {first}"] if first != OPEN and event.event not in AT_RECEIPT else []
    shown = f"<b>{escape(name)}</b>" if event.is_decided else f"<b><em>{escape(name)}</em></b>"
    small = [f"<small class=check><u></u>BEFORE IT: {escape(check)}</small>" for check in checks]
    return "".join([*small, f"<bdi>{shown}</bdi>", *(f"<small>{line}</small>" for line in (*waits, *lines))])


def field_in_html(text: str) -> str:
    """Return a field to write in, or a box to tick."""
    if text.startswith("[] "):
        return f"<span><u></u>{escape(text[3:])}</span>"
    return f"<span>{escape(text)} {LINE}</span>"


def times_of(event: PlannedEvent, plan: Plan, day: date | None) -> tuple[str, str, str]:
    """Return when an event is planned, by when it is safe, and last possible."""
    tz = plan.zone
    return (
        planned_on_day(event, tz, day),
        safe_time_on_day(event.safe_by_us, tz, day),
        time_on_day(event.last_possible_us, tz, day),
    )


def list_row(cells: Sequence[str], heads: Sequence[str]) -> str:
    """Return a row of which each cell says on a telephone what it is."""
    tds = (f'<td data-is="{escape(head)}">{cell}</td>' for cell, head in zip(cells, heads, strict=True))
    return f"<tr>{''.join(tds)}</tr>"


def table_of(heads: Sequence[str], rows: str, kind: str) -> str:
    """Return rows of HTML as a table under its headings."""
    titles = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f'<table class="{kind}"><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>'
