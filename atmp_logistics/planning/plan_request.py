"""The arguments of `plan`, read: every fault of every argument is raised at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from math import isfinite

from atmp_logistics.catalogue.catalogue import catalogue_given, load_catalogue, load_product, product_given
from atmp_logistics.core.arguments import Arguments, day
from atmp_logistics.core.errors import AtmpError, Fault, refuse
from atmp_logistics.core.instants import moment
from atmp_logistics.core.product import Product
from atmp_logistics.planning.container_arguments import (
    NamedContainers,
    StatedExpiry,
    conditions_for_all,
    conditions_of_containers,
    count_and_names,
    stated_expiries,
)
from atmp_logistics.planning.fixed_times import FixedTime, read_fixed_times
from atmp_logistics.planning.slot_choice import EventHours, read_event_hours
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.call_arguments import (
    NO_ZONE,
    condition_faults,
    mapping_argument,
    one_fault_for_no_zone,
    site_argument,
    steps_argument,
    zone_argument,
)
from atmp_logistics.timing.constraints import Step
from atmp_logistics.timing.template import MOST_CONTAINERS


@dataclass(frozen=True)
class PlanRequest:
    """What a call of `plan` asks.

    Attributes
    ----------
    product : Product
    anchors : tuple of FixedTime
        The times that the caller set.
    tz_name, tz : str, tzinfo
        The zone of local times and calendar days.
    steps : tuple of Step
    containers : int
    when : mapping of str to str
        The conditions that the caller settled.
    site : Site
    openings : tuple of EventHours
        The opening hours and slots of events.
    names : tuple of str
        The containers' identifiers, in the order of their use; empty where they have numbers alone.
    expiries : mapping of int to (str, (float, float))
        The printed expiry of each container by its number, and between which instants its last one lies.
    own_conditions : tuple of mapping of str to str
        What is stated of each container by itself.
    catalogue_notes : tuple of str
        What the catalogue replaced and left out.
    """

    product: Product
    anchors: tuple[FixedTime, ...]
    tz_name: str
    tz: tzinfo
    steps: tuple[Step, ...]
    containers: int
    when: Mapping[str, str]
    site: Site
    openings: tuple[EventHours, ...]
    names: tuple[str, ...] = ()
    expiries: Mapping[int, StatedExpiry] = field(default_factory=dict)
    own_conditions: tuple[Mapping[str, str], ...] = ()
    catalogue_notes: tuple[str, ...] = ()

    @property
    def settled(self) -> set[str]:
        """The conditions of which nothing is left open: stated for all, or of every container."""
        of_each = [set(own) for own in self.own_conditions]
        return {*self.when, *(set.intersection(*of_each) if of_each else ())}

    @property
    def stated(self) -> tuple[str, ...]:
        """What the call states, in words, for the plan to print."""
        words = [f"step: {step}" for step in self.steps]
        words += [f"distributed: {step.name} {step.shape}" for step in self.steps if step.shape is not None]
        words += [str(hours) for hours in self.openings]
        words += [f"{key} is {value}" for key, value in self.when.items()]
        words += [
            f"{key} of container {number} is {value}"
            for number, own in enumerate(self.own_conditions, 1)
            for key, value in own.items()
        ]
        words += [f"expiry of container {number} is {text}" for number, (text, _) in self.expiries.items()]
        return (*words, *self.site.statements(self.tz_name), *self.catalogue_notes)


def read_plan_request(
    product: object,
    anchors: object,
    tz: object,
    steps: object,
    containers: object,
    when: object,
    site: object,
    hours: object,
    slots: object,
    catalogue: object,
    on: object,
    expiry: object,
) -> PlanRequest:
    """Return what a call asks.

    Returns
    -------
    PlanRequest

    Raises
    ------
    AtmpError
        With every fault of every argument.
    """
    faults = list[Fault]()
    profile = site_argument(site, faults)
    name, place = zone_argument(tz, profile, faults)
    faults += [NO_ZONE] if name is None else []
    count, names = count_and_names(containers, faults)
    known = NamedContainers([("", name) for name in names or map(str, range(1, (count or 0) + 1))], numbered=True)
    own_steps = steps_argument(steps, faults)
    states = mapping_argument(anchors, "anchors", "{'administration_start': '2026-11-24 10:44'}", faults)
    opened = mapping_argument(hours, "hours", "{'thaw_start': 'Mon-Fri 08:00-16:00'}", faults)
    kept = mapping_argument(slots, "slots", "{'administration': '2026-11-24 10:00 to 11:30'}", faults)
    conditions = mapping_argument(when, "when", "{'indication': 'ALL'}", faults)
    found, bad = read_fixed_times(states, place, count or MOST_CONTAINERS) if states or not kept else ([], [])
    faults += [fault for fault in one_fault_for_no_zone(bad, name) if fault not in faults]
    asked = Arguments(faults)(day, on, "on")
    no_product = list[Fault]()
    label, notes = _product(product, catalogue, asked or _last_day(found, place), profile, no_product)
    openings = read_event_hours(opened, kept if place is not None else {}, place, faults)
    common = conditions_for_all(conditions)
    faults += condition_faults(common, [label]) if label is not None else []
    labels = dict.fromkeys(range(count or 0), label) if label is not None else {}
    own = conditions_of_containers(conditions, known, labels, faults) if count else {}
    printed = stated_expiries(expiry, known, place, faults) if count else {}
    refuse([*no_product, *faults])
    assert label and name and place and count  # noqa: S101, PT018  refuse() has raised otherwise
    return PlanRequest(
        label,
        tuple(found),
        name,
        place,
        own_steps,
        count,
        common,
        profile,
        tuple(openings),
        names,
        {number + 1: printed[number] for number in sorted(printed)},
        tuple(own.get(number, {}) for number in range(count)) if own else (),
        notes,
    )


def _last_day(anchors: Sequence[FixedTime], tz: tzinfo | None) -> date | None:
    """Return the local day of the last moment that is set; its label judges later."""
    ends = [us for time in anchors for us in (time.lo_us, time.hi_us) if isfinite(us)]
    return moment(max(ends)).astimezone(tz).date() if ends and tz else None


def _product(
    product: object, catalogue: object, on: date | None, site: Site, faults: list[Fault]
) -> tuple[Product | None, tuple[str, ...]]:
    """Return the product, and what the catalogue says of it."""
    try:
        given, known = product_given(product), catalogue_given(catalogue)
        if isinstance(given, Product):
            return given, ()
        known = load_catalogue() if known is None else known
        found = load_product(given or "", known, on=on, site=site)
        return found, known.notes_on([found.slug])
    except AtmpError as error:
        faults += error.faults
        return None, ()
