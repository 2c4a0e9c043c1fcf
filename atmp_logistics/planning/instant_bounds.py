"""What bounds an event's instant: now, an expiry, a day that is known, a slot's end; each as one statement."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import inf, isfinite, isnan

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import HOUR, SECOND, CalendarPeriod, end_of_day, instant, moment
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration
from atmp_logistics.planning.therapy_status import TherapyStatus
from atmp_logistics.timing.compiled import Key
from atmp_logistics.timing.constraints import CLOCK, CalendarRule, Kind, Statement, Template
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import Naming

#: Puts an instant in words.
InstantWords = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class TherapyContext:
    """One therapy's events and status, and what its days and expiries are counted by.

    Attributes
    ----------
    template : Template
        Its events and limits.
    naming : Naming
        How its events become nodes.
    status : TherapyStatus
        Which nodes are recorded, which are to come.
    tz : tzinfo or None
        The zone in which days are counted.
    expiry : mapping of int to (float, float)
        The printed expiry of each container, as two instants.
    resolution_us : float
        How finely times are written.
    say : callable
        Puts an instant in words.
    """

    template: Template
    naming: Naming
    status: TherapyStatus
    tz: tzinfo | None
    expiry: Mapping[int, tuple[float, float]]
    resolution_us: float
    say: InstantWords


@dataclass(slots=True)
class InstantBounds:
    """Statements about instants.

    Attributes
    ----------
    statements : list of Statement
    replaced : set of Key
        The statements between two events that these replace.
    notes : list of str
        Which limits do not count, and why.
    """

    statements: list[Statement]
    replaced: set[Key]
    notes: list[str]


def instant_bounds_of(context: TherapyContext) -> InstantBounds:
    """Return the bounds that the record, the calendar and the expiries put on the instants of events to come."""
    found = InstantBounds([], set(), [])
    for rule in context.template.calendar:
        _add_day_rule(rule, context, found)
    for statement in context.template.statements:
        _add_clock_from_the_past(statement, context, found)
    found.statements += _shelf_life_bounds(context, found.notes)
    found.notes = list(dict.fromkeys(found.notes))
    return found


def statement_key(statement: Statement | CalendarRule) -> Key:
    """Return the key of a statement: its limit and its two events."""
    return statement.code, statement.earlier, statement.later


def not_before_now(now_us: float, nodes: Iterable[str], say: InstantWords) -> Iterator[Statement]:
    """Yield that nothing to come comes before now."""
    for node in nodes:
        words = f"it is {say(now_us)} now, and {named(node)} is still to come"
        yield Statement(earlier=CLOCK, later=node, at_least_us=now_us, kind=Kind.ANCHOR, words=words, code="now")


def _instants_of(node: str, status: TherapyStatus) -> tuple[float, float] | None:
    """Return between which instants an event lies that has happened; None for one that has not."""
    if node in status.recorded:
        return status.recorded[node], status.recorded[node]
    return status.past.get(node)


def _add_day_rule(rule: CalendarRule, context: TherapyContext, found: InstantBounds) -> None:
    """Turn a rule in calendar days into instants, where the date from which it counts is known."""
    if rule.later not in context.status.ahead:
        return
    known = _instants_of(rule.earlier, context.status)
    if known is None:
        if rule.earlier in context.status.absent:
            found.notes.append(f"{rule.code}: {named(rule.earlier)} is not in the record")
        return
    side = known[0] if rule.at_most_days is not None else known[1]
    if not isfinite(side):
        found.notes.append(f"{rule.code}: {named(rule.earlier)} has no time")
        return
    if context.tz is None:
        if rule.earlier not in context.status.recorded:
            found.notes.append(f"{rule.code}: state the zone in which days are counted")
        return
    found.replaced.add(statement_key(rule))
    found.statements.append(day_rule_as_instant(rule, side, context, context.tz))


def day_rule_as_instant(rule: CalendarRule, since: float, context: TherapyContext, tz: tzinfo) -> Statement:
    """Return a rule in calendar days as the instant that it comes to."""
    common = {
        "earlier": CLOCK, "later": rule.later, "kind": Kind.REQUIREMENT, "words": f"{rule.words}, {context.say(since)}",
        "source": rule.source, "citation": rule.citation, "code": rule.code, "obligation": rule.obligation,
    }  # fmt: skip
    if rule.at_most_days is not None:
        day = _date(since - context.resolution_us, tz) + timedelta(days=rule.at_most_days - rule.strict)
        return Statement(at_most_us=end_of_day(day, tz)[0] - context.resolution_us, **common)  # type: ignore[arg-type]
    day = _date(since + context.resolution_us, tz) + timedelta(days=(rule.at_least_days or 0) + rule.strict)
    begins = end_of_day(day - timedelta(days=1), tz)[1] + 1
    return Statement(at_least_us=begins + context.resolution_us, **common)  # type: ignore[arg-type]


def _date(at: float, tz: tzinfo) -> date:
    return moment(at).astimezone(tz).date()


def _add_clock_from_the_past(statement: Statement, context: TherapyContext, found: InstantBounds) -> None:
    """Count a clock from an event that is not in the record: from its earliest, or its latest, possible instant."""
    status = context.status
    if (
        statement.later not in status.ahead
        or statement.earlier not in status.absent
        or statement.kind is not Kind.REQUIREMENT
    ):
        return
    since, until = status.past.get(statement.earlier, (-inf, inf))
    at, most = (since, True) if isfinite(statement.at_most_us) else (until, False)
    if not isfinite(at):
        if most or statement.at_least_us > 0 or statement.earlier not in status.past:
            found.notes.append(f"{statement.code}: {named(statement.earlier)} is not in the record")
        return
    words = (
        f"{statement.words}, which is not in the record and was not {'before' if most else 'after'} {context.say(at)}"
    )
    size = at + (statement.at_most_us if most else statement.at_least_us)
    found.statements.append(
        replace(statement, earlier=CLOCK, words=words, **({"at_most_us": size} if most else {"at_least_us": size}))  # type: ignore[arg-type]
    )


def _shelf_life_bounds(context: TherapyContext, notes: list[str]) -> Iterator[Statement]:
    """Yield until when each container may be used: as printed, else as its shelf life comes to."""
    product, naming = context.template.product, context.naming
    stores = [store for store in product.storage if store.shelf_life is not None]
    for number in range(1, naming.containers + 1):
        printed = context.expiry.get(number)
        ends = {ends_of(store.ends)[1]: store for store in stores if _is_in_mode(store, context)}
        if printed is not None and not isnan(printed[0]):
            yield from printed_expiry_bounds(number, printed[0], context.status.ahead, context)
        else:
            for event, store in ends.items():
                yield from _shelf_life_bound(store, naming.node(event, number, "last"), context, notes)


def _is_in_mode(store: StorageCondition, context: TherapyContext) -> bool:
    return all(context.template.mode.get(key, values[0]) in values for key, values in store.when.items())


def _event_judged_by_expiry(product: Product) -> str:
    """Return the event by which a printed expiry is judged: that of the label, else the end of its last phase."""
    if product.expiry is not None:
        return ends_of(product.expiry.by)[1]
    return ends_of(product.storage[-1].ends if product.storage else "administration")[1]


def printed_expiry_bounds(
    number: int, last_us: float, nodes: Container[str], context: TherapyContext
) -> Iterator[Statement]:
    """Yield until when a container may be used as its printed expiry has it, for its events among `nodes`."""
    product = context.template.product
    strict = product.expiry is not None and product.expiry.strict
    lives = [store for store in product.storage if store.shelf_life is not None and _is_in_mode(store, context)]
    events = {_event_judged_by_expiry(product), *(ends_of(store.ends)[1] for store in lives)}
    for event in sorted(events):
        node = context.naming.node(event, number, "last")
        if node in nodes and not isnan(last_us):
            words = f"{named(node)} by the printed expiry, {_expiry_words(last_us, context)}"
            cited = product.expiry.citation if product.expiry else product.citation
            at = last_us - context.resolution_us - strict
            yield _latest_statement(node, at, words, cited.place, code="expiry", citation=cited)


def _expiry_words(last_us: float, context: TherapyContext) -> str:
    """Return a printed expiry in words: the day to whose end it runs, or its moment."""
    after = moment(last_us + 1).astimezone(context.tz or UTC)
    if (after.hour, after.minute, after.second, after.microsecond) != (0, 0, 0, 0):
        return context.say(last_us)
    return f"{after.date() - timedelta(days=1)} to its end"


def _shelf_life_bound(
    store: StorageCondition, node: str, context: TherapyContext, notes: list[str]
) -> Iterator[Statement]:
    if node not in context.status.ahead:
        return
    made = context.status.recorded.get("manufacturing_end")
    if made is None:
        life = _shelf_life_text(store)
        notes.append(f"{store.code}: shelf life {life}, and neither an expiry nor manufacturing end in the record")
        return
    cited = store.shelf_life_citation or store.citation
    words = (
        f"{named(node)} within the shelf life of {_shelf_life_text(store)} from manufacturing end, {context.say(made)}"
    )
    last = _end_of_shelf_life(store.shelf_life, made - context.resolution_us, context.tz)
    yield _latest_statement(node, last - context.resolution_us, words, cited.place, code=store.code, citation=cited)


def _shelf_life_text(store: StorageCondition) -> str:
    life = store.shelf_life
    return str(life) if isinstance(life, CalendarPeriod) else duration(life or 0.0, exact=True)


def _end_of_shelf_life(life: CalendarPeriod | float | None, made: float, tz: tzinfo | None) -> float:
    """Return the same clock time a shelf life later: the end of that day may be meant, and is not counted on."""
    if not isinstance(life, CalendarPeriod):
        return made + (life or 0.0) * SECOND
    local = moment(made).astimezone(tz or UTC)
    at = instant(datetime.combine(life.after(local.date()), time(local.hour, local.minute, local.second), local.tzinfo))
    return at if tz else at - 26 * HOUR


def _latest_statement(node: str, at: float, words: str, source: str, *, code: str, citation: Citation) -> Statement:
    common = {"words": words, "source": source, "citation": citation, "code": code}
    return Statement(earlier=CLOCK, later=node, at_most_us=at, kind=Kind.REQUIREMENT, **common)  # type: ignore[arg-type]
