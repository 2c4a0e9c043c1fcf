"""One meaning of a window: runs written out as records and judged by the rules get the verdicts that the runs counted."""

from itertools import pairwise

import numpy as np
import pytest
from how_many import MANY, draws, spread
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics import assess, load_product, simulate
from atmp_logistics.assessment.sandbox import sandbox_product, try_rule
from atmp_logistics.core.errors import AtmpError, UsageError
from atmp_logistics.core.event_kinds import EVENTS, STAGES, ends_of
from atmp_logistics.timing.scopes import scoped_limits
from atmp_logistics.timing.template import template

CODES = {"conforms": 0, "indeterminate": 1, "deviates": 2}


def counted_by_runs(scenario):
    """What the runs counted of each limit: 0 for kept, 1 for open, 2 for broken, by rule, code and container."""
    counted = {}
    for i, check in enumerate(scenario.prepared.checks):
        margin = scenario.runs.margins[i]
        runs = np.where(margin >= 0, 0, np.where(scenario.runs.broken.get(i, margin < 0), 2, 1))
        key = check.rule, check.code, check.container
        counted[key] = np.maximum(runs, counted.get(key, 0))
    return {key: runs for key, runs in counted.items() if key[0] != "T104"}


def judged_by_rules(scenario, rules=("W201", "W202", "W203", "S3")):
    """What the rules find in the same runs, as records; the worst where a limit has several findings."""
    k = scenario.request.n
    found = assess(scenario.records(k), product=scenario.request.product, rules=rules).findings
    assert (found.loc[found["rule"] == "W203", "verdict"] == "conforms").all()
    judged = {}
    for row in found[found["rule"] != "W203"].itertuples():
        runs = judged.setdefault((row.rule, row.code, int(row.container_id)), np.full(k, -1))
        run = int(row.therapy_id.split()[1]) - 1
        runs[run] = max(runs[run], CODES[row.verdict])
    return judged


def is_open_for_its_evidence(product, rule, code):
    """Say whether a number read at second hand decides a limit: kept in a run, it is open in a record."""
    if rule == "S301":
        cited = [store.shelf_life_citation for store in product.storage if store.code == code]
    else:
        cited = [limit.citation for limit in product.requirements() if limit.code == code]
    return any(one is not None and not one.lets_conform for one in cited)


def assert_one_meaning(scenario):
    """What the runs counted of a container, or of the therapy, the rules find of that container, or of each."""
    counted, judged = counted_by_runs(scenario), judged_by_rules(scenario)
    seen = set()
    for (rule, code, container), runs in counted.items():
        same = {key for key in judged if key[:2] == (rule, code) and container in {0, key[2]}}
        told = np.maximum(runs, 1) if is_open_for_its_evidence(scenario.request.product, rule, code) else runs
        assert same, (rule, code, container)
        for key in same:
            assert judged[key].tolist() == told.tolist(), key
        seen |= same
    untold = {
        key
        for key in set(judged) - seen
        if not any(said.startswith(f"{key[1]}:") for said in scenario.prepared.not_judged)
    }
    assert not untold


def path_of(product):
    """Return steps through every event that a product's limits on times name."""
    named = [name for limit in (*product.windows, *product.preconditions) for name in limit.moments]
    lives = [store for store in product.storage if store.shelf_life is not None]
    named += ["administration", *(name for store in lives for name in ("manufacturing", store.ends))]
    events = {end for name in named for end in ends_of(name)}
    stages = {event.removesuffix("_start").removesuffix("_end") for event in events} & STAGES
    events |= {end for stage in stages for end in ends_of(stage)}
    long = {"manufacturing": "10 to 40 d", "lymphodepletion": "2 to 4 d", "administration": "5 to 50 min"}
    steps = {stage: long.get(stage, "1 to 40 min") for stage in sorted(stages)}
    order = [event for event in EVENTS if event in events]
    for before, event in pairwise(order):
        own = EVENTS[event].scope == "container"
        if not event.endswith("_end") and (own or EVENTS[before].scope != "container"):
            both = own and EVENTS[before].scope == "container"
            steps[f"{before} -> {event}"] = (
                "0 to 400 d" if event == "storage_out" else "0 to 70 min" if both else "0 to 16 d"
            )
    return steps


