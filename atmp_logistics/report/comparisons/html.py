"""Scenarios side by side in a notebook."""

from __future__ import annotations

from html import escape

from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.estimates.simulation.comparison import Comparison
from atmp_logistics.report.comparisons.plot import figure_of
from atmp_logistics.report.comparisons.text import compared
from atmp_logistics.report.scenarios.text import NO_VERDICT
from atmp_logistics.report.shared.page import block, list_of_items
from atmp_logistics.report.shared.style import data_uri, svg_of


def render_fragment(comparison: Comparison) -> str:
    """Return scenarios side by side as HTML for a notebook."""
    picture = f'<img alt="scenarios" src="{data_uri(svg_of(figure_of(comparison)))}">'
    notes = filter(None, (what_if_note(one.request.product) for one in comparison.scenarios))
    what_if = "".join(f"<p><b>{escape(note)}</b></p>" for note in dict.fromkeys(notes))
    return block(what_if, picture, list_of_items(compared(comparison)), f"<p class='said'>{escape(NO_VERDICT)}</p>")
