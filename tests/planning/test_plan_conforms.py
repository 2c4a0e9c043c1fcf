"""A plan's own schedule, judged by `assess`, keeps every binding limit of time: of the catalogue's, and of invented products."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from how_many import draws, spread
from hypothesis import given, settings
from hypothesis import strategies as st
from test_plan import TZ, USUAL, days, random_branches

from atmp_logistics import assess, list_products, plan, read_events
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.core.errors import AtmpError, ImpossiblePlan
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import instant, iso
from atmp_logistics.planning.choose_times import execution_of, step_durations_us
from atmp_logistics.planning.solve_plan import solve_plan
from atmp_logistics.timing.constraints import CLOCK, Kind, Statement
from atmp_logistics.timing.nodes import container_of, event_of
from atmp_logistics.timing.steps import read_steps
from atmp_logistics.timing.template import template

CATALOGUE = sorted(list_products()["slug"].unique())


def schedule(branch, times, containers):
    """What a ward would have written down on a day with these times."""
    rows = [
        (
            "T1",
            f"B{node.partition('[')[2][:-1]}" if "[" in node else "",
            node.partition("[")[0].partition(":")[0],
            iso(us),
        )
        for node, us in zip(branch.proved.template.nodes, times, strict=True)
        if np.isfinite(us) and node != "clock"
    ]
    # An instant that two instances of a recurring event share is one event.
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=["therapy_id", "container_id", "event", "time"]), containers


def judged(branch, times, product, containers=1):
    """The findings about time of a plan that was carried out."""
    table, _ = schedule(branch, times, containers)
    mode = {key: value for mode in branch.modes[:1] for key, value in mode.items()}
    stated = {**dict(branch.template.mode), **mode}
    # A container of which nothing is planned yet is there all the same: what counts over all of them stays open.
    expected = [("T1", f"B{number + 1}") for number in range(branch.template.containers)]
    rules = ["W201", "W202", "W203"]
    result = assess(read_events(table, tz=TZ), None, product, when=stated, rules=rules, containers=expected)
    return result.findings


def corners(branch):
    forward = execution_of(branch.proved)
    for slowest in (False, True):
        yield forward.run(step_durations_us(branch.proved, slowest=slowest, unstated=0.0), branch.set_us)[:, 0]


@pytest.mark.parametrize("slug", spread(CATALOGUE, 12))
def test_every_product_plans_and_its_schedule_conforms(slug):
    # A label that is no longer in force plans a day on which it was.
    in_force = load_catalogue().versions(slug)[-1].in_force(date(2026, 11, 24))
    day = "2026-11-24" if in_force else "2018-05-24"
    for containers in (1, 2):
        found = plan(slug, {"administration_start": f"{day} 13:00"}, tz=TZ, steps=USUAL, containers=containers)
        assert found.exit_code == 0, str(found)
        for branch in found.branches:
            asked = 0
            for times in corners(branch):
                findings = judged(branch, times, slug, containers)
                # A limit whose two events are planned is judged, and kept.
                about_time = findings[findings["obligation"] == "shall"]
                assert set(about_time["verdict"]) <= {"conforms", "indeterminate"}, about_time["why"].tolist()
                asked += (about_time["verdict"] == "conforms").sum()
            product = load_catalogue().versions(slug)[-1]
            clocks = [
                one
                for one in product.windows
                if one.at_most_s and one.starts.startswith("thaw") and one.ends.startswith("admin")
            ]
            assert asked or not clocks


@given(st.data())
@settings(max_examples=draws(40), deadline=None)
def test_any_day_of_an_invented_products_plan_conforms(data):
    branch = data.draw(random_branches())
    if branch is None:
        return
    durations = data.draw(days(branch.proved.template.links))
    times = execution_of(branch.proved).run(durations, branch.set_us)[:, 0]
    findings = judged(branch, np.round(times), branch.template.product)
    assert not findings[(findings["verdict"] == "deviates") & (findings["obligation"] == "shall")]["why"].tolist()


@pytest.mark.hypothesis
def test_a_plan_that_works_is_what_the_random_plans_mostly_are():
    """So that the properties above assert something: of loose windows most leave a plan."""
    kept = []

    @given(random_branches())
    @settings(max_examples=draws(40), deadline=None, database=None, derandomize=True)
    def count(branch):
        kept.append(branch is not None)

    count()
    assert sum(kept) > len(kept) / 5


def test_a_schedule_that_cannot_work_is_refused_and_not_written():
    with pytest.raises(ImpossiblePlan):
        plan(
            "kymriah-eu",
            {"thaw_start": "2026-11-24 10:00", "administration_end": "2026-11-24 11:00"},
            tz=TZ,
            steps=USUAL,
        )


# from container to container, from dose to dose, and between groups


PARTS = [{"dose": "1", "component": "CD8"}, {"dose": "1", "component": "CD4"}, {"dose": "2", "component": "CD8"}]
SCOPES = {
    "next container": "scope='next container'\n",
    "next dose": "scope='next dose'\n",
    "groups": "scope='therapy'\nstarts_of={component='CD8'}\nends_of={component='CD4'}\n",
    "therapy": "scope='therapy'\n",
    "until first": "scope='therapy'\nuntil_first=true\n",
}


@st.composite
def scoped_labels(draw):
    """A label of one to three windows over several containers, and steps of any length."""
    moments = st.sampled_from(
        ["thaw_start", "thaw_end", "administration_start", "administration_end", "administration"]
    )
    text = ""
    for number in range(draw(st.integers(1, 3))):
        least, most = sorted((draw(st.integers(0, 60)), draw(st.integers(1, 240))))
        sizes = {"at_least": least, "at_most": most}
        kept = draw(st.sampled_from([["at_least"], ["at_most"], ["at_least", "at_most"]]))
        start, end = draw(moments), draw(moments)
        scopes = (
            sorted(SCOPES) if {*ends_of(start)}.isdisjoint(ends_of(end)) else ["groups", "next container", "next dose"]
        )
        text += f"[[window]]\ncode='w{number}'\nstarts='{start}'\nends='{end}'\n"
        text += "".join(f"{name}='{sizes[name]} min'\n" for name in kept) + SCOPES[draw(st.sampled_from(scopes))]
    return text, {name: f"{draw(st.integers(2, 10))} min" for name in ("thaw", "administration")}


def planned_record(text, steps):
    """The record of the day on which everything happens as soon as the plan allows; None where nothing can be planned."""
    begin = instant(datetime.fromisoformat("2026-11-24T08:00Z"))
    try:
        product = sandbox_product(text)
        plan_of_three = template(product, 3, {}, read_steps(steps), conditions=PARTS)
        anchors = [
            Statement(earlier=CLOCK, later=node, at_least_us=begin, kind=Kind.ANCHOR, words="from eight on")
            for node in plan_of_three.nodes
        ]
        solved = solve_plan(plan_of_three, anchors, UTC, str)
    except AtmpError:
        return None
    if solved.windows is None:
        return None
    rows = [
        (
            "T1",
            str(container_of(node)),
            event_of(node),
            iso(solved.time("not_before", node)),
            *PARTS[(container_of(node) or 1) - 1].values(),
        )
        for node in plan_of_three.nodes
    ]
    columns = ["therapy_id", "container_id", "event", "time", "dose", "component"]
    return read_events(pd.DataFrame(rows, columns=columns), conditions=["dose", "component"], resolution="0 s"), product


@pytest.mark.hypothesis
def test_what_is_planned_from_container_to_container_and_dose_to_dose_is_kept():
    kept = []

    @given(scoped_labels())
    @settings(max_examples=draws(150), deadline=None, derandomize=True, database=None)
    def check(label):
        found = planned_record(*label)
        if found is None:
            return
        findings = assess(found[0], None, found[1], rules=["W201", "W203"]).findings
        assert not findings[findings["verdict"] == "deviates"]["why"].tolist()
        kept.extend((findings["verdict"] == "conforms").tolist())

    check()
    assert sum(kept) > draws(100)
