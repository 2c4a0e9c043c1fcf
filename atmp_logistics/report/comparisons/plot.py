"""Scenarios side by side as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atmp_logistics.estimates.simulation.comparison import Comparison
from atmp_logistics.estimates.simulation.sample_statistics import of_100
from atmp_logistics.report.shared.contrast import ink_on
from atmp_logistics.report.shared.named_rows import name_rows, name_x
from atmp_logistics.report.shared.style import axes_in_style, detached_figure, height_of_rows, page_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 8.0


def plot_comparison(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw each scenario's probability with its interval."""
    with axes_in_style(ax, _WIDTH, _height(comparison)) as axes:
        _draw_comparison(comparison, axes)
    return axes


def figure_of(comparison: Comparison) -> Figure:
    """Return the same picture as a figure that no window manages, drawn with fixed settings."""
    with page_style():
        height = _height(comparison)
    return detached_figure(_WIDTH, height, lambda figure: _draw_comparison(comparison, figure.subplots()))


def _height(comparison: Comparison) -> float:
    return height_of_rows(len(comparison.scenarios), 0.42, 1.1)


def _draw_comparison(comparison: Comparison, axes: Axes) -> None:
    ink, table, said = ink_on(axes), comparison.table, []
    axes.axvline(100 * table["probability"].iloc[0], color=ink.muted, linewidth=0.9, linestyle="--")
    for y, (_, row) in enumerate(table.iterrows()):
        at = 100 * row["probability"]
        reach = [[max(at - 100 * row["lower"], 0.0)], [max(100 * row["upper"] - at, 0.0)]]
        look: dict[str, Any] = {"fmt": "o" if y else "D", "color": ink.line if y else ink.ink}
        axes.errorbar(at, y, xerr=reach, markersize=5, capsize=5, linewidth=1.4, **look)
        said.append(of_100(row["probability"]) + (f" ({100 * row['difference']:+.1f})" if y else ""))
    name_rows(axes, [str(name) for name in table["scenario"]], ink, said)
    axes.grid(visible=False)
    axes.set_xlim(_left(100 * float(table["lower"].min())), 100.5)
    first = comparison.scenarios[0].request.product
    axes.set_title(f"{first.name} ({first.slug}): simulated, not a verdict", loc="left")
    name_x(axes, "runs of 100 that keep every limit judged, with 95 % interval;\nbeside: difference from the first")


def _left(least: float) -> float:
    """Return where the axis of shares begins: at 0, or nearer where all are high, so that they are told apart.

    Examples
    --------
    >>> [_left(least) for least in (40.0, 71.0, 97.5)]
    [0.0, 60.0, 90.0]
    """
    return max(10.0 * ((least - 5.0) // 10.0), 0.0) if least > 50.0 else 0.0
