"""A plan under one mode: its events, and why it cannot work or be promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isnan

from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.planning.planned_event import PlannedEvent, Policy
from atmp_logistics.planning.solve_plan import SolvedPlan
from atmp_logistics.timing.constraints import Shortfall, Template


@dataclass(frozen=True, eq=False, repr=False)
class PlanBranch(Described, SameContent):
    """A plan under one mode, or under several whose limits are the same.

    Attributes
    ----------
    template : Template or None
        The events and the limits that were planned.
    modes : tuple of mapping of str to str
        What each condition of the limits is taken to be.
    events : tuple of PlannedEvent
        In the order of their times; none where the branch cannot work.
    shortfall : Shortfall or None
        Why the branch cannot work, or why nobody can promise it; None where it works.
    notes : tuple of str
        Which limits are not planned, and which gave way.
    solved : SolvedPlan or None
        The windows from which the times were chosen.
    proved : SolvedPlan or None
        The windows with the planned times set: every limit can still be kept.
    """

    template: Template | None
    modes: tuple[Mapping[str, str], ...] = ({},)
    events: tuple[PlannedEvent, ...] = ()
    shortfall: Shortfall | None = None
    notes: tuple[str, ...] = ()
    solved: SolvedPlan | None = field(default=None, repr=False, compare=False)
    proved: SolvedPlan | None = field(default=None, repr=False, compare=False)

    def _described(self) -> str:
        works = "" if self.works else ", not every limit can be kept"
        return f"{self.mode_text or 'under every condition'}, {counted(self.events, 'event')}{works}"

    @property
    def mode(self) -> dict[str, str]:
        """What each condition is taken to be: one value, or several joined by "or"."""
        keys = dict.fromkeys(key for mode in self.modes for key in mode)
        return {key: " or ".join(dict.fromkeys(mode[key] for mode in self.modes)) for key in keys}

    @property
    def mode_text(self) -> str:
        """The mode in words; empty where no limit depends on a condition that is left open."""
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
        """The events whose time is set by itself, in microseconds since 1970; -inf for those that are not planned."""
        decided = (Policy.STATED, Policy.LATE, Policy.DAY)
        times = {event.node: event.planned_us for event in self.events if event.policy in decided}
        return times | {event.node: -inf for event in self.events if event.policy in {Policy.OPEN, Policy.BY}}

    def __getitem__(self, node: str) -> PlannedEvent:
        for event in self.events:
            if event.node == node:
                return event
        raise KeyError(node)

    def __contains__(self, node: object) -> bool:
        return any(event.node == node for event in self.events)
