"""Intervals of a cohort: what is known of each, by hand. Days since 1 January 2026."""

import numpy as np
import pandas as pd
import pytest
from cohort_tables import cohort, days, log, said

from atmp_logistics.core.errors import ConflictingRecord, InputError, UsageError
from atmp_logistics.estimates.cohort import cohort_of, interval_between, vein_to_vein_time
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.spacing_facts import SpacingFact

INF = float("inf")


def v2v(text, now=None, container="first", **other):
    return said(vein_to_vein_time(cohort(text, now, **other), container=container))


def test_both_ends_logged_is_exact():
    assert v2v("T1: collected 0, infused 30\nT2: collected 10, infused 52.5") == [
        ("T1", "exact", 30, 30),
        ("T2", "exact", 42.5, 42.5),
    ]


def test_a_missing_end_lies_between_its_neighbours():
    # The infusion follows the thaw by nature, and comes before its own end.
    assert v2v("T1: collected 0, thawed 30, administration_end 30.5") == [("T1", "bounded", 30, 30.5)]


def test_a_missing_start_lies_between_its_neighbours_too():
    text = "T1: thawed 30, infused 30.5\nT2: received 20, infused 30"
    found = interval_between(cohort(text), "thaw_end", "administration_start", container="first")
    assert said(found) == [("T1", "bounded", 0, 0.5), ("T2", "bounded", 0, 10)]


def test_a_start_without_any_neighbour_leaves_the_length_unknown():
    # Nothing by nature comes before the end of the collection but its start.
    assert [row[:2] for row in v2v("T1: infused 30\nT2: collection_start 0, infused 30")] == [
        ("T1", "unknown"),
        ("T2", "bounded"),
    ]


def test_not_yet_infused_is_open_above_at_the_now_that_was_stated():
    assert v2v("T1: collected 0, received 20", now=25) == [("T1", "pending", 25, INF)]


def test_without_a_now_nothing_is_taken_as_not_happened():
    # The record shows the product at the hospital on day 20, so that the infusion came later.
    assert v2v("T1: collected 0, received 20") == [("T1", "not logged", 20, INF)]


def test_what_later_events_show_to_have_happened_is_missing_and_not_pending():
    # Nature does not say that a release precedes the receipt; the record holds what comes after it all the same.
    found = interval_between(
        cohort("T1: collected 0, received 20", now=25), "collection_end", "product_released", container="first"
    )
    assert [row[:2] for row in said(found)] == [("T1", "unknown")]


def test_an_event_without_its_time_has_happened_by_now():
    assert v2v("T1: collected 0, received 20, infused ?", now=40) == [("T1", "bounded", 20, 40)]


def test_a_fact_that_bounds_what_is_missing_is_stronger_than_now():
    site = Site(spacing=(SpacingFact("thaw_start", "thaw_end", None, 900.0, "SOP 12"),))
    found = interval_between(cohort("T1: thawed 10", now=12, site=site), "thaw_start", "thaw_end", container="first")
    assert said(found) == [("T1", "bounded", 0, round(900 / 86400, 9))]


def test_given_up_is_open_above_until_the_last_container_was_discarded():
    text = "T1 B1: collected 0, received 20, discarded 26\nT1 B2: received 20, returned 28"
    for container in ("first", "last"):
        assert v2v(text, now=60, container=container) == [("T1", "given up", 28, INF)]
    # Nobody knows when it was discarded: nothing is known of the wait.
    assert [row[:2] for row in v2v("T1: collected 0, discarded ?", now=60)] == [("T1", "unknown")]


def test_a_container_that_was_discarded_does_not_hold_up_the_one_that_was_given():
    text = "T1 B1: collected 0, received 20, discarded 26\nT1 B2: received 20, infused 30"
    assert v2v(text) == [("T1", "exact", 30, 30)]
    assert v2v(text, container="last") == [("T1", "exact", 30, 30)]


def test_first_and_last_container_are_two_intervals():
    text = "T1 B1: collected 0, infused 30\nT1 B2: infused 44"
    assert v2v(text) == [("T1", "exact", 30, 30)]
    assert v2v(text, container="last") == [("T1", "exact", 44, 44)]
    first_to_last = interval_between(
        cohort(text), "administration_start", "administration_start", container=("first", "last")
    )
    assert said(first_to_last) == [("T1", "exact", 14, 14)]


