"""The risk of a start in a notebook."""

from __future__ import annotations

from html import escape

from atmp_logistics.planning.risk import Risk
from atmp_logistics.report.plans.clock_words import clock
from atmp_logistics.report.risk.text import local_time, sentence, start_name


def render_fragment(risk: Risk) -> str:
    """Return a risk as HTML, for a notebook."""
    shown = risk.curve.copy()
    shown["start"] = [clock(local_time(at)) for at in shown["start"]]
    table = shown.to_html(index=False, float_format=lambda value: f"{value:.4f}", border=0)
    return f"<div><p><b>{escape(start_name(risk))}</b>: {escape(sentence(risk))}</p>{table}</div>"
