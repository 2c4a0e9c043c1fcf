"""Plans: the two-bag example, policies, openings, days, the clocks' change, and what is refused."""

import json
from datetime import UTC, date, datetime
from math import inf, isnan

import numpy as np
import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_label import PRODUCT as INVENTED
from planned_samples import at

from atmp_logistics import load_catalogue
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, ConditionError, ImpossiblePlan, UnknownProduct, UsageError
from atmp_logistics.core.instants import moment, zone
from atmp_logistics.planning.choose_times import execution_of
from atmp_logistics.planning.plan import plan
from atmp_logistics.planning.planned_event import Policy
from atmp_logistics.records.read_site import parse_site

TZ = "Europe/Stockholm"
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
#: Durations that any product can be planned with; a stage that a product has not is left out of the plan's limits.
USUAL = {
    "thaw": "2 to 4 min",
    "preparation": "2 to 5 min",
    "administration": "5 to 8 min",
    "collection": "3 to 5 h",
    "transport": "3 to 10 min",
}
SLOT = {"administration_end": {"latest": "2026-11-24 11:30"}}


def clock(us, tz=TZ):
    return f"{moment(us).astimezone(zone(tz)):%m-%d %H:%M:%S}"


def two_bags(**more):
    return plan("kymriah-eu", SLOT, tz=TZ, steps=STEPS, containers=2, **more)


def test_the_two_bag_example():
    thaw = two_bags()["thaw_start[1]"]
    assert (clock(thaw.safe_by_us), clock(thaw.last_possible_us)) == ("11-24 10:32:00", "11-24 11:10:00")
    assert (thaw.policy, clock(thaw.planned_us)) == (Policy.LATE, "11-24 10:32:00")
    second = two_bags()["thaw_start[2]"]
    assert (second.policy, clock(second.planned_us), clock(second.planned_until_us)) == (
        Policy.SOON, "11-24 10:42:00", "11-24 11:01:00",
    )  # fmt: skip
    said = [str(one) for one in thaw.because]
    assert said[0] == "administration end of container 2 by 2026-11-24 11:30+01:00 (stated)"
    assert (
        "thaw start of container 2 only after administration end of container 1 (Kymriah SmPC (EMA), third-party copy 6.6)"
        in said
    )
    assert thaw.citations == ("Kymriah SmPC (EMA), third-party copy 6.6 (regulator)",)


def test_modes_that_come_to_the_same_are_one_branch():
    (branch,) = two_bags().branches
    assert branch.mode == {"indication": "ALL or DLBCL or FL"}


def test_modes_that_differ_are_planned_each():
    found = plan(
        "kymriah-eu",
        {"administration_start": "2026-11-24 13:00"},
        tz=TZ,
        steps={"thaw": "2 to 4 min", "administration": "5 to 15 min"},
    )
    assert [branch.mode["indication"] for branch in found.branches] == ["ALL or DLBCL", "FL"]
    days = [clock(branch["lymphodepletion_end"].not_before_us) for branch in found.branches]
    assert days == ["11-10 00:00:00", "11-18 00:00:00"]
    settled = plan(
        "kymriah-eu",
        {"administration_start": "2026-11-24 13:00"},
        tz=TZ,
        steps={"thaw": "4 min"},
        when={"indication": "FL"},
    )
    assert settled.branch.mode == {}
    assert len(settled.branches) == 1


def test_a_moment_set_by_the_caller_is_planned_backward():
    found = plan(
        "kymriah-eu",
        {"administration_start": "2026-11-24 13:00"},
        tz=TZ,
        steps={"thaw": "2 to 4 min", "administration": "5 to 15 min"},
        when={"indication": "ALL"},
    )
    thaw, start, lymph = (found[node] for node in ("thaw_start[1]", "administration_start[1]", "lymphodepletion_end"))
    assert (clock(thaw.not_before_us), clock(thaw.safe_by_us)) == ("11-24 12:43:00", "11-24 12:56:00")
    assert (start.policy, clock(start.planned_us)) == (Policy.STATED, "11-24 13:00:00")
    assert (lymph.policy, clock(lymph.planned_us), clock(lymph.safe_by_us)) == (
        Policy.DAY,
        "11-22 13:00:00",
        "11-22 23:59:59",
    )
    assert found["product_received[1]"].policy is Policy.BY
    assert found["storage_out[1]"].planned_us == thaw.planned_us


