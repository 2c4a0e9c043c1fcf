"""Not before, safe by and last possible, against brute force, a graph library, and days played out minute by minute."""

import random
import time
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from how_many import draws
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from one_therapy import windows_of

from atmp_logistics.catalogue.catalogue import load_catalogue, load_product
from atmp_logistics.timing.closure import smallest_contradiction
from atmp_logistics.timing.compiled import compile_template
from atmp_logistics.timing.constraints import CLOCK, Kind, Link, Statement, Step, Template
from atmp_logistics.timing.explanation import contradiction, unpromised
from atmp_logistics.timing.steps import lengths, read_steps
from atmp_logistics.timing.template import modes, template
from atmp_logistics.timing.windows import Known, windows

NODES = "abcdef"
KYMRIAH = load_product("kymriah-eu")
STEPS = read_steps(
    {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
)
EVERY_STEP = read_steps(
    {
        "collection": "4 to 5 h",
        "transport": "3 to 10 min",
        "thaw": "2 to 4 min",
        "preparation": "5 to 10 min",
        "administration": "5 to 10 min",
    }
)
MINUTE = 60e6
BOUNDS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(-5, 20)).filter(lambda b: b[0] != b[1]),
    max_size=10,
)
TIMES = st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=len(NODES), max_size=len(NODES))


def at_most(start, end, most, kind=Kind.FACT):
    return Statement(earlier=start, later=end, at_most_us=float(most), kind=kind, words=f"{start}{end}{most}")


def made_up(bounds, steps=(), nodes=NODES):
    """A template of its own nodes: (from, to, at most) and steps (start, end, shortest, longest), in microseconds."""
    links = tuple(Link(Step(f"{a}{b}", a, b, low / 1e6, high / 1e6), a, b) for a, b, low, high in steps)
    said = tuple(at_most(*bound) for bound in bounds) + tuple(side for link in links for side in lengths(link))
    return Template(KYMRIAH, 1, {}, tuple(nodes), said, links)


def relaxed(bounds, lo, hi):
    """The plain twin: every bound applied to every event until nothing moves; None where they contradict."""
    lo, hi = dict(lo), dict(hi)
    for _ in range(60):
        before = dict(lo), dict(hi)
        for start, end, most in bounds:
            hi[end] = min(hi[end], hi[start] + most)
            lo[start] = max(lo[start], lo[end] - most)
        if any(lo[node] > hi[node] for node in lo):
            return None
        if (lo, hi) == before:
            return lo, hi
    return None


@settings(max_examples=draws(300), derandomize=True, deadline=None)
@given(BOUNDS, TIMES)
def test_windows_are_the_plain_twins(bounds, times):
    lo = {node: -np.inf if t is None else float(t) for node, t in zip(NODES, times, strict=True)}
    hi = {node: np.inf if t is None else float(t) for node, t in zip(NODES, times, strict=True)}
    plan = compile_template(made_up(bounds))
    found = windows(plan, Known(np.array([[lo[n]] for n in NODES]), np.array([[hi[n]] for n in NODES])))
    expected = relaxed(bounds, lo, hi)
    assert bool(found.possible[0]) == (expected is not None)
    if expected is not None:
        assert dict(zip(NODES, found.earliest[:, 0], strict=True)) == expected[0]
        assert dict(zip(NODES, found.last_possible[:, 0], strict=True)) == expected[1]
        assert (found.safe_by[:, 0] == found.last_possible[:, 0]).all(), "nothing runs that nobody controls"


