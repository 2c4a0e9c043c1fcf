"""A simulated scenario and what it answers: how often each limit is kept, by how much, and what decides it.

A scenario is planning, not evidence: no verdict comes from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S, SECOND
from atmp_logistics.core.shown import ShownAsText, WrittenAsJson
from atmp_logistics.core.version import __version__
from atmp_logistics.estimates.simulation.assumptions import policy_of, stated_of
from atmp_logistics.estimates.simulation.delays import Delay, read_delay, shape_of
from atmp_logistics.estimates.simulation.limit_checks import LimitCheck
from atmp_logistics.estimates.simulation.path import draw_of
from atmp_logistics.estimates.simulation.prepared import PreparedSimulation, prepare
from atmp_logistics.estimates.simulation.request import SimulationRequest, read_step
from atmp_logistics.estimates.simulation.runs import SimulatedRuns, blocks, run
from atmp_logistics.estimates.simulation.sample_statistics import (
    Share,
    difference,
    quantile,
    rank_correlation,
    variance_share,
)
from atmp_logistics.estimates.simulation.simulated_log import log_of
from atmp_logistics.estimates.simulation.stated_times import read_start
from atmp_logistics.records.logs import EventLog
from atmp_logistics.timing.durations.straight import Fixed
from atmp_logistics.timing.node_names import named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The shares of runs at which margins are told.
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95)
#: Sensitivity and cost are told from the first so many runs.
FIRST = 100_000
_TWO_DAYS_S = 2 * DAY_S


@dataclass(frozen=True)
class Scenario(ShownAsText, WrittenAsJson):
    """Many simulated runs of one product's path, and what they say of its limits.

    Examples
    --------
    >>> from atmp_logistics import simulate
    >>> steps = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "20 min"}
    >>> scenario = simulate("kymriah-eu", steps=steps, n=10_000)
    >>> print(scenario.probability)
    100 of 100 (99.96 to 100)
    >>> print(scenario.with_delay("thaw_end -> administration_start", "3 min").probability)
    56.6 of 100 (55.6 to 57.6)
    """

    _readers: ClassVar[str] = "scenarios"
    question: SimulationRequest
    setup: PreparedSimulation = field(repr=False)
    runs: SimulatedRuns = field(repr=False)
    library: str = __version__

    @classmethod
    def of(cls, question: SimulationRequest) -> Scenario:
        """Run a question.

        Raises
        ------
        AtmpError
            With every fault of the question.
        """
        setup = prepare(question)
        return cls(question, setup, run(setup))

    @property
    def name(self) -> str:
        """What tells this scenario from others."""
        return self.question.name or "as stated"

    @property
    def probability(self) -> Share:
        """The share of runs that surely keep every limit that counts."""
        return Share(int(self.runs.kept.sum()), self.question.n)

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row a limit and container: how often it was surely kept, was left open, and by how much it was kept.

        `margin_1_in_20` is the margin that 1 of 20 runs falls short of; margins are in `unit`, below nought where the
        limit was not surely kept. `waited_for` marks limits that the runs keep because people in them wait: the least
        times and the orders of a label.
        """
        found = pd.DataFrame([self._row(i, ask) for i, ask in enumerate(self.setup.asks)])
        return found.astype({"container": "Int64"})

    def _row(self, i: int, ask: LimitCheck) -> dict[str, object]:
        share = self.kept(i)
        low, middle = (self._in_unit(quantile(self.runs.margins[i], q), ask)[0] for q in (0.05, 0.5))
        return {
            "limit": ask.code,
            "container": ask.container or None,
            "asks": ask.required,
            "probability": share.value,
            "lower": share.lower,
            "upper": share.upper,
            "open": self.left_open(i),
            "margin_1_in_20": low,
            "margin_median": middle,
            "unit": ask.unit,
            "waited_for": ask.is_waited_for and share.count == share.n,
            "obligation": ask.obligation,
            "counted": self.setup.counted[i],
            "source": ask.source,
        }

    def kept(self, i: int) -> Share:
        """Return the share of runs that surely keep ask i."""
        return Share(int((self.runs.margins[i] >= 0).sum()), self.question.n)

    def left_open(self, i: int) -> float:
        """Return the share of runs in which the label's wording leaves open whether ask i is kept."""
        if i not in self.runs.broken:
            return 0.0
        return float(((self.runs.margins[i] < 0) & ~self.runs.broken[i]).mean())

    @staticmethod
    def _in_unit(values: tuple[float, ...], ask: LimitCheck) -> list[float]:
        return [value / (SECOND if ask.unit == "s" else 1.0) for value in values]

    @cached_table
    def margins(self) -> pd.DataFrame:
        """The distribution of every margin: one row a limit, container and quantile, with the quantile's interval."""
        rows = []
        for i, ask in enumerate(self.setup.asks):
            for share in QUANTILES:
                at, lower, upper = self._in_unit(quantile(self.runs.margins[i], share), ask)
                rows.append((ask.code, ask.container or None, share, at, lower, upper, ask.unit))
        columns = ["limit", "container", "quantile", "margin", "lower", "upper", "unit"]
        return pd.DataFrame(rows, columns=columns).astype({"container": "Int64"})

    @cached_table
    def failures(self) -> pd.DataFrame:
        """What went wrong, the most frequent first: in words, in how many runs, and in what share of them all."""
        rows = []
        for i, ask in enumerate(self.setup.asks):
            count = int((self.runs.margins[i] < 0).sum())
            if count and self.setup.counted[i]:
                rows.append((ask.broken, count, count / self.question.n, ask.code, ask.container or None))
        columns = ["what", "runs", "share", "limit", "container"]
        found = pd.DataFrame(rows, columns=columns).astype({"container": "Int64"})
        return found.sort_values("runs", ascending=False, kind="stable", ignore_index=True)

    @property
    def most_frequent_failure(self) -> str | None:
        """What most often went wrong, in words; None where nothing did."""
        return None if self.failures.empty else str(self.failures["what"][0])

    @cached_property
    def hardest(self) -> int:
        """The place of the limit that fewest runs keep; of several, the one with the least margin in 1 of 20 runs.

        What the runs keep because people in them wait for it is no such limit while there is another.
        """
        counted = [i for i in range(len(self.setup.asks)) if self.setup.counted[i]]
        open_to_chance = [i for i in counted if not self.setup.asks[i].is_waited_for or self.kept(i).value < 1]
        return min(open_to_chance or counted, key=lambda i: (self.kept(i).count, *self._scaled(i)))

    def _scaled(self, i: int) -> tuple[float]:
        """Return the margin of 1 of 20 runs beside that of the middle run, so that minutes and days compare."""
        margin = self.runs.margins[i]
        low, middle = quantile(margin, 0.05)[0], quantile(margin, 0.5)[0]
        return (low / abs(middle) if middle else low,)

    @cached_table
    def sensitivity(self) -> pd.DataFrame:
        """Which step matters most for the hardest limit: the greatest share of its margin's variance first.

        `rank_correlation` is Spearman's between a step's length and the margin; `variance_share` what of the margin's
        variance would be gone if that step alone were known (the first-order index).
        """
        margin = self.runs.margins[self.hardest, :FIRST]
        rows = []
        for name, length in self._lengths().items():
            if length.min() < length.max():
                rows.append((name, rank_correlation(length, margin), variance_share(margin, length)))
        found = pd.DataFrame(rows, columns=["step", "rank_correlation", "variance_share"])
        return found.sort_values("variance_share", ascending=False, kind="stable", ignore_index=True)

    def _lengths(self) -> dict[str, NDArray[np.float64]]:
        """Return how long each step lasted in the first runs with its delays, and each delay of an event."""
        names: dict[str, tuple[str, ...]] = {}
        for stop in self.setup.path.stops:
            lates = tuple(late.draw for late in self.setup.late[stop.node])
            number = f" of container {stop.container}" if stop.container and self.question.containers > 1 else ""
            if stop.link:
                shared = "[" not in draw_of(stop.link)
                names[f"{stop.link.step.name}{'' if shared else number}"] = (draw_of(stop.link), *lates)
            elif lates:
                names[f"delay of {named(stop.node)}"] = lates
        parts: dict[str, list[NDArray[np.float64]]] = {name: [] for name in names}
        for _, _, lengths in blocks(self.setup, min(self.question.n, FIRST)):
            for name, draws in names.items():
                parts[name].append(np.sum([lengths[draw] for draw in draws], axis=0))
        return {name: np.concatenate(own) for name, own in parts.items()}

    @cached_table
    def cost(self) -> pd.DataFrame:
        """What a step that takes longer costs: the probability with one more hour of it, and what a little more costs.

        `per_hour` is the change of the probability by the hour at the margin, measured with `further_s` more of the
        step in the same runs, and its interval; `with_one_more_hour` the probability if every run had an hour more.
        """
        further_s = MINUTE_S if self._length_s < _TWO_DAYS_S else HOUR_S
        rows = []
        for name, ends in dict.fromkeys((link.step.name, link.step.ends) for link in self.setup.path.links):
            little, hour = (self._longer(name, ends, size) for size in (further_s, HOUR_S))
            change = [x * HOUR_S / further_s for x in difference(self._first_kept, little)]
            whole = Share(int(hour.sum()), len(hour))
            rows.append((name, whole.value, whole.lower, whole.upper, *change, further_s))
        columns = ["step", "with_one_more_hour", "lower", "upper", "per_hour", "per_hour_lower", "per_hour_upper"]
        return pd.DataFrame(rows, columns=[*columns, "further_s"])

    @property
    def _first_kept(self) -> Mask:
        return self.runs.kept[:FIRST]

    @cached_property
    def _length_s(self) -> float:
        """How long the middle run lasts, from its first event to its last."""
        _, columns, _ = next(blocks(self.setup, min(self.question.n, 1001)))
        times = np.array(list(columns.values()))
        return float(np.median(times.max(axis=0) - times.min(axis=0))) / SECOND

    def _longer(self, name: str, ends: str, by_s: float) -> Mask:
        late = Delay(name, ends, Fixed(by_s))
        asked = replace(self.question, n=len(self._first_kept), delays=(*self.question.delays, late))
        return run(prepare(asked)).kept

    def with_delay(self, step: object, lasts: object, probability: object = 1.0) -> Scenario:
        """Return the scenario in which a step, or an event that people start, comes later, in the same runs.

        Parameters
        ----------
        step : str or pair of str
            A step that is stated, such as ``"transport"``, or an event.
        lasts : str
            Such as ``"4 h"`` or ``"2 to 6 h"``.
        probability : str or float
            In what share of runs, such as ``"10%"``.
        """
        delay = read_delay(step, lasts, probability)
        asked = replace(self.question, delays=(*self.question.delays, delay))
        return Scenario.of(_named(asked, str(delay)))

    def with_step(self, step: object, lasts: object) -> Scenario:
        """Return the scenario in which a step lasts otherwise, or is added, in the same runs."""
        new, number = read_step(step, lasts)
        ends = new.starts, new.ends
        if number is not None:
            asked = replace(self.question, own={**self.question.own, (*ends, number): new})
            return Scenario.of(_named(asked, f"{new.name} of container {number}: {shape_of(new)}"))
        steps = {(one.starts, one.ends): one for one in self.question.steps} | {ends: new}
        asked = replace(self.question, steps=tuple(steps.values()))
        return Scenario.of(_named(asked, f"{new.name}: {shape_of(new)}"))

    def with_start(self, start: object) -> Scenario:
        """Return the scenario that starts at another time, in the same runs."""
        asked = self.question
        moments = read_start(start, asked.place, asked.tz, asked.containers)
        said = ", ".join(f"{key} {text}".strip() for key, text in moments.texts.items())
        return Scenario.of(_named(replace(asked, start=moments), f"start {said}"))

    def named(self, name: str) -> Scenario:
        """Return the same scenario under another name."""
        return replace(self, question=replace(self.question, name=name))

    def records(self, k: int) -> EventLog:
        """Return the first k runs as logged events, one therapy each, so that `assess` can judge them.

        Parameters
        ----------
        k : int
            How many, at most as many as were run.

        Raises
        ------
        UsageError
            When the runs have no dates, or fewer than k were run.
        """
        faults = []
        if not self.setup.dated:
            fix = "state start, such as start='2026-11-24 10:44'"
            faults.append(Fault("records", "runs without dates", "runs that start at a time", fix, UsageError))
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or not 1 <= k <= self.question.n:
            expected = f"a whole number from 1 to {self.question.n}"
            faults.append(Fault("records", repr(k), expected, "ask for fewer, or run more", UsageError))
        refuse(faults)
        return log_of(self.setup, int(k))

    @property
    def policy(self) -> tuple[str, ...]:
        """How people act in the runs, and what else was assumed."""
        return tuple(policy_of(self.setup))

    @property
    def stated(self) -> tuple[str, ...]:
        """The steps, delays and correlations that the caller stated, each with its source."""
        return tuple(stated_of(self.setup))

    def plot(self) -> list[Axes]:
        """Draw how often each limit is kept, the margins, and which step matters most."""
        axes: list[Axes] = self._reader("plot").plot_scenario(self)
        return axes

    def __repr__(self) -> str:
        return f"<Scenario: {self.name}, {self.probability} keep every limit>"


def _named(question: SimulationRequest, change: str) -> SimulationRequest:
    """Return a question named after what was changed in it."""
    return replace(question, name=f"{question.name}; {change}" if question.name else change)
