"""W204, in the words of its findings: how much was given in a time, how much may be, and what would decide."""

from rule_words import sentences, table, words

HOURLY = table("rate", "hourly", at_most="60 mL/h", over="1 h")
TWO = (
    "B1: administration_start 10:00 volume=40mL, administration_end 10:20; "
    "B2: administration_start {} volume=40mL, administration_end {}"
)


def test_within_the_limit():
    assert words("W204", HOURLY, TWO.format("11:30", "11:50")) == sentences("""
        hourly conforms: 40 mL/h in any 1 h, limit at most 60 mL/h
        """)


def test_too_much_in_an_hour():
    assert words("W204", HOURLY, TWO.format("10:30", "10:50")) == sentences("""
        hourly deviates: 80 mL/h in any 1 h, limit at most 60 mL/h
        """)


def test_where_the_record_does_not_say_how_it_was_spread():
    assert words("W204", HOURLY, TWO.format("11:10", "11:30")) == sentences("""
        hourly indeterminate: 40 to 80 mL/h in any 1 h, limit at most 60 mL/h
          decided by: log administration start and administration end of every container, or add the pump's own
            record where they do not decide it
        """)


def test_what_was_not_logged_is_asked_for():
    assert words("W204", HOURLY, "administration_start 10:00 volume=40mL") == sentences("""
        hourly conforms: 0 to 40 mL/h in any 1 h, limit at most 60 mL/h
        """)
    assert words("W204", HOURLY, "administration_start 10:00, administration_end 10:30") == sentences("""
        hourly indeterminate: an unknown rate in any 1 h, limit at most 60 mL/h
          decided by: state volume, with its unit, in a column of that name
        """)
    assert words("W204", HOURLY, "administration_start 10:00 volume=80mL") == sentences("""
        hourly indeterminate: 0 to 80 mL/h in any 1 h, limit at most 60 mL/h
          decided by: log administration end
        """)


def test_by_body_weight():
    per_kg = table("rate", "dmso", at_most="1 g/kg/d", over="24 h")
    record = "administration_start 10:00 dmso={} body_weight={}, administration_end 10:30"
    assert words("W204", per_kg, record.format("60g", "80kg")) == sentences("""
        dmso conforms: 0.75 g/kg/d in any 1 d, limit at most 1 g/kg/d
        """)
    assert words("W204", per_kg, record.format("90g", "80kg")) == sentences("""
        dmso deviates: 1.125 g/kg/d in any 1 d, limit at most 1 g/kg/d
        """)
    assert words("W204", per_kg, record.format("90g", "")) == sentences("""
        dmso indeterminate: an unknown rate in any 1 d, limit at most 1 g/kg/d
          decided by: state body_weight, with its unit, in a column of that name
        """)
    assert words("W204", per_kg, record.format("", "")) == sentences("""
        dmso indeterminate: an unknown rate in any 1 d, limit at most 1 g/kg/d
          decided by: state dmso and body_weight, each with its unit, in a column of that name
        """)


def test_the_highest_rate_is_not_shown_by_a_mean():
    highest = table("rate", "highest", at_most="60 mL/h")
    record = "administration_start 10:00 volume={}, administration_end 10:30"
    assert words("W204", highest, record.format("20mL")) == sentences("""
        highest indeterminate: at least 40 mL/h as the mean of the container, limit at most 60 mL/h
          decided by: the pump's own record of its rates: a mean within the limit does not show that each was
        """)
    assert words("W204", highest, record.format("50mL")) == sentences("""
        highest deviates: at least 100 mL/h as the mean of the container, limit at most 60 mL/h
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("W204", HOURLY, "administration_start 10:30 volume=40mL, administration_end 10:20") == sentences("""
        hourly indeterminate: the record contradicts itself (administration end and administration start), so it
            decides nothing
          decided by: check the times of administration end and administration start
        """)
