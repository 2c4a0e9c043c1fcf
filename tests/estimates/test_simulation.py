"""Simulated runs: the same seed, the same bytes; closed forms where there are any; and no other reading of a label."""

import doctest
import json
import math
from datetime import date
from statistics import NormalDist

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from places import ROOT
from typer.testing import CliRunner

from atmp_logistics import assess, compare, load_site, plan, read_events, risk, simulate
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import AtmpError, UsageError
from atmp_logistics.core.instants import local_dates, zone
from atmp_logistics.estimates.simulation.measured_steps import measured
from atmp_logistics.estimates.simulation.run_times import Calendar
from atmp_logistics.estimates.simulation.sample_statistics import Share, difference, quantile, variance_share
from atmp_logistics.estimates.simulation.sampling import deviations_of, durations_of, shares_above, stream
from atmp_logistics.estimates.simulation.sensitivity import step_lengths
from atmp_logistics.timing.durations.lognormal import LogNormal
from atmp_logistics.timing.durations.measured import Empirical
from atmp_logistics.timing.durations.pert import Pert
from atmp_logistics.timing.durations.straight import Triangular, Uniform

N = 100_000
MOVE = "thaw_end -> administration_start"
BAGS = {"thaw": "2 to 4 min", MOVE: "3 to 10 min", "administration": "5 to 15 min"}
SLOT = {"by": {"administration_end": "2026-11-24 11:30"}, "tz": "Europe/Stockholm", "containers": 2}
POST_THAW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    plt.close("all")


def near(share: Share, exact: float) -> bool:
    """Say whether a simulated share is within four standard errors of the exact one."""
    return abs(share.value - exact) <= 4 * math.sqrt(max(exact * (1 - exact), 1e-9) / share.n)


# closed forms


def test_two_uniform_steps_in_a_row():
    steps = {MOVE: "0 to 20 min", "administration": "0 to 20 min"}
    late = (10 / 20) ** 2 / 2  # the corner of the square where the two together exceed 30 of 40 min
    assert near(simulate(sandbox_product(POST_THAW), steps, N).probability, 1 - late)


def test_a_lognormal_step_beyond_a_limit():
    step = {"median": "20 min", "iqr": ("16 min", "25 min")}
    width = math.log(25 / 16) / (2 * NormalDist().inv_cdf(0.75))
    exact = NormalDist().cdf(math.log(30 / 20) / width)
    assert near(simulate(sandbox_product(POST_THAW), {MOVE: step, "administration": "0 min"}, N).probability, exact)


def test_measured_durations_that_fall_off_like_an_exponential():
    minutes = np.random.default_rng(7).exponential(12.0, 997)
    steps = {MOVE: Empirical.of(60 * minutes), "administration": "10 min"}
    exact = float((np.rint(60e6 * minutes) <= 20 * 60e6).mean())
    assert near(simulate(sandbox_product(POST_THAW), steps, N).probability, exact)


def test_a_triangular_and_a_pert_step():
    usual = {"shortest": "10 min", "mode": "20 min", "longest": "40 min"}
    steps = {MOVE: {**usual, "shape": "triangular"}, "administration": "0 min"}
    assert near(simulate(sandbox_product(POST_THAW), steps, N).probability, 1 - 10**2 / (30 * 20))
    exact = 1 - float(Pert(600.0, 1200.0, 2400.0).survival(1800.0))
    assert near(simulate(sandbox_product(POST_THAW), {**steps, MOVE: {**usual, "shape": "pert"}}, N).probability, exact)


def test_a_fixed_step_is_all_or_nothing_and_the_limit_is_included():
    for minutes, exact in ((30, 1.0), (30.001, 0.0)):
        steps = {MOVE: f"{minutes} min", "administration": "0 min"}
        assert simulate(sandbox_product(POST_THAW), steps, 100).probability.value == exact


def test_a_delay_with_a_probability():
    steps = {MOVE: "10 min", "administration": "15 min"}
    scenario = simulate(sandbox_product(POST_THAW), steps, N, delays={MOVE: ("20%", "0 to 20 min")})
    assert near(scenario.probability, 1 - 0.2 * 15 / 20)
    event = simulate(sandbox_product(POST_THAW), {"thaw": "1 min", **steps}, N, delays={"thaw_start": ("20%", "9 h")})
    assert event.probability.value == 1.0