def conditions_of(product):
    own = [{"component": value} for value in product.conditions.get("component", ())[:2]] or [{}, {}]
    doses = [{"dose": str(i + 1)} if "dose" in product.statements else {} for i in range(2)]
    return [one | other for one, other in zip(own, doses, strict=True)]


PRODUCTS = (
    "kymriah-eu", "kymriah-us", "yescarta-eu", "tecartus-uk", "breyanzi-eu", "abecma-eu", "carvykti-eu", "alofisel-eu",
    "strimvelis-eu", "luxturna-us", "hemgenix-eu", "zolgensma-hk", "casgevy-eu", "ebvallo-eu", "upstaza-eu",
)  # fmt: skip


@pytest.mark.parametrize("slug", spread(PRODUCTS, 5))
def test_the_rules_judge_the_runs_of_a_catalogue_product_as_they_were_counted(slug):
    product, k = load_product(slug), 150
    stated = {key: values[0] for key, values in product.conditions.items() if key not in {"dose", "component"}}
    scenario = simulate(
        product, path_of(product), k, 3, containers=2, start="2026-10-20 08:00", tz="Europe/Stockholm", when=stated,
        conditions=conditions_of(product),
    )  # fmt: skip
    assert counted_by_runs(scenario)
    assert_one_meaning(scenario)


def test_the_times_that_are_judged_are_of_every_kind():
    """The products above break limits and leave them open as well: agreement where nothing happens says nothing."""
    seen = set()
    for slug in ("kymriah-us", "luxturna-us"):
        product = load_product(slug)
        stated = {key: values[0] for key, values in product.conditions.items()}
        scenario = simulate(product, path_of(product), 300, 3, containers=2, start="2026-10-20T08:00Z", when=stated)
        for i in range(len(scenario.prepared.checks)):
            seen |= {"kept"} if scenario.kept(i).count else set()
            seen |= {"open"} if scenario.left_open(i) else set()
            seen |= {"broken"} if scenario.kept(i).value + scenario.left_open(i) < 1 else set()
    assert seen == {"kept", "open", "broken"}


# invented labels: every scope, groups and doses, in runs of any length


WITH_A_THAW = ("thaw_start", "thaw_end", "administration_start", "administration_end", "thaw", "administration")
WITHOUT = ("preparation_start", "administration_start", "administration_end", "preparation", "administration")
GROUPS = ("container", "therapy", "therapy until first", "named", "next container", "next dose")


@st.composite
def sizes(draw):
    """The least and the greatest time of a window, in minutes or in days."""
    unit, highest = draw(st.sampled_from([("min", 60)] * 3 + [("days", 3)]))
    low, high = sorted(draw(st.tuples(st.integers(0, highest), st.integers(1, highest))))
    least, most = draw(st.sampled_from([(low, None), (None, high), (low, high)]))
    names = {"least": least, "most": most}
    if unit == "days":
        lines = [f"at_{name}_days = {size}" for name, size in names.items() if size is not None]
    else:
        lines = [f"at_{name} = '{size} min'" for name, size in names.items() if size is not None]
    return [*lines, *(["strict = true"] if draw(st.integers(0, 3)) == 0 and least != most else [])]


@st.composite
def limits(draw, events, number):
    """A window or a precondition of any scope."""
    start, end = draw(st.sampled_from(events)), draw(st.sampled_from(events))
    scope, order = draw(st.sampled_from(GROUPS)), draw(st.integers(0, 3)) == 0
    table, names = ("precondition", ("before", "after")) if order else ("window", ("starts", "ends"))
    lines = [f"code = 'l{number}'", f"{names[0]} = '{start}'", f"{names[1]} = '{end}'"]
    if scope == "named":
        of = [st.sampled_from([f"component = '{one}'", f"dose = '{two}'"]) for one, two in (("CD4", 1), ("CD8", 2))]
        lines += [f"{name}_of = {{ {draw(one)} }}" for name, one in zip(names, of, strict=True)]
    if scope == "therapy until first" and not order:
        lines.append("until_first = true")
    scope = "next container" if order and scope == "next dose" else scope
    lines.append(f"scope = '{'therapy' if scope in {'named', 'therapy until first'} else scope}'")
    when = draw(st.sampled_from(["", "", "component = 'CD4'", "dose = '2'"]))
    lines += [f"when = {{ {when} }}"] if when else []
    return "\n".join([f"[[{table}]]", *lines, *([] if order else draw(sizes()))])


