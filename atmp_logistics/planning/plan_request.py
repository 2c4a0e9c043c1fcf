"""A call of `plan`, read: every fault of every argument is raised at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import partial
from math import isfinite
from typing import Any, TypeVar

from atmp_logistics.catalogue.catalogue import Catalogue, load_catalogue, load_product
from atmp_logistics.core.condition_values import is_unknown, right_word
from atmp_logistics.core.errors import AtmpError, ConditionError, Fault, UsageError, nearest, refuse
from atmp_logistics.core.instants import moment, zone
from atmp_logistics.core.product import Product
from atmp_logistics.planning.fixed_times import FixedTime, read_anchors
from atmp_logistics.planning.slot_choice import Opening, read_openings
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.constraints import Step
from atmp_logistics.timing.steps import read_steps
from atmp_logistics.timing.template import MOST_CONTAINERS

T = TypeVar("T")


@dataclass(frozen=True)
class PlanRequest:
    """What a plan is asked for."""

    product: Product
    anchors: tuple[FixedTime, ...]
    tz_name: str
    tz: tzinfo
    steps: tuple[Step, ...]
    containers: int
    when: Mapping[str, str]
    site: Site
    openings: tuple[Opening, ...]

    @property
    def stated(self) -> tuple[str, ...]:
        """What the call states, in words, for the plan to print."""
        said = [f"step: {step}" for step in self.steps]
        said += [f"distributed: {step.name} {step.shape}" for step in self.steps if step.shape is not None]
        said += [str(one) for one in self.openings]
        said += [f"{key} is {value}" for key, value in self.when.items()]
        return (*said, *self.site.statements(self.tz_name))


def read_asked(
    product: Product | str,
    anchors: Mapping[str, object],
    tz: str | None,
    steps: Mapping[Any, Any] | None,
    containers: int,
    when: Mapping[str, str],
    site: Site,
    hours: Mapping[str, str],
    slots: Mapping[str, object],
    catalogue: Catalogue | None,
    on: date | None,
) -> PlanRequest:
    """Read a call.

    Raises
    ------
    AtmpError
        With every fault of every argument.
    """
    faults = list[Fault]()
    name = site.zone_name(tz)
    place = _kept(partial(zone, name), faults) if name else None
    if name is None:
        faults.append(
            UsageError.fault("tz", "no zone", "the zone of local times and days", "state it as 'Europe/Stockholm'")
        )
    count = _count(containers, faults)
    own_steps = _kept(partial(read_steps, steps), faults)
    found, bad = read_anchors(anchors, place, count) if anchors or not slots else ([], [])
    # A zone that is missing is one fault, and not one for each local time.
    faults += [fault for fault in bad if place is not None or fault.error is UsageError]
    day = on or _last_day(found, place)
    label = product if isinstance(product, Product) else _kept(partial(_load, product, catalogue, day), faults)
    openings = read_openings(hours, slots if place is not None else {}, place, faults)
    faults += _conditions(label, when) if label is not None else []
    refuse(faults)
    assert label and name and place and own_steps is not None  # noqa: S101, PT018  refuse() has raised otherwise
    return PlanRequest(label, tuple(found), name, place, own_steps, count, dict(when), site, tuple(openings))


def _last_day(anchors: Sequence[FixedTime], tz: tzinfo | None) -> date | None:
    """Return the local day of the last moment that is set; its label is the one that judges later."""
    ends = [us for one in anchors for us in (one.lo_us, one.hi_us) if isfinite(us)]
    return moment(max(ends)).astimezone(tz).date() if ends and tz else None


def _load(slug: str, catalogue: Catalogue | None, on: date | None) -> Product:
    return load_product(slug, load_catalogue() if catalogue is None else catalogue, on=on)


def _kept(read: Callable[[], T], faults: list[Fault]) -> T | None:
    """Read an argument; keep its faults, so that all are raised together."""
    try:
        return read()
    except AtmpError as error:
        faults += error.faults
        return None


def _count(containers: object, faults: list[Fault]) -> int:
    """Return how many containers there are; one where that is no number, so that the rest can be read."""
    if isinstance(containers, int) and not isinstance(containers, bool) and 1 <= containers <= MOST_CONTAINERS:
        return containers
    expected = f"a whole number from 1 to {MOST_CONTAINERS}"
    faults.append(UsageError.fault("containers", repr(containers), expected, "state how many the therapy has"))
    return MOST_CONTAINERS


def _conditions(product: Product, when: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each condition that the label does not have, and each value that it does not tell apart."""
    faults = list[Fault]()
    for key, value in when.items():
        values = product.conditions.get(key, ())
        if key not in product.statements:
            expected = ", ".join(product.statements) or "no condition: none of the limits depends on one"
            fix = f"name a condition of the product{nearest(key, product.statements)}"
            faults.append(Fault("when", repr(key), expected, fix, ConditionError))
        elif is_unknown(product, key, value):
            fix = right_word(value, values)
            faults.append(Fault(f"when {key}", f"{key} {value!r}", ", ".join(values), fix, ConditionError))
    return faults
