"""A label's own text in a notebook."""

from __future__ import annotations

from html import escape

from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.report.labels.text import render_text


def render_fragment(label: LabelText) -> str:
    """Return a label's usual sections as HTML for a notebook; every text in it is escaped."""
    return f'<pre style="white-space:pre-wrap">{escape(render_text(label, 100))}</pre>'
