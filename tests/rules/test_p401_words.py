"""P401, in the words of its findings: what the record holds that the label forbids, and whether it can tell."""

from rule_words import sentences, words

REFREEZE = "[[prohibition]]\ncode = 'refreeze'\nforbids = ['storage_in']\nafter = 'thaw_start'\n"


def test_what_is_forbidden_after_an_event():
    assert words("P401", REFREEZE, "thaw_start 10:00, storage_in 10:20") == sentences("""
        refreeze deviates: the record holds storage in after thaw start, which the label forbids
        """)
    assert words("P401", REFREEZE, "storage_in 09:00, thaw_start 10:00") == sentences("""
        refreeze conforms: the record holds no storage in after thaw start
        """)


def test_where_the_record_does_not_tell():
    assert words("P401", REFREEZE, "thaw_end 10:00, storage_in 09:58") == sentences("""
        refreeze indeterminate: the record does not show whether there was storage in after thaw start, which the
            label forbids
          decided by: log the time of storage in and thaw start
        """)
    assert words("P401", REFREEZE, "thaw_start 10:00, storage_in -") == sentences("""
        refreeze indeterminate: the record does not show whether there was storage in after thaw start, which the
            label forbids
          decided by: log the time of storage in and thaw start
        """)


def test_a_record_without_a_forbidden_event_shows_nothing():
    assert words("P401", REFREEZE, "thaw_start 10:00") == ""


def test_what_is_forbidden_at_any_time():
    irradiate = "[[prohibition]]\ncode = 'hold'\nforbids = ['storage_in', 'storage_out']\n"
    assert words("P401", irradiate, "storage_in 09:00, storage_out 10:00") == sentences("""
        hold deviates: the record holds storage in and storage out, which the label forbids
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("P401", REFREEZE, "thaw_start 10:10, thaw_end 10:00, storage_in 10:20") == sentences("""
        refreeze indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing
          decided by: check the times of thaw end and thaw start
        """)
