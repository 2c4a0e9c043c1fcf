"""Therapies that are set aside, with their faults, where the caller asks for that; the others are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.set_aside import set_aside_by
from atmp_logistics.records.therapies_left import log_without, therapies_of

#: Containers by their therapy and name.
Expected = Iterable[tuple[str, str]]


def judge_collecting(
    judge: Callable[[EventLog, Expected], Assessment], events: EventLog, expected: Expected
) -> Assessment:
    """Judge a log without the therapies that have a fault of their own.

    Parameters
    ----------
    judge : callable
        Judges a log and the containers expected, or refuses them.
    events : EventLog
    expected : iterable of (therapy_id, container_id)

    Returns
    -------
    Assessment
        It names the therapies that are set aside.

    Raises
    ------
    AtmpError
        For faults that are not of single therapies, and where no therapy would be left.
    """
    left, wanted = events, list(expected)
    while True:
        try:
            return judge(left, wanted)
        except AtmpError as error:
            found = set_aside_by(error.faults, partial(therapies_of, left))
            names = {each.therapy_id for each in found}
            left, wanted = log_without(left, found), [pair for pair in wanted if pair[0] not in names]
            if not found or not (len(left) or left.containers or wanted):
                raise
