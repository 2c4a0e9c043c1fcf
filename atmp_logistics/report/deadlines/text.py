"""Deadlines in a terminal, in a notebook, as tables and as JSON: the clock time first, then why, then who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import escape
from math import isfinite, isnan
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from atmp_logistics.core.instants import SECOND, iso, moment
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration
from atmp_logistics.planning.deadlines import Deadlines, TherapyDeadlines
from atmp_logistics.planning.solve_deadlines import EventDeadline, Running
from atmp_logistics.report.plans.clock_words import container_word, day_name, offset, said
from atmp_logistics.report.shared.json_text import json_text
from atmp_logistics.report.shared.plain_text import indented_lines, plain_text
from atmp_logistics.timing.constraints import Kind, Shortfall, Statement
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import container_of, event_of

SCHEMA = "atmp-logistics/deadlines/1"
_COLUMNS = (
    "therapy_id", "container_id", "product", "mode", "event", "container", "decided", "not_before", "safe_by", "safe",
    "last_possible", "because", "source",
)  # fmt: skip
_CLOCKS = (
    "therapy_id", "container_id", "product", "mode", "code", "event", "since", "until", "left_s", "obligation", "words",
    "source",
)  # fmt: skip


def render_deadlines(found: Deadlines, width: int = 80) -> str:
    """Return deadlines as plain text."""
    return plain_text(deadlines_of(found), width)


def deadlines_of(found: Deadlines) -> Iterator[RenderableType]:
    """Yield deadlines as rich renderables, top to bottom."""
    now = moment(found.now_us).astimezone(found.zone)
    day = f"{day_name(now.date())} {said(found.now_us, found.zone, now.date())}"
    yield Text(f"Now {day} ({found.tz}, {offset(now)})", "bold")
    for one in found.therapies:
        yield Text()
        yield from _therapy(found, one)
    yield Text()
    if found.statements:
        yield Text("Stated", "bold")
        yield from (_indented(Text(line)) for line in found.statements)
    yield Text("It calculates and explains; a person decides.", "dim")


def _therapy(found: Deadlines, one: TherapyDeadlines) -> Iterator[RenderableType]:
    count = len(one.containers)
    who = f"{count} {container_word(one.product)}{'s' * (count != 1)}"
    yield Text.assemble(
        (f"Therapy {one.therapy_id}", "bold"),
        f": {one.product.name} ({one.product.slug}), {who}{_version(one.product)}",
    )
    if one.mode:
        yield Text(f"If {_mode(one.mode)}:", "bold")
    if one.contradiction is not None:
        yield Text("The record contradicts itself, so it gives no deadline. Check these times.", "bold red")
        yield indented_lines(_renamed(one.contradiction.as_record(), one), 2)
        return
    for running in one.running:
        yield _indented(Text(_counting(running, one, found), "bold red" if running.is_over else "bold"))
    yield from (_indented(Text(_renamed(line, one), "bold yellow")) for line in one.remarks)
    for short in one.cannot:
        yield Text("No longer possible; everything else is worked out without it:", "bold red")
        yield _shortfall(short, one)
    for short in one.unpromised:
        yield Text("Nobody can promise this:", "bold yellow")
        yield _shortfall(short, one)
    if one.events:
        yield Text()
        yield _times(found, one)
        yield Text()
        yield from (_indented(Text(line)) for line in _reasons(found, one))
    else:
        yield _indented(Text("nothing is to come"))
    if one.notes:
        yield Text("Not counted", "bold")
        yield from (_indented(Text(_renamed(line, one))) for line in one.notes)


def _times(found: Deadlines, one: TherapyDeadlines) -> Table:
    today = moment(found.now_us).astimezone(found.zone).date()
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("still to come", "not before", "safe by", "last possible"):
        table.add_column(heading, overflow="fold")
    for event in one.events:
        style = "" if event.decided else "italic"
        table.add_row(
            Text(_renamed(named(event.node), one), style),
            Text(
                said(event.not_before_us, found.zone, today, up=True) if event.not_before_us > found.now_us else "now"
            ),
            Text(safe_words(event, found, today), "green"),
            Text(said(event.last_possible_us, found.zone, today), "yellow"),
        )
    return table


def safe_words(event: EventDeadline, found: Deadlines, today: date | None) -> str:
    """Return an event's safe moment: a clock time, or why there is none."""
    known = safe_state(event, found.now_us)
    if known in {"not known", "none"}:
        return known
    clock = said(event.safe_by_us, found.zone, today)
    return f"{clock} passed" if known == "passed" else clock


def safe_state(event: EventDeadline, now_us: float) -> str:
    """Say of an event's safe moment whether it is known, still ahead, or passed; or that nothing bounds it."""
    if isnan(event.safe_by_us):
        return "not known"
    if event.safe_by_us == float("-inf"):
        return "none"
    if not isfinite(event.safe_by_us):
        return "open"
    return "passed" if event.safe_by_us < now_us or event.safe_by_us < event.not_before_us else "ahead"


