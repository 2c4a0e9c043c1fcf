"""How a call takes the times of a record, and what its result says of that: exactness, and forms saved at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from atmp_logistics.core.checks import being_read
from atmp_logistics.core.columns import Index
from atmp_logistics.core.exactness import (
    DOUBT,
    doubts_of,
    exactness_of,
    read_resolution,
    said_as_written,
)
from atmp_logistics.core.instants import MINUTE, SECOND, moment, zone
from atmp_logistics.core.wording import duration
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.row_names import rows_in_words
from atmp_logistics.records.site_profile import Site

#: So many forms are named; how many more there are is said.
_NAMED = 5


def stated_exactness(site: Site, events: EventLog, resolution: object = None) -> tuple[Site, tuple[str, ...]]:
    """Return the profile with the resolution that counts, and what the result says of it beside the profile's lines.

    What the call states goes before what the profile does; where neither does, each time is as exact as it is written.

    Parameters
    ----------
    site : Site
    events : EventLog
        With what `read_events` was told, if anything.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        What this call states.
    """
    called = events.resolution_s if resolution is None else read_resolution(resolution)
    if called is None:
        said = said_as_written(events.table) if site.resolution_s is None else ""
        return site, (said,) if said else ()
    theirs = called if site.resolution_s is None else site.resolution_s
    instead = "" if theirs == called else f", and not the profile's {duration(theirs, exact=True)}"
    return replace(site, resolution_s=called), (f"how finely event times are written is as called{instead}",)


def with_largest_doubt(site: Site, events: EventLog) -> Site:
    """Return the profile with a resolution: where nobody states one, the largest doubt of any time of the record."""
    return replace(site, resolution_s=exactness_of(events.table, site.resolution_s).largest_us / SECOND)


@being_read()
def with_exactness_of_rows(events: EventLog, resolution: object = None) -> EventLog:
    """Return a record whose rows each say how exact their time is, whatever other rows are taken away.

    Parameters
    ----------
    events : EventLog
    resolution : str, datetime.timedelta or pint.Quantity, optional
        What the call states.
    """
    stated = events.resolution_s if resolution is None else read_resolution(resolution)
    return replace(events, table=events.table.assign(**{DOUBT: doubts_of(events.table)}), resolution_s=stated)


def table_as_taken(table: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Return an event table without the written times that are those of forms saved at once."""
    if not len(evidence.untimed_rows):
        return table
    time = table["time"].to_numpy(np.float64).copy()
    time[evidence.untimed_rows] = np.nan
    return table.assign(time=time)


def notes_on_forms(events: EventLog, found: Iterable[Index], tz: str | None) -> Iterator[str]:
    """Say which times are not taken for the events', a line for each form.

    Parameters
    ----------
    events : EventLog
    found : iterable of ndarray of int
        Rows of the table whose time is that of a form saved at once.
    tz : str or None
        The zone in which the result prints times.
    """
    rows = np.unique(np.concatenate([np.empty(0, np.int64), *found]))
    table = events.table.iloc[rows]
    table = table.assign(minute=table["time"] // MINUTE, place=rows)
    forms = list(table.groupby(["therapy_id", "container_id", "minute"], sort=False, observed=True))
    for (therapy, container, _), own in forms[:_NAMED]:
        at = moment(float(own["time"].iloc[0])).astimezone(zone(tz) if tz else None).isoformat(" ", "minutes")
        who = " / ".join(filter(None, (str(therapy), str(container))))
        names = ", ".join(str(name).replace("_", " ") for name in own["event"])
        numbers = rows_in_words(events.table, own["place"])
        yield (
            f"{who}: {names} ({numbers}) bear one minute, {at}, as of a form saved at once: taken as not logged, "
            "each at or before it"
        )
    if len(forms) > _NAMED:
        yield f"{len(forms) - _NAMED} more forms saved at once: their times are taken as not logged"
