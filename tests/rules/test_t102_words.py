"""T102, in the words of its findings: the temperature while a clock ran, by readings or by what the site states."""

from dataclasses import replace

from rule_words import UTC, sentences, table, words

from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.site_profile import BandFact

WARM = table("window", "rest", starts="thaw_end", ends="administration_end", at_most="30 min") + (
    "within = ['20 degC', '25 degC']\n"
)
RECORD = "thaw_start 09:50, thaw_end 10:00, administration_end 10:20"


def test_the_band_was_kept_or_left():
    assert words("T102", WARM, RECORD, "10:00 22, 10:10 22.5, 10:20 22") == sentences("""
        rest conforms: 22 °C to 22.5 °C seen in 20 min, limit 20 to 25 °C
        """)
    assert words("T102", WARM, RECORD, "10:00 22, 10:10 31, 10:20 22") == sentences("""
        rest deviates: too warm, 31 °C: 13 min 20 s from 2026-11-10 10:03:20Z to 2026-11-10 10:16:40Z, limit 20 to
            25 °C
        """)


def test_nobody_logged_it():
    assert words("T102", WARM, RECORD) == sentences("""
        rest indeterminate: no reading, 20 min without readings, limit 20 to 25 °C
          decided by: the log of that time, by --readings rest=FILE, or a [[fact]] in the site profile (window =
            'rest', within = [...], basis = '...')
        """)
    assert words("T102", WARM, RECORD, loggers={"WARD-1": "10:00 22, 10:10 22, 10:20 22"}) == sentences("""
        rest indeterminate: no reading, 20 min without readings, limit 20 to 25 °C
          decided by: say whether logger WARD-1 stands for rest: [loggers] in the site profile: "WARD-1" = "rest",
            or --readings rest=FILE, or logger_id on thaw_end, or a [[fact]] in the site profile (window = 'rest',
            within = [...], basis = '...')
        """)


def test_what_was_not_logged_is_asked_for():
    assert words("T102", WARM, "thaw_end 10:00", "10:00 22, 10:10 22, 10:20 22") == sentences("""
        rest indeterminate: 22 °C seen, the phase has no known end in the record, limit 20 to 25 °C
          decided by: log administration end
        """)
    late = WARM.replace("'thaw_end'", "'thaw_start'") + "within_from = 'thaw_end'\n"
    assert words("T102", late, "thaw_start 09:50, administration_end 10:20") == sentences("""
        rest indeterminate: no reading, 30 min without readings, limit 20 to 25 °C
          decided by: log thaw end
        """)


def test_the_site_states_it():
    fact = BandFact("rest", TemperatureRange(20.0, 25.0), "room log")
    site = replace(UTC, bands=(fact,))
    assert words("T102", WARM, RECORD, site=site) == sentences("""
        rest conforms: stated by the site: during rest the temperature is 20 to 25 °C (room log), limit 20 to 25 °C
        """)
    assert words("T102", WARM, RECORD, "10:00 22, 10:10 31, 10:20 22", site=site) == sentences("""
        rest deviates: too warm, 31 °C: 13 min 20 s from 2026-11-10 10:03:20Z to 2026-11-10 10:16:40Z; what the site
            states does not count beside a logger that was assigned, limit 20 to 25 °C
        """)
    assert words("T102", WARM, RECORD, "10:00 22, 10:20 22", site=site) == sentences("""
        rest indeterminate: 22 °C seen, 20 min without readings from 2026-11-10 10:00Z; what the site states does
            not count beside a logger that was assigned, limit 20 to 25 °C
          decided by: the log of that time, by --readings rest=FILE, or a [[fact]] in the site profile (window =
            'rest', within = [...], basis = '...')
        """)
    wider = replace(UTC, bands=(BandFact("rest", TemperatureRange(18.0, 25.0), "room log"),))
    assert words("T102", WARM, RECORD, site=wider) == sentences("""
        rest indeterminate: no reading, 20 min without readings, limit 20 to 25 °C
          decided by: the log of that time, by --readings rest=FILE, or a [[fact]] in the site profile (window =
            'rest', within = [...], basis = '...')
        """)


def test_a_fact_that_names_no_condition_decides_nothing():
    windows = WARM + "when = { indication = 'ALL' }\n" + WARM.replace("25", "30") + "when = { indication = 'FL' }\n"
    site = replace(UTC, bands=(BandFact("rest", TemperatureRange(20.0, 25.0), "room log"),))
    record = "thaw_end 10:00 indication=ALL, administration_end 10:20"
    assert words("T102", windows, record, site=site) == sentences("""
        rest indeterminate: no reading, 20 min without readings, limit 20 to 25 °C
          decided by: during rest the temperature is 20 to 25 °C (room log) decides nothing: name in the [[fact]]
            for which indication (when = { ... })
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("T102", WARM, "thaw_end 10:00, administration_end 09:20") == sentences("""
        rest indeterminate: the record contradicts itself (administration end and thaw end), so it decides nothing
          decided by: check the times of administration end and thaw end
        """)


def test_a_band_may_end_with_the_first_container():
    first = WARM + "scope = 'therapy'\nuntil_first = true\n"
    two = "B1: thaw_end 10:00, administration_end 10:10; B2: thaw_end 10:00, administration_end 10:30"
    assert words("T102", first, two, "10:00 22, 10:10 22, 10:20 40, 10:30 40") == sentences("""
        rest conforms: 22 °C seen in 10 min, limit 20 to 25 °C
        """)
