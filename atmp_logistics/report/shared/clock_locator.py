"""The ticks of an axis of time, for matplotlib: they follow the size in which the axis is drawn, and what it shows.

This module alone loads matplotlib when it is loaded; so do not import it at the head of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

import numpy as np
from matplotlib.ticker import Formatter, Locator

from atmp_logistics.core.instants import DAY
from atmp_logistics.report.plans.clock_words import full_time
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.report.shared.clock_ticks import placed_ticks, words_of


class ClockLocator(Locator):
    """Ticks of an axis in days, whose words keep apart.

    Parameters
    ----------
    tz : tzinfo
    broken : BrokenTime or None
        The axis from which stretches are cut out.
    """

    def __init__(self, tz: tzinfo, broken: BrokenTime | None = None) -> None:
        self._tz, self._broken = tz, broken

    def __call__(self) -> Sequence[float]:
        """Return the ticks of what the axis shows."""
        axis: Any = self.axis
        return self.tick_values(*sorted(axis.get_view_interval()))

    def tick_values(self, vmin: float, vmax: float) -> Sequence[float]:
        """Return the ticks between two days."""
        begin, end = vmin * DAY, vmax * DAY
        places = np.array([begin, end]) if self._broken is None else self._broken.places_of(np.array([begin, end]))
        scale = self._letters() / max(float(places[1] - places[0]), 1.0)
        stretches = [(begin, end)] if self._broken is None else self._broken.stretches(begin, end)
        return [tick.at_us / DAY for tick in placed_ticks(stretches, lambda us: self._place(us) * scale, self._tz)]

    def _place(self, us: float) -> float:
        return us if self._broken is None else self._broken.place(us)

    def _letters(self) -> float:
        """Return the width of the axis in sizes of its font."""
        axis: Any = self.axis
        size = float(axis.get_major_ticks(1)[0].label1.get_size())
        figure: Any = axis.axes.get_figure(root=True)
        return float(axis.axes.get_window_extent().width / figure.dpi * 72 / size)


class ClockFormatter(Formatter):
    """The words of ticks in a zone; of a place under the pointer, the whole time."""

    def __init__(self, tz: tzinfo) -> None:
        self._tz = tz

    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: ARG002  matplotlib's own signature
        """Return a time in full."""
        return full_time(x * DAY, self._tz)

    def format_ticks(self, values: list[float]) -> list[str]:
        """Return the words of all ticks."""
        return words_of([1000.0 * round(value * DAY / 1000.0) for value in values], self._tz)
