"""The stretches without readings as a table: of which container, in which limit's phase, how long, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.assessment.limit_columns import LIMIT, limit_columns, versions_of
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.typed_table import NUMBER, TEXT, TIME, joined_tables, times_of
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.span_exposure import span_loggers
from atmp_logistics.rules.monitored_phases import monitored_phases

TYPES = {**LIMIT, "logger_id": TEXT, "start": TIME, "end": TIME, "duration_s": NUMBER, "why": TEXT}
_WHY = np.array(
    ["between readings", "from the start of the phase", "to the end of the phase", "the whole phase"], object
)
_OFF_SCALE = "between readings, beyond the logger's scale"


def gaps_table(parts: Iterable[ProductResult]) -> pd.DataFrame:
    """Return one row a stretch without readings; see `Assessment.gaps`."""
    found = (columns for part in parts for columns in _of_part(part))
    whole = joined_tables(TYPES, found, ["therapy_id", "container_id", "start", "code"])
    return whole.drop_duplicates(ignore_index=True)


def _of_part(part: ProductResult) -> Iterator[dict[str, Any]]:
    for evidence in versions_of(part):
        for limit, phase, _ in monitored_phases(evidence):
            exposure = part.exposure.during(limit)
            gaps = exposure.pieces(phase.start_lo, phase.end_hi).gaps(phase.start_lo, phase.end_hi)
            own = evidence.applies(limit)[gaps.container] != NO
            gaps = IntervalSet(gaps.container[own], gaps.begin[own], gaps.end[own])
            yield {
                **limit_columns(evidence, limit, gaps.container),
                "logger_id": np.array(span_loggers(exposure, gaps), object),
                "start": times_of(gaps.begin),
                "end": times_of(gaps.end),
                "duration_s": (gaps.end - gaps.begin) / SECOND,
                "why": _why(exposure, phase, gaps),
            }


def _why(exposure: Exposure, phase: Phase, gaps: IntervalSet) -> NDArray[np.object_]:
    """Say where each gap lies in its phase, and whether a logger met a temperature beyond its scale in it."""
    begins, ends = gaps.begin <= phase.start_lo[gaps.container], gaps.end >= phase.end_hi[gaps.container]
    out = _WHY[begins + 2 * ends]
    for device in exposure.devices.values():
        for at in device.off_scale_us:
            out[(gaps.begin <= at) & (at <= gaps.end) & (out == _WHY[0])] = _OFF_SCALE
    return out
