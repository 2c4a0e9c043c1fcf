"""Whether container ids are unique over all therapies: asked once, of the whole record, where a site says so."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.evidence.events.shared_names import SharedNames
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules.c403_reconciliation import CODE
from atmp_logistics.rules.unique_containers import findings_on_shared_names


def with_unique_containers(
    parts: Sequence[ProductResult], events: EventLog, site: Site, chosen: Container[str]
) -> tuple[ProductResult, ...]:
    """Return all parts of a result with what is found of their container ids, if they are unique.

    Parameters
    ----------
    parts : sequence of ProductResult
        Of the whole record, whose table their evidence is of.
    events : EventLog
        What else it names: the therapies set aside.
    site : Site
    chosen : container of str
        The codes of the rules that judge.
    """
    if not (site.unique_containers and CODE in chosen and parts):
        return tuple(parts)
    first = parts[0].evidence.event_rows
    therapies, names = (
        np.concatenate([getattr(part.evidence, column) for part in parts]) for column in ("therapy", "container")
    )
    shared = SharedNames.of(first.table, first.roll.kind, (therapies, names), events.containers_aside)
    aside = {one.therapy_id for one in events.set_aside}
    return tuple(
        replace(part, judged=(*part.judged, *findings_on_shared_names(part.evidence, shared, aside))) for part in parts
    )
