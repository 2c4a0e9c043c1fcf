"""What simulated runs say of limits: how often each is kept, by how much, what goes wrong, and which step decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from atmp_logistics.core.arguments import place_in
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.estimates.simulation.assumptions import policy_of, stated_of
from atmp_logistics.estimates.simulation.cost_of_time import cost_table
from atmp_logistics.estimates.simulation.limit_tables import (
    failures_table,
    hardest_check,
    kept_share,
    limits_table,
    margins_table,
    open_share,
)
from atmp_logistics.estimates.simulation.prepared import PreparedSimulation
from atmp_logistics.estimates.simulation.request import SimulationRequest
from atmp_logistics.estimates.simulation.runs import SimulatedRuns
from atmp_logistics.estimates.simulation.sample_statistics import Share
from atmp_logistics.estimates.simulation.sensitivity import sensitivity_table

#: Sensitivity and cost are told from the first so many runs.
FIRST = 100_000


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioTables:
    """What many simulated runs of one product's path say of its limits.

    Attributes
    ----------
    prepared : PreparedSimulation
        The request, its steps and the limits that every run is asked.
    runs : SimulatedRuns
        The times of every run, and what each limit made of them.
    """

    prepared: PreparedSimulation = field(repr=False)
    runs: SimulatedRuns = field(repr=False)

    @property
    def request(self) -> SimulationRequest:
        """What the simulation was asked: the same request has the same answers, to the byte."""
        return self.prepared.request

    @property
    def probability(self) -> Share:
        """The share of runs that surely keep every limit that counts."""
        return Share(int(self.runs.kept.sum()), self.request.n)

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row a limit and container: how often it was surely kept, was left open, and by how much it was kept.

        `margin_1_in_20` is the margin that 1 of 20 runs falls short of; margins are in `unit`, below 0 where the limit
        was not surely kept. `waited_for` marks limits that the runs keep because people in them wait: the least times
        and the orders of a label.
        """
        return limits_table(self.prepared, self.runs)

    def kept(self, i: int) -> Share:
        """Return the share of runs that surely keep check i.

        Parameters
        ----------
        i : int
            Which check, counted from 0.

        Returns
        -------
        Share
            The share, with its confidence limits.
        """
        return kept_share(self.runs, place_in(len(self.prepared.checks), "checks")(i, "i"))

    def left_open(self, i: int) -> float:
        """Return the share of runs in which the label's wording leaves open whether check i is kept.

        Parameters
        ----------
        i : int
            Which check, counted from 0.

        Returns
        -------
        float
            From 0 to 1.
        """
        return open_share(self.runs, place_in(len(self.prepared.checks), "checks")(i, "i"))

    @cached_table
    def margins(self) -> pd.DataFrame:
        """The distribution of every margin: one row a limit, container and quantile, with the quantile's interval."""
        return margins_table(self.prepared, self.runs)

    @cached_table
    def failures(self) -> pd.DataFrame:
        """What went wrong, the most frequent first: in words, in how many runs, and in what share of them all."""
        return failures_table(self.prepared, self.runs)

    @property
    def most_frequent_failure(self) -> str | None:
        """What most often went wrong, in words; None where nothing did."""
        return None if self.failures.empty else str(self.failures["what"][0])

    @cached_property
    def hardest(self) -> int:
        """The place of the limit that fewest runs keep; of several, the one with the least margin in 1 of 20 runs.

        What the runs keep because people in them wait for it is no such limit while there is another.
        """
        return hardest_check(self.prepared, self.runs)

    @cached_table
    def sensitivity(self) -> pd.DataFrame:
        """Which step matters most for the hardest limit: the greatest share of its margin's variance first.

        `rank_correlation` is Spearman's between a step's length and the margin; `variance_share` what of the margin's
        variance would be gone if that step alone were known (the first-order index).
        """
        return sensitivity_table(self.prepared, self.runs.margins[self.hardest, :FIRST])

    @cached_table
    def cost(self) -> pd.DataFrame:
        """What a step that takes longer costs: the probability with one more hour of it, and what a little more costs.

        `per_hour` is the change of the probability by the hour at the margin, measured with `further_s` more of the
        step in the same runs, and its interval; `with_one_more_hour` the probability if every run had an hour more.
        """
        return cost_table(self.prepared, self.runs.kept[:FIRST])

    @property
    def policy(self) -> tuple[str, ...]:
        """How people act in the runs, and what else was assumed."""
        return tuple(policy_of(self.prepared))

    @property
    def stated(self) -> tuple[str, ...]:
        """The steps, delays and correlations that the caller stated, each with its source."""
        return tuple(stated_of(self.prepared))
