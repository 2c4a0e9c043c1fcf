"""D502, in the words of its findings: which events, loggers and containers the record does not hold."""

from rule_words import sentences, table, words

WINDOW = table("window", "post-thaw", starts="thaw_end", ends="administration_end", at_most="30 min")
RECORD = "thaw_end 10:04, administration_end 10:34"


def test_every_event_is_logged():
    assert words("D502", WINDOW, RECORD) == sentences("""
        record conforms: every event that the limits name is logged
        """)


def test_events_that_are_missing_are_named():
    assert words("D502", WINDOW, "thaw_end 10:04") == sentences("""
        record indeterminate: not logged: administration end
          decided by: add what is missing
        """)
    assert words("D502", WINDOW, "thaw_start 10:04") == sentences("""
        record indeterminate: not logged: thaw end, administration end
          decided by: add what is missing
        """)
    assert words("D502", WINDOW, "thaw_end -, administration_end 10:34") == sentences("""
        record indeterminate: not logged: thaw end
          decided by: add what is missing
        """)


def test_only_limits_that_bind_name_events():
    advice = WINDOW + "obligation = 'information'\n"
    assert words("D502", advice, "thaw_start 10:04") == sentences("""
        record conforms: every event that the limits name is logged
        """)


def test_a_logger_that_an_event_names_and_nobody_read():
    assert words("D502", WINDOW, "thaw_end 10:04 logger_id=WARD-1, administration_end 10:34") == sentences("""
        record indeterminate: no readings of logger WARD-1, which the events name
          decided by: add what is missing
        """)
    assert words("D502", WINDOW, "thaw_end 10:04 logger_id=WARD-1, thaw_start 10:00 logger_id=TANK-3") == sentences("""
        record indeterminate: not logged: administration end; no readings of logger TANK-3, WARD-1, which the events
            name
          decided by: add what is missing
        """)


def test_a_container_that_is_expected_and_nowhere_mentioned():
    record = "B1: thaw_end 10:04, administration_end 10:34"
    assert words("D502", WINDOW, record, containers=[("T1", "B2")]) == sentences("""
        record conforms: every event that the limits name is logged
        expected-container indeterminate: expected, and no event of it is in the record with its time
          decided by: add its events, or leave the container out
        record indeterminate: not logged: thaw end, administration end
          decided by: add what is missing
        """)
