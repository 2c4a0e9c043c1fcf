"""Deadlines in a notebook."""

from __future__ import annotations

from html import escape

from atmp_logistics.planning.deadlines_result import Deadlines
from atmp_logistics.report.deadlines.text import render_text


def render_fragment(deadlines: Deadlines) -> str:
    """Return deadlines as HTML for a notebook; every text in it is escaped."""
    return f'<pre style="white-space:pre-wrap">{escape(render_text(deadlines, 100))}</pre>'
