"""A plan: for every event not before, planned, safe by and last possible; what binds it, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import cached_property
from math import inf, isfinite, isnan
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.instants import zone
from atmp_logistics.core.product import Product
from atmp_logistics.core.shown import ShownAsText, WrittenAsHtml, WrittenAsJson
from atmp_logistics.core.version import __version__
from atmp_logistics.core.whole_files import write_bytes, write_text
from atmp_logistics.planning.opening_hours import Stretch
from atmp_logistics.planning.solve_plan import SolvedPlan
from atmp_logistics.timing.constraints import Shortfall, Statement, Template

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class Policy(StrEnum):
    """By what a planned time was chosen."""

    STATED = "as stated"
    LATE = "as late as the slowest case allows"
    DAY = "on the last day that the slowest case allows"
    BY = "any time before"
    SOON = "as soon as what comes before it is over"
    EXPECTED = "whenever its step ends"
    OPEN = "nothing bounds it"


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """One event of a plan, its times in microseconds since 1970 in UTC; ±inf where nothing bounds one.

    `planned_us` and `planned_until_us` are the same for a time that is decided, and apart for one that follows from
    steps nobody controls: between their fastest and their slowest. `safe_by_us` holds whatever those steps do: NaN
    where it is not known, -inf where no moment is safe. `last_possible_us` holds only with every one at its fastest.
    `because` are the statements that bind `safe_by_us`, `possible_because` those that bind `last_possible_us`; `opens`
    is the stretch of hours or the slot into which it was put.
    """

    node: str
    policy: Policy
    not_before_us: float = -inf
    planned_us: float = -inf
    planned_until_us: float = inf
    safe_by_us: float = inf
    last_possible_us: float = inf
    because: tuple[Statement, ...] = ()
    possible_because: tuple[Statement, ...] = ()
    opens: Stretch | None = None

    @property
    def event(self) -> str:
        """The vocabulary's name."""
        return self.node.partition("[")[0].partition(":")[0]

    @property
    def container(self) -> int | None:
        """The container's number, from 1; None for an event of the whole therapy."""
        _, _, number = self.node.partition("[")
        return int(number[:-1]) if number else None

    @property
    def side(self) -> str:
        """Which instance of an event that recurs: "first", "last", or nothing."""
        return self.node.partition("[")[0].partition(":")[2]

    @property
    def is_decided(self) -> bool:
        """Whether a person decides when it happens; the end of a step nobody controls comes when it comes."""
        return self.policy is not Policy.EXPECTED

    @property
    def is_planned(self) -> bool:
        """Whether the plan gives it a time."""
        return isfinite(self.planned_us) and isfinite(self.planned_until_us)

    @property
    def is_bounded(self) -> bool:
        """Whether anything at all is said of its time."""
        times = (self.not_before_us, self.planned_us, self.safe_by_us, self.last_possible_us)
        return any(map(isfinite, times)) or self.safe_by_us == -inf

    @property
    def citations(self) -> tuple[str, ...]:
        """The labels' sections that bind it."""
        bound = (*self.because, *self.possible_because)
        return tuple(dict.fromkeys(str(said.citation) for said in bound if said.citation))


@dataclass(frozen=True)
class PlanBranch:
    """A plan under one mode, or under several that ask the same; its events in the order of their times.

    `modes` are what the conditions are taken to be. A branch that cannot work has no events; one that nobody can
    promise has them, and both say why in `shortfall`. `notes` are limits that are not planned, and what gave way.
    `solved` is what the plan was decided from, `proved` the same with its times set.
    """

    template: Template | None
    modes: tuple[Mapping[str, str], ...] = ({},)
    events: tuple[PlannedEvent, ...] = ()
    shortfall: Shortfall | None = None
    notes: tuple[str, ...] = ()
    solved: SolvedPlan | None = field(default=None, repr=False, compare=False)
    proved: SolvedPlan | None = field(default=None, repr=False, compare=False)

    @property
    def mode(self) -> dict[str, str]:
        """What each condition is taken to be: one value, or several joined by "or"."""
        keys = dict.fromkeys(key for mode in self.modes for key in mode)
        return {key: " or ".join(dict.fromkeys(mode[key] for mode in self.modes)) for key in keys}

    @property
    def mode_text(self) -> str:
        """The mode in words; empty where nothing is left to be settled."""
        return " and ".join(f"{key} is {value}" for key, value in self.mode.items())

    @property
    def works(self) -> bool:
        """Whether every limit can be kept whatever the steps do, as far as those are stated."""
        return self.shortfall is None

    @property
    def is_known(self) -> bool:
        """Whether a safe moment is known of every event that a person decides."""
        return not any(isnan(event.safe_by_us) for event in self.events if event.is_decided)

    @property
    def set_us(self) -> dict[str, float]:
        """The events that have a time of their own, in microseconds since 1970; -inf for those that are not planned."""
        own = (Policy.STATED, Policy.LATE, Policy.DAY)
        times = {one.node: one.planned_us for one in self.events if one.policy in own}
        return times | {one.node: -inf for one in self.events if one.policy in {Policy.OPEN, Policy.BY}}

    def __getitem__(self, node: str) -> PlannedEvent:
        for one in self.events:
            if one.node == node:
                return one
        raise KeyError(node)

    def __contains__(self, node: object) -> bool:
        return any(one.node == node for one in self.events)


