"""A product file beside a label, in a notebook."""

from __future__ import annotations

from html import escape

from atmp_logistics.labels.audit import LabelAudit
from atmp_logistics.report.audits.text import render_text


def render_fragment(audit: LabelAudit) -> str:
    """Return the comparison as HTML for a notebook; every text in it is escaped."""
    return f'<pre style="white-space:pre-wrap">{escape(render_text(audit, 100))}</pre>'
