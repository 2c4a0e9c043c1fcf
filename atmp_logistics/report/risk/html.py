"""The risk of a start in a notebook."""

from __future__ import annotations

from html import escape

from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.planning.risk import Risk
from atmp_logistics.report.plans.clock_words import clock, day_name, offset
from atmp_logistics.report.risk.text import failure, local_time, note_on_starts, sentence, shown_starts, start_name
from atmp_logistics.report.shared.html_table import html_table
from atmp_logistics.report.shared.page import block
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES


def render_fragment(risk: Risk) -> str:
    """Return a risk as HTML, for a notebook: the curve as a table under a heading for each day, and what it says."""
    rows: list[list[str]] = []
    day = None
    for _, row in shown_starts(risk).iterrows():
        at = local_time(row["start"])
        if at.date() != day:
            day = at.date()
            rows.append([f"{day_name(day)} ({offset(at)})"])
        interval = f"{row['lower']:.3f} to {row['upper']:.3f}"
        rows.append([clock(at), f"{row['probability']:.3f}", interval, escape(failure(risk, row))])
    days = f"{risk.n} simulated days, seed {risk.seed}"
    title = f"<b>{escape(risk.plan.product.name)}</b>: {escape(start_name(risk))}, {days}"
    table = html_table(["start", "all met", "95 % interval", "most frequent failure"], rows)
    foot = f"Drawn: {escape('; '.join(risk.drawn))}<br>Everybody acts as soon as they may. {A_PERSON_DECIDES}"
    noted = "".join(f'<p class="said">{line}</p>' for line in note_on_starts(risk))
    what_if = f"<p><b>{escape(said)}</b></p>" if (said := what_if_note(risk.plan.product)) else ""
    return block(f"<p>{title}</p>{what_if}<p>{escape(sentence(risk))}</p>", table, noted, f'<p class="said">{foot}</p>')
