"""Deadlines in a terminal: the clock time first, then why, then the source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import isfinite

from rich.console import RenderableType
from rich.table import Table

from atmp_logistics.core.instants import moment
from atmp_logistics.core.label_notes import notes_on_label, when_read
from atmp_logistics.planning.deadlines_result import Deadlines, EventDeadline, TherapyDeadlines
from atmp_logistics.report.deadlines.therapy_words import (
    clocks_by_size,
    mode_words,
    renamed,
    running_words,
    safe_state,
    sentence_start,
)
from atmp_logistics.report.plans.clock_words import container_word, day_name, offset, time_on_day
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES, indented, indented_lines, plain_text
from atmp_logistics.report.shared.terminal import Text
from atmp_logistics.report.shared.what_judged import files_in_words
from atmp_logistics.timing.constraints import Shortfall, Statement
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import event_of

HEADINGS = ("still to come", "not before", "safe by", "last possible")
CONTRADICTS = "The record contradicts itself, so it gives no deadline. Check these times."
#: The widest that the columns of all therapies are together made.
_WIDEST = 32


def render_text(deadlines: Deadlines, width: int = 80) -> str:
    """Return deadlines as plain text."""
    return plain_text(rich_text(deadlines), width)


def rich_text(deadlines: Deadlines) -> Iterator[RenderableType]:
    """Yield deadlines as rich renderables, top to bottom."""
    now = moment(deadlines.now_us).astimezone(deadlines.zone)
    day = f"{day_name(now.date())} {time_on_day(deadlines.now_us, deadlines.zone, now.date())}"
    yield Text(f"Now {day} ({deadlines.tz}, {offset(now)})", "bold")
    widths = _widths(deadlines, now.date())
    for therapy in deadlines.therapies:
        yield Text()
        yield from _therapy(deadlines, therapy, widths)
    yield Text()
    if deadlines.statements:
        yield Text("Stated", "bold")
        yield from (indented(Text(line)) for line in deadlines.statements)
    yield from (Text(line, "dim") for line in files_in_words(deadlines.files, deadlines.profile))
    yield Text(f"atmp_logistics {deadlines.library}, catalogue {deadlines.catalogue}", "dim")
    yield Text(A_PERSON_DECIDES, "dim")


def _therapy(deadlines: Deadlines, therapy: TherapyDeadlines, widths: list[int]) -> Iterator[RenderableType]:
    name, label = therapy_title(therapy)
    yield Text.assemble((name, "bold"), f": {label}")
    today = moment(deadlines.now_us).astimezone(deadlines.zone).date()
    notes = notes_on_label(therapy.product, today, "now")
    yield from (indented(Text(note, "bold yellow")) for note in notes)
    if therapy.mode:
        yield Text(f"If {mode_words(therapy.mode)}:", "bold")
    if therapy.contradiction is not None:
        yield Text(CONTRADICTS, "bold red")
        yield indented_lines(renamed(therapy.contradiction.as_record(), therapy), 2)
        return
    yield from _warnings(deadlines, therapy)
    if therapy.events:
        yield Text()
        yield _times(deadlines, therapy, widths)
        yield Text()
        yield from (indented(Text(line)) for line in reasons_of(deadlines, therapy))
    else:
        yield indented(Text("nothing is to come"))
    if therapy.notes:
        yield Text("Not counted", "bold")
        yield from (indented(Text(renamed(line, therapy))) for line in therapy.notes)


def therapy_title(therapy: TherapyDeadlines) -> tuple[str, str]:
    """Return a therapy's name, and its product, containers and label in words."""
    count, product = len(therapy.containers), therapy.product
    containers = f"{count} {container_word(product)}{'s' * (count != 1)}"
    read = f"label's revision {product.citation.revision}, {when_read(product)}"
    return f"Therapy {therapy.therapy_id}", f"{product.name} ({product.slug}), {containers}, {read}"


def _warnings(deadlines: Deadlines, therapy: TherapyDeadlines) -> Iterator[RenderableType]:
    """Yield what was not kept, the clocks that run, remarks, and what is no longer possible or cannot be promised."""
    yield from (indented(Text(f"Set: {renamed(line, therapy)}")) for line in therapy.anchors)
    yield from (indented(Text(f"NOT KEPT: {renamed(line, therapy)}", "bold red")) for line in therapy.not_kept)
    for heading, clocks in clocks_by_size(therapy):
        if heading:
            yield indented(Text(heading, "dim"))
        for running in clocks:
            yield indented(Text(running_words(running, therapy, deadlines), "bold red" if running.is_over else "bold"))
    yield from (indented(Text(renamed(line, therapy), "bold yellow")) for line in therapy.remarks)
    for short in therapy.cannot:
        yield Text("No longer possible; everything else is worked out without it:", "bold red")
        yield _shortfall(short, therapy)
    for short in therapy.unpromised:
        yield Text("Nobody can promise this:", "bold yellow")
        yield _shortfall(short, therapy)