@st.composite
def calls(draw):
    """A call for some runs of an invented label; no step is over within a minute, as in a form that was saved at once."""
    events = draw(st.sampled_from([WITH_A_THAW, WITHOUT]))
    text = [draw(limits(events, number)) for number in range(draw(st.integers(1, 3)))]
    stages = [one for one in ("thaw", "preparation", "administration") if one in events]
    minutes = st.sampled_from(["70 s", "5 min", "2 to 9 min", "2 to 40 min", "2 to 70 min"])
    steps = {one: draw(minutes) for one in stages}
    steps["storage_out -> " + stages[0] + "_start"] = draw(minutes)
    if draw(st.booleans()):
        wait = draw(st.sampled_from(["70 s", "2 to 90 min", "1 to 50 h"]))
        steps[f"{stages[0]}_end -> administration_start"] = wait
    count = draw(st.integers(1, 4))
    doses = sorted(draw(st.lists(st.integers(1, 3), min_size=count, max_size=count)))
    doses = doses if draw(st.booleans()) else draw(st.permutations(doses))
    told = [{"component": draw(st.sampled_from(["CD4", "CD8"])), "dose": str(dose)} for dose in doses]
    tz = draw(st.sampled_from([None, "Europe/Stockholm"]))
    return "\n".join(text), steps, told, {"containers": count, "seed": draw(st.integers(1, 9)), "tz": tz}


def run(call):
    """The runs of a call; None where they are refused."""
    text, steps, told, more = call
    try:
        product = sandbox_product(text)
        kept = [{key: value for key, value in one.items() if key in product.statements} for one in told]
        return simulate(product, steps, 6, conditions=kept, start="2026-10-24T20:00Z", **more)
    except AtmpError:
        return None


@pytest.mark.hypothesis
def test_the_rules_judge_the_runs_of_any_label_as_they_were_counted():
    seen = set()

    @given(calls())
    @settings(max_examples=draws(500), deadline=None, derandomize=True, database=None)
    def check(call):
        if (scenario := run(call)) is None:
            return
        assert_one_meaning(scenario)
        limits = {limit.code: limit for limit in scoped_limits(scenario.request.product)}
        for (rule, code, _), runs in counted_by_runs(scenario).items():
            named = any(map(len, limits[code].conditions[1:]))
            seen.update((rule, "named" if named else limits[code].scope, int(verdict)) for verdict in runs)

    check()
    assert ("W201", "container", 0) in seen
    if not MANY:
        return
    for scope in ("container", "therapy", "next container", "next dose", "named"):
        assert {("W201", scope, 0), ("W201", scope, 2)} <= seen, "agreement where nothing happens says nothing"
    assert {("W202", scope, 0) for scope in ("container", "therapy", "next container", "named")} <= seen


# cases that the three users of a limit once read in different ways


DOSES = [{"dose": "1"}, {"dose": "1"}, {"dose": "2"}, {"dose": "2"}]


def window(scope, *lines, starts="administration_end", ends="administration_start"):
    named = "\n".join([f"scope='{scope}'", *lines])
    return f"[[window]]\ncode='w'\nstarts='{starts}'\nends='{ends}'\n{named}\n"


def given_in_turn(lasts, wait):
    """Steps by which each container is given after the one before."""
    return {"thaw": "2 min", "thaw_end -> administration_start": wait, "administration": lasts}


ONE_BY_ONE = "[[precondition]]\ncode='turn'\nbefore='administration_end'\nafter='thaw_start'\nscope='next container'\n"


