"""From a label's limits to statements between two events; each is at least as strict as the limit that it stands for.

What cannot be said of two events by itself is made stricter, never looser: a clock over all containers holds for every
pair, "administered" means its start and its end, a budget is taken as spent in one stretch. Calendar days have two
forms: one so strict that the days are kept whatever the date, one so loose that no kept date is lost; between them
decides the date, as soon as it is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from itertools import product as every_pair
from typing import Any

from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import DAY, HOUR, SECOND
from atmp_logistics.core.limits import Budget, Precondition, Requirement, TimeWindow, When
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration
from atmp_logistics.timing.constraints import CalendarRule, Kind, Statement
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import Naming, fits, nature_before

Pair = tuple[int, int]


@dataclass(slots=True)
class Limits:
    """What a label's limits are, as statements; rules in calendar days; and in words what could not be planned."""

    statements: list[Statement] = field(default_factory=list)
    calendar: list[CalendarRule] = field(default_factory=list)
    not_planned: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Therapy:
    """What the limits are asked of: so many containers, each with its conditions, and how finely times are written."""

    naming: Naming
    conditions: Sequence[Mapping[str, str]]
    resolution_us: float = 0.0

    @property
    def numbers(self) -> range:
        """The containers' numbers."""
        return range(1, self.naming.containers + 1)

    def belong(self, which: When) -> tuple[list[int], bool]:
        """Return the containers that a condition names, and whether nobody stated it of one."""
        found = {number: fits(which, self.conditions[number - 1]) for number in self.numbers}
        return [number for number, yes in found.items() if yes], None in found.values()


def limits_of(product: Product, therapy: Therapy) -> Limits:
    """Return every limit of a label that is about times, as statements."""
    found = Limits()
    for window in product.windows:
        _window(window, therapy, found)
    for order in product.preconditions:
        _precondition(order, therapy, found)
    for budget in product.budgets:
        _budget(budget, therapy, found)
    found.statements += _by_number(product, therapy)
    others = (*product.storage, *product.allowances, *product.rates, *product.prohibitions, *product.instructions)
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
    }
    return kinds.get(type(limit).__name__, "an instruction")


def _window(window: TimeWindow, therapy: Therapy, found: Limits) -> None:
    if window.at_least_s == window.at_most_s == window.at_least_days == window.at_most_days is None:
        return
    if window.scope == "next instance":
        found.not_planned.append(f"{window.code}: the time from each {window.starts.replace('_', ' ')} to the next")
        return
    least, most = _pairs_of(window, therapy, found)
    whole = window.scope in {"container", "therapy"} and not (window.starts_of or window.ends_of)
    for pair in [(number, number) for number in therapy.numbers] if whole and (least or most) else least:
        early, late = _nodes(window, therapy.naming, pair, stretch=False)
        if not _natural(early, late):
            found.statements.append(_order(window, early, late))
    for pair in least:
        _at_least(window, therapy, pair, found)
    for pair in most:
        _at_most(window, therapy, pair, found)


def _pairs_of(window: TimeWindow, therapy: Therapy, found: Limits) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs of containers between which a clock's least holds, and its most."""
    own, unstated = therapy.belong(window.when)
    if unstated and not own:
        found.not_planned.append(f"{window.code}: state {' and '.join(window.when)} of each container")
    if window.scope == "container":
        pairs = [(number, number) for number in own]
        return pairs, pairs
    if window.scope == "next container":
        pairs = [(number, number + 1) for number in therapy.numbers[:-1] if number + 1 in own]
        return pairs, pairs
    if window.scope == "next dose":
        pairs = _next_dose(window, therapy, found)
        return pairs, pairs
    if window.starts_of or window.ends_of:
        pairs = _between(window, window.starts_of, window.ends_of, therapy, found)
        return pairs, pairs
    return _over_all(window, therapy) if own else ([], [])


def _over_all(window: TimeWindow, therapy: Therapy) -> tuple[list[Pair], list[Pair]]:
    """Return pairs that keep a clock from the therapy's first start to its last end, or to its first."""
    numbers, last = therapy.numbers, therapy.numbers[-1]
    if window.until_first:
        return [(1, number) for number in numbers], [(number, 1) for number in numbers]
    return [(1, last)], list(every_pair(numbers, numbers))


def _next_dose(window: TimeWindow, therapy: Therapy, found: Limits) -> list[Pair]:
    doses = [one.get("dose", "") for one in therapy.conditions]
    if not all(dose.isdecimal() for dose in doses):
        if len(doses) > 1:
            found.not_planned.append(f"{window.code}: state the dose of each container")
        return []
    order = sorted({int(dose) for dose in doses})
    following = dict(pairwise(order))
    numbered = list(zip(therapy.numbers, map(int, doses), strict=True))
    return [(one, other) for one, dose in numbered for other, next_dose in numbered if following.get(dose) == next_dose]


def _between(
    limit: TimeWindow | Precondition, starts_of: When, ends_of: When, therapy: Therapy, found: Limits
) -> list[Pair]:
    first, some = therapy.belong(starts_of)
    then, others = therapy.belong(ends_of)
    if some or others:
        keys = " and ".join(dict.fromkeys([*starts_of, *ends_of]))
        found.not_planned.append(f"{limit.code}: state {keys} of each container")
        return []
    return list(every_pair(first, then))


def _nodes(window: TimeWindow, naming: Naming, pair: Pair, *, stretch: bool) -> tuple[str, str]:
    """Return the two nodes of a clock: its longest reading where it may last at most so long, else its shortest."""
    (start_early, start_late), (end_early, end_late) = ends_of(window.starts), ends_of(window.ends)
    start, end = (start_early, end_late) if stretch else (start_late, end_early)
    return naming.node(start, pair[0], window.starts_instance), naming.node(end, pair[1], window.ends_instance)


