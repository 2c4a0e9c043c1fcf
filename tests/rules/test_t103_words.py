"""T103, in the words of its findings: how many excursions, how long the longest was, and what the label permits."""

from dataclasses import replace

from rule_words import UTC, paragraph, sentences, table, words

from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.limits import Allowance
from atmp_logistics.core.temperature_range import TemperatureRange

FROZEN = table("storage", "frozen", from_="product_received", until="storage_out", upper="-150 degC")
ALLOWED = FROZEN + table("allowance", "warm", storage="frozen", upper="-80 degC", times=2, at_most="20 min")
HOUR = "product_received 08:00, storage_out 09:00"


def test_none():
    assert words("T103", ALLOWED, HOUR, "08:00 -160, 08:20 -160, 08:40 -160, 09:00 -160") == sentences("""
        warm conforms: 0 excursions up to ≤ -80 °C, permitted 2
        warm conforms: the longest excursion lasted 0 s, permitted 20 min
        """)


def test_as_many_and_as_long_as_permitted():
    assert words("T103", ALLOWED, HOUR, "08:00 -160, 08:20 -140, 08:40 -160, 09:00 -160") == sentences("""
        warm conforms: 1 excursion up to ≤ -80 °C, permitted 2
        warm conforms: the longest excursion lasted 20 min, permitted 20 min
        """)


def test_too_many_and_too_long():
    readings = "08:00 -160, 08:10 -130, 08:20 -160, 08:30 -130, 08:40 -160, 08:50 -130, 09:00 -160"
    assert words("T103", ALLOWED, HOUR, readings) == sentences("""
        warm deviates: 3 excursions up to ≤ -80 °C, permitted 2
        warm conforms: the longest excursion lasted 13 min 20 s, permitted 20 min
        """)
    assert words("T103", ALLOWED, HOUR, "08:00 -160, 08:20 -120, 08:40 -160, 09:00 -160") == sentences("""
        warm deviates: the longest excursion lasted 30 min, permitted 20 min
        warm conforms: 1 excursion up to ≤ -80 °C, permitted 2
        """)


def test_a_gap_may_hide_some():
    assert words("T103", ALLOWED, HOUR, "08:00 -160, 08:10 -160, 08:20 -160, 08:50 -160, 09:00 -160") == sentences("""
        warm indeterminate: at least 0 excursions up to ≤ -80 °C, permitted 2
          decided by: readings for the time without them
        warm indeterminate: the longest excursion lasted 0 s to 30 min, permitted 20 min
          decided by: readings for the time without them
        """)
    assert words("T103", ALLOWED, HOUR) == sentences("""
        warm indeterminate: at least 0 excursions up to ≤ -80 °C, permitted 2
          decided by: readings for the time without them
        warm indeterminate: the longest excursion lasted 0 s to 1 h, permitted 20 min
          decided by: readings for the time without them
        """)


def test_readings_so_near_the_limit_that_they_may_part_one_in_two():
    site = replace(UTC, accuracy_degC=0.5, decision_rule="guarded")
    assert words("T103", ALLOWED, HOUR, "08:00 -160, 08:20 -149.8, 08:40 -160, 09:00 -160", site=site) == sentences("""
        warm conforms: 0 to 2 excursions up to ≤ -80 °C, permitted 2
        warm conforms: the longest excursion lasted 0 s to 2 min 45 s, permitted 20 min
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("T103", ALLOWED, HOUR + ", thaw_start 09:10, thaw_end 09:05") == sentences("""
        warm indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing
          decided by: check the times of thaw end and thaw start
        """)


def test_an_allowance_on_a_side_that_the_range_does_not_have_permits_nothing_more():
    """No file can say so; a product made by hand can."""
    store = sandbox_product(FROZEN)
    below = Allowance(
        code="cold", citation=store.citation, storage="frozen", range=TemperatureRange(lower_degC=-190.0), times=1
    )
    site = replace(UTC, accuracy_degC=0.5, decision_rule="guarded")
    readings = "08:00 -160, 08:20 -195, 08:40 -160, 09:00 -160"
    result = assess_sandbox(replace(store, allowances=(below,)), HOUR, readings, site, rules=("T103",))
    assert [paragraph(finding) for finding in result if finding.rule == "T103"] == [
        "cold conforms: 0 excursions up to ≥ -190 °C, permitted 1"
    ]
    result = assess_sandbox(
        replace(store, allowances=(below,)), "product_received 08:00", readings, site, rules=("T103",)
    )
    assert [paragraph(finding) for finding in result if finding.rule == "T103"] == [
        sentences("""
            cold indeterminate: at least 0 excursions up to ≥ -190 °C, permitted 1
              decided by: readings for the time without them
            """)
    ]


def test_until_the_end_of_the_phase():
    until_end = table("allowance", "warm", storage="frozen", upper="-80 degC", at_most="20 min", until_end="true")
    back = "08:00 -160, 08:20 -140, 08:40 -160, 09:00 -160"
    assert words("T103", FROZEN + until_end, HOUR, back) == sentences("""
        warm deviates: from the first excursion to the end of the phase 50 min, permitted 20 min
        """)
    stayed = "08:00 -160, 08:10 -160, 08:20 -160, 08:30 -160, 08:40 -160, 08:50 -140, 09:00 -140"
    assert words("T103", FROZEN + until_end, HOUR, stayed) == sentences("""
        warm conforms: from the first excursion to the end of the phase 15 min, permitted 20 min
        """)
    assert words("T103", FROZEN + until_end, HOUR, "08:00 -160, 08:20 -160, 08:40 -160, 09:00 -160") == sentences("""
        warm conforms: from the first excursion to the end of the phase 0 s, permitted 20 min
        """)
    lost = "08:00 -160, 08:05 -160, 08:10 -160, 08:50 -140, 08:55 -140, 09:00 -140"
    assert words("T103", FROZEN + until_end, HOUR, lost) == sentences("""
        warm indeterminate: from the first excursion to the end of the phase 10 min to 50 min, permitted 20 min
          decided by: readings for the time without them
        """)
