"""A label's limits on times, as checks of simulated runs, and in words those that the runs cannot be checked against.

They are read as the rules W201, W202 and S301 read them, and the tests hold them to these run by run. Nothing here is
evidence, and nothing here is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.limits import Budget, StorageCondition
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.wording import duration
from atmp_logistics.estimates.simulation.limit_checks import LimitCheck, limit_check
from atmp_logistics.estimates.simulation.path import EventPath
from atmp_logistics.estimates.simulation.run_times import RunTimes
from atmp_logistics.estimates.simulation.shelf_life_left import time_left
from atmp_logistics.estimates.simulation.stretch_checks import stretch_checks
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.numbered_containers import NumberedContainers, not_placed
from atmp_logistics.timing.scopes import Scoped, order_event, scoped_limits, stretches_of


@dataclass(slots=True)
class LabelChecks:
    """What a label asks of simulated runs.

    Attributes
    ----------
    checks : list of LimitCheck
    not_judged : list of str
        In words, the limits that the runs cannot be checked against.
    unstated : dict of str to tuple of str
        The conditions that have to be stated first, each with the values that the label tells apart.
    """

    checks: list[LimitCheck] = field(default_factory=list)
    not_judged: list[str] = field(default_factory=list)
    unstated: dict[str, tuple[str, ...]] = field(default_factory=dict)


def label_checks(product: Product, containers: NumberedContainers, path: EventPath, *, dated: bool) -> LabelChecks:
    """Return the checks of every limit on times of a product, for the events that a simulation runs through.

    Parameters
    ----------
    product : Product
    containers : NumberedContainers
    path : EventPath
        The events of the runs, and what each of them waits for.
    dated : bool
        Whether the runs have dates.

    Returns
    -------
    LabelChecks
    """
    found = LabelChecks()
    for limit in scoped_limits(product):
        if stretches_of(limit) and _can_be_checked(limit, limit.moments, product, containers, path, found):
            found.checks += stretch_checks(limit, containers)
    for store in product.storage:
        _add_shelf_life(store, product, containers, path, found, dated=dated)
    for budget in product.budgets:
        if _can_be_checked(budget, budget.moments, product, containers, path, found):
            found.checks += _budget(budget, containers)
    found.not_judged += [f"{limit.code}: nobody has read this limit" for limit in product.unread_limits]
    others = (*product.storage, *product.allowances, *product.rates, *product.prohibitions, *product.instructions)
    others = (*others, *product.checks)
    bands = [window for window in product.windows if window.within is not None]
    if codes := dict.fromkeys(limit.code for limit in (*others, *bands)):
        found.not_judged.append(f"no temperature, rate or act is simulated: {', '.join(codes)}")
    found.not_judged = list(dict.fromkeys(found.not_judged))
    return found


def _can_be_checked(
    limit: Requirement,
    moments: tuple[str, ...],
    product: Product,
    containers: NumberedContainers,
    path: EventPath,
    found: LabelChecks,
) -> bool:
    """Say whether the runs can be checked against a limit; note why where they cannot."""
    events = dict.fromkeys(end for name in moments for end in ends_of(name))
    if isinstance(limit, Scoped) and limit.scope == "next container":
        events |= {order_event(product, limit): None}
    if missing := [named(event) for event in events if event not in path.events]:
        found.not_judged.append(f"{limit.code}: the runs have no {' and no '.join(missing)}")
        return False
    if keys := containers.unstated(limit):
        found.unstated |= {key: product.conditions.get(key, ()) for key in sorted(keys)}
        return False
    reason = _not_checked(limit, product, containers, path) if isinstance(limit, Scoped) else ""
    if reason:
        found.not_judged.append(f"{limit.code}: {reason}")
    return not reason


def _not_checked(limit: Scoped, product: Product, containers: NumberedContainers, path: EventPath) -> str:
    """Return in words why no container of the runs can be checked against a limit; "" where one can."""
    if reason := not_placed(limit, stretches_of(limit), containers):
        return reason
    event = order_event(product, limit) if limit.scope in {"next container", "next dose"} else ""
    for earlier, later in containers.in_turn(limit) if event else ():
        nodes = (containers.naming.node(event, number) for number in (earlier, later))
        if not path.comes_after(*nodes):
            return f"nothing in the runs puts {named(event)} of one container after that of the one before"
    return ""


def _add_shelf_life(
    store: StorageCondition,
    product: Product,
    containers: NumberedContainers,
    path: EventPath,
    found: LabelChecks,
    *,
    dated: bool,
) -> None:
    if store.shelf_life is None:
        return
    if not (dated or isinstance(store.shelf_life, float)):
        found.not_judged.append(f"{store.code}: a shelf life on the calendar, and the runs have no dates")
    elif _can_be_checked(store, ("manufacturing_end", store.ends), product, containers, path, found):
        found.checks += _shelf_life(store, containers)


def _shelf_life(store: StorageCondition, containers: NumberedContainers) -> Iterator[LimitCheck]:
    for number in containers.fitting(store.when):
        life = duration(store.shelf_life, exact=True) if isinstance(store.shelf_life, float) else str(store.shelf_life)
        used = containers.called(store.ends, number)
        words = f"{used} within the shelf life of {life}", f"{used} after the shelf life of {life}"
        yield limit_check(store, "S301", number, words, partial(time_left, store, number), least=0.0)


def _budget(budget: Budget, containers: NumberedContainers) -> Iterator[LimitCheck]:
    """Check the time in a band at the most: all of it, since no temperature is simulated; what exceeds it is open."""
    for number in containers.fitting(budget.when):
        ends = containers.called(budget.starts, number), containers.called(budget.ends, number)
        size = duration(budget.at_most_s, exact=True)
        words = (
            f"{ends[1]} within {size} of {ends[0]}, as if all at {budget.band}",
            f"{ends[1]} later than {size} after {ends[0]}, if all at {budget.band}",
        )
        measure, most = partial(_spent, budget, number), budget.at_most_s * SECOND
        yield limit_check(budget, "T104", number, words, measure, most=most)


def _spent(budget: Budget, number: int, times: RunTimes) -> tuple[Column, Column]:
    upper = times.between(times.ends(budget.starts, number), times.ends(budget.ends, number, "last"))[1]
    return np.zeros_like(upper), upper
