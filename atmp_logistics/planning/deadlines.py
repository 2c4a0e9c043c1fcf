"""The deadlines of therapies under way, from a half-filled record: not before, safe by, last possible, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.catalogue.catalogue import (
    Catalogue,
    CatalogueGiven,
    ProductGiven,
    catalogue_given,
    load_catalogue,
    product_given,
)
from atmp_logistics.core.arguments import Arguments, Containers, Day, container_names, day
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.product import Product
from atmp_logistics.core.zone_argument import Zone
from atmp_logistics.evidence.events.conditions import check_values
from atmp_logistics.evidence.events.consignments import products, refuse_two_identities, roster_of
from atmp_logistics.evidence.events.label_in_force import label_versions_of
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.planning.container_arguments import Expiries, NamedContainers, StatedExpiry
from atmp_logistics.planning.deadlines_request import DeadlinesRequest, read_deadlines_request
from atmp_logistics.planning.deadlines_result import Deadlines, TherapyDeadlines
from atmp_logistics.planning.fixed_times import FixedTime, read_fixed_times
from atmp_logistics.planning.instant_bounds import TherapyContext
from atmp_logistics.planning.solve_deadlines import SolvedDeadlines, solve_deadlines
from atmp_logistics.planning.stated_of_containers import StatedOfContainers, against_record, stated_of_containers
from atmp_logistics.planning.therapy_status import TherapyRecord, status_of, therapy_records
from atmp_logistics.planning.version_of_use import versions_in_use
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.given_records import SiteGiven, events_given
from atmp_logistics.timing.call_arguments import condition_faults
from atmp_logistics.timing.constraints import Statement
from atmp_logistics.timing.now import clock_text, refuse_events_after
from atmp_logistics.timing.template import modes, template


def deadlines(
    events: EventLog,
    product: ProductGiven | None = None,
    *,
    now: str | datetime | np.datetime64,
    steps: Mapping[Any, Any] | None = None,
    tz: Zone | None = None,
    site: SiteGiven | None = None,
    when: Mapping[Any, Any] | None = None,
    anchors: Mapping[str, object] | None = None,
    containers: Containers = (),
    catalogue: CatalogueGiven | None = None,
    on: Day | None = None,
    resolution: object = None,
    expiry: Expiries | None = None,
) -> Deadlines:
    """Return the deadlines of everything that is still to come in a record that is being filled in.

    Parameters
    ----------
    events : EventLog
        From `read_events`. A row without its time is an event still to come.
    product : Product, str or path, optional
        The product, its slug, a name of the profile's `[products]`, or the path of a product file; left out where the
        events name it.
    now : str, datetime or numpy.datetime64
        The moment from which to look: with its offset, or local in the zone; a clock time alone, such as ``"11:25"``,
        is one of the day of the last event that is logged.
    steps : mapping, optional
        How long each step takes, such as ``{"thaw": "2 to 4 min"}``; see `read_steps`. What lies
        before a step whose longest duration is not stated has no safe moment that is known.
    tz : str or tzinfo, optional
        The zone of `now` and `anchors` and of calendar days; by default that of the events, else the site's.
    site : Site or path, optional
        The site's profile: its facts bound, and its resolution is kept free at both ends of every limit.
    when : mapping, optional
        Conditions on which limits depend, such as ``{"indication": "ALL"}``. Each mode that is left is shown. Those of
        one container stand under it, as does a row's column: ``{("T1", "B2"): {"component": "CD4"}}``.
    anchors : mapping, optional
        When events to come are to be, such as ``{"administration_end": {"latest": "2026-11-24 11:30"}}``.
    containers : iterable of (therapy_id, container_id), DataFrame or MultiIndex, optional
        Containers that are expected, whether or not the record mentions them.
    catalogue : Catalogue, path or list of paths, optional
        Where products are looked up; ours by default.
    on : date, datetime, numpy.datetime64 or str, optional
        The day whose label counts; by default the day of use: that of `administration_start`, and of `now` for what is
        still to be given. Where several versions are possible, each one's deadlines are shown.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        How finely event times are written, such as ``"1 min"``; ``"0 s"`` is exact. It goes before the site's. Where
        neither states it, what is still to come is taken to be written as finely as the record.
    expiry : str, date or mapping, optional
        The printed expiry of every container, or of each under it: ``{("T1", "B1"): "2027-01-31"}``, ``{"B1": ...}``.

    Returns
    -------
    Deadlines
        Those of every therapy: what is still to come, its safe and last moments, and the clocks that run.

    Raises
    ------
    AtmpError
        When an event is recorded after `now`, and for steps, anchors or conditions that cannot be meant.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> rows = [("T1", "thaw_start", "2026-11-24 10:32"), ("T1", "thaw_end", "2026-11-24 10:36")]
    >>> table = pd.DataFrame(rows, columns=["therapy_id", "event", "time"])
    >>> found = deadlines(
    ...     read_events(table, tz="Europe/Stockholm", resolution="0 s"),
    ...     "kymriah-eu",
    ...     now="2026-11-24 10:44",
    ...     steps={"administration": "5 to 15 min"},
    ... )
    >>> found.table[["event", "safe_by", "last_possible"]].iloc[0].tolist()
    ['administration_start', Timestamp('2026-11-24 10:51:00+0100', tz='Europe/Stockholm'), \
Timestamp('2026-11-24 11:01:00+0100', tz='Europe/Stockholm')]
    >>> found.clocks["left_s"].tolist()
    [1320.0]
    """
    call = Arguments()
    events = call(events_given, events, "events")
    given, known = call(product_given, product, "product"), call(catalogue_given, catalogue, "catalogue")
    asked, expected = call(day, on, "on"), call(container_names, containers, "containers")
    call.refuse()
    request = read_deadlines_request(events, now, steps, tz, site, when, anchors, resolution, expiry)
    refuse_events_after(events, request.now_us, request.resolution_us)
    roster = roster_of(events, expected)
    labels, notes = _labels(request, roster, given, known, asked)
    refuse(condition_faults(request.when, [label for label, _ in labels]))
    check_values(events, labels, request.when)
    stated = stated_of_containers(request, roster, labels)
    return Deadlines(
        therapies=tuple(
            found for label, containers in labels for found in _label_deadlines(label, containers, request, stated)
        ),
        now_us=request.now_us,
        tz=request.tz_name or "UTC",
        statements=(*events.notes_on_joining, *request.stated, *stated.words(), *notes),
        inputs=events.inputs,
        steps=request.steps,
        profile=request.profile,
        language=request.site.language or ENGLISH,
    )


def _labels(
    request: DeadlinesRequest,
    roster: Roster,
    product: Product | str | None,
    catalogue: Catalogue | None,
    on: date | None,
) -> tuple[list[tuple[Product, Roster]], tuple[str, ...]]:
    """Return each label with the containers whose deadlines it gives, and what the catalogue says of the labels."""
    refuse_two_identities(request.events, roster)
    if isinstance(product, Product):
        products(request.events, roster, product.slug)
        return [(product, roster)], ()
    known = load_catalogue() if catalogue is None else catalogue
    labels = label_versions_of(request.events, roster, product, known, request.site, on)
    in_use = list(versions_in_use(request.events, roster, labels, request.site, request.tz, request.now_us))
    return in_use, known.notes_on(label.versions[0].slug for label in labels)


def _label_deadlines(
    product: Product, roster: Roster, request: DeadlinesRequest, stated_of: StatedOfContainers
) -> Iterator[TherapyDeadlines]:
    """Yield the deadlines of every therapy of one label, in each mode that tells them apart."""
    names = NamedContainers.of_roster(roster).names
    conditions = [{**request.when, **stated_of.conditions.get(name, {})} for name in names]
    faults = list[Fault]()
    for key in product.statements:
        if key in request.events.table:
            stated = stated_values(request.events.table, roster, key)
            for place, value in zip(stated.place.tolist(), stated.value, strict=True):
                held = stated_of.conditions.get(names[place], {}).get(key)
                if held is not None and held != str(value):
                    faults.append(against_record(f"when {key} of", names[place], held, str(value)))
                conditions[place][key] = str(value)
    expiry = _printed_expiries(request.events.table, roster)
    for place, name in enumerate(names):
        text, bounds = stated_of.expiries.get(name, ("", None))
        recorded, printed = expiry.get(place, (text, bounds))
        faults += [against_record("expiry", name, text, recorded)] if bounds not in {None, printed} else []
        expiry |= {place: (text, bounds)} if bounds else {}
    refuse(dict.fromkeys(faults))
    for therapy, places in therapy_records(request.events.table, roster, product):
        own_conditions = [conditions[place] for place in places]
        settled = set.intersection(*(set(known) for known in own_conditions))
        own_expiry = {i: expiry[place][1] for i, place in enumerate(places, 1) if place in expiry}
        found = [
            (mode, _solved_in_mode(product, therapy, mode, own_conditions, own_expiry, request))
            for mode in modes(product, settled)
        ]
        times, _ = read_fixed_times(request.anchors, request.tz, len(places)) if request.anchors else ([], [])
        anchors = tuple(time.text(len(places), request.tz or UTC) for time in times)
        yield from _by_mode(product, therapy, found, anchors)


def _printed_expiries(table: pd.DataFrame, roster: Roster) -> dict[int, StatedExpiry]:
    """Return each container's printed expiry as it is written, and between which instants its last one lies."""
    stated = stated_values(table, roster, "expiry")
    lower, upper = (table[name].to_numpy(np.float64)[stated.row].tolist() for name in ("expiry_lower", "expiry_upper"))
    written = [(str(text), ends) for text, ends in zip(stated.value, zip(lower, upper, strict=True), strict=True)]
    return dict(zip(stated.place.tolist(), written, strict=True))


