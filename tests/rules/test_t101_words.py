"""T101, in the words of its findings: where the range was left and for how long, or what was not seen."""

from dataclasses import replace

from rule_words import UTC, sentences, table, words

from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.site_profile import BandFact

PHASE = {"from_": "product_received", "until": "storage_out"}
FROZEN = table("storage", "frozen", **PHASE, upper="-120 degC")
FRIDGE = table("storage", "fridge", **PHASE, lower="2 degC", upper="8 degC")
HOUR = "product_received 08:00, storage_out 09:00"


# --- the range was kept, or left -----------------------------------------------------------------------------------------
def test_the_range_was_kept():
    assert words("T101", FROZEN, HOUR, "08:00 -160, 08:30 -155.5, 09:00 -158") == sentences("""
        frozen conforms: -160 °C to -155.5 °C seen in 1 h, limit ≤ -120 °C
        """)


def test_one_excursion():
    assert words("T101", FROZEN, HOUR, "08:00 -160, 08:30 -110, 09:00 -160") == sentences("""
        frozen deviates: too warm, -110 °C: 12 min from 2026-11-10 08:24Z to 2026-11-10 08:36Z, limit ≤ -120 °C
        """)
    assert words("T101", FRIDGE, HOUR, "08:00 5, 08:30 1, 09:00 5") == sentences("""
        fridge deviates: too cold, 1 °C: 15 min from 2026-11-10 08:22:30Z to 2026-11-10 08:37:30Z, limit 2 to 8 °C
        """)


def test_several_excursions_are_counted_and_the_worst_is_named():
    readings = "08:00 5, 08:10 9, 08:20 5, 08:30 10, 08:40 5, 08:50 5, 09:00 5"
    assert words("T101", FRIDGE, HOUR, readings) == sentences("""
        fridge deviates: too warm, 10 °C: 2 excursions, 13 min in all; the worst from 2026-11-10 08:26Z to
            2026-11-10 08:34Z, limit 2 to 8 °C
        """)


def test_a_range_left_on_both_sides():
    readings = "08:00 5, 08:15 9, 08:30 5, 08:45 -1, 09:00 5"
    assert words("T101", FRIDGE, HOUR, readings) == sentences("""
        fridge deviates: too cold, -1 °C: 15 min from 2026-11-10 08:37:30Z to 2026-11-10 08:52:30Z; and too warm, 9
            °C: 7 min 30 s from 2026-11-10 08:11:15Z to 2026-11-10 08:18:45Z, limit 2 to 8 °C
        """)


def test_a_range_that_is_not_inclusive():
    below = table("storage", "frozen", **PHASE, upper="-120 degC", strict="true")
    assert words("T101", below, HOUR, "08:00 -160, 08:30 -120, 09:00 -158") == sentences("""
        frozen deviates: too warm, -120 °C: 0 s from 2026-11-10 08:30Z to 2026-11-10 08:30Z, limit < -120 °C
        """)


# --- what was not seen ----------------------------------------------------------------------------------------------------
def test_the_log_begins_late():
    assert words("T101", FROZEN, HOUR, "08:20 -160, 08:30 -155, 08:40 -155, 08:50 -155, 09:00 -158") == sentences("""
        frozen indeterminate: -160 °C to -155 °C seen, 20 min without readings from 2026-11-10 08:00Z, limit ≤ -120
            °C
          decided by: readings for the 20 min without them from 2026-11-10 08:00Z
        """)


def test_a_gap_in_the_log():
    assert words("T101", FROZEN, HOUR, "08:00 -160, 08:10 -160, 08:20 -160, 09:00 -158") == sentences("""
        frozen indeterminate: -160 °C to -158 °C seen, 40 min without readings from 2026-11-10 08:20Z, limit ≤ -120
            °C
          decided by: readings for the 40 min without them from 2026-11-10 08:20Z
        """)


def test_no_reading_at_all():
    assert words("T101", FROZEN, HOUR) == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: readings for the 1 h without them
        """)
    assert words("T101", FROZEN, HOUR, "06:00 -160, 06:10 -160") == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: readings for the 1 h without them
        """)


def test_a_line_alone():
    """Both readings lie outside the phase, and the line between them runs through it."""
    within = "product_received 08:10, storage_out 08:20"
    assert words("T101", FROZEN, within, "07:30 -160, 08:00 -160, 08:30 -150, 09:00 -150") == sentences("""
        frozen conforms: no reading, -156.6667 °C to -153.3333 °C on the line between two in 10 min, limit ≤ -120 °C
        """)


