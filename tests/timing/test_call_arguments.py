"""`atmp.plan` and `atmp.simulate` refuse the same mistake in the same words, and `atmp.deadlines` what it shares with them."""

import re
from datetime import datetime

import pandas as pd
import pytest

import atmp_logistics as atmp
from atmp_logistics.core.errors import AtmpError

STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
ZONE = "Europe/Stockholm"


def refusal(call):
    with pytest.raises(AtmpError) as refused:
        call()
    return [str(fault) for fault in refused.value.faults]


def of_plan(times, product="kymriah-eu", *, steps=STEPS, tz=ZONE, **options):
    return refusal(lambda: atmp.plan(product, times, steps=steps, tz=tz, **options))


def of_simulation(times, product="kymriah-eu", *, steps=STEPS, tz=ZONE, **options):
    """The refusal, with the times under the name that `plan` has for them."""
    faults = refusal(lambda: atmp.simulate(product, steps, n=100, start=times, tz=tz, **options))
    return [re.sub(r"^start\b", "anchors", fault) for fault in faults]


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"product": "kymria-eu"}, "did you mean 'kymriah-eu'"),
        ({"product": ""}, "a product of the catalogue"),
        ({"product": 5}, "product: found 5"),
        ({"product": ["kymriah-eu"]}, "product: found ['kymriah-eu']"),
        ({"catalogue": 5}, "read it with load_catalogue"),
        ({"catalogue": "own"}, "a folder with *.toml files"),
        ({"tz": "Europe/Stokholm"}, "an IANA zone or a fixed offset"),
        ({"tz": 5}, "a zone: its name"),
        ({"tz": None}, "tz: found no zone"),
        ({"tz": ""}, "tz: found no zone"),
        ({"site": 5}, "read it with load_site"),
        ({"containers": 0}, "containers: found 0"),
        ({"containers": 41}, "from 1 to 40"),
        ({"containers": 2.0}, "containers: found 2.0"),
        ({"containers": True}, "containers: found True"),
        ({"containers": "2"}, "containers: found '2'"),
        ({"steps": ["thaw"]}, "steps: found ['thaw'], expected a mapping"),
        ({"steps": "thaw"}, "steps: found 'thaw', expected a mapping"),
        ({"steps": {**STEPS, "tha": "2 min"}}, "did you mean 'thaw'"),
        ({"steps": {**STEPS, "thaw": "soon"}}, "a duration with its unit"),
        ({"steps": {**STEPS, "thaw": None}}, "a duration with its unit"),
        ({"steps": {**STEPS, "thaw": "4 to 2 min"}}, "the shortest first"),
        ({"steps": {**STEPS, "thaw": ("1 min", "2 min", "3 min")}}, "a shortest and a longest duration"),
        ({"steps": {**STEPS, "thaw": {"colour": 1}}}, "steps.thaw.colour"),
        ({"steps": {**STEPS, "thaw": {"mode": "2 min"}}}, "shortest, mode and longest"),
        ({"steps": {**STEPS, "thaw_start -> thaw_end": "2 min"}}, "one step that ends an event"),
        ({"steps": {"thaw_end -> thaw_start": "2 min"}}, "the earlier event first"),
        ({"when": ["indication"]}, "when: found ['indication'], expected a mapping"),
        ({"when": {"indication": "AML"}}, "ALL, DLBCL, FL"),
        ({"when": {"indication": 5}}, "indication 5"),
        ({"when": {"indicaton": "ALL"}}, "did you mean 'indication'"),
        ({"when": {5: "ALL"}}, "when: found 5"),
    ],
)
def test_an_argument_that_both_share(stated, words):
    times = {"thaw_start": "2026-11-24 10:44"}
    planned = of_plan(times, **stated)
    assert planned == of_simulation(times, **stated)
    assert words in planned[0]