@pytest.mark.parametrize("rank", [0.7, -0.6])
def test_correlated_steps_have_the_rank_correlation_that_was_stated_and_their_own_shapes(rank):
    steps = {MOVE: "0 to 20 min", "administration": {"median": "10 min", "iqr": ("8 min", "12 min")}}
    plain, both = (
        simulate(sandbox_product(POST_THAW), steps, N, correlation=pairs)
        for pairs in (None, {(MOVE, "administration"): rank})
    )
    one, other = step_lengths(both.prepared, both.request.n).values()
    ranks = [pd.Series(x).rank() for x in (one, other)]
    assert ranks[0].corr(ranks[1]) == pytest.approx(rank, abs=0.02)
    assert np.quantile(one, [0.1, 0.5, 0.9]) == pytest.approx(np.array([2, 10, 18]) * 60e6, rel=0.02)
    assert np.quantile(other, [0.25, 0.5, 0.75]) == pytest.approx(np.array([8.165, 10, 12.247]) * 60e6, rel=0.01)
    assert (both.probability.value < plain.probability.value) == (rank > 0)


def test_one_step_can_hang_together_over_the_containers():
    lengths = simulate("kymriah-eu", BAGS, N, containers=2, correlation={("administration", "administration"): 0.8})
    found = step_lengths(lengths.prepared, lengths.request.n)
    one, other = (pd.Series(found[f"administration of container {i}"]).rank() for i in (1, 2))
    assert one.corr(other) == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("at", "published"), [("10:32", 1.0), ("10:44", 0.914), ("10:50", 0.576), ("10:55", 0.222), ("11:10", 0.0)]
)
def test_the_two_bag_race(at, published):
    scenario = simulate("kymriah-eu", BAGS, N, start=f"2026-11-24 {at}", **SLOT)
    assert scenario.probability.value == pytest.approx(published, abs=0.005)


def test_a_plan_and_its_risk_say_the_same_of_a_start():
    slot = {"administration_end": {"latest": "2026-11-24 11:30"}}
    starts = ["2026-11-24 10:32", "2026-11-24 10:44", "2026-11-24 10:52"]
    race = plan("kymriah-eu", slot, tz="Europe/Stockholm", steps=BAGS, containers=2)
    curve = risk(race, event="thaw_start[1]", starts=starts, n=20_000, seed=4).curve["probability"]
    for start, expected in zip(starts, curve, strict=True):
        found = simulate("kymriah-eu", BAGS, 20_000, start=start, **SLOT).probability.value
        assert found == pytest.approx(expected, abs=0.02)
        assert (found == 1.0) == (start == starts[0])


@pytest.mark.parametrize(
    "shape",
    [
        LogNormal(1500.0, (1200.0, 1900.0)),
        LogNormal(1500.0, (1200.0, 1900.0), longest_s=3000.0),
        Pert(300.0, 480.0, 900.0),
        Pert(300.0, 300.0, 900.0),
        Uniform(120.0, 240.0),
        Triangular(120.0, 130.0, 240.0),
    ],
)
def test_what_is_read_from_a_table_is_what_the_shape_says(shape):
    shares = np.concatenate([stream(1, "shares").random(20_000), [2.0**-40, 1e-6, 1e-3, 0.5, 0.999, 1.0 - 1e-9]])
    assert durations_of(shape)(shares) == pytest.approx(shape.at_survival(shares), rel=1e-4)


def test_a_fact_of_the_site_cuts_a_step_off_and_its_shape_is_kept_within():
    drawn = durations_of(LogNormal(600.0, (300.0, 1200.0)), 200.0, 900.0)(1 - stream(1, "x").random(N))
    assert (drawn.min() >= 200.0, drawn.max() <= 900.0) == (True, True)
    whole = LogNormal(600.0, (300.0, 1200.0)).survival([200.0, 600.0, 900.0])
    assert (drawn > 600.0).mean() == pytest.approx((whole[1] - whole[2]) / (whole[0] - whole[2]), abs=0.006)