def test_a_receipt_alone_gives_windows_and_invents_no_times():
    found = plan("kymriah-eu", {"product_received": "2026-11-02 10:15"}, tz=TZ, steps=STEPS, when={"indication": "ALL"})
    assert found["product_received[1]"].policy is Policy.STATED
    thaw = found["thaw_start[1]"]
    assert (thaw.policy, thaw.is_planned, clock(thaw.not_before_us)) == (Policy.OPEN, False, "11-02 10:15:00")


def test_a_container_that_nothing_sets_has_windows_and_no_invented_times():
    """Breyanzi's vials do not wait for each other: vial 2 is not thawed, so that nothing plans its infusion."""
    found = plan("breyanzi-eu", {"administration_start": "2026-11-24 13:00"}, tz=TZ, steps=USUAL, containers=2)
    second = found["administration_start[2]"]
    assert not second.is_planned
    assert clock(second.last_possible_us) == "11-24 14:53:00"
    assert found["administration_start[1]"].is_planned


def test_a_thaw_that_is_set_is_planned_forward():
    found = plan(
        "kymriah-eu", {"thaw_start": "2026-11-24 10:32"}, tz=TZ, steps=STEPS, containers=2, when={"indication": "ALL"}
    )
    end = found["administration_end[2]"]
    assert (clock(end.planned_us), clock(end.planned_until_us)) == ("11-24 10:52:00", "11-24 11:30:00")
    assert found["thaw_start[2]"].policy is Policy.SOON


def test_a_shelf_life_bounds_what_is_planned_from_its_manufacture():
    found = plan(
        "kymriah-eu", {"manufacturing_end": "2026-02-27 10:00"}, tz=TZ, steps=STEPS, when={"indication": "ALL"}
    )
    assert clock(found["storage_out[1]"].last_possible_us).startswith("11-27")
    assert "shelf life of 9 months" in " ".join(map(str, found["storage_out[1]"].possible_because))


def test_a_step_that_nobody_stated_leaves_no_safe_moment_that_is_known():
    found = plan("kymriah-eu", {"administration_start": "2026-11-24 13:00"}, tz=TZ, when={"indication": "ALL"})
    assert isnan(found["thaw_start[1]"].safe_by_us)
    assert found.exit_code == 3
    assert any("how long thaw takes was not stated" in note for note in found.branch.notes)
    assert "?" in str(found)


def test_what_nobody_can_promise_is_said_and_not_hidden():
    found = plan("kymriah-eu", SLOT, tz=TZ, steps=STEPS | {"administration": "5 to 40 min"}, when={"indication": "ALL"})
    assert found.exit_code == 1
    assert "if a step takes its longest" in str(found)
    assert found["thaw_start[1]"].safe_by_us == -inf
    assert found["thaw_start[1]"].last_possible_us < inf


def test_what_cannot_work_is_refused_with_what_contradicts():
    anchors = {"thaw_start": {"earliest": "2026-11-24 11:11"}, **SLOT}
    with pytest.raises(ImpossiblePlan, match="This is 1 min short even if every step is at its fastest") as caught:
        plan("kymriah-eu", anchors, tz=TZ, steps=STEPS, containers=2)
    assert caught.value.exit_code == 1
    assert "administration end of bag 2 by 2026-11-24 11:30+01:00" in str(caught.value)


def test_an_infusion_before_its_receipt_is_refused_by_nature():
    anchors = {"product_received": "2026-11-25 10:00", "administration_start": "2026-11-24 13:00"}
    with pytest.raises(ImpossiblePlan, match="This is 21 h short even if every step is at its fastest"):
        plan("kymriah-eu", anchors, tz=TZ, steps={"thaw": "4 min"})


def test_moments_that_leave_a_step_no_time_cannot_be_promised():
    anchors = {"thaw_start": "2026-11-24 12:57", "administration_start": "2026-11-24 13:00"}
    with pytest.raises(ImpossiblePlan, match="if a step takes its longest"):
        plan("kymriah-eu", anchors, tz=TZ, steps={"thaw": "2 to 4 min", "administration": "5 min"})