@settings(max_examples=draws(200), derandomize=True, deadline=None)
@given(BOUNDS)
def test_bounds_are_the_graph_librarys_shortest_paths(bounds):
    graph = nx.DiGraph()
    graph.add_nodes_from(NODES)
    for start, end, most in bounds:
        if most < graph.get_edge_data(start, end, {"weight": np.inf})["weight"]:
            graph.add_edge(start, end, weight=most)
    plan = compile_template(made_up(bounds))
    assert bool(plan.contradiction) == nx.negative_edge_cycle(graph)
    if plan.contradiction:
        return
    reach = dict(nx.all_pairs_bellman_ford_path_length(graph))
    for i, start in enumerate(NODES):
        for j, end in enumerate(NODES):
            assert plan.possible.at_most[i, j] == reach[start].get(end, np.inf)
            said = plan.because(plan.possible, i, j)
            if np.isfinite(plan.possible.at_most[i, j]):
                ends = [start, *(one.edge[1] for one in said)]
                assert ends[-1] == end
                assert [one.edge[0] for one in said] == ends[:-1]
                assert sum(one.edge[2] for one in said) == plan.possible.at_most[i, j]


@settings(max_examples=draws(300), derandomize=True, deadline=None)
@given(BOUNDS)
def test_a_contradiction_loses_it_without_any_one_of_its_members(bounds):
    said = [at_most(*bound) for bound in bounds]
    found = smallest_contradiction(NODES, said)
    if found is None:
        assert not compile_template(made_up(bounds)).contradiction
        return
    core, short = found
    assert short == -sum(one.edge[2] for one in core) > 0
    assert all(one.edge[1] == other.edge[0] for one, other in pairwise([*core, core[0]]))
    for one in core:
        assert smallest_contradiction(NODES, [other for other in core if other is not one]) is None
    fewer = [s for s in said if s not in core]
    for one in fewer:
        again = smallest_contradiction(NODES, [other for other in said if other is not one])
        assert again is None or len(again[0]) >= len(core)


@settings(max_examples=draws(200), derandomize=True, deadline=None)
@given(
    BOUNDS,
    TIMES,
    st.integers(-1000, 1000),
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(0, 9)),
)
def test_a_shift_changes_nothing_and_a_bound_more_never_widens(bounds, times, shift, more):
    assume(more[0] != more[1])
    lo = np.array([[-np.inf if t is None else float(t)] for t in times])
    hi = np.array([[np.inf if t is None else float(t)] for t in times])
    plan = compile_template(made_up(bounds))
    found, moved = windows(plan, Known(lo, hi)), windows(plan, Known(lo + shift, hi + shift))
    assert (moved.last_possible == found.last_possible + shift).all()
    assert (moved.earliest == found.earliest + shift).all()
    tighter = windows(compile_template(made_up([*bounds, more])), Known(lo, hi))
    if tighter.possible[0]:
        assert found.possible[0]
        assert (tighter.last_possible <= found.last_possible).all()
        assert (tighter.earliest >= found.earliest).all()
        assert (tighter.safe_by <= found.safe_by).all()


@st.composite
def workflows(draw):
    """Steps that follow each other, branch and join, with limits on them and an end of the day."""
    count = draw(st.integers(4, 6))
    nodes = NODES[:count]
    steps, ended = [], set()
    for end in draw(st.lists(st.integers(1, count - 1), min_size=1, max_size=3, unique=True)):
        start = draw(st.integers(0, end - 1))
        low = draw(st.integers(0, 4))
        steps.append((nodes[start], nodes[end], low, low + draw(st.integers(0, 6))))
        ended.add(end)
    order = [(nodes[j], nodes[i], 0) for j in range(1, count) if j not in ended for i in [draw(st.integers(0, j - 1))]]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.integers(-6, 25))
    limits = [(nodes[i], nodes[j], most) for i, j, most in draw(st.lists(pairs, max_size=4)) if i != j]
    return nodes, steps, order + limits, draw(st.integers(10, 50)), draw(st.integers(0, 10**6))


def safe_now(found):
    safe = found.safe_by[:, 0]
    return bool(found.possible[0]) and not np.isnan(safe).any() and bool((found.not_before[:, 0] <= safe).all())


