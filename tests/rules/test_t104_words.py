"""T104, in the words of its findings: how long in the band in all, how long it may be, and what would decide."""

from rule_words import sentences, table, words

ROOM = table("budget", "room", from_="storage_out", until="administration_end", at_most="30 min") + (
    "band = ['8 degC', '25 degC']\n"
)
HOUR = "storage_out 08:00, administration_end 09:00"


def test_within_the_budget():
    assert words("T104", ROOM, HOUR, "08:00 5, 08:15 5, 08:30 20, 08:45 5, 09:00 5") == sentences("""
        room conforms: 24 min in 8 to 25 °C in all, budget 30 min
        """)


def test_beyond_the_budget():
    assert words("T104", ROOM, HOUR, "08:00 20, 08:15 20, 08:30 20, 08:45 20, 09:00 5") == sentences("""
        room deviates: 57 min in 8 to 25 °C in all, budget 30 min
        """)


def test_a_gap_counts_on_the_one_side_and_not_on_the_other():
    assert words("T104", ROOM, HOUR, "08:00 5, 08:15 20, 08:30 5, 09:00 5") == sentences("""
        room indeterminate: 24 min to 54 min in 8 to 25 °C in all, budget 30 min
          decided by: readings for the 30 min without them
        """)


def test_what_was_not_logged_is_asked_for():
    assert words("T104", ROOM, "storage_out 08:00", "08:00 5, 08:15 5, 08:30 20") == sentences("""
        room indeterminate: at least 0 s in 8 to 25 °C in all, budget 30 min
          decided by: log administration end
        """)
    assert words("T104", ROOM, HOUR) == sentences("""
        room indeterminate: 0 s to 1 h in 8 to 25 °C in all, budget 30 min
          decided by: readings for the 1 h without them
        """)
    assert words("T104", ROOM, HOUR, loggers={"BOX-1": "08:00 5, 08:15 5, 08:30 20, 08:45 5, 09:00 5"}) == sentences("""
        room indeterminate: 0 s to 1 h in 8 to 25 °C in all, budget 30 min
          decided by: say whether logger BOX-1 stands for room: logger_id on storage_out
        """)
    both = dict.fromkeys(("BOX-1", "BOX-2"), "08:00 5, 08:30 5, 09:00 5")
    assert words("T104", ROOM, HOUR, loggers=both) == sentences("""
        room indeterminate: 0 s to 1 h in 8 to 25 °C in all, budget 30 min
          decided by: say which logger stands for room (read: BOX-1, BOX-2): logger_id on storage_out
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("T104", ROOM, HOUR + ", thaw_start 08:30, thaw_end 08:20") == sentences("""
        room indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing
          decided by: check the times of thaw end and thaw start
        """)


def test_a_hotter_budget_that_does_not_bind_takes_nothing_over():
    advice = table("budget", "warm", from_="storage_out", until="administration_end", at_most="10 min")
    advice += "band = ['25 degC', '40 degC']\nobligation = 'should'\n"
    readings = "08:00 5, 08:15 30, 08:30 30, 08:45 30, 09:00 5"
    assert words("T104", ROOM + advice, HOUR, readings) == sentences("""
        room deviates: 56 min 24 s in 8 to 25 °C in all, budget 30 min
        warm deviates: 36 min in 25 to 40 °C in all, budget 10 min
        """)
    assert words("T104", ROOM + advice.replace("'should'", "'shall'"), HOUR, readings) == sentences("""
        warm deviates: 36 min in 25 to 40 °C in all, budget 10 min
        room conforms: 20 min 24 s in 8 to 25 °C in all, budget 30 min
        """)
