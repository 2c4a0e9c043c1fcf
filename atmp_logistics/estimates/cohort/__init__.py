"""Vein-to-vein statistics over a cohort: every interval with both ends named, censored cases counted, legs that add up.

The names below are loaded when first used; the statistics need the extra ``cohort``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_WHERE = {
    "Cohort": "cohort",
    "Comparison": "published",
    "ControlChart": "control_charts",
    "IntervalStatistics": "censored_statistics",
    "Intervals": "intervals",
    "Legs": "legs",
    "V2V_MOMENTS": "cohort",
    "cohort_of": "cohort",
    "compare_with_published": "published",
    "control_chart": "control_charts",
    "find_legs": "legs",
    "interval_between": "intervals",
    "interval_statistics": "censored_statistics",
    "published_intervals": "published",
    "vein_to_vein_time": "intervals",
}
__all__ = sorted(_WHERE)  # noqa: PLE0605

if TYPE_CHECKING:
    from atmp_logistics.estimates.cohort.censored_statistics import IntervalStatistics as IntervalStatistics
    from atmp_logistics.estimates.cohort.censored_statistics import interval_statistics as interval_statistics
    from atmp_logistics.estimates.cohort.cohort import V2V_MOMENTS as V2V_MOMENTS
    from atmp_logistics.estimates.cohort.cohort import Cohort as Cohort
    from atmp_logistics.estimates.cohort.cohort import cohort_of as cohort_of
    from atmp_logistics.estimates.cohort.control_charts import ControlChart as ControlChart
    from atmp_logistics.estimates.cohort.control_charts import control_chart as control_chart
    from atmp_logistics.estimates.cohort.intervals import Intervals as Intervals
    from atmp_logistics.estimates.cohort.intervals import interval_between as interval_between
    from atmp_logistics.estimates.cohort.intervals import vein_to_vein_time as vein_to_vein_time
    from atmp_logistics.estimates.cohort.legs import Legs as Legs
    from atmp_logistics.estimates.cohort.legs import find_legs as find_legs
    from atmp_logistics.estimates.cohort.published import Comparison as Comparison
    from atmp_logistics.estimates.cohort.published import compare_with_published as compare_with_published
    from atmp_logistics.estimates.cohort.published import published_intervals as published_intervals


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