def test_a_second_container_still_to_come_is_pending_and_the_first_is_not():
    text = "T1 B1: collected 0, received 20, infused 30\nT1 B2: received 20"
    assert v2v(text, now=40) == [("T1", "exact", 30, 30)]
    assert v2v(text, now=40, container="last") == [("T1", "pending", 40, INF)]
    # Without a now the second may have come first, unlogged.
    assert v2v(text) == [("T1", "bounded", 20, 30)]


def test_a_record_that_contradicts_itself_is_left_out_and_counted():
    found = cohort("T1: collected 0, thawed 30, infused 29\nT2: collected 0, infused 31")
    intervals = vein_to_vein_time(found, container="first")
    assert said(intervals)[0][:2] == ("T1", "contradicts")
    assert found.contradictions == {"T1": (("administration_start", "thaw_start"),)}
    assert intervals.counts[["exact", "contradicts"]].tolist() == [1, 1]
    assert "1 contradicts: the record contradicts a fact" in str(intervals)


def test_an_interval_that_runs_backwards_is_left_out_and_shows_by_how_much():
    # Nature does not order a second collection's end and the infusion.
    assert v2v("T1: collected 30, infused 28") == [("T1", "runs backwards", -2, -2)]


def test_one_that_may_run_backwards_is_no_shorter_than_nothing():
    found = interval_between(
        cohort("T1: released 20, shipped 18, received 22", now=30),
        "product_released",
        "product_dispatched",
        container="first",
    )
    assert said(found) == [("T1", "runs backwards", -2, -2)]
    minute = interval_between(
        cohort("T1: released 20, shipped 20", site=Site(resolution_s=60.0)),
        "product_released",
        "product_dispatched",
        container="first",
    )
    assert said(minute) == [("T1", "bounded", 0, round(120 / 86400, 9))]


def test_not_begun_is_counted_out():
    assert [row[:2] for row in v2v("T1: order_placed 0\nT2: collected 1", now=5)] == [
        ("T1", "not begun"),
        ("T2", "pending"),
    ]


def test_the_sites_resolution_widens_every_time():
    assert v2v("T1: collected 0, infused 30", site=Site(resolution_s=43200.0)) == [("T1", "bounded", 29, 31)]


def test_elapsed_hours_do_not_follow_the_clock_over_the_night_it_changes():
    rows = [("T1", "collection_end", "2026-03-28 12:00"), ("T1", "administration_start", "2026-03-29 12:00")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]), tz="Europe/Stockholm")
    assert vein_to_vein_time(cohort_of(events), container="first").lower_s.tolist() == [23 * 3600.0]


@pytest.mark.parametrize("word", ["turnaround", "vein-to-vein", "infusion_strat"])
def test_every_interval_has_two_named_ends(word):
    with pytest.raises(UsageError, match="an event of the vocabulary"):
        interval_between(cohort("T1: collected 0"), "collection_end", word, container="first")


def test_vein_to_vein_is_from_collection_to_administration_only():
    with pytest.raises(UsageError, match="use interval_between"):
        vein_to_vein_time(cohort("T1: collected 0"), container="first", ends="product_released")
    assert vein_to_vein_time(cohort("T1: collected 0"), container="last").name == (
        "collection_end to administration_start, last container"
    )


@pytest.mark.parametrize("container", ["any", ("first",), ("first", "every"), ""])
def test_which_container_counts_must_be_said(container):
    with pytest.raises(UsageError, match="'first', 'last' or a pair"):
        vein_to_vein_time(cohort("T1: collected 0"), container=container)
    with pytest.raises(TypeError):
        vein_to_vein_time(cohort("T1: collected 0"))


def test_one_moment_is_no_interval():
    with pytest.raises(UsageError, match="two moments"):
        interval_between(cohort("T1: collected 0"), "collection_end", "leukapheresis_end", container="first")


