"""A product file beside a label, in a notebook."""

from __future__ import annotations

from atmp_logistics.labels.audit import LabelAudit
from atmp_logistics.report.audits.text import rich_text
from atmp_logistics.report.shared.page import block
from atmp_logistics.report.shared.terminal_html import preformatted


def render_fragment(audit: LabelAudit) -> str:
    """Return the comparison as HTML for a notebook; every text in it is escaped."""
    return block(preformatted(rich_text(audit)))