def test_every_fault_of_a_call_is_named_at_once():
    with pytest.raises(AtmpError) as caught:
        plan(
            "kymria-eu", {"thaw_stat": "2026-11-24 13:00", "administration_start": "soon"}, tz=TZ,
            steps={"thaw": "4 to 2 min", "thow": "1 min"}, containers=0, hours={"thaw_start": "Mon 8-16"},
        )  # fmt: skip
    where = [fault.where for fault in caught.value.faults]
    assert where == [
        "product", "containers", "steps.thaw", "steps.thow", "anchors.thaw_stat", "anchors.administration_start", "hours.thaw_start",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"tz": None}, UsageError, "tz: found no zone"),
        ({"tz": "Mars/Olympus"}, UsageError, "an IANA zone"),
        ({"containers": 0}, UsageError, "containers: found 0"),
        ({"containers": 1.5}, UsageError, "containers: found 1.5"),
        ({"containers": 41}, UsageError, "containers: found 41"),
        ({"anchors": {}}, UsageError, "at least one event"),
        ({"anchors": {"administration": "2026-11-24 13:00"}}, UsageError, "name its start or its end"),
        ({"anchors": {"thaw_start[2]": "2026-11-24 13:00"}}, UsageError, "a container from 1 to 1"),
        ({"anchors": {"lymphodepletion_end[1]": "2026-11-24 13:00"}}, UsageError, "write lymphodepletion_end"),
        ({"anchors": {"thaw_start": ("2026-11-24 13:00", "12:00")}}, UsageError, "exchange the two"),
        ({"anchors": {"thaw_start": {"soonest": "2026-11-24 13:00"}}}, UsageError, "earliest, latest or both"),
        ({"anchors": {"thaw_start": 13}}, UsageError, "a time"),
        ({"anchors": {"thaw_start": "2026-10-25 02:30"}}, AtmpError, "twice"),
        ({"anchors": {"thaw_start": "2026-03-29 02:30"}}, AtmpError, "never"),
        ({"steps": {"thaw": "-2 min"}}, UsageError, "steps.thaw"),
        ({"when": {"indicaton": "ALL"}}, ConditionError, "did you mean 'indication'"),
        ({"when": {"indication": "AML"}}, ConditionError, "ALL, DLBCL, FL"),
        ({"product": "kymria-eu"}, UnknownProduct, "did you mean 'kymriah-eu'"),
        ({"hours": {"thaw_stat": "Mon 08:00-16:00"}}, UsageError, "an event or a stage"),
        ({"slots": {"administration": "2026-11-24 11:30 to 10:00"}}, UsageError, "the start before the end"),
    ],
)
def test_bad_input_is_refused(change, error, words):
    call = {
        "product": "kymriah-eu",
        "anchors": {"administration_start": "2026-11-24 13:00"},
        "tz": TZ,
        "steps": {"thaw": "4 min"},
    }
    call |= change
    with pytest.raises(error, match=words):
        plan(call.pop("product"), call.pop("anchors"), **call)


def test_a_label_is_planned_for_a_day_on_which_it_is_in_force(tmp_path):
    text = INVENTED.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2018-07-01', 1)
    assert "in_force_until" in text
    (tmp_path / "example-eu.toml").write_text(text, "utf-8")
    catalogue = load_catalogue(tmp_path)
    call = {"tz": TZ, "steps": {"thaw": "4 min"}, "catalogue": catalogue}
    with pytest.raises(UnknownProduct, match="in force"):
        plan("example-eu", {"administration_start": "2026-11-24 13:00"}, **call)
    assert plan("example-eu", {"administration_start": "2018-05-02 13:00"}, on=date(2018, 5, 1), **call)


def test_a_naive_time_without_a_zone_is_one_fault():
    with pytest.raises(UsageError) as caught:
        plan("kymriah-eu", {"administration_start": "2026-11-24 13:00", "thaw_start": "2026-11-24 12:00"})
    assert [fault.where for fault in caught.value.faults] == ["tz"]


def test_offsets_and_datetimes_are_anchors_too():
    texts = (
        "2026-11-24 13:00",
        "2026-11-24T12:00Z",
        datetime(2026, 11, 24, 12, tzinfo=UTC),
        pd.Timestamp("2026-11-24 13:00", tz=TZ),
    )
    found = [
        plan("kymriah-eu", {"infusion start": text}, tz=TZ, steps={"thaw": "4 min"})[
            "administration_start[1]"
        ].planned_us
        for text in texts
    ]
    assert set(found) == {at("2026-11-24T12:00+00:00")}