def test_an_event_after_now_is_refused_with_its_row():
    with pytest.raises(InputError, match=r"row \d+: found administration_start at 2026-01-31T00:00:00Z"):
        cohort("T1: collected 0, infused 30", now=20)
    # What is printed on a shipper lies ahead and is no event that was logged early.
    assert len(cohort("T1: collected 0, shipper_expires 30", now=20)) == 1


@pytest.mark.parametrize("now", ["soon", "2026-02-01", "2026-02-01T10:00"])
def test_now_is_one_instant(now):
    with pytest.raises(UsageError):
        cohort_of(log("T1: collected 0"), now=now)


def test_a_local_now_is_read_in_the_events_zone_and_the_night_it_is_doubtful_is_refused():
    events = log("T1: collected 0", tz="Europe/Stockholm")
    assert cohort_of(events, now="2026-02-01T01:00").now == "2026-02-01T00:00:00Z"
    with pytest.raises(UsageError, match="one instant"):
        cohort_of(events, now="2026-10-25T02:30")


TWO = "T1: collected 0, infused 30\nT2: collected 35, infused 70"


def test_centres_are_stated_by_therapy():
    for centre in ({"T1": "Lund"}, pd.Series({"T1": "Lund"}), pd.DataFrame({"therapy_id": ["T1"], "centre": ["Lund"]})):
        assert cohort(TWO, centre=centre).centre.tolist() == ["Lund", "not stated"]


def test_centres_are_read_from_the_rows_of_one_event():
    places = {
        ("T1", "collection_end"): "Lund",
        ("T1", "administration_start"): "Malmö",
        ("T2", "collection_end"): "Umeå",
    }
    events = log(TWO, location=places)
    assert cohort_of(events, centre=("location", "leukapheresis_end")).centre.tolist() == ["Lund", "Umeå"]
    assert cohort_of(events, centre=("location", "administration_start")).centre.tolist() == ["Malmö", "not stated"]


def test_two_centres_of_one_therapy_are_refused():
    twice = pd.DataFrame({"therapy_id": ["T1", "T1"], "centre": ["Lund", "Malmö"]})
    with pytest.raises(ConflictingRecord, match="'Lund' and 'Malmö'"):
        cohort(TWO, centre=twice)


@pytest.mark.parametrize(
    "centre", ["location", ("place", "collection_end"), ("location", "colection"), pd.DataFrame({"a": [1]}), 7]
)
def test_a_centre_stated_otherwise_is_refused(centre):
    with pytest.raises(UsageError, match="centre"):
        cohort(TWO, centre=centre)


def test_products_are_named_and_several_are_named_together():
    events = log(
        TWO + "\nT3: collected 1",
        product={("T1", "collection_end"): "kymriah-eu", ("T2", "collection_end"): "yescarta-eu"},
    )
    assert cohort_of(events).product.tolist() == ["kymriah-eu", "yescarta-eu", "not stated"]


def test_the_month_is_that_of_the_start_in_the_cohorts_zone():
    events = log("T1: collected 30.97, infused 60\nT2: infused 40", tz="Europe/Stockholm")
    assert vein_to_vein_time(cohort_of(events), container="first").months().tolist() == ["2026-02", "not stated"]
    in_utc = vein_to_vein_time(cohort("T1: collected 30.97, infused 60"), container="first")
    assert in_utc.months().tolist() == ["2026-01"]


def test_an_interval_shows_itself():
    found = vein_to_vein_time(cohort(TWO + "\nT3: collected 60", now=80), container="first")
    assert str(found).splitlines()[:2] == [
        "collection_end to administration_start, first container",
        "2 exact: both ends were logged",
    ]
    assert "the record is complete up to 2026-03-22T00:00:00Z, as stated in the call" in " ".join(str(found).split())
    assert max(map(len, str(found).splitlines())) <= 80
    assert "<td" in found._repr_html_()
    assert repr(found) == "<Intervals: collection_end to administration_start, first container, 3 therapies, 3 used>"


def test_an_event_that_nobody_logged_is_unknown_of_all():
    found = interval_between(cohort(TWO), "opened", "administration_start", container="first")
    assert found.counts["unknown"] == 2
    assert np.isnan(found.lower_s).all()
    assert days(found.begun_by_us) == [INF, INF]