def _natural(early: str, late: str) -> bool:
    one, other = (node.partition("[")[0].partition(":")[0] for node in (early, late))
    return one in nature_before(other)


def _said(limit: Requirement | CalendarRule, early: str, late: str, words: str, **bounds: Any) -> Statement:
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
    section = f" {limit.citation.section}" if limit.citation.section else ""
    weight = "" if limit.obligation == "shall" else f"; {limit.obligation}"
    return f"{limit.citation.label}{section}{weight}"


def _order(limit: Requirement, early: str, late: str) -> Statement:
    words = f"{named(late)} not before {named(early)}"
    return _said(limit, early, late, words, at_least_us=0.0)


def _at_most(window: TimeWindow, therapy: Therapy, pair: Pair, found: Limits) -> None:
    early, late = _nodes(window, therapy.naming, pair, stretch=True)
    if early == late:
        return
    if window.at_most_s is not None:
        words = f"{named(late)} within {duration(window.at_most_s, exact=True)} of {named(early)}"
        kept = 2 * therapy.resolution_us
        size = window.at_most_s * SECOND - kept - window.strict
        found.statements.append(_said(window, early, late, words, at_most_us=size, kept_us=kept))
    if window.at_most_days is not None:
        words = f"{named(late)} at most {window.at_most_days} calendar days after {named(early)}"
        found.calendar.append(_rule(window, early, late, words, at_most_days=window.at_most_days))


def _at_least(window: TimeWindow, therapy: Therapy, pair: Pair, found: Limits) -> None:
    early, late = _nodes(window, therapy.naming, pair, stretch=False)
    if early == late:
        return
    if window.at_least_s is not None:
        words = f"{named(late)} at least {duration(window.at_least_s, exact=True)} after {named(early)}"
        size = window.at_least_s * SECOND + 2 * therapy.resolution_us + window.strict
        found.statements.append(_said(window, early, late, words, at_least_us=size))
    if window.at_least_days is not None:
        words = f"{named(late)} at least {window.at_least_days} calendar days after {named(early)}"
        found.calendar.append(_rule(window, early, late, words, at_least_days=window.at_least_days))


def _rule(
    window: TimeWindow,
    early: str,
    late: str,
    words: str,
    *,
    at_least_days: int | None = None,
    at_most_days: int | None = None,
) -> CalendarRule:
    return CalendarRule(
        earlier=early,
        later=late,
        at_least_days=at_least_days,
        at_most_days=at_most_days,
        words=words,
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
    say = partial(_said, rule, rule.earlier, rule.later, rule.words)
    if rule.at_most_days is not None:
        days = rule.at_most_days - rule.strict
        return say(at_most_us=days * DAY - HOUR if surely else (days + 1) * DAY + HOUR)
    days = (rule.at_least_days or 0) + rule.strict
    least = days * DAY + HOUR if surely else max((days - 1) * DAY - HOUR, 0.0)
    return say(at_least_us=least if days else 0.0)


def _precondition(order: Precondition, therapy: Therapy, found: Limits) -> None:
    own, unstated = therapy.belong(order.when)
    if unstated and not own:
        found.not_planned.append(f"{order.code}: state {' and '.join(order.when)} of each container")
    numbers = therapy.numbers
    if order.scope == "next container":
        pairs = [(number, number + 1) for number in numbers[:-1] if number + 1 in own]
    elif order.before_of or order.after_of:
        pairs = _between(order, order.before_of, order.after_of, therapy, found)
    elif order.scope == "therapy":
        pairs = list(every_pair(numbers, numbers)) if own else []
    else:
        pairs = [(number, number) for number in own]
    nodes = [
        (
            therapy.naming.node(ends_of(order.before)[1], one, order.before_instance),
            therapy.naming.node(ends_of(order.after)[0], other, "first"),
        )
        for one, other in pairs
    ]
    for early, late in dict.fromkeys(nodes):
        words = f"{named(late)} only after {named(early)}"
        found.statements.append(_said(order, early, late, words, at_least_us=0.0))


def _budget(budget: Budget, therapy: Therapy, found: Limits) -> None:
    """Take a budget as spent in one stretch: stricter than the label, whatever the temperatures will be."""
    for number in therapy.belong(budget.when)[0]:
        early = therapy.naming.node(ends_of(budget.starts)[0], number, "first")
        late = therapy.naming.node(ends_of(budget.ends)[1], number, "last")
        most = duration(budget.at_most_s, exact=True)
        words = f"{named(late)} within {most} of {named(early)}, as if all at {budget.band}"
        size = budget.at_most_s * SECOND - 2 * therapy.resolution_us
        found.statements.append(_said(budget, early, late, words, at_most_us=size, only_safe=True))


def _by_number(product: Product, therapy: Therapy) -> Iterator[Statement]:
    """Yield the order of the containers, where a limit is about the one before: that of their numbers."""
    clocks: list[TimeWindow | Precondition] = [*product.windows, *product.preconditions]
    nexts = [limit for limit in clocks if limit.scope == "next container"]
    if not nexts:
        return
    named_moments = {name for limit in product.requirements() for name in limit.moments}
    thaws = bool(named_moments & {"thaw", "thaw_start", "thaw_end"})
    event = "thaw_start" if thaws else ends_of(nexts[0].moments[1])[0]
    for number in therapy.numbers[:-1]:
        early, late = (therapy.naming.node(event, each) for each in (number, number + 1))
        words = f"containers are taken in the order of their numbers: {named(late)} not before {named(early)}"
        yield Statement(earlier=early, later=late, at_least_us=0.0, kind=Kind.ORDER, words=words, code="by-number")