def _counting(running: Running, one: TherapyDeadlines, found: Deadlines) -> str:
    """Return a clock that runs, as it is said: since when, until when, how long is left."""
    today = moment(found.now_us).astimezone(found.zone).date()
    statement, until = running.statement, said(running.until_us, found.zone, today)
    since = (
        ""
        if running.since_us is None
        else f"{_begins(statement.earlier, one)} {said(running.since_us, found.zone, today)}. "
    )
    size = _size(statement) if running.since_us is not None else statement.words
    left = duration(abs(running.left_us) // SECOND, exact=True)
    how = f"Overrun by {left}." if running.is_over else f"{left} left."
    must = _begins(statement.later, one)
    return f"{since}{must} must come by {until} ({_renamed(size, one)}; {statement.source}). {how}"


def _size(statement: Statement) -> str:
    """Return how long a clock may run, and what of it is kept free because times are written no finer."""
    whole = f"within {duration((statement.at_most_us + statement.kept_us) / SECOND, exact=True)}"
    kept = duration(statement.kept_us / SECOND, exact=True) if statement.kept_us else ""
    return f"{whole}, {kept} of it kept free for how times are written" if kept else whole


def _begins(node: str, one: TherapyDeadlines) -> str:
    words = _renamed(named(node), one)
    return words[:1].upper() + words[1:]


def _reasons(found: Deadlines, one: TherapyDeadlines) -> Iterator[str]:
    """Yield for each event that a person decides until when, from when, and because of what."""
    today = moment(found.now_us).astimezone(found.zone).date()
    for event in one.events:
        if not event.decided or not (event.because or event.possible_because or event.after):
            continue
        name, known = _begins(event.node, one), safe_state(event, found.now_us)
        if event.after:
            waits = "; ".join(_reason(part, one) for part in event.after)
            yield f"{name} not before {said(event.not_before_us, found.zone, today, up=True)}. Because: {waits}."
        if isfinite(event.last_possible_us):
            last = said(event.last_possible_us, found.zone, today)
            because = "; ".join(_reason(part, one) for part in event.because or event.possible_because)
            first = {
                "ahead": f"{name} by {said(event.safe_by_us, found.zone, today)} (safe).",
                "passed": f"{name}: the safe moment, {said(event.safe_by_us, found.zone, today)}, has passed.",
                "not known": f"{name}: until when it is safe is not known{_unstated(event, found, one)}.",
                "none": f"{name}: no moment is safe.",
            }.get(known, f"{name}:")
            yield f"{first} Latest that can still work, if every step is at its fastest: {last}. Because: {because}."


def _unstated(event: EventDeadline, found: Deadlines, one: TherapyDeadlines) -> str:
    """Say which steps to come have no stated duration."""
    del event
    stated = {step.ends for step in found.steps}
    asked = dict.fromkeys(
        event_of(other.node).removesuffix("_end").replace("_", " ")
        for other in one.events
        if not other.decided and event_of(other.node) not in stated
    )
    return f"; state how long these take: {', '.join(asked)}" if asked else ""


def _reason(statement: Statement, one: TherapyDeadlines) -> str:
    return _renamed(str(statement), one)


def _shortfall(short: Shortfall, one: TherapyDeadlines) -> RenderableType:
    return indented_lines(_renamed(str(short), one), 2)


def _renamed(text: str, one: TherapyDeadlines) -> str:
    """Call the containers by their own names, and the only one not at all."""
    if len(one.containers) == 1:
        return re.sub(r" of container 1\b", "", text)
    word = container_word(one.product)

    def name(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"{word} {one.containers[number - 1] or number}" if number <= len(one.containers) else match[0]

    return re.sub(r"\bcontainer (\d+)\b", name, text)


def _mode(mode: Mapping[str, tuple[str, ...]]) -> str:
    return " and ".join(f"{key} is {' or '.join(values)}" for key, values in mode.items())


def _indented(text: RenderableType) -> RenderableType:
    return Padding(text, (0, 0, 0, 2), expand=False)


def deadlines_frame(found: Deadlines) -> pd.DataFrame:
    """Return one row an event to come; times in the zone, NaT where nothing bounds one or it is not known."""
    rows = [_row(found, one, event) for one in found.therapies for event in one.events]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _row(found: Deadlines, one: TherapyDeadlines, event: EventDeadline) -> dict[str, object]:
    because = event.because or event.possible_because
    return {
        **_who(one, event.node),
        "event": event_of(event.node),
        "container": container_of(event.node),
        "decided": event.decided,
        "not_before": _stamp(event.not_before_us, found),
        "safe_by": _stamp(event.safe_by_us, found),
        "safe": safe_state(event, found.now_us),
        "last_possible": _stamp(event.last_possible_us, found),
        "because": "; ".join(_renamed(str(part), one) for part in because),
        "source": "; ".join(_sources(because)),
    }


def _who(one: TherapyDeadlines, node: str) -> dict[str, object]:
    number = container_of(node)
    container = one.containers[number - 1] if number else ""
    return {
        "therapy_id": one.therapy_id,
        "container_id": container,
        "product": one.product.slug,
        "mode": (_mode(one.mode) + _version(one.product)).lstrip(", "),
    }


def _version(product: Product) -> str:
    """Return which version of a label it is that has several by their days, behind a comma."""
    return f", label's revision {product.citation.revision}" if product.in_force_from or product.in_force_until else ""


def _sources(statements: Iterable[Statement]) -> list[str]:
    limits = [one for one in statements if one.kind is Kind.REQUIREMENT and one.citation]
    return list(dict.fromkeys(str(one.citation) for one in limits))


def _stamp(at_us: float, found: Deadlines) -> pd.Timestamp:
    if not isfinite(at_us):
        return pd.NaT  # type: ignore[return-value]
    return pd.Timestamp(int(at_us), unit="us", tz="UTC").tz_convert(found.zone)


def clocks_frame(found: Deadlines) -> pd.DataFrame:
    """Return one row a clock that runs; `left_s` is below zero where it has run out."""
    rows = [
        {
            **_who(one, clock.statement.later),
            "code": clock.statement.code,
            "event": event_of(clock.statement.later),
            "since": _stamp(float("nan") if clock.since_us is None else clock.since_us, found),
            "until": _stamp(clock.until_us, found),
            "left_s": clock.left_us / SECOND,
            "obligation": clock.statement.obligation,
            "words": _counting(clock, one, found),
            "source": clock.statement.source,
        }
        for one in found.therapies
        for clock in one.running
    ]
    return pd.DataFrame(rows, columns=list(_CLOCKS))


def render_deadlines_html(found: Deadlines) -> str:
    """Return deadlines as HTML for a notebook; every text in it is escaped."""
    return f'<pre style="white-space:pre-wrap">{escape(render_deadlines(found, 100))}</pre>'


def render_deadlines_json(found: Deadlines) -> str:
    """Return deadlines as JSON text, schema `atmp-logistics/deadlines/1`."""
    document = {
        "schema": SCHEMA,
        "now": iso(found.now_us),
        "tz": found.tz,
        "library": found.library,
        "catalogue": found.catalogue,
        "inputs": [{"name": one.name, "sha256": one.sha256, "rows": one.rows} for one in found.inputs],
        "statements": list(found.statements),
        "therapies": [_therapy_json(found, one) for one in found.therapies],
    }
    return json_text(document) + "\n"


def _therapy_json(found: Deadlines, one: TherapyDeadlines) -> dict[str, Any]:
    return {
        "therapy_id": one.therapy_id,
        "product": one.product.slug,
        "revision": one.product.citation.revision,
        "containers": list(one.containers),
        "mode": {key: list(values) for key, values in one.mode.items()},
        "contradiction": None if one.contradiction is None else _short_json(one.contradiction, one),
        "cannot": [_short_json(short, one) for short in one.cannot],
        "unpromised": [_short_json(short, one) for short in one.unpromised],
        "not_counted": [_renamed(note, one) for note in one.notes],
        "remarks": [_renamed(remark, one) for remark in one.remarks],
        "clocks": [
            {
                "code": clock.statement.code,
                "event": event_of(clock.statement.later),
                "container": container_of(clock.statement.later),
                "since": iso(clock.since_us),
                "until": iso(clock.until_us),
                "left_s": clock.left_us / SECOND,
                "obligation": clock.statement.obligation,
                "words": _counting(clock, one, found),
                "citation": _cited(clock.statement),
            }
            for clock in one.running
        ],
        "events": [_event_json(found, one, event) for event in one.events],
    }


def _event_json(found: Deadlines, one: TherapyDeadlines, event: EventDeadline) -> dict[str, Any]:
    number = container_of(event.node)
    return {
        "event": event_of(event.node),
        "container": number,
        "container_id": one.containers[number - 1] if number else None,
        "decided": event.decided,
        "not_before": iso(event.not_before_us),
        "safe_by": iso(event.safe_by_us),
        "safe": safe_state(event, found.now_us),
        "last_possible": iso(event.last_possible_us),
        "safe_because": [_said_json(part, one) for part in event.because],
        "possible_because": [_said_json(part, one) for part in event.possible_because],
        "after": [_said_json(part, one) for part in event.after],
    }


def _said_json(statement: Statement, one: TherapyDeadlines) -> dict[str, Any]:
    return {
        "kind": statement.kind.value,
        "code": statement.code,
        "words": _renamed(statement.words, one),
        "source": statement.source,
        "obligation": statement.obligation,
        "citation": _cited(statement),
    }


def _cited(statement: Statement) -> dict[str, str] | None:
    cited = statement.citation
    if cited is None:
        return None
    return {key: getattr(cited, key) for key in ("label", "section", "revision", "url", "evidence")}


def _short_json(short: Shortfall, one: TherapyDeadlines) -> dict[str, Any]:
    return {
        "short_s": short.short_us / SECOND,
        "even_at_best": not short.possible,
        "statements": [_said_json(part, one) for part in short.statements],
        "remedies": [_renamed(remedy, one) for remedy in short.remedies],
    }
