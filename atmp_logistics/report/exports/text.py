"""An export as text for a terminal."""

from __future__ import annotations

from atmp_logistics.core.printable import printable
from atmp_logistics.report.exports.export_result import Export


def render_text(export: Export) -> str:
    """Return what an export wrote and left out.

    Examples
    --------
    >>> render_text(Export("csv", (), 2, 0, ()))
    'csv: 2 events, 0 readings'
    """
    return printable("\n".join(export.lines()))
