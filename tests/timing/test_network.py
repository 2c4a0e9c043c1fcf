"""The temporal network against brute force: missing events, contradictions, edges of weight zero."""

import numpy as np
import pytest
from every_pair import tightened
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import SiteError
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.evidence.events.known_order import network_of_facts
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.spacing_facts import SpacingFact
from atmp_logistics.timing.network import Edge, compile_network, never_after

NODES = "abcde"
EDGES = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(-5, 20)).filter(lambda e: e[0] != e[1]),
    max_size=8,
)
TIMES = st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=5, max_size=5)


def relaxed(edges, lo, hi):
    """Bounds by relaxing every edge until nothing moves; None when they contradict each other."""
    lo, hi = list(lo), list(hi)
    for _ in range(40):
        before = (list(lo), list(hi))
        for earlier, later, at_most in edges:
            i, j = NODES.index(earlier), NODES.index(later)
            hi[j] = min(hi[j], hi[i] + at_most)
            lo[i] = max(lo[i], lo[j] - at_most)
        if (lo, hi) == before:
            return (lo, hi) if all(a <= b for a, b in zip(lo, hi, strict=True)) else None
        if any(a > b for a, b in zip(lo, hi, strict=True)):
            return None
    return None


@settings(max_examples=draws(300), derandomize=True)
@given(EDGES, TIMES)
def test_propagation_is_full_relaxation(edges, times):
    try:
        network = compile_network(NODES, [Edge(*edge) for edge in edges])
    except ValueError:
        return
    lo = np.array([[-np.inf if t is None else t] for t in times], float)
    hi = np.array([[np.inf if t is None else t] for t in times], float)
    low, high = tightened(network, lo, hi)
    expected = relaxed(edges, lo[:, 0], hi[:, 0])
    if expected is None:
        assert (low > high).any()
        assert network.conflicts(lo[:, 0], hi[:, 0])
    else:
        assert (low[:, 0].tolist(), high[:, 0].tolist()) == expected
        assert not network.conflicts(lo[:, 0], hi[:, 0])


def test_an_order_is_an_edge_of_weight_zero_and_is_kept():
    network = compile_network("ab", [never_after("a", "b")])
    assert network.reach[network.index("b"), network.index("a")] == 0.0


def test_contradicting_facts_are_found_at_once():
    with pytest.raises(ValueError, match="contradict"):
        compile_network("ab", [Edge("a", "b", -1.0), Edge("b", "a", -1.0)])


def test_a_fact_against_nature_is_refused_with_its_place():
    fact = SpacingFact("administration_end", "thaw_start", 60.0, None, "a slip")
    with pytest.raises(SiteError, match=r"site.toml, \[\[fact\]\]"):
        network_of_facts(Site(spacing=(fact,), source="site.toml"))


def test_nature_is_consistent_and_names_known_events():
    assert network_of_facts(Site()).nodes
    assert all(before in EVENTS for kind in EVENTS.values() for before in kind.after)
    assert all(kind.closes in EVENTS for kind in EVENTS.values() if kind.closes)