def test_a_line_beyond_the_readings():
    within = "product_received 08:10, storage_out 08:40"
    assert words("T101", FROZEN, within, "08:00 -130, 08:15 -160, 08:30 -160, 08:45 -140") == sentences("""
        frozen conforms: -160 °C seen, -160 °C to -146.6667 °C with the lines between readings in 30 min, limit ≤
            -120 °C
        """)


# --- events that are not known ---------------------------------------------------------------------------------------------
def test_the_end_of_the_phase_was_not_logged():
    assert words("T101", FROZEN, "product_received 08:00", "08:00 -160, 08:30 -155, 09:00 -158") == sentences("""
        frozen indeterminate: -160 °C to -155 °C seen, the phase has no known end in the record, limit ≤ -120 °C
          decided by: log storage out
        """)
    assert words("T101", FROZEN, "product_received 08:00") == sentences("""
        frozen indeterminate: no reading, the phase has no known end in the record, limit ≤ -120 °C
          decided by: log storage out, and readings for the phase
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    record = HOUR + ", thaw_start 09:10, thaw_end 09:05"
    assert words("T101", FROZEN, record, "08:00 -160, 08:30 -155, 09:00 -158") == sentences("""
        frozen indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing
          decided by: check the times of thaw end and thaw start
        """)


# --- the loggers' accuracy --------------------------------------------------------------------------------------------------
def test_a_guarded_decision_rule():
    site = replace(UTC, accuracy_degC=0.5, decision_rule="guarded")
    assert words("T101", FRIDGE, HOUR, "08:00 5, 08:30 7.6, 09:00 5", site=site) == sentences("""
        fridge indeterminate: 5 °C to 7.6 °C seen in 1 h, limit 2 to 8 °C
          decided by: a logger accurate enough to tell, or the simple decision rule
        """)
    assert words("T101", FRIDGE, HOUR, "08:00 5, 08:30 8.6, 09:00 5", site=site) == sentences("""
        fridge deviates: too warm, 8.6 °C: 10 min from 2026-11-10 08:25Z to 2026-11-10 08:35Z, limit 2 to 8 °C
        """)


# --- what the site states --------------------------------------------------------------------------------------------------
def test_the_site_states_the_temperature():
    fact = BandFact("", TemperatureRange(-196.0, -150.0), "tank log", storage="frozen")
    site = replace(UTC, bands=(fact,))
    assert words("T101", FROZEN, HOUR, site=site) == sentences("""
        frozen conforms: stated by the site: during frozen the temperature is -196 to -150 °C (tank log), limit ≤
            -120 °C
        """)
    assert words("T101", FROZEN, HOUR, "08:00 -160, 08:10 -160, 08:20 -160, 09:00 -158", site=site) == sentences("""
        frozen indeterminate: -160 °C to -158 °C seen, 40 min without readings from 2026-11-10 08:20Z, limit ≤ -120
            °C
          decided by: readings for the 40 min without them from 2026-11-10 08:20Z
        """)


def test_the_site_states_too_little():
    fact = BandFact("", TemperatureRange(None, -100.0), "tank log", storage="frozen")
    assert words("T101", FROZEN, HOUR, site=replace(UTC, bands=(fact,))) == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: readings for the 1 h without them
        """)