def test_the_most_between_doses_is_measured_on_the_whole_of_both():
    """Two containers of 10 min a dose, one after the other: 12 min each, 48 min from first start to last end."""
    label = window("next dose", "at_most='44 min'", starts="thaw_start", ends="administration_end") + ONE_BY_ONE
    call = given_in_turn("10 min", "70 s")
    scenario = simulate(sandbox_product(label), call, 2, containers=4, conditions=DOSES, start="2026-11-24T08:00Z")
    assert_one_meaning(scenario)
    whole = [check for check in scenario.prepared.checks if check.code == "w"]
    assert [check.container for check in whole] == [3, 4]
    assert whole[0].required == "administration end of dose 2 within 44 min of thaw start of dose 1"
    assert scenario.table.set_index("limit").loc["w", "probability"].tolist() == [0.0, 0.0]
    shorter = {"thaw": "2 min", "administration": "8 min"}
    again = simulate(sandbox_product(label), shorter, 2, containers=4, conditions=DOSES, start="2026-11-24T08:00Z")
    assert_one_meaning(again)
    assert again.probability.value == 1.0


def test_the_least_between_doses_is_measured_from_the_last_container_of_the_dose_before():
    """The bag that was begun first is in last: from its end it is 20 min to the next dose, and not 50."""
    label = window("next dose", "at_least='30 min'")
    record = (
        "B1: administration_start 09:00 dose=1, administration_end 10:40; B2: administration_start 09:30 dose=1, "
        "administration_end 10:10; B3: administration_start 11:00 dose=2, administration_end 11:10"
    )
    assert try_rule("W201", label, record) == "w deviates [1200, 1200] s"
    assert try_rule("W201", label, record.replace("10:40", "10:20")) == "w conforms [2400, 2400] s"


def test_what_a_word_may_mean_is_ordered_by_its_start_where_no_thaw_is_named():
    label = window("next container", "at_least='5 min'", starts="administration", ends="administration")
    record = (
        "B1: administration_start 09:00, administration_end 09:20; B2: administration_start 09:10, "
        "administration_end 09:40"
    )
    assert try_rule("W201", label, record) == "w indeterminate [-600, 2400] s"


def test_a_dose_that_is_not_stated_is_asked_for():
    product = sandbox_product(window("next dose", "at_least='30 min'"))
    with pytest.raises(UsageError, match="the dose of each container"):
        simulate(product, {"administration": "10 min"}, 5, containers=2)
    alone = window("container", "at_most='1 h'", starts="administration_start", ends="administration_end")
    one = simulate(
        sandbox_product(window("next dose", "at_least='30 min'") + alone.replace("'w'", "'own'")),
        {"administration": "10 min"},
        5,
    )
    assert [check.code for check in one.prepared.checks] == ["own"]


def test_a_group_without_a_container_is_told_and_not_left_out():
    groups = ["starts_of={component='CD4'}", "ends_of={component='CD8'}", "at_most='1 h'"]
    both = window("therapy", *groups) + window("container", "at_most='1 h'", starts="thaw_end").replace("'w'", "'own'")
    steps = {"thaw": "2 min", "administration": "10 min"}
    scenario = simulate(sandbox_product(both), steps, 5, containers=2, conditions=[{"component": "CD4"}] * 2)
    assert "w: no container has component CD8" in scenario.prepared.not_judged
    found = template(sandbox_product(both), 2, conditions=[{"component": "CD4"}] * 2)
    assert "w: no container has component CD8" in found.not_planned


def test_containers_that_come_by_themselves_are_not_put_in_order():
    label = window("next container", "at_least='5 min'", ends="administration_end")
    both = label + window(
        "container", "at_most='1 h'", starts="administration_start", ends="administration_end"
    ).replace("'w'", "'own'")
    scenario = simulate(sandbox_product(both), {"administration": "10 min"}, 5, containers=2)
    assert any(
        said.startswith("w: nothing in the runs puts administration end") for said in scenario.prepared.not_judged
    )


def test_limits_that_make_containers_wait_for_each_other_leave_a_path():
    """All are thawed before any is done: the acts that share such a wait do not wait for each other in a circle."""
    label = "[[precondition]]\ncode='all'\nbefore='thaw_start'\nafter='administration_start'\nscope='therapy'\n"
    steps = {"storage_out -> thaw_start": "2 min", "thaw": "2 min", "administration": "10 min"}
    scenario = simulate(sandbox_product(label), steps, 5, containers=3, start="2026-11-24T08:00Z")
    assert scenario.probability.value == 1.0
    assert_one_meaning(scenario)