def test_the_zone_may_be_the_sites_and_its_facts_bound():
    site = parse_site(
        {"tz": TZ, "fact": [{"starts": "thaw_start", "ends": "thaw_end", "at_most": "4 min", "basis": "SOP 12"}]}
    )
    found = plan(
        "kymriah-eu", {"administration_start": "2026-11-24 13:00"}, steps={"administration": "5 min"}, site=site
    )
    assert clock(found["thaw_start[1]"].safe_by_us) == "11-24 12:56:00"
    assert "SOP 12" in " ".join(map(str, found["thaw_start[1]"].because))


# Opening hours and slots


def test_the_latest_opening_before_what_is_set_is_taken():
    found = plan(
        "kymriah-eu", {"administration_start": "2026-11-24 13:00"}, tz=TZ, steps={"thaw": "2 to 4 min", "administration": "5 min"},
        when={"indication": "ALL"}, hours={"lymphodepletion_end": "Mon-Fri 08:00-16:00", "thaw_start": "Mon-Fri 07:00-12:50"},
    )  # fmt: skip
    lymph, thaw = found["lymphodepletion_end"], found["thaw_start[1]"]
    assert clock(lymph.safe_by_us) == "11-20 16:00:00"
    assert clock(thaw.safe_by_us) == "11-24 12:50:00"
    assert [clock(end) for end in thaw.opens] == ["11-24 07:00:00", "11-24 12:50:00"]
    assert "Mon-Fri 08:00-16:00, opening hours" in str(lymph.because[0])


def test_hours_that_leave_no_time_are_explained():
    with pytest.raises(ImpossiblePlan, match="opening hours"):
        plan(
            "kymriah-eu", {"administration_start": "2026-11-24 13:00"}, tz=TZ, steps={"thaw": "2 to 4 min", "administration": "5 min"},
            hours={"thaw_start": "Mon-Fri 07:00-12:00"},
        )  # fmt: skip


def test_hours_without_an_opening_near_the_plan_are_refused():
    with pytest.raises(UsageError, match="an opening near 2026-"):
        plan(
            "kymriah-eu",
            {"administration_start": "2026-11-24 13:00"},
            tz=TZ,
            steps=USUAL,
            hours={"thaw_start": "2025-12-24 08:00-12:00"},
        )


def test_hours_of_what_has_no_time_of_its_own_say_nothing():
    found = plan("kymriah-eu", SLOT, tz=TZ, steps=STEPS, hours={"order_placed": "Mon-Fri 08:00-16:00"})
    assert "order_placed" not in found.branch


def test_a_ward_slot_holds_the_whole_of_a_stage():
    found = plan(
        "kymriah-eu", {}, tz=TZ, steps=STEPS, containers=2, when={"indication": "ALL"},
        slots={"administration": ["2026-11-24 08:00 to 08:10", "2026-11-24 10:00 to 11:30"]},
    )  # fmt: skip
    assert clock(found["thaw_start[1]"].safe_by_us) == "11-24 10:32:00"
    assert clock(found["administration_end[2]"].safe_by_us) == "11-24 11:30:00"


# The nights when the clocks change


def test_a_plan_over_the_clocks_change_counts_elapsed_time():
    """Premedication 30 to 60 min before: over the jump from 02:00 to 03:00 an hour of the clock is no time at all."""
    found = plan(
        "kymriah-eu",
        {"administration_start": "2026-03-29 03:10"},
        tz=TZ,
        steps={"thaw": "4 min", "administration": "5 min"},
        when={"indication": "ALL"},
    )
    premedication = found["premedication"]
    assert (clock(premedication.not_before_us), clock(premedication.safe_by_us)) == ("03-29 01:10:00", "03-29 01:40:00")


def test_an_hour_that_occurs_twice_is_shown_with_its_offset():
    found = plan(
        "kymriah-eu",
        {"administration_start": "2026-10-25 03:10"},
        tz=TZ,
        steps={"thaw": "4 min", "administration": "5 min"},
        when={"indication": "ALL"},
    )
    assert "02:40+01:00" in str(found)
    assert "02:10+01:00" in str(found)


# What a plan is, and what it promises


