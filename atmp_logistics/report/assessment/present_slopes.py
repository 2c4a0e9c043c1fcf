"""When each storage that is running would cross its limit at the present slope: an estimate beside the result."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from atmp_logistics.assessment.limit_columns import LIMIT, limit_columns
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.running_table import RunningPhase, running_phases
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.typed_table import COUNT, NUMBER, TEXT, TIME, times_of, typed_table
from atmp_logistics.estimates.present_slope import SPAN_S, PresentSlope, present_slope

TYPES = {
    **LIMIT,
    "slope_degC_per_h": NUMBER,
    "readings": COUNT,
    "first_reading": TIME,
    "last_reading": TIME,
    "last_degC": NUMBER,
    "crossing": TEXT,
    "limit_degC": NUMBER,
    "until_limit_s": NUMBER,
}


def frame_of(result: Assessment) -> pd.DataFrame:
    """Return the estimates as a table; see `Assessment.present_slopes`."""
    found = [_frame(one) for part in result.parts for one in running_phases(part)]
    whole = pd.concat([typed_table(TYPES, {name: [] for name in TYPES}), *found], ignore_index=True)
    order = ["therapy_id", "container_id", "code"]
    return whole.drop_duplicates().sort_values(order, kind="stable", ignore_index=True)


def _frame(one: RunningPhase) -> pd.DataFrame:
    slopes = list(_slopes(one))
    at = np.array([row for row, _ in slopes], np.int64)
    each = [slope for _, slope in slopes]
    crossed = [_crossing(one, slope) for slope in each]
    columns = {
        **limit_columns(one.evidence, one.store, at),
        "slope_degC_per_h": [slope.degC_per_h for slope in each],
        "readings": [slope.readings for slope in each],
        "first_reading": times_of(np.array([slope.since_us for slope in each], np.float64)),
        "last_reading": times_of(np.array([slope.until_us for slope in each], np.float64)),
        "last_degC": [slope.last_degC for slope in each],
        "crossing": [word for word, _, _ in crossed],
        "limit_degC": [limit for _, limit, _ in crossed],
        "until_limit_s": [seconds for _, _, seconds in crossed],
    }
    return typed_table(TYPES, columns)


def _slopes(one: RunningPhase) -> Iterator[tuple[int, PresentSlope]]:
    """Yield the containers whose last readings have a slope."""
    for row, last_us in zip(one.at.tolist(), one.last_us.tolist(), strict=True):
        if not np.isnan(last_us):
            series = one.exposure.series(row, last_us - SPAN_S * SECOND, last_us)
            if (slope := present_slope(*series)) is not None:
                yield row, slope


def _crossing(one: RunningPhase, slope: PresentSlope) -> tuple[str, float, float]:
    """Return which way a slope leads across a limit, which limit that is, and when: the nearer in time."""
    limits = one.range
    found = [
        (slope.seconds_to(edge), edge, (slope.degC_per_h > 0) is warm)
        for edge, warm in ((limits.upper_degC, True), (limits.lower_degC, False))
        if edge is not None
    ]
    reached = sorted(each for each in found if not np.isnan(each[0]))
    if not reached:
        return "none", np.nan, np.nan
    seconds, edge, outward = reached[0]
    return "leaves the range" if outward else "comes back into it", edge, seconds
