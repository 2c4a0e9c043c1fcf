"""Small cohorts written by hand: one line a therapy, days since 1 January 2026 in UTC."""

import numpy as np
import pandas as pd

from atmp_logistics.core.instants import SECOND, instant
from atmp_logistics.estimates.cohort import cohort_of
from atmp_logistics.ingest import read_events

SHORT = {
    "collected": "collection_end",
    "sent": "material_dispatched",
    "arrived": "material_received",
    "released": "product_released",
    "shipped": "product_dispatched",
    "received": "product_received",
    "thawed": "thaw_start",
    "infused": "administration_start",
    "thaw_end": "thaw_end",
    "discarded": "discarded",
    "returned": "returned",
}
ZERO = instant(pd.Timestamp("2026-01-01T00:00Z").to_pydatetime())
DAY_US = 86400 * SECOND


def at(day):
    """Return a day as an instant in text: 1.5 is noon of 2 January; "?" is a time that nobody wrote down."""
    return (
        ""
        if day == "?"
        else (pd.Timestamp("2026-01-01T00:00Z") + pd.Timedelta(seconds=round(float(day) * 86400))).isoformat()
    )


def log(text, tz=None, **columns):
    """Read lines such as ``T1 B1: collected 0, infused 30``; the container may be left out."""
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        who, _, events = line.partition(":")
        therapy, _, container = who.strip().partition(" ")
        for item in events.split(","):
            word, day = item.split()
            event = SHORT.get(word, word)
            own = "" if event.startswith(("collection", "material", "product_released")) else container.strip()
            rows.append((therapy, own, event, at(day)))
    frame = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"]).drop_duplicates()
    for name, of in columns.items():
        frame[name] = [
            of.get((therapy, event), "") for therapy, event in zip(frame["therapy_id"], frame["event"], strict=True)
        ]
    return read_events(frame, tz=tz)


def cohort(text, now=None, **other):
    """Return the cohort of such lines; `now` in days."""
    return cohort_of(log(text), now=None if now is None else at(now), **other)


def days(column):
    """Return seconds as days, rounded to the microsecond."""
    return [round(float(value) / 86400, 9) for value in np.asarray(column)]


def said(intervals):
    """Return each therapy's status and its bounds in days."""
    table = intervals.table
    return [(row.therapy_id, row.status, *days([row.lower_s, row.upper_s])) for row in table.itertuples(index=False)]