def test_the_table_has_the_plans_zone_and_the_json_has_utc(tmp_path):
    found = two_bags()
    row = found.table.set_index(["event", "container"]).loc[("thaw_start", 1)]
    assert str(row["safe_by"]) == "2026-11-24 10:32:00+01:00"
    assert pd.isna(row["not_before"])
    found.to_json(tmp_path / "plan.json")
    document = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    (thaw,) = [
        one for one in document["branches"][0]["events"] if (one["event"], one["container"]) == ("thaw_start", 1)
    ]
    assert (thaw["safe_by"], thaw["last_possible"], thaw["not_before"]) == (
        "2026-11-24T09:32:00Z",
        "2026-11-24T10:10:00Z",
        None,
    )
    assert thaw["because"][0]["kind"] == "anchor"
    two_bags().to_json(tmp_path / "again.json")
    assert (tmp_path / "plan.json").read_bytes() == (tmp_path / "again.json").read_bytes()


def test_a_plan_prints_within_a_terminal_and_promises_nothing_else():
    text = str(two_bags())
    assert all(len(line) <= 80 for line in text.splitlines() if "https://" not in line)
    assert text.splitlines()[0] == "Kymriah (kymriah-eu), 2 containers, times in Europe/Stockholm"
    assert "  thaw start, bag 1           -          10:32          10:32   11:10" in text
    assert text.endswith("It calculates and explains; a person decides.\n")
    assert "<table>" in two_bags()._repr_html_()
    for word in ("safe to use", "compliant", "validated", "released"):
        assert word not in text


def test_a_plan_draws_what_is_safe_and_what_is_only_possible_apart():
    axes = two_bags().plot()
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    assert labels[labels.index("thaw start, bag 1") + 1] == "thaw end, bag 1"
    assert TZ in axes.get_xlabel()
    hatched = [bar for bar in axes.patches if bar.get_hatch()]
    solid = [bar for bar in axes.patches if not bar.get_hatch() and bar.get_width()]
    assert hatched
    assert solid
    assert axes.get_title(loc="left") == "Kymriah, ALL or DLBCL or FL: 2 bags"
    with pytest.raises(UsageError, match="branches that have events"):
        two_bags().plot(mode=5)


def test_the_long_empty_stretches_are_cut_out_of_the_chart():
    found = plan(
        "kymriah-eu",
        {"administration_start": "2026-11-24 13:00"},
        tz=TZ,
        steps={"thaw": "2 to 4 min", "administration": "5 to 15 min"},
        when={"indication": "ALL"},
    )
    axes = found.plot()
    low, high = axes.get_xlim()
    assert high - low > 10  # days, of which the axis shows the hours of the plan
    ends = axes.transScale.transform([(low, 0), (high, 0)])[:, 0]
    assert (ends[1] - ends[0]) * 24 < 6


@st.composite
def days(draw, links):
    """Durations of every step inside its box, corners among them."""
    share = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0))
    return {link.ends: link.shortest_us + draw(share) * (link.longest_us - link.shortest_us) for link in links}


def broken(branch, times):
    """The statements of a branch that times do not keep, those of one microsecond's rounding left out."""
    places = {node: i for i, node in enumerate(branch.solved.template.nodes)}
    found = []
    for one in branch.solved.template.statements:
        earlier, later = times[places[one.earlier]], times[places[one.later]]
        known = np.isfinite(earlier) and np.isfinite(later) and not one.only_safe
        if known and not one.at_least_us - 1 <= later - earlier <= one.at_most_us + 1:
            found.append(str(one))
    return found


def carried_out(branch, durations):
    """What happens when everybody keeps the plan and steps take these durations."""
    return execution_of(branch.proved).run(durations, branch.set_us)[:, 0]


@given(st.data())
@settings(max_examples=draws(30), deadline=None)
def test_no_duration_inside_the_box_breaks_a_limit(data):
    branch = two_bags(when={"indication": "ALL"}).branch
    durations = data.draw(days(branch.solved.template.links))
    assert broken(branch, carried_out(branch, durations)) == []


@given(st.data())
@settings(max_examples=draws(60), deadline=None)
def test_random_products_and_steps_keep_what_their_plans_promise(data):
    """A plan that works is carried out with any durations; each event lies where the plan expects it."""
    branch = data.draw(random_branches())
    if branch is None:
        return
    durations = data.draw(days(branch.solved.template.links))
    times = carried_out(branch, durations)
    assert broken(branch, times) == []
    for one in branch.events:
        if one.is_planned:
            us = times[branch.solved.template.places[one.node]]
            assert one.planned_us - 1 <= us <= one.planned_until_us + 1
            assert us <= one.safe_by_us + 1 or one.policy is Policy.EXPECTED


