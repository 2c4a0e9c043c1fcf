"""Runs the rules over the evidence and folds the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, tzinfo
from functools import partial
from itertools import count

import numpy as np

from atmp_logistics.assessment.container_ids import with_unique_containers
from atmp_logistics.assessment.identity_asked import identity_not_assessed
from atmp_logistics.assessment.judge_collecting import judge_collecting
from atmp_logistics.assessment.label_versions import AssessRequest, results_of
from atmp_logistics.assessment.readings_of_call import (
    Readings,
    check_given,
    check_stated_bands,
    check_stated_places,
    log_of,
    stated_places,
)
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.words_on_now import words_on_now
from atmp_logistics.catalogue.catalogue import (
    Catalogue,
    CatalogueGiven,
    ProductGiven,
    catalogue_given,
    load_catalogue,
    product_given,
)
from atmp_logistics.core.arguments import (
    Arguments,
    Containers,
    Day,
    codes,
    container_names,
    day,
    function,
    stated_conditions,
)
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.exactness import widest_us
from atmp_logistics.core.instants import zone
from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.conditions import check_names, check_values
from atmp_logistics.evidence.events.consignments import products, roster_of
from atmp_logistics.evidence.events.label_in_force import LabelVersions, label_versions_of
from atmp_logistics.evidence.events.parents import with_inherited_rows
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.written_times import notes_on_forms, stated_exactness
from atmp_logistics.evidence.temperature.build_exposure import notes_on_loggers
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.given_records import SiteGiven, site_given
from atmp_logistics.records.product_names import with_slugs
from atmp_logistics.records.set_aside import Errors, check_errors
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules import all_rules, not_assessed, plugin_sources, select, with_needed
from atmp_logistics.timing.now import Moment, now_on_day, read_now, refuse_events_after

#: Told how many of how many steps are done.
Progress = Callable[[int, int], None]


def assess(
    events: EventLog,
    readings: Readings = None,
    product: ProductGiven | None = None,
    *,
    site: SiteGiven | None = None,
    when: Mapping[str, str] | None = None,
    rules: str | Iterable[str] | None = None,
    containers: Containers = (),
    catalogue: CatalogueGiven | None = None,
    on: Day | None = None,
    progress: Progress | None = None,
    resolution: object = None,
    errors: Errors = "raise",
    now: Moment | None = None,
) -> Assessment:
    """Judge logged events and readings by the label of each container's product.

    Parameters
    ----------
    events : EventLog
        From `read_events`.
    readings : TemperatureLog, or mapping of str to TemperatureLog, optional
        From `read_readings`. Without any, limits on temperature are indeterminate. A mapping says what each log's
        logger stands for: the code of a storage or of a window, or ``"everywhere"``.
    product : Product, str or path, optional
        The product, its slug, a name of the profile's `[products]`, or the path of a product file; left out where the
        events name it.
    site : Site or path, optional
        The site's profile: facts, resolution, decision rule.
    when : mapping, optional
        Conditions on which limits depend, such as ``{"indication": "ALL"}``.
    rules : str or iterable of str, optional
        Codes or their beginnings, one or several, or with commas between them; the result names those left out. All by
        default.
    containers : iterable of (therapy_id, container_id), DataFrame or MultiIndex, optional
        Containers that are expected, whether or not the record mentions them.
    catalogue : Catalogue, path or list of paths, optional
        Where products are looked up; ours by default.
    on : date, datetime, numpy.datetime64 or str, optional
        The day whose label judges. By default each container is judged by the label in force on its day of use.
    progress : callable, optional
        Called with the number of steps done and the number of all steps.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        How finely event times are written, such as ``"1 min"``; ``"0 s"`` is exact. It goes before the site's.
    errors : {'raise', 'collect'}
        With ``'collect'``, therapies that cannot be judged, such as one without a product, are set aside with their
        faults, and the others are judged: `Assessment.set_aside`. They count as indeterminate.
    now : str, datetime or numpy.datetime64, optional
        A moment at which every container that the record shows in a store was still there, as the caller states. It can
        make an open finding deviate, and nothing conform (docs/how_it_decides.md); `Assessment.running` says what runs.

    Returns
    -------
    Assessment
        A verdict for each container, with its findings, the files read and what the profile and the call state.

    Raises
    ------
    AtmpError
        When the record names no product or several, a condition that no product knows, or an unknown rule.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> rows = [("T1", "thaw_end", "2026-11-10T10:04Z"), ("T1", "administration_end", "2026-11-10T10:40Z")]
    >>> events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    >>> assess(events, product="kymriah-eu", rules=["W201"]).verdict.value
    'deviates'
    """
    check_given(events, readings)
    check_errors(errors)
    call = Arguments()
    judge = partial(
        _judged,
        readings=readings,
        product=call(product_given, product, "product"),
        site=None if site is None else call(site_given, site, "site"),
        when=call(stated_conditions, when, "when"),
        rules=call(codes, rules, "rules"),
        catalogue=call(catalogue_given, catalogue, "catalogue"),
        on=call(day, on, "on"),
        progress=call(function, progress, "progress"),
        resolution=resolution,
        now=now,
    )
    expected = call(container_names, containers, "containers")
    call.refuse()
    return judge_collecting(judge, events, expected) if errors == "collect" else judge(events, expected)


def _judged(
    events: EventLog,
    containers: Iterable[tuple[str, str]],
    *,
    readings: Readings,
    product: Product | str | None,
    site: Site | None,
    when: Mapping[str, str] | None,
    rules: Iterable[str] | None,
    catalogue: Catalogue | None,
    on: date | None,
    progress: Progress | None,
    resolution: object,
    now: Moment | None,
) -> Assessment:
    chosen = all_rules() if rules is None else select(rules)
    profile, exactness = stated_exactness(site or Site(), events, resolution)
    events = _held(with_inherited_rows(with_slugs(events, profile.products)))
    roll = roster_of(events, containers)
    tz = events.tz or profile.tz
    site_zone = zone(tz) if tz else None
    now_us, on_day = _now_of(now, events, profile, site_zone)
    labels, left_out = _labels(events, roll, product, catalogue, profile, on)
    versions = [version for label in labels for version in label.versions]
    chosen, log, conditions = with_needed(chosen, versions), log_of(readings, events), dict(when or {})
    check_stated_places(log, profile, versions, catalogue)
    check_stated_bands(profile, versions, catalogue)
    check_names(conditions, versions)
    fixed = [(label.versions[0], roll.among(label.rows)) for label in labels if not label.by_day]
    check_values(events, fixed, conditions)
    tick = _counted(progress, len(versions) * len(chosen))
    request = AssessRequest(events, log, profile, site_zone, conditions, chosen, tick, now_us)
    judged = [part for label in labels for part in results_of(request, label, roll.among(label.rows))]
    parts = with_unique_containers(judged, events, profile, chosen)
    logs = (log,) if log is not None else ()
    notes = notes_on_loggers([part.exposure for part in parts], log) if log is not None else {}
    stated = [
        *events.notes_on_joining,
        *exactness,
        *notes_on_forms(events, (part.evidence.untimed_rows for part in parts), tz),
    ]
    stated += [f"{key} is {value}, as stated in the call" for key, value in conditions.items()]
    stated += [f"judged by the label in force on {on}, as stated in the call"] if on else []
    stated += [text for log in logs for text in stated_places(log.places, profile, log.loggers)]
    return Assessment(
        parts=parts,
        inputs=(*events.inputs, *(source for log in logs for source in log.provenance)),
        statements=(*profile.statements(tz), *on_day, *words_on_now(parts), *stated, *left_out, *notes),
        not_assessed=(*not_assessed(chosen, events.table, profile), *identity_not_assessed(parts, chosen)),
        tz=tz,
        profile=site.provenance if site else None,
        set_aside=events.set_aside,
        plugins=plugin_sources(chosen),
        now_us=now_us,
        language=profile.language or ENGLISH,
    )


def _held(events: EventLog) -> EventLog:
    """Return a log of which the table is its own: what its owner does to the table changes nothing that was judged."""
    with being_read():
        return replace(events, table=events.table.copy(deep=False))


def _now_of(
    now: Moment | None, events: EventLog, profile: Site, tz: tzinfo | None
) -> tuple[float | None, tuple[str, ...]]:
    """Return the moment at which what is in store is stated to be there, and what is taken for granted of its day."""
    if now is None:
        return None, ()
    moment, on_day = now_on_day(now, events, tz)
    now_us = read_now(moment, tz)
    refuse_events_after(events, now_us, widest_us(profile.resolution_s))
    return now_us, on_day


def _labels(
    events: EventLog,
    roll: Roster,
    product: Product | str | None,
    catalogue: Catalogue | None,
    profile: Site,
    on: date | None,
) -> tuple[list[LabelVersions], tuple[str, ...]]:
    """Return the labels that judge, each with its containers, and what the catalogue says of them."""
    if isinstance(product, Product):
        products(events, roll, product.slug)
        return [LabelVersions(np.arange(len(roll)), (product,), by_day=False)], ()
    known = load_catalogue() if catalogue is None else catalogue
    labels = label_versions_of(events, roll, product, known, profile, on)
    return labels, known.notes_on(label.versions[0].slug for label in labels)


def _counted(progress: Progress | None, steps: int) -> Callable[[], None]:
    """Return what is called after each step and tells `progress` how many are done."""
    done = count(1)

    def tick() -> None:
        if progress:
            progress(min(next(done), steps), steps)

    return tick