def test_normal_shares_and_deviations_undo_each_other():
    shares = np.array([1e-9, 1e-4, 0.3, 0.5, 0.9, 1 - 1e-6])
    assert shares_above(deviations_of(shares)) == pytest.approx(shares, rel=2e-4)


# the same seed


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    texts = []
    for i in range(2):
        scenario = simulate("kymriah-eu", BAGS, 2000, start="2026-11-24 10:44", **SLOT)
        scenario.to_json(tmp_path / f"{i}.json")
        texts.append(((tmp_path / f"{i}.json").read_bytes(), str(scenario), scenario._repr_html_()))
    assert texts[0] == texts[1]
    document = json.loads(texts[0][0])
    assert document["schema"] == "atmp-logistics/scenario/1"
    assert "no verdict comes from it" in document["is"]
    other = simulate("kymriah-eu", BAGS, 2000, 2, start="2026-11-24 10:44", **SLOT)
    assert str(other) != texts[0][1]


def test_fewer_runs_are_the_first_of_many():
    few, many = (simulate("kymriah-eu", BAGS, n, start="2026-11-24 10:44", **SLOT) for n in (500, 70_000))
    assert (few.runs.margins == many.runs.margins[:, :500]).all()


def test_a_what_if_has_the_same_runs_so_that_a_delay_moves_each_by_as_much():
    base = simulate("kymriah-eu", BAGS, 5000, start="2026-11-24 10:44", **SLOT)
    late, later = base.with_delay(MOVE, "2 min"), base.with_start("2026-11-24 10:46")
    own = [i for i, ask in enumerate(base.prepared.checks) if ask.code == "administration_end-by"]
    assert (base.runs.margins[own[0]] - late.runs.margins[own[0]] == 120e6).all()
    assert (base.runs.margins[own[1]] - late.runs.margins[own[1]] == 240e6).all()
    assert (base.runs.margins[own] - later.runs.margins[own] == 120e6).all()
    slower = base.with_step("administration", "6 to 16 min")
    assert (base.runs.margins[own[0]] - slower.runs.margins[own[0]]) / 60e6 == pytest.approx(1.0)
    assert {one.name for one in (base, late, later, slower)} == {
        "as stated",
        "thaw end to administration start is delayed: always 2 min",
        "start 2026-11-24 10:46",
        "administration: 6 to 16 min, each as likely",
    }


def test_compared_scenarios_are_compared_run_by_run():
    base = simulate("kymriah-eu", BAGS, 5000, start="2026-11-24 10:44", name="now", **SLOT)
    late = base.with_delay(MOVE, "1 min")
    both = compare([base, late])
    row = both.table.iloc[1]
    assert row["difference"] == pytest.approx(late.probability.value - base.probability.value)
    assert row["difference_lower"] <= row["difference"] <= row["difference_upper"] < 0
    apart = compare([base, simulate("kymriah-eu", BAGS, 4000, 5, start="2026-11-24 10:45", **SLOT)]).table.iloc[1]
    assert (row["paired"], apart["paired"]) == (True, False)
    width = [one["difference_upper"] - one["difference_lower"] for one in (row, apart)]
    assert width[0] < width[1]
    assert "run against run" in " ".join(str(both).split())
    assert "no verdict comes from it" in both._repr_html_()
    assert max(len(line) for line in str(both).splitlines()) <= 80
    assert list(both.limits.columns) == ["limit", "container", "asks", "now", late.name]
    assert both.plot().get_xlabel().startswith("runs of 100")
    for wrong in ([base], [base, base], [base, "late"]):
        with pytest.raises(UsageError):
            compare(wrong)


# instants, days and shelf lives, as the rules have them


def test_the_nights_in_which_the_clocks_change_are_as_long_as_they_are():
    limits = "[[window]]\ncode='days'\nstarts='lymphodepletion_end'\nends='administration_start'\nat_most_days=2\n"
    steps = {"lymphodepletion": "1 h", "lymphodepletion_end -> administration_start": "48 to 50 h"}
    product = sandbox_product(limits)
    for start in ("2026-10-23 22:30", "2026-03-27 20:30", "2026-06-01 21:30"):
        scenario = simulate(product, steps, 400, start=start, tz="Europe/Stockholm")
        found = assess(scenario.records(400), product=product, rules=["W201"]).findings
        kept = found["verdict"].to_numpy() == "conforms"
        runs = found["therapy_id"].str.split().str[1].astype(int).to_numpy() - 1
        assert (scenario.runs.kept[runs] == kept).all()
        assert 0 < kept.sum() < 400


