"""Scenarios side by side as a picture."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from atmp_logistics.estimates.simulation.comparison import Comparison
from atmp_logistics.estimates.simulation.sample_statistics import of_100
from atmp_logistics.report.shared.style import INK, LINE, MUTED, RC, detached_figure, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot_comparison(comparison: Comparison) -> Axes:
    """Draw each scenario's probability with its interval."""
    from matplotlib import rc_context

    figure = new_figure(*_flat(comparison))
    with rc_context(RC):
        return _draw_comparison(comparison, figure)


def figure_of(comparison: Comparison) -> Figure:
    """Return the same picture as a figure that no window manages."""
    return detached_figure(*_flat(comparison), lambda figure: _draw_comparison(comparison, figure))


def _flat(comparison: Comparison) -> tuple[float, float]:
    return 8.0, 1.0 + 0.5 * len(comparison.scenarios)


def _draw_comparison(comparison: Comparison, figure: Figure) -> Axes:
    axes: Axes = figure.subplots()
    table = comparison.table
    axes.axvline(100 * table["probability"].iloc[0], color=MUTED, linewidth=0.8, linestyle="--")
    for y, (_, row) in enumerate(table.iterrows()):
        at = 100 * row["probability"]
        reach = [[max(at - 100 * row["lower"], 0.0)], [max(100 * row["upper"] - at, 0.0)]]
        axes.errorbar(at, y, xerr=reach, fmt="o", color=LINE if y else INK, markersize=4, capsize=5, linewidth=1.2)
        text = of_100(row["probability"]) + (f" ({100 * row['difference']:+.1f})" if y else "")
        axes.annotate(text, (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_yticks(range(len(table)), [textwrap.fill(name, 40) for name in table["scenario"]])
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(0, 100.5)
    first = comparison.scenarios[0].request.product
    axes.set_title(f"{first.name} ({first.slug}): simulated, not a verdict")
    axes.set_xlabel("runs of 100 that keep every limit judged, with 95 % interval; beside: difference from the first")
    return axes
