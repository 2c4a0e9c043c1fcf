"""An export as a notebook shows it."""

from __future__ import annotations

from atmp_logistics.report.exports.export_result import Export
from atmp_logistics.report.shared.page import block
from atmp_logistics.report.shared.terminal_html import preformatted


def render_fragment(export: Export) -> str:
    """Return the text of an export as it stands in a terminal."""
    return block(preformatted(export.lines()))
