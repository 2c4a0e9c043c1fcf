"""Estimates as intervals, and measured points beside what a model says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING

from atmp_logistics.core.arguments import several
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.report.shared.contrast import Ink, ink_on
from atmp_logistics.report.shared.named_rows import name_rows, name_x
from atmp_logistics.report.shared.style import axes_in_style, height_of_rows
from atmp_logistics.report.shared.time_series import legend_above

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
        Those that were drawn on.

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
    misses = several(Miss, "misses of a model", "give what its misfit() returns")(misses, "misses")
    with _rows([miss.what for miss in misses], [miss.unit for miss in misses], ax) as (axes, ink):
        for row, miss in enumerate(misses):
            axes.errorbar(miss.measured, row, xerr=2 * (miss.sd or 0.0), fmt="o", color=ink.line, capsize=3)
            axes.plot(miss.model, row, "D", color=ink.beyond, markersize=6, fillstyle="none")
        handles = [
            *axes.plot([], [], "o", color=ink.line, label="measured, 2 SD"),
            *axes.plot([], [], "D", color=ink.beyond, fillstyle="none", label="model"),
        ]
        legend_above(axes, handles, "")
        name_x(axes, f"measured and modelled [{_unit(misses[0].unit)}]")
    return axes


def plot_estimates(estimates: Sequence[Estimate], ax: Axes | None = None) -> Axes:
    """Draw estimates of one unit below each other: the interval, the central value, and whether the data reach there.

    An end that nothing bounds is drawn as an arrow.

    Parameters
    ----------
    estimates : sequence of Estimate
        Of one unit.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Those that were drawn on.

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
    fix = "give a list of what a model's predict returns"
    estimates = several(Estimate, "estimates", fix)(estimates, "estimates")
    ends = [
        end for estimate in estimates for end in (estimate.lower, estimate.central, estimate.upper) if isfinite(end)
    ]
    room = 0.1 * (max(ends, default=0.0) - min(ends, default=0.0) or abs(max(ends, default=1.0)) or 1.0)
    left, right = min(ends, default=0.0) - room, max(ends, default=0.0) + room
    names, units = [estimate.what for estimate in estimates], [estimate.unit for estimate in estimates]
    with _rows(names, units, ax, list(map(_words, estimates))) as (axes, ink):
        for row, estimate in enumerate(estimates):
            colour, line = (ink.line, "-") if estimate.valid else (ink.open, "--")
            reach = [max(estimate.lower, left), min(estimate.upper, right)]
            axes.plot(reach, [row, row], line, color=colour, linewidth=2)
            axes.plot(estimate.central, row, "o", color=colour)
            axes.plot([left] * (estimate.lower < left), [row] * (estimate.lower < left), "<", color=colour)
            axes.plot([right] * (estimate.upper > right), [row] * (estimate.upper > right), ">", color=colour)
        name_x(axes, f"estimate [{_unit(estimates[0].unit)}]; dashed: not valid here")
    return axes


def _words(estimate: Estimate) -> str:
    """Return an estimate's interval, and whether its data reach there."""
    low, high = f"{estimate.lower:.3g}", f"{estimate.upper:.3g}"
    bounds = f"{low} to {high}" if isfinite(estimate.lower) and isfinite(estimate.upper) else ""
    bounds = bounds or (f"at least {low}" if isfinite(estimate.lower) else f"at most {high}")
    bounds = bounds if isfinite(estimate.lower) or isfinite(estimate.upper) else "not bounded"
    return f"{bounds} {_unit(estimate.unit)}" + ("" if estimate.valid else "\nnot valid here")


@contextmanager
def _rows(
    names: Sequence[str], units: Sequence[str], ax: Axes | None, beside: Sequence[str] = ()
) -> Iterator[tuple[Axes, Ink]]:
    """Yield axes with one named row each, the first at the top, and the colours to draw in."""
    if len(set(units)) != 1:
        rows = f"{len(names)} rows in {', '.join(sorted(set(units))) or 'no unit'}"
        refuse([Fault("plot", rows, "at least one row, all of one unit", "draw one unit at a time", UsageError)])
    with axes_in_style(ax, 8.0, height_of_rows(len(names), 0.32, 0.9)) as axes:
        ink = ink_on(axes)
        name_rows(axes, names, ink, beside, name=60)
        axes.grid(visible=False, axis="y")
        yield axes, ink


def _unit(unit: str) -> str:
    return "°C" if unit == "degC" else unit