@st.composite
def random_branches(draw):
    """A plan of an invented product: windows of any size over the day of infusion, random steps, one or two vials."""
    minutes = st.integers(0, 40)
    windows = []
    pairs = [("thaw_end", "administration_end"), ("thaw_start", "administration_start"), ("preparation_start", "administration_end"),
             ("thaw_end", "preparation_start"), ("premedication", "administration_start"), ("preparation_end", "administration"),
             ("storage_out", "administration_end")]  # fmt: skip
    for number, (start, end) in enumerate(pairs):
        least, most = draw(st.none() | minutes), draw(st.none() | st.integers(10, 90))
        if least is None and most is None:
            continue
        sides = (f"at_least='{least} min'\n" if least is not None and (most is None or least <= most) else "") + (
            f"at_most='{most} min'\n" if most is not None else ""
        )
        if sides:
            scope = "scope='therapy'\n" if start == "premedication" else ""
            windows.append(f"[[window]]\ncode='w{number}'\nstarts='{start}'\nends='{end}'\n{sides}{scope}")
    if draw(st.booleans()):
        windows.append(
            "[[precondition]]\ncode='one-by-one'\nbefore='administration_end'\nafter='thaw_start'\nscope='next container'\n"
        )
    steps = {}
    for key in ("thaw", "preparation", "administration", "thaw_end -> preparation_start"):
        low = draw(st.integers(0, 10))
        steps[key] = f"{low} min", f"{low + draw(st.integers(0, 8))} min"
    anchors = draw(st.sampled_from([
        {"administration_start": "2026-11-24 13:00"}, {"administration_end": {"latest": "2026-11-24 11:30"}},
        {"administration_start": ("2026-11-24 12:00", "12:40")}, {"thaw_start": "2026-11-24 10:00"},
    ]))  # fmt: skip
    try:
        found = plan(
            sandbox_product("\n".join(windows)), anchors, tz=TZ, steps=steps, containers=draw(st.integers(1, 2))
        )
    except AtmpError:
        return None
    branch = found.branch
    return branch if branch.works and branch.is_known else None


@pytest.mark.parametrize("takes", ["1 min", "1 to 3 min"])
def test_what_ends_with_a_step_waits_for_it_also_where_its_length_is_known(takes):
    rest = "[[window]]\ncode='rest'\nstarts='thaw_end'\nends='administration_end'\nat_least='2 min'\n"
    steps = {"thaw": "0 min", "administration": takes}
    found = plan(sandbox_product(rest), {"thaw_start": "2026-11-24 10:00"}, tz=TZ, steps=steps)
    ends = found.table.set_index("event").loc["administration_end", "planned"]
    assert str(ends) == "2026-11-24 10:02:00+01:00"


def test_the_last_possible_day_is_counted_from_the_last_day_on_which_the_other_end_can_be():
    gap = "[[window]]\ncode='gap'\nstarts='lymphodepletion_end'\nends='administration_start'\nat_least_days=2\nat_most_days=14\n"
    found = plan(sandbox_product(gap), {"administration_start": {"latest": "2026-11-24 11:30"}}, tz=TZ)
    last = found.table.set_index("event").loc["lymphodepletion_end", "last_possible"]
    assert str(last) == "2026-11-22 23:59:59+01:00"


def test_an_exact_time_that_varying_steps_decide_is_said_once_with_what_to_write_instead():
    with pytest.raises(ImpossiblePlan) as raised:
        plan("kymriah-eu", {"administration_end": "2026-11-24 11:30"}, tz="Europe/Stockholm",
             steps={"administration": "5 to 15 min"}, when={"indication": "ALL"})  # fmt: skip
    found = str(raised.value)
    assert found.count("administration end of bag 1 at 2026-11-24 11:30+01:00 (stated)") == 1
    assert (
        "administration end of bag 1 by 2026-11-24 11:30+01:00, in place of an exact time that varying steps decide"
        in found
    )


