"""How likely every limit is met, against the moment of starting: many days at once, on the same draws for every start.

Each day draws how long every step takes, from what is left of it where it runs already; everybody acts as soon as they
may; and each limit is met or not. The same seed gives the same days, and a later start is compared on the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import isfinite, sqrt
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import moment
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.core.shown import ShownAsText, WrittenAsJson
from atmp_logistics.core.typed_table import COUNT, NUMBER, TEXT, table_of_rows, time_in
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.random_days import RandomDays, StartOutcome, distribution_of
from atmp_logistics.planning.risk_request import read_risk_request
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.timing.constraints import CLOCK, CalendarRule, Statement
from atmp_logistics.timing.now import read_now

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The quantile of a 95 % interval.
_Z = 1.959963984540054


@dataclass(frozen=True, eq=False, repr=False)
class Risk(Described, ShownAsText, WrittenAsJson, SameContent):
    """How likely every limit is met, for each moment of starting.

    Attributes
    ----------
    plan : Plan
        What is started.
    branch : PlanBranch
        The branch of which days were drawn.
    node : str
        The event that is started, with the number of its container.
    n, seed : int
        How many days, and what they were drawn from.
    by_start : DataFrame
        What `curve` returns copies of. A row for each start: ``start``, ``probability``, ``lower`` and ``upper`` end of
        its 95 % interval (Wilson), and the limit that is missed most often.
    by_limit : DataFrame
        What `limits` returns copies of. A row for each start and limit: how likely that limit is met.
    drawn : tuple of str
        How the duration of each step is distributed, in words.
    """

    _readers: ClassVar[str] = "risk"
    plan: Plan
    branch: PlanBranch
    node: str
    n: int
    seed: int
    by_start: pd.DataFrame
    by_limit: pd.DataFrame
    drawn: tuple[str, ...]

    @property
    def curve(self) -> pd.DataFrame:
        """One row a moment of starting: the probability that every binding limit is met, and what fails most often."""
        return self.by_start.copy()

    @property
    def limits(self) -> pd.DataFrame:
        """One row a moment of starting and limit: the probability that it is met."""
        return self.by_limit.copy()

    def _described(self) -> str:
        days = f"{self.n} days of seed {self.seed}"
        return f"{self.node} of {self.plan.product.slug}, {counted(self.curve, 'start')}, {days}"

    def at(self, start: str | datetime) -> float:
        """Return the probability at one of the starts.

        Parameters
        ----------
        start : str or datetime
            One of the starts of the curve: with its offset, or local in the plan's zone.

        Returns
        -------
        float
            How likely every limit is met, from 0 to 1.

        Raises
        ------
        UsageError
            For a moment that is no start of the curve.
        """
        us = read_now(start, self.plan.zone)
        rows = self.curve[[_us(time) == us for time in self.curve["start"]]]
        if rows.empty:
            fix = "ask for it by start="
            refuse([Fault("start", str(start), "one of the curve's starts", fix, UsageError)])
        return float(rows["probability"].iloc[0])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the probability against the moment of starting.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        axes: Axes = self._reader("plot").plot_risk(self, ax)
        return axes


def risk(
    plan: Plan,
    *,
    event: str | None = None,
    start: str | datetime | None = None,
    starts: Sequence[str | datetime] | None = None,
    n: int = 100_000,
    seed: int,
    recorded: EventLog | Mapping[str, object] | None = None,
    now: str | datetime | None = None,
    mode: int = 0,
) -> Risk:
    """Return how likely every limit is met, against the moment of starting.

    Parameters
    ----------
    plan : Plan
        From `plan`, with the longest duration of every step stated.
    event : str, optional
        What is started, such as ``thaw_start[1]``; by default the first event of the plan that starts a step.
    start : str or datetime, optional
        The moment of starting.
    starts : sequence of str or datetime, optional
        Several of them; by default from safe by to last possible.
    n : int
        How many days are drawn.
    seed : int
        What the days are drawn from.
    recorded : EventLog or mapping, optional
        What has happened already: a therapy's record, or events to their moments.
    now : str or datetime, optional
        The moment from which to look, needed where something is recorded: steps under way have lasted until then.
    mode : int
        Which of the plan's branches, counted from 0 over those that have events.

    Returns
    -------
    Risk
        The probability that every limit is met, for each moment of starting.

    Raises
    ------
    UsageError
        For a step whose longest duration is not stated, an event that the plan has not, a start before what has
        happened, and steps under way that have lasted longer than stated.

    Examples
    --------
    >>> from atmp_logistics.planning.plan import plan
    >>> steps = {"thaw": "2 to 4 min", "administration": "5 to 15 min"}
    >>> slot = {"administration_end": {"latest": "2026-11-24 11:30"}}
    >>> one_bag = plan("kymriah-eu", slot, tz="Europe/Stockholm", steps=steps)
    >>> found = risk(one_bag, starts=["2026-11-24 11:11", "2026-11-24 11:18"], n=10_000, seed=1)
    >>> found.curve["probability"].round(2).tolist()
    [1.0, 0.4]
    """
    request = read_risk_request(plan, mode, n, seed, recorded, now)
    node, days = request.start_node(event), RandomDays(request)
    moments = request.start_times(node, start, starts)
    outcomes = [days.outcome(node, us) for us in moments]
    return Risk(
        plan=plan,
        branch=request.branch,
        node=node,
        n=n,
        seed=seed,
        by_start=table_of_rows({"start": time_in(plan.zone), **_CURVE}, (_row(one, n, plan.zone) for one in outcomes)),
        by_limit=table_of_rows(
            {"start": time_in(plan.zone), **_LIMITS},
            (row for one in outcomes for row in _limit_rows(one, n, plan.zone)),
        ),
        drawn=tuple(f"{link.step.name}: {distribution_of(link)}" for link in days.each_step() if link.step.is_stated),
    )


_CURVE = {
    **dict.fromkeys(("probability", "lower", "upper"), NUMBER), "most_frequent_failure": TEXT, "failures": COUNT,
}  # fmt: skip
_LIMITS = {"limit": TEXT, "code": TEXT, "obligation": TEXT, "probability": NUMBER, "source": TEXT}


def wilson(met: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion, after Wilson (1927).

    Examples
    --------
    >>> [round(end, 4) for end in wilson(81, 263)], [round(end, 4) for end in wilson(10, 10)]
    ([0.2553, 0.3662], [0.7225, 1.0])
    """
    share, weight = met / n, _Z**2 / n
    middle = (share + weight / 2) / (1 + weight)
    half = _Z / (1 + weight) * sqrt(share * (1 - share) / n + weight / (4 * n))
    return (0.0 if met == 0 else max(middle - half, 0.0)), (1.0 if met == n else min(middle + half, 1.0))


