"""The arguments of `plan`, read: every fault of every argument is raised at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from math import isfinite

from atmp_logistics.catalogue.catalogue import catalogue_given, load_catalogue, load_product, product_given
from atmp_logistics.core.arguments import Arguments, day
from atmp_logistics.core.errors import AtmpError, Fault, refuse
from atmp_logistics.core.instants import moment
from atmp_logistics.core.product import Product
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
    whole_number,
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
    catalogue_notes: tuple[str, ...] = ()

    @property
    def stated(self) -> tuple[str, ...]:
        """What the call states, in words, for the plan to print."""
        words = [f"step: {step}" for step in self.steps]
        words += [f"distributed: {step.name} {step.shape}" for step in self.steps if step.shape is not None]
        words += [str(hours) for hours in self.openings]
        words += [f"{key} is {value}" for key, value in self.when.items()]
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
    count = whole_number(containers, "containers", 1, MOST_CONTAINERS, faults)
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
    faults += condition_faults(conditions, [label]) if label is not None else []
    refuse([*no_product, *faults])
    assert label and name and place and count  # noqa: S101, PT018  refuse() has raised otherwise
    return PlanRequest(
        label, tuple(found), name, place, own_steps, count, dict(conditions), profile, tuple(openings), notes
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
