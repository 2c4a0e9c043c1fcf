"""A scenario as pictures: how often limits are kept, by how much, and what matters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S, SECOND
from atmp_logistics.core.whole_files import whole_file, write_bytes
from atmp_logistics.core.wording import durations
from atmp_logistics.estimates.simulation.sample_statistics import of_100
from atmp_logistics.estimates.simulation.scenario import Scenario
from atmp_logistics.report.shared.contrast import Ink, ink_on
from atmp_logistics.report.shared.named_rows import name_rows, name_x, nothing_to_draw
from atmp_logistics.report.shared.style import detached_figure, height_of_rows, page_style, panels_in_style, svg_of
from atmp_logistics.report.shared.time_series import legend_above

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

#: More rows than this no picture holds; the hardest are drawn.
ROWS = 12
_WIDTH = 8.0
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


def plot_scenario(scenario: Scenario, fig: Figure | SubFigure | None = None) -> list[Axes]:
    """Draw how often each limit is kept, by how much, and which step matters most."""
    chosen = _chosen(scenario)
    with panels_in_style(fig, _WIDTH, _heights(scenario)) as axes:
        _draw_shares(axes[0], scenario, chosen, ink_on(axes[0]))
        _draw_margins(axes[1], scenario, chosen, ink_on(axes[1]))
        _draw_steps(axes[2], scenario, ink_on(axes[2]))
    return axes


def figure_of(scenario: Scenario) -> Figure:
    """Return the same picture as a figure that no window manages, drawn with fixed settings."""
    with page_style():
        height = sum(_heights(scenario))
    return detached_figure(_WIDTH, height, lambda figure: plot_scenario(scenario, figure))


def _heights(scenario: Scenario) -> list[float]:
    rows, steps = len(_chosen(scenario)), min(max(len(scenario.sensitivity), 1), ROWS)
    return [height_of_rows(rows, 0.42, 1.1), height_of_rows(rows, 0.42, 1.1), height_of_rows(steps, 0.3, 0.9)]


def _chosen(scenario: Scenario) -> list[int]:
    """Return the limits to draw: all, or of many the hardest, those that count first."""
    places = range(len(scenario.prepared.checks))
    hardest = sorted(places, key=lambda i: (not scenario.prepared.counted[i], scenario.kept(i).count, i))
    return sorted(hardest[:ROWS])


def _draw_shares(axes: Axes, scenario: Scenario, chosen: list[int], ink: Ink) -> None:
    from matplotlib.patches import Patch

    said, looks = [], _looks(ink)
    for y, i in enumerate(chosen):
        share, opened = scenario.kept(i), scenario.left_open(i)
        left = 0.0
        for word, part in (("kept", share.value), ("left open", opened), ("broken", 1 - share.value - opened)):
            dashes = "-" if scenario.prepared.counted[i] else ":"
            if part > 1e-12:
                axes.barh(y, 100 * part, left=100 * left, height=0.5, linestyle=dashes, **looks[word])
            left += part
        axes.plot([100 * share.lower, 100 * share.upper], [y, y], color=ink.ink, linewidth=1.6, solid_capstyle="butt")
        said.append(f"{of_100(share.value)}\n({of_100(share.lower)} to {of_100(share.upper)})")
    _name(axes, scenario, chosen, ink, said)
    axes.set_xlim(0, 100)
    name_x(axes, "kept in so many of 100 runs, with the 95 % interval")
    request = scenario.request
    title = f"{request.product.name} ({request.product.slug}): {scenario.name}; a simulation, not a verdict"
    legend_above(axes, [Patch(**look, label=word) for word, look in looks.items()], title)


def _looks(ink: Ink) -> dict[str, dict[str, Any]]:
    """Return how the shares of runs are drawn; each has a hatching of its own."""
    return {
        "kept": {"facecolor": (ink.inside, 0.55), "edgecolor": ink.inside},
        "left open": {"facecolor": (ink.open, 0.3), "edgecolor": ink.open, "hatch": "////"},
        "broken": {"facecolor": (ink.beyond, 0.3), "edgecolor": ink.beyond, "hatch": "xxx"},
    }


def _draw_margins(axes: Axes, scenario: Scenario, chosen: list[int], ink: Ink) -> None:
    """Draw how much was left of each limit: the middle half thick, 90 of 100 runs thin, 99 of 100 as a line."""
    spreads = {i: np.quantile(scenario.runs.margins[i], _SPREAD) * _seconds(scenario, i) for i in chosen}
    reach = [float(np.abs(spread).max()) for spread in spreads.values() if np.abs(spread).max() > 0]
    largest, least = max(reach, default=60.0), min(reach, default=60.0)
    wide = largest > _WIDE * least
    size, unit = next(((size, unit) for size, unit in _UNITS if largest >= 2 * size), _UNITS[-1])
    said = []
    for y, i in enumerate(chosen):
        at = spreads[i] / (1.0 if wide else size)
        axes.plot(at[[0, -1]], [y, y], color=ink.ink, linewidth=0.9)
        axes.barh(y, at[5] - at[1], left=at[1], height=0.24, color=ink.line, alpha=0.45)
        axes.barh(y, at[4] - at[2], left=at[2], height=0.5, color=ink.line, alpha=0.7)
        axes.plot([at[3], at[3]], [y - 0.3, y + 0.3], color=ink.ink, linewidth=1.8)
        said.append(f"median {durations(float(spreads[i][3]))}" if spreads[i].any() else "always 0: no margin")
    axes.axvline(0.0, color=ink.beyond, linewidth=1.4, linestyle=(0, (5, 2)))
    _name(axes, scenario, chosen, ink, said)
    if wide:
        _short_and_long(axes, np.array(list(spreads.values())))
    scale = "min to d, by powers" if wide else unit
    name_x(axes, f"margin [{scale}]: half of the runs thick, 90 of 100 thin, 99 a line;\nleft of 0 the limit is broken")


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


def _draw_steps(axes: Axes, scenario: Scenario, ink: Ink) -> None:
    table = scenario.sensitivity.head(ROWS)
    axes.barh(range(len(table)), 100 * table["variance_share"], height=0.5, color=ink.line, alpha=0.85)
    names = [str(name) for name in table["step"]]
    name_rows(axes, names, ink, [f"rank correlation {found:+.2f}" for found in table["rank_correlation"]])
    axes.grid(visible=False)
    axes.set_xlim(0, 100)
    hardest = scenario.prepared.checks[scenario.hardest]
    name_x(axes, f"share of the variance of the margin of {hardest.name} [%], first-order")
    if table.empty:
        nothing_to_draw(axes, "no step varies", ink)


def _name(axes: Axes, scenario: Scenario, chosen: list[int], ink: Ink, beside: list[str]) -> None:
    names = [
        ("" if scenario.prepared.counted[i] else "not counted: ") + scenario.prepared.checks[i].required for i in chosen
    ]
    name_rows(axes, names, ink, beside, name=42)
    axes.grid(visible=False)


def write_plot(scenario: Scenario, path: Path) -> None:
    """Write a scenario's pictures to a file; the same scenario gives the same bytes."""
    figure = figure_of(scenario)
    if path.suffix.casefold() == ".svg":
        write_bytes(path, svg_of(figure))
        return
    kind = path.suffix.casefold().lstrip(".")
    dateless = {"CreationDate": None} if kind == "pdf" else {"Software": None}
    with page_style(), whole_file(path) as file:
        figure.savefig(file, format=kind or None, dpi=150, metadata=dateless)
