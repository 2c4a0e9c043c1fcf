"""A simulated scenario and what it answers: how often each limit is kept, by how much, and what decides it.

A scenario is planning, not evidence: no verdict comes from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from atmp_logistics.core.arguments import is_whole
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import ShownAsText, WrittenAsJson
from atmp_logistics.core.version import __version__
from atmp_logistics.estimates.simulation.delays import read_delay, shape_of
from atmp_logistics.estimates.simulation.prepared import prepare
from atmp_logistics.estimates.simulation.request import SimulationRequest, read_step
from atmp_logistics.estimates.simulation.runs import run
from atmp_logistics.estimates.simulation.scenario_tables import ScenarioTables
from atmp_logistics.estimates.simulation.simulated_log import log_of
from atmp_logistics.estimates.simulation.stated_times import read_start
from atmp_logistics.records.event_log import EventLog

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


@dataclass(frozen=True, eq=False, repr=False)
class Scenario(ScenarioTables, Described, ShownAsText, WrittenAsJson, SameContent):
    """Many simulated runs of one product's path, and what they say of its limits.

    Attributes
    ----------
    prepared : PreparedSimulation
        The request, its steps and the limits that every run is asked.
    runs : SimulatedRuns
        The times of every run, and what each limit made of them.
    library : str
        The version of the library.

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
    library: str = __version__

    @classmethod
    def of(cls, request: SimulationRequest) -> Scenario:
        """Run a request.

        Parameters
        ----------
        request : SimulationRequest
            What `simulate` makes of its arguments.

        Returns
        -------
        Scenario
            The runs, and what they say of the limits.

        Raises
        ------
        AtmpError
            With every fault of the request.
        """
        prepared = prepare(request)
        return cls(prepared, run(prepared))

    @property
    def name(self) -> str:
        """What tells this scenario from others."""
        return self.request.name or "as stated"

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

        Returns
        -------
        Scenario
            The same draws, run again with the change.
        """
        delay = read_delay(step, lasts, probability)
        asked = replace(self.request, delays=(*self.request.delays, delay))
        return Scenario.of(_named(asked, str(delay)))

    def with_step(self, step: object, lasts: object) -> Scenario:
        """Return the scenario in which a step lasts otherwise, or is added, in the same runs.

        Parameters
        ----------
        step : str or pair of str
            A step, such as ``"thaw"``, or two events.
        lasts : str, Shape, mapping or EventLog
            How long it takes, as in the steps of `simulate`.

        Returns
        -------
        Scenario
            The same draws, run again with the change.
        """
        new, number = read_step(step, lasts)
        ends = new.starts, new.ends
        if number is not None:
            asked = replace(self.request, own={**self.request.own, (*ends, number): new})
            return Scenario.of(_named(asked, f"{new.name} of container {number}: {shape_of(new)}"))
        steps = {(one.starts, one.ends): one for one in self.request.steps} | {ends: new}
        asked = replace(self.request, steps=tuple(steps.values()))
        return Scenario.of(_named(asked, f"{new.name}: {shape_of(new)}"))

    def with_start(self, start: object) -> Scenario:
        """Return the scenario that starts at another time, in the same runs.

        Parameters
        ----------
        start : str, datetime or mapping
            As for `simulate`.

        Returns
        -------
        Scenario
            The same draws, run again with the change.
        """
        asked = self.request
        moments = read_start(start, asked.place, asked.tz, asked.containers)
        said = ", ".join(f"{key} {text}".strip() for key, text in moments.texts.items())
        return Scenario.of(_named(replace(asked, start=moments), f"start {said}"))

    def named(self, name: str) -> Scenario:
        """Return the same scenario under another name.

        Parameters
        ----------
        name : str
            What tells it from others.

        Returns
        -------
        Scenario
            With the same runs.
        """
        return replace(self, prepared=replace(self.prepared, request=replace(self.request, name=name)))

    def records(self, k: int) -> EventLog:
        """Return the first k runs as logged events, one therapy each, so that `assess` can judge them.

        Parameters
        ----------
        k : int
            How many, at most as many as were run.

        Returns
        -------
        EventLog
            A row an event of each run, with the dates of the runs.

        Raises
        ------
        UsageError
            When the runs have no dates, or fewer than k were run.
        """
        faults = []
        if not self.prepared.request.is_dated:
            fix = "state start, such as start='2026-11-24 10:44'"
            faults.append(Fault("records", "runs without dates", "runs that start at a time", fix, UsageError))
        if not is_whole(k) or not 1 <= k <= self.request.n:
            expected = f"a whole number from 1 to {self.request.n}"
            faults.append(Fault("records", repr(k), expected, "ask for fewer, or run more", UsageError))
        refuse(faults)
        return log_of(self.prepared, int(k))

    def plot(self, *, fig: Figure | SubFigure | None = None) -> list[Axes]:
        """Draw how often each limit is kept, the margins, and which step matters most.

        Parameters
        ----------
        fig : matplotlib Figure or SubFigure, optional
            Where to draw; it has no axes yet. A new figure by default.

        Returns
        -------
        list of matplotlib Axes
            One for each panel, from the top.
        """
        axes: list[Axes] = self._reader("plot").plot_scenario(self, fig)
        return axes

    def _described(self) -> str:
        return f"{self.name}, {self.probability} keep every limit"


def _named(request: SimulationRequest, change: str) -> SimulationRequest:
    """Return a request named after what was changed in it."""
    return replace(request, name=f"{request.name}; {change}" if request.name else change)
