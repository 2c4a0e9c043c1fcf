"""A label's limits on times, asked of simulated runs, and in words those that the runs cannot be asked.

It reads a label as the rules W201, W202 and S301 do, and the tests hold it to them run by run. Nothing here is
evidence, and nothing here is a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.limits import Budget, Precondition, Requirement, StorageCondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration
from atmp_logistics.estimates.simulation.limit_checks import (
    LimitCheck,
    Measure,
    SimulatedTherapy,
    called,
    limit_check,
    plain,
    who,
)
from atmp_logistics.estimates.simulation.run_times import RunTimes
from atmp_logistics.estimates.simulation.shelf_life_left import time_left
from atmp_logistics.estimates.simulation.window_checks import window_asks
from atmp_logistics.timing.node_names import named


@dataclass(slots=True)
class LabelChecks:
    """Every limit that the runs can be asked; in words those that they cannot; and which conditions to state first."""

    asks: list[LimitCheck] = field(default_factory=list)
    not_judged: list[str] = field(default_factory=list)
    unsettled: dict[str, tuple[str, ...]] = field(default_factory=dict)


def asked_of(product: Product, ward: SimulatedTherapy) -> LabelChecks:
    """Return every limit on times of a product, asked of the events that a simulation runs through."""
    found = LabelChecks()
    for window in product.windows:
        if (window.at_least_s, window.at_most_s, window.at_least_days, window.at_most_days) != (None,) * 4:
            _take(window, ward, found, product, partial(window_asks, window, ward))
    for order in product.preconditions:
        _take(order, ward, found, product, partial(_precondition, order, ward))
    for store in product.storage:
        if store.shelf_life is not None:
            moments = ("manufacturing_end", store.ends)
            if ward.dated or isinstance(store.shelf_life, float):
                _take(store, ward, found, product, partial(_shelf_life, store, ward), moments)
            else:
                found.not_judged.append(f"{store.code}: a shelf life on the calendar, and the runs have no dates")
    for budget in product.budgets:
        _take(budget, ward, found, product, partial(_budget, budget, ward))
    found.not_judged += [f"{limit.code}: nobody has read this limit" for limit in product.unread_limits]
    others = (*product.storage, *product.allowances, *product.rates, *product.prohibitions, *product.instructions)
    bands = [window for window in product.windows if window.within is not None]
    if codes := dict.fromkeys(limit.code for limit in (*others, *bands)):
        found.not_judged.append(f"no temperature, rate or act is simulated: {', '.join(codes)}")
    found.not_judged = list(dict.fromkeys(found.not_judged))
    return found


def _take(
    limit: Requirement,
    ward: SimulatedTherapy,
    found: LabelChecks,
    product: Product,
    asks: Callable[[], Iterator[LimitCheck]],
    moments: tuple[str, ...] = (),
) -> None:
    """Keep what a limit asks; or say why it asks nothing here."""
    named_moments = (*(moments or limit.moments), *_order_event(limit, product))
    ends = dict.fromkeys(end for name in named_moments for end in ends_of(name))
    missing = [named(end) for end in ends if end not in ward.events]
    if missing:
        found.not_judged.append(f"{limit.code}: the runs have no {' and no '.join(missing)}")
    elif unsettled := ward.unsettled(limit):
        found.unsettled |= {key: product.conditions.get(key, ()) for key in sorted(unsettled)}
    elif isinstance(limit, TimeWindow) and limit.scope == "next instance":
        found.not_judged.append(f"{limit.code}: the time from each {limit.starts.replace('_', ' ')} to the next")
    else:
        found.asks += asks()


def _order_event(limit: Requirement, product: Product) -> tuple[str, ...]:
    """Return the event by whose order containers follow each other, where a limit is about the one before."""
    if not isinstance(limit, (TimeWindow, Precondition)) or limit.scope != "next container":
        return ()
    moments = {name for one in product.requirements() for name in one.moments}
    return ("thaw_start",) if moments & {"thaw", "thaw_start", "thaw_end"} else ()


def _precondition(order: Precondition, ward: SimulatedTherapy) -> Iterator[LimitCheck]:
    own = ward.belong(order.when)
    for container, words, measure in _orders(order, ward, own):
        yield limit_check(order, "W202", container, words, measure, least=0.0, at_least_nought=False)


def _orders(
    order: Precondition, ward: SimulatedTherapy, own: list[int]
) -> Iterator[tuple[int, tuple[str, str], Measure]]:
    def words(before: str, after: str) -> tuple[str, str]:
        return f"{after} only after {before}", f"{after} before {before}"

    if order.scope == "next container":
        for number in own:
            if number > 1:
                said = words(called(order.before, number - 1, ward), called(order.after, number, ward))
                yield number, said, partial(_waited, order, [number - 1], [number])
    elif order.before_of or order.after_of:
        before, after = ward.belong(order.before_of), ward.belong(order.after_of)
        if own and before and after:
            said = words(
                f"{plain(order.before)} of {who(order.before_of)}", f"{plain(order.after)} of {who(order.after_of)}"
            )
            yield 0, said, partial(_waited, order, before, after)
    elif order.scope == "therapy":
        if own:
            every = list(ward.numbers)
            said = words(plain(order.before), plain(order.after))
            yield 0, said, partial(_waited, order, every, every)
    else:
        for number in own:
            said = words(called(order.before, number, ward), called(order.after, number, ward))
            yield number, said, partial(_waited, order, [number], [number])


def _waited(order: Precondition, before: list[int], after: list[int], times: RunTimes) -> tuple[Column, Column]:
    first = times.over(order.after, after, np.minimum)
    return times.between(times.over(order.before, before, np.maximum), first)


def _shelf_life(store: StorageCondition, ward: SimulatedTherapy) -> Iterator[LimitCheck]:
    for number in ward.belong(store.when):
        life = duration(store.shelf_life, exact=True) if isinstance(store.shelf_life, float) else str(store.shelf_life)
        used = called(store.ends, number, ward)
        words = f"{used} within the shelf life of {life}", f"{used} after the shelf life of {life}"
        measure = partial(time_left, store, number)
        yield limit_check(store, "S301", number, words, measure, least=0.0, at_least_nought=False)


def _budget(budget: Budget, ward: SimulatedTherapy) -> Iterator[LimitCheck]:
    """Ask for the time in a band at the most: all of it, since no temperature is simulated; what exceeds it is open."""
    for number in ward.belong(budget.when):
        ends = called(budget.starts, number, ward), called(budget.ends, number, ward)
        size = duration(budget.at_most_s, exact=True)
        words = (
            f"{ends[1]} within {size} of {ends[0]}, as if all at {budget.band}",
            f"{ends[1]} later than {size} after {ends[0]}, if all at {budget.band}",
        )
        measure, most = partial(_spent, budget, number), budget.at_most_s * SECOND
        yield limit_check(budget, "T104", number, words, measure, most=most, at_least_nought=False)


def _spent(budget: Budget, number: int, times: RunTimes) -> tuple[Column, Column]:
    upper = times.between(times.ends(budget.starts, number), times.ends(budget.ends, number, "last"))[1]
    return np.zeros_like(upper), upper
