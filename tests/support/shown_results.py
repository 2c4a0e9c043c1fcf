"""One result of every kind that shows itself, made from small records."""

import pandas as pd
from made_up_label import SMPC
from places import ROOT

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.estimates import cohort as cohorts
from atmp_logistics.estimates.models.thaw import EVA_50_mL
from atmp_logistics.labels.audit import audit_label

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "20 min"}


def events_of(rows):
    return atmp.read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))


def events_of_cohort():
    days = {"collection_end": 1, "product_received": 20, "administration_start": 30}
    start = pd.Timestamp("2026-01-01T10:00Z")
    return events_of(
        (f"T{i}", event, (start + pd.Timedelta(days=7 * i + day + i % 3)).isoformat())
        for i in range(12)
        for event, day in days.items()
    )


def cohort_results():
    cohort = cohorts.cohort_of(events_of_cohort())
    legs = cohorts.find_legs(cohort, ("collection_end", "product_received", "administration_start"), container="first")
    statistics = cohorts.interval_statistics(legs.whole)
    chart = cohorts.control_chart(legs.whole, baseline=("2026-01-01", "2026-03-01"))
    return [legs, legs.whole, statistics, cohorts.compare_with_published(statistics), chart]


def planned():
    plan = atmp.plan("kymriah-eu", {"thaw_start": "2026-11-24 10:00"}, tz="Europe/Stockholm", steps=STEPS)
    thawed = events_of([("T1", "thaw_end", "2026-11-24T09:30Z"), ("T1", "administration_end", "")])
    due = atmp.deadlines(thawed, "kymriah-eu", now="2026-11-24T09:40Z", tz="Europe/Stockholm", steps=STEPS)
    return [plan, atmp.risk(plan, seed=1, n=100), due]


def simulated():
    scenario = atmp.simulate("kymriah-eu", steps=STEPS, n=100)
    return [scenario, atmp.compare([scenario, scenario.named("other")])]


def recorded(folder):
    (folder / "readings.csv").write_text("time,temperature_degC\n2026-11-10T10:00Z,5.0\n2026-11-10T10:05Z,5.5\n")
    return [events_of_cohort(), atmp.read_readings(folder / "readings.csv")]


def exported(folder):
    return atmp.export(events_of_cohort(), to="csv", path=folder / "events.csv")


def audited(folder):
    (folder / "label.txt").write_text(SMPC, "utf-8")
    return audit_label(atmp.load_product("tecartus-uk"), atmp.read_label(folder / "label.txt"))


def results_of_every_kind(folder):
    assessment = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:04, administration_end 10:34")
    (deviation,) = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:04, administration_end 10:54").deviations()
    label = atmp.read_label(ROOT / "tests" / "data" / "labels" / "made_up_spl.xml")
    of_labels = [
        deviation,
        assessment,
        next(iter(assessment)),
        atmp.load_product("kymriah-eu"),
        label,
        EVA_50_mL.predict("20 mL"),
    ]
    results = [*of_labels, audited(folder), *planned(), *simulated(), *recorded(folder), *cohort_results()]
    return [*results, exported(folder)]