@pytest.mark.parametrize("name", ["Europe/Stockholm", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe", "UTC"])
def test_days_are_the_local_ones_to_the_instant(name):
    place = zone(name)
    for first in (1.29e15, 1.79e15):
        instants = np.random.default_rng(1).uniform(first, first + 4e13, 4000).round()
        calendar = Calendar(place)
        days = calendar.days(instants)
        begins = calendar.begins(np.unique(days))
        for at in (instants, begins, begins - 1):
            assert (calendar.days(at) - date(1970, 1, 1).toordinal() == local_dates(at, place)).all()


def test_a_shelf_life_on_the_calendar_ends_as_the_rule_has_it():
    store = (
        "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\n"
        "shelf_life={months=1}\n"
    )
    product = sandbox_product(store)
    steps = {"manufacturing": "0 to 90 d", "manufacturing_end -> storage_out": "27 to 32 d"}
    for tz in ("Europe/Stockholm", None):
        scenario = simulate(product, steps, 300, start="2026-01-10T08:00Z", tz=tz)
        found = assess(scenario.records(300), product=product, rules=["S301"]).findings
        codes = found["verdict"].map({"conforms": 0, "indeterminate": 1, "deviates": 2}).to_numpy()
        runs = found["therapy_id"].str.split().str[1].astype(int).to_numpy() - 1
        own = np.where(scenario.runs.margins[0] >= 0, 0, np.where(scenario.runs.broken[0], 2, 1))
        assert (own[runs] == codes).all()
        assert set(codes.tolist()) == {0, 1, 2}


# what it is asked, and what it refuses


def test_every_fault_of_a_call_is_shown_at_once():
    with pytest.raises(AtmpError) as refused:
        simulate(
            "kymriah-eu",
            {"thaw": "4 to 2 min", "thow": "1 min", "administration": "5 min"},
            n=0,
            seed=1.5,
            containers=2,
            start="2026-11-24 10:44",
            when={"indicaton": "ALL"},
            delays={"lift": "4 h", "thaw": ("120%", "1 min")},
            correlation={("thaw", "administration"): 1.5},
        )
    told = str(refused.value)
    for part in (
        "steps.thaw", "steps.thow", "n: found 0", "seed: found 1.5", "tz: found no zone", "'indicaton'", "delays.lift",
        "delays.thaw", "correlation",
    ):  # fmt: skip
        assert part in told, part


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"n": 2.0}, "n: found 2.0"),
        ({"n": True}, "n: found True"),
        ({"n": 10**9}, "to 10,000,000"),
        ({"seed": "1"}, "seed: found '1'"),
        ({"seed": -1}, "seed: found -1"),
        ({"containers": 0}, "containers: found 0"),
        ({"product": "kymria-eu"}, "did you mean 'kymriah-eu'"),
        ({"steps": {}}, "no step"),
        ({"steps": {**BAGS, "administration": {"shortest": "5 min"}}}, "longest"),
        ({"steps": {"thaw": "3 min", "administration": {"median": "1 d", "iqr": ("1 s", "90 d")}}}, "100 years"),
        ({"steps": {"manufacturing": "3 d"}}, "no limit on times"),
        ({"steps": {**BAGS, "lymphodepletion": "3 d"}}, "indication"),
        ({"delays": {"transport": "4 h"}}, "a delay of what the runs do not have"),
        ({"delays": {"thaw": {"often": "10%", "lasts": "1 min"}}}, "probability and lasts"),
        ({"correlation": {("thaw", "collection"): 0.5}}, "a step that is not stated"),
        ({"correlation": {"thaw": 0.5}}, "a pair of steps"),
        ({"correlation": {("thaw", "thaw"): 0.5}}, "drawn apart"),
        (
            {"correlation": {("thaw", MOVE): 0.9, (MOVE, "administration"): 0.9, ("thaw", "administration"): -0.9}},
            "positive definite",
        ),
        ({"start": "2026-11-24 10:44", "tz": None}, "zone"),
        ({"start": "2026-10-25 02:30"}, "twice"),
        ({"start": "soon"}, "soon"),
        ({"start": {"thaw_end": "2026-11-24 10:44"}}, "what comes when it comes"),
        ({"start": {"thow_start": "2026-11-24 10:44"}}, "thow_start"),
        (
            {"start": {"administration_start[2]": "2026-11-24 10:44"}, "containers": 2},
            "no time of thaw start of container 1",
        ),
        ({"start": {"administration_start[3]": "2026-11-24 10:44"}}, "a container from 1 to 1"),
        ({"by": {"administration_end": "2026-11-24 11:30"}}, "state start"),
        ({"start": "2026-11-24 10:44", "by": {"dispensed": "2026-11-24 11:30"}}, "by.dispensed"),
        ({"conditions": [{}, {}]}, "conditions of 2 containers"),
        ({"tz": "Lund"}, "'Lund'"),
        ({"tz": 5}, "a zone: its name"),
        ({"steps": [("thaw", "2 min")]}, "a mapping"),
        ({"steps": {None: "2 min"}}, "None"),
        ({"by": ["administration_end"]}, "a mapping"),
        ({"when": {5: "ALL"}}, "a condition of the product"),
        ({"conditions": {"dose": "1"}}, "a mapping"),
        ({"delays": ["thaw"]}, "a mapping"),
        ({"correlation": 0.5}, "a mapping"),
        ({"site": 5}, "load_site"),
        ({"product": None}, "a product of the catalogue"),
    ],
)
def test_bad_input_is_refused_plainly(change, told):
    call = {"product": "kymriah-eu", "steps": BAGS, "n": 50, "tz": "Europe/Stockholm"} | change
    with pytest.raises(AtmpError) as refused:
        simulate(**call)
    assert told in str(refused.value)


