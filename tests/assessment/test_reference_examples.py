"""What the reference says of the smallest records, each beside the sentence of the contract that decides it."""

from dataclasses import replace

import pytest
from random_records import Drawn, File, Line
from reference import C, D, I

from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.site_profile import BandFact, Site

FRIDGE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
TRANSPORT = "[[storage]]\ncode='transport'\nfrom='product_dispatched'\nuntil='product_received'\nupper='8 degC'\n"
GIVEN = "[[window]]\ncode='given'\nstarts='thaw_end'\nends='administration_end'\nwithin=['20 degC','25 degC']\n"
EXACT, MINUTES = Site(tz="UTC", resolution_s=0.0), Site(tz="UTC", resolution_s=60.0)


def record(limits, events, *files, site=EXACT, **more):
    """A record of one therapy; `events` such as "B1 product_received 60 L, ..." in minutes."""
    lines = []
    for item in filter(None, map(str.strip, events.split(","))):
        container, event, at, *rest = item.split()
        stated = tuple(tuple(word.split("=")) for word in rest if "=" in word)
        logger = next((word for word in rest if "=" not in word), "")
        lines.append(Line("T1", container, event, None if at == "?" else int(float(at) * 60), logger, stated=stated))
    return Drawn(limits, tuple(lines), files, site, **more)


def log(values, name="L", step=10, start=0, **more):
    """A logger's file: `values` of °C, None where a reading was lost."""
    rows = [(60 * (start + step * i), value) for i, value in enumerate(values) if value is not None]
    return File(name, tuple(rows), **more)


def said(drawn, rule, code, container="B1"):
    (found,) = {
        one.verdict for one in drawn.reference() if (one.rule, one.code, one.container) == (rule, code, container)
    }
    return found


STORED = "B1 product_received 10, B1 storage_out 60"


# ---------------------------------------------------------------- who stands for whom


def test_a_logger_that_nobody_assigned_stands_for_the_one_storage_phase():
    assert said(record(FRIDGE, STORED, log([5] * 8)), "T101", "fridge") == C
    assert said(record(FRIDGE, STORED, log([5, 5, 5, 20, 5, 5, 5, 5])), "T101", "fridge") == D


def test_it_stands_until_the_first_way_out_and_for_no_window():
    later = STORED + ", B1 thaw_end 65, B1 administration_end 75"
    assert said(record(FRIDGE + GIVEN, later, log([5] * 9)), "T102", "given") == I
    longer = FRIDGE.replace("storage_out", "thaw_start")
    assert said(record(longer, STORED + ", B1 thaw_start 70", log([5] * 9)), "T101", "fridge") == I
    assert said(record(longer, STORED + ", B1 thaw_start 70", log([5] * 7 + [20, 20])), "T101", "fridge") == I


def test_where_two_phases_can_hold_it_stands_for_none():
    events = "B1 product_dispatched 0, " + STORED
    drawn = record(TRANSPORT + FRIDGE, events, log([5] * 8))
    assert said(drawn, "T101", "transport") == said(drawn, "T101", "fridge") == I


def test_a_code_is_said_by_the_call_before_the_profile():
    two = log([5] * 8, "L", codes=("fridge",)), log([20] * 8, "M")
    profile = replace(EXACT, loggers=(LoggerPlace.of("M", ["fridge"], "the site profile"),))
    assert said(record(FRIDGE, STORED, *two, site=profile), "T101", "fridge") == C
    assert said(record(FRIDGE, STORED, two[0], replace(two[1], codes=("fridge",))), "T101", "fridge") == I


def test_named_at_the_event_that_opens_the_phase_it_leaves_no_gap():
    drawn = record(FRIDGE, "B1 product_received 10 L, B1 storage_out 60 none", log([5] * 8), site=MINUTES)
    assert said(drawn, "T101", "fridge") == C
    assert said(drawn, "D501", "fridge") == C


def test_a_logger_that_travels_draws_no_line_to_the_desk():
    desk = log([22, 5, 5, 5, 5, 5, 22, 22], start=5)
    events = "B1 product_received 10 L, B1 storage_out 60 none"
    assert said(record(FRIDGE, events, desk), "T101", "fridge") == C
    lost = log([22, None, 5, 5, 5, 5, 22, 22], start=5)
    assert said(record(FRIDGE, events, lost), "T101", "fridge") == I


def test_without_a_known_interval_nothing_holds_at_an_edge():
    events = "B1 product_received 10 L, B1 storage_out 11 none"
    assert said(record(FRIDGE, events, log([5], start=10.5)), "T101", "fridge") == I


def test_a_logger_that_begins_with_the_event_that_ends_a_phase_has_no_reading_in_it():
    events = "B1 product_dispatched 0, B1 product_received 30 L, B1 storage_out 60"
    drawn = record(TRANSPORT + FRIDGE, events, log([20, 20, 20, 5, 5, 5, 5]))
    assert said(drawn, "T101", "transport") == I
    assert said(drawn, "T101", "fridge") == C
    assert said(record(TRANSPORT, events, log([5, 5, 5, 20, 20, 20, 20])), "T101", "transport") == I


def test_a_phase_of_one_instant_at_a_hand_over_has_the_logger_that_takes_over():
    events = "B1 thaw_start 0 M, B1 thaw_end 30 L, B1 administration_end 30"
    assert said(record(GIVEN, events, log([22] * 8), log([31] * 8, "M")), "T102", "given") == C
    assert said(record(GIVEN, events, log([22] * 8), log([31] * 3 + [None] * 2 + [31], "M")), "T102", "given") == C


