"""The tables of a printed run sheet: events to be filled in, each with its checks, its clocks and its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

from atmp_logistics.core.identity_check import Check
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import OPEN, heading_day, time_on_day
from atmp_logistics.report.plans.run_sheet_words import SheetWords
from atmp_logistics.report.plans.sheet_clocks import BLANK, lines_of
from atmp_logistics.report.plans.sheet_parts import AT_RECEIPT, checks_at

#: A line on which a person writes.
LINE = "<i></i>"
#: What a person writes beside an event: fields, and boxes to tick.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "product_received": ("field.temperature_read", "field.seal", "tick.accepted", "tick.quarantined", "tick.rejected"),
    "storage_in": ("field.store", "field.temperature_read"),
    "storage_out": ("field.store", "field.temperature_read"),
    "thaw_start": ("field.bath", "field.temperature_read"),
    "thaw_end": ("tick.no_ice", "tick.no_clumps", "tick.no_leak"),
    "preparation_start": ("field.device", "field.temperature_read"),
    "preparation_end": ("tick.no_clumps", "tick.no_leak"),
    "syringe_drawn": ("field.volume_drawn",),
    "administration_end": ("field.volume_given",),
}
#: What is seen before a container is given where it is neither thawed nor prepared.
_SEEN = ("tick.whole", "tick.no_clumps", "tick.no_leak")
_HEADS = ("event", "planned", "safe_by", "last_possible", "actual", "by", "witness", "write_down")


def events_part(
    title: str, events: Sequence[PlannedEvent], words: SheetWords, names: Sequence[str], what: str = ""
) -> str:
    """Return a table of events to be filled in, under a heading for each day; nothing where there are none.

    Without `names` the events are of one container, which `what` names at the head of each printed page.
    """
    if not events:
        return ""
    head, first, *others = f"<h2>{escape(title)}</h2>" if title else "", *_heads(words)
    return head + table_of((what or first, *others), "".join(_rows(events, words, names)), "events")


def _heads(words: SheetWords) -> list[str]:
    return [words(f"head.{name}") for name in _HEADS]


def _rows(events: Sequence[PlannedEvent], words: SheetWords, names: Sequence[str]) -> Iterator[str]:
    day: date | None = None
    prepared = {event.event for event in events} & {"thaw_end", "preparation_end"}
    for event in events:
        on = None if event.event in AT_RECEIPT else heading_day(event, words.plan.zone)
        if on != day and on is not None:
            day = on
            yield f"<tr class=day><th colspan={len(_HEADS)}>{escape(words.day(day))}</th></tr>"
        fields = _FIELDS.get(event.event, () if prepared or event.event != "administration_start" else _SEEN)
        cells = [_event_cell(event, words, names, day), *map(escape, times_of(event, words, day)), "", "", ""]
        cells.append(fields_in_html(words, fields))
        kinds = ("what", "t", "t", "t", "blank time", "blank", "blank", "fields")
        tds = (
            f'<td class="{kind}" data-is="{escape(head)}">{cell}</td>'
            for kind, head, cell in zip(kinds, _heads(words), cells, strict=True)
        )
        yield f"<tr>{''.join(tds)}</tr>"


def _event_cell(event: PlannedEvent, words: SheetWords, names: Sequence[str], day: date | None) -> str:
    """Return an event in words, with its checks before it and the label's clocks below."""
    plan, checks = words.plan, checks_at(event.event, words.plan.product.checks)
    name = words.event(event)
    if event.container is not None and names:
        name += f", {words.container()} {names[event.container - 1]}"
    lines = [escape(line).replace(BLANK, LINE) for line in lines_of(event, words)]
    first = time_on_day(event.not_before_us, plan.zone, day, up=True)
    waits = [words("text.not_before", time=first)] if first != OPEN and event.event not in AT_RECEIPT else []
    shown = f"<b>{escape(name)}</b>" if event.is_decided else f"<b><em>{escape(name)}</em></b>"
    small = [f"<small class=check><u></u>{escape(before_it(check, words))}</small>" for check in checks]
    return "".join([*small, f"<bdi>{shown}</bdi>", *(f"<small>{line}</small>" for line in (*waits, *lines))])


def before_it(check: Check, words: SheetWords) -> str:
    """Return a check that an event has to wait for."""
    return words("text.before_it", check=words.check(check))


def fields_in_html(words: SheetWords, keys: Iterable[str]) -> str:
    """Return fields to write in, and boxes to tick, by the keys of their words."""
    shown = ((key, escape(words(key))) for key in keys)
    return "".join(
        f"<span><u></u>{text}</span>" if key.startswith("tick.") else f"<span>{text} {LINE}</span>"
        for key, text in shown
    )


def times_of(event: PlannedEvent, words: SheetWords, day: date | None) -> tuple[str, str, str]:
    """Return when an event is planned, by when it is safe, and last possible."""
    last = time_on_day(event.last_possible_us, words.plan.zone, day)
    return words.planned(event, day), words.safe_by(event, day), last


def list_row(cells: Sequence[str], heads: Sequence[str]) -> str:
    """Return a row of which each cell says on a telephone what it is."""
    tds = (f'<td data-is="{escape(head)}">{cell}</td>' for cell, head in zip(cells, heads, strict=True))
    return f"<tr>{''.join(tds)}</tr>"


def table_of(heads: Sequence[str], rows: str, kind: str) -> str:
    """Return rows of HTML as a table under its headings."""
    titles = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f'<table class="{kind}"><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>'