def test_records_need_dates_and_as_many_runs():
    with pytest.raises(UsageError, match="runs without dates"):
        simulate("kymriah-eu", BAGS, 5).records(2)
    scenario = simulate("kymriah-eu", BAGS, 5, start="2026-11-24T10:44Z")
    for wrong in (0, 6, 2.0, True):
        with pytest.raises(UsageError, match="from 1 to 5"):
            scenario.records(wrong)
    log = scenario.records(2)
    assert log.table["therapy_id"].unique().tolist() == ["run 1", "run 2"]
    assert log.provenance.assumptions == ("simulated, and not logged by anyone",)


# how people act


def test_what_is_planned_for_a_time_does_not_come_before_it():
    steps = {**BAGS, "administration": "5 min"}
    start = {"thaw_start": "2026-11-24 10:00", "administration_start": "2026-11-24 10:30"}
    scenario = simulate("kymriah-eu", steps, 500, start=start, tz="Europe/Stockholm")
    times = scenario.records(500).table
    starts = times.loc[times["event"] == "administration_start", "time"]
    assert (starts == starts.iloc[0]).all()
    assert any("nor before the time for which it is planned" in said for said in scenario.policy)


def test_what_may_only_be_given_later_is_not_taken_out_now():
    steps = {"storage_out -> thaw_start": "10 min", **BAGS}
    log = simulate("kymriah-eu", steps, 200, containers=2, start="2026-11-24T10:00Z").records(200).table
    at = log.pivot_table(index="therapy_id", columns=["event", "container_id"], values="time")
    waited = at["thaw_start", "2"] - at["storage_out", "2"]
    assert (waited == 600e6).all()
    assert (at["thaw_start", "2"] == at["administration_end", "1"]).all()


def test_a_container_can_have_a_step_of_its_own():
    scenario = simulate("kymriah-eu", {**BAGS, "thaw[2]": "6 min"}, 50, containers=2)
    lengths = step_lengths(scenario.prepared, scenario.request.n)
    assert set(lengths["thaw of container 2"].tolist()) == {360e6}
    assert len(set(lengths["thaw of container 1"].tolist())) > 10
    assert any(said.startswith("thaw of container 2: always 6 min") for said in scenario.stated)
    again = scenario.with_step("thaw[2]", "7 min")
    assert set(step_lengths(again.prepared, again.request.n)["thaw of container 2"].tolist()) == {420e6}
    for wrong in ("thaw[3]", "transport[1]", "thaw[b]"):
        with pytest.raises(UsageError, match=r"thaw|transport"):
            simulate("kymriah-eu", {**BAGS, wrong: "6 min"}, 50, containers=2)


