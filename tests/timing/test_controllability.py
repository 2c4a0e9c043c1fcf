"""Dynamic controllability against a game played to its end: nature against whoever decides, minute by minute."""

from functools import cache
from itertools import chain, combinations

import pytest
from how_many import draws
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from atmp_logistics.timing.closure import Closure, Why
from atmp_logistics.timing.controllability import control

MINUTES = range(-3, 8)


def decided(nodes, steps, bounds):
    """Return whether the library can promise the bounds: (from, to, at most) beside steps (start, end, least, most)."""
    closure = Closure.of({str(i): i for i in range(nodes)}, [], tuple((start, end) for start, end, _, _ in steps))
    lengths = [side for start, end, low, high in steps for side in ((start, end, high), (end, start, -low))]
    for i, j, most in [*bounds, *lengths]:
        closure.lower(i, j, most, Why.STATEMENT, 0)
    return control(closure, [low for _, _, low, _ in steps], [high for _, _, _, high in steps])


def subsets(items):
    items = sorted(items)
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def played(nodes, steps, bounds, horizon):
    """Return whether who decides can win: every choice of nature answered by one of theirs, up to the horizon."""
    ends = {end: (start, low, high) for start, end, low, high in steps}
    free = set(range(nodes)) - set(ends)

    def broken(times):
        known = dict(times)
        return any(i in known and j in known and known[j] - known[i] > most for i, j, most in bounds)

    @cache
    def wins(now, times):
        """Nature moves, whoever decides answers; at one moment as often as something new can end at once."""
        known = dict(times)
        if broken(times) or now > horizon:
            return False
        if len(known) == nodes:
            return True
        running = {
            end: now - known[start] for end, (start, _, _) in ends.items() if start in known and end not in known
        }
        must = {end for end, since in running.items() if since >= ends[end][2]}
        may = {end for end, since in running.items() if since >= ends[end][1]} - must
        return all(
            answered(now, times + tuple((end, now) for end in sorted(must | set(extra)))) for extra in subsets(may)
        )

    @cache
    def answered(now, times):
        known = dict(times)
        if broken(times):
            return False
        if len(known) == nodes:
            return True
        for chosen in subsets(free - set(known)):
            later = times + tuple((node, now) for node in chosen)
            if broken(later):
                continue
            after = dict(later)
            at_once = any(
                start in after and end not in after and after[start] == now and low == 0 and known.get(start) != now
                for end, (start, low, _) in ends.items()
            )
            if len(after) == nodes or (wins(now, later) if at_once else wins(now + 1, later)):
                return True
        return False

    return wins(0, ())


@st.composite
def networks(draw):
    """Up to five events, one or two steps nobody controls, and some bounds, in minutes."""
    nodes = draw(st.integers(3, 5))
    first = draw(st.integers(0, 3))
    steps = [(0, 1, first, first + draw(st.integers(0, 3)))]
    if nodes > 3 and draw(st.booleans()):
        low = draw(st.integers(0, 2))
        steps.append((draw(st.sampled_from([0, 1, 2])), 3, low, low + draw(st.integers(0, 2))))
    pairs = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1), st.sampled_from(MINUTES))
    bounds = draw(st.lists(pairs.filter(lambda bound: bound[0] != bound[1]), min_size=1, max_size=6))
    return nodes, steps, bounds


@settings(max_examples=draws(250), deadline=None, derandomize=True)
@given(networks())
def test_who_can_promise_it_wins_the_game_and_nobody_else(network):
    _, steps, bounds = network
    assume(len({(i, j) for i, j, _ in bounds}) == len(bounds))
    horizon = 7 + sum(high for *_, high in steps) + sum(abs(most) for *_, most in bounds if most < 0)
    assume(horizon < 22)
    assert decided(*network) == played(*network, horizon)


def test_an_example_of_the_literature():
    """Event 1 comes 2 to 5 before event 2, which ends a step of 4 to 7 after event 3: just so it can be promised."""
    one, two, three = 0, 1, 2
    step = [(three, two, 4, 7)]
    assert decided(3, step, [(one, two, 5), (two, one, -2)])
    assert not decided(3, step, [(one, two, 4), (two, one, -2)])
    assert not decided(3, [(three, two, 4, 8)], [(one, two, 5), (two, one, -2)])


@pytest.mark.parametrize(("slot", "can"), [(29 + 29, True), (29 + 28, False)])
def test_a_sequence_is_its_worst_case(slot, can):
    """Two bags, each thawed 2 to 4, moved 3 to 10 and infused 5 to 15 minutes, need 58 of the slot."""
    steps = [(0, 1, 2, 4), (1, 2, 3, 10), (2, 3, 5, 15), (4, 5, 2, 4), (5, 6, 3, 10), (6, 7, 5, 15)]
    assert decided(8, steps, [(4, 3, 0), (0, 7, slot), (1, 3, 30), (5, 7, 30)]) is can


def test_what_joins_waits_for_the_slower():
    """Two vials thawed together, 5 to 9 and 3 to 12 minutes, are mixed once both are thawed: they differ by up to 7."""
    thaws = [(0, 1, 5, 9), (0, 2, 3, 12)]
    joined = [(3, 1, 0), (3, 2, 0), (1, 3, 9), (2, 3, 9)]
    assert decided(4, thaws, joined)
    assert not decided(4, thaws, [*joined[:3], (2, 3, 5)])