def test_a_stated_band_gives_way_to_a_logger_that_somebody_assigned():
    fact = replace(EXACT, bands=(BandFact("given", TemperatureRange(20.0, 25.0), "room"),))
    events = "B1 thaw_end 0 L, B1 administration_end 40"
    assert said(record(GIVEN, events, log([35] * 5), site=fact), "T102", "given") == D
    assert said(record(GIVEN, events, site=fact), "T102", "given") == I
    assert said(record(GIVEN, events.replace(" L", ""), site=fact), "T102", "given") == C


# ---------------------------------------------------------------- times as written

MOST = "[[window]]\ncode='most'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
NEXT = "[[precondition]]\ncode='next'\nbefore='administration_end'\nafter='thaw_start'\nscope='next container'\n"


def test_thirty_minutes_by_the_minute_are_thirty_give_or_take():
    events = "B1 thaw_end 8, B1 administration_end 38"
    assert said(record(MOST, events, site=MINUTES), "W201", "most") == I
    assert said(record(MOST, events, site=EXACT), "W201", "most") == C


def test_two_different_minutes_keep_their_order_also_from_bag_to_bag():
    events = "B1 thaw_start 0, B1 administration_end 33, B2 thaw_start 34, B2 administration_end 50"
    assert said(record(NEXT, events, site=MINUTES), "W202", "next", "B2") == C
    wider = replace(MINUTES, resolution_s=120.0)
    assert said(record(NEXT, events, site=wider), "W202", "next", "B2") == I


# ---------------------------------------------------------------- the rhythm of a stretch


def test_readings_a_week_apart_are_no_record():
    week = 7 * 24 * 60
    drawn = record(FRIDGE, f"B1 product_received 0, B1 storage_out {2 * week}", log([5] * 3, step=week))
    assert said(drawn, "T101", "fridge") == I


def test_the_interval_belongs_to_a_stretch():
    """A reading each minute and a hole, then one each ten: what was lost in the dense part is not joined."""
    dense, slow = [(60 * i, 5) for i in range(30) if not 10 <= i < 16], [(60 * i, 5) for i in range(30, 200, 10)]
    drawn = record(FRIDGE, "B1 product_received 0, B1 storage_out 150", File("L", (*dense, *slow)))
    assert said(drawn, "T101", "fridge") == I
    within = "B1 product_received 0, B1 storage_out 29"
    whole = tuple((60 * i, 5) for i in range(30)) + tuple(slow)
    assert said(record(FRIDGE, within, File("L", whole)), "T101", "fridge") == C


def test_another_trip_changes_nothing():
    hole = log([5, 5, None, 5, 5, 5, 5, 5], declared_s=600)
    slow = log([5] * 8, start=500, step=30, declared_s=1800)
    for files in ([hole], [hole, slow], [slow, hole]):
        assert said(record(FRIDGE, STORED, *files), "T101", "fridge") == I


# ---------------------------------------------------------------- labels with conditions

TWO_STORES = (
    "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nupper='8 degC'\nwhen={preparation='A'}\n"
    "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nupper='25 degC'\nwhen={preparation='B'}\n"
    "[[allowance]]\ncode='short'\nstorage='fridge'\nupper='30 degC'\nat_most='5 min'\n"
)


@pytest.mark.parametrize(("stated", "verdict"), [("preparation=A", D), ("preparation=B", C), ("", I)])
def test_an_excursion_is_counted_from_the_range_that_holds(stated, verdict):
    events = f"B1 product_received 10 {stated}, B1 storage_out 60"
    assert said(record(TWO_STORES, events, log([5, 20, 20, 20, 5, 5, 5, 5])), "T103", "short") == verdict


@pytest.mark.parametrize(("stated", "verdict"), [("preparation=A", D), ("preparation=C", "nothing"), ("", I)])
def test_a_condition_with_one_named_value_can_be_open(stated, verdict):
    limits = MOST + "when={preparation='A'}\n"
    found = [one.verdict for one in record(limits, f"B1 thaw_end 0 {stated}, B1 administration_end 45").reference()]
    assert (found[0] if len(found) > 1 else "nothing") == verdict


def budgets(high):
    frame = "[[budget]]\ncode='{}'\nband=['{} degC','{} degC']\nfrom='storage_out'\nuntil='administration_end'\nat_most='60 min'\n"
    return frame.format("cold", 2, 8) + frame.format("room", high, 25)


@pytest.mark.parametrize("high", [8, 20])
def test_time_at_room_temperature_is_not_time_in_the_cold(high):
    events = "B1 storage_out 0 L, B1 administration_end 100"
    drawn = record(budgets(high), events, log([5] * 5 + [22] * 6))
    assert said(drawn, "T104", "cold") == C
    assert said(drawn, "T104", "room") == C


# ---------------------------------------------------------------- what the record notes


def test_after_its_end_a_container_is_not_given():
    assert said(record("", "B1 discarded 1, B1 thaw_start 5"), "W203", "natural-order") == I
    assert said(record("", "B1 administration_end 1, B1 discarded 5"), "W203", "natural-order") == C


def test_out_twice_without_in_between_is_unknown_which():
    limits = "[[window]]\ncode='w'\nstarts='storage_out'\nends='thaw_start'\nat_most='10 min'"
    assert said(record(limits, "B1 storage_out 0, B1 storage_out 30, B1 thaw_start 35"), "W201", "w") == I
    again = "B1 storage_out 0, B1 storage_in 20, B1 storage_out 30, B1 thaw_start 35"
    assert said(record(limits.replace("ends", "starts_instance='last'\nends"), again), "W201", "w") == C
