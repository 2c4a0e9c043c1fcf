"""What a result says of limits that nobody has read, and of conditions that nobody stated."""

from rule_words import sentences, table, words

WINDOW = table("window", "post-thaw", starts="thaw_end", ends="administration_end", at_most="{} min")
RECORD = "thaw_end 10:00, administration_end 10:30"


def unread(rule, **keys):
    return table("gap", "missing", rule=rule, **keys)


# --- limits that nobody has read -------------------------------------------------------------------------------------------
def test_a_limit_that_nobody_has_read():
    assert words("W201", unread("W201"), RECORD) == sentences("""
        missing indeterminate: not read in this label
          decided by: your label: `atmp-logistics catalogue complete trial`
        """)
    assert words("T101", unread("T101", note="the leaflet is not public"), RECORD) == sentences("""
        missing indeterminate: not read in this label: the leaflet is not public
          decided by: your label: `atmp-logistics catalogue complete trial`
        """)


def test_a_shelf_life_that_nobody_has_read():
    assert words("S301", unread("S301"), RECORD) == sentences("""
        missing indeterminate: not read in this label
          decided by: the printed expiry in the column expiry, or your label: `atmp-logistics catalogue complete
            trial`
        """)


def test_what_no_rule_judges():
    assert words("W201", unread("W201", obligation="information", note="two bags at a time"), RECORD) == sentences("""
        missing indeterminate: no rule of this file judges it: two bags at a time
          decided by: a person's judgement
        """)


# --- conditions that nobody stated -------------------------------------------------------------------------------------------
def branch(minutes, *values):
    return WINDOW.format(minutes) + f"when = {{ indication = {list(values)!r} }}\n"


def test_each_branch_is_judged():
    assert words("W201", branch(20, "ALL") + branch(40, "FL", "DLBCL"), RECORD) == sentences("""
        post-thaw indeterminate: for indication ALL (deviates there): 30 min from thaw end to administration end,
            limit at most 20 min: 10 min over
          decided by: state indication: --when indication=..., or a column of that name
        post-thaw indeterminate: for indication FL or DLBCL (conforms there): 30 min from thaw end to administration
            end, limit at most 40 min
          decided by: state indication: --when indication=..., or a column of that name
        """)


def test_branches_that_agree_decide():
    assert words("W201", branch(35, "ALL") + branch(40, "FL", "DLBCL"), RECORD) == sentences("""
        post-thaw conforms: for indication ALL (conforms there): 30 min from thaw end to administration end, limit
            at most 35 min
        post-thaw conforms: for indication FL or DLBCL (conforms there): 30 min from thaw end to administration end,
            limit at most 40 min
        """)


def test_two_conditions():
    first = WINDOW.format(20) + "when = { indication = 'ALL', strength = 'high' }\n"
    assert words("W201", first + branch(40, "FL"), RECORD) == sentences("""
        post-thaw indeterminate: for indication ALL, strength high (deviates there): 30 min from thaw end to
            administration end, limit at most 20 min: 10 min over
          decided by: state indication and strength: --when indication=... and --when strength=..., or a column of
            that name
        post-thaw indeterminate: for indication FL (conforms there): 30 min from thaw end to administration end,
            limit at most 40 min
          decided by: state indication: --when indication=..., or a column of that name
        """)
    assert words("W201", first + branch(40, "FL"), RECORD.replace("10:00", "10:00 indication=ALL")) == sentences("""
        post-thaw indeterminate: for indication ALL, strength high (deviates there): 30 min from thaw end to
            administration end, limit at most 20 min: 10 min over
          decided by: state strength: --when strength=..., or a column of that name
        """)


def test_a_case_in_which_no_limit_is_asked():
    assert words("W201 D502", branch(40, "FL", "DLBCL"), RECORD) == sentences("""
        asked indeterminate: nobody stated indication, and there is a case in which none of the limits asked about
            holds
          decided by: state indication: --when indication=..., or a column of that name
        record conforms: every event that the limits name is logged
        post-thaw conforms: for indication FL or DLBCL (conforms there): 30 min from thaw end to administration end,
            limit at most 40 min
        """)
    two = WINDOW.format(40) + "when = { indication = 'ALL', strength = 'high' }\n"
    assert words("W201 D502", two, RECORD) == sentences("""
        asked indeterminate: nobody stated indication and strength, and there is a case in which none of the limits
            asked about holds
          decided by: state indication and strength: --when indication=... and --when strength=..., or a column of
            that name
        record conforms: every event that the limits name is logged
        post-thaw conforms: for indication ALL, strength high (conforms there): 30 min from thaw end to
            administration end, limit at most 40 min
        """)


def test_a_printed_expiry_makes_an_unread_shelf_life_needless():
    record = RECORD.replace("10:00", "10:00 expiry=2026-11-30")
    assert words("S301", unread("S301"), record) == sentences("""
        expiry conforms: administration 20 d 13 h 30 min to 20 d 14 h before the end of the printed expiry
            (2026-11-30 23:59:59Z)
        """)


def test_a_limit_of_a_rule_that_was_not_asked_is_not_said():
    assert words("W203 W201", unread("T101"), RECORD) == sentences("""
        natural-order conforms: no logged time contradicts another
        """)
