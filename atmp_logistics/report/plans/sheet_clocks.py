"""A label's clocks, orders and checks in words, for the rows of a run sheet: what an event starts and what it ends."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.wording import duration, kept_free
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.timing.constraints import CLOCK, CalendarRule, Kind, Statement
from atmp_logistics.timing.nodes import container_of, event_of

#: Where a person writes.
BLANK = "____"


def lines_of(event: PlannedEvent, plan: Plan) -> list[str]:
    """Return what an event has to wait for, what it has to keep, and the clocks that it starts."""
    return list(dict.fromkeys((*_stores(event, plan), *_ends(event, plan), *_starts(event, plan))))


def clocks_of(plan: Plan) -> list[str]:
    """Return every limit of the label on times in words, minutes before days, without its containers."""
    limits = [one for one in _limits(plan) if not isinstance(one, Statement) or not _is_order(one)]
    lines = sorted(
        ((isinstance(one, CalendarRule) or one.is_of_days, f"{_size_between(one)}{_place(one)}") for one in limits),
        key=lambda line: line[0],
    )
    return list(dict.fromkeys(text for _, text in lines))


def check_words(check: Check) -> str:
    """Return a check of identity in words."""
    persons = {None: "", 1: ", by one person", 2: ", by two persons"}[check.persons]
    return f"compare {', '.join(check.identifiers)}{persons} ({_section(check.citation.section)})"


def _limits(plan: Plan) -> Iterator[Statement | CalendarRule]:
    """Yield the limits of the label on times, with those in days."""
    template = plan.branch.template
    if template is not None:
        yield from (one for one in template.statements if one.kind is Kind.REQUIREMENT and one.earlier != CLOCK)
        yield from template.calendar


def _stores(event: PlannedEvent, plan: Plan) -> Iterator[str]:
    """Yield the range of a store that an event ends."""
    for store in plan.product.storage:
        if ends_of(store.ends)[1] == event.event and event.container is not None:
            yield f"until then at {store.range}"


def _ends(event: PlannedEvent, plan: Plan) -> Iterator[str]:
    """Yield what an event has to wait for, and the clocks that it ends; days stand in the list of all clocks."""
    for one in _limits(plan):
        if one.later != event.node or isinstance(one, CalendarRule) or one.is_of_days:
            continue
        start = _name(one.earlier, event, plan)
        if _is_order(one):
            if one.obligation != "shall":
                continue
            yield f"only after {start}"
        else:
            yield f"{'at least' if _is_least(one) else 'within'} {_size(one)} {_of(one)} {start}{_advice(one)}"


def _starts(event: PlannedEvent, plan: Plan) -> Iterator[str]:
    """Yield the clocks of minutes and hours that an event starts, with room for when they end."""
    for one in _limits(plan):
        if isinstance(one, CalendarRule) or one.earlier != event.node or one.is_of_days or _is_order(one):
            continue
        until = _name(one.later, event, plan)
        if _is_least(one):
            yield f"CLOCK starts: {until} not before {_size(one)} from here{_advice(one)}, at {BLANK}"
        else:
            since = _name(one.earlier, event, plan)
            yield f"CLOCK starts: {_size(one)} from {since} to {until}{_advice(one)}; ends at {BLANK}"


def _is_order(one: Statement) -> bool:
    """Say whether a limit asks for an order alone."""
    return one.at_least_us <= 0 and not isfinite(one.at_most_us)


def _is_least(one: Statement | CalendarRule) -> bool:
    return one.at_least_days is not None if isinstance(one, CalendarRule) else isfinite(one.at_least_us)


def _of(one: Statement | CalendarRule) -> str:
    return "after" if _is_least(one) or isinstance(one, CalendarRule) else "of"


def _size(one: Statement | CalendarRule) -> str:
    """Return how long a limit is, and how much of it is kept free."""
    if isinstance(one, CalendarRule):
        return f"{one.at_most_days if one.at_least_days is None else one.at_least_days} calendar days"
    if _is_least(one):
        whole = duration((one.at_least_us - one.kept_us) // SECOND, exact=True)
        return whole + kept_free(one.kept_us / SECOND, "to which {} are added")
    whole = duration(round((one.at_most_us + one.kept_us) / SECOND), exact=True)
    return whole + kept_free(one.kept_us / SECOND)


def _size_between(one: Statement | CalendarRule) -> str:
    """Return a limit in words: 30 min from thaw end to administration end."""
    first, last = (event_of(node).replace("_", " ") for node in (one.earlier, one.later))
    return f"{'at least' if _is_least(one) else 'at most'} {_size(one)} from {first} to {last}"


def _name(node: str, event: PlannedEvent, plan: Plan) -> str:
    """Return an event in words, with its container where that is another one than the row's."""
    words, number = event_of(node).replace("_", " "), container_of(node)
    if number is None or number == event.container or plan.containers == 1:
        return words
    names = plan.container_ids or [str(i + 1) for i in range(plan.containers)]
    return f"{words} of {plan.product.container.split()[-1]} {names[number - 1]}"


def _place(one: Statement | CalendarRule) -> str:
    """Return the section of a limit, and whether it is advice, in brackets."""
    section = _section(one.citation.section) if one.citation else one.source
    parts = [section, "" if one.obligation == "shall" else "advice", "as if in one stretch" if _is_budget(one) else ""]
    return f" ({'; '.join(filter(None, parts))})"


def _advice(one: Statement | CalendarRule) -> str:
    return "" if one.obligation == "shall" else " (advice)"


def _is_budget(one: Statement | CalendarRule) -> bool:
    return isinstance(one, Statement) and one.only_safe


def _section(section: str) -> str:
    return section or "label"
