"""One product as a picture: its storage ranges on one scale, its clocks on another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration
from atmp_logistics.report.shared.style import INK, INSIDE, LINE, MUTED, RC, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: From liquid nitrogen to a warm room.
_COLDEST, _WARMEST = -200.0, 40.0
_MARKS_S = {MINUTE_S: "1 min", HOUR_S: "1 h", DAY_S: "1 d", 7 * DAY_S: "1 week", 30 * DAY_S: "30 d"}


def plot_product(product: Product) -> list[Axes]:
    """Draw a product's storage ranges and its clocks, those that bind darker than those that only advise."""
    from matplotlib import rc_context

    clocks = [one for one in product.windows if _least(one) or _most(one)]
    heights = [0.7 + 0.32 * max(len(product.storage), 1), 0.7 + 0.32 * max(len(clocks), 1)]
    figure = new_figure(8.0, sum(heights) + 0.4)
    with rc_context(RC):
        above, below = figure.subplots(2, height_ratios=heights)
        _draw_storage(above, product.storage)
        _draw_clocks(below, clocks)
        above.set_title(f"{product.name} ({product.slug})")
    return [above, below]


def _draw_storage(axes: Axes, stores: tuple[StorageCondition, ...]) -> None:
    for y, store in enumerate(stores):
        low = _COLDEST if store.range.lower_degC is None else store.range.lower_degC
        high = _WARMEST if store.range.upper_degC is None else store.range.upper_degC
        axes.barh(y, high - low, left=low, height=0.5, color=LINE, alpha=_weight(store.obligation))
        axes.annotate(str(store.range), (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    _name_rows(axes, [store.code for store in stores], "no storage range was read in this label")
    axes.set_xlim(_COLDEST, _WARMEST)
    axes.set_xlabel("temperature [°C]")


def _draw_clocks(axes: Axes, clocks: list[TimeWindow]) -> None:
    """Draw each clock from the least to the most that it may run; an open end fades out."""
    for y, window in enumerate(clocks):
        least, most = _least(window), _most(window)
        left = max(least or 0.0, 30.0)
        axes.barh(y, (most or left * 4) - left, left=left, height=0.5, color=INSIDE, alpha=_weight(window.obligation))
        parts = [f"at least {duration(least)}"] if least else []
        parts += [f"at most {duration(most)}"] if most else []
        axes.annotate(", ".join(parts), (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=8)
        axes.plot([most or left] * 2, [y - 0.35, y + 0.35], color=INK, linewidth=1.2)
    axes.set_xscale("log")
    _name_rows(axes, [window.code for window in clocks], "no clock was read in this label")
    axes.set_xticks(list(_MARKS_S), list(_MARKS_S.values()))
    axes.minorticks_off()
    axes.set_xlabel("time from the first event to the second, on a logarithmic scale")


def _name_rows(axes: Axes, codes: list[str], nothing: str) -> None:
    axes.set_yticks(range(len(codes)), codes)
    axes.set_ylim(max(len(codes), 1) - 0.4, -0.6)
    if not codes:
        axes.annotate(nothing, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center", color=MUTED)


def _weight(obligation: str) -> float:
    return 0.8 if obligation == "shall" else 0.3


def _least(window: TimeWindow) -> float | None:
    """Return the least that a clock must run, in seconds; of calendar days, as long as days usually are."""
    return window.at_least_s if window.at_least_days is None else window.at_least_days * DAY_S


def _most(window: TimeWindow) -> float | None:
    """Return the most that a clock may run, in seconds."""
    return window.at_most_s if window.at_most_days is None else window.at_most_days * DAY_S
