"""What a run sheet holds, and where: until the day of use, on that day, and each container by itself.

What happens before a product is dispatched is not the ward's. Of that only those events stand on the sheet, before the
day, from which a limit of the label, or a shelf life of days, counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import EVENTS, ends_of
from atmp_logistics.core.identifiers import odd
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.likeness import nearest
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import day_of
from atmp_logistics.timing.constraints import Kind

#: What the manufacturer and the courier do: all of the vocabulary up to the dispatch of the product.
OF_THE_FACTORY = frozenset((*takewhile(lambda name: name != "product_received", EVENTS),))
#: What the pharmacy does when the product comes, whatever the day.
AT_RECEIPT = frozenset(name for name in EVENTS if name == "product_received" or name.startswith("receipt_"))


@dataclass(frozen=True)
class SheetParts:
    """The rows of a run sheet.

    Attributes
    ----------
    day : date or None
        The local day of use: that of the first administration, else of the first event that a container has.
    before : tuple of PlannedEvent
        What is done before that day, receipt aside.
    receipt : tuple of PlannedEvent
        What the pharmacy does when the product comes, whatever the day.
    therapy : tuple of PlannedEvent
        What is done with the patient, on that day or later.
    containers : tuple of tuple of PlannedEvent
        The events of each container, in the order of their times.
    left_out : tuple of str
        The events of the factory that are not on the sheet.
    """

    day: date | None
    before: tuple[PlannedEvent, ...]
    receipt: tuple[PlannedEvent, ...]
    therapy: tuple[PlannedEvent, ...]
    containers: tuple[tuple[PlannedEvent, ...], ...]
    left_out: tuple[str, ...]

    @property
    def events(self) -> tuple[PlannedEvent, ...]:
        """All of them, in the order of the sheet."""
        return (*self.before, *self.receipt, *self.therapy, *(event for own in self.containers for event in own))


def sheet_parts(plan: Plan) -> SheetParts:
    """Return the rows of a plan's run sheet, each event once.

    Raises
    ------
    UsageError
        For a plan whose times differ by a condition that is left open: no sheet holds two plans.
    """
    branches = [branch for branch in plan.branches if branch.events]
    if len(branches) > 1:
        found = f"{len(branches)} plans: {'; '.join(branch.mode_text for branch in branches)}"
        keys = " and ".join(dict.fromkeys(key for branch in branches for key in branch.mode))
        fix = f"state the {keys} with --when (when=)"
        refuse([Fault("run sheet", found, "one plan: its times differ by what is left open", fix, UsageError)])
    events = _each_once(branches[0])
    counted = _counted_from(branches[0]) | _counted_by_shelf_life(plan)
    out = [event.event for event in events if event.event in OF_THE_FACTORY and event.node not in counted]
    kept = [event for event in events if event.event not in out]
    day = _day_of_use(kept, plan)
    before = [event for event in kept if _is_before(event, day, plan)]
    receipt = [event for event in kept if event.event in AT_RECEIPT]
    rest = [event for event in kept if event not in before and event not in receipt]
    return SheetParts(
        day,
        tuple(before),
        tuple(receipt),
        tuple(event for event in rest if event.container is None),
        tuple(tuple(event for event in rest if event.container == number) for number in range(1, plan.containers + 1)),
        tuple(dict.fromkeys(out)),
    )


def _each_once(branch: PlanBranch) -> list[PlannedEvent]:
    """Return the events that are logged by hand: each once, though the plan may bound its first and last instance."""
    kept = dict[tuple[str, int | None], PlannedEvent]()
    for event in branch.events:
        kept.setdefault((event.event, event.container), event)
    return list(kept.values())


def _counted_from(branch: PlanBranch) -> set[str]:
    """Return the events from or to which a limit of the label counts a time."""
    if branch.template is None:
        return set()
    timed = [(one.earlier, one.later) for one in branch.template.statements if one.kind is Kind.REQUIREMENT]
    timed += [(rule.earlier, rule.later) for rule in branch.template.calendar]
    return {node for ends in timed for node in ends}


def _counted_by_shelf_life(plan: Plan) -> set[str]:
    """Return the end of manufacture where a shelf life of days or hours counts from it, and no expiry is stated.

    One of months ends with the expiry that is printed on the container, for which the sheet has its column.
    """
    lives = [store.shelf_life for store in plan.product.storage if store.shelf_life is not None]
    is_short = any(not isinstance(life, CalendarPeriod) or not life.months for life in lives)
    return {"manufacturing_end"} if is_short and not (plan.expiries and all(plan.expiries)) else set()


def _day_of_use(events: Sequence[PlannedEvent], plan: Plan) -> date | None:
    """Return the local day of the first administration, else of the first event that a container has."""
    own = [event for event in events if event.container is not None and event.event not in AT_RECEIPT]
    given = [event for event in own if event.event == "administration_start"]
    days = [day for event in given or own if (day := day_of(event, plan.zone))]
    return min(days, default=None)


def _is_before(event: PlannedEvent, day: date | None, plan: Plan) -> bool:
    """Say whether an event is done before the day of use; receipt is told apart."""
    if event.event in OF_THE_FACTORY:
        return True
    on = day_of(event, plan.zone)
    return event.container is None and day is not None and on is not None and on < day


def checks_at(event: str, checks: Sequence[Check]) -> list[Check]:
    """Return the checks of identity that an event has to wait for."""
    return [check for check in checks if ends_of(check.at)[0] == event]


def container_names(plan: Plan, container_ids: Sequence[str]) -> Sequence[str]:
    """Return the containers' identifiers: as given, else those of the plan, else their numbers.

    Raises
    ------
    UsageError
        For another number of containers than the plan has, two of one name, and a name that no record can hold.
    """
    names = container_ids or plan.container_ids or [str(i + 1) for i in range(plan.containers)]
    if len(names) != plan.containers or len(set(names)) != plan.containers:
        expected = f"{plan.containers} different names, one for each container of the plan"
        fix = "name each container once"
        refuse([Fault("container_ids", ", ".join(names), expected, fix, UsageError)])
    refuse(name_faults({f"container_ids {place}": name for place, name in enumerate(names, 1)}))
    return names


def name_faults(names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each name, by its argument, in which nobody sees a sign or that a spreadsheet changed."""
    fix = "write it again by hand, as it stands on the container"
    return [
        UsageError.fault(where, odd(name), "a name of signs that are seen", fix)
        for where, name in names.items()
        if odd(name)
    ]


def batches_of(batch: str | Mapping[str, str] | None, names: Sequence[str]) -> list[str]:
    """Return the batch of each container; the empty text where none is stated.

    Raises
    ------
    UsageError
        For a container that the plan does not have, and a batch that no record can hold.
    """
    if not isinstance(batch, Mapping):
        batch = dict.fromkeys(names, batch or "")
    faults = name_faults({f"batch {name}": text for name, text in batch.items()})
    for name in batch:
        if name not in names:
            fix = f"name one of them{nearest(name, names)}"
            faults.append(UsageError.fault(f"batch {name}", repr(name), f"a container: {', '.join(names)}", fix))
    refuse(faults)
    return [batch.get(name, "") for name in names]
