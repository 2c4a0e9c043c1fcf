"""The time between one instance of a recurring event and the next: bounds on the shortest and the longest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Codes, Column, Index
from atmp_logistics.core.instants import DAY, HOUR, local_dates
from atmp_logistics.evidence.events.record_rows import Record


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Bounds on the shortest and the longest step between the instances of a recurring event.

    Each has two rows, in microseconds, and `_days` of them in calendar days, in the site's zone; without one, in any.
    NaN for a container whose record holds fewer than two instances.
    """

    shortest: Column
    longest: Column
    shortest_days: Column
    longest_days: Column


def recurrence_of(record: Record, container: Codes, event: str, tz: tzinfo | None) -> Recurrence:
    """Return bounds on the shortest and the longest time between one instance of an event and the next.

    Parameters
    ----------
    record : Record
    container : ndarray of int
        The container that each row of the table names.
    event : str
    tz : tzinfo or None
        The zone of calendar days.
    """
    found = np.full((4, 2, len(record.roll)), np.nan)
    place, time, row = record.rows(event)
    doubt = np.broadcast_to(record.exactness.of(row), len(row))
    for at in np.unique(place):
        own = np.nonzero(place == at)[0]
        own = own[_instances(time[own], container[row[own]])]
        known = own[~np.isnan(time[own])]
        early, late = np.sort(time[known] - doubt[known]), np.sort(time[known] + doubt[known])
        if len(own) > 1:
            steps = np.maximum(early[1:] - late[:-1], 0.0), late[1:] - early[:-1]
            lost = len(known) < len(own)
            found[:2, :, at], found[2:, :, at] = (
                _extremes(*steps, lost=lost),
                _extremes(*_days(early, late, tz), lost=lost),
            )
    return Recurrence(*found)


def _instances(time: Column, containers: Codes) -> Index:
    """Return the rows at which an event happened: one instant that rows of several containers repeat happened once."""
    rows = pd.DataFrame({"time": time, "container": containers})
    again = rows.assign(again=rows.groupby(["container", "time"]).cumcount()).duplicated(["time", "again"])
    return np.nonzero(~(again & rows["time"].notna()).to_numpy(bool))[0]


def _days(early: Column, late: Column, tz: tzinfo | None) -> tuple[Column, Column]:
    """Return bounds on the calendar days from each of some instants to the next; without a zone, in any.

    An hour is left for the clocks' change; no instance comes before the one before it.
    """
    if tz is None:
        least, most = early[1:] - late[:-1] - HOUR, late[1:] - early[:-1] + HOUR
        return np.maximum(np.floor(least / DAY), 0.0), np.ceil(most / DAY)
    first, last = local_dates(early, tz), local_dates(late, tz)
    return np.maximum(first[1:] - last[:-1], 0.0), last[1:] - first[:-1]


def _extremes(lower: Column, upper: Column, *, lost: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return bounds on the least and on the greatest of some steps.

    An instance without its time can lie between any two others, or outside them all.
    """
    least = (float(lower.min(initial=np.inf)), float(upper.min(initial=np.inf)))
    most = (float(lower.max(initial=0.0)), float(upper.max(initial=0.0)))
    return ((0.0, least[1]), (0.0, np.inf)) if lost else (least, most)
