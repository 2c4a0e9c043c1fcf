"""A scenario in a notebook, with its pictures."""

from __future__ import annotations

from html import escape

from atmp_logistics.estimates.simulation.scenario import Scenario
from atmp_logistics.report.scenarios.plot import figure_of
from atmp_logistics.report.scenarios.text import NO_VERDICT, headline, made_with, sections, title_of
from atmp_logistics.report.shared.page import block, list_of_items
from atmp_logistics.report.shared.style import data_uri, svg_of


def render_fragment(scenario: Scenario) -> str:
    """Return a scenario as HTML for a notebook, with its pictures."""
    parts = [f"<h3>{escape(title_of(scenario))}</h3>", f"<p><b>{escape(headline(scenario))}</b></p>"]
    parts.append(f'<img alt="limits, margins, steps" src="{data_uri(svg_of(figure_of(scenario)))}">')
    for title, lines in sections(scenario):
        parts += [f"<h4>{escape(title)}</h4>", list_of_items(lines)]
    parts.append(f'<p class="said">{escape(NO_VERDICT)}<br>{escape(made_with(scenario))}</p>')
    return block(*parts)
