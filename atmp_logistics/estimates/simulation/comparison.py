"""Scenarios side by side: the same runs under different circumstances, so that differences are sharp."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from atmp_logistics.core.arguments import refused
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.typed_table import NUMBER, TEXT, WHOLE, YES_OR_NO, table_of_rows
from atmp_logistics.estimates.simulation.sample_statistics import difference
from atmp_logistics.estimates.simulation.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_NUMBERS = ("probability", "lower", "upper", "difference", "difference_lower", "difference_upper")
_TYPES = {
    "scenario": TEXT, **dict.fromkeys(_NUMBERS, NUMBER), "paired": YES_OR_NO, "most_frequent_failure": TEXT,
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Described, ShownAsText, SameContent):
    """Some scenarios, and how each differs from the first.

    Examples
    --------
    >>> from atmp_logistics import simulate
    >>> steps = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "20 min"}
    >>> base = simulate("kymriah-eu", steps=steps, n=10_000, name="now")
    >>> both = compare([base, base.with_delay("thaw_end -> administration_start", "3 min").named("lift")])
    >>> both.table[["scenario", "probability", "difference"]].round(2).to_numpy().tolist()
    [['now', 1.0, 0.0], ['lift', 0.57, -0.43]]
    """

    _readers: ClassVar[str] = "comparisons"
    scenarios: tuple[Scenario, ...]

    def _described(self) -> str:
        return f"{counted(self.scenarios, 'scenario')}: {', '.join(one.name for one in self.scenarios)}"

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row a scenario: the probability and its interval, and the difference from the first with its own.

        Where seed and number of runs are the same, run is compared with run (`paired`).
        """
        first = self.scenarios[0]
        rows = []
        for one in self.scenarios:
            paired = self.paired(one)
            found = difference(first.runs.kept, one.runs.kept) if paired else _apart(first, one)
            share = one.probability
            rows.append((one.name, share.value, share.lower, share.upper, *found, paired, one.most_frequent_failure))
        return table_of_rows(_TYPES, rows)

    def paired(self, one: Scenario) -> bool:
        """Say whether a scenario has the first one's runs."""
        if not isinstance(one, Scenario):
            refused(one, "one", "a scenario", "hand over what simulate returns")
        asked, first = one.request, self.scenarios[0].request
        return (asked.seed, asked.n) == (first.seed, first.n)

    @cached_table
    def limits(self) -> pd.DataFrame:
        """The probability of each limit: one row a limit and container, one column a scenario."""
        columns = {}
        for one in self.scenarios:
            keys = ["limit", "container", "asks"]
            columns[one.name] = one.table.fillna({"container": 0}).groupby(keys, sort=False)["probability"].min()
        found = pd.DataFrame(columns).reset_index()
        return found.assign(container=found["container"].replace(0, pd.NA).astype(WHOLE))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each scenario's probability with its interval.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            That on which was drawn.
        """
        axes: Axes = self._reader("plot").plot_comparison(self, ax)
        return axes


def compare(scenarios: Sequence[Scenario]) -> Comparison:
    """Put scenarios side by side; the first is what the others are compared with.

    Parameters
    ----------
    scenarios : sequence of Scenario
        From `simulate`, each with a name of its own.

    Returns
    -------
    Comparison
        A row a scenario and limit: how often it is kept, and the difference from the first scenario.

    Raises
    ------
    UsageError
        For fewer than two, for two of one name, and for what is no scenario.

    Examples
    --------
    >>> from atmp_logistics import simulate
    >>> steps = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "20 min"}
    >>> stated = simulate("kymriah-eu", steps, n=10_000)
    >>> late = stated.with_delay("thaw_end -> administration_start", "3 min").named("three minutes later")
    >>> compare([stated, late]).table["scenario"].unique().tolist()
    ['as stated', 'three minutes later']
    """
    fix = "name them, such as scenario.named('with a lift delay')"
    if not isinstance(scenarios, Iterable) or isinstance(scenarios, (type, str, bytes)):
        refused(scenarios, "scenarios", "several scenarios", "hand over a list of what simulate returns")
    scenarios = list(scenarios)
    others = [one for one in scenarios if not isinstance(one, Scenario)]
    hand = "hand over what simulate returns"
    refuse(Fault("compare", value_in_words(one), "scenarios", hand, UsageError) for one in others)
    names = [one.name for one in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults = [Fault("compare", f"two scenarios called {name!r}", "a name for each", fix, UsageError) for name in twice]
    if len(names) < 2:
        faults.append(Fault("compare", f"{len(names)} scenario", "at least two", "add another", UsageError))
    refuse(faults)
    return Comparison(tuple(scenarios))


def _apart(first: Scenario, one: Scenario) -> tuple[float, float, float]:
    """Return the difference of two independent shares, and Newcombe's interval."""
    a, b = first.probability, one.probability
    middle = b.value - a.value
    below = sqrt((b.value - b.lower) ** 2 + (a.upper - a.value) ** 2)
    above = sqrt((b.upper - b.value) ** 2 + (a.value - a.lower) ** 2)
    return middle, middle - below, middle + above