def _row(outcome: StartOutcome, n: int, tz: tzinfo) -> dict[str, object]:
    lower, upper = wilson(outcome.met, n)
    binding = [(limit, count) for limit, count in outcome.missed if limit.obligation == "shall" and count]
    worst = max(binding, key=lambda pair: pair[1], default=None)
    return {
        "start": pd.Timestamp(moment(outcome.start_us)).tz_convert(tz),
        "probability": outcome.met / n,
        "lower": lower,
        "upper": upper,
        "most_frequent_failure": "" if worst is None else _missed(worst[0], tz),
        "failures": 0 if worst is None else worst[1],
    }


def _missed(limit: Statement | CalendarRule, tz: tzinfo) -> str:
    """Say that a limit is missed, such as "administration end of container 2 past 11:30"."""
    if isinstance(limit, Statement) and limit.earlier == CLOCK and isfinite(limit.at_most_us):
        name = limit.words.partition(" by ")[0].partition(" at ")[0]
        return f"{name} past {moment(limit.at_most_us).astimezone(tz):%H:%M}"
    return f"not kept: {limit.words}"


def _limit_rows(outcome: StartOutcome, n: int, tz: tzinfo) -> Iterator[dict[str, object]]:
    for limit, count in outcome.missed:
        yield {
            "start": pd.Timestamp(moment(outcome.start_us)).tz_convert(tz),
            "limit": limit.words,
            "code": limit.code,
            "obligation": limit.obligation,
            "probability": 1.0 - count / n,
            "source": limit.source,
        }


def _us(at: pd.Timestamp) -> float:
    return float(at.value // 1000)
