"""Forms that were saved at once: one written minute for events that cannot all have happened in it.

Some electronic forms give each of their fields the time at which somebody pressed Save. Such times say that the events
happened by then, and nothing of their order or of how long they took. A record is taken so where three events of one
container bear one minute, whatever their seconds, and

- clocks or orders that bind name all three, or
- two of them are the two ends of a thaw, a preparation or an administration.

A row without its time counts as a third: whoever loses the time of one of three cannot thereby make the others true.
Two events in one minute are ordinary, and so are others, such as a receipt, its check and the storing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.limits import Precondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.record_rows import Record
from atmp_logistics.evidence.events.roster import KINDS

#: The stages whose two ends cannot be one minute where a third event is.
STAGES = tuple(ends_of(name) for name in ("thaw", "preparation", "administration"))
_MANY = 3
#: What is never the third event of a minute: it is done beside another, such as a check by two beside a thaw.
_BESIDE = ("identity_check", "handover_released", "handover_received")
_COUNTED = tuple(name for name in KINDS if name not in _BESIDE)
#: Each event as a bit of one number; none for what does not count.
_BIT = np.array([1 << _COUNTED.index(name) if name in _COUNTED else 0 for name in KINDS], np.uint64)


def clocked_events(product: Product) -> frozenset[str]:
    """Return the events that a product's binding clocks and orders name, a stage by both its ends."""
    windows = [window for window in product.windows if _is_clock(window)]
    limits: list[TimeWindow | Precondition] = [*windows, *product.preconditions]
    named = [name for limit in limits if limit.obligation == "shall" for name in limit.moments]
    return frozenset(end for name in named for end in ends_of(name))


def _is_clock(window: TimeWindow) -> bool:
    sizes = (window.at_least_s, window.at_most_s, window.at_least_days, window.at_most_days)
    return any(size is not None for size in sizes)


def rows_saved_at_once(
    record: Record, time_of: Mapping[str, Column], once: Iterable[str], named: Iterable[str]
) -> Index:
    """Return the rows whose written time is of the minute in which a form was saved.

    Parameters
    ----------
    record : Record
    time_of : mapping
        Of each event of the record the time in each container: NaN without one, and of several rows any one.
    once : iterable of str
        The events that no container has twice or without a time.
    named : iterable of str
        The events that binding clocks and orders name.
    """
    clocked = [name for name in named if name in time_of]
    asked = sorted({*clocked, *(end for ends in STAGES for end in ends if end in time_of)})
    candidates = np.zeros(len(record.roll), bool)
    for name in set(asked) - set(once):
        candidates |= _several_or_untimed(record, name)
    if candidates.any():
        # A row without its time counts as a third, so that any two so near ask for a second look.
        candidates |= _any_near(time_of, combinations(clocked, 2), len(candidates))
    else:
        # Of three times of one minute, two are in one half of the events.
        halves = clocked[::2], clocked[1::2]
        candidates |= _any_near(time_of, (pair for half in halves for pair in combinations(half, 2)), len(candidates))
    candidates |= _any_near(time_of, STAGES, len(candidates))
    places = np.nonzero(candidates)[0]
    return _rows(record, places, frozenset(clocked)) if len(places) else places


def _several_or_untimed(record: Record, name: str) -> Mask:
    at, time, _ = record.rows(name)
    out = np.bincount(at, minlength=len(record.roll)) > 1
    out[at[np.isnan(time)]] = True
    return out


def _any_near(time_of: Mapping[str, Column], pairs: Iterable[tuple[str, str]], count: int) -> Mask:
    """Say for each container whether the times of any pair of events are so near that they can bear one minute."""
    out, apart = np.zeros(count, bool), np.empty(count)
    for one, other in pairs:
        if one in time_of and other in time_of:
            np.subtract(time_of[one], time_of[other], out=apart)
            out |= np.abs(apart, out=apart) < MINUTE
    return out


@dataclass(frozen=True, slots=True)
class _Minutes:
    """The minutes that several events of one container bear: which events, as bits, and the rows of each."""

    row: Index
    group: Index
    events: NDArray[np.uint64]
    untimed: NDArray[np.uint64]

    @classmethod
    def of(cls, record: Record, places: Index) -> _Minutes:
        """Gather the rows of some containers by container and minute."""
        roll = record.roll
        therapy = np.unique(np.searchsorted(roll.first, places, "right") - 1)
        own = np.nonzero(np.isin(roll.therapy, therapy))[0]
        found = roll.among(places).of_events(own)
        row, place = (np.asarray(column, np.int64) for column in found)
        bit = _BIT[record.roll.kind[row]]
        untimed, lost = np.zeros(len(places), np.uint64), np.isnan(record.time[row])
        np.bitwise_or.at(untimed, place[lost], bit[lost])
        order = np.lexsort((record.time[row], place))
        order = order[~lost[order]]
        row, place, bit = row[order], place[order], bit[order]
        minute = record.time[row] // MINUTE
        begins = np.append(True, (place[1:] != place[:-1]) | (minute[1:] != minute[:-1]))[: len(row)]
        group, first = np.cumsum(begins) - 1, np.nonzero(begins)[0]
        events = np.bitwise_or.reduceat(bit, first) if len(first) else bit
        return cls(row, group, events, untimed[place[first]])


def _rows(record: Record, places: Index, clocked: frozenset[str]) -> Index:
    """Return the rows of some containers whose minute is that of a form."""
    found = _Minutes.of(record, places)
    both = found.events | found.untimed
    mask = _bits(clocked)
    is_form = _are_many(found.events & mask, both & mask)
    for ends in map(_bits, STAGES):
        stage = ((both & ends) == ends) & ((found.events & ends) != 0)
        is_form |= stage & _are_many(found.events, both)
    return np.unique(found.row[is_form[found.group]])


def _are_many(timed: NDArray[np.uint64], both: NDArray[np.uint64]) -> Mask:
    """Say where at least two events bear the minute, and with those that have no time they are three."""
    return (np.bitwise_count(timed) >= _MANY - 1) & (np.bitwise_count(both) >= _MANY)


def _bits(events: Iterable[str]) -> np.uint64:
    return np.uint64(sum(int(_BIT[KINDS.index(name)]) for name in events))