def _solved_in_mode(
    product: Product,
    therapy: TherapyRecord,
    mode: Mapping[str, str],
    conditions: Sequence[Mapping[str, str]],
    expiry: Mapping[int, tuple[float, float]],
    request: DeadlinesRequest,
) -> SolvedDeadlines:
    count = len(therapy.containers)
    anchors, faults = read_fixed_times(request.anchors, request.tz, count) if request.anchors else ([], [])
    refuse(faults)
    plan = template(
        product,
        count,
        mode,
        request.steps,
        site=request.site,
        events=[*therapy.events, *(time.event for time in anchors)],
        conditions=conditions,
        numbered=therapy.numbered,
        repeated=therapy.repeated,
    )
    say = partial(clock_text, tz=request.tz, near_us=request.now_us)
    status = status_of(therapy, plan)
    context = TherapyContext(plan, therapy.naming(), status, request.tz, expiry, request.resolution_us, say)
    return solve_deadlines(context, request.now_us, _stated_bounds(anchors, context, count))


def _stated_bounds(anchors: Iterable[FixedTime], context: TherapyContext, count: int) -> list[Statement]:
    """Return anchors as statements about events to come; one of events that are all recorded is refused."""
    found, faults = list[Statement](), list[Fault]()
    for anchor in anchors:
        bounds = list(anchor.statements(count, context.tz or UTC))
        ahead = [bound for bound in bounds if bound.later not in context.status.recorded]
        if bounds and not ahead:
            fix = "leave out what is recorded"
            faults.append(UsageError.fault(f"anchors.{anchor.event}", bounds[0].words, "an event to come", fix))
        found += ahead
    refuse(faults)
    return found


def _by_mode(
    product: Product,
    therapy: TherapyRecord,
    found: Sequence[tuple[Mapping[str, str], SolvedDeadlines]],
    anchors: tuple[str, ...],
) -> Iterator[TherapyDeadlines]:
    """Yield the deadlines of each mode; modes with the same deadlines share one result."""
    groups: list[tuple[list[Mapping[str, str]], SolvedDeadlines]] = []
    for mode, solved in found:
        same = next((group for group in groups if group[1] == solved), None)
        if same is None:
            groups.append(([mode], solved))
        else:
            same[0].append(mode)
    for same_modes, solved in groups:
        together = {key: tuple(dict.fromkeys(mode[key] for mode in same_modes)) for key in same_modes[0]}
        yield TherapyDeadlines(
            therapy_id=therapy.therapy_id,
            product=product,
            containers=therapy.containers,
            mode=together if len(groups) > 1 else {},
            events=tuple(solved.events),
            running=tuple(solved.running),
            contradiction=solved.contradiction,
            cannot=tuple(solved.cannot),
            unpromised=tuple(solved.unpromised),
            notes=tuple(dict.fromkeys(solved.notes)),
            remarks=tuple(solved.remarks),
            not_kept=solved.not_kept,
            anchors=anchors,
        )
