"""Which opening, or which slot, each event is put into: the latest that works before what is set, else the earliest.

An event with opening hours may lie in one of several stretches. They are tried in turn, and what no stretch makes
possible is explained by the first that was tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import isfinite

from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import STAGES, ends_of, event_name, suggestion
from atmp_logistics.core.instants import DAY, moment
from atmp_logistics.planning.booked_slots import BookedSlots, read_slots
from atmp_logistics.planning.fixed_times import statements_between
from atmp_logistics.planning.opening_hours import OpeningHours, Stretch, read_hours
from atmp_logistics.planning.solve_plan import SolvedPlan
from atmp_logistics.timing.constraints import Statement

#: How far openings are looked for, where nothing else ends the search.
_HORIZON = 60 * DAY
#: No plan is tried with more combinations of openings than this.
MOST_TRIES = 400


@dataclass(frozen=True, slots=True)
class EventHours:
    """When an event, or both ends of a stage, may happen."""

    starts: str
    ends: str
    hours: OpeningHours | BookedSlots
    source: str

    def __str__(self) -> str:
        name = self.starts if self.starts == self.ends else self.starts.removesuffix("_start")
        return f"{name.replace('_', ' ')}: {self.hours} ({self.source})"


def read_event_hours(
    hours: Mapping[str, str], slots: Mapping[str, object], tz: tzinfo | None, faults: list[Fault]
) -> list[EventHours]:
    """Return the opening hours and slots that a call states; every fault is kept.

    Examples
    --------
    >>> faults = []
    >>> print(*read_event_hours({"thaw_start": "Mon-Fri 08:00-16:00", "xyz": "daily 08:00-16:00"}, {}, None, faults))
    thaw start: Mon-Fri 08:00-16:00 (opening hours)
    >>> print(*faults)
    hours.xyz: found 'xyz', expected an event or a stage of the vocabulary. Fix: use one of its names.
    """
    found = list[EventHours]()
    for key, text in hours.items():
        ends = _ends(key, f"hours.{key}", faults)
        try:
            read = read_hours(str(text), f"hours.{key}")
        except AtmpError as error:
            faults += error.faults
            continue
        found += [EventHours(*ends, read, "opening hours")] if ends else []
    for key, spans in slots.items():
        ends = _ends(key, f"slots.{key}", faults)
        try:
            kept = read_slots(spans, tz, f"slots.{key}")
        except AtmpError as error:
            faults += error.faults
            continue
        found += [EventHours(*ends, kept, "ward slots")] if ends else []
    return found


def _ends(key: str, where: str, faults: list[Fault]) -> tuple[str, str] | None:
    stage = "_".join(key.strip().casefold().replace("-", " ").replace("_", " ").split())
    if stage in STAGES:
        return ends_of(stage)
    event = event_name(key)
    if event is None:
        fix = f"use one of its names{suggestion(key)}"
        faults.append(Fault(where, repr(key), "an event or a stage of the vocabulary", fix, UsageError))
        return None
    return event, event


@dataclass(frozen=True)
class SlotChoice:
    """A plan with every event inside its opening hours or in one of its slots.

    Attributes
    ----------
    solved : SolvedPlan
        The plan; where no opening works, the first that was tried.
    opens : mapping of str to (float, float)
        The opening or slot of each node.
    statements : tuple of Statement
        The same as statements after the clock.
    fits : bool
        Whether the plan works.
    """

    solved: SolvedPlan
    opens: Mapping[str, Stretch]
    statements: tuple[Statement, ...] = ()
    fits: bool = True


def choose_slots(
    attempt: Callable[[Sequence[Statement]], SolvedPlan],
    openings: Sequence[EventHours],
    before_set: Callable[[str], bool],
    tz: tzinfo,
) -> SlotChoice:
    """Return the first plan that works with every event inside its opening hours or in one of its slots.

    Parameters
    ----------
    attempt : callable
        Solves the plan with further statements.
    openings : sequence of EventHours
    before_set : callable
        Says of a node whether it comes before what the caller set, so that a later opening is preferred.
    tz : tzinfo
        The zone of the hours.
    """
    first = attempt(())
    if not openings or first.windows is None:
        return SlotChoice(first, {})
    # A slot is narrower than hours, and what it bounds the hours of other events are looked up by.
    slots_first = sorted(openings, key=lambda opening: not isinstance(opening.hours, BookedSlots))
    to_place = [(opening, *pair) for opening in slots_first for pair in _nodes(opening, first)]
    failed = list[SolvedPlan]()
    budget = [MOST_TRIES]
    found = _search(attempt, to_place, before_set, tz, first, (), {}, failed, budget)
    return found or SlotChoice(failed[0] if failed else first, {}, fits=False)


def _nodes(opening: EventHours, solved: SolvedPlan) -> Iterator[tuple[str, str]]:
    """Yield the nodes of an opening's event, one or two for each container."""
    for node in solved.template.nodes:
        event, _, rest = node.partition("[")
        if event.partition(":")[0] == opening.starts:
            end = f"{opening.ends}[{rest}" if rest else opening.ends
            yield node, end if end in solved.places and opening.ends != opening.starts else node