def test_containers_travel_together_and_are_thawed_apart():
    steps = {
        "product_dispatched -> product_received": "20 to 40 h",
        "thaw": "2 to 4 min",
        "administration": "5 to 9 min",
    }
    log = simulate("kymriah-eu", steps, 50, containers=2, start="2026-11-24T10:00Z").records(50).table
    for event, values in (("product_received", 1), ("thaw_end", 2)):
        assert (log[log["event"] == event].groupby("therapy_id")["time"].nunique() == values).all()


def test_a_path_of_weeks_from_collection_to_administration():
    steps = {
        "collection": {"shortest": "4 h", "longest": "5 h", "source": "two apheresis units"},
        "collection_end -> material_received": "1 to 3 d",
        "manufacturing": {"median": "20 d", "iqr": ("17 d", "24 d"), "source": "invented"},
        "manufacturing_end -> product_dispatched": "3 to 6 d",
        "product_dispatched -> product_received": "1 to 2 d",
        "product_received -> storage_in": "1 h",
        "lymphodepletion": "3 d",
        "thaw": "2 to 4 min",
        MOVE: "3 to 10 min",
        "administration": "5 to 15 min",
    }
    scenario = simulate(
        "kymriah-eu", steps, 2000, start="2026-09-01 09:00", tz="Europe/Stockholm", when={"indication": "DLBCL"},
        by={"administration_start": "2026-10-12 23:59"}, delays={"product_dispatched -> product_received": ("5%", "4 d")},
    )  # fmt: skip
    assert 0.3 < scenario.probability.value < 1.0
    assert scenario.sensitivity["step"][0] == "manufacturing"
    assert scenario.cost["further_s"].unique().tolist() == [3600.0]
    assert "lymphodepletion-to-infusion" in set(scenario.table["limit"])
    kept = scenario.table.set_index("limit")["probability"]
    assert kept["post-thaw"] == 1.0, "a bag is thawed when it may be given, and not when the last drug is in"
    assert scenario.most_frequent_failure == "administration start past 2026-10-12 23:59"


def test_the_site_states_facts_that_bound_a_step(tmp_path):
    profile = tmp_path / "site.toml"
    profile.write_text(
        "name='S'\ntz='Europe/Stockholm'\n[[fact]]\nstarts='thaw_start'\nends='thaw_end'\nat_most='3 min'\nbasis='SOP 12'\n"
    )
    scenario = simulate("kymriah-eu", {"thaw": "2 to 4 min", "administration": "5 min"}, 500, site=load_site(profile))
    assert step_lengths(scenario.prepared, scenario.request.n)["thaw"].max() <= 180e6
    both = {"thaw": "2 to 4 min", "thaw[1]": "2 to 9 min", "administration": "5 min"}
    apart = simulate("kymriah-eu", both, 500, site=load_site(profile))
    assert step_lengths(apart.prepared, 500)["thaw"].max() <= 180e6
    assert any("SOP 12" in said for said in scenario.stated)


def test_a_step_is_learnt_from_a_log():
    rows = [("T1", "thaw_start", "10:00"), ("T1", "thaw_end", "10:03"), ("T2", "thaw_start", "11:00")]
    rows += [("T2", "thaw_end", "11:05"), ("T3", "thaw_start", "12:00"), ("T4", "thaw_end", "12:00")]
    table = pd.DataFrame(
        [(who, name, f"2026-11-10T{at}Z") for who, name, at in rows], columns=["therapy_id", "event", "time"]
    )
    log = read_events(table)
    assert measured(log, "thaw").durations_s == (180.0, 300.0)
    assert "2 of 4" in measured(log, "thaw", "ours").source
    scenario = simulate("kymriah-eu", {"thaw": log, "administration": "26 min"}, 2000)
    assert set(step_lengths(scenario.prepared, scenario.request.n)["thaw"].tolist()) == {180e6, 300e6}
    with pytest.raises(UsageError, match="no container"):
        measured(log, "administration")
    backwards = table.assign(time=table["time"].where(table["event"] == "thaw_start", "2026-11-10T09:00Z"))
    with pytest.raises(UsageError, match="ended before they began"):
        simulate("kymriah-eu", {"thaw": read_events(backwards)})


