"""A label's clocks, orders and checks in words, for the rows of a run sheet: what an event starts and what it ends."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import SECOND
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.run_sheet_words import SheetWords
from atmp_logistics.timing.constraints import CLOCK, CalendarRule, Kind, Statement
from atmp_logistics.timing.nodes import container_of, event_of

#: Where a person writes.
BLANK = "____"


def lines_of(event: PlannedEvent, words: SheetWords) -> list[str]:
    """Return what an event has to wait for, what it has to keep, and the clocks that it starts."""
    return list(dict.fromkeys((*_stores(event, words), *_ends(event, words), *_starts(event, words))))


def clocks_of(words: SheetWords) -> list[str]:
    """Return every limit of the label on times in words, minutes before days, without its containers."""
    limits = [one for one in _limits(words) if not isinstance(one, Statement) or not _is_order(one)]
    lines = sorted(
        (
            (isinstance(one, CalendarRule) or one.is_of_days, f"{_size_between(one, words)}{_place(one, words)}")
            for one in limits
        ),
        key=lambda line: line[0],
    )
    return list(dict.fromkeys(text for _, text in lines))


def _limits(words: SheetWords) -> Iterator[Statement | CalendarRule]:
    """Yield the limits of the label on times, with those in days."""
    template = words.plan.branch.template
    if template is not None:
        yield from (one for one in template.statements if one.kind is Kind.REQUIREMENT and one.earlier != CLOCK)
        yield from template.calendar


def _stores(event: PlannedEvent, words: SheetWords) -> Iterator[str]:
    """Yield the range of a store that an event ends."""
    for store in words.plan.product.storage:
        if ends_of(store.ends)[1] == event.event and event.container is not None:
            yield words("clock.until_at", range=words.range(store.range))


def _ends(event: PlannedEvent, words: SheetWords) -> Iterator[str]:
    """Yield what an event has to wait for, and the clocks that it ends; days stand in the list of all clocks."""
    for one in _limits(words):
        if one.later != event.node or isinstance(one, CalendarRule) or one.is_of_days:
            continue
        start = _name(one.earlier, event, words)
        if _is_order(one):
            if one.obligation != "shall":
                continue
            yield words("clock.only_after", start=start)
        else:
            key = "clock.least_after" if _is_least(one) else "clock.within_of"
            yield words(key, size=_size(one, words), start=start, advice=_advice(one, words))


def _starts(event: PlannedEvent, words: SheetWords) -> Iterator[str]:
    """Yield the clocks of minutes and hours that an event starts, with room for when they end."""
    for one in _limits(words):
        if isinstance(one, CalendarRule) or one.earlier != event.node or one.is_of_days or _is_order(one):
            continue
        until = _name(one.later, event, words)
        key, since = "clock.starts_least" if _is_least(one) else "clock.starts_most", _name(one.earlier, event, words)
        size, advice = _size(one, words), _advice(one, words)
        yield words(key, since=since, until=until, size=size, advice=advice, blank=BLANK)


def _is_order(one: Statement) -> bool:
    """Say whether a limit asks for an order alone."""
    return one.at_least_us <= 0 and not isfinite(one.at_most_us)


def _is_least(one: Statement | CalendarRule) -> bool:
    return one.at_least_days is not None if isinstance(one, CalendarRule) else isfinite(one.at_least_us)


def _size(one: Statement | CalendarRule, words: SheetWords) -> str:
    """Return how long a limit is, and how much of it is kept free."""
    if isinstance(one, CalendarRule):
        return words("clock.days", count=one.at_most_days if one.at_least_days is None else one.at_least_days)
    kept_s = one.kept_us / SECOND
    if _is_least(one):
        return words.kept_free((one.at_least_us - one.kept_us) // SECOND, kept_s, "clock.added")
    return words.kept_free(round((one.at_most_us + one.kept_us) / SECOND), kept_s)


def _size_between(one: Statement | CalendarRule, words: SheetWords) -> str:
    """Return a limit in words: 30 min from thaw end to administration end."""
    first, last = (words.say.event(event_of(node)) for node in (one.earlier, one.later))
    return words("clock.least" if _is_least(one) else "clock.most", size=_size(one, words), first=first, last=last)


def _name(node: str, event: PlannedEvent, words: SheetWords) -> str:
    """Return an event in words, with its container where that is another one than the row's."""
    name, number, plan = words.say.event(event_of(node)), container_of(node), words.plan
    if number is None or number == event.container or plan.containers == 1:
        return name
    names = plan.container_ids or [str(i + 1) for i in range(plan.containers)]
    return words("clock.of_container", event=name, container=f"{words.container()} {names[number - 1]}")


def _place(one: Statement | CalendarRule, words: SheetWords) -> str:
    """Return the section of a limit, and whether it is advice, in brackets."""
    section = words.section(one.citation.section) if one.citation else one.source
    advice = "" if one.obligation == "shall" else words("clock.advice")
    parts = [section, advice, words("clock.one_stretch") if _is_budget(one) else ""]
    return f" ({'; '.join(filter(None, parts))})"


def _advice(one: Statement | CalendarRule, words: SheetWords) -> str:
    return "" if one.obligation == "shall" else words("clock.advised")


def _is_budget(one: Statement | CalendarRule) -> bool:
    return isinstance(one, Statement) and one.only_safe
