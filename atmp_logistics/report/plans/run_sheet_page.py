"""The run sheet to be printed: a part for the whole therapy, one for each container; A4, or a telephone's width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from atmp_logistics.core.errors import refuse
from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import day_of, full_time, time_on_day, with_container_word
from atmp_logistics.report.plans.run_sheet_rows import LINE, events_part, fields_in_html, list_row, table_of, times_of
from atmp_logistics.report.plans.run_sheet_style import FRAME
from atmp_logistics.report.plans.run_sheet_words import SheetWords
from atmp_logistics.report.plans.sheet_clocks import clocks_of
from atmp_logistics.report.plans.sheet_parts import (
    SheetParts,
    batches_of,
    checks_at,
    container_names,
    name_faults,
    sheet_parts,
)
from atmp_logistics.report.plans.text import notes_on_plan
from atmp_logistics.report.shared.what_judged import files_in_words

#: Where a text that is marked as English goes.
_HERE = "\0"
#: The events of a container that its line in the table of deadlines has.
_KEY_EVENTS = ("storage_out", "thaw_start", "thaw_end", "administration_start", "administration_end")


def render_run_sheet_html(
    plan: Plan,
    therapy_id: str = "",
    container_ids: Sequence[str] = (),
    *,
    batch: str | Mapping[str, str] | None = None,
    language: str | None = None,
) -> str:
    """Return the run sheet as HTML to print: a part for the whole therapy, then a page for each container."""
    refuse(name_faults({"therapy_id": therapy_id}))
    names = container_names(plan, container_ids)
    batches, parts, words = batches_of(batch, names), sheet_parts(plan), SheetWords.of(plan, language)
    pages = [_therapy_page(words, parts, therapy_id, names, batches)]
    pages += [_container_page(words, parts, i, therapy_id, names, batches) for i in range(plan.containers)]
    title = escape(words("title.page", name=", ".join(filter(None, (plan.product.name, therapy_id)))))
    page = {"language": words.say.language, "page": words("title.printed_page"), "of": words("title.printed_of")}
    return FRAME.format(title=title, body="".join(pages), **page)


def _therapy_page(
    words: SheetWords, parts: SheetParts, therapy_id: str, names: Sequence[str], batches: Sequence[str]
) -> str:
    """Return the part of the whole therapy: its head, all deadlines, the label's clocks, and what is done before."""
    plan, word = words.plan, words.container()
    listed = [
        (words("text.one_of", word=word, number=i + 1, count=plan.containers), [name, batches[i], _expiry(plan, i)])
        for i, name in enumerate(names)
    ]
    heads = [words(f"head.{name}") for name in ("container", "identifier", "batch", "expiry")]
    rows = "".join(list_row([escape(what), *map(_text, cells)], heads) for what, cells in listed)
    containers = table_of(heads, rows, "list")
    body = [
        _head(words, therapy_id, words("title.whole_therapy"), _at_the_top(words)),
        *_warnings(words),
        containers,
        _deadlines(words, parts, names),
        _list(words("title.clocks"), clocks_of(words)),
        _list(words("title.checks"), _checks_without_row(words, parts)),
        events_part(words("title.before"), parts.before, words, names),
        events_part(words("title.receipt"), parts.receipt, words, names),
        events_part(words("title.therapy"), parts.therapy, words, names),
        _foot(words, parts),
    ]
    return f"<section>{''.join(body)}</section>"


def _container_page(
    words: SheetWords, parts: SheetParts, place: int, therapy_id: str, names: Sequence[str], batches: Sequence[str]
) -> str:
    """Return the page of one container: its head, its events in the order of time, what became of it."""
    plan, one = words.plan, f"{words.container()} {names[place]}"
    count = words("text.one_of", word="", number=place + 1, count=plan.containers)
    what = one + (f",{count}" if plan.containers > 1 else "")
    values = (batches[place], _expiry(plan, place), "")
    fields = list(zip(("box.batch", "box.expiry", "box.logger"), values, strict=True))
    body = [
        _head(words, therapy_id, what, fields),
        _identity(words),
        events_part("", parts.containers[place], words, [], words("title.of_container", container=one)),
        _what_became(words),
        _signatures(words),
        _foot(words, None),
    ]
    return f"<section>{''.join(body)}</section>"


def _head(words: SheetWords, therapy_id: str, what: str, fields: Sequence[tuple[str, str]]) -> str:
    product = words.plan.product
    given = [("box.therapy", therapy_id), ("box.product", f"{product.name} ({product.slug})"), *fields]
    cells = "".join(
        f"<div><dt>{escape(words(name))}</dt><dd>{_value(words, name, value)}</dd></div>" for name, value in given
    )
    return f"<h1>{escape(words('title.sheet'))} <bdi>{escape(what)}</bdi></h1><dl>{cells}</dl>"


def _value(words: SheetWords, name: str, value: str) -> str:
    """Return what stands in a box of the head; the times that are set are said in English alone."""
    return f"<bdi>{words.only_english(value)}</bdi>" if name == "box.set" and value else _text(value)


def _at_the_top(words: SheetWords) -> list[tuple[str, str]]:
    """Return when it is planned, what is set, and the fields of the head."""
    plan = words.plan
    given = [event for event in plan.branch.events if event.event == "administration_start" and event.is_planned]
    first = min(given, key=lambda event: event.planned_us, default=None)
    planned = full_time(first.planned_us, plan.zone) if first else ""
    if first and first.planned_until_us > first.planned_us:
        until = time_on_day(first.planned_until_us, plan.zone, day_of(first, plan.zone), up=True)
        planned = words("text.to", first=planned, last=until)
    mode = "; ".join(f"{key}: {value}" for key, value in plan.branch.mode.items())
    told = [
        ("box.start", planned),
        ("box.set", with_container_word("; ".join(plan.anchors), plan.product)),
    ]
    told += [("box.condition", mode)] if mode else []
    return [*told, ("box.telephone", ""), ("box.prepared_by", "")]


