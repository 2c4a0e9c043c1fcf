"""W203, in the words of its findings: which times contradict each other, in which rows, and which are not known."""

from dataclasses import replace

from rule_words import UTC, sentences, words

from atmp_logistics.records.spacing_facts import SpacingFact


def test_a_record_that_can_be_true():
    assert words("W203", "", "thaw_start 10:00, thaw_end 10:04") == sentences("""
        natural-order conforms: no logged time contradicts another
        """)


def test_an_end_before_its_start():
    assert words("W203", "", "thaw_start 10:10, thaw_end 10:04") == sentences("""
        natural-order indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing;
            thaw end: row 3, 2026-11-10 10:04Z; thaw start: row 2, 2026-11-10 10:10Z
          decided by: check the times of thaw end and thaw start
        """)


def test_only_the_nearest_pairs_are_named():
    assert words("W203", "", "thaw_start 10:10, thaw_end 10:04, administration_end 10:30") == sentences("""
        natural-order indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing;
            thaw end: row 3, 2026-11-10 10:04Z; thaw start: row 2, 2026-11-10 10:10Z
          decided by: check the times of thaw end and thaw start
        """)
    assert words("W203", "", "thaw_end 10:04, administration_start 09:50, administration_end 09:55") == sentences("""
        natural-order indeterminate: the record contradicts itself (administration start and thaw end), so it
            decides nothing; administration start: row 3, 2026-11-10 09:50Z; thaw end: row 2, 2026-11-10 10:04Z
          decided by: check the times of administration start and thaw end
        """)


def test_a_fact_of_the_site_is_contradicted_too():
    fact = SpacingFact("thaw_start", "thaw_end", 60.0, 900.0, "SOP 12")
    site = replace(UTC, spacing=(fact,))
    assert words("W203", "", "thaw_start 10:00, thaw_end 10:16", site=site) == sentences("""
        natural-order indeterminate: the record contradicts itself (thaw start and thaw end), so it decides nothing;
            thaw start: row 2, 2026-11-10 10:00Z; thaw end: row 3, 2026-11-10 10:16Z
          decided by: check the times of thaw start and thaw end
        """)
    assert words("W203", "", "thaw_start 10:00, thaw_end 10:01", site=site) == sentences("""
        natural-order conforms: no logged time contradicts another
        """)


def test_a_container_that_was_discarded_is_not_thawed_after_that():
    assert words("W203", "", "discarded 10:01, thaw_start 10:03, thaw_end 10:07") == sentences("""
        natural-order indeterminate: the record contradicts itself (discarded and thaw start), so it decides
            nothing; discarded: row 2, 2026-11-10 10:01Z; thaw start: row 3, 2026-11-10 10:03Z
          decided by: check the times of discarded and thaw start
        """)
    assert words("W203", "", "discarded 10:01, administration_end 10:00") == sentences("""
        natural-order conforms: no logged time contradicts another
        """)


def test_an_end_or_a_use_without_its_time_may_be_the_wrong_way_round():
    assert words("W203", "", "returned 10:01, thaw_start -, thaw_end -") == sentences("""
        natural-order indeterminate: the record does not show whether thaw end came before returned; returned: row
            2, 2026-11-10 10:01Z; thaw end: row 4, without its time
          decided by: log the times of these rows
        """)
    assert words("W203", "", "returned -, administration_start 10:00, administration_end 10:30") == sentences("""
        natural-order indeterminate: the record does not show whether administration end came before returned;
            returned: row 2, without its time; administration end: row 4, 2026-11-10 10:30Z
          decided by: log the times of these rows
        """)


def test_a_name_that_recurs_has_each_of_its_rows():
    record = (
        "storage_in 08:00, storage_out 09:00, storage_in 09:10, storage_out 09:30, thaw_end 10:00, thaw_start 10:05"
    )
    assert words("W203", "", record) == sentences("""
        natural-order indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing;
            thaw end: row 6, 2026-11-10 10:00Z; thaw start: row 7, 2026-11-10 10:05Z
          decided by: check the times of thaw end and thaw start
        """)