@settings(max_examples=draws(250), derandomize=True, deadline=None)
@given(workflows())
def test_whoever_keeps_to_safe_by_keeps_every_limit_whatever_the_steps_do(workflow):
    """Played minute by minute: each decision falls at some time between not before and safe by."""
    nodes, steps, bounds, closes, seed = workflow
    plan = made_up(bounds, steps, nodes)
    compiled = compile_template(plan)
    assume(not compiled.contradiction and not compiled.unpromised)
    last = nodes[-1]
    start = windows_of(plan, np.full((len(nodes), 1), np.nan), 0.0, by={last: closes})
    assume(safe_now(start))
    times = played(plan, steps, {last: closes}, random.Random(seed))  # noqa: S311
    for a, b, most in bounds:
        assert times[b] - times[a] <= most, (workflow, times)
    assert times[last] <= closes, (workflow, times)


def played(plan, steps, by, chance):
    """Play a day: steps end when chance has it, decisions are taken when chance has it within their windows."""
    nodes, kept = plan.nodes, compile_template(plan).kept.at_most
    ends = {b: (a, chance.choice([low, high, chance.randint(low, high)])) for a, b, low, high in steps}
    times = np.full((len(nodes), 1), np.nan)
    for now in range(200):
        again = True
        while again:
            again = False
            for i, node in enumerate(nodes):
                if not np.isnan(times[i, 0]):
                    continue
                if node in ends:
                    begun = times[plan.places[ends[node][0]], 0]
                    if not np.isnan(begun) and now >= begun + ends[node][1]:
                        times[i, 0], again = now, True
            found = windows_of(plan, times, float(now), by=by)
            open_now = [
                i
                for i, node in enumerate(nodes)
                if np.isnan(times[i, 0])
                and node not in ends
                and found.not_before[i, 0] <= now
                and not waits(kept, i, times)
            ]
            due = [i for i in open_now if found.safe_by[i, 0] <= now]
            if due or (open_now and chance.random() < 0.2):
                times[(due or open_now)[0], 0], again = now, True
        if not np.isnan(times).any():
            return dict(zip(nodes, times[:, 0], strict=True))
    raise AssertionError("the day never ended")


def waits(kept, i, times):
    """Whether something must come first that has not come yet."""
    return any(kept[i, j] <= 0 and not kept[j, i] <= 0 and np.isnan(times[j, 0]) for j in range(len(kept)) if j != i)


def two_bags():
    plan = template(KYMRIAH, 2, {"indication": "ALL"}, STEPS)
    absent = [node for node in plan.nodes if not node.startswith(("thaw", "administration"))]
    return plan, absent


def test_two_bags_are_safe_by_10_32_and_last_possible_at_11_10():
    """The measured example of the design: thaw 2-4, move 3-10, infuse 5-15 minutes, the slot ends 11:30."""
    plan, absent = two_bags()
    times = np.full((len(plan.nodes), 1), np.nan)
    found = windows_of(plan, times, 600 * MINUTE, by={"administration_end[2]": 690 * MINUTE}, absent=absent)
    thaw = plan.places["thaw_start[1]"], plan.places["thaw_start[2]"]
    assert [found.safe_by[i, 0] / MINUTE for i in thaw] == [10 * 60 + 32, 11 * 60 + 1]
    assert [found.last_possible[i, 0] / MINUTE for i in thaw] == [11 * 60 + 10, 11 * 60 + 20]


def test_what_follows_a_step_under_way_counts_from_its_soonest_end():
    """A thaw under way ends in 2 to 4 minutes: who must follow within 30 has 32 for sure, and 34 at most."""
    plan = template(
        KYMRIAH, 1, {"indication": "ALL"}, read_steps({"thaw": "2 to 4 min", "administration": "5 to 15 min"})
    )
    times = np.full((len(plan.nodes), 1), np.nan)
    times[plan.places["thaw_start[1]"]] = 0.0
    absent = [node for node in plan.nodes if not node.startswith(("thaw", "administration"))]
    found = windows_of(plan, times, 0.0, absent=absent)
    starts = plan.places["administration_start[1]"]
    assert found.safe_by[starts, 0] / MINUTE == 2 + 30 - 15
    assert found.last_possible[starts, 0] / MINUTE == 4 + 30 - 5


