"""What a user's checker makes of the main calls: each says which type comes out. It is checked, and never run."""

from datetime import date
from pathlib import Path
from typing import assert_type

import pandas as pd

import atmp_logistics as atmp
from atmp_logistics.catalogue.catalogue import Catalogue
from atmp_logistics.core.verdict import Bounds
from atmp_logistics.estimates.cohort import Cohort, Intervals, cohort_of, vein_to_vein_time
from atmp_logistics.estimates.simulation.comparison import Comparison

site = atmp.load_site("site.toml")
assert_type(site, atmp.Site)
assert_type(atmp.load_site(Path("site.toml")).tz, str | None)

events = atmp.read_events("events.csv", site=site)
assert_type(events, atmp.EventLog)
assert_type(atmp.read_events(pd.DataFrame(), tz="Europe/Stockholm"), atmp.EventLog)
readings = atmp.read_readings("log.csv", tz="UTC")
assert_type(readings, atmp.TemperatureLog)
assert_type(atmp.read_summary("fridge.txt"), atmp.SpanSummary)

assert_type(atmp.load_catalogue("products"), Catalogue)
assert_type(atmp.list_products(), pd.DataFrame)
product = atmp.load_product("kymriah-eu", on=date(2026, 11, 24))
assert_type(product, atmp.Product)

result = atmp.assess(events, readings, product, site=site)
assert_type(result, atmp.Assessment)
assert_type(atmp.assess(events, {"frozen": readings}, "kymriah-eu", rules=["T101"]), atmp.Assessment)
assert_type(atmp.assess_files("events.csv", ["one.csv", "two.parquet"]), atmp.Assessment)
assert_type(result.verdict, atmp.Verdict)
assert_type(result.findings, pd.DataFrame)
assert_type(result.verdict is atmp.Verdict.CONFORMS, bool)
assert_type(result.to_json("result.json"), None)
assert_type(atmp.Bounds(1.0, 2.0), Bounds)
assert_type(Bounds(1.0, 2.0).lower, float)

planned = atmp.plan(product, {"administration_end": {"latest": "2026-11-24 11:30"}}, tz="Europe/Stockholm")
assert_type(planned, atmp.Plan)
assert_type(planned.table, pd.DataFrame)
assert_type(atmp.risk(planned, seed=1), atmp.Risk)
assert_type(atmp.risk(planned, seed=1).at("2026-11-24 11:00"), float)
assert_type(atmp.deadlines(events, now="2026-11-24 10:44"), atmp.Deadlines)

scenario = atmp.simulate(product, {"thaw": "2 to 4 min"})
assert_type(scenario, atmp.Scenario)
assert_type(atmp.compare([scenario, scenario.with_delay("thaw", "3 min").named("late")]), Comparison)

cohort = cohort_of(events)
assert_type(cohort, Cohort)
assert_type(vein_to_vein_time(cohort, container="first"), Intervals)

try:
    assert_type(atmp.read_label("label.pdf"), atmp.LabelText)
except atmp.AtmpError as refusal:
    assert_type(refusal.exit_code, int)
    assert_type([fault.fix for fault in refusal.faults], list[str])
