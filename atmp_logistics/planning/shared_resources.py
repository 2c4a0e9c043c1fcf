"""Several plans and one thing that they share, such as a thaw bath: where two need it at once.

Each plan holds it from its start to its end. Where steps nobody controls move both, two plans surely meet, or perhaps:
surely when they do whatever the steps do, perhaps when some durations make them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import STAGES, ends_of
from atmp_logistics.core.instants import SECOND, moment
from atmp_logistics.planning.plan_result import Plan, PlannedEvent


@dataclass(frozen=True, slots=True)
class _ContainerUse:
    """One container's use: it surely begins by `begins_by`, and surely lasts until `ends_from`."""

    who: str
    container: int | None
    begins_us: float
    begins_by_us: float
    ends_from_us: float
    ends_us: float


_COLUMNS = ("first", "first_container", "second", "second_container", "meet", "begin", "end", "overlap_s")


def overlaps(plans: Mapping[str, Plan], stage: str = "thaw") -> pd.DataFrame:
    """Return where two plans use one shared thing at the same time.

    Parameters
    ----------
    plans : mapping of str to Plan
        Each patient's plan under a name, such as the therapy's identifier. They are shown in the first plan's zone.
    stage : str
        The stage that uses it, such as ``thaw`` for a bath or ``preparation`` for a cabinet.

    Returns
    -------
    DataFrame
        One row a pair of containers of different plans that meet: who, whether they meet ``surely`` or ``perhaps``,
        from when to when at most, and for how long in seconds. Where the second starts so much later, they cannot meet.

    Raises
    ------
    UsageError
        For a stage that the vocabulary does not know, and for fewer than two plans.

    Examples
    --------
    >>> from atmp_logistics.planning.plan import plan
    >>> steps = {"thaw": "2 to 4 min", "administration": "5 min"}
    >>> def at(clock):
    ...     return plan("kymriah-eu", {"thaw_start": f"2026-11-24 {clock}"}, tz="Europe/Stockholm", steps=steps)
    >>> overlaps({"A": at("10:00"), "B": at("10:03"), "C": at("10:10")})[["first", "second", "meet", "overlap_s"]]
      first second     meet  overlap_s
    0     A      B  perhaps       60.0
    """
    faults = []
    if stage not in STAGES:
        fix = "write thaw, preparation or another stage"
        faults.append(Fault("stage", repr(stage), f"one of {', '.join(sorted(STAGES))}", fix, UsageError))
    if len(plans) < 2:
        faults.append(Fault("plans", str(len(plans)), "two plans or more", "hand over the morning's plans", UsageError))
    refuse(faults)
    uses = sorted(
        (use for who, one in plans.items() for use in _uses(who, one, *ends_of(stage))),
        key=lambda use: (use.begins_us, use.ends_us, use.who, use.container or 0),
    )
    zone = next(iter(plans.values())).zone
    rows = [
        {
            "first": one.who, "first_container": one.container,
            "second": other.who, "second_container": other.container,
            "meet": "surely" if _surely(one, other) else "perhaps",
            "begin": pd.Timestamp(moment(max(one.begins_us, other.begins_us))).tz_convert(zone),
            "end": pd.Timestamp(moment(min(one.ends_us, other.ends_us))).tz_convert(zone),
            "overlap_s": (min(one.ends_us, other.ends_us) - max(one.begins_us, other.begins_us)) / SECOND,
        }
        for one, other in combinations(uses, 2)
        if one.who != other.who and max(one.begins_us, other.begins_us) < min(one.ends_us, other.ends_us)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _surely(one: _ContainerUse, other: _ContainerUse) -> bool:
    """Say whether two uses meet whatever the steps do."""
    return max(one.begins_by_us, other.begins_by_us) < min(one.ends_from_us, other.ends_from_us)


def _uses(who: str, plan: Plan, starts: str, ends: str) -> Iterator[_ContainerUse]:
    """Yield each container's use, in the first branch that works; what is not planned uses nothing."""
    events: dict[int | None, dict[str, PlannedEvent]] = {}
    for event in plan.branch.events:
        events.setdefault(event.container, {})[event.event] = event
    for container, own in events.items():
        start, end = own.get(starts), own.get(ends)
        if start and end and start.is_planned and end.is_planned:
            yield _ContainerUse(
                who, container, start.planned_us, start.planned_until_us, end.planned_us, end.planned_until_us
            )