def test_a_step_that_nobody_stated_leaves_no_safe_moment_before_it():
    plan = template(KYMRIAH, 1, {"indication": "ALL"}, read_steps({"thaw": "2 to 4 min"}))
    times = np.full((len(plan.nodes), 1), np.nan)
    times[plan.places["thaw_end[1]"]] = 0.0
    absent = [node for node in plan.nodes if not node.startswith(("thaw", "administration"))]
    found = windows_of(plan, times, 0.0, absent=absent)
    starts, ends = plan.places["administration_start[1]"], plan.places["administration_end[1]"]
    assert np.isnan(found.safe_by[starts, 0])
    assert found.safe_by[ends, 0] / MINUTE == found.last_possible[ends, 0] / MINUTE == 30


def test_one_case_takes_less_than_five_milliseconds():
    plan, absent = two_bags()
    times = np.full((len(plan.nodes), 1), np.nan)
    windows_of(plan, times, 0.0, absent=absent)
    begun = time.process_time()
    for _ in range(20):
        windows_of(plan, times, 0.0, by={"administration_end[2]": 690 * MINUTE}, absent=absent)
    assert (time.process_time() - begun) / 20 < 0.005


@pytest.mark.parametrize("slug", sorted(load_catalogue()))
@pytest.mark.parametrize("containers", [1, 2])
def test_every_product_has_windows_from_stated_step_durations(slug, containers):
    for product in load_catalogue().versions(slug):
        for mode in modes(product):
            plan = template(product, containers, mode, EVERY_STEP)
            compiled = compile_template(plan)
            assert not compiled.contradiction
            assert all(one[0].obligation != "shall" for one in compiled.set_aside)
            at, every = 1.8e15, [f"administration_end[{number}]" for number in range(1, containers + 1)]
            found = windows_of(plan, np.full((len(plan.nodes), 1), np.nan), -np.inf, by=dict.fromkeys(every, at))
            first = plan.places["administration_start[1]"]
            assert found.possible[0]
            assert found.last_possible[first, 0] < at
            assert not found.safe_by[first, 0] > found.last_possible[first, 0]


def test_why_nobody_can_promise_it_names_the_steps_and_the_minutes():
    steps = read_steps({"thaw": "2 to 4 min", "administration": "5 to 40 min"})
    plan = compile_template(template(KYMRIAH, 1, {"indication": "ALL"}, steps))
    nature = [one for one in plan.statements if one.kind is Kind.FACT]
    short = unpromised(plan.template.nodes, nature, plan.links, plan.unpromised[0])
    assert short.short_us == 10 * MINUTE
    assert [one.code for one in short.statements] == ["post-thaw", "natural-order", "administration"]
    assert str(short).startswith("This can be 10 min short if a step takes its longest.")


def test_the_plan_that_cannot_work_says_what_moving_one_would_do():
    """The design's example: 22 past, 5, then 2 + 3 + 5 minutes do not fit before half past."""
    said = {"kind": Kind.ANCHOR, "earlier": CLOCK}
    go = Statement(later="administration_start[1]", at_least_us=682 * MINUTE, words="patient ready 11:22", **said)
    slot = Statement(later="administration_end[2]", at_most_us=690 * MINUTE, words="slot ends 11:30", **said)
    plan, _ = two_bags()
    found = contradiction(
        (CLOCK, *plan.nodes), [*plan.statements, go, slot], lambda us: f"{us / MINUTE // 60:g}:{us / MINUTE % 60:02g}"
    )
    assert found is not None
    assert found.short_us == 7 * MINUTE
    assert {one.code for one in found.statements if one.code} == {
        "administration", "one-bag-at-a-time", "thaw", "thaw end to administration start"
    }  # fmt: skip
    assert [remedy for remedy in found.remedies if ":" in remedy[-25:]] == [
        "slot ends 11:30: 11:37 instead would do", "patient ready 11:22: 11:15 instead would do"
    ]  # fmt: skip
    assert "Moving any ONE by 7 min resolves this contradiction" in str(found)