def test_a_fact_that_names_no_condition_decides_nothing():
    stores = (
        FROZEN + "when = { indication = 'ALL' }\n" + FROZEN.replace("-120", "-150") + "when = { indication = 'FL' }\n"
    )
    fact = BandFact("", TemperatureRange(-196.0, -160.0), "tank log", storage="frozen")
    record = "product_received 08:00 indication=ALL, storage_out 09:00"
    assert words("T101", stores, record, site=replace(UTC, bands=(fact,))) == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: during frozen the temperature is -196 to -160 °C (tank log) decides nothing: name in the
            [[fact]] for which indication (when = { ... })
        """)


def test_a_label_that_prints_a_temperature_without_a_range():
    nominal = table("storage", "frozen", **PHASE, nominal="-80 degC")
    readings = "08:00 -80, 08:30 -81, 09:00 -80"
    assert words("T101", nominal, HOUR, readings) == sentences("""
        frozen indeterminate: -81 °C to -80 °C seen in 1 h; the label prints -80 °C (printed without a tolerance)
          decided by: state the site's tolerance for such temperatures in its profile: nominal_tolerance = '2 degC'
        """)
    assert words("T101", nominal, HOUR, readings, site=replace(UTC, tolerance_degC=2.0)) == sentences("""
        frozen conforms: -81 °C to -80 °C seen in 1 h, limit -82 to -78 °C, the site's for -80 °C (printed without a
            tolerance)
        """)


# --- excursions that the label permits ---------------------------------------------------------------------------------------
def test_a_range_widened_by_what_the_label_permits():
    allowed = FROZEN + table("allowance", "warm", storage="frozen", upper="-80 degC", at_most="20 min")
    assert words("T101", allowed, HOUR, "08:00 -160, 08:30 -100, 09:00 -160") == sentences("""
        frozen conforms: -160 °C to -100 °C seen in 1 h, limit ≤ -120 °C (≤ -80 °C with the excursions it permits)
        """)
    assert words("T101", allowed, HOUR, "08:00 -160, 08:30 -79, 09:00 -160") == sentences("""
        frozen deviates: too warm, -79 °C: 44 s from 2026-11-10 08:29:37Z to 2026-11-10 08:30:22Z, limit ≤ -120 °C
            (≤ -80 °C with the excursions it permits)
        """)


# --- which logger stands for what ---------------------------------------------------------------------------------------------
TWO_PHASES = FROZEN + table("storage", "ward", from_="storage_out", until="administration_end", upper="25 degC")
COLD = "08:00 -160, 08:30 -160, 09:00 -160"


def test_one_logger_of_which_nobody_says_what_it_stands_for():
    assert words("T101", TWO_PHASES, HOUR, loggers={"TANK-3": COLD}) == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: say whether logger TANK-3 stands for frozen: [loggers] in the site profile: "TANK-3" =
            "frozen", or --readings frozen=FILE, or logger_id on product_received
        ward indeterminate: no reading, the phase has no known end in the record, limit ≤ 25 °C
          decided by: log administration end, and readings for the phase
        """)
    assert words("T101", TWO_PHASES, HOUR, loggers={"": COLD}) == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: say whether the logger stands for frozen: [loggers] in the site profile: "NAME" = "frozen", or
            --readings frozen=FILE, or logger_id on product_received
        ward indeterminate: no reading, the phase has no known end in the record, limit ≤ 25 °C
          decided by: log administration end, and readings for the phase
        """)


def test_several_loggers_of_which_nobody_says_what_they_stand_for():
    assert words("T101", FROZEN, HOUR, loggers={"": COLD, "TANK-3": COLD}) == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: say which logger stands for frozen (read: the one without a name, TANK-3): [loggers] in the
            site profile: "NAME" = "frozen", or --readings frozen=FILE, or logger_id on product_received
        """)
    assert words("T101", FROZEN, HOUR, loggers=dict.fromkeys("ABCDE", COLD)) == sentences("""
        frozen indeterminate: no reading, 1 h without readings, limit ≤ -120 °C
          decided by: say which logger stands for frozen (read: A, B, C and 2 more): [loggers] in the site profile:
            "A" = "frozen", or --readings frozen=FILE, or logger_id on product_received
        """)


def test_a_range_with_one_side_is_not_widened_on_the_other():
    allowed = FROZEN + table(
        "allowance", "cold", storage="frozen", lower="-200 degC", upper="-80 degC", at_most="20 min"
    )
    assert words("T101", allowed, HOUR, "08:00 -160, 08:30 -198, 09:00 -160") == sentences("""
        frozen conforms: -198 °C to -160 °C seen in 1 h, limit ≤ -120 °C (≤ -80 °C with the excursions it permits)
        """)


def test_a_range_widened_on_one_side_keeps_the_other():
    allowed = FRIDGE + table("allowance", "cold", storage="fridge", lower="0 degC", at_most="20 min")
    assert words("T101", allowed, HOUR, "08:00 5, 08:30 1, 09:00 5") == sentences("""
        fridge conforms: 1 °C to 5 °C seen in 1 h, limit 2 to 8 °C (0 to 8 °C with the excursions it permits)
        """)
    assert words("T101", allowed, HOUR, "08:00 5, 08:30 9, 09:00 5") == sentences("""
        fridge deviates: too warm, 9 °C: 15 min from 2026-11-10 08:22:30Z to 2026-11-10 08:37:30Z, limit 2 to 8 °C
            (0 to 8 °C with the excursions it permits)
        """)


def test_a_fact_may_state_one_side_alone():
    fact = BandFact("", TemperatureRange(upper_degC=-150.0), "tank log", storage="frozen")
    assert words("T101", FROZEN, HOUR, site=replace(UTC, bands=(fact,))) == sentences("""
        frozen conforms: stated by the site: during frozen the temperature is ≤ -150 °C (tank log), limit ≤ -120 °C
        """)
    fridge = BandFact("", TemperatureRange(lower_degC=2.0), "no frost", storage="fridge")
    assert words("T101", FRIDGE, HOUR, site=replace(UTC, bands=(fridge,))) == sentences("""
        fridge indeterminate: no reading, 1 h without readings, limit 2 to 8 °C
          decided by: readings for the 1 h without them
        """)