def _times(deadlines: Deadlines, therapy: TherapyDeadlines, widths: list[int]) -> Table:
    today = moment(deadlines.now_us).astimezone(deadlines.zone).date()
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading, width in zip(HEADINGS, widths, strict=True):
        table.add_column(heading, overflow="fold", min_width=min(width, _WIDEST))
    for event in therapy.events:
        styles = ("" if event.decided else "italic", "", "green", "yellow")
        table.add_row(*map(Text, four_words(event, deadlines, therapy, today), styles))
    return table


def _widths(deadlines: Deadlines, today: date) -> list[int]:
    """Return the width of each column, the same for every therapy, so that their times stand below each other."""
    rows = [four_words(event, deadlines, therapy, today) for therapy in deadlines.therapies for event in therapy.events]
    return [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]


def four_words(
    event: EventDeadline, deadlines: Deadlines, therapy: TherapyDeadlines, today: date
) -> tuple[str, str, str, str]:
    """Return an event to come in words, and its three times: not before, safe by, last possible."""
    later, known = event.not_before_us > deadlines.now_us, safe_state(event, deadlines.now_us)
    return (
        renamed(named(event.node), therapy),
        time_on_day(event.not_before_us, deadlines.zone, today, up=True) if later else "now",
        safe_words(event, deadlines, today),
        "too late" if known == "too late" else time_on_day(event.last_possible_us, deadlines.zone, today),
    )


def safe_words(event: EventDeadline, deadlines: Deadlines, today: date | None) -> str:
    """Return an event's safe moment: a clock time, or why there is none."""
    known = safe_state(event, deadlines.now_us)
    if known in {"too late", "not known", "none"}:
        return known
    clock = time_on_day(event.safe_by_us, deadlines.zone, today)
    return f"{clock} passed" if known == "passed" else clock


def reasons_of(deadlines: Deadlines, therapy: TherapyDeadlines) -> Iterator[str]:
    """Yield, for each event that a person decides, from when and until when it may be, and because of what."""
    today = moment(deadlines.now_us).astimezone(deadlines.zone).date()
    for event in therapy.events:
        if not event.decided or not (event.because or event.possible_because or event.after):
            continue
        name, known = sentence_start(event.node, therapy), safe_state(event, deadlines.now_us)
        if known == "too late":
            lost = "; ".join(_reason(part, therapy) for part in event.because)
            yield f"{name} is too late, whenever it happens: {lost}."
            continue
        if event.after:
            waits = "; ".join(_reason(part, therapy) for part in event.after)
            begins = time_on_day(event.not_before_us, deadlines.zone, today, up=True)
            yield f"{name} not before {begins}. Because: {waits}."
        if isfinite(event.last_possible_us):
            safe_by, last = (
                time_on_day(us, deadlines.zone, today) for us in (event.safe_by_us, event.last_possible_us)
            )
            because = "; ".join(_reason(part, therapy) for part in event.because or event.possible_because)
            first = {
                "ahead": f"{name} by {safe_by} (safe).",
                "passed": f"{name}: the safe moment, {safe_by}, has passed.",
                "not known": f"{name}: until when it is safe is not known{_unstated(deadlines, therapy)}.",
                "none": f"{name}: no moment is safe.",
            }.get(known, f"{name}:")
            yield f"{first} Latest that can still work, if every step is at its fastest: {last}. Because: {because}."


def _unstated(deadlines: Deadlines, therapy: TherapyDeadlines) -> str:
    """Return which steps to come have no stated duration, behind a semicolon."""
    stated = {step.ends for step in deadlines.steps}
    steps = dict.fromkeys(
        event_of(other.node).removesuffix("_end").replace("_", " ")
        for other in therapy.events
        if not other.decided and event_of(other.node) not in stated
    )
    return f"; state how long these take: {', '.join(steps)}" if steps else ""


def _reason(statement: Statement, therapy: TherapyDeadlines) -> str:
    return renamed(str(statement), therapy)


def _shortfall(short: Shortfall, therapy: TherapyDeadlines) -> RenderableType:
    return indented_lines(renamed(str(short), therapy), 2)