@pytest.mark.long
def test_the_page_about_simulation_says_what_comes_out():
    page = ROOT / "docs" / "simulation.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert (failed, tried > 10) == (0, True)


# the command line


def command(*arguments):
    return CliRunner().invoke(app, ["simulate", *arguments])


RACE = [
    "kymriah-eu", "--step", "thaw=2 to 4 min", "--step", f"{MOVE}=3 to 10 min", "--step", "administration=5 to 15 min",
    "--containers", "2", "--start", "2026-11-24 10:44", "--by", "administration_end=2026-11-24 11:30",
    "--tz", "Europe/Stockholm", "--n", "2000",
]  # fmt: skip


def test_the_command_says_what_the_call_says(tmp_path):
    ran = command(*RACE, "--delay", f"{MOVE}=10%: 5 min", "--correlation", f"thaw, {MOVE}=0.3", "--json", str(tmp_path / "a.json"),
                  "--plot", str(tmp_path / "a.svg"))  # fmt: skip
    assert ran.exit_code == 0, ran.output
    scenario = simulate("kymriah-eu", BAGS, 2000, start="2026-11-24 10:44", delays={MOVE: ("10%", "5 min")},
                        correlation={("thaw", MOVE): 0.3}, **SLOT)  # fmt: skip
    assert ran.output == str(scenario)
    scenario.to_json(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    command(*RACE, "--plot", str(tmp_path / "c.svg"))
    command(*RACE, "--plot", str(tmp_path / "d.svg"))
    assert (tmp_path / "c.svg").read_bytes() == (tmp_path / "d.svg").read_bytes() != (tmp_path / "a.svg").read_bytes()
    for kind in ("png", "pdf"):
        command(*RACE, "--plot", str(tmp_path / f"e.{kind}"))
        assert (tmp_path / f"e.{kind}").stat().st_size > 5000


def test_the_command_reads_steps_from_a_file(tmp_path):
    path = tmp_path / "steps.toml"
    path.write_text(
        '[steps]\nthaw = "2 to 4 min"\n[steps.administration]\nmedian = "20 min"\niqr = ["16 min", "25 min"]\n'
    )
    ran = command("kymriah-eu", "--steps", str(path), "--n", "500", "--start", "thaw_start=2026-11-24T10:44Z")
    assert ran.exit_code == 0, ran.output
    assert "about 20 min" in ran.output
    path.write_text("thaw = '2 min'\nadministration = '5 min'")
    assert command("kymriah-eu", "--steps", str(path), "--n", "50").exit_code == 0
    assert "states as well" in command("kymriah-eu", "--steps", str(path), "--step", "thaw=3 min").output
    assert command("kymriah-eu", "--steps", str(tmp_path / "none.toml")).exit_code == 2


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--step", "thaw", "'thaw'"),
        ("--step", "thaw=5 min", "thaw as 2 to 4 min and 5 min"),
        ("--n", "0", "n: found 0"),
        ("--by", "administration_end", "administration_end=2026"),
        ("--correlation", "thaw=0.5", "two steps"),
        ("--plot", "plot.gif", ".gif"),
        ("--json", "nowhere/a.json", "no place to write to"),
        ("--when", "indication=XYZ", "XYZ"),
    ],
)
def test_the_command_ends_with_two_for_what_it_refuses(option, value, told):
    ran = command(*RACE, option, value)
    assert ran.exit_code == 2
    assert told in ran.output
    assert "Traceback" not in ran.output


# what it answers


def test_the_answers_are_told_in_words_of_eighty_columns_and_in_pictures():
    scenario = simulate("kymriah-eu", BAGS, 3000, start="2026-11-24 10:44", **SLOT)
    text = str(scenario)
    assert max(map(len, text.splitlines())) <= 80
    for part in (
        "keep every limit judged",
        "Most\nfrequent failure",
        "no verdict comes from it",
        "seed 1",
        "Not judged",
    ):
        assert part in text, part
    axes = scenario.plot()
    assert all(one.get_xlabel() for one in axes)
    assert "[min]" in axes[1].get_xlabel()
    both = {"lymphodepletion": "3 d", "lymphodepletion_end -> premedication": "3 to 12 d", **BAGS}
    weeks = simulate(
        "kymriah-eu", both, 500, start="2026-11-24 10:44", tz="Europe/Stockholm", when={"indication": "ALL"}
    )
    assert weeks.plot()[1].get_xscale() == "symlog"
    assert axes[1].get_xscale() == "linear"
    assert "<img" in scenario._repr_html_()
    assert repr(scenario).startswith("<Scenario: as stated")


