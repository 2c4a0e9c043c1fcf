"""What bounds an event's instant: now, an expiry, a day that is known, a slot's end; each as a statement of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import inf, isfinite, isnan

from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import HOUR, SECOND, CalendarPeriod, end_of_day, instant, moment
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.core.product import Product
from atmp_logistics.core.verdict import Citation
from atmp_logistics.core.wording import duration
from atmp_logistics.planning.therapy_status import TherapyStatus
from atmp_logistics.timing.compiled import Key
from atmp_logistics.timing.constraints import CLOCK, CalendarRule, Kind, Statement, Template
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import Naming

#: How an instant is said.
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Case:
    """One therapy as it stands, and what its days and expiries are counted by."""

    template: Template
    naming: Naming
    standing: TherapyStatus
    tz: tzinfo | None
    expiry: Mapping[int, tuple[float, float]]
    resolution_us: float
    say: Say


@dataclass(slots=True)
class Fixed:
    """Statements about instants; the relative statements that they replace; and what does not count."""

    statements: list[Statement]
    replaced: set[Key]
    notes: list[str]


def fixed_by(case: Case) -> Fixed:
    """Return what the record, the calendar and the expiries say of the instants of events to come."""
    found = Fixed([], set(), [])
    for rule in case.template.calendar:
        _days(rule, case, found)
    for statement in case.template.statements:
        _since_the_past(statement, case, found)
    found.statements += _lives(case, found.notes)
    found.notes = list(dict.fromkeys(found.notes))
    return found


def key_of(one: Statement | CalendarRule) -> Key:
    """Return what tells a statement from all others."""
    return one.code, one.earlier, one.later


def not_before_now(now_us: float, nodes: Iterable[str], say: Say) -> Iterator[Statement]:
    """Yield that nothing to come comes before now."""
    for node in nodes:
        words = f"it is {say(now_us)} now, and {named(node)} is still to come"
        yield Statement(earlier=CLOCK, later=node, at_least_us=now_us, kind=Kind.ANCHOR, words=words, code="now")


def _times(node: str, standing: TherapyStatus) -> tuple[float, float] | None:
    """Return between which instants an event lies that has happened; None for one that has not."""
    if node in standing.recorded:
        return standing.recorded[node], standing.recorded[node]
    return standing.past.get(node)


def _days(rule: CalendarRule, case: Case, found: Fixed) -> None:
    """Turn a rule in calendar days into instants, where the date from which it counts is known."""
    if rule.later not in case.standing.ahead:
        return
    known = _times(rule.earlier, case.standing)
    if known is None:
        if rule.earlier in case.standing.absent:
            found.notes.append(f"{rule.code}: {named(rule.earlier)} is not in the record")
        return
    side = known[0] if rule.at_most_days is not None else known[1]
    if not isfinite(side):
        found.notes.append(f"{rule.code}: {named(rule.earlier)} has no time")
        return
    if case.tz is None:
        if rule.earlier not in case.standing.recorded:
            found.notes.append(f"{rule.code}: state the zone in which days are counted")
        return
    found.replaced.add(key_of(rule))
    found.statements.append(_dated(rule, side, case, case.tz))


def _dated(rule: CalendarRule, since: float, case: Case, tz: tzinfo) -> Statement:
    """Return a rule in calendar days as the instant that it comes to."""
    said = {
        "earlier": CLOCK, "later": rule.later, "kind": Kind.REQUIREMENT, "words": f"{rule.words}, {case.say(since)}",
        "source": rule.source, "citation": rule.citation, "code": rule.code, "obligation": rule.obligation,
    }  # fmt: skip
    if rule.at_most_days is not None:
        day = _date(since - case.resolution_us, tz) + timedelta(days=rule.at_most_days - rule.strict)
        return Statement(at_most_us=end_of_day(day, tz)[0] - case.resolution_us, **said)  # type: ignore[arg-type]
    day = _date(since + case.resolution_us, tz) + timedelta(days=(rule.at_least_days or 0) + rule.strict)
    begins = end_of_day(day - timedelta(days=1), tz)[1] + 1
    return Statement(at_least_us=begins + case.resolution_us, **said)  # type: ignore[arg-type]


def _date(at: float, tz: tzinfo) -> date:
    return moment(at).astimezone(tz).date()


def _since_the_past(one: Statement, case: Case, found: Fixed) -> None:
    """Count a clock from an event that nobody wrote down: from the earliest, or the latest, that it can have been."""
    standing = case.standing
    if one.later not in standing.ahead or one.earlier not in standing.absent or one.kind is not Kind.REQUIREMENT:
        return
    since, until = standing.past.get(one.earlier, (-inf, inf))
    at, most = (since, True) if isfinite(one.at_most_us) else (until, False)
    if not isfinite(at):
        if most or one.at_least_us > 0 or one.earlier not in standing.past:
            found.notes.append(f"{one.code}: {named(one.earlier)} is not in the record")
        return
    said = f"{one.words}, which is not in the record and was not {'before' if most else 'after'} {case.say(at)}"
    size = at + (one.at_most_us if most else one.at_least_us)
    found.statements.append(
        replace(one, earlier=CLOCK, words=said, **({"at_most_us": size} if most else {"at_least_us": size}))  # type: ignore[arg-type]
    )


def _lives(case: Case, notes: list[str]) -> Iterator[Statement]:
    """Yield until when each container may be used: as printed, else as its shelf life comes to."""
    product, naming = case.template.product, case.naming
    stores = [store for store in product.storage if store.shelf_life is not None]
    for number in range(1, naming.containers + 1):
        printed = case.expiry.get(number)
        ends = {ends_of(store.ends)[1]: store for store in stores if _holds(store, case)}
        if printed is not None and not isnan(printed[0]):
            yield from _printed(printed, number, {_judged_by(product), *ends}, case)
        else:
            for event, store in ends.items():
                yield from _computed(store, naming.node(event, number, "last"), case, notes)


def _holds(store: StorageCondition, case: Case) -> bool:
    return all(case.template.mode.get(key, values[0]) in values for key, values in store.when.items())


def _judged_by(product: Product) -> str:
    """Return the event by which a printed expiry is judged: the one the label says, else the end of its last phase."""
    if product.expiry is not None:
        return ends_of(product.expiry.by)[1]
    return ends_of(product.storage[-1].ends if product.storage else "administration")[1]


def _printed(printed: tuple[float, float], number: int, events: Iterable[str], case: Case) -> Iterator[Statement]:
    product = case.template.product
    strict = product.expiry is not None and product.expiry.strict
    for event in sorted(events):
        node = case.naming.node(event, number, "last")
        if node in case.standing.ahead:
            words = f"{named(node)} by the printed expiry, {case.say(printed[0])}"
            cited = product.expiry.citation if product.expiry else product.citation
            at = printed[0] - case.resolution_us - strict
            yield _until(node, at, words, cited.label, code="expiry", citation=cited)


def _computed(store: StorageCondition, node: str, case: Case, notes: list[str]) -> Iterator[Statement]:
    if node not in case.standing.ahead:
        return
    made = case.standing.recorded.get("manufacturing_end")
    if made is None:
        notes.append(
            f"{store.code}: shelf life {_life(store)}, and neither an expiry nor manufacturing end in the record"
        )
        return
    cited = store.shelf_life_citation or store.citation
    words = f"{named(node)} within the shelf life of {_life(store)} from manufacturing end, {case.say(made)}"
    last = _after(store.shelf_life, made - case.resolution_us, case.tz)
    yield _until(node, last - case.resolution_us, words, cited.label, code=store.code, citation=cited)


def _life(store: StorageCondition) -> str:
    life = store.shelf_life
    return str(life) if isinstance(life, CalendarPeriod) else duration(life or 0.0, exact=True)


def _after(life: CalendarPeriod | float | None, made: float, tz: tzinfo | None) -> float:
    """Return the same clock time a shelf life later: the end of that day may be meant, and is not counted on."""
    if not isinstance(life, CalendarPeriod):
        return made + (life or 0.0) * SECOND
    local = moment(made).astimezone(tz or UTC)
    at = instant(datetime.combine(life.after(local.date()), time(local.hour, local.minute, local.second), local.tzinfo))
    return at if tz else at - 26 * HOUR


def _until(node: str, at: float, words: str, source: str, *, code: str, citation: Citation) -> Statement:
    said = {"words": words, "source": source, "citation": citation, "code": code}
    return Statement(earlier=CLOCK, later=node, at_most_us=at, kind=Kind.REQUIREMENT, **said)  # type: ignore[arg-type]
