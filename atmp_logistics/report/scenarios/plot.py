"""A scenario as pictures: how often limits are kept, by how much, and what matters."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S, SECOND
from atmp_logistics.core.whole_files import whole_file, write_bytes
from atmp_logistics.estimates.simulation.sample_statistics import of_100
from atmp_logistics.estimates.simulation.scenario import Scenario
from atmp_logistics.report.shared.style import (
    BEYOND,
    INK,
    INSIDE,
    LINE,
    MUTED,
    OPEN,
    RC,
    detached_figure,
    new_figure,
    svg_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: More rows than this no picture holds; the hardest are drawn.
ROWS = 12
_UNITS = ((DAY_S, "d"), (HOUR_S, "h"), (MINUTE_S, "min"))
#: Where one margin is so many times another, both are shown on one scale by powers.
_WIDE = 40.0
_MARKS = (
    (MINUTE_S, "1 min"),
    (600.0, "10 min"),
    (HOUR_S, "1 h"),
    (36_000.0, "10 h"),
    (172_800.0, "2 d"),
    (1_209_600.0, "2 w"),
)
_SPREAD = (0.005, 0.05, 0.25, 0.5, 0.75, 0.95, 0.995)


def plot_scenario(scenario: Scenario) -> list[Axes]:
    """Draw how often each limit is kept, by how much, and which step matters most."""
    from matplotlib import rc_context

    figure = new_figure(*_size(scenario))
    with rc_context(RC):
        return _draw(scenario, figure)


def figure_of(scenario: Scenario) -> Figure:
    """Return the same picture as a figure that no window manages."""
    return detached_figure(*_size(scenario), lambda figure: _draw(scenario, figure))


def _heights(scenario: Scenario) -> list[float]:
    rows = min(len(scenario.prepared.checks), ROWS)
    steps = min(max(len(scenario.sensitivity), 1), ROWS)
    return [0.9 + 0.42 * rows, 0.9 + 0.42 * rows, 0.9 + 0.3 * steps]


def _size(scenario: Scenario) -> tuple[float, float]:
    return 8.0, sum(_heights(scenario)) + 0.3


def _draw(scenario: Scenario, figure: Figure) -> list[Axes]:
    axes = list(figure.subplots(3, height_ratios=_heights(scenario)))
    chosen = _chosen(scenario)
    _draw_shares(axes[0], scenario, chosen)
    _draw_margins(axes[1], scenario, chosen)
    _draw_steps(axes[2], scenario)
    request = scenario.request
    axes[0].set_title(f"{request.product.name} ({request.product.slug}): {scenario.name}; a simulation, not a verdict")
    return axes


def _chosen(scenario: Scenario) -> list[int]:
    """Return the limits to draw: all, or of many the hardest, those that count first."""
    places = range(len(scenario.prepared.checks))
    hardest = sorted(places, key=lambda i: (not scenario.prepared.counted[i], scenario.kept(i).count, i))
    return sorted(hardest[:ROWS])


def _draw_shares(axes: Axes, scenario: Scenario, chosen: list[int]) -> None:
    for y, i in enumerate(chosen):
        share, opened = scenario.kept(i), scenario.left_open(i)
        weight = 0.85 if scenario.prepared.counted[i] else 0.35
        axes.barh(y, 100 * share.value, height=0.5, color=INSIDE, alpha=weight)
        axes.barh(y, 100 * opened, left=100 * share.value, height=0.5, color=OPEN, alpha=weight, hatch="///")
        beyond = 1 - share.value - opened
        axes.barh(y, 100 * beyond, left=100 * (1 - beyond), height=0.5, color=BEYOND, alpha=weight, hatch="...")
        axes.plot([100 * share.lower, 100 * share.upper], [y, y], color=INK, linewidth=1.4, solid_capstyle="butt")
        text = f"{of_100(share.value)}\n({of_100(share.lower)} to {of_100(share.upper)})"
        axes.annotate(text, (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    _name(axes, scenario, chosen)
    axes.set_xlim(0, 100)
    axes.set_xlabel("kept in so many of 100 runs (95 % interval); dotted: broken; hatched: left open by the label")


def _draw_margins(axes: Axes, scenario: Scenario, chosen: list[int]) -> None:
    """Draw how much was left of each limit: the middle half thick, 90 of 100 runs thin, 99 of 100 as a line."""
    spreads = {i: np.quantile(scenario.runs.margins[i], _SPREAD) * _seconds(scenario, i) for i in chosen}
    reach = [float(np.abs(spread).max()) for spread in spreads.values() if np.abs(spread).max() > 0]
    largest, least = max(reach, default=60.0), min(reach, default=60.0)
    wide = largest > _WIDE * least
    size, unit = next(((size, unit) for size, unit in _UNITS if largest >= 2 * size), _UNITS[-1])
    for y, i in enumerate(chosen):
        at = spreads[i] / (1.0 if wide else size)
        axes.plot(at[[0, -1]], [y, y], color=MUTED, linewidth=0.8)
        axes.barh(y, at[5] - at[1], left=at[1], height=0.24, color=LINE, alpha=0.45)
        axes.barh(y, at[4] - at[2], left=at[2], height=0.5, color=LINE, alpha=0.85)
        axes.plot([at[3], at[3]], [y - 0.3, y + 0.3], color=INK, linewidth=1.6)
    axes.axvline(0.0, color=BEYOND, linewidth=1.2)
    _name(axes, scenario, chosen)
    if wide:
        _short_and_long(axes, np.array(list(spreads.values())))
    scale = "min to d, by powers" if wide else unit
    axes.set_xlabel(f"margin [{scale}], over the limit left of 0; half of the runs, 90 and 99 of 100")


def _short_and_long(axes: Axes, spreads: Column) -> None:
    """Scale an axis of seconds to show minutes beside weeks: in proportion up to a minute, by powers beyond."""
    axes.set_xscale("symlog", linthresh=60.0, linscale=0.5)
    sides = [(-1, "-"), (1, "")]
    marks = [(sign * size, f"{dash}{text}") for sign, dash in sides for size, text in _MARKS]
    low, high = spreads.min() * 1.2 - 60.0, spreads.max() * 1.2 + 60.0
    shown = [(at, text) for at, text in [*marks, (0.0, "0")] if low <= at <= high]
    axes.set_xlim(low, high)
    axes.set_xticks([at for at, _ in shown], [text for _, text in shown])
    axes.minorticks_off()


def _seconds(scenario: Scenario, i: int) -> float:
    """Return how many seconds a unit of an ask's margins is; of calendar days, as long as days usually are."""
    return 1 / SECOND if scenario.prepared.checks[i].unit == "s" else DAY_S


