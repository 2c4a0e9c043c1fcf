"""Activities that start and complete, as process mining writes them, to events: `thaw` to `thaw_start` and `thaw_end`.

What it looks like
    One row an activity, its start and its end in two columns; or one row for each of the two, told apart by a column
    ``lifecycle``.

What proves which event it is
    The vocabulary: an activity is what has a start, or goes in and out. Where it lacks the end that a row gives, the
    row is refused.

Traps
    An event of one moment (`opened`) with a start and an end that differ is two statements of one thing. A row that
    names an activity and not which end of it is no event. An end that was not logged is not made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from atmp_logistics.core.errors import ConflictingRecord, Fault, UnknownEvent
from atmp_logistics.core.event_kinds import NAMES, OFFERED, event_name, events_it_may_mean
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.exactness import AS_WRITTEN, DOUBT
from atmp_logistics.core.likeness import nearest
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE, is_activity

START: Final = "start"
COMPLETE: Final = "complete"
#: Which end of an activity a row is; "" where it says nothing of ends.
Half = Literal["", "start", "complete"]
_SUFFIXES = (("_start", "_end"), ("_in", "_out"))


def _activities() -> dict[str, dict[str, str | None]]:
    """Return the events at the two ends of every activity, by each of the activity's names."""
    return {
        name.removesuffix(first): {START: ours, COMPLETE: NAMES.get(name.removesuffix(first) + last)}
        for first, last in _SUFFIXES
        for name, ours in NAMES.items()
        if name.endswith(first)
    }


#: Every activity by its names, to the events at its ends; None where the vocabulary has no such end.
ACTIVITIES: dict[str, dict[str, str | None]] = _activities()
_ENDS = {ends[COMPLETE] for ends in ACTIVITIES.values()}


@dataclass(frozen=True, slots=True)
class EventMeaning:
    """What a cell of an event column means: an event, or a fault; `moment` is true for an event without two ends."""

    event: str = ""
    moment: bool = False
    found: str = ""
    expected: str = ""
    fix: str = ""

    def fault(self, where: str) -> Fault:
        """Return the fault of a cell that means no event."""
        return Fault(where, self.found, self.expected, self.fix, UnknownEvent)


def event_meaning(text: str, half: Half, site: Site, unknown: Sized = ()) -> EventMeaning:
    """Return the event that a word means, with the end of the activity that its row gives.

    After many `unknown` words nothing is suggested for a further one.

    Examples
    --------
    >>> event_meaning("Infusion", "start", Site()).event, event_meaning("thaw", "complete", Site()).event
    ('administration_start', 'thaw_end')
    >>> event_meaning("thaw", "", Site()).found
    "'thaw', and not whether it starts or ends"
    """
    stated = site.event(text)
    if stated == IGNORE:
        return EventMeaning(IGNORE)
    name = event_name(text if stated is None else stated)
    if name:
        return _moment(text, name, half)
    activity = plain_word(text if stated is None else stated)
    if activity not in ACTIVITIES:
        return _unknown(text, half, unknown)
    return _end(text, activity, half)


def half_of(cell: str) -> Half | None:
    """Return which end of an activity a lifecycle's cell gives, None where it gives neither.

    Examples
    --------
    >>> half_of("START"), half_of(""), half_of("schedule") is None
    ('start', '', True)
    """
    word = cell.strip().casefold()
    return START if word == START else COMPLETE if word == COMPLETE else None if word else ""


def joined_moments(
    frame: pd.DataFrame, halves: Sequence[Half], where: Callable[[int], str]
) -> tuple[list[int], list[str], list[Fault]]:
    """Return the start rows of moments whose end row states the same, notes, and faults.

    Parameters
    ----------
    frame : DataFrame
        Rows, by their place, whose word means an event of one moment and gives a start or an end of it.
    halves : sequence of str
        Which of the two each row gives, by its place.
    where : callable
        From a row's place to where it stands.

    Returns
    -------
    tuple[list[int], list[str], list[Fault]]
    """
    faults, again, lone = list[Fault](), list[int](), Counter[str]()
    starts = [row for row in frame.index if halves[row] == START]
    keys = [frame[name] for name in ("therapy_id", "container_id", "event")]
    started = set(zip(*(key.loc[starts] for key in keys), strict=True))
    about = [row for row, key in zip(frame.index, zip(*keys, strict=True), strict=True) if key in started]
    for (_, _, event), group in frame.loc[about].groupby(["therapy_id", "container_id", "event"], sort=False):
        cells = group.drop(columns=["row", DOUBT, AS_WRITTEN]).astype(object).fillna("").apply(tuple, axis=1)
        first = Counter(cells[row] for row in group.index if halves[row] == START)
        last = Counter(cells[row] for row in group.index if halves[row] == COMPLETE)
        if not last:
            lone[str(event)] += len(group)
            continue
        again += [row for row in group.index if halves[row] == START]
        if first != last:
            faults.append(_two_moments(str(event), [where(row) for row in group.index]))
    return (
        again,
        [f"{event} with a start and no end: taken as the moment, {n} times" for event, n in lone.items()],
        faults,
    )


def _moment(text: str, name: str, half: Half) -> EventMeaning:
    if half == START and name in _ENDS:
        return EventMeaning(
            found=f"the start of {text!r}, which is an end",
            expected="an activity's start",
            fix="name the activity, or write complete",
        )
    return EventMeaning(name, moment=True)


def _unknown(text: str, half: Half, unknown: Sized) -> EventMeaning:
    known = (*ACTIVITIES, *OFFERED) if half else OFFERED
    close = events_it_may_mean(text) or nearest(text, known, unknown)
    return EventMeaning(
        found=repr(text) if text else "nothing",
        expected="an activity or an event" if half else "an event",
        fix=f"use a name of the vocabulary, or state it in the site profile's [events]{close}",
    )


def _end(text: str, activity: str, half: Half) -> EventMeaning:
    ends = ACTIVITIES[activity]
    both = " or ".join(name for name in ends.values() if name)
    if not half:
        fix = f"write {both}, or add a column lifecycle with start or complete"
        return EventMeaning(found=f"{text!r}, and not whether it starts or ends", expected="an event", fix=fix)
    name = ends[half]
    if name is None:
        fix = f"write {both} as an event of its own, or leave the end out"
        return EventMeaning(found=f"the end of {text!r}", expected=f"{both}; the vocabulary has no end of it", fix=fix)
    return EventMeaning(name)


def _two_moments(event: str, where: Sequence[str]) -> Fault:
    expected = f"one time: {event} is one moment and has no start and end"
    fix = "keep the row that is right, or name an activity that has a start and an end"
    return Fault(" and ".join(where), f"{event} with a start and an end that differ", expected, fix, ConflictingRecord)


assert all(is_activity(name) for name in ACTIVITIES)  # noqa: S101  the profile's check and this list agree
