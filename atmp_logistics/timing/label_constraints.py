"""From a label's limits to statements between two events; each is at least as strict as the limit that it stands for.

What cannot be said of two events by itself is made stricter, never looser: a clock over all containers holds for every
pair, "administered" means its start and its end, a budget is taken as spent in one stretch. Calendar days have two
forms: one so strict that the days are kept whatever the date, one so loose that no kept date is lost; between them
decides the date, as soon as it is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import DAY, HOUR, SECOND
from atmp_logistics.core.limits import Budget, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.wording import duration, kept_free
from atmp_logistics.timing.constraints import CalendarRule, Kind, Statement
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import Naming, container_of, event_of, nature_before
from atmp_logistics.timing.numbered_containers import NumberedContainers, Pair, PlacedStretch, not_placed, placed
from atmp_logistics.timing.scopes import Scoped, Stretch, order_event, scoped_limits, stretches_of

#: The code of the order in which containers, or doses, are used.
BY_NUMBER = "by-number"


@dataclass(slots=True)
class Limits:
    """What a label's limits are for some containers.

    Attributes
    ----------
    statements : list of Statement
        Bounds on the time between two nodes.
    calendar : list of CalendarRule
        Bounds in calendar days.
    not_planned : list of str
        In words, the limits that no plan can keep.
    """

    statements: list[Statement] = field(default_factory=list)
    calendar: list[CalendarRule] = field(default_factory=list)
    not_planned: list[str] = field(default_factory=list)


def limits_of(product: Product, containers: NumberedContainers, resolution_us: float = 0.0) -> Limits:
    """Return every limit of a label that is about times, as statements.

    Parameters
    ----------
    product : Product
    containers : NumberedContainers
    resolution_us : float
        How finely times are written; so much is kept free at both ends of every limit.

    Returns
    -------
    Limits
    """
    found = Limits()
    for limit in scoped_limits(product):
        _scoped(limit, containers, resolution_us, found)
    for budget in product.budgets:
        found.statements += _budget(budget, containers, resolution_us)
    found.statements += dict.fromkeys(_by_number(product, containers))
    others = (*product.storage, *product.allowances, *product.rates, *product.prohibitions, *product.instructions)
    others = (*others, *product.checks)
    ranges = [f"{window.code}: its temperature" for window in product.windows if window.within is not None]
    found.not_planned += [*(f"{limit.code}: {_what(limit)}" for limit in others), *ranges]
    found.not_planned += [f"{limit.code}: nobody has read this limit" for limit in product.unread_limits]
    found.not_planned = list(dict.fromkeys(found.not_planned))
    return found


def _what(limit: Requirement) -> str:
    kinds = {
        "StorageCondition": "a temperature range",
        "Allowance": "excursions permitted",
        "Rate": "a rate",
        "Prohibition": "a prohibition",
        "Check": "a check of identity",
    }
    return kinds.get(type(limit).__name__, "an instruction")


def _scoped(limit: Scoped, containers: NumberedContainers, resolution_us: float, found: Limits) -> None:
    """Add the statements of a window or a precondition."""
    stretches = stretches_of(limit)
    if reason := not_placed(limit, stretches, containers):
        found.not_planned.append(f"{limit.code}: {reason}")
        return
    for stretch in stretches:
        each = list(placed(limit, stretch, containers))
        if isinstance(limit, TimeWindow):
            found.statements += _orders(limit, stretch, each, containers)
            _bounds(limit, stretch, each, containers.naming, resolution_us, found)
        else:
            found.statements += _preconditions(limit, stretch, each, containers.naming)


def _pairs(each: list[PlacedStretch], *, least: bool) -> list[Pair]:
    """Return the pairs of containers for which a stretch's least time, or its greatest, has to hold."""
    return list(dict.fromkeys(pair for one in each for pair in (one.at_least() if least else one.at_most())))


def _nodes(stretch: Stretch, naming: Naming, pair: Pair, *, longest: bool) -> tuple[str, str]:
    """Return the two nodes of a stretch, as long as its words can mean, or as short."""
    (start_early, start_late), (end_early, end_late) = ends_of(stretch.start.event), ends_of(stretch.end.event)
    start, end = (start_early, end_late) if longest else (start_late, end_early)
    return naming.node(start, pair[0], stretch.start.instance), naming.node(end, pair[1], stretch.end.instance)


def _orders(
    window: TimeWindow, stretch: Stretch, each: list[PlacedStretch], containers: NumberedContainers
) -> Iterator[Statement]:
    """Yield that a stretch does not run backwards, where nature does not force that."""
    own = [(number, number) for number in containers.numbers] if stretch.is_over_therapy and each else []
    for pair in own or _pairs(each, least=True):
        early, late = _nodes(stretch, containers.naming, pair, longest=False)
        if not _is_natural(early, late):
            words = f"{named(late)} not before {named(early)}"
            yield _statement(window, early, late, words, at_least_us=0.0)


def _is_natural(early: str, late: str) -> bool:
    """Say whether nature puts a node before another: not where they are of two containers."""
    of_one = len({container_of(early), container_of(late)} - {None}) < 2
    return of_one and event_of(early) in nature_before(event_of(late))