def _warnings(words: SheetWords) -> Iterator[str]:
    """Yield what stands in the way of the plan, in front of all else."""
    plan = words.plan
    if plan.branch.shortfall is not None:
        short = with_container_word(str(plan.branch.shortfall), plan.product)
        head = escape(words("text.nobody_can"))
        yield f"<div class=warn><b>{head}</b><pre>{words.only_english(short)}</pre></div>"
    unknown = [event for event in plan.branch.events if event.safe_by_us != event.safe_by_us and event.is_decided]
    if unknown:
        yield f"<p class=warn><b>?</b>{escape(words('text.not_known'), quote=False)}</p>"
    yield from (
        f"<p class=warn><b>{words.only_english(note)}</b></p>" for note in filter(None, [what_if_note(plan.product)])
    )


def _deadlines(words: SheetWords, parts: SheetParts, names: Sequence[str]) -> str:
    """Return the deadlines of every container in one table, where there are several."""
    if words.plan.containers == 1:
        return ""
    found = [{event.event: event for event in own} for own in parts.containers]
    keys = [name for name in _KEY_EVENTS if any(name in own for own in found)]
    heads = ("", *map(words.say.event, keys))
    rows = ""
    for name, own in zip(names, found, strict=True):
        cells = (_safe_and_last(own.get(key), words, parts.day) for key in keys)
        rows += list_row([_text(f"{words.container()} {name}"), *cells], heads)
    on = f", {words.day(parts.day)}" if parts.day else ""
    return f"<h2>{escape(words('title.deadlines', day=on))}</h2>{table_of(heads, rows, 'list')}"


def _safe_and_last(event: PlannedEvent | None, words: SheetWords, day: date | None) -> str:
    if event is None:
        return ""
    safe, last = times_of(event, words, day)[1:]
    return f"<b>{escape(safe)}</b><br><small>{escape(words('text.last_possible', time=last))}</small>"


def _checks_without_row(words: SheetWords, parts: SheetParts) -> list[str]:
    shown = {event.event for event in parts.events}
    rest = [
        check for check in words.plan.product.checks if not any(check in checks_at(name, [check]) for name in shown)
    ]
    return [words("text.before_event", event=words.say.event(check.at), check=words.check(check)) for check in rest]


def _identity(words: SheetWords) -> str:
    """Return the place of the check of identity, where the label names none."""
    if words.plan.product.checks:
        return ""
    what, by, witness, why = (
        escape(words(key, word=words.container()), quote=False)
        for key in ("text.identity", "field.by", "field.witness", "text.no_check")
    )
    return f"<p class=fields>{what} {LINE} {by} {LINE} {witness} {LINE} <small>{why}</small></p>"


def _what_became(words: SheetWords) -> str:
    """Return the place for whether a container was given, and what else became of it."""
    given = fields_in_html(words, ("tick.given_whole", "tick.given_in_part", "tick.not_given", "field.because"))
    keys = ("tick.discarded", "tick.returned", "tick.kept", "field.at", "field.by", "field.witness")
    was, became = (escape(words(key, word=words.container())) for key in ("text.was", "text.became"))
    return f"<div class=became><p>{was} {given}</p><p>{became} {fields_in_html(words, keys)}</p></div>"


def _signatures(words: SheetWords) -> str:
    keys = ("field.remarks", "field.filled_in_by", "field.checked_by", "field.date")
    fields = fields_in_html(words, keys)
    return f"<p class=fields>{fields}</p>"


def _foot(words: SheetWords, parts: SheetParts | None) -> str:
    """Return what the sheet rests on."""
    plan, cited = words.plan, words.plan.product.citation
    lines = [words("foot.local", tz=plan.tz), words("foot.safe_and_possible")]
    lines += [words("foot.revision", label=cited.label, revision=cited.revision)]
    shown = [*map(escape, lines), *(_of_the_label(words, parts) if parts is not None else ())]
    files = words.only_english("; ".join(files_in_words(plan.files, plan.profile)))
    shown += [escape(words("foot.files", files=_HERE)).replace(_HERE, files), escape(words("foot.person"))]
    shown += [escape(words("foot.library", library=plan.library, catalogue=plan.catalogue))]
    return f"<p class=foot>{' '.join(shown)}</p>"


def _of_the_label(words: SheetWords, parts: SheetParts) -> Iterator[str]:
    """Yield as HTML what else the label asks, what is not on the sheet, and what was stated."""
    plan, product = words.plan, words.plan.product
    asks = [limit.code for limit in (*product.prohibitions, *product.instructions)]
    for key, codes in (("foot.asks", asks), ("foot.no_number", [one.code for one in product.unread_limits])):
        if codes:
            yield escape(words(key, codes=", ".join(codes)))
    if parts.left_out:
        yield escape(words("foot.left_out", events=words.events(parts.left_out)))
    if plan.stated:
        stated = words.only_english(with_container_word("; ".join(plan.stated), product))
        yield escape(words("foot.stated", text=_HERE)).replace(_HERE, stated)
    yield from (words.only_english(f"{note}.") for note in notes_on_plan(plan))


def _expiry(plan: Plan, place: int) -> str:
    return plan.expiries[place] if plan.expiries else ""


def _text(value: str) -> str:
    """Return a text that keeps its own direction, or a line to write on."""
    return f"<bdi>{escape(value)}</bdi>" if value else LINE


def _list(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>" if lines else ""
