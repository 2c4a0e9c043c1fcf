"""D501, in the words of its findings: for how long there are no readings, from when, and whose readings would do."""

from dataclasses import replace

from rule_words import UTC, sentences, table, words

from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.site_profile import BandFact

FROZEN = table("storage", "frozen", from_="product_received", until="storage_out", upper="-120 degC")
HOUR = "product_received 08:00, storage_out 09:00"


def test_readings_without_a_gap():
    assert words("D501", FROZEN, HOUR, "08:00 -160, 08:30 -155, 09:00 -158") == sentences("""
        frozen conforms: readings without a gap
        """)


def test_a_gap():
    assert words("D501", FROZEN, HOUR, "08:00 -160, 08:10 -160, 08:20 -160, 09:00 -158") == sentences("""
        frozen indeterminate: 40 min without readings, first from 2026-11-10 08:20Z
          decided by: readings for the 40 min without them
        """)
    assert words("D501", FROZEN, HOUR, "08:20 -160, 08:40 -155, 09:00 -158") == sentences("""
        frozen indeterminate: 20 min without readings, first from 2026-11-10 08:00Z
          decided by: readings for the 20 min without them
        """)
    assert words("D501", FROZEN, HOUR) == sentences("""
        frozen indeterminate: 1 h without readings, first from 2026-11-10 08:00Z
          decided by: readings for the 1 h without them
        """)


def test_a_gap_of_which_the_ends_are_not_known():
    coarse = replace(UTC, resolution_s=300.0)
    assert words("D501", FROZEN, HOUR, "08:20 -160, 08:40 -155, 09:00 -158", site=coarse) == sentences("""
        frozen indeterminate: 15 min to 30 min without readings, first from 2026-11-10 07:55Z
          decided by: readings for the 30 min without them
        """)


def test_an_end_of_the_phase_that_was_not_logged():
    assert words("D501", FROZEN, "product_received 08:00", "08:00 -160, 08:30 -155, 09:00 -158") == sentences("""
        frozen indeterminate: the phase has no known start or end in the record
          decided by: log the events at both of its ends
        """)


def test_loggers_of_which_nobody_says_what_they_stand_for():
    cold = "08:00 -160, 08:30 -160, 09:00 -160"
    assert words("D501", FROZEN, HOUR, loggers={"TANK-3": cold, "TANK-4": cold}) == sentences("""
        frozen indeterminate: 1 h without readings, first from 2026-11-10 08:00Z
          decided by: say which logger stands for frozen (read: TANK-3, TANK-4): [loggers] in the site profile:
            "TANK-3" = "frozen", or --readings frozen=FILE, or logger_id on product_received
        """)


def test_a_window_with_a_band_asks_for_a_log_too():
    rest = table("window", "rest", starts="thaw_end", ends="administration_end", at_most="30 min")
    record = "thaw_end 10:00, administration_end 10:20"
    assert words("D501", rest, record) == ""
    band = rest + "within = ['20 degC', '25 degC']\n"
    assert words("D501", band, record) == sentences("""
        rest indeterminate: 20 min without readings, first from 2026-11-10 10:00Z
          decided by: readings for the 20 min without them
        """)
    fact = BandFact("rest", TemperatureRange(20.0, 25.0), "room log")
    assert words("D501", band, record, site=replace(UTC, bands=(fact,))) == ""


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("D501", FROZEN, HOUR + ", thaw_start 09:10, thaw_end 09:05") == sentences("""
        frozen indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing
          decided by: check the times of thaw end and thaw start
        """)
