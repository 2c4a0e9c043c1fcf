"""The least work against the obvious: bounds tightened in place, contradictions counted, and blocks of any size."""

import numpy as np
from every_pair import tightened
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import cases, is_a_label
from test_network import EDGES, NODES

from atmp_logistics.evidence.events import event_bounds as bounding
from atmp_logistics.evidence.events import evidence, row_bounds
from atmp_logistics.evidence.events.contradictions import Contradictions
from atmp_logistics.evidence.events.known_order import network_of_facts
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.spacing_facts import SpacingFact
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.timing.network import Edge, compile_network
from atmp_logistics.timing.propagation import Tightening

WRITTEN = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 40), st.tuples(st.integers(0, 40), st.integers(0, 9))), min_size=5, max_size=5),
    min_size=1,
    max_size=6,
)  # fmt: skip


def bounds(written):
    """Return bounds, a row a node: nothing, an instant, or an instant and how far it may lie after."""
    pairs = [
        [(-np.inf, np.inf) if t is None else (t, t) if isinstance(t, int) else (t[0], sum(t)) for t in case]
        for case in written
    ]
    lo, hi = np.moveaxis(np.array(pairs, float), -1, 0)
    return lo.T.copy(), hi.T.copy()


def network_of(edges):
    try:
        return compile_network(NODES, [Edge(*edge) for edge in edges])
    except ValueError:
        return None


@settings(max_examples=draws(500), derandomize=True, deadline=None)
@given(EDGES, WRITTEN)
def test_the_least_work_tightens_as_every_pair_does(edges, written):
    network = network_of(edges)
    if network is None:
        return
    lo, hi = bounds(written)
    expected = tightened(network, lo, hi)
    Tightening.of(network).tighten(lo, hi)
    np.testing.assert_array_equal(lo, expected[0])
    np.testing.assert_array_equal(hi, expected[1])


def test_orders_that_follow_from_others_are_left_out():
    spaced = Site(spacing=(SpacingFact("thaw_start", "thaw_end", 60.0, 900.0, "bath"),))
    nature, with_a_fact = (network_of_facts(site) for site in (Site(), spaced))
    linked = [np.count_nonzero(np.isfinite(one.reach)) - len(one.nodes) for one in (nature, with_a_fact)]
    assert Tightening.of(nature).apart == ()
    assert len(Tightening.of(nature).orders) < linked[0] / 2
    step = Tightening.of(with_a_fact)
    assert 0 < len(step.apart) < len(step.apart) + len(step.orders) < linked[1]


@settings(max_examples=draws(500), derandomize=True, deadline=None)
@given(EDGES, WRITTEN)
def test_contradictions_are_counted_as_they_are_named(edges, written):
    network = network_of(edges)
    if network is None:
        return
    lo, hi = bounds(written)
    low, high = tightened(network, lo, hi)
    rows = np.nonzero((low > high).any(axis=0))[0]
    found = Contradictions(network, rows, lo[:, rows], hi[:, rows])
    assert found.counts().tolist() == [len(found.of(row)) for row in rows.tolist()]
    assert all(found.of(row) for row in rows.tolist())
    assert not any(found.of(row) for row in range(len(written) + 1) if row not in rows)


def test_two_instances_of_one_event_contradict_another_once():
    network = network_of_facts(Site()).restricted(["storage_in:first", "storage_in:last", "administration_end"])
    at = np.array([[100.0], [200.0], [5.0]])
    found = Contradictions(network, np.array([0]), at, at)
    assert found.counts().tolist() == [len(found.of(0))]


@settings(max_examples=draws(60), derandomize=True, deadline=None)
@given(cases(most_therapies=4), st.integers(1, 3), st.integers(1, 4))
def test_blocks_of_any_size_find_the_same(case, containers, rows):
    if not is_a_label(case):
        return
    whole = render_json(case.assess())
    kept = bounding.CELLS, row_bounds.ROWS
    try:
        bounding.CELLS = evidence.CELLS = containers
        row_bounds.ROWS = rows
        assert render_json(case.assess()) == whole
    finally:
        (bounding.CELLS, row_bounds.ROWS), evidence.CELLS = kept, kept[0]
