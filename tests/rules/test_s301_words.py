"""S301, in the words of its findings: by what event, how long before the end of which life, and what would decide."""

from dataclasses import replace

from rule_words import UTC, sentences, table, words

FRESH = table(
    "storage", "fresh", from_="product_received", until="administration_end", upper="25 degC", shelf_life="2 h"
)
MONTHS = FRESH.replace("'2 h'", "{ months = 9 }")


def test_a_shelf_life_in_hours():
    assert words("S301", FRESH, "manufacturing_end 08:00, administration_end 09:59") == sentences("""
        fresh conforms: administration end 1 min before the end of the shelf life of 2 h (2026-11-10 10:00Z)
        """)
    assert words("S301", FRESH, "manufacturing_end 08:00, administration_end 10:01") == sentences("""
        fresh deviates: administration end 1 min after the end of the shelf life of 2 h (2026-11-10 10:00Z)
        """)


def test_what_was_not_logged_is_asked_for():
    assert words("S301", FRESH, "administration_end 10:01") == sentences("""
        fresh indeterminate: the record does not show whether administration end came before the end of the shelf
            life of 2 h
          decided by: copy the printed expiry into the column expiry, or log manufacturing end
        """)
    assert words("S301", FRESH, "manufacturing_end 08:00") == sentences("""
        fresh indeterminate: the record does not show whether administration end came before the end of the shelf
            life of 2 h
          decided by: log administration end
        """)
    assert words("S301", FRESH, "product_received 08:00") == sentences("""
        fresh indeterminate: the record does not show whether administration end came before the end of the shelf
            life of 2 h
          decided by: log administration end; copy the printed expiry into the column expiry, or log manufacturing
            end
        """)


def test_a_shelf_life_on_the_calendar():
    record = "manufacturing_end 2026-01-31T10:00Z, administration_end {}"
    assert words("S301", MONTHS, record.format("2026-10-30T10:00Z")) == sentences("""
        fresh conforms: administration end 1 d to 1 d 14 h before the end of the shelf life of 9 months (2026-10-31
            23:59:59Z)
        """)
    assert words("S301", MONTHS, record.format("2026-10-31T15:00Z")) == sentences("""
        fresh indeterminate: the record does not show whether administration end came before the end of the shelf
            life of 9 months
          decided by: copy the printed expiry into the column expiry
        """)
    assert words("S301", MONTHS, record.format("2026-11-02T10:00Z")) == sentences("""
        fresh deviates: administration end 1 d 10 h after the end of the shelf life of 9 months (2026-10-31
            23:59:59Z)
        """)


def test_a_printed_expiry_governs():
    record = "manufacturing_end 08:00 expiry={}, administration_end 10:01"
    assert words("S301", FRESH, record.format("2026-11-10")) == sentences("""
        fresh conforms: administration end 13 h 59 min before the end of the printed expiry (2026-11-10 23:59:59Z)
        """)
    assert words("S301", FRESH, record.format("2026-11-09")) == sentences("""
        fresh deviates: administration end 10 h 1 min after the end of the printed expiry (2026-11-09 23:59:59Z)
        """)
    assert words("S301", FRESH, record.format("2026-11")) == sentences("""
        fresh conforms: administration end 20 d 13 h 59 min before the end of the printed expiry (2026-11-30
            23:59:59Z)
        """)
    assert words("S301", FRESH, record.format("2026-11-10T10:00Z")) == sentences("""
        fresh deviates: administration end 1 min after the end of the printed expiry (2026-11-10 10:00Z)
        """)


def test_a_printed_expiry_without_a_shelf_life_is_judged_at_the_end_of_the_last_storage():
    store = FRESH.replace("shelf_life = '2 h'\n", "")
    assert words("S301", store, "product_received 08:00 expiry=2026-11-10, administration_end 10:01") == sentences("""
        expiry conforms: administration end 13 h 59 min before the end of the printed expiry (2026-11-10 23:59:59Z)
        """)
    assert words("S301", store, "product_received 08:00 expiry=2026-11-10") == sentences("""
        expiry indeterminate: the record does not show whether administration end came before the end of the printed
            expiry
          decided by: log administration end
        """)
    assert words("S301", store, "product_received 08:00, administration_end 10:01") == ""


def test_without_a_zone_an_expiry_day_ends_anywhere():
    nowhere = replace(UTC, tz=None)
    record = "manufacturing_end 08:00 expiry=2026-11-10, administration_end {}"
    assert words("S301", FRESH, record.format("23:59"), site=nowhere) == sentences("""
        fresh indeterminate: the record does not show whether administration end came before the end of the printed
            expiry
          decided by: state the zone: --tz
        """)
    assert words("S301", FRESH, record.format("08:59"), site=nowhere) == sentences("""
        fresh conforms: administration end 1 h 1 min to 1 d 3 h 1 min before the end of the printed expiry
            (2026-11-11 11:59:59Z)
        """)


def test_a_label_says_by_which_event_and_how():
    before = FRESH + "[expiry]\nby = 'administration_start'\nstrict = true\n"
    record = "manufacturing_end 08:00, administration_start {}, administration_end 10:30"
    assert words("S301", before, record.format("10:00")) == sentences("""
        fresh deviates: administration start 0 s after the end of the shelf life of 2 h (2026-11-10 10:00Z)
        """)
    assert words("S301", before, record.format("09:59")) == sentences("""
        fresh conforms: administration start 1 min before the end of the shelf life of 2 h (2026-11-10 10:00Z)
        """)


def test_branches_may_end_with_different_events():
    stores = FRESH.replace("shelf_life = '2 h'\n", "").replace("'fresh'", "'ward'") + "when = { indication = 'ALL' }\n"
    stores += table("storage", "frozen", from_="product_received", until="storage_out", upper="-120 degC")
    stores += "when = { indication = 'FL' }\n"
    record = "product_received 08:00 expiry=2026-11-10, storage_out 09:00, administration_end {}"
    assert words("S301", stores, record.format("10:00")) == sentences("""
        expiry conforms: administration end or storage out 14 h to 15 h before the end of the printed expiry
            (2026-11-10 23:59:59Z)
        """)
    assert words("S301", stores, record.format("2026-11-11T10:00Z")) == sentences("""
        expiry indeterminate: the record does not show whether administration end or storage out came before the end
            of the printed expiry
          decided by: state indication of the container, in a column of that name
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("S301", FRESH, "manufacturing_end 08:00, thaw_end 09:00, administration_end 08:59") == sentences("""
        fresh indeterminate: the record contradicts itself (administration end and thaw end), so it decides nothing
          decided by: check the times of administration end and thaw end
        """)


def test_a_shelf_life_on_the_calendar_of_which_the_begin_is_not_known():
    assert words("S301", MONTHS, "administration_end 2026-10-30T10:00Z") == sentences("""
        fresh indeterminate: the record does not show whether administration end came before the end of the shelf
            life of 9 months
          decided by: copy the printed expiry into the column expiry, or log manufacturing end
        """)
    nowhere = replace(UTC, tz=None)
    record = "manufacturing_end 2026-01-31T10:00Z, administration_end 2026-10-31T15:00Z"
    assert words("S301", MONTHS, record, site=nowhere) == sentences("""
        fresh indeterminate: the record does not show whether administration end came before the end of the shelf
            life of 9 months
          decided by: state the zone: --tz
        """)
