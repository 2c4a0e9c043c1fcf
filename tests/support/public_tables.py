"""Every public table, made of small records: with rows, and, where a result can be without any, without."""

from pathlib import Path

import numpy as np
import pandas as pd

import atmp_logistics as atmp
from atmp_logistics import Assessment, TemperatureLog
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.estimates.cohort import (
    cohort_of,
    compare_with_published,
    control_chart,
    find_legs,
    interval_statistics,
    published_intervals,
    vein_to_vein_time,
)
from atmp_logistics.planning.shared_resources import overlaps

STORE = "[[storage]]\ncode='cold'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
READINGS = "08:00 5, 08:10 5, 08:20 11, 08:30 5, 08:50 5, 09:00 5, 09:10 5"
RECORD = "BAG: product_received 08:00, storage_out 09:00; STILL: product_received 08:00"
STEPS = {"thaw": "2 to 4 min", "administration": "5 to 15 min"}
DAY = {"administration_end": {"latest": "2026-11-24 11:30"}}
COHORT = Path(__file__).parents[2] / "docs" / "cohort_events.csv"


_OF_RESULT = (
    "consignments", "findings", "excursions", "events", "gaps", "running", "present_slopes", "ledger", "ledger_legs",
)  # fmt: skip
#: Every public table: of which result, and its name there.
NAMES = (
    *(f"Assessment.{name}" for name in _OF_RESULT),
    "TemperatureLog.to_frame", "Plan.table", "Plan.run_sheet", "overlaps", "Risk.curve", "Risk.limits", "Deadlines.table",
    "Deadlines.clocks", *(f"Scenario.{name}" for name in ("table", "margins", "failures", "sensitivity", "cost")),
    "Comparison.table", "Comparison.limits", "Intervals.table", "IntervalStatistics.table", "Legs.table", "Legs.therapies",
    "ControlChart.table", "PublishedComparison.table",
)  # fmt: skip


def public_results():
    """Return a small result of each kind by the name of its class, and the overlaps of two plans."""
    planned = atmp.plan("kymriah-eu", DAY, tz="Europe/Stockholm", steps=STEPS)
    logged = {"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T10:04Z"]}
    one, times = _scenario("8 to 12 min"), vein_to_vein_time(_cohort(), container="first")
    events = atmp.read_events(pd.DataFrame(logged))
    return {
        "Assessment": assess_sandbox(sandbox_product(STORE), RECORD, READINGS),
        "TemperatureLog": TemperatureLog(np.zeros(1, np.int64), np.zeros(1), np.full(1, 4.5), ("A",), {}, ()),
        "Plan": planned,
        "overlaps": lambda: overlaps({"A": planned, "B": planned}),
        "Risk": atmp.risk(planned, starts=["2026-11-24 11:11", "2026-11-24 11:18"], n=100, seed=1),
        "Deadlines": atmp.deadlines(events, "kymriah-eu", now="2026-11-10T10:10Z", tz="Europe/Stockholm"),
        "Scenario": one,
        "Comparison": atmp.compare([one, _scenario("3 min")]),
        "Intervals": times,
        "IntervalStatistics": _statistics(),
        "Legs": find_legs(_cohort(), container="first"),
        "ControlChart": control_chart(times, baseline=("2025-07-01", "2025-12-31")),
        "PublishedComparison": compare_with_published(_statistics(), published_intervals("axi-cel")),
    }


def table_of(results, name):
    """Return a table by its name, as a caller gets it."""
    kind, _, attribute = name.partition(".")
    found = getattr(results[kind], attribute) if attribute else results[kind]
    return found() if callable(found) else found


def public_tables():
    """Return each table by its name, filled."""
    results = public_results()
    return {name: table_of(results, name) for name in NAMES}


def empty_tables():
    """Return those that can be without a row, as they are then."""
    none = Assessment((), (), (), ())
    nothing = np.empty(0)
    late = atmp.plan("kymriah-eu", DAY, tz="Europe/Stockholm", steps=STEPS)
    early = atmp.plan(
        "kymriah-eu", {"administration_end": {"latest": "2026-11-23 11:30"}}, tz="Europe/Stockholm", steps=STEPS
    )
    done = atmp.read_events(
        pd.DataFrame({"therapy_id": ["T1"], "event": ["administration_end"], "time": ["2026-11-10T10:04Z"]})
    )
    ended = atmp.deadlines(done, "kymriah-eu", now="2026-11-10T10:10Z", tz="Europe/Stockholm")
    return {
        **{f"Assessment.{name}": getattr(none, name) for name in _OF_RESULT},
        "TemperatureLog.to_frame": TemperatureLog(nothing.astype(np.int64), nothing, nothing, (), {}, ()).to_frame(),
        "overlaps": overlaps({"A": late, "B": early}),
        "Deadlines.table": ended.table,
        "Deadlines.clocks": ended.clocks,
        "Scenario.failures": _scenario("3 min").failures,
        "PublishedComparison.table": compare_with_published(_statistics(), []).table,
    }  # fmt: skip


def _scenario(wait):
    steps = {"thaw": "2 to 4 min", "thaw_end -> administration_start": wait, "administration": "20 min"}
    return atmp.simulate("kymriah-eu", steps=steps, n=500, name=wait, seed=1)


def _cohort():
    events = atmp.read_events(COHORT, tz="Europe/Stockholm")
    return cohort_of(events, now="2026-06-30T00:00+02:00", centre=("location", "collection_end"))


def _statistics():
    return interval_statistics(vein_to_vein_time(_cohort(), container="first"), by="product")
