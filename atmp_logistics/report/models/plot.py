"""Estimates as intervals, and measured points beside what a model says of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.report.shared.style import BEYOND, LINE, OPEN, axes_in_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_misfit(misses: Sequence[Miss], ax: Axes | None = None) -> Axes:
    """Draw measured points, with two standard deviations, beside what a model says of them.

    Parameters
    ----------
    misses : sequence of Miss
        Of one unit, such as an estimate's `misfit`.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    UsageError
        For no rows, or for several units.

    Examples
    --------
    >>> from atmp_logistics.estimates.models.thaw import misfit
    >>> from matplotlib.figure import Figure
    >>> plot_misfit(misfit(), Figure().subplots()).get_xlabel()
    'measured and modelled [s]'
    """
    axes = _rows([miss.what for miss in misses], [miss.unit for miss in misses], ax)
    for row, miss in enumerate(misses):
        axes.errorbar(miss.measured, row, xerr=2 * (miss.sd or 0.0), fmt="o", color=LINE, capsize=3)
        axes.plot(miss.model, row, "D", color=BEYOND, markersize=5, fillstyle="none")
    axes.plot([], [], "o", color=LINE, label="measured, 2 SD")
    axes.plot([], [], "D", color=BEYOND, fillstyle="none", label="model")
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="lower left", bbox_to_anchor=(0.0, 1.0))
    axes.set_xlabel(f"measured and modelled [{_unit(misses[0].unit)}]")
    return axes


def plot_estimates(estimates: Sequence[Estimate], ax: Axes | None = None) -> Axes:
    """Draw estimates of one unit below each other: the interval, the central value, and whether the data reach there.

    An end that nothing bounds is drawn as an arrow.

    Parameters
    ----------
    estimates : sequence of Estimate
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    UsageError
        For no rows, or for several units.

    Examples
    --------
    >>> from atmp_logistics.estimates.models.thaw import EVA_250_mL
    >>> from matplotlib.figure import Figure
    >>> fills = [EVA_250_mL.predict(f"{fill} mL") for fill in (30, 40, 70)]
    >>> plot_estimates(fills, Figure().subplots()).get_xlabel()
    'estimate [s]; dashed: not valid here'
    """
    axes = _rows([estimate.what for estimate in estimates], [estimate.unit for estimate in estimates], ax)
    ends = [
        end for estimate in estimates for end in (estimate.lower, estimate.central, estimate.upper) if isfinite(end)
    ]
    room = 0.1 * (max(ends, default=0.0) - min(ends, default=0.0) or 1.0)
    left, right = min(ends, default=0.0) - room, max(ends, default=0.0) + room
    for row, estimate in enumerate(estimates):
        colour, line = (LINE, "-") if estimate.valid else (OPEN, "--")
        axes.plot([max(estimate.lower, left), min(estimate.upper, right)], [row, row], line, color=colour, linewidth=2)
        axes.plot(estimate.central, row, "o", color=colour)
        axes.plot([left] * (estimate.lower < left), [row] * (estimate.lower < left), "<", color=colour)
        axes.plot([right] * (estimate.upper > right), [row] * (estimate.upper > right), ">", color=colour)
    axes.set_xlabel(f"estimate [{_unit(estimates[0].unit)}]; dashed: not valid here")
    return axes


def _rows(names: Sequence[str], units: Sequence[str], ax: Axes | None) -> Axes:
    """Return axes with one named row each, the first at the top."""
    if len(set(units)) != 1:
        rows = f"{len(names)} rows in {', '.join(sorted(set(units))) or 'no unit'}"
        refuse([Fault("plot", rows, "at least one row, all of one unit", "draw one unit at a time", UsageError)])
    with axes_in_style(ax, 8.0, 0.9 + 0.32 * len(names)) as axes:
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
    return axes


def _unit(unit: str) -> str:
    return "°C" if unit == "degC" else unit