def _draw_steps(axes: Axes, scenario: Scenario) -> None:
    table = scenario.sensitivity.head(ROWS)
    axes.barh(range(len(table)), 100 * table["variance_share"], height=0.5, color=LINE, alpha=0.85)
    for y, correlation in enumerate(table["rank_correlation"]):
        x = 100 * float(table["variance_share"].iloc[y]) + 1
        axes.annotate(f"rank correlation {correlation:+.2f}", (x, y), va="center", fontsize=8, color=INK)
    axes.set_yticks(range(len(table)), [textwrap.fill(name, 34) for name in table["step"]])
    axes.set_ylim(max(len(table), 1) - 0.4, -0.6)
    axes.set_xlim(0, 125)
    axes.set_xticks(range(0, 101, 20))
    hardest = scenario.prepared.checks[scenario.hardest]
    axes.set_xlabel(f"share of the variance of the margin of {hardest.name} [%], first-order")
    if table.empty:
        axes.annotate("no step varies", (0.5, 0.5), xycoords="axes fraction", ha="center", va="center", color=MUTED)


def _name(axes: Axes, scenario: Scenario, chosen: list[int]) -> None:
    names = [textwrap.fill(scenario.prepared.checks[i].required, 42) for i in chosen]
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_ylim(len(names) - 0.4, -0.6)


def write_plot(scenario: Scenario, path: Path) -> None:
    """Write a scenario's pictures to a file; the same scenario gives the same bytes."""
    figure = figure_of(scenario)
    if path.suffix.casefold() == ".svg":
        write_bytes(path, svg_of(figure))
        return
    kind = path.suffix.casefold().lstrip(".")
    dateless = {"CreationDate": None} if kind == "pdf" else {"Software": None}
    with whole_file(path) as file:
        figure.savefig(file, format=kind or None, dpi=150, metadata=dateless)
