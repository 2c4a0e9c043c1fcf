"""A plan as a table: one row for each event and branch."""

from __future__ import annotations

from math import isfinite

import pandas as pd

from atmp_logistics.core.typed_table import TEXT, WHOLE, table_of_rows, time_in
from atmp_logistics.planning.plan_result import Plan

_TIMES = ("not_before", "planned", "planned_until", "safe_by", "last_possible")


def frame_of(plan: Plan) -> pd.DataFrame:
    """Return one row for each event and branch; times in the zone of the plan, NaT where nothing bounds them."""
    types = {
        **dict.fromkeys(("mode", "event", "instance"), TEXT),
        "container": WHOLE,
        **dict.fromkeys(_TIMES, time_in(plan.zone)),
        **dict.fromkeys(("policy", "because", "citation"), TEXT),
    }
    rows = [
        {
            "mode": branch.mode_text,
            "event": event.event,
            "instance": event.side,
            "container": event.container,
            **{name: _stamp(getattr(event, f"{name}_us"), plan) for name in _TIMES},
            "policy": event.policy.value,
            "because": "; ".join(map(str, event.because)),
            "citation": "; ".join(event.citations),
        }
        for branch in plan.branches
        for event in branch.events
    ]
    return table_of_rows(types, rows)


def _stamp(at_us: float, plan: Plan) -> pd.Timestamp:
    if not isfinite(at_us):
        return pd.NaT  # type: ignore[return-value]
    return pd.Timestamp(int(at_us), unit="us", tz="UTC").tz_convert(plan.zone)
