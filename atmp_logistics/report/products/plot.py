"""One product as a picture: its storage ranges on one scale, its clocks on another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.wording import duration, named_containers
from atmp_logistics.report.shared.contrast import Ink, ink_on
from atmp_logistics.report.shared.named_rows import name_rows, name_x, nothing_to_draw
from atmp_logistics.report.shared.style import height_of_rows, is_wide, panels_in_style
from atmp_logistics.report.shared.time_series import legend_above

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

#: From liquid nitrogen to a warm room.
_COLDEST, _WARMEST = -200.0, 40.0
_MARKS_S = {MINUTE_S: "1 min", HOUR_S: "1 h", DAY_S: "1 d", 7 * DAY_S: "1 week", 30 * DAY_S: "30 d"}


def plot_product(product: Product, fig: Figure | SubFigure | None = None) -> list[Axes]:
    """Draw a product's storage ranges and its clocks; what only advises is not filled and has a dotted edge."""
    clocks = [one for one in product.windows if _least(one) or _most(one)]
    heights = [height_of_rows(max(len(rows), 1), 0.4, 0.75) for rows in (product.storage, clocks)]
    with panels_in_style(fig, 8.0, heights) as (above, below):
        _draw_storage(above, product.storage)
        _draw_clocks(below, clocks)
        legend_above(above, _handles([*product.storage, *clocks], ink_on(above)), f"{product.name} ({product.slug})")
    return [above, below]


def _handles(limits: Sequence[Requirement], ink: Ink) -> list[Artist]:
    """Return what the legend names: advice, where the label gives any."""
    from matplotlib.patches import Patch

    names = {"shall": "binds", "should": "advice", "information": "note"}
    kinds = dict.fromkeys(one.obligation for one in limits)
    return [Patch(**_look(kind, ink), label=names[kind]) for kind in kinds] if len(kinds) > 1 else []


def _draw_storage(axes: Axes, stores: tuple[StorageCondition, ...]) -> None:
    ink = ink_on(axes)
    axes.set_xlim(_COLDEST, _WARMEST)
    for y, store in enumerate(stores):
        low = _COLDEST if store.range.lower_degC is None else store.range.lower_degC
        high = _WARMEST if store.range.upper_degC is None else store.range.upper_degC
        if store.range.nominal_degC is None:
            axes.barh(y, high - low, left=low, height=0.5, **_look(store.obligation, ink))
        else:
            axes.plot(store.range.nominal_degC, y, "D", color=ink.line, markersize=6)
    names = [_named(store) for store in stores]
    _name(axes, names, [str(store.range) for store in stores], "no storage range was read in this label", ink)
    name_x(axes, "temperature [°C]")


def _draw_clocks(axes: Axes, clocks: list[TimeWindow]) -> None:
    """Draw each clock from the least to the most that it may run; an end that nothing bounds is an arrow."""
    ink, said = ink_on(axes), []
    longest = max([_most(one) or _least(one) or 0.0 for one in clocks] or [DAY_S])
    axes.set_xscale("log")
    axes.set_xlim(30.0, max(longest * 2.0, HOUR_S))
    for y, window in enumerate(clocks):
        least, most = _least(window), _most(window)
        left, right = max(least or 0.0, 30.0), most or axes.get_xlim()[1]
        axes.barh(y, right - left, left=left, height=0.5, **_look(window.obligation, ink))
        parts = [f"at least {duration(least)}"] if least else []
        said.append(", ".join([*parts, *([f"at most {duration(most)}"] if most else [])]))
        for end in filter(None, (least, most)):
            axes.plot([end] * 2, [y - 0.35, y + 0.35], color=ink.ink, linewidth=1.2)
        if most is None:
            axes.plot(0.9 * right, y, ">", color=ink.line, markersize=7)
    _name(axes, [_named(window) for window in clocks], said, "no clock was read in this label", ink)
    marks = {size: words for size, words in _MARKS_S.items() if size <= axes.get_xlim()[1]}
    if not is_wide(axes):
        marks.pop(7 * DAY_S, None)
    axes.set_xticks(list(marks), list(marks.values()))
    axes.minorticks_off()
    name_x(axes, "time from the first event to the second, on a logarithmic scale")


def _named(limit: Requirement) -> str:
    """Return a limit's code, and under which condition it holds."""
    return limit.code + (f"\n{named_containers(limit.when)}" if limit.when else "")


def _name(axes: Axes, names: list[str], beside: list[str], nothing: str, ink: Ink) -> None:
    axes.grid(visible=False)
    name_rows(axes, names, ink, beside)
    if not names:
        nothing_to_draw(axes, nothing, ink)


def _look(obligation: str, ink: Ink) -> dict[str, Any]:
    if obligation == "shall":
        return {"facecolor": (ink.line, 0.8), "edgecolor": ink.line}
    return {"facecolor": "none", "edgecolor": ink.line, "linestyle": ":", "linewidth": 1.4}


def _least(window: TimeWindow) -> float | None:
    """Return the least that a clock must run, in seconds; of calendar days, as long as days usually are."""
    return window.at_least_s if window.at_least_days is None else window.at_least_days * DAY_S


def _most(window: TimeWindow) -> float | None:
    """Return the most that a clock may run, in seconds."""
    return window.at_most_s if window.at_most_days is None else window.at_most_days * DAY_S
