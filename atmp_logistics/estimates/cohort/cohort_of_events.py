"""Logged events to a cohort: its therapies, products and centres, and up to when its record is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Names
from atmp_logistics.core.errors import Fault, InputError, UsageError, refuse
from atmp_logistics.core.instants import instant, iso, readings_of, zone
from atmp_logistics.estimates.cohort.centres import Centre, centres_of
from atmp_logistics.estimates.cohort.cohort import NOT_STATED, Cohort
from atmp_logistics.estimates.cohort.moments import ANY_PRODUCT
from atmp_logistics.evidence.events.build_evidence import build_evidence
from atmp_logistics.evidence.events.consignments import products, refuse_two_identities, roster_of
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.evidence.events.written_times import stated_exactness
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.product_names import with_slugs
from atmp_logistics.records.row_names import place_of_rows
from atmp_logistics.records.site_profile import Site


def cohort_of(
    events: EventLog,
    *,
    now: str | datetime | None = None,
    site: Site | None = None,
    centre: Centre | None = None,
) -> Cohort:
    """Return the therapies of a record as a cohort.

    Parameters
    ----------
    events : EventLog
        From `read_events`.
    now : str or datetime, optional
        Up to when the record is complete: ISO 8601 with its offset, or local in the events' zone. What is not in it by
        then, and nothing later shows, had not happened. Without it nobody knows, and nothing is taken as not happened.
    site : Site, optional
        The site's profile: its facts bound what was not logged, its resolution every time that was: where
        nobody states one, times count as exact, and equal times of a day as true ones, for weeks are not counted in
        minutes and no verdict rests on a cohort.
    centre : mapping, Series, DataFrame or (column, event), optional
        Each therapy's centre by its therapy_id (a DataFrame has the columns therapy_id and centre), or the column of
        the events, ``location`` or ``custodian``, that names it on the rows of one event.

    Returns
    -------
    Cohort
        The therapies as columns.

    Raises
    ------
    AtmpError
        When a container's event names no container, `now` is no one instant, an event is logged after it, or one
        therapy has two centres.

    Examples
    --------
    >>> from atmp_logistics import read_events
    >>> rows = [("T1", "collection_end", "2026-01-05T10:00Z"), ("T1", "administration_start", "2026-02-10T10:00Z")]
    >>> events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    >>> cohort_of(events, now="2026-03-01T00:00Z")
    <Cohort: 1 therapy, record complete up to 2026-03-01T00:00:00Z>
    """
    stated, _ = stated_exactness(site or Site(), events)
    profile = replace(stated, resolution_s=stated.resolution_s or 0.0)
    name = events.tz or profile.tz
    tz = zone(name) if name else None
    now_us = None if now is None else _now(now, tz)
    refuse(_after(events, now_us))
    events = with_slugs(events, profile.products)
    roll = roster_of(events)
    products(replace(events, table=events.table.assign(product="")), roll, ANY_PRODUCT.slug)
    refuse_two_identities(events, roll)
    evidence = build_evidence(events.table, roll, ANY_PRODUCT, profile, tz, {}, forms=False)
    firsts = np.nonzero(np.diff(evidence.group, prepend=-1))[0]
    therapy = evidence.therapy[firsts]
    where, basis = centres_of(events, therapy, centre, NOT_STATED)
    return Cohort(
        evidence=evidence,
        now_us=now_us,
        tz=tz,
        therapy=therapy,
        product=_products(events, roll, evidence.group, len(therapy)),
        centre=where,
        contradictions=_contradictions(evidence),
        source=events.provenance.name,
        centre_basis=basis,
    )


def _now(now: str | datetime, tz: tzinfo | None) -> float:
    """Return the stated moment as an instant."""
    try:
        at = now if isinstance(now, datetime) else datetime.fromisoformat(now)
    except ValueError as error:
        fix = "write it as 2026-11-01T00:00+01:00"
        raise UsageError([Fault("now", repr(now), "an ISO 8601 time", fix, UsageError)]) from error
    if at.tzinfo is not None:
        return instant(at.astimezone(UTC))
    found = readings_of(at, tz) if tz else ()
    if len(found) != 1:
        fix = "write its offset, as in 2026-11-01T00:00+01:00"
        raise UsageError([Fault("now", str(now), "one instant", fix, UsageError)])
    return instant(found[0])


def _after(events: EventLog, now_us: float | None) -> Iterable[Fault]:
    """Return a fault for each event that is logged after the record ends; what a shipper prints is no log."""
    if now_us is None:
        return []
    table = events.table
    late = table[(table["time"] > now_us) & (table["event"] != "shipper_expires")]
    return [
        Fault(
            place_of_rows(late, events.provenance.name, [i]),
            f"{event} at {iso(time)}",
            f"nothing after now, {iso(now_us)}",
            "state a later now, or correct the time",
            InputError,
        )
        for i, (event, time) in enumerate(zip(late["event"], late["time"], strict=True))
    ]


def _contradictions(evidence: Evidence) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the times to check of each therapy of which a container's record contradicts a fact."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for i in np.nonzero(~evidence.sound)[0].tolist():
        found.setdefault(str(evidence.therapy[i]), {}).update(dict.fromkeys(evidence.contradictions.of(i)))
    return {therapy: tuple(pairs) for therapy, pairs in found.items()}


def _products(events: EventLog, roll: Roster, group: NDArray[np.int64], count: int) -> Names:
    """Return each therapy's product; several are named together."""
    said = stated_values(events.table, roll, "product")
    own = pd.DataFrame({"therapy": group[said.place], "product": said.value})
    out = np.full(count, NOT_STATED, object)
    for slug in sorted(own["product"].unique()):
        rows = own.loc[own["product"] == slug, "therapy"].unique()
        out[rows] = np.where(out[rows] == NOT_STATED, slug, out[rows] + " + " + slug)
    return out