@pytest.mark.parametrize(
    ("anchor", "value", "whose", "why"),
    [
        ("administration_end", "by 2026-11-24 11:30", "of every bag by", "(each of the 2, so the whole therapy)"),
        ("administration_end", "2026-11-24 11:30", "of bag 2 at", "(the last, as none is named; bag 1 is not set)"),
        ("thaw_start", "2026-11-24 10:00", "of bag 1 at", "(the first, as none is named; bag 2 is not set)"),
        ("thaw_start[2]", "2026-11-24 11:00", "of bag 2 at", "(of this one alone)"),
        ("premedication", "2026-11-24 09:00", "premedication at", "(of the whole therapy)"),
    ],
)
def test_a_plan_says_of_which_container_a_set_time_is(anchor, value, whose, why):
    made = plan("kymriah-eu", {anchor: value}, tz=TZ, containers=2)
    [said] = json.loads(made.to_json())["anchors"]
    whose = whose.replace("bag", "container")
    assert whose in said
    assert said.endswith(why.replace("bag", "container"))
    text = " ".join(str(made).split())
    assert why in text
    assert why in made.to_html()


def test_limits_of_days_stand_apart_in_a_plan_and_minutes_kept_free_are_said():
    site = parse_site({"tz": TZ, "resolution": "1 min"})
    made = plan("kymriah-eu", SLOT, steps=STEPS, site=site, when={"indication": "ALL"})
    text = " ".join(str(made).split())
    limits = " ".join(statement.words for statement in made.branch.template.statements)
    assert "of thaw end of container 1, of which 2 min are kept free because times are written to the minute" in limits
    assert "after premedication, to which 2 min are added because times are written to the minute (" in text
    assert text.index("Limits of days and months") < text.index("calendar days after") < text.index("Not planned")
    assert "<i>days and months:</i><br>administration start" in made.to_html()


def test_containers_have_names_expiries_and_conditions_of_their_own():
    made = plan(
        "kymriah-eu", SLOT, tz=TZ, steps=STEPS, containers=["B7", "B3"], expiry={"B7": "2026-11-23", 2: date(2027, 1, 31)},
        when={"B7": {"indication": "ALL"}, "2": {"indication": "ALL"}},
    )  # fmt: skip
    assert clock(made["storage_out[1]"].last_possible_us) == "11-23 23:59:59"
    assert clock(made["storage_out[2]"].last_possible_us) == "11-24 11:20:00"
    assert [branch.mode for branch in made.branches] == [{}]
    text = " ".join(str(made).split())
    for words in ("bag 1 is B7, bag 2 is B3", "expiry of bag 2 is 2027-01-31", "indication of bag 1 is ALL"):
        assert words in text
        assert words in made.to_html()
    found = json.loads(made.to_json())
    assert (found["container_ids"], found["expiries"]) == (["B7", "B3"], ["2026-11-23", "2027-01-31"])
    assert found["conditions"] == [{"indication": "ALL"}] * 2
    assert plan("kymriah-eu", SLOT, tz=TZ, expiry="2026-11-23")["storage_out[1]"].last_possible_us < at(
        "2026-11-24T00:00+01:00"
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"containers": ["B1", "B1"]}, "different identifiers"),
        ({"containers": []}, "different identifiers"),
        ({"containers": ["B1", ""]}, "identifiers of signs that are seen"),
        ({"containers": ["B1", "B\u200b2"]}, "identifiers of signs that are seen"),
        ({"containers": "B1"}, "containers: found 'B1', expected a whole number"),
        ({"expiry": {"B1": "2027-01"}}, "expiry B1: found 'B1', expected a container: 1"),
        ({"when": {3: {"indication": "ALL"}}}, "when 3: found '3', expected a container: 1"),
        ({"containers": 0, "expiry": "2027-01", "when": {1: {"indication": "ALL"}}}, "containers: found 0"),
        ({"containers": [str(i) for i in range(100, 107)], "expiry": {"B": "2027-01"}}, "105 and 1 more"),
    ],
)
def test_containers_that_cannot_be_meant_are_refused(asked, words):
    with pytest.raises(AtmpError, match=words):
        plan("kymriah-eu", SLOT, tz=TZ, **asked)


def test_what_is_planned_on_a_day_comes_after_what_must_precede_it():
    steps = {"thaw": "5 to 15 min", "administration": "30 to 60 min"}
    made = plan("carvykti-eu", {"administration_start": "2026-11-24 13:00"}, tz=TZ, steps=steps)
    nodes = [event.node for event in made.branch.events]
    assert nodes[:3] == ["availability_confirmed", "lymphodepletion_start", "lymphodepletion_end"]
    assert clock(made["availability_confirmed"].planned_us) == "11-19 13:00:00"
