"""Which opening, or which slot, each event is put into: the latest that works before what is set, else the earliest.

An event with opening hours may lie in one of several stretches. They are tried in turn, and what no stretch makes
possible is explained by the first that was tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from math import isfinite

from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import STAGES, ends_of, event_name, suggestion
from atmp_logistics.core.instants import DAY, moment
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.planning.booked_slots import BookedSlots, read_slots
from atmp_logistics.planning.fixed_times import statements_between
from atmp_logistics.planning.opening_hours import OpeningHours, Stretch, read_hours
from atmp_logistics.planning.solve_plan import SolvedPlan
from atmp_logistics.timing.constraints import Statement

#: How far openings are looked for, where nothing else ends the search.
_HORIZON = 60 * DAY
#: No plan is tried with more combinations of openings than this.
MOST_TRIES = 400
#: An event's hours or slots with its first and its last node.
_Placed = tuple["EventHours", str, str]


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


def _ends(key: object, where: str, faults: list[Fault]) -> tuple[str, str] | None:
    if not isinstance(key, str):
        faults.append(
            Fault(where, value_in_words(key), "an event or a stage of the vocabulary", "write its name", UsageError)
        )
        return None
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
        Whether a node comes before what the caller set, so that a later opening is preferred.
    tz : tzinfo
        The zone of the hours.

    Returns
    -------
    SlotChoice
    """
    first = attempt(())
    if not openings or first.windows is None:
        return SlotChoice(first, {})
    # A slot is narrower than hours, and what it bounds the hours of other events are looked up by.
    slots_first = sorted(openings, key=lambda opening: not isinstance(opening.hours, BookedSlots))
    to_place = [(opening, *pair) for opening in slots_first for pair in _nodes(opening, first)]
    search = _SlotSearch(attempt, before_set, tz)
    found = search.first_that_works(to_place, SlotChoice(first, {}))
    return found or SlotChoice(search.failed[0] if search.failed else first, {}, fits=False)


def _nodes(opening: EventHours, solved: SolvedPlan) -> Iterator[tuple[str, str]]:
    """Yield the nodes of an opening's event, one or two for each container."""
    for node in solved.template.nodes:
        event, _, rest = node.partition("[")
        if event.partition(":")[0] == opening.starts:
            end = f"{opening.ends}[{rest}" if rest else opening.ends
            yield node, end if end in solved.places and opening.ends != opening.starts else node


@dataclass(slots=True)
class _SlotSearch:
    """Tries openings event by event, and goes back where none of an event's works."""

    attempt: Callable[[Sequence[Statement]], SolvedPlan]
    before_set: Callable[[str], bool]
    tz: tzinfo
    failed: list[SolvedPlan] = field(default_factory=list)
    tries_left: int = MOST_TRIES

    def first_that_works(self, to_place: Sequence[_Placed], chosen: SlotChoice) -> SlotChoice | None:
        """Return the first plan that works with what is chosen and an opening for every event left; None if none."""
        if not to_place:
            return chosen
        opening, start, end = to_place[0]
        if not isinstance(opening.hours, BookedSlots) and not _is_bounded(chosen.solved, start, end):
            # Nothing says when: the plan gives it no time, and so no opening.
            return self.first_that_works(to_place[1:], chosen)
        for stretch in _stretches(opening, start, end, chosen.solved, self.before_set(start), self.tz):
            if self.tries_left <= 0:
                return None
            self.tries_left -= 1
            tried = self._with_stretch(chosen, to_place[0], stretch)
            if not tried.solved.works:
                self.failed.append(tried.solved)
            elif found := self.first_that_works(to_place[1:], tried):
                return found
        return None

    def _with_stretch(self, chosen: SlotChoice, placed: _Placed, stretch: Stretch) -> SlotChoice:
        """Return a choice with one event more in a stretch."""
        opening, start, end = placed
        statements = chosen.statements
        for node in dict.fromkeys((start, end)):
            source = f"{opening.hours}, {opening.source}"
            statements += tuple(statements_between(node, *stretch, self.tz, source=source, code="opening"))
        opens = {**chosen.opens, start: stretch, end: stretch}
        return SlotChoice(self.attempt(statements), opens, statements)


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
