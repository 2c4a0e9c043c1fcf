"""Several plans and a device that they share, such as a thaw bath: when two need it at once.

Each plan uses it from the start of a stage to its end. Two plans meet surely where they do whatever the steps do, and
perhaps where only some durations make them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from atmp_logistics.core.arguments import Arguments, refused
from atmp_logistics.core.event_kinds import STAGES, ends_of
from atmp_logistics.core.instants import SECOND, moment
from atmp_logistics.core.typed_table import NUMBER, TEXT, WHOLE, table_of_rows, time_in
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent


@dataclass(frozen=True, slots=True)
class _ContainerUse:
    """One container's use: it surely begins by `begins_by`, and surely lasts until `ends_from`."""

    therapy: str
    container: int | None
    begins_us: float
    begins_by_us: float
    ends_from_us: float
    ends_us: float


def overlaps(plans: Mapping[str, Plan], stage: str = "thaw") -> pd.DataFrame:
    """Return where two plans use a shared device at the same time.

    Parameters
    ----------
    plans : mapping of str to Plan
        Each patient's plan under a name, such as the therapy's identifier. They are shown in the first plan's zone.
    stage : str
        The stage that uses it, such as ``thaw`` for a bath or ``preparation`` for a cabinet.

    Returns
    -------
    DataFrame
        One row a pair of containers of different plans that meet: which, whether they meet ``surely`` or ``perhaps``,
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
    call = Arguments()
    plans, stage = call(_several_plans, plans, "plans"), call(_stage, stage, "stage")
    call.refuse()
    uses = sorted(
        (use for name, plan in plans.items() for use in _uses(name, plan, *ends_of(stage))),
        key=lambda use: (use.begins_us, use.ends_us, use.therapy, use.container or 0),
    )
    zone = next(iter(plans.values())).zone
    rows = [
        {
            "first": first.therapy, "first_container": first.container,
            "second": second.therapy, "second_container": second.container,
            "meet": "surely" if _surely(first, second) else "perhaps",
            "begin": pd.Timestamp(moment(max(first.begins_us, second.begins_us))).tz_convert(zone),
            "end": pd.Timestamp(moment(min(first.ends_us, second.ends_us))).tz_convert(zone),
            "overlap_s": (min(first.ends_us, second.ends_us) - max(first.begins_us, second.begins_us)) / SECOND,
        }
        for first, second in combinations(uses, 2)
        if first.therapy != second.therapy
        and max(first.begins_us, second.begins_us) < min(first.ends_us, second.ends_us)
    ]  # fmt: skip
    types = {
        "first": TEXT, "first_container": WHOLE, "second": TEXT, "second_container": WHOLE, "meet": TEXT,
        "begin": time_in(zone), "end": time_in(zone), "overlap_s": NUMBER,
    }  # fmt: skip
    return table_of_rows(types, rows)


def _several_plans(value: object, where: str) -> Mapping[str, Plan]:
    plans = value if isinstance(value, Mapping) else {}
    if not all(isinstance(name, str) and isinstance(one, Plan) for name, one in plans.items()) or len(plans) < 2:
        refused(value, where, "two plans or more, each under a name", "write it as {'T1': plan, 'T2': plan}")
    return plans


def _stage(value: object, where: str) -> str:
    if not isinstance(value, str) or value not in STAGES:
        expected = f"one of {', '.join(sorted(STAGES))}"
        refused(value, where, expected, "write thaw, preparation or another stage")
    return value


def _surely(first: _ContainerUse, second: _ContainerUse) -> bool:
    """Say whether two uses meet whatever the steps do."""
    return max(first.begins_by_us, second.begins_by_us) < min(first.ends_from_us, second.ends_from_us)


def _uses(name: str, plan: Plan, starts: str, ends: str) -> Iterator[_ContainerUse]:
    """Yield each container's use, in the first branch that works; what is not planned uses nothing."""
    events: dict[int | None, dict[str, PlannedEvent]] = {}
    for event in plan.branch.events:
        events.setdefault(event.container, {})[event.event] = event
    for container, own_events in events.items():
        start, end = own_events.get(starts), own_events.get(ends)
        if start and end and start.is_planned and end.is_planned:
            yield _ContainerUse(
                name, container, start.planned_us, start.planned_until_us, end.planned_us, end.planned_until_us
            )
