"""A label's own text in a notebook."""

from __future__ import annotations

from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.report.labels.text import rich_text
from atmp_logistics.report.shared.page import block
from atmp_logistics.report.shared.terminal_html import preformatted


def render_fragment(label: LabelText) -> str:
    """Return a label's usual sections as HTML for a notebook, its quantities in bold; every text in it is escaped."""
    return block(preformatted(rich_text(label)))
