"""The arguments of `deadlines`, read: every fault of every argument is raised at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.core.instants import SECOND
from atmp_logistics.evidence.events.written_times import stated_exactness, with_largest_doubt
from atmp_logistics.planning.container_arguments import conditions_for_all
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.product_names import with_slugs
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.call_arguments import (
    mapping_argument,
    one_fault_for_no_zone,
    site_argument,
    steps_argument,
    time_argument,
    zone_argument,
)
from atmp_logistics.timing.constraints import Step
from atmp_logistics.timing.now import now_on_day


@dataclass(frozen=True, slots=True)
class DeadlinesRequest:
    """What a call of `deadlines` asks.

    Attributes
    ----------
    events : EventLog
    now_us : float
        The moment from which to look, in microseconds since 1970.
    steps : tuple of Step
    site : Site
        With the resolution by which times are compared.
    tz_name, tz : str and tzinfo, or None
        The zone of local times and calendar days.
    when : mapping of str to str
        The conditions that the call states of all containers.
    own_when : mapping
        Those that it states of single containers, still unread: the containers are known with the record.
    expiry : object
        The printed expiries that the call states, still unread.
    anchors : mapping
        The times of events to come, still unread: their containers are known therapy by therapy.
    stated : tuple of str
        What the call and the site's profile state, in words.
    profile : Provenance or None
        The file of the site's profile.
    """

    events: EventLog
    now_us: float
    steps: tuple[Step, ...]
    site: Site
    tz_name: str | None
    tz: tzinfo | None
    when: Mapping[str, str]
    anchors: Mapping[str, object]
    stated: tuple[str, ...]
    profile: Provenance | None = None
    own_when: Mapping[object, object] = field(default_factory=dict)
    expiry: object = None

    @property
    def resolution_us(self) -> float:
        """How finely times are written, in microseconds."""
        return (self.site.resolution_s or 0.0) * SECOND


def read_deadlines_request(
    events: EventLog,
    now: object,
    steps: object,
    tz: object,
    site: object,
    when: object,
    anchors: object,
    resolution: object,
    expiry: object,
) -> DeadlinesRequest:
    """Return what a call asks.

    Returns
    -------
    DeadlinesRequest

    Raises
    ------
    AtmpError
        With every fault of these arguments.
    """
    faults = list[Fault]()
    profile = site_argument(site, faults)
    provenance = None if site is None else profile.provenance
    name, place = zone_argument(events.tz if tz is None else tz, profile, faults)
    now, on_the_day = now_on_day(now, events, place)
    now_us = _now_us(now, name, place, faults)
    read_steps = steps_argument(steps, faults)
    conditions = mapping_argument(when, "when", "{'indication': 'ALL'}", faults)
    times = mapping_argument(anchors, "anchors", "{'administration_end': '2026-11-24 11:30'}", faults)
    refuse(faults)
    profile, exactness = stated_exactness(profile, events, resolution)
    stated = (
        *on_the_day,
        *(f"step: {step}" for step in read_steps),
        *profile.statements(name),
        *exactness,
        *(f"{key} is {value}, as stated in the call" for key, value in conditions_for_all(conditions).items()),
    )
    profile = with_largest_doubt(profile, events)
    return DeadlinesRequest(
        with_slugs(events, profile.products),
        now_us,
        read_steps,
        profile,
        name,
        place,
        conditions_for_all(conditions),
        times,
        stated,
        provenance,
        conditions,
        expiry,
    )


def _now_us(now: object, zone_name: str | None, tz: tzinfo | None, faults: list[Fault]) -> float:
    """Return the moment from which to look; a wrong zone is one fault, and not another one here."""
    own = list[Fault]()
    now_us = time_argument(now, tz, "now", own)
    faults += own if zone_name is None else one_fault_for_no_zone(own, zone_name)
    return 0.0 if now_us is None else now_us
