"""A plan as a table: one row for each event and branch."""

from __future__ import annotations

from math import isfinite

import pandas as pd

from atmp_logistics.planning.plan_result import Plan

_COLUMNS = (
    "mode", "event", "instance", "container", "not_before", "planned", "planned_until", "safe_by", "last_possible",
    "policy", "because", "citation",
)  # fmt: skip


def frame_of(plan: Plan) -> pd.DataFrame:
    """Return one row for each event and branch; times in the zone of the plan, NaT where nothing bounds them."""
    rows = [
        {
            "mode": branch.mode_text,
            "event": event.event,
            "instance": event.side,
            "container": event.container,
            "not_before": event.not_before_us,
            "planned": event.planned_us,
            "planned_until": event.planned_until_us,
            "safe_by": event.safe_by_us,
            "last_possible": event.last_possible_us,
            "policy": event.policy.value,
            "because": "; ".join(map(str, event.because)),
            "citation": "; ".join(event.citations),
        }
        for branch in plan.branches
        for event in branch.events
    ]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame["container"] = frame["container"].astype("Int64")
    for name in ("not_before", "planned", "planned_until", "safe_by", "last_possible"):
        frame[name] = _times_column(frame[name], plan)
    return frame


def _times_column(column: pd.Series, plan: Plan) -> pd.Series:
    whole = [int(us) if isfinite(us) else None for us in column.astype(float)]
    return pd.Series(pd.to_datetime(pd.Series(whole, dtype="Int64"), unit="us", utc=True)).dt.tz_convert(plan.zone)