def test_the_step_that_matters_most_is_the_one_that_varies_most():
    steps = {MOVE: "0 to 20 min", "administration": "10 to 12 min"}
    table = simulate(sandbox_product(POST_THAW), steps, N).sensitivity
    assert table["step"].tolist() == ["thaw end to administration start", "administration"]
    assert table["variance_share"].tolist() == pytest.approx([400 / 404, 4 / 404], abs=0.01)
    assert (table["rank_correlation"] < 0).all()


def test_what_the_runs_wait_for_is_not_the_hardest_limit():
    scenario = simulate("kymriah-eu", BAGS, 2000, containers=2)
    waited = scenario.table.set_index("limit")["waited_for"].to_dict()
    assert waited == {"post-thaw": False, "one-bag-at-a-time": True}
    assert scenario.prepared.checks[scenario.hardest].code == "post-thaw"
    assert scenario.sensitivity["variance_share"].sum() > 0.9


def test_what_more_time_costs_is_the_density_at_the_limit():
    steps = {MOVE: "0 to 100 min", "administration": "0 min"}
    cost = simulate(sandbox_product(POST_THAW), steps, N).cost.iloc[0]
    assert cost["per_hour"] == pytest.approx(-0.6, abs=0.06)
    assert cost["per_hour_lower"] <= cost["per_hour"] <= cost["per_hour_upper"]
    assert cost["with_one_more_hour"] == 0.0


def test_margins_have_quantiles_with_intervals_that_hold():
    steps = {MOVE: "0 to 60 min", "administration": "0 min"}
    inside = 0
    for seed in range(60):
        table = simulate(sandbox_product(POST_THAW), steps, 500, seed).margins
        row = table[table["quantile"] == 0.25].iloc[0]
        inside += row["lower"] <= -900.0 <= row["upper"]
    assert inside >= 52


def test_shares_have_intervals_that_hold():
    rng = np.random.default_rng(3)
    for exact in (0.02, 0.5, 0.97):
        shares = [Share(int(count), 200) for count in rng.binomial(200, exact, 400)]
        assert np.mean([one.lower <= exact <= one.upper for one in shares]) > 0.92


def test_differences_and_quantiles_at_the_edges():
    every = np.ones(50, bool)
    low, high = difference(every, every)[1:]
    assert low < 0 < high
    assert math.isnan(quantile(np.arange(5.0), 0.01)[1])
    assert variance_share(np.ones(100), np.arange(100.0)) == 0.0


def test_a_limit_that_only_advises_does_not_count_while_another_binds():
    both = POST_THAW + (
        "[[window]]\ncode='advice'\nstarts='thaw_end'\nends='administration_end'\nat_most='1 min'\nobligation='should'\n"
    )
    steps = {MOVE: "5 min", "administration": "5 min"}
    scenario = simulate(sandbox_product(both), steps, 100)
    assert scenario.probability.value == 1.0
    assert scenario.table.set_index("limit")["probability"].to_dict() == {"post-thaw": 1.0, "advice": 0.0}
    advice = both.replace(POST_THAW, "")
    assert simulate(sandbox_product(advice), steps, 100).probability.value == 0.0


def test_a_budget_is_taken_as_if_all_were_spent_and_beyond_it_is_open():
    budget = "[[budget]]\ncode='room'\nband=['8 degC', '25 degC']\nfrom='thaw_end'\nuntil='administration_end'\nat_most='20 min'\n"
    scenario = simulate(sandbox_product(budget), {MOVE: "0 to 40 min", "administration": "0 min"}, N)
    assert near(scenario.probability, 0.5)
    assert scenario.left_open(0) == pytest.approx(1 - scenario.probability.value)