@pytest.mark.parametrize(
    ("event", "time", "words"),
    [
        ("thaw_start", "2026-11-24", "a day with its clock. Fix: write the clock too, such as 2026-11-24 10:00"),
        ("thaw_start", "soon", "found 'soon'"),
        ("thaw_start", "", "expected a time"),
        ("thaw_start", 5, "expected a time"),
        ("thaw_start", None, "expected a time"),
        ("thaw_start", "1850-01-01 10:00", "1850"),
        ("thaw_start", "2026-10-25 02:30", "occurred twice"),
        ("thaw_start", datetime(2026, 10, 25, 2, 30), "occurred twice"),
        ("thaw_start", "2026-03-29 02:30", "never occurred"),
        ("thaw_stat", "2026-11-24 10:44", "did you mean 'thaw_start'"),
        ("thaw", "2026-11-24 10:44", "name its start or its end: thaw_start"),
        ("thaw_start[3]", "2026-11-24 10:44", "a container from 1 to 2"),
        ("thaw_start[0]", "2026-11-24 10:44", "a container from 1 to 2"),
        ("thaw_start[x]", "2026-11-24 10:44", "an event of the vocabulary"),
        ("leukapheresis_end[1]", "2026-10-01 10:44", "write collection_end"),
        (5, "2026-11-24 10:44", "an event of the vocabulary"),
    ],
)
def test_a_time_that_is_stated_of_an_event(event, time, words):
    planned = of_plan({event: time}, containers=2)
    assert planned == of_simulation({event: time}, containers=2)
    assert words in planned[0]


def test_two_times_of_one_event():
    times = {"thaw_start": "2026-11-24 10:44", "thaw start": "2026-11-24 10:45"}
    assert of_plan(times) == of_simulation(times)
    assert "two times for one event" in of_plan(times)[0]


def test_a_wrong_zone_is_one_fault_and_not_one_for_each_local_time():
    times = {"thaw_start": "2026-11-24 10:44", "administration_end": "2026-11-24 11:30"}
    assert len(of_plan(times, tz="Europe/Stokholm")) == 1
    assert len(of_simulation({"thaw_start": "2026-11-24 10:44"}, tz=None, by=times)) == 1


def test_all_faults_of_a_call_are_raised_together():
    wrong = {"tz": "Mars/Olympus", "containers": 0, "steps": {"thow": "1 min"}, "site": 5}
    planned = of_plan({"thaw_stat": "soon"}, "kymria-eu", **wrong)
    assert sorted(planned) == sorted({*of_simulation({"thaw_stat": "soon"}, "kymria-eu", **wrong)})
    assert len(planned) == 7


RECORD = pd.DataFrame(
    [("T1", "thaw_start", "2026-11-24 10:32"), ("T1", "thaw_end", "2026-11-24 10:36")],
    columns=["therapy_id", "event", "time"],
)


@pytest.mark.parametrize(
    "stated",
    [
        {"steps": ["thaw"]},
        {"steps": {"tha": "2 min"}},
        {"tz": "Europe/Stokholm"},
        {"tz": 5},
        {"site": 5},
        {"when": ["indication"]},
        {"when": {"indication": "AML"}},
        {"when": {"indication": 5}},
        {"when": {"indicaton": "ALL"}},
        {"product": "kymria-eu"},
    ],
)
def test_deadlines_refuse_what_a_plan_refuses(stated):
    options = {"tz": ZONE, "now": "2026-11-24T10:44+01:00", "product": "kymriah-eu"} | stated
    found = refusal(lambda: atmp.deadlines(atmp.read_events(RECORD, tz=ZONE), **options))
    assert found == of_plan({"administration_start": "2026-11-24T10:50+01:00"}, **stated)


@pytest.mark.parametrize("now", ["soon", "", 5, "2026-10-25 02:30", "2026-03-29 02:30"])
def test_now_is_refused_as_any_other_time(now):
    events = atmp.read_events(RECORD, tz=ZONE)
    found = refusal(lambda: atmp.deadlines(events, "kymriah-eu", now=now, tz=ZONE))
    planned = of_plan({"administration_start": now})
    assert found == [planned[0].replace("anchors.administration_start", "now")]
