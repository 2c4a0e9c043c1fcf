"""Which version of a label gives the deadlines of a therapy under way: that of the day of use, as far as known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

import numpy as np

from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.build_evidence import build_evidence
from atmp_logistics.evidence.events.label_in_force import LabelVersions, possible_versions
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.site_profile import Site


def versions_in_use(
    events: EventLog, roster: Roster, labels: Iterable[LabelVersions], site: Site, tz: tzinfo | None, now_us: float
) -> Iterator[tuple[Product, Roster]]:
    """Yield each label with the therapies that it may judge: every version that a container of a therapy may need.

    Parameters
    ----------
    events : EventLog
    roster : Roster
    labels : iterable of LabelVersions
    site : Site
    tz : tzinfo or None
    now_us : float
        The moment from which to look ahead, in microseconds.
    """
    for label in labels:
        containers = roster.among(label.rows)
        if not label.by_day:
            yield label.versions[0], containers
            continue
        evidence = build_evidence(events.table, containers, label.versions[-1], site, tz, {}, label.versions)
        possible = possible_versions(evidence, label.versions, events, now_us)
        for version, may in zip(label.versions, possible.may, strict=True):
            rows = np.nonzero(evidence.over_therapy(may.astype(np.float64), np.maximum))[0]
            if len(rows):
                yield version, containers.among(rows)
