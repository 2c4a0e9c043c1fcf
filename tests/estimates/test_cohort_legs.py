"""An interval taken apart: legs that add up, and what was not logged said and not made up."""

import numpy as np
import pytest
from cohort_tables import SHORT, cohort
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import UsageError
from atmp_logistics.estimates.cohort import V2V_MOMENTS, find_legs

TEXT = """
T1: collected 0, sent 0.5, arrived 2, released 20, shipped 24, received 25, thawed 31, infused 31.5
T2: collected 0, sent 0.5, arrived 3, released 25, shipped 26, received 28, thawed 40, infused 40.5
T3: collected 0, sent 0.5, arrived 2, shipped 22, received 23, thawed 30, infused 30.5
T4: collected 0, sent 1
T5: collected 0, thawed 30, infused 29
"""


def legs(**asked):
    return find_legs(cohort(TEXT, now=60), **({"container": "first"} | asked))


def test_the_means_of_the_complete_therapies_add_up_and_so_do_their_shares():
    table = legs().table.set_index("leg")
    means = table["mean_d"].to_numpy()
    assert means[:-1].tolist() == [0.5, 2.0, 20.0, 2.5, 1.5, 9.0, 0.5]
    assert means[:-1].sum() == means[-1] == 36.0
    assert table["share"].iloc[:-1].sum() == pytest.approx(1.0)
    assert table["share"].iloc[-1] == 1.0


def test_each_therapys_legs_add_up_to_its_whole():
    table = legs().therapies.set_index("therapy_id")
    assert table.loc["T1"].iloc[:-1].sum() == table.loc["T1"].iloc[-1] == 31.5
    # The release of T3 is missing: its two legs are not known, and the whole is.
    assert table.loc["T3"].isna().tolist() == [False, False, True, True, False, False, False, False]
    assert table.loc["T3"].iloc[-1] == 30.5


def test_a_missing_moment_is_said_and_nothing_stands_in_for_it():
    found = legs()
    assert found.missing["product_released"] == 1
    assert found.complete.tolist() == [True, True, False, False, False]
    text = " ".join(str(found).split())
    assert "product_released was not logged in 1 therapy; nothing stands in for it" in text
    assert "the 2 of 5 therapies whose every moment was logged, in order; they add up" in text
    assert "1 left out: their records contradict a fact" in text


def test_a_leg_still_running_is_counted_as_censored():
    table = legs().table.set_index("leg")
    travel = table.loc["material_dispatched to material_received"]
    assert (travel["used"], travel["exact"]) == (4, 3)
    # 1.5, 1.5, 2.5 and one of more than 59 days.
    assert travel["p50_least_d"] == 2.0
    made = table.loc["material_received to product_released"]
    assert (made["used"], made["exact"]) == (2, 2)


def test_the_last_container_has_legs_of_its_own():
    text = "T1 B1: collected 0, received 20, infused 30\nT1 B2: received 22, infused 44"
    both = [
        find_legs(cohort(text), ("collection_end", "product_received", "administration_start"), container=which)
        for which in ("first", "last")
    ]
    assert [found.therapies.iloc[0].tolist()[1:] for found in both] == [[20.0, 10.0, 30.0], [22.0, 22.0, 44.0]]


@settings(max_examples=draws(40), derandomize=True, deadline=None)
@given(st.lists(st.lists(st.one_of(st.integers(0, 30), st.none()), min_size=8, max_size=8), min_size=1, max_size=4))
def test_whatever_was_logged_the_legs_of_a_complete_therapy_add_up(therapies):
    words = {event: word for word, event in SHORT.items()}
    lines = []
    for i, steps in enumerate(therapies):
        day, items = 0, ["order_placed 0"]
        for moment, step in zip(V2V_MOMENTS, steps, strict=True):
            day += step or 0
            items += [] if step is None else [f"{words[moment]} {day}"]
        lines.append(f"T{i}: {', '.join(items)}")
    found = find_legs(cohort("\n".join(lines)), container="first")
    table = found.therapies.iloc[:, 1:].to_numpy()
    expected = [None not in steps for steps in therapies]
    assert found.complete.tolist() == expected
    whole = table[found.complete, -1]
    assert table[found.complete, :-1].sum(axis=1) == pytest.approx(whole)
    means = found.table["mean_d"].to_numpy()
    assert np.isnan(means).all() if not any(expected) else means[:-1].sum() == pytest.approx(means[-1])


@pytest.mark.parametrize(
    ("moments", "container", "words"),
    [
        (("collection_end", "administration_start"), "first", "three moments or more"),
        (("collection_end", "thaw_start", "collection_end"), "first", "three moments or more"),
        (("collection_end", "thaw_strat", "administration_start"), "first", "an event of the vocabulary"),
        (V2V_MOMENTS, ("first", "last"), "'first' or 'last'"),
    ],
)
def test_legs_that_cannot_join_are_refused(moments, container, words):
    with pytest.raises(UsageError, match=words):
        find_legs(cohort("T1: collected 0"), moments, container=container)


def test_it_shows_itself_in_eighty_columns():
    assert max(map(len, str(legs()).splitlines())) <= 80
    assert "100%" in legs()._repr_html_()