def _bounds(
    window: TimeWindow, stretch: Stretch, each: list[PlacedStretch], naming: Naming, resolution_us: float, found: Limits
) -> None:
    """Add a window's least and greatest time, between every pair of containers for which it has to hold."""
    state = _rule if stretch.unit == "d" else partial(_exact, resolution_us=resolution_us)
    kept: list[Any] = found.calendar if stretch.unit == "d" else found.statements
    for size, is_least in ((stretch.least, True), (stretch.most, False)):
        if size is None:
            continue
        for pair in _pairs(each, least=is_least):
            early, late = _nodes(stretch, naming, pair, longest=not is_least)
            if early != late:
                kept.append(state(window, early, late, size, is_least=is_least))


def _exact(
    window: TimeWindow, early: str, late: str, size: float, *, is_least: bool, resolution_us: float
) -> Statement:
    kept = 2 * resolution_us
    if is_least:
        words = f"{named(late)} at least {duration(size, exact=True)} after {named(early)}"
        words += kept_free(kept / SECOND, "to which {} are added")
        return _statement(window, early, late, words, at_least_us=size * SECOND + kept + window.strict, kept_us=kept)
    words = f"{named(late)} within {duration(size, exact=True)} of {named(early)}{kept_free(kept / SECOND)}"
    return _statement(window, early, late, words, at_most_us=size * SECOND - kept - window.strict, kept_us=kept)


def _statement(limit: Requirement | CalendarRule, early: str, late: str, words: str, **bounds: Any) -> Statement:
    """Return a limit's bound on the time between two nodes."""
    source = limit.source if isinstance(limit, CalendarRule) else _source(limit)
    return Statement(
        earlier=early,
        later=late,
        kind=Kind.REQUIREMENT,
        words=words,
        source=source,
        citation=limit.citation,
        code=limit.code,
        obligation=limit.obligation,
        **bounds,
    )


def _source(limit: Requirement) -> str:
    return limit.citation.place + ("" if limit.obligation == "shall" else f"; {limit.obligation}")


def _rule(window: TimeWindow, early: str, late: str, days: float, *, is_least: bool) -> CalendarRule:
    side = "at least" if is_least else "at most"
    return CalendarRule(
        earlier=early,
        later=late,
        at_least_days=int(days) if is_least else None,
        at_most_days=None if is_least else int(days),
        words=f"{named(late)} {side} {days} calendar days after {named(early)}",
        source=_source(window),
        citation=window.citation,
        code=window.code,
        obligation=window.obligation,
        strict=window.strict,
    )


def in_any_zone(rule: CalendarRule, *, surely: bool) -> Statement:
    """Return a rule in calendar days as a statement: one that surely keeps it, or one that no kept date breaks.

    An hour is left for the clocks' change.

    Examples
    --------
    >>> rule = CalendarRule(earlier="a", later="b", at_most_days=14, words="b at most 14 calendar days after a")
    >>> [in_any_zone(rule, surely=yes).at_most_us / 3600e6 for yes in (True, False)]
    [335.0, 361.0]
    """
    say = partial(_statement, rule, rule.earlier, rule.later, rule.words)
    if rule.at_most_days is not None:
        days = rule.at_most_days - rule.strict
        return say(at_most_us=days * DAY - HOUR if surely else (days + 1) * DAY + HOUR)
    days = (rule.at_least_days or 0) + rule.strict
    least = days * DAY + HOUR if surely else max((days - 1) * DAY - HOUR, 0.0)
    return say(at_least_us=least if days else 0.0)


def _preconditions(
    order: Requirement, stretch: Stretch, each: list[PlacedStretch], naming: Naming
) -> Iterator[Statement]:
    """Yield that what must wait comes after what must come first."""
    for early, late in dict.fromkeys(_nodes(stretch, naming, pair, longest=False) for pair in _pairs(each, least=True)):
        yield _statement(order, early, late, f"{named(late)} only after {named(early)}", at_least_us=0.0)


def _budget(budget: Budget, containers: NumberedContainers, resolution_us: float) -> Iterator[Statement]:
    """Take a budget as spent in one stretch: stricter than the label, whatever the temperatures will be."""
    for number in containers.fitting(budget.when):
        early = containers.naming.node(ends_of(budget.starts)[0], number, "first")
        late = containers.naming.node(ends_of(budget.ends)[1], number, "last")
        most = duration(budget.at_most_s, exact=True)
        words = f"{named(late)} within {most} of {named(early)}, as if all at {budget.band}"
        words += kept_free(2 * resolution_us / SECOND)
        size = budget.at_most_s * SECOND - 2 * resolution_us
        yield _statement(budget, early, late, words, at_most_us=size, only_safe=True)


def _by_number(product: Product, containers: NumberedContainers) -> Iterator[Statement]:
    """Yield the order of containers, or of doses, where a limit is about the one before: that of their numbers."""
    for limit in scoped_limits(product):
        for pair in containers.in_turn(limit):
            early, late = (containers.naming.node(order_event(product, limit), number) for number in pair)
            what = "containers are taken" if limit.scope == "next container" else "doses are given"
            words = f"{what} in the order of their numbers: {named(late)} not before {named(early)}"
            yield Statement(earlier=early, later=late, at_least_us=0.0, kind=Kind.ORDER, words=words, code=BY_NUMBER)
