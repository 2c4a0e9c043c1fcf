"""A record judged limit by limit and container by container."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from reference.budgets import t104
from reference.clocks import w201
from reference.containers import Container, containers_of
from reference.excursions import t103
from reference.labels import settled
from reference.measure import Met
from reference.nearness import as_read
from reference.noted import d504
from reference.orders import c403, w202, w203
from reference.quality import d501
from reference.rates import p401, w204
from reference.readings import log_of
from reference.record import Record
from reference.shelf import s301
from reference.temperature import t101, t102
from reference.values import Found, exact
from reference.worlds import TooManyWorlds, Worlds

RULES = (t101, t102, t103, t104, w201, w202, w203, c403, w204, p401, s301, d501, d504)
#: Rules of which each finding rests on the limit alone that it asks about.
OF_ONE_LIMIT = ("W201", "W202", "W204", "P401")


def reference(product, rows, loggers, site, tz=None, when=None, places=(), expected=()) -> list[Found]:
    """Judge a record, limit by limit and container by container.

    Parameters
    ----------
    product : Product
    rows : list of Row
    loggers : list of Logger
    site : Site
    tz : tzinfo or None
    when : dict, optional
        Conditions stated for all.
    places : iterable of LoggerPlace, optional
        What the call states; what the profile states is in `site.loggers`.
    expected : iterable of (therapy, container), optional
    """
    containers = containers_of(rows, site, expected, product, when)
    for one in containers:
        opening = {"storage_in", *(store.starts for store in product.storage)}
        one.named = {row.logger for row in rows if row.logger and row.event not in opening}
    guard = exact(site.accuracy_degC) if site.decision_rule == "guarded" else Fraction(0)
    logs = {logger.name: log_of(logger, site.max_gap_s) for logger in loggers}
    record = Record(product, site, tz, containers, {}, dict(when or {}))
    every = [*places, *getattr(site, "loggers", ())]
    record.met = {id(one): met_by(record, one, logs, every, guard) for one in containers}
    found = [
        replace(one, open=one.open | shared_questions(one.rule, record.therapy(container)))
        for container in containers
        for one in findings(record, container)
    ]
    return settled(found, record)


def met_by(record: Record, container: Container, logs, places, guard) -> Met:
    """What a container met, in every world."""
    own = [limit for limit in record.product.storage if record.applies(limit, container) is not False]
    windows = [limit for limit in record.product.windows if record.applies(limit, container) is not False]
    edges = {
        edge
        for limits in [
            *(one.range for one in [*record.product.storage, *record.product.allowances]),
            *(one.band for one in record.product.budgets),
        ]
        for edge in (limits.lower_degC, limits.upper_degC)
        if edge is not None
    }
    worlds = Worlds(container, logs, places, [*own, *windows], own, sorted(edges))
    try:
        return Met(list(worlds), logs, guard, worlds.given, bool(worlds.places or worlds.travelling))
    except TooManyWorlds:
        container.open.add("too-many-logger")
        return Met([({}, [])], logs, guard, worlds.given, bool(worlds.places or worlds.travelling))


def shared_questions(rule, group: list[Container]):
    """What is open about a therapy's events; which logger stood for what is asked by temperature rules only."""
    found = {name for one in group for name in one.open}
    return frozenset(name for name in found if rule[0] in "TD" or not name.endswith("-logger"))


def findings(record: Record, container: Container) -> Iterator[Found]:
    for rule in RULES:
        for code, unit, answer, bounds, requirement, questions, *side in rule(record, container):
            name = rule.__name__.upper()
            verdict = as_read(answer, requirement.citation) if name in OF_ONE_LIMIT else answer
            if requirement is None or record.applies(requirement, container) is not False:
                yield Found(
                    container.therapy, container.name, name, code, unit, verdict, float(bounds[0]), float(bounds[1]),
                    requirement, frozenset(questions), *side,
                )  # fmt: skip
