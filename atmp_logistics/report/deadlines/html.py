"""Deadlines in a notebook: the clocks that run and the events to come, each in columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from atmp_logistics.core.instants import moment
from atmp_logistics.core.label_notes import notes_on_label
from atmp_logistics.planning.deadlines_result import Deadlines, EventDeadline, RunningClock, TherapyDeadlines
from atmp_logistics.report.deadlines.text import CONTRADICTS, HEADINGS, four_words, reasons_of, therapy_title
from atmp_logistics.report.deadlines.therapy_words import (
    clocks_by_size,
    limit_words,
    mode_words,
    renamed,
    sentence_start,
    time_left,
)
from atmp_logistics.report.plans.clock_words import day_name, offset, time_on_day
from atmp_logistics.report.shared.html_table import html_table, left_out
from atmp_logistics.report.shared.page import block, list_of_items
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.report.shared.what_judged import files_in_html

#: So many therapies are shown; the others are counted.
_SHOWN = 20


def render_fragment(deadlines: Deadlines) -> str:
    """Return deadlines as HTML for a notebook; every text in it is escaped."""
    return block(*_parts(deadlines))


def _parts(deadlines: Deadlines) -> Iterator[str]:
    now = moment(deadlines.now_us).astimezone(deadlines.zone)
    day = f"{day_name(now.date())} {time_on_day(deadlines.now_us, deadlines.zone, now.date())}"
    yield f"<p><b>Now {escape(day)}</b> ({escape(deadlines.tz)}, {offset(now)})</p>\n"
    for therapy in deadlines.therapies[:_SHOWN]:
        yield from _therapy(deadlines, therapy, now.date())
    yield left_out(len(deadlines.therapies) - _SHOWN, "therapies", "deadlines.table")
    yield f"<h4>Stated</h4>\n{list_of_items(deadlines.statements)}" if deadlines.statements else ""
    yield from files_in_html(deadlines.files, deadlines.profile)
    made = f"atmp_logistics {deadlines.library}, catalogue {deadlines.catalogue}"
    yield f'<p class="said">{made}<br>{A_PERSON_DECIDES}</p>\n'


def _therapy(deadlines: Deadlines, therapy: TherapyDeadlines, today: date) -> Iterator[str]:
    name, label = therapy_title(therapy)
    yield f'<h3>{escape(name)}</h3>\n<p class="said">{escape(label)}</p>\n'
    yield from (f"<p><b>{escape(note)}</b></p>\n" for note in notes_on_label(therapy.product, today, "now"))
    yield f"<p><b>If {escape(mode_words(therapy.mode))}:</b></p>\n" if therapy.mode else ""
    if therapy.contradiction is not None:
        yield f"<p><b>{CONTRADICTS}</b></p>\n{_lines(therapy.contradiction.as_record(), therapy)}"
        return
    yield from _warnings(deadlines, therapy, today)
    if therapy.events:
        yield html_table(HEADINGS, [_row(event, deadlines, therapy, today) for event in therapy.events], kind="time")
        yield list_of_items(reasons_of(deadlines, therapy))
    else:
        yield "<p>nothing is to come</p>\n"
    if therapy.notes:
        yield f"<h4>Not counted</h4>\n{list_of_items(renamed(line, therapy) for line in therapy.notes)}"


def _warnings(deadlines: Deadlines, therapy: TherapyDeadlines, today: date) -> Iterator[str]:
    """Yield what was not kept, the clocks that run, remarks, and what is no longer possible or cannot be promised."""
    yield from (f"<p>Set: {escape(renamed(line, therapy))}</p>\n" for line in therapy.anchors)
    yield from (f"<p><b>NOT KEPT: {escape(renamed(line, therapy))}</b></p>\n" for line in therapy.not_kept)
    for heading, clocks in clocks_by_size(therapy):
        yield f"<h4>{heading}</h4>\n" if heading else ""
        headings = ("must come", "since", "until", "left", "limit")
        yield html_table(headings, [_clock(clock, deadlines, therapy, today) for clock in clocks], kind="time")
    yield from (f"<p><b>{escape(renamed(line, therapy))}</b></p>\n" for line in therapy.remarks)
    for short in therapy.cannot:
        yield "<p><b>No longer possible; everything else is worked out without it:</b></p>\n"
        yield _lines(str(short), therapy)
    for short in therapy.unpromised:
        yield f"<p><b>Nobody can promise this:</b></p>\n{_lines(str(short), therapy)}"


def _clock(clock: RunningClock, deadlines: Deadlines, therapy: TherapyDeadlines, today: date) -> list[str]:
    since = "" if clock.since_us is None else time_on_day(clock.since_us, deadlines.zone, today)
    until = time_on_day(clock.until_us, deadlines.zone, today)
    over = ' class="deviates"' if clock.is_over else ""
    left = f"<b{over}>{escape(time_left(clock))}</b>"
    must = escape(sentence_start(clock.statement.later, therapy))
    return [must, since, until, left, f'<span class="why">{escape(limit_words(clock, therapy))}</span>']


def _row(event: EventDeadline, deadlines: Deadlines, therapy: TherapyDeadlines, today: date) -> list[str]:
    name, *times = map(escape, four_words(event, deadlines, therapy, today))
    return [name if event.decided else f"<i>{name}</i>", *times]


def _lines(text: str, therapy: TherapyDeadlines) -> str:
    return f'<pre class="lines">{escape(renamed(text, therapy))}</pre>\n'
