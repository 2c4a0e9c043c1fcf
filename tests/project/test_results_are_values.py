"""Results, logs and plans are values: they can be pickled, copied, compared, hashed, and made in other processes."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import pytest

import atmp_logistics as atmp
from atmp_logistics.estimates.cohort import cohort_of

_DATA = Path(__file__).parents[2] / "notebooks" / "data"
_STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
_ZONE = "Europe/Stockholm"


@cache
def _results() -> dict[str, object]:
    site = atmp.load_site(_DATA / "site.toml")
    events = atmp.read_events(_DATA / "events.csv", site=site)
    readings = atmp.read_readings(_DATA / "nitrogen_log.csv", site=site)
    product = atmp.load_product("kymriah-eu")
    plan = atmp.plan(product, {"administration_end": "by 2026-11-24 11:30"}, tz=_ZONE, steps=_STEPS)
    scenario = atmp.simulate(product, steps=_STEPS, n=200, seed=1)
    return {
        "site": site,
        "events": events,
        "readings": readings,
        "product": product,
        "assessment": atmp.assess(events, readings, site=site),
        "without times": atmp.assess(events, readings, product, site=site, rules=["T"], containers=[("T-new", "B9")]),
        "plan": plan,
        "risk": atmp.risk(plan, n=50, seed=1),
        "deadlines": atmp.deadlines(events, product, now="2026-11-25 10:44", steps=_STEPS),
        "scenario": scenario,
        "comparison": atmp.compare([scenario, scenario.named("the other")]),
        "cohort": cohort_of(events, now="2026-12-24 12:00"),
    }


def _pickled(one: object) -> object:
    return pickle.loads(pickle.dumps(one))  # noqa: S301  our own


@pytest.mark.parametrize(
    "name",
    [
        "site",
        "events",
        "readings",
        "product",
        "assessment",
        "without times",
        "plan",
        "risk",
        "deadlines",
        "scenario",
        "comparison",
        "cohort",
    ],
)
@pytest.mark.parametrize("again", [_pickled, copy.copy, copy.deepcopy])
def test_a_copy_is_equal_and_has_the_same_hash(name, again) -> None:
    one = _results()[name]
    other = again(one)
    assert other == one
    assert hash(other) == hash(one)
    assert repr(other) == repr(one)


@pytest.mark.parametrize("name", ["assessment", "without times", "plan", "deadlines", "scenario", "risk"])
def test_a_copy_writes_the_same_bytes(name, tmp_path) -> None:
    one = _results()[name]
    for each, file in ((one, "one.json"), (_pickled(one), "other.json")):
        each.to_json(tmp_path / file)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_results_of_other_records_differ() -> None:
    found = _results()
    assert found["assessment"] != found["without times"]
    assert found["assessment"] != found["plan"]
    assert len({found["assessment"], found["without times"], found["assessment"]}) == 2


def test_therapies_are_judged_in_other_processes() -> None:
    found = _results()
    site, events, readings = found["site"], found["events"], found["readings"]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        (judged,) = pool.map(partial(atmp.assess, site=site), [events], [readings])
    assert judged == found["assessment"]
    assert str(judged) == str(found["assessment"])


def test_an_error_keeps_its_faults() -> None:
    with pytest.raises(atmp.AtmpError) as raised:
        atmp.load_product("kymria")
    other = _pickled(raised.value)
    assert type(other) is type(raised.value)
    assert (other.faults, str(other)) == (raised.value.faults, str(raised.value))
