"""Deadlines in a terminal: the clock time first, then why, then the source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import isfinite

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from atmp_logistics.core.instants import moment
from atmp_logistics.planning.deadlines_result import Deadlines, EventDeadline, TherapyDeadlines
from atmp_logistics.report.deadlines.therapy_words import (
    mode_words,
    renamed,
    running_words,
    safe_state,
    sentence_start,
    version_words,
)
from atmp_logistics.report.plans.clock_words import container_word, day_name, offset, said
from atmp_logistics.report.shared.plain_text import indented_lines, plain_text
from atmp_logistics.timing.constraints import Shortfall, Statement
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import event_of


def render_text(found: Deadlines, width: int = 80) -> str:
    """Return deadlines as plain text."""
    return plain_text(rich_text(found), width)


def rich_text(found: Deadlines) -> Iterator[RenderableType]:
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
        f": {one.product.name} ({one.product.slug}), {who}{version_words(one.product)}",
    )
    if one.mode:
        yield Text(f"If {mode_words(one.mode)}:", "bold")
    if one.contradiction is not None:
        yield Text("The record contradicts itself, so it gives no deadline. Check these times.", "bold red")
        yield indented_lines(renamed(one.contradiction.as_record(), one), 2)
        return
    for running in one.running:
        yield _indented(Text(running_words(running, one, found), "bold red" if running.is_over else "bold"))
    yield from (_indented(Text(renamed(line, one), "bold yellow")) for line in one.remarks)
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
        yield from (_indented(Text(renamed(line, one))) for line in one.notes)


def _times(found: Deadlines, one: TherapyDeadlines) -> Table:
    today = moment(found.now_us).astimezone(found.zone).date()
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("still to come", "not before", "safe by", "last possible"):
        table.add_column(heading, overflow="fold")
    for event in one.events:
        style = "" if event.decided else "italic"
        table.add_row(
            Text(renamed(named(event.node), one), style),
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


def _reasons(found: Deadlines, one: TherapyDeadlines) -> Iterator[str]:
    """Yield for each event that a person decides until when, from when, and because of what."""
    today = moment(found.now_us).astimezone(found.zone).date()
    for event in one.events:
        if not event.decided or not (event.because or event.possible_because or event.after):
            continue
        name, known = sentence_start(event.node, one), safe_state(event, found.now_us)
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
    return renamed(str(statement), one)


def _shortfall(short: Shortfall, one: TherapyDeadlines) -> RenderableType:
    return indented_lines(renamed(str(short), one), 2)


def _indented(text: RenderableType) -> RenderableType:
    return Padding(text, (0, 0, 0, 2), expand=False)