@dataclass(frozen=True)
class Plan(ShownAsText, WrittenAsJson, WrittenAsHtml):
    """A plan of one therapy: one branch for each mode that nobody settled.

    It calculates and explains; a person decides. `print(plan)` shows it in a terminal.
    """

    _readers: ClassVar[str] = "plans"
    product: Product
    containers: int
    tz: str
    branches: tuple[PlanBranch, ...]
    anchors: tuple[str, ...]
    stated: tuple[str, ...] = ()
    library: str = __version__
    catalogue: str = ""

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which the plan is shown."""
        return zone(self.tz)

    @property
    def branch(self) -> PlanBranch:
        """The first branch that works, else the first that has events."""
        return next(self._usable(), self.branches[0])

    def _usable(self) -> Iterator[PlanBranch]:
        shown = [branch for branch in self.branches if branch.events]
        yield from sorted(shown, key=lambda branch: not branch.works)

    @property
    def exit_code(self) -> int:
        """What the command line returns: 0, 1 where a branch cannot work or be promised, 3 where a step is unstated."""
        if not all(branch.works for branch in self.branches):
            return 1
        return 0 if all(branch.is_known for branch in self.branches) else 3

    def __getitem__(self, node: str) -> PlannedEvent:
        return self.branch[node]

    def __iter__(self) -> Iterator[PlannedEvent]:
        for branch in self.branches:
            yield from branch.events

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row an event and branch: not before, planned, safe by, last possible, why, and says which label."""
        frame: pd.DataFrame = self._reader("frame").frame_of(self)
        return frame

    def to_ics(self, path: str | Path, *, now: str | datetime | None = None, reference: str = "") -> None:
        """Write what a person has to do as an iCalendar file, in UTC, so that a calendar shows it in its own zone.

        Parameters
        ----------
        path : path
            Such as ``plan.ics``.
        now : str or datetime, optional
            When the file is made, which calendars ask for; the plan's own first time where it is not given, because
            nothing here reads the clock.
        reference : str
            The therapy's identifier; entries of the same reference take each other's place in a calendar.
        """
        write_bytes(path, self._reader("calendar").render_ics(self, now=now, reference=reference))

    def run_sheet(self, therapy_id: str = "", container_ids: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return the run sheet: the events table to be filled in, one row an event of each container.

        Its headings are those of an events table, so that the sheet is read back by `read_events` as it fills.

        Parameters
        ----------
        therapy_id : str
            Filled into the sheet; left open where not given.
        container_ids : tuple of str
            The containers' own identifiers, in the order of their use; their numbers where not given.
        """
        sheet: pd.DataFrame = self._reader("run_sheet").run_sheet(self, therapy_id, container_ids)
        return sheet

    def to_run_sheet(self, path: str | Path, therapy_id: str = "", container_ids: tuple[str, ...] = ()) -> None:
        """Write the run sheet: as CSV to be filled in, or, as ``.html``, to be printed, a page a container.

        Parameters
        ----------
        path : path
        therapy_id, container_ids
            As in `run_sheet`.
        """
        reader = self._reader("run_sheet")
        printed = Path(path).suffix.casefold() in {".html", ".htm"}
        render = reader.render_run_sheet_html if printed else reader.render_run_sheet
        write_text(path, render(self, therapy_id, container_ids))

    def plot(self, ax: Axes | None = None, *, mode: int = 0) -> Axes:
        """Draw the plan as a Gantt chart: what holds whatever happens, what is only possible, what is planned.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure where not given.
        mode : int
            Which branch, counted from nought over those that work.
        """
        axes: Axes = self._reader("gantt").draw_gantt(self, ax, mode)
        return axes


def ordered_events(events: Iterable[PlannedEvent]) -> tuple[PlannedEvent, ...]:
    """Return events in the order of their times; of one moment, the therapy's first, and in the vocabulary's order."""
    places = {name: i for i, name in enumerate(EVENTS)}

    def key(event: PlannedEvent) -> tuple[float, float, int, int]:
        times = (event.planned_us, event.safe_by_us, event.last_possible_us, event.not_before_us)
        first = next((us for us in times if isfinite(us)), inf)
        last = event.planned_until_us if event.is_planned else first
        return first, last, event.container or 0, places.get(event.event, len(places))

    return tuple(sorted(events, key=key))