def _search(
    attempt: Callable[[Sequence[Statement]], SolvedPlan],
    to_place: Sequence[tuple[EventHours, str, str]],
    before_set: Callable[[str], bool],
    tz: tzinfo,
    solved: SolvedPlan,
    statements: tuple[Statement, ...],
    opens: Mapping[str, Stretch],
    failed: list[SolvedPlan],
    budget: list[int],
) -> SlotChoice | None:
    if not to_place:
        return SlotChoice(solved, opens, statements)
    opening, start, end = to_place[0]
    if not isinstance(opening.hours, BookedSlots) and not _is_bounded(solved, start, end):
        # Nothing says when: the plan gives it no time, and so no opening.
        return _search(attempt, to_place[1:], before_set, tz, solved, statements, opens, failed, budget)
    for stretch in _stretches(opening, start, end, solved, before_set(start), tz):
        if budget[0] <= 0:
            return None
        budget[0] -= 1
        source = f"{opening.hours}, {opening.source}"
        more = (
            *statements_between(start, *stretch, tz, source=source, code="opening"),
            *(statements_between(end, *stretch, tz, source=source, code="opening") if end != start else ()),
        )
        tried = attempt((*statements, *more))
        if not tried.works:
            failed.append(tried)
            continue
        placed = {**opens, start: stretch, end: stretch}
        if found := _search(attempt, to_place[1:], before_set, tz, tried, (*statements, *more), placed, failed, budget):
            return found
    return None


def _is_bounded(solved: SolvedPlan, start: str, end: str) -> bool:
    return isfinite(solved.time("earliest", start)) or isfinite(solved.time("last_possible", end))


def _stretches(
    opening: EventHours, start: str, end: str, solved: SolvedPlan, late: bool, tz: tzinfo
) -> Sequence[Stretch]:
    """Return the stretches that an event's possible window meets, the preferred ones first; all where none does."""
    first, last = solved.time("earliest", start), solved.time("last_possible", end)
    if isinstance(opening.hours, BookedSlots):
        found = opening.hours.stretches(first, last, tz) or opening.hours.spans
    else:
        begin = first if isfinite(first) else last - _HORIZON
        stop = last if isfinite(last) else begin + _HORIZON
        begin = max(begin, stop - _HORIZON) if late else begin
        found = opening.hours.stretches(begin, min(stop, begin + _HORIZON), tz)
        # Where none is open in time, the nearest explains why it cannot work.
        found = found or opening.hours.stretches(begin - 8 * DAY, stop + 8 * DAY, tz)
        if not found:
            fix = "state the hours of the days of the plan"
            where = f"hours.{opening.starts}"
            refuse([Fault(where, str(opening.hours), f"an opening near {moment(begin):%Y-%m-%d}", fix, UsageError)])
    return sorted(found, reverse=late)
